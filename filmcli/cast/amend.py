"""A cast changed by command: somebody added from a sentence, somebody's look drawn anew, and both kept when the screenplay is read again.

Knows nothing of files. Everybody else stays as they are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from filmcli.cast import design, reading
from filmcli.cast.reading import Person
from filmcli.core import seeds
from filmcli.core.errors import UsageError
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character
from filmcli.formats.document import Model

LOOKS = ("appearance", "wardrobe", "seed", "origin")  # what recasting writes
SEEDS = 1_000_000  # a seed that a person can read aloud


def added(cast: Cast, sentence: str, *, genre: Mapping[str, Any]) -> Character:
    """Return somebody new from `NAME: a description in a sentence`, unlike everybody in the cast. Raises UsageError for no such sentence, or a name that is taken."""
    name, colon, description = (part.strip() for part in sentence.partition(":"))
    if not colon or not name or not description:
        raise UsageError(
            f"--add {sentence!r}: expected a name, a colon and a description", hint='--add "VERA: a tall singer of 34 with red hair"'
        )
    name = name.upper()
    if any(name in {one.name.upper(), one.id.upper(), *(alias.upper() for alias in one.aliases)} for one in cast.characters):
        raise UsageError(f"--add {name}: is in the cast already", hint=f"filmcli cast --recast {name} draws a new look")
    one = design.character(told(name, description), cast.characters, role="support", genre=genre, seed=cast.seed)
    return one.model_copy(update={"told": description, "origin": one.origin | {"told": "cast --add", "role": "cast --add"}})


def told(name: str, description: str) -> Person:
    """Return a person as a sentence tells them: nothing of it has a line."""
    text = f"INT. HERE - DAY\n\n{name}, {description.rstrip('.')}.\n\n{name}\nHere.\n"
    person = next(one for one in reading.people(fountain.parse(text)) if name in (one.name, *one.aliases))
    here: dict[str, Any] = {
        field: tuple(dataclasses.replace(fact, line=0) for fact in getattr(person, field))
        for field in ("manner", "moods", "deeds", "sayings")
    }
    facts = {key: dataclasses.replace(fact, line=0) for key, fact in person.facts.items()}
    nothing = {"line": 0, "speeches": 0, "words": 0, "worn": (), "scenes": (), "present": (), "excitement": 0.2}
    return dataclasses.replace(person, facts=facts, **here, **nothing)


def recast(one: Character, cast: Cast, people: Sequence[Person], *, genre: Mapping[str, Any]) -> Character:
    """Return a character with a new look, drawn with a seed of its own, unlike all the others; what the script says of the looks stays."""
    seed = seeds.derive(one.seed if one.seed is not None else cast.seed, "cast/recast", one.name) % SEEDS
    others = [other for other in cast.characters if other.id != one.id]
    person = next((p for p in people if p.name.upper() == one.name.upper()), None) or told(
        one.name, one.told or one.description or "somebody"
    )
    appearance, wardrobe, origin = design.looked(person, others, gender=one.gender, age=one.age, genre=genre, seed=seed)
    kept = {key: value for key, value in one.origin.items() if key != "heritage" and not re.match(r"(?:appearance|wardrobe)(?:\.|\Z)", key)}
    if "*" in kept:  # a day player's short sheet
        kept["*"] = f"drawn with seed {seed}; a day player's sheet is short"
        origin = {key: value for key, value in origin.items() if re.search(r'line \d+: "', value)}
    return one.model_copy(
        update={"appearance": appearance, "wardrobe": wardrobe, "seed": seed, "origin": _in_order(one.origin, kept | origin)}
    )


def _in_order(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return origins in the order that they had, so that a document differs in no more lines than it must."""
    return {key: now[key] for key in before if key in now} | dict(now)


def lasting(cast: Cast) -> tuple[Character, ...]:
    """Return those whom a command added or recast."""
    return tuple(one for one in cast.characters if one.told or one.seed is not None)


def carried(designed: Cast, kept: Iterable[Character]) -> Cast:
    """Return a newly designed cast with the looks that were drawn anew, and with those who were added; a name that now speaks is the script's."""
    found = list(designed.characters)
    for old in kept:
        at = next((index for index, one in enumerate(found) if one.name.upper() == old.name.upper()), None)
        if at is None and old.told:
            found.append(old)
        elif at is not None and old.seed is not None:
            looks = {key: value for key, value in old.origin.items() if re.match(r"heritage|\*|(?:appearance|wardrobe)(?:\.|\Z)", key)}
            update = {
                "appearance": old.appearance,
                "wardrobe": old.wardrobe,
                "seed": old.seed,
                "origin": _in_order(found[at].origin, found[at].origin | looks),
            }
            found[at] = found[at].model_copy(update=update)
    return designed.model_copy(update={"characters": tuple(found)})


def differences(before: Character, after: Character) -> list[str]:
    """Return what a camera would see change, `hair.style bob → long`, the face's targets in one word."""
    found = [*_differences(before.appearance, after.appearance, ""), *_differences(before.wardrobe, after.wardrobe, "wardrobe.")]
    if before.appearance.build.shape != after.appearance.build.shape:
        found.append("another face")
    return found


def _differences(before: Model, after: Model, path: str) -> list[str]:
    found = []
    for key in type(before).model_fields:
        a, b = getattr(before, key), getattr(after, key)
        if isinstance(a, Model):
            found += _differences(a, b, f"{path}{key}.")
        elif a != b and key == "skin":
            found.append(f"skin {'lighter' if sum(b) > sum(a) else 'darker'}")
        elif a != b and key != "shape":
            found.append(f"{path}{key} {_shown(a)} → {_shown(b)}")
    return found


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        from filmcli.formats import likeness

        return likeness.colour(value)
    return "/".join(value) if isinstance(value, dict) else str(value)
