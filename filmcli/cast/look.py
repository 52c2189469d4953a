"""The body, face, skin and hair of one person: what the script says, and the rest drawn from named streams.

Knows nothing of clothes and of other people. Metres; skin is linear albedo.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Appearance, Build, Hair

SKIN = {  # (pale, deep) linear albedo of the cheek; a person lies between
    "african": ((0.30, 0.165, 0.105), (0.135, 0.072, 0.047)),
    "asian": ((0.60, 0.395, 0.285), (0.43, 0.265, 0.175)),
    "caucasian": ((0.62, 0.40, 0.30), (0.46, 0.275, 0.19)),
}
MIXED = {
    "south_asian": {"caucasian": 0.55, "asian": 0.2, "african": 0.25},
    "latino": {"caucasian": 0.6, "asian": 0.25, "african": 0.15},
    "middle_eastern": {"caucasian": 0.75, "asian": 0.1, "african": 0.15},
}
HERITAGES = ["caucasian"] * 11 + ["african"] * 4 + ["asian"] * 3 + ["latino"] * 2 + ["south_asian", "middle_eastern"]
HEADS = {
    "male": ["square", "rectangular", "oval", "triangular", "invertedtriangular", "diamond", "round"],
    "female": ["oval", "round", "invertedtriangular", "diamond", "oval", "invertedtriangular"],
}
# Features that make a face somebody's: (target, less, more, most). 0.6 is strong and still a face.
FEATURES = (
    ("nose/nose-scale-horiz", "decr", "incr", 0.45),
    ("nose/nose-hump", "decr", "incr", 0.5),
    ("nose/nose-point", "down", "up", 0.5),
    ("nose/nose-scale-vert", "decr", "incr", 0.35),
    ("chin/chin-width", "decr", "incr", 0.5),
    ("chin/chin-height", "decr", "incr", 0.45),
    ("chin/chin-prominent", "decr", "incr", 0.4),
    ("cheek/cheek-bones", "decr", "incr", 0.55),
    ("cheek/cheek-volume", "decr", "incr", 0.45),
    ("eyes/eye-scale", "decr", "incr", 0.3),
    ("eyes/eye-corner2", "down", "up", 0.4),
    ("eyebrows/eyebrows-angle", "down", "up", 0.5),
    ("mouth/mouth-scale-horiz", "decr", "incr", 0.4),
    ("mouth/mouth-lowerlip-volume", "decr", "incr", 0.45),
    ("forehead/forehead-scale-vert", "decr", "incr", 0.35),
    ("forehead/forehead-nubian", "decr", "incr", 0.35),
    ("nose/nose-width2", "decr", "incr", 0.4),
    ("nose/nose-flaring", "decr", "incr", 0.4),
    ("nose/nose-curve", "concave", "convex", 0.4),
    ("mouth/mouth-upperlip-volume", "decr", "incr", 0.4),
    ("mouth/mouth-trans", "down", "up", 0.3),
    ("eyes/eye-trans", "in", "out", 0.3),
    ("eyes/eye-height2", "decr", "incr", 0.25),
    ("eyes/eye-eyefold-angle", "down", "up", 0.4),
    ("chin/chin-jaw-drop", "decr", "incr", 0.4),
    ("chin/chin-prognathism", "decr", "incr", 0.25),
    ("cheek/cheek-inner", "decr", "incr", 0.4),
    ("ears/ear-wing", "decr", "incr", 0.5),
)
GROWTH = {4: 1.02, 6: 1.15, 8: 1.27, 10: 1.38, 12: 1.49, 14: 1.60, 16: 1.69}  # median height of children, both genders (WHO 2007)
COLOURS = {
    "caucasian": {"dark_brown": 4, "brown": 4, "light_brown": 2.5, "black": 1.5, "blond": 3, "auburn": 1.5, "red": 1, "platinum": 0.3},
    "african": {"black": 8, "dark_brown": 2},
    "asian": {"black": 9, "dark_brown": 1.5},
    "south_asian": {"black": 7, "dark_brown": 3},
    "latino": {"black": 5, "dark_brown": 5, "brown": 1},
    "middle_eastern": {"black": 6, "dark_brown": 4, "brown": 1},
}
FAIR = ("red", "auburn", "blond", "light_brown", "blue", "green", "hazel")  # hair and eyes that tell a heritage where nothing else does
TIGHT = ("bald", "buzz", "cropped", "tonsure", "receding", "bun", "top_knot", "chignon")  # what tightly curled hair is worn in as well
EYES = {  # everybody else's are brown
    "caucasian": {"brown": 4, "blue": 3, "grey": 2, "green": 2, "hazel": 2},
    "latino": {"brown": 6, "hazel": 2},
    "middle_eastern": {"brown": 6, "hazel": 2, "green": 0.5},
}


def heritage(person: Person, seed: int) -> tuple[str, str]:
    """Return the heritage and its reason: the script's word, a family name, the writing of the name, or the draw."""
    if fact := person.facts.get("heritage"):
        return str(fact.value), fact.origin
    tokens = {token for name in (person.name, *person.aliases) for token in name.upper().replace(".", " ").split()}
    for group, families in presets.load("people", "names")["families"].items():
        if named := tokens & set(families):
            return group, f"the name {sorted(named)[0]}"
    if any("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" for char in person.name):
        return "asian", "the writing of the name"
    if any("\u0400" <= char <= "\u04ff" for char in person.name):
        return "caucasian", "the writing of the name"
    for key in ("hair", "eyes"):
        if (fact := person.facts.get(key)) and fact.value in FAIR:
            return "caucasian", fact.origin
    return stream(seed, "cast/heritage", person.name).choice(HERITAGES), f"drawn with seed {seed}"


