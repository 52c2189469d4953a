"""Side by side: run two or more things in turn, several times, and print the ratio of their medians.

Knows nothing of filmcli. The machine is shared and noisy, so only ratios of one run are worth quoting.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


def alternate(sides: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Return the median seconds of each side; the sides take turns, and the first round is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, work in sides.items():
            start = time.perf_counter()
            work()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def publish(
    row: str, text: str, figures: Mapping[str, object], *, target: str, met: bool, details: Mapping[str, object] | None = None
) -> None:
    """Print a row's result and keep it, with the details, in benchmarks/results/."""
    RESULTS.mkdir(exist_ok=True)
    record = {
        "row": row,
        "what": text,
        "target": target,
        "met": met,
        "figures": dict(figures),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "load_before": os.getloadavg()[0],
    }
    if details:
        record["details"] = dict(details)
    (RESULTS / f"{row}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    shown = ", ".join(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}" for name, value in figures.items())
    print(f"{row} {'met ' if met else 'MISSED '}({target}): {text}: {shown}", flush=True)
