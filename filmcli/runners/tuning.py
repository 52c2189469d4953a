"""Tunes a causal language model on texts by an adapter: one step at a time, kept and taken up again to the last bit.

Knows nothing of film, of how long to train, and of what the texts are. float32, one row at a time: no padding, little memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core import files
from filmcli.runners import adapter

CLIP = 1.0  # the longest gradient of a step


@dataclass(frozen=True)
class Sample:
    """A text to learn, and what the model is told before it; that is read and not learnt."""

    text: str
    system: str = ""
    user: str = ""


@dataclass(frozen=True)
class Row:
    """A sample as tokens; what comes from `start` on is learnt."""

    ids: tuple[int, ...]
    start: int

    @property
    def learnt(self) -> int:
        """How many tokens are learnt."""
        return len(self.ids) - self.start


class Tuner:
    """A model with a new adapter, and the optimiser (AdamW, Loshchilov and Hutter 2019) of its matrices."""

    def __init__(self, model: Any, tokenizer: Any, *, rank: int, seed: int) -> None:
        import torch

        self.tokenizer = tokenizer
        self.device = next(model.parameters()).device
        self.model = adapter.fresh(model.float(), rank=rank, seed=seed)
        self._names, self._weights = zip(*((n, p) for n, p in self.model.named_parameters() if p.requires_grad), strict=True)
        self._optimiser = torch.optim.AdamW(self._weights, lr=0.0, weight_decay=0.0, betas=(0.9, 0.99), foreach=False)

    def row(self, sample: Sample, *, longest: int) -> Row:
        """Return a sample as tokens, cut to the longest allowed."""
        head = self._ids(self._head(sample))
        head = head or [self.tokenizer.bos_token_id if self.tokenizer.bos_token_id is not None else self.tokenizer.eos_token_id]
        return Row(tuple((head + self._ids(sample.text))[:longest]), len(head))

    def nats(self, rows: Sequence[Row]) -> list[float]:
        """Return the loss of each row, summed over its tokens."""
        import torch

        self.model.eval()
        with torch.no_grad():
            return [float(self._nats(row)) for row in rows]

    def step(self, rows: Sequence[Row], *, rate: float) -> float:
        """Learn from rows once; return their mean loss before it, in nats a token. A rate of 0 leaves everything as it was."""
        import torch

        self.model.train()
        count, total = max(1, sum(row.learnt for row in rows)), 0.0
        for row in rows:
            nats = self._nats(row)
            (nats / count).backward()
            total += float(nats.detach())
        if rate:
            torch.nn.utils.clip_grad_norm_(self._weights, CLIP, foreach=False)
            for group in self._optimiser.param_groups:
                group["lr"] = rate
            self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        return total / count

    def weights(self) -> list[Any]:
        """Return a copy of the adapter's matrices."""
        return [weight.detach().clone() for weight in self._weights]

    def put(self, weights: Sequence[Any]) -> None:
        """Take matrices that `weights` returned."""
        import torch

        with torch.no_grad():
            for own, given in zip(self._weights, weights, strict=True):
                own.copy_(given)

    def save(self, folder: Path, best: Sequence[Any], notes: dict[str, Any]) -> None:
        """Write all that going on needs into a new folder: matrices, the best so far, the optimiser, and the caller's notes."""
        from safetensors.torch import save

        state = self._optimiser.state_dict()["state"]
        tensors = {f"best/{name}": value.contiguous() for name, value in zip(self._names, best, strict=True)}
        tensors |= {f"now/{name}": value.detach().contiguous() for name, value in zip(self._names, self._weights, strict=True)}
        tensors |= {
            f"{part}/{name}": state[at][part].reshape(-1) if part == "step" else state[at][part].contiguous()
            for at, name in enumerate(self._names)
            for part in ("exp_avg", "exp_avg_sq", "step")
            if at in state
        }
        with files.staged_folder(folder) as part:
            (part / "state.safetensors").write_bytes(save(tensors))
            (part / "notes.json").write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")

    def load(self, folder: Path) -> tuple[list[Any], dict[str, Any]]:
        """Take up what `save` wrote; return the best matrices and the notes."""
        from safetensors.torch import load_file

        tensors = load_file(folder / "state.safetensors", device=str(self.device))
        self.put([tensors[f"now/{name}"] for name in self._names])
        kept = {
            at: {part: tensors[f"{part}/{name}"] for part in ("exp_avg", "exp_avg_sq")} | {"step": tensors[f"step/{name}"].reshape(())}
            for at, name in enumerate(self._names)
            if f"step/{name}" in tensors
        }
        self._optimiser.load_state_dict({"state": kept, "param_groups": self._optimiser.state_dict()["param_groups"]})
        return [tensors[f"best/{name}"] for name in self._names], json.loads((folder / "notes.json").read_text(encoding="utf-8"))

    def _head(self, sample: Sample) -> str:
        if not sample.user:
            return ""
        if getattr(self.tokenizer, "chat_template", None):
            messages = [{"role": "system", "content": sample.system}, {"role": "user", "content": sample.user}]
            return str(self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))
        return "\n\n".join(part for part in (sample.system, sample.user) if part) + "\n\n"

    def _ids(self, text: str) -> list[int]:
        return list(self.tokenizer(text, add_special_tokens=False).input_ids)

    def _nats(self, row: Row) -> Any:
        """Return the summed loss of what a row has to learn. Only those places go through the output layer: a fifth of the work."""
        import torch

        ids = torch.tensor([row.ids], device=self.device)
        places = torch.arange(row.start - 1, len(row.ids) - 1, device=self.device)
        logits = self.model(input_ids=ids, logits_to_keep=places, use_cache=False).logits[0]
        return torch.nn.functional.cross_entropy(logits.float(), ids[0, row.start :], reduction="sum")


def rate(step: int, *, steps: int, top: float, warm: int = 20) -> float:
    """Return the learning rate of a step (from 0): up to the top in `warm` steps, then down a half cosine to a tenth of it."""
    if step < warm:
        return top * (step + 1) / warm
    part = (step - warm) / max(1, steps - warm)
    return top * (0.1 + 0.9 * (1 + math.cos(math.pi * min(1.0, part))) / 2)
