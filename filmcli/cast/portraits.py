"""Portraits and turnarounds as build tasks, drawn by the embedded renderer or by a diffusion model.

Knows nothing of how either draws.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence

from filmcli import runners
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Maker, Result, Task
from filmcli.core.errors import ModelError
from filmcli.core.production import Production
from filmcli.formats.cast import Character

VIEWS = ("portrait", "turnaround")


def tasks(production: Production, characters: Iterable[Character]) -> list[Task]:
    """Return the portrait and turnaround tasks, one folder for each character."""
    quality = presets.load("quality", production.settings.quality)
    genre = presets.load("genres", production.settings.genre)
    runner, model = production.settings.cast_runner, production.settings.cast_model
    found = []
    for one in characters:
        prompt = f"film still, head and shoulders portrait of {one.in_words()}, 85 mm lens, soft key light, {production.settings.genre.replace('_', ' ')} film"
        for view in VIEWS:
            drawn_by = runner if view == "portrait" else "cycles"  # a diffusion model cannot turn the same person round
            inputs = {
                "sheet": fingerprint.of_value(one.seen()),
                "picture": fingerprint.of_value(quality[view]),
                "grade": fingerprint.of_value(genre.get("grade", {})),
                "runner": drawn_by,
            }
            if drawn_by != "cycles":
                inputs["model"] = fingerprint.of_value([model, production.settings.seed])
            folder = production.folder / "cast" / one.id
            payload = {
                "character": one.model_dump(mode="json"),
                "view": view,
                "picture": quality[view],
                "grade": genre.get("grade", {}),
                "prompt": prompt,
            }
            found.append(Task(one.id, view, folder, inputs, (f"{view}.png",), payload, {"runner": drawn_by, "model": model}))
    return found


def maker(production: Production) -> Maker:
    """Return the function that draws stale pictures, each renderer loaded once and only when it has work."""

    def draw(waiting: Sequence[Task]) -> Iterator[Result]:
        cycles = [task for task in waiting if task.about["runner"] == "cycles"]
        others = [task for task in waiting if task.about["runner"] != "cycles"]
        if cycles:
            production.report.note(f"drawing {len(cycles)} character pictures with Blender Cycles on the CPU")
            yield from _render(production, cycles)
        if others:
            yield from _paint(production, others)

    return draw


def _render(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    requests = [
        {
            "op": "portrait",
            "id": task.name,
            "out": str(production.ledger.scratch(task)),
            **{k: v for k, v in task.payload.items() if k != "prompt"},
        }
        for task in waiting
    ]
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    start = time.perf_counter()
    for task, reply in zip(waiting, renderer.render(requests), strict=True):
        seconds, start = time.perf_counter() - start, time.perf_counter()
        if reply["ok"]:
            yield Result(task, {name: production.ledger.scratch(task) / name for name in task.outputs}, seconds)
        else:
            yield Result(task, error=ModelError(f"{task.id} {task.phase}: {reply['error']}"))


def _paint(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    chosen = production.settings
    painter = runners.open(chosen.cast_runner, "draw", model=chosen.cast_model, device=chosen.device)
    requests = []
    for task in waiting:
        size = task.payload["picture"]
        requests.append(
            {
                "id": task.name,
                "prompt": task.payload["prompt"],
                "width": size["width"],
                "height": size["height"],
                "seed": seeds.derive(chosen.seed, "cast/portrait", task.id),
                "image": None,
                "strength": 1.0,
            }
        )
    start = time.perf_counter()
    for task, request, picture in zip(waiting, requests, painter.paint(requests), strict=True):
        path = production.ledger.scratch(task) / task.outputs[0]
        picture.save(path)
        seconds, start = time.perf_counter() - start, time.perf_counter()
        yield Result(task, {task.outputs[0]: path}, seconds, {"prompt": request["prompt"], "seed": request["seed"]})
