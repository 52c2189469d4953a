"""The slate: a take of the plan written down as a shot of the shot list, with poses, looks, acts, move, and the reason.

Knows nothing of how takes are chosen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from filmcli.core.seeds import stream
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.poses import library
from filmcli.formats.shots import Act, Beat, Effect, Move, Place, Scene, Shot
from filmcli.render import attitude, camera, feelings, floor, framing, inserts, lexicon, places, prose
from filmcli.render.breakdown import Sheet
from filmcli.render.camera import Setup, Stage
from filmcli.render.camerawords import Direction
from filmcli.render.grammar import Unit
from filmcli.render.units import Told

MOUTHS = frozenset({"ECU", "CU", "MCU", "MS", "cowboy", "MLS"})  # sizes in which a mouth can be read
HANDHELD = frozenset({"thriller", "horror", "war", "action"})
WIDE = ("master", "establishing")
FILM = 24.0  # frames a second of a film, against which slow motion is slow
LASTS = {
    "sit_down": 1.6,
    "stand_up": 1.4,
    "kneel_down": 1.4,
    "fall": 1.2,
    "lie_down": 2.4,
    "embrace": 2.2,
    "hand_over": 1.6,
    "take": 1.4,
}  # seconds; else 1.2


@dataclass(frozen=True)
class Scenery:
    """A scene with everything its shots need."""

    sheet: Sheet
    scene: Scene
    names: places.Names
    cast: Cast
    talk: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Piece:
    """What becomes one shot: a setup on the stage as people stand, the units it covers, and its place in the scene."""

    setup: Setup
    stage: Stage
    told: Sequence[Told]
    at: int
    jump: bool = False  # it cuts to the same person from nearly the same place: no other camera has room

    @property
    def units(self) -> list[Unit]:
        return [one.unit for one in self.told]

    @property
    def direction(self) -> Direction | None:
        """What the page asks of the camera in these lines."""
        return next((one.direction for one in self.told if one.direction), None)


def shot(scenery: Scenery, number: int, piece: Piece, mood: Mapping, seed: int) -> Shot:
    """Return the shot of a piece; number counts from 1, mood is `genre` and its `rhythm`."""
    scene, setup, units = scenery.scene, piece.setup, piece.units
    speaks = [unit for unit in units if unit.kind == "speech"]
    spoken = {speech.id: speech for speech in scenery.sheet.scene.speeches}
    beat = _beat(scenery, piece, spoken, number, seed)
    setup, beat = _settle(scenery, piece, beat)
    piece = replace(piece, setup=setup)
    acts = tuple(_timed(scenery, piece))
    asl = float(mood["rhythm"].get("asl", 4.5))
    # an action is seen in about half the time it takes to read; nobody looks longer at a picture in which nobody speaks
    hold = max(float(mood["rhythm"].get("min", 1.5)), min(0.5 * sum(u.seconds for u in units), asl * (1.3 if speaks else 0.6)))
    fast = piece.direction.fps if piece.direction else 0
    hold = max(hold, min(9.0, max((act.end for act in acts), default=0.0) * max(1.0, fast / FILM) + 0.4))
    hold = math.ceil(hold * 4) / 4 if acts else round(hold * 4) / 4
    move, extra = _move(piece, speaks, mood, stream(seed, "move", f"{scenery.sheet.identity}/{piece.at}"), hold)
    here = _places(piece)
    off = {setup.partner} if setup.kind == "pov" else set()
    first = {place.character: place for place in scene.places}
    dressing = tuple(prop for prop in scene.dressing if not _taken(piece, prop))
    made = Shot(
        id=f"{scene.id}_SH{number * 10:04d}",
        scene=scene.id,
        kind="reaction" if all(unit.kind == "reaction" for unit in units) else setup.kind,
        size=setup.size,
        angle=setup.angle,
        subjects=setup.subjects,
        prop=setup.prop,
        lines=tuple(dict.fromkeys(line for unit in units for line in unit.lines)),
        speeches=tuple(unit.speech for unit in speaks),
        camera=setup.camera,
        move=framing.slowed(move, setup.camera, hold),
        places=tuple(place for who, place in here.items() if place != first.get(who)),
        look_at=_looks(scenery, piece, set(here) - off),
        beats=_beats(piece, speaks, beat),
        acts=acts,
        absent=tuple(who for who in first if who not in here or who in off),
        dressing=dressing if dressing != scene.dressing else None,
        effects=tuple(_flashes(scenery, piece)),
        key_side=setup.looks,
        hold=hold,
        fps=fast or None,
        jump=piece.jump,
        reason=_reason(scenery, piece, extra),
    )
    text = next((one.text for one in piece.told if one.text), "")
    return made.model_copy(update={"sentence": prose.sentence(made, scene, scenery.cast, looks=setup.looks, action=text)})


def _places(piece: Piece) -> dict[str, Place]:
    """Return how the people of a piece are: where its first unit has them, with what its last one puts into their hands."""
    here = dict(piece.told[0].moment.places)
    last = piece.told[-1].moment.places
    return {who: place.model_copy(update={"hold": last[who].hold}) if who in last else place for who, place in here.items()}


def _taken(piece: Piece, prop: str) -> bool:
    """Say whether a prop does not lie in the set: somebody holds it, or has carried it out."""
    last = piece.told[-1].moment
    return prop in last.gone or any(place.hold == prop for place in last.places.values())


def _flashes(scenery: Scenery, piece: Piece) -> Iterator[Effect]:
    lines = {line for unit in piece.units for line in unit.lines}
    for line, effect, _ in scenery.sheet.flashes:
        if line in lines:
            aims = [act.character for act in _acts(piece) if act.motion == "aim"]
            yield Effect(effect=effect, at=aims[-1] if effect == "muzzle_flash" and aims else "")


def _settle(scenery: Scenery, piece: Piece, beat: Beat) -> tuple[Setup, Beat]:
    """Return the setup turned to the main subject as posed in this shot; a pose that would change the shot's size is left out."""
    setup = piece.setup
    if setup.kind not in ("single", "ots") or setup.subjects[0] not in beat.poses or setup.camera.roll:
        return setup, beat
    who = setup.subjects[0]
    place = piece.told[0].moment.places[who].model_copy(update={"pose": beat.poses[who]})
    fitted = camera.refit(setup, framing.figure(place, scenery.names.characters[who]), piece.stage.aspect)
    return (fitted, beat) if fitted else (setup, beat.model_copy(update={"poses": {k: v for k, v in beat.poses.items() if k != who}}))


