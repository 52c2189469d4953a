"""The wardrobe of one person: the script's words first, then the trade, then the genre, in colours that go together.

Knows nothing of bodies. Colours are linear Rec.709 albedo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Wardrobe

Colour = tuple[float, float, float]
WITH = {  # what a hat is worn with
    "fedora": ("suit", "trench", "overcoat"),
    "cowboy": ("western", "overcoat", "shirt_trousers", "work_jacket"),
    "flat_cap": ("work_jacket", "shirt_trousers", "sweater_jeans", "overcoat", "leather_jacket"),
    "police_cap": ("uniform",),
    "helmet": ("uniform", "jumpsuit", "work_jacket"),
    "beanie": ("sweater_jeans", "work_jacket", "leather_jacket", "overcoat"),
    "baseball_cap": ("sweater_jeans", "work_jacket", "leather_jacket", "jumpsuit", "shirt_trousers"),
    "wide_brim": ("dress", "suit", "blouse_skirt", "overcoat", "trench"),
    "headscarf": ("overcoat", "dress", "blouse_skirt", "trench", "work_jacket"),
}


def draw(person: Person, *, gender: str, age: int, genre: Mapping[str, Any], seed: int, turn: int) -> tuple[Wardrobe, dict[str, str]]:
    """Return the `turn`-th outfit that fits a person, and where garment, colour and hat came from."""

    def dice(field: str) -> Random:
        return stream(seed, f"cast/{field}", f"{person.name}#{turn}" if turn else person.name)

    garment, why = _garment(person, gender, age, genre, dice("garment"))
    main, tint = _main(person, genre, dice("colour"))
    data = presets.load("wardrobe", "colours")
    second = _colour(dice("second").choice(data[presets.load("wardrobe", "garments")["garments"][garment]["second"]]))
    if garment == "shirt_trousers" and "colour" not in person.facts:  # the main cloth is the shirt
        main = _colour(dice("shirt").choice(data["shirts"])) if dice("shirt?").random() < 0.6 else main
    if garment == "dress":
        second = _colour([0.5 * c for c in main])
    hat, worn = _hat(person, gender, age, garment, genre, dice("hat"))
    outfit = Wardrobe(garment=garment, main=main, second=second, accent=_accent(main, data["accents"], dice("accent")), hat=hat)  # type: ignore[arg-type]
    return outfit, {"wardrobe.garment": why, "wardrobe.main": tint, "wardrobe.hat": worn}


def apart(a: Colour, b: Colour) -> float:
    """Return how far two cloths look apart, 0–1: distance of cube roots, which is near that of CIE L*a*b* (1976)."""
    return sum((x ** (1 / 3) - y ** (1 / 3)) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 / 3**0.5


def _garment(person: Person, gender: str, age: int, genre: Mapping[str, Any], dice: Random) -> tuple[str, str]:
    data = presets.load("wardrobe", "garments")
    name = genre.get("name", "genre")
    if fact := person.facts.get("garment"):
        return str(fact.value), fact.origin
    own: Sequence[str] = (genre.get("wardrobe") or {}).get(gender) or []
    if age < 16:
        return dice.choice(data["default"]["girl" if gender == "female" and dice.random() < 0.6 else "child"]), "a child"
    if fact := person.facts.get("profession"):
        worn = presets.load("wardrobe", "professions")["professions"][fact.value][gender]
        shared = [garment for garment in worn if garment in own]
        return dice.choice(shared or worn), f"{fact.value}, {fact.origin}"
    if own:
        return dice.choice(own), f"drawn from the {name} wardrobe"
    return dice.choice(data["default"][gender]), "drawn from everyday clothes"


def _main(person: Person, genre: Mapping[str, Any], dice: Random) -> tuple[Colour, str]:
    data = presets.load("wardrobe", "colours")
    if fact := person.facts.get("colour"):
        return _colour(data["words"][fact.value]), fact.origin
    trade = person.facts.get("profession")
    own = presets.load("wardrobe", "professions")["professions"][trade.value].get("colours") if trade else None
    palette = own if own and dice.random() < 0.7 else (genre.get("wardrobe") or {}).get("palette") or data["palette"]
    base = dice.choice(palette)
    light = dice.uniform(0.8, 1.3)
    source = f"the colours of a {trade.value}" if trade and palette is own else f"the {genre.get('name', 'everyday')} palette"
    return _colour([min(0.62, c * light) for c in base]), f"drawn from {source}"


def _accent(main: Colour, accents: Sequence[Sequence[float]], dice: Random) -> Colour:
    """Choose among the three accents that stand off the main cloth most: a tie that nobody sees is none."""
    far = sorted((_colour(c) for c in accents), key=lambda c: -apart(c, main))[:4]
    return dice.choice(far)


def _hat(person: Person, gender: str, age: int, garment: str, genre: Mapping[str, Any], dice: Random) -> tuple[str, str]:
    if fact := person.facts.get("hat"):
        return str(fact.value), fact.origin
    hats = (genre.get("wardrobe") or {}).get("hats")
    if age < 16 or "style" in person.facts:
        return "none", "the hair is seen"
    own = [hat for hat in (hats or {}).get(gender) or [] if garment in WITH.get(hat, (garment,))] or ["none"]
    trade = person.facts.get("profession")
    hat = presets.load("wardrobe", "professions")["professions"][trade.value].get("hat") if trade and gender == "male" else None
    if trade and hat and (hat in own or hats is None) and garment in WITH[hat]:
        return (hat, f"{trade.value}, {trade.origin}") if dice.random() < 0.7 else ("none", "drawn")
    return dice.choice(own), f"drawn from the {genre.get('name', 'everyday')} hats"


def _colour(values: Sequence[float]) -> Colour:
    r, g, b = (round(float(v), 4) for v in values)
    return r, g, b
