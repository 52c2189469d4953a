"""The moving shots as build tasks: a clip from a still, its depth, the camera's move, and the people in it who breathe, blink and speak.

Knows nothing of how stills are drawn or the film is joined.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError
from filmcli.core.production import Production
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Shot, ShotList
from filmcli.make import voices, weather
from filmcli.make.timing import ShotTime, SpeechTime, Timing
from filmcli.render import stills

if TYPE_CHECKING:
    import numpy as np

GRAIN = "grain"


@dataclass(frozen=True)
class Manner:
    """What of a character shows in how they breathe and blink: `seed` is of the shot and the person, `nervous` 0–1."""

    seed: int
    age: int
    nervous: float


@dataclass(frozen=True)
class Spoken:
    """A line heard in the clip: who says it, its mouth track, and when it begins, in seconds after the clip does (negative: before)."""

    who: str
    track: Path
    start: float


@dataclass(frozen=True)
class Payload:
    """What the maker of a clip needs. `still` is the finished picture, `base` the renderer's; `motion` is drawn frames a second."""

    still: Path
    base: Path
    faces: Path | None
    passes: Path
    beauty: Path
    shot: Shot
    when: ShotTime
    spoken: tuple[Spoken, ...]
    manners: Mapping[str, Manner]
    weather: weather.Weather
    fps: int
    motion: int
    seed: int
    grain: float
    quality: str


def tasks(production: Production, shots: ShotList, cast: Cast, timing: Timing, pictures: Sequence[Task]) -> list[Task]:
    """Return a clip task for each shot that has a picture task."""
    times = {one.id: one for one in timing.shots}
    drawn: dict[str, Task] = {task.id: task for task in pictures}  # the last phase of a shot is its final picture
    beauties = {task.id: task for task in pictures if task.phase == "beauty"}
    shown = {shot.id: shot for shot in shots.shots}
    return [_task(production, shots, shown[name], times[name], drawn[name], beauties[name], cast, timing) for name in drawn]


def pace(shot: Shot, fps: float) -> float:
    """Return how many seconds are lived in one second of the film: below 1 where the shot's camera runs faster than the film."""
    return fps / shot.fps if shot.fps else 1.0


def heard(timing: Timing, when: ShotTime, shot: Shot, people: Mapping[str, Character]) -> list[tuple[str, SpeechTime]]:
    """Return the speeches heard during a shot whose speaker is a subject of it, each after the speaker's id. `people` are by cue."""
    during = [speech for speech in timing.speeches if speech.start < when.end and speech.start + speech.frames > when.start]
    known = [(people[speech.name.upper()].id, speech) for speech in during if speech.name.upper() in people]
    return [(who, speech) for who, speech in known if who in shot.subjects]


def manners(shots: ShotList, shot: Shot, cast: Cast) -> dict[str, Manner]:
    """Return how each character of the cast lives in a shot: seeded by both, so that no two breathe in step."""
    return {
        one.id: Manner(seeds.derive(shots.seed, "make/life", f"{shot.id}/{one.id}") % 2**32, one.age, one.personality.neuroticism)
        for one in cast.characters
    }


