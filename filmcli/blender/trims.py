"""The small parts sewn on a large piece: plackets, buttons, zips, pockets, welts, shoulder straps, badges, bars.

Knows nothing of which garment wants what: every measure comes from presets/wardrobe/garments.yaml. Metres at 1.75 m.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import bands, garment, pattern
from filmcli.blender.fitting import Fitting, Level, Worn
from filmcli.blender.tailoring import SIDES, waist

MESH = 0.012  # metres between the vertices of a bar


def placket(
    fit: Fitting,
    on: Worn,
    *,
    count: int = 6,
    top: float = -0.004,
    low: Level | None = None,
    paint: str = "white",
    kind: str = "horn",
    radius: float = 0.0055,
    width: float = 0.014,
    band: bool = True,
) -> None:
    """Hang the buttoned front edge, from the neck (or the end of the opening) down to `low` (the waist or the hem)."""
    k = fit.k
    high = (on.low if on.half is not None else float(on.loop[0][2])) + top * k
    floor = (
        fit.level(low)
        if low is not None
        else max(on.hem + 0.005, waist(fit.body) - 0.02 * k)
        if on.hem < waist(fit.body) - 0.3
        else on.hem + 0.01
    )
    if band:
        fit.add(
            "placket",
            pattern.strip(on.form, (-width * k, width * k), (floor, high), lift=0.0025 * k, shape=(30, 4)),
            on.material,
            thick=0.001,
        )
    gap = (high - floor - 0.05 * k) / max(count, 1)
    buttons(fit, on, at=[(0.0, high - 0.03 * k - gap * n) for n in range(count)], radius=radius, paint=paint, kind=kind, absolute=True)


def buttons(
    fit: Fitting, on: Worn, *, at: list, radius: float = 0.0085, paint: str = "horn", kind: str = "horn", absolute: bool = False
) -> None:
    """Hang buttons at [x, metres above the end of the opening]."""
    k, discs = fit.k, []
    for x, z in at:
        place = (x, z) if absolute else (x * k, on.low + z * k)
        discs.append(pattern.disc(on.form, x=place[0], z=place[1], radius=radius * k, lift=0.0035 * k))
    if discs:
        fit.add("buttons", garment.join(discs), fit.cloth(kind, paint), thick=0.001)


def edge(fit: Fitting, on: Worn, *, x: tuple[float, float] = (-0.001, 0.020), top: Level, low: Level, lift: float = 0.004) -> None:
    """Hang the overlapping front edge of a coat."""
    k = fit.k
    part = pattern.strip(on.form, (x[0] * k, x[1] * k), (fit.level(low), fit.level(top)), lift=lift * k, shape=(36, 3))
    fit.add("edge", part, on.material, thick=0.002)


def zip(fit: Fitting, on: Worn, *, top: float = 0.0, low: Level | None = None, paint: str = "steel", half: float = 0.004) -> None:
    """Hang a closed zip from the end of the opening (or the neck) down."""
    k = fit.k
    high = (on.low if on.half is not None else float(on.loop[0][2])) + top * k
    floor = fit.level(low) if low is not None else on.hem + 0.006
    flap = pattern.strip(on.form, (-0.013 * k, 0.013 * k), (floor, high), lift=0.0022 * k, shape=(30, 5))
    fit.add("fly", flap, on.material, thick=0.001)
    teeth = pattern.strip(on.form, (-half * k, half * k), (floor, high), lift=0.0042 * k, shape=(30, 3))
    fit.add("zip", teeth, fit.cloth("brass", paint), thick=0.001)


def pocket(
    fit: Fitting,
    on: Worn,
    *,
    x: float,
    top: Level,
    width: float = 0.10,
    depth: float = 0.11,
    lid: bool = False,
    button: str = "",
    both: bool = True,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Hang patch pockets, with lids and buttons if wanted, on both sides or (`both: false`) on the left."""
    k, high, material = fit.k, fit.level(top), fit.stuff(on, cloth, colour)
    for sign in (1, -1) if both else (1,):
        part = pattern.flap(on.form, x=sign * x * k, top=high, width=width * k, depth=depth * k, lift=0.0032 * k)
        fit.add("pocket", part, material, thick=0.002, smooth=1)
        if lid:
            part = pattern.flap(
                on.form,
                x=sign * x * k,
                top=high + 0.006 * k,
                width=(width + 0.008) * k,
                depth=depth * 0.36 * k,
                lift=0.006 * k,
                pointed=0.25,
            )
            fit.add("lid", part, material, thick=0.002, smooth=1)
        if button:
            part = pattern.disc(on.form, x=sign * x * k, z=high - depth * 0.30 * k, radius=0.0065 * k, lift=0.010 * k)
            fit.add("button", part, fit.cloth("brass", button), thick=0.001)


