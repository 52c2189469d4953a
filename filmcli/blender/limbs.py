"""The parts of a person as Blender's datablocks: skinned meshes and hair, each of which writes its own vertices in a pose.

Knows nothing of cast sheets. Metres; the body's own space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix
from scipy import sparse

from filmcli.blender import brow
from filmcli.blender.piece import Strands
from filmcli.blender.pose import Transforms
from filmcli.blender.skinning import corners_of, deform, relax
from filmcli.blender.subdivision import Finer

UNEVEN = Matrix.Diagonal((1.0, 1.0, 1.00001, 1.0))  # .02 mm in a person's height


@dataclass
class Skinned:
    """A mesh of the figure that is re-posed by writing its vertices."""

    object: bpy.types.Object
    rest: np.ndarray
    carried: tuple[np.ndarray, sparse.csr_matrix] | None  # bones and their weights
    dual: float
    edges: np.ndarray | None = None  # given: stretched places are smoothed after skinning
    body_vertices: np.ndarray | None = None  # given: rest positions come from the expression
    folds: Any = None  # given: ridges stand on the posed cloth, and its attribute `fold` follows
    shift: np.ndarray | None = None  # how far the folds moved it in this pose
    rides: Any = None  # given: the footing and share of what it is sewn on
    host: Skinned | None = None  # which is this
    fine: Finer | None = None  # given: the object's mesh is this much finer than `rest`

    def move(self, pose: Transforms, posed: np.ndarray, sunk: np.ndarray) -> None:
        """Write the vertices of a pose. posed: the body's own, (n, 3); sunk: how far each goes under cloth, which this may add to."""
        mesh = self.object.data
        if self.body_vertices is not None:
            points = (posed + sunk)[self.body_vertices]
        else:
            bones, weights = self.carried
            points = deform(self.rest, weights, pose, dual=self.dual, bones=bones)
            if self.edges is not None:
                points = relax(points, self.rest, self.edges)
        if self.host is not None:
            points = points + self.host.shift[self.rides.footing].mean(1) * self.rides.share[:, None]
        if self.folds is not None:
            smooth, (points, fold) = points, self.folds.apply(points, pose, posed)
            self.shift = points - smooth
            through, moves = self.folds.sink(points, posed)
            sunk[through] = moves
            fold = fold if self.fine is None else self.fine.even @ fold
            mesh.attributes["fold"].data.foreach_set("value", fold.astype(np.float32))
        if self.fine is not None:
            points = self.fine.smooth @ points
        mesh.vertices.foreach_set("co", points.astype(np.float32).ravel())
        mesh.update()


@dataclass
class Grown:
    """Hair of the figure: bound to the skin (brow, lash, beard), rigid on a bone, or skinned."""

    object: bpy.types.Object
    strands: Strands | None = None
    bound: brow.Bound | None = None
    carried: tuple[np.ndarray, sparse.csr_matrix] | None = None  # bones and their weights

    def comb(self, pose: Transforms, neutral: np.ndarray, rest: np.ndarray, bone: Callable[[str], Matrix]) -> None:
        """Move hair with a pose and an expression: `neutral` and `rest` are the body's vertices without and with it, (n, 3)."""
        if self.carried is None:
            self.object.matrix_basis = bone(self.strands.bone) @ UNEVEN
            return
        points = self.bound.moved(neutral, rest) if self.bound is not None else self.strands.points
        bones, weights = self.carried
        posed = deform(points.reshape(-1, 3), weights, pose, dual=0.6, bones=bones)
        self.object.data.attributes["position"].data.foreach_set("vector", posed.astype(np.float32).ravel())
        self.object.data.update_tag()


def mesh(
    name: str,
    vertices: np.ndarray,
    faces: Sequence[Sequence[int]] | np.ndarray,
    materials: list,
    *,
    attributes: Mapping[str, np.ndarray] | None = None,
    uv: np.ndarray | None = None,
    smooth: bool = True,
    fine: Finer | None = None,
) -> bpy.types.Object:
    """Return a mesh object, as much finer than what is given as `fine` says.

    vertices: (n, 3) metres; attributes: name → (n,) or (n, 3) values of its points; uv: (corners, 2).
    """
    if fine is not None:
        vertices, faces = fine.smooth @ np.asarray(vertices), fine.faces
        attributes = {key: fine.even @ np.asarray(values) for key, values in (attributes or {}).items()}
        uv = None if uv is None else fine.corners @ np.asarray(uv)
    made = bpy.data.meshes.new(name)
    _fill(made, np.asarray(vertices), faces)
    made.polygons.foreach_set("use_smooth", np.full(len(made.polygons), smooth))
    for key, values in (attributes or {}).items():
        values = np.asarray(values, np.float32)
        kind, field = ("FLOAT_VECTOR", "vector") if values.ndim == 2 else ("FLOAT", "value")
        made.attributes.new(key, kind, "POINT").data.foreach_set(field, values.ravel())
    if uv is not None:
        made.uv_layers.new(name="UVMap").data.foreach_set("uv", np.asarray(uv, np.float32).ravel())
    for material in materials:
        made.materials.append(material)
    made.update()
    return bpy.data.objects.new(name, made)


def _fill(made: bpy.types.Mesh, vertices: np.ndarray, faces: Sequence[Sequence[int]] | np.ndarray) -> None:
    """Give an empty mesh vertices (n, 3) and faces, as Blender's `from_pydata` does, in a fifth of its time."""
    sizes, corner = corners_of(faces)
    made.vertices.add(len(vertices))
    made.loops.add(corner.size)
    made.polygons.add(sizes.size)
    made.vertices.foreach_set("co", vertices.astype(np.float32).ravel())
    made.loops.foreach_set("vertex_index", corner.astype(np.int32))
    made.polygons.foreach_set("loop_start", (np.cumsum(sizes) - sizes).astype(np.int32))
    made.attributes.new("sharp_face", "BOOLEAN", "FACE")
    made.update(calc_edges=True)


def curves(
    name: str, points: np.ndarray, radius: np.ndarray, material: bpy.types.Material, tint: np.ndarray | None = None
) -> bpy.types.Object:
    """Return hair curves. points: (strands, steps, 3) metres; radius: one that broadcasts to (strands, steps); tint: one a strand, −1 to 1.

    They are scaled by a hair's breadth less evenly than Cycles folds into the one tree of all that stands in the scene: so they keep a tree of their
    own, which is not built again when a mouth moves (.45 s of a render's .7 s, two people).
    """
    count, steps, _ = points.shape
    made = bpy.data.hair_curves.new(name)
    made.add_curves([steps] * count)
    made.attributes["position"].data.foreach_set("vector", points.astype(np.float32).ravel())
    widths = made.attributes.get("radius") or made.attributes.new("radius", "FLOAT", "POINT")
    widths.data.foreach_set("value", np.broadcast_to(radius, (count, steps)).astype(np.float32).ravel())
    if tint is not None:
        made.attributes.new("tint", "FLOAT", "CURVE").data.foreach_set("value", tint.astype(np.float32))
    made.materials.append(material)
    thing = bpy.data.objects.new(name, made)
    thing.matrix_basis = UNEVEN
    return thing
