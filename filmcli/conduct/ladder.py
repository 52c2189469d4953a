"""The memory ladder: out of memory halves the batch, then takes steps down one by one, then gives the picture up.

Knows nothing of what is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from filmcli.core.errors import ModelError

Item = TypeVar("Item")
Made = TypeVar("Made")
HINT = "give a larger --memory, or a smaller --quality"


class Ladder:
    """Remembers, phase by phase, the batch that fits. `taken` are the steps so far."""

    def __init__(self, batch: dict[str, int], *, relieve: Callable[[str], str], tell: Callable[[str], None]) -> None:
        self._relieve = relieve
        self._tell = tell
        self.batch = batch
        self.taken: list[str] = []

    def run(self, phase: str, items: Sequence[Item], work: Callable[[Sequence[Item]], list[Made]]) -> list[Made | ModelError]:
        """Return what `work` makes of the items, one for one, in batches that fit. An item that never fits, or fails, is its ModelError."""
        made: list[Made | ModelError] = []
        while len(made) < len(items):
            part = items[len(made) : len(made) + max(1, self.batch[phase])]
            made += self._attempt(phase, part, work)
        return made

    def _attempt(self, phase: str, part: Sequence[Item], work: Callable[[Sequence[Item]], list[Made]]) -> list[Made | ModelError]:
        """Return the results of a batch, of its failure, or of nothing when it must be tried again in a smaller way."""
        import torch

        failed: ModelError | None = None
        try:
            return list(work(part))
        except torch.OutOfMemoryError:
            pass  # the exception holds the frames, and they hold the tensors: leave the block before making room
        except ModelError as error:
            failed = error
        if failed is not None:  # one of the batch may be at fault: its neighbours are tried without it
            return [failed] if len(part) == 1 else [one for item in part for one in self.run(phase, [item], work)]
        return self._down(phase, len(part))

    def _down(self, phase: str, size: int) -> list[ModelError]:
        _make_room()
        if size > 1:
            self.batch[phase] = size // 2
            self._step(f"out of memory at batch {size}: {phase} goes on at batch {size // 2}")
            return []
        relief = self._relieve(phase)
        if relief:
            self._step(f"out of memory at batch 1: {relief}")
            return []
        return [ModelError(f"out of memory in {phase}, at batch 1 and with every step down taken", hint=HINT)]

    def _step(self, text: str) -> None:
        self.taken.append(text)
        self._tell(text)


def _make_room() -> None:
    import gc

    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
