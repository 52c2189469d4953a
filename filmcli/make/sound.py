"""What is heard besides the words: the air of each room, its echo, the weather outside, a chord under the titles; all synthesised.

Knows nothing of files or of how loud the film will be. Sound is (n, 2) float32 at 48 kHz; levels in dB of full scale (RMS).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import fft as fourier  # single precision stays single

from filmcli.core import presets
from filmcli.core.seeds import derive
from filmcli.formats.shots import Scene
from filmcli.formats.wave import RATE, resample

# Words of a set's name or a heading → the layers of its air and their level. Outdoors and weather are added to these.
PLACES: tuple[tuple[tuple[str, ...], Mapping[str, float]], ...] = (
    (("bar", "saloon", "tavern", "pub", "diner", "cafe", "restaurant", "club", "party"), {"air": -54, "murmur": -47, "hum": -60}),
    (("ship", "bridge", "lab", "server", "station", "submarine", "reactor", "engine", "cockpit"), {"drone": -46, "air": -52}),
    (("car", "taxi", "train", "truck", "bus"), {"engine": -44, "air": -52}),
    (("fire", "camp", "cabin", "hearth", "cave"), {"fire": -46, "air": -58}),
    (("beach", "shore", "harbor", "harbour", "pier", "dock", "sea", "boat"), {"sea": -42}),
    (("street", "alley", "road", "city", "roof", "parking", "avenue", "square"), {"street": -42}),
    (("park", "forest", "wood", "garden", "field", "farm", "desert", "prairie", "cemetery", "meadow"), {"leaves": -50}),
    (("church", "hall", "warehouse", "museum", "theatre", "hangar", "factory"), {"air": -52, "street": -58}),
    (
        ("office", "bureau", "hospital", "corridor", "interrogation", "police", "shop", "store", "school"),
        {"hum": -58, "air": -53, "street": -58},
    ),
)
HOME = {"air": -56, "street": -60}
WILD = ("park", "forest", "wood", "garden", "field", "farm", "camp", "desert", "prairie", "cemetery", "meadow", "road", "cabin")
# Genre → root (hertz), chord degrees in semitones of the two chords, brightness (partials fall as 1/k**x).
MOODS: Mapping[str, tuple[float, tuple[tuple[int, ...], tuple[int, ...]], float]] = {
    "noir": (55.00, ((0, 7, 12, 15, 22), (-4, 8, 12, 15, 19)), 2.3),
    "thriller": (51.91, ((0, 7, 12, 13), (0, 6, 12, 15)), 2.1),
    "horror": (46.25, ((0, 6, 12, 13), (-1, 6, 11, 12)), 1.9),
    "romance": (65.41, ((0, 7, 16, 19, 26), (-3, 9, 12, 16, 19)), 2.6),
    "comedy": (73.42, ((0, 7, 16, 19, 21), (5, 12, 17, 21)), 2.6),
    "western": (55.00, ((0, 7, 12, 19, 24), (-2, 5, 14, 17)), 2.2),
    "scifi": (49.00, ((0, 7, 14, 19, 26), (-4, 8, 15, 20)), 2.0),
    "drama": (58.27, ((0, 7, 12, 15, 19), (-4, 8, 12, 15)), 2.5),
}


@dataclass(frozen=True)
class Room:
    """What a scene sounds like: inside or out, its size in metres, and words that say what kind of place it is."""

    interior: bool = True
    size: tuple[float, float, float] = (5.0, 5.0, 2.8)
    words: tuple[str, ...] = ()


def room(scene: Scene) -> Room:
    """Return the room of a scene from its set's preset, or from its heading where the set is not known."""
    words = tuple(word.strip(".,'\"").lower() for word in f"{scene.set.replace('_', ' ')} {scene.heading}".replace("-", " ").split())
    if scene.set in presets.names("sets"):
        data = presets.load("sets", scene.set)
        return Room(bool(data.get("interior", True)), tuple(data.get("size", Room.size)), words)
    return Room(not scene.heading.upper().lstrip(".").startswith("EXT"), words=words)