def flaps(fit: Fitting, on: Worn, *, x: float = 0.12, top: Level, width: float = 0.115, depth: float = 0.042) -> None:
    """Hang a coat's pocket flaps."""
    for sign in (1, -1):
        part = pattern.flap(on.form, x=sign * x * fit.k, top=fit.level(top), width=width * fit.k, depth=depth * fit.k, lift=0.004 * fit.k)
        fit.add("flap", part, on.material, thick=0.002, smooth=1)


def slits(
    fit: Fitting,
    on: Worn,
    *,
    x: float = 0.12,
    top: Level,
    depth: float = 0.13,
    width: float = 0.024,
    slant: float = 0.5,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Hang slanting pocket welts, or a jacket's zipped pockets with cloth `brass`."""
    k, high = fit.k, fit.level(top)
    for sign in (1, -1):
        ends = sorted((sign * (x - width / 2) * k, sign * (x + width / 2) * k))
        part = pattern.strip(on.form, (ends[0], ends[1]), (high - depth * k, high), lift=0.004 * k, slant=slant * sign)
        fit.add("slit", part, fit.stuff(on, cloth, colour), thick=0.002)


def welt(fit: Fitting, on: Worn, *, top: Level = ("chest", 0.02), square: str = "") -> None:
    """Hang a breast pocket's welt, with a pocket square of a colour if wanted."""
    k, chest = fit.k, fit.level(top)
    fit.add(
        "welt",
        pattern.strip(on.form, (0.082 * k, 0.150 * k), (chest, chest + 0.022 * k), lift=0.003 * k, slant=0.12),
        on.material,
        thick=0.002,
    )
    if square:
        part = pattern.flap(on.form, x=0.116 * k, top=chest + 0.014 * k, width=0.052 * k, depth=-0.030 * k, lift=0.0045 * k, pointed=0.35)
        fit.add("square", part, fit.cloth("cotton", square), thick=0.001)


def epaulettes(fit: Fitting, on: Worn, *, cloth: str = "", colour: str = "") -> None:
    """Hang a strap on each shoulder, from the sleeve head towards the neck."""
    for side, sign in SIDES:
        fit.add("strap" + side, bands.shoulder_strap(fit.body, on.form, side, sign), fit.stuff(on, cloth, colour), thick=0.002, smooth=1)


def badge(
    fit: Fitting,
    on: Worn,
    *,
    x: float = 0.092,
    at: Level = ("chest", 0.035),
    radius: float = 0.020,
    paint: str = "brass",
    cloth: str = "brass",
) -> None:
    """Pin a round badge, brooch or medal on."""
    part = pattern.disc(on.form, x=x * fit.k, z=fit.level(at), radius=radius * fit.k, lift=0.005 * fit.k)
    fit.add("badge", part, fit.cloth(cloth, paint), thick=0.002)


def bar(
    fit: Fitting,
    on: Worn,
    *,
    x: tuple[float, float],
    z: tuple[Level, Level],
    cloth: str = "",
    colour: str = "",
    lift: float = 0.004,
    thick: float = 0.002,
    back: bool = False,
    slant: float = 0.0,
) -> None:
    """Lay a rectangle: a ribbon, a name tape, a stripe, braces, a chest panel."""
    k = fit.k
    low, high = fit.level(z[0]), fit.level(z[1])
    shape = (int(np.clip((high - low) / MESH, 3, 40)), int(np.clip((x[1] - x[0]) * k / MESH, 3, 40)))  # as fine as the folds it lies on
    part = pattern.strip(on.form, (x[0] * k, x[1] * k), (low, high), lift=lift * k, shape=shape, back=back, slant=slant)
    fit.add("bar", part, fit.stuff(on, cloth, colour), thick=thick)
