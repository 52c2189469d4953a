"""The families that film, each on a tiny checkpoint of its own real classes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from filmcli import runners
from filmcli.core.errors import CannotRunError, FilmError
from filmcli.formats.picture import Motion, Plate, Reference
from filmcli.runners import tiny

FAMILIES = ("wan", "two", "stamped", "wan-vace", "ltx", "hunyuan")
RUNNER = {"two": "wan", "stamped": "wan", "wan-vace": "wan"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Every family's tiny checkpoint, written once; `two` and `stamped` are Wan 2.2's two forms."""
    from filmcli.runners.tiny import wan

    where = tmp_path_factory.mktemp("tiny-video")
    for family in FAMILIES:
        tiny.write(where, family) if family in tiny.FAMILIES else wan.write(where / family, form=family)
    return where


@pytest.fixture(scope="session")
def opened(folder):
    """A runner by family; each is loaded once, in float32 on the CPU, and its embeddings are kept."""
    known = {}

    def one(family: str):
        if family not in known:
            known[family] = _open(folder / family, family)
        return known[family]

    return one


@pytest.fixture(params=FAMILIES)
def family(request):
    return request.param


def _open(folder: Path, family: str, **options):
    return runners.open(RUNNER.get(family, family), "film", model=str(folder), device="cpu", dtype="float32", **options)


def _picture(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (*shape, 32, 64, 3), dtype=np.uint8)


def _clip(number: int, **changed) -> Motion:
    clip = Motion(
        f"c{number}", f"a man walks {number}", 64, 32, 9, 16, seed=number, steps=2, guidance=3.0, negative="blur", first=_picture(number)
    )
    return replace(clip, **changed)


def _filmed(runner, *clips: Motion):
    return runner.denoise(clips, runner.encode(clips))


def _apart(one, other) -> float:
    return float((one - other).abs().max())


def test_a_batch_gives_what_each_clip_gives_alone(opened, family):
    runner = opened(family)
    together = _filmed(runner, _clip(1), _clip(2))
    for number, latent in zip((1, 2), together, strict=True):
        assert _apart(latent, _filmed(runner, _clip(number))[0]) < 1e-4
    assert _apart(*together) > 0.1


def test_frames_come_out_as_asked(opened, family):
    runner = opened(family)
    clips = (_clip(1), _clip(2))
    films = runner.decode(_filmed(runner, *clips), clips)
    assert [(film.shape, film.dtype) for film in films] == [((9, 32, 64, 3), np.uint8)] * 2
    assert films[0].std() > 0


def test_the_first_picture_the_words_and_the_seed_reach_the_network(opened, family):
    runner = opened(family)
    usual = _filmed(runner, _clip(1))[0]
    assert _apart(usual, _filmed(runner, _clip(1, first=_picture(7)))[0]) > 1e-3
    assert _apart(usual, _filmed(runner, _clip(1, prompt="rain"))[0]) > 1e-5
    assert _apart(usual, _filmed(runner, _clip(1, negative="rain"))[0]) > 1e-5
    assert _apart(usual, _filmed(runner, _clip(1, seed=9))[0]) > 1e-2


def test_denoising_does_not_load_the_text_encoder(folder, opened, family):
    clip = _clip(1)
    runner = _open(folder / family, family)
    assert not runner.parts.loaded()
    runner.denoise([clip], opened(family).encode([clip]))
    assert "text_encoder" not in runner.parts.loaded()
    runner.drop("denoise")
    assert "transformer" not in runner.parts.loaded()


def test_what_is_said_is_the_prompt_and_under_guidance_what_is_not_wanted(opened, family):
    runner = opened(family)
    assert runner.said(_clip(1)) != runner.said(_clip(1, negative="rain"))
    assert runner.said(_clip(1, guidance=1.0)) == runner.said(_clip(1, guidance=1.0, negative="rain"))


