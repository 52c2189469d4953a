"""The heads of a shot: rendered at more samples than the rest, because that is where everybody looks.

Knows nothing of words or sound. A face in a medium shot is 2–6 % of the frame, so this costs a fraction of a picture. The samples are spent on
`FINE` times the picture's pixels each way, as hair and lashes are finer than a pixel: what the denoiser sees as one strand and skin beside it
it keeps apart, what it sees as a noisy mixture it smears (one sample on each of four pixels shows more than six on one, at the same cost).
A head that fills the frame from top to bottom is half of what a picture costs: it is rendered once, and the rest on its left and right.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import picture
from filmcli.formats import cryptomatte

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Take

HEAD = (0.15, 0.16, 0.19)  # metres around the eyes at 1.75 m of height, hair and ears in it: aside, above, below; the chin is .12 below
SMALL = 0.05  # of the frame: a larger head has pixels enough for the denoiser, and gets samples by the root of its area
TALL = 0.9  # of the frame's height: a head that fills so much is rendered once
FINE = 2  # pixels of a head's render for one of the picture's, each way
WITHIN = 0.25  # of a pixel that a border is put inside, as Blender cuts it down to whole pixels of a float32
SOFT = 0.12  # of the box: how far its edge fades into the picture below
SEEN = 12  # pixels that the denoiser is shown of what another render has
Window = tuple[int, int, int, int]  # left, top, right, bottom in pixels of the frame


def shoot(studio: Studio, shot: Take, out: Path) -> dict[str, np.ndarray]:
    """Render the beauty picture of a shot, its heads at the format's `faces` samples; return all channels of the frame."""
    names = shot.fronts() if shot.format.faces > shot.format.samples else []
    large = next((name for name in names if _fills(shot, window(shot, shot.people[name], HEAD))), None)
    with shot.clock.time("beauty"):
        if large is None:
            picture.expose(studio.scene, shot.format, seed=int(shot.request.get("seed", 0)))
            channels = picture.shoot(studio.scene, out)
        else:
            channels = _around(studio, shot, out, window(shot, shot.people[large], HEAD))
    with shot.clock.time("faces"):
        return refine(studio, shot, out, channels, [name for name in names if name != large])