def _looks(scenery: Scenery, piece: Piece, here: set[str]) -> dict[str, str]:
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
    walking = {act.character for act in _acts(piece) if act.path and piece.told[0].moment.places[act.character].pose == "walk"}
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
    return (
        told.get(who, "") in lexicon.props() and camera.screen_side(person, person.gaze, piece.setup.camera.position) == piece.setup.looks
    )


def _beats(piece: Piece, speaks: Sequence[Unit], beat: Beat) -> tuple[Beat, ...]:
    """Return the shot's moments: as it stands, and, where a mouth can be read, with the speakers' mouths open."""
    setup = piece.setup
    shown = set(setup.subjects) & set(piece.stage.people)
    speaking = tuple(dict.fromkeys(unit.who for unit in speaks if unit.who in shown))
    if not speaking or setup.size not in MOUTHS:
        return (beat,)
    return beat, beat.model_copy(update={"id": "b", "speaking": speaking})


def _beat(scenery: Scenery, piece: Piece, spoken: Mapping[str, fountain.Speech], number: int, seed: int) -> Beat:
    """Return the moment that the still shows: the first speaker in view speaks, the others listen, who acts does it."""
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
    poses |= {who: pose for who, pose in _giving(piece, here).items() if who in shown and _near(scenery, here[who], pose)}
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
    gives = {act.character: act.to for act in _acts(piece) if act.motion == "hand_over" and act.to in here}
    both = {who for pair in gives.items() for who in pair}
    return (
        {who: "hand_over" for who in both if who in here and library()[here[who].pose].base == "feet"}
        if piece.setup.kind != "insert"
        else {}
    )


