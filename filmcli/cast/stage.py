"""The cast stage: from a screenplay to `cast.yaml`, and the pictures of everyone in it.

Knows nothing of shots, but for whose change re-makes which of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.cast import amend, design, portraits, reading, sheet, views
from filmcli.core import build, documents, fingerprint, presets
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, SHOTS, STORY, Production
from filmcli.formats import fountain, story
from filmcli.formats.cast import Cast, Character
from filmcli.formats.document import Source
from filmcli.formats.shots import ShotList


@dataclass(frozen=True)
class Wish:
    """What is asked beyond the document: sentences of people to add, names to recast, whose pictures, which views, and a PDF of sheets."""

    add: tuple[str, ...] = ()
    recast: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    views: tuple[str, ...] = views.ALWAYS
    sheet: Path | None = None


def run(
    production: Production,
    text: str,
    *,
    genre: str,
    insist: bool,
    wish: Wish = Wish(),
    pictures: bool = True,
    encode: views.Encoder | None = None,
) -> Cast:
    """Return the cast of a screenplay; write `cast.yaml`, change it as wished, and draw what is missing or stale of the pictures."""
    screenplay = fountain.parse(text)
    changing = bool(wish.add or wish.recast or wish.sheet)
    cast = document(production, screenplay, text, genre=genre, insist=insist and not changing)
    touched: list[str] = []
    if wish.add or wish.recast:
        cast, touched = amended(production, cast, screenplay, wish, genre=genre)
    if not cast.characters:
        production.report.note(f"{SCRIPT}: nobody speaks and nobody is introduced; the cast is empty")
    people = chosen(cast.characters, wish.only or touched)
    wanted = wish.views
    if wish.sheet:
        people = _of_sheet(cast, wish)
        wanted = tuple(name for name in views.NAMES if name in (*wish.views, "portrait", "turnaround", "expressions", "poses", "wardrobe"))
    if pictures:
        _draw(production, people, wanted, encode)
    if wish.sheet and not production.dry_run:
        from filmcli.cast import dossier

        for line in dossier.write(wish.sheet, people, production=production, screenplay=screenplay):
            production.report.note(line)
    return cast


def _draw(production: Production, people: Sequence[Character], wanted: Sequence[str], encode: views.Encoder | None) -> None:
    day = [one.name for one in people if one.role == "day"]
    if day and set(wanted) - set(views.ALWAYS):
        production.report.note(f"portrait and turnaround only, day players: {', '.join(day[:6])}{' …' if len(day) > 6 else ''}")
    for _ in build.run(
        production.ledger,
        portraits.tasks(production, people, wanted),
        portraits.maker(production, encode=encode),
        production.report,
        force=production.force,
        dry_run=production.dry_run,
        donor=production.donor,
    ):
        pass


def document(production: Production, screenplay: fountain.Screenplay, text: str, *, genre: str, insist: bool) -> Cast:
    """Return the cast document, designed anew when the screenplay changed and nobody edited it by hand."""
    data = {**presets.load("genres", genre), "name": genre}
    source = Source(path=SCRIPT, digest=fingerprint.of_text(text))
    wishes, owned = _wishes(production), production.owned(CAST)
    kept = () if owned or not production.path(CAST).exists() else amend.lasting(sheet.load(production.path(CAST)))

    def designed() -> Cast:
        cast = design.design(screenplay, genre=data, seed=production.settings.seed, source=source, wishes=wishes)
        return amend.carried(cast, kept)

    inputs = _inputs(production, source, genre, wishes, kept)
    written = production.document(CAST, inputs, lambda: sheet.dump(designed()), insist=insist)
    cast = sheet.loads(written, name=str(production.path(CAST)))
    return _complete(production, cast, designed()) if owned else cast


def amended(production: Production, cast: Cast, screenplay: fountain.Screenplay, wish: Wish, *, genre: str) -> tuple[Cast, list[str]]:
    """Add and recast, write only that into `cast.yaml`, say what changed and which shots it re-makes; return the cast and the ids touched."""
    data = {**presets.load("genres", genre), "name": genre}
    path = production.path(CAST)
    text = path.read_text(encoding="utf-8") if path.exists() else sheet.dump(cast)
    touched: list[str] = []
    for sentence in wish.add:
        one = amend.added(cast, sentence, genre=data)
        cast, text = cast.model_copy(update={"characters": (*cast.characters, one)}), sheet.spliced(text, one)
        production.report.note(f"{one.name} added as {one.id}: {one.gender}, {one.age} years, {one.wardrobe.garment.replace('_', ' ')}")
        touched.append(one.id)
    people = reading.people(screenplay) if wish.recast else ()
    for old in chosen(cast.characters, wish.recast) if wish.recast else ():
        new = amend.recast(old, cast, people, genre=data)
        cast = cast.model_copy(update={"characters": tuple(new if one.id == new.id else one for one in cast.characters)})
        text = sheet.spliced(text, new, amend.LOOKS)
        production.report.note(f"{new.name} recast with seed {new.seed}: {'; '.join(amend.differences(old, new))}")
        production.report.note(f"{new.name}: {_shots_of(production, new.id)}")
        touched.append(new.id)
    sheet.loads(text, name=CAST)  # what was cut and put in is a cast
    source = Source(path=SCRIPT, digest=cast.screenplay.digest)
    inputs = _inputs(production, source, genre, _wishes(production), amend.lasting(cast))
    production.amend(
        CAST,
        text,
        reason=", ".join([*(f"added {s.partition(':')[0].strip()}" for s in wish.add), *(f"recast {n}" for n in wish.recast)]),
        inputs=inputs,
    )
    return cast, touched


def _inputs(
    production: Production, source: Source, genre: str, wishes: dict[str, design.Wish], kept: Sequence[Character]
) -> dict[str, str | Path]:
    seed = production.settings.seed
    inputs: dict[str, str | Path] = {"screenplay": source.digest, "genre": genre}
    inputs |= {"genre preset": fingerprint.of_value(presets.load("genres", genre)), "seed": fingerprint.of_value(seed)}
    if wishes:
        inputs["want and need"] = fingerprint.of_value(wishes)
    if kept:
        looks: list[Any] = [[one.name, one.told, one.seed, one.seen()] for one in kept]
        inputs["added and recast"] = fingerprint.of_value(looks)
    return inputs


def _wishes(production: Production) -> dict[str, design.Wish]:
    """Return want and need by name, where there is a story."""
    if not production.path(STORY).exists():
        return {}
    return {
        person.name.upper(): (person.want, person.need) for person in story.read(production.path(STORY)).cast if person.want or person.need
    }


def _shots_of(production: Production, id: str) -> str:
    """Return in one line which shots a new look re-makes."""
    if not production.path(SHOTS).exists():
        return "no shots are planned yet"
    shots = documents.load(production.path(SHOTS), ShotList)
    scenes = {scene.id: scene for scene in shots.scenes}
    found = [
        shot.id
        for shot in shots.shots
        if id in shot.subjects
        or any(place.character == id for place in (*shot.places, *(scenes[shot.scene].places if shot.scene in scenes else ())))
    ]
    more = f" and {len(found) - 6} more" if len(found) > 6 else ""
    return (
        f"the next make re-makes {len(found)} of {len(shots.shots)} shots at most: {', '.join(found[:6])}{more}"
        if found
        else "is in no shot"
    )


def _of_sheet(cast: Cast, wish: Wish) -> list[Character]:
    """Return whose sheets a PDF holds: those of --only, else the one whom the file is named after, else (cast.pdf) everyone but day players."""
    assert wish.sheet is not None
    stem = wish.sheet.stem
    if wish.only:
        return chosen(cast.characters, wish.only)
    if stem.lower() in ("cast", "all"):
        return [one for one in cast.characters if one.role != "day"] or list(cast.characters)
    return chosen(cast.characters, [stem])


def chosen(characters: Iterable[Character], only: Sequence[str]) -> list[Character]:
    """Return the characters named by `only` (ids or names), or all. Raises InputError for a name nobody has."""
    import difflib

    characters = list(characters)
    wanted = {name.upper() for name in only}
    names = {key.upper() for one in characters for key in (one.id, one.name, *one.aliases)}
    for name in sorted(wanted - names):
        near = difflib.get_close_matches(name, names, n=1)
        raise InputError(
            f"{CAST}: nobody is called {name!r}",
            hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(c.id for c in characters)}",
        )
    return [one for one in characters if not wanted or {name.upper() for name in (one.id, one.name, *one.aliases)} & wanted]


def _complete(production: Production, edited: Cast, designed: Cast) -> Cast:
    """Return a hand-edited cast with sheets for those who are new in the screenplay; the document itself is left alone."""
    known = {name.upper() for one in edited.characters for name in (one.name, *one.aliases)}
    new = tuple(one for one in designed.characters if one.name.upper() not in known)
    if new:
        production.report.note(
            f"{CAST} was edited by hand and lacks {', '.join(one.name for one in new)}: designed for this run, not written"
        )
    return edited.model_copy(update={"characters": edited.characters + new})
