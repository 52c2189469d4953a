"""The same work on a Ray cluster: one actor for each GPU, with its model loaded once. The only module that imports ray.

Knows nothing of models. What goes to an actor is JSON and the bytes of the files it reads; what comes back is JSON and the bytes of what it
made, which this process puts in place by rename: the production folder need not be on the cluster. Models must be: a folder at the
same path, or a hub id in each machine's cache.
"""

from __future__ import annotations

import json
import os
import queue
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from filmcli.conduct import models, parcel
from filmcli.conduct.deck import Deck, Group, cut
from filmcli.conduct.farm import once
from filmcli.conduct.worker import Desk, refusal
from filmcli.core import errors
from filmcli.core.errors import CannotRunError, FilmError
from filmcli.formats.orders import Done, Order, Rig

LOCAL = "ray"  # the address of a cluster of this machine's own, or of the one that RAY_ADDRESS names


def perform(rig: Rig, orders: Sequence[Order], *, address: str, tell: Callable[[str], None], to: str = "") -> Iterator[Done]:
    """Yield a Done per order as it ends. `address` is `ray` or `ray://host:port`.

    With `to`, an fsspec URL of a folder, the actors write there (`<to>/<id>.png`) and nothing comes back but the Dones. An actor that dies
    costs at most its group. Raises CannotRunError without ray or a cluster, and whatever the conductor raises.
    """
    ray, tell = connect(address), once(tell)
    card = models.card_of(rig)
    batches = cut(orders, rig.batch or card.cost.batch)  # each actor's own preflight, on its own GPU, chooses the rest
    kind, share = seats(ray, rig)
    deck = Deck(batches, share)
    actors = [_Actor(ray, f"ray {number}", kind) for number in range(1, min(share, len(batches)) + 1)]
    tell(f"{len(actors)} ray actors ({'a GPU' if 'num_gpus' in kind else 'a core'} each) for {deck.left} orders")
    heard: queue.Queue[tuple[_Actor, str, Any]] = queue.Queue()
    try:
        while deck.left:
            for actor in actors:
                if actor.group is None and (group := deck.take()) is not None:
                    actor.give(rig, group, to=to, heard=heard)
            actor, what, told = heard.get()
            for done in _heard(deck, actor, what, told, tell=tell):
                if deck.ended(done):
                    yield done
    finally:
        for actor in actors:
            actor.kill()


def _heard(deck: Deck, actor: _Actor, what: str, told: Any, *, tell: Callable[[str], None]) -> Iterator[Done]:
    """Yield the Dones that one message of an actor stands for, their files put in place first."""
    group = actor.group
    if what == "done":
        number, text, result = told
        done, order = Done.model_validate_json(text), group.orders[number]
        if result:
            parcel.deliver(result, order.out)
            done = done.model_copy(update={"out": order.out})
        yield done
    elif what == "tell":
        tell(told)
    elif what == "refused":
        raise errors.raised(told, otherwise=FilmError)
    elif what == "end":
        actor.group = None
        yield from deck.closed(group)
    else:
        actor.group = None
        actor.kill()
        owed = len(deck.owes(group))
        over = deck.lost(group, worker=actor.name, why=told)
        tell(f"{actor.name} died ({told}): {owed - len(over)} of the {len(group.orders)} orders it had are dealt again")
        yield from over


