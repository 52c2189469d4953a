"""Who is who: cues and introductions that mean one person, and which name is the one to use.

Knows nothing of looks. MARLOWE and PHIL MARLOWE are one when nobody else is called so; PELL and MRS. PELL are two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from filmcli.cast import lexicon

_TOKEN = re.compile(r"[^\s.,;:]+")
_NUMBER = re.compile(r"#?\d+|[IVX]+|ONE|TWO|THREE")
_JOINED = re.compile(r"\s*(?:&|/|,|\+|\bAND\b|\bИ\b|和|与|、)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A name taken apart: `core` without titles, and the gender that a title tells."""

    spelled: str
    core: frozenset[str]
    given: str
    gender: str = ""
    titled: bool = False


@dataclass
class Identity:
    """One person's names: `cues` with how often each is used, and names that only action lines use."""

    names: list[Name]
    cues: Counter[str] = field(default_factory=Counter)

    @property
    def primary(self) -> str:
        """The cue used most, the first of equals; the introduced name of one who never speaks."""
        return self.cues.most_common(1)[0][0] if self.cues else self.names[0].spelled

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name.spelled for name in self.names if name.spelled != self.primary))


def name(spelled: str) -> Name:
    """Take a name apart."""
    titles = lexicon.words("titles")
    tokens = [token.upper() for token in _TOKEN.findall(spelled)] or [spelled]
    gender = next((g for g in ("female", "male") for token in tokens[:-1] if token in titles[g]), "")
    known = {title for group in titles.values() for title in group}
    core = [token for token in tokens[:-1] if token not in known] + [tokens[-1]]
    return Name(spelled, frozenset(core), core[0], gender, len(core) < len(tokens))


def identities(cues: Iterable[str], introduced: Sequence[str]) -> list[Identity]:
    """Return the people behind all cues (in the order spoken, repeated) and introduced names, each name in one person's list."""
    counts = Counter(cues)
    together = [cue for cue in counts if _several(cue, counts)]
    people = [Identity([name(cue)], Counter({cue: count})) for cue, count in counts.items() if cue not in together]
    people = _merged(people)
    for spelled in dict.fromkeys(introduced):
        _introduce(people, name(spelled), introduced)
    for cue in together:
        owner = next((p for p in people if name(_JOINED.split(cue)[0]).spelled in {n.spelled for n in p.names}), None)
        if owner:
            owner.names.append(name(cue))
        else:
            people.append(Identity([name(cue)], Counter({cue: counts[cue]})))
    return people


def same(a: Name, b: Name) -> bool:
    """Return whether two names may mean one person: one holds the other, and the titles agree."""
    if {a.gender, b.gender} == {"female", "male"} or not (a.core <= b.core or b.core <= a.core):
        return False
    if a.core == b.core:  # PELL and MRS. PELL are husband and wife; PELL and MR. PELL are one
        return a.gender == b.gender or "female" not in (a.gender, b.gender)
    less, more = (a, b) if a.core < b.core else (b, a)
    if less.core <= set(lexicon.words("generic")) or any(_NUMBER.fullmatch(token) for token in more.core - less.core):
        return False
    return less.gender == more.gender or not less.gender or not more.gender


def _several(cue: str, cues: Iterable[str]) -> bool:
    """Return whether a cue is two people speaking at once who also speak alone."""
    parts = [part for part in _JOINED.split(cue) if part]
    return len(parts) > 1 and all(part in cues for part in parts)


def _merged(people: list[Identity]) -> list[Identity]:
    """Join people whose cues mean one person; a short name that fits two people stays its own."""
    kept: list[Identity] = []
    for person in people:
        fits = [other for other in people if other is not person and same(person.names[0], other.names[0])]
        longer = [other for other in fits if person.names[0].core < other.names[0].core]
        equal = [other for other in fits if person.names[0].core == other.names[0].core and people.index(other) < people.index(person)]
        host = (longer if len(longer) == 1 else equal)[:1]
        target = host[0] if host else None
        if target is None:
            kept.append(person)
        else:
            target.names += person.names
            target.cues += person.cues
    return kept


def _introduce(people: list[Identity], new: Name, introduced: Sequence[str]) -> None:
    """Give a name from an action line to the speaker it fits best, or to a new person.

    MISS HALE, whom the page introduces, is the HALE who speaks when it introduces no other.
    """
    if any(new.spelled == known.spelled for person in people for known in person.names):
        return

    def fit(person: Identity) -> int:
        return max(
            (4 * (n.core == new.core) + 2 * (n.given == new.given) + (n.gender == new.gender) + 1 for n in person.names if same(n, new)),
            default=0,
        )

    best = max(people, key=fit, default=None)
    if best and fit(best) and not any(n.core > best.names[0].core and n.core != new.core for n in best.names):
        best.names.append(new)
        return
    unknown = [p for p in people if p.cues and len(p.names) == 1 and p.names[0].core == new.core and p.names[0].spelled not in introduced]
    if new.titled and len(unknown) == 1 and not unknown[0].names[0].gender:
        unknown[0].names.append(new)
    else:
        people.append(Identity([new]))
