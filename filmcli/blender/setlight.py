"""Lamps of the set: sun and moon, daylight in the windows, the wash behind people, the beam through blinds, practicals.

Knows nothing of faces but where they are. Units as in `light`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from mathutils import Vector

from filmcli.blender.facelight import COVERED, Layout
from filmcli.blender.fixture import OUTSIDE, UP, Face, Lamp, Source, at, centre
from filmcli.formats.kelvin import normal, tint

INSIDE = 0.42  # of a window's sky: what daylight brings to the middle of a room that one looks at
BLIND = 0.7  # of it that blinds let through
NEAR = 6.0  # times the face's level: what a window's daylight is at most, on its own sill
CEILING, SEEN = 0.8, 0.6  # of the floor's sides, the ceiling that throws light; of it, what a table sees
MOON = {"stops": -2.2, "kelvin": 5600.0}  # of a set-up that does not say: under its level, what is left for the moon beside the lamps


def sun(plan: Layout, faces: Sequence[Face], sources: Sequence[Source]) -> Lamp:
    """Return the sun: where the set has it, the same in every shot, else on the key's side; low at dawn and dusk."""
    point = centre(faces) if faces else Vector(plan.view.target)
    low = plan.room.time in ("dawn", "dusk")
    covered = plan.room.weather in COVERED
    way = plan.away(
        point, max(35.0, float(plan.preset["key"]["azimuth"])), 9.0 if low else max(32.0, float(plan.preset["key"]["elevation"]))
    )
    kelvin = {"dawn": 3300.0, "dusk": 2500.0}.get(plan.room.time, 5400.0)
    sun = plan.preset.get("sun", {})
    low = low or bool(sun.get("low"))
    for drawn in (source for source in sources if source.kind == "sun"):
        way = drawn.position.normalized()
        way = Vector((way.x, way.y, min(way.z, 0.16) if low else way.z)).normalized()
        kelvin = min(kelvin, drawn.kelvin)
    kelvin = float(sun.get("kelvin", kelvin))
    share = plan.level * (1.0 - 1.0 / float(plan.preset["ratio"])) * (0.25 if covered else 0.45 if plan.room.time == "dusk" else 1.0)
    return Lamp("key", "SUN", point + way * 20, point, tint(kelvin, plan.white), share * math.pi, 12.0 if covered else 0.6)


def moon(plan: Layout, faces: Sequence[Face]) -> Lamp:
    """Return the moon: one hard cool light over the set, from where the set has it; faint under clouds; in space the sun,
    white and a stop more. Faces that look into it keep their own key."""
    point, part = Vector(plan.view.target), plan.preset.get("moon", MOON)
    way = Vector(plan.room.sun).normalized() if plan.room.sun else plan.away(point, 150.0, 38.0)
    covered = plan.room.weather in COVERED
    space = plan.room.sky == "space"
    watts = math.pi * plan.level * 2.0 ** (float(part["stops"]) - (1.5 if covered else 0.0) + (1.0 if space else 0.0))
    before = tuple(face.id for face in faces if face.facing.dot(way) > -0.1)
    return Lamp(
        "sky",
        "SUN",
        point + way * 20,
        point,
        tint(plan.white if space else float(part["kelvin"]), plan.white),
        watts,
        15.0 if covered else 0.5,
        but=before,
        fixed=True,
    )


def facades(plan: Layout, window: Source) -> Lamp:
    """Return daylight for what stands outside a window, two thirds of a stop over the room; it lights nothing inside."""
    colour = tint(at(plan.preset["window"]["kelvin"], plan.hour), plan.white)
    return Lamp(
        "sky",
        "SUN",
        window.position + window.normal * 9 + UP * 6,
        window.position,
        colour,
        math.pi * 1.6,
        3.0,
        only=(OUTSIDE,),
        fixed=True,
    )


def background(plan: Layout, faces: Sequence[Face]) -> list[Lamp]:
    """Return a wash on the wall behind the people from the side away from the key, falling off across it, so that their outline reads. Outdoors the rim does that."""
    part = plan.preset["background"]
    point = centre(faces) if faces else Vector(plan.view.target)
    ahead = point - Vector(plan.view.position)
    ahead.z = 0.0
    ahead.normalize()
    depth = plan.reach(point, ahead, 12.0)
    if depth < 0.5 or not plan.room.interior:
        return []
    wall = point + ahead * depth
    wall.z = min(1.5, plan.room.height * 0.55)
    back = min(depth * 0.7, 2.2)
    top = min(plan.room.height - 0.25, wall.z + back * 0.9)
    place = wall - ahead * back + UP * (top - wall.z) + UP.cross(ahead) * (-plan.side * min(2.4, depth * 0.6))
    distance = (place - wall).length
    watts = plan.level * 2.0 ** part["stops"] * 4 * math.pi**2 * distance**2
    return [Lamp("background", "SPOT", place, wall, plan.colour(part), watts, 0.35, cone=110.0, blend=1.0, fixed=True)]


