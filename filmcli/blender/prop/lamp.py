"""Lamps of rooms: on floors and tables, and what hangs from ceilings.

Knows nothing of sets. Kelvin and watts are what the light rig starts from.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def floor_lamp(
    m: Model, *, height: float = 1.62, shade: str = "shade", stem: str = "brass", kelvin: float = 2700, watts: float = 32.0
) -> None:
    """A standing lamp with a cloth shade."""
    m.lathe([(0, 0.035), (0.03, 0.035), (0.13, 0.02), (0.145, 0.0)], stem)
    m.tube([(0, 0, 0.03), (0, 0, height - 0.1)], stem, radius=0.011)
    m.lathe([(0.19, height - 0.26), (0.12, height)], shade, segments=36)
    m.glow(shape.ball(0.04, segments=12, rings=8), "lamp_glow", at=(0, 0, height - 0.14))
    m.light((0, 0, height - 0.14), kelvin=kelvin, watts=watts, radius=0.04)


def table_lamp(
    m: Model, *, height: float = 0.5, shade: str = "shade", base: str = "ceramic_blue", kelvin: float = 2700, watts: float = 18.0
) -> None:
    """A bedside lamp."""
    m.lathe([(0.055, 0), (0.06, 0.02), (0.085, 0.1), (0.06, 0.19), (0.02, 0.24), (0.012, height - 0.16)], base)
    m.lathe([(0.15, height - 0.22), (0.095, height)], shade, segments=32)
    m.glow(shape.ball(0.03, segments=12, rings=8), "lamp_glow", at=(0, 0, height - 0.11))
    m.light((0, 0, height - 0.1), kelvin=kelvin, watts=watts, radius=0.03)


def pendant(
    m: Model,
    *,
    drop: float = 0.9,
    radius: float = 0.17,
    shade: str = "green_paint",
    kelvin: float = 2800,
    watts: float = 26.0,
    ceiling: float = 3.0,
) -> None:
    """A lamp hanging from the ceiling on its cord, shining down."""
    z = ceiling - drop
    m.tube([(0, 0, ceiling), (0, 0, z + 0.18)], "black", radius=0.005, sides=6)
    m.lathe([(radius, z), (radius * 0.96, z + 0.012), (radius * 0.5, z + 0.1), (0.035, z + 0.14), (0.03, z + 0.2), (0, z + 0.2)], shade)
    m.lathe([(0, z + 0.13), (0.03, z + 0.128), (radius * 0.48, z + 0.09), (radius * 0.93, z + 0.01)], "white")
    m.glow(shape.ball(0.035, segments=14, rings=8), "lamp_glow", at=(0, 0, z + 0.04))
    m.light((0, 0, z + 0.02), kelvin=kelvin, watts=watts, radius=0.05)


def bulb_cage(m: Model, *, ceiling: float = 2.8, cord: float = 0.12, watts: float = 34.0, cage: bool = True) -> None:
    """A naked bulb under the ceiling, behind a wire cage or on a long cord."""
    z = ceiling - cord
    m.tube([(0, 0, ceiling), (0.004, 0, (ceiling + z) / 2), (0, 0, z)], "cable", radius=0.005, sides=6)
    m.lathe([(0, 0.0), (0.05, 0.0), (0.055, -0.03), (0, -0.03)], "matte_black", at=(0, 0, ceiling - 0.001), segments=18)
    m.lathe([(0.016, 0.02), (0.02, 0), (0.02, -0.05), (0, -0.05)], "brass", at=(0, 0, z), segments=14)
    m.glow(shape.lathe([(0, -0.17), (0.03, -0.15), (0.034, -0.12), (0.018, -0.06), (0.016, -0.05)], segments=16), "bulb", at=(0, 0, z))
    for k in range(6 if cage else 0):
        a = k * math.pi / 3
        m.tube(
            [
                (0.05 * math.cos(a), 0.05 * math.sin(a), z - 0.02),
                (0.075 * math.cos(a), 0.075 * math.sin(a), z - 0.12),
                (0.02 * math.cos(a), 0.02 * math.sin(a), z - 0.22),
            ],
            "iron",
            radius=0.003,
            sides=5,
        )
    m.light((0, 0, z - 0.14), kelvin=2700, watts=watts, radius=0.035)


def lantern_lamp(m: Model) -> None:
    """An oil lamp that burns, standing."""
    m.lathe([(0.06, 0), (0.065, 0.02), (0.05, 0.06), (0.03, 0.08), (0.04, 0.09)], "brass", segments=22)
    m.lathe([(0.036, 0.09), (0.046, 0.13), (0.026, 0.2), (0.022, 0.26)], "bottle_clear", segments=20)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.022, 0.022, 0.06)), "flame", at=(0, 0, 0.13))
    m.light((0, 0, 0.2), kelvin=2000, watts=14, radius=0.03)


def wagon_lamp(m: Model, *, ceiling: float = 3.4, drop: float = 1.1, radius: float = 0.52, watts: float = 40.0) -> None:
    """A wagon wheel hung by chains with oil lamps on its rim."""
    z = ceiling - drop
    m.lathe(
        [(radius - 0.05, -0.03), (radius, -0.03), (radius, 0.03), (radius - 0.05, 0.03), (radius - 0.05, -0.03)],
        "grey_wood",
        at=(0, 0, z),
        segments=40,
    )
    m.lathe([(0, 0.06), (0.08, 0.05), (0.09, 0), (0.08, -0.05), (0, -0.06)], "grey_wood", at=(0, 0, z), segments=20)
    for k in range(8):
        a = k * math.pi / 4
        m.tube(
            [(0.07 * math.cos(a), 0.07 * math.sin(a), z), ((radius - 0.04) * math.cos(a), (radius - 0.04) * math.sin(a), z)],
            "grey_wood",
            radius=0.016,
            sides=7,
            smooth=False,
        )
        if k % 2 == 0:
            x, y = (radius - 0.03) * math.cos(a), (radius - 0.03) * math.sin(a)
            m.tube([(x, y, z), (0, 0, ceiling - 0.2)], "iron", radius=0.006, sides=6, smooth=False)
            m.lathe([(0.03, 0.03), (0.04, 0.05), (0.03, 0.08), (0.03, 0.1)], "brass", at=(x, y, z), segments=14)
            m.lathe([(0.026, 0.1), (0.034, 0.13), (0.018, 0.2)], "bottle_clear", at=(x, y, z), segments=14)
            m.glow(shape.ball(0.5, segments=8, rings=6).scaled((0.018, 0.018, 0.05)), "flame", at=(x, y, z + 0.135))
    m.tube([(0, 0, ceiling - 0.2), (0, 0, ceiling)], "iron", radius=0.01, smooth=False)
    m.light((0, 0, z + 0.1), kelvin=2150, watts=watts, radius=0.3)


def lights_row(
    m: Model, *, count: int = 5, pitch: float = 3.0, height: float = 2.58, kelvin: float = 3600, watts: float = 45.0, kind: str = "panel"
) -> None:
    """Lamps under a ceiling in a row along y: panel, globe or strip. The third flickers dead on some seeds."""
    dead = m.random.randrange(count * 2)
    for i in range(count):
        y = i * pitch
        lit = "lamp_glow" if i != dead else "white"
        if kind == "globe":
            m.tube([(0, y, height), (0, y, height - 0.18)], "brass", radius=0.01)
            m.glow(shape.ball(0.12), lit, at=(0, y, height - 0.28))
        else:
            wide = 0.5 if kind == "panel" else 0.12
            m.box((0, y, height - 0.02), (wide + 0.08, 1.28, 0.05), "white", bevel=0.01)
            m.glow(shape.box((wide, 1.2, 0.02)), lit, at=(0, y, height - 0.048))
        if i != dead:
            m.light(
                (0, y, height - 0.3 if kind == "globe" else height - 0.08),
                kelvin=kelvin,
                watts=watts,
                kind="point" if kind == "globe" else "area",
                radius=0.12,
                size=1.0,
                aim=(0, y, 0.0),
            )


PROPS = (floor_lamp, table_lamp, pendant, bulb_cage, lantern_lamp, wagon_lamp, lights_row)
