"""The course of a tuning: what is held out, how many steps, when to stop, what is kept on the way, and what came of it.

Knows nothing of the model: a tuner (`filmcli.runners.tuning`) takes the steps. A run that was cut off goes on as if it had not been.
"""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import files, fingerprint, seeds
from filmcli.core.errors import InputError, UsageError
from filmcli.runners import adapter, tuning
from filmcli.script import samples
from filmcli.script.corpus import Work
from filmcli.script.ngram import Trigram

if TYPE_CHECKING:
    from filmcli.runners.tuning import Row, Tuner

RECORD = "style.json"
ON_THE_WAY = ".course"  # inside the adapter's folder; goes when the course is done
LEAST = 8  # stretches to learn from


@dataclass(frozen=True)
class Settings:
    """How a tuning goes. The defaults fit SmolLM2-135M on one core: 165 tokens/s, so 200 steps of 2 stretches and the looks take 9 minutes."""

    rank: int = 8
    steps: int = 200
    batch: int = 2  # stretches a step
    rate: float = 1e-3
    longest: int = 176  # tokens of a stretch, with what stands before it
    every: int = 40  # steps from one look at what is held out to the next,
    patience: int = 3  # looks without a gain before it stops
    gain: float = 0.002  # nats a token that count as one
    held: int = 24  # stretches of val, and twice as many of test


