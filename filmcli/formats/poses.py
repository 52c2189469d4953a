"""The pose and motion libraries as every stage sees them: names, words that mean them, what they need, where the eyes are.

Knows nothing of bodies or of solving (filmcli/blender does that). Read from presets/poses and presets/motions when first asked for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator

from filmcli.core import presets


@dataclass(frozen=True)
class Entry:
    """One pose of the library."""

    name: str
    family: str  # its file: standing, sitting …
    base: str  # what carries the weight: feet, seat, floor, lie, air
    words: tuple[str, ...]  # what a script says for it
    needs: str  # seat, table, bar, bed, wall, rail, wheel, door, ladder, or nothing
    hand: str  # whose hands matter: right, both, or nothing
    prop: str  # what they hold when nothing else is said
    eyes: tuple[float, float]  # between the eyes: forward of the place and up from floor, seat or bed, in body heights


@cache
def library() -> Mapping[str, Entry]:
    """Return every pose by its name."""
    raw: dict[str, tuple[str, dict[str, Any]]] = {}
    for family in presets.names("poses"):
        raw |= {name: (family, entry) for name, entry in presets.load("poses", family)["poses"].items()}

    def of(name: str, key: str, other: Any) -> Any:
        entry = raw[name][1]
        return entry[key] if key in entry else of(entry["like"], key, other) if "like" in entry else other

    return {
        name: Entry(
            name,
            family,
            of(name, "base", "feet"),
            tuple(entry.get("words", ())),
            of(name, "needs", ""),
            of(name, "hand", ""),
            of(name, "prop", ""),
            tuple(of(name, "eyes", (0.09, 0.92))),
        )
        for name, (family, entry) in raw.items()
    }


@cache
def motions() -> Mapping[str, Mapping[str, Any]]:
    """Return every motion of presets/motions by its name: its words, its seconds, and how it goes."""
    return {name: entry for file in presets.names("motions") for name, entry in presets.load("motions", file)["motions"].items()}


@cache
def hangs(words: str) -> bool:
    """Say whether a prop is held by its handle, the arm straight down: a suitcase, a lantern."""
    named = {word for family in presets.names("poses") for word in presets.load("poses", family).get("hangs", ())}
    return any(word in named for word in words.lower().replace("_", " ").split())


@cache
def pinched(words: str) -> float | None:
    """Return how thick, in metres, a prop is that is held by its edge between thumb and fingers: a letter, a book; None for any other."""
    rows = [row for family in presets.names("poses") for row in presets.load("poses", family).get("pinched", ())]
    said = words.lower().replace("_", " ").split()
    return next((float(row["thick"]) for row in rows if any(word in row["words"] for word in said)), None)


def known_pose(name: str) -> str:
    """Return the name of a pose; raise ValueError with the nearest one when there is none."""
    return _known(name, library(), "pose")


def known_motion(name: str) -> str:
    """Return the name of a motion; raise ValueError with the nearest one when there is none."""
    return _known(name, motions(), "motion")


def _known(name: str, names: Mapping[str, Any], kind: str) -> str:
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, 1, cutoff=0.4)
    raise ValueError(f"a {kind} of the library" + (f" (did you mean {near[0]}?)" if near else f", one of {len(names)} in presets/{kind}s"))


Pose = Annotated[str, AfterValidator(known_pose)]
Motion = Annotated[str, AfterValidator(known_motion)]


class Eyes(Mapping[str, tuple[float, float]]):
    """Pose → where its eyes are, read with the first look-up."""

    def __getitem__(self, name: str) -> tuple[float, float]:
        return library()[name].eyes

    def __iter__(self) -> Iterator[str]:
        return iter(library())

    def __len__(self) -> int:
        return len(library())


class Seated:
    """The poses whose height counts from a seat or a bed."""

    def __contains__(self, name: object) -> bool:
        return name in library() and library()[str(name)].base in ("seat", "lie")


class Lying:
    """The poses in which a person lies, on whatever."""

    def __contains__(self, name: object) -> bool:
        return name in library() and library()[str(name)].base == "lie"
