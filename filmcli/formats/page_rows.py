"""The rows of a page: lines of text, the space above them, and the price of a page break there.

Knows nothing of margins; `page_rows_us` and `page_rows_cn` set screenplays into rows, `pages` breaks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum

from filmcli.formats import page_text
from filmcli.formats.page_layout import Column
from filmcli.formats.page_text import Piece, Text
from filmcli.formats.screenplay import Element, Run

_SENTENCE_END = re.compile(r"""(?:[.?!…。？！]|--|—)["'”’»)\]」』）*]*\Z""")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Capt|Lt|Sgt|vs|No|г|ул|др)\.\Z")


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


def text_of(element: Element, index: int, *, bold: bool = False) -> Text:
    """Return an element's text as the page shows it; lyrics are italic."""
    runs = element.runs or (Run(element.text),)
    italic = element.type == "lyric"
    return tuple(Piece(run.text, run.bold or bold, run.italic or italic, run.underline, index) for run in runs if run.text)


def set_lines(text: Text, column: Column) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a text in a column, each with the number of empty lines above it."""
    space = 0
    x, first = column.x, column.width
    for line in page_text.lines(text):
        if not page_text.plain(line).strip():
            space += 1
            continue
        for part in page_text.wrap(line, column.width - column.hang, first=first):
            yield space, Line(x, part)
            x, space = column.x + column.hang, 0
        first = column.width - column.hang


def align(line: Line, column: Column, *, share: float) -> Line:
    """Return a line moved within its column: a share of 0.5 centres it, 1 sets it flush right."""
    return replace(line, x=column.x + share * (column.width - page_text.width(line.plain.rstrip())))


def mark(row: Row, revised: Set[int]) -> Row:
    """Return a row whose lines of revised elements are marked."""
    lines = tuple(replace(line, revised=any(piece.element in revised for piece in line.text)) for line in row.lines)
    return replace(row, lines=lines)


def action_price(at: int, size: int) -> Price:
    """Return the price above row `at` of `size` rows of action: three are not split, more not after the first or above the last."""
    if at == 0:
        return Price.FREE
    return Price.HARDER if size <= 3 or at in (1, size - 1) else Price.FREE


def speech_prices(types: Sequence[str], texts: Sequence[str]) -> Iterator[Price]:
    """Yield the price above each row of a speech, given the rows' types and texts: free behind a sentence, two spoken rows on either side."""
    spoken = [type in ("dialogue", "lyric") for type in types]
    above, below = 0, sum(spoken)
    for at, before in enumerate(["", *types[:-1]]):
        if at == 0:
            yield Price.FREE
        elif before in ("character", "parenthetical"):
            yield Price.NEVER
        elif above < 2 or below < 2:
            yield Price.HARDER
        else:
            yield Price.FREE if before == "lyric" or ends_sentence(texts[at - 1]) else Price.HARD
        above, below = above + spoken[at], below - spoken[at]


def ends_sentence(text: str) -> bool:
    """Return whether a line ends where a sentence does."""
    text = text.rstrip()
    return bool(_SENTENCE_END.search(text)) and not _ABBREVIATION.search(text)
