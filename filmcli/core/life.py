"""What a body does while it does nothing: breath, sway, drift of head and hands, saccades and blinks, from a seed.

Knows nothing of bodies or poses (standard library only). Seconds and degrees; band-limited sums of sines, so nothing jitters.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable
from random import Random

from filmcli.core.seeds import stream

BLINK = (0.08, 0.04, 0.15)  # seconds to shut, shut, and to open: 0.1–0.4 s in all (Schiffman 2001)
SACCADE = 0.045  # seconds for a glance of some degrees (Carpenter 1988: 2.2 ms a degree + 21 ms)


class Life:
    """The small movements of one person. Each method gives the value at a time in seconds from the shot's first frame."""

    def __init__(self, *, seed: int, duration: float, age: int = 40, nervous: float = 0.5, gaze: str = "steady") -> None:
        """nervous: neuroticism 0–1; it and age quicken and deepen the breath, and add glances. gaze: as in a sheet's `motion` (GAZES)."""
        draw = stream(seed, "life")
        self.rate = (
            12.0 + 3.0 * nervous + (2.5 if age < 14 else 1.0 if age > 65 else 0.0) + draw.uniform(-0.6, 0.6)
        ) / 60  # breaths a second
        self.depth = 0.85 + 0.5 * nervous + (0.15 if age > 65 else 0.0)
        self._inhaled = draw.random()
        self._waves = {name: wander(draw, *band) for name, band in BANDS.items()}
        self._blinks = _times(draw, duration, mean=60 / (12.5 + 5.0 * nervous), least=1.1)
        often, wide, down = GAZES[gaze]
        self._glances = [
            (at, draw.gauss(0, 1.5 + nervous) * wide, draw.gauss(0, 0.9) * wide - down * (draw.random() < 0.5 if down else 0))
            for at in _times(draw, duration, mean=(1.5 - 0.4 * nervous) / often, least=0.45)
        ]

    def breath(self, seconds: float) -> float:
        """Return how full the chest is, −1 to 1: two fifths of the cycle go in, the rest goes out and waits."""
        phase = (self._inhaled + seconds * self.rate + 0.03 * self._waves["breath"](seconds)) % 1.0
        if phase < 0.4:
            return -math.cos(math.pi * phase / 0.4)
        return math.cos(math.pi * min((phase - 0.4) / 0.5, 1.0))

    def sway(self, seconds: float) -> tuple[float, float]:
        """Return the hips' wander to the left and back, each about −1 to 1, with a period of 6 to 12 s."""
        return self._waves["sway_x"](seconds), self._waves["sway_y"](seconds)

    def head(self, seconds: float) -> tuple[float, float, float]:
        """Return the head's drift: lean, twist, roll in degrees, at most about 1.5."""
        return tuple(1.3 * self._waves[f"head_{k}"](seconds) for k in ("lean", "twist", "roll"))

    def hand(self, seconds: float, side: str) -> float:
        """Return how a hand's wrist and fingers drift, −1 to 1."""
        return self._waves[f"hand_{side}"](seconds)

    def eyes(self, seconds: float) -> tuple[float, float]:
        """Return the eyes' glance beside what they look at: yaw and pitch in degrees, in jumps as eyes move."""
        k = bisect.bisect_right(self._glances, (seconds, math.inf, math.inf))
        before = self._glances[k - 2][1:] if k > 1 else (0.0, 0.0)
        if not k:
            return 0.0, 0.0
        at, *to = self._glances[k - 1]
        share = smooth((seconds - at) / SACCADE)
        return tuple(a + (b - a) * share for a, b in zip(before, to, strict=True))

    def blink(self, seconds: float) -> float:
        """Return how far the lids are shut, 0 open to 1."""
        k = bisect.bisect_right(self._blinks, seconds)
        if not k:
            return 0.0
        gone = seconds - self._blinks[k - 1]
        shut, stay, wide = BLINK
        if gone < shut:
            return smooth(gone / shut)
        return 1.0 if gone < shut + stay else 1.0 - smooth((gone - shut - stay) / wide)


# how often the eyes leave what they look at, how far they go, both against a steady gaze; degrees that every other glance goes down
GAZES = {"steady": (1.0, 1.0, 0.0), "direct": (0.6, 0.6, 0.0), "lowered": (0.8, 0.8, 11.0), "wandering": (1.4, 3.0, 0.0)}

# hertz, lowest and highest, of each wander
BANDS = {
    "breath": (0.02, 0.06),
    "sway_x": (0.08, 0.16),
    "sway_y": (0.10, 0.24),
    "head_lean": (0.10, 0.35),
    "head_twist": (0.08, 0.30),
    "head_roll": (0.06, 0.22),
    "hand_L": (0.10, 0.30),
    "hand_R": (0.10, 0.30),
}


def eased(share: float, easing: str = "ease") -> float:
    """Return how much of a move is done at a share of its time, by the easing of the shot list: linear, ease, ease_in, ease_out."""
    share = min(1.0, max(0.0, share))
    return {"linear": share, "ease_in": share * share, "ease_out": 1 - (1 - share) ** 2}.get(easing, smooth(share))


def smooth(share: float) -> float:
    """Return the minimum-jerk ease of 0–1 (Flash & Hogan, 1985)."""
    x = min(max(share, 0.0), 1.0)
    return x * x * x * (10 + x * (6 * x - 15))


def wander(draw: Random, low: float, high: float) -> Callable[[float], float]:
    """Return a smooth curve over seconds, at most ±1: three sines between two frequencies in hertz."""
    parts = [(draw.uniform(low, high), draw.random(), weight) for weight in (0.5, 0.32, 0.18)]

    def at(seconds: float) -> float:
        return sum(weight * math.sin(2 * math.pi * (hertz * seconds + phase)) for hertz, phase, weight in parts)

    return at


def _times(draw, duration: float, *, mean: float, least: float) -> list[float]:
    """Return moments of a Poisson process with a least gap, from a random first one to the end."""
    found, at = [], draw.uniform(0.2, mean)
    while at < duration + 1.0:
        found.append(at)
        at += least + draw.expovariate(1.0 / (mean - least))
    return found
