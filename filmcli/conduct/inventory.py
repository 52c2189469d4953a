"""What belongs to a model, and what of it is on this disk: its parts, its control nets, its reference adapter.

Knows nothing of the network and of what is in the files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Literal

from filmcli.formats.model_card import Card
from filmcli.runners import hub

What = Literal["base", "controls", "references"]
PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl")
SETTINGS = ("*.json", "*/*.txt", "*.txt", "*.jinja", "*/*.model", "*.model")


@dataclass(frozen=True)
class Want:
    """Files of one repository that belong together. `folders` are those with weights; empty is every folder of the repository."""

    what: What
    name: str
    hub: str
    revision: str = "main"
    licence: str = ""
    gb: float = 0.0
    folders: tuple[str, ...] = ()
    stem: str = "*"  # how a file with weights begins
    file: str = ""  # the one file with weights
    settings: tuple[str, ...] = SETTINGS
    variant: str = ""
    kinds: tuple[str, ...] = ()  # the controls it is for

    def takes(self, paths: Iterable[str], *, configs: bool = False) -> list[str]:
        """Return which of a repository's paths belong here; `configs` leaves the weights out."""
        every = [PurePosixPath(path) for path in sorted(paths)]
        rooted = "model_index.json" in map(str, every)
        mine: list[PurePosixPath] = []
        for folder in sorted({path.parent for path in every}):
            mine += self._weights([path for path in every if path.parent == folder], str(folder), rooted=rooted)
        sharded = {path.parent for path in mine if "-of-" in path.name}
        settings = [path for path in every if self._is_setting(path, sharded)]
        return [str(path) for path in settings + ([] if configs else mine)]

    def place(self, path: str) -> str:
        """Return where a file lies in a local model folder, whose nets are in `controls/KIND` and whose adapter is in `adapters/reference`."""
        if self.what == "base":
            return path
        inner = PurePosixPath(path).relative_to(self.folders[0]).as_posix() if self.name != "adapter" else PurePosixPath(path).name
        if self.what == "controls":
            return f"controls/{self.kinds[0]}/{inner}"
        return f"adapters/reference/{'image_encoder/' if self.name == 'encoder' else ''}{inner}"

    def state(self) -> Literal["yes", "part", "no"]:
        """Return whether its weights are on this disk, by what is there: an index names all its shards."""
        folder = hub.snapshot(self.hub, self.revision) if self.hub else None
        if folder is None:
            return "no"
        paths = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        found = {str(PurePosixPath(path).parent) for path in self.takes(paths) if path.endswith(".safetensors")}
        whole = not (missing_shards(folder, paths) or set(self.folders) - found)
        return "yes" if found and whole else "part" if paths else "no"

    def _weights(self, paths: list[PurePosixPath], folder: str, *, rooted: bool) -> list[PurePosixPath]:
        if self.file:
            return [path for path in paths if str(path) == self.file]
        if (self.folders and folder not in self.folders) or (not self.folders and folder == "." and rooted):
            return []
        found = [path for path in paths if path.suffix == ".safetensors" and fnmatch(path.name, self.stem)]
        own = [path for path in found if self.variant and f".{self.variant}" in path.name]
        plain = [path for path in found if path.name.count(".") == 1]
        models = [path for path in plain if path.name.startswith(("model", "diffusion_pytorch_model"))]
        return own or models or plain or found

    def _is_setting(self, path: PurePosixPath, sharded: set[PurePosixPath]) -> bool:
        if path.name.endswith(".index.json"):
            return path.parent in sharded and path.name.endswith(".safetensors.index.json") and path.name.count(".") == 3
        inside = not self.folders or self.what == "base" or str(path.parent) in self.folders
        return inside and any(fnmatch(str(path), pattern) for pattern in self.settings)


def wants(card: Card, *, name: str, only: What | None = None) -> list[Want]:
    """Return all that belongs to a card: its parts, each net once however many controls it is for, the adapter and its encoder."""
    every = [_base(card, name)] if card.hub else []
    nets: dict[tuple[str, str, str], list[str]] = {}
    for kind, net in card.controls.items():
        if net.hub:
            nets.setdefault((net.hub, net.subfolder, net.file), []).append(kind)
    for (where, subfolder, file), kinds in nets.items():
        net = card.controls[kinds[0]]
        every.append(_part("controls", ", ".join(kinds), where, net.licence, net.gb, subfolder, file, card.variant, tuple(kinds)))
    told = card.references
    if told.by == "adapter":
        every.append(_part("references", "adapter", told.hub, told.licence, told.gb, told.subfolder, told.file, ""))
        if told.encoder:
            every.append(_part("references", "encoder", told.encoder_hub or told.hub, told.licence, 0.0, told.encoder, "", ""))
    return [want for want in every if only in (None, want.what)]


def of_hub(where: str) -> Want:
    """Return what to take of a repository that no card is for: every safetensors, the plain ones where there are variants."""
    return Want("base", where, where)


def missing_shards(folder: Path, paths: Iterable[str]) -> list[str]:
    """Return the shards that the indices among `paths` name and that are not there."""
    import json

    missing = []
    for path in paths:
        if path.endswith(".safetensors.index.json"):
            try:
                names = set(json.loads((folder / path).read_text(encoding="utf-8"))["weight_map"].values())
            except (ValueError, KeyError, AttributeError):
                names = {"(the index cannot be read)"}
            missing += sorted(str(PurePosixPath(path).parent / name) for name in names if not ((folder / path).parent / name).is_file())
    return missing


def _base(card: Card, name: str) -> Want:
    return Want(
        "base",
        name,
        card.hub,
        revision=card.revision,
        licence=card.licence,
        gb=sum(card.parts.values()),
        folders=tuple(card.parts),
        settings=tuple(pattern for pattern in card.files if not pattern.endswith("safetensors")),
        variant=card.variant,
    )


def _part(
    what: What, name: str, where: str, licence: str, gb: float, folder: str, file: str, variant: str, kinds: tuple[str, ...] = ()
) -> Want:
    return Want(
        what,
        name,
        where,
        licence=licence,
        gb=gb,
        folders=(folder or ".",),
        stem="*" if what == "references" else "diffusion_pytorch_model*",
        file=f"{folder}/{file}".lstrip("/") if file else "",
        settings=("*config.json",),
        variant=variant,
        kinds=kinds,
    )
