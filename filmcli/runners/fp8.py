"""Linear layers in 8-bit floats (e4m3): half the memory of bfloat16 and, on Ada, Hopper and later, twice its rate. It costs quality.

Knows nothing of the model it changes. Weights have one scale per row, activations one per token, found as they come (Micikevicius et al. 2022).
This module needs torch: import it where it is used.
"""

from __future__ import annotations

import torch

from filmcli.core.errors import CannotRunError

LARGEST = 448.0  # of e4m3
LEAST = 1024  # narrower layers are bound by memory and launches, not by their products: they stay as they are


def check(device: str) -> None:
    """Raise CannotRunError unless the device multiplies in e4m3."""
    if not device.startswith("cuda"):
        raise CannotRunError(f"fp8 needs an NVIDIA GPU, not {device}", hint="leave lossy at none")
    if torch.cuda.get_device_capability(device) < (8, 9):
        name = torch.cuda.get_device_name(device)
        raise CannotRunError(f"fp8 needs a GPU of capability 8.9 (Ada, Hopper) or later, not {name}", hint="leave lossy at none")


def quantise(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (e4m3 values, float32 scale per row) of a matrix (rows, columns): values × scale is the matrix.

    A number is off by at most 1/16 of itself, or by 2⁻¹⁰ ÷ 448 of the largest of its row where that is more (e4m3's subnormals).
    """
    scale = matrix.abs().amax(dim=-1, keepdim=True).float().clamp(min=1e-12) / LARGEST
    return (matrix.float() / scale).clamp(-LARGEST, LARGEST).to(torch.float8_e4m3fn), scale


def replace(model: torch.nn.Module, *, least: int = LEAST) -> int:
    """Put fp8 layers in the place of the large linear layers of a transformer's repeated blocks and return how many.

    What modulates (adaptive norms) stays: it works on one row per picture, costs no time, and its errors reach every token.
    """
    blocks = [module for module in model.modules() if type(module).__name__ in model._repeated_blocks]
    count = 0
    for block in blocks:
        for path, layer in list(block.named_modules()):
            wide = type(layer) is torch.nn.Linear and min(layer.in_features, layer.out_features) >= least
            fits = wide and layer.in_features % 16 == 0 and layer.out_features % 16 == 0  # what the hardware takes
            if fits and not any(word in path for word in ("norm", "mod")):
                parent, _, name = path.rpartition(".")
                setattr(block.get_submodule(parent), name, Fp8Linear(layer))
                count += 1
    return count


class Fp8Linear(torch.nn.Module):
    """y = x Wᵀ + b with x and W in e4m3, summed in float32, rounded to bfloat16, given in the type of x."""

    def __init__(self, linear: torch.nn.Linear) -> None:
        super().__init__()
        values, scale = quantise(linear.weight.detach())
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.register_buffer("values", values)
        self.register_buffer("scale", scale.t().contiguous())
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach().to(torch.bfloat16))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Multiply tokens (…, in) into (…, out)."""
        values, scale = quantise(x.reshape(-1, self.in_features))
        product = torch._scaled_mm(
            values, self.values.t(), scale_a=scale, scale_b=self.scale, bias=self.bias, out_dtype=torch.bfloat16, use_fast_accum=True
        )
        return product.to(x.dtype).reshape(*x.shape[:-1], self.out_features)
