"""What is worn at the neck: ties, bows, scarves, roll necks, neckerchiefs, stoles, necklaces, bands and wimples.

Knows nothing of which garment wants what. Metres at 1.75 m.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import bands, garment, pattern
from filmcli.blender.fitting import Fitting, Worn
from filmcli.blender.form import lay
from filmcli.blender.tailoring import throat

UP = np.array([0.0, 0.0, 1.0])


def tie(fit: Fitting, on: Worn, *, cloth: str = "silk", colour: str = "accent") -> None:
    """Knot a tie over a shirt front; its blade goes down into the coat, or to the belt over a shirt."""
    k, knot = fit.k, float(on.loop[0][2])
    end = on.low + 0.035 * k if on.low else fit.level(("waist", -0.015))
    for n, part in enumerate(pattern.tie(on.form, knot=knot, end=end, k=k)):
        fit.add(f"tie{n}", part, fit.cloth(cloth, colour), thick=0.002, smooth=1)


def bow(fit: Fitting, on: Worn, *, cloth: str = "satin", colour: str = "black", half: float = 0.056, high: float = 0.020) -> None:
    """Tie a bow: two wings and a knot."""
    k, knot = fit.k, float(on.loop[0][2]) + 0.006 * fit.k
    material = fit.cloth(cloth, colour)
    v = np.linspace(-1, 1, 7)[None]
    for sign in (1.0, -1.0):
        t = np.linspace(0.06, 1, 10)[:, None]
        x = sign * half * k * t + 0 * v
        z = knot + high * k * v * (0.35 + 0.65 * t**0.7)
        wing = lay(on.form, np.stack([x, z], -1), lift=0.008 * k)
        at = wing.vertices.reshape(10, 7, 3).copy()
        at[:, :, 1] = np.median(at[:, :, 1]) - 0.004 * k * (1 - v**2) - 0.004 * k * np.sin(np.pi * t)
        fit.add("bow", garment.sheet(at.reshape(-1, 3), wing.weights, 10, 7), material, thick=0.004, smooth=1)
    part = pattern.disc(on.form, x=0.0, z=knot, radius=0.010 * k, lift=0.014 * k)
    fit.add("knot", part, material, thick=0.004)


def scarf(fit: Fitting, on: Worn, *, cloth: str = "knit", colour: str = "accent", ends: bool = True, long: float = 0.0) -> None:
    """Wind a scarf once round the neck, loosely; its ends cross and hang inside the coat, or `long` metres down over it."""
    k, material = fit.k, fit.cloth(cloth, colour)
    ring = pattern.path(np.vstack([on.loop, on.loop[:1]]), 57)[:-1]
    turn = np.linspace(-0.075, 1.075, 66)  # of the way round: the second end lies over the first
    place = (turn % 1.0) * len(ring)
    base = np.stack([np.interp(place, np.arange(57), np.r_[ring[:, a], ring[:1, a]]) for a in range(3)], 1)
    out = base - ring.mean(0)
    front = np.clip(-out[:, 1] / np.abs(ring[:, 1] - ring[:, 1].mean()).max(), 0, 1)[:, None]
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    over = np.clip((turn - 0.8) / 0.2, 0, 1)[:, None]
    middle = base + out * (0.006 + 0.012 * over + 0.008 * front) * k + UP * (0.010 - 0.026 * front**2) * k
    rows = []
    for n, t in enumerate(np.linspace(0, 2 * np.pi, 17)):
        crease = (
            1 + 0.30 * np.abs(np.sin(2.5 * t + 3.0 * turn[:, None] + 0.6)) - 0.12 * np.cos(9 * turn[:, None] + n)
        )  # lies in folds along its length
        thick, high = 0.012 * crease * np.cos(t), (0.032 + 0.010 * front) * np.sin(t)
        rows.append(middle + (out * (thick - 0.22 * high) + UP * high) * k)
    points = _off_skin(fit, np.concatenate(rows), 0.003 * k)
    _, _, weights = on.form.nearest(base)
    fit.add("scarf", garment.sheet(points, np.tile(weights, (17, 1)), 17, len(turn)), material, thick=0.0, smooth=1, relax=False)
    if not ends:
        return
    knot = float(on.loop[0][2]) - 0.012 * k
    low = knot - long * k if long else on.low + 0.012 * k
    v = np.linspace(-1, 1, 13)[None]
    for sign, lift in ((1.0, 0.004), (-1.0, 0.0075)):
        t = np.linspace(0, 1, 20)[:, None]
        half = (0.030 + 0.016 * np.minimum(t * 3, 1)) * k if long else (0.032 + 0.006 * t) * k
        x = sign * (-0.008 + 0.036 * t**0.7) * k + half * v
        part = lay(on.form, np.stack([x, knot - (knot - low) * t * (1.0 if sign > 0 or not long else 0.86) + 0 * v], -1), lift=lift * k)
        at = part.vertices.reshape(20, 13, 3).copy()
        at[:, :, 1] -= 0.0035 * k * (1 + np.cos(7.5 * v + 1.2 * t + sign)) * np.minimum(1, 0.4 + t * 2)
        fit.add("scarf end", replace(part, vertices=at.reshape(-1, 3)), material, thick=0.003, smooth=1)


def roll_neck(fit: Fitting, on: Worn, *, high: float = 0.062, fold: float = 0.060, cloth: str = "", colour: str = "") -> None:
    """Close the neck with a thin ribbed tube that follows it and is folded over once: a roll neck, a polo neck."""
    k, ring = fit.k, pattern.path(np.vstack([on.loop, on.loop[:1]]), 57)[:-1]
    up = fit.body.joint("head") - throat(fit.body)
    up = up / np.linalg.norm(up)
    wave = 0.0012 * np.sin(np.arange(len(ring)) * 0.45)[:, None]
    rows = [ring - UP * 0.004 * k]
    for rise, gap in (
        (0.25, 0.004),
        (0.6, 0.004),
        (1.0, 0.0045),
        (1.04, 0.007),
        (1.0, 0.0095),
        (1 - 0.5 * fold / high, 0.0105),
        (1 - fold / high, 0.016),
    ):
        rows.append(_off_skin(fit, ring + up * (rise * high + wave) * k, gap * k, cling=True))
    points = np.concatenate(rows)
    skin = _skin(fit)
    near = cKDTree(fit.body.vertices[skin]).query(points, k=4)[1]
    weights = fit.body.weights[skin[near]].mean(1)
    weights[: len(ring)] = on.form.nearest(ring)[2]
    sheet = garment.sheet(points, weights, len(rows), len(ring), ring=True)
    if ((garment.normals(points, sheet.faces) * (points - points.mean(0)) * [1, 1, 0])[len(ring) : 4 * len(ring)]).sum() < 0:
        sheet = replace(sheet, faces=sheet.faces[:, ::-1])
    fit.add("roll neck", sheet, fit.stuff(on, cloth, colour), thick=0.002, smooth=1, relax=False)


def _skin(fit: Fitting) -> np.ndarray:
    """Return the numbers of the skin's vertices above the chest."""
    used = np.unique(np.array(fit.body.faces)[fit.body.groups == "body"])
    return used[fit.body.vertices[used, 2] > throat(fit.body)[2] - 0.12 * fit.k]


