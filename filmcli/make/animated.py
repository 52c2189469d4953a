"""Shots filmed frame by frame by the 3D renderer (`--motion on`), as build tasks: what each is made from, its frames, and the clip of them.

Knows nothing of Blender. Only shots that are named (`--only`) are filmed so; one that was, stays so until `--motion off` takes it back.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli import runners
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Result, Task
from filmcli.core.errors import FilmError, UsageError, raised
from filmcli.core.production import Production
from filmcli.formats.cast import Character
from filmcli.formats.shots import Shot, ShotList
from filmcli.make import clips, visemes, weather
from filmcli.render import assets, lexicon, reaching, staging

if TYPE_CHECKING:
    import numpy as np

ON, OFF = "on", "off"
HOW = "frame by frame"  # the word for it among a clip's inputs
FRAMES = "frames"  # the folder under .filmcli where frames wait, so that a killed run goes on after them
BATCH = 6  # frames in one request: what is told of progress, and the most that a crash costs


@dataclass(frozen=True)
class Payload:
    """What the maker of one clip needs: the clip as it would be in 2.5-D, and the renderer's request, short of the mouths."""

    clip: clips.Payload
    request: Mapping[str, Any]
    drawn: int
    folder: Path


def asked(production: Production) -> bool:
    """Return whether the production's shots may be filmed frame by frame."""
    return production.settings.motion == ON


def known(production: Production, only: Sequence[str]) -> None:
    """Raise UsageError for a whole film frame by frame: at draft a second of it costs two minutes. Nobody asks for that by a slip."""
    if asked(production) and not only and production.settings.origin("motion") == "option":
        raise UsageError(
            "--motion on renders every frame of a shot", hint="name the shots or scenes with --only, such as --only SQ010_SH0020"
        )


def replaced(production: Production, shots: ShotList, moving: Sequence[Task], pictures: Sequence[Task], only: Sequence[str]) -> list[Task]:
    """Return the clip tasks with those in the place of 2.5-D that are to be filmed frame by frame: the chosen, and those that already are."""
    if not asked(production):
        return list(moving)
    beauties = {task.id: task for task in pictures if task.phase == "beauty"}
    return [_task(production, shots, task, beauties[task.id]) if only or _filmed(production, task) else task for task in moving]


def _filmed(production: Production, task: Task) -> bool:
    return production.ledger.record(task).get("inputs", {}).get("motion") == HOW


