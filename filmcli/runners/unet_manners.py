"""What every UNet runner does to the model libraries: kernels compiled as asked, their noise kept quiet, their failures told in one line.

Knows nothing of prompts and of what a picture goes through.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from filmcli.core.errors import ModelError
from filmcli.formats.picture import Picture
from filmcli.runners.unet_parts import CONTROL


@contextmanager
def failing(pictures: Sequence[Picture]) -> Iterator[None]:
    """Turn what a model raises into one line. Out of memory passes as it is: whoever chose the batch can halve it."""
    import torch

    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(f"{pictures[0].id}: the model failed: {reason}") from error


def quiet() -> None:
    """Keep the libraries' advice and progress bars from the terminal."""
    from diffusers.utils import logging as diffusers
    from transformers.utils import logging as transformers

    for library in (diffusers, transformers):
        library.set_verbosity_error()
        library.disable_progress_bar()
    warnings.filterwarnings("ignore", message="`upcast_vae` is deprecated")  # diffusers warns of what its own pipelines do


def compile_part(made: Any, part: str, how: str, *, tiling: bool) -> None:
    """Have a part compiled (`none`, `regional`: repeated blocks, `full`) when it first runs; a decoder that tiles stays as it is."""
    import torch

    if how != "none":
        # a film has plates or not, references or not, and some sizes: of its own accord dynamo gives up after the eighth
        torch._dynamo.config.recompile_limit = 64
    if part == "vae" and how != "none" and not tiling:
        made.to(memory_format=torch.channels_last)
        made.decoder.compile()
    if part == "unet" or part.startswith(CONTROL):
        if how == "full":
            made.to(memory_format=torch.channels_last)
            made.compile()
        elif how == "regional" and part == "unet":
            made.compile_repeated_blocks()
