"""Where effects stand: the picture's pyramid before the lens, places on the set, and the quads and cards they are drawn on.

Knows nothing of what the effects are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import meshes
from filmcli.blender.fixture import Lamp
from filmcli.blender.shape import Solid
from filmcli.core.errors import InputError
from filmcli.formats.kelvin import tint

UP = Vector((0.0, 0.0, 1.0))


class Scene:
    """Where an effect goes: the rig's collection, the view, a dice, and which form is wanted."""

    def __init__(self, studio: Any, shot: Any, dice: np.random.Generator, form: str) -> None:
        self.studio, self.shot, self.dice, self.form = studio, shot, dice, form
        self.lens = Vector(shot.view.position)
        ahead = Vector(shot.view.target) - self.lens
        self.ahead = ahead.normalized()
        self.right = self.ahead.cross(UP).normalized()
        self.up = self.right.cross(self.ahead)
        self.half = (12.445 / shot.view.lens, 12.445 / shot.view.lens / shot.format.aspect)
        self.pixel = 2 * self.half[0] / shot.format.width  # its size at 1 m

    def count(self, row: Mapping[str, Any], key: str = "count") -> int:
        """Return how many of the row's things this form has."""
        value = row[key]
        return int(value[self.form] if isinstance(value, Mapping) else value)

    def spots(self, count: int, near: float, far: float) -> tuple[np.ndarray, np.ndarray]:
        """Return places in the picture's pyramid (n, 3) and their depths, denser near the lens than volume alone would have them."""
        depth = near + (far - near) * self.dice.random(count) ** 1.6
        x, y = (self.dice.uniform(-1.15, 1.15, count) * h * depth for h in self.half)
        base = np.array(self.lens) + depth[:, None] * np.array(self.ahead)
        return base + x[:, None] * np.array(self.right) + y[:, None] * np.array(self.up), depth

    def place(self, row: Mapping[str, Any], *, ahead: float = 3.0, side: float = 1.9) -> Vector:
        """Return where an effect stands: its mark, its point, or behind and beside those who are seen."""
        at = row.get("at") or ""
        marks, surfaces = self.shot.stage.marks, self.shot.stage.surfaces
        floor = float(self.shot.stage.data.get("floor", 0.0))
        if isinstance(at, str) and at:
            if at in surfaces:
                return Vector(surfaces[at]["at"])
            people = {place["character"]["id"]: place["position"] for place in self.shot.request.get("people") or ()}
            if at not in marks and at not in people:
                raise InputError(
                    f"effect {row['effect']!r}: no place {at!r} in {self.shot.stage.name}",
                    hint=f"marks: {', '.join(marks)}; surfaces: {', '.join(surfaces)}; someone in the picture; or a point [x, y, z]",
                )
            spot = marks[at]["at"] if at in marks else people[at]
            return Vector((spot[0], spot[1] + 0.6, floor))
        if at:
            return Vector((*[float(c) for c in at], 0.0)[:3])
        flat = Vector((self.ahead.x, self.ahead.y, 0)).normalized()
        aim = Vector(self.shot.view.target)
        spot = aim + flat * ahead + self.right * side
        depth = self.shot.stage.data
        return Vector((spot.x, min(spot.y, float(depth["back"]) - 1.0), floor))

    def glow(self) -> tuple[float, float, float]:
        """Return the light that smoke scatters, of the sky or of a room's lamps: thrown dice would leave it dotted even at 24 samples."""
        level = 2.0 ** float(self.shot.preset["face"])
        if self.shot.room.interior:
            return (0.55 * level,) * 3
        air = self.studio.scene.world["air"]
        base = 0.9 * level if self.shot.room.time == "night" else 0.5 * level
        return tuple(base * 0.5 + float(c) * self.shot.sky * 0.9 for c in air)

    def mesh(self, name: str, solid: Solid, material: bpy.types.Material) -> bpy.types.Object:
        """Put a mesh among the lamps; it throws no shadow and lights nothing by itself."""
        thing = bpy.data.objects.new(name, meshes.to_mesh(name, [(solid, 0)]))
        thing.data.materials.append(material)
        thing.visible_shadow = thing.visible_diffuse = False
        self.studio.rig.collection.objects.link(thing)
        return thing

    def lamp(
        self,
        group: str,
        kind: str,
        at: Vector,
        watts: float,
        kelvin: float,
        *,
        size: float = 0.2,
        aim: Vector | None = None,
        only: Sequence[bpy.types.Collection] = (),
    ) -> None:
        """Hang a lamp of the effect, for all or for what is in some collections; the meter does not turn it down."""
        white = self.shot.preset["white"]
        hour = "night" if self.shot.room.time == "night" else "day"
        colour = tint(kelvin, float(white[hour] if isinstance(white, Mapping) else white))
        self.studio.rig.add(Lamp(group, kind, at, aim or at - UP, colour, watts, size, fixed=True), only=only)


def quads(centres: np.ndarray, along: np.ndarray, across: np.ndarray) -> Solid:
    """Return one rectangle about each centre, half sides given (n, 3); uv runs 0–1."""
    n = len(centres)
    points = np.stack([centres - along - across, centres - along + across, centres + along + across, centres + along - across], 1).reshape(
        -1, 3
    )
    normal = np.cross(across, along)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    uv = np.tile(np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float), (n, 1))
    return Solid(points, np.repeat(normal, 4, axis=0), uv, points, np.arange(4 * n, dtype=np.int32), np.full(n, 4, np.int32))


def toward(scene: Scene, points: np.ndarray) -> np.ndarray:
    """Return unit vectors from points to the lens."""
    way = np.array(scene.lens) - points
    return way / np.linalg.norm(way, axis=1, keepdims=True)


def cards(scene: Scene, at: Vector, width: float, height: float, count: int, make: Any, *, spread: float = 0.25, lean: float = 0.0) -> None:
    """Stand `count` upright cards that face the lens at a place, one behind the other."""
    flat = Vector((scene.lens.x - at.x, scene.lens.y - at.y, 0)).normalized()
    right = Vector((-flat.y, flat.x, 0))
    for k in range(count):
        f = k / max(1, count - 1) - 0.5 if count > 1 else 0.0
        spot = at + flat * (f * spread * 2) + right * (float(scene.dice.uniform(-1, 1)) * spread * 0.7)
        tall = height * float(scene.dice.uniform(0.8, 1.1))
        along = np.array([[right.x * lean * tall / 2, right.y * lean * tall / 2, tall / 2]])
        centre = np.array([[spot.x, spot.y, spot.z + tall / 2]]) + along * [1, 1, 0]
        scene.mesh("effect_card", quads(centre, along, np.array([right]) * width / 2), make(float(scene.dice.uniform(0, 90)), k))
