"""A painter with a UNet: its three phases, and its parts in memory by phase. `sdxl` and `sd15` say what is theirs.

Knows nothing of shots, batches or memory limits: it paints what it gets, at once. Weights are loaded when they are first needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats.picture import CONTROLS, Control, Picture
from filmcli.runners import cards, device, reference_adapter, unet_frames, unet_parts
from filmcli.runners.residence import Offload, Residence
from filmcli.runners.unet_manners import compile_part, failing, quiet
from filmcli.runners.unet_parts import CONTROL, IMAGE_ENCODER

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

TEXTS = 16  # prompts in one call of a text encoder
PIXELS = 4 * 1024 * 1024  # decoded at once: four pictures of 1024 pixels square, from which a large GPU is full
LADDER: dict[str, tuple[Offload, str]] = {
    "none": ("phase", "parts wait in CPU memory until their phase"),
    "phase": ("group", "denoiser offloaded by layers"),
}


class Options(BaseModel):
    """How a model is run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="a folder, a .safetensors file, or a hub id in the cache")
    card: str
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    compile: Literal["none", "regional", "full"] = "none"
    offload: Offload = "none"
    tiling: bool = Field(False, description="decode in tiles: less memory, and seams that are hard to see")
    lossy: Literal["none", "fp8"] = Field("none", description="fp8 stores the UNet's weights in eight bits")


