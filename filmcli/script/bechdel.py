"""The Bechdel test as evidence: two named women, who talk with each other, about something other than a man (Bechdel, 1985).

Knows nothing of counts. Gender is what the page tells; where it tells none the answer is "unknown", never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from filmcli.core import presets
from filmcli.formats.scenes import Scene, Speech
from filmcli.script.company import Company, is_generic

Answer = Literal["yes", "no", "unknown"]
_QUOTE = 80  # letters
_HE = re.compile(r"\b(?:he|him|his|himself|он|его|ему|нём|им)\b|他", re.IGNORECASE)


@dataclass(frozen=True)
class Exchange:
    """Two women speaking in turn, from `line` to `end_line`. `about` quotes the man they speak of; empty for a stretch that names none."""

    scene: str
    women: tuple[str, str]
    line: int
    end_line: int
    quote: str
    about: str


@dataclass(frozen=True)
class Evidence:
    """The three answers, the women, those whose gender no line tells, and every exchange between two women."""

    two_women: Answer
    talk: Answer
    not_of_men: Answer
    women: tuple[str, ...]
    unknown: tuple[str, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def passes(self) -> Answer:
        """The answer of the whole test."""
        return self.not_of_men


def evidence(told: Sequence[Scene], company: Company) -> Evidence:
    """Return what the page shows. A no is only said when no speaker of unknown gender could make it a yes."""
    speakers = list(dict.fromkeys(company.of(speech.name) for scene in told for speech in scene.speeches))
    named = [name for name in speakers if not is_generic(name)]
    women = tuple(name for name in named if _is(company, name, "female"))
    unknown = tuple(name for name in named if company.gender(name) is None)
    exchanges = tuple(exchange for scene in told for exchange in _exchanges(scene, company, women))
    shown = any(not one.about for one in exchanges)  # then nobody's gender can change an answer
    maybe = exchanges if shown else tuple(exchange for scene in told for exchange in _exchanges(scene, company, (*women, *unknown)))
    return Evidence(
        two_women=_answer(len(women) > 1, len(women) + len(unknown) > 1),
        talk=_answer(bool(exchanges), bool(maybe)),
        not_of_men=_answer(shown, any(not one.about for one in maybe)),
        women=women,
        unknown=unknown,
        exchanges=exchanges,
    )


def _answer(shown: bool, possible: bool) -> Answer:
    return "yes" if shown else "unknown" if possible else "no"


def _is(company: Company, name: str, gender: str) -> bool:
    told = company.gender(name)
    return told is not None and told.value == gender


def _exchanges(scene: Scene, company: Company, women: Sequence[str]) -> Iterator[Exchange]:
    """Yield what the longest runs of speeches hold in which the same two of these speak in turn."""
    run: list[Speech] = []
    for speech in (*scene.speeches, None):
        who = company.of(speech.name) if speech else ""
        pair = list(dict.fromkeys(company.of(one.name) for one in run))
        if speech and who in women and (who in pair or len(pair) < 2):
            run.append(speech)
            continue
        if len(pair) == 2:
            yield from _parts(scene, company, run, (pair[0], pair[1]))
        kept = [run[-1]] if run and speech and who in women else []
        run = [*kept, speech] if speech and who in women else []


def _parts(scene: Scene, company: Company, run: Sequence[Speech], pair: tuple[str, str]) -> Iterator[Exchange]:
    """Yield the stretches of a run in which both speak and no man is spoken of; the whole run when there is none."""
    found = False
    for of_men, stretch in groupby(run, key=lambda speech: bool(_man(speech.text, company))):
        part = list(stretch)
        if not of_men and len({company.of(speech.name) for speech in part}) == 2:
            found = True
            yield Exchange(scene.id, pair, part[0].line, part[-1].end_line, _begins(part[0]), "")
    if not found:
        about = next(words for speech in run if (words := _man(speech.text, company)))
        yield Exchange(scene.id, pair, run[0].line, run[-1].end_line, _begins(run[0]), about)


def _begins(speech: Speech) -> str:
    return speech.text if len(speech.text) <= _QUOTE else f"{speech.text[: _QUOTE - 1].rstrip()}…"


def _man(text: str, company: Company) -> str:
    """Return the word that shows a speech to be of a man: a name, a noun, or `he`; empty when there is none."""
    for start, end, name in company.named(text):
        if _is(company, name, "male"):
            return text[start:end]
    match = _HE.search(text) or _nouns().search(text)
    return match[0] if match else ""


@cache
def _nouns() -> re.Pattern[str]:
    """Return the words that mean a man: Latin ones whole, Cyrillic ones from their beginning, Chinese ones anywhere."""
    words = sorted(map(str, presets.load("people", "words")["male"]), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word < "\u0400")
    cyrillic = "|".join(re.escape(word) for word in words if "\u0400" <= word < "\u0500") or "(?!)"
    dense = "|".join(re.escape(word) for word in words if word > "\u2e7f") or "(?!)"
    return re.compile(rf"\b(?:{latin})s?\b|\b(?:{cyrillic})|{dense}", re.IGNORECASE)
