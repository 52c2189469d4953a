"""What stands in bars: the counter, the back bar with lit bottles, stools, taps, juke box, neon, a piano.

Knows nothing of sets.
"""

from __future__ import annotations

import math

from filmcli.blender import meshes, shape
from filmcli.blender.prop.model import Model

BOTTLES = ("amber", "bottle_green", "bottle_clear", "bottle_dark", "whisky", "amber", "bottle_blue")


def counter(
    m: Model,
    *,
    length: float = 5.0,
    height: float = 1.1,
    depth: float = 0.6,
    wood: str = "mahogany",
    top: str = "mahogany",
    rail: bool = True,
) -> None:
    """A bar counter with panelled front toward −y, a foot rail, and things on it."""
    m.box((0, 0, (height - 0.05) / 2), (length, depth - 0.12, height - 0.05), wood, bevel=0.004)
    m.box((0, -0.02, height - 0.03), (length + 0.12, depth + 0.06, 0.06), top, bevel=0.02)
    m.box((0, -depth / 2 + 0.03, height - 0.11), (length + 0.02, 0.06, 0.07), wood, bevel=0.014)
    m.box((0, -depth / 2 + 0.04, 0.08), (length + 0.02, 0.05, 0.16), wood)
    count = round(length / 0.72)
    for i in range(count):
        x = length * ((i + 0.5) / count - 0.5)
        m.box((x, -depth / 2 + 0.052, 0.55), (length / count - 0.15, 0.03, 0.62), wood, bevel=0.014)
    for i in range(count + 1):
        m.box((length * (i / count - 0.5), -depth / 2 + 0.045, 0.55), (0.075, 0.05, 0.86), wood, bevel=0.01)
    if rail:
        m.tube([(-length / 2, -depth / 2 - 0.13, 0.2), (length / 2, -depth / 2 - 0.13, 0.2)], "brass", radius=0.024, sides=14)
        for i in range(0, count + 1, 2):
            m.tube(
                [(length * (i / count - 0.5), -depth / 2 + 0.03, 0.26), (length * (i / count - 0.5), -depth / 2 - 0.13, 0.2)],
                "brass",
                radius=0.014,
            )


def back_bar(m: Model, *, width: float = 4.6, height: float = 2.35, wood: str = "mahogany", shelves: int = 3, lit: bool = True) -> None:
    """Cupboards, a mirror and shelves of bottles before a warm back light; its back is y = 0."""
    m.box((0, -0.24, 0.46), (width, 0.48, 0.92), wood, bevel=0.006)
    m.box((0, -0.25, 0.94), (width + 0.06, 0.54, 0.045), wood, bevel=0.012)
    for i in range(round(width / 0.6)):
        m.box(
            (width * ((i + 0.5) / round(width / 0.6) - 0.5), -0.485, 0.47),
            (width / round(width / 0.6) - 0.08, 0.025, 0.72),
            wood,
            bevel=0.012,
        )
    bays = 3
    for i in range(bays + 1):
        m.box((width * (i / bays - 0.5), -0.12, 0.96 + (height - 0.96) / 2), (0.1, 0.24, height - 0.96), wood, bevel=0.012)
    m.box((0, -0.13, height + 0.06), (width + 0.22, 0.3, 0.14), wood, bevel=0.02)
    bay = width / bays
    for i in range(bays):
        x = bay * (i - (bays - 1) / 2)
        if lit:
            m.glow(shape.box((bay - 0.12, 0.01, height - 1.04)), "backlight", at=(x, -0.012, 0.98 + (height - 0.98) / 2))
        else:
            m.box((x, -0.012, 0.98 + (height - 0.98) / 2), (bay - 0.12, 0.01, height - 1.04), "mirror", bevel=0)
        for k in range(shelves):
            z = 1.0 + k * (height - 1.05) / shelves
            if k:
                m.box((x, -0.12, z - 0.012), (bay - 0.1, 0.2, 0.016), "pane" if lit else wood, bevel=0.003)
            bottles(m, width=bay - 0.22, at=(x, -0.13, z), tall=(height - 1.05) / shelves - 0.05)
    if lit:
        m.light((0, -0.35, height - 0.12), kelvin=3000, watts=26.0, kind="area", radius=0.1, size=2.4, aim=(0, -0.9, 0.9))


def bottles(m: Model, *, width: float, at: tuple[float, float, float], tall: float = 0.36) -> None:
    """A row of unlike bottles, some gaps."""
    x = at[0] - width / 2
    while x < at[0] + width / 2:
        bottle_at(
            m,
            (x, at[1] + m.random.uniform(-0.03, 0.03), at[2]),
            min(tall, m.random.uniform(0.26, 0.36)),
            m.random.uniform(0.034, 0.046),
            m.random.choice(BOTTLES),
        )
        x += m.random.uniform(0.095, 0.15) + (0.1 if m.random.random() < 0.1 else 0)


