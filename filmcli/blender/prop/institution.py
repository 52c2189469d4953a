"""Furniture of institutions: hospital beds and what stands by them, cells, lockers, blackboards, school desks, sanitary ware, flags.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.furniture import BOOKS
from filmcli.blender.prop.model import Model


def hospital_bed(m: Model, *, cover: str = "linen", frame: str = "white", height: float = 0.58, raised: float = 28.0) -> None:
    """A bed on castors with side rails; the head at +y is raised by degrees."""
    m.box((0, 0, height - 0.16), (0.86, 1.96, 0.06), frame, bevel=0.02)
    m.box((0, -0.3, height - 0.06), (0.84, 1.32, 0.13), "linen", bevel=0.05)
    lift = math.sin(math.radians(raised)) * 0.34
    m.box((0, 0.66, height - 0.05 + lift), (0.84, 0.72, 0.13), "linen", bevel=0.05, turn=(raised, 0, 0))
    m.box((0, -0.42, height + 0.02), (0.94, 1.12, 0.05), cover, bevel=0.025)
    m.box((0, 0.1, height + 0.045), (0.95, 0.16, 0.045), "linen", bevel=0.02)
    m.box((0, 0.74, height + 0.11 + lift), (0.58, 0.36, 0.13), "linen", bevel=0.06, turn=(raised, 0, 3))
    for y, tall in ((-1.0, 0.95), (1.02, 1.1)):
        for s in (-1, 1):
            m.tube([(s * 0.42, y, 0.1), (s * 0.42, y, tall - 0.06), (s * 0.36, y, tall)], "chrome", radius=0.018)
            m.lathe(
                [(0, -0.025), (0.055, -0.022), (0.055, 0.022), (0, 0.025)], "rubber", at=(s * 0.42, y, 0.056), turn=(0, 90, 0), segments=16
            )
        m.box((0, y, tall - 0.2), (0.8, 0.03, 0.34), frame, bevel=0.014)
        m.tube([(-0.36, y, tall), (0.36, y, tall)], "chrome", radius=0.018)
    for s in (-1, 1):
        for z in (0.04, 0.2):
            m.tube([(s * 0.47, -0.35, height + z), (s * 0.47, 0.45, height + z)], "chrome", radius=0.012)
        for y in (-0.3, 0.05, 0.4):
            m.tube([(s * 0.47, y, height - 0.16), (s * 0.47, y, height + 0.2)], "chrome", radius=0.009, smooth=False)
    m.box((0.1, -1.03, 0.72), (0.22, 0.012, 0.3), "steel", bevel=0.004)
    m.box((0.1, -1.04, 0.71), (0.19, 0.004, 0.26), "white_paper", bevel=0)


def drip_stand(m: Model, *, height: float = 1.95) -> None:
    """An infusion on its stand, with a bag and a line."""
    for k in range(5):
        a = k * 2 * math.pi / 5
        m.tube([(0, 0, 0.1), (0.26 * math.cos(a), 0.26 * math.sin(a), 0.05)], "chrome", radius=0.012, smooth=False)
        m.add(shape.ball(0.026, segments=10, rings=6), "rubber", at=(0.26 * math.cos(a), 0.26 * math.sin(a), 0.026))
    m.tube([(0, 0, 0.08), (0, 0, height)], "chrome", radius=0.011, smooth=False)
    for s in (-1, 1):
        m.tube([(0, 0, height), (s * 0.09, 0, height + 0.02), (s * 0.12, 0, height - 0.03), (s * 0.12, 0, height)], "chrome", radius=0.005)
    m.box((0.12, 0, height - 0.17), (0.11, 0.04, 0.2), "bottle_clear", bevel=0.018)
    m.box((0.12, -0.021, height - 0.16), (0.07, 0.002, 0.09), "white_paper", bevel=0)
    m.tube(
        [(0.12, 0, height - 0.27), (0.11, 0, height - 0.6), (0.04, -0.03, height - 0.95), (0.1, -0.06, height - 1.2)],
        "bottle_clear",
        radius=0.004,
        sides=6,
    )
    m.box((0.03, -0.03, 1.15), (0.12, 0.1, 0.18), "cream", bevel=0.012)
    m.box((0.03, -0.081, 1.18), (0.07, 0.004, 0.04), "screen", bevel=0)


def medical_monitor(m: Model, *, stand: bool = True) -> None:
    """A patient monitor with traces on a wheeled stand."""
    z = 1.2 if stand else 0.0
    if stand:
        m.tube([(0, 0, 0.1), (0, 0, z)], "steel", radius=0.018, smooth=False)
        for k in range(4):
            a = math.pi / 4 + k * math.pi / 2
            m.tube([(0, 0, 0.11), (0.25 * math.cos(a), 0.25 * math.sin(a), 0.05)], "steel", radius=0.014, smooth=False)
            m.add(shape.ball(0.027, segments=10, rings=6), "rubber", at=(0.25 * math.cos(a), 0.25 * math.sin(a), 0.027))
        m.box((0, 0, 0.7), (0.3, 0.26, 0.02), "steel")
    m.box((0, 0, z + 0.15), (0.38, 0.16, 0.3), "cream", bevel=0.02)
    m.box((-0.03, -0.081, z + 0.16), (0.27, 0.006, 0.22), "matte_black", bevel=0.002)
    m.glow(shape.box((0.25, 0.002, 0.2), bevel=0), "screen", at=(-0.03, -0.086, z + 0.16))
    for k in range(4):
        m.lathe([(0, 0.012), (0.012, 0.01), (0.014, 0)], "grey_metal", at=(0.15, -0.08, z + 0.24 - k * 0.05), turn=(90, 0, 0), segments=12)


def folding_screen(m: Model, *, panels: int = 3, height: float = 1.75, cloth: str = "linen", frame: str = "white") -> None:
    """A folding screen of cloth panels in zigzag; its middle is the origin."""
    wide = 0.56
    for k in range(panels):
        turn = 26 if k % 2 else -26
        x = (k - (panels - 1) / 2) * wide * math.cos(math.radians(26))
        for s in (-1, 1):
            m.box(
                (x + s * wide / 2 * math.cos(math.radians(turn)), s * wide / 2 * math.sin(math.radians(turn)), height / 2),
                (0.028, 0.028, height),
                frame,
                bevel=0.01,
            )
        m.box((x, 0, height / 2 + 0.08), (wide - 0.04, 0.006, height - 0.3), cloth, bevel=0.001, turn=(0, 0, turn))
        for z in (0.2, height - 0.05):
            m.box((x, 0, z), (wide - 0.03, 0.022, 0.028), frame, bevel=0.008, turn=(0, 0, turn))


def cell_bars(
    m: Model, *, width: float = 3.0, height: float = 2.6, door: float = 0.8, at: float = 0.0, material: str = "iron", open: bool = False
) -> None:
    """A wall of round bars with a barred door at x = `at`; an open one is slid aside."""
    sides = ((-width / 2, at - door / 2), (at + door / 2, width / 2)) if open else ((-width / 2, width / 2),)
    for left, right in sides:
        for z in (0.06, height * 0.42, height * 0.42 + 0.1, height - 0.06):
            m.box(((left + right) / 2, 0, z), (right - left, 0.05, 0.035), material, bevel=0.006)
    m.box((0, 0, height - 0.06), (width, 0.05, 0.06), material, bevel=0.006)
    count = int(width / 0.115)
    for k in range(count + 1):
        x = width * (k / count - 0.5)
        low = 2.16 if open and abs(x - at) < door / 2 else 0.0
        m.tube([(x, 0, low), (x, 0, height)], material, radius=0.0125, sides=10, smooth=False)
    for s in (-1, 1):
        m.box((at + s * door / 2, -0.03, 1.05), (0.05, 0.045, 2.1), material, bevel=0.008)
    m.box((at, -0.03, 2.1), (door + 0.05, 0.045, 0.05), material)
    for k in range(int((width / 2 - at - door / 2) / 0.115) if open else 0):  # the door, slid behind the bars beside it
        x = at + door / 2 + 0.06 + k * 0.115
        m.tube([(x, 0.06, 0.02), (x, 0.06, 2.1)], material, radius=0.012, sides=8, smooth=False)
    m.box((at + door / 2 - 0.11, -0.045, 1.05), (0.17, 0.07, 0.24), "gunmetal", bevel=0.01)
    m.lathe([(0, 0.006), (0.014, 0.006), (0.016, 0)], "brass", at=(at + door / 2 - 0.11, -0.08, 1.05), turn=(90, 0, 0), segments=14)


def bunk(m: Model, *, levels: int = 2, length: float = 1.95, cloth: str = "blanket", frame: str = "grey_metal") -> None:
    """A steel bunk with its back at y = 0; one or two levels."""
    for sx in (-1, 1):
        for y in (-0.78, -0.04):
            m.tube([(sx * length / 2, y, 0), (sx * length / 2, y, 0.95 if levels == 1 else 1.75)], frame, radius=0.022, smooth=False)
    for level in range(levels):
        z = 0.42 + level * 0.95
        m.box((0, -0.41, z), (length, 0.78, 0.05), frame, bevel=0.012)
        m.box((0, -0.41, z + 0.075), (length - 0.06, 0.74, 0.1), "linen", bevel=0.04)
        m.box(
            (0.2, -0.41, z + 0.12),
            (length - 0.5, 0.79, 0.05),
            cloth,
            bevel=0.022,
            turn=(0, m.random.uniform(-0.6, 0.6), m.random.uniform(-1, 1)),
        )
        m.box((-length / 2 + 0.25, -0.41, z + 0.17), (0.34, 0.52, 0.1), "linen", bevel=0.045, turn=(0, 0, m.random.uniform(-6, 6)))
        for s in (-1, 1):
            m.box((s * length / 2, -0.41, z + 0.2), (0.024, 0.74, 0.03), frame)


def toilet(m: Model, *, material: str = "ceramic", steel: bool = False) -> None:
    """A water closet, its back at y = 0; steel ones have no tank."""
    stuff = "steel" if steel else material
    m.lathe([(0.12, 0), (0.11, 0.1), (0.13, 0.24), (0.19, 0.37), (0.2, 0.4), (0.15, 0.4), (0.12, 0.32), (0, 0.26)], stuff, at=(0, -0.42, 0))
    m.box((0, -0.2, 0.2), (0.2, 0.3, 0.38), stuff, bevel=0.03)
    if steel:
        m.box((0, -0.05, 0.75), (0.46, 0.1, 1.5), stuff, bevel=0.01)
        m.lathe([(0, 0.02), (0.018, 0.018), (0.02, 0)], "chrome", at=(0.12, -0.1, 0.9), turn=(90, 0, 0), segments=14)
    else:
        m.box((0, -0.1, 0.62), (0.42, 0.18, 0.36), stuff, bevel=0.03)
        m.box((0, -0.1, 0.81), (0.44, 0.2, 0.03), stuff, bevel=0.012)
        m.lathe([(0.2, 0), (0.205, 0.016), (0.17, 0.018), (0.13, 0.01)], "black", at=(0, -0.42, 0.4))


def basin(m: Model, *, up: float = 0.84, mirror: bool = True, steel: bool = False) -> None:
    """A wall basin with two taps, its trap below, and a mirror over it; its back is y = 0."""
    stuff = "steel" if steel else "ceramic"
    m.lathe([(0.05, -0.14), (0.16, -0.1), (0.23, -0.02), (0.24, 0.0), (0.21, 0.0), (0.14, -0.07), (0.02, -0.1)], stuff, at=(0, -0.25, up))
    m.box((0, -0.06, up - 0.05), (0.46, 0.12, 0.12), stuff, bevel=0.03)
    for s in (-1, 1):
        m.lathe([(0, 0.07), (0.022, 0.066), (0.02, 0.05), (0.01, 0.045), (0.012, 0)], "chrome", at=(s * 0.1, -0.07, up), segments=14)
    m.tube([(0, -0.06, up), (0, -0.06, up + 0.09), (0, -0.1, up + 0.11), (0, -0.15, up + 0.07)], "chrome", radius=0.01)
    m.tube(
        [(0, -0.2, up - 0.13), (0, -0.2, up - 0.26), (0, -0.14, up - 0.3), (0, -0.1, up - 0.22), (0, 0, up - 0.22)], "chrome", radius=0.018
    )
    if mirror:
        m.box((0, -0.012, up + 0.62), (0.46, 0.024, 0.58), "steel", bevel=0.006)
        m.box((0, -0.026, up + 0.62), (0.42, 0.004, 0.54), "mirror", bevel=0.001)
        m.box((0, -0.06, up + 0.28), (0.5, 0.12, 0.012), "glass", bevel=0.003)


def lockers(m: Model, *, columns: int = 4, height: float = 1.85, material: str = "green_metal", rows: int = 1) -> None:
    """A bank of steel lockers with vents, number plates and handles; its back is y = 0."""
    wide = 0.32
    m.box((0, -0.22, height / 2 + 0.05), (columns * wide, 0.44, height - 0.1), material, bevel=0.006)
    m.box((0, -0.24, 0.05), (columns * wide - 0.04, 0.38, 0.1), "black", bevel=0.002)
    tall = (height - 0.14) / rows
    for c in range(columns):
        for r in range(rows):
            x, z = (c - (columns - 1) / 2) * wide, 0.12 + tall * (r + 0.5)
            ajar = m.random.random() < 0.06
            m.box((x, -0.448 - 0.02 * ajar, z), (wide - 0.014, 0.018, tall - 0.016), material, bevel=0.005, turn=(0, 0, 7 * ajar))
            for k in range(4):
                m.box((x, -0.459, z + tall / 2 - 0.1 - k * 0.024), (0.14, 0.006, 0.008), "matte_black", bevel=0)
            m.box((x + 0.11, -0.466, z), (0.022, 0.022, 0.1), "chrome", bevel=0.006)
            m.box((x, -0.459, z + tall / 2 - 0.22), (0.05, 0.004, 0.024), "brass", bevel=0.001)


def blackboard(m: Model, *, width: float = 3.2, height: float = 1.2, up: float = 1.5, words: str = "", board: str = "chalkboard") -> None:
    """A chalk board in a wooden frame with a ledge, some of the lesson still on it."""
    m.box((0, -0.02, up), (width, 0.03, height), board, bevel=0.002)
    for s in (-1, 1):
        m.box((0, -0.028, up + s * (height / 2 + 0.03)), (width + 0.14, 0.045, 0.07), "oak", bevel=0.01)
        m.box((s * (width / 2 + 0.03), -0.028, up), (0.07, 0.045, height), "oak", bevel=0.01)
    m.box((0, -0.075, up - height / 2 - 0.02), (width, 0.1, 0.018), "oak")
    lines = words.split("/") if words else []
    for k, line in enumerate(lines):
        m.text(
            line,
            0.12,
            "chalk",
            at=(-width * 0.18 + m.random.uniform(-0.1, 0.1), -0.037, up + height * 0.3 - k * 0.21),
            turn=(0, m.random.uniform(-1.5, 1.5), 0),
        )
    for _ in range(9):
        x, z = m.random.uniform(-0.46, 0.46) * width, up + m.random.uniform(-0.4, 0.4) * height
        m.box(
            (x, -0.036, z),
            (m.random.uniform(0.1, 0.5), 0.001, m.random.uniform(0.004, 0.012)),
            "chalk",
            bevel=0,
            turn=(0, m.random.uniform(-12, 12), 0),
        )
    m.box((width * 0.3, -0.08, up - height / 2 + 0.012), (0.14, 0.05, 0.045), "felt", bevel=0.01)
    for k in range(4):
        m.box(
            (-width * 0.3 + k * 0.1, -0.08, up - height / 2 - 0.004),
            (0.06, 0.012, 0.012),
            "chalk",
            bevel=0.004,
            turn=(0, 0, m.random.uniform(-40, 40)),
        )


def school_desk(m: Model, *, wood: str = "oak", metal: str = "grey_metal", things: bool = True) -> None:
    """A pupil's desk and its chair; the origin is under the seat's centre, the pupil faces −y."""
    m.box((0, -0.46, 0.7), (0.62, 0.46, 0.022), wood, bevel=0.008, turn=(3, 0, 0))
    m.box((0, -0.45, 0.62), (0.54, 0.36, 0.09), metal, bevel=0.008)
    for s in (-1, 1):
        m.tube([(s * 0.26, -0.27, 0.62), (s * 0.27, -0.29, 0.02)], metal, radius=0.014, smooth=False)
        m.tube([(s * 0.26, -0.62, 0.62), (s * 0.27, -0.64, 0.02)], metal, radius=0.014, smooth=False)
        for y in (-0.29, -0.64):
            m.lathe([(0.02, 0.02), (0.02, 0)], "rubber", at=(s * 0.27, y, 0), segments=12)
        m.tube([(s * 0.18, -0.17, 0.0), (s * 0.17, -0.15, 0.43), (s * 0.17, 0.16, 0.43), (s * 0.18, 0.22, 0.8)], metal, radius=0.012)
        m.tube([(s * 0.17, 0.14, 0.43), (s * 0.19, 0.2, 0.0)], metal, radius=0.012, smooth=False)
    m.box((0, 0.0, 0.447), (0.4, 0.38, 0.02), wood, bevel=0.009)
    m.box((0, 0.205, 0.74), (0.4, 0.02, 0.16), wood, bevel=0.009, turn=(-8, 0, 0))
    if things:
        m.box(
            (m.random.uniform(-0.12, 0.12), -0.44, 0.722),
            (0.17, 0.22, 0.018),
            m.random.choice(BOOKS),
            bevel=0.003,
            turn=(3, 0, m.random.uniform(-20, 20)),
        )


def flag_stand(m: Model, *, cloth: str = "flag", height: float = 2.3) -> None:
    """A flag hanging in folds from its pole."""
    m.lathe([(0.17, 0), (0.17, 0.03), (0.05, 0.06), (0.03, 0.14), (0.02, 0.16)], "brass", segments=24)
    m.tube([(0, 0, 0.1), (0, 0, height)], "walnut", radius=0.016, smooth=False)
    m.lathe([(0, 0.14), (0.02, 0.07), (0.03, 0.03), (0.012, 0)], "gold", at=(0, 0, height), segments=14)
    for k in range(5):
        a = 1.4 + k * 0.42
        m.tube(
            [
                (0.02 * math.cos(a), 0.02 * math.sin(a), height - 0.06),
                (0.07 * math.cos(a), 0.07 * math.sin(a), height - 0.6),
                (0.12 * math.cos(a), 0.1 * math.sin(a), height - 1.35 + 0.06 * k),
            ],
            cloth,
            radius=(0.02, 0.05, 0.07),
            sides=10,
        )


PROPS = (
    hospital_bed, drip_stand, medical_monitor, folding_screen, cell_bars, bunk, toilet, basin, lockers, blackboard, school_desk, flag_stand,
)  # fmt: skip
