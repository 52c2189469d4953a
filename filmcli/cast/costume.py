"""The wardrobe of one person: the script's words first, then the trade, then the genre, in colours that go together.

Knows nothing of bodies. Colours are linear Rec.709 albedo.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.wardrobe import Wardrobe

Colour = tuple[float, float, float]
WITH = {  # what a hat is worn with
    "fedora": ("suit", "three_piece", "trench", "overcoat"),
    "cowboy": ("western", "duster", "poncho", "overcoat", "shirt_trousers", "work_jacket"),
    "flat_cap": ("work_jacket", "shirt_trousers", "sweater_jeans", "overcoat", "leather_jacket", "three_piece", "cardigan"),
    "police_cap": ("uniform",),
    "helmet": ("uniform", "military", "jumpsuit", "work_jacket"),
    "beanie": ("sweater_jeans", "work_jacket", "leather_jacket", "overcoat", "parka", "hoodie"),
    "top_hat": ("frock_coat", "tuxedo"),
    "baseball_cap": ("sweater_jeans", "work_jacket", "leather_jacket", "jumpsuit", "shirt_trousers"),
    "wide_brim": ("dress", "suit", "skirt_suit", "blouse_skirt", "overcoat", "trench"),
    "headscarf": ("overcoat", "dress", "blouse_skirt", "trench", "work_jacket"),
}


SCHEMES = {"complement": (180,), "split complement": (150, 210), "triad": (120, 240), "neighbour": (30, -30)}  # degrees of hue
TODAY = 2020
GREY = 0.12  # saturation of the cube roots below which a cloth has no hue


def draw(person: Person, *, gender: str, age: int, genre: Mapping[str, Any], seed: int, turn: int) -> tuple[Wardrobe, dict[str, str]]:
    """Return the `turn`-th outfit that fits a person, and where garment, colour and hat came from."""

    def dice(field: str) -> Random:
        return stream(seed, f"cast/{field}", f"{person.name}#{turn}" if turn else person.name)

    garment, why = _garment(person, gender, age, genre, dice("garment"))
    kind, data = presets.load("wardrobe", "garments")["garments"][garment], presets.load("wardrobe", "colours")
    own = kind.get("wears") or {}
    main, tint = _main(person, genre, dice("colour"), own.get("main"))
    second, under = _second(person, main, own.get("second") or data[kind["second"]], dice("second"))
    if garment == "shirt_trousers" and "colour" not in person.facts:  # the main cloth is the shirt
        main = _colour(dice("shirt").choice(data["shirts"])) if dice("shirt?").random() < 0.6 else main
    if garment == "dress":
        second, under = _colour([0.5 * c for c in main]), "the main cloth, darker"
    accent, scheme = _accent(person, main, own.get("accent"), data["accents"], dice("accent"))
    hat, worn = _hat(person, gender, age, garment, genre, dice("hat"))
    outfit = Wardrobe(garment=garment, main=main, second=second, accent=accent, hat=hat)  # type: ignore[arg-type]
    return outfit, {
        "wardrobe.garment": why,
        "wardrobe.main": tint,
        "wardrobe.second": under,
        "wardrobe.accent": scheme,
        "wardrobe.hat": worn,
    }


def hue(colour: Colour) -> float | None:
    """Return the hue in degrees as the eye weighs it (of the cube roots), None for a grey."""
    r, g, b = (max(c, 0.0) ** (1 / 3) for c in colour)
    turn, saturation, _ = colorsys.rgb_to_hsv(r, g, b)
    return turn * 360 if saturation > GREY else None


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
        young = data["default"]["girl" if gender == "female" and dice.random() < 0.6 else "child"]
        return dice.choice(timely(young, genre.get("period", ""))), "a child"
    if fact := person.facts.get("profession"):
        worn = presets.load("wardrobe", "professions")["professions"][fact.value][gender]
        worn = timely(worn, genre.get("period", ""))
        shared = [garment for garment in worn if garment in own]
        return dice.choice(shared or worn), f"{fact.value}, {fact.origin}"
    if own:
        return dice.choice(own), f"drawn from the {name} wardrobe"
    return dice.choice(timely(data["default"][gender], genre.get("period", ""))), "drawn from everyday clothes"


def timely(garments: Sequence[str], period: str) -> Sequence[str]:
    """Return the garments of a list that were worn in a period (`1940s`; empty is today); the whole list when none was."""
    data = presets.load("wardrobe", "garments")["garments"]
    year = int((re.findall(r"\d+", str(period)) or [TODAY])[0])

    def worn(garment: str) -> bool:
        first, _, last = str(data[garment]["period"]).partition("–")
        low = int(first.rstrip("s"))
        high = 9999 if last == "today" else int((last or first).rstrip("s")) + 9
        return low <= year <= high

    return [garment for garment in garments if worn(garment)] or garments


def _main(person: Person, genre: Mapping[str, Any], dice: Random, own: Sequence[Sequence[float]] | None) -> tuple[Colour, str]:
    data = presets.load("wardrobe", "colours")
    if fact := person.facts.get("colour"):
        return _colour(data["words"][fact.value]), fact.origin
    if own:
        return _colour(dice.choice(own)), "the garment's own colours"
    trade = person.facts.get("profession")
    own = presets.load("wardrobe", "professions")["professions"][trade.value].get("colours") if trade else None
    palette = own if own and dice.random() < 0.7 else (genre.get("wardrobe") or {}).get("palette") or data["palette"]
    base = dice.choice(palette)
    light = dice.uniform(0.8, 1.3)
    source = f"the colours of a {trade.value}" if trade and palette is own else f"the {genre.get('name', 'everyday')} palette"
    return _colour([min(0.62, c * light) for c in base]), f"drawn from {source}"


def _second(person: Person, main: Colour, choices: Sequence[Sequence[float]], dice: Random) -> tuple[Colour, str]:
    """Choose a second cloth: the script's, else one whose value stands off the main one, where the list has such; and say why."""
    if fact := person.facts.get("second"):
        return _colour(presets.load("wardrobe", "colours")["words"][fact.value]), fact.origin
    found = [_colour(c) for c in choices]
    return dice.choice([c for c in found if apart(c, main) > 0.12] or found), "drawn to stand off the main cloth"


