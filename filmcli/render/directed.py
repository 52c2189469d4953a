"""Cameras that the page asks for: each direction of a line solved as a setup, or, where there is no room, the nearest that can be had.

Knows nothing of words (`camerawords` reads them) or of which shot follows which. Metres, degrees, millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from filmcli.formats.shots import Vec3
from filmcli.render import camera, framing, inserts, masters, reverses, units
from filmcli.render.camerawords import Direction
from filmcli.render.setup import Setup, Stage, facing, placed, screen_side
from filmcli.render.units import Told

RISE = {"low": -0.33, "high": 0.24}  # of the lens over the eyes, in parts of the depth: 12–16° of pitch with the eyes on their line
NEAREST = ("ECU", "CU", "MCU", "MS", "cowboy", "MLS", "FS")


def solve(told: Sequence[Told], stage: Stage, holds: Mapping[str, str]) -> tuple[list[Told], dict[str, Setup]]:
    """Return the units marked with the setups that their directions were solved as, and those setups by name."""
    setups: dict[str, Setup] = {}
    marked = []
    for one in told:
        found = setup(one, stage, holds) if one.direction and one.direction.frame else None
        if found is None:
            marked.append(one)
            continue
        name = f"line {one.direction.line}"  # type: ignore[union-attr]
        setups[f"asked {name}"] = replace(found, asked=name, cost=0.0)
        marked.append(units.asked(one, name))
    return marked, setups


def setup(told: Told, stage: Stage, holds: Mapping[str, str]) -> Setup | None:
    """Return the setup of a unit's direction; None when the scene's own coverage serves, or nothing of it is here."""
    asked = told.direction
    assert asked is not None
    here = [who for who in asked.who if who in stage.people] or [who for who in (told.unit.who,) if who in stage.people]
    if asked.frame in ("insert", "show", "single") and asked.prop:
        return _insert(stage, asked.prop, here, holds)
    if asked.frame == "pov":
        return _pov(stage, asked, here, holds)
    if asked.frame == "master":
        return _high(stage) if asked.angle == "high" else replace(masters.master(stage), kind="master")
    if asked.frame == "ots":
        return _shoulder(stage, here)
    if asked.frame == "two_shot" or asked.frame == "show" and len(here) > 1:
        return _two(stage, here, told)
    if asked.frame in ("single", "show", "insert") and here:
        return _single(stage, here[0], asked)
    if asked.frame == "show":  # a thing of the place that no camera of ours knows by name: the place is seen whole
        return replace(masters.master(stage), kind="master")
    return None


def _best(found: Iterator[Setup]) -> Setup | None:
    return min(found, key=lambda one: one.cost, default=None)


def _single(stage: Stage, who: str, asked: Direction) -> Setup | None:
    """Return a single of the asked size and angle; where the set has no room for it, of the size nearest to it."""
    wanted = asked.size or "MS"
    for size in sorted(NEAREST, key=lambda size: (framing.steps(size, wanted), -framing.ORDER.index(size))):
        found = reverses.cheapest(stage, camera.single(stage, who, size, rise=RISE.get(asked.angle)))
        if found and (not asked.angle or found.angle == asked.angle):
            if asked.roll:
                found = reverses.rolled(found, stage.people[who], stage.aspect, asked.roll)
            return found if size == wanted else replace(found, note=f"no room here for {wanted}")
    return None


def _insert(stage: Stage, prop: str, here: Sequence[str], holds: Mapping[str, str]) -> Setup | None:
    holder = next((who for who, held in holds.items() if held == prop and who in stage.people), "")
    return _best(inserts.insert(stage, prop, holder=holder, near=here[0] if here else ""))


def _shoulder(stage: Stage, here: Sequence[str]) -> Setup | None:
    """Return a shot over a person's shoulder, on whom they look at."""
    if not here:
        return None
    other = stage.looks_at.get(here[0], "") if len(here) < 2 else here[1]
    if other not in stage.people or other == here[0]:
        return None
    paired = facing(stage, here[0], other)
    found = (reverses.cheapest(paired, camera.over_shoulder(paired, other, size)) for size in ("MS", "MCU", "cowboy"))
    return next(filter(None, found), None)


