"""A model whose repeated blocks do not all fit on the device: some stay there, the others come in turn while those before compute.

Knows nothing of what a model does. Blocks wait in page-locked memory of the host, each in one piece, so that each is one copy at the full
rate of the bus; two places on the device take turns. After the first pass it is known what a pass needs, and the rest of the memory
is filled with blocks that stay, spread evenly, so that the bus and the processors are busy at the same time.
This module needs torch: import it where it is used.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any

import torch

ALIGNED = 256  # bytes: what kernels expect of the start of a weight
SPARE = 0.06  # of the memory that may be used is left free: the allocator's gaps, and what libraries take for themselves


@dataclass
class Block:
    """One repeated block: its tensors, where they lie at home, and where they are now."""

    module: Any
    tensors: list[torch.Tensor]
    home: torch.Tensor  # bytes, page-locked where the device is a GPU
    views: list[torch.Tensor]  # of home
    spots: list[tuple[int, int]]  # begin, end of each tensor, in bytes
    stays: torch.Tensor | None = None  # bytes on the device, while it is resident
    place: int | None = None  # of the two that take turns

    @property
    def size(self) -> int:
        """Return its bytes."""
        return self.home.numel()

    def bind(self, where: torch.Tensor | None) -> None:
        """Have the module compute with its weights in these bytes; None is home."""
        for one, view, (begin, end) in zip(self.tensors, self.views, self.spots, strict=True):
            one.data = view if where is None else where[begin:end].view(view.dtype).view(view.shape)


@dataclass
class Place:
    """Bytes on the device that streamed blocks share: whose weights are in it, and when it may be written again."""

    bytes: torch.Tensor
    user: int | None = None
    copied: Any = None  # CUDA events
    free: Any = None


class Streamer:
    """Runs a model on `device` from weights that are on the CPU. `limit` is how many bytes blocks may keep there; None asks the device.

    The model works as before. `enter` brings it to the device as far as it goes there, `leave` takes all of it home; `shed` gives up the
    blocks that stay. A pass enters by itself, but what asks a model for its device before must find it there.
    """

    def __init__(self, model: Any, device: str, *, limit: int | None = None) -> None:
        self.device = torch.device(device)
        if self._cuda and self.device.index is None:
            self.device = torch.device("cuda", torch.cuda.current_device())
        self.limit = limit
        self.blocks = [_pack(block) for block in repeated(model)]
        if self._cuda:
            homes = [block.home for block in self.blocks if block.size]
            weakref.finalize(self, _unlock, [one for one in homes if _lock(one)])
        inside = {id(one) for block in self.blocks for one in block.tensors}
        self.rest = [(one, one.data) for one in [*model.parameters(), *model.buffers()] if id(one) not in inside]
        self.order: list[int] = []  # in which the blocks ran in the first pass; until its end, in which they are registered
        self.kept: frozenset[int] = frozenset()  # the blocks that stay
        self.settled = False  # whether `kept` has been chosen
        self.here = False
        self._places: list[Place] = []
        self._copies = torch.cuda.Stream(self.device) if self._cuda else None
        model.register_forward_pre_hook(lambda module, given: self.enter(), prepend=True)
        model.register_forward_hook(lambda module, given, made: self._settle())
        for index, block in enumerate(self.blocks):
            block.module.register_forward_pre_hook(lambda module, given, index=index: self._before(index), prepend=True)
            block.module.register_forward_hook(lambda module, given, made, index=index: self._done(index))

    def enter(self) -> None:
        """Bring to the device what lies outside the blocks, and the blocks that stay."""
        if self.here:
            return
        self.here = True
        with torch.inference_mode(False):
            for one, home in self.rest:
                one.data = home.to(self.device)
            most = max((block.size for index, block in enumerate(self.blocks) if index not in self.kept), default=0)
            self._places = [Place(torch.empty(most, dtype=torch.uint8, device=self.device)) for _ in range(2)]
            for index in self.kept:
                block = self.blocks[index]
                block.stays = torch.empty_like(block.home, device=self.device).copy_(block.home, non_blocking=True)
                block.bind(block.stays)
        if self._cuda:
            torch.cuda.synchronize(self.device)  # the places may still be read by what was queued before
            if not self.settled:
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats(self.device)

    def leave(self) -> None:
        """Take everything off the device. What is to stay there comes back with `enter`."""
        if not self.here:
            return
        if self._cuda:
            torch.cuda.synchronize(self.device)
        for block in self.blocks:
            block.bind(None)
            block.stays = block.place = None
        for one, home in self.rest:
            one.data = home
        self._places.clear()
        self.here = False

    def shed(self) -> bool:
        """Let half as many blocks stay from now on; return whether any did. For when memory ran out."""
        self.leave()
        had, self.settled = sorted(self.kept), True
        self.kept = frozenset(had[1::2])
        return bool(had)

    @property
    def _cuda(self) -> bool:
        return self.device.type == "cuda"

    def _before(self, index: int) -> None:
        block = self.blocks[index]
        if not self.settled and index not in self.order:
            self.order.append(index)
        if block.stays is not None:
            return
        if block.place is None:
            self._fetch(index, 0)
        place = self._places[block.place]
        if self._cuda:
            torch.cuda.current_stream(self.device).wait_event(place.copied)
        block.bind(place.bytes)
        following = self._following(index)
        if following is not None and self.blocks[following].place is None:
            self._fetch(following, 1 - block.place)

    def _following(self, index: int) -> int | None:
        """Return the block whose copy is to start now: the next in order that does not stay, the first one again after the last."""
        order = self.order if self.settled else range(len(self.blocks))
        if index not in order:
            return None
        at = order.index(index)
        after = [one for one in (*order[at + 1 :], *order[:at]) if one not in self.kept]
        return after[0] if after else None

    def _fetch(self, index: int, number: int) -> None:
        """Start a block's copy into a place, once what was computed from it is done."""
        block, place = self.blocks[index], self._places[number]
        if place.user is not None:
            self.blocks[place.user].place = None
        place.user, block.place = index, number
        target = place.bytes[: block.size]
        if not self._cuda:
            target.copy_(block.home)
            return
        with torch.cuda.stream(self._copies):
            if place.free is not None:
                self._copies.wait_event(place.free)
            target.copy_(block.home, non_blocking=True)
            place.copied = self._copies.record_event()

    def _done(self, index: int) -> None:
        block = self.blocks[index]
        if block.stays is not None:
            return
        block.bind(None)
        if self._cuda:
            self._places[block.place].free = torch.cuda.current_stream(self.device).record_event()

    def _settle(self) -> None:
        """Choose the blocks that stay, at the end of the first pass."""
        if self.settled:
            return
        self.settled = True
        staying = stay([self.blocks[index].size for index in self.order], self._room())
        self.kept = frozenset(self.order[at] for at in staying)
        if self.kept:
            self.leave()
            if self._cuda:
                torch.cuda.empty_cache()
            self.enter()

    def _room(self) -> int:
        """Return how many bytes are left on the device beside what a pass needed."""
        if self.limit is not None or not self._cuda:
            return self.limit or 0
        free, whole = torch.cuda.mem_get_info(self.device)
        most = min(int(whole * torch.cuda.get_per_process_memory_fraction(self.device)), free + torch.cuda.memory_reserved(self.device))
        return int(most * (1 - SPARE)) - torch.cuda.max_memory_reserved(self.device)


