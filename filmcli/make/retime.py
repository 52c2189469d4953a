"""Frames between frames: a film at 24 a second out of a model's 16.

Knows nothing of models or shots. Frames are (h, w, 3) uint8. Of three ways the film takes the third: the nearest frame holds every second one
for two, which is seen in a pan as a stutter; a mix of both neighbours shows a moving edge twice; here both are first brought by optical
flow (DIS: Kroeger, Timofte, Dai, Van Gool 2016) to where the edge is at that moment, and then mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from filmcli.conduct import chain

CUT = 40  # code values by which two neighbours differ in the mean when they are not one movement: the nearer one stands for both


def retimed(frames: Iterable[np.ndarray], count: int, *, fps: int, model_fps: int) -> Iterator[np.ndarray]:
    """Yield `count` frames at `fps` from frames at `model_fps`, which are read once and in order; the last one stands when they run out."""
    source = iter(frames)
    here, number = next(source), 0
    ahead = next(source, here)
    flows: tuple[np.ndarray, np.ndarray] | None = None
    for wanted, share in chain.moments(count, fps=fps, model_fps=model_fps):
        while number < wanted:
            here, ahead, number, flows = ahead, next(source, ahead), number + 1, None
        if share == 0:
            yield here
            continue
        if flows is None:
            flows = _flows(here, ahead)
        yield between(here, ahead, share, flows=flows)


def between(one: np.ndarray, other: np.ndarray, share: float, *, flows: tuple[np.ndarray, np.ndarray] | None = None) -> np.ndarray:
    """Return what is seen between two frames, `share` (0–1) of the way from one to the other."""
    if np.abs(one.astype(np.int16) - other).mean() > CUT:
        return one if share < 0.5 else other
    there, back = flows or _flows(one, other)
    ahead, behind = _moved(one, there, share), _moved(other, back, 1 - share)
    return cv2.addWeighted(ahead, 1 - share, behind, share, 0)


def _flows(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (one, other)]
    if min(grey[0].shape) < 16:  # DIS works on patches of 8 pixels at half size
        return (np.zeros((*grey[0].shape, 2), np.float32),) * 2
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return search.calc(grey[0], grey[1], None), search.calc(grey[1], grey[0], None)


def _moved(frame: np.ndarray, flow: np.ndarray, share: float) -> np.ndarray:
    """Return a frame moved along its flow. A pixel asks where it came from, and takes the flow that ends in it for the one that begins there."""
    down, across = np.indices(frame.shape[:2], dtype=np.float32)
    came = cv2.remap(flow, across - share * flow[..., 0], down - share * flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cv2.remap(frame, across - share * came[..., 0], down - share * came[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
