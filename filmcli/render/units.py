"""The units of a scene: what its shots must show, in the order of the page, each with how people are while it is told.

Knows nothing of cameras or of the choice of shots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.screenplay import Element
from filmcli.render import camerawords, grammar, lexicon, places
from filmcli.render.blocking import Course, Moment
from filmcli.render.breakdown import Sheet
from filmcli.render.camerawords import Direction
from filmcli.render.grammar import Unit

INTRODUCES = re.compile(r"\b[^\W\d_a-zß-ÿ][^\W\d_a-zß-ÿ'’.-]+ \(")  # MARLOWE (45)
PERSON = re.compile(r"\b(?:he|she|they|both|him|her|them|everybody|everyone|somebody|someone|nobody)\b", re.IGNORECASE)
HANDLED = (
    r"\b([A-Za-z]+(?:s|ed))(?: (?!with\b|without\b|under\b|by\b|beside\b|near\b|round\b|around\b|behind\b|and\b|like\b)[\w'’-]+){0,4} "
)


@dataclass(frozen=True)
class Told:
    """A unit with its moment and what the line asks of the camera."""

    unit: Unit
    moment: Moment
    direction: Direction | None = None
    text: str = ""  # of the action


def of(sheet: Sheet, names: places.Names, course: Course) -> list[Told]:
    """Return the units of a scene: the opening (slug line and first action), actions, speeches, reactions."""
    return list(_Script(sheet, names, course).units())


class _Script:
    """Walks down the page of one scene."""

    def __init__(self, sheet: Sheet, names: places.Names, course: Course) -> None:
        self.sheet, self.names, self.course = sheet, names, course
        self.now = course.opening
        self.shown: set[str] = set()
        self.asked = camerawords.read(sheet.actions, names)

    def units(self) -> Iterator[Told]:
        told = list(narrative(self.sheet))
        heading = (self.sheet.scene.heading.line,) if self.sheet.scene.heading else ()
        starts = bool(told) and told[0][0] == "action"
        yield from self._opening(heading, told[0][1] if starts else None)  # type: ignore[arg-type]
        rest = told[1:] if starts else told
        count = sum(kind == "speech" for kind, _ in rest)
        order = [self.names.of_cue(item.name) if kind == "speech" else None for kind, item in rest]  # type: ignore[union-attr]
        heard = reacted = 0
        for at, (kind, item) in enumerate(rest):
            if kind == "action":
                yield self._action(item, heard / max(count, 1))  # type: ignore[arg-type]
                continue
            heard += 1
            speech = self._speech(item, order, at, heard, count)  # type: ignore[arg-type]
            yield speech
            to, seen = speech.unit.to, speech.unit.who
            if speech.unit.seconds >= grammar.LENGTHS[-1][1] and to and reacted < 2:  # the second half of a long speech is the listener's
                reacted += 1
                yield Told(Unit("reaction", (), speech.unit.speech, to, seen, seconds=2.0, tension=tension(heard, count)), self.now)

    def _opening(self, heading: tuple[int, ...], action: Element | None) -> Iterator[Told]:
        """Yield the opening; a first action that asks for a camera of its own, or in which somebody comes to an empty place, is a unit of its own."""
        if action is None:
            yield Told(Unit("opening", heading, seconds=4.0), self.now)
            return
        moment, after = self.course.lines[action.line]
        direction = self.asked.get(action.line)
        wide = direction is None or direction.frame in ("", "master")
        if heading and (not wide or moment.movers and len(moment.places) > len(self.now.places) > 0):
            yield Told(Unit("opening", heading, seconds=2.5), self.now)
            yield self._action(action, 0.0)
            return
        self.now = after
        yield Told(Unit("opening", (*heading, *lines_of(action)), seconds=4.0, movers=moment.movers), moment, direction, action.text)

    def _action(self, action: Element, progress: float) -> Told:
        """Return the unit of an action line: who acts, and the prop that it handles for the first time in the scene."""
        moment, after = self.course.lines[action.line]
        here, direction = moment.places, self.asked.get(action.line)
        seen = [*moment.movers, *(who for who in self.names.in_text(action.text) if who in here and who not in moment.movers)]
        told = [prop for prop, words in lexicon.props_in(action.text) if close(action.text, words, self.names)]
        new = [prop for prop in told if prop not in self.shown and prop not in moment.gone]
        self.shown.update(new[:1])
        who, to = (*seen, "", "")[:2]
        seconds = max(1.8, min(5.0, round(lexicon.weight(action.text) / 4) * 1.0))
        unit = Unit(
            "action",
            tuple(lines_of(action)),
            who=who,
            to=to,
            prop=new[0] if new and not moment.movers else "",
            seconds=seconds,
            tension=0.2 + 0.45 * progress,
            movers=moment.movers,
        )
        self.now = after
        return Told(unit, moment, direction, action.text)

    def _speech(self, item: fountain.Speech, order: Sequence[str | None], at: int, heard: int, count: int) -> Told:
        here, who = self.now.places, order[at] or ""
        seen = who if who in here and not places.UNSEEN.search(item.extension or "") else ""
        to = answer(order, at, here) or (places.partners(tuple(here), places.pairs(self.sheet, self.names)).get(seen, "") if seen else "")
        seconds = grammar.seconds_of(lexicon.weight(item.text))
        return Told(Unit("speech", tuple(lines_of(item)), item.id, seen, to, seconds=seconds, tension=tension(heard, count)), self.now)


def close(text: str, words: str, names: places.Names) -> bool:
    """Say whether a line tells of a prop so that it is to be seen close: somebody does something with it, or nobody is told of beside it.

    A line that introduces somebody shows that person, whatever they hold.
    """
    if INTRODUCES.search(text):
        return False
    sentence = next((one for _, one in lexicon.sentences(text) if words in one), text)
    if not sentence.isascii() or not (names.in_text(sentence) or PERSON.search(sentence)):
        return True
    return any(match[1].lower() not in _idle() for match in re.finditer(HANDLED + re.escape(words), sentence))


@cache
def _idle() -> frozenset[str]:
    return frozenset(presets.load("breakdown", "props")["idle"])


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


def asked(told: Told, name: str) -> Told:
    """Return a unit that is to be shown by the setup that its direction was solved as."""
    return replace(told, unit=replace(told.unit, asked=name))
