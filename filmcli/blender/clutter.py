"""Clutter: the small things of use that a place is strewn with, drawn from presets/dressing by period.

Knows nothing of where they land: `layout` does. An entry `{clutter: desk, upon: desk, many: [4, 7]}` becomes so many entries of one piece each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.seeds import stream


def spread(entry: Mapping[str, Any], facts: Mapping[str, str], *, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the entries that an entry stands for: itself, or pieces of a bag. Raises InputError for a bag that nobody packed."""
    if "line" in entry:
        fitting = [one for one in entry["pieces"] if not isinstance(one, Mapping) or _fits(one, facts)]
        plain = [{k: v for k, v in one.items() if k != "period"} if isinstance(one, Mapping) else one for one in fitting]
        yield {**entry, "pieces": plain}
        return
    if "clutter" not in entry:
        yield dict(entry)
        return
    bags = presets.load("dressing", "clutter")["bags"]
    if entry["clutter"] not in bags:
        raise InputError(f"no clutter {entry['clutter']!r}", hint=f"bags in presets/dressing/clutter.yaml: {', '.join(bags)}")
    bag = [thing for thing in bags[entry["clutter"]] if _fits(thing, facts)]
    draw = stream(seed, "clutter", f"{entry['clutter']}/{entry.get('upon')}/{entry.get('name', '')}")
    count = entry.get("many", 4)
    count = draw.randint(*count) if isinstance(count, list) else int(count)
    rest = {key: value for key, value in entry.items() if key not in ("clutter", "many", "piece", "when", "name")}
    left: list[Mapping[str, Any]] = []
    for number in range(count):
        left = left or draw.sample(bag, len(bag))
        thing = dict(left.pop())
        thing.pop("period", None)
        yield {**rest, **thing, "name": f"{entry.get('name', entry['clutter'])}_{thing['piece']}_{number}"}


def _fits(thing: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    period = thing.get("period")
    return period is None or facts["period"] in ([period] if isinstance(period, str) else period)
