"""Buildings outdoors: cottages, barns, sheds, western fronts with boardwalk, a village church.

Knows nothing of sets. Fronts run along x and face −y, their foot is y = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def gable(
    m: Model,
    width: float,
    depth: float,
    eaves: float,
    ridge: float,
    material: str,
    *,
    along: str = "x",
    over: float = 0.35,
    thick: float = 0.12,
) -> None:
    """Add a pitched roof over a house whose front is y = 0; `along` is the ridge's way."""
    span, run = (depth, width) if along == "x" else (width, depth)
    pitch = math.degrees(math.atan2(ridge - eaves, span / 2))
    slope = math.hypot(ridge - eaves, span / 2) + over
    for s in (-1, 1):
        reach = slope / 2 - over / 2 * 0
        mid = (span / 2 + over * 0.7) / 2
        z = (eaves + ridge) / 2 - over * 0.5 * math.sin(math.radians(pitch))
        if along == "x":
            m.box((0, depth / 2 + s * mid, z), (run + 2 * over, 2 * reach, thick), material, bevel=0.02, turn=(-s * pitch, 0, 0))
        else:
            m.box((s * mid, depth / 2, z), (2 * reach, run + 2 * over, thick), material, bevel=0.02, turn=(0, s * pitch, 0))


def _opening(
    m: Model, x: float, z: float, width: float, height: float, *, lit: bool, frame: str = "frame_paint", shutters: str = "", y: float = 0.0
) -> None:
    """A window with cross bars, a sill and perhaps shutters."""
    if lit:
        m.glow(shape.box((width, 0.02, height)), "window_glow", at=(x, y, z))
    else:
        m.box((x, y - 0.002, z), (width, 0.02, height), "dark_pane", bevel=0)
    for dx in (-width / 2, 0, width / 2):
        m.box((x + dx, y - 0.03, z), (0.05, 0.06, height + 0.06), frame, bevel=0.006)
    for dz in (-height / 2, 0, height / 2):
        m.box((x, y - 0.03, z + dz), (width + 0.06, 0.06, 0.045), frame, bevel=0.006)
    m.box((x, y - 0.08, z - height / 2 - 0.06), (width + 0.24, 0.2, 0.07), "stone", bevel=0.012)
    if shutters:
        for s in (-1, 1):
            m.box((x + s * (width * 0.5 + width * 0.26), y - 0.03, z), (width * 0.46, 0.035, height + 0.04), shutters, bevel=0.008)
            for k in range(5):
                m.box(
                    (x + s * width * 0.76, y - 0.052, z + height * (k / 5 - 0.4)),
                    (width * 0.36, 0.012, height * 0.12),
                    shutters,
                    bevel=0.004,
                )


