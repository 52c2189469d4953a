"""What moves in the air of a scene: rain, snow, fog, and the flicker of its fire or neon; asked of the scene and its set.

Knows nothing of pixels (`air` draws it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filmcli.core import presets
from filmcli.formats.shots import Scene

DARK = ("night", "dusk")


@dataclass(frozen=True)
class Weather:
    """`falls` is rain or snow, `fog` drifts, `flicker` is the kind of light that is unsteady; empty where there is none."""

    falls: str = ""
    fog: bool = False
    flicker: str = ""


def table() -> Mapping[str, Any]:
    """Return how each of them looks and moves."""
    return presets.load("weather", "moving")


def asked(scene: Scene) -> Weather:
    """Return what moves in the air of a scene. A set that nobody built has an outside when its slug line says so."""
    built = presets.load("sets", scene.set) if scene.set in presets.names("sets") else {}
    inside = bool(built.get("interior", not scene.heading.upper().lstrip(".").startswith("EXT")))
    falls = scene.weather if scene.weather in ("rain", "snow") and not inside else ""
    return Weather(falls, scene.weather == "fog" and not inside, _flicker(built, scene.time) if scene.time in DARK else "")


def _flicker(built: Mapping[str, Any], time: str) -> str:
    here = {str(piece.get("piece")) for piece in built.get("pieces") or () if time in (piece.get("when") or {}).get("time", (time,))}
    return next((kind for kind, look in table()["flicker"].items() if here & set(look["pieces"])), "")
