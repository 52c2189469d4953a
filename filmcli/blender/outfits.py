"""Outfits: reads a garment's entry in presets/wardrobe/garments.yaml and hangs its pieces, layer by layer.

Knows nothing of how a piece is cut, nor of poses. `main` colours the garment that is named first, `second` the next (a suit's
shirt, the trousers of shirt and trousers), `accent` the tie, belt, scarf or trim.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from filmcli.blender import collars, cuts, girding, neckwear, trims
from filmcli.blender.fitting import Fitting, Ground, Worn
from filmcli.core import presets
from filmcli.core.errors import InputError

PIECES: dict[str, tuple[str, Callable]] = {  # kind → the layer it belongs to, and who cuts it
    "upper": ("upper", cuts.upper),
    "over": ("over", cuts.upper),
    "cape": ("over", cuts.cape),
    "shirt_front": ("upper", cuts.shirt_front),
    "undershirt": ("upper", cuts.undershirt),
    "skirt": ("lower", cuts.skirt),
    "trousers": ("lower", cuts.trousers),
    "socks": ("feet", cuts.socks),
    "shoes": ("feet", cuts.shoes),
    "gloves": ("hands", cuts.gloves),
}
PARTS: dict[str, Callable] = {
    name: getattr(module, name)
    for module, names in (
        (collars, "lapels flat_collar shirt_collar rim hood"),
        (trims, "placket buttons edge zip pocket flaps slits welt epaulettes badge bar"),
        (girding, "belt waistband cuffs ribs sash apron"),
        (neckwear, "tie bow scarf roll_neck bandana stole necklace band wimple"),
    )
    for name in names.split()
}
SEWN = frozenset(
    [
        "lapels",
        "flat_collar",
        "placket",
        "buttons",
        "edge",
        "zip",
        "pocket",
        "flaps",
        "slits",
        "welt",
        "ribs",
        "epaulettes",
        "badge",
        "bar",
        "waistband",
    ]
)  # what folds lift
LAYERS = ("over", "upper", "neck", "lower", "feet", "hands")


def names() -> tuple[str, ...]:
    """Return every garment's name."""
    return tuple(presets.load("wardrobe", "garments")["garments"])


def entry(name: str) -> Mapping[str, Any]:
    """Return a garment's entry. Raises InputError for a garment that is not in the wardrobe."""
    data = presets.load("wardrobe", "garments")["garments"]
    if name not in data:
        raise InputError(f"unknown garment {name!r}", hint=f"known: {', '.join(data)}")
    return data[name]


def hang(fit: Fitting, name: str, layers: Mapping[str, str]) -> None:
    """Hang every piece of a garment, outermost first; `layers` takes single layers from other garments.

    Raises InputError for an unknown garment, layer, piece, part or measure.
    """
    for layer in layers:
        if layer not in LAYERS:
            raise InputError(f"wardrobe: unknown layer {layer!r}", hint=f"known: {', '.join(LAYERS)}")
    own = [(layer, piece) for layer, piece in _pieces(name) if layer not in layers]
    own += [(layer, piece) for layer, other in layers.items() for found, piece in _pieces(other) if found == layer]
    own.sort(key=lambda one: LAYERS.index(one[0]))  # what hangs over is cut first: it says what is never seen below
    for _, piece in own:
        _wear(fit, name, piece)
    _bare(fit, entry(name), {layer for layer, _ in own})


def _pieces(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for piece in entry(name)["pieces"]:
        kind = next(iter(piece))
        if kind not in PIECES:
            raise InputError(f"garments.yaml: {name}: unknown piece {kind!r}", hint=f"known: {', '.join(PIECES)}")
        yield PIECES[kind][0], piece


def _wear(fit: Fitting, name: str, piece: Mapping[str, Any]) -> None:
    kind = next(iter(piece))
    make = PIECES[kind][1]
    measures = dict(piece[kind] or {})
    _checked(name, kind, make, measures)
    if kind == "shoes" and "under" not in measures:
        legs = [one for one in fit.pieces if one.name == "trousers"]
        measures["under"] = float(legs[0].vertices[:, 2].min()) if legs else None
    worn: Worn | None = make(fit, **measures)
    sewn = any(what in SEWN for part in piece.get("with") or () for what in part)
    ground = Ground(fit.pieces[-1]) if sewn and fit.pieces[-1].folds is not None else None
    for part in piece.get("with") or ():
        ((what, sizes),) = part.items()
        if what not in PARTS:
            raise InputError(f"garments.yaml: {name}: unknown part {what!r}", hint=f"known: {', '.join(PARTS)}")
        sizes = dict(sizes or {})
        if sizes.pop("only", fit.body.gender) != fit.body.gender:  # a tie where a suit is a man's
            continue
        _checked(name, what, PARTS[what], sizes)
        fit.ground = ground if what in SEWN else None
        PARTS[what](fit, worn, **sizes)
    fit.ground = None


def _checked(name: str, kind: str, make: Callable, measures: Mapping[str, Any]) -> None:
    known = [p.name for p in inspect.signature(make).parameters.values() if p.kind is p.KEYWORD_ONLY]
    for key in measures:
        if key not in known:
            raise InputError(f"garments.yaml: {name}: {kind} has no measure {key!r}", hint=f"known: {', '.join(known)}")


def _bare(fit: Fitting, garment: Mapping[str, Any], layers: set[str]) -> None:
    """Say where skin shows: below the sleeves and hems that were cut, and in the neckline that the entry names."""
    bare = fit.bare
    bare.sleeve = min(fit.reach, 1.93) - (0.04 if fit.reach < 1.3 else 0.10 if fit.loose < 0.045 else 0.16)
    said = garment.get("bare") or {}
    bare.neck, bare.width = float(said.get("neck", bare.neck)), float(said.get("width", bare.width))
    if "lower" not in layers:
        hems = [float(one.vertices[:, 2].min()) for one in fit.pieces if one.name in ("upper", "dress", "robe")]
        bare.hem = max(bare.hem, max(hems) + 0.025 * fit.k) if hems else bare.hem
