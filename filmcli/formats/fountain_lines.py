"""The lines of a Fountain text with notes `[[ ]]` and boneyards `/* */` taken out of them, and the title page before.

Knows nothing of elements. Only `\\n`, `\\r\\n` and `\\r` end a line. Linear: every search for a closing token is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from filmcli.formats.screenplay import Inline, Remark, TitleEntry

# Fountain 1.1: INT, EXT, EST, INT./EXT, INT/EXT, I/E, any case, then a dot or a space. Russian and Chinese slug lines likewise.
HEADING = re.compile(
    r"(?:(?:INT\.?/EXT|EXT\.?/INT|I/E|E/I|INT|EXT|EST|ИНТ\.?/(?:НАТ|ЭКСТ)|(?:НАТ|ЭКСТ)\.?/ИНТ|ИНТ|НАТ|ЭКСТ)[. ]"
    r"|(?:内外景|内景|外景|內景|[内外內](?:[/／][内外內])?[.．。、· ]))",
    re.IGNORECASE,
)
_TAB = "    "  # Fountain 1.1: a tab is four spaces
_PHYSICAL = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_OPENING = re.compile(r"/\*|\[\[")
_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n) ?[\r\n]")
_KEY = re.compile(r"([^\s:：!@#>=~.\[/][^:：]*)[:：](.*)\Z")
_KNOWN_KEYS = frozenset(
    ("title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact", "contact info", "copyright")
)


@dataclass
class Line:
    """A line of text as a reader sees it. It covers several lines of the file when a note or a boneyard in it does."""

    content: str
    start: int
    end: int
    number: int
    last: int
    spans: list[Inline] = field(default_factory=list)  # `at` is an offset in `content`
    cuts: list[tuple[int, int]] = field(default_factory=list)  # the same spans, as offsets in the text

    @property
    def blank(self) -> bool:
        return not self.spans and not self.content.strip()

    @property
    def aside(self) -> bool:
        """Whether the line holds nothing but notes and boneyards."""
        return bool(self.spans) and not self.content.strip()


def title_page(text: str, start: int) -> tuple[tuple[TitleEntry, ...], int]:
    """Return the entries of the title page that begins at `start`, and where it ends; no entries when there is none."""
    entries: list[tuple[str, list[str]]] = []
    end = start
    for match in _PHYSICAL.finditer(text, start):
        line = match[0].rstrip("\r\n")
        if not line.strip():
            break
        key = None if HEADING.match(line.lstrip("*_")) else _KEY.match(line)
        if entries and line.startswith(("   ", "\t")):
            entries[-1][1].append(line.strip())
        elif key:
            entries.append((key[1].strip(), [key[2].strip()] if key[2].strip() else []))
        elif entries and entries[0][0].lower() in _KNOWN_KEYS:
            break  # the script begins without a blank line
        else:
            return (), start
        end = match.end()
    if not any(lines for _, lines in entries):
        return (), start  # `FADE IN:` alone is no title page
    return tuple(TitleEntry(key, tuple(lines)) for key, lines in entries), end


def read(text: str, start: int, number: int) -> tuple[list[Line], list[Remark]]:
    """Return the lines of `text` from `start`, which is the beginning of line `number`, and what is to be said of them."""
    physical = [(m.start(), m.start() + len(m[0].rstrip("\r\n")), m.end()) for m in _PHYSICAL.finditer(text, start)]
    spans = _Spans(text)
    ahead = spans.find(start)
    span = next(ahead, None)
    lines: list[Line] = []
    row = 0
    while row < len(physical):
        line = Line("", at := physical[row][0], 0, number + row, 0)
        pieces: list[str] = []
        size = 0
        while span and span[1] < physical[row][1]:
            kind, opened, closed = span
            size += _append(pieces, text[at:opened], size, cut=bool(line.spans))
            inner = text[opened + 2 : closed - 2].strip()
            line.spans.append(Inline(kind, inner, size, number + row, opened - physical[row][0] + 1))
            line.cuts.append((opened, closed))
            at = closed
            while physical[row][1] < closed:
                row += 1
            span = next(ahead, None)
        if line.spans:
            _append(pieces, text[at : physical[row][1]], size, cut=True)
            line.content = "".join(pieces).rstrip()
        else:
            line.content = text[at : physical[row][1]].replace("\t", _TAB)
        line.end, line.last = physical[row][2], number + row
        lines.append(line)
        row += 1
    return lines, [_placed(offset, kind, words, physical, number) for offset, kind, words in spans.remarks]


def _append(pieces: list[str], piece: str, size: int, *, cut: bool) -> int:
    """Add a piece of a line; where a span was cut out between two spaces, one space stays."""
    if cut and piece[:1] == " " and (size == 0 or pieces[-1][-1] == " "):
        piece = piece[1:]
    piece = piece.replace("\t", _TAB)
    if piece:
        pieces.append(piece)
    return len(piece)


def _placed(offset: int, kind: Literal["error", "warning"], words: str, physical: list[tuple[int, int, int]], number: int) -> Remark:
    from bisect import bisect_right

    row = bisect_right(physical, (offset, len(physical) and physical[-1][2] + 1, 0)) - 1
    return Remark(number + row, offset - physical[row][0] + 1, kind, words)


class _Spans:
    """Finds notes and boneyards. What opens first wins; what is never closed stays text."""

    def __init__(self, text: str) -> None:
        self.remarks: list[tuple[int, Literal["error", "warning"], str]] = []
        self._text = text
        self._next: dict[str, int] = {}

    def find(self, start: int) -> Iterator[tuple[Literal["note", "boneyard"], int, int]]:
        """Yield (kind, begin, end) in order."""
        at = start
        said: set[str] = set()
        while match := _OPENING.search(self._text, at):
            opened, token = match.start(), match[0]
            close = self._find("*/" if token == "/*" else "]]", opened + 2)
            if close < 0:
                if token not in said:
                    self.remarks.append((opened, "error", f"{token} is never closed: it stays text"))
                    said.add(token)
                at = opened + 2
            elif token == "[[" and 0 <= self._find("blank line", opened + 2) < close:
                self.remarks.append((opened, "warning", "a note with a blank line inside is text; put two spaces on that line"))
                at = opened + 2
            else:
                at = close + 2
                yield ("boneyard" if token == "/*" else "note"), opened, at

    def _find(self, token: str, at: int) -> int:
        """Return where `token` is next at or after `at`, -1 for nowhere. `at` never goes back, so each place is searched once."""
        known = self._next.get(token, -2)
        if known == -1 or known >= at:
            return known
        if token == "blank line":
            match = _BLANK_LINE.search(self._text, at)
            found = match.start() if match else -1
        else:
            found = self._text.find(token, at)
        self._next[token] = found
        return found
