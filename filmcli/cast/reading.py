"""The characters as the screenplay tells them: who speaks, how often, and what the action lines say of looks and manner.

Knows nothing of presets for genres: what the script leaves open stays open. Every fact carries the line it came from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filmcli.cast import evidence, introduction, lexicon, names
from filmcli.cast.evidence import Worn
from filmcli.cast.introduction import Fact, Mention
from filmcli.formats.fountain import Element, Scene, Screenplay, scenes

AGAINST = 2  # pronouns that all speak against a known name, before they count: one "him" beside ANN is whom she talks to, a "he" is not
SUBJECTS = ("she", "he", "она", "он")
_SHE = re.compile(r"(?<!\w)(?:she|her|hers|herself|она|её|ей)(?!\w)", re.IGNORECASE)
_HE = re.compile(r"(?<!\w)(?:he|him|his|himself|он|его|ему)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """One character as read. `facts` by field name; `text` is what introduces the person, `line` where it stands.

    `manner` is what the introduction says of manner, `moods` what the parentheticals say, which pass; `deeds` and `sayings` are kinds of
    doing and speaking (presets/people/deeds.yaml), `worn` clothes of single scenes. `scenes` are those in which the person speaks,
    `present` those in which the person speaks or is named.
    """

    name: str
    aliases: tuple[str, ...]
    line: int
    text: str
    facts: Mapping[str, Fact]
    manner: tuple[Fact, ...]
    moods: tuple[Fact, ...]
    deeds: tuple[Fact, ...]
    sayings: tuple[Fact, ...]
    worn: tuple[Worn, ...]
    speeches: int
    words: int
    scenes: tuple[str, ...]
    present: tuple[str, ...]
    excitement: float  # share of sentences that end in ! or ?


@dataclass(frozen=True)
class Known:
    """One character by name. `facts` holds the gender and nothing else, and not even that when no line tells it."""

    name: str
    aliases: tuple[str, ...]
    line: int
    facts: Mapping[str, Fact]


def people(screenplay: Screenplay) -> tuple[Person, ...]:
    """Return the characters in the order they appear: all who speak, and those introduced by name and age."""
    cues, found = _found(screenplay)
    film = scenes(screenplay)
    return tuple(sorted((_person(*one, cues, film) for one in found), key=lambda person: person.line))


def known(screenplay: Screenplay) -> tuple[Known, ...]:
    """Return who is who, in the same order and as `people` says it, without reading looks: in half the time."""
    cues, found = _found(screenplay)
    return tuple(sorted((_known(*one, cues) for one in found), key=lambda person: person.line))


def _found(screenplay: Screenplay) -> tuple[list[tuple[str, int]], list[tuple[names.Identity, list[Mention]]]]:
    """Return the cues with their lines, and each person with where action lines name them."""
    actions = [e for e in screenplay.elements if e.type == "action"]
    cues = [(e.name or e.text, e.line) for e in screenplay.elements if e.type == "character"]
    spoken = {cue for cue, _ in cues}
    introduced = [name for element in actions for name in introduction.introduced(element.text, spoken)]
    everyone = names.identities((cue for cue, _ in cues), introduced)
    return cues, list(zip(everyone, _mentions(actions, everyone), strict=True))


def _mentions(actions: Sequence[Element], everyone: Sequence[names.Identity]) -> list[list[Mention]]:
    """Return for each person where action lines name them, each mention with the text up to the neighbours' names."""
    words = _distinct(everyone)
    owner = {spelled.upper(): index for index, own in enumerate(words) for spelled in own}
    found: list[list[Mention]] = [[] for _ in everyone]
    if not owner:
        return found
    any_name = re.compile(lexicon.pattern(owner).replace(r"\.", r"\.?"), re.IGNORECASE)
    for element in actions:
        text = element.text
        places = [m for m in any_name.finditer(text) if m[0].upper() in owner and not m[0].islower() and not _apposed(text, m)]
        for at, match in enumerate(places):
            left = places[at - 1].end() if at else 0
            right = places[at + 1].start() if at + 1 < len(places) else len(text)
            mention = Mention(element, match.start(), match.end(), text[left : match.start()], text[match.end() : right])
            found[owner[match[0].upper()]].append(mention)
    return found


def _apposed(text: str, name: re.Match[str]) -> bool:
    """Tell whether a name only says who somebody else is: `DOYLE (30), Kessler's husband`."""
    return re.search(r"[),]\s*\Z", text[: name.start()]) is not None and re.match(r"['’]s\b", text[name.end() :]) is not None


def _distinct(everyone: Sequence[names.Identity]) -> list[list[str]]:
    """Return the spellings that mean one person only: whole names, and parts of a name that nobody else has."""
    generic = set(lexicon.words("generic"))
    shared = Counter(token for person in everyone for token in {t for n in person.names for t in n.core})
    words = []
    for person in everyone:
        parts = [token for n in person.names for token in n.core if shared[token] == 1 and token not in generic and len(token) > 1]
        words.append(list(dict.fromkeys([n.spelled for n in person.names] + parts)))
    return words


