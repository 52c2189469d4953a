"""An adapter (LoRA, Hu et al. 2021) of a causal language model: a folder of safetensors and JSON, read, checked and put into the weights.

Knows nothing of film and of training. Files are those of peft, so that other programs read them too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from filmcli.core import files, fingerprint
from filmcli.core.errors import CannotRunError, InputError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
# what of a peft configuration may be read: plain values that say where the matrices sit and how they count
_READ = ("r", "lora_alpha", "target_modules", "layers_to_transform", "layers_pattern", "rank_pattern", "alpha_pattern", "use_rslora")


def merged(model: Any, folder: Path | str) -> Any:
    """Return the model with an adapter's matrices added to its weights: it then runs as fast as without.

    Raises InputError for a folder that holds no adapter, CannotRunError for one that belongs to another model.
    """
    import peft
    from safetensors.torch import load_file

    folder = Path(folder)
    lora = peft.LoraConfig(task_type="CAUSAL_LM", **_config(folder))
    try:
        tensors = load_file(folder / WEIGHTS)
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / WEIGHTS}: {error}") from None
    except Exception as error:  # safetensors raises an error of its own, which derives from nothing narrower
        raise InputError(f"{folder / WEIGHTS}: not an adapter: {error}") from None
    try:
        adapted = _adapted(model, lora)
        told = peft.set_peft_model_state_dict(adapted, {name: value.float() for name, value in tensors.items()})
    except (ValueError, RuntimeError, KeyError) as error:
        raise CannotRunError(f"{folder}: does not fit the model: {str(error).splitlines()[0]}", hint=_made_for(folder)) from None
    missing = [name for name in told.missing_keys if "lora_" in name]
    if told.unexpected_keys or missing:
        raise CannotRunError(f"{folder}: does not fit the model: {(told.unexpected_keys or missing)[0]}", hint=_made_for(folder))
    return adapted.merge_and_unload()


def digest(folder: Path | str) -> str:
    """Return what tells an adapter's weights from all others. Raises InputError when there are none."""
    try:
        return fingerprint.of_bytes((Path(folder) / WEIGHTS).read_bytes())
    except OSError as error:
        raise InputError(
            f"{Path(folder) / WEIGHTS}: {error.strerror}", hint="filmcli train style CORPUS -o FOLDER makes an adapter"
        ) from None


def fresh(model: Any, *, rank: int, seed: int) -> Any:
    """Return the model frozen, with new matrices of a rank beside every projection; they change nothing until they are trained."""
    import peft
    import torch

    torch.manual_seed(seed)
    return _adapted(model, peft.LoraConfig(task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules="all-linear"))


def tensors(adapted: Any) -> dict[str, Any]:
    """Return the adapter's matrices by name."""
    import peft

    return {name: value.detach().contiguous() for name, value in peft.get_peft_model_state_dict(adapted).items()}


def write(adapted: Any, folder: Path, *, base: str) -> None:
    """Write the adapter (float16: it halves the file and moves a loss in the fourth digit) and its configuration. `base` names the model."""
    from safetensors.torch import save

    lora = adapted.peft_config["default"]
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "r": lora.r,
        "lora_alpha": lora.lora_alpha,
        "target_modules": sorted(lora.target_modules),
        "bias": "none",
        "inference_mode": True,
    }
    files.write(folder / WEIGHTS, save({name: value.half() for name, value in tensors(adapted).items()}, metadata={"format": "pt"}))
    files.write(folder / CONFIG, json.dumps(config, indent=1) + "\n")


def _adapted(model: Any, lora: Any) -> Any:
    """Return the model with matrices of a configuration. transformers and peft talk of a name that changes in a version to come."""
    import warnings

    import peft

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return peft.get_peft_model(model, lora)


def _config(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / CONFIG}: {error}", hint="filmcli train style CORPUS -o FOLDER makes an adapter") from None
    if not isinstance(data, dict) or data.get("peft_type") != "LORA":
        raise InputError(f"{folder / CONFIG}: expected an adapter of the kind LORA")
    return {name: data[name] for name in _READ if data.get(name) is not None}


def _made_for(folder: Path) -> str:
    base = json.loads((folder / CONFIG).read_text(encoding="utf-8")).get("base_model_name_or_path") or "another model"
    return f"it was made for {base}"
