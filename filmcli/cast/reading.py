"""The characters as the screenplay tells them: who speaks, how often, and what the action lines say of looks and manner.

Knows nothing of presets for genres: what the script leaves open stays open. Every fact carries the line it came from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from filmcli.cast import lexicon, names
from filmcli.core import presets
from filmcli.formats.fountain import Element, Scene, Screenplay, scenes

_AGE = re.compile(r"\s{0,3}(?:[(（]\s*(?P<bracket>[^()（）]{1,30})\s*[)）]|,\s*(?P<comma>(?:(?:early|mid|late)[ -])?\d{1,2}(?:'?s)?)\s*(?=[,.;)]))", re.IGNORECASE)
_YEARS = re.compile(r"\d{1,3}")
_OLD = re.compile(r"(?<!\w)(\d{1,3})[- ](?:years?[- ]old|лет)|(\d{1,3})\s*岁", re.IGNORECASE)
_DECADES = ["teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
_DECADE = re.compile(rf"(early|mid|late)?[ -]*({'|'.join(_DECADES)})\b", re.IGNORECASE)
_END = re.compile(r"(?<!\bDR)(?<!\bMR)(?<!\bMS)(?<!\bST)(?<!\bMRS)[.!?](?=\s|\Z)|[。！？]|\n", re.IGNORECASE)
_HEAD = re.compile(r"[\s,，(（][^,，;]*?(?=\s(?:in|with|who|wearing|whose|and|of|at|on|by|from|under)\s|[,，;.。]|\Z)", re.IGNORECASE)
_SHE = re.compile(r"(?<!\w)(?:she|her|hers|herself|она|её|ей)(?!\w)", re.IGNORECASE)
_HE = re.compile(r"(?<!\w)(?:he|him|his|himself|он|его|ему)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """A value that the script gives, with the line and the words it was read from."""

    value: str | int | float
    line: int
    words: str

    @property
    def origin(self) -> str:
        return f'line {self.line}: "{" ".join(self.words.split())}"'


@dataclass(frozen=True)
class Person:
    """One character as read. `facts` by field name; `text` is what introduces the person, `line` where it stands.

    `manner` is what the introduction says of manner, `moods` what the parentheticals say, which pass.
    """

    name: str
    aliases: tuple[str, ...]
    line: int
    text: str
    facts: Mapping[str, Fact]
    manner: tuple[Fact, ...]
    moods: tuple[Fact, ...]
    speeches: int
    words: int
    scenes: tuple[str, ...]
    excitement: float  # share of sentences that end in ! or ?


@dataclass
class _Mention:
    """A place in an action line where somebody is named: (start, end) in the element's text."""

    element: Element
    start: int
    end: int
    before: str = ""
    after: str = ""


def people(screenplay: Screenplay) -> tuple[Person, ...]:
    """Return the characters in the order they appear: all who speak, and those introduced by name and age."""
    actions = [e for e in screenplay.elements if e.type == "action"]
    cues = [(e.name or e.text, e.line) for e in screenplay.elements if e.type == "character"]
    spoken = {cue for cue, _ in cues}
    introduced = [name for element in actions for name in _introductions(element.text, spoken)]
    everyone = names.identities((cue for cue, _ in cues), introduced)
    mentions = _mentions(actions, everyone)
    film = scenes(screenplay)
    found = [_person(identity, mentions[index], cues, film) for index, identity in enumerate(everyone)]
    return tuple(sorted(found, key=lambda person: person.line))


def _introductions(text: str, spoken: Iterable[str]) -> Iterator[str]:
    """Yield the names in capitals, or of speakers in scripts without case, that an age follows."""
    for match in _AGE.finditer(text):
        if _years(match["bracket"] or match["comma"]) is None:
            continue
        head = text[max(0, match.start() - 80) : match.start()]
        start = len(head)
        for word in reversed(list(re.finditer(r"\S+", head))):
            if not word[0].strip(".,'’\"-").isupper() or (start < len(head) and word[0].endswith((",", ";", ":", "!", "?"))):
                break
            start = word.start()
        name = re.sub(r"^(?:AN?|THE)\s+", "", head[start:].strip(" ,.\"“"))
        name = name or max((cue for cue in spoken if head.endswith(cue)), key=len, default="")
        if name:
            yield name


