"""What grows and lies outdoors: trees, bushes, grass, ferns, rocks, logs, a camp fire, cactus, ponds.

Knows nothing of sets. Fields scatter copies of a few tufts, keeping clear of paths and marks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.shape import Solid


def leaves(draw: np.random.Generator, centres: np.ndarray, *, spread: float, size: float, normal_up: float = 0.4) -> Solid:
    """Return one small folded leaf (two triangles) scattered about each centre."""
    n = len(centres)
    at = centres + draw.normal(0, spread, (n, 3))
    way = draw.normal(0, 1, (n, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    up = draw.normal(0, 1, (n, 3)) + [0, 0, normal_up * 4]
    side = np.cross(way, up)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    s = (size * draw.uniform(0.6, 1.3, n))[:, None]
    points = np.stack([at - way * s, at - side * s * 0.45, at + way * s, at + side * s * 0.45], 1).reshape(-1, 3)
    normals = np.repeat(np.cross(side, way) * np.sign(np.cross(side, way)[:, 2:3] + 1e-9), 4, axis=0)
    return Solid(points, normals, points[:, :2], points, np.arange(4 * n, dtype=np.int32), np.full(n, 4, np.int32))


def sticks(starts: np.ndarray, ends: np.ndarray, *, thick: float, thin: float) -> Solid:
    """Return many straight three-sided twigs as one solid, (n, 3) starts and ends in metres: a tube each would take ten times as long."""
    way = ends - starts
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    side = np.cross(way, np.where(np.abs(way[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]]))
    side = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    other = np.cross(way, side)
    out = np.stack([side * math.cos(a) + other * math.sin(a) for a in (0.0, 2.094, 4.189)], 1)
    points = np.concatenate([starts[:, None] + out * thick, ends[:, None] + out * thin], 1)
    base = np.arange(len(starts))[:, None] * 6
    corners = np.concatenate([base + [k, (k + 1) % 3, (k + 1) % 3 + 3, k + 3] for k in range(3)], 1)
    flat = points.reshape(-1, 3)
    grain = flat[:, [2, 0, 1]]
    normals = np.concatenate([out, out], 1).reshape(-1, 3)
    return Solid(flat, normals, flat[:, :2], grain, corners.astype(np.int32).ravel(), np.full(3 * len(starts), 4, np.int32))


def tree(
    m: Model,
    *,
    height: float = 7.0,
    girth: float = 0.2,
    crown: float = 2.4,
    leaf: str = "leaf",
    bark: str = "bark",
    count: int = 4200,
    bare: bool = False,
    variant: int = 0,
    low: float = 0.3,
    coarse: float = 1.3,
) -> None:
    """A broad-leaved tree: a bent trunk, three orders of branches, leaves about the twigs. `low` is where branches begin.

    `coarse` times larger leaves stand for sprays of them: 1 for a tree that one stands under, 2 to 3 for one far off.
    """
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    lean = draw.normal(0, 0.05, 2)
    spine = [
        np.array([lean[0] * z + 0.12 * math.sin(z * 0.9 + lean[1] * 40), lean[1] * z + 0.1 * math.cos(z * 0.8), z])
        for z in np.linspace(0, height * 0.82, 7)
    ]
    spine[0] = np.zeros(3)
    m.tube(spine, bark, radius=tuple(girth * f for f in (1.35, 0.95, 0.86, 0.72, 0.55, 0.36, 0.14)), sides=14)
    for k in range(5):
        a = k * 1.257 + draw.uniform(0, 0.6)
        m.tube(
            [
                (0.4 * girth * math.cos(a), 0.4 * girth * math.sin(a), girth * 1.3),
                (girth * 1.4 * math.cos(a), girth * 1.4 * math.sin(a), girth * 0.4),
                (girth * 3.0 * math.cos(a), girth * 3.0 * math.sin(a), -0.06),
            ],
            bark,
            radius=(girth * 0.55, girth * 0.42, girth * 0.2),
        )
    tips: list[np.ndarray] = []
    twigs: list[tuple[np.ndarray, np.ndarray]] = []
    for k in range(11):
        t = low + (1 - low) * (k + draw.uniform(0, 0.6)) / 11.5
        start = _along(spine, t)
        a = k * 2.4 + draw.uniform(-0.4, 0.4)
        reach = crown * (1.05 - 0.62 * abs(t - 0.55) * 1.6) * draw.uniform(0.7, 1.05)
        out = np.array([math.cos(a), math.sin(a), draw.uniform(0.25, 0.75)])
        end = start + out * reach
        middle = start + out * reach * 0.5 + [0, 0, reach * 0.1]
        m.tube([start, middle, end], bark, radius=(girth * 0.42 * (1.15 - t), girth * 0.24 * (1.1 - t), 0.012), sides=7)
        for j in range(5):
            base = start + (end - start) * (0.4 + 0.14 * j)
            twig = base + np.array(
                [math.cos(a + draw.uniform(-1.3, 1.3)), math.sin(a + draw.uniform(-1.3, 1.3)), draw.uniform(-0.1, 0.7)]
            ) * reach * draw.uniform(0.25, 0.45)
            twigs.append((base, twig))
            tips += [twig, (base + twig) / 2, end]
    starts, ends = np.array([a for a, _ in twigs]), np.array([b for _, b in twigs])
    if bare:  # what leaves would hide is drawn out once more
        fine = np.repeat(starts + (ends - starts) * 0.55, 3, axis=0)
        tip = fine + np.repeat(ends - starts, 3, axis=0) * 0.5 + draw.normal(0, 0.12 * crown / 2.4, (len(fine), 3))
        m.parts.append((sticks(fine, tip, thick=girth * 0.035, thin=0.003), bark))
    m.parts.append((sticks(starts, ends, thick=girth * 0.1, thin=0.006), bark))
    if not bare:
        _foliage(m, draw, np.array(tips), count, leaf, spread=crown * 0.125, size=(0.085 + crown * 0.008) * coarse)


def _foliage(
    m: Model, draw: np.random.Generator, about: np.ndarray, count: int, material: str, *, spread: float, size: float, normal_up: float = 0.4
) -> None:
    """Hang leaves about points; only a third of them throws shadows, else two bounces leave a wood's floor black."""
    for share, parts in ((0.34, m.parts), (0.66, m.glows)):
        centres = about[draw.integers(0, len(about), int(count * share))]
        parts.append((leaves(draw, centres, spread=spread, size=size, normal_up=normal_up), material))


