"""The light meter: what each light group brings to a face, and the corrections that meet the asked ratio.

Knows nothing of where lamps hang. Levels are illuminance over π (1 is middle grey on an 18 % card): luminance ÷ albedo.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import camera, picture
from filmcli.blender.camera import SENSOR, View
from filmcli.blender.grade import luminance

PIXELS, SAMPLES = 32, 8
ENOUGH = 24  # lit pixels below which a reading is no reading
LIT, SHADE = 80, 40  # percentiles of the key that make the lit and the shadow side


@dataclass(frozen=True)
class Reading:
    """Levels on a face: the key at its lit side, and everything that also reaches the shadow side, by group."""

    key: float
    others: Mapping[str, float]

    @property
    def fill(self) -> float:
        return sum(self.others.values())

    @property
    def ratio(self) -> float:
        """(key + fill) : fill, at most 99."""
        return min(99.0, (self.key + self.fill) / max(self.fill, 1e-4))


def read(groups: Mapping[str, np.ndarray], albedo: np.ndarray, mask: np.ndarray) -> Reading | None:
    """Return the reading of the masked pixels, None when they are too few or too dark a skin to tell."""
    mask = mask & (luminance(albedo) > 0.03)
    if mask.sum() < ENOUGH:
        return None
    skin = luminance(albedo)[mask]
    levels = {group: luminance(part)[mask] / skin for group, part in groups.items()}
    key = float(np.percentile(levels["key"], LIT))
    shade = levels["key"] <= np.percentile(levels["key"], SHADE)  # a lamp on the key's side is no fill
    # a mean of trimmed values survives fireflies at 8 samples
    others = {
        group: float(np.mean(np.minimum(levels[group][shade], np.percentile(levels[group][shade], 90))))
        for group in ("fill", "practical", "sky")
    }
    return Reading(key, others)


def spot(scene: bpy.types.Scene, view: View, eyes: Vector, index: int, scratch: Path) -> Reading | None:
    """Point a spot meter from the camera at a face, and read it: a 32-pixel render of .26 m around the eyes."""
    distance = max((eyes - Vector(view.position)).length, 0.3)
    lens = min(SENSOR * distance / 0.26, 4000.0)
    aimed = replace(view, target=tuple(eyes - Vector((0, 0, 0.025))), lens=lens, aspect=1.0, roll=0.0)
    kept_aim = camera.mount(scene, aimed)
    try:
        with (
            picture.kept(scene.render, resolution_x=PIXELS, resolution_y=PIXELS),
            picture.kept(kept_aim.data.dof, use_dof=False),
            picture.kept(scene.cycles, samples=SAMPLES, use_denoising=False, use_adaptive_sampling=False, seed=7),
        ):
            channels = picture.shoot(scene, scratch)
    finally:
        camera.mount(scene, view)
    mask = np.rint(channels["Object Index.X"]) == index
    return read(picture.groups(channels), picture.rgb(channels, "Diffuse Color"), mask)


def corrections(reading: Reading, *, level: float, ratio: float, open_sky: bool = False) -> dict[str, float]:
    """Return the factor for each group that brings the face to its level and ratio.

    The key is corrected within two stops. What the fill must bring is what the ratio leaves after sky and practicals;
    when these alone are more than it allows, they are turned down too, by two and a half stops at most. Under
    an open sky the sky is the fill: it is brought up to it by three stops, and down by half a stop only, or day would look like night.
    """
    wanted_fill = level / ratio
    key = (level - wanted_fill) / max(reading.key, 1e-4)
    spill = reading.others["practical"] + reading.others["sky"]
    room = wanted_fill * 0.8
    turned = min(1.0, room / spill) if spill > 0 else 1.0
    turned = max(turned, 2.0**-2.5)
    sky = turned
    if open_sky:
        sky = min(max(room / max(reading.others["sky"], 1e-4), 2.0**-0.5), 8.0)
        turned = 1.0
        spill = reading.others["practical"] + reading.others["sky"] * sky
    fill = (wanted_fill - spill * turned) / max(reading.others["fill"], 1e-4)
    return {"key": limit(key, 2.0), "fill": min(max(fill, 0.02), 8.0), "practical": turned, "sky": sky}


def limit(factor: float, stops: float) -> float:
    """Return a factor within ± stops."""
    return 2.0 ** min(max(math.log2(max(factor, 1e-6)), -stops), stops)


def exposure(beauty: np.ndarray, faces: np.ndarray | None, *, target: float) -> float:
    """Return stops to add so that no frame is lost: middle of the frame and faces within bounds, highlights kept.

    Deterministic: percentiles of the linear beauty, rounded to a twentieth of a stop, within −1.5 … +1.5.
    """
    light = np.maximum(luminance(beauty), 1e-5)
    middle = float(np.exp(np.mean(np.log(light + 0.002))))
    high = float(np.percentile(light, 97))
    stops = 0.0
    low, top = target * 0.55, target * 2.2
    if middle < low:
        stops = math.log2(low / middle) * 0.8
    elif middle > top:
        stops = math.log2(top / middle) * 0.8
    if faces is not None and faces.sum() > ENOUGH:
        face = float(np.percentile(light[faces], 75))
        stops = min(stops, math.log2(0.45 / face)) if face > 0 else stops
    stops = min(stops, max(0.0, math.log2(6.0 / high)))  # never lift a frame whose highlights already burn
    return round(min(max(stops, -1.5), 1.5) * 20) / 20
