"""`filmcli train`: what filmcli learns from data, one subcommand a kind; the learning itself is in `filmcli.script`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.core.errors import UsageError

EPILOG = (
    "Reads: a folder of data. Writes: weights and a model card to -o, figures to stdout.  Example: filmcli train plot --data data -o plot"
)
SUBCOMMANDS = {
    "plot": "Train the plot model on Plotto and GerDraCor; print every baseline beside the networks, and how well they know themselves.",
    "style": "Tune the text model on your scripts: a small adapter for script --adapter, with the held-out loss before and after.",
}
EPILOGS = {
    "plot": "Reads: DIR/plotto/conflicts.jsonl, DIR/gerdracor/networks.jsonl. Writes: figures to stdout; -o: plot.safetensors, "
    "model_card.md, reliability.html.  Example: filmcli train plot --data data -o plot",
    "style": "Reads: folders and files of scripts. Writes: an adapter (safetensors), style.json and model_card.md to -o, figures to "
    "stdout.  Example: filmcli train style scripts/ -o mine; filmcli script --adapter mine",
}

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def group(text: str) -> typer.Typer:
    """Return the commands of the group; without one of them it is a usage error that names them."""
    app = typer.Typer(rich_markup_mode=None, invoke_without_command=True, help=text, epilog=EPILOG)
    app.callback()(_alone)
    for name, does in {"plot": plot, "style": style}.items():
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
        typer.Option(
            "-o", "--output", help="The folder for weights and card. Default: nothing is kept.", metavar="FOLDER", show_default=False
        ),
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
        tell(f"{output}: plot.safetensors, model_card.md, reliability.html written")
    if json:
        out.write(format.dumps(found.to_dict()) + "\n")
    else:
        table.write(out, [table.Table(*one) for one in card.tables(found)], color=not no_color)


def style(
    corpus: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CORPUS", help="Folders and files: .fountain, .fdx, .pdf, .json, plays as .jsonl (the clean ones).", show_default=False
        ),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder for the adapter.", metavar="FOLDER")] = Path("style"),
    model: Annotated[
        str,
        typer.Option("--model", help="What is tuned: smollm2, or a folder or cached name of a language model.", metavar="smollm2|MODEL"),
    ] = "smollm2",
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="Steps at most. Default: 200, about 10 minutes on a free core.", show_default=False)
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0.1, help="Instead of steps: as many as fit, by the speed measured first.", show_default=False),
    ] = None,
    rank: Annotated[int, typer.Option("--rank", min=1, max=256, help="Rank of the adapter's matrices; 8 makes 5 MB.")] = 8,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The root of every random choice.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a course that was cut off.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Begin again, over what is there.")] = False,
    device: options.Device = None,
    json: Json = False,
    quiet: options.Quiet = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> int:
    if not corpus:
        raise UsageError("no corpus given", hint="filmcli train style FOLDER, where FOLDER holds scripts")
    if steps and minutes:
        raise UsageError("--steps and --minutes say the same thing twice", hint="give one of them")
    import json as format

    from filmcli.commands import table
    from filmcli.core.console import Console, Output
    from filmcli.core.errors import Exit
    from filmcli.script import style_card
    from filmcli.script.tuning import tune

    out, console = Output.claim(), Console(quiet=quiet)
    tell = (lambda line: None) if quiet else console.line
    found, failed = tune(
        corpus,
        output,
        model=model,
        device=device,
        steps=steps,
        minutes=minutes,
        rank=rank,
        seed=seed,
        resume=resume,
        force=force,
        tell=tell,
    )
    if json:
        out.write(format.dumps(found.to_dict() | {"failed": failed}, ensure_ascii=False) + "\n")
    else:
        table.write(out, [table.Table(f"Held-out loss, {found.parted}", style_card.HEAD, style_card.rows(found))], color=not no_color)
    return int(Exit.SOME if failed else Exit.DONE)
