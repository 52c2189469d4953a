"""Stone and ruin: graves, statues, ruined houses, trenches, sandbags, wire, craters, rubble.

Knows nothing of sets. Walls run along x and face −y, their face is y = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def headstone(m: Model, *, kind: str = "", height: float = 0.95, name: str = "") -> None:
    """A grave: stone slab, cross, obelisk or tablet (by chance when no kind is given), a kerb and sunken earth before it."""
    kind = kind or m.random.choice(("round", "round", "gothic", "cross", "obelisk", "tablet"))
    tilt = (m.random.uniform(-5, 4), m.random.uniform(-4, 4), m.random.uniform(-5, 5))
    parts = Model("stone", m.random)
    parts.box((0, 0, 0.06), (0.72, 0.34, 0.16), "gravestone", bevel=0.03)
    if kind in ("round", "gothic", "tablet"):
        arc = {
            "round": [(0.28 * math.cos(a), height - 0.28 + 0.28 * math.sin(a)) for a in np.linspace(0, math.pi, 14)],
            "gothic": [
                (0.28, height - 0.4),
                (0.2, height - 0.16),
                (0.1, height - 0.03),
                (0, height + 0.04),
                (-0.1, height - 0.03),
                (-0.2, height - 0.16),
                (-0.28, height - 0.4),
            ],
            "tablet": [(0.3, height - 0.1), (0.24, height), (-0.24, height), (-0.3, height - 0.1)],
        }[kind]
        parts.plate([(-0.28, 0.1), (0.28, 0.1), *arc], 0.12, "gravestone")
        for k in range(4):
            parts.box((0, -0.062, height * 0.62 - 0.1 * k), (0.34 - 0.05 * (k % 3), 0.006, 0.03), "ash_dark", bevel=0)
        if name:
            parts.text(name, 0.09, "ash_dark", at=(0, -0.064, height * 0.72))
    elif kind == "cross":
        parts.box((0, 0, height * 0.62), (0.16, 0.14, height * 1.15), "gravestone", bevel=0.025)
        parts.box((0, 0, height * 0.86), (0.6, 0.14, 0.16), "gravestone", bevel=0.025)
        parts.box((0, 0, 0.2), (0.5, 0.42, 0.22), "gravestone", bevel=0.03)
    else:
        parts.box((0, 0, 0.28), (0.5, 0.5, 0.36), "gravestone", bevel=0.03)
        parts.add(
            shape.lathe([(0.24, 0), (0.15, height * 1.1), (0.0, height * 1.3)], segments=4), "gravestone", at=(0, 0, 0.45), turn=(0, 0, 45)
        )
    for part, material in parts.parts:
        m.parts.append((part.moved(turn=tilt), material))
    m.box((0, -1.1, 0.02), (0.7, 1.7, 0.1), "soil", bevel=0.04)
    if m.random.random() < 0.35:
        for k in range(6):
            m.add(
                shape.ball(0.035, segments=8, rings=5),
                ("flower", "red", "white_paper")[k % 3],
                at=(m.random.uniform(-0.2, 0.2), -0.32 + m.random.uniform(-0.08, 0.08), 0.12),
            )


def angel(m: Model, *, height: float = 1.5) -> None:
    """A weathered statue on a plinth: a draped figure with bowed head and wings."""
    m.box((0, 0, 0.4), (0.7, 0.7, 0.8), "gravestone", bevel=0.03)
    m.box((0, 0, 0.84), (0.84, 0.84, 0.12), "gravestone", bevel=0.03)
    z = 0.9
    m.lathe(
        [(0.26, 0), (0.24, height * 0.3), (0.16, height * 0.55), (0.2, height * 0.74), (0.08, height * 0.83), (0.06, height * 0.86)],
        "gravestone",
        at=(0, 0, z),
        segments=20,
    )
    m.add(shape.ball(0.11, segments=16, rings=10).scaled((0.9, 1.05, 1.15)), "gravestone", at=(0, -0.05, z + height * 0.93))
    for s in (-1, 1):
        m.tube(
            [(s * 0.18, 0, z + height * 0.76), (s * 0.22, -0.08, z + height * 0.6), (s * 0.04, -0.2, z + height * 0.6)],
            "gravestone",
            radius=(0.06, 0.055, 0.04),
        )
        m.plate(
            [(0, 0), (s * 0.5, 0.25), (s * 0.58, 0.62), (s * 0.3, 0.5), (0, 0.35)][::s],
            0.05,
            "gravestone",
            at=(s * 0.06, 0.16, z + height * 0.4),
            turn=(0, 0, s * -18),
        )


def ruin(m: Model, *, width: float = 9.0, height: float = 5.5, material: str = "brick", windows: int = 3) -> None:
    """A burnt-out house wall: broken skyline, empty windows, rubble at its foot."""
    x, step, last = -width / 2, 0.45, height * 0.7
    gaps = [width * ((k + 0.5) / windows - 0.5) for k in range(windows)]
    while x < width / 2:
        last = float(np.clip(last + m.random.uniform(-0.9, 0.9), height * 0.25, height))
        inside = any(abs(x + step / 2 - g) < 0.55 for g in gaps)
        for low, high in ((0.0, 1.0), (2.4, 3.6), (5.0, 9.0)) if inside else ((0.0, 99.0),):
            top = min(high, last)
            if top > low + 0.1:
                part = shape.box((step + 0.001, 0.36, top - low), bevel=0.0005)
                part = shape.replace(part, uv=part.uv + [x, (low + top) / 2])
                m.parts.append((part.moved((x + step / 2, 0.18, (low + top) / 2)), material))
        x += step
    for g in gaps:
        m.box((g, -0.03, 0.98), (1.3, 0.5, 0.1), "stone", bevel=0.02)
    for _ in range(5):
        m.tube(
            [
                (m.random.uniform(-width / 2, width / 2), m.random.uniform(0.2, 1.2), 0.0),
                (m.random.uniform(-width / 2, width / 2), -0.4, m.random.uniform(0.6, 2.4)),
            ],
            "charred",
            radius=0.09,
            sides=5,
        )
    rubble(m, width=width, depth=1.3, count=60, material=material)


def rubble(m: Model, *, width: float = 4.0, depth: float = 1.6, count: int = 50, material: str = "brick", height: float = 0.5) -> None:
    """A heap of bricks, stones and dust."""
    for k in range(count):
        x, y = m.random.gauss(0, 0.3) * width, m.random.gauss(-0.3, 0.35) * depth
        z = max(0.02, height * (1 - abs(x) / width * 1.6) * (1 - abs(y) / depth) * m.random.uniform(0.2, 1.0))
        s = m.random.uniform(0.1, 0.3)
        m.box(
            (x, y, z),
            (s * 1.5, s, s * 0.7),
            material if k % 3 else "concrete",
            bevel=0.02,
            turn=(m.random.uniform(-40, 40), m.random.uniform(-40, 40), m.random.uniform(0, 180)),
        )


def sandbags(m: Model, *, length: float = 3.0, rows: int = 4, material: str = "canvas") -> None:
    """A breastwork of sandbags along x, each sagging over the one below."""
    for row in range(rows):
        x = -length / 2 + (0.28 if row % 2 else 0.0)
        while x < length / 2 - 0.2:
            bag = shape.ball(1.0, segments=16, rings=10).scaled((0.3, 0.19, 0.105))
            flat = bag.points.copy()
            flat[:, 2] = np.sign(flat[:, 2]) * np.abs(flat[:, 2] / 0.105) ** 0.7 * 0.09
            m.add(
                shape.replace(bag, points=flat),
                material,
                at=(x + 0.27, m.random.uniform(-0.03, 0.03), 0.09 + 0.155 * row),
                turn=(m.random.uniform(-5, 5), m.random.uniform(-4, 4), m.random.uniform(-7, 7)),
            )
            x += 0.54


def trench_wall(m: Model, *, length: float = 10.0, height: float = 2.0, plank: str = "dead_wood") -> None:
    """The side of a trench along x: posts, planks and wattle against mud, sandbags on top; its face is y = 0."""
    m.box((0, 0.5, height / 2 - 0.1), (length, 0.9, height - 0.2), "mud", bevel=0.1)
    for k in range(int(length / 1.3) + 1):
        x = -length / 2 + 1.3 * k
        m.tube([(x, -0.05, -0.1), (x + m.random.uniform(-0.06, 0.06), -0.08, height + 0.1)], plank, radius=0.07, sides=7)
    for k in range(int(height / 0.24)):
        m.box(
            (m.random.uniform(-0.1, 0.1), 0.03, 0.12 + 0.24 * k),
            (length, 0.05, 0.2),
            plank,
            bevel=0.015,
            turn=(m.random.uniform(-4, 4), m.random.uniform(-0.5, 0.5), 0),
        )
    for row in range(2):
        x = -length / 2
        while x < length / 2:
            bag = shape.ball(1.0, segments=14, rings=8).scaled((0.3, 0.2, 0.1))
            m.add(
                bag,
                "canvas",
                at=(x + 0.27 + 0.25 * row, 0.2 + 0.1 * row, height + 0.06 + 0.16 * row),
                turn=(m.random.uniform(-6, 6), m.random.uniform(-5, 5), m.random.uniform(-12, 12)),
            )
            x += 0.53


def barbed_wire(m: Model, *, length: float = 8.0) -> None:
    """Coiled wire on leaning stakes along x."""
    for k in range(int(length / 2) + 1):
        x = -length / 2 + 2 * k
        m.tube([(x, 0, -0.2), (x + m.random.uniform(-0.2, 0.2), m.random.uniform(-0.2, 0.2), 1.1)], "dead_wood", radius=0.045, sides=6)
    turns = length * 1.7
    path = [
        (-length / 2 + length * t / (6.283 * turns), 0.42 * math.cos(t), 0.55 + 0.42 * math.sin(t))
        for t in np.linspace(0, 6.283 * turns, int(turns * 14))
    ]
    m.tube(path, "rust_metal", radius=0.006, sides=3, smooth=False)
    for x, y, z in path[::4]:
        m.tube([(x - 0.02, y, z - 0.025), (x + 0.02, y, z + 0.025)], "rust_metal", radius=0.004, sides=3)


def shell_hole(m: Model, *, radius: float = 1.7) -> None:
    """A crater with a raised rim and water in it; it stands on level ground."""
    m.lathe(
        [(radius * 1.9, 0.0), (radius * 1.35, 0.2), (radius * 1.05, 0.36), (radius * 0.9, 0.22), (radius * 0.7, 0.1)], "mud", segments=26
    )
    m.lathe([(0, 0.1), (radius * 0.75, 0.1)], "water", segments=22)


PROPS = (headstone, angel, ruin, rubble, sandbags, trench_wall, barbed_wire, shell_hole)
