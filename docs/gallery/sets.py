"""All sets through their master camera with two people at marks: sets_day.jpg and sets_night.jpg. `python docs/gallery/sets.py day|night [--only SET …]`.

Knows nothing of how sets are built; `sheet` renders and lays out.
"""

from __future__ import annotations

import sys

import sheet

from filmcli.core import presets
from filmcli.formats.cast import Appearance, Build, Character
from filmcli.formats.wardrobe import Wardrobe

SIZE = (400, 168)
CELL = (240, 101)
PERIODS = {
    "saloon": "1885",
    "garage": "1948",
    "office": "1947",
    "interrogation_room": "1947",
    "prison": "1935",
    "bar": "1947",
    "alley": "1947",
}
LIGHT = {"day": ("window_day", "sunlight"), "night": ("practicals", "moonlight")}
TOWN = "night_town"  # the sky of sets where lamps light a night, and not the moon


def request(name: str, hour: str) -> dict:
    """Return the renderer's request for one set: its master, two people on the first staging of two."""
    spec = presets.load("sets", name)
    pair = next((staging for staging in spec["stagings"] if len(staging) == 2), [])
    master = spec["master"]
    focus = [*spec["marks"][pair[0]]["at"][:2], 1.2] if pair else master["target"]
    return {
        "op": "shot",
        "set": {"name": name, "seed": 7, "time": hour, "weather": "clear", "period": PERIODS.get(name, "contemporary")},
        "lighting": presets.load("lighting", lights(spec, hour)),
        "people": [
            person(spec["marks"][mark], who, spec["marks"][pair[1 - k]]) for k, (mark, who) in enumerate(zip(pair, PEOPLE, strict=False))
        ],
        "camera": {
            "position": master["at"],
            "target": master["target"],
            "lens": master["lens"],
            "roll": 0.0,
            "f_stop": 5.6,
            "focus": focus,
        },
        "picture": {"width": SIZE[0], "height": SIZE[1], "samples": 3, "detail": "lite", "haze": False},
        "grade": {},
    }


def lights(spec: dict, hour: str) -> str:
    """Return the set-up that a set is shown in at an hour."""
    sky = spec.get("sky", {})
    town = hour == "night" and not isinstance(sky, str) and sky.get(hour) == TOWN
    return LIGHT[hour][0 if spec["interior"] or town else 1]


def person(mark: dict, who: Character, partner: dict) -> dict:
    """Return one person on a mark, looking at the other."""
    x, y = partner["at"][:2]
    at = [float(v) for v in mark["at"]] + [0.0]
    return {
        "character": who.model_dump(mode="json", exclude={"origin"}),
        "position": at[:3],
        "yaw": float(mark["yaw"]),
        "pose": {"walk": "stand", "lean": "stand"}.get(mark["pose"], mark["pose"]),
        "seat": float(mark.get("seat", 0.0)),
        "look_at": [float(x), float(y), 1.2 if partner["pose"] == "sit" else 1.6],
    }


PEOPLE = (
    Character(
        name="ADA",
        id="ADA",
        gender="female",
        age=34,
        appearance=Appearance(build=Build(height=1.7)),
        wardrobe=Wardrobe(main=(0.16, 0.03, 0.03)),
    ),
    Character(name="BEN", id="BEN", age=45, appearance=Appearance(build=Build(height=1.82)), wardrobe=Wardrobe(main=(0.03, 0.04, 0.06))),
)


if __name__ == "__main__":
    hour = sys.argv.pop(1) if len(sys.argv) > 1 and sys.argv[1] in LIGHT else "day"
    sheet.main(f"sets_{hour}", {name: request(name, hour) for name in presets.names("sets")}, columns=4, cell=CELL)
