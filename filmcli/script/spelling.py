"""Names that may be one name misspelt: they differ in one letter of one word, left out, put in, changed, or swapped.

Knows nothing of people and places. Linear in the number of names: only those that share what is left of a word without a
letter are compared (the deletion index of Garbe's SymSpell, 2012).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable

from filmcli.script.company import words_of

_LONGEST = 30  # letters; a longer word is no name


def neighbours(names: Iterable[str], *, shortest: int) -> dict[str, list[str]]:
    """Return for each name those that differ from it in one letter of a word of `shortest` letters or more, or in signs only.

    A plural and a number are no misspelling: WOOD and WOODS, ROOM 1 and ROOM 2.
    """
    alike: defaultdict[tuple[int, tuple[str, ...], str], list[str]] = defaultdict(list)
    for name in names:
        words = words_of(name)
        for at, word in enumerate(words):
            others = (*words[:at], *words[at + 1 :])
            for shorter in {word, *(word[:cut] + word[cut + 1 :] for cut in range(min(len(word), _LONGEST)))}:
                alike[at, others, shorter].append(name)
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group in alike.values():
        for a, b in itertools.permutations(group, 2):
            if _misspelt(words_of(a), words_of(b), shortest):
                found[a][b] = None
    return {name: list(others) for name, others in found.items()}


def _misspelt(a: list[str], b: list[str], shortest: int) -> bool:
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if not pairs:
        return True
    ((x, y),) = pairs
    return min(len(x), len(y)) >= shortest and (x + y).isalpha() and x.rstrip("S") != y.rstrip("S") and _one_letter(x, y)


def _one_letter(a: str, b: str) -> bool:
    """Return whether two words differ in one letter, or in two neighbours swapped."""
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) == len(b):
        return a[at + 1 :] == b[at + 1 :] or a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :] == b[at:]
    return len(b) == len(a) + 1 and a[at:] == b[at + 1 :]
