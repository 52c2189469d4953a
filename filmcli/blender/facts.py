"""The facts of a finished picture: subjects as framed, light as measured, and the EXR header that travels with it.

Knows nothing of how the picture was made; a shot's take goes in, plain data comes out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import camera, fixture, framed, meter, picture, separation
from filmcli.blender.camera import View
from filmcli.formats import exr, kelvin
from filmcli.formats.colour import luminance

if TYPE_CHECKING:
    from filmcli.blender.take import Take

INSERT = 32001  # the id of an insert's prop in the id pass
EYEBALL = 0.012  # metres, its radius
HELD = 32100  # of the prop in the first person's hand; the second's is one more
NIGHT = 2.0**-0.5  # of what else a frame's middle should be: most of a night is dark, and stays so
FACE = 30  # pixels across, below which a face is read by the spot meter instead of in the frame


def measure(shot: Take, beauty: np.ndarray, ids: np.ndarray, depth: np.ndarray, face: np.ndarray | None) -> dict[str, Any]:
    """Return subjects as framed, the depths that the picture spans and holds sharp, the light on the face as it was last read, and the exposure that the frame needs."""
    subjects, light = {}, luminance(beauty)
    for name, figure in shot.people.items():
        mask, eyes = ids == figure.index, figure.eyes()
        subjects[name] = framed.measure(
            shot.view, eyes=eyes, points=figure.points(), height=stature(figure), mask=mask, lids=lids(shot.view, figure)
        )
        if (apart := separation.stops(light, mask)) is not None:
            subjects[name]["apart"] = round(apart, 2)
    if (ids == INSERT).any():
        high, wide = np.flatnonzero((ids == INSERT).any(axis=1)), np.flatnonzero((ids == INSERT).any(axis=0))
        height, width = ids.shape
        box = (wide[0] / width, high[0] / height, (wide[-1] + 1) / width, (high[-1] + 1) / height)
        subjects["prop"] = {"box": [round(float(v), 4) for v in box], "visible": 1.0, "size": "insert"}
    report = lighting(shot) if shot.reading else {}
    target = 0.18 * 2.0 ** float(shot.preset["face"]) / float(shot.preset["ratio"]) ** 0.35  # a low key may be darker
    if not shot.room.interior and shot.room.time == "night":
        target *= NIGHT
    report["exposure"] = meter.exposure(beauty, face, target=max(target, 0.03 * NIGHT))
    return {"subjects": subjects, "depth": {"window": framed.window(depth), "sharp": framed.sharp(shot.view)}, "light": report}


def lids(view: View, figure: Any) -> np.ndarray | None:
    """Return points on the front of a person's eyes, (n, 3) world metres; None when the head is turned away from the lens."""
    ahead = figure.facing()
    toward = np.subtract(view.position, figure.eyes())
    if float(ahead @ toward) < -0.2 * float(np.linalg.norm(toward)):
        return None
    right = np.cross(ahead, (0.0, 0.0, 1.0))
    spots = [ahead * EYEBALL + right * across + np.array((0.0, 0.0, up)) for across in (-0.009, 0.0, 0.009) for up in (-0.004, 0.004)]
    near = sorted((figure.joint(bone) for bone in ("eye.L", "eye.R")), key=lambda eye: float(eye @ toward), reverse=True)
    aside = abs(float(right @ toward)) > 0.8 * float(np.linalg.norm(toward))  # in profile the far eye is behind the nose
    return np.array([eye + spot for eye in (near[:1] if aside else near) for spot in spots])


def lighting(shot: Take) -> dict[str, Any]:
    """Return what was asked of the light on the main face and what was got: ratio, level, and the key's direction and colour."""
    read, preset = shot.reading, shot.preset
    report: dict[str, Any] = {
        "ratio": {"asked": float(preset["ratio"]), "got": round(read.ratio, 2), "read": read.source},
        "key": {"asked": float(preset["face"]), "got": round(math.log2(max(read.level, 1e-4)), 2)},
    }
    figure = shot.people[shot.prime]
    lamp = fixture.key_of(shot.lamps, figure.eyes(), shot.prime)
    if lamp is None:
        return report
    if read.way is not None:
        asked = np.array(lamp.position - (lamp.aim if lamp.kind == "SUN" else Vector(figure.eyes())))
        asked /= np.linalg.norm(asked)
        report["direction"] = {"asked": bearing(shot, asked), "got": bearing(shot, read.way), "off": round(_angle(asked, read.way), 1)}
    if read.colour is not None:
        balance = white(shot)
        report["kelvin"] = {"asked": round(kelvin.nearest(lamp.colour, balance)), "got": round(kelvin.nearest(read.colour, balance))}
    return report


