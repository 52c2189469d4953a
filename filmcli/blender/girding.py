"""What goes round a large piece or is tied over it: belts, cuffs, knitted welts, sashes, aprons.

Knows nothing of which garment wants what: every measure comes from presets/wardrobe/garments.yaml. Metres at 1.75 m.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import bands, pattern
from filmcli.blender.drapery import panel
from filmcli.blender.fitting import Fitting, Level, Worn
from filmcli.blender.form import lay
from filmcli.blender.tailoring import SIDES, throat, waist
from filmcli.core.errors import InputError


def belt(
    fit: Fitting,
    on: Worn,
    *,
    at: Level = ("waist", -0.012),
    height: float = 0.032,
    cloth: str = "leather",
    colour: str = "accent",
    lift: float = 0.005,
    buckle: str = "brass",
) -> None:
    """Hang a belt, a sash (high, no buckle) or a waistband."""
    k, centre, level = fit.k, fit.body.joint("spine04"), fit.level(at)
    girdle = bands.girdle(
        on.form, level=level, height=height * k, lift=lift * k, centre=np.array([0.0, centre[1] - 0.02 * k]), reach=0.26 * k
    )
    fit.add("belt", girdle, fit.cloth(cloth, colour), thick=0.002)
    if buckle:
        half = height * 0.62 * k
        part = pattern.strip(on.form, (-0.022 * k, 0.022 * k), (level - half, level + half), lift=(lift + 0.006) * k)
        fit.add("buckle", part, fit.cloth("brass", buckle), thick=0.003)


def waistband(
    fit: Fitting,
    on: Worn,
    *,
    height: float = 0.034,
    fly: bool = True,
    pockets: str = "slant",
    loops: float = 0.010,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Sew on what closes trousers: the band, the fly, front pockets (`slant`, `scoop` or none), loops that stand `loops` metres off for a belt."""
    k, material = fit.k, fit.stuff(on, cloth, colour)
    dark = fit.cloth(cloth or on.kind, [0.4 * c for c in on.colour])
    top = float(on.form.vertices[:, 2].max())
    low, centre = top - height * k, fit.body.joint("spine04")
    middle = np.array([0.0, centre[1] - 0.02 * k])
    fit.add(
        "waistband",
        bands.girdle(on.form, level=(top + low) / 2, height=height * k, lift=0.002 * k, centre=middle, reach=0.26 * k),
        material,
        thick=0.001,
    )
    if fly:
        flap = pattern.strip(on.form, (-0.003 * k, 0.030 * k), (low - 0.15 * k, low), lift=0.002 * k, shape=(16, 5))
        fit.add("fly", flap, material, thick=0.0012)
    lines = {"slant": ((0.098, 0.0), (0.142, -0.15)), "scoop": ((0.070, 0.0), (0.080, -0.040), (0.105, -0.062), (0.146, -0.072)), "": ()}
    if pockets not in lines:
        raise InputError(f"wardrobe: unknown pockets {pockets!r}", hint="known: slant, scoop, or empty for none")
    for sign in (1, -1) if lines[pockets] else ():
        line = pattern.path(np.array([(sign * x, 0.0, z) for x, z in lines[pockets]]) * k, 14)[:, [0, 2]] + [0.0, low]
        way = np.gradient(line, axis=0)
        side = np.stack([-way[:, 1], way[:, 0]], 1) / np.linalg.norm(way, axis=1, keepdims=True)
        grid = line[:, None] + side[:, None] * np.linspace(-0.0022, 0.0022, 3)[None, :, None] * k
        fit.add("pocket edge", lay(on.form, grid, lift=0.002 * k), dark, thick=0.0012)
    for x in (-0.115, -0.055, 0.055, 0.115) if loops else ():
        loop = pattern.strip(on.form, ((x - 0.005) * k, (x + 0.005) * k), (low - 0.003 * k, top + 0.003 * k), lift=loops * k, shape=(8, 3))
        fit.add("belt loop", loop, material, thick=0.0015)


def cuffs(
    fit: Fitting,
    on: Worn | None,
    *,
    radius: tuple[float, float] = (0.039, 0.0375),
    along: tuple[float, float] = (0.88, 0.985),
    cloth: str = "",
    colour: str = "",
    thick: float = 0.002,
) -> None:
    """Hang cuffs, rolled sleeves or sleeve straps round the forearms."""
    material = fit.cloth(cloth, colour) if cloth else on.material
    for side, _ in SIDES:
        fit.add("cuff" + side, bands.tube(fit.body, side=side, along=along, radius=radius), material, thick=thick)


def ribs(fit: Fitting, on: Worn, *, cloth: str = "", colour: str = "", waist_: bool = True) -> None:
    """Hang a knitted welt at the hem and at the wrists."""
    for place, part in bands.welts(fit.body, on.cloth):
        if place == "hem" and not waist_:
            continue
        fit.add("welt", part, fit.stuff(on, cloth, colour), thick=0.002, relax=False)


def sash(
    fit: Fitting,
    on: Worn,
    *,
    top: tuple[float, float] = (0.10, 0.0),
    low: tuple[float, float] = (-0.13, 0.02),
    width: float = 0.11,
    cloth: str = "silk",
    colour: str = "accent",
    lift: float = 0.008,
) -> None:
    """Lay a band across the body from the left shoulder to the right hip, before and behind: a sari's end, a bandolier."""
    k = fit.k
    start = np.array([top[0] * k, float(throat(fit.body)[2]) - 0.005 * k + top[1] * k])
    end = np.array([low[0] * k, waist(fit.body) + low[1] * k])
    way = (end - start) / np.linalg.norm(end - start)
    side = np.array([-way[1], way[0]])
    t, v = np.linspace(0, 1, 34)[:, None, None], np.linspace(-0.5, 0.5, 9)[None, :, None]
    grid = start + (end - start) * t + side * v * width * k
    for back in (False, True):
        fit.add("sash", lay(on.form, grid, lift=lift * k, back=back), fit.cloth(cloth, colour), thick=0.003, smooth=1)


def apron(
    fit: Fitting,
    on: Worn,
    *,
    at: Level = ("waist", -0.005),
    hem: Level = ("knee", 0.06),
    bib: bool = True,
    cloth: str = "cotton",
    colour: str = "accent",
    width: float = 0.165,
) -> None:
    """Tie an apron on: a skirt panel round the front, a bib with its straps, a band."""
    k, line, material = fit.k, fit.level(at), fit.cloth(cloth, colour)
    fit.add(
        "apron", panel(fit.body, on.form, top=line, hem=fit.level(hem), half=width * k, lift=0.016 * k), material, thick=0.002, smooth=1
    )
    if bib:
        top = fit.level(("chest", 0.02))
        part = pattern.strip(on.form, (-0.105 * k, 0.105 * k), (line - 0.01 * k, top), lift=0.007 * k, shape=(16, 12))
        fit.add("bib", part, material, thick=0.002, smooth=1)
        for sign in (1, -1):
            ends = sorted((sign * 0.078 * k, sign * 0.098 * k))
            high = float(throat(fit.body)[2]) - 0.01 * k
            fit.add(
                "strap",
                pattern.strip(on.form, (ends[0], ends[1]), (top - 0.01 * k, high), lift=0.006 * k, shape=(16, 3)),
                material,
                thick=0.002,
            )
    belt(fit, on, at=at, height=0.03, cloth=cloth, colour=colour, lift=0.009, buckle="")
