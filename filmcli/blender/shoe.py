"""Shoes, shaped from the feet of the tights helper: uppers and soles with their heels.

Knows nothing of outfits or materials. Metres; soles stand at z = 0 as the bare feet do, so no floor is cut.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np

from filmcli.blender import garment, heels, subdivision
from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth
from filmcli.core import presets
from filmcli.core.errors import InputError

BLOCK, SEAT = 20, 0.062  # points round a heel's block; how long its seat is, metres


@dataclass(frozen=True)
class Last:
    """The form of a shoe. Metres for a person of 1.75 m; presets/wardrobe/shoes.yaml has them by name."""

    top: float  # height of the opening above the floor
    sole: float  # thickness of the sole
    heel: float = 0.0  # how far the sole is off the floor between heel and ball (the foot stays flat)
    toe: float = 0.016  # how much the toe is lengthened
    narrow: float = 0.14  # how much it tapers
    offset: float = 0.006
    shaft: float = 0.0  # least radius of a boot's shaft
    low_cut: float = 0.0  # a pump: how far the opening reaches down over the instep
    straps: tuple[tuple[float, float], ...] = ()  # a sandal: bands kept of the upper, metres ahead of the ankle
    laces: int = 0  # rows of them, over the instep
    cap: float = 0.0  # metres ahead of the ankle where a toe cap begins
    binding: float = 0.0  # radius of the edge round the opening
    raised: float = 0.0  # how high the heel of the foot stands, on a block
    block: tuple[float, float] = (0.013, 0.012)  # half width and half length of that block where it stands on the floor
    cloth: str = "polished"
    colour: str = "black"  # of the sole


@functools.cache
def lasts() -> dict[str, Last]:
    """Return the lasts by name."""
    return {
        name: Last(**{key: _tuples(value) for key, value in entry.items()})
        for name, entry in presets.load("wardrobe", "shoes")["shoes"].items()
    }


def _tuples(value: object) -> object:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def find(kind: str) -> Last:
    """Return a last. Raises InputError for an unknown kind of shoe."""
    if kind not in lasts():
        raise InputError(f"wardrobe: unknown shoes {kind!r}", hint=f"known: {', '.join(lasts())}")
    return lasts()[kind]


def make(standing: Body, kind: str) -> tuple[Cloth, Cloth]:
    """Return (uppers, soles) of both feet for a kind of shoe. Raises InputError for an unknown kind."""
    body = standing.flat or standing  # a shoe is made on a flat foot, and bent as the foot is
    last, k = find(kind), body.unit
    ankle = body.joint("foot.L")
    leg = body.region("leg")

    def keep(centre: np.ndarray, faces: np.ndarray) -> np.ndarray:
        forward = np.clip((ankle[1] - centre[:, 1] - 0.01 * k) / (0.06 * k), 0, 1)
        return (centre[:, 2] < (last.top - last.low_cut * forward) * k) & (leg[faces].mean(1) > 0.4)

    upper = garment.shell(body, "helper-tights", keep, offset=last.offset * k)
    at = upper.vertices.copy()
    sole = last.sole * k
    for side, sign in (("L", 1.0), ("R", -1.0)):
        own = sign * at[:, 0] > 0
        joint = body.joint("foot." + side)
        ahead = joint[1] - at[own, 1]
        toe = np.clip((ahead - 0.08 * k) / (0.13 * k), 0, 1)
        middle = np.median(at[own, 0]) + sign * 0.004 * k
        at[own, 1] -= last.toe * k * toe
        at[own, 0] = middle + (at[own, 0] - middle) * (1 - last.narrow * toe**2)
        if last.shaft:
            rel = at[own] - [joint[0], joint[1] + 0.012 * k, 0]
            radius = np.linalg.norm(rel[:, :2], axis=1)
            high = np.clip((at[own, 2] - 0.09 * k) / (0.04 * k), 0, 1)
            grow = np.maximum(last.shaft * k / np.maximum(radius, 1e-6), 1)
            at[own, :2] += rel[:, :2] * ((grow - 1) * high)[:, None]
    floor = at[:, 2] < sole + 0.018 * k
    at[:, 2] = np.where(floor, np.minimum(sole + 0.001, np.maximum(at[:, 2], sole)), np.maximum(at[:, 2], sole))
    upper = subdivision.subdivide(_evened(garment.relax(replace(upper, vertices=at), 3)), 1)
    soles = _soles(body, upper, last)
    if last.straps:
        ahead = (ankle[1] - upper.centres[:, 1]) / k
        upper = garment.cut(upper, np.any([(ahead > low) & (ahead < high) for low, high in last.straps], axis=0))
    if not standing.heel:
        return upper, soles
    return heels.onto(standing, upper), garment.join([heels.onto(standing, soles), _blocks(standing, soles, last)])


def _evened(upper: Cloth) -> Cloth:
    """Return the upper with its openings smooth: they were cut along the faces, in steps."""
    at = upper.vertices.copy()
    for loop in garment.loops(upper.faces):
        for _ in range(6):
            at[loop] = 0.5 * at[loop] + 0.25 * (at[np.roll(loop, 1)] + at[np.roll(loop, -1)])
    return replace(upper, vertices=at)


def _blocks(body: Body, soles: Cloth, last: Last) -> Cloth:
    """Return the heels' blocks: from the seat of the raised sole they taper, hollow at the back, down to the floor.

    soles: as made on flat feet, both in one, rows of rings from the welt down.
    """
    k, parts, turn = body.unit, [], np.linspace(-np.pi, np.pi, BLOCK, endpoint=False)
    down = np.array([0.0, 0.12, 0.3, 0.55, 0.8, 1.0, 1.0])[:, None]
    raised, number = heels.onto(body, soles).vertices, {bone: n for n, bone in enumerate(body.bones)}
    for side, sign in (("L", 1.0), ("R", -1.0)):
        own = np.nonzero((sign * soles.vertices[:, 0] > 0) & (soles.vertices[:, 2] < 0.0012 + last.sole * k * 0.5))[0]
        flat = soles.vertices[own]
        seat = raised[own][(flat[:, 1] > flat[:, 1].max() - SEAT * k)]
        middle, half = (seat.max(0) + seat.min(0)) / 2, np.ptp(seat, axis=0) / 2
        slope = np.polyfit(seat[:, 1], seat[:, 2], 1)
        ground = np.array([middle[0], seat[:, 1].max() - last.block[1] * k - 0.004 * k])
        round_ = np.abs(np.c_[np.cos(turn), np.sin(turn)]) ** 0.75 * np.sign(np.c_[np.cos(turn), np.sin(turn)])
        top = middle[:2] + round_ * half[:2] * 0.97
        foot = ground + round_ * np.array(last.block) * k
        share = (1 - (1 - down) ** 1.8)[:, :, None]  # it narrows soon
        at = top * (1 - share) + foot * share
        at[-1] = ground + (foot - ground) * 0.05
        high = np.polyval(slope, top[:, 1]) + 0.003 * k
        z = high * (1 - down) + 0.0008 * down
        weights = np.zeros((BLOCK * len(down), len(body.bones)), np.float32)
        weights[:, number["foot." + side]] = 1
        parts.append(garment.sheet(np.concatenate([at, z[..., None]], -1), weights, len(down), BLOCK, ring=True))
    return garment.join(parts)


def _soles(body: Body, upper: Cloth, last: Last) -> Cloth:
    """Return both soles: the outline of the upper's foot, pushed out 4 mm, from the floor to the welt."""
    k, count = body.unit, 48
    points, weights, quads = [], [], []
    columns = {bone: n for n, bone in enumerate(body.bones)}
    for side, sign in (("L", 1.0), ("R", -1.0)):
        low = upper.vertices[(sign * upper.vertices[:, 0] > 0) & (upper.vertices[:, 2] < (last.sole + 0.03) * k)]
        middle = low[:, :2].mean(0)
        rel = low[:, :2] - middle
        turn, radius = np.arctan2(rel[:, 1], rel[:, 0]), np.linalg.norm(rel, axis=1)
        angle = np.linspace(-np.pi, np.pi, count, endpoint=False)
        gap = np.abs((turn[None] - angle[:, None] + np.pi) % (2 * np.pi) - np.pi)
        reach = np.where(gap < 0.16, radius[None], 0.03).max(1)
        for _ in range(3):
            reach = 0.25 * np.roll(reach, 1) + 0.5 * reach + 0.25 * np.roll(reach, -1)
        ring = (
            middle + np.c_[np.cos(angle), np.sin(angle)] * (reach + (-0.0025 if last.raised else 0.002) * k)[:, None]
        )  # a heeled shoe has no welt
        welt = last.sole * k
        along = (ring[:, 1].max() - ring[:, 1]) / np.ptp(ring[:, 1])  # 0 at the heel, 1 at the toe
        arch = last.heel * k * np.interp(along, [0.26, 0.29, 0.46, 0.62], [0.0, 1.0, 0.8, 0.0])  # between heel and ball it is off the floor
        rows = [
            np.c_[middle + (ring - middle) * s, z]
            for s, z in (
                (0.55, np.full(count, welt)),
                (1.0, np.full(count, welt + 0.002 * k)),
                (1.015, np.full(count, welt * 0.6 + 0.001)),
                (0.99, 0.001 + arch),
                (0.5, 0.001 + arch),
            )
        ]
        start = sum(map(len, points))
        number = start + np.arange(5 * count).reshape(5, count)
        quads.append(np.stack([number[:-1], number[1:], np.roll(number[1:], -1, 1), np.roll(number[:-1], -1, 1)], -1).reshape(-1, 4))
        points.append(np.concatenate(rows))
        weight = np.zeros((5 * count, len(body.bones)), np.float32)
        weight[:, columns["foot." + side]] = 1
        toes = [n for bone, n in columns.items() if bone.startswith("toe") and bone.endswith("-1." + side)]
        ahead = np.clip((body.joint("foot." + side)[1] - points[-1][:, 1] - 0.10 * k) / (0.05 * k), 0, 1).astype(np.float32)
        weight[:, columns["foot." + side]] -= ahead
        weight[:, toes] = (ahead / max(len(toes), 1))[:, None]
        weights.append(weight)
    return Cloth(np.concatenate(points), np.concatenate(quads), np.concatenate(weights))
