"""The painter of a rig: its runner, opened within the rig's memory in the way the plan chose, or kept from the last call.

Knows nothing of orders.
"""

from __future__ import annotations

from typing import Any

from filmcli import runners
from filmcli.conduct import preflight
from filmcli.core import fingerprint
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Rig
from filmcli.runners import weights


def held(rig: Rig, card: Card) -> dict[str, int]:
    """Return part → how many numbers its files hold, from their headers; empty for a single file, which has no parts."""
    folder = weights.find(rig.model, pull=rig.card, revision=card.revision)
    if folder.is_file():
        return {}
    counted = {part: weights.parameters(folder, part, variant=card.variant) for part in card.parts}
    return {part: count for part, count in counted.items() if count}


def open_painter(rig: Rig, plan: preflight.Plan, *, keep: dict[str, Any] | None) -> Any:
    """Return the rig's painter: the one in `keep` where it was opened for the same, else a new one that takes its place.

    Raises CannotRunError when the model cannot be loaded.
    """
    chosen = {
        "model": rig.model,
        "card": rig.card,
        "device": rig.device,
        "dtype": plan.dtype.value,
        "compile": plan.compile.value,
        "offload": plan.offload.value,
        "tiling": plan.tiling.value,
        "lossy": rig.lossy,
    }
    key = fingerprint.of_value([rig.runner, chosen, rig.memory])
    if keep and key in keep:
        return keep[key]
    if keep:
        keep.clear()  # the old model goes before the new one comes
    if plan.compile.value != "none":
        preflight.keep_compiled()
    if rig.memory is not None and plan.device.value.startswith("cuda"):
        _cap(plan.device.value, rig.memory)
    painter = runners.open(rig.runner, rig.job, **chosen)
    if keep is not None:
        keep[key] = painter
    return painter


def _cap(device: str, gigabytes: float) -> None:
    """Have torch run out of memory at the cap, as a smaller card would."""
    import torch

    card = torch.device(device)
    whole = torch.cuda.get_device_properties(card).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, gigabytes * 1e9 / whole), card.index or 0)
