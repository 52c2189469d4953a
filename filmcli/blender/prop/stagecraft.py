"""Theatre: stage, proscenium and curtain, boxes, footlights, rows of seats, lanterns, grand piano, stands for music.

Knows nothing of sets. What stands at a wall has its back at y = 0; seats have their origin under the seat's centre.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.room import drape


def stage_floor(
    m: Model, *, width: float = 8.0, depth: float = 4.0, height: float = 0.9, boards: str = "stage_boards", front: str = "walnut"
) -> None:
    """A raised stage whose front edge is at y = −depth/2."""
    m.box((0, 0, height / 2 - 0.03), (width, depth - 0.04, height - 0.06), "black", bevel=0.002)
    top = shape.sheet(width, depth)
    m.parts.append((top.moved((0, 0, height)), boards))
    m.box((0, -depth / 2 - 0.02, height - 0.04), (width, 0.08, 0.09), front, bevel=0.02)
    m.box((0, -depth / 2 + 0.01, height / 2), (width, 0.03, height - 0.1), front, bevel=0.004)
    for k in range(int(width)):
        m.box(
            (width * ((k + 0.5) / int(width) - 0.5), -depth / 2 - 0.01, height / 2 - 0.03),
            (width / int(width) - 0.12, 0.03, height - 0.3),
            front,
            bevel=0.014,
        )


def proscenium(
    m: Model,
    *,
    width: float = 7.0,
    height: float = 4.2,
    thick: float = 0.5,
    gold: str = "gold_leaf",
    cloth: str = "stage_curtain",
    bottom: float = 0.9,
) -> None:
    """The gilt arch of a stage with its tied curtains and a valance; the opening is centred, the house is at −y."""
    for s in (-1, 1):
        m.box((s * (width / 2 + 0.35), 0, height / 2), (0.7, thick, height), "ivory", bevel=0.02)
        for x in (-0.22, 0.22):
            m.lathe(
                [
                    (0.09, bottom),
                    (0.09, bottom + 0.12),
                    (0.07, bottom + 0.2),
                    (0.062, height - 0.3),
                    (0.09, height - 0.2),
                    (0.1, height - 0.1),
                ],
                gold,
                at=(s * (width / 2 + 0.35) + x, -thick / 2 - 0.05, 0),
                segments=20,
            )
        m.box((s * (width / 2 + 0.35), -thick / 2 - 0.02, bottom + 0.02), (0.74, 0.16, 0.12), gold, bevel=0.02)
        drape(m, left=s * (width / 2 - 0.45) - 0.5, width=1.0, bottom=bottom, top=height, material=cloth)
        m.tube([(s * (width / 2 - 0.9), -0.16, 1.9), (s * (width / 2 - 0.4), -0.22, 1.78), (s * width / 2, -0.14, 1.9)], gold, radius=0.03)
    m.box((0, 0, height + 0.35), (width + 1.4, thick, 0.7), "ivory", bevel=0.02)
    m.box((0, -thick / 2 - 0.03, height + 0.04), (width + 1.2, 0.1, 0.12), gold, bevel=0.03)
    m.box((0, -thick / 2 - 0.03, height + 0.62), (width + 1.4, 0.12, 0.1), gold, bevel=0.03)
    m.lathe([(0, 0.08), (0.18, 0.06), (0.26, 0.02), (0.3, 0)], gold, at=(0, -thick / 2, height + 0.34), turn=(90, 0, 0), segments=32)
    swags = max(3, int(width / 1.4))
    for k in range(swags):
        x, half = width * ((k + 0.5) / swags - 0.5), width / swags / 2
        for j in range(5):
            drop = 0.1 + j * 0.09
            m.tube(
                [
                    (x - half, -0.1, height - 0.03),
                    (x - half * 0.4, -0.13, height - drop * 0.9),
                    (x, -0.14, height - drop * 1.05),
                    (x + half * 0.4, -0.13, height - drop * 0.9),
                    (x + half, -0.1, height - 0.03),
                ],
                cloth,
                radius=0.06,
                sides=8,
            )


def stage_drop(m: Model, *, width: float = 7.0, height: float = 4.4, cloth: str = "stage_curtain") -> None:
    """The closed curtain at the back of a stage, in deep folds; it hangs down to the boards at 0.9 m."""
    columns, rows, bottom = 180, 4, 0.92
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    fold = 0.09 * np.sin(u * width / 0.34 * 6.283 + 0.6 * np.sin(u * 31)) * (1 - 0.4 * v)
    points = np.stack([(u - 0.5) * width, fold, bottom + v * (height - bottom + 0.9)], -1).reshape(-1, 3)
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(rows - 1)
        for c in range(columns - 1)
    ]
    m.parts.append((shape.solid(points, faces, uv=points[:, [0, 2]]), cloth))


def box_front(m: Model, *, width: float = 2.2, up: float = 2.9) -> None:
    """A theatre's box on the wall: a curved gilt front with a cushioned rail and dark within."""
    m.box((0, -0.3, up - 0.05), (width, 0.6, 0.12), "trim", bevel=0.02)
    m.box((0, -0.58, up + 0.36), (width, 0.1, 0.72), "ivory", bevel=0.03)
    for k in range(4):
        m.box((width * ((k + 0.5) / 4 - 0.5), -0.64, up + 0.36), (width / 4 - 0.1, 0.03, 0.46), "gold_leaf", bevel=0.014)
        m.box((width * ((k + 0.5) / 4 - 0.5), -0.652, up + 0.36), (width / 4 - 0.18, 0.02, 0.36), "ivory", bevel=0.008)
    m.box((0, -0.58, up + 0.76), (width + 0.06, 0.2, 0.08), "velvet_red", bevel=0.034)
    for s in (-1, 1):
        m.box((s * (width / 2 - 0.05), -0.3, up + 0.36), (0.1, 0.6, 0.72), "ivory", bevel=0.02)
        m.lathe([(0.06, up + 0.8), (0.05, up + 1.8), (0.08, up + 1.9)], "gold_leaf", at=(s * (width / 2 - 0.08), -0.5, 0), segments=16)
    m.box((0, -0.01, up + 1.0), (width - 0.2, 0.02, 1.4), "beyond", bevel=0)
    m.box((0, -0.3, up + 1.95), (width, 0.6, 0.12), "trim", bevel=0.03)


