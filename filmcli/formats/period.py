"""Periods as they stand in screenplays and shot lists (`1947`, `1880s`, `victorian`, `near future`): their kind, and their year.

Knows nothing of sets or wardrobes.
"""

from __future__ import annotations

import re

YEAR = re.compile(r"\b(1[0-9]|20|2[1-9])\d\d")
FUTURE = ("future", "sci", "space", "cyber")
OLD = ("western", "frontier", "victorian", "medieval", "ancient")
MIDDLE = ("noir", "forties", "fifties", "thirties")
KINDS = {"western": 1880, "forties": 1947, "contemporary": 2000, "future": 2150}  # each with a year in its midst
SPACE = 1957  # the first machine in orbit


def year(period: str) -> int | None:
    """Return the year that a period names; None where it names none."""
    found = YEAR.search(period)
    return int(found[0]) if found else None


def kind(period: str) -> str:
    """Return the kind of a period: western (before 1900), forties (1900–1969), future (after 2035), contemporary."""
    text, when = period.lower(), year(period)
    if any(word in text for word in FUTURE) or (when and when > 2035):
        return "future"
    if any(word in text for word in OLD) or (when and when < 1900):
        return "western"
    if any(word in text for word in MIDDLE) or (when and when < 1970):
        return "forties"
    return "contemporary"


def before(period: str, since: int) -> bool:
    """Say whether a period is earlier than a year; without a year, by the kind's middle."""
    return (year(period) or KINDS[kind(period)]) < since
