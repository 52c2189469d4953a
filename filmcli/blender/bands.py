"""Rings and bands round neck, waist, arms and shoulders: rolled edges, knitted welts, belts, cuffs, shoulder straps.

Knows nothing of materials, outfits or poses. Metres for a person of 1.75 m, where not said to be absolute.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.form import Form
from filmcli.blender.garment import Cloth
from filmcli.blender.tailoring import throat


def roll(form: Form, ring: np.ndarray, radius: float) -> Cloth:
    """Return a rolled edge of `radius` metres along a closed path (n, 3)."""
    out = ring - ring.mean(0)
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    _, _, weights = form.nearest(ring)
    rows = [ring + radius * (1.25 * np.sin(t) * np.array([0, 0, 1.0]) + 0.8 * np.cos(t) * out) for t in np.linspace(0, 2 * np.pi, 9)]
    return garment.sheet(np.concatenate(rows), np.tile(weights, (9, 1)), 9, len(ring), ring=True)


def welts(body: Body, whole: Cloth) -> Iterator[tuple[str, Cloth]]:
    """Yield ("hem" or "wrist", a knitted welt) for the lower edge and the sleeve ends of a cloth."""
    k, form = body.unit, Form(whole.vertices, whole.faces, whole.weights)
    for loop in garment.loops(whole.faces):
        at = whole.vertices[loop]
        middle = at.mean(0)
        trunk = abs(middle[0]) < 0.05
        if trunk and middle[2] > throat(body)[2] - 0.1 * k:
            continue
        axis = np.array([0, 0, -1.0])
        if not trunk:
            side = "L" if middle[0] > 0 else "R"
            axis = body.joint("wrist." + side) - body.joint("lowerarm01." + side)
            axis = axis / np.linalg.norm(axis)
        out = at - middle
        out -= np.outer(out @ axis, axis)
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        reach = (0.045 if trunk else 0.034) * k
        shape = ((-1.0, 0.0005), (-0.95, 0.0028), (-0.5, 0.0022), (-0.05, 0.0008), (0.0, -0.004))
        rows = []
        for d, lift in shape:  # it lies on the cloth, which may widen to the hem
            on, _, _ = form.nearest(at + axis * reach * d - out * 0.02 * k * (d < -0.1))
            rows.append((on if d < -0.1 else at + axis * reach * d) + out * lift * k)
        sheet = garment.sheet(np.concatenate(rows), np.tile(whole.weights[loop], (5, 1)), 5, len(loop), ring=True)
        yield ("hem" if trunk else "wrist"), sheet


def shoulder_strap(body: Body, form: Form, side: str, sign: float) -> Cloth:
    """Return an epaulette, from the sleeve head towards the neck."""
    k, joint, neck = body.unit, body.joint("upperarm01." + side), throat(body)
    t, v = np.linspace(0, 1, 10)[:, None], np.linspace(-1, 1, 5)[None]
    x = joint[0] - sign * 0.012 * k + (sign * 0.075 * k - joint[0]) * t + 0 * v
    y = joint[1] + (neck[1] + 0.012 * k - joint[1]) * t + 0.020 * k * (1 - 0.3 * t) * v
    point, normal, weights, _ = form.cast(np.stack([x, y, np.full_like(x, 9.0)], -1).reshape(-1, 3), np.array([0, 0, -1.0]))
    return garment.sheet(point + normal * 0.006 * k, weights, 10, 5)


def girdle(form: Form, *, level: float, height: float, lift: float, centre: np.ndarray, reach: float) -> Cloth:
    """Lay a belt round a form at a height: 72 rays inward from `reach` metres off `centre` (x, y)."""
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    way = np.c_[np.cos(turn), np.sin(turn), np.zeros(72)]
    point, _, weights, hit = form.cast(np.array([*centre[:2], level]) + way * reach, -way)
    radius = np.linalg.norm((point - [*centre[:2], level])[:, :2], axis=1)
    radius = np.where(hit, radius, np.median(radius[hit]))
    for _ in range(6):
        radius = np.maximum(radius, 0.25 * np.roll(radius, 1) + 0.5 * radius + 0.25 * np.roll(radius, -1))
    rows = []
    for t in (-0.5, -0.42, 0, 0.42, 0.5):
        swell = lift * (1.0 - 0.35 * (abs(t) == 0.5))
        rows.append(np.array([*centre[:2], level + t * height]) + way * (radius + swell)[:, None])
    return garment.sheet(np.concatenate(rows), np.tile(weights, (5, 1)), 5, 72, ring=True)


def tube(body: Body, *, side: str, along: tuple[float, float], radius: tuple[float, float], flat: float = 0.86) -> Cloth:
    """Make a cuff round the lower arm between the fractions `along` of it; radii at its two ends, metres for 1.75 m."""
    start, end = body.joint("lowerarm01." + side), body.joint("wrist." + side)
    axis = (end - start) / np.linalg.norm(end - start)
    first = np.cross(axis, [0, 1.0, 0])
    first /= np.linalg.norm(first)
    second = np.cross(axis, first)
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rows = []
    for t in np.linspace(0, 1, 4):
        place = start + (end - start) * (along[0] + (along[1] - along[0]) * t)
        size = (radius[0] + (radius[1] - radius[0]) * t) * body.unit
        rows.append(place + size * (np.cos(turn)[:, None] * first * flat + np.sin(turn)[:, None] * second))
    points = np.concatenate(rows)
    skin = np.unique(np.array(body.select(["helper-tights"])))
    skin = skin[body.region("arm", side)[skin] > 0.6]
    gap = np.linalg.norm(body.vertices[skin][None] - points[:, None], axis=2)
    near = np.argsort(gap, axis=1)[:, :4]
    return garment.sheet(points, body.weights[skin[near]].mean(1), 4, 24, ring=True)
