"""The worker process: JSON requests on stdin, JSON replies on stdout, one line each.

Knows only the protocol; `shot` and `portrait` do the work. Started by `filmcli.runners.cycles`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable
from typing import IO, Any

from filmcli.core import subordinate


def main(argv: list[str] | None = None) -> None:
    """Serve requests until stdin ends, `quit` comes, or the parent is gone."""
    parser = argparse.ArgumentParser(description="filmcli's renderer; speaks JSON lines")
    parser.add_argument("--log", default=os.devnull, help="where Blender's own output goes")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads, 0 for all")
    given = parser.parse_args(argv)
    replies = subordinate.claim_stdout(given.log)
    subordinate.leave_with_parent()
    serve(sys.stdin, replies, threads=given.threads)
    replies.flush()
    sys.stderr.flush()
    os._exit(0)  # Blender's own teardown sometimes crashes, and there is nothing left to save


def serve(requests: IO[str], replies: IO[str], *, threads: int = 0) -> None:
    """Answer every line; a bad one gets `ok: false` and a sentence, and the next is served."""
    desk = Desk(threads)
    for line in requests:
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            reply = desk.answer(request)
        except Exception as error:  # the protocol's promise: no request ends the process
            traceback.print_exc(file=sys.stderr)
            reply = {"ok": False, "error": sentence(error)}
            if isinstance(locals().get("request"), dict) and "id" in request:
                reply["id"] = request["id"]
        replies.write(json.dumps(reply) + "\n")
        replies.flush()
        if reply.get("bye"):
            return


class Desk:
    """Hands each request to who can do it; Blender is loaded with the first that needs it."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._studio: Any = None
        self._filming: tuple[str, Any] | None = None  # the shot that is being filmed, by what was asked

    def answer(self, request: Any) -> dict[str, Any]:
        """Return the reply to one request; raise for what cannot be done."""
        if not isinstance(request, dict):
            raise ValueError(f"expected an object with an op, got {type(request).__name__}")
        ops: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "ping": self.ping,
            "quit": self.quit,
            "shot": self.shot,
            "portrait": self.portrait,
            "survey": self.survey,
            "animate": self.animate,
            "inventory": self.inventory,
        }
        op = request.get("op")
        if op not in ("ping", "quit", "animate"):
            self._filming = None  # they set the stage anew
        if op not in ops:
            raise ValueError(f"unknown op {op!r}; known: {', '.join(ops)}")
        reply = ops[op](request)
        return {"ok": True, **({"id": request["id"]} if "id" in request else {}), **reply}

    def ping(self, request: dict[str, Any]) -> dict[str, Any]:
        """Load Blender, and say its version."""
        return {"blender": self.studio().version, "pid": os.getpid()}

    def quit(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"bye": True}

    def shot(self, request: dict[str, Any]) -> dict[str, Any]:
        from filmcli.blender.shot import take

        return take(self.studio(), request)

    def portrait(self, request: dict[str, Any]) -> dict[str, Any]:
        from filmcli.blender.portrait import sit

        return sit(self.studio(), request)

    def survey(self, request: dict[str, Any]) -> dict[str, Any]:
        from filmcli.blender.survey import survey

        return survey(self.studio(), request)

    def animate(self, request: dict[str, Any]) -> dict[str, Any]:
        """Film some frames of a shot; it stays prepared while the requests differ only in which frames they want."""
        from filmcli.blender.animate import Animation
        from filmcli.blender.studio import digest

        first, last = request["frames"]
        key = digest({name: value for name, value in request.items() if name not in ("frames", "id")})
        if self._filming is None or self._filming[0] != key:
            self._filming = None
            self._filming = key, Animation(self.studio(), request)
        animation = self._filming[1]
        names = animation.film(int(first), int(last))
        seconds, animation.clock.seconds = animation.clock.seconds, {}
        return {"files": names, "seconds": seconds, "gaits": animation.gaits}

    def inventory(self, request: dict[str, Any]) -> dict[str, Any]:
        from filmcli.blender import inventory

        return (inventory.person if "character" in request else inventory.take)(self.studio(), request)

    def studio(self) -> Any:
        if self._studio is None:
            from filmcli.blender.studio import Studio

            self._studio = Studio(threads=self._threads)
        return self._studio


def sentence(error: Exception) -> str:
    """Return an error as one line for a person."""
    words = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, KeyError):
        return f"missing {words}"
    return words if isinstance(error, ValueError) or type(error).__module__.startswith("filmcli") else f"{type(error).__name__}: {words}"


if __name__ == "__main__":
    main()
