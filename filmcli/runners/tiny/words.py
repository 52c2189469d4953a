"""The tiny words of CLIP: a tokenizer that spells, and text and picture encoders of one layer.

Knows nothing of the models they speak to. Each letter is a token, so 256 of them make a sentence; CLIP itself has 77.
"""

from __future__ import annotations

from typing import Any

LENGTH = 256
HIDDEN = 16
SIDE = 16  # pixels, of what the picture encoder sees
LETTERS = tuple(chr(code) for code in range(33, 127))
START, END = "<|startoftext|>", "<|endoftext|>"
VOCABULARY = {token: index for index, token in enumerate([*LETTERS, *(f"{one}</w>" for one in LETTERS), START, END])}


def tokenizer() -> Any:
    """Return a CLIP tokenizer without merges."""
    from transformers import CLIPTokenizer

    return CLIPTokenizer(vocab=VOCABULARY, merges=[], model_max_length=LENGTH)


def text_encoder(*, projected: bool = False) -> Any:
    """Return CLIP's text encoder with random weights: `projected` has the pooled output that SDXL's second encoder gives."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=HIDDEN,
        intermediate_size=2 * HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=HIDDEN,
        max_position_embeddings=LENGTH,
        bos_token_id=VOCABULARY[START],
        eos_token_id=VOCABULARY[END],
        pad_token_id=VOCABULARY[END],
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def picture_encoder() -> Any:
    """Return CLIP's picture encoder with random weights: what an IP-Adapter sees a reference with."""
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    config = CLIPVisionConfig(
        hidden_size=HIDDEN,
        intermediate_size=2 * HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=HIDDEN,
        image_size=SIDE,
        patch_size=SIDE // 2,
    )
    return CLIPVisionModelWithProjection(config)