def _accent(
    person: Person, main: Colour, own: Sequence[Sequence[float]] | None, accents: Sequence[Sequence[float]], dice: Random
) -> tuple[Colour, str]:
    """Choose the accent: the script's, else by a colour scheme drawn for the person (Itten, The Art of Color, 1961), and name the scheme.

    A grey main cloth takes any of the four that stand off it most: a tie that nobody sees is none.
    """
    if fact := person.facts.get("accent"):
        return _colour(presets.load("wardrobe", "colours")["words"][fact.value]), fact.origin
    if own:
        return _colour(dice.choice(own)), "the garment's own"
    far = sorted((_colour(c) for c in accents), key=lambda c: -apart(c, main))
    base = hue(main)
    if base is None:
        return dice.choice(far[:4]), "drawn: a grey cloth takes any accent"
    scheme = dice.choice(sorted(SCHEMES))
    wanted = [(base + turn) % 360 for turn in SCHEMES[scheme]]
    seen = [c for c in far if apart(c, main) > 0.11] or far[:1]

    def off(colour: Colour) -> float:
        tint = hue(colour)
        return 75.0 if tint is None else min(abs((tint - w + 180) % 360 - 180) for w in wanted)

    return min(seen, key=off), f"{scheme} of the main cloth"


def _hat(person: Person, gender: str, age: int, garment: str, genre: Mapping[str, Any], dice: Random) -> tuple[str, str]:
    if fact := person.facts.get("hat"):
        plain = fact.words.lower() == "hat"  # any hat: one of the genre's that goes with the clothes, else one that does
        own = [hat for hat in ((genre.get("wardrobe") or {}).get("hats") or {}).get(gender, ()) if hat != "none"]
        usual = "wide_brim" if gender == "female" else "fedora"
        fits = [hat for hat in (*own, usual, "flat_cap", "beanie") if garment in WITH.get(hat, (garment,))]
        return (fits[0] if plain and fits else str(fact.value)), fact.origin
    if fixed := presets.load("wardrobe", "garments")["garments"][garment].get("hat"):
        return str(fixed), "part of the garment"
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
