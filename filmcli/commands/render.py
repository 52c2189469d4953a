"""`filmcli render`: options only; the work is in `filmcli.render.stage`."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.commands.source import Entry
from filmcli.core.production import CAST, SCRIPT, SHOTS, Production

EPILOG = "Reads: the screenplay and the cast (or `-`). Writes: shots.yaml, shots/<shot>/still.png and EXR passes.  Example: filmcli render -d noir"


def command(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A screenplay, a cast.yaml, or `-` for the stream of filmcli cast. Default: the production's own.", show_default=False
        ),
    ] = None,
    genre: options.Genre = None,
    look: options.Look = None,
    resemblance: options.Resemblance = None,
    prompts: Annotated[
        bool, typer.Option("--prompts", help="Print what the look's model would be told of each shot; draw nothing.")
    ] = False,
    workers: options.Workers = None,
    memory: options.Memory = None,
    offload: options.Offload = None,
    device: options.Device = None,
    only: options.Only = None,
    quality: options.Quality = None,
    aspect: Annotated[
        float | None, typer.Option("--aspect", min=0.5, max=4.0, help="Width over height. Default: 2.39.", show_default=False)
    ] = None,
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
    if prompts and output is None:
        output = "-"
    common = options.Common(dir, output, preset, dry_run, force, quiet, verbose, json, no_color, offline)
    entry = Entry.open("render", source, dir)
    given = {
        "genre": genre,
        "seed": seed,
        "quality": quality,
        "aspect": aspect,
        "look": options.model_path(look),
        "resemblance": resemblance,
        "workers": workers,
        "memory": memory,
        "offload": offload,
        "device": device,
    }
    values = entry.settings | {name: value for name, value in given.items() if value is not None}

    def work(production: Production) -> str | None:
        from filmcli.cast import stage as casting
        from filmcli.render import stage

        text = entry.screenplay(production)
        chosen = production.settings
        cast = casting.run(production, text, genre=chosen.genre, insist=False, pictures=False)
        if prompts:
            shots = stage.document(production, text, cast, genre=chosen.genre, insist=False)
            told.extend(stage.prompts(production, shots, cast, only=only or ()))
        else:
            stage.run(production, text, cast, genre=chosen.genre, insist=not only, only=only or ())
            production.remember()

    def document(production: Production) -> str:
        if prompts:
            return "".join(f"{shot}\n{prompt}\n\n" for shot, prompt in told)
        return entry.stream(production, (SCRIPT, CAST, SHOTS), common)

    told: list[tuple[str, str]] = []
    options.perform("render", common, values, work, near=entry.path, document=document)