def draw(person: Person, *, gender: str, age: int, group: str, seed: int, turn: int) -> Appearance:
    """Return the `turn`-th look that fits what is said of a person. Turns differ in everything the script leaves open."""

    def dice(field: str) -> Random:
        return stream(seed, f"cast/{field}", f"{person.name}#{turn}" if turn else person.name)

    shares = MIXED.get(group, {group: 1.0})
    hair = _hair(person, gender, age, group, dice("hair"))
    facts = person.facts
    adult_woman = gender == "female" and age >= 17
    makeup = (
        float(facts["makeup"].value)
        if "makeup" in facts
        else round(dice("makeup").uniform(0.15, 0.55), 2)
        if adult_woman and age < 75
        else 0.0
    )
    eyes = str(facts["eyes"].value) if "eyes" in facts else _weighted(dice("eyes"), EYES.get(group, {"brown": 1.0}))
    glasses = str(facts["glasses"].value) if "glasses" in facts else _glasses(age, gender, dice("glasses"))
    wears = adult_woman and dice("earrings").random() < 0.45
    return Appearance(
        build=_build(person, gender, age, shares, dice),
        skin=_skin(shares, dice("skin"), least=0.35 if group in MIXED else 0.0),
        eyes=eyes,  # type: ignore[arg-type]
        hair=hair,
        makeup=makeup,
        glasses=glasses,  # type: ignore[arg-type]
        earrings=dice("earrings/kind").choice(["studs", "studs", "hoops", "drops"]) if wears else "none",
    )


def _glasses(age: int, gender: str, dice: Random) -> str:
    """Return glasses or none: a tenth of young film people wear them, a third of the old."""
    if dice.random() > 0.08 + 0.25 * min(1.0, max(0.0, (age - 40) / 30)) or age < 8:
        return "none"
    table = {"round": 3.0, "square": 4.0, "half_moon": 3.0 if age > 55 else 0.0, "cat_eye": 2.0 if gender == "female" else 0.0}
    return _weighted(dice, table)


def _build(person: Person, gender: str, age: int, shares: Mapping[str, float], dice: Any) -> Build:
    said = {name.removeprefix("build/") for name in person.facts if name.startswith("build/")}
    body = dice("build")
    if age >= 17:
        middle, spread, low, high = (1.775, 0.055, 1.64, 1.95) if gender == "male" else (1.655, 0.05, 1.55, 1.80)
        asked = ("tall" in said) - ("small" in said)
        height = body.gauss(middle, spread)
        if asked:  # nobody tall is below the middle
            height = middle + asked * (0.1 + max(0.0, asked * (height - middle)))
        height = min(high, max(low, height - max(0, age - 60) * 0.001))
    else:
        below = max(year for year in GROWTH if year <= max(4, age))
        above = min((year for year in GROWTH if year > below), default=below)
        share = (age - below) / (above - below) if above > below else 0
        height = (GROWTH[below] + share * (GROWTH[above] - GROWTH[below])) * body.uniform(0.97, 1.03)
    weight = min(0.78, max(0.28, body.gauss(0.5 + 0.08 * (age > 45), 0.11))) if age >= 15 else body.uniform(0.38, 0.55)
    muscle = min(0.72, max(0.3, body.gauss(0.54 if gender == "male" else 0.47, 0.08)) - max(0, age - 60) * 0.004)
    if "thin" in said or "frail" in said:
        weight = body.uniform(0.2, 0.3)
    if "stout" in said:
        weight = body.uniform(0.8, 0.9)
    if "strong" in said:
        muscle, weight = body.uniform(0.8, 0.9), max(weight, 0.55)
    return Build(
        height=round(height, 3),
        muscle=round(max(0.22, muscle), 2),
        weight=round(weight, 2),
        heritage=shares,
        shape=_face(gender, age, weight, dice("face")),  # type: ignore[arg-type]
    )