def refine(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the channels of a picture with these people's heads at the format's `faces` samples, light groups too."""
    found = dict(channels)
    if shot.format.faces <= shot.format.samples:
        return found
    lights = [channel for channel in found if channel.startswith("Combined")]
    for name in names:
        head = window(shot, shot.people[name], HEAD)
        if head is None:
            continue
        drawn, edge = render(studio, shot, out, head, samples=_samples(shot, head), fine=FINE), share(head)
        for channel in lights:
            found[channel] = laid(found[channel], _mean(drawn[channel]), head, edge)
    return found


def _fills(shot: Take, head: Window | None) -> bool:
    """Return whether a head fills the frame from top to bottom and leaves something beside it."""
    return head is not None and head[3] - head[1] >= TALL * shot.format.height and head[2] - head[0] < shot.format.width


def _around(studio: Studio, shot: Take, out: Path, head: Window) -> dict[str, np.ndarray]:
    """Return the channels of a frame that a head fills from top to bottom: the head at its own samples, and what is on its left and right.

    Light fades from one into the other; ids, mattes and data are cut where the head counts for half.
    """
    width, height = shot.format.width, shot.format.height
    left, right = head[0], head[2]
    head = (left, 0, right, height)
    fade = math.ceil(SOFT * (right - left)) + 2
    drawn = _coarse(render(studio, shot, out, head, samples=_samples(shot, head), fine=FINE))
    edge = ramp(right - left, rises=left > 0, falls=right < width)
    own = np.flatnonzero(edge >= 0.5)
    found = {name: np.zeros((height, width), np.float32) for name in drawn}
    sides = [(0, min(width, left + fade + SEEN), left > 0), (max(0, right - fade - SEEN), width, right < width)]
    for start, end in (side[:2] for side in sides if side[2]):
        beside = render(studio, shot, out, (start, 0, end, height), samples=shot.format.samples, fine=1)
        for name in found:
            found[name][:, start:end] = beside[name]
    for name, values in found.items():
        if name.startswith("Combined"):
            values[:, left:right] += (drawn[name] - values[:, left:right]) * edge
        else:
            values[:, left + own] = drawn[name][:, own]
    return found


def _coarse(channels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return a fine render's channels at the picture's own pixels: means, but the first id and depth of each pixel's; mattes as `cryptomatte.coarser`."""
    found = {}
    mattes = {name.lower(): name for name in channels if name.startswith("Crypto")}
    for layer in ("CryptoObject", "CryptoMaterial") if mattes else ():
        ids, coverage = cryptomatte.coarser(*cryptomatte.read(channels, layer), FINE)
        found |= {mattes[name.lower()]: values for name, values in cryptomatte.channels(layer, ids, coverage).items()}
    for name, values in channels.items():
        if name.startswith(("Depth", "Object Index")):
            found[name] = values[::FINE, ::FINE]
        elif name not in found and not name.startswith("Crypto"):
            found[name] = _mean(values)
    return found


def _mean(values: np.ndarray) -> np.ndarray:
    height, width = values.shape
    return values.reshape(height // FINE, FINE, width // FINE, FINE).mean(axis=(1, 3))


def render(studio: Studio, shot: Take, out: Path, window: Window, *, samples: int, fine: int) -> dict[str, np.ndarray]:
    """Return all channels of a render of a window alone, at `fine` times the picture's pixels each way."""
    settings, width, height = studio.scene.render, shot.format.width, shot.format.height
    left, top, right, bottom = window
    border = {
        "border_min_x": (left + WITHIN) / width,
        "border_max_x": min(1.0, (right + WITHIN) / width),
        "border_min_y": (height - bottom + WITHIN) / height,
        "border_max_y": min(1.0, (height - top + WITHIN) / height),
    }
    size = {"resolution_x": settings.resolution_x, "resolution_y": settings.resolution_y}
    format = replace(shot.format, width=width * fine, height=height * fine, samples=max(1, samples // fine**2))
    with picture.kept(settings, use_border=True, use_crop_to_border=True, **border, **size):
        picture.expose(studio.scene, format, seed=int(shot.request.get("seed", 0)))
        with picture.careful(studio.scene, format) if fine > 1 else contextlib.nullcontext():
            return picture.shoot(studio.scene, out)


def _samples(shot: Take, head: Window) -> int:
    """Return the samples of a head's render: the format's for faces, fewer for one that fills the frame."""
    large = max(1.0, (head[2] - head[0]) * (head[3] - head[1]) / (shot.format.width * shot.format.height) / SMALL)
    return max(shot.format.samples, round(shot.format.faces / large**0.5))


def window(shot: Take, figure: Any, reach: Sequence[float]) -> Window | None:
    """Return the pixels around the eyes, as far as `reach` metres of a person 1.75 m tall; None when they are not in the frame."""
    unit = float(figure.body.height) / 1.75
    x, y, depth = shot.view.project(figure.eyes())
    if depth <= 0.05:
        return None
    width, height = shot.format.width, shot.format.height
    scale = height / shot.view.frame_height(depth) * unit  # pixels a metre
    aside, above, below = (metres * scale for metres in reach)
    left, right = (int(np.clip(value, 0, width)) for value in (x * width - aside, math.ceil(x * width + aside)))
    top, bottom = (int(np.clip(value, 0, height)) for value in (y * height - above, math.ceil(y * height + below)))
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None


def share(box: Window) -> np.ndarray:
    """Return how much of a window's pixels counts, (h, w): 1 inside, falling to 0 at its edge."""
    left, top, right, bottom = box
    return ramp(bottom - top)[:, None] * ramp(right - left)[None, :]


def ramp(count: int, *, rises: bool = True, falls: bool = True) -> np.ndarray:
    """Return the share along one side of a window of so many pixels, from 0 to 1 and back where it rises and falls."""
    place = np.arange(count, dtype=np.float32) + 0.5
    near = np.minimum(place if rises else np.inf, count - place if falls else np.inf)
    return np.clip((near - 1.0) / max(1.0, SOFT * count), 0, 1)


def laid(below: np.ndarray, drawn: np.ndarray, box: Window, edge: np.ndarray) -> np.ndarray:
    """Return a picture with what was drawn of a window laid over it."""
    found = below.copy()
    left, top, right, bottom = box
    found[top:bottom, left:right] += (drawn - found[top:bottom, left:right]) * edge
    return found
