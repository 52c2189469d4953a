"""Which device and which number format a model runs in, each with its reason.

Knows nothing of what runs there.
"""

from __future__ import annotations

from filmcli.core.errors import CannotRunError, UsageError


def choose(asked: str) -> tuple[str, str]:
    """Return (device, reason). Raises CannotRunError for a device that is not here."""
    import torch

    if asked == "auto":
        if torch.cuda.is_available():
            return "cuda", f"auto: {torch.cuda.get_device_name(0)}"
        if torch.backends.mps.is_available():
            return "mps", "auto: Apple GPU"
        return "cpu", "auto: no GPU here"
    kind, _, number = asked.partition(":")
    here = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if kind not in here or (number and not number.isdigit()):
        raise UsageError(f"--device {asked!r}: expected auto, cpu, cuda, cuda:N or mps")
    if not here[kind] or (kind == "cuda" and number and int(number) >= torch.cuda.device_count()):
        raise CannotRunError(f"no {asked} device here", hint="use --device auto")
    return asked, "asked for"


def dtype(asked: str, device: str, native: str = "bfloat16") -> tuple[str, str]:
    """Return (dtype, reason). On a CPU without AVX-512 bfloat16 is 3–6 times slower than float32 (measured)."""
    if asked != "auto":
        return asked, "asked for"
    if device.startswith("cuda"):
        return native, "the model's own; a GPU halves memory with it at no cost"
    return "float32", f"fastest on {device}"
