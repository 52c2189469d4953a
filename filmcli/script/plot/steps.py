"""A step of a story, and a row of steps as numbers: sentence vectors, who takes part, and what came before.

Knows nothing of networks and of films.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filmcli import runners
from filmcli.script.plot.groups import NAMES, ROLES, SYMBOLS

if TYPE_CHECKING:
    import numpy as np

SPREAD = 6.0  # the vectors' standard deviation is brought to 1/6; 3, 4 and 6 gave a cross-entropy of 1.610, 1.608 and 1.605 (8 classes, five folds)
_SYMBOL = re.compile(r"\b(" + "|".join(sorted(map(re.escape, SYMBOLS), key=len, reverse=True)) + r")\b(?!’)")


@dataclass(frozen=True)
class Step:
    """One step: sentences, the symbols of who takes part (`A` the man, `B` the woman, `A-3` his rival …), and its group when it is known."""

    text: str
    roles: frozenset[str] = frozenset()
    group: str | None = None


@dataclass(frozen=True)
class Scale:
    """What brings sentence vectors to the size the network was trained on."""

    mean: np.ndarray
    deviation: float

    def apply(self, vectors: np.ndarray) -> np.ndarray:
        """Return vectors, scaled."""
        return (vectors - self.mean) / (self.deviation * SPREAD)


def spelled(text: str) -> str:
    """Return a text with the symbols of people in words."""
    return _SYMBOL.sub(lambda match: SYMBOLS[match.group(1)], text)


def vectors(texts: Sequence[str]) -> np.ndarray:
    """Return the sentence vectors of texts, (n, 256)."""
    return _embedder().embed([spelled(text) for text in texts])


def roles(steps: Sequence[Step]) -> np.ndarray:
    """Return who takes part, (n, number of symbols), 0 or 1."""
    import numpy as np

    found = np.zeros((len(steps), len(ROLES)), np.float32)
    for row, step in enumerate(steps):
        for symbol in step.roles & set(ROLES):
            found[row, ROLES.index(symbol)] = 1.0
    return found


def groups(steps: Sequence[Step]) -> np.ndarray:
    """Return the steps' groups, (n, 21), 0 or 1; zeros for a step whose group is not known."""
    import numpy as np

    found = np.zeros((len(steps), len(NAMES)), np.float32)
    for row, step in enumerate(steps):
        if step.group:
            found[row, NAMES.index(step.group)] = 1.0
    return found


def own(steps: Sequence[Step], scale: Scale) -> np.ndarray:
    """Return what a step says by itself, (n, 256 + symbols): its words, who takes part. What follows is foretold from it."""
    import numpy as np

    return np.concatenate([scale.apply(vectors([step.text for step in steps])), roles(steps)], axis=1)


def closely(steps: Sequence[Step], scale: Scale) -> np.ndarray:
    """Return a step with its first and its last sentence, (n, 3 · 256 + symbols). What it is, is read from it.

    The two sentences help to read (five-fold cross-entropy 1.141 against 1.183, 8 classes) and harm to foretell (1.623 against 1.608).
    """
    import numpy as np

    heads, tails = zip(*(ends(step.text) for step in steps), strict=True)
    return np.concatenate([scale.apply(vectors(heads)), scale.apply(vectors(tails)), own(steps, scale)], axis=1)


def ends(text: str) -> tuple[str, str]:
    """Return the first and the last sentence of a text."""
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", text.strip()) if one]
    return (sentences[0], sentences[-1]) if sentences else ("", "")


def before(earlier: Sequence[Sequence[Step]], scale: Scale) -> np.ndarray:
    """Return what came one step before, (n, 256 + 21): the mean of the steps it may have been; zeros for none."""
    import numpy as np

    each = iter(one_before([step for steps in earlier for step in steps], scale))
    nothing = np.zeros(len(scale.mean) + len(NAMES), np.float32)
    return np.stack([np.mean([next(each) for _ in steps], axis=0) if steps else nothing for steps in earlier])


def one_before(steps: Sequence[Step], scale: Scale) -> np.ndarray:
    """Return each step as the one that came before, (n, 256 + 21): its words and its group."""
    import numpy as np

    found = scale.apply(vectors([step.text for step in steps]))
    return np.concatenate([found, groups(steps)], axis=1)


@cache
def _embedder():
    return runners.open("wordllama", "embed")
