"""A character in words, for models that are told what to paint.

Knows nothing of shots. English, because picture models are; colours are called by the nearest word of the wardrobe's list.
"""

from __future__ import annotations

import re
from typing import Any

from filmcli.core import presets
from filmcli.formats.cast import Character
from filmcli.formats.wardrobe import Colour


def portrait(one: Character, view: str, *, genre: str) -> str:
    """Return the prompt of a character's picture: `portrait`, or `turnaround`, the whole figure from all sides."""
    table = presets.load("prompts", "words")
    mood = expression(one.motion.expression)
    frame = (
        "head and shoulders portrait" if view == "portrait" else "character turnaround sheet, the same person full length from four sides"
    )
    parts = [frame, person(one), head(one), f"{one.appearance.eyes} eyes", clothes(one), mood, "plain grey background, soft key light"]
    return ", ".join([*parts, look(genre), table["sharp"]])


def look(genre: str) -> str:
    """Return the genre as a look: its period, what its films are called, and the grade."""
    preset, table = presets.load("genres", genre), presets.load("prompts", "words")
    period, named = str(preset.get("period", "")), table["genres"].get(genre, f"{preset.get('title', genre)} film".lower())
    grade = preset.get("grade", {})
    saturation = float(grade.get("saturation", 1.0))
    colours = "muted colours" if saturation < 0.8 else "rich colours" if saturation > 1.1 else ""
    grain = "film grain" if float(grade.get("grain", 0.0)) > 0.25 else ""
    return ", ".join(part for part in (f"{period} {named}" if period not in ("", "present") else named, colours, grain) if part)


def noun(character: Character) -> str:
    """Return man, woman, boy or girl."""
    young = character.age < 17
    return ("girl" if young else "woman") if character.gender == "female" else ("boy" if young else "man")


def person(character: Character, *, trade: bool = True) -> str:
    """Return who this is as a noun phrase: age, build, heritage, and the trade the script gives, if any."""
    table, build = presets.load("prompts", "words"), character.appearance.build
    frame = "heavy-set" if build.weight > 0.72 else "slender" if build.weight < 0.32 else "muscular" if build.muscle > 0.72 else ""
    grown = character.age >= 17
    tall = build.height - (1.775 if character.gender == "male" else 1.655)
    stature = "tall" if grown and tall > 0.08 else "short" if grown and tall < -0.08 else ""
    main = max(build.heritage, key=lambda name: build.heritage[name], default="caucasian")
    parts = [f"{character.age}-year-old", stature, frame, table["heritage"].get(main, ""), noun(character)]
    who = " ".join(part for part in parts if part)
    return f"{article(who)} {who}" + (f", {_trade(character)}" if trade and _trade(character) else "")


def head(character: Character) -> str:
    """Return hair, beard, hat and glasses."""
    table, worn, hair = presets.load("people", "hair"), presets.load("wardrobe", "hats"), character.appearance.hair
    style = str(table["styles"][hair.style]["prompt"]).replace("{}", hair.colour.replace("_", " ")).strip()
    hat, glasses = worn["hats"][character.wardrobe.hat].get("prompt", ""), worn["glasses"][character.appearance.glasses].get("prompt", "")
    beard = table["beards"][hair.beard].get("prompt", "")
    return ", ".join(part for part in (style, beard, hat and f"{article(hat)} {hat}", glasses) if part)


def expression(name: str) -> str:
    """Return an expression in words."""
    return str(presets.load("people", "expressions")["expressions"][name]["prompt"])


def clothes(character: Character) -> str:
    """Return the outfit with its colours."""
    outfit = character.wardrobe
    named = {part: colour(getattr(outfit, part)) for part in ("main", "second", "accent")}
    return str(presets.load("prompts", "words")["garments"][outfit.garment]).format(**named)


def colour(value: Colour) -> str:
    """Return the English word whose cloth is nearest to a linear colour, by a cube root's rough lightness."""
    known: dict[str, Any] = {name: at for name, at in presets.load("wardrobe", "colours")["words"].items() if name.isascii()}
    known.pop("dark", None)

    def away(name: str) -> float:
        return sum((a ** (1 / 3) - b ** (1 / 3)) ** 2 for a, b in zip(value, known[name], strict=True))

    return min(known, key=away)


def article(words: str) -> str:
    """Return the article that fits a phrase: a or an; numbers as they are said."""
    eight = re.match(r"(8|8\d|11|18|18\d\ds?)(?!\d)", words)
    return "an" if words[:1].lower() in "aeio" or eight else "a"


def _trade(character: Character) -> str:
    said = character.description.split(",")[0].strip()
    plain = said.isascii() and said.lower().startswith(("a ", "an ")) and 2 <= len(said.split()) <= 5
    return said.rstrip(".") if plain and "script" not in said else ""
