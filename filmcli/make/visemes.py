"""Mouths of speech: from the sounds that a voice timed to the shapes that a mouth takes, frame by frame.

Knows nothing of pictures or faces. Seconds, counted from the beginning of the line; strengths 0–1. The shapes are data
(`presets/visemes`): a sound's shape begins a little before the sound (`lead`), and lips that must close do so whatever is beside them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import files, presets
from filmcli.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from filmcli.formats.wave import Sound

FORMAT = "filmcli/mouth@1"
LANGUAGE = "english"
REST = "rest"
QUIET = 0.12  # of a line's loud vowels (95th percentile): below it, a mouth that only follows the voice is shut
BLEND = 0.035  # seconds from one shape into the next, half before and half after the sound's edge


@dataclass(frozen=True)
class Key:
    """One shape, from `start` to `end`."""

    start: float
    end: float
    shape: str
    strength: float


def table() -> Mapping[str, Any]:
    """Return the shapes, what they are made of and which sounds take them."""
    return presets.load("visemes", LANGUAGE)


def shapes() -> tuple[str, ...]:
    """Return the names of the shapes, in the order in which they are worth a picture."""
    return tuple(table()["shapes"])


def track(sound: Sound) -> tuple[Key, ...]:
    """Return the shapes of a spoken line in order, without gaps between words. A voice that times nothing is followed by its loudness."""
    if not sound.spoken:
        return ()
    return _by_sounds(sound.marks) if sound.marks else _by_loudness(sound)


def _by_sounds(marks: Sequence[tuple[str, float, float]]) -> tuple[Key, ...]:
    data = table()
    shape_of = {letter: name for name, shape in data["shapes"].items() for letter in shape["sounds"]}
    lead, keys, stress, begun = data["lead"], [], data["stress"]["none"], None
    for symbol, start, end in _apart(marks, data["twins"]):
        if symbol in data["stress"]:  # its time belongs to the vowel that follows
            stress, begun = data["stress"][symbol], start if begun is None else begun
            continue
        if symbol not in shape_of:
            continue
        vowel = symbol in data["vowels"]
        first, strength = (start, 1.0) if not vowel else (start if begun is None else begun, stress)
        if vowel:
            stress = data["stress"]["none"]
        begun = None
        if keys and keys[-1].shape == shape_of[symbol] and keys[-1].end > first - lead - 0.02:
            keys[-1] = Key(keys[-1].start, end - lead, keys[-1].shape, max(strength, keys[-1].strength))
        elif end - first > 0.005:
            end = end if vowel else min(end, first + data["longest"])  # a voice lets the last consonant last into its silence
            keys.append(Key(first - lead, end - lead, shape_of[symbol], strength))
    return _joined(keys, data["rest_after"])


def _apart(marks: Sequence[tuple[str, float, float]], twins: Mapping[str, Sequence]) -> list[tuple[str, float, float]]:
    found = []
    for symbol, start, end in marks:
        first, second, part = twins.get(symbol, (symbol, "", 1.0))
        middle = start + (end - start) * part
        found += [(first, start, middle)] + ([(second, middle, end)] if second else [])
    return found


def _joined(keys: list[Key], pause: float) -> tuple[Key, ...]:
    """Return the keys with short silences given to the shape before them; in longer ones the mouth comes to rest."""
    found: list[Key] = []
    for index, key in enumerate(keys):
        following = keys[index + 1].start if index + 1 < len(keys) else None
        end = following if following is not None and following - key.end < pause else key.end
        found.append(Key(round(key.start, 3), round(end, 3), key.shape, round(key.strength, 2)))
    return tuple(found)


def _by_loudness(sound: Sound) -> tuple[Key, ...]:
    import numpy as np

    size = round(0.05 * sound.rate)
    blocks = sound.samples[: len(sound.samples) // size * size].reshape(-1, size)
    level = np.sqrt((blocks**2).mean(axis=1)) if len(blocks) else np.zeros(0)
    level = level / max(float(np.percentile(level, 95)) if len(level) else 0.0, 1e-6)
    step = size / sound.rate
    loud = [(index, min(1.0, float(value))) for index, value in enumerate(level) if value > QUIET]
    return tuple(Key(round(index * step, 3), round((index + 1) * step, 3), "aa", round(value, 2)) for index, value in loud)


def weights(keys: Sequence[Key], count: int, *, fps: float, offset: float = 0.0) -> dict[str, np.ndarray]:
    """Return how much of each shape is in each of `count` frames, (count,) in 0–1; what is missing to 1 is the mouth at rest.

    `offset`: seconds from the first frame to the beginning of the line. A frame shows what is said while it stands, and of two sounds in it the
    one of higher rank: at 12 frames a second a `b` of 60 ms would be lost in four of ten.
    """
    import numpy as np

    known = table()["shapes"]
    found: dict[str, np.ndarray] = {}
    total = np.zeros(count)
    opens = np.arange(count) / fps - offset
    for key in keys:
        reach = np.minimum(opens + 1 / fps, key.end + BLEND / 2) - np.maximum(opens, key.start - BLEND / 2)
        share = np.clip(reach * fps, 0, 1) * known[key.shape]["rank"]
        if share.any():
            total += share
            found[key.shape] = found.get(key.shape, np.zeros(count)) + share * key.strength
    silence = np.clip(1 - sum((np.clip(_overlap(opens, key, fps), 0, 1) for key in keys), np.zeros(count)), 0, 1) * known[REST]["rank"]
    total = np.maximum(total + silence, 1e-9)
    return {name: np.minimum(share / total, 1.0) for name, share in found.items() if name != REST}


def _overlap(opens: np.ndarray, key: Key, fps: float) -> np.ndarray:
    import numpy as np

    return (np.minimum(opens + 1 / fps, key.end) - np.maximum(opens, key.start)) * fps


def drawn(parts: Mapping[str, np.ndarray], available: Sequence[str]) -> dict[str, np.ndarray]:
    """Return weights of shapes as weights of those that there are pictures of, by each shape's `like`."""
    known, found = table()["shapes"], {}
    waiting = list(parts.items())
    while waiting:
        name, share = waiting.pop()
        if name == REST:
            continue
        if name in available:
            found[name] = found.get(name, 0) + share
            continue
        waiting += [(other, share * part) for other, part in known[name]["like"].items()]
    return found


