"""The conductor on a real tiny Stable Diffusion: what is loaded, called, written, and how memory is found."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filmcli import runners
from filmcli.conduct import conductor, pictures
from filmcli.conduct.embeddings import Embeddings
from filmcli.core.errors import ModelError
from filmcli.formats.orders import Order, PlateFile, ReferenceFile, Rig
from filmcli.runners import tiny


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory) -> Path:
    import torch

    torch.set_num_threads(1)  # models as small as this only wait for a second one
    written = tiny.write(tmp_path_factory.mktemp("tiny"), "sd15")
    gc.freeze()  # each step down the memory ladder collects garbage, .7 s with all that the libraries hold
    return written


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def rig(checkpoint) -> Rig:
    return Rig(runner="sd15", job="draw", card="sd15", model=str(checkpoint), device="cpu", batch=2)


@pytest.fixture
def watch(monkeypatch):
    """Count what the real painter is asked for, in order: (phase, how many)."""
    kind = runners.find("sd15", "draw")
    calls: list[tuple[str, int]] = []
    for name in ("encode", "denoise", "decode"):
        real = getattr(kind, name)

        def counted(self, items, *rest, _name=name, _real=real):
            calls.append((_name, len(items)))
            return _real(self, items, *rest)

        monkeypatch.setattr(kind, name, counted)
    return calls


def orders(folder: Path, count: int = 5, **changed) -> list[Order]:
    """Orders of two texts, so that more than one shares an embedding."""
    usual = {"size": (32, 32), "delivered": (40, 32), "steps": 2, "guidance": 3.0, "negative": "fog"}
    return [
        Order(id=f"SH{n:03d}", prompt=("rain", "sun")[n % 2], seed=n, out=folder / f"SH{n:03d}.png", **(usual | changed))
        for n in range(count)
    ]


def conduct(rig, asked, **rest):
    """Return how the orders ended, by their ids, and the lines that were told."""
    told: list[str] = []
    return sorted(conductor.perform(rig, asked, tell=told.append, **rest), key=lambda one: one.id), told


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path)).astype(int)


def test_every_text_is_encoded_once_and_never_again(rig, tmp_path, watch):
    done, told = conduct(rig, orders(tmp_path / "a"))
    assert [one.error for one in done] == [""] * 5
    assert all(Image.open(one.out).size == (40, 32) for one in done)
    assert sum(count for phase, count in watch if phase == "encode") == 2
    assert [phase for phase, _ in watch].index("denoise") > max(n for n, (phase, _) in enumerate(watch) if phase == "encode")
    assert [count for phase, count in watch if phase == "denoise"] == [2, 2, 1]
    assert "encoding 2 texts" in told
    watch.clear()
    keep: dict = {}
    again, told = conduct(rig, orders(tmp_path / "b"), keep=keep)
    assert not [phase for phase, _ in watch if phase == "encode"] and not [line for line in told if "encoding" in line]
    assert all(Path(a.out).read_bytes() == Path(b.out).read_bytes() for a, b in zip(done, again, strict=True))


def test_the_model_is_loaded_once_where_it_is_kept(rig, tmp_path, monkeypatch):
    opened = []
    real = runners.open
    monkeypatch.setattr(runners, "open", lambda *names, **options: opened.append(names) or real(*names, **options))
    keep: dict = {}
    for name in "ab":
        conduct(rig, orders(tmp_path / name, 1), keep=keep)
    assert len(opened) == 1 and len(keep) == 1
    conduct(rig.model_copy(update={"dtype": "float32", "lossy": "none", "offload": "phase"}), orders(tmp_path / "c", 1), keep=keep)
    assert len(opened) == 2 and len(keep) == 1


def test_a_picture_is_the_same_in_every_batch_and_way_of_offloading(rig, tmp_path):
    conduct(rig.model_copy(update={"batch": 1}), orders(tmp_path / "one"))
    conduct(rig.model_copy(update={"batch": 4}), orders(tmp_path / "four"))
    conduct(rig.model_copy(update={"offload": "phase"}), list(reversed(orders(tmp_path / "phase"))))
    for n in range(5):
        one, four, phase = (pixels(tmp_path / name / f"SH{n:03d}.png") for name in ("one", "four", "phase"))
        assert abs(one - four).max() <= 1 and abs(one - phase).max() <= 1
    assert abs(pixels(tmp_path / "one/SH000.png") - pixels(tmp_path / "one/SH002.png")).max() > 8  # seeds matter


def test_kinds_are_not_mixed_in_one_batch(rig, tmp_path, watch):
    mixed = [order for pair in zip(orders(tmp_path / "a", 2), orders(tmp_path / "b", 2, size=(48, 32)), strict=True) for order in pair]
    done, _ = conduct(rig.model_copy(update={"offload": "phase"}), mixed)
    assert [one.error for one in done] == [""] * 4
    assert [count for phase, count in watch if phase in ("denoise", "decode")] == [2] * 4


def test_outside_the_mask_nothing_changes(rig, tmp_path):
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (32, 40, 3), np.uint8)
    mask = np.zeros((32, 40), np.uint8)
    mask[8:24, 10:30] = 255
    Image.fromarray(image).save(tmp_path / "image.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    asked = orders(tmp_path, 1, image=tmp_path / "image.png", mask=tmp_path / "mask.png")
    conduct(rig, asked)
    painted = pixels(asked[0].out)
    assert (painted[mask == 0] == image[mask == 0]).all()
    assert (painted[mask == 255] != image[mask == 255]).any()


def test_strength_zero_is_the_image_and_loads_nothing(rig, tmp_path, watch):
    image = np.full((32, 40, 3), 77, np.uint8)
    Image.fromarray(image).save(tmp_path / "image.png")
    (order,) = orders(tmp_path, 1, image=tmp_path / "image.png", strength=0.0)
    done, _ = conduct(rig, [order])
    assert done[0].out == order.out and (pixels(order.out) == image).all() and not watch


def test_one_that_cannot_be_read_does_not_stop_the_others(rig, tmp_path):
    good, bad = orders(tmp_path, 2)
    done, _ = conduct(rig, [good, bad.model_copy(update={"image": tmp_path / "gone.png", "strength": 0.5})])
    assert {one.id: bool(one.error) for one in done} == {"SH000": False, "SH001": True}
    assert "gone.png" in next(one.error for one in done if one.error)
    conductor.outcome(done)  # some are made: not a failure of all


def test_what_the_model_has_no_net_for_is_left_out_and_said(rig, tmp_path, monkeypatch):
    Image.new("RGB", (32, 32)).save(tmp_path / "plate.png")
    kind = runners.find("sd15", "draw")
    real = kind.__init__

    def poor(self, options):
        real(self, options)
        self.controls, self.references = frozenset(), 0

    monkeypatch.setattr(kind, "__init__", poor)
    asked = orders(
        tmp_path, 1, controls={"depth": PlateFile(path=tmp_path / "plate.png")}, references=(ReferenceFile(path=tmp_path / "plate.png"),)
    )
    done, told = conduct(rig, asked)
    assert done[0].error == ""
    assert sum("left out" in line for line in told) == 2


def test_out_of_memory_halves_then_relieves_then_gives_up(rig, tmp_path, monkeypatch):
    import torch

    kind = runners.find("sd15", "draw")
    real, relieve = kind.denoise, kind.relieve
    relieved: list[str] = []

    def tight(self, asked, embeddings):
        if len(asked) > 1 or len(relieved) < 2:
            raise torch.OutOfMemoryError("forced")
        return real(self, asked, embeddings)

    monkeypatch.setattr(kind, "denoise", tight)
    monkeypatch.setattr(kind, "relieve", lambda self: relieved.append(relieve(self)) or relieved[-1])
    done, told = conduct(rig.model_copy(update={"batch": 4}), orders(tmp_path, 3))
    steps = [line for line in told if "out of memory" in line]
    assert [one.error for one in done] == [""] * 3
    assert "batch 3: denoise goes on at batch 1" in steps[0] and "take turns" in steps[1]
    assert len(steps) == 4 and all(relieved)
    assert "out of memory" in done[0].notes["memory"] and done[0].notes["batch"] == 1


def test_what_never_fits_fails_alone_and_what_is_done_is_kept(rig, tmp_path, monkeypatch):
    import torch

    kind = runners.find("sd15", "draw")
    real = kind.denoise

    def tight(self, asked, embeddings):
        if any(one.width > 32 for one in asked):
            raise torch.OutOfMemoryError("forced")
        return real(self, asked, embeddings)

    monkeypatch.setattr(kind, "denoise", tight)
    asked = orders(tmp_path, 4)
    asked[2:] = [one.model_copy(update={"size": (64, 32)}) for one in asked[2:]]
    done, _ = conduct(rig, asked)
    assert [bool(one.error) for one in done] == [False, False, True, True]
    assert "out of memory" in done[2].error and "--memory" in done[2].hint
    with pytest.raises(ModelError, match="out of memory"):
        conductor.outcome(done[2:])


def test_one_bad_picture_does_not_take_its_batch_along(rig, tmp_path, monkeypatch):
    kind = runners.find("sd15", "draw")
    real = kind.denoise

    def picky(self, asked, embeddings):
        if any(one.seed == 1 for one in asked):
            raise ModelError("forced")
        return real(self, asked, embeddings)

    monkeypatch.setattr(kind, "denoise", picky)
    done, _ = conduct(rig.model_copy(update={"batch": 4}), orders(tmp_path, 4))
    assert {one.id for one in done if one.error} == {"SH001"}


def test_a_damaged_embedding_is_made_again(rig, tmp_path, watch):
    first, _ = conduct(rig, orders(tmp_path / "a", 2))
    entries = sorted((tmp_path / "cache/filmcli/embeddings").glob("*.safetensors"))
    cut, flipped = entries[0].read_bytes(), bytearray(entries[1].read_bytes())
    entries[0].write_bytes(cut[: len(cut) // 2])
    flipped[-1] ^= 255
    entries[1].write_bytes(flipped)
    watch.clear()
    second, told = conduct(rig, orders(tmp_path / "b", 2))
    assert sum(count for phase, count in watch if phase == "encode") == 2
    assert all(Path(a.out).read_bytes() == Path(b.out).read_bytes() for a, b in zip(first, second, strict=True))
    assert any("encoded again" in line for line in told)


def test_the_cache_is_bounded_and_keeps_what_this_run_uses(tmp_path):
    import os

    import torch

    cache = Embeddings("encoder", "float32", "libraries", folder=tmp_path)
    for n in range(4):
        cache.put(f"text {n}", {"words": torch.full((4, 8), float(n), dtype=torch.bfloat16)})
    assert torch.equal(cache.get("text 3")["words"], torch.full((4, 8), 3.0, dtype=torch.bfloat16))
    assert Embeddings("other", "float32", "libraries", folder=tmp_path).get("text 3") is None
    for path in tmp_path.glob("*"):
        os.utime(path, (1, 1))
    later = Embeddings("encoder", "float32", "libraries", folder=tmp_path)
    assert later.has("text 0") and later.trim(most=0) == 3 and later.has("text 0")


def test_a_clip_is_a_folder_of_frames_that_replaces_the_old_one(tmp_path):
    order = orders(tmp_path, 1, delivered=(20, 16), frames=3)[0].model_copy(update={"out": tmp_path / "clip"})
    for count in (3, 2):
        pictures.finish(order, np.full((count, 32, 40, 3), count, np.uint8))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["clip"]
        assert [path.name for path in sorted((tmp_path / "clip").iterdir())] == [f"{n:04d}.png" for n in range(1, count + 1)]
    assert Image.open(tmp_path / "clip/0001.png").size == (20, 16)