def cottage(
    m: Model,
    *,
    width: float = 7.0,
    depth: float = 5.0,
    wall: str = "limewash",
    roof: str = "roof_tile",
    floors: int = 1,
    door: str = "green_paint",
    shutters: str = "",
    lit: float = 0.4,
    chimney: bool = True,
    along: str = "x",
    beams: bool = False,
) -> None:
    """A house with door, windows, pitched roof and chimney: cottage (1 floor) or town house (2, 3)."""
    eaves = 2.7 * floors + 0.1
    ridge = eaves + (depth if along == "x" else width) * 0.42
    m.box((0, depth / 2, eaves / 2), (width, depth, eaves), wall, bevel=0.01)
    outline = (
        [(-width / 2, eaves), (width / 2, eaves), (0, ridge - 0.06)]
        if along == "y"
        else [(-depth / 2, eaves), (depth / 2, eaves), (0, ridge - 0.06)]
    )
    if along == "y":
        m.plate(outline, depth, wall, at=(0, depth / 2, 0))
    else:
        m.plate(outline, width, wall, at=(0, depth / 2, 0), turn=(0, 0, 90))
    gable(m, width, depth, eaves, ridge, roof, along=along)
    m.box((0, -0.03, 0.2), (width + 0.06, 0.1, 0.4), "stone", bevel=0.02)
    if beams:
        for x in np.linspace(-width / 2 + 0.1, width / 2 - 0.1, 6):
            m.box((x, -0.03, eaves * 0.5 + 0.3), (0.16, 0.08, eaves - 0.7), "dead_wood", bevel=0.012, turn=(0, m.random.uniform(-1, 1), 0))
        for z in (0.5, eaves * 0.5, eaves - 0.12):
            m.box((0, -0.035, z), (width, 0.09, 0.18), "dead_wood", bevel=0.012)
    count = max(2, int(width / 2.1))
    at = m.random.randrange(count)
    for level in range(floors):
        for k in range(count):
            x, z = width * ((k + 0.5) / count - 0.5), 1.5 + 2.7 * level
            if level == 0 and k == at:
                m.box((x, -0.02, 1.05), (1.16, 0.1, 2.2), "stone", bevel=0.015)
                m.box((x, -0.07, 1.02), (0.92, 0.05, 2.04), door, bevel=0.01)
                for j in range(4):
                    m.box((x - 0.33 + 0.22 * j, -0.1, 1.02), (0.2, 0.02, 1.98), door, bevel=0.006)
                m.add(shape.ball(0.035, segments=10, rings=6), "iron", at=(x + 0.36, -0.13, 1.0))
                m.box((x, -0.3, 0.07), (1.3, 0.55, 0.15), "stone", bevel=0.025)
            else:
                _opening(m, x, z, 0.86, 1.05, lit=m.random.random() < lit, shutters=shutters)
    if chimney:
        m.box((width * 0.3, depth * 0.5, ridge + 0.25), (0.7, 0.55, 1.5), "brick", bevel=0.02)
        m.box((width * 0.3, depth * 0.5, ridge + 1.02), (0.8, 0.65, 0.12), "stone", bevel=0.02)
        m.lathe([(0.11, 0), (0.09, 0.34), (0.11, 0.36)], "terracotta", at=(width * 0.3, depth * 0.5, ridge + 1.06), segments=14)


def barn(m: Model, *, width: float = 9.0, depth: float = 13.0, material: str = "barn_red", open: bool = True) -> None:
    """A barn with its gable to the front: great doors, a loft hatch, a hip on the roof."""
    eaves, knee, ridge = 3.6, 5.4, 6.6
    outline = [
        (-width / 2, 0),
        (width / 2, 0),
        (width / 2, eaves),
        (width * 0.34, knee),
        (0, ridge),
        (-width * 0.34, knee),
        (-width / 2, eaves),
    ]
    m.plate(outline, 0.16, material, at=(0, 0.08, 0))
    m.plate(outline, 0.16, material, at=(0, depth, 0))
    for s in (-1, 1):
        m.box((s * width / 2, depth / 2, eaves / 2), (0.14, depth, eaves), material, bevel=0.01)
        for (x0, z0), (x1, z1) in (((width / 2 + 0.15, eaves - 0.15), (width * 0.34, knee)), ((width * 0.35, knee - 0.02), (0, ridge))):
            length, pitch = math.hypot(x1 - x0, z1 - z0), math.degrees(math.atan2(z1 - z0, x0 - x1))
            m.box(
                (s * (x0 + x1) / 2, depth / 2, (z0 + z1) / 2 + 0.05),
                (length, depth + 0.7, 0.09),
                "zinc",
                bevel=0.01,
                turn=(0, s * pitch, 0),
            )
    if open:
        m.box((0, 0.02, 1.55), (3.0, 0.3, 3.1), "black", bevel=0)
    for s in (-1, 1):
        x = s * (2.35 if open else 0.76)
        m.box((x, -0.08, 1.55), (1.5, 0.07, 3.05), material, bevel=0.01)
        for z in (0.15, 1.55, 2.95):
            m.box((x, -0.125, z), (1.5, 0.03, 0.14), "white", bevel=0.008)
        for dx in (-0.68, 0.68):
            m.box((x + dx, -0.125, 1.55), (0.14, 0.03, 3.0), "white", bevel=0.008)
        m.box((x, -0.12, 0.85), (0.1, 0.025, 1.9), "white", bevel=0.006, turn=(0, s * 45, 0))
    m.box((0, -0.08, 3.2), (5.4, 0.08, 0.1), "iron")
    m.box((0, -0.03, 4.5), (1.1, 0.08, 1.2), "black" if open else material, bevel=0.01)
    for x, z, w, h in ((0, 5.15, 1.3, 0.12), (0, 3.86, 1.3, 0.12), (-0.6, 4.5, 0.12, 1.3), (0.6, 4.5, 0.12, 1.3)):
        m.box((x, -0.09, z), (w, 0.05, h), "white", bevel=0.01)
    m.tube([(0, 0.2, ridge - 0.35), (0, -0.9, ridge - 0.35)], "dead_wood", radius=0.08)
    for s in (-1, 1):
        m.tube(
            [(s * width / 2 + s * 0.15, -0.1, eaves - 0.1), (s * width * 0.34, -0.1, knee + 0.06), (0, -0.1, ridge + 0.08)],
            "white",
            radius=0.06,
            smooth=False,
        )


