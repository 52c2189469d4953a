"""What stands outdoors in towns: walls with windows, shop fronts, fire escapes, lamps, bins, crates, cables, roof things.

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
    """A sash window: lit ones show a blind half down."""
    if lit:
        m.glow(shape.box((0.98, 0.02, 1.48)), "window_glow", at=(x, 0.0, z + 0.75))
        m.box((x, -0.014, z + 1.5 - 0.25), (0.96, 0.012, m.random.uniform(0.3, 0.6)), "shade", bevel=0)
    else:
        m.box((x, -0.002, z + 0.75), (0.98, 0.02, 1.48), "dark_pane", bevel=0)
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


def street_lamp(
    m: Model, *, height: float = 4.2, arm: float = 0.75, kelvin: float = 3200, watts: float = 1100.0, kind: str = "arm"
) -> None:
    """A street lamp; its arm reaches to +x. Kind arm, globe or lantern."""
    m.lathe([(0.14, 0), (0.14, 0.06), (0.11, 0.28), (0.07, 0.36), (0.055, height - 0.6), (0.03, height - 0.45)], "iron", segments=16)
    if kind == "arm":
        m.tube([(0, 0, height - 0.5), (arm * 0.33, 0, height - 0.05), (arm, 0, height)], "iron", radius=0.03)
        m.lathe([(0.28, -0.15), (0.27, -0.13), (0.1, -0.02), (0.03, 0.01)], "iron", at=(arm, 0, height))
        m.glow(shape.ball(0.075, segments=16, rings=10), "street_glow", at=(arm, 0, height - 0.14))
        m.light((arm, 0, height - 0.16), kelvin=kelvin, watts=watts, kind="spot", radius=0.1, cone=125.0, aim=(arm, 0, 0))
        return
    if kind == "globe":
        m.lathe([(0.03, height - 0.45), (0.09, height - 0.4), (0.11, height - 0.34)], "iron")
        m.glow(shape.ball(0.2), "street_glow_soft", at=(0, 0, height - 0.17))
    else:
        m.lathe(
            [(0.11, height - 0.42), (0.2, height - 0.05), (0.22, height - 0.04), (0.06, height + 0.14), (0.0, height + 0.24)],
            "iron",
            segments=6,
        )
        m.glow(shape.lathe([(0.1, height - 0.4), (0.17, height - 0.07)], segments=6).moved(), "street_glow_soft")
    m.light((0, 0, height - 0.17), kelvin=kelvin, watts=watts, radius=0.2)


def bin(m: Model, *, height: float = 0.86, lid: bool = True) -> None:
    """A galvanised dustbin."""
    m.lathe(
        [
            (0.2, 0.0),
            (0.22, 0.02),
            (0.24, 0.3),
            (0.244, 0.31),
            (0.25, 0.5),
            (0.254, 0.51),
            (0.265, height - 0.1),
            (0.28, height - 0.09),
            (0.28, height - 0.06),
        ],
        "zinc",
    )
    if lid:
        tilt = m.random.uniform(-4, 4)
        m.lathe([(0.29, -0.03), (0.29, 0.0), (0.12, 0.075), (0.0, 0.085)], "zinc", at=(0, 0, height - 0.06), turn=(tilt, 2, 0))
        m.tube(
            [(-0.06, 0, height + 0.02), (-0.05, 0, height + 0.07), (0.05, 0, height + 0.07), (0.06, 0, height + 0.02)], "zinc", radius=0.009
        )


def dumpster(m: Model, *, material: str = "green_paint", open: bool = True) -> None:
    """A steel refuse container, bags in it; its back is y = 0."""
    m.box((0, -0.5, 0.62), (1.9, 0.98, 0.9), material, bevel=0.02)
    for k in range(6):
        m.box((-0.8 + k * 0.32, -1.0, 0.6), (0.06, 0.04, 0.8), material, bevel=0.012)
    m.box((0, -0.5, 1.08), (2.0, 1.08, 0.06), material, bevel=0.014)
    for s in (-1, 1):
        m.box((s * 0.98, -0.5, 0.85), (0.12, 0.5, 0.1), material, bevel=0.014)
        for y in (-0.15, -0.85):
            m.add(
                shape.lathe([(0, -0.03), (0.08, -0.03), (0.08, 0.03), (0, 0.03)], segments=14),
                "rubber",
                at=(s * 0.75, y, 0.08),
                turn=(0, 90, 0),
            )
    m.box((-0.49, -0.5, 1.13), (0.94, 1.06, 0.035), "matte_black", bevel=0.014)
    if open:
        m.box((0.49, -0.08, 1.52), (0.94, 0.035, 0.9), "matte_black", bevel=0.014, turn=(-12, 0, 0))
        for k in range(3):
            m.add(
                shape.ball(0.24, segments=9, rings=6).scaled((1, 1, 0.75)),
                "black",
                at=(0.25 + 0.25 * k, -0.55 + 0.1 * (k % 2), 1.12),
                turn=(k * 30, k * 50, 0),
            )
    else:
        m.box((0.49, -0.5, 1.13), (0.94, 1.06, 0.035), "matte_black", bevel=0.014)


def crates(
    m: Model, *, stack: Sequence[Sequence[float]] = ((0, 0, 0, 10), (0.05, 0.02, 0.46, -8), (0.56, 0.1, 0, 30)), size: float = 0.46
) -> None:
    """Slatted wooden crates at [x, y, z, yaw]."""
    for x, y, z, yaw in stack:
        frame = shape.rotation((0, 0, yaw))
        for side in range(4):
            turn = yaw + side * 90
            out = shape.rotation((0, 0, turn)) @ (0, -size / 2 + 0.012, 0)
            for k in range(4):
                m.box(
                    (x + out[0], y + out[1], z + size * (k + 0.5) / 4),
                    (size, 0.016, size / 4 - 0.014),
                    "crate",
                    bevel=0.003,
                    turn=(0, 0, turn),
                )
            corner = frame @ ((1, 1, -1, -1)[side] * (size / 2 - 0.03), (1, -1, -1, 1)[side] * (size / 2 - 0.03), 0)
            m.box((x + corner[0], y + corner[1], z + size / 2), (0.035, 0.035, size), "crate", bevel=0.003, turn=(0, 0, yaw))
        m.box((x, y, z + size - 0.012), (size - 0.02, size - 0.02, 0.012), "crate", bevel=0.002, turn=(0, 0, yaw))


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


def poster(m: Model, *, width: float = 0.6, height: float = 0.85, up: float = 1.55, title: str = "TONIGHT", paper: str = "manila") -> None:
    """A torn bill on a wall."""
    m.box((0, -0.004, up), (width, 0.003, height), paper, bevel=0, turn=(0, m.random.uniform(-2, 2), 0))
    m.box((0, -0.0065, up - height * 0.06), (width * 0.8, 0.001, height * 0.5), "art_second", bevel=0)
    m.text(title, width * 0.19, "red", at=(0, -0.008, up + height * 0.36))


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


def shop(
    m: Model,
    *,
    width: float = 5.0,
    sign: str = "PHARMACY",
    material: str = "green_paint",
    lit: bool = True,
    neon: str = "",
    awning: str = "",
) -> None:
    """A shop front: show windows lit from inside, a recessed door, its name over it; the wall's face is y = 0."""
    m.box((0, -0.06, 2.75), (width, 0.2, 0.6), material, bevel=0.02)
    m.box((0, -0.1, 3.08), (width + 0.1, 0.3, 0.09), material, bevel=0.02)
    if neon:
        m.glow(shape.letters(sign, size=0.36, outline=0.011), neon, at=(0, -0.2, 2.72))
    else:
        m.text(sign, 0.34, "gold", at=(0, -0.165, 2.75), depth=0.012)
    for x in (-width / 2 + 0.06, -0.62, 0.62, width / 2 - 0.06):
        m.box((x, -0.05, 1.25), (0.13, 0.18, 2.5), material, bevel=0.014)
    for s in (-1, 1):
        x, w = s * (width / 4 + 0.3), width / 2 - 0.72
        m.box((x, -0.03, 0.25), (w, 0.14, 0.5), material, bevel=0.014)
        m.box((x, -0.1, 0.25), (w - 0.2, 0.02, 0.3), material, bevel=0.01)
        m.add(shape.box((w, 0.006, 1.95)), "shop_glow" if lit else "dark_pane", at=(x, 0.0, 1.48))
        for k in range(int(w / 0.28)):
            tall = m.random.uniform(0.12, 0.5)
            m.box(
                (x - w / 2 + 0.16 + k * 0.28, -0.02, 0.52 + tall / 2),
                (m.random.uniform(0.1, 0.22), 0.02, tall),
                m.random.choice(("matte_black", "walnut", "leather", "book_red", "manila")),
                bevel=0.004,
            )
        m.box((x, -0.03, 1.3), (w, 0.02, 0.025), "matte_black", bevel=0.002)
        if lit:
            m.light((x, -0.2, 1.7), kelvin=3200, watts=55.0, kind="area", radius=0.1, size=1.4, aim=(x, -2.2, 0.6))
    m.box((0, 0.0, 1.1), (1.1, 0.02, 2.2), material, bevel=0)
    m.add(shape.box((0.7, 0.006, 1.3)), "shop_glow" if lit else "dark_pane", at=(0, -0.014, 1.35))
    m.tube([(0.4, -0.03, 1.0), (0.4, -0.08, 1.02), (0.4, -0.08, 1.25), (0.4, -0.03, 1.27)], "brass", radius=0.013)
    if awning:
        for k in range(int(width / 0.35)):
            m.box(
                (-width / 2 + 0.175 + k * 0.35, -0.55, 2.5), (0.35, 1.15, 0.02), awning if k % 2 == 0 else "linen", bevel=0, turn=(24, 0, 0)
            )


