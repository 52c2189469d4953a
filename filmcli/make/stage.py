"""The make stage: everything that is missing or stale, in the order of the work, then the film.

Knows nothing of the command line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from filmcli.cast import portraits
from filmcli.cast import stage as casting
from filmcli.core import build, files
from filmcli.core.build import Maker, Result, Task
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SHOTS, Production
from filmcli.core.report import Row
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.shots import ShotList
from filmcli.make import animated, clips, delivery, film, motion, takes, voices
from filmcli.make.ahead import Ahead
from filmcli.make.timing import Timing, time_film
from filmcli.render import looks, stills
from filmcli.render import stage as rendering
from filmcli.script import stage as writing


class Source(Protocol):
    """Where the screenplay comes from when it is not the production's own."""

    def screenplay(self, production: Production) -> str: ...


@dataclass
class Run:
    """One pass over a production: its documents, and the files that this pass makes anew."""

    production: Production
    text: str
    genre: str
    cast: Cast
    shots: ShotList
    remade: set[Path] = field(default_factory=set)

    def phase(self, tasks: Sequence[Task], maker: Maker, *, then: Callable[[Task], None] | None = None) -> None:
        """Make the stale ones of some tasks; `then` is called with each that was made, before the next is."""
        made = build.run(
            self.production.ledger,
            tasks,
            maker,
            self.production.report,
            force=self.production.force,
            dry_run=self.production.dry_run,
            donor=self.production.donor,
            remade=frozenset(self.remade),
        )
        for task in made:
            self.remade.update(task.paths)
            if then is not None:
                then(task)

    def stale(self, task: Task) -> bool:
        """Return whether a task whose inputs are all there will have to be made by its maker."""
        production = self.production
        return not production.dry_run and production.donor is None and (production.force or not production.ledger.status(task).fresh)


def run(production: Production, *, entry: Source | None, only: Sequence[str]) -> None:
    """Make the production. With `only`, just these shots (or scenes) and what depends on them."""
    rendering.known(production)
    motion.known(production)
    animated.known(production, only)
    current = _documents(production, entry)
    if current is None:
        production.report.note("the screenplay is still to be written; cast, shots, pictures, sound and film follow from it")
        return
    chosen = rendering.chosen(current.shots, only)
    drawn = stills.tasks(production, current.shots, current.cast, chosen)
    rendering.check(production, current.shots, drawn)
    scenes = fountain.scenes(fountain.parse(current.text))
    lines = voices.tasks(production, scenes, current.cast)
    if only:
        wanted = {name for shot in chosen for name in shot.speeches}
        current.phase([task for task in lines if task.id in wanted], lambda waiting: voices.speak(production, waiting))
        if looks.asked(production):  # which keeps to the portraits
            shown = {name for shot in chosen for name in shot.subjects}
            people = [one for one in current.cast.characters if one.id in shown]
            current.phase(portraits.tasks(production, people), portraits.maker(production, encode=film.encode_clip))
    else:
        current.phase(lines, lambda waiting: voices.speak(production, waiting))
        current.phase(portraits.tasks(production, current.cast.characters), portraits.maker(production, encode=film.encode_clip))
    timing = time_film(current.shots, scenes, voices.durations(lines), fps=current.shots.fps)
    if timing.unheard:
        production.report.note(f"{SHOTS}: no shot takes {', '.join(timing.unheard[:4])}: not heard in the film")
    with Ahead() as ahead:
        early, writer = delivery.early(production, current, lines, timing)
        for task in early if not only else ():  # a part of the film may leave holes in it, and then nothing is delivered
            if current.stale(task):
                ahead.begin(task, writer)
        _pictures(current, drawn, timing, only, ahead)
        _deliver(current, lines, timing, ahead)
    if not only and not production.dry_run:
        _tidy(production, current.shots, current.cast, lines)


def explain(production: Production, id: str) -> list[Row]:
    """Return what a run would do with an item, phase by phase, and why. Raises InputError for an id that is not there."""
    import difflib

    run(production, entry=None, only=())
    rows = production.report.rows
    found = [row for row in rows if row.id == id or row.id.startswith(f"{id}_")]
    if not found:
        near = difflib.get_close_matches(id, {row.id for row in rows}, n=1)
        raise InputError(
            f"{production.folder}: nothing is called {id!r}",
            hint=f"did you mean {near[0]}?" if near else "an id like SQ010_SH0010, a character, or film.mp4",
        )
    return found


