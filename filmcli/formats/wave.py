"""Speech and sound as values, and as WAV files on disk.

Knows nothing of voices, models or films. Samples are float32 in ±1; seconds, hertz, semitones.
"""

from __future__ import annotations

import re
import wave as riff
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np

RATE = 48_000  # hertz, of everything that leaves a runner: the film's own rate, so nothing is resampled twice

# Spelled in capitals and said letter by letter; every other word in capitals is only loud.
ACRONYMS = frozenset(
    {
        "AI",
        "AM",
        "CEO",
        "CIA",
        "DA",
        "DNA",
        "DJ",
        "EU",
        "FBI",
        "HQ",
        "ID",
        "IRS",
        "LA",
        "LAPD",
        "MI",
        "MIA",
        "MP",
        "NASA",
        "NATO",
        "NYC",
        "OK",
        "PI",
        "PM",
        "SUV",
        "TV",
        "UFO",
        "UK",
        "UN",
        "USA",
        "VIP",
    }
)


@dataclass(frozen=True)
class Line:
    """One thing to say: `pitch` in semitones off the voice's own, `pace` 1 for its own speed, 2 for twice as fast."""

    text: str
    pitch: float = 0.0
    pace: float = 1.0


@dataclass(frozen=True)
class Sound:
    """Mono samples. `spoken` is false for a stand-in silence of a likely length, and `reason` says why.

    `marks` says when each sound of speech begins and ends, in seconds, as the voice itself timed it; a voice that cannot say has none.
    """

    samples: np.ndarray
    rate: int = RATE
    phonemes: tuple[str, ...] = ()
    marks: tuple[tuple[str, float, float], ...] = ()
    spoken: bool = True
    reason: str = ""

    @property
    def seconds(self) -> float:
        """Return the length in seconds."""
        return len(self.samples) / self.rate


def plain(text: str) -> str:
    """Return dialogue as words for a voice: no emphasis marks, no shouting capitals, pauses as commas and full stops."""
    text = re.sub(r"\[\[.*?\]\]|\(.*?\)", " ", text, flags=re.S)
    text = re.sub(r"[*_~\\\[\]{}<>|#\"“”„«»]", " ", text)
    text = text.replace("’", "'").replace("‘", "'").replace("&", " and ")
    text = re.sub(r"\b[A-Z][A-Z']+\b", lambda word: _calm(word.group()), text)
    text = re.sub(r"\s*(?:\.{2,}|…)(?=\s*$|\s+[A-Z])", ". ", text)
    text = re.sub(r"\s*(?:--+|[—–]|\s-\s)\s*$", ".", text.strip())
    text = re.sub(r"\s*(?:\.{2,}|…|--+|[—–]|\s-\s)\s*", ", ", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r"[,;:.]+([!?])|,+([.;:])", lambda m: m.group(1) or m.group(2), text)
    text = re.sub(r"([,.])[,.]+", r"\1", text).strip(" ,;:.")
    return text if not text or text[-1] in "!?" else text + "."


def is_english(text: str) -> bool:
    """Say whether most letters are Latin: what the embedded voices can read at all."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter.isascii() or "\u00c0" <= letter <= "\u024f" for letter in letters)
    return latin > 0.5 * len(letters) if letters else any(letter.isdigit() for letter in text)


def reading_seconds(text: str) -> float:
    """Return how long a person takes to say it: 4.5 characters a second in Chinese, Japanese and Korean, 14 elsewhere."""
    dense = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text)
    return max(0.6, dense / 4.5 + (len(text.strip()) - dense) / 14.0)


def silence(text: str, reason: str) -> Sound:
    """Return silence as long as the text would take to say, marked as not spoken."""
    import numpy as np

    return Sound(np.zeros(round(reading_seconds(text) * RATE), np.float32), spoken=False, reason=reason)


def resample(samples: np.ndarray, count: int) -> np.ndarray:
    """Return the same sound in `count` samples, band-limited (Fourier method; the ends are padded against wrap-around)."""
    import numpy as np

    if len(samples) in (0, count):
        return np.asarray(samples, np.float32)
    pad = max(64, len(samples) // 50)
    padded = np.pad(samples.astype(np.float64), pad)
    ratio = count / len(samples)
    size = round(len(padded) * ratio)
    spectrum = np.fft.rfft(padded)
    bins = size // 2 + 1
    spectrum = np.pad(spectrum, (0, max(0, bins - len(spectrum))))[:bins]
    out = np.fft.irfft(spectrum, size) * (size / len(padded))
    start = round(pad * ratio)
    return out[start : start + count].astype(np.float32)


def trim(samples: np.ndarray, rate: int, *, floor: float = -46.0, keep: float = 0.03) -> np.ndarray:
    """Return the samples without the silence around them: below `floor` dB of the peak, `keep` seconds left each side."""
    return trimmed(samples, rate, floor=floor, keep=keep)[0]


def trimmed(samples: np.ndarray, rate: int, *, floor: float = -46.0, keep: float = 0.03) -> tuple[np.ndarray, float]:
    """Return what `trim` returns, and how many seconds were cut off the beginning."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) > np.abs(samples).max(initial=0.0) * 10 ** (floor / 20))
    if not len(loud):
        return samples, 0.0
    margin = round(keep * rate)
    first = max(0, int(loud[0]) - margin)
    cut = samples[first : loud[-1] + margin].astype(np.float32)
    ramp = min(margin, len(cut) // 2)
    cut[:ramp] *= np.linspace(0, 1, ramp, dtype=np.float32)
    cut[len(cut) - ramp :] *= np.linspace(1, 0, ramp, dtype=np.float32)
    return cut, first / rate


def write(path: Path, samples: np.ndarray, *, rate: int = RATE) -> None:
    """Write 16-bit PCM. `samples` is (n,) mono or (n, channels)."""
    import numpy as np

    data = np.atleast_2d(np.asarray(samples).T).T
    with riff.open(str(path), "wb") as file:
        file.setnchannels(data.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(data, -1, 1) * 32767).round().astype("<i2").tobytes())


def read(path: Path) -> tuple[np.ndarray, int]:
    """Read 16-bit PCM and return float32, (n,) for one channel and (n, channels) for more, and the rate.

    Raise InputError for another kind of file.
    """
    import numpy as np

    try:
        with riff.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            data = file.readframes(file.getnframes())
    except (riff.Error, EOFError) as error:
        raise InputError(f"{path}: not a WAV file ({error})") from None
    if width != 2:
        raise InputError(f"{path}: expected 16-bit samples, found {8 * width}-bit")
    samples = np.frombuffer(data, "<i2").astype(np.float32) / 32767
    return samples if channels == 1 else samples.reshape(-1, channels), rate


def _calm(word: str) -> str:
    if word in ACRONYMS or not re.search("[AEIOUY]", word):
        return word
    return word.capitalize()
