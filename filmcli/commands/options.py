"""The options that mean the same in every stage, and what a command does around its work.

Knows nothing of what the stages do.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from filmcli.core import presets, settings
from filmcli.core.console import Console, Output
from filmcli.core.errors import UsageError
from filmcli.core.production import Production, find
from filmcli.core.report import Report


def _complete(kind: str) -> Callable[[str], list[str]]:
    return lambda incomplete: [name for name in presets.names(kind) if name.startswith(incomplete)]


def _runners(job: str) -> Callable[[str], list[str]]:
    def names(incomplete: str) -> list[str]:
        from filmcli import runners

        return [name for name in runners.names(job) if name.startswith(incomplete)]

    return names


Dir = Annotated[
    Path | None,
    typer.Option("-d", "--dir", help="Production folder. Default: the nearest parent with film.yaml, else ./film.", show_default=False),
]
To = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", help="Write the document here; `-` is stdout. Default: its name in the production folder.", show_default=False
    ),
]
Genre = Annotated[
    str | None,
    typer.Option(
        "--genre",
        help="Genre preset; see `filmcli presets genres`. Default: drawn by seed.",
        autocompletion=_complete("genres"),
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", min=0, help="Root of every random choice. Default: film.yaml's, else drawn and recorded.", show_default=False),
]
Quality = Annotated[
    str | None,
    typer.Option(
        "--quality",
        help="smoke, draft, preview or final. Default: film.yaml's, else draft.",
        autocompletion=_complete("quality"),
        show_default=False,
    ),
]
Preset = Annotated[
    str | None,
    typer.Option("--preset", help="Settings preset, or a YAML file of settings.", autocompletion=_complete("settings"), show_default=False),
]
DryRun = Annotated[bool, typer.Option("-n", "--dry-run", help="Say what would be made and why; write nothing, load no weights.")]
Force = Annotated[bool, typer.Option("-f", "--force", help="Make again what is fresh, and overwrite documents edited by hand.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Only errors on stderr.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Reasons and settings with their origin on stderr.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout: made, kept, failed.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour on stderr.")]
Offline = Annotated[
    bool,
    typer.Option("--offline", help="No network call at all; a missing weight is an error.", envvar="FILMCLI_OFFLINE", show_default=False),
]
Device = Annotated[str | None, typer.Option("--device", help="auto, cpu, cuda, cuda:N or mps. Default: auto.", show_default=False)]
Model = Annotated[
    str | None, typer.Option("--model", help="For the runner: a local folder, or the id of a cached hub model.", show_default=False)
]
Look = Annotated[
    str | None,
    typer.Option(
        "--look",
        help="The model that paints the final pictures: a name of `filmcli models`, a folder, a .safetensors file; none leaves the Cycles stills. Default: none.",
        autocompletion=_complete("models"),
        show_default=False,
    ),
]
Motion = Annotated[
    str | None,
    typer.Option(
        "--motion",
        help="How the shots move: off, in 2.5-D from their stills; on, the shots of --only filmed frame by frame; or a model: a name of `filmcli models`, or a folder. Default: off.",
        autocompletion=_complete("models"),
        show_default=False,
    ),
]
Resemblance = Annotated[
    float | None,
    typer.Option(
        "--resemblance",
        min=0.0,
        max=1.0,
        help="How closely the look keeps to the 3D scene; 0 uses no plate and no still. Default: 0.6.",
        show_default=False,
    ),
]
Workers = Annotated[
    str | None,
    typer.Option(
        "--workers", help="How many processes paint at once, or a Ray cluster: ray, ray://host:port. Default: 1.", show_default=False
    ),
]
Memory = Annotated[
    float | None,
    typer.Option("--memory", min=0.1, help="Gigabytes of the device that a model may take. Default: all that is free.", show_default=False),
]
Offload = Annotated[
    str | None,
    typer.Option(
        "--offload", help="What of a model waits in the host's memory: auto, none, phase or group. Default: auto.", show_default=False
    ),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Only these ids (shots, scenes, characters); repeatable.", show_default=False)
]


@dataclass(frozen=True)
class Common:
    """The values of the options that every stage has."""

    dir: Path | None = None
    output: str | None = None
    preset: str | None = None
    dry_run: bool = False
    force: bool = False
    quiet: bool = False
    verbose: bool = False
    json: bool = False
    no_color: bool = False
    offline: bool = False


def model_path(value: str | None) -> str | None:
    """Return a model as the production remembers it: a path made absolute, any other name as it is."""
    return os.path.abspath(value) if value and (os.sep in value or value.endswith(".safetensors")) and os.path.exists(value) else value


def perform(
    stage: str,
    common: Common,
    options: dict[str, Any],
    work: Callable[[Production], str | None],
    *,
    near: Path | None = None,
    document: Callable[[Production], str] | None = None,
) -> None:
    """Open the production, do the work, and say what came of it: the summary, the JSON, the document for a pipe.

    `work` returns an error-free finish; `document` the text that goes to stdout when it is asked for or when stdout is a pipe.
    """
    output = Output.claim()
    console = Console(quiet=common.quiet, verbose=common.verbose, color=not common.no_color)
    if common.json and common.output == "-":
        raise UsageError("--json and -o - both want stdout", hint="leave one out")
    near = Path(common.output) if common.output not in (None, "-") and common.dir is None else near
    folder = find(common.dir, near=near)
    chosen = settings.resolve(folder, options, preset=common.preset)
    offline(common.offline)
    report = Report(stage, folder, chosen.seed, console.hear, dry_run=common.dry_run)
    if common.verbose:
        for line in chosen.lines():
            console.line(line)
    if not common.quiet:
        console.line(f"{stage}: {folder}  seed {chosen.seed} ({chosen.origin('seed')}), quality {chosen.quality}")
    try:
        with Production(folder, chosen, report, dry_run=common.dry_run, force=common.force) as production:
            work(production)
            text = document(production) if document and not common.dry_run else None
    finally:
        console.close()
    deliver(output, common, report, text, console)
    report.finish()


def nothing_to_do(stage: str, common: Common, folder: Path, kept: int, seed: int) -> None:
    """Say in one line that everything is as it was left."""
    output = Output.claim()
    console = Console(quiet=common.quiet, color=not common.no_color)
    if not common.quiet:
        console.line(f"{stage}: {folder}: nothing to do: no file has changed since the last run; kept {kept}, made 0")
    if common.json:
        output.write(json.dumps(Report(stage, folder, seed, kept=kept).to_dict(), ensure_ascii=False) + "\n")


def deliver(output: Output, common: Common, report: Report, text: str | None, console: Console) -> None:
    """Send the result where it belongs: a file by -o, stdout by `-o -` or a pipe, JSON by --json."""
    from filmcli.core import files

    if text is not None and common.output not in (None, "-"):
        target = Path(common.output)
        if not (target.exists() and target.read_text(encoding="utf-8") == text):
            files.write(target, text)
        else:
            files.renew(target)
    if not common.quiet:
        console.line(report.summary())
    if common.json:
        output.write(json.dumps(report.to_dict(), ensure_ascii=False) + "\n")
    elif text is not None and (common.output == "-" or (common.output is None and _is_pipe(output))):
        output.write(text)


def _is_pipe(output: Output) -> bool:
    try:
        mode = os.fstat(output.stream.fileno()).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def offline(asked: bool) -> None:
    """Make every library of this process and its children keep off the network, when asked (or told by HF_HUB_OFFLINE)."""
    if asked or os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "FILMCLI_OFFLINE"):
            os.environ[name] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def read_input(source: str) -> tuple[str, Path | None]:
    """Return the text of an input and its path; `-` is stdin, which is read only then. A screenplay in another format becomes Fountain."""
    from filmcli.core.errors import InputError
    from filmcli.formats import exchange, fountain

    path = None if source == "-" else Path(source)
    name = source if path else "stdin"
    try:
        data = path.read_bytes() if path else sys.stdin.buffer.read()
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error
    if not data.strip():
        raise InputError(f"{name}: is empty, expected a screenplay or a stream of filmcli documents")
    if exchange.format_of(data, name=name) == "fountain":
        return exchange.decoded(data, name=name), path
    return fountain.write(exchange.read(data, name=name)), path


def hand_over(out: Output, command: str, content: str | bytes, target: str, *, quiet: bool) -> None:
    """Write a result to a file, or to stdout (`out`) for `-`, and say so on stderr. Bytes do not go to a terminal."""
    from filmcli.core import files

    if target == "-" and isinstance(content, bytes) and out.is_terminal:
        raise UsageError("a binary file does not go to a terminal", hint="-o FILE, or a pipe: … | other command")
    if target == "-":
        out.write(content)
        return
    files.write(Path(target), content)
    if not quiet:
        size = len(content if isinstance(content, bytes) else content.encode())
        Console().line(f"{command}: {target}  {size / 1000:.0f} kB")
