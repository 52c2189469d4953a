"""Digests of bytes, files and plain values, with a cache keyed by what `stat` says.

Knows nothing of tasks. blake2b, 16 bytes, as hex. A file whose size, mtime and inode are as remembered is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_SIZE = 16


def of_bytes(data: bytes) -> str:
    """Return the digest of some bytes."""
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()


def of_text(text: str) -> str:
    """Return the digest of a text's UTF-8 bytes: equal to that of the file that holds it."""
    return of_bytes(text.encode("utf-8"))


def of_value(value: Any) -> str:
    """Return the digest of plain data (mappings, sequences, numbers, strings), whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return of_text(text)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no digest")


def stamp(path: str | Path) -> tuple[int, int, int] | None:
    """Return (size, mtime in ns, inode) of a file, or None when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


class Digests:
    """Digests of the files below a folder, remembered between runs in one JSON file."""

    def __init__(self, folder: Path, memory: Path) -> None:
        self._folder = folder
        self._memory = memory
        self._known: dict[str, list] = {}
        self._changed = False
        try:
            known = json.loads(memory.read_text(encoding="utf-8"))
            self._known = known if isinstance(known, dict) else {}
        except (OSError, ValueError):
            pass  # a cache: lost or damaged, it is made again

    def of(self, path: Path) -> str | None:
        """Return the digest of a file's bytes, or None when it is not there."""
        now = stamp(path)
        if now is None:
            return None
        name = os.path.relpath(path, self._folder)
        known = self._known.get(name)
        if known and tuple(known[:3]) == now:
            return known[3]
        digest = hashlib.blake2b(digest_size=_SIZE)
        with open(path, "rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        self._known[name] = [*now, digest.hexdigest()]
        self._changed = True
        return digest.hexdigest()

    def save(self) -> None:
        """Write the memory, when something was learnt and the folder is still there."""
        if not self._changed or not self._folder.is_dir():
            return
        from filmcli.core import files

        alive = {name: entry for name, entry in self._known.items() if (self._folder / name).exists()}
        files.write(self._memory, json.dumps(alive))
        self._changed = False
