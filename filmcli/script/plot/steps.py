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

SPREAD = 4.0  # the vectors' standard deviation is brought to 1/4: beside 0/1 features they then weigh alike (found on val)
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
        return (vectors - self.mean) / (self.deviation * SPREAD)


def spelled(text: str) -> str:
    """Return a text with the symbols of people in words."""
    return _SYMBOL.sub(lambda match: SYMBOLS[match.group(1)], text)


def ends(text: str) -> tuple[str, str]:
    """Return the first and the last sentence of a text."""
    sentences = [one for one in re.split(r"(?<=[.?!])\s+", text.strip()) if one]
    return (sentences[0], sentences[-1]) if sentences else ("", "")


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
    """Return the mean of the steps' groups, (21,): what came before, when it may have been one of several."""
    import numpy as np

    found = np.zeros(len(NAMES), np.float32)
    known = [step.group for step in steps if step.group]
    for name in known:
        found[NAMES.index(name)] += 1 / len(known)
    return found


def own(steps: Sequence[Step], scale: Scale) -> np.ndarray:
    """Return what a step says by itself, (n, 3 · 256 + symbols): the whole, its first and its last sentence, who takes part."""
    import numpy as np

    heads, tails = zip(*(ends(step.text) for step in steps), strict=True)
    parts = [scale.apply(vectors(texts)) for texts in ([step.text for step in steps], heads, tails)]
    return np.concatenate([*parts, roles(steps)], axis=1)


def before(earlier: Sequence[Sequence[Step]], scale: Scale) -> np.ndarray:
    """Return what came one step before, (n, 256 + 21): the mean of the steps it may have been; zeros for none."""
    import numpy as np

    flat = [step.text for steps in earlier for step in steps]
    found = vectors(flat) if flat else np.zeros((0, len(scale.mean)), np.float32)
    rows, at = [], 0
    for steps in earlier:
        mean = found[at : at + len(steps)].mean(axis=0) if steps else np.zeros(len(scale.mean), np.float32)
        at += len(steps)
        rows.append(np.concatenate([scale.apply(mean), groups(steps)]))
    return np.stack(rows)


@cache
def _embedder():
    return runners.open("wordllama", "embed")
