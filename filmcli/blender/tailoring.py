"""Pattern cutting: bodices, sleeves, skirts and trousers, and the pieces laid on them (lapels, collars, pockets, belts).

Knows nothing of whole outfits, materials or poses. Metres for a person of 1.75 m; every length is scaled by `body.unit`.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from filmcli.blender import garment, skirting, subdivision
from filmcli.blender.body import SKIN, Body
from filmcli.blender.form import Form
from filmcli.blender.garment import Cloth

SIDES = (("L", 1.0), ("R", -1.0))
ARM = 0.0420  # metres: mean radius of upper and lower arm of the man that the sleeve measures were taken on


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

    slim = np.clip(body.region("arm") * 1.4, 0, 1) * min(0.6 * offset, 0.009)  # a sleeve lies closer than a coat's body
    cloth = garment.shell(body, "helper-tights", keep, offset=(offset - slim) * k)
    cloth = _sleeves(body, cloth, tuple(r * k * _slim(body) for r in radii))
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


def _slim(body: Body) -> float:
    """Return how thick the arms are against a man's of ordinary build: sleeves are cut to the arm, .78 of the measure at least."""
    skin, found = body.region("arm", "L")[:SKIN] > 0.8, []
    for start, end in (("upperarm01.L", "lowerarm01.L"), ("lowerarm01.L", "wrist.L")):
        start, end = body.joint(start), body.joint(end)
        way = (end - start) / np.linalg.norm(end - start)
        rel = body.vertices[:SKIN][skin] - start
        along = rel @ way / np.linalg.norm(end - start)
        found.append(np.linalg.norm(rel - np.outer(rel @ way, way), axis=1)[np.abs(along - 0.45) < 0.15].mean())
    return float(np.clip(np.mean(found) / body.unit / ARM, 0.78, 1.15))


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
            if middle[2] > (floor + base[2] + neck) / 2:
                at[loop] = _rounded(at[loop], 10)
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
            at[loop] = _rounded(at[loop], 8)
    return replace(cloth, vertices=at)


def _rounded(ring: np.ndarray, rounds: int) -> np.ndarray:
    """Return a closed line (n, 3) without the steps its faces were cut in."""
    for _ in range(rounds):
        ring = 0.5 * ring + 0.25 * (np.roll(ring, 1, 0) + np.roll(ring, -1, 0))
    return ring


def skirt(body: Body, cloth: Cloth, *, hem: float, offset: float, flare: float) -> Cloth:
    """Extend a bodice below the waist to height `hem` (absolute metres)."""
    ring = [loop for loop in garment.loops(cloth.faces) if abs(cloth.vertices[loop, 0].mean()) < 0.05]
    lowest = min(ring, key=lambda loop: cloth.vertices[loop, 2].mean())
    k = body.unit
    return skirting.grow_down(cloth, lowest, body, hem=hem, offset=offset * k, flare=flare * k)


def tuck(body: Body, cloth: Cloth, *, below: float, depth: float = 0.020) -> Cloth:
    """Draw a shirt in below the waistband at height `below`, so that it stays inside trousers or skirt."""
    amount = np.clip((below + 0.012 * body.unit - cloth.vertices[:, 2]) / (0.018 * body.unit), 0, 1)
    on_arm = cloth.weights[:, [n for n, bone in enumerate(body.bones) if "arm" in bone or "wrist" in bone]].sum(1) > 0.4
    inward = garment.normals(cloth.vertices, cloth.faces) * (depth * body.unit * amount * ~on_arm)[:, None]
    return replace(cloth, vertices=cloth.vertices - inward)


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
) -> Cloth:
    """Cut trousers from the tights helper: least radii at thigh, knee and hem; `pressed` puts a crease line front and back."""
    k, top = body.unit, waist(body) + rise * body.unit
    arm = body.region("arm")

    def keep(centre: np.ndarray, faces: np.ndarray) -> np.ndarray:
        ankle = body.joint("foot.L")
        shaft = (centre[:, 2] > ankle[2] + 0.05 * k) | (
            (body.vertices[faces][:, :, 1].min(1) > ankle[1] - 0.075 * k) & (centre[:, 2] > (hem + 0.03) * k)
        )
        return (centre[:, 2] < top) & (arm[faces].mean(1) < 0.3) & shaft & (centre[:, 2] > (hem + 0.015) * k)

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
    cloth = subdivision.subdivide(garment.relax(cloth, 10, outward=True), 2)
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


def _pressed(body: Body, cloth: Cloth) -> Cloth:
    """Sharpen the ironed line down the front and back of each leg by 6 mm, and mark it: `press` is 0.5 + metres to its left."""
    at, away = cloth.vertices.copy(), np.full(len(cloth.vertices), 0.1)
    for side, sign in SIDES:
        hip, knee, ankle = (body.joint(f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        line = np.interp(at[:, 2], [ankle[2], knee[2], hip[2]], [ankle[0], knee[0], hip[0] * 0.95])
        beside = at[:, 0] - line
        off = np.abs(beside)
        amount = np.exp(-off / (0.007 * body.unit)) * np.clip((hip[2] - 0.05 - at[:, 2]) / 0.1, 0, 1) * (sign * at[:, 0] > 0)
        middle = np.interp(at[:, 2], [ankle[2], knee[2], hip[2]], [ankle[1], knee[1], hip[1]])
        at[:, 1] += np.sign(at[:, 1] - middle) * 0.006 * body.unit * amount
        own = (sign * at[:, 0] > 0) & (at[:, 2] < hip[2] - 0.06 * body.unit)
        away[own] = np.clip(beside[own], -0.1, 0.1)
    return replace(cloth, vertices=at, masks={**cloth.masks, "press": 0.5 + away})


@functools.lru_cache(64)
def _columns(bones: tuple[str, ...], prefixes: tuple[str, ...], side: str) -> tuple[int, ...]:
    return tuple(n for n, bone in enumerate(bones) if bone.startswith(prefixes) and bone.endswith("." + side))


def _bones(body: Body, prefixes: tuple[str, ...], side: str) -> list[int]:
    return list(_columns(tuple(body.bones), prefixes, side))


def form(cloth: Cloth) -> Form:
    """Return a surface to lay pattern pieces on."""
    return Form(cloth.vertices, cloth.faces, cloth.weights)
