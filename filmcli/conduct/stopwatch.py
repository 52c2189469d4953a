"""A stopwatch for the work of a device, which goes on while Python is already elsewhere.

Knows nothing of what is measured.
"""

from __future__ import annotations

import time
from typing import Any


class Lap:
    """Seconds from making it to `stop`: of the CUDA device's own clock where there is one, else of this machine's."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._start = self._now()
        self._end: Any = None

    def stop(self) -> None:
        """End the lap here in the device's queue; nothing waits."""
        self._end = self._now()

    def seconds(self) -> float:
        """Return the seconds, once the device is there."""
        if not self._device.startswith("cuda"):
            return self._end - self._start
        self._end.synchronize()
        return self._start.elapsed_time(self._end) / 1000

    def _now(self) -> Any:
        if not self._device.startswith("cuda"):
            return time.perf_counter()
        import torch

        event = torch.cuda.Event(enable_timing=True)
        event.record(torch.cuda.current_stream(self._device))
        return event
