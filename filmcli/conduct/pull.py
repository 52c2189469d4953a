"""Fetches models from the hub into its cache (or a folder): safetensors and settings only, and no file twice.

Knows nothing of what a model is for. The only module of filmcli that uses the network.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filmcli.conduct.inventory import PICKLES, Want
from filmcli.core.errors import CannotRunError
from filmcli.runners import hub

SPARE = 1e9  # bytes that are to stay free on the disk
STALE = 3600.0  # seconds after which no one is at work on an unfinished file
TICK = 10.0  # seconds between two lines of progress where there is no terminal


@dataclass(frozen=True)
class Load:
    """What is to be fetched of one repository. `files` are path → bytes, `here` those on this disk; `to` is a folder instead of the cache."""

    want: Want
    to: Path | None
    files: dict[str, int] = field(default_factory=dict)
    here: frozenset[str] = frozenset()

    @property
    def bytes(self) -> int:
        return sum(size for path, size in self.files.items() if path not in self.here)

    def line(self) -> str:
        """Return what it is and how much, for a person."""
        have = sum(self.files[path] for path in self.here)
        here = f", {have / 1e9:.2f} GB are here" if have else ""
        licence = f"; licence: {self.want.licence}" if self.want.licence else ""
        return f"{self.want.what} {self.want.name}: {self.want.hub}, {len(self.files)} files, {self.bytes / 1e9:.2f} GB to fetch{here}{licence}"


def plan(want: Want, *, configs: bool = False, to: Path | None = None) -> Load:
    """Ask the hub what a repository holds, and return what is to be fetched of it.

    Raises CannotRunError for a repository that is not there, is gated, has only pickled weights, or a hub that cannot be reached.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    with _told(want):
        api = HfApi()
        commit = api.repo_info(want.hub, revision=want.revision).sha
        entries = [one for one in api.list_repo_tree(want.hub, recursive=True, revision=commit) if isinstance(one, RepoFile)]
    sizes = {one.path: one.lfs.size if one.lfs else one.size for one in entries}
    taken = want.takes(sizes, configs=configs)
    if not configs and not any(path.endswith(".safetensors") for path in taken):
        pickles = [path for path in sizes if path.endswith(PICKLES)]
        if pickles:
            raise CannotRunError(
                f"{want.hub} holds pickled weights only ({pickles[0]}), which could run code: filmcli loads safetensors",
                hint="look for a conversion of it to safetensors, or ask its publisher for one",
            )
        raise CannotRunError(f"{want.hub} has no safetensors where its card expects them ({', '.join(want.folders) or 'anywhere'})")
    files = {path: sizes[path] for path in taken}
    root = to or hub.snapshot(want.hub, commit)
    at = {path: root / (want.place(path) if to else path) for path in taken} if root else {}
    return Load(want, to, files, frozenset(path for path, file in at.items() if file.is_file() and file.stat().st_size == files[path]))


def check_space(loads: list[Load], to: Path | None) -> str:
    """Return how much is needed and free, in words. Raises CannotRunError where it does not fit."""
    place = to or hub.root()
    existing = next(path for path in (place, *place.absolute().parents) if path.exists())
    need, free = sum(load.bytes for load in loads), shutil.disk_usage(existing).free
    if need and need + SPARE > free:
        raise CannotRunError(
            f"{need / 1e9:.1f} GB to fetch, and {free / 1e9:.1f} GB are free in {place}", hint="--to DIR on another disk, or HF_HOME=DIR"
        )
    return f"{need / 1e9:.2f} GB to fetch, {free / 1e9:.1f} GB free in {place}"


def fetch(load: Load, *, tell: Callable[[str], None], animate: bool) -> Path:
    """Fetch what a plan says and return the folder.

    Files that are here are not fetched again. A lost connection is resumed within its file; a file of a process that was ended is begun again,
    because huggingface_hub 2.4 names unfinished files by process. Those left over an hour or more ago are deleted.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils import disable_progress_bars, enable_progress_bars

    (enable_progress_bars if animate else disable_progress_bars)()
    want = load.want
    exact = [path.replace("[", "[[]") for path in load.files if not load.to or path not in load.here]
    given = {"revision": want.revision, "allow_patterns": exact, "max_workers": 4}
    with _told(want), _watched(load.to or hub.repository(want.hub), load, tell if not animate else None):
        if load.to is None:
            found = Path(snapshot_download(want.hub, **given))
        elif want.what == "base":
            found = Path(snapshot_download(want.hub, local_dir=load.to, **given)) if exact else load.to
        else:
            found = _beside(load, given) if exact else load.to
    for stale in hub.unfinished(want.hub):
        if time.time() - stale.stat().st_mtime > STALE:
            stale.unlink(missing_ok=True)
    return found


def _beside(load: Load, given: dict[str, Any]) -> Path:
    """Fetch a net or an adapter to where a local model folder has it; each control of a net gets a name for it."""
    from huggingface_hub import snapshot_download

    staging = load.to / ".pulling" / load.want.hub.replace("/", "--")
    snapshot_download(load.want.hub, local_dir=staging, **given)
    for path in load.files:
        if (staging / path).is_file():
            target = load.to / load.want.place(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / path, target)
    shutil.rmtree(staging)
    with contextlib.suppress(OSError):
        staging.parent.rmdir()  # another net may be on its way
    for kind in load.want.kinds[1:]:
        link = load.to / "controls" / kind
        if not link.exists():
            link.symlink_to(load.want.kinds[0])
    return load.to


@contextmanager
def _told(want: Want) -> Iterator[None]:
    """Turn what the hub's library raises into one line and what to do."""
    import httpx2 as httpx
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError:
        raise CannotRunError(
            f"{want.hub} is gated: its licence ({want.licence or 'see its page'}) is to be accepted first",
            hint="accept it on the model's page of the hub with your account, then: hf auth login",
        ) from None
    except errors.RepositoryNotFoundError:
        raise CannotRunError(f"{want.hub}: no such model on the hub, or it is private", hint="hf auth login, if it is yours") from None
    except errors.RevisionNotFoundError:
        raise CannotRunError(f"{want.hub}: has no revision {want.revision}") from None
    except (errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError, errors.HfHubHTTPError, httpx.HTTPError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CannotRunError(
            f"{want.hub} cannot be fetched: {reason}", hint="run the same command again: files that have arrived are kept"
        ) from None


@contextmanager
def _watched(place: Path, load: Load, tell: Callable[[str], None] | None) -> Iterator[None]:
    """Tell every ten seconds how much has arrived, by the sizes on the disk."""
    done = threading.Event()

    def watch() -> None:
        before = _held(place)
        while not done.wait(TICK):
            tell(f"{load.want.hub}: {(_held(place) - before) / 1e9:.2f} of {load.bytes / 1e9:.2f} GB")

    thread = threading.Thread(target=watch, daemon=True) if tell and load.bytes else None
    if thread:
        thread.start()
    try:
        yield
    finally:
        done.set()
        if thread:
            thread.join()


def _held(place: Path) -> int:
    total = 0
    for folder, _, names in os.walk(place):
        for name in names:
            path = os.path.join(folder, name)
            total += os.lstat(path).st_size if os.path.lexists(path) else 0
    return total
