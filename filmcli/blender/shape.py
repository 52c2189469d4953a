"""Solids as arrays: bevelled boxes, lathes, tubes, plates, sheets and balls, with normals, UVs and a grain direction.

Knows nothing of materials or scenes. Metres, degrees; every vertex carries its own normal, so a bevel of one chamfer
(24 vertices a box) shades round: 0.1 ms a box where bmesh's bevel needs 1.5 ms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np

Vector = Sequence[float]


@dataclass(frozen=True)
class Solid:
    """A mesh in arrays. `uv` is in metres along the surface; `grain` is a texture place whose x runs along the fibre."""

    points: np.ndarray  # (n, 3)
    normals: np.ndarray  # (n, 3)
    uv: np.ndarray  # (n, 2)
    grain: np.ndarray  # (n, 3)
    corners: np.ndarray  # (sum of sizes,) vertex of each face corner
    sizes: np.ndarray  # (faces,) corners per face

    def moved(self, at: Vector = (0, 0, 0), *, turn: Vector = (0, 0, 0)) -> Solid:
        """Return the solid turned by XYZ Euler degrees, then moved."""
        if not any(turn):
            return Solid(self.points + np.asarray(at, float), self.normals, self.uv, self.grain, self.corners, self.sizes)
        matrix = rotation(turn)
        return replace(self, points=self.points @ matrix.T + np.asarray(at, float), normals=self.normals @ matrix.T)

    def scaled(self, factor: Vector) -> Solid:
        """Return the solid scaled about the origin; the normals follow."""
        factor = np.asarray(factor, float)
        normals = self.normals / factor
        return replace(
            self, points=self.points * factor, normals=normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        )


def rotation(turn: Vector) -> np.ndarray:
    """Return the matrix of XYZ Euler degrees (x first)."""
    (cx, sx), (cy, sy), (cz, sz) = ((math.cos(math.radians(a)), math.sin(math.radians(a))) for a in turn)
    return np.array(
        [
            [cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz],
            [cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz],
            [-sy, sx * cy, cx * cy],
        ]
    )


def join(solids: Sequence[Solid]) -> Solid:
    """Return one solid of many."""
    starts = np.cumsum([0] + [len(s.points) for s in solids[:-1]])
    return Solid(
        *(np.concatenate([getattr(s, name) for s in solids]) for name in ("points", "normals", "uv", "grain")),
        corners=np.concatenate([s.corners + start for s, start in zip(solids, starts, strict=True)]),
        sizes=np.concatenate([s.sizes for s in solids]),
    )


def solid(
    points: np.ndarray,
    faces: Sequence[Sequence[int]] | np.ndarray,
    *,
    uv: np.ndarray | None = None,
    grain: np.ndarray | None = None,
    normals: np.ndarray | None = None,
) -> Solid:
    """Return a solid from vertices and faces; smooth normals are computed from the faces when none are given."""
    points = np.asarray(points, float)
    if isinstance(faces, np.ndarray):
        sizes, corners = np.full(len(faces), faces.shape[1], np.int32), faces.astype(np.int32).ravel()
    else:
        sizes = np.fromiter((len(f) for f in faces), np.int32, len(faces))
        corners = np.fromiter((i for f in faces for i in f), np.int32, int(sizes.sum()))
    made = Solid(
        points,
        np.zeros_like(points),
        points[:, :2] if uv is None else np.asarray(uv, float),
        points if grain is None else grain,
        corners,
        sizes,
    )
    return replace(made, normals=smooth_normals(made) if normals is None else np.asarray(normals, float))


def smooth_normals(shape: Solid) -> np.ndarray:
    """Return vertex normals as the area-weighted mean of the faces around."""
    starts = np.concatenate([[0], np.cumsum(shape.sizes)[:-1]])
    a, b, c = (shape.points[shape.corners[starts + k]] for k in (0, 1, 2))
    last = shape.points[shape.corners[starts + shape.sizes - 1]]
    face = np.cross(c - a, np.where(shape.sizes[:, None] > 3, last - b, c - b))
    total = np.zeros_like(shape.points)
    np.add.at(total, shape.corners, np.repeat(face, shape.sizes, axis=0))
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


_SIGNS = np.array(list(product((-1, 1), repeat=3)), float)
_OWNER = np.repeat(np.arange(3), 8)  # axis of the big face that each of the 24 vertices belongs to


def _box_faces() -> list[list[int]]:
    """Return the 26 faces of a chamfered box: vertex = axis * 8 + corner, wound outward."""
    corner = {tuple(s): i for i, s in enumerate(_SIGNS.astype(int))}
    faces: list[list[int]] = []
    for axis, sign in product(range(3), (-1, 1)):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        ring = [(-1, -1), (1, -1), (1, 1), (-1, 1)][::sign]
        faces.append([axis * 8 + corner[tuple({axis: sign, u: a, v: b}[k] for k in range(3))] for a, b in ring])
        for side in (-1, 1):  # the chamfer to the neighbour across u
            ends = [corner[tuple({axis: sign, u: side, v: b}[k] for k in range(3))] for b in (-1, 1)]
            quad = [axis * 8 + ends[0], axis * 8 + ends[1], u * 8 + ends[1], u * 8 + ends[0]]
            faces.append(quad[:: -1 if sign * side > 0 else 1])
    for signs, i in corner.items():
        tri = [i, 8 + i, 16 + i]
        faces.append(tri if signs[0] * signs[1] * signs[2] > 0 else tri[::-1])
    return faces


_BOX_CORNERS = np.array([i for f in _box_faces() for i in f], np.int32)
_BOX_SIZES = np.array([len(f) for f in _box_faces()], np.int32)


def box(size: Vector, *, bevel: float = 0.006) -> Solid:
    """Return a box about the origin with rounded edges; the grain runs along its longest side."""
    half = np.asarray(size, float) / 2
    cut = min(bevel, float(half.min()) * 0.9)
    points = np.tile(_SIGNS * half, (3, 1))
    normals = np.zeros_like(points)
    rows = np.arange(24)
    normals[rows, _OWNER] = np.sign(points[rows, _OWNER])
    inset = np.full_like(points, cut)
    inset[rows, _OWNER] = 0
    points = points - np.sign(points) * inset
    sideways = np.array([[1, 2], [0, 2], [0, 1]])[_OWNER]
    long = int(np.argmax(half))
    grain = points[:, [long, (long + 1) % 3, (long + 2) % 3]]
    return Solid(points, normals, np.take_along_axis(points, sideways, axis=1), grain, _BOX_CORNERS, _BOX_SIZES)


def lathe(profile: Sequence[Vector], *, segments: int = 32, sweep: float = 360.0, sharp: float = 38.0) -> Solid:
    """Return a surface of revolution about z from (radius, z) pairs; edges sharper than `sharp` degrees stay hard.

    Equal calls return one solid, since a shelf holds the same tin many times; nobody writes into its arrays.
    """
    return _lathe(tuple((float(r), float(z)) for r, z in profile), segments, sweep, sharp)


@lru_cache(maxsize=512)
def _lathe(profile: tuple[tuple[float, float], ...], segments: int, sweep: float, sharp: float) -> Solid:
    pairs = np.asarray(profile, float)
    steps = np.diff(pairs, axis=0)
    across = np.stack([steps[:, 1], -steps[:, 0]], 1)
    across = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    downward = pairs[0, 1] > pairs[-1, 1] or not np.ptp(pairs[:, 1])  # the outside is on the other hand; a lone disc looks up
    if downward:
        across = -across
    rings: list[tuple[float, float, np.ndarray]] = []
    bands: list[tuple[int, int]] = []
    for k in range(len(steps)):
        if k and across[k] @ across[k - 1] > math.cos(math.radians(sharp)):
            rings[-1] = (*pairs[k], across[k] + across[k - 1])
        else:
            rings.append((*pairs[k], across[k]))
        rings.append((*pairs[k + 1], across[k]))
        bands.append((len(rings) - 2, len(rings) - 1))
    angles = np.radians(np.linspace(0, sweep, segments + 1))
    cos, sin = np.cos(angles), np.sin(angles)
    points, normals, uv = [], [], []
    for radius, z, normal in rings:
        normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
        points.append(np.stack([radius * cos, radius * sin, np.full_like(cos, z)], 1))
        normals.append(np.stack([normal[0] * cos, normal[0] * sin, np.full_like(cos, normal[1])], 1))
        uv.append(np.stack([angles * max(radius, 0.02), np.full_like(cos, z)], 1))
    n = segments + 1
    flip = -1 if downward else 1
    first, second, i = np.array([a for a, _ in bands])[:, None] * n, np.array([b for _, b in bands])[:, None] * n, np.arange(segments)
    faces = np.stack([first + i, first + i + 1, second + i + 1, second + i], -1).reshape(-1, 4)[:, ::flip]
    points = np.concatenate(points)
    return solid(points, faces, uv=np.concatenate(uv), grain=points[:, [2, 0, 1]], normals=np.concatenate(normals))


def tube(path: Sequence[Vector], *, radius: float | Sequence[float], sides: int = 10, smooth: bool = True, caps: bool = True) -> Solid:
    """Return a round tube along a path, which is first smoothed by Catmull-Rom; `radius` may vary along the given points."""
    path = np.asarray(path, float)
    radii = np.broadcast_to(np.asarray(radius, float), (len(path),))
    if smooth and len(path) > 2:
        path, radii = curve(path, radii)
    along = np.gradient(path, axis=0)
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    frames, side = np.empty_like(path), np.cross(along[0], (0, 0, 1) if abs(along[0, 2]) < 0.9 else (1, 0, 0))
    for k, way in enumerate(along):
        side = side - way * (side @ way)  # carry the frame along without twist
        side = side / math.sqrt(side @ side)
        frames[k] = side
    angles = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = np.cos(angles)[:, None] * frames[:, None] + np.sin(angles)[:, None] * np.cross(along, frames)[:, None]
    points = path[:, None] + ring * radii[:, None, None]
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    uv = np.stack(np.broadcast_arrays(length[:, None], angles * radii[:, None]), -1).reshape(-1, 2)
    k, i = np.arange(len(path) - 1)[:, None] * sides, np.arange(sides)
    after = (i + 1) % sides
    corners = np.stack([k + i, k + after, k + sides + after, k + sides + i], -1).ravel()
    sizes = np.full(len(corners) // 4, 4)
    if caps:
        corners = np.concatenate([corners, i[::-1], i + (len(path) - 1) * sides])
        sizes = np.concatenate([sizes, [sides, sides]])
    grain = np.concatenate([uv, np.zeros((len(uv), 1))], 1)
    return Solid(points.reshape(-1, 3), ring.reshape(-1, 3), uv, grain, corners.astype(np.int32), sizes.astype(np.int32))


def curve(path: np.ndarray, radii: np.ndarray, steps: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Return the Catmull-Rom curve through the points, `steps` pieces a span."""
    both = np.concatenate([path, radii[:, None]], 1)
    padded = np.concatenate([[2 * both[0] - both[1]], both, [2 * both[-1] - both[-2]]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    spans = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        spans.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    curve = np.concatenate([*spans, both[-1:]])
    return curve[:, :3], np.maximum(curve[:, 3], 1e-4)


def plate(outline: Sequence[Vector], *, thickness: float) -> Solid:
    """Return a flat plate: a closed (x, z) outline, counter-clockwise seen from −y, given thickness along y."""
    flat = np.asarray(outline, float)
    n = len(flat)
    front = np.stack([flat[:, 0], np.full(n, -thickness / 2), flat[:, 1]], 1)
    back = front + [0, thickness, 0]
    edge = np.roll(flat, -1, 0) - flat
    out = np.stack([edge[:, 1], np.zeros(n), -edge[:, 0]], 1)
    out = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    nxt = np.roll(np.arange(n), -1)
    rim = np.concatenate([front, front[nxt], back, back[nxt]])
    points = np.concatenate([front, back, rim])
    normals = np.concatenate([np.tile([0, -1, 0], (n, 1)), np.tile([0, 1, 0], (n, 1)), np.tile(out, (4, 1))])
    faces = [list(range(n)), list(range(n, 2 * n))[::-1]]
    faces += [[2 * n + i, 4 * n + i, 5 * n + i, 3 * n + i] for i in range(n)]
    return solid(points, faces, uv=points[:, [0, 2]], normals=normals)


def sheet(width: float, depth: float, *, heights: np.ndarray | None = None, resolution: int = 1) -> Solid:
    """Return a grid in the xy plane about the origin; `heights` (resolution + 1 squared, rows along y) lift it."""
    n = resolution + 1
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, n), np.linspace(-depth / 2, depth / 2, n))
    z = np.zeros_like(x) if heights is None else heights
    points = np.stack([x.ravel(), y.ravel(), z.ravel()], 1)
    row, column = np.meshgrid(np.arange(resolution), np.arange(resolution), indexing="ij")
    first = (row * n + column).ravel()
    corners = np.stack([first, first + 1, first + n + 1, first + n], 1).astype(np.int32).ravel()
    made = Solid(points, np.tile([0.0, 0.0, 1.0], (len(points), 1)), points[:, :2], points, corners, np.full(resolution**2, 4, np.int32))
    return made if heights is None else replace(made, normals=smooth_normals(made))


def ball(radius: float, *, segments: int = 20, rings: int = 12) -> Solid:
    """Return a sphere about the origin."""
    turns = np.linspace(-math.pi / 2, math.pi / 2, rings + 1)
    return lathe(np.stack([radius * np.cos(turns), radius * np.sin(turns)], 1), segments=segments, sharp=80)
