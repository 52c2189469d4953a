"""How people are played in a shot: where they look, in which poses and faces the still shows them, whose mouths are open.

Knows nothing of where they stand, nor of the camera's moves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from filmcli.formats import fountain
from filmcli.formats.poses import library
from filmcli.formats.shots import Beat, Place
from filmcli.render import attitude, feelings, framing, lexicon, reverses
from filmcli.render.grammar import Unit
from filmcli.render.piece import WIDE, Piece, Scenery
from filmcli.render.setup import Setup, screen_side

MOUTHS = frozenset({"ECU", "CU", "MCU", "MS", "cowboy", "MLS"})  # sizes in which a mouth can be read


def settle(scenery: Scenery, piece: Piece, beat: Beat) -> tuple[Setup, Beat]:
    """Return the setup turned to the main subject as posed in this shot; a pose that would change the shot's size or angle,
    put a joint on the frame's edge or sink behind the furniture is left out.
    """
    setup = piece.setup
    if setup.kind == "two_shot":
        return setup, _behind_nothing(scenery, piece, beat)
    if setup.kind not in ("single", "ots") or setup.subjects[0] not in beat.poses or setup.camera.roll:
        return setup, beat
    who = setup.subjects[0]
    place = piece.told[0].moment.places[who].model_copy(update={"pose": beat.poses[who]})
    posed, stage = framing.figure(place, scenery.names.characters[who]), piece.stage
    fitted = reverses.refit(setup, posed, stage.aspect)
    if fitted and framing.angle_of(fitted.camera, stage.aspect) != setup.angle:
        fitted = None
    whole = not framing.cropped(setup.camera, stage.people[who], stage.aspect)  # where a joint was at the edge before, it may stay there
    if fitted and stage.sees(fitted.camera, posed) and not (whole and framing.cropped(fitted.camera, posed, stage.aspect)):
        return fitted, beat
    return setup, beat.model_copy(update={"poses": {k: v for k, v in beat.poses.items() if k != who}})


def _behind_nothing(scenery: Scenery, piece: Piece, beat: Beat) -> Beat:
    """Return a beat without the poses in which the furniture would hide one of a two-shot's people, who leans over a table."""

    def seen(who: str) -> bool:
        place = piece.told[0].moment.places[who].model_copy(update={"pose": beat.poses[who]})
        return piece.stage.sees(piece.setup.camera, framing.figure(place, scenery.names.characters[who]))

    hidden = {who for who in piece.setup.subjects if who in beat.poses and not seen(who)}
    return beat.model_copy(update={"poses": {who: pose for who, pose in beat.poses.items() if who not in hidden}}) if hidden else beat


def looks(scenery: Scenery, piece: Piece, here: set[str]) -> dict[str, str]:
    """Return whom or what each person looks at: the main subject as the camera was set for, the speaker at whom is spoken to, the others at the speaker."""
    setup = piece.setup
    out = dict(piece.stage.looks_at)
    talking = next((unit for unit in piece.units if unit.kind in ("speech", "reaction") and unit.who), None)
    told: dict[str, str] = {}
    for one in piece.told:
        told |= {who: goal for who, goal in one.moment.looks.items() if goal != who}
    if talking:
        speaker, heard = (talking.who, talking.to) if talking.kind == "speech" else (talking.to, talking.who)
        out |= {who: speaker for who in here if who != speaker}
        if heard:
            out[speaker] = heard
    else:
        mover = next((who for unit in piece.units for who in unit.movers), "")
        out |= {who: mover for who in here if mover and who != mover}
        alone = {
            who: prop
            for who in here
            if (prop := piece.told[0].moment.places[who].hold if who in piece.told[0].moment.places else "") and who not in out
        }
        out |= alone | told
    if setup.kind in ("single", "ots") and setup.partner and (talking or not _down(piece, told)):
        out[setup.subjects[0]] = setup.partner
    elif setup.kind == "two_shot" and not told:
        a, b = setup.subjects
        out |= {a: b, b: a}
    elif setup.kind == "pov" and setup.subjects:
        out[setup.subjects[0]] = "camera"
    walking = {act.character for act in piece.acts if act.path and piece.told[0].moment.places[act.character].pose == "walk"}
    if setup.kind in ("single", "ots") and setup.partner in here:
        walking -= {setup.subjects[0]}  # the camera was set for this look
    things = {*lexicon.props(), "camera", *(piece.stage.spec.get("surfaces") or {})}
    return {
        who: goal for who, goal in out.items() if who in here and who not in walking and (goal in here or goal in things) and goal != who
    }


