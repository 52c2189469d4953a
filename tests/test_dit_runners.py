"""The diffusion transformers on tiny checkpoints made on the spot: real pipelines, random weights, no network."""

import json

import numpy as np
import pytest

from filmcli import runners
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats.picture import Picture, Plate, Reference
from filmcli.runners import flow, tiny, weights

FAMILIES = ("flux", "flux2-klein", "z-image", "qwen-image")
ALONG_PLATES = ("flux", "z-image", "qwen-image")
BESIDE_PICTURES = ("flux", "flux2-klein", "qwen-image")
WIDTH, HEIGHT = 64, 48
CLOSE = 1e-4  # float32: batches multiply in another order


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    here = tmp_path_factory.mktemp("tiny")
    return lambda family: here / family if (here / family).is_dir() else tiny.write(here, family)


@pytest.fixture(scope="module")
def painter(folder):
    """One painter of each family, loaded once."""
    opened = {}

    def find(family):
        if family not in opened:
            opened[family] = runners.open(family, "draw", model=str(folder(family)), device="cpu")
        return opened[family]

    return find


def still(seed, width=WIDTH, height=HEIGHT):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def mask():
    white = np.zeros((HEIGHT, WIDTH), np.uint8)
    white[16:32, 16:48] = 255
    return white


def picture(**changes):
    return Picture(
        **{"id": "a", "prompt": "film still", "width": WIDTH, "height": HEIGHT, "seed": 7, "steps": 3, "guidance": 3.0, **changes}
    )


def paint(painter, *pictures):
    return painter.denoise(pictures, painter.encode(pictures))


def apart(one, other):
    return float((one - other).abs().max())


def plates(*seeds, weight=0.8):
    return {kind: Plate(still(seed), weight) for kind, seed in zip(("depth", "edge"), seeds, strict=False)}


FORMS = {
    "words": dict,
    "image": lambda: {"image": still(1), "strength": 0.6},
    "mask": lambda: {"image": still(1), "strength": 0.8, "mask": mask()},
    "plate": lambda: {"controls": plates(2)},
    "plates, image, mask": lambda: {"controls": plates(2, 3), "image": still(1), "strength": 0.8, "mask": mask()},
    "reference": lambda: {"references": (Reference(still(4, 80, 64), name="MARTA"),)},
    "reference, plate": lambda: {"references": (Reference(still(4)),), "controls": plates(2)},
    "references, image, mask": lambda: {"references": (Reference(still(4)), Reference(still(5))), "image": still(1), "mask": mask()},
}
CASES = [
    (family, form)
    for family in FAMILIES
    for form in FORMS
    if (family in ALONG_PLATES or "plate" not in form) and (family in BESIDE_PICTURES or "reference" not in form)
]


@pytest.mark.parametrize(("family", "form"), CASES)
def test_a_picture_is_the_same_alone_and_beside_others(painter, family, form):
    wanted = FORMS[form]()
    neighbours = [picture(**{**wanted, "seed": 1, "prompt": "x"}), picture(**{**wanted, "prompt": "a much longer prompt than the others"})]
    model = painter(family)
    (alone,) = paint(model, picture(**wanted))
    first, beside, last = paint(model, neighbours[0], picture(**wanted), neighbours[1])
    assert apart(alone, beside) < CLOSE
    assert apart(alone, first) > 0.01, "the seed does not matter"
    assert apart(alone, last) > 10 * CLOSE, "the prompt does not matter"
    (drawn,) = model.decode([alone], [picture(**wanted)])
    assert drawn.shape == (HEIGHT, WIDTH, 3)
    assert drawn.dtype == np.uint8
    assert drawn.std() > 5


