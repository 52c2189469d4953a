"""The company of a screenplay: whose cue is whose, and where the action names whom.

Knows nothing of looks. Who is who is told by the caller, who has read the people (`filmcli.cast.reading`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from filmcli.core import presets

UNSEEN = re.compile(r"V\.?O|O\.?[SC]\b|OFF|PHONE|RADIO|FILTER|PRE-?LAP|INTERCOM|З\.?К|ГОЛОС|画外|旁白|电话", re.IGNORECASE)  # extensions
_WORD = re.compile(r"[^\s.,;:&/()\"“”]+")
_CYRILLIC = re.compile(r"[А-ЯЁ]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Fact(Protocol):
    """Something the page tells, and the line that tells it in words."""

    @property
    def value(self) -> str | int | float: ...
    @property
    def origin(self) -> str: ...


class Person(Protocol):
    """One character: the name used most, the others, and facts such as `gender`."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


class Company:
    """The people of one screenplay by every name that means one of them."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = {person.name: person for person in people}
        self._names = {spelled: person.name for person in people for spelled in (person.name, *person.aliases)}
        self._words = _distinct(people)
        self._pattern = _pattern(self._words)

    def of(self, cue: str) -> str:
        """Return the name of whoever speaks under a cue; the cue itself when nobody is known by it."""
        return self._names.get(cue, cue)

    def named(self, text: str) -> list[tuple[int, int, str]]:
        """Return whom a text names, in its order: (start, end, name). A word in lower case is no name (rose, pip)."""
        found = []
        for match in self._pattern.finditer(text):
            word = match[1] or match[2]
            if not word.islower():
                found.append((match.start(), match.end(), self._words[word.upper()]))
        return found

    def gender(self, name: str) -> Fact | None:
        """Return the gender that the page tells of a person, None when it tells none."""
        person = self.people.get(name)
        return person.facts.get("gender") if person else None


def words_of(name: str) -> list[str]:
    """Return the words of a name in capitals."""
    return [word.upper() for word in _WORD.findall(name)]


def titles() -> frozenset[str]:
    """Return the words before a name that are no name: MR, DR, OLD."""
    return frozenset(str(word) for group in presets.load("people", "words")["titles"].values() for word in group)


def is_generic(name: str) -> bool:
    """Return whether a name says what somebody is and not who: MAN, NURSE, COP 2, OLD WOMAN."""
    plain = titles() | set(presets.load("people", "words")["generic"])
    return all(word in plain or not word.strip("#").isalpha() for word in words_of(name))


def _distinct(people: Sequence[Person]) -> dict[str, str]:
    """Return name by word, for the words that mean one person only: whole names, and parts that nobody else has."""
    spelled = {person.name: [person.name, *person.aliases] for person in people}
    parts = {name: {word for one in names for word in words_of(one)} for name, names in spelled.items()}
    shared = Counter(word for words in parts.values() for word in words)
    plain = titles() | set(presets.load("people", "words")["generic"])
    owner = {
        _stem(word): name for name, words in parts.items() for word in words if shared[word] == 1 and word not in plain and len(word) > 1
    }
    return owner | {_stem(one.upper()): name for name, names in spelled.items() for one in names}


def _stem(word: str) -> str:
    """Return what stays of a Russian name through its cases (ВЕРА, ВЕРУ, ВЕРОЙ); other words as they are."""
    return word[:-1] if _CYRILLIC.fullmatch(word) and len(word) > 3 and word[-1] in "АЯЙЬОЕ" else word


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    choices = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in choices if not _CJK.search(word)) or "(?!)"
    dense = "|".join(re.escape(word) for word in choices if _CJK.search(word)) or "(?!)"
    return re.compile(rf"(?<!\w)({spaced})(?:(?<=[а-яё])[а-яё]{{0,3}})?(?!\w)|({dense})", re.IGNORECASE)