def _face(gender: str, age: int, weight: float, dice: Random) -> dict[str, float]:
    """Return the targets of a face: one form of the head, and nine features off the middle, none of them far."""
    grown = 1.0 if age >= 16 else 0.45
    form = "round" if weight > 0.78 else dice.choice(HEADS[gender])
    shape = {f"head/head-{form}": round(grown * dice.uniform(0.3, 0.65), 2)}
    for name, less, more, most in dice.sample(FEATURES, 9):
        amount = dice.choice((-1, 1)) * dice.uniform(0.45, 1.0) * most * grown * (0.85 if gender == "female" else 1.0)
        shape[f"{name}-{more if amount > 0 else less}"] = round(abs(amount), 2)
    if weight > 0.78:
        shape["head/head-fat-incr"] = round(dice.uniform(0.35, 0.6), 2)
    elif weight < 0.32:
        shape["head/head-fat-decr"] = round(dice.uniform(0.3, 0.5), 2)
    return shape


def _skin(shares: Mapping[str, float], dice: Random, *, least: float) -> tuple[float, float, float]:
    """Return the albedo of the cheek: between the pale and the deep of a heritage, `least` (0–1) of the way at least."""
    depth = least + (1 - least) * dice.betavariate(1.6, 2.0)
    colour = [0.0, 0.0, 0.0]
    for name, share in shares.items():
        pale, deep = SKIN[name]
        colour = [c + share * (p + depth * (d - p)) for c, p, d in zip(colour, pale, deep, strict=True)]
    return tuple(round(c, 3) for c in colour)  # type: ignore[return-value]


def _hair(person: Person, gender: str, age: int, group: str, dice: Random) -> Hair:
    facts = person.facts
    grey, style, beard = dice.random(), dice.random(), dice.random()
    colour = _weighted(dice, COLOURS[group])
    if age >= 42 and grey < min(0.95, (age - 38) / 32):
        colour = (
            "white"
            if age >= 66 and grey < 0.6
            else "salt_and_pepper"
            if age < 58 and colour in ("black", "dark_brown", "brown")
            else "grey"
        )
    who = ("boy" if gender == "male" else "girl") if age < 15 else ("man" if gender == "male" else "woman")
    who = f"old_{who}" if age >= 52 else who
    table = _styles(who, group)
    if "hair" in facts:
        table.pop("bald", None)
    chosen = _at(table, style)
    bearded = "none"
    if gender == "male" and age >= 20:
        grown = presets.load("people", "hair")["beards"]
        bearded = _at({name: row["drawn"] + row.get("old", 0.0) * (age > 50) for name, row in grown.items()}, beard)
    said = {key: str(facts[key].value) for key in ("hair", "style", "beard") if key in facts}
    if gender == "female" or age < 16:
        said.pop("beard", None)
    if (
        said.get("style") == "braids" and group != "african" and "box" not in facts["style"].words
    ):  # two plaits, as straight hair is braided
        said["style"] = "pigtails"
    return Hair(style=said.get("style", chosen), colour=said.get("hair", colour), beard=said.get("beard", bearded))  # type: ignore[arg-type]


def _styles(who: str, heritage: str) -> dict[str, float]:
    """Return the hair styles that suit a man, woman, old man …, with their weights; tight curls have their own, and few of the others."""
    table = {}
    for name, row in presets.load("people", "hair")["styles"].items():
        weight = row["drawn"].get(who, 0.0)
        if heritage in row.get("for", [heritage]) and weight:
            straight = heritage == "african" and "for" not in row and name not in TIGHT
            table[name] = weight * (0.12 if straight else 1.0)
    return table


def _weighted(dice: Random, table: Mapping[str, float]) -> str:
    return _at(table, dice.random())


def _at(table: Mapping[str, float], share: float) -> str:
    """Return the entry of a table of weights at a share (0–1) of their sum."""
    left = share * sum(table.values())
    for name, weight in table.items():
        left -= weight
        if left < 0:
            return name
    return next(reversed(list(table)))
