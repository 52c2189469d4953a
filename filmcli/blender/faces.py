"""The faces of a shot: rendered again at more samples, because that is where everybody looks, and again with every shape of the mouth.

Knows nothing of words or sound. A face in a medium shot is 2–6 % of the frame, so this costs a fraction of a picture. The samples are spent on
`FINE` times the picture's pixels each way, as hair and lashes are finer than a pixel: what the denoiser sees as one strand and skin beside it
it keeps apart, what it sees as a noisy mixture it smears (one sample on each of four pixels shows more than six on one, at the same cost).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import picture
from filmcli.formats import colour, grade

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Take

HEAD = (0.15, 0.16, 0.19)  # metres around the eyes at 1.75 m of height, hair and ears in it: aside, above, below; the chin is .12 below
MOUTH = (0.062, -0.030, 0.165)  # what an open jaw moves
EYES = (0.068, 0.035, 0.032)
SMALL = 0.05  # of the frame: a larger head has pixels enough for the denoiser, and gets samples by the root of its area
FINE = 2  # pixels of a head's render for one of the picture's, each way
WITHIN = 0.25  # of a pixel that a border is put inside, as Blender cuts it down to whole pixels of a float32
SOFT = 0.12  # of the box: how far its edge fades into the picture below
LEGIBLE = 26  # pixels from chin to crown (.24 m): in a smaller face nobody sees a mouth or a lid move
SHEET = "faces.png"
ACROSS = 2048  # pixels, the width of the sheet at most


@dataclass(frozen=True)
class Patch:
    """A part of a face in one shape: whose, `mouth` or `eyes`, and left, top, right, bottom of its pixels in the frame."""

    who: str
    part: str
    shape: str
    box: tuple[int, int, int, int]


def refine(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the channels of a picture with these people's heads at the format's `faces` samples, light groups too."""
    found = dict(channels)
    if shot.format.faces <= shot.format.samples:
        return found
    for name in names:
        box = _box(shot, shot.people[name], HEAD)
        if box is None:
            continue
        drawn, share = _head(studio, shot, out, box, samples=_fine(shot, box))
        for channel in (channel for channel in found if channel.startswith("Combined")):
            found[channel] = found[channel] * (1 - share) + drawn[channel] * share
    return found


def play(studio: Studio, shot: Take, out: Path, names: Sequence[str], *, speaking: Sequence[str], shapes: Sequence[str]) -> str:
    """Render these people's eyes shut, and the speakers' mouths in every shape; write the graded patches as one sheet, and return its name.

    The sheet is a PNG; its text `filmcli` is JSON, a list of patches with `at`, the left and top of each in the sheet. Nobody whose face is too
    small to be read is in it, and it may be empty.
    """
    readable = [name for name in names if _legible(shot, name)]
    turns = [("eyes", "shut", readable)] + [("mouth", shape, [name for name in readable if name in speaking]) for shape in shapes]
    found: list[tuple[Patch, np.ndarray]] = []
    layers = _layers(studio, shot, out, [(part, shape, people) for part, shape, people in turns if people])
    for layer in layers:
        graded = _graded(shot, layer)
        found += [(patch, graded[patch.box[1] : patch.box[3], patch.box[0] : patch.box[2]]) for patch, *_ in layer]
    for name in readable:
        shot.people[name].speak({})
    _write(out / SHEET, found)
    return SHEET


def _layers(
    studio: Studio, shot: Take, out: Path, turns: Sequence[tuple[str, str, Sequence[str]]]
) -> list[list[tuple[Patch, np.ndarray, np.ndarray]]]:
    """Return the rendered patches, sorted into as few frames as hold them without overlap: grading a frame costs as much as rendering a mouth."""
    layers: list[list[tuple[Patch, np.ndarray, np.ndarray]]] = []
    for part, shape, people in turns:
        for name in people:
            figure, reach = shot.people[name], EYES if part == "eyes" else MOUTH
            box = _box(shot, figure, reach)
            if box is None:
                continue
            with shot.clock.time("pose"):
                figure.speak({} if part == "eyes" else {shape: 1.0}, blink=float(part == "eyes"))
            with shot.clock.time("mouths"):
                drawn, share = _head(studio, shot, out, box, samples=_fine(shot, _box(shot, figure, HEAD) or box))
                figure.speak({})
            patch = Patch(name, part, shape, _pixels(box, share.shape))
            room = next((layer for layer in layers if not any(_overlap(patch.box, other.box) for other, *_ in layer)), None)
            if room is None:
                layers.append(room := [])
            room.append((patch, picture.rgb(drawn), share))
    return layers


