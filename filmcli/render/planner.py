"""The planner: a screenplay and its cast in, the shot list out.

Knows nothing of pictures. What is random hangs on slug lines and places in the scene, never on wording: an edit of one
speech moves no other shot.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Source
from filmcli.formats.screenplay import Element, Screenplay
from filmcli.formats.shots import Beat, Move, Place, Scene, Shot, ShotList
from filmcli.render import camera, feelings, framing, grammar, inserts, lexicon, places, prose
from filmcli.render.breakdown import Sheet, breakdown
from filmcli.render.camera import Setup, Stage
from filmcli.render.grammar import Unit

COVERED = 4  # people who get shots of their own; more are seen in wides
SIZES = {"single": ("CU", "MCU", "MS", "cowboy", "FS"), "ots": ("MCU", "MS")}
MOUTHS = frozenset({"ECU", "CU", "MCU", "MS", "cowboy", "MLS"})  # sizes in which a mouth can be read
HANDHELD = frozenset({"thriller", "horror", "war", "action"})


@dataclass(frozen=True)
class Scenery:
    """A scene with everything its shots need."""

    sheet: Sheet
    scene: Scene
    stage: Stage
    names: places.Names
    cast: Cast
    talk: Mapping[tuple[str, str], int]


def plan(
    script: Screenplay,
    people: Cast,
    /,
    *,
    genre: Mapping,
    genre_name: str,
    seed: int,
    aspect: float,
    fps: int,
    screenplay: Source,
    cast: Source,
) -> ShotList:
    """Return the shot list: scenes as sets with people, and shots that cover every line in order.

    genre is a preset of presets/genres; screenplay and cast name the documents. Deterministic: the same input gives the same list, and a changed speech changes
    only the shot that holds it unless its length class changes. 10–60 ms a scene.
    """
    scenes: list[Scene] = []
    shots: list[Shot] = []
    before = ""
    for sheet in breakdown(script, genre=genre, seed=seed):
        scenery = build(sheet, people, genre=genre, aspect=aspect, seed=seed)
        scenes.append(scenery.scene)
        shots += cover(scenery, genre=genre, genre_name=genre_name, seed=seed, new_set=sheet.set != before)
        before = sheet.set
    return ShotList(
        screenplay=screenplay, cast=cast, genre=genre_name, seed=seed, aspect=aspect, fps=fps, scenes=tuple(scenes), shots=tuple(shots)
    )


def build(sheet: Sheet, cast: Cast, *, genre: Mapping, aspect: float, seed: int) -> Scenery:
    """Return a scene of the shot list and the stage its cameras stand on."""
    names = places.Names(cast)
    blocked = places.block(sheet, cast, seed=seed)
    talk = places.pairs(sheet, names)
    heading, held = sheet.scene.heading, {place.hold for place in blocked}
    scene = Scene(
        id=sheet.scene.id,
        heading=heading.text.strip() if heading else "",
        line=heading.line if heading else 1,
        set=sheet.set,
        set_reason=sheet.set_reason,
        time=sheet.time,
        weather=sheet.weather,
        lighting=sheet.lighting,
        dressing=tuple(item.prop for item in sheet.props if item.prop not in held),  # one briefcase, not a second on the floor
        places=blocked,
    )
    return Scenery(sheet, scene, stage_of(scene, cast, aspect=aspect, lenses=genre.get("lenses") or {}, talk=talk), names, cast, talk)


def stage_of(scene: Scene, cast: Cast, *, aspect: float, lenses: Mapping, talk: Mapping[tuple[str, str], int]) -> Stage:
    """Return the stage of a scene of a shot list."""
    characters = {c.id: c for c in cast.characters}
    people = {p.character: framing.figure(p, characters.get(p.character)) for p in scene.places}
    pair = max(talk, key=lambda p: (talk[p], p), default=None) if talk else None
    if pair and not set(pair) <= set(people):
        pair = None
    return Stage(presets.load("sets", scene.set), people, places.partners(tuple(people), talk), aspect, lenses, pair)


def cover(scenery: Scenery, *, genre: Mapping, genre_name: str, seed: int, new_set: bool) -> list[Shot]:
    """Return the shots of a scene: the wide that opens it, then the takes that the grammar chose."""
    units = list(units_of(scenery))
    wide = camera.master(scenery.stage)
    setups = {"master": replace(wide, kind="master")} | dict(
        coverage(scenery.stage, units, {p.character: p.hold for p in scenery.scene.places})
    )
    opening, rest = units[0], units[1:]
    first = replace(wide, kind="establishing" if new_set or not scenery.stage.people else "master")
    takes = grammar.choose(
        rest, setups, before=first, people=scenery.stage.people, rhythm=genre.get("rhythm") or {}, seed=seed, scene=scenery.sheet.identity
    )
    pieces: list[tuple[Setup, Sequence[Unit], int]] = [(first, [opening], 0)]
    for take in takes:
        if take.setup.kind == "master" and len(pieces) == 1:  # the wide simply stays
            pieces[0] = (first, [opening, *rest[take.first : take.last + 1]], 0)
        else:
            pieces.append((take.setup, rest[take.first : take.last + 1], take.first + 1))
    mood = {"genre": genre_name, "rhythm": genre.get("rhythm") or {}}
    return [shot_of(scenery, number, setup, covered, at, mood, seed) for number, (setup, covered, at) in enumerate(pieces, 1)]


def units_of(scenery: Scenery) -> Iterator[Unit]:
    """Yield what the shots must show, in order: the opening (slug line and first action), actions, speeches, reactions."""
    sheet, names, people = scenery.sheet, scenery.names, scenery.stage.people
    told = list(narrative(sheet))
    opening = [line for kind, item in told[:1] if kind == "action" for line in lines_of(item)]
    heading = (sheet.scene.heading.line,) if sheet.scene.heading else ()
    starts = told[0][0] == "action" if told else False
    yield Unit("opening", (*heading, *opening), seconds=4.0)
    rest = told[1:] if starts else told
    count = sum(kind == "speech" for kind, _ in rest)
    heard, shown = 0, set()
    order = [names.of_cue(item.name) if kind == "speech" else None for kind, item in rest]
    reacted = 0
    for at, (kind, item) in enumerate(rest):
        if kind == "action":
            yield action_unit(scenery, item, shown, heard / max(count, 1))
            continue
        heard += 1
        who = order[at] or ""
        seen = who if who in people and not places.UNSEEN.search(item.extension or "") else ""
        to = answer(order, at, people) or scenery.stage.looks_at.get(seen, "")
        seconds = grammar.seconds_of(lexicon.weight(item.text))
        yield Unit("speech", tuple(lines_of(item)), item.id, seen, to, seconds=seconds, tension=tension(heard, count))
        if seconds >= grammar.LENGTHS[-1][1] and to and reacted < 2 and (at + 1 >= len(rest) or order[at + 1] != to):
            reacted += 1
            yield Unit("reaction", who=to, to=seen, seconds=2.0, tension=tension(heard, count))


def narrative(sheet: Sheet) -> Iterator[tuple[str, Element | fountain.Speech]]:
    """Yield a scene's actions and speeches in the order of the page. Notes, sections and transitions show nothing."""
    speeches = {speech.line: speech for speech in sheet.scene.speeches}
    shown = {action.line for action in sheet.actions}
    for element in sheet.scene.elements:
        if element.line in shown and element.type in ("action", "centered"):
            yield "action", element
        elif element.type == "character" and element.line in speeches:
            yield "speech", speeches[element.line]


