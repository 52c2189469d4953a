"""What a performance is pieced together from: ways that are walked, deeds by keys, captures that are played; and poses as keys.

Knows nothing of time's course over a shot (motion.py), of skin or of Blender (numpy only). Metres and degrees, seconds of the shot.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from filmcli.blender import heels
from filmcli.blender.bulk import lowest
from filmcli.blender.gait import Sole, Walk
from filmcli.blender.keying import Key, Keyed, mix
from filmcli.blender.pose import Transforms
from filmcli.blender.skeleton import Skeleton, Y, Z, turn
from filmcli.blender.skinning import quaternions
from filmcli.blender.stance import Stance
from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.life import smooth

Vec3 = tuple[float, float, float]


def matrices(q: np.ndarray) -> np.ndarray:
    """Return the rotation matrices (B, 3, 3) of unit quaternions w, x, y, z."""
    w, x, y, z = q.T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def motion_of(name: str) -> dict[str, Any]:
    """Return a motion's spec; raise InputError with the nearest name when there is none."""
    found = library()
    if name not in found:
        near = difflib.get_close_matches(name, found, 1)
        raise InputError(f"unknown motion {name!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(found)}")
    return found[name]


def library() -> dict[str, dict[str, Any]]:
    """Return every motion by its name, from all files of presets/motions."""
    return {name: spec for file in presets.names("motions") for name, spec in presets.load("motions", file)["motions"].items()}


@dataclass(frozen=True)
class Way:
    start: float
    walk: Walk
    keys: tuple[Key, Key]  # the gait's pose and its mirror


@dataclass(frozen=True)
class Played:
    """A capture, over a quarter of a second from what was before; its last frame lasts."""

    start: float
    interval: float
    keys: tuple[Key, ...]

    def at(self, before: Key, seconds: float) -> Key:
        frame = min((seconds - self.start) / self.interval, len(self.keys) - 1.0)
        a = int(frame)
        own = mix(self.keys[a], self.keys[min(a + 1, len(self.keys) - 1)], frame - a)
        return replace(mix(before, own, smooth((seconds - self.start) / 0.25)), feet={})


@dataclass(frozen=True)
class Deed:
    start: float
    keyed: Keyed
    yaw: float  # degrees that the whole person turns


def stepping(key: Key, yaw: float, done: float) -> Key:
    """Return a person's feet while the body turns over them by `yaw`: each keeps its place in the set and is set anew in its turn."""
    count = max(int(np.ceil(abs(yaw) / 60.0)), 1)
    body, feet = yaw * smooth(done), {}
    for order, (side, foot) in enumerate(key.feet.items()):
        own = done * 2 * count - order
        whole = min(max(int(own // 2), 0), count)
        moving = min(max(own - 2 * whole, 0.0), 1.0) if whole < count else 0.0
        back = turn(Z, yaw * (whole + smooth(moving)) / count - body)
        at = back @ foot[0] + [0.0, 0.0, 0.045 * np.sin(np.pi * moving)]
        feet[side] = np.concatenate([at[None], back @ foot[1:]])
    return replace(key, feet=feet)


def kin(a: Stance, b: Stance) -> bool:
    """Return whether two poses are carried alike: both on the feet and as high, both on a seat …"""
    kneels = [any(leg.rests == "knee" for leg in (one.left_leg, one.right_leg)) for one in (a, b)]
    return a.base == b.base and kneels[0] == kneels[1] and abs(a.drop - b.drop) < 0.25


def shortened(path: list[Vec3], by: float) -> list[Vec3]:
    """Return a path whose last leg ends `by` metres before its point."""
    if by <= 0 or len(path) < 2:
        return path
    last, before = np.array(path[-1]), np.array(path[-2])
    way = last - before
    long = float(np.linalg.norm(way))
    return [*path[:-1], tuple(before + way * max(long - by, 0.05) / long)] if long > 1e-6 else path


RESTS = ("table", "floor", "thigh", "knee")  # anchors of hands that lie on what does not breathe


def touches(spec: Mapping[str, Any], start: float, end: float) -> float:
    """Return when a motion from `start` to `end` has its hand where it reaches to: at its `contact`, its `hold`, else in the middle."""
    own = float(spec["seconds"])
    return start + float(spec.get("contact", spec.get("hold", 0.5))) * min(own, end - start)


def key_of(skeleton: Skeleton, done: Transforms, wanted: Stance, *, pinned: Collection[str] = ()) -> Key:
    """Return a solved stance as a key. pinned: sides whose hands were brought to a point."""
    body = skeleton.body
    above = np.array([done.rotations[p] if p >= 0 else np.eye(3) for p in body.parents])
    local = above.transpose(0, 2, 1) @ done.rotations
    root = skeleton.heads[0]
    shift = done.translations[0] - (root - done.rotations[0] @ root)
    feet, ankles = {}, []
    for side, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
        k = body.number[f"foot.{side}"]
        ankle = done.rotations[k] @ skeleton.heads[k] + done.translations[k]
        ankles.append(ankle[:2])
        if wanted.base in ("feet", "seat", "floor") and leg.rests == "floor":
            feet[side] = np.concatenate([ankle[None], done.rotations[k]])
    pins = {side: 1.0 for side, arm in (("L", wanted.left), ("R", wanted.right)) if side in pinned or arm.anchor in RESTS}
    wrists = {}
    for side in pins:
        k = body.number[f"wrist.{side}"]
        wrists[side] = np.concatenate([(done.rotations[k] @ skeleton.heads[k] + done.translations[k])[None], done.rotations[k]])
    stands, rests = np.mean(ankles, axis=0), wanted.base in ("lie", "air")
    return Key(
        quaternions(local),
        shift,
        np.array(wanted.head),
        feet,
        stands,
        rests,
        pins=pins,
        wrists=wrists,
        sits=wanted.base == "seat",
        low=lowest(body, done),
    )


def heading(attitude: np.ndarray) -> float:
    front = attitude @ -Y
    return float(np.degrees(np.arctan2(front[0], -front[1])))


def sole(skeleton: Skeleton, side: str) -> Sole:
    ankle = skeleton.rest(f"foot.{side}")
    ball = np.mean([skeleton.rest(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0)
    heel = heels.tip(skeleton.body, side)
    raised = np.degrees(np.arctan2(skeleton.body.heel, heel[1] - ball[1]))
    return Sole(ankle, ball, heel, float(raised))
