"""What grows large: conifers, cypresses, palms, bushes with stems, hedges, the edges of woods.

Knows nothing of sets. Roots are at z = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender.prop.model import Model
from filmcli.blender.prop.nature import leaves, sticks, tree
from filmcli.blender.shape import Solid


def shrub(m: Model, *, radius: float = 0.7, leaf: str = "leaf_dark", count: int = 1100, bare: bool = False, variant: int = 0) -> None:
    """A bush with stems, its leaves in lumps about the twigs; `bare` leaves the twigs alone."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    n = 48 if bare else 14
    way = draw.normal(0, 1, (n, 3)) * [1, 1, 0.35] + [0, 0, 0.75]
    way = way / np.linalg.norm(way, axis=1, keepdims=True) * radius * draw.uniform(0.75, 1.25, (n, 1))
    m.parts.append((sticks(way * draw.uniform(0, 0.3, (n, 1)), way, thick=0.016, thin=0.003), "bark"))
    tips = np.concatenate([way, way * 0.7])
    if not bare:
        about = tips[draw.integers(0, len(tips), count)]
        m.parts.append((leaves(draw, about, spread=radius * 0.2, size=0.055 + radius * 0.012), leaf))


def conifer(
    m: Model,
    *,
    height: float = 9.0,
    girth: float = 0.17,
    spread: float = 1.9,
    needles: str = "needle",
    bark: str = "bark",
    low: float = 0.08,
    variant: int = 0,
) -> None:
    """A spruce: whorls of drooping boughs of needle sprays, narrow to the top."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    m.tube([(0, 0, -0.1), (draw.normal(0, 0.05), 0, height * 0.5), (0, 0, height)], bark, radius=(girth, girth * 0.6, 0.015), sides=8)
    whorls = int(height * 4.2)
    t = (low + (1 - low) * np.arange(whorls) / whorls)[:, None, None]  # whorl, bough, place along the bough
    reach = spread * (1 - t) ** 0.8 * draw.uniform(0.62, 1.12, (whorls, 7, 1)) + 0.12
    a = np.arange(7)[None, :, None] * 6.283 / 7 + np.arange(whorls)[:, None, None] * 1.3 + draw.uniform(-0.4, 0.4, (whorls, 7, 1))
    along = np.linspace(0.12, 1.0, 9)[None, None, :]
    droop = reach * draw.uniform(0.2, 0.55, (whorls, 7, 1))
    zero = np.zeros((whorls, 7, 9))
    out, side = np.stack([np.cos(a) + zero, np.sin(a) + zero, zero], -1), np.stack([-np.sin(a) + zero, np.cos(a) + zero, zero], -1)
    spot = out * (reach * along)[..., None] + np.stack([zero, zero, t * height - droop * along**2 + 0.1 * reach * along], -1)
    spot = spot + draw.normal(0, 0.035, spot.shape)
    wide = ((reach * 0.36 * (1.1 - along) + 0.07) * draw.uniform(0.45, 1.35, zero.shape))[..., None]
    hang = draw.uniform(0.2, 0.9, zero.shape)[..., None]
    up = np.array([0, 0, 1.0])
    quads = [
        [
            spot - out * 0.05,
            spot + side * hand * wide + out * wide * 0.7 - up * wide * hang,
            spot + out * (0.07 + 0.04 * reach[..., None]) - up * wide * hang * 0.3,
            spot + up * 0.02,
        ]
        for hand in (-1, 1)
    ]
    points = np.stack([np.stack(quad, -2) for quad in quads]).reshape(-1, 3)
    n = len(points) // 4
    normals = np.stack([out * (0.35 + 0.5 * along[..., None]) + up * 0.6 + draw.normal(0, 0.16, out.shape) for _ in range(2)]).reshape(
        -1, 3
    )
    normals = np.repeat(normals / np.linalg.norm(normals, axis=1, keepdims=True), 4, axis=0)
    m.parts.append((Solid(points, normals, points[:, :2], points, np.arange(4 * n, dtype=np.int32), np.full(n, 4, np.int32)), needles))


def cypress(m: Model, *, height: float = 6.4, spread: float = 0.6, leaf: str = "needle", count: int = 3200, variant: int = 0) -> None:
    """A columnar cypress or yew: upright sprays close about a spindle."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    m.tube([(0, 0, -0.1), (0, 0, height * 0.9)], "bark", radius=(0.12, 0.02), sides=7)
    t = draw.random(count) ** 0.85
    wide = spread * (np.sin(np.pi * np.clip(t * 0.86 + 0.12, 0, 1)) ** 0.7) * draw.uniform(0.75, 1.05, count)
    a = draw.uniform(0, 6.283, count)
    lump = 1 + 0.13 * np.sin(a * 3 + t * 14)
    at = np.stack([wide * lump * np.cos(a), wide * lump * np.sin(a), 0.06 + t * height], 1)
    way = np.stack([0.25 * np.cos(a), 0.25 * np.sin(a), np.ones(count)], 1) + draw.normal(0, 0.14, (count, 3))
    side = np.stack([-np.sin(a), np.cos(a), np.zeros(count)], 1)
    s = (0.16 * draw.uniform(0.6, 1.3, count))[:, None]
    points = np.stack([at - way * s, at - side * s * 0.45, at + way * s, at + side * s * 0.45], 1).reshape(-1, 3)
    out = np.stack([np.cos(a), np.sin(a), np.full(count, 0.4)], 1)
    m.parts.append(
        (
            Solid(
                points,
                np.repeat(out / np.linalg.norm(out, axis=1, keepdims=True), 4, axis=0),
                points[:, :2],
                points,
                np.arange(4 * count, dtype=np.int32),
                np.full(count, 4, np.int32),
            ),
            leaf,
        )
    )


