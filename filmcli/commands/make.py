"""`filmcli make`: options only; the work is in `filmcli.make.stage`."""

from __future__ import annotations

from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.commands.source import Entry
from filmcli.core.production import Production, find
from filmcli.core.settings import FILE

EPILOG = 'Reads: a logline, a screenplay, a stream (`-`), or the production as it is. Writes: the whole production.  Example: filmcli make "Two sisters sell the family boat" --genre drama -d film'


def command(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A logline, a screenplay (.fountain, .fdx, .pdf), or `-` for the stream of filmcli render. Default: the production as it is.",
            show_default=False,
        ),
    ] = None,
    genre: options.Genre = None,
    scenes: Annotated[
        int | None,
        typer.Option(
            "--scenes",
            min=1,
            max=40,
            help="How many scenes filmcli writes. Default: by structure and seed; 1 at smoke quality.",
            show_default=False,
        ),
    ] = None,
    only: options.Only = None,
    quality: options.Quality = None,
    aspect: Annotated[
        float | None, typer.Option("--aspect", min=0.5, max=4.0, help="Width over height. Default: 2.39.", show_default=False)
    ] = None,
    fps: Annotated[int | None, typer.Option("--fps", min=8, max=120, help="Frames a second. Default: 24.", show_default=False)] = None,
    look: options.Look = None,
    motion: options.Motion = None,
    resemblance: options.Resemblance = None,
    workers: options.Workers = None,
    memory: options.Memory = None,
    offload: options.Offload = None,
    device: options.Device = None,
    seed: options.Seed = None,
    dir: options.Dir = None,
    preset: options.Preset = None,
    dry_run: options.DryRun = False,
    force: options.Force = False,
    json: options.Json = False,
    offline: options.Offline = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
) -> None:
    from filmcli.make import noop

    common = options.Common(dir, None, preset, dry_run, force, quiet, verbose, json, no_color, offline)
    given = {
        "genre": genre,
        "scenes": scenes,
        "seed": seed,
        "quality": quality,
        "aspect": aspect,
        "fps": fps,
        "look": options.model_path(look),
        "motion": options.model_path(motion),
        "resemblance": resemblance,
        "workers": workers,
        "memory": memory,
        "offload": offload,
        "device": device,
    }
    request = noop.request(source, given, preset)
    if not (only or dry_run or force or verbose or source == "-"):
        known = noop.recall(find(dir), request)
        if known is not None:
            return options.nothing_to_do("make", common, find(dir), *known)
    logline, entry = (None, None)
    if noop.is_file(source):
        entry = Entry.open("make", source, dir)
        given = entry.settings | {name: value for name, value in given.items() if value is not None}
    elif source is not None:
        logline = " ".join(source.split())
    elif genre is None and preset is None and not (find(dir) / FILE).exists():
        Entry.open("make", None, dir)  # says that there is nothing to work on

    def work(production: Production) -> None:
        from filmcli.make import stage

        stage.run(production, entry=entry, only=only or ())
        production.remember()
        if not only:
            noop.learn(production, request)

    options.perform("make", common, given | {"logline": logline}, work, near=entry.path if entry else None)
