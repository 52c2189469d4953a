"""What use leaves on the walls of public rooms: pipes, fuse boxes, rails, signs, charts, drawings, the curtain of a ward, lines on a floor.

Knows nothing of sets. A wall's face is y = 0 and things stand out to −y.
"""

from __future__ import annotations

import math

from filmcli.blender import meshes
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.room import drape


def wall_pipes(
    m: Model,
    *,
    length: float = 5.0,
    up: float = 2.6,
    count: int = 3,
    drop: float = -0.3,
    foot: float = 0.0,
    material: str = "grey_metal",
) -> None:
    """Pipes along a wall on brackets; the lowest turns down to `foot` at a share `drop` (−0.5…0.5) of the length, with a wheel on it."""
    radii = (0.05, 0.032, 0.022, 0.016)[:count]
    z = up
    for k, r in enumerate(radii):
        z -= (r + radii[k - 1] + 0.045) if k else 0.0
        stuff = ("copper" if k == 2 else material) if count > 2 else material
        ends = [(-length / 2, -0.07, z), (length / 2, -0.07, z)]
        if k == count - 1:
            x = drop * length
            ends = [(-length / 2, -0.07, z), (x - 0.06, -0.07, z), (x, -0.07, z - 0.06), (x, -0.07, foot)]
            for s in (0.0, 0.05):
                m.lathe(
                    [(0.05, -0.01), (0.06, 0), (0.05, 0.01), (0.04, 0)], "red_paint", at=(x, -0.13 - s, 1.15), turn=(90, 0, 0), segments=20
                )
        m.tube(ends, stuff, radius=r, sides=10, smooth=False)
    for k in range(max(2, int(length / 1.3))):
        x = length * ((k + 0.5) / max(2, int(length / 1.3)) - 0.5)
        m.box((x, -0.035, (up + z) / 2), (0.03, 0.07, up - z + 0.16), "iron", bevel=0.004)


def fuse_box(m: Model, *, up: float = 1.5, width: float = 0.5, height: float = 0.7, material: str = "grey_metal", top: float = 3.0) -> None:
    """A grey cabinet of switches with a warning triangle, its cables going up to `top`."""
    m.box((0, -0.09, up), (width, 0.18, height), material, bevel=0.01)
    m.box((0, -0.186, up), (width - 0.06, 0.012, height - 0.06), material, bevel=0.006)
    m.box((width * 0.36, -0.2, up), (0.025, 0.03, 0.1), "black", bevel=0.006)
    m.plate([(-0.07, -0.055), (0.07, -0.055), (0, 0.075)], 0.004, "yellow", at=(-width * 0.14, -0.195, up + height * 0.2))
    for k, x in enumerate((-0.14, -0.05, 0.06)):
        m.tube(
            [(x, -0.05, up + height / 2), (x, -0.05, top - 0.03 * k)], "cable" if k == 2 else material, radius=0.016, sides=8, smooth=False
        )


def handrail(m: Model, *, length: float = 4.0, up: float = 0.9, material: str = "oak") -> None:
    """A rail along a wall, for hands and against trolleys."""
    m.box((0, -0.06, up), (length, 0.035, 0.14), material, bevel=0.016)
    for k in range(max(2, int(length))):
        m.box((length * ((k + 0.5) / max(2, int(length)) - 0.5), -0.025, up), (0.05, 0.05, 0.06), "steel", bevel=0.006)


def bed_head(m: Model, *, width: float = 1.5, up: float = 1.55) -> None:
    """The panel over a hospital bed: outlets, gauges with their bottles, a cable with its bell."""
    m.box((0, -0.04, up), (width, 0.08, 0.22), "white", bevel=0.012)
    m.box((0, -0.083, up + 0.05), (width - 0.1, 0.004, 0.05), "blue", bevel=0.001)
    for k in range(5):
        m.box((-width * 0.36 + k * 0.13, -0.084, up - 0.045), (0.08, 0.008, 0.08), "ivory", bevel=0.004)
    for x, stuff in ((width * 0.24, "green"), (width * 0.38, "yellow")):
        m.lathe([(0, 0.03), (0.035, 0.03), (0.04, 0.0)], stuff, at=(x, -0.08, up - 0.04), turn=(90, 0, 0), segments=18)
        m.lathe([(0, 0), (0.04, 0.004), (0.042, 0.15), (0.03, 0.17), (0, 0.17)], "bottle_blue", at=(x, -0.13, up - 0.34), segments=18)
        m.tube([(x, -0.1, up - 0.06), (x, -0.13, up - 0.17)], "rubber", radius=0.008)
    m.tube([(-width * 0.4, -0.08, up - 0.1), (-width * 0.42, -0.12, up - 0.5), (-width * 0.3, -0.16, up - 0.78)], "cable", radius=0.006)


