"""Where a key comes from, as the skin shows it: the direction whose cosine law, with the shadow of a hat, goes best with the levels.

Knows nothing of lamps. Metres, world axes; ways are unit vectors from the face to the light.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

COARSE, FINE = 10, 3  # degrees between the ways that are tried, first everywhere, then around the best
PIXELS, TRACED = 300, 120  # of a face that are read, without a hat and under one: a ray for each way takes 2 µs
SHADOWED = 0.35  # of what the cosine law says: darker is a shadow of brow or nose, and is left out
LIKE = 0.3  # correlation below which the skin shows no direction
REACH = 0.5  # metres from the skin to a brim
Brim = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # points (n, 3), ways (3, m), which matter (n, m) → shaded (n, m)


def read(level: np.ndarray, normal: np.ndarray, points: np.ndarray, brim: Brim | None) -> tuple[float, float, float] | None:
    """Return the way to the key from its levels on the skin (n,), with normals and places (n, 3); None where the skin shows none.

    All of the face counts, the dark side too; correlation forgives the light that the room throws back from everywhere. What the best way
    should light and does not lies in a shadow: it is left out, and the best way of the rest is looked for, until nothing changes.
    """
    step = max(1, len(level) // (TRACED if brim else PIXELS))
    level, normal, points = np.minimum(level, np.percentile(level, 97))[::step], normal[::step], points[::step]
    ways = _grid(0.0, 360.0, -30.0, 88.0, COARSE)
    lit = _lit(normal, points, ways, brim)
    keep = np.ones(len(level), bool)
    for _ in range(8):
        likeness = _likeness(lit[keep], level[keep])
        best = int(likeness.argmax())
        law = lit[:, best]
        told = law > 0.25
        if likeness[best] <= LIKE or told.sum() < 12:
            return None
        full = np.percentile(level[told] / law[told], 75)
        fewer = ~((law > 0.2) & (level < SHADOWED * full * law))
        if (fewer == keep).all() or fewer.sum() < 20:
            break
        keep = fewer
    azimuth, elevation = np.degrees(np.arctan2(ways[1, best], ways[0, best])), np.degrees(np.arcsin(ways[2, best]))
    near = _grid(azimuth - COARSE, azimuth + COARSE, elevation - COARSE, min(88.0, elevation + COARSE), FINE)
    found = near[:, int(_likeness(_lit(normal, points, near, brim)[keep], level[keep]).argmax())]
    return tuple(float(v) for v in found)  # type: ignore[return-value]


def _grid(left: float, right: float, low: float, high: float, step: float) -> np.ndarray:
    """Return ways (3, n) between azimuths and elevations in degrees."""
    azimuth, elevation = (np.radians(one).ravel() for one in np.meshgrid(np.arange(left, right, step), np.arange(low, high, step)))
    return np.stack([np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation)])


def _lit(normal: np.ndarray, points: np.ndarray, ways: np.ndarray, brim: Brim | None) -> np.ndarray:
    """Return the cosine law of each way at each point, (n, m), 0 in the shadow of the brim."""
    law = np.maximum(normal @ ways, 0.0)
    return law if brim is None else np.where(brim(points, ways, law > 0.05), 0.0, law)


def _likeness(lit: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return the correlation of each way's law (n, m) with the levels (n,)."""
    lit, level = lit - lit.mean(axis=0), level - level.mean()
    spread = np.sqrt((lit**2).sum(axis=0) * (level**2).sum())
    return (lit * level[:, None]).sum(axis=0) / np.maximum(spread, 1e-9)


def brim(figure: Any) -> Brim | None:
    """Return what of a person's hat shades the face; None without a hat."""
    eyes = figure.eyes()
    vertices: list[Vector] = []
    faces: list[tuple[int, ...]] = []
    depsgraph = bpy.context.evaluated_depsgraph_get()
    for thing in figure.objects():
        if thing.type != "MESH":
            continue
        box = np.array([thing.matrix_world @ Vector(corner) for corner in thing.bound_box])
        if box[:, 2].min() < eyes[2] - 0.02 or np.abs(box.mean(axis=0) - eyes).max() > 0.35:
            continue  # no hat: it reaches below the eyes, or is worn elsewhere
        worn = thing.evaluated_get(depsgraph)
        mesh = worn.to_mesh()
        first = len(vertices)
        vertices += [thing.matrix_world @ vertex.co for vertex in mesh.vertices]
        faces += [tuple(first + corner for corner in polygon.vertices) for polygon in mesh.polygons]
        worn.to_mesh_clear()
    if not faces:
        return None
    tree = BVHTree.FromPolygons(vertices, faces)

    def shaded(points: np.ndarray, ways: np.ndarray, matter: np.ndarray) -> np.ndarray:
        starts, rays = [Vector(point) for point in points], [Vector(way) for way in ways.T]
        found = np.zeros(matter.shape, bool)
        for row, column in zip(*np.nonzero(matter), strict=True):
            found[row, column] = tree.ray_cast(starts[row] + rays[column] * 0.01, rays[column], REACH)[0] is not None
        return found

    return shaded
