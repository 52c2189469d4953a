"""Tiny checkpoints with random weights, one of each family: the real classes, only small. They prove a path; their pictures mean nothing.

Knows nothing of film. Made on the spot, the same bytes each time, without the network.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

FAMILIES = ("sd15", "sdxl", "flux", "flux2-klein", "z-image", "qwen-image", "wan", "wan-vace", "ltx", "hunyuan")


def write(folder: Path, family: str, *, seed: int = 0) -> Path:
    """Write the checkpoint of one family into `folder/family` and return that folder."""
    from transformers.utils import logging

    here = folder / family
    here.mkdir(parents=True, exist_ok=True)
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import_module(f"filmcli.runners.tiny.{family.replace('-', '_')}").write(here, seed=seed)
    return here


def rand(model: Any) -> Any:
    """Return a model with every weight of it drawn anew, small: those that training starts at zero would keep plates from the network."""
    import torch

    with torch.no_grad():
        for name, weight in model.named_parameters():
            scales = name.endswith("gamma") or ("norm" in name and weight.ndim == 1 and not name.endswith("bias"))
            weight.normal_(1.0 if scales else 0.0, 0.2)
    return model
