"""Qwen-Image-Edit, tiny: the real classes of the pipeline, and four ControlNets of one block. Without references it is Qwen-Image.

Knows nothing of film.
"""

from __future__ import annotations

import json
from pathlib import Path

from filmcli.formats.picture import CONTROLS
from filmcli.runners.tiny import qwen, rand

SHAPE = {
    "in_channels": 16,
    "out_channels": 4,
    "attention_head_dim": 16,
    "num_attention_heads": 2,
    "joint_attention_dim": 16,
    "axes_dims_rope": (4, 4, 8),
}


def write(folder: Path, *, seed: int = 0) -> None:
    """Write the checkpoint into `folder`, with `controls/KIND` beside its parts."""
    import torch
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageControlNetModel,
        QwenImagePipeline,
        QwenImageTransformer2DModel,
    )

    torch.manual_seed(seed)
    QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, shift=1.0, shift_terminal=0.02),
        vae=rand(
            AutoencoderKLQwenImage(
                base_dim=4,
                z_dim=4,
                dim_mult=[1, 1, 1, 1],
                num_res_blocks=1,
                latents_mean=[0.1, -0.1, 0.2, 0.0],
                latents_std=[1.5, 2.0, 1.0, 1.2],
            )
        ),
        text_encoder=qwen.vision(),
        tokenizer=qwen.tokenizer(),
        transformer=rand(QwenImageTransformer2DModel(**SHAPE, num_layers=1)),
    ).save_pretrained(folder, safe_serialization=True)
    qwen.processor(folder / "processor")
    index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    index |= {"_class_name": "QwenImageEditPlusPipeline", "processor": ["transformers", "Qwen2VLProcessor"]}
    (folder / "model_index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    for kind in CONTROLS:
        net = QwenImageControlNetModel(**SHAPE, num_layers=1)
        rand(net).save_pretrained(folder / "controls" / kind, safe_serialization=True)
