"""The text of a page: pieces in one style each, and their wrapping into lines of a width in points.

Knows nothing of elements and fonts. Chinese and Japanese break between any two ideographs but before closing and after
opening punctuation (kinsoku, JIS X 4051; GB/T 15834); Latin, Cyrillic and Korean break between words and after hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate

from filmcli.formats.page_layout import IDEOGRAPH, LETTER

_CJK = "\u2e80-\u2fff\u3001-\u318f\u31a0-\ua4cf\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003fffd"
_OPENING = "（〔［｛〈《「『【〖｟“‘"
_CLOSING = "、。，．：；！？）〕］｝〉》」』】〗｠・ー々〻ゝゞヽヾ～％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ”’—…·"
_SHARED = re.compile("[“”‘’—…·]+")  # Latin and Chinese use the same signs: as wide as their neighbours
_ASCII_BREAK = re.compile(r"\s+|(?<=[\w-]-)(?=\w)")
_SLACK = 0.01  # points: sums of floats


@dataclass(frozen=True)
class Piece:
    """Text in one style. `element` is the index of the element it stands in; None for what the page adds."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    element: int | None = None


Text = tuple[Piece, ...]


def plain(text: Iterable[Piece]) -> str:
    """Return the letters of a text."""
    return "".join(piece.text for piece in text)


def width(text: str) -> float:
    """Return how wide a text stands, in points."""
    return LETTER * len(text) if text.isascii() else sum(widths(text))


def widths(text: str) -> list[float]:
    """Return the width of each character in points: 7.2, 12 for a wide one, 0 for one that stands on another."""
    if text.isascii():
        return [LETTER] * len(text)
    cells = [_width(character) for character in text]
    for match in _SHARED.finditer(text):
        start, end = match.span()
        if (start and cells[start - 1] == IDEOGRAPH) or (end < len(text) and cells[end] == IDEOGRAPH):
            cells[start:end] = [IDEOGRAPH] * (end - start)
    return cells


def lines(text: Text) -> list[Text]:
    """Return a text cut at its newlines; most have none."""
    if not any("\n" in piece.text for piece in text):
        return [text]
    cut: list[list[Piece]] = [[]]
    for piece in text:
        for index, part in enumerate(piece.text.split("\n")):
            if index:
                cut.append([])
            if part:
                cut[-1].append(piece if part == piece.text else replace(piece, text=part))
    return [tuple(line) for line in cut]


def wrap(text: Text, measure: float, *, first: float | None = None) -> list[Text]:
    """Return one line of text as the lines that fit `measure` points (`first` for the first one); white space at their ends is dropped.

    A word wider than the measure is cut where it must be.
    """
    whole = plain(text)
    first = measure if first is None else first
    if width(whole) <= min(measure, first) + _SLACK:
        return [text]
    return list(_cut(text, _spans(whole, measure, first)))


def head(text: str) -> str:
    """Return a text up to the first place where a line may break."""
    match = _breaks(text).search(text)
    return text[: match.start()] if match else text


def parts(above: str, below: str) -> bool:
    """Return whether a line may break between two texts with no space there."""
    pair = above[-1:] + below[:1]
    return any(match.start() == 1 and not match[0] for match in _breaks(pair).finditer(pair))


def _spans(text: str, measure: float, room: float) -> Iterator[tuple[int, int]]:
    """Yield the first and last offset of each line; `room` is the measure of the next one."""
    edges = [0.0, *accumulate(widths(text))]
    size = len(text.rstrip())
    breaks = [match.span() for match in _breaks(text).finditer(text, 0, size)]  # where a line ends, and where the next begins
    breaks.append((size, size))
    start = 0
    while start < size:
        fits = bisect_right(edges, edges[start] + room + _SLACK) - 1
        end, following = breaks[max(0, bisect_right(breaks, (fits, len(text))) - 1)]
        if not start < end <= fits:  # a word that no line can hold
            end = following = max(start + 1, fits)
        yield start, end
        start, room = following, measure
    if not size:
        yield 0, 0


def _cut(text: Text, spans: Iterable[tuple[int, int]]) -> Iterator[Text]:
    """Yield the pieces of a text between the offsets of each span; spans ascend."""
    rest = iter(text)
    piece, at = next(rest), 0
    for start, end in spans:
        line = []
        while True:
            part = piece.text[max(0, start - at) : end - at]
            if part:
                line.append(Piece(part, piece.bold, piece.italic, piece.underline, piece.element))
            if at + len(piece.text) >= end:
                break
            at += len(piece.text)
            piece = next(rest)
        yield tuple(line)


def _breaks(text: str) -> re.Pattern[str]:
    """Return what finds the places where a line of a text may break; the pattern for ideographs takes 6 ms to compile."""
    return _ASCII_BREAK if text.isascii() else _every_break()


@cache
def _every_break() -> re.Pattern[str]:
    between = rf"(?<![{_OPENING}\s])(?![{_CLOSING}\s])(?:(?<=[{_CJK}])(?!\Z)|(?<!\A)(?=[{_CJK}]))"
    return re.compile(rf"{_ASCII_BREAK.pattern}|{between}")


@lru_cache(maxsize=8192)
def _width(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return IDEOGRAPH if unicodedata.east_asian_width(character) in "WF" else LETTER
