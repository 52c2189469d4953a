"""FLUX.1, tiny: the real classes of the pipeline, and four ControlNets of one block.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.formats.picture import CONTROLS
from filmcli.runners.tiny import rand, t5

SHAPE = {
    "in_channels": 16,
    "attention_head_dim": 16,
    "num_attention_heads": 2,
    "joint_attention_dim": t5.WIDE,
    "pooled_projection_dim": t5.WIDE,
    "axes_dims_rope": (4, 4, 8),
}


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`, with `controls/KIND` beside its parts."""
    import torch
    from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxControlNetModel, FluxPipeline, FluxTransformer2DModel

    torch.manual_seed(seed)
    FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift=3.0),
        vae=AutoencoderKL(
            block_out_channels=(8, 8, 8, 8),
            norm_num_groups=4,
            layers_per_block=1,
            latent_channels=4,
            scaling_factor=0.3611,
            shift_factor=0.1159,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        text_encoder=t5.clip(),
        tokenizer=t5.clip_tokenizer(),
        text_encoder_2=t5.t5(),
        tokenizer_2=t5.t5_tokenizer(),
        transformer=rand(FluxTransformer2DModel(**SHAPE, num_layers=1, num_single_layers=1, guidance_embeds=True)),
    ).save_pretrained(folder, safe_serialization=True)
    for kind in CONTROLS:
        net = FluxControlNetModel(**SHAPE, num_layers=1, num_single_layers=1, guidance_embeds=True)
        rand(net).save_pretrained(folder / "controls" / kind, safe_serialization=True)