def _along(spine: Sequence[np.ndarray], t: float) -> np.ndarray:
    """Return the point at a share of a polyline's length."""
    k = min(int(t * (len(spine) - 1)), len(spine) - 2)
    return spine[k] + (spine[k + 1] - spine[k]) * (t * (len(spine) - 1) - k)


def trunk(
    m: Model, *, height: float = 12.0, girth: float = 0.24, bark: str = "bark_moss", needles: str = "leaf_dark", variant: int = 0
) -> None:
    """A forest trunk: branchless below, dead stubs, dark foliage high up."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    spine = [np.array([draw.normal(0, 0.07) * z * 0.3, draw.normal(0, 0.07) * z * 0.3, z]) for z in np.linspace(0, height, 6)]
    spine[0] = np.array([0, 0, -0.05])
    m.tube(spine, bark, radius=tuple(girth * f for f in (1.3, 0.92, 0.8, 0.68, 0.5, 0.2)), sides=14)
    for k in range(6):
        a = k * 1.05 + draw.uniform(0, 0.5)
        m.tube(
            [
                (0.3 * girth * math.cos(a), 0.3 * girth * math.sin(a), girth * 1.6),
                (girth * 1.3 * math.cos(a), girth * 1.3 * math.sin(a), girth * 0.45),
                (girth * 2.9 * math.cos(a), girth * 2.9 * math.sin(a), -0.08),
            ],
            bark,
            radius=(girth * 0.5, girth * 0.4, girth * 0.16),
        )
    for _ in range(9):
        start, a = _along(spine, draw.uniform(0.14, 0.6)), draw.uniform(0, 6.28)
        length = draw.uniform(0.3, 1.3)
        end = start + np.array([math.cos(a), math.sin(a), draw.uniform(-0.35, 0.1)]) * length
        m.tube([start, (start + end) / 2 + [0, 0, 0.04], end], "dead_wood", radius=(0.026, 0.016, 0.004), sides=5)
    centres = []
    for k in range(16):
        start, a = _along(spine, 0.36 + 0.62 * k / 16), k * 2.4 + draw.uniform(-0.3, 0.3)
        length = 2.3 * (1.15 - k / 18)
        for t in np.linspace(0.25, 1, 9):
            centres.append(start + np.array([math.cos(a), math.sin(a), -0.12 - 0.2 * t]) * length * t)
        m.tube([start, start + np.array([math.cos(a), math.sin(a), -0.3]) * length], bark, radius=(0.035, 0.006), sides=5)
    pool = np.array(centres)
    _foliage(m, draw, pool, 1500, needles, spread=0.26, size=0.1, normal_up=1.0)


def bush(m: Model, *, radius: float = 0.7, leaf: str = "leaf_dark", count: int = 1500, bare: bool = False, variant: int = 0) -> None:
    """A round bush; `bare` it is twigs."""
    draw = np.random.default_rng(m.random.randrange(1 << 30) + variant)
    if bare:
        ends = (draw.normal(0, 1, (60, 3)) * [1, 1, 0.3] + [0, 0, 0.8]) * radius * 0.7
        m.parts.append((sticks(ends * draw.uniform(0, 0.4, (60, 1)), ends, thick=0.012, thin=0.002), "bark"))
        return
    way = draw.normal(0, 1, (count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2])
    lumps = 1 + 0.25 * np.sin(way[:, :1] * 5 + 1) * np.cos(way[:, 1:2] * 6)
    m.parts.append((leaves(draw, way * radius * draw.uniform(0.55, 1.0, (count, 1)) * lumps, spread=0.04, size=0.06), leaf))


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
    normals = np.repeat(out * -0.5 + up * 0.8, 5, axis=0)
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
            m.child(lambda small, i=index: _tuft(small, kind, height, material, i), where)


def _tuft(m: Model, kind: str, height: float, material: str, index: int) -> None:
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


def dead_tree(m: Model, *, height: float = 4.2) -> None:
    """A bleached bare tree."""
    tree(m, height=height, girth=0.16, crown=1.9, bark="dead_wood", bare=True, low=0.35)


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


PROPS = (tree, trunk, bush, field, fern, rock, log, campfire, cactus, dead_tree, pond, path)
