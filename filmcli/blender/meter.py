"""The light meter: what each light group brings to a face, and the corrections that meet the asked ratio.

Knows nothing of where lamps hang. Levels are illuminance over π (1 is middle grey on an 18 % card): luminance ÷ albedo.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import bearing, camera, picture
from filmcli.blender.camera import SENSOR, View
from filmcli.formats import cryptomatte
from filmcli.formats.colour import luminance

PIXELS, SAMPLES = 32, 8
ENOUGH = 24  # lit pixels below which a reading is no reading
OTHERS = ("fill", "background", "practical", "sky")  # what also reaches the shadow side
TURNED = {"background": 1.5, "practical": 2.5, "sky": 2.5}  # stops that they may be turned down for a face
EDGE = 0.6  # of the brightest skin: what counts as lit where the key only grazes the face
SHEEN = 0.02  # of the light, that skin mirrors uncoloured: on dark skin as much as what it scatters in blue
LIT, SHADE = 80, 40  # percentiles of the key that make the lit and the shadow side
COLOURED = (
    70,
    95,
)  # percentiles of the key between which its colour is read: above them the skin shines, and shows the lamp's colour and its own in no known parts


@dataclass(frozen=True)
class Reading:
    """Levels on a face: the key at its lit side, and everything that also reaches the shadow side, by group.

    `way` is the key's direction as the skin shows it (world, unit length; None when the skin shows none), `colour` its
    colour, linear Rec.709; `source` is where it was read: the frame, or a spot meter where the face is too small in it.
    """

    key: float
    others: Mapping[str, float]
    way: tuple[float, float, float] | None = None
    colour: tuple[float, float, float] | None = None
    source: str = "frame"

    @property
    def fill(self) -> float:
        return sum(self.others.values())

    @property
    def level(self) -> float:
        return self.key + self.fill

    @property
    def ratio(self) -> float:
        """(key + fill) : fill, at most 99."""
        return min(99.0, self.level / max(self.fill, 1e-4))


def read(
    channels: Mapping[str, np.ndarray], groups: Mapping[str, np.ndarray], mask: np.ndarray, *, source: str = "frame", wearer: Any = None
) -> Reading | None:
    """Return the reading of the masked pixels, None when they are too few or too dark a skin to tell.

    `channels` have albedo, normals and positions, `groups` is what the lights bring. With a `wearer`, whose skin it is, the key's direction is read too.
    """
    albedo = picture.rgb(channels, "Diffuse Color")
    mask = mask & (luminance(albedo) > 0.03)
    if mask.sum() < ENOUGH:
        return None
    skin = luminance(albedo)[mask]
    levels = {group: luminance(part)[mask] / skin for group, part in groups.items()}
    key = max(float(np.percentile(levels["key"], LIT)), EDGE * float(np.percentile(levels["key"], 96)))  # a key from behind lights an edge
    shade = levels["key"] <= np.percentile(levels["key"], SHADE)  # a lamp on the key's side is no fill
    # a mean of trimmed values survives fireflies at 8 samples
    others = {group: float(np.mean(np.minimum(levels[group][shade], np.percentile(levels[group][shade], 90)))) for group in OTHERS}
    way = None
    if wearer is not None:
        normal, place = (
            np.nan_to_num(np.stack([channels[f"{name}.{axis}"][mask] for axis in "XYZ"], axis=-1)) for name in ("Normal", "Position")
        )
        way = bearing.read(levels["key"], normal, place, bearing.brim(wearer))
    low, high = np.percentile(levels["key"], COLOURED)
    bright = (levels["key"] >= low) & (levels["key"] <= high)
    seen = (groups["key"][mask] / (albedo[mask] + SHEEN))[bright].mean(axis=0)
    return Reading(key, others, way, tuple(map(float, seen)), source)


def incident(channels: Mapping[str, np.ndarray], groups: Mapping[str, np.ndarray], mask: np.ndarray, *, share: float = 50) -> float | None:
    """Return the level of these lights together on what lies in a mask, a percentile over it; None where too little of it scatters light."""
    albedo = luminance(picture.rgb(channels, "Diffuse Color"))
    mask = mask & (albedo > 0.03)
    if mask.sum() < ENOUGH:
        return None
    return float(np.percentile(luminance(sum(groups.values()))[mask] / albedo[mask], share))


def skin(channels: Mapping[str, np.ndarray], figure: Any) -> np.ndarray:
    """Return the pixels that are mostly a person's bare skin, (h, w) bool: no hair, no hat, no collar."""
    ids, coverage = cryptomatte.read(channels, "CryptoObject")
    bare = [cryptomatte.number(thing.name) for thing in figure.objects() if thing.name.removeprefix(f"{figure.id} ").startswith("skin")]
    return (np.isin(ids, bare) * coverage).sum(axis=-1) > 0.6


def spot(scene: bpy.types.Scene, view: View, figure: Any, scratch: Path) -> Reading | None:
    """Point a spot meter from the camera at a face, and read it: a 32-pixel render of .26 m around the eyes."""
    eyes = Vector(figure.eyes())
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
    return read(channels, picture.groups(channels), skin(channels, figure), source="spot", wearer=figure)


def corrections(
    reading: Reading, *, level: float, ratio: float, open_sky: tuple[float, float] | None = None, stops: float = 3.0
) -> dict[str, float]:
    """Return the factor for each group that brings the face to its level and ratio.

    The key is corrected within `stops`. What the fill must bring is what the ratio leaves after sky, practicals and the wash on the
    background; when these alone are more than it allows they are turned down too, each as far as `TURNED` says. Under an
    open sky the sky is half of the fill, and a reflector for the face the rest, that sunlight stays hard on what is not a face: the sky keeps within the
    two factors of `open_sky`, or a clear day would look like night or overcast.
    """
    wanted = level / ratio
    key = (level - wanted) / max(reading.key, 1e-4)
    spilled = {group: reading.others[group] for group in TURNED}
    room, spill = wanted * (0.8 if open_sky is None else 0.5), sum(spilled.values())
    share = min(1.0, room / spill) if spill > 0 else 1.0
    factors = {group: max(share, 2.0**-most) for group, most in TURNED.items()}
    if open_sky is not None:
        factors = dict.fromkeys(TURNED, 1.0) | {"sky": min(max(room / max(spilled["sky"], 1e-4), open_sky[0]), open_sky[1])}
    left = wanted - sum(spilled[group] * factors[group] for group in TURNED)
    fill = min(max(left / max(reading.others["fill"], 1e-4), 0.02), 8.0)
    return {"key": limit(key, stops), "fill": fill, "rim": 1.0, **factors}


def scaled(reading: Reading, factors: Mapping[str, float]) -> Reading:
    """Return the reading as it is with the groups' light multiplied."""
    others = {group: level * factors[group] for group, level in reading.others.items()}
    return replace(reading, key=reading.key * factors["key"], others=others)


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
