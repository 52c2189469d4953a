"""A checkpoint in one .safetensors file, in the layout of Stable Diffusion's authors: gives one part of it at a time.

Knows nothing of families: what a part looks like is read from the settings of the model that the checkpoint was made from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filmcli.core.errors import CannotRunError
from filmcli.runners import weights


def settings(file: Path, hub: str, *, card: str) -> Path:
    """Return the folder of the settings that a file needs, from the hub's cache. Raises CannotRunError with the command that pulls them."""
    if file.suffix != ".safetensors":
        raise CannotRunError(f"{file}: is not a safetensors file", hint="filmcli loads safetensors only: other formats can hold code")
    try:
        return weights.find(hub)
    except CannotRunError:
        raise CannotRunError(
            f"{file.name} has weights only, and the settings of {hub} are not on this disk", hint=f"filmcli models pull {card} --configs"
        ) from None


def load(kind: type, file: Path, folder: Path, part: str, *, device: str, dtype: Any) -> Any:
    """Return a part of `file` as `kind`, with the settings in `folder/part`. Raises CannotRunError naming the part."""
    import torch
    from diffusers import ModelMixin
    from diffusers.loaders.single_file_utils import create_diffusers_clip_model_from_ldm, load_single_file_checkpoint

    try:
        if issubclass(kind, ModelMixin):
            model = kind.from_single_file(str(file), config=str(folder), subfolder=part, dtype=dtype, local_files_only=True)
        else:
            model = create_diffusers_clip_model_from_ldm(
                kind,
                checkpoint=load_single_file_checkpoint(str(file), local_files_only=True),
                config=str(folder),
                subfolder=part,
                torch_dtype=dtype,
                local_files_only=True,
            )
    except torch.OutOfMemoryError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CannotRunError(f"{file}: its {part} cannot be loaded: {reason}", hint="filmcli models verify") from error
    return model.to(device).eval().requires_grad_(False)
