"""What grows tall outdoors: trees, trunks, bushes, dead trees; and the leaves and sticks they are made of.

Knows nothing of sets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender.prop.model import Model
from filmcli.blender.shape import Solid


def leaves(
    draw: np.random.Generator, centres: np.ndarray, *, spread: float, size: float, normal_up: float = 0.4, out: np.ndarray | None = None
) -> Solid:
    """Return one small leaf scattered about each centre.

    They are shaded as the mass that they make, by normals that point out of it (`out`, (n, 3); else away from its middle), a third their own: a crown of cards that
    each catch the light alone looks like confetti. What lies flat (`normal_up` of 2 or more) keeps its own.
    """
    n = len(centres)
    at = centres + draw.normal(0, spread, (n, 3))
    way = draw.normal(0, 1, (n, 3)) - [0, 0, 0.0 if normal_up >= 2 else 0.7]  # leaves hang
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    up = draw.normal(0, 1, (n, 3)) + [0, 0, normal_up * 4]
    side = np.cross(way, up)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    s = (size * draw.uniform(0.6, 1.3, n))[:, None]
    points = np.stack([at - way * s, at - side * s * 0.45, at + way * s, at + side * s * 0.45], 1).reshape(-1, 3)
    own = np.cross(side, way) * np.sign(np.cross(side, way)[:, 2:3] + 1e-9)
    if normal_up < 2:
        away = out if out is not None else at - at.mean(0) + [0, 0, 0.35 * float(np.ptp(at[:, 2]))]
        away = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
        own = 0.7 * away + 0.3 * own * np.sign((own * away).sum(1, keepdims=True) + 1e-9)
        own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    return Solid(points, np.repeat(own, 4, axis=0), points[:, :2], points, np.arange(4 * n, dtype=np.int32), np.full(n, 4, np.int32))


def sticks(starts: np.ndarray, ends: np.ndarray, *, thick: float, thin: float) -> Solid:
    """Return many straight three-sided twigs as one solid, (n, 3) starts and ends in metres: a tube each would take ten times as long."""
    way = ends - starts
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    side = np.cross(way, np.where(np.abs(way[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]]))
    side = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    other = np.cross(way, side)
    out = np.stack([side * math.cos(a) + other * math.sin(a) for a in (0.0, 2.094, 4.189)], 1)
    points = np.concatenate([starts[:, None] + out * thick, ends[:, None] + out * thin], 1)
    base = np.arange(len(starts))[:, None] * 6
    corners = np.concatenate([base + [k, (k + 1) % 3, (k + 1) % 3 + 3, k + 3] for k in range(3)], 1)
    flat = points.reshape(-1, 3)
    grain = flat[:, [2, 0, 1]]
    normals = np.concatenate([out, out], 1).reshape(-1, 3)
    return Solid(flat, normals, flat[:, :2], grain, corners.astype(np.int32).ravel(), np.full(3 * len(starts), 4, np.int32))


def tree(
    m: Model,
    *,
    height: float = 7.0,
    girth: float = 0.2,
    crown: float = 2.4,
    leaf: str = "leaf",
    bark: str = "bark",
    count: int = 4200,
    bare: bool = False,
    variant: int = 0,
    low: float = 0.3,
    coarse: float = 1.3,
) -> None:
    """A broad-leaved tree: a bent trunk, three orders of branches, leaves about the twigs. `low` is where branches begin.

    `coarse` times larger leaves stand for sprays of them: 1 for a tree that one stands under, 2 to 3 for one far off.
    """
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    lean = draw.normal(0, 0.05, 2)
    spine = [
        np.array([lean[0] * z + 0.12 * math.sin(z * 0.9 + lean[1] * 40), lean[1] * z + 0.1 * math.cos(z * 0.8), z])
        for z in np.linspace(0, height * 0.82, 7)
    ]
    spine[0] = np.zeros(3)
    m.tube(spine, bark, radius=tuple(girth * f for f in (1.35, 0.95, 0.86, 0.72, 0.55, 0.36, 0.14)), sides=14)
    for k in range(5):
        a = k * 1.257 + draw.uniform(0, 0.6)
        m.tube(
            [
                (0.4 * girth * math.cos(a), 0.4 * girth * math.sin(a), girth * 1.3),
                (girth * 1.4 * math.cos(a), girth * 1.4 * math.sin(a), girth * 0.4),
                (girth * 3.0 * math.cos(a), girth * 3.0 * math.sin(a), -0.06),
            ],
            bark,
            radius=(girth * 0.55, girth * 0.42, girth * 0.2),
        )
    tips: list[np.ndarray] = []
    twigs: list[tuple[np.ndarray, np.ndarray]] = []
    for k in range(11):
        t = low + (1 - low) * (k + draw.uniform(0, 0.6)) / 11.5
        start = _along(spine, t)
        a = k * 2.4 + draw.uniform(-0.4, 0.4)
        reach = crown * (1.05 - 0.62 * abs(t - 0.55) * 1.6) * draw.uniform(0.7, 1.05)
        out = np.array([math.cos(a), math.sin(a), draw.uniform(0.25, 0.75)])
        end = start + out * reach
        middle = start + out * reach * 0.5 + [0, 0, reach * 0.1]
        m.tube([start, middle, end], bark, radius=(girth * 0.42 * (1.15 - t), girth * 0.24 * (1.1 - t), 0.012), sides=7)
        for j in range(5):
            base = start + (end - start) * (0.4 + 0.14 * j)
            twig = base + np.array(
                [math.cos(a + draw.uniform(-1.3, 1.3)), math.sin(a + draw.uniform(-1.3, 1.3)), draw.uniform(-0.1, 0.7)]
            ) * reach * draw.uniform(0.25, 0.45)
            twigs.append((base, twig))
            tips += [twig, (base + twig) / 2, end]
    starts, ends = np.array([a for a, _ in twigs]), np.array([b for _, b in twigs])
    if bare:  # what leaves would hide is drawn out once more
        fine = np.repeat(starts + (ends - starts) * 0.55, 3, axis=0)
        tip = fine + np.repeat(ends - starts, 3, axis=0) * 0.5 + draw.normal(0, 0.12 * crown / 2.4, (len(fine), 3))
        m.parts.append((sticks(fine, tip, thick=girth * 0.035, thin=0.003), bark))
    m.parts.append((sticks(starts, ends, thick=girth * 0.1, thin=0.006), bark))
    if not bare:
        _foliage(m, draw, np.array(tips), round(count * 3.0), leaf, spread=crown * 0.13, size=(0.05 + crown * 0.0045) * coarse)


def _foliage(
    m: Model, draw: np.random.Generator, about: np.ndarray, count: int, material: str, *, spread: float, size: float, normal_up: float = 0.4
) -> None:
    """Hang leaves about points; only a third of them throws shadows, else two bounces leave a wood's floor black."""
    for share, parts in ((0.34, m.parts), (0.66, m.glows)):
        centres = about[draw.integers(0, len(about), int(count * share))]
        parts.append((leaves(draw, centres, spread=spread, size=size, normal_up=normal_up), material))


