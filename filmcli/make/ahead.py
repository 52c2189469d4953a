"""Work done ahead: what needs nothing that is still to come is made on a thread, while the run waits for another process.

Knows nothing of what is made. Results are only made here: the run puts them in place and tells of them when their phase comes, so that
records, reports and files are those of one thing after the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from queue import SimpleQueue

from filmcli.core.build import Maker, Result, Task


class Ahead:
    """One thread that makes tasks in the order they were begun in. Use as a context manager: what nobody asked for by then is dropped.

    A maker must make each of its tasks for itself, and touch nothing of the others'. The thread never keeps the process alive: whoever
    interrupts a run need not wait for a mix.
    """

    def __init__(self) -> None:
        self._begun: dict[str, Future[list[Result]]] = {}
        self._waiting: SimpleQueue[tuple[Future[list[Result]], Task, Maker] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def begin(self, task: Task, maker: Maker) -> None:
        """Have a task made as soon as those before it are."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
            self._thread.start()
        promise: Future[list[Result]] = Future()
        self._begun[task.name] = promise
        self._waiting.put((promise, task, maker))

    def maker(self, maker: Maker) -> Maker:
        """Return a maker that waits for what was begun and makes the rest itself, in the order asked for. Raises what a begun one raised."""

        def made(waiting: Sequence[Task]) -> Iterator[Result]:
            for task in waiting:
                begun = self._begun.pop(task.name, None)
                yield from begun.result() if begun else maker([task])

        return made

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *raised: object) -> None:
        for promise in self._begun.values():
            promise.cancel()
        self._waiting.put(None)

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            promise, task, maker = job
            if not promise.set_running_or_notify_cancel():
                continue
            try:
                promise.set_result(list(maker([task])))
            except BaseException as error:  # it is raised where the result is waited for
                promise.set_exception(error)
