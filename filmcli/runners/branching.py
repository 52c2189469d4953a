"""The memory of texts that branch: prompts read once, their continuations side by side in one sequence a prompt.

Knows nothing of grammars and sampling. A column of the cache is one token; a mask says which branch sees it, and its
position is its own, so that branches of any length lie packed (tree attention: Miao et al. 2023, SpecInfer, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAD, TRUNK = -2, -1  # owners of a column: nobody; every branch of its row. From 0 on: that branch
ROOM = 64  # columns by which a full buffer grows

Token = tuple[int, int, int]  # owner, position, id


@dataclass(frozen=True)
class Kept:
    """A prompt that has been read: its tokens, and keys and values of each layer, [heads, tokens, size]."""

    ids: list[int]
    layers: list[tuple[Any, Any]]


class Tree:
    """Some prompts (rows) and their branches. Row r begins with the first `lengths[r]` tokens of `starts[r]`."""

    def __init__(self, model: Any, starts: Sequence[Kept | None], lengths: Sequence[int], *, device: Any) -> None:
        import torch

        self.model, self.device = model, device
        width = max(lengths)
        self.owner = torch.full((len(starts), width), PAD, device=device)
        for row, length in enumerate(lengths):
            self.owner[row, :length] = TRUNK
        self.columns = _Columns()
        shape = next((kept.layers for kept in starts if kept is not None), []) if width else []
        for layer, parts in enumerate(shape):
            slabs = [part.new_zeros((len(starts), part.shape[0], width, part.shape[2])) for part in parts]
            for row, (kept, length) in enumerate(zip(starts, lengths, strict=True)):
                for slab, part in zip(slabs, kept.layers[layer] if kept is not None else (), strict=False):
                    slab[row, :, :length] = part[:, :length]
            self.columns.update(*slabs, layer)

    def read(self, rows: Sequence[Sequence[Token]], *, last: bool = False) -> Any:
        """Append tokens to each row; return the logits that follow each, row by row, [tokens, vocabulary].

        `last`: only those that follow the last token of each row, [rows, vocabulary]; the tokens then end alike, on the right.
        """
        import torch

        width = max(map(len, rows))
        pads = [[(PAD, 0, 0)] * (width - len(row)) for row in rows]
        owner, positions, ids = torch.tensor([[*pad, *row] for pad, row in zip(pads, rows, strict=True)], device=self.device).unbind(-1)
        before = self.owner.shape[1]
        self.owner = torch.cat([self.owner, owner], dim=1)
        seen = (self.owner[:, None] == TRUNK) | (self.owner[:, None] == owner[:, :, None])
        columns = torch.arange(before + width, device=self.device)
        seen &= columns <= columns[before:, None]
        dtype = self.model.dtype
        mask = torch.zeros(seen.shape, dtype=dtype, device=self.device).masked_fill_(~seen, torch.finfo(dtype).min).unsqueeze(1)
        logits = self.model(
            ids.contiguous(),
            past_key_values=self.columns,
            attention_mask=mask,
            position_ids=positions.contiguous(),
            use_cache=True,
            logits_to_keep=int(last),
        ).logits
        if last:
            return logits[:, -1]
        return logits.flatten(0, 1) if not any(pads) else logits[owner != PAD]

    def select(self, rows: Sequence[int]) -> None:
        """Keep these rows only."""
        import torch

        index = torch.tensor(rows, device=self.device)
        self.owner = self.owner[index]
        self.columns.select(index)

    def keep(self, row: int, ids: Sequence[int]) -> Kept:
        """Return the prompt of a row, to begin another tree with."""
        places = (self.owner[row] == TRUNK).nonzero().squeeze(1)
        return Kept(list(ids), [tuple(slab[row][:, places] for slab in slabs) for slabs in self.columns.slabs])


class _Columns:
    """A cache as transformers' models use one, which grows in place: to copy all of it at each step cost as much as the step."""

    def __init__(self) -> None:
        self.slabs: list[list[Any]] = []  # of each layer, keys and values with room to grow
        self.filled: list[int] = []

    def update(self, keys: Any, values: Any, layer_idx: int, *args: Any, **settings: Any) -> tuple[Any, Any]:
        if layer_idx == len(self.slabs):
            self.slabs.append([new.new_empty((*new.shape[:2], 0, new.shape[3])) for new in (keys, values)])
            self.filled.append(0)
        slabs, start = self.slabs[layer_idx], self.filled[layer_idx]
        end = self.filled[layer_idx] = start + keys.shape[2]
        for part, new in enumerate((keys, values)):
            if end > slabs[part].shape[2]:
                grown = new.new_empty((*new.shape[:2], end + ROOM, new.shape[3]))
                grown[:, :, :start] = slabs[part][:, :, :start]
                slabs[part] = grown
            slabs[part][:, :, start:end] = new
        return slabs[0][:, :, :end], slabs[1][:, :, :end]

    def get_seq_length(self, layer_idx: int = 0) -> int:
        return self.filled[layer_idx] if layer_idx < len(self.filled) else 0

    def select(self, index: Any) -> None:
        self.slabs = [[slab[index] for slab in slabs] for slabs in self.slabs]