def lines_of(item: Element | fountain.Speech) -> range:
    """Return the screenplay's lines of an action or a speech."""
    return range(item.line, max(item.line, item.end_line) + 1)


def action_unit(scenery: Scenery, action: Element, shown: set[str], progress: float) -> Unit:
    """Return the unit of an action line: who acts, and the prop that it shows for the first time."""
    seen = [who for who in scenery.names.in_text(action.text) if who in scenery.stage.people]
    new = [prop for prop, _ in lexicon.props_in(action.text) if prop not in shown]
    shown.update(new[:1])
    who, to = (*seen, "", "")[:2]
    seconds = max(1.8, min(5.0, round(lexicon.weight(action.text) / 4) * 1.0))
    return Unit(
        "action", tuple(lines_of(action)), who=who, to=to, prop=new[0] if new else "", seconds=seconds, tension=0.2 + 0.45 * progress
    )


def answer(order: Sequence[str | None], at: int, people: Mapping) -> str:
    """Return whom a speech is said to: who answers next, else who spoke before, of those on screen."""
    own = order[at]
    for other in (*order[at + 1 : at + 3], *reversed(order[max(0, at - 2) : at])):
        if other and other != own and other in people:
            return other
    return ""


def tension(number: int, count: int) -> float:
    """Return how tense a speech is by its place: a rise to the turn at three quarters, then a step back."""
    if count <= 1:
        return 0.55
    progress = (number - 1) / (count - 1)
    turn = 0.75
    return 0.3 + 0.62 * (progress / turn) ** 1.3 if progress <= turn else 0.92 - 0.9 * (progress - turn)


