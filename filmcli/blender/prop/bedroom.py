"""What stands in bedrooms and wards: beds, wardrobes, dressers, suitcases, screens, trolleys, benches.

Knows nothing of sets.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def bed(
    m: Model,
    *,
    width: float = 1.6,
    length: float = 2.05,
    height: float = 0.52,
    frame: str = "walnut",
    sheet: str = "linen",
    cover: str = "blanket",
    kind: str = "wood",
) -> None:
    """A made bed, a little rumpled; the head end is y = 0, the foot at −length."""
    m.box((0, -length / 2, 0.22), (width, length, 0.14), frame, bevel=0.012)
    m.box((0, -length / 2, height - 0.13), (width - 0.04, length - 0.06, 0.22), sheet, bevel=0.05)
    for s in (-1, 1):
        for y in (-0.05, -length + 0.05):
            m.box((s * (width / 2 - 0.05), y, 0.09), (0.07, 0.07, 0.18), frame)
    if kind == "iron":
        for y, tall in ((0.0, 1.15), (-length, 0.8)):
            for k in range(9):
                m.tube([(width * (k / 8 - 0.5), y, 0.2), (width * (k / 8 - 0.5), y, tall - 0.06 * abs(k - 4) / 4)], "iron", radius=0.011)
            m.tube([(-width / 2, y, tall - 0.06), (0, y, tall + 0.04), (width / 2, y, tall - 0.06)], "iron", radius=0.018)
    else:
        m.box((0, 0.03, 0.58), (width + 0.08, 0.06, 1.05), frame, bevel=0.02)
        m.box((0, -0.005, 0.75), (width - 0.2, 0.03, 0.55), frame, bevel=0.014)
        m.box((0, -length - 0.02, 0.3), (width + 0.06, 0.05, 0.48), frame, bevel=0.018)
    _cover(m, width=width, length=length - 0.62, top=height - 0.005, start=-0.6, material=cover)
    m.box((0, -0.66, height + 0.008), (width + 0.015, 0.2, 0.035), sheet, bevel=0.016)
    for s in (-1, 1):
        pillow = shape.box((width * 0.44, 0.4, 0.15), bevel=0.068)
        m.add(pillow, sheet, at=(s * width * 0.235, -0.26, height + 0.05), turn=(16, 0, m.random.uniform(-5, 5)))


def _cover(m: Model, *, width: float, length: float, top: float, start: float, material: str) -> None:
    """Spread a blanket: flat on top with low waves, hanging in folds at the sides and the foot."""
    columns, rows = 46, 34
    u, v = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(0, 1, rows))
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    waves = sum(draw.uniform(0.003, 0.008) * np.sin(u * draw.uniform(2, 9) + v * draw.uniform(2, 9) + draw.uniform(0, 6)) for _ in range(6))
    reach = width / 2 + 0.2
    across = np.abs(u) * reach
    over = np.maximum(across - width / 2, 0.0)
    x = np.sign(u) * (np.minimum(across, width / 2 + 0.01) + np.sqrt(over) * 0.02 + np.where(over > 0, 0.016 * np.sin(v * 31), 0.0))
    z = top + 0.015 + waves - over * 1.3
    y = start - v * length
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    faces = [
        (r * columns + c, (r + 1) * columns + c, (r + 1) * columns + c + 1, r * columns + c + 1)
        for r in range(rows - 1)
        for c in range(columns - 1)
    ]
    made = shape.solid(points, faces, grain=np.stack([(u * reach).ravel(), (v * length).ravel(), np.zeros(u.size)], 1))
    m.parts.append((made, material))


def wardrobe(m: Model, *, width: float = 1.2, height: float = 2.0, wood: str = "walnut", mirror: bool = False) -> None:
    """A two-door wardrobe; its back is y = 0."""
    m.box((0, -0.29, height / 2), (width, 0.58, height - 0.04), wood, bevel=0.008)
    m.box((0, -0.3, height), (width + 0.1, 0.66, 0.07), wood, bevel=0.022)
    m.box((0, -0.3, 0.05), (width + 0.04, 0.6, 0.1), wood, bevel=0.012)
    for s in (-1, 1):
        m.box((s * width / 4, -0.59, height / 2 + 0.05), (width / 2 - 0.02, 0.025, height - 0.24), wood, bevel=0.008)
        face = "mirror" if mirror and s > 0 else wood
        for z, tall in ((height * 0.68, height * 0.42), (height * 0.27, height * 0.26)):
            m.box((s * width / 4, -0.602, z), (width / 2 - 0.16, 0.018, tall), face if tall > height * 0.4 else wood, bevel=0.01)
        m.lathe(
            [(0, 0.028), (0.014, 0.022), (0.007, 0.01), (0.012, 0)],
            "brass",
            at=(s * 0.05, -0.602, height * 0.46),
            turn=(90, 0, 0),
            segments=12,
        )


def suitcase(m: Model, *, material: str = "leather", width: float = 0.6) -> None:
    """A suitcase lying shut."""
    m.box((0, 0, 0.095), (width, 0.4, 0.19), material, bevel=0.024)
    m.box((0, 0, 0.1), (width + 0.004, 0.404, 0.012), "brass", bevel=0.002)
    m.tube([(-0.07, -0.2, 0.1), (-0.055, -0.235, 0.1), (0.055, -0.235, 0.1), (0.07, -0.2, 0.1)], "leather_black", radius=0.011)
    for s in (-1, 1):
        m.box((s * width * 0.32, 0, 0.096), (0.035, 0.406, 0.196), "leather_black", bevel=0.004)


def trolley(m: Model) -> None:
    """A steel trolley with bottles and folded linen."""
    for z in (0.3, 0.82):
        m.box((0, 0, z), (0.7, 0.45, 0.02), "steel", bevel=0.006)
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.tube([(sx * 0.33, sy * 0.2, 0.06), (sx * 0.33, sy * 0.2, 0.92)], "chrome", radius=0.012)
            m.add(shape.ball(0.035, segments=10, rings=6), "rubber", at=(sx * 0.33, sy * 0.2, 0.036))
    m.box((-0.15, 0, 0.87), (0.3, 0.3, 0.08), "linen", bevel=0.02)
    m.box((0.12, 0, 0.34), (0.36, 0.34, 0.07), "linen", bevel=0.02)
    for k in range(4):
        m.lathe(
            [(0.03, 0), (0.03, 0.1), (0.012, 0.12), (0.012, 0.14), (0, 0.14)],
            ("bottle_dark", "bottle_clear", "ceramic", "bottle_dark")[k],
            at=(0.1 + 0.07 * k, 0.08 * (-1) ** k, 0.83),
            segments=14,
        )


def bench(m: Model, *, length: float = 1.4, height: float = 0.45, wood: str = "walnut", legs: str = "iron", back: bool = True) -> None:
    """A slatted bench on iron legs; the origin is under the middle of the seat."""
    for k in range(5):
        m.box((0, -0.18 + k * 0.09, height - 0.02), (length, 0.075, 0.035), wood, bevel=0.01)
    if back:
        for k in range(3):
            m.box((0, 0.245 + k * 0.028, height + 0.16 + k * 0.11), (length, 0.03, 0.085), wood, bevel=0.01, turn=(-14, 0, 0))
    for s in (-1, 1):
        x = s * (length / 2 - 0.14)
        m.tube([(x, -0.22, 0.008), (x, -0.19, height * 0.6), (x, -0.2, height - 0.04)], legs, radius=0.022)
        m.tube([(x, 0.3, 0.008), (x, 0.2, height * 0.5), (x, 0.22, height), (x, 0.31, height + 0.42)], legs, radius=0.022)
        m.tube([(x, -0.2, height - 0.05), (x, 0.22, height - 0.05)], legs, radius=0.018)
        if back:
            m.tube(
                [(x, -0.2, height - 0.04), (x, -0.22, height + 0.19), (x, -0.05, height + 0.22), (x, 0.25, height + 0.19)],
                legs,
                radius=0.018,
            )


PROPS = (bed, wardrobe, suitcase, trolley, bench)
