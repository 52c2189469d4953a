"""`filmcli models`: the runners, and the job each does."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli import runners
from filmcli.commands import options

EPILOG = "Reads: nothing. Writes: stdout.  Example: filmcli models"


def command(
    json: options.Json = False,
    job: Annotated[str | None, typer.Option("--job", help="Only one job: write, draw or speak.", show_default=False)] = None,
) -> None:
    import json as format

    rows = [row for row in runners.describe() if job in (None, row[1])]
    if json:
        print(format.dumps([{"name": name, "job": does, "about": about} for name, does, about in rows]))
        return
    for name, does, about in rows:
        print(f"{name:14}{does:8}{about}")
