"""How a person stands, and which poses suit them: the library's poses weighed by temper, trade, manner and age.

Knows nothing of bodies and pictures; the weights are in presets/people/bearing.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from filmcli.cast import introduction
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Character, Personality

FACTORS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
SHARES = {
    "lead": {"standing": 4, "gesture": 3, "sitting": 2, "working": 3},
    "support": {"standing": 3, "gesture": 2, "sitting": 1, "working": 2},
}
TRADE, TRAIT = 0.55, 0.6  # what a trade and a manner word add


def stand(who: Personality, *, age: int, trade: str, traits: Iterable[str], seed: int, name: str) -> tuple[str, str]:
    """Return the pose that a person stands in when nothing else is asked, and the reason."""
    found = {
        pose: weighed for pose, row in _table().items() if row.get("stand") and (weighed := _weight(row, who, age, trade, list(traits)))
    }
    dice = stream(seed, "cast/stand", name)
    score = {pose: sum(parts.values()) + dice.gauss(0, 0.08) for pose, parts in found.items()}
    best = max(score, key=lambda pose: score[pose])
    reasons = sorted((part for part in found[best].items() if part[0] != "base"), key=lambda part: -part[1])
    return best, ", ".join(word for word, weight in reasons[:2] if weight > 0.1) or "nothing else is said"


def poses(one: Character) -> list[dict[str, str]]:
    """Return the poses of a character's sheet, 12 for a lead and 8 for the others, most telling first within each kind: `pose` and what is held."""
    trade = introduction.trade(one.description)
    said = [name for name in presets.load("people", "traits")["traits"] if name in one.personality.summary]
    dice = stream(0, "cast/poses", one.id)
    score: dict[str, float] = {}
    for pose, row in _table().items():
        parts = _weight(row, one.personality, one.age, trade[0] if trade else "", said)
        if parts:
            score[pose] = sum(parts.values()) + dice.gauss(0, 0.05) + 9 * bool(row.get("always")) + 8 * (pose == one.motion.stand)
    chosen: list[str] = []
    for group, count in SHARES.get(one.role, SHARES["support"]).items():
        chosen += sorted((pose for pose in score if _table()[pose]["group"] == group), key=lambda pose: -score[pose])[:count]
    return [{"pose": pose, "hold": str(_table()[pose].get("with", ""))} for pose in chosen]


def _weight(row: Mapping[str, Any], who: Personality, age: int, trade: str, traits: list[str]) -> dict[str, float]:
    """Return what speaks for a pose, by what; empty for one that is not for this age."""
    if not row.get("from", 0) <= age <= row.get("to", 200):
        return {}
    parts = {"base": float(row.get("base", 0.0))}
    for factor in FACTORS:
        value = row.get(factor, 0.0) * (2 * getattr(who, factor) - 1)
        if value:
            parts[("low " if row[factor] < 0 else "") + factor] = value
    if trade in row.get("trades", ()):
        parts[trade] = TRADE
    return parts | {trait: TRAIT for trait in traits if trait in row.get("traits", ())}


def _table() -> Mapping[str, Any]:
    return presets.load("people", "bearing")["poses"]
