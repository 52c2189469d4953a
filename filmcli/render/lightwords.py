"""A lighting preset in words: where the key comes from, how hard and warm it is, how dark the rest.

Knows nothing of people or places. The bounds follow what gaffers call hard, low-key, warm (CRAFT.md); kelvin are told against the camera's white.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from typing import Any


def light(preset: Mapping[str, Any], time: str, side: str, *, brief: bool = False) -> str:
    """Return the light of a lighting preset at an hour, with the key on `side` of the frame; `brief` leaves out the rest of the lamps."""
    hour = "night" if time == "night" else "day"
    key = preset["key"]
    hard = "hard" if float(key["size"]) < 0.3 else "soft" if float(key["size"]) >= 0.8 else "firm"
    azimuth = float(key["azimuth"])
    from_where = f"from behind on the {side}" if azimuth > 90 else f"from the {side}" if azimuth > 30 else f"near the lens, from the {side}"
    parts = [
        _contrast(float(preset["ratio"]), float(preset["face"])),
        f"{hard} {_tone(key, preset, hour)}key light {from_where}".replace("  ", " "),
    ]
    beam, rim = preset.get("beam") or {}, preset["rim"]
    if beam.get("gobo"):
        parts.append("bars of light through venetian blinds" if beam["gobo"] == "blinds" else f"light falling through a {beam['gobo']}")
    if brief:
        return ", ".join(parts)
    if float(rim.get("stops", 0)) >= 0.3:
        parts.append(f"strong {_tone(rim, preset, hour)}rim light")
    if float(preset["background"].get("stops", 0)) > 1.0:
        parts.append("figures dark against a bright background")
    if float(preset["practicals"]) >= 1.2:
        parts.append("glowing lamps in the frame")
    return ", ".join(parts)


def _contrast(ratio: float, face: float) -> str:
    if face <= -2:
        return "silhouette lighting"
    return (
        "low-key lighting with deep shadows"
        if ratio >= 5.5
        else "contrasty lighting"
        if ratio > 3.2
        else "even lighting"
        if ratio > 2.2
        else "bright high-key lighting"
    )


def _tone(lamp: Mapping[str, Any], preset: Mapping[str, Any], hour: str) -> str:
    """Return the lamp's colour with a blank behind it: a gel's name, or warm or cool against the white balance; nothing for neutral."""
    if lamp.get("colour"):
        hue, saturation, _ = colorsys.rgb_to_hsv(*lamp["colour"])
        names = ("red", "orange", "yellow", "green", "green", "cyan", "cyan", "blue", "blue", "violet", "magenta", "pink")
        return f"{names[round(hue * 12) % 12]} " if saturation > 0.25 else ""
    kelvin, white = (value[hour] if isinstance(value, Mapping) else value for value in (lamp["kelvin"], preset["white"]))
    share = float(kelvin) / float(white)
    return "warm " if share < 0.87 else "cool " if share > 1.15 else ""