def _off_skin(fit: Fitting, points: np.ndarray, gap: float, *, cling: bool = False) -> np.ndarray:
    """Return points (n, 3) moved out of the skin to `gap` metres from it; with `cling` they are drawn to it as well."""
    body, skin = fit.body, _skin(fit)
    out = garment.normals(body.vertices, np.array(body.faces)[body.groups == "body"])[skin]
    tree = cKDTree(body.vertices[skin])
    for _ in range(3):
        at = tree.query(points, k=3)[1]
        way = out[at].mean(1)
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        missing = gap - ((points - body.vertices[skin[at]].mean(1)) * way).sum(1)
        points = points + way * (np.clip(missing, -0.03 if cling else 0.0, 0.03))[:, None]
    return points


def bandana(fit: Fitting, on: Worn, *, cloth: str = "cotton", colour: str = "accent") -> None:
    """Knot a neckerchief: a roll round the neck and a small triangle at the front."""
    k, material = fit.k, fit.cloth(cloth, colour)
    loop = on.loop + np.array([0, -0.004 * k, 0.010 * k])
    fit.add("roll", bands.roll(on.form, pattern.path(np.vstack([loop, loop[:1]]), 57)[:-1], 0.013 * k), material, thick=0.0, relax=False)
    v, t = np.linspace(-1, 1, 11)[None], np.linspace(0, 1, 10)[:, None]
    knot = float(on.loop[0][2]) + 0.002 * k
    x, z = 0.062 * k * v * (1 - t) ** 0.8 + 0 * t, knot - 0.095 * k * t + 0.020 * k * np.abs(v) * (1 - t)
    fit.add("bandana", lay(on.form, np.stack([x, z], -1), lift=0.010 * k), material, thick=0.002, smooth=1)


