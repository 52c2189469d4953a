"""The air between lens and things: distance pales, fog hides; laid over a picture and its light groups by depth.

Knows nothing of sets, lamps or the grade. Depth in metres; extinction per metre (Beer-Lambert); colours are scene-linear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import grey_closing

from filmcli.formats import smoothing
from filmcli.formats.grade import blur

SKY = 990.0  # metres: what is as far is the sky, which has its air already
SPECTRUM = np.float32((0.88, 1.0, 1.22))  # short waves are scattered more: far and dark turns blue
GREY = np.float32((1.0, 1.0, 1.0))  # droplets scatter all alike
ALONE, SCARCE = 0.97, 0.01  # of a pixel: so much is of one thing alone; what covers less does not count
REACH, WAYS = (1, 3, 9, 27), tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x)  # pixels, and where to look for a thing alone
SKY_ID, MIXED_ID = 0, 1  # no name's number (`cryptomatte.number`) is as small


@dataclass(frozen=True)
class Air:
    """`density` per metre beyond `start` metres; `colour` what it scatters towards the lens at full depth; `glow` the share of the lamps' own light that it spreads."""

    density: float
    colour: tuple[float, float, float]
    start: float = 3.0
    glow: float = 0.0
    grey: bool = False
    deep: float = 400.0  # metres of it that lie before the sky: less for what stays near the ground


def behind(depth: np.ndarray) -> np.ndarray:
    """Return the depth behind drops and flakes: near things of less than five pixels are closed over. The passes' own depth has none in it."""
    return grey_closing(depth, size=(5, 5))


def through(
    beauty: np.ndarray,
    parts: Mapping[str, np.ndarray],
    depth: np.ndarray,
    air: Air,
    *,
    mattes: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the picture (h, w, 3) and its light groups as seen through the air; what the air adds is light of the sky, so they still sum.

    Thin air leaves the sky alone; from .01 per metre on it hides the sky as well. mattes: ids and coverage of the picture's own pixels
    (`cryptomatte.read`): a pixel at an edge, where the depth is of one thing and the light of two, gets each thing's air by its share.
    """
    path = np.clip(depth - air.start, 0.0, None).astype(np.float32)
    sky = depth >= SKY
    path = np.where(sky, air.deep if air.density >= 0.01 else 0.0, path)
    left = np.exp(-np.float32(air.density) * path[..., None] * (GREY if air.grey else SPECTRUM))
    left = shared(left, *mattes) if mattes else left
    left = smoothing.alike(left, smoothing.look(beauty), floor=0.0)  # as the picture's edges are, which are softer than the depth's
    added = (1.0 - left) * np.float32(air.colour)
    if air.glow > 0:
        added = added + (1.0 - left) * air.glow * blur(np.minimum(beauty, 3.0), beauty.shape[1] * 0.06)
    clear = {name: part * left for name, part in parts.items()}
    clear["sky"] = clear["sky"] + added
    return beauty * left + added, clear


def shared(values: np.ndarray, ids: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """Return values (h, w, n) of points, mixed in pixels that show several things as the things are: each has the value that it has near by.

    ids, coverage: (h, w, ranks); what no id covers is the sky. Where a thing is nowhere near alone in a pixel, the pixel's own value is its.
    """
    height, width, _ = values.shape
    rest = 1.0 - coverage.sum(axis=-1)
    alone = np.where(coverage[..., 0] > ALONE, ids[..., 0], np.where(rest > ALONE, SKY_ID, MIXED_ID)).ravel()
    at = np.flatnonzero(alone == MIXED_ID)
    parts = np.concatenate([coverage.reshape(-1, coverage.shape[-1])[at], np.maximum(rest.ravel()[at], 0.0)[:, None]], axis=1)
    which = np.concatenate([ids.reshape(-1, ids.shape[-1])[at], np.full((len(at), 1), SKY_ID, ids.dtype)], axis=1)
    entry, rank = np.nonzero(parts > SCARCE)
    wanted, place, flat = which[entry, rank], at[entry], values.reshape(height * width, -1)
    total, count, open_ = np.zeros((len(entry), flat.shape[1]), np.float32), np.zeros(len(entry), np.float32), np.arange(len(entry))
    for reach in REACH:
        for down, right in WAYS:
            y, x = place[open_] // width + down * reach, place[open_] % width + right * reach
            near = np.clip(y, 0, height - 1) * width + np.clip(x, 0, width - 1)
            same = alone[near] == wanted[open_]
            total[open_[same]] += flat[near[same]]
            count[open_[same]] += 1.0
        open_ = open_[count[open_] == 0]
    found = np.where(count[:, None] > 0, total / np.maximum(count, 1.0)[:, None], flat[place])
    share = parts[entry, rank] / np.bincount(entry, parts[entry, rank], len(at))[entry]
    mixed = flat.copy()
    mixed[at] = np.stack([np.bincount(entry, share * found[:, k], len(at)) for k in range(flat.shape[1])], axis=1)
    return mixed.reshape(values.shape)
