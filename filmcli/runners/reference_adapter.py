"""An IP-Adapter: how a UNet is shown a reference, everywhere or in a region of the frame.

Knows nothing of the family. The adapter's layers are put into the UNet for pictures with references and taken out for those without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import References
from filmcli.formats.picture import Picture, Reference
from filmcli.runners import weights

if TYPE_CHECKING:
    from torch import Tensor

LOCAL = "adapters/reference"  # beside the parts of a model's own folder


@dataclass(frozen=True)
class Adapter:
    """Where an adapter's weights are, and its picture encoder."""

    file: Path
    encoder: Path
    plain: bool  # sees a reference as one vector; the others ("plus", "full face") see its patches

    @cached_property
    def revision(self) -> str:
        """Return a digest of what a reference becomes: of the picture encoder, and of what is taken from it."""
        return fingerprint.of_value([weights.revision(self.encoder), self.plain])


def find(model: Path, card: References) -> Adapter | None:
    """Return the adapter in the model's own folder, else the card's in the hub's cache, else None."""
    here = model / LOCAL
    if model.is_dir() and (found := weights.files(here)):
        return _adapter(found[0], here / "image_encoder")
    if card.by != "adapter" or not card.hub:
        return None
    try:
        cached = weights.find(card.hub)
    except CannotRunError:
        return None
    file = cached / card.subfolder / card.file
    return _adapter(file, cached / card.encoder) if file.is_file() and (cached / card.encoder).is_dir() else None


def _adapter(file: Path, encoder: Path) -> Adapter:
    names = weights.header(file)
    if "image_proj.proj.0.weight" in names and "image_proj.norm.weight" in names:
        raise CannotRunError(
            f"{file}: is a FaceID adapter, which needs a face recogniser that filmcli has not", hint="use a plain or plus one"
        )
    return Adapter(file, encoder, plain="image_proj.proj.weight" in names)


def wanted(picture: Picture) -> tuple[Reference, ...]:
    """Return the references that count: those of weight 0 do not."""
    return tuple(one for one in picture.references if round(one.weight, 3) > 0)


def digest(reference: Reference) -> str:
    """Return the digest of a reference's pixels."""
    return fingerprint.of_value([list(reference.image.shape), fingerprint.of_bytes(reference.image.tobytes())])


def see(encoder: Any, reference: Reference, *, plain: bool) -> dict[str, Tensor]:
    """Return what the picture encoder sees of a reference (`references`) and of nothing (`no_references`), on the CPU."""
    import torch
    from transformers import CLIPImageProcessorPil

    side = encoder.config.image_size
    look = CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    parameter = next(encoder.parameters())
    pixels = look([reference.image], return_tensors="pt").pixel_values.to(parameter.device, parameter.dtype)
    if plain:
        seen = encoder(pixels).image_embeds
        nothing = torch.zeros_like(seen)
    else:
        seen = encoder(pixels, output_hidden_states=True).hidden_states[-2]
        nothing = encoder(torch.zeros_like(pixels), output_hidden_states=True).hidden_states[-2]
    return {"references": seen[0].cpu(), "no_references": nothing[0].cpu()}


class Layers:
    """The adapter's layers of one UNet: `put_in` and `take_out` swap them with the UNet's own, which costs nothing."""

    def __init__(self, adapter: Adapter, pipeline: Any) -> None:
        unet = pipeline.unet
        self.own = dict(unet.attn_processors)
        try:
            pipeline.load_ip_adapter(
                str(adapter.file.parent),
                subfolder="",
                weight_name=adapter.file.name,
                image_encoder_folder=None,
                local_files_only=True,
            )
        except (OSError, ValueError, KeyError) as error:
            reason = str(error).strip().splitlines()[0]
            raise CannotRunError(f"{adapter.file}: does not fit this UNet: {reason}", hint="an adapter is made for one family") from error
        self.adapted = {name: one for name, one in unet.attn_processors.items() if name in self.own}  # a plus projection has some as well
        self.projection = unet.encoder_hid_proj
        self.across = [one for name, one in self.adapted.items() if name.endswith("attn2.processor")]

    def put_in(self, unet: Any, scale: list[float]) -> None:
        """Make the UNet look at references, each as much as its weight says."""
        for processor in self.across:
            processor.scale = [scale if len(scale) > 1 else scale[0]]
        if unet.encoder_hid_proj is not self.projection:
            unet.set_attn_processor(dict(self.adapted))
            unet.encoder_hid_proj = self.projection
            unet.config.encoder_hid_dim_type = "ip_image_proj"

    def take_out(self, unet: Any) -> None:
        """Make the UNet the one that it was."""
        if unet.encoder_hid_proj is self.projection:
            unet.encoder_hid_proj = None
            unet.set_attn_processor(dict(self.own))
            unet.config.encoder_hid_dim_type = None


def shown(pipeline: Any, pictures: Sequence[Picture], embeddings: Sequence[Mapping[str, Tensor]]) -> dict[str, Any]:
    """Return what a pipeline is told of the references of its pictures, each with its own.

    diffusers repeats one picture's references for the whole batch; here each has its own, so the repeating is taken out of this pipeline.
    """
    import torch

    unet = pipeline.unet
    seen, nothing = (torch.stack([one[name] for one in embeddings]).to(unet.dtype) for name in ("references", "no_references"))

    def prepare(_images: Any, _embeddings: Any, device: Any, _count: int, guided: bool) -> list[Tensor]:
        return [(torch.cat([nothing, seen]) if guided else seen).to(device)]

    pipeline.prepare_ip_adapter_image_embeds = prepare
    told: dict[str, Any] = {"ip_adapter_image_embeds": [seen]}
    masks = _regions(pictures)
    if masks is not None:
        masks = masks.to(pipeline._execution_device, unet.dtype)
        guided = pictures[0].guidance > 1 and unet.config.time_cond_proj_dim is None
        told["cross_attention_kwargs"] = {"ip_adapter_masks": [torch.cat([masks, masks]) if guided else masks]}
    return told


def _regions(pictures: Sequence[Picture]) -> Tensor | None:
    """Return (pictures, references, h, w), 1 where a reference counts; None when there is one reference and it counts everywhere."""
    import numpy as np
    import torch
    from PIL import Image

    if all(len(wanted(one)) == 1 and wanted(one)[0].region is None for one in pictures):
        return None
    masks = []
    for picture in pictures:
        size = (picture.width, picture.height)
        for one in wanted(picture):
            region = np.full(size[::-1], 255, np.uint8) if one.region is None else one.region
            masks.append(np.asarray(Image.fromarray(region).resize(size, Image.Resampling.NEAREST)))
    stacked = torch.from_numpy(np.stack(masks) > 127)
    return stacked.view(len(pictures), -1, *stacked.shape[1:])
