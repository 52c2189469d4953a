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

from filmcli.blender import camera, meter
from filmcli.blender.camera import View

if TYPE_CHECKING:
    from filmcli.blender.shot import Take

INSERT = 32001  # the id of an insert's prop in the id pass


def measure(shot: Take, beauty: np.ndarray, parts: Mapping[str, np.ndarray], albedo: np.ndarray, ids: np.ndarray) -> dict[str, Any]:
    """Return subjects as framed, the light on the face, and the exposure that the frame needs."""
    subjects = {}
    skin: np.ndarray | None = None
    for name, figure in shot.people.items():
        mask = ids == figure.index
        eyes = figure.eyes()
        facts = camera.measure(shot.view, eyes=eyes, points=figure.points(), height=stature(figure), mask=mask)
        subjects[name] = facts
        if name == shot.prime:
            skin = mask & around(shot.view, eyes, ids.shape)
    report: dict[str, Any] = {}
    if (ids == INSERT).any():
        high, wide = np.flatnonzero((ids == INSERT).any(axis=1)), np.flatnonzero((ids == INSERT).any(axis=0))
        height, width = ids.shape
        box = (wide[0] / width, high[0] / height, (wide[-1] + 1) / width, (high[-1] + 1) / height)
        subjects["prop"] = {"box": [round(float(v), 4) for v in box], "visible": 1.0, "size": "insert"}
    if skin is not None:
        read = meter.read(parts, albedo, skin)
        source = "frame" if read and skin.sum() >= 4 * meter.ENOUGH else "spot"
        read = read if source == "frame" else shot.reading
        if read:
            report["ratio"] = {"asked": float(shot.preset["ratio"]), "got": round(read.ratio, 2), "read": source}
            report["key"] = {"asked": float(shot.preset["face"]), "got": round(math.log2(max(read.key + read.fill, 1e-4)), 2)}
    target = 0.18 * 2.0 ** float(shot.preset["face"]) / float(shot.preset["ratio"]) ** 0.35  # a low key may be darker
    report["exposure"] = meter.exposure(beauty, skin, target=max(target, 0.03))
    return {"subjects": subjects, "light": report}


def around(view: View, eyes: Sequence[float], shape: tuple[int, int]) -> np.ndarray:
    """Return the pixels within a face's size of the eyes."""
    height, width = shape
    x, y, depth = view.project(eyes)
    radius = 0.11 * view.lens / camera.SENSOR / max(depth, 0.05) * width
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
    fields: dict[str, Any] = {
        "software": "filmcli",
        "shot": str(shot.request.get("id", "")),
        "seed": str(shot.request.get("seed", 0)),
        "worldToCamera": world.T.copy(),  # OpenEXR multiplies row vectors
        "worldToNDC": (clip @ world).T.copy(),
        "lensMillimetres": float(shot.view.lens),
        "sensorMillimetres": float(camera.SENSOR),
        "focusMetres": float(scene.camera.data.dof.focus_distance),
        "fStop": float(shot.view.f_stop),
        "ids": json.dumps({name: figure.index for name, figure in shot.people.items()}),
    }
    if "fps" in shot.request:
        fields["framesPerSecond"] = float(shot.request["fps"])
    if "key" in shot.request:
        fields["key"] = str(shot.request["key"])
    return fields
