"""Furniture for living: tables, bookcases, cabinets, rugs, plants, a hat stand, a fireplace.

Knows nothing of sets. What stands at a wall has its back at y = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model

BOOKS = ("book_red", "book_blue", "book_green", "book_brown", "book_cream", "leather", "book_brown")


def table(
    m: Model,
    *,
    size: tuple[float, float] = (1.2, 0.8),
    height: float = 0.76,
    wood: str = "walnut",
    legs: str = "square",
    shelf: bool = False,
) -> None:
    """A table; legs are square, turned or slab."""
    w, d = size
    m.box((0, 0, height - 0.02), (w, d, 0.038), wood, bevel=0.009)
    m.box((0, 0, height - 0.075), (w - 0.14, d - 0.14, 0.075), wood)
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = sx * (w / 2 - 0.075), sy * (d / 2 - 0.075)
            if legs == "turned":
                m.lathe(
                    [
                        (0.018, 0),
                        (0.024, 0.06),
                        (0.016, 0.1),
                        (0.034, height * 0.5),
                        (0.022, height * 0.62),
                        (0.036, height * 0.68),
                        (0.036, height - 0.04),
                    ],
                    wood,
                    at=(x, y, 0),
                    segments=14,
                )
            else:
                m.box((x, y, (height - 0.04) / 2), (0.058, 0.058, height - 0.04), wood)
    if shelf:
        m.box((0, 0, height * 0.35), (w - 0.12, d - 0.12, 0.022), wood)


def round_table(m: Model, *, radius: float = 0.4, height: float = 0.76, wood: str = "walnut", foot: str = "iron") -> None:
    """A pedestal table."""
    m.lathe(
        [
            (0, height),
            (radius - 0.012, height),
            (radius, height - 0.012),
            (radius, height - 0.03),
            (radius - 0.02, height - 0.04),
            (0, height - 0.04),
        ],
        wood,
        segments=44,
    )
    m.lathe([(0.09, height - 0.04), (0.04, height - 0.08), (0.034, 0.12), (0.06, 0.06), (radius * 0.62, 0.03), (radius * 0.64, 0.0)], foot)


def bookcase(
    m: Model, *, width: float = 1.0, height: float = 2.0, depth: float = 0.28, wood: str = "trim", shelves: int = 5, fill: float = 0.85
) -> None:
    """A bookcase full of books, some lying, with a few things between; its back is y = 0."""
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.0125), -depth / 2, height / 2), (0.025, depth, height), wood, bevel=0.004)
    m.box((0, -0.008, height / 2), (width - 0.05, 0.012, height), wood, bevel=0)
    m.box((0, -depth / 2, height - 0.012), (width + 0.04, depth + 0.03, 0.03), wood)
    pitch = (height - 0.09) / shelves
    for i in range(shelves):
        z = 0.08 + i * pitch
        m.box((0, -depth / 2, z), (width - 0.05, depth - 0.01, 0.022), wood, bevel=0.004)
        row(m, width=width - 0.08, tall=pitch - 0.06, at=(0, -depth * 0.5, z + 0.011), deep=depth * 0.68, fill=fill)


def row(m: Model, *, width: float, tall: float, at: tuple[float, float, float], deep: float = 0.18, fill: float = 0.85) -> None:
    """A row of books on a shelf."""
    x, end, draw = at[0] - width / 2, at[0] + width / 2, m.random
    while x < end - 0.05:
        if draw.random() > fill:
            gap = draw.uniform(0.08, 0.22)
            if gap > 0.14 and x + gap < end:
                for k in range(draw.randint(1, 4)):
                    m.box(
                        (x + gap / 2, at[1], at[2] + 0.018 + k * 0.034),
                        (gap * draw.uniform(0.75, 0.95), deep * 0.9, 0.03),
                        draw.choice(BOOKS),
                        bevel=0.003,
                        turn=(0, 0, draw.uniform(-8, 8)),
                    )
            x += gap
            continue
        thick, high = draw.uniform(0.022, 0.052), min(tall, draw.uniform(0.17, 0.26))
        lean = draw.choice((0, 0, 0, 0, 5))
        m.box(
            (x + thick / 2 + lean * 0.002, at[1] + draw.uniform(-0.012, 0.012), at[2] + high / 2),
            (thick - 0.002, deep, high),
            draw.choice(BOOKS),
            bevel=0.004,
            turn=(0, lean, 0),
        )
        if thick > 0.04:
            m.box((x + thick / 2, at[1] - deep / 2 - 0.0125, at[2] + high * 0.72), (thick * 0.75, 0.004, high * 0.12), "gold", bevel=0)
        x += thick + (0.012 if lean else 0)


def cabinet(
    m: Model,
    *,
    width: float = 1.2,
    height: float = 0.8,
    depth: float = 0.42,
    wood: str = "walnut",
    rows: int = 1,
    columns: int = 3,
    knob: str = "brass",
) -> None:
    """A sideboard, chest or console with doors or drawers; its back is y = 0."""
    m.box((0, -depth / 2, height / 2 + 0.04), (width, depth, height - 0.12), wood, bevel=0.006)
    m.box((0, -depth / 2, height - 0.012), (width + 0.04, depth + 0.02, 0.026), wood, bevel=0.008)
    m.box((0, -depth / 2 + 0.02, 0.05), (width - 0.06, depth - 0.06, 0.1), wood)
    w, h = (width - 0.04) / columns, (height - 0.16) / rows
    for i in range(columns):
        for j in range(rows):
            x, z = w * (i - (columns - 1) / 2), 0.12 + h * (j + 0.5)
            m.box((x, -depth - 0.008, z), (w - 0.014, 0.022, h - 0.014), wood, bevel=0.008)
            m.lathe(
                [(0, 0.028), (0.014, 0.024), (0.007, 0.01), (0.012, 0)],
                knob,
                at=(x + (w * 0.38 if rows == 1 else 0), -depth - 0.018, z),
                turn=(90, 0, 0),
                segments=12,
            )


def rug(m: Model, *, size: tuple[float, float] = (2.4, 1.6), cloth: str = "rug") -> None:
    """A rug with a border and fringes."""
    w, d = size
    m.box((0, 0, 0.006), (w, d, 0.012), cloth, bevel=0.003)
    for s in (-1, 1):
        m.box((s * (w / 2 + 0.025), 0, 0.003), (0.05, d - 0.02, 0.004), "linen", bevel=0)
        m.box((0, s * (d / 2 - 0.07), 0.0125), (w - 0.1, 0.03, 0.002), "upholstery_second", bevel=0)
        m.box((s * (w / 2 - 0.07), 0, 0.0125), (0.03, d - 0.12, 0.002), "upholstery_second", bevel=0)


def plant(m: Model, *, height: float = 1.3, pot: str = "terracotta", leaf: str = "leaf_dark") -> None:
    """A potted plant with long drooping leaves."""
    m.lathe([(0, 0.02), (0.11, 0), (0.15, 0.26), (0.165, 0.26), (0.165, 0.31), (0.14, 0.31), (0.13, 0.27), (0, 0.27)], pot)
    count = 22
    for k in range(count):
        turn, reach = k * 2.4 + m.random.uniform(-0.3, 0.3), m.random.uniform(0.22, 0.42)
        top = height * m.random.uniform(0.55, 1.0)
        c, s = math.cos(turn), math.sin(turn)
        path = [
            (0, 0, 0.26),
            (reach * 0.25 * c, reach * 0.25 * s, top * 0.7),
            (reach * 0.7 * c, reach * 0.7 * s, top),
            (reach * c, reach * s, top * m.random.uniform(0.78, 0.9)),
        ]
        blade(m, path, 0.035, leaf)


def blade(m: Model, path: list[tuple[float, float, float]], width: float, leaf: str) -> None:
    """A leaf as a bent strip along a path, widest beyond its middle."""
    spine, _ = shape.curve(np.asarray(path, float), np.full(len(path), width), steps=3)
    t = np.linspace(0, 1, len(spine))
    side = np.cross(np.gradient(spine, axis=0), (0, 0, 1))
    side = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    half = side * (width * np.sin(np.pi * np.clip(t * 0.92 + 0.06, 0, 1)))[:, None]
    points = np.stack([spine - half, spine + half], 1).reshape(-1, 3)
    m.parts.append((shape.solid(points, [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(spine) - 1)]), leaf))


def coat_stand(m: Model, *, wood: str = "trim", hat: bool = True, coat: bool = False) -> None:
    """A hat stand, with a fedora on it, perhaps a coat."""
    m.lathe(
        [(0.05, 0.06), (0.024, 0.1), (0.024, 0.5), (0.018, 0.9), (0.016, 1.7), (0.026, 1.74), (0.022, 1.79), (0, 1.8)], wood, segments=16
    )
    for k in range(4):
        c, s = math.cos(k * math.pi / 2 + 0.5), math.sin(k * math.pi / 2 + 0.5)
        m.tube([(0, 0, 0.14), (0.15 * c, 0.15 * s, 0.1), (0.27 * c, 0.27 * s, 0.015)], wood, radius=0.014)
        m.tube([(0, 0, 1.6), (0.1 * c, 0.1 * s, 1.6), (0.15 * c, 0.15 * s, 1.7)], "brass", radius=0.009)
    if hat:
        crown = shape.lathe([(0.165, 0), (0.16, 0.008), (0.088, 0.012), (0.084, 0.07), (0.06, 0.115), (0.0, 0.1)], segments=30)
        m.add(crown.scaled((0.92, 1.15, 1.0)), "felt", at=(0, -0.02, 1.765), turn=(7, 0, 0))
        m.add(
            shape.lathe([(0.0905, 0.012), (0.0885, 0.042)], segments=30).scaled((0.92, 1.15, 1.0)),
            "black",
            at=(0, -0.02, 1.765),
            turn=(7, 0, 0),
        )
    if coat:
        m.add(
            shape.lathe([(0.2, 0.62), (0.17, 1.1), (0.13, 1.42), (0.05, 1.58)], segments=22).scaled((0.75, 0.5, 1.0)),
            "felt",
            at=(-0.1, -0.06, 0),
        )


def fireplace(m: Model, *, width: float = 1.4, stone: str = "stone", lit: bool = False) -> None:
    """A mantelpiece over a hearth; its back is y = 0."""
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.13), -0.14, 0.53), (0.26, 0.28, 1.06), stone, bevel=0.012)
    m.box((0, -0.14, 1.0), (width, 0.28, 0.2), stone, bevel=0.012)
    m.box((0, -0.17, 1.14), (width + 0.2, 0.36, 0.07), stone, bevel=0.014)
    m.box((0, -0.02, 0.45), (width - 0.5, 0.03, 0.9), "matte_black", bevel=0)
    m.box((0, -0.3, 0.02), (width + 0.1, 0.6, 0.04), stone)
    for k in range(4):
        m.tube([(-0.25 + 0.1 * k, -0.12, 0.1 + 0.03 * k), (0.12 + 0.05 * k, -0.18, 0.12 + 0.02 * k)], "bark", radius=0.04)
    if lit:
        for k in range(5):
            m.glow(
                shape.lathe([(0.035, 0), (0.05, 0.06), (0.0, 0.22 + 0.05 * (k % 3))], segments=10),
                "flame",
                at=(-0.18 + k * 0.09, -0.14, 0.15),
            )
        m.light((0, -0.32, 0.3), kelvin=1900, watts=38.0, radius=0.15)


PROPS = (table, round_table, bookcase, cabinet, rug, plant, coat_stand, fireplace)
