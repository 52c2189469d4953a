"""Faults of the camera in the room: in walls and heads, too fast, too sudden, shaken, focused on nothing.

Knows nothing of frames and cuts.
"""

from __future__ import annotations

import math

from faults.film import Film, Planted, refilmed, singles, turned
from filmcli.formats.shots import Move, Shot
from filmcli.render import travel


def through_wall(film: Film) -> Planted:
    """Put the camera behind the back wall."""
    for one in singles(film):
        zone = one.stage.spec["camera_zone"]
        x, _, z = one.shot.camera.position
        yield refilmed(film, one, position=(x, float(zone["y"][1]) + 0.6, z))


def push_through(film: Film) -> Planted:
    """Push in until the lens is beside the subject's head."""
    for one in singles(film):
        amount = one.view.depth(one.main.eye)
        if math.sqrt(max(0.0, math.dist(one.shot.camera.position, one.main.eye) ** 2 - amount**2)) < 0.4:
            yield (
                one.shot.id,
                film.with_shot(one.shot.model_copy(update={"move": Move(kind="push_in", amount=round(amount, 2)), "hold": 60.0})),
            )


def whip(film: Film) -> Planted:
    """Pan by sixty degrees in the length of the shot."""
    for one in singles(film):
        move = one.shot.move.model_copy(update={"kind": "pan_left", "amount": 20.0 * one.shot.hold})
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"move": move}))


def moved(film: Film, shot: Shot, hold: float, **move: object) -> tuple[str, object]:
    """Return the list with another move in a shot of other length."""
    return shot.id, film.with_shot(shot.model_copy(update={"move": Move(**move), "hold": hold}))


def arc_out(film: Film) -> Planted:
    """Walk the camera round its target, out of the set."""
    for one in singles(film):
        zone, camera = one.stage.spec["camera_zone"], one.shot.camera
        ends = [turned(camera.position, camera.target, turn) for turn in (-80, 80)]
        if any(not float(zone[k][0]) - 0.2 <= v <= float(zone[k][1]) + 0.2 for at in ends for k, v in zip("xy", at, strict=False)):
            yield moved(film, one.shot, 90.0, kind="arc_left", amount=160.0)


def jolt(film: Film) -> Planted:
    """Push in as fast as can be watched, within a second."""
    for one in singles(film):
        most = travel.fastest(Move(kind="push_in"), one.shot.camera, 1.0)
        yield moved(film, one.shot, 1.0, kind="push_in", amount=round(most * 0.99, 3))


def quake(film: Film) -> Planted:
    """Shake the camera by a foot."""
    for one in singles(film):
        yield moved(film, one.shot, one.shot.hold, kind="handheld", amount=0.3)


def pull_to_nothing(film: Film) -> Planted:
    """Pull the focus to a point behind the lens, or beside the frame."""
    for one in singles(film):
        at, ahead, right = one.shot.camera.position, one.view.forward, one.view.right
        for there in ([p - w for p, w in zip(at, ahead, strict=True)], [p + w + 3 * r for p, w, r in zip(at, ahead, right, strict=True)]):
            yield moved(film, one.shot, one.shot.hold, focus=tuple(there))


FAULTS = {
    "through the wall": ("7 camera", through_wall),
    "push into somebody": ("7 camera", push_through),
    "arc out of the set": ("7 camera", arc_out),
    "whip pan": ("camera speed", whip),
    "quake": ("camera speed", quake),
    "jolt": ("camera jerk", jolt),
    "pull to nothing": ("8 focus", pull_to_nothing),
}