def coverage(stage: Stage, units: Sequence[Unit], holds: Mapping[str, str]) -> Iterator[tuple[str, Setup]]:
    """Yield the solved setups of a scene by name: matched reverses of those who speak, two-shots, inserts."""
    spoken = Counter(tuple(sorted((u.who, u.to))) for u in units if u.who in stage.people and u.to in stage.people and u.who != u.to)
    pairs = [pair for pair, _ in spoken.most_common(COVERED)]
    for a, b in pairs:
        paired = camera.facing(stage, a, b)
        for kind, size in ((kind, size) for kind, sizes in SIZES.items() for size in sizes):
            for who, setup in camera.reverses(paired, a, b, kind, size).items():
                yield f"{kind} {who} {size} to {setup.partner}", setup
        if best := min(camera.two_shot(paired, a, b), key=lambda s: s.cost, default=None):
            yield f"two_shot {a} {b}", best
    alone = dict.fromkeys(u.who for u in units if u.who in stage.people and not any(u.who in pair for pair in pairs))
    for who, size in itertools.product(list(alone)[:COVERED], SIZES["single"]):
        if best := min(camera.single(stage, who, size), key=lambda s: s.cost, default=None):
            yield f"single {who} {size}", best
    for unit in units:
        if unit.prop:
            holder = unit.who if holds.get(unit.who) == unit.prop else ""
            if best := min(inserts.insert(stage, unit.prop, holder=holder, near=unit.who), key=lambda s: s.cost, default=None):
                yield f"insert {unit.prop}", best


def shot_of(scenery: Scenery, number: int, setup: Setup, units: Sequence[Unit], at: int, mood: Mapping, seed: int) -> Shot:
    """Return the shot of a setup over the units that it covers."""
    scene, stage = scenery.scene, scenery.stage
    speaks = [unit for unit in units if unit.kind == "speech"]
    kind = "reaction" if all(unit.kind == "reaction" for unit in units) else setup.kind
    spoken = {speech.id: speech for speech in scenery.sheet.scene.speeches}
    beat, moved = beat_of(scenery, setup, units, spoken), tuple(acts(scenery, setup, units))
    setup, beat, moved = settle(scenery, setup, beat, moved)
    texts = [e.text for e in scenery.sheet.actions if any(e.line in unit.lines for unit in units)]
    move = move_of(setup, speaks, mood, stream(seed, "move", f"{scenery.sheet.identity}/{at}"), stage)
    asl = float(mood["rhythm"].get("asl", 4.5))
    # an action is seen in about half the time it takes to read; nobody looks longer at a picture in which nobody speaks
    hold = max(float(mood["rhythm"].get("min", 1.5)), min(0.5 * sum(u.seconds for u in units), asl * (1.3 if speaks else 0.6)))
    shot = Shot(
        id=f"{scene.id}_SH{number * 10:04d}",
        scene=scene.id,
        kind=kind,
        size=setup.size,
        angle=setup.angle,
        subjects=setup.subjects,
        prop=setup.prop,
        lines=tuple(dict.fromkeys(line for unit in units for line in unit.lines)),
        speeches=tuple(unit.speech for unit in speaks),
        camera=setup.camera,
        move=framing.slowed(move, setup.camera, round(hold * 4) / 4),
        places=moved,
        look_at=looks(scenery, setup, units),
        beats=beats_of(scenery, setup, speaks, beat),
        key_side=setup.looks,
        hold=round(hold * 4) / 4,
    )
    return shot.model_copy(
        update={"sentence": prose.sentence(shot, scene, scenery.cast, looks=setup.looks, action=texts[0] if texts else "")}
    )


def settle(scenery: Scenery, setup: Setup, beat: Beat, moved: tuple[Place, ...]) -> tuple[Setup, Beat, tuple[Place, ...]]:
    """Return the setup turned to the main subject as posed in this shot; poses that would change the shot's size are left out."""
    if setup.kind not in ("single", "ots") or not (beat.poses or moved):
        return setup, beat, moved
    who = setup.subjects[0]
    place = next(p for p in (*moved, *scenery.scene.places) if p.character == who)
    if who in beat.poses:
        place = place.model_copy(update={"pose": beat.poses[who]})
    fitted = camera.refit(setup, framing.figure(place, scenery.names.characters[who]), scenery.stage.aspect)
    return (fitted, beat, moved) if fitted else (setup, beat.model_copy(update={"poses": {}}), ())


def looks(scenery: Scenery, setup: Setup, units: Sequence[Unit]) -> dict[str, str]:
    """Return whom each person looks at: the main subject as the camera was set for, the speaker at whom is spoken to, the others at the speaker."""
    out = dict(scenery.stage.looks_at)
    talking = next((unit for unit in units if unit.kind in ("speech", "reaction") and unit.who), None)
    if talking:
        speaker, heard = (talking.who, talking.to) if talking.kind == "speech" else (talking.to, talking.who)
        out |= {who: speaker for who in out if who != speaker}
        if heard and speaker in out:
            out[speaker] = heard
    if setup.kind in ("single", "ots") and setup.partner:
        out[setup.subjects[0]] = setup.partner
    elif setup.kind == "two_shot":
        a, b = setup.subjects
        out |= {a: b, b: a}
    return out


