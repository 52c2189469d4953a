"""The cast stage: from a screenplay to `cast.yaml`, and a portrait and turnaround of everyone in it.

Knows nothing of shots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from filmcli.cast import design, portraits, sheet
from filmcli.core import build, fingerprint, presets
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, Production
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character, Source


def run(production: Production, text: str, *, genre: str, insist: bool, only: Sequence[str] = (), pictures: bool = True) -> Cast:
    """Return the cast of a screenplay; write `cast.yaml` and draw what is missing or stale of the pictures."""
    screenplay = fountain.parse(text)
    cast = document(production, screenplay, text, genre=genre, insist=insist)
    if not cast.characters:
        production.report.note(f"{SCRIPT}: nobody speaks and nobody is introduced; the cast is empty")
    if pictures:
        tasks = portraits.tasks(production, chosen(cast.characters, only))
        for _ in build.run(
            production.ledger,
            tasks,
            portraits.maker(production),
            production.report,
            force=production.force,
            dry_run=production.dry_run,
            donor=production.donor,
        ):
            pass
    return cast


def document(production: Production, screenplay: fountain.Screenplay, text: str, *, genre: str, insist: bool) -> Cast:
    """Return the cast document, designed anew when the screenplay changed and nobody edited it by hand."""
    seed = production.settings.seed
    source = Source(path=SCRIPT, digest=fingerprint.of_text(text))
    data = presets.load("genres", genre)

    def compose() -> str:
        return sheet.dump(design.design(screenplay, genre={**data, "name": genre}, seed=seed, source=source))

    inputs = {"screenplay": source.digest, "genre": genre, "genre preset": fingerprint.of_value(data), "seed": fingerprint.of_value(seed)}
    written = production.document(CAST, inputs, compose, insist=insist)
    cast = sheet.loads(written, name=str(production.path(CAST)))
    return (
        _complete(production, cast, design.design(screenplay, genre={**data, "name": genre}, seed=seed, source=source))
        if production.owned(CAST)
        else cast
    )


def chosen(characters: Iterable[Character], only: Sequence[str]) -> list[Character]:
    """Return the characters named by `only` (ids or names), or all. Raises InputError for a name nobody has."""
    import difflib

    characters = list(characters)
    wanted = {name.upper() for name in only}
    names = {key.upper() for one in characters for key in (one.id, one.name)}
    for name in sorted(wanted - names):
        near = difflib.get_close_matches(name, names, n=1)
        raise InputError(
            f"{CAST}: nobody is called {name!r}",
            hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(c.id for c in characters)}",
        )
    return [one for one in characters if not wanted or {one.id.upper(), one.name.upper()} & wanted]


def _complete(production: Production, edited: Cast, designed: Cast) -> Cast:
    """Return a hand-edited cast with sheets for those who are new in the screenplay; the document itself is left alone."""
    known = {name.upper() for one in edited.characters for name in (one.name, *one.aliases)}
    new = tuple(one for one in designed.characters if one.name.upper() not in known)
    if new:
        production.report.note(
            f"{CAST} was edited by hand and lacks {', '.join(one.name for one in new)}: designed for this run, not written"
        )
    return edited.model_copy(update={"characters": edited.characters + new})
