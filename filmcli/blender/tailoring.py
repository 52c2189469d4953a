"""Pattern cutting: bodices, sleeves, skirts and trousers, and the pieces laid on them (lapels, collars, pockets, belts).

Knows nothing of whole outfits, materials or poses. Metres for a person of 1.75 m; every length is scaled by `body.unit`.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth, Crease, Form

SIDES = (("L", 1.0), ("R", -1.0))


def waist(body: Body) -> float:
    """Return the height of the natural waist: the top of the skirt helper, metres."""
    return float(body.vertices[np.unique(body.select(["helper-skirt"])), 2].max())


def throat(body: Body) -> np.ndarray:
    """Return the root of the neck, the point every neckline is measured from."""
    return body.joint("neck01")


def bodice(
    body: Body,
    *,
    offset: float,
    radii: tuple[float, float, float] = (0.064, 0.056, 0.047),
    reach: float = 1.95,
    low: float | None = None,
    neck: float = 0.014,
    slope: float = 0.32,
    pad: float = 0.0,
    pull: float = 0.0,
    smooth: int = 8,
) -> Cloth:
    """Cut an upper garment from the tights helper: `reach` 0 is sleeveless, 1 to the elbow, 2 to the wrist.

    `radii` are the least sleeve radii at shoulder, elbow and wrist; `neck` is the neckline above the throat at the nape
    axis, falling forward by `slope`; `pad` raises the shoulder line and `pull` draws the deltoid in.
    """
    k, base = body.unit, throat(body)
    floor = waist(body) - 0.012 * k if low is None else low
    arm = body.region("arm")

    def keep(centre: np.ndarray, faces: np.ndarray) -> np.ndarray:
        on_arm = arm[faces].mean(1) > (0.5 if reach > 0.2 else 0.38)
        along = sleeve_depth(body, centre)
        neckline = base[2] + neck * k + slope * np.clip(centre[:, 1] - base[1], -0.09 * k, 0.06 * k)
        return np.where(on_arm, (along < reach) & (reach > 0.2), (centre[:, 2] > floor) & (centre[:, 2] < neckline))

    cloth = garment.shell(body, "helper-tights", keep, offset=offset * k)
    cloth = _sleeves(body, cloth, tuple(r * k for r in radii))
    cloth = _shoulders(body, cloth, pad * k, pull * k)
    cloth = _trim(body, cloth, reach=reach, floor=floor, neck=neck * k, slope=slope)
    return garment.relax(cloth, smooth, outward=True)


def sleeve_depth(body: Body, points: np.ndarray) -> np.ndarray:
    """Return how far down the arm points (n, 3) lie: 0 the shoulder, 1 the elbow, 2 the wrist, more on the hand."""
    out = np.empty(len(points))
    for side, sign in SIDES:
        own = sign * points[:, 0] > 0
        elbow, shoulder, wrist = (body.joint(f"{b}.{side}") for b in ("lowerarm01", "upperarm01", "wrist"))
        lower = (points[own] - elbow) @ (wrist - elbow) / ((wrist - elbow) @ (wrist - elbow))
        upper = (points[own] - shoulder) @ (elbow - shoulder) / ((elbow - shoulder) @ (elbow - shoulder))
        out[own] = np.where(lower > 0, 1 + lower, np.minimum(upper, 1.0))
    return out


def _sleeves(body: Body, cloth: Cloth, radii: tuple[float, ...]) -> Cloth:
    for side, _ in SIDES:
        shoulder, elbow, wrist = (body.joint(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
        own = _bones(body, ("upperarm", "lowerarm", "wrist"), side)
        lower = _bones(body, ("lowerarm", "wrist"), side)
        on_arm = cloth.weights[:, own].sum(1) > 0.6
        below = cloth.weights[:, lower].sum(1) >= 0.5
        cloth = garment.widen(cloth, np.nonzero(on_arm & ~below)[0], axis=(shoulder, elbow), profile=([0, 0.2, 1], [0, radii[0], radii[1]]))
        cloth = garment.widen(cloth, np.nonzero(on_arm & below)[0], axis=(elbow, wrist), profile=([0, 1], [radii[1], radii[2]]))
    return cloth


def _shoulders(body: Body, cloth: Cloth, pad: float, pull: float) -> Cloth:
    at = cloth.vertices.copy()
    for side, sign in SIDES:
        joint = body.joint("upperarm01." + side)
        rel = at - joint
        near = np.exp(-((np.linalg.norm(rel, axis=1) / (0.10 * body.unit)) ** 2))
        outer = np.clip((sign * rel[:, 0] + 0.02) / 0.05, 0, 1) * np.clip((rel[:, 2] + 0.05) / 0.06, 0, 1)
        top = near * np.clip((rel[:, 2] + 0.03) / 0.05, 0, 1) * np.clip(1 - sign * rel[:, 0] / 0.06, 0, 1)
        at[:, 0] -= sign * pull * near * outer
        at[:, 2] += pad * top
    return replace(cloth, vertices=at)


def _trim(body: Body, cloth: Cloth, *, reach: float, floor: float, neck: float, slope: float) -> Cloth:
    """Straighten the open edges: neckline and sleeve ends onto a plane, the bottom to one height."""
    at, base = cloth.vertices.copy(), throat(body)
    for loop in garment.loops(cloth.faces):
        middle = at[loop].mean(0)
        if abs(middle[0]) < 0.05:
            if middle[2] > base[2] - 0.1:
                at[loop, 2] = base[2] + neck + slope * np.clip(at[loop, 1] - base[1], -0.09 * body.unit, 0.06 * body.unit)
            else:
                at[loop, 2] = floor
        elif reach > 0.2:
            side = "L" if middle[0] > 0 else "R"
            start, end = ("lowerarm01", "wrist") if reach > 1 else ("upperarm01", "lowerarm01")
            start, end = body.joint(f"{start}.{side}"), body.joint(f"{end}.{side}")
            along = (end - start) / np.linalg.norm(end - start)
            wanted = np.linalg.norm(end - start) * (reach - (1 if reach > 1 else 0))
            at[loop] += (wanted - (at[loop] - start) @ along)[:, None] * along
        else:  # an armhole without a sleeve: round off the steps the faces were cut in
            for _ in range(8):
                at[loop] = 0.5 * at[loop] + 0.25 * (at[np.roll(loop, 1)] + at[np.roll(loop, -1)])
    return replace(cloth, vertices=at)


def skirt(body: Body, cloth: Cloth, *, hem: float, offset: float, flare: float, waves: float = 0.0) -> Cloth:
    """Extend a bodice below the waist to height `hem` (absolute metres)."""
    ring = [loop for loop in garment.loops(cloth.faces) if abs(cloth.vertices[loop, 0].mean()) < 0.05]
    lowest = min(ring, key=lambda loop: cloth.vertices[loop, 2].mean())
    k = body.unit
    return garment.grow_down(cloth, lowest, body, hem=hem, offset=offset * k, flare=flare * k, waves=waves * k)


def finish(body: Body, cloth: Cloth, *, levels: int = 2, seed: int = 1, folds: float = 1.0, armhole: bool = True) -> Cloth:
    """Subdivide, set the armhole seam, and crease elbows, armpits and waist; `folds` scales the creases' height."""
    cloth = garment.subdivide(cloth, levels)
    if armhole:
        cloth = _armholes(body, cloth)
    draw = np.random.default_rng(seed)
    ridges: list[Crease] = []
    for side, sign in SIDES:
        ridges += _sleeve_creases(body, side, sign, draw, folds)
    ridges += _waist_creases(body, cloth, draw, folds)
    return garment.crease(cloth, ridges)


