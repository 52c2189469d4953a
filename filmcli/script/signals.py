"""The signals by which one line is better than another, and their sum. The weights are in presets/writing/signals.yaml.

Knows nothing of models; it sees words, log-likelihoods and vectors.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

USUAL = 8  # words a sentence, of a manner that the preset does not know


@dataclass(frozen=True)
class Weighed:
    """A line as it may stand in the script, with its signals. `own`: how many of its words the writer wrote."""

    text: str
    own: int
    signals: Mapping[str, float]

    def value(self, weights: Mapping[str, float]) -> float:
        return round(sum(weights.get(name, 0.0) * amount for name, amount in self.signals.items()), 4)


@dataclass
class Memory:
    """The script so far: its lines, three-word runs and words that carry meaning, each with how often it was said."""

    small: frozenset[str]
    empty: frozenset[str]
    lines: Counter[str] = field(default_factory=Counter)
    grams: Counter[tuple[str, ...]] = field(default_factory=Counter)
    content: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, *, times: int = 1) -> None:
        """Take a line in; with `times` -1, out again."""
        said = words(text)
        self.lines[" ".join(said)] += times
        for gram in set(zip(said, said[1:], said[2:], strict=False)):
            self.grams[gram] += times
        for word in set(said) - self.small:
            self.content[word] += times

    def knows(self, text: str) -> bool:
        """Tell whether the line stands in the script already."""
        return self.lines[" ".join(words(text))] > 0

    def repetition(self, text: str, fresh: str = "") -> float:
        """Return minus what the line repeats. `fresh`: the part of it that could be otherwise; the whole line without."""
        said = words(text)
        runs = sum(self.grams[gram] > 0 for gram in zip(said, said[1:], said[2:], strict=False))
        return -0.4 * runs - 0.25 * sum(min(2, self.content[word]) for word in set(words(fresh or text)) - self.small)

    def substance(self, text: str) -> float:
        """Return what a line says: words that carry meaning, less those that say nothing."""
        meant = set(words(text)) - self.small
        return 0.1 * min(len(meant), 6) - 0.5 * len(meant & self.empty)


class Voices:
    """How each speaker talks: words a sentence by manner (presets), and the letters of what each has said."""

    def __init__(self, manners: Mapping[str, str], lengths: Mapping[str, int]) -> None:
        self.length = {who: lengths.get(manner, USUAL) for who, manner in manners.items()}
        self.letters: dict[str, Counter[str]] = {who: Counter() for who in manners}

    def add(self, who: str, text: str, *, times: int = 1) -> None:
        """Take what somebody says in; with `times` -1, out again."""
        for three in _threes(text):
            self.letters[who][three] += times

    def nearness(self, who: str, text: str) -> float:
        """Return 0 for a sentence of the speaker's length, less for others; plus nats a letter run that it is theirs, not others'."""
        sentences = max(1, len(re.findall(r"[.?!]", text)))
        length = -abs(math.log((len(words(text)) / sentences + 1) / (self.length[who] + 1)))
        own, others = self.letters[who], Counter()
        for other, letters in self.letters.items():
            if other != who:
                others.update(letters)
        here, there = own.total() + 500, others.total() + 500
        threes = _threes(text)
        gain = sum(math.log((own[t] + 0.5) / here) - math.log((others[t] + 0.5) / there) for t in threes) / max(1, len(threes))
        return length + gain


def beats(embedder: Any, beat: str, texts: Sequence[str]) -> list[float]:
    """Return the cosine of each text with the beat; zeros without an embedder."""
    if embedder is None or not texts:
        return [0.0] * len(texts)
    vectors = embedder.embed([beat, *texts])
    return [round(float(vector @ vectors[0]), 4) for vector in vectors[1:]]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def _threes(text: str) -> list[str]:
    low = " ".join(words(text))
    return [low[at : at + 3] for at in range(len(low) - 2)]
