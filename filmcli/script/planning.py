"""The plan of a screenplay: premise, people, prop and scenes, each line with its move and the words it may take.

Knows nothing of models and of Fountain. The same logline, genre and seed give the same plan.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from filmcli.core import presets, seeds
from filmcli.formats.story import Story
from filmcli.script import intake, pacing, wording
from filmcli.script import premise as reading
from filmcli.script.wording import SLOT

AGES = {"lead": (34, 58), "asker": (32, 62), "other": (24, 50), "witness": (28, 66)}
YOUNG = {"boy", "girl", "child", "student", "orphan"}
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
VAGUE = {"", "man", "woman", "stranger", "person"}  # says nothing a camera could use: a profession is drawn
OPTIONS = 3  # skeletons offered to the writer for one speech


@dataclass(frozen=True)
class Character:
    """One person of the plan. `name` is the cue in capitals' source: `Mercer`."""

    role: str
    name: str
    gender: str
    age: int
    job: str
    look: str
    face: str
    manner: str


@dataclass(frozen=True)
class Line:
    """A line to be written: `speaker` is a role (None for action); `options` are skeletons, the best-liked first."""

    move: str
    speaker: str | None
    options: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """A scene: slug line, who is there, why it happens, what it is about, and its lines."""

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


@dataclass(frozen=True)
class Plan:
    """The whole plan."""

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
    cast: Sequence[intake.Given] = (),
) -> Plan:
    """Plan a screenplay of `scenes` scenes (five without a wish); without a logline one is drawn from the genre."""
    return _Planner(logline, genre, seed, structure, cast).plan(scenes or (round(minutes * 2.4) or 1 if minutes else None))


def frame(story: Story) -> _Planner:
    """Return the planner of a story: its people, prop and secret as the document has them, the rest drawn as when it was planned."""
    made = _Planner(story.logline, story.genre, story.seed, story.structure or None)
    told = {person.role: person for person in story.cast if person.role != "extra"}
    for role, one in told.items():
        made.people[role] = Character(role, one.name, one.gender, one.age, one.job, one.look, one.face, one.manner)
    made.prop = story.prop or made.prop
    made.words = made._words() | {"objective": story.objective or made._words()["objective"]}
    secrets = [s for s in made.data["secrets"] if wording.fill(s["about"], made.words) == story.about]
    made.secret = secrets[0] if secrets else made.secret
    return made


def recast(
    people: Mapping[str, Character], given: Sequence[intake.Given], data: Mapping, stream: Callable[[str, str], random.Random]
) -> dict[str, Character]:
    """Return the people with those that a person named in their parts: the first leads, the second asks, then the other, then the witness."""
    made = dict(people)
    for role, one in zip(("lead", "asker", "other", "witness"), given, strict=False):
        old, draw = made[role], stream("recast", role)
        gender = one.gender or old.gender
        look = old.look
        if gender != old.gender:
            look = draw.choice(data["looks"][draw.choice([g for g in data["wardrobe"][gender] if g in data["looks"]])])
        faces = [face for face in data["faces"] if gender == "male" or "moustache" not in face]
        face = old.face if old.face in faces else draw.choice(faces)
        job = one.who or old.job.removeprefix(f"{made['lead'].name}'s ")
        made[role] = Character(role, one.name, gender, one.age or old.age, job, look, face, old.manner)
        if role == "lead":
            own = f"{old.name}'s "
            made |= {r: replace(p, job=p.job.replace(own, f"{one.name}'s ", 1)) for r, p in made.items() if p.job.startswith(own)}
    return _apart(made, len(given), data)


def _apart(people: dict[str, Character], given: int, data: Mapping) -> dict[str, Character]:
    """Return the people with another name for whoever was drawn the name of somebody given."""
    kept = {person.name for person in list(people.values())[:given]}
    for role, person in list(people.items())[given:]:
        if person.name in kept:
            pool = data["names"]["family"] if data["names"]["use"] == "family" else data["names"][person.gender]
            people[role] = replace(person, name=next(name for name in pool if name not in {p.name for p in people.values()}))
    return people