def repeated(model: Any) -> list[Any]:
    """Return the blocks of a model in their order: the members of its outermost lists of two and more modules."""
    found: list[Any] = []

    def walk(module: Any) -> None:
        for child in module.children():
            if isinstance(child, torch.nn.ModuleList) and len(child) > 1:
                found.extend(child)
            else:
                walk(child)

    walk(model)
    return found


def stay(sizes: list[int], room: int) -> list[int]:
    """Return which blocks stay where `room` bytes are free: as evenly spread over all as their sizes allow, and never more than fit."""
    share = min(1.0, max(0, room) / max(1, sum(sizes)))
    chosen, due, left = [], 0.0, room
    for index, size in enumerate(sizes):
        due += size * share
        if share and size <= left and (due >= size / 2 or share == 1.0):
            chosen.append(index)
            due -= size
            left -= size
    return chosen


def _pack(module: Any) -> Block:
    """Move a block's tensors into one piece of memory, and return it."""
    tensors = [*module.parameters(), *module.buffers()]
    spots, end = [], 0
    for one in tensors:
        begin = -(-end // ALIGNED) * ALIGNED
        end = begin + one.numel() * one.element_size()
        spots.append((begin, end))
    home = torch.empty(end, dtype=torch.uint8)
    views = [home[begin:stop].view(one.dtype).view(one.shape) for one, (begin, stop) in zip(tensors, spots, strict=True)]
    block = Block(module, tensors, home, views, spots)
    for one, view in zip(tensors, views, strict=True):
        view.copy_(one.data)
    block.bind(None)
    return block


def _lock(home: torch.Tensor) -> bool:
    """Lock a tensor's pages, for copies at the full rate; return whether the system did (it may limit locked memory: copies are slower then).

    torch's own page-locked memory comes in powers of two: a third of it for nothing.
    """
    return int(torch.cuda.cudart().cudaHostRegister(home.data_ptr(), home.numel(), 0)) == 0


def _unlock(homes: list[torch.Tensor]) -> None:
    for home in homes:
        torch.cuda.cudart().cudaHostUnregister(home.data_ptr())
