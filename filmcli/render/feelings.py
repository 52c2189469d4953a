"""What a parenthetical or an action says of a face: the expression that its words mean (presets/people/expressions.yaml).

Knows nothing of faces. English, German, Russian, Chinese.
"""

from __future__ import annotations

import re
from functools import cache

from filmcli.core import presets

_DENIED = re.compile(r"\b(?:not|no|never|without|un)\s+(?:\w+\s+)?|n['’]t\s+", re.IGNORECASE)


def meant(text: str) -> str | None:
    """Return the expression whose word comes first in a text, `grins` → smile; None when no word is known. A denied word does not count."""
    found = []
    for rank, (name, pattern) in enumerate(_patterns().items()):
        match = next((m for m in pattern.finditer(text) if not _DENIED.search(text[max(0, m.start() - 14) : m.start()])), None)
        if match:
            found.append((match.start(), -len(match[0]), rank, name))
    return min(found)[3] if found else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = presets.load("people", "expressions")["expressions"]
    return {name: _pattern(row["words"]) for name, row in table.items() if row["words"]}


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Return the pattern of some words: whole, or stems that end in `*`; Chinese ones anywhere."""
    parts = []
    for word in words:
        stem = re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+")
        parts.append(stem if word[0] > "\u2e7f" else rf"(?<!\w){stem}" if word.endswith("*") else rf"(?<!\w){stem}(?!\w)")
    return re.compile("|".join(parts), re.IGNORECASE)
