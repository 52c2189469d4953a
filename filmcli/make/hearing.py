"""When each shot is seen and each line is heard, as the check of a production asks: by the voices that lie there, else at reading speed.

Knows nothing of rules. Seconds from the film's first shot.
"""

from __future__ import annotations

import json
import wave as riff
from collections.abc import Sequence
from pathlib import Path

from filmcli.formats import wave
from filmcli.formats.fountain import Scene
from filmcli.formats.shots import ShotList
from filmcli.make import voices
from filmcli.make.timing import Timing, time_film
from filmcli.render.rules.tempo import Line, Times

PAUSE = 0.15  # seconds of silence in which a breath can be taken
MARKS = frozenset(",.;:!?… ")  # of a voice's symbols, those that are silence


def times(folder: Path, shots: ShotList, scenes: Sequence[Scene]) -> Times:
    """Return the times of a production's film. A voice that was not spoken yet, or whose file is damaged, counts as long as it takes to read."""
    seconds, groups = {}, {}
    for speech in (speech for scene in scenes for speech in scene.speeches):
        seconds[speech.id] = wave.reading_seconds(speech.text)
        try:
            seconds[speech.id] = voices.seconds(folder / "sound" / f"{speech.id}.wav")
            groups[speech.id] = _longest(json.loads((folder / "sound" / f"{speech.id}{voices.MOUTH}").read_text(encoding="utf-8")))
        except (OSError, EOFError, riff.Error, ValueError):
            continue  # `make` speaks it anew
    return told(time_film(shots, scenes, seconds, fps=shots.fps), groups)


def told(timing: Timing, groups: dict[str, float]) -> Times:
    """Return a film's timing in seconds. groups: the longest that a line goes without a pause, by its id."""
    zero, rate = timing.title, timing.fps
    lines = [
        Line(one.id, one.name, one.shot, (one.start - zero) / rate, (one.start - zero + one.frames) / rate, groups.get(one.id, 0.0))
        for one in timing.speeches
    ]
    return Times({shot.id: shot.frames / rate for shot in timing.shots}, lines)


def _longest(mouth: dict) -> float:
    """Return the longest stretch of a spoken line without a pause."""
    longest, begun, last = 0.0, None, 0.0
    for start, end, symbol in mouth["phonemes"] if isinstance(mouth, dict) and mouth.get("phonemes") else ():
        if symbol in MARKS:
            continue
        if begun is None or start - last >= PAUSE:
            begun = start
        last = end
        longest = max(longest, last - begun)
    return longest
