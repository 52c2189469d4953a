"""FLUX.1, tiny: the real classes of the pipeline, four ControlNets of one block, and an IP-Adapter.

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
    """Write the checkpoint into `folder`, with `controls/KIND` and `adapters/reference` beside its parts."""
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
    _adapter(folder / "adapters" / "reference")


def _adapter(folder: Path) -> None:
    """Write an IP-Adapter in the layout of XLabs, and the CLIP that sees for it."""
    import torch
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, image_size=32, patch_size=8, projection_dim=16
    )
    CLIPVisionModelWithProjection(config).save_pretrained(folder / "image_encoder", safe_serialization=True)
    wide, tokens = SHAPE["attention_head_dim"] * SHAPE["num_attention_heads"], 4
    state = {
        "ip_adapter_proj_model.proj.weight": torch.randn(tokens * t5.WIDE, 16),
        "ip_adapter_proj_model.proj.bias": torch.randn(tokens * t5.WIDE),
        "ip_adapter_proj_model.norm.weight": torch.ones(t5.WIDE),
        "ip_adapter_proj_model.norm.bias": torch.zeros(t5.WIDE),
    }
    for part in ("k", "v"):
        name = f"double_blocks.0.processor.ip_adapter_double_stream_{part}_proj"
        state |= {f"{name}.weight": torch.randn(wide, t5.WIDE), f"{name}.bias": torch.zeros(wide)}
    save_file(state, folder / "adapter.safetensors")
