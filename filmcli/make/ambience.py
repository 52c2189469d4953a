"""The layers of an air: room, hum, engines, voices, traffic, wind, water, beasts and rain, synthesised from noise and tones.

Knows nothing of scenes and of how loud a layer is; each is `layer(count, random) -> (count, 2)` at 48 kHz, at any level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy import fft as fourier  # single precision stays single

from filmcli.formats.wave import RATE


def level(sound: np.ndarray, decibels: float) -> np.ndarray:
    """Return the sound at an RMS level."""
    rms = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    return (sound * (10 ** (decibels / 20) / rms) if rms > 0 else sound).astype(np.float32)


def shaped(count: int, random: np.random.Generator, curve: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
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


def convolved(samples: np.ndarray, impulse: np.ndarray) -> np.ndarray:
    """Return mono samples (n,) heard through an impulse of (m, sides): (n + m, sides)."""
    size = len(samples) + len(impulse)
    full = 1 << (size - 1).bit_length()
    spectrum = fourier.rfft(samples, full)[:, None] * fourier.rfft(impulse, full, axis=0)
    return fourier.irfft(spectrum, full, axis=0)[:size].astype(np.float32)


def _air(count: int, random: np.random.Generator) -> np.ndarray:
    return shaped(count, random, lambda f: (f > 25) / (1 + (f / 180) ** 1.1))


def _hum(count: int, random: np.random.Generator) -> np.ndarray:
    time = np.arange(count) / RATE
    tone = sum(level * np.sin(2 * np.pi * 60 * k * time + random.uniform(0, 6)) for k, level in ((1, 1.0), (2, 0.6), (3, 0.15), (4, 0.1)))
    return np.stack([tone, tone], 1) * (0.9 + 0.1 * _slow(count, random, 0.4))[:, None]


def _drone(count: int, random: np.random.Generator) -> np.ndarray:
    time = np.arange(count) / RATE
    tones = [np.sin(2 * np.pi * f * time + random.uniform(0, 6)) for f in (41.0, 41.3, 61.7, 82.1, 123.3)]
    body = np.stack([tones[0] + 0.6 * tones[2] + 0.3 * tones[3], tones[1] + 0.6 * tones[2] + 0.2 * tones[4]], 1)
    return body + 1.5 * level(shaped(count, random, lambda f: (f > 60) / (1 + (f / 220) ** 2)), 0)


def _engine(count: int, random: np.random.Generator) -> np.ndarray:
    return (
        shaped(count, random, lambda f: np.exp(-(((f - 75) / 45) ** 2)) + 0.12 / (1 + (f / 400) ** 1.5))
        * (0.8 + 0.2 * _slow(count, random, 0.7))[:, None]
    )


def _murmur(count: int, random: np.random.Generator) -> np.ndarray:
    """Voices in the next room: bands of noise, each with the four syllables a second of speech and pauses of its own."""
    total = np.zeros((count, 2))
    for _ in range(9):
        centre, pan = random.uniform(260, 900), random.uniform(0.2, 0.8)
        voice = shaped(count, random, lambda f, c=centre: np.exp(-(((f - c) / 160) ** 2)) + 0.25 * np.exp(-(((f - 2.1 * c) / 260) ** 2)))[
            :, 0
        ]
        talk = _slow(count, random, random.uniform(3.5, 5.0)) ** 2 * np.clip(3 * _slow(count, random, 0.35) - 1, 0, 1)
        total += np.outer(voice * talk, (np.sqrt(1 - pan), np.sqrt(pan)))
    return total


def _street(count: int, random: np.random.Generator) -> np.ndarray:
    base = shaped(count, random, lambda f: (f > 22) / (1 + (f / 90) ** 1.6))
    passing = shaped(count, random, lambda f: (f > 50) / (1 + (f / 350) ** 1.8))
    pan = _slow(count, random, 0.15)
    swell = np.clip(2.4 * _slow(count, random, 0.22) - 1.2, 0, 1) ** 2
    return base / base.std() + 0.9 * passing / passing.std() * np.stack([swell * (1 - pan), swell * pan], 1)


def _wind(count: int, random: np.random.Generator) -> np.ndarray:
    low = shaped(count, random, lambda f: np.exp(-(((f - 260) / 170) ** 2)) + 0.8 / (1 + (f / 120) ** 2))
    high = shaped(count, random, lambda f: np.exp(-(((f - 620) / 240) ** 2)))
    gust = _slow(count, random, 0.35)
    return low * (0.35 + gust)[:, None] + 0.5 * high * (gust**2)[:, None]


def _leaves(count: int, random: np.random.Generator) -> np.ndarray:
    hiss = shaped(count, random, lambda f: np.exp(-(((f - 3200) / 1900) ** 2)))
    return hiss * (0.15 + _slow(count, random, 0.4) ** 2)[:, None] + 0.6 * _wind(count, random)


def _rain(count: int, random: np.random.Generator) -> np.ndarray:
    wash = shaped(count, random, lambda f: (f > 300) / (1 + (f / 5200) ** 2))
    return wash / wash.std() * (0.85 + 0.15 * _slow(count, random, 0.3))[:, None] + 1.2 * _drops(count, random, 90, 2600)


def _rain_on_window(count: int, random: np.random.Generator) -> np.ndarray:
    wash = shaped(count, random, lambda f: (f > 120) / (1 + (f / 900) ** 2))
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
    out = np.stack([convolved(hits[:, side], tick)[:count, 0] for side in (0, 1)], 1)
    return 4 * np.tanh(out / max(1e-9, out.std()) / 4)  # no single drop sticks out


def _fire(count: int, random: np.random.Generator) -> np.ndarray:
    body = shaped(count, random, lambda f: (f > 40) / (1 + (f / 240) ** 1.4))
    return body / body.std() * (0.6 + 0.4 * _slow(count, random, 2.5))[:, None] + 0.9 * _drops(count, random, 14, 3800)


def _sea(count: int, random: np.random.Generator) -> np.ndarray:
    wash = shaped(count, random, lambda f: (f > 40) / (1 + (f / 900) ** 1.2))
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
    hush = shaped(count, random, lambda f: np.exp(-(((f - 4500) / 900) ** 2)))
    return total / total.std() + 0.35 * hush / hush.std()


def _birds(count: int, random: np.random.Generator) -> np.ndarray:
    """Return songbirds, near and far: phrases of two to five whistles that glide between 2 and 5 kHz, a few seconds apart."""
    total = np.zeros((count, 2), np.float32)
    for _ in range(5):
        pan, near, home = random.uniform(0.1, 0.9), random.uniform(0.15, 1) ** 2, random.uniform(2300, 4300)
        at = random.uniform(0, 3)
        while at < count / RATE:
            for _ in range(random.integers(2, 6)):
                length = random.uniform(0.05, 0.16)
                time = np.arange(round(length * RATE)) / RATE
                pitch = home * random.uniform(0.85, 1.25) * (1 + random.uniform(-0.25, 0.25) * time / length)
                whistle = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.sin(np.pi * time / length) ** 2
                start = round(at * RATE)
                part = whistle[: max(0, count - start)]
                total[start : start + len(part)] += near * np.outer(part, (1 - pan, pan))
                at += length + random.uniform(0.02, 0.12)
            at += random.uniform(1.5, 6)
    hush = shaped(count, random, lambda f: np.exp(-(((f - 2600) / 1400) ** 2)))
    return total / max(1e-9, total.std()) + 0.25 * hush / hush.std()


def _clock(count: int, random: np.random.Generator) -> np.ndarray:
    """Return a clock: one tick a half-second, tick and tock a little apart in pitch."""
    hits = np.zeros((count, 2))
    for number, at in enumerate(np.arange(random.uniform(0, 0.5) * RATE, count, 0.5 * RATE).astype(int)):
        hits[at] = (0.9, 1.0) if number % 2 else (0.6, 0.55)
    time = np.arange(round(0.03 * RATE)) / RATE
    tick = np.exp(-time * 260) * (np.sin(2 * np.pi * 1900 * time) + 0.6 * np.sin(2 * np.pi * 3700 * time))
    return np.stack([convolved(hits[:, side], tick[:, None])[:count, 0] for side in (0, 1)], 1)


def _water(count: int, random: np.random.Generator) -> np.ndarray:
    """Return small waves against stone or wood: slow swells of low wash, and gurgles."""
    wash = shaped(count, random, lambda f: (f > 60) / (1 + (f / 520) ** 1.7))
    lap = np.stack([_slow(count, random, 0.8) ** 3, _slow(count, random, 0.8) ** 3], 1)
    return wash / wash.std() * (0.25 + lap) + 0.35 * _drops(count, random, 9, 800)


def _rumble(count: int, random: np.random.Generator) -> np.ndarray:
    """Return something heavy far away: guns, a train in its tunnel, doors of iron."""
    low = shaped(count, random, lambda f: (f > 24) / (1 + (f / 70) ** 3))
    return low * (0.12 + np.clip(2.2 * _slow(count, random, 0.3) - 1.1, 0, 1) ** 2)[:, None]


def _rails(count: int, random: np.random.Generator) -> np.ndarray:
    """Return a carriage on jointed rails: rolling noise, and two bogies over each joint."""
    roll = shaped(count, random, lambda f: (f > 30) / (1 + (f / 160) ** 1.5))
    hits = np.zeros((count, 2))
    for start in np.arange(random.uniform(0, 0.9), count / RATE, 0.92):
        for late in (0.0, 0.11, 0.42, 0.53):
            at = round((start + late + random.normal(0, 0.004)) * RATE)
            hits[min(at, count - 1)] += random.uniform(0.6, 1)
    time = np.arange(round(0.09 * RATE)) / RATE
    knock = np.exp(-time * 60) * np.sin(2 * np.pi * 92 * time) + 0.3 * np.exp(-time * 300) * random.standard_normal(len(time))
    clack = np.stack([convolved(hits[:, side], knock[:, None])[:count, 0] for side in (0, 1)], 1)
    return roll / roll.std() + 0.8 * clack / max(1e-9, clack.std())


def _machines(count: int, random: np.random.Generator) -> np.ndarray:
    """Return a works: a hum of motors, and presses that beat at paces of their own."""
    total = _drone(count, random)
    total /= total.std()
    time = np.arange(round(0.2 * RATE)) / RATE
    for _ in range(3):
        pace, pan = random.uniform(0.7, 1.9), random.uniform(0.2, 0.8)
        hits = np.zeros(count)
        hits[np.arange(random.uniform(0, pace) * RATE, count, pace * RATE).astype(int)] = 1
        stroke = np.exp(-time * random.uniform(20, 50)) * (
            np.sin(2 * np.pi * random.uniform(70, 160) * time) + 0.5 * random.standard_normal(len(time))
        )
        beat = convolved(hits, stroke[:, None])[:count, 0]
        total += 0.5 * np.outer(beat / max(1e-9, beat.std()), (1 - pan, pan))
    return total


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
    "birds": _birds,
    "clock": _clock,
    "water": _water,
    "rumble": _rumble,
    "rails": _rails,
    "machines": _machines,
}