def bottle_at(m: Model, at: tuple[float, float, float], height: float, radius: float, glass: str) -> None:
    """One bottle with label and cap; its shape by chance: long neck, square shoulder, or flask."""
    shoulder = m.random.choice((0.52, 0.6, 0.66))
    neck = radius * m.random.choice((0.32, 0.38))
    m.lathe(
        [
            (radius * 0.9, 0.0),
            (radius, 0.008),
            (radius, height * shoulder),
            (radius * 0.82, height * (shoulder + 0.08)),
            (neck, height * (shoulder + 0.19)),
            (neck, height * 0.94),
        ],
        glass,
        at=at,
        segments=14,
    )
    m.lathe(
        [(neck * 1.2, height * 0.9), (neck * 1.25, height), (0, height)],
        m.random.choice(("black", "gold", "red", "black")),
        at=at,
        segments=10,
    )
    m.lathe(
        [(radius * 1.015, height * 0.14), (radius * 1.015, height * shoulder * 0.78)],
        m.random.choice(("paper", "white_paper", "manila", "black", "book_red")),
        at=at,
        segments=14,
    )


def stool(m: Model, *, height: float = 0.76, seat: str = "leather_red", metal: str = "chrome") -> None:
    """A bar stool on a post; the origin is under the seat."""
    m.lathe([(0, height), (0.14, height), (0.18, height - 0.02), (0.185, height - 0.06), (0.17, height - 0.085), (0, height - 0.085)], seat)
    m.lathe([(0.188, height - 0.075), (0.192, height - 0.06), (0.188, height - 0.045)], metal)
    m.lathe([(0.03, height - 0.08), (0.028, 0.08), (0.05, 0.045), (0.2, 0.02), (0.215, 0.0)], metal)
    m.add(
        shape.tube(
            [(0.16 * math.cos(a * math.pi / 8), 0.16 * math.sin(a * math.pi / 8), 0.26) for a in range(17)], radius=0.011, smooth=False
        ),
        metal,
    )
    m.tube([(-0.16, 0, 0.26), (0.16, 0, 0.26)], metal, radius=0.009)


def taps(m: Model) -> None:
    """A beer tap column with three handles; faces −y… toward the bartender at +y."""
    m.lathe([(0.07, 0), (0.06, 0.02), (0.04, 0.05), (0.035, 0.3), (0.05, 0.34), (0.0, 0.38)], "brass")
    m.tube([(-0.16, 0, 0.3), (0.16, 0, 0.3)], "brass", radius=0.03)
    for x in (-0.12, 0, 0.12):
        m.tube([(x, 0, 0.3), (x, 0.09, 0.3), (x, 0.1, 0.25)], "chrome", radius=0.01)
        m.lathe([(0.008, 0.32), (0.02, 0.44), (0.016, 0.5), (0, 0.505)], "black", at=(x, 0, 0))


def bar_things(m: Model, *, length: float = 3.6, glasses: int = 7) -> None:
    """Glasses, a rag, coasters, ash trays and a bowl along a counter."""
    for _ in range(glasses):
        x, y = m.random.uniform(-0.5, 0.5) * length, m.random.uniform(-0.14, 0.12)
        if m.random.random() < 0.45:
            tall = m.random.uniform(0.13, 0.16)
            m.lathe([(0.03, 0), (0.039, tall), (0.037, tall), (0.029, 0.008), (0, 0.008)], "bottle_clear", at=(x, y, 0), segments=18)
            m.lathe([(0.0285, 0.01), (0.0345, tall * 0.72), (0, tall * 0.72)], "beer", at=(x, y, 0), segments=18)
        else:
            m.lathe([(0.032, 0), (0.039, 0.085), (0.0365, 0.085), (0.031, 0.008), (0, 0.008)], "bottle_clear", at=(x, y, 0), segments=18)
        m.lathe([(0, 0.002), (0.05, 0.002), (0.05, 0)], "manila", at=(x, y, 0), segments=16)
    m.lathe([(0.05, 0), (0.09, 0.06), (0.085, 0.06), (0, 0.012)], "ceramic", at=(length * 0.22, 0.02, 0), segments=22)
    m.box((-length * 0.3, 0.1, 0.012), (0.22, 0.16, 0.02), "linen", bevel=0.009, turn=(0, 0, 20))


