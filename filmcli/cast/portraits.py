"""A character's pictures as build tasks: drawn by the embedded renderer; portrait and turnaround painted over by a model where one is asked for.

Knows nothing of how either draws, nor of what is on a sheet (views does).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli import runners
from filmcli.cast import views
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Maker, Result, Task
from filmcli.core.errors import ModelError, UsageError, raised
from filmcli.core.production import Production
from filmcli.formats import likeness
from filmcli.formats.cast import Character
from filmcli.formats.orders import Order, Rig

if TYPE_CHECKING:
    from filmcli.conduct.models import Found

STRENGTH = 0.6  # of painting over the rendered picture: face and outfit stay the sheet's, skin and cloth become the model's


def tasks(production: Production, characters: Iterable[Character], wanted: Sequence[str] = views.ALWAYS) -> list[Task]:
    """Return the tasks of the characters' views, one folder for each character; with a model, a sitting by the renderer before portrait and turnaround.

    What was drawn before is kept up to date, wanted or not. Day players have no more than portrait and turnaround.
    """
    found_model = model(production)
    found = []
    for one in characters:
        for view in views.NAMES:
            task = views.task(production, one, view)
            known = view in wanted and (view in views.ALWAYS or one.role != "day")
            if not known and not production.ledger.record(task):
                continue
            if found_model is None or view not in views.ALWAYS:
                found.append(task)
                continue
            sitting = Task(one.id, f"{view}-sitting", task.folder, task.inputs, (f"{view}_3d.png",), task.payload, task.about)
            found += [sitting, _painted(production, one, view, sitting, found_model)]
    return found


def model(production: Production) -> Found | None:
    """Return the model that paints the portraits; None when the renderer's pictures are the portraits. Raises UsageError for one that is unknown."""
    from filmcli.conduct import models

    runner, value = production.settings.cast_runner, production.settings.cast_model
    if value is None:
        if runner == "cycles":
            return None
        if runner == "diffusers":
            raise UsageError("the diffusers runner needs a model", hint="add --model FOLDER or --model HUB/ID")
    return production.keep("cast model", lambda: models.find(value or runner, job="draw"))


def maker(production: Production, *, encode: views.Encoder) -> Maker:
    """Return the function that draws stale pictures, each renderer loaded once and only when it has work; `encode` makes a clip of frames."""

    def draw(waiting: Sequence[Task]) -> Iterator[Result]:
        cycles = [task for task in waiting if task.about["runner"] == "cycles"]
        others = [task for task in waiting if task.about["runner"] != "cycles"]
        if cycles:
            production.report.note(f"drawing {len(cycles)} character pictures with Blender Cycles on the CPU")
            yield from _render(production, cycles, encode)
        if others:
            yield from _paint(production, others)

    return draw


def _painted(production: Production, one: Character, view: str, sitting: Task, found: Found) -> Task:
    """Return the task that paints a character over the rendered picture, as many pixels as the model was trained on."""
    card, picture = found.card, sitting.payload["picture"]
    width, height = picture["width"], picture["height"]
    quality = presets.load("quality", production.settings.quality)["look"]
    scale = 1.0 if quality["size"] == "output" else (card.sizes.pixels / (width * height)) ** 0.5
    multiple = card.sizes.multiple
    sides = tuple(max(multiple, round(side * scale / multiple) * multiple) for side in (width, height))
    steps = quality.get("steps") or min(card.steps, max(4, round(card.steps * quality["share"])))
    order = Order(
        id=f"{one.id} {view}",
        prompt=likeness.portrait(one, view, genre=production.settings.genre),
        negative=card.negative,
        size=sides,
        delivered=(width, height),
        seed=seeds.derive(production.settings.seed, "cast/portrait", one.id),
        steps=steps,
        guidance=card.guidance,
        image=sitting.paths[0],
        strength=STRENGTH,
        out=sitting.folder / f"{view}.png",
    )
    inputs: dict[str, str | Path] = {
        sitting.outputs[0]: sitting.paths[0],
        "prompt": fingerprint.of_value([order.prompt, order.negative]),
        "model": fingerprint.of_value([found.runner, found.model, card.revision, order.guidance]),
        "seed": fingerprint.of_value(order.seed),
        "size": fingerprint.of_value([order.size, order.delivered, order.steps, order.strength]),
    }
    return Task(one.id, view, sitting.folder, inputs, (f"{view}.png",), order, {"runner": found.runner, "model": found.model})


def _render(production: Production, waiting: Sequence[Task], encode: views.Encoder) -> Iterator[Result]:
    requests = [{"id": task.name, "out": str(production.ledger.scratch(task)), **task.payload} for task in waiting]
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    start = time.perf_counter()
    for task, reply in zip(waiting, renderer.render(requests), strict=True):
        if not reply["ok"]:
            yield Result(task, error=raised(reply, about=f"{task.id} {task.phase}"))
            continue
        made = views.finished(task, reply, production.ledger.scratch(task), encode)
        seconds, start = time.perf_counter() - start, time.perf_counter()
        yield Result(task, made, seconds)


def _paint(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    from filmcli.conduct import farm

    chosen, found = production.settings, model(production)
    options: dict[str, Any] = {"device": chosen.device, "memory": chosen.memory, "offload": chosen.offload}
    rig = Rig(runner=found.runner, job="draw", card=found.card_name, model=found.model, **options)
    production.report.note(f"painting {len(waiting)} character pictures with {found.card_name or found.runner}")
    tasks_ = {task.payload.id: task for task in waiting}
    orders = [task.payload.model_copy(update={"out": production.ledger.scratch(task) / task.outputs[0]}) for task in waiting]
    for done in farm.perform(rig, orders, workers=chosen.workers, tell=production.report.note):
        task = tasks_[done.id]
        if done.error:
            yield Result(task, error=ModelError(f"{done.id}: {done.error}", hint=done.hint or None))
            continue
        notes = {"prompt": task.payload.prompt, "seed": task.payload.seed} | done.notes
        yield Result(task, {task.outputs[0]: done.out or production.ledger.scratch(task) / task.outputs[0]}, done.seconds, notes)
