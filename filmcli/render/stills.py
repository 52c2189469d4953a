"""The stills of the shots as build tasks; what the renderer is told is `request`'s, the looks follow from `looks`.

Knows nothing of Blender or of models beyond the plain values they are given.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from filmcli import runners
from filmcli.core import presets
from filmcli.core.build import Result, Task
from filmcli.core.errors import raised
from filmcli.core.production import Production
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.render import looks, relight, request

FILES = ("beauty.exr", "passes.exr", "grade.cc")  # of a shot, beside its pictures
FACES = "faces.png"  # a sheet of the shot's faces with every shape of the mouth, and with their eyes shut


def tasks(production: Production, shots: ShotList, cast: Cast, chosen: Sequence[Shot]) -> list[Task]:
    """Return the tasks of the chosen shots: `beauty` by the 3D renderer; with a look, also `control`, `look` and, where asked for, `repaint`;
    without one the relit take that the shot uses.
    """
    scenes = {scene.id: scene for scene in shots.scenes}
    names = shots.identities()
    look = looks.opened(production, shots)
    found = []
    for shot in chosen:
        people = {one.id: one.dressed(shot.scene) for one in cast.characters}
        beauty = _beauty(production, shots, scenes[shot.scene], shot, people, names[shot.id])
        found.append(beauty)
        if look is not None:
            found += looks.tasks(production, shots, scenes[shot.scene], shot, people, beauty, names[shot.id], look)
        elif shot.take:
            found.append(relight.task(production, shot.id, shot.take, beauty))
        if look is None and shot.repaint:
            production.report.note(f"{shot.id}: repaint waits for a model; name one with --look")
    return found


def size(production: Production, aspect: float) -> tuple[int, int]:
    """Return (width, height) in pixels of the production's quality; both divisible by four, as encoders like them."""
    width = presets.load("quality", production.settings.quality)["picture"]["width"]
    return width - width % 4, max(4, round(width / aspect / 4) * 4)


def picture_name(production: Production, shot: Shot, beat: str = "a") -> str:
    """Return the file name of a shot's final picture of one beat: the still, what a model made of it, or that with regions painted anew."""
    stem = looks.stem(production, shot)
    return f"{stem}.png" if beat == "a" else f"{stem}_{beat}.png"


def _beauty(production: Production, shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], identity: str) -> Task:
    asked, inputs, beats = request.of(production, shots, scene, shot, people, identity, size=size(production, shots.aspect))
    outputs = tuple("still.png" if beat.id == "a" else f"still_{beat.id}.png" for beat in beats) + FILES
    return Task(
        shot.id,
        "beauty",
        production.folder / "shots" / shot.id,
        inputs,
        outputs + ((FACES,) if asked["mouths"] else ()),
        asked,
        {"runner": "cycles", "shot": shot.id, "sentence": shot.sentence, "root_seed": shots.seed},
        mobile=True,
        claim=partial(_claim, shot.id),
    )


def _claim(shot: str, files: Mapping[str, Path]) -> None:
    """Write a shot's id into the EXRs and the colour decision that were made for another; the pixels stay."""
    import OpenEXR

    if "grade.cc" in files:
        text = files["grade.cc"].read_text(encoding="utf-8")
        files["grade.cc"].write_text(re.sub(r'(<ColorCorrection id=")[^"]*', rf"\g<1>{shot}", text), encoding="utf-8")
    for path in (path for name, path in files.items() if name.endswith(".exr")):
        with OpenEXR.File(str(path), separate_channels=True) as file:
            OpenEXR.File({**file.header(), "shot": shot}, file.channels()).write(str(path))


def render(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Draw stale pictures with Cycles, set by set, in one warm process."""
    width, height = waiting[0].payload["picture"]["width"], waiting[0].payload["picture"]["height"]
    production.report.note(f"rendering {len(waiting)} shots at {width}x{height} with Blender Cycles on the CPU")
    order = sorted(waiting, key=lambda task: (task.payload["set"]["name"], task.payload["set"]["seed"], task.id))
    requests = [{**task.payload, "id": task.id, "out": str(production.ledger.scratch(task))} for task in order]
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    start = time.perf_counter()
    for task, reply in zip(order, renderer.render(requests), strict=True):
        seconds, start = time.perf_counter() - start, time.perf_counter()
        if not reply["ok"]:
            yield Result(task, error=raised(reply, about=task.id))
            continue
        notes = {name: value for name, value in reply.items() if name not in ("ok", "id", "files")}
        yield Result(task, {name: production.ledger.scratch(task) / name for name in task.outputs}, seconds, notes)
