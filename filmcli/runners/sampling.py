"""Requests, and the candidates that grow from them: each under its grammar, with a random stream of its own.

Knows nothing of models: it takes logits and says which tokens are to be read next.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import ModelError
from filmcli.runners.branching import TRUNK, Token, Tree

TOP_K = 48  # wide enough for a style, narrow enough to keep a 135M model on its feet
LOGIT_STEP = 1e-3  # logits are rounded to this: padding and batch size move float32 logits by ~1e-5
DROP = 0.75  # when so few of the rows still have tokens to come, the others are dropped


class Request(BaseModel):
    """One thing to write. `opening` is what the writer has written so far; the candidates continue it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    system: str = ""
    user: str = ""
    opening: str = ""
    regex: str | None = Field(None, description="what the whole continuation must match; None leaves it free")
    lark: str | None = Field(None, description="the same language or a part of it in llguidance's Lark, for runners that read it")
    n: int = Field(4, ge=1, le=256)
    max_tokens: int = Field(32, ge=1, le=4096, description="tokens the model chooses; those the grammar forces come on top")
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


class Guide:
    """What grammars need to know of a tokenizer."""

    def __init__(self, tokenizer: Any, vocabulary: int) -> None:
        import llguidance

        self.tokenizer, self.vocabulary = tokenizer, vocabulary
        self.eos = tokenizer.eos_token_id
        self.tokens = llguidance.LLTokenizer(tokenizer.backend_tokenizer.to_str(), n_vocab=vocabulary, eos_token=self.eos)
        self.executor = llguidance.LLExecutor(num_threads=max(1, (os.cpu_count() or 1) // 4))


class Branches:
    """The candidates being written: one grammar matcher, one random stream and one text a branch.

    A pass reads of each living branch the token it chose and those its grammar forces after it: several words for one pass.
    """

    def __init__(self, guide: Guide, requests: Sequence[Request], tree: Tree) -> None:
        self.guide, self.requests, self.tree = guide, requests, tree
        self.forced = 0  # tokens that needed no pass of their own
        self.owner = [index for index, request in enumerate(requests) for _ in range(request.n)]
        grammars = {(r.regex, r.lark): self._grammar(r) for r in requests if r.regex is not None}
        self.matchers = [
            grammars[r.regex, r.lark].deep_copy() if r.regex is not None else None for r in map(requests.__getitem__, self.owner)
        ]
        self.streams = [random.Random(f"{request.seed}/{k}") for request in requests for k in range(request.n)]
        self.starts = [int((tree.owner[row] == TRUNK).sum()) for row in range(len(requests))]
        self.tokens: list[list[int]] = [[] for _ in self.owner]
        self.logprobs = [0.0 for _ in self.owner]
        self.chosen = [0 for _ in self.owner]
        self.ended = [False for _ in self.owner]
        self.complete = [True for _ in self.owner]
        self.rows = list(range(len(requests)))  # the request of each row of the tree
        self.news: dict[int, list[int]] = {branch: [0] for branch in range(len(self.owner))}  # the tokens of each branch in this pass
        self.lines = dict.fromkeys(self.news, 1)  # and how many of them are read

    def _grammar(self, request: Request) -> Any:
        import llguidance

        if request.lark is not None:
            grammar = llguidance.LLMatcher.grammar_from_lark(request.lark)
        else:
            grammar = llguidance.LLMatcher.grammar_from_regex(str(request.regex))
        matcher = llguidance.LLMatcher(self.guide.tokens, grammar)
        if matcher.is_error():
            raise ModelError(f"the grammar is not valid: {matcher.get_error()}")
        return matcher

    def step(self, logits: Any) -> list[list[Token]] | None:
        """Take the logits that follow the tokens read last; choose on. Return the tokens to read next by row, None at the end."""
        import torch

        raw = torch.round(logits.float() / LOGIT_STEP) * LOGIT_STEP
        plain = torch.log_softmax(raw, dim=-1)
        known, last, line = [], {}, 0
        for branch, lines in self.lines.items():
            known += [(branch, line + at - 1, self.news[branch][at]) for at in range(1, len(self.news[branch]))]
            line += lines
            last[branch] = line - 1
        going = [branch for branch in last if not self.ended[branch]]
        self.news = {branch: self._forced(branch) for branch in going}
        known += [(branch, last[branch], forced[0]) for branch, forced in self.news.items() if forced]
        known += self._choose(raw, {branch: last[branch] for branch in going if not self.news[branch]})
        if known:
            branches, lines, tokens = zip(*known, strict=True)
            for branch, logprob in zip(branches, plain[list(lines), list(tokens)].tolist(), strict=True):
                self.logprobs[branch] += logprob
        return self._waiting()

    def _forced(self, branch: int) -> list[int]:
        """Take and return the tokens that the grammar leaves no choice about."""
        matcher = self.matchers[branch]
        forced = matcher.compute_ff_tokens() if matcher is not None and not matcher.is_stopped() else []
        if forced:
            matcher.consume_tokens(forced)
            self.tokens[branch] += forced
            self.forced += len(forced)
        if matcher is not None and matcher.is_stopped():
            self.ended[branch] = True
        return forced

    def _choose(self, raw: Any, lines: dict[int, int]) -> list[tuple[int, int, int]]:
        """Sample a token for each of these branches; return (branch, line of the logits, token)."""
        import torch

        if not lines:
            return []
        rows = raw[list(lines.values())]
        rows = rows.masked_fill(~self._allowed(list(lines), rows.device), float("-inf"))
        values, indices = torch.topk(rows, min(TOP_K, rows.shape[-1]), dim=-1)
        likely, tokens = values.tolist(), indices.tolist()  # one copy a step: a GPU waits for its queue to run dry at each
        found = []
        for at, (branch, line) in enumerate(lines.items()):
            request = self.requests[self.owner[branch]]
            token = tokens[at][_pick(likely[at], request.temperature, self.streams[branch].random())]
            if token == self.guide.eos:
                self.ended[branch] = True
                continue
            found.append((branch, line, token))
            self.tokens[branch].append(token)
            self.news[branch] = [token]
            self._take(branch, token, request.max_tokens)
        return found

    def _take(self, branch: int, token: int, most: int) -> None:
        """Tell the grammar of a chosen token, add what it forces, and see whether the branch is at its end."""
        matcher = self.matchers[branch]
        self.chosen[branch] += 1
        if matcher is not None:
            if not matcher.consume_token(token):
                raise ModelError(f"the grammar refused its own token: {matcher.get_error()}")
            self.news[branch] += self._forced(branch)
        if self.chosen[branch] >= most and not self.ended[branch]:
            self.ended[branch] = True
            self.complete[branch] = matcher is not None and matcher.is_accepting()

    def _allowed(self, branches: list[int], device: Any) -> Any:
        """Return which tokens each branch's grammar allows now, [branches, vocabulary]; all of them for a free one."""
        import llguidance.numpy as guidance
        import numpy
        import torch

        bits = guidance.allocate_token_bitmask(len(branches), self.guide.vocabulary)
        bits[:] = -1
        work = [(self.matchers[branch], at) for at, branch in enumerate(branches) if self.matchers[branch] is not None]
        if work:
            guidance.fill_next_token_bitmask_par(self.guide.executor, work, bits)
        packed = bits.view(numpy.uint8)
        if device.type == "cpu":
            flat = numpy.unpackbits(packed, axis=1, bitorder="little")[:, : self.guide.vocabulary]
            return torch.from_numpy(flat.view(bool))
        # 64 rows of 152,000 tokens are 1.2 MB packed and 10 MB as booleans: they are unpacked over there
        places = torch.arange(8, dtype=torch.uint8, device=device)
        there = torch.from_numpy(packed).to(device).unsqueeze(2)
        return ((there >> places) & 1).bool().flatten(1)[:, : self.guide.vocabulary]

    def _waiting(self) -> list[list[Token]] | None:
        """Return what the next pass has to read: of an ended branch not its last token, after which nothing comes."""
        self.news = {branch: new for branch, new in sorted(self.news.items()) if len(new) > self.ended[branch]}
        self.lines = {branch: len(new) - self.ended[branch] for branch, new in self.news.items()}
        waiting: dict[int, list[Token]] = {}
        for branch, new in self.news.items():
            row = self.owner[branch]
            start = self.starts[row] + len(self.tokens[branch]) - len(new)
            waiting.setdefault(row, []).extend((branch, start + at, token) for at, token in enumerate(new[: self.lines[branch]]))
        if not waiting:
            return None
        if len(waiting) <= DROP * len(self.rows):
            self.tree.select([at for at, row in enumerate(self.rows) if row in waiting])
            self.rows = list(waiting)
        return [waiting.get(row, []) for row in self.rows]

    def candidates(self) -> list[list[Candidate]]:
        result: list[list[Candidate]] = [[] for _ in self.requests]
        for branch, index in enumerate(self.owner):
            text = self.guide.tokenizer.decode(self.tokens[branch], skip_special_tokens=True)
            result[index].append(Candidate(text, self.logprobs[branch], len(self.tokens[branch]), self.complete[branch]))
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
