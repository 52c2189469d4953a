"""Bodies over the whole pose library: what floats, sinks, goes through itself or bends too far; and feet that slide in a gait.

    python benchmarks/bodies.py [--only POSE …] [--eyes]

Six bodies × every pose. Hands are measured against trunk, legs and head. The distances are taken from the skin's triangles, not from what the solver uses. Writes results/bodies.json.
`--eyes` prints where the eyes are in each pose, for `eyes:` in presets/poses.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import bpy  # noqa: F401 - mathutils comes with it
import numpy as np
from mathutils.bvhtree import BVHTree

from filmcli.blender import heels
from filmcli.blender.body import SKIN, Body, build
from filmcli.blender.deeds import library
from filmcli.blender.motion import Performance
from filmcli.blender.pose import POSES, solve
from filmcli.blender.skinning import deform
from filmcli.blender.stance import stance
from filmcli.blender.support import CHAIR, CUSHION
from filmcli.blender.touch import patch

RESULT = Path(__file__).parent / "results" / "bodies.json"
PEOPLE = {
    "child": {"id": "tom", "age": 7, "gender": "male", "appearance": {"build": {"height": 1.22, "weight": 0.5}}},
    "girl": {"id": "lucy", "age": 13, "gender": "female", "appearance": {"build": {"height": 1.52, "weight": 0.4}}},
    "slim woman": {"id": "vera", "age": 29, "gender": "female", "appearance": {"build": {"height": 1.70, "weight": 0.3}}},
    "heavy man": {"id": "gus", "age": 52, "gender": "male", "appearance": {"build": {"height": 1.76, "weight": 0.95}}},
    "elder": {"id": "ruth", "age": 81, "gender": "female", "appearance": {"build": {"height": 1.56, "weight": 0.65}}},
    "tall man": {"id": "jack", "age": 38, "gender": "male", "appearance": {"build": {"height": 1.96, "weight": 0.5, "muscle": 0.7}}},
    "heels": {
        "id": "lola",
        "age": 34,
        "gender": "female",
        "appearance": {"build": {"height": 1.72, "weight": 0.4}},
        "wardrobe": {"garment": "dress"},
    },
}
SUPPORT, SINK, SLIDE = 0.005, 0.008, 0.003  # metres
LIMITS = {"elbow": 155.0, "knee": 160.0, "wrist": 92.0, "neck": 80.0}  # degrees from straight


def main() -> None:
    """Measure, print the table and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=list(POSES))
    parser.add_argument("--who", nargs="*", default=list(PEOPLE), help="bodies")
    parser.add_argument("--eyes", action="store_true")
    given = parser.parse_args()
    bodies = {name: build(sheet) for name, sheet in PEOPLE.items() if name in given.who}
    if given.eyes:
        eyes(bodies, given.only)
        return
    faults, worst = [], {}
    for who, body in bodies.items():
        for pose in given.only:
            for kind, value, allowed in measured(body, pose):
                worst[kind] = max(worst.get(kind, 0.0), value)
                if value > allowed:
                    faults.append(f"{who}: {pose}: {kind} {value:.4g} > {allowed:g}")
                    print(faults[-1], flush=True)
        for gait, (slide, sunk) in gaits(body).items():
            worst["foot slide"] = max(worst.get("foot slide", 0.0), slide)
            worst["gait sinks"] = max(worst.get("gait sinks", 0.0), sunk)
            faults += [f"{who}: {gait}: foot slides {slide * 1000:.1f} mm"] if slide > SLIDE else []
            faults += [f"{who}: {gait}: foot {sunk * 1000:.1f} mm under the floor"] if sunk > SINK else []
    print(*(fault for fault in faults if "foot slides" in fault or "under the floor" in fault), sep="\n")
    print(f"{len(given.only)} poses × {len(bodies)} bodies: {len(faults)} faults")
    for kind, value in sorted(worst.items()):
        print(f"  worst {kind:18} {value:.4g}")
    if len(given.only) == len(POSES) and len(bodies) == len(PEOPLE):
        data = {"poses": len(POSES), "bodies": len(bodies), "faults": faults, "worst": {k: round(v, 5) for k, v in sorted(worst.items())}}
        RESULT.write_text(json.dumps(data, indent=1) + "\n")


