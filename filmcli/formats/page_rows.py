"""The rows of a screenplay page: each element as lines in its column, with the space above it and the price of a page break there.

Knows nothing of pages. The columns are a studio page's; `page_rows_cn` has those of mainland China.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum

from filmcli.formats import page_text
from filmcli.formats.fountain_blocks import split_cue
from filmcli.formats.page_layout import LETTER, Column, Layout
from filmcli.formats.page_text import Piece, Text
from filmcli.formats.screenplay import SILENT, SPOKEN, Element, Run, Screenplay

_DUAL = 28 * LETTER  # the width of one of two columns
_DUAL_GAP = 4 * LETTER
_SENTENCE_END = re.compile(r"""(?:[.?!…。？！]|--|—)["'”’»)\]」』）*]*\Z""")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Capt|Lt|Sgt|vs|No|г|ул|др)\.\Z")
_CONTINUED = re.compile(r"\bCONT(?:['’]?D|INU|\b)|続|续|ПРОД", re.IGNORECASE)
_WORDS = (  # the letters of a cue, what stands below a divided speech, and above its rest
    (re.compile("[\u0400-\u04ff]"), "(ДАЛЬШЕ)", "(ПРОД.)"),
    (re.compile("[\u3400-\u9fff]"), "（未完）", "（续）"),
    (re.compile(""), "(MORE)", "(CONT'D)"),
)


class Price(IntEnum):
    """What a page break costs; the lowest wins, and of equals the last on the page."""

    FREE = 0
    HARD = 1  # within what should stay together, two rows on either side: only when a page holds nothing cheaper
    HARDER = 2  # leaving one row alone
    NEVER = 3  # below a heading, a cue or a parenthetical, above a transition: only when a page holds nothing else


@dataclass(frozen=True)
class Line:
    """A line of text on a page. `x` in points from the paper's edge; `row` counts from 0 at the top of the text area.

    `number` is a scene number for both margins; `revised` asks for an asterisk in the right one.
    """

    x: float
    text: Text
    row: int = 0
    number: str | None = None
    revised: bool = False

    @property
    def made(self) -> bool:
        """Return whether the page made the whole line: (MORE), or the cue above the rest of a speech."""
        return all(piece.element is None for piece in self.text)

    @property
    def plain(self) -> str:
        """Return the letters of the line."""
        return page_text.plain(self.text)


@dataclass(frozen=True)
class Row:
    """What stands at one height: a line, or one in each column. `space` blank rows above, `price` of a page break above.

    `page` demands a break. `more` and `again` are the lines that a break within a speech puts below and above itself.
    """

    lines: tuple[Line, ...]
    space: int = 0
    price: Price = Price.FREE
    page: bool = False
    more: Line | None = None
    again: Line | None = None


Block = list[Row]


def rows(screenplay: Screenplay, layout: Layout, *, numbers: dict[int, str], revised: Set[int], continueds: bool) -> list[Row]:
    """Return the rows of a screenplay. `numbers` holds scene numbers by the index of their heading.

    `revised` holds indices of elements. `continueds` adds (CONT'D) to a cue when its character spoke last and action stands between.
    """
    setter = _Setter(screenplay.elements, layout, numbers)
    found: list[Row] = []
    page = False
    for kind, block in setter.blocks(continueds=continueds):
        if kind == "page_break":
            page = bool(found)
            continue
        first = block[0]
        if page:
            block[0] = replace(first, page=True)
        elif kind == "transition" or (found and _is(screenplay, found[-1], "scene_heading")):
            block[0] = replace(first, price=Price.NEVER)
        page = False
        found += block
    return [mark(row, revised) for row in found] if revised else found


