"""The moment in which somebody speaks: the shot again with mouths open, rendered only around the faces.

Knows nothing of words or sound. A face in a medium shot is 2–6 % of the frame, so this costs a fraction of a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from filmcli.blender import grade, picture

if TYPE_CHECKING:
    from filmcli.blender.shot import Studio, Take

REACH = (0.10, 0.08, 0.17)  # metres around the eyes at 1.75 m of height: aside, above, below; the chin is .12 below
SOFT = 0.12  # of the box: how far its edge fades into the first beat


def expose(studio: Studio, shot: Take, out: Path, *, beat: Mapping[str, Any]) -> str:
    """Open the mouths of the beat's speakers, render their faces, lay them over the first beat, and write the graded still; return its name."""
    clock, scene, first = shot.clock, studio.scene, shot.developed
    speakers = [shot.people[name] for name in beat["speaking"] if name in shot.people]
    with clock.time("pose"):
        for figure in speakers:
            figure.speak(1.0)
    beauty = first.beauty
    seed = int(shot.request.get("seed", 0))
    with clock.time("mouths"):
        for box in filter(None, (_box(shot, figure) for figure in speakers)):
            left, top, right, bottom = box
            border = {"use_border": True, "border_min_x": left, "border_max_x": right, "border_min_y": 1 - bottom, "border_max_y": 1 - top}
            with picture.kept(scene.render, **border):
                picture.expose(scene, shot.format, seed=seed)
                drawn = picture.rgb(picture.shoot(scene, out))
            share = _share(box, beauty.shape)
            beauty = beauty * (1 - share) + drawn * share
    name = f"still_{beat['id']}.png"
    with clock.time("grade"):
        grade.save(grade.develop(beauty, first.look, depth=first.depth, seed=seed), out / name, contrast=first.look.contrast, scene=scene)
    return name


def _box(shot: Take, figure: Any) -> tuple[float, float, float, float] | None:
    """Return the face's (left, top, right, bottom) in 0–1 of the frame from the top left; None when it is not in the frame."""
    unit = float(figure.body.height) / 1.75
    x, y, depth = shot.view.project(figure.eyes())
    if depth <= 0.05:
        return None
    high = 1 / shot.view.frame_height(depth)
    wide = high / shot.view.aspect
    aside, above, below = (reach * unit for reach in REACH)
    left, right = (float(np.clip(value, 0, 1)) for value in (x - aside * wide, x + aside * wide))
    top, bottom = (float(np.clip(value, 0, 1)) for value in (y - above * high, y + below * high))
    return (left, top, right, bottom) if right - left > 0.004 and bottom - top > 0.004 else None


def _share(box: tuple[float, float, float, float], shape: tuple[int, ...]) -> np.ndarray:
    """Return (h, w, 1): 1 inside the box, falling to 0 at its edge. Blender rounds the border to pixels, so one is left to spare."""
    height, width = shape[:2]
    left, top, right, bottom = box

    def ramp(count: int, low: float, high: float) -> np.ndarray:
        place = np.arange(count) + 0.5
        near = np.minimum(place - low * count - 1.5, high * count - 1.5 - place)
        return np.clip(near / max(1.0, SOFT * (high - low) * count), 0, 1)

    return (ramp(height, top, bottom)[:, None] * ramp(width, left, right)[None, :])[..., None].astype(np.float32)
