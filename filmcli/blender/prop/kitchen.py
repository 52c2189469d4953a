"""What stands in kitchens: worktops with cupboards, sink, stove, fridge, hanging pans, dishes.

Knows nothing of sets. Backs are y = 0.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def worktop(
    m: Model,
    *,
    length: float = 2.0,
    door: str = "cream",
    top: str = "oak",
    depth: float = 0.6,
    height: float = 0.92,
    sink: float | None = None,
    drawers: bool = True,
) -> None:
    """A run of base cupboards under a worktop; `sink` is its x."""
    count = max(1, round(length / 0.55))
    m.box((0, -depth / 2 + 0.01, 0.5), (length, depth - 0.06, 0.78), door, bevel=0.003)
    m.box((0, -depth / 2 + 0.06, 0.05), (length, depth - 0.12, 0.1), "matte_black", bevel=0)
    m.box((0, -depth / 2 - 0.01, height - 0.02), (length + 0.02, depth + 0.02, 0.04), top, bevel=0.008)
    wide = length / count
    for i in range(count):
        x = wide * (i - (count - 1) / 2)
        spans = ((0.13, 0.66), (0.68, 0.87)) if drawers else ((0.13, 0.87),)
        for low, high in spans:
            m.box((x, -depth + 0.03, (low + high) / 2), (wide - 0.012, 0.022, high - low), door, bevel=0.006)
            m.box((x, -depth + 0.018, (low + high) / 2), (wide - 0.13, 0.012, high - low - 0.11), door, bevel=0.005)
            m.lathe(
                [(0, 0.028), (0.014, 0.022), (0.007, 0.01), (0.011, 0)],
                "brass",
                at=(x + (wide * 0.36 if high < 0.67 else 0), -depth + 0.016, high - 0.07),
                turn=(90, 0, 0),
                segments=12,
            )
    if sink is not None:
        m.box((sink, -depth / 2, height + 0.004), (0.66, 0.46, 0.012), "ceramic", bevel=0.005)
        m.box((sink, -depth / 2, height + 0.008), (0.54, 0.34, 0.008), "grey_metal", bevel=0.003)
        m.box((sink, -depth + 0.015, height - 0.12), (0.66, 0.04, 0.24), "ceramic", bevel=0.015)
        m.tube(
            [
                (sink, -0.08, height),
                (sink, -0.08, height + 0.24),
                (sink, -0.16, height + 0.31),
                (sink, -0.25, height + 0.26),
                (sink, -0.26, height + 0.21),
            ],
            "chrome",
            radius=0.013,
        )
        for s in (-1, 1):
            m.lathe(
                [(0.02, 0), (0.014, 0.05), (0.03, 0.06), (0.026, 0.075), (0, 0.078)],
                "chrome",
                at=(sink + s * 0.12, -0.08, height),
                segments=14,
            )


def wall_cupboards(m: Model, *, length: float = 1.6, door: str = "cream", bottom: float = 1.5, height: float = 0.75) -> None:
    """Cupboards on the wall."""
    count = max(1, round(length / 0.5))
    m.box((0, -0.16, bottom + height / 2), (length, 0.32, height), door, bevel=0.004)
    for i in range(count):
        x = length * ((i + 0.5) / count - 0.5)
        m.box((x, -0.332, bottom + height / 2), (length / count - 0.012, 0.022, height - 0.02), door, bevel=0.006)
        m.box((x, -0.344, bottom + height / 2), (length / count - 0.14, 0.01, height - 0.14), door, bevel=0.005)
        m.lathe(
            [(0, 0.028), (0.014, 0.022), (0.007, 0.01), (0.011, 0)],
            "brass",
            at=(x + (0.16 if i % 2 == 0 else -0.16), -0.344, bottom + 0.1),
            turn=(90, 0, 0),
            segments=12,
        )


def stove(m: Model, *, material: str = "white", hood: bool = True, kettle: bool = True) -> None:
    """A gas cooker with oven door, a kettle on it, a hood above."""
    m.box((0, -0.3, 0.45), (0.6, 0.6, 0.9), material, bevel=0.01)
    m.box((0, -0.61, 0.42), (0.54, 0.03, 0.5), material, bevel=0.01)
    m.box((0, -0.628, 0.45), (0.38, 0.008, 0.26), "dark_pane", bevel=0.003)
    m.tube([(-0.22, -0.66, 0.7), (0.22, -0.66, 0.7)], "chrome", radius=0.011)
    for s in (-1, 1):
        m.box((s * 0.22, -0.64, 0.7), (0.02, 0.04, 0.02), "chrome")
    for k in range(5):
        m.lathe([(0.02, 0), (0.018, 0.024), (0, 0.026)], "black", at=(-0.2 + k * 0.1, -0.6, 0.82), turn=(90, 0, 0), segments=14)
    m.box((0, -0.3, 0.905), (0.56, 0.52, 0.012), "matte_black", bevel=0.004)
    for x in (-0.14, 0.14):
        for y in (-0.42, -0.17):
            m.lathe([(0.045, 0), (0.045, 0.014), (0, 0.016)], "gunmetal", at=(x, y, 0.91), segments=16)
            for k in range(2):
                m.box((x, y, 0.93), (0.2, 0.009, 0.01), "iron", bevel=0.002, turn=(0, 0, k * 90 + 45))
    m.box((0, -0.02, 1.0), (0.6, 0.04, 0.2), material, bevel=0.01)
    if kettle:
        m.lathe(
            [(0.0, 0.0), (0.085, 0.0), (0.095, 0.02), (0.085, 0.1), (0.05, 0.15), (0.03, 0.16), (0.012, 0.165), (0.018, 0.185), (0, 0.195)],
            "red_paint",
            at=(0.14, -0.17, 0.937),
            segments=26,
        )
        m.tube([(0.07, -0.17, 1.01), (0.02, -0.17, 1.07), (0.005, -0.17, 1.09)], "red_paint", radius=(0.02, 0.013, 0.01))
        m.tube([(0.08, -0.17, 1.06), (0.1, -0.17, 1.17), (0.18, -0.17, 1.17), (0.2, -0.17, 1.06)], "black", radius=0.009)
        m.lathe([(0.1, 0), (0.105, 0.1), (0.108, 0.1), (0.1, 0.09), (0.0, 0.085)], "steel", at=(-0.14, -0.42, 0.937), segments=26)
        m.tube([(-0.14, -0.52, 1.01), (-0.14, -0.7, 1.03)], "black", radius=0.012)
    if hood:
        m.lathe([(0.42, 1.68), (0.4, 1.74), (0.16, 2.02), (0.16, 2.6)], "steel", at=(0, -0.29, 0), turn=(0, 0, 45), segments=4)


def fridge(m: Model, *, material: str = "white", height: float = 1.72) -> None:
    """A round-shouldered refrigerator with notes under magnets."""
    m.add(shape.box((0.7, 0.66, height - 0.06), bevel=0.07), material, at=(0, -0.33, height / 2 + 0.03))
    m.add(shape.box((0.68, 0.1, height * 0.66), bevel=0.045), material, at=(0, -0.68, height * 0.36))
    m.add(shape.box((0.68, 0.1, height * 0.27), bevel=0.045), material, at=(0, -0.68, height * 0.845))
    for z, tall in ((height * 0.52, 0.3), (height * 0.79, 0.16)):
        m.tube(
            [
                (-0.25, -0.73, z - tall / 2),
                (-0.25, -0.77, z - tall / 2 + 0.03),
                (-0.25, -0.77, z + tall / 2 - 0.03),
                (-0.25, -0.73, z + tall / 2),
            ],
            "chrome",
            radius=0.012,
        )
    for _ in range(6):
        x, z = m.random.uniform(-0.1, 0.24), m.random.uniform(height * 0.4, height * 0.64)
        m.box(
            (x, -0.732, z),
            (m.random.uniform(0.07, 0.13), 0.001, m.random.uniform(0.07, 0.14)),
            m.random.choice(("white_paper", "paper", "photo", "yellow")),
            bevel=0,
            turn=(0, m.random.uniform(-9, 9), 0),
        )
        m.box((x, -0.736, z + 0.03), (0.022, 0.008, 0.022), m.random.choice(("red", "blue", "green")), bevel=0.003)


def pan_rail(m: Model, *, length: float = 1.0, up: float = 1.7) -> None:
    """Pans and ladles hanging from a rail on the wall."""
    m.tube([(-length / 2, -0.06, up), (length / 2, -0.06, up)], "iron", radius=0.009)
    x = -length / 2 + 0.1
    while x < length / 2 - 0.05:
        r = m.random.uniform(0.06, 0.11)
        m.tube([(x, -0.06, up), (x, -0.06, up - 0.16)], "iron", radius=0.007)
        m.lathe(
            [(0, 0.012), (r * 0.9, 0.012), (r, 0.05), (r * 1.02, 0.05), (r * 0.94, 0.0), (0, 0.0)],
            m.random.choice(("copper", "steel", "iron")),
            at=(x, -0.02, up - 0.16 - r),
            turn=(90, 0, 0),
            segments=22,
        )
        x += r + m.random.uniform(0.1, 0.15)


def dishes(m: Model, *, width: float = 0.8) -> None:
    """Jars, a bread board, mugs, a bottle and a bowl of fruit on a worktop, about 0.3 m deep."""
    x = -width / 2
    for k in range(4):
        r, h = 0.055 - 0.006 * k, 0.2 - 0.03 * k
        m.lathe([(0, 0), (r, 0), (r, h), (r * 0.9, h + 0.01)], "ceramic", at=(x + 0.06, 0.05, 0), segments=20)
        m.lathe([(r * 1.02, h), (r * 1.02, h + 0.02), (0, h + 0.025)], "oak", at=(x + 0.06, 0.05, 0), segments=20)
        x += r * 2 + 0.02
    m.box((width / 2 - 0.12, 0.1, 0.19), (0.26, 0.02, 0.36), "oak", bevel=0.008, turn=(-10, 0, 0))
    m.lathe(
        [(0.03, 0), (0.07, 0.02), (0.12, 0.08), (0.115, 0.08), (0.06, 0.025), (0, 0.02)],
        "ceramic_blue",
        at=(width * 0.18, -0.05, 0),
        segments=26,
    )
    for k in range(5):
        m.add(
            shape.ball(0.036, segments=14, rings=8),
            ("red", "yellow", "green", "red", "yellow")[k],
            at=(width * 0.18 + 0.045 * math.cos(k * 1.4), -0.05 + 0.045 * math.sin(k * 1.4), 0.075 + 0.012 * (k % 2)),
        )


def table_setting(m: Model, *, places: int = 2, spread: float = 0.72) -> None:
    """Plates, mugs, a jug and salt on a table; origin on its top."""
    for i in range(places):
        s = -1 if i % 2 == 0 else 1
        y = 0.0 if places < 3 else (-0.16 if i < 2 else 0.18)
        m.lathe(
            [(0, 0.006), (0.075, 0.007), (0.12, 0.02), (0.122, 0.018), (0.07, 0.0), (0, 0.0)],
            "ceramic",
            at=(s * spread / 2, y, 0),
            segments=30,
        )
        m.lathe(
            [(0, 0.006), (0.036, 0.0), (0.04, 0.09), (0.037, 0.09), (0.033, 0.08), (0, 0.08)],
            "ceramic_blue",
            at=(s * (spread / 2 - 0.13), y + 0.14, 0),
            segments=20,
        )
        for k, dy in enumerate((-0.15, 0.15)):
            m.box((s * spread / 2, y + dy, 0.003), (0.17, 0.016 if k else 0.012, 0.003), "steel", bevel=0.001)
    m.lathe(
        [(0.045, 0), (0.06, 0.04), (0.05, 0.14), (0.035, 0.18), (0.045, 0.21), (0.042, 0.21), (0.03, 0.18), (0, 0.17)],
        "ceramic",
        at=(0.02, 0.2, 0),
        segments=24,
    )
    m.lathe([(0.018, 0), (0.02, 0.05), (0.012, 0.065), (0, 0.068)], "steel", at=(-0.1, 0.22, 0), segments=14)
    m.lathe([(0.018, 0), (0.02, 0.05), (0.012, 0.065), (0, 0.068)], "black", at=(-0.14, 0.19, 0), segments=14)


PROPS = (worktop, wall_cupboards, stove, fridge, pan_rail, dishes, table_setting)
