"""Ships and harbours: deck with deckhouse, rail, hatch, winch, ventilators, lifeboat; cranes, containers, warehouse fronts.

Knows nothing of sets. Metres; fronts face −y.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def ship_rail(
    m: Model, *, length: float = 10.0, height: float = 1.1, wood: str = "teak_rail", material: str = "hull_white", net: bool = True
) -> None:
    """A ship's rail along x: stanchions, wires, a wooden cap."""
    for k in range(int(length / 1.25) + 1):
        x = -length / 2 + 1.25 * k
        m.tube([(x, 0, 0), (x, 0, height)], material, radius=0.024, sides=8)
        m.lathe([(0.07, 0), (0.07, 0.02), (0.03, 0.05)], material, at=(x, 0, 0), segments=12)
    for z in (0.3, 0.58, 0.84):
        m.tube([(-length / 2, 0, z), (length / 2, 0, z)], material, radius=0.012, sides=6)
    m.box((0, 0, height + 0.02), (length, 0.12, 0.05), wood, bevel=0.02)
    m.box((0, 0.05, 0.06), (length, 0.06, 0.14), material, bevel=0.012)


def deckhouse(
    m: Model, *, width: float = 6.0, height: float = 2.6, storeys: int = 2, material: str = "hull_white", lit: bool = True
) -> None:
    """The front of a superstructure along x: steel door, ports, wheelhouse windows above, lamps, ladder."""
    m.box((0, 1.6, height / 2), (width, 3.2, height), material, bevel=0.08)
    for z in (0.12, height - 0.06):
        m.box((0, -0.02, z), (width + 0.1, 0.08, 0.1), material, bevel=0.03)
    m.box((-width * 0.12, -0.03, 1.08), (0.86, 0.07, 1.8), material, bevel=0.12)
    m.box((-width * 0.12, -0.07, 1.08), (0.74, 0.05, 1.68), "hull_grey", bevel=0.1)
    for z in (0.5, 1.1, 1.7):
        m.tube([(-width * 0.12 - 0.3, -0.11, z), (-width * 0.12 - 0.44, -0.11, z - 0.12)], "steel", radius=0.014)
    m.add(shape.lathe([(0.15, 0), (0.16, 0.03), (0.12, 0.04)], segments=20), "brass", at=(-width * 0.12, -0.095, 1.55), turn=(90, 0, 0))
    for x in (-0.4, 0.14, 0.27, 0.4):
        port(m, width * x, 1.55, lit=lit)
    if storeys > 1:
        m.box((0, 1.9, height + 1.15), (width * 0.82, 2.4, 2.3), material, bevel=0.08)
        m.box((0, 0.5, height + 0.03), (width + 0.8, 2.2, 0.08), material, bevel=0.02)
        count = 7
        for k in range(count):
            x = width * 0.76 * ((k + 0.5) / count - 0.5)
            if lit:
                m.glow(shape.box((width * 0.095, 0.03, 0.8), bevel=0.02), "window_glow", at=(x, 0.69, height + 1.45))
            else:
                m.box((x, 0.68, height + 1.45), (width * 0.095, 0.05, 0.8), "dark_pane", bevel=0.02)
        m.box((0, 1.6, height + 2.36), (width * 0.92, 3.2, 0.12), material, bevel=0.04)
        m.tube([(0, 1.8, height + 2.4), (0, 1.8, height + 6.2)], material, radius=0.1)
        m.tube([(-1.2, 1.8, height + 4.6), (1.2, 1.8, height + 4.6)], material, radius=0.05)
        m.box((0, 1.5, height + 5.0), (1.4, 0.14, 0.16), "hull_grey", bevel=0.04)
        for s in (-1, 1):
            m.box((s * (width / 2 + 0.3), -0.4, height + 0.55), (0.05, 1.6, 1.0), material, bevel=0.02)
    for x in (-0.32, 0.34):
        bulkhead_lamp(m, width * x, 2.15)
    for s in (-0.2, 0.2):
        m.tube([(width * 0.46 + s, -0.12, 0.1), (width * 0.46 + s, -0.12, height + 0.9)], "hull_grey", radius=0.018)
    for k in range(9):
        m.tube([(width * 0.46 - 0.2, -0.12, 0.25 + 0.3 * k), (width * 0.46 + 0.2, -0.12, 0.25 + 0.3 * k)], "hull_grey", radius=0.014)


