"""Emphasis within one line of Fountain, written, so that `emphasis.read` gives the same runs again.

Knows nothing of elements. Fountain has no word for some styles (an underline within a word, bold that turns to italic
between two letters): there the line keeps as many of its styles as can be read back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from filmcli.formats import emphasis
from filmcli.formats.screenplay import Run

_ITALIC, _BOLD, _UNDERLINE = 1, 2, 4
_MARK = {_ITALIC: "*", _BOLD: "**", _UNDERLINE: "_"}
_OUTSIDE, _INSIDE = (_UNDERLINE, _BOLD, _ITALIC), (_BOLD, _ITALIC, _UNDERLINE)  # `_**a**_`; `**_a_**` works within a word too
_ATTEMPTS = ((_OUTSIDE, 7), (_INSIDE, 7), (_OUTSIDE, 3), (_INSIDE, 6), (_INSIDE, 5), (_OUTSIDE, 2), (_OUTSIDE, 1), (_OUTSIDE, 4))
Segment = tuple[str, int]  # a text, and the bits of its style


def write(runs: Sequence[Run], marks: Sequence[int] = ()) -> tuple[str, list[int]]:
    """Return the runs of a line as Fountain, and where the offsets `marks` (ascending) of their text are in it.

    White space at the edge of a style is not styled: Fountain wants a letter beside each star.
    """
    text = "".join(run.text for run in runs)
    styles = _settled(text, [_bits(run) for run in runs for _ in run.text])
    for order, mask in _ATTEMPTS if any(styles) else ():
        kept = [style & mask for style in styles]
        spelled, moved = _spell(_segments(text, kept), order, marks)
        if "/*" not in spelled and _read(spelled) == (text, kept):
            return spelled, moved
    if _read(text) == (text, [0] * len(text)) and "/*" not in text:
        return text, list(marks)
    return _spell([(text, 0)], _OUTSIDE, marks)


def escape(text: str) -> str:
    """Return a text whose stars and underscores mean themselves."""
    return re.sub(r"([*_])", r"\\\1", text)


def _bits(run: Run) -> int:
    return _ITALIC * run.italic | _BOLD * run.bold | _UNDERLINE * run.underline


def _settled(text: str, styles: list[int]) -> list[int]:
    """Return the style of each character, with white space styled only as far as both its neighbours are."""
    settled = list(styles)
    for space in re.finditer(r"\s+", text):
        left = styles[space.start() - 1] if space.start() else 0
        right = styles[space.end()] if space.end() < len(text) else 0
        for at in range(*space.span()):
            settled[at] &= left & right
    return settled


def _segments(text: str, styles: Sequence[int]) -> list[Segment]:
    starts = [at for at in range(len(text)) if at == 0 or styles[at] != styles[at - 1]]
    return [(text[at:end], styles[at]) for at, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _read(spelled: str) -> tuple[str, list[int]]:
    runs, _ = emphasis.read(spelled)
    return "".join(run.text for run in runs), [_bits(run) for run in runs for _ in run.text]


def _spell(segments: Sequence[Segment], order: Sequence[int], marks: Sequence[int]) -> tuple[str, list[int]]:
    """Nest the styles: what ends last is opened first, and in `order` where they end together. A mark stands between closing and opening."""
    pieces: list[str] = []
    opened: list[int] = []
    moved: list[int] = []
    size = at = 0

    def add(piece: str) -> None:
        nonlocal size
        pieces.append(piece)
        size += len(piece)

    ends = _ends(segments)
    for index, (text, style) in enumerate([*segments, ("", 0)]):
        while not all(bit & style for bit in opened):
            add(_MARK[opened.pop()])
        while len(moved) < len(marks) and marks[len(moved)] == at:
            moved.append(size)
        wanted = [bit for bit in order if bit & style and bit not in opened]
        for bit in sorted(wanted, key=lambda bit: -ends[index][bit]):
            opened.append(bit)
            add(_MARK[bit])
        start, at = at, at + len(text)
        while len(moved) < len(marks) and marks[len(moved)] < at:
            upto = marks[len(moved)] - start
            add(escape(text[:upto]))
            moved.append(size)
            text, start = text[upto:], start + upto
        add(escape(text))
    return "".join(pieces), moved


def _ends(segments: Sequence[Segment]) -> list[dict[int, int]]:
    """Return, for each segment, the index of the segment before which each style ends."""
    ends = [dict.fromkeys(_MARK, len(segments))]
    for index in range(len(segments) - 1, -1, -1):
        ends.append({bit: ends[-1][bit] if segments[index][1] & bit else index for bit in _MARK})
    return ends[::-1]
