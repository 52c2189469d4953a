"""The elements of a Fountain 1.1 text, told line by line from its lines.

Knows nothing of title pages and files; what a line alone reads as is `fountain_marks`' matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from filmcli.formats import emphasis
from filmcli.formats.fountain_lines import Line
from filmcli.formats.fountain_marks import (
    PAGE_BREAK,
    breaks,
    is_cue,
    is_forced_heading,
    is_heading,
    is_transition,
    narrow,
    numbered,
    one_bracket,
    split_cue,
)
from filmcli.formats.screenplay import Element, Inline, Remark, Run, Type

_WRAPPED = 20  # more lines than any parenthetical has; keeps a flood of open brackets linear
Part = tuple[Line, int, int]  # a line, and the part of its content that is the element's


def read(text: str, lines: Sequence[Line], at: int) -> tuple[list[Element], list[Remark], int]:
    """Return the elements, remarks, and the offset in `text` behind the last element; `at` is the offset of the first line."""
    reader = _Reader(text, lines, at)
    row = 0
    while row < len(lines):
        row = reader.step(row)
    return reader.elements, reader.remarks, reader.taken


class _Reader:
    def __init__(self, text: str, lines: Sequence[Line], at: int) -> None:
        self.text, self.lines, self.taken = text, lines, at
        self.elements: list[Element] = []
        self.remarks: list[Remark] = []
        self.fresh = True  # the line before was blank, or closes itself (a heading, a section, a note …)
        self._bracket = (-1, -1)  # the dialogue block's next line with a `)`, and from where it was looked for

    def step(self, row: int) -> int:
        """Read what begins at `row`; return the row after it."""
        line = self.lines[row]
        if line.blank:
            self.fresh = True
            return row + 1
        if line.aside:
            self.fresh = True
            return self._aside(row)
        if self._single(row) or (self.fresh and self._headed(row)):
            return row + 1
        if self.fresh and self._cue(row):
            return self._speech(row + 1)
        return self._action(row)

    def _single(self, row: int) -> bool:
        """Read a line that is an element wherever it stands."""
        line = self.lines[row]
        content, mark = line.content, line.content[:1]
        if mark == "=" and PAGE_BREAK.match(content):
            self._emit("page_break", [(line, len(content), len(content))])
        elif mark == "#" and content.lstrip("#").strip():
            level = len(content) - len(content.lstrip("#"))
            self._emit("section", [_trim(line, level)], level=level)
        elif mark == "=" and content[1:2] != "=" and content[1:].strip():
            self._emit("synopsis", [_trim(line, 1)])
        elif content.strip().startswith(">") and content.strip().endswith("<") and len(content.strip()) > 1:
            _, a, b = _trim(line)
            self._emit("centered", [_trim(line, a + 1, b - 1)])
        elif mark == "~":
            self._emit("lyric", [_trim(line, 1)])
        else:
            return False
        self.fresh = line.content[:1] in "=#"
        return True

    def _headed(self, row: int) -> bool:
        """Read a slug line or a transition, which need a blank line before."""
        line = self.lines[row]
        content = line.content.strip()
        if is_forced_heading(content):
            self._heading(row, _trim(line, line.content.index(".") + 1))
        elif is_heading(content) and not (content.lstrip("*_")[0] in "内外內" and self._followed(row)):
            self._heading(row, _trim(line))
        elif content[0] == ">" and content != ">":
            self._emit("transition", [_trim(line, line.content.index(">") + 1)])
        elif is_transition(line.content.lstrip()) and not self._followed(row):
            self._emit("transition", [_trim(line)])
        else:
            return False
        return True

    def _heading(self, row: int, part: Part) -> None:
        line, start, end = part
        heading, number = numbered(line.content[start:end])
        self._emit("scene_heading", [(line, start, start + len(heading))], number=number)
        if self._followed(row):
            self.remarks.append(Remark(line.last + 1, 1, "warning", "a slug line wants a blank line after it"))

    def _cue(self, row: int) -> bool:
        line = self.lines[row]
        _, start, end = _trim(line)
        forced = line.content[start] == "@" and end > start + 1
        if not forced and not (is_cue(line.content) and self._followed(row)):
            return False
        dual = line.content[end - 1] == "^"
        part = _trim(line, start + forced, end - dual)
        name, extension = split_cue(emphasis.plain(line.content[part[1] : part[2]]))
        self._emit("character", [part], name=name, extension=extension, dual=dual)
        return True

    def _speech(self, row: int) -> int:
        """Read parentheticals, dialogue and lyrics up to the blank line; a line of two spaces is no blank line."""
        parts: list[Part] = []
        while row < len(self.lines):
            line = self.lines[row]
            content = line.content
            if line.blank and len(content) < 2:
                break
            if line.aside:
                self._dialogue(parts)
                row = self._aside(row)
                continue
            last = self._parenthetical(row)
            if last >= row or content[:1] == "~":
                self._dialogue(parts)
                if content[:1] == "~":
                    self._emit("lyric", [_trim(line, 1)])
                else:
                    self._emit("parenthetical", [_trim(self.lines[r]) for r in range(row, last + 1)])
            elif parts or not line.blank:
                parts.append(_trim(line))
            row = max(row, last) + 1
        self._dialogue(parts)
        self.fresh = False
        return row

    def _dialogue(self, parts: list[Part]) -> None:
        while parts and parts[-1][0].blank:
            parts.pop()
        if parts:
            self._emit("dialogue", parts)
            parts.clear()

    def _parenthetical(self, row: int) -> int:
        """Return the last row of the parenthetical that begins at `row`, -1 when there is none; it may be wrapped."""
        content = narrow(self.lines[row].content.strip())
        if not content.startswith("("):
            return -1
        if ")" in content:
            return row if content.endswith(")") and one_bracket(content) else -1
        found, asked = self._bracket
        if not asked <= row <= found:
            found = row
            while found < len(self.lines) and not self.lines[found].blank and ")" not in narrow(self.lines[found].content):
                found += 1
            self._bracket = (found, row)
        if found - row > _WRAPPED or found == len(self.lines) or not self.lines[found].content.rstrip().endswith((")", "）")):
            return -1
        rows = self.lines[row : found + 1]
        return found if one_bracket(narrow("".join(line.content for line in rows).strip())) and not any(line.aside for line in rows) else -1

    def _action(self, row: int) -> int:
        parts: list[Part] = []
        while row < len(self.lines):
            line = self.lines[row]
            if line.blank or line.aside or (parts and breaks(line.content)):
                break
            forced = line.content.startswith("!") and (self.fresh or bool(parts))
            parts.append((line, int(forced), len(line.content.rstrip())))
            row += 1
        self._emit("action", parts)
        self.fresh = False
        return row

    def _aside(self, row: int) -> int:
        """Make an element of every note and boneyard of a line that holds nothing else."""
        line = self.lines[row]
        for index, (inline, (begin, close)) in enumerate(zip(line.spans, line.cuts, strict=True)):
            end = line.end if index == len(line.cuts) - 1 else close
            start = line.start if index == 0 else self.taken
            last = inline.line + len(re.findall(r"\r\n|\r|\n", self.text[begin:close]))
            self.elements.append(
                Element(
                    inline.type,
                    inline.text,
                    inline.line,
                    inline.column,
                    _plain(inline.text),
                    end_line=last,
                    lead=self.text[self.taken : start],
                    source=self.text[start:end],
                )
            )
            self.taken = end
        return row + 1

    def _followed(self, row: int) -> bool:
        """Return whether text follows, notes apart, without a blank line between."""
        row += 1
        while row < len(self.lines) and self.lines[row].aside:
            row += 1
        return row < len(self.lines) and not self.lines[row].blank

    def _emit(self, type: Type, parts: Sequence[Part], **fields: object) -> None:
        first, last = parts[0][0], parts[-1][0]
        text, runs, inline = _styled(parts)
        source = self.text[first.start : last.end]
        column = len(source) - len(source.lstrip()) + 1
        self.elements.append(
            Element(
                type,
                text,
                first.number,
                column,
                runs,
                inline,
                end_line=last.last,
                lead=self.text[self.taken : first.start],
                source=source,
                **fields,  # type: ignore[arg-type]
            )
        )
        self.taken = last.end
        self.fresh = True


def _styled(parts: Sequence[Part]) -> tuple[str, tuple[Run, ...], tuple[Inline, ...]]:
    """Return text, runs and inline spans of an element's lines. Most have neither markup nor spans: they take a short way."""
    plain = "\n".join([line.content[start:end] for line, start, end in parts])
    if "*" not in plain and "_" not in plain and not any(line.spans for line, _, _ in parts):
        return plain, _plain(plain), ()
    runs: list[Run] = []
    inline: list[Inline] = []
    size = 0
    for index, (line, start, end) in enumerate(parts):
        if index:
            runs.append(Run("\n"))
            size += 1
        marks = [min(max(span.at, start), end) - start for span in line.spans]
        found, moved = emphasis.read(line.content[start:end], marks)
        inline += [Inline(s.type, s.text, size + at, s.line, s.column) for s, at in zip(line.spans, moved, strict=True)]
        runs += found
        size += sum(len(run.text) for run in found)
    merged = _merged(runs)
    return "".join(run.text for run in merged), merged, tuple(inline)


def _merged(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Join neighbours of one style."""
    merged: list[tuple[tuple[bool, bool, bool], list[str]]] = []
    for run in runs:
        style = (run.bold, run.italic, run.underline)
        if merged and merged[-1][0] == style:
            merged[-1][1].append(run.text)
        else:
            merged.append((style, [run.text]))
    return tuple(Run("".join(texts), *style) for style, texts in merged)


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(text),) if text else ()


def _trim(line: Line, start: int = 0, end: int | None = None) -> Part:
    """Return a part of a line without the white space around it."""
    end = len(line.content) if end is None else end
    inner = line.content[start:end]
    left = len(inner) - len(inner.lstrip())
    return line, start + (left if inner.strip() else 0), start + (len(inner.rstrip()) if inner.strip() else 0)
