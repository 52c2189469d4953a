"""`filmcli relight`: options only; the work is in `filmcli.render.relight`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from filmcli.commands import options
from filmcli.core import settings
from filmcli.core.console import Console, Output
from filmcli.core.errors import InputError, UsageError
from filmcli.core.production import SHOTS, Production, find
from filmcli.core.report import Report

EPILOG = (
    "Reads: shots/<shot>/beauty.exr, passes.exr. Writes: shots/<shot>/still_<take>.png; the still stays as it is.  "
    "Example: filmcli relight SQ010_SH0020 --key -1 --rim +0.5 --kelvin 4300 --take night --use -d noir"
)

Stops = Annotated[float | None, typer.Option(min=-10, max=10, help="Stops, such as -1 or +0.5.", show_default=False)]


def command(
    shot: Annotated[str, typer.Argument(help="The shot, such as SQ010_SH0020.")],
    key: Stops = None,
    fill: Stops = None,
    rim: Stops = None,
    background: Stops = None,
    practical: Stops = None,
    sky: Stops = None,
    group: Annotated[
        list[str] | None, typer.Option("--group", metavar="NAME=STOPS", help="Any light group by name; repeatable.", show_default=False)
    ] = None,
    kelvin: Annotated[
        list[str] | None,
        typer.Option("--kelvin", metavar="[NAME=]KELVIN", help="The key's colour, or a group's: rim=6500; repeatable.", show_default=False),
    ] = None,
    exposure: Annotated[float, typer.Option("--exposure", min=-10, max=10, help="Stops for the whole picture.")] = 0.0,
    take: Annotated[str, typer.Option("--take", help="The take's name: small letters, digits and dashes.")] = "relit",
    exr: Annotated[bool, typer.Option("--exr", help="Also write beauty_<take>.exr, light groups in it.")] = False,
    use: Annotated[bool, typer.Option("--use", help="Put `take: NAME` into shots.yaml, so that make uses it.")] = False,
    dir: options.Dir = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", help="Also write the picture here as PNG; `-` is stdout.", show_default=False)
    ] = None,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    import json as format
    import re

    from filmcli.render import relight

    out, console = Output.claim(), Console(quiet=quiet, color=not no_color)
    if json and output == "-":
        raise UsageError("--json and -o - both want stdout", hint="leave one out")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,23}", take):
        raise UsageError(f"--take {take!r}: expected 2 to 24 small letters, digits and dashes", hint="--take night")
    named = {"key": key, "fill": fill, "rim": rim, "background": background, "practical": practical, "sky": sky}
    stops = {name: value for name, value in named.items() if value is not None} | _pairs(group or (), "--group", (-10, 10))
    asked = relight.Asked(stops, _pairs(kelvin or (), "--kelvin", relight.KELVIN, usual="key"), exposure)
    if not (stops or asked.kelvin or exposure):
        raise UsageError("nothing to change", hint=f"filmcli relight {shot} --key -1 --kelvin 4300")
    folder = find(dir)
    if not (folder / SHOTS).exists():
        raise InputError(f"{folder}: no production here", hint="name its folder with -d")
    report = Report("relight", folder, listener=console.hear)
    with Production(folder, settings.resolve(folder, {}), report, force=force) as production:
        made = relight.make(production, shot, take, asked, keep_light=exr)
        if use:
            relight.use(production, shot, take)
        record: dict[str, Any] = dict(production.ledger.record(made))
    console.close()
    report.finish()
    if output is not None:
        options.hand_over(out, "relight", made.paths[0].read_bytes(), output, quiet=quiet)
    if not quiet:
        console.line(f"relight: {made.paths[0]}  {record.get('seconds', 0):.2f} s")
    if json:
        files = [str(path.relative_to(folder)) for path in made.paths]
        data = {"format": "filmcli/relight@1", "shot": shot, "take": take, "files": files, "asked": asked.to_dict()}
        out.write(format.dumps(data | {"groups": record["notes"]["groups"], "seconds": record["seconds"], "used": use}) + "\n")


def _pairs(given: Any, option: str, within: tuple[float, float], *, usual: str = "") -> dict[str, float]:
    """Return NAME=NUMBER options as a mapping; a bare number is for the `usual` name."""
    found = {}
    for text in given:
        name, _, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            raise UsageError(f"{option} {text}: expected NAME=NUMBER", hint=f"{option} rim={within[1] / 2:g}") from None
        if not (name or usual) or not within[0] <= value <= within[1]:
            raise UsageError(f"{option} {text}: expected NAME=NUMBER, {within[0]:g} to {within[1]:g}")
        found[name or usual] = value
    return found