def _task(production: Production, shots: ShotList, task: Task, beauty: Task) -> Task:
    clip: clips.Payload = task.payload
    quality = presets.load("quality", production.settings.quality)
    plan = quality["animation"]
    fps = shots.fps / max(1, round(shots.fps / plan["fps"]))
    acts = _acts(beauty.payload, clip.shot, shots)
    count = -(-clip.when.frames * round(fps * 1000) // (shots.fps * 1000))
    request = {
        **{name: value for name, value in beauty.payload.items() if name not in ("mouths", "speaking", "beats")},
        "op": "animate",
        "beats": beauty.payload["beats"][:1],
        "set": _cleared(beauty.payload["set"], [act["made"] for act in acts if act["motion"] == "put" and "made" in act]),
        "camera": clip.shot.camera.model_dump(mode="json"),
        "animation": {
            "fps": fps,
            "count": count,
            "pace": clips.pace(clip.shot, clip.fps),
            "motions": assets.motions(assets.found(production), (act.motion for act in clip.shot.acts)),
            "move": clip.shot.move.model_dump(mode="json"),
            "follow": _followed(clip.shot),
            "shutter": plan["shutter"],
            "alive": plan["alive"],
            "people": {
                name: {"acts": [act for act in acts if act["character"] == name], **_nature(clip, shots, name)}
                for name in (person["character"]["id"] for person in beauty.payload["people"])
            },
        },
    }
    words = ("camera", "blocking", "subject", "set", "light", "grade", "quality", "seed", "runner")
    inputs: dict[str, str | Path] = {"motion": HOW} | {name: beauty.inputs[name] for name in words}
    inputs |= {name: value for name, value in beauty.inputs.items() if name.startswith("cast ") or name == "hands"}
    inputs |= {name: value for name, value in task.inputs.items() if name.startswith("line ") or name in ("timing", "weather", "encoder")}
    inputs |= {
        "acts": fingerprint.of_value(acts),
        "move": fingerprint.of_value(request["animation"]["move"]),
        "animation": fingerprint.of_value([plan, *(request["animation"][name] for name in ("pace", "motions", "follow"))]),
        "mouths": fingerprint.of_value(visemes.table()),
    }
    told = fingerprint.of_value(
        {name: value if isinstance(value, str) else production.ledger.digests.of(value) for name, value in inputs.items()}
    )
    folder = production.folder / ".filmcli" / FRAMES / f"{task.id}-{told[:16]}"
    about = {**task.about, "drawn": count, "animation": HOW}
    return Task(task.id, task.phase, task.folder, inputs, task.outputs, Payload(clip, request, count, folder), about)


def _followed(shot: Shot) -> str:
    """Return the walker whom the camera turns after: the main subject of a shot that nobody gave another move."""
    main = shot.subjects[:1]
    alone = shot.kind in ("single", "reaction") and shot.move.kind in ("static", "handheld")
    return main[0] if alone and any(act.path and act.character in main for act in shot.acts) else ""


def _nature(clip: clips.Payload, shots: ShotList, name: str) -> dict[str, Any]:
    """Return how somebody lives in a shot; one of the crowd, who is not in the cast, as people do."""
    known = clip.manners.get(name)
    seed = known.seed if known else seeds.derive(shots.seed, "make/life", f"{clip.shot.id}/{name}") % 2**32
    return {"seed": seed, "nervous": known.nervous if known else 0.5}


def _acts(request: Mapping[str, Any], shot: Shot, shots: ShotList) -> list[dict[str, Any]]:
    """Return a shot's acts as plain data, with `at`, the point that the hand goes to, and `made`, the prop that it puts there."""
    scene = next(scene for scene in shots.scenes if scene.id == shot.scene)
    here = {place.character: place for place in staging.places(scene, shot)}
    sheets = [{key: value for key, value in person["character"].items() if key != "own"} for person in request["people"]]
    people = {sheet["id"]: Character.model_validate(sheet) for sheet in sheets}
    reached = reaching.points(scene.set, here, shot.acts, people, insert=shot.kind == "insert")
    found = []
    for number, act in enumerate(shot.acts):
        plain = act.model_dump(mode="json")
        if number in reached:
            plain |= {"at": list(reached[number])}
        if act.motion in HANDLES and act.to not in here and act.to:
            plain |= {"made": lexicon.stand_in(act.to)}
        found.append(plain)
    return found


HANDLES = ("take", "put", "draw", "put_away")  # motions whose `to` is a prop


def _cleared(spec: Mapping[str, Any], put: Sequence[str]) -> dict[str, Any]:
    """Return a set without what is put down in it in the course of the shot: it is in a hand until then."""
    return {**spec, "dressing": [words for words in spec.get("dressing", ()) if words not in put]}


def film(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Film stale clips in one warm process, some frames at a time; one that fails, fails alone."""
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    for task in waiting:
        start = time.perf_counter()
        path = production.ledger.scratch(task) / "clip.mp4"
        try:
            notes = _frames(production, task, renderer)
            clips.encode(_shown(task.payload), path, task.payload.clip, step=_step(task.payload))
        except FilmError as error:
            yield Result(task, error=error)
            continue
        yield Result(task, {"clip.mp4": path}, time.perf_counter() - start, notes)
        shutil.rmtree(task.payload.folder, ignore_errors=True)


def _frames(production: Production, task: Task, renderer: Any) -> dict[str, Any]:
    """Render what of a shot's frames does not lie there yet, and return the seconds spent, by what on, and how people walk in it (`blender/footfall.py`)."""
    payload: Payload = task.payload
    lying = len(list(payload.folder.glob("frame_*.png")))
    size = payload.request["picture"]
    production.report.note(
        f"{task.id}: filming {payload.drawn} frames at {size['width']}x{size['height']}" + (f", {lying} of them lie there" if lying else "")
    )
    request = {**payload.request, "id": task.id, "out": str(payload.folder), "animation": _spoken(payload)}
    spent: dict[str, float] = {}
    gaits: dict[str, dict[str, float]] = {}
    begun = time.perf_counter()
    batches = [(first, min(first + BATCH, payload.drawn)) for first in range(0, payload.drawn, BATCH)]
    replies = renderer.render({**request, "frames": list(batch)} for batch in batches)
    for (_, last), reply in zip(batches, replies, strict=True):
        if not reply["ok"]:
            raise raised(reply, about=task.id)
        gaits = reply["gaits"]
        for name, seconds in reply["seconds"].items():
            spent[name] = round(spent.get(name, 0.0) + seconds, 2)
        left = (time.perf_counter() - begun) / max(1, last - lying) * (payload.drawn - last)
        production.report.note(
            f"{task.id}: {last} of {payload.drawn} frames" + (f", about {left:.0f} s to go" if last < payload.drawn else "")
        )
    return {"seconds": spent} | ({"gaits": gaits} if gaits else {})


def _spoken(payload: Payload) -> dict[str, Any]:
    """Return the request's animation with everyone's mouth in every frame."""
    plan = {**payload.request["animation"], "people": {name: dict(one) for name, one in payload.request["animation"]["people"].items()}}
    for line in payload.clip.spoken:
        if line.who not in plan["people"]:
            continue
        parts = visemes.weights(visemes.read(line.track), payload.drawn, fps=plan["fps"], offset=line.start)
        said = plan["people"][line.who].setdefault("said", [{} for _ in range(payload.drawn)])
        for shape, share in parts.items():
            for index in (int(i) for i in share.nonzero()[0]):
                said[index][shape] = round(max(said[index].get(shape, 0.0), float(share[index])), 3)
    return plan


def _step(payload: Payload) -> int:
    """Return how many frames of the film one that was drawn stands for."""
    return max(1, round(payload.clip.fps / payload.request["animation"]["fps"]))


def _shown(payload: Payload) -> Iterator[np.ndarray]:
    """Yield the frames as the film shows them, with what moves in the air."""
    import numpy as np
    from PIL import Image

    from filmcli.make import air, parallax
    from filmcli.render import drafting

    clip = payload.clip
    over = None
    if clip.weather != weather.Weather():
        passes, (width, height) = drafting.read(clip.passes), (payload.request["picture"]["width"], payload.request["picture"]["height"])
        lens = clip.shot.camera.lens / parallax.SENSOR * width
        fps = clip.fps / _step(payload) / clips.pace(clip.shot, clip.fps)
        drawn = air.Air(clip.weather, passes.depth, size=(width, height), lens=lens, fps=fps, seed=clip.seed, beauty=clip.beauty)
        over = drawn.over if drawn.seen else None
    for index in range(payload.drawn):
        with Image.open(payload.folder / f"frame_{index + 1:05d}.png") as file:
            frame = np.asarray(file.convert("RGB"))
        yield frame if over is None else over(frame, index)
