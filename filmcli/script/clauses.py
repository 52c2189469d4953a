"""Longer blanks: a noun with a clause of its own, two verbs joined. Only at the end of a sentence, where they have room.

Knows nothing of plots and models.
"""

from __future__ import annotations

from functools import cache

from filmcli.core import presets
from filmcli.script import wording


def longer(template: str) -> tuple[str, str, str] | None:
    """Return (words before, regex of the rest, words after) of a blank that can take more than a phrase, or None."""
    match = wording.BLANK.search(template)
    if match is None or match.group(1) not in ("np", "vp") or template[match.end() :] != "." or not match.start():
        return None
    return template[: match.start()].rstrip(), rf" {_grammar(match.group(1))}\.", "."


def floor() -> float:
    """Return the least likelihood of a longer blank, in nats a token."""
    return presets.load("writing", "clauses")["floor"]


@cache
def _grammar(kind: str) -> str:
    """Return the regex of `the knife you left`, or of `take the money and run`."""
    lists, phrases = presets.load("writing", "clauses"), presets.load("writing", "common")["phrases"]
    any_of = {name: f"({'|'.join(words)})" for name, words in {**phrases, **{k: lists[k] for k in ("who", "often", "past")}}.items()}
    if kind == "np":
        noun = f"((the|your|my|that) {any_of['things']}|((the|your|my) )?{any_of['many']}|(the|my|your) {any_of['stuff']})"
        return f"{noun} {any_of['who']} ({any_of['often']} )?{any_of['past']}"
    verb = f"({any_of['with']} ((the|your|my) {any_of['things']}|{any_of['many']}|you|me)|{any_of['alone']})"
    return f"{verb} and {verb}"
