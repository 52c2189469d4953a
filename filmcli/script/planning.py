"""The plan of a screenplay: premise, people, prop and scenes, each line with its move and the words it may take.

Knows nothing of models and of Fountain. The same logline, genre and seed give the same plan.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from filmcli.core import presets, seeds
from filmcli.script import developments, pacing, recasting, roles, wording
from filmcli.script import premise as reading
from filmcli.script.intake import Given
from filmcli.script.lines import Line, Pages
from filmcli.script.places import Places
from filmcli.script.roles import Character
from filmcli.script.wording import SLOT

__all__ = ["Character", "Line", "Plan", "Scene", "make"]


@dataclass(frozen=True)
class Scene:
    """A scene: slug line, who is there, why it happens, what it is about, and its lines; where it stands and why it was drawn.

    `development` is the plot model's group, `template` the scene of presets/developments, `factors` what its probability was made of;
    `prop` is planted, seen, paid or none; `facts` held when the scene began. `wish` and `told` are a person's: what was asked of the scene,
    and the scene in their own prose. `place` is the genre's or the logline's, with its set.
    """

    heading: str
    present: tuple[str, ...]
    because: str
    goal: str
    conflict: str
    turn: str
    lines: tuple[Line, ...]
    learns: str = ""
    prop: str = "none"
    development: str = ""
    template: str = ""
    beat: str = ""
    question: str = ""
    prose: str = ""
    flow: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()
    factors: Mapping[str, float] = field(default_factory=dict)
    wish: str = ""
    told: str = ""
    place: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The whole plan. `objective` is what the lead must do, as a narrator says it; `notes` are what the logline did not tell."""

    title: str
    genre: str
    logline: str
    prop: str
    about: str
    people: Mapping[str, Character]
    scenes: tuple[Scene, ...]
    tone: str
    structure: str = ""
    theme: str = ""
    objective: str = ""
    traits: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def make(
    logline: str | None,
    *,
    genre: str,
    seed: int,
    scenes: int | None = None,
    structure: str | None = None,
    minutes: float | None = None,
    cast: Sequence[Given] = (),
) -> Plan:
    """Plan a screenplay of `scenes` scenes (five without a wish; with `minutes`, as many as they hold); without a logline one is drawn.

    `cast` are people that a person named, for the parts in their order.
    """
    return Planner(logline, genre, seed, structure, cast).plan(scenes or (pacing.scenes_for(minutes) if minutes else 5), minutes)


