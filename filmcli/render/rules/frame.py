"""Rules on one frame, by arithmetic: size, angle, lens, visible subjects, framing, headroom, joints, focus.

Knows nothing of moves, of other shots, or of rendered pictures. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from filmcli.render import framing, lexicon
from filmcli.render.rules.finding import WIDE, Finding, Seen, looks

FRAMING_ERROR = 0.03  # of the frame
HIDDEN = 0.4  # of a body, that furniture may hide
COC = 0.019  # mm, the circle of confusion that still looks sharp on Super 35
PORTRAIT = 50.0  # mm, the shortest lens for close-ups of faces


def subjects(seen: Seen) -> Iterator[Finding]:
    """Rule 2: the eyes of the subjects are in the frame and nobody stands before them."""
    shot = seen.shot
    for number, who in enumerate(shot.subjects if shot.kind not in ("ots", "insert") else shot.subjects[:1] if shot.kind == "ots" else ()):
        person = seen.stage.people.get(who)
        if person is None:
            yield Finding("2 subject visible", shot.id, 0, f"{who} in the scene", "add the character to the scene's places")
            continue
        x, y = seen.view.project(person.eye)
        severity = "error" if number == 0 or shot.kind == "two_shot" else "warning"
        if not (0.02 <= x <= 0.98 and 0.02 <= y <= 0.98) or seen.view.depth(person.eye) <= 0:
            yield Finding(
                "2 subject visible",
                shot.id,
                round(x, 2),
                f"the eyes of {who} in the frame",
                "turn the camera's target toward the subject",
                severity,
            )
        elif seen.stage.hidden(shot.camera.position, person.eye, but=(who, *(shot.subjects[1:] if shot.kind == "ots" else ())), spare=0.0):
            severity = "warning" if shot.kind in WIDE else severity
            yield Finding(
                "2 subject visible", shot.id, 0, f"a free view of {who}", "move the camera to the side of whoever stands before", severity
            )
        elif shot.kind not in (*WIDE, "pov") and not seen.stage.sees(shot.camera, person, most=HIDDEN):
            expected = f"a view of {who} past the furniture"
            yield Finding("2 subject visible", shot.id, 0, expected, "move the camera to the side of what stands before", severity)


def size(seen: Seen) -> Iterator[Finding]:
    """Rule 1: the size is the one listed; an insert's prop fills 40 % of the frame."""
    shot, main = seen.shot, seen.main
    if shot.kind == "insert":
        length = lexicon.length_of(shot.prop)
        fill = length / seen.view.frame_height(max(seen.view.depth(shot.camera.focus), 1e-3)) if length else 1.0
        if fill < 0.4:
            yield Finding("1 shot size", shot.id, round(fill, 2), "the prop over 0.4 of the frame", "a longer lens, or nearer")
    elif main:
        size = framing.shot_size(shot.camera, main, seen.stage.aspect)
        if size != shot.size:
            f = framing.ratio(shot.camera, main, seen.stage.aspect)
            yield Finding(
                "1 shot size",
                shot.id,
                round(f, 3),
                f"F of {shot.size}, it is {size}",
                f"list the shot as {size}, or change lens or distance",
            )


def composition(seen: Seen) -> Iterator[Finding]:
    """Rule 3 and the warnings on headroom and lead room, for shots on one person."""
    shot, main = seen.shot, seen.main
    if shot.kind not in ("single", "ots", "reaction") or main is None:
        return
    x, y = seen.view.project(main.eye)
    side = looks(seen, main)
    error = math.dist((x, y), (framing.third(side, shot.size), framing.eye_line(main, shot.size)))
    if error > FRAMING_ERROR:
        yield Finding(
            "3 framing", shot.id, round(error, 3), f"at most {FRAMING_ERROR} of the frame off the third", "turn the camera's target"
        )
    ahead = 1 - x if side == "right" else x
    if ahead < 0.55:
        yield Finding(
            "lead room",
            shot.id,
            round(ahead, 2),
            "0.55 or more ahead of the gaze",
            "move the subject away from the side it looks to",
            "warning",
        )
    low, high = framing.HEADROOM.get(shot.size, (-1.0, 1.0))
    room = framing.headroom(shot.camera, main, shot.size, seen.stage.aspect)
    if not low - 0.02 <= room <= high + 0.02:
        yield Finding("headroom", shot.id, round(room, 3), f"{low}–{high} of the frame", "tilt the camera", "warning")


def sharpness(seen: Seen) -> Iterator[Finding]:
    """Rule 8: the eyes of a close-up are within the depth of field."""
    main, lens = seen.main, seen.shot.camera.lens / 1000
    if main is None or seen.shot.size not in ("ECU", "CU", "MCU") or seen.shot.kind == "insert":
        return
    focus, depth = seen.view.depth(seen.shot.camera.focus), seen.view.depth(main.eye)
    if focus <= lens or depth <= 0:
        return
    blur = lens * lens / seen.shot.camera.f_stop * abs(depth - focus) / (depth * (focus - lens)) * 1000
    if blur > COC:
        yield Finding(
            "8 focus",
            seen.shot.id,
            round(blur, 3),
            f"a circle of {COC} mm at most on the eyes",
            "put the focus on the near eye, or stop down",
        )


def joints(seen: Seen) -> Iterator[Finding]:
    """Warning: the lower edge of the frame cuts nobody at a joint."""
    shot, main = seen.shot, seen.main
    if main is None or shot.kind in (*WIDE, "insert"):
        return
    if found := framing.cropped(shot.camera, main, seen.stage.aspect):
        expected = f"the frame's edge {framing.JOINT_ERROR} or more off the {found[0]} of {main.id}"
        yield Finding("joint crop", shot.id, round(found[1], 3), expected, "go closer or further, or tilt", "warning")


def angle(seen: Seen) -> Iterator[Finding]:
    """Warning: the camera's angle is the one listed: low, eye, high, bird, dutch."""
    shot = seen.shot
    found = framing.angle_of(shot.camera, seen.stage.aspect)
    if shot.kind != "insert" and found != shot.angle:
        pitch = seen.view.pitch
        expected = f"a pitch of {shot.angle}, it is {found}"
        yield Finding("angle", shot.id, round(pitch, 1), expected, f"list the shot as {found}, or raise or lower the camera", "warning")


def flattery(seen: Seen) -> Iterator[Finding]:
    """Warning: a close-up of a face is on a lens that leaves the nose its size."""
    shot = seen.shot
    if shot.size in ("ECU", "CU") and seen.main and shot.kind in ("single", "reaction") and shot.camera.lens < PORTRAIT:
        expected = f"{PORTRAIT:g} mm or more on a face so near"
        yield Finding("close-up lens", shot.id, shot.camera.lens, expected, "a longer lens from further away", "warning")
