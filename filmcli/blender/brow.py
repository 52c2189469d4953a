"""Brows, lashes and eyeballs: the small geometry that makes a face look back.

Knows nothing of materials' nodes or poses. Strands are bound to body vertices, so they go where lids and brows go. Metres.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from filmcli.blender import anatomy, hairline
from filmcli.blender.body import EYES, Body
from filmcli.blender.skin import brow_line
from filmcli.core.seeds import derive


@dataclass(frozen=True)
class Bound:
    """Strands (n, k, 3) bound to the skin: each root follows its anchor vertices by `share`, the strand moves with it."""

    points: np.ndarray  # (n, k, 3) rest pose, neutral face
    anchors: np.ndarray  # (n, 3) vertex numbers
    share: np.ndarray  # (n, 3) sums to 1
    radius: np.ndarray  # (k,) or (n, k)

    def moved(self, neutral: np.ndarray, shaped: np.ndarray) -> np.ndarray:
        """Return the points after an expression moved the skin from `neutral` to `shaped`."""
        shift = ((shaped - neutral)[self.anchors] * self.share[:, :, None]).sum(1)
        return self.points + shift[:, None, :]

    def weights(self, body: Body) -> np.ndarray:
        """Return skin weights of every point, (n × k, bones)."""
        own = (body.weights[self.anchors] * self.share[:, :, None]).sum(1)
        return np.repeat(own, self.points.shape[1], 0)


class Surface:
    """The skin of the face as a surface to shoot at and to bind strands to."""

    def __init__(self, body: Body) -> None:
        self.body = body
        faces = np.array(body.select(["body"]))
        faces = faces[body.region("head")[faces].mean(axis=1) > 0.3]
        self.triangles = faces[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
        self.tree = BVHTree.FromPolygons(body.vertices.tolist(), self.triangles.tolist())

    def shoot(self, x: float, z: float) -> tuple[np.ndarray, np.ndarray, int] | None:
        """Return point, normal and triangle that a ray from the front at x, z meets."""
        hit = self.tree.ray_cast(Vector((x, -1.0, z)), Vector((0, 1, 0)))
        return None if hit[0] is None else (np.array(hit[0]), np.array(hit[1]), hit[2])

    def bind(self, points: np.ndarray, radius: np.ndarray, at: np.ndarray | None = None) -> Bound:
        """Bind strands by their roots to the nearest triangle (or the triangles named)."""
        roots = points[:, 0]
        if at is None:
            at = np.array([self.tree.find_nearest(Vector(p))[2] for p in roots])
        corners = self.triangles[at]
        a, b, c = (self.body.vertices[corners[:, k]] for k in range(3))
        return Bound(points, corners, barycentric(roots, a, b, c), radius)


def barycentric(p: np.ndarray, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Return barycentric coordinates (n, 3) of points against triangles, clamped inside."""
    u, v, w = b - a, c - a, p - a
    uu, uv, vv, wu, wv = ((m * n).sum(1) for m, n in ((u, u), (u, v), (v, v), (w, u), (w, v)))
    det = np.maximum(uu * vv - uv * uv, 1e-18)
    s, t = (vv * wu - uv * wv) / det, (uu * wv - uv * wu) / det
    out = np.clip(np.stack([1 - s - t, s, t], 1), 0, 1)
    return out / out.sum(1, keepdims=True)


def brows(body: Body, surface: Surface, who: str, *, thick: float = 1.0) -> Bound:
    """Return the brows' hairs: fine, tapered, upright at the inner end, sweeping out along the arch, thin at the edges."""
    rng = np.random.default_rng(derive(0, "brow", who))
    female, scale = body.gender == "female", body.joint("eye.L")[0] / 0.0310
    count = int((240 if female else 420) * thick)
    strands, triangles = [], []
    for side, sign in (("L", 1.0), ("R", -1.0)):
        line = brow_line(body, side, who)
        for u, v, jitter in zip(
            rng.beta(1.05, 1.15, count), rng.triangular(-1.15, 0, 1.15, count), rng.normal(0, 1, (count, 3)), strict=True
        ):
            at = np.array([np.interp(u, np.linspace(0, 1, 9), line[:, k]) for k in range(3)])
            half = np.interp(u, (0, 0.12, 0.5, 1), (0.0036, 0.0046, 0.0040, 0.0014)) * (0.58 if female else 0.95) * scale
            hit = surface.shoot(at[0] + jitter[0] * 0.0004, at[2] + v * half)
            if hit is None:
                continue
            root, normal, triangle = hit
            rise = np.interp(u, (0, 0.15, 0.4, 0.7, 1), (82, 55, 26, 2, -20)) - 9 * v * min(1, u * 3) + jitter[1] * 11
            heading = np.array([sign * np.cos(np.radians(rise)), 0.0, np.sin(np.radians(rise))])
            heading -= normal * (heading @ normal)
            heading /= np.linalg.norm(heading)
            length = np.interp(u, (0, 0.3, 0.8, 1), (0.0046, 0.0066, 0.0060, 0.0042)) * (1 + 0.18 * jitter[2]) * scale
            bend = np.array([sign * 0.3, 0.0, -0.35 * u])
            steps = np.linspace(0, 1, 5)[:, None]
            lift = normal * (0.0009 * np.sin(steps * np.pi * 0.75) + 0.0001) * scale
            strands.append(root + heading * length * steps + bend * length * steps**2 * 0.45 + lift)
            triangles.append(triangle)
    radius = np.array([0.000050, 0.000050, 0.000042, 0.000028, 0.000010]) * scale * (0.74 if female else 0.95)
    return surface.bind(np.array(strands), radius, np.array(triangles))


