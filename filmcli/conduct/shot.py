"""An order on its way through a job.

Knows nothing of painters.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from filmcli.conduct.stopwatch import Lap
from filmcli.formats.orders import Order
from filmcli.formats.picture import Motion, Picture


@dataclass
class Shot:
    """The order, the latent and the size it waits for the decoder with, and the time each phase took of it."""

    order: Order
    over: bool = False  # written, being written, or failed
    latent: Any = None
    asked: Picture | Motion | None = None
    laps: list[tuple[str, Lap, int]] = field(default_factory=list)  # phase, and the orders that shared it
    written: float = 0.0  # seconds
    batch: int = 0

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each phase that it went through, its share of them."""
        told: dict[str, float] = defaultdict(float)
        for phase, lap, shared in self.laps:
            told[phase] += lap.seconds() / shared
        return told | ({"write": self.written} if self.written else {})


def without_pixels(asked: Picture | Motion) -> Picture | Motion:
    """Return what the decoder may know of a picture: its size. The plates would fill memory while latents wait."""
    if isinstance(asked, Motion):
        return replace(asked, first=None, guides={}, references=())
    return replace(asked, image=None, mask=None, controls={}, references=())
