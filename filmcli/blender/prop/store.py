"""What stands in shops: a cash register, shelves of goods, show cases.

Knows nothing of sets.
"""

from __future__ import annotations

from filmcli.blender import shape
from filmcli.blender.prop.model import Model

GOODS = ("red", "yellow", "green", "blue", "cream", "white_paper", "manila", "book_red", "book_green", "ceramic_blue", "terracotta")


def cash_register(m: Model, *, kind: str = "old") -> None:
    """A till: old is scrolled brass with keys and a flag window, modern is a screen on a drawer; who sells stands at −y."""
    m.box((0, 0, 0.05), (0.42, 0.4, 0.1), "walnut" if kind == "old" else "black", bevel=0.01)
    m.box((0, -0.205, 0.05), (0.36, 0.012, 0.06), "brass" if kind == "old" else "grey_metal", bevel=0.004)
    if kind != "old":
        m.box((0, 0.05, 0.2), (0.06, 0.06, 0.2), "black", bevel=0.01)
        m.box((0, 0.0, 0.32), (0.36, 0.03, 0.26), "black", bevel=0.01, turn=(-20, 0, 0))
        m.glow(shape.box((0.33, 0.002, 0.23), bevel=0), "screen", at=(0, -0.017, 0.315), turn=(-20, 0, 0))
        return
    side = [(-0.19, 0), (0.19, 0), (0.19, 0.3), (0.1, 0.36), (0.02, 0.3), (-0.08, 0.14), (-0.19, 0.1)]
    m.plate(side, 0.36, "brass", at=(0, 0, 0.1), turn=(0, 0, 90))
    for row in range(4):
        for column in range(8):
            m.lathe(
                [(0, 0.02), (0.013, 0.018), (0.014, 0)],
                "ivory" if row else "black",
                at=((column - 3.5) * 0.04, -0.15 + row * 0.04, 0.215 + row * 0.045),
                turn=(20, 0, 0),
                segments=10,
            )
    m.box((0, 0.13, 0.5), (0.4, 0.1, 0.12), "brass", bevel=0.02)
    m.box((0, 0.078, 0.5), (0.32, 0.006, 0.07), "dark_pane", bevel=0.002)
    m.text("0.25", 0.055, "ivory", at=(0, 0.073, 0.5))


def shop_shelves(m: Model, *, width: float = 1.2, height: float = 1.9, shelves: int = 5, both: bool = False, body: str = "cream") -> None:
    """Shelves of goods in rows by kind; back at y = 0, or free-standing with goods on both sides."""
    deep = 0.36
    sides = (-1, 1) if both else (-1,)
    m.box((0, 0 if both else -0.012, height / 2), (width, 0.024, height), body, bevel=0.003)
    for s in (-1, 1):
        m.box((s * width / 2, 0 if both else -deep / 2, height / 2), (0.024, deep * len(sides), height), body)
    for side in sides:
        m.box((0, side * deep / 2, 0.05), (width - 0.03, deep, 0.1), "black", bevel=0.003)
        for k in range(shelves):
            z = 0.12 + k * (height - 0.2) / shelves
            m.box((0, side * deep / 2, z), (width - 0.02, deep - 0.02 * k, 0.022), body)
            m.box((0, side * (deep - 0.01 * k), z + 0.01), (width - 0.02, 0.008, 0.04), "white_paper", bevel=0.002)
            _goods(m, width - 0.08, side * (deep / 2 + 0.03), z + 0.011, (height - 0.2) / shelves - 0.06)