def write(path: Path, sound: Sound) -> None:
    """Write a line's sounds and shapes as JSON: `phonemes` and `visemes` as [start, end, name(, strength)], and what they were told `from`."""
    keys = track(sound)
    source = "silence" if not sound.spoken else "the voice's phonemes" if sound.marks else "loudness"
    document = {
        "format": FORMAT,
        "seconds": round(sound.seconds, 3),
        "from": source,
        "phonemes": [[round(start, 3), round(end, 3), symbol] for symbol, start, end in sound.marks if symbol.strip()],
        "visemes": [[key.start, key.end, key.shape, key.strength] for key in keys],
    }
    rows = json.dumps(document, ensure_ascii=False)
    files.write(path, rows.replace('], "', '],\n "') + "\n")


def read(path: Path) -> tuple[Key, ...]:
    """Return the shapes of a line. Raises InputError for a file that is none of ours, or names a shape that there is not."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document.get("format") != FORMAT:
            raise InputError(f"{path}: expected format {FORMAT}, found {document.get('format')!r}")
        keys = tuple(Key(float(start), float(end), str(shape), float(strength)) for start, end, shape, strength in document["visemes"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: cannot be read as a mouth track ({error})", hint="delete it and make the line again") from None
    unknown = next((key.shape for key in keys if key.shape not in table()["shapes"]), None)
    if unknown:
        raise InputError(f"{path}: unknown shape {unknown!r}", hint=f"known: {', '.join(shapes())}")
    return keys
