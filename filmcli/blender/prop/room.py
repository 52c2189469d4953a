"""What a room is made of: walls with openings, floors, ceilings, doors, windows with blinds or curtains, skirtings.

Knows nothing of any particular room. Walls run along x in their own coordinates and face −y; a set turns them by yaw.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def wall(
    m: Model,
    *,
    length: float = 5.0,
    height: float = 2.8,
    holes: Sequence[Sequence[float]] = (),
    material: str = "wall",
    trim: str = "trim",
    dado: float = 0.0,
    skirting: float = 0.14,
    crown: float = 0.0,
    rail: float = 0.0,
    panels: float = 0.0,
    pilasters: float = 0.0,
    thick: float = 0.12,
) -> None:
    """A wall whose face is y = 0, centred on x. `holes` are [x, width, bottom, top]; dado and skirting stop at doors.

    `rail` is the height of a picture rail; `panels` the height up to which framed panels stand; `pilasters` the pitch of flat columns.
    """
    edges = sorted({-length / 2, length / 2, *(x + s * w / 2 for x, w, _, _ in holes for s in (-1, 1))})
    for left, right in zip(edges, edges[1:], strict=False):
        middle = (left + right) / 2
        here = [h for h in holes if abs(middle - h[0]) < h[1] / 2]
        bands = [(0.0, here[0][2]), (here[0][3], height)] if here else [(0.0, height)]
        for low, high in bands:
            if high - low > 0.005:
                part = shape.box((right - left, thick, high - low), bevel=0.0005)
                part = shape.replace(part, uv=part.uv + [middle, (low + high) / 2])
                m.parts.append((part.moved((middle, thick / 2, (low + high) / 2)), material))
        strips = (
            (skirting / 2, skirting, 0.022),
            (skirting, 0.02, 0.03),
            (dado, 0.05, 0.03),
            (rail, 0.035, 0.026),
            (height - crown / 2, crown, 0.05),
            (height - 0.02, 0.04 * (crown > 0), 0.09),
            (height - crown, 0.02 * (crown > 0), 0.06),
        )
        for z, tall, deep in strips:
            free = not here or z + tall / 2 < here[0][2] or z - tall / 2 > here[0][3]
            if z > 0 and tall > 0 and free and not (z <= skirting and not skirting):
                m.box((middle, -deep / 2, z), (right - left, deep, tall), trim, bevel=0.005)
    clear = [x for x in np.arange(-length / 2 + 0.3, length / 2 - 0.29, 0.6) if all(abs(x - h[0]) > h[1] / 2 + 0.32 for h in holes)]
    for x in clear if panels else ():
        _panel(m, float(x), panels, skirting, trim)
    if pilasters:
        count = int(length / pilasters)
        for k in range(count + 1):
            x = length * (k / max(count, 1) - 0.5)
            if all(abs(x - h[0]) > h[1] / 2 + 0.2 for h in holes):
                m.box((x, -0.05, height / 2), (0.34, 0.1, height), trim, bevel=0.012)
                for z, tall in ((0.14, 0.28), (height - 0.16, 0.2)):
                    m.box((x, -0.065, z), (0.42, 0.13, tall), trim, bevel=0.014)


def _panel(m: Model, x: float, top: float, foot: float, material: str) -> None:
    """Raise one framed panel of a wainscot, 0.6 m wide."""
    low, high = foot + 0.08, top - 0.08
    m.box((x, -0.008, (low + high) / 2), (0.5, 0.016, high - low), material, bevel=0.004)
    m.box((x, -0.02, (low + high) / 2), (0.38, 0.014, high - low - 0.12), material, bevel=0.006)
    m.box((x, -0.012, (foot + top) / 2), (0.6, 0.006, top - foot), material, bevel=0)


def floor(
    m: Model,
    *,
    size: Sequence[float] = (5.0, 5.0),
    material: str = "floor",
    along: str = "x",
    level: float = 0.0,
    pit: Sequence[float] = (),
) -> None:
    """A floor; boards run along x or y. `pit` is [x, y, width, depth] of a hole in it: a basin, a track."""
    width, depth = size
    if pit:
        x, y, w, d = pit
        for low, high, left, right in (
            (-depth / 2, y - d / 2, -width / 2, width / 2),
            (y + d / 2, depth / 2, -width / 2, width / 2),
            (y - d / 2, y + d / 2, -width / 2, x - w / 2),
            (y - d / 2, y + d / 2, x + w / 2, width / 2),
        ):
            if high - low > 0.01 and right - left > 0.01:
                strip = shape.sheet(right - left, high - low)
                middle = ((left + right) / 2, (low + high) / 2, 0)
                m.parts.append((shape.replace(strip, uv=strip.uv + np.array(middle[:2])).moved((*middle[:2], level)), material))
        return
    flat = shape.sheet(width, depth) if along == "x" else shape.sheet(depth, width)
    m.parts.append((flat.moved((0, 0, level), turn=(0, 0, 0 if along == "x" else 90)), material))


def ceiling(
    m: Model,
    *,
    size: Sequence[float] = (5.0, 5.0),
    height: float = 2.8,
    material: str = "ceiling",
    beams: int = 0,
    trim: str = "trim",
    mesh: float = 0.0,
    coffers: int = 0,
) -> None:
    """A ceiling: plain, with beams along y, with panels in a metal `mesh` of metres, or with `coffers` across."""
    m.box((0, 0, height + 0.05), (*size, 0.1), material, bevel=0)
    for axis in (0, 1) if mesh or coffers else ():
        count = int(size[axis] / mesh) if mesh else coffers + axis * round(coffers * (size[1] / size[0] - 1))
        for k in range(1, count):
            at = size[axis] * (k / count - 0.5)
            wide, tall = (0.024, 0.012) if mesh else (0.2, 0.16)
            m.box(
                (0, at, height - tall / 2) if axis else (at, 0, height - tall / 2),
                (size[0], wide, tall) if axis else (wide, size[1], tall),
                trim,
                bevel=0.002 if mesh else 0.02,
            )
    for i in range(beams):
        x = size[0] * ((i + 0.5) / beams - 0.5)
        m.box((x, 0, height - 0.09), (0.16, size[1], 0.18), trim, bevel=0.012)


def door(
    m: Model,
    *,
    width: float = 0.9,
    height: float = 2.05,
    material: str = "trim",
    frame: str = "trim",
    kind: str = "panel",
    knob: str = "brass",
    sign: str = "",
    small: str = "",
) -> None:
    """A shut door in its frame; kind is panel, glass (frosted upper half), plain, metal or slide. The wall's face is y = 0."""
    for x in (-width / 2 - 0.05, width / 2 + 0.05):
        m.box((x, -0.015, height / 2 + 0.03), (0.11, 0.13, height + 0.06), frame)
    m.box((0, -0.015, height + 0.05), (width + 0.22, 0.13, 0.11), frame)
    y = 0.015
    if kind == "glass":
        m.box((0, y, 0.48), (width, 0.045, 0.96), material)
        m.box((0, y, height - 0.06), (width, 0.045, 0.12), material)
        for x in (-width / 2 + 0.055, width / 2 - 0.055):
            m.box((x, y, height / 2 + 0.42), (0.11, 0.045, height - 1.06), material)
        m.box((0, y, height / 2 + 0.42), (width - 0.2, 0.01, height - 1.06), "frosted", bevel=0)
        m.text(sign, 0.092 if len(sign) < 14 else 0.068, "black", at=(0, y - 0.011, 1.6)) if sign else None
        m.text(small, 0.045, "black", at=(0, y - 0.011, 1.47)) if small else None
        _panels(m, width, [(0.22, 0.74)], y, material)
    else:
        m.box((0, y, height / 2), (width, 0.045, height), material)
        if kind == "panel":
            _panels(m, width, [(0.16, 0.86), (1.06, height - 0.16)], y, material)
        if kind == "metal":
            m.box((0, y - 0.026, 0.16), (width - 0.06, 0.006, 0.26), "steel", bevel=0.002)
            m.box((0, y - 0.024, 1.55), (0.26, 0.01, 0.5), "dark_pane", bevel=0.004)
        if kind == "slide":
            m.box((0, y - 0.03, height / 2), (0.02, 0.02, height), "matte_black", bevel=0.002)
            for s in (-1, 1):
                m.box((s * width * 0.25, y - 0.03, 1.1), (width * 0.34, 0.02, 1.5), material, bevel=0.01)
        if sign:
            m.text(sign, 0.12, "brass", at=(0, y - 0.03, 1.62))
    if kind != "slide":
        m.lathe(
            [(0, 0.075), (0.022, 0.07), (0.03, 0.048), (0.024, 0.024), (0.01, 0.016), (0.028, 0.004), (0.03, 0)],
            knob,
            at=(-width / 2 + 0.075, y - 0.022, 1.0),
            turn=(90, 0, 0),
            segments=16,
        )


