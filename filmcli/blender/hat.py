"""Hats turned on the head's own outline, from the profiles of presets/wardrobe/hats.yaml: a lathe that bends, a peak, a ribbon.

Knows nothing of outfits or hair. Metres, rest pose; every piece follows the head bone rigidly, but scarf and hood (`headcloth`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import fabric, garment, headcloth
from filmcli.blender.body import Body
from filmcli.blender.piece import Piece
from filmcli.blender.seat import TURNS, Seat, seat
from filmcli.core import presets
from filmcli.core.errors import InputError

FELT = (0.035, 0.031, 0.028)  # what a hat's colour is mixed with
Shape = tuple[np.ndarray, list[tuple[int, ...]]]


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
    on = place(body, kind)
    pieces = [_rigid(kind, on.worn(*_lathe(on, row)), stuff, 0.0025)]
    if ribbon := row.get("ribbon"):
        silk = fabric.cloth("hatband", ribbon["fabric"], tuple(c * 0.35 for c in colour), lite=lite)
        points, faces = _lathe(on, {**row, "rows": list(zip(ribbon["away"], ribbon["heights"], strict=True)), "brim": {}, "slump": 0.0})
        pieces.append(_rigid("hatband", on.worn(points, faces[:-1]), silk, 0.0015, 0))
    if peak := row.get("peak"):
        made = fabric.cloth("peak", peak.get("fabric", row["fabric"]), tuple(peak.get("colour", colour)), lite=lite)
        pieces.append(_rigid("peak", on.worn(*_peak(on, peak)), made, 0.003))
    if "badge" in row or "button" in row:
        stuff = fabric.cloth("badge", row.get("badge", row["fabric"]), (0.62, 0.46, 0.16) if "badge" in row else colour, lite=lite)
        pieces.append(_rigid("badge", on.worn(*_boss(on, row)), stuff, 0.0))
    return pieces


def place(body: Body, kind: str) -> Seat:
    """Return where a hat other than `none`, a scarf or a hood sits: hair grows below its band only."""
    row = _row(kind)
    return seat(body, front=row["front"], tip=row["tip"])


def hides(kind: str) -> bool:
    """Return whether a hat covers all the hair."""
    return bool(_row(kind).get("hides"))


def _row(kind: str) -> Mapping:
    table = presets.load("wardrobe", "hats")["hats"]
    if kind not in table:
        raise InputError(f"unknown hat {kind!r}", hint=f"known: {', '.join(table)}")
    return table[kind]


def _rigid(name: str, shape: Shape, material, thick: float, smooth: int = 1) -> Piece:
    return Piece(name, shape[0], shape[1], None, material, thick, smooth, bone="head")


def _lathe(on: Seat, row: Mapping) -> Shape:
    """Return a hat's body of revolution on the head's outline, its brim and crown bent, outside the skull everywhere."""
    c, s = np.cos(TURNS), np.sin(TURNS)
    reach, out = max(away for away, _ in row["rows"]), []
    for away, up in row["rows"]:
        far = np.maximum(on.ring + away * (1 + 0.03 * np.abs(s)), 0.004)
        out.append(_bent(np.stack([far * c, far * s, np.full(len(TURNS), float(up))], 1), c, s, away, up, reach, row))
    at = on.over(np.concatenate(out))
    sheet = garment.sheet(at, np.zeros((len(at), 1)), len(row["rows"]), len(TURNS), ring=True)
    cap = tuple(range((len(row["rows"]) - 1) * len(TURNS), len(row["rows"]) * len(TURNS)))
    return at, [*map(tuple, sheet.faces.tolist()), cap]


def _bent(p: np.ndarray, c: np.ndarray, s: np.ndarray, away: float, up: float, reach: float, row: Mapping) -> np.ndarray:
    front, back = np.clip(-s, 0, 1), np.clip(s, 0, 1)
    if (brim := row.get("brim")) and away > 0.003:
        f = away / reach
        p[:, 2] += f * (brim["front"] * front**2 + brim["sides"] * c**2 + brim["back"] * back**2)
        p[:, 2] += f * brim.get("wave", 0.0) * np.sin(3 * np.arctan2(s, c) + 0.7)
        p[:, 0] *= 1 - f * brim.get("roll", 0.0) * c**2  # what is rolled up at the sides is narrower
    if (crown := row.get("crown")) and up > crown["from"]:
        t = (up - crown["from"]) / crown["high"]
        p[:, 0] *= 1 - crown["pinch"] * t * np.clip(-s - 0.2, 0, 1) ** 1.2
        p[:, 2] += crown["lean"] * t * -s - crown["crease"] * np.exp(-((p[:, 0] / 0.025) ** 2)) * max(0.0, t - 0.35)
    if slump := row.get("slump"):  # a soft crown falls forward on to the peak, a stiff one stands up in front
        outer = min(1.0, 1 + away / 0.075)
        p[:, 2] += slump * outer * (back * (up / 0.05) - 0.7 * front**2 * max(up, 0) / 0.03 - 0.43 * front)
        p[:, 1] -= max(slump, 0.0) * front * np.clip(up / 0.03, 0, 1)
    return p


def _peak(on: Seat, peak: Mapping) -> Shape:
    """Return a stiff peak: the front of the band led straight ahead and down, round at the corners, bowed across."""
    half = np.pi / 2 * peak["arc"]
    turn = np.linspace(-np.pi / 2 - half, -np.pi / 2 + half, 25)
    base = np.stack([on.radius(turn) * np.cos(turn), on.radius(turn) * np.sin(turn)], 1)
    across = base[:, 0] / np.abs(base[:, 0]).max()
    ahead, rows = peak["reach"] * np.clip(1 - np.abs(across) ** 2.6, 0, 1) ** 0.6, []
    for t in np.linspace(0, 1, 6):
        drop = 0.004 + peak["drop"] * t * ahead / peak["reach"] + peak.get("bow", 0.012) * across**2
        rows.append(np.stack([base[:, 0] * (1 + 0.05 * t), base[:, 1] - 0.003 - ahead * t, -drop], 1))
    sheet = garment.sheet(np.concatenate(rows), np.zeros((150, 1)), 6, 25)
    return sheet.vertices, [tuple(f) for f in sheet.faces.tolist()]


def _boss(on: Seat, row: Mapping) -> Shape:
    """Return a badge over the peak, or the button on top of a cap."""
    turn, polar = np.meshgrid(np.linspace(0, 2 * np.pi, 16, endpoint=False), np.linspace(0.05, np.pi - 0.05, 9))
    ball = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], -1).reshape(-1, 3)
    if "badge" in row:
        at = ball * [0.017, 0.004, 0.021] + [0, -float(on.radius(np.array([-np.pi / 2]))[0]) - 0.006, 0.030]
    else:
        at = ball[:, [0, 2, 1]] * [row["button"], row["button"], row["button"] * 0.6]
        at = at + [0, 0, float(on.over(np.array([[0.0, 0.0, row["rows"][-1][1]]]))[0, 2]) + 0.002]
    sheet = garment.sheet(at, np.zeros((len(at), 1)), 9, 16, ring=True)
    return sheet.vertices, [tuple(f) for f in sheet.faces.tolist()]
