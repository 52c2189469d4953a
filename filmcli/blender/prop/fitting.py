"""What is fitted to walls, floors and ceilings: switches, sockets, grilles, conduits, open doorways, stains, panels, arches, lamps on walls.

Knows nothing of sets. Walls' faces are y = 0 and things stand out to −y.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def light_switch(m: Model, *, up: float = 1.12) -> None:
    """A switch plate."""
    m.box((0, -0.005, up), (0.075, 0.01, 0.115), "ivory", bevel=0.003)
    m.box((0, -0.012, up + 0.006), (0.012, 0.014, 0.026), "ivory", bevel=0.003, turn=(18, 0, 0))
    for s in (-1, 1):
        m.lathe([(0, 0.002), (0.004, 0.0015), (0.005, 0)], "brass", at=(0, -0.01, up + s * 0.04), turn=(90, 0, 0), segments=8)


def socket(m: Model, *, up: float = 0.3) -> None:
    """A double wall socket, on some walls with a plug and its cable."""
    m.box((0, -0.005, up), (0.08, 0.01, 0.12), "ivory", bevel=0.003)
    for s in (-1, 1):
        for x in (-0.01, 0.01):
            m.box((x, -0.0102, up + s * 0.026), (0.004, 0.002, 0.012), "black", bevel=0)
    if m.random.random() < 0.5:
        side = m.random.choice((-1, 1))
        m.box((0, -0.024, up - 0.026), (0.03, 0.036, 0.03), "black", bevel=0.008)
        m.tube(
            [
                (0, -0.04, up - 0.03),
                (side * 0.02, -0.05, up - 0.14),
                (side * 0.1, -0.03, 0.03),
                (side * 0.3, -0.02, 0.008),
                (side * 0.55, -0.015, 0.008),
            ],
            "cable",
            radius=0.0045,
            sides=6,
        )


def air_grille(m: Model, *, up: float = 2.4, width: float = 0.42) -> None:
    """A grille of slats over a duct."""
    m.box((0, -0.003, up), (width - 0.04, 0.006, 0.2), "matte_black", bevel=0)
    for s in (-1, 1):
        m.box((0, -0.009, up + s * 0.11), (width, 0.018, 0.025), "ivory", bevel=0.005)
        m.box((s * (width / 2 - 0.012), -0.009, up), (0.025, 0.018, 0.22), "ivory", bevel=0.005)
    for k in range(7):
        m.box((0, -0.009, up - 0.084 + k * 0.028), (width - 0.04, 0.018, 0.004), "ivory", bevel=0.001, turn=(38, 0, 0))


def conduit(m: Model, *, height: float = 3.0, box: float = 1.3) -> None:
    """Steel tubes of cable up a wall with clips, and a box with its lever."""
    for k, x in enumerate((-0.09, 0.0, 0.07)):
        low = 0.0 if k == 1 else box
        m.tube([(x, -0.025, low), (x, -0.025, height)], "grey_metal", radius=0.014, sides=8, smooth=False)
        z = max(low, 0.4) + 0.2
        while z < height:
            m.box((x, -0.022, z), (0.05, 0.044, 0.02), "zinc", bevel=0.004)
            z += 0.8
    m.box((-0.02, -0.06, box), (0.26, 0.12, 0.36), "grey_metal", bevel=0.01)
    m.box((0.13, -0.09, box + 0.03), (0.03, 0.03, 0.14), "red", bevel=0.008, turn=(20, 0, 0))
    m.box((-0.02, -0.122, box + 0.09), (0.12, 0.002, 0.09), "yellow", bevel=0)


def doorway(
    m: Model, *, width: float = 1.2, height: float = 2.2, frame: str = "trim", beyond: str = "beyond", deep: float = 1.1, watts: float = 5.0
) -> None:
    """An opening to a passage beyond under a dim lamp: jambs, head, a strip of floor, a wall some way in with a shut door."""
    for s in (-1, 1):
        m.box((s * (width / 2 + 0.03), 0.04, height / 2), (0.1, 0.2, height), frame, bevel=0.008)
        m.box((s * (width / 2 + 0.02), 0.12 + deep / 2, height / 2), (0.04, deep, height), beyond, bevel=0)
    m.box((0, 0.04, height + 0.03), (width + 0.16, 0.2, 0.1), frame, bevel=0.008)
    m.box((0, 0.12 + deep, height / 2), (width + 0.1, 0.04, height + 0.1), beyond, bevel=0)
    m.box((0, 0.12 + deep / 2, height + 0.06), (width + 0.1, deep, 0.04), beyond, bevel=0)
    m.box((0, 0.1 + deep / 2, -0.012), (width + 0.1, deep + 0.2, 0.02), "floor", bevel=0)
    m.box((0, 0.085 + deep, 1.0), (min(0.95, width - 0.1), 0.04, 2.0), frame, bevel=0.012)
    m.box((0, 0.06 + deep, 0.06), (width, 0.02, 0.12), frame, bevel=0.004)
    m.lathe([(0, 0.03), (0.02, 0.02), (0.01, 0.0)], "brass", at=(0.33, 0.06 + deep, 1.0), turn=(90, 0, 0), segments=12)
    m.light((0, 0.3 + deep * 0.3, height - 0.15), kelvin=2900, watts=watts, radius=0.08)


def stain(m: Model, *, width: float = 1.1, height: float = 1.3, up: float = 1.6) -> None:
    """An old stain of damp on a wall."""
    m.parts.append((shape.sheet(width, height).moved((0, -0.003, up), turn=(90, 0, 0)), "stain_damp"))


def floor_stain(m: Model, *, size: float = 0.9) -> None:
    """A worn or oily patch on a floor."""
    m.parts.append((shape.sheet(size, size).moved((0, 0, 0.0015)), "stain_floor"))


def panelling(m: Model, *, length: float = 3.0, height: float = 2.2, wood: str = "walnut", pitch: float = 0.62) -> None:
    """Wainscot of framed panels on a wall."""
    m.box((0, -0.012, height / 2), (length, 0.024, height), wood, bevel=0.002)
    count = max(1, round(length / pitch))
    for k in range(count):
        x, wide = length * ((k + 0.5) / count - 0.5), length / count
        for low, high in ((0.24, height * 0.4), (height * 0.4 + 0.12, height - 0.14)):
            m.box((x, -0.03, (low + high) / 2), (wide - 0.14, 0.02, high - low), wood, bevel=0.012)
            m.box((x, -0.04, (low + high) / 2), (wide - 0.26, 0.016, high - low - 0.12), wood, bevel=0.008)
    m.box((0, -0.035, height), (length, 0.07, 0.06), wood, bevel=0.014)
    m.box((0, -0.025, 0.09), (length, 0.05, 0.18), wood, bevel=0.01)


def wall_lamp(m: Model, *, up: float = 1.75, kelvin: float = 2750, watts: float = 14.0, kind: str = "shade") -> None:
    """A bracket with one or two lights: shade, globe, candle or tube."""
    if kind == "tube":
        m.box((0, -0.03, up), (1.0, 0.06, 0.08), "white", bevel=0.012)
        m.glow(shape.box((0.94, 0.02, 0.04), bevel=0.008), "tube_light", at=(0, -0.07, up))
        m.light((0, -0.14, up), kelvin=4600, watts=watts, kind="area", size=0.9, height=0.1, aim=(0, -1.5, up - 0.9))
        return
    m.lathe([(0, 0.02), (0.04, 0.016), (0.055, 0)], "brass", at=(0, 0, up), turn=(90, 0, 0), segments=20)
    for s in (-1, 1) if kind == "candle" else (0,):
        x = s * 0.11
        m.tube([(0, -0.01, up), (x * 0.6, -0.07, up - 0.05), (x, -0.12, up - 0.02), (x, -0.12, up + 0.05)], "brass", radius=0.007)
        if kind == "shade":
            m.glow(shape.lathe([(0.1, 0.0), (0.07, 0.15)], segments=26), "shade", at=(x, -0.12, up + 0.06))
            m.glow(shape.ball(0.03, segments=12, rings=8), "lamp_glow", at=(x, -0.12, up + 0.11))
        elif kind == "globe":
            m.glow(shape.ball(0.085, segments=20, rings=12), "lamp_glow", at=(x, -0.12, up + 0.13))
        else:
            m.lathe([(0.02, 0), (0.024, 0.01), (0.01, 0.008)], "brass", at=(x, -0.12, up + 0.04), segments=14)
            m.lathe([(0.01, 0), (0.01, 0.09), (0, 0.09)], "wax", at=(x, -0.12, up + 0.05), segments=10)
            m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.02, 0.02, 0.05)), "lamp_glow", at=(x, -0.12, up + 0.165))
    m.light((0, -0.16, up + 0.14), kelvin=kelvin, watts=watts, radius=0.06)


def tube_lamp(
    m: Model,
    *,
    length: float = 1.2,
    ceiling: float = 2.8,
    drop: float = 0.0,
    kelvin: float = 4300,
    watts: float = 26.0,
    shade: bool = False,
) -> None:
    """A fluorescent lamp under a ceiling or on chains; with a shade for halls."""
    z = ceiling - drop
    m.box((0, 0, z - 0.03), (length, 0.1 if not shade else 0.26, 0.06), "white", bevel=0.014)
    for s in (-1, 1):
        m.glow(
            shape.tube([(-length * 0.46, s * 0.04, z - 0.075), (length * 0.46, s * 0.04, z - 0.075)], radius=0.014, sides=8, smooth=False),
            "tube_light",
        )
        if drop:
            m.tube([(s * length * 0.4, 0, z), (s * length * 0.4, 0, ceiling)], "steel", radius=0.004, sides=6, smooth=False)
    m.light((0, 0, z - 0.12), kelvin=kelvin, watts=watts, kind="area", size=length, height=0.2, aim=(0, 0, 0))


def bay_lamp(
    m: Model, *, ceiling: float = 5.0, drop: float = 1.0, kelvin: float = 3900, watts: float = 90.0, shade: str = "green_metal"
) -> None:
    """A large bell lamp of halls on a chain."""
    z = ceiling - drop
    m.tube([(0, 0, ceiling), (0, 0, z + 0.16)], "iron", radius=0.008, sides=6, smooth=False)
    m.lathe(
        [(0.03, 0.2), (0.06, 0.16), (0.09, 0.1), (0.24, -0.04), (0.25, -0.06), (0.235, -0.05), (0.07, 0.1)],
        shade,
        at=(0, 0, z),
        segments=32,
    )
    m.glow(shape.ball(0.07, segments=14, rings=10), "bulb", at=(0, 0, z - 0.02))
    m.light((0, 0, z - 0.1), kelvin=kelvin, watts=watts, kind="spot", radius=0.1, aim=(0, 0, 0), cone=135.0)


def arch_window(
    m: Model, *, width: float = 1.2, height: float = 3.0, sill: float = 1.4, glass: str = "stained", frame: str = "stone"
) -> None:
    """A pointed window of coloured glass set on a wall's face."""
    half, top = width / 2, sill + height
    spring = top - width * 0.85
    arc = [
        (half * math.cos(a) * (1.0 if a < 1.2 else 0.9), spring + width * 0.85 * math.sin(a)) for a in (k * math.pi / 14 for k in range(15))
    ]
    outline = [(-half, sill), (half, sill), *arc]
    m.plate(outline, 0.02, glass, at=(0, -0.012, 0))
    rim = [(x, -0.03, z) for x, z in ((-half, sill), (half, sill), *arc, (-half, sill))]
    m.tube(rim, frame, radius=0.07, sides=8, smooth=False)
    m.tube([(0, -0.03, sill), (0, -0.03, top - 0.05)], frame, radius=0.035, sides=8, smooth=False)
    for k in range(int((spring - sill) / 0.5)):
        m.tube([(-half, -0.025, sill + 0.5 * (k + 1)), (half, -0.025, sill + 0.5 * (k + 1))], "iron", radius=0.012, sides=6, smooth=False)
    m.box((0, -0.07, sill - 0.06), (width + 0.3, 0.14, 0.12), frame, bevel=0.014)


