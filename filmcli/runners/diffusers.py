"""diffusers: draws with any text-to-image model of the diffusers library, from a folder or the hub's cache.

Knows nothing of shots: it gets prompts, sizes, seeds and pictures, and gives pictures back. Only safetensors are loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError, UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

JOB = "draw"


class Options(BaseModel):
    """Options of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = Field(None, description="a local folder, or a hub id")
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N, mps")
    steps: int = Field(30, ge=1, le=1000, description="denoising steps")
    guidance: float = Field(5.0, ge=0, le=50, description="classifier-free guidance scale")
    negative: str = Field("deformed, blurry, watermark, text, logo", description="what the picture should not show")


class Diffusers:
    """A text-to-image pipeline, loaded once; with a picture in the request, the same weights as image-to-image."""

    def __init__(self, options: Options) -> None:
        if not options.model:
            raise UsageError("the diffusers runner needs a model", hint="add --model FOLDER or --model HUB/ID")
        self.options = options
        self.device, self.reason = device(options.device)
        self._text = _load(options.model, self.device)
        self._picture = None

    def paint(self, requests: Iterable[Mapping[str, Any]]) -> Iterator[Image]:
        """Yield one RGB picture per request, in order.

        A request holds `prompt`, `width` and `height` in pixels, `seed`, `image` (RGB, or None) and `strength` (0 keeps the image,
        1 ignores it). Each request has a generator of its own on the CPU, so that its neighbours do not matter. Raises ModelError, memory included.
        """
        for request in requests:
            yield self._draw(request)

    def _draw(self, request: Mapping[str, Any]) -> Image:
        import torch

        strength = request.get("strength", 1.0)
        image = request.get("image")
        if image is not None and strength <= 0:
            return image  # nothing of the model is wanted
        width, height = request["width"], request["height"]
        size = {"width": _up(width, self._multiple), "height": _up(height, self._multiple)}
        given = {
            "prompt": request["prompt"],
            "num_inference_steps": self.options.steps,
            "guidance_scale": self.options.guidance,
            "generator": torch.Generator("cpu").manual_seed(request["seed"]),
        }
        pipeline = self._text
        if image is not None and strength < 1:
            pipeline = self._over()
            # at least one step must be left to do, or diffusers returns noise-free nonsense
            given |= {"image": image.resize((size["width"], size["height"])), "strength": max(strength, 1.01 / self.options.steps)}
        else:
            given |= size
        if "negative_prompt" in _arguments(pipeline):
            given["negative_prompt"] = self.options.negative
        try:
            with torch.inference_mode():
                drawn = pipeline(**given).images[0].convert("RGB")
        except torch.OutOfMemoryError as error:
            raise ModelError(
                f"{request.get('id', 'picture')}: out of memory on {self.device}", hint="a smaller --quality, or --device cpu"
            ) from error
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{request.get('id', 'picture')}: the model failed: {str(error).splitlines()[0]}") from error
        left, top = (drawn.width - width) // 2, (drawn.height - height) // 2
        return drawn.crop((left, top, left + width, top + height))

    @property
    def _multiple(self) -> int:
        return max(8, getattr(self._text, "vae_scale_factor", 8) * 2)  # transformers pack latents by two; UNet pipelines check for eights

    def _over(self) -> Any:
        from diffusers import AutoPipelineForImage2Image

        if self._picture is None:
            try:
                self._picture = AutoPipelineForImage2Image.from_pipe(self._text)
            except (ValueError, AttributeError) as error:
                raise CannotRunError(
                    f"{self.options.model}: has no image-to-image form: {str(error).splitlines()[0]}", hint="use --strength 1"
                ) from error
            self._picture.set_progress_bar_config(disable=True)
        return self._picture


def device(asked: str) -> tuple[str, str]:
    """Return (device, reason). Raises CannotRunError for a device that is not here."""
    import torch

    if asked == "auto":
        if torch.cuda.is_available():
            return "cuda", f"auto: {torch.cuda.get_device_name(0)}"
        if torch.backends.mps.is_available():
            return "mps", "auto: Apple GPU"
        return "cpu", "auto: no GPU here"
    kind = asked.split(":")[0]
    here = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in here:
        raise UsageError(f"--device {asked!r}: expected auto, cpu, cuda, cuda:N or mps")
    if not here[kind]:
        raise CannotRunError(f"no {kind} device here", hint="use --device auto")
    return asked, "asked for"


def _load(model: str, where: str) -> Any:
    import torch
    from diffusers import AutoPipelineForText2Image
    from diffusers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    local = Path(model).is_dir()
    offline = os.environ.get("HF_HUB_OFFLINE") == "1"
    if not local and (model.startswith((".", "/", "~")) or model.count("/") != 1):
        raise CannotRunError(f"{model}: no such folder", hint="give a diffusers folder (with model_index.json) or a hub id like owner/name")
    try:
        pipeline = AutoPipelineForText2Image.from_pretrained(
            model, dtype=torch.float32 if where == "cpu" else torch.bfloat16, use_safetensors=True, local_files_only=local or offline
        )
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        hint = "the folder must hold model_index.json and safetensors" if local else f"filmcli models pull {model}"
        raise CannotRunError(f"{model}: cannot be loaded: {reason}", hint=hint) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(where)


def _arguments(pipeline: Any) -> frozenset[str]:
    import inspect

    return frozenset(inspect.signature(pipeline.__call__).parameters)


def _up(pixels: int, multiple: int) -> int:
    return -(-pixels // multiple) * multiple
