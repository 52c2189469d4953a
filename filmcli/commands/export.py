"""`filmcli export`: options only; the work is in `filmcli.formats.exchange`, of --openjd in `filmcli.render.job`, of --usd and --blend in `filmcli.render.handover`."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import manuscript, options
from filmcli.core.console import Output
from filmcli.core.errors import UsageError

if TYPE_CHECKING:
    from filmcli.formats.exchange import Page
    from filmcli.formats.revision import Revision
    from filmcli.formats.screenplay import Screenplay

EPILOG = (
    "Reads: a screenplay in any format (or `-`); the production. Writes: the file of -o, or the folder of --usd, --blend, --contact, --openjd.  "
    "Example: filmcli export script.fountain -o script.pdf; filmcli export --usd usd -d noir --only SQ010"
)


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
    source: manuscript.Script = None,
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
            "--scene-numbers/--no-scene-numbers",
            help="PDF, HTML: numbers in both margins. Default: as the script has them.",
            show_default=False,
        ),
    ] = None,
    paper: Annotated[Paper, typer.Option("--paper", help="PDF, HTML: the paper.")] = Paper.letter,
    profile: Annotated[Profile, typer.Option("--profile", help="PDF: the layout, US or mainland Chinese.")] = Profile.us,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DRAFT",
            help="PDF: the draft before; what changed since gets an asterisk. Default: none.",
            show_default=False,
        ),
    ] = None,
    revision: Annotated[
        str | None, typer.Option("--revision", help="PDF: the name on pages with changes. Default: Blue.", show_default=False)
    ] = None,
    font: Annotated[
        list[Path] | None,
        typer.Option("--font", help="PDF: a font to look in first; repeatable. Default: the system's.", show_default=False),
    ] = None,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="PDF: print boxes for characters that no font has, instead of refusing.")
    ] = False,
    openjd: Annotated[
        Path | None,
        typer.Option(
            "--openjd",
            metavar="DIR",
            help="Instead of a screenplay: the production's looks that are to be made, as an Open Job Description bundle for a render farm.",
            show_default=False,
        ),
    ] = None,
    contact: Annotated[
        Path | None,
        typer.Option(
            "--contact",
            metavar="DIR",
            help="Instead of a screenplay: contact_<scene>.png of the production's pictures, with shot, size, lens and seconds.",
            show_default=False,
        ),
    ] = None,
    usd: Annotated[
        Path | None,
        typer.Option(
            "--usd", metavar="DIR", help="Instead of a screenplay: the production's shots as USD, four layers a shot.", show_default=False
        ),
    ] = None,
    blend: Annotated[
        Path | None,
        typer.Option("--blend", metavar="DIR", help="Instead of a screenplay: the production's shots as .blend files.", show_default=False),
    ] = None,
    only: options.Only = None,
    dir: options.Dir = None,
    quiet: options.Quiet = False,
) -> None:
    chosen = [name.strip() for name in scenes.split(",") if name.strip()] if scenes else []
    if openjd is not None:
        if source is not None or output is not None or to is not None:
            raise UsageError("--openjd writes a production's job, not a screenplay", hint="filmcli export --openjd job -d noir")
        return _job(openjd, scenes=chosen, folder=dir, quiet=quiet)
    if contact is not None:
        if source is not None or output is not None or to is not None:
            raise UsageError("--contact writes a production's sheets, not a screenplay", hint="filmcli export --contact sheets -d noir")
        return _contact(contact, scenes=chosen, folder=dir, quiet=quiet)
    if usd is not None or blend is not None:
        if source is not None or output is not None or to is not None or (usd is not None and blend is not None):
            raise UsageError(
                "--usd and --blend write a production's shots, not a screenplay", hint="filmcli export --usd usd -d noir --only SQ010"
            )
        return _stages(usd or blend, "usd" if usd else "blend", only=only or chosen, folder=dir, quiet=quiet)
    if only:
        raise UsageError("--only is for --usd and --blend", hint="--scenes chooses scenes of a screenplay")
    from filmcli.formats import exchange

    out = Output.claim()
    format = to.value if to else _format(output)
    page = exchange.Page(paper.value, profile.value, scene_numbers, None, tuple(font or ()), allow_missing)
    _meant(page, format)
    if (since or revision) and format != "pdf":
        raise UsageError(f"--{'since' if since else 'revision'} is for pdf, not for {format}", hint="leave it out")
    if revision and not since:
        raise UsageError("--revision needs the draft before, to mark what changed", hint="--since OLD.fountain")
    read = manuscript.read("export", source, folder=dir).screenplay
    part = exchange.select(read, chosen) if scenes else read
    if since:
        page = replace(page, revision=_revision(manuscript.read("export", since).screenplay, part, revision or "Blue"))
    options.hand_over(out, "export", exchange.write(part, format, page=page), output or "-", quiet=quiet)


def _job(target: Path, *, scenes: list[str], folder: Path | None, quiet: bool) -> None:
    """Write a production's job bundle and say how it is run."""
    from filmcli.core import settings
    from filmcli.core.console import Console
    from filmcli.core.production import Production, find
    from filmcli.core.report import Report
    from filmcli.render import job

    here = find(folder)
    with Production(here, settings.resolve(here, {}), Report("export", here)) as production:
        tasks = job.write(production, target, scenes=scenes)
    if not quiet:
        console = Console()
        console.line(f"export: {target}  {tasks} task{'s' if tasks > 1 else ''}")
        console.line(f"try it here: openjd run {target}/template.yaml -p file://{target}/parameters.json")


def _contact(target: Path, *, scenes: list[str], folder: Path | None, quiet: bool) -> None:
    """Write a production's contact sheets and name them."""
    from filmcli.core import settings
    from filmcli.core.console import Console
    from filmcli.core.production import Production, find
    from filmcli.core.report import Report
    from filmcli.make import contact

    here = find(folder)
    with Production(here, settings.resolve(here, {}), Report("export", here), dry_run=True) as production:
        made = contact.write(production, target, scenes=scenes)
    for path in made if not quiet else ():
        Console().line(f"export: {path}  {path.stat().st_size / 1000:.0f} kB")


def _revision(old: Screenplay, new: Screenplay, colour: str) -> Revision:
    from filmcli.formats.revision import Revision, changed

    return Revision(changed(old, new), colour)


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


def _meant(page: Page, format: str) -> None:
    """Refuse an option that the format has no use for."""
    plain = type(page)()
    for name in ("paper", "profile", "scene_numbers", "fonts", "allow_missing"):
        takes = ("pdf", "html") if name in ("paper", "scene_numbers") else ("pdf",)
        if getattr(page, name) != getattr(plain, name) and format not in takes:
            option = {"fonts": "font"}.get(name, name).replace("_", "-")
            raise UsageError(f"--{option} is for {' and '.join(takes)}, not for {format}", hint="leave it out")


def _stages(target: Path, form: str, *, only: list[str], folder: Path | None, quiet: bool) -> None:
    """Write a production's shots for other software and name what is to be opened."""
    from filmcli.core import settings
    from filmcli.core.console import Console
    from filmcli.core.production import Production, find
    from filmcli.core.report import Report
    from filmcli.render import handover

    here = find(folder)
    with Production(here, settings.resolve(here, {}), Report("export", here)) as production:
        files = handover.write(production, target, form=form, only=only)
    if not quiet:
        Console().line(f"export: {len(files)} shot{'' if len(files) == 1 else 's'}, such as {files[0]}")
