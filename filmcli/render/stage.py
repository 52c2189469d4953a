"""The render stage: from a screenplay and its cast to `shots.yaml` and a picture of every shot.

Knows nothing of sound and the edit.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from filmcli.core import build, documents, fingerprint, presets
from filmcli.core.build import Maker, Task
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, SHOTS, Production
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.document import Source
from filmcli.formats.shots import Shot, ShotList
from filmcli.render import assets, contradictions, liberties, looks, painting, places, planner, plates, relight, stills, words

_HEADER = "The shot list. Edit it: what you change is re-made, and nothing else. Metres, degrees, millimetres."


def run(production: Production, text: str, cast: Cast, *, genre: str, insist: bool, only: Sequence[str] = ()) -> ShotList:
    """Return the shot list; write `shots.yaml` and draw the pictures that are missing or stale."""
    known(production)
    shots = document(production, text, cast, genre=genre, insist=insist)
    for _ in draw(production, shots, cast, only=only):
        pass
    return shots


def document(production: Production, text: str, cast: Cast, *, genre: str, insist: bool) -> ShotList:
    """Return the shot list, planned anew when the screenplay or the cast changed and nobody edited it by hand."""
    chosen = production.settings
    genre_data = presets.load("genres", genre)
    cast_text = documents.dump(cast, header="")
    sources = {
        "screenplay": Source(path=SCRIPT, digest=fingerprint.of_text(text)),
        "cast": Source(path=CAST, digest=fingerprint.of_text(cast_text)),
    }

    def compose() -> str:
        plan = planner.plan(
            fountain.parse(text),
            cast,
            genre=genre_data,
            genre_name=genre,
            seed=chosen.seed,
            aspect=chosen.aspect,
            fps=chosen.fps,
            **sources,
        )
        return documents.dump(plan, header=_HEADER)

    inputs = {
        "screenplay": sources["screenplay"].digest,
        "cast": sources["cast"].digest,
        "genre preset": fingerprint.of_value(genre_data),
        "sets": fingerprint.of_value({name: presets.load("sets", name) for name in presets.names("sets")}),
        "words": fingerprint.of_value({name: presets.load("breakdown", name) for name in presets.names("breakdown")}),
        "seed": fingerprint.of_value(chosen.seed),
        "aspect": fingerprint.of_value(chosen.aspect),
        "fps": fingerprint.of_value(chosen.fps),
    }
    written = production.document(SHOTS, inputs, compose, insist=insist)
    shots = documents.load(written, ShotList, name=str(production.path(SHOTS)))
    own = {kind: [name for of, name in assets.found(production) if of == kind] for kind in ("motions", "props")}
    scenes = fountain.scenes(fountain.parse(text))
    contradictions.refuse(shots, cast, scenes, name=SHOTS, text=written, own=own["motions"])
    unworn = liberties.unworn(cast, [scene.id for scene in scenes])
    for liberty in [*liberties.taken(shots, own=own["props"]), *unworn]:
        production.report.note(f"{liberty.scene}: {liberty.words}")
    for scene, count in unplaced(shots, cast, scenes):
        production.report.note(f"{scene}: {count} of those who speak have no place in the set: they are heard, and of the crowd")
    return shots


def unplaced(shots: ShotList, cast: Cast, scenes: Sequence[fountain.Scene]) -> list[tuple[str, int]]:
    """Return the scenes in which more people speak on screen than there is room for, each with how many too many."""
    names = places.Names(cast)
    shown = {scene.id: {place.character for place in scene.places} for scene in shots.scenes}
    for shot in shots.shots:
        shown.get(shot.scene, set()).update(place.character for place in shot.places)
    found = []
    for scene in scenes:
        heard = {names.of_cue(one.name) for one in scene.speeches if not places.UNSEEN.search(one.extension or "")} - {None, ""}
        if scene.id in shown and (away := heard - shown[scene.id]):
            found.append((scene.id, len(away)))
    return found


def draw(production: Production, shots: ShotList, cast: Cast, *, only: Sequence[str] = ()) -> list[Task]:
    """Draw the stale pictures of the chosen shots; return all their tasks, the final picture's last."""
    tasks = stills.tasks(production, shots, cast, chosen(shots, only))
    check(production, shots, tasks)
    made: set = set()
    for ours, maker in phases(production, shots, tasks):
        run = build.run(
            production.ledger,
            ours,
            maker,
            production.report,
            force=production.force,
            dry_run=production.dry_run,
            donor=production.donor,
            remade=frozenset(made),
        )
        for task in run:
            made.update(task.paths)
    return tasks


def known(production: Production) -> None:
    """Raise UsageError or CannotRunError unless the look's model is known: before a word is written or a scene is planned."""
    value = looks.asked(production)
    if value is not None:
        looks.named(production, value)


def check(production: Production, shots: ShotList, tasks: Sequence[Task]) -> None:
    """Refuse what no model can do here, in under a second and before anything is rendered. Raises CannotRunError."""
    look = looks.opened(production, shots)
    if look is not None:
        painting.check(production, tasks, look)


def phases(production: Production, shots: ShotList, tasks: Sequence[Task]) -> Iterator[tuple[list[Task], Maker]]:
    """Yield the phases of the pictures in the order of the work: stills, relit takes, plates, looks, repaints."""
    look = looks.opened(production, shots)
    makers: dict[str, Maker] = {
        "beauty": lambda waiting: stills.render(production, waiting),
        "take": lambda waiting: relight.maker(production, waiting),
        "control": lambda waiting: plates.make(production, waiting),
        "look": lambda waiting: painting.paint(production, waiting, look),
        "repaint": lambda waiting: painting.paint(production, waiting, look),
    }
    for phase, maker in makers.items():
        ours = [task for task in tasks if task.phase.partition("-")[0] == phase]
        if ours:
            yield ours, maker


def prompts(production: Production, shots: ShotList, cast: Cast, *, only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return (shot id, prompt) of the chosen shots as the look's model would be told them; as sentences when there is no look."""
    people, scenes = {one.id: one for one in cast.characters}, {scene.id: scene for scene in shots.scenes}
    look = looks.opened(production, shots)
    style = look.found.card.prompt if look else "sentence"
    return [
        (shot.id, words.shot(shot, scenes[shot.scene], people, genre=shots.genre, aspect=shots.aspect, style=style))
        for shot in chosen(shots, only)
    ]


def chosen(shots: ShotList, only: Sequence[str]) -> list[Shot]:
    """Return the shots named by `only` (shot or scene ids), or all. Raises InputError for an id that is not there."""
    if not only:
        return list(shots.shots)
    known = {shot.id for shot in shots.shots} | {scene.id for scene in shots.scenes}
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            raise InputError(
                f"{SHOTS}: no shot or scene {name!r}",
                hint=f"did you mean {near[0]}?" if near else f"{len(known)} ids, from {min(known)} to {max(known)}",
            )
    return [shot for shot in shots.shots if shot.id in only or shot.scene in only]