@pytest.mark.parametrize("family", ALONG_PLATES)
def test_each_plate_reaches_the_network_and_weight_0_is_no_plate(painter, family):
    model = painter(family)
    assert model.controls == {"depth", "normal", "edge", "pose"}
    (none,) = paint(model, picture())
    for kind in sorted(model.controls):
        drawn = [paint(model, picture(controls={kind: Plate(still(seed), 1.0)}))[0] for seed in (2, 3)]
        assert apart(*drawn) > 0.001, f"the {kind} plate does not matter"
        assert apart(drawn[0], none) > 0.001
        assert apart(paint(model, picture(controls={kind: Plate(still(2), 0.0)}))[0], none) == 0
    both = paint(model, picture(controls=plates(2, 3)))[0]
    for one in (plates(2), plates(9, 3), plates(2, 9), plates(2, 3, weight=0.4)):
        assert apart(paint(model, picture(controls=one))[0], both) > 0.001


@pytest.mark.parametrize("family", FAMILIES)
def test_a_picture_painted_over_stays_near_it_and_outside_a_mask_it_is_kept(painter, family):
    model = painter(family)
    (alone,) = paint(model, picture(strength=0.4))
    (red, blue) = paint(model, picture(image=still(1), strength=0.4), picture(image=still(2), strength=0.4))
    assert apart(red, blue) > 0.01
    assert apart(paint(model, picture(image=still(1), strength=1.0))[0], alone) < CLOSE, "at strength 1 the image is ignored"
    first, other = (paint(model, picture(image=still(1), mask=mask(), seed=seed))[0] for seed in (1, 2))
    tiles = first.shape[0] if first.ndim == 2 else first.shape[-1] * first.shape[-2]
    changed = (
        ((first - other).abs() > 1e-3).reshape(tiles, -1).any(1) if first.ndim == 2 else ((first - other).abs() > 1e-3).any(0).flatten()
    )
    assert 0 < changed.sum() < len(changed) / 2, "only what the mask shows is painted"


@pytest.mark.parametrize("family", BESIDE_PICTURES)
def test_a_reference_reaches_the_network_and_weight_0_is_none(painter, family):
    model = painter(family)
    none, marta, joe = (paint(model, picture(references=one))[0] for one in ((), (Reference(still(4)),), (Reference(still(5)),)))
    assert min(apart(none, marta), apart(marta, joe)) > 0.001
    assert apart(paint(model, picture(references=(Reference(still(4), weight=0.0),)))[0], none) == 0
    assert model.said(picture(references=(Reference(still(4), weight=0.0),))) == model.said(picture())


@pytest.mark.parametrize("family", ["flux2-klein", "qwen-image"])
def test_references_of_two_people_keep_their_order_and_their_names(painter, family):
    model = painter(family)
    marta, joe = (Reference(still(seed, 80, 64), name=name) for seed, name in ((4, "MARTA"), (5, "JOE")))
    assert model.references >= 3
    both, swapped, one = (paint(model, picture(references=people))[0] for people in ((marta, joe), (joe, marta), (marta,)))
    assert min(apart(both, swapped), apart(both, one)) > 0.001
    told = json.loads(model.said(picture(references=(marta, joe))))[0]
    assert told.index("1 is MARTA") < told.index("2 is JOE") < told.index("film still")


def test_an_adapter_counts_as_much_as_its_weight_and_leaves_with_its_reference(painter):
    model = painter("flux")
    assert model.references == 1
    (before,) = paint(model, picture())
    strong, weak = (paint(model, picture(references=(Reference(still(4), weight=weight),)))[0] for weight in (1.0, 0.1))
    assert apart(strong, before) > 2 * apart(weak, before) > 0
    assert apart(paint(model, picture())[0], before) == 0, "a picture without references is not what it was before one with"


@pytest.mark.parametrize("form", ["words", "plate", "reference"])
def test_where_it_is_compiled_query_key_and_value_are_one_product_and_the_picture_is_the_same(folder, painter, monkeypatch, form):
    from diffusers import FluxTransformer2DModel

    monkeypatch.setattr(FluxTransformer2DModel, "compile_repeated_blocks", lambda self, **settings: None)  # a minute on a CPU
    fused = runners.open("flux", "draw", model=str(folder("flux")), device="cpu", compile="regional")
    wanted = FORMS[form]()
    assert apart(paint(fused, picture(**wanted))[0], paint(painter("flux"), picture(**wanted))[0]) < CLOSE
    names = [name for name, _ in fused.parts.loaded["transformer"].named_parameters()]
    assert any("to_qkv" in name for name in names)
    assert not any("to_q." in name or "add_k_proj" in name for name in names), "the weights are there twice"


