"""sd15: draws with Stable Diffusion 1.5 and its kin, from words, a picture, plates and references.

Knows nothing of shots. Job: draw. One CLIP encoder hears each prompt.
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

    card: str = "sd15"


class Sd15(unet.Unet):
    """The painter."""

    FAMILY = "StableDiffusion"
    ENCODERS = ("text_encoder",)
    ZEROS = False
    UPCAST = False
    PIPELINES = {
        ("words", False): "StableDiffusionPipeline",
        ("image", False): "StableDiffusionImg2ImgPipeline",
        ("mask", False): "StableDiffusionInpaintPipeline",
        ("words", True): "StableDiffusionControlNetPipeline",
        ("image", True): "StableDiffusionControlNetImg2ImgPipeline",
        ("mask", True): "StableDiffusionControlNetInpaintPipeline",
    }
    EXTRAS = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}

    def _hear(self, texts: Sequence[str]) -> list[dict[str, Tensor]]:
        (encoder,) = self._hold(self.ENCODERS)
        return [{"prompt_embeds": one.clone()} for one in encoder(self._tokens("tokenizer", texts))[0].cpu()]