def port(m: Model, x: float, z: float, *, lit: bool, radius: float = 0.17) -> None:
    """Add a porthole with its brass ring and bolts."""
    ring = [(x + radius * math.cos(a), -0.015, z + radius * math.sin(a)) for a in np.linspace(0, 6.283, 25)]
    m.tube(ring, "brass", radius=0.032, sides=7, smooth=False)
    disc = shape.lathe([(radius, 0), (0, 0.004)], segments=22)
    if lit:
        m.glow(disc, "window_glow", at=(x, -0.02, z), turn=(90, 0, 0))
    else:
        m.add(disc, "dark_pane", at=(x, -0.02, z), turn=(90, 0, 0))
    for k in range(6):
        a = k * 1.047
        m.add(shape.ball(0.014, segments=7, rings=5), "brass", at=(x + radius * math.cos(a), -0.05, z + radius * math.sin(a)))


def bulkhead_lamp(m: Model, x: float, z: float) -> None:
    """Add a caged lamp and its light."""
    m.box((x, -0.04, z), (0.18, 0.06, 0.24), "hull_grey", bevel=0.03)
    m.glow(shape.ball(0.08, segments=14, rings=8).scaled((0.9, 0.8, 1.2)), "lamp_glow", at=(x, -0.1, z))
    for k in range(3):
        m.tube(
            [(x - 0.08 + 0.08 * k, -0.06, z + 0.12), (x - 0.08 + 0.08 * k, -0.19, z), (x - 0.08 + 0.08 * k, -0.06, z - 0.12)],
            "iron",
            radius=0.005,
            sides=5,
        )
    m.light((x, -0.3, z), kelvin=2900, watts=45, radius=0.08)


def hatch(m: Model, *, width: float = 2.6, depth: float = 2.2, height: float = 0.46) -> None:
    """A cargo hatch: coaming under a canvas cover held by battens; high enough to sit on."""
    m.box((0, 0, height / 2 - 0.03), (width, depth, height - 0.06), "hull_white", bevel=0.03)
    m.box((0, 0, height - 0.03), (width + 0.06, depth + 0.06, 0.06), "canvas", bevel=0.025)
    for s in (-1, 1):
        m.box((0, s * (depth / 2 + 0.02), height - 0.13), (width, 0.025, 0.06), "grey_wood", bevel=0.008)
        m.box((s * (width / 2 + 0.02), 0, height - 0.13), (0.025, depth, 0.06), "grey_wood", bevel=0.008)
        m.tube(
            [(s * width * 0.25, -depth / 2, height), (s * width * 0.25, 0, height + 0.012), (s * width * 0.25, depth / 2, height)],
            "rope",
            radius=0.014,
        )


def ventilator(m: Model, *, height: float = 1.5, radius: float = 0.2) -> None:
    """A cowl ventilator; its mouth faces −y."""
    m.tube(
        [(0, 0, 0), (0, 0, height * 0.72), (0, -0.03, height * 0.95), (0, -0.2, height * 1.06), (0, -0.34, height * 1.06)],
        "hull_white",
        radius=(radius * 0.8, radius * 0.8, radius * 0.95, radius * 1.3, radius * 1.7),
        sides=18,
    )
    m.add(shape.lathe([(radius * 1.55, 0), (0, -0.08)], segments=20), "red_paint", at=(0, -0.352, height * 1.06), turn=(90, 0, 0))
    m.lathe([(radius * 1.2, 0), (radius * 1.15, 0.05), (radius * 0.85, 0.07)], "hull_white", segments=20)


def winch(m: Model) -> None:
    """A deck winch with two drums."""
    m.box((0, 0, 0.1), (1.3, 0.7, 0.2), "hull_grey", bevel=0.03)
    for s in (-1, 1):
        m.plate([(-0.3, 0), (0.3, 0), (0.16, 0.62), (-0.16, 0.62)], 0.07, "green_metal", at=(s * 0.42, 0, 0.18), turn=(0, 0, 90))
        m.add(
            shape.lathe([(0, -0.14), (0.2, -0.13), (0.13, -0.06), (0.13, 0.06), (0.2, 0.13), (0, 0.14)], segments=22),
            "iron",
            at=(s * 0.66, 0, 0.55),
            turn=(0, 90, 0),
        )
    m.add(
        shape.lathe(
            [(0, -0.4), (0.28, -0.39), (0.28, -0.35), (0.17, -0.34), (0.17, 0.34), (0.28, 0.35), (0.28, 0.39), (0, 0.4)], segments=26
        ),
        "iron",
        at=(0, 0, 0.55),
        turn=(0, 90, 0),
    )
    for k in range(10):
        m.tube(
            [(-0.3 + 0.065 * k, 0.185 * math.cos(a), 0.55 + 0.185 * math.sin(a)) for a in np.linspace(0, 6.283, 15)],
            "zinc",
            radius=0.018,
            sides=5,
            smooth=False,
        )


