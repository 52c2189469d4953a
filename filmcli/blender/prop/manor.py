"""The great house: chandeliers, stairs with a banister, columns, armour, busts, long clocks, tapestry, candelabra.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def chandelier(
    m: Model,
    *,
    drop: float = 1.3,
    ceiling: float = 4.0,
    arms: int = 8,
    radius: float = 0.55,
    watts: float = 60.0,
    metal: str = "brass",
    crystal: bool = True,
) -> None:
    """A chandelier of arms, candles and hanging glass, `drop` below the ceiling."""
    top = ceiling - drop
    m.tube([(0, 0, ceiling), (0, 0, top + 0.3)], metal, radius=0.01, smooth=False)
    m.lathe([(0, 0.02), (0.07, 0.0), (0.08, -0.03), (0, -0.03)], metal, at=(0, 0, ceiling - 0.001), segments=20)
    m.lathe(
        [(0.02, 0.36), (0.05, 0.3), (0.03, 0.2), (0.08, 0.08), (0.1, 0.0), (0.05, -0.1), (0.02, -0.2), (0.03, -0.24), (0, -0.26)],
        metal,
        at=(0, 0, top),
        segments=24,
    )
    for k in range(arms):
        a = 2 * math.pi * k / arms
        c, s = math.cos(a), math.sin(a)
        m.tube(
            [
                (0.06 * c, 0.06 * s, top),
                (radius * 0.45 * c, radius * 0.45 * s, top - 0.14),
                (radius * 0.85 * c, radius * 0.85 * s, top - 0.08),
                (radius * c, radius * s, top + 0.06),
            ],
            metal,
            radius=0.011,
        )
        m.lathe([(0.05, 0.0), (0.055, 0.014), (0.014, 0.008), (0.014, 0.03)], metal, at=(radius * c, radius * s, top + 0.05), segments=14)
        m.lathe([(0.012, 0.0), (0.012, 0.1), (0, 0.1)], "wax", at=(radius * c, radius * s, top + 0.08), segments=10)
        m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.026, 0.026, 0.06)), "lamp_glow", at=(radius * c, radius * s, top + 0.21))
        if crystal:
            for j in range(3):
                m.lathe(
                    [(0, -0.03), (0.009, -0.01), (0.004, 0.012), (0, 0.014)],
                    "glass",
                    at=((radius - 0.03 + 0.03 * j) * c, (radius - 0.03 + 0.03 * j) * s, top - 0.02 - 0.03 * (j == 1)),
                    segments=6,
                )
    m.light((0, 0, top + 0.12), kelvin=2750, watts=watts, radius=0.3)


def staircase(
    m: Model, *, width: float = 1.6, rise: float = 2.7, run: float = 3.6, wood: str = "trim", carpet: str = "runner", side: int = 1
) -> None:
    """A straight stair that climbs to +y from the origin at its foot's middle, with a banister on `side` (+1: at +x)."""
    steps = round(rise / 0.175)
    tread, high = run / steps, rise / steps
    for k in range(steps):
        y, z = (k + 0.5) * tread, (k + 1) * high
        m.box((0, y, z - 0.02), (width, tread + 0.035, 0.04), wood, bevel=0.012)
        m.box((0, y - tread / 2 + 0.012, z - high / 2 - 0.02), (width, 0.02, high - 0.03), wood, bevel=0.002)
        m.box((0, y, z + 0.004), (width * 0.62, tread + 0.036, 0.01), carpet, bevel=0.004)
        m.tube(
            [(-width * 0.33, y + tread / 2 - 0.01, z + 0.012), (width * 0.33, y + tread / 2 - 0.01, z + 0.012)],
            "brass",
            radius=0.006,
            sides=6,
            smooth=False,
        )
    slope = [(0, 0), (run, rise - high), (run, rise - high - 0.36), (0.42 * run / rise, 0)]
    for s in (-1, 1):
        m.plate([(-y, z) for y, z in slope], 0.03, wood, at=(s * (width / 2 + 0.015), 0, 0), turn=(0, 0, -90))
    x = side * (width / 2 - 0.05)
    post = [(0.02, 0.0), (0.028, 0.06), (0.014, 0.16), (0.03, 0.3), (0.016, 0.46), (0.016, 0.6), (0.024, 0.7), (0.018, 0.86)]
    m.child(lambda c: c.lathe(post, wood, segments=10), [((x, (k + 0.5) * tread, (k + 1) * high), (0, 0, 0), 1.0) for k in range(steps)])
    m.tube([(x, 0.1, high + 0.88), (x, run - 0.1, rise + 0.84)], wood, radius=0.034, sides=10, smooth=False)
    m.box((x, -0.06, 0.56), (0.12, 0.12, 1.12), wood, bevel=0.014)
    m.lathe([(0.03, 0), (0.06, 0.03), (0.075, 0.09), (0.05, 0.15), (0, 0.165)], wood, at=(x, -0.06, 1.12), segments=20)


