"""Necks of large pieces: lapels, collars, bound edges, hoods.

Knows nothing of which garment wants what: every measure comes from presets/wardrobe/garments.yaml. Metres at 1.75 m.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import bands, garment, pattern
from filmcli.blender.fitting import Fitting, Worn
from filmcli.blender.tailoring import throat


def lapels(
    fit: Fitting,
    on: Worn,
    *,
    width: float = 0.082,
    gorge: float = -0.045,
    lift: float = 0.005,
    fall: tuple[float, float] = (0.045, 0.045),
    stand: tuple[float, float] = (0.001, 0.020),
    peak: float = 0.012,
    collar: bool = True,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Hang two lapels and the collar they meet at the gorge; without a collar they are a shawl or a kimono's band."""
    k, material = fit.k, fit.stuff(on, cloth, colour)
    top = throat(fit.body)[2] + gorge * k
    for sign in (1.0, -1.0):
        part = pattern.lapel(on.form, on.half, low=on.low, gorge=top, width=width, sign=sign, k=k, peak=peak, lift=lift)
        fit.add("lapel", part, material, thick=0.003, smooth=1)
    if not collar:
        return
    base = pattern.path(pattern.gorge_path(on.form, on.loop, on.half, gorge=top + 0.004 * k, lift=lift * k), 61)
    part = pattern.collar(fit.body, on.form, base, stand=stand, fall=fall, splay=0.012, lift=lift + 0.001, lean=0.1)
    fit.add("collar", part, material, thick=0.003, smooth=1)


def flat_collar(
    fit: Fitting,
    on: Worn,
    *,
    gorge: float = -0.08,
    stand: tuple[float, float] = (0.004, 0.020),
    fall: tuple[float, float] = (0.060, 0.048),
    splay: float = 0.012,
    point: float = 0.018,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Hang the turned-down collar of an open-necked garment along its opening."""
    k = fit.k
    path = pattern.gorge_path(on.form, on.loop, on.half, gorge=throat(fit.body)[2] + gorge * k, lift=0.004 * k)
    part = pattern.collar(fit.body, on.form, pattern.path(path, 61), stand=stand, fall=fall, splay=splay, point=point)
    fit.add("collar", part, fit.stuff(on, cloth, colour), thick=0.003, smooth=1)


def shirt_collar(
    fit: Fitting,
    on: Worn,
    *,
    point: float = 0.032,
    stand: tuple[float, float] = (0.024, 0.036),
    fall: tuple[float, float] = (0.042, 0.040),
    gap: float = 0.0004,
    splay: float = 0.013,
    cloth: str = "",
    colour: str = "",
) -> None:
    """Hang a turn-down collar closed at the front; a `fall` of 0.001 leaves a band, as of a cassock or a tunic."""
    k, ring = fit.k, np.vstack([on.loop, on.loop[:1]])
    base = pattern.path(ring, 61)[1:-1]
    base[0, 0], base[-1, 0] = gap * k, -gap * k
    part = pattern.collar(fit.body, on.form, base, stand=stand, fall=fall, splay=splay, point=point)
    fit.add("collar", part, fit.stuff(on, cloth, colour), thick=0.002, smooth=1, relax=False)


def rim(fit: Fitting, on: Worn, *, radius: float = 0.0062, cloth: str = "", colour: str = "", rise: float = 0.0) -> None:
    """Hang a bound or rolled edge along the neckline; a large radius is a roll neck, a hood lying back or a fur collar."""
    ring = pattern.path(np.vstack([on.loop, on.loop[:1]]), 57)[:-1] + np.array([0, 0, rise * fit.k])
    fit.add("rim", bands.roll(on.form, ring, radius * fit.k), fit.stuff(on, cloth, colour), thick=0.0, relax=False)


def hood(fit: Fitting, on: Worn, *, size: float = 1.0, cloth: str = "", colour: str = "") -> None:
    """Hang a hood lying on the shoulders: a soft fold round the neck that hangs down the back."""
    k, n = fit.k, 61
    base = pattern.path(np.vstack([on.loop, on.loop[:1]]), n + 2)[1:-1]
    u = np.linspace(-1, 1, n)
    back = np.clip(1 - np.abs(u) / 0.75, 0, 1) ** 0.8
    middle = base.mean(0)
    out = base - middle
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    up = np.array([0, 0, 1.0])
    rows = []
    for away, rise, drop in (
        (0.0, -0.006, 0.0),
        (0.004, 0.022, 0.0),
        (0.016, 0.040, 0.0),
        (0.034, 0.036, 0.03),
        (0.046, 0.010, 0.30),
        (0.052, -0.02, 0.75),
        (0.036, -0.03, 1.0),
        (0.008, -0.02, 0.95),
    ):
        move = out * (away * (0.7 + 0.6 * back[:, None])) + up * (rise * (0.6 + 0.5 * back[:, None]) - drop * 0.15 * size * back[:, None])
        rows.append(base + move * k * (0.75 + 0.25 * size))
    _, _, weights = on.form.nearest(base)
    sheet = garment.sheet(np.concatenate(rows), np.tile(weights, (len(rows), 1)), len(rows), n)
    fit.add("hood", sheet, fit.stuff(on, cloth, colour), thick=0.004, smooth=1, relax=False)