def set_lines(text: Text, column: Column) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a text in a column, each with the number of empty lines above it."""
    space = 0
    for line in page_text.lines(text):
        if not page_text.plain(line).strip():
            space += 1
            continue
        x = column.x
        for part in page_text.wrap(line, column.width - column.hang, first=column.width):
            yield space, Line(x, part)
            x, space = column.x + column.hang, 0


def text_of(element: Element, index: int, *, bold: bool = False) -> Text:
    """Return an element's text as the page shows it; lyrics are italic."""
    runs = element.runs or (Run(element.text),)
    italic = element.type == "lyric"
    return tuple(Piece(run.text, run.bold or bold, run.italic or italic, run.underline, index) for run in runs if run.text)


def align(line: Line, column: Column, share: float) -> Line:
    """Return a line moved within its column: a share of 0.5 centres it, 1 sets it flush right."""
    return replace(line, x=column.x + share * (column.width - page_text.width(line.plain.rstrip())))


def action_price(at: int, size: int) -> Price:
    """Price a break above row `at` of `size` rows of action: three are not split, more not after the first or above the last."""
    if at == 0:
        return Price.FREE
    if size <= 3 or at in (1, size - 1):
        return Price.HARDER
    return Price.FREE


def ends_sentence(text: str) -> bool:
    """Return whether a line ends where a sentence does."""
    text = text.rstrip()
    return bool(_SENTENCE_END.search(text)) and not _ABBREVIATION.search(text)


def mark(row: Row, revised: Iterable[int]) -> Row:
    """Return a row whose lines of revised elements are marked."""
    lines = tuple(replace(line, revised=any(piece.element in revised for piece in line.text)) for line in row.lines)
    return replace(row, lines=lines)


class _Setter:
    """Sets the elements of a screenplay one after another."""

    def __init__(self, elements: Sequence[Element], layout: Layout, numbers: dict[int, str]) -> None:
        self.elements, self.layout, self.numbers = elements, layout, numbers
        self.speaker = ""

    def blocks(self, *, continueds: bool) -> Iterator[tuple[str, Block]]:
        """Yield each element, or speech, or pair of speeches, as its type and rows; none is empty but a page break."""
        at = 0
        shown = [i for i, element in enumerate(self.elements) if element.type == "page_break" or element.type not in SILENT]
        while at < len(shown):
            index = shown[at]
            element = self.elements[index]
            if element.type == "character":
                end = self._speech_end(shown, at)
                block = self._speech(shown[at:end], continued=continueds and element.name == self.speaker)
                self.speaker = element.name or ""
                if end < len(shown) and self.elements[shown[end]].dual:
                    last = self._speech_end(shown, end)
                    block = self._dual(shown[at:end], shown[end:last])
                    end, self.speaker = last, ""
            else:
                end = at + 1
                block = [] if element.type == "page_break" else self._single(index, self.elements[shown[at - 1]] if at else None)
                if element.type in ("scene_heading", "page_break", "centered"):
                    self.speaker = ""
            if block or element.type == "page_break":
                yield element.type, block
            at = end

    def _speech_end(self, shown: Sequence[int], at: int) -> int:
        end = at + 1
        while end < len(shown) and self.elements[shown[end]].type in SPOKEN:
            end += 1
        return end

    def _single(self, index: int, before: Element | None) -> Block:
        element = self.elements[index]
        text = text_of(self.elements[index], index)
        if element.type in SPOKEN:
            column = self.layout.columns[element.type]
        else:
            column = self.layout.columns["action"]
        block = [Row((line,), space, Price.NEVER if at else Price.FREE) for at, (space, line) in enumerate(set_lines(text, column))]
        if not block:
            return []
        if element.type == "scene_heading":
            block[0] = replace(block[0], lines=(replace(block[0].lines[0], number=self.numbers.get(index)),))
        elif element.type in ("transition", "centered"):
            share = 1.0 if element.type == "transition" else 0.5
            block = [replace(row, lines=(align(row.lines[0], column, share),)) for row in block]
        else:
            block = [replace(row, price=action_price(at, len(block))) for at, row in enumerate(block)]
        block[0] = replace(block[0], space=_space(element, before))
        return block

    def _speech(self, indices: Sequence[int], *, continued: bool = False) -> Block:
        cue = self.elements[indices[0]]
        block: Block = []
        kinds: list[str] = []
        for index in indices:
            text = text_of(self.elements[index], index)
            if index == indices[0] and continued and not _continued(cue.text):
                text = (*text, Piece(" " + _words(cue)[1]))
            for space, line in set_lines(text, self.layout.columns[self.elements[index].type]):
                block.append(Row((line,), space))
                kinds.append(self.elements[index].type)
        prices = _speech_prices(kinds, [row.lines[0].plain for row in block])
        more, again = self._divided(cue)
        block = [replace(row, price=price, more=more, again=again) for row, price in zip(block, prices, strict=True)]
        if block:
            block[0] = replace(block[0], space=1, more=None, again=None)
        return block

    def _divided(self, cue: Element) -> tuple[Line, Line]:
        """Return the lines below and above a page break within a speech."""
        column = self.layout.columns["character"]
        more, word = _words(cue)
        name = " ".join(cue.text.split())
        if not _continued(name):
            room = column.width - page_text.width(f" {word}")
            name = page_text.plain(page_text.wrap((Piece(name),), room)[0]) + f" {word}"
        return Line(column.x, (Piece(more),)), Line(column.x, page_text.wrap((Piece(name),), column.width)[0])

    def _dual(self, left: Sequence[int], right: Sequence[int]) -> Block:
        """Return two speeches side by side, as one block."""
        sides = [list(self._column(indices, self.layout.left + shift)) for indices, shift in ((left, 0.0), (right, _DUAL + _DUAL_GAP))]
        height = max(map(len, sides))
        block: Block = []
        for at in range(height):
            lines = tuple(side[at] for side in sides if at < len(side) and side[at] is not None)
            price = Price.HARD if 2 < at < height - 1 else Price.NEVER
            block.append(Row(lines, 0 if at else 1, price if at else Price.FREE))
        return block

    def _column(self, indices: Sequence[int], left: float) -> Iterator[Line | None]:
        """Yield the lines of one column of dual dialogue; None for an empty one."""
        columns = {
            "character": Column(left + 8 * LETTER, 20 * LETTER),
            "parenthetical": Column(left + 3 * LETTER, 22 * LETTER, hang=LETTER),
        }
        for index in indices:
            for space, line in set_lines(text_of(self.elements[index], index), columns.get(self.elements[index].type, Column(left, _DUAL))):
                yield from [None] * space
                yield line


