"""The worker process: a group of orders on stdin, a line on stdout for each that ended. Its model stays loaded between groups.

Knows only the protocol; the conductor does the work. Started by `filmcli.conduct.farm`: `python -m filmcli.conduct.worker --log FILE`.

A request is `{"op": "perform", "group": 3, "rig": {…}, "orders": [{…}, …]}`, or with the op `encode`, which has the texts encoded and paints nothing. What comes back, one JSON object a line: `{"tell": "…"}` (words for
the person), `{"done": {…}}` (an order ended), and at the end `{"ok": true, "group": 3}`, or `{"ok": false, "error": "…", "hint": "…", "exit": 4}` where
the whole group cannot be done. `{"op": "quit"}`, or the end of the input, ends the process.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from filmcli.core import subordinate
from filmcli.core.errors import Exit, FilmError
from filmcli.formats.orders import Done, Order, Rig


def main(argv: list[str] | None = None) -> None:
    """Serve requests until stdin ends, `quit` comes, or the parent is gone."""
    parser = argparse.ArgumentParser(description="filmcli's worker; speaks JSON lines")
    parser.add_argument("--log", default=os.devnull, help="where the prints of libraries go")
    parser.add_argument("--name", default="worker", help="what it is called in the notes of what it made")
    given = parser.parse_args(argv)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the parent ends its workers
    replies = subordinate.claim_stdout(given.log)
    subordinate.leave_with_parent()
    serve(sys.stdin, replies, name=given.name)
    replies.flush()
    os._exit(0)  # nothing is left to save, and torch takes its time to leave


def serve(requests: IO[str], replies: IO[str], *, name: str) -> None:
    """Answer every line; a bad one gets `ok: false` and a sentence, and the next is served."""
    desk = Desk(name)

    def reply(told: Mapping[str, Any]) -> None:
        replies.write(json.dumps(told, allow_nan=False) + "\n")
        replies.flush()

    for line in requests:
        if not line.strip():
            continue
        if not answer(desk, line, reply):
            return


def answer(desk: Desk, line: str, reply: Callable[[Mapping[str, Any]], None]) -> bool:
    """Answer one request through `reply`; return False when it was to quit. No request ends the process."""
    try:
        request = json.loads(line)
        op = request.get("op") if isinstance(request, dict) else None
        if op == "quit":
            reply({"ok": True, "bye": True})
            return False
        if op not in ("encode", "perform"):
            raise ValueError(f"unknown op {op!r}; known: encode, perform, quit")
        rig = Rig.model_validate(request["rig"])
        orders = [Order.model_validate(one) for one in request["orders"]]
        for done in getattr(desk, op)(rig, orders, tell=lambda words: reply({"tell": words})):
            reply({"done": done.model_dump(mode="json")})
        reply({"ok": True, "group": request.get("group")})
    except OSError:
        raise  # whoever asked is gone
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        reply({"ok": False, **refusal(error)})
    return True


class Desk:
    """Hands each group to the conductor, and keeps its model from one group to the next while the rig is the same."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rig: Rig | None = None
        self._keep: dict[str, Any] = {}

    def perform(self, rig: Rig, orders: Sequence[Order], *, tell: Callable[[str], None]) -> Iterator[Done]:
        """Yield a Done per order as it ends; its notes say who made it."""
        from filmcli.conduct import conductor

        for done in conductor.perform(rig, orders, tell=tell, keep=self._kept(rig)):
            yield done.model_copy(update={"notes": {**done.notes, "worker": self._name}})

    def encode(self, rig: Rig, orders: Sequence[Order], *, tell: Callable[[str], None]) -> Iterator[Done]:
        """Have the texts of the orders encoded; no order ends by it."""
        from filmcli.conduct import conductor

        conductor.encode(rig, orders, tell=tell, keep=self._kept(rig))
        return iter(())

    def _kept(self, rig: Rig) -> dict[str, Any]:
        if rig != self._rig:
            self._rig, self._keep = rig, {}
            print(f"{self._name}: takes up {rig.runner} from {rig.model}", file=sys.stderr, flush=True)
        return self._keep


def refusal(error: Exception) -> dict[str, Any]:
    """Return an error as JSON: one line for a person, the hint, and the exit code it stands for."""
    words = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, FilmError):
        return {"error": words, "hint": error.hint, "exit": int(error.exit)}
    return {"error": f"{type(error).__name__}: {words}", "hint": None, "exit": int(Exit.UNEXPECTED)}


if __name__ == "__main__":
    main()
