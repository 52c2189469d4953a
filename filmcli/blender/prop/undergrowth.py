"""What covers and lies on the ground: grass and tufts in fields, ferns, rocks, logs, a camp fire, cactus, ponds, paths.

Knows nothing of sets. Fields scatter copies of a few tufts, keeping clear of paths and marks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.nature import leaves
from filmcli.blender.shape import Solid


def blades(draw: np.random.Generator, count: int, *, spread: float, height: float, width: float = 0.006, bend: float = 0.5) -> Solid:
    """Return grass blades as bent strips of two quads about the origin."""
    at = np.stack([draw.uniform(-spread, spread, count), draw.uniform(-spread, spread, count), np.zeros(count)], 1)
    turn = draw.uniform(0, 2 * math.pi, count)
    side = np.stack([np.cos(turn), np.sin(turn), np.zeros(count)], 1) * width
    out = np.stack([-np.sin(turn), np.cos(turn), np.zeros(count)], 1)
    tall = (height * draw.uniform(0.5, 1.15, count))[:, None]
    curl = draw.uniform(0.1, bend, count)[:, None] * tall
    up = np.array([0, 0, 1.0])
    middle, tip = at + up * tall * 0.6 + out * curl * 0.3, at + up * tall + out * curl
    points = np.stack([at - side, at + side, middle - side * 0.7, middle + side * 0.7, tip], 1).reshape(-1, 3)
    base = np.arange(count)[:, None] * 5
    corners = np.concatenate([base + [0, 1, 3, 2], base + [2, 3, 4]], 1)
    normals = np.repeat(out * -0.3 + up * 0.95, 5, axis=0)
    return Solid(points, normals, points[:, :2], points, corners.astype(np.int32).ravel(), np.tile(np.array([4, 3], np.int32), count))


def field(
    m: Model,
    *,
    size: Sequence[float] = (20.0, 26.0),
    centre: Sequence[float] = (0.0, 8.0),
    kind: str = "grass",
    count: int = 420,
    height: float = 0.16,
    clear: Sequence[Sequence[float]] = (),
    material: str = "grass",
    thin: float = 0.0,
) -> None:
    """Scatter tufts of grass, ferns, flowers, leaves or stones over a rectangle, but not within `clear` discs [x, y, radius].

    `thin` above 0 makes tufts rarer away from the front, so that near ground is dense.
    """
    places: list[list[tuple]] = [[], [], []]
    tries = 0
    while sum(map(len, places)) < count and tries < count * 6:
        tries += 1
        depth = m.random.random() ** (1 + thin)
        x, y = centre[0] + size[0] * (m.random.random() - 0.5), centre[1] + size[1] * (depth - 0.5)
        if all((x - cx) ** 2 + (y - cy) ** 2 > r * r for cx, cy, r in clear):
            places[m.random.randrange(3)].append(((x, y, 0.0), (0, 0, m.random.uniform(0, 360)), m.random.uniform(0.65, 1.35)))
    for index, where in enumerate(places):
        if where:
            m.child(lambda small, i=index: tuft(small, kind, height, material, i), where)


def tuft(m: Model, kind: str, height: float, material: str, index: int) -> None:
    draw = np.random.default_rng(m.random.randrange(1 << 30) + index)
    if kind == "grass":
        m.parts.append((blades(draw, 230, spread=0.42, height=height), material))
    elif kind == "tall":
        m.parts.append((blades(draw, 60, spread=0.12, height=height, width=0.005, bend=0.8), material))
    elif kind == "flowers":
        m.parts.append((blades(draw, 40, spread=0.3, height=height), "grass"))
        for _ in range(9):
            x, y, z = draw.uniform(-0.3, 0.3), draw.uniform(-0.3, 0.3), height * draw.uniform(0.8, 1.2)
            m.tube([(x, y, 0), (x, y, z)], "grass", radius=0.003, sides=4)
            m.lathe(
                [(0, 0), (0.02, 0.012), (0.026, 0.006)],
                material,
                at=(x, y, z),
                turn=(draw.uniform(-25, 25), draw.uniform(-25, 25), 0),
                segments=7,
            )
    elif kind == "fern":
        fern(m, height=height, material=material, variant=index)
    elif kind == "litter":
        flat = draw.uniform(-0.55, 0.55, (90, 3)) * [1, 1, 0] + [0, 0, 0.012]
        m.parts.append((leaves(draw, flat, spread=0.004, size=0.042, normal_up=6.0), material))
    else:
        rock(m, size=height * draw.uniform(0.6, 1.6), material=material, variant=index)


def fern(m: Model, *, height: float = 0.5, material: str = "fern", variant: int = 0) -> None:
    """A fern: arching fronds of paired leaflets."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    quads = []
    for k in range(9):
        a, reach = k * 0.7 + draw.uniform(-0.2, 0.2), height * draw.uniform(0.85, 1.35)
        way, side = np.array([math.cos(a), math.sin(a), 0]), np.array([-math.sin(a), math.cos(a), 0])
        for t in np.linspace(0.12, 1, 15):
            spot = way * reach * t + [0, 0, height * (1.5 * t - 1.15 * t * t) * 1.6 + 0.02]
            wide = reach * 0.3 * math.sin(math.pi * min(1, 0.12 + t * 0.86)) + 0.01
            for s in (-1, 1):
                tip = spot + side * s * wide + way * wide * 0.4 - [0, 0, wide * 0.25]
                quads.append([spot - way * 0.011, tip, spot + way * 0.02])
    points = np.array(quads).reshape(-1, 3)
    n = len(quads)
    m.parts.append(
        (
            Solid(
                points, np.tile([0, 0, 1.0], (3 * n, 1)), points[:, :2], points, np.arange(3 * n, dtype=np.int32), np.full(n, 3, np.int32)
            ),
            material,
        )
    )


