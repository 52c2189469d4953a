"""The words that say something about a person, from presets/people and presets/wardrobe, and how they are found in a text.

Knows nothing of screenplays. Latin words match whole, Cyrillic ones from their beginning, Chinese ones anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from filmcli.core import presets


def words(key: str) -> Any:
    """Return an entry of presets/people/words.yaml."""
    return presets.load("people", "words")[key]


@cache
def looks(key: str) -> dict[str, list[str]]:
    """Return the words for each hair style, beard, hat or pair of glasses (`styles`, `beards`, `hats`, `glasses`), by its name."""
    table = presets.load("people", "hair") if key in ("styles", "beards") else presets.load("wardrobe", "hats")
    return {name: row["words"] for name, row in table[key].items() if row.get("words")}


@cache
def given_names(gender: str) -> frozenset[str]:
    """Return the given names that tell a gender; those of the genres' own characters are among them."""
    return frozenset(presets.load("people", "names")[gender])


def find(entries: Sequence[str], text: str) -> re.Match[str] | None:
    """Return the first of some words in a text; of two at one place the longer."""
    return _pattern(tuple(entries)).search(text)


def first(table: Mapping[str, Any], text: str, *, key: str | None = None) -> tuple[str, str] | None:
    """Return (entry, word) for the entry of a table whose words come first in a text; longer words win.

    An entry is a list of words, or a mapping that has them under `key`.
    """
    found = []
    for rank, (name, entry) in enumerate(table.items()):
        match = find(entry[key] if key else entry, text)
        if match:
            found.append((match.start(), -len(match[0]), rank, str(name), match[0]))
    return min(found)[3:] if found else None


def every(table: Mapping[str, Any], text: str, *, key: str) -> list[tuple[str, str]]:
    """Return (entry, word) of all entries of a table that a text has a word of, in the order of the text."""
    found = [(m.start(), str(name), m[0]) for name, entry in table.items() if (m := find(entry[key], text))]
    return [(name, word) for _, name, word in sorted(found)]


def pattern(entries: Iterable[str]) -> str:
    """Return the regular expression of some words, longest first. What bounds a word is said once for all: that is twice as fast."""
    latin, cyrillic, dense = [], [], []
    for word in sorted(entries, key=len, reverse=True):
        kind = dense if any(char > "\u2e7f" for char in word) else cyrillic if "\u0400" <= word[0] <= "\u04ff" else latin
        kind.append(re.escape(word).replace(r"\ ", r"[\s-]+"))
    bounds = ((latin, r"(?<!\w)(?:{})(?!\w)"), (cyrillic, r"(?<!\w)(?:{})"), (dense, "{}"))
    return "|".join(bound.format("|".join(words)) for words, bound in bounds if words)


@cache
def _pattern(entries: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern(entries) or '(?!)'})(?!['’]s\b)", re.IGNORECASE)  # a widow's aide is no widow
