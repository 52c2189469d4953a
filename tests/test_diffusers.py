"""The diffusers runner on a tiny Stable Diffusion made on the spot: real pipelines, random weights, no network."""

import numpy as np
import pytest
from PIL import Image

from filmcli import runners
from filmcli.core.errors import CannotRunError, UsageError


def request(**changes):
    return {
        "id": "SQ010_SH0010",
        "prompt": "film still, a detective",
        "width": 44,
        "height": 28,
        "seed": 7,
        "image": None,
        "strength": 1.0,
        **changes,
    }


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
    assert missing.value.hint == "filmcli models pull someone/some-model"
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path), device="cuda")
    with pytest.raises(UsageError, match="step"):
        runners.open("diffusers", "draw", stepps=3)
