"""Telling details of single places: the mirror of an interrogation room, keys of a hotel, the seal of a court, cobwebs, washing, a tally on a wall.

Knows nothing of sets. What hangs or stands at a wall has its back at y = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.furniture import BOOKS
from filmcli.blender.prop.model import Model


def water_cooler(m: Model) -> None:
    """A water cooler with its bottle and paper cups."""
    m.box((0, 0, 0.48), (0.32, 0.32, 0.96), "white", bevel=0.02)
    m.box((0, -0.162, 0.78), (0.24, 0.01, 0.22), "grey_metal", bevel=0.006)
    for s, stuff in ((-1, "blue"), (1, "red")):
        m.box((s * 0.05, -0.18, 0.84), (0.024, 0.04, 0.03), stuff, bevel=0.006)
    m.lathe(
        [(0.06, 0.96), (0.12, 1.04), (0.135, 1.08), (0.135, 1.2), (0.128, 1.22), (0.135, 1.24), (0.135, 1.36), (0.1, 1.4), (0, 1.41)],
        "bottle_blue",
        segments=24,
    )
    m.lathe([(0.03, 0.5), (0.04, 0.8)], "white_paper", at=(0.2, 0, 0.1), segments=16)


def one_way_mirror(m: Model, *, width: float = 2.0, height: float = 1.0, up: float = 1.55) -> None:
    """A large mirror let into the wall behind which someone may stand."""
    for s in (-1, 1):
        m.box((0, -0.016, up + s * (height / 2 + 0.03)), (width + 0.14, 0.04, 0.07), "grey_metal", bevel=0.008)
        m.box((s * (width / 2 + 0.03), -0.016, up), (0.07, 0.04, height), "grey_metal", bevel=0.008)
    m.box((0, -0.008, up), (width, 0.012, height), "dark_mirror", bevel=0.001)


def window_bars(m: Model, *, width: float = 1.0, height: float = 0.8, up: float = 1.9) -> None:
    """Round bars before a window."""
    count = max(3, int(width / 0.12))
    for k in range(count):
        x = width * ((k + 0.5) / count - 0.5)
        m.tube([(x, -0.05, up - height / 2 - 0.06), (x, -0.05, up + height / 2 + 0.06)], "iron", radius=0.013, smooth=False)
    for s in (-1, 1):
        m.box((0, -0.05, up + s * height * 0.3), (width + 0.1, 0.02, 0.03), "iron", bevel=0.004)
        m.box((0, -0.025, up + s * (height / 2 + 0.07)), (width + 0.16, 0.05, 0.05), "iron", bevel=0.006)


def spy_camera(m: Model, *, up: float = 2.4) -> None:
    """A camera on a bracket under the ceiling, with a red light."""
    m.box((0, -0.02, up), (0.08, 0.04, 0.1), "grey_metal", bevel=0.006)
    m.tube([(0, -0.03, up), (0, -0.1, up + 0.01), (0, -0.14, up - 0.03)], "grey_metal", radius=0.012)
    m.box((0, -0.22, up - 0.06), (0.07, 0.2, 0.07), "white", bevel=0.01, turn=(14, 0, 0))
    m.lathe([(0, 0.012), (0.02, 0.014), (0.026, 0.01), (0.026, 0)], "black", at=(0, -0.31, up - 0.085), turn=(104, 0, 0), segments=16)
    m.glow(shape.ball(0.005, segments=8, rings=6), "neon_red", at=(0.024, -0.316, up - 0.065))


def recorder(m: Model) -> None:
    """A tape recorder with two reels and its microphone; its keys face −y."""
    m.box((0, 0, 0.05), (0.36, 0.28, 0.1), "grey_metal", bevel=0.012)
    m.box((0, 0, 0.102), (0.34, 0.26, 0.006), "black", bevel=0.002)
    for s in (-1, 1):
        m.lathe(
            [(0, 0.014), (0.02, 0.014), (0.07, 0.012), (0.072, 0.004), (0.02, 0)],
            "bottle_dark" if s < 0 else "chrome",
            at=(s * 0.085, 0.03, 0.106),
            segments=24,
        )
    for k in range(5):
        m.box((-0.08 + k * 0.04, -0.1, 0.112), (0.03, 0.03, 0.014), "ivory" if k else "red", bevel=0.003)
    m.tube([(0.16, -0.1, 0.08), (0.24, -0.14, 0.01), (0.3, -0.08, 0.006), (0.32, 0.02, 0.02)], "cable", radius=0.004)
    m.box((0.32, 0.06, 0.03), (0.04, 0.1, 0.05), "chrome", bevel=0.014)


def key_rack(m: Model, *, width: float = 1.9, up: float = 1.7) -> None:
    """Pigeon holes with keys and letters behind a hotel's desk."""
    columns, rows = 10, 5
    height = rows * 0.16
    m.box((0, -0.01, up), (width + 0.08, 0.02, height + 0.08), "mahogany", bevel=0.004)
    for k in range(columns + 1):
        m.box((width * (k / columns - 0.5), -0.09, up), (0.014, 0.16, height), "mahogany", bevel=0.003)
    for k in range(rows + 1):
        m.box((0, -0.09, up + height * (k / rows - 0.5)), (width + 0.02, 0.16, 0.014), "mahogany", bevel=0.003)
    for i in range(columns):
        for j in range(rows):
            x, z = width * ((i + 0.5) / columns - 0.5), up + height * ((j + 0.5) / rows - 0.5)
            if m.random.random() < 0.65:
                m.tube([(x, -0.165, z + 0.04), (x, -0.18, z + 0.03), (x, -0.175, z - 0.02)], "brass", radius=0.004, sides=6)
                m.box((x, -0.176, z - 0.035), (0.026, 0.008, 0.05), "brass", bevel=0.003)
            if m.random.random() < 0.4:
                m.box((x + 0.01, -0.1, z - 0.05), (0.1, 0.12, 0.006), "white_paper", bevel=0.001, turn=(8, 0, m.random.uniform(-8, 8)))