def room_tone(scene: Scene, *, room: Room, seconds: float, seed: int) -> np.ndarray:
    """Return the air of the scene, `seconds` long: seeded by scene, the same on every run."""
    count = round(seconds * RATE)
    layers = dict(next((levels for words, levels in PLACES if _names(room.words, words)), HOME if room.interior else {"street": -46}))
    if not room.interior:
        layers["wind"] = -50 if scene.weather == "clear" else -45
        layers.pop("hum", None)
        if scene.time in ("night", "dusk") and scene.weather == "clear" and _names(room.words, WILD):
            layers["crickets"] = -52
    if scene.weather == "rain":
        layers["rain_on_window" if room.interior else "rain"] = -46 if room.interior else -38
    if scene.weather == "snow":
        layers["wind"] = -46 if not room.interior else -56
    if scene.time == "night" and "street" in layers:
        layers["street"] -= 3
    total = np.zeros((count, 2), np.float32)
    for name, level in sorted(layers.items()):
        sound = LAYERS[name](count, np.random.default_rng(derive(seed, f"tone/{name}", scene.id)))
        total += _level(sound, level)
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
    tail = _shaped(length, random, lambda f: 1 / (1 + (f / 3200) ** 2) * (f > 140)) * (10 ** (-3 * time / decay))[:, None]
    tail[: round(0.008 * RATE)] = 0
    tail /= max(1e-9, float(np.sqrt((tail**2).sum(0)).mean()))
    for delay in random.uniform(0.004, 0.03, 5):
        tail[round(delay * RATE) % length, random.integers(2)] += 0.35
    return np.pad(np.stack([samples] * 2, 1), ((0, length), (0, 0))) + wet * _convolved(samples, tail)


def chord(seconds: float, *, genre: str, seed: int, turn: float = 0.5, second: bool = True) -> np.ndarray:
    """Return a pad for a title: two chords of the genre's mood, the second from `turn` of its length on; soft ends, −36 dB."""
    root, chords, dark = MOODS.get(genre.replace("-", "").replace("_", ""), MOODS["drama"])
    rate = RATE // 4  # nothing in it is higher than 3 kHz
    count = round(seconds * rate)
    random = np.random.default_rng(derive(seed, "music", genre))
    time = np.arange(count) / rate
    total = np.zeros((count, 2))
    split = np.clip((time / seconds - turn) / 0.16 + 0.5, 0, 1) if second else np.zeros(count)
    for index, degrees in enumerate(chords):
        weight = np.sqrt(split) if index else np.sqrt(1 - split)
        if not weight.any():
            continue
        for voice, degree in enumerate(degrees):
            swell = weight * (0.75 + 0.25 * np.sin(2 * np.pi * (random.uniform(0.05, 0.12) * time + random.uniform())))
            for side in (0, 1):
                for cents in (-4.5, 3.5):
                    pitch = root * 2 ** ((degree + (cents + random.uniform(-1, 1)) / 100) / 12)
                    total[:, side] += swell * _partials(pitch, time, dark, random) / (1 + 0.35 * voice)
    ends = np.minimum(1, np.minimum(time / 1.1, (seconds - time) / 1.6)).clip(0, 1)
    tail = random.standard_normal((round(2.2 * rate), 2)) * np.exp(-2.6 * np.arange(round(2.2 * rate)) / rate)[:, None]
    wet = sum(_convolved(total[:, side], tail)[:count] for side in (0, 1)) / np.sqrt((tail**2).sum(0)).mean()
    soft = (total + 0.5 * wet) * (np.sin(0.5 * np.pi * ends) ** 2)[:, None]
    return _level(np.stack([resample(soft[:, side], round(seconds * RATE)) for side in (0, 1)], 1), -36)


def _names(words: Iterable[str], wanted: Iterable[str]) -> bool:
    return any(word.startswith(want) for word in words for want in wanted)


def _level(sound: np.ndarray, decibels: float) -> np.ndarray:
    """Return the sound at an RMS level."""
    rms = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    return (sound * (10 ** (decibels / 20) / rms) if rms > 0 else sound).astype(np.float32)


