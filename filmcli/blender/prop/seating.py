"""What one sits on in rooms: chairs, armchairs, sofas.

Knows nothing of sets. The origin is under the seat's centre, the sitter faces −y.
"""

from __future__ import annotations

import math

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def chair(m: Model, *, wood: str = "trim", seat: str = "leather", height: float = 0.46, back: str = "slats") -> None:
    """A wooden chair; back is slats, splat, pad or metal."""
    m.box((0, 0, height - 0.03), (0.45, 0.45, 0.05), seat if back != "splat" else wood, bevel=0.02)
    m.box((0, 0, height - 0.065), (0.41, 0.41, 0.045), wood)
    for x in (-0.195, 0.195):
        m.box((x, -0.19, height / 2 - 0.025), (0.036, 0.036, height - 0.05), wood)
        m.box((x, 0.2, height / 2 - 0.025), (0.036, 0.036, height - 0.05), wood)
        m.box((x, 0.225, height + 0.22), (0.036, 0.034, 0.5), wood, turn=(-6, 0, 0))
        m.box((x, 0, 0.17), (0.022, 0.36, 0.022), wood)
    m.box((0, 0.0, 0.17), (0.36, 0.022, 0.022), wood)
    if back == "pad":
        m.box((0, 0.235, height + 0.33), (0.4, 0.05, 0.26), seat, bevel=0.022, turn=(-6, 0, 0))
    elif back == "splat":
        m.box((0, 0.228, height + 0.24), (0.14, 0.018, 0.42), wood, turn=(-6, 0, 0))
        m.box((0, 0.25, height + 0.45), (0.42, 0.024, 0.08), wood, bevel=0.01, turn=(-6, 0, 0))
    else:
        for z in (0.14, 0.27, 0.4):
            m.box((0, 0.215 + z * 0.1, height + z), (0.4, 0.02, 0.07), wood, turn=(-6, 0, 0))


def office_chair(m: Model, *, seat: str = "leather", wood: str = "trim", height: float = 0.46) -> None:
    """A swivel desk chair with arms on a star of wheels."""
    m.box((0, 0, height - 0.035), (0.48, 0.47, 0.08), seat, bevel=0.035)
    m.box((0, 0.27, height + 0.34), (0.46, 0.07, 0.46), seat, bevel=0.032, turn=(-9, 0, 0))
    m.box((0, 0.31, height + 0.34), (0.5, 0.03, 0.5), wood, bevel=0.014, turn=(-9, 0, 0))
    for s in (-1, 1):
        m.tube(
            [
                (s * 0.27, 0.22, height),
                (s * 0.28, 0.2, height + 0.18),
                (s * 0.28, 0.0, height + 0.22),
                (s * 0.28, -0.17, height + 0.2),
                (s * 0.27, -0.19, height + 0.04),
            ],
            wood,
            radius=0.018,
        )
    m.lathe([(0.03, height - 0.07), (0.026, 0.14), (0.05, 0.1), (0.02, 0.07)], "gunmetal", segments=16)
    for k in range(4):
        c, s = math.cos(k * math.pi / 2 + 0.6), math.sin(k * math.pi / 2 + 0.6)
        m.tube([(0.02 * c, 0.02 * s, 0.12), (0.15 * c, 0.15 * s, 0.1), (0.29 * c, 0.29 * s, 0.06)], wood, radius=0.02)
        m.add(shape.ball(0.028, segments=10, rings=6), "rubber", at=(0.29 * c, 0.29 * s, 0.03))


def armchair(m: Model, *, cloth: str = "upholstery", wood: str = "trim", height: float = 0.43) -> None:
    """A deep armchair with rolled arms."""
    m.box((0, 0.02, height - 0.09), (0.56, 0.58, 0.18), cloth, bevel=0.055)
    m.box((0, 0.06, height - 0.24), (0.8, 0.7, 0.2), cloth, bevel=0.03)
    m.box((0, 0.36, height + 0.2), (0.72, 0.2, 0.68), cloth, bevel=0.07, turn=(-12, 0, 0))
    m.box((0, 0.26, height + 0.2), (0.52, 0.14, 0.5), cloth, bevel=0.06, turn=(-12, 0, 0))
    for s in (-1, 1):
        m.box((s * 0.36, 0.03, height - 0.02), (0.15, 0.7, 0.32), cloth, bevel=0.05)
        m.add(
            shape.lathe([(0, -0.36), (0.07, -0.36), (0.085, -0.33), (0.085, 0.3), (0, 0.3)], segments=18),
            cloth,
            at=(s * 0.365, 0.02, height + 0.14),
            turn=(90, 0, 0),
        )
        for y in (-0.25, 0.33):
            m.lathe([(0.026, 0.12), (0.018, 0.0)], wood, at=(s * 0.34, y, 0), segments=12)


def sofa(
    m: Model, *, width: float = 2.0, cloth: str = "upholstery", cushion: str = "cushion", wood: str = "trim", height: float = 0.44
) -> None:
    """A sofa for three; the origin is under the middle of the seat."""
    m.box((0, 0.1, height - 0.26), (width, 0.86, 0.2), cloth, bevel=0.03)
    seats = 3 if width > 1.7 else 2
    each = (width - 0.34) / seats
    for i in range(seats):
        x = each * (i - (seats - 1) / 2)
        m.box((x, 0.02, height - 0.08), (each - 0.008, 0.66, 0.17), cloth, bevel=0.05)
        m.box((x, 0.37, height + 0.2), (each - 0.012, 0.18, 0.46), cloth, bevel=0.07, turn=(-12, 0, 0))
    m.box((0, 0.48, height + 0.08), (width, 0.14, 0.66), cloth, bevel=0.05, turn=(-6, 0, 0))
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.085), 0.08, height - 0.0), (0.17, 0.84, 0.4), cloth, bevel=0.06)
        m.box(
            (s * (width / 2 - 0.36), 0.2, height + 0.16),
            (0.4, 0.13, 0.38),
            cushion,
            bevel=0.06,
            turn=(-22, m.random.uniform(-14, 14), s * -12),
        )
        for y in (-0.25, 0.44):
            m.lathe([(0.028, 0.1), (0.02, 0)], wood, at=(s * (width / 2 - 0.1), y, 0), segments=12)


PROPS = (chair, office_chair, armchair, sofa)
