"""What stands and hangs along a kerb: lamps, hydrants, bins, crates, bills.

Knows nothing of sets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


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
        m.lathe([(0.03, height - 0.45), (0.11, height - 0.43), (0.115, height - 0.4), (0.0, height - 0.39)], "iron", segments=6)
        m.lathe(
            [(0.0, height - 0.05), (0.2, height - 0.06), (0.22, height - 0.04), (0.06, height + 0.14), (0.0, height + 0.24)],
            "iron",
            segments=6,
        )
        for k in range(6):
            x, y = math.cos(k * math.pi / 3), math.sin(k * math.pi / 3)
            m.tube(
                [(0.11 * x, 0.11 * y, height - 0.42), (0.195 * x, 0.195 * y, height - 0.05)], "iron", radius=0.011, sides=5, smooth=False
            )
        m.glow(shape.lathe([(0.1, height - 0.4), (0.17, height - 0.07)], segments=6), "street_glow_soft")
    m.light((0, 0, height - 0.17), kelvin=kelvin, watts=watts, radius=0.06 if kind == "lantern" else 0.2)


def hydrant(m: Model) -> None:
    """A fire hydrant."""
    m.lathe(
        [(0.15, 0), (0.15, 0.05), (0.1, 0.07), (0.1, 0.5), (0.13, 0.52), (0.13, 0.57), (0.1, 0.6), (0.05, 0.7), (0.0, 0.73)], "red_paint"
    )
    for turn in (0, 90, -90):
        m.lathe(
            [(0.05, 0.08), (0.05, 0.16), (0.06, 0.16), (0.06, 0.2), (0, 0.2)], "red_paint", at=(0, 0, 0.4), turn=(90, 0, turn), segments=14
        )


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


def poster(m: Model, *, width: float = 0.6, height: float = 0.85, up: float = 1.55, title: str = "TONIGHT", paper: str = "manila") -> None:
    """A torn bill on a wall."""
    m.box((0, -0.004, up), (width, 0.003, height), paper, bevel=0, turn=(0, m.random.uniform(-2, 2), 0))
    m.box((0, -0.0065, up - height * 0.06), (width * 0.8, 0.001, height * 0.5), "art_second", bevel=0)
    m.text(title, width * 0.19, "red", at=(0, -0.008, up + height * 0.36))


PROPS = (street_lamp, hydrant, bin, dumpster, crates, poster)