def pillar(m: Model, *, height: float = 3.6, radius: float = 0.2, stone: str = "marble", kind: str = "round") -> None:
    """A column on its base with a capital; kind is round, square or steel (a girder with flanges)."""
    if kind == "steel":
        for s in (-1, 1):
            m.box((0, s * radius * 0.7, height / 2), (radius * 1.3, 0.022, height), stone, bevel=0.004)
        m.box((0, 0, height / 2), (0.02, radius * 1.4, height), stone, bevel=0.003)
        m.box((0, 0, 0.012), (radius * 2.1, radius * 2.1, 0.024), stone, bevel=0.004)
        for sx in (-1, 1):
            for sy in (-1, 1):
                m.lathe([(0, 0.03), (0.014, 0.028), (0.016, 0)], "iron", at=(sx * radius * 0.85, sy * radius * 0.85, 0.02), segments=6)
        return
    m.box((0, 0, 0.06), (radius * 2.7, radius * 2.7, 0.12), stone, bevel=0.014)
    m.box((0, 0, height - 0.06), (radius * 2.8, radius * 2.8, 0.12), stone, bevel=0.014)
    if kind == "square":
        m.box((0, 0, height / 2), (radius * 1.9, radius * 1.9, height - 0.2), stone, bevel=0.02)
        for z in (0.2, height - 0.24):
            m.box((0, 0, z), (radius * 2.2, radius * 2.2, 0.08), stone, bevel=0.03)
        return
    m.lathe(
        [
            (radius * 1.25, 0.12),
            (radius * 1.3, 0.18),
            (radius * 1.08, 0.24),
            (radius, 0.32),
            (radius * 0.86, height - 0.4),
            (radius * 1.0, height - 0.36),
            (radius * 0.9, height - 0.3),
            (radius * 1.3, height - 0.14),
        ],
        stone,
        segments=36,
    )


