"""Draws pictures with Blender Cycles, in a process of its own that stays warm between shots.

Knows nothing of films: it passes requests to `python -m filmcli.blender.worker` and yields the replies. Imports no bpy.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError

JOB = "draw"
AHEAD = 2  # requests that the worker has at most: the one in work, and the next
TAIL = 400  # characters of the log quoted when the worker dies


class Options(BaseModel):
    """Options of the renderer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(0, ge=0, le=1024, description="CPU threads, 0 for all")
    log: Path | None = Field(None, description="where Blender's own output goes; a temporary file when empty")


class Cycles:
    """A warm renderer. Use as a context manager, or call `close`; the process ends with its parent in any case."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._process: subprocess.Popen[str] | None = None
        self._log: Path | None = self.options.log
        self._own_log = False

    def render(self, requests: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield one reply per request, in order, as each is done; the next request is on its way before, so that the renderer never waits.

        A reply with `ok: false` is yielded as it is: that item failed, the next may not. When the process dies, it is started again and
        the request tried once more, alone; a second death raises ModelError naming the request. Raises CannotRunError without bpy.
        """
        source, sent, dead, tries = iter(requests), deque(), deque(), 0
        try:
            while True:
                try:
                    while len(sent) < (1 if tries else AHEAD) and (dead or (request := next(source, None)) is not None):
                        sent.append(dead.popleft() if dead else request)
                        self._send(sent[-1])
                    if not sent:
                        return
                    reply = self._receive()
                except _DeadError as death:
                    self._kill()
                    tries += 1
                    if tries == 2:
                        name = sent[0].get("id") or sent[0].get("op", "?")
                        raise ModelError(f"{name}: the renderer died twice on this item ({death})", hint=f"see {self._log}") from death
                    dead.extendleft(reversed(sent))
                    sent.clear()
                    continue
                sent.popleft()
                tries = 0
                yield reply
        finally:
            if sent:  # nobody waits for their replies any more
                self._kill()

    def close(self) -> None:
        """End the process; harmless when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            try:
                process.stdin.close()  # the worker leaves at the end of its input
                process.wait(timeout=10)
            except (OSError, subprocess.TimeoutExpired):
                process.kill()
                process.wait()
            process.stdout.close()
        if self._own_log and self._log is not None:
            self._log.unlink(missing_ok=True)
            self._log, self._own_log = None, False

    def __enter__(self) -> Cycles:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:  # on Ctrl-C do not wait for the picture in work
            self._kill()
            self.close()

    def _send(self, request: Mapping[str, Any]) -> None:
        process = self._process or self._start()
        try:
            process.stdin.write(json.dumps(request, ensure_ascii=True, allow_nan=False) + "\n")
            process.stdin.flush()
        except (BrokenPipeError, OSError) as error:
            raise _DeadError(self._obituary()) from error

    def _receive(self) -> dict[str, Any]:
        try:
            line = self._process.stdout.readline()
        except (ValueError, OSError) as error:
            raise _DeadError(self._obituary()) from error
        if not line:
            raise _DeadError(self._obituary())
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _start(self) -> subprocess.Popen[str]:
        if importlib.util.find_spec("bpy") is None:
            raise CannotRunError("Blender's Python module bpy is not installed here", hint="pip install bpy")
        if self._log is None:
            handle, name = tempfile.mkstemp(prefix="filmcli-cycles-", suffix=".log")
            os.close(handle)
            self._log, self._own_log = Path(name), True
        command = [sys.executable, "-m", "filmcli.blender.worker", "--log", str(self._log), "--threads", str(self.options.threads)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8", bufsize=1
            )
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            process.stdout.close()
            with contextlib.suppress(OSError):
                process.stdin.close()

    def _obituary(self) -> str:
        """Return how the process ended and the last words of its log."""
        process = self._process
        code = None
        if process is not None:
            try:
                code = process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                code = "still running"
        words = ""
        if self._log is not None and self._log.exists():
            with self._log.open("rb") as log:
                log.seek(max(0, self._log.stat().st_size - TAIL))
                words = " ".join(log.read().decode("utf-8", "replace").split())
        return f"exit {code}{': ' + words[-200:] if words else ''}"


class _DeadError(Exception):
    """The worker process ended while it owed a reply."""
