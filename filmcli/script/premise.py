"""A premise: what a logline says about who, how many of them, what they must do, where, and with which thing.

Knows nothing of genres and models; it reads plain English by rules, and what it cannot read it leaves empty and says so in a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from filmcli.core import presets
from filmcli.script import grammar
from filmcli.script.grammar import english, short
from filmcli.script.protagonists import VAGUE, Person, main_clause, people, split, subject_of

__all__ = ["Person", "Premise", "read", "short"]


@dataclass(frozen=True)
class Premise:
    """What the logline gives. `objective` is an infinitive said to the lead (`find the man`), `deed` a past predicate.

    `aims` has the objective in the voices `you`, `I` (the lead says it) and `he` (a narrator says it); `hired`: somebody else wants it done;
    `sought`: it is to find or hide `other`; `rival`: `other` is who stands against it.
    """

    logline: str
    lead: Person
    asker: Person | None
    other: Person | None
    objective: str | None
    deed: str
    prop: str | None
    aims: Mapping[str, str] = field(default_factory=dict)
    hired: bool = False
    sought: bool = False
    rival: bool = False
    place: str | None = None
    weather: str | None = None
    notes: tuple[str, ...] = ()


def read(logline: str) -> Premise:
    """Read a logline of one sentence (of several, the first)."""
    text = " ".join(logline.split()).strip().strip('"“”')
    first = re.split(r"(?<=[.!?])\s+(?=[A-Z\"“])", text)[0].rstrip(".!? ")
    notes = [] if len(first) + 2 >= len(text) else ["of the logline only the first sentence was read"]
    main = main_clause(first)
    subject, predicate = split(main)
    lead, second = subject_of(subject, predicate)
    if subject and subject[0].lower() == "family" or " ".join(subject[:2]).lower() in {"a family", "the family"}:
        lead, second = Person("mother", "mother", "female"), Person("son", "son", "male", kin=True)
        notes.append("of the family, a mother and a son are followed")
    if subject and subject[0].lower() in VAGUE:
        found = people(predicate)
        lead = found[0] if found else Person("stranger", "stranger")
        notes += [] if found else ["the logline names nobody: who it is about was drawn"]
    others = [second] if second else []
    asker = None
    many = (
        "many"
        if second or re.match(rf"(?:the |a |an )?(?:{'|'.join([*english()['numbers'], *english()['groups']])})\b", " ".join(subject), re.I)
        else None
    )
    hiring = re.match(rf"(?:{'|'.join(english()['hiring'])})\s+(.+?)\s+to\s+(.+)$", predicate, re.IGNORECASE)
    if hiring and people(hiring.group(1)):
        asker, lead = lead, people(hiring.group(1))[0]
        aim, hired = hiring.group(2), True
        deed = f"was {grammar.past_of(grammar.base(predicate.split()[0].lower()))} to {hiring.group(2)}"
    else:
        aim, hired = _aim(predicate, plural=bool(many))
        deed = grammar.past(predicate)
    beast = lead.noun in {*presets.load("writing", "common")["animals"], *english()["things"]}
    if beast and lead.gender is None and re.search(r"\bits?\b", predicate):
        many = "thing"
    others += [
        p for p in people(re.sub(r"^(?:becomes?|turns into|is|are|was) (?:an? |the )?\w+", "", predicate)) if p.noun != lead.noun or p.name
    ]
    others += [p for p in people(first.removesuffix(main)) if p.noun not in {lead.noun, *(o.noun for o in others)}]
    others = [p for p in others if not asker or p.noun != asker.noun]
    other = _most_wanted(others, aim)
    if other and asker is None and hired:
        by = re.search(r"\bby (.+)$", predicate)
        asker = next((p for p in (people(by.group(1)) if by else []) if p is not other), None)
    aims = _aims(aim, lead, asker, many)
    if not aim:
        notes.append("the logline names no aim: the story asks what has happened")
    if beast:
        notes.append(f"the lead is no human being: {lead.phrase} speaks, and is cast as a person")
    return Premise(
        first + ".", lead, asker, other, aims.get("you"), deed, _prop(first), aims, hired, _sought(aim, other), _rival(aim, other),
        _place(first), _weather(first), tuple(notes if re.search("[a-z]{2}", first) else [*notes, "the logline could not be read as English"]),
    )  # fmt: skip


def _aim(predicate: str, *, plural: bool) -> tuple[str | None, bool]:
    """Return what the lead is to do, an infinitive in the narrator's words, and whether somebody else wants it done."""
    plain = re.split(r",? but |; |,? only to |,? unaware | — |, (?:and|so) (?:he|she|they) ", predicate)[0]
    must = re.match(rf"(?:{'|'.join(english()['modal'])})\s+(not\s+)?(.+)$", plain)
    if must and not must.group(1) and not re.match(r"(?:the|an?|his|her|their) ", must.group(2)):  # "returns to the village"
        return must.group(2), False
    later = re.search(rf"^(.+?) and (?:{'|'.join(english()['modal'])})\s+(.+)$", plain)
    if later:  # "finds a ring in a sink and decides to return it"
        thing = re.search(r"\b(?:a|an|the) ((?:[a-z]+ ){0,2}?[a-z]+)(?= (?:in|on|of|from|at|that|to|under)\b|$)", later.group(1))
        return re.sub(r"\bit$", f"the {thing.group(1)}", later.group(2)) if thing else later.group(2), False
    called = re.search(
        r"\b(?:hired|asked|paid|ordered|forced|called|sent|told|returns?(?: \w+)?|comes?(?: \w+)?|goes?(?: \w+)?|recruited|chosen|summoned|sentenced)"
        r"\s+to\s+(?!the\b|a\b|an\b|his\b|her\b|their\b|[A-Z])(.+)$",
        plain,
    )
    hired = bool(called) and bool(re.match(r"(?:is|are|has been) \w+", plain))
    if called is None:
        called = re.search(
            r"\b(?:has|have|with)(?: \w+){1,3} to (?!(?:the|an?|his|her|their|its|him|them|it|me|us|you)\b)(.+)$", plain
        )  # "has one night to prove it"
    if called and not re.search(r"\b(?:who|whose|which)\b", plain[: called.start()]):  # "a ship whose crew has voted to leave her"
        thing = re.search(r"\ban? ([a-z]+)", plain)
        return (re.sub(r"\bit$", f"the {thing.group(1)}", called.group(1)) if thing else called.group(1)), hired
    head, _, rest = plain.partition(" ")
    verb = grammar.base(head.lower()) if head.lower().endswith("s") else head.lower()
    if rest and head.lower() not in english()["auxiliaries"] and verb not in english()["struck"] and (plural or head.lower().endswith("s")):
        return f"{verb} {grammar.joined(rest)}", False
    return None, False


