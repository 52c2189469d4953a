"""Fountain 1.1: the screenplay format that filmcli reads and writes (https://fountain.io/syntax).

Knows nothing of stories, models or pages. Lossless: `write(parse(text)) == text`, byte for byte, in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from filmcli.formats import fountain_blocks, fountain_lines, fountain_writer
from filmcli.formats.scenes import Scene, Speech, cue_name, scenes, title
from filmcli.formats.screenplay import FORMAT, Element, Inline, Remark, Run, Screenplay, TitleEntry

__all__ = [
    "FORMAT",
    "Element",
    "Inline",
    "Remark",
    "Run",
    "Scene",
    "Screenplay",
    "Speech",
    "TitleEntry",
    "compose",
    "cue_name",
    "parse",
    "scenes",
    "title",
    "write",
]

BOM = "\ufeff"


def parse(text: str) -> Screenplay:
    """Read a Fountain text. Any text is a screenplay: what is not markup is action."""
    start = len(BOM) if text.startswith(BOM) else 0
    entries, body = fountain_lines.title_page(text, start)
    before = len(text[:body].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    lines, remarks = fountain_lines.read(text, body, before)
    elements, more, end = fountain_blocks.read(text, lines, body)
    said = tuple(sorted((*remarks, *more), key=lambda remark: (remark.line, remark.column)))
    return Screenplay(entries, tuple(elements), said, text[:body], text[end:])


def write(screenplay: Screenplay) -> str:
    """Return the Fountain text: what was read as it stood, what a program made in correct spelling."""
    pieces = [screenplay.head or fountain_writer.title_page((entry.key, entry.lines) for entry in screenplay.title_page)]
    before: Element | None = None
    for element in screenplay.elements:
        if element.source:
            pieces += element.lead, element.source
        else:
            if fountain_writer.separated(before, element) and not pieces[-1].endswith("\n\n"):
                pieces.append("\n" if pieces[-1].endswith("\n") else "\n\n")
            pieces.append(fountain_writer.element(element))
        before = element
    return "".join([*pieces, screenplay.tail])


def compose(title_page: Sequence[tuple[str, str]], elements: Sequence[tuple[str, str]]) -> str:
    """Return the Fountain text of a title page of (key, value) and of elements as (type, text).

    Texts are what a reader shall see: stars and underscores are escaped, an element that would be read as another is
    forced. A value or text may have several lines. A cue that ends in `^` speaks at the same time as the cue before.
    """
    entries = tuple(TitleEntry(key, tuple(value.splitlines())) for key, value in title_page)
    return write(Screenplay(entries, tuple(_made(type, text) for type, text in elements)))


def _made(type: str, text: str) -> Element:
    element = Element(type, text)  # type: ignore[arg-type]
    if type == "character" and text.rstrip().endswith("^"):
        return replace(element, text=text.rstrip().removesuffix("^").rstrip(), dual=True)
    return element