def lifeboat(m: Model, *, length: float = 5.4) -> None:
    """A covered lifeboat in its davits; the rail side is −y."""
    hull = shape.ball(1.0, segments=26, rings=16).scaled((length / 2, 0.85, 0.75))
    points = hull.points.copy()
    points[:, 2] = np.where(points[:, 2] > 0, points[:, 2] * 0.45, points[:, 2])
    m.add(shape.replace(hull, points=points), "hull_white", at=(0, 0, 2.1))
    cover = shape.ball(1.0, segments=24, rings=12).scaled((length / 2 * 0.97, 0.84, 0.5))
    cut = cover.points.copy()
    cut[:, 2] = np.maximum(cut[:, 2], 0.0)
    m.add(shape.replace(cover, points=cut), "orange_canvas", at=(0, 0, 2.18))
    m.tube(
        [(-length * 0.49, 0, 2.2), (0, -0.86, 2.2), (length * 0.49, 0, 2.2), (0, 0.86, 2.2), (-length * 0.49, 0, 2.2)], "rope", radius=0.025
    )
    for s in (-1, 1):
        x = s * length * 0.33
        m.tube([(x, 0.9, 0), (x, 0.95, 1.6), (x, 0.6, 3.1), (x, -0.1, 3.4)], "hull_white", radius=(0.1, 0.1, 0.085, 0.06))
        m.tube([(x, -0.05, 3.38), (x, 0, 2.3)], "rope", radius=0.018)
        m.box((x, 0.2, 1.3), (0.12, 1.5, 0.14), "hull_white", bevel=0.02)


def mast(m: Model, *, height: float = 12.0, boom: float = 6.0) -> None:
    """A derrick mast: shrouds, a boom, a lamp."""
    m.tube([(0, 0, 0), (0, 0, height)], "ochre_mast", radius=(0.2, 0.11), sides=14)
    m.tube([(0, -0.25, 1.4), (0, -boom * 0.85, boom * 0.6)], "ochre_mast", radius=(0.1, 0.06), sides=10)
    m.tube([(0, 0, height * 0.92), (0, -boom * 0.84, boom * 0.6)], "zinc", radius=0.014, sides=5)
    for sx in (-1, 1):
        for sy in (0.4, 1.2):
            m.tube([(0, 0, height * 0.86), (sx * 2.8, sy, 0)], "zinc", radius=0.012, sides=5)
    m.box((0, 0, height * 0.7), (1.7, 0.14, 0.14), "ochre_mast", bevel=0.02)
    m.glow(shape.ball(0.1), "lamp_glow", at=(0, -0.22, height * 0.62))


def container(m: Model, *, material: str = "red_paint", length: float = 6.06) -> None:
    """A freight container along x, its corrugated side to −y."""
    m.box((0, 0, 1.3), (length - 0.1, 2.36, 2.5), material, bevel=0.01)
    for s in (-1, 1):
        for k in range(int(length / 0.28)):
            m.box((-length / 2 + 0.2 + 0.28 * k, s * 1.19, 1.3), (0.12, 0.04, 2.36), material, bevel=0.014)
        for z in (0.08, 2.52):
            m.box((0, s * 1.19, z), (length, 0.09, 0.14), material, bevel=0.014)
        for x in (-length / 2 + 0.05, length / 2 - 0.05):
            m.box((x, s * 1.17, 1.3), (0.13, 0.13, 2.58), material, bevel=0.014)
    for y in (-0.6, 0.6):
        m.box((length / 2, y, 1.3), (0.05, 1.1, 2.3), material, bevel=0.01)
        for dy in (-0.25, 0.25):
            m.tube([(length / 2 + 0.05, y + dy, 0.15), (length / 2 + 0.05, y + dy, 2.45)], "zinc", radius=0.018)