@dataclass
class Course:
    """What came of a tuning. Losses are nats a token of the model's own tokens, on scripts it has not learnt from."""

    key: str
    base: str
    seed: int
    settings: Settings
    parted: str  # how learnt and held-out scripts are told apart
    sizes: dict[str, list[int]]  # part → works, stretches, tokens
    chance: dict[str, float] = field(default_factory=dict)  # the trigram's loss on val and test
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)
    error: float = 0.0  # standard error of the test's gain, over stretches
    better: float = 0.0  # share of the test's stretches with a lower loss
    steps: int = 0  # taken
    best_step: int = 0
    curve: list[tuple[int, float, float]] = field(default_factory=list)  # step, mean loss learnt since the last, loss of val
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the course as plain data."""
        return {"format": "filmcli/style-adapter@1", **asdict(self)}


def run(
    works: Sequence[Work],
    learner: tuple[Any, Any],
    folder: Path,
    *,
    base: str,
    seed: int,
    settings: Settings | None = None,
    minutes: float | None = None,
    resume: bool = False,
    force: bool = False,
    tell: Callable[[str], Any] = lambda line: None,
) -> Course:
    """Tune the learner (model, tokenizer) on works; write the adapter and its record into `folder`.

    `minutes` chooses the steps by the speed measured first. Raises UsageError when the folder has another adapter or an unfinished
    course and neither `resume` nor `force` is given, InputError when there is too little to learn from.
    """
    chosen = settings or Settings()
    parts, parted = samples.split(works, seed=seed)
    told = {part: samples.stretches(parts[part]) for part in samples.PARTS}
    told["val"], told["test"] = samples.spread(told["val"], chosen.held), samples.spread(told["test"], 2 * chosen.held)
    if len(told["train"]) < LEAST or not told["val"] or not told["test"]:
        raise InputError(
            f"too little dialogue to learn from: {len(told['train'])} stretches of {samples.STRETCH} words", hint="give more scripts"
        )
    key = fingerprint.of_value([base, seed, asdict(chosen), minutes, [[asdict(one) for one in told[part]] for part in samples.PARTS]])
    finished = _found(folder, key, resume=resume, force=force)
    if finished:
        tell(f"{folder}: nothing to do: tuned on the same scripts with the same settings")
        return finished
    tuner = tuning.Tuner(*learner, rank=chosen.rank, seed=seeds.derive(seed, "style/adapter"))
    cut = {part: [tuner.row(one, longest=chosen.longest) for one in told[part]] for part in samples.PARTS}
    rows = {part: [row for row in cut[part] if row.learnt > 0] for part in samples.PARTS}
    if not all(rows.values()):
        raise InputError(f"{chosen.longest} tokens hold nothing of a stretch", hint="a tokenizer of words, not of bytes")
    sizes = {part: [len(parts[part]), len(rows[part]), sum(row.learnt for row in rows[part])] for part in samples.PARTS}
    course = Course(key, base, seed, chosen, parted, sizes)
    tell(", ".join(f"{part}: {count[0]} scripts, {count[2]} tokens" for part, count in sizes.items()) + f"; {parted}")
    _Lessons(course, tuner, rows, folder, tell).go(minutes)
    adapter.write(tuner.model, folder, base=base)
    files.write(folder / RECORD, json.dumps(course.to_dict(), indent=1) + "\n")
    shutil.rmtree(folder / ON_THE_WAY, ignore_errors=True)
    return course


def read(folder: Path) -> Course | None:
    """Return the course whose adapter is in a folder, None when there is none. Raises InputError when its record cannot be read."""
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        settings = Settings(**data.pop("settings"))
        return Course(**{name: value for name, value in data.items() if name != "format"} | {"settings": settings})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{folder / RECORD}: {error}") from None


def _found(folder: Path, key: str, *, resume: bool, force: bool) -> Course | None:
    """Return the finished course when it is the same; refuse to write over anything else unasked."""
    finished = read(folder)
    if finished and finished.key == key and not force:
        return finished
    started = (folder / ON_THE_WAY).is_dir()
    if force:
        shutil.rmtree(folder / ON_THE_WAY, ignore_errors=True)
    elif finished or (started and not resume):
        what = "another adapter is there" if finished else "an unfinished course is there"
        raise UsageError(
            f"{folder}: {what}", hint="--force makes a new one" if finished else "--resume goes on with it, --force begins again"
        )
    return None


class _Lessons:
    """The steps of one course."""

    def __init__(self, course: Course, tuner: Tuner, rows: dict[str, list[Row]], folder: Path, tell: Callable[[str], Any]) -> None:
        self.course, self.tuner, self.rows, self.folder, self.tell = course, tuner, rows, folder / ON_THE_WAY, tell
        self.best, self.waited, self.spent, self.at = tuner.weights(), 0, 0.0, 0
        self.learnt: list[float] = []  # losses of the steps since the last look
        self.nats: list[float] = []  # of the test's stretches, before
        self.orders: dict[int, list[int]] = {}  # of each time through the stretches

    def go(self, minutes: float | None) -> None:
        """Go on from the last kept step to the end; leave the best matrices in the tuner."""
        course = self.course
        if not self._resumed():
            self._begin(minutes)
        total, start = course.steps, time.monotonic()
        for step in range(self.at, total if self.waited < course.settings.patience else 0):
            now = tuning.rate(step, steps=total, top=course.settings.rate)
            self.learnt.append(self.tuner.step(self._batch(step), rate=now))
            if (step + 1) % course.settings.every == 0 or step + 1 == total:
                stop = self._look(step + 1, time.monotonic() - start)
                self._keep(step + 1, self.spent + time.monotonic() - start)
                if stop:
                    break
        course.seconds = round(self.spent + time.monotonic() - start, 1)
        course.steps = course.curve[-1][0] if course.curve else 0
        self.tuner.put(self.best)
        self._judge()

    def _begin(self, minutes: float | None) -> None:
        course, rows = self.course, self.rows
        trigram = Trigram((row.ids for row in rows["train"]), size=len(self.tuner.tokenizer))
        for part in ("val", "test"):
            course.chance[part] = _mean([trigram.nats(row.ids, start=row.start) for row in rows[part]], rows[part])
        self.nats = self.tuner.nats(rows["test"])
        course.before = {"val": _mean(self.tuner.nats(rows["val"]), rows["val"]), "test": _mean(self.nats, rows["test"])}
        course.steps = course.settings.steps
        each, speed = self._measured()
        if minutes is not None:
            course.steps = max(course.settings.every, int(60 * minutes / each))
        self.tell(f"{speed:.0f} tokens/s: {course.steps} steps in about {_clock(course.steps * each)}")
        shown = ", ".join(f"{part} {course.before[part]:.3f} (trigram {course.chance[part]:.3f})" for part in ("val", "test"))
        self.tell(f"held-out loss before, nats a token: {shown}")

    def _measured(self) -> tuple[float, float]:
        """Return the seconds of a step with its share of the looks, and tokens a second, from two steps that change nothing."""
        batches = [self._batch(0), self._batch(1)]
        start = time.monotonic()
        for batch in batches:
            self.tuner.step(batch, rate=0.0)
        seconds = time.monotonic() - start
        tokens = sum(len(row.ids) for batch in batches for row in batch)
        looks = sum(len(row.ids) for row in self.rows["val"]) * seconds / tokens / 2.2  # forward alone is less than half
        return seconds / 2 + looks / self.course.settings.every, tokens / seconds

    def _batch(self, step: int) -> list[Row]:
        """Return the stretches of a step: all are seen once, in an order by seed, before any is seen again."""
        train, size = self.rows["train"], self.course.settings.batch
        found = []
        for place in range(step * size, (step + 1) * size):
            turn, at = divmod(place, len(train))
            if turn not in self.orders:
                self.orders[turn] = list(range(len(train)))
                seeds.stream(self.course.seed, "style/order", str(turn)).shuffle(self.orders[turn])
            found.append(train[self.orders[turn][at]])
        return found

    def _look(self, step: int, seconds: float) -> bool:
        """Measure val; keep the matrices when they are the best; tell whether to stop."""
        course = self.course
        loss = _mean(self.tuner.nats(self.rows["val"]), self.rows["val"])
        least = min([course.before["val"], *(value for _, _, value in course.curve)])
        course.curve.append((step, round(sum(self.learnt) / len(self.learnt), 4), round(loss, 4)))
        self.learnt = []
        self.waited = 0 if loss < least - course.settings.gain else self.waited + 1
        if loss < least:
            self.best, course.best_step = self.tuner.weights(), step
        left = seconds / max(1, step - self.at) * (course.steps - step)
        self.tell(f"step {step}/{course.steps}: learnt {course.curve[-1][1]:.3f}, val {loss:.3f}, {_clock(left)} left")
        return self.waited >= course.settings.patience

    def _keep(self, step: int, seconds: float) -> None:
        course = self.course
        notes = {"key": course.key, "step": step, "waited": self.waited, "seconds": seconds, "nats": self.nats, "course": course.to_dict()}
        self.tuner.save(self.folder / f"{step:07d}", self.best, notes)
        for old in _kept(self.folder):
            if int(old.name) < step:
                shutil.rmtree(old)

    def _resumed(self) -> bool:
        kept = _kept(self.folder)
        if not kept:
            return False
        best, notes = self.tuner.load(kept[-1])
        if notes["key"] != self.course.key:
            raise UsageError(f"{self.folder.parent}: the unfinished course has other scripts or settings", hint="--force begins again")
        old = notes["course"]
        for name in ("chance", "before", "steps", "best_step"):
            setattr(self.course, name, old[name])
        self.course.curve = [tuple(one) for one in old["curve"]]
        self.best, self.at, self.waited, self.spent, self.nats = best, notes["step"], notes["waited"], notes["seconds"], notes["nats"]
        self.tell(f"going on from step {self.at} of {self.course.steps}")
        return True

    def _judge(self) -> None:
        """Measure the best matrices on val and on test."""
        course, test = self.course, self.rows["test"]
        after = self.tuner.nats(test)
        course.after = {"val": _mean(self.tuner.nats(self.rows["val"]), self.rows["val"]), "test": _mean(after, test)}
        gains = [(old - new) / row.learnt for old, new, row in zip(self.nats, after, test, strict=True) if row.learnt > 0]
        mean = sum(gains) / len(gains)
        course.error = round(math.sqrt(sum((gain - mean) ** 2 for gain in gains) / max(1, len(gains) - 1) / len(gains)), 4)
        course.better = round(sum(gain > 0 for gain in gains) / len(gains), 3)


def _kept(folder: Path) -> list[Path]:
    return sorted((p for p in folder.iterdir() if p.name.isdigit()), key=lambda p: int(p.name)) if folder.is_dir() else []


def _mean(nats: Sequence[float], rows: Sequence[Row]) -> float:
    return round(sum(nats) / max(1, sum(row.learnt for row in rows)), 4)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d} min"
