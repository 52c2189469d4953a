"""Paper and luggage for hands and inserts: letter, photograph, book, map, briefcase, instrument case, boxes, rose.

Knows nothing of hands. The origin is the grip, at the lower edge of what is read; readable sides look up (+z) and read from −y.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def letter(m: Model) -> None:
    """A handwritten letter, folded once, lying on its envelope."""
    m.box((0.03, 0.055, -0.004), (0.23, 0.16, 0.0015), "manila", bevel=0.0004, turn=(0, 0, 14))
    m.parts.append((_page(0.15, 0.21, fold=0.007).moved((0, 0.085, 0)), "white_paper"))
    draw = m.random
    for row in range(13):
        y = 0.165 - row * 0.0125
        x = -0.058
        end = 0.058 if row % 5 else draw.uniform(0.0, 0.05)
        while x < end:
            w = draw.uniform(0.006, 0.017)
            _stroke(m, x, min(x + w, end + 0.005), y)
            x += w + 0.005
    _stroke(m, 0.01, 0.05, 0.0, tall=0.005)


def _page(width: float, height: float, *, fold: float) -> shape.Solid:
    """A sheet with a soft fold across its middle, edges a little lifted."""
    u, v = np.meshgrid(np.linspace(-1, 1, 13), np.linspace(-1, 1, 25))
    z = fold * np.abs(v) ** 1.3 + 0.002 * np.cos(u * 2) * np.abs(v)
    points = np.stack([u * width / 2, v * height / 2, z], -1).reshape(-1, 3)
    faces = [(r * 13 + c, r * 13 + c + 1, (r + 1) * 13 + c + 1, (r + 1) * 13 + c) for r in range(24) for c in range(12)]
    return shape.solid(points, faces)


def _stroke(m: Model, left: float, right: float, y: float, tall: float = 0.0022) -> None:
    """A handwritten word: a wave of ink, laid on the page's fold."""
    count = max(3, int((right - left) / 0.0016))
    xs = np.linspace(left, right, count)
    lift = 0.007 * (abs(y - 0.085) / 0.105) ** 1.3 + 0.0012
    path = [(x, y + tall * math.sin(k * 1.9) * (1.5 if k % 5 == 2 else 0.8), lift) for k, x in enumerate(xs)]
    m.tube(path, "ink", radius=0.00042, sides=4, smooth=False)


def photograph(m: Model) -> None:
    """A black and white photograph with a white border: a figure before a house, creased at a corner."""
    m.box((0, 0.06, 0), (0.1, 0.14, 0.0008), "white_paper", bevel=0.0003)
    m.box((0, 0.06, 0.0006), (0.088, 0.126, 0.0003), "photo_sky", bevel=0)
    m.box((-0.012, 0.046, 0.0008), (0.06, 0.05, 0.0003), "photo_dark", bevel=0)
    roof = [(-0.036, 0.0), (0.036, 0.0), (0.0, 0.024)]
    m.plate(roof, 0.0003, "photo_mid", at=(-0.012, 0.071, 0.0009), turn=(-90, 0, 0))
    for x in (-0.028, -0.002):
        m.box((x, 0.052, 0.00105), (0.01, 0.014, 0.0002), "photo_mid", bevel=0)
    m.box((0, 0.012, 0.0008), (0.088, 0.03, 0.0003), "photo_mid", bevel=0)
    body = [(-0.011, 0), (0.011, 0), (0.009, 0.024), (0.013, 0.034), (0.004, 0.042), (-0.004, 0.042), (-0.013, 0.034), (-0.009, 0.024)]
    m.plate(body, 0.0003, "photo_black", at=(0.018, 0.012, 0.0013), turn=(-90, 0, 0))
    m.lathe([(0, 0.0016), (0.0062, 0.0016)], "photo_pale", at=(0.018, 0.06, 0), segments=18)
    m.box((0.018, 0.066, 0.0017), (0.018, 0.0026, 0.0002), "photo_black", bevel=0)
    m.box((0.018, 0.0685, 0.0017), (0.0105, 0.005, 0.0002), "photo_black", bevel=0)


def book(m: Model) -> None:
    """A shut clothbound book with gilt rules and a ribbon."""
    m.box((0, 0.1, 0.0), (0.145, 0.205, 0.026), "white_paper", bevel=0.001)
    for z in (-0.0145, 0.0145):
        m.box((0.001, 0.1, z), (0.155, 0.217, 0.003), "book_red", bevel=0.0013)
    m.add(
        shape.lathe([(0.0158, -0.108), (0.0158, 0.108)], segments=20, sweep=180).scaled((1, 0.55, 1)),
        "book_red",
        at=(-0.0755, 0.1, 0),
        turn=(90, -90, 0),
    )
    for y in (0.02, 0.18):
        m.box((0, y, 0.0162), (0.118, 0.0016, 0.0004), "gold", bevel=0)
    for x in (-0.059, 0.059):
        m.box((x, 0.1, 0.0162), (0.0016, 0.16, 0.0004), "gold", bevel=0)
    m.text("DIARY", 0.024, "gold", at=(0, 0.125, 0.0162), turn=(-90, 0, 0), depth=0.0003)
    m.tube([(0.01, -0.003, 0.004), (0.014, -0.02, 0.0), (0.01, -0.04, -0.012)], "red", radius=0.0018, sides=6)


