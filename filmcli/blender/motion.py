"""A performance: one person over the seconds of a shot, from pose, acts and manner to the motion of every bone.

Knows nothing of skin, clothes or Blender (numpy only). Metres and degrees in the set's frame (z up, yaw 0 faces −y, 90 faces +x),
seconds from the shot's first frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from filmcli.blender.alive import Alive
from filmcli.blender.body import Body
from filmcli.blender.bvh import Clip, keys
from filmcli.blender.deeds import Deed, Played, Vec3, Way, heading, key_of, kin, motion_of, shortened, sole, stepping, touches
from filmcli.blender.gait import Gait, Walk
from filmcli.blender.keying import Key, Mark, keyed, mix, taking_part, turned
from filmcli.blender.pose import Transforms, bent, solved
from filmcli.blender.skeleton import Skeleton, X, Z, turn
from filmcli.blender.speech import Speech
from filmcli.blender.stance import PARTS, Hand, Stance, compose, mirrored, stance
from filmcli.core.life import Life, smooth

TURN = 1.0  # seconds to turn one's back to a seat


@dataclass(frozen=True)
class Moment:
    """A person at a time of the shot: bones in the person's frame, where that frame stands in the set, and the lids."""

    transforms: Transforms
    position: Vec3  # metres, set frame
    yaw: float  # degrees
    blink: float  # 0 open – 1 shut


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
        self.body, self.manner, self.seat, self.hold, self.mirror, self.lap = body, dict(manner or {}), seat, hold, mirror, lap
        self.look_at, self.duration = look_at, duration
        nervous, gaze = float(self.manner.get("neuroticism", 0.5)), str(self.manner.get("gaze", "steady"))
        life = Life(seed=seed, duration=duration, age=body.age, nervous=nervous, gaze=gaze)
        self._alive = Alive(body, life, self.manner, tilt=tilt, aside=aside, stress=speech.stress if speech else None)
        self.position, self.yaw = np.asarray(position, float), float(yaw)
        self._keys: dict[tuple, Key] = {}
        self._skeleton = Skeleton(body)
        self._segments: list[Way | Deed | Played] = []
        self.stance = stance(pose, mirror=mirror)
        self.start = self.key(self.stance, tuple((hands or {}).items()))
        self._clips = dict(clips or {})
        self._last = self.start  # what the acts planned so far end in
        own = [*acts, *(speech.gestures(acts, amount=float(self.manner.get("gesture", 0.5)), seed=seed) if speech and not hold else ())]
        for act in sorted(own, key=lambda act: float(act.get("start", 0.0))):
            self._plan(act)

    def at(self, seconds: float) -> Moment:
        """Return the person at a time, 0 to the shot's end."""
        key, position, yaw, walking = self.start, self.position, self.yaw, 0.0
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
        target = None if self.look_at is None else turn(Z, -yaw) @ (np.asarray(self.look_at, float) - position)
        transforms = self._alive.at(key, seconds, walking=walking, target=target)
        return Moment(transforms, tuple(float(v) for v in position), float(yaw), self._alive.life.blink(seconds))

    def key(self, wanted: Stance, hands: tuple[tuple[str, Hand], ...] = ()) -> Key:
        """Return a stance as this person holds it, ready to be mixed; `hands` says of a side (L, R) where that hand goes."""
        name = (wanted, hands, self.hold)
        if name not in self._keys:
            own = bent(wanted, motion=self.manner, hold=self.hold)
            done = solved(self.body, own, seat=self.seat, motion=self.manner, lap=self.lap, hands=dict(hands))
            self._keys[name] = key_of(self._skeleton, done, wanted, pinned=dict(hands))
        return self._keys[name]

    def ways(self) -> list[tuple[float, float]]:
        """Return when, in seconds of the shot, the person walks off and when they have arrived, for every way they go."""
        return [(part.start, part.walk.end) for part in self._segments if isinstance(part, Way)]

    def contact(self, act: Mapping[str, Any]) -> float:
        """Return when, in seconds of the shot, the hand of an act is where it reaches to."""
        start = float(act.get("start", 0.0))
        return touches(motion_of(str(act["motion"])), start, max(float(act.get("end", 0.0)) or self.duration, start + 0.1))

    # acts

    def _plan(self, act: Mapping[str, Any]) -> None:
        if str(act["motion"]) in self._clips:
            clip = self._clips[str(act["motion"])]
            self._segments.append(Played(float(act.get("start", 0.0)), clip.interval, tuple(keys(self.body, clip))))
            return
        spec = motion_of(str(act["motion"]))
        start = float(act.get("start", 0.0))
        end = max(float(act.get("end", 0.0)) or self.duration, start + 0.1)
        path = [tuple(p) for p in act.get("path", ())]
        if "gait" in spec:
            self._walk(Gait(**spec["gait"]), path, start, end)
            return
        if path:  # first there, then the deed
            short = 0.42 * self.body.unit if stance(str(spec.get("to", "stand"))).base == "seat" else 0.0
            last = end - float(spec["seconds"]) - TURN * bool(short)
            start = min(self._walk(Gait(**motion_of("walk")["gait"]), shortened(path, short), start, last), end - 0.3)
            if short:  # a seat is reached from the front: the back is turned to it
                self._keyed(motion_of("turn"), start, start + TURN)
                start += TURN
        self._keyed(spec, start, end, at=act.get("at"), share=float(act.get("share", 1.0)), then=act.get("then"))

    def _stands(self) -> tuple[np.ndarray, float]:
        """Return where the person is and which way they face after all that is planned so far."""
        ways = [part.walk for part in self._segments if isinstance(part, Way)]
        turned = sum(part.yaw for part in self._segments if isinstance(part, Deed))
        if not ways:
            return self.position, self.yaw + turned
        return np.asarray(ways[-1].way[-1], float), ways[-1].at(ways[-1].end).yaw + turned

    def _walk(self, gait: Gait, path: Sequence[Vec3], start: float, end: float) -> float:
        """Plan a way; return when it is done."""
        running = start <= 0 and self.stance == stance(gait.pose, mirror=self.mirror)
        if running:
            self.stance = stance("stand", mirror=self.mirror)
            self.start = self._last = self.key(self.stance)
        if not path:
            return start
        origin, yaw = self._stands()
        k = {"slow": 0.76, "even": 1.0, "brisk": 1.18}[self.manner.get("gait", "even")]
        gait = replace(gait, speed=gait.speed * k, step=gait.step * k**0.5)
        upright_key = self._last if len(self._last.feet) == 2 else self.key(stance("stand", mirror=self.mirror))
        standing = {side: (foot[0], heading(foot[1:])) for side, foot in upright_key.feet.items()}
        soles = {side: sole(self._skeleton, side) for side in "LR"}
        walk = Walk(
            gait,
            [tuple(origin), *path],
            yaw=yaw,
            start=start,
            end=end,
            soles=soles,
            standing=standing,
            unit=self.body.unit,
            running=running,
        )
        one = self.key(stance(gait.pose))
        two = self.key(mirrored(stance(gait.pose)))
        self._segments.append(Way(start, walk, (one, two)))
        return walk.end

    def _keyed(
        self,
        spec: Mapping[str, Any],
        start: float,
        end: float,
        *,
        at: Sequence[float] | None = None,
        share: float = 1.0,
        then: str | None = None,
    ) -> None:
        parts = str(spec.get("parts", "all"))
        ends = self._ends(spec)
        hands: tuple[tuple[str, Hand], ...] = ()
        if at is not None:
            position, yaw = self._stands()
            hands = (("R", Hand(tuple(float(v) for v in turn(Z, -yaw) @ (np.asarray(at, float) - position)))),)
        bones = taking_part(self.body.bones, parts)
        marks, reached = [], self._last
        for entry in spec["keys"]:
            name = entry.get("pose", "start")
            if name == "start":
                found = None
            elif name == "end":
                found = ends
            else:
                over = stance(name)
                whole = compose(self.stance, over, parts) if parts in PARTS else over
                found = self.key(whole, hands)
                found = found.moved(self._last.stands - found.stands) if parts == "all" else found
            reached = found or self._last
            marks.append(
                Mark(
                    float(entry["at"]),
                    found,
                    float(entry.get("share", 1.0)) * share,
                    tuple(entry.get("nod", (0.0, 0.0, 0.0))),
                    turned(self.body.number, entry.get("turn", {})),
                    str(entry.get("ease", "smooth")),
                )
            )
        if then is not None and marks[-1].key is None:  # the hand has, or has no more, what was in it
            self.hold = then
            marks[-1] = replace(marks[-1], key=(reached := self.key(self.stance).moved(self._last.stands - self.key(self.stance).stands)))
            spec = {**spec, "stays": True}
        made = keyed(spec, start=start, end=end, marks=marks, bones=bones)
        self._segments.append(Deed(start, made, float(spec.get("yaw", 0.0))))
        if made.stays:
            self._last = reached
            if "to" in spec:
                self.stance = stance(str(spec["to"]))

    def _ends(self, spec: Mapping[str, Any]) -> Key | None:
        """Return the key that a change of posture leads to; a place that is where it ends is kept, and what came before is put before it."""
        if "to" not in spec:
            return None
        begins, ends = stance(str(spec["from"]), mirror=self.mirror), stance(str(spec["to"]), mirror=self.mirror)
        if not self._segments and kin(self.stance, ends) and not kin(self.stance, begins):
            kept = self._last
            before = self.key(begins)
            self.start = self._last = before.moved(kept.stands - before.stands)
            return kept
        found = self.key(ends)
        return found.moved(self._last.stands - found.stands)

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
        even = self.key(stance("stand")).shift * [0.0, 1.0, 1.0]  # a stance's weight on one leg is left behind
        height = key.shift + (even - key.shift) * stride.share if key.feet else even
        shift = height + np.array([stride.hips[0], (mixed.shift - height)[1] * stride.share, stride.hips[1]])
        return replace(body, shift=shift, feet=feet), stride.position, stride.yaw, stride.share
