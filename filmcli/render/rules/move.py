"""Rules on the camera as a thing in the room: where it stands, where its move takes it, how fast, how softly, and what a focus pull ends on.

Knows nothing of frames' composition, of other shots, or of rendered pictures. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from filmcli.render import travel
from filmcli.render.rules.finding import Finding, Seen

NEAREST = 0.2  # metres before the lens that can be sharp


def standing(seen: Seen) -> Iterator[Finding]:
    """Rule 7: the camera is in the set's camera zone, out of furniture and bodies. The set's own master may stand anywhere."""
    shot, stage = seen.shot, seen.stage
    own = tuple(float(v) for v in stage.spec["master"]["at"])
    if (
        shot.camera.position != own and shot.kind != "pov" and not stage.holds(shot.camera.position, margin=-0.01)
    ):  # eyes are where they are
        zone = stage.spec["camera_zone"]
        expected = "inside the set's camera zone, " + ", ".join(f"{axis} {zone[axis][0]:g} to {zone[axis][1]:g}" for axis in "xyz")
        yield Finding(
            "7 camera in geometry", shot.id, round(shot.camera.position[1], 2), expected, "move the camera into the zone, with a wider lens"
        )
    least = min((math.dist(shot.camera.position, p.eye) for p in stage.people.values()), default=9.0)
    if least < 0.45 and shot.kind != "insert":
        yield Finding("7 camera in geometry", shot.id, round(least, 2), "0.45 m or more from every head", "move the camera back")
    path = [at for at in travel.way(shot.camera, shot.move, stage.aspect) if at != shot.camera.position]
    if any(shot.kind != "insert" and stage.crowds(at) or shot.kind != "pov" and not stage.holds(at, margin=-0.11) for at in path):
        expected = f"a camera that is free all along its {shot.move.kind.replace('_', ' ')}"
        yield Finding("7 camera in geometry", shot.id, shot.move.amount, expected, "a smaller move, or the other way")


def speed(seen: Seen) -> Iterator[Finding]:
    """Warning: a camera move is slow enough to be watched, at its fastest and for the subject's depth."""
    shot, move = seen.shot, seen.shot.move
    most = travel.fastest(move, shot.camera, shot.hold)
    if move.amount > most * 1.01 + 0.001:
        unit = "degrees" if move.kind.startswith(travel.TURNING) else "of the focal length" if "zoom" in move.kind else "metres"
        expected = f"{most:g} {unit} at most in {shot.hold:g} s"
        yield Finding("camera speed", shot.id, move.amount, expected, "a smaller move, or hold the shot longer", "warning")


def jerk(seen: Seen) -> Iterator[Finding]:
    """Warning: a move that stops and starts softly has the time for it: its jerk, in m/s³ at the subject, is no more than a watched move's."""
    shot, move = seen.shot, seen.shot.move
    most, softly = travel.fastest(move, shot.camera, shot.hold), travel.softest(move, shot.camera, shot.hold)
    if not softly * 1.01 + 0.001 < move.amount <= most * 1.01 + 0.001:
        return
    unit = "°" if move.kind.startswith(travel.TURNING) else "" if "zoom" in move.kind else " m"
    number = travel.JERK * move.amount / shot.hold**3
    expected = f"a jerk of {travel.JERK * softly / shot.hold**3:.2g}{unit}/s³ at most, {move.kind.replace('_', ' ')} {softly:.2g}{unit or ' of the lens'}"
    yield Finding("camera jerk", shot.id, round(number, 2), expected, "a smaller move, or hold the shot longer", "warning")


def pull(seen: Seen) -> Iterator[Finding]:
    """Rule 8: a focus pull ends on something in the frame."""
    shot, goal = seen.shot, seen.shot.move.focus
    if goal is None:
        return
    depth, (x, y) = seen.view.depth(goal), seen.view.project(goal)
    if depth < NEAREST or not (0 <= x <= 1 and 0 <= y <= 1):
        expected = f"a focus pull to a point in the frame, {NEAREST:g} m or more ahead"
        yield Finding("8 focus", shot.id, round(depth, 2), expected, "put `focus` of the move on the eyes or the thing it goes to")
