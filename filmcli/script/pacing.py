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
    from filmcli.script.planning import Line, Scene

SPEECH = 55.0  # seconds planned for five scenes: 8 genres x 8 seeds ended at 49 to 60
# exchanges the story can spare, in this order
SPARE = (
    ("press",),
    ("ask_more",),
    ("defy",),
    ("doubt", "warn"),
    ("deny", "defy"),
    ("last_reply",),
    ("recognise",),
    ("doubt",),
    ("warn",),
    ("promise",),
    ("shelter", "doubt"),
    ("answer",),
    ("plead", "doubt"),
    ("plead",),
    ("deflect", "ask_more"),
    ("deflect",),
)


def trimmed(scenes: tuple[Scene, ...], *, named: bool) -> tuple[Scene, ...]:
    """Drop exchanges the story can spare, the longest scene's first, until the speech fits.

    `named`: the objective names the one who is sought, so that the line that introduces the name can go.
    """
    wanted = SPEECH * max(1.0, len(scenes) / 5)
    left = sum(map(_seconds, scenes))
    for moves in (moves for moves in SPARE if named or "ask_more" not in moves):
        for scene in sorted(scenes, key=_seconds, reverse=True):
            shorter = replace(scene, lines=tuple(line for line in scene.lines if line.move not in moves))
            if left <= wanted or len(scene.lines) - len(shorter.lines) != len(moves) or _twice(shorter.lines):
                continue
            left -= _seconds(scene) - _seconds(shorter)
            scenes = tuple(shorter if each is scene else each for each in scenes)
    return scenes


def _twice(lines: Sequence[Line]) -> bool:
    """Tell whether somebody speaks twice in a row, or fewer than two speeches are left."""
    spoken = [line.speaker for line in lines]
    return any(a and a == b for a, b in zip(spoken, spoken[1:], strict=False)) or sum(map(bool, spoken)) < 2


def _seconds(scene: Scene) -> float:
    """Return how long the scene's speech lasts, in seconds, with the mean of the options of each line."""
    spoken = [[speech_seconds(wording.finished(option)) for option in line.options] for line in scene.lines if line.speaker]
    return sum(sum(options) / len(options) for options in spoken)
