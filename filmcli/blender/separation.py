"""Separation: how far a person's outline is off what is behind it, in stops, and the rim light that brings it there.

Knows nothing of lamps: light adds up, so a brighter rim is the sum of the same parts. Pictures are linear (h, w, 3), masks (h, w) bool.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion, uniform_filter

from filmcli.formats.colour import luminance

APART = 0.7  # stops at which an outline is read without searching
BLACK = 0.006  # luminance that a screen shows as black: added to both sides, that two blacks are not apart
BAND = 1 / 120  # of the frame's width: how far from the outline both sides are read
FEW = 24  # pixels of an outline
STEPS = (0.5, 1.0, 1.5, 2.0)  # stops that the rim may be raised


def stops(light: np.ndarray, mask: np.ndarray) -> float | None:
    """Return the median over a person's outline of the stops between both sides of it; None for an outline of a few pixels. `light` is luminance (h, w)."""
    sides = _sides(mask, light)
    return None if sides is None else _apart(*sides[0])


def rim(parts: Mapping[str, np.ndarray], masks: Sequence[np.ndarray]) -> float:
    """Return the factor for the rim that brings everybody off the background by APART, the smallest that does, or that does most; 1 where none is needed or helps."""
    whole, edge = luminance(np.sum(list(parts.values()), axis=0)), luminance(parts["rim"])
    outlines = [sides for mask in masks if (sides := _sides(mask, whole, edge)) is not None]

    def worst(factor: float) -> float:
        return min((_apart(*(a + (factor - 1) * b for a, b in zip(*sides, strict=True))) for sides in outlines), default=math.inf)

    best, most = 1.0, worst(1.0)
    for step in STEPS:
        if most >= APART:
            break
        if (reached := worst(2.0**step)) > most + 0.02:
            best, most = 2.0**step, reached
    return best


def _apart(inside: np.ndarray, outside: np.ndarray) -> float:
    return float(np.median(np.abs(np.log2((inside + BLACK) / (outside + BLACK)))))


def _sides(mask: np.ndarray, *lights: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]] | None:
    """Return for each light its mean near every pixel of a person's outline, inside and outside of it; None for an outline of a few pixels."""
    if not mask.any():
        return None
    reach = max(1, round(BAND * mask.shape[1]))
    box = tuple(
        slice(max(0, hits[0] - 4 * reach), hits[-1] + 4 * reach)
        for hits in (np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0)))
    )
    mask = mask[box]
    edge = mask & binary_dilation(~mask)
    if edge.sum() < FEW:
        return None
    size = 4 * reach + 1
    inner, outer = mask & ~binary_erosion(mask, iterations=reach, border_value=1), ~mask & binary_dilation(mask, iterations=reach)
    near = [(side, np.maximum(uniform_filter(side.astype(np.float32), size)[edge], 1e-6)) for side in (inner, outer)]
    return [tuple(uniform_filter(np.where(side, light[box], 0.0), size)[edge] / full for side, full in near) for light in lights]  # type: ignore[misc]
