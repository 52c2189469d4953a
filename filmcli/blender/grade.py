"""The look of a picture: scene-linear Rec.709 in, graded 8-bit PNG out.

Knows nothing of scenes, lights or shots: it sees pixels and, for haze, their depth in metres.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from scipy.ndimage import gaussian_filter, zoom

REC709 = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
VIEW = "AgX"
CONTRASTS = {
    "low": "AgX - Low Contrast",
    "medium_low": "AgX - Medium Low Contrast",
    "medium": "AgX - Base Contrast",
    "medium_high": "AgX - Medium High Contrast",
    "high": "AgX - High Contrast",
    "very_high": "AgX - Very High Contrast",
}
# a dial of 1 in a genre's grade is the strongest one would ever want; a quarter is a film lens (LOOK.md 3: .10, .04, .25, .012)
GLOW, HALATION, VIGNETTE, GRAIN = 0.40, 0.16, 0.75, 0.035
CEILING = 12.0  # scene-linear; a bulb at 90 would otherwise veil the whole frame


@dataclass(frozen=True)
class Grade:
    """One grade. `exposure` in stops; slope, offset, power and saturation are an ASC CDL; the rest are dials, 0–1."""

    exposure: float = 0.0
    contrast: str = "medium_high"  # AgX's own looks
    saturation: float = 1.0
    slope: tuple[float, float, float] = (1.0, 1.0, 1.0)
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    power: tuple[float, float, float] = (1.0, 1.0, 1.0)
    glow: float = 0.25
    halation: float = 0.25
    vignette: float = 0.33
    grain: float = 0.33
    haze: float = 0.0  # per metre: .016 is a damp night, .05 fog
    haze_start: float = 2.5  # metres from the lens
    haze_colour: tuple[float, float, float] = (0.004, 0.005, 0.008)

    @classmethod
    def read(cls, given: dict[str, Any]) -> Grade:
        """Return the grade of a plain dict; a key that is not a field is a ValueError, a scalar triple is spread."""
        known = {field.name for field in fields(cls)}
        unknown = sorted(set(given) - known)
        if unknown:
            raise ValueError(f"grade: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
        contrast = given.get("contrast", cls.contrast)
        if contrast not in CONTRASTS:
            raise ValueError(f"grade.contrast: expected one of {', '.join(CONTRASTS)}, got {contrast!r}")
        triples = {"slope", "offset", "power", "haze_colour"}
        read = {key: triple(value) if key in triples else float(value) for key, value in given.items() if key != "contrast"}
        return cls(contrast=contrast, **read)


def triple(value: float | list[float]) -> tuple[float, float, float]:
    """Return three floats of one or three."""
    red, green, blue = (value, value, value) if isinstance(value, (int, float)) else value
    return float(red), float(green), float(blue)


def develop(linear: np.ndarray, look: Grade, *, depth: np.ndarray | None = None, seed: int = 0) -> np.ndarray:
    """Return the graded scene-linear picture, (h, w, 3) float32, still to be viewed through AgX.

    The order is that of a camera: air, lens, negative, laboratory, grain last. Same pixels, look and seed, same result.
    """
    picture = np.maximum(linear.astype(np.float32), 0.0)
    if look.haze > 0 and depth is not None:
        picture = haze(picture, depth, look)
    picture = lens(picture * np.float32(2.0**look.exposure), look)
    return grain(cdl(picture, look), look.grain * GRAIN, seed)


def haze(picture: np.ndarray, depth: np.ndarray, look: Grade) -> np.ndarray:
    """Return the picture seen through air that scatters the light of its surroundings (Beer-Lambert)."""
    path = np.clip(depth - look.haze_start, 0.0, 60.0)
    veil = (1.0 - np.exp(-look.haze * path)).astype(np.float32)[..., None]
    scattered = blur(np.minimum(picture, 2.0), picture.shape[1] * 0.05)  # capped: a door must not grow a halo
    return picture * (1.0 - veil) + veil * (np.float32(look.haze_colour) + 0.75 * scattered)


def lens(picture: np.ndarray, look: Grade) -> np.ndarray:
    """Return the picture with glow (three Gaussians), halation (red, around what clips) and a vignette."""
    height, width = picture.shape[:2]
    bright = np.minimum(picture, CEILING)
    glow = look.glow * GLOW
    if glow > 0:
        spread = 0.5 * blur(bright, width * 0.006) + 0.3 * blur(bright, width * 0.02) + 0.2 * blur(bright, width * 0.06)
        picture = picture * (1.0 - glow) + glow * spread
    if look.halation > 0:
        burnt = np.minimum(np.maximum(bright - 1.0, 0.0), CEILING)
        picture = picture + look.halation * HALATION * blur(burnt, width * 0.004) * np.float32([1.0, 0.25, 0.08])
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    fall = 1.0 - look.vignette * VIGNETTE * np.clip(0.8 * x**2 + 0.35 * y**2, 0.0, 1.0) ** 1.3
    return picture * fall[..., None]


def cdl(picture: np.ndarray, look: Grade) -> np.ndarray:
    """Return the picture after the ASC CDL: slope, offset, power, then saturation.

    The CDL acts on log2 stops mapped to 0–1 (−10 … +6.5 around .18), as it does on a log negative: on linear values a power
    below one lifts the shadows into milk.
    """
    stops = np.log2(np.maximum(picture, 1e-6) / 0.18)
    code = np.clip((stops + 10.0) / 16.5, 0.0, 1.3)
    gain = np.log2(np.maximum(np.float32(look.slope), 1e-4)) / 16.5  # slope is a gain in linear light: exact in log
    code = np.clip(code + gain + np.float32(look.offset), 0.0, 1.3) ** np.float32(look.power)
    picture = (0.18 * np.exp2(code * 16.5 - 10.0)).astype(np.float32)
    grey = (picture @ REC709)[..., None]
    return np.maximum(grey + (picture - grey) * np.float32(look.saturation), 0.0)


def grain(picture: np.ndarray, amount: float, seed: int) -> np.ndarray:
    """Return the picture with film grain in log exposure (`amount` in stops): clumped, mostly grey, weaker in the highlights."""
    if amount <= 0:
        return picture
    noise = np.random.default_rng(seed).standard_normal(picture.shape, dtype=np.float32)
    clumped = 1.1 * gaussian_filter(noise, sigma=(0.55, 0.55, 0)) + 0.5 * noise.mean(axis=2, keepdims=True)
    stops = np.log2(picture + 0.004)
    stops += clumped * np.float32(amount * 4.2) * np.clip(1.1 - 0.10 * (stops + 4.0), 0.5, 1.3)
    return np.maximum(np.exp2(stops) - 0.004, 0.0).astype(np.float32)


def blur(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Return a Gaussian blur; a wide one is made at a fraction of the size (9 times cheaper at sigma 38, no seam seen)."""
    if sigma < 6:
        return gaussian_filter(picture, sigma=(sigma, sigma, 0), mode="nearest", truncate=3.0)
    step = int(sigma // 3)
    height, width = picture.shape[:2]
    rows, columns = max(2, -(-height // step)), max(2, -(-width // step))
    padded = np.pad(picture, ((0, rows * step - height), (0, columns * step - width), (0, 0)), mode="edge")
    small = padded.reshape(rows, step, columns, step, 3).mean(axis=(1, 3))
    small = gaussian_filter(small, sigma=(sigma / step, sigma / step, 0), mode="nearest", truncate=3.0)
    large = zoom(small, (step, step, 1), order=1, mode="nearest", grid_mode=True)
    return large[:height, :width]


def save(linear: np.ndarray, path: Path, *, contrast: str = "medium_high", scene: bpy.types.Scene | None = None) -> None:
    """Write a scene-linear picture as an 8-bit PNG through Blender's own OCIO config: AgX in the named contrast."""
    scene = scene or bpy.context.scene
    height, width = linear.shape[:2]
    pixels = np.ones((height, width, 4), dtype=np.float32)
    pixels[..., :3] = linear[::-1]
    image = bpy.data.images.new("developed", width, height, float_buffer=True, alpha=False)
    try:
        image.colorspace_settings.name = "Linear Rec.709"
        image.pixels.foreach_set(pixels.ravel())
        view = scene.view_settings
        view.view_transform, view.look, view.exposure, view.gamma = VIEW, CONTRASTS[contrast], 0.0, 1.0
        settings = scene.render.image_settings
        settings.media_type = "IMAGE"
        settings.file_format, settings.color_mode, settings.color_depth, settings.compression = "PNG", "RGB", "8", 30
        image.save_render(str(path), scene=scene)
    finally:
        bpy.data.images.remove(image)


def luminance(linear: np.ndarray) -> np.ndarray:
    """Return the Rec.709 luminance of linear pixels, same shape less the last axis."""
    return linear[..., :3] @ REC709
