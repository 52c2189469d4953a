"""What stands in halls of travel and in baths: departure boards, turnstiles, machines for tickets and drinks, luggage, check-in, track, train, pool.

Knows nothing of sets. What stands at a wall has its back at y = 0.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model

CITIES = ("LISBON", "OSLO", "CAIRO", "PRAGUE", "TOKYO", "LIMA", "DUBLIN", "MILAN", "HAVANA", "BERLIN", "SEOUL", "RIGA")


def departure_board(m: Model, *, width: float = 3.4, rows: int = 7, bottom: float = 2.3, old: bool = True, hang: float = 0.0) -> None:
    """A board of departures; old ones have split flaps. Back at y = 0; with `hang` it is on rods from that height."""
    height = rows * 0.2 + 0.34
    m.box((0, -0.12, bottom + height / 2), (width, 0.22, height), "black", bevel=0.014)
    m.text("DEPARTURES", 0.15, "yellow" if not old else "ivory", at=(-width * 0.3, -0.235, bottom + height - 0.15), depth=0.003)
    for k in range(rows):
        z = bottom + 0.12 + k * 0.2
        m.box((0, -0.232, z), (width - 0.1, 0.006, 0.15), "matte_black", bevel=0.002)
        city = m.random.choice(CITIES)
        hour = f"{m.random.randint(5, 23):02d}:{m.random.choice((5, 15, 20, 35, 40, 55)):02d}"
        colour = "ivory" if old else "sign_amber"
        m.text(hour, 0.105, colour, at=(-width / 2 + 0.3, -0.238, z), depth=0.001)
        m.text(city, 0.105, colour, at=(-width * 0.14, -0.238, z), depth=0.001)
        m.text(f"{m.random.choice('ABC')}{m.random.randint(1, 40)}", 0.105, colour, at=(width * 0.22, -0.238, z), depth=0.001)
        m.box((width / 2 - 0.2, -0.238, z), (0.07, 0.004, 0.05), m.random.choice(("neon_green", "neon_orange", "matte_black")), bevel=0.002)
    if hang:
        for s in (-1, 1):
            m.tube([(s * width * 0.4, -0.12, bottom + height), (s * width * 0.4, -0.12, hang)], "steel", radius=0.014, smooth=False)


def sign_hanging(
    m: Model, *, text: str = "PLATFORM 2", width: float = 1.6, bottom: float = 2.4, ceiling: float = 3.2, face: str = "sign_lit"
) -> None:
    """A lit sign on two rods from the ceiling, read from −y."""
    m.box((0, 0, bottom + 0.16), (width, 0.12, 0.32), "black", bevel=0.012)
    m.glow(shape.box((width - 0.05, 0.004, 0.27), bevel=0), face, at=(0, -0.063, bottom + 0.16))
    m.text(text, 0.16, "black", at=(0, -0.068, bottom + 0.155))
    for s in (-1, 1):
        m.tube([(s * width * 0.4, 0, bottom + 0.32), (s * width * 0.4, 0, ceiling)], "steel", radius=0.01, smooth=False)


def turnstile(m: Model, *, gates: int = 3) -> None:
    """Turnstiles in a row along x with three-armed gates; one walks through along y."""
    for k in range(gates + 1):
        x = (k - gates / 2) * 0.82
        m.box((x, 0, 0.49), (0.24, 1.1, 0.98), "steel", bevel=0.03)
        m.box((x, 0, 0.99), (0.25, 1.12, 0.03), "black", bevel=0.01)
        m.box((x, -0.42, 1.01), (0.1, 0.14, 0.02), "neon_green" if k % 2 else "dark_pane", bevel=0.004)
        m.box((x, 0, 0.04), (0.26, 1.14, 0.08), "iron", bevel=0.01)
        if k < gates:
            for a in (90, 210, 330):
                y, z = 0.36 * math.sin(math.radians(a)), 0.36 * math.cos(math.radians(a))
                m.tube(
                    [(x + 0.13, 0, 0.84), (x + 0.13 + 0.5 * (a == 90), y * (a != 90), 0.84 + z * 0.4 * (a != 90))],
                    "chrome",
                    radius=0.017,
                    smooth=False,
                )
            m.lathe([(0, 0.05), (0.07, 0.04), (0.08, 0)], "gunmetal", at=(x + 0.12, 0, 0.84), turn=(0, 90, 0), segments=18)


def vending_machine(m: Model, *, kind: str = "drinks") -> None:
    """A lit machine of drinks in rows, or of tickets with its screen; its back is y = 0."""
    paint = m.random.choice(("red_paint", "blue_paint")) if kind == "drinks" else "grey_metal"
    m.box((0, -0.38, 0.92), (0.92, 0.74, 1.78), paint, bevel=0.025)
    m.box((0, -0.38, 0.015), (0.86, 0.68, 0.03), "black", bevel=0.004)
    if kind != "drinks":
        m.box((0, -0.755, 1.4), (0.56, 0.02, 0.4), "black", bevel=0.008)
        m.glow(shape.box((0.5, 0.003, 0.34), bevel=0), "screen", at=(0, -0.768, 1.4))
        for k in range(3):
            m.box((-0.2 + k * 0.2, -0.755, 1.05), (0.12, 0.02, 0.1), "black", bevel=0.008)
        m.box((0, -0.755, 0.7), (0.4, 0.02, 0.16), "dark_pane", bevel=0.008)
        m.text("TICKETS", 0.13, "ivory", at=(0, -0.754, 1.7), depth=0.003)
        return
    m.box((-0.1, -0.74, 1.14), (0.66, 0.03, 1.1), "matte_black", bevel=0.006)
    for row in range(5):
        z = 0.68 + row * 0.22
        m.glow(shape.box((0.6, 0.004, 0.012), bevel=0), "tube_light", at=(-0.1, -0.757, z + 0.17))
        m.box((-0.1, -0.765, z), (0.62, 0.03, 0.012), "chrome", bevel=0.002)
        for k in range(8):
            colour = m.random.choice(("red", "green", "blue", "yellow", "ivory", "bottle_amber"))
            m.lathe(
                [(0, 0), (0.026, 0.002), (0.026, 0.09), (0.014, 0.12), (0, 0.125)],
                colour,
                at=(-0.36 + k * 0.075, -0.785, z + 0.006),
                segments=10,
            )
    m.box((-0.1, -0.82, 1.14), (0.68, 0.008, 1.12), "pane", bevel=0.002)
    m.box((0.34, -0.757, 1.2), (0.13, 0.02, 0.5), "steel", bevel=0.006)
    m.box((-0.1, -0.757, 0.36), (0.56, 0.02, 0.2), "dark_pane", bevel=0.01)
    m.light((-0.1, -1.0, 1.2), kelvin=5200, watts=7, kind="area", size=0.6, height=1.0, aim=(-0.1, -3.0, 0.9))


def luggage(m: Model, *, pieces: int = 3, old: bool = True) -> None:
    """Suitcases and a bag standing together; old ones of leather with straps, new ones hard shells with handles."""
    x = -(pieces - 1) * 0.22
    for k in range(pieces):
        w, h = m.random.uniform(0.4, 0.56), m.random.uniform(0.42, 0.66)
        deep = m.random.uniform(0.18, 0.25)
        turn = m.random.uniform(-14, 14)
        stuff = (
            m.random.choice(("leather", "leather_green", "book_brown", "leather_black"))
            if old
            else m.random.choice(("red_paint", "matte_black", "blue_paint", "silver"))
        )
        at = (x, m.random.uniform(-0.1, 0.1) + k * 0.02)
        m.child(lambda c, s=(w, deep, h), f=stuff: _case(c, s, f, old=old), [((*at, 0), (0, 0, 78 + turn), 1.0)])
        x += deep + 0.16


def _case(m: Model, size: tuple[float, float, float], stuff: str, *, old: bool) -> None:
    """Stand one suitcase on its side or wheels."""
    w, d, h = size
    lift = 0.0 if old else 0.05
    m.box((0, 0, lift + h / 2), (w, d, h), stuff, bevel=0.02 if old else 0.05)
    if old:
        for s in (-1, 1):
            m.box((s * w * 0.28, 0, h / 2), (0.03, d + 0.012, h + 0.008), "leather_black", bevel=0.004)
            m.box((s * w * 0.28, -d / 2 - 0.008, h * 0.62), (0.04, 0.01, 0.04), "brass", bevel=0.003)
            for t in (-1, 1):
                m.box((s * (w / 2 - 0.02), t * (d / 2 - 0.02), h - 0.02), (0.05, 0.05, 0.05), "brass", bevel=0.012)
        m.tube([(-0.07, 0, h), (-0.06, 0, h + 0.05), (0.06, 0, h + 0.05), (0.07, 0, h)], "leather_black", radius=0.011)
        return
    for k in range(5):
        m.box((w * (k / 5 - 0.4), -d / 2 - 0.002, lift + h / 2), (0.02, 0.012, h - 0.1), stuff, bevel=0.005)
    for s in (-1, 1):
        m.lathe(
            [(0, -0.012), (0.026, -0.012), (0.026, 0.012), (0, 0.012)],
            "rubber",
            at=(s * (w / 2 - 0.06), 0, 0.026),
            turn=(0, 90, 0),
            segments=14,
        )
        m.tube([(s * 0.09, 0, h), (s * 0.09, 0, h + 0.32)], "chrome", radius=0.006, smooth=False)
    m.box((0, 0, lift + h + 0.3), (0.24, 0.03, 0.03), "black", bevel=0.01)


def check_in(m: Model, *, width: float = 1.6, number: int = 12) -> None:
    """A check-in desk with a scale for luggage beside it and its number over it; who serves stands at +y."""
    m.box((-0.3, 0, 0.52), (width * 0.6, 0.6, 1.04), "white", bevel=0.02)
    m.box((-0.3, -0.04, 1.06), (width * 0.6 + 0.06, 0.7, 0.04), "walnut", bevel=0.012)
    m.box((-0.3, -0.31, 0.5), (width * 0.56, 0.01, 0.7), "blue_paint", bevel=0.004)
    m.box((width * 0.24, 0, 0.13), (0.62, 0.9, 0.26), "steel", bevel=0.02)
    m.box((width * 0.24, 0, 0.27), (0.56, 0.84, 0.02), "rubber", bevel=0.006)
    m.box((-0.3, 0.06, 1.3), (0.4, 0.03, 0.28), "matte_black", bevel=0.008)
    m.tube([(-0.3, 0.06, 1.06), (-0.3, 0.06, 1.2)], "matte_black", radius=0.02, smooth=False)
    for x in (-0.72, 0.5):
        m.tube([(x, 0.26, 0.0), (x, 0.26, 2.3)], "steel", radius=0.02, smooth=False)
    m.box((-0.1, 0.26, 2.45), (1.5, 0.12, 0.34), "black", bevel=0.012)
    m.glow(shape.box((1.44, 0.004, 0.28), bevel=0), "sign_lit", at=(-0.1, 0.197, 2.45))
    m.text(f"CHECK-IN {number}", 0.17, "black", at=(-0.1, 0.192, 2.445))


def barrier_posts(m: Model, *, length: float = 2.4, posts: int = 3) -> None:
    """Posts on round feet joined by a sagging rope or belt, along x."""
    for k in range(posts):
        x = length * (k / (posts - 1) - 0.5)
        m.lathe(
            [(0.16, 0), (0.16, 0.015), (0.03, 0.04), (0.022, 0.06), (0.022, 0.9), (0.035, 0.93), (0.03, 0.97), (0, 0.99)],
            "brass",
            at=(x, 0, 0),
            segments=22,
        )
        if k:
            a = x - length / (posts - 1)
            m.tube(
                [(a, 0, 0.88), (a * 0.75 + x * 0.25, 0, 0.74), ((a + x) / 2, 0, 0.69), (a * 0.25 + x * 0.75, 0, 0.74), (x, 0, 0.88)],
                "velvet_red",
                radius=0.018,
            )


def track_bed(m: Model, *, length: float = 12.0, width: float = 3.0, depth: float = 1.1) -> None:
    """A pit of track along x below a platform: ballast, sleepers, rails; its far wall at +y, the platform's edge at −width/2."""
    m.box((0, 0, -depth - 0.05), (length, width, 0.1), "ballast", bevel=0)
    m.box((0, -width / 2 - 0.06, -depth / 2), (length, 0.12, depth), "concrete", bevel=0.004)
    for k in range(int(length / 0.7)):
        m.box((length * ((k + 0.5) / int(length / 0.7) - 0.5), 0, -depth + 0.05), (0.24, width * 0.8, 0.12), "crate", bevel=0.008)
    for s in (-1, 1):
        m.box((0, s * 0.72, -depth + 0.2), (length, 0.07, 0.06), "steel", bevel=0.01)
        m.box((0, s * 0.72, -depth + 0.13), (length, 0.03, 0.1), "rust", bevel=0.002)
    m.box((0, -width / 2 - 0.28, 0.004), (length, 0.32, 0.008), "yellow", bevel=0.001)


