"""The colour of light: kelvin and filters as linear Rec.709 of luminance 1, seen by a camera balanced for another kelvin.

Knows nothing of lamps.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from filmcli.formats.colour import REC709


def tint(kelvin: float, white: float, filter: Iterable[float] | None = None) -> tuple[float, float, float]:
    """Return the linear Rec.709 colour of luminance 1 of a black body seen by a camera balanced for `white` kelvin."""
    seen = np.array(planck(kelvin)) / np.array(planck(white))
    if filter is not None:
        seen = seen * np.array(tuple(filter))
    return normal(seen)


def normal(colour: Iterable[float]) -> tuple[float, float, float]:
    """Return a colour scaled to luminance 1, so that watts mean the same for red and for white."""
    values = np.maximum(np.array(tuple(colour), dtype=float), 0.0)
    red, green, blue = values / max(float(values @ REC709), 1e-6)
    return float(red), float(green), float(blue)


def nearest(colour: Iterable[float], white: float) -> float:
    """Return the kelvin, 1700–20000, whose tint for that white lies nearest to a colour."""
    wanted = np.array(normal(colour))
    steps = 1e6 / np.linspace(1e6 / 1700, 1e6 / 20000, 180)  # mireds: even to the eye
    return float(min(steps, key=lambda one: float(np.abs(np.array(tint(one, white)) - wanted).sum())))


def planck(kelvin: float) -> tuple[float, float, float]:
    """Return linear Rec.709 of a black body (Kim et al. 2002, cubic spline of the locus, 1667–25000 K), luminance 1."""
    t = min(max(kelvin, 1667.0), 25000.0)
    if t <= 4000:
        x = -0.2661239e9 / t**3 - 0.2343589e6 / t**2 + 0.8776956e3 / t + 0.179910
    else:
        x = -3.0258469e9 / t**3 + 2.1070379e6 / t**2 + 0.2226347e3 / t + 0.240390
    if t <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif t <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    big_x, big_z = x / y, (1 - x - y) / y
    red = 3.2404542 * big_x - 1.5371385 - 0.4985314 * big_z
    green = -0.9692660 * big_x + 1.8760108 + 0.0415560 * big_z
    blue = 0.0556434 * big_x - 0.2040259 + 1.0572252 * big_z
    return max(red, 1e-3), max(green, 1e-3), max(blue, 1e-3)
