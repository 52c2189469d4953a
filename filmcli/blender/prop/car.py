"""Parked vehicles: a saloon car of the forties or of today, a cart.

Knows nothing of sets. A car's nose points to −y.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model

# Side views as (y, half width, underside z, top z) from nose to tail; metres.
_OLD = [
    (-2.35, 0.5, 0.42, 0.62),
    (-2.25, 0.62, 0.34, 0.9),
    (-1.9, 0.72, 0.3, 1.0),
    (-1.0, 0.8, 0.28, 1.06),
    (-0.7, 0.82, 0.28, 1.08),
    (0.3, 0.86, 0.28, 1.06),
    (1.2, 0.84, 0.28, 1.04),
    (1.8, 0.76, 0.3, 0.96),
    (2.2, 0.64, 0.36, 0.8),
    (2.35, 0.5, 0.42, 0.6),
]
_NEW = [
    (-2.2, 0.62, 0.38, 0.58),
    (-2.1, 0.76, 0.26, 0.74),
    (-1.6, 0.87, 0.24, 0.86),
    (-0.8, 0.9, 0.22, 0.96),
    (0.2, 0.9, 0.22, 0.99),
    (1.3, 0.9, 0.22, 1.02),
    (1.9, 0.84, 0.26, 1.0),
    (2.15, 0.74, 0.34, 0.92),
    (2.22, 0.6, 0.42, 0.8),
]
_CABIN = {
    "old": [
        (-0.75, 0.72, 1.02, 1.06),
        (-0.42, 0.7, 1.02, 1.4),
        (-0.1, 0.64, 1.02, 1.57),
        (0.5, 0.62, 1.02, 1.62),
        (1.1, 0.62, 1.02, 1.55),
        (1.6, 0.62, 0.98, 1.28),
        (1.95, 0.56, 0.9, 0.96),
    ],
    "new": [
        (-0.95, 0.78, 0.9, 0.95),
        (-0.35, 0.72, 0.92, 1.28),
        (0.1, 0.64, 0.94, 1.42),
        (0.7, 0.63, 0.94, 1.43),
        (1.2, 0.66, 0.94, 1.3),
        (1.75, 0.72, 0.94, 1.02),
    ],
}


def car(m: Model, *, kind: str = "old", body: str = "car", lights: bool = False) -> None:
    """A saloon; kind old (1940s) or new."""
    m.parts.append((hull(_OLD if kind == "old" else _NEW, power=3.4), body))
    m.parts.append((hull(_CABIN[kind], power=2.8), body))
    m.parts.append((_glazing(_CABIN[kind]), "dark_pane"))
    wheels = ((-1.42, 1.4), 0.36) if kind == "old" else ((-1.36, 1.36), 0.34)
    for y in wheels[0]:
        for s in (-1, 1):
            _wheel(m, (s * (0.74 if kind == "old" else 0.8), y, wheels[1]), wheels[1], s)
            if kind == "old":
                fender = [
                    (y - 0.62, 0.1, 0.3, 0.34),
                    (y - 0.5, 0.17, 0.36, 0.66),
                    (y - 0.2, 0.2, 0.42, 0.86),
                    (y + 0.15, 0.2, 0.42, 0.86),
                    (y + 0.55, 0.17, 0.34, 0.64),
                    (y + 0.85, 0.08, 0.3, 0.36),
                ]
                m.parts.append((hull(fender, power=2.6).moved((s * 0.76, 0, 0)), body))
    nose = -2.38 if kind == "old" else -2.2
    for y in (nose - 0.03, -nose - 0.02):
        m.tube(
            [(-0.84, y * 0.94, 0.46), (-0.5, y, 0.46), (0.5, y, 0.46), (0.84, y * 0.94, 0.46)],
            "chrome" if kind == "old" else "matte_black",
            radius=0.055,
        )
    for k in range(7 if kind == "old" else 3):
        m.box((0, nose + 0.05, 0.56 + k * 0.055), (0.5 if kind == "old" else 1.0, 0.05, 0.024), "chrome", bevel=0.008)
    for s in (-1, 1):
        front = "headlight" if lights else "pane_grey"
        m.add(
            shape.ball(0.105, segments=18, rings=10).scaled((1, 0.6, 1)),
            "chrome",
            at=(s * 0.62, nose + 0.24, 0.8 if kind == "old" else 0.7),
        )
        m.glow(shape.ball(0.09, segments=16, rings=8).scaled((1, 0.5, 1)), front, at=(s * 0.62, nose + 0.19, 0.8 if kind == "old" else 0.7))
        m.glow(shape.ball(0.05, segments=12, rings=8), "taillight" if lights else "red", at=(s * 0.64, -nose - 0.12, 0.74))
        m.box((s * 0.89, 0.25, 0.78), (0.02, 1.5, 0.022), "chrome", bevel=0.008)
        m.box((s * 0.9, 0.35, 0.9), (0.03, 0.14, 0.025), "chrome", bevel=0.009)


def hull(stations: list[tuple[float, float, float, float]], *, power: float) -> shape.Solid:
    """Return a body skinned through cross sections (y, half width, bottom, top), each a superellipse."""
    rows = np.asarray(stations, float)
    t = np.linspace(0, 1, len(rows))
    fine = np.linspace(0, 1, len(rows) * 4)
    rows = np.stack([np.interp(fine, t, rows[:, k]) for k in range(4)], 1)
    for _ in range(2):
        rows[1:-1] = 0.25 * rows[:-2] + 0.5 * rows[1:-1] + 0.25 * rows[2:]
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    cos, sin = (np.sign(f) * np.abs(f) ** (2 / power) for f in (np.cos(angles), np.sin(angles)))
    rings = [np.stack([w * cos, np.full_like(cos, y), (low + high) / 2 + (high - low) / 2 * sin], 1) for y, w, low, high in rows]
    n = len(angles)
    faces = [
        (k * n + (i + 1) % n, k * n + i, (k + 1) * n + i, (k + 1) * n + (i + 1) % n)[::-1] for k in range(len(rings) - 1) for i in range(n)
    ]
    faces += [tuple(range(n)), tuple(range((len(rings) - 1) * n, len(rings) * n))[::-1]]
    return shape.solid(np.concatenate(rings), faces)


def _glazing(stations: list[tuple[float, float, float, float]]) -> shape.Solid:
    """Return the side windows: a slightly larger, shorter cabin slice so that only the glass band shows."""
    inner = [(y * 0.985 + 0.01, w + 0.006, low + 0.06, max(low + 0.07, high - 0.09)) for y, w, low, high in stations[1:-1]]
    return hull(inner, power=4.2)


def _wheel(m: Model, at: tuple[float, float, float], radius: float, side: int) -> None:
    """A tyre with a hub cap."""
    r = radius
    m.add(
        shape.lathe([(r * 0.6, -0.09), (r * 0.92, -0.09), (r, -0.05), (r, 0.05), (r * 0.92, 0.09), (r * 0.6, 0.09)], segments=30),
        "rubber",
        at=at,
        turn=(0, 90, 0),
    )
    m.add(
        shape.lathe([(r * 0.62, 0.06), (r * 0.5, 0.08), (r * 0.28, 0.075), (r * 0.2, 0.11), (0, 0.12)], segments=24),
        "chrome",
        at=at,
        turn=(0, 90 * side, 0),
    )


def cart(m: Model, *, wood: str = "grey_wood") -> None:
    """A farm wagon with spoked wheels; its shafts point to −y."""
    m.box((0, 0, 0.85), (1.3, 2.4, 0.08), wood)
    for s in (-1, 1):
        for k in range(2):
            m.box((s * 0.66, 0, 1.0 + k * 0.18), (0.04, 2.4, 0.15), wood)
        m.tube([(s * 0.4, -1.2, 0.8), (s * 0.35, -3.0, 0.35)], wood, radius=0.045)
        for y, r in ((-0.75, 0.48), (0.8, 0.56)):
            wagon_wheel(m, at=(s * 0.78, y, r), radius=r, wood=wood)


def wagon_wheel(m: Model, *, at: tuple[float, float, float] = (0, 0, 0.5), radius: float = 0.5, wood: str = "grey_wood") -> None:
    """A spoked wheel standing in the yz plane."""
    rim = [(0, radius * np.cos(a), radius * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 25)]
    m.add(shape.tube(rim, radius=0.04, smooth=False, caps=False), wood, at=at)
    m.add(shape.lathe([(0, -0.12), (0.08, -0.1), (0.08, 0.1), (0, 0.12)], segments=14), wood, at=at, turn=(0, 90, 0))
    for k in range(10):
        c, s = np.cos(k * np.pi / 5), np.sin(k * np.pi / 5)
        m.add(shape.tube([(0, 0.05 * c, 0.05 * s), (0, radius * c, radius * s)], radius=0.022), wood, at=at)


PROPS = (car, cart, wagon_wheel)
