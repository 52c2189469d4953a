"""The preflight: without torch, refusing by name and number; every choice has its reason. The GPUs here are pretended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from filmcli.conduct import machine, preflight
from filmcli.core import presets
from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Order, PlateFile, Rig


def card(name: str) -> Card:
    return Card.model_validate(presets.load("models", name))


def rig(name: str, **changed) -> Rig:
    return Rig(**({"runner": name, "job": "draw", "card": name, "model": f"/models/{name}", "device": "cuda"} | changed))


def orders(folder: Path, count: int = 4, **changed) -> list[Order]:
    usual = {"size": (1024, 1024), "delivered": (1024, 1024), "steps": 28, "guidance": 4.0}
    return [
        Order(id=f"SQ010_SH{n:04d}", prompt="rain", seed=n, out=folder / f"{n}.png", **(usual | changed)) for n in range(10, 10 + count)
    ]


@pytest.fixture
def gpu(monkeypatch):
    """Pretend a GPU of so many gigabytes, and a host of 120."""

    def pretend(gigabytes: float, name: str = "NVIDIA H100 80GB HBM3") -> None:
        monkeypatch.setattr(machine, "gpus", lambda: [machine.Gpu(name, gigabytes, gigabytes)])
        monkeypatch.setattr(machine, "host", lambda: 120.0)

    return pretend


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_the_impossible_is_refused_without_torch(tmp_path):
    code = """
import sys
from filmcli.conduct import preflight
from filmcli.core import presets
from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Order, Rig
from pathlib import Path
rig = Rig(runner="flux", job="draw", card="flux", model="/models/flux", device="cpu", memory=8.0)
order = Order(id="SQ010_SH0020", prompt="rain", size=(1536, 640), delivered=(1536, 640), seed=1, steps=28, guidance=3.5, out=Path("a.png"))
try:
    preflight.plan(rig, Card.model_validate(presets.load("models", "flux")), [order])
except CannotRunError as error:
    print(error, "|", error.hint)
