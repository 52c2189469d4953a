"""Inside vehicles: a car's cabin with wheel, dash and seats; a railway compartment's benches, racks and windows.

Knows nothing of sets. A car's nose points to −y, its cabin's floor is z = 0; benches face −y.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def car_shell(m: Model, *, kind: str = "new", paint: str = "car", lining: str = "upholstery") -> None:
    """A car's body round its cabin: doors to the belt, pillars, roof lining, rear shelf and window frame, bonnet beyond the screen.

    The cabin is 1.5 m wide; the windscreen is left open (`windscreen` closes it), so that a camera on the bonnet sees in.
    """
    old = kind == "old"
    belt, roof, trim = (0.72, 1.28, "walnut") if old else (0.66, 1.2, "matte_black")
    for s in (-1, 1):
        m.box((s * 0.76, 0.55, belt / 2), (0.1, 2.7, belt), paint, bevel=0.03)
        m.box((s * 0.715, 0.15, belt * 0.52), (0.03, 1.1, belt * 0.8), lining, bevel=0.02)
        m.box((s * 0.715, 1.25, belt * 0.52), (0.03, 0.95, belt * 0.8), lining, bevel=0.02)
        m.box((s * 0.74, 0.5, belt + 0.01), (0.09, 2.5, 0.05), trim, bevel=0.018)
        m.box((s * 0.68, 0.1, belt * 0.66), (0.07, 0.42, 0.05), lining, bevel=0.02)
        m.tube([(s * 0.68, -0.1, belt * 0.82), (s * 0.66, -0.02, belt * 0.84), (s * 0.66, 0.04, belt * 0.84)], "chrome", radius=0.009)
        m.lathe([(0.02, 0), (0.035, 0.012), (0.02, 0.03)], "chrome", at=(s * 0.69, 0.22, belt * 0.48), turn=(0, -90 * s, 0), segments=12)
        m.tube([(s * 0.74, -0.62, belt), (s * 0.68, -0.2, roof - 0.06), (s * 0.66, -0.08, roof)], lining, radius=0.035)
        m.tube([(s * 0.74, 0.78, belt), (s * 0.66, 0.8, roof)], lining, radius=0.04)
        m.tube([(s * 0.72, 1.85, belt), (s * 0.64, 1.45, roof)], lining, radius=0.07)
        m.tube([(s * 0.66, -0.08, roof), (s * 0.65, 0.7, roof + 0.02), (s * 0.64, 1.5, roof)], lining, radius=0.04)
        m.add(shape.box((0.2, 0.08, 0.13), bevel=0.04), paint, at=(s * 0.94, -0.5, belt + 0.1))
    m.box((0, 0.7, roof + 0.05), (1.36, 1.66, 0.06), lining, bevel=0.03)
    m.box((0, -0.06, roof + 0.01), (1.34, 0.1, 0.07), lining, bevel=0.03)
    m.box((0, 1.75, belt + 0.02), (1.4, 0.4, 0.05), lining, bevel=0.015)
    m.box((0, 1.5, roof - 0.02), (1.3, 0.1, 0.09), lining, bevel=0.03)
    m.box((0, 0.6, -0.03), (1.5, 3.0, 0.06), "carpet", bevel=0.01)
    m.add(shape.ball(1.0, segments=30, rings=14).scaled((0.86, 1.5, 0.36)), paint, at=(0, -2.0, 0.36))
    m.tube([(0, -0.1, roof - 0.01), (0, -0.17, roof - 0.05)], "chrome", radius=0.01)
    m.add(shape.box((0.25, 0.025, 0.07), bevel=0.01), "matte_black", at=(0, -0.18, roof - 0.09))
    m.box((0, -0.166, roof - 0.09), (0.23, 0.004, 0.056), "mirror", bevel=0)
    for s in (-1, 1):
        m.box((s * 0.36, -0.12, roof - 0.01), (0.4, 0.02, 0.11), lining, bevel=0.01, turn=(64, 0, 0))


def dashboard(m: Model, *, kind: str = "new", side: float = 0.36, lights: bool = True) -> None:
    """The dash, its instruments and the wheel before the driver at x = side; it faces +y."""
    old = kind == "old"
    body = "walnut" if old else "matte_black"
    m.add(
        shape.plate([(-0.2, 0.35), (0.12, 0.4), (0.14, 0.62), (0.06, 0.7), (-0.3, 0.68)], thickness=1.42),
        body,
        at=(0, -0.55, 0),
        turn=(0, 0, 90),
    )
    for dx, r in ((-0.09, 0.065), (0.09, 0.065), (0.0, 0.04)):
        m.add(
            shape.lathe([(r, 0), (r + 0.008, 0.012), (r - 0.004, 0.014)], segments=22),
            "chrome",
            at=(side + dx, -0.425, 0.6),
            turn=(-90, 0, 0),
        )
        disc = shape.lathe([(r, 0), (0, 0.002)], segments=20)
        m.glow(disc, "dial_glow" if lights else "black", at=(side + dx, -0.42, 0.6), turn=(-90, 0, 0))
    centre, tilt = np.array([side, -0.28, 0.63]), math.radians(24 if old else 28)
    r = 0.2 if old else 0.185
    ring = [
        centre + [r * math.cos(a), r * math.sin(a) * math.sin(tilt), r * math.sin(a) * math.cos(tilt)] for a in np.linspace(0, 6.283, 37)
    ]
    m.tube(ring, "ivory" if old else "leather_black", radius=0.014 if old else 0.018, smooth=False)
    for a in (0.35, 2.79, 4.71):
        m.tube(
            [centre, centre + [r * math.cos(a), r * math.sin(a) * math.sin(tilt), r * math.sin(a) * math.cos(tilt)]],
            "chrome" if old else "matte_black",
            radius=0.01,
        )
    m.add(shape.ball(0.05, segments=16, rings=8).scaled((1, 0.5, 1)), body, at=centre)
    m.tube([centre, centre + [0, -0.24, -0.12]], "matte_black", radius=0.03)
    m.tube([centre + [0.03, -0.08, 0], centre + [0.2, -0.07, 0.03]], "chrome", radius=0.007)
    if old:
        m.box((-0.1, -0.415, 0.56), (0.26, 0.02, 0.1), "chrome", bevel=0.01)
    else:
        m.glow(shape.box((0.3, 0.012, 0.17), bevel=0.004), "instrument", at=(0.0, -0.41, 0.58))
    m.box((-0.42, -0.418, 0.54), (0.4, 0.015, 0.14), body, bevel=0.01)


def car_seat(m: Model, *, width: float = 0.52, kind: str = "bucket", material: str = "leather", seat: float = 0.3) -> None:
    """A car's seat facing −y: bucket with head rest, or bench across the cabin."""
    m.box((0, 0, seat - 0.08), (width, 0.52, 0.17), material, bevel=0.06, turn=(-5, 0, 0))
    m.box((0, 0.29, seat + 0.3), (width, 0.15, 0.62), material, bevel=0.06, turn=(-14, 0, 0))
    for k in range(1, 5):
        m.tube([(width * (k / 5 - 0.5), -0.26, seat + 0.0), (width * (k / 5 - 0.5), 0.2, seat - 0.0)], material, radius=0.006, sides=4)
    if kind == "bucket":
        m.box((0, 0.39, seat + 0.72), (0.28, 0.1, 0.17), material, bevel=0.045, turn=(-8, 0, 0))
        for s in (-1, 1):
            m.tube([(s * 0.07, 0.37, seat + 0.56), (s * 0.07, 0.385, seat + 0.68)], "chrome", radius=0.007)
            m.box((s * width * 0.47, 0.27, seat + 0.26), (0.08, 0.16, 0.5), material, bevel=0.035, turn=(-14, 0, 0))


