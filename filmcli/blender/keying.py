"""Keyed motions: a pose as it is mixed with others, and the keys of presets/motions laid over the seconds of an act.

Knows nothing of bodies' shapes, gaits or Blender (numpy only). Degrees and metres in the person's frame, seconds of the shot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from filmcli.blender.skeleton import X, Y, Z, turn
from filmcli.blender.skinning import multiply, quaternions
from filmcli.core.life import smooth

ARM = ("clavicle", "shoulder", "upperarm", "lowerarm", "wrist", "metacarpal", "finger")
MOST = 1.6  # times its own length that a motion is drawn out; what is left over is spent at `hold`, or repeated


@dataclass(frozen=True)
class Key:
    """A pose as it is mixed with others: local turns of the bones, the hips' shift, the head, and where planted feet stand."""

    turns: np.ndarray  # (B, 4) unit quaternions
    shift: np.ndarray  # (3,)
    head: np.ndarray  # lean, twist, roll
    feet: Mapping[str, np.ndarray]  # side → (4, 3): ankle, then the foot's attitude; absent for a foot that hangs or lies
    stands: np.ndarray  # (2,) x and y between the ankles, planted or not
    rests: bool  # lies or floats: nothing sways, and the head is held against the body
    nod: np.ndarray = field(default_factory=lambda: np.zeros(3))  # lean, twist, roll over whatever is looked at
    pins: Mapping[str, float] = field(default_factory=dict)  # side → 0–1, how much a hand that rests on something stays there
    wrists: Mapping[str, np.ndarray] = field(default_factory=dict)  # side → (4, 3): where a pinned hand is, then its attitude
    sits: bool = False
    swings: frozenset[str] = frozenset()  # sides whose foot is in the air: it follows the leg, and does not pull the hips down
    low: float = 0.0  # metres over the floor at which its lowest part is: between two supports the body neither sinks nor floats

    def moved(self, by: np.ndarray) -> Key:
        """Return the key shifted on the floor by (x, y)."""
        over = np.array([by[0], by[1], 0.0])
        moved = np.concatenate([over[None], np.zeros((3, 3))])
        feet, wrists = ({side: end + moved for side, end in ends.items()} for ends in (self.feet, self.wrists))
        return replace(self, shift=self.shift + over, feet=feet, wrists=wrists, stands=self.stands + by)


@dataclass(frozen=True)
class Mark:
    """One key of a motion: when (0–1), the pose, how far from the act's start to it, and what is turned on top of it."""

    at: float
    key: Key | None  # None is what the person did before
    share: float = 1.0
    nod: tuple[float, float, float] = (0.0, 0.0, 0.0)
    turns: tuple[tuple[int, np.ndarray], ...] = ()  # bone number and quaternion
    ease: str = "smooth"
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)  # metres that the hips are moved over feet that stay


@dataclass(frozen=True)
class Keyed:
    """An act by keys. `bones` (B,) is 1 for the bones that take part."""

    start: float
    end: float
    seconds: float  # its own length
    marks: tuple[Mark, ...]
    bones: np.ndarray
    whole: bool  # hips and feet take part
    stays: bool  # the last key lasts
    loop: tuple[float, float] | None = None
    hold: float | None = None

    def apply(self, before: Key, seconds: float) -> Key:
        """Return the pose at a time of the shot, given what the person would do without this act."""
        if seconds <= self.start:
            return before
        u = self.progress(seconds - self.start)
        if u >= 1.0:
            return self._at(self.marks[-1], before) if self.stays else before
        for a, b in zip(self.marks, self.marks[1:], strict=False):
            if u <= b.at:
                share = EASES[b.ease]((u - a.at) / max(b.at - a.at, 1e-6))
                return mix(self._at(a, before), self._at(b, before), share, steps=self.whole)
        return self._at(self.marks[-1], before)

    def progress(self, gone: float) -> float:
        """Return how far the keys have come, 0–1, after `gone` seconds of the act."""
        own, window = self.seconds, max(self.end - self.start, 0.05)
        extra = max(window - own, 0.0)
        if self.loop and extra:
            a, b = self.loop
            period = (b - a) * own
            rounds = round(extra / period)
            at = gone * (own + rounds * period) / window
            if at < a * own:
                return at / own
            if at < b * own + rounds * period:
                return a + (at - a * own) % period / own
            return (at - rounds * period) / own
        if self.hold is not None and extra:
            if gone < self.hold * own:
                return gone / own
            return self.hold if gone < self.hold * own + extra else (gone - extra) / own
        return gone / min(window, MOST * own)

    def _at(self, mark: Mark, before: Key) -> Key:
        if mark.key is None:
            found = before
        else:
            found = mix(before, mark.key, mark.share * (1.0 if self.whole else self.bones[:, None]))
            if not self.whole:
                found = replace(found, shift=before.shift, feet=before.feet, stands=before.stands, swings=before.swings)
        turns = found.turns.copy()
        for bone, q in mark.turns:
            turns[bone] = multiply(q[None], turns[bone][None])[0]
        return replace(found, turns=turns, nod=found.nod + np.array(mark.nod), shift=found.shift + np.array(mark.shift))


