"""hunyuan: films with HunyuanVideo-1.5 of diffusers, from a picture, or with its other weights from words alone.

Knows nothing of shots. Frames are 4n + 1; sides are multiples of 16. The loop over the steps is our own: the pipeline of diffusers
0.42 takes one first picture for a whole batch, and sizes of its own choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError
from filmcli.formats.picture import Motion
from filmcli.runners import weights
from filmcli.runners.parts import Options, Parts, work

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "film"
PIPELINES = ("HunyuanVideo15ImageToVideoPipeline", "HunyuanVideo15Pipeline")
ENCODERS = ("text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2")
NOTHING_SEEN = 729  # tokens of the eye, all zero, for a clip from words alone
NAMES = ("prompt", "prompt_mask", "glyphs", "glyphs_mask")


class Hunyuan:
    """The model. A clip depends on its own seed alone, whatever is filmed beside it."""

    controls: frozenset[str] = frozenset()
    references = 0

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, family="hunyuan")
        kind = self.parts.index.get("_class_name")
        if kind not in PIPELINES:
            raise CannotRunError(
                f"{self.parts.folder}: is a {kind}, which hunyuan does not film with", hint=f"one of: {', '.join(PIPELINES)}"
            )
        self.starts = kind == PIPELINES[0]
        self.notes = self.parts.notes

    def said(self, clip: Motion) -> str:
        """Return all that the text encoders are told of a clip."""
        return f"{clip.prompt}\n\nnot: {clip.negative}" if clip.guidance > 1 else clip.prompt

    def encoder(self) -> str:
        """Return a digest of the text encoders and their tokenizers."""
        return fingerprint.of_value([weights.revision(self.parts.folder, part) for part in ENCODERS])

    def encode(self, clips: Sequence[Motion]) -> list[dict[str, Tensor]]:
        """Return the prompt (1000, width), what is to be written in the picture (256, width) and their masks; the negative's too."""
        with work("encode"):
            texts = {text for clip in clips for text in (clip.prompt, clip.negative)[: 1 + (clip.guidance > 1)]}
            known = {text: self._told(text) for text in sorted(texts)}
        return [
            known[clip.prompt] | ({f"not_{name}": one for name, one in known[clip.negative].items()} if clip.guidance > 1 else {})
            for clip in clips
        ]

    def denoise(self, clips: Sequence[Motion], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (channels, frames, rows, columns) per clip, float32. Raises CannotRunError for what these weights cannot take."""
        import numpy as np
        import torch

        with work(clips[0].id):
            clip, where, dtype = clips[0], self.parts.device, self.parts.dtype
            shown, seen = self._condition(clips)
            latents = self._noise(clips)
            plan = self.parts.scheduler()
            plan.set_timesteps(sigmas=np.linspace(1.0, 0.0, clip.steps + 1)[:-1], device=where)
            words = [self._words(embeddings, prefix) for prefix in ("", "not_")[: 1 + (clip.guidance > 1)]]
            network = self.parts.get("transformer")
            moments = [*plan.timesteps, torch.zeros((), device=where)]
            for moment, following in zip(plan.timesteps, moments[1:], strict=True):
                inputs = {
                    "hidden_states": torch.cat([latents, shown], dim=1).to(dtype),
                    "image_embeds": seen.to(dtype),
                    "timestep": moment.expand(len(clips)).to(dtype),
                    "timestep_r": following.expand(len(clips)).to(dtype) if network.config.use_meanflow else None,
                }
                said = [network(**inputs, **text, return_dict=False)[0] for text in words]
                noise = said[0] if len(said) == 1 else said[1] + clip.guidance * (said[0] - said[1])
                latents = plan.step(noise, moment, latents, return_dict=False)[0]
            return list(latents.float())

    def decode(self, latents: Sequence[Tensor], clips: Sequence[Motion]) -> list[np.ndarray]:
        """Return (frames, height, width, 3) uint8 per clip, one clip in the decoder at a time."""
        import torch

        with work(clips[0].id):
            vae, films = self.parts.get("vae"), []
            for latent in latents:
                z = latent[None].to(self.parts.device, vae.dtype) / vae.config.scaling_factor
                film = vae.decode(z, return_dict=False)[0][0]
                film = ((film.float() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
                films.append(film.permute(1, 2, 3, 0).cpu().numpy())
            return films

    def drop(self, phase: str) -> None:
        """Free what a phase needs and the next does not."""
        names = {"encode": ("text_encoder", "text_encoder_2"), "denoise": ("transformer", "image_encoder"), "decode": ("vae",)}
        self.parts.drop(*names[phase])

    def relieve(self) -> str:
        """Take one more step down in memory and say which; empty when none is left."""
        return self.parts.relieve()

    def _told(self, text: str) -> dict[str, Tensor]:
        """Return the embeddings of one text, made by the pipeline's own functions: its template and what it cuts off are not repeated here."""
        from diffusers import HunyuanVideo15ImageToVideoPipeline as Pipeline

        where = self.parts.device
        language, speller = self.parts.tool("tokenizer"), self.parts.tool("tokenizer_2")
        words, mask = Pipeline._get_mllm_prompt_embeds(self.parts.get("text_encoder"), language, text, where)
        glyphs, drawn = Pipeline._get_byt5_prompt_embeds(speller, self.parts.get("text_encoder_2"), text, where)
        return {name: one[0].cpu() for name, one in zip(NAMES, (words, mask, glyphs, drawn), strict=True)}

    def _words(self, embeddings: Sequence[dict[str, Tensor]], prefix: str) -> dict[str, Tensor]:
        import torch

        asked = ("encoder_hidden_states", "encoder_attention_mask", "encoder_hidden_states_2", "encoder_attention_mask_2")
        rows = (torch.stack([one[prefix + name] for one in embeddings]).to(self.parts.device, self.parts.dtype) for name in NAMES)
        return dict(zip(asked, rows, strict=True))

    def _shape(self, clip: Motion) -> tuple[int, ...]:
        vae = self.parts.settings("vae")
        space, time = vae.get("spatial_compression_ratio", 16), vae.get("temporal_compression_ratio", 4)
        return (1, vae.get("latent_channels", 32), (clip.frames - 1) // time + 1, clip.height // space, clip.width // space)

    def _noise(self, clips: Sequence[Motion]) -> Tensor:
        import torch

        own = [torch.randn(self._shape(clip), generator=torch.Generator("cpu").manual_seed(clip.seed)) for clip in clips]
        return torch.cat(own).to(self.parts.device)

    def _condition(self, clips: Sequence[Motion]) -> tuple[Tensor, Tensor]:
        """Return the latents of the first pictures with the mask of the frames they fill, and what the eye sees in them."""
        import torch

        where, shape = self.parts.device, self._shape(clips[0])
        shown = torch.zeros(len(clips), shape[1] + 1, *shape[2:], device=where)
        if not self.starts:
            if clips[0].first is not None:
                raise CannotRunError(
                    f"{clips[0].id}: these weights film from words alone", hint="use HunyuanVideo-1.5's image-to-video weights"
                )
            return shown, torch.zeros(len(clips), NOTHING_SEEN, self.parts.settings("transformer")["image_embed_dim"], device=where)
        if clips[0].first is None:
            raise CannotRunError(f"{clips[0].id}: these weights film from a picture only", hint="give it a first picture")
        eye = self.parts.get("image_encoder")
        pixels = self.parts.tool("feature_extractor")(images=[clip.first for clip in clips], return_tensors="pt").pixel_values
        seen = eye(pixel_values=pixels.to(where, eye.dtype)).last_hidden_state
        vae = self.parts.get("vae")
        for row, clip in enumerate(clips):
            picture = torch.from_numpy(clip.first.copy()).to(where).permute(2, 0, 1)[None, :, None].float() / 127.5 - 1
            shown[row, :-1, 0] = vae.encode(picture.to(vae.dtype)).latent_dist.mode()[0, :, 0].float() * vae.config.scaling_factor
        shown[:, -1, 0] = 1
        return shown, seen
