"""Telling details of public rooms: coolers, mirrors one way, keys of a hotel, scales, the seal of a court, boards, maps and hooks.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

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


PROPS = (
    water_cooler, one_way_mirror, window_bars, spy_camera, recorder, key_rack, low_lamp_table, pass_glow, scales, coat_hooks, globe_stand, seal, jury_box, briefcase_open, metro_map, shelf_wall, guard_chair, shower_heads,
)  # fmt: skip