def bed_curtain(
    m: Model, *, length: float = 2.0, height: float = 2.2, ceiling: float = 3.2, drawn: float = 0.6, cloth: str = "curtain"
) -> None:
    """A curtain on a rail hung from the ceiling, `drawn` along that share of it; x is along the rail."""
    m.tube([(-length / 2, 0, height + 0.06), (length / 2, 0, height + 0.06)], "chrome", radius=0.012, smooth=False)
    for s in (-1, 1):
        m.tube([(s * length * 0.44, 0, height + 0.06), (s * length * 0.44, 0, ceiling)], "chrome", radius=0.008, smooth=False)
    first = len(m.parts)
    drape(m, left=-length / 2, width=length * drawn, bottom=0.32, top=height, material=cloth)
    m.parts[first:] = [(solid.moved((0, 0.1, 0)), name) for solid, name in m.parts[first:]]
    for k in range(int(length * drawn / 0.14)):
        m.box((-length / 2 + 0.07 + k * 0.14, 0, height + 0.03), (0.01, 0.02, 0.05), "steel", bevel=0.002)


def eye_chart(m: Model, *, up: float = 1.6) -> None:
    """Letters that grow smaller down a white board."""
    m.box((0, -0.01, up), (0.44, 0.016, 0.72), "white", bevel=0.004)
    m.box((0, -0.02, up), (0.4, 0.003, 0.68), "white_paper", bevel=0)
    for k, (words, size) in enumerate(
        (("E", 0.15), ("F P", 0.1), ("T O Z", 0.075), ("L P E D", 0.055), ("P E C F D", 0.04), ("E D F C Z P", 0.03))
    ):
        m.text(words, size, "ink", at=(0, -0.023, up + 0.24 - 0.115 * k + 0.008 * k * k))


def drawings(m: Model, *, width: float = 3.0, up: float = 1.9, rows: int = 1) -> None:
    """Children's drawings pinned in rows: sun, house, hill, each in other colours."""
    paints = ("red", "yellow", "green", "blue", "orange_paint")
    count = int(width / 0.36)
    for row in range(rows):
        for k in range(count):
            x, z = width * ((k + 0.5) / count - 0.5) + m.random.uniform(-0.03, 0.03), up - row * 0.34 + m.random.uniform(-0.03, 0.03)
            turn = (0, m.random.uniform(-4, 4), 0)
            sky, land, house = m.random.sample(paints, 3)
            m.box(
                (x, -0.004, z), (0.3, 0.002, 0.23), m.random.choice(("white_paper", "paper", "yellow", "ceramic_blue")), bevel=0, turn=turn
            )
            m.box((x, -0.006, z - 0.07), (0.26, 0.001, 0.06), land, bevel=0, turn=turn)
            m.box((x + m.random.uniform(-0.07, 0.07), -0.0065, z - 0.02), (0.08, 0.001, 0.08), house, bevel=0, turn=turn)
            m.lathe([(0, 0.001), (0.03, 0.001), (0.031, 0)], sky, at=(x + 0.08, -0.006, z + 0.065), turn=(90, 0, 0), segments=12)


def exit_sign(m: Model, *, up: float = 2.35, text: str = "EXIT", glow: str = "neon_green") -> None:
    """A box with lit letters over a door."""
    m.box((0, -0.05, up), (0.46, 0.09, 0.2), "matte_black", bevel=0.01)
    m.glow(meshes.letters(text, size=0.11, depth=0.002), glow, at=(0, -0.098, up))
    m.light((0, -0.14, up - 0.03), kelvin=5200, watts=1.2, radius=0.06)


def floor_lines(
    m: Model, *, size: tuple[float, float] = (3.0, 4.0), width: float = 0.09, material: str = "yellow", stripes: int = 0
) -> None:
    """A rectangle painted on a floor, hatched with `stripes`; worn by feet."""
    w, d = size
    for s in (-1, 1):
        m.box((s * w / 2, 0, 0.001), (width, d + width, 0.002), material, bevel=0)
        m.box((0, s * d / 2, 0.001), (w, width, 0.002), material, bevel=0)
    for k in range(stripes):
        y = d * ((k + 0.5) / stripes - 0.5)
        m.box((0, y, 0.001), (w * 0.94 / math.cos(math.radians(24)), width, 0.002), material, bevel=0, turn=(0, 0, 24))


PROPS = (wall_pipes, fuse_box, handrail, bed_head, bed_curtain, eye_chart, drawings, exit_sign, floor_lines)
