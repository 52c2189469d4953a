"""Models of real size with random weights, built on the device: the configs of the benchmark, and folders that hold no weights.

Knows nothing of what is measured.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from filmcli.runners import weights

CLIP_L = {
    "vocab_size": 49408,
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "projection_dim": 768,
    "hidden_act": "quick_gelu",
}
CLIP_G = {
    "vocab_size": 49408,
    "hidden_size": 1280,
    "intermediate_size": 5120,
    "num_hidden_layers": 32,
    "num_attention_heads": 20,
    "projection_dim": 1280,
    "hidden_act": "gelu",
}
T5_XXL = {"d_model": 4096, "d_ff": 10240, "d_kv": 64, "num_layers": 24, "num_heads": 64, "vocab_size": 32128}
VAE = {
    "in_channels": 3,
    "out_channels": 3,
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
    "norm_num_groups": 32,
    "act_fn": "silu",
    "latent_channels": 4,
    "sample_size": 1024,
    "scaling_factor": 0.13025,
    "force_upcast": True,
}
SDXL_UNET = {
    "sample_size": 128,
    "in_channels": 4,
    "out_channels": 4,
    "layers_per_block": 2,
    "block_out_channels": [320, 640, 1280],
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "transformer_layers_per_block": [1, 2, 10],
    "attention_head_dim": [5, 10, 20],
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
    "norm_num_groups": 32,
}
FLUX_DEV = {
    "patch_size": 1,
    "in_channels": 64,
    "out_channels": None,
    "num_layers": 19,
    "num_single_layers": 38,
    "attention_head_dim": 128,
    "num_attention_heads": 24,
    "joint_attention_dim": 4096,
    "pooled_projection_dim": 768,
    "guidance_embeds": True,
    "axes_dims_rope": [16, 56, 56],
}
WAN_1_3B = {
    "patch_size": [1, 2, 2],
    "num_attention_heads": 12,
    "attention_head_dim": 128,
    "in_channels": 16,
    "out_channels": 16,
    "text_dim": 4096,
    "freq_dim": 256,
    "ffn_dim": 8960,
    "num_layers": 30,
    "cross_attn_norm": True,
    "qk_norm": "rms_norm_across_heads",
    "eps": 1e-6,
    "image_dim": None,
    "added_kv_proj_dim": None,
}
WAN_14B = WAN_1_3B | {"num_attention_heads": 40, "ffn_dim": 13824, "num_layers": 40}
WAN_VAE = {"base_dim": 96, "z_dim": 16, "dim_mult": [1, 2, 4, 4], "num_res_blocks": 2}
# The encoders of T5 have two layers here: rows with them measure what follows the text. SDXL's are whole.
SHORT_T5 = T5_XXL | {"num_layers": 2}
REAL: dict[str, dict[str, dict[str, Any]]] = {
    "sdxl": {"unet": SDXL_UNET, "vae": VAE, "text_encoder": CLIP_L, "text_encoder_2": CLIP_G},
    "flux": {
        "transformer": FLUX_DEV,
        "vae": VAE
        | {"latent_channels": 16, "scaling_factor": 0.3611, "shift_factor": 0.1159, "use_quant_conv": False, "use_post_quant_conv": False},
        "text_encoder": CLIP_L,
        "text_encoder_2": SHORT_T5,
    },
    "wan": {"transformer": WAN_1_3B, "vae": WAN_VAE, "text_encoder": SHORT_T5 | {"vocab_size": 256384}},
    "wan-14b": {"transformer": WAN_14B, "vae": WAN_VAE, "text_encoder": SHORT_T5 | {"vocab_size": 256384}},
}


def folder(scratch: Path, name: str, *, tiny: bool) -> Path:
    """Return a model folder: the family's tiny checkpoint, or, with its tokenizers, the configs of the real model and empty weights."""
    from safetensors.torch import save_file

    from filmcli.runners import tiny as checkpoints

    family = name.partition("-")[0]
    home = scratch / name / family
    if home.exists():
        return home
    home = checkpoints.write(scratch / name, family)
    if family == "wan":
        _from_words(home)
    if tiny:
        return home
    for part, config in REAL[name].items():
        path = home / part / "config.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        if "_class_name" in told:  # of diffusers: nothing of the tiny one stays
            told = {key: value for key, value in told.items() if key.startswith("_")}
        elif part == "text_encoder" or config is CLIP_G:
            told |= {"max_position_embeddings": 77}
        path.write_text(json.dumps(told | config), encoding="utf-8")
    for path in (home / "tokenizer/tokenizer_config.json", home / "tokenizer_2/tokenizer_config.json"):
        if path.exists() and "CLIP" in path.read_text(encoding="utf-8"):
            path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"model_max_length": 77}), encoding="utf-8")
    for path in home.rglob("*.safetensors"):
        save_file({}, path)  # runners look whether there is one
    for path in (home / "controls", home / "adapters"):
        shutil.rmtree(path, ignore_errors=True)
    return home


