"""Setups in pairs and setups made to fit: matched reverses, the cheapest that is free, a single turned to another pose or rolled.

Knows nothing of the screenplay or of the order of shots. Metres, degrees.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace

from filmcli.render import framing
from filmcli.render.camera import over_shoulder, single
from filmcli.render.framing import Figure, View
from filmcli.render.setup import Setup, Stage, matched, placed, rounded

TRIED = 48  # candidates of each reverse, best turns first; all of them (128) match no better and take three times as long


def reverses(stage: Stage, a: str, b: str, kind: str, size: str) -> dict[str, Setup]:
    """Return matched setups on two people who face each other: same lens, F, and angle to the line.

    Where the set has no room for a matched pair each gets the best alone, at a cost; who gets none is missing.
    """
    make = {"single": single, "ots": over_shoulder}[kind]
    ones, others = (list(itertools.islice(make(stage, who, size), TRIED)) for who in (a, b))
    best: tuple[float, Setup, Setup] | None = None
    for one, other in itertools.product(ones, others):
        if best and one.cost + other.cost >= best[0]:
            continue
        if matched(one, other) and stage.sees(one.camera, stage.people[a]) and stage.sees(other.camera, stage.people[b]):
            best = one.cost + other.cost, one, other
    if best:
        return {a: best[1], b: best[2]}
    alone = {who: cheapest(stage, found) for who, found in ((a, ones), (b, others))}
    return {who: replace(found, cost=found.cost + 0.6) for who, found in alone.items() if found}


def cheapest(stage: Stage, found: Iterable[Setup]) -> Setup | None:
    """Return the setup that costs least of those whose main subject the furniture leaves free; None when there is none."""
    free = (one for one in sorted(found, key=lambda s: s.cost) if not one.subjects or stage.sees(one.camera, stage.people[one.subjects[0]]))
    return next(free, None)


def refit(setup: Setup, person: Figure, aspect: float) -> Setup | None:
    """Return a single or over-the-shoulder turned to where the main subject's eyes are in another pose; None when the size changes."""
    size = setup.size
    x, y = framing.third(setup.looks, size), framing.eye_line(person, size)
    target = framing.aim(setup.camera.position, person.eye, lens=setup.camera.lens, aspect=aspect, x=x, y=y)
    camera = placed(setup.camera.position, target, setup.camera.lens, person.eye, setup.camera.f_stop)
    return replace(setup, camera=camera) if framing.shot_size(camera, person, aspect) == size else None


def rolled(setup: Setup, person: Figure, aspect: float, roll: float) -> Setup:
    """Return a single with the camera rolled, its subject's eyes where they were in the frame."""
    x, y = View(setup.camera, aspect).project(person.eye)
    u, v = framing.spot(setup.camera.lens, aspect, x, y)
    c, s = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    level_x = 0.5 + (u * c + v * s) * setup.camera.lens / framing.SENSOR
    level_y = 0.5 - (v * c - u * s) * setup.camera.lens / framing.SENSOR * aspect
    target = framing.aim(setup.camera.position, person.eye, lens=setup.camera.lens, aspect=aspect, x=level_x, y=level_y)
    turned = setup.camera.model_copy(update={"target": rounded(target), "roll": roll})
    return replace(setup, camera=turned, angle=framing.angle_of(turned, aspect))
