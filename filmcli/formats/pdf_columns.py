"""The columns of a screenplay's PDF, found by where its lines begin, and its rows without what the pages added.

Knows nothing of elements. Taken away: page numbers, headers and footers, scene numbers (kept with their row), revision
asterisks, (MORE), (CONTINUED), and the cue that is repeated above the rest of a speech.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from filmcli.formats.fountain_marks import is_heading
from filmcli.formats.pdf_lines import Fragment, Page

CONTINUED = re.compile(r"\s*[（(](?:CONT(?:['’]?D|INUED|\.)?|ПРОД\.?|续)[)）]\Z", re.IGNORECASE)
_MORE = re.compile(r"\(MORE\)|\(ДАЛЬШЕ\)|[（(]未完[)）]", re.IGNORECASE)
_SCENE_CONTINUED = re.compile(r"\(CONTINUED\)|CONTINUED:(?:\s*\(\d+\))?", re.IGNORECASE)
_NUMBER = re.compile(r"\(?([A-Z]{0,3}\d{1,4}[A-Z]{0,3})[.)]?")
_PAGE_NUMBER = re.compile(r"[-–—]?\s*\d{1,4}[A-Z]?\s*[.)]?\s*[-–—]?|(?:page|стр\.?|第)\s*\d+.*", re.IGNORECASE)
_REVISION = re.compile(r"\brev(?:\.|ision|ised)", re.IGNORECASE)
_HEAD, _FOOT = 64.0, 50.0  # points from the upper and lower edge, where a page has no text of its own
_WIDE = 432.0  # the studio page: 60 letters


@dataclass(frozen=True)
class Columns:
    """Where action and dialogue begin and how far their lines reach, where centred lines have their middle, the distance of lines; points."""

    action: float
    dialogue: float
    action_end: float
    dialogue_end: float
    middles: tuple[float, ...]
    pitch: float


@dataclass(frozen=True)
class Row:
    """A row of the script. `gap` blank rows above, None at the top of a page. `again`: the page before ended within this speech."""

    fragments: tuple[Fragment, ...]
    gap: int | None
    number: str | None = None
    again: bool = False

    @property
    def first(self) -> Fragment:
        """Return the leftmost fragment."""
        return self.fragments[0]


def columns(pages: Sequence[Page]) -> Columns:
    """Return the columns of a script: action at the leftmost place where many lines begin, dialogue half an inch to 1.5 right of it."""
    starts = [line[0] for page in pages for line in page.lines if not _NUMBER.fullmatch(line[0].text)]
    starts += [line[1] for page in pages for line in page.lines if len(line) > 1 and is_heading(line[1].text)]
    starts = starts or [line[0] for page in pages for line in page.lines]
    clusters = _clusters([fragment.x for fragment in starts])
    enough = max(clusters.values()) * 0.12
    action = min(x for x, count in clusters.items() if count >= enough)
    inside = {x: count for x, count in clusters.items() if 36 < x - action < 110}
    dialogue = max(inside, key=lambda x: inside[x]) if inside else action + 72.0
    ends = {x: max((f.end for f in starts if abs(f.x - x) < 4), default=x) for x in (action, dialogue)}
    middles = (action + _WIDE / 2, pages[0].width / 2)  # of the text, or of the paper
    return Columns(action, dialogue, min(ends[action], action + _WIDE * 1.1), ends[dialogue], middles, _pitch(pages))


def rows(pages: Sequence[Page], where: Columns) -> Iterator[Row]:
    """Yield the rows of a script."""
    repeated = _repeated(pages)
    again = False
    for page in pages:
        above: float | None = None
        more = False
        for line in page.lines:
            if all(_is_furniture(fragment, page, repeated) for fragment in line):
                continue
            if len(line) == 1 and _SCENE_CONTINUED.fullmatch(line[0].text):
                continue
            if len(line) == 1 and _MORE.fullmatch(line[0].text):
                more = True
                continue
            row = _row(line, where)
            if row is None:
                continue
            gap = None if above is None else max(0, round((row.first.y - above) / where.pitch) - 1)
            if above is None and again and CONTINUED.search(row.first.text):
                above = row.first.y
                continue
            above = row.first.y
            yield replace(row, gap=gap, again=again)
            again = False
        again = more


def _row(line: Sequence[Fragment], where: Columns) -> Row | None:
    """Return a line without its scene numbers and asterisk; None when nothing else is there."""
    number, kept = None, []
    for at, fragment in enumerate(line):
        match = _NUMBER.fullmatch(fragment.text)
        outside = fragment.x < where.action - 10 or (at and fragment.x > where.action + 0.9 * _WIDE)
        if match and outside:
            number = number or match[1]
        elif not (fragment.x > where.action + 0.9 * _WIDE and set(fragment.text) <= {"*"}):
            kept.append(fragment)
    return Row(tuple(kept), None, number) if kept else None


def _is_furniture(fragment: Fragment, page: Page, repeated: set[str]) -> bool:
    if _HEAD < fragment.y < page.height - _FOOT:
        return False
    text = fragment.text
    return bool(_PAGE_NUMBER.fullmatch(text) or _REVISION.search(text) or set(text) <= {"*"}) or _digitless(text) in repeated


def _repeated(pages: Sequence[Page]) -> set[str]:
    """Return the headers and footers: what stands at the edge of several pages, numbers apart."""
    edge = Counter(
        text
        for page in pages
        for text in {_digitless(f.text) for line in page.lines for f in line if not _HEAD < f.y < page.height - _FOOT}
    )
    return {text for text, count in edge.items() if count > 1}


def _digitless(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _clusters(values: Sequence[float]) -> dict[float, int]:
    """Return the places where values crowd, each with its count: neighbours nearer than 3 points are one crowd."""
    crowds: list[list[float]] = []
    for value in sorted(values):
        if crowds and value - crowds[-1][-1] < 3:
            crowds[-1].append(value)
        else:
            crowds.append([value])
    return {statistics.median(crowd): len(crowd) for crowd in crowds}


def _pitch(pages: Sequence[Page]) -> float:
    """Return the distance of two lines of a paragraph: the least that is common, between 8 and 22 points, else 12."""
    steps = Counter(
        round(below[0].y - above[0].y, 1)
        for page in pages
        for above, below in zip(page.lines, page.lines[1:], strict=False)
        if 8 < below[0].y - above[0].y < 22
    )
    many = [step for step, count in steps.items() if count >= 0.2 * max(steps.values())]
    return min(many, default=12.0)
