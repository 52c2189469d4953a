"""Makings: what the page says the parts of a place are of ("a marble floor", "walls of brick"), and how well off the place is ("a shabby room").

Knows nothing of sets or recipes. The words are data: presets/dressing/materials.yaml and means.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from filmcli.core import presets
from filmcli.render import lexicon

BETWEEN = r"(?:[\s,-]+[\w'-]+)?"  # one word may stand between a material and its part: a wooden kitchen table


def read(lines: Sequence[Any], tell: Any) -> Iterator[tuple[str, str]]:
    """Yield (slot, material) as the lines say them, and tell each as an element; a material that the slot cannot be of is none."""
    words, alone = _materials(), {str(word): str(slot) for word, slot in _table()["alone"].items()}
    for line in lines:
        for word, at in lexicon.named(tuple(words), line.shown):
            name = words[word.lower()]
            found = _part(line.shown[:at], line.shown[at + len(word) :])
            part, slot = found or ("", alone.get(word.lower(), ""))
            if slot and (slot in _able(name) or "any" in _able(name)):
                tell("material", f"{word} {part}".strip(), line.quote(at))
                yield slot, name


def means(lines: Sequence[Any], tell: Any, *, named: frozenset[str]) -> str:
    """Return poor or rich by the first word that says so, told as an element; '' for none.

    In the slug line any word counts; in the action one that is a place itself, or comes before a word for a place or for what is in it (`named`).
    """
    table = {name: row["words"] for name, row in presets.load("dressing", "means").items() if isinstance(row, Mapping)}
    rank = {str(word).lower(): name for name, words in table.items() for word in words}
    for line in lines:
        for word, at in lexicon.named(tuple(rank), line.shown):
            after = re.findall(r"[\w'-]+", line.shown[at + len(word) :].lower())[:2]
            if line.slug or word in named or " " in word or lexicon.CJK.search(word) or any(one in named for one in after):
                tell("means", f"{rank[word]}: {word}", line.quote(at))
                return rank[word]
    return ""


def _part(before: str, after: str) -> tuple[str, str] | None:
    """Return the part's word and its slot: after the material, or before it as in `walls of brick`, `the floor is marble`."""
    parts = _parts()
    any_part = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
    if found := re.match(rf"{BETWEEN}[\s-]+({any_part})\b", after, re.IGNORECASE):
        return found[1], parts[found[1].lower()]
    if found := re.search(rf"\b({any_part})\s+(?:of|in|is|are)\s+(?:[\w'-]+\s+)?\Z", before, re.IGNORECASE):
        return found[1], parts[found[1].lower()]
    return None


@cache
def _parts() -> Mapping[str, str]:
    return {str(word).lower(): slot for slot, row in _table()["slots"].items() for word in row["words"]}


@cache
def _materials() -> Mapping[str, str]:
    return {str(word).lower(): name for name, row in _table()["materials"].items() for word in row["words"]}


def _able(name: str) -> Mapping[str, Any]:
    return _table()["materials"][name]["as"]


def _table() -> Mapping[str, Any]:
    return presets.load("dressing", "materials")