def shed(m: Model, *, width: float = 3.0, depth: float = 2.2, height: float = 2.3, material: str = "boards") -> None:
    """A plank shed with a lean-to roof."""
    m.box((0, depth / 2, height / 2), (width, depth, height), material, bevel=0.01)
    m.box((0, depth / 2, height + 0.12), (width + 0.4, depth + 0.5, 0.06), "zinc", bevel=0.01, turn=(7, 0, 0))
    m.box((-width * 0.2, -0.03, 0.98), (0.9, 0.06, 1.95), "grey_wood", bevel=0.01)
    for z in (0.4, 1.6):
        m.box((-width * 0.2, -0.07, z), (0.86, 0.025, 0.12), "grey_wood", bevel=0.008)
    _opening(m, width * 0.27, 1.35, 0.6, 0.6, lit=False)


def false_front(
    m: Model,
    *,
    width: float = 6.5,
    height: float = 5.2,
    sign: str = "SALOON",
    material: str = "boards",
    trim: str = "white",
    kind: str = "store",
    lit: bool = False,
) -> None:
    """A western front: boarded wall with a false top, boardwalk, porch roof on posts, door and windows; kind store, saloon or bank."""
    m.box((0, 0.1, height / 2), (width, 0.2, height), material, bevel=0.01)
    m.box((0, 3.5, 1.9), (width - 0.2, 6.8, 3.8), material, bevel=0.01)
    top = [
        (-width / 2 - 0.1, height),
        (width / 2 + 0.1, height),
        (width / 2 + 0.1, height + 0.18),
        (width * 0.28, height + 0.2),
        (width * 0.22, height + 0.62),
        (-width * 0.22, height + 0.62),
        (-width * 0.28, height + 0.2),
        (-width / 2 - 0.1, height + 0.18),
    ]
    m.plate(top, 0.26, trim if kind == "bank" else material, at=(0, 0.06, 0))
    m.box((0, -0.08, height + 0.02), (width + 0.3, 0.3, 0.14), trim, bevel=0.02)
    m.box((0, -0.03, height - 0.75), (width * 0.72, 0.06, 0.72), trim, bevel=0.012)
    m.text(sign, 0.44 if len(sign) < 10 else 0.32, "black", at=(0, -0.066, height - 0.9))
    deck = 0.32
    for k in range(int(2.2 / 0.2)):
        m.box(
            (m.random.uniform(-0.02, 0.02), -0.1 - 0.2 * k, deck - 0.03),
            (width + 0.3, 0.185, 0.05),
            "grey_wood",
            bevel=0.008,
            turn=(0, m.random.uniform(-0.3, 0.3), 0),
        )
    m.box((0, -2.25, deck / 2 - 0.04), (width + 0.3, 0.06, deck - 0.06), "dead_wood", bevel=0.01)
    m.box((0, -2.55, 0.1), (1.4, 0.36, 0.2), "grey_wood", bevel=0.015)
    for k in range(4):
        x = (width - 0.4) * (k / 3 - 0.5)
        m.box((x, -2.1, deck + 1.32), (0.14, 0.14, 2.65), "grey_wood", bevel=0.014, turn=(0, m.random.uniform(-0.7, 0.7), 0))
        for s in (-1, 1):
            m.box((x + s * 0.26, -2.1, deck + 2.4), (0.07, 0.07, 0.62), "grey_wood", bevel=0.01, turn=(0, s * 45, 0))
    m.box((0, -1.1, deck + 2.78), (width + 0.4, 2.4, 0.07), "grey_wood", bevel=0.01, turn=(6, 0, 0))
    m.box((0, -2.2, deck + 2.62), (width + 0.3, 0.1, 0.18), "grey_wood", bevel=0.01)
    if kind == "saloon":
        m.box((0, -0.012, deck + 1.2), (1.5, 0.03, 2.4), "black", bevel=0)
        for s in (-1, 1):
            m.box((s * 0.37, -0.09, deck + 1.05), (0.68, 0.035, 0.95), "mahogany", bevel=0.02, turn=(0, 0, s * 6))
            for k in range(7):
                m.box((s * 0.37, -0.115, deck + 0.72 + 0.11 * k), (0.54, 0.012, 0.07), "mahogany", bevel=0.004, turn=(24, 0, s * 6))
    else:
        m.box((0, -0.02, deck + 1.1), (1.1, 0.09, 2.2), trim, bevel=0.012)
        m.box((0, -0.07, deck + 1.05), (0.88, 0.04, 2.0), "walnut", bevel=0.01)
        m.box((0, -0.1, deck + 1.45), (0.6, 0.02, 0.8), "dark_pane", bevel=0)
    for s in (-1, 1):
        _opening(m, s * width * 0.31, deck + 1.45, 1.3, 1.3, lit=lit, frame=trim)
        _opening(m, s * width * 0.25, deck + 3.55, 0.7, 0.9, lit=False, frame=trim) if height > 6 else None


