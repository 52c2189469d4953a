"""Who a logline is about: its main clause, the words of the subject, and the persons that its nouns and names mean.

Knows nothing of aims and genres; it reads plain English by rules (presets/writing/english.yaml).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from filmcli.core import presets
from filmcli.script.grammar import english, nouns

VAGUE = {"something", "somebody", "someone", "nobody", "no", "everybody", "everyone", "nothing", "everything", "it", "there", "all"}


@dataclass(frozen=True)
class Person:
    """A person of the logline: the noun, the noun phrase without article, gender if the words give it, a name if they do."""

    noun: str
    phrase: str
    gender: str | None = None
    name: str | None = None
    kin: bool = False
    age: int | None = None


def main_clause(sentence: str) -> str:
    """Return the main clause: `When the river rises, a ferryman must …` begins with the ferryman."""
    opened = re.match(
        r"(?:when|after|while|as|in|on|at|during|before|once|because|if|with|from|deep|years|set|following|trapped|stranded)\b.*?,\s+(?=\S)",
        sentence,
        re.I,
    )
    return sentence[opened.end() :] if opened and len(sentence) - opened.end() > 15 else sentence


def split(sentence: str) -> tuple[list[str], str]:
    """Return the words of the subject, and the predicate."""
    sentence = re.sub(r",? (?:who|whose|that|which) [^,]+,", lambda m: m.group(0) if not m.group(0).startswith(",") else "", sentence)
    words = sentence.split()
    relative = re.match(r"((?:\S+ ){1,4}?)(?:who|that|which) ", sentence)
    later = re.search(rf"\b(?:{'|'.join(english()['modal'])})\b", sentence)
    both = re.match(r"(?:an? |the )?[\w'-]+(?: [\w'-]+){0,2} and (?:an? |the |her |his )?[\w'-]+(?: [\w'-]+){0,2}? (?=[a-z]+ )", sentence)
    cut = _verb(words)
    if relative and later and _plural(relative.group(1).split()[-1].lower()) and later.start() > relative.end():
        cut = len(sentence[: later.start()].split())  # "Two widowers who play chess by post decide to meet"
    elif both:
        heads = [i for i, word in enumerate(words[: cut + 6]) if word.lower() in nouns()]
        after = next((i + 1 for i in heads if "and" in words[:i] and i + 1 < len(words) and i + 1 not in heads), None)
        cut = after if after and words[after].lower() not in {"who", "whose", "in", "on", "with", "from"} else cut
    return words[:cut], " ".join(words[cut:])


def _verb(words: list[str]) -> int:
    """Return the index of the main verb: an auxiliary, a word in -s that can follow a subject, or what follows a plural."""
    numbers, small = english()["numbers"], {*english()["articles"], *english()["stop"]}
    plural = any(w.lower() in numbers or w.lower() in english()["groups"] for w in words[:2]) or " and " in " ".join(words[:6])
    relative = False
    for index, word in enumerate(words):
        low = word.lower().strip(",")
        if index and word[:1].isupper():
            continue  # "A botanist on Mars grows"
        if index and low in {"who", "whose", "which", "that"}:
            relative = True
            continue
        if index and low in english()["auxiliaries"]:
            if relative and not words[index - 1].endswith(","):
                relative = False
                continue
            return index
        before = words[index - 1].lower().strip(",") if index else ""
        if not index or low in small or before in numbers or before in {"some", "of", "rival"}:
            continue
        if word.endswith(","):
            continue
        singular = low.removesuffix("s") not in nouns() or (index > 1 and before in nouns())
        if re.fullmatch(r"[a-z]+[^su'\W]s|(?:pass|cross|miss|press|discuss)es", low) and singular:
            if relative:
                relative = False
                continue
            if not (plural and _plural(low)):
                return index
        if plural and _plural(before) and low not in small and not words[index - 1].endswith(",") and low not in nouns() and index > 1:
            return index
        if words[index - 1].endswith(",") and index > 2 and plural and low not in small and low not in nouns() and not low.endswith("s"):
            return index
    return min(len(words), 3)


def _plural(noun: str) -> bool:
    return _singular(noun) != noun


def _singular(noun: str) -> str:
    for end, new in (
        ("wives", "wife"),
        ("thieves", "thief"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("ies", "y"),
        ("s", ""),
    ):
        if noun.endswith(end) and noun.removesuffix(end) + new in nouns():
            return noun.removesuffix(end) + new
    return noun


def subject_of(words: list[str], predicate: str) -> tuple[Person, Person | None]:
    """Return who the story is about, and the second of a pair."""
    text = " ".join(words)
    age = _age(text)
    text = re.sub(r"\b(?:[a-z]+|\d+)-year-old\s*", "", text, flags=re.IGNORECASE)
    counted = re.match(
        rf"(?:the |a |an )?({'|'.join([*english()['numbers'], *english()['groups']])})\s+(?:of\s+)?(.+)$", text, re.IGNORECASE
    )
    if counted and not _names(text):
        return _of_many(counted.group(1).lower(), counted.group(2))
    names = _names(text)
    told = people(" ".join(_singular(w.lower().strip(",")) if w.lower() not in nouns() else w for w in text.split()), subject=True)
    gender = _pronoun_gender(predicate)
    if len(names) > 1 and " and " in text:
        job = told[-1].phrase if told else ""
        first, other = (Person(told[-1].noun if told else "", re.sub(r"^(two|both) ", "", job), None, name) for name in names[:2])
        return replace(first, age=age), other
    if names:
        own = told[-1] if told else Person("", "")
        phrase = " ".join(word for word in own.phrase.split() if word.capitalize() not in names[0].split())
        return Person(
            own.noun, phrase if phrase != own.noun or own.noun in nouns() else "", own.gender or gender, names[0].split()[0], age=age
        ), None
    if len(told) > 1 and re.search(r"\band\b", text) and told[0].noun != told[-1].noun:
        return replace(told[0], age=age), told[-1]
    if told:
        return replace(told[-1], gender=told[-1].gender or gender, age=age, kin=False), None
    head = re.split(r",| who | whose | that | which | in | on | from | at | with ", text)[0]
    plain = [w.lower().strip(",") for w in head.split() if w.lower().strip(",") not in english()["articles"]]
    noun, plain = plain[-1] if plain else "stranger", plain[:4]
    while plain and plain[-1] in english()["stop"]:
        plain.pop()  # "the last crew member of a freighter"
    return Person(noun, " ".join(plain) or "stranger", gender, age=age), None


def _of_many(count: str, rest: str) -> tuple[Person, Person | None]:
    """Return two of `Two sisters`, `a crew of thieves`: one leads; of kin, the other is theirs."""
    head = re.split(r",| who | that | in | on | from | at ", rest)[0].split()
    found = [i for i, word in enumerate(head[:5]) if _singular(word.lower()) in nouns()]
    at = max(found, default=len(head) - 1)
    noun = _singular(head[at].lower()) if head else "stranger"
    gender = nouns().get(noun) or None
    phrase = " ".join([*(w.lower() for w in head[:at]), noun])
    kin = noun in presets.load("writing", "common")["kin"] and noun not in {"friend", "partner", "neighbour"}
    lead = f"elder {phrase}" if kin and count == "two" else phrase
    return Person(noun, lead, gender), Person(noun, noun if kin else phrase, gender, kin=kin)


def _names(text: str) -> list[str]:
    """Return the proper names of a subject, without titles and professions."""
    plain = {*nouns(), *english()["stop"], *english()["articles"], *english()["numbers"]}
    found, run = [], []
    for index, word in enumerate([*text.split(), ","]):
        bare = re.sub(r"[^\w'-]", "", word).removesuffix("'s")
        proper = (
            bare.lower() not in VAGUE
            and bare[:1].isupper()
            and bare.isalpha()
            and bare.lower() not in plain
            and not (index == 0 and len(text.split()) > 1 and bare.lower() in plain)
        )
        if proper:
            run.append(bare)
        if run and (not proper or word.endswith((",", "'s"))):
            if not (word.endswith("'s") and proper):
                found.append(" ".join(run))
            run = []
    first = text.split()[:1]
    if found and first and first[0].lower() in english()["articles"] and text.split().index(found[0].split()[0]) > 0 and "," not in text:
        return []  # "A London cabbie", "The Paris police"
    return found


def _age(text: str) -> int | None:
    match = re.search(r"\b([a-z]+|\d+)(?:-([a-z]+))?-year-old", text, re.IGNORECASE)
    if not match:
        return None
    word = match.group(1).lower()
    ones = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
    return int(word) if word.isdigit() else english()["tens"].get(word, 40) + ones.get((match.group(2) or "").lower(), 0)


def _pronoun_gender(predicate: str) -> str | None:
    """Return the gender of the first pronoun that no other person of that gender stands before."""
    for match in re.finditer(r"\b(he|his|him|himself|she|her|hers|herself)\b", predicate, re.IGNORECASE):
        gender = "female" if match.group(1).lower().startswith(("she", "her")) else "male"
        before = [person for person in people(predicate[: match.start()]) if person.gender in (gender, None)]
        if not before or all(person.gender is None for person in before):
            return gender
    return None


def people(text: str, *, subject: bool = False) -> list[Person]:
    """Return the persons named by nouns, in order, each with the words before it up to an article or a small word."""
    words = [word.strip(",.;:!?") for word in text.split()]
    small = {*english()["articles"], *english()["stop"], *english()["auxiliaries"]}
    kin_nouns = presets.load("writing", "common")["kin"]
    result = []
    for index, word in enumerate(words):
        low = word.lower()
        owner = low.endswith("'s") and low.removesuffix("'s") in kin_nouns and index and words[index - 1].lower() in {"his", "her", "their"}
        low = low.removesuffix("'s") if owner else low  # "her brother's neck" is about the brother
        if low.endswith("'s") or low not in nouns() or (index + 1 < len(words) and words[index + 1].lower() in nouns()):
            continue  # "piano player", "salvage captain": the last noun is the head
        if (
            low in {"cook", "guard", "judge", "pilot", "nurse", "dance", "partner", "conduct", "captain", "doctor"}
            and index
            and words[index - 1].lower() in {"to", "must", "can"}
        ):
            continue  # "to guard a well"
        start = index
        while start > 0 and index - start < 4:
            left = words[start - 1].lower()
            if left in small or left == "own" or left.endswith("'s") or re.search(r"[,;:]$", text.split()[start - 1]):
                break
            start -= 1
        gap = words[start - 1].lower() in english()["articles"] if start else subject
        phrase = " ".join(words[start : index + 1]).lower().removesuffix("'s") if gap else low
        owned = start > 0 and words[start - 1].lower() in {"his", "her", "their"}
        gender = nouns()[low] or None
        follow = " ".join(words[index + 1 : index + 4]).lower()
        told = re.match(r"(?:who|whom) (he|she)\b", follow)
        if gender is None and not told and re.match(r"(her|she)\b", follow):
            gender = "female"
        name = (
            words[index + 1] if index + 1 < len(words) and words[index + 1][:1].isupper() and words[index + 1].isalpha() and index else None
        )
        result.append(Person(low, phrase, gender, name, low in kin_nouns and owned))
    return result
