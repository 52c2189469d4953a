"""The moving shots as build tasks: a clip from a still, its depth, the camera's move and the speaker's mouth.

Knows nothing of how stills are drawn or the film is joined.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError
from filmcli.core.production import Production
from filmcli.formats import wave
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Shot, ShotList
from filmcli.make import voices
from filmcli.make.timing import ShotTime, SpeechTime, Timing

if TYPE_CHECKING:
    import numpy as np

GRAIN = "grain"


def tasks(production: Production, shots: ShotList, cast: Cast, timing: Timing, pictures: Sequence[Task]) -> list[Task]:
    """Return a clip task for each shot that has a picture task."""
    times = {one.id: one for one in timing.shots}
    drawn: dict[str, Task] = {task.id: task for task in pictures}  # the last phase of a shot is its final picture
    depths = {task.id: task for task in pictures if task.phase == "beauty"}
    shown = {shot.id: shot for shot in shots.shots}
    people = voices.by_cue(cast)
    grade = presets.load("genres", shots.genre).get("grade", {})
    return [
        _task(
            production,
            shots,
            shown[name],
            times[name],
            drawn[name],
            depths[name],
            _seen_speaking(timing, times[name], shown[name], people),
            grade,
            timing,
        )
        for name in drawn
    ]


def _seen_speaking(timing: Timing, when: ShotTime, shot: Shot, people: Mapping[str, Character]) -> list[SpeechTime]:
    """Return the speeches heard during the shot whose speaker is a subject of it."""
    during = [speech for speech in timing.speeches if speech.start < when.end and speech.start + speech.frames > when.start]
    return [speech for speech in during if speech.name.upper() in people and people[speech.name.upper()].id in shot.subjects]


def _task(
    production: Production,
    shots: ShotList,
    shot: Shot,
    when: ShotTime,
    picture: Task,
    depth: Task,
    speaking: list[SpeechTime],
    grade: dict,
    timing: Timing,
) -> Task:
    stills = {_beat(name): picture.folder / name for name in picture.outputs if name.endswith(".png")}
    heard, fps = speaking if "b" in stills else [], timing.fps
    wavs = {speech.id: production.folder / "sound" / f"{speech.id}.wav" for speech in heard}
    times = [when.frames, when.fade_in, when.fade_out, fps, [(speech.id, speech.start - when.start, speech.frames) for speech in heard]]
    quality = production.settings.quality
    motion = presets.load("quality", quality)["motion"]
    inputs: dict[str, str | Path] = {"motion": "2.5-D"} | {f"picture {beat}": path for beat, path in stills.items()}
    inputs |= {"depth": depth.folder / "passes.exr"} | {f"line {name}": path for name, path in wavs.items()}
    inputs |= {
        "camera": fingerprint.of_value(shot.camera),
        "move": fingerprint.of_value([shot.move, motion]),
        "timing": fingerprint.of_value(times),
        "grain": fingerprint.of_value(grade.get(GRAIN, 0.0)),
        "encoder": quality,
    }
    payload = {
        "stills": stills,
        "depth": depth.folder / "passes.exr",
        "shot": shot,
        "when": when,
        "timing": timing,
        "heard": heard,
        "wavs": wavs,
        "fps": fps,
        "motion": motion,
        "seed": seeds.derive(shots.seed, "make/clip", shot.id) % 2**32,
        "grain": float(grade.get(GRAIN, 0.0)),
        "quality": quality,
    }
    return Task(
        shot.id, "clip", picture.folder, inputs, ("clip.mp4",), payload, {"frames": when.frames, "fps": fps, "move": shot.move.kind}
    )


def _beat(name: str) -> str:
    stem = name.removesuffix(".png")
    last = stem.rpartition("_")[2]
    return last if len(last) == 1 and last != stem else "a"  # still_b, still_night, still_night_b


def move(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Make stale clips. A clip whose picture is not there fails alone."""
    for task in waiting:
        start = time.perf_counter()
        path = production.ledger.scratch(task) / "clip.mp4"
        try:
            _encode(task.payload, path)
        except FilmError as error:
            yield Result(task, error=error)
            continue
        yield Result(task, {"clip.mp4": path}, time.perf_counter() - start)


def _encode(payload: dict, path: Path) -> None:
    from filmcli.make import film, parallax

    shot, when, fps = payload["shot"], payload["when"], payload["fps"]
    stills = {beat: _picture(place) for beat, place in payload["stills"].items()}
    step = max(1, round(fps / payload["motion"]))
    count = -(-when.frames // step)
    mouth = _mouth(payload, step)
    drawn = parallax.frames(
        stills,
        _depth(payload["depth"]),
        shot.camera,
        shot.move,
        count,
        mouth=mouth,
        fps=fps / step,
        seed=payload["seed"],
        grain=payload["grain"] * 0.05,
    )
    held = (frame for frame in drawn for _ in range(step))
    whole = (frame for frame, _ in zip(held, range(when.frames), strict=False))
    film.encode_clip(
        film.faded(whole, count=when.frames, fade_in=when.fade_in, fade_out=when.fade_out), path, fps=fps, quality=payload["quality"]
    )


def _picture(path: Path) -> np.ndarray:
    import numpy as np
    from PIL import Image

    if not path.exists():
        raise FilmError(f"{path}: no picture to move", hint="make the shot's picture first")
    return np.asarray(Image.open(path).convert("RGB"))


def _depth(path: Path) -> np.ndarray:
    import numpy as np
    import OpenEXR

    if not path.exists():
        raise FilmError(f"{path}: no depth to move by", hint="make the shot's picture first")
    with OpenEXR.File(str(path), separate_channels=True) as image:
        return np.asarray(image.channels()["depth.Z"].pixels, dtype=np.float32)


def _mouth(payload: dict, step: int) -> np.ndarray | None:
    """Return how far the speaker's mouth is open at each drawn frame, from the loudness of the lines heard in the shot."""
    if not payload["heard"]:
        return None
    from filmcli.make import sound

    sounds = {name: wave.Sound(*wave.read(path)) for name, path in payload["wavs"].items()}
    return sound.mouth(payload["timing"], payload["shot"].id, sounds, speakers=[speech.name for speech in payload["heard"]])[::step]
