"""The script beside its story: which scenes were written from which entry, and the writing anew of just those whose entry changed.

Knows nothing of models; it is given somebody who writes a scene. Every byte of the other scenes stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from filmcli.core import files, fingerprint
from filmcli.core.production import Production
from filmcli.formats import editing, fountain
from filmcli.formats import scenes as naming
from filmcli.formats.story import Scene, Story

FILE = "scenes.json"  # in .filmcli
_PAGE = ("title", "logline", "genre", "seed")  # what the title page says of a story
_COMMON = ("genre", "tone", "about", "objective", "prop", "style")  # what every scene is written from
_UNWRITTEN = {"factors", "prose", "question", "beat", "development", "template", "learns"}  # what tells of a scene, and is not written


@dataclass(frozen=True)
class Mark:
    """What one scene was written from: its id, the digests of its entry and of its text as it was written, and its slug line."""

    id: str
    entry: str
    text: str
    heading: str


@dataclass(frozen=True)
class Marks:
    """What a whole script was written from. `page` is the digest of what the title page says, `head` of its text."""

    page: str = ""
    head: str = ""
    scenes: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Update:
    """A script brought up to date: its text, what it is now written from, and the ids written anew."""

    text: str
    marks: Marks
    written: tuple[str, ...] = ()


def entry(story: Story, scene: Scene) -> str:
    """Return the digest of all that a scene is written from: its entry, those in it, the names of all, and what is common to the story."""
    own = scene.model_dump(mode="json", exclude=_UNWRITTEN - ({"prose"} if has_own_prose(scene) else set()))
    people = [story.person(id).model_dump(mode="json") for id in scene.who]
    common = story.model_dump(mode="json", include=set(_COMMON))
    return fingerprint.of_value([own, people, [[person.id, person.name] for person in story.cast], common])


def has_own_prose(scene: Scene) -> bool:
    """Tell whether a scene's prose is a person's, and not what filmcli made of its other keys."""
    made = f"{scene.because}. {scene.goal}, but {scene.conflict}. {scene.turn}."
    return bool(scene.prose) and scene.prose.lower() != made.lower()


def marks(story: Story, text: str) -> Marks:
    """Return the marks of a script that was written from a story, scene by scene in order."""
    screenplay = fountain.parse(text)
    told = zip(story.scenes, fountain.scenes(screenplay), strict=False)
    return Marks(_page(story), fingerprint.of_text(screenplay.head), tuple(_mark(story, entry_, scene) for entry_, scene in told))


def load(production: Production) -> Marks:
    """Return the marks that were kept; empty when there are none, or damaged."""
    try:
        data = json.loads((production.path(".filmcli") / FILE).read_text(encoding="utf-8"))
        return Marks(data["page"], data["head"], tuple(Mark(**one) for one in data["scenes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Marks()


def save(production: Production, found: Marks) -> None:
    """Keep the marks of a script."""
    files.write(production.path(".filmcli") / FILE, json.dumps(asdict(found), indent=1, ensure_ascii=False) + "\n")


def stale(story: Story, known: Marks) -> list[str]:
    """Return the ids of scenes whose entry is not the one they were written from, of new ones and of those that are gone."""
    old = {mark.id: mark.entry for mark in known.scenes}
    now = {scene.id: entry(story, scene) for scene in story.scenes}
    return [id for id in now if old.get(id) != now[id]] + [id for id in old if id not in now]


def fresh(story: Story, known: Marks) -> bool:
    """Tell whether a script says what its story says."""
    return not stale(story, known) and known.page == _page(story) and [m.id for m in known.scenes] == [s.id for s in story.scenes]


def edited(text: str, known: Marks) -> set[str]:
    """Return the ids of the scenes whose text is not as it was written."""
    current = fountain.parse(text)
    told, places = fountain.scenes(current), _places(known, current)
    return {mark.id for mark in known.scenes if mark.id in places and _text(told[places[mark.id]]) != mark.text}


def at(text: str, known: Marks) -> list[str | None]:
    """Return, for each scene of a script in order, the id that its story knows it by; None for one that a person put in."""
    current = fountain.parse(text)
    ids = {place: id for id, place in _places(known, current).items()}
    return [ids.get(place) for place in range(len(fountain.scenes(current)))]


def slice_of(text: str, known: Marks, id: str) -> str:
    """Return the text of one scene of a script, by the id its story has for it; empty when it is not there."""
    current = fountain.parse(text)
    place = _places(known, current).get(id)
    return "" if place is None else "".join(e.lead + e.source for e in fountain.scenes(current)[place].elements).strip() + "\n"


def update(text: str, story: Story, known: Marks, *, write: Callable[[Scene, str], str], page: Callable[[], str]) -> Update:
    """Return the script with the scenes of changed entries written anew, new ones put in and dropped ones taken out.

    `write` gives the Fountain text of a scene (it is told the script as it stands), `page` that of the title page.
    """
    current = fountain.parse(text)
    places = _places(known, current)
    ids, wanted = [mark.id for mark in known.scenes], [scene.id for scene in story.scenes]
    stay = {ids[a + k] for a, _, n in SequenceMatcher(None, ids, wanted, autojunk=False).get_matching_blocks() for k in range(n)} & set(
        places
    )
    for id in sorted((id for id in places if id not in stay), key=lambda id: -places[id]):
        current = editing.delete_scene(current, naming.scene_id(places[id]))
        places = {one: at - (at > places[id]) for one, at in places.items() if one != id}
    anew, written = set(stale(story, known)), []
    for number, scene in enumerate(story.scenes):
        if scene.id in stay and scene.id not in anew:
            continue
        inner = write(scene, fountain.write(current))
        if scene.id in stay:
            current = editing.replace_scene(current, naming.scene_id(places[scene.id]), inner)
        else:
            current, at = _inserted(current, inner, [places.get(one) for one in wanted[number + 1 :]])
            places = {one: old + (old >= at) for one, old in places.items()} | {scene.id: at}
        written.append(scene.id)
    made = _titled(fountain.write(current), story, known, page)
    told, old = fountain.scenes(fountain.parse(made)), {mark.id: mark for mark in known.scenes}
    found = [old[s.id] if s.id not in written else _mark(story, s, told[places[s.id]]) for s in story.scenes]
    return Update(made, Marks(_page(story), fingerprint.of_text(fountain.parse(made).head), tuple(found)), tuple(written))


def _inserted(current: fountain.Screenplay, inner: str, later: Sequence[int | None]) -> tuple[fountain.Screenplay, int]:
    """Return the screenplay with a scene before the next of its story that stands already, and where it stands now."""
    at = next((place for place in later if place is not None), None)
    if at is None:
        return editing.insert_scene(current, inner), len(fountain.scenes(current))
    return editing.insert_scene(current, inner, before=naming.scene_id(at)), at


def _titled(text: str, story: Story, known: Marks, page: Callable[[], str]) -> str:
    """Return the text with a new title page, when the story says another and nobody edited the one that stands."""
    head = fountain.parse(text).head
    if not known.page or known.page == _page(story) or known.head != fingerprint.of_text(head):
        return text
    return page() + text[len(head) :]


def _places(known: Marks, screenplay: fountain.Screenplay) -> dict[str, int]:
    """Return where each marked scene stands in a script that a person may have edited: by slug lines in order, or by count."""
    now = [_heading(scene) for scene in fountain.scenes(screenplay)]
    then = [mark.heading for mark in known.scenes]
    if len(now) == len(then):
        return {mark.id: at for at, mark in enumerate(known.scenes)}
    blocks = SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks()
    return {known.scenes[a + k].id: b + k for a, b, n in blocks for k in range(n)}


def _mark(story: Story, told: Scene, scene: fountain.Scene) -> Mark:
    return Mark(told.id, entry(story, told), _text(scene), _heading(scene))


def _text(scene: fountain.Scene) -> str:
    return fingerprint.of_text("".join(element.lead + element.source for element in scene.elements).strip())


def _heading(scene: fountain.Scene) -> str:
    return scene.heading.text if scene.heading else ""


def _page(story: Story) -> str:
    return fingerprint.of_value(story.model_dump(mode="json", include=set(_PAGE)))