def _from_words(home: Path) -> None:
    """Make of the tiny Wan, which starts from a picture, one that films from words alone, as the 1.3B does."""
    path = home / "model_index.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for name in ("image_encoder", "image_processor"):
        told.pop(name, None)
        shutil.rmtree(home / name, ignore_errors=True)
    path.write_text(json.dumps(told | {"_class_name": "WanPipeline"}), encoding="utf-8")
    path = home / "transformer/config.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told |= {"in_channels": told["out_channels"], "image_dim": None, "added_kv_proj_dim": None}
    path.write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def injected() -> Iterator[None]:
    """While this lasts, `weights.load` makes random weights on the device instead of reading files."""
    before = weights.load
    weights.load = make
    try:
        yield
    finally:
        weights.load = before


def make(kind: type, folder: Path, part: str, *, device: str, dtype: Any, variant: str = "") -> Any:
    """Return one part with random weights: N(0, 0.02), the norms' scales around 1, so that the last picture is no flat grey."""
    import torch
    from accelerate import init_empty_weights
    from diffusers import ModelMixin

    with init_empty_weights():
        if issubclass(kind, ModelMixin):
            model = kind.from_config(kind.load_config(folder / part))
        else:
            model = kind(kind.config_class.from_pretrained(folder / part))
    filler = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    random = torch.Generator(filler).manual_seed(0)
    keep = getattr(kind, "_keep_in_fp32_modules", None) or ()
    made: dict[int, Any] = {}  # tied weights stay tied
    for name, module in model.named_modules():
        for key, old in module.named_parameters(recurse=False):
            if id(old) not in made:
                whole = f"{name}.{key}".split(".")
                numbers = torch.empty(old.shape, dtype=torch.float32 if any(one in whole for one in keep) else dtype, device=filler)
                numbers.normal_(1.0 if "norm" in name and key == "weight" else 0.0, 0.02, generator=random)
                made[id(old)] = torch.nn.Parameter(numbers.to(device), requires_grad=False)
            setattr(module, key, made[id(old)])
    return model.to(device).eval()


def pipeline(home: Path, *, device: str, dtype: Any, without: tuple[str, ...] = ()) -> Any:
    """Return what `DiffusionPipeline.from_pretrained(home).to(device)` would, with random weights made on the device."""
    import diffusers

    told = weights.pipeline_of(home)
    parts: dict[str, Any] = {}
    for name, value in told.items():
        if name.startswith("_") or not isinstance(value, list):
            continue
        if value[0] is None or name in without:
            parts[name] = None
            continue
        kind = getattr(import_module(value[0]), value[1])
        whole = hasattr(kind, "named_parameters")
        parts[name] = make(kind, home, name, device=device, dtype=dtype) if whole else kind.from_pretrained(home / name)
    pipe = getattr(diffusers, told["_class_name"])(**parts)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def save(model: Any, path: Path) -> int:
    """Write a part's weights as one safetensors file; return its bytes."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    state: Mapping[str, Any] = {name: tensor.cpu().contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, path)
    return path.stat().st_size
