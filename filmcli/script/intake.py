"""What a person hands in, before anything is made of it: a logline that can be read, people that were named, or one line that says why not.

Knows nothing of plans. What looks like an order to a machine is a logline like any other: it is data to every stage after this one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filmcli.core import presets
from filmcli.core.errors import InputError

LONGEST = 120  # words of a logline; the longest of 40 that were collected has 47
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]")
_NAME = re.compile(r"^\s*([^:]{1,64}?)\s*:\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Given:
    """Somebody that a person wants in the story: the name, and what is known of them; None where nothing was said."""

    name: str
    who: str = ""
    gender: str | None = None
    age: int | None = None


def logline(text: str) -> str:
    """Return a logline in one line, without control characters. Raises InputError for one that is empty, too long or not English."""
    words = plain(text).split()
    if not any(re.search(r"\w", word) for word in words):
        raise InputError("the logline has no words", hint="tell the story in one sentence, or leave it out and one is drawn from the genre")
    if len(words) > LONGEST:
        raise InputError(
            f"the logline has {len(words):,} words, expected one sentence of up to {LONGEST}",
            hint="for a whole screenplay give its file: filmcli script FILE.fountain",
        )
    _english(words)
    return " ".join(words)


def plain(text: str) -> str:
    """Return a text without terminal escapes and characters that show nothing; what parts lines or words becomes a blank."""
    return "".join(" " if mark.isspace() else "" if unicodedata.category(mark)[0] == "C" else mark for mark in _ESCAPES.sub("", text))


def _english(words: Sequence[str]) -> None:
    """Raise InputError when a logline is in another language: its letters or its small words say so."""
    letters = [mark for word in words for mark in word if mark.isalpha()]
    latin = sum("LATIN" in unicodedata.name(mark, "") for mark in letters)
    small = [re.sub(r"\W", "", word.lower()) for word in words]
    known = presets.load("writing", "languages")
    foreign, english = (sum(word in known[name] for word in small) for name in ("foreign", "english"))
    if latin * 2 < len(letters) or (foreign > 1 and foreign > english):
        raise InputError(
            "the logline is not in English, the only language filmcli plans and writes in",
            hint="say it in English; names may stay as they are",
        )


def cast(values: Sequence[str]) -> tuple[Given, ...]:
    """Return the people of `NAME: who` texts and of cast files. Raises InputError for a text without a name, or a name given twice."""
    found: list[Given] = []
    for value in values:
        found += _of_file(Path(value)) if value.endswith((".yaml", ".yml")) else [_of_text(value)]
    names = [one.name.lower() for one in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(f"--cast: {twice} is named twice")
    return tuple(found)


def _of_file(path: Path) -> list[Given]:
    from filmcli.core import documents
    from filmcli.formats.cast import Cast

    people = documents.load(path, Cast).characters
    return [Given(one.name.title() if one.name.isupper() else one.name, _phrase(one.description), one.gender, one.age) for one in people]


def _of_text(value: str) -> Given:
    told = " ".join(plain(value).split())
    match = _NAME.match(told)
    name, who = (match[1], match[2]) if match else (told, "")
    if not re.search(r"[^\W\d_]", name) or ":" in name or len(name) > 64:
        raise InputError(f"--cast: {value[:60]!r} has no name", hint='--cast "VERA: a blind clockmaker, 60"')
    name = name.title() if name.isupper() else name
    years = re.search(r"\b(\d{1,3})\b(?: years old)?", who)
    people = presets.load("writing", "common")["people"]
    nouns = [re.sub(r"\W", "", word) for word in who.lower().split()]
    gender = next((sex for noun in nouns for sex in ("female", "male") if noun in people[sex]), None)
    gender = gender or next(
        (sex for sex, words in (("female", {"she", "her"}), ("male", {"he", "him", "his"})) if words & set(nouns)), None
    )
    gender = gender or _gender_of(name)
    return Given(name, _phrase(who), gender, int(years[1]) if years and 4 <= int(years[1]) <= 110 else None)


def _phrase(who: str) -> str:
    """Return `blind clockmaker` of `a blind clockmaker, 60, who drinks`."""
    first = re.split(r"[,.;(]", re.sub(r"\b\d{1,3}\b", "", who.strip()))[0].strip()
    first = re.sub(r"^(a|an|the)\s+", "", first, flags=re.IGNORECASE)
    return " ".join(re.split(r"\s+(?:who|that|whose|which)\s+", first)[0].split())[:80]


def _gender_of(name: str) -> str | None:
    known = presets.load("people", "names")
    first = name.split()[0].lower()
    return next((sex for sex in ("female", "male") if first in {str(one).lower() for one in known.get(sex, [])}), None)
