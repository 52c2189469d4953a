"""A body's shape in words of the body model: which morph targets a sheet asks for, and how much of each.

Knows nothing of meshes and files: names only (`head/head-square`, `macrodetails/asian-female-young`). A local name without side
(`eyes/eye-bag-incr`) means left and right. MakeHuman's own scales (makehumancommunity.org, modifiers): age .1875 at childhood, .5 at 25, 1 at 90 years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from filmcli.core import presets
from filmcli.core.seeds import stream

AGES = {"baby": 0.0, "child": 0.1875, "young": 0.5, "old": 1.0}
MUSCLES = {"minmuscle": 0.0, "averagemuscle": 0.5, "maxmuscle": 1.0}
WEIGHTS = {"minweight": 0.0, "averageweight": 0.5, "maxweight": 1.0}
HEIGHTS = {"minheight": 0.0, "": 0.5, "maxheight": 1.0}


def macro(gender: str, age: int, build: Mapping[str, Any], tall: float) -> dict[str, float]:
    """Return the targets of gender, age, heritage, muscle, weight and height (`tall` 0–1) with their amounts."""
    ages = tent(0.5 + 0.5 * (age - 25) / 65 if age >= 25 else age / 50, AGES)
    muscles, weights = tent(float(build.get("muscle", 0.5)), MUSCLES), tent(float(build.get("weight", 0.5)), WEIGHTS)
    heights = tent(tall, HEIGHTS)
    heritage = dict(build.get("heritage") or {"caucasian": 1.0})
    total = sum(heritage.values()) or 1.0
    wanted: dict[str, float] = {}
    for a, wa in ages.items():
        for race, share in heritage.items():
            wanted[f"macrodetails/{race}-{gender}-{a}"] = wa * share / total
        for m, wm in muscles.items():
            for w, ww in weights.items():
                kind, amount = f"{gender}-{a}-{m}-{w}", wa * wm * ww
                wanted[f"macrodetails/universal-{kind}"] = amount
                wanted[f"macrodetails/proportions/{kind}-idealproportions"] = amount * (0.3 if gender == "female" else 0.15)
                for h, wh in heights.items():
                    wanted[f"macrodetails/height/{kind}-{h}"] = amount * wh
                if gender == "female" and age >= 18:
                    wanted[f"breast/{kind}-averagecup-averagefirmness"] = amount
    return wanted


def local(sheet: Mapping[str, Any]) -> dict[str, float]:
    """Return the local targets of a sheet: the person's own features, age, the sheet's `shape`; over these what the gender and a child's years add."""
    table, age, gender = presets.load("people", "features"), int(sheet.get("age", 40)), str(sheet.get("gender", "male"))
    wanted: dict[str, float] = {}
    draw = stream(0, "face", str(sheet.get("id", sheet.get("name", ""))))
    for name, less, more, spread in table["own"]:
        value = min(2 * spread, max(-2 * spread, draw.gauss(0, spread)))
        wanted[f"{name}-{more if value > 0 else less}"] = abs(value)
    old = min(1.15, max(0.0, (age - 32) / 38))
    for name, amount in table["age"].items():
        wanted[name] = amount * old * (0.7 if gender == "female" else 1.0)
    look = dict(sheet.get("appearance") or {})
    wanted |= {str(name): float(amount) for name, amount in dict(dict(look.get("build") or {}).get("shape") or {}).items()}
    grown, young = min(1.0, max(0.0, (age - 12) / 8)), min(1.0, max(0.0, (15 - age) / 7))
    for rows, share in ((table["proportions"][gender], grown), (table["sexed"][gender], max(0.3, grown)), (table["child"], young)):
        for name, amount in rows.items() if share else ():
            wanted[name] = wanted.get(name, 0.0) + amount * share
    return wanted


def tent(value: float, knots: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the two knots around a value; they sum to 1."""
    rows = list(knots.items())
    if value <= rows[0][1]:
        return {rows[0][0]: 1.0}
    for (low, at), (high, end) in zip(rows, rows[1:], strict=False):
        if value <= end:
            share = (value - at) / (end - at)
            return {name: weight for name, weight in ((low, 1 - share), (high, share)) if weight > 1e-6}
    return {rows[-1][0]: 1.0}


def sides(name: str, known: Iterable[str]) -> list[str]:
    """Return the targets of a local name: itself where there is such a one, else its left and right."""
    folder, _, stem = name.partition("/")
    return [name] if name in known else [f"{folder}/{side}-{stem}" for side in "lr"]
