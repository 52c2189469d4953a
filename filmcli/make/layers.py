"""A still cut at its depth edges into a few layers, and each person of it into a layer of their own; each painted on behind the nearer ones.

Knows nothing of cameras, renderers or time. What a nearer thing uncovers when it moves is background then and not a stretched edge (layered
depth images: Shade, Gortler, He, Szeliski 1998). Disparity is 1/metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

LAYERS = 4
FRINGE = 1  # pixels around a near thing that hold some of its colour (antialiasing, soft focus) and so move with it
REACH = 9  # pixels beyond a person's outline in which a nearer thing may cover the person when it moves
NEARER = 1.015  # times the disparity of the person beside it: what is in front


@dataclass(frozen=True)
class Layer:
    """One layer: disparity at half size, alpha (h, w) (None: opaque), picture (h, w, 3).

    `box` is what of the still the layer covers: left, top, right, bottom in pixels, and its least and greatest disparity. `person` is the index of
    the person it is, −1 for a part of the set; `before` (h, w) is what stands in front of that person without being in a nearer layer.
    """

    disparity: np.ndarray
    alpha: np.ndarray | None
    picture: np.ndarray
    box: tuple[float, float, float, float, float, float] = (0, 0, 0, 0, 0, 0)
    person: int = -1
    before: np.ndarray | None = None


def cut(still: np.ndarray, disparity: np.ndarray, pixels: float, people: Sequence[np.ndarray] = ()) -> list[Layer]:
    """Return the layers from far to near. `pixels` is how far a thing one metre away moves at most; `people` are masks (h, w), no pixel in two."""
    still = np.ascontiguousarray(still)
    taken = np.zeros(disparity.shape, bool)
    for mask in people:
        taken |= mask
    levels = [float(np.median(disparity[mask])) for mask in people]
    cuts = _cuts(disparity, pixels)
    if not cuts and not people:
        return [Layer(_halved(cv2.GaussianBlur(disparity, (0, 0), 1.0)), None, still)]
    bounds = [0.0, *cuts, np.inf]
    layers = []
    for lower, upper in zip(bounds, bounds[1:], strict=False):
        over = (disparity >= upper) & ~taken
        for mask, level in zip(people, levels, strict=True):
            over |= mask if level >= lower else np.zeros_like(mask)
        own = (disparity >= lower) & (disparity < upper) & ~taken
        layer = _layer(still, disparity, own, over, opaque=lower == 0)
        layers += [layer] if layer else []
        for index in sorted((i for i, level in enumerate(levels) if lower <= level < upper), key=levels.__getitem__):
            nearer = (disparity >= upper) & ~taken
            for mask, level in zip(people, levels, strict=True):
                nearer |= mask if level > levels[index] else np.zeros_like(mask)
            layer = _person(still, disparity, people[index], nearer, taken, index)
            layers += [layer] if layer else []
    return layers


def _person(still: np.ndarray, disparity: np.ndarray, own: np.ndarray, nearer: np.ndarray, taken: np.ndarray, index: int) -> Layer | None:
    beside = (cv2.dilate(own.astype(np.uint8), _disc(REACH)) > 0) & ~own & ~taken
    here = _painted(disparity[..., None], own)[..., 0]
    covers = beside & ~nearer & (disparity > here * NEARER)
    before = cv2.GaussianBlur(covers.astype(np.float32), (0, 0), 0.8) if covers.sum() > 8 else None
    return _layer(still, disparity, own, nearer | covers, opaque=False, person=index, before=before)


def _layer(
    still: np.ndarray,
    disparity: np.ndarray,
    mine: np.ndarray,
    over: np.ndarray,
    *,
    opaque: bool,
    person: int = -1,
    before: np.ndarray | None = None,
) -> Layer | None:
    """Return a layer of the pixels that are its own; `over` hides it. None when nothing of it is seen."""
    own = mine.astype(np.uint8)
    hidden = cv2.dilate(over.astype(np.uint8), _disc(FRINGE + 2)) > 0
    sure = mine & ~hidden
    wide = (cv2.dilate(own, _disc(FRINGE)) > 0) & ~hidden
    if not sure.any():
        sure = wide = mine
    if not mine.any():
        return None if not opaque else Layer(_halved(disparity), None, still)
    filled = cv2.GaussianBlur(_painted(disparity[..., None], mine)[..., 0], (0, 0), 1.2)
    alpha, box = None, (0.0,) * 6
    if not opaque:
        edge = cv2.GaussianBlur(wide.astype(np.float32), (0, 0), 0.8)
        alpha = np.ascontiguousarray(_painted(edge[..., None], ~hidden)[..., 0])
        down, across = np.nonzero(alpha > 0.004)
        if not len(down):
            return None
        seen = filled[down, across]
        box = (across.min(), down.min(), across.max(), down.max(), seen.min(), seen.max())
    # the soft edge of a near layer shows what was truly beside it; its own colour painted outwards would be an outline
    around = wide if opaque else (cv2.dilate(own, _disc(FRINGE + 3)) > 0) & ~hidden
    return Layer(_halved(filled), alpha, _textured(still, around), tuple(float(side) for side in box), person, before)


def _cuts(disparity: np.ndarray, pixels: float) -> list[float]:
    """Return the disparities to cut at: greedily those that part most depth edges, weighed by how far they open in pixels."""
    near = cv2.dilate(disparity, np.ones((3, 3), np.uint8))
    far = cv2.erode(disparity, np.ones((3, 3), np.uint8))
    opens = (near - far) * pixels
    seen = opens > 0.6
    if seen.sum() < 12:
        return []
    near, far, opens = np.log(near[seen]), np.log(far[seen]), opens[seen]
    grid = np.linspace(far.min(), near.max(), 96)
    cuts, total = [], opens.sum()
    while len(cuts) < LAYERS - 1 and opens.sum() > 0.1 * total:
        weight = np.zeros(len(grid) + 1)
        np.add.at(weight, np.searchsorted(grid, far), opens)
        np.add.at(weight, np.searchsorted(grid, near), -opens)
        spanned = np.cumsum(weight)[:-1]
        best = np.flatnonzero(spanned >= 0.98 * spanned.max())
        cut = float(grid[best[len(best) // 2]])
        left = (far >= cut) | (near <= cut)
        if left.all():
            break
        cuts.append(cut)
        near, far, opens = near[left], far[left], opens[left]
    return sorted(float(np.exp(cut)) for cut in cuts)


def _painted(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return `values` (h, w, c) float32 with the unknown pixels painted on from the known ones around them (push-pull pyramid)."""
    if known.all():
        return values
    weight = known.astype(np.float32)[..., None]
    levels = [(values * weight, weight)]
    while min(levels[-1][1].shape[:2]) > 2 and levels[-1][1].min() < 0.5:
        value, weight = levels[-1]
        size = (ceil(value.shape[1] / 2), ceil(value.shape[0] / 2))
        levels.append(tuple(cv2.resize(part, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1) for part in (value, weight)))
    value, weight = levels[-1]
    filled = (
        value / np.maximum(weight, 1e-4)
        if weight.min() > 1e-4
        else np.where(weight > 1e-4, value / np.maximum(weight, 1e-4), value.sum((0, 1)) / max(weight.sum(), 1e-6))
    )
    for value, weight in levels[-2::-1]:
        up = cv2.resize(filled.astype(np.float32), (value.shape[1], value.shape[0]), interpolation=cv2.INTER_LINEAR).reshape(value.shape)
        trust = np.minimum(1, weight * (1 if weight is levels[0][1] else 2))
        filled = trust * value / np.maximum(weight, 1e-4) + (1 - trust) * up
    return filled


