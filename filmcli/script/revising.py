"""A wish for a scene, read by rules: "in the rain, and she already knows" changes the scene's sky and gives her another answer.

Knows nothing of Fountain. What the rules cannot read goes to the writer in words, and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from filmcli.core import presets
from filmcli.formats.story import Person, Scene, Story
from filmcli.script import intake

LONGEST = 60  # words of a wish that the writer is given
_TELLS = {"reveal", "hint", "admit", "accuse", "ask"}  # moves in which somebody is told what they may know already
_PRONOUNS = {
    "she": ("female",),
    "he": ("male",),
    "they": ("female", "male"),
    "her": ("female",),
    "him": ("male",),
    "them": ("female", "male"),
}
_PLACE = re.compile(
    r"\b(?:in|on|at|by|into|onto|inside|outside) (?:the |a |an )?(?=((?:(?!(?:in|on|at|by|the|and|but|with)\b)[\w'-]+ ?){1,4}))"
)
_STEP = re.compile(r"^([~!\s]*)(lead|asker|other|witness)[ :]\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Wish:
    """What a wish says: the sky, the hour, the mood, the place, who knows or does not know (ids), and how long. `read` names all of it."""

    text: str
    weather: str = ""
    hour: str = ""
    mood: str = ""
    place: str = ""
    outside: bool | None = None
    knows: str = ""
    ignorant: str = ""
    without: str = ""
    length: int = 0

    @property
    def read(self) -> tuple[str, ...]:
        """What was understood, in words."""
        told = [
            (self.place, f"place {self.place}"),
            (self.outside is not None, "outside" if self.outside else "inside"),
            (self.weather, f"weather {self.weather}"),
            (self.hour, f"time {self.hour}"),
            (self.mood, f"mood {self.mood}"),
            (self.knows, f"{self.knows} knows already"),
            (self.ignorant, f"{self.ignorant} knows nothing yet"),
            (self.without, f"without {self.without}"),
            (self.length, "shorter" if self.length < 0 else "longer"),
        ]
        return tuple(words for holds, words in told if holds)


def read(text: str, story: Story, scene: Scene) -> Wish:
    """Read a wish for a scene."""
    plain = " ".join(intake.plain(text).split()[:LONGEST])
    spelled = re.sub(r"\b(does|do|did)n't\b", r"\1 not", re.sub(r"(he|she|it)'s\b", r"\1 is", plain.lower().replace("\u2019", "'")))
    low = f" {' '.join(re.sub(r'[^0-9a-zà-ÿ-]+', ' ', spelled).split())} "
    data = presets.load("writing", "wishes")
    words = low.split()
    weather = next((name for name, one in data["weather"].items() if set(one["words"]) & set(words)), "")
    moods = {name: one["words"] for name, one in data["moods"].items()}
    place, side = _place(low, scene)
    outside = (
        side if side is not None else True if set(data["outside"]) & set(words) else False if set(data["inside"]) & set(words) else None
    )
    if outside is None and not place and re.search(r"\bin the (rain|snow|storm|fog|downpour|mist|blizzard|sun|wind)\b", low):
        outside = True
    there = [story.person(id) for id in scene.who]
    knows, ignorant = _who_knows(low, there)
    return Wish(
        plain,
        weather,
        "" if weather == "heat" and "cold" in words else _first(words, data["hours"]),
        _first(words, moods),
        place,
        outside,
        knows,
        ignorant,
        _without(low, there),
        -1 if set(data["shorter"]) & set(words) else 1 if set(data["longer"]) & set(words) else 0,
    )


def applied(scene: Scene, wish: Wish, story: Story, *, draft: int) -> Scene:
    """Return the scene as it was wished for. `draft` numbers the versions, each with other lines."""
    changes: dict = {"wish": wish.text, "draft": draft}
    changes |= {name: value for name, value in (("weather", wish.weather), ("time", wish.hour), ("mood", wish.mood)) if value}
    changes |= _moved(scene, wish)
    made = scene.model_copy(update=changes)
    flow, turn = list(made.flow), made.turn
    if wish.without:
        who = tuple(id for id in made.who if id != wish.without)
        gone = story.person(wish.without).role
        flow = [step for step in flow if gone not in re.findall(r"\w+", step)]
        made = made.model_copy(update={"who": who})
    data = presets.load("writing", "wishes")
    if wish.knows:
        person = story.person(wish.knows)
        flow = _answered(flow, person.role, _some(data["knows"], draft))
        turn = f"{turn}, and {person.name} has known it all along" if turn else f"{person.name} has known it all along"
    if wish.ignorant:
        flow = _answered(flow, story.person(wish.ignorant).role, _some(data["ignorant"], draft))
    if wish.length:
        flow = _shorter(flow) if wish.length < 0 else _longer(flow, data["more"], draft)
    prose = made.prose.rstrip()
    told = f"{wish.text[0].upper()}{wish.text[1:].rstrip('.')}." if wish.text else ""
    return made.model_copy(update={"flow": tuple(flow), "turn": turn, "prose": f"{prose} {told}".strip() if told not in prose else prose})


def _some(lines: list[str], draft: int, count: int = 3) -> list[str]:
    """Return a few lines; each draft begins with another."""
    return [lines[(draft + k) % len(lines)] for k in range(min(count, len(lines)))]


def _first(words: list[str], table: dict[str, Iterable[str]]) -> str:
    """Return the name of the first word of a wish that stands in a table."""
    return next((name for word in words for name, known in table.items() if word in known), "")


def _place(low: str, scene: Scene) -> tuple[str, bool | None]:
    """Return the slug line's place and whether it is outside, where the wish names one: a word of presets/sets after in, on or at."""
    for match in _PLACE.finditer(low):
        words = match[1].split()
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            kind = next((one for one in presets.names("sets") if name.split()[-1] in presets.load("sets", one).get("words", [one])), None)
            if kind:
                return name.upper(), not presets.load("sets", kind).get("interior", True)
    return "", None