def metro_car(m: Model, *, length: float = 9.0, paint: str = "train_paint", band: str = "red_paint", level: float = 0.02) -> None:
    """The side of a train along x seen from −y: lit windows in a dark band, doors with rubber edges, a coloured band, its number; its side is y = 0."""
    z = level
    m.box((0, 1.2, z + 1.3), (length, 2.36, 2.6), paint, bevel=0.06)
    m.box((0, -0.004, z + 1.45), (length - 0.1, 0.012, 0.94), "matte_black", bevel=0.004)
    m.box((0, -0.02, z + 2.3), (length, 0.05, 0.04), "matte_black", bevel=0.008)
    m.box((0, -0.005, z + 0.55), (length, 0.02, 0.22), band, bevel=0.004)
    count = max(2, int(length / 3.0))
    for k in range(count):
        x = length * ((k + 0.5) / count - 0.5)
        for s in (-1, 1):
            m.box((x + s * 0.34, -0.012, z + 1.02), (0.66, 0.04, 1.94), paint, bevel=0.014)
            m.box((x + s * 0.34, -0.034, z + 1.38), (0.42, 0.01, 0.8), "train_glow", bevel=0.03)
            m.box((x + s * 0.7, -0.02, z + 1.02), (0.03, 0.03, 2.02), "matte_black", bevel=0.004)
        m.box((x, -0.034, z + 1.02), (0.03, 0.03, 1.94), "rubber", bevel=0.006)
        if k < count - 1:
            w = x + length / count / 2
            m.box((w, -0.012, z + 1.45), (1.2, 0.02, 0.76), "train_glow", bevel=0.03)
            m.box((w, -0.016, z + 1.45), (0.04, 0.03, 0.76), "rubber", bevel=0.006)
            m.text(f"{2040 + k} A", 0.15, "matte_black", at=(w, -0.008, z + 0.84))
    for k in range(int(length / 0.25)):
        m.box((length * ((k + 0.5) / int(length / 0.25) - 0.5), -0.004, z + 0.24), (0.02, 0.014, 0.32), paint, bevel=0.004)
    for k in range(2):
        m.light(
            (length * (k - 0.5) * 0.6, -0.3, z + 1.5),
            kelvin=4300,
            watts=22,
            kind="area",
            size=2.4,
            height=0.8,
            aim=(length * (k - 0.5) * 0.6, -3.0, 0.8),
        )


