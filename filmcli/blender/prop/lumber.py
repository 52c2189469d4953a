"""What is put away or left standing: towels, buckets, paint, tools, crates of bottles, sheeted furniture, trunks, toys.

Knows nothing of where it stands. The origin is under the middle.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def towels(m: Model, *, count: int = 3) -> None:
    """Folded towels in a pile."""
    for k in range(count):
        m.box(
            (0, 0, 0.03 + k * 0.06),
            (0.34, 0.24, 0.062),
            m.random.choice(("linen", "linen", "blanket", "ceramic_blue")),
            bevel=0.026,
            turn=(0, 0, m.random.uniform(-5, 5)),
        )


def bucket(m: Model, *, mop: bool = True) -> None:
    """A zinc bucket, a mop standing in it."""
    m.lathe(
        [(0, 0.01), (0.11, 0), (0.115, 0.01), (0.15, 0.28), (0.156, 0.285), (0.15, 0.29), (0.143, 0.28), (0.108, 0.02), (0, 0.016)],
        "zinc",
        segments=28,
    )
    m.tube([(-0.15, 0, 0.28), (-0.13, -0.1, 0.2), (0, -0.16, 0.15), (0.13, -0.1, 0.2), (0.15, 0, 0.28)], "iron", radius=0.004)
    if mop:
        m.tube([(0, 0.02, 0.05), (0.16, 0.18, 1.32)], "pine", radius=0.012, smooth=False)
        for k in range(10):
            a = k * 0.63
            m.tube(
                [(0.02, 0.03, 0.25), (0.07 * math.cos(a), 0.07 * math.sin(a), 0.16), (0.1 * math.cos(a), 0.1 * math.sin(a), 0.03)],
                "rope",
                radius=0.009,
                sides=6,
            )


def paint_cans(m: Model) -> None:
    """Paint cans, one with drips and a brush across it."""
    for k, (x, y) in enumerate(((0, 0), (0.2, 0.05), (0.09, 0.19))):
        m.lathe(
            [(0, 0), (0.08, 0.002), (0.082, 0.01), (0.08, 0.018), (0.08, 0.17), (0.084, 0.178), (0.076, 0.184), (0, 0.18)],
            "steel",
            at=(x, y, 0),
            segments=24,
        )
        colour = m.random.choice(("white", "green_paint", "blue_paint", "red_paint"))
        m.lathe([(0.081, 0.05), (0.081, 0.14)], colour, at=(x, y, 0), segments=24)
        if not k:
            for _ in range(4):
                a = m.random.uniform(3.5, 5.9)
                m.tube(
                    [
                        (0.081 * math.cos(a), 0.081 * math.sin(a), 0.182),
                        (0.083 * math.cos(a), 0.083 * math.sin(a), m.random.uniform(0.06, 0.13)),
                    ],
                    colour,
                    radius=0.006,
                    sides=6,
                    smooth=False,
                )
            m.box((0, 0, 0.192), (0.2, 0.022, 0.014), "walnut", bevel=0.005, turn=(0, 0, 30))


def tool_box(m: Model) -> None:
    """An open box of steel with tools looking out."""
    m.box((0, 0, 0.07), (0.42, 0.2, 0.14), m.random.choice(("red_paint", "blue_paint", "grey_metal")), bevel=0.01)
    m.box((0, 0.14, 0.2), (0.42, 0.012, 0.18), "grey_metal", bevel=0.004, turn=(-30, 0, 0))
    m.tube([(-0.16, 0, 0.14), (-0.16, 0, 0.22), (0.16, 0, 0.22), (0.16, 0, 0.14)], "chrome", radius=0.008)
    for k in range(4):
        m.tube(
            [(-0.14 + k * 0.08, -0.04, 0.13), (-0.12 + k * 0.1, 0.02, 0.21)],
            m.random.choice(("chrome", "yellow", "walnut")),
            radius=0.011,
            sides=8,
            smooth=False,
        )


def crate_bottles(m: Model) -> None:
    """A crate of bottles."""
    for z in (0.06, 0.15):
        for s in (-1, 1):
            m.box((0, s * 0.15, z), (0.42, 0.014, 0.07), "crate", bevel=0.003)
            m.box((s * 0.2, 0, z), (0.014, 0.3, 0.07), "crate", bevel=0.003)
    m.box((0, 0, 0.01), (0.42, 0.3, 0.014), "crate", bevel=0.002)
    for i in range(4):
        for j in range(3):
            if m.random.random() < 0.85:
                m.lathe(
                    [(0, 0), (0.036, 0.002), (0.036, 0.14), (0.014, 0.19), (0.014, 0.25), (0, 0.25)],
                    m.random.choice(("bottle_green", "bottle_dark")),
                    at=(-0.14 + i * 0.093, -0.09 + j * 0.09, 0.018),
                    segments=12,
                )


def sheeted(m: Model, *, size: tuple[float, float, float] = (0.9, 0.7, 0.9)) -> None:
    """Furniture under a dust sheet that falls in folds to the floor."""
    w, d, h = size
    profile = [(0, h), (0.42, h - 0.01), (0.5, h - 0.06), (0.53, h * 0.5), (0.6, 0.02), (0.62, 0)]
    cloth = shape.lathe(profile, segments=40, sharp=80)
    points = cloth.points.copy()
    turn = np.arctan2(points[:, 1], points[:, 0])
    fold = 1 + 0.07 * np.sin(turn * 9 + m.random.uniform(0, 6)) * np.clip((h - points[:, 2]) / h, 0, 1)
    square = 1 / np.maximum(np.abs(np.cos(turn)), np.abs(np.sin(turn)))
    reach = np.minimum(square, 1.28)[:, None]
    points[:, :2] *= fold[:, None] * reach * np.array([w, d])
    points[:, 2] += 0.03 * np.sin(turn * 3 + 1) * (points[:, 2] > h * 0.9)
    made = shape.replace(cloth, points=points)
    m.parts.append((shape.replace(made, normals=shape.smooth_normals(made)), "linen"))


def trunk_chest(m: Model, *, width: float = 0.85) -> None:
    """A travelling trunk with ribs, corners of brass and a rounded lid."""
    stuff = m.random.choice(("leather", "book_green", "leather_black"))
    m.box((0, 0, 0.2), (width, 0.5, 0.4), stuff, bevel=0.012)
    m.box((0, 0, 0.455), (width, 0.5, 0.11), stuff, bevel=0.05)
    for x in (-0.36, 0, 0.36):
        m.box((x * width / 0.85, 0, 0.25), (0.05, 0.52, 0.5), "crate", bevel=0.012)
    for sx in (-1, 1):
        for sy in (-1, 1):
            for z in (0.03, 0.38):
                m.box((sx * (width / 2 - 0.02), sy * 0.235, z), (0.06, 0.05, 0.06), "brass", bevel=0.01)
    m.box((0, -0.262, 0.38), (0.09, 0.016, 0.12), "brass", bevel=0.005)


def toy_horse(m: Model) -> None:
    """A rocking horse."""
    paint = m.random.choice(("cream", "grey_wood", "red_paint"))
    m.lathe([(0.05, -0.28), (0.13, -0.2), (0.14, 0), (0.13, 0.18), (0.06, 0.26)], paint, at=(0, 0, 0.5), turn=(90, 0, 0), segments=20)
    m.tube([(0, -0.2, 0.56), (0, -0.3, 0.78), (0, -0.42, 0.84), (0, -0.5, 0.74)], paint, radius=(0.09, 0.07, 0.065, 0.045))
    for s in (-1, 1):
        for y in (-0.2, 0.2):
            m.tube([(s * 0.08, y, 0.46), (s * 0.13, y * 1.7, 0.1)], paint, radius=(0.04, 0.025), smooth=False)
        m.tube(
            [(s * 0.14, -0.62, 0.17), (s * 0.14, -0.3, 0.06), (s * 0.14, 0.1, 0.03), (s * 0.14, 0.4, 0.08), (s * 0.14, 0.62, 0.19)],
            "red_paint",
            radius=0.024,
        )
    m.box((0, 0.02, 0.64), (0.2, 0.26, 0.05), "leather", bevel=0.02)
    m.tube([(0, 0.24, 0.54), (0, 0.36, 0.46), (0, 0.38, 0.26)], "rope", radius=(0.02, 0.035, 0.012))


PROPS = (
    towels, bucket, paint_cans, tool_box, crate_bottles, sheeted, trunk_chest, toy_horse,
)  # fmt: skip
