"""What stands on flat roofs: tanks, vents, parapets, a stair head, the back of a sign, antennas.

Knows nothing of sets.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.street import service_door


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


PROPS = (water_tank, vent, parapet, stair_head, sign_frame, antenna)
