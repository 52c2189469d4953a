"""What is sewn on a shoe: the binding round its opening, laces with their facings, the seam of a toe cap.

Knows nothing of outfits or materials. Metres; soles stand at z = 0.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.form import Form
from filmcli.blender.garment import Cloth
from filmcli.blender.shoe import Last

SIDES = (("L", 1.0), ("R", -1.0))
LEATHER = 0.002  # metres: the upper is that thick, outward
FIRST, STEP = 0.007, 0.0145  # metres ahead of the opening of the uppermost lace, and between two, at 1.75 m
HALF, WIDE = 0.0165, 0.0032  # half length of a lace across the instep, half its width


def binding(upper: Cloth, radius: float) -> Cloth:
    """Return a rolled edge round both openings of an upper."""
    parts, count = [], 7
    for loop in _openings(upper):
        ring = upper.vertices[loop]
        out = ring - ring.mean(0)
        out[:, 2] = 0
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
        turns = np.linspace(0, 2 * np.pi, count)
        ring = ring + out * LEATHER / 2
        rows = [ring + radius * (np.sin(t) * np.array([0, 0, 1.0]) + np.cos(t) * out) for t in turns]
        parts.append(garment.sheet(np.concatenate(rows), np.tile(upper.weights[loop], (count, 1)), count, len(loop), ring=True))
    return garment.join(parts)


def laces(body: Body, upper: Cloth, last: Last) -> Cloth:
    """Return the laces of both shoes: bars across the instep, each a little aslant, that end on two facings."""
    form, k, parts = Form(upper.vertices, upper.faces, upper.weights), body.unit, []
    openings = [upper.vertices[loop] for loop in _openings(upper)]
    for _, sign in SIDES:
        start = min(float(ring[:, 1].min()) for ring in openings if sign * ring[0, 0] > 0)
        for row in range(last.laces):
            slant = 0.16 * (-1) ** row
            parts.append(
                _bar(form, upper, start - (FIRST + STEP * row) * k, sign, half=HALF * k, wide=WIDE * k, lift=0.0020 * k, slant=slant)
            )
    return garment.join(parts)


def cap(body: Body, upper: Cloth, last: Last) -> Cloth:
    """Return the seam of both toe caps, a raised line across the toe."""
    form, k = Form(upper.vertices, upper.faces, upper.weights), body.unit
    places = [(body.joint("foot." + side)[1] - last.cap * k, sign) for side, sign in SIDES]
    return garment.join([_bar(form, upper, y, sign, half=0.036 * k, wide=0.0013 * k, lift=0.0012 * k, slant=0.0) for y, sign in places])


def _openings(upper: Cloth) -> list[np.ndarray]:
    """Return the loops round the openings of both uppers, not those on the sole's side."""
    return [loop for loop in garment.loops(upper.faces) if upper.vertices[loop, 2].mean() > 0.02]


def _bar(form: Form, upper: Cloth, y: float, sign: float, *, half: float, wide: float, lift: float, slant: float) -> Cloth:
    """Return a strip laid from above across one shoe at a place along it (y), about the ridge of the upper."""
    own = (sign * upper.vertices[:, 0] > 0) & (np.abs(upper.vertices[:, 1] - y) < 0.012)
    place = upper.vertices[own]
    middle = place[place[:, 2].argmax(), 0]
    v, u = np.linspace(-1, 1, 9), np.linspace(-1, 1, 3)[:, None]
    x, along = middle + half * v + 0 * u, y + wide * u + slant * half * v
    point, normal, weights, _ = form.cast(np.stack([x, along, np.full_like(x, 1.0)], -1).reshape(-1, 3), np.array([0, 0, -1.0]))
    swell = LEATHER + lift * (1 - 0.6 * np.abs(np.broadcast_to(u, x.shape)).reshape(-1, 1))
    return garment.sheet(point + normal * swell, weights, 3, 9)
