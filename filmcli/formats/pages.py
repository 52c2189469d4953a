"""The pages of a screenplay: where each breaks, what the page adds, and how long each scene is in eighths.

Knows nothing of PDF and fonts. A break never leaves a heading, a cue or a parenthetical last on a page, divides a speech only
at the end of a sentence, and an element taller than a page is divided where it must be. Linear in the length of the screenplay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from filmcli.formats import page_rows_cn, page_rows_us
from filmcli.formats.page_layout import Layout, PaperName, ProfileName, layout
from filmcli.formats.page_rows import Line, Price, Row
from filmcli.formats.scenes import grouped, scene_id
from filmcli.formats.screenplay import Screenplay

Page = tuple[Line, ...]


@dataclass(frozen=True)
class ScenePages:
    """Where a scene begins (pages count from 1) and how long it is, in eighths of a page, at least 1."""

    id: str
    page: int
    eighths: int


@dataclass(frozen=True)
class Pagination:
    """The pages of a screenplay, its title page apart, and the pages of its scenes."""

    layout: Layout
    pages: tuple[Page, ...]
    scenes: tuple[ScenePages, ...]


def paginate(
    screenplay: Screenplay,
    *,
    paper: PaperName = "letter",
    profile: ProfileName = "us",
    scene_numbers: bool = False,
    revised: Set[int] = frozenset(),
    continueds: bool = False,
) -> Pagination:
    """Return the pages of a screenplay. Sections, synopses, notes and boneyards are not printed.

    `scene_numbers` prints the numbers of the script, or counts when it has none. `revised` holds the indices of changed
    elements, whose lines are marked. `continueds` adds (CONT'D) to the cue of a character who spoke last before the action.
    Raises UsageError for an unknown paper or profile.
    """
    sheet = layout(paper=paper, profile=profile)
    setting = page_rows_us.rows if profile == "us" else page_rows_cn.rows
    numbers = _numbers(screenplay) if scene_numbers or profile == "cn" else {}
    rows = setting(screenplay, sheet, numbers=numbers, revised=revised, continueds=continueds)
    pages = tuple(_pages(rows, sheet.lines))
    return Pagination(sheet, pages, _scenes(screenplay, pages, sheet.lines))


def _numbers(screenplay: Screenplay) -> dict[int, str]:
    headings = [(index, element.number) for index, element in enumerate(screenplay.elements) if element.type == "scene_heading"]
    if any(number for _, number in headings):
        return {index: number for index, number in headings if number}
    return {index: str(count) for count, (index, _) in enumerate(headings, start=1)}


def _pages(rows: Sequence[Row], room: int) -> Iterator[Page]:
    """Yield each page's lines in their rows."""
    start = 0
    while start < len(rows):
        first = rows[start]
        head = first.again if start and not first.page else None
        end = _end(rows, start, room - (head is not None))
        page = [] if head is None else [head]
        at = len(page)
        for index in range(start, end):
            at += rows[index].space if index > start else 0
            page += [Line(line.x, line.text, at, line.number, line.revised) for line in rows[index].lines]
            at += 1
        if end < len(rows) and rows[end].more is not None and not rows[end].page:
            page.append(replace(rows[end].more, row=at))
        yield tuple(page)
        start = end


def _end(rows: Sequence[Row], start: int, room: int) -> int:
    """Return the first row of the next page: at the cheapest break that fits, the last of equals."""
    best, cheapest = start, Price.NEVER
    used = 0
    for at in range(start, len(rows)):
        row = rows[at]
        if at > start:
            if row.page:
                return at
            few = at - start < 2 and row.again is not None  # one row of a speech, between (CONT'D) and (MORE)
            price = max(row.price, Price.HARDER) if few else row.price
            if price <= cheapest and used + (row.more is not None) <= room:
                best, cheapest = at, price
        used += 1 + (row.space if at > start else 0)
        if used > room:
            return best
    return len(rows)


def _scenes(screenplay: Screenplay, pages: Sequence[Page], room: int) -> tuple[ScenePages, ...]:
    """Measure the scenes: a scene is as long as its rows, down to the next heading or the page's last line, to the nearest eighth."""
    told = grouped(screenplay)
    if not told:
        return ()
    owner = [number for number, group in enumerate(told) for _ in group]
    first: dict[int, int] = {}
    length = [0] * len(told)
    for number, page in enumerate(pages, start=1):
        current, at = None, 0
        for line in page:
            element = next((piece.element for piece in line.text if piece.element is not None), None)
            scene = owner[element] if element is not None else current
            if scene != current and scene is not None:
                if current is not None:
                    length[current] += line.row - at
                current, at = scene, line.row if current is not None else 0
                first.setdefault(scene, number)
        if current is not None:
            length[current] += page[-1].row + 1 - at
    found, page = [], 1
    for number in range(len(told)):
        page = first.get(number, page)
        found.append(ScenePages(scene_id(number), page, max(1, (16 * length[number] + room) // (2 * room))))
    return tuple(found)