def _space(element: Element, before: Element | None) -> int:
    """Return the number of blank rows above an element: two above a heading, else one; action keeps the writer's."""
    if element.type == "scene_heading":
        return 2
    if before is not None and before.type == element.type and element.type in ("centered", "lyric") and element.source:
        return element.blank_before
    return max(1, element.blank_before) if element.type == "action" else 1


def _speech_prices(kinds: Sequence[str], texts: Sequence[str]) -> Iterator[Price]:
    """Yield the price of a break above each row of a speech: free at the end of a sentence with two spoken rows on either side."""
    spoken = sum(kind in ("dialogue", "lyric") for kind in kinds)
    above = 0
    for at, kind in enumerate(kinds):
        before = kinds[at - 1] if at else ""
        if at == 0:
            yield Price.FREE
        elif before in ("character", "parenthetical"):
            yield Price.NEVER
        elif above < 2 or spoken - above < 2:
            yield Price.HARDER
        else:
            yield Price.FREE if before == "lyric" or ends_sentence(texts[at - 1]) else Price.HARD
        above += kind in ("dialogue", "lyric")


def _continued(cue: str) -> bool:
    """Return whether a cue says already that its speech goes on."""
    return bool(_CONTINUED.search(split_cue(cue)[1] or ""))


def _words(cue: Element) -> tuple[str, str]:
    """Return (MORE) and (CONT'D) in the language of a cue."""
    return next((more, again) for letters, more, again in _WORDS if letters.search(cue.text))


def _is(screenplay: Screenplay, row: Row, type: str) -> bool:
    element = row.lines[0].text[0].element
    return element is not None and screenplay.elements[element].type == type
