"""Decor: the materials of a set as its facts have them (period, class, season, hour), and as the page says it is made.

Knows nothing of where pieces stand or how they are built. Data: presets/dressing (daylight, means, materials), presets/seasons, a set's own palettes.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from filmcli.blender import prop as props
from filmcli.blender.material import RECIPES, general
from filmcli.blender.prop.model import Model
from filmcli.core import presets
from filmcli.core.errors import InputError

COLOURS = ("colour", "first", "second", "dark", "light", "below")  # parameters of recipes that use and neglect discolour
SAID = "said_"  # begins the palette's name of what the page says a slot is made of


def palette_of(data: Mapping[str, Any], facts: Mapping[str, str], said: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the set's materials over the general ones; of two that the facts ask for the more particular wins.

    said: slot → material, as in presets/dressing/materials.yaml. Raises InputError for a slot or a material that is not there.
    """
    palette = dict(daylight()["palette"]) if by_day(data, facts) else {}
    palette |= dict(presets.load("seasons", facts["season"]).get("palette", {})) | dict(data.get("palette", {}))
    for key in ("period", "class", "season", "time", "weather"):
        palette.update(data.get("palettes", {}).get(facts.get(key, ""), {}))
    if facts["class"] in means() and facts["class"] not in data.get("palettes", {}):
        palette |= aged(palette, set(data.get("palette", {})), means()[facts["class"]])
    return palette | {SAID + slot: recipe_of(slot, name) for slot, name in (said or {}).items()}


def daylight() -> Mapping[str, Any]:
    """Return what is out by day: `palette`, and `out`, the pieces whose lamps do not burn."""
    return presets.load("dressing", "daylight")


def means() -> Mapping[str, Any]:
    """Return what each class of means does to a place, by its name."""
    return {name: row for name, row in presets.load("dressing", "means").items() if isinstance(row, Mapping)}


def by_day(data: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    """Say whether a set is out of doors under a sky by which nobody burns a lamp."""
    return not data["interior"] and facts["time"] == "day" and data.get("sky", "") != "space"


def burns(entry: Mapping[str, Any], data: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    """Say whether the lamps of a piece are lit."""
    return bool(entry.get("lamp", True)) and not (by_day(data, facts) and entry.get("piece") in daylight()["out"])


def aged(palette: Mapping[str, Any], own: set[str], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a palette a class changes: the materials of rooms, and the set's own."""
    whole = {**general(), **palette}
    names = [name for name in (*presets.load("dressing", "means")["of"], *sorted(own)) if name in whole]
    swap = change.get("swap", {})
    new = {name: dict(swap[name]["to"]) for name in swap if whole[name]["recipe"] in swap[name]["from"]}
    return {name: _aged(whole[name], change) for name in names} | new


def _aged(spec: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return one material dirtier, more worn and duller, or cleaner and brighter; parameters that its recipe lacks are left alone."""
    known = {name: one.default for name, one in inspect.signature(RECIPES[spec["recipe"]]).parameters.items()}
    made = dict(spec)
    for name, step in change.get("add", {}).items():
        if name in known:
            made[name] = min(1.0, max(0.03 if name == "rough" else 0.0, float(made.get(name, known[name])) + step))
    for name, factor in change.get("times", {}).items():
        if name in known:
            made[name] = min(1.0, float(made.get(name, known[name])) * factor)
    share, toward = float(change["tint"]["share"]), change["tint"]["colour"]
    for name in COLOURS:
        value = made.get(name, known.get(name))
        if isinstance(value, (tuple, list)):
            made[name] = [c * (1 - share) + t * share for c, t in zip(value, toward, strict=True)]
    return made


def more(data: Mapping[str, Any], facts: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """Return the pieces that a class adds indoors."""
    return means().get(facts["class"], {}).get("pieces", ()) if data["interior"] else ()


def recipe_of(slot: str, name: str) -> Mapping[str, Any]:
    """Return the recipe of a material at a slot."""
    table = presets.load("dressing", "materials")
    if slot not in table["slots"]:
        raise InputError(f"materials: no {slot!r} in a set", hint=f"known: {', '.join(table['slots'])}")
    made = table["materials"].get(name, {}).get("as", {})
    if slot not in made and "any" not in made:
        able = [other for other, row in table["materials"].items() if slot in row["as"] or "any" in row["as"]]
        raise InputError(f"materials: {slot} cannot be of {name!r}", hint=f"it can be of {', '.join(able)}")
    return made.get(slot) or made["any"]


def said(model: Model, entry: Mapping[str, Any], slots: Mapping[str, str]) -> Model:
    """Return a piece with what the page says of its slots: parts in the material of the slot's parameter are of that now; the shapes stay as they are."""
    table = presets.load("dressing", "materials")["slots"]
    known = inspect.signature(props.generators()[entry["piece"]]).parameters
    new = {}
    for slot in slots:
        for parameter in table[slot]["pieces"].get(entry["piece"], ()):
            new[entry.get(parameter, known[parameter].default)] = SAID + slot
    return replace(model, parts=[(solid, new.get(name, name)) for solid, name in model.parts]) if new else model
