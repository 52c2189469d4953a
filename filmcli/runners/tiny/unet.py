"""What the tiny UNet models have beside their UNet: a decoder, a ControlNet for each kind of plate, an IP-Adapter.

Knows nothing of the family. All are the real classes with random weights, in the layout of the real files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filmcli.formats.picture import CONTROLS
from filmcli.runners.tiny import words

TOKENS = 4  # of one reference, in the plain IP-Adapter


def decoder(*, scaling: float, upcast: bool) -> Any:
    """Return an AutoencoderKL that makes eight pixels of one latent, as the real ones do."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(4, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
        latent_channels=4,
        sample_size=64,
        scaling_factor=scaling,
        force_upcast=upcast,
    )


def controls(folder: Path, unet: Any) -> None:
    """Write `controls/<kind>/` for each kind. A new ControlNet's last convolutions are zeros: here they let its plate through."""
    import torch
    from diffusers import ControlNetModel

    for kind in CONTROLS:
        net = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(4, 4, 8, 8), load_weights_from_unet=False)
        for layer in (*net.controlnet_down_blocks, net.controlnet_mid_block, net.controlnet_cond_embedding.conv_out):
            torch.nn.init.normal_(layer.weight, std=0.2)
        net.save_pretrained(folder / "controls" / kind, safe_serialization=True)


def adapter(folder: Path, unet: Any) -> None:
    """Write `adapters/reference/`: an IP-Adapter for this UNet, in the layout of its authors, and its picture encoder."""
    import torch
    from safetensors.torch import save_file

    here = folder / "adapters/reference"
    words.picture_encoder().save_pretrained(here / "image_encoder", safe_serialization=True)
    width = unet.config.cross_attention_dim
    state = {
        "image_proj.proj.weight": torch.randn(TOKENS * width, words.HIDDEN),
        "image_proj.proj.bias": torch.zeros(TOKENS * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    across = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for index, name in enumerate(across):
        hidden = unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
        for part in ("to_k_ip", "to_v_ip"):
            state[f"ip_adapter.{2 * index + 1}.{part}.weight"] = torch.randn(hidden, width) / width**0.5
    save_file(state, here / "adapter.safetensors")
