"""Who stands where in a shot, and where they look, in world coordinates.

Knows nothing of cameras.
"""

from __future__ import annotations

from collections.abc import Mapping

from filmcli.formats.cast import Character
from filmcli.formats.shots import Place, Scene, Shot, Vec3
from filmcli.render import framing


def places(scene: Scene, shot: Shot) -> list[Place]:
    """Return the scene's places with the shot's overrides laid over them."""
    own = {place.character: place for place in shot.places}
    return [own.get(place.character, place) for place in scene.places] + [
        place for name, place in own.items() if all(p.character != name for p in scene.places)
    ]


def gaze(scene: Scene, shot: Shot, place: Place, people: Mapping[str, Character]) -> Vec3 | None:
    """Return the point a person looks at: another's eyes, the camera, the prop; None to look ahead."""
    goal = shot.look_at.get(place.character)
    if goal is None:
        return None
    if goal == "camera":
        return shot.camera.position
    other = next((one for one in places(scene, shot) if one.character == goal), None)
    if other is not None:
        return framing.eyes(other, people[goal])
    return shot.camera.focus if goal == shot.prop else None
