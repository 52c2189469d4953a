"""Lamps and what they are for: faces, the set's own sources of light, the room, and what is asked of a list of lamps.

Knows nothing of where a lamp should hang (`light`). Metres, kelvin, watts; stops are powers of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import bpy
from mathutils import Vector

UP = Vector((0.0, 0.0, 1.0))
OUTSIDE = "outside the windows"  # what `only` names when a lamp is for the view from the windows


@dataclass(frozen=True)
class Face:
    """Whom to light: where the eyes are, which way the head faces (horizontal), and the collection that holds the person."""

    id: str
    eyes: Vector
    facing: Vector
    collection: bpy.types.Collection | None = None


@dataclass(frozen=True)
class Source:
    """A reason for light in the set: a window, a practical lamp, a neon sign. `normal` points into the room."""

    kind: str
    position: Vector
    normal: Vector = field(default_factory=lambda: -UP)
    size: tuple[float, float] = (0.06, 0.06)
    colour: tuple[float, float, float] | None = None
    kelvin: float = 2900.0
    watts: float = 40.0
    blinds: bool = False
    cone: float = 0.0  # degrees, for a spot
    shape: str = "point"  # point, spot, area or neon


@dataclass(frozen=True)
class Room:
    """What the light needs to know of the scene: inside or out, the hour, the weather, the ceiling, the sky."""

    interior: bool
    time: str = "day"
    weather: str = "clear"
    height: float = 2.9
    sun: tuple[float, float, float] | None = None  # the way to the sun or moon, where the set has one
    sky: str = ""  # a sky of presets/skies that the set asks for; '' is the hour's and the weather's
    bright: float = 1.0  # times its level by day: what leaves and walls hand on more often than rays bounce
    floor: tuple[float, float] = (6.0, 6.0)  # metres, about the middle of the set


@dataclass(frozen=True)
class Lamp:
    """One lamp. `level` is what it should bring to its aim; `size` metres (degrees for a sun); `only` who receives it."""

    group: str
    kind: str  # POINT, SPOT, AREA, SUN
    position: Vector
    aim: Vector
    colour: tuple[float, float, float]
    watts: float
    size: float = 0.3
    height: float = 0.0  # of a rectangle, 0 for a disk
    cone: float = 55.0
    blend: float = 0.8
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()  # people whom it does not light: they have lamps of their own
    gobo: bool = False
    spread: float = 180.0
    fixed: bool = False  # not turned down for a face: it lights the set, or only glints
    glint: bool = False  # seen in what shines, lights nothing
    through: bool = False  # with `only` or a gobo: the set does not block it. Costs every ray of the picture (gaffer.clear)


def sources(stage: Any) -> list[Source]:
    """Return the motivated sources of a built set: lamps, signs, windows, washes on the backdrop, and the beam's way."""
    given = [
        (kind, one)
        for kind, key in (("practical", "practicals"), ("neon", "neon"), ("backdrop", "backdrop"))
        for one in stage.light.get(key, ())
    ]
    found = []
    for kind, one in given:
        place = Vector(one["at"])
        aim = one.get("aim")
        way = (Vector(aim) - place).normalized() if aim is not None else -UP
        size = float(one.get("size", one.get("radius", 0.04)))
        colour = tuple(one["colour"]) if one.get("colour") else None
        shape = one.get("kind", "point" if kind == "practical" else "area")
        found.append(
            Source(
                kind,
                place,
                way,
                (size, float(one.get("height", size))),
                colour,
                float(one.get("kelvin", 2900)),
                float(one.get("watts", 40)),
                cone=float(one.get("cone", 0.0)),
                shape=shape,
            )
        )
    for one in stage.light.get("windows", ()):
        found.append(Source("window", Vector(one["at"]), Vector(one["normal"]), tuple(one["size"]), blinds=bool(one.get("blinds"))))
    if sun := stage.light.get("sun"):
        found.append(Source("sun", Vector(sun["from"]), kelvin=float(sun.get("kelvin", 5400))))
    if beam := stage.light.get("beam"):
        start, end = Vector(beam["from"]), Vector(beam["to"])
        found.append(Source("beam", start, end - start, (float(beam.get("radius", 0.02)), 0.0), cone=float(beam.get("angle", 32.0))))
    return found


def key_of(lamps: Sequence[Lamp], eyes: Sequence[float], who: str) -> Lamp | None:
    """Return the lamp that is a face's key: its own, else the nearest that is no beam across the room, else the sun."""
    keys = [lamp for lamp in lamps if lamp.group == "key" and not lamp.gobo and (not lamp.only or who in lamp.only)]
    return min(keys, key=lambda lamp: (lamp.kind == "SUN", (lamp.aim - Vector(eyes)).length), default=None)


def at(value: Any, hour: str) -> float:
    """Return a number that may depend on the hour: `{day: …, night: …}` or the number itself."""
    return float(value[hour] if isinstance(value, Mapping) else value)


def centre(faces: Sequence[Face]) -> Vector:
    """Return the middle of the eyes of all."""
    return sum((face.eyes for face in faces), Vector()) / len(faces)


def dim(lamps: Sequence[Lamp], factors: Mapping[str, float], *, every: bool = False) -> list[Lamp]:
    """Return the lamps with the watts of each group multiplied, the fixed ones as they are unless `every` one is meant."""
    return [lamp if lamp.fixed and not every else replace(lamp, watts=lamp.watts * factors.get(lamp.group, 1.0)) for lamp in lamps]
