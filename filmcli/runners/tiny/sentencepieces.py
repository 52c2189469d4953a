"""A tiny T5 tokenizer (one piece a character) and the text encoders that read it.

Knows nothing of the models that they tell.
"""

from __future__ import annotations

from typing import Any

PIECES = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0), ("▁", -2.0), *((chr(code), -3.0) for code in range(33, 127))]
WIDTH = 16  # of an embedding


def tokenizer(length: int) -> Any:
    """Return a tokenizer of printable ASCII; `length` is the most tokens it takes."""
    from transformers import T5Tokenizer

    return T5Tokenizer(vocab=PIECES, extra_ids=0, model_max_length=length)


def t5() -> Any:
    """Return a T5 encoder with random weights."""
    from transformers import T5Config, T5EncoderModel

    return T5EncoderModel(T5Config(**_sizes()))


def umt5() -> Any:
    """Return an UMT5 encoder with random weights."""
    from transformers import UMT5Config, UMT5EncoderModel

    return UMT5EncoderModel(UMT5Config(**_sizes()))


def _sizes() -> dict[str, Any]:
    return {
        "vocab_size": len(PIECES),
        "d_model": WIDTH,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 2,
        "num_heads": 2,
        "feed_forward_proj": "gated-gelu",
        "pad_token_id": 0,
        "eos_token_id": 1,
    }
