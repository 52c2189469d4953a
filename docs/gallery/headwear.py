"""Every hat, pair of glasses and beard.

Knows nothing of how they are made: `python docs/gallery/headwear.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hair
import sheet

WOMEN = ("wide_brim", "headscarf", "beanie", "cat_eye", "round")


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield one head for each."""
    from filmcli.core import presets

    worn, skins = presets.load("wardrobe", "hats"), list(hair.SKINS)
    for kind in ("hats", "glasses"):
        for number, name in enumerate(list(worn[kind])[1:]):
            who = "woman" if name in WOMEN else "man"
            own = {"style": "wavy" if who == "woman" else ("tousled", "side_part")[number % 2], "colour": hair.COLOURS[number % 7]}
            yield (
                name,
                hair.asked(who, skins[number % 3], own, [24.0 if number % 2 else -22.0], number, **{{"hats": "hat"}.get(kind, kind): name}),
            )
    for number, name in enumerate(list(presets.load("people", "hair")["beards"])[1:]):
        own = {"style": ("short", "slick", "receding", "side_part")[number % 4], "colour": hair.COLOURS[number % 6], "beard": name}
        yield name, hair.asked("man", "caucasian", own, [-26.0], number)


if __name__ == "__main__":
    sheet.main("headwear", dict(requests()), columns=8, cell=(130, 156))
