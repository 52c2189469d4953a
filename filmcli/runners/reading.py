"""Reads a safetensors file straight into a device's memory: several threads, page-locked buffers, one copy a tensor.

Knows nothing of models. The library's own reader copies tensor by tensor from pageable memory, on one thread.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

PIECE = 32 << 20  # bytes; two milliseconds of reading and half a millisecond of PCIe 5
SLAB = 256 << 20  # bytes of the device's memory that are asked for at once
ALIGNED = 512  # bytes: what the device's own allocator promises
THREADS = 16  # eight read 15 GB/s of 50 that PCIe 5 carries (H200, 16 cores)
TURN = 0.0002  # seconds between two threads' turns with Python's lock; its usual 5 ms would stop a reader several times a piece


def read(path: Path, *, device: str, piece: int = PIECE, threads: int = THREADS) -> dict[str, torch.Tensor]:
    """Return the tensors of a file by name, on `device`, as they are stored. Raises OSError as `Reading.wait` does."""
    with reading([path], device=device, piece=piece, threads=threads) as coming:
        coming.wait()
        return coming.tensors


@contextmanager
def reading(paths: Sequence[Path], *, device: str, piece: int = PIECE, threads: int = THREADS) -> Iterator[Reading]:
    """Read files on threads while this lasts, so that a module can be built meanwhile, of `tensors` that are whole after `wait`."""
    before = sys.getswitchinterval()
    descriptors = [os.open(path, os.O_RDONLY) for path in paths]
    sys.setswitchinterval(TURN)
    pool = ThreadPoolExecutor(min(threads, max(1, os.cpu_count() or 1)))
    try:
        yield Reading(list(zip(paths, descriptors, strict=True)), pool, device=device, piece=piece)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        sys.setswitchinterval(before)
        for descriptor in descriptors:
            os.close(descriptor)


class Reading:
    """Files on their way to the device: `tensors` by name, which may be put into modules before they are read.

    Tensors lie aligned in slabs: to ask the device for each alone takes a fifth of the time of reading SDXL. A slab is freed with its last.
    """

    def __init__(self, files: list[tuple[Path, int]], pool: ThreadPoolExecutor, *, device: str, piece: int) -> None:
        import torch

        self.tensors: dict[str, torch.Tensor] = {}
        self._own = local()
        self._piece = piece
        self._gpu = device if torch.device(device).type == "cuda" else ""
        work = [(descriptor, run) for path, descriptor in files for run in _pieces(self._spans(path, device), piece)]
        if self._gpu:
            torch.cuda.synchronize(device)  # memory just allocated may still be read by what was queued before
        self._coming: list[Future] = [pool.submit(self._carry, descriptor, run) for descriptor, run in work]

    def wait(self) -> None:
        """Return when all is there. Raises OSError for a file shorter than its header says."""
        for one in self._coming:
            one.result()

    def _spans(self, path: Path, device: str) -> list[tuple[int, int, Any]]:
        """Make the tensors of a file and return (begin, end, tensor) in its order."""
        import torch

        from filmcli.runners.weights import header

        kinds, spans = _kinds(), []
        with path.open("rb") as file:
            start = 8 + struct.unpack("<Q", file.read(8))[0]
        for slab in _slabs(header(path)):
            room = torch.empty(slab[-1].at + slab[-1].size, dtype=torch.uint8, device=device)
            for one in slab:
                bytes_ = room[one.at : one.at + one.size]
                self.tensors[one.name] = bytes_.view(kinds[one.told["dtype"]]).view(one.told["shape"])
                if one.size:
                    begin, end = one.told["data_offsets"]
                    spans.append((start + begin, start + end, bytes_))
        return sorted(spans, key=lambda span: span[0])

    def _carry(self, descriptor: int, run: list[tuple[int, int, Any]]) -> None:
        """Read one run into this thread's buffer, and copy it to its tensors: in few calls, since each must wait for Python's lock."""
        import torch

        own = self._own
        if not hasattr(own, "buffer"):
            own.buffer = torch.empty(self._piece, dtype=torch.uint8, pin_memory=bool(self._gpu))
            own.bytes = memoryview(own.buffer.numpy())
            own.stream = torch.cuda.Stream(self._gpu) if self._gpu else None
        first, last = run[0][0], run[-1][1]
        got = 0
        while got < last - first:
            count = os.preadv(descriptor, [own.bytes[got : last - first]], first + got)
            if count == 0:
                raise OSError("it is shorter than its header says")
            got += count
        with torch.inference_mode(), torch.cuda.stream(own.stream):
            parts = [own.buffer[begin - first : end - first] for begin, end, _ in run]
            torch._foreach_copy_([target for _, _, target in run], parts, non_blocking=True)
        if own.stream is not None:
            own.stream.synchronize()


@dataclass(frozen=True)
class _Spot:
    name: str
    told: dict[str, Any]  # what the header says of it
    at: int  # where it begins in its slab, in bytes
    size: int


def _slabs(told: Mapping[str, Any]) -> list[list[_Spot]]:
    """Return the tensors of a file in their order, in slabs of at most SLAB bytes; a larger one has a slab of its own."""
    slabs: list[list[_Spot]] = []
    end = SLAB
    for name, one in sorted(told.items(), key=lambda pair: pair[1]["data_offsets"]):
        size = one["data_offsets"][1] - one["data_offsets"][0]
        at = -(-end // ALIGNED) * ALIGNED
        if at + size > SLAB:
            slabs.append([])
            at = 0
        slabs[-1].append(_Spot(name, one, at, size))
        end = at + size
    return slabs


def _pieces(spans: list[tuple[int, int, Any]], piece: int) -> list[list[tuple[int, int, Any]]]:
    """Return runs of neighbouring spans of at most `piece` bytes; longer spans are cut."""
    runs: list[list[tuple[int, int, Any]]] = [[]]
    for begin, end, target in spans:
        for cut in range(begin, end, piece):
            stop = min(end, cut + piece)
            if runs[-1] and stop - runs[-1][0][0] > piece:
                runs.append([])
            runs[-1].append((cut, stop, target[cut - begin : stop - begin]))
    return [run for run in runs if run]


def _kinds() -> dict[str, Any]:
    import torch

    return {
        "F64": torch.float64,
        "F32": torch.float32,
        "F16": torch.float16,
        "BF16": torch.bfloat16,
        "F8_E4M3": torch.float8_e4m3fn,
        "F8_E5M2": torch.float8_e5m2,
        "I64": torch.int64,
        "I32": torch.int32,
        "I16": torch.int16,
        "I8": torch.int8,
        "U8": torch.uint8,
        "BOOL": torch.bool,
    }
