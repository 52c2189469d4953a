"""More hands: worker processes get batches, one is killed, and nothing is lost, doubled or different."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from filmcli.conduct import conductor, farm, parcel
from filmcli.conduct.deck import Deck, cut
from filmcli.core import errors
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.formats.orders import Done, Order, PlateFile, ReferenceFile, Rig
from filmcli.runners import tiny


@pytest.fixture(scope="module")
def rig(tmp_path_factory):
    model = tiny.write(tmp_path_factory.mktemp("tiny"), "sd15")
    return Rig(runner="sd15", job="draw", card="sd15", model=str(model), device="cpu", batch=2)


@pytest.fixture(autouse=True)
def lean(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def asked(folder: Path, count: int, **more) -> list[Order]:
    rest = {"size": (64, 64), "delivered": (64, 64), "steps": 2, "guidance": 2.0} | more
    return [
        Order(id=f"SH{number:04d}", prompt=f"take {number % 3}", seed=number, out=folder / f"{number}.png", **rest)
        for number in range(count)
    ]


def children(word: str = "filmcli.conduct.worker") -> list[int]:
    """Return the processes that this one started and whose command line holds a word."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, ValueError):
            continue
    return found


def test_a_killed_worker_costs_its_group_and_no_byte(rig, tmp_path):
    orders, words, ends, seen = asked(tmp_path / "many", 16, steps=12), [], [], {}
    (tmp_path / "many").mkdir()
    for done in farm.perform(rig, orders, workers=2, tell=words.append):
        if not ends:
            threading.Timer(0.2, os.kill, (children()[0], signal.SIGKILL)).start()
        ends.append(done)
        seen[done.id] = done.out.stat().st_ino
    assert sorted(done.id for done in ends) == [order.id for order in orders]
    assert not [done.error for done in ends if done.error]
    assert [word for word in words if "died (signal 9)" in word]
    assert {done.id: done.out.stat().st_ino for done in ends} == seen, "an order that had ended was made again"
    assert {done.notes["worker"] for done in ends} == {"1", "2"}
    assert children() == []
    assert sorted(path.name for path in (tmp_path / "many").iterdir() if ".part" not in path.name) == sorted(o.out.name for o in orders)

    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as the workers have: another number of threads may round the last bit otherwise
    alone = asked(tmp_path / "one", 16, steps=12)
    (tmp_path / "one").mkdir()
    assert all(not done.error for done in farm.perform(rig, alone, workers=1, tell=words.append))
    torch.set_num_threads(threads)
    whole = [order.id for order in orders if next(done for done in ends if done.id == order.id).notes.get("batch") == 2]
    assert len(whole) >= 14
    for ours, theirs in zip(orders, alone, strict=True):
        if ours.id in whole:
            assert ours.out.read_bytes() == theirs.out.read_bytes(), ours.id


def test_what_stops_the_run_ends_the_workers(rig, tmp_path):
    def stop(words):
        if words.startswith("encoding"):
            assert children()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(farm.perform(rig, asked(tmp_path, 8), workers=2, tell=stop))
    assert children() == []


