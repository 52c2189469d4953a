"""Slots in preset lines: `{other.him}`, `{prop.the}`, `{asker.C}` become words; `[2-5]` is a blank for the writer.

Knows nothing of plots and models. A slot is looked up in a plain mapping, never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PRONOUNS = {
    "male": {"he": "he", "him": "him", "his": "his", "man": "man"},
    "female": {"he": "she", "him": "her", "his": "her", "man": "woman"},
}
BLANK = re.compile(r"\[(\d+)-(\d+)\]")
SLOT = re.compile(r"\{([A-Za-z_]+(?:\.[A-Za-z_]+)?)\}")
# one word: a lower-case word, a contraction (no possessive), or the word I
WORD = r"([a-z]{1,11}('(t|re|ve|ll|d))?|(it|he|she|that|what|who|there)'s|I('(m|ve|ll|d))?)"


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
    """Return (words before, regex of the rest, words after) of the first blank, or None. A second blank joins the regex."""
    match = BLANK.search(template)
    if match is None:
        return None
    before, rest = template[: match.start()].rstrip(), template[match.start() :]
    gap = "" if not before else " "
    pattern, at = "", 0
    for found in BLANK.finditer(rest):
        literal = rest[at : found.start()]
        if found.start():
            pattern += re.escape(literal.rstrip()).replace("\\ ", " ").replace("'", "'")
        low, high = int(found.group(1)), int(found.group(2))
        first = gap if not pattern else " "
        pattern += f"{first}{WORD}( {WORD}){{{low - 1},{high - 1}}}"
        at = found.end()
    tail = rest[at:]
    return before, pattern + re.escape(tail).replace("\\ ", " "), tail


def plain(template: str) -> bool:
    """Tell whether the template has no blank."""
    return BLANK.search(template) is None
