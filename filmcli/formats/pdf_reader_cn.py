"""A screenplay read from pages in mainland Chinese practice: numbered headings, indented paragraphs, speech as `老周（低声）：…`.

Knows nothing of PDF itself. Whether a bracket behind the speaker is an extension or a parenthetical is told by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filmcli.formats import page_text
from filmcli.formats.fountain_marks import is_heading
from filmcli.formats.pdf_columns import Columns, Row
from filmcli.formats.screenplay import Element, Run

_INDENT = (15.0, 40.0)  # points: the first line of a paragraph stands two letters in
_NUMBER = re.compile(r"(?:第\s*)?(\d+[A-Z]?)\s*(?:[.．、]|场)\s*")
_SPEECH = re.compile(r"([^\s（(：:。！？，][^（(：:。！？，]{0,15})((?:\s*[（(][^）)]{1,20}[）)])*)[：:]\s?(?=\S)")
_BRACKET = re.compile(r"\s*[（(][^）)]*[）)]")
_EXTENSION = re.compile(r"画外|旁白|内心|独白|电话|话外|[VO]\.?\s?[OS]\b", re.IGNORECASE)
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


def is_chinese(rows: Sequence[Row], where: Columns) -> bool:
    """Return whether rows are Chinese paragraphs rather than columns."""
    indented = sum(_indented(row, where) for row in rows)
    written = sum(bool(_IDEOGRAPH.search(row.first.text)) for row in rows)
    return written > 0.5 * len(rows) and indented > 0.35 * len(rows)


def elements(rows: Sequence[Row], where: Columns) -> Iterator[Element]:
    """Yield the elements of the rows."""
    for paragraph in _paragraphs(rows, where):
        x = paragraph[0].first.x - where.action
        runs = _runs(paragraph)
        text = "".join(run.text for run in runs)
        number = _NUMBER.match(text)
        if x < _INDENT[0] and (number or is_heading(text)):
            heading = text[number.end() :] if number else text
            yield Element("scene_heading", heading, number=number[1] if number else paragraph[0].number)
        elif x > _INDENT[1]:
            yield Element("transition" if text.endswith(("：", ":")) else "centered", text, runs=runs)
        elif speech := _SPEECH.match(text):
            yield from _speech(speech, _after(runs, speech.end()))
        else:
            yield Element("action", text, runs=runs)


def _paragraphs(rows: Sequence[Row], where: Columns) -> Iterator[list[Row]]:
    """Yield rows that belong together: a row at the left edge goes on with what stands above it, but a heading."""
    paragraph: list[Row] = []
    for row in rows:
        at_edge = abs(row.first.x - where.action) < _INDENT[0]
        heading = at_edge and ((row.gap is None or row.gap > 0) and (_NUMBER.match(row.first.text) or is_heading(row.first.text)))
        if paragraph and at_edge and not heading and row.gap in (0, None):
            paragraph.append(row)
            continue
        if paragraph:
            yield paragraph
        paragraph = [row]
    if paragraph:
        yield paragraph


def _speech(speech: re.Match[str], said: tuple[Run, ...]) -> Iterator[Element]:
    name, brackets = speech[1], _BRACKET.findall(speech[2])
    extensions = [bracket for bracket in brackets if _EXTENSION.search(bracket)]
    extension = ", ".join(bracket.strip()[1:-1] for bracket in extensions)
    yield Element("character", (name + "".join(extensions)).strip(), name=name.strip(), extension=extension or None)
    for bracket in brackets:
        if bracket not in extensions:
            yield Element("parenthetical", bracket.strip())
    yield Element("dialogue", "".join(run.text for run in said), runs=said)


def _runs(paragraph: Sequence[Row]) -> tuple[Run, ...]:
    """Return the text of a paragraph, its lines joined as they were before the wrapping."""
    runs: list[Run] = []
    for row in paragraph:
        for fragment in row.fragments:
            if runs and not page_text.parts(runs[-1].text, fragment.text):
                runs.append(Run(" "))
            runs += fragment.runs
    return tuple(runs)


def _after(runs: Sequence[Run], at: int) -> tuple[Run, ...]:
    """Return runs without their first `at` letters."""
    kept = []
    for run in runs:
        if len(run.text) > at:
            kept.append(Run(run.text[at:], run.bold, run.italic, run.underline))
        at = max(0, at - len(run.text))
    return tuple(kept)


def _indented(row: Row, where: Columns) -> bool:
    return _INDENT[0] <= row.first.x - where.action <= _INDENT[1]
