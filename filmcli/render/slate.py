"""The slate: a take of the plan written down as a shot of the shot list, with poses, looks, acts, move, and the reason.

Knows nothing of how takes are chosen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from filmcli.core.seeds import stream
from filmcli.formats.poses import motions
from filmcli.formats.shots import Act, Effect, Place, Shot
from filmcli.render import business, floor, moves, playing, prose, travel
from filmcli.render.piece import WIDE, Piece, Scenery

FILM = 24.0  # frames a second of a film, against which slow motion is slow
SEEN = 0.12  # of an action's time to be read, times the genre's average shot: half of it where that is 4.2 s
SAID = 0.75  # of a line's length class: what the shortest line of the class takes to say
LATER = 0.3  # seconds that who takes moves after who gives, so that both hands are there at once


def shot(scenery: Scenery, number: int, piece: Piece, mood: Mapping, seed: int) -> Shot:
    """Return the shot of a piece; number counts from 1, mood is `genre` and its `rhythm`."""
    scene, setup, units = scenery.scene, piece.setup, piece.units
    speaks = [unit for unit in units if unit.kind == "speech"]
    spoken = {speech.id: speech for speech in scenery.sheet.scene.speeches}
    beat = playing.beat(scenery, piece, spoken, number=number, seed=seed)
    setup, beat = playing.settle(scenery, piece, beat)
    piece = replace(piece, setup=setup)
    acts = tuple(_timed(scenery, piece))
    asl = float(mood["rhythm"].get("asl", 4.5))
    # an action is seen in about half the time it takes to read, in a slow genre longer; nobody looks long at a picture in which nobody speaks
    hold = max(float(mood["rhythm"].get("min", 1.5)), min(SEEN * asl * sum(u.seconds for u in units), asl * (1.3 if speaks else 0.7)))
    fast = piece.direction.fps if piece.direction else 0
    hold = max(hold, min(9.0, max((act.end for act in acts), default=0.0) * max(1.0, fast / FILM) + 0.4))
    hold = math.ceil(hold * 4) / 4 if acts else round(hold * 4) / 4
    seen = [place for who, place in _places(piece).items() if who in setup.subjects or setup.kind in WIDE]
    room = max(hold, SAID * sum(unit.seconds for unit in speaks))
    shown = f"{scenery.sheet.identity}/{number}"
    acts += tuple(business.acts(seen, acts, {unit.who for unit in speaks}, room=room, size=setup.size, seed=seed, shot=shown))
    move, extra = moves.move_of(piece, speaks, mood, stream(seed, "move", f"{scenery.sheet.identity}/{piece.at}"), hold)
    here = _places(piece)
    off = {setup.partner} if setup.kind == "pov" else set()
    first = {place.character: place for place in scene.places}
    dressing = tuple(prop for prop in scene.dressing if not _taken(piece, prop))
    made = Shot(
        id=f"{scene.id}_SH{number * 10:04d}",
        scene=scene.id,
        kind="reaction" if setup.kind in ("single", "ots") and all(unit.kind == "reaction" for unit in units) else setup.kind,
        size=setup.size,
        angle=setup.angle,
        subjects=setup.subjects,
        prop=setup.prop,
        lines=tuple(dict.fromkeys(line for unit in units for line in unit.lines)),
        speeches=tuple(dict.fromkeys(unit.speech for unit in units if unit.speech)),
        camera=setup.camera,
        move=travel.slowed(move, setup.camera, hold),
        places=tuple(place for who, place in here.items() if place != first.get(who)),
        look_at=playing.looks(scenery, piece, set(here) - off),
        beats=playing.beats(piece, speaks, beat),
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
            aims = [act.character for act in piece.acts if act.motion in ("aim", "draw", "fire")]
            yield Effect(effect=effect, at=aims[-1] if effect == "muzzle_flash" and aims else "")


def _timed(scenery: Scenery, piece: Piece) -> Iterator[Act]:
    """Yield the acts of a piece with their seconds: each person's one after the other, who takes when the other gives."""
    clock: dict[str, float] = {}
    given: dict[str, float] = {}  # by who takes: when the hand with the thing sets out
    met: dict[frozenset[str], float] = {}  # when two begin what they do together
    struck = 0.0  # when the last blow or shot lands: what is told after it comes after it
    spots = {who: place.position[:2] for who, place in piece.told[0].moment.places.items()}
    for act in _paired(piece.acts):
        if act.path and piece.setup.kind == "insert":
            continue
        how = motions()[act.motion]
        walks = bool(act.path) and piece.told[0].moment.places[act.character].pose == "walk"
        start = max(clock.get(act.character, 0.0 if walks else 0.3), struck)  # who is on the way already does not wait in mid-step
        if act.motion == "take" and act.character in given:
            start = max(start, given.pop(act.character))
        elif act.to in spots and (act.motion == "hand_over" or how.get("together")):  # both must be there
            pair = frozenset((act.character, act.to))
            if pair in met:
                start = met.pop(pair)
            else:
                start = max(start, clock.get(act.to, 0.0))
                met |= {pair: start} if how.get("together") else {}
        seconds = float(how.get("seconds", 1.2))
        if act.origin and not act.path:
            spots[act.character] = act.origin[:2]
        if act.path:
            gait = scenery.names.characters[act.character].motion.gait
            begins = act.origin[:2] if act.origin else spots[act.character]
            there = floor.length(begins, act.path) / floor.SPEED[gait]
            seconds = max(0.8, there) if "gait" in how else seconds + there + 1.0 * (there > 0)  # and a turn at the place
            spots[act.character] = act.path[-1][:2]
        if act.motion == "hand_over":
            given[act.to] = start + LATER
        if "strikes" in how:
            struck = start + float(how["strikes"]) * seconds
        clock[act.character] = start + seconds
        yield act.model_copy(update={"start": round(start, 2), "end": round(start + seconds, 2)})


def _paired(acts: Sequence[Act]) -> list[Act]:
    """Return acts in the order of the page, each taking behind the giving that it answers."""
    out = list(acts)
    for k, (a, b) in enumerate(itertools.pairwise(acts)):
        if a.motion == "take" and b.motion == "hand_over" and b.to == a.character:
            out[k], out[k + 1] = b, a
    return out


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
        return f"{line} shows the {setup.prop}"
    if unit.kind == "reaction":
        return f"how {name.get(unit.who, unit.who)} takes it"
    if unit.kind == "speech":
        talk = f"{name[unit.who]} speaks" if unit.who in name else "a voice is heard"
        return f"{talk}{f' to {name[unit.to]}' if unit.to in name else ''}{', near the turn of the scene' if unit.tension > 0.8 else ''}"
    return f"{line} tells of {name[unit.who]}" if unit.who in name else f"{line} tells of the place"
