"""What stands where people eat, drink and play: booths, diner counters, laid tables, coffee machines, menus, swing doors, a card table.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def booth(m: Model, *, width: float = 1.25, cloth: str = "leather_red", trim: str = "chrome", height: float = 0.46) -> None:
    """A padded bench of a diner with a high buttoned back; the origin is under the seat's centre, the sitter faces −y."""
    m.box((0, 0.02, 0.18), (width, 0.52, 0.36), "black", bevel=0.01)
    m.box((0, 0.0, height - 0.06), (width, 0.56, 0.14), cloth, bevel=0.05)
    m.box((0, 0.33, 0.66), (width, 0.1, 0.86), cloth, bevel=0.03)
    count = max(3, round(width / 0.2))
    for k in range(count):
        m.box((width * ((k + 0.5) / count - 0.5), 0.275, 0.78), (width / count - 0.006, 0.07, 0.56), cloth, bevel=0.032, turn=(-6, 0, 0))
    m.box((0, 0.335, 1.1), (width + 0.02, 0.13, 0.035), trim, bevel=0.012)
    m.box((0, -0.262, 0.36), (width, 0.012, 0.03), trim, bevel=0.004)


def booth_table(m: Model, *, size: tuple[float, float] = (0.78, 1.2), top: str = "laminate", trim: str = "chrome") -> None:
    """A diner's table with a ribbed metal edge on one foot; x is between the sitters."""
    w, d = size
    m.box((0, 0, 0.745), (w, d, 0.03), top, bevel=0.01)
    m.box((0, 0, 0.738), (w + 0.016, d + 0.016, 0.022), trim, bevel=0.006)
    m.lathe([(0.05, 0.06), (0.04, 0.1), (0.04, 0.66), (0.12, 0.73)], trim, segments=20)
    m.lathe([(0.27, 0), (0.27, 0.02), (0.05, 0.07)], trim, segments=28)


def condiments(m: Model) -> None:
    """Napkins in their box, ketchup, mustard, sugar, salt and pepper, a menu card."""
    m.box((0, 0.02, 0.055), (0.09, 0.1, 0.11), "chrome", bevel=0.012)
    m.box((0, -0.031, 0.06), (0.07, 0.004, 0.07), "white_paper", bevel=0)
    for x, colour, r, tall in ((-0.1, "red", 0.025, 0.15), (0.1, "yellow", 0.025, 0.14), (-0.15, "bottle_clear", 0.03, 0.11)):
        m.lathe(
            [(0, 0), (r, 0.002), (r, tall * 0.6), (r * 0.45, tall * 0.8), (r * 0.3, tall), (0, tall)], colour, at=(x, 0.02, 0), segments=16
        )
    for s, stuff in ((-1, "white"), (1, "black")):
        m.lathe([(0, 0), (0.017, 0.002), (0.015, 0.05)], "bottle_clear", at=(0.15 + s * 0.022, -0.02, 0), segments=12)
        m.lathe([(0, 0.003), (0.014, 0.004), (0.013, 0.035), (0, 0.035)], stuff, at=(0.15 + s * 0.022, -0.02, 0), segments=12)
        m.lathe([(0.016, 0.05), (0.013, 0.062), (0, 0.066)], "chrome", at=(0.15 + s * 0.022, -0.02, 0), segments=12)
    m.box((0, 0.085, 0.12), (0.14, 0.006, 0.22), "red_paint", bevel=0.001, turn=(8, 0, 0))


def diner_counter(m: Model, *, length: float = 4.5, top: str = "laminate", front: str = "steel", height: float = 1.05) -> None:
    """A diner's counter in ribbed steel with a foot rail; guests sit at −y."""
    m.box((0, 0.05, height / 2), (length, 0.5, height - 0.06), front, bevel=0.008)
    m.box((0, 0, height), (length + 0.06, 0.68, 0.05), top, bevel=0.02)
    m.box((0, -0.345, height - 0.002), (length + 0.07, 0.016, 0.042), "chrome", bevel=0.006)
    for k in range(5):
        m.box((0, -0.205, 0.3 + k * 0.13), (length, 0.014, 0.05), "chrome", bevel=0.006)
    m.box((0, -0.18, 0.06), (length, 0.06, 0.12), "black")
    m.tube([(-length / 2, -0.36, 0.2), (length / 2, -0.36, 0.2)], "chrome", radius=0.022, smooth=False)
    for k in range(4):
        x = length * ((k + 0.5) / 4 - 0.5)
        m.tube([(x, -0.36, 0.2), (x, -0.2, 0.2)], "chrome", radius=0.014, smooth=False)


