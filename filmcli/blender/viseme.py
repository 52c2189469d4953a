"""What speech and blinks do to a face: shapes of the mouth and closing lids as face units, laid over an expression.

Knows nothing of bodies, sounds or time (numpy-free). Strengths 0–1; the shapes are data (`presets/visemes`).
"""

from __future__ import annotations

from collections.abc import Mapping

from filmcli.core import presets
from filmcli.core.errors import InputError

LANGUAGE = "english"


def over(shown: Mapping[str, float], said: Mapping[str, float], *, blink: float = 0.0) -> dict[str, float]:
    """Return an expression's units (`…Left`, `…Right`) with the mouth as shapes have it and the lids shut by `blink`.

    The lips give way to a shape as much as it holds them, so a `b` closes a gaping mouth; smiles and frowns stay for the greater part.
    Raises InputError for an unknown shape.
    """
    table = presets.load("visemes", LANGUAGE)
    unknown = next((name for name in said if name not in table["shapes"]), None)
    if unknown:
        raise InputError(f"unknown mouth shape {unknown!r}", hint=f"known: {', '.join(table['shapes'])}")
    total = max(1.0, sum(said.values()))
    parts = {name: strength / total for name, strength in said.items()}
    held = sum(strength * table["shapes"][name]["hold"] for name, strength in parts.items())
    lips, corners, keep = _both(table["lips"]), _both(table["corners"]["units"]), table["corners"]["keep"]
    out = {}
    for unit, weight in shown.items():
        away = held if unit in lips else held * (1 - keep) if unit in corners else 0.0
        out[unit] = weight * (1 - away)
    for name, strength in parts.items():
        for unit, weight in _spread(table["shapes"][name]["units"]).items():
            out[unit] = out.get(unit, 0.0) + weight * strength
    return _shut(out, table["blink"], blink) if blink > 0 else out


def _shut(units: dict[str, float], blink: Mapping[str, float], share: float) -> dict[str, float]:
    """Return the units on the way to closed lids: whatever opens them goes, and they end exactly shut, whatever the expression."""
    out = {
        unit: weight * (1 - share) if unit.startswith(("eyeWide", "eyeSquint", "eyeBlink", "eyeLookDown")) else weight
        for unit, weight in units.items()
    }
    for unit, weight in _spread(blink).items():
        out[unit] = out.get(unit, 0.0) + weight * share
    return out


def _spread(units: Mapping[str, float]) -> dict[str, float]:
    return {name: weight for unit, weight in units.items() for name in _sides(unit)}


def _both(units: list[str]) -> frozenset[str]:
    return frozenset(name for unit in units for name in _sides(unit))


def _sides(unit: str) -> tuple[str, ...]:
    return (unit[:-1] + "Left", unit[:-1] + "Right") if unit.endswith("*") else (unit,)
