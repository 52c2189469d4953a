"""The preflight: what a job will need and how it is best run, told before anything is loaded; the impossible is refused.

Knows nothing of torch, which is never imported here. Every chosen value carries its reason.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from filmcli.conduct import machine, needs
from filmcli.core import fingerprint, settings
from filmcli.core.errors import CannotRunError
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Order, Rig

CONTEXT = 0.6  # GB of a GPU that CUDA and its libraries take before the first tensor
MARGIN = 0.92  # of the memory is planned for; the rest is fragments of the allocator
COMPILE = {"regional": 15.0, "full": 90.0}  # seconds of compiling on a server; the kept cache takes a fifth of it
SAVED = 0.3  # of a pass once compiled (FLUX on the H100: 40 % of its peak eager, 59 % compiled)


class Choice(NamedTuple):
    """A value and why it was chosen."""

    value: Any
    reason: str


@dataclass(frozen=True)
class Plan:
    """How a job will be run. `gigabytes` is the largest need of each phase, `seconds` the estimate of each order (None: unknown)."""

    device: Choice
    dtype: Choice
    memory: Choice
    batch: Choice
    offload: Choice
    tiling: Choice
    compile: Choice
    attention: Choice
    gigabytes: dict[str, float]
    disk: float
    seconds: Choice

    def lines(self) -> list[str]:
        """Return one readable line for each choice."""
        names = ("device", "dtype", "memory", "batch", "offload", "tiling", "compile", "attention", "seconds")
        chosen = [(name, getattr(self, name)) for name in names]
        told = ", ".join(f"{phase} {size:.1f}" for phase, size in self.gigabytes.items())
        return [f"{name}: {one.value}  ({one.reason})" for name, one in chosen] + [f"gigabytes: {told}; on disk {self.disk:.2f}"]

    def total(self) -> float | None:
        """Return the estimated seconds of the whole job."""
        return None if self.seconds.value is None else sum(self.seconds.value.values())


def plan(rig: Rig, card: Card, orders: Sequence[Order], *, weights: Mapping[str, int] | None = None) -> Plan:
    """Return how these orders are best run on this machine. `weights` is part → how many numbers its files hold.

    Raises CannotRunError naming the order and the numbers when memory or disk cannot hold it.
    """
    device = Choice(*machine.device(rig.device))
    dtype = _dtype(rig, card, device.value)
    memory = _memory(rig, device.value)
    room = memory.value * MARGIN
    needed = [needs.memory(card, order, dtype=dtype.value, weights=weights, fp8=rig.lossy == "fp8") for order in orders]
    for order, one in zip(orders, needed, strict=True):
        _possible(rig, order, one, room=room, device=device.value)
    largest = max(needed, key=lambda one: (one.denoise.total(1), one.decode.total(1))) if needed else None
    disk = _disk(orders)
    if largest is None:
        nothing = Choice(1, "nothing to do")
        return Plan(device, dtype, memory, nothing, *[Choice("none", "nothing to do")] * 2, *[nothing] * 2, {}, 0.0, Choice({}, "none"))
    offload, tiling = _offload(rig, largest, room=room, device=device.value)
    batch = _batch(rig, card, largest, orders, room=room, offload=offload.value, tiling=tiling.value)
    streamed = offload.value == "group"
    decode = largest.tiled if tiling.value else largest.decode
    return Plan(
        device=device,
        dtype=dtype,
        memory=memory,
        batch=batch,
        offload=offload,
        tiling=tiling,
        compile=_compile(rig, card, orders, device=device.value, dtype=dtype.value),
        attention=_attention(device.value),
        gigabytes={
            "encode": round(largest.encode.total(1, streamed=streamed and "encode" in _streams(rig)), 3),
            "denoise": round(largest.denoise.total(batch.value, streamed=streamed), 3),
            "decode": round(decode.total(1), 3),
        },
        disk=disk,
        seconds=_seconds(card, orders, device.value),
    )


def order_models(jobs: Sequence[tuple[Rig, Sequence[Order]]]) -> list[tuple[Rig, list[Order]]]:
    """Return the jobs so that each model is loaded once: equal rigs become one job, rigs of one model stand together; else the order is kept."""
    merged: dict[str, tuple[Rig, list[Order]]] = {}
    for rig, orders in jobs:
        merged.setdefault(fingerprint.of_value(rig), (rig, []))[1].extend(orders)
    models = list(dict.fromkeys((rig.runner, rig.model) for rig, _ in merged.values()))
    return sorted(merged.values(), key=lambda job: models.index((job[0].runner, job[0].model)))


def compile_folder() -> Path:
    """Return where compiled kernels are kept between runs."""
    return settings.cache_folder() / "compile"


def compiled_mark(rig: Rig, card: Card, orders: Sequence[Order], *, dtype: str) -> Path:
    """Return the empty file that says: this model was compiled at these sizes, with this torch, for this GPU."""
    sizes = sorted({(*order.size, order.frames) for order in orders})
    name = [rig.model, card.family, sizes, dtype, machine.version("torch"), [one.name for one in machine.gpus()[:1]]]
    return compile_folder() / f"{fingerprint.of_value(name)}.done"


def _dtype(rig: Rig, card: Card, device: str) -> Choice:
    if rig.dtype != "auto":
        return Choice(rig.dtype, "asked for")
    if device.startswith("cuda"):
        return Choice(card.dtype, "the model's own")
    return Choice("float32", f"fastest on {device}")


def _memory(rig: Rig, device: str) -> Choice:
    card = machine.gpu(device)
    if device.startswith("cuda") and card is None:
        raise CannotRunError(f"no {device} device here", hint="use --device auto")
    free, where = (card.free - CONTEXT, f"free on {card.name}") if card else (machine.host(), "free in this machine")
    if rig.memory is not None and rig.memory < free:
        return Choice(rig.memory, "asked for")
    return Choice(round(max(free, 0.0), 2), where)


def _possible(rig: Rig, order: Order, need: needs.Needs, *, room: float, device: str) -> None:
    """Raise CannotRunError unless the order fits at batch 1 in the leanest way that is allowed."""
    gpu = device.startswith("cuda")
    stream = gpu and rig.offload in ("auto", "group")
    phases = {"encode": need.encode, "denoise": need.denoise, "decode": need.tiled}
    least = {name: phase.total(1, streamed=stream and name in _streams(rig)) for name, phase in phases.items()}
    worst = max(least, key=least.__getitem__)
    if least[worst] > room:
        phase = phases[worst]
        wide = f"{order.size[0]}x{order.size[1]}" + (f" of {order.frames} frames" if order.frames > 1 else "")
        if gpu and not stream and phase.total(1, streamed=worst in _streams(rig)) <= room:
            hint = "add --offload group, or give a larger --memory"
        else:
            hint = "a smaller --look (z-image, sdxl, sd15) or --quality" + (", or a larger --memory" if rig.memory else "")
        raise CannotRunError(
            f"{order.id}: {rig.card} at {wide} needs {phase.total(1):.1f} GB {'on the device' if gpu else 'of memory'} "
            f"for its {phase.heaviest}, {room / MARGIN:.1f} GB are there",
            hint=hint,
        )
    if stream and need.denoise.total(1) > room and need.denoise.weights > machine.host() * MARGIN:
        raise CannotRunError(
            f"{order.id}: {rig.card} streams {need.denoise.weights:.1f} GB of weights from the host's memory, "
            f"{machine.host():.1f} GB are free there",
            hint="a smaller --look (z-image, sdxl, sd15), or a larger --memory",
        )


def _streams(rig: Rig) -> frozenset[str]:
    """Return the phases whose weights `group` streams in blocks: those who film have the heavy text encoders (UMT5: 11.4 GB), and stream them."""
    return frozenset({"denoise"} | ({"encode"} if rig.job == "film" else set()))


def _offload(rig: Rig, need: needs.Needs, *, room: float, device: str) -> tuple[Choice, Choice]:
    """Return offload and tiling: the least of each that fits."""
    both = need.denoise.weights + need.decode.weights + max(need.denoise.each, need.decode.each)
    tiled = need.denoise.weights + need.decode.weights + max(need.denoise.each, need.tiled.each)
    alone = max(need.denoise.total(1), need.decode.total(1))
    tiles = Choice(need.decode.total(1) > room, f"the decoder needs {need.decode.total(1):.1f} GB whole, {room:.1f} are planned for")
    if rig.offload != "auto":
        return Choice(rig.offload, "asked for"), tiles
    if max(both, need.encode.total(1)) <= room:
        return Choice("none", f"denoiser and decoder need {both:.1f} GB together, {room:.1f} are planned for"), tiles
    if max(need.denoise.total(1), need.encode.total(1)) > room and device.startswith("cuda"):
        return Choice("group", f"the {need.denoise.heaviest} needs {need.denoise.total(1):.1f} GB whole, {room:.1f} are planned for"), tiles
    if alone <= room:
        return Choice("phase", f"denoiser and decoder need {both:.1f} GB together, {room:.1f} are planned for: in turn"), tiles
    return Choice("phase" if tiled > room else "none", f"with the decoder in tiles {tiled:.1f} GB, {room:.1f} are planned for"), tiles


def _batch(rig: Rig, card: Card, need: needs.Needs, orders: Sequence[Order], *, room: float, offload: str, tiling: bool) -> Choice:
    if rig.batch is not None:
        return Choice(rig.batch, "asked for")
    full = max(1, round(card.cost.batch / max(needs.size(card, order) for order in orders)))
    weights = need.denoise.weights * (needs.STREAMED if offload == "group" else 1)
    beside = 0.0 if offload != "none" else need.decode.weights
    fits = int((room - weights - beside) / need.denoise.each) if need.denoise.each else full
    if offload == "group" and fits > full:
        full = fits  # each pass moves all weights: FLUX takes .5 s over PCIe 5 and .15 s to compute one picture
    most = max(1, min(full, fits, len(orders)))
    if most == len(orders) < min(full, fits):
        return Choice(most, "all there are")
    return Choice(most, "the device is full with it" if most == full else f"as many as {room:.1f} GB hold beside the weights")


def _compile(rig: Rig, card: Card, orders: Sequence[Order], *, device: str, dtype: str) -> Choice:
    if rig.compile != "auto":
        return Choice(rig.compile, "asked for")
    if not device.startswith("cuda"):
        return Choice("none", "pays on CUDA only")
    rate, _ = machine.rate(device)
    if rate is None:
        return Choice("none", "nobody knows what a pass takes on this GPU")
    saved = SAVED * sum(needs.work(card, order) for order in orders) / rate
    cost = COMPILE[card.compile] * (0.2 if compiled_mark(rig, card, orders, dtype=dtype).exists() else 1)
    told = f"{cost:.0f} s of compiling{' from the kept cache' if cost < COMPILE[card.compile] else ''}, about {saved:.0f} s saved"
    return Choice(card.compile if saved > 1.5 * cost else "none", told)


def _attention(device: str) -> Choice:
    if device.startswith("cuda"):
        return Choice("sdpa", "torch picks cuDNN or flash by shape; kernels from the hub are code from the network")
    return Choice("sdpa", "torch's own")


def _disk(orders: Sequence[Order]) -> float:
    """Return the gigabytes of all outputs. Raises CannotRunError naming the first order that no longer fits."""
    total = 0.0
    free: dict[Path, float] = {}
    for order in orders:
        folder = order.out.parent
        if folder not in free:
            free[folder] = machine.disk(folder)
        total += needs.disk(order)
        if total > free[folder]:
            wanted = sum(needs.disk(one) for one in orders)
            raise CannotRunError(
                f"{order.id}: the files of {len(orders)} orders need {wanted:.2f} GB, {free[folder]:.2f} GB are free in {folder}",
                hint="make room, or give another --dir",
            )
    return total


def _seconds(card: Card, orders: Sequence[Order], device: str) -> Choice:
    here = machine.gpu(device)
    known = next((name for name in card.measured if here and name in here.name), None)
    if known:
        usual = card.cost.encode_tflop + card.cost.step_tflop * card.steps + card.cost.decode_tflop
        told = {order.id: round(card.measured[known] * needs.work(card, order) / usual, 2) for order in orders}
        return Choice(told, f"measured on {known}, by size and steps")
    rate, reason = machine.rate(device)
    if rate is None:
        return Choice(None, reason)
    return Choice({order.id: round(needs.work(card, order) / rate, 2) for order in orders}, reason)


def keep_compiled() -> None:
    """Point torch's compiler at the kept cache. To be called before the first compile."""
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(compile_folder()))
    os.environ.setdefault("TORCHINDUCTOR_FX_GRAPH_CACHE", "1")
