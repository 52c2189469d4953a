"""Developments: the scenes a plan may be made of, the facts each needs and leaves, and the draw of which comes next.

Knows nothing of people, lines and models. The plot model's say is asked of `filmcli.script.plot`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from filmcli.core import presets

STAGES = ("opening", "trials", "midpoint", "crisis", "ending")
WEIGHT = 0.6  # power of the plot model's factor: at 1 it outvoted the beat in nine draws of ten
AGAIN = 0.02  # a scene that was already used,
ALIKE = 0.35  # the same people as in the scene before, or the same group,
BEFORE = 0.7  # a group that the script has had


@dataclass(frozen=True)
class Template:
    """A scene as data (see presets/developments/obligation.yaml). `needs`, `leaves` and `traits`: a word, or `not word` / `-word` for its absence."""

    name: str
    group: str
    beats: tuple[str, ...]
    use: str
    where: str | list
    weight: float
    present: tuple[str, ...]
    needs: tuple[str, ...]
    leaves: tuple[str, ...]
    traits: tuple[str, ...]
    genres: tuple[str, ...]
    told: Mapping[str, str]
    flow: tuple[str, ...]

    def suits(self, genre: str, traits: frozenset[str]) -> bool:
        """Tell whether the scene may be in a story of this genre and premise."""
        return (not self.genres or genre in self.genres) and _holds([t.replace("-", "not ", 1) for t in self.traits], traits)

    def follows(self, facts: frozenset[str]) -> bool:
        """Tell whether the scene can come when these facts hold."""
        return _holds(self.needs, facts)

    def after(self, facts: frozenset[str]) -> frozenset[str]:
        """Return the facts that hold when the scene is over."""
        gone = {fact.removeprefix("not ") for fact in self.leaves if fact.startswith("not ")}
        come = {fact for fact in self.leaves if not fact.startswith("not ")}
        return frozenset(facts - gone | come | {f"knows {role}" for role in self.present if role != "lead"})


@dataclass(frozen=True)
class Slot:
    """A place in the story: the structure's beat, its question, the stages that may stand there, and what it favours."""

    beat: str
    question: str
    stages: tuple[str, ...]
    favours: Mapping[str, float]


@dataclass(frozen=True)
class Drawn:
    """A scene that was drawn for a slot, with the probability of its group and the factors that made it."""

    template: Template
    slot: Slot
    facts: frozenset[str]
    probability: float
    parts: Mapping[str, float]


@cache
def templates() -> tuple[Template, ...]:
    """Return every scene of presets/developments, in the order of the files."""
    return tuple(
        Template(
            name=name,
            group=data["group"],
            beats=tuple(scene["beats"]),
            use=scene["use"],
            where=scene.get("where", "any"),
            weight=float(scene.get("weight", 1.0)),
            present=tuple(scene["present"]),
            needs=tuple(scene["needs"]),
            leaves=tuple(scene["leaves"]),
            traits=tuple(scene.get("traits", [])),
            genres=tuple(scene.get("genres", [])),
            told={key: scene[key] for key in ("because", "goal", "conflict", "turn", "learns")},
            flow=tuple(scene["flow"]),
        )
        for data in (presets.load("developments", file) for file in presets.names("developments"))
        for name, scene in data["scenes"].items()
    )


def slots(structure: Mapping, count: int) -> list[Slot]:
    """Return `count` slots along a structure's beats: the first opens, the last and no other ends."""
    found = []
    for index in range(count):
        share = (index + 0.5) / count if count > 1 else 0.0
        beat = next(beat for beat in structure["beats"] if share < beat["at"][1] or beat is structure["beats"][-1])
        if index == count - 1:
            beat = structure["beats"][-1]
        stages = [stage for stage in beat["stages"] if stage != "ending"] or ["crisis"]
        stages = ["opening"] if index == 0 else ["ending"] if index == count - 1 else stages
        found.append(Slot(beat["name"], beat["question"], tuple(stages), beat["favours"]))
    return found


