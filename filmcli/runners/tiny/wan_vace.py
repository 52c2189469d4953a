"""A tiny Wan VACE: from control plates over time, a first picture and references.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners.tiny import sentencepieces, wan


def write(folder: Path, *, seed: int = 0) -> None:
    """Write it."""
    import torch
    from diffusers import UniPCMultistepScheduler, WanVACEPipeline, WanVACETransformer3DModel

    torch.manual_seed(seed)
    control = 2 * wan.LATENTS + 8 * 8  # what is kept, what is painted, and the mask of a latent's 8 x 8 pixels
    transformer = WanVACETransformer3DModel(**wan.TRANSFORMER, in_channels=wan.LATENTS, vace_layers=[0, 1], vace_in_channels=control)
    pipeline = WanVACEPipeline(
        tokenizer=sentencepieces.tokenizer(512),
        text_encoder=sentencepieces.umt5(),
        vae=wan.vae(),
        scheduler=UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0),
        transformer=transformer,
    )
    pipeline.save_pretrained(folder)
