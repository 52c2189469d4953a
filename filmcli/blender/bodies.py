"""Bodies: a placed piece as upright oriented boxes, one a part, for collisions, support and free room.

Knows nothing of sets or scenes. Metres; a body is turned about z only. A chair tucked under a table is free, because boxes are of parts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from filmcli.blender.prop.model import Model

TOUCH = 0.012  # metres that two parts may sink into each other: a cup on a cloth, a chair against a wall
FLAT = 0.035  # what is lower lies under feet and furniture: rugs, papers, stains
SOFT = ("leaf", "grass", "needle", "fern", "flower", "curtain", "sheer", "snow", "stain", "cable")
GROWTH = 40  # copies beyond which a thing is a meadow or a wood, which nothing stands on
MOST = 260  # boxes of one piece; more are one box


class Form:
    """A model's boxes in its own coordinates, and its surface for looking down on. Kept by model: instances share it."""

    def __init__(self, model: Model) -> None:
        self.low, self.high = model.points().min(0), model.points().max(0)
        self.boxes = boxes(model)
        self._model, self._tree = model, None

    @property
    def tree(self) -> BVHTree | None:
        """The surface of the model as a search tree; None for a model that has none."""
        if self._tree is None and _solids(self._model):
            points, faces, start = [], [], 0
            for solid in _solids(self._model):
                firsts = np.concatenate([[0], np.cumsum(solid.sizes)[:-1]])
                faces += [(solid.corners[a : a + n] + start).tolist() for a, n in zip(firsts.tolist(), solid.sizes.tolist(), strict=True)]
                points.append(solid.points)
                start += len(solid.points)
            self._tree = BVHTree.FromPolygons(np.concatenate(points).tolist(), faces)
        return self._tree

    def lowest(self) -> np.ndarray:
        """Return (n, 2) places of the model's lowest points, at most two dozen."""
        cloud = self._model.points()
        feet = cloud[cloud[:, 2] < self.low[2] + 0.004][:, :2]
        return feet[:: max(1, len(feet) // 24)]


def boxes(model: Model) -> np.ndarray:
    """Return (n, 6) low and high corners of a model's solid parts; soft ones (leaves, curtains) are left out."""
    found = []
    for solid, material in model.parts:
        if not any(word in material for word in SOFT):
            found.append([*solid.points.min(0), *solid.points.max(0)])
    for small, places in model.copies:
        inner = boxes(small)
        if not len(inner):
            continue
        low, high = inner[:, :3].min(0), inner[:, 3:].max(0)
        corners = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(3, -1).T
        for matrix in places:
            cloud = corners @ np.array(matrix.to_3x3()).T + np.array(matrix.translation)
            found.append([*cloud.min(0), *cloud.max(0)])
    array = np.array(found, float).reshape(-1, 6)
    return np.array([[*array[:, :3].min(0), *array[:, 3:].max(0)]]) if len(array) > MOST else array


def _solids(model: Model) -> list:
    """Return the solids of a model and of its copies, in its coordinates."""
    found = [solid for solid, material in (*model.parts, *model.glows) if not any(word in material for word in SOFT)]
    for small, places in model.copies:
        if len(places) > GROWTH:
            continue
        for matrix in places:
            turn, move = np.array(matrix.to_3x3()).T, np.array(matrix.translation)
            found += [type(s)(s.points @ turn + move, s.normals, s.uv, s.grain, s.corners, s.sizes) for s in _solids(small)]
    return found


@dataclass
class Body:
    """One piece where it stands."""

    title: str
    form: Form
    at: tuple[float, float, float]
    yaw: float = 0.0
    scale: float = 1.0
    fixed: bool = False  # walls, floors, doors: they are neither moved nor in the way
    _cache: dict = field(default_factory=dict, repr=False)

    def moved(self, at: Sequence[float], yaw: float | None = None) -> Body:
        """Return the body at another place."""
        return Body(self.title, self.form, tuple(float(v) for v in at), self.yaw if yaw is None else yaw, self.scale, self.fixed)

    @property
    def axes(self) -> np.ndarray:
        """The (2, 2) rows of its x and y axes."""
        c, s = math.cos(math.radians(self.yaw)), math.sin(math.radians(self.yaw))
        return np.array([[c, s], [-s, c]])

    def world(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (n, 2) centres, (n, 2) halves along its axes and (n, 2) low and high z of its boxes."""
        if "world" not in self._cache:
            b = self.form.boxes * self.scale
            middle, half = (b[:, :2] + b[:, 3:5]) / 2, (b[:, 3:5] - b[:, :2]) / 2
            self._cache["world"] = (middle @ self.axes + self.at[:2], half, b[:, [2, 5]] + self.at[2])
        return self._cache["world"]

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the low and high corner of the upright world box around all of it."""
        if "bounds" not in self._cache:
            low, high = self.form.low * self.scale, self.form.high * self.scale
            flat = np.array([[x, y] for x in (low[0], high[0]) for y in (low[1], high[1])]) @ self.axes + self.at[:2]
            self._cache["bounds"] = (
                np.array([*flat.min(0), low[2] + self.at[2]]),
                np.array([*flat.max(0), high[2] + self.at[2]]),
            )
        return self._cache["bounds"]

    def box(self) -> tuple[float, ...]:
        """Return the bounds as six plain numbers, for quick refusals."""
        if "box" not in self._cache:
            low, high = self.bounds()
            self._cache["box"] = (*low.tolist(), *high.tolist())
        return self._cache["box"]

    def footprint(self) -> np.ndarray:
        """Return the (4, 2) corners of its rectangle on the floor."""
        low, high = self.form.low * self.scale, self.form.high * self.scale
        flat = [[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]]
        return np.array(flat) @ self.axes + self.at[:2]

    @property
    def flat(self) -> bool:
        """Whether it lies under feet and furniture."""
        low, high = self.bounds()
        return bool(high[2] - low[2] < FLAT)

    def top(self, x: float, y: float, above: float, *, reach: float = 6.0) -> float | None:
        """Return the height of its surface below a point at height `above`; None when there is none within `reach`."""
        low, high = self.bounds()
        if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]) or low[2] > above:
            return None
        if self.form.tree is None:
            return None
        own = (np.array([x, y]) - self.at[:2]) @ self.axes.T / self.scale
        start = min(above, float(high[2]) + 0.01)
        hit = self.form.tree.ray_cast(Vector((own[0], own[1], (start - self.at[2]) / self.scale)), Vector((0, 0, -1)), reach / self.scale)
        return None if hit[0] is None else float(hit[0].z) * self.scale + self.at[2]


def sunk(a: Body, b: Body) -> float:
    """Return how deep two bodies sink into each other, metres: over their parts the largest of the least overlaps; 0 when apart."""
    p, q = a.box(), b.box()
    if p[0] > q[3] or q[0] > p[3] or p[1] > q[4] or q[1] > p[4] or p[2] > q[5] or q[2] > p[5]:
        return 0.0
    (ca, ha, za), (cb, hb, zb) = a.world(), b.world()
    if not len(ca) or not len(cb):
        return 0.0
    away = cb[None] - ca[:, None]
    depth = np.minimum(za[:, None, 1], zb[None, :, 1]) - np.maximum(za[:, None, 0], zb[None, :, 0])
    across = np.abs(a.axes @ b.axes.T)
    for own, half, other in ((a.axes, ha[:, None], (hb @ across.T)[None]), (b.axes, hb[None], (ha @ across)[:, None])):
        depth = np.minimum(depth, (half + other - np.abs(away @ own.T)).min(-1))
    return max(0.0, float(depth.max()))


def holds_point(body: Body, point: Sequence[float], *, margin: float = 0.0) -> bool:
    """Return whether a point lies within `margin` of one of the body's boxes."""
    centres, halves, heights = body.world()
    if not len(centres):
        return False
    flat = np.abs((np.asarray(point[:2]) - centres) @ body.axes.T) <= halves + margin
    level = (heights[:, 0] - margin <= point[2]) & (point[2] <= heights[:, 1] + margin)
    return bool((flat.all(1) & level).any())


def in_column(body: Body, spot: Sequence[float], *, radius: float, low: float, high: float) -> bool:
    """Return whether any of the body stands in an upright column about a spot on the floor."""
    box = body.box()
    if not (box[0] - radius < spot[0] < box[3] + radius and box[1] - radius < spot[1] < box[4] + radius and box[2] < high and box[5] > low):
        return False
    centres, halves, heights = body.world()
    if not len(centres):
        return False
    beyond = np.maximum(np.abs((np.asarray(spot[:2]) - centres) @ body.axes.T) - halves, 0.0)
    return bool(((np.hypot(*beyond.T) < radius) & (heights[:, 0] < high) & (heights[:, 1] > low)).any())
