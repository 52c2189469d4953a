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
        for layer in (*net.controlnet_down_blocks, net.controlnet_mid_block):
            torch.nn.init.normal_(layer.weight, std=0.2)
        for layer in net.controlnet_cond_embedding.modules():
            if isinstance(layer, torch.nn.Conv2d):
                torch.nn.init.kaiming_normal_(layer.weight)
        net.save_pretrained(folder / "controls" / kind, safe_serialization=True)


def adapter(folder: Path, unet: Any, *, plus: bool = False) -> None:
    """Write `adapters/reference/`: an IP-Adapter for this UNet, in the layout of its authors, and its picture encoder.

    The plain one sees a reference as one vector, `plus` sees its patches.
    """
    import torch
    from safetensors.torch import save_file

    here = folder / "adapters/reference"
    words.picture_encoder().save_pretrained(here / "image_encoder", safe_serialization=True)
    width = unet.config.cross_attention_dim
    state = {f"image_proj.{name}": tensor for name, tensor in (_resampler(width) if plus else _projection(width)).items()}
    across = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    for index, name in enumerate(across):
        hidden = unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
        for part in ("to_k_ip", "to_v_ip"):
            state[f"ip_adapter.{2 * index + 1}.{part}.weight"] = torch.randn(hidden, width) / width**0.5
    save_file(state, here / "adapter.safetensors")


def _projection(width: int) -> dict[str, Any]:
    import torch

    return {"proj.weight": torch.randn(TOKENS * width, words.HIDDEN), "proj.bias": torch.zeros(TOKENS * width)} | _norm("norm", width)


def _resampler(width: int) -> dict[str, Any]:
    import torch

    inside = 64  # one head, which diffusers takes to be this wide

    def dense(out: int, into: int) -> Any:
        return torch.randn(out, into) / into**0.5

    state = {"latents": torch.randn(1, TOKENS, inside), "proj_in.weight": dense(inside, words.HIDDEN), "proj_in.bias": torch.zeros(inside)}
    state |= {"proj_out.weight": dense(width, inside), "proj_out.bias": torch.zeros(width)} | _norm("norm_out", width)
    for layer in range(4):
        at, after = f"layers.{layer}.0", f"layers.{layer}.1"
        state |= _norm(f"{at}.norm1", inside) | _norm(f"{at}.norm2", inside) | _norm(f"{after}.0", inside)
        state |= {f"{at}.to_q.weight": dense(inside, inside), f"{at}.to_kv.weight": dense(2 * inside, inside)}
        state |= {f"{at}.to_out.weight": dense(inside, inside)}
        state |= {f"{after}.1.weight": dense(4 * inside, inside), f"{after}.3.weight": dense(inside, 4 * inside)}
    return state


def _norm(name: str, width: int) -> dict[str, Any]:
    import torch

    return {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}