def _task(
    production: Production, shots: ShotList, shot: Shot, when: ShotTime, picture: Task, beauty: Task, cast: Cast, timing: Timing
) -> Task:
    fps, quality = timing.fps, production.settings.quality
    grade = presets.load("genres", shots.genre).get("grade", {})
    scene = next(scene for scene in shots.scenes if scene.id == shot.scene)
    faces = beauty.folder / stills.FACES if stills.FACES in beauty.outputs else None
    speaking = heard(timing, when, shot, voices.by_cue(cast)) if faces else []
    spoken = [Spoken(who, production.folder / "sound" / f"{one.id}{voices.MOUTH}", (one.start - when.start) / fps) for who, one in speaking]
    motion = presets.load("quality", quality)["motion"]
    living = manners(shots, shot, cast)
    still, base = picture.folder / picture.outputs[0], beauty.folder / "still.png"
    moving = weather.asked(scene)
    inputs: dict[str, str | Path] = {"motion": "2.5-D", "picture a": still, "depth": beauty.folder / "passes.exr"}
    inputs |= ({"faces": faces, "still": base} if faces else {}) | {
        f"line {one.id}": line.track for line, (_, one) in zip(spoken, speaking, strict=True)
    }
    inputs |= {"light": beauty.folder / "beauty.exr"} if moving.flicker else {}
    inputs |= {
        "camera": fingerprint.of_value(shot.camera),
        "move": fingerprint.of_value([shot.move, motion]),
        "timing": fingerprint.of_value([when.frames, when.fade_in, when.fade_out, fps, [line.start for line in spoken]]),
        "manners": fingerprint.of_value([[name, one.seed, one.age, one.nervous] for name, one in living.items()]),
        "weather": fingerprint.of_value([moving.falls, moving.fog, moving.flicker, weather.table()]),
        "grain": fingerprint.of_value(grade.get(GRAIN, 0.0)),
        "encoder": quality,
    }
    if shot.fps:
        inputs["pace"] = fingerprint.of_value(shot.fps)
    payload = Payload(
        still=still,
        base=base,
        faces=faces,
        passes=beauty.folder / "passes.exr",
        beauty=beauty.folder / "beauty.exr",
        shot=shot,
        when=when,
        spoken=tuple(spoken),
        manners=living,
        weather=moving,
        fps=fps,
        motion=motion,
        seed=seeds.derive(shots.seed, "make/clip", shot.id) % 2**32,
        grain=float(grade.get(GRAIN, 0.0)),
        quality=quality,
    )
    about = {"frames": when.frames, "fps": fps, "move": shot.move.kind}
    return Task(shot.id, "clip", picture.folder, inputs, ("clip.mp4",), payload, about)


def move(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Make stale clips. A clip whose picture is not there fails alone."""
    for task in waiting:
        start = time.perf_counter()
        path = production.ledger.scratch(task) / "clip.mp4"
        try:
            encode(frames(task.payload), path, task.payload, step=_step(task.payload))
        except FilmError as error:
            yield Result(task, error=error)
            continue
        yield Result(task, {"clip.mp4": path}, time.perf_counter() - start)


def frames(payload: Payload) -> Iterator[np.ndarray]:
    """Yield the clip's frames as they are drawn, `motion` a second. Raises FilmError for a file that is not there."""
    from filmcli.make import air, living, parallax
    from filmcli.render import drafting

    shot, step = payload.shot, _step(payload)
    picture, passes = _picture(payload.still), drafting.read(payload.passes)
    count, fps = -(-payload.when.frames // step), payload.fps / step
    size = (picture.shape[1], picture.shape[0])
    lens = shot.camera.lens / parallax.SENSOR * size[0]
    changes = None
    if payload.faces:
        changes = living.changes(payload.faces, *([picture] if payload.base == payload.still else [_picture(payload.base), picture]))
    people = living.people(
        passes,
        payload.manners,
        size=size,
        lens=lens,
        count=count,
        fps=fps,
        spoken=payload.spoken,
        faces=changes,
        pace=pace(shot, payload.fps),
    )
    lived = fps / pace(shot, payload.fps)
    before = air.Air(payload.weather, passes.depth, size=size, lens=lens, fps=lived, seed=payload.seed, beauty=payload.beauty)
    return parallax.frames(
        picture,
        passes.depth,
        shot.camera,
        shot.move,
        count,
        people=people,
        fps=fps,
        seed=payload.seed,
        grain=payload.grain * 0.05,
        air=before.over if before.seen else None,
    )


def encode(drawn: Iterator[np.ndarray], path: Path, payload: Payload, *, step: int) -> None:
    """Write drawn frames as the clip, each held for `step` frames of the film, with the shot's fades."""
    from filmcli.make import film

    when = payload.when
    held = (frame for frame in drawn for _ in range(step))
    whole = (frame for frame, _ in zip(held, range(when.frames), strict=False))
    faded = film.faded(whole, count=when.frames, fade_in=when.fade_in, fade_out=when.fade_out)
    film.encode_clip(faded, path, fps=payload.fps, quality=payload.quality)


def _step(payload: Payload) -> int:
    return max(1, round(payload.fps / payload.motion))


def _picture(path: Path) -> np.ndarray:
    import numpy as np
    from PIL import Image

    if not path.exists():
        raise FilmError(f"{path}: no picture to move", hint="make the shot's picture first")
    return np.asarray(Image.open(path).convert("RGB"))
