"""Every pose of the library on one sheet, clothed, with what it rests on: writes poses.jpg."""

from __future__ import annotations

import sheet

from filmcli.core import presets

CELL = (110, 138)
PICTURE = {"width": 150, "height": 188, "samples": 4, "faces": 0, "detail": "lite", "passes": False}
PEOPLE = [
    {
        "id": "tom",
        "gender": "male",
        "age": 41,
        "appearance": {"build": {"height": 1.80, "weight": 0.55}, "hair": {"style": "side_part", "colour": "dark_brown"}},
        "wardrobe": {"garment": "shirt_trousers", "main": [0.42, 0.45, 0.5], "second": [0.06, 0.06, 0.07]},
    },
    {
        "id": "ann",
        "gender": "female",
        "age": 30,
        "appearance": {"build": {"height": 1.68, "weight": 0.45}, "hair": {"style": "bob", "colour": "auburn"}},
        "wardrobe": {"garment": "sweater_jeans", "main": [0.35, 0.12, 0.10], "second": [0.05, 0.07, 0.13]},
    },
]


def requests() -> dict[str, dict]:
    """Return a request for every pose, the two people by turns."""
    found = {}
    for family in presets.names("poses"):
        for name, entry in presets.load("poses", family)["poses"].items():
            person = PEOPLE[len(found) % len(PEOPLE)]
            found[name] = {"op": "portrait", "view": "pose", "character": person, "pose": name, "picture": PICTURE}
            needs = str(entry.get("needs", ""))
            found[name]["turn"] = TURNS.get(name, 105 if entry.get("base") == "lie" else 80 if needs in ("door", "ladder") else 28)
            found[name] |= {"needs": needs, "hold": entry.get("prop", "") if entry.get("prop") in HELD else ""}
    return found


# degrees that the camera stands to the person's right, where 28 hides what matters
TURNS = {
    "run": 70,
    "walk": 55,
    "sneak": 60,
    "punch": 60,
    "kick": 65,
    "aim": -50,
    "push": 75,
    "pull": 60,
    "fall": 70,
    "jump": 60,
    "swim": 75,
}
TURNS |= {
    "crawl": 70,
    "climb": 110,
    "bow": 60,
    "lean_wall": 60,
    "lean_side": -30,
    "stab": 50,
    "dead_face_down": 70,
    "dead": 60,
    "embrace": 60,
    "kiss": 60,
    "slap": 50,
    "reel": 60,
    "holster": -40,
}
TURNS |= {
    "pick_up": 60,
    "cower": 50,
    "choke": 60,
    "hand_over": 60,
    "shake_hands": 60,
    "hand_on_shoulder": 60,
    "drive": 55,
    "reach": 55,
    "lie": 60,
}
HELD = ("glass", "cup", "phone", "book", "cigarette", "gun", "knife", "suitcase")


if __name__ == "__main__":
    sheet.main("poses", requests(), columns=12, cell=CELL)
