"""What cells, attics and cellars hold: a tally, photographs, rafters, dummies, jars, washing, cobwebs, a skeleton, trophies.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def tally(m: Model, *, up: float = 1.5) -> None:
    """Days scratched into a wall by fives."""
    for row in range(4):
        for five in range(m.random.randint(3, 5)):
            x, z = -0.4 + five * 0.2, up + 0.2 - row * 0.14
            for k in range(4):
                m.box((x + k * 0.03, -0.001, z), (0.006, 0.002, 0.09), "chalk", bevel=0, turn=(0, m.random.uniform(-6, 6), 0))
            m.box((x + 0.045, -0.0015, z), (0.15, 0.002, 0.006), "chalk", bevel=0, turn=(0, m.random.uniform(-30, -18), 0))


def photo_wall(m: Model, *, up: float = 1.4, width: float = 0.8) -> None:
    """Photographs, a drawing and a letter stuck to a wall."""
    for _ in range(9):
        x, z = m.random.uniform(-0.5, 0.5) * width, up + m.random.uniform(-0.25, 0.25)
        w, h = m.random.choice(((0.09, 0.12), (0.12, 0.09), (0.15, 0.2), (0.1, 0.1)))
        turn = m.random.uniform(-10, 10)
        m.box(
            (x, -0.0015 - 0.001 * m.random.random(), z),
            (w, 0.0016, h),
            m.random.choice(("white_paper", "paper")),
            bevel=0,
            turn=(0, turn, 0),
        )
        m.box(
            (x, -0.0035, z + 0.006),
            (w * 0.85, 0.001, h * 0.76),
            m.random.choice(("photo", "photo_mid", "art", "photo_pale")),
            bevel=0,
            turn=(0, turn, 0),
        )


def rafters(m: Model, *, span: float = 7.0, depth: float = 8.0, eaves: float = 1.1, ridge: float = 3.0) -> None:
    """A roof from inside: two slopes of boards, rafters, collar beams and two posts; the ridge runs along y."""
    half = span / 2
    slope = math.degrees(math.atan2(ridge - eaves, half))
    long = math.hypot(half, ridge - eaves)
    for s in (-1, 1):
        skin = shape.sheet(depth, long).moved(turn=(0, 0, 90))
        m.parts.append((skin.moved((s * half / 2, 0, (eaves + ridge) / 2 + 0.05), turn=(180, s * slope, 0)), "ceiling"))
        for k in range(int(depth / 0.75) + 1):
            y = depth * (k / int(depth / 0.75) - 0.5)
            m.box((s * half / 2, y, (eaves + ridge) / 2 - 0.04), (long, 0.07, 0.16), "trim", bevel=0.008, turn=(0, s * slope, 0))
        m.box((s * (half - 0.55), 0, eaves + (ridge - eaves) * 0.55 / half - 0.16), (0.16, depth, 0.18), "trim", bevel=0.012)
    for k in range(4):
        y = depth * ((k + 0.5) / 4 - 0.5)
        m.box((0, y, ridge - 0.5), (half * 0.62, 0.1, 0.16), "trim", bevel=0.01)
    m.box((0, 0, ridge - 0.12), (0.12, depth, 0.2), "trim", bevel=0.01)


def mannequin(m: Model) -> None:
    """A dressmaker's dummy on its stand."""
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube([(0, 0, 0.16), (0.26 * math.cos(a), 0.26 * math.sin(a), 0.014)], "walnut", radius=0.016)
    m.tube([(0, 0, 0.1), (0, 0, 0.86)], "walnut", radius=0.018, smooth=False)
    body = shape.lathe(
        [
            (0.02, 0.84),
            (0.15, 0.86),
            (0.18, 0.94),
            (0.16, 1.04),
            (0.115, 1.14),
            (0.16, 1.3),
            (0.19, 1.38),
            (0.17, 1.46),
            (0.07, 1.53),
            (0.055, 1.6),
            (0, 1.61),
        ],
        segments=30,
        sharp=80,
    )
    m.add(body.scaled((1.0, 0.72, 1.0)), "book_cream")
    m.lathe([(0.03, 0), (0.02, 0.03), (0.03, 0.06), (0, 0.09)], "walnut", at=(0, 0, 1.6), segments=14)


