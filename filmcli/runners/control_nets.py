"""The control nets of a diffusion transformer: which are here, and how one is loaded, from a folder or from a single file.

Knows nothing of what a net is given or of the denoiser beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import Card
from filmcli.formats.picture import CONTROLS
from filmcli.runners import weights


def find(folder: Path, card: Card) -> dict[str, Path]:
    """Return, by kind of plate, the nets that are here: in the model's own folder, else those that its card names."""
    found = {kind: folder / "controls" / kind for kind in CONTROLS if (folder / "controls" / kind).is_dir()}
    for kind, net in card.controls.items():
        if kind in found or not net.hub:
            continue
        try:
            here = weights.find(net.hub) / net.subfolder / net.file
        except CannotRunError:
            continue  # `controls` says which are here; the plan names what is missing
        if weights.files(here):
            found[kind] = here
    return found


def load(name: str, path: Path, *, device: str, dtype: Any, lender: Mapping[str, Any], settings: Callable | None) -> Any:
    """Return a net of a class of diffusers, on the device, without gradients.

    lender: the settings of the denoiser; `settings` makes the net's of them and of the header of a single file. Raises CannotRunError for a file that is none.
    """
    kind = getattr(import_module("diffusers"), name)
    if path.is_dir():
        return weights.load(kind, path, "", device=device, dtype=dtype)
    if settings is None:
        raise CannotRunError(f"{path}: is a single file, and {name} wants a folder with config.json")
    with TemporaryDirectory() as folder:  # diffusers' door for single files wants settings in a folder, or asks the hub for them
        (Path(folder) / "config.json").write_text(json.dumps(settings(lender, weights.header(path))), encoding="utf-8")
        try:
            net = kind.from_single_file(str(path), config=folder, local_files_only=True, torch_dtype=dtype)
        except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CannotRunError(f"{path}: cannot be loaded: {reason}", hint="filmcli models verify") from error
    return net.to(device).eval().requires_grad_(False)
