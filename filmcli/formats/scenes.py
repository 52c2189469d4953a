"""The story view of a screenplay: its scenes with place and hour, and its speeches.

Knows nothing of the file's spelling. Ids step by ten, so that an inserted scene can find room between two others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from filmcli.core.errors import InputError
from filmcli.formats import emphasis
from filmcli.formats.fountain_lines import HEADING
from filmcli.formats.fountain_marks import split_cue
from filmcli.formats.screenplay import SPOKEN, Element, Screenplay

IntExt = Literal["INT", "EXT", "INT/EXT", "EST", ""]

_INSIDE, _OUTSIDE = ("INT", "ИНТ", "内", "內", "I/"), ("EXT", "НАТ", "ЭКСТ", "外", "/E")
_DASH = re.compile(r"\s+[-–—]+\s+|\s*(?:——|—|－)\s*|\s+--+\s+")
_HOURS = re.compile(
    r"\b(?:DAY|NIGHT|MORNING|EVENING|AFTERNOON|DAWN|DUSK|SUNSET|SUNRISE|NOON|MIDNIGHT|TWILIGHT|MAGIC HOUR|GOLDEN HOUR"
    r"|LATER|CONTINUOUS|CONT'D|SAME(?: TIME)?|MOMENTS? LATER|ДЕНЬ|НОЧЬ|УТРО|ВЕЧЕР|РАССВЕТ|ЗАКАТ|СУМЕРКИ|ПОЛДЕНЬ|ПОЛНОЧЬ|ПОЗЖЕ|ПРОДОЛЖЕНИЕ)\b"
    r"|[日夜晨]\Z|白天|夜晚|晚上|清晨|早晨|上午|中午|下午|黄昏|傍晚|黎明|深夜|稍后|连续",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Speech:
    """What one character says under one cue. `text` is what is spoken; `parenthetical` is without its brackets."""

    id: str
    name: str
    extension: str | None
    text: str
    parenthetical: str
    line: int
    end_line: int
    dual: bool


@dataclass(frozen=True)
class Scene:
    """A scene: its slug line taken apart and what happens in it. `index` counts from 0; `heading` is the element."""

    index: int
    id: str
    heading: Element | None
    int_ext: IntExt
    place: str
    time: str
    elements: tuple[Element, ...]
    speeches: tuple[Speech, ...]


def scenes(screenplay: Screenplay) -> tuple[Scene, ...]:
    """Return the scenes in order. What stands before the first slug line is a scene only when it shows or says something."""
    return tuple(_scene(index, group) for index, group in enumerate(grouped(screenplay)))


def grouped(screenplay: Screenplay) -> list[list[Element]]:
    """Return the elements of each scene."""
    groups: list[list[Element]] = [[]]
    for element in screenplay.elements:
        if element.type == "scene_heading" and _happens(groups[-1]):
            groups.append([])
        groups[-1].append(element)
    if not _happens(groups[-1]) and len(groups) > 1:
        groups[-2] += groups.pop()
    return groups if any(map(_happens, groups)) else []


def scene_id(index: int) -> str:
    """Return the id of the scene that has `index` scenes before it."""
    return f"SQ{(index + 1) * 10:03d}"


def named(told: Sequence[Scene], name: str) -> Scene:
    """Return the scene of an id (`SQ010`) or a number (`12A`). Raises InputError with the nearest for one that is not there."""
    from difflib import get_close_matches

    known = {scene.heading.number: scene for scene in reversed(told) if scene.heading and scene.heading.number}
    known |= {scene.id: scene for scene in told}
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        every = f"scenes are {told[0].id} to {told[-1].id}" if told else "the script has no scenes"
        raise InputError(f"no scene is called {name!r}", hint=f"did you mean {near[0]}?" if near else every)
    return known[name]


def identities(headings: Iterable[str]) -> list[str]:
    """Return a name for each scene that outlives scenes put in or cut elsewhere: its slug line, and which of the equal ones it is."""
    count: Counter[str] = Counter()
    names = []
    for heading in headings:
        count[heading] += 1
        names.append(f"{heading}#{count[heading]}")
    return names


def title(screenplay: Screenplay) -> str | None:
    """Return the title of the title page in one line, without markup; None when there is none."""
    for entry in screenplay.title_page:
        if entry.key.lower() in ("title", "название", "标题", "片名") and entry.lines:
            return " ".join(emphasis.plain(line).strip() for line in entry.lines) or None
    return None


def cue_name(cue: str) -> str:
    """Return the name in a cue: `MARLOWE (CONT'D) ^` gives `MARLOWE`."""
    return split_cue(cue.strip().removeprefix("@").removesuffix("^").strip())[0]


def parts(heading: str) -> tuple[IntExt, str, str]:
    """Return interior or exterior, place and hour of a slug line's text; empty where it does not say."""
    heading = heading.strip()
    match = HEADING.match(heading)
    rest = heading[match.end() :].lstrip(" .．。、·:：") if match else heading
    pieces = [piece.strip() for piece in _DASH.split(rest) if piece.strip()]
    hour = next((index for index in reversed(range(1, len(pieces))) if _HOURS.search(pieces[index])), 0)
    if hour:
        place, time = " - ".join(pieces[:hour]), pieces[hour]
    else:
        place, time = _last_word(" - ".join(pieces))
    return _side(match[0] if match else ""), place, time


def _last_word(place: str) -> tuple[str, str]:
    """Split `OFFICE, NIGHT` or `办公室 夜`, where no dash stands before the hour."""
    head, gap, tail = place.rpartition(" ") if " " in place else place.rpartition("，")
    if gap and (found := _HOURS.search(tail)) and found.end() - found.start() >= len(tail.strip(".,")):
        return head.rstrip(" ,.;，"), tail.strip(".,")
    return place, ""


def _side(prefix: str) -> IntExt:
    prefix = prefix.upper()
    if prefix.startswith("EST"):
        return "EST"
    inside = any(word in prefix for word in _INSIDE)
    outside = any(word in prefix for word in _OUTSIDE)
    return "INT/EXT" if inside and outside else "INT" if inside else "EXT" if outside else ""


def _happens(group: Iterable[Element]) -> bool:
    told = (e for e in group if e.type in ("scene_heading", "character", "centered", "lyric", "action"))
    return any(e.type != "action" or e.text.strip() not in ("FADE IN:", "FADE IN.", "ИЗ ЗТМ:") for e in told)


def _scene(index: int, group: Sequence[Element]) -> Scene:
    name = scene_id(index)
    heading = next((element for element in group if element.type == "scene_heading"), None)
    int_ext, place, time = parts(heading.text) if heading else ("", "", "")
    return Scene(index, name, heading, int_ext, place, time, tuple(group), tuple(_speeches(name, group)))


def _speeches(scene: str, group: Sequence[Element]) -> Iterable[Speech]:
    count = 0
    for at, cue in enumerate(group):
        if cue.type != "character":
            continue
        block = []
        for element in group[at + 1 :]:
            if element.type not in SPOKEN and element.type not in ("note", "boneyard"):
                break
            if element.type in SPOKEN:
                block.append(element)
        said = " ".join(" ".join(e.text.split()) for e in block if e.type != "parenthetical")
        if not said:
            continue
        count += 1
        aside = "; ".join(" ".join(e.text.split())[1:-1].strip() for e in block if e.type == "parenthetical")
        yield Speech(f"{scene}_L{count * 10:04d}", cue.name or cue.text, cue.extension, said, aside, cue.line, block[-1].end_line, cue.dual)