def test_a_worker_leaves_with_its_parent(tmp_path):
    start = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'filmcli.conduct.worker', '--log', {str(tmp_path / 'log')!r}], stdin=subprocess.PIPE); print(p.pid, flush=True); import time; time.sleep(1.5); import os; os._exit(1)"
    pid = int(subprocess.run([sys.executable, "-c", start], capture_output=True, text=True).stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("it is still there")


def test_a_worker_answers_what_it_cannot_do_and_goes_on(rig, tmp_path):
    lost = rig.model_copy(update={"model": str(tmp_path / "nowhere")}).model_dump(mode="json")
    orders = [order.model_dump(mode="json") for order in asked(tmp_path, 1)]
    lines = ["{", '{"op": "dance"}', json.dumps({"op": "perform", "group": 1, "rig": lost, "orders": orders}), '{"op": "quit"}']
    done = subprocess.run(
        [sys.executable, "-m", "filmcli.conduct.worker"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    bad, unknown, missing, bye = map(json.loads, done.stdout.splitlines())
    assert not bad["ok"] and not unknown["ok"] and "known: encode, perform, quit" in unknown["error"]
    assert missing["exit"] == 4 and "no such folder" in missing["error"]
    assert bye == {"ok": True, "bye": True}
    with pytest.raises(CannotRunError, match="no such folder"):
        raise errors.raised(missing)


def test_every_worker_has_a_gpu_of_its_own(rig, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3,GPU-5a")
    monkeypatch.setattr("filmcli.conduct.machine.torch_has_cuda", lambda: True)
    some = rig.model_copy(update={"device": "auto"})
    assert farm.environments(some, 2) == [{"CUDA_VISIBLE_DEVICES": "3"}, {"CUDA_VISIBLE_DEVICES": "GPU-5a"}]
    with pytest.raises(CannotRunError, match="every worker needs a GPU of its own, 2 are here"):
        farm.environments(some, 3)
    with pytest.raises(UsageError, match="is one GPU"):
        farm.environments(rig.model_copy(update={"device": "cuda:1"}), 2)
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.setattr("os.cpu_count", lambda: 9)
    assert [seat["OMP_NUM_THREADS"] for seat in farm.environments(rig, 4)] == ["2"] * 4


@pytest.mark.parametrize("workers", ["0", "-1", "many", "1.5"])
def test_a_number_of_workers_is_a_number(rig, tmp_path, workers):
    with pytest.raises(UsageError, match="expected a number from 1 up, ray, or ray://host:port"):
        list(farm.perform(rig, asked(tmp_path, 1), workers=workers, tell=print))


def test_batches_hold_one_kind_and_are_those_of_one_process(rig, tmp_path):
    orders = [order if order.seed % 3 else order.model_copy(update={"steps": 4}) for order in asked(tmp_path, 11)]
    batches = cut(orders, 2)
    assert all(len({order.steps for order in batch}) == 1 and len(batch) <= 2 for batch in batches)
    assert sorted(order.id for batch in batches for order in batch) == [order.id for order in orders]
    many = orders + asked(tmp_path, 40)[11:]
    dealt = [group.orders for deck in (Deck(cut(many, 2), 2), Deck(cut(many, 2), 5)) for group in iter(deck.take, None)]
    assert len(dealt[0]) > len(dealt[-1]) and dealt[-1] == cut(many, 2)[-1]


def test_what_a_dead_worker_owed_is_dealt_again_once(tmp_path):
    orders = asked(tmp_path, 8)
    deck = Deck(cut(orders, 2), 1)
    group = deck.take()
    assert [order.id for order in group.orders] == ["SH0000", "SH0001", "SH0002", "SH0003"]
    assert deck.ended(Done(id="SH0000", out=orders[0].out)) and not deck.ended(Done(id="SH0000"))
    orders[1].out.write_bytes(b"in place, not reported")
    (over,) = deck.lost(group, worker="1", why="signal 9")
    assert (over.id, over.error) == ("SH0001", "")
    deck.ended(over)
    again = deck.take()
    assert [order.id for order in again.orders] == ["SH0002", "SH0003"]
    over = deck.lost(again, worker="2", why="signal 9")
    assert {(done.id, done.error) for done in over} == {
        (name, "2 workers died with it in hand, the last one by signal 9") for name in ("SH0002", "SH0003")
    }
    for done in over:
        deck.ended(done)
    assert [order.id for group in iter(deck.take, None) for order in group.orders] == ["SH0004", "SH0005", "SH0006", "SH0007"]
    assert deck.left == 4


def test_a_file_from_an_earlier_run_does_not_count_as_made(tmp_path):
    orders = asked(tmp_path, 2)
    for order in orders:
        order.out.write_bytes(b"old")
    deck = Deck(cut(orders, 2), 1)
    assert deck.lost(deck.take(), worker="1", why="signal 9") == []
    assert len(deck.take().orders) == 2


def test_every_text_is_encoded_by_one_worker(tmp_path):
    deck = Deck(cut(asked(tmp_path, 12), 2), 2)
    shares = deck.texts(2)
    assert sorted(order.prompt for share in shares for order in share.orders) == ["take 0", "take 1", "take 2"]
    assert deck.closed(shares[0]) == []


def test_orders_travel_with_the_files_they_read(tmp_path):
    (tmp_path / "guide").mkdir()
    for name in ("guide/1.png", "guide/2.png", "plate.png", "face.png", "still.png"):
        (tmp_path / name).write_bytes(name.encode())
    (order,) = asked(
        tmp_path / "far",
        1,
        image=tmp_path / "still.png",
        controls={"depth": PlateFile(path=tmp_path / "guide"), "edge": PlateFile(path=tmp_path / "plate.png")},
        references=(ReferenceFile(path=tmp_path / "face.png", region=tmp_path / "plate.png"),),
    )
    (moved,), goods = parcel.pack([order])
    parcel.unpack(goods, tmp_path / "here")
    here = parcel.redirected(moved, lambda path: tmp_path / "here" / path)
    for old, new in zip(parcel.paths(order), parcel.paths(here), strict=True):
        assert parcel.read(old) == parcel.read(new) and old != new
    assert len(goods) == 5, "the plate travels once"
    parcel.deliver(parcel.read(here.controls["depth"].path), tmp_path / "back")
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["1.png", "2.png"]


def test_a_model_that_stays_keeps_its_encoder(rig, tmp_path):
    keep: dict = {}
    conductor.encode(rig, asked(tmp_path, 3), tell=print, keep=keep)
    assert not list(tmp_path.iterdir())
    words: list[str] = []
    assert len(list(conductor.perform(rig, asked(tmp_path, 3), tell=words.append, keep=keep))) == 3
    assert not [word for word in words if "encoding" in word]
    assert len(keep) == 1
