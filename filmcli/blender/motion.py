"""A performance: one person over the seconds of a shot, from pose, acts and manner to the motion of every bone.

Knows nothing of skin, clothes or Blender (numpy only). Metres and degrees in the set's frame (z up, yaw 0 faces −y, 90 faces +x),
seconds from the shot's first frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.gait import Gait, Sole, Walk
from filmcli.blender.pose import Transforms, look, solve, upright
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, turn
from filmcli.blender.skinning import quaternions
from filmcli.blender.stance import POSTURES, stance
from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.life import Life, smooth

Vec3 = tuple[float, float, float]
CHANGE = 0.35  # seconds from one way of being to the next where nothing else is said


@dataclass(frozen=True)
class Moment:
    """A person at a time of the shot: bones in the person's frame, where that frame stands in the set, and the lids."""

    transforms: Transforms
    position: Vec3  # metres, set frame
    yaw: float  # degrees
    blink: float  # 0 open – 1 shut


@dataclass(frozen=True)
class Key:
    """A pose as it is mixed with others: local turns of the bones, the hips' shift, the head, and where planted feet stand."""

    turns: np.ndarray  # (B, 4) unit quaternions
    shift: np.ndarray  # (3,)
    head: np.ndarray  # lean, twist, roll
    feet: Mapping[str, np.ndarray]  # side → (4, 3): ankle, then the foot's attitude; absent for a foot that hangs or lies
    rests: bool  # on its back: nothing sways, and the head is held by what it lies on


