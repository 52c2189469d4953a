"""Contradictions in hand-edited documents: what `shots.yaml` says of people, places, seats, speeches and acts that cannot be so.

Knows nothing of film grammar (`rules` has it): a list that passes here can be drawn, however ugly. The first contradiction is told, with a hint.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.production import CAST
from filmcli.formats.cast import Cast
from filmcli.formats.fountain import Scene as Told
from filmcli.formats.shots import Place, Scene, Shot, ShotList
from filmcli.render import floor, framing, lexicon


class Fault(NamedTuple):
    """What cannot be: the scene or shot, the words, and how to mend it."""

    where: str
    words: str
    hint: str


def refuse(shots: ShotList, cast: Cast, script: Sequence[Told], *, name: str, text: str, own: Collection[str] = ()) -> None:
    """Raise InputError for the first contradiction, with its line in the document's text. name: what the document is called; own: the user's motions."""
    for fault in namesakes(cast):
        raise InputError(f"{CAST}: {fault.where}: {fault.words}", hint=fault.hint)
    for fault in faults(shots, cast, script, own=own):
        raise InputError(f"{name}:{line_of(fault.where, text)}: {fault.where}: {fault.words}", hint=fault.hint)


def line_of(where: str, text: str) -> int:
    """Return the line of a document at which a scene, a shot or a key of the whole begins; 1 for one that is not there."""
    begins = re.compile(rf"\s*(?:- )?id: {re.escape(where)}\s*$|{re.escape(where)}:")
    return next((k for k, row in enumerate(text.splitlines(), 1) if begins.match(row)), 1)


def namesakes(cast: Cast) -> Iterator[Fault]:
    """Yield who of a cast has another's id or name: nobody could say which of the two is meant."""
    for kind, names in (("id", [one.id for one in cast.characters]), ("name", [one.name.upper() for one in cast.characters])):
        for number, name in enumerate(names):
            if name in names[:number]:
                yield Fault(name, f"two characters have this {kind}", f"give one of them another {kind}")


def faults(shots: ShotList, cast: Cast, script: Sequence[Told], *, own: Collection[str] = ()) -> Iterator[Fault]:
    """Yield the contradictions of a shot list, scenes first."""
    people = {one.id for one in cast.characters}
    if shots.genre not in presets.names("genres"):
        yield Fault("genre", f"no genre {shots.genre!r}", near(shots.genre, presets.names("genres")))
    if script and not shots.shots:
        yield Fault("shots", "there is no shot, and the screenplay has scenes", "filmcli render --force plans them anew")
    yield from _twice([scene.id for scene in shots.scenes], "scene")
    yield from _twice([shot.id for shot in shots.shots], "shot")
    for scene in shots.scenes:
        yield from _scene(scene, people)
    scenes = {scene.id: scene for scene in shots.scenes}
    speeches = {speech.id: one.id for one in script for speech in one.speeches}
    for shot in shots.shots:
        if shot.scene not in scenes:
            yield Fault(shot.id, f"scene {shot.scene!r} is not in the list", near(shot.scene, scenes))
            continue
        if scenes[shot.scene].set in presets.names("sets"):  # else the scene has told
            yield from _shot(shot, scenes[shot.scene], people, speeches, own)


