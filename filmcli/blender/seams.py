"""Where a cloth is sewn, edged and worn, and which way its threads run: point attributes that its shader reads.

Knows nothing of shaders. Metres, z up, the person facing −y, rest pose.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth

SIDES = (("L", 1.0), ("R", -1.0))
FAR = 0.1  # metres; no seam is drawn further away


def marks(body: Body, cloth: Cloth) -> dict[str, np.ndarray]:
    """Return `armhole`, `side` (0.5 + signed metres to the seam), `hem` (0.1 − metres to an open edge), `rub` (0–1), `fold`.

    A shader draws a line at 0.5: distances interpolate well between vertices, narrow masks do not.
    """
    arm = _share(body, cloth.weights, ("upperarm", "lowerarm", "wrist"))
    edges = garment.loops(cloth.faces)
    hem = np.full(len(cloth.vertices), FAR)
    if edges:
        hem = np.minimum(
            cKDTree(np.concatenate([cloth.vertices[loop] for loop in edges])).query(cloth.vertices, distance_upper_bound=FAR)[0], FAR
        )
    return {
        "armhole": 0.5 + _armhole(body, cloth.vertices, arm),
        "side": 0.5 + _side(body, cloth.vertices, arm),
        "hem": FAR - hem,
        "rub": np.maximum(_rub(body, cloth.vertices), np.clip(1 - hem / 0.012, 0, 1)),
        "fold": np.full(len(cloth.vertices), 0.5),
    }


def grain(body: Body, cloth: Cloth) -> np.ndarray:
    """Return how the threads lie, (n, 3) metres: across, out, along. On a sleeve, across runs round the arm, on a trouser leg round the leg."""
    out = _down_legs(body, cloth)
    if np.abs(out[:, 0]).max() < body.joint("upperarm01.L")[0]:
        return out
    for side, sign in SIDES:
        own = np.nonzero(_share(body, cloth.weights, ("upperarm", "lowerarm", "wrist"), side) > 0.5)[0]
        shoulder, elbow, wrist = (body.joint(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
        at = cloth.vertices[own]
        upper, lower = (elbow - shoulder) / np.linalg.norm(elbow - shoulder), (wrist - elbow) / np.linalg.norm(wrist - elbow)
        below = ((at - elbow) @ (upper + lower) > 0)[:, None]
        way, start = np.where(below, lower, upper), np.where(below, elbow, shoulder)
        along = ((at - start) * way).sum(1)
        rel = at - start - along[:, None] * way
        ahead = np.array([0, -1.0, 0]) - way * (way @ np.array([0, -1.0, 0]))[:, None]
        ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
        turn = np.arctan2((rel * np.cross(way, ahead)).sum(1), (rel * ahead).sum(1))
        length = np.where(below[:, 0], along + np.linalg.norm(elbow - shoulder), along)
        out[own] = np.c_[sign * 0.052 * body.unit * turn, np.linalg.norm(rel, axis=1), shoulder[2] - length]
    return out


def _down_legs(body: Body, cloth: Cloth) -> np.ndarray:
    """Return the vertices, but on legs cut apart x counted from the leg's own middle line: threads follow the leg that stands out at rest."""
    out = cloth.vertices.copy()
    hip, knee, ankle = (body.joint(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))
    low = cloth.vertices[:, 2] < knee[2]
    if not low.any() or (np.abs(cloth.vertices[low, 0]) < 0.012 * body.unit).any():  # a skirt has cloth between the legs
        return out
    middle = np.interp(out[:, 2], [ankle[2], knee[2], hip[2]], [ankle[0], knee[0], hip[0]])
    out[:, 0] -= np.sign(out[:, 0]) * (middle - hip[0])
    return out


def _share(body: Body, weights: np.ndarray, prefixes: tuple[str, ...], side: str = "") -> np.ndarray:
    return weights[:, [n for n, b in enumerate(body.bones) if b.startswith(prefixes) and b.endswith("." + side if side else "")]].sum(1)


def _armhole(body: Body, at: np.ndarray, arm: np.ndarray) -> np.ndarray:
    out = np.where(arm > 0.5, FAR, -FAR)
    for side, sign in SIDES:
        near = (np.linalg.norm(at - body.joint("upperarm01." + side), axis=1) < 0.16 * body.unit) & (sign * at[:, 0] > 0.04 * body.unit)
        near &= (arm > 0.25) | (at[:, 2] > body.joint("upperarm01." + side)[2] - 0.06 * body.unit)  # it closes under the arm
        out[near] = armhole_distance(body, at[near], side, sign)
    return out


def armhole_distance(body: Body, at: np.ndarray, side: str, sign: float) -> np.ndarray:
    """Return how far points (n, 3) lie beyond the armhole seam, metres: negative on the trunk."""
    joint, elbow = body.joint("upperarm01." + side), body.joint("lowerarm01." + side)
    along = (elbow - joint) / np.linalg.norm(elbow - joint) * 0.45 + np.array([sign, 0, 0]) * 0.75
    rise = np.clip((at[:, 2] - joint[2]) / (0.05 * body.unit), 0, 1)  # on top it lies over the bone's end, 3 cm outside of the joint
    return (at - joint) @ (along / np.linalg.norm(along)) + -(0.010 + 0.018 * rise) * body.unit


def _side(body: Body, at: np.ndarray, arm: np.ndarray) -> np.ndarray:
    order = ("foot.L", "lowerleg01.L", "upperleg01.L", "spine02")
    middle = np.interp(at[:, 2], [body.joint(b)[2] for b in order], [body.joint(b)[1] for b in order])
    below = at[:, 2] < body.joint("upperarm01.L")[2] - 0.10 * body.unit
    return np.where(below & (arm < 0.3), at[:, 1] - middle, FAR)


def _rub(body: Body, at: np.ndarray) -> np.ndarray:
    """Return where cloth wears first: elbows, knees, seat and the edge of the shoulders."""
    k, out = body.unit, np.zeros(len(at))
    for side, _ in SIDES:
        for bone, shift, size in (
            ("lowerarm01." + side, (0, 0.05, 0), 0.075),
            ("lowerleg01." + side, (0, -0.09, 0), 0.095),
            ("upperleg01." + side, (0, 0.14, -0.02), 0.10),
            ("upperarm01." + side, (0, 0, 0.05), 0.06),
        ):
            away = np.linalg.norm(at - body.joint(bone) - np.array(shift) * k, axis=1)
            out = np.maximum(out, np.exp(-((away / (size * k)) ** 2)))
    return out
