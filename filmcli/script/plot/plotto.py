"""Plotto as data: 1,808 steps, each with the steps that may lead to it and the groups that may follow (Cook 1928, public domain).

Knows nothing of networks. Its entries teach; they are never shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core.errors import InputError
from filmcli.script.plot.groups import GROUPS, SYMBOLS
from filmcli.script.plot.steps import Step


@dataclass(frozen=True)
class Example:
    """A step, the steps that may have come before it, how likely each group follows, and its part of the split."""

    step: Step
    before: tuple[Step, ...]
    follows: Mapping[str, float]
    split: str


def read(path: Path) -> list[Example]:
    """Return the examples that have a successor, in the file's order. Raises InputError naming the line that is not as expected."""
    rows = list(_rows(path))
    by_id = {row["id"]: row for row in rows}
    by_number: dict[str, dict] = {}
    for row in rows:
        by_number.setdefault(str(row["conflict"]), row)
    found = []
    for row in rows:
        if row["next_subgroup"]:
            earlier = [known for name in _leads(row) if (known := by_id.get(name) or by_number.get(name))]
            found.append(Example(_step(row), tuple(map(_step, earlier)), row["next_subgroup"], row["split"]))
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="--data names the folder that holds plotto/ and gerdracor/") from None
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            wrong = {row["subgroup"], *row["next_subgroup"]} - set(GROUPS)
            if wrong or row["split"] not in ("train", "val", "test"):
                raise ValueError(f"unknown group {wrong.pop()!r}" if wrong else f"split {row['split']!r}")
            _step(row), _leads(row), row["id"], row["conflict"]
        except (ValueError, LookupError, TypeError) as error:
            raise InputError(f"{path}:{number}: expected an entry of Plotto: {type(error).__name__} {error}") from None
        yield row


def _leads(row: Mapping[str, Any]) -> list[str]:
    """Return the ids that lead straight to a step: the last link of each chain."""
    return [name for chain in row["lead_ups"] for name in chain[-1]["to"]]


def _step(row: Mapping[str, Any]) -> Step:
    return Step(str(row["text"]), frozenset(row["characters"]) & frozenset(SYMBOLS), row["subgroup"])
