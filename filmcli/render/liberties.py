"""Where a film shows something else than the page says: a place taken for another, a thing nobody modelled, a machine before its time.

Knows nothing of Blender. Each liberty is one line with a remedy; none is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from filmcli.core import presets
from filmcli.core.production import CAST
from filmcli.formats import period
from filmcli.formats.cast import Cast
from filmcli.formats.shots import Scene, ShotList
from filmcli.render import assets, lexicon

MOST = 6  # names in a line


class Liberty(NamedTuple):
    """The scene it is first taken in, and the words for it."""

    scene: str
    words: str


def taken(shots: ShotList, *, own: Collection[str] = ()) -> list[Liberty]:
    """Return the liberties of a shot list: places first, then things that something stands for, then those that are left out, in one line.

    own: names of the user's own models of props, which are none.
    """
    genre = presets.load("genres", shots.genre) if shots.genre in presets.names("genres") else {}
    found = [one for scene in shots.scenes for one in _place(scene, scene.period or str(genre.get("period", "")))]
    stands = {words: rest for words, rest in _stand_ins(shots) if not any(assets.named(name, words) for name in own)}
    told = [Liberty(scene, f"{words}: nobody modelled it; {_for(words, prop)}") for words, (scene, prop) in list(stands.items())[::-1]]
    return [*found, *told, *_left_out(shots, own)]


def unworn(cast: Cast, scenes: Collection[str]) -> list[Liberty]:
    """Return the clothes that a cast has for scenes that the screenplay has not. scenes: their ids."""
    return [
        Liberty(CAST, f"{person.id}'s wardrobes[{number}] is for {change.scenes}, and no such scene is there: nobody will see it worn")
        for person in cast.characters
        for number, change in enumerate(person.wardrobes)
        if not any(change.holds(scene) for scene in scenes)
    ]


def _for(words: str, prop: str) -> str:
    return f"nearest by kind and size: {prop.replace('_', ' ')}; your own as assets/props/{words.replace(' ', '_')}.glb"


def _place(scene: Scene, when: str) -> Iterator[Liberty]:
    if "not a set" in scene.set_reason:
        yield Liberty(scene.id, scene.set_reason)
    since = presets.load("sets", scene.set).get("since")
    if since and period.before(when, int(since["year"])):
        yield Liberty(scene.id, f"{scene.set} in {when}: {since['words']}")


def _stand_ins(shots: ShotList) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the props of scenes and shots that something else stands for, the last first, so that of a dict's the first scene stays."""
    named = [(scene.id, words) for scene in shots.scenes for words in (*(place.hold for place in scene.places), *scene.dressing)]
    named += [(shot.scene, words) for shot in shots.shots for words in (*(place.hold for place in shot.places), shot.prop)]
    for scene, words in reversed(named):
        if words and (prop := lexicon.stand_in(words)) != words:
            yield words, (scene, prop)


def _left_out(shots: ShotList, own: Collection[str]) -> Iterator[Liberty]:
    """Yield the line of what the action names and nothing like it can be made of."""
    found = {
        one.name: scene.id
        for scene in reversed(shots.scenes)
        for one in reversed(scene.elements)
        if one.kind == "prop" and not lexicon.nearest_prop(one.name)
    }
    names = [words for words in list(found)[::-1] if not any(assets.named(name, words) for name in own)]
    if names:
        rest = f" and {len(names) - MOST} more" if len(names) > MOST else ""
        yield Liberty(
            found[names[0]],
            f"nobody modelled {', '.join(names[:MOST])}{rest}: left out; your own as assets/props/NAME.glb, and NAME under `dressing:`",
        )
