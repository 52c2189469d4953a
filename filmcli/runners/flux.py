"""flux: paints with FLUX.1, dev and schnell: from words, from a picture, inside a mask, along control plates.

Knows nothing of shots. Guidance is a number that dev was given in training; where the card is not distilled it is a second pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmcli.formats.picture import Picture, Reference
from filmcli.runners import flow, flux_adapter
from filmcli.runners.dit import Parts, Running

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "draw"
SIGHT = "image_encoder"  # of the adapter
# numbers of the modes in union control nets (InstantX and Shakker Labs' model cards)
MODES = {"edge": 0, "depth": 2, "pose": 4}


class Options(Running):
    """How the model runs."""

    card: str = "flux"


class Flux:
    """The painter. Making one loads no weights."""

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, encoders=("text_encoder", "text_encoder_2"), net="FluxControlNetModel", fused=True)
        self.controls = frozenset(self.parts.nets)
        self.adapter = flux_adapter.find(self.parts.folder, self.parts.card.references)
        self.references = 1 if self.adapter else 0  # one everywhere: FLUX.1's IP-Adapters know no regions
        if self.adapter:
            self.parts.others[SIGHT] = ("CLIPVisionModelWithProjection", self.adapter.encoder)
        self.layers: tuple[Any, flux_adapter.Layers] | None = None  # of which transformer
        self.notes = self.parts.notes
        self.words = 512 if self.parts.config("transformer")["guidance_embeds"] else 256  # schnell was trained on 256 tokens

    def said(self, picture: Picture) -> str:
        """Return what the encoders are told, with the digest of a reference."""
        return flow.said(picture.prompt, picture.negative if self._twice(picture) else None, self._seen(picture))

    def encoder(self) -> str:
        """Return the digest of the encoders."""
        return self.parts.encoder_revision

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return `prompt` (tokens, width) and `prompt_pooled` (width), the negative's where there is a second pass, and `reference` (width)."""
        with self.parts.running():
            from diffusers import FluxPipeline

            sight = [SIGHT] if any(self._seen(one) for one in pictures) else []
            clip, t5, *sight = self.parts.use("text_encoder", "text_encoder_2", *sight)
            tokenizers = {"tokenizer": self.parts.tokenizer(), "tokenizer_2": self.parts.tokenizer("tokenizer_2")}
            pipeline = FluxPipeline(scheduler=None, vae=None, transformer=None, text_encoder=clip, text_encoder_2=t5, **tokenizers)

            def told(text: str, name: str) -> dict[str, Tensor]:
                prompt, pooled, _ = pipeline.encode_prompt(prompt=text, prompt_2=None, max_sequence_length=self.words)
                return {name: prompt[0].cpu(), f"{name}_pooled": pooled[0].cpu()}

            every = [told(one.prompt, "prompt") | (told(one.negative, "negative") if self._twice(one) else {}) for one in pictures]
            for one, known in zip(pictures, every, strict=True):
                for reference in self._seen(one):
                    known["reference"] = flux_adapter.see(sight[0], reference.image)
            return every

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (tokens, channels) per picture. All are of one kind."""
        import torch

        first = pictures[0]
        with self.parts.running():
            transformer, vae = self.parts.use("transformer", "vae")
            plates = flow.plates(pictures)
            pipeline = self._pipeline(transformer, vae, [kind for kind, _, _ in plates])
            begin = self._start(pipeline, pictures)
            given = self._conditions(embeddings, self._twice(first), first.guidance)
            layers = self._layers(transformer, self._seen(first))
            if layers:
                seen = torch.stack([one["reference"] for one in embeddings]).to(self.parts.device, self.parts.dtype)
                given |= flux_adapter.shown(pipeline, seen)
            if plates:
                given |= self._along(plates, pictures)
            try:
                drawn = pipeline(
                    width=first.width,
                    height=first.height,
                    num_inference_steps=first.steps,
                    sigmas=begin.sigmas,
                    latents=self._pack(pipeline, begin.latents),
                    callback_on_step_end=begin.callback,
                    output_type="latent",
                    **given,
                )
            finally:
                if layers:
                    layers.take_out(transformer)
        return list(drawn.images)

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return pictures (height, width, 3) uint8."""
        with self.parts.running():
            (vae,) = self.parts.use("vae")
            scale = 2 * _scale(vae)
            unpacked = []
            for latent, picture in zip(latents, pictures, strict=True):
                across, down = picture.width // scale, picture.height // scale
                grid = latent.view(down, across, -1, 2, 2).permute(2, 0, 3, 1, 4)
                unpacked.append(
                    grid.reshape(-1, 2 * down, 2 * across).to(vae.device, vae.dtype) / vae.config.scaling_factor + vae.config.shift_factor
                )
            return flow.together(unpacked, lambda batch: vae.decode(batch, return_dict=False)[0])

    def drop(self, phase: str) -> None:
        """Free what a phase needs."""
        if phase == "denoise":
            self.layers = None
        self.parts.drop(phase)

    def relieve(self) -> str:
        """Take a step down in the use of memory and say which."""
        self.layers = None
        return self.parts.relieve()

    def _seen(self, picture: Picture) -> list[Reference]:
        return flow.references(picture)[:1] if self.adapter else []

    def _layers(self, transformer: Any, seen: Sequence[Reference]) -> flux_adapter.Layers | None:
        """Return the adapter's layers, put into the transformer, or None where there is nothing to see."""
        if not seen:
            return None
        if self.layers is None or self.layers[0] is not transformer:
            self.layers = (transformer, flux_adapter.Layers(self.adapter, transformer))
        self.layers[1].put_in(transformer, seen[0].weight, self.parts.device)
        return self.layers[1]

    def _twice(self, picture: Picture) -> bool:
        return not self.parts.card.distilled and picture.guidance > 1

    def _pipeline(self, transformer: Any, vae: Any, kinds: Sequence[str]) -> Any:
        from diffusers import FluxControlNetPipeline, FluxPipeline

        rest = dict.fromkeys(("text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2"))
        parts = {"scheduler": self.parts.scheduler(), "transformer": transformer, "vae": vae, **rest}
        nets = [self.parts.net(kind) for kind in kinds]
        made = FluxControlNetPipeline(controlnet=nets[0] if len(nets) == 1 else nets, **parts) if nets else FluxPipeline(**parts)
        made.set_progress_bar_config(disable=True)
        return made

    def _conditions(self, embeddings: Sequence[dict[str, Tensor]], twice: bool, guidance: float) -> dict[str, Any]:
        import torch

        to = {"device": self.parts.device, "dtype": self.parts.dtype}
        every = {name: torch.stack([one[name] for one in embeddings]).to(**to) for name in embeddings[0] if name != "reference"}
        given = {"prompt_embeds": every["prompt"], "pooled_prompt_embeds": every["prompt_pooled"], "guidance_scale": guidance}
        if twice:
            given |= {"negative_prompt_embeds": every["negative"], "negative_pooled_prompt_embeds": every["negative_pooled"]}
            given |= {"true_cfg_scale": guidance, "guidance_scale": 1.0}
        return given

    def _along(self, plates: Sequence[tuple[str, float, Tensor]], pictures: Sequence[Picture]) -> dict[str, Any]:
        modes = [MODES.get(kind, 0) if self.parts.net(kind).union else None for kind, _, _ in plates]
        one = len(plates) == 1
        return {
            "control_image": plates[0][2] if one else [plate for _, _, plate in plates],
            "controlnet_conditioning_scale": plates[0][1] if one else [weight for _, weight, _ in plates],
            "control_mode": modes[0] if one else modes,
            "generator": [flow.generator(picture) for picture in pictures],  # of the plates' own latents
        }

    def _start(self, pipeline: Any, pictures: Sequence[Picture]) -> flow.Start:
        from diffusers.pipelines.flux.pipeline_flux import calculate_shift

        first, vae, config = pictures[0], pipeline.vae, pipeline.scheduler.config
        down, across = (2 * (side // (2 * _scale(vae))) for side in (first.height, first.width))
        mu = calculate_shift(
            down * across // 4,
            config.get("base_image_seq_len", 256),
            config.get("max_image_seq_len", 4096),
            config.get("base_shift", 0.5),
            config.get("max_shift", 1.15),
        )

        def encode(pixels: Tensor) -> Tensor:
            latents = vae.encode(pixels.to(vae.device, vae.dtype)).latent_dist.mode()
            return (latents - vae.config.shift_factor) * vae.config.scaling_factor

        return flow.start(
            pictures,
            (vae.config.latent_channels, down, across),
            encode,
            pipeline.scheduler,
            mu,
            pack=lambda latents: self._pack(pipeline, latents),
            to={"device": self.parts.device, "dtype": self.parts.dtype},
        )

    def _pack(self, pipeline: Any, latents: Tensor) -> Tensor:
        return pipeline._pack_latents(latents, *latents.shape)


def _scale(vae: Any) -> int:
    return 2 ** (len(vae.config.block_out_channels) - 1)
