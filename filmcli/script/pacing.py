"""How long the talk of a plan lasts, and which exchanges go when it lasts too long.

Knows nothing of what is said and by whom it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from filmcli.script import wording
from filmcli.script.length import speech_seconds

if TYPE_CHECKING:
    from filmcli.script.lines import Line
    from filmcli.script.planning import Scene

SPEECH = 11.0  # seconds of talk a scene when nobody asks for minutes: five scenes make a film of a minute and a half
SHARE = 0.55  # of a film's length is talk; the rest is looked at
SCENES = 2.4  # scenes a minute when nobody says how many: 25 s each, the median of the short scripts measured


def scenes_for(minutes: float) -> int:
    """Return how many scenes a film of so many minutes has, 1 to 40."""
    return max(1, min(40, round(minutes * SCENES)))


def trimmed(scenes: tuple[Scene, ...], *, minutes: float | None = None) -> tuple[Scene, ...]:
    """Drop exchanges that the scenes can spare, the longest scene's last first, until the talk fits."""
    wanted = minutes * 60 * SHARE if minutes else SPEECH * len(scenes)
    left = sum(map(_seconds, scenes))
    while left > wanted:
        scene, shorter = next(((s, c) for s in sorted(scenes, key=_seconds, reverse=True) if (c := _shorter(s))), (None, None))
        if scene is None or shorter is None:
            break
        left -= _seconds(scene) - _seconds(shorter)
        scenes = tuple(shorter if each is scene else each for each in scenes)
    return scenes


def _shorter(scene: Scene) -> Scene | None:
    """Return the scene without the last exchange it can do without, or None."""
    for group in sorted({line.spare for line in scene.lines if line.spare}, reverse=True):
        lines = tuple(line for line in scene.lines if line.spare != group)
        if not _twice(lines):
            return replace(scene, lines=lines)
    return None


def _twice(lines: Sequence[Line]) -> bool:
    """Tell whether somebody speaks twice in a row, or fewer than two speeches are left."""
    spoken = [line.speaker for line in lines]
    return any(a and a == b for a, b in zip(spoken, spoken[1:], strict=False)) or sum(map(bool, spoken)) < 2


def _seconds(scene: Scene) -> float:
    """Return how long the scene's speech lasts, in seconds, with the mean of the options of each line."""
    spoken = [[speech_seconds(wording.finished(option)) for option in line.options] for line in scene.lines if line.speaker]
    return sum(sum(options) / len(options) for options in spoken)
