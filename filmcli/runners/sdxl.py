"""sdxl: draws with Stable Diffusion XL and its kin, from words, a picture, plates and references.

Knows nothing of shots. Job: draw. Two CLIP encoders hear each prompt; the second's pooled output and the frame's size go to the UNet as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from filmcli.runners import unet

if TYPE_CHECKING:
    from torch import Tensor

JOB = "draw"


class Options(unet.Options):
    """Options of the model."""

    card: str = "sdxl"


class Sdxl(unet.Unet):
    """The painter. Its decoder overflows in float16, so it then works in float32."""

    FAMILY = "StableDiffusionXL"
    ENCODERS = ("text_encoder", "text_encoder_2")
    ZEROS = True
    UPCAST = True
    PIPELINES = {
        ("words", False): "StableDiffusionXLPipeline",
        ("image", False): "StableDiffusionXLImg2ImgPipeline",
        ("mask", False): "StableDiffusionXLInpaintPipeline",
        ("words", True): "StableDiffusionXLControlNetPipeline",
        ("image", True): "StableDiffusionXLControlNetImg2ImgPipeline",
        ("mask", True): "StableDiffusionXLControlNetInpaintPipeline",
    }

    EXTRAS = {"add_watermarker": False}

    def _hear(self, texts: Sequence[str]) -> list[dict[str, Tensor]]:
        import torch

        hidden = []
        for encoder, tokenizer in zip(self._hold(self.ENCODERS), ("tokenizer", "tokenizer_2"), strict=True):
            heard = encoder(self._tokens(tokenizer, texts), output_hidden_states=True)
            hidden.append(heard.hidden_states[-2])
        told = torch.cat(hidden, dim=-1).cpu()
        pooled = heard.text_embeds.cpu()
        return [{"prompt_embeds": one.clone(), "pooled_prompt_embeds": two.clone()} for one, two in zip(told, pooled, strict=True)]
