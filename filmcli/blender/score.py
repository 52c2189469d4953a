"""The score of a performance: a person's acts written out as ways and deeds, one after the other, from where and how they begin.

Knows nothing of breath and glances, of skin or of Blender (numpy only). Metres and degrees in the set's frame, seconds of the shot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.bvh import Clip, keys
from filmcli.blender.deeds import Deed, Played, Vec3, Way, heading, key_of, kin, motion_of, shortened, sole, touches
from filmcli.blender.gait import Gait, Walk
from filmcli.blender.keying import Key, Mark, keyed, taking_part, turned
from filmcli.blender.pose import bent, solved
from filmcli.blender.skeleton import Skeleton, Z, turn
from filmcli.blender.stance import PARTS, Arm, Hand, Stance, compose, mirrored, stance

TURN = 1.1  # seconds to turn round by 180 degrees
SQUARE = 12.0  # degrees off the wanted way that nobody turns for
SETTLES = 0.8  # seconds that a step or two need
NEAR = 0.2  # metres off the wanted place that nobody steps for
LOW = 0.36  # of the height: what is lower is bent down to
PACES = {"slow": 0.76, "even": 1.0, "brisk": 1.18}


class Score:
    """One person's acts. Each pose is solved once (60 ms), when an act first asks for it."""

    def __init__(
        self,
        body: Body,
        *,
        pose: str,
        position: Sequence[float],
        yaw: float,
        seat: float,
        hold: str,
        mirror: bool,
        lap: float,
        manner: Mapping[str, Any],
        hands: Mapping[str, Hand],
    ) -> None:
        """Begin with a pose at a place. Parameters as for `motion.Performance`. Raises InputError for an unknown pose."""
        self.body, self.manner, self.seat, self.hold, self.mirror, self.lap = body, manner, seat, hold, mirror, lap
        self.position, self.yaw = np.asarray(position, float), float(yaw)
        self._home = self.position, self.yaw
        self._keys: dict[tuple, Key] = {}
        self._skeleton = Skeleton(body)
        self.segments: list[Way | Deed | Played] = []
        self.stance = stance(pose, mirror=mirror)
        self.start = self._last = self.key(self.stance, tuple(hands.items()))  # `_last` is what the acts so far end in

    def key(self, wanted: Stance, hands: tuple[tuple[str, Hand], ...] = ()) -> Key:
        """Return a stance as this person holds it, ready to be mixed; `hands` says of a side (L, R) where that hand goes."""
        name = (wanted, hands, self.hold, self.seat)
        if name not in self._keys:
            own = bent(wanted, motion=self.manner, hold=self.hold)
            done = solved(self.body, own, seat=self.seat, motion=self.manner, lap=self.lap, hands=dict(hands))
            self._keys[name] = key_of(self._skeleton, done, wanted, pinned=dict(hands))
        return self._keys[name]

    def write(self, acts: Sequence[Mapping[str, Any]], *, duration: float, clips: Mapping[str, Clip]) -> None:
        """Write out acts in the order of time. Raises InputError for an unknown motion."""
        first = next((act for act in acts if act.get("origin")), None)
        if first is not None:
            self.position, self.yaw = np.asarray(first["origin"][:3], float), float(first["origin"][3])
            if not first.get("seat"):
                self.stance = stance(str(motion_of(str(first["motion"])).get("from", "stand")), mirror=self.mirror)
                self.start = self._last = self.key(self.stance)
        for number, act in enumerate(acts):
            start = float(act.get("start", 0.0))
            if str(act["motion"]) in clips:
                clip = clips[str(act["motion"])]
                self.segments.append(Played(start, clip.interval, tuple(keys(self.body, clip))))
                continue
            self._act(act, start, max(float(act.get("end", 0.0)) or duration, start + 0.1))
            if act.get("origin") and not any(later.get("path") for later in acts[number + 1 :]):
                self._settle(float(act.get("end", 0.0)) or duration, duration)

    def _act(self, act: Mapping[str, Any], start: float, end: float) -> None:
        spec = motion_of(str(act["motion"]))
        path = [tuple(p) for p in act.get("path", ())]
        if "gait" in spec:
            self._walk(Gait(**spec["gait"]), path, start, end)
            return
        seated = stance(str(spec.get("to", "stand"))).base == "seat"
        if act.get("seat"):
            self._seated(spec, float(act["seat"]))
        if path:  # first there, then the deed
            path = [*path[:-1], self._before(spec)] if seated and act.get("origin") else shortened(path, 0.42 * self.body.unit * seated)
            last = end - float(spec["seconds"]) - TURN * seated
            start = min(self._walk(Gait(**motion_of("walk")["gait"]), path, start, last), end - 0.3)
            if seated:  # a seat is reached from the front: the back is turned to it
                start = self._face(self._home[1] if act.get("origin") else self.standing()[1] + 180.0, start)
        self._keyed(spec, start, end, at=act.get("at"), share=float(act.get("share", 1.0)), then=act.get("then"))

    def standing(self) -> tuple[np.ndarray, float]:
        """Return where the person is and which way they face after all that is written so far."""
        position, yaw = self.position, self.yaw
        for part in self.segments:
            if isinstance(part, Way):
                position, yaw = np.asarray(part.walk.way[-1], float), part.walk.at(part.walk.end).yaw
            elif isinstance(part, Deed):
                yaw += part.yaw
        return position, yaw

    # changes of place

    def _walk(self, gait: Gait, path: Sequence[Vec3], start: float, end: float) -> float:
        """Write a way; return when it is done."""
        running = start <= 0 and self.stance == stance(gait.pose, mirror=self.mirror)
        if running:
            self.stance = stance("stand", mirror=self.mirror)
            self.start = self._last = self.key(self.stance)
        origin, yaw = self.standing()
        if not path or float(np.linalg.norm(np.asarray(path[-1])[:2] - origin[:2])) < 0.05 and len(path) == 1:
            return start
        k = PACES[self.manner.get("gait", "even")]
        gait = replace(gait, speed=gait.speed * k, step=gait.step * k**0.5)
        upright = self._last if len(self._last.feet) == 2 else self.key(stance("stand", mirror=self.mirror))
        walk = Walk(
            gait,
            [tuple(origin), *path],
            yaw=yaw,
            start=start,
            end=end,
            soles={side: sole(self._skeleton, side) for side in "LR"},
            standing={side: (foot[0], heading(foot[1:])) for side, foot in upright.feet.items()},
            unit=self.body.unit,
            hips={side: self._skeleton.rest(f"upperleg01.{side}") + self.key(stance("stand")).shift * [0.0, 1.0, 1.0] for side in "LR"},
            leg=sum(self._skeleton.length(*pair) for pair in pairwise(("upperleg01.L", "lowerleg01.L", "foot.L"))),
            running=running,
        )
        self.segments.append(Way(start, walk, (self.key(stance(gait.pose)), self.key(mirrored(stance(gait.pose))))))
        return walk.end

    def _face(self, yaw: float, start: float) -> float:
        """Turn on the spot; return when it is done."""
        by = (yaw - self.standing()[1] + 180.0) % 360.0 - 180.0
        if abs(by) < SQUARE:
            return start
        seconds = TURN * max(abs(by) / 180.0, 0.4)
        self._keyed({**motion_of("turn"), "seconds": seconds, "yaw": by}, start, start + seconds)
        return start + seconds

    def _settle(self, start: float, end: float) -> None:
        """Go where the place has the person, and face as there, when there is time: who rose, or came to somebody."""
        (position, yaw), (here, _) = self._home, self.standing()
        if self.stance.base != "feet" or end - start < SETTLES:
            return
        if float(np.linalg.norm((position - here)[:2])) > NEAR:
            start = self._walk(Gait(**motion_of("walk")["gait"]), [tuple(position)], start, start + 0.1)
        self._face(yaw, start)

    def _seated(self, spec: Mapping[str, Any], seat: float) -> None:
        """Begin on a seat that the act says: the person's frame is put where they stand once they have risen from it."""
        self.seat, self.stance = seat, stance(str(spec["from"]), mirror=self.mirror)
        sits, stands = self.key(self.stance), self.key(stance(str(spec["to"]), mirror=self.mirror))
        ahead = sits.stands - stands.stands
        self.position = self.position + turn(Z, self.yaw) @ np.array([*ahead, 0.0])
        self.start = self._last = sits.moved(-ahead)

    def _before(self, spec: Mapping[str, Any]) -> Vec3:
        """Return where one stands to sit down on the place's own seat."""
        sits, stands = self.key(stance(str(spec["to"]), mirror=self.mirror)), self.key(stance("stand", mirror=self.mirror))
        (x, y, z), yaw = self._home
        ahead = turn(Z, yaw) @ np.array([*(sits.stands - stands.stands), 0.0])
        return float(x + ahead[0]), float(y + ahead[1]), float(z)

    # deeds

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
        position, yaw = self.standing()
        if at is not None and "low" in spec and self.stance.base == "feet" and float(at[2]) - position[2] < LOW * self.body.height:
            spec = motion_of(str(spec["low"]))  # what lies low is not reached on straight legs
        ends = self._ends(spec)
        hands: tuple[tuple[str, Hand], ...] = ()
        local = None if at is None else turn(Z, -yaw) @ (np.asarray(at, float) - position)
        holds = local if spec.get("together") and spec.get("parts", "all") == "all" else None
        if local is not None and holds is None:
            hands = (("R", Hand(tuple(float(v) for v in local))),)
        marks, reached, stays = self._marks(spec, ends, hands, holds, share=share, then=then)
        bones = taking_part(self.body.bones, str(spec.get("parts", "all")))
        made = keyed({**spec, "stays": stays}, start=start, end=end, marks=marks, bones=bones)
        self.segments.append(Deed(start, made, float(spec.get("yaw", 0.0))))
        if made.stays:
            self._last = reached
            if "to" in spec:
                self.stance = stance(str(spec["to"]))

    def _marks(
        self,
        spec: Mapping[str, Any],
        ends: Key | None,
        hands: tuple[tuple[str, Hand], ...],
        holds: np.ndarray | None,
        *,
        share: float,
        then: str | None,
    ) -> tuple[list[Mark], Key, bool]:
        """Return the keys of a motion solved, the pose that it ends in, and whether that lasts. holds: the back of whom both arms hold."""
        parts, touched = str(spec.get("parts", "all")), float(spec.get("contact", spec.get("hold", 0.5)))
        marks, reached = [], self._last
        for entry in spec["keys"]:
            name = entry.get("pose", "start")
            if then is not None and float(entry["at"]) >= touched:
                self.hold = then  # fingers close, or open, at the contact
            if name in ("start", "end"):
                found = ends if name == "end" else None
            else:
                over = stance(name) if holds is None else about(stance(name), holds, self.body)
                found = self.key(compose(self.stance, over, parts) if parts in PARTS else over, () if entry.get("free") else hands)
                found = found.moved(self._last.stands - found.stands) if parts == "all" else found
            if found is not None and "step" in entry:
                found = found.moved(np.asarray(entry["step"], float) * self.body.unit)
            reached = found or self._last
            nod, turns = tuple(entry.get("nod", (0.0, 0.0, 0.0))), turned(self.body.number, entry.get("turn", {}))
            shift = tuple(float(v) * self.body.unit for v in entry.get("shift", (0.0, 0.0, 0.0)))
            if holds is not None and found is not None:
                found = replace(found, shift=found.shift + float(entry.get("near", 1.0)) * leaning(holds, self.body, kiss=name == "kiss"))
            own = float(entry.get("share", 1.0)) * share
            marks.append(Mark(float(entry["at"]), found, own, nod, turns, str(entry.get("ease", "smooth")), shift))
        if then is not None and marks[-1].key is None:  # the hand has, or has no more, what was in it
            self.hold = then
            reached = self.key(self.stance)
            reached = reached.moved(self._last.stands - reached.stands)
            marks[-1] = replace(marks[-1], key=reached)
            return marks, reached, True
        return marks, reached, bool(spec.get("stays", False))

    def _ends(self, spec: Mapping[str, Any]) -> Key | None:
        """Return the key that a change of posture leads to; a place that is where it ends is kept, and what came before is put before it."""
        if "from" in spec and "to" not in spec and not self.segments:
            self._rewind(spec)
        if "to" not in spec:
            return None
        begins, ends = stance(str(spec["from"]), mirror=self.mirror), stance(str(spec["to"]), mirror=self.mirror)
        if not self.segments and kin(self.stance, ends) and not kin(self.stance, begins):
            kept = self._last
            before = self.key(begins)
            self.start = self._last = before.moved(kept.stands - before.stands)
            return kept
        found = self.key(ends)
        return found.moved(self._last.stands - found.stands)

    def _rewind(self, spec: Mapping[str, Any]) -> None:
        """Begin in the pose that an act leads from, where the place says how it ends: with a gun drawn."""
        if self.stance == stance(str(spec["keys"][-1]["pose"]), mirror=self.mirror):
            self.stance, kept = stance(str(spec["from"]), mirror=self.mirror), self.start.stands
            found = self.key(self.stance)
            self.start = self._last = found.moved(kept - found.stands)


