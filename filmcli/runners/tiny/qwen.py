"""A byte-level Qwen tokenizer with its chat template, and tiny Qwen text encoders.

Knows nothing of the pipelines that use them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
CHAT = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"


def tokenizer() -> Any:
    """Return a Qwen2 tokenizer whose tokens are the 256 bytes and the special ones."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Tokenizer

    vocabulary = {token: index for index, token in enumerate((*sorted(ByteLevel.alphabet()), *SPECIAL))}
    made = Qwen2Tokenizer(
        vocab=vocabulary,
        merges=[],
        unk_token=None,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=list(SPECIAL),
        model_max_length=4096,
    )
    made.chat_template = CHAT
    return made


def language() -> Any:
    """Return a Qwen3 language model of four layers, 16 wide."""
    from transformers import Qwen3Config, Qwen3ForCausalLM

    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=256 + len(SPECIAL),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=4,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=8,
            max_position_embeddings=4096,
        )
    )


def vision() -> Any:
    """Return a Qwen2.5-VL of one language layer and one vision layer."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    token = {name: 256 + SPECIAL.index(name) for name in SPECIAL}
    return Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config={
                "vocab_size": 256 + len(SPECIAL),
                "hidden_size": 16,
                "intermediate_size": 32,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "num_key_value_heads": 2,
                "max_position_embeddings": 4096,
                "bos_token_id": token["<|endoftext|>"],
                "eos_token_id": token["<|im_end|>"],
                "rope_parameters": {"rope_type": "default", "mrope_section": [1, 1, 2], "rope_theta": 1000000.0},
            },
            vision_config={
                "depth": 1,
                "hidden_size": 16,
                "intermediate_size": 32,
                "num_heads": 2,
                "out_hidden_size": 16,
                "patch_size": 14,
                "spatial_merge_size": 2,
                "temporal_patch_size": 2,
                "window_size": 112,
                "fullatt_block_indexes": [0],
            },
            vision_start_token_id=token["<|vision_start|>"],
            vision_end_token_id=token["<|vision_end|>"],
            image_token_id=token["<|image_pad|>"],
            video_token_id=token["<|video_pad|>"],
        )
    )


def processor(folder: Path) -> None:
    """Write what prepares pictures for `vision` into a folder, with the tokenizer beside it."""
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    Qwen2VLImageProcessorPil(patch_size=14, temporal_patch_size=2, merge_size=2).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