def crane(m: Model, *, height: float = 22.0, reach: float = 18.0, material: str = "crane_blue") -> None:
    """A harbour crane on its portal, its jib over −y."""
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.tube([(sx * 3.2, sy * 2.6, 0), (sx * 1.4, sy * 1.4, height * 0.4)], material, radius=0.24, sides=8)
    m.box((0, 0, height * 0.4), (3.4, 3.4, 0.5), material, bevel=0.04)
    m.box((0, 0.6, height * 0.47), (2.8, 3.6, 2.4), material, bevel=0.08)
    m.box((-1.0, -1.6, height * 0.47), (1.2, 1.2, 1.6), "dark_pane", bevel=0.05)
    a, b = np.array([0, -1.0, height * 0.5]), np.array([0, -reach, height])
    for s in (-1, 1):
        m.tube([a + [s * 0.8, 0, 0], b + [s * 0.2, 0, 0]], material, radius=0.12, sides=6)
        m.tube([a + [s * 0.8, 0.3, 1.6], b + [s * 0.2, 0, 0.2]], material, radius=0.1, sides=6)
    for k in range(14):
        p, q = a + (b - a) * k / 14, a + (b - a) * (k + 1) / 14
        w = 0.8 - 0.6 * k / 14
        m.tube([p + [(-1) ** k * w, 0, 0], q + [(-1) ** (k + 1) * w, 0, 0.8 * (1 - k / 14)]], material, radius=0.04, sides=4)
    m.tube([(0, 1.6, height * 0.56), (0, 0.4, height * 0.86)], material, radius=0.16)
    m.tube([(0, 0.4, height * 0.86), b], "zinc", radius=0.04, sides=5)
    m.tube([b, (0, -reach, height * 0.32)], "zinc", radius=0.03, sides=5)
    m.lathe([(0, -0.4), (0.3, -0.3), (0.3, 0.2), (0.1, 0.4)], "yellow", at=(0, -reach, height * 0.31), segments=14)


def warehouse(
    m: Model, *, width: float = 16.0, height: float = 7.0, material: str = "brick", sign: str = "PIER 9", lit: bool = True
) -> None:
    """A brick warehouse front: loading doors, arched windows, hoist beam, painted name."""
    m.box((0, 0.3, height / 2), (width, 0.6, height), material, bevel=0.01)
    m.box((0, -0.05, height - 0.1), (width + 0.2, 0.5, 0.3), "stone", bevel=0.03)
    bays = int(width / 4)
    for k in range(bays):
        x = width * ((k + 0.5) / bays - 0.5)
        m.box((x, -0.03, 1.6), (2.7, 0.12, 3.2), "rust" if k % 2 else "green_paint", bevel=0.01)
        for j in range(7):
            m.box((x - 1.2 + 0.4 * j, -0.1, 1.6), (0.03, 0.02, 3.1), "matte_black", bevel=0.002)
        m.box((x, -0.08, 3.3), (3.1, 0.2, 0.2), "stone", bevel=0.02)
        if m.random.random() < 0.5 and lit:
            m.glow(shape.box((1.4, 0.02, 1.3)), "window_glow", at=(x, -0.01, 4.9))
        else:
            m.box((x, -0.01, 4.9), (1.4, 0.03, 1.3), "dark_pane", bevel=0)
        for d in (-0.7, -0.23, 0.23, 0.7):
            m.box((x + d, -0.03, 4.9), (0.04, 0.05, 1.36), "frame_paint", bevel=0.004)
        for d in (-0.66, 0, 0.66):
            m.box((x, -0.03, 4.9 + d), (1.44, 0.05, 0.04), "frame_paint", bevel=0.004)
        m.tube([(x, -0.02, 3.72), (x, -0.5, 3.75), (x, -0.62, 3.62)], "iron", radius=0.022)
        m.lathe([(0.24, -0.1), (0.22, -0.08), (0.07, 0.02), (0.03, 0.05)], "iron", at=(x, -0.62, 3.6), segments=18)
        if lit:
            m.glow(shape.ball(0.06, segments=12, rings=8), "street_glow", at=(x, -0.62, 3.5))
            m.light((x, -0.64, 3.46), kelvin=3000, watts=260, kind="spot", radius=0.08, cone=120.0, aim=(x, -0.9, 0))
    m.text(sign, 0.9, "white", at=(0, -0.02, height - 1.2), depth=0.004)


PROPS = (ship_rail, deckhouse, hatch, ventilator, winch, lifeboat, mast, container, crane, warehouse)
