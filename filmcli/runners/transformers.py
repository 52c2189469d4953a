"""Writes with any causal language model that transformers can load from this disk.

Knows nothing of film, and never uses the network: `model` is a folder, or the name of a model already in the hub cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError
from filmcli.runners import adapter, capability, device
from filmcli.runners.decoding import Candidate, Decoder, Request, Score

JOB = "write"


class Options(BaseModel):
    """How the model is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder with config, weights and tokenizer, or a cached hub name such as org/name")
    device: str = Field("auto", description="auto, cpu, cuda, cuda:1, mps")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    quantise: Literal["none", "int8"] = Field("none", description="int8: the weights in a quarter of float32's memory, half of bfloat16's")
    threads: int = Field(2, ge=1, le=256, description="CPU threads; fixed, because the sum order of a matrix depends on it")
    adapter: str | None = Field(None, description="a folder of filmcli train style, or another LoRA of this model")


class Transformers:
    """A causal LM, loaded once."""

    def __init__(self, options: Options) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.set_num_threads(options.threads)
        self.options = options
        self.device, self.device_reason = device.choose(options.device)
        self.dtype, self.dtype_reason = device.dtype(options.dtype, self.device)
        try:
            tokenizer = AutoTokenizer.from_pretrained(options.model, local_files_only=True, trust_remote_code=False)
            model = AutoModelForCausalLM.from_pretrained(
                options.model, local_files_only=True, trust_remote_code=False, dtype=getattr(torch, self.dtype)
            )
        except (OSError, ValueError, KeyError) as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            hint = f"filmcli models pull {options.model}"
            raise CannotRunError(f"cannot load the language model {options.model}: {first}", hint=hint) from error
        if options.adapter:
            model = adapter.merged(model, options.adapter)
        parameters = sum(weight.numel() for weight in model.parameters())
        self.about = f"{self.dtype} ({self.dtype_reason}) on {self.device} ({self.device_reason})"
        if options.quantise == "int8":
            from filmcli.runners import int8

            self.about += f", {int8.replace(model)} layers in int8 (asked for)"
        self._decoder = Decoder(model.to(self.device), tokenizer, device=self.device)
        self.mode = capability.of_model(options.model, parameters=parameters)
        self.scores = True

    def write(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Return the candidates of each request, in its order."""
        return self._decoder.write(requests)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """Return the log-likelihood of each text given its context."""
        return self._decoder.score(pairs)

    def learner(self) -> tuple[Any, Any]:
        """Return (model, tokenizer), for tuning."""
        return self._decoder.model, self._decoder.tokenizer
