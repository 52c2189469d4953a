"""FLUX.1's IP-Adapter: where its files are, what it sees of a reference, and its layers in the transformer.

Knows nothing of prompts. A transformer that paints without references is the one it was: the layers are put in and taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import References
from filmcli.runners import weights

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

LOCAL = "adapters/reference"  # beside the parts of a model's own folder


@dataclass(frozen=True)
class Adapter:
    """Where an adapter's weights are, and its picture encoder (a CLIP)."""

    file: Path
    encoder: Path


def find(model: Path, card: References) -> Adapter | None:
    """Return the adapter in the model's own folder, else the card's in the hub's cache, else None."""
    here = model / LOCAL
    if found := weights.files(here):
        return Adapter(found[0], here / "image_encoder")
    if card.by != "adapter" or not card.hub:
        return None
    try:
        file = weights.find(card.hub) / card.subfolder / card.file
        encoder = weights.find(card.encoder_hub or card.hub) / card.encoder
    except CannotRunError:
        return None  # the painter takes no references then, and the plan says so
    return Adapter(file, encoder) if file.is_file() and encoder.is_dir() else None


def see(encoder: Any, image: np.ndarray) -> Tensor:
    """Return what the picture encoder sees in a picture, as one vector on the CPU."""
    from transformers import CLIPImageProcessorPil

    side = encoder.config.image_size
    look = CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    pixels = look([image], return_tensors="pt").pixel_values
    return encoder(pixels.to(encoder.device, encoder.dtype)).image_embeds[0].cpu()


class Layers:
    """The adapter's layers for one transformer."""

    def __init__(self, adapter: Adapter, transformer: Any) -> None:
        self.own = dict(transformer.attn_processors)
        try:
            transformer._load_ip_adapter_weights([_read(adapter.file)])
        except (KeyError, ValueError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0]
            raise CannotRunError(
                f"{adapter.file}: does not fit this FLUX.1: {reason}", hint="XLabs' and InstantX's layouts differ"
            ) from error
        self.adapted = dict(transformer.attn_processors)
        self.projection = transformer.encoder_hid_proj
        self.take_out(transformer)

    def put_in(self, transformer: Any, weight: float, device: str) -> None:
        """Make the transformer look at references, as much as `weight` says."""
        self.projection.to(device)
        for processor in self.adapted.values():
            if hasattr(processor, "scale"):
                processor.to(device)
                processor.scale = [weight]
        transformer.set_attn_processor(dict(self.adapted))
        transformer.encoder_hid_proj = self.projection

    def take_out(self, transformer: Any) -> None:
        """Make the transformer the one that it was."""
        transformer.set_attn_processor(dict(self.own))
        transformer.encoder_hid_proj = None


def shown(pipeline: Any, seen: Tensor) -> dict[str, Any]:
    """Return what a pipeline is told of its pictures' references (pictures, width).

    diffusers repeats one picture's reference for the whole batch; here each picture has its own, so the repeating is taken out of this pipeline.
    """
    import torch

    def prepare(_images: Any, embeddings: list[Tensor], device: Any, _count: int) -> list[Tensor]:
        return [one.to(device) for one in embeddings]

    pipeline.prepare_ip_adapter_image_embeds = prepare
    one_each = seen[:, None]
    return {"ip_adapter_image_embeds": [one_each], "negative_ip_adapter_image_embeds": [torch.zeros_like(one_each)]}


def _read(file: Path) -> dict[str, dict[str, Tensor]]:
    """Return an adapter's weights by the names that diffusers gives them, as FluxIPAdapterMixin.load_ip_adapter does."""
    from safetensors.torch import load_file

    state: dict[str, dict[str, Tensor]] = {"image_proj": {}, "ip_adapter": {}}
    for name, tensor in load_file(file).items():
        start, _, rest = name.partition(".")
        if start in ("ip_adapter_proj_model", "image_proj"):
            state["image_proj"][rest] = tensor
        elif start in ("double_blocks", "ip_adapter"):
            rest = rest.replace("processor.", "").replace("ip_adapter_double_stream_k_proj", "to_k_ip")
            state["ip_adapter"][rest.replace("ip_adapter_double_stream_v_proj", "to_v_ip")] = tensor
    return state