def bearing(shot: Take, way: Sequence[float]) -> list[int]:
    """Return a direction from the main face as azimuth (0 towards the lens, positive to frame right) and elevation, whole degrees."""
    ahead = np.subtract(shot.view.position, shot.people[shot.prime].eyes())[:2]
    right = np.array([-ahead[1], ahead[0]])
    azimuth = math.degrees(math.atan2(float(np.dot(way[:2], right)), float(np.dot(way[:2], ahead))))
    return [round(azimuth), round(math.degrees(math.asin(min(1.0, max(-1.0, float(way[2]))))))]


def _angle(a: Sequence[float], b: Sequence[float]) -> float:
    return math.degrees(math.acos(min(1.0, max(-1.0, float(np.dot(a, b))))))


def face(shot: Take, channels: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """Return the pixels of the main face, (h, w) bool: its skin, by Cryptomatte, within a face's size of the eyes."""
    if not shot.prime:
        return None
    figure = shot.people[shot.prime]
    return meter.skin(channels, figure) & around(shot.view, figure.eyes(), channels["Combined.R"].shape)


def around(view: View, eyes: Sequence[float], shape: tuple[int, int]) -> np.ndarray:
    """Return the pixels within a face's size of the eyes."""
    height, width = shape
    x, y, _ = view.project(eyes)
    radius = camera.pixels(view, eyes, width) / 2
    rows, columns = np.mgrid[0:height, 0:width]
    middle = y * height + 0.2 * radius
    return (columns - x * width) ** 2 + (rows - middle) ** 2 < max(radius, 1.5) ** 2


def stature(figure: Any) -> float:
    """Return the person's standing height in metres: shot sizes compare with it in every pose."""
    return float(figure.sheet["appearance"]["build"]["height"])


def head(shot: Take, scene: bpy.types.Scene) -> dict[str, Any]:
    """Return the EXR header: shot, seed, camera, lens, ids, and the key when the caller has one."""
    world = np.array(scene.camera.matrix_world.inverted(), dtype=np.float32)
    fov = shot.view.lens / camera.SENSOR * 2
    clip = np.array([[fov, 0, 0, 0], [0, fov * shot.format.aspect, 0, 0], [0, 0, -1, -0.02], [0, 0, -1, 0]], dtype=np.float32)
    request = shot.request
    fields: dict[str, Any] = {
        "software": "filmcli",
        "shot": str(request.get("id", "")),
        "seed": str(request.get("seed", 0)),
        "worldToCamera": world.T.copy(),  # OpenEXR multiplies row vectors
        "worldToNDC": (clip @ world).T.copy(),
        "lensMillimetres": float(shot.view.lens),
        "sensorMillimetres": float(camera.SENSOR),
        "focusMetres": float(scene.camera.data.dof.focus_distance),
        "fStop": float(shot.view.f_stop),
        "ids": json.dumps({name: figure.index for name, figure in shot.people.items()}),
        "held": json.dumps(
            {place["character"]["id"]: HELD + order for order, place in enumerate(shot.request.get("people") or ()) if place.get("hold")}
        ),
        "lights": json.dumps({"white": white(shot), "kelvin": kelvins(shot)}),
        **exr.clock(int(request.get("fps", 24))),
    }
    if "key" in request:
        fields["key"] = str(request["key"])
    return fields


def white(shot: Take) -> float:
    """Return the kelvin that the camera is balanced for."""
    return fixture.at(shot.preset["white"], "night" if shot.room.time == "night" else "day")


def kelvins(shot: Take) -> dict[str, int]:
    """Return the colour temperature of each light group: that of the black body nearest to its lamps' colour, weighed by watts."""
    found = {}
    for group in picture.GROUPS:
        lamps = [lamp for lamp in shot.lamps if lamp.group == group and not lamp.glint]
        if lamps:
            mixed = sum(np.array(lamp.colour) * lamp.watts for lamp in lamps)
            found[group] = round(kelvin.nearest(mixed, white(shot)))
    return found