def hydrant(m: Model) -> None:
    """A fire hydrant."""
    m.lathe(
        [(0.15, 0), (0.15, 0.05), (0.1, 0.07), (0.1, 0.5), (0.13, 0.52), (0.13, 0.57), (0.1, 0.6), (0.05, 0.7), (0.0, 0.73)], "red_paint"
    )
    for turn in (0, 90, -90):
        m.lathe(
            [(0.05, 0.08), (0.05, 0.16), (0.06, 0.16), (0.06, 0.2), (0, 0.2)], "red_paint", at=(0, 0, 0.4), turn=(90, 0, turn), segments=14
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


def water_tank(m: Model, *, radius: float = 1.1, height: float = 2.0, legs: float = 1.7) -> None:
    """A wooden water tank on steel legs."""
    m.lathe(
        [
            (0, legs),
            (radius, legs),
            (radius * 0.96, legs + height),
            (radius * 1.06, legs + height),
            (0.12, legs + height + 0.75),
            (0, legs + height + 0.8),
        ],
        "grey_wood",
        segments=30,
    )
    for k in range(6):
        m.lathe(
            [(radius + 0.004, -0.02), (radius + 0.02, 0), (radius + 0.004, 0.02)],
            "iron",
            at=(0, 0, legs + 0.2 + k * height / 6.2),
            segments=30,
        )
    for k in range(4):
        c, s = math.cos(k * math.pi / 2 + 0.78) * radius * 0.85, math.sin(k * math.pi / 2 + 0.78) * radius * 0.85
        m.box((c, s, legs / 2), (0.1, 0.1, legs), "iron")
        c2, s2 = math.cos(k * math.pi / 2 + 2.35) * radius * 0.85, math.sin(k * math.pi / 2 + 2.35) * radius * 0.85
        m.tube([(c, s, 0.2), (c2, s2, legs - 0.15)], "iron", radius=0.025)


def vent(m: Model, *, size: tuple[float, float, float] = (1.2, 0.9, 0.9), kind: str = "unit") -> None:
    """A roof air unit with a grille and a fan, or a bent pipe."""
    w, d, h = size
    if kind == "pipe":
        m.tube([(0, 0, 0), (0, 0, h), (0, -0.12, h + 0.18), (0, -0.35, h + 0.16)], "zinc", radius=0.12, sides=14)
        m.lathe([(0.2, 0), (0.14, 0.1)], "zinc")
        return
    m.box((0, 0, h / 2 + 0.06), (w, d, h), "grey_metal", bevel=0.016)
    for k in range(int(h / 0.09)):
        m.box((0, -d / 2 - 0.012, 0.16 + k * 0.085), (w - 0.16, 0.03, 0.02), "grey_metal", bevel=0.003, turn=(28, 0, 0))
    m.lathe(
        [(min(w, d) * 0.36, 0), (min(w, d) * 0.36, 0.1), (min(w, d) * 0.32, 0.1), (min(w, d) * 0.3, 0.03), (0, 0.03)],
        "gunmetal",
        at=(0, 0, h + 0.06),
    )
    for s in (-1, 1):
        m.box((s * (w / 2 - 0.1), 0, 0.03), (0.1, d, 0.06), "iron")


def parapet(m: Model, *, length: float = 12.0, height: float = 1.0, material: str = "brick", cap: str = "stone") -> None:
    """A roof's edge wall along x with capping stones; centred on y = 0."""
    part = shape.box((length, 0.3, height), bevel=0.0005)
    m.parts.append((part.moved((0, 0, height / 2)), material))
    count = max(1, int(length / 1.1))
    for k in range(count):
        m.box((-length / 2 + (k + 0.5) * length / count, 0, height + 0.045), (length / count - 0.01, 0.4, 0.09), cap, bevel=0.016)


def stair_head(m: Model, *, material: str = "brick_second") -> None:
    """The hut at a stair's head on a roof, its door under a lamp toward −y."""
    for x, w in ((-1.0, 0.9), (1.0, 0.9)):
        part = shape.box((w, 2.2, 2.5), bevel=0.001)
        m.parts.append((part.moved((x, 1.1, 1.25)), material))
    part = shape.box((1.1, 2.2, 0.4), bevel=0.001)
    m.parts.append((part.moved((0, 1.1, 2.3)), material))
    m.box((0, 1.05, 2.56), (3.2, 2.5, 0.14), "stone", bevel=0.02)
    door = Model("door", m.random)
    service_door(door, watts=70.0)
    m.parts += [(solid.moved((0, 0.06, 0)), name) for solid, name in door.parts]
    m.glows += [(solid.moved((0, 0.06, 0)), name) for solid, name in door.glows]
    m.lights += door.lights


def sign_frame(m: Model, *, width: float = 5.0, height: float = 2.6) -> None:
    """The scaffold behind a roof sign; its foot is z = 0."""
    for k in range(6):
        x = width * (k / 5 - 0.5)
        m.tube([(x, 0, 0), (x, 0, height)], "iron", radius=0.035)
        m.tube([(x, 0, height * 0.7), (x, 1.0, 0)], "iron", radius=0.025)
    for z in (0.5, 1.3, 2.1):
        m.tube([(-width / 2, 0, z), (width / 2, 0, z)], "iron", radius=0.03)


def antenna(m: Model, *, height: float = 2.4) -> None:
    """A television aerial."""
    m.tube([(0, 0, 0), (0, 0, height)], "steel", radius=0.018)
    m.tube([(-0.7, 0, height - 0.15), (0.5, 0, height - 0.15)], "steel", radius=0.01)
    for k in range(7):
        m.tube(
            [(-0.65 + k * 0.18, -0.4 + 0.03 * k, height - 0.15), (-0.65 + k * 0.18, 0.4 - 0.03 * k, height - 0.15)],
            "steel",
            radius=0.006,
            sides=5,
        )


PROPS = (
    facade,
    fire_escape,
    street_lamp,
    bin,
    dumpster,
    crates,
    pipe,
    service_door,
    poster,
    cables,
    string_lights,
    shop,
    hydrant,
    kerb,
    water_tank,
    vent,
    parapet,
    stair_head,
    sign_frame,
    antenna,
)