def _panels(m: Model, width: float, spans: Sequence[Sequence[float]], y: float, material: str) -> None:
    """Raise two columns of door panels between heights."""
    for low, high in spans:
        for x in (-width * 0.22, width * 0.22):
            m.box((x, y - 0.022, (low + high) / 2), (width * 0.34, 0.026, high - low), material, bevel=0.012)


def window(
    m: Model,
    *,
    width: float = 1.2,
    height: float = 1.5,
    sill: float = 0.85,
    panes: Sequence[int] = (2, 2),
    frame: str = "trim",
    dress: str = "",
    cloth: str = "curtain",
    open_share: float = 0.62,
    tilt: float = -10.0,
    outside: str = "",
) -> None:
    """A window in a wall hole; dress is '', blinds, curtains, sheers or shutters. Frame depth lies behind the wall's face y = 0."""
    middle = sill + height / 2
    for i in range(panes[0] + 1):
        m.box((width * (i / panes[0] - 0.5), 0.04, middle), (0.05, 0.08, height + 0.05), frame)
    for i in range(panes[1] + 1):
        m.box((0, 0.04, sill + height * i / panes[1]), (width + 0.05, 0.08, 0.05), frame)
    for z, deep, tall in ((sill - 0.045, 0.12, 0.05), (sill + height + 0.05, 0.04, 0.1)):
        m.box((0, -deep / 2 + 0.02, z), (width + 0.22, deep, tall), frame)
    for s in (-1, 1):
        m.box((s * (width / 2 + 0.055), -0.005, middle), (0.1, 0.04, height + 0.08), frame)
    if outside:
        m.box((0, 0.45, middle), (width + 1.4, 0.02, height + 1.2), outside, bevel=0)
    if dress == "blinds":
        count = int(height / 0.06)
        for i in range(count):
            m.box(
                (0, -0.075, sill + 0.05 + i * (height - 0.08) / count),
                (width + 0.14, 0.054, 0.0025),
                "blind",
                bevel=0,
                turn=(tilt + m.random.uniform(-2, 2), 0, 0),
            )
        m.box((0, -0.075, sill + height), (width + 0.16, 0.06, 0.05), "blind")
        for s in (-0.3, 0.3):
            m.tube([(s * width, -0.075, sill), (s * width, -0.075, sill + height)], "blind", radius=0.0015, sides=5)
    if dress in ("curtains", "sheers"):
        reach = width * 0.5 * (1 - open_share) + 0.22
        for s in (-1, 1):
            drape(
                m,
                left=s * (width / 2 + 0.16) - (0 if s < 0 else reach),
                width=reach,
                bottom=0.06,
                top=sill + height + 0.12,
                material=cloth if dress == "curtains" else "sheer",
            )
        m.tube([(-width / 2 - 0.35, -0.1, sill + height + 0.14), (width / 2 + 0.35, -0.1, sill + height + 0.14)], "brass", radius=0.012)
    if dress == "shutters":
        for s in (-1, 1):
            m.box((s * (width * 0.75 + 0.1), -0.03, middle), (width * 0.48, 0.035, height), frame)


def drape(m: Model, *, left: float, width: float, bottom: float, top: float, material: str) -> None:
    """A hanging cloth in folds, a little narrower and deeper toward its head."""
    columns, rows = 40, 5
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    phase = m.random.uniform(0, 6)
    fold = np.sin(u * width / 0.105 * 6.283 + phase) * (0.034 - 0.014 * v) + 0.012 * np.sin(u * 9 + v * 3 + phase)
    points = np.stack([left + u * width, -0.1 + fold, bottom + v * (top - bottom)], -1).reshape(-1, 3)
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(rows - 1)
        for c in range(columns - 1)
    ]
    m.parts.append((shape.solid(points, faces, uv=points[:, [0, 2]]), material))


PROPS = (wall, floor, ceiling, door, window)