class Planner:
    """What a logline, a genre and a seed decide: premise, people, prop, secret and the words that lines are filled with."""

    def __init__(self, logline: str | None, genre: str, seed: int, structure: str | None, cast: Sequence[Given] = ()) -> None:
        self.data = presets.load("genres", genre)
        self.common = presets.load("writing", "common")
        self.genre, self.seed = genre, seed
        self.given = bool((logline or "").strip())
        text = (logline or "").strip() or self._stream("premise").choice(self.data["premises"])
        self.premise = reading.read(text)
        self.structure = structure or self._stream("structure").choice(self.data["structures"])
        self.prop = self.premise.prop or self._stream("prop").choice(sorted(self.data["prop_lines"]))
        self.people = recasting.recast(roles.choose(self.premise, self.data, self._stream), cast, self.data, self._stream)
        self.traits = self._traits()
        self.street = self._stream("street").choice(self.data["streets"])
        self.villain = self._stream("villain").choice(self.data["villains"])
        self.secret = self._stream("secret").choice(self._secrets())
        self.words = self._words()

    def plan(self, count: int, minutes: float | None) -> Plan:
        shape = presets.load("structures", self.structure)
        drawn = developments.draw(
            developments.slots(shape, count),
            genre=self.genre,
            traits=self.traits | ({"brief"} if count <= 3 else set()),
            develops=self.data["develops"],
            stream=lambda item: self._stream("development", item),
            told=self._step,
        )
        home = self.data.get("means", {}).get(self.premise.place, self.premise.place)  # in space a ship is a spaceship
        places = Places(self.premise.logline, self.data, self.words, self._stream, home, self.premise.weather)
        pages = Pages(self.genre, self.seed, self.people, self.words, self.secret, self.traits, self.prop)
        made = tuple(self._scene(one, index, count, places, pages) for index, one in enumerate(drawn))
        title = self._stream("title").choice(self._titles())
        return Plan(
            wording.fill(title, self.words),
            self.genre,
            self.premise.logline,
            self.prop,
            wording.fill(self.secret["about"], self.words),
            self.people,
            pacing.trimmed(made, minutes=minutes),
            self.data["tone"],
            self.structure,
            shape["question"],
            self.words["objective.he"],
            self.traits,
            self.premise.notes,
        )

    def _stream(self, purpose: str, item: str = "") -> random.Random:
        return seeds.stream(self.seed, f"script/plan/{self.genre}/{purpose}", item)

    # what the logline allows

    def _traits(self) -> frozenset[str]:
        """Return what holds of the premise and its people, in the words that developments and lines ask for."""
        lead, other, known = self.people["lead"], self.people["other"], self.premise.other
        noun = other.job.split()[-1]
        kin = "'s " in other.job and noun in self.common["blood"]
        mates = noun in self.common["spouses"]
        child = noun in {"boy", "girl", "child", "orphan", "pupil", "choirboy", "schoolboy", "schoolgirl"} or min(other.age, lead.age) < 18
        beast = any(p and p.noun in self.common["animals"] for p in (self.premise.lead, known))
        dead = bool(known and {"dead", "late", "drowned", "deceased"} & set(known.phrase.split()))
        told = set(re.findall(r"[a-z]+", self.premise.logline.lower()))
        loves = bool({"love", "loves", "loved", "marry", "bride", "groom", "kiss", "lover", "falls"} & told)
        drawn = lead.gender != other.gender and self._stream("couple").random() < 0.5
        pair = not (kin or child or beast or dead or self.premise.rival) and (self.genre == "romance" or mates or loves or drawn)
        found = {
            "hired": self.premise.hired,
            "own": not self.premise.hired and bool(self.premise.objective),
            "struck": not self.premise.hired and not self.premise.objective,
            "sought": self.premise.sought or not self.premise.objective and not kin,
            "kin": kin,
            "housemate": self.people["asker"].job.startswith(f"{lead.name}'s "),
            "couple": pair,
            "stranger": known is None or "stranger" in known.phrase.split(),
            "rival": self.premise.rival,
            "dead": dead,
            "absent": dead and self.genre not in {"horror", "fantasy", "romance"},
            "leadman": lead.gender == "male",
            self.genre: True,
        }
        return frozenset(name for name, holds in found.items() if holds)

    def _secrets(self) -> list[dict]:
        """Return the secrets that fit: the genre's own for its own premises, for another logline those of no genre or that it names."""
        fits = [s for s in self.data["secrets"] if self._possible(s)]
        words = self.premise.logline.lower().split()
        asked = [s for s in fits if any(word in words for word in s.get("fits", []))]
        if asked:
            return asked
        told = set(re.findall(r"[a-z]{5,}", self.premise.logline.lower()))
        named = [s for s in fits if told & set(re.findall(r"[a-z]{5,}", SLOT.sub("", s["about"])))]
        plain = [s for s in self.common["secrets"] if self._possible(s)]
        return named or ([*plain] if self.given else [*fits, *plain[:1]])

    def _possible(self, secret: dict) -> bool:
        """Tell whether the people of this plan could have the secret."""
        asker, other = self.people["asker"], self.people["other"]
        kin = "'s " in other.job or "'s " in asker.job
        need = {
            "couple": asker.gender != other.gender and not kin,
            "parent": asker.age >= other.age + 19 and not kin,
            "house": bool(re.search(r"\b(house|home|farm|villa)\b", self.premise.logline.lower())),
            "kin": kin,
        }.get(secret.get("needs", ""), True)
        return need and not ("absent" in self.traits and "leaving" in secret["about"])

    def _words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for role, person in self.people.items():
            words |= wording.person_words(role, person.name, person.gender)
            words[role.capitalize()] = person.name
            words[role.upper()] = person.name.upper()
        words |= wording.thing_words("prop", self.prop)
        words |= self.data["nouns"]
        words |= {"street": self.street, "Street": self.street, "STREET": self.street.upper()}
        words |= {"villain": self.villain, "villain.C": self.villain[0].upper() + self.villain[1:]}
        words |= {"job": self.people["lead"].job, "deed": reading.short(self.premise.deed)}
        kin = self.premise.other
        name = self.people["other"].name
        default = f"find out what happened to {name}" if kin and kin.kin else f"find {name}"
        for voice in ("you", "I", "he"):
            whole = self.premise.aims.get(voice) or default
            key = "objective" if voice == "you" else f"objective.{voice}"
            words[key] = reading.short(whole, 12) if voice != "he" else whole
            words[f"{key}.short"] = reading.short(whole, 8)
        words["objective.plain"] = words["objective"]
        return words

    def _titles(self) -> list[str]:
        """Return the genre's titles, without those that name a person who is never seen."""
        titles = self.data["titles"]
        return [t for t in titles if "{Other}" not in t] or titles if "absent" in self.traits else titles

    # scenes

    def _step(self, template: developments.Template):
        """Return a scene as a step of the plot model: what happens, and who takes part in its symbols."""
        from filmcli.script import plot

        lead = "A" if self.people["lead"].gender == "male" else "B"
        mate = "B" if lead == "A" else "A"
        kin = {"brother": "BR", "sister": "SR", "father": "F", "mother": "M", "son": "SN", "daughter": "D", "uncle": "U", "aunt": "AU"}
        other = kin.get(self.people["other"].job.split()[-1]) if "kin" in self.traits else None
        symbols = {
            "lead": lead,
            "other": mate if "couple" in self.traits else f"{other}-{lead}" if other else f"{lead}-4",
            "asker": f"{lead}-9" if "hired" in self.traits else f"{lead}-2",
            "witness": f"{lead}-8",
        }
        words = self.words | {role: symbols[role] for role in symbols}
        told = [wording.fill(template.told[key], words) for key in ("because", "goal", "conflict", "turn")]
        return plot.Step(". ".join(told) + ".", frozenset(symbols[role] for role in template.present), template.group)

    def _scene(self, drawn: developments.Drawn, index: int, count: int, places: Places, pages: Pages) -> Scene:
        template = drawn.template
        flow = template.flow
        hosts = [role for role in template.present if f"action enter {role}" not in flow]
        place = places.next(template.use, index, template.where, hosts)
        if count == 1:
            flow = (*flow, "action payoff", "lead last")
        moves = pages.scene(flow, present=template.present, place=place, facts=drawn.facts, index=index)
        said = {key: wording.fill(text, self.words) for key, text in template.told.items()}
        because, goal, conflict, turn = (said[key][0].upper() + said[key][1:] for key in ("because", "goal", "conflict", "turn"))
        kinds = {line.move for line in moves}
        prop = "paid" if "payoff" in kinds else "planted" if "plant" in kinds else "seen" if kinds & {"clue", "turn"} else "none"
        return Scene(
            heading=places.heading(place),
            present=template.present,
            because=_small(because, self.people),
            goal=_small(goal, self.people),
            conflict=_small(conflict, self.people),
            turn=_small(turn, self.people),
            lines=tuple(moves),
            learns=said["learns"],
            prop=prop,
            development=template.group,
            template=template.name,
            beat=drawn.slot.beat,
            question=drawn.slot.question,
            prose=f"{because}. {goal}, but {_small(conflict, self.people)}. {turn}.",
            flow=flow,
            facts=drawn.facts,
            factors={**drawn.parts, "probability": round(drawn.probability, 3)},
            place=place,
        )


def _small(text: str, people: Mapping[str, Character]) -> str:
    """Return a clause with a small first letter, unless it begins with a name."""
    first = re.split(r"[\s']", text, maxsplit=1)[0]
    return text if first in {person.name for person in people.values()} or first == "I" else text[0].lower() + text[1:]
