"""The formats a screenplay comes and goes in: which one a file is, and one way in and out for all of them.

Knows nothing of the command line. Each format's module is imported when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.scenes import named
from filmcli.formats.screenplay import FORMAT, Screenplay

if TYPE_CHECKING:
    from filmcli.formats.revision import Revision

SUFFIXES = {".fountain": "fountain", ".fdx": "fdx", ".pdf": "pdf", ".json": "json", ".html": "html", ".htm": "html"}
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|FinalDraft)\b|(?:\xff\xfe|\xfe\xff)\0?<\0?")
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')


@dataclass(frozen=True)
class Page:
    """How a screenplay is set on paper. The defaults are what `filmcli export` does when nothing is said."""

    paper: str = "letter"  # letter, a4
    profile: str = "us"  # us, cn: the layout of mainland China
    scene_numbers: bool | None = None  # None: when the script has numbers; True numbers a script that has none
    revision: Revision | None = None  # what to mark, and the colour printed on the pages
    fonts: tuple[Path, ...] = ()  # tried before the system's
    allow_missing: bool = False  # print a box for a character that no font has, instead of refusing


def format_of(data: bytes, *, name: str) -> str:
    """Return which format a file is in: by its suffix, and where that says nothing (stdin too) by how it begins.

    Raises InputError for HTML.
    """
    known = SUFFIXES.get(PurePath(name).suffix.lower())
    if known == "html":
        raise InputError(f"{name}: HTML is written, not read", hint="give the script it was made from: .fountain, .fdx, .pdf or .json")
    if known:
        return known
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if _XML.match(data):
        return "fdx"
    return "json" if _JSON.match(data) and FORMAT.encode() in data[:200] else "fountain"


def read(data: bytes, *, name: str) -> Screenplay:
    """Return the screenplay in a file of any format. Raises InputError that begins with `name`."""
    kind = format_of(data, name=name)
    if kind == "fdx":
        from filmcli.formats import fdx

        return fdx.read(data, name=name)
    if kind == "pdf":
        from filmcli.formats import pdf_reader

        return pdf_reader.read(data, name=name)
    text = decoded(data, name=name)
    if kind == "json":
        from filmcli.formats import screenplay_json

        return screenplay_json.read(text, name=name)
    return fountain.parse(text)


def decoded(data: bytes, *, name: str) -> str:
    """Return a text file's text. Raises InputError when it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 at byte {error.start}", hint="save it as UTF-8") from None


def write(screenplay: Screenplay, format: str, *, page: Page | None = None) -> str | bytes:
    """Return the screenplay in a format: bytes for a PDF, text for the others."""
    page = page or Page()
    numbered = any(element.number for element in screenplay.elements)
    if page.scene_numbers and not numbered:
        from filmcli.formats import editing

        screenplay = editing.number(screenplay)
    shown = numbered if page.scene_numbers is None else page.scene_numbers
    if format == "pdf":
        from filmcli.formats import pdf

        return pdf.render(
            screenplay,
            paper=page.paper,
            profile=page.profile,
            scene_numbers=shown,
            revision=page.revision,
            fonts=page.fonts,
            allow_missing=page.allow_missing,
        )
    if format == "html":
        from filmcli.formats import html

        return html.render(screenplay, paper=page.paper, scene_numbers=shown)
    if format == "fdx":
        from filmcli.formats import fdx

        return fdx.write(screenplay)
    if format == "json":
        from filmcli.formats import screenplay_json

        return screenplay_json.write(screenplay)
    return fountain.write(screenplay)


def select(screenplay: Screenplay, wanted: Iterable[str]) -> Screenplay:
    """Return the screenplay with these scenes only, by id (`SQ010`) or by number, in the order of the script.

    Raises InputError that names the nearest for one that is not there.
    """
    scenes = fountain.scenes(screenplay)
    chosen = {named(scenes, name).index for name in wanted}
    elements = tuple(element for scene in scenes if scene.index in chosen for element in scene.elements)
    whole = len(elements) == len(screenplay.elements)
    return replace(screenplay, elements=elements, tail=screenplay.tail if whole else "")
