"""G8: a language model of 1.5 billion random weights writes 64 answers to prompts that begin alike.

Knows nothing of pictures.
"""

from __future__ import annotations

import time
from typing import Any

from gpu_bench import Bench, Side

REAL = {
    "vocab_size": 151936,
    "hidden_size": 1536,
    "intermediate_size": 8960,
    "num_hidden_layers": 28,
    "num_attention_heads": 12,
    "num_key_value_heads": 2,
    "tie_word_embeddings": True,
}
TINY = {
    "vocab_size": 512,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "tie_word_embeddings": True,
}
COMMON = "INT. LIGHTHOUSE - NIGHT. Rain against the lamp room. VERA counts the ships that did not come. " * 6
REGEX = r"[A-Z][a-z ,]{600,900}\."  # longer than what is asked for, so that every row runs to its last token


def run(bench: Bench) -> Side:
    """Return tokens a second of our decoder, of `generate` prompt by prompt, and of one padded `generate`."""
    import torch

    from filmcli.runners.decoding import Decoder, Request

    rows, length, alone = (8, 12, 2) if bench.tiny else (64, 128, 4)
    model, tokenizer = _model(bench)
    prompts = [f"Scene {index}: what does she say about ship {index * 7}?" for index in range(rows)]
    requests = [Request(system=COMMON, user=text, regex=REGEX, n=1, max_tokens=length, seed=index) for index, text in enumerate(prompts)]
    decoder = Decoder(model, tokenizer, device=bench.device)
    decoder.write(requests[:2])
    with bench.timed() as ours:
        written = decoder.write(requests)
    tokens = sum(candidate.tokens for row in written for candidate in row)

    whole = [f"{COMMON}\n\n{text}\n\n" for text in prompts]
    tokenizer.padding_side = "left"
    settings: dict[str, Any] = {"max_new_tokens": length, "min_new_tokens": length, "do_sample": True, "top_k": 48, "temperature": 0.9}

    def generate(texts: list[str]) -> int:
        given = tokenizer(texts, return_tensors="pt", padding=True).to(bench.device)
        with torch.inference_mode():
            out = model.generate(**given, **settings, pad_token_id=tokenizer.eos_token_id)
        return int(out.shape[0] * (out.shape[1] - given["input_ids"].shape[1]))

    generate(whole[:1])
    with bench.timed() as theirs:
        single = sum(generate([text]) for text in whole[1 : 1 + alone])
    with bench.timed() as padded:
        together = generate(whole)
    rate, base = tokens / ours.seconds, single / theirs.seconds
    return Side(
        what=f"{rows} prompts of {len(tokenizer(whole[0]).input_ids)} tokens, {len(tokenizer(COMMON).input_ids)} of them alike",
        ratio=rate / base,
        target=8.0,
        figures={
            "ours tok/s": rate,
            "sequential tok/s": base,
            "padded generate tok/s (unconstrained)": together / padded.seconds,
            "ours ms per step": 1e3 * ours.seconds / length,
            "ours tokens": tokens,
            "constraint kept": all(candidate.text[:1].isupper() for row in written for candidate in row),
        },
    )


def _model(bench: Bench) -> tuple[Any, Any]:
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    alphabet = ["<eos>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={token: index for index, token in enumerate(alphabet)}, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<eos>", pad_token="<eos>")
    start = time.perf_counter()
    torch.manual_seed(0)
    config = Qwen2Config(**(TINY if bench.tiny else REAL), eos_token_id=0, bos_token_id=None, max_position_embeddings=4096)
    before = torch.get_default_dtype()
    torch.set_default_dtype(bench.dtype)
    try:
        with torch.device(bench.device):
            model = Qwen2ForCausalLM(config).eval().requires_grad_(False)  # its own start is N(0, 0.02)
    finally:
        torch.set_default_dtype(before)
    bench.say(f"G8 model of {sum(p.numel() for p in model.parameters()) / 1e9:.2f} B in {time.perf_counter() - start:.1f} s")
    return model, tokenizer
