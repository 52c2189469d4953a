"""The planner: a screenplay and its cast in, the shot list out.

Knows nothing of pictures. What is random hangs on slug lines and places in the scene, never on wording: an edit of one
speech moves no other shot.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from filmcli.formats.cast import Cast
from filmcli.formats.document import Source
from filmcli.formats.screenplay import Screenplay
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.render import blocking, coverage, directed, framing, grammar, masters, places, slate, solids, units
from filmcli.render.blocking import Course, Moment
from filmcli.render.breakdown import Sheet, breakdown
from filmcli.render.piece import WIDE, Piece, Scenery
from filmcli.render.setup import Setup, Stage, facing
from filmcli.render.units import Told


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
    only the shot that holds it unless its length class changes. 10–60 ms a scene, more where people come and go.
    """
    scenes: list[Scene] = []
    shots: list[Shot] = []
    before: tuple[str, str] = ("", "")
    for sheet in breakdown(script, genre=genre, seed=seed):
        spec = solids.spec(sheet.set, sheet.period or str(genre.get("period", "")))
        course = blocking.course(sheet, people, spec, seed=seed, genre=genre_name)
        scenery = build(sheet, people, course)
        scenes.append(scenery.scene)
        lens = genre.get("lenses") or {}
        mood = {"genre": genre_name, "rhythm": genre.get("rhythm") or {}}
        cut = Cutter(
            scenery, course, spec, aspect=aspect, lenses=lens, rhythm=mood["rhythm"], seed=seed, new_set=(place := _place(sheet)) != before
        )
        shots += [slate.shot(scenery, number, piece, mood, seed) for number, piece in enumerate(cut.pieces(), 1)]
        before = place
    return ShotList(
        screenplay=screenplay, cast=cast, genre=genre_name, seed=seed, aspect=aspect, fps=fps, scenes=tuple(scenes), shots=tuple(shots)
    )


def _place(sheet: Sheet) -> tuple[str, str]:
    """Return what makes a place new to who watches: another set, or another name on the slug line."""
    return sheet.set, sheet.scene.place.strip().upper()


def build(sheet: Sheet, cast: Cast, course: Course) -> Scenery:
    """Return a scene of the shot list, and what its shots need to know."""
    names = places.Names(cast)
    heading = sheet.scene.heading
    missing = len(places.present(sheet, names)) - len(course.first)
    scene = Scene(
        id=sheet.scene.id,
        heading=heading.text.strip() if heading else "",
        line=heading.line if heading else 1,
        set=sheet.set,
        set_reason=sheet.set_reason,
        time=sheet.time,
        weather=sheet.weather,
        season=sheet.season,
        period=sheet.period,
        means=sheet.means,
        outside=sheet.outside,
        materials=dict(sheet.materials),
        lighting=sheet.lighting,
        dressing=course.dressing,
        effects=sheet.effects,
        crowd=min(500, sheet.crowd + max(0, missing)),
        elements=sheet.elements,
        places=course.first,
    )
    return Scenery(sheet, scene, names, cast, places.pairs(sheet, names))


@dataclass(frozen=True)
class Phase:
    """Neighbouring units in which nobody changes place or posture, and where the first of them is in the scene."""

    told: list[Told]
    first: int


