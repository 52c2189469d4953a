"""More hand props that screenplays name: pistol, rifle, newspaper, umbrella, flashlight, lighter, banknotes, camera, candle, wine glass, pen, syringe.

Knows nothing of hands. The origin is the grip; what a hand holds upright stands along z, what it points with points to −y. `lie` turns it to the table.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def pistol(m: Model) -> None:
    """A self-loading pistol of today; it lies on its side, the muzzle to −y."""
    parts: list[tuple[shape.Solid, str]] = [
        (shape.box((0.026, 0.185, 0.03), bevel=0.005).moved((0, -0.055, 0.06)), "gunmetal"),
        (shape.box((0.022, 0.16, 0.02), bevel=0.004).moved((0, -0.05, 0.038)), "matte_black"),
        (shape.box((0.012, 0.006, 0.006), bevel=0.001).moved((0, -0.138, 0.078)), "matte_black"),
        (shape.box((0.018, 0.008, 0.008), bevel=0.001).moved((0, 0.03, 0.078)), "matte_black"),
        (shape.box((0.029, 0.046, 0.11), bevel=0.008).moved((0, 0.032, -0.014), turn=(14, 0, 0)), "matte_black"),
        (shape.box((0.031, 0.05, 0.01), bevel=0.003).moved((0, 0.047, -0.07), turn=(14, 0, 0)), "matte_black"),
        (shape.lathe([(0.005, 0), (0.0075, 0.0), (0.0075, 0.004)], segments=14).moved((0, -0.15, 0.06), turn=(90, 0, 0)), "steel"),
        (
            shape.tube(
                [(0, 0.008, 0.03), (0, 0.006, 0.006), (0, -0.02, 0.0), (0, -0.034, 0.008), (0, -0.036, 0.03)], radius=0.0032, sides=8
            ),
            "matte_black",
        ),
        (shape.tube([(0, -0.006, 0.03), (0, -0.014, 0.016), (0, -0.01, 0.007)], radius=0.003, sides=8), "gunmetal"),
    ]
    parts += [(shape.box((0.0275, 0.003, 0.02), bevel=0.0005).moved((0, 0.012 + k * 0.006, 0.062)), "matte_black") for k in range(5)]
    for part, material in parts:
        m.add(part.moved((0, -0.032, 0.012)), material, turn=(0, 90, 0))


def rifle(m: Model) -> None:
    """A bolt or lever rifle; it lies on its side, the muzzle to −y; gripped behind the trigger."""
    parts: list[tuple[shape.Solid, str]] = [
        (shape.lathe([(0.004, 0), (0.011, 0.0), (0.013, 0.62)], segments=18).moved((0, -0.74, 0.05), turn=(-90, 0, 0)), "gunmetal"),
        (shape.box((0.034, 0.42, 0.032), bevel=0.013).moved((0, -0.34, 0.03)), "walnut"),
        (shape.box((0.03, 0.24, 0.05), bevel=0.01).moved((0, -0.05, 0.045)), "gunmetal"),
        (
            shape.plate(
                [(-0.04, 0.06), (-0.02, 0.02), (0.06, 0.0), (0.36, -0.09), (0.38, 0.02), (0.36, 0.045), (0.1, 0.05)], thickness=0.036
            ).moved((0, 0.05, 0), turn=(0, 0, 90)),
            "walnut",
        ),
        (shape.box((0.04, 0.02, 0.125), bevel=0.006).moved((0, 0.425, -0.025)), "rubber"),
        (shape.tube([(0, 0.04, 0.018), (0, 0.02, -0.02), (0, -0.05, -0.02), (0, -0.06, 0.02)], radius=0.004, sides=8), "gunmetal"),
        (shape.tube([(0, -0.01, 0.02), (0, -0.02, 0.0), (0, -0.012, -0.012)], radius=0.003, sides=8), "gunmetal"),
        (shape.tube([(0.012, 0.0, 0.06), (0.05, 0.02, 0.045)], radius=0.006, sides=8, smooth=False), "steel"),
        (shape.box((0.004, 0.012, 0.02), bevel=0.001).moved((0, -0.72, 0.07)), "gunmetal"),
    ]
    for part, material in parts:
        m.add(part.moved((0, -0.03, 0.0)), material, turn=(0, 90, 0))


def newspaper(m: Model) -> None:
    """A newspaper folded once; it is read upright, the front page to −y."""
    for k in range(4):
        m.box((0, k * 0.0022, 0.02), (0.3 - k * 0.002, 0.0018, 0.4), "newsprint", bevel=0.0006)
    m.box((0, -0.0014, 0.18), (0.26, 0.0008, 0.04), "ink", bevel=0)
    m.box((0.06, -0.0014, 0.06), (0.14, 0.0008, 0.13), "photo_mid", bevel=0)
    for column in range(3):
        for line in range(11):
            if column == 0 or line > 6:
                m.box(
                    (-0.094 + column * 0.094, -0.0014, 0.125 - line * 0.027),
                    (0.08 - 0.02 * m.random.random(), 0.0008, 0.006),
                    "ink_pale",
                    bevel=0,
                )
    m.lie = (-90, 0, 0)


def umbrella(m: Model) -> None:
    """A rolled umbrella held by its crook, the tip down."""
    m.tube([(0, 0, 0.0), (0, 0, 0.05), (0, -0.025, 0.085), (0, -0.06, 0.08), (0, -0.07, 0.045)], "walnut", radius=0.011)
    m.lathe([(0.012, -0.03), (0.02, -0.05), (0.034, -0.12), (0.026, -0.4), (0.012, -0.66), (0.005, -0.68)], "matte_black", segments=9)
    m.box((0, -0.0, -0.2), (0.066, 0.066, 0.014), "black", bevel=0.005)
    m.tube([(0, 0, -0.66), (0, 0, -0.76)], "steel", radius=0.004, smooth=False)
    m.lie = (-90, 0, 0)


def flashlight(m: Model) -> None:
    """A metal torch; its light goes to −y."""
    m.lathe(
        [(0, -0.07), (0.016, -0.068), (0.018, -0.06), (0.018, 0.06), (0.026, 0.085), (0.028, 0.11), (0.025, 0.112)],
        "chrome",
        turn=(90, 0, 0),
        segments=24,
    )
    m.glow(shape.lathe([(0, 0.0), (0.024, 0.0)], segments=20), "bulb", at=(0, -0.108, 0), turn=(90, 0, 0))
    m.lathe([(0.0185, -0.05), (0.0185, 0.03)], "matte_black", turn=(90, 0, 0), segments=24)
    m.box((0, -0.045, 0.018), (0.01, 0.022, 0.006), "red", bevel=0.002)


def lighter(m: Model) -> None:
    """A petrol lighter, open and burning."""
    m.box((0, 0, 0.0), (0.037, 0.012, 0.04), "chrome", bevel=0.004)
    m.box((0.034, 0, 0.034), (0.037, 0.012, 0.018), "chrome", bevel=0.004, turn=(0, 70, 0))
    m.box((0.004, 0, 0.027), (0.018, 0.009, 0.014), "steel", bevel=0.002)
    m.lathe([(0, -0.003), (0.004, -0.003), (0.004, 0.003), (0, 0.003)], "iron", at=(-0.009, 0, 0.03), turn=(90, 0, 0), segments=12)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.009, 0.007, 0.03)), "flame", at=(0.004, 0, 0.05))
    m.lie = (-90, 0, 0)


def banknotes(m: Model) -> None:
    """A bundle of notes in a paper band."""
    for k in range(9):
        m.box(
            (m.random.uniform(-0.002, 0.002), m.random.uniform(-0.003, 0.003), -0.008 + k * 0.002),
            (0.066, 0.156, 0.0016),
            "banknote",
            bevel=0.0003,
            turn=(0, 0, m.random.uniform(-1.5, 1.5)),
        )
    m.box((0, 0, 0), (0.0672, 0.03, 0.0205), "white_paper", bevel=0.001)
    m.lathe([(0, 0.0006), (0.02, 0.0006)], "green_paint", at=(0, 0.048, 0.0088), segments=18)
    m.lathe([(0, 0.0006), (0.02, 0.0006)], "green_paint", at=(0, -0.048, 0.0088), segments=18)


def film_camera(m: Model) -> None:
    """A small film camera; the lens looks to −y."""
    m.box((0, 0, 0), (0.135, 0.032, 0.074), "leather_black", bevel=0.008)
    m.box((0, 0, 0.042), (0.136, 0.033, 0.016), "chrome", bevel=0.005)
    m.box((0, 0, -0.04), (0.136, 0.033, 0.008), "chrome", bevel=0.003)
    m.lathe(
        [(0, 0.02), (0.02, 0.034), (0.024, 0.036), (0.026, 0.03), (0.03, 0.012), (0.032, 0)],
        "black",
        at=(0.008, -0.016, 0.0),
        turn=(90, 0, 0),
        segments=28,
    )
    m.lathe([(0, 0.0), (0.019, 0.0)], "dark_pane", at=(0.008, -0.049, 0), turn=(90, 0, 0), segments=22)
    m.box((0.03, -0.0165, 0.041), (0.03, 0.003, 0.011), "dark_pane", bevel=0.001)
    for x, r in ((-0.05, 0.011), (0.045, 0.013)):
        m.lathe([(r, 0), (r, 0.009), (0, 0.01)], "chrome", at=(x, 0, 0.05), segments=18)
    m.lie = (0, 0, 0)


def candle(m: Model) -> None:
    """A burning candle in a hand stick with a ring."""
    m.lathe([(0.055, -0.01), (0.062, 0.0), (0.055, -0.004), (0.014, -0.004), (0.016, 0.02), (0.013, 0.02)], "brass", segments=24)
    m.lathe([(0.011, 0.0), (0.0105, 0.1), (0.007, 0.108), (0, 0.105)], "wax", segments=14)
    ring = [(0.07 + 0.018 * math.cos(a), 0, 0.002 + 0.018 * math.sin(a)) for a in (k * math.pi / 6 for k in range(13))]
    m.tube(ring, "brass", radius=0.003, sides=7)
    m.glow(shape.ball(0.5, segments=10, rings=8).scaled((0.012, 0.012, 0.036)), "flame", at=(0, 0, 0.126))


def goblet(m: Model) -> None:
    """A glass of red wine held by the stem."""
    m.lathe(
        [(0.034, -0.06), (0.032, -0.056), (0.005, -0.052), (0.004, 0.02), (0.02, 0.035), (0.037, 0.065), (0.038, 0.09), (0.032, 0.125)],
        "bottle_clear",
        segments=22,
    )
    m.lathe([(0, 0.024), (0.018, 0.036), (0.035, 0.065), (0.0355, 0.075), (0, 0.075)], "wine", segments=20)


def pen(m: Model) -> None:
    """A fountain pen; the nib points to −y."""
    m.tube([(0, -0.05, 0), (0, 0.075, 0)], "black", radius=(0.0052, 0.0058), sides=12, smooth=False)
    m.tube([(0, -0.05, 0), (0, -0.072, 0)], "gold", radius=(0.0042, 0.0008), sides=8, smooth=False)
    m.box((0, 0.045, 0.0065), (0.003, 0.045, 0.002), "gold", bevel=0.0008)
    m.lathe([(0.0062, -0.004), (0.0062, 0.004)], "gold", at=(0, 0.012, 0), turn=(90, 0, 0), segments=14)


def syringe(m: Model) -> None:
    """A syringe with liquid; the needle points to −y."""
    m.lathe([(0, -0.05), (0.008, -0.05), (0.008, 0.04), (0.003, 0.045), (0.002, 0.056)], "bottle_clear", turn=(90, 0, 0), segments=16)
    m.lathe([(0, -0.012), (0.007, -0.012), (0.007, 0.038), (0, 0.04)], "amber", turn=(90, 0, 0), segments=14)
    m.tube([(0, -0.056, 0), (0, -0.09, 0)], "steel", radius=0.0008, sides=6, smooth=False)
    m.tube([(0, 0.012, 0), (0, 0.085, 0)], "white", radius=0.003, sides=8, smooth=False)
    m.lathe([(0, -0.001), (0.013, -0.001), (0.013, 0.001), (0, 0.001)], "white", at=(0, 0.086, 0), turn=(90, 0, 0), segments=16)
    m.box((0, 0.05, 0), (0.034, 0.003, 0.012), "bottle_clear", bevel=0.001)


def hammer(m: Model) -> None:
    """A claw hammer held at the end of its handle; the head is up."""
    m.tube([(0, 0, -0.06), (0, 0, 0.05), (0, 0, 0.22)], "walnut", radius=(0.016, 0.013, 0.011))
    m.box((0, 0, 0.225), (0.026, 0.06, 0.026), "gunmetal", bevel=0.006)
    m.lathe([(0, 0.03), (0.014, 0.03), (0.015, 0.026), (0.012, 0)], "steel", at=(0, -0.028, 0.225), turn=(90, 0, 0), segments=16)
    m.tube([(0, 0.028, 0.225), (0, 0.06, 0.22), (0, 0.085, 0.2)], "gunmetal", radius=(0.011, 0.008, 0.004))
    m.lie = (-90, 0, 0)


def sword(m: Model) -> None:
    """A straight sword with a cross guard; the blade points to −y."""
    m.plate([(-0.02, 0.02), (0.02, 0.02), (0.017, 0.72), (0.0, 0.8), (-0.017, 0.72)], 0.005, "steel", turn=(90, 0, 0), at=(0, -0.06, 0))
    m.box((0, -0.07, 0), (0.17, 0.02, 0.02), "brass", bevel=0.008)
    m.tube([(0, -0.06, 0), (0, 0.07, 0)], "leather", radius=(0.013, 0.011), sides=10, smooth=False)
    m.add(shape.ball(0.02, segments=14, rings=10), "brass", at=(0, 0.085, 0))


def cane(m: Model) -> None:
    """A walking stick with a silver knob, held at the top."""
    m.tube([(0, 0, 0.0), (0, 0, -0.84)], "ebony", radius=(0.012, 0.008), smooth=False)
    m.lathe([(0.012, -0.02), (0.014, 0), (0.024, 0.02), (0.022, 0.036), (0, 0.044)], "silver", segments=18)
    m.lie = (-90, 0, 0)


def badge(m: Model) -> None:
    """A shield in an open wallet; it is shown to −y."""
    for s in (-1, 1):
        m.box((0, -0.002, s * 0.045), (0.075, 0.006, 0.088), "leather_black", bevel=0.003)
    m.plate(
        [(0, -0.03), (0.022, -0.014), (0.025, 0.016), (0.012, 0.022), (0, 0.03), (-0.012, 0.022), (-0.025, 0.016), (-0.022, -0.014)],
        0.005,
        "gold",
        at=(0, -0.007, 0.046),
    )
    m.lathe([(0, 0.002), (0.009, 0.002), (0.01, 0)], "blue_paint", at=(0, -0.0095, 0.046), turn=(90, 0, 0), segments=18)
    m.box((0, -0.006, -0.045), (0.06, 0.001, 0.05), "white_paper", bevel=0)
    m.box((-0.016, -0.007, -0.045), (0.02, 0.001, 0.028), "photo_mid", bevel=0)
    m.lie = (-90, 0, 0)


def walkie(m: Model) -> None:
    """A hand radio with its aerial; the speaker faces −y."""
    m.box((0, 0, 0.02), (0.06, 0.032, 0.17), "matte_black", bevel=0.008)
    m.tube([(0.018, 0, 0.1), (0.018, 0, 0.26)], "rubber", radius=(0.006, 0.004), smooth=False)
    m.lathe([(0.008, 0), (0.008, 0.014), (0, 0.015)], "grey_metal", at=(-0.014, 0, 0.105), segments=12)
    m.glow(shape.box((0.03, 0.001, 0.014), bevel=0), "phone_screen", at=(0, -0.0168, 0.075))
    for k in range(6):
        m.box((0, -0.0165, 0.04 - k * 0.008), (0.034, 0.001, 0.003), "black", bevel=0)
    m.lie = (-90, 0, 0)


def hand_mirror(m: Model) -> None:
    """A hand mirror; the glass faces −y."""
    m.lathe(
        [(0, 0.008), (0.05, 0.008), (0.06, 0.004), (0.056, -0.004), (0, -0.006)], "silver", at=(0, 0, 0.14), turn=(90, 0, 0), segments=30
    )
    m.lathe([(0, 0.0), (0.048, 0.0)], "mirror", at=(0, -0.0092, 0.14), turn=(90, 0, 0), segments=28)
    m.tube([(0, 0, 0.08), (0, 0, 0.02), (0, 0, -0.05)], "silver", radius=(0.009, 0.007, 0.011))
    m.lie = (-90, 0, 0)


PROPS = (
    pistol, rifle, newspaper, umbrella, flashlight, lighter, banknotes, film_camera, candle, goblet, pen, syringe, hammer, sword, cane, badge,
    walkie, hand_mirror,
)  # fmt: skip