def _two(stage: Stage, here: Sequence[str], told: Told) -> Setup | None:
    pair = tuple(dict.fromkeys([*here, *(stage.pair or ()), *(w for w in (told.unit.to,) if w in stage.people), *stage.people]))[:2]
    if len(pair) < 2:
        return _single(stage, pair[0], told.direction) if pair and told.direction else None
    return reverses.cheapest(stage, camera.two_shot(facing(stage, *pair), *pair))


def _pov(stage: Stage, asked: Direction, here: Sequence[str], holds: Mapping[str, str]) -> Setup | None:
    """Return what a person sees: the camera at their eyes, they themselves not in the picture."""
    if not here:
        return None
    own = stage.people[here[0]]
    seen = next((who for who in (asked.toward, stage.looks_at.get(own.id, "")) if who in stage.people and who != own.id), "")
    lens = float(stage.lenses.get("normal", 35))
    if seen:
        other = stage.people[seen]
        lens = next(
            (
                mm
                for mm in (lens, lens - 5, lens + 5)
                if framing.firm(framing.ratio(placed(own.eye, other.eye, mm, other.eye, 4.0), other, stage.aspect))
            ),
            lens,
        )
        size = framing.shot_size(placed(own.eye, other.eye, lens, other.eye, 4.0), other, stage.aspect)
        target = framing.aim(own.eye, other.eye, lens=lens, aspect=stage.aspect, x=0.5, y=framing.eye_line(other, size))
        view = placed(own.eye, target, lens, other.eye, 4.0)
        looks = screen_side(other, other.gaze, own.eye)
        size = framing.shot_size(view, other, stage.aspect)
        return Setup(
            "pov", (seen,), size, view, framing.angle_of(view, stage.aspect), looks, partner=own.id, distance=math.dist(own.eye, other.eye)
        )
    point = inserts.place_of(stage, asked.toward, holds, own.id) if asked.toward else _ahead(stage, own)
    if point is None or math.dist(point, own.eye) < 0.2:
        return None
    view = placed(own.eye, point, lens, point, 5.6)
    return Setup("pov", (), "LS", view, framing.angle_of(view, stage.aspect), "right", partner=own.id)


def _ahead(stage: Stage, own: framing.Figure) -> Vec3:
    return own.eye[0] + own.gaze[0] * 3, own.eye[1] + own.gaze[1] * 3, own.eye[2] - 0.25


def _high(stage: Stage) -> Setup:
    """Return the master from as high as the set lets a camera go, looking down on the people or on what the master looks at."""
    base = masters.master(stage)
    zone = stage.spec["camera_zone"]
    people = list(stage.people.values())
    aim = tuple(sum(p.eye[k] for p in people) / len(people) for k in (0, 1)) if people else base.camera.target[:2]
    top = float(zone["z"][1]) - 0.05
    tries = []
    for back in (1.0, 0.8, 0.6, 0.45, 0.3):
        spot = tuple(a + (b - a) * back for a, b in zip(aim, base.camera.position[:2], strict=True))
        view = placed((*spot, top), (*aim, 0.8), min(base.camera.lens, 24.0), (*aim, 0.8), 5.6)
        if stage.holds(view.position) and framing.angle_of(view, stage.aspect) in ("high", "bird"):
            inside = sum(
                0.05 < framing.project(view, p.eye, stage.aspect)[0] < 0.95 and 0.05 < framing.project(view, p.eye, stage.aspect)[1] < 0.95
                for p in people
            )
            tries.append((inside, back, view))
    if not tries:
        return replace(base, kind="master", note="no room here to go higher")
    view = max(tries, key=lambda one: one[:2])[2]
    size = framing.shot_size(view, people[0], stage.aspect) if people else "EWS"
    if people:
        main = stage.people[base.subjects[0]]
        size = framing.shot_size(view, main, stage.aspect)
    return replace(base, kind="master", camera=view, size=size, angle=framing.angle_of(view, stage.aspect))
