"""Light: a set-up's intent, the set's motivated sources and the camera become physical lamps.

Knows nothing of rendering; `meter` measures what comes out. Positions in metres, colour in kelvin, levels as illuminance
over π in scene units, so that 1 shows an 18 % card as middle grey, and stops are powers of two of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import bpy
from mathutils import Vector

from filmcli.blender.camera import View
from filmcli.formats.kelvin import normal, tint

UP = Vector((0.0, 0.0, 1.0))
THROW = 2.4  # metres from the face to its key
PROFILE = 105  # degrees between facing and key beyond which the key would light the back of the head
OVER = 1.8  # what the sun has over a key that stands in for it, for a face that it does not reach
GLINT = 30.0  # radiance of the eye light over the face's level: a cornea mirrors 4 % of it, on a pixel or less
COVERED = ("rain", "fog", "snow", "storm", "overcast", "smoke")  # weathers that hide the sun
OUTSIDE = "outside the windows"  # what `only` names when a lamp is for the view from the windows
Reach = Callable[[Vector, Vector, float], float]  # origin, direction, wanted metres → free metres


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
    gobo: bool = False
    spread: float = 180.0
    fixed: bool = False  # not turned down for a face: it lights the set, or only glints
    glint: bool = False  # seen in what shines, lights nothing
    through: bool = False  # with `only` or a gobo: the set does not block it. Costs every ray of the picture (gaffer.clear)


def design(
    preset: Mapping[str, Any], *, view: View, faces: Sequence[Face], sources: Sequence[Source], room: Room, key_side: str, reach: Reach
) -> list[Lamp]:
    """Return the lamps of one shot, watts from inverse squares; `meter` corrects them by what the face really gets."""
    hour = "night" if room.time == "night" else "day"
    white = at(preset["white"], hour)
    day_outside = not room.interior and hour == "day"
    side = motivated(preset, view, faces, sources, room) or (-1.0 if key_side == "left" else 1.0)
    stage = Layout(preset, view, room, side, hour, white, reach)
    lamps: list[Lamp] = []
    shaded: set[str] = set()
    if day_outside:
        sun = stage.sun(faces, sources)
        lamps.append(sun)
        way = (sun.position - sun.aim).normalized()
        shaded = {face.id for face in faces if face.facing.dot(way) < 0.2 or reach(face.eyes, way, 30.0) < 30.0}
        if room.weather not in COVERED and room.time == "day" and (not faces or faces[0].id in shaded):
            lamps[-1] = replace(sun, watts=sun.watts * OVER)  # a face in the shade is exposed for; the sun lies over it
    for face in faces:
        lamps += stage.person(face, sources, keyed=not day_outside or face.id in shaded)
    lamps.append(stage.fill(faces))
    lamps += stage.background(faces)
    if room.interior and "beam" in preset:
        lamps += stage.beam(faces, sources)
    lamps += [stage.practical(source) for source in sources if source.kind in ("practical", "neon", "backdrop")]
    lamps += [stage.window(source) for source in sources if source.kind == "window" and room.interior]
    if room.interior and hour == "day":
        lamps += [stage.facades(source) for source in sources if source.kind == "window"][:2]
    if not room.interior and hour == "night":
        lamps.append(stage.moon())
    return [lamp for lamp in lamps if lamp.watts > 0]


def motivated(preset: Mapping[str, Any], view: View, faces: Sequence[Face], sources: Sequence[Source], room: Room) -> float | None:
    """Return the side of the frame on which the set's own light lies, −1 left, 1 right, so that all shots of a scene are lit from one side
    of the set; None where it has no such light, lies along the lens, or would light the back of the main head.
    """
    kind = preset["key"].get("follow") or ("window" if room.interior and (room.time != "night" or "beam" in preset) else "")
    near = [source for source in sources if source.kind == kind]
    if not near or not faces or not room.interior:
        return None
    face = faces[0]
    source = min(near, key=lambda one: (one.position - face.eyes).length)
    way, ahead = (Vector((one.x, one.y, 0)).normalized() for one in (source.position - face.eyes, Vector(view.position) - face.eyes))
    across = way.dot(UP.cross(ahead))
    if abs(across) < 0.3:
        return None
    side = math.copysign(1.0, across)
    turn = math.radians(float(preset["key"]["azimuth"]))
    key = ahead * math.cos(turn) + UP.cross(ahead) * (side * math.sin(turn))
    return side if key.dot(face.facing) >= math.cos(math.radians(PROFILE)) else None


@dataclass(frozen=True)
class Layout:
    """Where each kind of lamp stands for one camera: `side` is −1 for a key from frame left, +1 from frame right."""

    preset: Mapping[str, Any]
    view: View
    room: Room
    side: float
    hour: str
    white: float
    reach: Reach

    @property
    def level(self) -> float:
        """What the lit side of the face should get."""
        return 2.0 ** float(self.preset["face"])

    def colour(self, part: Mapping[str, Any]) -> tuple[float, float, float]:
        return tint(at(part["kelvin"], self.hour), self.white, part.get("colour"))

    def away(self, point: Vector, azimuth: float, elevation: float) -> Vector:
        """Return the direction from a point to a light: azimuth from the camera axis towards the key side, degrees."""
        ahead = Vector(self.view.position) - point
        ahead.z = 0.0
        ahead = ahead.normalized() if ahead.length > 1e-3 else Vector((0.0, -1.0, 0.0))
        right = UP.cross(ahead)  # frame right for a camera that looks along −ahead
        turn, rise = math.radians(azimuth), math.radians(elevation)
        flat = ahead * math.cos(turn) + right * (self.side * math.sin(turn))
        return (flat * math.cos(rise) + UP * math.sin(rise)).normalized()

    def person(self, face: Face, sources: Sequence[Source], *, keyed: bool) -> list[Lamp]:
        """Return key and rim of one person; who shows the back of the head gets the rim alone."""
        lamps = []
        key, rim = self.preset["key"], self.preset["rim"]
        toward = (Vector(self.view.position) - face.eyes).normalized()
        share = self.level * (1.0 - 1.0 / float(self.preset["ratio"]))
        if keyed and face.facing.dot(toward) > -0.35:
            way = self.key_way(face, sources)
            only = (face.id,) if key.get("flagged") else ()
            distance = THROW if only else max(0.5, self.reach(face.eyes, way, THROW) - 0.15)
            hard = key["size"] <= 0.3
            watts = share * (4 * math.pi**2 if hard else math.pi**2) * distance**2
            lamps.append(
                Lamp(
                    "key",
                    "SPOT" if hard else "AREA",
                    face.eyes + way * distance,
                    face.eyes - UP * 0.12,
                    self.colour(key),
                    watts,
                    key["size"],
                    cone=50.0,
                    blend=1.0,
                    only=only,
                )
            )
        back = self.level * 2.0 ** rim["stops"]
        if face.facing.dot(toward) <= -0.35:
            back *= 0.5  # the shoulder in the foreground must not outshine the face
        if face.facing.dot(toward) > 0.1:
            lamps.append(self.eye_light(face, toward))
        way = self.away(face.eyes, -float(rim["azimuth"]), rim["elevation"])
        lamps.append(
            Lamp(
                "rim",
                "SPOT",
                face.eyes + way * 2.8,
                face.eyes - UP * 0.2,
                self.colour(rim),
                back * 4 * math.pi**2 * 2.8**2,
                rim["size"],
                cone=50.0,
                blend=0.9,
                only=(face.id,),
            )
        )
        return lamps

    def eye_light(self, face: Face, toward: Vector) -> Lamp:
        """Return a glint for the eyes: a disk over the lens that shines in them and lights nothing, so that no face looks blind."""
        distance = min(2.0, max(0.4, (Vector(self.view.position) - face.eyes).length))
        place = face.eyes + toward * distance + UP * 0.35 * distance
        radius = 0.15 * distance
        watts = GLINT * self.level * math.pi**2 * radius**2
        return Lamp(
            "fill", "AREA", place, face.eyes, self.colour(self.preset["key"]), watts, 2 * radius, only=(face.id,), fixed=True, glint=True
        )

    def key_way(self, face: Face, sources: Sequence[Source]) -> Vector:
        """Return the direction of a face's key: the preset's, bent to a source it can follow, never to the back of the head."""
        key = self.preset["key"]
        way = self.away(face.eyes, key["azimuth"], key["elevation"])
        wanted = key.get("follow")
        near = [source for source in sources if source.kind == wanted and (source.position - face.eyes).length < 6.0]
        bent = sorted(((source.position - face.eyes).normalized() for source in near), key=lambda d: -d.dot(way))
        if bent and bent[0].dot(way) > 0.35:
            way = (bent[0] * 0.6 + way * 0.4).normalized()
            way = (
                Vector((way.x, way.y, 0)).normalized()
                + UP * math.tan(math.radians(max(min(15.0, key["elevation"]), key["elevation"] * 0.7)))
            ).normalized()
        limit = math.cos(math.radians(PROFILE))
        flat = Vector((way.x, way.y, 0)).normalized()
        if flat.dot(face.facing) < limit:
            other = self.away(face.eyes, -float(key["azimuth"]), key["elevation"])
            if Vector((other.x, other.y, 0)).normalized().dot(face.facing) > flat.dot(face.facing):
                return other
        return way

    def sun(self, faces: Sequence[Face], sources: Sequence[Source]) -> Lamp:
        """Return the sun: where the set has it, the same in every shot, else on the key's side; low at dawn and dusk."""
        point = centre(faces) if faces else Vector(self.view.target)
        low = self.room.time in ("dawn", "dusk")
        covered = self.room.weather in COVERED
        way = self.away(
            point, max(35.0, float(self.preset["key"]["azimuth"])), 9.0 if low else max(32.0, float(self.preset["key"]["elevation"]))
        )
        kelvin = {"dawn": 3300.0, "dusk": 2500.0}.get(self.room.time, 5400.0)
        sun = self.preset.get("sun", {})
        low = low or bool(sun.get("low"))
        for drawn in (source for source in sources if source.kind == "sun"):
            way = drawn.position.normalized()
            way = Vector((way.x, way.y, min(way.z, 0.16) if low else way.z)).normalized()
            kelvin = min(kelvin, drawn.kelvin)
        kelvin = float(sun.get("kelvin", kelvin))
        share = self.level * (1.0 - 1.0 / float(self.preset["ratio"])) * (0.25 if covered else 0.45 if self.room.time == "dusk" else 1.0)
        return Lamp("key", "SUN", point + way * 20, point, tint(kelvin, self.white), share * math.pi, 12.0 if covered else 0.6)

    def moon(self) -> Lamp:
        """Return a faint cool back light over everything, so wet ground and roofs are read."""
        point = Vector(self.view.target)
        way = Vector(self.room.sun).normalized() if self.room.sun else self.away(point, 150.0, 38.0)
        return Lamp("sky", "SUN", point + way * 20, point, tint(7500.0, self.white), math.pi * self.level * 2.0**-2.5, 1.0)

    def facades(self, window: Source) -> Lamp:
        """Return daylight for what stands outside a window, two thirds of a stop over the room; it lights nothing inside."""
        colour = tint(at(self.preset["window"]["kelvin"], self.hour), self.white)
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

    def fill(self, faces: Sequence[Face]) -> Lamp:
        """Return the fill: large, near the lens, on the side away from the key; outdoors by day a reflector for the faces alone."""
        fill = self.preset["fill"]
        point = centre(faces) if faces else Vector(self.view.target)
        way = self.away(point, fill["azimuth"], fill["elevation"])
        distance = max(0.8, self.reach(point, way, 3.0) - 0.2)
        watts = self.level / float(self.preset["ratio"]) * math.pi**2 * distance**2
        reflector = tuple(face.id for face in faces) if not self.room.interior and self.hour == "day" else ()
        return Lamp("fill", "AREA", point + way * distance, point, self.colour(fill), watts, min(fill["size"], distance), only=reflector)

    def background(self, faces: Sequence[Face]) -> list[Lamp]:
        """Return a wash on what stands behind the people, so that their outline reads."""
        part = self.preset["background"]
        point = centre(faces) if faces else Vector(self.view.target)
        ahead = point - Vector(self.view.position)
        ahead.z = 0.0
        ahead.normalize()
        depth = self.reach(point, ahead, 12.0)
        if depth < 0.5 or (not self.room.interior and self.hour == "day"):
            return []
        wall = point + ahead * depth
        wall.z = min(1.5, self.room.height * 0.55)
        back = min(depth * 0.7, 2.2 if self.room.interior else 5.0)
        top = min(self.room.height - 0.25, wall.z + back * 0.9) if self.room.interior else wall.z + back * 0.7
        place = wall - ahead * back + UP * (top - wall.z) + UP.cross(ahead) * (-self.side * min(1.0, depth * 0.3))
        distance = (place - wall).length
        watts = self.level * 2.0 ** part["stops"] * 4 * math.pi**2 * distance**2
        return [Lamp("background", "SPOT", place, wall, self.colour(part), watts, 0.35, cone=125.0, blend=1.0, fixed=True)]

    def beam(self, faces: Sequence[Face], sources: Sequence[Source]) -> list[Lamp]:
        """Return the hard light through the windows' blinds, or through a gobo of slats where no window serves."""
        beam = self.preset["beam"]
        point = centre(faces) if faces else Vector(self.view.target)
        point = Vector((point.x, point.y, 1.15))
        level = self.level * 2.0 ** beam["stops"]
        drawn = [source for source in sources if source.kind == "beam"]
        if drawn:  # the set knows where its window lets light fall well
            start, end = drawn[0].position, drawn[0].position + drawn[0].normal
            return [
                Lamp(
                    "key",
                    "SPOT",
                    start,
                    end,
                    self.colour(beam),
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
            away = Vector(self.view.position) - point
            flat = (flat * 0.94 + sideways * math.copysign(0.34, sideways.dot(away))).normalized()
            rise = math.tan(math.radians(beam["elevation"]))
            place = window.position + (flat + UP * rise) * 5.0
            span = max(window.size) + 0.5
            throw = (place - window.position).length
            cone = 2 * math.degrees(math.atan(span / 2 / throw))
            watts = level * 4 * math.pi**2 * (throw + (window.position - point).length) ** 2
            return [Lamp("key", "SPOT", place, window.position, self.colour(beam), watts, beam["size"], cone=cone, blend=0.15)]
        way = self.away(point, 78.0, beam["elevation"])
        return [
            Lamp(
                "key",
                "SPOT",
                point + way * 5.0,
                point,
                self.colour(beam),
                level * 4 * math.pi**2 * 25,
                beam["size"],
                cone=34.0,
                blend=0.2,
                gobo=True,
            )
        ]

    def practical(self, source: Source) -> Lamp:
        """Return the light of a lamp or sign that the set shows."""
        colour = tint(source.kelvin, self.white, None) if source.colour is None else normal(source.colour)
        watts = source.watts * float(self.preset["practicals"]) * (0.5 if self.hour == "day" and self.room.time != "dusk" else 1.0)
        aim = source.position + source.normal
        if source.kind == "backdrop":
            return Lamp(
                "background", "AREA", source.position, aim, colour, source.watts * self.level, source.size[0], source.size[1], fixed=True
            )
        if source.shape in ("neon", "area"):
            return Lamp("practical", "AREA", source.position + source.normal * 0.05, aim, colour, watts, source.size[0], source.size[1])
        if source.shape == "spot":
            return Lamp(
                "practical", "SPOT", source.position, aim, colour, watts, min(source.size[0], 0.2), cone=source.cone or 100.0, blend=0.6
            )
        return Lamp("practical", "POINT", source.position, aim, colour, watts, min(source.size[0], 0.2))

    def window(self, source: Source) -> Lamp:
        """Return the sky's light that comes in by a window: an area as large as the window, just inside."""
        part = self.preset["window"]
        place = source.position + source.normal * 0.12
        watts = math.pi * source.size[0] * source.size[1] * 2.0 ** part["stops"] * (0.35 if source.blinds else 1.0)
        return Lamp("sky", "AREA", place, place + source.normal, self.colour(part), watts, source.size[0], source.size[1], spread=150.0)


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


def dim(lamps: Sequence[Lamp], factors: Mapping[str, float]) -> list[Lamp]:
    """Return the lamps with the watts of each group multiplied, the fixed ones as they are."""
    return [lamp if lamp.fixed else replace(lamp, watts=lamp.watts * factors.get(lamp.group, 1.0)) for lamp in lamps]
