"""`filmcli script`: options only; the work is in `filmcli.script.stage` and `filmcli.script.changing`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from filmcli.commands import options
from filmcli.core.errors import UsageError

EPILOG = (
    "Reads: a logline, a story.yaml, a screenplay, or `-` (stdin). Writes: story.yaml, script.fountain, film.yaml.  "
    'Example: filmcli script --rewrite SQ030 "in the rain, and she already knows" -d noir'
)


def command(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LOGLINE",
            help="The story in one sentence, a story.yaml, a screenplay, or `-` for stdin. Default: the production's own, else drawn by seed.",
            show_default=False,
        ),
    ] = None,
    genre: options.Genre = None,
    structure: Annotated[
        str | None,
        typer.Option(
            "--structure",
            help="Structure preset; see `filmcli presets structures`. Default: one of the genre's.",
            autocompletion=options._complete("structures"),
            show_default=False,
        ),
    ] = None,
    scenes: Annotated[
        int | None,
        typer.Option(
            "--scenes",
            min=1,
            max=40,
            help="How many scenes; with --continue, how many more. Default: by structure and seed; 1 at smoke quality.",
            show_default=False,
        ),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0.2, max=240, help="How long the film shall be.", show_default=False)
    ] = None,
    cast: Annotated[
        list[str] | None,
        typer.Option("--cast", help='Somebody of yours, "VERA: a blind clockmaker, 60", or a cast.yaml; repeatable.', show_default=False),
    ] = None,
    tone: Annotated[str | None, typer.Option("--tone", help="How it shall sound. Default: the genre's.", show_default=False)] = None,
    like: Annotated[
        list[Path] | None, typer.Option("--like", help="Scripts of yours whose style it shall have; repeatable.", show_default=False)
    ] = None,
    outline_only: Annotated[bool, typer.Option("--outline-only", help="Write story.yaml and stop.")] = False,
    rewrite: Annotated[
        tuple[str, str] | None,
        typer.Option("--rewrite", metavar="SCENE WISH", help='Write one scene anew: SQ030 "in the rain".', show_default=False),
    ] = None,
    more: Annotated[bool, typer.Option("--continue", help="Add scenes at the end.")] = False,
    alternatives: Annotated[
        int | None,
        typer.Option("--alternatives", min=2, max=9, help="How many versions to write, side by side, to pick from.", show_default=False),
    ] = None,
    pick: Annotated[int | None, typer.Option("--pick", min=1, max=9, help="Take this version.", show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say for each scene why it was drawn.")] = False,
    runner: Annotated[
        str | None,
        typer.Option(
            "--runner",
            help="Who writes: smollm2, transformers, openai. Default: smollm2.",
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
    from filmcli.commands.writing import Work
    from filmcli.script import intake, matching
    from filmcli.script.stage import Asked

    if rewrite and more:
        raise UsageError("--rewrite and --continue are two steps", hint="run one, then the other")
    if model and not runner:
        runner = "transformers"
    common = options.Common(dir, output, preset, dry_run, force, quiet, verbose, json, no_color, offline)
    work = Work.of(
        source,
        Asked(intake.cast(cast or ()), matching.of(like) if like else None, outline_only, explain),
        rewrite=rewrite,
        more=(scenes or 1) if more else 0,
        alternatives=alternatives or 1,
        pick=pick,
    )
    values = {
        "logline": work.logline,
        "genre": genre,
        "structure": structure,
        "scenes": None if more else scenes,
        "minutes": minutes,
        "tone": tone,
        "quality": quality,
        "seed": seed,
        "script_runner": runner,
        "script_model": model,
        "script_adapter": adapter,
        "device": device,
    }
    options.perform("script", common, values, work.run, near=work.path, document=work.document)