def _near(scenery: Scenery, place: Place, pose: str) -> bool:
    """Say whether a passing pose leaves the head about where cameras were set for it."""
    who = scenery.names.characters[place.character]
    return math.dist(framing.eyes(place, who), framing.eyes(place.model_copy(update={"pose": pose}), who)) < 0.14


def _acts(piece: Piece) -> list[Act]:
    here = piece.told[0].moment.places
    return [act for one in piece.told for act in one.moment.acts if act.character in here]


def _timed(scenery: Scenery, piece: Piece) -> Iterator[Act]:
    """Yield the acts of a piece with their seconds: each person's one after the other, who takes when the other gives."""
    clock: dict[str, float] = {}
    met: dict[str, float] = {}  # when both have come together: who gives and takes, who embraces
    spots = {who: place.position[:2] for who, place in piece.told[0].moment.places.items()}
    for act in _acts(piece):
        if act.path and piece.setup.kind == "insert":
            continue
        start = clock.get(act.character, 0.3)
        if act.motion in ("take", "embrace"):
            start = max(start, met.get(act.motion, 0.0))
        seconds = LASTS.get(act.motion, 1.2)
        if act.path:
            gait = scenery.names.characters[act.character].motion.gait
            seconds = max(0.8, floor.length(spots[act.character], act.path) / floor.SPEED[gait])
            spots[act.character] = act.path[-1][:2]
        if act.motion in ("hand_over", "embrace"):
            met["take" if act.motion == "hand_over" else "embrace"] = start
        clock[act.character] = start + seconds
        yield act.model_copy(update={"start": round(start, 2), "end": round(start + seconds, 2)})


def _move(piece: Piece, speaks: Sequence[Unit], mood: Mapping, dice, hold: float) -> tuple[Move, str]:
    """Return the camera's move, and what is to be said of it: the page's own words, else a small one by kind and mood. Most shots stand still."""
    chance = dice.random()
    asked = piece.direction
    if asked and asked.move:
        return _asked_move(piece, asked), ""
    setup = piece.setup
    if setup.kind in ("insert", "pov"):
        return (Move(kind="push_in", amount=0.05) if chance < 0.5 and setup.kind == "insert" else Move()), ""
    if mood["genre"] in HANDHELD and setup.kind in ("single", "ots") and chance < 0.7:
        return Move(kind="handheld", amount=0.02), ""
    tense = max((unit.tension for unit in speaks), default=0.0)
    if setup.kind in WIDE:
        kind, amount = ("push_in", 0.35) if chance < 0.45 else ("truck_right", 0.3) if chance < 0.7 else ("truck_left", 0.3)
    elif setup.kind == "single" and tense > 0.7 and chance < 0.6:
        kind, amount = "push_in", 0.15
    elif setup.kind == "two_shot" and chance < 0.4:
        kind, amount = ("arc_left" if chance < 0.2 else "arc_right"), 3.0
    elif chance < 0.18:
        kind, amount = ("truck_left" if setup.looks == "right" else "truck_right"), 0.1
    else:
        kind, amount = "static", 0.0
    return (Move(kind=kind, amount=amount) if _room(piece, kind, amount) else Move()), ""


