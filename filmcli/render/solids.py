"""The boxes that a set's furniture fills: what hides a face, what a lens would be inside of, where nobody can stand.

Knows nothing of people or shots. The boxes are measured in the built sets and kept in presets/solids (benchmarks/planning.py --solids); those of a set
that has changed since are left aside, and the planner sees its surfaces and seats only. Metres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from filmcli.core import fingerprint, presets
from filmcli.formats import period as periods
from filmcli.formats.shots import Vec3

SHORT = 0.12  # metres before its end at which a line of sight is done
LENS = 0.14  # metres that a lens keeps from furniture; the worker moves it at .12


@dataclass(frozen=True, eq=False)
class Solids:
    """Boxes with sides along the axes: low and high corners (n, 3)."""

    low: np.ndarray
    high: np.ndarray

    def hide(self, start: Vec3, ends: Sequence[Vec3], *, own: tuple[float, float] | None = None) -> np.ndarray:
        """Return for each end whether a box stands between it and the start. own: who is looked at stands or sits here; their own seat hides nothing."""
        low, high = self.low, self.high
        if own is not None:
            mine = ((low[:, :2] - 0.1 <= own) & (own <= high[:, :2] + 0.1)).all(axis=1)
            low, high = low[~mine], high[~mine]
        if not len(low):
            return np.zeros(len(ends), bool)
        a = np.asarray(start, float)
        way = np.asarray(ends, float) - a
        length = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
        way = way * np.maximum(0.0, 1 - SHORT / length)
        way = np.where(np.abs(way) < 1e-9, 1e-9, way)[:, None, :]
        one, two = (low - a)[None] / way, (high - a)[None] / way
        enter, leave = np.minimum(one, two).max(axis=2), np.maximum(one, two).min(axis=2)
        return ((enter <= leave) & (leave >= 0) & (enter <= 1)).any(axis=1)

    def holds(self, point: Vec3, *, margin: float = LENS) -> bool:
        """Say whether a point is inside a box, or nearer to one than a margin."""
        p = np.asarray(point, float)
        return bool(((self.low - margin <= p) & (p <= self.high + margin)).all(axis=1).any())

    def stands_in(self, spot: tuple[float, float], *, girth: float) -> bool:
        """Say whether somebody of this girth who stands at a place would stand in a box: between the shin and the head."""
        p = np.asarray(spot, float)
        flat = (np.maximum(0.0, np.maximum(self.low[:, :2] - p, p - self.high[:, :2])) ** 2).sum(axis=1) < girth * girth
        return bool((flat & (self.low[:, 2] < 1.75) & (self.high[:, 2] > 0.22)).any())


def spec(name: str, period: str) -> Mapping[str, Any]:
    """Return a set's preset with its `solids` for a period, and `tops`, the boxes a hand may lie on; without when they were not measured, or the set has
    changed since."""
    return _spec(name, periods.kind(period))


def digest(name: str) -> str:
    """Return what a set's boxes were measured from."""
    return fingerprint.of_value(presets.load("sets", name))


def stale() -> list[str]:
    """Return the sets whose boxes are missing or out of date."""
    return [name for name in presets.names("sets") if _measured(name) is None]


@cache
def _spec(name: str, period: str) -> Mapping[str, Any]:
    data, boxes = presets.load("sets", name), _measured(name)
    rows = [row for row in boxes or () if period in str(row[1]).split() or row[1] == "all"]
    if not rows:
        return data
    corners = np.asarray([row[2:] for row in rows], float)
    rests = set(presets.load("people", "idle")["rests"])
    tops = [(tuple(row[2:5]), tuple(row[5:8])) for row in rows if row[0] in rests]
    return data | {"solids": Solids(corners[:, :3], corners[:, 3:]), "tops": tops}


def _measured(name: str) -> list | None:
    if "solids" not in presets.kinds() or name not in presets.names("solids"):
        return None
    kept = presets.load("solids", name)
    return kept["boxes"] if kept["digest"] == digest(name) else None
