"""Lines: a scene's flow becomes what is seen and said, each line with the words it may take.

Knows nothing of plots and models. A flow step is `role move`, `action kind [role]`, or a line of its own, `role: one | another`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from filmcli.core import presets, seeds
from filmcli.script import introducing, wording
from filmcli.script.places import features, stands
from filmcli.script.roles import Character

LEANING = 4  # how much rather a genre plays an alternative that names it
OPTIONS = 3  # skeletons offered to the writer for one speech
ROLES = ("lead", "asker", "other", "witness")
_STEP = re.compile(r"^(?P<marks>(?:[~!]\s*)*)(?P<rest>.*)$", re.DOTALL)
_OWN = re.compile(r"^(lead|asker|other|witness|action):\s*(.+)$", re.DOTALL)
_TAGS = re.compile(r"^<([^>]*)>\s*|\s*<([^>]*)>$")
_MENTION = re.compile(r"\{(lead|asker|other|witness)(?:\.[A-Za-z]+)?\}")


@dataclass(frozen=True)
class Line:
    """A line to be written: `speaker` is a role (None for action); `options` are skeletons, the best-liked first.

    `spare` numbers the exchange that the story can do without (0: it cannot); `turn`: the line carries the scene's turn.
    """

    move: str
    speaker: str | None
    options: tuple[str, ...]
    spare: int = 0
    turn: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a flow, read: a move by its name, or lines of its own in `texts`."""

    move: str
    speaker: str | None
    role: str | None
    texts: tuple[str, ...]
    spare: bool
    turn: bool


def read(step: str) -> Step:
    """Read a flow step. Raises ValueError, with the step, for what is no step."""
    match = _STEP.match(step.strip())
    marks, rest = match.group("marks"), match.group("rest").strip()  # type: ignore[union-attr]
    spare, turn = "~" in marks, "!" in marks
    own = _OWN.match(rest)
    if own:
        speaker = None if own.group(1) == "action" else own.group(1)
        return Step("own", speaker, None, tuple(one.strip() for one in own.group(2).split(" | ")), spare, turn)
    words = rest.split()
    if words[:1] == ["action"] and len(words) in (2, 3):
        return Step(words[1], None, words[2] if len(words) > 2 else None, (), spare, turn)
    if len(words) == 2 and words[0] in ROLES:
        return Step(words[1], words[0], None, (), spare, turn)
    raise ValueError(f"expected `role move`, `action kind` or `role: a line`, not {step!r}")


def tags(text: str) -> tuple[str, set[str], set[str], set[str]]:
    """Return a line without its tags, the ways of speaking it is for, and what must and must not hold."""
    ways, must, never = set(), set(), set()
    match = _TAGS.search(text)
    while match:
        for tag in re.findall(r"[+-]?\w+", match.group(1) or match.group(2) or ""):
            {"+": must, "-": never}.get(tag[0], ways).add(tag.lstrip("+-").replace("_", " "))
        text = (text[: match.start()] + text[match.end() :]).strip()
        match = _TAGS.search(text)
    return text, ways, must, never


@dataclass
class Pages:
    """The lines of a screenplay as they come about; remembers what was used, who was introduced and where the prop is."""

    genre: str
    seed: int
    people: Mapping[str, Character]
    words: Mapping[str, str]
    secret: Mapping[str, Sequence[str]]
    traits: frozenset[str]
    prop: str
    used: set[str] = field(default_factory=set)
    planted: bool = False

    def __post_init__(self) -> None:
        self.data = presets.load("genres", self.genre)
        self.common = presets.load("writing", "common")
        self.entrances = introducing.Entrances(self.people, self.words, self.common, self.used)

    def scene(self, flow: Sequence[str], *, present: Sequence[str], place: Mapping, facts: frozenset[str], index: int) -> list[Line]:
        """Return the lines of a scene: `place` is one of the genre's, `index` counts the scenes from 0."""
        steps = [read(step) for step in flow]
        stage = _Stage(self, tuple(present), place, facts | self.traits | features(place) | {self.genre.replace("_", " ")}, index, steps)
        for number, step in enumerate(steps):
            stage.take(step, number)
        return stage.lines


