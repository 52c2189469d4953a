"""Embeds sentences with wordllama's 256-dimensional token vectors, whose weights lie inside its wheel: 30 µs a sentence on a CPU.

Knows nothing of film. A sentence is the mean of its tokens' vectors, of length one (Miller, WordLlama 2024, "L2 Supercat 256").
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from filmcli.core.errors import CannotRunError

if TYPE_CHECKING:
    import numpy as np

JOB = "embed"
PACKAGE = "wordllama"
SIZE = 256


class Options(BaseModel):
    """There is nothing to choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WordLlama:
    """The embedded sentence embedder."""

    def __init__(self, options: Options | None = None) -> None:
        import numpy as np
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _package()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        (vectors,) = load_file(folder / "weights" / "l2_supercat_256.safetensors").values()
        self._vectors = vectors.astype(np.float32)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return one vector of length 1 per text, (n, 256) float32; zeros for a text without a word."""
        import numpy as np

        out = np.zeros((len(texts), SIZE), np.float32)
        for row, encoded in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoded.ids:
                mean = self._vectors[encoded.ids].mean(axis=0)
                out[row] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return out


def _package() -> Path:
    """Return the folder of the installed package, found without importing it (it would import what wants numpy 2)."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in list(spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / "weights" / "l2_supercat_256.safetensors").exists():
            return Path(folder)
    raise CannotRunError(
        "the package wordllama, which carries the embedded sentence vectors, is not installed", hint="pip install --no-deps wordllama"
    )
