"""The moving shots as a model films them: a clip that starts from a shot's final picture, in windows chained for long shots.

Knows nothing of how a model runs: it writes orders, which the farm hands to the conductor, and joins the frames that come back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.conduct import chain
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError, ModelError
from filmcli.core.production import Production
from filmcli.formats.cast import Cast
from filmcli.formats.orders import Done, Order, PlateFile, Rig
from filmcli.formats.shots import Shot, ShotList
from filmcli.make.timing import ShotTime, Timing
from filmcli.render import looks, plates, stills, words

if TYPE_CHECKING:
    import numpy as np

    from filmcli.conduct.models import Found

GUIDE = "depth"  # of the plates, the one that follows from a still and a camera's move


@dataclass(frozen=True)
class Camera:
    """A model as it films this production. `guided`: it takes plates over time, so the camera's move is laid down for it."""

    found: Found
    rig: Rig
    revision: str
    guided: bool
    size: tuple[int, int]
    delivered: tuple[int, int]
    steps: int


@dataclass(frozen=True)
class Payload:
    """What the maker of one clip needs. `needed` is how many of the model's frames reach to the end of the shot."""

    shot: Shot
    when: ShotTime
    picture: Path
    passes: Path
    prompt: str
    seed: int
    sway: int
    needed: int
    windows: tuple[chain.Window, ...]
    fps: int
    quality: str


def known(production: Production) -> None:
    """Raise UsageError or CannotRunError unless the model that is to film is known: before a word is written or a scene is planned."""
    value = asked(production)
    if value is not None:
        named(production, value)


def asked(production: Production) -> str | None:
    """Return the model that a production asks for; `none` takes back one that it remembers."""
    value = production.settings.motion
    return None if value in (None, "", "none") else value


def named(production: Production, value: str) -> Found:
    """Return the model that a word means, a path being relative to the production. Raises UsageError or CannotRunError."""
    from filmcli.conduct import models

    beside = production.folder / value
    return models.find(str(beside) if "/" in value and beside.exists() else value, job="film")


def opened(production: Production, shots: ShotList) -> Camera | None:
    """Return how the production's model films, None when its shots move without one. Raises as `named` does."""
    chosen, value = production.settings, asked(production)
    if value is None:
        return None
    found = named(production, value)
    files = Path(found.model)
    quality = presets.load("quality", chosen.quality).get("look", {"size": "native", "share": 1.0})
    delivered = stills.size(production, shots.aspect)
    rig = {"runner": found.runner, "job": "film", "card": found.card_name, "model": found.model}
    return Camera(
        found=found,
        rig=Rig(**rig, device=chosen.device, memory=chosen.memory, offload=chosen.offload),
        revision=looks.revision(files) if files.exists() else f"{found.model}@{found.card.revision}",
        guided=GUIDE in found.card.controls,
        size=looks.size(found, shots.aspect, delivered, native=quality["size"] == "native"),
        delivered=delivered,
        steps=quality.get("steps") or min(found.card.steps, max(looks.LEAST, round(found.card.steps * quality["share"]))),
    )


def tasks(production: Production, shots: ShotList, cast: Cast, timing: Timing, pictures: Sequence[Task], camera: Camera) -> list[Task]:
    """Return a clip task for each shot that has a picture task; they take the place of the ones of `clips`."""
    times, shown = {one.id: one for one in timing.shots}, {shot.id: shot for shot in shots.shots}
    scenes, people, names = {scene.id: scene for scene in shots.scenes}, {one.id: one for one in cast.characters}, shots.identities()
    passes = {task.id: task.folder / "passes.exr" for task in pictures if task.phase == "beauty"}
    final = {task.id: task.folder / stills.picture_name(production, shown[task.id]) for task in pictures if task.phase == "beauty"}
    found = []
    for name, picture in final.items():
        shot, when = shown[name], times[name]
        needed = chain.covering(when.frames, fps=timing.fps, model_fps=camera.found.card.sizes.fps)
        payload = Payload(
            shot=shot,
            when=when,
            picture=picture,
            passes=passes[name],
            prompt=words.motion(shot, scenes[shot.scene], people, genre=shots.genre, aspect=shots.aspect),
            seed=seeds.derive(shots.seed, "make/motion", names[name]) % 2**31,
            sway=seeds.derive(shots.seed, "make/clip", name) % 2**32,
            needed=needed,
            windows=tuple(chain.windows(name, needed, camera.found.card.sizes)),
            fps=timing.fps,
            quality=production.settings.quality,
        )
        found.append(_task(payload, picture.parent, camera))
    return found


