"""Rectified flow: where a picture starts that is not all noise, and how what lies outside a mask is kept.

Knows nothing of any model. At noise level σ a picture x and its noise ε are (1 − σ) x + σ ε (Liu et al. 2022; Esser et al. 2024, section 2).
With it, every pipeline that takes `latents` and `sigmas` does image-to-image and inpainting, with and without control nets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filmcli.formats.picture import Picture, Plate, Reference
from filmcli.runners import frames

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor


@dataclass(frozen=True)
class Start:
    """What a pipeline is given: the `latents` it starts from, the noise levels it goes through, and what keeps a mask."""

    latents: Tensor
    sigmas: list[float]
    callback: Callable | None


def start(
    pictures: Sequence[Picture], shape: tuple[int, ...], encode: Callable, scheduler: Any, mu: float, *, pack: Callable, to: Any
) -> Start:
    """Return where pictures of one kind start.

    `shape` is that of one latent; `encode` makes latents of pixels (b, 3, h, w) in −1…1; `pack` brings latents into the pipeline's own order;
    `mu` is the shift of the schedule; `to` holds the device and dtype. Each picture has noise of its own seed, made on the CPU.
    """
    import torch

    first = pictures[0]
    # the same first steps that diffusers' image-to-image pipelines leave out; one is always left to do
    skip = min(int(first.steps - min(first.steps * first.strength, first.steps)), first.steps - 1) if first.image is not None else 0
    sigmas = torch.linspace(1.0, 1 / first.steps, first.steps).tolist()[skip:]
    noise = torch.stack([torch.randn(shape, generator=generator(one)) for one in pictures]).to(**to)
    if first.image is None:
        return Start(noise, sigmas, None)
    painted = encode(pixels([one.image for one in pictures], first.width, first.height)).to(**to)
    scheduler.set_timesteps(sigmas=sigmas, mu=mu)
    sigma = float(scheduler.sigmas[0])
    latents = noise if skip == 0 else (1 - sigma) * painted + sigma * noise
    if first.mask is None:
        return Start(latents, sigmas, None)
    masks = _masks(pictures, shape).to(**to)
    return Start(latents, sigmas, _keep(pack(masks), pack(painted), pack(noise)))


def generator(picture: Picture) -> Any:
    """Return a picture's own source of noise: its neighbours and its device do not matter."""
    import torch

    return torch.Generator("cpu").manual_seed(picture.seed)


def pixels(arrays: Sequence[np.ndarray], width: int, height: int) -> Tensor:
    """Return pictures (h, w, 3) uint8 as one tensor (b, 3, height, width) in −1…1."""
    import numpy as np
    import torch
    from PIL import Image

    size = (width, height)
    fitting = [
        one if one.shape[1::-1] == size else np.asarray(Image.fromarray(one).resize(size, Image.Resampling.LANCZOS)) for one in arrays
    ]
    return torch.from_numpy(np.stack(fitting)).permute(0, 3, 1, 2).float() / 127.5 - 1


def arrays(decoded: Tensor) -> list[np.ndarray | frames.Coming]:
    """Return a decoder's pictures (b, 3, h, w) in −1…1 as uint8 (h, w, 3)."""
    import torch

    whole = ((decoded.float() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
    return frames.fetched(whole.permute(0, 2, 3, 1).contiguous())


def plates(pictures: Sequence[Picture]) -> list[tuple[str, float, Tensor]]:
    """Return (kind, weight, plates in −1…1) for the controls that count, in order of their kinds. A plate of weight 0 is none."""
    first = pictures[0]
    used: list[tuple[str, Plate]] = [(kind, plate) for kind, plate in sorted(first.controls.items()) if plate.weight > 0]
    return [(kind, plate.weight, pixels([one.controls[kind].array for one in pictures], first.width, first.height)) for kind, plate in used]


def references(picture: Picture) -> list[Reference]:
    """Return the references that count; one of weight 0 is none."""
    return [one for one in picture.references if one.weight > 0]


def said(prompt: str, negative: str | None, pictures: Sequence[Reference] = ()) -> str:
    """Return all that a text encoder is told, as one text: the prompt, the negative prompt where there is one, digests of pictures."""
    digests = [hashlib.blake2b(one.image.tobytes() + str(one.image.shape).encode(), digest_size=12).hexdigest() for one in pictures]
    return json.dumps([prompt, negative, *digests], ensure_ascii=False)


def named(prompt: str, word: str, pictures: Sequence[Reference]) -> str:
    """Return a prompt that says first who is in which picture: "Image 1 is MARTA.". `word` is what the family calls a picture."""
    told = [f"{word} {number} is {one.name}." for number, one in enumerate(pictures, 1) if one.name]
    return " ".join([*told, prompt])


def together(latents: Sequence[Tensor], decode: Callable[[Tensor], Tensor]) -> list[np.ndarray | frames.Coming]:
    """Return latents decoded: at once when they are of one size, else one by one."""
    import torch

    if len({one.shape for one in latents}) == 1:
        return arrays(decode(torch.stack(list(latents))))
    return [arrays(decode(one[None]))[0] for one in latents]


def _keep(masks: Tensor, painted: Tensor, noise: Tensor) -> Callable:
    """Return a callback that puts the picture back outside the masks after each step, at the noise level of that step. All are packed alike."""

    def after(pipeline: Any, step: int, timestep: Any, given: dict[str, Tensor]) -> dict[str, Tensor]:
        sigma = float(pipeline.scheduler.sigmas[step + 1])
        latents = given["latents"]
        outside = ((1 - sigma) * painted + sigma * noise).to(latents.dtype)
        return {"latents": masks.to(latents.dtype) * latents + (1 - masks.to(latents.dtype)) * outside}

    return after


def _masks(pictures: Sequence[Picture], shape: tuple[int, ...]) -> Tensor:
    """Return masks in the shape of latents; one of which any pixel is painted counts as all painted."""
    import numpy as np
    import torch
    from torch.nn.functional import adaptive_max_pool2d

    white = torch.from_numpy(np.stack([one.mask > 127 for one in pictures])).float()[:, None]
    return adaptive_max_pool2d(white, shape[-2:]).expand(-1, *shape)
