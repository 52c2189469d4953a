"""Staging: a shot's set and people built and standing, what they hold in their hands, and the camera on them.

Knows nothing of light or of pictures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import bpy
from mathutils import Matrix, Vector

from filmcli.blender import camera, closeup, facts, footing, prop, weather
from filmcli.blender.camera import View
from filmcli.blender.hold import by_far_end
from filmcli.blender.picture import Format
from filmcli.blender.stance import stance
from filmcli.blender.studio import Studio
from filmcli.blender.take import Clock, Take
from filmcli.core.errors import InputError
from filmcli.formats.poses import pinched


def prepare(studio: Studio, request: Mapping[str, Any], format: Format, clock: Clock) -> Take:
    """Return the take with its set and people built and standing."""
    view = View.read(request["camera"], format.aspect)
    spec = dict(request["set"])
    stage = studio.set(spec, lite=format.lite)
    request = footing.grounded(request, stage.plan)
    people = {}
    for place in request.get("people") or ():
        sheet = place["character"]
        people[sheet["id"]] = studio.figure(sheet, detail=place.get("detail", format.detail))
    studio.clear(list(people.values()))
    room = weather.room(stage, spec)
    for figure in people.values():
        figure.soak(weather.wet(room))
    preset = weather.hour(request.get("lighting") or {}, room)
    missing = {"white", "face", "ratio", "key", "fill", "rim", "background", "practicals", "ambient", "window"} - set(preset)
    if missing:
        raise InputError(f"lighting: missing {sorted(missing)[0]!r}")
    return Take(request, format, view, stage, people, room, preset, clock=clock)


def pose(studio: Studio, shot: Take, beat: Mapping[str, Any]) -> None:
    """Put everyone in place as this beat has it, with what they hold in their hands."""
    studio.shelve()
    for order, place in enumerate(shot.request.get("people") or ()):
        name = place["character"]["id"]
        figure = shot.people[name]
        figure.show()
        figure.place(
            place["position"],
            place["yaw"],
            posture(shot.request, place, (beat.get("poses") or {}).get(name, place.get("pose", "stand"))),
            seat=place.get("seat", 0.0),
            hold=place.get("hold", ""),
            expression=(beat.get("expressions") or {}).get(name, place.get("expression", "neutral")),
            look_at=place.get("look_at"),
            hands=place.get("hands"),
        )
        if place.get("hold"):
            held = studio.prop(place["hold"], name, lite=shot.format.lite, own=owned(shot, place["hold"]))
            turned = by_far_end(held.object) if shows(shot.request, place) else Matrix()  # what is shown is read from the lens
            held.object.matrix_world = figure.carries(place["hold"]) @ turned
            bring(held, index=facts.HELD + order)
    if shot.request.get("prop"):
        lay(studio, shot, str(shot.request["prop"]))
    bpy.context.view_layer.update()


def shows(request: Mapping[str, Any], place: Mapping[str, Any]) -> bool:
    """Say whether somebody on their feet holds what an insert is of, and it is a page or a book: they turn it to the lens."""
    words, pose = str(place.get("hold") or ""), str(place.get("pose", "stand"))
    named = request.get("prop") and words and pinched(words) is not None and stance(pose).base == "feet"
    return bool(named) and prop.nearest(words) == prop.nearest(str(request["prop"]))


def posture(request: Mapping[str, Any], place: Mapping[str, Any], pose: str) -> str:
    """Return the pose that somebody is in: as asked, but for who shows what they hold."""
    return "show" if shows(request, place) else pose


def lay(studio: Studio, shot: Take, words: str) -> None:
    """Point an insert's camera at its prop: in the hand that holds it, where the set is dressed with it, else laid on the surface in view."""
    made = studio.prop(words, "insert", lite=shot.format.lite, own=owned(shot, words))
    holder = next(
        (place for place in shot.request.get("people") or () if place.get("hold") and prop.nearest(place["hold"]) == made.name), None
    )
    if holder is not None:
        held = studio.prop(holder["hold"], holder["character"]["id"], lite=shot.format.lite, own=owned(shot, holder["hold"]))
        shot.view = closeup.broadside(shot.view, held.object, scene=studio.scene)
        return
    if made.name in shot.stage.dressed:
        made.lay(shot.stage.dressed[made.name])
        shot.view = shot.view.moved_to(closeup.middle(made.object))
        return
    target = Vector(shot.view.target)
    tops = sorted((Vector(surface["at"]) for surface in shot.stage.surfaces.values()), key=lambda at: (at - target).length)
    level = tops[0].z if tops and (tops[0] - target).length < 1.0 else target.z
    toward = Vector(shot.view.position) - target
    made.lay((target.x, target.y, level), yaw=18.0 + math.degrees(math.atan2(toward.x, -toward.y)))  # what is read is read from the lens
    shot.view = shot.view.moved_to(closeup.middle(made.object))
    bring(made, index=facts.INSERT)


def owned(shot: Take, words: str) -> Mapping[str, Any] | None:
    """Return the user's own model for a prop, by the words that name it."""
    said = set(re.findall(r"[a-z0-9]+", words.lower()))
    models = (shot.request.get("assets") or {}).get("props", {})
    return next((model for name, model in models.items() if said.issuperset(name.split("_"))), None)


def bring(made: Any, *, index: int = 0) -> None:
    """Show a hand prop; `index` is its number in the id pass."""
    for thing in (made.object, *made.object.children_recursive):
        thing.hide_render = thing.hide_viewport = False
        thing.pass_index = index


def shelve(made: Any) -> None:
    """Hide a hand prop."""
    for thing in (made.object, *made.object.children_recursive):
        thing.hide_render = thing.hide_viewport = True


def aim(studio: Studio, shot: Take) -> None:
    """Mount the camera on its subject's eyes, take down the walls it looks through from outside, and free its view."""
    for who, planned in (shot.request.get("eyes") or {}).items():
        shot.view = shot.view.following(planned, shot.people[who].eyes())
    camera.open_front(shot.stage.front, shot.view.position)
    bpy.context.view_layer.update()
    people = {thing.name for figure in shot.people.values() for thing in figure.objects()}
    subjects = [shot.people[name].eyes() for name in shot.seen()]
    depsgraph = bpy.context.evaluated_depsgraph_get()
    shot.view = camera.clear(shot.view, subjects, scene=studio.scene, people=people, depsgraph=depsgraph)
    camera.mount(studio.scene, shot.view)
