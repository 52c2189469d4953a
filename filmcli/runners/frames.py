"""Frames on their way from the device to whoever writes them: the next batch is launched before they are there.

Knows nothing of models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor


class Coming:
    """One of the frames that are being copied into page-locked memory."""

    def __init__(self, frame: Tensor, there: Any) -> None:
        self._frame, self._there = frame, there

    def array(self) -> np.ndarray:
        """Return the frame, once it is there; other threads run meanwhile."""
        self._there.synchronize()
        return self._frame.numpy()


def fetched(frames: Tensor) -> list[np.ndarray | Coming]:
    """Return uint8 frames (n, …) one by one: arrays from a CPU, at once; from CUDA as `Coming`.

    Only memory that is asked for can be lacking, and it is asked for before a kernel is launched: out of memory is never late.
    """
    import torch

    if frames.device.type != "cuda":
        return list(frames.cpu().numpy())
    kept = torch.empty(frames.shape, dtype=frames.dtype, pin_memory=True)
    kept.copy_(frames, non_blocking=True)
    there = torch.cuda.Event(blocking=True)  # a thread that waits leaves its core alone
    there.record(torch.cuda.current_stream(frames.device))
    return [Coming(one, there) for one in kept]


def array(frame: np.ndarray | Coming) -> np.ndarray:
    """Return a frame as an array."""
    return frame.array() if isinstance(frame, Coming) else frame