def _asked_move(piece: Piece, asked: Direction) -> Move:
    """Return the move that the page asks for, as far as the set has room for it."""
    setup, stage = piece.setup, piece.stage
    view = framing.View(setup.camera, stage.aspect)
    side = "right"
    goal = _point(piece, asked.toward)
    if asked.toward in ("left", "right"):
        side = asked.toward
    elif goal is not None:
        side = "right" if view.project(goal)[0] >= 0.5 else "left"
    if asked.move == "rack":
        return Move(focus=goal if goal is not None else _other_end(piece))
    if asked.move == "track":
        walker = next((act for act in _acts(piece) if act.path), None)
        if walker:
            here = piece.told[0].moment.places[walker.character].position
            way = (walker.path[-1][0] - here[0]) * view.right[0] + (walker.path[-1][1] - here[1]) * view.right[1]
            side = "right" if way >= 0 else "left"
        kind = f"truck_{side}"
    else:
        kind = f"{asked.move}_{side}" if asked.move in ("pan", "arc") else asked.move
    amount = asked.amount
    if kind == "push_in":
        amount = min(amount, 0.35 * max(setup.distance, 1.0))
    for share in (1.0, 0.7, 0.5, 0.3):
        if _room(piece, kind, amount * share):
            return Move(kind=kind, amount=round(amount * share, 3))
    return Move(kind=kind, amount=round(amount * 0.2, 3))


def _point(piece: Piece, goal: str) -> tuple[float, float, float] | None:
    if goal in piece.stage.people:
        return piece.stage.people[goal].eye
    holds = {who: place.hold for who, place in piece.told[0].moment.places.items()}
    return (
        inserts.place_of(piece.stage, goal, holds, piece.setup.subjects[0] if piece.setup.subjects else "")
        if goal in lexicon.props()
        else None
    )


def _other_end(piece: Piece) -> tuple[float, float, float] | None:
    """Return the eyes of the second subject: where a focus pull goes when the page does not say."""
    others = [who for who in piece.setup.subjects[1:] if who in piece.stage.people]
    return piece.stage.people[others[0]].eye if others else None


def _room(piece: Piece, kind: str, amount: float) -> bool:
    """Say whether the camera may stand where a move ends."""
    setup, stage = piece.setup, piece.stage
    view = framing.View(setup.camera, stage.aspect)
    along = {
        "push_in": view.forward,
        "pull_out": tuple(-v for v in view.forward),
        "truck_right": view.right,
        "truck_left": tuple(-v for v in view.right),
        "boom_up": (0.0, 0.0, 1.0),
        "boom_down": (0.0, 0.0, -1.0),
    }.get(kind)
    if along is None:
        return True
    x, y, z = (p + a * amount for p, a in zip(setup.camera.position, along, strict=True))
    return math.isfinite(x) and stage.holds((x, y, z), margin=-0.1) and not stage.crowds((x, y, z))


def _reason(scenery: Scenery, piece: Piece, extra: str) -> str:
    """Return why the shot is as it is, in a few words: the line that asks for it, else what its first line needs."""
    why = _asks(scenery, piece)
    return f"{why}{extra}{'; a jump in time, no other camera has room' if piece.jump else ''}"


def _asks(scenery: Scenery, piece: Piece) -> str:
    setup, unit, asked = piece.setup, piece.units[0], piece.direction
    name = {who: one.name for who, one in scenery.names.characters.items()}
    if asked:
        note = f"; {setup.note}" if setup.note else ""
        slow = f"; {asked.note}" if asked.note else ""
        return f"{asked.reason}{slow}{note}"
    told = next((one.moment.told for one in piece.told if one.moment.told), "")
    if setup.kind == "establishing":
        why = (
            "a new place"
            if scenery.sheet.exact
            else f"a new place, {scenery.scene.set} for {scenery.sheet.scene.place.strip() or 'want of a slug line'}"
        )
        return f"{why}; {told}" if told else why
    if told:
        return told
    if unit.kind == "opening":
        return "the scene opens"
    line = f"line {unit.lines[0]}" if unit.lines else ""
    if setup.kind == "insert":
        return f"{line} shows the {setup.prop} for the first time"
    if unit.kind == "reaction":
        return f"how {name.get(unit.who, unit.who)} takes it"
    if unit.kind == "speech":
        talk = f"{name[unit.who]} speaks" if unit.who in name else "a voice is heard"
        return f"{talk}{f' to {name[unit.to]}' if unit.to in name else ''}{', near the turn of the scene' if unit.tension > 0.8 else ''}"
    return f"{line} tells of {name[unit.who]}" if unit.who in name else f"{line} tells of the place"
