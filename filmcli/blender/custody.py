"""Who has a prop when: in one hand, in another's after it was handed over, or lying where it is taken from or put down.

Knows nothing of bodies' solving or of pictures. Seconds of the shot, metres in the set's frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mathutils import Matrix

from filmcli.blender.motion import Performance

PASSES = 0.2  # seconds in which a prop turns from how one hand holds it to how the next does
TAKES, GIVES, PUTS = "take", "hand_over", "reach_down"


@dataclass(frozen=True)
class Custody:
    """A prop by its words and whose it is called in the studio; before `when` it is with `first`, then with `then`: a person or a point."""

    words: str
    owner: str
    first: str | tuple[float, ...]
    then: str | tuple[float, ...]
    when: float

    def matrix(self, seconds: float, prop: Any, grips: Mapping[str, Matrix]) -> Matrix:
        """Return where the prop is at a time; `grips` are the hands of everyone then."""
        a, b = (self._at(place, prop, grips) for place in (self.first, self.then))
        share = min(1.0, max(0.0, (seconds - self.when) / PASSES))
        if share in (0.0, 1.0) or self.first == self.then:
            return b if share else a
        (place, way, _), (to, turned, scale) = a.decompose(), b.decompose()
        return Matrix.LocRotScale(place.lerp(to, share), way.slerp(turned, share), scale)

    @staticmethod
    def _at(place: str | tuple[float, ...], prop: Any, grips: Mapping[str, Matrix]) -> Matrix:
        if isinstance(place, str):
            return grips[place]
        prop.lay(place, yaw=18.0)
        return prop.object.matrix_basis.copy()


def first(
    place: Mapping[str, Any], acts: Mapping[str, Sequence[Mapping[str, Any]]], held: Mapping[str, str]
) -> tuple[str, list[dict[str, Any]]]:
    """Return what a person has in the hand when the shot begins, and the acts with `then`, what is in it after each that changes it.

    held: what everybody has at the shot's end, as a request's `people` say.
    """
    name, hand, own = place["character"]["id"], str(place.get("hold") or ""), []
    for act in acts.get(name, ()):
        changed = dict(act)
        if act["motion"] == TAKES and hand and (act.get("at") or _giver(name, acts)):
            changed["then"], hand = hand, ""
        elif act["motion"] == GIVES and any(one["motion"] == TAKES for one in acts.get(str(act.get("to")), ())):
            changed["then"], hand = "", held.get(str(act["to"]), "")
        elif act["motion"] == PUTS and act.get("at") and act.get("made"):
            changed["then"], hand = "", str(act["made"])
        own.append(changed)
    return hand, own


def _giver(name: str, acts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    return next((who for who, theirs in acts.items() for act in theirs if act["motion"] == GIVES and act.get("to") == name), "")


def of(
    people: Sequence[Mapping[str, Any]], acts: Mapping[str, Sequence[Mapping[str, Any]]], shows: Mapping[str, Performance]
) -> list[Custody]:
    """Return who has which prop over a shot. people: a request's; acts: each one's; shows: each one's performance."""
    return [one for place in people for one in _of(place, acts, shows)]


def _of(place: Mapping[str, Any], acts: Mapping[str, Sequence[Mapping[str, Any]]], shows: Mapping[str, Performance]) -> Iterator[Custody]:
    name, words = place["character"]["id"], str(place.get("hold") or "")
    own = acts.get(name, ())
    if words:
        took = next((act for act in own if act["motion"] == TAKES), None)
        if took is None:
            yield Custody(words, name, name, name, 0.0)
            return
        giver = _giver(name, acts)
        if giver and giver in shows:
            yield Custody(words, name, giver, name, shows[name].contact(took))
        else:
            lies = tuple(took["at"]) if took.get("at") else name
            yield Custody(words, name, lies, name, shows[name].contact(took) if took.get("at") else 0.0)
        return
    for act in own:
        if act["motion"] == PUTS and act.get("at") and act.get("made"):
            yield Custody(str(act["made"]), name, name, tuple(act["at"]), shows[name].contact(act))
