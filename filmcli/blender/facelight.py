"""Lamps of a face: key, fill, rim and the glint in the eyes, hung around the camera's axis.

Knows nothing of the set but how far a lamp may stand away, and what it may follow. Units as in `light`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mathutils import Vector

from filmcli.blender.camera import View
from filmcli.blender.fixture import UP, Face, Lamp, Room, Source, at, centre
from filmcli.formats.kelvin import tint

THROW = 2.4  # metres from the face to its key
PROFILE = 105  # degrees between facing and key beyond which the key would light the back of the head
GLINT = 30.0  # radiance of the eye light over the face's level: a cornea mirrors 4 % of it, on a pixel or less
COVERED = ("rain", "fog", "snow", "storm", "overcast", "smoke")  # weathers that hide the sun
Reach = Callable[[Vector, Vector, float], float]  # origin, direction, wanted metres → free metres


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

    def fill(self, faces: Sequence[Face]) -> Lamp:
        """Return the fill: large, near the lens, on the side away from the key; outdoors for the faces alone."""
        fill = self.preset["fill"]
        point = centre(faces) if faces else Vector(self.view.target)
        way = self.away(point, fill["azimuth"], fill["elevation"])
        distance = max(0.8, self.reach(point, way, 3.0) - 0.2)
        watts = self.level / float(self.preset["ratio"]) * math.pi**2 * distance**2
        reflector = () if self.room.interior else tuple(face.id for face in faces)
        return Lamp("fill", "AREA", point + way * distance, point, self.colour(fill), watts, min(fill["size"], distance), only=reflector)
