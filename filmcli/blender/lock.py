"""Locks and ropes: how many strands follow each guide, how strands gather, and how light each is.

Knows nothing of heads, styles' combs or Blender. Metres; strands are (n, steps, 3).
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender.comb import Style, across

STRAY = 0.035  # of the strands leave their lock
FACE = 0.2  # of the guides are rooted at the face, where none does


def gathered(guide: np.ndarray, side: np.ndarray, style: Style, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the guides drawn together into locks towards their tips, and the lock of each (n,).

    A lock never crosses the parting. What is between locks lies deeper and darker: that is what shows as hair at a distance at
    which no strand does.
    """
    n, steps, _ = guide.shape
    centres = draw.choice(n, min(style.locks, n), replace=False)
    place = np.c_[guide[:, 0], side[:, None] * 0.5]
    _, which = cKDTree(place[centres]).query(place)
    if not style.lock:
        return guide, which
    f = np.linspace(0, 1, steps)[None, :, None]
    tight = style.lock * draw.uniform(0.55, 1.25, len(centres))[which][:, None, None]
    middle = guide[centres[which]]
    drawn = guide + (middle - guide) * np.clip(tight, 0, 0.95) * np.clip(f * 1.15, 0, 1) ** 0.75
    return drawn, which


def strands(
    guide: np.ndarray, which: np.ndarray, many: int, style: Style, s: float, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return `many` strands for every guide, apart at the root, closer at the tip, a few astray; and the tint of each, −1 to 1."""
    n, steps, _ = guide.shape
    points = np.repeat(guide, many, axis=0)
    f = np.linspace(0, 1, steps)[None, :, None]
    apart = draw.normal(0, 0.0024 * s, (n * many, 1, 3))
    points = points + apart * (1 + (style.clump - 1) * f**0.8)
    points = points + draw.normal(0, 0.0014 * s, (n * many, 1, 3)) * f**2
    wave = draw.uniform(0, 2 * np.pi, (n * many, 1, 3))
    points = points + 0.0007 * s * np.sin(wave + f * draw.uniform(4, 12, (n * many, 1, 1))) * f
    astray = draw.random(n * many) < STRAY
    astray &= points[:, 0, 1] > np.quantile(guide[:, 0, 1], FACE)  # one over a forehead looks drawn on it
    lost, far = int(astray.sum()), 0.0055 * s * min(1.0, style.top / 0.05)
    bow = np.sin(np.pi * np.clip(f * draw.uniform(0.5, 1.0, (lost, 1, 1)), 0, 1))
    points[astray] += draw.normal(0, far, (lost, 1, 3)) * f**1.5 + draw.normal(0, far * 0.8, (lost, 1, 3)) * bow
    tint = draw.normal(0, 0.75, which.max() + 1)[which]
    return points, np.clip(np.repeat(tint, many) + draw.normal(0, 0.25, n * many), -1, 1)


def ropes(guide: np.ndarray, many: int, style: Style, s: float, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the strands of ropes round each guide, plaited in three or felted, and their tint."""
    n, steps, _ = guide.shape
    first, second = across(guide)
    f = np.linspace(0, 1, steps)[None, :]
    long = np.linalg.norm(np.diff(guide, axis=1), axis=2).sum(1)
    thick = style.rope * s * draw.uniform(0.85, 1.15, n)
    taper = np.interp(f, [0, 0.03, 0.5, 0.93, 1], [0.55, 1.0, 1.0, 0.75, 0.35])
    group = np.arange(many) % 3
    turns = long / (style.rope * s * (6.5 if style.braid else 14))
    turn = 2 * np.pi * (turns[:, None, None] * f[:, None] + group[None, :, None] / 3)
    size = (thick[:, None] * taper)[:, None, :]
    if style.braid:  # a plait's three parts swing from side to side, a third of a turn apart
        a, b, loose = np.sin(turn) * 0.62 * size, np.sin(2 * turn) * 0.36 * size, 0.30
    else:
        a, b, loose = np.cos(turn) * 0.30 * size, np.sin(turn) * 0.30 * size, 0.42
    scatter = draw.normal(0, loose, (2, n, many, 1)) * size
    fuzz = draw.normal(0, 0.10, (2, n, many, steps)) * size
    a, b = a + scatter[0] + fuzz[0], b + scatter[1] + fuzz[1]
    points = guide[:, None] + first[:, None] * a[..., None] + second[:, None] * b[..., None]
    tint = np.clip(draw.normal(0, 0.7, (n, 1)) + draw.normal(0, 0.25, (n, many)), -1, 1)
    return points.reshape(n * many, steps, 3), tint.ravel()


def spread(points: np.ndarray, count: int, *, apart: float = 0.0) -> np.ndarray:
    """Return the numbers of at most `count` points (n, 3) that lie evenly, none nearer than `apart`: the farthest is always next."""
    chosen, far = [0], np.linalg.norm(points - points[0], axis=1)
    while len(chosen) < count and far.max() > apart:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)
