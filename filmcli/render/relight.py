"""Relit takes: a shot's light groups added up anew, in stops and kelvin, and graded as the shot was; nothing is rendered.

Knows nothing of Blender. The light of a picture is the sum of its groups, so turning a lamp is a multiplication (`beauty.exr`).
A take is a picture beside the still, `still_<take>.png`; the still stays. What was asked is in the shot's `record.json`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import build, fingerprint
from filmcli.core.build import Result, Task
from filmcli.core.errors import EditedError, FilmError, InputError, UsageError
from filmcli.core.production import SHOTS, Production

if TYPE_CHECKING:
    import numpy as np

    from filmcli.formats.exr import Light

PHASE = "take-"  # and the take's name
KELVIN = (1700, 20000)
STOPS = 10.0


@dataclass(frozen=True)
class Asked:
    """What a take is to differ in: stops by light group, kelvin by light group, and stops for the whole picture."""

    stops: Mapping[str, float] = field(default_factory=dict)
    kelvin: Mapping[str, float] = field(default_factory=dict)
    exposure: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return {"stops": dict(sorted(self.stops.items())), "kelvin": dict(sorted(self.kelvin.items())), "exposure": self.exposure}

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Asked:
        return cls(given.get("stops", {}), given.get("kelvin", {}), given.get("exposure", 0.0))


def make(production: Production, shot: str, name: str, asked: Asked, *, keep_light: bool = False) -> Task:
    """Make one take of a shot beside its still, and return its task. `keep_light` also writes `beauty_<take>.exr`.

    Raises InputError for an unknown shot or one without EXR, UsageError for an unknown group, EditedError where a person painted over the take.
    """
    folder = production.folder / "shots" / shot
    task = _task(production, shot, folder, name, asked, keep_light=keep_light)
    if not (folder / "beauty.exr").exists():
        known = sorted(path.parent.name for path in (production.folder / "shots").glob("*/beauty.exr"))
        raise InputError(
            f"{production.folder}: {shot} has no light to work with (shots/{shot}/beauty.exr)",
            hint=f"{len(known)} shots have, from {known[0]} to {known[-1]}" if known else "render it first: filmcli render",
        )
    if production.ledger.status(task).edited and not production.force:
        raise EditedError(f"{task.paths[0]}: was changed by hand and would be overwritten", hint="name another --take, or add --force")
    for _ in build.run(production.ledger, [task], lambda waiting: _made(production, waiting), production.report, force=production.force):
        pass
    return task


def task(production: Production, shot: str, name: str, beauty: Task) -> Task:
    """Return the task of a take that `shots.yaml` uses: made anew when the shot's light is. Raises InputError when it was never asked for."""
    entry = production.ledger.record(Task(shot, PHASE + name, beauty.folder, {}, ()))
    if "asked" not in entry:
        raise InputError(f"{SHOTS}: {shot}: no take {name!r} was made", hint=f"filmcli relight {shot} --take {name} --key -1")
    light = f"beauty_{name}.exr" in entry.get("files", {})
    return _task(production, shot, beauty.folder, name, Asked.read(entry["asked"]), keep_light=light, stills=beauty.outputs)


