"""Changes of a script that stands: a scene written anew by a wish, more scenes at its end, and several versions to choose from.

Knows nothing of the command line. The story changes first, and the script follows it; nothing else in either does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from filmcli.core import files, fingerprint
from filmcli.core.errors import InputError
from filmcli.core.production import SCRIPT, STORY, Production
from filmcli.formats import fountain
from filmcli.formats import scenes as naming
from filmcli.formats import story as document
from filmcli.formats.story import Scene, Story
from filmcli.script import continuing, drafting, rereading, revising, rewriting, stage, versions

People = Callable[[fountain.Screenplay], Sequence[Any]]


def standing(production: Production, people: People) -> Story:
    """Return the story of the script that stands: its own, or, for one that a person wrote, what can be read back from it.

    A story that is read back is written beside the script; so are scenes that a person put into a script of filmcli's.
    """
    path = production.path(SCRIPT)
    if not path.exists():
        raise InputError(f"{path}: no such file", hint="filmcli script LOGLINE writes one; filmcli script FILE.fountain takes yours")
    text = path.read_text(encoding="utf-8")
    known = rewriting.load(production)
    if production.path(STORY).exists() and known.scenes and None not in rewriting.at(text, known):
        return document.read(production.path(STORY))
    screenplay = fountain.parse(text)
    if not fountain.scenes(screenplay):
        raise InputError(f"{path}: has no scene", hint="a scene begins with a line like INT. HOUSE - DAY")
    genre, reason = stage.genre_of(production, screenplay)
    production.settings = production.settings.with_values(reason, genre=genre)
    story = rereading.story(screenplay, people(screenplay), genre=genre, seed=production.settings.seed)
    production.amend(STORY, document.dump(story), reason="read back from the script", inputs={"source": fingerprint.of_text(text)})
    if not production.dry_run:
        rewriting.save(production, rewriting.marks(story, text))
    return story


def rewrite(production: Production, name: str, wish: str, *, people: People, count: int = 1) -> list[str]:
    """Write one scene anew by a wish; with a `count`, as many versions to pick from. Return the texts of the scene."""
    story = standing(production, people)
    scene = _named(production, story, name)
    read = revising.read(wish, story, scene)
    understood = ", ".join(read.read) or "nothing that rules can read; the writer gets its words"
    production.report.note(f"{scene.id}: {understood}")
    told = [_played(revising.applied(scene, read, story, draft=scene.draft + 1 + k), story) for k in range(count)]
    made = [story.with_scene(one) for one in told]
    return _made(production, made, told[0].id)


def more(production: Production, scenes: int, *, people: People, count: int = 1) -> list[str]:
    """Write more scenes at the end of the script; with a `count`, as many versions to pick from. Return the last scene of each."""
    story = standing(production, people)
    made = [continuing.more(story, scenes, version=k) for k in range(count)]
    for scene in made[0].scenes[len(story.scenes) :]:
        production.report.note(f"{scene.id}: {scene.prose}")
    return _made(production, made, made[0].scenes[-1].id)


def _named(production: Production, story: Story, name: str) -> Scene:
    """Return the scene that an id (or number) means: as the script counts them, else as the story calls them."""
    text = production.path(SCRIPT).read_text(encoding="utf-8")
    told = fountain.scenes(fountain.parse(text))
    ids = rewriting.at(text, rewriting.load(production)) or [scene.id for scene in told]
    if name in {scene.id for scene in story.scenes} and name not in {scene.id for scene in told}:
        return story.scene(name)
    place = naming.named(told, name).index
    return story.scene(ids[place] or told[place].id)


def _played(scene: Scene, story: Story) -> Scene:
    """Return a scene with a flow to play: its own, or one borrowed from a development of its kind."""
    return scene if scene.flow else continuing.borrowed(scene, story)


def _made(production: Production, stories: Sequence[Story], id: str) -> list[str]:
    """Write the script of one changed story in place, or of several as versions; return the text of the scene in each."""
    path = production.path(STORY)
    old = path.read_text(encoding="utf-8") if path.exists() else document.dump(stories[0])
    was = document.read(old).scenes if path.exists() else ()
    ids = [[scene.id for scene in story.scenes if scene not in was] for story in stories]
    current, known = production.path(SCRIPT).read_text(encoding="utf-8"), rewriting.load(production)
    if production.dry_run:
        production.report.make(SCRIPT, "document", f"{', '.join(ids[0])} written anew", [SCRIPT], 0.0)
        return []
    texts = []
    for number, story in enumerate(stories, 1):
        made = drafting.part(production, story, known, current)
        told = document.spliced(old, story, ids[number - 1])
        if len(stories) > 1:
            versions.store(production, number, story=told, script=made.text, marks=made.marks)
        else:
            _set_aside(production, current, ids[0])
            production.amend(STORY, told, reason=f"{', '.join(ids[0])} changed")
            production.amend(SCRIPT, made.text, reason=f"{', '.join(made.written)} written anew", inputs=drafting.inputs(production, story))
            rewriting.save(production, made.marks)
        texts.append(rewriting.slice_of(made.text, made.marks, id))
    return texts


def _set_aside(production: Production, current: str, ids: Sequence[str]) -> None:
    """Keep the scenes as they were, where a person had edited them: in .filmcli/replaced."""
    known = rewriting.load(production)
    theirs = stage.belongs_to_a_person(production, SCRIPT)
    for id in ids:
        text = rewriting.slice_of(current, known, id)
        if text and (theirs or id in rewriting.edited(current, known)):
            path = production.path(".filmcli") / "replaced" / f"{id}-{fingerprint.of_text(text)[:8]}.fountain"
            files.write(path, text)
            production.report.note(f"{id}: as it was: {path}")
