"""Every hair style from the front and from behind.

Knows nothing of how hair grows: `python docs/gallery/hair.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sheet

PICTURE = {"samples": 2, "detail": "lite"}
COLOURS = ("dark_brown", "auburn", "light_brown", "black", "blond", "red", "brown", "platinum")
SKINS = {"caucasian": [0.55, 0.34, 0.25], "african": [0.20, 0.11, 0.07], "asian": [0.53, 0.34, 0.24]}


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield two angles of every style."""
    from filmcli.core import presets

    for number, (name, row) in enumerate(presets.load("people", "hair")["styles"].items()):
        who = max(row["drawn"] or {"man": 1}, key=lambda key: row["drawn"].get(key, 0))
        heritage = row.get("for", ["caucasian", "caucasian", "asian"])[number % len(row.get("for", "123"))]
        colour = "black" if heritage != "caucasian" else "grey" if "old" in who else COLOURS[number % len(COLOURS)]
        yield name, asked(who, heritage, {"style": name, "colour": colour}, [24.0, 150.0], number)


def asked(
    who: str, heritage: str, hair: dict, turns: list[float], number: int, *, hat: str = "none", glasses: str = "none"
) -> dict[str, Any]:
    """Return the request of a head. who: man, old_woman, girl …; turns: one or two angles, degrees."""
    child, old = "girl" in who or "boy" in who, who.startswith("old")
    female = "woman" in who or "girl" in who
    person = {
        "id": f"{who}{number}",
        "age": 9 if child else 66 if old else 24 + number % 5 * 4,
        "gender": "female" if female else "male",
        "appearance": {
            "build": {"height": 1.32 if child else 1.66 if female else 1.78, "heritage": {heritage: 1.0}},
            "skin": SKINS[heritage],
            "eyes": "brown" if heritage != "caucasian" else ("blue", "green", "hazel", "grey")[number % 4],
            "hair": hair,
            "glasses": glasses,
            "makeup": 0.3 if female and not child else 0.0,
        },
        "wardrobe": {
            "garment": "sweater_jeans",
            "main": [0.16, 0.17, 0.19],
            "second": [0.4, 0.4, 0.4],
            "accent": [0.1, 0.1, 0.1],
            "hat": hat,
        },
    }
    return {
        "op": "portrait",
        "character": person,
        "view": "head",
        "turns": turns,
        "picture": {**PICTURE, "width": 240 * len(turns), "height": 288},
    }


if __name__ == "__main__":
    sheet.main("hair", dict(requests()), columns=7, cell=(220, 132))