def picture_stack(m: Model) -> None:
    """Framed pictures leaning against each other and a wall at y = 0."""
    for k in range(4):
        w, h = m.random.uniform(0.5, 0.9), m.random.uniform(0.45, 0.8)
        y, x = -0.12 - k * 0.06, m.random.uniform(-0.12, 0.12)
        lean = -9
        m.box((x, y, h / 2), (w, 0.028, h), m.random.choice(("gold_leaf", "walnut", "trim")), bevel=0.01, turn=(lean, 0, 0))
        m.box((x, y - 0.016, h / 2), (w - 0.1, 0.006, h - 0.1), m.random.choice(("art", "art_second", "photo")), bevel=0, turn=(lean, 0, 0))


def cobweb(m: Model) -> None:
    """Threads of a cobweb in a corner under the roof; its corner is the origin."""
    ends = [(m.random.uniform(-0.4, 0.4), m.random.uniform(-0.3, -0.02), m.random.uniform(-0.3, 0.35)) for _ in range(7)]
    for k, end in enumerate(ends):
        m.tube([(0, 0, 0), end], "dust", radius=0.0014, sides=4, smooth=False)
        other = ends[(k + 1) % len(ends)]
        for share in (0.35, 0.6, 0.85):
            a, b = [v * share for v in end], [v * share for v in other]
            m.tube(
                [a, [(p + q) / 2 - 0.02 * (i == 2) for i, (p, q) in enumerate(zip(a, b, strict=True))], b], "dust", radius=0.001, sides=4
            )