def low_lamp_table(m: Model) -> None:
    """A small side table with a shelf, its back at y = 0."""
    m.lathe([(0, 0.6), (0.24, 0.6), (0.25, 0.585), (0.24, 0.57)], "mahogany", at=(0, -0.26, 0), segments=32)
    m.lathe([(0, 0.2), (0.17, 0.2), (0.17, 0.185), (0, 0.185)], "mahogany", at=(0, -0.26, 0), segments=28)
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube(
            [
                (0.2 * math.cos(a), -0.26 + 0.2 * math.sin(a), 0.0),
                (0.14 * math.cos(a), -0.26 + 0.14 * math.sin(a), 0.3),
                (0.19 * math.cos(a), -0.26 + 0.19 * math.sin(a), 0.57),
            ],
            "mahogany",
            radius=0.014,
        )


def pass_glow(m: Model, *, width: float = 1.9, height: float = 0.8, up: float = 1.62) -> None:
    """The lit kitchen behind a hatch: tiles, a hood, hanging pans."""
    m.box((0, 0.3, up), (width, 0.02, height), "hatch_tile", bevel=0)
    m.glow(shape.box((width * 0.8, 0.02, 0.04), bevel=0), "tube_light", at=(0, 0.1, up + height / 2 - 0.1))
    for k in range(6):
        x = -width * 0.36 + k * width * 0.14
        m.tube([(x, 0.16, up + 0.26), (x, 0.16, up + 0.1)], "steel", radius=0.004, sides=6, smooth=False)
        m.lathe([(0, 0), (0.07 + 0.01 * (k % 3), 0.01), (0.08, 0.05)], "copper" if k % 2 else "steel", at=(x, 0.16, up + 0.04), segments=16)


def scales(m: Model) -> None:
    """Shop scales with a brass pan and a dial facing −y."""
    m.box((0, 0, 0.05), (0.3, 0.22, 0.1), "red_paint", bevel=0.02)
    m.lathe([(0, 0.13), (0.1, 0.13), (0.15, 0.16), (0.155, 0.165), (0.1, 0.14)], "brass", segments=28)
    m.tube([(0, 0, 0.1), (0, 0, 0.14)], "iron", radius=0.02, smooth=False)
    m.lathe([(0, 0.02), (0.1, 0.02), (0.11, 0.01), (0.11, -0.03), (0, -0.03)], "ivory", at=(0, 0.08, 0.3), turn=(90, 0, 0), segments=30)
    m.box((0, 0.08, 0.18), (0.05, 0.05, 0.16), "red_paint", bevel=0.012)
    m.box((0, 0.056, 0.33), (0.006, 0.004, 0.07), "red", bevel=0, turn=(0, m.random.uniform(-40, 40), 0))


def coat_hooks(m: Model, *, width: float = 1.1, up: float = 1.55) -> None:
    """A rail of hooks with coats, a satchel and a scarf."""
    m.box((0, -0.015, up), (width, 0.03, 0.1), "oak", bevel=0.006)
    count = int(width / 0.18)
    for k in range(count):
        x = width * ((k + 0.5) / count - 0.5)
        m.tube([(x, -0.03, up + 0.01), (x, -0.09, up), (x, -0.1, up + 0.04)], "brass", radius=0.007)
        if m.random.random() < 0.7:
            cloth = m.random.choice(("felt", "upholstery", "blanket", "curtain", "book_blue", "book_green"))
            long = m.random.uniform(0.5, 0.8)
            m.tube(
                [(x, -0.07, up), (x, -0.1, up - 0.16), (x + m.random.uniform(-0.02, 0.02), -0.1, up - long)],
                cloth,
                radius=(0.03, 0.075, 0.085),
                sides=12,
            )


def globe_stand(m: Model) -> None:
    """A globe as high as a table in its ring on four legs."""
    m.add(shape.ball(0.26, segments=32, rings=20), "map_print", at=(0, 0, 0.76), turn=(23, 0, 0))
    m.lathe([(0.28, -0.02), (0.34, -0.02), (0.34, 0.02), (0.28, 0.02), (0.28, -0.02)], "mahogany", at=(0, 0, 0.76), segments=40)
    for k in range(4):
        a = k * math.pi / 2 + 0.8
        m.tube(
            [
                (0.31 * math.cos(a), 0.31 * math.sin(a), 0.76),
                (0.24 * math.cos(a), 0.24 * math.sin(a), 0.36),
                (0.3 * math.cos(a), 0.3 * math.sin(a), 0.0),
            ],
            "mahogany",
            radius=0.022,
        )
    m.box((0, 0, 0.2), (0.36, 0.03, 0.03), "mahogany", turn=(0, 0, 45))
    m.box((0, 0, 0.2), (0.36, 0.03, 0.03), "mahogany", turn=(0, 0, -45))


