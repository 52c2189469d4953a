"""Roads and bridges: carriageways, barriers, lamps, overpasses, gantries, cones, bridges of stone and iron.

Knows nothing of sets. Roads run along y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def arch_bridge(
    m: Model, *, length: float = 24.0, width: float = 4.2, rise: float = 1.2, material: str = "limestone", span: float = 9.0
) -> None:
    """A stone bridge that carries a road along y: humped deck at z = 0 in the middle, parapets, piers below."""
    y = np.linspace(-length / 2, length / 2, 40)
    z = -rise * (y / (length / 2)) ** 2
    for i in range(39):
        tilt = math.degrees(math.atan2(z[i + 1] - z[i], y[i + 1] - y[i]))
        at = ((y[i] + y[i + 1]) / 2, (z[i] + z[i + 1]) / 2)
        step = length / 39 + 0.012
        m.box((0, at[0], at[1] - 0.3), (width, step, 0.6), "cobble_road", bevel=0.002, turn=(tilt, 0, 0))
        for s in (-1, 1):
            m.box((s * (width / 2 + 0.16), at[0], at[1] + 0.2), (0.34, step, 1.7), material, bevel=0.004, turn=(tilt, 0, 0))
            m.box((s * (width / 2 + 0.16), at[0], at[1] + 1.08), (0.46, step - 0.015, 0.13), "stone", bevel=0.018, turn=(tilt, 0, 0))
    for k in range(int(length / span) + 1):
        py = -length / 2 + (length % span) / 2 + k * span
        m.box((0, py, -rise - 2.6), (width + 1.2, 1.7, 5.0), material, bevel=0.05)


def iron_bridge(
    m: Model, *, length: float = 30.0, width: float = 5.0, height: float = 4.4, pitch: float = 3.0, material: str = "rust"
) -> None:
    """A riveted truss bridge along y: plank deck at z = 0, lattice sides, portals overhead."""
    for k in range(int(length / 0.3)):
        m.box(
            (0, -length / 2 + 0.15 + 0.3 * k, -0.04),
            (width, 0.28, 0.08),
            "grey_wood",
            bevel=0.01,
            turn=(0, m.random.uniform(-0.15, 0.15), 0),
        )
    count = int(length / pitch)
    for s in (-1, 1):
        x = s * (width / 2 + 0.15)
        for z, h in ((0.0, 0.4), (height, 0.3)):
            m.box((x, 0, z), (0.22, length, h), material, bevel=0.02)
        m.box((x - s * 0.18, 0, 1.05), (0.06, length, 0.1), material, bevel=0.012)
        for k in range(count + 1):
            y = -length / 2 + k * pitch
            m.box((x, y, height / 2), (0.16, 0.2, height), material, bevel=0.012)
            for z in (0.25, height - 0.25):
                m.box((x - s * 0.1, y, z), (0.03, 0.62, 0.5), material, bevel=0.006)
                for j in range(6):
                    m.add(shape.ball(0.022, segments=8, rings=5), material, at=(x - s * 0.12, y - 0.25 + 0.1 * j, z + 0.16 * (-1) ** j))
            if k < count:
                up = k % 2 == 0
                m.tube([(x, y, 0.1 if up else height), (x, y + pitch, height if up else 0.1)], material, radius=0.07, sides=4)
    for k in range(0, count + 1, 2):
        y = -length / 2 + k * pitch
        m.box((0, y, height), (width + 0.4, 0.18, 0.3), material, bevel=0.015)
        for s in (-1, 1):
            m.tube([(s * width / 2, y, height - 0.9), (s * (width / 2 - 0.9), y, height)], material, radius=0.05, sides=4)


def gantry(
    m: Model, *, width: float = 14.0, height: float = 6.2, signs: Sequence[str] = ("CENTRE", "AIRPORT"), material: str = "steel"
) -> None:
    """A sign gantry across a motorway along x, boards facing −y."""
    for s in (-1, 1):
        m.tube([(s * width / 2, 0, 0), (s * width / 2, 0, height + 0.8)], material, radius=0.16, sides=12)
    for z in (height, height + 0.8):
        m.tube([(-width / 2, 0, z), (width / 2, 0, z)], material, radius=0.08)
    for k in range(int(width / 0.8)):
        x = -width / 2 + 0.8 * k
        m.tube([(x, 0, height + 0.8 * (k % 2)), (x + 0.8, 0, height + 0.8 * ((k + 1) % 2))], material, radius=0.035, sides=5)
    for k, words in enumerate(signs):
        x = width * ((k + 0.5) / len(signs) - 0.5)
        m.box((x, -0.2, height + 0.3), (4.4, 0.06, 2.0), "road_sign", bevel=0.05)
        for dx, dz, w, h in ((0, 0.9, 4.2, 0.06), (0, -0.9, 4.2, 0.06), (-2.08, 0, 0.06, 1.86), (2.08, 0, 0.06, 1.86)):
            m.box((x + dx, -0.236, height + 0.3 + dz), (w, 0.01, h), "sign_white", bevel=0)
        m.text(words, 0.62, "sign_white", at=(x, -0.24, height + 0.35))
        m.text("\u2193", 0.6, "sign_white", at=(x, -0.24, height - 0.5))


def crash_barrier(m: Model, *, length: float = 60.0, concrete: bool = False) -> None:
    """A barrier along x: steel beam on posts, or concrete profile."""
    if concrete:
        m.add(
            shape.plate(
                [(-0.3, 0), (0.3, 0), (0.24, 0.24), (0.1, 0.5), (0.08, 0.9), (-0.08, 0.9), (-0.1, 0.5), (-0.24, 0.24)], thickness=length
            ),
            "concrete",
            turn=(0, 0, 90),
        )
        return
    for k in range(int(length / 3)):
        m.box((-length / 2 + 3 * k, 0.08, 0.38), (0.1, 0.1, 0.76), "zinc", bevel=0.01)
    m.add(
        shape.plate(
            [
                (-0.02, 0.44),
                (0.05, 0.5),
                (0.05, 0.54),
                (-0.03, 0.6),
                (0.05, 0.66),
                (0.05, 0.7),
                (-0.02, 0.76),
                (-0.04, 0.76),
                (0.03, 0.69),
                (0.03, 0.67),
                (-0.06, 0.6),
                (0.03, 0.53),
                (0.03, 0.51),
                (-0.04, 0.44),
            ],
            thickness=length,
        ),
        "zinc",
        turn=(0, 0, -90),
    )


def roadway(m: Model, *, length: float = 200.0, lanes: int = 2, lane: float = 3.5) -> None:
    """A dual carriageway along y with its shoulders, edge lines and dashes; the median is x = 0."""
    half = lanes * lane + 4.4
    m.parts.append((shape.sheet(half * 2, length).moved((0, 0, 0)), "asphalt"))
    for s in (-1, 1):
        for x in (0.7, 0.7 + lanes * lane):
            m.parts.append((shape.sheet(0.14, length).moved((s * x, 0, 0.006)), "lane_paint"))
        for j in range(1, lanes):
            for k in range(int(length / 9)):
                m.parts.append((shape.sheet(0.13, 3.4).moved((s * (0.7 + lane * j), -length / 2 + 4 + 9 * k, 0.006)), "lane_paint"))
    for _ in range(40):
        m.parts.append(
            (
                shape.sheet(m.random.uniform(0.04, 0.09), m.random.uniform(2, 9)).moved(
                    (m.random.uniform(-half, half), -length / 2 + m.random.uniform(30, 120), 0.004), turn=(0, 0, m.random.uniform(-8, 8))
                ),
                "matte_black",
            )
        )


def highway_lamp(m: Model, *, height: float = 9.0, watts: float = 2600.0) -> None:
    """A tall mast with two arms."""
    m.tube([(0, 0, 0), (0, 0, height)], "zinc", radius=(0.12, 0.06), sides=12)
    for s in (-1, 1):
        m.tube([(0, 0, height - 0.1), (s * 0.8, 0, height + 0.3), (s * 2.2, 0, height + 0.4)], "zinc", radius=0.04)
        m.box((s * 2.3, 0, height + 0.38), (0.9, 0.3, 0.12), "grey_metal", bevel=0.04)
        m.glow(shape.box((0.6, 0.2, 0.03), bevel=0.01), "street_glow", at=(s * 2.3, 0, height + 0.31))
        m.light((s * 2.3, 0, height + 0.2), kelvin=2300, watts=watts, kind="spot", radius=0.15, cone=130.0, aim=(s * 2.6, 0, 0))


def overpass(m: Model, *, width: float = 60.0, clear: float = 5.4) -> None:
    """A concrete bridge over a road, along x."""
    m.box((0, 0, clear + 0.6), (width, 8, 1.2), "concrete", bevel=0.03)
    for s in (-1, 1):
        m.box((0, s * 4.0, clear + 1.6), (width, 0.25, 1.0), "concrete", bevel=0.03)
        m.tube([(-width / 2, s * 4.0, clear + 2.3), (width / 2, s * 4.0, clear + 2.3)], "zinc", radius=0.05)
    for x in (0.0, -10.2, 10.2):
        for y in (-2.4, 0, 2.4):
            m.tube([(x, y, -0.5), (x, y, clear)], "concrete", radius=0.45, sides=16)
    for s in (-1, 1):
        m.add(
            shape.plate([(0, 0), (18, 0), (18, clear + 1.2), (5, clear + 1.2)][::s], thickness=10).scaled((s, 1, 1)),
            "meadow",
            at=(s * 11.5, 0, -0.3),
        )


def cones(m: Model, *, height: float = 0.5) -> None:
    """A traffic cone."""
    m.box((0, 0, 0.02), (0.34, 0.34, 0.04), "cone_orange", bevel=0.015)
    m.lathe([(0.14, 0.04), (0.1, height * 0.4)], "cone_orange", segments=18)
    m.lathe([(0.1, height * 0.4), (0.068, height * 0.68)], "sign_white", segments=18)
    m.lathe([(0.068, height * 0.68), (0.03, height), (0, height)], "cone_orange", segments=18)


PROPS = (arch_bridge, iron_bridge, gantry, crash_barrier, roadway, highway_lamp, overpass, cones)
