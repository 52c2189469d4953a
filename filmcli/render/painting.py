"""Paints stale looks and repaints: orders to the conductor, its results back as files of the shot.

Knows nothing of how a model runs, and nothing of what the orders say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import build, files, fingerprint
from filmcli.core.build import Result, Task
from filmcli.core.errors import CannotRunError, ModelError, UsageError
from filmcli.core.production import Production
from filmcli.formats.cast import Cast
from filmcli.formats.orders import Done, Order, Rig
from filmcli.formats.shots import Shot, ShotList
from filmcli.render import looks, plates, stills
from filmcli.render.looks import Look, Payload

if TYPE_CHECKING:
    import numpy as np

FARM = "farm"  # the folder under .filmcli where a render farm's job leaves pictures, named by what they are made from
CHANGED = 6  # of 255: stills of one shot differ less than this by noise
RATIO = (0.08, 3.0)  # how far a mouth may darken and lighten what is painted there


def check(production: Production, tasks: Sequence[Task], look: Look) -> None:
    """Refuse in under a second what cannot be done: a model that is not here, a size that memory cannot hold. Raises CannotRunError.

    Nothing is loaded. Asked before the first still is rendered; a look whose still is yet to come counts as stale.
    """
    from filmcli.conduct import painter, preflight

    coming = frozenset(path for task in tasks if not production.ledger.status(task).fresh for path in task.paths)
    wanted = [task for task in tasks if isinstance(task.payload, Payload)]
    stale = [task for task in wanted if production.force or not production.ledger.status(task, remade=coming).fresh]
    orders = [order for task in stale for order in task.payload.orders.values()]
    if orders:
        preflight.plan(look.rig, look.found.card, orders, weights=painter.held(look.rig, look.found.card))


def work(production: Production, shots: ShotList, cast: Cast, chosen: Sequence[Shot]) -> list[tuple[Rig, list[Order]]]:
    """Return the stale looks of the chosen shots as orders for a render farm, their plates drawn; `paint` takes over what comes back.

    Repaints are left out: they go over a look. Raises UsageError without a look, CannotRunError for a shot without a still.
    """
    look = looks.opened(production, shots)
    if look is None:
        raise UsageError("this production has no look: nothing for a farm to paint", hint="filmcli render --look sdxl")
    tasks = stills.tasks(production, shots, cast, chosen)
    for task in tasks:
        if task.phase == "beauty" and not all(path.exists() for path in task.paths):
            raise CannotRunError(f"{task.id}: has no still yet", hint=f"filmcli render --look none -d {production.folder}")
    drawn = [task for task in tasks if task.phase == "control"]
    list(build.run(production.ledger, drawn, lambda waiting: plates.make(production, waiting), production.report))
    stale = [task for task in tasks if task.phase == "look" and not production.ledger.status(task).fresh]
    orders = [
        prepared(order, production.report.note).model_copy(update={"out": _delivered(production, task, name)})
        for task in stale
        for name, order in task.payload.orders.items()
    ]
    return [(look.rig, orders)] if orders else []


def paint(production: Production, waiting: Sequence[Task], look: Look) -> Iterator[Result]:
    """Paint stale looks or repaints with the model of a production. One that fails is told with its hint, and the others go on."""
    said: set[str] = set()

    def tell(text: str) -> None:
        if text not in said:
            said.add(text)
            production.report.note(text)

    wide, high = look.size
    tell(f"painting {len(waiting)} {waiting[0].phase}s with {look.rig.card or look.rig.runner} at {wide}x{high}, {look.steps} steps")
    jobs = [_Job(production, task) for task in waiting]
    while True:  # a repaint goes over the one before it: a round has one order of each
        due = {order.id: (job, name, order) for job in jobs for name, order in job.due(tell)}
        yield from [job.result() for job in jobs if job.complete]  # a farm had painted all of it
        if not due:
            return
        for done in _perform(look.rig, [order for _, _, order in due.values()], workers=production.settings.workers, tell=tell):
            job, name, _ = due[done.id]
            job.take(name, done)
            if job.complete:
                yield job.result()


class _Job:
    """One task while its orders are painted, and what came of them."""

    def __init__(self, production: Production, task: Task) -> None:
        self._production, self._task = production, task
        self._left: dict[str, Order] = dict(task.payload.orders)
        self._made: dict[str, Path] = {}
        self._notes: dict[str, Any] = {"prompt": next(iter(self._left.values())).prompt}
        self._seconds = 0.0
        self._error: ModelError | None = None
        self._over = False

    @property
    def complete(self) -> bool:
        return not self._over and (self._error is not None or len(self._made) == len(self._task.payload.orders))

    def due(self, tell: Callable[[str], None]) -> list[tuple[str, Order]]:
        """Return the orders that can be painted now, by the file they make: all of a look, the next of a repaint."""
        base = self._task.payload.base
        found = []
        for name, order in list(self._left.items())[: None if base is None else 1]:
            if self._over or self._error:
                break
            del self._left[name]
            farmed, out = _delivered(self._production, self._task, name), self._production.ledger.scratch(self._task) / name
            if base is None and farmed.exists():
                files.copy(farmed, out)
                self._made[name] = out
                continue
            image = list(self._made.values())[-1] if base is not None and self._made else order.image
            found.append((name, prepared(order, tell).model_copy(update={"image": image, "out": out})))
        return found

    def take(self, name: str, done: Done) -> None:
        """Note how an order ended."""
        self._seconds += done.seconds
        self._notes |= done.notes
        if done.error:
            self._error = ModelError(f"{done.id}: {done.error}", hint=done.hint or None)
        elif done.out:
            self._made[name] = done.out

    def result(self) -> Result:
        """Return the task's result."""
        self._over, task = True, self._task
        if self._error:
            return Result(task, error=self._error)
        found = {name: path for name, path in self._made.items() if name in task.outputs}
        return Result(task, found, self._seconds, self._notes)


