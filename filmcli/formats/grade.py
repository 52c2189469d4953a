"""The look of a picture: scene-linear Rec.709 in, graded scene-linear out, in the order of a camera: air, lens, negative, laboratory.

Knows nothing of scenes, lights or shots: it sees pixels and, for haze, their depth in metres. `colour` shows what comes out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, zoom

from filmcli.formats import smoothing
from filmcli.formats.colour import CONTRASTS, REC709, VIEWS, from_space, to_space

# a dial of 1 in a genre's grade is the strongest one would ever want; a quarter is a film lens (LOOK.md 3: .10, .04, .25, .012)
GLOW, HALATION, VIGNETTE, GRAIN = 0.40, 0.16, 0.75, 0.035
CEILING = 12.0  # scene-linear; a bulb at 90 would otherwise veil the whole frame
STOP = 1 / 17.52  # of ACEScct's code value (S-2016-001)


@dataclass(frozen=True)
class Grade:
    """One grade. `exposure` in stops; slope, offset, power and saturation are an ASC CDL in ACEScct; k1 and k2 bend the picture as a lens
    does (radial, of half the frame's width: k1 −.05 is a wide's barrel); the rest are dials, 0–1.
    """

    exposure: float = 0.0
    view: str = "agx"  # or aces2
    contrast: str = "medium_high"  # AgX's own looks; ACES 2.0 has none
    saturation: float = 1.0
    slope: tuple[float, float, float] = (1.0, 1.0, 1.0)
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    power: tuple[float, float, float] = (1.0, 1.0, 1.0)
    glow: float = 0.25
    halation: float = 0.25
    vignette: float = 0.33
    grain: float = 0.33
    k1: float = 0.0
    k2: float = 0.0
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
        for key, choices in (("contrast", tuple(CONTRASTS)), ("view", VIEWS)):
            if given.get(key, choices[0]) not in choices:
                raise ValueError(f"grade.{key}: expected one of {', '.join(choices)}, got {given[key]!r}")
        triples, words = {"slope", "offset", "power", "haze_colour"}, {"contrast", "view"}
        return cls(**{key: value if key in words else triple(value) if key in triples else float(value) for key, value in given.items()})

    def to_dict(self) -> dict[str, Any]:
        """Return the grade as plain data that `read` takes."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def triple(value: float | list[float]) -> tuple[float, float, float]:
    """Return three floats of one or three."""
    red, green, blue = (value, value, value) if isinstance(value, (int, float)) else value
    return float(red), float(green), float(blue)


@dataclass(frozen=True)
class Halo:
    """What of a picture spreads over its frame: its air (`haze`), its glow and its halation (h, w, 3); None where the look has none."""

    air: tuple[np.ndarray, np.ndarray] | None
    glow: np.ndarray | None
    burnt: np.ndarray | None


def develop(linear: np.ndarray, look: Grade, *, depth: np.ndarray | None = None, seed: int = 0, halo: Halo | None = None) -> np.ndarray:
    """Return the graded scene-linear picture, (h, w, 3) float32, still to be viewed. Same pixels, look and seed, same result.

    `halo` is that of another picture of nearly the same light: a mouth that opens does not change it, and it is two thirds of the work.
    """
    picture = np.maximum(linear.astype(np.float32), 0.0)
    halo = halo or spread(picture, look, depth=depth)
    if halo.air is not None:
        picture = _through(picture, halo.air)
    return grain(cdl(lens(_exposed(picture, look), look, halo), look), look.grain * GRAIN, seed)


def spread(linear: np.ndarray, look: Grade, *, depth: np.ndarray | None = None) -> Halo:
    """Return what of a picture spreads over its frame: three Gaussians of glow, and halation around what clips."""
    picture = np.maximum(linear.astype(np.float32), 0.0)
    width = picture.shape[1]
    air = glow = burnt = None
    if look.haze > 0 and depth is not None:
        air = haze(picture, depth, look)
        picture = _through(picture, air)
    bright = np.minimum(_exposed(picture, look), CEILING)
    if look.k1 or look.k2:
        bright = distorted(bright, look.k1, look.k2)
    if look.glow * GLOW > 0:
        glow = 0.5 * blur(bright, width * 0.006) + 0.3 * blur(bright, width * 0.02) + 0.2 * blur(bright, width * 0.06)
    if look.halation > 0:
        burnt = blur(np.minimum(np.maximum(bright - 1.0, 0.0), CEILING), width * 0.004)
    return Halo(air, glow, burnt)


def haze(picture: np.ndarray, depth: np.ndarray, look: Grade) -> tuple[np.ndarray, np.ndarray]:
    """Return the air between lens and picture (Beer-Lambert): how much of the light of its surroundings it scatters, (h, w, 1), and that light.

    Depth is of one point in each pixel, the picture of all of it: at the edge of hair, or out of focus, the veil follows what the picture shows.
    """
    path = np.clip(depth - look.haze_start, 0.0, 60.0)
    veil = (1.0 - np.exp(-look.haze * path)).astype(np.float32)[..., None]
    veil = smoothing.alike(veil, smoothing.look(picture), floor=0.0)
    scattered = blur(np.minimum(picture, 2.0), picture.shape[1] * 0.05)  # capped: a door must not grow a halo
    return veil, np.float32(look.haze_colour) + 0.75 * scattered


