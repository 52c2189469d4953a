"""The faces of a shot: rendered again at more samples, because that is where everybody looks, and again with every shape of the mouth.

Knows nothing of words or sound. A face in a medium shot is 2–6 % of the frame, so this costs a fraction of a picture. The samples are spent on
`FINE` times the picture's pixels each way, as hair and lashes are finer than a pixel: what the denoiser sees as one strand and skin beside it
it keeps apart, what it sees as a noisy mixture it smears (one sample on each of four pixels shows more than six on one, at the same cost).
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import picture
from filmcli.formats import colour, grade

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Developed, Take

HEAD = (0.15, 0.16, 0.19)  # metres around the eyes at 1.75 m of height, hair and ears in it: aside, above, below; the chin is .12 below
MOUTH = (0.062, -0.030, 0.165)  # what an open jaw moves
EYES = (0.068, 0.035, 0.032)
PARTS = {"eyes": EYES, "mouth": MOUTH}
SMALL = 0.05  # of the frame: a larger head has pixels enough for the denoiser, and gets samples by the root of its area
FINE = 2  # pixels of a head's render for one of the picture's, each way
WITHIN = 0.25  # of a pixel that a border is put inside, as Blender cuts it down to whole pixels of a float32
SOFT = 0.12  # of the box: how far its edge fades into the picture below
LEGIBLE = 26  # pixels from chin to crown (.24 m): in a smaller face nobody sees a mouth or a lid move
FEW = 2  # shapes of a mouth whose face is not twice as large
SHEET = "faces.png"
ACROSS = 2048  # pixels, the width of the sheet at most
Window = tuple[int, int, int, int]  # left, top, right, bottom in pixels of the frame


@dataclass(frozen=True)
class Patch:
    """A part of a face in one shape: whose, `mouth` or `eyes`, and its pixels in the frame."""

    who: str
    part: str
    shape: str
    box: Window


@dataclass(frozen=True)
class Drawing:
    """A patch with its scene-linear light (h, w, 3)."""

    patch: Patch
    light: np.ndarray


def refine(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the channels of a picture with these people's heads at the format's `faces` samples, light groups too."""
    found = dict(channels)
    if shot.format.faces <= shot.format.samples:
        return found
    lights = [channel for channel in found if channel.startswith("Combined")]
    for name in names:
        window = _window(shot, shot.people[name], HEAD)
        if window is None:
            continue
        drawn, share = _drawn(studio, shot, out, window, samples=_samples(shot, window), fine=FINE), _share(window)
        for channel in lights:
            found[channel] = _laid(found[channel], drawn[channel], window, share)
    return found


def play(studio: Studio, shot: Take, out: Path, names: Sequence[str], *, speaking: Sequence[str], shapes: Sequence[str]) -> list[Drawing]:
    """Render these people's eyes shut, and the speakers' mouths in every shape; return the patches, still to be graded (`develop`).

    A speaker's lids shut with the first shape of the mouth, in one render, at the picture's own pixels: each is seen for a few frames. Nobody
    whose face is too small to be read is among them.
    """
    found: list[Drawing] = []
    for name in names:
        figure = shot.people[name]
        if not _legible(shot, name) or _window(shot, figure, HEAD) is None:
            continue
        windows = {part: window for part, reach in PARTS.items() if (window := _window(shot, figure, reach))}
        said = list(shapes if _across(shot, figure) >= 2 * LEGIBLE else shapes[:FEW]) if name in speaking and "mouth" in windows else []
        for turn in range(max(1, len(said))):
            shown = {"eyes": "shut"} if turn == 0 and "eyes" in windows else {}
            shown |= {"mouth": said[turn]} if said else {}
            if not shown:
                continue
            with shot.clock.time("pose"):
                figure.speak({said[turn]: 1.0} if said else {}, blink=float("eyes" in shown))
            with shot.clock.time("mouths"):
                around = _union([windows[part] for part in shown])
                light = picture.rgb(_drawn(studio, shot, out, around, samples=shot.format.samples, fine=1))
            found += [Drawing(Patch(name, part, shape, windows[part]), _cut(light, around, windows[part])) for part, shape in shown.items()]
        figure.speak({})
    return found


def develop(drawings: Sequence[Drawing], first: Developed, path: Path, *, seed: int) -> None:
    """Grade patches as the first beat's picture was, and write them as one sheet: a PNG whose text `filmcli` is JSON, a list of patches with
    `at`, the left and top of each in the sheet. It may be empty. Patches that do not overlap are graded in one frame.
    """
    layers: list[list[Drawing]] = []
    for drawing in drawings:
        room = next((layer for layer in layers if not any(_overlap(drawing.patch.box, other.patch.box) for other in layer)), None)
        if room is None:
            layers.append(room := [])
        room.append(drawing)
    found = []
    for layer in layers:
        beauty = first.beauty
        for drawing in layer:
            beauty = _laid(beauty, drawing.light, drawing.patch.box, _share(drawing.patch.box)[..., None])
        developed = grade.develop(beauty, first.look, depth=first.depth, seed=seed, halo=first.halo)
        graded = colour.shown(developed, view=first.look.view, contrast=first.look.contrast)
        found += [(one.patch, graded[one.patch.box[1] : one.patch.box[3], one.patch.box[0] : one.patch.box[2]]) for one in layer]
    _write(path, found)


