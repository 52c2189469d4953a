"""The parts of a UNet model on disk: which there are, what they are, and how one is made.

Knows nothing of painting. A model is a folder of diffusers, or a single file with the settings of the model that it was made from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import Card
from filmcli.formats.picture import CONTROLS, Control
from filmcli.runners import reference_adapter, single_file, weights

CONTROL = "control "  # before a kind: the name of the part that is its ControlNet
IMAGE_ENCODER = "image_encoder"


@dataclass(frozen=True)
class Parts:
    """Where a model's parts are. `file` is set when its weights are in one file; `folder` has the settings then."""

    folder: Path
    file: Path | None
    index: Mapping[str, Any]
    card: Card
    nets: Mapping[Control, Path]
    adapter: reference_adapter.Adapter | None

    def make(self, part: str, *, device: str, dtype: str) -> Any:
        """Return a part, loaded. Raises CannotRunError when it cannot be."""
        import torch
        from diffusers import ControlNetModel
        from transformers import CLIPVisionModelWithProjection

        given = {"device": device, "dtype": getattr(torch, dtype)}
        if part.startswith(CONTROL):
            return self._load(ControlNetModel, self.nets[part.removeprefix(CONTROL)], given)
        if part == IMAGE_ENCODER:
            return self._load(CLIPVisionModelWithProjection, self.adapter.encoder, given)
        kind = self.kind(part)
        if self.file:
            return single_file.load(kind, self.file, self.folder, part, **given)
        return self._load(kind, self.folder / part, given)

    def kind(self, part: str) -> type:
        """Return the class of a part: what model_index.json says, of diffusers or transformers only."""
        from importlib import import_module

        library, name = self.index.get(part) or (None, None)
        if library not in ("diffusers", "transformers"):
            raise CannotRunError(f"{self.folder}: its {part} is of {library or 'no library'}, not of diffusers or transformers")
        return getattr(import_module(library), name)

    def settings(self, part: str) -> dict[str, Any]:
        """Return a part's config.json."""
        return json.loads((self.folder / part / "config.json").read_text(encoding="utf-8"))

    def tokenizer(self, part: str) -> Any:
        """Return a tokenizer."""
        return self.kind(part).from_pretrained(self.folder / part, local_files_only=True)

    def scheduler(self) -> Any:
        """Return a new scheduler: the model's own, changed as the card says."""
        import diffusers

        changes = dict(self.card.scheduler)
        name = str(changes.pop("class", self.index["scheduler"][1]))
        if not name.endswith("Scheduler") or not hasattr(diffusers, name):
            raise CannotRunError(f"{name} is no scheduler of diffusers", hint="see the card's scheduler: in presets/models")
        own = json.loads((self.folder / "scheduler/scheduler_config.json").read_text(encoding="utf-8"))
        return getattr(diffusers, name).from_config(own, **changes)

    def heard_by(self, encoders: tuple[str, ...]) -> str:
        """Return a digest of the text encoders and their tokenizers."""
        parts = sorted([part for part in self.index if part in encoders or part.startswith("tokenizer")])
        told = [weights.revision(self.folder, part, variant=_variant(self.folder / part, self.card.variant)) for part in parts]
        return fingerprint.of_value([weights.revision(self.file) if self.file else "", told])

    def _load(self, kind: type, here: Path, given: Mapping[str, Any]) -> Any:
        return weights.load(kind, here, "", variant=_variant(here, self.card.variant), **given)


def find(model: str, card: Card, *, family: str, preset: str) -> Parts:
    """Return a model's parts. Raises CannotRunError when one of them, or the model, is not here or is of another family."""
    known = model == card.hub
    found = weights.find(model, pull=preset if known else "", revision=card.revision if known else "main")
    file = found if found.is_file() else None
    folder = single_file.settings(file, card.hub, card=preset) if file else found
    index = weights.pipeline_of(folder)
    name = str(index.get("_class_name"))
    if not name.startswith(family) or (family == "StableDiffusion" and name[len(family) :].startswith(("XL", "3"))):
        raise CannotRunError(f"{folder}: is a {name}, and this runner takes {family} models", hint="filmcli models list")
    for part in [] if file else [part for part in ("unet", "vae", "text_encoder", "text_encoder_2") if (index.get(part) or [None])[0]]:
        if not weights.files(folder, part):
            raise CannotRunError(f"{folder / part}: has no safetensors", hint=f"filmcli models pull {preset if known else model}")
    return Parts(folder, file, index, card, _nets(found, card), reference_adapter.find(found, card.references))


def _nets(model: Path, card: Card) -> dict[Control, Path]:
    """Return the ControlNets that are here: in the model's own folder, else the card's in the hub's cache."""
    nets: dict[Control, Path] = {}
    for kind in CONTROLS:
        if (model / "controls" / kind / "config.json").is_file():
            nets[kind] = model / "controls" / kind
        elif kind in card.controls:
            net = card.controls[kind]
            try:
                here = weights.find(net.hub) / net.subfolder
            except CannotRunError:
                continue
            if weights.files(here):
                nets[kind] = here
    return nets


def _variant(folder: Path, variant: str) -> str:
    """Return the variant when the folder has weights of that name."""
    return variant if variant and any(f".{variant}" in path.name for path in weights.files(folder, variant=variant)) else ""
