"""A user's captures of movement: BVH or GLB files by the name of the motion that they replace or add, checked for their scale.

Knows nothing of Blender or of acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.blender import bvh, gltf
from filmcli.blender.bvh import Clip
from filmcli.core.errors import InputError

LEGS = (0.30, 1.40)  # metres from hip to ankle, of a toddler and of a giant


def read(motions: Mapping[str, Mapping[str, Any]]) -> dict[str, Clip]:
    """Return captures by name. motions: name → `render.assets.Asset` as plain data. Raises InputError for a file that is none, or of a wrong scale."""
    return {name: _read(asset) for name, asset in motions.items()}


def _read(asset: Mapping[str, Any]) -> Clip:
    path = Path(asset["path"])
    clip = (bvh if path.suffix.lower() == ".bvh" else gltf).read(path)
    if not asset.get("sized"):
        return clip  # nobody said what its unit is: the legs are brought to those of the person
    legs = float(asset["scale"]) * float(np.median(sum(_along(clip, a, b) for a, b in (("hip.L", "knee.L"), ("knee.L", "ankle.L")))))
    if not LEGS[0] <= legs <= LEGS[1]:
        near = next((s for s in (1.0, 0.01, 0.0254, 0.1, 0.001) if LEGS[0] <= legs * s / float(asset["scale"]) <= LEGS[1]), None)
        raise InputError(
            f"{path}: legs of {legs:.3g} m, expected about 0.85 m for a person",
            hint=f"write `scale: {near:g}` into {path.with_suffix('.yaml').name} beside it"
            if near
            else "leave `scale` out: legs are fitted",
        )
    return clip


def _along(clip: Clip, a: str, b: str) -> np.ndarray:
    return np.linalg.norm(clip.joints[a] - clip.joints[b], axis=1)
