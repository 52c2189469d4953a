"""Who has a prop when: in one hand, in another's after it was handed over, or lying where it is taken from or put down.

Knows nothing of bodies' solving or of pictures. Seconds of the shot, metres in the set's frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from mathutils import Matrix

from filmcli.blender.hold import by_far_end
from filmcli.blender.motion import Performance
from filmcli.formats.poses import pinched

PASSES = 0.2  # seconds in which a prop turns from how one hand holds it to how the next does
APART = {True: 0.085, False: 0.045}  # metres from where hands meet to either hand: along what is held by its edge, and along any other prop
TAKES, RECEIVES, GIVES, PUTS, DRAWS, HIDES = "take", "receive", "hand_over", "put", "draw", "put_away"
Holder = str | tuple[float, ...]  # a person, a point where it lies; '' is a pocket: nobody sees it


@dataclass(frozen=True)
class Custody:
    """A prop by its words and whose it is called in the studio, and from when on it is with whom, or at which point; '' is in a pocket."""

    words: str
    owner: str
    spans: tuple[tuple[float, Holder], ...]  # by time; the first is from the start

    def matrix(self, seconds: float, prop: Any, grips: Mapping[str, Matrix]) -> Matrix | None:
        """Return where the prop is at a time, None while it is in a pocket; `grips` are the hands of everyone then."""
        now = max(k for k, (since, _) in enumerate(self.spans) if since <= seconds or k == 0)
        since, holder = self.spans[now]
        before = self.spans[now - 1][1] if now else holder
        share = min(1.0, max(0.0, (seconds - since) / PASSES)) if now else 1.0
        if holder == "":
            return None
        b = self._at(now, prop, grips)
        if share >= 1.0 or before in ("", holder):
            return b
        (place, way, _), (to, turned, scale) = self._at(now - 1, prop, grips).decompose(), b.decompose()
        return Matrix.LocRotScale(place.lerp(to, share), way.slerp(turned, share), scale)

    def _at(self, number: int, prop: Any, grips: Mapping[str, Matrix]) -> Matrix:
        """Return where the prop is in one of the spans: out of a hand it is taken by its other end."""
        place = self.spans[number][1]
        if isinstance(place, str):
            given = sum(all(isinstance(who, str) and who for who in (a[1], b[1])) for a, b in pairwise(self.spans[: number + 1]))
            return grips[place] @ by_far_end(prop.object) if given % 2 and pinched(self.words) is not None else grips[place]
        prop.lay(place, yaw=18.0)
        return prop.object.matrix_basis.copy()


def first(
    place: Mapping[str, Any], acts: Mapping[str, Sequence[Mapping[str, Any]]], held: Mapping[str, str]
) -> tuple[str, list[dict[str, Any]]]:
    """Return what a person has in the hand when the shot begins, and the acts with `then`, what is in it after each that changes it.

    held: what everybody has at the shot's end, as a request's `people` say.
    """
    name, hand, own = place["character"]["id"], str(place.get("hold") or ""), []
    for act in sorted(acts.get(name, ()), key=_start, reverse=True):
        changed, taker = dict(act), _taker(act, acts)
        giver = _giver(name, act, acts) if act["motion"] == TAKES else ""
        if act["motion"] == DRAWS or act["motion"] == TAKES and (act.get("at") or giver):
            if hand:
                changed["then"], hand = hand, ""
                changed |= {"motion": RECEIVES, "giver": giver, **_short_of(act, place, changed["then"])} if giver else {}
        elif act["motion"] == GIVES and taker is not None:
            changed["then"], hand = "", _thing(taker) or held.get(str(act["to"]), "")
            changed |= _short_of(act, place, hand)
        elif act["motion"] == PUTS and act.get("at") and act.get("made") or act["motion"] == HIDES and act.get("made"):
            changed["then"], hand = "", str(act["made"])
        own.append(changed)
    return hand, own[::-1]


def of(
    people: Sequence[Mapping[str, Any]], acts: Mapping[str, Sequence[Mapping[str, Any]]], shows: Mapping[str, Performance]
) -> list[Custody]:
    """Return who has which prop over a shot. people: a request's; acts: each one's; shows: each one's performance."""
    held = {place["character"]["id"]: str(place.get("hold") or "") for place in people}
    begun = {place["character"]["id"]: first(place, acts, held) for place in people}
    hands = {who: (hand, who) for who, (hand, _) in begun.items() if hand}  # person → the prop in hand: its words, and whose it was first
    props: dict[tuple[str, str], list[tuple[float, Holder]]] = {prop: [(0.0, who)] for who, prop in hands.items()}
    done = [(shows[who].contact(act), who, act) for who, (_, own) in begun.items() if who in shows for act in own if "then" in act]
    for when, who, act in sorted(done, key=lambda event: event[0]):
        lies: Holder = tuple(act["at"]) if act.get("at") else ""
        if act["motion"] == GIVES:
            continue  # it goes with who takes it
        if not act["then"]:
            if (prop := hands.pop(who, None)) is not None:
                props[prop].append((when, lies if act["motion"] == PUTS else ""))
            continue
        giver = str(act.get("giver", ""))
        resting = [prop for prop, spans in props.items() if prop[0] == act["then"] and prop not in hands.values() and spans[-1][1] == lies]
        prop = hands.pop(giver, None) or next(iter(resting), (act["then"], who))
        props.setdefault(prop, [(0.0, "" if act["motion"] == DRAWS else lies)]).append((when, who))
        hands[who] = prop
    return [Custody(words, owner, _whole(spans)) for (words, owner), spans in props.items()]


def _short_of(act: Mapping[str, Any], place: Mapping[str, Any], words: str) -> dict[str, Any]:
    """Return the point that a hand goes to where two hands meet over a prop: on its own side of it."""
    if not act.get("at"):
        return {}
    way = np.subtract(act["at"], act.get("path", [place["position"]])[-1]) * [1.0, 1.0, 0.0]
    back = APART[pinched(words) is not None] * way / max(float(np.linalg.norm(way)), 1e-6)
    return {"at": [float(v) for v in np.asarray(act["at"], float) - back]}


def _whole(spans: Sequence[tuple[float, Holder]]) -> tuple[tuple[float, Holder], ...]:
    """Return spans without those in which nothing changes."""
    return (spans[0], *(b for a, b in pairwise(spans) if b[1] != a[1]))


def _start(act: Mapping[str, Any]) -> float:
    return float(act.get("start", 0.0))


def _thing(act: Mapping[str, Any]) -> str:
    return str(act.get("made") or "")


def _taker(act: Mapping[str, Any], acts: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Any] | None:
    """Return the taking that answers a giving: the partner's nearest in time."""
    if act["motion"] != GIVES:
        return None
    takes = [one for one in acts.get(str(act.get("to")), ()) if one["motion"] == TAKES]
    return min(takes, key=lambda one: abs(_start(one) - _start(act)), default=None)


def _giver(name: str, took: Mapping[str, Any], acts: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return who gives what somebody takes, '' where it lies."""
    return next((who for who, theirs in acts.items() for act in theirs if act.get("to") == name and _same(_taker(act, acts), took)), "")


def _same(a: Mapping[str, Any] | None, b: Mapping[str, Any]) -> bool:
    return a is not None and (a["motion"], _start(a)) == (b["motion"], _start(b))