class Performance:
    """One person's time in a shot. Building solves the poses (60 ms each); `at` costs about 6 ms."""

    def __init__(
        self,
        body: Body,
        *,
        pose: str,
        position: Sequence[float],
        yaw: float,
        seat: float = 0.0,
        hold: str = "",
        acts: Sequence[Mapping[str, Any]] = (),
        duration: float = 2.5,
        manner: Mapping[str, Any] | None = None,
        seed: int = 0,
        look_at: Sequence[float] | None = None,
        mirror: bool = False,
        lap: float = 0.0,
    ) -> None:
        """Prepare the performance.

        pose, position, yaw, seat, hold: as in a shot's `places`. acts: `formats.shots.Act` as plain dicts, of this person. manner: the
        sheet's `motion`, with `neuroticism` (0–1) beside it where it is known. look_at: a point in the set's frame that head and eyes
        keep to. Raises InputError for an unknown pose or motion.
        """
        self.body, self.manner, self.seat, self.hold, self.mirror, self.lap = body, dict(manner or {}), seat, hold, mirror, lap
        self.look_at, self.duration = look_at, duration
        self.life = Life(seed=seed, duration=duration, age=body.age, nervous=float(self.manner.get("neuroticism", 0.5)))
        self.position, self.yaw = np.asarray(position, float), float(yaw)
        self._keys: dict[tuple, Key] = {}
        self._skeleton = Skeleton(body)
        self._segments: list[tuple[float, float, Walk, Gait]] = []
        self.base = pose
        for act in sorted(acts, key=lambda act: float(act.get("start", 0.0))):
            self._plan(act)
        self.start = self.key(self.base)

    def at(self, seconds: float) -> Moment:
        """Return the person at a time, 0 to the shot's end."""
        key, position, yaw, walking = self.start, self.position, self.yaw, 0.0
        for start, end, walk, gait in self._segments:
            if seconds < start:
                break
            key, position, yaw, walking = self._going(key, walk, gait, seconds, min(1.0, (end - seconds) / CHANGE))
        return self._alive(key, seconds, position, yaw, walking)

    def key(self, pose: str, *, mirror: bool | None = None) -> Key:
        """Return a pose of the library as this person holds it, ready to be mixed."""
        mirror = self.mirror if mirror is None else mirror
        if (pose, mirror) not in self._keys:
            solved = solve(self.body, pose, seat=self.seat, hold=self.hold, motion=self.manner, mirror=mirror, lap=self.lap)
            self._keys[pose, mirror] = _key(self._skeleton, solved, pose, mirror)
        return self._keys[pose, mirror]

    # acts

    def _plan(self, act: Mapping[str, Any]) -> None:
        name = str(act["motion"])
        gait = gait_of(name)
        start = float(act.get("start", 0.0))
        end = float(act.get("end", 0.0)) or self.duration
        path = [tuple(p) for p in act.get("path", ())]
        running = self.base == gait.pose and start <= 0
        if self.base == gait.pose:
            self.base = "stand"
        if not path:
            return
        stand = self.key(self.base)
        standing = {side: (foot[0], _heading(foot[1:])) for side, foot in stand.feet.items()}
        before = self._segments[-1][2] if self._segments else None
        origin = tuple(before.way[-1]) if before else tuple(self.position)
        yaw = before.at(before.end).yaw if before else self.yaw
        k = {"slow": 0.76, "even": 1.0, "brisk": 1.18}[self.manner.get("gait", "even")]
        gait = replace(gait, speed=gait.speed * k, step=gait.step * k**0.5)
        soles = {side: _sole(self._skeleton, side) for side in "LR"}
        unit = self.body.unit
        walk = Walk(gait, [origin, *path], yaw=yaw, start=start, end=end, soles=soles, standing=standing, unit=unit, running=running)
        self._segments.append((start, walk.end, walk, gait))

    def _going(self, key: Key, walk: Walk, gait: Gait, seconds: float, _left: float) -> tuple[Key, np.ndarray, float, float]:
        stride = walk.at(seconds)
        one, two = self.key(gait.pose, mirror=False), self.key(gait.pose, mirror=True)
        swing = 0.5 - 0.5 * np.cos(2 * np.pi * (stride.phase - 0.02))  # the left foot is ahead at phase 0, the left arm at a half
        mixed = mix(two, one, swing) if gait.pose == "walk" else mix(one, two, swing)
        back = turn(Z, -stride.yaw)
        feet = {}
        for side, step in stride.feet.items():
            attitude = turn(Z, step.yaw - stride.yaw) @ turn(X, step.pitch)
            feet[side] = np.concatenate([(back @ (step.ankle - stride.position))[None], attitude])
        body = mix(key, mixed, stride.share)
        shift = key.shift + np.array([stride.hips[0], (mixed.shift - key.shift)[1] * stride.share, stride.hips[1]])
        return replace(body, shift=shift, feet=feet), stride.position, stride.yaw, stride.share

    # life

    def _alive(self, key: Key, seconds: float, position: np.ndarray, yaw: float, walking: float) -> Moment:
        skeleton, life, calm = self._skeleton, self.life, 1.0 - 0.8 * walking
        skeleton.local = matrices(key.turns)
        breath = life.breath(seconds) * life.depth
        x, y = (0.0, 0.0) if key.rests or not key.feet else life.sway(seconds)
        scale = self.body.unit * calm
        skeleton.shift = key.shift + np.array([0.011 * x, 0.006 * y, 0.0]) * scale
        self._turn("root", turn(Y, 0.9 * x * calm))
        self._turn("spine05", turn(Y, -0.6 * x * calm))
        for bone, lean in (("spine02", -0.45), ("spine01", -0.55), ("neck01", 0.75)):
            self._turn(bone, turn(X, lean * breath))
        for side in "LR":
            self._turn(f"clavicle.{side}", turn(Y, -SIDE[side] * (0.55 * breath + 0.25)))
            self._turn(f"wrist.{side}", turn(X, 1.6 * life.hand(seconds, side) * calm))
            for finger in range(2, 6):
                self._turn(f"finger{finger}-1.{side}", turn(Z, 0.0) @ turn(Y, SIDE[side] * 1.2 * life.hand(seconds + 0.1 * finger, side)))
        skeleton.update()
        self._plant(key)
        gaze = self._look(key, seconds, position, yaw)
        transforms = Transforms(skeleton.rotations, skeleton.translations, skeleton.grip("R"), gaze)
        return Moment(transforms, tuple(float(v) for v in position), float(yaw), life.blink(seconds))

    def _turn(self, bone: str, rotation: np.ndarray) -> None:
        k = self.body.number[bone]
        self._skeleton.local[k] = rotation @ self._skeleton.local[k]

    def _plant(self, key: Key) -> None:
        """Bring the feet where they stand, the hips down as far as the legs need."""
        skeleton, over = self._skeleton, 0.0
        for side, foot in key.feet.items():
            hip = skeleton.at(f"upperleg01.{side}")
            length = skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}") + skeleton.length(f"lowerleg01.{side}", f"foot.{side}")
            away = float(np.hypot(*(foot[0] - hip)[:2]))
            over = max(over, hip[2] - foot[0][2] - np.sqrt(max((0.9985 * length) ** 2 - away**2, 0.0)))
        skeleton.shift[2] -= over
        skeleton.update()
        for side, foot in key.feet.items():
            pole = skeleton.frame(f"upperleg02.{side}") @ -Y
            skeleton.leg(side, foot[0], pole)
            skeleton.set(f"foot.{side}", skeleton.parent(f"foot.{side}").T @ foot[1:])
            raised = float(np.degrees(np.arcsin(np.clip((foot[1:] @ Y)[2], 0.0, 1.0))))
            for toe in (1, 2, 3, 4, 5):  # the toes stay on the floor when the heel leaves it
                skeleton.set(f"toe{toe}-1.{side}", turn(X, -0.85 * min(raised, 40.0)))
        skeleton.update()

    def _look(self, key: Key, seconds: float, position: np.ndarray, yaw: float) -> tuple[float, float]:
        skeleton = self._skeleton
        lean, twist, roll = key.head + np.array(self.life.head(seconds))
        target = None
        if self.look_at is not None:
            target = turn(Z, -yaw) @ (np.asarray(self.look_at, float) - position)
        neck = POSTURES[self.manner.get("posture", "relaxed")][2]
        base = turn(X, -90) if key.rests else upright(skeleton)
        look(skeleton, base, (lean, twist, roll), neck, target)
        side, up = self.life.eyes(seconds)
        for eye in "LR":
            self._turn(f"eye.{eye}", turn(Z, side) @ turn(X, -up))
        skeleton.update()
        front = skeleton.local[self.body.number["eye.L"]] @ -Y
        return float(np.degrees(np.arctan2(front[0], -front[1]))), float(np.degrees(np.arcsin(np.clip(front[2], -1, 1))))


