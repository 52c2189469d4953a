"""Motor vehicles of today: saloon, taxi, police car, pickup, van, bus.

Knows nothing of sets. A vehicle's nose points to −y, its wheels stand on z = 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model

Station = tuple[float, float, float, float, float]  # y, sill z, belt z, roof z, half width


@dataclass(frozen=True)
class Coach:
    """A body: stations nose to tail, side windows [(from y, to y)], windscreen and rear light [from y, to y], axles, wheel radius."""

    stations: tuple[Station, ...]
    windows: tuple[tuple[float, float], ...]
    screens: tuple[tuple[float, float], ...]
    axles: tuple[float, ...]
    wheel: float = 0.33
    tumble: float = 0.15  # how far the roof draws in, metres
    lamp: float = 0.66  # height of head and tail lamps


BODIES = {
    "saloon": Coach(
        (
            (-2.28, 0.34, 0.62, 0.62, 0.66), (-2.2, 0.24, 0.72, 0.72, 0.8), (-1.7, 0.2, 0.8, 0.8, 0.88), (-0.95, 0.19, 0.9, 0.92, 0.9), (-0.2, 0.19, 0.93, 1.38, 0.91), (0.15, 0.19, 0.93, 1.45, 0.91),
            (0.9, 0.19, 0.94, 1.43, 0.91), (1.25, 0.19, 0.96, 1.34, 0.9), (1.85, 0.22, 0.98, 1.0, 0.88), (2.2, 0.28, 0.94, 0.94, 0.8), (2.28, 0.36, 0.8, 0.8, 0.68),
        ),
        ((-0.42, 0.36), (0.46, 1.22)), ((-0.95, -0.22), (1.28, 1.84)), (-1.4, 1.36),
    ),
    "pickup": Coach(
        (
            (-2.65, 0.42, 0.82, 0.82, 0.8), (-2.58, 0.34, 0.98, 0.98, 0.9), (-1.9, 0.32, 1.06, 1.06, 0.96), (-1.15, 0.32, 1.1, 1.12, 0.97), (-0.55, 0.32, 1.12, 1.68, 0.97), (-0.2, 0.32, 1.12, 1.76, 0.97),
            (0.35, 0.32, 1.12, 1.74, 0.97), (0.48, 0.32, 1.1, 1.1, 0.97), (0.6, 0.34, 1.08, 1.08, 0.97), (2.55, 0.36, 1.08, 1.08, 0.96), (2.62, 0.44, 1.0, 1.0, 0.9),
        ),
        ((-0.66, 0.22),), ((-1.13, -0.58),), (-1.65, 1.62), 0.39, 0.17, 0.84,
    ),
    "van": Coach(
        (
            (-2.45, 0.4, 0.78, 0.78, 0.78), (-2.38, 0.28, 0.98, 0.98, 0.92), (-1.9, 0.26, 1.14, 1.16, 0.98), (-1.25, 0.26, 1.2, 1.96, 0.99), (-0.9, 0.26, 1.2, 2.12, 0.99), (2.3, 0.26, 1.2, 2.14, 0.99), (2.45, 0.3, 1.2, 2.05, 0.97),
        ),
        ((-1.35, -0.5),), ((-1.9, -1.27),), (-1.62, 1.5), 0.35, 0.1, 0.84,
    ),
    "bus": Coach(
        (
            (-5.6, 0.42, 1.1, 2.75, 1.16), (-5.5, 0.34, 1.12, 2.95, 1.25), (-4.6, 0.32, 1.12, 3.02, 1.26), (4.9, 0.32, 1.12, 3.02, 1.26), (5.5, 0.34, 1.12, 2.95, 1.25), (5.58, 0.42, 1.1, 2.75, 1.2),
        ),
        tuple((-4.3 + 1.5 * k, -2.95 + 1.5 * k) for k in range(6)), ((-5.62, -5.45),), (-3.6, 2.6), 0.5, 0.06, 0.7,
    ),
}  # fmt: skip
LIVERY = {"saloon": "car", "taxi": "taxi_yellow", "police": "police_black", "pickup": "red_paint", "van": "van_white", "bus": "bus_red"}


def vehicle(m: Model, *, kind: str = "saloon", body: str = "", lights: bool = False, sign: str = "") -> None:
    """A motor vehicle of today; kind saloon, taxi, police, pickup, van or bus. `lights`: head and tail lamps burn."""
    made = BODIES.get(kind, BODIES["saloon"])
    paint = body or LIVERY.get(kind, "car")
    _shell(m, made, paint, "matte_black")
    for y in made.axles:
        for s in (-1, 1):
            half = float(np.interp(y, [t[0] for t in made.stations], [t[4] for t in made.stations]))
            _arch(m, (s * half, y), made.wheel, s)
            _tyre(m, (s * (half - 0.11), y, made.wheel), made.wheel, s)
    _trim(m, made, lights)
    if kind == "taxi":
        m.box((0, 0.2, 1.52), (0.5, 0.2, 0.13), "taxi_sign" if lights else "cream", bevel=0.03)
        m.text("TAXI", 0.11, "black", at=(0, 0.095, 1.48))
    if kind == "police":
        for s, colour in ((-1, "neon_red"), (1, "neon_blue")):
            m.glow(shape.box((0.42, 0.2, 0.1), bevel=0.03), colour if lights else "red" if s < 0 else "blue", at=(s * 0.25, 0.2, 1.53))
            if lights:
                m.light((s * 0.3, 0.2, 1.75), kelvin=2200 if s < 0 else 15000, watts=60, radius=0.1)
            m.box((s * 0.912, 0.05, 0.62), (0.012, 1.7, 0.5), "white", bevel=0.004)
            m.text("POLICE", 0.26, "black", at=(s * 0.92, 0.05, 0.54), turn=(0, 0, s * 90))
        m.box((0, 0.2, 1.475), (1.05, 0.24, 0.03), "matte_black")
    if kind == "bus":
        m.box((0, -5.63, 1.84), (2.1, 0.1, 1.36), "car_glass", bevel=0.05)
        m.box((0, -5.67, 1.84), (0.03, 0.04, 1.3), "matte_black", bevel=0.01)
        for s in (-1, 1):
            m.tube([(s * 0.25, -5.7, 1.2), (s * 0.75, -5.7, 1.75)], "matte_black", radius=0.012, sides=5)
        m.box((0, -5.6, 2.72), (1.5, 0.05, 0.26), "matte_black", bevel=0.02)
        m.text(sign or "CENTRAL", 0.2, "lamp_glow", at=(0, -5.63, 2.65))
        for s in (-1, 1):
            m.box((s * 1.262, 0, 1.02), (0.01, 10.6, 0.1), "cream", bevel=0)
    elif sign:
        for s in (-1, 1):
            m.text(sign, 0.26, "black", at=(s * (made.stations[5][4] + 0.012), 0.9, 1.45), turn=(0, 0, s * 90))


def _shell(m: Model, made: Coach, paint: str, glassless: str) -> None:
    """Loft body, glass and the black frame round the glass through the stations."""
    rows = np.asarray(made.stations, float)
    fine = np.unique(
        np.concatenate([np.linspace(rows[0, 0], rows[-1, 0], 72), rows[:, 0], *(np.array(w) for w in (*made.windows, *made.screens))])
    )
    sill, belt, roof, half = (_faired(np.interp(fine, rows[:, 0], rows[:, k])) for k in (1, 2, 3, 4))
    tall = np.clip((roof - belt) / 0.4, 0, 1)
    top = half - made.tumble * tall - 0.02
    crown = 0.045 - 0.01 * tall  # a bonnet is higher in its middle
    line = [
        (0.0 * half, sill), (half - 0.06, sill), (half - 0.015, sill + 0.05), (half, (sill + belt) * 0.5), (half * 0.995, belt - 0.07), (half - 0.025, belt - 0.005), (half - 0.05, belt + 0.012 * tall),
        (top + 0.02, belt + (roof - belt) * 0.9), (top - 0.06, roof - 0.015 * tall), (top * 0.5, roof + 0.75 * crown), (0.0 * half, roof + crown),
    ]  # fmt: skip
    ring = np.array([[np.stack([s * x, fine, z], 1) for x, z in line] for s in (-1, 1)])  # side, ring, station, 3
    count, steps = len(line), len(fine)
    groups: dict[str, list[tuple[int, ...]]] = {paint: [], "car_glass": []}
    for side in (0, 1):
        for k in range(count - 1):
            for i in range(steps - 1):
                y = (fine[i] + fine[i + 1]) / 2
                glazed = (k == 6 and any(a <= y <= b for a, b in made.windows)) or (
                    k in (7, 8, 9) and any(a <= y <= b for a, b in made.screens)
                )
                a, b = (side * count + k) * steps + i, (side * count + k + 1) * steps + i
                quad = (a, b, b + 1, a + 1)
                groups["car_glass" if glazed else paint].append(quad if side else quad[::-1])
    flat = ring.reshape(-1, 3)
    for name, faces in groups.items():
        if faces:
            m.parts.append((shape.solid(flat, np.array(faces)), name))
    for end in (0, steps - 1):
        face = [tuple(ring[1, k, end]) for k in range(count)] + [tuple(ring[0, k, end]) for k in range(count - 2, 0, -1)]
        m.parts.append((shape.solid(np.array(face), [list(range(len(face)))[:: -1 if end else 1]]), paint))
    for start, end in made.windows:
        for s in (0, 1):
            for y in (start, end):
                i = int(np.abs(fine - y).argmin())
                m.tube([tuple(ring[s, 6, i]), tuple(ring[s, 7, i])], glassless, radius=0.016, sides=5)
            pick = [i for i in range(steps) if start <= fine[i] <= end]
            m.tube([tuple(ring[s, 6, i]) for i in pick], glassless, radius=0.012, sides=5, smooth=False)


def _faired(line: np.ndarray) -> np.ndarray:
    """Return a line of the body without the corners that its stations leave, its ends kept."""
    for _ in range(3):
        line = np.concatenate([line[:1], 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:], line[-1:]])
    return line


def _arch(m: Model, at: tuple[float, float], radius: float, side: int) -> None:
    """The dark mouth of a wheel arch with its lip."""
    x, y = at
    arc = [(y + radius * 1.2 * math.cos(a), radius * 0.98 + radius * 1.2 * math.sin(a)) for a in np.linspace(-0.55, math.pi + 0.55, 22)]
    m.parts.append((shape.plate(arc[::side], thickness=0.02).moved((x + side * 0.001, 0, 0), turn=(0, 0, 90)), "matte_black"))
    m.tube([(x + side * 0.012, a, b) for a, b in arc], "matte_black", radius=0.014, sides=5, smooth=False)


def _tyre(m: Model, at: tuple[float, float, float], r: float, side: int) -> None:
    """A tyre on a spoked rim."""
    m.add(
        shape.lathe([(r * 0.62, -0.1), (r * 0.9, -0.105), (r, -0.06), (r, 0.06), (r * 0.9, 0.105), (r * 0.66, 0.1)], segments=30),
        "rubber",
        at=at,
        turn=(0, 90, 0),
    )
    x = at[0] + side * 0.075
    m.add(
        shape.lathe([(r * 0.66, 0.02), (r * 0.6, -0.02), (0, -0.03)], segments=24),
        "matte_black",
        at=(x, at[1], at[2]),
        turn=(0, 90 * side, 0),
    )
    for k in range(5):
        a = k * 1.2566
        m.tube(
            [(x + side * 0.02, at[1], at[2]), (x + side * 0.012, at[1] + r * 0.64 * math.cos(a), at[2] + r * 0.64 * math.sin(a))],
            "steel",
            radius=(0.055, 0.028),
            sides=5,
        )
    ring = [(x + side * 0.014, at[1] + r * 0.64 * math.cos(a), at[2] + r * 0.64 * math.sin(a)) for a in np.linspace(0, 6.283, 25)]
    m.tube(ring, "steel", radius=0.018, sides=6, smooth=False)


def _trim(m: Model, made: Coach, lights: bool) -> None:
    """Bumpers, grille, lamps, plates, mirrors, handles and door gaps."""
    nose, tail = made.stations[0], made.stations[-1]
    wide = made.stations[1][4]
    for y, s in ((nose[0] - 0.03, -1), (tail[0] + 0.03, 1)):
        m.tube(
            [
                (-wide, y - s * 0.16, nose[1] + 0.12),
                (-wide * 0.75, y, nose[1] + 0.12),
                (wide * 0.75, y, nose[1] + 0.12),
                (wide, y - s * 0.16, nose[1] + 0.12),
            ],
            "matte_black",
            radius=0.075,
        )
        m.box((0, y + s * 0.06, nose[1] + 0.14), (0.46, 0.015, 0.11), "white_paper", bevel=0.004)
    for k in range(4):
        m.box((0, nose[0] - 0.012, nose[1] + 0.24 + 0.055 * k), (wide * 1.05, 0.03, 0.018), "chrome", bevel=0.006)
    for s in (-1, 1):
        front, back = ("headlight", "taillight") if lights else ("lamp_glass", "red_glass")
        m.add(shape.box((0.34, 0.1, 0.15), bevel=0.04), "chrome", at=(s * wide * 0.76, nose[0] + 0.02, made.lamp), turn=(0, 0, s * 18))
        m.glow(shape.box((0.3, 0.06, 0.12), bevel=0.03), front, at=(s * wide * 0.76, nose[0] - 0.022, made.lamp), turn=(0, 0, s * 18))
        m.glow(
            shape.box((0.26, 0.05, 0.14), bevel=0.03), back, at=(s * wide * 0.78, tail[0] + 0.012, made.lamp + 0.1), turn=(0, 0, -s * 14)
        )
        if lights:
            m.light(
                (s * wide * 0.76, nose[0] - 0.12, made.lamp),
                kelvin=4300,
                watts=420,
                kind="spot",
                radius=0.07,
                cone=60.0,
                aim=(s * wide * 0.9, nose[0] - 8, 0.0),
            )
        for _, end in made.windows[:2]:
            half = float(np.interp(end, [t[0] for t in made.stations], [t[4] for t in made.stations]))
            belt = float(np.interp(end, [t[0] for t in made.stations], [t[2] for t in made.stations]))
            m.box((s * (half + 0.004), end - 0.16, belt - 0.12), (0.03, 0.15, 0.028), "chrome", bevel=0.01)
            m.box((s * (half - 0.001), end + 0.02, (belt + 0.3) / 2), (0.012, 0.012, belt - 0.34), "matte_black", bevel=0.002)
        start = made.windows[0][0]
        belt = float(np.interp(start, [t[0] for t in made.stations], [t[2] for t in made.stations]))
        half = float(np.interp(start, [t[0] for t in made.stations], [t[4] for t in made.stations]))
        m.add(shape.box((0.2, 0.09, 0.14), bevel=0.04), "matte_black", at=(s * (half + 0.1), start - 0.02, belt + 0.08))


PROPS = (vehicle,)
