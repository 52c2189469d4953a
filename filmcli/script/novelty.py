"""How new the words of a script are: what of its n-grams no other script has, and the longest run it shares with one.

Knows nothing of files. Works on words as `style.words` gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

SIZES = (2, 3, 4)  # words of the n-grams that are counted
MOST = 60  # words; a longer shared run is a quotation, however long


@dataclass(frozen=True)
class Novelty:
    """One script among others. `shares`: of its different n-grams of `SIZES`, those that no other has (0–1)."""

    shares: tuple[float, ...]
    copied: tuple[str, ...]  # the longest run of at least two words that another script has too; the first of several
    source: int  # the number of that other script; -1 when there is none


def among(runs: Sequence[Sequence[str]]) -> list[Novelty]:
    """Return the novelty of each of several scripts, given as words. 876,000 words take 3–8 s: n-grams are numbered, not built."""
    import numpy as np

    numbers: dict[str, int] = {}
    words = np.array([numbers.setdefault(word, len(numbers)) for word in chain.from_iterable(runs)], dtype=np.int64)
    owner = np.repeat(np.arange(len(runs)), [len(run) for run in runs])
    start = np.cumsum([0, *(len(run) for run in runs)])
    shares: list[list[float]] = [[] for _ in runs]
    copied, source = [()] * len(runs), [-1] * len(runs)
    places, grams = np.arange(len(words)), words
    for size in range(2, MOST + 1):
        inside = places + size - 1 < start[owner[places] + 1]
        places, grams = places[inside], grams[inside]
        if not len(places):
            break
        different, grams = np.unique(grams * len(numbers) + words[places + size - 1], return_inverse=True)
        first, last = np.full(len(different), len(runs)), np.full(len(different), -1)
        np.minimum.at(first, grams, owner[places])
        np.maximum.at(last, grams, owner[places])
        common = (first != last)[grams]
        if size in SIZES:
            held = np.unique(owner[places] * len(different) + grams)
            shared = (first != last)[held % len(different)]
            whole, known = (np.bincount(held[rows] // len(different), minlength=len(runs)) for rows in (slice(None), shared))
            for number in range(len(runs)):
                shares[number].append(round(1 - float(known[number]) / max(1, int(whole[number])), 3))
        for number in np.unique(owner[places[common]]):
            at = int(np.flatnonzero(common & (owner[places] == number))[0])
            place = int(places[at] - start[number])
            copied[number] = tuple(runs[number][place : place + size])
            source[number] = int(last[grams[at]] if first[grams[at]] == number else first[grams[at]])
        if size >= SIZES[-1]:  # a shared run of n + 1 words begins where one of n does
            places, grams = places[common], grams[common]
    full = (1.0,) * len(SIZES)
    return [Novelty((*one, *full[len(one) :]), run, other) for one, run, other in zip(map(tuple, shares), copied, source, strict=True)]


def longest_copy(run: Sequence[str], known: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the longest run of at least two words, up to `MOST`, that stands in one of the known texts too; empty when there is none."""
    together = [word for text in known for word in (*text, "")]  # no run goes from one text into the next
    return among([run, together])[0].copied