def mix(a: Key, b: Key, share: float | np.ndarray) -> Key:
    """Return the pose between two, by the shorter turn of every bone (Shoemake 1985, normalised). share: 0 is a, 1 is b."""
    sign = np.sign(np.sum(a.turns * b.turns, 1, keepdims=True))
    turns = a.turns * (1 - share) + b.turns * np.where(sign == 0, 1, sign) * share
    turns /= np.linalg.norm(turns, axis=1, keepdims=True)
    k = float(np.mean(share))
    feet = {side: a.feet[side] + (b.feet[side] - a.feet[side]) * k for side in a.feet.keys() & b.feet.keys()}
    return Key(turns, a.shift + (b.shift - a.shift) * k, a.head + (b.head - a.head) * k, feet, b.rests if k > 0.5 else a.rests)


def matrices(q: np.ndarray) -> np.ndarray:
    """Return the rotation matrices (B, 3, 3) of unit quaternions w, x, y, z."""
    w, x, y, z = q.T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), 2, 0)


def gait_of(name: str) -> Gait:
    """Return a gait of the library; raise InputError with the nearest name when there is none."""
    found = library()
    if name not in found:
        import difflib

        near = difflib.get_close_matches(name, found, 1)
        raise InputError(f"unknown motion {name!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(found)}")
    return Gait(**found[name]["gait"])


def library() -> dict[str, dict[str, Any]]:
    """Return every motion by its name, from all files of presets/motions."""
    return {name: spec for file in presets.names("motions") for name, spec in presets.load("motions", file)["motions"].items()}


def _key(skeleton: Skeleton, solved: Transforms, pose: str, mirror: bool) -> Key:
    wanted, body = stance(pose, mirror=mirror), skeleton.body
    above = np.array([solved.rotations[p] if p >= 0 else np.eye(3) for p in body.parents])
    local = above.transpose(0, 2, 1) @ solved.rotations
    root = skeleton.heads[0]
    shift = solved.translations[0] - (root - solved.rotations[0] @ root)
    feet = {}
    if wanted.base in ("feet", "seat", "knee"):
        for side in "LR":
            k = body.number[f"foot.{side}"]
            ankle = solved.rotations[k] @ skeleton.heads[k] + solved.translations[k]
            feet[side] = np.concatenate([ankle[None], solved.rotations[k]])
    return Key(quaternions(local), shift, np.array(wanted.head), feet, wanted.base == "back")


def _heading(attitude: np.ndarray) -> float:
    front = attitude @ -Y
    return float(np.degrees(np.arctan2(front[0], -front[1])))


def _sole(skeleton: Skeleton, side: str) -> Sole:
    ankle = skeleton.rest(f"foot.{side}")
    ball = np.mean([skeleton.rest(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0)
    heel = np.array([ankle[0], ankle[1] + 0.045 * skeleton.body.unit, 0.0])
    return Sole(ankle, ball, heel)


__all__ = ["Moment", "Performance", "gait_of", "library", "smooth"]
