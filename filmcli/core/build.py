"""The build: tasks with keys, records beside their results, and the reason why something is stale.

Knows nothing of film. A task is fresh when every input has the digest it was made from and every output is there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmcli.core import files, fingerprint
from filmcli.core.errors import FilmError
from filmcli.core.report import Report

RECORD = "record.json"
TAKEN = "as it was made for"  # the reason of a result that came from another place in the production


@dataclass(frozen=True)
class Task:
    """One result: what it is made from and the files it makes in its folder.

    `inputs` maps a word a person understands ("camera", "cast MARLOWE") to a digest, or to a file whose bytes count.
    """

    id: str
    phase: str
    folder: Path
    inputs: Mapping[str, str | Path]
    outputs: tuple[str, ...]
    payload: Any = None
    about: Mapping[str, Any] = field(default_factory=dict)  # recorded, never part of the key
    mobile: bool = False  # an equal result that stands elsewhere in the production may be taken over
    claim: Callable[[Mapping[str, Path]], None] | None = None  # what is to be done to files that were made for another id

    @property
    def name(self) -> str:
        return f"{self.id}.{self.phase}"

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.folder / name for name in self.outputs)


@dataclass(frozen=True)
class Status:
    """Whether a task is fresh, and why (not)."""

    fresh: bool
    reason: str
    edited: bool = False


@dataclass(frozen=True)
class Result:
    """What a maker hands back for one task: scratch files by output name, or the error."""

    task: Task
    files: Mapping[str, Path] = field(default_factory=dict)
    seconds: float = 0.0
    notes: Mapping[str, Any] = field(default_factory=dict)
    error: FilmError | None = None


Maker = Callable[[Sequence[Task]], Iterable[Result]]


class Ledger:
    """The records of one production: reads them, compares, commits results by rename, recovers after a kill."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.folder = folder
        self.state = folder / ".filmcli"
        self.digests = fingerprint.Digests(folder, self.state / "stat.json")
        self._records: dict[Path, dict] = {}
        if not read_only:
            self._recover()

    def status(self, task: Task, *, remade: frozenset[Path] = frozenset()) -> Status:
        """Return whether `task` is fresh and the reason. `remade` are files that this run will have made anew."""
        record = self._record(task.folder).get(task.name)
        if record is None:
            return Status(False, "never made")
        for path in task.inputs.values():
            if isinstance(path, Path) and path in remade:
                return Status(False, f"{self._short(path)} is re-made")
        missing = next((path for path in task.paths if not path.exists()), None)
        if missing is not None:
            return Status(False, f"{self._short(missing)} is missing")
        reason = _difference(record["inputs"], self._resolve(task))
        foreign = next((path for path in task.paths if path.name not in record["files"]), None)
        if foreign is not None:  # what lies there is left from when this was made with other outputs
            return Status(False, reason or f"{self._short(foreign)} was not made with the rest")
        edited = next((p for p in task.paths if self.digests.of(p) != record["files"].get(p.name)), None)
        if edited is not None:
            return Status(True, f"{self._short(edited)} was changed by hand and is kept", edited=True)
        if reason:
            return Status(False, reason)
        return Status(True, "nothing it is made from has changed")

    def commit(self, task: Task, result: Result, *, reason: str) -> None:
        """Put a result's files in place and record them. A kill between any two steps is mended by the next run."""
        entry = {
            "inputs": self._resolve(task),
            "files": {name: fingerprint.Digests(task.folder, task.folder).of(path) for name, path in result.files.items()},
            "reason": reason,
            "seconds": round(result.seconds, 3),
            "made_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            **dict(task.about),
            "notes": dict(result.notes),
        }
        journal = self.state / "journal" / f"{files.safe_name(task.name, fallback='task')}.json"
        files.write(journal, json.dumps({"folder": str(task.folder.relative_to(self.folder)), "task": task.name, "entry": entry}))
        for name, path in result.files.items():
            files.move(path, task.folder / name)
        self._enter(task.folder, task.name, entry)
        journal.unlink(missing_ok=True)

    def adopt(self, task: Task, donor: Ledger, donor_folder: Path) -> Result | None:
        """Return the files of an equal task of another production, copied to scratch, or None when there is none."""
        twin = Task(task.id, task.phase, donor_folder, task.inputs, task.outputs)
        record = donor._record(donor_folder).get(task.name)
        if record is None or record["inputs"] != self._resolve(task):
            return None
        if any(donor.digests.of(path) != record["files"].get(path.name) for path in twin.paths):
            return None
        made = {}
        for name in task.outputs:
            made[name] = self.scratch(task) / name
            files.copy(donor_folder / name, made[name])
        return Result(task, made, record.get("seconds", 0.0), record.get("notes", {}))

    def moved(self, tasks: Sequence[Task]) -> dict[str, tuple[str, Path]]:
        """Return, by task name, the id and folder of an equal result that stands elsewhere in this production.

        A scene put in before others gives these new ids, and nothing else: what was made for them is looked for by its inputs.
        """
        folders = {folder for task in tasks if task.mobile for folder in (task.folder, *task.folder.parent.glob("*/"))}
        made: dict[str, tuple[str, Path, Mapping]] = {}
        for folder in sorted(folders - {self.folder}):
            for name, entry in self._record(folder).items():
                made[_key(name.rpartition(".")[2], entry["inputs"])] = (name.rpartition(".")[0], folder, entry)
        found = {}
        for task in (task for task in tasks if task.mobile):
            id, folder, entry = made.get(_key(task.phase, self._resolve(task)), (task.id, task.folder, {}))
            names = [name.replace(task.id, id) for name in task.outputs]
            if id != task.id and all(self.digests.of(folder / name) == entry["files"].get(name, "") for name in names):
                found[task.name] = (id, folder)
        return found

    def take(self, task: Task, id: str, folder: Path) -> Result:
        """Return the files of an equal result, copied to scratch and made this task's own."""
        record = self._record(folder)[f"{id}.{task.phase}"]
        made = {name: self.scratch(task) / name for name in task.outputs}
        for name, path in made.items():
            files.copy(folder / name.replace(task.id, id), path)
        if task.claim:
            task.claim(made)
        return Result(task, made, record.get("seconds", 0.0), record.get("notes", {}))

    def scratch(self, task: Task) -> Path:
        """Return an empty-handed folder of the task's own under `.filmcli`, for files on their way."""
        folder = self.state / "scratch" / files.safe_name(task.name, fallback="task")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def record(self, task: Task) -> Mapping[str, Any]:
        """Return what was recorded when the task was made; empty when it never was."""
        return self._record(task.folder).get(task.name, {})

    def save(self) -> None:
        """Write what was learnt about the files, and clear the scratch."""
        import shutil

        shutil.rmtree(self.state / "scratch", ignore_errors=True)
        self.digests.save()

    def _enter(self, folder: Path, name: str, entry: dict) -> None:
        records = self._record(folder)
        records[name] = entry
        files.write(self._record_path(folder), json.dumps(dict(sorted(records.items())), indent=1, ensure_ascii=False) + "\n")

    def _record_path(self, folder: Path) -> Path:
        return (self.state if folder == self.folder else folder) / RECORD

    def _record(self, folder: Path) -> dict:
        path = self._record_path(folder)
        if path not in self._records:
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                data = {}  # a damaged record means: make again
            self._records[path] = data if isinstance(data, dict) else {}
        return self._records[path]

    def _resolve(self, task: Task) -> dict[str, str]:
        return {name: (self.digests.of(value) or "missing") if isinstance(value, Path) else value for name, value in task.inputs.items()}

    def _recover(self) -> None:
        for journal in sorted((self.state / "journal").glob("*.json")):
            try:
                note = json.loads(journal.read_text(encoding="utf-8"))
                folder = self.folder / note["folder"]
                whole = all(self.digests.of(folder / name) == digest for name, digest in note["entry"]["files"].items())
                if whole:
                    self._enter(folder, note["task"], note["entry"])
                else:
                    self._record(folder).pop(note["task"], None)
                    files.write(self._record_path(folder), json.dumps(self._record(folder), indent=1, ensure_ascii=False) + "\n")
            except (OSError, ValueError, KeyError):
                pass  # half a journal: the result was never named
            journal.unlink(missing_ok=True)

    def _short(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)