def windscreen(m: Model) -> None:
    """The glass before the driver, and its frame; it stands where `car_shell` leaves the screen open."""
    points = np.array([(-0.7, -0.66, 0.68), (0.7, -0.66, 0.68), (0.64, -0.1, 1.2), (-0.64, -0.1, 1.2)])
    m.glows.append((shape.solid(points, [[0, 1, 2, 3]]), "pane"))
    m.tube([tuple(p) for p in points] + [tuple(points[0])], "matte_black", radius=0.015, smooth=False)
    for s in (-1, 1):
        m.tube([(s * 0.1 + 0.25, -0.68, 0.68), (s * 0.1 + 0.02, -0.6, 0.76)], "matte_black", radius=0.008)


def side_glass(m: Model, *, length: float = 2.4, low: float = 0.68, high: float = 1.22) -> None:
    """Door windows along y at x = 0."""
    m.glows.append(
        (
            shape.solid(
                np.array([(0, -0.5, low), (0, length - 0.9, low), (-0.04, length - 1.2, high), (-0.04, -0.1, high)]), [[0, 1, 2, 3]]
            ),
            "pane",
        )
    )


def train_bench(m: Model, *, width: float = 1.8, seat: float = 0.46, material: str = "velvet_green", wings: int = 3) -> None:
    """A compartment's bench facing −y: sprung seat, buttoned back with head wings, antimacassars, wooden ends."""
    m.box((0, -0.24, seat * 0.5 - 0.05), (width, 0.5, seat - 0.18), "walnut", bevel=0.02)
    m.box((0, -0.28, seat - 0.07), (width - 0.02, 0.62, 0.16), material, bevel=0.06)
    m.box((0, 0.02, seat + 0.4), (width - 0.02, 0.16, 0.72), material, bevel=0.05, turn=(-7, 0, 0))
    for k in range(wings):
        x = width * ((k + 0.5) / wings - 0.5)
        m.box((x, 0.0, seat + 0.84), (width / wings - 0.12, 0.12, 0.22), "linen", bevel=0.025, turn=(-7, 0, 0))
        for j in (-1, 1):
            for z in (0.25, 0.5):
                m.add(shape.ball(0.014, segments=8, rings=5), "brass", at=(x + j * width / wings * 0.22, -0.07, seat + z))
    for k in range(wings + 1):
        x = width * (k / wings - 0.5)
        m.box((x, -0.03, seat + 0.84), (0.07, 0.24, 0.42), material, bevel=0.03)
        if 0 < k < wings:
            m.box((x, -0.26, seat + 0.2), (0.07, 0.5, 0.07), material, bevel=0.03)
    m.box((0, 0.1, seat + 1.12), (width, 0.06, 0.1), "walnut", bevel=0.02)


