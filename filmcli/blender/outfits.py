"""The garments a person can wear, one function each: it hangs the pieces and says where skin stays bare.

Knows nothing of poses or sheets. `main` colours the garment that is named first, `second` the next (a suit's shirt, the
trousers of shirt and trousers, the skirt of blouse and skirt), `accent` the tie, belt, scarf or trim.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from filmcli.blender import garment, pattern, tailoring
from filmcli.blender.fitting import BLACK, BRASS, DENIM, LEATHER, WHITE, Bare, Fitting
from filmcli.blender.garment import Form
from filmcli.blender.tailoring import SIDES, throat, waist


def suit(fit: Fitting) -> Bare:
    """Cut a two-button suit with flaps, welt and pocket square; shirt, tie, oxfords."""
    body, k = fit.body, fit.k
    wool, shirt = fit.cloth("pinstripe" if body.gender == "male" else "wool", fit.main), fit.cloth("cotton", fit.second)
    hem, low = fit.level("upperleg01.L", 0.085), waist(body) + 0.10 * k
    whole = fit.coat(wool, offset=0.013, radii=(0.056, 0.051, 0.044), hem=hem, flare=0.010)
    form, half = tailoring.form(whole), pattern.opening(body, low=low)
    front = throat(body)[1]
    jacket = pattern.split(whole, half, low=low, front=front)
    jacket = pattern.split(
        jacket,
        lambda z: np.clip((low - 0.13 * k - z) / (low - 0.13 * k - hem), 0, 1) ** 1.5 * 0.045 * k,
        low=hem - 0.02,
        high=low - 0.13 * k,
        front=front - 0.06 * k,
    )
    fit.add("jacket", jacket, wool, thick=0.003)
    fit.lapels(form, whole, half, wool, low=low, gorge=throat(body)[2] - 0.045 * k, width=0.082)
    edge = pattern.strip(form, (-0.001 * k, 0.020 * k), (low - 0.13 * k, low + 0.01 * k), lift=0.004 * k, shape=(16, 3))
    fit.add("edge", edge, wool, thick=0.002)
    fit.buttons(form, [(0.008 * k, low - (0.012 + 0.095 * n) * k) for n in range(2)], 0.0085)
    for sign in (1, -1):
        fit.add(
            "flap",
            pattern.flap(form, x=sign * 0.120 * k, top=waist(body) - 0.055 * k, width=0.115 * k, depth=0.042 * k, lift=0.004 * k),
            wool,
            thick=0.002,
            smooth=1,
        )
    chest = fit.level("spine01", -0.02)
    fit.add("welt", pattern.strip(form, (0.082 * k, 0.150 * k), (chest, chest + 0.022 * k), lift=0.003 * k, slant=0.12), wool, thick=0.002)
    square = pattern.flap(form, x=0.116 * k, top=chest + 0.014 * k, width=0.052 * k, depth=-0.030 * k, lift=0.002 * k, pointed=0.35)
    fit.add("square", square, shirt, thick=0.001)
    fit.shirt_front(shirt, low=low, tie=fit.accent)
    fit.trousers(wool)
    return Bare()


def trench(fit: Fitting) -> Bare:
    """Cut a belted, double-breasted trench coat with the collar up, over shirt and tie."""
    body, k = fit.body, fit.k
    cloth = fit.cloth("gabardine", fit.main)
    hem, low = fit.level("lowerleg01.L", 0.03), waist(body) + 0.17 * k
    whole = fit.coat(
        cloth,
        offset=0.020,
        radii=(0.064, 0.058, 0.052),
        hem=hem,
        flare=0.045,
        waves=0.020,
        pad=0.009,
        pull=0.019,
        folds=1.5,
        reach=1.97,
    )
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.066)
    fit.add("coat", pattern.split(whole, half, low=low, front=throat(body)[1]), cloth, thick=0.004)
    fit.lapels(
        form,
        whole,
        half,
        cloth,
        low=low,
        gorge=throat(body)[2] - 0.030 * k,
        width=0.115,
        lift=0.007,
        fall=(0.075, 0.045),
        stand=(0.026, 0.072),
        peak=0.020,
    )
    edge = pattern.strip(form, (0.060 * k, 0.074 * k), (hem + 0.03 * k, low + 0.02 * k), lift=0.004 * k, shape=(40, 3))
    fit.add("edge", edge, cloth, thick=0.003)
    rows = [0.115, 0.055, -0.085]
    fit.buttons(form, [(sign * 0.052 * k, waist(body) + up * k) for up in rows for sign in (1, -1)], 0.0115)
    fit.belt(form, level=waist(body) - 0.012 * k, height=0.042, colour=fit.main, kind="gabardine", lift=0.004)
    for side, sign in SIDES:
        fit.add("strap" + side, pattern.tube(body, side=side, along=(0.80, 0.875), radius=(0.0635, 0.0625)), cloth, thick=0.003)
        fit.add(
            "pocket",
            pattern.strip(
                form,
                (sign * 0.115 * k, sign * 0.140 * k),
                (waist(body) - 0.19 * k, waist(body) - 0.06 * k),
                lift=0.005 * k,
                slant=0.5 * sign,
            ),
            cloth,
            thick=0.002,
        )
    fit.shirt_front(fit.cloth("cotton", fit.second), low=low, tie=fit.accent)
    fit.trousers(fit.cloth("wool", (0.035, 0.034, 0.036)))
    return Bare()


def overcoat(fit: Fitting) -> Bare:
    """Cut a single-breasted knee-length wool coat with a scarf in the accent colour, over shirt and trousers."""
    body, k = fit.body, fit.k
    cloth = fit.cloth("wool", fit.main)
    hem, low = fit.level("lowerleg01.L", -0.02), waist(body) + 0.12 * k
    whole = fit.coat(cloth, offset=0.019, radii=(0.062, 0.056, 0.050), hem=hem, flare=0.035, waves=0.010, pad=0.010, pull=0.019, folds=1.1)
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.066)
    fit.add("coat", pattern.split(whole, half, low=low, front=throat(body)[1]), cloth, thick=0.004)
    fit.lapels(
        form,
        whole,
        half,
        cloth,
        low=low,
        gorge=throat(body)[2] - 0.045 * k,
        width=0.092,
        lift=0.006,
        fall=(0.055, 0.055),
        stand=(0.002, 0.024),
    )
    edge = pattern.strip(form, (0.0, 0.024 * k), (hem + 0.02 * k, low + 0.01 * k), lift=0.004 * k, shape=(36, 3))
    fit.add("edge", edge, cloth, thick=0.002)
    fit.buttons(form, [(0.012 * k, low - (0.012 + 0.11 * n) * k) for n in range(3)], 0.0115)
    for sign in (1, -1):
        fit.add(
            "flap",
            pattern.flap(form, x=sign * 0.125 * k, top=waist(body) - 0.075 * k, width=0.13 * k, depth=0.05 * k, lift=0.004 * k),
            cloth,
            thick=0.002,
            smooth=1,
        )
    fit.shirt_front(fit.cloth("cotton", fit.second), low=low, tie=None)
    fit.scarf(low=low)
    fit.trousers(fit.cloth("wool", (0.035, 0.034, 0.036)))
    return Bare()


def dress(fit: Fitting) -> Bare:
    """Cut a belted day dress with a shawl collar and a flared skirt to mid-calf; pumps."""
    body, k = fit.body, fit.k
    crepe = fit.cloth("crepe", fit.main)
    hem, low = fit.level("lowerleg01.L", 0.13), throat(body)[2] - 0.145 * k
    top = tailoring.bodice(body, offset=0.007, radii=(0.046, 0.041, 0.034), reach=1.62, neck=-0.012, pull=0.006)
    whole = tailoring.finish(body, tailoring.skirt(body, top, hem=hem, offset=0.008, flare=0.085, waves=0.030), folds=0.7)
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.060, neck=-0.012)
    fit.add("dress", pattern.split(whole, half, low=low, front=throat(body)[1] + 0.01), crepe, thick=0.002)
    for sign in (1.0, -1.0):
        fit.add(
            "shawl",
            pattern.lapel(form, half, low=low, gorge=throat(body)[2] - 0.022 * k, width=0.046, sign=sign, k=k, peak=0.004, lift=0.004),
            crepe,
            thick=0.002,
            smooth=1,
        )
    base = pattern.path(pattern.gorge_path(form, pattern.neckline(whole), half, gorge=throat(body)[2] - 0.026 * k, lift=0.004 * k), 61)
    fit.add(
        "collar",
        pattern.collar(body, form, base, stand=(0.0, 0.008), fall=(0.040, 0.034), splay=0.016, lean=0.0),
        crepe,
        thick=0.002,
        smooth=1,
    )
    fit.belt(form, level=waist(body) - 0.008 * k, height=0.030, colour=fit.accent, lift=0.004)
    fit.shoes("pump", BLACK)
    return Bare(sleeve=1.62, neck=0.125, width=0.095, hem=hem + 0.05 * k, shoe=0.020 * k)


def blouse_skirt(fit: Fitting) -> Bare:
    """Cut a blouse with a tie collar in `main` and a narrow skirt in `second`; pumps."""
    body, k = fit.body, fit.k
    silk, wool = fit.cloth("crepe", fit.main), fit.cloth("wool", fit.second)
    top = tailoring.bodice(
        body, offset=0.009, radii=(0.052, 0.050, 0.040), reach=1.9, neck=0.016, slope=0.5, pull=0.007, low=waist(body) - 0.04 * k
    )
    whole = tailoring.tuck(body, tailoring.finish(body, top, folds=1.5), below=waist(body) + 0.006 * k)
    form = tailoring.form(whole)
    fit.add("blouse", whole, silk, thick=0.0015)
    loop = pattern.neckline(whole)
    fit.shirt_collar(form, loop, silk, point=0.030, fall=(0.040, 0.036))
    fit.placket(form, top=float(loop[0][2]), low=waist(body), material=silk, count=5, colour=WHITE)
    fit.cuffs(silk, radius=(0.040, 0.038))
    hem = fit.level("lowerleg01.L", 0.02)
    fit.lower(wool, hem=hem, flare=0.006, belt=fit.accent)
    fit.shoes("pump", BLACK)
    return Bare(hem=hem + 0.05 * k, shoe=0.020 * k)


def shirt_trousers(fit: Fitting) -> Bare:
    """Cut a shirt with the sleeves rolled above the elbow in `main`, trousers with belt in `second`; oxfords."""
    body, k = fit.body, fit.k
    cotton = fit.cloth("cotton", fit.main)
    top = tailoring.bodice(
        body,
        offset=0.010,
        radii=(0.054, 0.053, 0.050),
        reach=1.16,
        neck=0.022,
        slope=0.5,
        pull=0.012,
        low=waist(body) - 0.045 * k,
    )
    whole = tailoring.tuck(body, tailoring.finish(body, top, folds=1.5), below=waist(body) - 0.015 * k)
    form = tailoring.form(whole)
    fit.add("shirt", whole, cotton, thick=0.0015)
    loop = pattern.neckline(whole)
    fit.shirt_collar(form, loop, cotton)
    fit.placket(form, top=float(loop[0][2]), low=waist(body), material=cotton, count=6, colour=WHITE)
    fit.pocket(form, x=0.085, top=fit.level("spine01", 0.0), width=0.085, depth=0.09, material=cotton)
    for side, _ in SIDES:
        fit.add("roll" + side, pattern.tube(body, side=side, along=(0.09, 0.20), radius=(0.0585, 0.0565)), cotton, thick=0.004)
    fit.trousers(fit.cloth("wool", fit.second), belt=fit.accent)
    return Bare(sleeve=1.14)


def sweater_jeans(fit: Fitting) -> Bare:
    """Cut a knitted sweater in `main` over a collar in `accent`, jeans in `second`; sneakers."""
    body = fit.body
    wool, cotton = fit.cloth("knit", fit.main), fit.cloth("cotton", fit.accent)
    top = tailoring.bodice(body, offset=0.013, radii=(0.055, 0.050, 0.043), reach=1.95, neck=0.004, slope=0.45, pull=0.012)
    whole = tailoring.skirt(body, top, hem=fit.level("upperleg01.L", 0.0), offset=0.014, flare=0.004)
    whole = tailoring.finish(body, whole, folds=1.6)
    form = tailoring.form(whole)
    fit.add("sweater", whole, wool, thick=0.004)
    fit.rim(form, pattern.neckline(whole), wool)
    fit.ribs(whole, wool)
    fit.shirt_neck(cotton)
    fit.trousers(
        fit.cloth("denim", fit.second),
        pressed=False,
        thigh=0.088,
        knee=0.070,
        cuff=0.070,
        folds=1.3,
        shoes="sneaker",
        leather=(0.09, 0.085, 0.08),
    )
    return Bare()


def leather_jacket(fit: Fitting) -> Bare:
    """Cut a zipped leather jacket in `main` worn open over a T-shirt in `second`, jeans in `accent`; boots."""
    body, k = fit.body, fit.k
    hide = fit.cloth("leather", fit.main)
    hem, low = fit.level("upperleg01.L", -0.045), waist(body) - 0.02 * k
    whole = fit.coat(hide, offset=0.014, radii=(0.058, 0.053, 0.045), hem=hem, flare=0.002, pad=0.003, pull=0.015, folds=1.9, reach=1.95)
    form, half = tailoring.form(whole), pattern.opening(body, low=low - 0.10 * k, top=0.070)
    fit.add("jacket", pattern.split(whole, half, low=hem - 0.05 * k, front=throat(body)[1]), hide, thick=0.004)
    fit.lapels(
        form,
        whole,
        half,
        hide,
        low=waist(body) + 0.03 * k,
        gorge=throat(body)[2] - 0.040 * k,
        width=0.086,
        lift=0.006,
        fall=(0.055, 0.050),
        stand=(0.003, 0.028),
        peak=0.022,
    )
    brass = fit.cloth("brass", (0.55, 0.54, 0.52))
    for sign in (1, -1):
        z = np.linspace(hem + 0.01 * k, waist(body) + 0.05 * k, 20)
        edge = np.stack([np.stack([sign * (half(z) + d * k), z], -1) for d in (0.001, 0.007)], 1)
        fit.add("zip", garment.lay(form, edge, lift=0.005 * k), brass, thick=0.0015)
        fit.add(
            "pocket",
            pattern.strip(
                form, (sign * 0.10 * k, sign * 0.112 * k), (waist(body) - 0.02 * k, waist(body) + 0.09 * k), lift=0.003 * k, slant=0.0
            ),
            brass,
            thick=0.0015,
        )
    fit.ribs(whole, hide)
    fit.undershirt(fit.cloth("cotton", fit.second))
    fit.trousers(
        fit.cloth("denim", fit.accent if max(fit.accent) > 0.02 else DENIM),
        pressed=False,
        thigh=0.088,
        knee=0.070,
        cuff=0.072,
        folds=1.3,
        shoes="boot",
        leather=BLACK,
    )
    return Bare(neck=0.035, width=0.085)


def work_jacket(fit: Fitting) -> Bare:
    """Cut a chore coat with patch pockets in `main` over an open shirt in `second`, canvas trousers in `accent`; boots."""
    body, k = fit.body, fit.k
    canvas = fit.cloth("canvas", fit.main)
    hem, low = fit.level("upperleg01.L", 0.05), throat(body)[2] - 0.10 * k
    whole = fit.coat(canvas, offset=0.014, radii=(0.059, 0.054, 0.048), hem=hem, flare=0.012, pad=0.002, pull=0.012, folds=1.7)
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.060)
    fit.add("jacket", pattern.split(whole, half, low=low, front=throat(body)[1]), canvas, thick=0.003)
    base = pattern.path(pattern.gorge_path(form, pattern.neckline(whole), half, gorge=low + 0.03 * k, lift=0.004 * k), 61)
    fit.add(
        "collar",
        pattern.collar(body, form, base, stand=(0.004, 0.020), fall=(0.060, 0.048), splay=0.012, point=0.020),
        canvas,
        thick=0.003,
        smooth=1,
    )
    fit.placket(form, top=low + 0.01 * k, low=hem, material=canvas, count=4, colour=BRASS, kind="brass")
    for sign in (1, -1):
        fit.pocket(form, x=sign * 0.115, top=waist(body) - 0.03 * k, width=0.125, depth=0.13, material=canvas)
    fit.pocket(form, x=0.098, top=fit.level("spine01", 0.01), width=0.095, depth=0.105, material=canvas, lid=True)
    fit.shirt_front(fit.cloth("cotton", fit.second), low=low, tie=None)
    fit.trousers(fit.cloth("canvas", fit.accent), pressed=False, knee=0.080, cuff=0.080, folds=1.4, shoes="boot")
    return Bare()


def uniform(fit: Fitting) -> Bare:
    """Cut a belted four-pocket tunic with brass buttons and shoulder straps in `main`, shirt in `second`, tie in `accent`."""
    body, k = fit.body, fit.k
    wool = fit.cloth("wool", fit.main)
    hem, low = fit.level("upperleg01.L", 0.06), throat(body)[2] - 0.16 * k
    whole = fit.coat(wool, offset=0.013, radii=(0.056, 0.051, 0.044), hem=hem, flare=0.018, pad=0.009, pull=0.019)
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.058)
    fit.add("tunic", pattern.split(whole, half, low=low, front=throat(body)[1]), wool, thick=0.003)
    fit.lapels(form, whole, half, wool, low=low, gorge=throat(body)[2] - 0.040 * k, width=0.066, fall=(0.045, 0.042))
    fit.placket(form, top=low, low=hem, material=wool, count=5, colour=BRASS, kind="brass", radius=0.0085)
    for sign in (1, -1):
        fit.pocket(form, x=sign * 0.092, top=fit.level("spine01", 0.0), width=0.095, depth=0.11, material=wool, lid=True, button=BRASS)
        fit.pocket(form, x=sign * 0.120, top=waist(body) - 0.07 * k, width=0.125, depth=0.13, material=wool, lid=True, button=BRASS)
    fit.epaulettes(form, wool)
    fit.belt(form, level=waist(body) - 0.012 * k, height=0.045, colour=BLACK, kind="polished", lift=0.004)
    star = pattern.disc(form, x=0.092 * k, z=fit.level("spine01", -0.035), radius=0.020 * k, lift=0.005 * k)
    fit.add("badge", star, fit.cloth("brass", BRASS), thick=0.002)
    fit.shirt_front(fit.cloth("cotton", fit.second), low=low, tie=fit.accent)
    fit.trousers(wool, leather=BLACK)
    return Bare()


def jumpsuit(fit: Fitting) -> Bare:
    """Cut a zipped work overall with a belt, chest pockets and a flat collar in `main` over a T-shirt in `second`; boots."""
    body, k = fit.body, fit.k
    canvas = fit.cloth("canvas", fit.main)
    low = throat(body)[2] - 0.13 * k
    top = tailoring.bodice(body, offset=0.013, radii=(0.057, 0.053, 0.047), neck=0.006, slope=0.45, pull=0.012, low=waist(body) - 0.075 * k)
    whole = tailoring.finish(body, top, folds=1.8)
    form, half = tailoring.form(whole), pattern.opening(body, low=low, top=0.055)
    fit.add("overall", pattern.split(whole, half, low=low, front=throat(body)[1]), canvas, thick=0.003)
    base = pattern.path(pattern.gorge_path(form, pattern.neckline(whole), half, gorge=low + 0.035 * k, lift=0.004 * k), 61)
    fit.add(
        "collar",
        pattern.collar(body, form, base, stand=(0.002, 0.016), fall=(0.055, 0.045), splay=0.012, point=0.016),
        canvas,
        thick=0.003,
        smooth=1,
    )
    metal = fit.cloth("brass", (0.4, 0.4, 0.41))
    fit.add(
        "zip",
        pattern.strip(form, (-0.004 * k, 0.004 * k), (waist(body) - 0.03 * k, low + 0.004), lift=0.004 * k, shape=(24, 3)),
        metal,
        thick=0.001,
    )
    for sign in (1, -1):
        fit.pocket(form, x=sign * 0.090, top=fit.level("spine01", 0.0), width=0.10, depth=0.12, material=canvas, lid=True)
    fit.undershirt(fit.cloth("cotton", fit.second))
    fit.trousers(canvas, pressed=False, offset=0.012, knee=0.082, cuff=0.080, folds=1.5, rise=0.0, shoes="boot", leather=BLACK)
    fit.belt(form, level=waist(body) - 0.020 * k, height=0.040, colour=fit.accent, kind="canvas", lift=0.006)
    return Bare(neck=0.035, width=0.08)


def western(fit: Fitting) -> Bare:
    """Cut a vest in `main` over a yoked shirt in `second`, a bandana in `accent`, jeans and western boots."""
    body, k = fit.body, fit.k
    cotton, suede = fit.cloth("cotton", fit.second), fit.cloth("suede", fit.main)
    top = tailoring.bodice(
        body, offset=0.009, radii=(0.053, 0.050, 0.043), reach=1.9, neck=0.020, slope=0.5, pull=0.012, low=waist(body) - 0.06 * k
    )
    shirt = tailoring.tuck(body, tailoring.finish(body, top, folds=1.6), below=waist(body) - 0.015 * k)
    form = tailoring.form(shirt)
    fit.add("shirt", shirt, cotton, thick=0.0015)
    loop = pattern.neckline(shirt)
    fit.shirt_collar(form, loop, cotton, point=0.030)
    fit.cuffs(cotton, radius=(0.044, 0.042))
    fit.buttons(form, [(0.0, float(loop[0][2]) - (0.05 + 0.07 * n) * k) for n in range(5)], 0.006, WHITE)
    low = waist(body) - 0.035 * k
    vest = tailoring.bodice(body, offset=0.016, reach=0.0, neck=0.006, slope=0.4, low=low)
    vest = garment.subdivide(vest, 2)
    surface, half = Form(vest.vertices, vest.faces, vest.weights), pattern.opening(body, low=waist(body) - 0.16 * k, top=0.085)
    fit.add(
        "vest", pattern.split(vest, lambda z: np.maximum(half(z), 0.022 * k), low=low - 0.02, front=throat(body)[1]), suede, thick=0.004
    )
    for sign in (1, -1):
        fit.pocket(surface, x=sign * 0.105, top=waist(body) + 0.085 * k, width=0.085, depth=0.075, material=suede)
    fit.bandana(form, loop)
    fit.trousers(
        fit.cloth("denim", DENIM), pressed=False, thigh=0.086, knee=0.070, cuff=0.076, folds=1.3, shoes="western_boot", belt=LEATHER
    )
    return Bare()


GARMENTS: dict[str, Callable[[Fitting], Bare]] = {
    "suit": suit,
    "trench": trench,
    "overcoat": overcoat,
    "dress": dress,
    "blouse_skirt": blouse_skirt,
    "shirt_trousers": shirt_trousers,
    "sweater_jeans": sweater_jeans,
    "leather_jacket": leather_jacket,
    "work_jacket": work_jacket,
    "uniform": uniform,
    "jumpsuit": jumpsuit,
    "western": western,
}
