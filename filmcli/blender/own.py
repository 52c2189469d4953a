"""A garment or a whole body of the user's, made to move with our rig: each vertex follows the skin that is nearest to it at rest.

Knows nothing of files' formats. A body stands as ours do, arms a little off the sides, facing −y after its `yaw`; a garment is modelled over such a body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy
import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import imported
from filmcli.blender.body import SKIN, Body
from filmcli.blender.piece import Outfit, Piece
from filmcli.blender.tailoring import throat

NEIGHBOURS = 4  # skin vertices that carry one of the model's
UNDER = 0.07  # metres: skin nearer to a garment than this lies under it


def outfit(body: Body, model: Mapping[str, Any]) -> Outfit:
    """Return a model as all that a person wears, or as the whole person (kind `bodies`), scaled to the body's height.

    Raises InputError for a file that cannot be read, holds no mesh, or is of a wrong scale.
    """
    whole = model["kind"] == "bodies"
    parts = meshes(model)
    cloud = np.concatenate([part[0] for part in parts])
    size = np.ptp(cloud, axis=0)
    imported.fitting(model, size[2:] if whole else size, [body.height if whole else 0.6 * body.height])  # of a body its height
    if whole:
        shift = np.array([(cloud[:, 0].min() + cloud[:, 0].max()) / 2, 0.0, cloud[:, 2].min()])
        scale = body.height / float(np.ptp(cloud[:, 2]))
        parts = [((points - shift) * scale, faces, paint) for points, faces, paint in parts]
    skin = cKDTree(body.vertices[:SKIN])
    pieces = [
        Piece(f"own {number}", points, faces, carried(body, skin, points), paint) for number, (points, faces, paint) in enumerate(parts)
    ]
    return Outfit(pieces, np.ones(len(body.faces), bool) if whole else under(body, np.concatenate([piece.vertices for piece in pieces])))


def meshes(model: Mapping[str, Any]) -> list[tuple[np.ndarray, list[tuple[int, ...]], Any]]:
    """Return points (n, 3) in metres, faces and material of each material of the model; what was read is taken out of the scene again."""
    shelf = bpy.data.collections.new("own")
    bpy.context.scene.collection.children.link(shelf)
    try:
        things = imported.bring(model, shelf)
        graph = bpy.context.evaluated_depsgraph_get()
        return [part for thing in things for part in split(thing, graph)]
    finally:
        for thing in list(shelf.objects):
            bpy.data.objects.remove(thing)
        bpy.data.collections.remove(shelf)


def split(thing: bpy.types.Object, graph: Any) -> list[tuple[np.ndarray, list[tuple[int, ...]], Any]]:
    """Return an object's mesh as modified, a part for each of its materials."""
    evaluated = thing.evaluated_get(graph)
    mesh = evaluated.to_mesh()
    try:
        points = np.array([thing.matrix_world @ vertex.co for vertex in mesh.vertices])
        found = []
        for slot in sorted({face.material_index for face in mesh.polygons}):
            faces = [tuple(face.vertices) for face in mesh.polygons if face.material_index == slot]
            used = np.unique(np.concatenate([np.array(face) for face in faces]))
            number = dict(zip(used.tolist(), range(len(used)), strict=True))
            paint = thing.material_slots[slot].material if slot < len(thing.material_slots) else None
            found.append((points[used], [tuple(number[k] for k in face) for face in faces], paint or bpy.data.materials.new("own")))
        return found
    finally:
        evaluated.to_mesh_clear()


def carried(body: Body, skin: cKDTree, points: np.ndarray) -> np.ndarray:
    """Return the weights (n, bones) of points: those of the nearest skin, by inverse distance."""
    distance, at = skin.query(points, k=NEIGHBOURS)
    share = 1.0 / np.maximum(distance, 1e-4)
    share /= share.sum(axis=1, keepdims=True)
    return np.einsum("nk,nkb->nb", share, body.weights[at])


def under(body: Body, points: np.ndarray) -> np.ndarray:
    """Return the mask over `body.faces` of skin under a garment; the trunk is never shown, whatever the garment leaves open."""
    faces = np.array(body.faces)
    middle = body.vertices[faces].mean(axis=1)
    near = cKDTree(points).query(middle)[0] < UNDER
    head = body.region("head")[faces].mean(axis=1) > 0.02
    trunk = (
        (middle[:, 2] < throat(body)[2])
        & (middle[:, 2] > body.joint("upperleg01.L")[2] - 0.25 * body.unit)
        & (body.region("arm")[faces].mean(axis=1) < 0.5)
    )
    return (body.groups == "body") & ~head & (near | trunk)
