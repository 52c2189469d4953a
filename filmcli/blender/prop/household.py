"""Small things of a household: flowers, framed photographs, a dish rack, tiles, a calendar, sign boxes.

Knows nothing of sets.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def rose_vase(m: Model, *, flower: str = "red", vase: str = "ceramic_blue") -> None:
    """A vase of flowers."""
    m.lathe(
        [(0.03, 0), (0.045, 0.03), (0.05, 0.09), (0.025, 0.16), (0.032, 0.19), (0.028, 0.19), (0.02, 0.16), (0, 0.15)], vase, segments=22
    )
    for k in range(8):
        a, r, z = k * 2.4, 0.03 + 0.012 * k, 0.36 - 0.014 * k
        x, y = r * math.cos(a), r * math.sin(a)
        m.tube([(0, 0, 0.15), (x * 0.6, y * 0.6, 0.26), (x, y, z)], "green", radius=0.0022, sides=5)
        m.add(shape.ball(0.024, segments=9, rings=6).scaled((1, 1, 0.8)), flower, at=(x, y, z), turn=(k * 31, k * 47, 0))
        m.plate(
            [(0, 0), (0.014, 0.02), (0.0, 0.055), (-0.014, 0.02)], 0.001, "leaf_dark", at=(x * 0.7, y * 0.7, 0.24), turn=(-30, 0, k * 70)
        )


def photo_frames(m: Model, *, count: int = 3) -> None:
    """Framed photographs standing on a shelf, along x."""
    for k in range(count):
        w, h = ((0.12, 0.16), (0.16, 0.12), (0.1, 0.13))[k % 3]
        turn, x = m.random.uniform(-16, 16), (k - (count - 1) / 2) * 0.2
        m.box((x, 0, h / 2 + 0.004), (w, 0.014, h), ("gold", "walnut", "steel")[k % 3], bevel=0.004, turn=(-12, 0, turn))
        m.box(
            (x + 0.009 * math.sin(math.radians(turn)), -0.009 * math.cos(math.radians(turn)), h / 2 + 0.003),
            (w - 0.03, 0.002, h - 0.03),
            "photo",
            bevel=0,
            turn=(-12, 0, turn),
        )


def dish_rack(m: Model) -> None:
    """Plates drying in a rack, and two mugs."""
    for z in (0.02, 0.09):
        m.tube(
            [(-0.2, -0.13, z), (0.2, -0.13, z), (0.2, 0.13, z), (-0.2, 0.13, z), (-0.2, -0.13, z)],
            "steel",
            radius=0.004,
            smooth=False,
            sides=6,
        )
    for k in range(6):
        m.lathe(
            [(0, 0.006), (0.07, 0.007), (0.11, 0.02), (0.112, 0.018), (0.07, 0.0), (0, 0.0)],
            "ceramic",
            at=(-0.15 + k * 0.04, 0, 0.125),
            turn=(0, 78, 0),
            segments=26,
        )
    for k in range(2):
        m.lathe(
            [(0, 0.006), (0.036, 0.0), (0.04, 0.09), (0.037, 0.09), (0.033, 0.08), (0, 0.08)],
            ("red_paint", "ceramic_blue")[k],
            at=(0.14, -0.06 + k * 0.11, 0.03),
            segments=18,
        )


def tile_band(m: Model, *, width: float = 3.0, bottom: float = 0.92, top: float = 1.5, tile: str = "tile_white") -> None:
    """Glazed tiles on a wall between two heights; the wall's face is y = 0."""
    part = shape.box((width, 0.012, top - bottom), bevel=0.001)
    m.parts.append((part.moved((0, -0.006, (top + bottom) / 2)), tile))


