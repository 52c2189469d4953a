"""What stands in laboratories, reception rooms and stations of police: benches with glass, microscopes, counters, seats in rows, screens.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.furniture import BOOKS
from filmcli.blender.prop.model import Model

LIQUIDS = ("amber", "bottle_blue", "bottle_green", "bottle_clear", "whisky")


def lab_bench(
    m: Model, *, length: float = 2.4, depth: float = 0.75, shelf: bool = False, top: str = "black_top", body: str = "white"
) -> None:
    """A laboratory bench with drawers, gas taps and, when asked, a shelf of bottles; free-standing, its middle the origin."""
    m.box((0, 0, 0.44), (length - 0.12, depth - 0.14, 0.76), body, bevel=0.008)
    m.box((0, 0, 0.04), (length - 0.2, depth - 0.24, 0.08), "black", bevel=0.002)
    m.box((0, 0, 0.86), (length, depth, 0.045), top, bevel=0.012)
    count = max(2, int(length / 0.55))
    for k in range(count):
        x = (length - 0.16) * ((k + 0.5) / count - 0.5)
        for s in (-1, 1):
            for z, tall in ((0.72, 0.16), (0.38, 0.46)):
                m.box((x, s * (depth / 2 - 0.066), z), ((length - 0.2) / count - 0.02, 0.02, tall), body, bevel=0.006)
                m.tube(
                    [(x - 0.06, s * (depth / 2 - 0.045), z + tall / 2 - 0.05), (x + 0.06, s * (depth / 2 - 0.045), z + tall / 2 - 0.05)],
                    "chrome",
                    radius=0.006,
                    sides=6,
                )
    for x in (-length * 0.25, length * 0.25):
        m.lathe([(0.02, 0), (0.018, 0.06), (0.012, 0.08)], "brass", at=(x, 0.12 if shelf else 0, 0.88), segments=12)
        m.tube([(x, 0.12 if shelf else 0, 0.95), (x, 0.05, 0.99), (x, -0.03, 0.97)], "brass", radius=0.008)
    if shelf:
        for s in (-1, 1):
            m.box((s * (length / 2 - 0.1), depth / 2 - 0.1, 1.2), (0.03, 0.16, 0.66), "steel")
        for z in (1.18, 1.5):
            m.box((0, depth / 2 - 0.1, z), (length - 0.16, 0.2, 0.02), "glass" if z > 1.3 else body)
            x = -length / 2 + 0.2
            while x < length / 2 - 0.2:
                r = m.random.uniform(0.025, 0.045)
                _bottle(m, (x, depth / 2 - 0.1, z + 0.01), r, m.random.uniform(0.12, 0.22))
                x += 2 * r + m.random.uniform(0.02, 0.12)


def _bottle(m: Model, at: tuple[float, float, float], r: float, tall: float) -> None:
    """Stand a reagent bottle with a label and a stopper."""
    m.lathe([(0, 0), (r, 0), (r, tall * 0.66), (r * 0.4, tall * 0.8), (r * 0.4, tall)], m.random.choice(LIQUIDS), at=at, segments=14)
    m.lathe([(r * 1.02, tall * 0.2), (r * 1.02, tall * 0.5)], "white_paper", at=at, segments=14)
    m.lathe([(r * 0.42, tall), (r * 0.5, tall * 1.06), (0, tall * 1.08)], "black", at=at, segments=12)


def flasks(m: Model, *, count: int = 4) -> None:
    """Flasks, beakers and a rack of test tubes in a loose row."""
    for k in range(count):
        x, y = (k - (count - 1) / 2) * 0.13, m.random.uniform(-0.04, 0.04)
        r, fill = m.random.uniform(0.035, 0.05), m.random.choice(LIQUIDS)
        if k % 2:
            m.lathe(
                [(0, 0), (r, 0.002), (r * 1.02, 0.015), (r * 0.35, 0.1), (r * 0.33, 0.15), (r * 0.42, 0.155)],
                "bottle_clear",
                at=(x, y, 0),
                segments=18,
            )
            m.lathe([(0, 0.003), (r * 0.95, 0.004), (r * 0.75, 0.045), (0, 0.045)], fill, at=(x, y, 0), segments=18)
        else:
            m.lathe([(0, 0), (r, 0.001), (r, 0.1), (r * 1.06, 0.105)], "bottle_clear", at=(x, y, 0), segments=18)
            m.lathe([(0, 0.003), (r * 0.96, 0.004), (r * 0.96, 0.05), (0, 0.05)], fill, at=(x, y, 0), segments=18)
    m.box((0, 0.12, 0.03), (0.26, 0.06, 0.012), "oak", bevel=0.003)
    m.box((0, 0.12, 0.09), (0.26, 0.06, 0.012), "oak", bevel=0.003)
    for s in (-1, 1):
        m.box((s * 0.125, 0.12, 0.05), (0.012, 0.06, 0.1), "oak", bevel=0.003)
    for k in range(5):
        m.lathe([(0, 0.02), (0.008, 0.022), (0.008, 0.13)], "bottle_clear", at=((k - 2) * 0.045, 0.12, 0), segments=10)
        m.lathe(
            [(0, 0.022), (0.007, 0.024), (0.007, m.random.uniform(0.05, 0.1)), (0, 0.1)],
            m.random.choice(LIQUIDS),
            at=((k - 2) * 0.045, 0.12, 0),
            segments=10,
        )


def microscope(m: Model) -> None:
    """A binocular microscope; who looks stands at −y."""
    m.box((0, 0.02, 0.02), (0.17, 0.22, 0.04), "cream", bevel=0.014)
    m.box((0, 0.1, 0.17), (0.07, 0.06, 0.3), "cream", bevel=0.016)
    m.box((0, 0.0, 0.13), (0.14, 0.14, 0.014), "black", bevel=0.003)
    m.box((0, 0.03, 0.31), (0.08, 0.18, 0.05), "cream", bevel=0.016)
    m.lathe([(0, 0), (0.012, 0), (0.016, 0.05), (0.02, 0.06)], "chrome", at=(0, 0, 0.18), segments=16)
    m.lathe([(0.035, 0), (0.035, 0.03), (0, 0.04)], "black", at=(0, 0, 0.24), segments=20)
    for s in (-1, 1):
        m.lathe(
            [(0.014, 0), (0.014, 0.1), (0.018, 0.11), (0.018, 0.13), (0, 0.13)],
            "black",
            at=(s * 0.03, -0.02, 0.33),
            turn=(38, 0, 0),
            segments=14,
        )
        m.lathe([(0, 0.02), (0.022, 0.018), (0.024, 0)], "black", at=(s * 0.05, 0.1, 0.1), turn=(0, s * 90, 0), segments=16)


def fume_cupboard(m: Model, *, width: float = 1.5) -> None:
    """A fume cupboard with its sash half up, its back at y = 0."""
    m.box((0, -0.38, 0.43), (width, 0.76, 0.86), "white", bevel=0.008)
    m.box((0, -0.38, 0.89), (width + 0.02, 0.8, 0.05), "black_top", bevel=0.01)
    m.box((0, -0.02, 1.5), (width, 0.04, 1.2), "white", bevel=0.004)
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.06), -0.38, 1.5), (0.12, 0.76, 1.2), "white", bevel=0.01)
        m.lathe(
            [(0, 0.02), (0.025, 0.018), (0.028, 0)],
            "red" if s > 0 else "blue",
            at=(s * (width / 2 - 0.06), -0.762, 1.2),
            turn=(90, 0, 0),
            segments=14,
        )
    m.box((0, -0.38, 2.2), (width, 0.76, 0.2), "white", bevel=0.01)
    m.box((0, -0.745, 1.8), (width - 0.24, 0.01, 0.6), "pane", bevel=0.002)
    m.box((0, -0.75, 1.5), (width - 0.24, 0.03, 0.04), "steel", bevel=0.006)
    m.glow(shape.box((width - 0.4, 0.06, 0.02), bevel=0), "tube_light", at=(0, -0.4, 2.09))
    m.light((0, -0.4, 2.05), kelvin=4300, watts=10, kind="area", size=0.8, height=0.1, aim=(0, -0.4, 0.9))


def server_rack(m: Model, *, height: float = 2.0) -> None:
    """A cabinet of electronics with rows of small lights; its back is y = 0."""
    m.box((0, -0.38, height / 2), (0.6, 0.76, height), "matte_black", bevel=0.008)
    z = 0.12
    while z < height - 0.16:
        tall = m.random.choice((0.045, 0.09, 0.13))
        m.box((0, -0.765, z + tall / 2), (0.5, 0.02, tall - 0.008), m.random.choice(("grey_metal", "gunmetal", "black")), bevel=0.003)
        for k in range(m.random.randint(1, 6)):
            m.glow(
                shape.box((0.008, 0.004, 0.006), bevel=0),
                m.random.choice(("neon_green", "neon_blue", "neon_orange")),
                at=(-0.22 + k * 0.02, -0.777, z + tall / 2),
            )
        z += tall


def reception(m: Model, *, length: float = 2.8, wood: str = "walnut", top: str = "marble", height: float = 1.12, sign: str = "") -> None:
    """A reception or charge desk: high front, ledge, a working top 0.76 m up behind; who serves stands at +y."""
    m.box((0, -0.24, height / 2), (length, 0.1, height), wood, bevel=0.012)
    m.box((0, -0.2, height + 0.02), (length + 0.08, 0.34, 0.045), top, bevel=0.014)
    m.box((0, 0.14, 0.75), (length - 0.04, 0.66, 0.035), wood, bevel=0.008)
    m.box((0, -0.3, 0.07), (length, 0.03, 0.14), "black", bevel=0.004)
    count = max(2, int(length / 0.7))
    for k in range(count):
        m.box(
            (length * ((k + 0.5) / count - 0.5), -0.3, height / 2 + 0.06), (length / count - 0.1, 0.026, height - 0.32), wood, bevel=0.014
        )
    for s in (-1, 1):
        m.box((s * (length / 2 - 0.03), 0.12, 0.38), (0.06, 0.66, 0.74), wood, bevel=0.01)
    if sign:
        m.text(sign, 0.13, "brass", at=(0, -0.318, height * 0.62), depth=0.006)


def seat_row(m: Model, *, seats: int = 4, material: str = "leather_black", metal: str = "chrome") -> None:
    """Joined seats of waiting halls on a beam; the origin is under the middle."""
    wide = 0.56
    m.box((0, 0.06, 0.33), (seats * wide, 0.06, 0.05), metal, bevel=0.01)
    for s in (-1, 1):
        m.box((s * (seats * wide / 2 - 0.3), 0.06, 0.17), (0.05, 0.06, 0.32), metal, bevel=0.01)
        m.box((s * (seats * wide / 2 - 0.3), 0.06, 0.015), (0.06, 0.6, 0.03), metal, bevel=0.01)
    for k in range(seats):
        x = (k - (seats - 1) / 2) * wide
        m.box((x, -0.02, 0.415), (0.5, 0.5, 0.07), material, bevel=0.03)
        m.box((x, 0.27, 0.68), (0.5, 0.06, 0.46), material, bevel=0.028, turn=(-12, 0, 0))
    for k in range(seats + 1):
        x = (k - seats / 2) * wide
        m.tube([(x, -0.2, 0.4), (x, -0.2, 0.6), (x, 0.2, 0.6), (x, 0.22, 0.4)], metal, radius=0.014)


def monitor(m: Model, *, old: bool = False, keyboard: bool = True) -> None:
    """A computer's screen and keyboard; who works sits at −y."""
    if old:
        m.box((0, 0.06, 0.24), (0.38, 0.36, 0.34), "cream", bevel=0.03)
        m.box((0, 0.05, 0.035), (0.34, 0.3, 0.07), "cream", bevel=0.016)
        m.glow(shape.box((0.28, 0.004, 0.21), bevel=0), "screen", at=(0, -0.123, 0.25))
    else:
        m.box((0, 0.06, 0.006), (0.24, 0.18, 0.012), "matte_black", bevel=0.005)
        m.box((0, 0.09, 0.14), (0.05, 0.02, 0.27), "matte_black", bevel=0.006)
        m.box((0, 0.06, 0.31), (0.54, 0.03, 0.32), "matte_black", bevel=0.008)
        m.glow(shape.box((0.52, 0.002, 0.295), bevel=0), "screen", at=(0, 0.043, 0.312))
    if keyboard:
        m.box((0, -0.2, 0.012), (0.44, 0.15, 0.022), "cream" if old else "black", bevel=0.006)
        for row in range(4):
            m.box((0, -0.15 - row * 0.03, 0.026), (0.41, 0.022, 0.008), "ivory" if old else "grey_metal", bevel=0.003)
        m.add(shape.ball(0.5, segments=14, rings=8).scaled((0.06, 0.1, 0.035)), "black", at=(0.3, -0.19, 0.0175))


