"""What stands in offices: desks with papers, filing cabinets, lamps, telephones, typewriters, boards, maps.

Knows nothing of sets. A desk's sitter side is +y (the sitter looks to −y); things on it use its top as z.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def desk(
    m: Model,
    *,
    size: tuple[float, float] = (1.62, 0.82),
    height: float = 0.778,
    wood: str = "walnut",
    blotter: str = "leather_green",
    papers: int = 6,
    front: str = "trim",
) -> None:
    """A pedestal desk with blotter, papers, folder and pen; drawers on the sitter's side."""
    w, d = size
    m.box((0, 0, height - 0.022), (w, d, 0.045), wood, bevel=0.01)
    for s in (-1, 1):
        m.box((s * (w / 2 - 0.25), 0, (height - 0.045) / 2 + 0.02), (0.42, d - 0.1, height - 0.085), wood)
        m.box((s * (w / 2 - 0.25), 0, 0.02), (0.44, d - 0.08, 0.04), front)
        for k in range(3):
            m.box((s * (w / 2 - 0.25), d / 2 - 0.045, 0.16 + k * 0.225), (0.37, 0.02, 0.2), wood)
            m.lathe(
                [(0, 0.03), (0.014, 0.025), (0.007, 0.01), (0.012, 0)],
                "brass",
                at=(s * (w / 2 - 0.25), d / 2 - 0.035, 0.16 + k * 0.225),
                turn=(-90, 0, 0),
                segments=12,
            )
        m.box((s * (w / 2 - 0.25), -d / 2 + 0.045, 0.38), (0.34, 0.014, 0.56), wood, bevel=0.012)
    m.box((0, -d / 2 + 0.11, 0.5), (w - 0.9, 0.03, 0.46), front)
    m.box((0, d * 0.1, height + 0.002), (0.62, 0.44, 0.005), blotter, bevel=0.001)
    draw = m.random
    for i in range(papers):
        m.box(
            (draw.uniform(-0.07, 0.07), d * 0.1 + draw.uniform(-0.05, 0.05), height + 0.0055 + i * 0.0009),
            (0.21, 0.297, 0.0006),
            "paper",
            bevel=0,
            turn=(0, 0, draw.uniform(-28, 28)),
        )
    for k in range(11):
        m.box(
            (draw.uniform(-0.005, 0.005), d * 0.1 + 0.09 - k * 0.016, height + 0.0066 + papers * 0.0009),
            (draw.uniform(0.09, 0.15), 0.0022, 0.0002),
            "ink",
            bevel=0,
            turn=(0, 0, 6),
        )
    m.box((-w * 0.27, -0.05, height + 0.006), (0.24, 0.32, 0.012), "manila", bevel=0.002, turn=(0, 0, draw.uniform(-22, 22)))
    m.box((-w * 0.27, -0.05, height + 0.0135), (0.1, 0.14, 0.001), "photo", bevel=0, turn=(0, 0, draw.uniform(-40, 40)))
    m.tube([(0.2, 0.04, height + 0.008), (0.26, 0.16, height + 0.008)], "black", radius=0.005)


def filing_cabinet(m: Model, *, drawers: int = 4, material: str = "green_metal", books: int = 5) -> None:
    """A steel filing cabinet, one drawer not quite shut, books on top; its back is y = 0."""
    height = 0.04 + drawers * 0.33
    m.box((0, -0.3, height / 2), (0.47, 0.6, height), material, bevel=0.008)
    ajar = m.random.randrange(drawers)
    for i in range(drawers):
        z, y = 0.19 + i * 0.33, -0.61 - (0.035 if i == ajar else 0)
        m.box((0, y, z), (0.43, 0.03 + (0.07 if i == ajar else 0), 0.3), material, bevel=0.008)
        m.box((0, y - 0.017 - (0.035 if i == ajar else 0), z + 0.06), (0.09, 0.004, 0.045), "brass", bevel=0.001)
        y -= 0.035 if i == ajar else 0
        m.tube(
            [(-0.06, y - 0.015, z - 0.02), (-0.05, y - 0.045, z - 0.02), (0.05, y - 0.045, z - 0.02), (0.06, y - 0.015, z - 0.02)],
            "brass",
            radius=0.006,
        )
    x = -0.17
    for _ in range(books):
        thick, tall = m.random.uniform(0.03, 0.055), m.random.uniform(0.2, 0.25)
        m.box(
            (x + thick / 2, -0.24, height + tall / 2),
            (thick - 0.002, 0.16, tall),
            m.random.choice(("book_red", "book_blue", "book_green", "book_brown")),
            bevel=0.003,
        )
        x += thick
    m.box((0.12, -0.25, height + 0.03), (0.2, 0.3, 0.06), "manila", bevel=0.004, turn=(0, 0, 8))


