"""The data of a picture: depth, normals, positions, albedo, ids and motion from a render of their own; mattes from the picture's.

Knows nothing of light or of the grade. No depth of field, one sample in the pixel's centre, no denoiser: Blender's Z is
noisy under depth of field, and filtered ids are no ids (VFX.md). Mattes are the other way round: they cover a pixel as the picture does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np

from filmcli.blender import picture
from filmcli.blender.camera import SENSOR, View
from filmcli.formats import cryptomatte, exr

if TYPE_CHECKING:
    from filmcli.blender.rig import Rig
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Take

FAR = 1000.0  # metres; what the sky's depth is written as
MATTES = ("CryptoObject", "CryptoMaterial", "CryptoAsset")


@dataclass(frozen=True)
class Passes:
    """Depth in metres (h, w); world normals, world positions and albedo (h, w, 3); whole-number ids (h, w): 0 is the set."""

    depth: np.ndarray
    normal: np.ndarray
    position: np.ndarray
    albedo: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True)
class Names:
    """What the things in a scene are called in the mattes, by their Blender names: `MARLOWE/coat`, `office/desk`, `walnut`."""

    objects: Mapping[str, str]
    materials: Mapping[str, str]
    assets: Mapping[str, str] = field(default_factory=dict)


def render(scene: bpy.types.Scene, scratch: Path, *, rig: Rig) -> Passes:
    """Render the passes of the scene as it stands, at its resolution, without weather and effects."""
    cycles, lens = scene.cycles, scene.camera.data
    with (
        rig.bare(),
        picture.kept(lens.dof, use_dof=False),
        picture.kept(
            cycles,
            samples=1,
            use_denoising=False,
            use_adaptive_sampling=False,
            max_bounces=0,
            light_sampling_threshold=1.0,  # what light it has nobody sees: few of its shadows are traced
            pixel_filter_type="BOX",
            filter_width=0.01,
        ),
    ):
        channels = picture.shoot(scene, scratch)
    depth = np.nan_to_num(channels["Depth.Z"], nan=FAR, posinf=FAR)
    normal, position = (np.nan_to_num(np.stack([channels[f"{name}.{axis}"] for axis in "XYZ"], axis=-1)) for name in ("Normal", "Position"))
    ids = np.rint(channels["Object Index.X"])
    return Passes(np.minimum(depth, FAR), normal, position, picture.rgb(channels, "Diffuse Color"), ids)


def mattes(channels: Mapping[str, np.ndarray], names: Names) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the Cryptomatte channels of a picture under readable names, and their header fields: objects, materials, assets."""
    objects, materials = (cryptomatte.read(channels, layer) for layer in MATTES[:2])
    out: dict[str, np.ndarray] = {}
    header: dict[str, Any] = {}
    for layer, (ids, coverage), wanted in zip(
        MATTES, (objects, materials, objects), (names.objects, names.materials, names.assets), strict=True
    ):
        ids, coverage = cryptomatte.renamed(ids, coverage, wanted)
        out |= cryptomatte.channels(layer, ids, coverage)
        header |= cryptomatte.header(layer, cryptomatte.present(ids, coverage, wanted.values()))
    return out, header


def named(studio: Studio, shot: Take) -> Names:
    """Return the names of all that may be seen. Things of one name are numbered in the order of their building, which no shot changes."""
    objects: dict[str, str] = {}
    assets: dict[str, str] = {}

    def call(things: Any, room: str, asset: str = "") -> None:
        counts: dict[str, int] = {}
        for thing in things:
            stem = _stem(thing.name).removeprefix(f"{room} ")
            counts[stem] = counts.get(stem, 0) + 1
            objects[thing.name] = f"{room}/{stem}" + (f"_{counts[stem]}" if counts[stem] > 1 else "")
            assets[thing.name] = asset or stem.removesuffix("_glow")

    call(shot.stage.collection.all_objects, shot.stage.name)
    for name, figure in shot.people.items():
        call(figure.objects(), name, name)
    for (_, whose), made in studio.holdings():
        call((made.object, *made.object.children_recursive), whose, made.name)
    call(studio.rig.collection.all_objects, "rig")
    materials = {one.name: _material(one.name, shot.people) for one in bpy.data.materials}
    return Names(objects, materials, assets)


def motion(found: Passes, view: View, after: View) -> np.ndarray:
    """Return how far each pixel moves until the next frame, (h, w, 2) in pixels right and down, as the camera alone moves it."""
    height, width = found.depth.shape
    places = []
    for one in (view, after):
        matrix = np.array(one.matrix().inverted())
        at = found.position @ matrix[:3, :3].T + matrix[:3, 3]
        scale = one.lens / SENSOR / np.maximum(-at[..., 2], 1e-4)
        places.append(np.stack([at[..., 0] * scale * width, -at[..., 1] * scale * one.aspect * height], axis=-1))
    return np.where(found.depth[..., None] < FAR, places[1] - places[0], 0.0)


def write(path: Path, found: Passes, *, header: Mapping[str, Any], moved: np.ndarray, extra: Mapping[str, np.ndarray]) -> None:
    """Write `passes.exr`, float32: depth.Z, N and P (world space), albedo, id, motion.X/Y, and the `extra` channels."""
    out = {"depth.Z": found.depth, "id": found.ids, **extra}
    for name, values in (("N", found.normal), ("P", found.position), ("motion", moved)):
        out |= {f"{name}.{axis}": values[..., i] for i, axis in enumerate("XYZ"[: values.shape[-1]])}
    out |= {f"albedo.{c}": found.albedo[..., i] for i, c in enumerate("RGB")}
    exr.write(path, out, header={**header, "normalSpace": "world", "motionUnit": "pixels a frame, of the camera"}, half=False)


def _stem(name: str) -> str:
    """Return a Blender name without the number that it got because another had it first."""
    return re.sub(r"\.\d{3}$", "", name)


def _material(name: str, people: Mapping[str, Any]) -> str:
    stem = _stem(name).removeprefix("set_")
    who = next((id for id in people if stem.startswith(f"{id} ")), None)
    return f"{who}/{stem.removeprefix(f'{who} ')}" if who else stem