def _years(text: str) -> int | None:
    """Return the years in `45`, `mid-40s`, `late thirties`, `62岁`; None when the text is no age."""
    number, decade = _YEARS.search(text), _DECADE.search(text)
    if decade:
        return 10 * (_DECADES.index(decade[2].lower()) + 1) + {"early": 2, "late": 8}.get((decade[1] or "").lower(), 5)
    if not number or not 0 < int(number[0]) <= 110 or len(text) > 24:
        return None
    if re.fullmatch(r"\d{1,3}", text.strip()) or re.search(r"years|age|лет|года?\b|岁|mid|early|late|\ds", text, re.IGNORECASE):
        years = int(number[0])
        if re.search(r"\d0'?s", text):
            years += {"early": 2, "late": 8}.get(text.strip().lower()[:4].replace("earl", "early"), 5)
        return years
    return None


def _mentions(actions: Sequence[Element], everyone: Sequence[names.Identity]) -> list[list[_Mention]]:
    """Return for each person where action lines name them, each mention with the text up to the neighbours' names."""
    words = _distinct(everyone)
    owner = {spelled.upper(): index for index, own in enumerate(words) for spelled in own}
    found: list[list[_Mention]] = [[] for _ in everyone]
    if not owner:
        return found
    any_name = re.compile(lexicon.pattern(owner).replace(r"\.", r"\.?"), re.IGNORECASE)
    for element in actions:
        places = [m for m in any_name.finditer(element.text) if m[0].upper() in owner and not m[0].islower()]
        for at, match in enumerate(places):
            left = places[at - 1].end() if at else 0
            right = places[at + 1].start() if at + 1 < len(places) else len(element.text)
            mention = _Mention(element, match.start(), match.end(), element.text[left : match.start()], element.text[match.end() : right])
            found[owner[match[0].upper()]].append(mention)
    return found


def _distinct(everyone: Sequence[names.Identity]) -> list[list[str]]:
    """Return the spellings that mean one person only: whole names, and parts of a name that nobody else has."""
    generic = set(lexicon.words("generic"))
    shared = Counter(token for person in everyone for token in {t for n in person.names for t in n.core})
    words = []
    for person in everyone:
        parts = [token for n in person.names for token in n.core if shared[token] == 1 and token not in generic and len(token) > 1]
        words.append(list(dict.fromkeys([n.spelled for n in person.names] + parts)))
    return words


def _person(identity: names.Identity, mentions: Sequence[_Mention], cues: Sequence[tuple[str, int]], film: Sequence[Scene]) -> Person:
    own = {name.spelled for name in identity.names}
    speeches = [(scene.id, speech) for scene in film for speech in scene.speeches if speech.name in own]
    intro = next((m for m in mentions if (age := _AGE.match(m.after)) and _years(age["bracket"] or age["comma"]) is not None), None)
    intro = intro or next((m for m in mentions if m.element.text[m.start : m.end].isupper()), mentions[0] if mentions else None)
    first_cue = next((line for cue, line in cues if cue in own), 0)
    facts: dict[str, Fact] = {}
    text = ""
    if intro:
        text = _sentence(intro)
        facts = _looks(intro, text)
    gender = _gender(identity, intro, mentions, text)
    if gender:
        facts["gender"] = gender
    if "profession" not in facts and (trade := _trade(" ".join([identity.primary, *identity.aliases]))):
        facts["profession"] = Fact(trade[0], first_cue or (intro.element.line if intro else 0), identity.primary)
    marks = [char for _, speech in speeches for char in re.findall(r"[.!?。！？]", speech.text)]
    lines = [m.element.line for m in (intro,) if m] + [first_cue] * bool(first_cue)
    return Person(
        identity.primary, identity.aliases, min(lines, default=0), _described(intro, text) if intro else "", facts,
        tuple(_manner(_telling(text), intro.element.line)) if intro else (), tuple(f for _, speech in speeches for f in _manner(speech.parenthetical, speech.line)), len(speeches),
        sum(_words(speech.text) for _, speech in speeches), tuple(dict.fromkeys(scene for scene, _ in speeches)),
        sum(mark in "!?！？" for mark in marks) / max(1, len(marks)),
    )


