"""What a film is handed over as, as build tasks: cards, mix, film, subtitles, timeline, storyboard.

Knows nothing of how any of them is written; that is a module each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli import __version__
from filmcli.core import files, fingerprint, seeds
from filmcli.core.build import Maker, Result, Task
from filmcli.core.errors import FilmError
from filmcli.core.production import SHOTS, Production
from filmcli.formats import fountain, wave
from filmcli.make.timing import Timing
from filmcli.render import looks, stills

if TYPE_CHECKING:
    from filmcli.make.stage import Run

MIX = "mix.wav"
CARDS = "titles"
_Write = Callable[[Task, Path], None]


@dataclass(frozen=True)
class _Job:
    task: Task
    write: _Write


def phases(production: Production, current: Run, lines: Sequence[Task], timing: Timing) -> Iterator[tuple[list[Task], Maker]]:
    """Yield (tasks, maker) in the order of the work: cards and mix, then the film, then what describes it."""
    title = _title(production, current)
    yield early(production, current, lines, timing)
    yield _batch(production, [_film(production, current, timing, title)])
    yield _batch(
        production,
        [_subtitles(production, timing), _timeline(production, current, timing, title), _storyboard(production, current, timing, title)],
    )


def early(production: Production, current: Run, lines: Sequence[Task], timing: Timing) -> tuple[list[Task], Maker]:
    """Return the first of the phases, which needs no picture: cards and mix."""
    return _batch(production, [*_cards(production, current, timing, _title(production, current)), _mix(production, current, lines, timing)])


def _title(production: Production, current: Run) -> str:
    return production.settings.title or fountain.title(fountain.parse(current.text)) or "Untitled"


def _batch(production: Production, jobs: Sequence[_Job]) -> tuple[list[Task], Maker]:
    by_name = {job.task.name: job.write for job in jobs}

    def make(waiting: Sequence[Task]) -> Iterator[Result]:
        for task in waiting:
            start = time.perf_counter()
            scratch = production.ledger.scratch(task)
            try:
                by_name[task.name](task, scratch)
            except FilmError as error:
                yield Result(task, error=error)
                continue
            yield Result(task, {name: scratch / name for name in task.outputs}, time.perf_counter() - start)

    return [job.task for job in jobs], make


def _cards(production: Production, current: Run, timing: Timing, title: str) -> list[_Job]:
    from filmcli.make import film, titles

    width, height = stills.size(production, current.shots.aspect)
    quality, seed = production.settings.quality, current.shots.seed
    voices = [(one.name, f"voice: {one.voice.runner}") for one in current.cast.characters]
    notes = (f"made with filmcli {__version__}", f"{current.genre.replace('_', ' ')}, seed {seed}")
    common = [width, height, current.genre, seed, quality, timing.fps]

    def opening(task: Task, scratch: Path) -> None:
        card = titles.title_card(title, width=width, height=height, genre=current.genre)
        film.encode_clip(
            titles.card_frames(card, timing.title, seed=seeds.derive(seed, "title") % 2**32),
            scratch / task.outputs[0],
            fps=timing.fps,
            quality=quality,
        )

    def closing(task: Task, scratch: Path) -> None:
        card = titles.credits_card(voices, width=width, height=height, genre=current.genre, title=title, notes=notes)
        film.encode_clip(
            titles.card_frames(card, timing.credits, seed=seeds.derive(seed, "credits") % 2**32),
            scratch / task.outputs[0],
            fps=timing.fps,
            quality=quality,
        )

    folder = production.folder / CARDS
    first = Task(
        "title",
        "card",
        folder,
        {"words": fingerprint.of_value(title), "format": fingerprint.of_value([*common, timing.title])},
        ("title.mp4",),
    )
    last = Task(
        "credits",
        "card",
        folder,
        {"words": fingerprint.of_value([title, voices, notes]), "format": fingerprint.of_value([*common, timing.credits])},
        ("credits.mp4",),
    )
    return [_Job(first, opening), _Job(last, closing)]


def _mix(production: Production, current: Run, lines: Sequence[Task], timing: Timing) -> _Job:
    heard = {speech.id for speech in timing.speeches}
    used = [task for task in lines if task.id in heard]
    rooms = [[scene.id, scene.set, scene.heading, scene.weather, scene.time] for scene in current.shots.scenes]
    inputs: dict[str, str | Path] = {f"line {task.id}": task.paths[0] for task in used}
    inputs |= {
        "timing": _timed(timing),
        "rooms": fingerprint.of_value(rooms),
        "genre": current.genre,
        "seed": fingerprint.of_value(current.shots.seed),
    }

    def write(task: Task, scratch: Path) -> None:
        from filmcli.make import mix

        sounds = {}
        for line in used:
            samples, rate = wave.read(line.paths[0])
            sounds[line.id] = wave.Sound(samples, rate, spoken=production.ledger.record(line).get("notes", {}).get("spoken", True))
        wave.write(scratch / MIX, mix.mix(timing, current.shots, sounds), rate=wave.RATE)

    return _Job(Task("mix", "sound", production.folder / "sound", inputs, (MIX,)), write)


def _film(production: Production, current: Run, timing: Timing, title: str) -> _Job:
    clips = [
        production.folder / CARDS / "title.mp4",
        *(_clip(production, shot.id) for shot in timing.shots),
        production.folder / CARDS / "credits.mp4",
    ]
    sound = production.folder / "sound" / MIX
    inputs: dict[str, str | Path] = {path.relative_to(production.folder).as_posix(): path for path in [*clips, sound]}
    inputs |= {
        "order": fingerprint.of_value([shot.id for shot in timing.shots]),
        "title": fingerprint.of_value(title),
        "fps": fingerprint.of_value(timing.fps),
    }

    def write(task: Task, scratch: Path) -> None:
        from filmcli.make import film

        film.join(clips, wave.read(sound)[0], scratch / "film.mp4", fps=timing.fps, title=title)

    about = {"seed": current.shots.seed, "frames": timing.frames, "seconds_long": round(timing.seconds, 3)}
    return _Job(Task("film.mp4", "film", production.folder, inputs, ("film.mp4",), None, about), write)


def _subtitles(production: Production, timing: Timing) -> _Job:
    words = fingerprint.of_value([(speech.id, speech.name, speech.text) for speech in timing.speeches])

    def write(task: Task, scratch: Path) -> None:
        from filmcli.make import subtitles

        cues = subtitles.cues(timing)
        files.write(scratch / "film.srt", subtitles.srt(cues))
        files.write(scratch / "film.vtt", subtitles.vtt(cues))

    return _Job(Task("film.srt", "film", production.folder, {"timing": _timed(timing), "words": words}, ("film.srt", "film.vtt")), write)


def _timeline(production: Production, current: Run, timing: Timing, title: str) -> _Job:
    keys = {shot.id: production.ledger.digests.of(_clip(production, shot.id)) or "" for shot in timing.shots}
    pictures = {shot.id: stills.picture_name(production, shot) for shot in current.shots.shots}
    inputs: dict[str, str | Path] = {
        "timing": _timed(timing),
        "title": fingerprint.of_value(title),
        "shots": production.path(SHOTS),
        "picture": fingerprint.of_value(pictures),
    }
    inputs |= {f"clip {name}": key for name, key in keys.items()}
    decisions = {name: production.folder / "shots" / name / "grade.cc" for name in keys}
    inputs |= {f"grade {name}": path for name, path in decisions.items()}

    def write(task: Task, scratch: Path) -> None:
        from filmcli.formats import grade
        from filmcli.make import timeline

        media = {}
        for name, key in keys.items():
            folder = f"shots/{name}"
            record = {
                "key": key,
                "seed": current.shots.seed,
                "runner": "cycles",
                "look": looks.asked(production) or "",
            }
            cdl = grade.decision(decisions[name].read_text(encoding="utf-8")) if decisions[name].exists() else {}
            media[name] = timeline.Media(f"{folder}/clip.mp4", f"{folder}/{pictures[name]}", f"{folder}/beauty.exr", record=record, cdl=cdl)
        speech = {speech.id: f"sound/{speech.id}.wav" for speech in timing.speeches}
        text = timeline.timeline(
            timing,
            current.shots,
            name=title,
            media=media,
            speech=speech,
            title=f"{CARDS}/title.mp4",
            credits=f"{CARDS}/credits.mp4",
            mix=f"sound/{MIX}",
        )
        files.write(scratch / "film.otio", text)

    return _Job(Task("film.otio", "film", production.folder, inputs, ("film.otio",)), write)


def _storyboard(production: Production, current: Run, timing: Timing, title: str) -> _Job:
    pictures = {shot.id: production.folder / "shots" / shot.id / stills.picture_name(production, shot) for shot in current.shots.shots}
    words = [[speech.id, speech.shot, speech.name, speech.text] for speech in timing.speeches]
    inputs: dict[str, str | Path] = {f"picture {shot}": path for shot, path in pictures.items()}
    inputs |= {
        "words": fingerprint.of_value(words),
        "shots": production.path(SHOTS),
        "timing": _timed(timing),
        "title": fingerprint.of_value(title),
    }

    def write(task: Task, scratch: Path) -> None:
        from filmcli.make import storyboard

        headings = {scene.id: scene.heading for scene in current.shots.scenes}
        panels = []
        for shot, when in zip(current.shots.shots, timing.shots, strict=True):
            said = tuple((speech.name, speech.text) for speech in when.speeches)
            label = storyboard.label(shot, seconds=when.frames / timing.fps)
            panels.append(
                storyboard.Panel(
                    shot.id, pictures[shot.id] if pictures[shot.id].exists() else None, label, shot.sentence, said, headings[shot.scene]
                )
            )
        for warning in storyboard.storyboard(panels, scratch / "storyboard.pdf", title=title, aspect=current.shots.aspect):
            production.report.note(f"storyboard.pdf: {warning}")

    return _Job(Task("storyboard.pdf", "film", production.folder, inputs, ("storyboard.pdf",)), write)


def _clip(production: Production, shot: str) -> Path:
    return production.folder / "shots" / shot / "clip.mp4"


def _timed(timing: Timing) -> str:
    shots = [
        [shot.id, shot.start, shot.frames, [[speech.id, speech.start, speech.frames] for speech in shot.speeches]] for shot in timing.shots
    ]
    return fingerprint.of_value([timing.fps, timing.title, timing.credits, shots])
