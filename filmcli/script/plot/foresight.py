"""What the plot model expects after each scene of a screenplay, and what came: developments, the cast's moves, and the tension.

Knows nothing of the command line. Who is who is told by the caller (`filmcli.cast.reading`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from filmcli.formats import fountain
from filmcli.formats.screenplay import Screenplay
from filmcli.script import plot
from filmcli.script.company import Company, Person
from filmcli.script.plot import groups, moves, retelling

MOST_BITS = math.log2(len(groups.NAMES))  # 4.39: the entropy when every group is as likely as another
SMOOTH = 0.5  # weight of the scenes beside a scene in its tension


@dataclass(frozen=True)
class Expected:
    """One scene. `group` is what its own words read as; `likely` what is expected to follow, best first; `came` what the next scene reads as.

    `group` and `came` are empty for a scene that is unlike all that was learnt, `likely` is there even where the model abstains. `conflict` is the
    probability, by its words, of the classes that tighten a story. `surprise` is in bits, how unexpected what came was; None where nothing
    came that can be read, or the model abstains. `move_came` is empty where nobody speaks. `tension` is 0–1 (`tensions`).
    """

    id: str
    number: str
    heading: str
    group: str
    group_probability: float
    conflict: float | None
    likely: tuple[tuple[str, float], ...]
    entropy: float
    familiar: float
    abstains: str
    came: str
    surprise: float | None
    move_likely: tuple[tuple[str, float], ...]
    move_came: str
    tension: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def read(screenplay: Screenplay, people: Sequence[Person], model: plot.Model | None = None) -> list[Expected]:
    """Return what is expected after each scene, in order, by a model or the shipped one; nothing for a screenplay without scenes."""
    told = fountain.scenes(screenplay)
    if not told:
        return []
    model = model or plot.shipped()
    company = Company(people)
    steps = retelling.steps(told, company, model.familiar)
    near = model.familiar([step.text for step in steps])
    read_as = [model.read(step) if like >= model.facts["familiar"] else {} for step, like in zip(steps, near, strict=True)]
    talks = [retelling.talk(scene, company) for scene in told]
    chances, came = model.moves(talks), _came(talks)
    found = []
    for at, scene in enumerate(told):
        known = model.predict(steps[max(0, at - 1) : at + 1])
        follows = read_as[at + 1] if at + 1 < len(told) else {}
        found.append(
            Expected(
                id=scene.id,
                number=(scene.heading.number if scene.heading else None) or str(at + 1),
                heading=" ".join(scene.heading.text.split()) if scene.heading else "",
                group=_best(read_as[at])[0],
                group_probability=round(_best(read_as[at])[1], 3),
                conflict=_conflict(read_as[at]),
                likely=tuple((name, round(share, 3)) for name, share in known.top()),
                entropy=round(known.entropy, 3),
                familiar=round(known.familiar, 3),
                abstains=known.abstains,
                came=_best(follows)[0],
                surprise=round(_surprise(known.groups, follows), 3) if follows and not known.abstains else None,
                move_likely=tuple((name, round(share, 3)) for name, share in sorted(chances[at].items(), key=lambda one: -one[1])[:3]),
                move_came=came[at],
            )
        )
    return [replace(one, tension=value) for one, value in zip(found, tensions(found), strict=True)]


def _came(talks: Sequence[moves.Talk]) -> list[str]:
    """Return the move from each scene to the next; none where one of the two is silent, and after the last."""
    pairs = zip(moves.labels(talks), talks, talks[1:], strict=False)
    return [*(move if now.speeches and then.speeches else "" for move, now, then in pairs), ""]


def tensions(found: Sequence[Expected]) -> list[float | None]:
    """Return the tension of each scene, 0–1.

    A scene's raw tension is the mean of its `conflict` and of the surprise with which it came, in shares of `MOST_BITS` and at most 1; of
    `conflict` alone where the model abstained on the scene before; none where its words cannot be read. Each is then averaged with its
    neighbours, which weigh half. The formula is ours: a reading aid, and no measurement of an audience.
    """
    raw: list[float | None] = []
    for one, before in zip(found, [None, *found], strict=False):
        unexpected = before.surprise if before else None
        alone = one.conflict is None or unexpected is None
        raw.append(one.conflict if alone else (one.conflict + min(1.0, unexpected / MOST_BITS)) / 2)  # type: ignore[operator]
    smooth: list[float | None] = []
    for at, own in enumerate(raw):
        near = [(own, 1.0), *((raw[n], SMOOTH) for n in (at - 1, at + 1) if 0 <= n < len(raw))]
        known = [(value, weight) for value, weight in near if value is not None]
        total = sum(weight for _, weight in known)
        smooth.append(None if own is None else round(sum(value * weight for value, weight in known) / total, 3))
    return smooth


def _conflict(shares: Mapping[str, float]) -> float | None:
    return round(sum(p for name, p in shares.items() if groups.class_of(name) in groups.CONFLICT), 3) if shares else None


def _surprise(expected: Mapping[str, float], came: Mapping[str, float]) -> float:
    """Return −log2 of the probability that was expected of what came, in bits: the mean over what the next scene's words may be of."""
    return -sum(share * math.log2(max(expected[name], 1e-6)) for name, share in came.items())


def _best(shares: Mapping[str, float]) -> tuple[str, float]:
    return max(shares.items(), key=lambda one: (one[1], one[0]), default=("", 0.0))