def coffee_machine(m: Model) -> None:
    """An urn of chrome with two taps and glass pots; its back is y = 0."""
    m.box((0, -0.2, 0.05), (0.6, 0.38, 0.1), "steel", bevel=0.014)
    m.lathe(
        [(0.15, 0.1), (0.155, 0.12), (0.155, 0.52), (0.13, 0.58), (0.05, 0.62), (0.02, 0.66), (0, 0.66)],
        "chrome",
        at=(-0.12, -0.17, 0),
        segments=28,
    )
    m.box((0.16, -0.14, 0.3), (0.22, 0.22, 0.42), "chrome", bevel=0.02)
    for x in (-0.12, 0.16):
        m.tube([(x, -0.3, 0.26), (x, -0.37, 0.26), (x, -0.38, 0.2)], "chrome", radius=0.012)
        m.box((x, -0.36, 0.29), (0.016, 0.016, 0.06), "black", bevel=0.005)
    m.lathe([(0, 0), (0.06, 0.004), (0.075, 0.05), (0.05, 0.12), (0.055, 0.13)], "bottle_clear", at=(0.16, -0.3, 0.1), segments=18)
    m.lathe([(0, 0.004), (0.058, 0.006), (0.07, 0.05), (0, 0.06)], "bottle_dark", at=(0.16, -0.3, 0.1), segments=18)


def dining_table(
    m: Model, *, size: tuple[float, float] = (0.9, 0.9), cloth: str = "tablecloth", laid: bool = True, round: bool = False
) -> None:
    """A laid table under a cloth to half its height: plates, glasses, folded napkins, a candle."""
    w, d = size
    if round:
        wave = [(w / 2 * 1.01 + 0.02 * math.sin(k), 0) for k in range(2)]
        m.lathe(
            [(0, 0.762), (w / 2 - 0.01, 0.762), (w / 2, 0.755), (wave[1][0] + 0.015, 0.45), (wave[1][0] + 0.022, 0.4)], cloth, segments=40
        )
        m.lathe([(0.3, 0), (0.28, 0.03), (0.05, 0.08), (0.045, 0.7)], "iron", segments=24)
    else:
        m.box((0, 0, 0.752), (w, d, 0.02), cloth, bevel=0.008)
        for s in (-1, 1):
            m.box((s * (w / 2 + 0.002), 0, 0.58), (0.012, d + 0.012, 0.34), cloth, bevel=0.004, turn=(0, -s * 2, 0))
            m.box((0, s * (d / 2 + 0.002), 0.58), (w + 0.012, 0.012, 0.34), cloth, bevel=0.004, turn=(s * 2, 0, 0))
            for t in (-1, 1):
                m.box((s * (w / 2 - 0.06), t * (d / 2 - 0.06), 0.37), (0.05, 0.05, 0.74), "walnut")
    if laid:
        for s in (-1, 1):
            x = s * (w / 2 - 0.2)
            m.lathe([(0.07, 0), (0.12, 0.012), (0.135, 0.02), (0.12, 0.016), (0, 0.006)], "ceramic", at=(x, 0, 0.762), segments=28)
            m.lathe([(0.002, 0.07), (0.06, 0.02), (0.055, 0.0)], "linen", at=(x, 0, 0.768), segments=10)
            for y, long in ((-0.17, 0.19), (0.17, 0.21)):
                m.box((x, y, 0.766), (long, 0.018, 0.004), "silver", bevel=0.0015, turn=(0, 0, m.random.uniform(-4, 4)))
            for k in range(2):
                m.child(wine_glass, [((s * (w / 2 - 0.36), -0.14 + k * 0.1, 0.762), (0, 0, 0), 0.85 + 0.15 * k)])
        m.lathe(
            [(0.045, 0), (0.045, 0.012), (0.012, 0.02), (0.012, 0.05), (0.018, 0.06), (0, 0.06)], "silver", at=(0, 0.06, 0.762), segments=16
        )
        m.lathe([(0.011, 0), (0.0105, 0.14), (0, 0.145)], "wax", at=(0, 0.06, 0.82), segments=12)
        m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.013, 0.013, 0.04)), "flame", at=(0, 0.06, 0.985))
        m.light((0, 0.06, 1.02), kelvin=1900, watts=3.0, radius=0.02)


def wine_glass(m: Model, *, wine: str = "") -> None:
    """A stemmed glass on its foot, with wine when it is named."""
    m.lathe(
        [(0.034, 0), (0.032, 0.004), (0.005, 0.008), (0.004, 0.08), (0.02, 0.095), (0.037, 0.125), (0.038, 0.15), (0.032, 0.185)],
        "bottle_clear",
        segments=20,
    )
    if wine:
        m.lathe([(0, 0.09), (0.018, 0.096), (0.035, 0.125), (0, 0.126)], wine, segments=18)


