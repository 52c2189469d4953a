"""The picture: Cycles' settings, one render, and the light groups that sum to it.

Knows nothing of who or what stands in the scene, nor of the grade. Pictures are scene-linear Rec.709 (LOOK.md 4 has the costs).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np
import OpenEXR
from scipy.ndimage import gaussian_filter

from filmcli.core.errors import InputError
from filmcli.formats import cryptomatte
from filmcli.formats.smoothing import alike, look

GROUPS = ("key", "fill", "rim", "background", "practical", "sky")
SOFT = 1.3  # pixels: what is alone at an edge keeps its noise else, and a group turned up draws it as an outline
RANGE = {"width": (16, 8192), "height": (16, 8192), "samples": (1, 4096), "faces": (0, 4096)}


@dataclass(frozen=True)
class Format:
    """What a picture is rendered at. `detail` lite is the draft: two bounces, cheap materials.

    `faces` are the samples of the heads that the camera sees; no more than `samples` leaves them as they are.
    """

    width: int = 640
    height: int = 268
    samples: int = 4
    faces: int = 0
    detail: str = "lite"
    haze: bool = False
    passes: bool = True

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Format:
        """Return the format of a request's `picture`; raise InputError for sizes that make no sense."""
        known = {key: given[key] for key in cls.__dataclass_fields__ if key in given}
        for key, (low, high) in RANGE.items():
            value = known.get(key, low)
            if not isinstance(value, int) or not low <= value <= high:
                raise InputError(f"picture.{key}: expected a whole number in {low}–{high}, got {value!r}")
        if known.get("detail", "lite") not in ("lite", "full"):
            raise InputError(f"picture.detail: expected lite or full, got {known['detail']!r}")
        return cls(**known)

    @property
    def aspect(self) -> float:
        return self.width / self.height

    @property
    def lite(self) -> bool:
        return self.detail == "lite"


def prepare(scene: bpy.types.Scene, *, threads: int = 0) -> None:
    """Set what never changes between pictures: engine, denoiser, light tree, persistent data, light groups and passes.

    Passes stay on for every render: switching them makes Cycles rebuild its kernels' view of the scene (.3 s at 640x268).
    """
    OpenEXR.set_global_thread_count(os.cpu_count() or 1)
    scene.render.engine = "CYCLES"
    scene.render.use_persistent_data = True
    scene.render.threads_mode, scene.render.threads = ("FIXED", threads) if threads else ("AUTO", 0)
    scene.render.film_transparent = False
    scene.render.use_motion_blur = False
    scene.render.resolution_percentage = 100
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.denoiser, cycles.denoising_input_passes, cycles.denoising_prefilter = "OPENIMAGEDENOISE", "RGB_ALBEDO_NORMAL", "FAST"
    cycles.sample_clamp_indirect, cycles.sample_clamp_direct, cycles.blur_glossy = 4.0, 0.0, 1.0
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.volume_bounces = 0
    scene.cycles_curves.shape = "RIBBONS"
    layer = scene.view_layers[0]
    layer.use_pass_z = layer.use_pass_normal = layer.use_pass_object_index = layer.use_pass_diffuse_color = True
    layer.use_pass_position = layer.use_pass_cryptomatte_object = layer.use_pass_cryptomatte_material = True
    layer.pass_cryptomatte_depth = cryptomatte.RANKS
    for group in GROUPS:
        if group not in layer.lightgroups:
            layer.lightgroups.add(name=group)


def forget(scene: bpy.types.Scene) -> None:
    """Make Cycles read the scene anew at the next picture, so that a shot's noise does not depend on the shots before it.

    What persists between pictures is extended and swapped, and Cycles samples lamps and glowing meshes in the order that is
    left: at 4 samples the same shot came out with other noise after another set or other people. Costs .3 s of a 4.5 s shot.
    """
    scene.render.use_persistent_data = False  # frees what was kept
    scene.render.use_persistent_data = True