def rock(m: Model, *, size: float = 0.6, material: str = "rock", flat: float = 0.7, variant: int = 0, seat: bool = False) -> None:
    """A boulder of broken faces, sunk a little; as a seat its top is level at `size`."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    ball = shape.ball(1.0, segments=26, rings=16)
    way = ball.points / np.maximum(np.linalg.norm(ball.points, axis=1, keepdims=True), 1e-9)
    cuts = draw.normal(0, 1, (17, 3))
    cuts /= np.linalg.norm(cuts, axis=1, keepdims=True)
    reach = 1 / np.maximum((way @ cuts.T) / draw.uniform(0.72, 1.0, 17), 0.55).max(1)
    points = way * (reach * 0.8)[:, None] * np.array([1.0, draw.uniform(0.75, 1.0), flat]) * size
    if seat:
        points[:, 2] = np.minimum(points[:, 2] * 1.6 + size * 0.25, size)
        points[:, :2] *= 0.72
    corners = points[ball.corners]  # every face its own corners: broken stone has hard edges
    made = shape.replace(
        ball, points=corners, grain=corners, uv=corners[:, :2], normals=corners, corners=np.arange(len(corners), dtype=np.int32)
    )
    made = shape.replace(made, normals=shape.smooth_normals(made))
    m.parts.append((made.moved((0, 0, 0.0 if seat else size * 0.12)), material))


def log(m: Model, *, length: float = 2.4, radius: float = 0.22, bark: str = "bark_moss", height: float | None = None) -> None:
    """A fallen log along y with cut ends and a broken branch; as a seat its top is at `height`."""
    z = (height - radius) if height else radius * 0.85
    m.tube(
        [(0.02, -length / 2, z), (0, 0, z + 0.01), (-0.02, length / 2, z - 0.02)],
        bark,
        radius=(radius, radius * 0.97, radius * 0.9),
        sides=18,
    )
    for s in (-1, 1):
        m.add(
            shape.lathe([(0, 0.012), (radius * 0.9, 0.01), (radius * 0.93, 0)], segments=18),
            "pine",
            at=(0.02 * -s, s * length / 2, z),
            turn=(-90 * s, 0, 0),
        )
    m.tube(
        [(0, length * 0.2, z), (-radius * 1.4, length * 0.26, z + radius * 1.3), (-radius * 1.7, length * 0.27, z + radius * 1.9)],
        bark,
        radius=(radius * 0.3, radius * 0.22, radius * 0.14),
    )
    if height and z > radius:
        for s in (-1, 1):
            m.box((0, s * length * 0.3, (z - radius * 0.7) / 2), (radius * 1.6, 0.22, z - radius * 0.7), bark, bevel=0.04)


def campfire(m: Model, *, watts: float = 90.0, lit: bool = True) -> None:
    """A ring of stones, crossed logs, flames that throw real light."""
    for k in range(9):
        a = k * 0.698
        stone = Model("stone", m.random)
        rock(stone, size=0.12, variant=k)
        m.parts += [(part.moved((0.42 * math.cos(a), 0.42 * math.sin(a), 0.02)), "rock") for part, _ in stone.parts]
    for k in range(5):
        a = k * 1.256
        m.tube([(0.3 * math.cos(a), 0.3 * math.sin(a), 0.05), (-0.05 * math.cos(a), -0.05 * math.sin(a), 0.26)], "bark", radius=0.045)
    if lit:
        for k in range(7):
            a = k * 0.9
            m.glow(
                shape.lathe([(0.03, 0), (0.07, 0.1), (0.045, 0.24), (0.0, 0.42 + 0.1 * (k % 3))], segments=12),
                "flame_soft",
                at=(0.1 * math.cos(a), 0.1 * math.sin(a), 0.08),
                turn=(m.random.uniform(-12, 12), m.random.uniform(-12, 12), 0),
            )
        m.glow(shape.lathe([(0, 0.07), (0.2, 0.05), (0.24, 0.0)], segments=16), "ember")
        m.light((0, 0, 0.5), kelvin=1900, watts=watts, radius=0.16)


def cactus(m: Model, *, height: float = 2.4) -> None:
    """A saguaro with two arms."""
    for path, r in (
        ([(0, 0, 0), (0, 0, height * 0.6), (0, 0, height - 0.1), (0, 0, height)], 0.17),
        ([(0, 0, height * 0.4), (0.4, 0, height * 0.42), (0.5, 0, height * 0.6), (0.5, 0, height * 0.85), (0.5, 0, height * 0.88)], 0.11),
        (
            [
                (0, 0, height * 0.5),
                (-0.34, 0.05, height * 0.54),
                (-0.42, 0.06, height * 0.68),
                (-0.42, 0.06, height * 0.8),
                (-0.42, 0.06, height * 0.83),
            ],
            0.1,
        ),
    ):
        ends = (r, *(r for _ in path[1:-1]), r * 0.2)
        m.tube(path, "cactus", radius=ends, sides=16)


def pond(m: Model, *, size: Sequence[float] = (9.0, 5.0)) -> None:
    """Still water with stones at its edge."""
    ring = [(1.0 + 0.12 * math.sin(a * 3 + 1) + 0.07 * math.sin(a * 5), a) for a in np.linspace(0, 2 * math.pi, 48, endpoint=False)]
    points = np.array([(r * math.cos(a) * size[0] / 2, r * math.sin(a) * size[1] / 2, 0.03) for r, a in ring])
    m.parts.append((shape.solid(points, [list(range(48))], normals=np.tile([0, 0, 1.0], (48, 1))), "water"))
    for k in range(0, 48, 2):
        stone = Model("stone", m.random)
        rock(stone, size=m.random.uniform(0.12, 0.34), variant=k)
        m.parts += [(part.moved(points[k] * 1.02), "rock") for part, _ in stone.parts]


def path(m: Model, *, width: float = 2.5, material: str = "gravel") -> None:
    """A gravel path from the camera's side that bends off to the right, with a worn edge."""
    y = np.linspace(-9, 30, 60)
    middle = np.where(y > 1, 0.026 * (y - 1) ** 2, 0.0)
    wobble = [0.1 * np.sin(y * 1.3 + k) + 0.06 * np.sin(y * 3.1 + 2 * k) for k in (0.0, 2.0)]
    left, right = middle - width / 2 + wobble[0], middle + width / 2 + wobble[1]
    points = np.stack([np.stack([left, y, np.full(60, 0.012)], 1), np.stack([right, y, np.full(60, 0.012)], 1)], 1).reshape(-1, 3)
    faces = np.array([(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(59)])
    m.parts.append((shape.solid(points, faces), material))


PROPS = (field, fern, rock, log, campfire, cactus, pond, path)
