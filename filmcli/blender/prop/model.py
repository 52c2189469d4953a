"""A prop in the making: solids with material names in the prop's own coordinates, its lights, and copies of smaller models.

Knows nothing of sets or of any particular prop. Metres and degrees; the front faces −y, the origin is on the floor
(hand props: at the grip).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import bpy
import numpy as np
from mathutils import Matrix

from filmcli.blender import meshes, shape
from filmcli.blender.material import Paint
from filmcli.blender.shape import Solid, Vector


@dataclass
class Model:
    """What a generator fills. `glows` throw no shadow: bulbs, and the most of a tree's leaves. `lie` is the turn in which a hand prop lies on a table."""

    name: str
    random: random.Random
    parts: list[tuple[Solid, str]] = field(default_factory=list)
    glows: list[tuple[Solid, str]] = field(default_factory=list)
    copies: list[tuple[Model, list[Matrix]]] = field(default_factory=list)
    lights: list[dict] = field(default_factory=list)
    lie: Vector = (0.0, 0.0, 0.0)

    def add(self, solid: Solid, material: str, *, at: Vector = (0, 0, 0), turn: Vector = (0, 0, 0)) -> None:
        """Add a solid, its texture shifted by chance so that no two boards have one grain."""
        moved = solid.moved(at, turn=turn)
        shift = np.array([self.random.uniform(-9, 9) for _ in range(3)])
        self.parts.append((Solid(moved.points, moved.normals, moved.uv, solid.grain + shift, moved.corners, moved.sizes), material))

    def box(self, at: Vector, size: Vector, material: str, *, bevel: float = 0.006, turn: Vector = (0, 0, 0)) -> None:
        """Add a bevelled box about a centre."""
        self.add(shape.box(size, bevel=bevel), material, at=at, turn=turn)

    def lathe(
        self, profile: Sequence[Vector], material: str, *, at: Vector = (0, 0, 0), turn: Vector = (0, 0, 0), segments: int = 28
    ) -> None:
        """Add a turned body from (radius, z) pairs."""
        self.add(shape.lathe(profile, segments=segments), material, at=at, turn=turn)

    def tube(
        self, path: Sequence[Vector], material: str, *, radius: float | Sequence[float] = 0.01, sides: int = 8, smooth: bool = True
    ) -> None:
        """Add a tube along points."""
        self.add(shape.tube(path, radius=radius, sides=sides, smooth=smooth), material)

    def plate(
        self, outline: Sequence[Vector], thickness: float, material: str, *, at: Vector = (0, 0, 0), turn: Vector = (0, 0, 0)
    ) -> None:
        """Add a flat (x, z) outline of a thickness along y."""
        self.add(shape.plate(outline, thickness=thickness), material, at=at, turn=turn)

    def text(self, words: str, size: float, material: str, *, at: Vector, turn: Vector = (0, 0, 0), depth: float = 0.001) -> None:
        """Add letters that read from −y."""
        self.add(meshes.letters(words, size=size, depth=depth), material, at=at, turn=turn)

    def glow(self, solid: Solid, material: str, *, at: Vector = (0, 0, 0), turn: Vector = (0, 0, 0)) -> None:
        """Add a part that shines to the eye only: it throws no shadow and no stray light (a lamp does the lighting)."""
        self.glows.append((solid.moved(at, turn=turn), material))

    def light(
        self,
        at: Vector,
        *,
        kelvin: float,
        watts: float,
        radius: float = 0.04,
        kind: str = "point",
        aim: Vector | None = None,
        **more: float,
    ) -> None:
        """Say where a real lamp belongs; the set's light takes it up as a practical."""
        self.lights.append({"at": at, "kelvin": kelvin, "watts": watts, "radius": radius, "kind": kind, "aim": aim, **more})

    def child(self, make: Callable[[Model], None], places: Sequence[tuple[Vector, Vector, float]]) -> None:
        """Add copies of a small model at (position, turn, scale); all share one mesh."""
        small = Model(f"{self.name}_{len(self.copies)}", self.random)
        make(small)
        self.copies.append((small, [placed(at, turn, scale) for at, turn, scale in places]))

    def points(self) -> np.ndarray:
        """Return all vertices, those of copies by their corners."""
        clouds = [solid.points for solid, _ in (*self.parts, *self.glows)]
        for small, places in self.copies:
            cloud = small.points()
            corners = np.array(np.meshgrid(*zip(cloud.min(0), cloud.max(0), strict=True))).reshape(3, -1).T
            clouds += [corners @ np.array(m.to_3x3()).T + np.array(m.translation) for m in places]
        return np.concatenate(clouds)

    def build(self, paint: Paint, collection: bpy.types.Collection, matrices: Sequence[Matrix]) -> list[bpy.types.Object]:
        """Return the objects of the model at each of the matrices; the mesh is shared."""
        made: list[bpy.types.Object] = []
        for suffix, parts in (("", self.parts), ("_glow", self.glows)):
            if not parts:
                continue
            names = list(dict.fromkeys(material for _, material in parts))
            mesh = meshes.to_mesh(self.name + suffix, [(solid, names.index(material)) for solid, material in parts])
            for name in names:
                mesh.materials.append(paint.get(name))
            for matrix in matrices:
                thing = bpy.data.objects.new(self.name + suffix, mesh)
                thing.matrix_world = matrix
                if suffix:
                    thing.visible_shadow = thing.visible_diffuse = False
                collection.objects.link(thing)
                made.append(thing)
        for small, places in self.copies:
            made += small.build(paint, collection, [matrix @ place for matrix in matrices for place in places])
        return made


def placed(at: Vector, turn: Vector = (0, 0, 0), scale: float = 1.0) -> Matrix:
    """Return the matrix of a position, XYZ Euler degrees and a scale."""
    matrix = Matrix(shape.rotation(turn).tolist()).to_4x4() @ Matrix.Scale(scale, 4)
    matrix.translation = at
    return matrix