def measured(body: Body, pose: str) -> Iterator[tuple[str, float, float]]:
    """Yield what is measured on one posed body: its name, the value, and what is allowed. Metres or degrees."""
    wanted = stance(pose)
    bed = 0.5 if wanted.base == "lie" else 0.0
    motion = solve(body, pose, seat=bed or CHAIR)
    skin = deform(body.vertices[:SKIN], body.weights[:SKIN], motion, dual=0.6)
    yield from _supports(body, pose, motion, skin, bed)
    for side, arm in (("L", wanted.left), ("R", wanted.right)):
        if not arm.pocket:  # a hand in a pocket is under the cloth
            yield "hand in body", hand_depth(body, skin, side), SINK
        for joint, degrees in _angles(body, motion, side).items():
            yield joint, degrees, LIMITS[joint]
    yield "neck", _neck(body, motion), LIMITS["neck"]


def _supports(body: Body, pose: str, motion, skin: np.ndarray, bed: float) -> Iterator[tuple[str, float, float]]:
    wanted = stance(pose)
    if wanted.base == "feet":
        for side, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
            if leg.rests == "floor" and not leg.lift:
                foot = skin[body.region("foot", side)[:SKIN] > 0.9]
                low = float(foot[:, 2].min())
                if body.heel and leg.pitch < 0:  # on the heel of the shoe
                    low = min(low, float(_tip(body, motion, side)[2]))
                yield "foot off floor", abs(low), SUPPORT
                if body.heel and not leg.pitch:
                    yield "heel off floor", abs(float(_tip(body, motion, side)[2])), SUPPORT
            if leg.rests == "knee":
                shin = skin[(body.region("leg", side)[:SKIN] > 0.9)]
                yield "knee off floor", abs(float(shin[:, 2].min())), 2 * SUPPORT
    elif wanted.base in ("seat", "floor"):
        bones = [k for k, bone in enumerate(body.bones) if bone.startswith(("root", "pelvis", "upperleg01", "upperleg02"))]
        under = skin[(body.weights[:SKIN, bones].sum(1) > 0.5) & (skin[:, 1] > -0.09 * body.unit)]
        level = CHAIR - CUSHION if wanted.base == "seat" else -0.004
        yield "off seat", abs(float(under[:, 2].min()) - level), SUPPORT
        feet = skin[body.region("foot")[:SKIN] > 0.9]
        yield "foot under floor", max(0.0, -float(feet[:, 2].min())), SUPPORT
    elif wanted.base == "lie":
        yield "off bed", abs(float(skin[:, 2].min()) - bed), 2 * SUPPORT
    if wanted.base != "air":
        yield "body under floor", max(0.0, (bed if wanted.base == "lie" else 0.0) - float(skin[:, 2].min())), 2 * SUPPORT


def hand_depth(body: Body, skin: np.ndarray, side: str) -> float:
    """Return how deep a hand's skin is inside trunk, legs or head, metres; 0 where it is outside."""
    faces = np.array(body.select(["body"]))
    arm = body.region("arm")[:SKIN]
    solid = arm < 0.12
    solid[body.region("head")[:SKIN] >= 0.5] = False
    solid[patch("head").vertices] = True  # without the ears' folds and the linings of mouth, nose, eyes and ears
    own = solid[faces].all(1)
    edge = arm > 0.02
    edge[np.unique(faces[~solid[faces].all(1)])] = True
    rim = edge[faces[own]].any(1)  # where the arms are cut off, inside and outside mean nothing
    tree = BVHTree.FromPolygons(skin.tolist(), faces[own].tolist())
    found = []
    for point in skin[body.region("hand", side)[:SKIN] > 0.7][::2]:
        at, normal, face, away = tree.find_nearest(point.tolist(), 0.05)
        if at is not None and not rim[face] and (point - np.array(at)) @ np.array(normal) < 0:
            found.append((away, point))
    found.sort(key=lambda one: -one[0])
    return next((away for away, point in found if away <= PAST or _inside(skin, faces[own], point)), 0.0)


PAST = 0.001  # metres that are not worth a second look


