"""Water and what floats or stands at it: sea, surf, piers, boats, buoys, bollards, nets, a lighthouse, quay walls.

Knows nothing of sets. Water lies at its own z = 0; a boat's keel line is z = 0, its bow points to −y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def water(
    m: Model,
    *,
    size: Sequence[float] = (200.0, 200.0),
    waves: float = 0.12,
    length: float = 5.0,
    material: str = "sea",
    resolution: int = 150,
    turn: float = 0.0,
) -> None:
    """Open water: a sheet with waves of a height and length, fine where the viewer is and calm to the horizon."""
    phase = m.random.uniform(0, 6.28)
    n = resolution + 1
    u = np.linspace(-1, 1, n)
    stretch = np.sign(u) * np.abs(u) ** 2.0
    x, y = np.meshgrid(stretch * size[0] / 2, np.linspace(0, 1, n) ** 2.2 * size[1])
    z = np.zeros_like(x)
    for k in range(6):
        way, wave = math.radians(turn) + 0.55 * math.sin(3.1 * k + phase), length / 1.55**k
        along = (x * math.sin(way) + y * math.cos(way)) / wave * 6.283 + 1.7 * k + phase + 0.6 * np.sin(x / wave * 1.3 + k)
        z += (1 - np.abs(np.sin(along / 2))) ** 1.5 / 1.7**k
    z = (z - z.mean()) * waves * 0.6 / (1 + (np.hypot(x, y) / (length * 9)) ** 1.2)
    rows, columns = np.meshgrid(np.arange(resolution), np.arange(resolution), indexing="ij")
    first = (rows * n + columns).ravel()
    m.parts.append(
        (shape.solid(np.stack([x, y, z], -1).reshape(-1, 3), np.stack([first, first + 1, first + n + 1, first + n], 1)), material)
    )


def surf(m: Model, *, length: float = 60.0, rows: Sequence[float] = (0.0, 2.6, 6.0), height: float = 0.28) -> None:
    """Breaking waves along x: low rounded ridges with foam on their crests and a sheet of foam running out in front."""
    x = np.linspace(-length / 2, length / 2, 130)
    for k, y in enumerate(rows):
        tall = height * (0.35 if k == 0 else 1.0)
        bend = 0.5 * np.sin(x * 0.23 + 2 * k) + 0.22 * np.sin(x * 0.71 + k)
        swell = tall * (0.65 + 0.35 * np.sin(x * 0.31 + 1.7 * k))
        lines = []
        for dy, f in ((-0.9, 0.0), (-0.35, 0.45), (-0.1, 0.95), (0.1, 1.0), (0.6, 0.55), (1.5, 0.0)):
            lines.append(np.stack([x, y + bend + dy, swell * f + 0.012], 1))
        points = np.concatenate(lines)
        n = len(x)
        faces = [(r * n + i, r * n + i + 1, (r + 1) * n + i + 1, (r + 1) * n + i) for r in range(5) for i in range(n - 1)]
        made = shape.solid(points, np.array(faces))
        m.parts.append((shape.replace(made, uv=np.stack([points[:, 0], points[:, 1] - y], 1)), "foam" if k < 2 else "sea"))


def pier(
    m: Model,
    *,
    length: float = 12.0,
    width: float = 2.4,
    deck: float = 0.5,
    material: str = "grey_wood",
    rail: bool = False,
    piles: float = 2.4,
) -> None:
    """A plank pier that runs to +y from the origin, its deck `deck` metres over z = 0."""
    count = int(length / 0.17)
    for k in range(count):
        m.box(
            (m.random.uniform(-0.02, 0.02), 0.085 + k * 0.17, deck - 0.022),
            (width + m.random.uniform(-0.03, 0.03), 0.155, 0.044),
            material,
            bevel=0.008,
            turn=(0, m.random.uniform(-0.4, 0.4), m.random.uniform(-0.5, 0.5)),
        )
    for x in (-width * 0.4, width * 0.4):
        m.box((x, length / 2, deck - 0.12), (0.12, length, 0.16), material, bevel=0.012)
    for k in range(int(length / piles) + 1):
        for s in (-1, 1):
            top = deck + (0.95 if rail else 0.28)
            m.tube(
                [
                    (s * (width / 2 - 0.02), k * piles + 0.1, -1.6),
                    (s * (width / 2 - 0.02) + m.random.uniform(-0.03, 0.03), k * piles + 0.1, top),
                ],
                material,
                radius=0.09,
                sides=9,
            )
    if rail:
        for s in (-1, 1):
            for z in (0.5, 0.92):
                m.box((s * width / 2, length / 2, deck + z), (0.05, length, 0.09), material, bevel=0.012)


def boat(
    m: Model,
    *,
    length: float = 4.2,
    beam: float = 1.5,
    material: str = "blue_paint",
    inside: str = "pine",
    oars: bool = True,
    mast: bool = False,
    cabin: bool = False,
) -> None:
    """A clinker boat, bow to −y: rowing boat, with `mast` a small sailing boat, with `cabin` a fishing boat."""
    stations, ring = 15, 11
    points = np.zeros((stations, ring, 3))
    depth = beam * 0.42
    for i in range(stations):
        t = i / (stations - 1)
        half = (
            beam
            / 2
            * (math.sin(math.pi * (0.06 + 0.62 * t)) ** 0.75 if t < 0.72 else 1.0 - 0.35 * ((t - 0.72) / 0.28) ** 2)
            * (0.05 + 0.95 * min(1, t * 4))
        )
        sheer = depth * (1.0 + 0.42 * (1 - t) ** 2.2 + 0.1 * t**3)
        for j in range(ring):
            a = math.pi * (j / (ring - 1))
            points[i, j] = (
                -half * math.cos(a) * (1.0 if abs(math.cos(a)) > 0.9 else 0.93),
                length * (t - 0.5) - 0.25 * (1 - t) ** 3 * length * 0.3 * abs(math.cos(a)),
                sheer - sheer * math.sin(a) ** 0.8,
            )
    flat = points.reshape(-1, 3)
    faces = [
        (i * ring + j, i * ring + j + 1, (i + 1) * ring + j + 1, (i + 1) * ring + j) for i in range(stations - 1) for j in range(ring - 1)
    ]
    m.parts.append((shape.solid(flat, np.array(faces)), material))
    inner = flat * [0.955, 0.97, 1.0] + [0, 0, 0.03]
    m.parts.append((shape.solid(inner, np.array(faces)[:, ::-1]), inside))
    stern = [tuple(points[-1, j] - points[-1, 0] * [0, 1, 0] * 0) for j in range(ring)]
    m.parts.append((shape.solid(np.array(stern), [list(range(ring))]), material))
    for j in (0, ring - 1):
        m.tube([tuple(points[i, j]) for i in range(stations)], "grey_wood", radius=0.028, sides=6)
    if not cabin:
        for t in (0.42, 0.62, 0.86):
            m.box((0, length * (t - 0.5), depth * 0.66), (beam * 0.86, 0.24, 0.035), inside, bevel=0.01)
    if oars:
        for s in (-1, 1):
            m.tube(
                [
                    (s * 0.25, length * 0.25, depth * 0.74),
                    (s * beam * 0.5, -length * 0.02, depth * 1.02),
                    (s * beam * 0.72, -length * 0.22, depth * 1.08),
                ],
                "pine",
                radius=(0.02, 0.022, 0.02),
                sides=7,
            )
    if mast:
        m.tube([(0, -length * 0.12, 0.1), (0, -length * 0.12, length * 1.35)], "pine", radius=(0.045, 0.02), sides=8)
        m.tube([(0, -length * 0.12, 0.95), (0, length * 0.42, 1.05)], "pine", radius=0.028)
        for dy in (-0.48, 0.46):
            m.tube([(0, -length * 0.12, length * 1.3), (0, length * dy, depth * 1.1)], "zinc", radius=0.005, sides=4)
        m.tube([(0, -length * 0.1, 1.12), (0, length * 0.4, 1.2)], "linen", radius=(0.09, 0.07), sides=9)
    if cabin:
        m.box((0, -length * 0.06, depth + 0.55), (beam * 0.55, length * 0.24, 1.25), "white", bevel=0.04)
        m.box((0, -length * 0.06, depth + 1.2), (beam * 0.64, length * 0.29, 0.07), material, bevel=0.02)
        for x in (-0.22, 0, 0.22):
            m.box((x * beam * 0.8, -length * 0.181, depth + 0.9), (beam * 0.14, 0.02, 0.34), "dark_pane", bevel=0.01)
        for s in (-1, 1):
            m.box((s * beam * 0.277, -length * 0.06, depth + 0.9), (0.02, length * 0.17, 0.34), "dark_pane", bevel=0.01)
        m.tube([(0, length * 0.12, depth), (0, length * 0.12, depth + 2.6)], "white", radius=0.04)
        m.tube([(0, length * 0.12, depth + 2.0), (0, length * 0.4, depth + 2.5)], "white", radius=0.03)


def bollard(m: Model, *, height: float = 0.55) -> None:
    """A cast-iron bollard with a rope round it."""
    m.lathe(
        [
            (0.22, 0),
            (0.21, 0.05),
            (0.13, 0.1),
            (0.115, height * 0.65),
            (0.2, height * 0.82),
            (0.21, height * 0.92),
            (0.12, height),
            (0, height),
        ],
        "iron",
        segments=22,
    )
    for k in range(4):
        m.tube(
            [(0.155 * math.cos(a), 0.155 * math.sin(a), 0.16 + 0.045 * k) for a in np.linspace(0, 6.283, 18)],
            "rope",
            radius=0.02,
            sides=6,
            smooth=False,
        )


def coil(m: Model, *, radius: float = 0.34, turns: int = 5) -> None:
    """A coiled rope on the ground."""
    path = [
        ((radius - 0.035 * (t / 6.283)) * math.cos(t), (radius - 0.035 * (t / 6.283)) * math.sin(t), 0.022 + 0.006 * (t % 1.0))
        for t in np.linspace(0, 6.283 * turns, 26 * turns)
    ]
    m.tube(path, "rope", radius=0.02, sides=6, smooth=False)


def buoy(m: Model, *, material: str = "red_paint") -> None:
    """A lifebuoy hanging on a wall or rail; its back is y = 0."""
    ring = [(0.3 * math.cos(a), -0.06, 0.3 * math.sin(a)) for a in np.linspace(0, 6.283, 33)]
    m.add(shape.tube(ring, radius=0.065, smooth=False, caps=False), "white", at=(0, 0, 1.1))
    for k in range(4):
        a = k * 1.571 + 0.785
        m.add(
            shape.box((0.14, 0.145, 0.16), bevel=0.05),
            material,
            at=(0.3 * math.cos(a), -0.06, 1.1 + 0.3 * math.sin(a)),
            turn=(0, -math.degrees(a), 0),
        )


def lighthouse(m: Model, *, height: float = 16.0, lit: bool = True) -> None:
    """A tapering tower in bands, with gallery and lantern."""
    for k in range(5):
        low, high = k / 5, (k + 1) / 5
        m.lathe([(2.1 - 0.8 * low, height * low), (2.1 - 0.8 * high, height * high)], "red_paint" if k % 2 else "white", segments=26)
    m.lathe([(1.3, height), (1.75, height + 0.1), (1.75, height + 0.25), (1.0, height + 0.26)], "iron", segments=26)
    m.lathe([(0.95, height + 0.2), (0.95, height + 1.7)], "pane", segments=16)
    m.glow(shape.ball(0.42), "lamp_glow" if lit else "frosted", at=(0, 0, height + 1.0))
    m.lathe([(1.15, height + 1.7), (0.7, height + 2.3), (0, height + 2.7)], "iron", segments=20)


def quay(m: Model, *, length: float = 30.0, height: float = 1.6, material: str = "stone") -> None:
    """A quay wall along x: its top is z = 0, its face y = 0 looks to +y, with fenders, rings and a ladder."""
    m.box((0, -0.3, -height / 2), (length, 0.6, height), material, bevel=0.03)
    x = -length / 2 + 0.6
    while x < length / 2:
        m.box((x, -0.35, 0.03), (1.16, 0.7, 0.1), "concrete", bevel=0.025)
        x += 1.2
    for k in range(int(length / 5)):
        m.tube([(-length / 2 + 2.5 + k * 5, 0.16, -height), (-length / 2 + 2.5 + k * 5, 0.16, -0.15)], "rubber", radius=0.15, sides=12)


PROPS = (water, surf, pier, boat, bollard, coil, buoy, lighthouse, quay)
