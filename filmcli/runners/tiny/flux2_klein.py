"""FLUX.2 klein, tiny: the real classes of the pipeline. It takes reference pictures and has no ControlNets.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners.tiny import qwen, rand


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`."""
    import torch
    from diffusers import AutoencoderKLFlux2, FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline, Flux2Transformer2DModel

    torch.manual_seed(seed)
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 8, 8),
        norm_num_groups=4,
        layers_per_block=1,
        latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
    )
    Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift=3.0),
        vae=vae,
        text_encoder=qwen.language(),
        tokenizer=qwen.tokenizer(),
        transformer=rand(
            Flux2Transformer2DModel(
                in_channels=16,
                num_layers=1,
                num_single_layers=1,
                attention_head_dim=16,
                num_attention_heads=2,
                joint_attention_dim=48,
                timestep_guidance_channels=32,
                axes_dims_rope=(4, 4, 4, 4),
                guidance_embeds=False,
            )
        ),
        is_distilled=True,
    ).save_pretrained(folder, safe_serialization=True)
