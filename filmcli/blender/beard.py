"""Beards: strands on the skin's own beard mask, where the preset's beard grows: lip, chin, jaw, side.

Knows nothing of poses or materials. Metres, rest pose; the strands are bound to the skin by who calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.skin import masks

SPARSE = 0.06  # of the mask: below it nothing grows
EDGE = 0.55  # of the mask: from here on a beard is as long as it gets
DENSER = 2.4  # a moustache against a cheek


@dataclass(frozen=True)
class _Roots:
    """Where hairs grow, one row each: place, the skin's normal, share of the mask; on the lip, how far down the chin (0–1), under the jaw (0–1)."""

    at: np.ndarray
    normal: np.ndarray
    share: np.ndarray
    lip: np.ndarray
    low: np.ndarray
    under: np.ndarray


def grow(body: Body, sheet: Mapping, row: Mapping, draw: np.random.Generator, *, lite: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the strands (n, 7, 3) of a beard and their tints (n,). row: the preset's `where`, `length` (lip, chin), `strands`."""
    roots = _roots(body, masks(body, sheet)["beard"], row["where"], int(row["strands"] * (0.8 if lite else 1.6)), draw)
    return _strands(body, roots, row["length"], draw)


def _roots(body: Body, mask: np.ndarray, where: list[str], count: int, draw: np.random.Generator) -> _Roots:
    """Return `count` roots: fewer towards cheek and neck, so that no beard has an edge."""
    every = np.array(body.select(["body"]))
    faces = every[mask[every].mean(1) > SPARSE]
    corner = body.vertices[faces]
    area = np.linalg.norm(np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1)
    keep, lip, _ = _zones(body, corner.mean(1), where)
    near = keep | np.isin(faces, faces[keep]).any(1)
    weight = area * near * np.where(lip, DENSER, 1.0)
    pick = draw.choice(len(faces), count * 2, p=weight / weight.sum())
    u, v = draw.random((2, len(pick), 1))
    share = np.concatenate([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
    at = np.einsum("nk,nkc->nc", share, corner[pick])
    skin = np.einsum("nk,nkc->nc", share, garment.normals(body.vertices, every)[faces[pick]])
    skin /= np.maximum(np.linalg.norm(skin, axis=1, keepdims=True), 1e-9)
    dense = (share * mask[faces[pick]]).sum(1)
    keep, lip, low = _zones(body, at, where)
    soft = np.clip(dense / EDGE, 0, 1)
    keep &= lip | (draw.random(len(at)) < soft * soft * (3 - 2 * soft))
    chosen = np.nonzero(keep)[0][:count]
    under = np.clip((-skin[chosen, 2] - 0.25) / 0.4, 0, 1) * (1 - np.exp(-((at[chosen, 0] / 0.022) ** 2)) * 0.6)
    return _Roots(at[chosen], skin[chosen], np.where(lip[chosen], 1.0, soft[chosen]), lip[chosen], low[chosen], under)


def _zones(body: Body, root: np.ndarray, where: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which roots grow hair, which of them are on the upper lip, and how far down the chin each is, 0–1."""
    eye, s = (body.joint("eye.L") + body.joint("eye.R")) / 2, float(body.joint("eye.L")[0] / 0.031)
    rel = (root - eye) / s
    above = (root[:, 2] - _mouth(body, s)[2]) / s  # over the parting of the lips
    off = np.abs(root[:, 0]) / s
    bare = (off < 0.027) & (np.abs(above) < 0.0075) | (off < 0.010) & (above < 0) & (above > -0.014)
    lip = (above > 0.0055) & (above < 0.022) & (off < 0.032) & (off > 0.0015)
    chin = (off < 0.026) & (above < -0.010) | (off > 0.020) & (off < 0.034) & (above < 0.010)
    side = (rel[:, 1] > 0.020) & (off > 0.045) & (above > -0.035)
    zones = {"lip": lip, "chin": chin, "jaw": ~lip, "side": side}
    keep = np.any([zones[name] for name in where], axis=0) & ~bare & (rel[:, 2] > -0.150)
    return keep, lip, np.clip((-rel[:, 2] - 0.075) / 0.05, 0, 1)


def _strands(body: Body, roots: _Roots, length: list[float], draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the strands and their tints: short and flat at the edge and below the jaw, longest at the chin."""
    s = float(body.joint("eye.L")[0] / 0.031)
    n, long, lip = len(roots.at), float(length[1]), roots.lip
    down = np.tile([0.0, -0.10, -1.0], (n, 1))
    down[lip] = np.c_[
        np.sign(roots.at[lip, 0]) * (0.35 + 22 * np.abs(roots.at[lip, 0]) / s), np.full(lip.sum(), -0.15), np.full(lip.sum(), -0.80)
    ]
    down -= roots.normal * np.minimum((down * roots.normal).sum(1, keepdims=True), 0) * 0.8
    short = 0.42 * min(long, 0.03)
    size = np.where(lip, length[0], short + (long - short) * roots.low) * (0.40 + 0.60 * roots.share) * (1 - 0.55 * roots.under)
    size = size * s * draw.uniform(0.65, 1.15, n)
    f = np.linspace(0, 1, 7)[None, :, None]
    out = min(0.55, 0.010 / max(long, 0.01)) * (0.35 + 0.65 * roots.share)[:, None, None]
    tuft = np.floor(roots.at * 260) @ np.array([12.9898, 78.233, 37.719])  # neighbours lean together
    lean = np.stack([np.sin(tuft * k) for k in (1.0, 1.7, 2.3)], 1)[:, None] * 0.14
    bend = roots.normal[:, None] * (out * f * (1.15 - 0.6 * f)) + down[:, None] * (0.75 * f)
    bend = bend + (lean + draw.normal(0, 0.13, (n, 1, 3))) * f**1.5
    points = roots.at[:, None] + bend * size[:, None, None]
    if long > 0.05:  # a long beard narrows to its point
        narrow = np.clip((roots.at[:, None, 2:] - points[..., 2:]) / (0.10 * s), 0, 1)
        points[..., :1] *= 1 - 0.45 * narrow
    return points, np.clip(np.sin(tuft) * 0.5 + draw.normal(0, 0.3, n), -1, 1)


def _mouth(body: Body, s: float) -> np.ndarray:
    """Return the middle of the parting of the lips: the jaw's lip joints, 72 mm below the eyes if the rig has none."""
    upper, lower = (body.joints.get(name) for name in ("oris05", "oris01"))
    if upper is None or lower is None:
        return (body.joint("eye.L") + body.joint("eye.R")) / 2 - [0, 0, 0.072 * s]
    return (upper[1] + lower[1]) / 2
