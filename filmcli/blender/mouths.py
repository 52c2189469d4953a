"""The mouths of a shot: every shape that a speaker's mouth takes and eyes shut, rendered alone and laid over the picture by whoever cuts the film.

Knows nothing of words or sound, nor of how the picture itself is made. Cycles' noise hangs on a pixel's place in the frame: what is rendered
in a border has the still's own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import faces, picture
from filmcli.blender.faces import Window
from filmcli.formats import colour, grade

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Developed, Take

MOUTH = (0.062, -0.030, 0.165)  # metres around the eyes (as `faces.HEAD`): what an open jaw moves
EYES = (0.068, 0.035, 0.032)
PARTS = {"eyes": EYES, "mouth": MOUTH}
LEGIBLE = 26  # pixels from chin to crown (.24 m): in a smaller face nobody sees a mouth or a lid move
FEW = 2  # shapes of a mouth whose face is not twice as large
SHEET = "faces.png"
ACROSS = 2048  # pixels, the width of the sheet at most


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


def play(studio: Studio, shot: Take, out: Path, names: Sequence[str], *, speaking: Sequence[str], shapes: Sequence[str]) -> list[Drawing]:
    """Render these people's eyes shut, and the speakers' mouths in every shape; return the patches, still to be graded (`develop`).

    A speaker's lids shut with the first shape of the mouth, in one render, at the picture's own pixels: each is seen for a few frames. Nobody
    whose face is too small to be read is among them.
    """
    found: list[Drawing] = []
    for name in names:
        figure = shot.people[name]
        if not _legible(shot, name) or faces.window(shot, figure, faces.HEAD) is None:
            continue
        windows = {part: window for part, reach in PARTS.items() if (window := faces.window(shot, figure, reach))}
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
                light = picture.rgb(faces.render(studio, shot, out, around, samples=shot.format.samples, fine=1))
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
            beauty = faces.laid(beauty, drawing.light, drawing.patch.box, faces.share(drawing.patch.box)[..., None])
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


def _legible(shot: Take, name: str) -> bool:
    """Return whether a person's face is in the frame and large enough for its mouth to be read."""
    x, y, _ = shot.view.project(shot.people[name].eyes())
    return 0 < x < 1 and 0 < y < 1 and _across(shot, shot.people[name]) >= LEGIBLE


def _across(shot: Take, figure: Any) -> float:
    """Return the pixels from a person's chin to the crown, 0 behind the lens."""
    depth = shot.view.project(figure.eyes())[2]
    return 0.24 / shot.view.frame_height(depth) * shot.format.height if depth > 0.05 else 0.0


def _cut(drawn: np.ndarray, window: Window, inner: Window) -> np.ndarray:
    """Return what a window's picture has of a window inside it."""
    left, top = inner[0] - window[0], inner[1] - window[1]
    return drawn[top : top + inner[3] - inner[1], left : left + inner[2] - inner[0]]


def _union(windows: Sequence[Window]) -> Window:
    lefts, tops, rights, bottoms = zip(*windows, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _overlap(one: Window, other: Window) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