def _moved(scene: Scene, wish: Wish) -> dict:
    """Return what changes when a scene goes elsewhere: to the place that was named, or out of its own door."""
    if wish.place:
        return {"place": wish.place, "int_ext": "EXT" if wish.outside else "INT"}
    if wish.outside and scene.int_ext in ("INT", ""):
        room = re.split(r"\s+-\s+", scene.place)[-1]
        owned = room.startswith("THE ") or "'S " in room
        return {"place": f"STREET OUTSIDE {room if owned else f'THE {room}'}", "int_ext": "EXT"}
    return {"int_ext": "INT"} if wish.outside is False and scene.int_ext == "EXT" else {}


def _who_knows(low: str, there: list[Person]) -> tuple[str, str]:
    """Return the ids of who knows already and of who does not know yet."""
    names = "|".join([*(re.escape(p.name.lower()) for p in there), "she", "he", "they"])
    verbs = r"(?:knows|knew|know|has known|have known|has guessed|guessed|has heard|suspects)"
    knows = ignorant = ""
    for match in re.finditer(
        rf"\b({names}) ((?:already|always|secretly|long|has|have|does|do|did|is) )*(not |never )?(?:yet )?({verbs})( nothing)?", low
    ):
        found = _one(match[1], there)
        if match[3] or match[5]:
            ignorant = ignorant or found
        else:
            knows = knows or found
    return knows, ignorant


def _one(word: str, there: list[Person]) -> str:
    """Return the id of whom a name or a pronoun means among those who are there; of two women, `she` is the one who did not begin."""
    named = next((p.id for p in there if p.name.lower() == word), None)
    meant = [p.id for p in there if p.role != "extra" and p.gender in _PRONOUNS.get(word, ())]
    return named or (meant[-1] if meant else "")


def _without(low: str, there: list[Person]) -> str:
    match = re.search(rf"\bwithout ({'|'.join(re.escape(p.name.lower()) for p in there) or '(?!)'})\b", low)
    return next((p.id for p in there if match and p.name.lower() == match[1]), "")


def _answered(flow: list[str], role: str, lines: list[str]) -> list[str]:
    """Return a flow in which somebody gives another answer to what they are told: after the telling, or in place of their first reply."""
    steps = [_STEP.match(step) for step in flow]
    own = f"{role}: {' | '.join(lines)}"
    told = next((k for k, m in enumerate(steps) if m and m[2] != role and m[3].split()[0] in _TELLS), None)
    after = next((k for k, m in enumerate(steps) if m and told is not None and k > told), None)
    if told is not None and (after is None or steps[after][2] != role):  # type: ignore[index]
        return [*flow[: told + 1], own, *flow[told + 1 :]]
    reply = after if told is not None else next((k for k, m in enumerate(steps) if m and m[2] == role and any(steps[:k])), None)
    if reply is None:
        reply = next((k for k, m in enumerate(steps) if m and m[2] == role), None)
    if reply is None:
        return [*flow, own]
    mark = "! " if "!" in steps[reply][1] else ""  # type: ignore[index]
    return [*flow[:reply], mark + own, *flow[reply + 1 :]]


def _shorter(flow: list[str]) -> list[str]:
    """Return a flow without the exchanges it can spare: those marked so, else one pair from its middle."""
    kept = [step for step in flow if not step.lstrip().startswith("~")]
    if len(kept) < len(flow):
        return kept
    spoken = [k for k, step in enumerate(flow) if _STEP.match(step)]
    if len(spoken) < 4:
        return flow
    middle = spoken[len(spoken) // 2 - 1 : len(spoken) // 2 + 1]
    return [step for k, step in enumerate(flow) if k not in middle or "!" in step]


def _longer(flow: list[str], pairs: list[list[str]], draft: int) -> list[str]:
    """Return a flow with one more exchange before its last speech."""
    spoken = [(k, m[2]) for k, step in enumerate(flow) if (m := _STEP.match(step))]
    if len({role for _, role in spoken}) < 2:
        return flow
    last, speaker = spoken[-1]
    first = next((role for _, role in reversed(spoken[:-1]) if role != speaker), speaker)
    ask, answer = pairs[draft % len(pairs)]
    before = spoken[-2][1] if len(spoken) > 1 else ""
    one, two = (speaker, first) if before == first else (first, speaker)
    more = [f"{one}: {ask}", f"{two}: {answer}"]
    if two == speaker:
        more = more[:1]
    return [*flow[:last], *more, *flow[last:]]


def mood_manner(mood: str) -> str:
    """Return the manner in which people speak in a mood; empty for one that is not known."""
    return str(presets.load("writing", "wishes")["moods"].get(mood, {}).get("manner", ""))
