"""Church and court: pews, altar, candles, lectern, the judge's bench, the witness's box, railings.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.furniture import BOOKS
from filmcli.blender.prop.model import Model


def pew(m: Model, *, length: float = 2.6, wood: str = "walnut") -> None:
    """A church bench with book rest behind; the origin is under the seat's centre."""
    m.box((0, -0.02, 0.43), (length, 0.42, 0.035), wood, bevel=0.01)
    m.box((0, 0.22, 0.68), (length, 0.028, 0.52), wood, bevel=0.008, turn=(-7, 0, 0))
    m.box((0, 0.27, 0.95), (length + 0.02, 0.07, 0.05), wood, bevel=0.016)
    m.box((0, 0.34, 0.82), (length - 0.1, 0.14, 0.02), wood)
    m.box((0, 0.3, 0.14), (length - 0.1, 0.1, 0.03), wood)
    end = [(-0.26, 0), (0.32, 0), (0.32, 0.86), (0.3, 1.02), (0.2, 1.02), (0.14, 0.7), (-0.2, 0.58), (-0.26, 0.5)]
    for s in (-1, 1):
        m.plate(end, 0.045, wood, at=(s * length / 2, 0, 0), turn=(0, 0, 90))
    for _ in range(m.random.randint(0, 3)):
        m.box(
            (m.random.uniform(-0.42, 0.42) * length, 0.33, 0.847),
            (0.12, 0.1, 0.03),
            m.random.choice(BOOKS),
            bevel=0.003,
            turn=(0, 0, m.random.uniform(-15, 15)),
        )


def altar(m: Model, *, width: float = 2.0, stone: str = "marble", cloth: str = "linen", cross: bool = True) -> None:
    """An altar under its cloth with candles and a cross."""
    m.box((0, 0, 0.44), (width - 0.2, 0.62, 0.88), stone, bevel=0.012)
    m.box((0, 0, 0.06), (width, 0.78, 0.12), stone, bevel=0.012)
    m.box((0, 0, 0.93), (width, 0.8, 0.1), stone, bevel=0.016)
    m.box((0, 0, 0.985), (width + 0.06, 0.5, 0.014), cloth, bevel=0.005)
    for s in (-1, 1):
        m.box((s * (width / 2 + 0.03), 0, 0.74), (0.012, 0.5, 0.5), cloth, bevel=0.004)
    m.box((0, -0.405, 0.8), (width * 0.5, 0.01, 0.36), "velvet", bevel=0.004)
    if cross:
        m.lathe([(0.1, 0), (0.1, 0.02), (0.03, 0.05), (0.02, 0.1)], "brass", at=(0, 0.12, 0.99), segments=18)
        m.box((0, 0.12, 1.36), (0.035, 0.025, 0.6), "brass", bevel=0.006)
        m.box((0, 0.12, 1.48), (0.34, 0.025, 0.035), "brass", bevel=0.006)
    for s in (-1, 1):
        for x in (0.45, 0.68):
            _candle(m, (s * x, 0.1, 0.99), 0.34 - 0.1 * (x > 0.5))


def lectern(m: Model, *, wood: str = "walnut", book: bool = True) -> None:
    """A reading desk; who reads stands at +y and faces −y."""
    m.box((0, 0, 0.04), (0.52, 0.44, 0.08), wood, bevel=0.014)
    m.box((0, 0, 0.56), (0.34, 0.24, 1.0), wood, bevel=0.014)
    m.box((0, 0.0, 1.12), (0.56, 0.46, 0.03), wood, bevel=0.01, turn=(-16, 0, 0))
    m.box((0, 0.22, 1.08), (0.56, 0.03, 0.06), wood, turn=(-16, 0, 0))
    if book:
        for s in (-1, 1):
            m.box((s * 0.13, 0.02, 1.155), (0.25, 0.32, 0.03), "white_paper", bevel=0.01, turn=(-16, s * 5, 0))


