"""The diffusers runner on a tiny Stable Diffusion made on the spot: real pipelines, random weights, no network."""

import json

import numpy as np
import pytest
from PIL import Image

from filmcli import runners
from filmcli.core.errors import CannotRunError, UsageError


@pytest.fixture(scope="session")
def tiny_sd(tmp_path_factory):
    """A Stable Diffusion of some 100 kB in a folder: every part is the real class, only small."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("tiny-sd")
    words = [chr(code) for code in range(33, 127)]
    vocabulary = {token: index for index, token in enumerate([*words, *(f"{w}</w>" for w in words), "<|startoftext|>", "<|endoftext|>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)
    text = CLIPTextModel(CLIPTextConfig(vocab_size=len(vocabulary), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, projection_dim=16,
                                        bos_token_id=vocabulary["<|startoftext|>"], eos_token_id=vocabulary["<|endoftext|>"]))
    unet = UNet2DConditionModel(sample_size=8, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4, cross_attention_dim=16, attention_head_dim=4,
                                down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"))
    vae = AutoencoderKL(block_out_channels=(8, 16), norm_num_groups=4, latent_channels=4, down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2)
    scheduler = DDIMScheduler(clip_sample=False, steps_offset=1)
    pipeline = StableDiffusionPipeline(vae=vae, text_encoder=text, tokenizer=tokenizer, unet=unet, scheduler=scheduler, safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    pipeline.save_pretrained(folder / "model", safe_serialization=True)
    return str(folder / "model")


def request(**changes):
    return {"id": "SQ010_SH0010", "prompt": "film still, a detective", "width": 44, "height": 28, "seed": 7, "image": None, "strength": 1.0, **changes}


def pixels(picture):
    return np.asarray(picture, dtype=int)


def test_a_shot_is_drawn_at_its_own_size_and_its_neighbours_do_not_matter(tiny_sd):
    painter = runners.open("diffusers", "draw", model=tiny_sd, device="cpu", steps=2)
    alone = next(painter.paint([request()]))
    _, beside = painter.paint([request(seed=1), request()])
    assert alone.size == (44, 28)
    assert np.array_equal(pixels(alone), pixels(beside))
    assert not np.array_equal(pixels(alone), pixels(next(painter.paint([request(seed=8)]))))
    assert not np.array_equal(pixels(alone), pixels(next(painter.paint([request(prompt="a desert at noon")]))))


def test_a_low_strength_stays_near_the_still(tiny_sd):
    painter = runners.open("diffusers", "draw", model=tiny_sd, device="cpu", steps=4)
    red, blue = (Image.new("RGB", (44, 28), colour) for colour in ((200, 30, 30), (30, 30, 200)))
    over_red, over_blue = painter.paint([request(image=red, strength=0.5), request(image=blue, strength=0.5)])
    assert not np.array_equal(pixels(over_red), pixels(over_blue)), "the still did not reach the model"
    untouched = next(painter.paint([request(image=red, strength=0.0)]))
    assert np.array_equal(pixels(untouched), pixels(red))


def test_what_is_not_here_says_how_to_get_it(monkeypatch, tmp_path):
    with pytest.raises(UsageError) as none:
        runners.open("diffusers", "draw")
    assert "--model" in none.value.hint
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path / "nowhere"), device="cpu")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(CannotRunError) as missing:
        runners.open("diffusers", "draw", model="someone/some-model", device="cpu")
    assert missing.value.hint == "hf download someone/some-model"
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path), device="cuda")
    with pytest.raises(UsageError, match="step"):
        runners.open("diffusers", "draw", stepps=3)
