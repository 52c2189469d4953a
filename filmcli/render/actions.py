"""Actions: who does what, to whom, with what and where, read out of the action lines sentence by sentence.

Knows nothing of sets, places or cameras. The verbs are data: presets/breakdown/actions.yaml, and the words of presets/poses and presets/expressions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.render import lexicon
from filmcli.render.breakdown import Sheet

if TYPE_CHECKING:
    from filmcli.render.places import Names

LASTING = frozenset({"enter", "exit", "cross", "sit", "stand", "lean", "kneel", "fall", "lie", "embrace"})
PRONOUNS = re.compile(
    r"\b(he|she|they|both|him|them|her(?=\s*[.,;:!?—]|\s*$|\s+(?:to|from|in|on|at|with|by|across|over|and|the|an?|his|it|down|up|off|away)\b))\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:\([^)]*\))?\s*(?:,|,?\s*and|&|и|和)\s*", re.IGNORECASE)
_DIRECT = re.compile(
    r"(?:\s*\([^)]*\))?\s*,?\s*(?:(?:\w+ly|then|just|now|both|also|still|already|almost|finally|only|silently|slowly|at last|and|is|are|has|himself|herself)\s+)*",
    re.IGNORECASE,
)
_VERB = re.compile(r"\w+(?:s|ing)\b|.*[\u3040-\u9fff]", re.IGNORECASE)  # a pose's words that say what somebody does, not "face down"
_PREPOSITION = re.compile(
    r"\b(?:to|at|of|with|from|behind|beside|near|for|by|over|past|towards?|against|between|around|about|к|у|на|с)\s*(?:the )?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Action:
    """One thing that people do. `line` is the action element's first line, `goal` the words behind the verb, `to` a person's id."""

    kind: str
    who: tuple[str, ...]
    line: int
    words: str
    sentence: str
    motion: str = ""
    poses: tuple[str, ...] = ()
    to: str = ""
    prop: str = ""
    goal: str = ""


@dataclass(frozen=True)
class _Verb:
    kind: str
    motion: str
    poses: tuple[str, ...]


def read(sheet: Sheet, names: Names) -> tuple[Action, ...]:
    """Return the actions of a scene in the order of the page. What is denied, compared with or only planned is not done."""
    reader = _Reader(names)
    speeches = {speech.line: speech for speech in sheet.scene.speeches}
    shown = {element.line for element in sheet.actions}
    found: list[Action] = []
    for element in sheet.scene.elements:
        if element.type == "character" and element.line in speeches:
            reader.heard(speeches[element.line])
        elif element.line in shown and element.type in ("action", "centered"):
            for _, sentence in lexicon.sentences(element.text):
                found += reader.sentence(sentence, element.line)
    return tuple(found)


class _Reader:
    """Reads sentence after sentence, and remembers who was spoken of last: he, she and it are they."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._last: dict[str, str] = {}
        self._recent: list[str] = []
        self._subject: tuple[str, ...] = ()
        self._prop = ""

    def heard(self, speech: fountain.Speech) -> None:
        """Remember the speaker."""
        if who := self._names.of_cue(speech.name):
            self._remember((who,))

    def sentence(self, sentence: str, line: int) -> Iterator[Action]:
        """Yield the actions of one sentence."""
        shown = lexicon.visible(sentence)
        people = self._people(shown)
        verbs = list(_verbs(shown))
        for number, (start, end, verb) in enumerate(verbs):
            if _denied(shown[:start]):
                continue
            stop = next((other for other, _, _ in verbs[number + 1 :] if other >= end), len(shown))
            who = self._subjects(shown, people, start, end)
            if not who:
                continue
            behind = [person for at, _, group in people if end <= at < stop for person in group if person not in who]
            goal = shown[end:stop]
            prop = self._thing(goal)
            self._remember(who)
            yield Action(
                verb.kind,
                who,
                line,
                shown[start:end],
                " ".join(sentence.split()),
                verb.motion,
                verb.poses,
                behind[0] if behind else "",
                prop,
                goal,
            )
        if not verbs and people:
            self._remember(people[0][2])
        for prop, _ in lexicon.props_in(sentence)[-1:]:
            self._prop = prop

    def _people(self, shown: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Return who is named or meant by a pronoun: (start, end, ids), in order."""
        found = [(start, end, (who,)) for start, end, who in self._names.mentions(shown)]
        taken = [(start, end) for start, end, _ in found]
        known = dict(self._last)
        for match in PRONOUNS.finditer(shown):
            if any(a <= match.start() < b for a, b in taken):
                continue
            word = match[0].lower()
            named = [group[0] for at, _, group in found if at < match.start()]
            if word in ("they", "them", "both"):
                group = tuple(dict.fromkeys((*named, *self._recent)))[:2]
            else:
                gender = "female" if word in ("she", "her") else "male"
                own = [who for who in reversed(named) if self._names.characters[who].gender == gender]
                group = (own[0],) if own and word in ("he", "she") else tuple(filter(None, [known.get(gender)]))
            if group:
                found.append((match.start(), match.end(), group))
        return sorted(found)

    def _subjects(self, shown: str, people: Sequence[tuple[int, int, tuple[str, ...]]], start: int, end: int) -> tuple[str, ...]:
        """Return who does what a verb at a place says: who stands right before it, else who begins the sentence, else who follows it."""
        before = [(a, b, group) for a, b, group in people if b <= start]
        for k in range(len(before) - 1, -1, -1):
            if _DIRECT.fullmatch(shown[before[k][1] : start]) and not _PREPOSITION.search(shown[: before[k][0]]):
                return _run(shown, before, k)
        for k, (a, _, _) in enumerate(before):
            if not _PREPOSITION.search(shown[:a]):
                return _run(shown, before, k, forward=True)
        following = [(a, b, group) for a, b, group in people if a >= end]
        if following and not shown[end : following[0][0]].strip() and not before:  # "At the table sit PELL and VICTOR"
            return _run(shown, following, 0, forward=True)
        return self._subject if not shown[:start].strip(" ,.—-") and not before else ()

    def _thing(self, goal: str) -> str:
        found = lexicon.props_in(goal)
        if found:
            self._prop = found[0][1] and found[0][0]
            return found[0][0]
        return self._prop if re.match(r"\s*(?:it|them)\b", goal, re.IGNORECASE) else ""

    def _remember(self, who: tuple[str, ...]) -> None:
        self._subject = who
        for one in who:
            self._last[self._names.characters[one].gender] = one
            self._recent = [one, *(other for other in self._recent if other != one)][:3]


def _run(shown: str, people: Sequence[tuple[int, int, tuple[str, ...]]], k: int, *, forward: bool = False) -> tuple[str, ...]:
    """Return the ids of a run of people joined by commas and `and` that ends (or begins) with one."""
    run, at = list(people[k][2]), k
    step = 1 if forward else -1
    while 0 <= at + step < len(people):
        a, b = (people[at], people[at + step]) if forward else (people[at + step], people[at])
        if not _JOINED.fullmatch(shown[a[1] : b[0]]) or _PREPOSITION.search(shown[: a[0]]):
            break
        at += step
        run = [*run, *people[at][2]] if forward else [*people[at][2], *run]
    return tuple(dict.fromkeys(run))


@cache
def _table() -> tuple[tuple[re.Pattern[str], ...], tuple[_Verb, ...]]:
    """Return the patterns of the table's rows and what they mean."""
    table = presets.load("breakdown", "actions")
    rows = [*table["acts"], *({"kind": "face", "motion": "", "poses": [face], "words": words} for face, words in table["faces"].items())]
    rows += _library({pose for row in rows for pose in row["poses"]})
    parts = []
    for row in rows:
        latin = "|".join(str(word) for word in row["words"] if not lexicon.CJK.search(str(word)))
        dense = "|".join(str(word) for word in row["words"] if lexicon.CJK.search(str(word)))
        parts.append("|".join(part for part in (rf"(?<!\w)(?:{latin})(?!\w)" if latin else "", dense) if part))
    verbs = tuple(_Verb(row["kind"], row["motion"], tuple(row["poses"])) for row in rows)
    return tuple(re.compile(part, re.IGNORECASE) for part in parts), verbs


def _library(own: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield a row for each pose of presets/poses whose words say more than the table's: how somebody sits, lies or leans for good, else a passing pose."""
    for family in presets.names("poses") if "poses" in presets.kinds() else ():
        for pose, entry in presets.load("poses", family)["poses"].items():
            said = [str(word) for word in entry.get("words", ())]
            words = [word if lexicon.CJK.search(word) else re.escape(word) for word in said if _VERB.match(word)]
            if words and pose not in own:
                base = {"seat": "sit", "lie": "lie", "floor": "kneel"}.get(
                    entry.get("base", ""), "lean" if entry.get("needs") in ("wall", "bar") else "gesture"
                )
                motion = {"sit": "sit_down", "lie": "lie_down", "kneel": "crouch_down"}.get(base, "")
                yield {"kind": base, "motion": motion, "poses": [pose], "words": words}


def _verbs(shown: str) -> list[tuple[int, int, _Verb]]:
    """Return the verbs of a sentence in order: at each place the longest that is known, the first row of equals; takes and puts only with a prop behind."""
    patterns, verbs = _table()
    hits = [(m.start(), m.end(), rank) for rank, pattern in enumerate(patterns) for m in pattern.finditer(shown)]
    chosen: list[tuple[int, int, _Verb]] = []
    for start, end, rank in sorted(hits, key=lambda hit: (hit[0], _worth(verbs[hit[2]], shown[hit[1] :]), -(hit[1] - hit[0]), hit[2])):
        if all(end <= a or start >= b for a, b, _ in chosen) and _worth(verbs[rank], shown[end:]) == 0:
            chosen.append((start, end, verbs[rank]))
    return sorted(chosen, key=lambda one: one[0])


def _worth(verb: _Verb, behind: str) -> int:
    """Return 1 for a verb that handles a thing when no thing follows it."""
    if verb.kind not in ("take", "put", "hand_over", "draw"):
        return 0
    clause = re.split(r"[.;!?]", behind, maxsplit=1)[0]
    return 0 if lexicon.props_in(clause) or re.match(r"\s*(?:it|them)\b", clause, re.IGNORECASE) else 1


@cache
def _negation() -> re.Pattern[str]:
    words = "|".join(str(word) for word in presets.load("breakdown", "actions")["negated"])
    return re.compile(rf"(?:\b|(?<=\w)(?=n['’]t))(?:{words})\s*(?:\w+\s+)?\Z", re.IGNORECASE)


def _denied(before: str) -> bool:
    """Say whether the words right before a verb deny it or only plan it."""
    return bool(_negation().search(before))


def posture(text: str) -> str:
    """Return the lasting pose that sentences say: lie, kneel, sit, arms_crossed, phone, lean or stand; '' for none."""
    ranks = ("lie", "kneel", "sit", "arms_crossed", "phone", "lean", "stand")
    found = set()
    for _, sentence in lexicon.sentences(text):
        shown = lexicon.visible(sentence)
        for start, _, verb in _verbs(shown):
            if not _denied(shown[:start]) and not verb.motion.endswith("_up"):
                found.add(verb.kind if verb.kind != "gesture" else verb.poses[0] if verb.poses else "")
    return next((rank for rank in ranks if rank in found), "")


def way(text: str, kind: str) -> str:
    """Return the pose in which sentences say that a lasting pose is taken: of `kneel`, `sit_floor` for who sits on the ground."""
    shown = [lexicon.visible(sentence) for _, sentence in lexicon.sentences(text)]
    return next((verb.poses[0] for one in shown for _, _, verb in _verbs(one) if verb.kind == kind and verb.poses), kind)


def moves(text: str) -> bool:
    """Say whether sentences tell of somebody who walks, points or otherwise acts on their feet."""
    kinds = {verb.kind for _, sentence in lexicon.sentences(text) for _, _, verb in _verbs(lexicon.visible(sentence))}
    return bool(kinds & {"enter", "exit", "cross", "gesture"})
