"""The render stage: from a screenplay and its cast to `shots.yaml` and a picture of every shot.

Knows nothing of sound and the edit.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from filmcli import runners
from filmcli.core import build, documents, fingerprint, presets
from filmcli.core.build import Task
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, SHOTS, Production
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Source
from filmcli.formats.shots import Shot, ShotList
from filmcli.render import planner, stills

_HEADER = "The shot list. Edit it: what you change is re-made, and nothing else. Metres, degrees, millimetres."


def run(production: Production, text: str, cast: Cast, *, genre: str, insist: bool, only: Sequence[str] = ()) -> ShotList:
    """Return the shot list; write `shots.yaml` and draw the pictures that are missing or stale."""
    runners.check(production.settings.render_runner, "draw")
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
        "seed": fingerprint.of_value(chosen.seed),
        "aspect": fingerprint.of_value(chosen.aspect),
        "fps": fingerprint.of_value(chosen.fps),
    }
    written = production.document(SHOTS, inputs, compose, insist=insist)
    shots = documents.load(written, ShotList, name=str(production.path(SHOTS)))
    for scene in shots.scenes:
        if "not a set" in scene.set_reason:
            production.report.note(f"{scene.id}: {scene.set_reason}")
    return shots


def draw(production: Production, shots: ShotList, cast: Cast, *, only: Sequence[str] = ()) -> list[Task]:
    """Draw the stale pictures of the chosen shots; return all their tasks, the final look last."""
    tasks = stills.tasks(production, shots, cast, chosen(shots, only))
    made: set = set()
    for phase in ("beauty", "look"):
        ours = [task for task in tasks if task.phase == phase]
        if not ours:
            continue
        maker = stills.render if phase == "beauty" else stills.paint
        run = build.run(
            production.ledger,
            ours,
            lambda waiting, maker=maker: maker(production, waiting),
            production.report,
            force=production.force,
            dry_run=production.dry_run,
            donor=production.donor,
            remade=frozenset(made),
        )
        for task in run:
            made.update(task.paths)
    return tasks


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
