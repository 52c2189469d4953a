"""Attention: what a person looks at over a shot. The eyes go first, the head follows, then the shoulders.

Knows nothing of bones (numpy only). Metres in the set's frame, seconds of the shot, degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from filmcli.blender.skeleton import X, Z, turn, unit
from filmcli.core.life import smooth
from filmcli.core.seeds import stream

# seconds that each waits after the eyes have set out, and takes for its way (Zangemeister & Stark 1982: the head starts 40–100 ms behind the eyes)
LAGS = {"eyes": (0.0, 0.06), "head": (0.09, 0.38), "chest": (0.22, 0.75)}
AHEAD, AFTER = (
    0.22,
    0.12,
)  # seconds that the eyes are on a thing before the hand sets out, and after it has got there (Land 1999: half a second ahead)
THINKS = 0.55  # of longer turns that begin with the eyes elsewhere (Kendon 1967: 70 % of the first words)
LONG = 1.4  # seconds of speech that is worth a thought


@dataclass(frozen=True)
class Glance:
    """A look away from what is looked at otherwise: from when to when, and at which point, or by which degrees to the left and up."""

    start: float
    end: float
    point: tuple[float, float, float] | None = None
    by: tuple[float, float] = (0.0, 0.0)


class Attention:
    """Where eyes, head and chest of one person are turned to. base: the point looked at otherwise, None for straight ahead."""

    def __init__(self, base: Sequence[float] | None, glances: Iterable[Glance]) -> None:
        self.base = None if base is None else np.asarray(base, float)
        self.glances = sorted(glances, key=lambda one: one.start)

    def at(self, part: str, seconds: float, eye: np.ndarray, ahead: np.ndarray) -> np.ndarray | None:
        """Return the point that a part (eyes, head, chest) is turned to; None for straight ahead. eye: where the eyes are; ahead: the body's front."""
        lag, takes = LAGS[part]
        point = self.base
        for one in self.glances:
            share = smooth((seconds - one.start - lag) / takes) * (1.0 - smooth((seconds - one.end - lag) / takes))
            if share <= 0.0 or (one.point is None and part == "chest"):
                continue
            before = eye + 2.0 * ahead if point is None else point
            point = _between(eye, before, _aim(one, eye, before), share)
        return point


def thinking(phrases: Iterable[tuple[float, float]], *, gaze: str, seed: int) -> Iterator[Glance]:
    """Yield the looks aside of who begins to speak: at the first words the eyes are elsewhere, before the last ones they are back."""
    dice = stream(seed, "thinking")
    often = THINKS * {"direct": 0.4, "wandering": 1.4}.get(gaze, 1.0)
    for start, end in phrases:
        thinks, side, up, long = dice.random() < often, dice.choice((-1, 1)), dice.uniform(-11, 5), dice.uniform(0.5, 1.0)
        if thinks and end - start > LONG:
            yield Glance(max(start - 0.25, 0.0), start + long, by=(side * dice.uniform(10, 19), up))


def reaching(acts: Iterable[Mapping[str, Any]], contact: Mapping[int, float]) -> Iterator[Glance]:
    """Yield the looks at what a hand goes to. contact: by the number of the act, when it is there."""
    for number, act in enumerate(acts):
        if number in contact:
            yield Glance(max(float(act.get("start", 0.0)) - AHEAD, 0.0), contact[number] + AFTER, tuple(act["at"]))


def _aim(one: Glance, eye: np.ndarray, before: np.ndarray) -> np.ndarray:
    if one.point is not None:
        return np.asarray(one.point, float)
    way = before - eye
    aside = unit(np.cross(way, Z))
    return eye + turn(Z, one.by[0]) @ turn(aside, one.by[1]) @ way


def _between(eye: np.ndarray, a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """Return the point whose direction is `share` of the angle from a to b, and its distance as much between theirs."""
    one, two = np.linalg.norm(a - eye), np.linalg.norm(b - eye)
    u, v = (a - eye) / max(one, 1e-6), (b - eye) / max(two, 1e-6)
    angle = float(np.degrees(np.arccos(np.clip(u @ v, -1.0, 1.0))))
    axis = np.cross(u, v)
    if np.linalg.norm(axis) < 1e-6:
        axis = np.cross(u, X)
    return eye + turn(axis, angle * share) @ u * (one + (two - one) * share)
