"""Emphasis within one line of Fountain, read: `*italic*`, `**bold**`, `***both***`, `_underline_` and the backslash.

Knows nothing of elements. Linear in the length of the line: a delimiter is pushed once and popped once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from filmcli.formats.screenplay import Run

_TOKEN = re.compile(r"\\[*_]|\*+|_+")
_ITALIC, _BOLD, _UNDERLINE = 1, 2, 4
_STAR = {1: _ITALIC, 2: _BOLD, 3: _ITALIC | _BOLD}


def read(line: str, marks: Sequence[int] = ()) -> tuple[list[Run], list[int]]:
    """Return the runs of a line without its markup, and where the offsets `marks` (ascending) of the line have moved to.

    Emphasis never crosses a line end (Fountain 1.1), so a line is all there is to read.
    """
    if "*" not in line and "_" not in line:
        return ([Run(line)] if line else []), list(marks)
    dropped, changes = _delimiters(line)
    return _runs(line, dropped, changes), _moved(marks, dropped)


def plain(text: str) -> str:
    """Return a text without its emphasis markup, line by line."""
    return "\n".join("".join(run.text for run in read(line)[0]) for line in text.split("\n"))


def _delimiters(line: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the spans of `line` that are markup, ascending, and the places (offset, style bits) where styles flip."""
    dropped: list[tuple[int, int]] = []
    changes: list[tuple[int, int]] = []
    stars = _Stack()
    underline: int | None = None
    for match in _TOKEN.finditer(line):
        start, end = match.span()
        if line[start] == "\\":
            dropped.append((start, start + 1))
            continue
        before, after = line[start - 1 : start], line[end : end + 1]
        opens, closes = bool(after) and not after.isspace(), bool(before) and not before.isspace()
        if line[start] == "*" and end - start <= 3:
            if not (closes and stars.close(start, end, dropped, changes)) and opens:
                stars.open(start, end)
        elif line[start] == "_" and end - start == 1:
            if underline is not None and closes and underline + 1 < start and not after.isalnum():
                dropped += [(underline, underline + 1), (start, end)]
                changes += [(underline, _UNDERLINE), (start, _UNDERLINE)]
                underline = None
            elif opens and not before.isalnum():
                underline = start
    return sorted(dropped), sorted(changes)


class _Stack:
    """The open star delimiters of a line: (offset, length) with a count of each length, so that a search is never in vain."""

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []
        self._count = [0, 0, 0, 0]

    def open(self, start: int, end: int) -> None:
        self._open.append((start, end - start))
        self._count[end - start] += 1

    def close(self, start: int, end: int, dropped: list[tuple[int, int]], changes: list[tuple[int, int]]) -> bool:
        """Close what the delimiter at `start` closes: one of its own length, else `***` in two steps, either way round."""
        length = end - start
        if self._count[length]:
            while True:
                at, size = self._pop()
                if size == length:
                    break
            _pair(at, start, length, dropped, changes)
            return True
        if length < 3 and self._open and self._open[-1][1] == 3:  # `***a** b*`: the inner part of the opener
            at, size = self._pop()
            self._open.append((at, 3 - length))
            self._count[3 - length] += 1
            _pair(at + 3 - length, start, length, dropped, changes)
            return True
        if length == 3 and len(self._open) > 1 and self._open[-1][1] + self._open[-2][1] == 3:  # `*a **b***`
            at, size = self._pop()
            _pair(at, start, size, dropped, changes)
            outer, rest = self._pop()
            _pair(outer, start + size, rest, dropped, changes)
            return True
        return False

    def _pop(self) -> tuple[int, int]:
        at, size = self._open.pop()
        self._count[size] -= 1
        return at, size


def _pair(at: int, start: int, length: int, dropped: list[tuple[int, int]], changes: list[tuple[int, int]]) -> None:
    dropped += [(at, at + length), (start, start + length)]
    changes += [(at, _STAR[length]), (start, _STAR[length])]


def _runs(line: str, dropped: Sequence[tuple[int, int]], changes: Sequence[tuple[int, int]]) -> list[Run]:
    runs: list[Run] = []
    style = at = turn = 0
    pieces: list[str] = []

    def emit(end: int) -> None:
        nonlocal at
        if end > at:
            pieces.append(line[at:end])
        at = max(at, end)

    def finish() -> None:
        if pieces:
            runs.append(Run("".join(pieces), bool(style & _BOLD), bool(style & _ITALIC), bool(style & _UNDERLINE)))
            pieces.clear()

    for start, end in dropped:
        emit(start)
        flips = 0
        while turn < len(changes) and changes[turn][0] < end:
            flips ^= changes[turn][1]
            turn += 1
        if flips:
            finish()
            style ^= flips
        at = end
    emit(len(line))
    finish()
    return runs


def _moved(marks: Sequence[int], dropped: Sequence[tuple[int, int]]) -> list[int]:
    moved: list[int] = []
    turn = gone = 0
    for mark in marks:
        while turn < len(dropped) and dropped[turn][1] <= mark:
            gone += dropped[turn][1] - dropped[turn][0]
            turn += 1
        within = max(0, mark - dropped[turn][0]) if turn < len(dropped) else 0  # between the stars of one delimiter
        moved.append(mark - gone - within)
    return moved
