"""A screenplay read back as a story: who is in it, where each scene is, and which development it seems to be, as far as rules can tell.

Knows nothing of who is who; that is told by the caller (`filmcli.cast.reading`). What the page does not say stays empty.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from filmcli.core import presets, seeds
from filmcli.formats import fountain
from filmcli.formats.screenplay import Screenplay
from filmcli.formats.story import Person, Scene, Story
from filmcli.script import company, outline
from filmcli.script.plot import foresight

ROLES = ("lead", "other", "asker", "witness")  # by how much they say: the story is of the first with the second
PROSE = 30  # words of a scene's own action that stand for it


def story(screenplay: Screenplay, people: Sequence[company.Person], *, genre: str, seed: int) -> Story:
    """Return the story of a screenplay. `people` are its characters, each with facts such as gender and age."""
    known = company.Company(people)
    said = _said(screenplay, known)
    order = sorted((p for p in people if said[p.name]), key=lambda p: -said[p.name]) + [p for p in people if not said[p.name]]
    cast = tuple(
        _person(person, ROLES[at] if at < len(ROLES) and said[person.name] else "extra", genre, seed) for at, person in enumerate(order)
    )
    ids = {person.name: one.id for person, one in zip(order, cast, strict=True)}
    told = fountain.scenes(screenplay)
    return Story(
        title=fountain.title(screenplay) or "Untitled",
        logline=_key(screenplay, "logline") or "",
        genre=genre,
        tone=presets.load("genres", genre)["tone"],
        structure="",
        seed=seed,
        cast=cast,
        scenes=tuple(_scenes(screenplay, told, people, known, ids)),
    )


def _key(screenplay: Screenplay, key: str) -> str:
    return next((" ".join(entry.lines).strip() for entry in screenplay.title_page if entry.key.lower() == key), "")


def _said(screenplay: Screenplay, known: company.Company) -> Counter[str]:
    """Return how many words each person says."""
    found: Counter[str] = Counter()
    for scene in fountain.scenes(screenplay):
        for speech in scene.speeches:
            found[known.of(speech.name)] += len(speech.text.split()) + 1
    return found


def _person(person: company.Person, role: str, genre: str, seed: int) -> Person:
    """Return somebody as the page tells of them; clothes, a face and a manner, which only a scene written anew needs, are drawn from the genre."""
    facts: Mapping = person.facts
    name = person.name.title() if person.name.isupper() else person.name
    age = facts["age"].value if "age" in facts else 40
    data, draw = presets.load("genres", genre), seeds.stream(seed, "script/reread", person.name)
    gender = str(facts["gender"].value) if "gender" in facts else "male"
    garments = [one for one in data["wardrobe"][gender] if one in data["looks"]]
    return Person(
        id=outline.identity(person.name),
        name=name[:64],
        gender=gender,  # type: ignore[arg-type]
        age=max(1, min(120, int(age))),
        job=str(facts["profession"].value).replace("_", " ") if "profession" in facts else "",
        look=draw.choice(data["looks"][draw.choice(garments)]),
        face=draw.choice([face for face in data["faces"] if gender == "male" or "moustache" not in face]),
        manner=draw.choice(data["manners"]),
        role=role,  # type: ignore[arg-type]
    )


def _scenes(
    screenplay: Screenplay,
    told: Sequence[fountain.Scene],
    people: Sequence[company.Person],
    known: company.Company,
    ids: Mapping[str, str],
) -> list[Scene]:
    expected = foresight.read(screenplay, people)
    found = []
    for scene, one in zip(told, expected, strict=True):
        action = " ".join(" ".join(e.text.split()) for e in scene.elements if e.type == "action")
        there = dict.fromkeys([known.of(speech.name) for speech in scene.speeches] + [name for *_, name in known.named(action)])
        found.append(
            Scene(
                id=scene.id,
                place=scene.place or "SOMEWHERE",
                int_ext=scene.int_ext,
                time=scene.time,
                who=tuple(ids[name] for name in there if name in ids),
                development=one.group,
                prose=_short(action),
            )
        )
    return found


def _short(text: str) -> str:
    """Return the first sentences of a text, up to some thirty words."""
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.?!…])\s+", text):
        if kept and len(" ".join([*kept, sentence]).split()) > PROSE:
            break
        kept.append(sentence)
    return " ".join(" ".join(kept).split()[: 2 * PROSE])
