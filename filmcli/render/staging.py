"""Who stands where in a shot, and where they look, in world coordinates.

Knows nothing of cameras.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Character
from filmcli.formats.shots import Place, Scene, Shot, Vec3
from filmcli.render import framing, inserts, lexicon


def places(scene: Scene, shot: Shot) -> list[Place]:
    """Return who is in a shot and where: the scene's places with the shot's own laid over them, without the absent."""
    own = {place.character: place for place in shot.places}
    found = [own.get(place.character, place) for place in scene.places] + [
        place for name, place in own.items() if all(p.character != name for p in scene.places)
    ]
    return [place for place in found if place.character not in shot.absent]


def aimed(scene: Scene, shot: Shot, people: Mapping[str, Character]) -> dict[str, Vec3]:
    """Return the main subject of a shot on one person with the point where the list has their eyes: the renderer frames the real ones there."""
    place = next((one for one in places(scene, shot) if shot.subjects[:1] == (one.character,)), None)
    if place is None or shot.kind not in ("single", "ots", "reaction"):
        return {}
    pose = shot.beats[0].poses.get(place.character, place.pose)
    return {place.character: framing.eyes(place.model_copy(update={"pose": pose}), people[place.character])}


def gaze(scene: Scene, shot: Shot, place: Place, people: Mapping[str, Character]) -> Vec3 | None:
    """Return the point a person looks at: another's eyes, the camera, a prop in a hand or on its surface, a surface; None to look ahead."""
    goal = shot.look_at.get(place.character)
    if goal is None:
        return _idle(shot, place, people[place.character])
    if goal == "camera":
        return shot.camera.position
    other = next((one for one in places(scene, shot) if one.character == goal), None)
    if other is not None:
        return framing.eyes(other, people[goal])
    if goal == shot.prop and shot.kind == "insert":
        return shot.camera.focus
    holder = next((one for one in places(scene, shot) if one.hold == goal), None)
    if holder is not None:
        return inserts.hand(framing.figure(holder, people[holder.character]), goal)
    surfaces = presets.load("sets", scene.set).get("surfaces") or {}
    if goal in surfaces:
        return tuple(float(v) for v in surfaces[goal]["at"])  # type: ignore[return-value]
    x, y, _ = framing.eyes(place, people[place.character])
    tops = [tuple(float(v) for v in surface["at"]) for surface in surfaces.values()]
    return min(tops, key=lambda at: math.dist(at[:2], (x, y)), default=None) if lexicon.length_of(goal) else None  # type: ignore[return-value]


LOWERED = 0.36  # metres down for each ahead: the floor some steps away
WANDERS = (18.0, 38.0)  # degrees to either side


def _idle(shot: Shot, place: Place, who: Character) -> Vec3 | None:
    """Return where the eyes of a person rest whom nothing asks to look: by the sheet's gaze down, aside, or (None) ahead."""
    if who.motion.gaze not in ("lowered", "wandering") or place.pose in framing.LYING:
        return None
    dice = stream(0, "gaze", f"{shot.id}/{who.id}")
    aside = math.radians(place.yaw + dice.choice((-1, 1)) * dice.uniform(*WANDERS) * (who.motion.gaze == "wandering"))
    x, y, z = framing.eyes(place, who)
    fall = LOWERED if who.motion.gaze == "lowered" else dice.uniform(-0.12, 0.12)
    return (x + 2 * math.sin(aside), y - 2 * math.cos(aside), z - 2 * fall)