def _aims(aim: str | None, lead: Person, asker: Person | None, many: str | None) -> dict[str, str]:
    if not aim:
        return {}
    gender = many if many == "thing" or many and re.search(r"\b(they|them|their|themselves)\b", aim) else lead.gender
    return {voice: grammar.voiced(aim, lead=gender, asker=asker.gender if asker else None, voice=voice) for voice in ("you", "I", "he")}


def _most_wanted(others: list[Person], aim: str | None) -> Person | None:
    """Return whom the aim names, else the first of the others."""
    named = [p for p in others if aim and re.search(rf"\b{re.escape(p.noun)}\b", aim)]
    return (others[0] if others and others[0].kin else None) or (named or others or [None])[0]


def _sought(aim: str | None, other: Person | None) -> bool:
    if not aim or not other:
        return False
    found = re.match(rf"(?:{'|'.join(english()['seeking'])})\b(.*)$", aim)
    return bool(found) and other.noun in " ".join(found.group(1).split()[:8])


def _rival(aim: str | None, other: Person | None) -> bool:
    if not other:
        return False
    against = re.match(rf"(?:{'|'.join(english()['rivalry'])})\b(.*)$", aim or "")
    enemy = set(english()["enemies"]) & {*other.phrase.split(), other.noun}
    return bool(enemy) or bool(against) and other.noun in " ".join(against.group(1).split()[:6])  # type: ignore[union-attr]


def _place(text: str) -> str | None:
    """Return the first place of the logline that presets/writing/places.yaml knows."""
    known = presets.load("writing", "places")["of"]
    words = re.findall(r"[a-z]+", text.lower())
    singular = [w if w in known else w.removesuffix("s") for w in words]
    return next((word for word in singular if word in known), None)


def _weather(text: str) -> str | None:
    words = set(re.findall(r"[a-z]+", text.lower()))
    return next((kind for kind, said in english()["weather"].items() if set(said) & words), None)


def _prop(text: str) -> str | None:
    props = {name for genre in presets.names("genres") for name in presets.load("genres", genre)["prop_lines"]}
    words = re.findall(r"[a-z]+", text.lower())
    return next((word for word in words if word in props), None)
