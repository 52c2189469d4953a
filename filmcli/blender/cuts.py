"""The large pieces of an outfit: uppers of every kind (shirt, coat, gown), skirts, trousers, shoes, gloves.

Knows nothing of which garment wants what: every measure comes from presets/wardrobe/garments.yaml. Metres at 1.75 m.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmcli.blender import garment, lacing, pattern, shoe, skirting, subdivision, tailoring
from filmcli.blender.creases import Loose
from filmcli.blender.fabric import fabrics
from filmcli.blender.fitting import Fitting, Level, Worn
from filmcli.blender.garment import Cloth
from filmcli.blender.tailoring import SIDES, throat, waist

ROOF = 0.17  # metres above a hem from which on the layer below is never seen


def upper(
    fit: Fitting,
    *,
    cloth: str,
    colour: str = "main",
    name: str = "upper",
    offset: float = 0.009,
    sleeve: tuple[float, float, float] = (0.050, 0.045, 0.038),
    reach: float = 1.94,
    neck: float = 0.014,
    slope: float = 0.32,
    pad: float = 0.0,
    pull: float = 0.016,
    ease: float = 0.6,
    hem: Level | None = None,
    low: float = -0.05,
    tuck: float = -0.015,
    flare: float = 0.004,
    open: Level | None = None,
    spread: float = 0.062,
    gap: float = 0.0,
    cutaway: Level | None = None,
    folds: float = 1.0,
    stack: float = 1.0,
    hanging: tuple[float, float] = (0.0, 0.0),
    pleats: int = 0,
    thick: float = 0.002,
    wide: float = 0.0,
    head: float | None = None,
    lining: str = "lining",
) -> Worn:
    """Hang a garment of the trunk and return it: tucked in at the waist, or down to `hem`.

    reach: sleeves to 0 none, 1 elbow, 2 wrist. open: where a front opening ends; `spread` is its half width at the throat,
    `gap` its least half width all the way down (worn open). cutaway: from where the fronts part below. tuck: metres above the waist from which on it
    is drawn in under a waistband. wide: how much a
    sleeve widens to its end (kimono, cassock). head: how high a padded shoulder stands over the sleeve; from `pad` if not said.
    lining: the fabric inside of what is open at the front.
    """
    body, k = fit.body, fit.k
    sleeve = (sleeve[0], sleeve[1] + 0.4 * wide, sleeve[2] + wide)
    floor = waist(body) + low * k if hem is None else None
    shape = tailoring.bodice(body, offset=offset, radii=sleeve, reach=reach, neck=neck, slope=slope, pad=pad, pull=pull, low=floor)
    edge = waist(body) + low * k
    if hem is not None:
        edge = fit.level(hem)
        shape = tailoring.skirt(body, shape, hem=edge, offset=offset + 0.003, flare=flare)
    belted = waist(body) + tuck * k if hem is None else None
    shape = subdivision.subdivide(skirting.hang(body, shape, ease=ease, belted=belted), 2)
    if belted is not None:
        shape = tailoring.tuck(body, shape, below=belted)
    else:
        fit.roof = min(fit.roof, edge + ROOF * k)
    worn = Worn(shape, fit.cloth(cloth, colour), fit.paint(colour), cloth, hem=edge)
    if open is not None:
        worn.low = fit.level(open)
        worn.half = pattern.opening(body, low=worn.low, top=spread)
    cut = _opened(fit, worn, gap=gap, cutaway=cutaway)
    kind = fabrics()[cloth]
    crushed = 0.25 if hem is not None and ease > 0.65 else 1.0
    loose = Loose(folds * kind.limp, stack, tuple(hanging), pleats, hem is not None, crushed, pad * 0.9 if head is None else head)
    inside = fit.cloth(lining, [0.06 + 0.45 * c for c in worn.colour]) if open is not None and lining else None
    fit.add(name, cut, worn.material, thick=thick * kind.thick, loose=loose, lining=inside)
    if reach > fit.reach:
        fit.reach, fit.loose = reach, sleeve[2]
    return worn


def _opened(fit: Fitting, worn: Worn, *, gap: float, cutaway: Level | None) -> Cloth:
    """Return the cloth with its front opening, and with the fronts parted below `cutaway`."""
    cloth, k, half = worn.cloth, fit.k, worn.half
    if half is not None:
        if gap:
            cloth = pattern.split(cloth, lambda z: np.maximum(half(z), gap * k), low=worn.hem - 0.1, front=fit.front)
        else:
            cloth = pattern.split(cloth, half, low=worn.low, front=fit.front)
    if cutaway is not None:
        top = fit.level(cutaway)

        def parted(z: np.ndarray) -> np.ndarray:
            return np.clip((top - z) / (top - worn.hem), 0, 1) ** 1.5 * 0.05 * k

        cloth = pattern.split(cloth, parted, low=worn.hem - 0.02, high=top, front=fit.front - 0.06 * k)
    return cloth


def skirt(
    fit: Fitting,
    *,
    cloth: str,
    colour: str = "second",
    hem: Level = ("knee", -0.02),
    rise: float = 0.0,
    offset: float = 0.012,
    flare: float = 0.006,
    hanging: tuple[float, float] = (0.0, 0.0),
    pleats: int = 0,
    folds: float = 0.5,
    thick: float = 0.002,
) -> Worn:
    """Hang a skirt from the waist to `hem`, over what is tucked in."""
    body, k, top = fit.body, fit.k, waist(fit.body) + rise * fit.k
    band = tailoring.bodice(body, offset=offset, reach=0.0, low=waist(body) - 0.012 * k)
    edge = fit.level(hem)
    whole = subdivision.subdivide(tailoring.skirt(body, band, hem=edge, offset=offset, flare=flare), 2)
    whole = garment.cut(whole, whole.centres[:, 2] < top + 0.012 * k)
    kind = fabrics()[cloth]
    worn = Worn(whole, fit.cloth(cloth, colour), fit.paint(colour), cloth, hem=edge)
    fit.add("skirt", whole, worn.material, thick=thick, loose=Loose(folds * kind.limp, 1.0, tuple(hanging), pleats, True))
    fit.roof = min(fit.roof, edge + ROOF * k)
    fit.bare.hem = max(fit.bare.hem, edge + 0.025 * k)
    return worn


def trousers(
    fit: Fitting,
    *,
    cloth: str,
    colour: str = "second",
    offset: float = 0.007,
    thigh: float = 0.090,
    knee: float = 0.072,
    cuff: float = 0.067,
    hem: float = 0.03,
    rise: float = -0.015,
    pressed: bool = True,
    folds: float = 1.0,
    stack: float = 1.0,
    thick: float = 0.002,
) -> Worn:
    """Hang trousers; `hem` is their height above the floor, `stack` how much they break over the shoe."""
    legs = tailoring.trousers(fit.body, offset=offset, thigh=thigh, knee=knee, cuff=cuff, hem=hem, rise=rise, pressed=pressed)
    kind = fabrics()[cloth]
    worn = Worn(legs, fit.cloth(cloth, colour), fit.paint(colour), cloth, hem=float(legs.vertices[:, 2].min()))
    seen = garment.cut(legs, legs.centres[:, 2] < fit.roof)
    fit.add("trousers", seen, worn.material, thick=thick * kind.thick, loose=Loose(folds * kind.limp, stack))
    if hem > 0.15:
        fit.bare.hem = max(fit.bare.hem, worn.hem + 0.05 * fit.k)
    return worn


def shoes(fit: Fitting, *, kind: str, colour: str = "leather", cloth: str = "", sole: str = "", under: float | None = None) -> None:
    """Put on shoes. A shaft ends 5 cm above the height `under`, where trousers hide it and a calf would push it through them."""
    last = shoe.find(kind)
    over, bottom = shoe.make(fit.body, kind)
    if under is not None:
        over = garment.cut(over, over.centres[:, 2] < under + 0.05 * fit.k)
    fit.add("shoes", over, fit.cloth(cloth or last.cloth, colour), thick=0.002, relax=False)
    shade = fit.cloth(cloth or last.cloth, [0.35 * c for c in fit.paint(colour)])
    if last.binding:
        fit.add("binding", lacing.binding(over, last.binding * fit.k), shade, thick=0.0, relax=False)
    if last.laces:
        fit.add(
            "laces",
            lacing.laces(fit.body, over, last),
            fit.cloth("cotton", "white" if last.cloth == "canvas" else "black"),
            thick=0.001,
            relax=False,
        )
    if last.cap:
        fit.add("toe caps", lacing.cap(fit.body, over, last), shade, thick=0.0, relax=False)
    fit.add("soles", bottom, fit.cloth("rubber", sole or last.colour), thick=0.0, relax=False)
    fit.bare.shoe = max(fit.bare.shoe, (last.top - 0.042) * fit.k)
    fit.bare.toes = fit.bare.toes or bool(last.straps)


def gloves(
    fit: Fitting, *, cloth: str = "leather", colour: str = "black", cuff: float = 0.88, offset: float = 0.0028, wide: float = 1.0
) -> None:
    """Pull gloves over the hands, from the fraction `cuff` of the forearm down; `wide` 0 has them lie close all along."""
    body = fit.body
    hand = body.region("hand")

    def keep(centre: np.ndarray, faces: np.ndarray) -> np.ndarray:
        return (body.region("arm")[faces].mean(1) > 0.6) & ((hand[faces].mean(1) > 0.5) | (tailoring.sleeve_depth(body, centre) > 1 + cuff))

    skin = garment.shell(body, "body", keep, offset=offset * fit.k)
    for side, _ in SIDES:
        elbow, wrist = body.joint("lowerarm01." + side), body.joint("wrist." + side)
        own = np.nonzero(
            skin.weights[:, [n for n, b in enumerate(body.bones) if b.startswith("lowerarm") and b.endswith(side)]].sum(1) > 0.5
        )[0]
        skin = garment.widen(skin, own, axis=(elbow, wrist), profile=([0, 0.8, 1.0], [0.0, 0.041 * fit.k * wide, 0.036 * fit.k * wide]))
    fit.add("gloves", replace(skin, source=None), fit.cloth(cloth, colour), thick=0.0012, smooth=1, relax=False)
    fit.bare.hands = False


def socks(fit: Fitting, *, cloth: str = "knit", colour: str = "white", top: float = 0.30, offset: float = 0.0035) -> None:
    """Pull socks or stockings over the legs up to `top` above the floor."""
    body, k = fit.body, fit.k
    leg = body.region("leg")
    shell = garment.shell(
        body, "helper-tights", lambda c, f: (leg[f].mean(1) > 0.5) & (c[:, 2] < top * k) & (c[:, 2] > 0.03 * k), offset=offset * k
    )
    fit.add("socks", subdivision.subdivide(shell, 1), fit.cloth(cloth, colour), thick=0.0008)
    if fit.bare.shoe < top * k:
        fit.bare.shoe = (top - 0.03) * k


def undershirt(fit: Fitting, *, cloth: str = "jersey", colour: str = "second", neck: float = -0.004, deep: float = 0.10) -> Worn:
    """Hang the front of a T-shirt with a rolled neck, as it shows in an open jacket."""
    k = fit.k
    whole = subdivision.subdivide(
        tailoring.bodice(fit.body, offset=0.005, reach=0.0, low=waist(fit.body) - deep * k, neck=neck, slope=0.5), 1
    )
    middle = whole.centres
    front = (np.abs(middle[:, 0]) < 0.12 * k) & (middle[:, 1] < fit.front + 0.02 * k)
    worn = Worn(whole, fit.cloth(cloth, colour), fit.paint(colour), cloth)
    fit.add("undershirt", garment.cut(whole, front | (middle[:, 2] > throat(fit.body)[2] - 0.05 * k)), worn.material, thick=0.001)
    return worn


def shirt_front(fit: Fitting, *, cloth: str = "cotton", colour: str = "second", low: Level = ("waist", -0.05)) -> Worn:
    """Hang what shows of a shirt in a coat's opening, with its stand for a collar."""
    k = fit.k
    whole = subdivision.subdivide(tailoring.bodice(fit.body, offset=0.004, reach=0.0, low=fit.level(low), neck=0.028, slope=0.5), 1)
    base, middle = throat(fit.body), whole.centres
    front = (np.abs(middle[:, 0]) < 0.098 * k) & ((middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.02 * k))
    worn = Worn(whole, fit.cloth(cloth, colour), fit.paint(colour), cloth, low=fit.level(low))
    fit.add("shirt", garment.cut(whole, front), worn.material, thick=0.0008)
    return worn


def cape(
    fit: Fitting,
    *,
    cloth: str,
    colour: str = "main",
    hem: Level = ("knee", -0.1),
    offset: float = 0.03,
    flare: float = 0.10,
    gap: float = 0.05,
    hanging: tuple[float, float] = (10, 0.040),
    thick: float = 0.004,
    name: str = "cape",
) -> Worn:
    """Hang a cloak or poncho from the shoulders: rings round neck and trunk that pass outside the hanging arms."""
    from filmcli.blender.drapery import mantle

    whole = mantle(fit.body, hem=fit.level(hem), offset=offset * fit.k, flare=flare * fit.k)
    worn = Worn(whole, fit.cloth(cloth, colour), fit.paint(colour), cloth, hem=fit.level(hem))
    seen = pattern.split(whole, lambda z: np.full_like(z, gap * fit.k), low=worn.hem - 0.1, front=fit.front - 0.02) if gap else whole
    fit.add(name, seen, worn.material, thick=thick, loose=Loose(0.6, 0.0, tuple(hanging)))
    return worn
