"""Inside spaceships: bridge stations and a captain's chair, ribs and panels of a corridor, view ports, stars.

Knows nothing of sets. Metres; fronts face −y.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def rib(
    m: Model,
    *,
    width: float = 2.9,
    height: float = 2.6,
    depth: float = 0.26,
    material: str = "panel_white",
    light: bool = True,
    watts: float = 14.0,
) -> None:
    """A frame across a corridor: chamfered portal, light strips in its sides, cables; people walk through along y."""
    w, h, c = width / 2, height, 0.55
    line = [(-w, 0.0), (-w, h - c), (-w + c, h), (w - c, h), (w, h - c), (w, 0.0)]
    for (x0, z0), (x1, z1) in zip(line, line[1:], strict=False):
        length, angle = math.hypot(x1 - x0, z1 - z0), math.degrees(math.atan2(z1 - z0, x1 - x0))
        m.box(((x0 + x1) / 2, 0, (z0 + z1) / 2), (length + 0.06, depth, 0.16), material, bevel=0.035, turn=(0, -angle, 0))
    if light:
        for s in (-1, 1):
            a, b = (s * (w - 0.1), 0.5), (s * (w - 0.1), h - c - 0.12)
            m.glow(shape.box((0.025, 0.05, b[1] - a[1]), bevel=0.01), "strip_light", at=(a[0], 0, (a[1] + b[1]) / 2))
        m.glow(shape.box((width - 2 * c - 0.3, 0.06, 0.02), bevel=0.008), "strip_light", at=(0, 0, h - 0.1))
        m.light((0, 0, h - 0.2), kelvin=5600, watts=watts, radius=0.12)


def hull_panel(
    m: Model,
    *,
    length: float = 2.0,
    height: float = 2.05,
    lean: float = 0.0,
    door: bool = False,
    screen: bool = False,
    material: str = "panel_white",
) -> None:
    """A stretch of corridor wall: plates with gaps, hatches, vents, handrail, labels; perhaps a sliding door or a screen. Its face is y = 0."""
    m.box((0, 0.07, height / 2), (length, 0.1, height), "panel_dark", bevel=0.01)
    if door:
        m.box((0, -0.005, 1.02), (1.2, 0.08, 2.04), "panel_dark", bevel=0.12)
        for s in (-1, 1):
            m.box((s * 0.26, -0.03, 1.0), (0.5, 0.05, 1.9), material, bevel=0.03)
            m.box((s * 0.26, -0.062, 1.35), (0.3, 0.015, 0.5), "panel_dark", bevel=0.02)
        m.box((0, -0.06, 1.0), (0.02, 0.02, 1.88), "matte_black", bevel=0.003)
        m.glow(shape.box((0.1, 0.02, 0.16), bevel=0.01), "neon_green", at=(0.76, -0.03, 1.2))
        return
    cells = [(-0.5, 0.5, 0.06, 0.62)] if not screen else [(-0.5, 0.5, 0.06, 0.62)]
    cells += (
        [(-0.5, -0.02, 0.66, 1.4), (0.02, 0.5, 0.66, 1.4)] if m.random.random() < 0.5 else [(-0.5, 0.16, 0.66, 1.4), (0.2, 0.5, 0.66, 1.4)]
    )
    cells += [(-0.5, 0.5, 1.44, height - 0.04)]
    for a, b, low, high in cells:
        m.box((length * (a + b) / 2, -0.005, (low + high) / 2), (length * (b - a) - 0.04, 0.05, high - low), material, bevel=0.022)
    kind = m.random.randrange(3)
    x = length * m.random.uniform(-0.25, 0.25)
    if screen:
        m.box((x, -0.035, 1.05), (0.62, 0.03, 0.4), "matte_black", bevel=0.02)
        m.glow(shape.box((0.56, 0.01, 0.34)), "instrument", at=(x, -0.056, 1.05))
    elif kind == 0:
        for k in range(7):
            m.box((x, -0.035, 0.2 + 0.05 * k), (0.5, 0.02, 0.02), "panel_dark", bevel=0.006, turn=(20, 0, 0))
    elif kind == 1:
        m.box((x, -0.035, 1.02), (0.42, 0.02, 0.5), "panel_dark", bevel=0.02)
        for k in range(8):
            m.box(
                (x - 0.13 + 0.09 * (k % 4), -0.05, 0.95 + 0.14 * (k // 4)),
                (0.05, 0.012, 0.06),
                ("red", "yellow", "steel", "green")[k % 4],
                bevel=0.008,
            )
    m.tube([(-length / 2 + 0.1, -0.09, 0.64), (length / 2 - 0.1, -0.09, 0.64)], "steel", radius=0.018)
    for s in (-1, 1):
        m.tube([(s * (length / 2 - 0.14), 0, 0.64), (s * (length / 2 - 0.14), -0.09, 0.64)], "steel", radius=0.014)
    m.text(f"{m.random.choice('ABCDE')}-{m.random.randrange(10, 99)}", 0.1, "panel_dark", at=(length * 0.34, -0.034, 1.52))


def viewport(
    m: Model, *, width: float = 8.0, low: float = 0.85, high: float = 2.9, mullions: int = 4, material: str = "panel_dark"
) -> None:
    """A great slanted window along x: sill, head and mullions, the space beyond left open."""
    m.box((0, 0, low / 2), (width + 0.6, 0.4, low), material, bevel=0.04)
    m.box((0, 0.1, high + 0.25), (width + 0.6, 0.5, 0.5), material, bevel=0.05)
    for k in range(mullions + 1):
        x = width * (k / mullions - 0.5)
        m.box((x, 0.03, (low + high) / 2), (0.14, 0.26, high - low + 0.2), material, bevel=0.03)
    m.glow(shape.box((width, 0.03, 0.03), bevel=0.008), "strip_light", at=(0, -0.2, high + 0.02))


def starfield(
    m: Model, *, width: float = 160.0, height: float = 90.0, count: int = 1500, planet: bool = True, grain: float = 0.022
) -> None:
    """What stands outside a ship's window: stars, a planet lit from one side with a thin rim of air. It stands at y = 0 and is seen from −y."""
    m.parts.append((shape.box((width, 0.5, height), bevel=0.001).moved((0, 62.0, 0)), "void"))
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    x, z = draw.uniform(-0.5, 0.5, count) * width, draw.uniform(-0.5, 0.5, count) * height
    r = grain * (1 + 2.2 * draw.random(count) ** 6)
    corners = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
    points = np.stack(
        [x[:, None] + r[:, None] * corners[:, 0], np.full((count, 4), 60.0), z[:, None] + r[:, None] * corners[:, 1]], -1
    ).reshape(-1, 3)
    faces = np.arange(4 * count).reshape(-1, 4)
    m.glows.append((shape.solid(points, faces, normals=np.tile([0, -1.0, 0], (4 * count, 1))), "star"))
    if planet:
        m.glows.append((shape.ball(26.0, segments=64, rings=40).moved((24.0, 30.0, -16.0)), "planet"))


