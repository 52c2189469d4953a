"""`train style`: a corpus is read, the model opened, tuned, and the adapter's folder completed by its card.

Knows nothing of the command line and of how a model learns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from filmcli import runners
from filmcli.core import files
from filmcli.core.errors import UsageError
from filmcli.script import corpus, course, style_card
from filmcli.script.course import Course, Settings


def tune(
    sources: Sequence[str | Path],
    folder: Path,
    *,
    model: str,
    device: str | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    rank: int = Settings.rank,
    seed: int = 0,
    resume: bool = False,
    force: bool = False,
    tell: Callable[[str], Any] = lambda line: None,
) -> tuple[Course, tuple[str, ...]]:
    """Tune a model (a writing runner's name, or a folder or cached name for transformers) on scripts into `folder`.

    Returns what came of it, and a line for each file that could not be read. Raises UsageError for a runner that holds no model here.
    """
    read = corpus.read(sources, clean=True)
    for line in read.failed:
        tell(f"left out: {line}")
    own = model in runners.names("write")
    options = {} if own else {"model": model, "device": device, "dtype": "float32", "threads": 1}
    tell(f"tuning {model} on {len(read.works)} scripts")
    writer = runners.open(model if own else "transformers", "write", **options)
    if not hasattr(writer, "learner"):
        raise UsageError(f"runner {model!r} cannot be tuned: it holds no model here", hint="--model FOLDER names a model on this disk")
    settings = Settings(rank=rank, steps=steps or Settings.steps)
    found = course.run(
        read.works,
        writer.learner(),
        folder,
        base=model,
        seed=seed,
        settings=settings,
        minutes=minutes,
        resume=resume,
        force=force,
        tell=tell,
    )
    files.write(folder / style_card.NAME, style_card.text(found, read.works))
    gain = found.before["test"] - found.after["test"]
    tell(
        f"{folder}: adapter written; held-out loss {gain:+.3f} nats a token lower, ± {found.error:.3f}"
        if gain > 0
        else f"{folder}: no gain"
    )
    return found, read.failed
