"""Cameras on props: on the surface where one lies, or in the hand that holds it.

Knows nothing of who speaks. Metres, degrees, millimetres.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from filmcli.formats.poses import hangs, library
from filmcli.formats.shots import Vec3
from filmcli.render import framing, lexicon
from filmcli.render.framing import Figure
from filmcli.render.setup import STOPS, Setup, Stage, placed

HOLDS = {"held": (0.17, 0.12, 0.42), "phone": (0.0, 0.12, 0.06), "hangs": (-0.13, 0.26, 1.06)}  # metres from the eyes: ahead, right, down


def insert(stage: Stage, prop: str, holder: str = "", near: str = "") -> Iterator[Setup]:
    """Yield inserts of a prop: in the hand of its holder, else on the surface nearest to who handles it, seen from above."""
    length = lexicon.length_of(prop) or 0.2
    point = hand(stage.people[holder], prop) if holder else _surface(stage, near, length)
    if point is None:
        return
    front = stage.spec["master"]["at"]
    base = math.atan2(front[1] - point[1], front[0] - point[0])
    if holder:
        gaze = stage.people[holder].gaze
        base = math.atan2(gaze[1], gaze[0])
    lenses = tuple(dict.fromkeys((float(stage.lenses.get("portrait", 65)), 50.0, 40.0, 85.0, 32.0)))
    swings, rises, fills = (25, -25, 45, -45, 0, 70, -70, 100, -100, 140, -140, 180), (38, 28, 50, 60), (0.62, 0.72, 0.52, 0.45)
    for (i, swing), (j, rise), (k, lens), (m, fill) in itertools.product(*map(enumerate, (swings, rises, lenses, fills))):
        height = length / fill
        depth = height * lens * stage.aspect / framing.SENSOR
        if depth < 0.4:
            continue
        a, e = base + math.radians(swing), math.radians(rise)
        position = (
            point[0] + math.cos(a) * math.cos(e) * depth,
            point[1] + math.sin(a) * math.cos(e) * depth,
            point[2] + math.sin(e) * depth,
        )
        if not stage.holds(position) or any(
            math.dist(position[:2], p.foot) < 0.4 and position[2] < p.top + 0.1 for p in stage.people.values()
        ):
            continue
        boxes = stage.spec.get("solids")
        if stage.hidden(position, point, but=(holder,) if holder else ()) or boxes is not None and boxes.hide(position, [point])[0]:
            continue
        camera = placed(position, point, lens, point, STOPS["insert"])
        if boxes is not None and boxes.hide(position, _edges(framing.View(camera, stage.aspect), depth)).any():
            continue  # an awning, a door frame: a wedge across the frame
        cost = 0.05 * i + 0.08 * j + 0.1 * k + 0.1 * m
        shown = (holder,) if holder else ()
        yield Setup("insert", shown, "insert", camera, framing.angle_of(camera, stage.aspect), "right", cost, prop=prop, distance=depth)


def _edges(view: framing.View, depth: float) -> list[Vec3]:
    """Return points at the frame's corners and the middles of its sides, well before what is shown."""
    near = 0.6 * depth
    across = near * framing.SENSOR / view.lens / 2
    up = across / view.aspect
    return [
        tuple(
            p + f * near + r * across * x + u * up * y for p, f, r, u in zip(view.position, view.forward, view.right, view.up, strict=True)
        )
        for x, y in itertools.product((-1, 0, 1), (-1, 0, 1))
        if x or y
    ]


def place_of(stage: Stage, prop: str, holds: Mapping[str, str], near: str) -> Vec3 | None:
    """Return where a prop is: in the hand that holds it, else on the surface nearest to a person; None in a set without surfaces."""
    holder = next((who for who, held in holds.items() if held == prop and who in stage.people), "")
    return hand(stage.people[holder], prop) if holder else _surface(stage, near, lexicon.length_of(prop) or 0.2)


def hand(person: Figure, prop: str = "") -> Vec3:
    """Return where the right hand holds a prop: forward and right of the breastbone, at the ear for a phone, and below a hand that hangs."""
    right = (person.gaze[1], -person.gaze[0])
    h = person.height / 1.75
    place = "phone" if person.pose == "phone" else "hangs" if hangs(prop) and library()[person.pose].base == "feet" else "held"
    forward, aside, down = HOLDS[place]
    return (
        person.eye[0] + person.gaze[0] * forward * h + right[0] * aside * h,
        person.eye[1] + person.gaze[1] * forward * h + right[1] * aside * h,
        person.eye[2] - down * h,
    )


def _surface(stage: Stage, near: str, length: float) -> Vec3 | None:
    """Return the top of the surface nearest to a person (to the people's middle when nobody is named)."""
    surfaces = stage.spec.get("surfaces") or {}
    if not surfaces:
        return None
    who = [stage.people[near]] if near in stage.people else list(stage.people.values())
    x, y = (sum(p.eye[k] for p in who) / len(who) for k in (0, 1)) if who else tuple(stage.spec["master"]["target"][:2])
    sx, sy, sz = min(
        (s["at"] for _, s in sorted(surfaces.items())), key=lambda at: math.dist(at[:2], (x, y)) - (0.5 if at[2] > 0.3 else 0.0)
    )
    return float(sx), float(sy), float(sz) + min(0.02, length / 8)
