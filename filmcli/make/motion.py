"""The shots that a model films, as build tasks: which model, what it is told, and the order of each window of a long shot.

Knows nothing of how a model runs, nor of what becomes of the frames (`takes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.conduct import chain
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Task
from filmcli.core.production import Production
from filmcli.formats.cast import Cast
from filmcli.formats.orders import Order, PlateFile, Rig
from filmcli.formats.shots import Shot, ShotList
from filmcli.make.timing import ShotTime, Timing
from filmcli.render import looks, plates, stills, words

if TYPE_CHECKING:
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
    """Return the model that a production asks for; `off` takes back one that it remembers, `on` is no model but the 3D renderer."""
    value = production.settings.motion
    return None if value in (None, "", "none", "off", "on") else value


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
        image=frame(scratch, window.number - 1, window.frames - 1) if window.number else start,
        controls=guides,
        frames=window.frames,
        fps=card.sizes.fps,
        out=scratch / f"window{window.number}",
    )


def frame(scratch: Path, window: int, number: int) -> Path:
    """Return where a frame of a window lies; both count from 0."""
    return scratch / f"window{window}" / f"{number + 1:04d}.png"
