"""Small things that lie about: papers, books, mugs, plates, tins, lamps for desks, vases; no two heaps alike.

Knows nothing of where they lie. The origin is under the middle.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.furniture import BOOKS
from filmcli.blender.prop.model import Model

CHINA = ("ceramic", "ceramic_blue", "cream", "terracotta", "white")


def papers(m: Model, *, sheets: int = 5, spread: float = 0.05) -> None:
    """Loose sheets over each other, some written on."""
    for k in range(sheets):
        x, y, turn = m.random.gauss(0, spread), m.random.gauss(0, spread), m.random.uniform(-30, 30)
        m.box(
            (x, y, 0.0008 + k * 0.0012),
            (0.21, 0.297, 0.001),
            m.random.choice(("white_paper", "paper", "white_paper", "manila")),
            bevel=0,
            turn=(0, 0, turn),
        )
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    for line in range(9):
        v = 0.11 - line * 0.025
        wide = m.random.uniform(0.06, 0.16)
        m.box((x - s * v, y + c * v, 0.0016 + (sheets - 1) * 0.0012), (wide, 0.003, 0.0004), "ink", bevel=0, turn=(0, 0, turn))


def folders(m: Model, *, count: int = 4) -> None:
    """Card folders in a pile, papers looking out."""
    z = 0.0
    for _ in range(count):
        thick, turn = m.random.uniform(0.008, 0.026), m.random.uniform(-9, 9)
        m.box(
            (0, 0, z + thick / 2),
            (0.24, 0.32, thick),
            m.random.choice(("manila", "manila", "book_green", "book_red", "carton")),
            bevel=0.002,
            turn=(0, 0, turn),
        )
        m.box((0.012, 0.006, z + thick / 2), (0.225, 0.322, thick * 0.6), "white_paper", bevel=0.001, turn=(0, 0, turn + 1.5))
        z += thick


def book_pile(m: Model, *, count: int = 4) -> None:
    """Books lying on each other, the largest below."""
    z = 0.0
    for k in range(count):
        w, d, h = m.random.uniform(0.15, 0.2) - k * 0.006, m.random.uniform(0.22, 0.27) - k * 0.008, m.random.uniform(0.02, 0.045)
        turn = m.random.uniform(-14, 14)
        cover = m.random.choice(BOOKS)
        m.box((0, 0, z + 0.002), (w, d, 0.004), cover, bevel=0.001, turn=(0, 0, turn))
        m.box((0, 0, z + h - 0.002), (w, d, 0.004), cover, bevel=0.001, turn=(0, 0, turn))
        m.box((0.004, 0, z + h / 2), (w - 0.01, d - 0.012, h - 0.007), "paper", bevel=0.001, turn=(0, 0, turn))
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        m.box((-w / 2 * c, -w / 2 * s, z + h / 2), (0.005, d, h), cover, bevel=0.002, turn=(0, 0, turn))
        z += h


def books_row(m: Model, *, count: int = 9) -> None:
    """Books standing between two ends, the last one leaning."""
    x = -count * 0.016
    for k in range(count):
        w, h, d = m.random.uniform(0.02, 0.045), m.random.uniform(0.18, 0.26), m.random.uniform(0.13, 0.18)
        lean = 14 if k == count - 1 else m.random.uniform(-0.6, 0.6)
        m.box(
            (x + w / 2 + (0.03 if lean > 5 else 0), 0, h / 2 * math.cos(math.radians(lean))),
            (w, d, h),
            m.random.choice(BOOKS),
            bevel=0.004,
            turn=(0, -lean, 0),
        )
        x += w + 0.001
    m.box((-count * 0.016 - 0.012, 0, 0.06), (0.02, 0.1, 0.12), "brass", bevel=0.004)


def mug(m: Model, *, full: bool = True) -> None:
    """A mug with a handle, coffee in it or a brown ring."""
    china = m.random.choice(CHINA)
    m.lathe(
        [(0, 0.004), (0.036, 0), (0.04, 0.005), (0.04, 0.092), (0.037, 0.094), (0.0355, 0.088), (0.0355, 0.01), (0, 0.008)],
        china,
        segments=22,
    )
    m.tube([(0.038, 0, 0.078), (0.062, 0, 0.076), (0.068, 0, 0.05), (0.058, 0, 0.026), (0.038, 0, 0.022)], china, radius=0.006)
    m.lathe([(0, 0.07 if full else 0.016), (0.0355, 0.07 if full else 0.016)], "coffee", segments=20)


def cup_saucer(m: Model) -> None:
    """A cup on its saucer with a spoon."""
    m.lathe([(0, 0), (0.04, 0.002), (0.075, 0.014), (0.076, 0.017), (0.04, 0.006), (0, 0.005)], "ceramic", segments=26)
    m.lathe(
        [(0.02, 0.006), (0.024, 0.012), (0.04, 0.045), (0.043, 0.066), (0.041, 0.066), (0.036, 0.046), (0.02, 0.016), (0, 0.014)],
        "ceramic",
        segments=24,
    )
    m.lathe([(0, 0.055), (0.039, 0.055)], "coffee", segments=20)
    m.tube([(0.04, 0, 0.056), (0.058, 0, 0.054), (0.056, 0, 0.03), (0.034, 0, 0.026)], "ceramic", radius=0.004)
    m.box((0.0, -0.056, 0.0165), (0.1, 0.008, 0.003), "silver", bevel=0.001, turn=(0, -4, 8))


def plate_stack(m: Model, *, count: int = 5) -> None:
    """Plates on each other."""
    for k in range(count):
        m.lathe(
            [(0.055, 0), (0.1, 0.012), (0.12, 0.018), (0.1, 0.015), (0, 0.005)],
            "ceramic",
            at=(m.random.uniform(-0.003, 0.003), m.random.uniform(-0.003, 0.003), k * 0.009),
            segments=28,
        )


def meal(m: Model) -> None:
    """A plate that someone eats from, with knife and fork."""
    m.lathe([(0.07, 0), (0.11, 0.01), (0.13, 0.018), (0.115, 0.016), (0, 0.006)], "ceramic", segments=30)
    for _ in range(m.random.randint(3, 6)):
        r = m.random.uniform(0.015, 0.03)
        m.add(
            shape.ball(0.5, segments=12, rings=8).scaled((r * 2, r * 1.8, r * 1.1)),
            m.random.choice(("terracotta", "leather", "yellow", "green", "cream")),
            at=(m.random.uniform(-0.05, 0.05), m.random.uniform(-0.05, 0.05), 0.012),
        )
    for s in (-1, 1):
        m.box((s * 0.16, 0, 0.003), (0.02, 0.2, 0.004), "silver", bevel=0.0015, turn=(0, 0, m.random.uniform(-6, 6)))


def pencil_cup(m: Model) -> None:
    """Pencils and a ruler in a pot."""
    m.lathe(
        [(0, 0.004), (0.034, 0), (0.036, 0.1), (0.033, 0.1), (0.032, 0.008), (0, 0.008)],
        m.random.choice(("leather", "steel", "ceramic_blue", "walnut")),
        segments=20,
    )
    for _ in range(6):
        a, lean = m.random.uniform(0, 6.28), m.random.uniform(0.008, 0.026)
        top = m.random.uniform(0.15, 0.19)
        m.tube(
            [(0, 0, 0.01), (lean * 1.6 * math.cos(a), lean * 1.6 * math.sin(a), top)],
            m.random.choice(("yellow", "red", "blue", "walnut", "black")),
            radius=0.0035,
            sides=6,
            smooth=False,
        )


def ashtray(m: Model) -> None:
    """A glass ashtray with stubs and ash."""
    m.lathe(
        [(0, 0.006), (0.05, 0.004), (0.06, 0), (0.066, 0.03), (0.058, 0.032), (0.05, 0.012), (0, 0.01)],
        m.random.choice(("bottle_amber", "glass", "bottle_green", "brass")),
        segments=26,
    )
    m.lathe([(0, 0.014), (0.04, 0.011)], "ash", segments=18)
    for _ in range(m.random.randint(2, 5)):
        m.tube(
            [
                (m.random.uniform(-0.03, 0.03), m.random.uniform(-0.03, 0.03), 0.016),
                (m.random.uniform(-0.04, 0.04), m.random.uniform(-0.04, 0.04), 0.022),
            ],
            "white_paper",
            radius=0.004,
            sides=7,
            smooth=False,
        )


def desk_lamp(m: Model, *, kelvin: float = 2900, watts: float = 16.0) -> None:
    """A jointed lamp on a heavy foot; its head looks to −y and down."""
    paint = m.random.choice(("black", "green_paint", "red_paint", "chrome", "cream"))
    m.lathe([(0, 0.03), (0.06, 0.028), (0.085, 0.012), (0.09, 0)], paint, segments=26)
    m.tube([(0, 0, 0.02), (0, 0.12, 0.24)], "chrome", radius=0.007, smooth=False)
    m.tube([(0, 0.12, 0.24), (0, -0.08, 0.46)], "chrome", radius=0.007, smooth=False)
    for y, z in ((0.12, 0.24), (-0.08, 0.46)):
        m.lathe([(0, -0.014), (0.014, -0.014), (0.014, 0.014), (0, 0.014)], paint, at=(0, y, z), turn=(0, 90, 0), segments=14)
    m.lathe(
        [(0.018, 0.06), (0.03, 0.05), (0.04, 0.02), (0.078, -0.06), (0.075, -0.06), (0.034, 0.02)],
        paint,
        at=(0, -0.12, 0.44),
        turn=(-28, 0, 0),
        segments=26,
    )
    m.glow(shape.ball(0.028, segments=12, rings=8), "bulb", at=(0, -0.135, 0.41))
    m.light((0, -0.15, 0.385), kelvin=kelvin, watts=watts, radius=0.03, kind="spot", aim=(0, -0.2, 0.0), cone=120.0)


def vase(m: Model, *, flowers: bool = True) -> None:
    """A vase with a loose bunch in it, or empty."""
    r, h = m.random.uniform(0.05, 0.07), m.random.uniform(0.17, 0.24)
    m.lathe(
        [(0, 0.004), (r * 0.6, 0), (r * 0.7, 0.02), (r, h * 0.4), (r * 0.6, h * 0.8), (r * 0.5, h * 0.9), (r * 0.7, h)],
        m.random.choice(("ceramic_blue", "ceramic", "glass", "terracotta", "brass")),
        segments=28,
    )
    if not flowers:
        return
    colour = m.random.choice(("red", "flower", "cream", "blue", "white_paper"))
    for _ in range(m.random.randint(6, 10)):
        a, out, top = m.random.uniform(0, 6.28), m.random.uniform(0.03, 0.13), h + m.random.uniform(0.1, 0.22)
        x, y = out * math.cos(a), out * math.sin(a)
        m.tube([(0, 0, h * 0.5), (x * 0.3, y * 0.3, h + 0.04), (x, y, top)], "fern", radius=0.0025, sides=5)
        for k in range(5):
            b = k * 1.257 + a
            m.add(
                shape.ball(0.5, segments=8, rings=5).scaled((0.03, 0.018, 0.012)),
                colour,
                at=(x + 0.013 * math.cos(b), y + 0.013 * math.sin(b), top),
                turn=(0, -25, math.degrees(b)),
            )
        m.add(shape.ball(0.007, segments=8, rings=5), "yellow", at=(x, y, top + 0.004))


def fruit_bowl(m: Model) -> None:
    """Apples, pears and oranges in a bowl."""
    m.lathe(
        [(0, 0.004), (0.06, 0), (0.07, 0.012), (0.14, 0.075), (0.135, 0.078), (0.06, 0.02), (0, 0.014)],
        m.random.choice(("ceramic", "walnut", "ceramic_blue")),
        segments=32,
    )
    for k in range(6):
        a = k * 1.05
        at = (0.055 * math.cos(a), 0.055 * math.sin(a), 0.062) if k else (0, 0, 0.1)
        m.add(shape.ball(0.037, segments=14, rings=10), m.random.choice(("red", "orange_paint", "green", "yellow")), at=at)


def tins(m: Model, *, count: int = 4) -> None:
    """Tins and jars in a huddle."""
    for k in range(count):
        r, h = m.random.uniform(0.03, 0.05), m.random.uniform(0.08, 0.17)
        a = k * 6.28 / count
        at = (0.062 * math.cos(a) * (count > 1), 0.062 * math.sin(a) * (count > 1), 0)
        jar = m.random.random() < 0.4
        r = min(r, 0.042)
        m.lathe([(0, 0), (r, 0.002), (r, h * 0.9), (r * 0.86, h), (0, h)], "bottle_clear" if jar else "steel", at=at, segments=16)
        m.lathe(
            [(r * 1.01, h * 0.15), (r * 1.01, h * 0.7)],
            m.random.choice(("red", "yellow", "green", "book_cream", "manila")),
            at=at,
            segments=16,
        )
        if jar:
            m.lathe([(r * 0.9, h), (r * 0.9, h + 0.014), (0, h + 0.016)], "brass", at=at, segments=16)


def newspaper_pile(m: Model, *, count: int = 3) -> None:
    """Folded newspapers lying on each other."""
    for k in range(count):
        turn = m.random.uniform(-16, 16)
        m.box((0, 0, 0.006 + k * 0.012), (0.3, 0.38, 0.011), "newsprint", bevel=0.004, turn=(0, 0, turn))
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    top = count * 0.012 + 0.0004
    m.box((-s * 0.14, c * 0.14, top), (0.26, 0.04, 0.0006), "ink", bevel=0, turn=(0, 0, turn))
    m.box((c * 0.06 - s * 0.01, s * 0.06 + c * 0.01, top), (0.13, 0.11, 0.0006), "photo_mid", bevel=0, turn=(0, 0, turn))


PROPS = (
    papers, folders, book_pile, books_row, mug, cup_saucer, plate_stack, meal, pencil_cup, ashtray, desk_lamp, vase, fruit_bowl, tins, newspaper_pile,
)  # fmt: skip
