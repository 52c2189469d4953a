"""Hats, turned on the head's own ellipse: fedora, flat cap, cowboy hat.

Knows nothing of outfits. Metres, rest pose; every piece follows the head bone rigidly.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import fabric, garment
from filmcli.blender.body import Body
from filmcli.blender.piece import Piece

SEGMENTS = 72
# (outward from the head, up from the band) metres, from the brim's edge to the top of the crown
FEDORA = [
    (0.064, 0.007),
    (0.062, 0.0045),
    (0.045, 0.0),
    (0.020, -0.001),
    (0.005, 0.003),
    (0.001, 0.009),
    (0.0, 0.028),
    (-0.001, 0.05),
    (-0.006, 0.078),
    (-0.013, 0.098),
    (-0.024, 0.109),
    (-0.045, 0.114),
    (-0.070, 0.111),
]
COWBOY = [
    (0.105, 0.030),
    (0.103, 0.027),
    (0.080, 0.010),
    (0.045, -0.002),
    (0.012, -0.002),
    (0.002, 0.006),
    (-0.001, 0.03),
    (-0.004, 0.065),
    (-0.010, 0.098),
    (-0.016, 0.118),
    (-0.028, 0.127),
    (-0.048, 0.130),
    (-0.072, 0.124),
]
CAP = [
    (0.004, -0.004),
    (0.007, 0.004),
    (0.016, 0.016),
    (0.026, 0.026),
    (0.026, 0.036),
    (0.010, 0.046),
    (-0.02, 0.054),
    (-0.05, 0.058),
    (-0.075, 0.059),
]


def build(body: Body, sheet: Mapping, *, lite: bool = False) -> list[Piece]:
    """Return the pieces of the sheet's hat, none for `none`."""
    worn = dict(sheet.get("wardrobe") or {})
    kind = str(worn.get("hat", "none"))
    makers = {"fedora": _fedora, "cowboy": _cowboy, "flat_cap": _cap}
    if kind not in makers:
        return []
    colour = tuple(0.35 * c + 0.65 * g for c, g in zip(worn.get("main", (0.05, 0.05, 0.05)), (0.035, 0.031, 0.028), strict=True))
    return makers[kind](body, colour, lite)


def band(body: Body, kind: str) -> float:
    """Return the height of a hat's band in rest pose, metres: hair grows below it only."""
    return _seat(body)[2]


def hides(kind: str) -> bool:
    """Return whether a hat covers all the hair."""
    return kind in ("headscarf", "hood", "helmet")


def _seat(body: Body) -> tuple[float, float, float, float]:
    """Return half width, half depth, height and y of the ellipse a hat sits on, 58 mm above the eyes."""
    left, _ = body.eye("L")
    right, _ = body.eye("R")
    level = 0.5 * (left[2] + right[2]) + 0.056 * body.height / 1.75 * _child(body)
    skin = np.unique(np.array(body.select(["body"])))
    skull = body.vertices[skin[body.region("head")[skin] > 0.8]]
    ring = skull[np.abs(skull[:, 2] - level) < 0.012]
    low, high = ring[:, 1].min(), ring[:, 1].max()
    return float(ring[:, 0].max() + 0.010), float((high - low) / 2 + 0.010), float(level), float((low + high) / 2)


def _child(body: Body) -> float:
    """A child's head is larger for its height: heads keep near the size of a grown-up's."""
    return float(np.clip(1.75 / body.height, 1.0, 1.3)) ** 0.8


