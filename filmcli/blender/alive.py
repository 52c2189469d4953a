"""What life adds to a key: breath, sway, feet that stay planted, hands that stay where they rest, a head and eyes that look.

Knows nothing of acts, skin or Blender (numpy only). Metres and degrees in the person's frame, seconds from the shot's first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.bulk import lowest
from filmcli.blender.deeds import matrices
from filmcli.blender.keying import Key
from filmcli.blender.pose import Transforms, look, upright
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, swing, turn, unit
from filmcli.blender.stance import POSTURES
from filmcli.core.life import Life

Targets = Callable[
    [np.ndarray], tuple[np.ndarray | None, np.ndarray | None, np.ndarray | None]
]  # from where the eyes are: eyes, head, chest
NOWHERE = (None, None, None)
EASY, CHEST = 28.0, 20.0  # degrees that the head turns before the chest does, and the most that the chest goes along
SEATED = 0.2  # of a stander's sway: who sits has the seat under them
HEEL = 68.0  # degrees that a heel leaves the floor over a ball that stays
NOD = 3.0  # degrees that the head dips on a stressed syllable (2.5-D: presence.NOD)


class Alive:
    """One body and its life. `at` turns a key into bones."""

    def __init__(
        self,
        body: Body,
        life: Life,
        manner: Mapping[str, Any],
        *,
        tilt: Sequence[float] = (0.0, 0.0, 0.0),
        aside: Sequence[float] = (0.0, 0.0),
        stress: Callable[[float], float] | None = None,
    ) -> None:
        """tilt: an expression's lean, twist and roll of the head. aside: its turn of the eyes, to the left and up. stress: 0–1 by seconds, how loud the words are."""
        self.body, self.life, self.tilt, self.aside, self.stress = body, life, np.asarray(tilt, float), aside, stress
        self.neck = POSTURES[manner.get("posture", "relaxed")][2]
        self.skeleton = Skeleton(body)

    def at(self, key: Key, seconds: float, *, walking: float, targets: Targets | None = None) -> Transforms:
        """Return the bones at a time. walking: 0 stands – 1 walks. targets: what eyes, head and chest are turned to, in the person's frame."""
        skeleton, life, calm = self.skeleton, self.life, 1.0 - 0.8 * walking
        skeleton.local, skeleton.shift = matrices(key.turns), key.shift.copy()
        breath = life.breath(seconds) * life.depth
        x, y = (0.0, 0.0) if key.rests or not key.feet else life.sway(seconds)
        scale = self.body.unit * calm * (SEATED if key.sits else 1.0)
        skeleton.shift = key.shift + np.array([0.011 * x, 0.006 * y, 0.0]) * scale
        self._turn("root", turn(Y, 0.9 * x * calm))
        self._turn("spine05", turn(Y, -0.6 * x * calm))
        for bone, lean in (("spine02", -0.45), ("spine01", -0.55), ("neck01", 0.75)):
            self._turn(bone, turn(X, lean * breath))
        for side in "LR":
            held = 1.0 - key.pins.get(side, 0.0)
            self._turn(f"clavicle.{side}", turn(Y, -SIDE[side] * (0.55 * breath + 0.25)))
            self._turn(f"wrist.{side}", turn(X, 1.6 * life.hand(seconds, side) * calm * held))
            for finger in range(2, 6):
                self._turn(f"finger{finger}-1.{side}", turn(Y, SIDE[side] * 1.2 * life.hand(seconds + 0.1 * finger, side) * held))
        skeleton.update()
        seen = targets(self._eye()) if targets else NOWHERE
        self._follow(key, seen[2], calm)
        self._plant(key)
        self._rest(key)
        gaze = self._look(key, seconds, seen[1], seen[0])
        return Transforms(skeleton.rotations, skeleton.translations, skeleton.grip("R"), gaze)

    def _eye(self) -> np.ndarray:
        return (self.skeleton.at("eye.L") + self.skeleton.at("eye.R")) / 2

    def _follow(self, key: Key, target: np.ndarray | None, calm: float) -> None:
        """Turn the chest after the head, as far as the head alone would have to twist the neck."""
        if target is None or key.rests:
            return
        way = target - self._eye()
        yaw = float(np.degrees(np.arctan2(way[0], -way[1])))
        aside = self.skeleton.frame("spine01") @ X
        already = float(np.degrees(np.arctan2(aside[1], aside[0])))
        twist = float(np.clip(np.sign(yaw) * max(abs(yaw) - EASY, 0.0) * 0.5 - already * (abs(yaw) > EASY), -CHEST, CHEST)) * calm
        for bone in ("spine03", "spine02", "spine01"):
            self._turn(bone, turn(Z, twist / 3))
        self.skeleton.update()

    def _turn(self, bone: str, rotation: np.ndarray) -> None:
        k = self.body.number[bone]
        self.skeleton.local[k] = rotation @ self.skeleton.local[k]

    def _rest(self, key: Key) -> None:
        """Bring hands back to where they rest: breath and shifts of weight took them along."""
        skeleton = self.skeleton
        for side, share in key.pins.items():
            if side not in key.wrists:
                continue
            place, attitude = key.wrists[side][0], key.wrists[side][1:]
            nudged(skeleton, side, skeleton.at(f"wrist.{side}") + share * (place - skeleton.at(f"wrist.{side}")))
            wrist = f"wrist.{side}"
            if share > 0.99:
                skeleton.set(wrist, skeleton.parent(wrist).T @ attitude)
                skeleton.update()

    def _plant(self, key: Key) -> None:
        """Bring the feet where they stand, the hips down as far as the legs need; without them, the whole as low as the key has it."""
        skeleton, over = self.skeleton, 0.0
        if len(key.feet) < 2:
            skeleton.shift[2] += key.low - lowest(self.body, skeleton)
            skeleton.update()
        feet = {side: strided(skeleton, side, foot, swings=side in key.swings) for side, foot in key.feet.items()}
        for side, foot in feet.items():
            over = max(over, _over(skeleton, side, foot))
        skeleton.shift[2] -= over
        skeleton.update()
        for side, foot in feet.items():
            pole = skeleton.frame(f"upperleg02.{side}") @ -Y
            skeleton.leg(side, foot[0], pole)
            skeleton.set(f"foot.{side}", skeleton.parent(f"foot.{side}").T @ foot[1:])
            raised = float(np.degrees(np.arcsin(np.clip((foot[1:] @ Y)[2], 0.0, 1.0))))
            for toe in (1, 2, 3, 4, 5):  # the toes stay on the floor when the heel leaves it
                skeleton.set(f"toe{toe}-1.{side}", turn(X, -min(raised, 60.0)))
        skeleton.update()

    def _look(self, key: Key, seconds: float, target: np.ndarray | None, eyes_at: np.ndarray | None) -> tuple[float, float]:
        skeleton = self.skeleton
        lean, twist, roll = key.head + self.tilt + np.array(self.life.head(seconds))
        lean += NOD * self.stress(seconds) if self.stress else 0.0
        base = turn(X, -90) if key.rests else upright(skeleton)
        look(skeleton, base, (lean, twist, roll), self.neck, target, nod=key.nod, eyes_at=eyes_at)
        side, up = (a + b for a, b in zip(self.life.eyes(seconds), self.aside, strict=True))
        for eye in "LR":
            self._turn(f"eye.{eye}", turn(Z, side) @ turn(X, -up))
        skeleton.update()
        front = skeleton.local[self.body.number["eye.L"]] @ -Y
        return float(np.degrees(np.arctan2(front[0], -front[1]))), float(np.degrees(np.arcsin(np.clip(front[2], -1, 1))))


