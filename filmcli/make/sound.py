"""What is heard besides the words: the air of each room, its echo, the weather outside, a chord under the titles; all synthesised.

Knows nothing of files or of how loud the film will be. Sound is (n, 2) float32 at 48 kHz; levels in dB of full scale (RMS).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmcli.core import presets
from filmcli.core.seeds import derive
from filmcli.formats.shots import Scene
from filmcli.formats.wave import RATE, resample
from filmcli.make.ambience import LAYERS, convolved, level, shaped


@dataclass(frozen=True)
class Room:
    """What a scene sounds like: inside or out, and its size in metres."""

    interior: bool = True
    size: tuple[float, float, float] = (5.0, 5.0, 2.8)


def room(scene: Scene) -> Room:
    """Return the room of a scene from its set's preset, or from its heading where the set is not known."""
    if scene.set in presets.names("sets"):
        data = presets.load("sets", scene.set)
        return Room(bool(data.get("interior", True)), tuple(data.get("size", Room.size)))
    return Room(not scene.heading.upper().lstrip(".").startswith("EXT"))


def room_tone(scene: Scene, *, room: Room, seconds: float, seed: int) -> np.ndarray:
    """Return the air of the scene (presets/sound/air.yaml), `seconds` long: seeded by scene, the same on every run."""
    count, air = round(seconds * RATE), presets.load("sound", "air")
    layers = dict(air["sets"].get(scene.set) or air["indoors" if room.interior else "outdoors"])
    wild, still = layers.pop("wild", None), layers.pop("still", None) is not None
    if not room.interior and not still:
        layers["wind"] = max(layers.get("wind", -50), -50 if scene.weather == "clear" else -45)
    if wild is not None and scene.weather == "clear":
        layers["crickets" if scene.time in ("night", "dusk") else "birds"] = wild
    if scene.weather == "rain" and not still:
        layers["rain_on_window" if room.interior else "rain"] = -46 if room.interior else -38
    if scene.weather == "snow" and not still:
        layers["wind"] = -46 if not room.interior else -56
    if scene.time == "night" and "street" in layers:
        layers["street"] -= 3
    total = np.zeros((count, 2), np.float32)
    for name, decibels in sorted(layers.items()):
        total += level(LAYERS[name](count, np.random.default_rng(derive(seed, f"tone/{name}", scene.id))), decibels)
    return total


def echo(samples: np.ndarray, *, room: Room, seed: int) -> np.ndarray:
    """Return mono speech as it sounds in the room, (n + tail, 2): the dry voice, early reflections and a short dense tail.

    The decay follows the room's volume (0.35 s for an office of 84 m³, 1.2 s for a church); outdoors only a trace remains.
    """
    volume = float(np.prod(room.size))
    decay = float(np.clip(0.08 * volume ** (1 / 3), 0.18, 1.6)) if room.interior else 0.12
    wet = 10 ** ((-19.0 if room.interior else -30.0) / 20) * min(1.6, (volume / 84) ** 0.12)
    random = np.random.default_rng(derive(seed, "echo"))
    length = round(1.1 * decay * RATE)
    time = np.arange(length) / RATE
    tail = shaped(length, random, lambda f: 1 / (1 + (f / 3200) ** 2) * (f > 140)) * (10 ** (-3 * time / decay))[:, None]
    tail[: round(0.008 * RATE)] = 0
    tail /= max(1e-9, float(np.sqrt((tail**2).sum(0)).mean()))
    for delay in random.uniform(0.004, 0.03, 5):
        tail[round(delay * RATE) % length, random.integers(2)] += 0.35
    return np.pad(np.stack([samples] * 2, 1), ((0, length), (0, 0))) + wet * convolved(samples, tail)


def chord(seconds: float, *, genre: str, seed: int, turn: float = 0.5, second: bool = True) -> np.ndarray:
    """Return a pad for a title: two chords of the genre's mood (presets/sound/chords.yaml), the second from `turn` of its length on; soft ends, −36 dB."""
    moods = presets.load("sound", "chords")["genres"]
    mood = moods.get(genre, moods["drama"])
    rate = RATE // 4  # nothing in it is higher than 3 kHz
    count = round(seconds * rate)
    random = np.random.default_rng(derive(seed, "music", genre))
    time = np.arange(count) / rate
    total = np.zeros((count, 2))
    split = np.clip((time / seconds - turn) / 0.16 + 0.5, 0, 1) if second else np.zeros(count)
    for index, degrees in enumerate(mood["chords"]):
        weight = np.sqrt(split) if index else np.sqrt(1 - split)
        if not weight.any():
            continue
        for voice, degree in enumerate(degrees):
            swell = weight * (0.75 + 0.25 * np.sin(2 * np.pi * (random.uniform(0.05, 0.12) * time + random.uniform())))
            for side in (0, 1):
                for cents in (-4.5, 3.5):
                    pitch = mood["root"] * 2 ** ((degree + (cents + random.uniform(-1, 1)) / 100) / 12)
                    total[:, side] += swell * _partials(pitch, time, mood["dark"], random) / (1 + 0.35 * voice)
    ends = np.minimum(1, np.minimum(time / 1.1, (seconds - time) / 1.6)).clip(0, 1)
    tail = random.standard_normal((round(2.2 * rate), 2)) * np.exp(-2.6 * np.arange(round(2.2 * rate)) / rate)[:, None]
    wet = sum(convolved(total[:, side], tail)[:count] for side in (0, 1)) / np.sqrt((tail**2).sum(0)).mean()
    soft = (total + 0.5 * wet) * (np.sin(0.5 * np.pi * ends) ** 2)[:, None]
    return level(np.stack([resample(soft[:, side], round(seconds * RATE)) for side in (0, 1)], 1), -36)


def _partials(pitch: float, time: np.ndarray, dark: float, random: np.random.Generator) -> np.ndarray:
    """Return one tone of six partials: powers of one complex wave, which cost a tenth of six sines."""
    wave = np.exp(2j * np.pi * (pitch * time + random.uniform())).astype(np.complex64)
    power, total = np.ones_like(wave), np.zeros(len(time), np.float32)
    for k in range(1, 7):
        power = power * wave
        total += (power * np.complex64(np.exp(2j * np.pi * random.uniform()))).real / np.float32(k**dark)
    return total