def maker(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Make stale takes. One that fails is told, and the others go on."""
    for one in waiting:
        try:
            yield from _made(production, [one])
        except FilmError as error:
            yield Result(one, error=error)


def relit(light: Light, asked: Asked) -> tuple[Light, dict[str, Any]]:
    """Return the light with its groups as asked, and what was done to each. Raises UsageError for a group or kelvin that is not there."""
    import numpy as np

    from filmcli.formats import kelvin as temperature

    notes = json.loads(light.header.get("lights", "{}"))
    white, were = float(notes.get("white", 5600)), notes.get("kelvin", {})
    for name in (*asked.stops, *asked.kelvin):
        if name not in light.groups:
            raise UsageError(f"no light group {name!r} in this shot", hint=f"known: {', '.join(light.groups)}")
    groups, done = {}, {}
    for name, part in light.groups.items():
        gain = np.full(3, 2.0 ** asked.stops.get(name, 0.0), np.float32)
        if name in asked.kelvin:
            if name not in were:
                raise UsageError(f"the group {name!r} has no lamp in this shot, and so no kelvin", hint=f"with one: {', '.join(were)}")
            before, after = (np.array(temperature.tint(one, white), np.float32) for one in (were[name], asked.kelvin[name]))
            gain = gain * after / before
        if name in asked.stops or name in asked.kelvin:
            done[name] = {"stops": asked.stops.get(name, 0.0), "kelvin": [were.get(name), asked.kelvin.get(name, were.get(name))]}
        groups[name] = part * gain
    return type(light)(sum(groups.values()), groups, light.space, light.header), done


def picture(light: Light, depth: np.ndarray | None, *, exposure: float) -> np.ndarray:
    """Return light graded as its header says its shot was, (h, w, 3) uint8: the same dials, CDL, view and grain."""
    from dataclasses import replace

    from filmcli.formats import colour, grade

    look = grade.Grade.read(json.loads(light.header["grade"]))
    look = replace(look, exposure=look.exposure + exposure)
    graded = grade.develop(light.beauty, look, depth=depth, seed=int(light.header["seed"]))
    return colour.shown(graded, view=look.view, contrast=look.contrast)


def _task(
    production: Production, shot: str, folder: Path, name: str, asked: Asked, *, keep_light: bool, stills: Sequence[str] | None = None
) -> Task:
    stills = stills if stills is not None else [path.name for path in sorted(folder.glob("still_?.png"))]
    beats = [one.removesuffix(".png").partition("_")[2] for one in stills if one.startswith("still_")]
    outputs = (f"still_{name}.png", *(f"still_{name}_{beat}.png" for beat in beats), *([f"beauty_{name}.exr"] if keep_light else []))
    inputs: dict[str, str | Path] = {one: folder / one for one in ("beauty.exr", "passes.exr", *(f"still_{beat}.png" for beat in beats))}
    inputs["asked"] = fingerprint.of_value(asked.to_dict())
    about = {"shot": shot, "take": name, "asked": asked.to_dict()}
    return Task(shot, PHASE + name, folder, inputs, outputs, {"asked": asked, "name": name, "beats": beats, "light": keep_light}, about)


def _made(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    import numpy as np
    from PIL import Image

    from filmcli.formats import exr
    from filmcli.render import painting

    for one in waiting:
        start = time.perf_counter()
        folder, scratch, asked, name = one.folder, production.ledger.scratch(one), one.payload["asked"], one.payload["name"]
        before = exr.read_light(folder / "beauty.exr")
        if "grade" not in before.header:
            raise InputError(f"{folder / 'beauty.exr'}: does not say how it was graded", hint=f"filmcli render --only {one.id} --force")
        light, done = relit(before, asked)
        look = picture(light, exr.read_channel(folder / "passes.exr", "depth.Z"), exposure=asked.exposure)
        made = {f"still_{name}.png": look}
        for beat in one.payload["beats"]:
            shut, opened = (np.asarray(Image.open(folder / still).convert("RGB")) for still in ("still.png", f"still_{beat}.png"))
            made[f"still_{name}_{beat}.png"] = painting.speaking(look, shut, opened)
        for file, pixels in made.items():
            Image.fromarray(pixels).save(scratch / file, compress_level=3)
        if one.payload["light"]:
            exr.write_light(scratch / f"beauty_{name}.exr", light)
        yield Result(one, {file: scratch / file for file in one.outputs}, time.perf_counter() - start, {"groups": done})


def use(production: Production, shot: str, name: str) -> None:
    """Write `take: name` under a shot in `shots.yaml`, every other line as it is. The list counts as edited by hand from then on."""
    from filmcli.core import documents
    from filmcli.formats.shots import ShotList

    path = production.path(SHOTS)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if line.strip() in (f"- id: {shot}", f"- id: '{shot}'")), None)
    if first is None:
        raise InputError(f"{path}: no shot {shot!r}")
    indent = " " * (len(lines[first]) - len(lines[first].lstrip()) + 2)
    last = next((n for n in range(first + 1, len(lines)) if lines[n].strip() and not lines[n].startswith(indent)), len(lines))
    block = [line for line in lines[first:last] if not line.startswith(f"{indent}take:")]
    block.insert(1, f"{indent}take: {name}\n")
    text = "".join([*lines[:first], *block, *lines[last:]])
    documents.load(text, ShotList, name=str(path))
    production.amend(SHOTS, text, reason=f"{shot} takes {name}")
