"""benchmarks/gpu.py on the CPU: its rows run, on tiny models, and so do the paths that only a GPU takes for speed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_rows_run_on_a_cpu_and_the_table_has_both_sides(tmp_path):
    command = [sys.executable, str(ROOT / "benchmarks/gpu.py"), "--tiny", "--rows", "G1,G8", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "G.json").read_text())["rows"]
    assert set(rows) == {"G1", "G8"}
    assert rows["G1"]["figures"]["mean difference of 255"] == 0  # float32: ours is the script's picture
    assert rows["G1"]["figures"]["deviation of 255"] > 1
    assert rows["G8"]["figures"]["constraint kept"] is True
    assert "script s each" in done.stdout and "sequential tok/s" in done.stdout


def test_a_row_that_is_not_there_is_named(tmp_path):
    done = subprocess.run([sys.executable, str(ROOT / "benchmarks/gpu.py"), "--rows", "G1,X9"], capture_output=True, text=True)
    assert done.returncode == 2 and "no row X9" in done.stderr


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    import torch
    from safetensors.torch import save_file

    path = tmp_path_factory.mktemp("weights") / "some.safetensors"
    random = torch.Generator().manual_seed(0)
    told = {f"odd{side}": torch.randn(3, side, generator=random) for side in (1, 7, 13)}
    told |= {"long": torch.randn(500, 70, generator=random).bfloat16(), "one": torch.tensor(3), "none": torch.zeros(0, 4)}
    told |= {"flags": torch.rand(11, generator=random) > 0.5, "eighth": torch.randn(64, generator=random).to(torch.float8_e4m3fn)}
    save_file(told, path)
    return path, told


@pytest.mark.parametrize("piece", [100, 4096, 1 << 20])
def test_weights_are_read_to_the_bit_however_they_are_cut(stored, piece):
    import torch

    from filmcli.runners.reading import read

    path, told = stored
    found = read(path, device="cpu", piece=piece, threads=3)
    assert found.keys() == told.keys()
    for name, tensor in told.items():
        assert found[name].dtype == tensor.dtype and found[name].shape == tensor.shape
        assert torch.equal(found[name].view(-1).view(torch.uint8), tensor.view(-1).view(torch.uint8))


def test_a_module_may_be_given_its_weights_before_they_are_read(tmp_path):
    import torch
    from safetensors.torch import save_file

    from filmcli.runners.reading import reading

    layers = [torch.nn.Linear(300, 200) for _ in range(3)]
    for number, layer in enumerate(layers):
        save_file({f"{number}.{name}": tensor for name, tensor in layer.state_dict().items()}, tmp_path / f"{number}.safetensors")
    with torch.device("meta"):
        model = torch.nn.Sequential(*[torch.nn.Linear(300, 200) for _ in layers])
    with reading(sorted(tmp_path.glob("*.safetensors")), device="cpu", piece=10_000) as coming:
        model.load_state_dict(coming.tensors, assign=True)
        coming.wait()
    assert all(
        torch.equal(own.weight, wanted.weight) and torch.equal(own.bias, wanted.bias) for own, wanted in zip(model, layers, strict=True)
    )


def test_a_file_that_was_cut_off_is_an_error_and_not_random_memory(stored, tmp_path):
    from filmcli.runners.reading import read

    short = tmp_path / "short.safetensors"
    short.write_bytes(stored[0].read_bytes()[:-40])
    with pytest.raises(OSError, match="shorter than its header"):
        read(short, device="cpu")


def test_where_kernels_are_compiled_a_last_small_batch_is_filled_up(tmp_path, monkeypatch):
    import torch

    from filmcli import runners
    from filmcli.formats.picture import Picture
    from filmcli.runners import tiny

    monkeypatch.setattr(torch.nn.Module, "compile", lambda self, **settings: None)  # the compiler itself takes a minute here
    painter = runners.open("sdxl", "draw", model=str(tiny.write(tmp_path, "sdxl")), device="cpu", compile="full")
    pictures = [Picture(f"p{seed}", f"rain {seed}", 64, 64, seed, 2, 5.0) for seed in range(3)]
    told = painter.encode(pictures)
    rows = []
    painter.denoise(pictures[:2], told[:2])
    painter.residence.parts["unet"].register_forward_pre_hook(lambda module, given: rows.append(len(given[0])))
    (last,) = painter.denoise(pictures[2:], told[2:])
    assert rows == [4, 4]  # two pictures, each with and without its words
    (image,) = painter.decode([last], pictures[2:])
    alone = runners.open("sdxl", "draw", model=str(tmp_path / "sdxl"), device="cpu")
    (wanted,) = alone.denoise(pictures[2:], alone.encode(pictures[2:]))
    assert torch.allclose(last, wanted, atol=1e-4)
    assert image.shape == (64, 64, 3)
