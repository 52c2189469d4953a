"""A tiny Stable Diffusion XL, with ControlNets and an IP-Adapter.

Knows nothing of the runner that loads it.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners.tiny import unet as beside
from filmcli.runners.tiny import words

TIME = 8  # numbers for each of the six sizes that SDXL is told


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`, in diffusers' layout."""
    import torch
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        unet = UNet2DConditionModel(
            sample_size=8,
            block_out_channels=(8, 16),
            layers_per_block=1,
            norm_num_groups=4,
            cross_attention_dim=2 * words.HIDDEN,
            attention_head_dim=(1, 2),
            transformer_layers_per_block=(1, 2),
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=TIME,
            projection_class_embeddings_input_dim=6 * TIME + words.HIDDEN,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        )
        pipeline = StableDiffusionXLPipeline(
            vae=beside.decoder(scaling=0.13025, upcast=True),
            text_encoder=words.text_encoder(),
            text_encoder_2=words.text_encoder(projected=True),
            tokenizer=words.tokenizer(),
            tokenizer_2=words.tokenizer(),
            unet=unet,
            scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1, timestep_spacing="leading"),
            add_watermarker=False,
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
        beside.controls(folder, unet)
        beside.adapter(folder, unet, plus=True)
