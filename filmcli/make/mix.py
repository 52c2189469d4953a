"""The mix: speech in its rooms, the rooms' air, the chords; brought to one loudness and held under the peak.

Knows nothing of files or pictures. Sound is (n, 2) float32 at 48 kHz; loudness in LUFS after ITU-R BS.1770-4.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import fft as fourier  # single precision stays single
from scipy import signal

from filmcli.core.seeds import derive
from filmcli.formats.shots import ShotList
from filmcli.formats.wave import RATE, Sound
from filmcli.make import sound
from filmcli.make.timing import Timing

TARGET = -16.0  # LUFS: what players on phones and laptops expect
WORDLESS = -28.0  # LUFS where nobody speaks: air at -16 would be a waterfall
CEILING = -1.5  # dB, half a decibel under the true peak that is promised: AAC adds a little
SPEECH = -22.0  # dB RMS of a line while it is spoken
SEAM = 0.25  # seconds that one room's air fades into the next
OUT = 2.5  # seconds that the title's chord dies away into the picture
IN = 1.2  # seconds that the credits' chord rises before the picture is gone: later than most last words

# K-weighting at 48 kHz: BS.1770-4, tables 1 and 2 (b, a).
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def mix(timing: Timing, shotlist: ShotList, sounds: Mapping[str, Sound], *, seed: int | None = None) -> np.ndarray:
    """Return the film's sound, exactly as long as its picture, at −16 LUFS and under −1 dB true peak."""
    root = shotlist.seed if seed is None else seed
    count = round(timing.frames / timing.fps * RATE)
    total = np.zeros((count, 2), np.float32)
    scenes = {scene.id: scene for scene in shotlist.scenes}
    rooms = {name: sound.room(scene) for name, scene in scenes.items()}
    for name, first, length in _runs(timing):
        if name in scenes:
            seconds = length / timing.fps + SEAM
            tone = sound.room_tone(scenes[name], room=rooms[name], seconds=seconds, seed=root)
            _add(total, _ends(tone, SEAM), first / timing.fps - SEAM / 2)
    places = {shot.id: shot.scene for shot in timing.shots}
    spoken = False
    for speech in timing.speeches:
        voice = sounds.get(speech.id)
        if voice is None or not voice.spoken:
            continue
        spoken = True
        space = rooms.get(places[speech.shot], sound.Room())
        _add(total, sound.echo(_levelled(voice), room=space, seed=derive(root, "room", places[speech.shot])), speech.start / timing.fps)
    _add_chords(total, timing, shotlist.genre, root)
    return master(total, target=TARGET if spoken else WORDLESS)


def master(samples: np.ndarray, *, target: float = TARGET) -> np.ndarray:
    """Return the sound at the target loudness, its true peak under the ceiling; limiting costs loudness, so it takes a few rounds."""
    peaks = _oversampled(samples)
    gain, out = 0.0, samples
    for _ in range(6):
        factor = np.float32(10 ** (gain / 20))
        out = limited(samples * factor, CEILING, peaks=peaks * factor)
        heard = loudness(out)
        if not np.isfinite(heard) or abs(heard - target) < 0.1:
            break
        gain += target - heard
    return out


def loudness(samples: np.ndarray) -> float:
    """Return the integrated loudness in LUFS: K-weighted, 400 ms blocks every 100 ms, gated at −70 and at 10 under the mean."""
    size, hop = round(0.4 * RATE), round(0.1 * RATE)
    if len(samples) < size:
        return float("-inf")
    weighted = signal.lfilter(*HIGHPASS, signal.lfilter(*SHELF, samples, axis=0), axis=0)
    energy = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=1))])
    starts = np.arange(0, len(samples) - size + 1, hop)
    power = (energy[starts + size] - energy[starts]) / size
    power = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not len(power):
        return float("-inf")
    power = power[power > power.mean() * 0.1]
    return float(-0.691 + 10 * np.log10(power.mean()))


def true_peak(samples: np.ndarray) -> float:
    """Return the highest peak between the samples in dB, at four times the rate."""
    return float(20 * np.log10(max(1e-9, _oversampled(samples).max(initial=0.0))))