def height_chart(m: Model) -> None:
    """The lines and figures before which suspects stand, on a wall: 2.1 m high, 1.6 wide."""
    m.box((0, -0.006, 1.05), (1.6, 0.006, 2.08), "white_paper", bevel=0)
    for k in range(9):
        z = 0.3 + k * 0.2
        m.box((0, -0.01, z), (1.6, 0.002, 0.012 if k % 2 else 0.022), "black", bevel=0)
        if k % 2 == 0:
            for s in (-1, 1):
                m.text(str(round(z * 100)), 0.075, "black", at=(s * 0.7, -0.011, z + 0.05))


def evidence_board(m: Model, *, width: float = 1.8, height: float = 1.1, up: float = 1.55) -> None:
    """A case on a board: photographs, notes and a map, joined by red thread."""
    m.box((0, -0.014, up), (width, 0.02, height), "manila", bevel=0.002)
    for s in (-1, 1):
        m.box((0, -0.02, up + s * height / 2), (width + 0.06, 0.034, 0.04), "oak")
        m.box((s * width / 2, -0.02, up), (0.04, 0.034, height), "oak")
    pins = []
    for row in range(3):
        for column in range(6):
            x = width * ((column + 0.5) / 6 - 0.5) + m.random.uniform(-0.05, 0.05)
            z = up + height * ((row + 0.5) / 3 - 0.5) + m.random.uniform(-0.05, 0.05)
            w, h = m.random.choice(((0.12, 0.16), (0.2, 0.14), (0.1, 0.1), (0.16, 0.22)))
            turn = m.random.uniform(-8, 8)
            m.box(
                (x, -0.027, z),
                (w, 0.002, h),
                m.random.choice(("white_paper", "paper", "photo_mid", "map_print", "photo_pale")),
                bevel=0,
                turn=(0, turn, 0),
            )
            if w < 0.15:
                m.box(
                    (x, -0.0285, z + 0.01), (w - 0.02, 0.001, h - 0.04), m.random.choice(("photo", "photo_mid")), bevel=0, turn=(0, turn, 0)
                )
            pins.append((x, -0.034, z + h * 0.4))
            m.add(shape.ball(0.007, segments=8, rings=6), "red", at=pins[-1])
    for _ in range(7):
        a, b = m.random.sample(pins, 2)
        m.tube([a, b], "red", radius=0.0022, sides=5, smooth=False)