class _Stage:
    """One scene on its way to lines."""

    def __init__(
        self, pages: Pages, present: tuple[str, ...], place: Mapping, facts: frozenset[str], index: int, steps: Sequence[Step]
    ) -> None:
        self.pages, self.present, self.place, self.facts, self.index = pages, present, place, facts, index
        self.lines: list[Line] = []
        self.arrived: set[str] = set()
        self.group, self.last_spare = 0, -2
        self.variants = {count: self._variant(count, steps) for count in {len(step.texts) for step in steps if step.texts}}

    def take(self, step: Step, number: int) -> None:
        spare = 0
        if step.spare:
            self.group += number != self.last_spare + 1
            spare, self.last_spare = self.group, number
        if step.speaker:
            self._arrive(step.speaker)
            options = self._own(step) if step.move == "own" else self._speech(step.move, step.speaker)
            self.lines.append(Line(step.move, step.speaker, options, spare, step.turn))
            return
        self._action(step, spare)

    def _stream(self, purpose: str, item: str = "") -> random.Random:
        return seeds.stream(self.pages.seed, f"script/plan/{self.pages.genre}/{purpose}", f"{self.index}/{item}")

    def _variant(self, count: int, steps: Sequence[Step]) -> int:
        """Return which of `count` alternatives the scene plays: one that holds here in every step, rather unused, rather of the genre."""
        ways = [[step.texts[number] for step in steps if len(step.texts) == count] for number in range(count)]
        holds = [all(self._fits(text) for text in texts) for texts in ways]
        weights = []
        for texts, held in zip(ways, holds, strict=True):
            leans = set().union(*(tags(text)[1] for text in texts))
            weight = LEANING if self.pages.genre.replace("_", " ") in leans else 1.0
            stale = any(tags(text)[0] in self.pages.used for text in texts)
            weights.append(weight * (0.01 if stale else 1.0) * (held or not any(holds)))
        return self._stream("variant", str(count)).choices(range(count), weights)[0]

    def _fits(self, text: str) -> bool:
        """Tell whether a line can be in this scene: its tags hold, and what it names stands in the place."""
        text, _, must, never = tags(text)
        return must <= self.facts and not never & self.facts and stands(text, self.place)

    def _arrive(self, role: str, *, entering: bool = False, placed: bool = False, bare: bool = False) -> None:
        if role in self.arrived:
            return
        carried = role == "lead" and self.pages.planted and not bare
        draw = self._stream("appear", role)
        text = self.pages.entrances.text(
            role, self.place, draw, alone=not self.arrived, entering=entering, placed=placed, carried=carried, gathered=bare
        )
        self.arrived.add(role)
        self.lines.append(Line("business", None, (text,)))

    def _action(self, step: Step, spare: int) -> None:
        pages, kind = self.pages, step.move
        if kind in {"business", "enter"} and step.role:
            self._arrive(step.role, entering=kind == "enter", placed=kind == "business")
            return
        if kind == "atmosphere":
            seen = [text for text in self.place["atmosphere"] if "local" not in self.place or stands(text, self.place)]
            text = self._unused(self._stream("action", kind), seen or self.place["atmosphere"])[0]
            self.lines.append(Line(kind, None, (text,)))
            return
        if kind == "between":
            self._gather(step.role or "lead")
        pages.planted |= kind == "plant"
        words = self._words(step.role)
        if kind == "own":
            options = self._own(step)
        else:
            options = tuple(wording.fill(tags(t)[0], words) for t in self._prop_or_common(kind)[:2])
        self.lines.append(Line(kind, None, options, spare, step.turn))

    def _prop_or_common(self, kind: str) -> list[str]:
        pages, draw = self.pages, self._stream("action", kind)
        own = pages.data["prop_lines"].get(pages.prop, {})
        if kind in own and self._stageable(own[kind]) and self._fits(own[kind]) and own[kind] not in pages.used:
            pages.used.add(own[kind])
            return [own[kind]]
        pool = pages.common["prop_lines"][kind] if kind in pages.common["prop_lines"] else pages.common[kind]
        fit = [text for text in pool if self._stageable(text) and self._fits(text)] or list(pool)
        return self._unused(draw, fit)

    def _stageable(self, text: str) -> bool:
        """Tell whether everybody an action names is in the scene."""
        return all(role in self.present for role in _MENTION.findall(text)) and ("{asker" not in text or "asker" in self.present)

    def _gather(self, first: str) -> None:
        """Show one person, and the others already waiting there."""
        entrances = self.pages.entrances
        self._arrive(first, bare=True)
        rest = [role for role in self.present if role not in self.arrived]
        known = [role for role in rest if role in entrances.met]
        for role in rest:
            if role not in known:
                self._arrive(role)
        self.arrived.update(rest)
        if known:
            self.lines.append(Line("business", None, (entrances.waiting(known, self._stream("waiting")),)))

    def _words(self, role: str | None = None, listener: str | None = None) -> dict[str, str]:
        words = dict(self.pages.words)
        people = self.pages.people
        company = next((r for r in self.present if r != (role or "lead")), "lead")
        words |= {"who": people[role].name if role else people["lead"].name, "company": people[company].name}
        giver = people[role] if role else people[company]
        words |= wording.person_words("giver", giver.name, giver.gender)
        if listener:
            words |= wording.person_words("you", people[listener].name, people[listener].gender)
        if listener == "other":  # who is asked for a kidney is `you`, and not `my estranged son`, to his face
            noun = re.escape(people["other"].job.split()[-1])
            for key in [key for key in words if key.startswith("objective.I")]:
                them = rf"(?:my|our|the|an?)(?: [\w-]+){{0,2}} {noun}\b(?!'s)"
                words[key] = re.sub(rf"\bthe (\w+) of {them}", r"your \1", words[key])
                words[key] = re.sub(rf"\b{them}", "you", words[key])
        return words

    def _own(self, step: Step) -> tuple[str, ...]:
        """Return the step's own line: alternatives of one number go together, so that an answer answers its question."""
        for role in dict.fromkeys(role for text in step.texts for role in _MENTION.findall(text)) if step.speaker is None else ():
            if role in self.present:
                self._arrive(role)
        listener = next((other for other in self.present if other != step.speaker), step.speaker)
        count = len(step.texts)
        first = self.variants[count]
        order = [step.texts[(first + k) % count] for k in range(count)]
        fit = [tags(text)[0] for text in order if self._fits(text)]
        free = [text for text in fit if text not in self.pages.used] or fit or [tags(order[0])[0]]
        self.pages.used.add(free[0])
        return (wording.fill(free[0], self._words(None, listener)),)

    def _speech(self, move: str, role: str) -> tuple[str, ...]:
        pages, people = self.pages, self.pages.people
        listener = next((other for other in self.present if other != role), role)
        facts = self.facts | {f"to {listener}"}
        place = self.place
        if move in pages.secret:
            pool = pages.secret[move]
        elif move == "recognise" and len(pages.words["deed"].split()) > 9:
            pool = pages.common["moves"]["recognise_short"]
        else:
            pool = pages.data["moves"].get(move) or pages.common["moves"][move]
        way = pages.common["ways"].get(people[role].manner, "")
        fit: list[tuple[int, str]] = []
        for line in pool:
            text, ways, must, never = tags(line)
            if must <= facts and not never & facts and _addressed(text, role, listener) and stands(text, place):
                fit.append((0 if way in ways else 2 if ways else 1, text))
        if not fit:
            read_ = [tags(line) for line in pool]
            fit = [(1, text) for text, _, must, never in read_ if must <= facts and not never & facts] or [(1, one[0]) for one in read_]
        draw = self._stream("speech", f"{role}/{move}/{len(self.lines)}")
        draw.shuffle(fit)
        fit.sort(key=lambda pair: (pair[1] in pages.used) + (pair[0] == 2), reverse=False)
        own = [text for rank, text in fit[:OPTIONS] if rank == 0]
        chosen = [*own, *(text for _, text in fit[:OPTIONS] if text not in own)]
        pages.used.add(chosen[0])
        return tuple(wording.fill(text, self._words(role, listener)) for text in chosen)

    def _unused(self, draw: random.Random, pool: Sequence[str]) -> list[str]:
        free = [line for line in pool if line not in self.pages.used] or list(pool)
        draw.shuffle(free)
        self.pages.used.add(free[0])
        return free


def _addressed(text: str, speaker: str, listener: str) -> bool:
    """Tell whether a line can be said by one to the other: neither is spoken of as a third (`Stay where you are, {other}` is to them)."""
    for role in (speaker, listener):
        if re.search(rf"\{{{role}\.(he|He|him|his|His|man)\}}", text):
            return False
    called = re.sub(rf"(^|[.?!] )\{{{listener}\}}(?=[.?!,])|, \{{{listener}\}}(?=[.,?!])|[Yy]ou're \{{{listener}\}}", "", text)
    return f"{{{listener}}}" not in called and f"{{{speaker}}}" not in called
