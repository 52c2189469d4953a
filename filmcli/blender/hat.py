"""Hats turned on the head's own ellipse, from the profiles of presets/wardrobe/hats.yaml: a lathe that bends, a peak, a ribbon.

Knows nothing of outfits or hair. Metres, rest pose; every piece follows the head bone rigidly, but scarf and hood (`headcloth`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import fabric, garment, headcloth
from filmcli.blender.body import Body
from filmcli.blender.piece import Piece
from filmcli.core import presets
from filmcli.core.errors import InputError

SEGMENTS = 72
FELT = (0.035, 0.031, 0.028)  # what a hat's colour is mixed with


def build(body: Body, sheet: Mapping, *, lite: bool = False) -> list[Piece]:
    """Return the pieces of the sheet's hat, none for `none`. Raises InputError for an unknown hat."""
    worn = dict(sheet.get("wardrobe") or {})
    kind = str(worn.get("hat", "none"))
    row = _row(kind)
    if kind == "none":
        return []
    main, mix, shade = worn.get("accent" if row.get("accent") else "main", (0.05, 0.05, 0.05)), row.get("mix", 0.35), row.get("shade", 1.0)
    colour = tuple(min(1.0, shade * (mix * c + (1 - mix) * g)) for c, g in zip(main, row.get("colour", FELT), strict=True))
    stuff = fabric.cloth(kind, row["fabric"], colour, lite=lite)
    if "cover" in row:
        return headcloth.build(body, kind, row, stuff)
    pieces = [_rigid(kind, _lathe(body, row), stuff, 0.0025)]
    if ribbon := row.get("ribbon"):
        silk = fabric.cloth("hatband", ribbon["fabric"], tuple(c * 0.35 for c in colour), lite=lite)
        band = _lathe(body, {**row, "rows": list(zip(ribbon["away"], ribbon["heights"], strict=True)), "brim": {}, "slump": 0.0})
        pieces.append(_rigid("hatband", (band[0], band[1][:-1]), silk, 0.0015, 0))
    if peak := row.get("peak"):
        made = fabric.cloth("peak", peak.get("fabric", row["fabric"]), tuple(peak.get("colour", colour)), lite=lite)
        pieces.append(_rigid("peak", _peak(body, row, peak), made, 0.004))
    if "badge" in row or "button" in row:
        pieces.append(
            _boss(
                body,
                row,
                fabric.cloth("badge", row.get("badge", row["fabric"]), (0.62, 0.46, 0.16) if "badge" in row else colour, lite=lite),
            )
        )
    return pieces


def band(body: Body, kind: str) -> float:
    """Return the height of a hat's band in rest pose, metres: hair grows below it only, whatever the hat is tipped by."""
    row = _row(kind)
    _, deep, level, _ = _seat(body, row.get("level", 0.0))
    return level - abs(np.sin(np.radians(row.get("tip", 0.0)))) * deep * 0.35 - 0.004


def hides(kind: str) -> bool:
    """Return whether a hat covers all the hair."""
    return bool(_row(kind).get("hides"))


def _row(kind: str) -> Mapping:
    table = presets.load("wardrobe", "hats")["hats"]
    if kind not in table:
        raise InputError(f"unknown hat {kind!r}", hint=f"known: {', '.join(table)}")
    return table[kind]


def _seat(body: Body, raised: float = 0.0) -> tuple[float, float, float, float]:
    """Return half width, half depth, height and y of the ellipse a hat sits on, 56 mm (and `raised`) above the eyes."""
    left, _ = body.eye("L")
    right, _ = body.eye("R")
    level = 0.5 * (left[2] + right[2]) + (0.056 + raised) * body.height / 1.75 * _child(body)
    skin = np.unique(np.array(body.select(["body"])))
    skull = body.vertices[skin[body.region("head")[skin] > 0.8]]
    ring = skull[np.abs(skull[:, 2] - level) < 0.012]
    low, high = ring[:, 1].min(), ring[:, 1].max()
    return float(ring[:, 0].max() + 0.010), float((high - low) / 2 + 0.010), float(level), float((low + high) / 2)


def _child(body: Body) -> float:
    """A child's head is larger for its height: heads keep near the size of a grown-up's."""
    return float(np.clip(1.75 / body.height, 1.0, 1.3)) ** 0.8