def _fall(x: float) -> float:
    return min(max(x, 0.0), 1.0) ** 2.2


def _snap(x: float) -> float:
    return 1.0 - (1.0 - min(max(x, 0.0), 1.0)) ** 3


EASES = {"smooth": smooth, "fall": _fall, "snap": _snap, "linear": lambda x: min(max(x, 0.0), 1.0)}


def mix(a: Key, b: Key, share: float | np.ndarray, *, steps: bool = False) -> Key:
    """Return the pose between two, by the shorter turn of every bone (Shoemake 1985, normalised).

    share: 0 is a, 1 is b; an array (B, 1) mixes bone by bone. steps: feet that stand elsewhere are lifted over, the left one first.
    """
    sign = np.sign(np.sum(a.turns * b.turns, 1, keepdims=True))
    turns = a.turns * (1 - share) + b.turns * np.where(sign == 0, 1, sign) * share
    turns /= np.linalg.norm(turns, axis=1, keepdims=True)
    k = float(np.max(share))
    feet = {}
    for side in b.feet.keys() - a.feet.keys() if k >= 1.0 else a.feet.keys() - b.feet.keys() if k <= 0.0 else ():
        feet[side] = (b if k >= 1.0 else a).feet[side]
    for side in a.feet.keys() & b.feet.keys():
        away = float(np.linalg.norm((b.feet[side] - a.feet[side])[0, :2]))
        part = k
        if steps and away > 0.02:
            part = smooth(2 * k) if side == "L" else smooth(2 * k - 1)
        feet[side] = _attitude(a.feet[side] + (b.feet[side] - a.feet[side]) * part)
        if steps and away > 0.02:
            tips = abs(
                float((b.feet[side][1:] @ Y)[2] - (a.feet[side][1:] @ Y)[2])
            )  # a heel that comes down: the ball stays clear of the floor
            feet[side][0, 2] += (min(0.06, 0.25 * away) + 0.07 * tips) * np.sin(np.pi * part)
    return Key(
        turns,
        a.shift + (b.shift - a.shift) * k,
        a.head + (b.head - a.head) * k,
        feet,
        a.stands + (b.stands - a.stands) * k,
        b.rests if k > 0.5 else a.rests,
        a.nod + (b.nod - a.nod) * k,
        {side: a.pins.get(side, 0.0) + (b.pins.get(side, 0.0) - a.pins.get(side, 0.0)) * k for side in {**a.pins, **b.pins}},
        {side: _between(a.wrists.get(side), b.wrists.get(side), k) for side in {**a.wrists, **b.wrists}},
        b.sits if k > 0.5 else a.sits,
        b.swings if k > 0.5 else a.swings,
        a.low + (b.low - a.low) * k,
    )


def _between(a: np.ndarray | None, b: np.ndarray | None, share: float) -> np.ndarray:
    """Return a limb's end (4, 3) between two; where only one is known, that."""
    known = a if b is None else b if a is None else _attitude(a + (b - a) * share)
    return np.asarray(known)


def _attitude(foot: np.ndarray) -> np.ndarray:
    """Return a foot (4, 3) whose attitude is a rotation again after it was mixed."""
    u, _, v = np.linalg.svd(foot[1:])
    return np.concatenate([foot[:1], u @ v])


def taking_part(bones: Sequence[str], parts: str) -> np.ndarray:
    """Return per bone 1 where it takes part in a motion of `right`, `left`, `arms`, `head`, `upper` or `all`."""
    wanted = {"right": (".R",), "left": (".L",)}.get(parts, (".L", ".R"))
    neck = ("neck", "head")
    out = np.zeros(len(bones))
    for k, bone in enumerate(bones):
        arm = bone.startswith(ARM) and bone.endswith(wanted)
        if (
            parts == "all"
            or (parts in ("right", "left", "arms") and arm)
            or (parts == "upper" and (bone.startswith((*ARM, *neck, "spine"))))
            or (parts == "head" and bone.startswith(neck))
        ):
            out[k] = 1.0
    return out


def turned(number: Mapping[str, int], spec: Mapping[str, Sequence[float]]) -> tuple[tuple[int, np.ndarray], ...]:
    """Return the extra turns of a key: bone → degrees about x, y and z, as bone numbers and quaternions."""
    rows = []
    for bone, (x, y, z) in spec.items():
        rows.append((number[bone], quaternions((turn(Z, z) @ turn(Y, y) @ turn(X, x))[None])[0]))
    return tuple(rows)


def keyed(spec: Mapping[str, Any], *, start: float, end: float, marks: Sequence[Mark], bones: np.ndarray) -> Keyed:
    """Return the act of a motion's spec (presets/motions) with its marks solved."""
    return Keyed(
        start,
        end,
        float(spec["seconds"]),
        tuple(marks),
        bones,
        spec.get("parts", "all") == "all",
        bool(spec.get("stays", False)),
        tuple(spec["loop"]) if "loop" in spec else None,
        spec.get("hold"),
    )