def stage_drop(m: Model, *, width: float = 7.0, height: float = 4.4, cloth: str = "stage_curtain") -> None:
    """The closed curtain at the back of a stage, in deep folds; it hangs down to the boards at 0.9 m."""
    columns, rows, bottom = 180, 4, 0.92
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    fold = 0.09 * np.sin(u * width / 0.34 * 6.283 + 0.6 * np.sin(u * 31)) * (1 - 0.4 * v)
    points = np.stack([(u - 0.5) * width, fold, bottom + v * (height - bottom + 0.9)], -1).reshape(-1, 3)
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(rows - 1)
        for c in range(columns - 1)
    ]
    m.parts.append((shape.solid(points, faces, uv=points[:, [0, 2]]), cloth))


def box_front(m: Model, *, width: float = 2.2, up: float = 2.9) -> None:
    """A theatre's box on the wall: a curved gilt front with a cushioned rail and dark within."""
    m.box((0, -0.3, up - 0.05), (width, 0.6, 0.12), "trim", bevel=0.02)
    m.box((0, -0.58, up + 0.36), (width, 0.1, 0.72), "ivory", bevel=0.03)
    for k in range(4):
        m.box((width * ((k + 0.5) / 4 - 0.5), -0.64, up + 0.36), (width / 4 - 0.1, 0.03, 0.46), "gold_leaf", bevel=0.014)
        m.box((width * ((k + 0.5) / 4 - 0.5), -0.652, up + 0.36), (width / 4 - 0.18, 0.02, 0.36), "ivory", bevel=0.008)
    m.box((0, -0.58, up + 0.76), (width + 0.06, 0.2, 0.08), "velvet_red", bevel=0.034)
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.05), -0.3, up + 0.36), (0.1, 0.6, 0.72), "ivory", bevel=0.02)
        m.lathe([(0.06, up + 0.8), (0.05, up + 1.8), (0.08, up + 1.9)], "gold_leaf", at=(s * (width / 2 - 0.08), -0.5, 0), segments=16)
    m.box((0, -0.01, up + 1.0), (width - 0.2, 0.02, 1.4), "beyond", bevel=0)
    m.box((0, -0.3, up + 1.95), (width, 0.6, 0.12), "trim", bevel=0.03)


def music_stand(m: Model) -> None:
    """A music stand with its sheets; who plays stands at +y."""
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube([(0, 0, 0.16), (0.24 * math.cos(a), 0.24 * math.sin(a), 0.012)], "black", radius=0.008, smooth=False)
    m.tube([(0, 0, 0.1), (0, 0, 1.1)], "black", radius=0.01, smooth=False)
    m.box((0, 0.0, 1.2), (0.5, 0.012, 0.34), "black", bevel=0.004, turn=(-24, 0, 0))
    m.box((0, 0.06, 1.06), (0.5, 0.07, 0.012), "black", bevel=0.003)
    for s in (-1, 1):
        m.box((s * 0.11, 0.016, 1.21), (0.21, 0.004, 0.29), "white_paper", bevel=0, turn=(-24, s * 2, 0))


def chancel_step(m: Model, *, width: float = 8.0, depth: float = 3.0) -> None:
    """A low carpet before an altar, thin enough to stand on, with its brass edge."""
    m.box((0, 0, 0.008), (width * 0.5, depth, 0.016), "runner", bevel=0.004)
    m.box((0, -depth / 2, 0.01), (width * 0.5, 0.03, 0.02), "brass", bevel=0.004)


def candle_stand(m: Model) -> None:
    """A tall iron stand with one thick candle."""
    tall = m.random.uniform(1.0, 1.35)
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube(
            [(0, 0, 0.18), (0.1 * math.cos(a), 0.1 * math.sin(a), 0.1), (0.2 * math.cos(a), 0.2 * math.sin(a), 0.012)], "iron", radius=0.014
        )
    m.lathe(
        [(0.016, 0.1), (0.016, 0.4), (0.03, 0.45), (0.016, 0.5), (0.016, tall - 0.1), (0.05, tall - 0.04), (0.09, tall), (0, tall)],
        "iron",
        segments=18,
    )
    wax = m.random.uniform(0.16, 0.34)
    m.lathe([(0.036, 0), (0.035, wax - 0.01), (0.03, wax), (0.012, wax - 0.012), (0, wax - 0.012)], "wax", at=(0, 0, tall), segments=18)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.018, 0.018, 0.055)), "flame", at=(0, 0, tall + wax + 0.022))
    m.light((0, 0, tall + wax + 0.08), kelvin=1900, watts=9, radius=0.03)


def votive_rack(m: Model) -> None:
    """Rows of small lights in red glass, its back at y = 0."""
    for row in range(3):
        y, z = -0.45 + row * 0.15, 0.72 + row * 0.1
        m.box((0, y, z - 0.02), (1.0, 0.14, 0.03), "iron", bevel=0.006)
        for k in range(8):
            if m.random.random() < 0.75:
                x = -0.42 + k * 0.12
                m.lathe([(0, 0), (0.025, 0.002), (0.03, 0.07)], "bottle_red", at=(x, y, z), segments=12)
                m.glow(shape.ball(0.5, segments=8, rings=6).scaled((0.014, 0.014, 0.034)), "flame", at=(x, y, z + 0.045))
    for s in (-1, 1):
        for y in (-0.46, -0.1):
            m.tube([(s * 0.46, y, 0), (s * 0.46, y, 0.72 + (y > -0.2) * 0.2)], "iron", radius=0.014, smooth=False)
    m.light((0, -0.42, 1.1), kelvin=1850, watts=14, radius=0.2)


