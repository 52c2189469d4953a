"""`filmcli script`: options only; the work is in `filmcli.script.stage`."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.core.production import SCRIPT, Production

EPILOG = "Reads: a logline (or `-`, stdin). Writes: script.fountain, film.yaml.  Example: filmcli script --genre noir -d noir"


def command(
    logline: Annotated[
        str | None,
        typer.Argument(
            help="The story in one sentence; `-` reads it from stdin. Default: drawn from the genre by seed.", show_default=False
        ),
    ] = None,
    genre: options.Genre = None,
    scenes: Annotated[
        int | None,
        typer.Option(
            "--scenes", min=1, max=40, help="How many scenes. Default: by structure and seed; 1 at smoke quality.", show_default=False
        ),
    ] = None,
    runner: Annotated[
        str | None,
        typer.Option(
            "--runner",
            help="Who writes: smollm2, transformers. Default: smollm2.",
            autocompletion=options._runners("write"),
            show_default=False,
        ),
    ] = None,
    model: options.Model = None,
    adapter: Annotated[
        str | None,
        typer.Option("--adapter", help="A folder of filmcli train style, put on the writing model.", metavar="FOLDER", show_default=False),
    ] = None,
    device: options.Device = None,
    quality: options.Quality = None,
    seed: options.Seed = None,
    dir: options.Dir = None,
    output: options.To = None,
    preset: options.Preset = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
    json: options.Json = False,
    offline: options.Offline = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
) -> None:
    common = options.Common(dir, output, preset, dry_run, force, quiet, verbose, json, no_color, offline)
    if logline == "-":
        logline = " ".join(options.read_input("-")[0].split())
    if model and not runner:
        runner = "transformers"
    values = {
        "logline": logline,
        "genre": genre,
        "scenes": scenes,
        "quality": quality,
        "seed": seed,
        "script_runner": runner,
        "script_model": model,
        "script_adapter": adapter,
        "device": device,
    }
    options.perform("script", common, values, _work, document=_document)


def _work(production: Production) -> None:
    from filmcli.script import stage

    stage.run(production, insist=True)
    production.remember()


def _document(production: Production) -> str:
    return production.path(SCRIPT).read_text(encoding="utf-8")
