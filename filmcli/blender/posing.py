"""The full figure in a pose on the plain ground, with what the pose needs (seat, table, wall …) as plain boxes.

Knows nothing of scenes and sets. Metres in the person's frame, which is the world's here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender.body import SKIN
from filmcli.blender.camera import SENSOR, View
from filmcli.blender.picture import Format
from filmcli.blender.stance import stance

SEAT, BED = 0.46, 0.50  # metres, where nothing else is asked
PALE = (0.21, 0.19, 0.17)  # albedo of the boxes
LENS, TURN = 85.0, 28.0  # mm; degrees that the camera stands to the side of the front


def pose(studio: Any, figure: Any, request: Mapping[str, Any], format: Format) -> tuple[list[bpy.types.Object], View]:
    """Put a person in a pose; return the boxes made for it and a view that holds person and boxes.

    request: pose, and optionally needs (what the library says the pose needs), seat, hold, expression, turn (degrees of the view).
    """
    name, needs = str(request["pose"]), str(request.get("needs", ""))
    lies = stance(name).base == "lie"
    seat = float(request.get("seat", BED if needs == "bed" else 0.0 if lies else 0.34 if needs == "wheel" else SEAT))
    figure.place((0.0, 0.0, 0.0), 0.0, name, seat=seat, hold=str(request.get("hold", "")), expression=str(request.get("expression", "")))
    made = supports(figure.posed[:SKIN], name, needs, seat)
    studio.shelve()
    if request.get("hold"):
        held = studio.prop(str(request["hold"]), figure.id, lite=format.lite)
        held.object.matrix_world = figure.carries(str(request["hold"]))
        for thing in (held.object, *held.object.children_recursive):
            thing.hide_render = thing.hide_viewport = False
    bpy.context.view_layer.update()
    return made, _view(figure, made, format, float(request.get("turn", TURN)))


def supports(skin: np.ndarray, name: str, needs: str, seat: float) -> list[bpy.types.Object]:
    """Return boxes where the posed skin (n, 3) rests: each touches the body, none goes through it."""
    wanted, boxes = stance(name), []
    low, high = skin.min(0), skin.max(0)
    if wanted.base == "seat":
        boxes.append(((-0.26, -0.14, 0.0), (0.26, 0.34, seat)) if needs != "bed" else ((-0.9, -0.16, 0.0), (0.9, 0.9, seat)))
        if needs == "wheel":
            boxes[0] = ((-0.28, -0.20, 0.0), (0.28, 0.40, seat))
    if wanted.base == "lie" and seat > 0.05:
        boxes.append(((low[0] - 0.2, low[1] - 0.15, 0.0), (high[0] + 0.2, high[1] + 0.15, seat)))
    if needs in ("table", "bar", "rail"):
        near, top = _edge(skin, wanted.surface), wanted.surface
        far = near - (0.55 if needs == "table" else 0.40)
        if needs == "rail":
            hands = float(skin[np.abs(skin[:, 2] - top) < 0.03, 1].min())
            near, far = hands + 0.14, hands + 0.08
        boxes.append(((-0.65, far, 0.0 if needs == "bar" else top - 0.05), (0.65, near, top)))
    if needs in ("wall", "door", "ladder"):
        if name == "lean_side":
            boxes.append(((low[0] - 0.12, -0.3, 0.0), (low[0], 0.5, 2.1)))
        elif name in ("lean", "lean_wall"):
            boxes.append(((-0.8, high[1], 0.0), (0.8, high[1] + 0.1, 2.1)))
        else:
            boxes.append(((-0.45, low[1] - 0.06, 0.0), (0.45, low[1], 2.0)))
    if needs == "wheel":  # a bar where both hands are
        hands = _hands(skin)
        boxes.append(((hands[0] - 0.20, hands[1] - 0.02, hands[2] - 0.015), (hands[0] + 0.20, hands[1] + 0.01, hands[2] + 0.015)))
    return [_box(k, *corners) for k, corners in enumerate(boxes)]


def _hands(skin: np.ndarray) -> np.ndarray:
    """Return the point between the hands of who stretches them forward: the foremost skin above the lap."""
    upper = skin[skin[:, 2] > 0.5 * skin[:, 2].max()]
    return upper[upper[:, 1] < upper[:, 1].min() + 0.05].mean(0)


def _edge(skin: np.ndarray, level: float) -> float:
    """Return how near to the body the edge of a table can be at a level: just before the belly."""
    middle = skin[(np.abs(skin[:, 0]) < 0.13) & (np.abs(skin[:, 2] - level) < 0.06)]
    return float(middle[:, 1].min()) - 0.03 if len(middle) else -0.2


def _box(number: int, low: tuple, high: tuple) -> bpy.types.Object:
    corners = [(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    mesh = bpy.data.meshes.new("support")
    mesh.from_pydata(corners, [], faces)
    pale = bpy.data.materials.get("support") or bpy.data.materials.new("support")
    pale.use_nodes = True
    surface = pale.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*PALE, 1.0)
    surface.inputs["Roughness"].default_value = 0.7
    mesh.materials.append(pale)
    thing = bpy.data.objects.new(f"support {number}", mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _view(figure: Any, boxes: list[bpy.types.Object], format: Format, turned: float) -> View:
    """Return a view from the front and a little to the side and above that holds the whole figure."""
    low, high = figure.bounds()
    middle = Vector(((low + high) / 2).tolist())
    way = Vector((math.sin(math.radians(turned)) * -1, -math.cos(math.radians(turned)), 0.16)).normalized()
    points = figure.points() - np.array(middle)
    right = np.array(Vector((0, 0, 1)).cross(way).normalized())
    up = np.array(way.cross(Vector(right)).normalized())
    half = max(float(np.abs(points @ right).max()) / format.aspect, float(np.abs(points @ up).max())) * 1.10
    distance = 2 * max(half, 0.5) * format.aspect * LENS / SENSOR
    return View(tuple(middle + way * distance), tuple(middle), LENS, 0.0, 8.0, tuple(middle), format.aspect)