def pool_basin(m: Model, *, size: tuple[float, float] = (5.0, 9.0), depth: float = 1.4, level: float = -0.14, lanes: int = 2) -> None:
    """A tiled basin sunk in the floor, its water a hand below the edge, lane ropes along y; the origin is the middle of the water."""
    w, d = size
    bottom = shape.sheet(w, d)
    m.parts.append((bottom.moved((0, 0, -depth)), "pool_tile"))
    for at, turn, wide in (
        ((0, d / 2, -depth / 2), (90, 0, 0), w),
        ((0, -d / 2, -depth / 2), (-90, 0, 0), w),
        ((w / 2, 0, -depth / 2), (90, 0, -90), d),
        ((-w / 2, 0, -depth / 2), (90, 0, 90), d),
    ):
        m.parts.append((shape.sheet(wide, depth).moved(at, turn=turn), "pool_tile"))
    m.parts.append((shape.sheet(w, d).moved((0, 0, level)), "pool_water"))
    for s in (-1, 1):
        m.box((s * (w / 2 + 0.14), 0, 0.01), (0.3, d + 0.58, 0.04), "tile_white", bevel=0.014)
        m.box((0, s * (d / 2 + 0.14), 0.01), (w + 0.02, 0.3, 0.04), "tile_white", bevel=0.014)
    for k in range(1, lanes + 1):
        x = w * (k / (lanes + 1) - 0.5)
        m.child(
            lambda c, col=("red" if k % 2 else "blue"): c.lathe(
                [(0, -0.05), (0.04, -0.045), (0.05, 0), (0.04, 0.045), (0, 0.05)], col, turn=(90, 0, 0), segments=12
            ),
            [((x, d * ((j + 0.5) / int(d / 0.13) - 0.5), level + 0.015), (0, 0, 0), 1.0) for j in range(int(d / 0.13))],
        )


