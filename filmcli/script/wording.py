"""Slots in preset lines: `{other.him}`, `{prop.the}`, `{asker.C}` become words; `[np: the law]` is a blank for the writer.

Knows nothing of plots and models. A slot is looked up in a plain mapping, never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from filmcli.core import presets

PRONOUNS = {
    "male": {"he": "he", "him": "him", "his": "his", "man": "man", "spouse": "husband"},
    "female": {"he": "she", "him": "her", "his": "her", "man": "woman", "spouse": "wife"},
}
BLANK = re.compile(r"\[(np|vp|who): ([^\]]+)\]")  # what it takes, and our own ending for when the writer finds none
SLOT = re.compile(r"\{([A-Za-z_]+(?:\.[A-Za-z_]+)*)\}")


def fill(template: str, words: Mapping[str, str]) -> str:
    """Return the template with its slots filled; an unknown slot is a KeyError that names it."""
    text = SLOT.sub(lambda match: words[match.group(1)], template)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(^|[.?!] )([a-z])", lambda match: match.group(1) + match.group(2).upper(), text)


def person_words(key: str, name: str, gender: str) -> dict[str, str]:
    """Return the slots of one person, such as `other`, `other.him`, `other.He`."""
    own = PRONOUNS[gender]
    slots = {key: name, f"{key}.C": name}
    for slot, word in own.items():
        slots[f"{key}.{slot}"] = word
        slots[f"{key}.{slot.capitalize()}"] = word.capitalize()
    return slots


def thing_words(key: str, noun: str) -> dict[str, str]:
    """Return the slots of a thing: `prop`, `prop.the`, `prop.a` and their capitals."""
    article = "an" if noun[0] in "aeiou" else "a"
    slots = {key: noun, f"{key}.the": f"the {noun}", f"{key}.a": f"{article} {noun}", f"{key}.A": f"{article.capitalize()} {noun}"}
    capital = key.capitalize()
    return slots | {capital: noun.capitalize(), f"{capital}.the": f"The {noun}", f"{capital}.a": f"{article.capitalize()} {noun}"}


def blank(template: str) -> tuple[str, str, str] | None:
    """Return (words before, regex of the rest, words after) of the only blank, or None."""
    match = BLANK.search(template)
    if match is None:
        return None
    before, tail = template[: match.start()].rstrip(), template[match.end() :]
    gap = " " if before else ""
    return before, f"{gap}{_grammar(match.group(1))}{re.escape(tail)}".replace("\\ ", " "), tail


def finished(template: str) -> str:
    """Return the template with our own ending in its blank."""
    return BLANK.sub(lambda match: match.group(2), template)


def plain(template: str) -> bool:
    """Tell whether the template has no blank."""
    return BLANK.search(template) is None


@cache
def _grammar(kind: str) -> str:
    """Return the regex of a noun phrase, a verb phrase or a person over the words of presets/writing/common.yaml.

    Closed lists: left free, a 135M model fills `I won't [...]` with `let me hurt them`; within them it cannot leave grammar.
    """
    words = presets.load("writing", "common")["phrases"]
    things, many, stuff, quality = (_any(words[key]) for key in ("things", "many", "stuff", "of"))
    owned = f"(the|your|my|that|another|one more) ({quality} )?{things}"
    counted = "|".join(
        f"{a} ({_any([w for w in words['of'] if (w[0] in 'aeiou' or w == 'honest') == (a == 'an')])} {things}"
        f"|{_any([w for w in words['things'] if (w[0] in 'aeiou' or w == 'hour') == (a == 'an')])})"
        for a in ("a", "an")
    )
    noun = f"({owned}|{counted}|((the|your|my|other people's) )?({quality} )?({many}|{stuff}))"
    tail = f"( (in|of|on|behind|without|under|with|from) ((the|your|my) {things}|{many}|{stuff}))?"
    if kind == "who":
        return f"((the|your|my) ({quality} )?{_any(words['folk'])})"
    if kind == "np":
        return f"{noun}{tail}"
    return f"({_any(words['with'])} ({noun}|you|me)|{_any(words['alone'])}( (in|on|behind|without|under|like) (the|your|my) {things})?)"


def _any(words: Sequence[str]) -> str:
    return f"({'|'.join(words)})"
