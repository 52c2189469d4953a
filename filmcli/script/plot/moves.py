"""Who will be in the next scene: the cast's moves from scene to scene, by their speakers alone, and what foretells them.

Knows nothing of networks; works on any script that has speakers. Only what is known at a scene is used, never how many are to come.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

# the next scene's speakers against this scene's → in words
MOVES: dict[str, str] = {
    "SAME": "the same people go on",
    "NARROW": "some leave, the others stay",
    "RETURN": "somebody known joins them",
    "NEWCOMER": "somebody new joins them",
    "SHIFT_KNOWN": "elsewhere, with people we know",
    "SHIFT_NEW": "elsewhere, with somebody new",
}
SHORT = {
    "SAME": "the same",
    "NARROW": "some leave",
    "RETURN": "one returns",
    "NEWCOMER": "a newcomer",
    "SHIFT_KNOWN": "others",
    "SHIFT_NEW": "strangers",
}  # for tables
NAMES = tuple(MOVES)
LEAST = 6  # scenes; shorter plays say little of moves


@dataclass(frozen=True)
class Talk:
    """One scene: (speaker, words) in the order of the speeches, and the act it is in."""

    speeches: tuple[tuple[str, int], ...]
    act: int = 0

    @property
    def speakers(self) -> frozenset[str]:
        """Who speaks."""
        return frozenset(name for name, _ in self.speeches)


def move(now: frozenset[str], then: frozenset[str], seen: frozenset[str]) -> str:
    """Return how the cast moves from one scene's speakers to the next's; `seen` are all who have spoken so far."""
    if not now & then:
        return "SHIFT_NEW" if then - seen else "SHIFT_KNOWN"
    if then == now:
        return "SAME"
    if then < now:
        return "NARROW"
    return "NEWCOMER" if then - seen else "RETURN"


def labels(scenes: Sequence[Talk]) -> list[str]:
    """Return the move from each scene to the next: one fewer than there are scenes."""
    found, seen = [], frozenset[str]()
    for now, then in zip(scenes, scenes[1:], strict=False):
        seen |= now.speakers
        found.append(move(now.speakers, then.speakers, seen))
    return found


def features(scenes: Sequence[Talk]) -> np.ndarray:
    """Return what is known at each scene, (n, features): its own talk, who is away and for how long, the habit of moves so far."""
    import numpy as np

    history = _History()
    return np.array([history.take(scene) for scene in scenes], dtype=np.float32)


@dataclass
class _History:
    scenes: list[Talk] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    together: Counter[frozenset[str]] = field(default_factory=Counter)
    last: dict[str, int] = field(default_factory=dict)

    def take(self, scene: Talk) -> list[float]:
        """Take a scene in and return its features."""
        self.scenes.append(scene)
        here, at = scene.speakers, len(self.scenes) - 1
        said: Counter[str] = Counter()
        for name, words in scene.speeches:
            said[name] += words
        self.words.update(said)
        self.together.update({frozenset((a, b)): 1 for a in here for b in here if a < b})
        self.last |= dict.fromkeys(here, at)
        return self._talk(scene, said) + self._change(here) + self._away(here, at) + self._habit(scene)

    def _talk(self, scene: Talk, said: Counter[str]) -> list[float]:
        here, total, all_words = scene.speakers, max(1, sum(said.values())), max(1, sum(self.words.values()))
        first = max(self.words, key=lambda name: (self.words[name], name), default="")
        sizes = [float(len(here) == n) for n in (1, 2, 3)] + [float(len(here) >= 4), math.log(max(1, len(here)))]
        return [
            *sizes,
            math.log1p(total),
            math.log1p(len(scene.speeches)),
            max(said.values(), default=0) / total,
            float(first in here),
            self.words[first] / all_words,
            sum(self.words[name] for name in here) / all_words,
        ]

    def _change(self, here: frozenset[str]) -> list[float]:
        before = self.scenes[-2].speakers if len(self.scenes) > 1 else frozenset()
        earlier = self.scenes[-3].speakers if len(self.scenes) > 2 else frozenset()
        return [
            float(bool(before - here)),
            math.log1p(len(before - here)),
            float(bool(here - before)),
            math.log1p(len(here - before)),
            math.log1p(len(earlier - here)),
            float(earlier == here),
            len(here & before) / max(1, len(here | before)),
        ]

    def _away(self, here: frozenset[str], at: int) -> list[float]:
        away = self.last.keys() - here
        ages = [at - self.last[name] for name in away]
        ties = [max(self.together[frozenset((name, other))] for other in here) for name in away] if here else []
        known = len(self.last)
        return [
            math.log1p(len(away)),
            len(here) / max(1, known),
            math.log1p(min(ages, default=0)),
            math.log1p(sum(ages) / len(ages)) if ages else 0.0,
            math.log1p(max(ties, default=0)),
            float(sum(age == 1 for age in ages)),
            float(sum(age <= 3 for age in ages)),
            math.log(max(1, known)),
            known / (at + 1),
            len(self.together) / max(1.0, known * (known - 1) / 2),
        ]

    def _habit(self, scene: Talk) -> list[float]:
        past = labels(self.scenes)
        count = len(past)
        since = next((n for n, one in enumerate(reversed(self.scenes)) if one.act != scene.act), len(self.scenes))
        recent = [float(len(past) >= back and past[-back] == name) for back in (1, 2) for name in NAMES]
        share = [past.count(name) / max(1, count) * min(1.0, count / 5) for name in NAMES]
        mean_size = sum(len(one.speakers) for one in self.scenes) / len(self.scenes)
        return [
            *recent,
            *share,
            math.log1p(count),
            float(count == 0),
            float(count < 3),
            math.log(max(1, since)),
            float(len({one.act for one in self.scenes})),
            mean_size,
        ]