def beam(plan: Layout, faces: Sequence[Face], sources: Sequence[Source]) -> list[Lamp]:
    """Return the hard light through the windows' blinds, or through a gobo of slats where no window serves."""
    beam = plan.preset["beam"]
    point = centre(faces) if faces else Vector(plan.view.target)
    point = Vector((point.x, point.y, 1.15))
    level = plan.level * 2.0 ** beam["stops"]
    drawn = [source for source in sources if source.kind == "beam"]
    if drawn:  # the set knows where its window lets light fall well
        start, end = drawn[0].position, drawn[0].position + drawn[0].normal
        return [
            Lamp(
                "key",
                "SPOT",
                start,
                end,
                plan.colour(beam),
                level * 4 * math.pi**2 * drawn[0].normal.length ** 2,
                min(beam["size"], drawn[0].size[0]),
                cone=drawn[0].cone,
                blend=0.2,
            )
        ]
    windows = [source for source in sources if source.kind == "window" and source.normal.dot(point - source.position) > 0.3]
    if windows:
        window = min(windows, key=lambda source: (source.position - point).length)
        flat = window.position - point
        # a beam that crosses the room at a slant draws on walls and people; head-on it draws on the floor
        sideways = UP.cross(window.normal)
        flat = Vector((flat.x, flat.y, 0)).normalized()
        away = Vector(plan.view.position) - point
        flat = (flat * 0.94 + sideways * math.copysign(0.34, sideways.dot(away))).normalized()
        rise = math.tan(math.radians(beam["elevation"]))
        place = window.position + (flat + UP * rise) * 5.0
        span = max(window.size) + 0.5
        throw = (place - window.position).length
        cone = 2 * math.degrees(math.atan(span / 2 / throw))
        watts = level * 4 * math.pi**2 * (throw + (window.position - point).length) ** 2
        return [Lamp("key", "SPOT", place, window.position, plan.colour(beam), watts, beam["size"], cone=cone, blend=0.15)]
    way = plan.away(point, 78.0, beam["elevation"])
    return [
        Lamp(
            "key",
            "SPOT",
            point + way * 5.0,
            point,
            plan.colour(beam),
            level * 4 * math.pi**2 * 25,
            beam["size"],
            cone=34.0,
            blend=0.2,
            gobo=True,
        )
    ]


def practical(plan: Layout, source: Source, *, daylit: bool) -> Lamp:
    """Return the light of a lamp or sign that the set shows; beside `daylit` windows or under the sky it counts for half."""
    colour = tint(source.kelvin, plan.white, None) if source.colour is None else normal(source.colour)
    share = plan.preset.get("moon", {}).get("lamps") if plan.hour == "night" and not plan.room.interior else None
    watts = (
        source.watts * float(plan.preset["practicals"] if share is None else share) * (0.5 if daylit and plan.room.time != "dusk" else 1.0)
    )
    aim = source.position + source.normal
    if source.kind == "backdrop":
        return Lamp(
            "background", "AREA", source.position, aim, colour, source.watts * plan.level, source.size[0], source.size[1], fixed=True
        )
    if source.shape in ("neon", "area"):
        return Lamp("practical", "AREA", source.position + source.normal * 0.05, aim, colour, watts, source.size[0], source.size[1])
    if source.shape == "spot":
        return Lamp(
            "practical", "SPOT", source.position, aim, colour, watts, min(source.size[0], 0.2), cone=source.cone or 100.0, blend=0.6
        )
    return Lamp("practical", "POINT", source.position, aim, colour, watts, min(source.size[0], 0.2))


def window(plan: Layout, source: Source) -> Lamp:
    """Return the sky's light that comes in by a window: an area as large as the window, just inside."""
    part = plan.preset["window"]
    place = source.position + source.normal * 0.12
    watts = math.pi * source.size[0] * source.size[1] * 2.0 ** part["stops"] * (0.35 if source.blinds else 1.0)
    return Lamp("sky", "AREA", place, place + source.normal, plan.colour(part), watts, source.size[0], source.size[1], spread=150.0)


def bounce(plan: Layout, faces: Sequence[Face]) -> list[Lamp]:
    """Return the light that a bright set-up throws at the ceiling, as it comes down on the room; people are left out: they have lamps that are metered."""
    part = plan.preset.get("bounce")
    if part is None or not plan.room.interior:
        return []
    (width, depth), height = plan.room.floor, plan.room.height
    area = width * depth * CEILING**2
    place = Vector((0.0, 0.0, height - 0.12))
    watts = plan.level * 2.0 ** part["stops"] * 4 * area / SEEN
    others = tuple(face.id for face in faces)
    return [
        Lamp("background", "AREA", place, place - UP, plan.colour(part), watts, width * CEILING, depth * CEILING, but=others, fixed=True)
    ]


def daylight(plan: Layout, faces: Sequence[Face], windows: Sequence[Source]) -> list[Lamp]:
    """Return what the day brings into the room by each window, and throws from wall to wall there, people left out.

    Their faces have lamps that are metered; a room lit by what is left of these beside a face's ratio is as dark by day as by night.
    """
    point = centre(faces) if faces else Vector(plan.view.target)
    lamps = []
    for source in windows:
        way = point - source.position
        distance, along = max(1.8, way.length), max(0.35, way.normalized().dot(source.normal))
        level = plan.level * 2.0 ** float(plan.preset["window"]["stops"]) * INSIDE / len(windows) ** 0.5
        if plan.room.weather in COVERED:
            level *= 0.6
        area = source.size[0] * source.size[1]
        watts = min(level * math.pi**2 * distance**2 / along, NEAR * plan.level * math.pi * area) * (BLIND if source.blinds else 1.0)
        place = source.position + source.normal * 0.14
        others = tuple(face.id for face in faces)
        lamps.append(
            Lamp(
                "sky",
                "AREA",
                place,
                place + source.normal,
                plan.colour(plan.preset["window"]),
                watts,
                source.size[0],
                source.size[1],
                but=others,
                fixed=True,
            )
        )
    return lamps