def _goods(m: Model, width: float, y: float, z: float, room: float) -> None:
    """Stand a shelf full of tins, boxes and bottles: each kind some pieces wide, here and there a gap."""
    x = -width / 2
    while x < width / 2 - 0.05:
        kind, colour, band = m.random.choice(("box", "tin", "bottle", "box")), m.random.choice(GOODS), m.random.choice(GOODS)
        wide, tall = m.random.uniform(0.06, 0.13), min(room, m.random.uniform(0.1, 0.27))
        for _ in range(m.random.randint(2, 5)):
            if x + wide > width / 2:
                break
            if m.random.random() > 0.08:
                at, shift = x + wide / 2, m.random.uniform(-0.012, 0.012)
                if kind == "box":
                    m.box(
                        (at, y + shift, z + tall / 2), (wide - 0.008, 0.14, tall), colour, bevel=0.004, turn=(0, 0, m.random.uniform(-3, 3))
                    )
                    m.box(
                        (at, y + shift - 0.072 if y < 0 else y + shift + 0.072, z + tall * 0.6),
                        (wide - 0.02, 0.002, tall * 0.3),
                        band,
                        bevel=0,
                    )
                else:
                    r = min(wide / 2 - 0.004, 0.045)
                    neck = (
                        [(r, tall * 0.62), (r * 0.35, tall * 0.8), (r * 0.35, tall)] if kind == "bottle" else [(r, tall), (r * 0.94, tall)]
                    )
                    m.lathe(
                        [(0, 0), (r, 0.002), *neck, (0, tall - 0.003)],
                        "bottle_green" if kind == "bottle" else "steel",
                        at=(at, y + shift, z),
                        segments=12,
                    )
                    m.lathe([(r * 1.01, tall * 0.12), (r * 1.01, tall * 0.56)], colour, at=(at, y + shift, z), segments=12)
            x += wide
        x += 0.01


def display_case(m: Model, *, length: float = 1.6, height: float = 0.98, wood: str = "walnut", goods: str = "cakes") -> None:
    """A glazed counter with cakes or jewels in it; buyers stand at −y."""
    m.box((0, 0, 0.2), (length, 0.6, 0.4), wood, bevel=0.012)
    m.box((0, -0.29, 0.06), (length, 0.03, 0.12), "black", bevel=0.003)
    m.box((0, 0, height - 0.01), (length, 0.6, 0.02), "pane", bevel=0.004)
    m.box((0, -0.295, (height + 0.4) / 2), (length, 0.008, height - 0.42), "pane", bevel=0.002)
    m.box((0, 0.29, (height + 0.4) / 2), (length, 0.02, height - 0.4), wood, bevel=0.004)
    for s in (-1, 1):
        m.box((s * (length / 2 - 0.006), 0, (height + 0.4) / 2), (0.008, 0.58, height - 0.42), "pane", bevel=0.002)
        for y in (-0.288, 0.288):
            m.box((s * (length / 2 - 0.012), y, (height + 0.4) / 2), (0.026, 0.026, height - 0.4), "brass", bevel=0.006)
    m.box((0, -0.29, height - 0.012), (length, 0.026, 0.026), "brass", bevel=0.006)
    m.box((0, 0, 0.68), (length - 0.05, 0.5, 0.012), "pane", bevel=0.002)
    for z in (0.402, 0.688):
        for k in range(int(length / 0.24)):
            x, y = length * ((k + 0.5) / int(length / 0.24) - 0.5), m.random.uniform(-0.08, 0.06)
            if goods == "cakes":
                r, tall = m.random.uniform(0.06, 0.09), m.random.uniform(0.03, 0.08)
                m.lathe([(0.1, 0), (0.1, 0.006), (0, 0.006)], "white_paper", at=(x, y, z), segments=18)
                m.lathe(
                    [(0, 0.006), (r, 0.006), (r, tall), (r * 0.9, tall + 0.012), (0, tall + 0.016)],
                    m.random.choice(("terracotta", "cream", "leather", "ivory")),
                    at=(x, y, z),
                    segments=20,
                )
            else:
                m.box((x, y, z + 0.012), (0.14, 0.12, 0.024), "velvet", bevel=0.008)
                m.lathe(
                    [(0.014, 0), (0.018, 0.004), (0.014, 0.008)], m.random.choice(("gold", "silver")), at=(x, y, z + 0.025), segments=14
                )


PROPS = (cash_register, shop_shelves, display_case)
