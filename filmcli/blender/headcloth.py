"""Cloth over the whole head: a scarf tied under the chin, a hood. Cut from the head's own skin, pushed out and smoothed.

Knows nothing of colours. Metres, rest pose; the cloth is skinned with the body, so it goes where head and neck go.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import garment, hairline
from filmcli.blender.body import SKIN, Body
from filmcli.blender.piece import Piece

# the edge round the face in profile on the plain head: (z above the eyes, y behind them); the cloth is behind it
OPENING = {
    "scarf": (
        (-0.150, 0.012),
        (-0.118, 0.010),
        (-0.095, 0.030),
        (-0.060, 0.052),
        (0.000, 0.044),
        (0.030, 0.030),
        (0.052, 0.004),
        (0.070, -0.030),
    ),
    "hood": (
        (-0.160, 0.030),
        (-0.120, 0.045),
        (-0.080, 0.056),
        (-0.030, 0.054),
        (0.020, 0.040),
        (0.045, 0.016),
        (0.064, -0.020),
        (0.080, -0.040),
    ),
}
NECK = {"scarf": -0.155, "hood": -0.185}  # z above the eyes where the cloth ends


def build(body: Body, kind: str, row: Mapping, material) -> list[Piece]:
    """Return a scarf or a hood, `row["lift"]` off the skin; the scarf with its knot."""
    cover, s = row["cover"], float(body.joint("eye.L")[0] / 0.031)
    faces, plain = np.array(body.select(["body"])), hairline.template()[:SKIN]
    edge = np.array(OPENING[cover])
    behind = plain[:, 1] > np.interp(plain[:, 2], edge[:, 0], edge[:, 1])
    head = body.region("head")[:SKIN] + body.region("neck")[:SKIN]
    inside = behind & (plain[:, 2] > NECK[cover]) & (head > 0.25)
    chosen = faces[inside[faces].all(1)]
    skin = _flat(body.vertices[:SKIN].copy(), chosen)
    used, flat = np.unique(chosen, return_inverse=True)
    cloth = garment.Cloth(skin[used], flat.reshape(-1, 4), body.weights[used])
    crown = np.clip((plain[used, 2] - 0.02) / 0.06, 0, 1)  # hair lies under it
    off = (row["lift"] + (0.012 if cover == "scarf" else 0.010) * crown) * s
    out = garment.normals(cloth.vertices, cloth.faces)
    at = cloth.vertices + out * off[:, None]
    if cover == "hood":  # stands out round the face, and deep behind
        near = np.clip(1 - (plain[used, 1] - np.interp(plain[used, 2], edge[:, 0], edge[:, 1])) / 0.035, 0, 1)
        at += np.array([0, -0.020, 0.004]) * (near * s)[:, None] + out * (0.010 * near * s)[:, None]
    cloth = garment.Cloth(at, cloth.faces, cloth.weights)
    cloth = garment.relax(cloth, 14, outward=True)
    cloth = garment.relax(cloth, 6)
    pieces = [Piece(kind, cloth.vertices, [tuple(f) for f in cloth.faces.tolist()], cloth.weights, material, 0.002, 1, relax=False)]
    return pieces + ([_knot(body, cloth, s, material)] if cover == "scarf" else [])


def _flat(skin: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Press the ears flat, or the cloth has handles."""
    mean = garment.neighbours(faces, len(skin))
    touched = np.isin(np.arange(len(skin)), faces)[:, None] * (0.6 * hairline.ear()[: len(skin), None])
    for _ in range(200):
        skin = skin + (mean @ skin - skin) * touched
    return skin


def _knot(body: Body, cloth: garment.Cloth, s: float, material) -> Piece:
    """Return the knot under the chin with its two ends."""
    under = cloth.vertices[np.abs(cloth.vertices[:, 0]) < 0.015 * s]
    low = under[under[:, 2] < body.joint("eye.L")[2] - 0.08 * s]
    place = low[low[:, 1].argmin()]
    turn, polar = np.meshgrid(np.linspace(0, 2 * np.pi, 14, endpoint=False), np.linspace(0.05, np.pi - 0.05, 8))
    ball = np.stack([np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar)], -1).reshape(-1, 3)
    parts = [ball * [0.017, 0.012, 0.012]]
    parts += [ball * [0.012, 0.004, 0.034] @ _turned(side * 28).T + [side * 0.018, -0.004, -0.030] for side in (-1, 1)]
    sheet = garment.sheet(ball, np.zeros((len(ball), 1)), 8, 14, ring=True)
    faces = [tuple(int(v) + k * len(ball) for v in f) for k in range(3) for f in sheet.faces.tolist()]
    return Piece("knot", np.concatenate(parts) * s + place, faces, None, material, 0.0, 1, bone="head")


def _turned(degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
