"""Skirts: a cloth extended from its lower edge over the body's skirt helper, and cloth that hangs straight from the chest.

Knows nothing of garments, materials or poses. Metres, z up, the person facing −y, rest pose.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth, blend_weights, neighbours, relax


def grow_down(cloth: Cloth, loop: np.ndarray, body: Body, *, hem: float, offset: float, flare: float) -> Cloth:
    """Extend a cloth from its lower open loop down to height `hem`, over the body's skirt helper.

    The rows are rings of the loop's own vertices: one mesh, no bridge. `flare` widens the hem, metres.
    """
    middle = cloth.vertices[loop].mean(0)
    top = float(np.median(cloth.vertices[loop, 2]))
    ring = np.arctan2(cloth.vertices[loop, 1] - middle[1], cloth.vertices[loop, 0] - middle[0])
    count = max(2, int(np.ceil((top - hem) / (0.032 * body.unit))))
    height = np.linspace(top, hem, count + 1)
    place_at, weight_at = _skirt_columns(body, middle, ring)

    def look(level: float) -> tuple[np.ndarray, np.ndarray]:
        below = np.clip((place_at[:, :, 2] > level).sum(0), 1, len(place_at) - 1)
        column = np.arange(len(ring))
        high, low = place_at[below - 1, column, 2], place_at[below, column, 2]
        t = np.clip((high - level) / np.maximum(high - low, 1e-6), 0, 1)[:, None]
        return (
            place_at[below - 1, column] * (1 - t) + place_at[below, column] * t,
            weight_at[below - 1, column] * (1 - t) + weight_at[below, column] * t,
        )

    rows, row_weights = [], []
    first, _ = look(top)
    lead = cloth.vertices[loop] - first
    radial = np.c_[np.cos(ring), np.sin(ring), np.zeros(len(ring))]
    hip = float(body.joint("upperleg01.L")[2])
    tights = np.unique(np.array(body.select(["helper-tights"])))
    tights = body.vertices[tights[body.region("arm")[tights] < 0.2]]
    for level in height[1:]:
        down = (top - level) / max(top - hem, 1e-6)
        place, weights = look(level)
        fade = np.exp(-(((top - level) / (0.11 * body.unit)) ** 2))
        place = place + lead * fade * [1, 1, 0] + radial * (offset * (1 - fade) + flare * down)
        near = float(np.clip((level - hip + 0.07 * body.unit) / (0.10 * body.unit), 0, 1))
        if near > 0:  # down to the hips it follows the body: the helper stands off there
            own = tights[np.abs(tights[:, 2] - level) < 0.02 * body.unit, :2] - middle[:2]
            if len(own) > 12:
                reach = _around(_profile(own), ring) + offset + flare * down
                place[:, :2] = place[:, :2] * (1 - near) + (middle[:2] + radial[:, :2] * reach[:, None]) * near
        place[:, 2] = level + (cloth.vertices[loop, 2] - top) * fade
        rows.append(place)
        row_weights.append(_over_knee(body, weights * (1 - fade) + cloth.weights[loop] * fade, level))
    start, m = len(cloth.vertices), len(loop)
    number = np.vstack([loop, start + np.arange(count * m).reshape(count, m)])
    quads = np.stack([number[:-1], np.roll(number[:-1], -1, 1), np.roll(number[1:], -1, 1), number[1:]], -1).reshape(-1, 4)
    return _oriented(cloth, np.concatenate(rows), np.concatenate(row_weights), quads)


def _skirt_columns(body: Body, middle: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and weights of the skirt helper at `angles` round `middle`, ring by ring from the top.

    The helper is 20 rings of 36 vertices. (A Delaunay look-up over it took 1.7 s a row on two busy cores.)
    """
    ids = np.unique(np.array(body.select(["helper-skirt"]))).reshape(-1, 36)
    places, weights = [], []
    for ring in ids[1:]:  # the first ring doubles the second
        at = body.vertices[ring]
        own = np.arctan2(at[:, 1] - middle[1], at[:, 0] - middle[0])
        order = np.argsort(own)
        own, ring = own[order], ring[order]
        right = np.searchsorted(own, angles) % 36
        left = right - 1
        gap = (own[right] - own[left]) % (2 * np.pi)
        t = (((angles - own[left]) % (2 * np.pi)) / np.maximum(gap, 1e-6))[:, None]
        places.append(body.vertices[ring[left]] * (1 - t) + body.vertices[ring[right]] * t)
        weights.append(body.weights[ring[left]] * (1 - t) + body.weights[ring[right]] * t)
    return np.array(places), np.array(weights)


