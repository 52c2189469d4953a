"""The tokenizers and text encoders of FLUX.1, tiny: CLIP of one layer and T5 of one layer.

Knows nothing of the pipeline that uses them.
"""

from __future__ import annotations

from typing import Any

WIDE = 16


def clip_tokenizer() -> Any:
    """Return a CLIP tokenizer whose tokens are the printable characters."""
    from transformers import CLIPTokenizer

    return CLIPTokenizer(vocab=_letters(), merges=[], model_max_length=77)


def clip() -> Any:
    """Return a CLIP text encoder of one layer."""
    from transformers import CLIPTextConfig, CLIPTextModel

    letters = _letters()
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(letters),
            hidden_size=WIDE,
            intermediate_size=2 * WIDE,
            num_hidden_layers=1,
            num_attention_heads=2,
            projection_dim=WIDE,
            bos_token_id=letters["<|startoftext|>"],
            eos_token_id=letters["<|endoftext|>"],
        )
    )


def t5_tokenizer() -> Any:
    """Return a T5 tokenizer whose pieces are the printable characters."""
    from transformers import T5Tokenizer

    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -1.0), *((chr(code), -2.0) for code in range(33, 127))]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=512)


def t5() -> Any:
    """Return a T5 encoder of one layer."""
    from transformers import T5Config, T5EncoderModel

    return T5EncoderModel(
        T5Config(
            vocab_size=128,
            d_model=WIDE,
            d_ff=2 * WIDE,
            d_kv=8,
            num_layers=1,
            num_heads=2,
            feed_forward_proj="gated-gelu",
            tie_word_embeddings=False,
        )
    )


def _letters() -> dict[str, int]:
    letters = [chr(code) for code in range(33, 127)]
    return {token: index for index, token in enumerate([*letters, *(f"{one}</w>" for one in letters), "<|startoftext|>", "<|endoftext|>"])}
