"""A survey: many cameras measured in the built set with the people's posed bodies, by rays, without a picture.

Knows nothing of clothes, hair, lamps or pixels. Metres, degrees; frame points 0–1 from the top left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

from filmcli.blender import camera
from filmcli.blender.body import SKIN, Body, build
from filmcli.blender.camera import View
from filmcli.blender.pose import solve
from filmcli.blender.skinning import deform
from filmcli.core.seeds import derive

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio

POINTS = 140  # of a body's skin that are looked at: ± 4 % at a visible share of one half
NEAR = 0.03  # metres before a point at which a ray ends: the skin itself is no obstacle


@dataclass(frozen=True)
class Double:
    """A posed body that stands in for a person: points of the skin, the eyes, and what rays hit."""

    points: np.ndarray  # (n, 3) world
    eyes: np.ndarray  # (2, 3) world
    height: float
    tree: BVHTree


def survey(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return, for each of the request's `shots`, what its camera would see: `subjects` by id, `camera` as it had to be moved, `clear`;
    and the set's `solids`, the boxes that its pieces fill, as [name, low, high].

    request: `set` as for a shot, `aspect`, and `shots` of {id, people, camera, eyes}. A subject has `eyes` (0–1), `size`, `visible` (share of the body's
    points in the frame that nothing hides), `eyes_visible`, `inside` (share of the body's points in the frame). A shot costs .05–.2 s.
    """
    stage = studio.set(dict(request["set"]), lite=True)
    studio.clear([])
    studio.shelve()
    doubles = _Doubles()
    found = {}
    for shot in request["shots"]:
        view = View.read(shot["camera"], float(request["aspect"]))
        people = {place["character"]["id"]: doubles.of(place) for place in shot.get("people") or ()}
        for who, planned in (shot.get("eyes") or {}).items():
            view = view.following(planned, people[who].eyes.mean(0))
        camera.open_front(stage.front, view.position)
        bpy.context.view_layer.update()
        depsgraph = bpy.context.evaluated_depsgraph_get()
        targets = [double.eyes.mean(0) for double in people.values() if _in_frame(view, double.eyes.mean(0))]
        moved = camera.clear(view, targets, scene=studio.scene, people=set(), depsgraph=depsgraph)
        fault, _ = camera.obstruction(Vector(moved.position), [], studio.scene, set(), depsgraph)
        subjects = {who: _measure(moved, double, people, studio.scene, depsgraph) for who, double in people.items()}
        found[shot["id"]] = {"subjects": subjects, "camera": moved.to_dict(), "clear": fault}
    solids = [[solid.name, [round(v, 3) for v in solid.low], [round(v, 3) for v in solid.high]] for solid in stage.solids]
    return {"shots": found, "solids": solids}


class _Doubles:
    """Bodies built once, poses solved once."""

    def __init__(self) -> None:
        self._bodies: dict[str, Body] = {}
        self._posed: dict[str, Double] = {}

    def of(self, place: Mapping[str, Any]) -> Double:
        sheet = place["character"]
        key = repr((sheet["id"], {name: value for name, value in place.items() if name != "character"}))
        if key not in self._posed:
            if sheet["id"] not in self._bodies:
                self._bodies[sheet["id"]] = build(sheet)
            self._posed[key] = _posed(self._bodies[sheet["id"]], sheet, place)
        return self._posed[key]


def _posed(body: Body, sheet: Mapping[str, Any], place: Mapping[str, Any]) -> Double:
    world = np.array(Matrix.Translation(tuple(place["position"])) @ Matrix.Rotation(np.radians(float(place["yaw"])), 4, "Z"))
    look = place.get("look_at")
    local = None if look is None else (np.asarray(look, float) - world[:3, 3]) @ world[:3, :3]
    bones = solve(
        body,
        place.get("pose", "stand"),
        seat=float(place.get("seat", 0.0)),
        look_at=local,
        hold=place.get("hold", ""),
        motion=sheet.get("motion"),
        mirror=derive(0, "mirror", sheet["id"]) % 2 == 1,
    )
    skin = deform(body.vertices[:SKIN], body.weights[:SKIN], bones, dual=0.0) @ world[:3, :3].T + world[:3, 3]
    heads = [bones.rotations[k] @ body.joint(name) + bones.translations[k] for name in ("eye.L", "eye.R") for k in (body.number[name],)]
    faces = [face for face in body.faces if max(face) < SKIN]
    eyes = np.array(heads) @ world[:3, :3].T + world[:3, 3]
    return Double(skin[:: max(1, SKIN // POINTS)], eyes, body.height, BVHTree.FromPolygons(skin.tolist(), faces))


def _in_frame(view: View, point: Sequence[float]) -> bool:
    x, y, depth = view.project(point)
    return depth > 0.1 and -0.05 < x < 1.05 and -0.15 < y < 1.05


def _measure(
    view: View, double: Double, people: Mapping[str, Double], scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph
) -> dict[str, Any]:
    others = [other.tree for other in people.values() if other is not double]
    start = Vector(view.position)

    def free(point: np.ndarray) -> bool:
        way = Vector(point) - start
        length, ahead = way.length - NEAR, way.normalized()
        if any(tree.ray_cast(start, ahead, length)[0] is not None for tree in others):
            return False
        return not camera.first_hit(start, ahead, length, scene, set(), depsgraph)

    screen = np.array([view.project(point) for point in double.points])
    inside = (screen[:, 2] > 0.05) & (screen[:, :2] > 0).all(axis=1) & (screen[:, :2] < 1).all(axis=1)
    seen = [free(point) for point in double.points[inside]]
    middle = double.eyes.mean(0)
    x, y, depth = view.project(middle)
    return {
        "eyes": [round(x, 4), round(y, 4)] if depth > 0 else [-1.0, -1.0],
        "size": view.size_of(depth, double.height) if depth > 0 else "EWS",
        "visible": round(float(np.mean(seen)), 3) if seen else 0.0,
        "eyes_visible": float(np.mean([free(eye) for eye in double.eyes])),
        "inside": round(float(inside.mean()), 3),
        "point": [round(float(v), 4) for v in middle],
    }
