"""The coverage of a scene: the setups that are worth having for its units, solved for how people stand now.

Knows nothing of which of them is cut to. Matched reverses of those who speak, two-shots, singles of who acts alone, inserts.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from filmcli.render import camera, inserts, reverses
from filmcli.render.grammar import Unit
from filmcli.render.setup import Setup, Stage, facing

COVERED = 4  # pairs and people who get shots of their own; more are seen in wides
SIZES = {"single": ("CU", "MCU", "MS", "cowboy", "FS"), "ots": ("MCU", "MS")}
WHOLE = ("MS", "cowboy", "MLS", "FS")  # of who comes, goes or crosses


def setups(stage: Stage, units: Sequence[Unit], holds: Mapping[str, str]) -> Iterator[tuple[str, Setup]]:
    """Yield the solved setups of a scene by name."""
    here = stage.people
    moving = list(dict.fromkeys(who for unit in units for who in unit.movers if who in here))
    for who, size in itertools.product(moving[:COVERED], WHOLE):
        make = camera.single if stage.looks_at.get(who) else camera.walker
        if best := reverses.cheapest(stage, make(stage, who, size)):
            yield f"moving {who} {size}", best
    spoken = Counter(tuple(sorted((u.who, u.to))) for u in units if u.who in here and u.to in here and u.who != u.to)
    pairs = [pair for pair, _ in spoken.most_common(COVERED)]
    for a, b in pairs:
        paired = facing(stage, a, b)
        for kind, size in ((kind, size) for kind, sizes in SIZES.items() for size in sizes):
            for who, setup in reverses.reverses(paired, a, b, kind, size).items():
                yield f"{kind} {who} {size} to {setup.partner}", setup
        if best := reverses.cheapest(paired, camera.two_shot(paired, a, b)):
            yield f"two_shot {a} {b}", best
    alone = dict.fromkeys(u.who for u in units if u.who in here and not any(u.who in pair for pair in pairs) and u.who not in moving)
    for who, size in itertools.product(list(alone)[:COVERED], SIZES["single"]):
        if best := reverses.cheapest(stage, camera.single(stage, who, size)):
            yield f"single {who} {size}", best
    for unit in units:
        if unit.prop:
            holder = next((who for who in (unit.who, *holds) if who in here and holds.get(who) == unit.prop), "")
            if best := min(inserts.insert(stage, unit.prop, holder=holder, near=unit.who), key=lambda s: s.cost, default=None):
                yield f"insert {unit.prop}", best
