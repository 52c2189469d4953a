"""The critic: which of the writer's candidates may stand in the script, and which of them is best.

Knows nothing of models; it sees words and log-likelihoods.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FLOOR = -2.6  # nats a token; of some sixty fills read in four scripts, those below it were mostly beside the point
PLAIN = -1.4  # nats a token; what is likelier than this says what anybody would, and gains nothing by it
SHORTLIST = 8
GAIN = 0.35  # weight of what the plan adds, against plain likelihood


@dataclass(frozen=True)
class Draft:
    """A candidate that passed: the words before, what the model wrote with its fixed ending, and its mean log-likelihood."""

    before: str
    text: str
    own: str
    whole: str
    mean: float
    logprob: float
    tokens: int
    cost: float


class Critic:
    """Remembers the script so far and judges candidates against it. `words`: the lists of presets/writing/common.yaml."""

    def __init__(self, words: Mapping[str, Sequence[str]], names: Sequence[str]) -> None:
        self.forbidden = [word.lower() for word in words["forbidden"]]
        self.dangling = set(words["dangling"])
        self.small = self.dangling | set(words["small"])
        self.empty = set(words["empty"])
        self.names = {name.lower() for name in names}
        self.lines: set[str] = set()
        self.grams: set[tuple[str, ...]] = set()
        self.content: dict[str, int] = {}

    def remember(self, text: str) -> None:
        """Take a line into the script."""
        words = _words(text)
        self.lines.add(" ".join(words))
        self.grams.update(zip(words, words[1:], words[2:], strict=False))
        for word in set(words) - self.small:
            self.content[word] = self.content.get(word, 0) + 1

    def knows(self, text: str) -> bool:
        """Tell whether the line stands in the script already."""
        return " ".join(_words(text)) in self.lines

    def judge(self, before: str, tail: str, text: str, logprob: float, tokens: int, done: bool) -> Draft | None:
        """Return the candidate as a draft, or None when it may not stand."""
        own = text.removesuffix(tail).strip() if tail else text.strip()
        whole = f"{before}{text}" if before else text.strip()
        words, fixed = _words(own), _words(before + " " + tail)
        if not done or not tokens or not words or whole[-1:] not in ".?!" or self.knows(whole):
            return None
        low = whole.lower()
        if any(re.search(rf"\b{re.escape(bad)}\b", low) for bad in self.forbidden) or self.names & set(words):
            return None
        content = [word for word in words if word not in self.small]
        if not content or len(set(content)) < len(content) or set(content) & (set(fixed) - self.small):
            return None
        stems = {word[:4] for word in set(fixed) - self.small if len(word) > 3}
        if any(word[:4] in stems for word in content):  # "it stopped raining ... would make it rainy"
            return None
        if any(a == b for a, b in zip(words, words[1:], strict=False)) or logprob / tokens < FLOOR:
            return None
        line = _words(whole)
        repeated = sum(gram in self.grams for gram in zip(line, line[1:], line[2:], strict=False))
        if repeated > 1:
            return None
        cost = 0.4 * repeated + 0.25 * sum(self.content.get(word, 0) for word in content) + 0.5 * len(set(content) & self.empty)
        return Draft(before, text, own, whole, logprob / tokens, logprob, tokens, cost - 0.3 * min(len(content), 3))


def shortlist(drafts: Sequence[Draft | None]) -> list[Draft]:
    """Return the likeliest different drafts."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        if draft is not None:
            found.setdefault(draft.whole, draft)
    return sorted(found.values(), key=lambda d: (round(d.cost - d.mean, 3), d.whole))[:SHORTLIST]


def best(drafts: Sequence[Draft], alone: Sequence[float]) -> Draft:
    """Return the best: likely, likelier in this script than by itself, and not said before."""

    def value(pair: tuple[Draft, float]) -> tuple[float, str]:
        draft, without = pair
        gain = (draft.logprob - without) / draft.tokens
        return round(min(draft.mean, PLAIN) + GAIN * gain - draft.cost, 3), draft.whole

    return max(zip(drafts, alone, strict=True), key=value)[0]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())