def desk_globe(m: Model) -> None:
    """A globe on its stand."""
    m.lathe([(0.12, 0), (0.12, 0.015), (0.03, 0.04), (0.015, 0.12)], "walnut", segments=24)
    m.add(shape.ball(0.16, segments=28, rings=18), "map_print", at=(0, 0, 0.31), turn=(23, 0, 0))
    ring = [(0.175 * math.sin(a), 0, 0.31 - 0.175 * math.cos(a)) for a in (x * math.pi / 8 for x in range(9))]
    m.tube(ring, "brass", radius=0.007)


def medicine_cabinet(m: Model, *, width: float = 0.9, height: float = 1.75) -> None:
    """A glazed steel cabinet of bottles and boxes, its back at y = 0."""
    m.box((0, -0.02, height / 2), (width, 0.03, height), "white", bevel=0.004)
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.015), -0.19, height / 2 + 0.04), (0.03, 0.36, height - 0.1), "white")
    for z in (0.08, 0.5, 0.86, 1.2, 1.5, height - 0.02):
        m.box((0, -0.19, z), (width, 0.37, 0.022), "white")
    m.box((0, -0.37, 0.3), (width - 0.02, 0.02, 0.4), "white", bevel=0.008)
    for z in (0.52, 0.88, 1.22):
        x = -width / 2 + 0.1
        while x < width / 2 - 0.1:
            r = m.random.uniform(0.02, 0.045)
            if m.random.random() < 0.5:
                _bottle(m, (x, -0.18, z), r, m.random.uniform(0.1, 0.2))
            else:
                m.box((x, -0.18, z + 0.055), (2 * r, 0.09, 0.11), m.random.choice(BOOKS), bevel=0.003)
            x += 2 * r + 0.03
    for s in (-1, 1):
        m.box((s * width / 4, -0.372, height / 2 + 0.25), (width / 2 - 0.01, 0.008, height - 0.56), "pane", bevel=0.002)
        m.box((s * 0.03, -0.385, height / 2 + 0.2), (0.014, 0.02, 0.16), "chrome", bevel=0.004)


PROPS = (
    lab_bench, flasks, microscope, fume_cupboard, server_rack, reception, seat_row, monitor, height_chart, evidence_board, desk_globe,
    medicine_cabinet,
)  # fmt: skip
