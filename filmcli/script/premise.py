"""A premise: what a logline says about who, how many of them, what they must do, and with which thing.

Knows nothing of genres and models; it reads plain English by rules, and what it cannot read it leaves empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from filmcli.core import presets

ARTICLES = {"a", "an", "the", "his", "her", "their", "its", "one", "two", "three", "my", "our", "this", "that", "every", "another"}
AUXILIARIES = {
    "is": "was",
    "are": "were",
    "must": "must",
    "has": "has",
    "have": "have",
    "can": "could",
    "cannot": "could not",
    "will": "would",
    "was": "was",
    "were": "were",
    "does": "did",
    "may": "might",
}
IRREGULAR = {
    "find": "found",
    "get": "got",
    "go": "went",
    "come": "came",
    "take": "took",
    "make": "made",
    "give": "gave",
    "see": "saw",
    "lose": "lost",
    "steal": "stole",
    "leave": "left",
    "meet": "met",
    "fall": "fell",
    "know": "knew",
    "keep": "kept",
    "think": "thought",
    "tell": "told",
    "begin": "began",
    "become": "became",
    "run": "ran",
    "write": "wrote",
    "buy": "bought",
    "bring": "brought",
    "hold": "held",
    "hide": "hid",
    "break": "broke",
    "build": "built",
    "send": "sent",
    "sell": "sold",
    "teach": "taught",
    "wake": "woke",
    "fight": "fought",
    "win": "won",
    "hear": "heard",
    "speak": "spoke",
    "stand": "stood",
    "drive": "drove",
    "learn": "learned",
    "lead": "led",
    "catch": "caught",
    "draw": "drew",
    "feel": "felt",
    "forget": "forgot",
    "grow": "grew",
    "pay": "paid",
    "read": "read",
    "ride": "rode",
    "say": "said",
    "sing": "sang",
    "set": "set",
    "shoot": "shot",
    "sleep": "slept",
    "swear": "swore",
    "wear": "wore",
    "spend": "spent",
    "bet": "bet",
    "let": "let",
}
HIRING = r"(?:hires|asks|pays|orders|sends|begs|forces|persuades|wants|employs|tells)"
STOP = {
    "who",
    "whom",
    "that",
    "which",
    "and",
    "but",
    "when",
    "while",
    "whose",
    "from",
    "to",
    "of",
    "in",
    "on",
    "at",
    "with",
    "without",
    "for",
    "until",
    "before",
    "after",
    "by",
    "into",
    "across",
    "again",
    "back",
    "between",
    "over",
    "under",
}
PARTICLES = {
    "behind",
    "away",
    "alone",
    "home",
    "out",
    "off",
    "up",
    "down",
    "alive",
    "dead",
    "safe",
    "through",
    "along",
    "there",
    "here",
    "first",
    "free",
}  # after an object


@dataclass(frozen=True)
class Person:
    """A person of the logline: the noun, the noun phrase without article, gender if the words give it, a name if they do."""

    noun: str
    phrase: str
    gender: str | None = None
    name: str | None = None
    kin: bool = False


@dataclass(frozen=True)
class Premise:
    """What the logline gives. `objective` is an infinitive said to the lead (`find the man`), `deed` a past predicate."""

    logline: str
    lead: Person
    asker: Person | None
    other: Person | None
    objective: str | None
    deed: str
    prop: str | None


def read(logline: str) -> Premise:
    """Read a logline of one sentence (of several, the first)."""
    text = " ".join(logline.split()).strip().strip('"“”')
    first = re.split(r"(?<=[.!?])\s+(?=[A-Z])", text)[0].rstrip(".!? ")
    words = first.split()
    pair = _pair(words)
    cut = 2 if pair else _verb(words)
    subject, predicate = words[:cut], " ".join(words[cut:])
    lead, asker = pair or _subject(subject, predicate), None
    others = _people(predicate)
    hiring = re.match(rf"{HIRING}\s+(.+?)\s+to\s+(.+)$", predicate, re.IGNORECASE)
    if hiring and _people(hiring.group(1)):
        asker, lead = lead, _people(hiring.group(1))[0]
        others = [person for person in others if person.noun != lead.noun]
        objective = _second(hiring.group(2), lead=lead, asker=asker)
        deed = f"was {_participle(predicate.split()[0])} to {hiring.group(2)}"
    else:
        objective = _objective(predicate, lead)
        deed = _past(predicate)
    others = [person for person in others if person.noun != lead.noun]
    if pair and pair.noun in presets.load("writing", "common")["kin"]:
        others.insert(0, replace(pair, phrase=pair.noun, kin=True))  # of two sisters one leads, and the other is sought
    if pair and objective:
        objective = re.sub(r"\btheir\b", "your", objective)
    return Premise(first + ".", lead, asker, others[0] if others else None, objective, deed, _prop(first))


def _pair(words: list[str]) -> Person | None:
    """Return one of `Two sisters`, or None."""
    if len(words) > 2 and words[0].lower() in {"two", "three", "four"}:
        noun = words[1].lower().removesuffix("s")
        if noun in _nouns() and noun != words[1].lower():
            return Person(noun, f"elder {noun}" if words[0].lower() == "two" else noun, _nouns()[noun] or None)
    return None


@cache
def _nouns() -> dict[str, str]:
    people = presets.load("writing", "common")["people"]
    table = dict.fromkeys(people["any"], "")
    return table | dict.fromkeys(people["male"], "male") | dict.fromkeys(people["female"], "female")


def _verb(words: list[str]) -> int:
    """Return the index of the main verb: an auxiliary, or the first word in -s that can follow a subject."""
    for index, word in enumerate(words):
        low = word.lower().strip(",")
        if index and low in AUXILIARIES:
            return index
        counted = words[index - 1].lower() in {"two", "three", "four", "some"} if index else True
        singular = low.removesuffix("s") not in _nouns() or (index > 1 and words[index - 1].lower() in _nouns())
        if index and re.fullmatch(r"[a-z]+[^su'\W]s", low) and not counted and singular and low not in ARTICLES and low not in STOP:
            return index
    return min(len(words), 3)


def _subject(words: list[str], predicate: str) -> Person:
    found = _people(" ".join(words))
    plain = [word.strip(",") for word in words if word.lower().strip(",") not in ARTICLES]
    named = next(
        (word for word in plain if word[:1].isupper() and word.isalpha() and word.lower() not in _nouns() | dict.fromkeys(STOP)), None
    )
    if named and words and words[0] != named and words[0].lower() not in ARTICLES:
        named = None
    person = found[-1] if found else Person(plain[-1].lower() if plain else "stranger", " ".join(plain).lower() or "stranger")
    named = named if named and (words[0] == named or words[0].lower() not in ARTICLES or len(plain) > 1) else None
    if named and named.lower() in person.phrase.split():
        person = Person(person.noun if person.noun != named.lower() else "", "" if person.phrase == named.lower() else person.phrase)
    gender = person.gender or _pronoun_gender(predicate)
    return Person(person.noun, person.phrase, gender, named if named and words[0].lower() not in ARTICLES else None, False)


def _pronoun_gender(predicate: str) -> str | None:
    """Return the gender of the first pronoun that no other person of that gender stands before."""
    for match in re.finditer(r"\b(he|his|him|himself|she|her|hers|herself)\b", predicate, re.IGNORECASE):
        gender = "female" if match.group(1).lower().startswith(("she", "her")) else "male"
        before = [person for person in _people(predicate[: match.start()]) if person.gender in (gender, None)]
        if not before:
            return gender
    return None


def _people(text: str) -> list[Person]:
    """Return the persons named by nouns, in order, each with the words before it up to an article or a small word."""
    words = [word.strip(",.;:!?") for word in text.split()]
    result = []
    for index, word in enumerate(words):
        low = word.lower()
        possessive = low.endswith("'s")
        if possessive or low not in _nouns():
            continue
        if index + 1 < len(words) and words[index + 1].lower() in _nouns():
            continue  # "piano player", "salvage captain": the last noun is the head
        start = index
        while start > 0 and index - start < 3:
            left = words[start - 1].lower()
            if left in ARTICLES or left in STOP or left in AUXILIARIES or re.search(r"[,;:]$", text.split()[start - 1]):
                break
            start -= 1
        gap = start == 0 or words[start - 1].lower() in ARTICLES
        phrase = " ".join(words[start : index + 1]).lower() if gap else low
        owned = start > 0 and words[start - 1].lower() in {"his", "her", "their"}
        kin = low in presets.load("writing", "common")["kin"] and owned
        gender = _nouns()[low] or None
        follow = " ".join(words[index + 1 : index + 4]).lower()
        if gender is None and re.match(r"who (he|she)\b", follow) is None and re.match(r"(her|she)\b", follow):
            gender = "female"
        result.append(Person(low, phrase, gender, None, kin))
    return result


def _objective(predicate: str, lead: Person) -> str | None:
    must = re.match(r"(?:must|can|will|has to|have to|tries to|wants to|decides to|needs to)\s+(?:not\s+)?(.+)$", predicate)
    if must and "not" not in predicate.split()[:3]:
        return _second(must.group(1), lead=lead, asker=None)
    called = re.search(
        r"\b(?:hired|asked|paid|ordered|forced|called|sent|told|returns(?: \w+)?|comes(?: \w+)?|goes(?: \w+)?)\s+to\s+"
        r"(?!the\b|a\b|an\b|his\b|her\b|[A-Z])(.+)$",
        predicate,
    )
    if called is None:
        called = re.search(r"\b(?:has|have|with)(?: \w+){1,3} to (.+)$", predicate)  # "has one night to prove it"
    if called is None or re.search(r"\b(?:who|whose|which)\b", predicate[: called.start()]):
        return None  # a ship whose crew has voted to leave her: the crew's aim, not hers
    thing = re.search(r"\ban? ([a-z]+)", predicate)
    what = re.sub(r"\bit$", f"the {thing.group(1)}", called.group(1)) if thing else called.group(1)
    return _second(what, lead=lead, asker=None)


def _second(text: str, *, lead: Person, asker: Person | None) -> str:
    """Turn the lead's pronouns into `you`, the asker's into `I`; pronouns of other people stay."""
    groups = {"female": ("she", "her", "hers", "herself"), "male": ("he", "him", "his", "himself")}
    out, seen = [], set()
    words = text.split()
    for index, word in enumerate(words):
        bare = word.lower().strip(",.;:!?")
        tail = word[len(bare) :]
        if bare in _nouns() and not bare.endswith("'s"):
            seen.add(_nouns()[bare] or "any")
        owner = "female" if bare in groups["female"] else "male" if bare in groups["male"] else None
        person = "you" if owner and lead.gender == owner else "i" if owner and asker and asker.gender == owner else None
        if owner and lead.gender is None and asker is None:
            person = "you"
        if person is None or owner in seen or ("any" in seen and bare in {"he", "she", "him"}):
            out.append(word)
            continue
        after = words[index + 1] if index + 1 < len(words) else ""
        object_her = bare == "her" and (not after or tail != "" or after.lower().strip(",.;:!?") in STOP | ARTICLES | PARTICLES)
        out.append(_pronoun(bare, person, as_object=object_her) + tail)
    fixed = re.sub(r"\byou (is|was)\b", lambda m: "you " + {"is": "are", "was": "were"}[m.group(1)], " ".join(out))
    fixed = re.sub(r"\b(you|I) has\b", r"\1 have", fixed)
    fixed = re.sub(r"\b(you|I) does\b", r"\1 do", fixed)
    return re.sub(r"\b(you|I) ([a-z]+[^su\W])s\b", r"\1 \2", fixed)


def _pronoun(word: str, person: str, *, as_object: bool) -> str:
    you = person == "you"
    if word in {"he", "she"}:
        return "you" if you else "I"
    if word == "him" or as_object:
        return "you" if you else "me"
    if word in {"himself", "herself"}:
        return "yourself" if you else "myself"
    if word == "hers":
        return "yours" if you else "mine"
    return "your" if you else "my"


def _past(predicate: str) -> str:
    words = predicate.split()
    if not words:
        return "never asked for this"
    head = words[0].lower()
    if head in AUXILIARIES:
        return " ".join([AUXILIARIES[head], *words[1:]])
    return " ".join([_past_of(_base(head)), *words[1:]])


def _base(verb: str) -> str:
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return verb[:-2]
    return verb.removesuffix("s")


def _past_of(base: str) -> str:
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + "ed"


def _participle(verb: str) -> str:
    return _past_of(_base(verb.lower()))


def _prop(text: str) -> str | None:
    props = {name for genre in presets.names("genres") for name in presets.load("genres", genre)["prop_lines"]}
    words = re.findall(r"[a-z]+", text.lower())
    return next((word for word in words if word in props), None)
