"""A diffusers folder of Stable Diffusion 1.5 as one file in the layout of its authors: the names that diffusers' loader undoes."""

import json
import re
from pathlib import Path

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
ENDS = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def write(folder, path):
    """Write the UNet, the decoder and the text encoder of `folder` into one file."""
    from safetensors.torch import load_file, save_file

    folder = Path(folder)
    settings = json.loads((folder / "unet/config.json").read_text())
    state = {}
    for name, tensor in load_file(folder / "unet/diffusion_pytorch_model.safetensors").items():
        state[f"model.diffusion_model.{_unet(name, settings)}"] = tensor
    blocks = len(json.loads((folder / "vae/config.json").read_text())["block_out_channels"])
    for name, tensor in load_file(folder / "vae/diffusion_pytorch_model.safetensors").items():
        as_convolution = "attentions" in name and tensor.ndim == 2
        state[f"first_stage_model.{_decoder(name, blocks)}"] = tensor[..., None, None].contiguous() if as_convolution else tensor
    for name, tensor in load_file(folder / "text_encoder/model.safetensors").items():
        inside = name if name.startswith("text_model.") else f"text_model.{name}"
        state[f"cond_stage_model.transformer.{inside}"] = tensor
    save_file(state, path)


def _unet(name, settings):
    each = settings["layers_per_block"] + 1
    for ours, theirs in ENDS.items():
        if name.startswith(f"{ours}."):
            return name.replace(ours, theirs)
    if found := re.match(r"mid_block\.(resnets|attentions)\.(\d+)\.(.*)", name):
        what, number, rest = found[1], int(found[2]), found[3]
        return f"middle_block.{2 * number if what == 'resnets' else 1}.{_resnet(rest) if what == 'resnets' else rest}"
    found = re.match(r"(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.*)", name)
    side, block, what, number, rest = found[1], int(found[2]), found[3], int(found[4]), found[5]
    if what == "downsamplers":
        return f"input_blocks.{each * (block + 1)}.0.{rest.replace('conv', 'op')}"
    if what == "upsamplers":
        after = 2 if settings["up_block_types"][block].startswith("CrossAttn") else 1
        return f"output_blocks.{each * block + each - 1}.{after}.{rest}"
    at = f"input_blocks.{each * block + number + 1}" if side == "down" else f"output_blocks.{each * block + number}"
    return f"{at}.0.{_resnet(rest)}" if what == "resnets" else f"{at}.1.{rest}"


def _resnet(rest):
    part, _, end = rest.rpartition(".")
    return f"{RESNET[part]}.{end}"


def _decoder(name, blocks):
    name = re.sub(r"down_blocks\.(\d+)\.resnets\.", r"down.\1.block.", name)
    name = re.sub(r"down_blocks\.(\d+)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d+)\.resnets\.", lambda found: f"up.{blocks - 1 - int(found[1])}.block.", name)
    name = re.sub(r"up_blocks\.(\d+)\.upsamplers\.0", lambda found: f"up.{blocks - 1 - int(found[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", name)
    if "mid_block.attentions.0" in name:
        head, _, rest = name.partition("mid_block.attentions.0.")
        part, _, end = rest.rpartition(".")
        return f"{head}mid.attn_1.{ATTENTION[part]}.{end}"
    return name.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")
