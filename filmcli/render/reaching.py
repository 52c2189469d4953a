"""Where hands go: the point in the set that an act's hand reaches to, from whom or what it is done to.

Knows nothing of bodies' solving, nor of time. Metres in the set's frame.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from filmcli.core import presets
from filmcli.formats.cast import Character
from filmcli.formats.shots import Act, Place, Shot, Vec3
from filmcli.render import framing, inserts

MEETING = frozenset({"hand_over", "shake_hands"})  # half way between two people
ONTO = {
    "hand_on_shoulder": (0.81, 0.5),
    "take_arm": (0.62, 0.9),
    "reach": (0.70, 0.6),
}  # of a person's height; how far round to the near side
CHEEK = (0.032, -0.02, 0.034)  # of the height: from between the eyes to where a palm meets the cheek, to the left, ahead and down
HELD = frozenset({"embrace", "kiss"})  # both arms about somebody: the point is the middle of their back, seen from the front
BACK = 0.74  # of the height
THINGS = frozenset({"take", "reach", "put", "reach_down"})  # of what lies on a surface
LONG = 0.37  # of the height: from shoulder to fist; and a lean of the trunk
LEAN = 0.12
HALF = 0.115  # of the height: from the spine to the shoulder
DOWN = 0.25  # of the height: from the eyes to where hands meet
LIFT = 0.05  # metres over a surface at which a hand takes hold


def points(
    scene_set: str, here: Mapping[str, Place], acts: tuple[Act, ...], people: Mapping[str, Character], *, insert: bool = False
) -> dict[int, Vec3]:
    """Return, by the number of the act, the point its hand reaches to; acts that reach for nothing, or for what is too far, are left out.

    here: who is there and how, by character id. Acts of somebody who has walked before are measured from where the walk ends. insert: the
    camera is on the prop, where the one who takes it holds it: it is handed over there.
    """
    spots = dict(here)
    found: dict[int, Vec3] = {}
    for number, act in enumerate(acts):
        place = spots.get(act.character)
        if place is None:
            continue
        if act.path:
            spots[act.character] = place.model_copy(update={"position": act.path[-1], "pose": "stand", "seat": 0.0})
            continue
        point = _point(scene_set, act, place, spots, acts, people)
        if insert and point and (taker := _taker(act, acts)) in spots:
            point = inserts.hand(framing.figure(spots[taker], people[taker]), spots[taker].hold)
        if point and _near(place, point, people[act.character]):
            found[number] = tuple(round(float(v), 4) for v in point)  # type: ignore[assignment]
    return found


def held(shot: Shot, here: Mapping[str, Place], scene_set: str, people: Mapping[str, Character]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the hands of a shot's still that reach: person → side → `at`, a point. What is taken from a table has been taken by then."""
    walks = {act.character for act in shot.acts if act.path}
    gives = {act.to for act in shot.acts if act.motion == "hand_over"}
    reached = points(scene_set, here, shot.acts, people, insert=shot.kind == "insert")
    return {
        act.character: {"R": {"at": list(reached[number])}}
        for number, act in enumerate(shot.acts)
        if number in reached
        and act.character not in walks
        and (act.motion != "take" or act.character in gives)
        and act.motion not in ("put", "reach_down", *HELD)
    }


def _taker(act: Act, acts: tuple[Act, ...]) -> str:
    """Return who takes in a handing over that an act is part of, '' for none."""
    if act.motion == "hand_over":
        return act.to
    return act.character if act.motion == "take" and any(one.motion == "hand_over" and one.to == act.character for one in acts) else ""


def _point(
    scene_set: str, act: Act, place: Place, spots: Mapping[str, Place], acts: tuple[Act, ...], people: Mapping[str, Character]
) -> Vec3 | None:
    partner = act.to if act.to in spots else ""
    if act.motion == "take" and not partner:
        partner = next((one.character for one in acts if one.motion == "hand_over" and one.to == act.character), "")
        if partner not in spots:
            return _surface(scene_set, place)
        return _middle(place, spots[partner], people)
    if partner and act.motion in HELD:
        x, y, floor = spots[partner].position
        return x, y, floor + BACK * people[partner].appearance.build.height
    if partner and act.motion in MEETING:
        return _middle(place, spots[partner], people)
    if partner and act.motion == "slap":
        return _cheek(spots[partner], people[partner])
    if partner and act.motion in ONTO:
        share, round_ = ONTO[act.motion]
        return _onto(place, spots[partner], people, share, round_)
    return _surface(scene_set, place) if act.motion in THINGS and act.to and not partner else None


def _middle(a: Place, b: Place, people: Mapping[str, Character]) -> Vec3:
    """Return the point between two people where hands meet, a little under the breast."""
    high = sum(framing.eyes(one, people[one.character])[2] - DOWN * people[one.character].appearance.build.height for one in (a, b)) / 2
    return ((a.position[0] + b.position[0]) / 2, (a.position[1] + b.position[1]) / 2, high)


def _onto(a: Place, b: Place, people: Mapping[str, Character], share: float, round_: float) -> Vec3:
    """Return a point on somebody's shoulder or arm: on the side that is nearer to who reaches."""
    height = people[b.character].appearance.build.height
    drop = framing.eyes(b, people[b.character])[2] - (0.93 - share) * height
    yaw = math.radians(b.yaw)
    left = (math.cos(yaw), math.sin(yaw))
    sides = [(b.position[0] + sign * HALF * height * left[0], b.position[1] + sign * HALF * height * left[1]) for sign in (1, -1)]
    near = min(sides, key=lambda at: math.dist(at, a.position[:2]))
    middle = b.position[:2]
    return (middle[0] + (near[0] - middle[0]) * (0.6 + round_ / 2), middle[1] + (near[1] - middle[1]) * (0.6 + round_ / 2), drop)


def _cheek(place: Place, who: Character) -> Vec3:
    """Return where a right hand meets somebody's face: their left cheek."""
    (x, y, z), yaw = framing.eyes(place, who), math.radians(place.yaw)
    left, ahead, down = (part * who.appearance.build.height for part in CHEEK)
    return x + left * math.cos(yaw) + ahead * math.sin(yaw), y + left * math.sin(yaw) - ahead * math.cos(yaw), z - down


def _surface(scene_set: str, place: Place) -> Vec3 | None:
    """Return the point of the nearest surface of a set that is next to a person."""
    best: tuple[float, Vec3] | None = None
    for surface in (presets.load("sets", scene_set).get("surfaces") or {}).values():
        (x, y, z), (wide, deep) = surface["at"], surface["size"]
        at = (min(max(place.position[0], x - wide / 2), x + wide / 2), min(max(place.position[1], y - deep / 2), y + deep / 2))
        away = math.dist(at, place.position[:2])
        if best is None or away < best[0]:
            best = away, (at[0], at[1], float(z) + LIFT)
    return best[1] if best else None


def _near(place: Place, point: Vec3, who: Character) -> bool:
    """Say whether a hand gets there: ahead or beside, not behind, and within arm and lean."""
    height = who.appearance.build.height
    eye = framing.eyes(place, who)
    shoulder = (place.position[0], place.position[1], eye[2] - 0.11 * height)
    yaw = math.radians(place.yaw)
    way = (point[0] - shoulder[0], point[1] - shoulder[1])
    ahead = way[0] * math.sin(yaw) - way[1] * math.cos(yaw)
    return math.dist(shoulder, point) <= (LONG + LEAN) * height and ahead > -0.1