def truss(m: Model, *, span: float = 10.0, height: float = 4.6, deep: float = 0.6, metal: str = "iron") -> None:
    """A roof truss along x under a ceiling."""
    for z in (height, height - deep):
        m.box((0, 0, z - 0.05), (span, 0.12, 0.1), metal, bevel=0.01)
    count = int(span / 0.9)
    for k in range(count):
        a, b = span * (k / count - 0.5), span * ((k + 1) / count - 0.5)
        m.tube(
            [(a, 0, height - 0.1 if k % 2 else height - deep), (b, 0, height - deep if k % 2 else height - 0.1)],
            metal,
            radius=0.03,
            sides=6,
            smooth=False,
        )


def duct(m: Model, *, length: float = 6.0, radius: float = 0.2, height: float = 3.0) -> None:
    """A round air duct along y under a ceiling, with joints and outlets."""
    m.tube(
        [(0, -length / 2, height - radius - 0.06), (0, length / 2, height - radius - 0.06)], "zinc", radius=radius, sides=18, smooth=False
    )
    for k in range(int(length) + 1):
        y = length * (k / int(length) - 0.5)
        m.lathe(
            [(radius, -0.02), (radius + 0.02, -0.02), (radius + 0.02, 0.02), (radius, 0.02)],
            "zinc",
            at=(0, y, height - radius - 0.06),
            turn=(90, 0, 0),
            segments=24,
        )
        m.box((0, y, height - 0.03), (0.04, 0.03, 0.06), "iron", bevel=0.004)
        if k % 2:
            m.box((0, y + 0.5, height - 2 * radius - 0.08), (0.3, 0.2, 0.06), "grey_metal", bevel=0.01)


def ceiling_fan_box(m: Model, *, height: float = 2.8) -> None:
    """A smoke alarm and a round grille under a ceiling."""
    m.lathe([(0, -0.035), (0.05, -0.03), (0.06, -0.005), (0.06, 0)], "ivory", at=(0, 0, height), segments=24)
    m.lathe([(0, -0.01), (0.12, -0.012), (0.13, 0)], "white", at=(0.6, 0.2, height), segments=28)


def wall_banner(m: Model, *, text: str = "SALE", width: float = 1.6, up: float = 2.3, cloth: str = "red", ink: str = "ivory") -> None:
    """A strip of cloth or card with words on a wall."""
    m.box((0, -0.012, up), (width, 0.01, 0.34), cloth, bevel=0.003, turn=(0, m.random.uniform(-0.6, 0.6), 0))
    m.text(text, min(0.24, 1.5 * width / max(3, len(text))), ink, at=(0, -0.02, up - 0.01))


PROPS = (
    light_switch, socket, air_grille, conduit, doorway, stain, floor_stain, panelling, wall_lamp, tube_lamp, bay_lamp, arch_window, truss,
    duct, ceiling_fan_box, wall_banner,
)  # fmt: skip
