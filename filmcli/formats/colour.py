"""Colour: the space a picture's light is written in (ACEScg, linear Rec.709), and the view that shows it on a screen (AgX, ACES 2.0).

Knows nothing of grades, shots and renderers. Arrays are float32 (h, w, 3); inside filmcli light is linear Rec.709.
Both views go through OpenColorIO: ACES 2.0 by the built-in config named in full, AgX by the config that ships inside the package bpy
(its files are read, Blender is not loaded).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.core.errors import CannotRunError, UsageError

CONFIG = "ocio://cg-config-v4.0.0_aces-v2.0_ocio-v2.5"  # `default` moves on to versions that hosts cannot read yet (VFX.md)
SPACES = {"acescg": "ACEScg", "rec709": "Linear Rec.709 (sRGB)"}
VIEWS = ("agx", "aces2")
PRIMARIES = {  # x, y of red, green, blue, white: what an EXR's header calls chromaticities
    "acescg": (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767),
    "rec709": (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290),
}
REC709 = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
CONTRASTS = {  # AgX's own looks
    "low": "AgX - Low Contrast",
    "medium_low": "AgX - Medium Low Contrast",
    "medium": "AgX - Base Contrast",
    "medium_high": "AgX - Medium High Contrast",
    "high": "AgX - High Contrast",
    "very_high": "AgX - Very High Contrast",
}


def luminance(linear: np.ndarray) -> np.ndarray:
    """Return the Rec.709 luminance of linear Rec.709 pixels, same shape less the last axis."""
    return linear[..., :3] @ REC709


def to_space(linear: np.ndarray, space: str) -> np.ndarray:
    """Return linear Rec.709 light in another space; it is linear, so what sums to a picture still does."""
    return linear if space == "rec709" else linear @ _matrix("rec709", space).T


def from_space(light: np.ndarray, space: str) -> np.ndarray:
    """Return light of a space as linear Rec.709."""
    return light if space == "rec709" else light @ _matrix(space, "rec709").T


def shown(linear: np.ndarray, *, view: str = "agx", contrast: str = "medium_high") -> np.ndarray:
    """Return linear Rec.709 light as it is seen on an sRGB screen: (h, w, 3) uint8. `contrast` is AgX's, ACES has none.

    Raises CannotRunError for AgX where bpy is not installed.
    """
    pixels = np.array(linear, dtype=np.float32, order="C")  # a copy: the processor writes in place
    _processor(view, CONTRASTS[contrast] if view == "agx" else "").applyRGB(pixels)
    return (np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def save(linear: np.ndarray, path: Path, *, view: str = "agx", contrast: str = "medium_high") -> None:
    """Write linear Rec.709 light as an 8-bit sRGB PNG."""
    from PIL import Image

    Image.fromarray(shown(linear, view=view, contrast=contrast)).save(path, compress_level=3)


def space_of(header: Any) -> str:
    """Return the space that an EXR's chromaticities name, `rec709` where it names none. Raises UsageError for one that is not ours."""
    found = header.get("chromaticities")
    if found is None:
        return "rec709"
    given = np.asarray(found, dtype=float).ravel()
    for space, primaries in PRIMARIES.items():
        if len(given) == len(primaries) and np.allclose(given, primaries, atol=2e-3):
            return space
    raise UsageError(
        f"chromaticities {given.round(4).tolist()} are neither ACEScg's nor Rec.709's", hint="convert the file with OCIO first"
    )


@cache
def _aces() -> Any:
    import PyOpenColorIO

    return PyOpenColorIO.Config.CreateFromFile(CONFIG)


@cache
def _matrix(source: str, target: str) -> np.ndarray:
    rows = np.eye(3, dtype=np.float32)[None]
    _aces().getProcessor(SPACES[source], SPACES[target]).getDefaultCPUProcessor().applyRGB(rows)
    return rows[0].T.copy()


@cache
def _processor(view: str, look: str) -> Any:
    import PyOpenColorIO as ocio

    if view == "aces2":
        transform = ocio.DisplayViewTransform(src=SPACES["rec709"], display="sRGB - Display", view="ACES 2.0 - SDR 100 nits (Rec.709)")
        return _aces().getProcessor(transform).getDefaultCPUProcessor()
    config = ocio.Config.CreateFromFile(str(_blenders()))
    view_pipeline = ocio.LegacyViewingPipeline()
    view_pipeline.setDisplayViewTransform(ocio.DisplayViewTransform(src="Linear Rec.709", display="sRGB", view="AgX"))
    view_pipeline.setLooksOverrideEnabled(True)
    view_pipeline.setLooksOverride(look)
    return view_pipeline.getProcessor(config).getDefaultCPUProcessor()


def _blenders() -> Path:
    """Return the OpenColorIO config that lies in the package bpy, which is not imported for it."""
    import importlib.util

    found = importlib.util.find_spec("bpy")
    for folder in found.submodule_search_locations or () if found else ():
        for config in Path(folder).glob("*/datafiles/colormanagement/config.ocio"):
            return config
    raise CannotRunError(
        "the view AgX needs Blender's colour config, and bpy is not installed here", hint="pip install bpy, or colour: {view: aces2}"
    )