def beats_of(scenery: Scenery, setup: Setup, speaks: Sequence[Unit], beat: Beat) -> tuple[Beat, ...]:
    """Return the shot's moments: as it stands, and, where a mouth can be read, with the speakers' mouths open."""
    shown = set(setup.subjects) & set(scenery.stage.people)
    speaking = tuple(dict.fromkeys(unit.who for unit in speaks if unit.who in shown))
    if not speaking or setup.size not in MOUTHS:
        return (beat,)
    return beat, beat.model_copy(update={"id": "b", "speaking": speaking})


def beat_of(scenery: Scenery, setup: Setup, units: Sequence[Unit], spoken: Mapping[str, fountain.Speech]) -> Beat:
    """Return the moment that the still shows: the first speaker in view speaks, the others listen."""
    shown = set(setup.subjects) if setup.kind not in ("master", "establishing") else set(scenery.stage.people)
    speech = next((unit for unit in units if unit.kind == "speech" and unit.who in shown), None)
    if speech is None:
        return Beat()
    said = spoken[speech.speech]
    feeling = feelings.meant(said.parenthetical) if said.parenthetical else None
    place = next(p for p in scenery.scene.places if p.character == speech.who)
    character = scenery.names.characters[speech.who]
    lively = character.motion.gesture >= 0.4 and setup.size not in ("ECU", "CU", "MCU") and place.pose in places.TALKING and not place.hold
    return Beat(expressions={speech.who: feeling} if feeling else {}, poses={speech.who: places.TALKING[place.pose]} if lively else {})


def acts(scenery: Scenery, setup: Setup, units: Sequence[Unit]) -> Iterator[Place]:
    """Yield places with the pose of a passing act (points, walks, kneels), for those who do it standing in this shot."""
    if setup.kind == "insert" or setup.size in ("ECU", "CU"):
        return
    texts = {e.line: e.text for e in scenery.sheet.actions}
    for unit in units:
        if unit.kind not in ("action", "opening"):
            continue
        for text in (texts[line] for line in unit.lines if line in texts):
            for sentence in re.split(r"(?<=[.!?。！？])\s*|\n", text):
                who = (scenery.names.in_text(sentence) or [""])[0]
                act = lexicon.first(lexicon.ACTS, sentence)
                place = next((p for p in scenery.scene.places if p.character == who), None)
                if act and place and place.pose in ("stand", "walk") and setup.subjects[:1] == (who,) and act[0] != "kneel":
                    yield place.model_copy(update={"pose": act[0]})
                    return


def move_of(setup: Setup, speaks: Sequence[Unit], mood: Mapping, dice, stage: Stage) -> Move:
    """Return a small camera move by kind and mood: most shots stand still."""
    chance = dice.random()
    if setup.kind == "insert":
        return Move(kind="push_in", amount=0.05) if chance < 0.5 else Move()
    if mood["genre"] in HANDHELD and setup.kind in ("single", "ots") and chance < 0.7:
        return Move(kind="handheld", amount=0.02)
    tense = max((unit.tension for unit in speaks), default=0.0)
    if setup.kind in ("master", "establishing"):
        kind, amount = ("push_in", 0.35) if chance < 0.45 else ("truck_right", 0.3) if chance < 0.7 else ("truck_left", 0.3)
    elif setup.kind == "single" and tense > 0.7 and chance < 0.6:
        kind, amount = "push_in", 0.15
    elif setup.kind == "two_shot" and chance < 0.4:
        kind, amount = ("arc_left" if chance < 0.2 else "arc_right"), 3.0
    elif chance < 0.18:
        kind, amount = ("truck_left" if setup.looks == "right" else "truck_right"), 0.1
    else:
        kind, amount = "static", 0.0
    return Move(kind=kind, amount=amount) if _room(setup, kind, amount, stage) else Move()


def _room(setup: Setup, kind: str, amount: float, stage: Stage) -> bool:
    """Say whether the camera may stand where a move ends."""
    view = framing.View(setup.camera, stage.aspect)
    along = {"push_in": view.forward, "truck_right": view.right, "truck_left": tuple(-v for v in view.right)}.get(kind)
    if along is None:
        return True
    x, y, z = (p + a * amount for p, a in zip(setup.camera.position, along, strict=True))
    return math.isfinite(x) and stage.holds((x, y, z), margin=-0.1) and not stage.crowds((x, y, z))
