"""The script stage: from a logline to `script.fountain` in a production.

Knows nothing of casts and pictures.
"""

from __future__ import annotations

from collections.abc import Mapping

from filmcli import runners
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.production import SCRIPT, Production
from filmcli.formats import fountain


def run(production: Production, *, insist: bool) -> str | None:
    """Return the screenplay's text, written when it is missing or stale; None in a dry run that would write it.

    `insist`: the user asked for a new screenplay; otherwise one that a person brought or edited is built upon.
    """
    chosen = production.settings
    if not insist and _belongs_to_a_person(production):
        production.report.keep(SCRIPT, "document", "a person's own screenplay")
        return production.path(SCRIPT).read_text(encoding="utf-8")
    genre = chosen.genre or seeds.stream(chosen.seed, "script/genre").choice(presets.names("genres"))
    if chosen.genre is None:
        production.settings = chosen.with_values("drawn by seed", genre=genre)
    runners.check(chosen.script_runner, "write")
    scenes = chosen.scenes or presets.load("quality", chosen.quality).get("scenes")
    inputs = {
        "logline": fingerprint.of_value(chosen.logline),
        "genre": genre,
        "genre preset": fingerprint.of_value(presets.load("genres", genre)),
        "scenes": fingerprint.of_value(scenes),
        "seed": fingerprint.of_value(chosen.seed),
        "runner": chosen.script_runner,
        "model": fingerprint.of_value(chosen.script_model),
    }
    return production.document(SCRIPT, inputs, lambda: _write(production, genre, scenes), insist=insist, costly=True)


def genre_of(production: Production, screenplay: fountain.Screenplay) -> tuple[str, str]:
    """Return (genre, reason): the setting, else the screenplay's own `Genre:` key, else drama."""
    chosen = production.settings
    if chosen.genre:
        return chosen.genre, chosen.origin("genre")
    written = _title_value(screenplay, "genre").lower().replace(" ", "_").replace("-", "_")
    if written in presets.names("genres"):
        return written, "the screenplay's title page"
    return "drama", "no genre given"


def _title_value(screenplay: fountain.Screenplay, key: str) -> str:
    return next((" ".join(entry.lines).strip() for entry in screenplay.title_page if entry.key.lower() == key), "")


def _belongs_to_a_person(production: Production) -> bool:
    record: Mapping = production.ledger.record(production._task(SCRIPT, {}))
    return production.path(SCRIPT).exists() and not production.force and (production.owned(SCRIPT) or "source" in record.get("inputs", {}))


def _write(production: Production, genre: str, scenes: int | None) -> str:
    from filmcli.script import writing

    chosen = production.settings
    given = {"model": chosen.script_model, "device": chosen.device} if chosen.script_model else {}
    options = {name: value for name, value in given.items() if runners.takes(chosen.script_runner, "write", name)}
    production.report.note(f"writing with {chosen.script_runner}" + (f" {chosen.script_model}" if chosen.script_model else ""))
    writer = runners.open(chosen.script_runner, "write", **options)
    return writing.write(chosen.logline, genre=genre, seed=chosen.seed, writer=writer, report=production.report.note, scenes=scenes)