def test_a_union_net_is_told_what_kind_of_plate_it_sees(folder, tmp_path):
    import shutil

    from diffusers import FluxControlNetModel

    from filmcli.runners.tiny.flux import SHAPE

    here = shutil.copytree(folder("flux"), tmp_path / "union")
    for kind in ("depth", "pose"):
        net = tiny.rand(FluxControlNetModel(**SHAPE, num_layers=1, num_single_layers=0, num_mode=7))
        net.save_pretrained(here / "controls" / kind)
    shutil.copytree(here / "controls" / "depth", here / "controls" / "pose", dirs_exist_ok=True)
    model = runners.open("flux", "draw", model=str(here), device="cpu")
    depth, pose = (paint(model, picture(controls={kind: Plate(still(2), 1.0)}))[0] for kind in ("depth", "pose"))
    assert apart(depth, pose) > 0.001


def test_the_edit_model_is_told_anew_when_a_reference_changes(painter):
    said = painter("qwen-image").said
    assert said(picture()) == said(picture(seed=8))
    assert said(picture(references=(Reference(still(4)),))) != said(picture(references=(Reference(still(5)),)))


def test_the_edit_model_sees_plates_for_which_it_has_no_net(folder, tmp_path):
    import shutil

    here = shutil.copytree(folder("qwen-image"), tmp_path / "edit", ignore=shutil.ignore_patterns("controls"))
    model = runners.open("qwen-image", "draw", model=str(here), device="cpu")
    assert model.controls == {"depth", "edge", "pose"}
    none, depth, other = (paint(model, picture(controls=one))[0] for one in ({}, plates(2), plates(3)))
    assert min(apart(none, depth), apart(depth, other)) > 0.001
    assert apart(paint(model, picture(controls=plates(2, weight=0.0)))[0], none) == 0
    assert apart(paint(model, picture(controls=plates(3)), picture(controls=plates(2)))[1], depth) < CLOSE
    both = picture(controls=plates(2, 3), references=(Reference(still(4), name="MARTA"),))
    assert json.loads(model.said(both))[0].startswith(
        "Picture 1 is MARTA. Picture 2 is the depth map of the new picture. Picture 3 is the edge map"
    )
    assert model.said(picture(controls=plates(2))) == model.said(picture(controls=plates(3))), "the text encoder would run for every shot"


@pytest.mark.parametrize("family", FAMILIES)
def test_each_phase_has_only_its_parts_in_memory(folder, family):
    model = runners.open(family, "draw", model=str(folder(family)), device="cpu")
    assert not model.parts.loaded, "weights were loaded before they were needed"
    told = model.encode([picture()])
    assert all(name.startswith("text_encoder") for name in model.parts.loaded)
    assert all(tensor.device.type == "cpu" for tensor in told[0].values())
    told = model.encode([picture(references=(Reference(still(4)),))]) if family == "flux" else told
    model.drop("encode")
    assert not model.parts.loaded
    latents = model.denoise([picture()], told)
    assert set(model.parts.loaded) == {"transformer", "vae"}
    model.drop("denoise")
    model.decode(latents, [picture()])
    assert set(model.parts.loaded) == {"vae"}
    model.drop("decode")
    assert not model.parts.loaded
    assert model.encoder() == runners.open(family, "draw", model=str(folder(family)), device="cpu").encoder()