def luggage_rack(m: Model, *, width: float = 1.8, height: float = 1.95, full: bool = True) -> None:
    """A brass rack with netting and cases on it; its back is y = 0."""
    for s in (-0.45, 0, 0.45):
        m.tube([(s * width, 0, height - 0.12), (s * width, -0.1, height), (s * width, -0.36, height + 0.06)], "brass", radius=0.013)
    for y, z in ((-0.36, 0.06), (-0.34, 0.14), (-0.2, 0.02), (-0.08, 0.0)):
        m.tube([(-width / 2, y, height + z), (width / 2, y, height + z)], "brass", radius=0.009)
    for k in range(int(width / 0.06)):
        m.tube(
            [(-width / 2 + 0.06 * k, -0.02, height - 0.02), (-width / 2 + 0.06 * k, -0.34, height + 0.03)], "rope", radius=0.003, sides=3
        )
    if full:
        x = -width / 2 + 0.1
        while x < width / 2 - 0.4:
            w, h = m.random.uniform(0.38, 0.6), m.random.uniform(0.16, 0.3)
            m.box(
                (x + w / 2, -0.2, height + 0.05 + h / 2),
                (w, 0.3, h),
                m.random.choice(("leather", "leather_green", "crate", "leather_red")),
                bevel=0.035,
                turn=(0, 0, m.random.uniform(-4, 4)),
            )
            m.tube(
                [
                    (x + w / 2 - 0.07, -0.36, height + 0.05 + h * 0.6),
                    (x + w / 2, -0.4, height + 0.05 + h * 0.66),
                    (x + w / 2 + 0.07, -0.36, height + 0.05 + h * 0.6),
                ],
                "leather_black",
                radius=0.009,
            )
            x += w + m.random.uniform(0.04, 0.3)