def calendar(m: Model, *, up: float = 1.55) -> None:
    """A wall calendar: a picture over a month."""
    m.box((0, -0.006, up + 0.14), (0.3, 0.006, 0.22), "art", bevel=0.001)
    m.box((0, -0.005, up - 0.08), (0.3, 0.004, 0.22), "white_paper", bevel=0.001)
    for k in range(31):
        m.box(
            (-0.12 + 0.04 * (k % 7), -0.0078, up - 0.01 - 0.034 * (k // 7)), (0.014, 0.0005, 0.012), "red" if k % 7 == 6 else "ink", bevel=0
        )


def sign_box(m: Model, *, size: tuple[float, float, float] = (0.6, 0.2, 2.2), material: str = "iron") -> None:
    """The box of a hanging sign with its brackets; centred."""
    m.box((0, 0, 0), size, material, bevel=0.012)
    for z in (-0.4, 0.4):
        m.tube([(size[0] / 2, 0, z * size[2]), (size[0] / 2 + 0.14, 0, z * size[2])], "iron", radius=0.02)


def bulkhead(m: Model, *, width: float = 0.3, height: float = 2.6, depth: float = 0.5, material: str = "trim") -> None:
    """A rib across a corridor: two pilasters and a beam, `width` metres apart inside."""
    for s in (-1, 1):
        m.box((s * width / 2, 0, height / 2), (0.16, depth, height), material, bevel=0.02)
        m.box((s * (width / 2 - 0.1), 0, height - 0.16), (0.26, depth, 0.1), material, bevel=0.02, turn=(0, s * 42, 0))
    m.box((0, 0, height - 0.06), (width, depth, 0.12), material, bevel=0.02)


def pipes(m: Model, *, length: float = 12.0, material: str = "grey_metal") -> None:
    """Pipes and a cable tray along y under a ceiling; the highest point is z = 0."""
    for x, r in ((0, 0.07), (0.19, 0.04), (0.3, 0.03)):
        m.add(
            shape.lathe([(r, -length / 2), (r, length / 2)], segments=14),
            material if r > 0.03 else "copper",
            at=(x, 0, -r - 0.04),
            turn=(90, 0, 0),
        )
        for k in range(int(length / 1.6)):
            m.add(
                shape.lathe([(r, -0.03), (r + 0.014, -0.03), (r + 0.014, 0.03), (r, 0.03)], segments=14),
                "iron",
                at=(x, -length / 2 + 0.8 + k * 1.6, -r - 0.04),
                turn=(90, 0, 0),
            )


def notice_board(m: Model, *, up: float = 1.5) -> None:
    """A glazed notice board; its back is y = 0."""
    m.box((0, -0.015, up), (0.9, 0.03, 0.65), "steel", bevel=0.006)
    m.box((0, -0.032, up), (0.84, 0.004, 0.59), "manila", bevel=0)
    for k in range(6):
        m.box(
            (-0.28 + 0.27 * (k % 3), -0.035, up + 0.13 - 0.27 * (k // 3)),
            (0.19, 0.001, 0.22),
            ("white_paper", "paper", "yellow")[k % 3],
            bevel=0,
            turn=(0, m.random.uniform(-4, 4), 0),
        )


def fire_box(m: Model, *, up: float = 1.1) -> None:
    """A fire extinguisher on its hook under a red plate; its back is y = 0."""
    m.lathe(
        [(0, 0), (0.07, 0.005), (0.075, 0.03), (0.075, 0.36), (0.05, 0.42), (0.02, 0.44), (0.02, 0.48), (0, 0.48)],
        "red_paint",
        at=(0, -0.1, up - 0.3),
    )
    m.tube([(0, -0.1, up + 0.16), (0.07, -0.12, up + 0.12), (0.08, -0.14, up - 0.15)], "rubber", radius=0.011)
    m.box((0, -0.006, up + 0.5), (0.2, 0.008, 0.2), "red", bevel=0.002)


PROPS = (fire_box, rose_vase, photo_frames, dish_rack, tile_band, calendar, sign_box, bulkhead, pipes, notice_board)