def test_without_guidance_there_is_one_pass_and_no_negative(opened, family):
    runner = opened(family)
    (embedding,) = runner.encode([_clip(1, guidance=1.0)])
    assert not [name for name in embedding if name.startswith(("not_", "negative"))]
    assert _apart(runner.denoise([_clip(1, guidance=1.0)], [embedding])[0], _filmed(runner, _clip(1))[0]) > 1e-6


@pytest.mark.parametrize("form", ["wan", "two", "stamped"])
def test_wan_gives_what_the_pipeline_of_diffusers_gives(folder, opened, form):
    import diffusers
    from PIL import Image

    clip = _clip(3)
    pipeline = diffusers.WanImageToVideoPipeline.from_pretrained(folder / form)
    assert _apart(_by_pipeline(pipeline, clip, opened(form), image=Image.fromarray(clip.first)), _filmed(opened(form), clip)[0]) < 1e-4


def test_vace_gives_what_the_pipeline_of_diffusers_gives(folder, opened):
    import diffusers
    from PIL import Image

    clip = _clip(3, guides={"depth": Plate(_picture(5, 9), 0.8)})
    pipeline = diffusers.WanVACEPipeline.from_pretrained(folder / "wan-vace")
    video = [Image.fromarray(one) for one in (clip.first, *clip.guides["depth"].array[1:])]
    mask = [Image.new("L", (64, 32), 255 * (number > 0)) for number in range(9)]
    latent = _by_pipeline(pipeline, clip, opened("wan-vace"), video=video, mask=mask, conditioning_scale=0.8)
    assert _apart(latent, _filmed(opened("wan-vace"), clip)[0]) < 1e-4


def _by_pipeline(pipeline, clip: Motion, runner, **given):
    import torch

    (words,) = runner.encode([clip])
    pipeline.set_progress_bar_config(disable=True)
    return pipeline(
        prompt_embeds=words["prompt"][None],
        negative_prompt_embeds=words["negative"][None],
        width=clip.width,
        height=clip.height,
        num_frames=clip.frames,
        num_inference_steps=clip.steps,
        guidance_scale=clip.guidance,
        generator=torch.Generator().manual_seed(clip.seed),
        output_type="latent",
        **given,
    ).frames[0]