def _person(identity: names.Identity, mentions: Sequence[Mention], cues: Sequence[tuple[str, int]], film: Sequence[Scene]) -> Person:
    own = {name.spelled for name in identity.names}
    speeches = [(scene.id, speech) for scene in film for speech in scene.speeches if speech.name in own]
    intro = _introducing(mentions)
    text = introduction.sentence(intro) if intro else ""
    who = _known(identity, mentions, cues)
    line = intro.element.line if intro else who.line
    facts = {**evidence.adorned(mentions), **(introduction.looks(intro, text) if intro else {}), **who.facts}
    scene_of = {element.line: scene.id for scene in film for element in scene.elements}
    there = {scene for scene, _ in speeches} | {scene_of.get(mention.element.line, "") for mention in mentions}
    if "profession" not in facts and (trade := introduction.trade(" ".join([identity.primary, *identity.aliases]))):
        facts["profession"] = Fact(trade[0], line, trade[1])
    marks = [char for _, speech in speeches for char in re.findall(r"[.!?。！？]", speech.text)]
    return Person(
        name=who.name,
        aliases=who.aliases,
        line=who.line,
        text=introduction.described(intro, text) if intro else "",
        facts=facts,
        manner=tuple(introduction.manner(introduction.telling(text), line)),
        moods=tuple(
            mood for _, speech in speeches if speech.parenthetical for mood in introduction.manner(speech.parenthetical, speech.line)
        ),
        deeds=tuple(evidence.deeds(mentions)),
        sayings=tuple(evidence.sayings(speech for _, speech in speeches)),
        worn=tuple(evidence.worn(mentions, scene_of, after=line)) if intro else (),
        speeches=len(speeches),
        words=sum(_words(speech.text) for _, speech in speeches),
        scenes=tuple(dict.fromkeys(scene for scene, _ in speeches)),
        present=tuple(scene.id for scene in film if scene.id in there),
        excitement=sum(mark in "!?！？" for mark in marks) / max(1, len(marks)),
    )


def _known(identity: names.Identity, mentions: Sequence[Mention], cues: Sequence[tuple[str, int]]) -> Known:
    own = {name.spelled for name in identity.names}
    intro = _introducing(mentions)
    first_cue = next((line for cue, line in cues if cue in own), 0)
    line = intro.element.line if intro else first_cue
    gender = _gender(identity, intro, mentions, introduction.sentence(intro) if intro else "")
    return Known(identity.primary, identity.aliases, min(line, first_cue) if first_cue else line, {"gender": gender} if gender else {})


def _introducing(mentions: Sequence[Mention]) -> Mention | None:
    """Return the mention that introduces a person: with an age, else in capitals, else the first."""

    def aged(mention: Mention) -> bool:
        match = introduction.AGE.match(mention.after)
        return bool(match) and introduction.years(match["bracket"] or match["comma"]) is not None

    capitals = (m for m in mentions if m.element.text[m.start : m.end].isupper())
    return next(filter(aged, mentions), None) or next(capitals, mentions[0] if mentions else None)


def _words(text: str) -> int:
    """Return the number of words; two Chinese characters count as one."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    return (han + 1) // 2 + len(re.findall(r"[^\W\u3400-\u9fff]+", text))


def _gender(identity: names.Identity, intro: Mention | None, mentions: Sequence[Mention], text: str) -> Fact | None:
    """Return the gender that a title, a noun, a beard, a pronoun or a given name tells, in this order; against a known name one pronoun is another's."""
    line = intro.element.line if intro else 0
    for name in identity.names:
        if name.gender:
            return Fact(name.gender, line, name.spelled)
    table = {key: lexicon.words(key) for key in ("female", "male")}
    if intro:
        for part in (introduction.near(introduction.AGE.sub("", text, count=1)), intro.before.rpartition(".")[2].rpartition(",")[0][-40:]):
            if word := lexicon.first(table, part):
                return Fact(word[0], line, word[1])
    if word := lexicon.first(table, identity.primary):
        return Fact(word[0], line, identity.primary)
    if beard := lexicon.first(lexicon.looks("beards"), text):
        return Fact("male", line, beard[1])
    said, named = _by_pronouns(mentions), _by_name(identity, line)
    others = [one for one in said if named and one.value != named.value]
    if said and (not others or len(others) == len(said) and (len(said) >= AGAINST or said[0].words.lower() in SUBJECTS)):
        return said[0]
    if named:
        return named
    if word := lexicon.first(table, text):
        return Fact(word[0], line, word[1])
    return None


def _by_pronouns(mentions: Sequence[Mention]) -> list[Fact]:
    """Return the gender that each of the first mentions tells by its pronouns, of those that tell one."""
    found = []
    for mention in mentions[:6]:
        text = " ".join(evidence.own(mention, subject=False))
        she, he = _SHE.findall(text), _HE.findall(text)
        if len(she) != len(he):
            gender, words = ("female", she) if len(she) > len(he) else ("male", he)
            found.append(Fact(gender, mention.element.line, words[0]))
    return found


def _by_name(identity: names.Identity, line: int) -> Fact | None:
    """Return the gender of a given name that is known, or that its Russian ending tells."""
    for name in identity.names:
        for token in (name.given, *sorted(name.core)):
            for gender in ("female", "male"):
                if token in lexicon.given_names(gender):
                    return Fact(gender, line, name.spelled)
    token = identity.names[0].given
    if re.fullmatch(r"[А-ЯЁ]+", token):
        return Fact("female" if token[-1] in "АЯ" else "male", line, identity.primary)
    return None