def compartment_window(
    m: Model, *, width: float = 1.3, low: float = 0.8, high: float = 1.95, wall: float = 2.0, top: float = 2.3, material: str = "walnut"
) -> None:
    """The window wall of a compartment along x: panel below, a drop window with its strap, curtains, folding table; its face is y = 0."""
    side = (wall - width) / 2
    for s in (-1, 1):
        m.box((s * (width / 2 + side / 2), 0.05, top / 2), (side, 0.1, top), material, bevel=0.01)
    m.box((0, 0.05, low / 2), (width, 0.1, low), material, bevel=0.01)
    m.box((0, 0.05, (high + top) / 2), (width, 0.1, top - high), material, bevel=0.01)
    for s in (-0.25, 0.25):
        m.box((s * wall, -0.008, low * 0.5), (wall * 0.4, 0.025, low * 0.66), material, bevel=0.012)
    for x, z, w, h in ((0, low, width + 0.12, 0.09), (0, high, width + 0.12, 0.08), (0, low + (high - low) * 0.62, width, 0.05)):
        m.box((x, -0.01, z), (w, 0.08, h), "mahogany", bevel=0.015)
    for s in (-1, 1):
        m.box((s * width / 2, -0.01, (low + high) / 2), (0.07, 0.08, high - low), "mahogany", bevel=0.015)
        n = 6
        for k in range(n):
            x = s * (width / 2 - 0.03 - 0.04 * k)
            m.tube(
                [
                    (x, -0.07 - 0.03 * (k % 2), high + 0.06),
                    (x + 0.01 * s, -0.09, (low + high) / 2),
                    (x + 0.05 * s, -0.07 - 0.03 * (k % 2), low - 0.05),
                ],
                "curtain",
                radius=0.032,
                sides=7,
            )
    m.tube([(-width / 2 - 0.1, -0.08, high + 0.09), (width / 2 + 0.1, -0.08, high + 0.09)], "brass", radius=0.012)
    m.glows.append(
        (
            shape.solid(
                np.array([(-width / 2, 0.03, low), (width / 2, 0.03, low), (width / 2, 0.03, high), (-width / 2, 0.03, high)]),
                [[0, 1, 2, 3]],
            ),
            "pane",
        )
    )
    m.box((0, -0.2, low - 0.07), (0.62, 0.36, 0.03), "walnut", bevel=0.012)
    m.tube([(0, -0.05, low - 0.4), (0, -0.3, low - 0.1)], "brass", radius=0.014)
    m.box((0, -0.06, low - 0.05), (0.07, 0.012, 0.2), "leather", bevel=0.004)


def reading_lamp(m: Model, *, kelvin: float = 2700.0, watts: float = 7.0) -> None:
    """A tulip lamp on a wall at its height z = 0; its back is y = 0."""
    m.lathe([(0.05, 0), (0.045, 0.015), (0.015, 0.03)], "brass", turn=(90, 0, 0), segments=18)
    m.tube([(0, -0.02, 0), (0, -0.09, 0.01), (0, -0.12, 0.06)], "brass", radius=0.009)
    m.glow(shape.lathe([(0.02, 0.05), (0.05, 0.1), (0.075, 0.17)], segments=18), "lamp_shade_glow", at=(0, -0.12, 0))
    m.light((0, -0.2, 0.14), kelvin=kelvin, watts=watts, radius=0.06)


PROPS = (car_shell, dashboard, car_seat, windscreen, side_glass, train_bench, luggage_rack, compartment_window, reading_lamp)