def seal(m: Model, *, up: float = 2.7, radius: float = 0.42) -> None:
    """A great seal of gilt wood on a wall: rim, star, letters' ring."""
    m.lathe(
        [(0, 0.03), (radius - 0.1, 0.03), (radius - 0.08, 0.05), (radius - 0.05, 0.03), (radius - 0.02, 0.05), (radius, 0.03), (radius, 0)],
        "gold_leaf",
        at=(0, 0, up),
        turn=(90, 0, 0),
        segments=48,
    )
    m.lathe([(0, 0.034), (radius - 0.12, 0.034)], "blue_paint", at=(0, 0, up), turn=(90, 0, 0), segments=40)
    star = [
        (
            (0.23 if k % 2 else 0.095) * radius / 0.42 * math.sin(k * math.pi / 5),
            (0.23 if k % 2 else 0.095) * radius / 0.42 * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ][::-1]
    m.plate(star, 0.02, "gold_leaf", at=(0, -0.045, up))


def jury_box(m: Model, *, seats: int = 4, rows: int = 2, wood: str = "mahogany") -> None:
    """Two rows of chairs behind a panelled rail; the jury looks to −y; the back is y = 0."""
    wide = seats * 0.62 + 0.2
    m.box((0, -0.55, 0.08), (wide, 1.1, 0.16), wood, bevel=0.01)
    for row in range(rows):
        y = -0.35 - (rows - 1 - row) * 0.8
        z = 0.16 if row == rows - 1 else 0.0
        for k in range(seats):
            x = (k - (seats - 1) / 2) * 0.62
            m.box((x, y, z + 0.43), (0.46, 0.42, 0.07), "leather", bevel=0.026)
            m.box((x, y + 0.22, z + 0.72), (0.46, 0.06, 0.5), "leather", bevel=0.026, turn=(-8, 0, 0))
            m.box((x, y, z + 0.2), (0.08, 0.08, 0.4), "iron", bevel=0.01)
    m.box((0, -1.72, 0.44), (wide, 0.06, 0.88), wood, bevel=0.01)
    m.box((0, -1.72, 0.9), (wide + 0.06, 0.14, 0.045), wood, bevel=0.014)
    for k in range(seats):
        m.box((wide * ((k + 0.5) / seats - 0.5), -1.755, 0.46), (wide / seats - 0.1, 0.02, 0.66), wood, bevel=0.012)
    for s in (-1, 1):
        m.box((s * (wide / 2 - 0.03), -0.86, 0.44), (0.06, 1.72, 0.88), wood, bevel=0.01)


def briefcase_open(m: Model) -> None:
    """An open case with papers in it; it opens to −y."""
    m.box((0, 0, 0.04), (0.44, 0.32, 0.08), "leather", bevel=0.01)
    m.box((0, 0, 0.078), (0.41, 0.29, 0.006), "felt", bevel=0.002)
    m.box((0, 0.2, 0.19), (0.44, 0.05, 0.3), "leather", bevel=0.01, turn=(-16, 0, 0))
    m.box((0, 0.176, 0.19), (0.4, 0.006, 0.26), "felt", bevel=0.002, turn=(-16, 0, 0))
    for k in range(4):
        m.box(
            (m.random.uniform(-0.06, 0.06), m.random.uniform(-0.03, 0.03), 0.084 + k * 0.004),
            (0.21, 0.27, 0.003),
            m.random.choice(("white_paper", "manila")),
            bevel=0.001,
            turn=(0, 0, m.random.uniform(-9, 9)),
        )
    for s in (-1, 1):
        m.box((s * 0.15, -0.165, 0.07), (0.03, 0.01, 0.03), "brass", bevel=0.003)


def bulb_cage(m: Model, *, ceiling: float = 2.8, cord: float = 0.12, watts: float = 34.0, cage: bool = True) -> None:
    """A naked bulb under the ceiling, behind a wire cage or on a long cord."""
    z = ceiling - cord
    m.tube([(0, 0, ceiling), (0.004, 0, (ceiling + z) / 2), (0, 0, z)], "cable", radius=0.005, sides=6)
    m.lathe([(0, 0.0), (0.05, 0.0), (0.055, -0.03), (0, -0.03)], "matte_black", at=(0, 0, ceiling - 0.001), segments=18)
    m.lathe([(0.016, 0.02), (0.02, 0), (0.02, -0.05), (0, -0.05)], "brass", at=(0, 0, z), segments=14)
    m.glow(shape.lathe([(0, -0.17), (0.03, -0.15), (0.034, -0.12), (0.018, -0.06), (0.016, -0.05)], segments=16), "bulb", at=(0, 0, z))
    for k in range(6 if cage else 0):
        a = k * math.pi / 3
        m.tube(
            [
                (0.05 * math.cos(a), 0.05 * math.sin(a), z - 0.02),
                (0.075 * math.cos(a), 0.075 * math.sin(a), z - 0.12),
                (0.02 * math.cos(a), 0.02 * math.sin(a), z - 0.22),
            ],
            "iron",
            radius=0.003,
            sides=5,
        )
    m.light((0, 0, z - 0.14), kelvin=2700, watts=watts, radius=0.035)


def tally(m: Model, *, up: float = 1.5) -> None:
    """Days scratched into a wall by fives."""
    for row in range(4):
        for five in range(m.random.randint(3, 5)):
            x, z = -0.4 + five * 0.2, up + 0.2 - row * 0.14
            for k in range(4):
                m.box((x + k * 0.03, -0.001, z), (0.006, 0.002, 0.09), "chalk", bevel=0, turn=(0, m.random.uniform(-6, 6), 0))
            m.box((x + 0.045, -0.0015, z), (0.15, 0.002, 0.006), "chalk", bevel=0, turn=(0, m.random.uniform(-30, -18), 0))


def photo_wall(m: Model, *, up: float = 1.4, width: float = 0.8) -> None:
    """Photographs, a drawing and a letter stuck to a wall."""
    for _ in range(9):
        x, z = m.random.uniform(-0.5, 0.5) * width, up + m.random.uniform(-0.25, 0.25)
        w, h = m.random.choice(((0.09, 0.12), (0.12, 0.09), (0.15, 0.2), (0.1, 0.1)))
        turn = m.random.uniform(-10, 10)
        m.box(
            (x, -0.0015 - 0.001 * m.random.random(), z),
            (w, 0.0016, h),
            m.random.choice(("white_paper", "paper")),
            bevel=0,
            turn=(0, turn, 0),
        )
        m.box(
            (x, -0.0035, z + 0.006),
            (w * 0.85, 0.001, h * 0.76),
            m.random.choice(("photo", "photo_mid", "art", "photo_pale")),
            bevel=0,
            turn=(0, turn, 0),
        )


def rafters(m: Model, *, span: float = 7.0, depth: float = 8.0, eaves: float = 1.1, ridge: float = 3.0) -> None:
    """A roof from inside: two slopes of boards, rafters, collar beams and two posts; the ridge runs along y."""
    half = span / 2
    slope = math.degrees(math.atan2(ridge - eaves, half))
    long = math.hypot(half, ridge - eaves)
    for s in (-1, 1):
        skin = shape.sheet(depth, long).moved(turn=(0, 0, 90))
        m.parts.append((skin.moved((s * half / 2, 0, (eaves + ridge) / 2 + 0.05), turn=(180, s * slope, 0)), "ceiling"))
        for k in range(int(depth / 0.75) + 1):
            y = depth * (k / int(depth / 0.75) - 0.5)
            m.box((s * half / 2, y, (eaves + ridge) / 2 - 0.04), (long, 0.07, 0.16), "trim", bevel=0.008, turn=(0, s * slope, 0))
        m.box((s * (half - 0.55), 0, eaves + (ridge - eaves) * 0.55 / half - 0.16), (0.16, depth, 0.18), "trim", bevel=0.012)
    for k in range(4):
        y = depth * ((k + 0.5) / 4 - 0.5)
        m.box((0, y, ridge - 0.5), (half * 0.62, 0.1, 0.16), "trim", bevel=0.01)
    m.box((0, 0, ridge - 0.12), (0.12, depth, 0.2), "trim", bevel=0.01)


def mannequin(m: Model) -> None:
    """A dressmaker's dummy on its stand."""
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube([(0, 0, 0.16), (0.26 * math.cos(a), 0.26 * math.sin(a), 0.014)], "walnut", radius=0.016)
    m.tube([(0, 0, 0.1), (0, 0, 0.86)], "walnut", radius=0.018, smooth=False)
    body = shape.lathe(
        [
            (0.02, 0.84),
            (0.15, 0.86),
            (0.18, 0.94),
            (0.16, 1.04),
            (0.115, 1.14),
            (0.16, 1.3),
            (0.19, 1.38),
            (0.17, 1.46),
            (0.07, 1.53),
            (0.055, 1.6),
            (0, 1.61),
        ],
        segments=30,
        sharp=80,
    )
    m.add(body.scaled((1.0, 0.72, 1.0)), "book_cream")
    m.lathe([(0.03, 0), (0.02, 0.03), (0.03, 0.06), (0, 0.09)], "walnut", at=(0, 0, 1.6), segments=14)


def picture_stack(m: Model) -> None:
    """Framed pictures leaning against each other and a wall at y = 0."""
    for k in range(4):
        w, h = m.random.uniform(0.5, 0.9), m.random.uniform(0.45, 0.8)
        y, x = -0.12 - k * 0.06, m.random.uniform(-0.12, 0.12)
        lean = -9
        m.box((x, y, h / 2), (w, 0.028, h), m.random.choice(("gold_leaf", "walnut", "trim")), bevel=0.01, turn=(lean, 0, 0))
        m.box((x, y - 0.016, h / 2), (w - 0.1, 0.006, h - 0.1), m.random.choice(("art", "art_second", "photo")), bevel=0, turn=(lean, 0, 0))


def lantern_lamp(m: Model) -> None:
    """An oil lamp that burns, standing."""
    m.lathe([(0.06, 0), (0.065, 0.02), (0.05, 0.06), (0.03, 0.08), (0.04, 0.09)], "brass", segments=22)
    m.lathe([(0.036, 0.09), (0.046, 0.13), (0.026, 0.2), (0.022, 0.26)], "bottle_clear", segments=20)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.022, 0.022, 0.06)), "flame", at=(0, 0, 0.13))
    m.light((0, 0, 0.2), kelvin=2000, watts=14, radius=0.03)


