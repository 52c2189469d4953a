"""The camera's way through a shot that is filmed frame by frame: position, target and focus of every moment, eased.

Knows nothing of people or sets. Metres, degrees, seconds; the kinds are those of the shot list's `move`.
"""

from __future__ import annotations

import math
from dataclasses import replace

from mathutils import Matrix, Vector

from filmcli.blender.camera import View
from filmcli.core.errors import InputError
from filmcli.core.life import smooth, wander
from filmcli.core.seeds import stream

UP = Vector((0.0, 0.0, 1.0))
AIM = 12.0  # degrees that a hand-held camera wanders for a metre that it shakes


def at(view: View, kind: str, amount: float, *, share: float, seconds: float, seed: int = 0) -> View:
    """Return the camera at `share` (0–1) of its way. `amount` is metres, or degrees for pans and arcs; a move without a natural end swings about the view.

    Raises InputError for an unknown kind.
    """
    eased = smooth(share)
    swing = (eased - 0.5) * amount
    place, target, focus = Vector(view.position), Vector(view.target), Vector(view.focus)
    ahead = (target - place).normalized()
    right = ahead.cross(UP).normalized() if abs(ahead.z) < 0.999 else Vector((1.0, 0.0, 0.0))
    above = right.cross(ahead)
    sign = -1.0 if kind.endswith(("_left", "_down")) else 1.0
    match kind:
        case "static":
            return view
        case "push_in" | "pull_out":
            step = ahead * (eased if kind == "push_in" else 1 - eased) * min(amount, 0.8 * (target - place).length)
            return replace(view, position=tuple(place + step))
        case "truck_left" | "truck_right":
            return _carried(view, right * swing * sign)
        case "boom_up" | "boom_down":
            return replace(view, position=tuple(place + above * swing * sign))
        case "pan_left" | "pan_right":
            turn = Matrix.Rotation(math.radians(-swing * sign), 3, "Z")
            return replace(view, target=tuple(place + turn @ (target - place)), focus=tuple(focus))
        case "arc_left" | "arc_right":
            turn = Matrix.Rotation(math.radians(swing * sign), 3, "Z")
            return replace(view, position=tuple(target + turn @ (place - target)))
        case "handheld":
            x, y, yaw, pitch = (_shake(seed, axis, seconds) * amount for axis in range(4))
            spun = Matrix.Rotation(math.radians(AIM * yaw), 3, UP) @ Matrix.Rotation(math.radians(AIM * pitch), 3, right)
            return replace(_carried(view, right * x + above * y), target=tuple(place + spun @ (target - place)))
    raise InputError(f"unknown camera move {kind!r}")


def _carried(view: View, step: Vector) -> View:
    return replace(view, position=tuple(Vector(view.position) + step), target=tuple(Vector(view.target) + step))


def _shake(seed: int, axis: int, seconds: float) -> float:
    return wander(stream(seed, "handheld", str(axis)), 0.25, 1.9)(seconds)
