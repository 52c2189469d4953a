"""What the rows of benchmarks/gpu.py share: the device, the clock, the budget, and a row's result.

Knows nothing of any row.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Side:
    """A row's outcome: `ratio` is ours over the load-once script's, or whatever `figures` say it is; None where there is none."""

    what: str
    ratio: float | None
    target: float | None
    figures: dict[str, Any] = field(default_factory=dict)
    also: dict[str, bool] = field(default_factory=dict)  # further targets of the row, and whether each was met

    def met(self) -> bool:
        return (self.ratio is None or self.target is None or self.ratio >= self.target) and all(self.also.values())


@dataclass
class Span:
    """Seconds of a `with bench.timed()`, and the device's peak memory in it, in 10⁹ bytes."""

    seconds: float = 0.0
    peak: float = 0.0


class Bench:
    """One run of the benchmark on one device."""

    def __init__(self, *, scratch: Path, tiny: bool, minutes: float) -> None:
        import torch

        self.tiny = tiny
        self.scratch = scratch
        self.device = "cuda" if torch.cuda.is_available() and not tiny else "cpu"
        self.dtype = torch.float32 if tiny else torch.bfloat16
        self.begun = time.monotonic()
        self.ends = self.begun + 60 * minutes
        self.gemm = 0.0  # FLOP/s
        self.load = 0.0  # seconds of from_pretrained().to(device), measured by G5
        self.imports = 0.0  # seconds to import torch and the pipeline, as each process of its own would
        self.keep: dict[str, Any] = {}  # the painter that stays loaded between rows
        self.first: dict[str, float] = {}  # model → seconds to its first batch: load, compile, two steps
        self.steady: dict[str, float] = {}  # model → seconds per batch of ours, compiled
        self.compiled = ""  # the row that compiled SDXL
        self.script: dict[tuple[str, int], float] = {}  # model and steps → seconds per picture of the script

    def left(self) -> float:
        """Return the seconds that remain."""
        return self.ends - time.monotonic()

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.begun:6.1f} s] {text}", flush=True)

    def memory(self) -> float:
        """Return the device's memory in 10⁹ bytes; a CPU's is not asked."""
        import torch

        return torch.cuda.get_device_properties(0).total_memory / 1e9 if self.device == "cuda" else float("inf")

    def sync(self) -> None:
        import torch

        if self.device == "cuda":
            torch.cuda.synchronize()

    def clear(self) -> None:
        """Give back what nothing holds any more."""
        import torch

        gc.collect()
        if self.device == "cuda":
            torch.cuda.empty_cache()

    def drop(self) -> None:
        """Let go of the painter that was kept."""
        self.keep.clear()
        self.clear()

    @contextmanager
    def timed(self) -> Iterator[Span]:
        import torch

        span = Span()
        if self.device == "cuda":
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
        start = time.perf_counter()
        yield span
        self.sync()
        span.seconds = time.perf_counter() - start
        if self.device == "cuda":
            span.peak = torch.cuda.max_memory_allocated() / 1e9

    def measure_gemm(self) -> None:
        """Measure a matrix product 8192³ in bf16 on random data: the ceiling of this very card."""
        import torch

        side = 256 if self.tiny else 8192
        a, b = (torch.randn(side, side, dtype=self.dtype, device=self.device) for _ in range(2))
        for _ in range(3):
            a @ b
        with self.timed() as span:
            for _ in range(20):
                a @ b
        self.gemm = 20 * 2 * side**3 / span.seconds