def menu_board(m: Model, *, width: float = 1.2, height: float = 0.8, up: float = 1.75, title: str = "TODAY") -> None:
    """A slate with the dishes of the day in chalk."""
    m.box((0, -0.015, up), (width, 0.02, height), "chalkboard", bevel=0.002)
    for s in (-1, 1):
        m.box((0, -0.02, up + s * height / 2), (width + 0.07, 0.035, 0.05), "trim", bevel=0.01)
        m.box((s * width / 2, -0.02, up), (0.05, 0.035, height), "trim", bevel=0.01)
    m.text(title, 0.1, "chalk", at=(0, -0.027, up + height / 2 - 0.13))
    for k, line in enumerate(m.random.sample(["soup  3", "pie  4", "steak  9", "eggs  5", "fish  8", "stew  6", "coffee  1"], 4)):
        m.text(
            line,
            0.07,
            "chalk",
            at=(m.random.uniform(-0.05, 0.05), -0.027, up + height / 2 - 0.29 - k * 0.115),
            turn=(0, m.random.uniform(-2, 2), 0),
        )


def swing_doors(m: Model, *, width: float = 1.1, wood: str = "walnut") -> None:
    """Batwing doors of a saloon, hinged on both sides of an opening, one a little ajar."""
    for s in (-1, 1):
        ajar = m.random.uniform(4, 16) * s
        c, d = math.cos(math.radians(ajar)), math.sin(math.radians(ajar))
        hinge, half = s * width / 2, width / 4 - 0.01
        middle = (hinge - s * half * c, -s * half * d)
        for z, tall in ((0.62, 0.09), (1.02, 0.07), (1.42, 0.09)):
            m.box((*middle, z), (half * 2, 0.032, tall), wood, bevel=0.008, turn=(0, 0, ajar))
        for e in (-1, 1):
            m.box(
                (middle[0] + e * (half - 0.03) * c, middle[1] + e * (half - 0.03) * d, 1.02),
                (0.06, 0.034, 0.86),
                wood,
                bevel=0.008,
                turn=(0, 0, ajar),
            )
        for k in range(9):
            m.box((*middle, 0.7 + k * 0.08), (half * 2 - 0.1, 0.012, 0.06), wood, bevel=0.003, turn=(24, 0, ajar))


def spittoon(m: Model) -> None:
    """A brass spittoon."""
    m.lathe(
        [(0, 0), (0.1, 0), (0.12, 0.03), (0.11, 0.09), (0.06, 0.13), (0.05, 0.16), (0.12, 0.21), (0.125, 0.22), (0.05, 0.18)],
        "brass",
        segments=28,
    )


def card_table(m: Model, *, radius: float = 0.55) -> None:
    """A round gaming table in green cloth with cards, chips and a bottle's ring."""
    m.lathe(
        [(0, 0.76), (radius - 0.05, 0.76), (radius - 0.05, 0.765), (radius, 0.768), (radius, 0.735), (radius - 0.06, 0.72)],
        "walnut",
        segments=44,
    )
    m.lathe([(0, 0.7655), (radius - 0.055, 0.7655)], "baize", segments=44)
    m.lathe([(0.3, 0), (0.28, 0.04), (0.06, 0.1), (0.05, 0.5), (0.14, 0.72)], "walnut", segments=24)
    for k in range(4):
        a = k * math.pi / 2
        for j in range(m.random.randint(3, 5)):
            r, turn = radius * 0.62, m.random.uniform(-0.2, 0.2)
            m.box(
                (r * math.cos(a + turn), r * math.sin(a + turn), 0.7668 + j * 0.0006),
                (0.063, 0.089, 0.0006),
                "white_paper",
                bevel=0,
                turn=(0, 0, math.degrees(a) + m.random.uniform(-40, 40)),
            )
        for j in range(m.random.randint(3, 9)):
            m.lathe(
                [(0, 0.004), (0.019, 0.004), (0.02, 0.002), (0.019, 0)],
                m.random.choice(("red", "blue", "ivory")),
                at=(radius * 0.4 * math.cos(a + 0.5), radius * 0.4 * math.sin(a + 0.5), 0.766 + j * 0.0042),
                segments=14,
            )


PROPS = (
    booth,
    booth_table,
    condiments,
    diner_counter,
    coffee_machine,
    dining_table,
    wine_glass,
    menu_board,
    swing_doors,
    spittoon,
    card_table,
)
