"""A tiny Wan: from a picture, in the three forms that Wan has had.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from filmcli.runners.tiny import sentencepieces

LATENTS = 4
TRANSFORMER = {
    "patch_size": (1, 2, 2),
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "out_channels": LATENTS,
    "text_dim": sentencepieces.WIDTH,
    "freq_dim": 32,
    "ffn_dim": 32,
    "num_layers": 2,
    "rope_max_seq_len": 64,
}


def write(folder: Path, *, seed: int = 0, form: Literal["clip", "two", "stamped"] = "clip") -> None:
    """Write it: `clip` is 2.1 with its image encoder, `two` 2.2 with two transformers, `stamped` 2.2 5B with a time for each token."""
    import torch
    from diffusers import UniPCMultistepScheduler, WanImageToVideoPipeline, WanTransformer3DModel

    torch.manual_seed(seed)
    joined = {**TRANSFORMER, "in_channels": 2 * LATENTS + 4}
    eye = _eye() if form == "clip" else (None, None)
    if form == "clip":
        joined |= {"image_dim": eye[1].config.hidden_size, "added_kv_proj_dim": 24}
    first = WanTransformer3DModel(**(joined if form != "stamped" else {**TRANSFORMER, "in_channels": LATENTS}))
    pipeline = WanImageToVideoPipeline(
        tokenizer=sentencepieces.tokenizer(512),
        text_encoder=sentencepieces.umt5(),
        vae=vae(),
        scheduler=UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0),
        image_processor=eye[0],
        image_encoder=eye[1],
        transformer=first,
        transformer_2=WanTransformer3DModel(**joined) if form == "two" else None,
        boundary_ratio=0.9 if form == "two" else None,
        expand_timesteps=form == "stamped",
    )
    pipeline.save_pretrained(folder)


def vae() -> Any:
    """Return a Wan decoder: 8 pixels and 4 frames to a latent."""
    from diffusers import AutoencoderKLWan

    return AutoencoderKLWan(
        base_dim=4,
        z_dim=LATENTS,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        latents_mean=[0.1, -0.1, 0.2, 0.0],
        latents_std=[1.2, 0.9, 1.1, 1.0],
    )


def _eye() -> tuple[Any, Any]:
    from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel

    sizes = {
        "hidden_size": 16,
        "intermediate_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": 32,
        "patch_size": 16,
    }
    processor = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    return processor, CLIPVisionModel(CLIPVisionConfig(**sizes))
