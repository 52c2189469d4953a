"""Sheets of one person from head to foot: poses that suit them, every outfit of the film, and a walk, picture by picture.

Knows nothing of scenes and of how a person is lit; `photograph` of the portrait is handed in. Pictures are scene-linear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import bpy
import numpy as np

from filmcli.blender import picture, posing
from filmcli.blender.camera import View
from filmcli.blender.motion import Performance
from filmcli.blender.picture import Format
from filmcli.blender.stance import stance

Photograph = Callable[[View, Any, Format], np.ndarray]
ACROSS = 6  # cells in a row at most
TURNS = {
    "lie": 105.0,
    "door": 80.0,
    "ladder": 80.0,
    "wall": 60.0,
}  # degrees that the camera stands to the side where the pose rests on such a thing
WALK_YAW = 52.0  # degrees: three quarters to the camera, so that stride and face are seen
WALK_ROOM = 1.16  # times the distance of a standing figure's view: the stride is wider, and the head rises
FAR = 8.0  # metres of the way: further than anybody comes in the time


def poses(studio: Any, figure: Any, request: Mapping[str, Any], cell: Format, photograph: Photograph) -> np.ndarray:
    """Return the poses of `request["poses"]` (pose, hold, needs, turn) in rows of at most six, each with plain boxes for what it rests on."""
    drawn = []
    picture.expose(studio.scene, cell, seed=0)
    for one in request["poses"]:
        made: list[bpy.types.Object] = []
        try:
            turn = TURNS["lie"] if stance(one["pose"]).base == "lie" else TURNS.get(one.get("needs", ""), posing.TURN)
            made, view = posing.pose(studio, figure, {"turn": turn, **one}, cell)
            drawn.append(photograph(view, figure, cell))
        finally:
            for thing in made:
                bpy.data.objects.remove(thing)
            studio.shelve()
    return tiled(drawn)


def outfits(
    studio: Any, request: Mapping[str, Any], cell: Format, frame: Callable[[Any, Format], View], photograph: Photograph
) -> np.ndarray:
    """Return the full figure in each outfit: `request["outfits"]` are sheets of one person, dressed for some scenes."""
    drawn = []
    picture.expose(studio.scene, cell, seed=0)
    for sheet in request["outfits"]:
        figure = studio.figure(sheet, detail=cell.detail)
        studio.clear([figure])
        figure.show()
        stood(figure, 18.0, "stand", aside=0.3)
        drawn.append(photograph(frame(figure, cell), figure, cell))
    return tiled(drawn)


def stood(figure: Any, yaw: float, pose: str, *, aside: float, up: float = 0.0) -> None:
    """Put a person in a pose at the origin, looking towards the camera 3 m away, `aside` and `up` metres beside the lens.

    Placed twice, for where the eyes are hangs on the pose: else a picture would depend on what was drawn before it.
    """
    figure.place((0, 0, 0), yaw, pose)
    figure.place((0, 0, 0), yaw, pose, look_at=(aside, -3.0, float(figure.eyes()[2]) + up))
    bpy.context.view_layer.update()


def walk(
    figure: Any, request: Mapping[str, Any], format: Format, frame: Callable[[Any, Format], View], photograph: Photograph
) -> list[np.ndarray]:
    """Return the frames of a walk on the spot, `request["fps"]` a second for `request["seconds"]`: the ground is plain, and light and camera stay."""
    fps, seconds = float(request["fps"]), float(request["seconds"])
    length = seconds + 2.0  # it has begun before the first frame and goes on after the last
    way = np.array([math.sin(math.radians(WALK_YAW)), -math.cos(math.radians(WALK_YAW)), 0.0])
    figure.place((0, 0, 0), WALK_YAW, "walk")
    bpy.context.view_layer.update()
    view = frame(figure, format)
    back = tuple(target + WALK_ROOM * (place - target) for place, target in zip(view.position, view.target, strict=True))
    manner = {**(figure.sheet.get("motion") or {}), "neuroticism": (figure.sheet.get("personality") or {}).get("neuroticism", 0.5)}
    act = {"motion": "walk", "start": 0.0, "end": length, "path": [tuple(FAR * way)]}
    going = Performance(
        figure.body, pose="walk", position=(0, 0, 0), yaw=WALK_YAW, acts=[act], duration=length, manner=manner, **figure.habit()
    )
    drawn = []
    for index in range(round(fps * seconds)):
        figure.perform(replace(going.at(index / fps), position=(0.0, 0.0, 0.0)), {})
        bpy.context.view_layer.update()
        drawn.append(photograph(replace(view, position=back), figure, format))
    return drawn


def tiled(cells: Sequence[np.ndarray]) -> np.ndarray:
    """Return pictures (h, w, 3) of one size in rows of nearly equal length; an empty place takes the last picture's corner colour."""
    rows = -(-len(cells) // ACROSS)
    across = -(-len(cells) // rows)
    blank = np.broadcast_to(cells[-1][:1, :1], cells[-1].shape)
    full = [*cells, *[blank] * (rows * across - len(cells))]
    return np.concatenate([np.concatenate(full[row * across : (row + 1) * across], axis=1) for row in range(rows)], axis=0)
