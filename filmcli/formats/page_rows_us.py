"""The rows of a studio page: each element in its column, dual dialogue in two, (MORE) and (CONT'D) ready for a break.

Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from filmcli.formats import page_rows, page_text
from filmcli.formats.fountain_marks import split_cue
from filmcli.formats.page_layout import LETTER, Column, Layout
from filmcli.formats.page_rows import Line, Price, Row
from filmcli.formats.page_text import Piece
from filmcli.formats.screenplay import SILENT, SPOKEN, Element, Screenplay

_DUAL = 28 * LETTER  # the width of one of two columns
_DUAL_STEP = 32 * LETTER
_CONTINUED = re.compile(r"\bCONT(?:['’]?D|INU|\b)|続|续|ПРОД", re.IGNORECASE)
_WORDS = (  # the letters of a cue, what stands below a divided speech, and above its rest
    (re.compile("[\u0400-\u04ff]"), "(ДАЛЬШЕ)", "(ПРОД.)"),
    (re.compile("[\u3400-\u9fff]"), "（未完）", "（续）"),
    (re.compile(""), "(MORE)", "(CONT'D)"),
)


def rows(screenplay: Screenplay, layout: Layout, *, numbers: Mapping[int, str], revised: Set[int], continueds: bool) -> list[Row]:
    """Return the rows of a screenplay. `numbers` holds scene numbers by the index of their heading.

    `revised` holds indices of elements. `continueds` adds (CONT'D) to a cue when its character spoke last and action stands between.
    """
    found: list[Row] = []
    page, before = False, ""
    for type, block in _blocks(screenplay.elements, layout, numbers, continueds=continueds):
        if type == "page_break":
            page = bool(found)
            continue
        if page:
            block[0] = replace(block[0], page=True)
        elif type == "transition" or before == "scene_heading":
            block[0] = replace(block[0], price=Price.NEVER)
        found += block
        page, before = False, type
    return [page_rows.mark(row, revised) for row in found] if revised else found


def _blocks(
    elements: Sequence[Element], layout: Layout, numbers: Mapping[int, str], *, continueds: bool
) -> Iterator[tuple[str, list[Row]]]:
    """Yield each element, or speech, or pair of speeches, as its type and its rows; none is empty but a page break."""
    shown = [index for index, element in enumerate(elements) if element.type == "page_break" or element.type not in SILENT]
    speaker = ""
    at = 0
    while at < len(shown):
        element, end = elements[shown[at]], _end(elements, shown, at)
        if element.type == "character":
            name = split_cue(element.text)[0]
            if end < len(shown) and elements[shown[end]].dual:
                last = _end(elements, shown, end)
                block = _dual([(i, elements[i]) for i in shown[at:end]], [(i, elements[i]) for i in shown[end:last]], layout)
                end, speaker = last, ""
            else:
                block = _speech([(i, elements[i]) for i in shown[at:end]], layout, continued=continueds and name == speaker)
                speaker = name
        else:
            before = elements[shown[at - 1]] if at else None
            block = _single(shown[at], element, before, layout, numbers.get(shown[at]))
            speaker = speaker if element.type == "action" else ""
        if block or element.type == "page_break":
            yield element.type, block
        at = end


def _end(elements: Sequence[Element], shown: Sequence[int], at: int) -> int:
    """Return where what begins at `at` ends: a speech with its last spoken element, anything else with itself."""
    end = at + 1
    while elements[shown[at]].type == "character" and end < len(shown) and elements[shown[end]].type in SPOKEN:
        end += 1
    return end


def _single(index: int, element: Element, before: Element | None, layout: Layout, number: str | None) -> list[Row]:
    column = layout.columns.get(element.type, layout.columns["action"])
    lines = list(page_rows.set_lines(page_rows.text_of(element, index), column))
    if not lines:
        return []
    if element.type in ("transition", "centered"):
        share = 1.0 if element.type == "transition" else 0.5
        lines = [(space, page_rows.align(line, column, share=share)) for space, line in lines]
    lines[0] = (_space(element, before), replace(lines[0][1], number=number) if number else lines[0][1])
    if element.type in ("scene_heading", "transition"):
        return [Row((line,), space, Price.NEVER if at else Price.FREE) for at, (space, line) in enumerate(lines)]
    return [Row((line,), space, page_rows.action_price(at, len(lines))) for at, (space, line) in enumerate(lines)]


def _space(element: Element, before: Element | None) -> int:
    """Return the number of blank rows above an element: two above a heading, else one; the writer's own between like and like."""
    if element.type == "scene_heading":
        return 2
    if element.type == "action":
        return max(1, element.blank_before)
    alike = before is not None and before.type == element.type and element.type in ("centered", "lyric")
    return element.blank_before if alike else 1


def _speech(speech: Sequence[tuple[int, Element]], layout: Layout, *, continued: bool) -> list[Row]:
    cue = speech[0][1]
    lines: list[tuple[str, int, Line]] = []
    for index, element in speech:
        text = page_rows.text_of(element, index)
        if element is cue and continued and not _continues(cue.text):
            text = (*text, Piece(" " + _words(cue.text)[1]))
        lines += [(element.type, space, line) for space, line in page_rows.set_lines(text, layout.columns[element.type])]
    prices = page_rows.speech_prices([type for type, _, _ in lines], [line.plain for _, _, line in lines])
    more, again = _divided(cue.text, layout.columns["character"])
    block = [Row((line,), space, price, more=more, again=again) for (_, space, line), price in zip(lines, prices, strict=True)]
    if block:
        block[0] = Row(block[0].lines, space=1)
    return block


@lru_cache(maxsize=256)
def _divided(cue: str, column: Column) -> tuple[Line, Line]:
    """Return the lines below and above a page break within a speech: an extension stays, and nothing is continued twice."""
    more, word = _words(cue)
    tail = "" if _continues(cue) else f" {word}"
    name = page_text.wrap((Piece(" ".join(cue.split())),), column.width - page_text.width(tail))[0]
    return Line(column.x, (Piece(more),)), Line(column.x, (*name, Piece(tail)) if tail else name)


def _continues(cue: str) -> bool:
    """Return whether a cue says already that its speech goes on."""
    return bool(_CONTINUED.search(split_cue(cue)[1] or ""))


def _words(cue: str) -> tuple[str, str]:
    """Return (MORE) and (CONT'D) in the language of a cue."""
    return next((more, again) for letters, more, again in _WORDS if letters.search(cue))


def _dual(left: Sequence[tuple[int, Element]], right: Sequence[tuple[int, Element]], layout: Layout) -> list[Row]:
    """Return two speeches side by side, as one block."""
    sides = [list(_column(left, layout.left)), list(_column(right, layout.left + _DUAL_STEP))]
    block = []
    for at in range(max(map(len, sides))):
        lines = tuple(side[at] for side in sides if at < len(side) and side[at] is not None)
        block.append(Row(lines, 0, Price.HARD if at > 2 else Price.NEVER))
    block[0] = replace(block[0], space=1, price=Price.FREE)
    return block


def _column(speech: Sequence[tuple[int, Element]], left: float) -> Iterator[Line | None]:
    """Yield the lines of one column of dual dialogue; None for an empty one."""
    columns = {
        "character": Column(left + 8 * LETTER, 20 * LETTER),
        "parenthetical": Column(left + 3 * LETTER, 22 * LETTER, hang=LETTER),
    }
    for index, element in speech:
        for space, line in page_rows.set_lines(page_rows.text_of(element, index), columns.get(element.type, Column(left, _DUAL))):
            yield from [None] * space
            yield line