def _key(phase: str, inputs: Mapping[str, str]) -> str:
    return json.dumps([phase, sorted(inputs.items())])


def _difference(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    changed = [name for name in now if name in before and before[name] != now[name]]
    added = [name for name in now if name not in before]
    gone = [name for name in before if name not in now]
    words = [f"{name} changed" for name in changed] + [f"{name} is new" for name in added] + [f"{name} is gone" for name in gone]
    return ", ".join(words[:4]) + (f" and {len(words) - 4} more" if len(words) > 4 else "")


def run(
    ledger: Ledger,
    tasks: Sequence[Task],
    maker: Maker,
    report: Report,
    *,
    force: bool = False,
    dry_run: bool = False,
    donor: Ledger | None = None,
    remade: frozenset[Path] = frozenset(),
) -> Iterator[Task]:
    """Make the stale ones of `tasks`; yield each task that was (or, dry, would be) made.

    A task whose maker fails is reported and passed over; the others go on. `remade` tells a dry run what earlier tasks would make.
    """
    stale: list[Task] = []
    reasons: dict[str, str] = {}
    for task in tasks:
        status = ledger.status(task, remade=remade if dry_run else frozenset())
        if status.fresh and not force:
            report.keep(task.id, task.phase, status.reason, notable=status.edited)
            continue
        reasons[task.name] = "forced" if status.fresh else status.reason
        stale.append(task)
    moved = {} if force else ledger.moved(stale)
    reasons |= {name: f"{TAKEN} {id}" for name, (id, _) in moved.items()}
    if dry_run:
        for task in stale:
            report.make(task.id, task.phase, reasons[task.name], [str(p.relative_to(ledger.folder)) for p in task.paths], 0.0)
            yield task
        return
    waiting, taken = [], []
    for task in stale:  # all are copied before any is put in place: it may stand where another comes from
        if task.name in moved:
            taken.append(ledger.take(task, *moved[task.name]))
            continue
        twin = ledger.adopt(task, donor, donor.folder / task.folder.relative_to(ledger.folder)) if donor and not force else None
        taken += [twin] if twin else []
        waiting += [] if twin else [task]
    for result in taken:
        yield _settle(ledger, result, report, reasons)
    report.expect(len(waiting), waiting[0].phase if waiting else "")
    for result in maker(waiting) if waiting else ():
        if result.error is not None:
            report.fail(result.task.id, result.task.phase, result.error)
            continue
        yield _settle(ledger, result, report, reasons)


def _settle(ledger: Ledger, result: Result, report: Report, reasons: Mapping[str, str]) -> Task:
    task = result.task
    ledger.commit(task, result, reason=reasons[task.name])
    report.make(task.id, task.phase, reasons[task.name], [str(p.relative_to(ledger.folder)) for p in task.paths], result.seconds)
    return task