def pool_ladder(m: Model) -> None:
    """Two bent rails with steps into the water; the basin's edge is y = 0, the water at +y."""
    for s in (-1, 1):
        m.tube(
            [(s * 0.26, -0.36, 0.0), (s * 0.26, -0.34, 0.7), (s * 0.26, -0.1, 0.86), (s * 0.26, 0.08, 0.7), (s * 0.26, 0.1, -0.9)],
            "chrome",
            radius=0.02,
        )
    for z in (-0.25, -0.55, -0.85):
        m.box((0, 0.1, z), (0.5, 0.09, 0.03), "chrome", bevel=0.01)


def lounger(m: Model, *, cloth: str = "linen", frame: str = "white") -> None:
    """A slatted lounger with a towel; the head is at +y."""
    for k in range(9):
        m.box((0, -0.85 + k * 0.125, 0.34), (0.58, 0.09, 0.02), frame, bevel=0.006)
    for k in range(6):
        m.box((0, 0.3 + k * 0.1, 0.37 + k * 0.066), (0.58, 0.09, 0.02), frame, bevel=0.006, turn=(33, 0, 0))
    for s in (-1, 1):
        m.box((s * 0.3, -0.3, 0.32), (0.04, 1.24, 0.05), frame, bevel=0.01)
        for y in (-0.8, 0.2):
            m.box((s * 0.3, y, 0.15), (0.04, 0.05, 0.3), frame, bevel=0.01)
    m.box((0.05, -0.3, 0.36), (0.5, 0.9, 0.018), cloth, bevel=0.008, turn=(0, 0, m.random.uniform(-6, 6)))