class Cutter:
    """Cuts a scene: phase after phase, each with a stage of its own, by the grammar."""

    def __init__(
        self, scenery: Scenery, course: Course, spec: Mapping, *, aspect: float, lenses: Mapping, rhythm: Mapping, seed: int, new_set: bool
    ) -> None:
        self.spec = spec
        self.scenery, self.aspect, self.lenses, self.rhythm, self.seed, self.new_set = scenery, aspect, lenses, rhythm, seed, new_set
        self.told = units.of(scenery.sheet, scenery.names, course)
        self.sides: dict[tuple[str, str], int] = {}

    def pieces(self) -> list[Piece]:
        """Return the scene's shots before they are written down: the wide that opens it, then the takes that the grammar chose."""
        made: list[Piece] = []
        for phase in self._phases():
            stage = self.stage(phase.told[0].moment)
            told, asked = directed.solve(phase.told, stage, _holds(phase.told))
            for piece in self._cut(told, asked, stage, phase.first, made):
                made.append(replace(piece, jump=bool(made) and _jumps(made[-1], piece)))
                self._note(piece)
        return made

    def stage(self, moment: Moment) -> Stage:
        """Return the stage of a moment: those who are there, as they are."""
        here = moment.places
        characters = self.scenery.names.characters
        people = {who: framing.figure(place, characters.get(who)) for who, place in here.items()}
        looks = places.partners(tuple(people), self.scenery.talk)
        walking = {act.character for act in moment.acts if act.path and here.get(act.character) and here[act.character].pose == "walk"}
        looks = {who: goal for who, goal in looks.items() if who not in walking}
        talk = {pair: count for pair, count in self.scenery.talk.items() if set(pair) <= set(people)}
        pair = max(talk, key=lambda p: (talk[p], p), default=None)
        return Stage(self.spec, people, looks, self.aspect, self.lenses, pair)

    def _phases(self) -> Iterator[Phase]:
        at = 0
        for _, group in itertools.groupby(self.told, key=lambda told: told.moment.geometry()):
            phase = list(group)
            yield Phase(phase, at)
            at += len(phase)

    def _cut(self, told: list[Told], asked: Mapping[str, Setup], stage: Stage, first: int, made: Sequence[Piece]) -> Iterator[Piece]:
        wide = replace(masters.master(stage), kind="master")
        other = {"master other": found} if (found := masters.second(stage, wide)) else {}
        setups = {"master": wide} | other | dict(coverage.setups(stage, [one.unit for one in told], _holds(told))) | dict(asked)
        rest, at = told, first
        before = made[-1].setup if made else None
        if first == 0:  # the wide that opens the scene, or what its first line asks for
            opens = next((setup for setup in asked.values() if told[0].unit.asked == setup.asked), wide)
            kind = opens.kind if opens is not wide else "establishing" if self.new_set or not stage.people else "master"
            before = replace(opens, kind=kind)
            rest, at = told[1:], 1
        assert before is not None
        takes = grammar.choose(
            [one.unit for one in rest],
            setups,
            before=before,
            people=stage.people,
            rhythm=self.rhythm,
            seed=self.seed,
            scene=self.scenery.sheet.identity,
            first=at,
            wide=first > 0 and self._flipped(stage),
        )
        pieces = [Piece(take.setup, stage, rest[take.first : take.last + 1], at + take.first) for take in takes]
        if first == 0:
            opening = Piece(before, stage, told[:1], 0)
            if pieces and pieces[0].setup == wide and before.camera == wide.camera:  # the wide simply stays
                opening = Piece(before, stage, [*told[:1], *pieces.pop(0).told], 0)
            pieces.insert(0, opening)
        yield from pieces

    def _flipped(self, stage: Stage) -> bool:
        """Say whether the people's moves, seen from the side where cameras stand, turned somebody's line round unseen."""
        return any(
            self._side(stage, a, b) not in (0, side) for (a, b), side in self.sides.items() if a in stage.people and b in stage.people
        )

    def _side(self, stage: Stage, a: str, b: str) -> int:
        paired = facing(stage, a, b)
        return paired.side(a)

    def _note(self, piece: Piece) -> None:
        """Remember on which side of whose line the camera stood: a wide, a mover and a neutral view wipe it out."""
        setup = piece.setup
        if setup.kind in WIDE:
            self.sides.clear()
        moved = {act.character for one in piece.told for act in one.moment.acts if act.path}
        for pair in [pair for pair in self.sides if set(pair) & moved]:
            del self.sides[pair]
        if setup.kind in (*WIDE, "insert", "pov") or not setup.subjects:
            return
        main = setup.subjects[0]
        other = setup.subjects[1] if setup.kind == "two_shot" else setup.partner
        if other in piece.stage.people and other != main and not {main, other} & moved:
            a, b = sorted((main, other))
            self.sides[a, b] = self._side(piece.stage, a, b)


def _jumps(before: Piece, piece: Piece) -> bool:
    """Say whether a cut stays on one subject without 30° or two sizes between."""
    a, b = before.setup, piece.setup
    if "insert" in (a.kind, b.kind) or not a.subjects or not b.subjects or a.subjects[0] != b.subjects[0]:
        return False
    return not grammar.thirty(a, b, piece.stage.people)


def _holds(told: Sequence[Told]) -> dict[str, str]:
    return {who: place.hold for one in told for who, place in one.moment.places.items()}