def _long(skeleton: Skeleton, side: str) -> float:
    return skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}") + skeleton.length(f"lowerleg01.{side}", f"foot.{side}")


def _over(skeleton: Skeleton, side: str, foot: np.ndarray) -> float:
    """Return how far the hips are too high for a leg to reach an ankle, metres; below 0 there is room."""
    hip = skeleton.at(f"upperleg01.{side}")
    away = float(np.hypot(*(foot[0] - hip)[:2]))
    return float(hip[2] - foot[0][2] - np.sqrt(max((0.9985 * _long(skeleton, side)) ** 2 - away**2, 0.0)))


def strided(skeleton: Skeleton, side: str, foot: np.ndarray, *, swings: bool) -> np.ndarray:
    """Return a foot (4, 3: ankle, attitude) as the leg reaches it: behind the hip the heel leaves the floor, the ball stays; in the air it lags."""
    if _over(skeleton, side, foot) <= 0:
        return foot
    hip = skeleton.at(f"upperleg01.{side}")
    if foot[0, 1] > hip[1]:
        ball = np.mean([skeleton.rest(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0) - skeleton.rest(f"foot.{side}")
        pivot, raised, low, high = foot[0] + foot[1:] @ ball, float(np.degrees(np.arcsin(np.clip((foot[1:] @ Y)[2], -1, 1)))), 0.0, 0.0
        high = max(HEEL - raised, 0.0)
        for step in range(9):
            degrees = high if step == 0 else (low + high) / 2
            attitude = turn(foot[1:] @ X, degrees) @ foot[1:]
            rolled = np.concatenate([(pivot - attitude @ ball)[None], attitude])
            if step and _over(skeleton, side, rolled) > 0:
                low = degrees
            elif step:
                high = degrees
            elif _over(skeleton, side, rolled) > 0:
                break
        foot = rolled
    if swings and _over(skeleton, side, foot) > 0:
        away, reach = foot[0] - hip, 0.998 * _long(skeleton, side)
        flat = float(np.sqrt(max(reach**2 - away[2] ** 2, 0.0)))
        nearer = flat / max(float(np.hypot(*away[:2])), 1e-6)
        ankle = hip + away * [nearer, nearer, 1.0]
        foot = np.concatenate([ankle[None], foot[1:]])
    return foot


def nudged(skeleton: Skeleton, side: str, target: np.ndarray) -> None:
    """Bring a wrist to a target near it by the least change of the arm: the elbow opens or shuts, the upper arm follows."""
    upper, lower, wrist = f"upperarm01.{side}", f"lowerarm01.{side}", f"wrist.{side}"
    a, b = skeleton.length(upper, lower), skeleton.length(lower, wrist)
    shoulder, elbow, hand = skeleton.at(upper), skeleton.at(lower), skeleton.at(wrist)
    axis = np.cross(elbow - shoulder, hand - elbow)
    if np.linalg.norm(axis) > 1e-6:
        away = float(np.clip(np.linalg.norm(target - shoulder), abs(a - b) * 1.05 + 0.02, 0.998 * (a + b)))
        wanted = np.arccos(np.clip((away**2 - a**2 - b**2) / (2 * a * b), -1, 1))
        now = np.arccos(np.clip(unit(elbow - shoulder) @ unit(hand - elbow), -1, 1))
        _global(skeleton, lower, turn(axis, float(np.degrees(wanted - now))))
    _global(skeleton, upper, swing(skeleton.at(wrist) - shoulder, target - shoulder))


def _global(skeleton: Skeleton, bone: str, rotation: np.ndarray) -> None:
    above = skeleton.parent(bone)
    k = skeleton.body.number[bone]
    skeleton.local[k] = above.T @ rotation @ above @ skeleton.local[k]
    skeleton.update()
