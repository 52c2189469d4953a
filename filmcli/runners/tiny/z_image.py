"""Z-Image, tiny: the real classes of the pipeline, and four ControlNets of one block.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.formats.picture import CONTROLS
from filmcli.runners.tiny import qwen, rand


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`, with `controls/KIND` beside its parts."""
    import torch
    from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, ZImageControlNetModel, ZImagePipeline, ZImageTransformer2DModel

    torch.manual_seed(seed)
    ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
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
        text_encoder=qwen.language(),
        tokenizer=qwen.tokenizer(),
        transformer=rand(
            ZImageTransformer2DModel(
                in_channels=4,
                dim=32,
                n_layers=2,
                n_refiner_layers=1,
                n_heads=2,
                n_kv_heads=2,
                cap_feat_dim=16,
                axes_dims=[4, 4, 8],
                axes_lens=[1024, 128, 128],
            )
        ),
    ).save_pretrained(folder, safe_serialization=True)
    for kind in CONTROLS:
        net = ZImageControlNetModel(control_layers_places=[0], control_in_dim=4, dim=32, n_refiner_layers=1, n_heads=2, n_kv_heads=2)
        rand(net).save_pretrained(folder / "controls" / kind, safe_serialization=True)
