"""The people that a person named, put into the parts of a plan.

Knows nothing of scenes and lines.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from filmcli.script.intake import Given
from filmcli.script.roles import ROLES, Character


def recast(
    people: Mapping[str, Character], given: Sequence[Given], data: Mapping, stream: Callable[[str, str], random.Random]
) -> dict[str, Character]:
    """Return the people with those that a person named in their parts: the first leads, then the one who asks, the other, the witness.

    `data` is the genre; what nobody said of somebody stays as it was drawn.
    """
    made = dict(people)
    for role, one in zip(ROLES, given, strict=False):
        old, draw = made[role], stream("recast", role)
        gender = one.gender or old.gender
        look = old.look
        if gender != old.gender:
            look = draw.choice(data["looks"][draw.choice([g for g in data["wardrobe"][gender] if g in data["looks"]])])
        faces = [face for face in data["faces"] if gender == "male" or "moustache" not in face]
        face = old.face if old.face in faces else draw.choice(faces)
        job = one.who or old.job
        made[role] = Character(role, one.name, gender, one.age or old.age, job, look, face, old.manner)
        if role == "lead":
            own = f"{old.name}'s "
            made = {r: replace(p, job=p.job.replace(own, f"{one.name}'s ", 1)) for r, p in made.items()}
    return _apart(made, len(given), data)


def _apart(people: dict[str, Character], given: int, data: Mapping) -> dict[str, Character]:
    """Return the people with another name for whoever was drawn the name of somebody given."""
    kept = {person.name for person in list(people.values())[:given]}
    for role, person in list(people.items())[given:]:
        if person.name in kept:
            pool = data["names"]["family"] if data["names"]["use"] == "family" else data["names"][person.gender]
            people[role] = replace(person, name=next(name for name in pool if name not in {p.name for p in people.values()}))
    return people