def jukebox(m: Model) -> None:
    """An arched juke box of coloured light; its back is y = 0."""
    arch = (
        [(-0.42, 0.0), (0.42, 0.0), (0.42, 1.0)]
        + [(0.42 * math.cos(a), 1.0 + 0.46 * math.sin(a)) for a in [math.pi * k / 14 for k in range(1, 14)]]
        + [(-0.42, 1.0)]
    )
    m.plate(arch, 0.56, "mahogany", at=(0, -0.28, 0))
    inner = [(x * 0.72, 0.22 + z * 0.78) for x, z in arch]
    m.plate(inner, 0.02, "dark_pane", at=(0, -0.57, 0.06))
    for scale, colour in ((0.9, "neon_orange"), (0.8, "neon_green")):
        path = (
            [(0.42 * scale, 0.12), (0.42 * scale, 1.0)]
            + [(0.42 * scale * math.cos(a), 1.0 + 0.46 * scale * math.sin(a)) for a in [math.pi * k / 10 for k in range(1, 10)]]
            + [(-0.42 * scale, 1.0), (-0.42 * scale, 0.12)]
        )
        m.glow(shape.tube([(x, -0.585, z) for x, z in path], radius=0.02, smooth=False), colour)
    for k in range(9):
        m.box((-0.2 + 0.05 * k, -0.59, 0.36), (0.016, 0.02, 0.4), "chrome", bevel=0.006)
    m.box((0, -0.6, 0.78), (0.5, 0.05, 0.1), "chrome", bevel=0.016, turn=(24, 0, 0))
    m.glow(shape.box((0.44, 0.012, 0.2)), "backlight", at=(0, -0.585, 1.02))
    m.light((0, -0.75, 0.9), kelvin=2200, watts=12.0, kind="area", radius=0.1, size=0.6, aim=(0, -2.0, 0.6))


def neon(m: Model, *, text: str = "BAR", size: float = 0.42, colour: str = "neon_red", back: bool = True, frame: float = 0.0) -> None:
    """A neon sign that reads from −y, on a dark board; with `frame` a tube runs around it. Centre at the origin."""
    sign = meshes.letters(text, size=size, outline=size * 0.024)
    m.glow(sign, colour, at=(0, -0.05, 0))
    low, high = sign.points.min(0), sign.points.max(0)
    if frame:
        x, z = high[0] + frame, high[2] + frame
        m.glow(
            shape.tube([(-x, -0.05, -z), (x, -0.05, -z), (x, -0.05, z), (-x, -0.05, z), (-x, -0.05, -z)], radius=size * 0.02, smooth=False),
            "neon_blue",
        )
    if back:
        m.box(
            ((low[0] + high[0]) / 2, 0.0, (low[2] + high[2]) / 2),
            (high[0] - low[0] + 0.24, 0.05, high[2] - low[2] + 0.24),
            "matte_black",
            bevel=0.01,
        )
        for s in (-0.35, 0.35):
            m.tube([(s * size, 0.0, high[2] + 0.1), (s * size, 0.06, high[2] + 0.3)], "iron", radius=0.008)


def piano(m: Model, *, wood: str = "mahogany") -> None:
    """An upright piano, lid open; its back is y = 0, the player sits at −y."""
    m.box((0, -0.16, 0.62), (1.46, 0.32, 1.24), wood, bevel=0.012)
    m.box((0, -0.19, 1.25), (1.52, 0.4, 0.035), wood, bevel=0.01)
    m.box((0, -0.44, 0.64), (1.46, 0.32, 0.1), wood, bevel=0.012)
    m.box((0, -0.325, 0.95), (1.2, 0.02, 0.42), wood, bevel=0.014)
    for s in (-1, 1):
        m.box((s * 0.7, -0.45, 0.72), (0.06, 0.3, 0.1), wood, bevel=0.012)
        m.lathe([(0.03, 0), (0.04, 0.3), (0.03, 0.6)], wood, at=(s * 0.66, -0.54, 0), segments=14)
    for k in range(52):
        m.box((-0.62 + k * 0.0245, -0.49, 0.7), (0.0225, 0.15, 0.02), "ivory", bevel=0.002)
        if k % 7 not in (2, 6):
            m.box((-0.608 + k * 0.0245, -0.46, 0.714), (0.012, 0.095, 0.018), "black", bevel=0.002)


def barrel(m: Model, *, height: float = 0.9, radius: float = 0.3, wood: str = "crate") -> None:
    """A cask with iron hoops."""
    bulge = [
        (0, 0.0),
        (radius * 0.82, 0.0),
        (radius * 0.94, height * 0.22),
        (radius, height * 0.5),
        (radius * 0.94, height * 0.78),
        (radius * 0.82, height),
        (radius * 0.76, height),
        (radius * 0.75, height - 0.03),
        (0, height - 0.03),
    ]
    m.lathe(bulge, wood, segments=24)
    for z, r in ((0.06, 0.86), (0.3, 0.975), (0.7, 0.975), (0.94, 0.86)):
        m.lathe(
            [
                (radius * r + 0.004, height * z - 0.022),
                (radius * (r + 0.012) + 0.004, height * z),
                (radius * r + 0.004, height * z + 0.022),
            ],
            "iron",
            segments=24,
        )


PROPS = (counter, back_bar, stool, taps, bar_things, jukebox, neon, piano, barrel)