def _along(spine: Sequence[np.ndarray], t: float) -> np.ndarray:
    """Return the point at a share of a polyline's length."""
    k = min(int(t * (len(spine) - 1)), len(spine) - 2)
    return spine[k] + (spine[k + 1] - spine[k]) * (t * (len(spine) - 1) - k)


def trunk(
    m: Model, *, height: float = 12.0, girth: float = 0.24, bark: str = "bark_moss", needles: str = "leaf_dark", variant: int = 0
) -> None:
    """A forest trunk: branchless below, dead stubs, dark foliage high up."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    spine = [np.array([draw.normal(0, 0.07) * z * 0.3, draw.normal(0, 0.07) * z * 0.3, z]) for z in np.linspace(0, height, 6)]
    spine[0] = np.array([0, 0, -0.05])
    m.tube(spine, bark, radius=tuple(girth * f for f in (1.3, 0.92, 0.8, 0.68, 0.5, 0.2)), sides=14)
    for k in range(6):
        a = k * 1.05 + draw.uniform(0, 0.5)
        m.tube(
            [
                (0.3 * girth * math.cos(a), 0.3 * girth * math.sin(a), girth * 1.6),
                (girth * 1.3 * math.cos(a), girth * 1.3 * math.sin(a), girth * 0.45),
                (girth * 2.9 * math.cos(a), girth * 2.9 * math.sin(a), -0.08),
            ],
            bark,
            radius=(girth * 0.5, girth * 0.4, girth * 0.16),
        )
    for _ in range(9):
        start, a = _along(spine, draw.uniform(0.14, 0.6)), draw.uniform(0, 6.28)
        length = draw.uniform(0.3, 1.3)
        end = start + np.array([math.cos(a), math.sin(a), draw.uniform(-0.35, 0.1)]) * length
        m.tube([start, (start + end) / 2 + [0, 0, 0.04], end], "dead_wood", radius=(0.026, 0.016, 0.004), sides=5)
    centres = []
    for k in range(16):
        start, a = _along(spine, 0.36 + 0.62 * k / 16), k * 2.4 + draw.uniform(-0.3, 0.3)
        length = 2.3 * (1.15 - k / 18)
        for t in np.linspace(0.25, 1, 9):
            centres.append(start + np.array([math.cos(a), math.sin(a), -0.12 - 0.2 * t]) * length * t)
        m.tube([start, start + np.array([math.cos(a), math.sin(a), -0.3]) * length], bark, radius=(0.035, 0.006), sides=5)
    pool = np.array(centres)
    _foliage(m, draw, pool, 1500, needles, spread=0.26, size=0.1, normal_up=1.0)


def bush(m: Model, *, radius: float = 0.7, leaf: str = "leaf_dark", count: int = 1500, bare: bool = False, variant: int = 0) -> None:
    """A round bush; `bare` it is twigs."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    if bare:
        ends = (draw.normal(0, 1, (60, 3)) * [1, 1, 0.3] + [0, 0, 0.8]) * radius * 0.7
        m.parts.append((sticks(ends * draw.uniform(0, 0.4, (60, 1)), ends, thick=0.012, thin=0.002), "bark"))
        return
    way = draw.normal(0, 1, (count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2])
    lumps = 1 + 0.25 * np.sin(way[:, :1] * 5 + 1) * np.cos(way[:, 1:2] * 6)
    m.parts.append((leaves(draw, way * radius * draw.uniform(0.55, 1.0, (count, 1)) * lumps, spread=0.04, size=0.06), leaf))


def dead_tree(m: Model, *, height: float = 4.2) -> None:
    """A bleached bare tree."""
    tree(m, height=height, girth=0.16, crown=1.9, bark="dead_wood", bare=True, low=0.35)


PROPS = (tree, trunk, bush, dead_tree)