def _graded(shot: Take, layer: Sequence[tuple[Patch, np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return a frame (h, w, 3) uint8: the first beat's picture with these patches in it, graded as that was."""
    first = shot.developed
    beauty = first.beauty
    for _, drawn, share in layer:
        beauty = beauty * (1 - share[..., None]) + drawn * share[..., None]
    with shot.clock.time("grade"):
        developed = grade.develop(beauty, first.look, depth=first.depth, seed=int(shot.request.get("seed", 0)))
        return colour.shown(developed, view=first.look.view, contrast=first.look.contrast)


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


def _head(studio: Studio, shot: Take, out: Path, box: tuple[float, ...], *, samples: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the light of a render of a box alone, in a frame that is black outside it, and how much of it counts, (h, w) in 0–1."""
    render, width, height = studio.scene.render, shot.format.width, shot.format.height
    left, top, right, bottom = _pixels(box, (height, width))
    border = {
        "border_min_x": (left + WITHIN) / width,
        "border_max_x": min(1.0, (right + WITHIN) / width),
        "border_min_y": (height - bottom + WITHIN) / height,
        "border_max_y": min(1.0, (height - top + WITHIN) / height),
    }
    size = {"resolution_x": render.resolution_x, "resolution_y": render.resolution_y}
    fine = replace(shot.format, width=width * FINE, height=height * FINE, samples=max(1, samples // FINE**2))
    with (
        picture.kept(render, use_border=True, use_crop_to_border=True, **border, **size),
        picture.kept(studio.scene.cycles, denoising_prefilter="ACCURATE"),
    ):
        picture.expose(studio.scene, fine, seed=int(shot.request.get("seed", 0)))
        channels = picture.shoot(studio.scene, out)
    drawn = {}
    for name in (name for name in channels if name.startswith("Combined")):
        drawn[name] = np.zeros((height, width), np.float32)
        drawn[name][top:bottom, left:right] = channels[name].reshape(bottom - top, FINE, right - left, FINE).mean(axis=(1, 3))
    return drawn, _share(box, (height, width))


def _fine(shot: Take, head: tuple[float, ...]) -> int:
    """Return the samples of a head's render: the format's for faces, fewer for one that fills the frame."""
    large = max(1.0, (head[2] - head[0]) * (head[3] - head[1]) / SMALL)
    return max(shot.format.samples, round(shot.format.faces / large**0.5))


def _legible(shot: Take, name: str) -> bool:
    """Return whether a person's face is large enough, and turned enough to the lens, for its mouth to be read."""
    figure = shot.people[name]
    x, y, depth = shot.view.project(figure.eyes())
    if depth <= 0.05 or not (0 < x < 1 and 0 < y < 1):
        return False
    return 0.24 / shot.view.frame_height(depth) * shot.format.height >= LEGIBLE


def _pixels(box: tuple[float, ...], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    height, width = shape[:2]
    left, top, right, bottom = box
    return int(left * width), int(top * height), min(width, int(np.ceil(right * width))), min(height, int(np.ceil(bottom * height)))


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _box(shot: Take, figure: Any, reach: Sequence[float]) -> tuple[float, float, float, float] | None:
    """Return the head's (left, top, right, bottom) in 0–1 of the frame from the top left; None when it is not in the frame."""
    unit = float(figure.body.height) / 1.75
    x, y, depth = shot.view.project(figure.eyes())
    if depth <= 0.05:
        return None
    high = 1 / shot.view.frame_height(depth)
    wide = high / shot.view.aspect
    aside, above, below = (metres * unit for metres in reach)
    left, right = (float(np.clip(value, 0, 1)) for value in (x - aside * wide, x + aside * wide))
    top, bottom = (float(np.clip(value, 0, 1)) for value in (y - above * high, y + below * high))
    return (left, top, right, bottom) if right - left > 0.004 and bottom - top > 0.004 else None


def _share(box: tuple[float, float, float, float], shape: tuple[int, ...]) -> np.ndarray:
    """Return (h, w): 1 inside the box, falling to 0 at its edge. Blender rounds the border to pixels, so one is left to spare."""
    height, width = shape[:2]
    left, top, right, bottom = box

    def ramp(count: int, low: float, high: float) -> np.ndarray:
        place = np.arange(count) + 0.5
        near = np.minimum(place - low * count - 1.5, high * count - 1.5 - place)
        return np.clip(near / max(1.0, SOFT * (high - low) * count), 0, 1)

    return (ramp(height, top, bottom)[:, None] * ramp(width, left, right)[None, :]).astype(np.float32)
