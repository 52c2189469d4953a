"""C9: sixty shots by two workers against one, with a core for each; then one of two is killed (-9) in the middle.

One worker alone would use the second core too: its files are written on threads. So one has one core, as two have two.

The rate is that of the shots made once every worker has made its first: what a worker takes to start and to load is told apart, and is the same
for sixty shots and for six thousand.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"  # before torch is there

from measure import alternate, publish  # noqa: E402

from filmcli.conduct import farm  # noqa: E402
from filmcli.formats.orders import Order, Rig  # noqa: E402
from filmcli.runners import tiny  # noqa: E402

SHOTS, BATCH, STEPS, SIDE = 60, 2, 16, 128
CORES = sorted(os.sched_getaffinity(0))


def orders(out: Path) -> list[Order]:
    out.mkdir(parents=True)
    return [
        Order(
            id=f"SH{number:04d}",
            prompt=f"take {number % 4}",
            size=(SIDE, SIDE),
            delivered=(SIDE, SIDE),
            seed=number,
            steps=STEPS,
            guidance=2.0,
            out=out / f"{number}.png",
        )
        for number in range(SHOTS)
    ]


def shoot(rig: Rig, out: Path, workers: int) -> float:
    """Make the shots; return the shots a second from when every worker had made one, to the end."""
    warm: set[str] = set()
    begun, made = None, 0
    os.sched_setaffinity(0, CORES[:workers])
    for done in farm.perform(rig, orders(out), workers=workers, tell=lambda words: None):
        assert not done.error, done
        warm.add(str(done.notes.get("worker")))
        made += begun is not None
        if begun is None and len(warm) == workers:
            begun = time.perf_counter()
    return made / (time.perf_counter() - begun)


def drill(rig: Rig, out: Path) -> dict[str, int]:
    """Make the shots with two workers and kill one while it paints; return what was lost, made twice, and made again."""
    words: list[str] = []
    seen: dict[str, list[int]] = {}
    asked = orders(out)
    for done in farm.perform(rig, asked, workers=2, tell=words.append):
        assert not done.error, done
        seen.setdefault(done.id, []).append(done.out.stat().st_ino)
        if sum(map(len, seen.values())) == SHOTS // 3:
            threading.Timer(0.1, os.kill, (_worker(), signal.SIGKILL)).start()
    told = [re.search(r"died \(signal 9\): (\d+) of the (\d+) orders", line) for line in words]
    (again, group) = next((int(match[1]), int(match[2])) for match in told if match)
    twice = sum(len(made) > 1 or made[0] != order.out.stat().st_ino for order in asked for made in [seen[order.id]])
    return {"lost": SHOTS - len(seen), "double": twice, "made again": again, "of a group of": group}


def _worker() -> int:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"filmcli.conduct.worker" in (folder / "cmdline").read_bytes():
                return int(folder.name)
        except (OSError, ValueError):
            continue
    raise SystemExit("no worker is there to be killed")


def spin(processes: int) -> int:
    """Return how often so many processes that share nothing count to 2000 in two seconds: what the machine itself gives, busy or idle."""
    code = "import time\nend, n = time.perf_counter() + 2, 0\nwhile time.perf_counter() < end: n += sum(range(2000)) > 0\nprint(n)"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return sum(int(one.communicate()[0]) for one in running)


def main() -> None:
    machine = [spin(processes) for processes in (1, 2, 1, 2)]
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        os.environ["XDG_CACHE_HOME"] = str(here / "cache")
        model = tiny.write(here, "sd15")
        rig = Rig(runner="sd15", job="draw", card="sd15", model=str(model), device="cpu", batch=BATCH)
        rates: dict[int, list[float]] = {1: [], 2: []}
        turns = iter(range(100))

        def side(workers: int) -> None:
            rates[workers].append(shoot(rig, here / f"turn{next(turns)}", workers))

        whole = alternate({"one worker, start included": lambda: side(1), "two workers, start included": lambda: side(2)}, rounds=3)
        after = drill(rig, here / "drill")
    one, two = (statistics.median(found[1:]) for found in (rates[1], rates[2]))
    publish(
        "C9",
        f"{SHOTS} shots, two workers against one",
        {"faster": two / one, "two bare processes": (machine[1] + machine[3]) / (machine[0] + machine[2])}
        | {"one worker shots/s": one, "two workers shots/s": two}
        | {f"{name} s": value for name, value in whole.items()}
        | after,
        target=">= 1.9 x; after a kill 0 lost, 0 double, at most a group again",
        met=two / one >= 1.9 and after["lost"] == after["double"] == 0 and after["made again"] <= after["of a group of"],
    )


if __name__ == "__main__":
    main()
