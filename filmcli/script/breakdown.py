"""The breakdown of a screenplay: what each scene needs, by department, every item with the line and the words that ask for it.

Knows nothing of sets and shots (`filmcli.render.breakdown` does). Tags in notes, `[[prop: revolver]]`, go before words found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.scenes import Scene
from filmcli.formats.screenplay import Element, Screenplay
from filmcli.script import statistics, strip
from filmcli.script.company import Company, Person

Origin = Literal["note", "words", "cue", "action"]
_DETERMINED = re.compile(
    r"\b(?:an?|the|his|her|its|their|my|your|our|this|that|one|two|three|\w+['’]s)\s+(?:[\w-]+\s+){0,2}\Z", re.IGNORECASE
)
_SIMILE = re.compile(r"\b(?:like|as if|as though|than) (?:an?\s|the\s)?(?:[\w-]+\s)?\Z", re.IGNORECASE)  # like a train: no train
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bMR\.)(?<!\bMRS\.)(?<!\bMS\.)(?<!\bDR\.)(?<!\bST\.)\s+|(?<=[。！？])|\n", re.IGNORECASE)
_QUOTE = 60  # letters of a quote


@dataclass(frozen=True)
class Item:
    """Something a scene needs. `origin` says where it was read: a tag in a note, a word of the action, a cue."""

    category: str
    name: str
    line: int
    quote: str
    origin: Origin


@dataclass(frozen=True)
class Sheet:
    """The breakdown sheet of one scene; `colour` is its strip's."""

    id: str
    number: str
    heading: str
    line: int
    int_ext: str
    place: str
    hour: str
    page: int
    eighths: int
    synopsis: str
    colour: strip.Colour
    items: tuple[Item, ...]

    def of(self, category: str) -> list[Item]:
        """Return the items of one department."""
        return [item for item in self.items if item.category == category]

    def to_dict(self) -> dict[str, Any]:
        """Return the sheet as plain data."""
        return asdict(self) | {"colour": self.colour.name}


def breakdown(screenplay: Screenplay, people: Sequence[Person], *, file: str) -> tuple[Sheet, ...]:
    """Return the sheets of all scenes in order."""
    company = Company(people)
    figures = statistics.measure(screenplay, people, file=file).scenes
    return tuple(_sheet(scene, figure, company) for scene, figure in zip(fountain.scenes(screenplay), figures, strict=True))


def categories() -> tuple[str, ...]:
    """Return the departments in the order of a sheet."""
    return tuple(_words()["tags"])


def _sheet(scene: Scene, figure: statistics.SceneFigures, company: Company) -> Sheet:
    tagged, denied = _tagged(scene)
    taken = {item.name.lower() for item in tagged} | denied
    items = [*_cast(scene, company), *tagged, *(item for item in _found(scene) if item.name not in taken)]
    order = {name: rank for rank, name in enumerate(categories())}
    return Sheet(
        id=figure.id,
        number=figure.number,
        heading=figure.heading,
        line=figure.line,
        int_ext=figure.int_ext,
        place=figure.place,
        hour=figure.hour,
        page=figure.page,
        eighths=figure.eighths,
        synopsis=" ".join(element.text for element in scene.elements if element.type == "synopsis"),
        colour=strip.colour(figure.int_ext, figure.hour),
        items=tuple(sorted(items, key=lambda item: order[item.category])),
    )


def _cast(scene: Scene, company: Company) -> Iterator[Item]:
    """Yield who is in a scene: named by the action or speaking, each where first seen."""
    seen: set[str] = set()
    for element in scene.elements:
        if element.type == "action":
            names: list[tuple[str, str]] = [(name, _quote(element.text, start)) for start, _, name in company.named(element.text)]
        elif element.type == "character" and element.name:
            names = [(company.of(element.name), element.text)]
        else:
            continue
        for name, quote in names:
            if name not in seen:
                seen.add(name)
                yield Item("cast", name, element.line, quote, "cue" if element.type == "character" else "action")


def _tagged(scene: Scene) -> tuple[list[Item], set[str]]:
    """Return the items that notes name, and the names that notes take back."""
    kinds = {alias: category for category, aliases in _words()["tags"].items() for alias in aliases}
    found: list[Item] = []
    denied: set[str] = set()
    for text, line in _notes(scene.elements):
        key, colon, value = (
            (part.strip() for part in re.split(r"([:：])", text, maxsplit=1)) if re.search("[:：]", text) else (text, "", "")
        )
        word = " ".join(key.lower().split())
        names = [name.strip() for name in re.split(r"[,;，、；]", value) if name.strip()]
        if word.removeprefix("no ") in kinds and word.startswith("no "):
            denied.update(name.lower() for name in names)
        elif word in kinds and colon:
            found += [Item(kinds[word], name, line, f"[[{' '.join(text.split())}]]", "note") for name in names]
    return found, denied


def _notes(elements: Sequence[Element]) -> Iterator[tuple[str, int]]:
    for element in elements:
        if element.type == "note":
            yield element.text, element.line
        yield from ((inline.text, inline.line) for inline in element.inline if inline.type == "note")


def _found(scene: Scene) -> Iterator[Item]:
    """Yield what words of the action ask for, each where it is first named, in the order of the page."""
    told: set[str] = set()
    pattern, kinds = _lexicon()
    verbs = set(_words()["verbs"])
    for element in scene.elements:
        if element.type != "action":
            continue
        for match in pattern.finditer(element.text):
            word = match["latin"] or match["stem"] or match["dense"]
            key = " ".join(word.lower().split())
            ahead = element.text[max(0, match.start() - 40) : match.start()]
            plural = match.end() > match.start() + len(word)
            if _SIMILE.search(ahead) or (key in verbs and (plural or not _DETERMINED.search(ahead))):
                continue
            name = key if match["latin"] else match[0].lower()
            if name in told:
                continue
            told.add(name)
            line = element.line + element.text[: match.start()].count("\n")
            yield from (Item(category, name, line, _quote(element.text, match.start()), "words") for category in kinds[key])


def _quote(text: str, at: int) -> str:
    """Return the sentence that holds a place, cut to a line."""
    ends = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    start = max(end for end in ends if end <= at)
    end = min(end for end in ends if end > at)
    sentence = " ".join(text[start:end].split())
    if len(sentence) <= _QUOTE:
        return sentence
    near = max(0, min(at - start - _QUOTE // 2, len(sentence) - _QUOTE))
    return f"{'…' if near else ''}{sentence[near : near + _QUOTE].strip()}{'…' if near + _QUOTE < len(sentence) else ''}"


def _words() -> Mapping[str, Any]:
    return presets.load("breakdown", "words")


@cache
def _lexicon() -> tuple[re.Pattern[str], Mapping[str, list[str]]]:
    """Return the pattern of all words, longest first, and the departments of each."""
    kinds: dict[str, list[str]] = {phrase: [] for phrase in _words()["ignore"]}
    for category, words in _words()["categories"].items():
        for word in words:
            kinds.setdefault(str(word).lower(), []).append(category)
    choices = sorted(kinds, key=len, reverse=True)
    latin = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in choices if word < "\u0400")
    stem = "|".join(re.escape(word) for word in choices if "\u0400" <= word < "\u0500")
    dense = "|".join(re.escape(word) for word in choices if word > "\u2e7f")
    return re.compile(rf"(?<!\w)(?P<latin>{latin})(?:e?s)?(?!\w)|(?<!\w)(?P<stem>{stem})\w*|(?P<dense>{dense})", re.IGNORECASE), kinds
