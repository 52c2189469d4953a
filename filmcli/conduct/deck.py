"""The orders of a run, cut into batches and dealt to workers in groups; what a dead worker owed is dealt again.

Knows nothing of processes and machines: a worker is whoever takes a group. The batches are cut before the first is dealt, so that
which pictures a model computes together, and with it the last bit of a result, does not depend on the number of workers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from filmcli.formats.orders import Done, Order

DEATHS = 2  # workers that one group may cost


def cut(orders: Sequence[Order], size: int) -> list[list[Order]]:
    """Return batches of at most `size` orders that a model can compute together; kinds in the order of their first, orders in theirs."""
    kinds: dict[tuple, list[Order]] = {}
    for order in orders:
        kinds.setdefault(kind(order), []).append(order)
    return [alike[start : start + size] for alike in kinds.values() for start in range(0, len(alike), size)]


def kind(order: Order) -> tuple:
    """Return what orders must share to be computed in one batch: what `Picture.kind` and `Motion.kind` compare, before a file is read."""
    return (
        (order.size, order.frames, order.fps, order.steps, order.guidance),
        (order.image is not None, round(order.strength, 3) if order.image is not None else 1.0, order.mask is not None),
        tuple((name, round(plate.weight, 3)) for name, plate in sorted(order.controls.items())),
        tuple((one.region is not None, round(one.weight, 3)) for one in order.references),
    )


@dataclass
class Group:
    """Batches that one worker has in hand. `deaths` is how many workers they cost so far."""

    number: int
    batches: list[list[Order]]
    deaths: int = 0

    @property
    def orders(self) -> list[Order]:
        """Return all its orders, batch after batch."""
        return [order for batch in self.batches for order in batch]


@dataclass
class Deck:
    """Deals `batches` to `workers`: large groups first, single batches at the end, so that all end at about the same time."""

    batches: Sequence[list[Order]]
    workers: int
    _waiting: deque[list[Order]] = field(init=False)
    _again: deque[Group] = field(init=False, default_factory=deque)
    _owed: set[str] = field(init=False)
    _before: dict[str, tuple[int, int] | None] = field(init=False)
    _numbers: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._waiting = deque(self.batches)
        self._owed = {order.id for batch in self.batches for order in batch}
        self._before = {order.id: _state(order.out) for batch in self.batches for order in batch}

    @property
    def left(self) -> int:
        """Return how many orders have not ended yet."""
        return len(self._owed)

    def texts(self, shares: int) -> list[Group]:
        """Return one order for each distinct text (and its references, which some encoders read too), in at most so many groups.

        They are for the encoder only, and numbered 0: no order is owed by them.
        """
        distinct: dict[tuple, Order] = {}
        for batch in self.batches:
            for order in batch:
                distinct.setdefault((order.prompt, order.negative, tuple(one.path for one in order.references)), order)
        orders = list(distinct.values())
        return [Group(0, [orders[start::shares]]) for start in range(min(shares, len(orders)))]

    def take(self) -> Group | None:
        """Return the next group, or None when nothing waits (what others have in hand may yet come back).

        Guided self-scheduling (Polychronopoulos and Kuck 1987), halved: 1/(2 workers) of what waits, one batch at least. A dead
        worker's remains come first.
        """
        if self._again:
            return self._again.popleft()
        if not self._waiting:
            return None
        size = max(1, len(self._waiting) // (2 * self.workers))
        return self._number([self._waiting.popleft() for _ in range(size)])

    def ended(self, done: Done) -> bool:
        """Take note of an order's end; return False when it had ended already."""
        if done.id not in self._owed:
            return False
        self._owed.discard(done.id)
        return True

    def closed(self, group: Group) -> list[Done]:
        """Return the Dones of orders that a worker passed over although it said it was through with the group."""
        owed = self.owes(group) if group.number else []
        return [Done(id=order.id, error="its worker did not say how it ended") for order in owed]

    def owes(self, group: Group) -> list[Order]:
        """Return the orders of a group that have not ended yet."""
        return [order for order in group.orders if order.id in self._owed]

    def lost(self, group: Group, *, worker: str, why: str) -> list[Done]:
        """Put what a dead worker had not finished back; return the Dones of what is over.

        Over is an order whose file the worker put in place and could not report any more, and one of a group that cost two workers.
        What is dealt again is dealt batch by batch: if a picture kills its worker, it takes no more than its own batch along.
        """
        over: list[Done] = []
        for order in self.owes(group):
            if _state(order.out) not in (None, self._before[order.id]):
                over.append(Done(id=order.id, out=order.out, notes={"worker": worker}))
        finished = {done.id for done in over}
        deaths = group.deaths + 1
        for batch in group.batches:
            rest = [order for order in batch if order.id in self._owed and order.id not in finished]
            if rest and deaths < DEATHS:
                self._again.append(self._number([rest], deaths=deaths))
            elif rest:
                sentence = f"{deaths} workers died with it in hand, the last one by {why}"
                over += [Done(id=order.id, error=sentence, hint="--workers 1, or a smaller --quality") for order in rest]
        return over

    def _number(self, batches: list[list[Order]], *, deaths: int = 0) -> Group:
        self._numbers += 1
        return Group(self._numbers, batches, deaths)


def _state(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns
