"""A story told again as a plan: every scene's flow becomes lines to be written, in the people's own names and places.

Knows nothing of how the story came about: a person may have changed anything in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.formats.story import Person, Scene, Story
from filmcli.script import pacing, planning, wording
from filmcli.script.planning import Character, Plan

ROLES = ("lead", "asker", "other", "witness")
SIGHT = re.compile(r"[^\W\d_]+")


def plan(story: Story) -> Plan:
    """Return the plan of a story. Raises InputError that names the scene for a flow that cannot be read or played."""
    frame = planning.frame(story)
    made = tuple(_scene(frame, story, scene, index) for index, scene in enumerate(story.scenes))
    made = pacing.trimmed(made, named=frame.people["other"].name in frame.words["objective"])
    return Plan(
        story.title,
        story.genre,
        story.logline,
        story.prop,
        story.about,
        frame.people,
        made,
        story.tone,
        story.structure,
        story.theme,
        story.objective,
        frozenset(story.traits),
    )


def character(person: Person, role: str) -> Character:
    """Return somebody of the story's cast as a character of a plan."""
    return Character(role, person.name, person.gender, person.age, person.job, person.look, person.face, person.manner)


def roles(story: Story, scene: Scene) -> tuple[str, ...]:
    """Return the parts of those who are in a scene; who has no part in the plot is left out."""
    parts = {person.id: person.role for person in story.cast}
    return tuple(parts[one] for one in scene.who if parts[one] != "extra")


def place(story: Story, scene: Scene, words: Mapping[str, str]) -> dict:
    """Return where a scene is: heading, set, interior, time, uses, and what one sees there: the genre's own lines, the weather's, or the hour's."""
    data = presets.load("genres", story.genre)
    known = next((one for one in data["places"] if wording.fill(one["heading"], words).upper() == scene.place.upper()), None)
    interior = scene.int_ext not in ("EXT", "EST")
    kind = known["set"] if known else _set(scene.place, interior=interior)
    hour = "day" if re.search(r"DAY|MORN|NOON", scene.time.upper()) else "night"
    if scene.weather:
        seen = presets.load("writing", "wishes")["weather"][scene.weather]["inside" if interior else "outside"]
    elif known and known["time"] == scene.time.lower():
        seen = known["atmosphere"]
    else:
        seen = _air(kind, hour)
    return {"heading": scene.place, "set": kind, "interior": interior, "time": scene.time.lower(), "uses": [], "atmosphere": seen}


def _set(place: str, *, interior: bool) -> str:
    """Return the set that a place's words are of, by presets/sets; a room or a street when none is."""
    told = f" {' '.join(SIGHT.findall(place.lower()))} "
    found = [
        (-told.index(f" {word} "), len(word), name)
        for name in presets.names("sets")
        for word in presets.load("sets", name).get("words", [name])
        if f" {word} " in told and bool(presets.load("sets", name).get("interior", True)) == interior
    ]
    return max(found)[2] if found else "apartment" if interior else "street"


def _air(kind: str, hour: str) -> list[str]:
    if "places" in presets.names("writing"):
        return presets.load("writing", "places")["air"][kind][hour]
    return presets.load("writing", "common")["hours"][hour]


def _scene(frame: planning._Planner, story: Story, scene: Scene, index: int) -> planning.Scene:
    present = roles(story, scene)
    here = place(story, scene, frame.words)
    _playable(scene, present)
    lines = frame.lines(scene.flow, present, here, index, scene.draft)
    return planning.Scene(
        scene.heading, present, scene.because, scene.goal, scene.conflict, scene.turn, lines, wish=scene.wish, flow=scene.flow
    )


def _playable(scene: Scene, present: tuple[str, ...]) -> None:
    """Raise InputError for a flow with a step that nobody can play, or that is no step."""
    for step in scene.flow:
        words = re.sub(r"^[~!\s]*", "", step)
        role = re.match(r"(lead|asker|other|witness)\b", words)
        if role and role[1] not in present:
            raise InputError(
                f"story.yaml: {scene.id}: flow: {step!r}: no {role[1]} is in the scene",
                hint=f"who: add the one whose role is {role[1]}, or let another speak: {', '.join(present) or 'nobody is there'}",
            )
        if not role and not re.match(r"action\b", words):
            raise InputError(
                f"story.yaml: {scene.id}: flow: {step!r} is no move",
                hint='a move is "lead ask", "action plant" or "lead: a line of your own"',
            )