BACK, HUG, KISS = (
    0.74,
    0.52,
    0.642,
)  # of the height; metres between the feet of two of 1.75 m whose cheeks, or lips, meet in the library's poses


def about(over: Stance, back: np.ndarray, body: Body) -> Stance:
    """Return a pose of both arms about somebody with the arms as high as the other's back is, a point in the person's frame."""
    up = float(np.clip(back[2] - BACK * body.height, -0.22, 0.16)) / body.unit

    def raised(arm: Arm) -> Arm:
        x, y, z = arm.to
        return replace(arm, to=(x, y, z + up))

    return replace(over, left=raised(over.left), right=raised(over.right))


def leaning(back: np.ndarray, body: Body, *, kiss: bool) -> np.ndarray:
    """Return how hips go, metres, towards whom one holds: half of what is between them; who is taller bends the knees for a kiss."""
    ahead = float(np.clip((float(np.hypot(*back[:2])) - (KISS if kiss else HUG) * body.unit) / 2, -0.08, 0.12))
    return np.array([0.0, -ahead, float(np.clip((back[2] - BACK * body.height) / 3, -0.06, 0.0)) * kiss])


def contact(act: Mapping[str, Any], *, duration: float) -> float:
    """Return when, in seconds of the shot, the hand of an act is where it reaches to."""
    start = float(act.get("start", 0.0))
    return touches(motion_of(str(act["motion"])), start, max(float(act.get("end", 0.0)) or duration, start + 0.1))
