"""A tiny Stable Diffusion 1.5, with ControlNets and an IP-Adapter.

Knows nothing of the runner that loads it.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners.tiny import unet as beside
from filmcli.runners.tiny import words


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`, in diffusers' layout."""
    import torch
    from diffusers import DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        unet = UNet2DConditionModel(
            sample_size=8,
            block_out_channels=(8, 16),
            layers_per_block=1,
            norm_num_groups=4,
            cross_attention_dim=words.HIDDEN,
            attention_head_dim=2,
            down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        )
        pipeline = StableDiffusionPipeline(
            vae=beside.decoder(scaling=0.18215, upcast=False),
            text_encoder=words.text_encoder(),
            tokenizer=words.tokenizer(),
            unet=unet,
            scheduler=DDIMScheduler(clip_sample=False, set_alpha_to_one=False, steps_offset=1, beta_schedule="scaled_linear"),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
        beside.controls(folder, unet)
        beside.adapter(folder, unet)
