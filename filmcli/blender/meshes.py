"""Solids and Blender's own meshes: letters of its font made into a solid, and solids written into a mesh.

Knows nothing of materials or scenes. Metres.
"""

from __future__ import annotations

from collections.abc import Sequence

import bpy
import numpy as np

from filmcli.blender.shape import Solid, join


def letters(text: str, *, size: float, depth: float = 0.001, outline: float = 0.0) -> Solid:
    """Return centred text in the xz plane, read from −y; with `outline` a glass tube of that radius along the letters."""
    curve = bpy.data.curves.new("letters", "FONT")
    curve.body, curve.size, curve.align_x, curve.align_y, curve.resolution_u = text, size, "CENTER", "CENTER", 3
    curve.extrude = 0.0 if outline else depth
    if outline:
        curve.fill_mode, curve.bevel_depth, curve.bevel_resolution = "NONE", outline, 1
    carrier = bpy.data.objects.new("letters", curve)
    mesh = carrier.to_mesh()
    points, normals = np.empty(len(mesh.vertices) * 3), np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", points)
    mesh.vertices.foreach_get("normal", normals)
    corners, sizes = np.empty(len(mesh.loops), np.int32), np.empty(len(mesh.polygons), np.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    mesh.polygons.foreach_get("loop_total", sizes)
    bpy.data.objects.remove(carrier)
    bpy.data.curves.remove(curve)
    points, normals = points.reshape(-1, 3), normals.reshape(-1, 3)
    made = Solid(points, normals, points[:, :2], points, corners, sizes)
    return made.moved(turn=(90, 0, 0))


def to_mesh(name: str, parts: Sequence[tuple[Solid, int]]) -> bpy.types.Mesh:
    """Return a Blender mesh of solids, each with its material slot; writes UVMap, `grain` and free normals."""
    whole = join([part for part, _ in parts])
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(whole.points))
    mesh.vertices.foreach_set("co", whole.points.astype(np.float32).ravel())
    mesh.loops.add(len(whole.corners))
    mesh.loops.foreach_set("vertex_index", whole.corners.astype(np.int32))
    mesh.polygons.add(len(whole.sizes))
    mesh.polygons.foreach_set("loop_start", np.concatenate([[0], np.cumsum(whole.sizes)[:-1]]).astype(np.int32))
    mesh.polygons.foreach_set("material_index", np.concatenate([np.full(len(part.sizes), slot, np.int32) for part, slot in parts]))
    mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", whole.uv[whole.corners].astype(np.float32).ravel())
    for attribute, values in (("grain", whole.grain), ("custom_normal", whole.normals)):
        mesh.attributes.new(attribute, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", values.astype(np.float32).ravel())
    mesh.update(calc_edges=True)
    return mesh
