"""A shot in words, for a text-to-image model: subject, place, light, lens, genre.

Knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Sequence

from filmcli.formats.cast import Character
from filmcli.formats.shots import Scene, Shot

_SIZES = {
    "ECU": "extreme close-up",
    "CU": "close-up",
    "MCU": "medium close-up",
    "MS": "medium shot",
    "cowboy": "cowboy shot",
    "MLS": "medium long shot",
    "FS": "full shot",
    "LS": "long shot",
    "EWS": "extreme wide shot",
    "insert": "insert, close detail",
}


def shot(shot: Shot, scene: Scene, subjects: Sequence[Character], *, genre: str, tone: str) -> str:
    """Return the prompt of a shot's picture."""
    who = " and ".join(one.in_words() for one in subjects)
    what = f"{_SIZES[shot.size]} of {shot.prop or who or scene.set}"
    angle = "" if shot.angle == "eye" else f", {shot.angle} angle"
    weather = "" if scene.weather == "clear" else f", {scene.weather}"
    parts = [
        f"film still, {what}{angle}",
        f"{scene.set} at {scene.time}{weather}",
        f"{scene.lighting.replace('_', ' ')} lighting",
        f"{shot.camera.lens:.0f} mm lens",
    ]
    return ", ".join([*parts, f"{genre.replace('_', ' ')} film", *([str(tone)] if tone else [])])