def banker_lamp(m: Model, *, kelvin: float = 2700, watts: float = 34.0) -> None:
    """A green-shaded desk lamp."""
    m.lathe([(0, 0.03), (0.03, 0.03), (0.085, 0.018), (0.095, 0.008), (0.095, 0)], "brass")
    m.tube([(0, 0, 0.02), (0, 0, 0.28), (-0.02, 0, 0.39)], "brass", radius=0.008)
    outer = shape.lathe([(0.15, 0.0), (0.115, 0.05), (0.06, 0.085), (0.03, 0.09)], segments=40)
    inner = shape.lathe([(0.03, 0.086), (0.058, 0.081), (0.111, 0.047), (0.146, 0.0)], segments=40)
    m.add(outer, "shade_green", at=(-0.03, 0, 0.34), turn=(0, -8, 0))
    m.add(inner, "ivory", at=(-0.03, 0, 0.34), turn=(0, -8, 0))
    m.glow(shape.lathe([(0, -0.03), (0.022, -0.02), (0.028, 0), (0.02, 0.03), (0.01, 0.05)], segments=16), "lamp_glow", at=(-0.03, 0, 0.37))
    m.light((-0.03, 0, 0.35), kelvin=kelvin, watts=watts, radius=0.035)


def telephone(m: Model, *, material: str = "black") -> None:
    """A desk telephone with a dial and its receiver on the cradle; the caller sits at +y… the dial faces −y."""
    m.box((0, 0, 0.012), (0.17, 0.19, 0.024), material, bevel=0.011)
    m.add(shape.box((0.15, 0.14, 0.09), bevel=0.034), material, at=(0, 0.012, 0.055), turn=(14, 0, 0))
    for s in (-1, 1):
        m.box((s * 0.045, 0.03, 0.115), (0.02, 0.03, 0.04), material, bevel=0.008)
    m.tube(
        [(-0.105, 0.03, 0.118), (-0.075, 0.03, 0.146), (0, 0.03, 0.155), (0.075, 0.03, 0.146), (0.105, 0.03, 0.118)],
        material,
        radius=(0.016, 0.014, 0.0125, 0.014, 0.016),
        sides=12,
    )
    for s in (-1, 1):
        m.lathe(
            [(0.016, 0.03), (0.027, 0.014), (0.03, 0), (0.02, -0.006), (0, -0.007)],
            material,
            at=(s * 0.105, 0.03, 0.105),
            turn=(0, s * 14, 0),
            segments=20,
        )
    m.lathe([(0, 0.012), (0.036, 0.012), (0.04, 0.004), (0.04, 0)], "steel", at=(0, -0.062, 0.062), turn=(52, 0, 0), segments=24)
    m.lathe([(0, 0.0145), (0.018, 0.0145), (0.019, 0.012)], "ivory", at=(0, -0.062, 0.062), turn=(52, 0, 0), segments=20)
    for k in range(10):
        a = math.radians(60 + k * 30)
        hole = shape.lathe([(0, 0.0135), (0.0048, 0.0135)], segments=10).moved((0.028 * math.cos(a), 0.028 * math.sin(a), 0))
        m.add(hole, "black", at=(0, -0.062, 0.062), turn=(52, 0, 0))
    coil = [
        (-0.08 - 0.0016 * k + 0.008 * math.cos(k * 1.6), 0.07 + 0.012 * math.sin(k * 0.2) + 0.008 * math.sin(k * 1.6), 0.012 + 0.0 * k)
        for k in range(40)
    ]
    m.tube(coil, "black", radius=0.003, sides=5)


def typewriter(m: Model, *, material: str = "black") -> None:
    """A typewriter with a sheet in it; the typist sits at −y."""
    m.box((0, 0.02, 0.05), (0.3, 0.3, 0.09), material, bevel=0.02)
    m.box((0, 0.09, 0.11), (0.28, 0.16, 0.08), material, bevel=0.03)
    m.add(shape.lathe([(0, -0.19), (0.02, -0.19), (0.02, 0.19), (0, 0.19)], segments=20), "rubber", at=(0, 0.12, 0.16), turn=(0, 90, 0))
    m.add(
        shape.lathe([(0, -0.22), (0.024, -0.22), (0.024, -0.195), (0, -0.195)], segments=16), "black", at=(0, 0.12, 0.16), turn=(0, 90, 0)
    )
    m.box((0, 0.14, 0.24), (0.21, 0.001, 0.2), "white_paper", bevel=0, turn=(-14, 0, 0))
    for k in range(7):
        m.box(
            (-0.01, 0.148 + 0.0044 * k - 0.013, 0.215 + k * 0.016), (0.15 - 0.03 * (k % 3), 0.0006, 0.003), "ink", bevel=0, turn=(-14, 0, 0)
        )
    for rank in range(4):
        for k in range(10):
            m.lathe(
                [(0, 0.004), (0.007, 0.003), (0.0075, 0)],
                "ivory",
                at=(-0.105 + k * 0.023 + rank * 0.004, -0.13 + rank * 0.026, 0.062 + rank * 0.013),
                segments=8,
            )
    m.box((0, -0.15, 0.055), (0.16, 0.018, 0.01), "black", bevel=0.004)