def expose(scene: bpy.types.Scene, picture: Format, *, seed: int) -> None:
    """Set size, samples and bounces for a beauty picture."""
    cycles, render = scene.cycles, scene.render
    render.resolution_x, render.resolution_y = picture.width, picture.height
    cycles.samples, cycles.seed = picture.samples, seed % (2**31)
    cycles.use_denoising, cycles.denoising_quality = True, "HIGH"  # .1 s of a draft: 6 % less error than fast, as a sample more would have
    cycles.use_light_tree = not picture.lite  # 11 lamps, 4 samples: off is 26 % cheaper for 1.37 of the variance
    cycles.use_adaptive_sampling = picture.samples > 8  # no use below (LOOK.md: 17.2 against 16.5 s at 8)
    cycles.adaptive_threshold = 0.02
    diffuse, glossy, transmission, transparent = (1, 1, 2, 8) if picture.lite else (3, 3, 4, 16)
    cycles.max_bounces = 3 if picture.lite else 6
    cycles.diffuse_bounces, cycles.glossy_bounces = diffuse, glossy
    cycles.transmission_bounces, cycles.transparent_max_bounces = transmission, transparent
    cycles.min_transparent_bounces = 0 if picture.lite else 8  # smoke is dots else: paths end by chance on card after card
    cycles.pixel_filter_type, cycles.filter_width = "BLACKMAN_HARRIS", 1.5


def careful(scene: bpy.types.Scene, picture: Format) -> contextlib.AbstractContextManager[None]:
    """Have the denoiser clean albedo and normals first, which hair and lashes need; a draft's runs fast then (.5 s at 640x268, else 2 s)."""
    return kept(scene.cycles, denoising_prefilter="ACCURATE", denoising_quality="FAST" if picture.lite else "HIGH")


def shoot(scene: bpy.types.Scene, scratch: Path) -> dict[str, np.ndarray]:
    """Render, and return every channel by its short name ('Combined.R', 'Combined_key.R', 'Depth.Z'), float32 (h, w).

    Cycles hands its passes out through a file only; it is written uncompressed into `scratch` and removed.
    """
    raw = scratch / ".render.exr"
    settings = scene.render.image_settings
    settings.media_type = "MULTI_LAYER_IMAGE"
    settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR_MULTILAYER", "32", "NONE"
    scene.render.filepath = str(raw)
    scene.render.use_file_extension = False
    try:
        bpy.ops.render.render(write_still=True)
        with OpenEXR.File(str(raw), separate_channels=True) as file:
            return {
                name.split(".", 1)[1]: np.asarray(channel.pixels, dtype=np.float32)
                for part in file.parts
                for name, channel in part.channels.items()
            }
    finally:
        raw.unlink(missing_ok=True)


def rgb(channels: Mapping[str, np.ndarray], name: str = "Combined") -> np.ndarray:
    """Return three channels as one (h, w, 3) picture, without infinities."""
    return np.nan_to_num(np.stack([channels[f"{name}.{c}"] for c in "RGB"], axis=-1), nan=0.0, posinf=1e4, neginf=0.0)


def groups(channels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the light groups as rendered: noisy, and together the noisy beauty."""
    return {group: rgb(channels, f"Combined_{group}") for group in GROUPS}


def split(beauty: np.ndarray, noisy: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the light groups of a denoised beauty: the parts of its light, so they sum to it exactly.

    Cycles denoises the beauty only. Each group's share of the light is smooth but for the edges that the clean beauty shows, so the
    share is taken from the noisy groups over what looks alike in it, and applied to the clean beauty.
    """
    stack = np.concatenate([np.clip(part, 0.0, 20.0) for part in noisy.values()], axis=-1)
    soft = alike(stack, look(beauty))
    soft = gaussian_filter(soft, sigma=(SOFT, SOFT, 0)).reshape(*beauty.shape[:2], len(noisy), 3)
    total = soft.sum(axis=2)
    even = 1.0 / len(noisy)
    share = np.where(total[:, :, None] > 1e-6, soft / np.maximum(total, 1e-6)[:, :, None], even)
    return {name: beauty * share[:, :, index] for index, name in enumerate(noisy)}


@contextlib.contextmanager
def kept(thing: Any, **values: Any) -> Iterator[None]:
    """Set attributes of a Blender thing for the length of a block."""
    before = {name: getattr(thing, name) for name in values}
    try:
        for name, value in values.items():
            setattr(thing, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(thing, name, value)