def limited(samples: np.ndarray, ceiling: float, *, peaks: np.ndarray | None = None) -> np.ndarray:
    """Return the sound with every peak under `ceiling` dB: the gain falls 40 ms ahead of a peak and rises as slowly after it."""
    limit, step, reach = 10 ** (ceiling / 20), 48, 40
    peaks = _oversampled(samples) if peaks is None else peaks
    if peaks.max(initial=0.0) <= limit:
        return samples.astype(np.float32)
    blocks = -(-len(peaks) // step)
    loudest = np.pad(peaks, (0, blocks * step - len(peaks))).reshape(blocks, step).max(axis=1)
    needed = np.minimum(1.0, limit / np.maximum(loudest, 1e-9))
    padded = np.pad(needed, 2 * reach + 1, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 3).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(lowest, window / window.sum(), "valid")
    smooth = smooth[(len(smooth) - blocks) // 2 :][:blocks]
    gain = np.interp(np.arange(len(samples)), (np.arange(blocks) + 0.5) * step, smooth)
    return (samples * gain[:, None]).astype(np.float32)


def _oversampled(samples: np.ndarray) -> np.ndarray:
    """Return per sample the highest of both channels' values at four times the rate, in stretches of ten seconds."""
    out = np.abs(samples).max(axis=1) if len(samples) else np.zeros(0)
    size, margin = 10 * RATE, 256
    for start in range(0, len(samples), size):
        low, high = max(0, start - margin), min(len(samples), start + size + margin)
        length = -(-(high - low) // 16384) * 16384
        fine = 4 * fourier.irfft(fourier.rfft(samples[low:high], length, axis=0), 4 * length, axis=0)[: 4 * (high - low)]
        peak = np.abs(fine).reshape(high - low, -1).max(axis=1)[start - low :]
        out[start : start + size] = np.maximum(out[start : start + size], peak[: min(size, len(samples) - start)])
    return out


def _levelled(voice: Sound) -> np.ndarray:
    """Return the line at the level of all lines, measured while it speaks: 30 ms stretches within 25 dB of its loudest."""
    size = round(0.03 * voice.rate)
    blocks = voice.samples[: len(voice.samples) // size * size].reshape(-1, size)
    power = (blocks**2).mean(axis=1) if len(blocks) else np.zeros(1)
    active = power[power > power.max() * 10**-2.5]
    level = float(np.sqrt(active.mean())) if len(active) else 0.0
    return voice.samples * np.float32(10 ** (SPEECH / 20) / level) if level > 0 else voice.samples


def _runs(timing: Timing) -> list[tuple[str, int, int]]:
    """Return scene, first frame and length of each unbroken run of shots of one scene."""
    runs: list[tuple[str, int, int]] = []
    for shot in timing.shots:
        if runs and runs[-1][0] == shot.scene:
            runs[-1] = (shot.scene, runs[-1][1], shot.end - runs[-1][1])
        else:
            runs.append((shot.scene, shot.start, shot.frames))
    return runs


def _add_chords(total: np.ndarray, timing: Timing, genre: str, seed: int) -> None:
    if timing.title:
        _add(total, sound.chord(timing.title / timing.fps + OUT, genre=genre, seed=seed, turn=0.55), 0.0)
    if timing.credits:
        lead = min(IN, timing.credits_start / timing.fps)
        seconds = timing.credits / timing.fps + lead
        _add(total, sound.chord(seconds, genre=genre, seed=seed + 1, turn=0.3), timing.credits_start / timing.fps - lead)


def _ends(samples: np.ndarray, seconds: float) -> np.ndarray:
    ramp = np.sin(0.5 * np.pi * np.linspace(0, 1, min(round(seconds * RATE), len(samples) // 2), dtype=np.float32))[:, None]
    samples[: len(ramp)] *= ramp
    samples[len(samples) - len(ramp) :] *= ramp[::-1]
    return samples


def _add(total: np.ndarray, part: np.ndarray, seconds: float) -> None:
    """Add a part to the whole in place, from `seconds` on; what lies outside is lost."""
    start = round(seconds * RATE)
    low, high = max(0, start), min(len(total), start + len(part))
    if high > low:
        total[low:high] += part[low - start : high - start]
