"""A render farm's job: the bundle passes `openjd check`, and `openjd run` makes the pictures with a model that is loaded once."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from filmcli.conduct import openjd as job
from filmcli.conduct.session import batches
from filmcli.core.errors import CannotRunError
from filmcli.formats.orders import Order, Rig
from filmcli.runners import tiny

RIG = Rig(runner="sd15", job="draw", card="sd15", model="/models/sd15", device="cpu", batch=2)


def order(folder: Path, number: int, **more) -> Order:
    plain = {"prompt": "a man at a window", "size": (64, 64), "delivered": (64, 64), "steps": 2, "guidance": 1.0}
    return Order(id=f"SH{number:04d}", seed=number, out=folder / f"shots/{number}/look.png", **plain, **more)


def template(folder: Path) -> dict:
    return yaml.safe_load((folder / "template.yaml").read_text())


def openjd(*arguments: str) -> subprocess.CompletedProcess:
    pytest.importorskip("openjd.cli")
    start = [sys.executable, "-c", "import sys; from openjd.cli import main; sys.exit(main())"]
    settings = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parent.parent)}
    return subprocess.run([*start, *arguments], capture_output=True, text=True, env=settings)


def test_a_bundle_is_checked_and_run_and_its_model_loaded_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rig = RIG.model_copy(update={"model": str(tiny.write(tmp_path / "models", "sd15"))})
    film = tmp_path / "film"
    first = [order(film, number) for number in range(1, 7)]
    assert job.bundle(film / "job", [(rig, first)], root=film, name="noir") == 3
    checked = openjd("check", str(film / "job/template.yaml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    ran = openjd("run", str(film / "job/template.yaml"), "-p", f"file://{film}/job/parameters.json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert all(one.out.exists() for one in first)
    assert ran.stdout.count("takes up sd15") == 1
    assert len(re.findall(r"openjd_status: SH\d+  \d", ran.stdout)) == 6
    assert not list(film.rglob("*.part*"))


def test_a_step_waits_for_the_steps_whose_files_it_reads(tmp_path):
    (tmp_path / "still.png").write_bytes(b"png")
    first = [order(tmp_path, 1, image=tmp_path / "still.png", strength=0.5)]
    second = [order(tmp_path, 2, image=first[0].out, strength=0.5)]
    third = [order(tmp_path, 3)]
    wan = RIG.model_copy(update={"runner": "wan", "job": "film", "card": "wan", "device": "auto"})
    assert job.bundle(tmp_path / "job", [(RIG, first), (wan, second), (RIG, []), (RIG, third)], root=tmp_path, name="noir") == 3
    one, two, three = template(tmp_path / "job")["steps"]
    assert [step["name"] for step in (one, two, three)] == ["1 sd15", "2 wan", "3 sd15"]
    assert two["dependencies"] == [{"dependsOn": "1 sd15"}] and "dependencies" not in one and "dependencies" not in three
    assert two["hostRequirements"] == {"amounts": [{"name": "amount.worker.gpu", "min": 1}]} and "hostRequirements" not in one
    told = json.loads((tmp_path / "job/orders/1_sd15/1.json").read_text())
    assert told["orders"][0]["image"] == "still.png" and told["orders"][0]["out"] == "shots/1/look.png"
    values = {one["name"]: one["value"] for one in yaml.safe_load((tmp_path / "job/parameter_values.yaml").read_text())["parameterValues"]}
    assert values == json.loads((tmp_path / "job/parameters.json").read_text())
    assert values["Production"] == str(tmp_path)
    if find_spec("openjd"):
        assert openjd("check", str(tmp_path / "job/template.yaml")).returncode == 0


def test_a_bundle_holds_no_batches_of_an_earlier_one(tmp_path):
    job.bundle(tmp_path / "job", [(RIG, [order(tmp_path, number) for number in range(6)])], root=tmp_path, name="noir")
    job.bundle(tmp_path / "job", [(RIG, [order(tmp_path, 1)])], root=tmp_path, name="noir")
    assert [path.name for path in (tmp_path / "job/orders/1_sd15").iterdir()] == ["1.json"]


def test_what_a_farm_would_not_find_is_refused_before_anything_is_written(tmp_path):
    for orders, words in (
        ([order(tmp_path, 1, image=tmp_path / "still.png")], "SH0001: .*still.png is not there yet"),
        ([order(tmp_path / "film", 1), order(tmp_path / "else", 2, mask=Path(__file__))], "is outside"),
        ([], "there is nothing to make"),
    ):
        (tmp_path / "film").mkdir(exist_ok=True)
        with pytest.raises(CannotRunError, match=words):
            job.bundle(tmp_path / "job", [(RIG, orders)], root=tmp_path / "film", name="noir")
        assert not (tmp_path / "job").exists()


def test_a_range_of_tasks_is_read_as_openjd_writes_it():
    assert list(batches("7")) == [7]
    assert list(batches("1-3,5,8-12:2")) == [1, 2, 3, 5, 8, 10, 12]


def test_export_writes_a_job_or_a_screenplay_not_both(run, tmp_path):
    said = run("export", "--openjd", "job", "-o", "script.pdf")
    assert said.code == 2 and "--openjd writes a production's job, not a screenplay" in said.stderr
    assert not (tmp_path / "job").exists()


def test_the_local_path_imports_neither_ray_nor_openjd():
    code = "import sys; from filmcli.conduct import farm, worker; print(sorted(name for name in sys.modules if name.split('.')[0] in ('ray', 'openjd', 'torch')))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
