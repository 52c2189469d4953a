"""What stands in the middle of yards and squares: a well, a wind pump, a hitching rail, a fountain.

Knows nothing of sets.
"""

from __future__ import annotations

import math

from filmcli.blender.prop.model import Model


def well(m: Model) -> None:
    """A stone well under a little roof, with winch and bucket."""
    for k in range(26):
        a, level = k % 13 * 0.4833 + (k // 13) * 0.24, k // 13
        m.box(
            (0.62 * math.cos(a), 0.62 * math.sin(a), 0.2 + 0.38 * level),
            (0.3, 0.29, 0.36),
            "rock",
            bevel=0.05,
            turn=(0, 0, math.degrees(a)),
        )
    m.lathe([(0.5, 0.55), (0.78, 0.78), (0.8, 0.86), (0.48, 0.86), (0.46, 0.4)], "stone", segments=26)
    m.lathe([(0, 0.4), (0.47, 0.4)], "water", segments=20)
    for s in (-1, 1):
        m.box((s * 0.7, 0, 1.35), (0.12, 0.14, 1.3), "grey_wood", bevel=0.015)
        m.box((0, s * 0.36, 2.15), (1.9, 0.84, 0.05), "thatch", bevel=0.015, turn=(-s * 34, 0, 0))
    m.tube([(-0.85, 0, 1.5), (0.95, 0, 1.5)], "dead_wood", radius=0.06)
    m.tube([(0.95, 0, 1.5), (0.95, 0.02, 1.2), (1.12, 0.02, 1.2)], "iron", radius=0.014, smooth=False)
    m.tube([(0.05, 0.07, 1.5), (0.05, 0.07, 1.05)], "rope", radius=0.012)
    m.lathe([(0.1, 0.86), (0.13, 1.08), (0.12, 1.08), (0.09, 0.88)], "grey_wood", at=(0.05, 0.07, 0), segments=14)


def wind_pump(m: Model, *, height: float = 9.0) -> None:
    """A farm wind pump on its lattice tower."""
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.tube([(sx * 1.1, sy * 1.1, 0), (sx * 0.15, sy * 0.15, height)], "zinc", radius=0.04, sides=6)
    for k in range(1, 6):
        t = k / 6
        w = 1.1 + (0.15 - 1.1) * t
        corners = [(-w, -w, height * t), (w, -w, height * t), (w, w, height * t), (-w, w, height * t), (-w, -w, height * t)]
        m.tube(corners, "zinc", radius=0.02, sides=5, smooth=False)
        u = 1.1 + (0.15 - 1.1) * (k - 1) / 6
        m.tube([(-u, -u, height * (k - 1) / 6), (w, -w, height * t)], "zinc", radius=0.015, sides=4)
    for k in range(18):
        a = k * 0.349
        m.box(
            (1.0 * math.cos(a), -0.3, height + 0.2 + 1.0 * math.sin(a)),
            (0.95, 0.012, 0.24),
            "zinc",
            bevel=0.003,
            turn=(18, -math.degrees(a), 0),
        )
    m.tube([(0, -0.35, height + 0.2), (0, 1.7, height + 0.2)], "zinc", radius=0.03)
    m.box((0, 2.0, height + 0.2), (0.02, 0.9, 0.7), "red_paint", bevel=0.003)


def hitching_rail(m: Model, *, length: float = 2.6) -> None:
    """A rail to tie horses to, with a water trough."""
    for s in (-1, 1):
        m.tube([(s * length / 2, 0, -0.2), (s * length / 2, 0, 1.05)], "grey_wood", radius=0.06)
    m.tube([(-length / 2 - 0.15, 0, 0.98), (0, 0, 0.96), (length / 2 + 0.15, 0, 0.99)], "grey_wood", radius=0.05)
    for s in (-1, 1):
        m.box((0, -0.55 + s * 0.22, 0.34), (1.7, 0.05, 0.42), "grey_wood", bevel=0.012, turn=(s * 10, 0, 0))
        m.box((s * 0.83, -0.55, 0.34), (0.05, 0.46, 0.42), "grey_wood", bevel=0.012)
    m.box((0, -0.55, 0.46), (1.62, 0.4, 0.01), "water", bevel=0)


def fountain(m: Model, *, radius: float = 1.9) -> None:
    """A round stone fountain with a column and a bowl."""
    m.lathe(
        [
            (radius * 1.12, 0),
            (radius * 1.12, 0.16),
            (radius, 0.18),
            (radius * 0.97, 0.62),
            (radius * 1.05, 0.66),
            (radius * 1.05, 0.74),
            (radius * 0.86, 0.74),
            (radius * 0.84, 0.4),
            (0, 0.4),
        ],
        "stone",
        segments=40,
    )
    m.lathe([(0, 0.56), (radius * 0.86, 0.56)], "sea", segments=30)
    m.lathe(
        [
            (0.3, 0.4),
            (0.2, 0.7),
            (0.16, 1.2),
            (0.24, 1.36),
            (0.62, 1.56),
            (0.7, 1.64),
            (0.6, 1.62),
            (0.2, 1.5),
            (0.12, 1.6),
            (0.1, 2.0),
            (0.17, 2.1),
            (0.0, 2.3),
        ],
        "stone",
        segments=26,
    )
    m.lathe([(0, 1.6), (0.6, 1.6)], "sea", segments=20)
    for k in range(8):
        a = k * 0.785
        m.tube(
            [
                (0.66 * math.cos(a), 0.66 * math.sin(a), 1.62),
                (0.85 * math.cos(a), 0.85 * math.sin(a), 1.3),
                (0.95 * math.cos(a), 0.95 * math.sin(a), 0.56),
            ],
            "pane",
            radius=(0.012, 0.018, 0.03),
            sides=6,
        )


PROPS = (well, wind_pump, hitching_rail, fountain)
