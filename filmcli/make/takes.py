"""Takes: stale clips filmed by a model in rounds of windows, and their frames joined, retimed and encoded.

Knows nothing of how a model runs, nor of what its orders say (`motion`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.conduct import chain
from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError, ModelError
from filmcli.core.production import Production
from filmcli.formats.orders import Done, Order, Rig
from filmcli.make import motion

if TYPE_CHECKING:
    import numpy as np


def film(production: Production, waiting: Sequence[Task], camera: motion.Camera) -> Iterator[Result]:
    """Film stale clips in rounds: the first window of every shot, then the second of the long ones. A clip that fails, fails alone."""
    tell, card, (wide, high) = production.report.note, camera.found.card, camera.size
    tell(
        f"filming {len(waiting)} shots with {camera.rig.card or camera.rig.runner} at {wide}x{high}, {card.sizes.fps} a second, {camera.steps} steps"
    )
    takes = {task.id: _Take(production, task, camera) for task in waiting}
    keep: dict[str, Any] = {}  # the model stays from round to round
    for windows in chain.rounds({task.id: task.payload.needed for task in waiting}, card.sizes):
        orders, due = [], {}
        for window in windows:
            take = takes[window.shot]
            if take.over:
                continue
            try:
                orders.append(take.order(window))
            except FilmError as error:
                yield take.failed(error)
                continue
            due[window.name] = (take, window)
        for done in _perform(camera.rig, orders, workers=production.settings.workers, tell=tell, keep=keep):
            take, window = due[done.id]
            take.note(done)
            if done.error:
                yield take.failed(ModelError(f"{done.id}: {done.error}", hint=done.hint or None))
            elif window.last:
                yield take.result()


class _Take:
    """One clip while its windows are filmed."""

    def __init__(self, production: Production, task: Task, camera: motion.Camera) -> None:
        self._task, self._camera = task, camera
        self._scratch = production.ledger.scratch(task)
        self._seconds, self._notes = 0.0, {"prompt": task.payload.prompt, "seed": task.payload.seed}
        self.over = False

    def order(self, window: chain.Window) -> Order:
        """Return the order of a window, what it is to follow written to disk. Raises FilmError when the shot's picture is not there."""
        if not self._task.payload.picture.exists():
            raise FilmError(f"{self._task.payload.picture}: no picture to move", hint="make the shot's picture first")
        if self._camera.guided and window.number == 0:
            _lay(self._task.payload, self._camera, self._scratch)
        return motion.order(self._task.payload, window, self._camera, self._scratch)

    def note(self, done: Done) -> None:
        """Note how an order ended."""
        self._seconds += done.seconds
        self._notes |= done.notes

    def failed(self, error: FilmError) -> Result:
        """Return the result of a clip that could not be filmed."""
        self.over = True
        return Result(self._task, error=error)

    def result(self) -> Result:
        """Return the result of a clip whose windows are all filmed: joined, retimed, faded and encoded."""
        from filmcli.make import film, retime

        self.over, start = True, time.perf_counter()
        payload, path, card = self._task.payload, self._scratch / "clip.mp4", self._camera.found.card
        frames = (self._shown(number) for number in range(payload.needed))
        moving = retime.retimed(frames, payload.when.frames, fps=payload.fps, model_fps=card.sizes.fps)
        faded = film.faded(moving, count=payload.when.frames, fade_in=payload.when.fade_in, fade_out=payload.when.fade_out)
        try:
            film.encode_clip(faded, path, fps=payload.fps, quality=payload.quality)
        except FilmError as error:
            return Result(self._task, error=error)
        return Result(self._task, {"clip.mp4": path}, self._seconds + time.perf_counter() - start, self._notes)

    def _shown(self, number: int) -> np.ndarray:
        """Return one of the shot's frames as the film shows it."""
        window, frame = chain.place(number, self._task.payload.windows)
        return _picture(motion.frame(self._scratch, window, frame), self._camera.delivered)


def _lay(payload: motion.Payload, camera: motion.Camera, scratch: Path) -> None:
    """Write what a guided model follows: the depth plate seen along the camera's move, and the picture from where the move begins.

    The move of a 2.5-D clip swings about the still; the clip must start where its guide does.
    """
    import cv2

    from filmcli.make import parallax
    from filmcli.render import drafting

    depth, fps = drafting.read(payload.passes).depth, camera.found.card.sizes.fps
    plate = cv2.resize(cv2.cvtColor(drafting.depth(depth)[0], cv2.COLOR_GRAY2RGB), camera.size, interpolation=cv2.INTER_LINEAR)
    along: Mapping[str, Any] = {"fps": fps, "seed": payload.sway}
    shot = payload.shot
    seen = list(parallax.frames(plate, depth, shot.camera, shot.move, payload.needed, **along))
    for window in payload.windows:
        for offset in range(window.frames):
            _save(seen[min(window.start + offset, len(seen) - 1)], scratch / f"guide{window.number}" / f"{offset + 1:04d}.png")
    still = _picture(payload.picture, camera.size)
    _save(next(parallax.frames(still, depth, shot.camera, shot.move, payload.needed, **along)), scratch / "first.png")


def _picture(path: Path, size: tuple[int, int]) -> np.ndarray:
    import numpy as np
    from PIL import Image

    with Image.open(path) as file:
        image = file.convert("RGB")
    return np.asarray(image if image.size == size else image.resize(size, Image.Resampling.LANCZOS))


def _save(array: np.ndarray, path: Path) -> None:
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path, compress_level=1)


def _perform(rig: Rig, orders: Sequence[Order], *, workers: str, tell: Any, keep: dict[str, Any]) -> Iterator[Done]:
    from filmcli.conduct import farm

    return farm.perform(rig, orders, workers=workers, tell=tell, keep=keep) if orders else iter(())
