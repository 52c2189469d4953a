"""Pictures as a UNet's pipelines take them, and as its decoder gives them back.

Knows nothing of models. Arrays are uint8; tensors are (pictures, channels, h, w), 0–1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from filmcli.formats.picture import Control, Picture
from filmcli.runners import frames

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor


def given(pictures: Sequence[Picture], form: str, kinds: Sequence[Control]) -> dict[str, Any]:
    """Return what a pipeline is told of pictures that share `kind()`, beside their embeddings.

    `form` is words, image or mask; `kinds` are the plates. The generators are the CPU's, one per picture, so that neither the device
    nor the neighbours matter.
    """
    import torch

    first = pictures[0]
    told: dict[str, Any] = {
        "num_inference_steps": first.steps,
        "guidance_scale": first.guidance,
        "generator": [torch.Generator("cpu").manual_seed(one.seed) for one in pictures],
    }
    if form != "words":
        told["image"] = _stack(fit(one.image, one) for one in pictures)
        # at least one step must be left to do, or diffusers refuses
        told["strength"] = min(1.0, max(round(first.strength, 3), 1.01 / first.steps))
    if form == "mask":
        told["mask_image"] = _stack(fit(one.mask, one, smooth=False) for one in pictures)
    if form != "image" or kinds:
        told |= {"width": first.width, "height": first.height}
    if kinds:
        plates = [_stack(fit(one.controls[kind].array, one) for one in pictures) for kind in kinds]
        told["image" if form == "words" else "control_image"] = plates
        told["controlnet_conditioning_scale"] = [round(first.controls[kind].weight, 3) for kind in kinds]
    return told


def fit(array: np.ndarray, picture: Picture, *, smooth: bool = True) -> np.ndarray:
    """Return an array at the picture's size: untouched when it is so already."""
    import numpy as np
    from PIL import Image

    if array.shape[:2] == (picture.height, picture.width):
        return array
    how = Image.Resampling.LANCZOS if smooth else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(array).resize((picture.width, picture.height), how))


def unscaled(latents: Tensor, config: Any) -> Tensor:
    """Return latents as the decoder wants them: undo the scale, and the mean and spread where a model has them."""
    import torch

    scaled = latents / config.scaling_factor
    mean, spread = config.get("latents_mean"), config.get("latents_std")
    if mean is None or spread is None:
        return scaled
    mean, spread = (torch.tensor(one).view(1, -1, 1, 1).to(latents) for one in (mean, spread))
    return scaled * spread + mean


def pixels(decoded: Tensor) -> list[np.ndarray | frames.Coming]:
    """Return what the decoder gave, −1 to 1, as pictures (h, w, 3); rounded on the device, so that a byte per value is moved."""
    import torch

    shown = (decoded.float() / 2 + 0.5).clamp(0, 1).mul(255).round().to(torch.uint8)
    return frames.fetched(shown.permute(0, 2, 3, 1).contiguous())


def _stack(arrays: Iterable[np.ndarray]) -> Tensor:
    import numpy as np
    import torch

    stacked = torch.from_numpy(np.stack(list(arrays))).float() / 255
    return stacked.unsqueeze(1) if stacked.ndim == 3 else stacked.permute(0, 3, 1, 2)
