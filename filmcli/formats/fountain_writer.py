"""The spelling of elements that no file holds yet, as correct Fountain 1.1.

Knows nothing of stories. An element that would be read as another is forced (`!`, `.`, `@`, `>`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from filmcli.formats import emphasis_writer, fountain_blocks
from filmcli.formats.screenplay import SPOKEN, Element, Inline, Run

ASIDE = frozenset({"note", "boneyard"})
_MARKS = tuple("!#=~>@.")  # what a plain line of action or a plain cue does not begin with
_OPENING, _CLOSING = ("(", "（"), (")", "）")
_BLANK_LINE = re.compile(r"(\r\n|\r(?!\n)|\n) ?(?=[\r\n])")
_NUMBER = re.compile(r"[^\w.\-–]+")
Line = tuple[str, list[tuple[int, Inline]]]  # the spelling of a line, and the notes in it by offset


def title_page(entries: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a title page with the blank line after it; empty when no entry has a value."""
    lines: list[str] = []
    said = False
    for key, values in entries:
        values = [value for value in (re.sub(r"[\r\n]+", " ", value).strip() for value in values) if value]
        key = re.sub(r"[:：\r\n]+", " ", key).lstrip(" !@#>=~.[/").rstrip()
        said = said or bool(key and values)
        if key:
            lines += [f"{key}: {values[0]}"] if len(values) == 1 else [f"{key}:", *(f"    {value}" for value in values)]
    return "\n".join(lines) + "\n\n" if said else ""


def elements(items: Sequence[Element]) -> Iterable[tuple[Element, bool, str]]:
    """Yield each element with whether a blank line stands before it, and its lines.

    What has a `source` is yielded without lines. A speech without a cue above it is action: Fountain has no other word for it.
    """
    items = [item for item in items if item.source or item.text.strip() or item.inline or item.type in ("page_break", "lyric", *ASIDE)]
    ahead = _ahead(items)
    joined = list(_joined(items, ahead))
    closed = _closed(items, joined)
    before: Element | None = None
    for index, item in enumerate(items):
        if item.type in ("dialogue", "parenthetical") and not joined[index] and not item.source:
            item = replace(item, type="action")
        apart = not joined[index] and not (before is not None and item.type == before.type == "lyric")
        yield item, apart, "" if item.source else element(item, silent=ahead[index] not in SPOKEN, closed=closed[index])
        before = item


def element(item: Element, *, silent: bool = False, closed: bool = False) -> str:
    """Return the lines of one element, the last one ended.

    `silent`: no speech follows, so that a cue must be forced. `closed`: below it, without a blank line between, stands a `]]`.
    """
    if item.type in ASIDE:
        return f"{_aside(item)}\n"
    lines = _lines(item, closed=closed)
    if item.type == "page_break":
        return f"{_woven(lines[0], prefix='===')}\n"
    if item.type == "action":
        return _action(lines)
    if item.type == "parenthetical":
        return _parenthetical(lines)
    if item.type == "lyric":
        return "".join(f"{_woven(line, prefix='~')}\n" for line in lines)
    if item.type == "dialogue":
        return "".join(f"{_woven(line) or '  '}\n" for line in lines)
    return _one(item, lines[0], silent=silent)


def _ahead(items: Sequence[Element]) -> list[str]:
    """Return, for each element, the type of the next one that is no note."""
    ahead: list[str] = []
    following = ""
    for item in reversed(items):
        ahead.append(following)
        following = following if item.type in ASIDE else item.type
    return ahead[::-1]


def _joined(items: Sequence[Element], ahead: Sequence[str]) -> Iterable[bool]:
    """Yield, for each element, whether it goes on with the speech above it."""
    speaking = False
    for item, following in zip(items, ahead, strict=True):
        joined = speaking and (item.type in SPOKEN or (item.type in ASIDE and following in SPOKEN))
        speaking = item.type == "character" or joined
        yield joined


def _closed(items: Sequence[Element], joined: Sequence[bool]) -> list[bool]:
    """Return, for each element, whether a `]]` follows in the lines that hang together with it."""
    closed, below = [], False
    for item, goes_on in zip(reversed(items), reversed(joined), strict=True):
        closed.append(below)
        below = goes_on and (below or item.type == "note" or "]]" in item.text or _close(item.inline))
    return closed[::-1]


