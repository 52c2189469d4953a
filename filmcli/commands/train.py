"""`filmcli train`: what filmcli learns from data, one subcommand a kind; the learning itself is in `filmcli.script`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.core.errors import UsageError

EPILOG = "Reads: a folder of data. Writes: weights and a model card to -o, figures to stdout.  Example: filmcli train plot --data data -o plot"
SUBCOMMANDS = {
    "plot": "Train the plot model on Plotto and GerDraCor; print every baseline beside the networks, and how well they know themselves.",
}
EPILOGS = {
    "plot": "Reads: DIR/plotto/conflicts.jsonl, DIR/gerdracor/networks.jsonl. Writes: figures to stdout; -o: plot.safetensors, "
    "model_card.md, reliability.svg.  Example: filmcli train plot --data data -o plot",
}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def group(text: str) -> typer.Typer:
    """Return the commands of the group; without one of them it is a usage error that names them."""
    app = typer.Typer(rich_markup_mode=None, invoke_without_command=True, help=text, epilog=EPILOG)
    app.callback()(_alone)
    for name, does in {"plot": plot}.items():
        app.command(name, help=SUBCOMMANDS[name], epilog=EPILOGS[name])(does)
    return app


def _alone(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        raise UsageError("nothing to train: no kind given", hint=f"filmcli train KIND, one of: {', '.join(SUBCOMMANDS)}")


def plot(
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder that holds plotto/ and gerdracor/.", metavar="DIR", show_default=False)
    ] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=1, max=100, help="Networks in each ensemble, seeds 0 to N - 1.")] = 10,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The folder for weights and card. Default: nothing is kept.", metavar="FOLDER", show_default=False),
    ] = None,
    json: Json = False,
    quiet: options.Quiet = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> None:
    if data is None:
        raise UsageError("no data given", hint="filmcli train plot --data DIR, where DIR holds plotto/ and gerdracor/")
    import json as format

    from filmcli.commands import table
    from filmcli.core.console import Console, Output
    from filmcli.script.plot import card, study

    out, console = Output.claim(), Console(quiet=quiet)
    tell = (lambda line: None) if quiet else console.line
    found = study.run(data, seeds=seeds, tell=tell)
    if output:
        card.write(found, output)
        tell(f"{output}: plot.safetensors, model_card.md, reliability.svg written")
    if json:
        out.write(format.dumps(found.to_dict()) + "\n")
    else:
        table.write(out, [table.Table(*one) for one in card.tables(found)], color=not no_color)
