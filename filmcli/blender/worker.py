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
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from filmcli.core import subordinate
from filmcli.core.errors import FilmError


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
    """Answer every line, in order; a bad one gets `ok: false` and a sentence, and the next is served.

    The files of a shot are still written while the next request is worked at; its reply goes out when they are there.
    """
    desk = Desk(threads)
    with ThreadPoolExecutor(1, thread_name_prefix="post") as post:
        for line in requests:
            if line.strip():
                rest = answered(desk, line)
                sent = post.submit(send, rest, replies)
                if desk.leaves:
                    return sent.result()


def send(rest: Callable[[], dict[str, Any]], replies: IO[str]) -> None:
    """Wait for the rest of an answer, and write it as a line."""
    replies.write(json.dumps(rest()) + "\n")
    replies.flush()


def answered(desk: Desk, line: str) -> Callable[[], dict[str, Any]]:
    """Do what a line asks for; return what waits for the rest of it and gives the reply. Neither raises."""
    about: dict[str, Any] = {}

    def failed(error: Exception) -> dict[str, Any]:
        traceback.print_exception(error, file=sys.stderr)
        told = {"exit": int(error.exit), "hint": error.hint} if isinstance(error, FilmError) else {}
        return {"ok": False, "error": sentence(error), **told, **about}

    try:
        request = json.loads(line)
        about = {"id": request["id"]} if isinstance(request, dict) and "id" in request else {}
        rest = desk.answer(request)
    except Exception as error:  # the protocol's promise: no request ends the process
        reply = failed(error)
        return lambda: reply

    def reply_to() -> dict[str, Any]:
        try:
            return {"ok": True, **about, **rest()}
        except Exception as error:
            return failed(error)

    return reply_to


class Desk:
    """Hands each request to who can do it; Blender is loaded with the first that needs it."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._studio: Any = None
        self.leaves = False
        self._filming: tuple[str, Any] | None = None  # the shot that is being filmed, by what was asked

    def answer(self, request: Any) -> Callable[[], dict[str, Any]]:
        """Do what one request asks for; return what waits for its files and gives the reply. Raise for what cannot be done."""
        if not isinstance(request, dict):
            raise ValueError(f"expected an object with an op, got {type(request).__name__}")
        ops: dict[str, Callable[[dict[str, Any]], Any]] = {
            "ping": self.ping,
            "quit": self.quit,
            "portrait": self.portrait,
            "survey": self.survey,
            "animate": self.animate,
            "inventory": self.inventory,
        }
        op = request.get("op")
        if op not in ("ping", "quit", "animate"):
            self._filming = None  # they set the stage anew
        if op == "shot":
            return self.shot(request)
        if op not in ops:
            raise ValueError(f"unknown op {op!r}; known: shot, {', '.join(ops)}")
        reply = ops[op](request)
        return lambda: reply

    def ping(self, request: dict[str, Any]) -> dict[str, Any]:
        """Load Blender, and say its version."""
        return {"blender": self.studio().version, "pid": os.getpid()}

    def quit(self, request: dict[str, Any]) -> dict[str, Any]:
        self.leaves = True
        return {"bye": True}

    def shot(self, request: dict[str, Any]) -> Callable[[], dict[str, Any]]:
        from filmcli.blender.shot import begin

        return begin(self.studio(), request)

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
