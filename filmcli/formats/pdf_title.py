"""The title page of a screenplay's PDF, told from the pages after it and read into Fountain's keys.

Knows nothing of elements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from filmcli.formats import emphasis_writer
from filmcli.formats.fountain_marks import is_heading
from filmcli.formats.pdf_lines import Fragment, Page
from filmcli.formats.screenplay import TitleEntry

_CREDIT = re.compile(r"\bby\b|\bBY\b|编剧|сценари|автор|written|screenplay|scénario|drehbuch|guion", re.IGNORECASE)
_SOURCE = re.compile(r"\bbased\b|\bfrom\b|\boriginal\b|改编|по мотив|по роман", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|все права|版权", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d+[/.]\d+[/.]\d+|draft|revis", re.IGNORECASE)


def split(pages: Sequence[Page]) -> tuple[tuple[TitleEntry, ...], Sequence[Page]]:
    """Return the title page's entries and the pages after it; no entries when the script begins at once."""
    if len(pages) < 2 or not _is_title(pages[0]):
        return (), pages
    return tuple(_entries(pages[0])), pages[1:]


def _is_title(page: Page) -> bool:
    """Return whether a page begins far down, is nearly empty and has no slug line."""
    texts = [fragment.text for line in page.lines for fragment in line]
    return 0 < len(page.lines) < 30 and page.lines[0][0].y > 0.14 * page.height and not any(map(is_heading, texts))


def _entries(page: Page) -> list[TitleEntry]:
    foot = 0.6 * page.height
    middle = [line[0] for line in page.lines if line[0].y < foot]
    below = [fragment for line in page.lines for fragment in line if fragment.y >= foot]
    found = _credits(_blocks(middle))
    feet: dict[str, list[Fragment]] = {"Contact": [], "Copyright": [], "Draft date": []}
    for fragment in sorted(below, key=lambda one: (one.x >= page.width / 2, one.y)):
        feet["Copyright" if _COPYRIGHT.search(fragment.text) else "Draft date" if _DATE.search(fragment.text) else "Contact"].append(
            fragment
        )
    return found + [TitleEntry(key, _values(lines)) for key, lines in feet.items() if lines]


def _credits(blocks: Sequence[Sequence[Fragment]]) -> list[TitleEntry]:
    """Name the blocks in the middle: title, credit, authors, source."""
    found: list[TitleEntry] = []
    for at, block in enumerate(blocks):
        words = " ".join(fragment.text for fragment in block)
        keys = {entry.key for entry in found}
        if at == 0:
            found.append(TitleEntry("Title", _values(block)))
        elif "Credit" not in keys and "Author" not in keys and _CREDIT.search(block[0].text):
            found.append(TitleEntry("Credit", _values(block[:1])))
            if block[1:]:
                found.append(TitleEntry("Author", _values(block[1:])))
        elif "Author" not in keys and not (_SOURCE.search(words) and at > 1):
            found.append(TitleEntry("Author", _values(block)))
        else:
            found.append(TitleEntry("Source" if "Source" not in keys else "Notes", _values(block)))
    return found


def _blocks(lines: Sequence[Fragment]) -> list[list[Fragment]]:
    """Return the lines in blocks between blank rows."""
    number = 0
    numbered = []
    for at, line in enumerate(lines):
        number += bool(at and line.y - lines[at - 1].y > 18)
        numbered.append((number, line))
    return [[line for _, line in block] for _, block in groupby(numbered, key=lambda one: one[0])]


def _values(lines: Sequence[Fragment]) -> tuple[str, ...]:
    return tuple(emphasis_writer.write(line.runs)[0] for line in lines)
