"""`filmcli presets`: what data ships with filmcli, by kind."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli.core import presets
from filmcli.core.errors import UsageError

EPILOG = "Reads: presets/. Writes: stdout.  Example: filmcli presets genres noir"


def command(
    kind: Annotated[
        str | None,
        typer.Argument(
            help="A kind. Default: all kinds.",
            autocompletion=lambda incomplete: [k for k in presets.kinds() if k.startswith(incomplete)],
            show_default=False,
        ),
    ] = None,
    name: Annotated[str | None, typer.Argument(help="A preset, to print it.", show_default=False)] = None,
) -> None:
    if kind is None:
        for one in presets.kinds():
            print(f"{one}: {', '.join(presets.names(one))}")
    elif kind not in presets.kinds():
        import difflib

        near = difflib.get_close_matches(kind, presets.kinds(), n=1)
        raise UsageError(
            f"no presets of kind {kind!r}", hint=f"did you mean {near[0]}?" if near else f"kinds: {', '.join(presets.kinds())}"
        )
    elif name is None:
        print("\n".join(presets.names(kind)))
    else:
        print(presets.path_of(kind, name).read_text(encoding="utf-8"), end="")
