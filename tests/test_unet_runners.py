"""sd15 and sdxl on tiny checkpoints made on the spot: real pipelines, random weights, no network."""

from dataclasses import replace

import numpy as np
import pytest

from filmcli import runners
from filmcli.core import presets
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats.picture import CONTROLS, Picture, Plate, Reference

W, H = 96, 64
LEFT = np.zeros((H, W), np.uint8)
LEFT[:, : W // 2] = 255
RIGHT = 255 - LEFT


def noise(seed, height=H, width=W):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def face(seed):
    return noise(seed, 50, 40)


def asked(number=1, **changes):
    told = {"prompt": f"{number}: a man in a bar", "negative": "blurry", "steps": 2, "guidance": 5.0, "seed": number}
    return Picture(**{"id": f"SQ010_SH00{number}0", "width": W, "height": H, **told, **changes})


def latents(painter, *pictures):
    return painter.denoise(pictures, painter.encode(pictures))


def far(one, other):
    return float((one - other).abs().max())


@pytest.fixture(scope="module", params=["sd15", "sdxl"])
def family(request):
    return request.param


@pytest.fixture(scope="module")
def painter(family, tiny):
    return runners.open(family, "draw", model=tiny(family), device="cpu")


# what is asked of picture n; each has pixels of its own
KINDS = {
    "words": lambda n: {},
    "words, no negative": lambda n: {"negative": ""},
    "words, not guided": lambda n: {"guidance": 1.0},
    "image": lambda n: {"image": noise(n), "strength": 0.6},
    "mask": lambda n: {"image": noise(n), "mask": (LEFT, RIGHT)[n % 2]},
    "mask and image": lambda n: {"image": noise(n), "mask": (LEFT, RIGHT)[n % 2], "strength": 0.6},
    "one plate": lambda n: {"controls": {"depth": Plate(noise(n))}},
    "four plates": lambda n: {"controls": {kind: Plate(noise(10 * n + at), 0.5) for at, kind in enumerate(CONTROLS)}},
    "plates over an image": lambda n: {
        "controls": {"edge": Plate(noise(n)), "pose": Plate(noise(n + 9))},
        "image": noise(n),
        "strength": 0.6,
    },
    "plates in a mask": lambda n: {"controls": {"normal": Plate(noise(n))}, "image": noise(n), "mask": (LEFT, RIGHT)[n % 2]},
    "a reference": lambda n: {"references": (Reference(face(n)),)},
    "two references": lambda n: {"references": (Reference(face(n), weight=0.4), Reference(face(n + 9), weight=0.7))},
    "two regions, not guided": lambda n: {
        "guidance": 1.0,
        "references": (Reference(face(n), (LEFT, RIGHT)[n % 2]), Reference(face(n + 9), (RIGHT, LEFT)[n % 2])),
    },
    "everything": lambda n: {
        "controls": {"depth": Plate(noise(n)), "pose": Plate(noise(n + 9), 0.4)},
        "image": noise(n),
        "mask": (LEFT, RIGHT)[n % 2],
        "strength": 0.7,
        "references": (Reference(face(n), (LEFT, RIGHT)[n % 2], 0.5), Reference(face(n + 9), None, 0.8)),
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_three_at_once_are_what_each_is_alone(painter, kind):
    pictures = [asked(number, **KINDS[kind](number)) for number in (1, 2, 3)]
    embeddings = painter.encode(pictures)
    together = painter.denoise(pictures, embeddings)
    for picture, embedding, latent in zip(pictures, embeddings, together, strict=True):
        assert far(latent, painter.denoise([picture], [embedding])[0]) < 1e-4
    drawn = painter.decode(together, pictures)
    assert [(one.shape, one.dtype) for one in drawn] == [((H, W, 3), np.uint8)] * 3
    assert not np.array_equal(drawn[0], drawn[1])


def test_a_picture_depends_on_its_own_words_and_seed(painter):
    first = latents(painter, asked())[0]
    assert far(first, latents(painter, asked(2), asked())[1]) < 1e-4
    assert far(first, latents(painter, asked(seed=9))[0]) > 0.01
    assert far(first, latents(painter, asked(prompt="a desert at noon"))[0]) > 0.01
    assert far(first, latents(painter, asked(negative="sharp"))[0]) > 0.01
    assert painter.said(asked()) == painter.said(asked(seed=9)) != painter.said(asked(negative="sharp"))


def test_it_draws_what_the_pipeline_of_diffusers_draws(family, painter, tiny):
    import diffusers
    import torch

    kind = getattr(diffusers, painter.PIPELINES["words", False])
    theirs = kind.from_pretrained(tiny(family), local_files_only=True)
    theirs.scheduler = painter.parts.scheduler()  # the card's
    theirs.set_progress_bar_config(disable=True)
    given = {"width": W, "height": H, "num_inference_steps": 2, "guidance_scale": 5.0, "generator": torch.Generator().manual_seed(1)}
    for negative in ("blurry", None):
        given["generator"].manual_seed(1)
        drawn = theirs(prompt="1: a man in a bar", negative_prompt=negative, output_type="np", **given).images[0]
        picture = asked(negative=negative or "")
        ours = painter.decode(latents(painter, picture), [picture])[0]
        assert np.abs((drawn * 255).round() - ours).max() <= 1


def test_each_plate_reaches_the_network_and_one_of_weight_0_does_not(painter):
    bare = latents(painter, asked())[0]
    for kind in CONTROLS:
        one, other = (latents(painter, asked(controls={kind: Plate(noise(seed))}))[0] for seed in (1, 2))
        assert far(one, other) > 0.01, kind
        assert far(latents(painter, asked(controls={kind: Plate(noise(1), 0.0)}))[0], bare) == 0
    assert far(latents(painter, asked(controls={"depth": Plate(noise(1), 0.3)}))[0], bare) > 0.01


def test_a_reference_reaches_the_network_and_leaves_no_trace(painter):
    bare = latents(painter, asked())[0]
    one, other = (latents(painter, asked(references=(Reference(face(seed)),)))[0] for seed in (1, 2))
    assert far(one, bare) > 0.01 and far(one, other) > 0.01
    assert far(latents(painter, asked())[0], bare) == 0, "the adapter stayed in the network"
    assert far(latents(painter, asked(references=(Reference(face(1), weight=0.0),)))[0], bare) == 0
    assert painter.said(asked(references=(Reference(face(1)),))) != painter.said(asked(references=(Reference(face(2)),)))


def test_a_reference_is_for_its_region(painter):
    left = np.zeros((H, 256), np.uint8)
    left[:, :128] = 255

    def pair(one, other, *regions):
        references = (Reference(face(one), regions[0]), Reference(face(other), regions[1]))
        return latents(painter, asked(width=256, steps=1, references=references))[0]

    first = pair(1, 2, left, 255 - left)
    for changed, own, elsewhere in (
        (pair(3, 2, left, 255 - left), slice(0, 16), slice(16, 32)),
        (pair(1, 3, left, 255 - left), slice(16, 32), slice(0, 16)),
    ):
        moved = (changed - first).abs().mean(dim=(0, 1))
        assert moved[own].mean() > 1.1 * moved[elsewhere].mean()  # not only its own: the network's norms and attention are over the frame
    nowhere = np.zeros_like(left)
    assert far(pair(1, 2, left, nowhere), pair(1, 3, left, nowhere)) == 0


def test_an_image_and_a_mask_reach_the_network(painter):
    over = [latents(painter, asked(image=noise(seed), strength=0.6))[0] for seed in (1, 2)]
    assert far(*over) > 0.01
    kept, picture = noise(1), asked(image=noise(1), strength=0.0)
    assert np.array_equal(painter.decode(latents(painter, picture), [picture])[0], kept)
    assert far(latents(painter, asked(image=kept, strength=1.0))[0], latents(painter, asked())[0]) == 0
    left, other = (latents(painter, asked(image=image, mask=LEFT))[0] for image in (noise(1), noise(2)))
    assert far(left[..., W // 16 :], other[..., W // 16 :]) > 0.01, "what is kept is not the image"
    assert far(left, latents(painter, asked(image=noise(1), mask=RIGHT))[0]) > 0.01
    with pytest.raises(ModelError, match="no image"):
        latents(painter, asked(mask=LEFT))


def test_each_phase_has_its_own_parts_in_memory(family, tiny):
    painter = runners.open(family, "draw", model=tiny(family), device="cpu")
    assert not painter.residence.parts
    pictures = [asked(1, references=(Reference(face(1)),)), asked(2, references=(Reference(face(1)),))]
    embeddings = painter.encode(pictures)
    assert set(painter.residence.parts) == {*painter.ENCODERS, "image_encoder"}
    painter.drop("encode")
    made = painter.denoise(pictures, embeddings)
    assert set(painter.residence.parts) == {"unet"}
    painter.drop("denoise")
    painter.decode(made, pictures)
    assert set(painter.residence.parts) == {"vae"}
    assert {one.device.type for embedding in embeddings for one in embedding.values()} == {"cpu"}


def test_texts_and_faces_are_encoded_once(family, tiny):
    painter = runners.open(family, "draw", model=tiny(family), device="cpu")
    calls = []
    hear = painter._hear
    painter._hear = lambda texts: calls.append(list(texts)) or hear(texts)
    one, other = painter.encode([asked(references=(Reference(face(1)),)), asked(seed=5)])
    assert (calls, len(painter._seen)) == ([["1: a man in a bar", "blurry"]], 1)
    assert far(one["prompt_embeds"], other["prompt_embeds"]) == 0
    painter.encode([asked(references=(Reference(face(1)),))])
    assert (len(calls), len(painter._seen)) == (1, 1)


@pytest.mark.parametrize("offload", ["phase", "group"])
def test_parts_that_wait_paint_the_same(family, painter, tiny, offload):
    waiting = runners.open(family, "draw", model=tiny(family), device="cpu", offload=offload)
    for kind in ("words", "everything", "words"):
        picture = asked(**KINDS[kind](1))
        one, other = latents(waiting, picture), latents(painter, picture)
        assert far(one[0], other[0]) < 1e-5
        assert np.array_equal(waiting.decode(one, [picture])[0], painter.decode(other, [picture])[0])


def test_memory_is_found_step_by_step(family, tiny):
    painter = runners.open(family, "draw", model=tiny(family), device="cpu")
    picture = asked()  # larger than the decoder's tile
    embeddings = painter.encode([picture])
    before = painter.denoise([picture], embeddings)
    whole = painter.decode(before, [picture])[0]
    steps = []
    while step := painter.relieve():
        steps.append(step)
        assert far(painter.denoise([picture], embeddings)[0], before[0]) < 1e-5
    assert steps == ["decoder in tiles", "parts wait in CPU memory until their phase", "denoiser offloaded by layers"]
    tiled = painter.decode(before, [picture])[0]
    assert tiled.shape == whole.shape and not np.array_equal(tiled, whole)
    assert "in tiles" in painter.notes["decoder"] and painter.notes["offload"].startswith("group")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_says_what_it_decodes_in(family, tiny, dtype):
    painter = runners.open(family, "draw", model=tiny(family), device="cpu", dtype=dtype)
    picture = asked(**KINDS["everything"](1))
    assert painter.decode(latents(painter, picture), [picture])[0].std() > 1
    told = "float32" if (family, dtype) == ("sdxl", "float16") else dtype
    assert painter.notes["decoder"].startswith(told) and painter.notes["dtype"] == f"{dtype}: asked for"


def test_lossy_says_so_and_stays_near(family, painter, tiny):
    lossy = runners.open(family, "draw", model=tiny(family), device="cpu", lossy="fp8")
    picture = asked(**KINDS["image"](1))
    distance = far(latents(lossy, picture)[0], latents(painter, picture)[0])
    assert 0 < distance < 0.5 and lossy.notes["lossy"].startswith("fp8")


def test_a_long_prompt_is_cut_and_the_notes_say_so(painter):
    painter.encode([asked(prompt="rain " * 100)])
    assert painter.notes["prompt"].startswith("cut: CLIP takes 256 tokens")


def test_out_of_memory_passes_and_other_failures_are_one_line(painter, monkeypatch):
    import torch

    pictures = [asked()]
    embeddings = painter.encode(pictures)

    def fail(*_given, **_told):
        raise torch.OutOfMemoryError("CUDA out of memory")

    (unet,) = painter._hold(("unet",))
    monkeypatch.setattr(unet, "forward", fail)
    with pytest.raises(torch.OutOfMemoryError):
        painter.denoise(pictures, embeddings)
    monkeypatch.undo()
    with pytest.raises(ModelError, match="SQ010_SH0010: the model failed"):
        painter.denoise([replace(pictures[0], width=W + 1)], embeddings)


def test_what_is_not_here_says_how_to_get_it(family, tiny, tmp_path):
    import shutil

    folder = tmp_path / "bare"
    shutil.copytree(tiny(family), folder, ignore=shutil.ignore_patterns("controls", "adapters"))
    bare = runners.open(family, "draw", model=str(folder), device="cpu")
    assert (bare.controls, bare.references) == (frozenset(), 0)
    for changes, name in (({"controls": {"depth": Plate(noise(1))}}, "depth"), ({"references": (Reference(face(1)),)}, "IP-Adapter")):
        with pytest.raises(CannotRunError, match=name) as missing:
            latents(bare, asked(**changes))
        assert missing.value.hint == f"filmcli models pull {family}"
    next((folder / "unet").glob("*.safetensors")).unlink()
    with pytest.raises(CannotRunError, match="unet"):
        runners.open(family, "draw", model=str(folder), device="cpu")
    with pytest.raises(CannotRunError, match="this runner takes"):
        runners.open({"sd15": "sdxl", "sdxl": "sd15"}[family], "draw", model=tiny(family), device="cpu")
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(CannotRunError) as single:
        runners.open(family, "draw", model=str(tmp_path / "model.safetensors"), device="cpu")
    assert single.value.hint == f"filmcli models pull {family} --configs"


def test_a_decoder_with_the_names_of_2022_is_read(tiny, tmp_path):
    import shutil

    from safetensors.torch import load_file, save_file

    shutil.copytree(tiny("sd15"), tmp_path / "old")
    file = tmp_path / "old/vae/diffusion_pytorch_model.safetensors"
    state = load_file(file)
    for ours, theirs in {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}.items():
        state = {name.replace(f"attentions.0.{ours}.", f"attentions.0.{theirs}."): tensor for name, tensor in state.items()}
    save_file(state, file)
    old, new = (runners.open("sd15", "draw", model=str(model), device="cpu") for model in (tmp_path / "old", tiny("sd15")))
    made = latents(new, asked())
    assert np.array_equal(old.decode(made, [asked()])[0], new.decode(made, [asked()])[0])


def test_a_single_file_paints_what_its_folder_paints(tiny, tmp_path, monkeypatch):
    """With the card's own ControlNet and IP-Adapter, and the settings of the model that the card names."""
    import original_layout
    import yaml

    folder = tiny("sd15")
    original_layout.write(folder, tmp_path / "mine.safetensors")
    card = yaml.safe_load((presets.root() / "models/sd15.yaml").read_text())
    adapter = {"by": "adapter", "hub": folder, "subfolder": "adapters/reference", "file": "adapter.safetensors", "most": 2}
    own = card | {"hub": folder, "controls": {"pose": {"hub": folder, "subfolder": "controls/pose", "gb": 0}}}
    own["references"] = adapter | {"encoder": "adapters/reference/image_encoder"}
    (tmp_path / "filmcli/models").mkdir(parents=True)
    (tmp_path / "filmcli/models/mine.yaml").write_text(yaml.safe_dump(own))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    single = runners.open("sd15", "draw", model=str(tmp_path / "mine.safetensors"), card="mine", device="cpu")
    assert (single.controls, single.references) == ({"pose"}, 2)
    whole = runners.open("sd15", "draw", model=folder, device="cpu")
    picture = asked(image=noise(1), strength=0.6, controls={"pose": Plate(noise(2))}, references=(Reference(face(1)),))
    one, other = latents(single, picture), latents(whole, picture)
    assert far(one[0], other[0]) == 0
    assert np.array_equal(single.decode(one, [picture])[0], whole.decode(other, [picture])[0])
    assert single.encoder() != whole.encoder()
