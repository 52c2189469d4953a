"""Long shots as a chain of windows that a model can film, and the model's frames as the film's.

Knows nothing of models, pictures or files. Frames count from 0; a window's first frame is the last one of the window before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from filmcli.formats.model_card import Sizes

NEAR = 1 / 64  # of a frame: a moment so near to one of the model's frames is that frame


@dataclass(frozen=True)
class Window:
    """The `number`th part of a shot that is filmed in one go: `frames` long, the first of which is the shot's frame `start`."""

    shot: str
    number: int
    start: int
    frames: int
    last: bool

    @property
    def name(self) -> str:
        """Return a name for people and folders: the shot, and which window of it."""
        return f"{self.shot}/{self.number + 1}"


def covering(frames: int, *, fps: int, model_fps: int) -> int:
    """Return how many of the model's frames reach from the first to the last of the film's `frames`."""
    return ceil((frames - 1) * model_fps / fps - NEAR) + 1


def windows(shot: str, frames: int, sizes: Sizes) -> list[Window]:
    """Return the windows that film `frames` of the model's frames, each a multiple of the card's step plus one, and at most its longest.

    They are all of one length, so that a shot's windows run alike and none is a stub; what the last has too much is cut off.
    Two neighbours share a frame: the seam, which is the next one's first picture.
    """
    step = sizes.frame_step
    most = max(step, (sizes.frames - 1) // step * step)
    wanted = max(1, frames - 1)
    count = ceil(wanted / most)
    length = ceil(ceil(wanted / count) / step) * step
    return [Window(shot, number, number * length, length + 1, number == count - 1) for number in range(count)]


def rounds(frames: Mapping[str, int], sizes: Sizes) -> Iterator[list[Window]]:
    """Yield the windows of many shots in rounds: the first of every shot, then the second of those that have one, and so on.

    `frames` is how many of the model's frames each shot needs. Nothing in a round waits for anything else in it.
    """
    shots = {shot: windows(shot, count, sizes) for shot, count in frames.items()}
    for number in range(max(map(len, shots.values()), default=0)):
        yield [parts[number] for parts in shots.values() if number < len(parts)]


def place(frame: int, parts: Sequence[Window]) -> tuple[int, int]:
    """Return the window that holds a shot's frame, and the frame's number in it. The seam is taken from the window that it ends."""
    length = parts[0].frames - 1
    number = min(len(parts) - 1, max(0, frame - 1) // length)
    return number, frame - parts[number].start


def moments(frames: int, *, fps: int, model_fps: int) -> Iterator[tuple[int, float]]:
    """Yield for each of the film's frames the model's frame at or before it, and how far it is to the next one, 0–1.

    A film at 24 frames from a model at 16 falls on a frame, at two thirds, at one third: 0 and 0.67 and 1.33.
    """
    for number in range(frames):
        whole, share = divmod(number * model_fps / fps, 1)
        if share < NEAR or share > 1 - NEAR:
            whole, share = whole + round(share), 0.0
        yield int(whole), share
