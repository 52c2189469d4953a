"""diffusers: draws with any text-to-image model of the diffusers library, from a folder or the hub's cache.

Knows nothing of shots, nor of the model: words and decoding stay inside its pipeline, so nothing is kept of an encoded text. Job: draw.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats.picture import Picture
from filmcli.runners import cards, device, weights

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "draw"


class Options(BaseModel):
    """How a model is run. What a family's own runner can do and a pipeline of any kind cannot is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder, or a hub id in the cache")
    card: str = Field("", description="a card of presets/models, if there is one for it")
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N, mps")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    compile: Literal["none"] = "none"
    offload: Literal["none", "phase", "group"] = "none"
    tiling: bool = False
    lossy: Literal["none"] = "none"


class Diffusers:
    """A text-to-image pipeline; with a picture, the same weights as image-to-image. Plates, masks and references are for a family's own."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.folder = weights.find(options.model)
        if self.folder.is_file():
            raise CannotRunError(
                f"{self.folder}: is one file, and only sd15 and sdxl read those", hint="give a folder with model_index.json"
            )
        self.index: Mapping[str, Any] = weights.pipeline_of(self.folder)
        self.device, where = device.choose(options.device)
        native = cards.load(options.card).dtype if options.card else "bfloat16"
        self.dtype, why = device.dtype(options.dtype, self.device, native)
        self.controls: frozenset = frozenset()
        self.references = 0
        self.notes = {"device": f"{self.device}: {where}", "dtype": f"{self.dtype}: {why}"}
        self._offload = options.offload
        self._tiling = options.tiling
        self._text: Any = None
        self._picture: Any = None

    def said(self, picture: Picture) -> str:
        """Return the prompts."""
        return json.dumps([picture.prompt, picture.negative], ensure_ascii=False)

    def encoder(self) -> str:
        """Return the name of what hears the prompts: the pipeline itself, later."""
        return "diffusers"

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return the prompts as they are, in UTF-8: a pipeline of any kind takes words."""
        import torch

        return [{"words": torch.frombuffer(bytearray(self.said(one).encode()), dtype=torch.uint8)} for one in pictures]

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return each picture, painted and decoded: (h, w, 3) uint8. All share `kind()`; each has a generator of its own, on the CPU.

        Raises ModelError for what the model refuses, and torch.OutOfMemoryError.
        """
        import numpy as np
        import torch

        first = pictures[0]
        if first.mask is not None or first.controls or first.references:
            raise CannotRunError(
                f"{first.id}: masks, plates and references need a family with a runner of its own", hint="filmcli models list"
            )
        over = first.image is not None and first.strength < 1
        if over and first.strength <= 0:
            return [torch.from_numpy(np.array(one.image)) for one in pictures]  # nothing of the model is wanted
        pipeline = self._over() if over else self._loaded()
        try:
            with torch.inference_mode():
                drawn = pipeline(**self._given(pipeline, pictures, over)).images
        except torch.OutOfMemoryError:
            raise
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{first.id}: the model failed: {str(error).splitlines()[0]}") from error
        arrays = [np.array(one.convert("RGB")) for one in drawn]
        return [torch.from_numpy(_middle(one, picture)) for one, picture in zip(arrays, pictures, strict=True)]

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return the pictures, which are decoded already."""
        return [one.numpy() for one in latents]

    def drop(self, phase: Literal["encode", "denoise", "decode"]) -> None:
        """Free the pipeline after its one phase."""
        if phase == "denoise":
            import torch

            self._text = self._picture = None
            gc.collect()
            if self.device.startswith("cuda"):
                torch.cuda.empty_cache()

    def relieve(self) -> str:
        """Take one more step down in memory use and return what it was, or nothing when none is left."""
        if not self._tiling:
            self._tiling = True
            self.drop("denoise")
            return "decoder in tiles"
        steps = {"none": ("phase", "parts wait in CPU memory until their turn"), "phase": ("group", "layers wait in CPU memory")}
        if self._offload not in steps or self.device == "cpu":
            return ""
        self._offload, step = steps[self._offload]
        self.drop("denoise")
        return step

    def _given(self, pipeline: Any, pictures: Sequence[Picture], over: bool) -> dict[str, Any]:
        import inspect

        import torch
        from PIL import Image

        first, takes = pictures[0], inspect.signature(pipeline.__call__).parameters
        size = (_up(first.width, self._multiple), _up(first.height, self._multiple))
        given: dict[str, Any] = {
            "prompt": [one.prompt for one in pictures],
            "num_inference_steps": first.steps,
            "guidance_scale": first.guidance,
            "generator": [torch.Generator("cpu").manual_seed(one.seed) for one in pictures],
        }
        if "negative_prompt" in takes:
            given["negative_prompt"] = [one.negative for one in pictures]
        if over:
            # at least one step must be left to do, or diffusers returns noise-free nonsense
            given["strength"] = max(first.strength, 1.01 / first.steps)
            given["image"] = [Image.fromarray(one.image).resize(size, Image.Resampling.LANCZOS) for one in pictures]
        else:
            given |= {"width": size[0], "height": size[1]}
        return given

    @property
    def _multiple(self) -> int:
        return max(8, getattr(self._text, "vae_scale_factor", 8) * 2)  # transformers pack latents by two; UNet pipelines check for eights

    def _loaded(self) -> Any:
        import torch
        from diffusers import AutoPipelineForText2Image
        from diffusers.utils import logging

        if self._text is not None:
            return self._text
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            pipeline = AutoPipelineForText2Image.from_pretrained(
                self.folder, dtype=getattr(torch, self.dtype), use_safetensors=True, local_files_only=True
            )
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            hint = "the folder must hold model_index.json and safetensors"
            raise CannotRunError(f"{self.folder}: cannot be loaded: {reason}", hint=hint) from error
        pipeline.set_progress_bar_config(disable=True)
        if self._tiling and hasattr(getattr(pipeline, "vae", None), "enable_tiling"):
            pipeline.vae.enable_tiling()
        if self._offload == "none" or self.device == "cpu":
            pipeline.to(self.device)
        elif self._offload == "phase":
            pipeline.enable_model_cpu_offload(device=self.device)
        else:
            pipeline.enable_sequential_cpu_offload(device=self.device)
        self._text = pipeline
        return pipeline

    def _over(self) -> Any:
        from diffusers import AutoPipelineForImage2Image

        text = self._loaded()
        if self._picture is None:
            try:
                self._picture = AutoPipelineForImage2Image.from_pipe(text)
            except (ValueError, AttributeError) as error:
                reason = str(error).splitlines()[0]
                raise CannotRunError(f"{self.options.model}: has no image-to-image form: {reason}", hint="use --strength 1") from error
            self._picture.set_progress_bar_config(disable=True)
        return self._picture


def _up(pixels: int, multiple: int) -> int:
    return -(-pixels // multiple) * multiple


def _middle(array: np.ndarray, picture: Picture) -> np.ndarray:
    top, left = (array.shape[0] - picture.height) // 2, (array.shape[1] - picture.width) // 2
    return array[top : top + picture.height, left : left + picture.width].copy()
