"""What an order needs of memory, disk and time, from a card's declared sizes and the headers of the files.

Knows nothing of the machine. Gigabytes are 10⁹ bytes, times are TFLOP; all of it are estimates to plan by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from filmcli.formats.model_card import Card
from filmcli.formats.orders import Order

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
STREAMED = 0.1  # of a part's weights that are on the device when it is streamed in blocks: two blocks of twenty or more
TILE = 512 * 512  # pixels that a tiled decoder has in work at once
PNG = 0.65  # of the raw bytes: a grainy 1024 × 1024 frame at level 1 has 0.62


@dataclass(frozen=True)
class Phase:
    """A phase's gigabytes: its weights, what one picture adds, and the part that weighs most."""

    weights: float
    each: float
    heaviest: str

    def total(self, batch: int, *, streamed: bool = False) -> float:
        """Return the gigabytes with a batch, all weights there or streamed block by block."""
        return self.weights * (STREAMED if streamed else 1) + self.each * batch


@dataclass(frozen=True)
class Needs:
    """What one order needs in each phase, with the decoder whole and in tiles."""

    encode: Phase
    denoise: Phase
    decode: Phase
    tiled: Phase


def memory(card: Card, order: Order, *, dtype: str, weights: Mapping[str, int] | None, fp8: bool = False) -> Needs:
    """Return what an order needs. `weights` is part → how many numbers it holds, from the files; without it the card's declaration counts."""
    wide = BYTES[dtype]
    parts = {name: (weights[name] * wide / 1e9 if weights and name in weights else gb * wide / 2) for name, gb in card.parts.items()}
    scale = size(card, order) * wide / 2 * _slimmer(card, weights)
    first, second = card.phases.get("denoise", ()), card.phases.get("decode", ())
    extra = sum(card.controls[kind].gb for kind in order.controls if kind in card.controls) + (
        card.references.gb if order.references else 0
    )
    passes = 2 if card.references.by == "pictures" and order.references else 1  # the references' tokens stand beside the picture's
    heavy = _phase(parts, first, card.cost.activations_gb * scale * passes)
    denoise = Phase(heavy.weights * (0.5 if fp8 else 1) + extra * wide / 2 * _slimmer(card, weights) ** 2, heavy.each, heavy.heaviest)
    tile = min(1.0, TILE / (order.size[0] * order.size[1]))
    return Needs(
        encode=_phase(parts, card.phases.get("encode", ()), 0.1 * _slimmer(card, weights)),
        denoise=denoise,
        decode=_phase(parts, second, card.cost.decode_gb * scale),
        tiled=_phase(parts, second, card.cost.decode_gb * scale * tile),
    )


def size(card: Card, order: Order) -> float:
    """Return how much larger the order is than what the card declares its costs for."""
    return order.size[0] * order.size[1] * order.frames / (card.sizes.pixels * card.sizes.frames)


def _slimmer(card: Card, weights: Mapping[str, int] | None) -> float:
    """Return how much narrower the files' denoiser is than the declared one: weights go with the square of the width."""
    names = card.phases.get("denoise", ())
    declared = sum(card.parts.get(name, 0.0) for name in names)
    own = sum(weights.get(name, 0) for name in names) * 2 / 1e9 if weights else 0.0
    return sqrt(own / declared) if own and declared and own < declared / 2 else 1.0


def _phase(parts: Mapping[str, float], names: Sequence[str], each: float) -> Phase:
    own = {name: parts.get(name, 0.0) for name in names}
    return Phase(sum(own.values()), each, max(own, key=own.__getitem__) if own else "parts")


def passes(card: Card, order: Order) -> int:
    """Return the forward passes of the denoiser for an order: a second one each step where guidance is not distilled."""
    steps = max(1, round(order.steps * order.strength)) if order.image is not None and order.mask is None else order.steps
    return steps * (2 if order.guidance > 1 and not card.distilled else 1)


def work(card: Card, order: Order) -> float:
    """Return the TFLOP of an order; a ControlNet adds 45 % to each pass of a UNet (SDXL: 3.0 of 6.76)."""
    step = card.cost.step_tflop * (1 + 0.45 * len(order.controls))
    return card.cost.encode_tflop + size(card, order) * (step * passes(card, order) + card.cost.decode_tflop)


def disk(order: Order) -> float:
    """Return the gigabytes of an order's files."""
    return order.delivered[0] * order.delivered[1] * 3 * order.frames * PNG / 1e9