@pytest.mark.parametrize("family", FAMILIES)
def test_memory_is_relieved_step_by_step_and_the_picture_stays(folder, family):
    model = runners.open(family, "draw", model=str(folder(family)), device="cpu")
    plate = {"controls": plates(2, 3)} if family in ALONG_PLATES else {}
    (before,), (along,) = paint(model, picture()), paint(model, picture(**plate))
    steps = []
    while step := model.relieve():
        steps.append(step)
        assert apart(paint(model, picture(**plate))[0], along) < CLOSE
        assert apart(paint(model, picture())[0], before) < CLOSE
        model.decode([before], [picture()])
    assert steps == ["decoder in tiles", "only the parts of one phase on the device", "denoiser offloaded by blocks"]
    assert model.notes["offload"].startswith("group")


def test_guidance_is_a_number_or_a_second_pass_as_the_card_says(painter):
    flux, qwen = painter("flux"), painter("qwen-image")
    assert apart(paint(flux, picture(guidance=1.0))[0], paint(flux, picture(guidance=4.0))[0]) > 0.001
    assert flux.said(picture(negative="blur")) == flux.said(picture())
    assert set(flux.encode([picture(negative="blur")])[0]) == {"prompt", "prompt_pooled"}
    assert apart(paint(qwen, picture(negative="blur"))[0], paint(qwen, picture(negative="a bright day"))[0]) > 0.001
    assert set(qwen.encode([picture(guidance=1.0)])[0]) == {"prompt"}
    assert qwen.said(picture(negative="blur")) != qwen.said(picture())


@pytest.mark.parametrize("family", ["flux", "z-image", "flux2-klein"])
def test_a_model_that_is_not_distilled_is_guided_by_a_second_pass(folder, tmp_path, monkeypatch, family):
    import shutil

    import yaml

    from filmcli.core import presets

    card = presets.load("models", family) | {"distilled": False, "pipelines": []}
    (tmp_path / "filmcli" / "models").mkdir(parents=True)
    (tmp_path / "filmcli" / "models" / "base.yaml").write_text(yaml.safe_dump(card))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    here = shutil.copytree(folder(family), tmp_path / family)
    index = json.loads((here / "model_index.json").read_text())
    (here / "model_index.json").write_text(json.dumps(index | ({"is_distilled": False} if family == "flux2-klein" else {})))
    model = runners.open(family, "draw", model=str(here), device="cpu", card="base")
    wanted = picture(negative="blur")
    assert {"prompt", "negative"} <= set(model.encode([wanted])[0])
    assert model.said(wanted) != model.said(picture(negative="a bright day"))
    (alone,), (_, beside) = paint(model, wanted), paint(model, picture(negative="a bright day at noon", seed=1), wanted)
    assert apart(alone, beside) < 10 * CLOSE  # guidance enlarges the difference of two passes
    assert apart(alone, paint(model, picture(negative="a bright day"))[0]) > 0.001
    if family in ALONG_PLATES:
        alone, beside = (
            paint(model, picture(controls=plates(2, 3)))[0],
            paint(model, picture(controls=plates(5, 6)), picture(controls=plates(2, 3)))[1],
        )
        assert apart(alone, beside) < 10 * CLOSE


def diffusers_own(family, parts):
    """Return diffusers' own image-to-image pipeline of a family, over the painter's parts."""
    import diffusers

    names = {"flux": "FluxImg2ImgPipeline", "z-image": "ZImageImg2ImgPipeline", "qwen-image": "QwenImageImg2ImgPipeline"}
    kind = getattr(diffusers, names[family])
    transformer, vae = parts.use("transformer", "vae")
    rest = dict.fromkeys(
        ("text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2") if family == "flux" else ("text_encoder", "tokenizer")
    )
    made = kind(scheduler=parts.scheduler(), transformer=transformer, vae=vae, **rest)
    made.set_progress_bar_config(disable=True)
    return made


