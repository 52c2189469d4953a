"""The joints of the people in a shot as OpenPose names them (`filmcli.formats.joints`): where they are in the frame, and whether they are seen.

Knows nothing of how they are drawn. Screen points 0–1 from the top left, depth in metres along the axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender.body import SKIN

if TYPE_CHECKING:
    from filmcli.blender.figure import Figure
    from filmcli.blender.take import Take

BONES = {  # the bone whose head is the joint; the sides are the person's own
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
    "eye": "eye",
}
FACE = ("nose", "right_eye", "left_eye", "right_ear", "left_ear")  # lie on the surface: the head itself may hide them
DEEP = 0.06  # metres that the surface may lie before a point of the face: an eye's centre lies 1–2 cm deep, an ear under hair 4


def joints(shot: Take, depth: np.ndarray, ids: np.ndarray) -> dict[str, dict[str, list[float]]]:
    """Return, by character and joint, x, y, depth and 1 when it is seen, 0 when a thing or another person is before it.

    `depth` (metres) and `ids` are the passes. Joints behind the camera are left out; those beside the frame are not.
    """
    found: dict[str, dict[str, list[float]]] = {}
    for name, figure in shot.people.items():
        mine = {}
        for joint, point in points(figure).items():
            x, y, far = shot.view.project(point)
            if far > 0.05:
                seen = _seen(x, y, far, figure.index, depth, ids, face=joint in FACE)
                mine[joint] = [round(x, 4), round(y, 4), round(far, 3), int(seen)]
        found[name] = mine
    return found


def points(figure: Figure) -> dict[str, np.ndarray]:
    """Return the world points of the 18 joints of a posed person."""
    body, rest = figure.body, figure.body.vertices[:SKIN]
    at: dict[str, np.ndarray] = {}
    for side, letter in (("right", "R"), ("left", "L")):
        at |= {f"{side}_{joint}": figure.joint(f"{bone}.{letter}") for joint, bone in BONES.items()}
    at["neck"] = (at["right_shoulder"] + at["left_shoulder"]) / 2  # as COCO's annotators and OpenPose have it
    eyes = (body.joint("eye.L") + body.joint("eye.R")) / 2
    head = body.region("head")[:SKIN] > 0.5
    low, high = eyes[2] - 0.075 * body.unit, eyes[2] - 0.01 * body.unit
    middle = head & (abs(rest[:, 0]) < 0.012 * body.unit) & (rest[:, 2] > low) & (rest[:, 2] < high)
    skin = figure.posed[:SKIN]
    at["nose"] = figure._world(skin[_where(middle, -rest[:, 1])])
    beside = head & (abs(rest[:, 2] - eyes[2]) < 0.05 * body.unit) & (rest[:, 1] > eyes[1] + 0.04 * body.unit)
    for side, sign in (("right", -1.0), ("left", 1.0)):
        at[f"{side}_ear"] = figure._world(skin[_where(beside, sign * rest[:, 0])])
    return {name: np.asarray(point, float) for name, point in at.items()}


def _where(chosen: np.ndarray, value: np.ndarray) -> int:
    """Return the number of the vertex that has the largest value among the chosen."""
    return int(np.where(chosen, value, -np.inf).argmax())


def _seen(x: float, y: float, far: float, index: int, depth: np.ndarray, ids: np.ndarray, *, face: bool) -> bool:
    height, width = ids.shape
    column, row = int(x * width), int(y * height)
    if not (0 <= column < width and 0 <= row < height):
        return False
    around: Any = np.s_[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]  # a pixel of grace at the outline
    mine = ids[around] == index
    if face:
        mine &= depth[around] > far - DEEP
    return bool(mine.any())
