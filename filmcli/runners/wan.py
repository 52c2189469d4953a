"""wan: films with Wan 2.1, 2.2 and VACE of diffusers: from a picture, from plates over time (VACE), or from words alone.

Knows nothing of shots. Frames are 4n + 1; sides are multiples of 16 (32 for the 5B). The loop over the steps is our own: the
pipelines of diffusers 0.42 take one first picture for a whole batch, and VACE's takes one clip at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmcli.core import fingerprint
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.formats.picture import Motion
from filmcli.runners import weights
from filmcli.runners.parts import Options, Parts, work

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "film"
TOKENS = 512  # of a prompt; the model saw zeros after its end
TOGETHER = 8  # prompts encoded at once
GUIDES = ("depth", "edge", "pose")  # of the plates that filmcli makes, what VACE was trained on
REFERENCES = 3


class Wan:
    """The model. A clip depends on its own seed alone, whatever is filmed beside it."""

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, family="wan")
        self.form = self._form()
        self.controls = frozenset(GUIDES if self.form == "vace" else ())
        self.references = REFERENCES if self.form == "vace" else 0
        self.notes = self.parts.notes

    def said(self, clip: Motion) -> str:
        """Return all that the text encoder is told of a clip."""
        return f"{clip.prompt}\n\nnot: {clip.negative}" if clip.guidance > 1 else clip.prompt

    def encoder(self) -> str:
        """Return a digest of the text encoder and its tokenizer."""
        return fingerprint.of_value([weights.revision(self.parts.folder, part) for part in ("text_encoder", "tokenizer")])

    def encode(self, clips: Sequence[Motion]) -> list[dict[str, Tensor]]:
        """Return (512, width) of the prompt, and of the negative one under guidance, on the CPU."""
        with work("encode"):
            told = sorted({text for clip in clips for text in (clip.prompt, clip.negative)[: 1 + (clip.guidance > 1)]})
            known: dict[str, Tensor] = {}
            for start in range(0, len(told), TOGETHER):
                some = told[start : start + TOGETHER]
                known |= dict(zip(some, self._told(some), strict=True))
        return [{"prompt": known[clip.prompt]} | ({"negative": known[clip.negative]} if clip.guidance > 1 else {}) for clip in clips]

    def denoise(self, clips: Sequence[Motion], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (channels, frames, rows, columns) per clip, float32. Raises CannotRunError for what this Wan cannot take."""
        import torch

        with work(clips[0].id):
            given = self._condition(clips)
            latents, aside = self._noise(clips), len(clips[0].references)
            plan, settings = self.parts.scheduler(), self.parts.index
            plan.set_timesteps(clips[0].steps, device=self.parts.device)
            boundary = (settings.get("boundary_ratio") or 0) * plan.config.num_train_timesteps
            guidance = clips[0].guidance
            words = [
                torch.stack([one[name] for one in embeddings]).to(self.parts.device, self.parts.dtype)
                for name in ("prompt", "negative")[: 1 + (guidance > 1)]
            ]
            for moment in plan.timesteps:
                network = self.parts.get("transformer" if moment >= boundary else "transformer_2")
                inputs = self._inputs(latents, moment, given, network.config.patch_size)
                said = [network(encoder_hidden_states=text, return_dict=False, **inputs)[0] for text in words]
                noise = said[0] if len(said) == 1 else said[1] + guidance * (said[0] - said[1])
                latents = plan.step(noise, moment, latents, return_dict=False)[0]
            if self.form == "stamped" and given:
                latents = (1 - given["mask"]) * given["first"] + given["mask"] * latents
            return list(latents[:, :, aside if self.form == "vace" else 0 :])

    def decode(self, latents: Sequence[Tensor], clips: Sequence[Motion]) -> list[np.ndarray]:
        """Return (frames, height, width, 3) uint8 per clip, one clip in the decoder at a time."""
        import torch

        with work(clips[0].id):
            vae, frames = self._decoder(), []
            for latent in latents:
                mean, deviation = self._spread(vae)
                z = latent[None].to(self.parts.device, torch.float32) * deviation + mean
                film = vae.decode(z.to(vae.dtype), return_dict=False)[0][0]
                film = ((film.float() / 2 + 0.5).clamp(0, 1) * 255).round().to(torch.uint8)
                frames.append(film.permute(1, 2, 3, 0).cpu().numpy())
            return frames

    def drop(self, phase: str) -> None:
        """Free what a phase needs and the next does not."""
        names = {"encode": ("text_encoder",), "denoise": ("transformer", "transformer_2", "image_encoder"), "decode": ("vae",)}
        self.parts.drop(*names[phase])

    def relieve(self) -> str:
        """Take one more step down in memory and say which; empty when none is left."""
        return self.parts.relieve()

    def _form(self) -> str:
        if self.parts.index.get("_class_name") == "WanVACEPipeline":
            return "vace"
        if self.parts.index.get("expand_timesteps"):
            return "stamped"
        network, vae = self.parts.settings("transformer"), self.parts.settings("vae")
        return "joined" if network.get("in_channels", 16) > vae.get("z_dim", 16) else "words"

    def _told(self, texts: list[str]) -> Tensor:
        from diffusers import WanPipeline

        encoder = self.parts.get("text_encoder")
        pipeline = WanPipeline(tokenizer=self.parts.tool("tokenizer"), text_encoder=encoder, vae=None, scheduler=None)
        found, _ = pipeline.encode_prompt(texts, do_classifier_free_guidance=False, max_sequence_length=TOKENS, device=self.parts.device)
        return found.to("cpu")

    def _noise(self, clips: Sequence[Motion]) -> Tensor:
        import torch

        vae, clip = self.parts.settings("vae"), clips[0]
        space, time = vae.get("scale_factor_spatial", 8), vae.get("scale_factor_temporal", 4)
        length = (clip.frames - 1) // time + 1 + (len(clip.references) if self.form == "vace" else 0)
        shape = (1, vae.get("z_dim", 16), length, clip.height // space, clip.width // space)
        own = [torch.randn(shape, generator=torch.Generator("cpu").manual_seed(one.seed)) for one in clips]
        return torch.cat(own).to(self.parts.device)

    def _condition(self, clips: Sequence[Motion]) -> dict[str, Tensor]:
        """Return what the network is shown beside the words, one row per clip. Raises what `denoise` says."""
        import torch

        starts = clips[0].first is not None
        if starts and self.form == "words":
            raise CannotRunError(f"{clips[0].id}: this Wan films from words alone", hint="use an image-to-video Wan, or a VACE one")
        if not starts and self.form == "joined":
            raise CannotRunError(f"{clips[0].id}: this Wan films from a picture only", hint="give it a first picture")
        if self.form == "vace":
            layers = len(self.parts.settings("transformer")["vace_layers"])
            weight = next((plate.weight for plate in clips[0].guides.values() if plate.weight > 0), 1.0)
            return {"plates": torch.cat([self._plates(clip) for clip in clips]), "scale": torch.full((layers,), weight)}
        if not starts:
            return {}
        shown = self._seen(clips) if self.parts.has("image_encoder") else {}
        if self.form == "stamped":
            first = torch.cat([self._latent(self._tensor(clip.first)[None, :, None]) for clip in clips])
            mask = torch.ones(1, 1, (clips[0].frames - 1) // self._time + 1, *first.shape[-2:], device=self.parts.device)
            mask[:, :, 0] = 0
            return {"first": first, "mask": mask}
        return shown | {"joined": torch.cat([self._joined(clip) for clip in clips])}

    def _inputs(self, latents: Tensor, moment: Tensor, given: dict[str, Tensor], patch: Sequence[int]) -> dict[str, Any]:
        """Return what goes into the network at one step."""
        import torch

        dtype, when = self.parts.dtype, moment.expand(len(latents))
        if self.form == "stamped":
            mask = given["mask"] if given else torch.ones_like(latents[:1, :1])
            if given:
                latents = (1 - mask) * given["first"] + mask * latents
            when = (mask[0][0][:, :: patch[1], :: patch[2]] * moment).flatten().expand(len(latents), -1)
        elif "joined" in given:
            latents = torch.cat([latents, given["joined"]], dim=1)
        inputs = {"hidden_states": latents.to(dtype), "timestep": when}
        if "seen" in given:
            inputs["encoder_hidden_states_image"] = given["seen"].to(dtype)
        if self.form == "vace":
            scale = given["scale"].to(self.parts.device, dtype)  # of all that the network is shown: it has one dial for it
            inputs |= {"control_hidden_states": given["plates"].to(dtype), "control_hidden_states_scale": scale}
        return inputs

    def _joined(self, clip: Motion) -> Tensor:
        """Return Wan 2's condition: a mask of four channels (first frame known), and the latent of the first picture before grey."""
        import torch

        film = torch.zeros(1, 3, clip.frames, clip.height, clip.width, device=self.parts.device)
        film[0, :, 0] = self._tensor(clip.first)
        latent = self._latent(film)
        mask = torch.zeros(1, self._time, *latent.shape[2:], device=latent.device)
        mask[:, :, 0] = 1
        return torch.cat([mask, latent], dim=1)

    def _plates(self, clip: Motion) -> Tensor:
        """Return VACE's condition: latents of what is kept and of what is to be painted, the mask folded, references in front."""
        import torch
        from torch.nn.functional import interpolate

        guides = {name: plate for name, plate in clip.guides.items() if plate.weight > 0}
        if len(guides) > 1:
            raise UsageError(f"{clip.id}: VACE takes one guide, not {', '.join(sorted(guides))}")
        film = torch.zeros(1, 3, clip.frames, clip.height, clip.width, device=self.parts.device)
        mask = torch.ones_like(film)
        for plate in guides.values():
            film[0] = self._tensor(plate.array).movedim(0, 1)
        if clip.first is not None:
            film[0, :, 0], mask[0, :, 0] = self._tensor(clip.first), 0
        latent = torch.cat([self._latent(film * (1 - mask)), self._latent(film * mask)], dim=1)
        space, (rows, columns) = clip.height // latent.shape[-2], latent.shape[-2:]
        folded = mask[0, 0].view(clip.frames, rows, space, columns, space).permute(2, 4, 0, 1, 3).flatten(0, 1)[None]
        folded = interpolate(folded, size=tuple(latent.shape[2:]), mode="nearest-exact")
        for reference in clip.references:
            seen = self._latent(self._tensor(_upon_white(reference.image, clip.width, clip.height))[None, :, None])
            latent = torch.cat([torch.cat([seen, torch.zeros_like(seen)], dim=1), latent], dim=2)
            folded = torch.cat([torch.zeros_like(folded[:, :, :1]), folded], dim=2)
        return torch.cat([latent, folded], dim=1)

    def _seen(self, clips: Sequence[Motion]) -> dict[str, Tensor]:
        encoder = self.parts.get("image_encoder")
        pixels = self.parts.tool("image_processor")(images=[clip.first for clip in clips], return_tensors="pt").pixel_values
        return {"seen": encoder(pixels.to(self.parts.device, encoder.dtype), output_hidden_states=True).hidden_states[-2]}

    def _latent(self, film: Tensor) -> Tensor:
        vae = self._decoder()
        mean, deviation = self._spread(vae)
        return (vae.encode(film.to(vae.dtype)).latent_dist.mode().float() - mean) / deviation

    def _decoder(self) -> Any:
        """Return the VAE; on CUDA its kernels have the channels last, which saves 10 % of the decoding (H200)."""
        import torch

        vae = self.parts.get("vae")
        if self.parts.device.startswith("cuda"):
            for module in vae.modules():
                if isinstance(module, torch.nn.Conv3d):
                    module.to(memory_format=torch.channels_last_3d)
        return vae

    def _spread(self, vae: Any) -> tuple[Tensor, Tensor]:
        import torch

        pair = (
            torch.tensor(one, device=self.parts.device).view(1, -1, 1, 1, 1) for one in (vae.config.latents_mean, vae.config.latents_std)
        )
        return tuple(pair)

    def _tensor(self, array: np.ndarray) -> Tensor:
        """Return (…, h, w, 3) uint8 as (…, 3, h, w) in −1 … 1."""
        import torch

        return torch.from_numpy(array.copy()).to(self.parts.device).movedim(-1, -3).float() / 127.5 - 1

    @property
    def _time(self) -> int:
        return self.parts.settings("vae").get("scale_factor_temporal", 4)


def _upon_white(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return a picture fitted into the frame, white around it, as VACE's references were."""
    import numpy as np
    from PIL import Image, ImageOps

    fitted = ImageOps.contain(Image.fromarray(image), (width, height), Image.Resampling.LANCZOS)
    return np.asarray(ImageOps.pad(fitted, (width, height), color=(255, 255, 255)))
