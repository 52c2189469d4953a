"""Castles: curtain walls, towers, gates, torches, banners, columns, balustrades.

Knows nothing of sets. Walls run along x and face −y, their face is y = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.undergrowth import rock


def castle_wall(
    m: Model, *, length: float = 14.0, height: float = 6.5, material: str = "limestone", slits: bool = True, walk: bool = False
) -> None:
    """A curtain wall with battlements, arrow slits and a batter at its foot."""
    m.box((0, 0.7, height / 2), (length, 1.4, height), material, bevel=0.01)
    m.add(shape.plate([(-0.55, 0), (0.1, 0), (0.1, 1.4)], thickness=length), material, turn=(0, 0, 90))
    m.box((0, -0.06, height - 0.1), (length, 0.26, 0.24), "stone", bevel=0.03)
    for k in range(int(length / 0.55)):
        m.box((-length / 2 + 0.3 + 0.55 * k, -0.1, height - 0.34), (0.2, 0.3, 0.28), "stone", bevel=0.03)
    count = int(length / 1.9)
    for k in range(count):
        x = length * ((k + 0.5) / count - 0.5)
        m.box((x, 0.1, height + 0.55), (1.05, 0.42, 1.1), material, bevel=0.012)
        m.box((x, 0.1, height + 1.13), (1.15, 0.52, 0.1), "stone", bevel=0.02)
        if slits and k % 2:
            m.box((x, -0.012, height * 0.55), (0.13, 0.06, 1.15), "black", bevel=0.01)
            m.box((x, -0.012, height * 0.55), (0.4, 0.05, 0.13), "black", bevel=0.01)


def castle_tower(
    m: Model, *, radius: float = 2.6, height: float = 11.0, material: str = "limestone", roof: bool = True, lit: bool = True
) -> None:
    """A round tower: corbelled head, slits, a cone of slate."""
    m.lathe(
        [(radius * 1.14, 0), (radius, 1.6), (radius, height - 1.2), (radius * 1.18, height - 0.7), (radius * 1.18, height)],
        material,
        segments=40,
    )
    for k in range(18):
        a = k * 0.349
        m.box(
            (radius * 1.1 * math.cos(a), radius * 1.1 * math.sin(a), height - 0.95),
            (0.36, 0.24, 0.4),
            "stone",
            bevel=0.04,
            turn=(0, 0, math.degrees(a)),
        )
        if not roof and k % 2:
            m.box(
                (radius * 1.1 * math.cos(a), radius * 1.1 * math.sin(a), height + 0.4),
                (0.36, 0.7, 0.8),
                material,
                bevel=0.03,
                turn=(0, 0, math.degrees(a)),
            )
    for a, z in ((-1.57, 0.42), (-1.2, 0.66), (-2.0, 0.8), (-0.6, 0.5)):
        spot = (radius * 1.0 * math.cos(a), radius * 1.0 * math.sin(a), height * z)
        if lit and z > 0.6:
            m.glow(shape.box((0.5, 0.3, 0.95), bevel=0.02), "window_glow", at=spot, turn=(0, 0, math.degrees(a) + 90))
        else:
            m.box(spot, (0.2, 0.3, 1.1), "black", bevel=0.02, turn=(0, 0, math.degrees(a) + 90))
    if roof:
        m.lathe([(radius * 1.34, height - 0.05), (radius * 0.9, height + 1.4), (0.0, height + radius * 2.1)], "roof_slate", segments=36)


def gatehouse(m: Model, *, width: float = 6.0, height: float = 7.2, material: str = "limestone") -> None:
    """A gate: pointed arch, half-raised portcullis, oak doors swung in, a coat of arms."""
    half, spring = 1.5, 2.2
    arc = [(half * math.cos(a), spring + 1.45 * math.sin(a)) for a in np.linspace(0, math.pi, 15)]
    outline = [(half, 0), (width / 2, 0), (width / 2, height), (-width / 2, height), (-width / 2, 0), (-half, 0), *arc[::-1]]
    right = [(half, 0), (width / 2, 0), (width / 2, height), (0, height), *[p for p in arc if p[0] <= half and p[0] >= 0][::-1]]
    del outline
    for s in (1, -1):
        flat = right if s > 0 else [(-x, z) for x, z in right][::-1]
        m.plate(flat, 1.6, material, at=(0, 0.6, 0))
    for k in range(len(arc) - 1):
        (x0, z0), (x1, z1) = arc[k], arc[k + 1]
        m.box(
            ((x0 + x1) / 2 * 1.06, -0.2, (z0 - spring + z1 - spring) / 2 * 1.06 + spring),
            (0.36, 0.3, 0.38),
            "stone",
            bevel=0.03,
            turn=(0, -math.degrees(math.atan2((z0 + z1) / 2 - spring, (x0 + x1) / 2)), 0),
        )
    for x in np.linspace(-half + 0.15, half - 0.15, 8):
        m.tube([(x, 0.3, 2.0), (x, 0.3, 3.6)], "iron", radius=0.035, sides=6)
        m.lathe([(0.0, -0.14), (0.04, 0)], "iron", at=(x, 0.3, 2.0), segments=6)
    for z in (2.3, 2.8, 3.3):
        m.box((0, 0.3, z), (2 * half, 0.05, 0.07), "iron")
    for s in (-1, 1):
        m.box((s * (half + 0.02), 1.9, 1.5), (0.12, 1.5, 3.0), "dead_wood", bevel=0.02)
        m.tube([(s * 2.2, -0.25, 2.5), (s * 2.2, -0.5, 2.75)], "iron", radius=0.03)
        m.lathe([(0.1, 0), (0.16, 0.22), (0.14, 0.22)], "iron", at=(s * 2.2, -0.52, 2.72), segments=12)
    m.plate([(-0.45, 0.35), (0, -0.15), (0.45, 0.35), (0.45, 1.0), (-0.45, 1.0)], 0.12, "stone", at=(0, -0.24, height - 2.2))
    m.plate([(-0.36, 0.38), (0, -0.02), (0.36, 0.38), (0.36, 0.92), (-0.36, 0.92)], 0.05, "red_paint", at=(0, -0.32, height - 2.2))
    for k in range(4):
        m.box((width * ((k + 0.5) / 4 - 0.5), 0.1, height + 0.5), (0.95, 0.42, 1.0), material, bevel=0.012)


def torch(m: Model, *, watts: float = 60.0, lit: bool = True) -> None:
    """A torch in an iron bracket on a wall at its height z = 0; its back is y = 0."""
    m.tube([(0, 0, -0.1), (0, -0.2, -0.06), (0, -0.24, 0.02)], "iron", radius=0.014)
    m.tube([(0, -0.16, -0.28), (0, -0.27, 0.14)], "dead_wood", radius=(0.018, 0.03))
    m.lathe([(0.03, 0.08), (0.055, 0.2), (0.04, 0.22)], "iron", at=(0, -0.26, 0), segments=12)
    if lit:
        for k in range(3):
            m.glow(
                shape.lathe([(0.02, 0), (0.05, 0.07), (0.03, 0.17), (0.0, 0.28 + 0.05 * k)], segments=10),
                "flame_soft",
                at=(0.02 * (k - 1), -0.27, 0.2),
                turn=(m.random.uniform(-9, 9), m.random.uniform(-9, 9), 0),
            )
        m.light((0, -0.4, 0.4), kelvin=1900, watts=watts, radius=0.1)


def fluted_column(m: Model, *, height: float = 4.5, radius: float = 0.32, broken: bool = False, material: str = "stone") -> None:
    """A fluted column on its base; `broken` it stands as a stump."""
    tall = height * 0.45 if broken else height
    angles = np.linspace(0, 6.283, 41)
    flutes = 1 - 0.05 * (np.arange(41) % 2)
    rings = [
        np.stack(
            [
                radius * f * flutes * np.cos(angles),
                radius * f * flutes * np.sin(angles),
                np.full(41, z) + (0.2 * np.sin(3 * angles) if broken and z > tall * 0.9 else 0),
            ],
            1,
        )
        for f, z in ((1.0, 0.3), (1.02, tall * 0.4), (0.86, tall))
    ]
    faces = [(k * 41 + i, k * 41 + i + 1, (k + 1) * 41 + i + 1, (k + 1) * 41 + i) for k in range(2) for i in range(40)]
    m.parts.append((shape.solid(np.concatenate(rings), np.array(faces)), material))
    m.lathe([(radius * 1.45, 0), (radius * 1.45, 0.12), (radius * 1.3, 0.16), (radius * 1.25, 0.24), (radius, 0.3)], material, segments=28)
    if not broken:
        m.lathe([(radius * 0.86, tall), (radius * 1.2, tall + 0.16), (radius * 1.25, tall + 0.2)], material, segments=28)
        m.box((0, 0, tall + 0.27), (radius * 2.7, radius * 2.7, 0.14), material, bevel=0.02)
    else:
        small = Model("stone", m.random)
        rock(small, size=radius * 1.1, material=material)
        m.parts += [(part.moved((radius * 3, -0.6, 0)), material) for part, _ in small.parts]


def balustrade(m: Model, *, length: float = 8.0, height: float = 0.95, material: str = "stone", pitch: float = 0.26) -> None:
    """A stone balustrade along x with pedestals and urns."""
    m.box((0, 0, 0.09), (length, 0.34, 0.18), material, bevel=0.02)
    m.box((0, 0, height - 0.06), (length + 0.06, 0.32, 0.13), material, bevel=0.025)
    ends = max(2, int(length / 3.2) + 1)
    posts = [length * (k / (ends - 1) - 0.5) for k in range(ends)]
    for x in posts:
        m.box((x, 0, height / 2 + 0.02), (0.38, 0.38, height + 0.04), material, bevel=0.02)
        m.box((x, 0, height + 0.07), (0.46, 0.46, 0.08), material, bevel=0.02)
        m.lathe([(0.1, 0), (0.06, 0.08), (0.16, 0.3), (0.2, 0.42), (0.16, 0.44)], material, at=(x, 0, height + 0.1), segments=20)
    for k in range(int(length / pitch)):
        x = -length / 2 + pitch * (k + 0.5)
        if all(abs(x - p) > 0.28 for p in posts):
            m.lathe(
                [(0.07, 0.18), (0.05, 0.24), (0.085, 0.38), (0.05, 0.58), (0.035, 0.7), (0.065, height - 0.14), (0.06, height - 0.12)],
                material,
                at=(x, 0, 0),
                segments=14,
            )


def pole_banner(m: Model, *, width: float = 1.0, height: float = 2.6, material: str = "banner_red") -> None:
    """A long banner hanging from its pole at z = 0; its back is y = 0."""
    m.tube([(-width * 0.65, -0.12, 0), (width * 0.65, -0.12, 0)], "dead_wood", radius=0.03)
    x, z = np.linspace(-width / 2, width / 2, 9), np.linspace(0, -height, 12)
    grid = np.stack(np.meshgrid(x, z), -1).reshape(-1, 2)
    wave = -0.13 + 0.05 * np.sin(grid[:, 1] * 2.4 + grid[:, 0] * 2) * (-grid[:, 1] / height)
    cut = np.where(grid[:, 1] < -height * 0.95, grid[:, 1] + 0.35 * np.abs(grid[:, 0]) / width * 2 - 0.2, grid[:, 1])
    points = np.stack([grid[:, 0], wave, cut], 1)
    faces = np.array([(r * 9 + c, (r + 1) * 9 + c, (r + 1) * 9 + c + 1, r * 9 + c + 1) for r in range(11) for c in range(8)])
    made = shape.solid(points, faces)
    m.parts.append((shape.replace(made, grain=points[:, [0, 2, 1]]), material))


PROPS = (castle_wall, castle_tower, gatehouse, torch, pole_banner, fluted_column, balustrade)