def cobweb(m: Model) -> None:
    """Threads of a cobweb in a corner under the roof; its corner is the origin."""
    ends = [(m.random.uniform(-0.4, 0.4), m.random.uniform(-0.3, -0.02), m.random.uniform(-0.3, 0.35)) for _ in range(7)]
    for k, end in enumerate(ends):
        m.tube([(0, 0, 0), end], "dust", radius=0.0014, sides=4, smooth=False)
        other = ends[(k + 1) % len(ends)]
        for share in (0.35, 0.6, 0.85):
            a, b = [v * share for v in end], [v * share for v in other]
            m.tube(
                [a, [(p + q) / 2 - 0.02 * (i == 2) for i, (p, q) in enumerate(zip(a, b, strict=True))], b], "dust", radius=0.001, sides=4
            )


def jar_shelves(m: Model, *, width: float = 1.2, height: float = 1.85) -> None:
    """Rough shelves of jars, bottles lying, tins and a box or two; its back is y = 0."""
    for s in (-1, 1):
        for y in (-0.34, -0.04):
            m.box((s * (width / 2 - 0.03), y, height / 2), (0.06, 0.05, height), "crate", bevel=0.006)
    for k in range(4):
        z = 0.16 + k * 0.5
        m.box((0, -0.19, z), (width, 0.36, 0.03), "crate", bevel=0.005)
        x = -width / 2 + 0.12
        while x < width / 2 - 0.12:
            kind, r, tall = m.random.random(), m.random.uniform(0.04, 0.065), m.random.uniform(0.12, 0.24)
            if kind < 0.6:
                m.lathe(
                    [(0, 0.002), (r * 0.94, 0.003), (r * 0.94, tall * 0.75), (0, tall * 0.75)],
                    m.random.choice(("amber", "red", "bottle_green", "cream", "wine")),
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
                m.lathe(
                    [(0, 0), (r, 0.001), (r, tall * 0.8), (r * 0.8, tall * 0.9), (r * 0.8, tall)],
                    "bottle_clear",
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
                m.lathe([(r * 0.85, tall), (r * 0.85, tall + 0.016), (0, tall + 0.018)], "zinc", at=(x, -0.2, z + 0.016), segments=14)
            elif kind < 0.8:
                m.lathe(
                    [(0, 0), (r, 0.002), (r, tall), (0, tall)],
                    m.random.choice(("steel", "rust", "red_paint")),
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
            else:
                m.box(
                    (x + 0.03, -0.19, z + 0.09),
                    (0.16, 0.26, 0.15),
                    m.random.choice(("carton", "crate", "manila")),
                    bevel=0.006,
                    turn=(0, 0, m.random.uniform(-8, 8)),
                )
                x += 0.07
            x += 2 * r + 0.03


def washing_line(m: Model, *, width: float = 3.4, up: float = 2.05) -> None:
    """A line along x with shirts and sheets on it, between two hooks on posts."""
    m.tube([(-width / 2, 0, up + 0.1), (0, 0, up - 0.03), (width / 2, 0, up + 0.1)], "rope", radius=0.005, sides=6)
    for s in (-1, 1):
        m.box((s * width / 2, 0, (up + 0.15) / 2), (0.08, 0.08, up + 0.15), "crate", bevel=0.008)
    x = -width / 2 + 0.25
    while x < width / 2 - 0.5:
        wide, long = m.random.uniform(0.35, 0.8), m.random.uniform(0.5, 0.8)
        top = up - 0.02
        cloth = m.random.choice(("linen", "linen", "blanket", "ceramic_blue", "book_cream"))
        for k in range(int(wide / 0.07)):
            m.box(
                (x + k * 0.07, 0.012 * math.sin(k * 1.7), top - long / 2),
                (0.074, 0.012, long + m.random.uniform(-0.01, 0.01)),
                cloth,
                bevel=0.005,
                turn=(0, 0, 14 * math.cos(k * 1.7)),
            )
        x += wide + m.random.uniform(0.06, 0.2)


def skeleton(m: Model) -> None:
    """A teaching skeleton on its stand, from the front −y."""
    bone = "ivory"
    for k in range(5):
        a = k * 2 * math.pi / 5
        m.tube([(0, 0.1, 0.06), (0.24 * math.cos(a), 0.1 + 0.24 * math.sin(a), 0.02)], "iron", radius=0.012, smooth=False)
    m.tube([(0, 0.1, 0.03), (0, 0.1, 0.9), (0, 0.06, 1.0)], "chrome", radius=0.012)
    m.tube([(0, 0.04, 0.94), (0, 0.06, 1.1), (0, 0.02, 1.3), (0, 0.03, 1.5)], bone, radius=0.02)
    for k in range(8):
        z, r = 1.42 - k * 0.042, 0.11 + 0.03 * math.sin((k + 1) * 0.36)
        ring = [(r * math.cos(a), 0.0 + 0.085 * math.sin(a), z - 0.02 * math.cos(a - 1.57)) for a in (j * math.pi / 8 for j in range(17))]
        m.tube(ring, bone, radius=0.0065, sides=6)
    m.add(shape.ball(0.5, segments=20, rings=14).scaled((0.15, 0.19, 0.17)), bone, at=(0, 0.0, 1.66))
    m.box((0, -0.06, 1.56), (0.09, 0.07, 0.07), bone, bevel=0.02)
    for s in (-1, 1):
        m.add(shape.ball(0.022, segments=10, rings=8), "matte_black", at=(s * 0.034, -0.082, 1.65))
        m.tube([(s * 0.03, 0.02, 1.46), (s * 0.17, 0.02, 1.43)], bone, radius=0.01, smooth=False)
        m.tube([(s * 0.18, 0.02, 1.42), (s * 0.2, 0.02, 1.14)], bone, radius=0.014, smooth=False)
        for t in (-0.012, 0.012):
            m.tube([(s * 0.2 + t, 0.02, 1.13), (s * 0.22 + t, -0.04, 0.9)], bone, radius=0.008, smooth=False)
        for k in range(4):
            m.tube(
                [(s * 0.22 + (k - 1.5) * 0.014, -0.045, 0.88), (s * 0.225 + (k - 1.5) * 0.02, -0.06, 0.76)],
                bone,
                radius=0.005,
                sides=5,
                smooth=False,
            )
        m.tube([(s * 0.02, 0.02, 0.92), (s * 0.1, 0.02, 0.98), (s * 0.12, 0.02, 0.9), (s * 0.05, 0.0, 0.84)], bone, radius=0.024)
        m.tube([(s * 0.1, 0.02, 0.88), (s * 0.09, 0.0, 0.5)], bone, radius=0.018, smooth=False)
        for t in (-0.013, 0.013):
            m.tube([(s * 0.09 + t, 0.0, 0.48), (s * 0.09 + t * 0.8, 0.02, 0.1)], bone, radius=0.01, smooth=False)
        m.box((s * 0.09, -0.05, 0.07), (0.06, 0.2, 0.03), bone, bevel=0.012)


def specimen_jars(m: Model) -> None:
    """Three jars with pale things in liquid."""
    for k, (r, h) in enumerate(((0.06, 0.2), (0.08, 0.26), (0.05, 0.16))):
        x = (k - 1) * 0.18
        m.lathe([(0, 0), (r, 0.002), (r, h), (0, h)], "amber" if k != 1 else "bottle_green", at=(x, 0, 0), segments=20)
        m.lathe([(r * 1.04, h), (r * 1.06, h + 0.02), (0, h + 0.026)], "black", at=(x, 0, 0), segments=20)
        m.add(
            shape.ball(0.5, segments=12, rings=8).scaled((r * 1.1, r * 0.9, h * 0.5)),
            "book_cream",
            at=(x, 0, h * 0.45),
            turn=(12, 20, k * 40),
        )
        m.box((x, -r * 1.02, h * 0.5), (r * 0.9, 0.004, h * 0.26), "white_paper", bevel=0.001)


def gas_bottles(m: Model, *, count: int = 3) -> None:
    """Tall gas cylinders chained in a row; the back is y = 0."""
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.28
        m.lathe(
            [(0, 0.01), (0.1, 0), (0.11, 0.02), (0.11, 1.2), (0.09, 1.34), (0.04, 1.4), (0.04, 1.44), (0, 1.44)],
            ("grey_metal", "red_paint", "blue_paint")[k % 3],
            at=(x, -0.16, 0),
            segments=24,
        )
        m.lathe([(0.02, 1.42), (0.02, 1.52), (0.04, 1.52), (0.04, 1.55), (0, 1.56)], "brass", at=(x, -0.16, 0), segments=14)
        m.lathe([(0, 0.012), (0.03, 0.012), (0.032, 0)], "ivory", at=(x + 0.06, -0.19, 1.47), turn=(90, 0, 0), segments=16)
    wide = count * 0.28
    m.tube(
        [(-wide / 2, -0.02, 0.92), (-wide / 4, -0.28, 0.88), (0, -0.285, 0.89), (wide / 4, -0.28, 0.88), (wide / 2, -0.02, 0.92)],
        "iron",
        radius=0.007,
        sides=6,
    )


def wagon_lamp(m: Model, *, ceiling: float = 3.4, drop: float = 1.1, radius: float = 0.52, watts: float = 40.0) -> None:
    """A wagon wheel hung by chains with oil lamps on its rim."""
    z = ceiling - drop
    m.lathe(
        [(radius - 0.05, -0.03), (radius, -0.03), (radius, 0.03), (radius - 0.05, 0.03), (radius - 0.05, -0.03)],
        "grey_wood",
        at=(0, 0, z),
        segments=40,
    )
    m.lathe([(0, 0.06), (0.08, 0.05), (0.09, 0), (0.08, -0.05), (0, -0.06)], "grey_wood", at=(0, 0, z), segments=20)
    for k in range(8):
        a = k * math.pi / 4
        m.tube(
            [(0.07 * math.cos(a), 0.07 * math.sin(a), z), ((radius - 0.04) * math.cos(a), (radius - 0.04) * math.sin(a), z)],
            "grey_wood",
            radius=0.016,
            sides=7,
            smooth=False,
        )
        if k % 2 == 0:
            x, y = (radius - 0.03) * math.cos(a), (radius - 0.03) * math.sin(a)
            m.tube([(x, y, z), (0, 0, ceiling - 0.2)], "iron", radius=0.006, sides=6, smooth=False)
            m.lathe([(0.03, 0.03), (0.04, 0.05), (0.03, 0.08), (0.03, 0.1)], "brass", at=(x, y, z), segments=14)
            m.lathe([(0.026, 0.1), (0.034, 0.13), (0.018, 0.2)], "bottle_clear", at=(x, y, z), segments=14)
            m.glow(shape.ball(0.5, segments=8, rings=6).scaled((0.018, 0.018, 0.05)), "flame", at=(x, y, z + 0.135))
    m.tube([(0, 0, ceiling - 0.2), (0, 0, ceiling)], "iron", radius=0.01, smooth=False)
    m.light((0, 0, z + 0.1), kelvin=2150, watts=watts, radius=0.3)


def antlers(m: Model, *, up: float = 2.2) -> None:
    """A trophy of antlers on a shield."""
    m.plate(
        [(0, -0.22), (0.14, -0.1), (0.15, 0.12), (0.06, 0.2), (-0.06, 0.2), (-0.15, 0.12), (-0.14, -0.1)],
        0.03,
        "walnut",
        at=(0, -0.016, up),
    )
    m.add(shape.ball(0.5, segments=14, rings=10).scaled((0.12, 0.14, 0.2)), "book_cream", at=(0, -0.08, up))
    for s in (-1, 1):
        m.tube(
            [(s * 0.04, -0.08, up + 0.08), (s * 0.14, -0.12, up + 0.26), (s * 0.26, -0.14, up + 0.42), (s * 0.24, -0.2, up + 0.62)],
            "book_cream",
            radius=(0.02, 0.018, 0.014, 0.006),
        )
        for a, b in ((0.3, 0.22), (0.42, 0.4)):
            m.tube(
                [(s * (0.1 + a * 0.36), -0.13, up + a), (s * (0.02 + b * 0.3), -0.24, up + a + 0.16)],
                "book_cream",
                radius=(0.013, 0.004),
                sides=7,
                smooth=False,
            )


def guard_chair(m: Model) -> None:
    """A life guard's high chair with steps to −y."""
    for sx in (-1, 1):
        m.tube([(sx * 0.36, -0.5, 0), (sx * 0.28, -0.24, 1.6)], "white", radius=0.025, sides=8, smooth=False)
        m.tube([(sx * 0.36, 0.42, 0), (sx * 0.28, 0.24, 2.2)], "white", radius=0.025, sides=8, smooth=False)
        m.tube([(sx * 0.3, -0.26, 1.75), (sx * 0.29, 0.24, 1.75)], "white", radius=0.022, smooth=False)
    for k in range(5):
        z = 0.28 + k * 0.28
        m.box((0, -0.46 + 0.04 * k, z), (0.7 - 0.03 * k, 0.1, 0.026), "white", bevel=0.008)
    m.box((0, 0.0, 1.52), (0.56, 0.5, 0.04), "orange_paint", bevel=0.014)
    m.box((0, 0.25, 1.92), (0.56, 0.04, 0.4), "orange_paint", bevel=0.014, turn=(-6, 0, 0))


def shower_heads(m: Model, *, count: int = 3) -> None:
    """A row of showers on a wall with their taps and drain."""
    m.tube([(-count * 0.45, -0.04, 1.3), (count * 0.45, -0.04, 1.3)], "chrome", radius=0.016, smooth=False)
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.9
        m.tube([(x, -0.04, 1.3), (x, -0.04, 2.05), (x, -0.14, 2.14), (x, -0.26, 2.1)], "chrome", radius=0.013)
        m.lathe([(0.02, 0.03), (0.06, 0.0), (0.06, -0.012), (0, -0.012)], "chrome", at=(x, -0.28, 2.08), turn=(-16, 0, 0), segments=20)
        m.lathe([(0, 0.04), (0.035, 0.035), (0.04, 0)], "chrome", at=(x, -0.05, 1.12), turn=(90, 0, 0), segments=16)


def metro_map(m: Model, *, width: float = 1.4, height: float = 1.1, up: float = 1.55) -> None:
    """The map of the lines in its frame."""
    m.box((0, -0.02, up), (width, 0.03, height), "steel", bevel=0.008)
    m.box((0, -0.037, up), (width - 0.08, 0.004, height - 0.08), "white_paper", bevel=0)
    for colour in ("red", "blue", "green", "yellow", "orange_paint"):
        points = [(m.random.uniform(-0.42, 0.42) * width, -0.041, up + m.random.uniform(-0.38, 0.38) * height) for _ in range(2)]
        corner = (points[0][0], -0.041, points[1][2])
        m.tube([points[0], corner, points[1]], colour, radius=0.008, sides=5, smooth=False)
        for point in (*points, corner):
            m.lathe([(0, 0.002), (0.014, 0.002), (0.016, 0)], "white", at=(point[0], -0.048, point[2]), turn=(90, 0, 0), segments=12)
    m.text("METRO", 0.1, "blue", at=(-width * 0.3, -0.041, up + height * 0.4))


def shelf_wall(m: Model, *, width: float = 0.9, up: float = 1.5) -> None:
    """A small wall shelf with books and a jar."""
    m.box((0, -0.11, up), (width, 0.2, 0.026), "trim", bevel=0.006)
    for s in (-1, 1):
        m.box((s * width * 0.36, -0.06, up - 0.07), (0.024, 0.11, 0.12), "trim", bevel=0.008)
    x = -width / 2 + 0.06
    while x < width * 0.2:
        w, h = m.random.uniform(0.02, 0.045), m.random.uniform(0.16, 0.24)
        m.box((x + w / 2, -0.1, up + 0.013 + h / 2), (w, 0.14, h), m.random.choice(BOOKS), bevel=0.003)
        x += w + 0.001
    m.lathe(
        [(0, 0), (0.05, 0.002), (0.055, 0.08), (0.03, 0.13), (0.04, 0.15)],
        m.random.choice(("ceramic_blue", "terracotta", "brass")),
        at=(width * 0.34, -0.1, up + 0.013),
        segments=20,
    )


PROPS = (
    water_cooler, one_way_mirror, window_bars, spy_camera, recorder, key_rack, low_lamp_table, pass_glow, scales, coat_hooks, globe_stand,
    stage_drop, box_front, music_stand, chancel_step, candle_stand, votive_rack, seal, jury_box, briefcase_open, bulb_cage, tally,
    photo_wall, rafters, mannequin, picture_stack, lantern_lamp, cobweb, jar_shelves, washing_line, skeleton, specimen_jars, gas_bottles,
    wagon_lamp, antlers, guard_chair, shower_heads, metro_map, shelf_wall,
)  # fmt: skip