def _lathe(body: Body, rows: list[tuple[float, float]], bend, tip: float) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    wide, deep, level, y = _seat(body)
    turn = np.linspace(0, 2 * np.pi, SEGMENTS, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    out = []
    for away, up in rows:
        point = np.stack([(wide + away) * c, (deep + away * 1.03) * s, np.full(SEGMENTS, up)], 1)
        out.append(bend(point, c, s, away, up))
    at = np.concatenate(out)
    angle = np.radians(tip)
    at = np.stack([at[:, 0], at[:, 1] * np.cos(angle) - at[:, 2] * np.sin(angle), at[:, 1] * np.sin(angle) + at[:, 2] * np.cos(angle)], 1)
    sheet = garment.sheet(at, np.zeros((len(at), 1)), len(rows), SEGMENTS, ring=True)
    cap = tuple(range((len(rows) - 1) * SEGMENTS, len(rows) * SEGMENTS))
    return at + [0, y, level], [*map(tuple, sheet.faces.tolist()), cap]


def _piece(name: str, shape: tuple[np.ndarray, list], material, thick: float, smooth: int = 1) -> Piece:
    return Piece(name, shape[0], shape[1], None, material, thick, smooth, bone="head")


def _ribbon(body: Body, material, heights: tuple[float, ...], away: tuple[float, ...], tip: float) -> Piece:
    vertices, faces = _lathe(body, list(zip(away, heights, strict=True)), lambda p, *_: p, tip)
    return _piece("hatband", (vertices, faces[:-1]), material, 0.0015, 0)


def _fedora(body: Body, colour: tuple, lite: bool) -> list[Piece]:
    def bend(p, c, s, away, up):
        if away > 0.003:
            f = away / 0.064
            p[:, 2] += f * (-0.022 * np.clip(-s, 0, 1) ** 2 + 0.013 * c**2 + 0.012 * np.clip(s, 0, 1) ** 2)
        if up > 0.06:
            t = (up - 0.06) / 0.054
            p[:, 0] *= 1 - 0.30 * t * np.clip(-s - 0.2, 0, 1) ** 1.2
            p[:, 2] += 0.010 * t * -s - 0.034 * np.exp(-((p[:, 0] / 0.024) ** 2)) * max(0.0, t - 0.35)
        return p

    felt, silk = (
        fabric.cloth("felt", "felt", colour, lite=lite),
        fabric.cloth("hatband", "silk", tuple(c * 0.35 for c in colour), lite=lite),
    )
    return [
        _piece("fedora", _lathe(body, FEDORA, bend, -6), felt, 0.0025),
        _ribbon(body, silk, (0.006, 0.02, 0.036), (0.0045, 0.0035, 0.0025), -6),
    ]


def _cowboy(body: Body, colour: tuple, lite: bool) -> list[Piece]:
    def bend(p, c, s, away, up):
        if away > 0.003:
            f = away / 0.105
            p[:, 2] += f * (0.048 * c**4 - 0.030 * s**2 - 0.010)
        if up > 0.06:
            t = (up - 0.06) / 0.07
            p[:, 0] *= 1 - 0.26 * t * np.clip(-s - 0.15, 0, 1)
            p[:, 2] += 0.014 * t * -s - 0.036 * np.exp(-((p[:, 0] / 0.026) ** 2)) * max(0.0, t - 0.3)
        return p

    felt, leather = (
        fabric.cloth("felt", "felt", colour, lite=lite),
        fabric.cloth("hatband", "leather", tuple(c * 0.4 for c in colour), lite=lite),
    )
    return [
        _piece("cowboy", _lathe(body, COWBOY, bend, -4), felt, 0.003),
        _ribbon(body, leather, (0.005, 0.012, 0.022), (0.005, 0.004, 0.0035), -4),
    ]


def _cap(body: Body, colour: tuple, lite: bool) -> list[Piece]:
    def bend(p, c, s, away, up):
        front = np.clip(-s, 0, 1)
        p[:, 2] += 0.014 * np.clip(s, 0, 1) * (up / 0.05) - 0.010 * front**2 * max(up, 0) / 0.03 - 0.006 * front
        p[:, 1] -= 0.014 * front * np.clip(up / 0.03, 0, 1)
        return p

    tweed = fabric.cloth("cap", "tweed", tuple(min(1.0, c * 1.6) for c in colour), lite=lite)
    return [_piece("cap", _lathe(body, CAP, bend, -7), tweed, 0.002), _piece("peak", _peak(body), tweed, 0.004)]


def _peak(body: Body) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Return the short stiff peak of a flat cap."""
    wide, deep, level, y = _seat(body)
    turn = np.linspace(-np.pi * 0.88, -np.pi * 0.12, 25)
    rows = []
    for t in np.linspace(0, 1, 5):
        reach = 0.004 + 0.045 * t * np.clip(-np.sin(turn), 0, 1) ** 1.5
        rows.append(
            np.stack(
                [
                    (wide + reach) * np.cos(turn),
                    (deep + reach * 1.1) * np.sin(turn),
                    -0.004
                    - 0.022 * t * np.clip(-np.sin(turn), 0, 1)
                    + 0.012 * np.cos(turn) ** 2 * t
                    - 0.010 * np.clip(-np.sin(turn), 0, 1),
                ],
                1,
            )
        )
    sheet = garment.sheet(np.concatenate(rows), np.zeros((125, 1)), 5, 25)
    return sheet.vertices + [0, y, level], [tuple(f) for f in sheet.faces.tolist()]
