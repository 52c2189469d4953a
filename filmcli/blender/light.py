"""Light: a set-up's intent, the set's motivated sources and the camera become physical lamps.

Knows nothing of rendering; `meter` measures what comes out. Positions in metres, colour in kelvin, levels as illuminance
over π in scene units, so that 1 shows an 18 % card as middle grey, and stops are powers of two of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mathutils import Vector

from filmcli.blender import setlight
from filmcli.blender.camera import View
from filmcli.blender.facelight import COVERED, PROFILE, Layout, Reach
from filmcli.blender.fixture import UP, Face, Lamp, Room, Source, at

OVER = 1.8  # what the sun has over a key that stands in for it, for a face that it does not reach


def design(
    preset: Mapping[str, Any], *, view: View, faces: Sequence[Face], sources: Sequence[Source], room: Room, key_side: str, reach: Reach
) -> list[Lamp]:
    """Return the lamps of one shot, watts from inverse squares; `meter` corrects them by what the face really gets."""
    hour = "night" if room.time == "night" else "day"
    white = at(preset["white"], hour)
    day_outside = not room.interior and hour == "day"
    side = motivated(preset, view, faces, sources, room) or (-1.0 if key_side == "left" else 1.0)
    plan = Layout(preset, view, room, side, hour, white, reach)
    lamps: list[Lamp] = []
    shaded: set[str] = set()
    if day_outside:
        sun = setlight.sun(plan, faces, sources)
        lamps.append(sun)
        way = (sun.position - sun.aim).normalized()
        shaded = {face.id for face in faces if face.facing.dot(way) < 0.2 or reach(face.eyes, way, 30.0) < 30.0}
        if room.weather not in COVERED and room.time == "day" and (not faces or faces[0].id in shaded):
            lamps[-1] = replace(sun, watts=sun.watts * OVER)  # a face in the shade is exposed for; the sun lies over it
    for face in faces:
        lamps += plan.person(face, sources, keyed=not day_outside or face.id in shaded)
    lamps.append(plan.fill(faces))
    lamps += [*setlight.background(plan, faces), *setlight.bounce(plan, faces)]
    if room.interior and "beam" in preset:
        lamps += setlight.beam(plan, faces, sources)
    windows = [source for source in sources if source.kind == "window"]
    daylit = hour == "day" and (not room.interior or bool(windows))
    lamps += [setlight.practical(plan, one, daylit=daylit) for one in sources if one.kind in ("practical", "neon", "backdrop")]
    if room.interior:
        lamps += [setlight.window(plan, source) for source in windows]
    if room.interior and hour == "day":
        lamps += [*setlight.daylight(plan, faces, windows), *(setlight.facades(plan, source) for source in windows[:2])]
    if not room.interior and hour == "night":
        lamps.append(setlight.moon(plan, faces))
    return [lamp for lamp in lamps if lamp.watts > 0]


def motivated(preset: Mapping[str, Any], view: View, faces: Sequence[Face], sources: Sequence[Source], room: Room) -> float | None:
    """Return the side of the frame on which the set's own light lies, −1 left, 1 right, so that all shots of a scene are lit from one side
    of the set; None where it has no such light, lies along the lens, or would light the back of the main head.
    """
    kind = preset["key"].get("follow") or ("window" if room.interior and (room.time != "night" or "beam" in preset) else "")
    near = [source for source in sources if source.kind == kind]
    if not near or not faces or not room.interior:
        return None
    face = faces[0]
    source = min(near, key=lambda one: (one.position - face.eyes).length)
    way, ahead = (Vector((one.x, one.y, 0)).normalized() for one in (source.position - face.eyes, Vector(view.position) - face.eyes))
    across = way.dot(UP.cross(ahead))
    if abs(across) < 0.3:
        return None
    side = math.copysign(1.0, across)
    turn = math.radians(float(preset["key"]["azimuth"]))
    key = ahead * math.cos(turn) + UP.cross(ahead) * (side * math.sin(turn))
    return side if key.dot(face.facing) >= math.cos(math.radians(PROFILE)) else None
