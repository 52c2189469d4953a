"""The same work with more hands: worker processes on this machine, one for each GPU, or a Ray cluster's.

Knows nothing of models: workers run the conductor, this deals them their orders and passes on what they say. Ray is imported by `ray_farm` only.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from filmcli.conduct import conductor, machine, models, preflight
from filmcli.conduct.deck import Deck, Group, cut
from filmcli.conduct.painter import held
from filmcli.core import errors
from filmcli.core.errors import CannotRunError, FilmError, UsageError
from filmcli.formats.orders import Done, Order, Rig

TAIL = 400  # characters of its log quoted when a worker dies


def perform(
    rig: Rig, orders: Sequence[Order], *, workers: str | int = 1, tell: Callable[[str], None], keep: dict[str, Any] | None = None
) -> Iterator[Done]:
    """Yield a Done per order as it ends. `workers`: how many processes; 1 is this one; `ray` and `ray://host:port` are a cluster.

    `keep` is where the model of this process stays loaded between calls.

    A worker that dies costs at most its group: what it had not finished is dealt again, what was finished is not. Raises UsageError for
    a number of workers that is none, CannotRunError for more workers than GPUs, and whatever the conductor raises.
    """
    if str(workers).partition(":")[0] == "ray":
        from filmcli.conduct import ray_farm

        yield from ray_farm.perform(rig, orders, address=str(workers), tell=tell)
        return
    try:
        number = int(workers)
    except ValueError:
        number = 0
    if number < 1:
        raise UsageError(f"--workers {workers!r}: expected a number from 1 up, ray, or ray://host:port")
    if number == 1 or not orders:
        yield from conductor.perform(rig, orders, tell=tell, keep=keep)
        return
    seats = environments(rig, number)
    fixed = settled(rig, orders, workers=number)
    batches = cut(orders, fixed.batch)
    with contextlib.closing(_Crew(fixed, Deck(batches, number), seats[: len(batches)], tell)) as crew:
        yield from crew.work()


def settled(rig: Rig, orders: Sequence[Order], *, workers: int) -> Rig:
    """Return the rig with what depends on all the orders chosen once: a worker, which sees a few, would choose otherwise.

    Workers on a CPU share its memory. The batch is the one that a single process would choose, so that the results are the same to the bit
    on a GPU; on a CPU, where a worker has fewer threads than a single process, sums may round otherwise.
    """
    card = models.card_of(rig)
    weights = held(rig, card)
    alone = preflight.plan(rig, card, orders, weights=weights)
    fixed = rig.model_copy(update={"batch": alone.batch.value, "compile": alone.compile.value})
    if not alone.device.value.startswith("cuda"):
        fixed = fixed.model_copy(update={"memory": round(alone.memory.value / workers, 3)})
    plan = preflight.plan(fixed, card, orders, weights=weights)
    return fixed.model_copy(update={"offload": plan.offload.value})


def environments(rig: Rig, workers: int) -> list[dict[str, str]]:
    """Return what to add to each worker's environment: a GPU of its own, or its share of the CPU's threads.

    Raises CannotRunError for more workers than GPUs, UsageError for one GPU named to all of them.
    """
    here = gpus() if rig.device in ("auto", "cuda") else []
    if rig.device.startswith("cuda:"):
        raise UsageError(f"--device {rig.device} is one GPU, --workers {workers} wants one each", hint="leave out --device")
    if here or rig.device == "cuda":
        if workers > len(here):
            raise CannotRunError(f"--workers {workers}: every worker needs a GPU of its own, {len(here)} are here", hint="a smaller number")
        return [{"CUDA_VISIBLE_DEVICES": name} for name in here[:workers]]
    threads = int(os.environ.get("OMP_NUM_THREADS", "") or max(1, (os.cpu_count() or 1) // workers))
    return [{"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads)}] * workers


def gpus() -> list[str]:
    """Return the GPUs that CUDA may use, as CUDA_VISIBLE_DEVICES spells them."""
    if not machine.torch_has_cuda():
        return []
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is None:
        return [str(number) for number in range(len(machine.gpus()))]
    return [name.strip() for name in named.split(",") if name.strip() not in ("", "-1")]


class _Crew:
    """The worker processes of one run. `work` deals until nothing is left; `close` ends them all, at once."""

    def __init__(self, rig: Rig, deck: Deck, seats: Sequence[dict[str, str]], tell: Callable[[str], None]) -> None:
        self._rig, self._deck, self._tell = rig, deck, once(tell)
        self._heard: queue.Queue[tuple[_Worker, dict[str, Any] | None]] = queue.Queue()
        self._logs = tempfile.TemporaryDirectory(prefix="filmcli-workers-")
        self._workers = [_Worker(f"{number}", seat, Path(self._logs.name), self._heard) for number, seat in enumerate(seats, 1)]

    def work(self) -> Iterator[Done]:
        self._tell(f"{len(self._workers)} workers for {self._deck.left} orders, each with a model of its own")
        self._encode()
        while self._deck.left:
            for worker in self._workers:
                if worker.group is None and (group := self._deck.take()) is not None:
                    worker.give("perform", self._rig, group)
            worker, reply = self._heard.get()
            for done in self._dead(worker) if reply is None else self._reply(worker, reply):
                if self._deck.ended(done):
                    yield done

    def _encode(self) -> None:
        """Have every distinct text encoded, a share by each worker, before the first picture: no worker loads the encoder again."""
        shares = self._deck.texts(len(self._workers))
        for worker, share in zip(self._workers, shares, strict=False):
            worker.give("encode", self._rig, share)
        while any(worker.group for worker in self._workers):
            worker, reply = self._heard.get()
            if reply is None:
                self._tell(f"worker {worker.name} died while it encoded ({worker.obituary()}): what it owed is encoded when it is painted")
                worker.group = None
            else:
                for _ in self._reply(worker, reply):
                    pass

    def _reply(self, worker: _Worker, reply: dict[str, Any]) -> Iterator[Done]:
        if "tell" in reply:
            self._tell(reply["tell"])
        elif "done" in reply:
            yield Done.model_validate(reply["done"])
        elif reply["ok"]:
            group, worker.group = worker.group, None
            yield from self._deck.closed(group)
        else:
            raise errors.raised(reply, otherwise=FilmError)

    def _dead(self, worker: _Worker) -> Iterator[Done]:
        group, why = worker.group, worker.obituary()
        worker.group = None
        if group is None:
            return
        owed = len(self._deck.owes(group))
        over = self._deck.lost(group, worker=worker.name, why=why)
        self._tell(f"worker {worker.name} died ({why}): {owed - len(over)} of the {len(group.orders)} orders it had are dealt again")
        yield from over

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        self._logs.cleanup()


class _Worker:
    """One process, started with its first group, and again after its death. What it says goes to `heard`, and None when it is gone."""

    def __init__(self, name: str, seat: dict[str, str], logs: Path, heard: queue.Queue) -> None:
        self.name, self.group = name, None
        self._environment = {**os.environ, **seat}
        self._log = logs / f"{name}.log"
        self._heard = heard
        self._process: subprocess.Popen[str] | None = None

    def give(self, op: str, rig: Rig, group: Group) -> None:
        self.group: Group | None = group
        if self._process is None:
            self._start()
        request = {
            "op": op,
            "group": group.number,
            "rig": rig.model_dump(mode="json"),
            "orders": [order.model_dump(mode="json") for order in group.orders],
        }
        with contextlib.suppress(OSError, ValueError):  # it is dead: the reader says so
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()

    def obituary(self) -> str:
        """Return how the process ended and the last words of its log."""
        self.kill()
        code, self._process = self._process.returncode, None
        how = f"signal {-code}" if code < 0 else f"exit {code}"
        words = " ".join(self._log.read_text("utf-8", "replace")[-TAIL:].split()) if self._log.exists() else ""
        return f"{how}{': ' + words[-200:] if words and code > 0 else ''}"

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _start(self) -> None:
        command = [sys.executable, "-m", "filmcli.conduct.worker", "--log", str(self._log), "--name", self.name]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env=self._environment,
            )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        with process.stdout as lines:
            for line in lines:
                try:
                    self._heard.put((self, json.loads(line)))
                except ValueError:
                    break  # half a line: it was killed while it wrote
        self._heard.put((self, None))


def once(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return `tell` for many mouths: what every worker says with every group is passed on the first time only."""
    told: set[str] = set()

    def pass_on(words: str) -> None:
        if words not in told:
            told.add(words)
            tell(words)

    return pass_on