def connect(address: str) -> Any:
    """Return ray, connected. Raises CannotRunError without the package, or without the cluster."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise CannotRunError("--workers ray: ray is not installed here", hint="pip install 'filmcli[ray]'") from None
    if not ray.is_initialized():
        try:
            where = {} if address == LOCAL else {"address": address}
            ray.init(**where, logging_level="ERROR", log_to_driver=False)
        except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise CannotRunError(f"--workers {address}: no cluster there: {reason}", hint="ray start --head, or --workers ray") from error
    return ray


def seats(ray: Any, rig: Rig) -> tuple[dict[str, int], int]:
    """Return (what an actor asks Ray for, how many there can be): a GPU each, or a core each where there are none or a CPU is asked for."""
    has = ray.cluster_resources()
    if rig.device != "cpu" and has.get("GPU", 0) >= 1:
        return {"num_gpus": 1, "num_cpus": 0}, int(has["GPU"])
    if rig.device.startswith("cuda"):
        raise CannotRunError("--workers ray: the cluster has no GPU", hint="--device cpu")
    return {"num_cpus": 1}, max(1, int(has.get("CPU", 1)))


class Seat:
    """What runs in an actor: the desk of a local worker, behind JSON and bytes."""

    def __init__(self, name: str) -> None:
        gpus = os.environ.get("CUDA_VISIBLE_DEVICES", "")
        self._desk = Desk(f"{name}, GPU {gpus}" if gpus else name)

    def perform(self, rig: str, orders: str, given: dict[str, bytes], to: str) -> Iterator[tuple[str, Any]]:
        """Yield ("tell", words), ("done", (which, JSON, bytes)) and at last ("end", None), or ("refused", JSON) for the whole group."""
        with tempfile.TemporaryDirectory(prefix="filmcli-ray-") as scratch:
            parcel.unpack(given, Path(scratch))
            (Path(scratch) / "out").mkdir()
            mine = [parcel.redirected(Order.model_validate(one), lambda path: Path(scratch) / path) for one in json.loads(orders)]
            numbers = {order.id: number for number, order in enumerate(mine)}
            words: list[str] = []
            try:
                for done in self._desk.perform(Rig.model_validate_json(rig), mine, tell=words.append):
                    yield from (("tell", words.pop(0)) for _ in range(len(words)))
                    result = parcel.read(done.out) if done.out else {}
                    if to and result:
                        result, done = {}, upload(result, done, to)
                    yield "done", (numbers[done.id], done.model_copy(update={"out": None}).model_dump_json(), result)
            except Exception as error:
                yield "refused", refusal(error)
            yield "end", None


def upload(result: dict[str, bytes], done: Done, to: str) -> Done:
    """Write a result to an fsspec URL under its order's name, by rename; return the Done that says where."""
    from fsspec.core import url_to_fs

    filesystem, root = url_to_fs(to)
    target = f"{root.rstrip('/')}/{done.id}{done.out.suffix}"
    for name, data in result.items():
        path = f"{target}/{name}" if name else target
        filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        filesystem.pipe_file(f"{path}.part", data)
        filesystem.mv(f"{path}.part", path)
    return done.model_copy(update={"notes": {**done.notes, "url": filesystem.unstrip_protocol(target)}})


class _Actor:
    """One actor, made with its first group, and again after its death. A thread passes on what it says."""

    def __init__(self, ray: Any, name: str, kind: dict[str, int]) -> None:
        self.name = name
        self.group: Group | None = None
        self._ray, self._kind = ray, kind
        self._handle: Any = None

    def give(self, rig: Rig, group: Group, *, to: str, heard: queue.Queue) -> None:
        if self._handle is None:
            self._handle = self._ray.remote(**self._kind)(Seat).remote(self.name)
        moved, files = parcel.pack(group.orders)
        self.group = group
        orders = json.dumps([order.model_dump(mode="json") for order in moved])
        stream = self._handle.perform.options(num_returns="streaming").remote(rig.model_dump_json(), orders, files, to)
        threading.Thread(target=self._listen, args=(stream, heard), daemon=True).start()

    def kill(self) -> None:
        if self._handle is not None:
            self._ray.kill(self._handle)
            self._handle = None

    def _listen(self, stream: Any, heard: queue.Queue) -> None:
        try:
            for reference in stream:
                heard.put((self, *self._ray.get(reference)))
        except self._ray.exceptions.RayActorError as error:
            heard.put((self, "died", " ".join(str(error).partition("class_name")[0].split())[:200]))
        except Exception as error:  # the listener's promise: the main thread hears of every end
            heard.put((self, "refused", refusal(error)))
