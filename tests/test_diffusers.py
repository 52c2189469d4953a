"""The diffusers runner on a tiny Stable Diffusion made on the spot: real pipelines, random weights, no network."""

import json

import numpy as np
import pytest
from PIL import Image

from filmcli import runners
from filmcli.conduct import conductor, models
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.formats.orders import Order, Rig
from filmcli.formats.picture import Picture


def picture(**changes):
    given = {"id": "SQ010_SH0010", "prompt": "film still, a detective", "width": 32, "height": 16, "seed": 7, "steps": 2, "guidance": 5.0}
    return Picture(**(given | changes))


@pytest.fixture(scope="module")
def painter(tiny_sd):
    return runners.open("diffusers", "draw", model=tiny_sd, device="cpu")


def paint(painter, *pictures):
    latents = painter.denoise(pictures, painter.encode(pictures))
    return [np.asarray(one, dtype=int) for one in painter.decode(latents, pictures)]


def test_a_shot_is_painted_at_its_own_size_and_its_neighbours_do_not_matter(painter):
    (alone,) = paint(painter, picture())
    _, beside = paint(painter, picture(seed=1), picture())
    assert alone.shape == (16, 32, 3)
    assert np.array_equal(alone, beside)
    assert not np.array_equal(alone, paint(painter, picture(seed=8))[0])
    assert not np.array_equal(alone, paint(painter, picture(prompt="a desert at noon"))[0])
    assert not np.array_equal(alone, paint(painter, picture(negative="a detective"))[0])


def test_an_image_and_a_mask_reach_the_model(painter):
    red, blue = (np.full((16, 32, 3), colour, np.uint8) for colour in ((200, 30, 30), (30, 30, 200)))
    over = [paint(painter, picture(image=image, strength=0.5, steps=4))[0] for image in (red, blue)]
    assert not np.array_equal(*over)
    masks = [np.zeros((16, 32), np.uint8) for _ in range(2)]
    masks[0][:, :16] = masks[1][:, 16:] = 255
    inside = [paint(painter, picture(image=red, mask=mask, strength=0.9, steps=4))[0] for mask in masks]
    assert not np.array_equal(*inside)


def test_it_goes_down_in_memory_step_by_step(tiny_sd):
    painter = runners.open("diffusers", "draw", model=tiny_sd, device="cpu")
    (before,) = paint(painter, picture())
    assert painter.relieve() == "decoder in tiles" and painter.relieve() == ""
    assert paint(painter, picture())[0].shape == before.shape


def test_a_pipeline_without_a_card_is_painted_by_the_conductor(tiny_sd, tmp_path, monkeypatch):
    import shutil

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = shutil.copytree(tiny_sd, tmp_path / "model")
    index = json.loads((folder / "model_index.json").read_text())
    found = models.find(str(folder), job="draw")
    assert (found.runner, found.card_name) == ("sd15", "sd15")
    monkeypatch.setattr(models, "cards", dict)  # as for a class that no card names
    found = models.find(str(folder), job="draw")
    assert (found.runner, found.card_name) == ("diffusers", "") and index["_class_name"] in found.reason
    rig = Rig(runner=found.runner, job="draw", card=found.card_name, model=found.model, device="cpu")
    order = Order(id="SH1", prompt="a desert", size=(32, 16), delivered=(24, 12), seed=3, steps=2, guidance=5.0, out=tmp_path / "still.png")
    (done,) = conductor.perform(rig, [order], tell=lambda text: None)
    assert done.error == "" and Image.open(tmp_path / "still.png").size == (24, 12)


def test_what_is_not_here_says_how_to_get_it(tmp_path):
    with pytest.raises(UsageError, match="model"):
        runners.open("diffusers", "draw")
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path / "nowhere"), device="cpu")
    with pytest.raises(CannotRunError) as missing:
        runners.open("diffusers", "draw", model="someone/some-model", device="cpu")
    assert missing.value.hint == "filmcli models pull someone/some-model"
    with pytest.raises(CannotRunError):
        runners.open("diffusers", "draw", model=str(tmp_path), device="cpu")
    with pytest.raises(UsageError, match="step"):
        runners.open("diffusers", "draw", model="someone/some-model", stepps=3)
