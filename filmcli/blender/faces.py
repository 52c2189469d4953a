"""The faces of a shot: rendered again at more samples, because that is where everybody looks, and once more with open mouths.

Knows nothing of words or sound. A face in a medium shot is 2–6 % of the frame, so this costs a fraction of a picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import picture
from filmcli.formats import colour, grade

if TYPE_CHECKING:
    from filmcli.blender.shot import Studio, Take

REACH = (
    0.10,
    0.0,
    0.17,
)  # metres around the eyes at 1.75 m of height: aside, above, below; the chin is .12 below, and no lid moves when a mouth opens
HEAD = (0.15, 0.16, 0.19)  # the same with hair and ears
MOUTHS = 0.67  # of the faces' samples: a mouth is open for a few frames at a time
SMALL = 0.05  # of the frame: a larger head has pixels enough for the denoiser, and gets samples by the root of its area
SOFT = 0.12  # of the box: how far its edge fades into the picture below


def refine(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], names: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the channels of a picture with these people's heads at the format's `faces` samples, light groups too."""
    found = dict(channels)
    if shot.format.faces <= shot.format.samples:
        return found
    for drawn, share in _heads(studio, shot, out, [shot.people[name] for name in names], HEAD, samples=shot.format.faces):
        for name in (name for name in found if name.startswith("Combined")):
            found[name] = found[name] * (1 - share) + drawn[name] * share
    return found


def speak(studio: Studio, shot: Take, out: Path, *, beat: Mapping[str, Any]) -> str:
    """Open the mouths of the beat's speakers, render their faces, lay them over the first beat, and write the graded still; return its name."""
    clock, first = shot.clock, shot.developed
    speakers = [shot.people[name] for name in beat["speaking"] if name in shot.people]
    with clock.time("pose"):
        for figure in speakers:
            figure.speak(1.0)
    beauty = first.beauty
    with clock.time("faces"):
        for drawn, share in _heads(studio, shot, out, speakers, REACH, samples=round(shot.format.faces * MOUTHS)):
            beauty = beauty * (1 - share[..., None]) + picture.rgb(drawn) * share[..., None]
    name = f"still_{beat['id']}.png"
    with clock.time("grade"):
        seed = int(shot.request.get("seed", 0))
        developed = grade.develop(beauty, first.look, depth=first.depth, seed=seed)
        colour.save(developed, out / name, view=first.look.view, contrast=first.look.contrast)
    return name


def _heads(
    studio: Studio, shot: Take, out: Path, figures: Sequence[Any], reach: Sequence[float], *, samples: int
) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
    """Yield for each head in the frame the channels of a render of its box alone, and how much of them counts, (h, w) in 0–1."""
    scene, coarse = studio.scene, shot.format.samples
    for left, top, right, bottom in filter(None, (_box(shot, figure, reach) for figure in figures)):
        large = max(1.0, (right - left) * (bottom - top) / SMALL)
        fine = replace(shot.format, samples=max(coarse, round(samples / large**0.5)))
        border = {"use_border": True, "border_min_x": left, "border_max_x": right, "border_min_y": 1 - bottom, "border_max_y": 1 - top}
        with picture.kept(scene.render, **border):
            picture.expose(scene, fine, seed=int(shot.request.get("seed", 0)))
            drawn = picture.shoot(scene, out)
        yield drawn, _share((left, top, right, bottom), drawn["Combined.R"].shape)


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