def laptop(m: Model, *, material: str = "steel") -> None:
    """An open laptop; the user sits at −y."""
    m.box((0, 0, 0.009), (0.32, 0.22, 0.016), material, bevel=0.006)
    m.box((0, 0.01, 0.0175), (0.28, 0.11, 0.001), "matte_black", bevel=0)
    m.box((0, 0.135, 0.115), (0.32, 0.008, 0.21), material, bevel=0.003, turn=(-16, 0, 0))
    m.glow(shape.sheet(0.3, 0.19).moved(turn=(74, 0, 0)), "screen", at=(0, 0.1295, 0.116))
    m.light((0, 0.05, 0.13), kelvin=7500, watts=2.0, kind="area", size=0.25, aim=(0, -0.6, 0.4))


def cork_board(m: Model, *, width: float = 1.2, height: float = 0.8, up: float = 1.6, cork: str = "manila") -> None:
    """A board of notes, photographs and red thread; its back is y = 0."""
    m.box((0, -0.012, up), (width, 0.02, height), cork, bevel=0.002)
    for s in (-1, 1):
        m.box((s * width / 2, -0.016, up), (0.04, 0.035, height + 0.04), "trim")
        m.box((0, -0.016, up + s * height / 2), (width + 0.04, 0.035, 0.04), "trim")
    pins = []
    for _ in range(13):
        x, z = m.random.uniform(-0.42, 0.42) * width, up + m.random.uniform(-0.38, 0.38) * height
        w, h = m.random.choice(((0.1, 0.13), (0.21, 0.15), (0.09, 0.09), (0.15, 0.21)))
        m.box(
            (x, -0.024 - m.random.uniform(0, 0.004), z),
            (w, 0.001, h),
            m.random.choice(("paper", "photo", "white_paper", "photo")),
            bevel=0,
            turn=(0, m.random.uniform(-9, 9), 0),
        )
        pins.append((x, -0.032, z + h * 0.4))
    for a, b in zip(pins[:6], pins[1:7], strict=True):
        m.tube([a, b], "red", radius=0.0016, sides=5, smooth=False)


def wall_map(m: Model, *, width: float = 1.3, height: float = 0.9, up: float = 1.6) -> None:
    """A city map on the wall; its back is y = 0."""
    m.box((0, -0.008, up), (width, 0.004, height), "map_print", bevel=0)
    for s in (-1, 1):
        m.add(
            shape.lathe(
                [(0, -width / 2 - 0.03), (0.014, -width / 2 - 0.03), (0.014, width / 2 + 0.03), (0, width / 2 + 0.03)], segments=12
            ),
            "trim",
            at=(0, -0.012, up + s * height / 2),
            turn=(0, 90, 0),
        )


def paper_stack(m: Model, *, sheets: int = 9, material: str = "paper") -> None:
    """Folders and papers in an untidy pile."""
    z = 0.0
    for _ in range(sheets):
        thick = m.random.choice((0.006, 0.012, 0.02))
        m.box(
            (m.random.uniform(-0.015, 0.015), m.random.uniform(-0.015, 0.015), z + thick / 2),
            (0.23, 0.31, thick - 0.001),
            m.random.choice((material, "manila", material)),
            bevel=0.001,
            turn=(0, 0, m.random.uniform(-9, 9)),
        )
        z += thick


def fan(m: Model, *, drop: float = 0.35, ceiling: float = 2.9) -> None:
    """A ceiling fan at rest."""
    z = ceiling - drop
    m.tube([(0, 0, ceiling), (0, 0, z)], "brass", radius=0.014)
    m.lathe([(0, z - 0.1), (0.08, z - 0.08), (0.1, z - 0.02), (0.07, z + 0.04), (0.02, z + 0.06)], "brass")
    start = m.random.uniform(0, 90)
    for k in range(4):
        m.add(
            shape.box((0.52, 0.13, 0.012), bevel=0.005).moved((0.4, 0, 0), turn=(9, 0, 0)),
            "walnut",
            at=(0, 0, z - 0.03),
            turn=(0, 0, start + k * 90),
        )


def waste_basket(m: Model) -> None:
    """A wire basket with crumpled paper."""
    m.lathe([(0, 0.01), (0.11, 0.01), (0.11, 0.0), (0.14, 0.32), (0.148, 0.32), (0.143, 0.3)], "gunmetal", segments=20)
    for k in range(4):
        m.add(
            shape.ball(0.045, segments=7, rings=5),
            "white_paper",
            at=(0.06 * math.cos(k * 1.7), 0.06 * math.sin(k * 1.7), 0.3 + 0.015 * k),
            turn=(k * 40, k * 70, 0),
        )


PROPS = (desk, filing_cabinet, banker_lamp, telephone, typewriter, laptop, cork_board, wall_map, paper_stack, fan, waste_basket)
