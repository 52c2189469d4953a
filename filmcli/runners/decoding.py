"""Constrained decoding of a causal LM: many candidates of many requests in one batch, on one shared prefix cache.

Knows nothing of film, files or where weights come from; it gets a loaded model and tokenizer.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import ModelError

TOP_K = 48  # wide enough for a style, narrow enough to keep a 135M model on its feet
LOGIT_STEP = 1e-3  # logits are rounded to this: padding and batch size move float32 logits by ~1e-5


class Request(BaseModel):
    """One thing to write. `opening` is what the writer has written so far; the candidates continue it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str = ""
    user: str = ""
    opening: str = ""
    regex: str | None = Field(None, description="what the whole continuation must match; None leaves it free")
    n: int = Field(4, ge=1, le=256)
    max_tokens: int = Field(32, ge=1, le=4096)
    temperature: float = Field(0.9, ge=0, le=4, description="0 takes the likeliest token")
    seed: int = 0


@dataclass(frozen=True)
class Candidate:
    """A continuation, its log-likelihood (nats, unmasked model), its length in tokens, and whether it came to its end."""

    text: str
    logprob: float
    tokens: int
    done: bool


@dataclass(frozen=True)
class Score:
    """Log-likelihood of a text (nats) and its length in tokens."""

    logprob: float
    tokens: int


