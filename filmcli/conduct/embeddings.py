"""What text encoders said, kept on disk: one safetensors file for each text and encoder.

Knows nothing of encoders. A damaged entry is deleted and counts as missing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core import files, fingerprint, settings
from filmcli.core.errors import CannotRunError

if TYPE_CHECKING:
    from torch import Tensor

MOST = 5_000_000_000  # bytes in all; a text is .3 MB for SDXL, 8 MB for T5-XXL with its negative


class Embeddings:
    """The entries of one encoder (its revision), number format and pair of libraries."""

    def __init__(self, encoder: str, dtype: str, libraries: str, *, folder: Path | None = None) -> None:
        self._folder = folder or settings.cache_folder() / "embeddings"
        self._of = [encoder, dtype, libraries]
        self._used: set[Path] = set()

    def has(self, said: str) -> bool:
        """Tell whether there is an entry as long as its header says; a shorter one is deleted."""
        from filmcli.runners import weights

        path = self._path(said)
        if not path.exists():
            return False
        try:
            ends = max(one["data_offsets"][1] for one in weights.header(path).values())
            with path.open("rb") as file:
                whole = int.from_bytes(file.read(8), "little") + 8 + ends == path.stat().st_size
        except (CannotRunError, ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            path.unlink(missing_ok=True)
        return whole

    def get(self, said: str) -> dict[str, Tensor] | None:
        """Return an entry, on the CPU, or None. Its bytes are checked against their digest."""
        from safetensors import SafetensorError, safe_open

        path = self._path(said)
        try:
            with safe_open(path, "pt") as file:
                told = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
                digest = (file.metadata() or {}).get("digest")
        except FileNotFoundError:
            return None
        except (SafetensorError, OSError):
            told, digest = {}, None
        if digest is None or digest != _digest(told):
            path.unlink(missing_ok=True)
            return None
        os.utime(path)  # the oldest go first
        return told

    def put(self, said: str, embedding: Mapping[str, Tensor]) -> None:
        """Keep an entry; it appears by rename. Raises StorageError."""
        from safetensors.torch import save

        plain = {name: tensor.detach().to("cpu").contiguous() for name, tensor in embedding.items()}
        files.write(self._path(said), save(plain, metadata={"digest": _digest(plain)}))

    def trim(self, *, most: int = MOST) -> int:
        """Delete the entries that were not used for longest until all take at most `most` bytes, never this run's; return how many."""
        entries = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in self._folder.glob("*.safetensors"))
        total = sum(size for _, size, _ in entries)
        removed = 0
        for age, size, path in entries:
            if total <= most:
                break
            if path in self._used or time.time() - age < 3600:
                continue  # another process may be about to read what it just wrote
            path.unlink(missing_ok=True)
            total -= size
            removed += 1
        return removed

    def _path(self, said: str) -> Path:
        path = self._folder / f"{fingerprint.of_value([*self._of, said])}.safetensors"
        self._used.add(path)
        return path


def _digest(tensors: Mapping[str, Tensor]) -> str:
    import torch

    told = [
        [
            name,
            str(tensor.dtype),
            list(tensor.shape),
            fingerprint.of_bytes(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()),
        ]
        for name, tensor in sorted(tensors.items())
    ]
    return fingerprint.of_value(told)