def _one(item: Element, line: Line, *, silent: bool) -> str:
    """Spell an element that has one line. What Fountain would read as another element even when it is forced is action."""
    text = line[0]
    if item.type == "scene_heading":
        number = _NUMBER.sub("-", item.number or "").strip("-")
        if not fountain_blocks.is_heading(text) and not text[:1].isalnum():
            return _action([line])
        return _woven(line, prefix="" if fountain_blocks.is_heading(text) else ".", suffix=f" #{number}#" if number else "") + "\n"
    if item.type == "character":
        plain = fountain_blocks.is_cue(text) and not text.startswith(_MARKS) and not fountain_blocks.is_heading(text) and not silent
        return _woven(line, prefix="" if plain else "@", suffix=" ^" if item.dual else "") + "\n"
    if item.type == "transition":
        if text.endswith("<"):
            return _action([line])
        return _woven(line, prefix="" if fountain_blocks.is_transition(text) and not text.startswith(_MARKS) else "> ") + "\n"
    if item.type == "centered":
        return _woven(line, prefix="> ", suffix=" <") + "\n"
    return _woven(line, prefix="#" * max(1, item.level) + " " if item.type == "section" else "= ") + "\n"


def _action(lines: Sequence[Line]) -> str:
    """Force each line that would be read as something else: marks on any line, and after a blank one headings, transitions and cues."""
    spelled: list[str] = []
    for line, below in zip(lines, (*lines[1:], None), strict=True):
        plain = line[0].strip()
        risky = plain.startswith(_MARKS)
        if plain and (not spelled or not spelled[-1]):
            followed = below is not None and bool(below[0].strip() or below[1])
            risky = risky or fountain_blocks.is_heading(plain)
            risky = risky or (fountain_blocks.is_cue(plain) if followed else fountain_blocks.is_transition(plain))
        spelled.append(_woven(line, prefix="!" if risky else ""))
    text = "\n".join(spelled).strip("\n")
    return (text or "!") + "\n"


def _parenthetical(lines: Sequence[Line]) -> str:
    """Spell a parenthetical within its brackets, which are never styled; a blank line would end it."""
    lines = [line for line in lines if line[0]]
    bare = not (lines[0][0].startswith(_OPENING) and lines[-1][0].endswith(_CLOSING))
    last = len(lines) - 1
    return "".join(f"{_woven(line, prefix='(' * (bare and not at), suffix=')' * (bare and at == last))}\n" for at, line in enumerate(lines))


def _lines(item: Element, *, closed: bool) -> list[Line]:
    """Return an element line by line, from the last to the first because a `]]` acts on the lines above it."""
    rows = _rows(item)
    start = sum(len(run.text) for row in rows for run in row) + len(rows)
    notes = list(item.inline)
    lines: list[Line] = []
    for row in reversed(rows):
        text = "".join(run.text for run in row)
        start -= len(text) + 1
        here = []
        while notes and (notes[-1].at >= start or row is rows[0]):
            here.append(notes.pop())
        lines.append(_line(row, here[::-1], start, indented=item.type == "action", closed=closed))
        closed = closed or "]]" in text or _close(here)
    return lines[::-1]


def _close(notes: Iterable[Inline]) -> bool:
    return any(note.type == "note" or "]]" in note.text for note in notes)


def _rows(item: Element) -> list[list[Run]]:
    """Return the runs of each line; the types that have one line get one."""
    runs = _brackets(item) if item.type == "parenthetical" else item.runs or (Run(item.text),)
    several = item.type in ("action", "parenthetical", "lyric", "dialogue")
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
    if not (text.startswith(_OPENING) and text.endswith(_CLOSING) and len(text) > 1):
        return runs
    return (Run(text[0]), *_cut(runs, 1, len(text) - 1), Run(text[-1]))


def _line(row: Sequence[Run], notes: Sequence[Inline], start: int, *, indented: bool, closed: bool) -> Line:
    """Spell one line without the space around it (action keeps its indentation)."""
    text = "".join(run.text for run in row)
    inner = text.rstrip() if indented else text.strip()
    left = 0 if indented else len(text) - len(text.lstrip())
    marks = [min(max(note.at - start - left, 0), len(inner)) for note in notes]
    spelled, moved = emphasis_writer.write(_cut(row, left, left + len(inner)), marks)
    last = len(spelled) if closed else max(spelled.rfind("]]"), *(at for at, note in zip(moved, notes, strict=True) if _close([note])), 0)
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


def _woven(line: Line, *, prefix: str = "", suffix: str = "") -> str:
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
        before = " " if apart or pieces[-1].endswith("[") else ""
        pieces.append(f"{before}{_aside(note)}{' ' if spaced and offset < len(body) else ''}")
    return "".join(pieces) + body[at:] + suffix


def _aside(item: Element | Inline) -> str:
    """Spell a note or a boneyard without what would end it early: its closing token, and blank lines in a note."""
    opening, closing = ("[[", "]]") if item.type == "note" else ("/*", "*/")
    text = item.text.replace(closing, " ".join(closing)).strip()
    if item.type == "note":
        text = _BLANK_LINE.sub(r"\1  ", text)
    return f"{opening} {text} {closing}"