def _words(text: str) -> int:
    """Return the number of words; two Chinese characters count as one."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return (han + 1) // 2 + len(re.findall(r"[^\W\u3400-\u9fff]+", text))


def _sentence(mention: _Mention) -> str:
    """Return the introducing words: from the name to the end of its sentence, and the next one when it goes on about them."""
    after = mention.after
    end = _END.search(after)
    text = after[: end.start()] if end else after
    if end and (more := after[end.end() :]) and re.match(r"\s*(?:He|She|His|Her|Он|Она|他|她)\b", more):
        stop = _END.search(more)
        text += ". " + (more[: stop.start()] if stop else more).strip()
    return re.sub(r"[\s,，]+(?:and\s*)?\Z", "", text)


def _looks(mention: _Mention, text: str) -> dict[str, Fact]:
    """Return what an introduction says of age, body, hair, clothes and trade."""
    line = mention.element.line + mention.element.text[: mention.start].count("\n")
    found: dict[str, Fact] = {}
    age = _AGE.match(text)
    said = _years(age["bracket"] or age["comma"]) if age else None
    body = text[age.end() :] if age and said is not None else text
    near = _near(body)
    before = mention.before.rpartition(".")[2]
    if age and said is not None:
        found["age"] = Fact(max(4, min(100, said)), line, age[0].strip(" ,"))
    elif old := _OLD.search(text):
        found["age"] = Fact(max(4, min(100, int(old[1] or old[2]))), line, old[0])
    elif decade := _DECADE.search(text):
        found["age"] = Fact(_years(decade[0]) or 40, line, decade[0])
    elif word := lexicon.first(lexicon.words("ages"), near) or lexicon.first(lexicon.words("ages"), before):
        found["age"] = Fact(int(word[0]), line, word[1])
    for key, table in (("hair", "hair"), ("style", "styles"), ("beard", "beards"), ("eyes", "eyes"), ("heritage", "heritage")):
        if word := lexicon.first(lexicon.words(table), body):
            found[key] = Fact(word[0], line, word[1])
    if paint := _near_hair(body):
        found.setdefault("hair", Fact(paint[0], line, paint[1]))
    for name, word in lexicon.every(lexicon.words("build"), _telling(body), key="words"):
        found[f"build/{name}"] = Fact(name, line, word)
    if word := lexicon.find(lexicon.words("makeup"), body):
        found["makeup"] = Fact(0.8, line, word[0])
    if trade := _trade(near) or _trade(before) or _trade(body):
        found["profession"] = Fact(trade[0], line, trade[1])
    return found | _clothes(body, line)


def _near(body: str) -> str:
    """Return the noun phrase behind a name and age: `a thin deckhand` of `, a thin deckhand with a white beard`."""
    head = _HEAD.match(body if body[:1] in ",， (" else f", {body}")
    return head[0] if head else body


def _telling(text: str) -> str:
    """Return the parts of an introduction that describe rather than tell: the noun phrase, and short ones between commas."""
    body = _AGE.sub("", text, count=1)
    parts = re.split(r"[,，;.]", body)
    return " , ".join([_near(body), *(part for part in parts if len(part.split()) <= 5)])


def _described(mention: _Mention, text: str) -> str:
    """Return the introducing words; the phrase before the name (`a boy of nine, PIP`) when what follows only tells."""
    ahead = re.search(r"\b(an?\s[^,.;]{2,40}),?\s*\Z", mention.before)
    body = _AGE.sub("", text, count=1).lstrip(" ,，")
    return ahead[1] if ahead and not re.match(r"(?:an?|the|his|her)\s", body) else text


def _near_hair(text: str) -> tuple[str, str] | None:
    """Return the hair colour of `cropped black hair` or `her dark hair in a ponytail`, words apart."""
    colours = {"black": "black", "dark": "dark_brown", "brown": "brown", "red": "red", "ginger": "red", "blond": "blond", "blonde": "blond", "fair": "blond", "grey": "grey",
               "gray": "grey", "silver": "grey", "white": "white", "auburn": "auburn", "chestnut": "brown"}
    match = re.search(rf"\b({'|'.join(colours)})\b[\w\s]{{0,20}}\b(?:hair|curls|beard|moustache|mustache|braids?|ponytail|bun)\b", text, re.IGNORECASE)
    return (colours[match[1].lower()], match[0]) if match else None


def _clothes(text: str, line: int) -> dict[str, Fact]:
    """Return garment, its colour and hat of an introduction."""
    data = presets.load("wardrobe", "garments")
    found: dict[str, Fact] = {}
    if word := lexicon.first(data["garments"], text, key="words"):
        found["garment"] = Fact(word[0], line, word[1])
        ahead = text[: text.lower().find(word[1].lower())][-28:]
        paints = presets.load("wardrobe", "colours")["words"]
        hits = list(re.finditer(lexicon.pattern(paints), ahead, re.IGNORECASE))
        if hits and not re.search(r"hair|beard|moustache|,|，| and ", ahead[hits[-1].end() :]):
            colour = next(name for name in sorted(paints, key=len, reverse=True) if hits[-1][0].lower().startswith(name))
            found["colour"] = Fact(colour, line, f"{hits[-1][0]}{ahead[hits[-1].end():]}{word[1]}")
    if hat := lexicon.first(data["hats"], text):
        found["hat"] = Fact(hat[0], line, hat[1])
    return found


def _trade(text: str) -> tuple[str, str] | None:
    return lexicon.first(presets.load("wardrobe", "professions")["professions"], text, key="words")


def _gender(identity: names.Identity, intro: _Mention | None, mentions: Sequence[_Mention], text: str) -> Fact | None:
    """Return the gender that a title, a noun, a pronoun or a given name tells, in this order."""
    line = intro.element.line if intro else 0
    for name in identity.names:
        if name.gender:
            return Fact(name.gender, line, name.spelled)
    table = {key: lexicon.words(key) for key in ("female", "male")}
    if intro:
        head = _HEAD.match(_AGE.sub("", text, count=1))
        for part in (head[0] if head else "", intro.before.rpartition(".")[2].rpartition(",")[0][-40:]):
            if word := lexicon.first(table, part):
                return Fact(word[0], line, word[1])
    if word := lexicon.first(table, identity.primary):
        return Fact(word[0], line, identity.primary)
    for mention in mentions[:6]:
        she, he = _SHE.findall(mention.after), _HE.findall(mention.after)
        if len(she) != len(he):
            return Fact("female" if len(she) > len(he) else "male", mention.element.line, (she or he)[0] if len(she) > len(he) else he[0])
    if beard := lexicon.first(lexicon.words("beards"), text):
        return Fact("male", line, beard[1])
    if word := lexicon.first(table, text):
        return Fact(word[0], line, word[1])
    return _by_name(identity, line)


def _by_name(identity: names.Identity, line: int) -> Fact | None:
    known = presets.load("people", "names")
    for name in identity.names:
        for token in (name.given, *sorted(name.core)):
            for gender in ("female", "male"):
                if token in known[gender]:
                    return Fact(gender, line, name.spelled)
    token = identity.names[0].given
    if re.fullmatch(r"[А-ЯЁ]+", token):
        return Fact("female" if token[-1] in "АЯ" else "male", line, identity.primary)
    return None


def _manner(text: str, line: int) -> Iterator[Fact]:
    """Yield the manner words of a text."""
    for name, word in lexicon.every(presets.load("people", "traits")["traits"], text, key="words"):
        yield Fact(name, line, word)
