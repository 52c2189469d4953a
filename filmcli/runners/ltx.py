"""ltx: films with LTX-Video (0.9 to 0.9.8) of diffusers, from a picture or from words alone.

Knows nothing of shots. Frames are 8n + 1; sides are multiples of 32. LTX-2, which makes sound too, is another model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError
from filmcli.formats.picture import Motion
from filmcli.runners import weights
from filmcli.runners.parts import Options, Parts, work

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "film"
PIPELINES = ("LTXPipeline", "LTXImageToVideoPipeline", "LTXConditionPipeline")  # one set of weights in three dresses
TOKENS = 256  # of a prompt
TOGETHER = 8  # prompts encoded at once
DECODE_AT, DECODE_NOISE = 0.05, 0.025  # the time the decoder is told, and the noise it is given (Lightricks' own, from 0.9.1 on)


class Ltx:
    """The model. A clip depends on its own seed alone, whatever is filmed beside it."""

    controls: frozenset[str] = frozenset()
    references = 0

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, family="ltx")
        if (kind := self.parts.index.get("_class_name")) not in PIPELINES:
            raise CannotRunError(f"{self.parts.folder}: is a {kind}, which ltx does not film with", hint=f"one of: {', '.join(PIPELINES)}")
        self.notes = self.parts.notes

    def said(self, clip: Motion) -> str:
        """Return all that the text encoder is told of a clip."""
        return f"{clip.prompt}\n\nnot: {clip.negative}" if clip.guidance > 1 else clip.prompt

    def encoder(self) -> str:
        """Return a digest of the text encoder and its tokenizer."""
        return fingerprint.of_value([weights.revision(self.parts.folder, part) for part in ("text_encoder", "tokenizer")])

    def encode(self, clips: Sequence[Motion]) -> list[dict[str, Tensor]]:
        """Return the prompt (256, width) and its mask, under the pipeline's names, and the negative one's under guidance, on the CPU."""
        from diffusers import LTXPipeline

        with work("encode"):
            encoder = self.parts.get("text_encoder")
            pipeline = LTXPipeline(scheduler=None, vae=None, text_encoder=encoder, tokenizer=self.parts.tool("tokenizer"), transformer=None)
            told = sorted({text for clip in clips for text in (clip.prompt, clip.negative)[: 1 + (clip.guidance > 1)]})
            known: dict[str, tuple[Tensor, Tensor]] = {}
            for start in range(0, len(told), TOGETHER):
                some = told[start : start + TOGETHER]
                found = pipeline.encode_prompt(
                    some, do_classifier_free_guidance=False, max_sequence_length=TOKENS, device=self.parts.device
                )
                known |= dict(zip(some, zip(found[0].cpu(), found[1].cpu(), strict=True), strict=True))
        return [
            {
                name + suffix: tensor
                for name, text in (("prompt", clip.prompt), ("negative_prompt", clip.negative))[: 1 + (clip.guidance > 1)]
                for suffix, tensor in zip(("_embeds", "_attention_mask"), known[text], strict=True)
            }
            for clip in clips
        ]

    def denoise(self, clips: Sequence[Motion], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (channels, frames, rows, columns) per clip, float32."""
        import torch
        from diffusers import LTXImageToVideoPipeline, LTXPipeline

        with work(clips[0].id):
            clip, where = clips[0], self.parts.device
            latents = self._begun(clips)
            kind = LTXPipeline if clip.first is None else LTXImageToVideoPipeline
            pipeline = kind(
                scheduler=self.parts.scheduler(),
                vae=None,
                text_encoder=None,
                tokenizer=None,
                transformer=self.parts.get("transformer"),
            )
            pipeline.set_progress_bar_config(disable=True)
            pipeline.vae_spatial_compression_ratio, pipeline.vae_temporal_compression_ratio = self._ratios()
            words = {name: torch.stack([one[name] for one in embeddings]).to(where) for name in embeddings[0]}
            words = {name: one if name.endswith("mask") else one.to(self.parts.dtype) for name, one in words.items()}
            done = pipeline(
                **words,
                latents=latents.flatten(2).transpose(1, 2),
                width=clip.width,
                height=clip.height,
                num_frames=clip.frames,
                frame_rate=clip.fps,
                num_inference_steps=clip.steps,
                guidance_scale=clip.guidance,
                output_type="latent",
            ).frames
            return list(done.transpose(1, 2).unflatten(2, latents.shape[2:]).float())

    def decode(self, latents: Sequence[Tensor], clips: Sequence[Motion]) -> list[np.ndarray]:
        """Return (frames, height, width, 3) uint8 per clip, one clip in the decoder at a time."""
        import torch

        with work(clips[0].id):
            vae, films = self.parts.get("vae"), []
            mean, deviation = self._spread(vae)
            for latent, clip in zip(latents, clips, strict=True):
                z = latent[None].to(self.parts.device, torch.float32) * deviation / vae.config.scaling_factor + mean
                moment = None
                if vae.config.timestep_conditioning:
                    noise = torch.randn(z.shape, generator=torch.Generator("cpu").manual_seed(clip.seed + 1)).to(z.device)
                    z = (1 - DECODE_NOISE) * z + DECODE_NOISE * noise
                    moment = torch.tensor([DECODE_AT], device=z.device, dtype=vae.dtype)
                film = vae.decode(z.to(vae.dtype), moment, return_dict=False)[0][0]
                film = ((film.float() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
                films.append(film.permute(1, 2, 3, 0).cpu().numpy())
            return films

    def drop(self, phase: str) -> None:
        """Free what a phase needs and the next does not."""
        self.parts.drop({"encode": "text_encoder", "denoise": "transformer", "decode": "vae"}[phase])

    def relieve(self) -> str:
        """Take one more step down in memory and say which; empty when none is left."""
        return self.parts.relieve()

    def _ratios(self) -> tuple[int, int]:
        """Return how many pixels and how many frames a latent stands for, as the decoder itself counts them."""
        vae = self.parts.settings("vae")
        halvings = sum(vae.get("spatio_temporal_scaling", (True, True, True, False)))
        space = vae.get("spatial_compression_ratio") or vae.get("patch_size", 4) * 2**halvings
        return space, vae.get("temporal_compression_ratio") or vae.get("patch_size_t", 1) * 2**halvings

    def _begun(self, clips: Sequence[Motion]) -> Tensor:
        """Return the latents to begin with: noise, with the first picture in the first frame."""
        import torch

        clip, (space, time) = clips[0], self._ratios()
        channels = self.parts.settings("transformer").get("in_channels", 128)
        shape = (1, channels, (clip.frames - 1) // time + 1, clip.height // space, clip.width // space)
        own = [torch.randn(shape, generator=torch.Generator("cpu").manual_seed(one.seed)) for one in clips]
        latents = torch.cat(own).to(self.parts.device)
        if clip.first is not None:
            vae = self.parts.get("vae")
            mean, deviation = self._spread(vae)
            for row, one in enumerate(clips):
                picture = torch.from_numpy(one.first.copy()).to(self.parts.device).permute(2, 0, 1)[None, :, None].float() / 127.5 - 1
                seen = vae.encode(picture.to(vae.dtype)).latent_dist.mode().float()  # the pipeline draws a sample: noise for nothing
                latents[row, :, 0] = ((seen - mean) * vae.config.scaling_factor / deviation)[0, :, 0]
        return latents

    def _spread(self, vae: Any) -> tuple[Tensor, Tensor]:
        mean, deviation = (one.to(self.parts.device).float().view(1, -1, 1, 1, 1) for one in (vae.latents_mean, vae.latents_std))
        return mean, deviation
