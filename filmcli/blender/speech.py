"""What speaking does to head and hands: nods on loud syllables, gestures as far as the person's nature goes.

Knows nothing of bodies or sound (numpy only); read off the shapes of the mouth in each frame. Seconds from the shot's first frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from filmcli.core.life import smooth
from filmcli.core.seeds import stream
from filmcli.formats.poses import motions

VOWELS = ("aa", "o", "e")  # shapes of the mouth that are held on loud syllables
PAUSE, LEAST = 0.4, 0.9  # seconds: shorter pauses do not end a phrase; a shorter phrase has no gesture
GESTURES = ("gesture", "gesture_low", "gesture_both", "gesture_point")  # names in presets/motions
STROKE = 2.2  # seconds of a long phrase for each gesture
EARLY = 0.45  # seconds before the first word that a hand may set out
RISES, BROW = 0.12, 0.4  # seconds that brows are up before a word (Cavé 1996), and stay up at the beginning of a phrase
SOFT = 0.35  # seconds over which a nod rises and falls


class Speech:
    """One person's speech over a shot. `said` has, for each frame, the shapes of the mouth and their strengths."""

    def __init__(self, said: Sequence[Mapping[str, float]], fps: float) -> None:
        self.fps = fps
        loud = np.array([min(1.0, sum(frame.get(shape, 0.0) for shape in VOWELS)) for frame in said] or [0.0])
        window = np.hanning(max(3, round(SOFT * fps)) + 2)[1:-1]
        soft = np.convolve(np.pad(loud, len(window)), window, "same")[len(window) : -len(window)]
        self._loud = soft / max(1.0, float(soft.max(initial=0.0)))
        self._open = np.array([max(frame.values(), default=0.0) > 0.05 for frame in said] or [False])

    def stress(self, seconds: float) -> float:
        """Return how loud the words are, 0–1."""
        return float(np.interp(seconds * self.fps, np.arange(len(self._loud)), self._loud))

    def phrases(self) -> list[tuple[float, float]]:
        """Return from when to when the person speaks without a pause, seconds."""
        found: list[list[float]] = []
        for index in np.flatnonzero(self._open):
            at = float(index) / self.fps
            if found and at - found[-1][1] < PAUSE:
                found[-1][1] = at + 1 / self.fps
            else:
                found.append([at, at + 1 / self.fps])
        return [(start, end) for start, end in found]

    def gestures(self, acts: Sequence[Mapping[str, Any]], *, amount: float, seed: int) -> Iterator[dict[str, Any]]:
        """Yield acts of the right hand for the phrases that nothing else is done in. amount: the sheet's `gesture`, 0 keeps still."""
        dice = stream(seed, "gestures")
        busy = [(float(act.get("start", 0.0)), float(act.get("end", 0.0)) or 1e9) for act in acts]
        rests = 0.0  # when the hands are down again
        for start, end in (piece for phrase in self.phrases() for piece in _pieces(*phrase)):
            moves, motion = dice.random() < 1.4 * amount - 0.2, dice.choice(GESTURES)
            how = motions()[motion]
            begins = max(self._loudest(start, end) - float(how["stroke"]) * float(how["seconds"]), start - EARLY, 0.0)
            ends = begins + float(how["seconds"])
            if moves and end - start >= LEAST and begins >= rests and not any(a < ends and begins < b for a, b in busy):
                yield {"motion": motion, "start": begins, "end": ends, "share": min(1.0, 0.45 + 0.6 * amount)}
                rests = ends

    def brow(self, seconds: float) -> float:
        """Return how far the brows are up, 0–1: before the first words of a phrase, and with the loudest ones."""
        own = max((1.0 - abs(seconds - start + RISES) / BROW for start, _ in self.phrases()), default=0.0)
        return max(0.8 * smooth(own), 0.7 * smooth((self.stress(seconds + RISES) - 0.55) / 0.45))

    def _loudest(self, start: float, end: float) -> float:
        """Return when the stressed word of a piece is."""
        times = np.arange(start, end, 1 / self.fps)
        return float(times[int(np.argmax([self.stress(t) for t in times]))]) if len(times) else start


def _pieces(start: float, end: float) -> list[tuple[float, float]]:
    """Return a phrase cut into as many equal parts as it has room for gestures."""
    count = max(1, round((end - start) / STROKE))
    return [(start + (end - start) * k / count, start + (end - start) * (k + 1) / count) for k in range(count)]