def _documents(production: Production, entry: Source | None) -> Run | None:
    if entry is not None:
        text = entry.screenplay(production)
    else:
        text = writing.run(production, insist=False)
        if text is None:
            return None
    genre, reason = writing.genre_of(production, fountain.parse(text))
    if production.settings.genre is None:
        production.settings = production.settings.with_values(reason, genre=genre)
    cast = casting.run(production, text, genre=genre, insist=False, pictures=False)
    shots = rendering.document(production, text, cast, genre=genre, insist=False)
    return Run(production, text, genre, cast, shots)


def _pictures(current: Run, drawn: Sequence[Task], timing: Timing, only: Sequence[str], ahead: Ahead) -> None:
    """Make the pictures and the clips; the clip of a still that is done is made while the next is rendered."""
    production = current.production
    camera = motion.opened(production, current.shots)
    if camera is None:
        moving = clips.tasks(production, current.shots, current.cast, timing, drawn)
        moving = animated.replaced(production, current.shots, moving, drawn, only)
    else:
        moving = motion.tasks(production, current.shots, current.cast, timing, drawn, camera)
        motion.check(production, moving, drawn, camera)

    def move(waiting: Sequence[Task]) -> Iterator[Result]:
        return clips.move(production, waiting)

    layered = {} if camera else {task.id: task for task in moving if not isinstance(task.payload, animated.Payload)}
    last = {task.id: task.name for task in drawn}  # a shot's final picture

    def follow(picture: Task) -> None:
        clip = layered.get(picture.id)
        if clip and picture.name == last[picture.id] and current.stale(clip):
            ahead.begin(clip, move)

    for tasks, maker in rendering.phases(production, current.shots, drawn):
        current.phase(tasks, maker, then=follow)
    if camera is not None:
        return current.phase(moving, lambda waiting: takes.film(production, waiting, camera))
    current.phase(list(layered.values()), ahead.maker(move))
    filmed = [task for task in moving if isinstance(task.payload, animated.Payload)]
    current.phase(filmed, lambda waiting: animated.film(production, waiting))


def _deliver(current: Run, lines: Sequence[Task], timing: Timing, ahead: Ahead) -> None:
    """Make the deliveries; when a shot failed or was never made, say so instead of joining a film with a hole."""
    production = current.production
    folders = [production.folder / "shots" / shot.id / "clip.mp4" for shot in current.shots.shots]
    holes = [path.parent.name for path in folders if not path.exists() and path not in current.remade]
    if holes:
        more = f" and {len(holes) - 3} more" if len(holes) > 3 else ""
        production.report.note(f"film.mp4 waits for {', '.join(holes[:3])}{more}")
        return
    for tasks, maker in delivery.phases(production, current, lines, timing):
        current.phase(tasks, ahead.maker(maker))
        for path in [path for task in tasks for path in task.paths if task.phase == "film" and path.exists() and not production.dry_run]:
            files.renew(path)  # newer than its inputs, or GNU make would run this stage for ever


def _tidy(production: Production, shots: ShotList, cast: Cast, lines: Sequence[Task]) -> None:
    """Remove what earlier scripts left behind: folders and wavs that filmcli made, nobody edited, and nothing names any more."""
    alive = {"shots": {shot.id for shot in shots.shots}, "cast": {one.id for one in cast.characters}}
    if production.owned(SHOTS) or production.owned(CAST):
        return  # a person is at work on the lists: leave everything
    for kind, names in alive.items():
        for folder in sorted((production.folder / kind).glob("*")):
            if folder.is_dir() and folder.name not in names and _untouched(production, folder):
                shutil.rmtree(folder)
                production.report.note(f"removed {kind}/{folder.name}: no longer in the film")
    wanted = {name for task in lines for name in task.outputs} | {delivery.MIX}
    for path in sorted((production.folder / "sound").iterdir()) if lines else ():
        if path.name not in wanted and path.name.endswith((".wav", voices.MOUTH)):
            path.unlink()


def _untouched(production: Production, folder: Path) -> bool:
    records: dict[str, Any] = production.ledger._record(folder)
    known = {name: digest for entry in records.values() for name, digest in entry.get("files", {}).items()}
    ours = [path for path in folder.iterdir() if path.name != build.RECORD]
    return all(
        _untouched(production, path) if path.is_dir() else production.ledger.digests.of(path) == known.get(path.name) for path in ours
    )
