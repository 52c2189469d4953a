"""Small pieces outdoors: tracks, ruts, reeds, crosses, stalls, pots, garden seats, water tower, freighter.

Knows nothing of sets. Metres; fronts face −y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.nature import leaves
from filmcli.blender.prop.undergrowth import blades


def yard_patch(m: Model, *, size: Sequence[float] = (10.0, 18.0), material: str = "dirt") -> None:
    """A trodden patch of bare earth with a ragged edge."""
    a = np.linspace(0, 6.283, 72, endpoint=False)
    r = 1 + 0.07 * np.sin(a * 5 + 1) + 0.05 * np.sin(a * 9) + 0.03 * np.sin(a * 17)
    square = 1 / np.maximum(np.abs(np.cos(a)), np.abs(np.sin(a))) ** 0.55
    ring = np.stack([r * square * np.cos(a) * size[0] / 2.4, r * square * np.sin(a) * size[1] / 2.4, np.zeros(72)], 1)
    m.parts.append((shape.solid(ring, [list(range(72))], normals=np.tile([0, 0, 1.0], (72, 1))), material))


def track(m: Model, *, width: float = 2.4, length: float = 60.0, ruts: bool = True, material: str = "dirt", bend: float = 0.0028) -> None:
    """A track along y that bends away; `ruts` are two worn lines with grass between, else it is a walk of one width."""
    y = np.linspace(-10 if length > 30 else -length / 2, length - 10 if length > 30 else length / 2, 90)
    middle = np.sign(y) * bend * y**2 * (1 if length > 30 else 0)
    for offset, wide in ((-0.62, 0.5), (0.62, 0.5)) if ruts else ((0.0, width),):
        left = middle + offset - wide / 2 + 0.06 * np.sin(y * 1.9) + 0.05 * np.sin(y * 4.3)
        right = middle + offset + wide / 2 + 0.06 * np.sin(y * 2.3 + 1) + 0.05 * np.sin(y * 4.9)
        points = np.stack([np.stack([left, y, np.zeros(90)], 1), np.stack([right, y, np.zeros(90)], 1)], 1).reshape(-1, 3)
        m.parts.append((shape.solid(points, np.array([(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(89)])), material))


def wheel_ruts(m: Model, *, length: float = 44.0, count: int = 5, material: str = "dirt_dark") -> None:
    """Ruts that carts have worn into a dirt street along y."""
    y = np.linspace(-length / 2, length / 2, 120)
    for k in range(count):
        for s in (-0.7, 0.7):
            x = (k - count / 2) * 0.75 + s + 0.3 * np.sin(y * 0.21 + 2 * k) + 0.06 * np.sin(y * 1.3 + k)
            wide = 0.05 + 0.03 * np.sin(y * 0.9 + k)
            points = np.stack([np.stack([x - wide, y, np.zeros(120)], 1), np.stack([x + wide, y, np.zeros(120)], 1)], 1).reshape(-1, 3)
            m.parts.append((shape.solid(points, np.array([(2 * j, 2 * j + 1, 2 * j + 3, 2 * j + 2) for j in range(119)])), material))


def reeds(m: Model, *, radius: float = 1.5, height: float = 1.7, count: int = 420) -> None:
    """A stand of reeds with bulrushes."""
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    m.parts.append((blades(draw, count, spread=radius, height=height, width=0.011, bend=0.35), "reed"))
    for _ in range(16):
        x, y, z = draw.uniform(-radius, radius), draw.uniform(-radius, radius), height * draw.uniform(0.8, 1.15)
        m.tube([(x, y, 0), (x + 0.05, y, z)], "reed", radius=0.006, sides=4)
        m.tube([(x + 0.04, y, z - 0.16), (x + 0.05, y, z)], "book_brown", radius=0.017, sides=7)


def summit_cross(m: Model, *, height: float = 3.2) -> None:
    """A wooden summit cross held by stones and stays."""
    m.box((0, 0, height / 2), (0.2, 0.2, height), "grey_wood", bevel=0.02, turn=(0, 1.5, 0))
    m.box((0, 0, height * 0.76), (1.5, 0.18, 0.2), "grey_wood", bevel=0.02, turn=(0, 1.5, 0))
    for s in (-1, 1):
        m.tube([(s * 0.05, 0, height * 0.7), (s * 1.5, 0.6, 0)], "zinc", radius=0.008, sides=4)
    for k in range(9):
        a = k * 0.7
        m.box(
            (0.38 * math.cos(a), 0.38 * math.sin(a), 0.14),
            (0.34, 0.26, 0.3),
            "rock",
            bevel=0.07,
            turn=(m.random.uniform(-20, 20), m.random.uniform(-20, 20), m.random.uniform(0, 90)),
        )


def crate_seat(m: Model, *, size: float = 0.46) -> None:
    """One sturdy crate to sit on."""
    for side in range(4):
        turn = side * 90
        out = shape.rotation((0, 0, turn)) @ (0, -size / 2 + 0.012, 0)
        for k in range(4):
            m.box(
                (out[0], out[1], size * (k + 0.5) / 4),
                (size, 0.02, size / 4 - 0.012),
                "crate",
                bevel=0.005,
                turn=(m.random.uniform(-0.8, 0.8), m.random.uniform(-0.8, 0.8), turn),
            )
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.box((sx * (size / 2 - 0.035), sy * (size / 2 - 0.035), size / 2), (0.04, 0.04, size), "crate", bevel=0.005)
    for k in range(4):
        m.box(
            (0, size * ((k + 0.5) / 4 - 0.5), size - 0.01),
            (size, size / 4 - 0.01, 0.02),
            "crate",
            bevel=0.005,
            turn=(0, 0, m.random.uniform(-0.8, 0.8)),
        )
    m.text("FRAGILE", 0.075, "matte_black", at=(0, -size / 2 + 0.0, size * 0.55))


def market_stall(m: Model, *, width: float = 2.4, awning: str = "red") -> None:
    """A stall: trestle, striped awning, boxes of fruit and vegetables."""
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.box((sx * width / 2, sy * 0.6, 1.05 + 0.12 * sy), (0.06, 0.06, 2.1 + 0.24 * sy), "grey_wood", bevel=0.01)
    n = int(width / 0.24)
    for k in range(n):
        m.box(
            (width * ((k + 0.5) / n - 0.5), -0.1, 2.22), (width / n, 1.9, 0.02), awning if k % 2 else "linen", bevel=0.004, turn=(9, 0, 0)
        )
        m.plate(
            [(-0.12, -0.18), (0, -0.24), (0.12, -0.18), (0.12, 0), (-0.12, 0)],
            0.012,
            awning if k % 2 else "linen",
            at=(width * ((k + 0.5) / n - 0.5), -1.03, 2.08),
        )
    m.box((0, 0, 0.76), (width, 1.1, 0.05), "grey_wood", bevel=0.01, turn=(8, 0, 0))
    m.box((0, -0.5, 0.4), (width, 0.03, 0.6), "canvas", bevel=0.01)
    goods = ("red", "green", "yellow", "cone_orange", "book_brown")
    for k in range(4):
        x = width * ((k + 0.5) / 4 - 0.5)
        m.box((x, -0.1, 0.85), (width / 4 - 0.06, 0.8, 0.12), "crate", bevel=0.01, turn=(8, 0, 0))
        for _ in range(26):
            a, b = m.random.uniform(-0.42, 0.42) * width / 4.6, m.random.uniform(-0.42, 0.3)
            m.add(
                shape.ball(m.random.uniform(0.035, 0.05), segments=9, rings=6),
                goods[(k + m.random.randrange(4) // 3) % 5],
                at=(x + a, b - 0.06, 0.93 + 0.12 * b),
            )


def pot_flowers(m: Model, *, radius: float = 0.2) -> None:
    """A terracotta pot with flowers."""
    m.lathe(
        [
            (radius * 0.65, 0),
            (radius, radius * 1.6),
            (radius * 1.12, radius * 1.6),
            (radius * 1.12, radius * 1.85),
            (radius * 0.95, radius * 1.8),
        ],
        "terracotta",
        segments=22,
    )
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    way = draw.normal(0, 1, (330, 3)) * [1, 1, 0.75]
    at = way / np.linalg.norm(way, axis=1, keepdims=True) * radius * draw.uniform(0.6, 1.5, (330, 1)) + [0, 0, radius * 2.5]
    m.parts.append((leaves(draw, at[:250], spread=0.02, size=0.045), "leaf"))
    m.parts.append((leaves(draw, at[250:] * 1.03, spread=0.01, size=0.04, normal_up=2.0), "rose"))


def rose_bush(m: Model, *, radius: float = 0.65) -> None:
    """A rose bush in bloom."""
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    way = draw.normal(0, 1, (1100, 3)) * [1, 1, 0.8]
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2]) + 0.15
    at = way * radius * draw.uniform(0.5, 1.05, (1100, 1))
    for k in range(12):
        m.tube([(0, 0, -0.02), at[k] * 0.6, at[k]], "bark", radius=(0.014, 0.008, 0.003), sides=4)
    m.parts.append((leaves(draw, at[:950], spread=0.03, size=0.05), "leaf_dark"))
    blooms = at[950:] * 1.04
    m.parts.append((leaves(draw, np.repeat(blooms, 5, axis=0), spread=0.014, size=0.036, normal_up=0.5), "rose"))


def garden_table(m: Model, *, radius: float = 0.4, height: float = 0.74) -> None:
    """A round iron table with a cloth, glasses and a jug."""
    m.lathe([(0, height), (radius, height), (radius, height - 0.03), (radius * 0.98, height - 0.05)], "white", segments=32)
    m.lathe([(0.03, 0.1), (0.025, height - 0.05)], "white", segments=12)
    for k in range(3):
        a = k * 2.094
        m.tube(
            [(0, 0, 0.16), (0.2 * math.cos(a), 0.2 * math.sin(a), 0.12), (0.33 * math.cos(a), 0.33 * math.sin(a), 0.0)],
            "white",
            radius=0.016,
        )
    m.lathe([(0, 0), (0.05, 0), (0.075, 0.09), (0.045, 0.17), (0.055, 0.22)], "bottle_clear", at=(0.1, 0.16, height), segments=18)
    for x, y in ((-0.2, 0.05), (0.16, -0.14)):
        m.lathe(
            [(0.03, 0), (0.03, 0.004), (0.005, 0.01), (0.005, 0.07), (0.03, 0.11), (0.032, 0.15)],
            "bottle_clear",
            at=(x, y, height),
            segments=14,
        )


def garden_chair(m: Model, *, seat: float = 0.45) -> None:
    """A wrought-iron chair facing −y with a cushion."""
    m.lathe([(0, seat - 0.03), (0.22, seat - 0.03), (0.23, seat - 0.015), (0.2, seat), (0, seat)], "linen", segments=24)
    for a in (0.7, 2.4, 3.9, 5.5):
        m.tube(
            [(0.18 * math.cos(a), 0.18 * math.sin(a), seat - 0.03), (0.23 * math.cos(a), 0.23 * math.sin(a), 0.0)], "white", radius=0.011
        )
    hoop = [(0.2 * math.cos(a), 0.18, seat + 0.25 + 0.27 * math.sin(a)) for a in np.linspace(-0.6, 3.74, 24)]
    m.tube(hoop, "white", radius=0.011, smooth=False)
    for x in (-0.1, 0, 0.1):
        m.tube([(x, 0.18, seat), (x * 1.3, 0.185, seat + 0.28), (x * 0.7, 0.18, seat + 0.5)], "white", radius=0.007)


def water_tower(m: Model, *, height: float = 7.0) -> None:
    """A railway water tank of staves on timber legs."""
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.tube([(sx * 1.7, sy * 1.7, 0), (sx * 1.35, sy * 1.35, height)], "dead_wood", radius=0.13, sides=7)
    for z in (0.35, 0.7):
        w = 1.7 - 0.35 * z
        m.tube(
            [(-w, -w, height * z), (w, -w, height * z), (w, w, height * z), (-w, w, height * z), (-w, -w, height * z)],
            "dead_wood",
            radius=0.07,
            smooth=False,
            sides=5,
        )
    m.lathe([(1.9, height), (1.95, height + 0.1), (1.9, height + 2.8), (2.1, height + 2.85), (0, height + 3.9)], "boards", segments=30)
    for z in (0.4, 1.3, 2.2):
        m.lathe([(1.93, height + z - 0.04), (1.95, height + z), (1.93, height + z + 0.04)], "rust", segments=30)
    m.tube([(0, -1.9, height + 0.5), (0, -2.6, height + 0.1), (0, -2.7, height - 1.2)], "rust", radius=0.1)


def freighter(m: Model, *, length: float = 34.0, hull: str = "hull_black") -> None:
    """A tramp steamer moored along y, its bow to −y: hull, red boot top, derricks, bridge, funnel."""
    y = np.linspace(-length / 2, length / 2, 30)
    t = (y + length / 2) / length
    half = 3.6 * np.minimum(1, np.sin(np.minimum(t * 2.6, 1.571)) ** 0.7) * (1 - 0.25 * np.clip((t - 0.86) / 0.14, 0, 1) ** 2)
    sheer = 2.6 + 1.5 * (1 - t) ** 3 + 0.5 * t**4
    rake = -2.2 * (1 - t) ** 4
    for low, high, name in ((-2.0, 0.12, "red_paint"), (0.1, 1.0, hull)):
        rows = []
        for level in (0.0, 0.5, 1.0):
            z = low + (sheer - low) * level if name == hull else np.full_like(y, low + (high - low) * level)
            flare = 0.86 + 0.14 * np.clip(z / 3, 0, 1)
            rows.append((flare, z))
        for s in (-1, 1):
            pts = np.concatenate([np.stack([s * half * f, y + rake * np.clip(z / 3, 0, 1.4), z - 1.2], 1) for f, z in rows])
            n = len(y)
            faces = np.array([(k * n + i, k * n + i + 1, (k + 1) * n + i + 1, (k + 1) * n + i) for k in range(2) for i in range(n - 1)])
            m.parts.append((shape.solid(pts, faces[:, ::s]), name))
    for s in (-1, 1):
        m.tube(
            [(s * h, yy + r * 1.0, z - 1.15) for h, yy, z, r in zip(half, y, sheer, rake, strict=True)], "hull_white", radius=0.1, sides=6
        )
    deck = np.concatenate([np.stack([s * half * 0.99, y, sheer - 1.5], 1) for s in (-1, 1)])
    n = len(y)
    m.parts.append((shape.solid(deck, np.array([(i, i + 1, n + i + 1, n + i) for i in range(n - 1)])[:, ::-1]), "boards"))
    m.box((0, length * 0.24, 3.0), (5.4, 6.5, 3.0), "hull_white", bevel=0.1)
    m.box((0, length * 0.22, 5.4), (4.6, 4.0, 2.2), "hull_white", bevel=0.1)
    for k in range(6):
        m.glow(shape.box((0.5, 0.05, 0.6)), "window_glow", at=(-1.75 + 0.7 * k, length * 0.22 - 2.03, 5.7))
    for s in (-1, 1):
        for k in range(5):
            m.glow(
                shape.lathe([(0.22, 0), (0, 0.01)], segments=14),
                "window_glow",
                at=(s * 2.72, length * 0.24 - 2.4 + 1.2 * k, 3.2),
                turn=(0, 90 * s, 0),
            )
    m.add(shape.lathe([(0.95, 0), (0.85, 3.4)], segments=24), "red_paint", at=(0, length * 0.31, 5.4), turn=(-8, 0, 0))
    m.add(shape.lathe([(0.9, 3.0), (0.86, 4.0), (0.6, 4.0)], segments=24), "matte_black", at=(0, length * 0.31 + 0.0, 5.4), turn=(-8, 0, 0))
    for at in (-0.24, 0.02):
        m.tube([(0, length * at, 1), (0, length * at, 11.5)], "ochre_mast", radius=(0.22, 0.12))
        for s in (-1, 1):
            m.tube([(s * 0.3, length * at, 2.4), (s * 1.8, length * (at + 0.16), 8.0)], "ochre_mast", radius=0.1)
            m.tube([(0, length * at, 11), (s * 3.2, length * at + 1.0, 1.6)], "zinc", radius=0.02, sides=4)
    m.text("AURORA", 0.7, "white", at=(-3.15, -length * 0.34, 1.1), turn=(0, 0, -76))


PROPS = (
    yard_patch,
    track,
    wheel_ruts,
    reeds,
    summit_cross,
    crate_seat,
    market_stall,
    pot_flowers,
    rose_bush,
    garden_table,
    garden_chair,
    water_tower,
    freighter,
)