def armour(m: Model) -> None:
    """A suit of armour on its block, with a halberd."""
    m.box((0, 0, 0.06), (0.6, 0.5, 0.12), "walnut", bevel=0.014)
    for s in (-1, 1):
        m.lathe(
            [(0.06, 0.12), (0.06, 0.18), (0.05, 0.3), (0.062, 0.5), (0.055, 0.56), (0.075, 0.6), (0.085, 0.86), (0.06, 0.96)],
            "steel",
            at=(s * 0.12, 0, 0),
            segments=20,
        )
        m.add(shape.ball(0.5, segments=14, rings=8).scaled((0.09, 0.24, 0.09)), "steel", at=(s * 0.12, -0.06, 0.155))
        m.add(shape.ball(0.11, segments=18, rings=10), "steel", at=(s * 0.25, 0, 1.46))
        m.tube([(s * 0.27, 0, 1.44), (s * 0.33, -0.02, 1.2), (s * 0.3, -0.16, 1.02)], "steel", radius=(0.06, 0.055, 0.045))
        m.add(shape.ball(0.055, segments=12, rings=8), "gunmetal", at=(s * 0.3, -0.18, 1.0))
    m.lathe([(0.15, 0.9), (0.17, 1.0), (0.14, 1.08), (0.2, 1.3), (0.21, 1.44), (0.12, 1.54), (0.07, 1.58)], "steel", segments=28)
    m.lathe([(0.08, 1.57), (0.11, 1.62), (0.12, 1.74), (0.09, 1.86), (0, 1.9)], "steel", segments=24)
    m.box((0, -0.115, 1.74), (0.17, 0.02, 0.012), "matte_black", bevel=0.002)
    m.tube([(0.31, -0.2, 0.12), (0.31, -0.2, 2.15)], "walnut", radius=0.016, smooth=False)
    m.plate(
        [(0, 0), (0.18, 0.05), (0.2, 0.2), (0.02, 0.22), (0.02, 0.5), (-0.01, 0.55), (-0.02, 0.22), (-0.12, 0.14), (-0.02, 0.06)],
        0.008,
        "steel",
        at=(0.31, -0.2, 1.9),
    )


def bust(m: Model, *, stone: str = "marble") -> None:
    """A head of stone on a pedestal."""
    m.box((0, 0, 0.05), (0.42, 0.42, 0.1), stone, bevel=0.014)
    m.lathe([(0.17, 0.1), (0.13, 0.16), (0.12, 0.9), (0.16, 0.98), (0.18, 1.02), (0, 1.02)], stone, segments=28)
    m.lathe([(0.1, 1.02), (0.09, 1.06), (0.05, 1.1), (0.06, 1.14)], stone, segments=22)
    m.add(shape.ball(0.5, segments=22, rings=14).scaled((0.44, 0.24, 0.28)), stone, at=(0, 0.01, 1.22))
    m.lathe([(0.06, 1.3), (0.058, 1.42)], stone, at=(0, 0.01, 0), segments=18)
    m.add(shape.ball(0.5, segments=24, rings=16).scaled((0.16, 0.2, 0.25)), stone, at=(0, -0.01, 1.49))
    m.box((0, -0.108, 1.48), (0.024, 0.03, 0.06), stone, bevel=0.01, turn=(12, 0, 0))


def long_clock(m: Model, *, wood: str = "mahogany") -> None:
    """A long-case clock with pendulum, its back at y = 0."""
    m.box((0, -0.15, 0.22), (0.5, 0.3, 0.44), wood, bevel=0.016)
    m.box((0, -0.14, 0.95), (0.36, 0.24, 1.05), wood, bevel=0.012)
    m.box((0, -0.262, 0.98), (0.2, 0.008, 0.76), "pane", bevel=0.002)
    m.box((0, -0.25, 0.98), (0.19, 0.004, 0.75), "black", bevel=0)
    m.lathe(
        [(0, 0.008), (0.06, 0.006), (0.065, 0)], "brass", at=(m.random.uniform(-0.04, 0.04), -0.253, 0.72), turn=(90, 0, 0), segments=24
    )
    m.box((0, -0.15, 1.72), (0.5, 0.3, 0.52), wood, bevel=0.016)
    m.plate(
        [(-0.29, 0), (0.29, 0), (0.29, 0.05), (0.14, 0.1), (0.04, 0.2), (-0.04, 0.2), (-0.14, 0.1), (-0.29, 0.05)],
        0.3,
        wood,
        at=(0, -0.15, 1.98),
    )
    m.lathe([(0, 0.006), (0.17, 0.006), (0.19, 0.0)], "ivory", at=(0, -0.302, 1.72), turn=(90, 0, 0), segments=36)
    for k in range(12):
        m.add(shape.box((0.008, 0.002, 0.024)).moved((0, 0, 0.14)), "black", at=(0, -0.311, 1.72), turn=(0, k * 30, 0))
    for long, turn in ((0.09, m.random.uniform(0, 360)), (0.13, m.random.uniform(0, 360))):
        m.add(shape.box((0.008, 0.003, long)).moved((0, 0, long * 0.42)), "black", at=(0, -0.313, 1.72), turn=(0, turn, 0))


