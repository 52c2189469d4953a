"""flux2-klein: paints with FLUX.2 klein: from words, from a picture, inside a mask, keeping to reference pictures.

Knows nothing of shots. Klein has no control nets. Image-to-image starts from the picture at the noise level of `strength`. Inside a mask the picture
is also its first reference, so that the model sees what it paints into, as diffusers' Flux2KleinInpaintPipeline does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmcli.formats.picture import Picture, Reference
from filmcli.runners import flow
from filmcli.runners.dit import Parts, Running

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from torch import Tensor

JOB = "draw"
LEAST = 64  # pixels of the shorter side of a reference: the pipeline refuses smaller ones


class Options(Running):
    """How the model runs."""

    card: str = "flux2-klein"


class Flux2Klein:
    """The painter. Making one loads no weights."""

    controls: frozenset[str] = frozenset()

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, encoders=("text_encoder",))
        self.references = self.parts.card.references.most
        self.notes = self.parts.notes
        self.distilled = bool(self.parts.index.get("is_distilled", self.parts.card.distilled))

    def said(self, picture: Picture) -> str:
        """Return what the text encoder is told. References do not go through it, their names do."""
        return flow.said(self._prompt(picture), picture.negative if self._twice(picture) else None)

    def encoder(self) -> str:
        """Return the digest of the encoder."""
        return self.parts.encoder_revision

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return `prompt` (512 tokens, three layers' width), and `negative` where there is a second pass."""
        with self.parts.running():
            from diffusers import Flux2KleinPipeline

            (encoder,) = self.parts.use("text_encoder")
            pipeline = Flux2KleinPipeline(
                scheduler=None, vae=None, transformer=None, text_encoder=encoder, tokenizer=self.parts.tokenizer()
            )
            deep = encoder.config.num_hidden_layers
            layers = (deep // 4, deep // 2, 3 * deep // 4)  # 9, 18 and 27 of Qwen3's 36

            def told(text: str) -> Tensor:
                return pipeline.encode_prompt(prompt=text, text_encoder_out_layers=layers)[0][0].cpu()

            return [
                {"prompt": told(self._prompt(one))} | ({"negative": told(one.negative)} if self._twice(one) else {}) for one in pictures
            ]

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (channels, h, w) per picture. All are of one kind.

        The pipeline shows its reference pictures to the whole batch: pictures that have any are painted one by one.
        """
        with self.parts.running():
            transformer, vae = self.parts.use("transformer", "vae")
            pipeline = self._pipeline(transformer, vae)
            if self._seen(pictures[0]):
                return [self._paint(pipeline, [one], [told])[0] for one, told in zip(pictures, embeddings, strict=True)]
            return self._paint(pipeline, pictures, embeddings)

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return pictures (height, width, 3) uint8."""
        with self.parts.running():
            (vae,) = self.parts.use("vae")
            return flow.together(latents, lambda batch: vae.decode(batch.to(vae.device, vae.dtype), return_dict=False)[0])

    def drop(self, phase: str) -> None:
        """Free what a phase needs."""
        self.parts.drop(phase)

    def relieve(self) -> str:
        """Take a step down in the use of memory and say which."""
        return self.parts.relieve()

    def _twice(self, picture: Picture) -> bool:
        return not self.distilled and picture.guidance > 1

    def _seen(self, picture: Picture) -> list[Reference]:
        """Return the pictures beside the prompt, in order."""
        return ([Reference(picture.image)] if picture.mask is not None else []) + flow.references(picture)

    def _prompt(self, picture: Picture) -> str:
        return flow.named(picture.prompt, "Image", self._seen(picture))

    def _pipeline(self, transformer: Any, vae: Any) -> Any:
        from diffusers import Flux2KleinPipeline

        made = Flux2KleinPipeline(
            scheduler=self.parts.scheduler(),
            vae=vae,
            text_encoder=None,
            tokenizer=None,
            transformer=transformer,
            is_distilled=self.distilled,
        )
        made.set_progress_bar_config(disable=True)
        return made

    def _paint(self, pipeline: Any, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        import torch

        first = pictures[0]
        begin = self._start(pipeline, pictures)
        told = {name: torch.stack([one[name] for one in embeddings]).to(self.parts.device, self.parts.dtype) for name in embeddings[0]}
        drawn = pipeline(
            image=[_large(one.image) for one in self._seen(first)] or None,
            width=first.width,
            height=first.height,
            num_inference_steps=first.steps,
            sigmas=begin.sigmas,
            guidance_scale=first.guidance if self._twice(first) else 1.0,
            prompt_embeds=told["prompt"],
            negative_prompt_embeds=told.get("negative"),
            latents=begin.latents,
            callback_on_step_end=begin.callback,
            output_type="latent",
        )
        return list(drawn.images)

    def _start(self, pipeline: Any, pictures: Sequence[Picture]) -> flow.Start:
        from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu

        first, vae = pictures[0], pipeline.vae
        scale = 2 ** len(vae.config.block_out_channels)  # of the decoder, and of the patches of two by two
        down, across = first.height // scale, first.width // scale
        return flow.start(
            pictures,
            (4 * vae.config.latent_channels, down, across),
            lambda pixels: pipeline._encode_vae_image(pixels.to(vae.device, vae.dtype), generator=None),
            pipeline.scheduler,
            compute_empirical_mu(image_seq_len=down * across, num_steps=first.steps),
            pack=pipeline._pack_latents,
            to={"device": self.parts.device, "dtype": self.parts.dtype},
        )


def _large(image: np.ndarray) -> Image:
    from PIL.Image import Resampling, fromarray

    picture = fromarray(image)
    factor = LEAST / min(picture.size)
    return picture if factor <= 1 else picture.resize((round(picture.width * factor), round(picture.height * factor)), Resampling.LANCZOS)