def palm(m: Model, *, height: float = 6.5, leaf: str = "fern", variant: int = 0) -> None:
    """A palm: a ringed leaning stem and arching fronds of paired leaflets."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    lean = draw.uniform(0.5, 1.4)
    stem = [np.array([lean * t * t, 0.2 * t, height * t]) for t in np.linspace(0, 1, 8)]
    m.tube(stem, "dead_wood", radius=(0.24, 0.17, 0.15, 0.14, 0.13, 0.12, 0.12, 0.14), sides=12)
    top, quads = stem[-1], []
    for k in range(17):
        a, reach, lift = k * 2.4 + draw.uniform(-0.2, 0.2), draw.uniform(1.9, 2.6), draw.uniform(-0.3, 1.5)
        way, side = np.array([math.cos(a), math.sin(a), 0]), np.array([-math.sin(a), math.cos(a), 0])
        for t in np.linspace(0.08, 1, 22):
            spot = top + way * reach * t + [0, 0, lift * t - 1.75 * t * t]
            wide = 0.62 * math.sin(math.pi * min(1.0, 0.1 + 0.88 * t)) + 0.04
            for hand in (-1, 1):
                tip = spot + side * hand * wide + way * wide * 0.5 - [0, 0, wide * 0.5]
                quads.append(np.array([spot - way * 0.035, tip, spot + way * 0.035]))
    points = np.array(quads).reshape(-1, 3)
    n = len(quads)
    m.parts.append(
        (
            Solid(
                points, np.tile([0, 0, 1.0], (3 * n, 1)), points[:, :2], points, np.arange(3 * n, dtype=np.int32), np.full(n, 3, np.int32)
            ),
            leaf,
        )
    )


def hedge(
    m: Model, *, length: float = 6.0, height: float = 1.3, width: float = 0.7, leaf: str = "leaf_dark", density: float = 420.0
) -> None:
    """A clipped hedge along x: a dark heart under a coat of leaves."""
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    m.box((0, 0, height * 0.46), (length - 0.16, width - 0.2, height * 0.88), "hedge_heart", bevel=0.06)
    n = int(length * density)
    at = np.stack([draw.uniform(-length / 2, length / 2, n), draw.uniform(-1, 1, n) * width / 2, draw.uniform(0.05, height, n)], 1)
    face = draw.random(n)
    at[:, 1] = np.where(face < 0.6, np.sign(at[:, 1]) * width / 2, at[:, 1])
    at[:, 2] = np.where(face < 0.6, at[:, 2], height)
    out = at * [0, 1 / width, 0] + [0, 0, 0.3] + np.where(at[:, 2:] > height - 0.01, [[0, 0, 1.0]], 0.0)
    m.parts.append((leaves(draw, at, spread=0.035, size=0.05, out=out), leaf))


def treeline(
    m: Model,
    *,
    length: float = 60.0,
    depth: float = 6.0,
    count: int = 26,
    height: float = 8.0,
    kind: str = "tree",
    leaf: str = "leaf",
    bare: bool = False,
) -> None:
    """The edge of a wood along x: few leafy models, many copies."""
    places: list[list[tuple]] = [[], []]
    for k in range(count):
        x, y = length * ((k + m.random.random()) / count - 0.5), m.random.uniform(0, depth)
        places[k % 2].append(((x, y, -0.1), (0, 0, m.random.uniform(0, 360)), m.random.uniform(0.75, 1.25)))
    for index, where in enumerate(places):
        if kind == "conifer":
            m.child(lambda small, i=index: conifer(small, height=height, spread=height * 0.2, variant=i), where)
        else:
            m.child(
                lambda small, i=index: tree(
                    small, height=height, crown=height * 0.4, girth=0.22, count=1700, coarse=3.4, low=0.14, leaf=leaf, bare=bare, variant=i
                ),
                where,
            )


PROPS = (shrub, conifer, cypress, palm, hedge, treeline)
