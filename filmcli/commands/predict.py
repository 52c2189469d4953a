"""`filmcli predict`: options and output; the foresight is in `filmcli.script.plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import manuscript, options, table
from filmcli.commands.table import Table
from filmcli.core import files
from filmcli.core.console import Console, Output

EPILOG = "Reads: a screenplay. Writes: a table (or JSON) to stdout, and the page of --html.  Example: filmcli predict script.fountain --html tension.html"


def command(
    source: manuscript.Script = None,
    json: manuscript.Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write one self-contained HTML page with the tension curve here.", show_default=False)
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", help="A plot.safetensors of filmcli train plot. Default: the shipped one.", metavar="FILE", show_default=False
        ),
    ] = None,
    dir: options.Dir = None,
    quiet: options.Quiet = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> None:
    from filmcli.formats import scenes
    from filmcli.script import plot
    from filmcli.script.plot import forecast, foresight

    output = Output.claim()
    script = manuscript.read("predict", source, folder=dir)
    found = foresight.read(script.screenplay, script.people, plot.Model(model) if model else None)  # type: ignore[arg-type]
    title = scenes.title(script.screenplay) or script.name
    if html:
        files.write(html, forecast.page(title, found))
        if not quiet:
            Console().line(f"{html}: written")
    if json:
        import json as format

        output.write(format.dumps({"title": title, "scenes": [one.to_dict() for one in found]}, ensure_ascii=False) + "\n")
        return
    tables = [Table(title, forecast.STORY, forecast.story(found)), Table("The cast", forecast.CAST, forecast.cast(found))]
    table.write(output, tables, color=not no_color)
    if found:
        output.write("\n".join(["", *forecast.tension(found), forecast.UNITS, ""]))
