"""Hand props for gesture and insert: revolver, knife, phone, key, glass, bottle, cup, cigarette, lantern, coin, watch.

Knows nothing of hands. The origin is the grip; what a hand holds upright stands along z, what it points with points to −y.
`lie` turns it from the hand to the table.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import meshes, shape
from filmcli.blender.prop.model import Model


def revolver(m: Model) -> None:
    """A six-shot revolver; it lies on its left side, the muzzle to −y."""
    steel, turn = "gunmetal", 90.0  # modelled upright in the yz plane, then laid down by quarter turn about y
    parts: list[tuple[shape.Solid, str]] = []

    def along(profile: list[tuple[float, float]], at: tuple[float, float, float], material: str = steel, segments: int = 24) -> None:
        parts.append((shape.lathe(profile, segments=segments).moved(at, turn=(90, 0, 0)), material))

    along([(0, 0.15), (0.0045, 0.15), (0.0062, 0.149), (0.0085, 0.148), (0.0085, 0.0)], (0, -0.055, 0.058))
    parts.append((shape.box((0.006, 0.148, 0.007), bevel=0.002).moved((0, -0.13, 0.068)), steel))
    parts.append((shape.box((0.003, 0.014, 0.01), bevel=0.001).moved((0, -0.196, 0.075)), steel))
    along([(0.004, 0.085), (0.006, 0.084), (0.006, 0.0)], (0, -0.06, 0.045))
    along([(0, 0.04), (0.015, 0.04), (0.0195, 0.036), (0.0195, 0.002), (0.017, 0.0), (0, 0.0)], (0, -0.015, 0.05))
    for k in range(6):
        a = k * math.pi / 3 + 0.52
        parts.append(
            (
                shape.box((0.006, 0.026, 0.004), bevel=0.0018).moved(
                    (0.0185 * math.cos(a), -0.04, 0.05 + 0.0185 * math.sin(a)), turn=(0, -math.degrees(a) + 90, 0)
                ),
                "matte_black",
            )
        )
    frame = [
        (-0.062, 0.03),
        (-0.02, 0.026),
        (0.02, 0.02),
        (0.03, 0.03),
        (0.03, 0.062),
        (0.022, 0.074),
        (-0.062, 0.074),
        (-0.062, 0.069),
        (-0.012, 0.069),
        (-0.012, 0.034),
        (-0.062, 0.036),
    ]
    parts.append((shape.plate(frame, thickness=0.014).moved(turn=(0, 0, 90)), steel))
    guard = [(0, -0.03, 0.028), (0, -0.034, 0.008), (0, -0.014, -0.002), (0, 0.008, 0.006), (0, 0.014, 0.024)]
    parts.append((shape.tube(guard, radius=0.003, sides=8), steel))
    parts.append((shape.tube([(0, -0.006, 0.026), (0, -0.013, 0.012), (0, -0.009, 0.005)], radius=0.0028, sides=8), steel))
    parts.append((shape.tube([(0, 0.024, 0.06), (0, 0.036, 0.082), (0, 0.05, 0.088)], radius=(0.006, 0.0045, 0.0035), sides=8), steel))
    grip = [(0.012, 0.03), (0.032, 0.036), (0.05, 0.012), (0.066, -0.03), (0.062, -0.05), (0.034, -0.052), (0.03, -0.03), (0.018, 0.0)]
    for s in (-1, 1):
        parts.append((shape.plate(grip, thickness=0.009).moved((0.0115 * s, 0, 0), turn=(0, 0, 90)), "walnut"))
        parts.append(
            (
                shape.lathe([(0, 0.003), (0.004, 0.0025), (0.005, 0)], segments=12).moved((0.016 * s, 0.04, -0.008), turn=(0, 90 * s, 0)),
                "brass",
            )
        )
    parts.append(
        (
            shape.plate(
                [(0.02, 0.03), (0.034, 0.038), (0.053, 0.012), (0.069, -0.03), (0.064, -0.053), (0.04, -0.053)], thickness=0.014
            ).moved(turn=(0, 0, 90)),
            steel,
        )
    )
    for part, material in parts:
        m.add(part.moved((0, -0.035, 0.01)), material, turn=(0, turn, 0))


def knife(m: Model) -> None:
    """A kitchen knife; it points to −y and lies flat."""
    m.plate(
        [(-0.013, 0.0), (0.016, 0.0), (0.016, 0.15), (0.006, 0.2), (-0.004, 0.185), (-0.012, 0.13)],
        0.0022,
        "chrome",
        turn=(90, 0, 0),
        at=(0, -0.06, 0),
    )
    m.box((0, -0.056, 0), (0.032, 0.012, 0.014), "steel", bevel=0.004)
    m.box((0, 0.0, 0), (0.026, 0.112, 0.017), "walnut", bevel=0.008)
    for y in (-0.032, 0.0, 0.032):
        m.lathe([(0, 0.0098), (0.0035, 0.0095), (0.004, 0.008)], "brass", at=(0, y, 0), segments=12)


def phone(m: Model) -> None:
    """A telephone handset of the period before screens: receiver with its cord; earpiece at +z."""
    m.tube(
        [(0, 0.012, -0.1), (0, -0.016, -0.072), (0, -0.024, 0), (0, -0.016, 0.072), (0, 0.012, 0.1)],
        "black",
        radius=(0.018, 0.015, 0.0135, 0.015, 0.018),
        sides=16,
    )
    for s in (-1, 1):
        m.lathe(
            [(0.016, -0.012), (0.03, 0.0), (0.032, 0.014), (0.022, 0.02), (0, 0.021)],
            "black",
            at=(0, 0.01, s * 0.1),
            turn=(-90 - s * 12, 0, 0),
            segments=26,
        )
        for k in range(8):
            a = k * 0.785
            hole = shape.lathe([(0, 0.0218), (0.0028, 0.0216)], segments=8).moved((0.012 * math.cos(a), 0.012 * math.sin(a), 0))
            m.add(hole, "grey_metal", at=(0, 0.01, s * 0.1), turn=(-90 - s * 12, 0, 0))
    m.lie = (90, 0, 0)
    coil = [(0.011 * math.cos(k * 1.5), 0.03 + 0.011 * math.sin(k * 1.5), -0.12 - 0.0035 * k) for k in range(46)]
    m.tube(coil, "black", radius=0.003, sides=5)


def smartphone(m: Model) -> None:
    """A phone with a lit screen; the screen faces −y, it lies screen up."""
    m.add(shape.box((0.074, 0.009, 0.152), bevel=0.0042), "black")
    m.lie = (-90, 0, 0)
    m.glow(shape.box((0.068, 0.0006, 0.144), bevel=0), "phone_screen", at=(0, -0.0049, 0))
    m.light((0, -0.03, 0), kelvin=7500, watts=0.6, kind="area", size=0.1, aim=(0, -0.4, 0.1))


def key(m: Model) -> None:
    """An old door key, its bit toward −y; lies flat."""
    ring = [(0.013 * math.cos(a), 0.02 + 0.015 * math.sin(a), 0) for a in np.linspace(0, 2 * math.pi, 17)]
    m.tube(ring, "brass", radius=0.0028, sides=10, smooth=False)
    m.tube([(0, 0.005, 0), (0, -0.06, 0)], "brass", radius=0.0032, sides=12)
    for y in (0.0, -0.006):
        m.add(shape.lathe([(0.0032, -0.0018), (0.0058, 0), (0.0032, 0.0018)], segments=14), "brass", at=(0, y, 0), turn=(90, 0, 0))
    for y, w in ((-0.042, 0.013), (-0.049, 0.009), (-0.056, 0.015)):
        m.box((w / 2, y, 0), (w, 0.0045, 0.0028), "brass", bevel=0.0008)
    m.box((0.004, -0.049, 0), (0.006, 0.018, 0.0026), "brass", bevel=0.0008)
    tag = [(0.013 * math.cos(a) + 0.018, 0.044 + 0.012 * math.sin(a), -0.001) for a in np.linspace(0, 2 * math.pi, 15)]
    m.tube(tag, "steel", radius=0.0011, sides=6, smooth=False)
    m.box((0.046, 0.062, -0.0015), (0.05, 0.024, 0.002), "leather_red", bevel=0.0009, turn=(0, 0, 34))


def glass(m: Model) -> None:
    """A tumbler with two fingers of whisky and ice."""
    m.lathe(
        [(0, -0.045), (0.033, -0.045), (0.036, -0.042), (0.0405, 0.045), (0.0385, 0.046), (0.0375, 0.044), (0.0335, -0.034), (0, -0.034)],
        "pane",
        segments=44,
    )
    m.lathe([(0, -0.0335), (0.0332, -0.0335), (0.0352, -0.004), (0, -0.004)], "whisky", segments=40)
    for k in range(2):
        m.box(
            (0.012 * (-1) ** k, 0.008 * k, -0.004 + 0.012 * k),
            (0.021, 0.021, 0.019),
            "pane",
            bevel=0.004,
            turn=(m.random.uniform(0, 40), m.random.uniform(0, 40), m.random.uniform(0, 90)),
        )


def bottle(m: Model) -> None:
    """A bottle of whisky, a third gone, with a printed label."""
    z = -0.1
    m.lathe(
        [
            (0, z + 0.004),
            (0.034, z),
            (0.0395, z + 0.006),
            (0.0405, z + 0.16),
            (0.034, z + 0.188),
            (0.016, z + 0.222),
            (0.0145, z + 0.275),
            (0.017, z + 0.277),
            (0.017, z + 0.287),
        ],
        "bottle_amber",
        segments=40,
    )
    m.lathe([(0, z + 0.008), (0.0365, z + 0.008), (0.0375, z + 0.125), (0, z + 0.125)], "whisky", segments=36)
    m.lathe([(0.041, z + 0.04), (0.0413, z + 0.135)], "paper", segments=40)
    m.lathe([(0.0414, z + 0.044), (0.0414, z + 0.05)], "red", segments=40)
    m.lathe([(0.0414, z + 0.125), (0.0414, z + 0.131)], "red", segments=40)
    for words, size, at in (("OLD CROWN", 0.0125, 0.104), ("STRAIGHT BOURBON", 0.0052, 0.088), ("1908", 0.012, 0.066)):
        flat = meshes.letters(words, size=size, depth=0.0002)
        angle = flat.points[:, 0] / 0.0415
        bent = np.stack([0.0418 * np.sin(angle), -0.0418 * np.cos(angle) + flat.points[:, 1], flat.points[:, 2] + z + at], 1)
        m.parts.append((shape.replace(flat, points=bent), "ink"))
    m.lathe([(0.0175, z + 0.272), (0.0178, z + 0.305), (0.016, z + 0.309), (0, z + 0.309)], "black", segments=28)


def cup(m: Model) -> None:
    """A coffee cup on nothing but its foot, full of coffee; the handle points to +x."""
    m.lathe(
        [
            (0, -0.036),
            (0.026, -0.04),
            (0.028, -0.036),
            (0.038, -0.012),
            (0.041, 0.04),
            (0.0395, 0.041),
            (0.038, 0.038),
            (0.035, -0.008),
            (0, -0.03),
        ],
        "ceramic",
        segments=40,
    )
    m.lathe([(0, 0.024), (0.0385, 0.024)], "coffee", segments=36)
    m.tube(
        [(0.038, 0, 0.026), (0.06, 0, 0.028), (0.066, 0, 0.004), (0.052, 0, -0.014), (0.035, 0, -0.016)], "ceramic", radius=0.0048, sides=12
    )


def cigarette(m: Model) -> None:
    """A lit cigarette, its ember toward −y."""
    for span, radius, material in (((0.0, 0.046), 0.0039, "white_paper"), ((0.046, 0.07), 0.00395, "manila")):
        m.tube([(0, span[0] - 0.04, 0), (0, span[1] - 0.04, 0)], material, radius=radius, sides=16, smooth=False)
    m.tube([(0, -0.052, 0), (0, -0.04, 0)], "ash", radius=(0.0032, 0.0039), sides=14, smooth=False)
    m.glow(shape.lathe([(0.0039, 0), (0.0036, 0.004), (0.0, 0.005)], segments=12), "ember", at=(0, -0.0405, 0), turn=(90, 0, 0))


def lantern(m: Model) -> None:
    """A hurricane lantern, lit; the grip is its bail."""
    z = -0.3
    m.lathe([(0, z), (0.085, z), (0.09, z + 0.012), (0.085, z + 0.05), (0.05, z + 0.062), (0.035, z + 0.07)], "green_paint")
    m.lathe([(0.036, z + 0.075), (0.062, z + 0.11), (0.06, z + 0.15), (0.036, z + 0.2)], "pane", segments=30)
    m.lathe([(0.04, z + 0.2), (0.05, z + 0.21), (0.03, z + 0.235), (0.045, z + 0.25), (0.0, z + 0.268)], "green_paint")
    for s in (-1, 1):
        m.tube(
            [(s * 0.05, 0, z + 0.06), (s * 0.078, 0, z + 0.1), (s * 0.074, 0, z + 0.18), (s * 0.04, 0, z + 0.225)],
            "green_paint",
            radius=0.006,
        )
    m.tube([(-0.075, 0, z + 0.17), (-0.07, 0, z + 0.27), (0, 0, 0), (0.07, 0, z + 0.27), (0.075, 0, z + 0.17)], "steel", radius=0.0028)
    m.glow(shape.lathe([(0.008, 0), (0.014, 0.02), (0.0, 0.055)], segments=12), "flame", at=(0, 0, z + 0.09))
    m.light((0, 0, z + 0.13), kelvin=2000, watts=14.0, radius=0.03)


def coin(m: Model) -> None:
    """A silver dollar, milled edge and a raised star; the faces look along z."""
    m.lathe(
        [
            (0, 0.0006),
            (0.0165, 0.0006),
            (0.017, 0.0013),
            (0.0188, 0.0013),
            (0.019, 0.001),
            (0.019, -0.001),
            (0.0188, -0.0013),
            (0.017, -0.0013),
            (0.0165, -0.0006),
            (0, -0.0006),
        ],
        "silver",
        segments=64,
    )
    star = [
        ((0.009 if k % 2 == 0 else 0.0038) * math.sin(k * math.pi / 5), (0.009 if k % 2 == 0 else 0.0038) * math.cos(k * math.pi / 5))
        for k in range(10)
    ]
    m.plate(star[::-1], 0.0022, "silver", turn=(-90, 0, 0))
    for k in range(13):
        a = k * 2 * math.pi / 13
        m.add(shape.ball(0.0007, segments=8, rings=5), "silver", at=(0.014 * math.cos(a), 0.014 * math.sin(a), 0.0008))


def watch(m: Model) -> None:
    """A pocket watch with its chain; the dial looks to −y, lying it looks up."""
    m.lathe(
        [(0, -0.008), (0.022, -0.008), (0.026, -0.003), (0.026, 0.003), (0.0245, 0.006), (0.0225, 0.0055)],
        "gold",
        turn=(0, 0, 0),
        segments=48,
    )
    m.lathe([(0, 0.0045), (0.0228, 0.0045)], "ivory", segments=40)
    for k in range(12):
        m.add(shape.box((0.0012 if k % 3 else 0.002, 0.0045, 0.0003), bevel=0).moved((0, 0.0185, 0.0049)), "ink", turn=(0, 0, k * 30))
    for length, turn, wide in ((0.012, 62, 0.0016), (0.0175, -58, 0.0011)):
        m.add(shape.box((wide, length, 0.0003), bevel=0).moved((0, length * 0.42, 0.0054)), "ink", turn=(0, 0, turn))
    m.lathe([(0, 0.0064), (0.0225, 0.0056)], "pane", segments=40)
    m.add(shape.lathe([(0.003, 0), (0.0048, 0.004), (0.0048, 0.009), (0, 0.01)], segments=16), "gold", at=(0, 0.026, 0), turn=(-90, 0, 0))
    m.tube(
        [(0.007 * math.cos(a), 0.041 + 0.008 * math.sin(a), 0) for a in np.linspace(0, 2 * math.pi, 15)],
        "gold",
        radius=0.0013,
        sides=8,
        smooth=False,
    )
    for k in range(26):
        x, y = 0.012 * math.sin(k * 0.35) * k * 0.14, 0.05 + k * 0.0042 * math.cos(k * 0.05)
        link = shape.tube(
            [(0.0028 * math.cos(a), 0.0042 * math.sin(a), 0) for a in np.linspace(0, 2 * math.pi, 9)], radius=0.0008, sides=5, smooth=False
        )
        m.add(link, "gold", at=(x, y, -0.0066), turn=(0, 75 * (k % 2), 20 * math.sin(k * 0.3)))


PROPS = (revolver, knife, phone, smartphone, key, glass, bottle, cup, cigarette, lantern, coin, watch)
