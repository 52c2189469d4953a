"""Idling: what a body does on its own while its owner neither acts nor speaks: the weight shifts, shoulders ease, eyes go aside.

Knows nothing of bodies' solving (standard library only). Seconds of the shot, degrees; what and how often is in presets/people/business.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filmcli.blender.attention import Glance
from filmcli.blender.stance import Stance
from filmcli.core import presets
from filmcli.core.seeds import stream

FIRST = 0.35  # of the mean: a shot is cut out of a longer time, so the first may come soon
AROUND = 0.3  # seconds that lie between a fidget and anything else


def fidgets(
    stance: Stance, busy: Sequence[tuple[float, float]], *, duration: float, temper: Mapping[str, float], seed: int
) -> Iterator[dict[str, Any]]:
    """Yield acts for the time that is not busy. busy: (start, end) of acts and speech; temper: factors 0–1, of which those that are absent count as even."""
    dice, taken = stream(seed, "fidgets"), sorted(busy)
    for row in presets.load("people", "business")["fidgets"]:
        if row["base"] != stance.base or row.get("leans", side := _leans(stance)) != side:
            continue
        every = _every(row, temper)
        at = dice.expovariate(1.0 / every) * FIRST + 0.2
        while at < duration:
            lasts = dice.uniform(*row["lasts"])
            if all(at + lasts + AROUND < start or end + AROUND < at for start, end in taken):
                taken.append((at, at + lasts))
                yield {"motion": row["motion"], "start": round(at, 3), "end": round(at + lasts, 3)}
            at += lasts + dice.expovariate(1.0 / every)


def asides(busy: Sequence[tuple[float, float]], *, duration: float, temper: Mapping[str, float], seed: int) -> Iterator[Glance]:
    """Yield looks aside of who listens or waits, in the time that is not busy."""
    dice, row = stream(seed, "asides"), presets.load("people", "business")["asides"]
    every = _every(row, temper)
    at = dice.expovariate(1.0 / every)
    while at < duration:
        lasts, wide, up = dice.uniform(*row["lasts"]), dice.uniform(*row["wide"]) * dice.choice((-1, 1)), dice.uniform(*row["up"])
        if all(at + lasts < start or end < at for start, end in busy):
            yield Glance(at, at + lasts, by=(wide, up))
        at += lasts + dice.expovariate(1.0 / every)


def _every(row: Mapping[str, Any], temper: Mapping[str, float]) -> float:
    added = sum(float(more) * (temper.get(factor, 0.5) - 0.5) for factor, more in (row.get("temper") or {}).items())
    return max(float(row["every"]) + added, 1.5)


def _leans(stance: Stance) -> str:
    """Return the leg that carries the weight."""
    return "left" if stance.sway[0] > 0 else "right"
