"""The air of a clip, drawn over its frames: rain and snow in planes of depth, fog that drifts, light that flickers. All of it seeded.

Knows nothing of scenes or files beyond the light groups of `beauty.exr`. Frames are (h, w, 3) uint8, depth in metres.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from filmcli.core.errors import FilmError
from filmcli.make.weather import Weather, table

GAMMA = 2.2  # of the view, near enough for a change of a third of a stop
COLOURED = (0.72, 0.92)  # saturation from which light counts as neon or flame: a tungsten lamp has .70


class Air:
    """What is between lens and scene in every frame of a clip."""

    def __init__(
        self, weather: Weather, depth: np.ndarray, *, size: tuple[int, int], lens: float, fps: float, seed: int, beauty: Path
    ) -> None:
        """`size` is the frame's width and height, `lens` its focal length in pixels. Raises FilmError when the light groups are not there."""
        self._weather, self._lens, self._fps = weather, lens, fps
        self._random = np.random.default_rng(seed)
        self._depth = cv2.resize(np.nan_to_num(depth.astype(np.float32), posinf=1e3), size, interpolation=cv2.INTER_NEAREST)
        self._share = _unsteady(beauty, size) if weather.flicker else None
        self._drops = _drops(table()[weather.falls], size, lens, self._random) if weather.falls else []
        self._noise = _clouds(self._random) if weather.fog else None
        self._phases = self._random.uniform(0, 1, 12)

    @property
    def seen(self) -> bool:
        """Return whether there is anything to draw."""
        return bool(self._weather.falls or self._weather.fog) or (self._share is not None and float(self._share.max()) > 0.02)

    def over(self, frame: np.ndarray, index: int) -> np.ndarray:
        """Return a frame with its air."""
        seconds = index / self._fps
        if self._share is not None:
            gain = (1 + self._share * (self._flame(seconds, index) - 1)) ** np.float32(1 / GAMMA)
            frame = np.clip(frame * gain[..., None], 0, 255).astype(np.uint8)
        if self._noise is not None:
            frame = self._fogged(frame, seconds)
        return self._fallen(frame, seconds) if self._drops else frame

    def _flame(self, seconds: float, index: int) -> float:
        """Return how bright the unsteady light is, about 1."""
        look = table()["flicker"][self._weather.flicker]
        if self._weather.flicker == "neon":
            burst, within = divmod(index, max(1, round(look["every"] * self._fps)))
            draw = np.random.default_rng([int(self._phases[0] * 2**31), burst])
            start = draw.integers(0, max(1, round(look["every"] * self._fps) - look["frames"]))
            off = start <= within < start + look["frames"] and (within - start) % 2 == 0
            return 1 - look["strength"] * off + look["hum"] * float(np.sin(2 * np.pi * 7.3 * seconds))
        rates = np.geomspace(1.2, 11.0, 6)
        waves = np.sin(2 * np.pi * (rates * seconds + self._phases[:6])) / np.sqrt(rates)
        return 1 + look["strength"] * float(waves.sum() / 1.6)

    def _fogged(self, frame: np.ndarray, seconds: float) -> np.ndarray:
        look, (height, width) = table()["fog"], frame.shape[:2]
        veil = 1 - np.exp(-look["density"] * np.minimum(self._depth, 60))
        across = np.linspace(0, 96, width, dtype=np.float32)[None, :] * width / height * 0.5 + np.float32(
            seconds * look["drift"] * 96 / look["size"]
        )
        down = np.linspace(0, 96, height, dtype=np.float32)[:, None] * 0.5 + np.float32(4 * np.sin(seconds * 0.3))
        maps = [np.broadcast_to(part, (height, width)).astype(np.float32) for part in (across, down)]
        share = (cv2.remap(self._noise, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP) * veil * look["share"])[..., None]
        grey = cv2.resize(cv2.resize(frame, (8, 4), interpolation=cv2.INTER_AREA), (width, height), interpolation=cv2.INTER_CUBIC)
        return np.clip(frame + share * (grey.astype(np.float32) + 24 - frame), 0, 255).astype(np.uint8)

    def _fallen(self, frame: np.ndarray, seconds: float) -> np.ndarray:
        look, (height, width) = table()[self._weather.falls], frame.shape[:2]
        lit = cv2.resize(cv2.resize(frame, (48, 20), interpolation=cv2.INTER_AREA), (width, height), interpolation=cv2.INTER_LINEAR)
        out = frame.astype(np.float32)
        for away, places, pace in self._drops:
            plane = np.zeros((height, width), np.float32)
            scale = self._lens / away
            gone = places[:, 1] + pace * look["speed"] * seconds * scale
            fall = gone % (1.4 * height) - 0.2 * height
            again = np.floor(gone / (1.4 * height)) * (0.382 + 0.1 * places[:, 2]) * width  # the next drop falls elsewhere
            aside = (
                again
                + places[:, 0]
                + (look["sway"] * scale * np.sin(1.7 * pace * seconds + places[:, 2]) if "sway" in look else look["slant"] * fall)
            )
            length = look.get("shutter", 0.0) * look["speed"] * scale
            thick = max(1, round(look["width"] * scale))
            for x, y in zip(aside % width, fall, strict=True):
                end = (int(x + look.get("slant", 0) * length), int(y + length))
                cv2.line(plane, (int(x), int(y)), end, 1.0, thick, cv2.LINE_AA)
            faint = min(1.0, look["width"] * scale)  # a streak thinner than a pixel covers part of it
            plane = cv2.GaussianBlur(plane, (0, 0), max(0.4, look["blur"] * width / away)) * (self._depth > away)
            out += (plane * faint * look["light"])[..., None] * (1.6 * lit.astype(np.float32) + 40)
        return np.clip(out, 0, 255).astype(np.uint8)