def chancel_step(m: Model, *, width: float = 8.0, depth: float = 3.0) -> None:
    """A low carpet before an altar, thin enough to stand on, with its brass edge."""
    m.box((0, 0, 0.008), (width * 0.5, depth, 0.016), "runner", bevel=0.004)
    m.box((0, -depth / 2, 0.01), (width * 0.5, 0.03, 0.02), "brass", bevel=0.004)


def candle_stand(m: Model) -> None:
    """A tall iron stand with one thick candle."""
    tall = m.random.uniform(1.0, 1.35)
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube(
            [(0, 0, 0.18), (0.1 * math.cos(a), 0.1 * math.sin(a), 0.1), (0.2 * math.cos(a), 0.2 * math.sin(a), 0.012)], "iron", radius=0.014
        )
    m.lathe(
        [(0.016, 0.1), (0.016, 0.4), (0.03, 0.45), (0.016, 0.5), (0.016, tall - 0.1), (0.05, tall - 0.04), (0.09, tall), (0, tall)],
        "iron",
        segments=18,
    )
    wax = m.random.uniform(0.16, 0.34)
    m.lathe([(0.036, 0), (0.035, wax - 0.01), (0.03, wax), (0.012, wax - 0.012), (0, wax - 0.012)], "wax", at=(0, 0, tall), segments=18)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.018, 0.018, 0.055)), "flame", at=(0, 0, tall + wax + 0.022))
    m.light((0, 0, tall + wax + 0.08), kelvin=1900, watts=9, radius=0.03)


def votive_rack(m: Model) -> None:
    """Rows of small lights in red glass, its back at y = 0."""
    for row in range(3):
        y, z = -0.45 + row * 0.15, 0.72 + row * 0.1
        m.box((0, y, z - 0.02), (1.0, 0.14, 0.03), "iron", bevel=0.006)
        for k in range(8):
            if m.random.random() < 0.75:
                x = -0.42 + k * 0.12
                m.lathe([(0, 0), (0.025, 0.002), (0.03, 0.07)], "bottle_red", at=(x, y, z), segments=12)
                m.glow(shape.ball(0.5, segments=8, rings=6).scaled((0.014, 0.014, 0.034)), "flame", at=(x, y, z + 0.045))
    for s in (-1, 1):
        for y in (-0.46, -0.1):
            m.tube([(s * 0.46, y, 0), (s * 0.46, y, 0.72 + (y > -0.2) * 0.2)], "iron", radius=0.014, smooth=False)
    m.light((0, -0.42, 1.1), kelvin=1850, watts=14, radius=0.2)


def judges_bench(m: Model, *, width: float = 2.6, wood: str = "mahogany") -> None:
    """A judge's high bench on its platform: panelled front, seal, gavel, microphone; the judge sits at +y. The top is 1.3 m up."""
    m.box((0, 0.55, 0.12), (width + 0.7, 1.9, 0.24), wood, bevel=0.02)
    m.box((0, -0.2, 0.76), (width, 0.12, 1.04), wood, bevel=0.012)
    m.box((0, -0.05, 1.3), (width + 0.1, 0.5, 0.045), wood, bevel=0.014)
    m.box((0, -0.24, 0.3), (width + 0.06, 0.08, 0.12), wood, bevel=0.02)
    count = max(3, int(width / 0.6))
    for k in range(count):
        x = width * ((k + 0.5) / count - 0.5)
        m.box((x, -0.265, 0.8), (width / count - 0.12, 0.03, 0.74), wood, bevel=0.014)
        m.box((x, -0.285, 0.8), (width / count - 0.22, 0.014, 0.62), wood, bevel=0.01)
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.03), 0.15, 0.76), (0.07, 0.72, 1.04), wood, bevel=0.01)
    m.lathe([(0, 0.03), (0.16, 0.028), (0.18, 0.02), (0.19, 0)], "gold", at=(0, -0.29, 0.8), turn=(90, 0, 0), segments=36)
    m.lathe([(0.06, 0), (0.062, 0.02), (0, 0.022)], "walnut", at=(0.3, -0.1, 1.322), segments=20)
    m.lathe(
        [(0, -0.05), (0.026, -0.05), (0.022, -0.02), (0.022, 0.02), (0.026, 0.05), (0, 0.05)],
        "walnut",
        at=(0.3, -0.1, 1.37),
        turn=(90, 0, 30),
        segments=16,
    )
    m.tube([(-0.35, -0.12, 1.322), (-0.35, -0.1, 1.5), (-0.3, 0.0, 1.58)], "black", radius=0.006)
    m.box((0, -0.02, 1.336), (0.3, 0.22, 0.03), "white_paper", bevel=0.002, turn=(0, 0, 6))


