"""Faults of the edit: flashes, takes without end, one length for all, lines that nobody hears or that are cut off, no breath.

Knows nothing of pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from faults.film import Film, Planted, singles
from filmcli.core import presets
from filmcli.formats.shots import Act
from filmcli.render.rules import tempo
from filmcli.render.rules.tempo import Line, Times

Cut = Iterator[tuple[str, Times]]  # the shot or scene with the fault, and the edit that holds it


def flash(film: Film) -> Planted:
    """Hold a shot for half a second."""
    for one in singles(film):
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"hold": 0.5}))


def slow_film(film: Film) -> Planted:
    """Hold every shot for three times the genre's average."""
    asl = presets.load("genres", film.shots.genre)["rhythm"]["asl"]
    if len(film.shots.shots) >= tempo.FEW:
        yield "film", film.with_shots(*(shot.model_copy(update={"hold": 3.0 * asl}) for shot in film.shots.shots))


def one_take(film: Film) -> Planted:
    """Let the first shot that speaks take all lines of its scene."""
    longest = tempo.SPARE * presets.load("genres", film.shots.genre)["rhythm"]["max"]
    for scene in film.shots.scenes:
        shots = [shot for shot in film.of(scene.id) if shot.speeches]
        lines = tuple(dict.fromkeys(line for shot in shots for line in shot.speeches))
        lengths = {line.id: line.end - line.start for line in film.edit(film.shots).lines}
        if len(lines) > 1 and sum(lengths.get(line, 0.0) for line in lines) > longest:
            yield shots[0].id, film.with_shots(*(shot.model_copy(update={"speeches": lines if shot is shots[0] else ()}) for shot in shots))


def lost_line(film: Film) -> Planted:
    """Take a line out of its shot, and out of the next where it runs on over the cut."""
    for scene in film.shots.scenes:
        shots = film.of(scene.id)
        for line in dict.fromkeys(line for shot in shots for line in shot.speeches):
            without = [shot.model_copy(update={"speeches": tuple(one for one in shot.speeches if one != line)}) for shot in shots]
            yield scene.id, film.with_shots(*without)


def lost_scene(film: Film) -> Planted:
    """Take all shots of a scene that speaks out of the list; every other time the scene too."""
    for number, scene in enumerate(scene for scene in film.shots.scenes if film.speeches.get(scene.id)):
        rest = tuple(shot for shot in film.shots.shots if shot.scene != scene.id)
        kept = tuple(one for one in film.shots.scenes if one.id != scene.id) if number % 2 else film.shots.scenes
        if rest:
            yield scene.id, film.shots.model_copy(update={"shots": rest, "scenes": kept})


def said_twice(film: Film) -> Planted:
    """List a line once more two shots later."""
    for scene in film.shots.scenes:
        shots = film.of(scene.id)
        for shot, later in zip(shots, shots[2:], strict=False):
            if shot.speeches:
                yield later.id, film.with_shot(later.model_copy(update={"speeches": (*later.speeches, shot.speeches[-1])}))


def act_cut_off(film: Film) -> Planted:
    """Let somebody do something for half a minute while a short line is said."""
    for one in singles(film):
        if one.shot.speeches:
            yield (
                one.shot.id,
                film.with_shot(one.shot.model_copy(update={"acts": (Act(character=one.main.id, motion="smoke", start=0.0, end=40.0),)})),
            )


FAULTS = {
    "flash": ("pacing", flash),
    "take without end": ("pacing", one_take),
    "slow film": ("average shot length", slow_film),
    "line in no shot": ("dialogue fits", lost_line),
    "scene in no shot": ("dialogue fits", lost_scene),
    "line said twice": ("dialogue fits", said_twice),
    "act cut off": ("dialogue fits", act_cut_off),
}


def overrun(film: Film) -> Cut:
    """Let a line go on for ten seconds after the cut."""
    yield from _each(film, lambda line, before: replace(line, end=line.end + 10.0))


def gasped(film: Film) -> Cut:
    """Let a line begin with the end of the one before."""
    yield from _each(film, lambda line, before: replace(line, start=before.end) if before else None)


def breathless(film: Film) -> Cut:
    """Let a line be said for twelve seconds without a pause."""
    yield from _each(film, lambda line, before: replace(line, group=12.0))


def metronome(film: Film) -> Cut:
    """Cut a scene every four seconds."""
    times = film.edit(film.shots)
    for scene in film.shots.scenes:
        shots = film.of(scene.id)
        if len(shots) >= tempo.FEW:
            yield scene.id, replace(times, lengths={**times.lengths, **{shot.id: 4.0 for shot in shots}})


EDITS: dict[str, tuple[str, Callable[[Film], Cut]]] = {
    "line cut off": ("dialogue fits", overrun),
    "no breath before": ("breath", gasped),
    "no breath within": ("breath", breathless),
    "metronome": ("cutting rhythm", metronome),
}


def _each(film: Film, wrong: Callable[[Line, Line | None], Line | None]) -> Cut:
    """Yield the edit of a film with one line gone wrong, and the shot it is in."""
    times = film.edit(film.shots)
    for number, line in enumerate(times.lines):
        spoilt = wrong(line, times.lines[number - 1] if number else None)
        if spoilt is not None:
            yield line.shot, replace(times, lines=[*times.lines[:number], spoilt, *times.lines[number + 1 :]])
