"""How a performance walks and moves, as numbers: how fast a foot that carries slides, and how suddenly the head is moved.

Knows nothing of how it was made, or of Blender (numpy only). Metres, seconds, in the set's frame.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from filmcli.blender.motion import Moment, Performance
from filmcli.blender.skeleton import Z, turn

BALL = "toe3-1"  # the joint over the ball of the foot, about which a foot that leaves the floor rolls
DOWN = 0.006  # metres over its place at rest, below which a ball is on the floor
RATE = 24.0  # samples a second


def measure(show: Performance, seconds: float) -> dict[str, float]:
    """Return, of the ways that somebody goes in so many seconds, `slide`, the greatest speed of a ball that carries (m/s), and `jerk`, the greatest of the
    head (m/s³); nothing of who goes nowhere. 6 ms a sample."""
    slide = jerk = 0.0
    ways = [(start, min(end, seconds)) for start, end in show.ways() if start < seconds]
    for start, end in ways:
        moments = [show.at(float(at)) for at in np.arange(start, end + 1e-6, 1 / RATE)]
        slide = max(slide, *(_slide(_track(show, moments, f"{BALL}.{side}"), show.body.joint(f"{BALL}.{side}")[2]) for side in "LR"))
        third = np.diff(_track(show, moments, "head"), 3, axis=0) * RATE**3
        jerk = max(jerk, float(np.linalg.norm(third, axis=1).max(initial=0.0)))
    return {"slide": round(slide, 3), "jerk": round(jerk, 1)} if ways else {}


def _track(show: Performance, moments: Sequence[Moment], bone: str) -> np.ndarray:
    """Return where a joint is at each moment (n, 3)."""
    index, rest = show.body.number[bone], show.body.joint(bone)
    own = [one.transforms.rotations[index] @ rest + one.transforms.translations[index] for one in moments]
    return np.array([turn(Z, one.yaw) @ point + one.position for one, point in zip(moments, own, strict=True)])


def _slide(track: np.ndarray, rest: float) -> float:
    down = track[:, 2] < rest + DOWN
    speed = np.linalg.norm(np.diff(track[:, :2], axis=0), axis=1) * RATE
    return float(speed[down[1:] & down[:-1]].max(initial=0.0))