def _drops(look: dict, size: tuple[int, int], lens: float, random: np.random.Generator) -> list[tuple[float, np.ndarray, np.ndarray]]:
    """Return for each plane how far it is, where its drops begin (x, y in pixels, phase) and how fast each falls against the mean."""
    found = []
    for plane in look["planes"]:
        count = plane["drops"]
        places = np.stack([random.uniform(0, size[0], count), random.uniform(0, 1.4 * size[1], count), random.uniform(0, 6.28, count)], 1)
        found.append((float(plane["away"]), places, random.uniform(0.85, 1.15, count)))
    return found


def _clouds(random: np.random.Generator) -> np.ndarray:
    """Return (96, 96) of soft noise in ±1 that may be laid side by side."""
    total = np.zeros((96, 96), np.float32)
    for cells, weight in ((4, 1.0), (8, 0.5), (16, 0.25)):
        noise = np.tile(random.standard_normal((cells, cells)).astype(np.float32), (3, 3))
        total += weight * cv2.resize(noise, (288, 288), interpolation=cv2.INTER_CUBIC)[96:192, 96:192]
    return np.clip(total / 1.6, -1, 1)


def _unsteady(beauty: Path, size: tuple[int, int]) -> np.ndarray:
    """Return the share (h, w) of the light that comes from flames and tubes: the practical group's, where it is coloured as they are."""
    import OpenEXR

    if not beauty.exists():
        raise FilmError(f"{beauty}: no light groups", hint="make the shot's picture first")
    with OpenEXR.File(str(beauty), separate_channels=True) as file:
        channels = file.channels()
        practical, whole = (
            np.stack([np.asarray(channels[prefix + c].pixels, np.float32) for c in "RGB"], -1) for prefix in ("light_practical.", "")
        )
    top = np.maximum(practical.max(-1), 1e-5)
    coloured = np.clip((1 - practical.min(-1) / top - COLOURED[0]) / (COLOURED[1] - COLOURED[0]), 0, 1)
    share = np.clip(practical.sum(-1) / np.maximum(whole.sum(-1), 1e-5), 0, 1) * coloured
    return cv2.resize(cv2.GaussianBlur(share, (0, 0), 1.5), size, interpolation=cv2.INTER_LINEAR)