class Unet:
    """A painter. A family sets what is in capitals, and `_hear`, which says what its text encoders make of some texts."""

    FAMILY: ClassVar[str]  # how the names of its pipelines begin
    ENCODERS: ClassVar[tuple[str, ...]]
    ZEROS: ClassVar[bool]  # whether an empty negative prompt is zeros, unless the model says otherwise
    UPCAST: ClassVar[bool]  # whether the decoder needs float32 where the model runs in float16
    PIPELINES: ClassVar[dict[tuple[str, bool], str]]  # (words, image or mask; with plates) → class of diffusers
    EXTRAS: ClassVar[dict[str, Any]] = {}

    def __init__(self, options: Options) -> None:
        self.options = options
        card = cards.load(options.card)
        self.parts = unet_parts.find(options.model, card, family=self.FAMILY, preset=options.card)
        self.device, where = device.choose(options.device)
        self.dtype, why = device.dtype(options.dtype, self.device, card.dtype)
        self.tiling = options.tiling
        self.residence = Residence(self.device, options.offload)
        self.controls: frozenset[Control] = frozenset(self.parts.nets)
        self.references = (card.references.most or 4) if self.parts.adapter else 0
        upcast = self.UPCAST and self.dtype == "float16" and self.parts.settings("vae").get("force_upcast", True)
        self._decoder = "float32" if upcast else self.dtype
        self._zeros = self.parts.index.get("force_zeros_for_empty_prompt", self.ZEROS)
        self._layers: reference_adapter.Layers | None = None
        self._most: dict[tuple, int] = {}  # phase and shape → the largest batch there was
        self._refers = False  # whether the UNet is to be loaded with the adapter in it
        self._hollow: Any = None  # a decoder without weights
        self._tokenizers: dict[str, Any] = {}
        self._heard: dict[str, dict[str, Tensor]] = {}
        self._seen: dict[str, dict[str, Tensor]] = {}
        self.notes = {
            "device": f"{self.device}: {where}",
            "dtype": f"{self.dtype}: {why}",
            "attention": "sdpa: PyTorch's own, which takes the device's fastest exact kernel",
            "decoder": "float32: this one overflows in float16" if upcast else f"{self.dtype}: as the rest",
        }
        if options.lossy == "fp8":
            self.notes["lossy"] = f"fp8: the UNet's weights are stored in eight bits and used in {self.dtype}"

    def said(self, picture: Picture) -> str:
        """Return what the encoders are told: the prompt, the negative prompt, and digests of the references."""
        shown = [reference_adapter.digest(one) for one in reference_adapter.wanted(picture)]
        seen = [self.parts.adapter.revision, shown] if shown and self.parts.adapter else []
        return json.dumps([picture.prompt, picture.negative, *seen], ensure_ascii=False)

    def encoder(self) -> str:
        """Return a digest of the text encoders, their tokenizers and the number format."""
        return fingerprint.of_value([self.parts.heard_by(self.ENCODERS), self.dtype, self._zeros])

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return one embedding per picture, on the CPU. Each text and each reference is encoded once until the phase is dropped."""
        import torch

        with failing(pictures), torch.no_grad():
            texts = [one.prompt for one in pictures] + [one.negative for one in pictures if one.negative or not self._zeros]
            new = [text for text in dict.fromkeys(texts) if text not in self._heard]
            for start in range(0, len(new), TEXTS):
                some = new[start : start + TEXTS]
                self._heard |= dict(zip(some, self._hear(some), strict=True))
            return [self._embedding(one) for one in pictures]

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent per picture. All share `kind()`, and each has a generator of its own, so neighbours do not matter."""
        import torch

        first = pictures[0]
        if _kept(first):
            return [torch.zeros(0) for _ in pictures]
        form = "mask" if first.mask is not None else "image" if first.image is not None and first.strength < 1 else "words"
        kinds = [kind for kind, plate in sorted(first.controls.items()) if round(plate.weight, 3) > 0]
        shown = reference_adapter.wanted(first)
        self._check(first, form, kinds, shown)
        count, shape = len(pictures), (first.width, first.height, first.guidance > 1)
        pictures, embeddings = self._filled(pictures, "denoise", shape), self._filled(embeddings, "denoise", shape)
        with self._failing(pictures):
            pipeline = self._pipeline(form, kinds, refers=bool(shown))
            given = unet_frames.given(pictures, form, kinds)
            for name in (name for name in embeddings[0] if name.endswith("prompt_embeds")):
                given[name] = torch.stack([one[name] for one in embeddings]).to(self.device, getattr(torch, self.dtype))
            if shown:
                self._layers.put_in(pipeline.unet, [round(one.weight, 3) for one in shown])
                given |= reference_adapter.shown(pipeline, pictures, embeddings)
            elif self._layers:
                self._layers.take_out(pipeline.unet)
            return list(pipeline(**given, output_type="latent").images[:count])

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return the pictures, uint8 (h, w, 3). One with strength 0 and no mask is its image, to the bit."""
        import torch

        if _kept(pictures[0]):
            return [unet_frames.fit(one.image, one) for one in pictures]
        with self._failing(pictures), torch.no_grad():
            (vae,) = self._hold(("vae",))
            vae.to(dtype=getattr(torch, self._decoder))  # an image-to-image pipeline in float16 leaves it in float16
            at_once = max(1, PIXELS // (pictures[0].width * pictures[0].height))
            drawn: list[np.ndarray] = []
            for start in range(0, len(latents), at_once):
                part = latents[start : start + at_once]
                some = torch.stack(self._filled(part, "decode", tuple(part[0].shape))).to(self.device, vae.dtype)
                drawn += unet_frames.pixels(vae.decode(unet_frames.unscaled(some, vae.config), return_dict=False)[0][: len(part)])
            return drawn

    def drop(self, phase: Literal["encode", "denoise", "decode"]) -> None:
        """Free a phase's parts. What encodes an image is the decoder's."""
        if phase == "encode":
            self._tokenizers, self._heard, self._seen = {}, {}, {}
            self.residence.drop((*self.ENCODERS, IMAGE_ENCODER))
        elif phase == "denoise":
            self._layers = None
            self.residence.drop(("unet", *(CONTROL + kind for kind in CONTROLS)))
        else:
            self.residence.drop(("vae",))

    def relieve(self) -> str:
        """Take one more step down in memory use and return what it was, or nothing when none is left."""
        if not self.tiling:
            self.tiling = True
            self.drop("decode")  # it is loaded anew with tiles, for what it encodes as well: a picture must not hang on the one before it
            self.notes["decoder"] += "; in tiles: memory ran out"
            return "decoder in tiles"
        if self.residence.offload not in LADDER:
            return ""
        for phase in ("encode", "denoise", "decode"):
            self.drop(phase)
        self.residence.offload, step = LADDER[self.residence.offload]
        self.notes["offload"] = f"{self.residence.offload}: memory ran out"
        return step

    def _hear(self, texts: Sequence[str]) -> list[dict[str, Tensor]]:
        raise NotImplementedError

    def _filled(self, batch: Sequence[Any], phase: str, shape: tuple) -> list[Any]:
        """Return a batch, filled up with its first to the most there were of its shape, where kernels are compiled for that many.

        A UNet compiles for a minute; a last batch that is filled takes no longer than the one before.
        """
        if self.options.compile == "none":
            return list(batch)
        most = self._most[phase, shape] = max(len(batch), self._most.get((phase, shape), 0))
        return [*batch, *[batch[0]] * (most - len(batch))]

    @contextmanager
    def _failing(self, pictures: Sequence[Picture]) -> Iterator[None]:
        """Be `failing`; once memory ran out, no batch is filled up any more."""
        import torch

        try:
            with failing(pictures):
                yield
        except torch.OutOfMemoryError:
            self._most.clear()
            raise

    def _tokens(self, part: str, texts: Sequence[str]) -> Tensor:
        tokenizer = self._tokenizers.get(part) or self._tokenizers.setdefault(part, self.parts.tokenizer(part))
        longest = max(len(one) for one in tokenizer(list(texts)).input_ids)
        if longest > tokenizer.model_max_length:
            self.notes["prompt"] = f"cut: CLIP takes {tokenizer.model_max_length} tokens, and one prompt has {longest}"
        told = tokenizer(list(texts), padding="max_length", max_length=tokenizer.model_max_length, truncation=True, return_tensors="pt")
        return told.input_ids.to(self.device)

    def _embedding(self, picture: Picture) -> dict[str, Tensor]:
        import torch

        told = self._heard[picture.prompt]
        nothing = {name: torch.zeros_like(one) for name, one in told.items()}
        against = self._heard[picture.negative] if picture.negative or not self._zeros else nothing
        embedding = told | {f"negative_{name}": one for name, one in against.items()}
        shown = {reference_adapter.digest(one): one for one in reference_adapter.wanted(picture)}
        if not shown or not self.parts.adapter:
            return embedding
        if new := [name for name in shown if name not in self._seen]:
            (encoder,) = self._hold((IMAGE_ENCODER,))
            for name in new:
                self._seen[name] = reference_adapter.see(encoder, shown[name], plain=self.parts.adapter.plain)
        seen = [self._seen[reference_adapter.digest(one)] for one in reference_adapter.wanted(picture)]
        return embedding | {name: torch.stack([one[name] for one in seen]) for name in seen[0]}

    def _check(self, first: Picture, form: str, kinds: Sequence[Control], shown: Sequence[Any]) -> None:
        if form == "mask" and first.image is None:
            raise ModelError(f"{first.id}: has a mask and no image to keep around it")
        pull = f"filmcli models pull {self.options.card}"
        if missing := sorted(set(kinds) - self.controls):
            raise CannotRunError(f"{first.id}: there is no ControlNet for {missing[0]} on this disk", hint=pull)
        if shown and not self.parts.adapter:
            raise CannotRunError(f"{first.id}: there is no IP-Adapter for its references on this disk", hint=pull)

    def _pipeline(self, form: str, kinds: Sequence[Control], *, refers: bool) -> Any:
        """Return the pipeline for these pictures over the parts in memory. It is made anew each time, in milliseconds."""
        import diffusers

        # What moves between memories is settled when the UNet is loaded, so the adapter must be in it by then. Layers that stream are
        # fetched ahead in the order of the first pass: there a UNet with the adapter and one without are two.
        offload, adapted = self.residence.offload, self._layers is not None
        if (offload == "phase" and refers and not adapted) or (offload == "group" and refers != adapted):
            self.drop("denoise")
        self._refers = refers or (self._refers and offload != "group")
        names = ["unet", *(CONTROL + kind for kind in kinds), *(["vae"] if form != "words" else [])]
        unet, *rest = self._hold(names)
        if refers and not self._layers:
            self._layers = self._adapted(unet)
        nets = rest[: len(kinds)]
        parts = {"unet": unet, "vae": rest[-1] if form != "words" else None, "scheduler": self.parts.scheduler()}
        return self._assembled(getattr(diffusers, self.PIPELINES[form, bool(kinds)]), parts | ({"controlnet": nets} if kinds else {}))

    def _assembled(self, kind: type, parts: dict[str, Any]) -> Any:
        """Return a pipeline. One from words does nothing with a decoder, and only learns its scale from a hollow one."""
        from accelerate import init_empty_weights

        hollow = parts["vae"] is None
        if hollow:
            if self._hollow is None:  # 80 ms to make, in which a GPU would wait
                with init_empty_weights():
                    self._hollow = self.parts.kind("vae").from_config(self.parts.settings("vae"))
            parts = parts | {"vae": self._hollow}
        nothing = {name: None for part in self.ENCODERS for name in (part, part.replace("text_encoder", "tokenizer"))}
        pipeline = kind(**nothing, **self.EXTRAS, **parts)
        if hollow:
            pipeline.vae = None
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    def _adapted(self, unet: Any) -> reference_adapter.Layers:
        import diffusers

        parts = {"unet": unet, "vae": None, "scheduler": self.parts.scheduler()}
        return reference_adapter.Layers(self.parts.adapter, self._assembled(getattr(diffusers, self.PIPELINES["words", False]), parts))

    def _hold(self, names: Iterable[str]) -> list[Any]:
        names = list(names)
        return self.residence.hold(names, self._make, stream=[one for one in names if one == "unet" or one.startswith(CONTROL)])

    def _make(self, part: str, where: str) -> Any:
        import torch

        quiet()
        made = self.parts.make(part, device=where, dtype=self._decoder if part == "vae" else self.dtype)
        if part == "vae" and self.tiling:
            made.enable_tiling()
        if part == "unet" and self._refers:
            self._layers = self._adapted(made)
        if part == "unet" and self.options.lossy == "fp8":
            made.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=getattr(torch, self.dtype))
        compile_part(made, part, self.options.compile, tiling=self.tiling)
        return made


def _kept(picture: Picture) -> bool:
    return picture.image is not None and picture.mask is None and picture.strength <= 0