class Decoder:
    """Decodes with one model; keeps the prefix of the last call, so that a growing text is read only once."""

    def __init__(self, model: Any, tokenizer: Any, *, device: str = "cpu") -> None:
        import llguidance

        self.model = model.eval()
        self.tokenizer = tokenizer
        self.device = device
        self.eos = tokenizer.eos_token_id
        self.vocabulary = model.get_output_embeddings().weight.shape[0]
        grammar_json = tokenizer.backend_tokenizer.to_str()
        self._guide = llguidance.LLTokenizer(grammar_json, n_vocab=self.vocabulary, eos_token=self.eos)
        self._executor = llguidance.LLExecutor(num_threads=max(1, (os.cpu_count() or 1) // 4))
        self._kept: tuple[list[int], Any] = ([], None)

    def write(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Return the candidates of each request, in its order. A request's result depends on its own seed only."""
        import torch

        if not requests:
            return []
        with torch.inference_mode():
            prompts = [self._prompt(request) for request in requests]
            shared = min(_common(prompts), min(len(prompt) for prompt in prompts) - 1)
            cache = self._read_prefix(prompts[0][:shared])
            rows = _Rows(self, requests)
            logits, cache, mask, positions = self._read_suffixes(prompts, shared, cache, rows.owner)
            for _ in range(max(request.max_tokens for request in requests)):
                tokens = rows.step(logits)
                if rows.all_done():
                    break
                positions = positions + 1
                mask = torch.cat([mask, mask.new_ones(len(mask), 1)], dim=1)
                out = self.model(tokens, past_key_values=cache, attention_mask=mask, position_ids=positions, use_cache=True)
                logits, cache = out.logits[:, -1], out.past_key_values
        return rows.candidates()

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """Return the log-likelihood of each (context, text): the text's, given the context. Each context is read once."""
        import torch

        start = self.tokenizer.bos_token_id if self.tokenizer.bos_token_id is not None else self.eos
        texts = [self._ids(text) for _, text in pairs]
        scores: list[Score] = [Score(0.0, 0)] * len(pairs)
        with torch.inference_mode():
            for context in dict.fromkeys(context for context, _ in pairs):
                rows = [row for row, pair in enumerate(pairs) if pair[0] == context and texts[row]]
                if rows:
                    found = self._likelihoods([start, *self._ids(context)], [texts[row] for row in rows])
                    for row, logprob in zip(rows, found, strict=True):
                        scores[row] = Score(logprob, len(texts[row]))
        return scores

    def _likelihoods(self, context: list[int], texts: list[list[int]]) -> list[float]:
        """Return the log-likelihood of texts that follow one context."""
        import torch
        from transformers import DynamicCache

        head = self.model(
            torch.tensor([context], device=self.device),
            past_key_values=DynamicCache(config=self.model.config),
            use_cache=True,
            logits_to_keep=1,
        )
        cache, width = head.past_key_values, max(map(len, texts))
        cache.batch_select_indices(torch.zeros(len(texts), dtype=torch.long, device=self.device))
        ids = torch.tensor([text + [self.eos] * (width - len(text)) for text in texts], device=self.device)
        body = self.model(ids, past_key_values=cache, use_cache=True).logits  # right padding: causal attention never sees it
        logits = torch.cat([head.logits.expand(len(texts), 1, -1), body[:, :-1]], dim=1)
        chosen = torch.log_softmax(logits.float(), dim=-1).gather(2, ids.unsqueeze(2)).squeeze(2)
        return [float(chosen[row, : len(text)].sum()) for row, text in enumerate(texts)]

    def _ids(self, text: str) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False).input_ids

    def _prompt(self, request: Request) -> list[int]:
        if getattr(self.tokenizer, "chat_template", None):
            messages = [{"role": "system", "content": request.system}, {"role": "user", "content": request.user}]
            head = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        else:
            head = "\n\n".join(part for part in (request.system, request.user) if part) + "\n\n"
        # head and opening apart: a growing opening then never changes the tokens of the head
        ids = self._ids(head) + self._ids(request.opening)
        return ids or [self.eos]

    def _read_prefix(self, prefix: list[int]) -> Any:
        """Return a private cache that holds `prefix`, reading only what the last call had not read."""
        import copy

        import torch
        from transformers import DynamicCache

        ids, cache = self._kept
        same = _common([ids, prefix]) if cache is not None else 0
        if cache is None or same == 0:
            same, cache = 0, DynamicCache(config=self.model.config)
        elif same < len(ids):
            _cut(cache, same)
        if same < len(prefix):
            new = torch.tensor([prefix[same:]], device=self.device)
            cache = self.model(new, past_key_values=cache, use_cache=True, logits_to_keep=1).past_key_values
        self._kept = (list(prefix), cache)
        return copy.deepcopy(cache) if prefix else DynamicCache(config=self.model.config)

    def _read_suffixes(self, prompts: list[list[int]], shared: int, cache: Any, owner: list[int]) -> tuple:
        """Read what follows the shared prefix, left-padded, once a request; then spread to one row a candidate."""
        import torch

        suffixes = [prompt[shared:] for prompt in prompts]
        width = max(len(suffix) for suffix in suffixes)
        ids = torch.full((len(prompts), width), self.eos, device=self.device)
        mask = torch.ones((len(prompts), shared + width), dtype=torch.long, device=self.device)
        positions = torch.zeros((len(prompts), width), dtype=torch.long, device=self.device)
        for row, suffix in enumerate(suffixes):
            pad = width - len(suffix)
            ids[row, pad:] = torch.tensor(suffix, device=self.device)
            mask[row, shared : shared + pad] = 0
            positions[row, pad:] = torch.arange(shared, shared + len(suffix), device=self.device)
        if shared:
            cache.batch_select_indices(torch.zeros(len(prompts), dtype=torch.long, device=self.device))
        out = self.model(ids, past_key_values=cache, attention_mask=mask, position_ids=positions, use_cache=True, logits_to_keep=1)
        spread = torch.tensor(owner, dtype=torch.long, device=self.device)
        cache = out.past_key_values
        cache.batch_select_indices(spread)
        return out.logits[spread, -1], cache, mask[spread], positions[spread, -1:]


class _Rows:
    """The candidates being written: one grammar matcher, one random stream and one text a row."""

    def __init__(self, decoder: Decoder, requests: Sequence[Request]) -> None:
        self.decoder = decoder
        self.requests = requests
        self.owner = [index for index, request in enumerate(requests) for _ in range(request.n)]
        self.matchers = [self._matcher(requests[index]) for index in self.owner]
        self.streams = [random.Random(f"{request.seed}/{k}") for request in requests for k in range(request.n)]
        self.tokens: list[list[int]] = [[] for _ in self.owner]
        self.logprobs = [0.0 for _ in self.owner]
        self.done = [False for _ in self.owner]

    def _matcher(self, request: Request) -> Any:
        import llguidance

        if request.regex is None:
            return None
        grammar = llguidance.LLMatcher.grammar_from_regex(request.regex)
        matcher = llguidance.LLMatcher(self.decoder._guide, grammar)
        if matcher.is_error():
            raise ModelError(f"the grammar is not valid: {matcher.get_error()}")
        return matcher

    def all_done(self) -> bool:
        return all(self.done)

    def step(self, logits: Any) -> Any:
        """Choose a token for every row; return them as [rows, 1]."""
        import torch

        raw = torch.round(logits.float() / LOGIT_STEP) * LOGIT_STEP
        plain = torch.log_softmax(raw, dim=-1)
        raw = raw.masked_fill(~self._allowed(raw.device), float("-inf"))
        values, indices = torch.topk(raw, min(TOP_K, raw.shape[-1]), dim=-1)
        # one copy a step for all rows: a GPU waits for its queue to run dry at each
        likely, tokens, chances = values.tolist(), indices.tolist(), plain.gather(1, indices).tolist()
        picked = []
        for row, request in enumerate(self.requests[index] for index in self.owner):
            token = self.decoder.eos
            if not self.done[row]:
                place = _pick(likely[row], request.temperature, self.streams[row].random())
                token = tokens[row][place]
                self._take(row, token, chances[row][place])
            picked.append(token)
        return torch.tensor(picked, device=raw.device).unsqueeze(1)

    def _allowed(self, device: Any) -> Any:
        """Return which tokens each row's grammar allows now, [rows, vocabulary]; all of them for a free or finished row."""
        import llguidance.numpy as guidance
        import numpy
        import torch

        bits = guidance.allocate_token_bitmask(len(self.owner), self.decoder.vocabulary)
        bits[:] = -1
        work = [(m, row) for row, m in enumerate(self.matchers) if m is not None and not self.done[row]]
        if work:
            guidance.fill_next_token_bitmask_par(self.decoder._executor, work, bits)
        packed = bits.view(numpy.uint8)
        if device.type == "cpu":
            flat = numpy.unpackbits(packed, axis=1, bitorder="little")[:, : self.decoder.vocabulary]
            return torch.from_numpy(flat.view(bool))
        # 64 rows of 152,000 tokens are 1.2 MB packed and 10 MB as booleans: they are unpacked over there
        places = torch.arange(8, dtype=torch.uint8, device=device)
        there = torch.from_numpy(packed).to(device).unsqueeze(2)
        return ((there >> places) & 1).bool().flatten(1)[:, : self.decoder.vocabulary]

    def _take(self, row: int, token: int, logprob: float) -> None:
        matcher = self.matchers[row]
        if token == self.decoder.eos:
            self.done[row] = True
            return
        self.tokens[row].append(token)
        self.logprobs[row] += logprob
        if matcher is not None:
            if not matcher.consume_token(token):
                raise ModelError(f"the grammar refused its own token: {matcher.get_error()}")
            self.done[row] = matcher.is_stopped()
        if len(self.tokens[row]) >= self.requests[self.owner[row]].max_tokens and not self.done[row]:
            self.done[row] = True
            self.matchers[row] = self.matchers[row] if matcher is not None and matcher.is_accepting() else False

    def candidates(self) -> list[list[Candidate]]:
        result: list[list[Candidate]] = [[] for _ in self.requests]
        for row, index in enumerate(self.owner):
            text = self.decoder.tokenizer.decode(self.tokens[row], skip_special_tokens=True)
            complete = self.matchers[row] is not False
            result[index].append(Candidate(text, self.logprobs[row], len(self.tokens[row]), complete))
        return result


def _pick(logits: list[float], temperature: float, u: float) -> int:
    """Return the index sampled at temperature by inverse CDF over descending logits; `u` in 0–1."""
    import math

    if temperature <= 0:
        return 0
    weights = [math.exp((value - logits[0]) / temperature) for value in logits]
    mark, total = u * sum(weights), 0.0
    for index, weight in enumerate(weights):
        total += weight
        if total >= mark and weight > 0:
            return index
    return 0


def _cut(cache: Any, length: int) -> None:
    """Shorten a cache to its first `length` tokens (its own `crop` has changed meaning between versions)."""
    for layer in cache.layers:
        layer.keys, layer.values = layer.keys[..., :length, :], layer.values[..., :length, :]


def _common(lists: Sequence[list[int]]) -> int:
    """Return the length of the longest common prefix."""
    first, last = min(lists), max(lists)
    for index, (a, b) in enumerate(zip(first, last, strict=False)):
        if a != b:
            return index
    return min(len(first), len(last))
