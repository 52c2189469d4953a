"""The conductor: has orders painted by one model, in the way the preflight chose.

Knows nothing of film, and nothing of any model. The phases and the threads are a job's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from filmcli.conduct import models, preflight
from filmcli.conduct.job import Job
from filmcli.conduct.ladder import HINT
from filmcli.conduct.painter import held, open_painter
from filmcli.core import files
from filmcli.core.errors import ModelError
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Done, Order, Rig


def perform(
    rig: Rig, orders: Sequence[Order], *, tell: Callable[[str], None], card: Card | None = None, keep: dict[str, Any] | None = None
) -> Iterator[Done]:
    """Yield how each order ended, as soon as its file is written; one that fails does not stop the others.

    `card` is the rig's own unless given. `keep` is where the model stays loaded between calls; without it, it is let go at the end.
    Raises CannotRunError when the preflight refuses or the model cannot be loaded, UsageError for a rig that makes no sense.
    """
    if not orders:
        return
    card = card or models.card_of(rig)
    plan = preflight.plan(rig, card, orders, weights=held(rig, card))
    tell(f"{rig.runner} on {plan.device.value}, {plan.dtype.value}, batch {plan.batch.value} ({plan.batch.reason})")
    painter = open_painter(rig, plan, keep=keep)
    job = Job(rig, card, plan, painter, tell, stays=keep is not None)
    yield from job.run(orders)
    if plan.compile.value != "none":
        files.write(preflight.compiled_mark(rig, card, orders, dtype=plan.dtype.value), "")


def encode(rig: Rig, orders: Sequence[Order], *, tell: Callable[[str], None], keep: dict[str, Any] | None = None) -> None:
    """Have every distinct text of the orders encoded and kept, and paint nothing: with many workers, each takes a share of the texts first.

    What cannot be read or encoded is told of when it is painted. Raises as `perform` does.
    """
    if not orders:
        return
    card = models.card_of(rig)
    plan = preflight.plan(rig, card, orders, weights=held(rig, card))
    Job(rig, card, plan, open_painter(rig, plan, keep=keep), tell).encode(orders)


def outcome(dones: Iterable[Done]) -> None:
    """Raise ModelError when nothing was made and something failed: exit 5, with the flags that would help."""
    told = list(dones)
    failed = [done for done in told if done.error]
    if failed and len(failed) == len(told):
        raise ModelError(f"{failed[0].id}: {failed[0].error}", hint=failed[0].hint or HINT)
