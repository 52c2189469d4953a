"""Files that appear whole or not at all, and the sweeping up after a killed run.

Knows nothing of what the files hold. Every name filmcli writes is first a `.part` file in the same folder, then a rename.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filmcli.core.errors import StorageError

_PART = re.compile(r"^\..+\.(\d+)\.part(\.[A-Za-z0-9]+)?$")


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it over `path` when the block ends well, else remove it.

    The temporary name keeps the suffix, because encoders choose the format by it. Raises StorageError when the disk refuses.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        os.replace(part, path)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def staged_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path`; put it in the place of `path` when the block ends well, else remove it.

    A folder that is there is replaced whole. Raises StorageError when the disk refuses.
    """
    import shutil

    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        yield part
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(part, path)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file by rename. Text is UTF-8 with the line ends it has."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    with staged(path) as part:
        part.write_bytes(data)


def renew(path: Path) -> None:
    """Make `path` as new as now without touching its bytes, so that `make` sees it newer than its inputs."""
    try:
        os.utime(path)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


def move(source: Path, target: Path) -> None:
    """Move a file into place by rename; across file systems through a `.part` beside the target."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)
    except OSError:
        copy(source, target)
        source.unlink()


def copy(source: Path, target: Path) -> None:
    """Copy a file, the target appearing whole."""
    import shutil

    with staged(target) as part:
        shutil.copyfile(source, part)


def sweep(folder: Path) -> int:
    """Remove the `.part` files and folders in `folder` and below whose process is gone; return how many."""
    import shutil

    removed = 0
    for path in list(folder.rglob(".*.part*")):
        match = _PART.match(path.name)
        if match and not _alive(int(match[1])):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            removed += 1
    return removed


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # ours would have been renamed or removed
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def safe_name(text: str, *, fallback: str) -> str:
    """Return a path component made of `[A-Za-z0-9._-]` from any text, never empty and never starting with a dot."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:64]
    return name or fallback
