"""The bar of light: where a beam through slats lies on a face, and the small shift that lays it across the eyes.

Knows nothing of set-ups or levels. A bar over the mouth and chin with dark eyes reads as a white beard, so a beam that finds no better way
is flagged off that person, as on a stage.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from mathutils import Vector

from filmcli.blender.facelight import Reach
from filmcli.blender.fixture import UP, Face, Lamp

PITCH, OPEN, AT = 0.075, 0.52, 0.28  # of the slats of a lamp 5 m away: metres, share that is open, share of the lamp's way where they hang
EYES = ((-0.035, 0.0), (0.035, 0.0), (0.0, 0.025))  # points of a face from the point between the eyes: metres to its side, and up
MOUTH = ((0.0, -0.075), (-0.03, -0.105), (0.03, -0.105))
SKIN = 0.035  # metres that these lie before the eyes' own middle
SHIFTS = (0.0, 0.05, -0.05, 0.1, -0.1, 0.16, -0.16, 0.22, -0.22, 0.3, -0.3)  # metres that the lamp goes up or down


def lay(lamp: Lamp, faces: Sequence[Face], reach: Reach) -> Lamp:
    """Return a beam so hung that it lies across the eyes of the first of these faces, and spares whoever it would light from below the eyes.

    A beam that misses a face altogether is left as it is. `reach` says how far light gets through the set.
    """
    if not faces or lamp.group != "key" or lamp.kind != "SPOT" or lamp.only or lamp.fixed:
        return lamp
    if lamp.gobo:
        return _aimed(lamp, faces[0])
    if _worth(lamp, faces[0], reach) != 1.0:
        lamp = max((replace(lamp, position=lamp.position + UP * shift) for shift in SHIFTS), key=lambda one: _worth(one, faces[0], reach))
    return replace(lamp, but=(*lamp.but, *(face.id for face in faces if face.id not in lamp.but and _worth(lamp, face, reach) < 1.0)))


def _worth(lamp: Lamp, face: Face, reach: Reach) -> float:
    """Return how well a beam lies on a face: 2 across the eyes alone, 1 off the face, below 1 where it is the mouth that it lights."""
    eyes, mouth = (_lit(lamp, face, points, reach) for points in (EYES, MOUTH))
    return 1.0 + eyes - 1.5 * mouth * (1 - 0.75 * eyes)


def _aimed(lamp: Lamp, face: Face) -> Lamp:
    """Aim a lamp with slats of its own so that the eyes lie in the middle of the bar above its axis."""
    way = lamp.aim - lamp.position
    flat = math.hypot(way.x, way.y)
    above = PITCH * (1 - OPEN / 2) * way.length / 5.0 / AT * way.length / max(flat, 1e-3)  # upright, for the light comes down at a slant
    return replace(lamp, aim=Vector((lamp.aim.x, lamp.aim.y, face.eyes.z - above)))


def _lit(lamp: Lamp, face: Face, points: tuple[tuple[float, float], ...], reach: Reach) -> float:
    """Return the share of some points of a face that a lamp reaches: within its cone, on the near side, past the set."""
    aside, seen = UP.cross(face.facing).normalized(), 0
    for side, up in points:
        point = face.eyes + face.facing * SKIN + aside * side + UP * up
        path = lamp.position - point
        if (point - lamp.position).angle(lamp.aim - lamp.position) > math.radians(lamp.cone / 2) or path.dot(
            face.facing + aside * side * 8
        ) < 0:
            continue
        seen += reach(point, path, path.length) >= path.length - 0.01
    return seen / len(points)