def _lathe(body: Body, row: Mapping) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Return a hat's body of revolution on the head's ellipse, its brim and crown bent."""
    wide, deep, level, y = _seat(body, row.get("level", 0.0))
    turn = np.linspace(0, 2 * np.pi, SEGMENTS, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    reach, out = max(away for away, _ in row["rows"]), []
    for away, up in row["rows"]:
        point = np.stack([(wide + away) * c, (deep + away * 1.03) * s, np.full(SEGMENTS, float(up))], 1)
        out.append(_bent(point, c, s, away, up, reach, row))
    at = _tipped(np.concatenate(out), row["tip"])
    sheet = garment.sheet(at, np.zeros((len(at), 1)), len(row["rows"]), SEGMENTS, ring=True)
    cap = tuple(range((len(row["rows"]) - 1) * SEGMENTS, len(row["rows"]) * SEGMENTS))
    return at + [0, y, level], [*map(tuple, sheet.faces.tolist()), cap]


def _bent(p: np.ndarray, c: np.ndarray, s: np.ndarray, away: float, up: float, reach: float, row: Mapping) -> np.ndarray:
    front, back = np.clip(-s, 0, 1), np.clip(s, 0, 1)
    if (brim := row.get("brim")) and away > 0.003:
        f = away / reach
        p[:, 2] += f * (brim["front"] * front**2 + brim["sides"] * c**2 + brim["back"] * back**2)
        p[:, 2] += f * brim.get("wave", 0.0) * np.sin(3 * np.arctan2(s, c) + 0.7)
    if (crown := row.get("crown")) and up > crown["from"]:
        t = (up - crown["from"]) / crown["high"]
        p[:, 0] *= 1 - crown["pinch"] * t * np.clip(-s - 0.2, 0, 1) ** 1.2
        p[:, 2] += crown["lean"] * t * -s - crown["crease"] * np.exp(-((p[:, 0] / 0.025) ** 2)) * max(0.0, t - 0.35)
    if slump := row.get("slump"):  # a soft crown falls forward on to the peak, a stiff one stands up in front
        p[:, 2] += slump * (back * (up / 0.05) - 0.7 * front**2 * max(up, 0) / 0.03 - 0.43 * front)
        p[:, 1] -= max(slump, 0.0) * front * np.clip(up / 0.03, 0, 1)
    return p


def _tipped(at: np.ndarray, degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    y, z = at[:, 1] * np.cos(angle) - at[:, 2] * np.sin(angle), at[:, 1] * np.sin(angle) + at[:, 2] * np.cos(angle)
    return np.stack([at[:, 0], y, z], 1)


def _rigid(name: str, shape: tuple[np.ndarray, list], material, thick: float, smooth: int = 1) -> Piece:
    return Piece(name, shape[0], shape[1], None, material, thick, smooth, bone="head")


def _peak(body: Body, row: Mapping, peak: Mapping) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Return a stiff peak: an arc of the band that runs out and down in front, domed across."""
    wide, deep, level, y = _seat(body, row.get("level", 0.0))
    margin = (1 - peak["arc"]) / 2
    turn = np.linspace(-np.pi * (1 - margin), -np.pi * margin, 25)
    front, rows = np.clip(-np.sin(turn), 0, 1), []
    for t in np.linspace(0, 1, 5):
        reach = 0.004 + peak["reach"] * t * front**1.5
        z = -0.004 - peak["drop"] * t * front + 0.012 * np.cos(turn) ** 2 * t - 0.010 * front
        rows.append(np.stack([(wide + reach) * np.cos(turn), (deep + reach * 1.1) * np.sin(turn), z], 1))
    sheet = garment.sheet(np.concatenate(rows), np.zeros((125, 1)), 5, 25)
    return _tipped(sheet.vertices, row["tip"]) + [0, y, level], [tuple(f) for f in sheet.faces.tolist()]


def _boss(body: Body, row: Mapping, material) -> Piece:
    """Return a badge over the peak, or the button on top of a cap."""
    wide, deep, level, y = _seat(body, row.get("level", 0.0))
    turn, polar = np.meshgrid(np.linspace(0, 2 * np.pi, 16, endpoint=False), np.linspace(0.05, np.pi - 0.05, 9))
    ball = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], -1).reshape(-1, 3)
    if "badge" in row:
        at = ball * [0.017, 0.004, 0.021] + [0, -deep - 0.012, 0.030]
    else:
        at = ball[:, [0, 2, 1]] * [row["button"], row["button"], row["button"] * 0.6] + [0, 0, row["rows"][-1][1] + 0.002]
    sheet = garment.sheet(_tipped(at, row["tip"]), np.zeros((len(at), 1)), 9, 16, ring=True)
    return _rigid("badge", (sheet.vertices + [0, y, level], [tuple(f) for f in sheet.faces.tolist()]), material, 0.0)
