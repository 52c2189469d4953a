"""z-image: paints with Z-Image and Z-Image Turbo: from words, from a picture, inside a mask, along control plates.

Knows nothing of shots. Prompts keep their own lengths: the transformer pads and masks them, so a batch's longest prompt does not matter to the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filmcli.core.errors import CannotRunError
from filmcli.formats.picture import Picture
from filmcli.runners import flow
from filmcli.runners.dit import Parts, Running

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

JOB = "draw"


class Options(Running):
    """How the model runs."""

    card: str = "z-image"


class ZImage:
    """The painter. Making one loads no weights."""

    references = 0  # the weights that take pictures (Z-Image-Omni, Z-Image-Edit) are not published

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, encoders=("text_encoder",), net="ZImageControlNetModel", net_settings=_settings)
        self.controls = frozenset(self.parts.nets)
        self.notes = self.parts.notes

    def said(self, picture: Picture) -> str:
        """Return what the text encoder is told."""
        return flow.said(picture.prompt, picture.negative if self._twice(picture) else None)

    def encoder(self) -> str:
        """Return the digest of the encoder."""
        return self.parts.encoder_revision

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return `prompt` (tokens, width), and `negative` where there is a second pass."""
        with self.parts.running():
            from diffusers import ZImagePipeline

            (encoder,) = self.parts.use("text_encoder")
            pipeline = ZImagePipeline(scheduler=None, vae=None, transformer=None, text_encoder=encoder, tokenizer=self.parts.tokenizer())

            def told(text: str) -> Tensor:
                return pipeline.encode_prompt(text, do_classifier_free_guidance=False)[0][0].cpu()

            return [{"prompt": told(one.prompt)} | ({"negative": told(one.negative)} if self._twice(one) else {}) for one in pictures]

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (channels, h, w) per picture. All are of one kind."""
        import torch

        first, twice = pictures[0], self._twice(pictures[0])
        with self.parts.running():
            transformer, vae = self.parts.use("transformer", "vae")
            plates = flow.plates(pictures)
            pipeline = self._pipeline(transformer, vae, [(kind, weight) for kind, weight, _ in plates], len(pictures))
            begin = self._start(pipeline, pictures)
            told = [{name: tensor.to(self.parts.device, self.parts.dtype) for name, tensor in one.items()} for one in embeddings]
            if plates:  # all of the first kind, then all of the second: as `_Several` takes them
                given = {"control_image": torch.cat([plate for _, _, plate in plates]), "controlnet_conditioning_scale": 1.0}
                if len(plates) == 1:
                    given["controlnet_conditioning_scale"] = plates[0][1]
            else:
                given = {}
            drawn = pipeline(
                width=first.width,
                height=first.height,
                num_inference_steps=first.steps,
                sigmas=begin.sigmas,
                guidance_scale=first.guidance if twice else 0.0,
                prompt_embeds=[one["prompt"] for one in told],
                negative_prompt_embeds=[one["negative"] for one in told] if twice else None,
                latents=begin.latents,
                callback_on_step_end=begin.callback,
                output_type="latent",
                **given,
            )
        return list(drawn.images)

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return pictures (height, width, 3) uint8."""
        with self.parts.running():
            (vae,) = self.parts.use("vae")

            def decode(batch: Tensor) -> Tensor:
                plain = batch.to(vae.device, vae.dtype) / vae.config.scaling_factor + vae.config.shift_factor
                return vae.decode(plain, return_dict=False)[0]

            return flow.together(latents, decode)

    def drop(self, phase: str) -> None:
        """Free what a phase needs."""
        self.parts.drop(phase)

    def relieve(self) -> str:
        """Take a step down in the use of memory and say which."""
        return self.parts.relieve()

    def _twice(self, picture: Picture) -> bool:
        return not self.parts.card.distilled and picture.guidance > 0

    def _pipeline(self, transformer: Any, vae: Any, kinds: Sequence[tuple[str, float]], batch: int) -> Any:
        from diffusers import ZImageControlNetModel, ZImageControlNetPipeline, ZImagePipeline

        parts = {"scheduler": self.parts.scheduler(), "transformer": transformer, "vae": vae, "text_encoder": None, "tokenizer": None}
        lender = self._lender(transformer) if kinds else None
        nets = [ZImageControlNetModel.from_transformer(self.parts.net(kind), lender) for kind, _ in kinds]
        if len(nets) > 1:
            nets = [_several(nets, [weight for _, weight in kinds], batch)]
        made = ZImageControlNetPipeline(controlnet=nets[0], **parts) if nets else ZImagePipeline(**parts)
        for net in nets if lender is not transformer else []:  # the pipeline lends them the transformer's own again
            for one in getattr(net, "nets", [net]):
                ZImageControlNetModel.from_transformer(one, lender)
        made.set_progress_bar_config(disable=True)
        return made

    def _lender(self, transformer: Any) -> Any:
        """Return whose embedders and refiners the control nets borrow: the transformer's, or copies while its own wait in the CPU's memory."""
        if self.parts.offload != "group":
            return transformer
        name = "net lender"  # freed with the nets
        if name not in self.parts.loaded:
            copy = type(transformer).from_config({**transformer.config, "n_layers": 0}).to(self.parts.device, self.parts.dtype)
            copy.load_state_dict({key: weight for key, weight in transformer.state_dict().items() if not key.startswith("layers.")})
            self.parts.loaded[name] = copy.eval().requires_grad_(False)
        return self.parts.loaded[name]

    def _start(self, pipeline: Any, pictures: Sequence[Picture]) -> flow.Start:
        import torch
        from diffusers.pipelines.z_image.pipeline_z_image import calculate_shift

        first, vae, config = pictures[0], pipeline.vae, pipeline.scheduler.config
        scale = 2 ** (len(vae.config.block_out_channels) - 1)
        down, across = (2 * (side // (2 * scale)) for side in (first.height, first.width))
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
            pack=lambda latents: latents,
            to={"device": self.parts.device, "dtype": torch.float32},  # the pipeline keeps its latents so
        )


def _settings(denoiser: dict[str, Any], header: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a control net that is a single file, as alibaba-pai publish them: its blocks stand at equal distances."""
    embedder = "control_all_x_embedder.2-1.weight"
    blocks = {name.split(".")[1] for name in header if name.startswith("control_layers.")}
    if embedder not in header or not blocks:
        raise CannotRunError("the control net is no Z-Image-Turbo-Fun-Controlnet-Union", hint="filmcli models show z-image")
    wide, seen = header[embedder]["shape"]
    if seen != 4 * denoiser["in_channels"]:
        raise CannotRunError("the control net is of version 2, which is known here only in the layout of diffusers", hint="take version 1")
    layers = denoiser["n_layers"]
    same = ("all_patch_size", "all_f_patch_size", "n_refiner_layers", "n_heads", "n_kv_heads", "norm_eps", "qk_norm")
    return {name: denoiser[name] for name in same} | {
        "_class_name": "ZImageControlNetModel",
        "control_layers_places": list(range(0, layers, layers // len(blocks))),
        "control_in_dim": denoiser["in_channels"],
        "add_control_noise_refiner": None,
        "dim": wide,
    }


def _several(nets: Sequence[Any], weights: Sequence[float], batch: int) -> Any:
    """Return control nets as one, whose residuals are summed: the pipeline takes one net and one plate per picture."""
    import torch

    class Several(torch.nn.Module):
        """Takes the plates of the first net for the whole batch, then those of the second, …; with guidance all of them twice."""

        def __init__(self) -> None:
            super().__init__()
            self.nets = torch.nn.ModuleList(nets)
            self.config, self.device, self.dtype = nets[0].config, nets[0].device, nets[0].dtype

        def forward(self, x: list[Tensor], t: Tensor, told: list[Tensor], plates: Tensor, conditioning_scale: float) -> dict[int, Tensor]:
            each = plates.unflatten(0, (-1, len(nets), batch))
            total: dict[int, Tensor] = {}
            for index, net in enumerate(self.nets):
                for layer, residual in net(x, t, told, each[:, index].flatten(0, 1), conditioning_scale=weights[index]).items():
                    total[layer] = total[layer] + residual if layer in total else residual
            return total

    return Several()
