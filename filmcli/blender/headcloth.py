"""Cloth over the whole head: a scarf tied under the chin, a hood. Cut from the head's own skin, pushed out and smoothed.

Knows nothing of colours. Metres, rest pose; the cloth is skinned with the body, so it goes where head and neck go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
        (-0.060, 0.047),
        (0.000, 0.042),
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


EDGE = 0.028  # metres from the edge in which the cloth comes down to the hair, or a hood stands out
HEM = (0.40, 0.92)  # of the way from the cloth's edge to the skin that the rings of the turned edge are at


def build(body: Body, kind: str, row: Mapping, material) -> list[Piece]:
    """Return a scarf or a hood, `row["lift"]` off the skin; the scarf with its knot."""
    cover, s = row["cover"], float(body.joint("eye.L")[0] / 0.031)
    faces, plain = np.array(body.select(["body"])), hairline.template()[:SKIN]
    edge = np.array(OPENING[cover])
    behind = plain[:, 1] - np.interp(plain[:, 2], edge[:, 0], edge[:, 1])
    head = body.region("head")[:SKIN] + body.region("neck")[:SKIN]
    inside = (behind > 0) & (plain[:, 2] > NECK[cover]) & (head > 0.25)
    chosen = faces[inside[faces].all(1)]
    skin = _flat(body.vertices[:SKIN].copy(), chosen)
    used, flat = np.unique(chosen, return_inverse=True)
    flat = flat.reshape(-1, 4)
    opening = [loop for loop in garment.loops(flat) if plain[used[loop], 2].max() > 0]
    skin = _evened(skin[used], opening)
    out = garment.normals(skin, flat)
    x, _, z = plain[used].T
    crown, near = np.clip((z - 0.02) / 0.06, 0, 1), np.clip(1 - behind[used] / EDGE, 0, 1)
    near[np.concatenate(opening)] = 1.0
    pinna = (np.abs(x) > 0.05) & (np.abs(z + 0.02) < 0.05)
    off = np.maximum(row["lift"] + (0.012 if cover == "scarf" else 0.010) * crown, 0.017 * pinna)  # hair and ears lie under it
    at = skin + out * (off * (1 - np.where(pinna, 0.1, 0.55) * near * (cover == "scarf")) * s)[:, None]
    if cover == "hood":  # stands out round the face, and deep behind
        at += np.array([0, -0.014, 0.003]) * (near * s)[:, None] + out * (0.005 * near * s)[:, None]
    cloth = garment.Cloth(at, flat, body.weights[used])
    cloth = garment.relax(garment.relax(replace(cloth, vertices=_evened(at, opening)), 14, outward=True), 6)
    cloth = _hemmed(cloth, skin, opening, z > NECK[cover] + 0.03)
    pieces = [Piece(kind, cloth.vertices, [tuple(f) for f in cloth.faces.tolist()], cloth.weights, material, 0.002, 1, relax=False)]
    return pieces + ([_knot(body, cloth, s, material)] if cover == "scarf" else [])


def _evened(points: np.ndarray, loops: list[np.ndarray]) -> np.ndarray:
    """Return points (n, 3) with these edges smooth: the mesh's own quads would leave steps."""
    points = points.copy()
    for loop in loops:
        for _ in range(12):
            points[loop] = 0.5 * points[loop] + 0.25 * (np.roll(points[loop], 1, 0) + np.roll(points[loop], -1, 0))
    return points


def _hemmed(cloth: garment.Cloth, skin: np.ndarray, loops: list[np.ndarray], where: np.ndarray) -> garment.Cloth:
    """Return the cloth with its edges turned in, where told (n,), to the skin (n, 3): nothing dark gapes between cloth and cheek."""
    at, faces, weights = [cloth.vertices], [cloth.faces], [cloth.weights]
    ahead = cloth.vertices - garment.neighbours(cloth.faces, len(skin)) @ cloth.vertices
    right = {(int(f[k]), int(f[(k + 1) % 4])) for f in cloth.faces for k in range(4)}
    for loop in loops:
        down, last, count = skin[loop] - cloth.vertices[loop], loop, len(loop)
        kept = where[loop] & np.roll(where[loop], -1)
        way = ahead[loop] - down * ((ahead[loop] * down).sum(1) / np.maximum((down**2).sum(1), 1e-12))[:, None]
        way = _evened(way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9), [np.arange(count)])
        turned = (int(loop[0]), int(loop[1])) in right
        for share, roll in zip(HEM, (0.0012, -0.004), strict=True):
            new = sum(map(len, at)) + np.arange(count)
            at.append(cloth.vertices[loop] + down * share + way * roll)
            weights.append(cloth.weights[loop])
            quads = np.stack([np.roll(last, -1), last, new, np.roll(new, -1)], 1)
            faces.append((quads if turned else quads[:, ::-1])[kept])
            last = new
    return garment.Cloth(np.concatenate(at), np.concatenate(faces), np.concatenate(weights))


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
