"""The parts of one model that are in memory: on the device, or waiting in the CPU's memory until their phase.

Knows nothing of what the parts do. Inference leaves weights as they are, so a part that goes home is not copied back.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from typing import Any, Literal

Offload = Literal["none", "phase", "group"]


class Residence:
    """Parts by name. `none` keeps each on the device, `phase` only while it is held, `group` moves a denoiser's layers one by one."""

    def __init__(self, device: str, offload: Offload = "none") -> None:
        self.device = device
        self.offload = offload
        self.parts: dict[str, Any] = {}
        self._homes: dict[str, list[tuple[Any, Any]]] = {}
        self._streamed: set[str] = set()

    def hold(self, names: Iterable[str], make: Callable[[str, str], Any], *, stream: Iterable[str] = ()) -> list[Any]:
        """Return the parts on the device, in order, made by `make(name, device)` where they are new; all others go home.

        `stream` names those whose layers are moved one by one when the offload is `group`.
        """
        names = list(names)
        if self.offload != "none":
            for name in set(self._homes) - set(names):
                self._leave(name)
        for name in names:
            if name not in self.parts:
                self.parts[name] = make(name, self.device if self.offload == "none" else "cpu")
                if self.offload == "group" and name in stream:
                    self._stream(name)
            if self.offload != "none" and name not in self._streamed:
                self._enter(name)
        return [self.parts[name] for name in names]

    def drop(self, names: Iterable[str]) -> None:
        """Forget the parts, and give their memory back."""
        import torch

        if not (names := [name for name in names if name in self.parts]):
            return  # to collect garbage takes half a second in a process with these libraries
        for name in names:
            self.parts.pop(name)
            self._homes.pop(name, None)
            self._streamed.discard(name)
        gc.collect()
        if self.device.startswith("cuda"):
            torch.cuda.empty_cache()

    def _enter(self, name: str) -> None:
        if name not in self._homes:
            part = self.parts[name]
            pin = self.device.startswith("cuda")  # pinned memory is copied at twice the rate, and without stopping the GPU
            tensors = [*part.parameters(), *part.buffers()]
            self._homes[name] = [(one, one.data.pin_memory() if pin else one.data) for one in tensors]
        for one, home in self._homes[name]:
            one.data = home.to(self.device, non_blocking=True)

    def _leave(self, name: str) -> None:
        for one, home in self._homes[name]:
            one.data = home

    def _stream(self, name: str) -> None:
        import torch
        from diffusers.hooks import apply_group_offloading

        apply_group_offloading(
            self.parts[name],
            onload_device=torch.device(self.device),
            offload_device=torch.device("cpu"),
            offload_type="leaf_level",
            use_stream=self.device.startswith("cuda"),
        )
        self._streamed.add(name)
