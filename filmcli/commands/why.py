"""`filmcli why`: options only; the work is in `filmcli.make.stage`."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.core import settings
from filmcli.core.console import Output
from filmcli.core.errors import InputError
from filmcli.core.production import SCRIPT, Production, find
from filmcli.core.report import Report

EPILOG = "Reads: the production. Writes: nothing.  Example: filmcli why SQ020_SH0030 -d noir"


def command(
    id: Annotated[str, typer.Argument(help="A shot, scene, character, line of dialogue (SQ010_L0010), document or film.mp4.")],
    dir: options.Dir = None,
    quality: options.Quality = None,
    json: options.Json = False,
) -> None:
    import json as format

    from filmcli.make import stage

    output = Output.claim()
    folder = find(dir)
    if not (folder / SCRIPT).exists():
        raise InputError(f"{folder}: no production here", hint="name its folder with -d")
    report = Report("why", folder, dry_run=True)
    chosen = settings.resolve(folder, {"quality": quality})
    with Production(folder, chosen, report, dry_run=True) as production:
        rows = stage.explain(production, id)
    if json:
        output.write(format.dumps([{"id": r.id, "phase": r.phase, "fresh": r.fresh, "reason": r.reason} for r in rows]) + "\n")
        return
    for row in rows:
        output.write(f"{row.id} {row.phase}: {'fresh' if row.fresh else 'stale'}: {row.reason}\n")
