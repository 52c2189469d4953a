"""A focus pull over a still that is sharp from front to back: each layer is blurred by its depth, as the lens would at that moment.

Knows nothing of cameras' moves or of people. Metres, millimetres, pixels of the still. Circle of confusion after the thin lens (f² ÷ N · |1/s − 1/d|,
as in any textbook of optics); a disc of diameter c is taken for a Gaussian of c/4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from filmcli.core.life import eased
from filmcli.formats.shots import Camera, Move
from filmcli.make.layers import Layer

SENSOR = 24.89  # mm, the width of a Super 35 frame
STEPS = (0.0, 0.8, 1.6, 3.2, 6.4, 10.0)  # pixels of blur at 640 across that are made once and mixed
NEAREST = 0.2  # metres


class Pull:
    """The layers of a still while the focus goes from the camera's own point to the move's."""

    def __init__(self, layers: Sequence[Layer], camera: Camera, move: Move, width: int) -> None:
        """`width` is the still's. Raises ValueError for a move without a point to pull to."""
        if move.focus is None:
            raise ValueError("a focus pull needs a point to go to")
        ahead = np.subtract(camera.target, camera.position)
        ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-6)
        away = [max(float(np.subtract(point, camera.position) @ ahead), NEAREST) for point in (camera.focus, move.focus)]
        self.ends, self.easing = (1 / away[0], 1 / away[1]), move.easing
        self.spread = camera.lens**2 / camera.f_stop / 1000 / SENSOR * width / 4  # pixels of blur for a dioptre off the focus
        self.steps = tuple(step * width / 640 for step in STEPS)
        self.sharp = list(layers)
        self._soft = [_stack(layer, self.steps) for layer in layers]
        self._last: tuple[float, list[Layer]] = (-1.0, [])

    def at(self, share: float) -> list[Layer]:
        """Return the layers at a share (0–1) of the shot."""
        done = eased(share, self.easing)
        focus = self.ends[0] + (self.ends[1] - self.ends[0]) * done  # the ring of a lens turns in dioptres
        if self._last[0] != focus:
            self._last = focus, [self._blurred(layer, stack, focus) for layer, stack in zip(self.sharp, self._soft, strict=True)]
        return self._last[1]

    def _blurred(self, layer: Layer, stack: Sequence[tuple[np.ndarray, np.ndarray | None]], focus: float) -> Layer:
        height, width = layer.picture.shape[:2]
        blur = np.minimum(self.spread * np.abs(layer.disparity - focus), self.steps[-1])
        blur = cv2.resize(cv2.GaussianBlur(blur.astype(np.float32), (0, 0), 1.5), (width, height), interpolation=cv2.INTER_LINEAR)
        at = np.interp(blur, self.steps, np.arange(len(self.steps))).astype(np.float32)
        picture = np.zeros((height, width, 3), np.float32)
        alpha = None if layer.alpha is None else np.zeros((height, width), np.float32)
        for number, (soft, edge) in enumerate(stack):
            share = np.clip(1 - np.abs(at - number), 0, 1)
            if not share.any():
                continue
            picture += share[..., None] * soft
            if alpha is not None:
                alpha += share * edge
        left, top, right, bottom, far, near = layer.box
        pad = 3 * float(blur.max())
        box = (max(left - pad, 0.0), max(top - pad, 0.0), min(right + pad, width - 1.0), min(bottom + pad, height - 1.0), far, near)
        return replace(layer, picture=picture.round().clip(0, 255).astype(np.uint8), alpha=alpha, box=box)


def _stack(layer: Layer, steps: Sequence[float]) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """Return a layer's picture and alpha at each step of blur."""
    picture, alpha = layer.picture.astype(np.float32), layer.alpha
    found: list[tuple[np.ndarray, np.ndarray | None]] = [(picture, alpha)]
    for step in steps[1:]:
        soft = cv2.GaussianBlur(picture, (0, 0), step)
        found.append((soft, None if alpha is None else cv2.GaussianBlur(alpha, (0, 0), step)))
    return found
