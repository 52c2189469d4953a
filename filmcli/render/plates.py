"""The control plates of the shots as build tasks.

Knows nothing of pixels (`drafting` draws), models, or Blender.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError
from filmcli.core.production import Production

FOLDER = "plates"
PLATES = ("depth", "normal", "edge", "pose", "id")
REVISION = 1  # of how plates are drawn: raise it when their pixels change


def task(shot: str, folder: Path, characters: Sequence[str], repaints: Sequence[str] = ()) -> Task:
    """Return the task of a shot's plates. `characters` may stand in the frame, `repaints` are regions to paint anew; `folder` is the shot's."""
    outputs = tuple(f"{name}.png" for name in PLATES) + tuple(f"region_{name}.png" for name in characters)
    outputs += tuple(f"mask_{name}.png" for name in dict.fromkeys(repaints))
    inputs = {"passes": folder / "passes.exr", "plates": str(REVISION)}
    return Task(shot, "control", folder / FOLDER, inputs, outputs, {"passes": folder / "passes.exr"})


def make(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Draw stale plates."""
    from filmcli.render import drafting

    for task in waiting:
        start = time.perf_counter()
        try:
            notes = drafting.write(task.payload["passes"], production.ledger.scratch(task), task.outputs)
        except FilmError as error:
            yield Result(task, error=error)
            continue
        if "pose" in notes:
            production.report.note(f"{task.id}: pose plate left empty: {notes['pose']}")
        yield Result(task, {name: production.ledger.scratch(task) / name for name in task.outputs}, time.perf_counter() - start, notes)
