"""The drafts: `script.fountain` written from the story, whole the first time and scene by scene after that.

Knows nothing of how the story came about.
"""

from __future__ import annotations

from collections.abc import Collection

from filmcli import runners
from filmcli.core import fingerprint, seeds
from filmcli.core.errors import EditedError, UsageError
from filmcli.core.production import SCRIPT, Production
from filmcli.formats import fountain
from filmcli.formats.story import Scene, Story
from filmcli.runners import adapter
from filmcli.script import retelling, rewriting, writing
from filmcli.script.rewriting import Marks


def bring_up(production: Production, story: Story, *, insist: bool, free: Collection[str] = ()) -> str | None:
    """Return the screenplay of a story, written where it is missing or stale; None in a dry run that would write it.

    A scene that a person edited is not overwritten (EditedError when `insist`, else it is kept), unless its id is in `free`.
    """
    known = rewriting.load(production)
    path = production.path(SCRIPT)
    if path.exists() and known.scenes and not production.force and _same_writer(production):
        text = path.read_text(encoding="utf-8")
        if rewriting.fresh(story, known):
            by_hand = production.owned(SCRIPT)
            production.report.keep(
                SCRIPT, "document", "edited by hand, kept" if by_hand else "it says what the story says", notable=by_hand
            )
            return text
        return _part(production, story, known, text, insist=insist, free=free)
    text = production.document(SCRIPT, inputs(production, story), lambda: whole(production, story), insist=insist, costly=True)
    if text is not None and not production.dry_run and not production.owned(SCRIPT):
        rewriting.save(production, rewriting.marks(story, text))
    return text


def whole(production: Production, story: Story) -> str:
    """Return a screenplay written from the first scene to the last."""
    plan = retelling.plan(story)
    note = production.report.note
    note(f"{plan.title}: {plan.logline}")
    text, tally = writing.compose(plan, seed=story.seed, writer=writer(production), report=note)
    writing.told(tally, writer(production), report=note)
    return text


def part(production: Production, story: Story, known: Marks, text: str) -> rewriting.Update:
    """Return a script with the scenes written anew whose entries changed; nothing is put on disk."""
    return rewriting.update(
        text,
        story,
        known,
        write=lambda told, current: scene(production, story, told, current),
        page=lambda: fountain.compose(writing.title_page(retelling.plan(story), story.seed), []),
    )


def scene(production: Production, story: Story, told: Scene, text: str) -> str:
    """Return the Fountain text of one scene of a story; `text` is the script that it shall stand in, whose other lines it does not repeat."""
    plan = retelling.plan(story)
    index = [one.id for one in story.scenes].index(told.id)
    seed = seeds.derive(story.seed, "script/draft", f"{told.id}/{told.draft}") if told.draft else story.seed
    report = production.report.note
    made, _ = writing.lines(plan, seed=seed, writer=writer(production), report=report, only={index}, known=_known(story, text))
    return fountain.compose([], writing.elements(plan.scenes[index], made[index]))


def _known(story: Story, text: str) -> list[tuple[str | None, str]]:
    """Return what a script shows and says, line by line, each speech with the name that the story has for its speaker."""
    names = {person.name.upper(): person.name for person in story.cast}
    found: list[tuple[str | None, str]] = []
    for told in fountain.scenes(fountain.parse(text)):
        found += [(None, element.text) for element in told.elements if element.type == "action"]
        found += [(names.get(speech.name.upper()), speech.text) for speech in told.speeches]
    return found


def writer(production: Production) -> writing.Writer:
    """Return the writer of the production's settings, loaded once."""
    chosen = production.settings

    def load() -> writing.Writer:
        given = {"model": chosen.script_model, "device": chosen.device} if chosen.script_model else {}
        options = {name: value for name, value in given.items() if runners.takes(chosen.script_runner, "write", name)}
        if chosen.script_adapter:
            if not runners.takes(chosen.script_runner, "write", "adapter"):
                raise UsageError(f"{chosen.script_runner} takes no adapter", hint="--runner transformers --model FOLDER --adapter FOLDER")
            options["adapter"] = chosen.script_adapter
        production.report.note(f"writing with {chosen.script_runner}" + (f" {chosen.script_model}" if chosen.script_model else ""))
        return runners.open(chosen.script_runner, "write", **options)

    return production.keep("writer", load)


def inputs(production: Production, story: Story) -> dict[str, str]:
    """Return what a script is written from, by name: its story and its writer."""
    entries = [rewriting.entry(story, scene) for scene in story.scenes]
    page = [story.title, story.logline, story.genre, story.seed]
    return {"story": fingerprint.of_value([page, entries])} | _writer(production)


def _writer(production: Production) -> dict[str, str]:
    """Return who writes, by name: the runner, its model, and the style adapter on it."""
    chosen = production.settings
    own = {"adapter": adapter.digest(chosen.script_adapter)} if chosen.script_adapter else {}
    return {"runner": chosen.script_runner, "model": fingerprint.of_value(chosen.script_model)} | own


def _same_writer(production: Production) -> bool:
    """Tell whether the script that stands was written by the writer of the settings, or by a person."""
    record = production.ledger.record(production._task(SCRIPT, {})).get("inputs", {})
    return "runner" not in record or {name: record[name] for name in ("runner", "model", "adapter") if name in record} == _writer(
        production
    )


def _part(production: Production, story: Story, known: Marks, text: str, *, insist: bool, free: Collection[str]) -> str | None:
    """Write the scenes anew whose entries changed; every other byte of the script stays."""
    ids = rewriting.stale(story, known)
    theirs = sorted((rewriting.edited(text, known) & set(ids)) - set(free))
    if theirs and insist:
        raise EditedError(
            f"{production.path(SCRIPT)}: {', '.join(theirs)} {'was' if len(theirs) == 1 else 'were'} edited by hand and would be overwritten",
            hint=f'take the edit out of the story, name the scene (--rewrite {theirs[0]} "…"), or add --force',
        )
    if theirs:
        production.report.keep(SCRIPT, "document", f"{', '.join(theirs)}: edited by hand, kept; the story says otherwise", notable=True)
        return text
    reason = f"{', '.join(ids[:4])}{'' if len(ids) < 5 else ' …'} changed in the story" if ids else "the title page changed in the story"
    if production.dry_run:
        production.report.make(SCRIPT, "document", reason, [SCRIPT], 0.0)
        return None
    made = part(production, story, known, text)
    production.amend(SCRIPT, made.text, reason=reason, inputs=inputs(production, story))
    rewriting.save(production, made.marks)
    return made.text
