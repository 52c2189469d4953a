"""Constrained decoding of a causal LM: many candidates of many requests in one batch, each prompt read once.

Knows nothing of film, files or where weights come from; it gets a loaded model and tokenizer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from filmcli.core.errors import CannotRunError
from filmcli.runners.branching import TRUNK, Kept, Token, Tree
from filmcli.runners.sampling import Branches, Candidate, Guide, Request, Score

__all__ = ["Candidate", "Decoder", "Request", "Score"]

KEPT = 32  # prompts whose reading is remembered from call to call
SHORT = 24  # tokens that are sooner read anew than remembered
PROBE = 0.05  # of the largest logit: float32 differs by 1e-5, bfloat16 by 1e-2, a model that cannot branch by more than 0.2


class Decoder:
    """Decodes with one model; keeps what it has read of prompts, so that a growing text is read only once."""

    def __init__(self, model: Any, tokenizer: Any, *, device: str = "cpu") -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.device = device
        vocabulary = model.get_output_embeddings().weight.shape[0]
        self._probe(vocabulary)
        self.guide = Guide(tokenizer, vocabulary)
        self._kept: list[Kept] = []
        self.passes = self.forced = 0  # forward passes after the prompts, and tokens that came without one of their own

    def write(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Return the candidates of each request, in its order. A request's result depends on its own seed only."""
        import torch

        if not requests:
            return []
        with torch.inference_mode():
            tree, logits = self._read([self._prompt(request) for request in requests])
            branches = Branches(self.guide, requests, tree)
            waiting = branches.step(logits[torch.tensor(branches.owner, device=logits.device)])
            while waiting is not None:
                self.passes += 1
                waiting = branches.step(tree.read(waiting))
        self.forced += branches.forced
        return branches.candidates()

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """Return the log-likelihood of each (context, text): the text's, given the context. Each context is read once."""
        import torch

        start = self.tokenizer.bos_token_id if self.tokenizer.bos_token_id is not None else self.guide.eos
        texts = [self._ids(text) for _, text in pairs]
        contexts = list(dict.fromkeys(context for (context, _), text in zip(pairs, texts, strict=True) if text))
        scores = [Score(0.0, 0)] * len(pairs)
        if not contexts:
            return scores
        with torch.inference_mode():
            prompts = [[start, *self._ids(context)] for context in contexts]
            tree, head = self._read(prompts)
            rows: list[list[Token]] = [[] for _ in contexts]
            members: list[list[int]] = [[] for _ in contexts]
            for index, ((context, _), text) in enumerate(zip(pairs, texts, strict=True)):
                if text:
                    row = contexts.index(context)
                    members[row].append(index)
                    rows[row] += [(index, len(prompts[row]) + at, token) for at, token in enumerate(text)]
            logits, at = tree.read(rows), 0
            for row, indices in enumerate(members):
                for index in indices:
                    text = texts[index]
                    chances = torch.log_softmax(torch.cat([head[row : row + 1], logits[at : at + len(text) - 1]]).float(), dim=-1)
                    found = chances.gather(1, torch.tensor(text, device=chances.device).unsqueeze(1))
                    scores[index] = Score(float(found.sum()), len(text))
                    at += len(text)
        return scores

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
        return ids or [self.guide.eos]

    def _read(self, prompts: list[list[int]]) -> tuple[Tree, Any]:
        """Return the prompts as a tree, and the logits that follow each. Only what no earlier call has read is read."""
        shared = min(_common(prompts), min(map(len, prompts)) - 1)
        if len(prompts) > 1 and self._longest(prompts[0][:shared])[1] < shared:
            begun, tokens = self._begun([prompts[0][:shared]])
            begun.read(tokens, last=True)
            self._keep(begun.keep(0, prompts[0][:shared]))
        tree, tokens = self._begun(prompts)
        logits = tree.read(tokens, last=True)
        for row, prompt in enumerate(prompts):
            if len(prompt) > SHORT and self._longest(prompt)[1] < len(prompt) - SHORT:
                self._keep(tree.keep(row, prompt))
        return tree, logits

    def _begun(self, prompts: list[list[int]]) -> tuple[Tree, list[list[Token]]]:
        """Return a tree that holds the kept beginnings of the prompts, and the tokens still to be read."""
        found = [self._longest(prompt[:-1]) for prompt in prompts]
        tree = Tree(self.model, [kept for kept, _ in found], [length for _, length in found], device=self.device)
        rest = [
            [(TRUNK, at, token) for at, token in enumerate(prompt) if at >= length]
            for prompt, (_, length) in zip(prompts, found, strict=True)
        ]
        return tree, rest

    def _longest(self, ids: list[int]) -> tuple[Kept | None, int]:
        """Return the kept prompt that begins most like `ids`, and how many tokens are alike."""
        best: Kept | None = None
        most = 0
        for kept in reversed(self._kept):
            alike = _common([kept.ids, ids])
            if alike > most:
                best, most = kept, alike
        return best, most

    def _keep(self, new: Kept) -> None:
        self._kept = [kept for kept in self._kept if kept.ids != new.ids[: len(kept.ids)]][1 - KEPT :] + [new]

    def _probe(self, vocabulary: int) -> None:
        """Raise CannotRunError unless the model reads branches as it reads plain text (one with a running state cannot)."""
        import torch

        ids = [index % vocabulary for index in (5, 3, 8, 2)]
        try:
            with torch.inference_mode():
                plain = self.model(torch.tensor([ids], device=self.device), use_cache=False).logits[0, -1].float()
                tree = Tree(self.model, [None], [0], device=self.device)
                tree.read([[(TRUNK, at, token) for at, token in enumerate(ids[:2])]])
                branches = [(0, 2, ids[2]), (1, 2, ids[0]), (0, 3, ids[3]), (1, 3, ids[1])]
                branched = tree.read([branches])[2].float()
            apart = float((plain - branched).abs().max() / plain.abs().max().clamp(min=1e-6))
        except (TypeError, AttributeError, ValueError, RuntimeError, IndexError) as error:
            raise CannotRunError(f"this model cannot write several candidates at once: {type(error).__name__}", hint=_SERVE) from error
        if apart > PROBE:
            raise CannotRunError(f"this model cannot write several candidates at once: its logits differ by {apart:.0%}", hint=_SERVE)


_SERVE = "serve it (vLLM, llama.cpp, Ollama) and use --runner openai"


def _common(lists: Sequence[list[int]]) -> int:
    """Return the length of the longest common prefix."""
    first, last = min(lists), max(lists)
    for index, (a, b) in enumerate(zip(first, last, strict=False)):
        if a != b:
            return index
    return min(len(first), len(last))
