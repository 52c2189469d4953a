"""Props: generators by family, found by name.

Knows nothing of sets; `stage` places them, `hand` props are also made one by one for hands and inserts.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from filmcli.blender.prop.model import Model
from filmcli.core.errors import InputError
from filmcli.core.seeds import derive

FAMILIES = (
    "room", "wallpiece", "service", "fitting", "furniture", "seating", "lamp", "household", "desk", "kitchen", "bar", "bedroom", "institution", "sanctuary", "laboratory", "dining", "store", "stagecraft",
    "manor",
    "storage", "machine", "transit", "smallware", "lumber", "detail", "nook", "street", "shopfront", "kerbside", "housetop", "car", "nature", "undergrowth", "far", "hand", "held", "insert",
    "landscape", "water", "vehicle", "building", "plaza", "ship", "space", "cabin", "remnant", "outdoor",
    "growth", "railway", "roadworks", "fortress", "planetside",
)  # fmt: skip


@cache
def generators() -> dict[str, Callable[..., None]]:
    """Return every generator by its name."""
    return {f.__name__: f for family in FAMILIES for f in importlib.import_module(f"filmcli.blender.prop.{family}").PROPS}


def names() -> list[str]:
    """Return the names of the hand props, the ones that a person can hold or an insert can show."""
    return sorted(
        f.__name__ for family in ("hand", "held", "insert") for f in importlib.import_module(f"filmcli.blender.prop.{family}").PROPS
    )


def make(name: str, params: dict[str, Any], *, seed: int) -> Model:
    """Return the model of a generator; equal name, parameters and seed give equal vertices."""
    known = generators()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        raise InputError(
            f"no piece {name!r}", hint=f"did you mean {near[0]}?" if near else "pieces are the functions in filmcli/blender/prop/"
        )
    accepted = list(inspect.signature(known[name]).parameters)[1:]
    if wrong := sorted(set(params) - set(accepted)):
        raise InputError(f"piece {name!r} takes no {wrong[0]!r}", hint=f"it takes {', '.join(accepted) or 'nothing'}")
    model = Model(name, random.Random(derive(seed, "prop", name + json.dumps(params, sort_keys=True))))
    known[name](model, **params)
    return model


def nearest(words: str) -> str:
    """Return the hand prop that words mean ('his old gun' → revolver); raise InputError when none is near."""
    from filmcli.blender.prop.alias import ALIASES

    known = names()
    tokens = [t.strip(".,'\"!?").lower() for t in words.replace("_", " ").replace("-", " ").split()]
    for token in reversed([*tokens, " ".join(tokens), "_".join(tokens)]):
        for form in (token, token.removesuffix("s"), token.removesuffix("es")):
            if form in known or form in ALIASES:
                return form if form in known else ALIASES[form]
    for token in reversed(tokens):
        if near := difflib.get_close_matches(token, [*known, *ALIASES], n=1, cutoff=0.78):
            return ALIASES.get(near[0], near[0])
    like = difflib.get_close_matches(tokens[-1] if tokens else "", known, n=3, cutoff=0.0)
    file = "_".join(tokens) or "NAME"
    raise InputError(f"no prop {words!r}: your own as assets/props/{file}.glb, or one of ours, such as {', '.join(like)}")
