"""A performance: one person over the seconds of a shot, from pose, acts and manner to the motion of every bone.

Knows nothing of skin, clothes or Blender (numpy only). Metres and degrees in the set's frame (z up, yaw 0 faces −y, 90 faces +x),
seconds from the shot's first frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from filmcli.blender import attention, idling
from filmcli.blender.alive import Alive, Targets
from filmcli.blender.body import Body
from filmcli.blender.bvh import Clip
from filmcli.blender.deeds import Played, Vec3, Way, motion_of, stepping
from filmcli.blender.keying import Key, mix
from filmcli.blender.pose import Transforms
from filmcli.blender.score import Score, contact
from filmcli.blender.skeleton import X, Y, Z, turn
from filmcli.blender.speech import Speech
from filmcli.blender.stance import Hand, stance
from filmcli.core.life import Life, smooth


@dataclass(frozen=True)
class Moment:
    """A person at a time of the shot: bones in the person's frame, where that frame stands in the set, and the lids."""

    transforms: Transforms
    position: Vec3  # metres, set frame
    yaw: float  # degrees
    blink: float  # 0 open – 1 shut
    brow: float = 0.0  # 0 as the expression has it – 1 up


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
        clips: Mapping[str, Clip] | None = None,
        tilt: Sequence[float] = (0.0, 0.0, 0.0),
        aside: Sequence[float] = (0.0, 0.0),
        speech: Speech | None = None,
        hands: Mapping[str, Hand] | None = None,
    ) -> None:
        """Prepare the performance.

        pose, position, yaw, seat, hold: as in a shot's `places`. acts: `formats.shots.Act` as plain dicts, of this person. manner: the
        sheet's `motion`, with `neuroticism` (0–1) beside it where it is known. look_at: a point in the set's frame that head and eyes
        keep to. An act with `at`, a point in the set's frame, brings the right hand there; one with `then` leaves that in it. clips: captures of the user's (`bvh.read`,
        `gltf.read`) by the name that an act calls. tilt, aside: what an expression does to head and eyes (`alive.Alive`). speech: what is
        said, for nods and gestures. hands: where hands rest at first, by their side (L, R), in the person's frame. Raises InputError for an unknown pose or motion.
        """
        own = dict(manner or {})
        self.body, self.duration = body, duration
        nervous, gaze = float(own.get("neuroticism", 0.5)), str(own.get("gaze", "steady"))
        life = Life(seed=seed, duration=duration, age=body.age, nervous=nervous, gaze=gaze)
        self._alive = Alive(body, life, own, tilt=tilt, aside=aside, stress=speech.stress if speech else None)
        played, place = dict(clips or {}), {"position": position, "yaw": yaw, "seat": seat, "hold": hold}
        self._score = Score(body, pose=pose, mirror=mirror, lap=lap, manner=own, hands=hands or {}, **place)
        talk = list(speech.gestures(acts, amount=float(own.get("gesture", 0.5)), seed=seed) if speech and not hold else ())
        free = {"duration": duration, "temper": {"neuroticism": nervous}, "seed": seed}
        busy = [(float(a.get("start", 0.0)), float(a.get("end", 0.0)) or duration) for a in (*acts, *talk)]
        busy += speech.phrases() if speech else []
        idle = () if any(act.get("path") for act in acts) else idling.fidgets(self._score.stance, busy, **free)
        done = sorted((*acts, *talk, *idle), key=lambda act: float(act.get("start", 0.0)))
        self._score.write(done, duration=duration, clips=played)
        self.position = np.asarray(position, float)  # where the still has the person: an act may begin elsewhere
        self.start, self._segments = self._score.start, self._score.segments
        self.hold = self._score.hold
        reaches = [(n, act) for n, act in enumerate(done) if act.get("at") and str(act["motion"]) not in played]
        touched = {number: self.contact(act) for number, act in reaches if not motion_of(str(act["motion"])).get("together")}
        thoughts = attention.thinking(speech.phrases(), gaze=gaze, seed=seed) if speech else ()
        self._attention = attention.Attention(look_at, (*attention.reaching(done, touched), *thoughts, *idling.asides(busy, **free)))
        self._speech = speech

    def at(self, seconds: float) -> Moment:
        """Return the person at a time, 0 to the shot's end."""
        key, position, yaw, walking = self.start, self._score.position, self._score.yaw, 0.0
        for part in self._segments:
            if seconds < part.start:
                break
            if isinstance(part, Way):
                key, position, yaw, walking = self._going(key, part, seconds)
                continue
            if isinstance(part, Played):
                key = part.at(key, seconds)
                continue
            key = part.keyed.apply(key, seconds)
            if part.yaw:
                done = min(part.keyed.progress(seconds - part.start), 1.0)
                key = stepping(key, part.yaw, done)
                yaw += part.yaw * smooth(done)
        transforms = self._alive.at(key, seconds, walking=walking, targets=self._targets(seconds, position, yaw))
        brow = self._speech.brow(seconds) if self._speech else 0.0
        return Moment(transforms, tuple(float(v) for v in position), float(yaw), self._alive.life.blink(seconds), brow)

    def _targets(self, seconds: float, position: np.ndarray, yaw: float) -> Targets:
        """Return what says, from where the eyes are in the person's frame, what eyes, head and chest are turned to there."""
        there, back = turn(Z, yaw), turn(Z, -yaw)

        def seen(eye: np.ndarray) -> tuple[np.ndarray | None, ...]:
            own = (self._attention.at(part, seconds, there @ eye + position, there @ -Y) for part in ("eyes", "head", "chest"))
            return tuple(None if point is None else back @ (point - position) for point in own)

        return seen

    def ways(self) -> list[tuple[float, float]]:
        """Return when, in seconds of the shot, the person walks off and when they have arrived, for every way they go."""
        return [(part.start, part.walk.end) for part in self._segments if isinstance(part, Way)]

    def contact(self, act: Mapping[str, Any]) -> float:
        """Return when, in seconds of the shot, the hand of an act is where it reaches to."""
        return contact(act, duration=self.duration)

    def _going(self, key: Key, part: Way, seconds: float) -> tuple[Key, np.ndarray, float, float]:
        stride = part.walk.at(seconds)
        one, two = part.keys
        swing = 0.5 + 0.5 * np.cos(2 * np.pi * (stride.phase - 0.02))  # the left foot lands at phase 0, as the pose has it
        mixed = mix(two, one, swing)
        back = turn(Z, -stride.yaw)
        feet = {}
        for side, step in stride.feet.items():
            attitude = turn(Z, step.yaw - stride.yaw) @ turn(X, step.pitch)
            feet[side] = np.concatenate([(back @ (step.ankle - stride.position))[None], attitude])
        body = mix(key, mixed, stride.share)
        even = self._score.key(stance("stand")).shift * [0.0, 1.0, 1.0]  # a stance's weight on one leg is left behind
        height = key.shift + (even - key.shift) * stride.share if key.feet else even
        shift = height + np.array([stride.hips[0], (mixed.shift - height)[1] * stride.share, stride.hips[1]])
        swings = frozenset(side for side, step in stride.feet.items() if not step.stands)
        return replace(body, shift=shift, feet=feet, swings=swings), stride.position, stride.yaw, stride.share