def _over_knee(body: Body, weights: np.ndarray, level: float) -> np.ndarray:
    """Hand the thighs' weights on to the lower legs below the knee: a skirt hangs from the knees of a seated person.

    The helper's own weights leave it standing out straight as a board.
    """
    out = weights.copy()
    for side in "LR":
        t = float(np.clip((body.joint("lowerleg01." + side)[2] + 0.055 * body.unit - level) / (0.10 * body.unit), 0, 1))
        thigh = [n for n, bone in enumerate(body.bones) if bone.startswith("upperleg") and bone.endswith("." + side)]
        share = t * t * (3 - 2 * t)
        out[:, body.bones.index("lowerleg01." + side)] += share * out[:, thigh].sum(1)
        out[:, thigh] *= 1 - share
    return out


def _oriented(cloth: Cloth, rows: np.ndarray, weights: np.ndarray, quads: np.ndarray) -> Cloth:
    """Join new rows to a cloth, the new faces turned outward, and smooth over the join."""
    at = np.vstack([cloth.vertices, rows])
    corner = at[quads]
    face = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    if (face * (corner.mean(1) - at[quads].mean((0, 1))) * [1, 1, 0]).sum() < 0:
        quads = quads[:, ::-1]
    count = len(cloth.vertices)
    joined = Cloth(at, np.vstack([cloth.faces, quads]), np.vstack([cloth.weights, weights]).astype(np.float32))
    seam = np.zeros(len(at))
    seam[np.unique(quads[(quads < count).any(1)])] = 1
    seam = np.minimum(neighbours(joined.faces, len(at)) @ seam * 4 + seam, 1)
    joined = blend_weights(relax(joined, 8, mask=seam), 4, mask=seam)
    source = np.full(len(at), -1)
    source[:count] = -1 if cloth.source is None else cloth.source
    return replace(joined, source=source)


def hang(body: Body, cloth: Cloth, *, ease: float, belted: float | None = None) -> Cloth:
    """Let cloth fall from the chest to the hips instead of following the waist; `ease` 0 is fitted, 1 straight.

    Around the trunk, each direction's distance from the axis is raised to the line from chest to hip. What is tucked in at the height
    `belted` is drawn to the body there, over 12 cm, and blouses above.
    """
    k, chest, hip = body.unit, float(body.joint("spine01")[2]) - 0.04 * body.unit, float(body.joint("upperleg01.L")[2]) + 0.03 * body.unit
    arm = cloth.weights[:, [n for n, b in enumerate(body.bones) if b.startswith(("upperarm", "lowerarm", "wrist"))]].sum(1)
    at = cloth.vertices.copy()
    trunk = np.nonzero((arm < 0.35) & (at[:, 2] < chest))[0]
    axis = np.array([0.0, float(body.joint("spine03")[1]) - 0.015 * k])
    tights = np.unique(np.array(body.select(["helper-tights"])))
    tights = tights[body.region("arm")[tights] < 0.2]
    upper = _profile(at[(arm < 0.35) & (np.abs(at[:, 2] - chest) < 0.035 * k)][:, :2] - axis)
    own = at[(arm < 0.35) & (np.abs(at[:, 2] - hip) < 0.035 * k)]
    lower = _profile((own if len(own) > 30 else body.vertices[tights][np.abs(body.vertices[tights][:, 2] - hip) < 0.035 * k])[:, :2] - axis)
    rel = at[trunk, :2] - axis
    radius, turn = np.linalg.norm(rel, axis=1), np.arctan2(rel[:, 1], rel[:, 0])
    t = np.clip((chest - at[trunk, 2]) / (chest - hip), 0, 1)
    wanted = _around(upper, turn) * (1 - t) + _around(lower, turn) * t
    amount = ease * (at[trunk, 2] > hip)
    if belted is not None:
        rise = np.clip((at[trunk, 2] - belted) / (0.12 * k), 0, 1)
        amount = amount * np.sqrt(rise * (2 - rise))
    grown = radius + amount * np.maximum(wanted - radius, 0)
    at[trunk, :2] = axis + rel * (grown / np.maximum(radius, 1e-6))[:, None]
    return replace(cloth, vertices=at)


def _profile(points: np.ndarray, bins: int = 36) -> np.ndarray:
    """Return the outer distance of points (n, 2) from the origin in `bins` directions, smoothed; empty directions take their neighbours'."""
    turn = ((np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi)) % 1.0 * bins).astype(int) % bins
    out = np.zeros(bins)
    np.maximum.at(out, turn, np.linalg.norm(points, axis=1))
    have = np.nonzero(out)[0]
    out = np.interp(np.arange(bins), np.r_[have - bins, have, have + bins], np.tile(out[have], 3))
    for _ in range(2):
        out = 0.25 * np.roll(out, 1) + 0.5 * out + 0.25 * np.roll(out, -1)
    return out


def _around(profile: np.ndarray, turn: np.ndarray) -> np.ndarray:
    count = len(profile)
    place = (turn / (2 * np.pi)) % 1.0 * count - 0.5
    return np.interp(place % count, np.arange(count + 1), np.r_[profile, profile[:1]])
