"""The lines of one element as Fountain, with the notes that stand in them.

Knows nothing of the marks of an element: who spells it puts them around its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from filmcli.formats import emphasis_writer
from filmcli.formats.screenplay import Element, Inline, Run

Line = tuple[str, list[tuple[int, Inline]]]  # the spelling of a line, and the notes in it by offset
OPENING, CLOSING = ("(", "（"), (")", "）")
_BLANK_LINE = re.compile(r"(\r\n|\r(?!\n)|\n) ?(?=[\r\n])")


def lines(item: Element, *, closed: bool) -> list[Line]:
    """Return an element line by line, from the last to the first because a `]]` acts on the lines above it."""
    rows = _rows(item)
    start = sum(len(run.text) for row in rows for run in row) + len(rows)
    notes = list(item.inline)
    spelled: list[Line] = []
    for row in reversed(rows):
        text = "".join(run.text for run in row)
        start -= len(text) + 1
        here = []
        while notes and (notes[-1].at >= start or row is rows[0]):
            here.append(notes.pop())
        spelled.append(_line(row, here[::-1], start, indented=item.type == "action", closed=closed))
        closed = closed or "]]" in text or closes(here)
    return spelled[::-1]


def filled(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that have text; notes of the others stand at the end of the line above, or at the start."""
    kept: list[Line] = []
    early: list[tuple[int, Inline]] = []
    for text, notes in lines:
        if text:
            kept.append((text, [*early, *notes]))
            early = []
        elif kept:
            kept[-1][1].extend((len(kept[-1][0]), note) for _, note in notes)
        else:
            early += [(0, note) for _, note in notes]
    return kept


def woven(line: Line, *, prefix: str = "", suffix: str = "") -> str:
    """Return a line with its notes, such that the reader finds the same text when it takes them out again.

    The reader drops one space where a note stood between two, or at the start: so one is given to it there.
    """
    text, notes = line
    body = prefix + text
    pieces, at = [], 0
    for offset, note in notes:
        offset = offset + len(prefix) if offset else 0
        pieces.append(body[at:offset])
        at = offset
        spaced = offset == 0 or (offset == len(body) or body[offset - 1] == " ")
        apart = spaced and offset == len(body) and not pieces[-1].endswith(" ")
        before = " " if apart or (note.type == "note" and pieces[-1].endswith("[")) else ""
        pieces.append(f"{before}{aside(note)}{' ' if spaced and offset < len(body) else ''}")
    return "".join(pieces) + body[at:] + suffix


def aside(item: Element | Inline) -> str:
    """Spell a note or a boneyard without what would end it early: its closing token, and blank lines in a note."""
    opening, closing = ("[[", "]]") if item.type == "note" else ("/*", "*/")
    text = item.text.replace(closing, " ".join(closing)).strip()
    if item.type == "note":
        text = _BLANK_LINE.sub(r"\1  ", text)
    return f"{opening} {text} {closing}"


def closes(notes: Iterable[Inline]) -> bool:
    """Return whether notes within a line bring a `]]`, which would close a `[[` before them."""
    return any(note.type == "note" or "]]" in note.text for note in notes)


def _rows(item: Element) -> list[list[Run]]:
    """Return the runs of each line; the types that have one line get one."""
    runs = _brackets(item) if item.type == "parenthetical" else item.runs or (Run(item.text),)
    several = item.type in ("action", "centered", "parenthetical", "lyric", "dialogue")
    rows: list[list[Run]] = [[]]
    for run in runs:
        for index, text in enumerate(re.split(r"\r\n|\r|\n", run.text)):
            if index and several:
                rows.append([])
            rows[-1].append(replace(run, text=text if several or not index else f" {text}"))
    return rows


def _brackets(item: Element) -> tuple[Run, ...]:
    """Return the runs of a parenthetical with its outer brackets plain, as the sign that it is one."""
    runs = item.runs or (Run(item.text),)
    text = item.text
    if not (text.startswith(OPENING) and text.endswith(CLOSING) and len(text) > 1):
        return runs
    return (Run(text[0]), *_cut(runs, 1, len(text) - 1), Run(text[-1]))


def _line(row: Sequence[Run], notes: Sequence[Inline], start: int, *, indented: bool, closed: bool) -> Line:
    """Spell one line without the space around it (action keeps its indentation)."""
    text = "".join(run.text for run in row)
    inner = text.rstrip() if indented else text.strip()
    left = 0 if indented else len(text) - len(text.lstrip())
    marks = [min(max(note.at - start - left, 0), len(inner)) for note in notes]
    spelled, moved = emphasis_writer.write(_cut(row, left, left + len(inner)), marks)
    last = len(spelled) if closed else max(spelled.rfind("]]"), *(at for at, note in zip(moved, notes, strict=True) if closes([note])), 0)
    # a `]]` below would make a note of a `[[`: part the brackets
    parted = [match.start() + 1 for match in re.finditer(r"\[(?=\[)", spelled) if match.start() < last]
    spelled = " ".join(spelled[start:end] for start, end in pairwise((0, *parted, len(spelled))))
    moved = [mark + bisect_right(parted, mark) for mark in moved]
    return spelled, list(zip(moved, notes, strict=True))


def _cut(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    cut, at = [], 0
    for run in runs:
        cut.append(replace(run, text=run.text[max(start - at, 0) : max(end - at, 0)]))
        at += len(run.text)
    return cut