def map(m: Model) -> None:
    """A worn folding map with roads, a river and a red cross."""
    points, faces = [], []
    columns = 9
    for k in range(columns):
        for y in (0.0, 0.3):
            points.append((-0.24 + k * 0.06, y, 0.006 * (k % 2)))
    for k in range(columns - 1):
        faces.append((2 * k, 2 * k + 2, 2 * k + 3, 2 * k + 1))
    m.parts.append((shape.solid(np.array(points), faces), "map_paper"))
    draw = m.random
    for k in range(7):
        y0, y1 = draw.uniform(0.02, 0.28), draw.uniform(0.02, 0.28)
        path = [(-0.235 + t * 0.47, y0 + (y1 - y0) * t + 0.012 * math.sin(t * 9 + k), 0.0075) for t in np.linspace(0, 1, 14)]
        m.tube(path, ("ink", "blue", "ink", "book_brown", "ink", "ink", "book_green")[k], radius=0.0012 if k == 1 else 0.0006, sides=4)
    for turn in (45, -45):
        m.box((0.07, 0.18, 0.009), (0.034, 0.004, 0.0008), "red", bevel=0.0002, turn=(0, 0, turn))


def briefcase(m: Model) -> None:
    """A leather briefcase; the grip is its handle, it hangs below. Put down, it stands with its locks to −y."""
    m.lie = (0, 0, -90)
    m.add(shape.box((0.12, 0.42, 0.29), bevel=0.022), "leather", at=(0, 0, -0.2))
    m.box((0, 0, -0.155), (0.125, 0.424, 0.01), "leather_black", bevel=0.002)
    m.tube([(0, -0.07, -0.055), (0, -0.06, -0.01), (0, 0.06, -0.01), (0, 0.07, -0.055)], "leather_black", radius=0.012, sides=12)
    for y in (-0.13, 0.13):
        m.box((0.062, y, -0.15), (0.006, 0.045, 0.035), "brass", bevel=0.003)
        m.box((0.065, y, -0.14), (0.008, 0.016, 0.016), "brass", bevel=0.003)
    for y in (-0.2, 0.2):
        for z in (-0.07, -0.33):
            for x in (-0.052, 0.052):
                m.add(shape.ball(0.014, segments=10, rings=6), "brass", at=(x, y, z))


def ring_box(m: Model) -> None:
    """An open velvet box with a ring in it."""
    m.add(shape.box((0.055, 0.055, 0.03), bevel=0.006), "velvet")
    m.add(shape.box((0.055, 0.01, 0.05), bevel=0.004), "velvet", at=(0, 0.034, 0.034), turn=(-12, 0, 0))
    m.box((0, 0, 0.0155), (0.044, 0.044, 0.004), "linen", bevel=0.002)
    m.tube(
        [(0.0095 * math.cos(a), 0, 0.024 + 0.0095 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 25)],
        "gold",
        radius=0.0012,
        sides=8,
        smooth=False,
    )
    m.lathe([(0, -0.005), (0.0042, 0.001), (0.003, 0.0028), (0, 0.003)], "glass", at=(0, 0, 0.038), segments=8)


def rose(m: Model) -> None:
    """A red rose on its stem; the grip is on the stem."""
    m.lie = (90, 0, 0)
    m.tube([(0, 0, -0.16), (0.004, 0, 0.0), (0, 0.004, 0.14)], "green", radius=0.0026, sides=8)
    for k in range(13):
        a, r = k * 2.4, 0.006 + 0.0016 * k
        petal = shape.lathe([(0.004, 0), (0.018, 0.012), (0.021, 0.03), (0.018, 0.034)], segments=7, sweep=110)
        m.add(petal.scaled((r / 0.02, r / 0.02, 1.0 - k * 0.02)), "red", at=(0, 0.004, 0.14), turn=(0, 0, math.degrees(a)))
    for z, turn in ((-0.04, 20), (0.03, 200), (0.07, 110)):
        leaf = [(0, 0), (0.014, 0.018), (0.0, 0.048), (-0.014, 0.018)]
        m.plate(leaf, 0.0008, "leaf_dark", at=(0, 0, z), turn=(35, 0, turn))


def instrument_case(m: Model) -> None:
    """The black case of an instrument: wide and narrow end, clasps, a handle, which is the grip. Put down, it lies on its back."""
    m.lie = (-90, 0, 0)
    outline = [(-0.4, -0.24), (0.4, -0.21), (0.4, -0.05), (0.2, -0.03), (0.02, -0.05), (-0.2, -0.01), (-0.4, -0.03)]
    m.plate(outline[::-1], 0.13, "leather_black", at=(0, 0, -0.02))
    m.plate([(x * 1.006, -0.13 + (z + 0.13) * 1.03) for x, z in outline][::-1], 0.012, "brass", at=(0, 0, -0.02))
    m.tube([(-0.07, 0, -0.04), (-0.05, 0, 0.0), (0.05, 0, 0.0), (0.07, 0, -0.04)], "leather", radius=0.012, sides=10)
    for x in (-0.3, -0.12, 0.14, 0.32):
        m.box((x, -0.067, -0.07), (0.035, 0.008, 0.05), "brass", bevel=0.003)


def wooden_box(m: Model) -> None:
    """A small box of oak with brass corners and a clasp, a hand's breadth high; held by its lid."""
    m.box((0, 0, -0.1), (0.3, 0.2, 0.12), "oak", bevel=0.006)
    m.box((0, 0, -0.02), (0.304, 0.204, 0.038), "walnut", bevel=0.01)
    m.box((0, -0.103, -0.05), (0.03, 0.008, 0.045), "brass", bevel=0.003)
    for x in (-0.14, 0.14):
        for y in (-0.092, 0.092):
            m.box((x, y, -0.15), (0.03, 0.024, 0.024), "brass", bevel=0.004)


PROPS = (letter, photograph, book, map, briefcase, instrument_case, wooden_box, ring_box, rose)
