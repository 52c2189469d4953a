"""Linear layers with weights in whole numbers of 8 bits: a quarter of float32's memory, half of bfloat16's. The sums stay as they were.

Knows nothing of the model it changes. One scale a row of weights, the largest of the row over 127 (Dettmers et al. 2022, section 2).
This module needs torch: import it where it is used.
"""

from __future__ import annotations

import torch

LEAST = 16  # narrower layers weigh nothing


def replace(model: torch.nn.Module, *, least: int = LEAST) -> int:
    """Put int8 layers in the place of the linear layers, but for the one that gives the logits; return how many."""
    head = model.get_output_embeddings()
    count = 0
    for path, layer in list(model.named_modules()):
        if type(layer) is torch.nn.Linear and layer is not head and min(layer.in_features, layer.out_features) >= least:
            parent, _, name = path.rpartition(".")
            setattr(model.get_submodule(parent), name, Int8Linear(layer))
            count += 1
    return count


class Int8Linear(torch.nn.Module):
    """y = x Wᵀ · scale + b, with W as int8. A weight is off by at most 1/254 of the largest of its row."""

    def __init__(self, linear: torch.nn.Linear) -> None:
        super().__init__()
        weight = linear.weight.detach()
        scale = weight.float().abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.register_buffer("values", (weight.float() / scale).round().to(torch.int8))
        self.register_buffer("scale", scale.squeeze(1).to(weight.dtype))
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Multiply tokens (…, in) into (…, out)."""
        y = torch.nn.functional.linear(x, self.values.to(x.dtype)) * self.scale
        return y if self.bias is None else y + self.bias
