"""What is sent to whoever runs a model: the rig (which model, where, how) and one order per picture or clip, as plain JSON.

Knows nothing of models. Every picture is a path, so that an order means the same in this process, in a worker, on another machine and in a farm's job.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.formats.picture import Control


class Plain(BaseModel):
    """A frozen part; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rig(Plain):
    """One model and how it is run. What is None or auto is chosen by the preflight, with a reason."""

    runner: str
    job: Literal["draw", "film"]
    card: str = Field(description="a model card's name, which says what the model costs and wants; empty where no card is for it")
    model: str = Field(description="a folder, a .safetensors file, or a hub id in the cache")
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    memory: float | None = Field(None, gt=0, description="gigabytes of the device to use at most; None is all of it")
    batch: int | None = Field(None, ge=1, description="pictures at once; None chooses by model, size and memory")
    offload: Literal["auto", "none", "phase", "group"] = "auto"
    compile: Literal["auto", "none", "regional", "full"] = "auto"
    lossy: Literal["none", "fp8"] = Field("none", description="what may cost quality, by its name; never chosen by itself")


class PlateFile(Plain):
    """A control plate on disk: a PNG for a picture, a folder of PNGs in order of their names for a clip."""

    path: Path
    weight: float = Field(1.0, ge=0, le=2)


class ReferenceFile(Plain):
    """A reference picture on disk, and the part of the frame it is for (a PNG, white inside)."""

    path: Path
    region: Path | None = None
    weight: float = Field(0.6, ge=0, le=1.5)
    name: str = ""


class Order(Plain):
    """One picture (`out` ends in .png) or one clip (`out` is a folder for its frames) to make.

    The model works at `size`; the result is brought to `delivered` (Lanczos). `strength` 0 keeps `image`, 1 ignores it.
    """

    id: str
    prompt: str
    negative: str = ""
    size: tuple[int, int] = Field(description="width and height the model works at")
    delivered: tuple[int, int] = Field(description="width and height of the file")
    seed: int
    steps: int = Field(ge=1)
    guidance: float = Field(ge=0)
    image: Path | None = None
    strength: float = Field(1.0, ge=0, le=1)
    mask: Path | None = Field(None, description="white is painted anew; everything else stays as `image` has it, to the bit")
    controls: dict[Control, PlateFile] = {}
    references: tuple[ReferenceFile, ...] = ()
    frames: int = Field(1, ge=1, description="of a clip, at `fps`")
    fps: int = Field(24, ge=1)
    out: Path


class Done(Plain):
    """How an order ended. `notes` says what was used: batch, dtype, seconds per phase, how memory was found."""

    id: str
    out: Path | None = None
    seconds: float = 0.0
    notes: dict[str, str | int | float] = {}
    error: str = ""
    hint: str = ""
