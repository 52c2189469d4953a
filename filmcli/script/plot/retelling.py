"""A screenplay's scenes as steps of the plot model: what happens in a few sentences, and who takes part as symbols.

Knows nothing of networks: how like a story's step a sentence is, and who is who, the caller tells (`filmcli.script.company`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from filmcli.formats.scenes import Scene
from filmcli.script.company import Company
from filmcli.script.plot import moves
from filmcli.script.plot.steps import Step

SENTENCES = 5  # of a scene: a step of the book is two, and a long text's mean says nothing
WORDS = 3  # the least of a sentence that can say what happens

Familiar = Callable[[Sequence[str]], Sequence[float]]

_KIN = {
    "father": "F", "dad": "F", "mother": "M", "mom": "M", "mum": "M", "brother": "BR", "sister": "SR", "son": "SN", "daughter": "D",
    "uncle": "U", "aunt": "AU", "cousin": "CN", "nephew": "NW", "niece": "NC", "grandfather": "GF", "grandmother": "GM",
    "stepfather": "SF", "stepmother": "SM", "grandson": "GCH", "granddaughter": "GCH",
}  # fmt: skip
_TIES = {
    2: "friend|partner|companion",
    3: "rival|opponent|competitor",
    4: "stranger|newcomer",
    5: "criminal|thief|burglar|gangster|killer|murderer|smuggler|gunman|forger|blackmailer|outlaw|gambler",
    6: "detective|inspector|policeman|policewoman|constable|sheriff|marshal|deputy|police officer|cop",
    7: "assistant|secretary|servant|maid|butler|employee|deckhand|clerk|apprentice|driver|waiter|waitress|barmaid",
    9: "employer|boss|client|owner|manager|commander",
}
_OWNED = rf"(?P<whose>his|her|\w+['’]s)\s+(?:[\w-]+\s+){{0,2}}(?P<kin>{'|'.join(_KIN)})\b"
_BEHIND = re.compile(rf"\s*(?:\([^)]*\))?\s*[,–—-]\s*{_OWNED}", re.IGNORECASE)  # TOM (30), her older brother
_AHEAD = re.compile(rf"{_OWNED},?\s*\Z", re.IGNORECASE)  # her brother TOM
_INTRODUCED = re.compile(r"\s*\([^)]*\)\s*,?([^.!?]*)")  # TOM (30), a tired detective in grey
_TIE = re.compile("|".join(f"(?P<n{number}>\\b(?:{words})\\b)" for number, words in _TIES.items()), re.IGNORECASE)


def steps(told: Sequence[Scene], company: Company, familiar: Familiar) -> list[Step]:
    """Return one step a scene, without its group.

    Its text is the scene's synopsis; without one, the five sentences of action and talk that are the likest to a step of a story (`familiar`,
    which gives each sentence a number), in the order of the page: weather and small talk are left out.
    """
    symbols = people(told, company)
    return [_step(scene, company, symbols, familiar) for scene in told]


def people(told: Sequence[Scene], company: Company) -> dict[str, str]:
    """Return the symbol of each speaker.

    `A` and `B` are the man and the woman who say most. The others are what an introduction says that they are (`TOM (30), her brother`;
    `a police officer`), and else acquaintances: the page seldom says more.
    """
    words: Counter[str] = Counter()
    for scene in told:
        for speech in scene.speeches:
            words[company.of(speech.name)] += len(speech.text.split())
    ranked = sorted(words, key=lambda name: (-words[name], name))
    leads: dict[str, str] = {}
    for name in ranked:
        leads.setdefault("B" if _woman(company, name) else "A", name)
    first = next((symbol for symbol, name in leads.items() if ranked and name == ranked[0]), "A")
    found = {name: symbol for symbol, name in leads.items()}
    ties = _ties(told, company, found, first)
    for name in ranked:
        found.setdefault(name, ties.get(name, f"{'B' if _woman(company, name) else 'A'}-8"))
    return found


def talk(scene: Scene, company: Company) -> moves.Talk:
    """Return who says how many words in a scene."""
    return moves.Talk(tuple((company.of(speech.name), len(speech.text.split())) for speech in scene.speeches))


def _woman(company: Company, name: str) -> bool:
    sex = company.gender(name)
    return sex is not None and sex.value == "female"


def _ties(told: Sequence[Scene], company: Company, leads: dict[str, str], first: str) -> dict[str, str]:
    """Return the symbols that introductions give; the first introduction that says something counts."""
    found: dict[str, str] = {}
    for text in (" ".join(e.text.split()) for scene in told for e in scene.elements if e.type == "action"):
        places = company.named(text)
        ends = [start for start, *_ in places[1:]] + [len(text)]
        for (start, end, name), until in zip(places, ends[: len(places)], strict=True):
            if name in found:
                continue
            kin = _BEHIND.match(text, end) or _AHEAD.search(text[:start])
            intro = _INTRODUCED.match(text[:until], end)
            if kin:
                whose = {"his": "A", "her": "B"}.get(kin["whose"].lower()) or _owner(kin["whose"], company, leads)
                found[name] = f"{_KIN[kin['kin'].lower()]}-{whose if whose in leads.values() else first}"
            elif intro and (tie := _TIE.search(intro[1])):
                found[name] = f"{'B' if _woman(company, name) else 'A'}-{str(tie.lastgroup).removeprefix('n')}"
    return found


def _owner(possessive: str, company: Company, leads: dict[str, str]) -> str | None:
    named = company.named(possessive[:-2])
    return leads.get(named[0][2]) if named else None


def _step(scene: Scene, company: Company, symbols: dict[str, str], familiar: Familiar) -> Step:
    action = " ".join(" ".join(e.text.split()) for e in scene.elements if e.type == "action")
    said = [(company.of(speech.name), speech.text) for speech in scene.speeches]
    here = {name for name, _ in said} | {name for *_, name in company.named(action)}
    told = [_renamed(one, company, symbols) for one in _synopsis(scene)]
    if not told:
        whole = [*_sentences(action), *(one for _, text in said for one in _sentences(text))]
        whole = [_renamed(one, company, symbols) for one in whole if len(one.split()) >= WORDS]
        liking = familiar(whole)
        best = sorted(range(len(whole)), key=lambda at: (-liking[at], at))[:SENTENCES]
        told = [whole[at] for at in sorted(best)]
    return Step(" ".join(told), frozenset(symbols[name] for name in here if name in symbols))


def _synopsis(scene: Scene) -> list[str]:
    """Return what the writer says of the scene (`= …` under its slug line): the nearest to a step of the book that a script has."""
    found: list[str] = []
    headed = scene.heading is None
    for element in scene.elements:
        headed = headed or element is scene.heading
        if headed and element.type == "section":
            break
        if headed and element.type == "synopsis":
            found.append(" ".join(element.text.split()))
    return found


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!…])\s+", " ".join(text.split())) if one]


def _renamed(text: str, company: Company, symbols: dict[str, str]) -> str:
    """Return a text with names as symbols, as the book has them."""
    for start, end, name in reversed(company.named(text)):
        text = text[:start] + symbols.get(name, "A-8") + text[end:]
    return text