def footlights(m: Model, *, length: float = 6.0, kelvin: float = 2700, watts: float = 14.0) -> None:
    """Lamps in shells along a stage's edge; they shine to +y and up."""
    count = int(length / 0.42)
    m.box((0, 0, 0.03), (length, 0.14, 0.06), "black", bevel=0.01)

    def one(c: Model) -> None:
        c.add(
            shape.lathe([(0, 0.0), (0.09, 0.02), (0.12, 0.07), (0.125, 0.1)], segments=18, sweep=180),
            "brass",
            at=(0, -0.02, 0.06),
            turn=(0, 0, 180),
        )
        c.glow(shape.ball(0.035, segments=12, rings=8), "bulb", at=(0, 0.0, 0.11))

    m.child(one, [((length * ((k + 0.5) / count - 0.5), 0, 0), (0, 0, 0), 1.0) for k in range(count)])
    for k in range(3):
        x = length * ((k + 0.5) / 3 - 0.5)
        m.light((x, 0.05, 0.2), kelvin=kelvin, watts=watts, kind="area", size=length / 3, height=0.1, aim=(x, 1.5, 1.4))


def theatre_seat(m: Model, *, cloth: str = "velvet_red", wood: str = "walnut", width: float = 0.54) -> None:
    """A tip-up seat with arms, down; the origin is under the seat's centre, who sits faces −y."""
    m.box((0, 0.0, 0.4), (width - 0.09, 0.46, 0.09), cloth, bevel=0.04)
    m.box((0, 0.26, 0.68), (width - 0.04, 0.09, 0.6), cloth, bevel=0.04, turn=(-10, 0, 0))
    m.box((0, 0.32, 0.66), (width - 0.02, 0.03, 0.64), wood, bevel=0.012, turn=(-10, 0, 0))
    for s in (-1, 1):
        m.box((s * width / 2, 0.02, 0.56), (0.06, 0.46, 0.035), wood, bevel=0.014)
        m.box((s * width / 2, 0.14, 0.28), (0.04, 0.22, 0.55), "iron", bevel=0.01)


def spotlight(m: Model, *, height: float = 2.4, stand: bool = True) -> None:
    """A theatre lantern with barn doors on a stand, or hung when `stand` is false; it points to −y and down."""
    if stand:
        for k in range(3):
            a = k * 2 * math.pi / 3 + math.pi / 2
            m.tube([(0, 0, 0.6), (0.42 * math.cos(a), 0.42 * math.sin(a), 0.015)], "iron", radius=0.014, smooth=False)
        m.tube([(0, 0, 0.3), (0, 0, height)], "iron", radius=0.018, smooth=False)
    m.lathe(
        [(0, -0.2), (0.09, -0.19), (0.12, -0.1), (0.12, 0.12), (0.14, 0.14), (0.14, 0.18)],
        "matte_black",
        at=(0, -0.05, height + 0.1),
        turn=(115, 0, 0),
        segments=24,
    )
    m.glow(shape.lathe([(0, 0.0), (0.115, 0.0)], segments=24), "bulb", at=(0, -0.185, height + 0.037), turn=(115, 0, 0))
    for s in (-1, 1):
        m.box((s * 0.15, -0.27, height + 0.0), (0.006, 0.16, 0.2), "matte_black", bevel=0.002, turn=(-25, 0, s * -24))
        m.tube([(0, 0, height), (s * 0.14, 0, height + 0.04), (s * 0.14, -0.03, height + 0.12)], "iron", radius=0.008)