@pytest.mark.parametrize("family", ["flux", "z-image"])
def test_painting_over_a_picture_is_what_diffusers_own_pipeline_does(painter, family):
    import torch

    model = painter(family)
    wanted = picture(image=still(1), strength=0.6, steps=5, guidance=1.0)
    told = model.encode([wanted])
    (ours,) = model.denoise([wanted], told)
    theirs = diffusers_own(family, model.parts)
    with torch.no_grad():
        vae = theirs.vae
        seen = vae.encode(flow.pixels([wanted.image], WIDTH, HEIGHT)).latent_dist.mode()
        seen = (seen - vae.config.shift_factor) * vae.config.scaling_factor
        given = {"image": seen, "strength": 0.6, "num_inference_steps": 5, "generator": flow.generator(wanted), "output_type": "latent"}
        if family == "flux":
            given |= {
                "prompt_embeds": told[0]["prompt"][None],
                "pooled_prompt_embeds": told[0]["prompt_pooled"][None],
                "guidance_scale": 1.0,
            }
        else:
            given |= {"prompt_embeds": [told[0]["prompt"]], "guidance_scale": 0.0}
        (expected,) = theirs(width=WIDTH, height=HEIGHT, **given).images
    assert apart(ours, expected) < CLOSE


def test_qwen_keeps_to_pictures_as_diffusers_edit_pipeline_does(painter, monkeypatch):
    import torch
    from diffusers import QwenImageEditPlusPipeline
    from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus
    from PIL import Image

    monkeypatch.setattr(pipeline_qwenimage_edit_plus, "VAE_IMAGE_SIZE", 64 * 64)
    model = painter("qwen-image")
    wanted = picture(references=(Reference(still(4, 64, 64)),), width=64, height=64, guidance=3.0)
    told = model.encode([wanted])
    (ours,) = model.denoise([wanted], told)
    transformer, vae = model.parts.use("transformer", "vae")
    theirs = QwenImageEditPlusPipeline(
        scheduler=model.parts.scheduler(), transformer=transformer, vae=vae, text_encoder=None, tokenizer=None, processor=None
    )
    with torch.no_grad():
        (expected,) = theirs(
            image=[Image.fromarray(wanted.references[0].image)],
            width=64,
            height=64,
            num_inference_steps=3,
            true_cfg_scale=3.0,
            prompt_embeds=told[0]["prompt"][None],
            negative_prompt_embeds=told[0]["negative"][None],
            generator=flow.generator(wanted),
            output_type="latent",
        ).images
    assert apart(ours, expected) < 10 * CLOSE  # the random encoder and guidance's norms enlarge the rounding of pixels


def test_klein_paints_inside_a_mask_as_diffusers_own_pipeline_does(painter):
    import torch
    from diffusers import Flux2KleinInpaintPipeline
    from PIL import Image

    model = painter("flux2-klein")
    white = np.zeros((64, 64), np.uint8)
    white[16:48, 16:48] = 255
    wanted = picture(image=still(1, 64, 64), mask=white, strength=0.8, steps=5, width=64, height=64)
    told = model.encode([wanted])
    (ours,) = model.denoise([wanted], told)
    transformer, vae = model.parts.use("transformer", "vae")
    theirs = Flux2KleinInpaintPipeline(
        scheduler=model.parts.scheduler(), transformer=transformer, vae=vae, text_encoder=None, tokenizer=None, is_distilled=True
    )
    with torch.no_grad():
        (expected,) = theirs(
            image=Image.fromarray(wanted.image),
            mask_image=Image.fromarray(white),
            strength=0.8,
            num_inference_steps=5,
            prompt_embeds=told[0]["prompt"][None],
            generator=flow.generator(wanted),
            output_type="latent",
        ).images
    assert apart(ours, expected) < CLOSE


def cache(root, hub, monkeypatch):
    """Return the folder of a repository's files in a hub's cache made here."""
    cached = root / "hub" / f"models--{hub.replace('/', '--')}"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0" * 40)
    (cached / "snapshots").mkdir()
    monkeypatch.setenv("HF_HUB_CACHE", str(root / "hub"))
    return cached / "snapshots" / ("0" * 40)


