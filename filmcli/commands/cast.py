"""`filmcli cast`: options only; the work is in `filmcli.cast.stage`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.commands.source import Entry
from filmcli.core.production import CAST, SCRIPT, Production

EPILOG = (
    "Reads: a screenplay (or `-`). Writes: cast.yaml, cast/<id>/portrait.png, turnaround.png, and the views that are asked for."
    '  Example: filmcli cast noir/script.fountain; filmcli cast -d noir --add "VERA: a tall singer of 34 with red hair"'
)


def command(
    screenplay: Annotated[
        str | None,
        typer.Argument(
            help="A screenplay (.fountain, .fdx, .pdf), or `-` for stdin. Default: script.fountain of the production.", show_default=False
        ),
    ] = None,
    genre: options.Genre = None,
    runner: Annotated[
        str | None,
        typer.Option(
            "--runner",
            help="Who draws the portraits: cycles, or a model that paints over what Cycles drew, such as sdxl. Default: cycles.",
            autocompletion=options._runners("draw"),
            show_default=False,
        ),
    ] = None,
    model: options.Model = None,
    device: options.Device = None,
    only: options.Only = None,
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Draw portraits and turnarounds.")] = True,
    views: Annotated[
        str | None,
        typer.Option(
            "--views",
            help="Which pictures, with commas: portrait, turnaround, expressions, poses, wardrobe, walk, model (GLB and USD), all. "
            "Default: portrait,turnaround, and what was drawn before.",
            show_default=False,
        ),
    ] = None,
    all_views: Annotated[bool, typer.Option("--all-views", help="The same as --views all.")] = False,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="'NAME: TEXT'",
            help="Add a character described in a sentence; repeatable. All others stay.",
            show_default=False,
        ),
    ] = None,
    recast: Annotated[
        list[str] | None,
        typer.Option("--recast", metavar="NAME", help="Draw a new look for a character; repeatable. All else stays.", show_default=False),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            metavar="NAME.pdf",
            help="Character sheets as a PDF: of --only, else of whom the file is named after; cast.pdf is everyone but day players.",
            show_default=False,
        ),
    ] = None,
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
    if model and not runner:
        runner = "diffusers"
    entry = Entry.open("cast", screenplay, dir)
    values = entry.settings | {
        k: v
        for k, v in {
            "genre": genre,
            "seed": seed,
            "quality": quality,
            "cast_runner": runner,
            "cast_model": options.model_path(model),
            "device": device,
        }.items()
        if v is not None
    }

    def work(production: Production) -> None:
        from filmcli.cast import stage
        from filmcli.cast import views as known
        from filmcli.make import film

        chosen = known.NAMES if all_views else known.chosen(views) if views else known.ALWAYS
        wish = stage.Wish(tuple(add or ()), tuple(recast or ()), tuple(only or ()), chosen, sheet)
        text = entry.screenplay(production)
        stage.run(production, text, genre=production.settings.genre, insist=True, wish=wish, pictures=pictures, encode=film.encode_clip)
        production.remember()

    options.perform(
        "cast", common, values, work, near=entry.path, document=lambda production: entry.stream(production, (SCRIPT, CAST), common)
    )
