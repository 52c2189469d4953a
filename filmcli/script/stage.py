"""The script stage: from a logline to `story.yaml`, and from that to `script.fountain`, in a production.

Knows nothing of casts and pictures. What a person edited is built upon: only scenes whose entry in the story changed are written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from filmcli import runners
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.errors import EditedError
from filmcli.core.production import SCRIPT, STORY, Production
from filmcli.formats import fountain
from filmcli.formats import story as document
from filmcli.formats.story import Story, Style
from filmcli.script import drafting, intake


@dataclass(frozen=True)
class Asked:
    """What was asked for besides the settings: people of one's own, a style to write in, to stop at the story, to be told why."""

    cast: tuple[intake.Given, ...] = ()
    style: Style | None = None
    outline_only: bool = False
    explain: bool = False


def run(production: Production, *, insist: bool, asked: Asked | None = None) -> str | None:
    """Return the screenplay's text, written when it is missing or stale; None in a dry run that would write it, or for the outline only.

    `insist`: the user asked for a new screenplay; otherwise one that a person brought or edited is built upon.
    """
    asked = asked or Asked()
    if not insist and belongs_to_a_person(production, SCRIPT) and not production.path(STORY).exists():
        production.report.keep(SCRIPT, "document", "a person's own screenplay")
        return production.path(SCRIPT).read_text(encoding="utf-8")
    told = story(production, insist=insist, asked=asked)
    if told is None:
        if not asked.outline_only:
            production.report.make(SCRIPT, "document", f"{STORY} is to be written", [SCRIPT], 0.0)
        return None
    if asked.explain:
        explain(production, told)
    return None if asked.outline_only else drafting.bring_up(production, told, insist=insist)


def story(production: Production, *, insist: bool, asked: Asked) -> Story | None:
    """Return the production's story: a person's own as it stands, else planned from the settings when it is missing or stale.

    None in a dry run that would have to plan it, unless the plan is to be explained.
    """
    if belongs_to_a_person(production, STORY) and not (insist and production.settings.origin("logline") == "option"):
        production.report.keep(STORY, "document", "a person's own story", notable=insist)
        told = document.read(production.path(STORY))
        production.settings = production.settings.with_values(STORY, genre=told.genre, seed=told.seed)
        return told
    inputs = _inputs(production, asked)
    if insist and not production.force:
        _refuse(production, inputs)
    text = production.document(STORY, inputs, lambda: document.dump(_planned(production, asked)), insist=insist, costly=not asked.explain)
    return document.read(text, name=str(production.path(STORY))) if text is not None else None


def explain(production: Production, told: Story) -> None:
    """Say for each scene which development it is, and what made it likely: the plot model, the beat, the genre."""
    from filmcli.script.plot import groups

    for scene in told.scenes:
        parts = ", ".join(f"{name} {value:.2f}" for name, value in scene.factors.items() if name != "probability")
        share = f" {scene.factors['probability']:.0%}" if "probability" in scene.factors else ""
        name = groups.in_words(scene.development) if scene.development else "no development told"
        production.report.note(f"{scene.id} {scene.beat or '-'}: {name}{share}" + (f" = {parts}" if parts else ""))


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


def belongs_to_a_person(production: Production, name: str) -> bool:
    """Tell whether a document was brought or edited by a person."""
    record: Mapping = production.ledger.record(production._task(name, {}))
    return production.path(name).exists() and not production.force and (production.owned(name) or "source" in record.get("inputs", {}))


def _refuse(production: Production, inputs: Mapping[str, str]) -> None:
    """Raise EditedError when a new story would take the place of the one that a hand-edited screenplay tells."""
    if production.owned(SCRIPT) and not production.ledger.status(production._task(STORY, inputs)).fresh and not production.owned(STORY):
        raise EditedError(
            f"{production.path(SCRIPT)}: was edited by hand and would be overwritten",
            hint="name another folder with -d, change scenes with --rewrite, or add --force",
        )


def _inputs(production: Production, asked: Asked) -> dict[str, str]:
    """Return what the story is planned from, by name; draw the genre when nobody chose one."""
    chosen = production.settings
    genre = chosen.genre or seeds.stream(chosen.seed, "script/genre").choice(presets.names("genres"))
    if chosen.genre is None:
        production.settings = chosen.with_values("drawn by seed", genre=genre)
    runners.check(chosen.script_runner, "write")
    logline = intake.logline(chosen.logline) if chosen.logline is not None else None
    inputs = {
        "logline": fingerprint.of_value(logline),
        "genre": genre,
        "genre preset": fingerprint.of_value(presets.load("genres", genre)),
        "scenes": fingerprint.of_value(_scenes(production)),
        "structure": fingerprint.of_value(chosen.structure),
        "minutes": fingerprint.of_value(chosen.minutes),
        "tone": fingerprint.of_value(chosen.tone),
        "seed": fingerprint.of_value(chosen.seed),
    }
    own = {
        "cast": fingerprint.of_value([vars(one) for one in asked.cast]),
        "style": fingerprint.of_value((asked.style or Style()).model_dump()),
    }
    record = production.ledger.record(production._task(STORY, {})).get("inputs", {})
    if not asked.cast and not asked.style and all(record.get(name) == value for name, value in inputs.items()):
        own = {name: record.get(name, value) for name, value in own.items()}  # the people and the style that this story was planned with
    return inputs | own


def _scenes(production: Production) -> int | None:
    chosen = production.settings
    return chosen.scenes or (None if chosen.minutes else presets.load("quality", chosen.quality).get("scenes"))


def _planned(production: Production, asked: Asked) -> Story:
    from filmcli.script import outline, planning

    chosen = production.settings
    plan = planning.make(
        intake.logline(chosen.logline) if chosen.logline is not None else None,
        genre=chosen.genre,
        seed=chosen.seed,
        scenes=_scenes(production),
        structure=chosen.structure,
        minutes=chosen.minutes,
        cast=asked.cast,
    )
    for note in plan.notes:
        production.report.note(note)
    return outline.of(plan, seed=chosen.seed, minutes=chosen.minutes, tone=chosen.tone, style=asked.style, extras=asked.cast[4:])


def alternatives(production: Production, count: int, *, asked: Asked) -> list[str]:
    """Write `count` versions of the whole script, each from a story and a seed of its own, as files to pick from; return their texts."""
    from filmcli.script import rewriting, versions

    root, texts = production.settings, []
    for number in range(1, count + 1):
        seed = seeds.derive(root.seed, "script/version", str(number)) if number > 1 else root.seed
        production.settings = production.settings.with_values(f"version {number}", seed=seed)
        inputs = _inputs(production, asked)
        told = _planned(production, asked)
        if not production.dry_run:
            text = drafting.whole(production, told)
            marks = rewriting.marks(told, text)
            versions.store(production, number, story=document.dump(told), script=text, marks=marks, inputs=inputs)
            texts.append(text)
    production.settings = production.settings.with_values(root.origin("seed"), seed=root.seed)
    return texts