def lashes(body: Body, who: str) -> Bound:
    """Return the lashes, grown along the helper mesh's strips: root on the lid's rim, curled up, half as long and few on the lower lid."""
    rng = np.random.default_rng(derive(0, "lash", who))
    female, child = body.gender == "female", body.age < 14
    points, anchors, share, width = [], [], [], []
    scale = body.joint("eye.L")[0] / 0.0310
    for letter in "lr":
        for row, upper in ((1, False), (2, True)):
            columns = np.array(_columns(letter, row))
            count = (9 if female else 7) - 2 * (body.age > 60) if upper else 2
            long = ((0.95 if female else 0.72) if upper else 0.42) * (0.85 if child else 1.0)
            for first, second in zip(columns, columns[1:], strict=False):
                for u in rng.random(count):
                    way = body.vertices[first] * (1 - u) + body.vertices[second] * u
                    way = way[0] + (way - way[0]) * long * rng.uniform(0.7, 1.1)
                    steps = np.linspace(0, 1, len(way))[:, None]
                    curl = np.array([0, 0, (0.0016 if female else 0.0008) * (1 if upper else -0.4)]) * scale
                    points.append(way + curl * steps**2 + rng.normal(0, 0.0005, 3) * scale * steps)
                    anchors.append((first[0], second[0], first[0]))
                    share.append((1 - u, u, 0.0))
                    width.append(1.0 if upper else 0.6)
    radius = np.array([0.000085, 0.000078, 0.000062, 0.000040, 0.000012]) * (1.1 if female else 0.95) * scale * (0.8 if child else 1.0)
    return Bound(np.array(points), np.array(anchors), np.array(share), np.array(width)[:, None] * radius)


@functools.cache
def _columns(letter: str, row: int) -> tuple[tuple[int, ...], ...]:
    """Return the vertices of a lash strip as columns from the lid's rim to the tips, side by side: row 1 is the lower lid's, 2 the upper's."""
    base, at = anatomy.load(), hairline.template()
    ball = at[EYES[letter.upper()]]
    beside: dict[int, set[int]] = {}
    for k in np.nonzero(base.groups == f"helper-{letter}-eyelashes-{row}")[0]:
        face = base.faces[k]
        for corner in range(4):
            beside.setdefault(face[corner], set()).update((face[corner - 1], face[(corner + 1) % 4]))
    rim = {v: {w for w in near if len(beside[w]) < 4} for v, near in beside.items() if len(near) < 4}
    corners = [v for v, near in beside.items() if len(near) == 2]
    sides = sorted((_side(rim, corners, v, way) for v in corners for way in rim[v]), key=len)[
        len(corners) :
    ]  # the long ones, each both ways
    line = min(sides, key=lambda side: float(np.linalg.norm(at[side] - (ball.min(0) + ball.max(0)) / 2, axis=1).mean()))
    columns, used = [[v] for v in line], set(line)
    while len(used) < len(beside):
        ahead = [min(beside[column[-1]] - used) for column in columns]
        columns, used = [[*column, v] for column, v in zip(columns, ahead, strict=True)], used | set(ahead)
    return tuple(map(tuple, columns))


def _side(rim: dict[int, set[int]], corners: list[int], start: int, way: int) -> list[int]:
    """Return the vertices along a strip's rim from a corner to the next one."""
    line = [start, way]
    while line[-1] not in corners:
        line.append(min(rim[line[-1]] - {line[-2]}))
    return line


def eyeball(rings: int = 32, segments: int = 48) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Return the vertices and faces of an eye of radius 1 that looks along −y, its cornea 0.13 proud."""
    polar = np.linspace(0, np.pi, rings + 1)[1:-1]
    around = np.linspace(0, 2 * np.pi, segments, endpoint=False)
    p, a = (m.ravel() for m in np.meshgrid(polar, around, indexing="ij"))
    points = np.stack([np.sin(p) * np.cos(a), -np.cos(p), np.sin(p) * np.sin(a)], 1)
    points = np.concatenate([[[0, -1.0, 0]], points, [[0, 1.0, 0]]])
    r = np.hypot(points[:, 0], points[:, 2])
    points[:, 1] -= np.where(points[:, 1] < 0, 0.13 * np.clip(1 - (r / 0.56) ** 2, 0, 1), 0)
    faces: list[tuple[int, ...]] = []
    last, n = len(points) - 1, segments
    for k in range(n):
        j = (k + 1) % n
        faces.append((0, 1 + k, 1 + j))
        faces.append((last, last - n + j, last - n + k))
        faces.extend((1 + row * n + k, 1 + (row + 1) * n + k, 1 + (row + 1) * n + j, 1 + row * n + j) for row in range(rings - 2))
    return points, faces
