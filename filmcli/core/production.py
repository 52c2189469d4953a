"""A production: one folder with its settings, its documents and the state of its build.

Knows nothing of film beyond the names of the files. A document that a person changed is never overwritten.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from filmcli.core import files, fingerprint, settings
from filmcli.core.build import Ledger, Result, Task
from filmcli.core.errors import EditedError, InputError, StorageError
from filmcli.core.report import Report

STORY, SCRIPT, CAST, SHOTS = "story.yaml", "script.fountain", "cast.yaml", "shots.yaml"


def find(folder: Path | None, *, near: Path | None = None) -> Path:
    """Return the production folder: `folder`, else the nearest parent of `near` (or of here) with a film.yaml, else ./film.

    A document that bears its default name (`noir/cast.yaml`) lies in its production, film.yaml or not.
    """
    if folder is not None:
        return Path(os.path.abspath(folder))
    start = Path(os.path.abspath(near.parent if near else Path.cwd()))
    for parent in (start, *start.parents):
        if (parent / settings.FILE).is_file():
            return parent
    return start if near is not None and near.name in (STORY, SCRIPT, CAST, SHOTS) else Path.cwd() / "film"


class Production:
    """An open production folder. Use as a context manager: it locks, sweeps, and saves its state."""

    def __init__(self, folder: Path, chosen: settings.Settings, report: Report, *, dry_run: bool = False, force: bool = False) -> None:
        self.folder = folder
        self.settings = chosen
        self.report = report
        self.dry_run = dry_run
        self.force = force
        self.donor: Ledger | None = None
        self._lock: int | None = None
        self._kept: dict[str, Any] = {}
        self._open = ExitStack()

    def keep(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` made when it was first asked for by this name, such as a loaded model. It is closed with the production."""
        if name not in self._kept:
            thing = make()
            self._kept[name] = self._open.enter_context(thing) if hasattr(thing, "__exit__") else thing
        return self._kept[name]

    def __enter__(self) -> Production:
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder}: is a file, expected a folder", hint="name another folder with -d")
        if not self.dry_run:
            try:
                (self.folder / ".filmcli").mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageError(f"{self.folder}: {error.strerror}") from error
            self._take_lock()
            files.sweep(self.folder)
        self.ledger = Ledger(self.folder, read_only=self.dry_run)
        return self

    def __exit__(self, *raised: Any) -> None:
        self._open.__exit__(*raised)
        if not self.dry_run:
            self.ledger.save()
        if self._lock is not None:
            os.close(self._lock)

    def _take_lock(self) -> None:
        import fcntl

        self._lock = os.open(self.folder / ".filmcli" / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(
                f"{self.folder}: another filmcli is at work here", hint="wait for it, or name another folder with -d"
            ) from error

    def path(self, name: str) -> Path:
        """Return the path of a file of the production."""
        return self.folder / name

    def owned(self, name: str) -> bool:
        """Return whether a document belongs to a person: it is there, and not as filmcli left it."""
        digest = self.ledger.digests.of(self.path(name))
        record = self.ledger.record(self._task(name, {}))
        return digest is not None and (not record or digest != record["files"].get(name))

    def document(
        self, name: str, inputs: Mapping[str, str | Path], compose: Callable[[], str], *, insist: bool, costly: bool = False
    ) -> str | None:
        """Return a document's text, written anew when it is stale; None in a dry run that would have to write a costly one.

        `insist`: the user asked for this very document, so a hand edit in the way raises EditedError (exit 6); otherwise it is built upon.
        A document that changes in nothing but the digests of its upstream is brought up to date and counted as kept.
        """
        task = self._task(name, inputs)
        path = self.path(name)
        record = self.ledger.record(task)
        status = self.ledger.status(task)
        if self.owned(name) and not self.force:
            fresh = bool(record) and record["inputs"] == self.ledger._resolve(task)
            if insist and not fresh:
                raise EditedError(
                    f"{path}: was edited by hand and would be overwritten",
                    hint="keep your edit and go on with the next stage, or add --force",
                )
            self.report.keep(name, "document", "edited by hand, kept", notable=True)
            return path.read_text(encoding="utf-8")
        if status.fresh and not self.force:
            self.report.keep(name, "document", status.reason)
            if not self.dry_run:
                files.renew(path)
            return path.read_text(encoding="utf-8")
        reason = status.reason if not status.fresh else "forced"
        if self.dry_run:
            self.report.make(name, "document", reason, [name], 0.0)
            return None if costly else compose()
        text = compose()
        quiet = bool(record) and path.exists() and _news(text) == _news(path.read_text(encoding="utf-8"))
        scratch = self.ledger.scratch(task) / name
        files.write(scratch, text)
        self.ledger.commit(task, Result(task, {name: scratch}), reason=reason)
        if quiet:
            self.report.keep(name, "document", f"{reason}: brought up to date")
        else:
            self.report.make(name, "document", reason, [name], 0.0)
        return text

    def amend(self, name: str, text: str, *, reason: str, inputs: Mapping[str, str] | None = None) -> None:
        """Write a document that filmcli changes in part. One that a person edited stays theirs; else it is recorded, with new `inputs` or its own."""
        self.report.make(name, "document", reason, [name], 0.0)
        if self.dry_run:
            return
        record = self.ledger.record(self._task(name, {}))
        if self.owned(name) and not self.force:
            files.write(self.path(name), text)
            return
        brought = {key: value for key, value in record.get("inputs", {}).items() if key == "source"}
        task = self._task(name, {**inputs, **brought} if inputs is not None else record.get("inputs", {}))
        scratch = self.ledger.scratch(task) / name
        files.write(scratch, text)
        self.ledger.commit(task, Result(task, {name: scratch}), reason=reason)

    def bring(self, name: str, text: str, source: str) -> str:
        """Take a document from outside (a file elsewhere, a pipe) into the production; a person's edit there is not overwritten."""
        path = self.path(name)
        task = self._task(name, {"source": fingerprint.of_text(text)})
        if path.exists() and fingerprint.of_bytes(path.read_bytes()) == fingerprint.of_text(text):
            self.report.keep(name, "document", f"as {source}")
            return text
        if self.owned(name) and not self.force:
            raise EditedError(f"{path}: was edited by hand, and differs from {source}", hint="name another folder with -d, or add --force")
        if self.dry_run:
            self.report.make(name, "document", f"from {source}", [name], 0.0)
            return text
        scratch = self.ledger.scratch(task) / name
        files.write(scratch, text)
        self.ledger.commit(task, Result(task, {name: scratch}), reason=f"from {source}")
        self.report.make(name, "document", f"from {source}", [name], 0.0)
        return text

    def remember(self, **values: object) -> None:
        """Write film.yaml with the settings the production was made with, unless a person edited it."""
        if self.dry_run or self.owned(settings.FILE):
            return
        text = _film_yaml({**self.settings.to_dict(), **values})
        path = self.path(settings.FILE)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        task = self._task(settings.FILE, {"settings": fingerprint.of_text(text)})
        scratch = self.ledger.scratch(task) / settings.FILE
        files.write(scratch, text)
        self.ledger.commit(task, Result(task, {settings.FILE: scratch}), reason="settings")

    def _task(self, name: str, inputs: Mapping[str, str | Path]) -> Task:
        return Task(name, "document", self.folder, inputs, (name,))


def _news(text: str) -> str:
    return re.sub(r"\bdigest: ['\"]?[0-9a-f]+", "digest:", text)


_REMEMBERED = (
    "title",
    "logline",
    "genre",
    "seed",
    "structure",
    "minutes",
    "tone",
    "quality",
    "aspect",
    "fps",
    "scenes",
    "cast_runner",
    "cast_model",
    "look",
    "motion",
    "resemblance",
    "workers",
    "memory",
    "offload",
)


_QUIET = ("cast_runner", "resemblance", "workers", "memory", "offload")  # said only where they differ from the default


def _film_yaml(values: Mapping[str, object]) -> str:
    import yaml

    lines = ["# Settings of this production. An option on the command line goes first.", f"format: {settings.FORMAT}"]
    for name in _REMEMBERED:
        if values.get(name) is not None and (name not in _QUIET or values[name] != settings.FIELDS[name].default):
            text = yaml.safe_dump({name: values[name]}, allow_unicode=True, width=10_000, default_flow_style=False).strip()
            lines.append(text)
    colour = {key: values.get(f"colour_{key}") for key in ("space", "view")}
    if any(value not in (None, settings.FIELDS[f"colour_{key}"].default) for key, value in colour.items()):
        lines.append(f"colour: {{space: {colour['space']}, view: {colour['view']}}}")
    return "\n".join(lines) + "\n"
