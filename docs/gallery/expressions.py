"""Every expression on a young woman and on an older man.

Knows nothing of muscles: `python docs/gallery/expressions.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sheet

PICTURE = {"samples": 2, "detail": "lite", "width": 264, "height": 312}
WOMAN = {
    "id": "IRIS",
    "gender": "female",
    "age": 29,
    "appearance": {
        "build": {"height": 1.67, "heritage": {"caucasian": 0.7, "asian": 0.3}},
        "skin": [0.53, 0.34, 0.245],
        "eyes": "green",
        "hair": {"style": "chignon", "colour": "dark_brown"},
        "makeup": 0.25,
    },
    "wardrobe": {"garment": "sweater_jeans", "main": [0.20, 0.08, 0.07], "hat": "none"},
}
MAN = {
    "id": "SAUL",
    "gender": "male",
    "age": 54,
    "appearance": {
        "build": {"height": 1.8, "weight": 0.55, "heritage": {"caucasian": 0.6, "african": 0.4}},
        "skin": [0.36, 0.21, 0.145],
        "eyes": "brown",
        "hair": {"style": "short", "colour": "salt_and_pepper", "beard": "stubble"},
    },
    "wardrobe": {"garment": "shirt_trousers", "main": [0.10, 0.13, 0.19], "hat": "none"},
}


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every expression, the woman's first."""
    from filmcli.core import presets

    for person, turn in ((WOMAN, 12.0), (MAN, -12.0)):
        for name in presets.load("people", "expressions")["expressions"]:
            asked = {
                "op": "portrait",
                "character": person,
                "view": "head",
                "turns": [turn],
                "expression": name,
                "close": 0.62,
                "picture": PICTURE,
            }
            yield name if person is WOMAN else f"{name} ", asked


if __name__ == "__main__":
    sheet.main("expressions", dict(requests()), columns=11, cell=(132, 156))
