"""The title page of a screenplay: title, credit, authors and source in the middle, contact and draft at the foot.

Knows nothing of PDF. Keys that Fountain does not name are data of programs and are not printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from filmcli.formats import emphasis, page_rows
from filmcli.formats.page_layout import Column, Layout
from filmcli.formats.page_rows import Line
from filmcli.formats.page_text import Piece, Text
from filmcli.formats.screenplay import Screenplay

_MIDDLE = (  # blank rows above, and the keys
    (0, ("title", "название", "标题", "片名")),
    (3, ("credit",)),
    (1, ("author", "authors", "автор", "авторы", "作者", "编剧")),
    (2, ("source",)),
)
_LEFT = ("contact", "contact info", "copyright", "notes")
_RIGHT = ("revision", "draft date", "date")
_TOP = 17  # the row of the title: about a third down the page


def lines(screenplay: Screenplay, layout: Layout) -> tuple[Line, ...]:
    """Return the lines of the title page; none without a title page. A foot that is too long for the page goes on on the next one.

    Rows count on over the page: row `layout.lines` is the first of a second page.
    """
    top = min(_TOP, layout.lines // 3)
    page = Column(layout.left, layout.measure)
    found: list[Line] = []
    row = top
    for space, keys in _MIDDLE:
        block = _block(screenplay, keys, page, share=0.5)
        row += space if block and found else 0
        found += [replace(line, row=row + at) for at, line in enumerate(block)]
        row += len(block)
    half = layout.measure / 2
    for keys, column, share in ((_LEFT, Column(layout.left, half), 0.0), (_RIGHT, Column(layout.left + half, half), 1.0)):
        block = _block(screenplay, keys, column, share=share)
        start = max(layout.lines - len(block), row + 2 if found else 0)
        found += [replace(line, row=start + at) for at, line in enumerate(block)]
    return tuple(sorted(found, key=lambda line: (line.row, line.x)))


def _block(screenplay: Screenplay, keys: Iterable[str], column: Column, *, share: float) -> list[Line]:
    return [
        page_rows.align(line, column, share=share)
        for key in keys
        for entry in screenplay.title_page
        if entry.key.strip().lower() == key
        for value in entry.lines
        for _, line in page_rows.set_lines(_text(value.strip()), column)
    ]


def _text(value: str) -> Text:
    runs, _ = emphasis.read(value)
    return tuple(Piece(run.text, run.bold, run.italic, run.underline) for run in runs)