def _shaped(count: int, random: np.random.Generator, curve: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return stereo noise whose amplitude spectrum is `curve(hertz)`; drawn a little longer, at a length that transforms fast."""
    length = -(-count // 4096) * 4096
    spectrum = fourier.rfft(random.standard_normal((length, 2), dtype=np.float32), axis=0)
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    return fourier.irfft(spectrum * np.nan_to_num(curve(hertz)).astype(np.float32)[:, None], length, axis=0)[:count]


def _slow(count: int, random: np.random.Generator, hertz: float) -> np.ndarray:
    """Return a smooth random curve in 0–1 that changes about `hertz` times a second."""
    points = max(4, int(count / RATE * hertz) + 4)
    place = np.linspace(0, points - 3, count)
    values = random.uniform(0, 1, points)
    low = place.astype(int)
    part = place - low
    part = part * part * (3 - 2 * part)
    return values[low] * (1 - part) + values[low + 1] * part


def _convolved(samples: np.ndarray, impulse: np.ndarray) -> np.ndarray:
    size = len(samples) + len(impulse)
    full = 1 << (size - 1).bit_length()
    spectrum = fourier.rfft(samples, full)[:, None] * fourier.rfft(impulse, full, axis=0)
    return fourier.irfft(spectrum, full, axis=0)[:size].astype(np.float32)


def _partials(pitch: float, time: np.ndarray, dark: float, random: np.random.Generator) -> np.ndarray:
    """Return one tone of six partials: powers of one complex wave, which cost a tenth of six sines."""
    wave = np.exp(2j * np.pi * (pitch * time + random.uniform())).astype(np.complex64)
    power, total = np.ones_like(wave), np.zeros(len(time), np.float32)
    for k in range(1, 7):
        power = power * wave
        total += (power * np.complex64(np.exp(2j * np.pi * random.uniform()))).real / np.float32(k**dark)
    return total


def _air(count: int, random: np.random.Generator) -> np.ndarray:
    return _shaped(count, random, lambda f: (f > 25) / (1 + (f / 180) ** 1.1))


def _hum(count: int, random: np.random.Generator) -> np.ndarray:
    time = np.arange(count) / RATE
    tone = sum(level * np.sin(2 * np.pi * 60 * k * time + random.uniform(0, 6)) for k, level in ((1, 1.0), (2, 0.6), (3, 0.15), (4, 0.1)))
    return np.stack([tone, tone], 1) * (0.9 + 0.1 * _slow(count, random, 0.4))[:, None]


def _drone(count: int, random: np.random.Generator) -> np.ndarray:
    time = np.arange(count) / RATE
    tones = [np.sin(2 * np.pi * f * time + random.uniform(0, 6)) for f in (41.0, 41.3, 61.7, 82.1, 123.3)]
    body = np.stack([tones[0] + 0.6 * tones[2] + 0.3 * tones[3], tones[1] + 0.6 * tones[2] + 0.2 * tones[4]], 1)
    return body + 1.5 * _level(_shaped(count, random, lambda f: (f > 60) / (1 + (f / 220) ** 2)), 0)


def _engine(count: int, random: np.random.Generator) -> np.ndarray:
    return (
        _shaped(count, random, lambda f: np.exp(-(((f - 75) / 45) ** 2)) + 0.12 / (1 + (f / 400) ** 1.5))
        * (0.8 + 0.2 * _slow(count, random, 0.7))[:, None]
    )


def _murmur(count: int, random: np.random.Generator) -> np.ndarray:
    """Voices in the next room: bands of noise, each with the four syllables a second of speech and pauses of its own."""
    total = np.zeros((count, 2))
    for _ in range(9):
        centre, pan = random.uniform(260, 900), random.uniform(0.2, 0.8)
        voice = _shaped(count, random, lambda f, c=centre: np.exp(-(((f - c) / 160) ** 2)) + 0.25 * np.exp(-(((f - 2.1 * c) / 260) ** 2)))[
            :, 0
        ]
        talk = _slow(count, random, random.uniform(3.5, 5.0)) ** 2 * np.clip(3 * _slow(count, random, 0.35) - 1, 0, 1)
        total += np.outer(voice * talk, (np.sqrt(1 - pan), np.sqrt(pan)))
    return total


def _street(count: int, random: np.random.Generator) -> np.ndarray:
    base = _shaped(count, random, lambda f: (f > 22) / (1 + (f / 90) ** 1.6))
    passing = _shaped(count, random, lambda f: (f > 50) / (1 + (f / 350) ** 1.8))
    pan = _slow(count, random, 0.15)
    swell = np.clip(2.4 * _slow(count, random, 0.22) - 1.2, 0, 1) ** 2
    return base / base.std() + 0.9 * passing / passing.std() * np.stack([swell * (1 - pan), swell * pan], 1)


def _wind(count: int, random: np.random.Generator) -> np.ndarray:
    low = _shaped(count, random, lambda f: np.exp(-(((f - 260) / 170) ** 2)) + 0.8 / (1 + (f / 120) ** 2))
    high = _shaped(count, random, lambda f: np.exp(-(((f - 620) / 240) ** 2)))
    gust = _slow(count, random, 0.35)
    return low * (0.35 + gust)[:, None] + 0.5 * high * (gust**2)[:, None]


def _leaves(count: int, random: np.random.Generator) -> np.ndarray:
    hiss = _shaped(count, random, lambda f: np.exp(-(((f - 3200) / 1900) ** 2)))
    return hiss * (0.15 + _slow(count, random, 0.4) ** 2)[:, None] + 0.6 * _wind(count, random)


def _rain(count: int, random: np.random.Generator) -> np.ndarray:
    wash = _shaped(count, random, lambda f: (f > 300) / (1 + (f / 5200) ** 2))
    return wash / wash.std() * (0.85 + 0.15 * _slow(count, random, 0.3))[:, None] + 1.2 * _drops(count, random, 90, 2600)


def _rain_on_window(count: int, random: np.random.Generator) -> np.ndarray:
    wash = _shaped(count, random, lambda f: (f > 120) / (1 + (f / 900) ** 2))
    return wash / wash.std() * (0.85 + 0.15 * _slow(count, random, 0.3))[:, None] + 1.5 * _drops(count, random, 26, 1300)


def _drops(count: int, random: np.random.Generator, rate: float, hertz: float) -> np.ndarray:
    """Return single drops, `rate` a second: short damped ticks about `hertz`, near and far, left and right."""
    hits = np.zeros((count, 2))
    number = max(1, int(count / RATE * rate))
    at, pan = random.integers(0, count, number), random.uniform(0, 1, number)
    force = random.pareto(2.2, number).clip(0, 6)
    np.add.at(hits, at, np.stack([force * (1 - pan), force * pan], 1))
    time = np.arange(round(0.012 * RATE)) / RATE
    tick = np.exp(-time * 600) * random.standard_normal(len(time))
    spectrum = fourier.rfft(tick, 2048)
    f = np.fft.rfftfreq(2048, 1 / RATE)
    tick = fourier.irfft(spectrum * (f > 0.35 * hertz) / (1 + (f / hertz) ** 2), 2048)[:, None]
    out = np.stack([_convolved(hits[:, side], tick)[:count, 0] for side in (0, 1)], 1)
    return 4 * np.tanh(out / max(1e-9, out.std()) / 4)  # no single drop sticks out


def _fire(count: int, random: np.random.Generator) -> np.ndarray:
    body = _shaped(count, random, lambda f: (f > 40) / (1 + (f / 240) ** 1.4))
    return body / body.std() * (0.6 + 0.4 * _slow(count, random, 2.5))[:, None] + 0.9 * _drops(count, random, 14, 3800)


def _sea(count: int, random: np.random.Generator) -> np.ndarray:
    wash = _shaped(count, random, lambda f: (f > 40) / (1 + (f / 900) ** 1.2))
    return wash * (0.18 + _slow(count, random, 0.22) ** 2)[:, None]


def _crickets(count: int, random: np.random.Generator) -> np.ndarray:
    """Return field crickets far off: chirps of three or four pulses near 4.6 kHz, each animal with a pace of its own."""
    time = np.arange(count) / RATE
    total = np.zeros((count, 2))
    for _ in range(6):
        carrier, pulse, pace = random.uniform(4300, 4900), random.uniform(26, 32), random.uniform(1.6, 2.3)
        clock = time * pace + random.uniform()
        chirp = np.clip(np.sin(np.pi * ((clock % 1) / 0.32)), 0, 1) * ((clock % 1) < 0.32)
        pan = random.uniform(0.1, 0.9)
        one = np.sin(2 * np.pi * carrier * time) * chirp * np.clip(np.sin(2 * np.pi * pulse * time), 0, 1) ** 2
        total += np.outer(one * random.uniform(0.3, 1) * (0.4 + 0.6 * _slow(count, random, 0.3)), (1 - pan, pan))
    hush = _shaped(count, random, lambda f: np.exp(-(((f - 4500) / 900) ** 2)))
    return total / total.std() + 0.35 * hush / hush.std()


LAYERS: Mapping[str, Callable[[int, np.random.Generator], np.ndarray]] = {
    "air": _air,
    "hum": _hum,
    "drone": _drone,
    "engine": _engine,
    "murmur": _murmur,
    "street": _street,
    "wind": _wind,
    "leaves": _leaves,
    "rain": _rain,
    "rain_on_window": _rain_on_window,
    "fire": _fire,
    "sea": _sea,
    "crickets": _crickets,
}
