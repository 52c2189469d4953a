"""On other worlds: cratered ground, planets in the sky, landers, rovers, shuttles.

Knows nothing of sets. Metres; fronts face −y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.car import hull
from filmcli.blender.prop.model import Model


def crater_land(
    m: Model,
    *,
    size: Sequence[float] = (220.0, 260.0),
    material: str = "moon_dust",
    craters: int = 46,
    resolution: int = 170,
    rough: float = 1.0,
) -> None:
    """Airless ground: craters of all sizes with raised rims, level within 7 m of the origin."""
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    n = resolution + 1
    u = np.linspace(-1, 1, n)
    stretch = np.sign(u) * np.abs(u) ** 1.9
    x, y = np.meshgrid(stretch * size[0] / 2, stretch * size[1] / 2)
    z = np.zeros_like(x)
    for _ in range(craters):
        r = 0.7 + 11.0 * draw.random() ** 3
        far = 8.5 + r * 1.2 + 70.0 * draw.random() ** 1.6
        a = draw.uniform(0, 6.283)
        d = np.hypot(x - far * math.cos(a), y - 1.0 - far * math.sin(a)) / r
        bowl = np.where(d < 1, (d * d - 1) * 0.34, 0.0)
        z += r * (bowl + 0.13 * np.exp(-(((d - 1.0) / 0.22) ** 2)))
    away = np.clip((np.hypot(x, y - 1.0) - 7.0) / 14.0, 0, 1)
    for k in range(5):
        turn, wave = 1.7 * k + 0.4, 46.0 / 1.9**k
        z += rough * away * np.sin((x * math.cos(turn) + y * math.sin(turn)) / wave * 6.283 + 2.0 * k) * wave * 0.03
    rows, columns = np.meshgrid(np.arange(resolution), np.arange(resolution), indexing="ij")
    first = (rows * n + columns).ravel()
    m.parts.append(
        (shape.solid(np.stack([x, y, z], -1).reshape(-1, 3), np.stack([first, first + 1, first + n + 1, first + n], 1)), material)
    )


def far_globe(m: Model, *, radius: float = 9.0, material: str = "earth") -> None:
    """A planet in the sky."""
    m.glows.append((shape.ball(radius, segments=56, rings=36), material))


def lander(m: Model) -> None:
    """A landing craft on four legs: foil-wrapped stage, cabin with windows, antenna, ladder with the hatch to −y."""
    m.add(shape.lathe([(2.0, 1.4), (2.1, 1.55), (2.1, 2.6), (1.95, 2.75), (0, 2.75)], segments=8), "foil", turn=(0, 0, 22.5))
    m.add(shape.lathe([(0.6, 0.55), (0.5, 0.9), (0.35, 1.4)], segments=22), "panel_dark")
    for k in range(4):
        a = k * 1.5708 + 0.7854
        c, s = math.cos(a), math.sin(a)
        m.tube([(1.7 * c, 1.7 * s, 2.5), (3.1 * c, 3.1 * s, 0.2)], "foil", radius=0.09)
        m.tube([(1.9 * c, 1.9 * s, 1.4), (2.9 * c, 2.9 * s, 0.5)], "foil", radius=0.055)
        m.lathe([(0.5, 0.0), (0.46, 0.08), (0.12, 0.2)], "foil", at=(3.15 * c, 3.15 * s, 0), segments=20)
    m.add(shape.lathe([(0, 2.75), (1.5, 2.8), (1.65, 3.3), (1.5, 4.4), (0.9, 4.8), (0, 4.85)], segments=10), "panel_white", turn=(0, 0, 18))
    for x in (-0.55, 0.55):
        m.box((x, -1.44, 3.85), (0.5, 0.12, 0.46), "dark_pane", bevel=0.05, turn=(-12, 0, -18 if x > 0 else 18))
    m.box((0, -1.5, 3.1), (0.85, 0.12, 0.95), "panel_dark", bevel=0.06)
    m.box((0, -1.95, 2.68), (0.95, 0.7, 0.06), "foil", bevel=0.01)
    for s in (-0.25, 0.25):
        m.tube([(s, -2.2, 2.65), (s, -3.0, 0.35)], "steel", radius=0.022)
    for k in range(8):
        t = (k + 0.5) / 8
        m.tube([(-0.25, -2.2 - 0.8 * t, 2.65 - 2.3 * t), (0.25, -2.2 - 0.8 * t, 2.65 - 2.3 * t)], "steel", radius=0.016)
    m.tube([(0.9, 0.6, 4.7), (1.2, 0.8, 6.0)], "steel", radius=0.02)
    m.add(shape.lathe([(0.02, 0.0), (0.3, 0.06), (0.55, 0.22)], segments=24), "panel_white", at=(1.2, 0.8, 5.9), turn=(40, 20, 0))


def rover(m: Model) -> None:
    """A two-seat surface rover: mesh wheels, frame, dish."""
    m.box((0, 0, 0.58), (1.3, 2.7, 0.08), "steel", bevel=0.02)
    for y in (-1.1, 1.1):
        for s in (-1, 1):
            ring = [(s * 0.82, y + 0.38 * math.cos(a), 0.4 + 0.38 * math.sin(a)) for a in np.linspace(0, 6.283, 25)]
            m.add(shape.tube(ring, radius=0.05, smooth=False, caps=False), "zinc")
            m.add(shape.lathe([(0.38, -0.11), (0.38, 0.11)], segments=26), "zinc", at=(s * 0.82, y, 0.4), turn=(0, 90, 0))
            m.tube([(s * 0.4, y, 0.56), (s * 0.82, y, 0.4)], "steel", radius=0.04)
    for x in (-0.34, 0.34):
        m.box((x, 0.2, 0.82), (0.48, 0.46, 0.05), "canvas", bevel=0.02)
        m.box((x, 0.45, 1.1), (0.48, 0.05, 0.55), "canvas", bevel=0.02, turn=(-8, 0, 0))
    m.box((0, -0.55, 0.85), (0.4, 0.2, 0.4), "panel_dark", bevel=0.03)
    m.box((0, 1.05, 0.85), (1.1, 0.5, 0.45), "foil", bevel=0.04)
    m.tube([(-0.5, -1.2, 0.6), (-0.5, -1.2, 1.9)], "steel", radius=0.022)
    m.add(shape.lathe([(0.02, 0.0), (0.25, 0.05), (0.5, 0.2)], segments=24), "panel_white", at=(-0.5, -1.2, 1.9), turn=(-50, 0, 20))


def shuttle(m: Model, *, length: float = 11.0) -> None:
    """A small winged shuttle on its skids, nose to −y, ramp open at the side."""
    stations = [
        (-0.5, 0.12, 1.15, 1.4),
        (-0.44, 0.75, 0.95, 1.95),
        (-0.3, 1.3, 0.8, 2.75),
        (-0.1, 1.5, 0.75, 3.1),
        (0.3, 1.5, 0.75, 3.15),
        (0.46, 1.35, 0.95, 3.0),
        (0.5, 1.1, 1.1, 2.8),
    ]
    m.parts.append((hull([(y * length, w, low, high) for y, w, low, high in stations], power=3.6), "panel_white"))
    m.parts.append(
        (
            hull(
                [
                    (-0.43 * length, 0.5, 1.7, 1.95),
                    (-0.38 * length, 0.95, 1.85, 2.42),
                    (-0.3 * length, 1.1, 2.0, 2.82),
                    (-0.26 * length, 1.0, 2.3, 2.86),
                ],
                power=3.2,
            ),
            "car_glass",
        )
    )
    for s in (-1, 1):
        wing = [(s * 1.2, 0.0, 1.2), (s * 4.2, length * 0.36, 1.05), (s * 4.2, length * 0.48, 1.05), (s * 1.2, length * 0.46, 1.2)]
        points = np.array([*wing, *[(x, y, z + 0.22) for x, y, z in wing]])
        faces = [[0, 1, 2, 3], [7, 6, 5, 4], [0, 4, 5, 1], [1, 5, 6, 2], [2, 6, 7, 3]]
        m.parts.append((shape.solid(points, faces if s < 0 else [f[::-1] for f in faces]), "panel_white"))
        m.add(
            shape.lathe([(0.45, 0), (0.62, 0.5), (0.55, 1.6)], segments=22), "panel_dark", at=(s * 0.75, length * 0.5, 2.0), turn=(90, 0, 0)
        )
        m.glow(shape.lathe([(0.42, 0), (0, 0.05)], segments=20), "strip_light", at=(s * 0.75, length * 0.5 + 0.05, 2.0), turn=(90, 0, 0))
        for y in (-0.25, 0.3):
            m.tube([(s * 1.1, y * length, 0.9), (s * 1.35, y * length, 0.1)], "steel", radius=0.09)
            m.box((s * 1.35, y * length, 0.06), (0.3, 1.1, 0.12), "panel_dark", bevel=0.05)
        m.box((s * 1.49, -0.05 * length, 1.9), (0.03, 1.2, 1.7), "panel_dark", bevel=0.06)
        m.text("ARGO 7", 0.5, "panel_dark", at=(s * 1.53, 0.2 * length, 2.0), turn=(0, 0, s * 90))
    m.box((0, length * 0.36, 3.9), (0.16, 2.0, 1.8), "panel_white", bevel=0.06, turn=(-18, 0, 0))


PROPS = (crater_land, far_globe, lander, rover, shuttle)