def lifebuoy(m: Model, *, up: float = 1.5) -> None:
    """A ring buoy on the wall."""
    ring = [(0.29 * math.cos(a), -0.06, up + 0.29 * math.sin(a)) for a in (k * math.pi / 12 for k in range(25))]
    m.tube(ring, "orange_paint", radius=0.06, sides=14)
    for k in range(4):
        a = math.pi / 4 + k * math.pi / 2
        m.box((0.29 * math.cos(a), -0.06, up + 0.29 * math.sin(a)), (0.13, 0.127, 0.08), "white", bevel=0.03, turn=(0, -math.degrees(a), 0))
    m.box((0, -0.015, up), (0.1, 0.03, 0.74), "white", bevel=0.006)


def start_block(m: Model, *, number: int = 1) -> None:
    """A starting block with its number; the swimmer faces +y."""
    m.box((0, 0, 0.3), (0.1, 0.4, 0.6), "steel", bevel=0.01)
    m.box((0, 0.04, 0.62), (0.5, 0.6, 0.05), "blue_paint", bevel=0.014, turn=(-8, 0, 0))
    m.box((0, -0.24, 0.42), (0.42, 0.02, 0.3), "white", bevel=0.004)
    m.text(str(number), 0.24, "black", at=(0, -0.252, 0.42), depth=0.002)


PROPS = (
    departure_board, sign_hanging, turnstile, vending_machine, luggage, check_in, barrier_posts, track_bed, metro_car, pool_basin,
    pool_ladder, lounger, lifebuoy, start_block,
)  # fmt: skip
