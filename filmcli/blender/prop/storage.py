"""What is stored and what moves it: cartons, pallets, racks, drums, a forklift, barrows, ladders, a shutter.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

from filmcli.blender.prop.model import Model

CARTON = ("carton", "carton", "carton_second", "manila")


def carton(m: Model, *, size: tuple[float, float, float] = (0.45, 0.35, 0.32), open: bool = False) -> None:
    """A cardboard box with tape and a label; open ones show their flaps."""
    w, d, h = size
    stuff = m.random.choice(CARTON)
    m.box((0, 0, h / 2), (w, d, h), stuff, bevel=0.006)
    m.box((0, 0, h + 0.0006), (w, 0.05, 0.001), "tape", bevel=0)
    m.box((0, -d / 2 - 0.0006, h - 0.05), (0.05, 0.001, 0.1), "tape", bevel=0)
    m.box((w * 0.24, -d / 2 - 0.001, h * 0.55), (w * 0.3, 0.001, h * 0.3), "white_paper", bevel=0, turn=(0, m.random.uniform(-3, 3), 0))
    if open:
        for s in (-1, 1):
            m.box((0, s * (d / 2 + 0.07), h + 0.015), (w, 0.17, 0.005), stuff, bevel=0.001, turn=(s * -24, 0, 0))


def carton_stack(m: Model, *, width: float = 1.0, height: float = 1.2) -> None:
    """Boxes of several sizes, stacked a little crooked."""
    z = 0.0
    while z < height - 0.2:
        tall, x = m.random.uniform(0.24, 0.4), -width / 2
        reach = width / 2 - z * 0.18
        while x < reach - 0.25:
            wide = min(m.random.uniform(0.3, 0.52), reach - x)
            deep = m.random.uniform(0.3, 0.42)
            m.child(
                lambda c, a=wide, b=deep, t=tall: carton(c, size=(a - 0.02, b, t)),
                [((x + wide / 2, m.random.uniform(-0.02, 0.02), z), (0, 0, m.random.uniform(-4, 4)), 1.0)],
            )
            x += wide
        z += tall + 0.001


def pallet(m: Model, *, load: str = "cartons") -> None:
    """A wooden pallet with cartons in film, sacks or nothing on it."""
    for y in (-0.36, 0, 0.36):
        m.box((0, y, 0.05), (1.2, 0.1, 0.09), "crate", bevel=0.004)
    for k in range(7):
        m.box((-0.54 + k * 0.18, 0, 0.108), (0.12, 0.8, 0.02), "crate", bevel=0.003, turn=(0, 0, m.random.uniform(-0.6, 0.6)))
    if load == "cartons":
        for level in range(m.random.randint(2, 3)):
            for i in range(3):
                for j in range(2):
                    if level < 2 or m.random.random() < 0.6:
                        m.child(
                            lambda c: carton(c, size=(0.37, 0.36, 0.33)),
                            [((-0.39 + i * 0.39, -0.19 + j * 0.38, 0.12 + level * 0.335), (0, 0, m.random.uniform(-2, 2)), 1.0)],
                        )
    if load == "sacks":
        for level in range(4):
            for i in range(2):
                turn = 90 * (level % 2)
                at = (-0.29 + i * 0.58, 0, 0.2 + level * 0.16) if not turn else (0, -0.19 + i * 0.38, 0.2 + level * 0.16)
                m.box(
                    at,
                    (0.56, 0.74, 0.17) if not turn else (1.1, 0.37, 0.17),
                    "sackcloth",
                    bevel=0.075,
                    turn=(0, 0, m.random.uniform(-4, 4)),
                )


def pallet_rack(m: Model, *, width: float = 2.7, height: float = 3.6, levels: int = 3) -> None:
    """Heavy shelving of blue posts and orange beams, loaded; its back is y = 0, 1 m deep."""
    for s in (-1, 1):
        for y in (-0.95, -0.05):
            m.box((s * (width / 2 - 0.05), y, height / 2), (0.09, 0.07, height), "blue_paint", bevel=0.006)
            m.box((s * (width / 2 - 0.05), y, 0.006), (0.14, 0.12, 0.012), "blue_paint", bevel=0.002)
        for k in range(int(height / 0.8)):
            z = 0.3 + k * 0.8
            m.tube(
                [(s * (width / 2 - 0.05), -0.9, z), (s * (width / 2 - 0.05), -0.1, z + 0.6)],
                "blue_paint",
                radius=0.014,
                sides=6,
                smooth=False,
            )
    step = (height - 0.25) / levels
    for level in range(levels):
        z = 0.25 + level * step if level else 0.12
        for y in (-0.95, -0.05):
            m.box((0, y, z - 0.05), (width - 0.1, 0.05, 0.11), "orange_paint", bevel=0.006)
        for k in range(6):
            m.box((width * ((k + 0.5) / 6 - 0.5), -0.5, z + 0.012), (width / 6 - 0.08, 0.94, 0.022), "crate", bevel=0.003)
        x = -width / 2 + 0.15
        while x < width / 2 - 0.5:
            wide, tall = m.random.uniform(0.42, 0.85), m.random.uniform(0.35, min(0.9, step - 0.35))
            if x + wide > width / 2 - 0.12:
                break
            if m.random.random() < 0.85:
                kind = m.random.random()
                if kind < 0.6:
                    m.child(
                        lambda c, a=wide, t=tall: carton(c, size=(a - 0.04, 0.7, t)),
                        [((x + wide / 2, -0.5, z + 0.024), (0, 0, m.random.uniform(-3, 3)), 1.0)],
                    )
                elif kind < 0.8:
                    m.child(lambda c: drum(c), [((x + 0.3, -0.5, z + 0.024), (0, 0, 0), min(1.0, (step - 0.3) / 0.9))])
                else:
                    m.box(
                        (x + wide / 2, -0.5, z + 0.024 + tall / 2),
                        (wide - 0.06, 0.72, tall),
                        "crate",
                        bevel=0.008,
                        turn=(0, 0, m.random.uniform(-3, 3)),
                    )
            x += max(wide, 0.62) + 0.03
    m.box((0, -0.98, 0.25 + step - 0.05), (0.3, 0.006, 0.07), "white_paper", bevel=0.001)


def drum(m: Model, *, material: str = "", height: float = 0.88) -> None:
    """An oil drum with its two ribs and bungs."""
    stuff = material or m.random.choice(("blue_paint", "red_paint", "green_paint", "rust"))
    r = 0.29
    m.lathe(
        [
            (0, 0.012),
            (r - 0.02, 0.012),
            (r, 0),
            (r + 0.008, 0.01),
            (r, 0.02),
            (r, height * 0.33),
            (r + 0.014, height * 0.35),
            (r, height * 0.37),
            (r, height * 0.64),
            (r + 0.014, height * 0.66),
            (r, height * 0.68),
            (r, height - 0.02),
            (r + 0.008, height - 0.01),
            (r, height),
            (r - 0.02, height - 0.014),
            (0, height - 0.014),
        ],
        stuff,
        segments=36,
    )
    for x in (-0.18, 0.14):
        m.lathe([(0, 0.02), (0.03, 0.018), (0.034, 0)], "iron", at=(x, 0.06, height - 0.014), segments=12)


def forklift(m: Model) -> None:
    """A counterbalance truck, forks to −y; 1.1 m wide, 2.6 long with the forks."""
    paint = m.random.choice(("yellow_paint", "orange_paint", "red_paint"))
    m.box((0, 0.35, 0.52), (1.05, 1.15, 0.5), paint, bevel=0.06)
    m.box((0, 0.78, 0.85), (1.05, 0.4, 0.5), "gunmetal", bevel=0.1)
    m.box((0, 0.4, 0.84), (0.5, 0.5, 0.14), "leather_black", bevel=0.05)
    m.box((0, 0.62, 1.1), (0.46, 0.1, 0.5), "leather_black", bevel=0.04, turn=(-8, 0, 0))
    for s in (-1, 1):
        m.tube(
            [(s * 0.48, -0.2, 0.7), (s * 0.46, -0.12, 1.5), (s * 0.42, 0.0, 2.06), (s * 0.42, 0.75, 2.06), (s * 0.46, 0.9, 1.1)],
            "iron",
            radius=0.026,
        )
        for y, r in ((-0.12, 0.28), (0.74, 0.23)):
            m.lathe(
                [(0.06, -0.1), (r * 0.6, -0.1), (r, -0.08), (r, 0.08), (r * 0.6, 0.1), (0.06, 0.1)],
                "rubber",
                at=(s * 0.48, y, r),
                turn=(0, 90, 0),
                segments=28,
            )
            m.lathe([(0, 0.104), (r * 0.55, 0.1), (r * 0.6, 0.08)], paint, at=(s * 0.48, y, r), turn=(0, 90 * s, 0), segments=24)
        m.box((s * 0.3, -0.5, 1.15), (0.09, 0.12, 2.1), "iron", bevel=0.012)
        m.box((s * 0.26, -1.05, 0.09), (0.12, 1.05, 0.045), "gunmetal", bevel=0.012)
        m.box((s * 0.26, -0.6, 0.34), (0.12, 0.05, 0.55), "gunmetal", bevel=0.01)
    for x in (-0.2, 0.0, 0.2):
        m.box((x, 0.38, 2.08), (0.03, 0.8, 0.03), "iron", bevel=0.006)
    m.tube([(0, -0.5, 0.3), (0, -0.5, 1.9)], "chrome", radius=0.035, smooth=False)
    for z in (0.3, 0.62, 1.3, 2.16):
        m.box((0, -0.54, z), (0.74, 0.05, 0.07), "iron", bevel=0.01)
    m.lathe([(0.13, 0.01), (0.15, 0), (0.15, 0.02), (0.13, 0.02)], "black", at=(0, 0.08, 1.12), turn=(-35, 0, 0), segments=24)
    m.tube([(0, 0.0, 0.78), (0, 0.08, 1.12)], "iron", radius=0.02, smooth=False)
    m.lathe([(0, 0.1), (0.05, 0.09), (0.055, 0)], "neon_orange", at=(0.3, 0.4, 2.08), segments=14)


def hand_truck(m: Model) -> None:
    """A sack barrow leaning back on its wheels."""
    for s in (-1, 1):
        m.tube([(s * 0.2, -0.02, 0.1), (s * 0.2, 0.06, 0.9), (s * 0.17, 0.16, 1.22)], "blue_paint", radius=0.017)
        m.lathe(
            [(0.03, -0.03), (0.13, -0.03), (0.13, 0.03), (0.03, 0.03)], "rubber", at=(s * 0.27, 0.08, 0.13), turn=(0, 90, 0), segments=24
        )
    for z in (0.3, 0.6, 0.9):
        m.tube([(-0.2, 0.02 + 0.05 * z, z), (0.2, 0.02 + 0.05 * z, z)], "blue_paint", radius=0.012, smooth=False)
    m.box((0, -0.16, 0.012), (0.46, 0.26, 0.014), "steel", bevel=0.004)
    m.tube([(-0.28, 0.08, 0.13), (0.28, 0.08, 0.13)], "steel", radius=0.012, smooth=False)


def ladder(m: Model, *, height: float = 2.4) -> None:
    """A step ladder, open; its steps face −y."""
    for s in (-1, 1):
        m.tube([(s * 0.26, -0.5, 0), (s * 0.19, 0, height)], "crate", radius=0.026, sides=6, smooth=False)
        m.tube([(s * 0.24, 0.45, 0), (s * 0.18, 0.02, height)], "crate", radius=0.022, sides=6, smooth=False)
    for k in range(int(height / 0.28)):
        z = 0.28 * (k + 1) - 0.05
        m.box((0, -0.5 + 0.5 * z / height, z), (0.5 - 0.1 * z / height, 0.1, 0.025), "crate", bevel=0.005)
    m.box((0, 0, height), (0.44, 0.2, 0.03), "red_paint", bevel=0.008)


def roller_door(m: Model, *, width: float = 3.2, height: float = 3.0, material: str = "grey_metal") -> None:
    """A shutter of slats in its guides, with stripes of warning; it hangs before the wall's face y = 0."""
    slats = int(height / 0.09)

    def slat(c: Model) -> None:
        c.box((0, 0, 0), (width, 0.03, 0.078), material, bevel=0.014)

    m.child(slat, [((0, -0.04, 0.05 + k * height / slats), (0, 0, 0), 1.0) for k in range(slats)])
    for s in (-1, 1):
        m.box((s * (width / 2 + 0.05), -0.05, height / 2), (0.12, 0.1, height), "iron", bevel=0.008)
        for k in range(6):
            m.box((s * (width / 2 + 0.05), -0.102, 0.15 + k * 0.22), (0.1, 0.002, 0.1), "yellow" if k % 2 else "black", bevel=0)
    m.lathe(
        [(0, -width / 2 - 0.1), (0.2, -width / 2 - 0.1), (0.2, width / 2 + 0.1), (0, width / 2 + 0.1)],
        material,
        at=(0, -0.2, height + 0.12),
        turn=(0, 90, 0),
        segments=24,
    )
    m.box((0, -0.06, 0.04), (width, 0.05, 0.07), "rubber", bevel=0.01)


PROPS = (
    carton, carton_stack, pallet, pallet_rack, drum, forklift, hand_truck, ladder, roller_door,
)  # fmt: skip