def stole(
    fit: Fitting, on: Worn, *, cloth: str = "silk", colour: str = "accent", inner: float = 0.045, width: float = 0.055, low: float = 0.55
) -> None:
    """Lay two bands down the front from the shoulders: a stole, a shawl's ends, a robe's facing."""
    k = fit.k
    top = float(on.loop[:, 2].mean())
    for sign in (1, -1):
        t, v = np.linspace(0, 1, 40)[:, None], np.linspace(0, 1, 6)[None]
        x = sign * k * (inner + 0.02 * (1 - t) ** 2 + width * v)
        z = top - low * k * t + 0 * v
        fit.add("stole", lay(on.form, np.stack([x, z], -1), lift=0.006 * k), fit.cloth(cloth, colour), thick=0.002, smooth=1)


def necklace(
    fit: Fitting, on: Worn, *, count: int = 34, radius: float = 0.0046, drop: float = 0.03, paint: str = "white", kind: str = "horn"
) -> None:
    """Hang a string of beads round the base of the neck, over the skin or the collar."""
    k, material = fit.k, fit.cloth(kind, paint)
    ring = pattern.path(np.vstack([on.loop, on.loop[:1]]), count + 1)[:-1]
    skin = fit.body.vertices
    low = np.clip(-(ring[:, 1] - ring[:, 1].mean()) / max(float(np.ptp(ring[:, 1])) / 2, 1e-3), 0, 1)
    ring = ring - np.array([0, 0, 1.0]) * (drop * k * low**2)[:, None] - np.array([0, 1.0, 0]) * (0.004 * k * low)[:, None]
    out = ring - ring.mean(0)
    out[:, 2] = 0
    ring = ring + out / np.linalg.norm(out, axis=1, keepdims=True) * (radius * k + 0.001)
    near = np.linalg.norm(skin[None, :13380:3] - ring[:, None], axis=2).argmin(1) * 3
    turn, rise = np.meshgrid(np.linspace(0, 2 * np.pi, 8, endpoint=False), np.linspace(-np.pi / 2, np.pi / 2, 6), indexing="xy")
    ball = np.stack([np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn), np.sin(rise)], -1) * radius * k
    beads = [
        garment.sheet((place + ball).reshape(-1, 3), np.tile(fit.body.weights[at], (48, 1)), 6, 8, ring=True)
        for place, at in zip(ring, near, strict=True)
    ]
    fit.add("necklace", garment.join(beads), material, thick=0.0, relax=False)


def band(fit: Fitting, on: Worn, *, high: float = 0.034, cloth: str = "cotton", colour: str = "white", notch: float = 0.0) -> None:
    """Close the neck with a plain band, 360°: a clerical collar, a choker, a space suit's inner ring."""
    ring = np.vstack([on.loop, on.loop[:1]])
    base = pattern.path(ring, 61)[1:-1]
    base[0, 0], base[-1, 0] = notch * fit.k, -notch * fit.k
    part = pattern.collar(fit.body, on.form, base, stand=(high, high + 0.004), fall=(0.003, 0.003), splay=0.0, point=0.0)
    fit.add("band", part, fit.cloth(cloth, colour), thick=0.0015, smooth=1, relax=False)


def wimple(fit: Fitting, on: Worn, *, cloth: str = "cotton", colour: str = "white", deep: float = 0.10) -> None:
    """Lay a round white collar over chest and shoulders."""
    base = pattern.path(np.vstack([on.loop, on.loop[:1]]), 61)[1:-1]
    part = pattern.collar(fit.body, on.form, base, stand=(0.02, 0.026), fall=(deep + 0.03, deep), splay=0.06, point=0.0, lift=0.008)
    fit.add("wimple", part, fit.cloth(cloth, colour), thick=0.002, smooth=1, relax=False)