def tapestry(m: Model, *, width: float = 1.8, height: float = 2.2, up: float = 2.0, cloth: str = "tapestry") -> None:
    """A woven hanging with fringe from a rod."""
    columns = 24
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, columns), np.linspace(-0.5, 0.5, 3))
    points = np.stack([u * width, -0.05 - 0.014 * np.sin(u * 26 + m.random.uniform(0, 6)), up + v * height], -1).reshape(-1, 3)
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(2)
        for c in range(columns - 1)
    ]
    m.parts.append((shape.solid(points, faces, uv=points[:, [0, 2]]), cloth))
    m.tube(
        [(-width / 2 - 0.12, -0.05, up + height / 2 + 0.01), (width / 2 + 0.12, -0.05, up + height / 2 + 0.01)],
        "brass",
        radius=0.016,
        smooth=False,
    )
    for k in range(int(width / 0.05)):
        x = width * ((k + 0.5) / int(width / 0.05) - 0.5)
        m.tube(
            [(x, -0.05, up - height / 2), (x + m.random.uniform(-0.01, 0.01), -0.05, up - height / 2 - 0.07)],
            "gold_leaf",
            radius=0.005,
            sides=5,
            smooth=False,
        )


def candelabrum(m: Model, *, arms: int = 5, height: float = 0.42, metal: str = "silver") -> None:
    """A branched candlestick with burning candles."""
    m.lathe([(0.08, 0), (0.08, 0.012), (0.03, 0.04), (0.014, 0.1), (0.022, 0.16), (0.012, height)], metal, segments=22)
    for k in range(arms):
        x = (k - (arms - 1) / 2) * 0.085
        top = height + 0.05 - abs(k - (arms - 1) / 2) * 0.016
        if abs(x) > 0.01:
            m.tube([(0, 0, height - 0.12), (x * 0.5, 0, height - 0.15), (x, 0, height - 0.08), (x, 0, top)], metal, radius=0.007)
        m.lathe([(0.022, 0), (0.026, 0.012), (0.011, 0.01)], metal, at=(x, 0, top - 0.01), segments=14)
        tall = m.random.uniform(0.1, 0.17)
        m.lathe([(0.01, 0), (0.01, tall), (0, tall)], "wax", at=(x, 0, top), segments=10)
        m.glow(shape.ball(0.5, segments=8, rings=6).scaled((0.012, 0.012, 0.036)), "flame", at=(x, 0, top + tall + 0.016))
    m.light((0, 0, height + 0.26), kelvin=1900, watts=9.0, radius=0.08)


def chaise(m: Model, *, cloth: str = "velvet_red", wood: str = "walnut") -> None:
    """A long chair with one raised end at −x; the origin is under the seat's middle, it faces −y."""
    m.box((0.06, 0, 0.33), (1.6, 0.66, 0.16), cloth, bevel=0.06)
    m.box((0.0, 0, 0.22), (1.66, 0.66, 0.08), wood, bevel=0.02)
    m.box((-0.76, 0, 0.52), (0.16, 0.64, 0.5), cloth, bevel=0.07, turn=(0, -18, 0))
    m.box((-0.26, 0.31, 0.52), (1.0, 0.1, 0.34), cloth, bevel=0.045)
    for x in (-0.7, 0.74):
        for y in (-0.26, 0.26):
            m.lathe([(0.02, 0), (0.034, 0.1), (0.03, 0.2)], wood, at=(x, y, 0), segments=12)


PROPS = (
    chandelier, staircase, pillar, armour, bust, long_clock, tapestry, candelabrum, chaise,
)  # fmt: skip
