"""A worker that stays while a farm's session lasts: started when the session enters a step, asked by each task, ended with the step.

Knows only the worker's protocol, which it speaks over a socket; `filmcli.conduct.openjd` writes the jobs that call it:
`python -m filmcli.conduct.session start SEAT`, `ask SEAT PRODUCTION ORDERS 1-4`, `end SEAT`. SEAT is a file that says where the worker listens.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from filmcli.conduct import parcel, worker
from filmcli.core import files
from filmcli.formats.orders import Done, Order

TAIL = 20_000  # characters of a worker's log that a farm keeps
PATIENCE = 60.0  # seconds for a worker to start listening: it imports nothing heavy before its first order


def main(argv: list[str] | None = None) -> int:
    """Do one of the verbs; return the exit code."""
    verb, seat, *rest = sys.argv[1:] if argv is None else argv
    if verb == "start":
        return start(Path(seat))
    if verb == "ask":
        return ask(Path(seat), Path(rest[0]), Path(rest[1]), rest[2])
    if verb == "end":
        return end(Path(seat))
    serve(Path(seat))


def start(seat: Path) -> int:
    """Start a worker that outlives this process; return when it listens."""
    log = seat.with_suffix(".log")
    with log.open("wb") as sink:
        subprocess.Popen(
            [sys.executable, "-m", "filmcli.conduct.session", "serve", str(seat)],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,  # a farm ends the processes of an action with it
        )
    deadline = time.monotonic() + PATIENCE
    while not seat.exists():
        if time.monotonic() > deadline:
            print(f"openjd_fail: the worker did not start: {log.read_text('utf-8', 'replace')[-400:]}", flush=True)
            return 1
        time.sleep(0.05)
    print(f"filmcli: a worker listens, its log is {log}", flush=True)
    return 0


def serve(seat: Path) -> NoReturn:
    """Be that worker: answer one connection after another, until `quit`, or until the seat is gone with its session's folder."""
    with tempfile.TemporaryDirectory(prefix="filmcli-") as folder, socket.socket(socket.AF_UNIX) as listening:
        where = f"{folder}/socket"  # in a short path of its own, which no other user may enter: a socket's name has 107 bytes at most
        listening.bind(where)
        listening.listen()
        files.write(seat, json.dumps({"socket": where, "pid": os.getpid()}))
        threading.Thread(target=_leave_with, args=(seat, folder), daemon=True).start()
        desk = worker.Desk("session")
        going = True
        while going:
            connection, _ = listening.accept()
            with connection, connection.makefile("rw", encoding="utf-8") as line:
                try:
                    going = worker.answer(desk, line.readline(), lambda told, line=line: _say(line, told))
                except OSError:
                    continue  # the task was cancelled
    sys.stderr.flush()
    os._exit(0)  # nothing is left to save, and torch takes its time to leave


def ask(seat: Path, production: Path, orders: Path, chunk: str) -> int:
    """Have the batches of a chunk (`3`, `1-4`, `1,3-5`) made; return 1 when one of their orders failed, 0 otherwise.

    What an earlier try of the task has put in place (it is newer than its order) is kept.
    """
    failed = 0
    numbers = list(batches(chunk))
    for done, number in enumerate(numbers, 1):
        path = orders / f"{number}.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        mine = [parcel.redirected(Order.model_validate(one), lambda path: production / path) for one in told["orders"]]
        mine = [order for order in mine if not (order.out.exists() and order.out.stat().st_mtime > path.stat().st_mtime)]
        request = {"op": "perform", "group": number, "rig": told["rig"], "orders": [order.model_dump(mode="json") for order in mine]}
        for reply in _conversation(seat, request) if mine else ():
            failed += _report(reply)
        print(f"openjd_progress: {100 * done / len(numbers):.0f}", flush=True)
    return 1 if failed else 0


def end(seat: Path) -> int:
    """End the worker, and print its log, which goes with the session's folder; harmless when it is gone already."""
    try:
        for _ in _conversation(seat, {"op": "quit"}):
            pass
    except OSError:
        print("filmcli: the worker was gone", flush=True)
    log = seat.with_suffix(".log")
    if log.exists():
        print(log.read_text("utf-8", "replace")[-TAIL:], flush=True)
    seat.unlink(missing_ok=True)
    return 0


def batches(chunk: str) -> Iterator[int]:
    """Yield the numbers of a range expression: `7`, `1-3`, `1,4-6`, `1-9:2`."""
    for part in chunk.split(","):
        span, _, step = part.partition(":")
        first, _, last = span.strip().partition("-")
        yield from range(int(first), int(last or first) + 1, int(step or 1))


def _conversation(seat: Path, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(json.loads(seat.read_text(encoding="utf-8"))["socket"])
        with line.makefile("rw", encoding="utf-8") as text:
            _say(text, request)
            for reply in text:
                yield json.loads(reply)


def _say(line: Any, told: Any) -> None:
    line.write(json.dumps(told) + "\n")
    line.flush()


def _report(reply: dict[str, Any]) -> int:
    """Print a reply as a farm's log has it; return how many orders it says failed."""
    if "tell" in reply:
        print(f"openjd_status: {reply['tell']}", flush=True)
    elif "done" in reply:
        done = Done.model_validate(reply["done"])
        print(f"openjd_{'fail' if done.error else 'status'}: {done.error or f'{done.id}  {done.seconds:.1f} s'}", flush=True)
        return 1 if done.error else 0
    elif not reply["ok"]:
        print(f"openjd_fail: {reply['error']}", flush=True)
        return 1
    return 0


def _leave_with(seat: Path, folder: str) -> None:
    while seat.exists():
        time.sleep(1.0)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
