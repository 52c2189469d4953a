"""A screenplay read from the text layer of a PDF: each line is what its column says.

Knows nothing of PDF itself. What a page cannot show is not found: sections, synopses, notes, and whether a speech in italics is sung.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from filmcli.formats import fountain, page_text, pdf_columns, pdf_lines, pdf_reader_cn, pdf_title, scenes
from filmcli.formats.fountain_marks import is_heading, split_cue
from filmcli.formats.page_rows import ends_sentence
from filmcli.formats.pdf_columns import Columns, Row
from filmcli.formats.pdf_lines import Fragment
from filmcli.formats.screenplay import Element, Run, Screenplay

_NEAR = 18.0  # points from a column
_DUAL = 165.0  # points right of the action: where the second column of dual dialogue may begin
_RIGHT = 245.0  # points right of the action: where transitions may begin
_EDGE = 390.0  # and where one must end that has no colon
_FULL = 1e9  # the end of a line that a page break cut short
_OPEN = ("(", "（")
_CLOSED = (")", "）")


def read(data: bytes, *, name: str) -> Screenplay:
    """Return the screenplay of a PDF; `name` is what errors call it. Raises InputError when it cannot be read."""
    pages = pdf_lines.read(data, name=name)
    title, body = pdf_title.split(pages)
    elements: list[Element] = []
    if any(page.lines for page in body):
        where = pdf_columns.columns(body)
        rows = list(pdf_columns.rows(body, where))
        chinese = pdf_reader_cn.is_chinese(rows, where)
        elements = list(pdf_reader_cn.elements(rows, where)) if chinese else _Reader(where, rows).elements()
    return fountain.parse(fountain.write(Screenplay(title, tuple(elements))))


class _Reader:
    """Reads rows from top to bottom; lines that go on are gathered until the element ends."""

    def __init__(self, where: Columns, rows: Sequence[Row]) -> None:
        self.where, self.rows = where, rows
        self.found: list[Element] = []
        self.lines: list[Fragment] = []  # of the element being read
        self.type = ""

    def elements(self) -> list[Element]:
        """Return the elements of all rows."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            if self._is_dual(at):
                at = self._dual(at)
                continue
            self._line(row, self.rows[at + 1] if at + 1 < len(self.rows) else None)
            at += 1
        self._end()
        return self.found

    def _line(self, row: Row, below: Row | None) -> None:
        """Read one row: go on with the element above it, or begin one."""
        line = _merged(row.fragments)
        type = self._spoken(row, line) or self._type(row, line, below)
        goes_on = type == self.type and self._goes_on(row, line)
        if goes_on and row.gap == 1:  # a blank line within a speech
            self.lines.append(Fragment(line.x, line.x, line.y, ()))
        if goes_on and row.again:
            self.lines[-1] = replace(self.lines[-1], end=_FULL)
        if not goes_on:
            self._end()
            self.type = type
            if type == "scene_heading":
                self.found.append(Element("scene_heading", "", number=row.number))
        self.lines.append(line)

    def _goes_on(self, row: Row, line: Fragment) -> bool:
        """Return whether a row of the type above it is of the same element."""
        if self.type == "parenthetical":
            return not self.lines[-1].text.endswith(_CLOSED)
        if self.type == "lyric":
            return row.gap == 0 and not _fits(self.lines[-1], line, self.where.dialogue_end)
        if self.type == "action" and row.gap is None:
            return self._crosses(line)
        return self.type == "dialogue" or (self.type in ("action", "scene_heading") and row.gap == 0)

    def _spoken(self, row: Row, line: Fragment) -> str | None:
        """Return what a row within a speech is; None for a row outside."""
        if self.type not in ("character", "parenthetical", "dialogue"):
            return None
        at = line.x - self.where.dialogue
        if not (row.gap == 0 or row.again or (row.gap == 1 and self.type == "dialogue" and abs(at) < 4)):
            return None
        unclosed = self.type == "parenthetical" and not self.lines[-1].text.endswith(_CLOSED)
        return "parenthetical" if unclosed or (line.text.startswith(_OPEN) and at > _NEAR) else "dialogue"

    def _type(self, row: Row, line: Fragment, below: Row | None) -> str:
        """Return what a row outside a speech is."""
        x = line.x - self.where.action
        indent = self.where.dialogue - self.where.action
        if below is not None and below.gap == 0 and x > indent + _NEAR and self._is_under(line, below.first):
            return "character"
        if x > _RIGHT and (line.text.endswith(":") or x + line.end - line.x > _EDGE):
            return "transition"
        if abs(x - indent) < 4 and all(run.italic for run in line.runs):
            return "lyric"
        if x > _NEAR and any(abs((line.x + line.end) / 2 - middle) < 8 for middle in self.where.middles):
            return "centered"
        if x < _NEAR and self._is_heading(row, line, below):
            return "scene_heading"
        return "action"

    def _is_under(self, cue: Fragment, below: Fragment) -> bool:
        """Return whether a line can be what the cue above it says."""
        at = below.x - self.where.dialogue
        return abs(at) < 4 or (below.x < cue.x + 4 and at > -4 and below.text.startswith(_OPEN))

    def _is_heading(self, row: Row, line: Fragment, below: Row | None) -> bool:
        """Return whether a line is a slug line: it reads so, has a number, or stands alone in capitals, with an hour or under two blank rows."""
        if self.type == "scene_heading" and row.gap == 0:
            return not _fits(self.lines[-1], line, self.where.action_end)
        if row.gap == 0:
            return False
        capitals = line.text.upper() == line.text and (below is None or below.gap != 0)
        apart = (row.gap or 0) >= 2 or bool(scenes.parts(line.text)[2])
        return bool(row.number) or is_heading(line.text) or (capitals and apart)

    def _crosses(self, line: Fragment) -> bool:
        """Return whether action at the top of a page goes on from the page before: its last line is full and no sentence's end."""
        return not ends_sentence(self.lines[-1].text) and not _fits(self.lines[-1], line, self.where.action_end)

    def _end(self) -> None:
        """Make an element of the lines gathered."""
        lines, self.lines = self.lines, []
        type, self.type = self.type, ""
        if not lines:
            return
        if type == "scene_heading":
            runs = _joined(lines, self.where.action_end)
            self.found[-1] = replace(self.found[-1], text=_text(runs), runs=runs)
        elif type == "character":
            self.found.append(_cue(lines[0]))
        elif type == "lyric":
            text = " ".join(line.text for line in lines)  # the page sets it in italics
            self.found.append(Element("lyric", text))
        else:
            end = {"action": self.where.action_end, "dialogue": self.where.dialogue_end}.get(type, 0.0)
            indent = self.where.action if type == "action" else None
            runs = _joined(lines, end, indent=indent)
            self.found.append(Element(type, _text(runs), runs=runs))  # type: ignore[arg-type]

    def _is_dual(self, at: int) -> bool:
        """Return whether two cues stand side by side, and something right below them."""
        sides = [fragment.x - self.where.action > _DUAL for fragment in self.rows[at].fragments]
        begins = self.rows[at].gap != 0 and at + 1 < len(self.rows) and self.rows[at + 1].gap == 0
        return begins and sides[0] is False and any(sides)

    def _dual(self, at: int) -> int:
        """Read two speeches side by side, down to the next blank row; return the row after them."""
        self._end()
        end = at + 1
        while end < len(self.rows) and self.rows[end].gap == 0:
            end += 1
        fragments = [fragment for row in self.rows[at:end] for fragment in row.fragments]
        sides = [[f for f in fragments if (f.x - self.where.action > _DUAL) == right] for right in (False, True)]
        for right, lines in enumerate(sides):
            self.found += [_cue(lines[0], dual=bool(right)), *_column(lines[1:])]
        return end


