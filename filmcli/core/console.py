"""What people see: stderr for words and progress, stdout for results only.

Knows nothing of stages. rich is imported only when a terminal is there to animate.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TextIO

from filmcli.core.report import Event

_PHASES = {
    "document": "documents",
    "portrait": "portraits",
    "turnaround": "turnarounds",
    "beauty": "pictures",
    "control": "plates",
    "look": "looks",
    "repaint": "repaints",
    "portrait-sitting": "portraits",
    "voice": "voices",
    "clip": "clips",
    "film": "film",
    "write": "lines",
}


@dataclass
class Output:
    """The real stdout. `claim()` points fd 1 at fd 2, so that no library can print into a result."""

    stream: TextIO

    @classmethod
    def claim(cls) -> Output:
        """Keep a private duplicate of stdout and send everything else that prints there to stderr."""
        sys.stdout.flush()
        try:
            private = os.dup(1)
            os.dup2(2, 1)
        except OSError:
            return cls(sys.stdout)  # no fd 1: a daemon's child
        return cls(os.fdopen(private, "w", encoding="utf-8", newline=""))

    @property
    def is_terminal(self) -> bool:
        return self.stream.isatty()

    def write(self, result: str | bytes) -> None:
        """Write a result and push it out now, so that a full disk is noticed here."""
        if isinstance(result, bytes):
            self.stream.buffer.write(result)
        else:
            self.stream.write(result)
        self.stream.flush()


class Console:
    """Speaks on stderr: lines when it is not a terminal, a bar when it is."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, color: bool = True) -> None:
        self.quiet = quiet
        self.verbose = verbose
        terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._animate = terminal and not quiet
        self._color = color and "NO_COLOR" not in os.environ and (terminal or bool(os.environ.get("FORCE_COLOR")))
        self._bar = None
        self._job = None

    def hear(self, event: Event) -> None:
        """Tell one event of a report."""
        if event.kind == "failed":
            self.line(f"{self._paint('failed', 31)} {event.id} {event.phase}: {event.text}")
        elif self.quiet:
            return
        elif event.kind == "note":
            self.line(event.text)
        elif event.kind == "begin" and self._animate:
            self._open(_PHASES.get(event.phase, event.phase), event.total)
        elif event.kind == "made":
            self._made(event)

    def line(self, text: str) -> None:
        """Print one line for a person."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stderr, flush=True)

    def error(self, message: str, hint: str | None) -> None:
        """Print what failed, and the hint under it."""
        self.close()
        print(f"{self._paint('error:', 31)} {message}", file=sys.stderr)
        if hint:
            print(f"{self._paint('hint:', 36)} {hint}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _made(self, event: Event) -> None:
        if self._bar is not None and event.total:
            self._bar.update(self._job, completed=event.done, note=event.id)
            if event.done >= event.total:
                self.close()
            return
        count = f" {event.done}/{event.total}" if event.total else ""
        took = f" {event.seconds:.1f} s" if event.seconds >= 0.05 else ""
        reason = f"  ({event.text})" if self.verbose or not event.seconds else ""
        name = event.id if event.phase == "document" else f"{event.phase}{count} {event.id}"
        self.line(f"{name}{took}{reason}")

    def _open(self, label: str, total: int) -> None:
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.close()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._bar = Progress(*columns, console=RichConsole(stderr=True, no_color=not self._color), transient=True)
        self._bar.start()
        self._job = self._bar.add_task(label, total=total, note="")

    def _paint(self, text: str, code: int) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color else text