def _write(path: Path, patches: Sequence[tuple[Patch, np.ndarray]]) -> None:
    """Write the sheet: patches in rows, one pixel of black at least where there is none."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    rows, places, left, top, tall = [], [], 0, 0, 0
    for patch, pixels in patches:
        height, width = pixels.shape[:2]
        if left and left + width > ACROSS:
            left, top, tall = 0, top + tall, 0
        places.append((left, top))
        rows.append({"who": patch.who, "part": patch.part, "shape": patch.shape, "box": list(patch.box), "at": [left, top]})
        left, tall = left + width, max(tall, height)
    size = [
        max((place[axis] + pixels.shape[1 - axis] for place, (_, pixels) in zip(places, patches, strict=True)), default=1)
        for axis in (0, 1)
    ]
    sheet = np.zeros((size[1], size[0], 3), np.uint8)
    for (across, down), (_, pixels) in zip(places, patches, strict=True):
        sheet[down : down + pixels.shape[0], across : across + pixels.shape[1]] = pixels
    text = PngInfo()
    text.add_text("filmcli", json.dumps(rows))
    Image.fromarray(sheet).save(path, pnginfo=text)


def _drawn(studio: Studio, shot: Take, out: Path, window: Window, *, samples: int, fine: int) -> dict[str, np.ndarray]:
    """Return the light of a render of a window alone, each channel of its size, at `fine` times the picture's pixels each way."""
    render, width, height = studio.scene.render, shot.format.width, shot.format.height
    left, top, right, bottom = window
    border = {
        "border_min_x": (left + WITHIN) / width,
        "border_max_x": min(1.0, (right + WITHIN) / width),
        "border_min_y": (height - bottom + WITHIN) / height,
        "border_max_y": min(1.0, (height - top + WITHIN) / height),
    }
    size = {"resolution_x": render.resolution_x, "resolution_y": render.resolution_y}
    format = replace(shot.format, width=width * fine, height=height * fine, samples=max(1, samples // fine**2))
    with picture.kept(render, use_border=True, use_crop_to_border=True, **border, **size):
        picture.expose(studio.scene, format, seed=int(shot.request.get("seed", 0)))
        with picture.careful(studio.scene, format) if fine > 1 else contextlib.nullcontext():
            channels = picture.shoot(studio.scene, out)
    shape = (bottom - top, fine, right - left, fine)
    return {name: channels[name].reshape(shape).mean(axis=(1, 3)) for name in channels if name.startswith("Combined")}


def _samples(shot: Take, head: Window) -> int:
    """Return the samples of a head's render: the format's for faces, fewer for one that fills the frame."""
    large = max(1.0, (head[2] - head[0]) * (head[3] - head[1]) / (shot.format.width * shot.format.height) / SMALL)
    return max(shot.format.samples, round(shot.format.faces / large**0.5))


def _legible(shot: Take, name: str) -> bool:
    """Return whether a person's face is in the frame and large enough for its mouth to be read."""
    x, y, _ = shot.view.project(shot.people[name].eyes())
    return 0 < x < 1 and 0 < y < 1 and _across(shot, shot.people[name]) >= LEGIBLE


def _across(shot: Take, figure: Any) -> float:
    """Return the pixels from a person's chin to the crown, 0 behind the lens."""
    depth = shot.view.project(figure.eyes())[2]
    return 0.24 / shot.view.frame_height(depth) * shot.format.height if depth > 0.05 else 0.0


def _window(shot: Take, figure: Any, reach: Sequence[float]) -> Window | None:
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


def _share(window: Window) -> np.ndarray:
    """Return how much of a window's pixels counts, (h, w): 1 inside, falling to 0 at its edge."""

    def ramp(count: int) -> np.ndarray:
        place = np.arange(count) + 0.5
        return np.clip((np.minimum(place, count - place) - 1.0) / max(1.0, SOFT * count), 0, 1)

    left, top, right, bottom = window
    return (ramp(bottom - top)[:, None] * ramp(right - left)[None, :]).astype(np.float32)


def _laid(below: np.ndarray, drawn: np.ndarray, window: Window, share: np.ndarray) -> np.ndarray:
    """Return a picture with what was drawn of a window laid over it."""
    laid = below.copy()
    left, top, right, bottom = window
    laid[top:bottom, left:right] += (drawn - laid[top:bottom, left:right]) * share
    return laid


def _cut(drawn: np.ndarray, window: Window, inner: Window) -> np.ndarray:
    """Return what a window's picture has of a window inside it."""
    left, top = inner[0] - window[0], inner[1] - window[1]
    return drawn[top : top + inner[3] - inner[1], left : left + inner[2] - inner[0]]


def _union(windows: Sequence[Window]) -> Window:
    lefts, tops, rights, bottoms = zip(*windows, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _overlap(one: Window, other: Window) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
