"""The camera's way through a shot that is filmed frame by frame: position, target and focus of every moment, eased.

Knows nothing of people or sets. Metres, degrees, seconds; the kinds are those of the shot list's `move`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mathutils import Matrix, Vector

from filmcli.blender.camera import View
from filmcli.core.errors import InputError
from filmcli.core.life import eased, wander
from filmcli.core.seeds import stream

UP = Vector((0.0, 0.0, 1.0))
AIM = 12.0  # degrees that a hand-held camera wanders for a metre that it shakes


def at(view: View, move: Mapping[str, Any], *, share: float, seconds: float, seed: int = 0) -> View:
    """Return the camera at `share` (0–1) of its way. A move without a natural end swings about the view; a focus pull goes along.

    move: of the shot list: `kind`, `amount` (metres; degrees for pans, tilts and arcs; of zooms the share of the focal length), `easing`, `focus`.
    Raises InputError for an unknown kind.
    """
    kind, amount, done = str(move.get("kind", "static")), float(move.get("amount", 0.0)), eased(share, str(move.get("easing", "ease")))
    if move.get("focus"):
        view = replace(view, focus=tuple(Vector(view.focus).lerp(Vector(move["focus"]), done)))
    return _moved(view, kind, amount, done, seconds=seconds, seed=seed)


def _moved(view: View, kind: str, amount: float, eased: float, *, seconds: float, seed: int) -> View:
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
        case "tilt_up" | "tilt_down":
            turn = Matrix.Rotation(math.radians(swing * sign), 3, right)
            return replace(view, target=tuple(place + turn @ (target - place)))
        case "zoom_in" | "zoom_out":
            return replace(view, lens=view.lens * (1 + amount * (eased if kind == "zoom_in" else 1 - eased)))
        case "dolly_zoom":  # back and longer: the subject keeps its size, the world behind it swells
            longer = 1 + amount * eased
            return replace(view, position=tuple(target - (target - place) * longer), lens=view.lens * longer)
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
