"""Writes with any causal language model that transformers can load from this disk.

Knows nothing of film, and never uses the network: `model` is a folder, or the name of a model already in the hub cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError
from filmcli.runners import capability
from filmcli.runners.decoding import Candidate, Decoder, Request, Score

JOB = "write"


class Options(BaseModel):
    """How the model is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder with config, weights and tokenizer, or a cached hub name such as org/name")
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    threads: int = Field(2, ge=1, le=256, description="CPU threads; fixed, because the sum order of a matrix depends on it")


class Transformers:
    """A causal LM, loaded once."""

    def __init__(self, options: Options) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.set_num_threads(options.threads)
        self.options = options
        self.device, self.device_reason = choose_device(options.device)
        self.dtype, self.dtype_reason = choose_dtype(options.dtype, device=self.device)
        try:
            tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True, trust_remote_code=False)
            model = AutoModelForCausalLM.from_pretrained(
                options.model, local_files_only=True, trust_remote_code=False, dtype=getattr(torch, self.dtype)
            )
        except (OSError, ValueError, KeyError) as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            hint = f"filmcli models pull {options.model}"
            raise CannotRunError(f"cannot load the language model {options.model}: {first}", hint=hint) from error
        parameters = sum(weight.numel() for weight in model.parameters())
        self._decoder = Decoder(model.to(self.device), tokenizer, device=self.device)
        self.mode = capability.of_model(options.model, parameters=parameters)
        self.scores = True

    def write(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Return the candidates of each request, in its order."""
        return self._decoder.write(requests)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """Return the log-likelihood of each text given its context."""
        return self._decoder.score(pairs)


def choose_device(wanted: str) -> tuple[str, str]:
    """Return (device, reason)."""
    import torch

    if wanted != "auto":
        return wanted, "asked for"
    if torch.cuda.is_available():
        return "cuda", "a CUDA device is here"
    if torch.backends.mps.is_available():
        return "mps", "an Apple GPU is here"
    return "cpu", "no GPU is here"


def choose_dtype(wanted: str, *, device: str) -> tuple[str, str]:
    """Return (dtype, reason). On a CPU without AVX-512 bfloat16 decodes 3–6 times slower than float32 (measured)."""
    if wanted != "auto":
        return wanted, "asked for"
    if device == "cuda":
        return "bfloat16", "a GPU halves memory with it at no cost"
    return "float32", f"fastest on {device}"