def _textured(picture: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the picture painted on beyond what is known: mirrored at the edge, so that texture goes on, and plain further in.

    The smooth painting alone left a grey halo about a person before blinds.
    """
    smooth = _painted(picture.astype(np.float32), known)
    if known.all() or not known.any():
        return smooth.round().clip(0, 255).astype(np.uint8)
    height, width = known.shape
    away, label = cv2.distanceTransformWithLabels((~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    edge_down, edge_across = np.zeros(label.max() + 1, np.int32), np.zeros(label.max() + 1, np.int32)
    down, across = np.nonzero(known)
    edge_down[label[down, across]], edge_across[label[down, across]] = down, across
    down, across = np.nonzero(~known & (away < 0.08 * width))
    nearest = label[down, across]
    from_down = np.clip(2 * edge_down[nearest] - down, 0, height - 1)
    from_across = np.clip(2 * edge_across[nearest] - across, 0, width - 1)
    share = np.where(known[from_down, from_across], np.clip(2 - away[down, across] / (0.04 * width), 0, 1), 0)[:, None]
    smooth[down, across] = share * picture[from_down, from_across] + (1 - share) * smooth[down, across]
    return smooth.round().clip(0, 255).astype(np.uint8)


def _disc(radius: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _halved(disparity: np.ndarray) -> np.ndarray:
    height, width = disparity.shape
    return cv2.resize(disparity, (ceil(width / 2), ceil(height / 2)), interpolation=cv2.INTER_AREA)
