"""`filmcli number`: options only; the work is in `filmcli.formats.editing`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import manuscript, options
from filmcli.core.console import Output
from filmcli.core.errors import UsageError

EPILOG = (
    "Changes nothing but the numbers. Reads: a screenplay (or `-`). Writes: stdout, or the file of -o, which may be the input.  "
    "Example: filmcli number script.fountain --lock -o script.fountain"
)


class Inserted(StrEnum):
    """Where the letters of an inserted scene stand."""

    before = "A1"
    behind = "1A"


def command(
    source: manuscript.Script = None,
    lock: Annotated[bool, typer.Option("--lock", help="Keep numbers in use; new scenes between 1 and 2 become A1, B1.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take all numbers away.")] = False,
    inserted: Annotated[
        Inserted | None,
        typer.Option(
            "--inserted", help="With --lock: how new scenes are numbered. Default: as the script does, else A1.", show_default=False
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Write here, in the format of the suffix; `-` is stdout, as Fountain.")
    ] = "-",
    dir: options.Dir = None,
    quiet: options.Quiet = False,
) -> None:
    from filmcli.formats import editing, exchange

    out = Output.claim()
    if clear and (lock or inserted):
        raise UsageError("--clear takes the numbers away, --lock keeps them", hint="leave one out")
    if inserted and not lock:
        raise UsageError("--inserted says how --lock numbers new scenes", hint="add --lock")
    read = manuscript.read("number", source, folder=dir).screenplay
    made = editing.clear_numbers(read) if clear else editing.number(read, lock=lock, inserted=inserted.value if inserted else None)
    format = exchange.SUFFIXES.get(Path(output).suffix.lower(), "fountain")
    options.hand_over(out, "number", exchange.write(made, format), output, quiet=quiet)
