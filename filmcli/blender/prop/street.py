"""What a street is made of: house walls with windows, fire escapes, pipes, back doors, pavements, cables and festoons.

Knows nothing of sets. Walls run along x, face −y, their face is y = 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def facade(
    m: Model,
    *,
    length: float = 20.0,
    height: float = 9.0,
    material: str = "brick",
    first: float = 3.2,
    storey: float = 2.9,
    pitch: float = 3.3,
    lit: float = 0.3,
    start: float = 1.6,
    stone: str = "stone",
    cornice: bool = True,
) -> None:
    """A house wall with sash windows from `first` metres up; a share `lit` of them glows."""
    part = shape.box((length, 0.3, height), bevel=0.0005)
    m.parts.append((part.moved((0, 0.15, height / 2)), material))
    x = -length / 2 + start
    while x < length / 2 - 0.7:
        z = first
        while z + 1.6 < height:
            _sash(m, x, z, lit=m.random.random() < lit, stone=stone)
            z += storey
        x += pitch
    m.box((0, -0.05, 0.25), (length, 0.12, 0.5), stone, bevel=0.015)
    m.box((0, -0.05, first - 0.55), (length, 0.1, 0.14), stone, bevel=0.012)
    if cornice:
        m.box((0, -0.14, height), (length + 0.1, 0.42, 0.3), stone, bevel=0.03)
        m.box((0, -0.06, height - 0.28), (length, 0.16, 0.16), stone, bevel=0.02)


def _sash(m: Model, x: float, z: float, *, lit: bool, stone: str) -> None:
    """A sash window: lit ones show a blind half down, of the others some have a blind or curtains."""
    if lit:
        m.glow(shape.box((0.98, 0.02, 1.48)), "window_glow", at=(x, 0.0, z + 0.75))
        m.box((x, -0.014, z + 1.5 - 0.25), (0.96, 0.012, m.random.uniform(0.3, 0.6)), "shade", bevel=0)
    else:
        m.box((x, -0.002, z + 0.75), (0.98, 0.02, 1.48), "dark_pane", bevel=0)
        kind = m.random.random()
        if kind < 0.3:  # a blind, drawn down by some
            drop = m.random.uniform(0.25, 1.0)
            m.box((x, -0.014, z + 1.5 - drop / 2), (0.96, 0.012, drop), "shade", bevel=0)
        elif kind < 0.6:
            for side in (-1, 1):
                m.box((x + side * 0.37, -0.014, z + 0.75), (m.random.uniform(0.16, 0.3), 0.012, 1.46), "linen", bevel=0)
    for dx in (-0.52, 0, 0.52):
        m.box((x + dx, -0.03, z + 0.75), (0.05 if dx else 0.03, 0.07, 1.56), "frame_paint", bevel=0.005)
    for dz in (0, 0.75, 1.5):
        m.box((x, -0.035, z + dz), (1.08, 0.08, 0.055), "frame_paint", bevel=0.005)
    m.box((x, -0.09, z - 0.09), (1.3, 0.24, 0.1), stone, bevel=0.014)
    m.box((x, -0.04, z + 1.63), (1.3, 0.14, 0.18), stone, bevel=0.014)


def fire_escape(m: Model, *, width: float = 3.4, levels: Sequence[float] = (2.7, 5.6), depth: float = 0.95) -> None:
    """Platforms, rails, stairs between them, a ladder hanging short of the ground; its back is y = 0."""
    for level, z in enumerate(levels):
        for k in range(9):
            m.box((0, -0.06 - k * depth / 9, z), (width, depth / 9 - 0.025, 0.02), "iron", bevel=0.002)
        for x in (-width / 2, width / 2):
            m.box((x, -depth / 2, z - 0.03), (0.05, depth, 0.07), "iron")
            m.tube([(x, 0, z - 0.75), (x, -depth * 0.8, z - 0.04)], "iron", radius=0.016)
        posts = 11
        for k in range(posts + 1):
            x = width * (k / posts - 0.5)
            m.tube([(x, -depth, z), (x, -depth, z + 0.95)], "iron", radius=0.009, sides=6)
        for h in (0.5, 0.95):
            m.tube(
                [(-width / 2, 0, z + h), (-width / 2, -depth, z + h), (width / 2, -depth, z + h), (width / 2, 0, z + h)],
                "iron",
                radius=0.015,
                smooth=False,
            )
        if level + 1 < len(levels):
            rise, run = levels[level + 1] - z, width * 0.8
            for k in range(11):
                m.box((-run / 2 + run * k / 10, -depth * 0.66, z + rise * k / 10), (0.2, 0.5, 0.022), "iron", bevel=0.002)
            for y in (-depth * 0.92, -depth * 0.4):
                m.tube([(-run / 2, y, z), (run / 2, y, z + rise)], "iron", radius=0.024)
    for x in (width / 2 - 0.55, width / 2 - 0.15):
        m.tube([(x, -depth + 0.06, 1.5), (x, -depth + 0.06, levels[0] + 0.1)], "iron", radius=0.015)
    for k in range(5):
        m.tube([(width / 2 - 0.55, -depth + 0.06, 1.6 + k * 0.28), (width / 2 - 0.15, -depth + 0.06, 1.6 + k * 0.28)], "iron", radius=0.011)


def pipe(m: Model, *, height: float = 9.0, radius: float = 0.05, material: str = "iron") -> None:
    """A rain pipe with its brackets and shoe."""
    m.tube([(0, -0.09, height), (0, -0.09, 0.2), (0, -0.13, 0.1), (0, -0.22, 0.05)], material, radius=radius, smooth=False, sides=12)
    for k in range(int(height / 1.5)):
        m.lathe(
            [(radius, -0.03), (radius + 0.014, -0.02), (radius + 0.014, 0.02), (radius, 0.03)],
            material,
            at=(0, -0.09, 0.6 + k * 1.5),
            segments=14,
        )
        m.box((0, -0.03, 0.6 + k * 1.5), (0.1, 0.08, 0.04), material)


def service_door(
    m: Model, *, material: str = "rust", lamp: bool = True, kelvin: float = 3000, watts: float = 60.0, step: bool = True
) -> None:
    """A back door of riveted steel under a caged lamp, with a step."""
    m.box((0, -0.03, 1.2), (1.2, 0.1, 2.3), "stone", bevel=0.012)
    m.box((0, -0.075, 1.14), (0.98, 0.06, 2.06), material, bevel=0.008)
    for z in (0.35, 1.15, 1.95):
        m.box((0, -0.11, z), (0.96, 0.018, 0.09), material, bevel=0.005)
        for k in range(7):
            m.lathe([(0.011, 0), (0.007, 0.008), (0, 0.01)], material, at=(-0.42 + k * 0.14, -0.118, z), turn=(90, 0, 0), segments=8)
    m.tube([(0.38, -0.11, 1.0), (0.38, -0.16, 1.02), (0.38, -0.16, 1.18), (0.38, -0.11, 1.2)], "steel", radius=0.012)
    if step:
        m.box((0, -0.25, 0.07), (1.3, 0.5, 0.14), "concrete", bevel=0.02)
    if lamp:
        m.tube([(0, -0.02, 2.62), (0, -0.22, 2.66), (0, -0.3, 2.6)], "iron", radius=0.014)
        m.lathe([(0.16, 2.5), (0.15, 2.52), (0.06, 2.6), (0.03, 2.62)], "iron", at=(0, -0.3, 0))
        m.glow(shape.ball(0.045, segments=14, rings=8), "street_glow", at=(0, -0.3, 2.5))
        m.light((0, -0.32, 2.47), kelvin=kelvin, watts=watts, kind="spot", radius=0.06, cone=130.0, aim=(0, -0.6, 0))


def cables(
    m: Model, *, ends: Sequence[Sequence[float]] = ((-2.6, 0, 6.2, 2.6, 1.5, 6.8),), sag: float = 0.5, radius: float = 0.012
) -> None:
    """Wires hanging between [x0, y0, z0, x1, y1, z1]."""
    for x0, y0, z0, x1, y1, z1 in ends:
        path = [(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, z0 + (z1 - z0) * t - sag * 4 * t * (1 - t)) for t in (k / 8 for k in range(9))]
        m.tube(path, "rubber", radius=radius, sides=5)


def string_lights(
    m: Model, *, ends: Sequence[Sequence[float]] = ((-4, 3, 2.8, 4, 3, 2.8),), sag: float = 0.35, pitch: float = 0.55
) -> None:
    """Festoon bulbs on hanging wires."""
    cables(m, ends=ends, sag=sag, radius=0.007)
    for x0, y0, z0, x1, y1, z1 in ends:
        count = int(math.dist((x0, y0), (x1, y1)) / pitch)
        for k in range(1, count):
            t = k / count
            m.glow(
                shape.ball(0.032, segments=10, rings=6),
                "lamp_glow",
                at=(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, z0 + (z1 - z0) * t - sag * 4 * t * (1 - t) - 0.05),
            )


def kerb(m: Model, *, length: float = 40.0, width: float = 3.2, height: float = 0.12, paving: str = "paving", stone: str = "stone") -> None:
    """A pavement slab along x with its kerb stones at y = 0; it reaches to +y."""
    slab = shape.box((length, width, height), bevel=0.003)
    m.parts.append((slab.moved((0, width / 2 + 0.15, height / 2)), paving))
    count = int(length / 1.0)
    for k in range(count):
        m.box(
            (-length / 2 + (k + 0.5) * length / count, 0.08, height / 2 + 0.002),
            (length / count - 0.012, 0.17, height + 0.004),
            stone,
            bevel=0.018,
        )


PROPS = (facade, fire_escape, pipe, service_door, cables, string_lights, kerb)
