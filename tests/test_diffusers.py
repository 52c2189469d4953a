"""The diffusers runner on a tiny Stable Diffusion made on the spot: real pipelines, random weights, no network."""

import numpy as np
import pytest

from filmcli import runners
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.formats.picture import Picture, Plate


def asked(**changes):
    return Picture(
        **{
            "id": "SQ010_SH0010",
            "prompt": "film still, a detective",
            "width": 44,
            "height": 28,
            "seed": 7,
            "steps": 3,
            "guidance": 5.0,
            "negative": "blurry",
            **changes,
        }
    )


def draw(painter, *pictures):
    return painter.decode(painter.denoise(pictures, painter.encode(pictures)), pictures)


@pytest.fixture(scope="module")
def painter(tiny_sd):
    return runners.open("diffusers", "draw", model=tiny_sd, device="cpu")


def test_a_shot_is_drawn_at_its_own_size_and_its_neighbours_do_not_matter(painter):
    (alone,) = draw(painter, asked())
    _, beside = draw(painter, asked(seed=1), asked())
    assert alone.shape == (28, 44, 3) and alone.dtype == np.uint8
    assert np.abs(alone.astype(int) - beside).max() <= 1
    assert not np.array_equal(alone, draw(painter, asked(seed=8))[0])
    assert not np.array_equal(alone, draw(painter, asked(prompt="a desert at noon"))[0])
    assert not np.array_equal(alone, draw(painter, asked(negative="sharp"))[0])


def test_a_low_strength_stays_near_the_still(painter):
    red, blue = (np.full((28, 44, 3), colour, np.uint8) for colour in ((200, 30, 30), (30, 30, 200)))
    over_red, over_blue = draw(painter, asked(image=red, strength=0.5), asked(image=blue, strength=0.5))
    assert not np.array_equal(over_red, over_blue), "the still did not reach the model"
    assert np.array_equal(draw(painter, asked(image=red, strength=0.0))[0], red)


def test_less_memory_is_found_one_step_at_a_time(tiny_sd):
    painter = runners.open("diffusers", "draw", model=tiny_sd, device="cpu")
    before = draw(painter, asked())[0]
    assert (painter.relieve(), painter.relieve()) == ("decoder in tiles", "")  # the CPU has no memory beside its own
    assert np.array_equal(draw(painter, asked())[0], before)  # so small a picture is one tile


def test_a_prompt_is_told_apart_by_its_words(painter):
    assert painter.said(asked()) == painter.said(asked(seed=9))
    assert painter.said(asked()) != painter.said(asked(negative=""))


def test_what_is_not_here_says_how_to_get_it(painter, tmp_path):
    with pytest.raises(UsageError, match="model"):
        runners.open("diffusers", "draw")
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path / "nowhere"), device="cpu")
    with pytest.raises(CannotRunError) as missing:
        runners.open("diffusers", "draw", model="someone/some-model", device="cpu")
    assert missing.value.hint == "filmcli models pull someone/some-model"
    with pytest.raises(CannotRunError, match=r"model_index\.json"):
        runners.open("diffusers", "draw", model=str(tmp_path), device="cpu")
    with pytest.raises(UsageError, match="step"):
        runners.open("diffusers", "draw", model="someone/some-model", stepps=3)
    with pytest.raises(CannotRunError, match="plates"):
        draw(painter, asked(controls={"depth": Plate(np.zeros((28, 44, 3), np.uint8))}))
