"""Beards: strands on the skin's own beard mask, where the preset's beard grows: lip, chin, jaw, side.

Knows nothing of poses or materials. Metres, rest pose; the strands are bound to the skin by who calls.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.skin import masks


def grow(body: Body, sheet: Mapping, row: Mapping, draw: np.random.Generator, *, lite: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the strands (n, 7, 3) of a beard and their tints (n,). row: the preset's `where`, `length` (lip, chin), `strands`."""
    faces = np.array(body.select(["body"]))
    mask = masks(body, sheet)["beard"]
    faces = faces[mask[faces].mean(1) > 0.12]
    corner = body.vertices[faces]
    area = np.linalg.norm(np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1)
    n = int(row["strands"] * (0.45 if lite else 1.0))
    pick = draw.choice(len(faces), n, p=area / area.sum())
    u, v = draw.random((2, n, 1))
    c = corner[pick]
    root = c[:, 0] * (1 - u) * (1 - v) + c[:, 1] * u * (1 - v) + c[:, 2] * u * v + c[:, 3] * (1 - u) * v
    normal = garment.normals(body.vertices, np.array(body.select(["body"])))[faces[pick]].mean(1)
    share = mask[faces[pick]].mean(1)
    keep, lip, low = _zones(body, root, row["where"])
    keep &= lip | (draw.random(n) < np.clip(share * 1.8 - 0.3, 0, 1))
    root, normal, lip, low = root[keep], normal[keep], lip[keep], low[keep]
    return _strands(body, root, normal, lip, low, row["length"], draw)


def _zones(body: Body, root: np.ndarray, where: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which roots grow hair, which of them are on the upper lip, and how far down the chin each is, 0–1."""
    eye, s = (body.joint("eye.L") + body.joint("eye.R")) / 2, float(body.joint("eye.L")[0] / 0.031)
    rel = (root - eye) / s
    above = (root[:, 2] - _mouth(body, s)[2]) / s  # over the parting of the lips
    off = np.abs(root[:, 0]) / s
    bare = (off < 0.027) & (np.abs(above) < 0.0085) | (off < 0.012) & (above < 0) & (above > -0.016)
    lip = (above > 0.006) & (above < 0.024) & (off < 0.033) & (off > 0.0025)
    chin = (off < 0.026) & (above < -0.010) | (off > 0.020) & (off < 0.034) & (above < 0.010)
    side = (rel[:, 1] > 0.020) & (off > 0.045) & (above > -0.035)
    zones = {"lip": lip, "chin": chin, "jaw": ~lip, "side": side}
    keep = np.any([zones[name] for name in where], axis=0) & ~bare & (rel[:, 2] > -0.150)
    return keep, lip, np.clip((-rel[:, 2] - 0.075) / 0.05, 0, 1)


def _strands(
    body: Body, root: np.ndarray, normal: np.ndarray, lip: np.ndarray, low: np.ndarray, length: list[float], draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    s = float(body.joint("eye.L")[0] / 0.031)
    n, long = len(root), float(length[1])
    down = np.tile([0.0, -0.10, -1.0], (n, 1))
    down[lip] = np.c_[np.sign(root[lip, 0]) * 0.9, np.full(lip.sum(), -0.15), np.full(lip.sum(), -0.75)]
    at_jaw = 0.40 * min(long, 0.03) + (long - 0.40 * min(long, 0.03)) * low
    size = np.where(lip, length[0], at_jaw) * s * draw.uniform(0.7, 1.15, n)
    f = np.linspace(0, 1, 7)[None, :, None]
    out = min(0.55, 0.013 / max(long, 0.01))
    tuft = np.floor(root * 260) @ np.array([12.9898, 78.233, 37.719])  # neighbours lean together
    lean = np.stack([np.sin(tuft * k) for k in (1.0, 1.7, 2.3)], 1)[:, None] * 0.14
    bend = normal[:, None] * (out * f * (1.15 - 0.6 * f)) + down[:, None] * (0.75 * f) + (lean + draw.normal(0, 0.13, (n, 1, 3))) * f**1.5
    points = root[:, None] + bend * size[:, None, None]
    if long > 0.05:  # a long beard narrows to its point
        narrow = np.clip((root[:, None, 2:] - points[..., 2:]) / (0.10 * s), 0, 1)
        points[..., :1] *= 1 - 0.45 * narrow
    return points, np.clip(np.sin(tuft) * 0.5 + draw.normal(0, 0.3, n), -1, 1)


def _mouth(body: Body, s: float) -> np.ndarray:
    """Return the middle of the parting of the lips: the jaw's lip joints, 72 mm below the eyes if the rig has none."""
    upper, lower = (body.joints.get(name) for name in ("oris05", "oris01"))
    if upper is None or lower is None:
        return (body.joint("eye.L") + body.joint("eye.R")) / 2 - [0, 0, 0.072 * s]
    return (upper[1] + lower[1]) / 2
