"""How a camera travels in a move: where it comes past, and how far it may go in the time it has to be watched and to start softly.

Knows nothing of which move a shot is given. Metres, degrees; of zooms the share of the focal length. `blender/track.py` and `make/parallax.py` go the same ways.
"""

from __future__ import annotations

import math

from filmcli.core.life import eased
from filmcli.formats.shots import Camera, Move, Vec3
from filmcli.render.framing import SENSOR, View

SWEEP = 7.0  # seconds that a thing takes at least to cross the frame in a pan or truck (the operators' rule against judder at 24 fps)
ZOOMING = 0.25  # a second: the most by which a move may change the size of its subject
PEAK = {"linear": 1.0, "ease": 1.875, "ease_in": 2.0, "ease_out": 2.0}  # the greatest speed of an easing against its mean
RAMP = 0.8  # seconds in which a move may come up to the greatest speed that can be watched
JERK = 60.0  # of a move of length 1 in a second that stops and starts at rest (Flash & Hogan 1985, the minimum-jerk curve)
SHAKE = 0.06  # of the frame: the most that a hand-held camera wanders to a side
AIM = math.radians(12.0)  # that a hand-held camera turns for a metre that it shakes, as blender/track.py does
TURNING = ("pan", "arc", "tilt")  # kinds whose amount is in degrees


def way(camera: Camera, move: Move, aspect: float) -> list[Vec3]:
    """Return five points that a camera comes past in a move, the first and the last among them; one where it stays."""
    view, kind = View(camera, aspect), move.kind
    sign = -1.0 if kind.endswith(("_left", "_down")) else 1.0
    shares = [eased(step / 4, move.easing) for step in range(5)]
    swings = [(share - 0.5) * move.amount * sign for share in shares]  # a move without a natural end swings about the still
    match kind.split("_")[0]:
        case "push":
            return [_along(camera.position, view.forward, share * move.amount) for share in shares]
        case "pull":
            return [_along(camera.position, view.forward, (1 - share) * move.amount) for share in shares]
        case "truck":
            return [_along(camera.position, view.right, swing) for swing in swings]
        case "boom":
            return [_along(camera.position, (0.0, 0.0, 1.0), swing) for swing in swings]
        case "dolly":
            back = math.dist(camera.position, camera.target)
            return [_along(camera.position, view.forward, -share * move.amount * back) for share in shares]
        case "arc":
            return [_about(camera.position, camera.target, math.radians(swing)) for swing in swings]
    return [camera.position]


def fastest(move: Move, camera: Camera, seconds: float) -> float:
    """Return the greatest amount of a move that can be watched at the subject's depth in the seconds that it has; of a shake, that is no quake."""
    distance = max(math.dist(camera.position, camera.target), 0.3)
    wide = distance * SENSOR / camera.lens
    if move.kind == "static":
        return math.inf
    if move.kind == "handheld":
        return SHAKE * wide / (1 + AIM * distance)
    if move.kind in ("push_in", "pull_out"):
        most = ZOOMING * distance
    elif "zoom" in move.kind:
        most = ZOOMING
    else:
        most = math.degrees(wide / SWEEP / distance) if move.kind.startswith(TURNING) else wide / SWEEP
    return most * max(seconds, 0.0) / PEAK[move.easing]


def softest(move: Move, camera: Camera, seconds: float) -> float:
    """Return the greatest amount that also starts and stops softly: of a move at the greatest speed, over twice RAMP; a jerk is a length over a time cubed.

    Other easings than `ease` go through the cut at speed: there is no start to be seen.
    """
    soft = min(1.0, (max(seconds, 0.0) / (2 * RAMP)) ** 2) if move.easing == "ease" and move.kind != "handheld" else 1.0
    return fastest(move, camera, seconds) * soft


def slowed(move: Move, camera: Camera, seconds: float) -> Move:
    """Return a move, made smaller where it would be too fast to watch or too sudden in the seconds that it has."""
    most = softest(move, camera, seconds)
    return move if move.amount <= most else move.model_copy(update={"amount": round(most, 3)})


def _along(point: Vec3, way: Vec3, amount: float) -> Vec3:
    return tuple(p + a * amount for p, a in zip(point, way, strict=True))  # type: ignore[return-value]


def _about(point: Vec3, middle: Vec3, turn: float) -> Vec3:
    x, y, c, s = point[0] - middle[0], point[1] - middle[1], math.cos(turn), math.sin(turn)
    return middle[0] + x * c - y * s, middle[1] + x * s + y * c, point[2]
