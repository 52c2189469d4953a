"""What a model is asked to make: a picture from words, plates and references, or a clip that starts from one.

Knows nothing of any model, and nothing of shots. Arrays are uint8 RGB, display-referred (sRGB), row 0 at the top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Control = Literal["depth", "normal", "edge", "pose"]
CONTROLS: tuple[Control, ...] = ("depth", "normal", "edge", "pose")


@dataclass(frozen=True)
class Plate:
    """A control plate (h, w, 3) and how much it counts, 0–1.5; a guide of a clip is (frames, h, w, 3)."""

    array: np.ndarray
    weight: float = 1.0


@dataclass(frozen=True)
class Reference:
    """A picture of a person or a place that the model is to keep to. `region` (h, w) uint8 says where, white is inside; None is everywhere."""

    image: np.ndarray
    region: np.ndarray | None = None
    weight: float = 0.6
    name: str = ""


@dataclass(frozen=True)
class Picture:
    """One picture to paint. `strength` 0 keeps `image`, 1 ignores it; `mask` (h, w) uint8, white is painted anew and black is kept.

    `width` and `height` are what the model works at, multiples of what its card says.
    """

    id: str
    prompt: str
    width: int
    height: int
    seed: int
    steps: int
    guidance: float
    negative: str = ""
    image: np.ndarray | None = None
    strength: float = 1.0
    mask: np.ndarray | None = None
    controls: Mapping[Control, Plate] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    def kind(self) -> tuple:
        """Return what pictures must share to be painted in one batch."""
        return (
            (self.width, self.height, self.steps, self.guidance),
            (self.image is not None, round(self.strength, 3) if self.image is not None else 1.0, self.mask is not None),
            tuple((name, round(plate.weight, 3)) for name, plate in sorted(self.controls.items())),
            tuple((one.region is not None, round(one.weight, 3)) for one in self.references),
        )


@dataclass(frozen=True)
class Motion:
    """One clip to film, from its first picture on. `guides` are control plates over time, `frames` long.

    `frames` and `fps` are what the model works at; its card says which numbers of frames it takes.
    """

    id: str
    prompt: str
    width: int
    height: int
    frames: int
    fps: int
    seed: int
    steps: int
    guidance: float
    negative: str = ""
    first: np.ndarray | None = None
    guides: Mapping[Control, Plate] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    def kind(self) -> tuple:
        """Return what clips must share to be filmed in one batch."""
        return (
            (self.width, self.height, self.frames, self.fps, self.steps, self.guidance, self.first is not None),
            tuple((name, round(plate.weight, 3)) for name, plate in sorted(self.guides.items())),
            len(self.references),
        )
