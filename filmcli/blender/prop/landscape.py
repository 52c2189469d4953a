"""Land: rolling ground with its cover, dry-stone walls, fences, haystacks, mountain ranges, heaps of stone.

Knows nothing of sets. Ground is level (z = 0) within `flat` metres of the origin, where people stand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.growth import conifer, cypress, palm, shrub
from filmcli.blender.prop.model import Model, placed
from filmcli.blender.prop.nature import leaves, tree
from filmcli.blender.prop.undergrowth import rock, tuft

BUNCHED = ("grass", "tall", "stones", "litter")  # so many that four stand as one: a third of the objects, a third of the time


def relief(x: np.ndarray, y: np.ndarray, *, height: float, length: float, phase: float, octaves: int = 5) -> np.ndarray:
    """Return heights in metres of hills about `length` metres long at places; sums of turned sines, so that any place can be asked alone."""
    z = np.zeros_like(x)
    for k in range(octaves):
        turn, wave = phase + 1.9 * k, length / 1.83**k
        along = x * math.cos(turn) + y * math.sin(turn)
        across = x * -math.sin(turn) + y * math.cos(turn)
        z = z + np.sin(along / wave * 6.283 + 1.3 * np.sin(across / wave * 4.1 + turn) + turn * 3) / 1.9**k
    return z * height * 0.5


def terrain(
    m: Model,
    *,
    size: Sequence[float] = (160.0, 200.0),
    height: float = 4.0,
    length: float = 60.0,
    flat: float = 9.0,
    rise: float = 0.0,
    start: float = 12.0,
    fall: float = 0.0,
    shore: float = 0.0,
    material: str = "lawn",
    resolution: int = 110,
    cover: Sequence[Mapping[str, Any]] = (),
    clear: Sequence[Sequence[float]] = (),
) -> None:
    """Rolling ground, level near the origin. It climbs by `rise` (metres a metre) beyond `start`, or drops by `fall`; beyond x or y of a shore it dips under water.

    `cover` rows scatter what grows or lies on it: {kind, count, height, material, near, far, scale}: kinds of `field`, `tree`, `bush`, `conifer`, `rock`.
    `shore` above 0 puts the water's edge that many metres ahead.
    """
    phase = m.random.uniform(0, 6.28)
    n = resolution + 1
    u = np.linspace(-1, 1, n)
    stretch = np.sign(u) * np.abs(u) ** 1.8
    x, y = np.meshgrid(stretch * size[0] / 2, stretch * size[1] / 2)

    def level(px: np.ndarray, py: np.ndarray) -> np.ndarray:
        away = np.clip((np.hypot(px, py - 1.0) - flat) / (flat * 2.2), 0, 1)
        z = relief(px, py, height=height, length=length, phase=phase) * away * away * (3 - 2 * away)
        z = z + np.maximum(py - start, 0) * rise - np.maximum(py - start, 0) * fall
        z = z + relief(px, py, height=0.03, length=2.7, phase=phase, octaves=3) * 0.7
        if shore:
            edge = shore + 1.1 * np.sin(px * 0.21 + phase) + 0.4 * np.sin(px * 0.7)
            z = np.where(py > edge - 5, np.minimum(z, 0.02 - np.clip(py - edge + 5, 0, 9) * 0.055), z)
        return z

    z = level(x, y)
    rows, columns = np.meshgrid(np.arange(resolution), np.arange(resolution), indexing="ij")
    first = (rows * n + columns).ravel()
    faces = np.stack([first, first + 1, first + n + 1, first + n], 1)
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    m.parts.append((shape.solid(points, faces), material))
    for number, row in enumerate(cover):
        _cover(m, dict(row), level, size, clear, number)


def _cover(m: Model, row: dict[str, Any], level: Any, size: Sequence[float], clear: Sequence[Sequence[float]], number: int) -> None:
    """Scatter one kind of growth or stone over a terrain, three shapes of each, denser near the viewer."""
    kind, count = row.pop("kind"), int(row.pop("count", 100))
    near, far = float(row.pop("near", 2.0)), float(row.pop("far", 40.0))
    wide, scale, scatter = float(row.pop("wide", 0.9)), float(row.pop("scale", 1.0)), float(row.pop("power", 1.5))
    shapes = int(row.pop("shapes", 3))
    bunch = 4 if kind in BUNCHED and count > 100 else 1
    count //= bunch
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    y = near + (far - near) * draw.random(count * 3) ** scatter
    x = (draw.random(count * 3) - 0.5) * 2 * wide * (4.0 + np.maximum(0.0, y + 3.0) * 0.9)
    free = np.abs(x) < size[0] / 2
    for cx, cy, r in clear:
        free &= (x - cx) ** 2 + (y - cy) ** 2 > r * r
    x, y = x[free], y[free]
    z = level(x, y)
    dry = np.flatnonzero(z > -0.06)[:count]
    places: list[list[tuple]] = [[] for _ in range(shapes)]
    for k, turn, large in zip(dry, draw.uniform(0, 360, len(dry)), draw.uniform(0.7, 1.3, len(dry)) * scale, strict=True):
        places[k % shapes].append(((float(x[k]), float(y[k]), float(z[k]) - 0.01), (0, 0, float(turn)), float(large)))
    for index, where in enumerate(places):
        if where:
            m.child(lambda small, i=index: _plant(small, kind, row, number * 7 + i, bunch), where)


def _plant(m: Model, kind: str, row: Mapping[str, Any], variant: int, bunch: int) -> None:
    """Make one thing that a cover scatters, or a `bunch` of tufts that stand together."""
    makers = {"tree": tree, "conifer": conifer, "cypress": cypress, "palm": palm, "rock": rock, "shrub": shrub}
    if kind in makers:
        makers[kind](m, **{**row, "variant": variant})
        return
    height, material = float(row.get("height", 0.2)), str(row.get("material", "grass"))
    reach = max(0.3, height * 0.55) * (bunch > 1)
    for k in range(bunch):
        small = Model(kind, m.random)
        tuft(small, kind, height, material, variant * 9 + k)
        shift = (m.random.uniform(-reach, reach), m.random.uniform(-reach, reach), 0.0)
        m.parts += [(part.moved(shift), name) for part, name in small.parts]


def stone_wall(
    m: Model, *, length: float = 8.0, height: float = 1.0, thick: float = 0.42, material: str = "rock", rough: float = 1.0
) -> None:
    """A dry-stone wall along x: courses of unlike stones, upright copes on top."""
    z, course = 0.0, 0
    while z < height - 0.12:
        tall, x = m.random.uniform(0.12, 0.22), -length / 2 + m.random.uniform(-0.1, 0)
        while x < length / 2:
            wide = m.random.uniform(0.2, 0.5)
            batter = thick * (1.08 - 0.2 * z / height)
            turn = (m.random.uniform(-2, 2) * rough, m.random.uniform(-3, 3) * rough, m.random.uniform(-4, 4) * rough)
            m.box(
                (x + wide / 2, m.random.uniform(-0.02, 0.02), z + tall / 2),
                (wide - 0.008, batter, tall - 0.006),
                material,
                bevel=0.03,
                turn=turn,
            )
            x += wide
        z, course = z + tall, course + 1
    x = -length / 2
    while x < length / 2:
        wide = m.random.uniform(0.08, 0.16)
        tall = m.random.uniform(0.16, 0.26)
        m.box(
            (x, 0, z + tall / 2 - 0.02),
            (wide, thick * 0.8, tall),
            material,
            bevel=0.025,
            turn=(0, m.random.uniform(-16, 16), m.random.uniform(-6, 6)),
        )
        x += wide + 0.015


def fence(
    m: Model, *, length: float = 8.0, kind: str = "rail", height: float = 1.15, material: str = "grey_wood", pitch: float = 2.0
) -> None:
    """A fence along x: kind rail, picket, wire or iron."""
    count = max(1, int(length / pitch))
    for k in range(count + 1):
        x = length * (k / count - 0.5)
        tilt = (m.random.uniform(-2.5, 2.5), m.random.uniform(-2.5, 2.5), m.random.uniform(-8, 8))
        if kind == "iron":
            m.box((x, 0, height * 0.55), (0.07, 0.07, height * 1.1), "iron", bevel=0.008)
        else:
            m.tube([(x, 0, -0.15), (x + tilt[0] * 0.01, tilt[1] * 0.01, height + 0.08)], material, radius=0.06, sides=7)
    if kind == "rail":
        for k in range(count):
            x = length * ((k + 0.5) / count - 0.5)
            for z in (0.4, 0.72, 1.02):
                m.box(
                    (x, -0.05, z * height / 1.15),
                    (length / count + 0.2, 0.035, 0.11),
                    material,
                    bevel=0.012,
                    turn=(0, m.random.uniform(-1.6, 1.6), m.random.uniform(-0.6, 0.6)),
                )
    elif kind == "wire":
        for z in (0.3, 0.6, 0.85, 1.08):
            m.tube(
                [(length * (k / count - 0.5), -0.06, z * height / 1.15 - 0.02 * (k % 2)) for k in range(count + 1)],
                "zinc",
                radius=0.004,
                sides=4,
            )
    else:
        gap = 0.13 if kind == "iron" else 0.11
        for z in (0.25, 0.85):
            m.box((0, -0.03, z * height), (length, 0.03, 0.05), "iron" if kind == "iron" else material, bevel=0.006)
        for k in range(int(length / gap)):
            x = -length / 2 + (k + 0.5) * gap
            if kind == "iron":
                m.tube(
                    [(x, -0.03, 0.08), (x, -0.03, height), (x, -0.03, height + 0.07)],
                    "iron",
                    radius=(0.009, 0.009, 0.002),
                    sides=5,
                    smooth=False,
                )
            else:
                m.plate(
                    [(-0.04, 0.05), (0.04, 0.05), (0.04, height - 0.06), (0, height), (-0.04, height - 0.06)],
                    0.018,
                    material,
                    at=(x, -0.055, m.random.uniform(-0.015, 0.015)),
                    turn=(0, m.random.uniform(-1.5, 1.5), 0),
                )


def haystack(m: Model, *, radius: float = 1.3, height: float = 2.1) -> None:
    """A round stack of hay, straws sticking out."""
    m.lathe(
        [(radius, 0), (radius * 1.08, height * 0.3), (radius * 0.95, height * 0.6), (radius * 0.5, height * 0.9), (0.0, height)],
        "hay",
        segments=26,
    )
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    n = 1500
    a, t = draw.uniform(0, 6.283, n), draw.uniform(0, 1, n)
    r = radius * np.interp(t, (0, 0.3, 0.6, 0.9, 1), (1, 1.08, 0.95, 0.5, 0.05))
    at = np.stack([r * np.cos(a), r * np.sin(a), t * height], 1)
    m.parts.append((leaves(draw, at, spread=0.05, size=0.12, normal_up=-0.2), "dry_grass"))


def bale(m: Model, *, radius: float = 0.62, width: float = 1.2) -> None:
    """A rolled bale lying with its axis along x."""
    spiral = [(radius, -width / 2), (radius * 1.01, 0), (radius, width / 2)]
    m.lathe([(0, -width / 2), *spiral, (0, width / 2)], "hay", at=(0, 0, radius), turn=(0, 90, 0), segments=30)


def peak(
    m: Model,
    *,
    width: float = 240.0,
    height: float = 70.0,
    depth: float = 110.0,
    material: str = "alp",
    resolution: int = 120,
    rough: float = 1.0,
) -> None:
    """A mountain range along x that stands behind y = 0: ridged relief with gullies and broken faces, high in the middle distance."""
    phase = m.random.uniform(0, 6.28)
    n = resolution + 1
    x, y = np.meshgrid(np.linspace(-width / 2, width / 2, n), np.linspace(0, depth, n // 2))
    z, weight = np.zeros_like(x), np.ones_like(x)
    for k in range(9):  # ridged multifractal: crests of each octave lie on the crests of the one before
        turn, wave = phase + 2.1 * k, max(width / 2.2, depth * 1.4) / 1.95**k
        along = (x * math.cos(turn) + y * math.sin(turn)) / wave * 3.14
        across = (x * -math.sin(turn) + y * math.cos(turn)) / wave * 3.14
        wavy = np.sin(along + 1.1 * np.sin(across * 0.9 + turn * 2) + phase * k) * np.cos(across * 0.7 + 0.8 * np.sin(along * 0.6 + k))
        crest = np.maximum(0.0, 1 - np.sqrt(wavy * wavy + 0.02)) ** 1.6
        z += crest * weight / 1.85**k * (rough if k > 1 else 1.0)
        weight = np.clip(crest * 1.5, 0.15, 1.0)
    z = (z - z.min()) / np.ptp(z)
    front = np.clip(y / depth * 1.8, 0, 1)
    ends = np.clip((1 - np.abs(x) / width * 2) * 3.5, 0, 1)
    z = np.where(z < 0.55, z, 0.55 + (z - 0.55) * 0.72)  # crests rather than teeth
    z = z * height * front * (2 - front) * (0.35 + 0.65 * ends) - 2.0
    z = z + np.random.default_rng(m.random.randrange(1 << 30)).normal(0, 0.011 * height, z.shape) * front  # ledges
    rows, columns = np.meshgrid(np.arange(n // 2 - 1), np.arange(resolution), indexing="ij")
    first = (rows * n + columns).ravel()
    whole = shape.solid(np.stack([x, y, z], -1).reshape(-1, 3), np.stack([first, first + 1, first + n + 1, first + n], 1))
    corners = whole.points[whole.corners]  # every face its own corners: rock breaks, cloth folds
    broken = shape.solid(corners, np.arange(len(corners)).reshape(-1, 4))
    soft = whole.normals[whole.corners]
    m.parts.append((shape.replace(broken, normals=0.55 * broken.normals + 0.45 * soft), material))


def boulders(m: Model, *, count: int = 9, spread: float = 3.0, size: float = 0.5, material: str = "rock") -> None:
    """A heap of stones of unlike size, the large ones lower."""
    for k in range(count):
        small = Model("stone", m.random)
        rock(small, size=size * m.random.uniform(0.35, 1.1), material=material, variant=k)
        a, r = m.random.uniform(0, 6.283), spread * math.sqrt(m.random.random())
        matrix = placed(
            (r * math.cos(a), r * math.sin(a) * 0.6, 0), (m.random.uniform(-15, 15), m.random.uniform(-15, 15), m.random.uniform(0, 360))
        )
        turn = np.array(matrix.to_3x3())
        m.parts += [
            (shape.replace(part, points=part.points @ turn.T + np.array(matrix.translation), normals=part.normals @ turn.T), name)
            for part, name in small.parts
        ]


PROPS = (terrain, stone_wall, fence, haystack, bale, peak, boulders)