def tuck(body: Body, cloth: Cloth, *, below: float, depth: float = 0.020) -> Cloth:
    """Draw a shirt in below the waistband at height `below`, so that it stays inside trousers or skirt."""
    amount = np.clip((below + 0.012 * body.unit - cloth.vertices[:, 2]) / (0.018 * body.unit), 0, 1)
    on_arm = cloth.weights[:, [n for n, bone in enumerate(body.bones) if "arm" in bone or "wrist" in bone]].sum(1) > 0.4
    inward = garment.normals(cloth.vertices, cloth.faces) * (depth * body.unit * amount * ~on_arm)[:, None]
    return replace(cloth, vertices=cloth.vertices - inward)


def _armholes(body: Body, cloth: Cloth) -> Cloth:
    k = body.unit
    seam = np.zeros(len(cloth.vertices))
    lift = np.zeros(len(cloth.vertices))
    for side, sign in SIDES:
        joint, elbow = body.joint("upperarm01." + side), body.joint("lowerarm01." + side)
        along = (elbow - joint) / np.linalg.norm(elbow - joint)
        along = along * 0.45 + np.array([sign, 0, 0]) * 0.75
        along /= np.linalg.norm(along)
        rel = cloth.vertices - joint
        near = (np.linalg.norm(rel, axis=1) < 0.15 * k) & (sign * cloth.vertices[:, 0] > 0.05 * k)
        depth = rel @ along - 0.004 * k
        groove = np.exp(-((depth / (0.0045 * k)) ** 2)) * near
        lift += (-0.0025 * groove + 0.003 * np.exp(-(((depth - 0.018 * k) / (0.014 * k)) ** 2)) * near) * k
        seam = np.maximum(seam, groove)
    at = cloth.vertices + garment.normals(cloth.vertices, cloth.faces) * lift[:, None]
    return replace(cloth, vertices=at, masks={**cloth.masks, "seam": seam})