def witness_stand(m: Model, *, wood: str = "mahogany") -> None:
    """A witness's box on a step with a rail on three sides; who testifies sits inside and faces −y."""
    m.box((0, 0, 0.09), (1.1, 1.1, 0.18), wood, bevel=0.014)
    for at, size in (
        ((0, -0.5, 0.6), (1.1, 0.05, 0.86)),
        ((-0.52, -0.05, 0.6), (0.05, 0.9, 0.86)),
        ((0.52, -0.05, 0.6), (0.05, 0.9, 0.86)),
    ):
        m.box(at, size, wood, bevel=0.01)
    for at, size in (
        ((0, -0.5, 1.04), (1.18, 0.14, 0.04)),
        ((-0.52, -0.05, 1.04), (0.12, 0.96, 0.04)),
        ((0.52, -0.05, 1.04), (0.12, 0.96, 0.04)),
    ):
        m.box(at, size, wood, bevel=0.012)
    for s in (-0.25, 0.25):
        m.box((s, -0.53, 0.6), (0.38, 0.02, 0.62), wood, bevel=0.012)


def railing(m: Model, *, length: float = 3.0, height: float = 0.9, wood: str = "mahogany", pitch: float = 0.16) -> None:
    """A low balustrade of turned posts, along x."""
    m.box((0, 0, height), (length, 0.1, 0.05), wood, bevel=0.016)
    m.box((0, 0, 0.06), (length, 0.08, 0.06), wood, bevel=0.01)
    count = int(length / pitch)
    post = [
        (0.022, 0.08),
        (0.03, 0.12),
        (0.016, 0.2),
        (0.034, 0.36),
        (0.02, 0.5),
        (0.02, 0.62),
        (0.03, 0.7),
        (0.018, 0.78),
        (0.026, height - 0.02),
    ]
    m.child(
        lambda c: c.lathe(post, wood, segments=12), [((length * ((k + 0.5) / count - 0.5), 0, 0), (0, 0, 0), 1.0) for k in range(count)]
    )
    for s in (-1, 1):
        m.box((s * (length / 2 - 0.05), 0, height / 2 + 0.03), (0.1, 0.11, height + 0.06), wood, bevel=0.012)


def _candle(m: Model, at: tuple[float, float, float], tall: float) -> None:
    """Set a burning candle in a stick."""
    m.lathe([(0.06, 0), (0.06, 0.012), (0.015, 0.03), (0.012, 0.1), (0.03, 0.12), (0.03, 0.13), (0, 0.13)], "brass", at=at, segments=18)
    m.lathe([(0.016, 0), (0.0155, tall - 0.01), (0.012, tall), (0, tall - 0.004)], "wax", at=(at[0], at[1], at[2] + 0.13), segments=14)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.014, 0.014, 0.045)), "flame", at=(at[0], at[1], at[2] + tall + 0.15))
    m.light((at[0], at[1], at[2] + tall + 0.19), kelvin=1900, watts=4.0, radius=0.02)


PROPS = (
    pew, altar, lectern, chancel_step, candle_stand, votive_rack, judges_bench, witness_stand, railing,
)  # fmt: skip
