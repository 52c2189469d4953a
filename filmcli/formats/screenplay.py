"""The screenplay as data: title page, elements with their styled text and their source, remarks.

Knows nothing of how a file spells them; `fountain` reads and writes that. Lines and columns count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

FORMAT = "filmcli/screenplay@1"

Type = Literal[
    "scene_heading",
    "action",
    "centered",
    "character",
    "parenthetical",
    "dialogue",
    "lyric",
    "transition",
    "section",
    "synopsis",
    "note",
    "boneyard",
    "page_break",
]
SPOKEN = frozenset({"parenthetical", "dialogue", "lyric"})  # what belongs to the cue above it
ASIDE = frozenset({"note", "boneyard"})  # what may stand within a line
SILENT = frozenset({"section", "synopsis", "note", "boneyard", "page_break"})  # what no audience sees or hears


@dataclass(frozen=True)
class Run:
    """A piece of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True)
class Inline:
    """A note or a boneyard within an element's lines: it stood before the character `at` of the element's text."""

    type: Literal["note", "boneyard"]
    text: str
    at: int
    line: int = 0
    column: int = 1

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: an element of its own, which follows the element it stands in."""
        element = Element(self.type, self.text, self.line, self.column, (Run(self.text),) if self.text else ())
        return element.to_dict() | {"inline": True, "at": self.at}


@dataclass(frozen=True)
class Element:
    """One element. `text` is what a reader sees: no markup, no notes, lines joined by a newline.

    `lead` is the blank text before the element and `source` its own lines as they stand in the file. An element
    without `source` was made by a program and is spelled by the writer.
    """

    type: Type
    text: str
    line: int = 0
    column: int = 1
    runs: tuple[Run, ...] = ()
    inline: tuple[Inline, ...] = ()
    number: str | None = None  # scene_heading
    name: str | None = None  # character: the cue without its extension
    extension: str | None = None  # character: V.O., O.S., CONT'D; several are joined by ", "
    dual: bool = False  # character: speaks at the same time as the cue before
    level: int = 0  # section
    end_line: int = 0
    lead: str = ""
    source: str = ""

    @property
    def blank_before(self) -> int:
        """The number of blank lines before the element."""
        return len(self.lead.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1

    def to_dict(self) -> dict[str, Any]:
        """Return the element as plain data, without fields that its type does not have and without its inline spans."""
        data: dict[str, Any] = {
            "type": self.type,
            "text": self.text,
            "runs": [{"text": r.text, "bold": r.bold, "italic": r.italic, "underline": r.underline} for r in self.runs],
            "line": self.line,
            "column": self.column,
        }
        if self.type == "scene_heading":
            data["number"] = self.number
        if self.type == "character":
            data |= {"name": self.name, "extension": self.extension, "dual": self.dual}
        if self.type == "section":
            data["level"] = self.level
        return data


@dataclass(frozen=True)
class TitleEntry:
    """One key of the title page with its lines, markup kept."""

    key: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What a reader of the file should know: text that looks like markup and is not, or a missing blank line."""

    line: int
    column: int
    kind: Literal["error", "warning"]
    text: str


@dataclass(frozen=True)
class Screenplay:
    """A whole screenplay. `head` is the source of the title page (and of a byte order mark), `tail` what follows the last element."""

    title_page: tuple[TitleEntry, ...] = ()
    elements: tuple[Element, ...] = ()
    remarks: tuple[Remark, ...] = ()
    head: str = ""
    tail: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the screenplay as plain data (`filmcli/screenplay@1`). An inline note follows the element it stands in."""
        return {
            "format": FORMAT,
            "title_page": [{"key": entry.key, "lines": list(entry.lines)} for entry in self.title_page],
            "elements": [data.to_dict() for element in self.elements for data in (element, *element.inline)],
        }
