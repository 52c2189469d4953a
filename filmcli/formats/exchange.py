"""The formats a screenplay comes and goes in: which one a file is, and one way in and out for all of them.

Knows nothing of the command line. Each format's module is imported when it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.screenplay import FORMAT, Screenplay

SUFFIXES = {".fountain": "fountain", ".fdx": "fdx", ".pdf": "pdf", ".json": "json", ".html": "html", ".htm": "html"}
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|FinalDraft)\b|(?:\xff\xfe|\xfe\xff)\0?<\0?")
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"')


@dataclass(frozen=True)
class Page:
    """How a screenplay is set on paper. The defaults are what `filmcli export` does when nothing is said."""

    paper: str = "letter"  # letter, a4
    profile: str = "us"  # us, cn: the layout of mainland China
    scene_numbers: bool | None = None  # None: when the script has numbers
    revision: str | None = None  # the name on the pages, such as "Blue Rev. 3/4/2026"
    fonts: tuple[Path, ...] = ()  # tried before the system's
    allow_missing: bool = False  # print a box for a character that no font has, instead of refusing


def format_of(data: bytes, *, name: str) -> str:
    """Return which format a file is in: by its suffix, and where that says nothing (stdin too) by how it begins."""
    known = SUFFIXES.get(PurePath(name).suffix.lower())
    if known in ("fountain", "fdx", "pdf", "json"):
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
    if format == "pdf":
        from filmcli.formats import pdf

        return pdf.render(
            screenplay,
            paper=page.paper,
            profile=page.profile,
            scene_numbers=page.scene_numbers,
            revision=page.revision,
            fonts=page.fonts,
            allow_missing=page.allow_missing,
        )
    if format == "html":
        from filmcli.formats import html

        return html.render(screenplay, paper=page.paper, scene_numbers=page.scene_numbers)
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
    from difflib import get_close_matches

    scenes = fountain.scenes(screenplay)
    names = {scene.id: scene for scene in scenes}
    names |= {scene.heading.number: scene for scene in scenes if scene.heading and scene.heading.number}
    chosen = set()
    for name in wanted:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            known = f"{scenes[0].id} to {scenes[-1].id}" if scenes else "the script has no scenes"
            raise InputError(f"no scene is called {name!r}", hint=f"did you mean {near[0]}?" if near else known)
        chosen.add(names[name].index)
    elements = tuple(element for scene in scenes if scene.index in chosen for element in scene.elements)
    return replace(screenplay, elements=elements, tail="" if elements and elements[-1].source.endswith("\n") else screenplay.tail)
