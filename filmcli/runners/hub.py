"""The hub's cache on this disk: where a repository's files are, and the checksums the hub gave for them.

Knows nothing of the network. huggingface_hub is not asked: it takes .3 s to import, and since 2.4 it calls a snapshot that was pulled by
patterns incomplete.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

COMMIT = re.compile(r"[0-9a-f]{40}")
SHA256 = re.compile(r"[0-9a-f]{64}")


def root() -> Path:
    """Return the cache's folder: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else in the user's cache."""
    if told := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(os.path.expandvars(told)).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(os.path.expandvars(os.environ.get("HF_HOME") or f"{base}/huggingface")).expanduser() / "hub"


def is_id(text: str) -> bool:
    """Return whether a text reads like a hub id, owner/name."""
    return bool(re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", text))


def repository(hub: str) -> Path:
    """Return the folder of a repository in the cache, whether it is there or not."""
    return root() / f"models--{hub.replace('/', '--')}"


def snapshot(hub: str, revision: str = "main") -> Path | None:
    """Return the folder with the files of a revision, or None. It may hold only some of them."""
    here = repository(hub)
    try:
        commit = revision if COMMIT.fullmatch(revision) else (here / "refs" / revision).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    found = here / "snapshots" / commit
    return found if found.is_dir() else None


def unfinished(hub: str) -> list[Path]:
    """Return the downloads of a repository that were cut off."""
    return sorted((repository(hub) / "blobs").glob("*.incomplete"))


def recorded(path: Path) -> str:
    """Return the sha256 that the hub recorded for a file, or an empty text: a blob's name in the cache, a note beside a pulled folder."""
    blob = path.resolve()
    if blob.parent.name == "blobs" and SHA256.fullmatch(blob.name):
        return blob.name
    for above in path.absolute().parents:
        note = above / ".cache/huggingface/download" / f"{path.absolute().relative_to(above)}.metadata"
        if note.is_file():
            etag = note.read_text(encoding="utf-8").splitlines()[1:2]
            return etag[0] if etag and SHA256.fullmatch(etag[0]) else ""
    return ""
