"""Finds a model's files on this disk, tells what they weigh from their headers, and loads one part of them.

Knows nothing of what the parts do. Only safetensors are read, and nothing is ever fetched: `filmcli models pull` does that.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError
from filmcli.runners import hub

BYTES = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "F8_E4M3": 1, "F8_E5M2": 1, "I8": 1, "U8": 1, "BOOL": 1}


def find(model: str, *, pull: str = "", revision: str = "main") -> Path:
    """Return the folder (or the single file) of a model: a path, or a hub id that is in the hub's cache.

    `pull` is the name that `filmcli models pull` knows it by. Raises CannotRunError with the command that fetches it.
    """
    path = Path(model).expanduser()
    if path.exists():
        return path.resolve()
    if not hub.is_id(model):
        raise CannotRunError(
            f"{model}: no such folder or file",
            hint="give a diffusers folder (with model_index.json), a .safetensors file, or a hub id like owner/name",
        )
    found = hub.snapshot(model, revision)
    if found is None:
        raise CannotRunError(f"{model} is not on this disk", hint=f"filmcli models pull {pull or model}")
    return found


def files(folder: Path, part: str = "", *, variant: str = "") -> list[Path]:
    """Return the safetensors of a part, the shards of one index or the one file; a variant's own when there are such."""
    here = folder / part if part else folder
    if here.is_file():
        return [here]
    found = sorted(here.glob("*.safetensors"))
    own = [path for path in found if f".{variant}" in path.name] if variant else []
    plain = [path for path in found if path.name.count(".") == 1]
    return own or plain or found


def header(path: Path) -> dict[str, Any]:
    """Return the header of a safetensors file: name → dtype, shape, offsets. Raises CannotRunError for a file that is none."""
    try:
        with path.open("rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            if size > 100_000_000:
                raise ValueError("its header claims to be larger than 100 MB")
            told = json.loads(file.read(size))
    except (OSError, ValueError, struct.error) as error:
        raise CannotRunError(f"{path}: is not a safetensors file ({error})", hint="filmcli models verify") from None
    return {name: value for name, value in told.items() if name != "__metadata__"}


def parameters(folder: Path, part: str = "", *, variant: str = "") -> int:
    """Return how many numbers a part holds."""
    total = 0
    for path in files(folder, part, variant=variant):
        for one in header(path).values():
            count = 1
            for side in one["shape"]:
                count *= side
            total += count
    return total


def revision(folder: Path, part: str = "", *, variant: str = "") -> str:
    """Return a digest of what a part is: names, sizes, times and headers of its files, and its settings. Weights are not read."""
    here = folder / part if part else folder
    told: list[Any] = []
    for path in files(folder, part, variant=variant):
        stat = path.resolve().stat()
        told.append([path.name, stat.st_size, stat.st_mtime_ns, fingerprint.of_value(header(path))])
    settings = sorted(here.glob("*.json")) if here.is_dir() else []
    told += [[path.name, fingerprint.of_bytes(path.read_bytes())] for path in settings]
    return fingerprint.of_value(told)


def pipeline_of(folder: Path) -> Mapping[str, Any]:
    """Return `model_index.json`: `_class_name`, and part → [library, class]. Raises CannotRunError where there is none."""
    try:
        told = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotRunError(f"{folder}: cannot be loaded: {error}", hint="the folder must hold model_index.json and safetensors") from None
    return told


def load(kind: type, folder: Path, part: str, *, device: str, dtype: Any, variant: str = "") -> Any:
    """Return one part of a model as `kind` (a class of diffusers or transformers), in `dtype`, on `device`, ready for inference.

    Weights go straight to the device: diffusers' own way makes them on the CPU first. Raises CannotRunError naming the part.
    """
    from diffusers import ModelMixin
    from safetensors import SafetensorError

    try:
        if issubclass(kind, ModelMixin):
            model = _straight(kind, folder / part, files(folder, part, variant=variant), device=device, dtype=dtype)
        else:
            model = kind.from_pretrained(
                folder / part, dtype=dtype, device_map={"": device}, local_files_only=True, use_safetensors=True, variant=variant or None
            )
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, SafetensorError) as error:
        import torch

        if isinstance(error, torch.OutOfMemoryError):
            raise
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CannotRunError(f"{folder / part}: cannot be loaded: {reason}", hint="filmcli models verify") from error
    return model.eval().requires_grad_(False)


def _straight(kind: type, folder: Path, shards: list[Path], *, device: str, dtype: Any) -> Any:
    """Build the module while its weights come, and put them in as they come: for SDXL's UNet a quarter of a second of Python."""
    from safetensors.torch import load_file

    from filmcli.runners.reading import reading

    if not shards:
        raise OSError("no safetensors in it")
    if not device.startswith("cuda"):
        state = {name: tensor for path in shards for name, tensor in load_file(path).items()}
        wanted = _formats(kind, state, dtype)
        return _filled(_hollow(kind, folder), {name: state[name].to(one) for name, one in wanted.items()}).to(device)
    with reading(shards, device=device) as coming:
        model, state = _hollow(kind, folder), coming.tensors
        wanted = _formats(kind, state, dtype)
        if any(state[name].dtype != one for name, one in wanted.items()):
            coming.wait()
            state = {name: state[name].to(one) for name, one in wanted.items()}
        model = _filled(model, state).to(device)
        coming.wait()
    return model


def _hollow(kind: type, folder: Path) -> Any:
    from accelerate import init_empty_weights
    from diffusers.models.modeling_utils import no_init_weights

    with no_init_weights(), init_empty_weights():
        return kind.from_config(kind.load_config(folder))


def _formats(kind: type, state: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    """Return the number format that each weight is to have: `dtype`, and float32 for what its class keeps there; integers stay."""
    import torch

    keep = getattr(kind, "_keep_in_fp32_modules", None) or ()

    def wanted(name: str, tensor: Any) -> Any:
        if not tensor.is_floating_point():
            return tensor.dtype
        return torch.float32 if any(one in name.split(".") for one in keep) else dtype

    return {name: wanted(name, tensor) for name, tensor in state.items()}


def _filled(model: Any, state: dict[str, Any]) -> Any:
    model._fix_state_dict_keys_on_load(state)  # the decoders of 2022, SD 1.5's among them, have other names for their attention
    missing, unexpected = model.load_state_dict(state, strict=False, assign=True)
    if missing or unexpected:
        raise ValueError(f"{len(missing)} weights are missing and {len(unexpected)} unknown, such as {(missing + unexpected)[0]}")
    return model
