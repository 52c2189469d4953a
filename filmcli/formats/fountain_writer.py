"""The spelling of elements that no file holds yet, as correct Fountain 1.1.

Knows nothing of stories. An element that would be read as another is forced (`!`, `.`, `@`, `>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from filmcli.formats import fountain_marks, fountain_spelling
from filmcli.formats.fountain_spelling import CLOSING, OPENING, Line, woven
from filmcli.formats.screenplay import ASIDE, SPOKEN, Element

_MARKS = tuple("!#=~>@.")  # what a plain line of action or a plain cue does not begin with
_NUMBER = re.compile(r"[^\w.\-–]+")


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

    What has a `source` is yielded without lines. A speech without a cue above it is action, and so is what has nothing but
    notes: Fountain has no other word for it.
    """
    items = [item for item in items if item.source or item.text.strip() or item.inline or item.type in ("page_break", "lyric", *ASIDE)]
    ahead = _ahead(items)
    joined = list(_joined(items, ahead))
    closed = _closed(items, joined)
    before: Element | None = None
    for index, item in enumerate(items):
        orphan = item.type in ("dialogue", "parenthetical") and not joined[index]
        empty = not item.text.strip() and item.type not in ("page_break", "lyric", *ASIDE)
        if (orphan or empty) and not item.source:
            item = replace(item, type="action")
        apart = not joined[index] and not (before is not None and item.type == before.type == "lyric")
        yield item, apart, "" if item.source else element(item, silent=ahead[index] not in SPOKEN, closed=closed[index])
        before = item


def element(item: Element, *, silent: bool = False, closed: bool = False) -> str:
    """Return the lines of one element, the last one ended.

    `silent`: no speech follows, so that a cue must be forced. `closed`: below it, without a blank line between, stands a `]]`.
    """
    if item.type in ASIDE:
        return f"{fountain_spelling.aside(item)}\n"
    lines = fountain_spelling.lines(item, closed=closed)
    if item.type == "page_break":
        return f"{woven(lines[0], prefix='===')}\n"
    if item.type == "action":
        return _action(lines)
    if item.type == "parenthetical":
        return _parenthetical(lines)
    if item.type == "centered":
        return "".join(f"{woven(line, prefix='> ', suffix=' <')}\n" for line in fountain_spelling.filled(lines))
    if item.type == "lyric":
        return "".join(f"{woven(line, prefix='~')}\n" for line in lines)
    if item.type == "dialogue":  # an indented tilde begins no lyric
        return "".join(f"{woven(line, prefix=' ' if line[0].startswith('~') else '') or '  '}\n" for line in lines)
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
        below = goes_on and (below or item.type == "note" or "]]" in item.text or fountain_spelling.closes(item.inline))
    return closed[::-1]


def _one(item: Element, line: Line, *, silent: bool) -> str:
    """Spell an element that has one line. What Fountain would read as another element even when it is forced is action."""
    text = line[0]
    if item.type == "scene_heading":
        number = _NUMBER.sub("-", item.number or "").strip("-")
        if not fountain_marks.is_heading(text) and not fountain_marks.is_forced_heading(f".{text}"):
            return _action([line])
        return woven(line, prefix="" if fountain_marks.is_heading(text) else ".", suffix=f" #{number}#" if number else "") + "\n"
    if item.type == "character":
        plain = fountain_marks.is_cue(text) and not text.startswith(_MARKS) and not fountain_marks.is_heading(text) and not silent
        return woven(line, prefix="" if plain else "@", suffix=" ^" if item.dual else "") + "\n"
    if item.type == "transition":
        if text.endswith("<"):
            return _action([line])
        return woven(line, prefix="" if fountain_marks.is_transition(text) and not text.startswith(_MARKS) else "> ") + "\n"
    return woven(line, prefix="#" * max(1, item.level) + " " if item.type == "section" else "= ") + "\n"


def _action(lines: Sequence[Line]) -> str:
    """Force each line that would be read as something else: marks on any line, and after a blank one headings, transitions and cues."""
    spelled: list[str] = []
    for line, below in zip(lines, (*lines[1:], None), strict=True):
        plain = line[0].strip()
        risky = plain.startswith(_MARKS)
        if plain and (not spelled or not spelled[-1]):
            followed = below is not None and bool(below[0].strip() or below[1])
            risky = risky or fountain_marks.is_heading(plain)
            risky = risky or (fountain_marks.is_cue(plain) if followed else fountain_marks.is_transition(plain))
        spelled.append(woven(line, prefix="!" if risky else ""))
    text = "\n".join(spelled).strip("\n")
    return (text or "!") + "\n"


def _parenthetical(lines: Sequence[Line]) -> str:
    """Spell a parenthetical within its brackets, which are never styled; a blank line would end it."""
    lines = fountain_spelling.filled(lines)
    bare = not (lines[0][0].startswith(OPENING) and lines[-1][0].endswith(CLOSING))
    last = len(lines) - 1
    return "".join(f"{woven(line, prefix='(' * (bare and not at), suffix=')' * (bare and at == last))}\n" for at, line in enumerate(lines))
