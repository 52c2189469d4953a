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
    "settle",
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
    last = screenplay.head or fountain_writer.title_page((entry.key, entry.lines) for entry in screenplay.title_page)
    pieces = [last]
    made = False
    for element, apart, spelled in fountain_writer.elements(screenplay.elements):
        blank = element.lead if element.source else "\n" * element.blank_before * apart
        if made or not element.source:
            blank = "\n" if apart and last and not blank else blank
            blank = blank[1:] if last.endswith("\n\n") else blank
            pieces.append("" if not last or last.endswith(("\n", "\r")) else "\n")
        made = not element.source
        last = element.source or spelled
        pieces += blank, last
    text = "".join([*pieces, screenplay.tail])
    if not screenplay.head and not screenplay.title_page and (text.startswith(BOM) or fountain_lines.title_page(text, 0)[0]):
        return "\n" + text  # `Note: …` is action after a blank line, and a title page at the top
    return text


def settle(screenplay: Screenplay) -> Screenplay:
    """Return a screenplay that a program made as Fountain would say it, with the lines and columns of its Fountain text."""
    return parse(write(screenplay))


def compose(title_page: Sequence[tuple[str, str]], elements: Sequence[tuple[str, str]]) -> str:
    """Return the Fountain text of a title page of (key, value) and of elements as (type, text).

    Texts are what a reader shall see: stars and underscores are escaped, an element that would be read as another is
    forced. A value or text may have several lines. A cue that ends in `^` speaks at the same time as the cue before.
    """
    entries = tuple(TitleEntry(key, tuple(value.splitlines())) for key, value in title_page if value.strip())
    return write(Screenplay(entries, tuple(_made(type, text) for type, text in elements)))


def _made(type: str, text: str) -> Element:
    element = Element(type, text)  # type: ignore[arg-type]
    if type == "character" and text.rstrip().endswith("^"):
        return replace(element, text=text.rstrip().removesuffix("^").rstrip(), dual=True)
    return element
