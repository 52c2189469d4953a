"""A Ray cluster with two pretended GPUs: an actor on each, one is killed, and nothing is lost or doubled."""

import os
import signal
import threading
from pathlib import Path

import pytest

from filmcli.conduct import farm, parcel, ray_farm
from filmcli.formats.orders import Done, Order, Rig
from filmcli.runners import tiny

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    given = {
        "OMP_NUM_THREADS": "1",
        "RAY_AUTH_MODE": "disabled",  # it would write a token into the home folder
        "RAY_USAGE_STATS_ENABLED": "0",
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]),
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    ray.init(num_cpus=2, num_gpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", object_store_memory=100_000_000)
    yield ray
    ray.shutdown()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def actors() -> list[int]:
    """Return the processes of Ray that hold a seat."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(b"ray::Seat"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def test_two_actors_have_a_gpu_each_and_a_killed_one_costs_its_group(cluster, tmp_path):
    model = tiny.write(tmp_path, "sd15")
    rig = Rig(runner="sd15", job="draw", card="sd15", model=str(model), dtype="float32", batch=2)
    (tmp_path / "plate.png").write_bytes(png())
    orders = [
        Order(
            id=f"SH{number:04d}",
            prompt=f"take {number % 2}",
            size=(64, 64),
            delivered=(64, 64),
            seed=number,
            steps=8,
            guidance=1.0,
            controls={"depth": {"path": tmp_path / "plate.png"}},
            out=tmp_path / "film" / f"{number}.png",
        )
        for number in range(16)
    ]
    ends, words, seen = [], [], {}
    for done in farm.perform(rig, orders, workers="ray", tell=words.append):
        if not ends:
            threading.Timer(0.2, os.kill, (actors()[0], signal.SIGKILL)).start()
        ends.append(done)
        seen[done.id] = done.out.stat().st_ino
    assert words[0] == "2 ray actors (a GPU each) for 16 orders"
    assert [word for word in words if "died" in word], words
    assert not [done.error for done in ends if done.error]
    assert sorted(done.id for done in ends) == [order.id for order in orders], "lost or doubled"
    assert {done.notes["worker"] for done in ends} == {"ray 1, GPU 0", "ray 2, GPU 1"}
    assert {order.id: order.out.stat().st_ino for order in orders} == seen, "an order that had ended was made again"
    assert sorted(path.name for path in (tmp_path / "film").iterdir()) == sorted(order.out.name for order in orders)


def test_results_go_to_a_store_where_one_is_named(tmp_path):
    clip = tmp_path / "here/SH0001"
    clip.mkdir(parents=True)
    (clip / "0001.png").write_bytes(b"frame")
    done = ray_farm.upload(parcel.read(clip), Done(id="SH0001", out=clip), f"file://{tmp_path}/store")
    assert done.notes["url"] == f"file://{tmp_path}/store/SH0001"
    assert (tmp_path / "store/SH0001/0001.png").read_bytes() == b"frame"
    assert len(list((tmp_path / "store/SH0001").iterdir())) == 1


def png() -> bytes:
    import io

    import numpy as np
    from PIL import Image

    data = io.BytesIO()
    Image.fromarray(np.arange(64 * 64 * 3, dtype=np.uint32).reshape(64, 64, 3).astype(np.uint8)).save(data, "PNG")
    return data.getvalue()