def _task(payload: Payload, folder: Path, camera: Camera) -> Task:
    card, shot, when = camera.found.card, payload.shot, payload.when
    inputs: dict[str, str | Path] = {
        "motion": fingerprint.of_value([camera.rig.runner, camera.revision]),
        "picture a": payload.picture,
        "prompt": fingerprint.of_value([payload.prompt, card.negative]),
        "size": fingerprint.of_value([camera.size, camera.delivered]),
        "steps": fingerprint.of_value([camera.steps, card.guidance, card.scheduler]),
        "seed": fingerprint.of_value(payload.seed),
        "timing": fingerprint.of_value([when.frames, when.fade_in, when.fade_out, payload.fps, card.sizes.model_dump(mode="json")]),
        "encoder": payload.quality,
    }
    if camera.guided:
        inputs |= {"depth": payload.passes, "move": fingerprint.of_value([shot.move, shot.camera, payload.sway, plates.REVISION])}
    about = {
        "frames": when.frames,
        "fps": payload.fps,
        "model": camera.rig.model,
        "prompt": payload.prompt,
        "windows": len(payload.windows),
    }
    return Task(shot.id, "clip", folder, inputs, ("clip.mp4",), payload, about)


def check(production: Production, clips: Sequence[Task], pictures: Sequence[Task], camera: Camera) -> None:
    """Refuse in under a second what cannot be done, before a still is rendered. Nothing is loaded. Raises CannotRunError."""
    from filmcli.conduct import painter, preflight

    coming = frozenset(path for task in pictures if not production.ledger.status(task).fresh for path in task.paths)
    stale = [task for task in clips if production.force or not production.ledger.status(task, remade=coming).fresh]
    first = [order(task.payload, task.payload.windows[0], camera, Path(".")) for task in stale]
    if first:
        preflight.plan(camera.rig, camera.found.card, first, weights=painter.held(camera.rig, camera.found.card))


def order(payload: Payload, window: chain.Window, camera: Camera, scratch: Path) -> Order:
    """Return the order of one window. It is delivered as large as it is filmed: its last frame is the next one's first picture."""
    card = camera.found.card
    start = scratch / "first.png" if camera.guided else payload.picture
    guides = {GUIDE: PlateFile(path=scratch / f"guide{window.number}", weight=card.controls[GUIDE].weight)} if camera.guided else {}
    return Order(
        id=window.name,
        prompt=payload.prompt,
        negative=card.negative,
        size=camera.size,
        delivered=camera.size,
        seed=payload.seed + window.number,
        steps=camera.steps,
        guidance=card.guidance,
        image=_frame(scratch, window.number - 1, window.frames - 1) if window.number else start,
        controls=guides,
        frames=window.frames,
        fps=card.sizes.fps,
        out=scratch / f"window{window.number}",
    )


def film(production: Production, waiting: Sequence[Task], camera: Camera) -> Iterator[Result]:
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

    def __init__(self, production: Production, task: Task, camera: Camera) -> None:
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
        return order(self._task.payload, window, self._camera, self._scratch)

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
        return _picture(_frame(self._scratch, window, frame), self._camera.delivered)


def _lay(payload: Payload, camera: Camera, scratch: Path) -> None:
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
    seen = list(parallax.frames({"a": plate}, depth, shot.camera, shot.move, payload.needed, **along))
    for window in payload.windows:
        for offset in range(window.frames):
            _save(seen[min(window.start + offset, len(seen) - 1)], scratch / f"guide{window.number}" / f"{offset + 1:04d}.png")
    still = _picture(payload.picture, camera.size)
    _save(next(parallax.frames({"a": still}, depth, shot.camera, shot.move, payload.needed, **along)), scratch / "first.png")


def _frame(scratch: Path, window: int, frame: int) -> Path:
    return scratch / f"window{window}" / f"{frame + 1:04d}.png"


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
