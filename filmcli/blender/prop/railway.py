"""Rails, carriages, stage coaches, tractors, bicycles: what rolls without a motor car's body.

Knows nothing of sets. A vehicle's nose points to −y, its wheels stand on z = 0.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.car import wagon_wheel
from filmcli.blender.prop.model import Model
from filmcli.blender.prop.vehicle import _tyre


def bicycle(m: Model, *, paint: str = "green_paint") -> None:
    """A roadster leaning on its stand."""
    for y in (-0.53, 0.53):
        rim = [(0, y + 0.33 * math.cos(a), 0.34 + 0.33 * math.sin(a)) for a in np.linspace(0, 6.283, 33)]
        m.tube(rim, "rubber", radius=0.019, sides=7, smooth=False)
        m.tube(
            [(0, y + 0.305 * math.cos(a), 0.34 + 0.305 * math.sin(a)) for a in np.linspace(0, 6.283, 33)],
            "chrome",
            radius=0.009,
            sides=5,
            smooth=False,
        )
        for k in range(14):
            a = k * 0.449
            m.tube([(0.012 * (-1) ** k, y, 0.34), (0, y + 0.3 * math.cos(a), 0.34 + 0.3 * math.sin(a))], "chrome", radius=0.0016, sides=3)
        m.tube(
            [(0, y + 0.37 * math.cos(a), 0.34 + 0.37 * math.sin(a)) for a in np.linspace(0.25, 2.6, 12)],
            paint,
            radius=0.016,
            sides=5,
            smooth=False,
        )
    seat, crank, head = (0, 0.2, 0.82), (0, 0.05, 0.3), (0, -0.36, 0.84)
    for a, b in (
        (seat, crank),
        (crank, (0, -0.39, 0.7)),
        ((0, 0.18, 0.76), head),
        (crank, (0, 0.53, 0.34)),
        ((0, 0.18, 0.76), (0, 0.53, 0.34)),
        (head, (0, -0.53, 0.34)),
    ):
        m.tube([a, b], paint, radius=0.016, sides=8)
    m.tube([(-0.3, -0.16, 1.02), (-0.27, -0.36, 1.0), (0, -0.36, 1.0), (0.27, -0.36, 1.0), (0.3, -0.16, 1.02)], "chrome", radius=0.012)
    m.tube([head, (0, -0.36, 1.0)], "chrome", radius=0.014)
    m.add(shape.ball(0.1, segments=14, rings=8).scaled((0.8, 1.35, 0.4)), "leather", at=(0, 0.22, 0.9))
    m.lathe([(0.09, -0.004), (0.095, 0), (0.09, 0.004)], "chrome", at=(0.03, 0.05, 0.3), turn=(0, 90, 0), segments=20)
    m.add(shape.ball(0.055, segments=12, rings=8), "chrome", at=(0, -0.46, 0.86))


def motorcycle(m: Model, *, paint: str = "car", lights: bool = False) -> None:
    """A heavy motorcycle on its stand."""
    for y, wide in ((-0.74, 0.055), (0.7, 0.075)):
        m.tube(
            [(0, y + 0.28 * math.cos(a), 0.33 + 0.28 * math.sin(a)) for a in np.linspace(0, 6.283, 31)],
            "rubber",
            radius=wide,
            sides=9,
            smooth=False,
        )
        m.tube(
            [(0, y + 0.21 * math.cos(a), 0.33 + 0.21 * math.sin(a)) for a in np.linspace(0, 6.283, 31)],
            "chrome",
            radius=0.016,
            sides=6,
            smooth=False,
        )
        for k in range(12):
            a = k * 0.5236
            m.tube([(0, y, 0.33), (0, y + 0.21 * math.cos(a), 0.33 + 0.21 * math.sin(a))], "chrome", radius=0.004, sides=4)
        m.tube(
            [(0, y + 0.37 * math.cos(a), 0.33 + 0.37 * math.sin(a)) for a in np.linspace(0.5, 2.5, 10)],
            paint,
            radius=0.06,
            sides=7,
            smooth=False,
        )
    for s in (-1, 1):
        m.tube([(s * 0.09, -0.74, 0.33), (s * 0.09, -0.5, 0.86), (s * 0.1, -0.44, 0.98)], "chrome", radius=0.024)
        m.tube([(s * 0.12, -0.42, 1.0), (s * 0.34, -0.36, 1.06), (s * 0.42, -0.2, 1.04)], "chrome", radius=0.014)
        m.tube(
            [(s * 0.13, -0.2, 0.4), (s * 0.2, 0.1, 0.22), (s * 0.2, 0.9, 0.26), (s * 0.2, 1.0, 0.27)],
            "chrome",
            radius=(0.025, 0.03, 0.045, 0.048),
        )
        m.tube([(s * 0.1, 0.7, 0.33), (s * 0.12, 0.48, 0.66)], "chrome", radius=0.024)
        for k in range(6):
            m.add(
                shape.box((0.12, 0.15, 0.012), bevel=0.004),
                "zinc",
                at=(s * 0.11, -0.08 + 0.18 * (s > 0), 0.42 + 0.03 * k),
                turn=(0, s * 28, 0),
            )
    m.add(shape.ball(0.17, segments=20, rings=12).scaled((0.85, 1.75, 0.72)), paint, at=(0, -0.18, 0.82))
    m.add(shape.ball(0.17, segments=18, rings=10).scaled((0.9, 1.7, 0.42)), "leather_black", at=(0, 0.3, 0.76))
    m.add(shape.ball(0.15, segments=18, rings=10).scaled((0.8, 1.3, 0.95)), "zinc", at=(0, 0.02, 0.36))
    m.add(shape.lathe([(0.03, 0.1), (0.1, 0.05), (0.11, 0.0)], segments=18), "chrome", at=(0, -0.6, 0.92), turn=(-90, 0, 0))
    m.glow(shape.ball(0.095, segments=14, rings=8).scaled((1, 0.25, 1)), "headlight" if lights else "lamp_glass", at=(0, -0.61, 0.92))
    m.tube([(-0.08, 0.1, 0.3), (-0.28, 0.16, 0.01)], "matte_black", radius=0.014)


def carriage(
    m: Model, *, length: float = 16.0, paint: str = "carriage_green", lit: bool = True, windows: int = 8, door: bool = True
) -> None:
    """The side of a railway carriage along y, standing on its rails: body, windows, doors, bogies; nose to −y."""
    m.box((0, 0, 1.72), (2.7, length, 1.0), paint, bevel=0.02)
    m.box((0, 0, 3.02), (2.7, length, 0.46), paint, bevel=0.02)
    m.add(shape.ball(1.0, segments=24, rings=10).scaled((1.42, length / 2 * 1.02, 0.42)), "grey_metal", at=(0, 0, 3.24))
    m.box((0, 0, 1.16), (2.74, length, 0.12), "matte_black")
    pitch = length / windows
    for s in (-1, 1):
        m.box((s * 1.36, 0, 2.23), (0.02, length, 0.05), "brass", bevel=0.006)
        for k in range(windows + 1):
            m.box((s * 1.32, -length / 2 + k * pitch, 2.5), (0.09, 0.34, 0.66), paint, bevel=0.012)
        for k in range(windows):
            y = -length / 2 + (k + 0.5) * pitch
            if lit:
                m.glow(shape.box((0.02, pitch - 0.3, 0.6)), "window_glow", at=(s * 1.26, y, 2.5))
            else:
                m.box((s * 1.27, y, 2.5), (0.02, pitch - 0.3, 0.6), "dark_pane", bevel=0)
            m.box((s * 1.33, y, 2.62), (0.05, pitch - 0.3, 0.03), "frame_paint", bevel=0.004)
        if door:
            for y in (-length / 2 + pitch * 0.1, length / 2 - pitch * 0.1):
                m.tube([(s * 1.38, y - 0.4, 1.4), (s * 1.38, y - 0.4, 2.4)], "brass", radius=0.014)
                m.box((s * 1.45, y, 0.95), (0.3, 0.9, 0.04), "matte_black")
    for end in (-length / 2 + 2.4, length / 2 - 2.4):
        for y in (end - 0.9, end + 0.9):
            for s in (-1, 1):
                m.add(
                    shape.lathe([(0.0, -0.03), (0.42, -0.05), (0.46, -0.06), (0.46, 0.06), (0.4, 0.05), (0, 0.04)], segments=24),
                    "iron",
                    at=(s * 0.76, y, 0.62),
                    turn=(0, 90, 0),
                )
                m.box((s * 0.98, y, 0.66), (0.14, 0.3, 0.3), "iron", bevel=0.03)
        for s in (-1, 1):
            m.box((s * 0.98, end, 0.78), (0.1, 2.7, 0.16), "iron", bevel=0.02)


def rails(m: Model, *, length: float = 30.0, gauge: float = 1.5, ballast: str = "gravel") -> None:
    """A track along y: ballast, sleepers, rails."""
    m.add(shape.lathe([(1.0, 0), (0.72, 0.16), (0, 0.16)], segments=4).moved(turn=(0, 0, 45)).scaled((1.9, length / 1.414, 1)), ballast)
    for k in range(int(length / 0.62)):
        m.box((m.random.uniform(-0.02, 0.02), -length / 2 + 0.3 + k * 0.62, 0.19), (2.5, 0.24, 0.14), "dead_wood", bevel=0.015)
    for s in (-1, 1):
        m.box((s * gauge / 2, 0, 0.27), (0.13, length, 0.02), "rust_metal", bevel=0.004)
        m.box((s * gauge / 2, 0, 0.34), (0.02, length, 0.13), "rust_metal", bevel=0.002)
        m.box((s * gauge / 2, 0, 0.41), (0.068, length, 0.035), "steel", bevel=0.008)


def stagecoach(m: Model, *, paint: str = "red_paint") -> None:
    """A stage coach: curved body on leather straps, box seat, luggage on the roof, spoked wheels."""
    outline = [(-0.95, 0.95), (-0.8, 0.78), (0.8, 0.78), (0.95, 0.95), (1.02, 1.5), (0.95, 2.2), (-0.95, 2.2), (-1.02, 1.5)]
    m.add(shape.plate(outline, thickness=1.35), paint, turn=(0, 0, 90))
    for s in (-1, 1):
        m.box((s * 0.685, 0, 1.55), (0.02, 0.6, 1.15), "trim", bevel=0.01)
        for y in (-0.6, 0, 0.6):
            m.box((s * 0.695, y, 1.82), (0.02, 0.36, 0.48), "dark_pane", bevel=0.03)
            m.box((s * 0.7, y, 1.56), (0.025, 0.42, 0.03), "gold", bevel=0.008)
        for y, r in ((-1.35, 0.5), (1.1, 0.66)):
            wagon_wheel(m, at=(s * 0.84, y, r), radius=r, wood="yellow")
        m.tube([(s * 0.5, -1.5, 0.62), (s * 0.5, 1.2, 0.66)], "trim", radius=0.05)
    m.box((0, 0, 2.24), (1.42, 2.05, 0.06), "trim", bevel=0.02)
    for k, (x, y, w) in enumerate(((-0.35, 0.3, 0.5), (0.25, 0.45, 0.6), (0.05, -0.4, 0.7))):
        m.box((x, y, 2.42), (w, 0.42, 0.3), ("leather", "crate", "leather_green")[k], bevel=0.03, turn=(0, 0, 12 * k - 10))
    m.box((0, -1.15, 1.55), (1.2, 0.5, 0.1), "trim", bevel=0.02)
    m.box((0, -0.95, 1.85), (1.2, 0.08, 0.5), "leather", bevel=0.02)
    m.box((0, -1.5, 1.2), (1.2, 0.06, 0.6), "trim", bevel=0.02, turn=(25, 0, 0))
    m.tube([(0, -1.4, 0.66), (0, -3.6, 0.6)], "trim", radius=0.045)


def tractor(m: Model, *, paint: str = "green_paint") -> None:
    """An old farm tractor."""
    m.box((0, -0.75, 0.98), (0.55, 1.5, 0.52), paint, bevel=0.06)
    for k in range(6):
        m.box((0, -1.52, 0.8 + 0.07 * k), (0.44, 0.03, 0.03), "matte_black")
    m.box((0, 0.35, 0.7), (0.5, 1.0, 0.4), "matte_black", bevel=0.04)
    for s in (-1, 1):
        _tyre(m, (s * 0.72, 0.6, 0.68), 0.68, s)
        _tyre(m, (s * 0.5, -1.2, 0.38), 0.38, s)
        m.add(
            shape.tube(
                [(0, 0.72 * math.cos(a), 0.72 * math.sin(a)) for a in np.linspace(0.3, 2.7, 12)], radius=0.06, sides=6, smooth=False
            ).scaled((3.0, 1, 1)),
            paint,
            at=(s * 0.66, 0.6, 0.7),
        )
        m.add(shape.ball(0.1, segments=12, rings=8), "lamp_glass", at=(s * 0.34, -1.4, 1.1))
    m.tube([(0.12, -0.95, 1.2), (0.12, -0.95, 1.85)], "rust", radius=0.035)
    m.box((0, 0.75, 1.02), (0.44, 0.4, 0.06), "matte_black", bevel=0.02)
    m.box((0, 0.95, 1.2), (0.44, 0.05, 0.34), "matte_black", bevel=0.02)
    wheel = [(0.2 * math.cos(a), 0.18 + 0.06 * math.sin(a), 1.38 + 0.19 * math.sin(a)) for a in np.linspace(0, 6.283, 24)]
    m.tube(wheel, "matte_black", radius=0.016, smooth=False)
    m.tube([(0, 0.18, 1.38), (0, -0.2, 1.1)], "matte_black", radius=0.018)


PROPS = (bicycle, motorcycle, carriage, rails, stagecoach, tractor)