def test_hunyuan_gives_what_the_pipeline_of_diffusers_gives(folder, opened):
    import diffusers
    import torch
    from PIL import Image

    clip = _clip(3, width=32, first=_picture(3)[:, :32], guidance=6.0)  # the pipeline sizes by itself; this is what it would choose
    pipeline = diffusers.HunyuanVideo15ImageToVideoPipeline.from_pretrained(folder / "hunyuan", dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    latent = pipeline(
        image=Image.fromarray(clip.first),
        prompt=clip.prompt,
        negative_prompt=clip.negative,
        num_frames=clip.frames,
        num_inference_steps=clip.steps,
        generator=torch.Generator().manual_seed(clip.seed),
        output_type="latent",
    ).frames[0]
    assert _apart(latent, _filmed(opened("hunyuan"), clip)[0]) < 1e-4


@pytest.mark.parametrize("guide", ["depth", "edge", "pose"])
def test_a_guide_reaches_vace_and_at_weight_0_is_not_used(opened, guide):
    runner = opened("wan-vace")
    assert guide in runner.controls
    without = _filmed(runner, _clip(1))[0]
    one, other = (_filmed(runner, _clip(1, guides={guide: Plate(_picture(seed, 9))}))[0] for seed in (5, 6))
    assert _apart(one, other) > 1e-4
    assert _apart(one, without) > 1e-4
    assert _apart(_filmed(runner, _clip(1, guides={guide: Plate(_picture(5, 9), 0.0)}))[0], without) == 0


def test_a_reference_reaches_vace_in_a_batch_too(opened):
    runner = opened("wan-vace")
    clips = [_clip(number, references=(Reference(_picture(seed)[:, :20]),)) for number, seed in ((1, 5), (1, 6))]
    one, other = _filmed(runner, *clips)
    assert one.shape == other.shape == _filmed(runner, _clip(1))[0].shape
    assert _apart(one, other) > 1e-4
    assert _apart(other, _filmed(runner, clips[1])[0]) < 1e-4


def test_vace_and_ltx_and_the_5b_film_from_words_alone(opened):
    for family in ("wan-vace", "ltx", "stamped"):
        latent = _filmed(opened(family), _clip(1, first=None))[0]
        assert _apart(latent, _filmed(opened(family), _clip(1))[0]) > 1e-3


def test_what_a_model_cannot_take_is_said(opened, folder, tmp_path):
    with pytest.raises(CannotRunError, match="films from a picture only"):
        _filmed(opened("wan"), _clip(1, first=None))
    with pytest.raises(CannotRunError, match="film from a picture only"):
        _filmed(opened("hunyuan"), _clip(1, first=None))
    with pytest.raises(FilmError, match="one guide, not depth, pose"):
        _filmed(opened("wan-vace"), _clip(1, guides={name: Plate(_picture(5, 9)) for name in ("depth", "pose")}))
    with pytest.raises(CannotRunError, match="is a WanImageToVideoPipeline, which ltx does not film with"):
        _open(folder / "wan", "ltx")
    with pytest.raises(CannotRunError, match="is not on this disk"):
        _open(Path("nobody/nothing"), "wan")
    single = tmp_path / "wan.safetensors"
    single.write_bytes(b"")
    with pytest.raises(CannotRunError, match="a film model is a folder"):
        _open(single, "wan")


def test_relief_goes_from_tiles_to_nothing_on_a_cpu(folder, opened):
    import torch

    runner = _open(folder / "wan", "wan")
    latent, clip = torch.randn(4, 2, 4, 40), _clip(1, width=320, frames=5)
    whole = runner.decode([latent], [clip])[0]
    assert [runner.relieve(), runner.relieve()] == ["decoder in tiles", ""]
    tiled = runner.decode([latent], [clip])[0]
    assert tiled.shape == whole.shape == (5, 32, 320, 3)
    assert 0 < np.abs(tiled.astype(int) - whole).mean() < 10  # the attention in the middle of the decoder sees a tile, not the frame


@pytest.mark.parametrize("way", ["phase", "group"])
def test_offloaded_parts_film_the_same(folder, opened, way):
    runner = _open(folder / "two", "wan")
    runner.parts.offload = way  # on a GPU it comes with the options; here everything goes from the CPU to the CPU
    clip = _clip(1)
    (latent,) = _filmed(runner, clip)
    runner.drop("encode")
    assert _apart(latent, _filmed(opened("two"), clip)[0]) < 1e-5
    assert (runner.decode([latent], [clip])[0] == opened("two").decode([latent], [clip])[0]).all()
    assert "text_encoder" in runner.parts.loaded()  # it waits in the CPU's memory


def test_a_card_changes_the_scheduler(folder):
    assert _open(folder / "wan", "wan").parts.scheduler().config.flow_shift == 3.0
    parts = _open(folder / "wan", "wan", card="wan-14b").parts
    assert parts.plan["class"] == "UniPCMultistepScheduler"
    parts.plan = {"class": "FlowMatchEulerDiscreteScheduler", "shift": 5.0}
    changed = parts.scheduler()
    assert (type(changed).__name__, changed.config.shift) == ("FlowMatchEulerDiscreteScheduler", 5.0)
    parts.plan = {"class": "DiffusionPipeline"}
    with pytest.raises(CannotRunError, match="no scheduler 'DiffusionPipeline'"):
        parts.scheduler()


def test_a_checkpoint_is_small_and_the_same_each_time(folder, tmp_path):
    for family in ("wan", "wan-vace", "ltx", "hunyuan"):
        files = sorted(path for path in (folder / family).rglob("*") if path.is_file())
        assert sum(path.stat().st_size for path in files) < (9_500_000 if family == "hunyuan" else 1_500_000)
        again = tiny.write(tmp_path, family)
        for path in files:
            assert (again / path.relative_to(folder / family)).read_bytes() == path.read_bytes(), path
