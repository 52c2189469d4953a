"""Free-hanging cloth: a cloak down the back, an apron's panel round the front.

Knows nothing of which garment wants what. Metres, rest pose, the person facing −y.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.form import Form
from filmcli.blender.garment import Cloth
from filmcli.blender.tailoring import throat


def mantle(body: Body, *, hem: float, offset: float, flare: float) -> Cloth:
    """Return a cloak: from the neck over the shoulders, then straight down behind the arms to `hem`.

    Columns run from one front edge round the back to the other.
    """
    k, base = body.unit, throat(body)
    columns = 61
    turn = np.linspace(-1, 1, columns) * np.radians(158)  # 0 is straight back
    side, back = np.sin(turn), np.cos(turn)
    shoulder = float(body.joint("upperarm01.L")[0])
    top = float(body.joint("upperarm01.L")[2]) + 0.045 * k
    rows = [np.c_[side * 0.072 * k, base[1] + 0.004 * k + back * 0.062 * k, np.full(columns, base[2] + 0.012 * k) + 0.018 * k * back]]
    for t in (0.35, 0.7, 1.0):
        wide = (0.072 * k) * (1 - t) + (shoulder + 0.012 * k + offset) * t
        deep = (0.062 * k) * (1 - t) + (0.105 * k + offset) * t
        rows.append(
            np.c_[
                side * wide,
                base[1] + 0.012 * k + back * deep,
                np.full(columns, base[2] + (0.022 - 0.010 * t) * k) * (1 - t) + (top + offset * 0.3) * t - 0.03 * k * np.abs(side) ** 3 * t,
            ]
        )
    count = max(8, int((top - hem) / (0.03 * k)))
    for n in range(1, count + 1):
        t = n / count
        far = (0.115 * k + offset) + 0.035 * k * min(1, 4 * t) + flare * t
        wide = shoulder + 0.012 * k + offset - 0.02 * k * min(1, 5 * t) + flare * t
        behind = np.clip(back, -0.25 + 0.30 * min(1, 6 * t), 1)  # below the shoulders the edges stay behind the arms
        spread = np.sign(side) * np.minimum(np.abs(side), 1) * wide
        rows.append(
            np.c_[
                spread,
                base[1] + 0.02 * k + behind * far,
                np.full(columns, top - 0.03 * k * np.abs(side).mean() - (top - 0.03 * k - hem) * t),
            ]
        )
    points = np.concatenate(rows)
    weights = _hung(body, points)
    cloth = garment.sheet(points, weights, len(rows), columns)
    return garment.blend_weights(garment.relax(cloth, 3), 10, mask=np.ones(len(points)))


def _hung(body: Body, points: np.ndarray) -> np.ndarray:
    """Return weights for cloth that hangs free: shoulders by the girdle, the back by the spine, below by the pelvis."""
    weights = np.zeros((len(points), len(body.bones)), np.float32)
    heights = {bone: float(body.joint(bone)[2]) for bone in ("spine01", "spine02", "spine03", "spine04", "spine05")}
    order = sorted(heights, key=heights.__getitem__)
    levels = [heights[bone] for bone in order] + [float(body.joint("neck01")[2])]
    place = np.interp(points[:, 2], levels, np.arange(len(levels)))
    for n, bone in enumerate(order):
        weights[:, body.bones.index(bone)] += np.clip(1 - np.abs(np.minimum(place, len(order) - 1) - n), 0, 1)
    for side, sign in (("L", 1.0), ("R", -1.0)):
        joint = body.joint("upperarm01." + side)
        near = np.exp(-((np.linalg.norm((points - joint) * [1, 1, 0.8], axis=1) / (0.12 * body.unit)) ** 2)) * (sign * points[:, 0] > 0)
        share = (0.75 * near).astype(np.float32)
        weights *= (1 - share)[:, None]
        weights[:, body.bones.index("clavicle." + side)] += share
    return weights / weights.sum(1, keepdims=True)


def panel(body: Body, form: Form, *, top: float, hem: float, half: float, lift: float) -> Cloth:
    """Return an apron's skirt: a panel `half` metres to each side of the middle, on the form at the top, hanging below the hips."""
    rows, columns = 26, 21
    v = np.linspace(-1, 1, columns)
    z = np.linspace(top, hem, rows)
    hip = float(body.joint("upperleg01.L")[2]) - 0.06 * body.unit
    grid_x = v[None] * half * np.linspace(0.92, 1.08, rows)[:, None]
    origin = np.stack([grid_x, np.full((rows, columns), -1.0), np.maximum(z, hem)[:, None] + 0 * v], -1).reshape(-1, 3)
    point, normal, weights, hit = form.cast(origin, np.array([0, 1.0, 0]))
    at = (point + normal * lift).reshape(rows, columns, 3)
    at[:, :, 0], at[:, :, 2] = grid_x, z[:, None]
    good = hit.reshape(rows, columns)
    legs = body.vertices[np.unique(np.array(body.select(["helper-tights"])))]
    for row in range(1, rows):  # below the hips it hangs in front of the legs; where nothing is behind it, it goes on as above
        y = np.where(good[row], at[row, :, 1], at[row - 1, :, 1])
        near = legs[(np.abs(legs[:, 2] - z[row]) < 0.04) & (np.abs(legs[:, 0]) < half)]
        if z[row] < hip and len(near):
            y = np.minimum(y, float(near[:, 1].min()) - lift - 0.020)
        at[row, :, 1] = np.minimum(y, at[row - 1, :, 1] + (0.002 if z[row] > hip else 0.001))
    curve = 0.035 * body.unit * v**2  # it wraps round a little
    at[:, :, 1] = np.minimum(at[:, :, 1], np.median(at[:, :, 1], axis=1, keepdims=True) + curve)
    return garment.sheet(at.reshape(-1, 3), weights, rows, columns)
