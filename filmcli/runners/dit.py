"""The parts of one diffusion transformer: where their files are, which are in memory and on which device, and how they are freed.

Knows nothing of what a family does with them. Text encoders, the denoiser with its control nets, and the VAE are loaded one by one, when needed.
"""

from __future__ import annotations

import gc
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.runners import cards, control_nets, device, weights

DENOISER = "transformer"
DECODER = "vae"


class Running(BaseModel):
    """Which model, and how it runs. A family adds the card it takes by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder, a .safetensors file of the denoiser alone, or a hub id in the cache")
    card: str
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    compile: Literal["none", "regional", "full"] = "none"
    offload: Literal["none", "phase", "group"] = "none"
    tiling: bool = False
    lossy: Literal["none", "fp8"] = "none"


class Parts:
    """The parts of one model. Making it finds files and reads their settings; no weights are loaded.

    `encoders` are the parts that the encode phase needs, in order; `net` is diffusers' class of control nets, and `net_settings` makes its settings
    of the denoiser's and of the header of a net that is a single file; `fused` says that its attention can make query, key and value in one
    product where it is compiled or in fp8. Raises CannotRunError for what is not here.
    """

    def __init__(
        self, options: Running, *, encoders: tuple[str, ...], net: str = "", net_settings: Callable | None = None, fused: bool = False
    ) -> None:
        self.options = options
        self.card = cards.load(options.card)
        found = weights.find(options.model, pull=options.card if options.model == self.card.hub else options.model)
        self.file = found if found.is_file() else None
        self.folder = weights.find(self.card.hub, pull=options.card) if self.file else found
        self.index = weights.pipeline_of(self.folder)
        missing = [part for part in (*encoders, DENOISER, DECODER, "scheduler") if not self.index.get(part)]
        if missing:
            raise CannotRunError(
                f"{self.folder}: is a {self.index.get('_class_name')} and has no {missing[0]}",
                hint=f"filmcli models pull {options.card}",
            )
        self.encoders = encoders
        self.device, where = device.choose(options.device)
        self.dtype_name, why = device.dtype(options.dtype, self.device, self.card.dtype)
        self.offload, self.tiling, self.compile = options.offload, options.tiling, options.compile
        self.notes = {"device": f"{self.device}: {where}", "dtype": f"{self.dtype_name}: {why}", "attention": "sdpa: torch's own"}
        if options.lossy == "fp8":
            from filmcli.runners import fp8

            fp8.check(self.device)
            self.notes["lossy"] = "fp8: asked for; the denoiser's blocks multiply in 8-bit floats"
        self.loaded: dict[str, Any] = {}
        self.fused = fused
        # encoders of the library transformers that lie outside the model's folder: name → (class, folder)
        self.others: dict[str, tuple[str, Path]] = {}
        self._streamer: Any = None  # of the denoiser, where its blocks come in turn
        self._net, self._net_settings = net, net_settings
        self.nets = control_nets.find(self.folder, self.card) if net else {}

    @property
    def dtype(self) -> Any:
        """Return the torch dtype of the weights."""
        import torch

        return getattr(torch, self.dtype_name)

    @cached_property
    def encoder_revision(self) -> str:
        """Return the digest of the encoders' and tokenizers' files: half of the key of an embedding."""
        parts = [*self.encoders, *(name for name in ("tokenizer", "tokenizer_2", "processor") if self.index.get(name))]
        own = [weights.revision(self.folder, part, variant=self.card.variant) for part in parts]
        return fingerprint.of_value([self.dtype_name, *own, *(weights.revision(folder) for _, folder in self.others.values())])

    def use(self, *names: str) -> list[Any]:
        """Return parts, loaded and on the device. With offloading, every other part goes to the CPU's memory first."""
        if self.offload != "none":
            for name in self.loaded:
                if name in names or (name.startswith("net ") and DENOISER in names):
                    continue
                self._home(name)
            self._empty()
        found = [self._one(name) for name in names]
        if DECODER in names:  # tiles are for decoding alone: what is encoded in tiles is another picture
            vae = self.loaded[DECODER]
            vae.disable_tiling()
            if self.tiling and DENOISER not in names:
                vae.enable_tiling()
        return found

    def net(self, kind: str) -> Any:
        """Return the control net of a kind; kinds that share one file share one net."""
        name = f"net {self.nets[kind]}"
        if name not in self.loaded:
            self.loaded[name] = control_nets.load(
                self._net, self.nets[kind], device=self.device, dtype=self.dtype, lender=self.config(DENOISER), settings=self._net_settings
            )
        return self.loaded[name].to(self.device)

    def config(self, part: str) -> dict[str, Any]:
        """Return the settings of a part, as its file has them."""
        return json.loads((self.folder / part / "config.json").read_text(encoding="utf-8"))

    def tokenizer(self, part: str = "tokenizer") -> Any:
        """Return a tokenizer."""
        return self._kind(part).from_pretrained(self.folder / part, local_files_only=True)

    def scheduler(self) -> Any:
        """Return the model's scheduler, or what the card puts in its place."""
        import diffusers

        own = json.loads((self.folder / "scheduler" / "scheduler_config.json").read_text(encoding="utf-8"))
        changed = dict(self.card.scheduler)
        name = str(changed.pop("class", self.index["scheduler"][1]))
        kind = getattr(diffusers, name, None) if name.endswith("Scheduler") else None
        if kind is None:
            raise CannotRunError(f"{self.options.card}: {name} is no scheduler of diffusers")
        return kind.from_config(own, **changed)

    def drop(self, phase: str) -> None:
        """Free what a phase needs on the device: encode, denoise or decode. With offloading, all but encoders wait in the CPU's memory."""
        names = {"encode": (*self.encoders, *self.others), "denoise": (DENOISER,), "decode": (DECODER,)}[phase]
        held = [one for one in self.loaded if one in names or (phase == "denoise" and one.startswith("net "))]
        if not held:
            return  # to collect garbage takes half a second in a process with these libraries
        if phase != "encode" and self.offload != "none":
            for name in held:
                self._home(name)
        else:
            self._forget(held)
        self._empty()

    def _home(self, name: str) -> None:
        if self._by_blocks(name):
            self._streamer.leave()
        else:
            self.loaded[name].to("cpu")

    def _forget(self, names: list[str]) -> None:
        for name in names:
            del self.loaded[name]
        if DENOISER in names:
            self._streamer = None
        gc.collect()

    def relieve(self) -> str:
        """Take one more step down in the use of memory and say which; "" when there is none left."""
        if not self.tiling:
            self.tiling = True
            self.notes["tiling"] = "on: memory ran out"
            return "decoder in tiles"
        if self.offload == "none":
            self.offload = "phase"
            self.notes["offload"] = "phase: memory ran out"
            return "only the parts of one phase on the device"
        if self.offload == "phase":
            self._forget([one for one in self.loaded if one == DENOISER or one.startswith("net ")])
            self.offload = "group"
            return "denoiser offloaded by blocks"
        if self._streamer is not None and self._streamer.shed():
            return "fewer blocks of the denoiser stay on the device"
        return ""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run without gradients; what a model fails with becomes a ModelError of one line. Out of memory rises as it is."""
        import torch
        from diffusers.utils import logging
        from transformers.utils import logging as logging_too

        for one in (logging, logging_too):  # what they warn of is meant for those who write pipelines
            one.set_verbosity_error()
            one.disable_progress_bar()
        try:
            with torch.no_grad(), warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                yield
        except torch.OutOfMemoryError:
            raise
        except (RuntimeError, ValueError, TypeError, AssertionError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ModelError(f"{self.options.card}: the model failed: {reason}") from error

    def _one(self, name: str) -> Any:
        if name not in self.loaded:
            self.loaded[name] = self._load(name)
        elif not self._by_blocks(name):
            self.loaded[name].to(self.device)
        if self._by_blocks(name):
            self._streamer.enter()
        return self.loaded[name]

    def _load(self, name: str) -> Any:
        where = "cpu" if self._by_blocks(name) else self.device
        if name == DENOISER and self.file:
            model = self._from_file(where)
        elif name in self.others:
            kind, folder = self.others[name]
            model = weights.load(getattr(import_module("transformers"), kind), folder, "", device=where, dtype=self.dtype)
        else:
            model = weights.load(self._kind(name), self.folder, name, device=where, dtype=self.dtype, variant=self.card.variant)
        if name == DENOISER:
            self._dress(model)
        return model

    def _from_file(self, where: str) -> Any:
        """Return the denoiser of a single file; its settings are those of the card's model."""
        try:
            model = self._kind(DENOISER).from_single_file(
                str(self.file), config=str(self.folder), subfolder=DENOISER, local_files_only=True, torch_dtype=self.dtype
            )
        except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CannotRunError(
                f"{self.file}: cannot be loaded: {reason}", hint="a folder in the layout of diffusers always can"
            ) from error
        return model.to(where).eval().requires_grad_(False)

    def _dress(self, model: Any) -> None:
        """Make a denoiser as it is to run: in fp8, by blocks, compiled."""
        if self.fused and (self.compile != "none" or self.options.lossy == "fp8") and not self._by_blocks(DENOISER):
            _fuse(model)
        if self.options.lossy == "fp8":
            from filmcli.runners import fp8

            fp8.replace(model)
        if self._by_blocks(DENOISER):
            from filmcli.runners.streaming import Streamer

            self._streamer = Streamer(model, self.device)
            self.notes["offload"] = "group: the denoiser's blocks wait in the CPU's memory, but for those that fit on the device"
        elif self.compile == "regional":
            model.compile_repeated_blocks(fullgraph=True)
        elif self.compile == "full":
            model.compile()

    def _by_blocks(self, name: str) -> bool:
        return name == DENOISER and self.offload == "group"

    def _kind(self, part: str) -> type:
        library, name = self.index[part]
        if library not in ("diffusers", "transformers"):
            raise CannotRunError(f"{self.folder}: its {part} is {library}.{name}, not a class of diffusers or transformers")
        kind = getattr(import_module(library), name, None)
        if kind is None:
            raise CannotRunError(f"{self.folder}: the {library} here has no {name}", hint=f"pip install -U {library}")
        return kind

    def _empty(self) -> None:
        if self.device.startswith("cuda"):
            import torch

            torch.cuda.empty_cache()


def _fuse(model: Any) -> None:
    """Have the attention of a denoiser make query, key and value in one product.

    At FLUX's 4608 tokens one of 9216 columns keeps 132 multiprocessors 98 % busy, three of 3072 keep them 82 %; in fp8 the tokens are
    quantised once instead of three times.
    """
    for module in [one for one in model.modules() if getattr(one, "_supports_qkv_fusion", False) and hasattr(one, "to_q")]:
        module.fuse_projections()
        for name in ("to_q", "to_k", "to_v", "add_q_proj", "add_k_proj", "add_v_proj"):
            if hasattr(module, name):
                delattr(module, name)
    model.requires_grad_(False)