def _sleeve_creases(body: Body, side: str, sign: float, draw: np.random.Generator, folds: float) -> list[Crease]:
    shoulder, elbow, wrist = (body.joint(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
    k = body.unit
    plan = [  # (from, to, along, how many, inner side only, tilt degrees, length, height)
        (shoulder, elbow, (0.62, 1.0), 5, True, 28, 0.050, 0.0050),
        (elbow, wrist, (0.0, 0.34), 5, True, -28, 0.048, 0.0050),
        (shoulder, elbow, (0.18, 0.5), 3, False, 55, 0.060, 0.0035),
        (elbow, wrist, (0.55, 0.95), 4, False, 18, 0.042, 0.0034),
    ]
    found = []
    for start, end, (low, high), count, inner, tilt, length, height in plan:
        axis = (end - start) / np.linalg.norm(end - start)
        front = np.array([-sign * 0.35, -1.0, 0.25])
        front -= axis * (front @ axis)
        front /= np.linalg.norm(front)
        across = np.cross(axis, front)
        for n in range(count):
            depth = low + (high - low) * (n + draw.uniform(0.2, 0.8)) / count
            turn = draw.normal(0, 0.5) if inner else draw.uniform(-np.pi, np.pi)
            out = front * np.cos(turn) + across * np.sin(turn)
            round_ = np.cross(axis, out)
            lean = np.radians(tilt * draw.uniform(0.5, 1.3) * (1 if n % 2 else -0.6))
            way = round_ * np.cos(lean) + axis * np.sin(lean)
            centre = start + (end - start) * depth + out * 0.052 * k
            found.append(Crease(centre, way, out, length * k, 0.0095 * k, height * k * folds * draw.uniform(0.7, 1.25)))
    return found


def _waist_creases(body: Body, cloth: Cloth, draw: np.random.Generator, folds: float) -> list[Crease]:
    k, line = body.unit, waist(body)
    near = cloth.vertices[np.abs(cloth.vertices[:, 2] - line) < 0.09 * k]
    near = near[np.abs(near[:, 0]) < 0.24 * k]
    if len(near) < 50:
        return []
    middle = near.mean(0)
    found = []
    for n in range(12):
        turn = 2 * np.pi * (n + draw.uniform(0.1, 0.9)) / 12
        out = np.array([np.cos(turn), np.sin(turn), 0.0])
        level = line + draw.uniform(-0.06, 0.07) * k
        place = near[np.argmax((near - middle) @ out - 3 * np.abs(near[:, 2] - level))]
        lean = np.radians(draw.uniform(15, 45)) * (1 if np.cos(turn) * (line - level) < 0 else -1)
        way = np.cross([0, 0, 1.0], out) * np.cos(lean) + np.array([0, 0, np.sin(lean)])
        found.append(Crease(place, way, out, draw.uniform(0.05, 0.075) * k, 0.011 * k, 0.0036 * k * folds * draw.uniform(0.6, 1.2)))
    return found


def trousers(
    body: Body,
    *,
    offset: float = 0.008,
    thigh: float = 0.092,
    knee: float = 0.078,
    cuff: float = 0.084,
    hem: float = 0.03,
    rise: float = -0.015,
    pressed: bool = True,
    folds: float = 1.0,
    seed: int = 3,
) -> Cloth:
    """Cut trousers from the tights helper: least radii at thigh, knee and hem; `pressed` puts a crease line front and back."""
    k, top = body.unit, waist(body) + rise * body.unit
    arm = body.region("arm")

    def keep(centre: np.ndarray, faces: np.ndarray) -> np.ndarray:
        ankle = body.joint("foot.L")
        shaft = (centre[:, 2] > ankle[2] + 0.05 * k) | (
            (body.vertices[faces][:, :, 1].min(1) > ankle[1] - 0.075 * k) & (centre[:, 2] > (hem + 0.03) * k)
        )
        return (centre[:, 2] < top) & (arm[faces].mean(1) < 0.3) & shaft

    cloth = garment.shell(body, "helper-tights", keep, offset=offset * k)
    for side, _ in SIDES:
        hip, joint, ankle = (body.joint(f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        lower = cloth.weights[:, _bones(body, ("lowerleg", "foot", "toe"), side)].sum(1)
        upper = cloth.weights[:, _bones(body, ("upperleg",), side)].sum(1)
        above = np.nonzero((upper > 0.5) & (lower < 0.5))[0]
        cloth = garment.widen(cloth, above, axis=(hip, joint), profile=([0, 0.35, 1], [0.0, thigh * k * 0.96, knee * k]))
        below = np.nonzero(lower >= 0.5)[0]
        cloth = garment.widen(cloth, below, axis=(joint, ankle), profile=([0, 0.6, 1.3], [knee * k, cuff * k * 0.96, cuff * k]))
    cloth = _straight_hems(body, cloth, hem * k, top)
    cloth = garment.subdivide(garment.relax(cloth, 10, outward=True), 2)
    draw = np.random.default_rng(seed)
    ridges: list[Crease] = []
    for side, sign in SIDES:
        ridges += _leg_creases(body, side, sign, draw, folds)
    cloth = garment.crease(cloth, ridges)
    return _pressed(body, cloth) if pressed else cloth


def _straight_hems(body: Body, cloth: Cloth, hem: float, top: float) -> Cloth:
    at = cloth.vertices.copy()
    for loop in garment.loops(cloth.faces):
        if at[loop, 2].mean() > top - 0.15:
            at[loop, 2] = top
        else:
            forward = body.joint("foot.L")[1] - at[loop, 1]
            at[loop, 2] = hem + np.clip(-forward * 0.15, -0.012, 0.018) * -1 + 0.01
    return replace(cloth, vertices=at)


def _leg_creases(body: Body, side: str, sign: float, draw: np.random.Generator, folds: float) -> list[Crease]:
    hip, knee, ankle = (body.joint(f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
    k, found = body.unit, []
    plan = [  # (from, to, along, how many, towards, tilt, length, width, height)
        (hip, knee, (0.02, 0.22), 4, (-sign * 0.5, -1.0), 35, 0.075, 0.013, 0.0045),
        (hip, knee, (0.8, 1.0), 4, (0, 1.0), 15, 0.05, 0.011, 0.005),
        (knee, ankle, (0.0, 0.22), 4, (0, 1.0), -15, 0.05, 0.011, 0.005),
        (knee, ankle, (0.72, 1.0), 4, (0, -1.0), 12, 0.06, 0.012, 0.0055),
        (knee, ankle, (0.75, 0.98), 3, (sign, 0.4), 18, 0.05, 0.012, 0.004),
    ]
    for start, end, (low, high), count, towards, tilt, length, width, height in plan:
        axis = (end - start) / np.linalg.norm(end - start)
        front = np.array([*towards, 0.0])
        front -= axis * (front @ axis)
        front /= np.linalg.norm(front)
        across = np.cross(axis, front)
        for n in range(count):
            depth = low + (high - low) * (n + draw.uniform(0.25, 0.75)) / count
            turn = draw.normal(0, 0.45)
            out = front * np.cos(turn) + across * np.sin(turn)
            lean = np.radians(tilt * draw.uniform(0.4, 1.3) * (1 if n % 2 else -0.7))
            way = np.cross(axis, out) * np.cos(lean) + axis * np.sin(lean)
            centre = start + (end - start) * depth + out * 0.08 * k
            found.append(Crease(centre, way, out, length * k, width * k, height * k * folds * draw.uniform(0.7, 1.2)))
    return found


def _pressed(body: Body, cloth: Cloth) -> Cloth:
    """Sharpen the ironed line down the front and back of each leg by 4 mm."""
    at = cloth.vertices.copy()
    for side, sign in SIDES:
        hip, knee, ankle = (body.joint(f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        line = np.interp(at[:, 2], [ankle[2], knee[2], hip[2]], [ankle[0], knee[0], hip[0] * 0.95])
        off = np.abs(at[:, 0] - line)
        amount = np.exp(-off / (0.007 * body.unit)) * np.clip((hip[2] - 0.05 - at[:, 2]) / 0.1, 0, 1) * (sign * at[:, 0] > 0)
        middle = np.interp(at[:, 2], [ankle[2], knee[2], hip[2]], [ankle[1], knee[1], hip[1]])
        at[:, 1] += np.sign(at[:, 1] - middle) * 0.006 * body.unit * amount
    return replace(cloth, vertices=at)


@functools.lru_cache(64)
def _columns(bones: tuple[str, ...], prefixes: tuple[str, ...], side: str) -> tuple[int, ...]:
    return tuple(n for n, bone in enumerate(bones) if bone.startswith(prefixes) and bone.endswith("." + side))


def _bones(body: Body, prefixes: tuple[str, ...], side: str) -> list[int]:
    return list(_columns(tuple(body.bones), prefixes, side))


def form(cloth: Cloth) -> Form:
    """Return a surface to lay pattern pieces on."""
    return Form(cloth.vertices, cloth.faces, cloth.weights)