print([name for name in ("torch", "diffusers", "transformers", "numpy", "PIL") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    refused, modules = done.stdout.splitlines()
    assert refused.startswith("SQ010_SH0020: flux at 1536x640 needs ") and "for its transformer, " in refused and "--memory" in refused
    assert modules == "[]"


def test_a_small_gpu_streams_what_does_not_fit(gpu, tmp_path):
    gpu(17)
    plan = preflight.plan(rig("flux"), card("flux"), orders(tmp_path))
    assert plan.offload.value == "group" and "transformer" in plan.offload.reason
    assert plan.gigabytes["denoise"] < 16
    with pytest.raises(
        CannotRunError, match=r"SQ010_SH0010: flux at 1024x1024 needs \d+\.\d GB on the device for its transformer, 16\.4 GB"
    ) as refused:
        preflight.plan(rig("flux", offload="none"), card("flux"), orders(tmp_path))
    assert "--offload group" in refused.value.hint and "--memory" in refused.value.hint


def test_a_text_encoder_is_streamed_only_where_the_runner_can(gpu, tmp_path):
    gpu(8.6)
    with pytest.raises(CannotRunError, match=r"flux at 1024x1024 needs \d+\.\d GB on the device for its text_encoder_2, 8\.0 GB are there"):
        preflight.plan(rig("flux"), card("flux"), orders(tmp_path))
    clip = orders(tmp_path, 1, size=(832, 480), delivered=(832, 480), frames=33)
    plan = preflight.plan(rig("wan", job="film"), card("wan"), clip)
    assert plan.offload.value == "group" and max(plan.gigabytes.values()) <= 8


def test_a_large_gpu_is_filled_and_a_small_one_gets_a_smaller_batch(gpu, tmp_path):
    gpu(80)
    large = preflight.plan(rig("sdxl"), card("sdxl"), orders(tmp_path, 32))
    assert large.offload.value == "none" and large.batch.value == card("sdxl").cost.batch
    gpu(12)
    small = preflight.plan(rig("sdxl"), card("sdxl"), orders(tmp_path, 32))
    assert 1 <= small.batch.value < large.batch.value and small.gigabytes["denoise"] <= 12
    assert "hold beside the weights" in small.batch.reason
    few = preflight.plan(rig("sdxl"), card("sdxl"), orders(tmp_path, 1))
    assert few.batch.value == 1
    assert preflight.plan(rig("sdxl", batch=3), card("sdxl"), orders(tmp_path, 32)).batch == (3, "asked for")


def test_memory_of_the_rig_is_a_cap(gpu, tmp_path):
    gpu(80)
    capped = preflight.plan(rig("sdxl", memory=8.0), card("sdxl"), orders(tmp_path, 8))
    assert capped.memory == (8.0, "asked for")
    assert all(size <= 8 for size in capped.gigabytes.values())
    assert capped.offload.value != "none" or capped.tiling.value or capped.batch.value < 8


def test_a_control_net_weighs(gpu, tmp_path):
    gpu(80)
    plate = {"depth": PlateFile(path=tmp_path / "depth.png")}
    with_net = preflight.plan(rig("sdxl", batch=1), card("sdxl"), orders(tmp_path, 1, controls=plate))
    without = preflight.plan(rig("sdxl", batch=1), card("sdxl"), orders(tmp_path, 1))
    assert with_net.gigabytes["denoise"] > without.gigabytes["denoise"] + 1
    assert with_net.total() > without.total()


def test_compiling_must_pay(gpu, tmp_path):
    gpu(80)
    few, many = orders(tmp_path, 1), orders(tmp_path, 1000)
    assert preflight.plan(rig("sdxl"), card("sdxl"), few).compile.value == "none"
    plan = preflight.plan(rig("sdxl"), card("sdxl"), many)
    assert plan.compile.value == card("sdxl").compile and "saved" in plan.compile.reason
    some = orders(tmp_path, 100)
    assert preflight.plan(rig("sdxl"), card("sdxl"), some).compile.value == "none"
    mark = preflight.compiled_mark(rig("sdxl"), card("sdxl"), some, dtype=card("sdxl").dtype)
    mark.parent.mkdir(parents=True)
    mark.touch()
    kept = preflight.plan(rig("sdxl"), card("sdxl"), some)
    assert kept.compile.value == card("sdxl").compile and "kept cache" in kept.compile.reason


def test_small_files_need_little_whatever_the_card_says(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "host", lambda: 1.0)
    tiny = dict.fromkeys(card("flux").parts, 50000)
    plan = preflight.plan(rig("flux", device="cpu"), card("flux"), orders(tmp_path), weights=tiny)
    assert plan.offload.value == "none" and max(plan.gigabytes.values()) < 1
    assert plan.dtype == ("float32", "fastest on cpu") and plan.compile.value == "none"


def test_a_full_disk_is_refused_by_the_order_that_no_longer_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "host", lambda: 120.0)
    monkeypatch.setattr(machine, "disk", lambda folder: 0.005)
    with pytest.raises(CannotRunError, match=r"SQ010_SH0012: the files of 4 orders need 0\.01 GB, 0\.0\d GB are free"):
        preflight.plan(rig("sd15", device="cpu"), card("sd15"), orders(tmp_path))


def test_a_missing_gpu_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "gpus", list)
    with pytest.raises(CannotRunError, match="no cuda:1 device here"):
        preflight.plan(rig("sd15", device="cuda:1"), card("sd15"), orders(tmp_path))


def test_seconds_are_told_with_their_source(gpu, tmp_path):
    gpu(80)
    short, long = (preflight.plan(rig("sdxl"), card("sdxl"), orders(tmp_path, 2, steps=steps)) for steps in (10, 40))
    assert 3 < long.total() / short.total() < 4.2
    assert "H100" in short.seconds.reason
    measured = card("sdxl").model_copy(update={"measured": {"H100": 2.0}, "steps": 10, "guidance": 1.0})
    told = preflight.plan(rig("sdxl"), measured, orders(tmp_path, 2, steps=10, guidance=1.0))
    assert told.total() == pytest.approx(4.0, rel=0.02) and "measured" in told.seconds.reason
    gpu(80, "NVIDIA Unheard-of 9")
    assert preflight.plan(rig("sdxl"), card("sdxl").model_copy(update={"measured": {}}), orders(tmp_path)).total() is None


def test_models_are_swapped_least(tmp_path):
    a, b = orders(tmp_path, 2)
    low, high = rig("sdxl"), rig("sdxl", dtype="float32")
    jobs = [(low, [a]), (rig("flux"), [a]), (low, [b]), (high, [b])]
    ordered = preflight.order_models(jobs)
    assert [(one.card, one.dtype, len(theirs)) for one, theirs in ordered] == [
        ("sdxl", "auto", 2),
        ("sdxl", "float32", 1),
        ("flux", "auto", 1),
    ]


def test_every_choice_is_readable(gpu, tmp_path):
    gpu(80)
    lines = preflight.plan(rig("sdxl"), card("sdxl"), orders(tmp_path)).lines()
    assert all("(" in line for line in lines[:-1]) and lines[-1].startswith("gigabytes: encode")