def jar_shelves(m: Model, *, width: float = 1.2, height: float = 1.85) -> None:
    """Rough shelves of jars, bottles lying, tins and a box or two; its back is y = 0."""
    for s in (-1, 1):
        for y in (-0.34, -0.04):
            m.box((s * (width / 2 - 0.03), y, height / 2), (0.06, 0.05, height), "crate", bevel=0.006)
    for k in range(4):
        z = 0.16 + k * 0.5
        m.box((0, -0.19, z), (width, 0.36, 0.03), "crate", bevel=0.005)
        x = -width / 2 + 0.12
        while x < width / 2 - 0.12:
            kind, r, tall = m.random.random(), m.random.uniform(0.04, 0.065), m.random.uniform(0.12, 0.24)
            if kind < 0.6:
                m.lathe(
                    [(0, 0.002), (r * 0.94, 0.003), (r * 0.94, tall * 0.75), (0, tall * 0.75)],
                    m.random.choice(("amber", "red", "bottle_green", "cream", "wine")),
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
                m.lathe(
                    [(0, 0), (r, 0.001), (r, tall * 0.8), (r * 0.8, tall * 0.9), (r * 0.8, tall)],
                    "bottle_clear",
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
                m.lathe([(r * 0.85, tall), (r * 0.85, tall + 0.016), (0, tall + 0.018)], "zinc", at=(x, -0.2, z + 0.016), segments=14)
            elif kind < 0.8:
                m.lathe(
                    [(0, 0), (r, 0.002), (r, tall), (0, tall)],
                    m.random.choice(("steel", "rust", "red_paint")),
                    at=(x, -0.2, z + 0.016),
                    segments=14,
                )
            else:
                m.box(
                    (x + 0.03, -0.19, z + 0.09),
                    (0.16, 0.26, 0.15),
                    m.random.choice(("carton", "crate", "manila")),
                    bevel=0.006,
                    turn=(0, 0, m.random.uniform(-8, 8)),
                )
                x += 0.07
            x += 2 * r + 0.03


def washing_line(m: Model, *, width: float = 3.4, up: float = 2.05) -> None:
    """A line along x with shirts and sheets on it, between two hooks on posts."""
    m.tube([(-width / 2, 0, up + 0.1), (0, 0, up - 0.03), (width / 2, 0, up + 0.1)], "rope", radius=0.005, sides=6)
    for s in (-1, 1):
        m.box((s * width / 2, 0, (up + 0.15) / 2), (0.08, 0.08, up + 0.15), "crate", bevel=0.008)
    x = -width / 2 + 0.25
    while x < width / 2 - 0.5:
        wide, long = m.random.uniform(0.35, 0.8), m.random.uniform(0.5, 0.8)
        top = up - 0.02
        cloth = m.random.choice(("linen", "linen", "blanket", "ceramic_blue", "book_cream"))
        for k in range(int(wide / 0.07)):
            m.box(
                (x + k * 0.07, 0.012 * math.sin(k * 1.7), top - long / 2),
                (0.074, 0.012, long + m.random.uniform(-0.01, 0.01)),
                cloth,
                bevel=0.005,
                turn=(0, 0, 14 * math.cos(k * 1.7)),
            )
        x += wide + m.random.uniform(0.06, 0.2)


def skeleton(m: Model) -> None:
    """A teaching skeleton on its stand, from the front −y."""
    bone = "ivory"
    for k in range(5):
        a = k * 2 * math.pi / 5
        m.tube([(0, 0.1, 0.06), (0.24 * math.cos(a), 0.1 + 0.24 * math.sin(a), 0.02)], "iron", radius=0.012, smooth=False)
    m.tube([(0, 0.1, 0.03), (0, 0.1, 0.9), (0, 0.06, 1.0)], "chrome", radius=0.012)
    m.tube([(0, 0.04, 0.94), (0, 0.06, 1.1), (0, 0.02, 1.3), (0, 0.03, 1.5)], bone, radius=0.02)
    for k in range(8):
        z, r = 1.42 - k * 0.042, 0.11 + 0.03 * math.sin((k + 1) * 0.36)
        ring = [(r * math.cos(a), 0.0 + 0.085 * math.sin(a), z - 0.02 * math.cos(a - 1.57)) for a in (j * math.pi / 8 for j in range(17))]
        m.tube(ring, bone, radius=0.0065, sides=6)
    m.add(shape.ball(0.5, segments=20, rings=14).scaled((0.15, 0.19, 0.17)), bone, at=(0, 0.0, 1.66))
    m.box((0, -0.06, 1.56), (0.09, 0.07, 0.07), bone, bevel=0.02)
    for s in (-1, 1):
        m.add(shape.ball(0.022, segments=10, rings=8), "matte_black", at=(s * 0.034, -0.082, 1.65))
        m.tube([(s * 0.03, 0.02, 1.46), (s * 0.17, 0.02, 1.43)], bone, radius=0.01, smooth=False)
        m.tube([(s * 0.18, 0.02, 1.42), (s * 0.2, 0.02, 1.14)], bone, radius=0.014, smooth=False)
        for t in (-0.012, 0.012):
            m.tube([(s * 0.2 + t, 0.02, 1.13), (s * 0.22 + t, -0.04, 0.9)], bone, radius=0.008, smooth=False)
        for k in range(4):
            m.tube(
                [(s * 0.22 + (k - 1.5) * 0.014, -0.045, 0.88), (s * 0.225 + (k - 1.5) * 0.02, -0.06, 0.76)],
                bone,
                radius=0.005,
                sides=5,
                smooth=False,
            )
        m.tube([(s * 0.02, 0.02, 0.92), (s * 0.1, 0.02, 0.98), (s * 0.12, 0.02, 0.9), (s * 0.05, 0.0, 0.84)], bone, radius=0.024)
        m.tube([(s * 0.1, 0.02, 0.88), (s * 0.09, 0.0, 0.5)], bone, radius=0.018, smooth=False)
        for t in (-0.013, 0.013):
            m.tube([(s * 0.09 + t, 0.0, 0.48), (s * 0.09 + t * 0.8, 0.02, 0.1)], bone, radius=0.01, smooth=False)
        m.box((s * 0.09, -0.05, 0.07), (0.06, 0.2, 0.03), bone, bevel=0.012)


def specimen_jars(m: Model) -> None:
    """Three jars with pale things in liquid."""
    for k, (r, h) in enumerate(((0.06, 0.2), (0.08, 0.26), (0.05, 0.16))):
        x = (k - 1) * 0.18
        m.lathe([(0, 0), (r, 0.002), (r, h), (0, h)], "amber" if k != 1 else "bottle_green", at=(x, 0, 0), segments=20)
        m.lathe([(r * 1.04, h), (r * 1.06, h + 0.02), (0, h + 0.026)], "black", at=(x, 0, 0), segments=20)
        m.add(
            shape.ball(0.5, segments=12, rings=8).scaled((r * 1.1, r * 0.9, h * 0.5)),
            "book_cream",
            at=(x, 0, h * 0.45),
            turn=(12, 20, k * 40),
        )
        m.box((x, -r * 1.02, h * 0.5), (r * 0.9, 0.004, h * 0.26), "white_paper", bevel=0.001)


def gas_bottles(m: Model, *, count: int = 3) -> None:
    """Tall gas cylinders chained in a row; the back is y = 0."""
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.28
        m.lathe(
            [(0, 0.01), (0.1, 0), (0.11, 0.02), (0.11, 1.2), (0.09, 1.34), (0.04, 1.4), (0.04, 1.44), (0, 1.44)],
            ("grey_metal", "red_paint", "blue_paint")[k % 3],
            at=(x, -0.16, 0),
            segments=24,
        )
        m.lathe([(0.02, 1.42), (0.02, 1.52), (0.04, 1.52), (0.04, 1.55), (0, 1.56)], "brass", at=(x, -0.16, 0), segments=14)
        m.lathe([(0, 0.012), (0.03, 0.012), (0.032, 0)], "ivory", at=(x + 0.06, -0.19, 1.47), turn=(90, 0, 0), segments=16)
    wide = count * 0.28
    m.tube(
        [(-wide / 2, -0.02, 0.92), (-wide / 4, -0.28, 0.88), (0, -0.285, 0.89), (wide / 4, -0.28, 0.88), (wide / 2, -0.02, 0.92)],
        "iron",
        radius=0.007,
        sides=6,
    )


def antlers(m: Model, *, up: float = 2.2) -> None:
    """A trophy of antlers on a shield."""
    m.plate(
        [(0, -0.22), (0.14, -0.1), (0.15, 0.12), (0.06, 0.2), (-0.06, 0.2), (-0.15, 0.12), (-0.14, -0.1)],
        0.03,
        "walnut",
        at=(0, -0.016, up),
    )
    m.add(shape.ball(0.5, segments=14, rings=10).scaled((0.12, 0.14, 0.2)), "book_cream", at=(0, -0.08, up))
    for s in (-1, 1):
        m.tube(
            [(s * 0.04, -0.08, up + 0.08), (s * 0.14, -0.12, up + 0.26), (s * 0.26, -0.14, up + 0.42), (s * 0.24, -0.2, up + 0.62)],
            "book_cream",
            radius=(0.02, 0.018, 0.014, 0.006),
        )
        for a, b in ((0.3, 0.22), (0.42, 0.4)):
            m.tube(
                [(s * (0.1 + a * 0.36), -0.13, up + a), (s * (0.02 + b * 0.3), -0.24, up + a + 0.16)],
                "book_cream",
                radius=(0.013, 0.004),
                sides=7,
                smooth=False,
            )


PROPS = (
    tally,
    photo_wall,
    rafters,
    mannequin,
    picture_stack,
    cobweb,
    jar_shelves,
    washing_line,
    skeleton,
    specimen_jars,
    gas_bottles,
    antlers,
)
