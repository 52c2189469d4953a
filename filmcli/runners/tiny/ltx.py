"""A tiny LTX-Video, with the decoder that takes a time and some noise, as from 0.9.1 on.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners.tiny import sentencepieces

LATENTS = 8


def write(folder: Path, *, seed: int = 0) -> None:
    """Write it: 32 pixels and 8 frames to a latent, as the large one has."""
    import torch
    from diffusers import AutoencoderKLLTXVideo, FlowMatchEulerDiscreteScheduler, LTXImageToVideoPipeline, LTXVideoTransformer3DModel

    torch.manual_seed(seed)
    width, layers = (8, 8, 8, 8), (1, 1, 1, 1, 1)
    vae = AutoencoderKLLTXVideo(
        latent_channels=LATENTS,
        block_out_channels=width,
        decoder_block_out_channels=width,
        layers_per_block=layers,
        decoder_layers_per_block=layers,
        timestep_conditioning=True,
    )
    transformer = LTXVideoTransformer3DModel(
        in_channels=LATENTS,
        out_channels=LATENTS,
        num_attention_heads=2,
        attention_head_dim=8,
        cross_attention_dim=16,
        num_layers=2,
        caption_channels=sentencepieces.WIDTH,
    )
    pipeline = LTXImageToVideoPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=vae,
        text_encoder=sentencepieces.t5(),
        tokenizer=sentencepieces.tokenizer(256),
        transformer=transformer,
    )
    pipeline.save_pretrained(folder)
