"""qwen-image: paints with Qwen-Image: from words, from a picture, inside a mask, along control plates; with Qwen-Image-Edit, keeping to pictures.

Knows nothing of shots. Qwen-Image-Edit (2509 and later) takes up to three pictures beside the prompt: references, which its text encoder sees as well,
and plates for which there is no net. Those count fully whatever their weight. Without either it paints as Qwen-Image does.
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
MOST = 3  # pictures the edit model was trained on
MAPS = {
    "depth": "the depth map of the new picture",
    "edge": "the edge map of the new picture",
    "pose": "the pose of the people in the new picture",
}


class Options(Running):
    """How the model runs."""

    card: str = "qwen-image"


class QwenImage:
    """The painter. Making one loads no weights."""

    def __init__(self, options: Options) -> None:
        self.parts = Parts(options, encoders=("text_encoder",), net="QwenImageControlNetModel")
        self.edits = self.parts.index["_class_name"] == "QwenImageEditPlusPipeline"
        self.references = MOST if self.edits else 0
        self.controls = frozenset(self.parts.nets) | (frozenset(MAPS) if self.edits else frozenset())
        self.notes = self.parts.notes

    def said(self, picture: Picture) -> str:
        """Return what the text encoder is told, with digests of the pictures that it sees."""
        return flow.said(self._prompt(picture), picture.negative or " " if self._twice(picture) else None, self._seen(picture))

    def encoder(self) -> str:
        """Return the digest of the encoder."""
        return self.parts.encoder_revision

    def encode(self, pictures: Sequence[Picture]) -> list[dict[str, Tensor]]:
        """Return `prompt` (tokens, width), and `negative` where there is a second pass."""
        with self.parts.running():
            from diffusers import QwenImageEditPlusPipeline, QwenImagePipeline

            (encoder,) = self.parts.use("text_encoder")
            parts = {"scheduler": None, "vae": None, "transformer": None, "text_encoder": encoder, "tokenizer": self.parts.tokenizer()}
            plain = QwenImagePipeline(**parts)
            edit = QwenImageEditPlusPipeline(processor=None, **parts) if self.edits else None
            if edit is not None:
                edit.processor = _Sight(self.parts.folder / "processor", parts["tokenizer"])

            def told(text: str, seen: list[Image]) -> Tensor:
                if seen:
                    return edit.encode_prompt(prompt=text, image=seen, device=encoder.device)[0][0].cpu()
                return plain.encode_prompt(prompt=text, device=encoder.device)[0][0].cpu()

            every = []
            for one in pictures:
                seen = [_small(edit, reference.image) for reference in self._seen(one)]
                every.append({"prompt": told(self._prompt(one), seen)})
                if self._twice(one):
                    every[-1]["negative"] = told(one.negative or " ", seen)
            return every

    def denoise(self, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        """Return one latent (tokens, channels) per picture. All are of one kind; those that keep to pictures are painted one by one."""
        with self.parts.running():
            transformer, vae = self.parts.use("transformer", "vae")
            if self._beside(pictures[0]):
                return [self._paint(transformer, vae, [one], [told])[0] for one, told in zip(pictures, embeddings, strict=True)]
            return self._paint(transformer, vae, pictures, embeddings)

    def decode(self, latents: Sequence[Tensor], pictures: Sequence[Picture]) -> list[np.ndarray]:
        """Return pictures (height, width, 3) uint8."""
        with self.parts.running():
            (vae,) = self.parts.use("vae")
            mean, deviation = _spread(vae)
            scale = 2 * _scale(vae)
            unpacked = []
            for latent, picture in zip(latents, pictures, strict=True):
                across, down = picture.width // scale, picture.height // scale
                grid = latent.to(vae.device, vae.dtype).view(down, across, -1, 2, 2).permute(2, 0, 3, 1, 4)
                unpacked.append((grid.reshape(-1, 2 * down, 2 * across) * deviation + mean)[:, None])
            return flow.together(unpacked, lambda batch: vae.decode(batch, return_dict=False)[0][:, :, 0])

    def drop(self, phase: str) -> None:
        """Free what a phase needs."""
        self.parts.drop(phase)

    def relieve(self) -> str:
        """Take a step down in the use of memory and say which."""
        return self.parts.relieve()

    def _twice(self, picture: Picture) -> bool:
        return not self.parts.card.distilled and picture.guidance > 1

    def _seen(self, picture: Picture) -> list[Reference]:
        return flow.references(picture) if self.edits else []

    def _beside(self, picture: Picture) -> list[Reference]:
        """Return the pictures that the transformer sees. Plates differ from shot to shot: through the text encoder each would cost a run of it."""
        plates = [(kind, plate) for kind, plate in sorted(picture.controls.items()) if plate.weight > 0 and kind not in self.parts.nets]
        return self._seen(picture) + [Reference(plate.array, name=MAPS[kind]) for kind, plate in plates if self.edits and kind in MAPS]

    def _prompt(self, picture: Picture) -> str:
        return flow.named(picture.prompt, "Picture", self._beside(picture))

    def _paint(self, transformer: Any, vae: Any, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> list[Tensor]:
        from diffusers import QwenImageControlNetPipeline, QwenImagePipeline

        seen = self._beside(pictures[0])
        plates = [plate for plate in flow.plates(pictures) if plate[0] in self.parts.nets]
        painter = _seeing(transformer, *self._shown(vae, pictures[0], seen)) if seen else transformer
        parts = {"scheduler": self.parts.scheduler(), "transformer": painter, "vae": vae, "text_encoder": None, "tokenizer": None}
        if plates:
            one = len(plates) == 1
            nets = [self.parts.net(kind) for kind, _, _ in plates]
            pipeline = QwenImageControlNetPipeline(controlnet=nets[0] if one else _several(nets), **parts)
            given = {
                "control_image": plates[0][2] if one else [plate for _, _, plate in plates],
                "controlnet_conditioning_scale": plates[0][1] if one else [weight for _, weight, _ in plates],
                "generator": [flow.generator(picture) for picture in pictures],  # of the plates' own latents
            }
        else:
            pipeline, given = QwenImagePipeline(**parts), {}
        pipeline.set_progress_bar_config(disable=True)
        return list(pipeline(**given, **self._given(pipeline, pictures, embeddings)).images)

    def _shown(self, vae: Any, picture: Picture, seen: Sequence[Reference]) -> tuple[Tensor, list[tuple[int, int, int]]]:
        """Return the packed latents of the pictures beside the prompt, one after the other, and their shapes in patches."""
        import torch
        from diffusers import QwenImageEditPlusPipeline
        from diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus import VAE_IMAGE_SIZE, calculate_dimensions

        area, patch = min(VAE_IMAGE_SIZE, picture.width * picture.height), 2 * _scale(vae)
        packed, shapes = [], []
        for one in seen:
            width, height = (max(int(side), patch) for side in calculate_dimensions(area, one.image.shape[1] / one.image.shape[0]))
            latents = self._latents(vae, flow.pixels([one.image], width // patch * patch, height // patch * patch))
            packed.append(QwenImageEditPlusPipeline._pack_latents(latents, *latents.shape))
            shapes.append((1, height // patch, width // patch))
        return torch.cat(packed, dim=1).to(self.parts.device, self.parts.dtype), shapes

    def _latents(self, vae: Any, pixels: Tensor) -> Tensor:
        mean, deviation = _spread(vae)
        return (vae.encode(pixels.to(vae.device, vae.dtype)[:, :, None]).latent_dist.mode()[:, :, 0] - mean) / deviation

    def _given(self, pipeline: Any, pictures: Sequence[Picture], embeddings: Sequence[dict[str, Tensor]]) -> dict[str, Any]:
        """Return what all forms of the pipeline take. Shorter prompts are padded and masked."""
        import torch
        from torch.nn.utils.rnn import pad_sequence

        first, begin = pictures[0], self._start(pipeline, pictures)
        given = {
            "width": first.width,
            "height": first.height,
            "num_inference_steps": first.steps,
            "sigmas": begin.sigmas,
            "latents": self._pack(pipeline, begin.latents),
            "callback_on_step_end": begin.callback,
            "max_sequence_length": 1024,
            "output_type": "latent",
            "true_cfg_scale": first.guidance if self._twice(first) else 1.0,
        }
        for name in embeddings[0]:
            every = [one[name].to(self.parts.device, self.parts.dtype) for one in embeddings]
            key = "prompt_embeds" if name == "prompt" else "negative_prompt_embeds"
            given[key] = pad_sequence(every, batch_first=True)
            given[f"{key}_mask"] = pad_sequence(
                [torch.ones(len(one), dtype=torch.long, device=one.device) for one in every], batch_first=True
            )
        if self.parts.config("transformer").get("guidance_embeds"):
            given["guidance_scale"] = first.guidance
        return given

    def _start(self, pipeline: Any, pictures: Sequence[Picture]) -> flow.Start:
        from diffusers.pipelines.qwenimage.pipeline_qwenimage import calculate_shift

        first, vae, config = pictures[0], pipeline.vae, pipeline.scheduler.config
        down, across = (2 * (side // (2 * _scale(vae))) for side in (first.height, first.width))
        mu = calculate_shift(
            down * across // 4,
            config.get("base_image_seq_len", 256),
            config.get("max_image_seq_len", 4096),
            config.get("base_shift", 0.5),
            config.get("max_shift", 1.15),
        )

        return flow.start(
            pictures,
            (vae.config.z_dim, down, across),
            lambda pixels: self._latents(vae, pixels),
            pipeline.scheduler,
            mu,
            pack=lambda latents: self._pack(pipeline, latents),
            to={"device": self.parts.device, "dtype": self.parts.dtype},
        )

    def _pack(self, pipeline: Any, latents: Tensor) -> Tensor:
        return pipeline._pack_latents(latents, *latents.shape)


class _Sight:
    """Prepares a prompt and its pictures for Qwen2.5-VL. transformers' own processor brings video along, which needs torchvision."""

    def __init__(self, folder: Any, tokenizer: Any) -> None:
        from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

        self.images = Qwen2VLImageProcessorPil.from_pretrained(folder, local_files_only=True)
        self.tokenizer = tokenizer

    def __call__(self, *, text: list[str], images: list[Image], padding: bool, return_tensors: str) -> Any:
        from transformers import BatchFeature

        pictures = self.images(images=images, return_tensors=return_tensors)
        patches = [int(grid.prod()) // self.images.merge_size**2 for grid in pictures["image_grid_thw"]]
        pieces = text[0].split("<|image_pad|>")
        whole = pieces[0] + "".join("<|image_pad|>" * count + piece for count, piece in zip(patches, pieces[1:], strict=True))
        return BatchFeature({**self.tokenizer([whole], return_tensors=return_tensors), **pictures})


def _small(pipeline: Any, image: np.ndarray) -> Image:
    """Return a picture at the size at which the pipeline shows it to the text encoder."""
    from diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus import CONDITION_IMAGE_SIZE, calculate_dimensions
    from PIL import Image

    width, height = calculate_dimensions(CONDITION_IMAGE_SIZE, image.shape[1] / image.shape[0])
    return pipeline.image_processor.resize(Image.fromarray(image), height, width)


def _seeing(transformer: Any, latents: Tensor, shapes: list[tuple[int, int, int]]) -> Any:
    """Return a transformer that sees pictures beside the one it paints.

    diffusers' QwenImageEditPlusPipeline does the same, but it shows every picture at 1024 x 1024 pixels whatever is painted (at 512 x 512, with
    one reference, 5120 tokens in the place of 2048), and cannot be told otherwise.
    """
    import torch

    class Seeing(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer
            self.config, self.cache_context = transformer.config, transformer.cache_context
            self.device, self.dtype = transformer.device, transformer.dtype

        def forward(self, *, hidden_states: Tensor, img_shapes: list, controlnet_block_samples: Any = None, **given: Any) -> tuple[Tensor]:
            every = torch.cat([hidden_states, latents], dim=1)
            wider = [[*(one if isinstance(one, list) else [one]), *shapes] for one in img_shapes]  # the ControlNet pipeline's is flat
            if controlnet_block_samples is not None:  # plates are of the painted picture alone
                samples = [torch.nn.functional.pad(one, (0, 0, 0, latents.shape[1])) for one in controlnet_block_samples]
                given["controlnet_block_samples"] = samples
            told = self.transformer(hidden_states=every, img_shapes=wider, **given)[0]
            return (told[:, : hidden_states.shape[1]],)

    return Seeing()


def _several(nets: Sequence[Any]) -> Any:
    """Return control nets as one, whose residuals are summed: diffusers' own takes several plates, but one net for all."""
    from diffusers import QwenImageMultiControlNetModel

    class Several(QwenImageMultiControlNetModel):
        def forward(self, *, controlnet_cond: list[Tensor], conditioning_scale: list[float], **given: Any) -> list[Tensor]:
            every = [
                net(controlnet_cond=plate, conditioning_scale=weight, **given)
                for net, plate, weight in zip(self.nets, controlnet_cond, conditioning_scale, strict=True)
            ]
            return [sum(layer[1:], layer[0]) for layer in zip(*every, strict=True)]

    return Several(nets)


def _spread(vae: Any) -> tuple[Tensor, Tensor]:
    """Return mean and deviation of the latents the model works with, as (channels, 1, 1)."""
    import torch

    return tuple(
        torch.tensor(one, device=vae.device, dtype=vae.dtype)[:, None, None] for one in (vae.config.latents_mean, vae.config.latents_std)
    )


def _scale(vae: Any) -> int:
    return 2 ** len(vae.config.temperal_downsample)