def test_a_single_file_is_the_denoiser_and_the_rest_comes_from_the_cache(painter, folder, tmp_path, monkeypatch):
    cache(tmp_path, "black-forest-labs/FLUX.1-dev", monkeypatch).symlink_to(folder("flux"))
    single = tmp_path / "mine.safetensors"
    single.write_bytes(weights.files(folder("flux"), "transformer")[0].read_bytes())
    mine = runners.open("flux", "draw", model=str(single), device="cpu")
    assert apart(paint(mine, picture())[0], paint(painter("flux"), picture())[0]) < CLOSE
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "empty"))
    with pytest.raises(CannotRunError) as missing:
        runners.open("flux", "draw", model=str(single), device="cpu")
    assert missing.value.hint == "filmcli models pull flux"


def test_a_net_that_is_a_single_file_in_the_cache_serves_all_its_kinds(painter, folder, tmp_path, monkeypatch):
    import shutil

    here = shutil.copytree(folder("z-image"), tmp_path / "mine", ignore=shutil.ignore_patterns("controls"))
    cached = cache(tmp_path, "alibaba-pai/Z-Image-Turbo-Fun-Controlnet-Union", monkeypatch)
    cached.mkdir()
    net = weights.files(folder("z-image") / "controls" / "depth")[0]
    shutil.copyfile(net, cached / "Z-Image-Turbo-Fun-Controlnet-Union.safetensors")
    mine = runners.open("z-image", "draw", model=str(here), device="cpu")
    assert mine.controls == {"depth", "edge", "pose"}
    expected = paint(painter("z-image"), picture(controls=plates(2)))[0]
    assert apart(paint(mine, picture(controls=plates(2)))[0], expected) < CLOSE
    paint(mine, picture(controls=plates(2, 3)))
    assert len([name for name in mine.parts.loaded if name.startswith("net ")]) == 1, "one net is loaded once"


def test_what_cannot_run_says_so_before_weights_are_loaded(painter, folder, tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "FluxPipeline", "scheduler": ["diffusers", "X"]}))
    with pytest.raises(CannotRunError, match="has no text_encoder"):
        runners.open("flux", "draw", model=str(tmp_path), device="cpu")
    with pytest.raises(CannotRunError, match="fp8 needs an NVIDIA GPU"):
        runners.open("flux", "draw", model=str(folder("flux")), device="cpu", lossy="fp8")
    model = painter("z-image")
    with pytest.raises(ModelError, match="z-image: the model failed: .*divisible"):
        paint(model, picture(width=60))


def test_fp8_keeps_each_number_within_a_sixteenth_and_changes_only_wide_layers_of_the_blocks(folder):
    import torch
    from diffusers import FluxTransformer2DModel

    from filmcli.runners import fp8

    torch.manual_seed(0)
    matrix = torch.randn(64, 256) * torch.logspace(-3, 3, 64)[:, None]
    values, scale = fp8.quantise(matrix)
    error = (values.float() * scale - matrix).abs()
    smallest = matrix.abs().amax(1, keepdim=True) * 2**-10 / fp8.LARGEST
    assert bool((error <= torch.maximum(matrix.abs() / 16, smallest) * 1.001).all())
    model = FluxTransformer2DModel.from_pretrained(folder("flux") / "transformer")
    assert fp8.replace(model) == 0, "these are all narrow"
    assert fp8.replace(model, least=16) > 10
    assert isinstance(model.transformer_blocks[0].attn.to_q, fp8.Fp8Linear)
    assert all(isinstance(one, torch.nn.Linear) for one in (model.x_embedder, model.transformer_blocks[0].norm1.linear))
    layer = model.transformer_blocks[0].attn.to_q
    plain = FluxTransformer2DModel.from_pretrained(folder("flux") / "transformer").transformer_blocks[0].attn.to_q.weight.detach()
    again = layer.values.float() * layer.scale.t()
    assert float((again - plain).norm() / plain.norm()) < 0.04


def test_a_tiny_checkpoint_is_the_same_each_time(folder, tmp_path):
    again = tiny.write(tmp_path, "z-image")
    for one in sorted(again.rglob("*.safetensors")):
        assert one.read_bytes() == (folder("z-image") / one.relative_to(again)).read_bytes()
    assert sum(one.stat().st_size for one in again.rglob("*") if one.is_file()) < 3_000_000
