"""A trigram model of tokens: the baseline of a tuned writer.

Knows nothing of tokenizers. Absolute discounting, interpolated (Ney, Essen and Kneser 1994; Chen and Goodman 1999, section 2.7).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

DISCOUNT = 0.75


class Trigram:
    """Counts of one, two and three tokens in rows. `size` is how many tokens there are."""

    def __init__(self, rows: Iterable[Sequence[int]], *, size: int) -> None:
        self.size = size
        self.counts: list[Counter[tuple[int, ...]]] = [Counter(), Counter(), Counter()]
        for row in rows:
            for order, counts in enumerate(self.counts, 1):
                counts.update(zip(*(row[shift:] for shift in range(order)), strict=False))
        self.totals = [Counter[tuple[int, ...]]() for _ in self.counts]  # tokens after a context,
        self.kinds = [Counter[tuple[int, ...]]() for _ in self.counts]  # and how many different ones
        for counts, total, kinds in zip(self.counts, self.totals, self.kinds, strict=True):
            for gram, count in counts.items():
                total[gram[:-1]] += count
                kinds[gram[:-1]] += 1

    def probability(self, context: Sequence[int], token: int) -> float:
        """Return the probability of a token after a context (its last two tokens count)."""
        found = 1 / self.size
        for order in range(min(2, len(context)) + 1):
            before = tuple(context[len(context) - order :])
            total = self.totals[order][before]
            if total:
                kept = max(0.0, self.counts[order][(*before, token)] - DISCOUNT)
                found = (kept + DISCOUNT * self.kinds[order][before] * found) / total
        return found

    def nats(self, row: Sequence[int], *, start: int = 0) -> float:
        """Return the summed loss of a row from `start` on, in nats."""
        return -sum(math.log(self.probability(row[max(0, at - 2) : at], row[at])) for at in range(start, len(row)))
