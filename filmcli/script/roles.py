"""Roles: the people of a plan, from what the logline says of them and what the genre offers.

Knows nothing of scenes and lines. The lead is who the story is about, the other whom it concerns, the asker who presses, the witness who knows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from filmcli.core import presets
from filmcli.script.premise import Person, Premise

ROLES = ("lead", "asker", "other", "witness")
AGES = {"lead": (30, 58), "asker": (32, 62), "other": (24, 50), "witness": (28, 66)}
APART = {
    "father": (23, 32),
    "mother": (20, 30),
    "grandfather": (46, 50),
    "grandmother": (44, 50),
    "son": (-30, -22),
    "daughter": (-30, -20),
    "brother": (-9, -1),
    "sister": (-9, -1),
    "nephew": (-26, -12),
    "niece": (-26, -12),
    "uncle": (14, 24),
    "aunt": (14, 24),
}  # years from the lead
VAGUE = {"", "man", "woman", "stranger", "person", "somebody", "someone"}  # says nothing a camera could use: a profession is drawn


@dataclass(frozen=True)
class Character:
    """One person of the plan. `name` is the cue in capitals' source: `Mercer`; `want` and `voice` are the story document's."""

    role: str
    name: str
    gender: str
    age: int
    job: str
    look: str
    face: str
    manner: str
    want: str = ""
    voice: str = ""


def choose(premise: Premise, data: Mapping, stream: Callable[[str, str], random.Random]) -> dict[str, Character]:
    """Return the four people of a plan, by role. `data` is the genre, `stream` gives the random stream of a purpose and an item."""
    return _Chooser(premise, data, stream).people()


class _Chooser:
    def __init__(self, premise: Premise, data: Mapping, stream: Callable[[str, str], random.Random]) -> None:
        self.premise, self.data, self.stream = premise, data, stream
        self.common = presets.load("writing", "common")
        self.lead: Character | None = None
        self.taken: set[str] = {"i", *(f"name:{p.name}" for p in (premise.lead, premise.asker, premise.other) if p and p.name)}

    def people(self) -> dict[str, Character]:
        given = {"lead": self.premise.lead, "asker": self.premise.asker, "other": self.premise.other}
        return {role: self._person(role, given.get(role)) for role in ROLES}

    def _person(self, role: str, known: Person | None) -> Character:
        draw = self.stream("person", role)
        gender = (known.gender if known else None) or self._gender_of_name(known) or draw.choice(["male", "female"])
        name = self._name(known, gender, draw)
        vague = known is None or known.phrase in VAGUE
        job = known.phrase if known and not vague else draw.choice(self._work(role, gender))
        if role == "lead" and known and known.name and vague and known.noun in VAGUE:
            job = draw.choice(self._work(role, gender))
        if self.lead and role in {"asker", "other"} and self._kin(job, known):
            job = f"{self.lead.name}'s {job.removeprefix('own ')}"
        low, high = self._ages(role, job, known)
        look = self._look(gender, known, draw)
        face = self._fresh(draw, [f for f in self.data["faces"] if gender == "male" or not re.search("moustache|beard", f)])
        manner = self._fresh(draw, self.data["manners"])
        made = Character(role, name, gender, draw.randint(low, high), job, look, face, manner)
        if role == "lead":
            self.lead = made
        return made

    def _kin(self, job: str, known: Person | None) -> bool:
        kin = job.split()[-1] in self.common["kin"] and job.split()[-1] not in {"landlord", "landlady"} and "'s " not in job
        return kin or bool(known and known.kin)

    def _look(self, gender: str, known: Person | None, draw: random.Random) -> str:
        if known and known.noun in self.common["animals"]:
            return self._fresh(draw, self.common["coats"])
        garments = [g for g in self.data["wardrobe"][gender] if g in self.data["looks"]]
        garment = draw.choice([g for g in garments if set(self.data["looks"][g]) - self.taken] or garments)
        return self._fresh(draw, self.data["looks"][garment])

    def _work(self, role: str, gender: str) -> list[str]:
        """Return the genre's work for a role, without the kin that the logline has a use for."""
        work = self.data["professions"][role][gender]
        told = set(re.findall(r"[a-z]+", self.premise.logline.lower()))
        return [job for job in work if not {w for word in job.split() for w in (word, f"{word}s")} & told] or work

    def _ages(self, role: str, job: str, known: Person | None) -> tuple[int, int]:
        """Return the ages that a role and its work, kinship or adjective allow."""
        low, high = AGES[role]
        noun = job.split()[-1]
        if known and known.age:
            return known.age, known.age
        if known and known.noun in self.common["animals"]:
            return 4, 13
        if self.lead and "'s " in job and noun in APART:
            least, most = (self.lead.age + years for years in APART[noun])
            low, high = max(17, least), min(84, most)
        elif noun in self.common["young"]:
            low, high = self.common["young"][noun] if known or noun != "girl" else (17, 22)  # a hat-check girl is no child
        for word, years in self.common["ages"].items():
            if word in job.split() and "'s " not in job:
                low, high = years
        return low, max(low, high)

    def _fresh(self, draw: random.Random, options: Sequence[str]) -> str:
        chosen = draw.choice([o for o in options if o not in self.taken] or list(options))
        self.taken.add(chosen)
        return chosen

    def _gender_of_name(self, known: Person | None) -> str | None:
        name = known.name if known else None
        if not name:
            return None
        own = next((g for g in ("male", "female") if name in self.data["names"][g]), None)
        return own or next((g for g in ("male", "female") if name.lower() in _given_names()[g]), None)

    def _name(self, known: Person | None, gender: str, draw: random.Random) -> str:
        names = self.data["names"]
        pool = names["family"] if names["use"] == "family" and self.premise.lead.name is None else names[gender]
        given = {t.removeprefix("name:") for t in self.taken if t.startswith("name:")}
        initials = {n[0] for n in given}  # MERCER and MARLOWE are one blur to a reader
        free = [n for n in pool if n not in given and n[0] not in initials]
        name = known.name if known and known.name else draw.choice(free or [n for n in pool if n not in given])
        self.taken.add(f"name:{name}")
        return name


def _given_names() -> dict[str, set[str]]:
    names = presets.load("people", "names")
    return {gender: {str(name).lower() for name in names.get(gender, [])} for gender in ("male", "female")}