def church(m: Model, *, height: float = 15.0, wall: str = "limewash", roof: str = "roof_tile") -> None:
    """A village church: nave, tower with belfry and spire, a round window and a portal."""
    cottage(m, width=7.5, depth=13.0, wall=wall, roof=roof, floors=2, lit=0.0, chimney=False, along="y")
    x = -5.0
    m.box((x, 1.6, height * 0.36), (3.2, 3.2, height * 0.72), wall, bevel=0.03)
    for z in (0.24, 0.48, 0.71):
        m.box((x, 1.6, height * z), (3.4, 3.4, 0.22), "stone", bevel=0.03)
    for s in (-0.6, 0.6):
        m.box((x + s, -0.01, height * 0.62), (0.5, 0.06, 1.5), "black", bevel=0.04)
    m.box((x, -0.02, height * 0.36), (1.1, 0.06, 1.1), "ivory", bevel=0.02)
    m.add(shape.lathe([(0.48, 0), (0.48, 0.03), (0, 0.03)], segments=24), "black", at=(x, -0.06, height * 0.36), turn=(90, 0, 0))
    for a, r in ((20, 0.36), (100, 0.24)):
        m.box(
            (x + r / 2 * math.cos(math.radians(a)), -0.1, height * 0.36 + r / 2 * math.sin(math.radians(a))),
            (r, 0.012, 0.035),
            "gold",
            bevel=0.002,
            turn=(0, -a, 0),
        )
    m.add(shape.lathe([(2.5, 0), (1.3, 1.2), (0.0, height * 0.36)], segments=4), roof, at=(x, 1.6, height * 0.72), turn=(0, 0, 45))
    m.tube([(x, 1.6, height * 1.06), (x, 1.6, height * 1.06 + 1.1)], "gold", radius=0.03)
    m.tube([(x - 0.3, 1.6, height * 1.06 + 0.75), (x + 0.3, 1.6, height * 1.06 + 0.75)], "gold", radius=0.03)


PROPS = (cottage, barn, shed, false_front, church)