def grand_piano(m: Model, *, wood: str = "piano_black", lid: bool = True) -> None:
    """A grand piano, keys to −y; 1.5 m wide, 1.9 long; its lid propped to the right-hand side."""
    outline = [
        (-0.74, -0.9),
        (0.74, -0.9),
        (0.74, -0.2),
        (0.66, 0.2),
        (0.36, 0.5),
        (0.18, 0.8),
        (-0.06, 0.98),
        (-0.4, 1.02),
        (-0.66, 0.9),
        (-0.74, 0.6),
    ]
    m.plate(outline, 0.3, wood, at=(0, 0, 0.84), turn=(-90, 0, 0))
    m.box((0, -0.93, 0.71), (1.3, 0.22, 0.04), wood, bevel=0.006)
    for s in (-1, 1):
        m.box((s * 0.7, -0.94, 0.78), (0.1, 0.24, 0.16), wood, bevel=0.02)
    m.box((0, -0.96, 0.742), (1.28, 0.15, 0.022), "ivory", bevel=0.003)
    for k in range(36):
        if k % 7 not in (2, 6):
            m.box((-0.62 + k * 0.0352, -0.925, 0.76), (0.013, 0.09, 0.022), "black", bevel=0.003)
    m.box((0, -0.8, 1.12), (0.7, 0.02, 0.26), wood, bevel=0.008, turn=(-14, 0, 0))
    m.box((0.06, -0.825, 1.11), (0.42, 0.006, 0.28), "white_paper", bevel=0.001, turn=(-14, 0, 0))
    if lid:
        m.box((-0.2, 0.16, 1.32), (1.2, 1.3, 0.022), wood, bevel=0.008, turn=(0, -38, 0))
        m.tube([(0.5, 0.1, 0.99), (0.28, 0.1, 1.56)], "walnut", radius=0.01, smooth=False)
    for x, y in ((-0.6, -0.72), (0.6, -0.72), (-0.2, 0.7)):
        m.lathe([(0.03, 0.04), (0.045, 0.12), (0.055, 0.5), (0.08, 0.7)], wood, at=(x, y, 0), segments=16)
        m.lathe([(0, -0.02), (0.035, -0.016), (0.035, 0.016), (0, 0.02)], "brass", at=(x, y, 0.036), turn=(0, 90, 0), segments=14)
    m.box((0, -0.62, 0.3), (0.2, 0.05, 0.5), wood, bevel=0.01)
    for k in (-1, 0, 1):
        m.box((k * 0.06, -0.7, 0.07), (0.03, 0.14, 0.012), "brass", bevel=0.005)


def piano_stool(m: Model, *, cloth: str = "leather_black", wood: str = "piano_black") -> None:
    """A buttoned stool for two hands' width; the sitter faces any way, the seat is 0.5 m up."""
    m.box((0, 0, 0.46), (0.72, 0.36, 0.09), cloth, bevel=0.035)
    m.box((0, 0, 0.4), (0.7, 0.34, 0.05), wood)
    for sx in (-1, 1):
        for sy in (-1, 1):
            m.lathe([(0.022, 0), (0.03, 0.2), (0.034, 0.38)], wood, at=(sx * 0.31, sy * 0.13, 0), segments=12)


def music_stand(m: Model) -> None:
    """A music stand with its sheets; who plays stands at +y."""
    for k in range(3):
        a = k * 2 * math.pi / 3
        m.tube([(0, 0, 0.16), (0.24 * math.cos(a), 0.24 * math.sin(a), 0.012)], "black", radius=0.008, smooth=False)
    m.tube([(0, 0, 0.1), (0, 0, 1.1)], "black", radius=0.01, smooth=False)
    m.box((0, 0.0, 1.2), (0.5, 0.012, 0.34), "black", bevel=0.004, turn=(-24, 0, 0))
    m.box((0, 0.06, 1.06), (0.5, 0.07, 0.012), "black", bevel=0.003)
    for s in (-1, 1):
        m.box((s * 0.11, 0.016, 1.21), (0.21, 0.004, 0.29), "white_paper", bevel=0, turn=(-24, s * 2, 0))


PROPS = (
    stage_floor, proscenium, stage_drop, box_front, footlights, theatre_seat, spotlight, grand_piano, piano_stool, music_stand,
)  # fmt: skip
