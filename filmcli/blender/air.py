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


def through(beauty: np.ndarray, parts: Mapping[str, np.ndarray], depth: np.ndarray, air: Air) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the picture (h, w, 3) and its light groups as seen through the air; what the air adds is light of the sky, so they still sum.

    Thin air leaves the sky alone; from .01 per metre on it hides the sky as well.
    """
    path = np.clip(depth - air.start, 0.0, None).astype(np.float32)
    sky = depth >= SKY
    path = np.where(sky, air.deep if air.density >= 0.01 else 0.0, path)
    left = np.exp(-np.float32(air.density) * path[..., None] * (GREY if air.grey else SPECTRUM))
    left = smoothing.alike(left, smoothing.look(beauty), floor=0.0)  # as the picture's edges are, which are softer than the depth's
    added = (1.0 - left) * np.float32(air.colour)
    if air.glow > 0:
        added = added + (1.0 - left) * air.glow * blur(np.minimum(beauty, 3.0), beauty.shape[1] * 0.06)
    clear = {name: part * left for name, part in parts.items()}
    clear["sky"] = clear["sky"] + added
    return beauty * left + added, clear
