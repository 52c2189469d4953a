"""The rows of a page in mainland Chinese practice: a numbered heading in bold, paragraphs indented by two ideographs, speech as `老周（低声）：…`.

Knows nothing of pages. A speech runs over a page break like any paragraph: there is no (MORE).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace

from filmcli.formats import page_rows, page_text
from filmcli.formats.page_layout import IDEOGRAPH, Column, Layout
from filmcli.formats.page_rows import Price, Row
from filmcli.formats.page_text import Piece, Text
from filmcli.formats.screenplay import SILENT, SPOKEN, Element, Screenplay

_INDENT = 2 * IDEOGRAPH


def rows(screenplay: Screenplay, layout: Layout, *, numbers: Mapping[int, str], revised: Set[int], continueds: bool) -> list[Row]:
    """Return the rows of a screenplay; `numbers` stand before the headings. `continueds` has no place in a paragraph and is ignored."""
    found: list[Row] = []
    page = False
    before: Element | None = None
    speech: list[tuple[Element, Text]] = []
    for index, element in enumerate([*screenplay.elements, Element("page_break", "")]):
        if element.type in SILENT and element.type != "page_break":
            continue
        if speech and element.type not in SPOKEN:
            found += _block(_speech(speech), layout, before, speech[0][0], page=page)
            before, page, speech = speech[0][0], False, []
        if element.type == "page_break":
            page = bool(found)
        elif element.type == "character" or speech:
            speech.append((element, page_rows.text_of(element, index)))
        else:
            text = page_rows.text_of(element, index, bold=element.type == "scene_heading")
            if element.type == "scene_heading" and index in numbers:
                text = (Piece(f"{numbers[index]}. ", bold=True), *text)
            block = _block(text, layout, before, element, page=page)
            if block:
                before, page = element, False
            found += block
    return [page_rows.mark(row, revised) for row in found] if revised else found


def _block(text: Text, layout: Layout, before: Element | None, element: Element, *, page: bool) -> list[Row]:
    """Return the rows of one paragraph."""
    column = layout.columns["action"]
    if element.type == "scene_heading":
        block = [Row((line,), space, Price.NEVER) for space, line in page_rows.set_lines(text, column)]
    elif element.type in ("transition", "centered"):
        share = 1.0 if element.type == "transition" else 0.5
        block = [Row((page_rows.align(line, column, share=share),), space) for space, line in page_rows.set_lines(text, column)]
    else:
        indented = Column(column.x + _INDENT, column.width - _INDENT, hang=-_INDENT)
        lines = list(page_rows.set_lines(text, indented))
        block = [Row((line,), space, page_rows.action_price(at, len(lines))) for at, (space, line) in enumerate(lines)]
    if not block:
        return []
    space = 1 if element.type == "scene_heading" else max(0, element.blank_before - 1) if element.type == "action" else 0
    bound = element.type == "transition" or (before is not None and before.type == "scene_heading")
    block[0] = replace(block[0], space=space, price=Price.NEVER if bound and not page else Price.FREE, page=page)
    return block


def _speech(speech: list[tuple[Element, Text]]) -> Text:
    """Return a speech as one paragraph: the cue, its parentheticals, a colon, what is said; a lyric begins a line."""
    cue = speech[0][1]
    colon = Piece(": " if page_text.plain(cue).isascii() else "：")
    text, told = cue, False
    for element, part in speech[1:]:
        if element.type == "lyric" and told:
            text = (*text, Piece("\n"))
        elif told and not page_text.parts(text[-1].text, page_text.plain(part)):
            text = (*text, Piece(" "))
        elif element.type != "parenthetical" and not told:
            text, told = (*text, colon), True
        text = (*text, *part)
    return text if told else (*text, colon)