def _through(picture: np.ndarray, air: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    veil, light = air
    return picture * (1.0 - veil) + veil * light


def lens(picture: np.ndarray, look: Grade, halo: Halo) -> np.ndarray:
    """Return the exposed picture with distortion, glow, halation (red) and a vignette."""
    height, width = picture.shape[:2]
    if look.k1 or look.k2:
        picture = distorted(picture, look.k1, look.k2)
    if halo.glow is not None:
        share = look.glow * GLOW
        picture = picture * (1.0 - share) + share * halo.glow
    if halo.burnt is not None:
        picture = picture + look.halation * HALATION * halo.burnt * np.float32([1.0, 0.25, 0.08])
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    fall = 1.0 - look.vignette * VIGNETTE * np.clip(0.8 * x**2 + 0.35 * y**2, 0.0, 1.0) ** 1.3
    return picture * fall[..., None]


def _exposed(picture: np.ndarray, look: Grade) -> np.ndarray:
    return picture * np.float32(2.0**look.exposure)


def distorted(picture: np.ndarray, k1: float, k2: float) -> np.ndarray:
    """Return the picture bent by r' = r (1 + k1 r² + k2 r⁴) (Brown 1966), r 1 at half the frame's width, enlarged until no border shows."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x - (width - 1) / 2) / (width / 2), (y - (height - 1) / 2) / (width / 2)
    square = x**2 + y**2
    bend = 1.0 + k1 * square + k2 * square**2
    room = float(max(np.abs(x * bend).max() / np.abs(x).max(), np.abs(y * bend).max() / np.abs(y).max()))
    bend = bend / room
    places = [y * bend * (width / 2) + (height - 1) / 2, x * bend * (width / 2) + (width - 1) / 2]
    return np.stack([map_coordinates(picture[..., c], places, order=1, mode="nearest") for c in range(3)], axis=-1)


def cdl(picture: np.ndarray, look: Grade) -> np.ndarray:
    """Return the picture after its ASC CDL: (code · slope + offset) ^ power, then saturation, on ACEScct code values, not clamped.

    As hosts apply it that work in ACEScct: on linear values a power below one lifts the shadows into milk. Nothing to do, nothing done.
    """
    if (look.slope, look.offset, look.power, look.saturation) == (Grade.slope, Grade.offset, Grade.power, Grade.saturation):
        return picture
    code = to_code(to_space(picture, "acescg")) * np.float32(look.slope) + np.float32(look.offset)
    code = np.where(code > 0, np.maximum(code, 1e-6) ** np.float32(look.power), code)
    grey = (code @ REC709)[..., None]  # the ASC's weights, whatever the primaries
    code = grey + (code - grey) * np.float32(look.saturation)
    return np.maximum(from_space(from_code(code), "acescg"), 0.0).astype(np.float32)


def to_code(linear: np.ndarray) -> np.ndarray:
    """Return ACEScct code values of linear AP1 light (Academy S-2016-001)."""
    low = 10.5402377416545 * linear + 0.0729055341958355
    return np.where(linear <= 0.0078125, low, (np.log2(np.maximum(linear, 1e-10)) + 9.72) * STOP).astype(np.float32)


def from_code(code: np.ndarray) -> np.ndarray:
    """Return linear AP1 light of ACEScct code values."""
    low = (code - 0.0729055341958355) / 10.5402377416545
    return np.where(code <= 0.155251141552511, low, np.exp2(np.minimum(code, 2.0) / STOP - 9.72)).astype(np.float32)


def decision(text: str) -> dict[str, Any]:
    """Return a `.cc` as editors' timelines hold it: `asc_sop` with slope, offset and power, and `asc_sat`. Raises ValueError for another text."""
    import re

    found = {name.lower(): values.split() for name, values in re.findall(r"<(Slope|Offset|Power|Saturation)>([^<]*)<", text)}
    if set(found) != {"slope", "offset", "power", "saturation"}:
        raise ValueError("expected a ColorCorrection with Slope, Offset, Power and Saturation")
    sop = {name: [float(value) for value in found[name]] for name in ("slope", "offset", "power")}
    return {"asc_sop": sop, "asc_sat": float(found["saturation"][0])}


def collection(look: Grade, *, id: str) -> str:
    """Return the grade's CDL as a `.cc` file (ColorCorrection, ASC CDL 1.2), the exposure in it: for ACEScct, where a stop is 1 ⁄ 17.52."""
    offset = [o + s * look.exposure * STOP for s, o in zip(look.slope, look.offset, strict=True)]

    def row(name: str, values: Any) -> str:
        return f"    <{name}>{' '.join(f'{value:.6f}' for value in values)}</{name}>\n"

    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ColorCorrection id="{id}" xmlns="urn:ASC:CDL:v1.2">\n'
        "  <InputDescription>ACEScct</InputDescription>\n"
        f"  <SOPNode>\n{row('Slope', look.slope)}{row('Offset', offset)}{row('Power', look.power)}  </SOPNode>\n"
        f"  <SatNode>\n    <Saturation>{look.saturation:.6f}</Saturation>\n  </SatNode>\n</ColorCorrection>\n"
    )


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
