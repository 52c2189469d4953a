"""Checks the files of a model on this disk: headers that parse, sizes that agree, every shard there, and the hub's checksums if asked.

Knows nothing of the network and of what the weights do. Nothing is loaded; without `deep` only headers are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filmcli.conduct import inventory
from filmcli.conduct.inventory import PICKLES, missing_shards
from filmcli.core.errors import CannotRunError
from filmcli.runners import cards, hub, weights

BLOCK = 1 << 22


@dataclass(frozen=True)
class Finding:
    """One file (or what should be one), whether it is whole, and what was found."""

    path: str
    ok: bool
    text: str


def everything(name: str, *, deep: bool = False) -> Iterator[tuple[str, Finding]]:
    """Yield (folder, finding) for a card with its nets and adapter as far as they are here, for a hub id in the cache, or for a path.

    Raises CannotRunError when the model itself is not here, with the command that fetches it.
    """
    if name not in cards.names() and (Path(name).expanduser().exists() or hub.is_id(name)):
        root = weights.find(name)
        yield from ((str(root), finding) for finding in folder(root, deep=deep))
        return
    card = cards.load(name)
    for want in inventory.wants(card, name=name):
        if want.what == "base":
            root = weights.find(want.hub, pull=name, revision=want.revision)
        else:
            root = hub.snapshot(want.hub, want.revision)
        if root is None:
            continue
        every = [path.relative_to(root).as_posix() for path in root.rglob("*")]
        for finding in folder(root, deep=deep, paths=want.takes(every), parts=want.folders):
            yield str(root), finding
        for path in hub.unfinished(want.hub):
            yield str(root), Finding(path.name, True, "left over by a download that was cut off")


def folder(root: Path, *, deep: bool = False, paths: Iterable[str] | None = None, parts: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield a finding for each file with weights below `root` (or of `paths`), and for each that is missing.

    `parts` are the folders that must hold weights; where none are given, model_index.json says which.
    """
    if root.is_file():
        yield _file(root, root.name, deep=deep)
        return
    every = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() or path.is_symlink())
    every = [path for path in every if not path.startswith(".cache/")]
    chosen = every if paths is None else [path for path in every if path in set(paths)]
    for path in chosen:
        if path.endswith(".safetensors"):
            yield _file(root / path, path, deep=deep)
        elif path.endswith(PICKLES):
            yield Finding(path, True, "pickled: it is not used")
    for path in missing_shards(root, chosen):
        yield Finding(path, False, "missing: the index names it")
    with_weights = {str(Path(path).parent) for path in chosen if path.endswith(".safetensors")}
    for part in parts or _parts(root):
        if part not in with_weights and not any(path.startswith(f"{part}/") for path in missing_shards(root, chosen)):
            yield Finding(part, False, "missing: no safetensors in it")


def _file(path: Path, name: str, *, deep: bool) -> Finding:
    try:
        told = weights.header(path)
        with path.open("rb") as file:
            start = 8 + int.from_bytes(file.read(8), "little")
        size = path.stat().st_size
        wanted = start + max((one["data_offsets"][1] for one in told.values()), default=0)
    except (CannotRunError, KeyError, TypeError, OSError) as error:
        return Finding(name, False, f"not a safetensors file: {str(error).rpartition('(')[2].rstrip(')')}")
    if size != wanted:
        return Finding(name, False, f"{'truncated' if size < wanted else 'too long'}: {size} bytes, its header says {wanted}")
    if not deep:
        return Finding(name, True, f"{len(told)} tensors, {size / 1e6:.2f} MB")
    recorded = hub.recorded(path)
    if not recorded:
        return Finding(name, True, f"{size / 1e6:.2f} MB; the hub recorded no checksum here")
    same = _sha256(path) == recorded
    return Finding(name, same, f"{size / 1e6:.2f} MB, sha256 {'as recorded' if same else 'differs from the recorded ' + recorded[:12]}")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _parts(root: Path) -> list[str]:
    """Return the parts that model_index.json says have weights: those of a class that ends like a model."""
    if not (root / "model_index.json").is_file():
        return []
    models = ("Model", "WithProjection", "ForCausalLM", "ForConditionalGeneration")
    named = [(part, told[1]) for part, told in weights.pipeline_of(root).items() if isinstance(told, list) and len(told) == 2 and told[1]]
    return [part for part, kind in named if kind.endswith(models) or kind.startswith("Autoencoder")]
