"""The control passes: depth, normals, albedo and ids, from a render of their own.

Knows nothing of light or of the grade. No depth of field, one sample in the pixel's centre, no denoiser: Blender's Z is
noisy under depth of field, and filtered ids are no ids (VFX.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from filmcli.blender import picture

FAR = 1000.0  # metres; what the sky's depth is written as


@dataclass(frozen=True)
class Passes:
    """Depth in metres (h, w), world normals and albedo (h, w, 3), whole-number ids (h, w): 0 is the set."""

    depth: np.ndarray
    normal: np.ndarray
    albedo: np.ndarray
    ids: np.ndarray


def render(scene: bpy.types.Scene, scratch: Path, *, lamps: bpy.types.Collection) -> Passes:
    """Render the passes of the scene as it stands, at its resolution, with its lamps out (2.5 times cheaper)."""
    cycles, lens = scene.cycles, scene.camera.data
    with (
        picture.kept(lamps, hide_render=True),
        picture.kept(lens.dof, use_dof=False),
        picture.kept(
            cycles, samples=1, use_denoising=False, use_adaptive_sampling=False, max_bounces=0, pixel_filter_type="BOX", filter_width=0.01
        ),
    ):
        channels = picture.shoot(scene, scratch)
    depth = np.nan_to_num(channels["Depth.Z"], nan=FAR, posinf=FAR)
    normal = np.stack([channels[f"Normal.{axis}"] for axis in "XYZ"], axis=-1)
    ids = np.rint(channels["Object Index.X"])
    return Passes(np.minimum(depth, FAR), np.nan_to_num(normal), picture.rgb(channels, "Diffuse Color"), ids)


def write(path: Path, found: Passes, *, header: Mapping[str, Any]) -> None:
    """Write `passes.exr`, float32: depth.Z, N.X/Y/Z (world space), albedo.R/G/B, id."""
    out = {"depth.Z": found.depth, "id": found.ids}
    out |= {f"N.{axis}": found.normal[..., i] for i, axis in enumerate("XYZ")}
    out |= {f"albedo.{c}": found.albedo[..., i] for i, c in enumerate("RGB")}
    picture.write(path, out, header={**header, "normalSpace": "world"}, half=False)