def _inside(skin: np.ndarray, quads: np.ndarray, point: np.ndarray) -> bool:
    """Return whether the winding number of a surface about a point is over a half (Jacobson 2013): a crease alone does not tell."""
    total = 0.0
    for corners in (quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]):
        a, b, c = (skin[corners[:, k]] - point for k in range(3))
        la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
        solid = np.einsum("ij,ij->i", a, np.cross(b, c))
        near = la * lb * lc + (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
        total += 2 * np.arctan2(solid, near).sum()
    return abs(total) / (4 * np.pi) > 0.5


def _point(body: Body, motion, bone: str) -> np.ndarray:
    k = body.number[bone]
    return motion.rotations[k] @ body.joint(bone) + motion.translations[k]


def _tip(body: Body, motion, side: str) -> np.ndarray:
    k = body.number[f"foot.{side}"]
    return motion.rotations[k] @ heels.tip(body, side) + motion.translations[k]


def _angles(body: Body, motion, side: str) -> dict[str, float]:
    def bend(a: str, b: str, c: str) -> float:
        p, q, r = (_point(body, motion, f"{bone}.{side}") for bone in (a, b, c))
        return _between(q - p, r - q)

    wrist = motion.rotations[body.number[f"lowerarm02.{side}"]].T @ motion.rotations[body.number[f"wrist.{side}"]]
    return {
        "elbow": bend("upperarm01", "lowerarm01", "wrist"),
        "knee": bend("upperleg01", "lowerleg01", "foot"),
        "wrist": float(np.degrees(np.arccos(np.clip((np.trace(wrist) - 1) / 2, -1, 1)))),
    }


def _neck(body: Body, motion) -> float:
    turned = motion.rotations[body.number["spine01"]].T @ motion.rotations[body.number["head"]]
    return float(np.degrees(np.arccos(np.clip((np.trace(turned) - 1) / 2, -1, 1))))


def _between(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arccos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1))))


def gaits(body: Body) -> dict[str, tuple[float, float]]:
    """Return per gait how far a foot slides in one contact (its lowest part), and how deep it goes under the floor, metres."""
    found = {}
    for name, spec in library().items():
        if "gait" not in spec:
            continue
        path = [(0.4, -2.2, 0.0), (2.0, -3.4, 0.0)]
        show = Performance(
            body,
            pose="stand",
            position=(0, 0, 0),
            yaw=20,
            acts=[{"motion": name, "start": 0.3, "end": 6.0, "path": path}],
            duration=6,
            seed=1,
        )
        found[name] = _slide(body, show, np.arange(0, 6.0, 1 / 16))
    return found


def _slide(body: Body, show: Performance, times: np.ndarray) -> tuple[float, float]:
    worst, sunk = 0.0, 0.0
    for side in "LR":
        bones = {part: np.nonzero(_sole(body, side, part))[0] for part in ("heel", "toes")}
        tracks: dict[str, list[np.ndarray]] = {part: [] for part in bones}
        for t in times:
            moment = show.at(float(t))
            turned = np.radians(moment.yaw)
            world = np.array([[np.cos(turned), -np.sin(turned), 0], [np.sin(turned), np.cos(turned), 0], [0, 0, 1]])
            for part, at in bones.items():
                raised = body.heel and part == "heel"  # a shoe's heel lands, not the foot's
                skin = (
                    _tip(body, moment.transforms, side)[None]
                    if raised
                    else deform(body.vertices[at], body.weights[at], moment.transforms, dual=0.6)
                )
                skin = skin @ world.T + moment.position
                tracks[part].append(skin)
        for track in tracks.values():
            points = np.array(track)  # (frames, n, 3)
            low = points[:, :, 2].min(1)
            sunk = max(sunk, -float(low.min()))
            down = low < (0.002 if points.shape[1] == 1 else 0.004)  # a heel's tip is a point
            both = down[1:] & down[:-1]
            step = np.linalg.norm(np.diff(points.mean(1)[:, :2], axis=0), axis=1)
            if both.any():
                worst = max(worst, float(step[both].max()))
    return worst, sunk


def _sole(body: Body, side: str, part: str) -> np.ndarray:
    skin, foot = body.vertices[:SKIN], body.region("foot", side)[:SKIN] > 0.9
    if part == "toes":
        return (body.region("foot", side)[:SKIN] > 0.9) & (_toes(body, side) > 0.8) & (skin[:, 2] < 0.012)
    return foot & (skin[:, 1] > body.joint(f"foot.{side}")[1] + 0.02) & (skin[:, 2] < 0.012)


def _toes(body: Body, side: str) -> np.ndarray:
    own = [k for k, bone in enumerate(body.bones) if bone.startswith("toe") and bone.endswith(side)]
    return body.weights[:SKIN, own].sum(1)


def eyes(bodies: dict[str, Body], poses: list[str]) -> None:
    """Print `eyes: [forward, up]` per pose: metres per metre of height from the place, above the floor, the seat or the bed."""
    for pose in poses:
        rows = []
        for body in bodies.values():
            if body.age < 16:
                continue
            level = CHAIR if stance(pose).base == "seat" else 0.5 if stance(pose).base == "lie" else 0.0
            motion = solve(body, pose, seat=level)
            eye = (_point(body, motion, "eye.L") + _point(body, motion, "eye.R")) / 2
            rows.append([-eye[1] / body.height, (eye[2] - level) / body.height])
        forward, up = np.mean(rows, axis=0)
        print(f"{pose}: [{forward:.3f}, {up:.3f}]")


if __name__ == "__main__":
    main()
