"""What the families that film share: their options, and the parts of a model, each loaded when it is first asked for.

Knows nothing of what the parts do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, FilmError, ModelError
from filmcli.runners import cards, device, weights

LIBRARIES = ("diffusers", "transformers")


class Options(BaseModel):
    """Which model films, and how it runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder, or a hub id in the cache")
    card: str = Field("", description="its card, for the scheduler and the number format; empty keeps the model's own")
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    compile: Literal["none", "regional", "full"] = "none"
    offload: Literal["none", "phase", "group"] = "none"
    tiling: bool = False
    lossy: Literal["none", "fp8"] = "none"


class Parts:
    """A model's folder in diffusers layout. Nothing is loaded until `get`; `offload` says what stays on the device meanwhile.

    `none` keeps what was loaded there until it is dropped; `phase` has one part there at a time and the others in the CPU's memory;
    `group` besides sends the blocks of everything but the decoder there one after the other. On a CPU all three are the same.
    """

    def __init__(self, options: Options, *, family: str) -> None:
        if options.lossy != "none":
            raise CannotRunError(f"{family}: {options.lossy} is not built for models that film", hint="leave lossy at none")
        card = cards.load(options.card) if options.card else None
        self.folder = weights.find(options.model, pull=options.card or family, revision=card.revision if card else "main")
        if not self.folder.is_dir():
            raise CannotRunError(f"{self.folder}: a film model is a folder", hint="give a diffusers folder, with model_index.json")
        self.index = weights.pipeline_of(self.folder)
        self.device, where = device.choose(options.device)
        self._dtype, why = device.dtype(options.dtype, self.device, card.dtype if card else "bfloat16")
        self.notes = {"device": f"{self.device}: {where}", "dtype": f"{self._dtype}: {why}", "attention": "sdpa: exact, and part of torch"}
        self.offload = "none" if self.device == "cpu" else options.offload
        self.compile, self.tiling = options.compile, options.tiling
        self.variant = card.variant if card else ""
        self.plan = dict(card.scheduler) if card else {}
        self._here: dict[str, Any] = {}
        self._streamers: dict[str, Any] = {}  # of the parts whose blocks come in turn

    @property
    def dtype(self) -> Any:
        """Return torch's name for the number format."""
        import torch

        return getattr(torch, self._dtype)

    def has(self, name: str) -> bool:
        """Say whether the model has this part at all."""
        return bool((self.index.get(name) or [None])[0])

    def loaded(self) -> frozenset[str]:
        """Return the parts whose weights are in memory."""
        return frozenset(self._here)

    def settings(self, name: str) -> dict[str, Any]:
        """Return a part's own `config.json`; nothing is loaded."""
        try:
            return json.loads((self.folder / name / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CannotRunError(f"{self.folder / name}: cannot be loaded: {error}", hint="filmcli models verify") from None

    def get(self, name: str) -> Any:
        """Return a part on the device, ready; under `phase` and `group` the others leave first."""
        if self.offload != "none":
            for other in self._here.keys() - {name}:
                self._home(other)
        if name not in self._here:
            self._here[name] = self._load(name)
        elif self.offload != "none" and name not in self._streamers:
            self._here[name].to(self.device)
        if name in self._streamers:
            self._streamers[name].enter()
        return self._here[name]

    def tool(self, name: str) -> Any:
        """Return a part without weights: a tokenizer, a scheduler, an image processor."""
        try:
            return self._kind(name).from_pretrained(self.folder / name, local_files_only=True)
        except (OSError, ValueError, TypeError) as error:
            raise CannotRunError(f"{self.folder / name}: cannot be loaded: {error}", hint="filmcli models verify") from error

    def scheduler(self) -> Any:
        """Return the model's scheduler, with the settings that its card changes. Raises CannotRunError for a class that is none."""
        own = self.tool("scheduler")
        if not self.plan:
            return own
        import diffusers

        name = str(self.plan.get("class", type(own).__name__))
        kind = getattr(diffusers, name, None) if name.endswith("Scheduler") else None
        if kind is None:
            raise CannotRunError(f"diffusers has no scheduler {name!r}", hint="its class names end in Scheduler")
        return kind.from_config(own.config, **{key: value for key, value in self.plan.items() if key != "class"})

    def drop(self, *names: str) -> None:
        """Free some parts; under `phase` and `group` they go to the CPU's memory, for the next time."""
        import gc

        if not self._here.keys() & set(names):
            return  # to collect garbage takes half a second in a process with these libraries
        for name in names:
            if self.offload == "none":
                self._here.pop(name, None)
            elif name in self._here:
                self._home(name)
        gc.collect()
        self._emptied()

    def relieve(self) -> str:
        """Take one more step down in memory and return what it was; empty when nothing is left to do."""
        self._emptied()
        if not self.tiling:
            self.tiling = True
            if "vae" in self._here:
                self._here["vae"].enable_tiling()
            return "decoder in tiles"
        if self.offload == "group":
            shed = [streamer.shed() for streamer in self._streamers.values()]
            return "fewer blocks of the denoiser stay on the device" if any(shed) else ""
        if self.device == "cpu":
            return ""
        if self.offload == "none":
            self.offload = "phase"
            return "one part on the device at a time"
        self._here = {name: part for name, part in self._here.items() if name == "vae"}
        self.offload = "group"
        return "denoiser offloaded by blocks"

    def _kind(self, name: str) -> type:
        from importlib import import_module

        library, kind = self.index.get(name) or (None, None)
        found = getattr(import_module(library), str(kind), None) if library in LIBRARIES else None
        if found is None:
            raise CannotRunError(f"{self.folder}: {name} is {kind} of {library}, which is not known here", hint="filmcli models verify")
        return found

    def _load(self, name: str) -> Any:
        from transformers.utils import logging

        logging.disable_progress_bar()
        grouped = self.offload == "group" and name != "vae"
        where = "cpu" if grouped else self.device
        part = weights.load(self._kind(name), self.folder, name, device=where, dtype=self.dtype, variant=self.variant)
        if name == "vae" and self.tiling:
            part.enable_tiling()
        if grouped:
            from filmcli.runners.streaming import Streamer

            self._streamers[name] = Streamer(part, self.device)
        elif name.startswith("transformer") and self.compile != "none":
            part.compile(dynamic=True) if self.compile == "full" else part.compile_repeated_blocks(fullgraph=True)
        return part

    def _home(self, name: str) -> None:
        """Have a part wait in the CPU's memory."""
        if name in self._streamers:
            self._streamers[name].leave()
        else:
            self._here[name].to("cpu")

    def _emptied(self) -> None:
        import torch

        if self.device.startswith("cuda"):
            torch.cuda.empty_cache()


@contextmanager
def work(what: str) -> Iterator[None]:
    """Run a phase without gradients. A model's failure rises as ModelError in one line; out of memory rises as it is, for the conductor."""
    import torch

    try:
        with torch.no_grad():
            yield
    except (torch.OutOfMemoryError, FilmError):
        raise
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"{what}: the model failed: {(str(error).splitlines() or [type(error).__name__])[0]}") from error