def draw(
    places: Sequence[Slot],
    *,
    genre: str,
    traits: frozenset[str],
    develops: Mapping[str, float],
    stream: Callable[[str], random.Random],
    told: Callable[[Template], object],
) -> list[Drawn]:
    """Return a scene for each slot, so that each follows from the facts and the last one can end the story.

    `develops` are the genre's factors by group or class, `stream` gives the random stream of an item, `told` a template as a step of the plot model.
    """
    from filmcli.script import plot

    road = _Road(places, [t for t in templates() if t.suits(genre, traits)], traits)
    facts: frozenset[str] = frozenset()
    found: list[Drawn] = []
    steps: list = []
    for index, slot in enumerate(places):
        open_now = road.open(index, facts)
        unused = [t for t in open_now if all(t is not one.template for one in found)] or open_now
        groups = {t.group for t in unused}
        ranked = plot.next_developments(steps, allowed=groups, beat=slot.favours, genre=develops, weight=WEIGHT)
        last = found[-1].template if found else None
        supply = {
            name: sum(t.weight * (1 + 0.3 * len(t.traits) + 0.15 * len(t.needs)) for t in unused if t.group == name) ** 0.5
            for name in groups
        }
        alike = {one.template.group: BEFORE for one in found} | ({last.group: ALIKE} if last and last.group != "Revelation" else {})
        chances = [round(one.probability * supply[one.group] * alike.get(one.group, 1.0), 4) + 1e-6 for one in ranked]
        drawn = stream(str(index))
        group = drawn.choices(ranked, chances)[0]
        of_group = [t for t in unused if t.group == group.group]
        weights = [_liking(t, last, genre, open_now, found) for t in of_group]
        template = drawn.choices(of_group, weights)[0]
        found.append(Drawn(template, slot, facts, group.probability, group.parts))
        facts = template.after(facts)
        steps.append(told(template))
    return found


def _liking(template: Template, last: Template | None, genre: str, open_now: Iterable[Template], found: Sequence[Drawn]) -> float:
    used = any(one.template is template for one in found)
    alike = last is not None and set(template.present) == set(last.present)
    return (
        (AGAIN if used else 1.0)
        * (ALIKE if alike else 1.0)
        * (1.5 if genre in template.genres else 1.0)
        * (1.0 + 0.2 * len(template.traits))
    )


class _Road:
    """Which scenes can stand at a slot so that the rest of the slots can be filled too."""

    def __init__(self, places: Sequence[Slot], known: Sequence[Template], traits: frozenset[str]) -> None:
        self.places, self.known, self.traits = places, known, traits
        self.memo: dict[tuple[int, frozenset[str]], bool] = {}
        self.strict = True
        self.strict = self._ends(0, frozenset())
        self.memo.clear()

    def open(self, index: int, facts: frozenset[str]) -> list[Template]:
        return [t for t in self._here(index, facts) if self._ends(index + 1, t.after(facts))]

    def _here(self, index: int, facts: frozenset[str]) -> list[Template]:
        stages = set(self.places[index].stages)
        if not self.strict and 0 < index < len(self.places) - 1:
            stages = {"opening", "trials", "midpoint", "crisis"}
        found = [t for t in self.known if stages & set(t.beats) and t.follows(facts | self.traits)]
        return found if len(self.places) > 1 else [t for t in found if {"asked", "planted"} <= set(t.leaves)]

    def _ends(self, index: int, facts: frozenset[str]) -> bool:
        if index == len(self.places):
            return True
        key = (index, facts)
        if key not in self.memo:
            self.memo[key] = any(self._ends(index + 1, t.after(facts)) for t in self._here(index, facts))
        return self.memo[key]


def _holds(needs: Iterable[str], facts: frozenset[str]) -> bool:
    """Tell whether every need holds: `met`, `not met`, or one of several, `met|absent`."""
    return all(
        need.removeprefix("not ") not in facts if need.startswith("not ") else not facts.isdisjoint(need.split("|")) for need in needs
    )
