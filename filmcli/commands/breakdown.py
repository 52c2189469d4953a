"""`filmcli breakdown`: options, tables, CSV; the reading is in `filmcli.script.breakdown`, the PDF in `filmcli.script.sheets`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import manuscript, options, table
from filmcli.commands.table import Table
from filmcli.core import files
from filmcli.core.console import Console, Output
from filmcli.core.errors import UsageError

if TYPE_CHECKING:
    from filmcli.formats.screenplay import Screenplay
    from filmcli.script.breakdown import Sheet

EPILOG = (
    "Notes tag what words do not tell: [[prop: revolver]], [[vehicles: a Ford, a tram]], [[no prop: letter]]. "
    "Reads: the screenplay. Writes: tables (or JSON) to stdout, or the file of -o: .csv, .json or .pdf.  "
    "Example: filmcli breakdown script.fountain -o breakdown.pdf"
)
SUFFIXES = (".csv", ".json", ".pdf")


def command(
    source: manuscript.Script = None,
    to: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write x.csv (a row an item), x.json or x.pdf (stripboard and sheets).", show_default=False),
    ] = None,
    strips: Annotated[bool, typer.Option("--strips", help="Print the stripboard only.")] = False,
    json: manuscript.Json = False,
    dir: options.Dir = None,
    quiet: options.Quiet = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> None:
    from filmcli.script import breakdown

    output = Output.claim()
    if to is not None and to.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{to}: expected .csv, .json or .pdf", hint="--json prints to stdout" if str(to) == "-" else f"-o {to.with_suffix('.pdf')}"
        )
    script = manuscript.read("breakdown", source, folder=dir)
    sheets = breakdown.breakdown(script.screenplay, script.people, file=script.name)
    if to is not None:
        files.write(to, _file(to.suffix.lower(), sheets, script))
        if not quiet:
            Console().line(f"{to}: {len(sheets)} scenes, {sum(len(sheet.items) for sheet in sheets)} items")
    if json:
        output.write(_json(sheets, script.name))
    if not quiet and (line := _unmodelled(script.screenplay)):
        Console().line(line)
    if not json and to is None:
        tables = [_board(sheets)] if strips else [_board(sheets), *_tables(sheets)]
        table.write(output, tables, color=not no_color)


def _unmodelled(screenplay: Screenplay) -> str:
    """Return the line that says which props of the action nobody modelled, and what stands for each; empty when all are there."""
    from filmcli.render import lexicon

    named = [prop for element in screenplay.elements if element.type == "action" for prop, _ in lexicon.props_in(element.text)]
    told = [f"{prop} ({made.replace('_', ' ')})" for prop in dict.fromkeys(named) if (made := lexicon.stand_in(prop)) != prop]
    return f"nobody modelled: {', '.join(told)}; your own as assets/props/NAME.glb" if told else ""


def _file(suffix: str, sheets: Sequence[Sheet], script: manuscript.Manuscript) -> str | bytes:
    from filmcli.formats import fountain
    from filmcli.script import sheets as paper

    if suffix == ".pdf":
        return paper.render(sheets, title=fountain.title(script.screenplay) or script.name)
    return _csv(sheets) if suffix == ".csv" else _json(sheets, script.name)


def _json(sheets: Sequence[Sheet], file: str) -> str:
    import json as format

    data = {"format": "filmcli/breakdown@1", "file": file, "scenes": [sheet.to_dict() for sheet in sheets]}
    return format.dumps(data, ensure_ascii=False) + "\n"


def _csv(sheets: Sequence[Sheet]) -> str:
    import csv
    import io

    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("scene", "heading", "strip", "page", "eighths", "category", "item", "line", "origin", "quote"))
    for sheet in sheets:
        for item in sheet.items:
            rows.writerow(
                (
                    sheet.number,
                    sheet.heading,
                    sheet.colour.name,
                    sheet.page,
                    sheet.eighths,
                    item.category,
                    item.name,
                    item.line,
                    item.origin,
                    item.quote,
                )
            )
    return text.getvalue()


def _board(sheets: Sequence[Sheet]) -> Table:
    from filmcli.script.length import eighths

    rows = [
        (
            s.number,
            s.colour.name,
            s.int_ext,
            s.hour,
            s.place or s.heading,
            s.page,
            eighths(s.eighths),
            ", ".join(item.name for item in s.of("cast")),
        )
        for s in sheets
    ]
    return Table("Stripboard", ("no.", "strip", "side", "hour", "place", "page", "pages", "cast"), rows)


def _tables(sheets: Sequence[Sheet]) -> Iterator[Table]:
    for sheet in sheets:
        rows = [(item.category.replace("_", " "), item.name, item.line, item.quote) for item in sheet.items if item.category != "cast"]
        yield Table(f"{sheet.number} {sheet.heading}", ("department", "item", "line", "words"), rows)
