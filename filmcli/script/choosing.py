"""The critic: which of the writer's candidates may stand in the script, and which of them is best.

Knows nothing of models; it sees words and log-likelihoods.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filmcli.script.signals import Memory, Voices, Weighed, beats, words

FLOOR = (
    -3.1
)  # nats a token; of 60 fills read, `keep the gold` (-3.0) stands and `sell the glass` (-3.4) does not; the signals choose above it
SHORTLIST = 4  # drafts weighed by every signal


@dataclass(frozen=True)
class Draft:
    """A line that may stand: whole, with what the writer wrote of it, and the likelihood of that, over its floor (nats a token)."""

    whole: str
    own: str = ""
    mean: float = 0.0


class Critic:
    """Remembers the script so far and judges drafts against it. `manners`: who speaks, and how.

    `lists` is presets/writing/common.yaml, `preset` signals.yaml.
    """

    def __init__(
        self, lists: Mapping[str, Sequence[str]], manners: Mapping[str, str], preset: Mapping[str, Any], *, embedder: Any = None
    ) -> None:
        self.forbidden = re.compile(rf"\b({'|'.join(re.escape(word.lower()) for word in lists['forbidden'])})\b")
        small = frozenset(lists["dangling"]) | frozenset(lists["small"])
        self.memory = Memory(small, frozenset(lists["empty"]))
        self.voices = Voices(manners, preset["manners"])
        self.names = {name.lower() for name in manners}
        self.weights: dict[str, float] = dict(preset["weights"])
        self.plain: float = preset["plain"]
        self.embedder = embedder

    def remember(self, text: str, speaker: str | None = None, *, times: int = 1) -> None:
        """Take a line into the script; with `times` -1, out of it."""
        self.memory.add(text, times=times)
        if speaker:
            self.voices.add(speaker, text, times=times)

    def knows(self, text: str) -> bool:
        """Tell whether the line stands in the script already."""
        return self.memory.knows(text)

    def judge(self, before: str, tail: str, text: str, logprob: float, tokens: int, done: bool, floor: float = FLOOR) -> Draft | None:
        """Return the candidate as a draft, or None when it may not stand. `floor`: nats a token it must have."""
        own = text.removesuffix(tail).strip() if tail else text.strip()
        whole = f"{before}{text}" if before else text.strip()
        said, fixed = words(own), words(before + " " + tail)
        if not done or not tokens or not said or whole[-1:] not in ".?!" or self.knows(whole):
            return None
        if self.forbidden.search(whole.lower()) or self.names & set(said):
            return None
        small = self.memory.small
        content = [word for word in said if word not in small]
        if not content or len(set(content)) < len(content) or set(content) & (set(fixed) - small):
            return None
        stems = {word[:4] for word in set(fixed) - small if len(word) > 3}
        if any(word[:4] in stems for word in content):  # "it stopped raining ... would make it rainy"
            return None
        if any(a == b for a, b in zip(said, said[1:], strict=False)) or logprob / tokens < floor:
            return None
        line = words(whole)
        if sum(self.memory.grams[gram] > 0 for gram in zip(line, line[1:], line[2:], strict=False)) > 1:
            return None
        return Draft(whole, own, logprob / tokens - floor + FLOOR)

    def shortlist(self, drafts: Sequence[Draft | None]) -> list[Draft]:
        """Return the likeliest different drafts that say something not said before."""
        found: dict[str, Draft] = {}
        for draft in drafts:
            if draft is not None:
                found.setdefault(draft.whole, draft)

        def value(draft: Draft) -> tuple[float, str]:
            fresh = self.memory.repetition(draft.whole, draft.own) + self.memory.substance(draft.own)
            return round(-draft.mean - fresh, 3), draft.whole

        return sorted(found.values(), key=value)[:SHORTLIST]

    def weigh(
        self, drafts: Sequence[Draft], scores: Sequence[tuple[float, float]] | None, *, beat: str, speaker: str | None
    ) -> list[Weighed]:
        """Return the drafts with their signals. `scores`: nats a token in place and alone; None where the writer cannot tell."""
        weighed = []
        near = beats(self.embedder, beat, [draft.whole for draft in drafts])
        for at, draft in enumerate(drafts):
            inside, alone = scores[at] if scores else (0.0, 0.0)
            signals = {
                "likelihood": min(inside, self.plain),
                "gain": inside - alone,
                "repetition": self.memory.repetition(draft.whole, draft.own),
                "substance": self.memory.substance(draft.whole),
                "voice": self.voices.nearness(speaker, draft.whole) if speaker else 0.0,
                "beat": near[at],
            }
            weighed.append(Weighed(draft.whole, len(re.findall(r"\w+", draft.own)), signals))
        return weighed

    def best(self, weighed: Sequence[Weighed], without: str = "") -> Weighed:
        """Return the best by the sum of the signals; `without` leaves one out."""
        weights = {name: weight for name, weight in self.weights.items() if name != without}
        return max(weighed, key=lambda line: (line.value(weights), line.text))
