"""A form: a cloth or body that pattern pieces are laid upon, by rays that bring back skin weights.

Knows nothing of garments, materials or poses. Metres, z up, the person facing −y, rest pose.
"""

from __future__ import annotations

from dataclasses import replace

import bpy  # noqa: F401  (mathutils comes with it)
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from filmcli.blender.garment import Cloth, normals, sheet


class Form:
    """A cloth or body that pattern pieces are laid upon: ray casts with skin weights at the hit."""

    def __init__(self, vertices: np.ndarray, faces: np.ndarray, weights: np.ndarray) -> None:
        self.vertices, self.faces, self.weights = vertices, faces, weights
        self.tree = BVHTree.FromPolygons(vertices.tolist(), faces.tolist())

    def cast(self, origin: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Cast rays (n, 3); return points, normals against the ray, weights, and whether a surface was hit.

        A ray that misses gets the surface point nearest to where it would have been 1 m on.
        """
        point, normal, index = np.empty_like(origin), np.empty_like(origin), np.empty(len(origin), int)
        hit = np.ones(len(origin), bool)
        for k, (o, d) in enumerate(zip(origin, np.broadcast_to(direction, origin.shape), strict=True)):
            p, n, i, _ = self.tree.ray_cast(Vector(o), Vector(d))
            if p is None:
                hit[k] = False
                p, n, i, _ = self.tree.find_nearest(Vector(o + d * 0.9))
            point[k], normal[k], index[k] = p, n, i
        turn = (normal * direction).sum(1) > 0
        normal[turn & hit] *= -1
        return point, normal, self._weights(point, index), hit

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the nearest surface points, their normals and weights."""
        found = [self.tree.find_nearest(Vector(p)) for p in points]
        at, index = np.array([f[0] for f in found]), np.array([f[2] for f in found])
        return at, np.array([f[1] for f in found]), self._weights(at, index)

    def _weights(self, points: np.ndarray, index: np.ndarray) -> np.ndarray:
        corner = self.faces[index]
        gap = np.linalg.norm(self.vertices[corner] - points[:, None], axis=2)
        share = 1 / np.maximum(gap, 1e-5) ** 2
        share /= share.sum(1, keepdims=True)
        return np.einsum("nk,nkb->nb", share, self.weights[corner]).astype(np.float32)


def lay(form: Form, grid: np.ndarray, *, lift: float, back: bool = False) -> Cloth:
    """Lay a pattern piece, a grid (rows, columns, 2) of (x, z) metres, on the front (or back) of a form, `lift` above it."""
    rows, columns, _ = grid.shape
    flat = grid.reshape(-1, 2)
    way = np.array([0.0, -1.0 if back else 1.0, 0.0])
    point, normal, weights, _ = form.cast(np.c_[flat[:, 0], np.full(len(flat), -way[1]), flat[:, 1]], way)
    cloth = sheet(point + normal * lift, weights, rows, columns)
    if (normals(cloth.vertices, cloth.faces) * normal).sum() < 0:  # a mirrored pattern: its outer side must still face out
        cloth = replace(cloth, faces=cloth.faces[:, ::-1])
    return cloth