def near(word: str, known: Collection[str]) -> str:
    """Return the hint that names the nearest of what is known."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    few = ", ".join(list(known)[:12]) + (" …" if len(known) > 12 else "")
    return f"did you mean {found[0]}?" if found else f"known: {few or 'none'}"


def _twice(ids: Sequence[str], what: str) -> Iterator[Fault]:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            yield Fault(one, f"the {what} is there twice", "give one of them a number of its own, such as SQ010_SH0015")


def _scene(scene: Scene, people: Collection[str]) -> Iterator[Fault]:
    if scene.set not in presets.names("sets"):
        yield Fault(scene.id, f"no set {scene.set!r}", near(scene.set, presets.names("sets")))
        return
    if scene.lighting not in presets.names("lighting"):
        yield Fault(scene.id, f"no lighting {scene.lighting!r}", near(scene.lighting, presets.names("lighting")))
    yield from _places(scene.id, scene.places, scene, people)
    yield from _effects(scene.id, [effect.effect for effect in scene.effects])


def _places(where: str, places: Sequence[Place], scene: Scene, people: Collection[str]) -> Iterator[Fault]:
    """Yield who is unknown, in two places, on a mark that is not there, or on a seat that is not there."""
    spec = presets.load("sets", scene.set)
    for number, place in enumerate(places):
        who = place.character
        if who not in people:
            yield Fault(where, f"{who!r} is not in cast.yaml", near(who, people))
        if any(other.character == who for other in places[:number]):
            yield Fault(where, f"{who} is in two places at once", "keep one of the two places")
        if place.mark and place.mark not in spec["marks"]:
            yield Fault(where, f"{who}: the set {scene.set} has no mark {place.mark!r}", near(place.mark, spec["marks"]))
        if place.pose.startswith("sit") and place.pose in framing.SEATED and not place.seat:
            seats = ", ".join(f"{name} ({spec['marks'][name].get('seat', 0.46)} m)" for name in floor.seats(spec))
            yield Fault(
                where, f"{who} sits, and there is no seat", f"write the seat's height, `seat: 0.46`; the seats here: {seats or 'none'}"
            )
        if place.seat and place.pose in ("stand", "walk"):
            yield Fault(where, f"{who} has a seat and {place.pose}s", "leave `seat` out, or let the pose be sit")


def _effects(where: str, effects: Sequence[str]) -> Iterator[Fault]:
    known = {*_effect_names()}
    for effect in effects:
        if effect not in known:
            yield Fault(where, f"no effect {effect!r}", near(effect, sorted(known)))


def _effect_names() -> Iterator[str]:
    table = presets.load("breakdown", "elements")
    yield from (*table["effects"], *table["flashes"], *table["weathers"])
    if "effects" in presets.kinds():
        yield from presets.names("effects")


def _shot(shot: Shot, scene: Scene, people: Collection[str], speeches: dict[str, str], own: Collection[str]) -> Iterator[Fault]:
    if math.dist(shot.camera.position, shot.camera.target) < 0.01:
        yield Fault(shot.id, "the camera is where it looks", "move the camera, or put `target` on what is to be seen")
    if shot.kind == "insert" and not shot.prop:
        yield Fault(shot.id, "an insert shows a prop, and there is none", f"write `prop`; {near('', lexicon.props())}")
    yield from _places(shot.id, shot.places, scene, people)
    yield from _effects(shot.id, [effect.effect for effect in shot.effects])
    there = {place.character for place in (*scene.places, *shot.places)} - set(shot.absent)
    for who in shot.absent:
        if who not in people:
            yield Fault(shot.id, f"absent: {who!r} is not in cast.yaml", near(who, people))
    for who in shot.subjects:
        if who not in there and not (shot.kind == "insert" and who in people):
            yield Fault(shot.id, f"{who!r} is a subject and not there", near(who, there))
    for beat in shot.beats:
        for who in (*beat.speaking, *beat.poses, *beat.expressions):
            if who not in there:
                does = "speaks" if who in beat.speaking else "has a pose or an expression"
                yield Fault(shot.id, f"beat {beat.id}: {who!r} {does} and is not there", near(who, there))
    yield from _goals(shot, scene, there)
    for act in shot.acts:
        yield from _act(shot, act, there, own)
    for speech in shot.speeches:
        if speech not in speeches:
            yield Fault(shot.id, f"speech {speech!r} is not in the screenplay", near(speech, speeches))
        elif speeches[speech] != shot.scene:
            yield Fault(shot.id, f"speech {speech} belongs to scene {speeches[speech]}", f"move it into a shot of {speeches[speech]}")


def _goals(shot: Shot, scene: Scene, there: Collection[str]) -> Iterator[Fault]:
    surfaces = presets.load("sets", scene.set).get("surfaces") or {}
    for who, goal in shot.look_at.items():
        if who not in there:
            yield Fault(shot.id, f"look_at: {who!r} is not there", near(who, there))
        if goal == who:
            yield Fault(shot.id, f"look_at: {who} looks at nobody but {who}", "name another, a prop, or 'camera'")
        held = {place.hold for place in (*scene.places, *shot.places)}
        if goal not in {*there, *surfaces, *lexicon.props(), *held, "camera", shot.prop}:
            yield Fault(
                shot.id,
                f"look_at: {who} looks at {goal!r}, which is not there",
                near(goal, [*there, "camera", *surfaces, *lexicon.props()]),
            )


def _act(shot: Shot, act, there: Collection[str], own: Collection[str]) -> Iterator[Fault]:
    if act.character not in there:
        yield Fault(shot.id, f"acts: {act.character!r} is not there", near(act.character, there))
    if act.end and act.end < act.start:
        yield Fault(
            shot.id,
            f"acts: {act.character}'s {act.motion} ends ({act.end:g} s) before it starts ({act.start:g} s)",
            "end: 0 is the shot's end",
        )
    known = _motions() | set(own)
    if act.motion not in known:
        yield Fault(shot.id, f"acts: no motion {act.motion!r}", near(act.motion, sorted(known)))


def _motions() -> set[str]:
    """Return the names of all motions: those of presets/motions, and those the planner writes."""
    table = {str(row["motion"]) for row in presets.load("breakdown", "actions")["acts"] if row["motion"]} | {
        "walk",
        "take",
        "stand_up",
        "sit_down",
    }
    if "motions" in presets.kinds():
        for name in presets.names("motions"):
            table |= set(presets.load("motions", name).get("motions", {}))
    return table | set(framing.EYES)
