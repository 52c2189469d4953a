"""The hairline: where each vertex of a body lies on a plain head, and how far within the hair.

Knows nothing of strands, styles or Blender. All bodies share the mesh's vertices, so the line is drawn once, on the
unshaped base mesh, and follows ears, temples and nape through every shape of head. Metres from between the pupils,
on a head whose pupils are 31 mm from the midline.
"""

from __future__ import annotations

import functools

import numpy as np

from filmcli.blender import anatomy
from filmcli.blender.body import EYES, Body

# the edge in profile (y behind, z above the pupils): forehead, temple, sideburn, round the ear (y .062–.092, z −.047–.008), nape
EDGE = {
    "female": (
        (-0.20, 0.066),
        (-0.014, 0.065),
        (-0.008, 0.057),
        (-0.003, 0.046),
        (0.003, 0.035),
        (0.011, 0.023),
        (0.022, 0.011),
        (0.036, 0.000),
        (0.047, -0.012),
        (0.053, -0.020),
        (0.0585, -0.016),
        (0.061, -0.002),
        (0.066, 0.0095),
        (0.078, 0.0125),
        (0.089, 0.008),
        (0.0955, -0.006),
        (0.0975, -0.028),
        (0.103, -0.048),
        (0.114, -0.062),
        (0.130, -0.072),
        (0.30, -0.076),
    ),
    "male": (
        (-0.20, 0.070),
        (-0.008, 0.069),
        (0.001, 0.061),
        (0.007, 0.050),
        (0.011, 0.040),
        (0.017, 0.029),
        (0.025, 0.018),
        (0.034, 0.007),
        (0.042, -0.006),
        (0.048, -0.024),
        (0.0575, -0.025),
        (0.061, -0.002),
        (0.066, 0.0095),
        (0.078, 0.0125),
        (0.089, 0.008),
        (0.0955, -0.006),
        (0.0975, -0.028),
        (0.103, -0.046),
        (0.114, -0.058),
        (0.130, -0.066),
        (0.30, -0.070),
    ),
}


@functools.cache
def template() -> np.ndarray:
    """Return the base mesh (N, 3) from between its pupils: the same place on every head has the same numbers here."""
    base = anatomy.load().vertices
    v = np.stack([base[:, 0], -base[:, 2], base[:, 1]], 1)
    ball = v[EYES["L"]]
    eye = (ball.min(0) + ball.max(0)) / 2
    return (v - [0, eye[1], eye[2]]) * (0.0310 / eye[0])


def ear() -> np.ndarray:
    """Return per vertex whether it belongs to an ear or the skin that it grows from."""
    x, y, z = template().T
    return (np.abs(x) > 0.060) & (y > 0.055) & (y < 0.098) & (z > -0.055) & (z < 0.016)


def depth(body: Body, *, recede: float = 0.0, bare: float = 0.0) -> np.ndarray:
    """Return per vertex how far it is inside the hairline, metres; negative on bare skin. A man's temples recede with age.

    recede: how much further they do; bare: radius of a bald crown, both metres.
    """
    at = template()
    inside = _profile("male" if body.gender == "male" else "female").copy()
    x, y, z = np.abs(at[:, 0]), at[:, 1], at[:, 2]
    if body.gender == "male":
        back = 0.006 + 0.013 * np.clip((body.age - 30) / 40, 0, 1) + recede
        inside -= back * np.exp(-(((x - 0.043) / (0.014 + 0.4 * recede)) ** 2)) * np.clip((0.040 + recede - y) / 0.02, 0, 1)
        inside -= 0.45 * recede * np.clip((0.040 - y) / 0.03, 0, 1) * np.clip(z / 0.05, 0, 1)
    else:
        inside += 0.003 * np.exp(-((x / 0.035) ** 2)) * (y < 0.04)
    if bare:  # round the crown and forward to the forehead
        ahead = np.clip((0.085 - y) / 0.09, 0, 1)
        far = np.hypot(x, np.maximum(y - 0.085, 0)) - bare * (1 - 0.12 * ahead)
        inside = np.where(z > 0.035, np.minimum(inside, np.maximum(far, 0.060 - z - 0.02)), inside)
    return inside


@functools.cache
def _profile(gender: str) -> np.ndarray:
    """Return per vertex the signed distance from the edge in profile, positive above and behind it."""
    edge = np.array(EDGE[gender])
    ring = np.vstack([edge, [(0.30, 0.30), (-0.20, 0.30)]])
    p = template()[:, 1:]
    a, b = ring, np.roll(ring, -1, axis=0)
    crossed = (a[:, 1] > p[:, None, 1]) != (b[:, 1] > p[:, None, 1])
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    x = a[:, 0] + (p[:, None, 1] - a[:, 1]) / rise * (b[:, 0] - a[:, 0])
    within = (crossed & (p[:, None, 0] < x)).sum(1) % 2 == 1
    first, along = edge[:-1], np.diff(edge, axis=0)
    t = np.clip(((p[:, None] - first) * along).sum(2) / (along**2).sum(1), 0, 1)
    far = np.linalg.norm(p[:, None] - first - t[..., None] * along, axis=2).min(1)
    return np.where(within, far, -far)
