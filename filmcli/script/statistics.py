"""The figures of a screenplay: pages, words and seconds by scene, by character, and between characters.

Knows nothing of tables and plots. Every sum over scenes equals the sum over characters: a word is counted once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from filmcli.formats import fountain
from filmcli.formats.pages import PaperName, paginate
from filmcli.formats.scenes import Scene, Speech
from filmcli.formats.screenplay import Screenplay
from filmcli.script import bechdel, length
from filmcli.script.bechdel import Evidence
from filmcli.script.company import Company, Person

Hour = Literal["day", "night", "dawn", "dusk", ""]
_HOURS: tuple[tuple[Hour, re.Pattern[str]], ...] = tuple(
    (hour, re.compile(pattern, re.IGNORECASE))
    for hour, pattern in (
        ("dawn", r"\b(?:DAWN|SUNRISE|DAYBREAK)\b|РАССВЕТ|黎明|清晨|拂晓"),
        ("dusk", r"\b(?:DUSK|SUNSET|TWILIGHT|EVENING|MAGIC HOUR|GOLDEN HOUR)\b|СУМЕРКИ|ЗАКАТ|ВЕЧЕР|黄昏|傍晚"),
        ("night", r"\b(?:NIGHT|MIDNIGHT)\b|НОЧЬ|ПОЛНОЧЬ|夜|晚上"),
        ("day", r"\b(?:DAY|MORNING|NOON|AFTERNOON)\b|ДЕНЬ|УТРО|ПОЛДЕНЬ|日|白天|早晨|上午|中午|下午|晨"),
    )
)
_GOES_ON = re.compile(r"LATER|CONTINUOUS|CONT['’]D|SAME|ПРОДОЛЖЕНИЕ|ПОЗЖЕ|连续|稍后", re.IGNORECASE)  # the hour is the scene's before


@dataclass(frozen=True)
class SceneFigures:
    """One scene. `speakers` maps who speaks to words spoken; `present` is who speaks or is named by the action."""

    id: str
    number: str
    heading: str
    line: int
    int_ext: str
    place: str
    time: str
    hour: Hour
    page: int
    eighths: int
    action_words: int
    dialogue_words: int
    speeches: int
    seconds: float
    beats: int
    speakers: Mapping[str, int]
    present: tuple[str, ...]


@dataclass(frozen=True)
class Role:
    """One character who speaks or is named. `gender` is empty when the page tells none; `longest` counts the words of a speech on `longest_line`."""

    name: str
    gender: str
    gender_origin: str
    speeches: int
    words: int
    seconds: float
    scenes: tuple[str, ...]
    longest: int
    longest_line: int


@dataclass(frozen=True)
class Talk:
    """What one character says to another: to who answers next, else to who spoke before."""

    speaker: str
    to: str
    speeches: int
    words: int


@dataclass(frozen=True)
class Statistics:
    """The figures of one screenplay. Seconds are estimates."""

    file: str
    title: str
    pages: int
    eighths: int
    seconds: float
    action_words: int
    dialogue_words: int
    other_words: int
    scenes: tuple[SceneFigures, ...]
    roles: tuple[Role, ...]
    talks: tuple[Talk, ...]
    bechdel: Evidence

    @property
    def speeches(self) -> int:
        """The number of speeches."""
        return sum(scene.speeches for scene in self.scenes)

    @property
    def ratio(self) -> float:
        """Words of dialogue to one word of action."""
        return self.dialogue_words / max(1, self.action_words)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {"format": "filmcli/stats@1", **asdict(self), "speeches": self.speeches, "dialogue_to_action": round(self.ratio, 3)}


def measure(screenplay: Screenplay, people: Sequence[Person], *, file: str, paper: PaperName = "letter") -> Statistics:
    """Return the figures of a screenplay. `people` tells whose cue is whose, and what the page says of their gender."""
    company = Company(people)
    pages = paginate(screenplay, paper=paper)
    by_id = {scene.id: scene for scene in pages.scenes}
    told = fountain.scenes(screenplay)
    hours = list(_hours(told))
    figures = tuple(
        _scene(scene, hour, by_id[scene.id].page, by_id[scene.id].eighths, company) for scene, hour in zip(told, hours, strict=True)
    )
    other = sum(
        length.words(e.text) for e in screenplay.elements if e.type in ("scene_heading", "parenthetical", "transition", "character")
    )
    return Statistics(
        file=file,
        title=fountain.title(screenplay) or "",
        pages=len(pages.pages),
        eighths=sum(scene.eighths for scene in figures),
        seconds=round(sum(scene.seconds for scene in figures), 1),
        action_words=sum(scene.action_words for scene in figures),
        dialogue_words=sum(scene.dialogue_words for scene in figures),
        other_words=other,
        scenes=figures,
        roles=_roles(told, figures, company),
        talks=_talks(told, company),
        bechdel=bechdel.evidence(told, company),
    )


def matrix(statistics: Statistics) -> dict[str, dict[str, int]]:
    """Return words by scene for every role: 0 where they are seen and silent, no entry where they are not."""
    return {
        role.name: {scene.id: scene.speakers.get(role.name, 0) for scene in statistics.scenes if role.name in scene.present}
        for role in statistics.roles
    }


def addressed(scene: Scene, company: Company) -> Iterator[tuple[Speech, str, str]]:
    """Yield each speech with who says it and whom it is said to: who answers next, else who spoke before; empty when nobody did."""
    order = [company.of(speech.name) for speech in scene.speeches]
    for at, (speech, who) in enumerate(zip(scene.speeches, order, strict=True)):
        near = (*order[at + 1 : at + 3], *reversed(order[max(0, at - 2) : at]))
        yield speech, who, next((other for other in near if other != who), "")


def _hours(told: Sequence[Scene]) -> Iterator[Hour]:
    hour: Hour = ""
    for scene in told:
        said = next((name for name, pattern in _HOURS if pattern.search(scene.time)), "")
        hour = said or (hour if _GOES_ON.search(scene.time) else "")  # type: ignore[assignment]
        yield hour


def _scene(scene: Scene, hour: Hour, page: int, eighths: int, company: Company) -> SceneFigures:
    shown = [e for e in scene.elements if e.type in ("action", "centered") or (e.type == "lyric" and not _sung(e.line, scene))]
    speakers: Counter[str] = Counter()
    for speech in scene.speeches:
        speakers[company.of(speech.name)] += length.words(speech.text)
    named = [name for element in shown for _, _, name in company.named(element.text)]
    return SceneFigures(
        id=scene.id,
        number=(scene.heading.number if scene.heading else None) or str(scene.index + 1),
        heading=scene.heading.text if scene.heading else "",
        line=scene.elements[0].line if not scene.heading else scene.heading.line,
        int_ext=scene.int_ext,
        place=scene.place,
        time=scene.time,
        hour=hour,
        page=page,
        eighths=eighths,
        action_words=sum(length.words(element.text) for element in shown),
        dialogue_words=sum(speakers.values()),
        speeches=len(scene.speeches),
        seconds=round(sum(length.action_seconds(element.text) for element in shown) + _spoken(scene.speeches), 2),
        beats=len(shown) + len(scene.speeches),
        speakers=dict(speakers),
        present=tuple(dict.fromkeys([*named, *speakers])),
    )


def _sung(line: int, scene: Scene) -> bool:
    return any(speech.line < line <= speech.end_line for speech in scene.speeches)


def _spoken(speeches: Sequence[Speech]) -> float:
    """Return the seconds of speeches; a dual one takes time only beyond the one it is spoken over."""
    total = before = 0.0
    for speech in speeches:
        seconds = length.speech_seconds(speech.text)
        total += max(0.0, seconds - before) if speech.dual else seconds
        before = seconds
    return total


def _roles(told: Sequence[Scene], figures: Sequence[SceneFigures], company: Company) -> tuple[Role, ...]:
    said: defaultdict[str, list[Speech]] = defaultdict(list)
    for scene in told:
        for speech in scene.speeches:
            said[company.of(speech.name)].append(speech)
    roles = []
    for name in dict.fromkeys(name for scene in figures for name in scene.present):
        gender = company.gender(name)
        counts = [length.words(speech.text) for speech in said[name]]
        longest = max(range(len(counts)), key=counts.__getitem__, default=None)
        roles.append(
            Role(
                name=name,
                gender=str(gender.value) if gender else "",
                gender_origin=gender.origin if gender else "",
                speeches=len(counts),
                words=sum(counts),
                seconds=round(sum(length.speech_seconds(speech.text) for speech in said[name]), 2),
                scenes=tuple(scene.id for scene in figures if name in scene.present),
                longest=counts[longest] if longest is not None else 0,
                longest_line=said[name][longest].line if longest is not None else 0,
            )
        )
    return tuple(sorted(roles, key=lambda role: (-role.words, -role.speeches)))


def _talks(told: Sequence[Scene], company: Company) -> tuple[Talk, ...]:
    words: Counter[tuple[str, str]] = Counter()
    speeches: Counter[tuple[str, str]] = Counter()
    for scene in told:
        for speech, who, to in addressed(scene, company):
            if to:
                words[who, to] += length.words(speech.text)
                speeches[who, to] += 1
    return tuple(Talk(*pair, speeches[pair], count) for pair, count in words.most_common())
