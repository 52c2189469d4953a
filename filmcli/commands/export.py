"""`filmcli export`: options only; the work is in `filmcli.formats.exchange`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import options, source
from filmcli.core.errors import UsageError

EPILOG = "Reads: a screenplay in any format (or `-`). Writes: the file of -o.  Example: filmcli export script.fountain -o script.pdf"


class To(StrEnum):
    """The formats that a screenplay can be written in."""

    pdf = "pdf"
    fdx = "fdx"
    html = "html"
    fountain = "fountain"
    json = "json"


class Paper(StrEnum):
    """Sizes of paper."""

    letter = "letter"
    a4 = "a4"


class Profile(StrEnum):
    """Layouts of a page."""

    us = "us"
    cn = "cn"


def command(
    screenplay: options.Script = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", help="Write here; the suffix is the format. `-` is stdout.", show_default=False)
    ] = None,
    to: Annotated[To | None, typer.Option("--to", help="The format, when no suffix tells it. Default: by -o.", show_default=False)] = None,
    scenes: Annotated[
        str | None, typer.Option("--scenes", help="Only these, by id or number: SQ010,SQ030 or 1,12A. Default: all.", show_default=False)
    ] = None,
    scene_numbers: Annotated[
        bool | None,
        typer.Option(
            "--scene-numbers/--no-scene-numbers", help="PDF, HTML: numbers in both margins. Default: as the script has them.", show_default=False
        ),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="PDF, HTML: the paper.")] = Paper.letter,
    profile: Annotated[Profile, typer.Option("--profile", help="PDF: the layout, US or mainland Chinese.")] = Profile.us,
    revision: Annotated[
        str | None, typer.Option("--revision", help='PDF: the name of the revision on each page, "Blue". Default: none.', show_default=False)
    ] = None,
    font: Annotated[
        list[Path] | None,
        typer.Option("--font", help="PDF: a font to look in first; repeatable. Default: the system's.", show_default=False),
    ] = None,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="PDF: print boxes for characters that no font has, instead of refusing.")
    ] = False,
    dir: options.Dir = None,
    quiet: options.Quiet = False,
) -> None:
    from filmcli.formats import exchange

    page = exchange.Page(paper.value, profile.value, scene_numbers, revision, tuple(font or ()), allow_missing)
    format = to.value if to else _format(output)
    _meant(page, format)
    read = source.screenplay("export", screenplay, dir)
    chosen = exchange.select(read, [name.strip() for name in scenes.split(",") if name.strip()]) if scenes else read
    options.hand_over("export", exchange.write(chosen, format, page=page), output or "-", quiet=quiet)


def _format(output: str | None) -> str:
    """Return the format that the output's suffix names."""
    from difflib import get_close_matches

    from filmcli.formats.exchange import FORMATS, SUFFIXES

    if output in (None, "-"):
        raise UsageError("no format: nothing says what to write", hint="-o FILE.pdf, or --to pdf -o -")
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        near = get_close_matches(suffix, SUFFIXES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"--to {', '.join(FORMATS)}"
        raise UsageError(f"{output}: the suffix {suffix!r} names no format", hint=hint)
    return SUFFIXES[suffix]


def _meant(page: object, format: str) -> None:
    """Refuse an option that the format has no use for."""
    from filmcli.formats.exchange import Page

    plain = Page()
    for name in ("paper", "profile", "scene_numbers", "revision", "fonts", "allow_missing"):
        takes = ("pdf", "html") if name in ("paper", "scene_numbers") else ("pdf",)
        if getattr(page, name) != getattr(plain, name) and format not in takes:
            option = {"fonts": "font"}.get(name, name).replace("_", "-")
            raise UsageError(f"--{option} is for {' and '.join(takes)}, not for {format}", hint="leave it out")
