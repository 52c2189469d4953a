"""diffusers: paints with any text-to-image pipeline of diffusers that has no runner of its own, from a folder or the hub's cache.

Knows nothing of shots. The library's own pipeline does all at once, so texts are not kept and the whole model is in memory while it paints: a
family with a file of its own is faster and takes plates and references. Only safetensors are loaded, and nothing is fetched.
"""

from __future__ import annotations

import gc
import inspect
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats.picture import Control, Picture
from filmcli.runners import device, weights

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "draw"


class Options(BaseModel):
    """How a model is run. `compile` and `lossy` are for families whose parts are known: here they change nothing, and `notes` says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder in diffusers' layout, or a hub id in the cache")
    card: str = ""
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    compile: Literal["none", "regional", "full"] = "none"
    offload: Literal["none", "phase", "group"] = "none"
    tiling: bool = Field(False, description="decode in tiles: less memory, and seams that are hard to see")
    lossy: Literal["none", "fp8"] = "none"


class Diffusers:
    """A painter over `AutoPipelineForText2Image` and its image-to-image and inpainting forms, loaded with the first picture."""

    controls: frozenset[Control] = frozenset()
    references = 0

    def __init__(self, options: Options) -> None:
        self.options = options
        self.folder = weights.find(options.model, pull=options.card)
        weights.pipeline_of(self.folder)
        self.device, where = device.choose(options.device)
        self.dtype, why = device.dtype(options.dtype, self.device)
        self._offload, self._tiling = options.offload, options.tiling
        self._forms: dict[str, Any] = {}
        self.notes = {"device": f"{self.device}: {where}", "dtype": f"{self.dtype}: {why}"}
        for name in ("compile", "lossy"):
            if getattr(options, name) != "none":
                self.notes[name] = "none: not known how for a pipeline without a runner of its own"

    def said(self, picture: Picture) -> str:
        """Return nothing: the pipeline encodes each text when it paints."""
        return ""

    def encoder(self) -> str:
        """Return a name of the encoder that there is none of."""
        return "none"

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return an embedding that holds nothing for each picture."""
        import torch

        return [{"nothing": torch.zeros(1)} for _ in pictures]

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[Mapping[str, Tensor]]) -> list[Tensor]:
        """Return each picture itself (h, w, 3), uint8, where others return a latent. One at a time, with a generator of its own on the CPU.

        Raises ModelError; running out of memory is let through.
        """
        import torch

        made = []
        for picture in pictures:
            try:
                with torch.inference_mode():
                    made.append(self._paint(picture))
            except torch.OutOfMemoryError:
                raise
            except (RuntimeError, ValueError, TypeError) as error:
                raise ModelError(f"{picture.id}: the model failed: {str(error).splitlines()[0]}") from error
        return made

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return the pictures, uint8 (h, w, 3)."""
        return [latent.cpu().numpy() for latent in latents]

    def drop(self, phase: str) -> None:
        """Free the pipeline after painting; the other phases hold nothing."""
        if phase == "denoise":
            self._forms.clear()
            gc.collect()
            if self.device.startswith("cuda"):
                import torch

                torch.cuda.empty_cache()

    def relieve(self) -> str:
        """Take one step down in memory and say which; empty when none is left."""
        if not self._tiling:
            self._tiling, did = True, "decoder in tiles"
        elif self._offload == "none" and self.device.startswith("cuda"):
            self._offload, did = "phase", "parts wait in the CPU's memory until their turn"
        elif self._offload == "phase" and self.device.startswith("cuda"):
            self._offload, did = "group", "all parts offloaded layer by layer"
        else:
            return ""
        self.drop("denoise")
        return did

    def _paint(self, picture: Picture) -> Tensor:
        import torch
        from PIL import Image

        form = "mask" if picture.mask is not None else "image" if picture.image is not None and picture.strength < 1 else "words"
        pipeline = self._pipeline(form)
        given: dict[str, Any] = {
            "prompt": picture.prompt,
            "negative_prompt": picture.negative,
            "width": picture.width,
            "height": picture.height,
            "num_inference_steps": picture.steps,
            "guidance_scale": picture.guidance,
            "generator": torch.Generator("cpu").manual_seed(picture.seed),
            "output_type": "pil",
        }
        if form != "words":
            given["image"] = Image.fromarray(picture.image)
            given["strength"] = max(picture.strength, 1.01 / picture.steps)  # with no step left to do diffusers returns nonsense
        if form == "mask":
            given["mask_image"] = Image.fromarray(picture.mask)
        takes = inspect.signature(pipeline.__call__).parameters
        drawn = pipeline(**{name: value for name, value in given.items() if name in takes}).images[0].convert("RGB")
        if drawn.size != (picture.width, picture.height):
            drawn = drawn.resize((picture.width, picture.height), Image.Resampling.LANCZOS)
        return torch.frombuffer(bytearray(drawn.tobytes()), dtype=torch.uint8).reshape(picture.height, picture.width, 3)

    def _pipeline(self, form: str) -> Any:
        import diffusers

        if not self._forms:
            self._forms["words"] = self._load()
        if form not in self._forms:
            auto = {"image": diffusers.AutoPipelineForImage2Image, "mask": diffusers.AutoPipelineForInpainting}[form]
            try:
                self._forms[form] = auto.from_pipe(self._forms["words"])
            except (ValueError, AttributeError) as error:
                what = {"image": "no image-to-image form", "mask": "no inpainting form"}[form]
                raise CannotRunError(
                    f"{self.options.model}: has {what}: {str(error).splitlines()[0]}", hint="--look with another model"
                ) from error
            self._forms[form].set_progress_bar_config(disable=True)
        return self._forms[form]

    def _load(self) -> Any:
        import torch
        from diffusers import AutoPipelineForText2Image
        from diffusers.utils import logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            pipeline = AutoPipelineForText2Image.from_pretrained(
                str(self.folder), dtype=getattr(torch, self.dtype), use_safetensors=True, local_files_only=True
            )
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CannotRunError(
                f"{self.options.model}: cannot be loaded: {reason}", hint=f"filmcli models verify {self.options.model}"
            ) from error
        pipeline.set_progress_bar_config(disable=True)
        decoder = getattr(pipeline, "vae", None)
        if self._tiling and hasattr(decoder, "enable_tiling"):
            decoder.enable_tiling()
        if self._offload == "none" or not self.device.startswith("cuda"):
            return pipeline.to(self.device)
        (pipeline.enable_model_cpu_offload if self._offload == "phase" else pipeline.enable_sequential_cpu_offload)(device=self.device)
        return pipeline
