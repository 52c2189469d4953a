"""People who are alive in a still picture: they breathe, shift their weight, carry their heads, blink and speak.

Knows nothing of files, cameras or how a picture is layered. Pixels of the still, x right, y down; metres only where a scale turns them into pixels.
Every movement is a smooth field over the picture times a number for each frame, so nothing can tear inside a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from filmcli.core.life import Life

COARSE = 4  # pixels to a cell of a field
RISE, WIDEN = (
    0.0016,
    0.0010,
)  # metres that the shoulders rise, and a flank moves out, from the middle of a breath (Kaneko, Horie 2012: 2–4 mm in all)
SWAY = 0.0040  # metres that the weight wanders, at the neck (quiet stance: Winter 1995)
ROLL = 0.45  # of the drift of a free head: a still shows it from one side only, and more than ±.7° pulls at the collar
HEAD = 0.10  # metres from the neck's axis to the face, which a turn of the head carries sideways
FACE = 0.125  # metres around the middle of the face that turn with it
NOD = 2.2  # degrees that a head dips on a stressed syllable
LEAST = 0.25  # pixels: who moves less than this stands still


@dataclass(frozen=True)
class Patch:
    """A part of a face as it looks otherwise: left and top in the still, and what is added to the still's pixels there, (h, w, 3) int16."""

    left: int
    top: int
    change: np.ndarray


@dataclass(frozen=True)
class Body:
    """Where a person is in the still, in pixels: neck, hips, what they stand or sit on, the middle of the face; and pixels to a metre there."""

    neck: tuple[float, float]
    hips: tuple[float, float]
    ground: float
    face: tuple[float, float]
    scale: float

    @property
    def upright(self) -> bool:
        return self.hips[1] - self.neck[1] > 0.2 * self.scale


@dataclass(frozen=True)
class Person:
    """One person over the frames of a clip. `fields` (k, 2, h, w) at a quarter of the size, `course` (n, k); `patches` with `weights` (n, p)."""

    mask: np.ndarray
    fields: np.ndarray
    course: np.ndarray
    patches: tuple[Patch, ...] = ()
    weights: np.ndarray | None = None

    @property
    def moves(self) -> bool:
        """Return whether any pixel moves far enough to be seen, or the face changes."""
        return len(self.patches) > 0 or bool(len(self.fields))

    def picture(self, index: int, still: np.ndarray) -> np.ndarray:
        """Return the still with this frame's mouth and lids."""
        shown = [(patch, float(weight)) for patch, weight in zip(self.patches, self._weights(index), strict=True) if weight > 0.01]
        if not shown:
            return still
        out = still.copy()
        for box in {(patch.left, patch.top, *patch.change.shape[:2]) for patch, _ in shown}:
            left, top, high, wide = box
            part = out[top : top + high, left : left + wide].astype(np.float32)
            for patch, weight in shown:
                if (patch.left, patch.top, *patch.change.shape[:2]) == box:
                    part += weight * patch.change
            out[top : top + high, left : left + wide] = np.clip(part, 0, 255).round().astype(np.uint8)
        return out

    def moved(self, index: int, across: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of the still that are seen at these places (two float32 maps) when the person has moved."""
        if not len(self.fields):
            return across, down
        field = np.tensordot(self.course[index].astype(np.float32), self.fields, 1)
        x, y = (across - (COARSE - 1) / 2) / COARSE, (down - (COARSE - 1) / 2) / COARSE
        shift = [cv2.remap(part, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for part in field]
        return across - shift[0], down - shift[1]

    def _weights(self, index: int) -> Sequence[float]:
        return () if self.weights is None else self.weights[index]


def body(joints: Mapping[str, Sequence[float]], size: tuple[int, int], lens: float) -> Body | None:
    """Return where a person is by the joints that the passes name (x, y in 0–1, metres away); None when the neck is behind the camera.

    `size` is width and height in pixels, `lens` the focal length in pixels. Who stands is held by the feet, who sits by the hips.
    """
    width, height = size

    def at(*names: str) -> tuple[float, float] | None:
        found = [joints[name] for name in names if name in joints]
        return (float(np.mean([one[0] for one in found])) * width, float(np.mean([one[1] for one in found])) * height) if found else None

    neck, hips = at("neck"), at("right_hip", "left_hip")
    if neck is None or hips is None:
        return None
    scale = lens / max(float(joints["neck"][2]), 0.05)
    face = at("nose") or (neck[0], neck[1] - 0.24 * scale)
    knees, ankles = at("right_knee", "left_knee"), at("right_ankle", "left_ankle")
    sits = knees is None or ankles is None or knees[1] - hips[1] < 0.25 * scale
    return Body(neck, hips, hips[1] + 0.08 * scale if sits else ankles[1], face, scale)


def course(life: Life, count: int, *, fps: float, stress: np.ndarray | None = None) -> np.ndarray:
    """Return (count, 5): breath, sway, roll, turn and nod of the head (degrees) in each frame. `stress` (count,) in 0–1 is how loud the words are."""
    rows = []
    for index in range(count):
        at = index / fps
        lean, twist, roll = life.head(at)
        rows.append((life.breath(at) * life.depth, life.sway(at)[0], ROLL * roll, twist, lean))
    out = np.array(rows, float).reshape(count, 5)
    if stress is not None:
        soft = np.convolve(np.pad(stress, 8), np.hanning(max(3, round(0.35 * fps)) + 2)[1:-1], "same")[8:-8]
        out[:, 4] += NOD * soft / max(1.0, float(soft.max(initial=0.0)))
    return out


def fields(body: Body, mask: np.ndarray) -> np.ndarray:
    """Return (5, 2, h, w): how far each pixel goes for a breath, a sway and a degree of roll, turn and nod; none for who is too far or lies."""
    if not body.upright or SWAY * body.scale < LEAST:
        return np.zeros((0, 2, 1, 1), np.float32)
    high, wide = (-(-side // COARSE) for side in mask.shape)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32) * COARSE + (COARSE - 1) / 2
    (nx, ny), (hx, hy), (fx, fy), scale = body.neck, body.hips, body.face, body.scale
    torso = hy - ny
    chest = _ramp((hy - y) / (0.62 * torso))
    flank = np.clip((x - (nx + hx) / 2) / (0.22 * scale), -1, 1) * _ramp((hy - y) / (0.5 * torso)) * _ramp((y - ny) / (0.3 * torso))
    held = np.clip((body.ground - y) / (body.ground - ny), 0, 1.4)
    chin = fy + 0.45 * (ny - fy)
    head = _ramp((ny - y) / max(ny - chin, 1.0)) * (1 - _ramp((abs(x - (nx + fx) / 2) / scale - 0.2) / 0.12))
    near = np.clip(1 - ((x - fx) ** 2 + (y - fy) ** 2) / (FACE * scale) ** 2, 0, 1)
    degree = np.radians(1.0)
    zero = np.zeros_like(x)
    return np.stack(
        [
            np.stack([WIDEN * scale * flank, -RISE * scale * chest]),
            np.stack([SWAY * scale * held, zero]),
            np.stack([-degree * (y - ny) * head, degree * (x - nx) * head]),
            np.stack([degree * HEAD * scale * (0.35 * head + near), zero]),
            np.stack([zero, degree * HEAD * scale * (0.5 * head + near)]),
        ]
    ).astype(np.float32)


def _ramp(share: np.ndarray) -> np.ndarray:
    """Return 0 below 0, 1 above 1, and a smooth step between."""
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
