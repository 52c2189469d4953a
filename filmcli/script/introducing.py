"""Entrances: the action lines that bring people into a scene, the first time with age, work and look.

Knows nothing of plots. Casting reads the page and nothing else, so the page says who is a man and who a woman.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from filmcli.core import presets
from filmcli.script import wording
from filmcli.script.places import stands
from filmcli.script.roles import Character


class Entrances:
    """Who has been met, and how each comes into a scene. `used` is shared with the lines: what was said once is not said again."""

    def __init__(self, people: Mapping[str, Character], words: Mapping[str, str], common: Mapping, used: set[str]) -> None:
        self.people, self.words, self.common, self.used = people, words, common, used
        self.met: set[str] = set()

    def text(
        self, role: str, place: Mapping, draw: random.Random, *, alone: bool, entering: bool, placed: bool, carried: bool, gathered: bool
    ) -> str:
        """Return the line that brings a person in. `carried`: the prop may be in their hand; `gathered`: others are waiting;
        `placed`: seen in place, and not coming in."""
        person = self.people[role]
        pool = self.common["business"][place["set"]]
        if role == "witness" and place["set"] == "bar" and re.search(r"bar|wait|cater|cook", person.job):
            pool = self.common["behind_bar"]
        business = self._fresh(draw, [b for b in pool if entering or not b.startswith("comes")])
        words = {**self.words, "who": person.name, "business": business}
        if role not in self.met:
            self.met.add(role)
            return self._introduced(person, words, place, draw, entering=entering or not (alone or gathered or placed))
        side = "" if place["interior"] else "_outside"
        if alone and not entering:
            fit = [t for t in self.common["here"] if (carried or "{prop" not in t) and not (gathered and "alone" in t)]
        else:
            never = "$^" + "|already|has been|a minute ago|turns round" * entering + "|let in|knock" * self._home(role, place)
            fit = [t for t in self.common[f"arrive{side}"] if not re.search(never, t) and stands(t, place)]
        return wording.fill(self._fresh(draw, fit, spent=False), words)

    def _home(self, role: str, place: Mapping) -> bool:
        """Tell whether a place is this person's own, by a heading with the slot or with the name."""
        return f"{{{role.upper()}}}" in place["heading"] or f"{self.people[role].name.upper()}'S " in place["heading"]

    def waiting(self, roles: Sequence[str], draw: random.Random) -> str:
        """Return the line that shows known people already there."""
        names = [self.people[role].name for role in roles]
        pool = self.common["waiting_two" if len(names) > 1 else "waiting"]
        return wording.fill(self._fresh(draw, pool, spent=False), {"who": " and ".join(names)})

    def _introduced(self, person: Character, words: dict[str, str], place: Mapping, draw: random.Random, *, entering: bool) -> str:
        job = person.job if owned(person.job) else article(person.job) + person.job
        own = wording.PRONOUNS[person.gender]
        words = words | {
            "NAME": f"{person.name.upper()} ({person.age}), {job},",
            "look": person.look,
            "He": own["he"].capitalize(),
            "his": own["his"],
            "face": person.face,
        }
        kind = ("enter" if place["interior"] else "enter_outside") if entering else "introduce"
        text = wording.fill(self._fresh(draw, [t for t in self.common[kind] if stands(t, place)]), words)
        if not _tells(job, text, person.gender):
            return f"{text} {own['he'].capitalize()} has {person.face}."
        return text if draw.random() < 0.5 else f"{text} {person.face[0].upper()}{person.face[1:]}."

    def _fresh(self, draw: random.Random, pool: Sequence[str], *, spent: bool = True) -> str:
        chosen = draw.choice([one for one in pool if one not in self.used] or list(pool))
        if spent or chosen != "{who} {business}.":
            self.used.add(chosen)
        return chosen


def owned(job: str) -> bool:
    """Tell whether somebody's: `Agnes's drowned brother` needs no article."""
    return "'s " in job and job[0].isupper()


def article(noun: str) -> str:
    """Return the article of a noun phrase, with its space."""
    if re.match(r"(last|only|first|elder|younger|world's|town's|village's|\w+est of) ", noun):
        return "the "
    return "an " if re.match(r"[aeiou]|heir|hon|hour", noun) and not re.match(r"uni|use|one|eur", noun) else "a "


def _tells(job: str, text: str, gender: str) -> bool:
    """Tell whether a reader knows the gender: by a pronoun in the text, or by a job such as `widow`."""
    own = wording.PRONOUNS[gender]
    noun = re.findall(r"[a-z]+", job.lower())[-1:]  # not the queen of "an old queen's nurse"
    return (
        bool(set(noun) & set(presets.load("people", "words")[gender]))
        or re.search(rf"\b({own['he']}|{own['him']}|{own['his']})\b", text.lower()) is not None
    )