class _Planner:
    def __init__(self, logline: str | None, genre: str, seed: int, structure: str | None = None, cast: Sequence[intake.Given] = ()) -> None:
        self.data = presets.load("genres", genre)
        self.common = presets.load("writing", "common")
        self.genre, self.seed, self.draft = genre, seed, ""
        text = (logline or "").strip() or self._stream("premise").choice(self.data["premises"])
        self.premise = reading.read(text)
        self.shape = structure or self._stream("structure").choice(self.data["structures"])
        self.structure = presets.load("structures", self.shape)
        self.prop = self._choose_prop()
        self.people = recast(self._choose_people(), cast, self.data, self._stream)
        self.street = self._stream("street").choice(self.data["streets"])
        self.villain = self._stream("villain").choice(self.data["villains"])
        self.secret = self._stream("secret").choice(self._secrets())
        self.used: set[str] = set()
        self.seen: set[str] = set()
        self.hours: list[str] = []
        self.planted = False
        self.words = self._words()

    def plan(self, scenes: int | None) -> Plan:
        beats = self._beats(scenes)
        made = tuple(self._scene(beat, index) for index, beat in enumerate(beats))
        made = pacing.trimmed(made, named=self.people["other"].name in self.words["objective"])
        title = wording.fill(self._stream("title").choice(self.data["titles"]), self.words)
        return Plan(
            title,
            self.genre,
            self.premise.logline,
            self.prop,
            wording.fill(self.secret["about"], self.words),
            self.people,
            made,
            self.data["tone"],
            self.shape,
            self.structure["question"],
            self.words["objective"],
        )

    def _stream(self, purpose: str, item: str = "") -> random.Random:
        return seeds.stream(self.seed, f"script/plan/{self.genre}/{purpose}", item + self.draft)

    # people and things

    def _choose_prop(self) -> str:
        return self.premise.prop or self._stream("prop").choice(sorted(self.data["prop_lines"]))

    def _secrets(self) -> list[dict]:
        """Return the genre's secrets that fit the premise: a hired lead was never married to the one who is sought."""
        other = self.premise.other
        fits = [s for s in self.data["secrets"] if self._possible(s)]
        asked = [s for s in fits if any(word in self.premise.logline.lower().split() for word in s.get("fits", []))]
        if asked:
            return asked
        if other and "dead" in other.phrase.split():
            fits = [s for s in fits if "leaving" not in s["about"]] or fits
        told = set(re.findall(r"[a-z]{5,}", self.premise.logline.lower()))
        named = [s for s in fits if told & set(re.findall(r"[a-z]{5,}", SLOT.sub("", s["about"])))]
        return named or fits  # "the outlaw who saved his life" asks for the secret in which somebody saved somebody

    def _possible(self, secret: dict) -> bool:
        """Tell whether the people of this plan could have the secret."""
        asker, other = self.people["asker"], self.people["other"]
        kin = "'s " in other.job or "'s " in asker.job
        return {
            "couple": asker.gender != other.gender and not kin,
            "parent": asker.age >= other.age + 19 and not kin,
            "house": bool(re.search(r"\b(house|home|farm|villa)\b", self.premise.logline.lower())),
        }.get(secret.get("needs", ""), True)

    def _choose_people(self) -> dict[str, Character]:
        given = {"lead": self.premise.lead, "asker": self.premise.asker, "other": self.premise.other}
        taken: set[str] = {"i"}
        return {role: self._person(role, given.get(role), taken) for role in ("lead", "asker", "other", "witness")}

    def _person(self, role: str, known: reading.Person | None, taken: set[str]) -> Character:
        draw = self._stream("person", role)
        gender = (known.gender if known else None) or self._gender_of_name(known) or draw.choice(["male", "female"])
        name = self._name(known, gender, taken, draw)
        vague = known is None or known.phrase in VAGUE
        job = known.phrase if known and not vague else draw.choice(self._work(role, gender))
        kin = job.split()[-1] in self.common["kin"] and job.split()[-1] not in {"landlord", "landlady"} and "'s " not in job
        if role in {"asker", "other"} and (kin or known and known.kin):
            job = f"{self._lead.name}'s {job.removeprefix('own ')}"
        low, high = self._ages(role, job)
        garments = [g for g in self.data["wardrobe"][gender] if g in self.data["looks"]]
        garment = draw.choice([g for g in garments if set(self.data["looks"][g]) - taken] or garments)
        look = self._fresh(draw, self.data["looks"][garment], taken)
        face = self._fresh(draw, [f for f in self.data["faces"] if gender == "male" or "moustache" not in f], taken)
        made = Character(role, name, gender, draw.randint(low, high), job, look, face, draw.choice(self.data["manners"]))
        if role == "lead":
            self._lead = made
        return made

    def _work(self, role: str, gender: str) -> list[str]:
        """Return the genre's work for a role, without the kin that the logline has a use for."""
        work = self.data["professions"][role][gender]
        told = re.findall(r"[a-z]+", self.premise.logline.lower())
        return [job for job in work if not {job, f"{job}s"} & set(told)] or work

    def _ages(self, role: str, job: str) -> tuple[int, int]:
        """Return the ages that a role and its work or kinship allow."""
        low, high = AGES[role]
        noun = job.split()[-1]
        if "'s " in job and noun in APART:
            least, most = (self._lead.age + years for years in APART[noun])
            low, high = max(17, least), min(84, most)
        elif noun in YOUNG:
            low, high = 17, 22
        if job.startswith(("retired", "old ")):
            low, high = 60, 72
        return low, max(low, high)

    @staticmethod
    def _fresh(draw: random.Random, options: Sequence[str], taken: set[str]) -> str:
        chosen = draw.choice([o for o in options if o not in taken] or list(options))
        taken.add(chosen)
        return chosen

    def _gender_of_name(self, known: reading.Person | None) -> str | None:
        name = known.name if known else None
        return next((g for g in ("male", "female") if name in self.data["names"][g]), None)

    def _name(self, known: reading.Person | None, gender: str, taken: set[str], draw: random.Random) -> str:
        names = self.data["names"]
        pool = names["family"] if names["use"] == "family" and self.premise.lead.name is None else names[gender]
        name = known.name if known and known.name else None
        given = {t.removeprefix("name:") for t in taken if t.startswith("name:")}
        initials = {n[0] for n in given}  # MERCER and MARLOWE are one blur to a reader
        free = [n for n in pool if n not in given and n[0] not in initials]
        name = name or draw.choice(free or [n for n in pool if n not in given])
        taken.add(f"name:{name}")
        return name

    def _words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for role, person in self.people.items():
            words |= wording.person_words(role, person.name, person.gender)
            words[role.capitalize()] = person.name
            words[role.upper()] = person.name.upper()
        words |= wording.thing_words("prop", self.prop)
        words |= {
            "street": self.street,
            "Street": self.street,
            "STREET": self.street.upper(),
            "villain": self.villain,
            "villain.C": self.villain[0].upper() + self.villain[1:],
            "job": self.people["lead"].job,
            "deed": _short(self.premise.deed),
        }
        kin = self.premise.other
        name = self.people["other"].name
        default = f"find out what happened to {name}" if kin and kin.kin else f"find {name}"
        words["objective"] = self.premise.objective or default
        return words

    # scenes

    def _beats(self, wanted: int | None) -> list[dict]:
        beats = list(self.structure["scenes"])
        if wanted is None or wanted == len(beats):
            return beats
        if wanted < len(beats):
            plant = next(index for index, beat in enumerate(beats) if "action plant" in beat["flow"])
            if wanted == 1:
                return [{**beats[plant], "flow": [*beats[plant]["flow"], "action payoff", "lead last"]}]
            middle = [index for index in (2, 3, 1, 0) if index != plant and index != len(beats) - 1]
            return [beats[index] for index in sorted([plant, len(beats) - 1, *middle[: wanted - 2]])]
        detours = self.common["detours"]
        extra = [detours[index % len(detours)] for index in range(wanted - len(beats))]
        return [*beats[:3], *extra, *beats[3:]]

    def _scene(self, beat: dict, index: int) -> Scene:
        place = self._place(beat["use"], index)
        words = self.words
        inside = "INT." if place["interior"] else "EXT."
        heading = f"{inside} {wording.fill(place['heading'], words).upper()} - {place['time'].upper()}"
        lines: list[Line] = []
        arrived: set[str] = set()
        for step in beat["flow"]:
            self._step(step.split(), beat, place, lines, arrived, index)
        said = [wording.fill(beat[key], words) for key in ("because", "goal", "conflict", "turn")]
        kinds = {line.move for line in lines}
        prop = "paid" if "payoff" in kinds else "planted" if "plant" in kinds else "seen" if kinds & {"clue", "turn"} else "none"
        prose = f"{said[0]}. {said[1]}, but {said[2]}. {said[3]}."
        return Scene(
            heading, tuple(beat["present"]), *said, tuple(lines), prop=prop, beat=beat["beat"], prose=prose, flow=tuple(beat["flow"])
        )

    def lines(self, flow: Sequence[str], present: Sequence[str], place: dict, index: int, draft: int) -> tuple[Line, ...]:
        """Return the lines of a flow; each draft of a scene has others."""
        self.draft = f".{draft}" if draft else ""
        lines: list[Line] = []
        arrived: set[str] = set()
        for step in flow:
            self._step(step.split(), {"present": present}, place, lines, arrived, index)
        return tuple(lines)

    def _place(self, use: str, index: int) -> dict:
        """Return a place not seen before, at an hour that can follow: night falls once, and it dawns once, for the end."""
        draw = self._stream("place", str(index))
        places = list(self.data["places"])
        draw.shuffle(places)
        place = min(places, key=lambda p: 3 * self._strays(p["time"], use) + 4 * (p["heading"] in self.seen) + 2 * (use not in p["uses"]))
        self.seen.add(place["heading"])
        if self._strays(place["time"], use):
            hour = self.hours[-1]
            place = {**place, "time": hour, "atmosphere": self.common["hours"][hour]}
        self.hours.append(place["time"])
        return place

    def _strays(self, hour: str, use: str) -> bool:
        """Tell whether the hour cannot follow the hours of the scenes before."""
        if not self.hours or hour == self.hours[-1]:
            return False
        tonight = re.search(r"\b(night|morning|dawn|midnight)\b", self.premise.logline.lower())
        return "night" in self.hours and (hour == "night" or use != "end" or bool(tonight))

    def _step(self, step: list[str], beat: dict, place: dict, lines: list[Line], arrived: set[str], index: int) -> None:
        own = re.match(r"(lead|asker|other|witness|action): (.+)", " ".join(step))
        if own:
            if own[1] not in {"action", *arrived}:
                lines += self._appear(own[1], place, arrived, index)
            texts = tuple(wording.fill(text, self.words) for text in own[2].split(" | "))
            lines.append(Line("own", None if own[1] == "action" else own[1], texts[:OPTIONS]))
            return
        if step[0] == "action":
            lines += self._action(step[1], step[2] if len(step) > 2 else None, beat, place, arrived, index)
            return
        role, move = step
        if role not in arrived:
            lines += self._appear(role, place, arrived, index)
        listener = next((other for other in beat["present"] if other != role), role)
        lines.append(Line(move, role, self._speech(move, role, listener, index)))

    def _action(self, kind: str, role: str | None, beat: dict, place: dict, arrived: set[str], index: int) -> list[Line]:
        draw = self._stream("action", f"{index}/{kind}/{role}")
        if kind == "atmosphere":
            return [Line(kind, None, (self._unused(draw, place["atmosphere"])[0],))]
        if kind in {"business", "enter"} and role:
            return self._appear(role, place, arrived, index, entering=kind == "enter")
        lines: list[Line] = []
        self.planted |= kind == "plant"
        if kind == "between":
            lines += self._gather(beat["present"], role or "lead", place, arrived, index)
        words = self.words | {
            "who": self.people[role].name if role else "",
            "company": self.people[next(r for r in beat["present"] if r != (role or "lead"))].name,
        }
        if kind in self.common["prop_lines"]:
            own = self.data["prop_lines"].get(self.prop, {})
            templates = [own[kind]] if kind in own else self.common["prop_lines"][kind]
        else:
            templates = self._unused(draw, self.common[kind])
        return [*lines, Line(kind, None, tuple(wording.fill(t, words) for t in templates[:2]))]

    def _appear(self, role: str, place: dict, arrived: set[str], index: int, *, entering: bool = False, bare: bool = False) -> list[Line]:
        """Return the action that brings a person into a scene; the first time with age, job and look."""
        draw = self._stream("appear", f"{index}/{role}")
        person = self.people[role]
        alone = not arrived
        arrived.add(role)
        options = self.common["business"][place["set"]]
        if role == "witness" and place["set"] == "bar" and re.search(r"bar|wait|cater|cook", person.job):
            options = self.common["behind_bar"]
        business = draw.choice([o for o in options if o not in self.used] or options)
        self.used.add(business)
        words = self.words | {"who": person.name, "business": business}
        if person.name in self.seen:
            carried = role == "lead" and self.planted and not bare
            pool = self.common["arrive" if place["interior"] else "arrive_outside"]
            if alone:
                pool = [t for t in self.common["here"] if (carried or "{prop" not in t) and not (bare and "alone" in t)]
            return [Line("business", None, (wording.fill(self._unused(draw, pool)[0], words),))]
        self.seen.add(person.name)
        owned = "'s " in person.job and person.job[0].isupper()  # "Agnes's drowned brother" needs no article
        job = person.job if owned else _article(person.job) + person.job
        verb = business if alone and not entering else "comes in" if place["interior"] else "steps into the light"
        text = f"{person.name.upper()} ({person.age}), {job}, {person.look}, {verb}."
        if not _tells(job, text, person.gender):  # casting reads the page and nothing else
            text += f" {wording.PRONOUNS[person.gender]['he'].capitalize()} has {person.face}."
        before = [draw.choice(self.common["enter" if place["interior"] else "enter_outside"])] if entering else []
        return [Line("enter", None, (" ".join([*before, text]),))]

    def _gather(self, present: Sequence[str], first: str, place: dict, arrived: set[str], index: int) -> list[Line]:
        """Return the action that shows one person, and the others already waiting there."""
        lines = self._appear(first, place, arrived, index, bare=True)
        rest = [role for role in present if role != first]
        known = [self.people[role].name for role in rest if self.people[role].name in self.seen]
        for role in rest:
            if self.people[role].name not in self.seen:
                lines += self._appear(role, place, arrived, index)
        arrived.update(rest)
        if known:
            verb = "are" if len(known) > 1 else "is"
            lines.append(Line("business", None, (f"{' and '.join(known)} {verb} there already.",)))
        return lines

    def _speech(self, move: str, role: str, listener: str, index: int) -> tuple[str, ...]:
        draw = self._stream("speech", f"{index}/{role}/{move}")
        words = self.words | wording.person_words("you", self.people[listener].name, self.people[listener].gender)
        if move in self.secret:
            pool = self.secret[move]
        elif move == "recognise" and len(words["deed"].split()) > 9:
            pool = self.common["moves"]["recognise_short"]
        else:
            pool = self.data["moves"].get(move) or self.common["moves"][move]
        chosen = self._unused(draw, pool)[:OPTIONS]
        return tuple(wording.fill(template, words) for template in chosen)

    def _unused(self, draw: random.Random, pool: Sequence[str]) -> list[str]:
        free = [line for line in pool if line not in self.used] or list(pool)
        draw.shuffle(free)
        self.used.add(free[0])
        return free


def _tells(job: str, text: str, gender: str) -> bool:
    """Tell whether a reader knows the gender: by a pronoun in the text, or by a job such as `widow`."""
    own = wording.PRONOUNS[gender]
    nouns = set(re.findall(r"[a-z]+", job.lower())) & set(presets.load("people", "words")[gender])
    return bool(nouns) or re.search(rf"\b({own['he']}|{own['him']}|{own['his']})\b", text.lower()) is not None


def _article(noun: str) -> str:
    if re.match(r"(last|only|first|elder) ", noun):
        return "the "
    return "an " if re.match(r"[aeiou]|heir|hon|hour", noun) and not re.match(r"uni|use|one", noun) else "a "


def _short(deed: str) -> str:
    """Cut a predicate before its relative clause or its deadline, so that it can be said in one breath."""
    words = deed.split()
    for index in range(4, len(words)):
        if words[index] in {"that", "who", "whom", "whose", "which", "where", "before", "until", "without", "across", "on", "and", "so"}:
            return " ".join(words[:index])
    return deed
