"""What a run did: made, kept and failed items, told as they happen and summed up at the end.

Knows nothing of terminals; a listener (the console) hears each event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmcli.core.errors import Exit, FilmError, ModelError, SomeFailedError


@dataclass(frozen=True)
class Event:
    """One thing that happened. `kind`: made, failed, note, begin."""

    kind: str
    text: str
    id: str = ""
    phase: str = ""
    seconds: float = 0.0
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Row:
    """One item looked at, fresh or not, and why."""

    id: str
    phase: str
    fresh: bool
    reason: str


Listener = Callable[[Event], None]


@dataclass
class Report:
    """Counts and lists of one command."""

    stage: str
    dir: Path
    seed: int | None = None
    listener: Listener = lambda event: None
    dry_run: bool = False
    made: list[dict[str, Any]] = field(default_factory=list)
    kept: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    _errors: list[FilmError] = field(default_factory=list)
    _done: int = 0
    _total: int = 0

    def note(self, text: str) -> None:
        """Tell a person one line."""
        self.listener(Event("note", text))

    def expect(self, total: int, phase: str) -> None:
        """Announce how many items of a phase are about to be made."""
        self._done, self._total = 0, total
        if total:
            self.listener(Event("begin", phase, phase=phase, total=total))

    def make(self, id: str, phase: str, reason: str, files: list[str], seconds: float) -> None:
        """Count an item as made (or, in a dry run, to be made)."""
        self._done += 1
        self.rows.append(Row(id, phase, False, reason))
        self.made.append({"id": id, "phase": phase, "reason": reason, "files": files, "seconds": round(seconds, 3)})
        self.listener(Event("made", reason, id=id, phase=phase, seconds=seconds, done=self._done, total=self._total))

    def keep(self, id: str, phase: str, reason: str, *, notable: bool = False) -> None:
        """Count an item as fresh."""
        self.kept += 1
        self.rows.append(Row(id, phase, True, reason))
        if notable:
            self.note(f"{id} {phase}: {reason}")

    def fail(self, id: str, phase: str, error: FilmError) -> None:
        """Count an item as failed; the run goes on."""
        self._errors.append(error)
        self.failed.append({"id": id, "phase": phase, "error": str(error)})
        self.listener(Event("failed", str(error), id=id, phase=phase))

    def to_dict(self) -> dict[str, Any]:
        """Return the `--json` object."""
        return {"stage": self.stage, "dir": str(self.dir), "seed": self.seed, "made": self.made, "kept": self.kept, "failed": self.failed}

    def summary(self) -> str:
        """Return the last line a person reads."""
        verb = "would make" if self.dry_run else "made"
        failed = f", {len(self.failed)} failed" if self.failed else ""
        return f"kept {self.kept}, {verb} {len(self.made)}{failed}"

    def finish(self) -> None:
        """Raise SomeFailedError when items failed; when all that was tried failed for one cause, that error itself."""
        if not self.failed:
            return
        if len(self._errors) == 1 and not self.made:
            raise self._errors[0]
        first = self._errors[0]
        names = ", ".join(f"{item['id']} {item['phase']}" for item in self.failed[:4])
        more = f" and {len(self.failed) - 4} more" if len(self.failed) > 4 else ""
        if first.exit is Exit.MODEL and first.hint and all((one.exit, one.hint) == (first.exit, first.hint) for one in self._errors):
            raise ModelError(f"{len(self.failed)} failed: {names}{more}: {first}", hint=first.hint)
        raise SomeFailedError(f"{len(self.failed)} failed: {names}{more}", hint="run the same command again: what is done is kept")