def console(m: Model, *, width: float = 1.6, material: str = "panel_dark", screens: int = 2, amber: bool = False) -> None:
    """A duty station: slanted desk with lit keys, screens behind; the officer sits at −y looking to +y."""
    glass = "instrument_amber" if amber else "instrument"
    m.add(
        shape.plate([(-0.35, 0), (0.25, 0), (0.3, 0.6), (0.3, 1.02), (0.16, 1.04), (-0.42, 0.74), (-0.46, 0.68)], thickness=width),
        material,
        turn=(0, 0, 90),
    )
    for k in range(screens):
        x = width * ((k + 0.5) / screens - 0.5)
        m.glow(shape.box((width / screens - 0.1, 0.34, 0.012), bevel=0.004), glass, at=(x, -0.06, 0.9), turn=(27, 0, 0))
        m.box((x, 0.28, 1.22), (width / screens - 0.08, 0.05, 0.4), material, bevel=0.025, turn=(-12, 0, 0))
        m.glow(shape.box((width / screens - 0.16, 0.012, 0.32)), glass, at=(x, 0.245, 1.22), turn=(-12, 0, 0))
    for k in range(int(width / 0.07)):
        m.glow(
            shape.box((0.036, 0.03, 0.014), bevel=0.005),
            ("strip_light", "strip_warm", "neon_red", "strip_light")[m.random.randrange(4)],
            at=(-width / 2 + 0.06 + 0.07 * k, -0.34, 0.755),
            turn=(27, 0, 0),
        )
    m.glow(shape.box((width * 0.9, 0.02, 0.02)), "strip_light", at=(0, -0.36, 0.06))
    m.light((0, -0.1, 1.15), kelvin=2600 if amber else 7500, watts=5, radius=0.15)


def command_chair(m: Model, *, height: float = 0.46) -> None:
    """A captain's chair on a pedestal, control pads in its arms."""
    m.lathe([(0.34, 0), (0.32, 0.05), (0.12, 0.1), (0.1, height - 0.14), (0.2, height - 0.08)], "steel", segments=24)
    m.box((0, 0.02, height - 0.05), (0.58, 0.56, 0.12), "leather_black", bevel=0.05)
    m.box((0, 0.3, height + 0.42), (0.56, 0.13, 0.84), "leather_black", bevel=0.055, turn=(-9, 0, 0))
    m.box((0, 0.37, height + 0.42), (0.64, 0.06, 0.9), "panel_white", bevel=0.03, turn=(-9, 0, 0))
    m.box((0, 0.36, height + 0.98), (0.34, 0.12, 0.2), "leather_black", bevel=0.05)
    for s in (-1, 1):
        m.box((s * 0.37, 0.02, height + 0.2), (0.13, 0.5, 0.06), "panel_white", bevel=0.025)
        m.box((s * 0.36, 0.18, height + 0.05), (0.08, 0.2, 0.3), "panel_white", bevel=0.025)
        m.glow(shape.box((0.08, 0.16, 0.01)), "instrument", at=(s * 0.37, -0.1, height + 0.236))


def ceiling_ring(m: Model, *, radius: float = 1.8, height: float = 2.9, watts: float = 60.0) -> None:
    """A ring of light under the ceiling."""
    ring = [(radius * math.cos(a), radius * math.sin(a), height) for a in np.linspace(0, 6.283, 49)]
    m.add(shape.tube(ring, radius=0.09, smooth=False, caps=False), "panel_white")
    inner = [(radius * 0.99 * math.cos(a), radius * 0.99 * math.sin(a), height - 0.09) for a in np.linspace(0, 6.283, 49)]
    m.glow(shape.tube(inner, radius=0.025, sides=6, smooth=False, caps=False), "strip_light")
    m.light((0, 0, height - 0.25), kelvin=5600, watts=watts, radius=0.6)


PROPS = (rib, hull_panel, viewport, starfield, console, command_chair, ceiling_ring)
