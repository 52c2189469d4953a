"""A tiny HunyuanVideo-1.5: a language model, a speller of glyphs and an eye before the denoiser.

Knows nothing of film.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

LATENTS = 4
WIDTH = 16  # of every embedding
# The shape of the large one's template: the system's words, then the user's.
TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


def write(folder: Path, *, seed: int = 0) -> None:
    """Write it: 16 pixels and 4 frames to a latent, as the large one has."""
    import torch
    from diffusers import (
        AutoencoderKLHunyuanVideo15,
        ClassifierFreeGuidance,
        FlowMatchEulerDiscreteScheduler,
        HunyuanVideo15ImageToVideoPipeline,
        HunyuanVideo15Transformer3DModel,
    )

    torch.manual_seed(seed)
    transformer = HunyuanVideo15Transformer3DModel(
        in_channels=2 * LATENTS + 1,
        out_channels=LATENTS,
        num_attention_heads=2,
        attention_head_dim=16,
        num_layers=2,
        num_refiner_layers=1,
        mlp_ratio=2.0,
        text_embed_dim=WIDTH,
        text_embed_2_dim=WIDTH,
        image_embed_dim=WIDTH,
        rope_axes_dim=(4, 6, 6),
        target_size=32,
    )
    transformer.to(torch.bfloat16)  # its speller's inner width is fixed at 2048: 8 MB of the whole
    words, speller, eye = _language(), _speller(), _eye()
    pipeline = HunyuanVideo15ImageToVideoPipeline(
        text_encoder=words[1],
        tokenizer=words[0],
        transformer=transformer,
        vae=AutoencoderKLHunyuanVideo15(latent_channels=LATENTS, block_out_channels=(8, 8, 8, 8, 8), layers_per_block=1),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0),
        text_encoder_2=speller[1],
        tokenizer_2=speller[0],
        guider=ClassifierFreeGuidance(guidance_scale=6.0),
        image_encoder=eye[1],
        feature_extractor=eye[0],
    )
    pipeline.save_pretrained(folder)


def _language() -> tuple[Any, Any]:
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2_5_VLTextConfig, Qwen2_5_VLTextModel, Qwen2Tokenizer

    names = [*sorted(ByteLevel.alphabet()), "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer = Qwen2Tokenizer(
        vocab={name: number for number, name in enumerate(names)},
        merges=[],
        unk_token="<|endoftext|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>", "<|im_end|>"],
        chat_template=TEMPLATE,
    )
    sizes = {"hidden_size": WIDTH, "intermediate_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2, "num_key_value_heads": 1}
    rope = {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [2, 1, 1]}
    ends = {"bos_token_id": len(names) - 3, "eos_token_id": len(names) - 1}
    return tokenizer, Qwen2_5_VLTextModel(Qwen2_5_VLTextConfig(vocab_size=len(names) + 5, rope_parameters=rope, **ends, **sizes))


def _speller() -> tuple[Any, Any]:
    from transformers import ByT5Tokenizer, T5Config, T5EncoderModel

    sizes = {"d_model": WIDTH, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2, "vocab_size": 384}
    return ByT5Tokenizer(), T5EncoderModel(T5Config(**sizes))


def _eye() -> tuple[Any, Any]:
    from transformers import SiglipImageProcessor, SiglipVisionConfig, SiglipVisionModel

    sizes = {
        "hidden_size": WIDTH,
        "intermediate_size": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 32,
        "patch_size": 16,
    }
    return SiglipImageProcessor(size={"height": 32, "width": 32}), SiglipVisionModel(SiglipVisionConfig(**sizes))
