"""The weather sheet: every hour, weather, season and effect on a street, in a field and in other sets where they belong.

Knows nothing of how they are made. `python docs/gallery/weather.py [--only LABEL …]` writes weather.jpg.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sets
import sheet

from filmcli.core import presets

WIDTH, HEIGHT, SAMPLES = 320, 134, 4
CELL = (280, 117)
STREET = ["day", "dawn", "dusk", "night"]
WEATHERS = ["rain", "snow", "fog", "storm", "overcast", "haze", "dust"]  # as a weather dust is a sandstorm
SEASONS = ["spring", "autumn", "winter"]
EFFECTS: Sequence[tuple[str, str, str, Any]] = (
    ("smoke", "battlefield", "day", "far"),
    ("fire", "village", "dusk", "middle"),
    ("sparks", "harbour", "night", "edge"),
    ("lightning", "lake", "night", ""),
    ("steam", "alley", "night", "middle"),
    ("dust", "western", "day", ""),
    ("muzzle_flash", "alley", "night", ""),
)


def request(name: str, *, time: str = "day", weather: str = "clear", season: str = "", effects: Sequence[dict] = ()) -> dict[str, Any]:
    """Return the request of one picture through the set's master camera; a muzzle's flash needs somebody with a gun."""
    data = presets.load("sets", name)
    master, mark = data["master"], data["marks"][data["stagings"][0][0]]
    armed = any(row["effect"] == "muzzle_flash" for row in effects)
    return {
        "op": "shot",
        "set": {
            "name": name,
            "seed": 1,
            "time": time,
            "weather": weather,
            "period": "contemporary",
            "season": season,
            "effects": list(effects),
        },
        "lighting": presets.load("lighting", sets.lights(data, "night") if time == "night" else "three_point"),
        "key_side": "left",
        "people": [gunman(mark["at"])] if armed else [],
        "camera": {"position": master["at"], "target": master["target"], "lens": master["lens"], "f_stop": 8.0, "focus": [0, 4, 1.2]},
        "picture": {"width": WIDTH, "height": HEIGHT, "samples": SAMPLES, "detail": "lite", "passes": True},
        "grade": {"grain": 0.1},
        "seed": 7,
    }


def gunman(at: Sequence[float]) -> dict[str, Any]:
    """Return somebody who aims a revolver across the picture."""
    from filmcli.formats.cast import Character

    return {
        "character": Character(name="JACK", id="JACK").model_dump(mode="json"),
        "position": [at[0] - 0.4, at[1] - 1.2, 0.0],
        "yaw": 75,
        "pose": "point",
        "hold": "revolver",
        "expression": "stern",
    }


def requests() -> dict[str, dict[str, Any]]:
    """Return label → request of the whole sheet."""
    found = {f"street {hour}": request("street", time=hour) for hour in STREET}
    found |= {f"field {hour}": request("field", time=hour) for hour in STREET}
    found |= {f"street {weather}": request("street", weather=weather) for weather in WEATHERS[:5]}
    found |= {f"field {weather}": request("field", weather=weather) for weather in WEATHERS}
    found |= {f"street {weather} night": request("street", weather=weather, time="night") for weather in WEATHERS[:4]}
    found |= {f"park {season}": request("park", season=season) for season in SEASONS}
    found["car in the rain"] = request("car", weather="rain", time="night")
    for effect, name, time, at in EFFECTS:
        found[f"{effect.replace('_', ' ')}, {name}"] = request(name, time=time, effects=[{"effect": effect, "at": at}])
    return found


if __name__ == "__main__":
    sheet.main("weather", requests(), columns=5, cell=CELL)