def _down(piece: Piece, told: Mapping[str, str]) -> bool:
    """Say whether the main subject looks at a thing, and the frame still leads the way that the body faces."""
    who = piece.setup.subjects[0]
    person = piece.stage.people[who]
    return told.get(who, "") in lexicon.props() and screen_side(person, person.gaze, piece.setup.camera.position) == piece.setup.looks


def beats(piece: Piece, speaks: Sequence[Unit], beat: Beat) -> tuple[Beat, ...]:
    """Return the shot's moments: as it stands, and, where a mouth can be read, with the speakers' mouths open."""
    setup = piece.setup
    shown = set(setup.subjects) & set(piece.stage.people)
    speaking = tuple(dict.fromkeys(unit.who for unit in speaks if unit.who in shown))
    if not speaking or setup.size not in MOUTHS:
        return (beat,)
    return beat, beat.model_copy(update={"id": "b", "speaking": speaking})


def beat(scenery: Scenery, piece: Piece, spoken: Mapping[str, fountain.Speech], *, number: int, seed: int) -> Beat:
    """Return the moment that the still shows: the first speaker in view speaks, the others listen, who acts does it. number: of the shot."""
    setup = piece.setup
    here = piece.told[0].moment.places
    shown = set(setup.subjects) if setup.kind not in WIDE else set(here)
    faces: dict[str, str] = {}
    poses: dict[str, str] = {}
    for one in piece.told:
        faces = {who: face for who, face in one.moment.faces.items() if who in here} | faces
        if setup.size not in ("ECU", "CU", "insert"):
            passing = {who: pose for who, pose in one.moment.poses.items() if who in shown and who in here}
            poses = {who: pose for who, pose in passing.items() if _near(scenery, here[who], pose)} | poses
    poses |= {who: pose for who, pose in _giving(piece, here).items() if who in shown and _near(scenery, here[who], pose, by=0.22)}
    speech = next((unit for unit in piece.units if unit.kind == "speech" and unit.who in shown), None)
    if speech is not None:
        said = spoken[speech.speech]
        feeling = feelings.meant(said.parenthetical) if said.parenthetical else None
        faces |= {speech.who: feeling} if feeling else {}
        place, character = here[speech.who], scenery.names.characters[speech.who].dressed(scenery.scene.id)
        if setup.size not in ("ECU", "CU", "MCU") and speech.who not in poses:
            talks = attitude.talking(character, place, number=number, seed=seed, scene=scenery.sheet.identity)
            poses |= {speech.who: talks} if talks and _near(scenery, place, talks) else {}
    kept = (
        {who: pose for who, pose in poses.items() if who == setup.subjects[:1][0] or setup.kind in (*WIDE, "two_shot")}
        if setup.subjects
        else {}
    )
    return Beat(expressions=faces, poses=kept)


def _giving(piece: Piece, here: Mapping[str, Place]) -> dict[str, str]:
    """Return the pose of who gives and who takes, when both stand there: the still shows their hands together."""
    gives = {act.character: act.to for act in piece.acts if act.motion == "hand_over" and act.to in here}
    both = {who for pair in gives.items() for who in pair}
    return (
        {who: "hand_over" for who in both if who in here and library()[here[who].pose].base == "feet"}
        if piece.setup.kind != "insert"
        else {}
    )


def _near(scenery: Scenery, place: Place, pose: str, *, by: float = 0.14) -> bool:
    """Say whether a passing pose leaves the head about where cameras were set for it, to some metres."""
    who = scenery.names.characters[place.character]
    return math.dist(framing.eyes(place, who), framing.eyes(place.model_copy(update={"pose": pose}), who)) < by