def prepared(order: Order, tell: Callable[[str], None]) -> Order:
    """Return an order without what turned out to be empty: a pose plate without people, a person's region outside the frame, a portrait not drawn."""
    import numpy as np

    controls = {kind: plate for kind, plate in order.controls.items() if kind != "pose" or np.any(_read(plate.path))}
    references = []
    for one in order.references:
        if not one.path.exists():
            tell(f"{one.name} is painted without a portrait; draw it with: filmcli cast")
        elif one.region is None or np.any(_read(one.region)):
            references.append(one)
    return order.model_copy(update={"controls": controls, "references": tuple(references)})


def speaking(picture: np.ndarray, shut: np.ndarray, open_: np.ndarray) -> np.ndarray:
    """Return a painted picture with the mouth opened as two stills (all (h, w, 3) uint8) differ; all else stays to the bit.

    The stills' ratio is laid over the painting where they differ, feathered: it keeps the painting's light and skin, and a second
    run of the model would never give the same face.
    """
    import numpy as np
    from scipy.ndimage import binary_dilation, binary_opening, gaussian_filter

    a, b = shut.astype(np.float32), open_.astype(np.float32)
    differs = binary_opening(np.abs(a - b).max(axis=-1) > CHANGED)
    near = binary_dilation(differs, iterations=max(1, round(shut.shape[1] / 320)))
    soft = (gaussian_filter(near.astype(np.float32), max(0.7, shut.shape[1] / 640)) * near)[..., None]
    ratio = np.clip((b + 8) / (a + 8), *RATIO)  # 8 of 255: black has no ratio
    return np.rint(np.clip(picture * (1 + (ratio - 1) * soft), 0, 255)).astype(np.uint8)


def _perform(rig: Rig, orders: Sequence[Order], *, workers: str, tell: Callable[[str], None]) -> Iterator[Done]:
    from filmcli.conduct import farm

    return farm.perform(rig, orders, workers=workers, tell=tell) if orders else iter(())


def _delivered(production: Production, task: Task, name: str) -> Path:
    """Return where a farm leaves a picture: a name that says what it is made from, so that a stale one is never taken."""
    made_from = {key: production.ledger.digests.of(value) if isinstance(value, Path) else value for key, value in task.inputs.items()}
    return production.folder / ".filmcli" / FARM / f"{task.id}-{fingerprint.of_value([made_from, name])[:16]}.png"


def _read(path: Path) -> np.ndarray:
    import numpy as np
    from PIL import Image

    with Image.open(path) as file:
        return np.asarray(file if file.mode == "L" else file.convert("RGB"))