def _cue(line: Fragment, *, dual: bool = False) -> Element:
    name, extension = split_cue(line.text)
    return Element("character", line.text, runs=line.runs, name=name, extension=extension, dual=dual)


def _column(lines: Sequence[Fragment]) -> list[Element]:
    """Return what is said in a column of dual dialogue. How wide it is nothing tells, so lines are joined."""
    groups: list[tuple[str, list[Fragment]]] = []
    for line in lines:
        unclosed = bool(groups) and groups[-1][0] == "parenthetical" and not groups[-1][1][-1].text.endswith(_CLOSED)
        type = "parenthetical" if unclosed or line.text.startswith(_OPEN) else "dialogue"
        if groups and groups[-1][0] == type and (unclosed or type == "dialogue"):
            groups[-1][1].append(line)
        else:
            groups.append((type, [line]))
    joined = [(type, _joined(group, 0.0)) for type, group in groups]
    return [Element(type, _text(runs), runs=runs) for type, runs in joined]  # type: ignore[arg-type]


def _merged(fragments: Sequence[Fragment]) -> Fragment:
    """Return the fragments of a row as one, spaces in the gaps."""
    runs = [run for at, fragment in enumerate(fragments) for run in ((Run("    "),) if at else ()) + fragment.runs]
    return Fragment(fragments[0].x, fragments[-1].end, fragments[0].y, tuple(runs))


def _joined(lines: Sequence[Fragment], end: float, *, indent: float | None = None) -> tuple[Run, ...]:
    """Return wrapped lines as they were typed: a line break stays where the next word would have fitted before `end`, never with 0.

    With `indent`, lines that begin right of it are indented by spaces.
    """
    runs: list[Run] = []
    for at, line in enumerate(lines):
        space = round((line.x - indent) / 7.2) if indent is not None else 0
        if at:
            broken = not line.runs or not lines[at - 1].runs or space > 0 or _fits(lines[at - 1], line, end)
            glue = "\n" if broken else _glue(lines[at - 1].text, line.text)
            alike = bool(runs and line.runs) and replace(runs[-1], text="") == replace(line.runs[0], text="")
            runs.append(replace(runs[-1], text=glue) if alike else Run(glue))
        if space > 0:
            runs.append(Run(" " * space))
        runs += line.runs
    styled = groupby((run for run in runs if run.text), key=lambda run: (run.bold, run.italic, run.underline))
    return tuple(Run("".join(run.text for run in group), *style) for style, group in styled)


def _fits(line: Fragment, below: Fragment, end: float) -> bool:
    """Return whether the first word of the line below would have fitted on a line."""
    if not below.text:
        return True
    head = page_text.head(below.text)
    return line.end + page_text.width(_glue(line.text, head) + head) < end + 0.5


def _glue(above: str, below: str) -> str:
    """Return what stood at a wrapped line end: nothing after a hyphen or between ideographs, else a space."""
    if re.search(r"\w-\Z", above) or page_text.parts(above, below):
        return ""
    return " "


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)
