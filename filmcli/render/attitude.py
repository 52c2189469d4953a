"""How people hold themselves while the page asks for nothing: stances on their feet, ways to sit, hands that talk.

Knows nothing of cameras or of bodies' solving. Each stands after the own sheet (`motion.stand`, temper, clothes), no two of a scene alike, and
otherwise again after a change of place; the names are in presets/people/idle.yaml, what suits whom in bearing.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Character
from filmcli.formats.poses import library
from filmcli.formats.shots import Place

OWN = 0.5  # what the sheet's own stance is worth before all others
CHANCE = 0.25  # the spread of the seed's say
HIGH = 0.30  # metres that a seat may be above or below a chair's for legs to be crossed
CHAIR = 0.46
LIVELY = 0.55  # of the sheet's `gesture`: from here hands go far
TABLE = 0.75  # metres before a seat within which a surface is the table that it belongs to
FACTORS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")


@dataclass(frozen=True)
class Manner:
    """A character's stances, and ways to sit, the most fitting first."""

    stances: tuple[str, ...]
    seats: tuple[str, ...]


class Attitudes:
    """The attitudes of a scene's people, moment by moment in the order of the page."""

    def __init__(self, people: Mapping[str, Character], spec: Mapping, *, scene: str, seed: int) -> None:
        self.people, self.spec, self.scene, self.seed = people, spec, scene, seed
        self._manners: dict[str, Manner] = {}
        self._taken: dict[str, tuple[tuple, str]] = {}  # person → where and how the page has them, and the pose they took there
        self._had: dict[str, list[str]] = {}

    def of(self, here: Mapping[str, Place]) -> dict[str, Place]:
        """Return places with those who only stand or sit in an attitude of their own; it lasts until they change place or posture."""
        table = presets.load("people", "idle")
        for who, place in here.items():
            key = (tuple(round(v, 2) for v in place.position), place.pose)
            if place.pose not in ("stand", "sit") or who not in self.people:
                self._taken.pop(who, None)
                continue
            before, pose = self._taken.get(who, ((), ""))
            if before != key or (place.hold and place.pose == "stand" and pose not in table["holding"]):
                others = {theirs for name, (_, theirs) in self._taken.items() if name != who and name in here}
                self._taken[who] = key, self._chosen(who, place, others)
        return {who: place.model_copy(update={"pose": self._taken[who][1]}) if who in self._taken else place for who, place in here.items()}

    def _chosen(self, who: str, place: Place, others: Collection[str]) -> str:
        own = self._manners.setdefault(who, manner(self.people[who], scene=self.scene, seed=self.seed))
        table = presets.load("people", "idle")
        if place.pose == "stand":
            ranked = [pose for pose in own.stances if not place.hold or pose in table["holding"]]
        elif abs(place.seat - CHAIR) > HIGH / 2 or self._table(place) or place.hold:
            ranked = ["sit"]
        else:
            ranked = list(own.seats)
        had = self._had.setdefault(who, [])
        free = [pose for pose in ranked if pose not in others] or ranked
        pose = next((pose for pose in free if pose not in had[-1:]), free[0])
        had.append(pose)
        return pose

    def _table(self, place: Place) -> bool:
        """Say whether a surface is before a seat: legs go under it, nobody crosses them."""
        return any(
            math.dist(surface["at"][:2], place.position[:2]) < TABLE + max(surface["size"]) / 2 and surface["at"][2] > place.seat
            for surface in (self.spec.get("surfaces") or {}).values()
        )


def manner(who: Character, *, scene: str, seed: int) -> Manner:
    """Return how a character stands and sits in a scene, the most fitting first."""
    table, rows = presets.load("people", "idle"), presets.load("people", "bearing")["poses"]
    dice = stream(seed, "attitude", f"{scene}/{who.id}")

    def ranked(names: Sequence[str]) -> tuple[str, ...]:
        worth = {}
        for pose in names:
            row = rows.get(pose)
            if row is None or not row.get("from", 0) <= who.age <= row.get("to", 200) or not fits(pose, who):
                continue
            temper = sum(row.get(factor, 0.0) * (2 * getattr(who.personality, factor) - 1) for factor in FACTORS)
            base = row.get("base", 0.0) * (pose != "stand")  # at ease is everybody's, and nobody's in particular
            worth[pose] = base + temper + OWN * (pose == who.motion.stand) + dice.gauss(0, CHANCE)
        return tuple(sorted(worth, key=lambda pose: -worth[pose]))

    return Manner(ranked(table["stances"]) or ("stand",), ranked(table["seats"]) or ("sit",))


def fits(pose: str, who: Character) -> bool:
    """Say whether a pose goes with what somebody wears: no hand in a pocket that is not there."""
    table = presets.load("people", "idle")
    return pose not in table["pockets"] or who.wardrobe.garment not in table["no_pockets"]


def talking(who: Character, place: Place, *, number: int, seed: int, scene: str) -> str:
    """Return the pose in which somebody talks in the shot of a number, another one in the next; '' for whom hands stay as they are."""
    if who.motion.gesture < 0.3 or place.hold or place.pose == "walk":
        return ""
    entry = library()[place.pose]
    rows = presets.load("people", "idle")["talk"].get(entry.base)
    if rows is None or entry.needs not in ("", "seat") or entry.family not in ("standing", "idle", "sitting", "gesture"):
        return ""
    fitting = [pose for pose in rows["far" if who.motion.gesture >= LIVELY else "low"] if fits(pose, who)]
    if not fitting:
        return ""
    stream(seed, "talk", f"{scene}/{who.id}").shuffle(fitting)
    return fitting[number % len(fitting)]
