"""What stands where people work with their hands: benches, walls of tools, lathe, press, conveyor, lift for cars, tyres, boiler.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.storage import carton


def workbench(m: Model, *, length: float = 1.9, tools: bool = True) -> None:
    """A joiner's or fitter's bench with a vice, a drawer, tins and tools; its back is y = 0."""
    m.box((0, -0.34, 0.85), (length, 0.68, 0.07), "oak", bevel=0.01)
    for sx in (-1, 1):
        for y in (-0.6, -0.08):
            m.box((sx * (length / 2 - 0.09), y, 0.41), (0.09, 0.09, 0.82), "crate", bevel=0.008)
        m.box((sx * (length / 2 - 0.09), -0.34, 0.2), (0.05, 0.5, 0.09), "crate")
    m.box((0, -0.34, 0.2), (length - 0.2, 0.56, 0.03), "crate")
    m.box((-length * 0.22, -0.6, 0.74), (0.5, 0.05, 0.14), "crate", bevel=0.008)
    m.lathe([(0, 0.03), (0.016, 0.026), (0.012, 0)], "iron", at=(-length * 0.22, -0.63, 0.74), turn=(90, 0, 0), segments=12)
    m.box((length * 0.33, -0.56, 0.95), (0.12, 0.16, 0.14), "blue_paint", bevel=0.014)
    m.box((length * 0.33, -0.7, 0.97), (0.13, 0.05, 0.1), "blue_paint", bevel=0.01)
    m.tube([(length * 0.33 - 0.12, -0.78, 0.93), (length * 0.33 + 0.12, -0.78, 0.95)], "chrome", radius=0.009, smooth=False)
    m.tube([(length * 0.33, -0.6, 0.94), (length * 0.33, -0.79, 0.94)], "chrome", radius=0.018, smooth=False)
    for _ in range(m.random.randint(3, 5)):
        x = m.random.uniform(-0.45, 0.2) * length
        m.lathe(
            [(0, 0), (0.045, 0.002), (0.045, 0.11), (0.047, 0.115), (0, 0.115)],
            m.random.choice(("red_paint", "steel", "green_paint", "rust")),
            at=(x, -0.12, 0.885),
            segments=16,
        )
    for _ in range(m.random.randint(2, 4)):
        m.box(
            (m.random.uniform(-0.4, 0.4) * length, -0.32, 0.222 + 0.1),
            (0.3, 0.3, 0.2),
            m.random.choice(("crate", "carton", "grey_metal")),
            bevel=0.008,
            turn=(0, 0, m.random.uniform(-12, 12)),
        )
    if tools:
        for k in range(5):
            x, turn = -length * 0.4 + k * 0.24, m.random.uniform(-50, 50)
            m.box(
                (x, -0.4, 0.896),
                (0.024, 0.13, 0.022),
                m.random.choice(("red_paint", "walnut", "yellow_paint")),
                bevel=0.009,
                turn=(0, 0, turn),
            )
            m.box(
                (x + 0.1 * math.sin(math.radians(turn)), -0.4 - 0.1 * math.cos(math.radians(turn)), 0.894),
                (0.01, 0.11, 0.012),
                "chrome",
                bevel=0.004,
                turn=(0, 0, turn),
            )


def tool_wall(m: Model, *, width: float = 1.6, height: float = 0.9, up: float = 1.55) -> None:
    """A perforated board hung with spanners, saws, hammers and a coil of hose."""
    m.box((0, -0.012, up), (width, 0.014, height), "grey_metal", bevel=0.003)
    for k in range(9):
        x, long = -width / 2 + 0.12 + k * 0.11, 0.14 + 0.016 * k
        m.box((x, -0.03, up + 0.32 - long / 2), (0.02, 0.008, long), "chrome", bevel=0.004, turn=(0, m.random.uniform(-2, 2), 0))
        for z in (up + 0.32, up + 0.32 - long):
            m.lathe(
                [(0.008, 0.005), (0.019, 0.005), (0.02, -0.005), (0.008, -0.005)], "chrome", at=(x, -0.03, z), turn=(90, 0, 0), segments=12
            )
    for k in range(3):
        x = -width / 2 + 0.2 + k * 0.2
        m.box((x, -0.035, up - 0.2), (0.026, 0.022, 0.3), "walnut", bevel=0.009)
        m.box((x, -0.035, up - 0.05), (0.12, 0.03, 0.036), "gunmetal", bevel=0.008)
    m.plate([(0, 0), (0.4, 0.05), (0.4, 0.07), (0, 0.13)], 0.003, "steel", at=(0.1, -0.03, up - 0.25))
    m.box((0.06, -0.032, up - 0.19), (0.11, 0.022, 0.12), "walnut", bevel=0.014)
    for turn in range(4):
        ring = [
            (width * 0.36 + (0.13 + 0.008 * turn) * math.cos(a), -0.05 - 0.014 * turn, up + 0.06 + (0.13 + 0.008 * turn) * math.sin(a))
            for a in (x * math.pi / 6 for x in range(13))
        ]
        m.tube(ring, "rubber" if turn % 2 else "red_paint", radius=0.011, sides=7)


def metal_lathe(m: Model) -> None:
    """An engine lathe with its chuck, tray and handwheels; its back is y = 0, 2 m long."""
    paint = m.random.choice(("green_paint", "grey_metal", "blue_paint"))
    for x in (-0.7, 0.75):
        m.box((x, -0.34, 0.38), (0.5, 0.46, 0.76), paint, bevel=0.02)
    m.box((0.05, -0.36, 0.72), (1.9, 0.62, 0.03), "gunmetal", bevel=0.006)
    for y in (-0.24, -0.44):
        m.box((0.15, y, 0.9), (1.6, 0.09, 0.14), "steel", bevel=0.01)
    m.box((-0.72, -0.34, 1.05), (0.5, 0.44, 0.52), paint, bevel=0.03)
    m.lathe([(0, 0.12), (0.03, 0.12), (0.05, 0.1), (0.13, 0.09), (0.13, 0)], "steel", at=(-0.47, -0.34, 1.12), turn=(0, 90, 0), segments=28)
    m.tube([(-0.4, -0.34, 1.12), (0.55, -0.34, 1.12)], "steel", radius=0.03, smooth=False)
    m.box((0.75, -0.34, 1.04), (0.24, 0.24, 0.32), paint, bevel=0.03)
    m.box((0.1, -0.36, 0.98), (0.3, 0.4, 0.1), "gunmetal", bevel=0.014)
    m.box((0.1, -0.46, 1.07), (0.12, 0.16, 0.1), "gunmetal", bevel=0.014)
    m.box((0.1, -0.56, 0.82), (0.36, 0.08, 0.26), paint, bevel=0.014)
    for x, y, z, r in ((0.02, -0.62, 0.84, 0.08), (0.1, -0.58, 1.0, 0.06), (0.94, -0.34, 1.1, 0.08)):
        ring = [(x + r * math.cos(a), y, z + r * math.sin(a)) for a in (k * math.pi / 6 for k in range(13))]
        m.tube(ring, "chrome", radius=0.008, sides=7)
        m.tube([(x - r, y, z), (x + r, y, z)], "chrome", radius=0.006, sides=6, smooth=False)
    for k in range(4):
        m.lathe(
            [(0, 0.02), (0.016, 0.018), (0.018, 0)],
            ("red", "green", "black", "black")[k],
            at=(-0.88 + k * 0.08, -0.56, 1.2),
            turn=(90, 0, 0),
            segments=12,
        )
    m.box((-0.4, -0.3, 0.86), (0.5, 0.3, 0.02), "gunmetal", bevel=0.004)


def press(m: Model, *, height: float = 2.3) -> None:
    """A power press: C frame, flywheel, ram and bed; 1.2 m wide, back at y = 0."""
    paint = m.random.choice(("green_paint", "grey_metal", "orange_paint"))
    m.box((0, -0.5, 0.4), (1.1, 0.95, 0.8), paint, bevel=0.03)
    m.box((0, -0.3, 0.83), (0.9, 0.6, 0.08), "steel", bevel=0.01)
    for s in (-1, 1):
        m.box((s * 0.46, -0.3, 1.35), (0.18, 0.6, 1.1), paint, bevel=0.03)
    m.box((0, -0.4, height - 0.2), (1.1, 0.8, 0.5), paint, bevel=0.05)
    m.box((0, -0.55, height - 0.66), (0.5, 0.36, 0.45), "gunmetal", bevel=0.02)
    m.box((0, -0.55, height - 0.93), (0.6, 0.42, 0.08), "steel", bevel=0.008)
    m.lathe(
        [(0.1, -0.08), (0.36, -0.08), (0.4, -0.06), (0.4, 0.06), (0.36, 0.08), (0.1, 0.08)],
        "iron",
        at=(0.66, -0.4, height - 0.2),
        turn=(0, 90, 0),
        segments=36,
    )
    m.lathe([(0, 0.12), (0.07, 0.1), (0.08, 0)], "steel", at=(0.66, -0.4, height - 0.2), turn=(0, 90, 0), segments=18)
    m.box((-0.5, -0.98, 1.1), (0.16, 0.08, 0.3), "yellow_paint", bevel=0.014)
    for k, stuff in enumerate(("red", "green", "black")):
        m.lathe([(0, 0.03), (0.022, 0.026), (0.024, 0)], stuff, at=(-0.5, -1.02, 1.19 - k * 0.08), turn=(90, 0, 0), segments=14)
    for k in range(8):
        m.box((-0.49 + k * 0.14, -0.981, 0.66), (0.07, 0.004, 0.1), "yellow" if k % 2 else "black", bevel=0, turn=(0, 35, 0))


def conveyor(m: Model, *, length: float = 4.0, height: float = 0.82, load: bool = True) -> None:
    """A belt on rollers along x, with goods on it; its middle is the origin."""
    m.box((0, 0, height), (length, 0.56, 0.03), "rubber", bevel=0.012)
    m.box((0, 0, height - 0.16), (length, 0.5, 0.02), "rubber", bevel=0.006)
    for s in (-1, 1):
        m.box((0, s * 0.31, height - 0.05), (length, 0.05, 0.16), "green_paint", bevel=0.008)
        m.lathe(
            [(0, -0.28), (0.09, -0.28), (0.09, 0.28), (0, 0.28)],
            "steel",
            at=(s * length / 2, 0, height - 0.08),
            turn=(90, 0, 0),
            segments=24,
        )
        for k in range(max(2, int(length / 1.4)) + 1):
            x = length * (k / max(2, int(length / 1.4)) - 0.5) * 0.92
            m.box((x, s * 0.29, (height - 0.1) / 2), (0.07, 0.06, height - 0.1), "green_paint", bevel=0.006)
    if load:
        x = -length / 2 + 0.3
        while x < length / 2 - 0.3:
            m.child(
                lambda c: carton(c, size=(0.34, 0.3, 0.24)),
                [((x, m.random.uniform(-0.04, 0.04), height + 0.015), (0, 0, m.random.uniform(-8, 8)), 1.0)],
            )
            x += m.random.uniform(0.6, 1.0)


def car_lift(m: Model) -> None:
    """A two-post lift, its arms lowered; 3 m between the posts, the car stands along y."""
    for s in (-1, 1):
        m.box((s * 1.5, 0, 1.3), (0.26, 0.3, 2.6), "red_paint", bevel=0.012)
        m.box((s * 1.5, 0, 0.01), (0.5, 0.6, 0.02), "iron", bevel=0.003)
        m.box((s * 1.36, 0, 0.55), (0.08, 0.34, 0.5), "gunmetal", bevel=0.012)
        for t in (-1, 1):
            m.tube([(s * 1.34, t * 0.1, 0.12), (s * 0.7, t * 0.9, 0.12)], "gunmetal", radius=0.05, smooth=False)
            m.lathe([(0, 0.06), (0.07, 0.06), (0.07, 0)], "rubber", at=(s * 0.7, t * 0.9, 0.12), segments=16)
    m.box((1.66, 0, 1.3), (0.1, 0.22, 0.4), "grey_metal", bevel=0.014)


def tyre_stack(m: Model, *, count: int = 4) -> None:
    """Tyres lying on each other, not quite true."""
    z = 0.0
    for _ in range(count):
        at = (m.random.uniform(-0.03, 0.03), m.random.uniform(-0.03, 0.03), z)
        m.lathe(
            [(0.2, 0.02), (0.26, 0.0), (0.32, 0.03), (0.335, 0.1), (0.32, 0.17), (0.26, 0.2), (0.2, 0.18), (0.19, 0.1), (0.2, 0.02)],
            "rubber",
            at=at,
            segments=36,
        )
        z += 0.2


def tool_chest(m: Model) -> None:
    """A red roller cabinet of drawers with a tray of tools on top; its back is y = 0."""
    m.box((0, -0.23, 0.5), (0.7, 0.44, 0.8), "red_paint", bevel=0.014)
    for k in range(6):
        m.box((0, -0.455, 0.2 + k * 0.12), (0.64, 0.016, 0.1), "red_paint", bevel=0.006)
        m.box((0, -0.468, 0.235 + k * 0.12), (0.5, 0.014, 0.016), "chrome", bevel=0.005)
    m.box((0, -0.23, 0.91), (0.72, 0.46, 0.025), "rubber", bevel=0.006)
    for sx in (-1, 1):
        for y in (-0.4, -0.08):
            m.lathe([(0, -0.02), (0.05, -0.02), (0.05, 0.02), (0, 0.02)], "rubber", at=(sx * 0.29, y, 0.05), turn=(0, 90, 0), segments=18)
    for k in range(4):
        m.box((-0.2 + k * 0.13, -0.22, 0.93), (0.024, 0.2, 0.014), "chrome", bevel=0.005, turn=(0, 0, m.random.uniform(-40, 40)))


def boiler(m: Model) -> None:
    """A furnace boiler with gauge, door and pipes up to the ceiling of a cellar; back at y = 0."""
    m.lathe([(0.4, 0.1), (0.42, 0.14), (0.42, 1.5), (0.38, 1.62), (0.2, 1.72), (0, 1.74)], "green_paint", at=(0, -0.5, 0), segments=36)
    for z in (0.2, 0.8, 1.42):
        m.lathe([(0.42, -0.02), (0.435, -0.02), (0.435, 0.02), (0.42, 0.02)], "iron", at=(0, -0.5, z), segments=36)
    for k in range(3):
        a = k * 2.1
        m.box((0.3 * math.cos(a), -0.5 + 0.3 * math.sin(a), 0.06), (0.08, 0.08, 0.12), "iron")
    m.box((0, -0.92, 0.5), (0.36, 0.06, 0.32), "iron", bevel=0.02)
    m.glow(shape.box((0.2, 0.004, 0.03), bevel=0), "flame_soft", at=(0, -0.953, 0.44))
    m.lathe([(0, 0.03), (0.07, 0.03), (0.075, 0)], "ivory", at=(0.08, -0.92, 1.2), turn=(90, 0, 0), segments=24)
    m.box((0.08, -0.955, 1.22), (0.006, 0.003, 0.05), "red", bevel=0, turn=(0, 30, 0))
    m.tube([(0, -0.5, 1.7), (0, -0.5, 2.05), (0.1, -0.4, 2.2), (0.3, -0.1, 2.2), (0.3, 0.0, 2.2)], "zinc", radius=0.09, sides=14)
    for x in (-0.3, 0.34):
        m.tube([(x, -0.4, 0.5), (x * 1.6, -0.3, 0.6), (x * 1.6, -0.16, 1.0), (x * 1.6, -0.1, 2.3)], "copper", radius=0.022)
        ring = [(x * 1.6 + 0.06 * math.cos(a), -0.22, 1.05 + 0.06 * math.sin(a)) for a in (k * math.pi / 5 for k in range(11))]
        m.tube(ring, "red_paint", radius=0.009, sides=6)


PROPS = (
    workbench, tool_wall, metal_lathe, press, conveyor, car_lift, tyre_stack, tool_chest, boiler,
)  # fmt: skip
