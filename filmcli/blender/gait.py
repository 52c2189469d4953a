"""A gait along a path: where the body is, and where each foot stands or swings, at any moment.

Knows nothing of bones or bodies beyond its legs' measures (numpy only). Metres in the set's frame, seconds, degrees; yaw 0
faces −y, 90 faces +x. A foot that carries weight stays where it is: it rolls about its heel, then about its ball.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from filmcli.blender.skeleton import SIDE, X, Z, turn
from filmcli.core.life import smooth

CORNER = 0.35  # metres before and after a corner over which the way bends
TWIST = 0.012  # metres that turning hips bring a foot ahead
EVERY, LEADS = 0.04, 0.22  # metres between two looks ahead at what the legs reach; steps before and after over which hips go deeper
MOST = 0.048  # metres that hips go up and down (Gard & Childress 2001: 3–5 cm)
RAMP = 0.45  # seconds to walk off and to stop


@dataclass(frozen=True)
class Gait:
    """How somebody goes, from presets/motions. Lengths for a person of 1.75 m."""

    pose: str
    speed: float  # metres a second
    step: float  # from one foot's print to the other's
    stance: float = 0.62  # share of a foot's cycle that it stands; below 0.5 both feet leave the floor
    middle: float = 0.25  # of the cycle, when the body is over the foot: it lands a quarter of a stride ahead
    strike: float = 16.0  # degrees that the toes are up when the heel lands
    push: float = 36.0  # degrees that the heel is up when the toes leave
    lift: float = 0.035  # of the swinging foot
    drop: float = 0.028  # of the hips against standing
    bob: float = 0.016  # up and down, twice a cycle
    sway: float = 0.022  # to the foot that carries
    width: float = 0.055  # of a print from the line that is walked
    limp: float = 0.0  # share of its stance that the right leg is spared
    waver: float = 0.0  # degrees that the way wavers


@dataclass(frozen=True)
class Sole:
    """One foot at rest: ankle, ball and heel under it, in the person's frame."""

    ankle: np.ndarray
    ball: np.ndarray
    heel: np.ndarray
    raised: float = 0.0  # degrees that a shoe has it on its toes, at rest

    def push(self, degrees: float) -> float:
        """Return how far the heel comes up when the toes leave: half of what a shoe raises it is spared."""
        return max(degrees - 0.5 * self.raised, 0.0)

    def lifted(self, pitch: float) -> np.ndarray:
        """Return how the ankle moves when the foot pitches about its ball (+, heel up) or its heel (−, toes up)."""
        pivot = self.ball if pitch > 0 else self.heel
        return pivot + turn(X, pitch) @ (self.ankle - pivot) - self.ankle


@dataclass(frozen=True)
class Step:
    """A foot at a moment: the ankle in the set's frame, the yaw of its toes, its pitch, and whether it carries weight."""

    ankle: np.ndarray
    yaw: float
    pitch: float
    stands: bool


@dataclass(frozen=True)
class Stride:
    """The walker at a moment: place and yaw, phase of the left foot's cycle 0–1, hips against standing, and both feet."""

    position: np.ndarray
    yaw: float
    phase: float
    hips: np.ndarray  # sideways (+ left) and up
    feet: Mapping[str, Step]
    share: float  # of the full stride, 0 at rest


class Walk:
    """One way walked from `start` to `end` seconds, or as much of it as the gait's speed allows."""

    def __init__(
        self,
        gait: Gait,
        points: Sequence[Sequence[float]],
        *,
        yaw: float,
        start: float,
        end: float,
        soles: Mapping[str, Sole],
        standing: Mapping[str, tuple[np.ndarray, float]],
        unit: float,
        hips: Mapping[str, np.ndarray],
        leg: float,
        running: bool = False,
    ) -> None:
        """Plan the steps.

        points: the way on the floor, (x, y, z), the walker's place first. standing: side → ankle and toes' yaw in the walker's
        frame before and after. hips: side → the hip joint of who stands, in the walker's frame; leg: metres from there to the ankle. running: already under way at the start, with no first step from rest.
        """
        self.gait, self.soles, self.standing, self.unit, self.running = gait, soles, standing, unit, running
        self.way = np.asarray([tuple(p) for p in points], float)
        self.line = _rounded(self.way)
        lengths = np.linalg.norm(np.diff(self.line[:, :2], axis=0), axis=1)
        self.along = np.concatenate([[0.0], np.cumsum(lengths)])
        self.length = float(self.along[-1])
        self.yaw, self.start = yaw, start
        usual = gait.speed * np.sqrt(unit)  # a child's legs swing faster (Froude: speed goes with the root of length)
        ramps = RAMP if running else 2 * RAMP
        asked = self.length / max(end - start - ramps / 2, 0.1)
        self.speed = float(np.clip(asked, 0.62 * usual, 1.45 * usual))
        self.step = gait.step * unit * float(np.clip(self.speed / usual, 0.7, 1.25)) ** 0.6
        self.step = self.length / max(round(self.length / self.step), 1)  # so that both feet come to rest side by side
        self.drop, self.bob = self._sunk(float(hips["L"][2]), leg)
        self.end = start + self.length / self.speed + ramps / 2
        self._deeper = self._needed(hips, leg)

    def _sunk(self, high: float, long: float) -> tuple[float, float]:
        """Return how far hips are lowered and how far they go up and down about that: a heel that lands ahead is reached by a straight leg, no more
        (compass gait: Saunders, Inman & Eberhart 1953)."""
        gait, up = self.gait, self.unit
        ahead = 2 * self.step * gait.middle - TWIST * up
        rise = self.soles["L"].lifted(-gait.strike)
        ahead, ankle = ahead - rise[1], self.soles["L"].ankle[2] + rise[2]
        lands = high - ankle - float(np.sqrt(max((0.995 * long) ** 2 - ahead**2 - (0.02 * up) ** 2, 0.01)))
        if gait.stance <= 0.5:  # a runner lands on a bent knee, lowest over the foot
            return max(gait.drop * up, lands), gait.bob * up
        low = max((gait.drop + gait.bob) * up, lands)
        top = max((gait.drop - gait.bob) * up, low - MOST * up)
        return (low + top) / 2, (low - top) / 2

    def _needed(self, hips: Mapping[str, np.ndarray], leg: float) -> np.ndarray:
        """Return how much deeper still hips must be along the way, (n,), so that feet which carry ahead are reached; it comes and goes by degrees."""
        count = max(int(self.length / EVERY), 8)
        short = np.zeros(count + 1)
        for k, s in enumerate(np.linspace(0.0, self.length, count + 1)):
            (position, yaw), lowered = self._where(s), self._hips(s)[1]
            back = turn(Z, -yaw)
            for side, joint in hips.items():
                foot = self._foot(side, s)
                away = back @ (foot.ankle - position) - joint
                if foot.stands and away[1] < 0:
                    reach = float(np.sqrt(max((0.998 * leg) ** 2 - away[0] ** 2 - away[1] ** 2, 0.0)))
                    short[k] = max(short[k], lowered - away[2] - reach)
        near = max(round(LEADS * self.step / (self.length / count)), 1)
        wide = np.pad(short, 2 * near, mode="edge")
        most = np.max([wide[k : k + len(wide) - 2 * near] for k in range(2 * near + 1)], axis=0)
        return np.mean([most[k : k + count + 1] for k in range(2 * near + 1)], axis=0)

    def distance(self, seconds: float) -> float:
        """Return how far the walker has come, metres: up to speed in 0.45 s, and down again at the end."""
        t, total = seconds - self.start, self.end - self.start
        if t <= 0:
            return 0.0
        if t >= total:
            return self.length
        first = 0.0 if self.running else RAMP
        ramp = min(RAMP, total / 2)
        done = self.speed * (t - first / 2) if t > first else self.speed * t * t / (2 * first)
        left = total - t
        if left < ramp:
            done = self.length - self.speed * left * left / (2 * ramp)
        return float(np.clip(done, 0.0, self.length))

    def at(self, seconds: float) -> Stride:
        """Return the walker at a moment."""
        s = self.distance(seconds)
        phase = self._phase("L", s)
        position, yaw = self._where(s)
        feet = {side: self._foot(side, s) for side in "LR"}
        hips, share = self._hips(s), self._share(s)
        hips[1] -= float(np.interp(s, np.linspace(0.0, self.length, len(self._deeper)), self._deeper))
        return Stride(position, yaw, phase % 1.0, hips, feet, share)

    def _share(self, s: float) -> float:
        """Return how much of the full stride is walked after s metres: 0 at rest."""
        first = 1.0 if self.running else float(np.clip(s / (0.6 * self.step), 0, 1))
        return smooth(first * float(np.clip((self.length - s) / (0.45 * self.step), 0, 1)))

    def _hips(self, s: float) -> np.ndarray:
        """Return how hips go after s metres: sideways (+ left) and up."""
        gait, phase = self.gait, self._phase("L", s)
        bob = np.cos(4 * np.pi * (phase - gait.middle)) * (1.0 if gait.stance > 0.5 else -1.0)
        side = np.cos(2 * np.pi * (phase - gait.middle))
        return np.array([gait.sway * side * self.unit, self.bob * bob - self.drop]) * self._share(s)

    def _where(self, s: float) -> tuple[np.ndarray, float]:
        """Return place and yaw of the body after s metres; who stood otherwise turns into the way over the first half metre."""
        position = np.array([np.interp(s, self.along, self.line[:, k]) for k in range(3)])
        if s < 0 or s > self.length:  # before the way and after it, straight on
            position = position + self._ahead(np.clip(s, 0, self.length)) * (s - np.clip(s, 0, self.length))
        ahead = self._ahead(s)
        yaw = float(np.degrees(np.arctan2(ahead[0], -ahead[1])))
        if self.gait.waver:
            yaw += self.gait.waver * np.sin(2 * np.pi * s / (3.1 * self.step))
        if not self.running:
            turned = (yaw - self.yaw + 180) % 360 - 180
            yaw = self.yaw + turned * smooth(s / min(0.55 * self.unit, max(self.length, 0.05)))
        return position, yaw

    def _ahead(self, s: float) -> np.ndarray:
        near = 0.12
        a, b = (np.array([np.interp(np.clip(s + d, 0, self.length), self.along, self.line[:, k]) for k in range(2)]) for d in (-near, near))
        way = b - a
        return np.array([*(way / max(np.linalg.norm(way), 1e-9)), 0.0])

    def _phase(self, side: str, s: float) -> float:
        """Return where a foot is in its cycles after s metres: whole numbers land, and at rest the left foot is under the body."""
        return s / (2 * self.step) + self.gait.middle + (0.5 if side == "R" else 0.0)

    def _print(self, side: str, number: int) -> tuple[float, np.ndarray, float]:
        """Return a print: the metre of the way it belongs to, the ankle standing flat in it, and the toes' yaw."""
        own, out = self.standing[side]
        lands = number - self._phase(side, 0.0)  # in cycles from the start
        s = 2 * self.step * (lands + self.gait.middle)
        first, last = lands < 0 and not self.running, 2 * self.step * (lands + self.gait.stance) > self.length - 1e-9
        if first or last:
            s = 0.0 if first else self.length
            position, yaw = self._where(s)
            return s, position + turn(Z, yaw) @ own, yaw + out
        position, yaw = self._where(s)
        sole, sign = self.soles[side], SIDE[side]
        at = np.array([sign * self.gait.width * self.unit, sole.ankle[1], sole.ankle[2]])
        return s, position + turn(Z, yaw) @ at, yaw + sign * 5.0

    def _foot(self, side: str, s: float) -> Step:
        gait, phase = self.gait, self._phase(side, s)
        number = int(np.floor(phase))
        stance = gait.stance - (gait.limp if side == "R" else 0.0)
        here, into = self._print(side, number), phase - number
        before, after = self._print(side, number - 1), self._print(side, number + 1)
        if after[0] >= self.length > here[0] and not self.running:
            stance -= 0.14  # the last step is not hurried while the body slows down
        came, goes = (min(abs(b[0] - a[0]) / (2 * self.step), 1.0) for a, b in ((before, here), (here, after)))
        if into < stance:
            down = -gait.strike * came * (1 - smooth(into / (0.22 * stance)))
            up = self.soles[side].push(gait.push) * goes * smooth((into - 0.55 * stance) / (0.45 * stance))
            return self._placed(side, here, down + up, stands=True)
        lifts = number + stance if self.running else max(number + stance, self._phase(side, 0.0))  # the first swing starts with the way
        q = float(np.clip((phase - lifts) / (min(number + 1.0, self._phase(side, self.length)) - lifts), 0, 1))
        rose = self.soles[side].push(gait.push) * goes if lifts == number + stance else 0.0
        fell = gait.strike * goes if after[0] < self.length else 0.0
        leaves, lands = self._placed(side, here, rose, stands=False), self._placed(side, after, -fell, stands=False)
        share = smooth(q)
        ankle = leaves.ankle + (lands.ankle - leaves.ankle) * share
        ankle[2] += gait.lift * self.unit * goes * np.sin(np.pi * q)
        turned = (lands.yaw - leaves.yaw + 180) % 360 - 180
        pitch = leaves.pitch + (lands.pitch - leaves.pitch) * smooth(q * 1.15)
        return Step(ankle, leaves.yaw + turned * share, pitch, goes < 0.02)

    def _placed(self, side: str, mark: tuple[float, np.ndarray, float], pitch: float, *, stands: bool) -> Step:
        _, ankle, yaw = mark
        return Step(ankle + turn(Z, yaw) @ self.soles[side].lifted(pitch), yaw, pitch, stands)


def _rounded(points: np.ndarray) -> np.ndarray:
    """Return a polyline (n, 3) as a dense line whose corners are bends of about 0.35 m."""
    lengths = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    points = points[np.concatenate([[True], lengths > 1e-6])]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1))])
    if len(points) < 3:
        return points if len(points) > 1 else np.concatenate([points, points + [0.0, -1e-3, 0.0]])
    total = along[-1]
    count = max(int(total / 0.03), 8)
    s = np.linspace(0, total, count)
    line = np.stack([np.interp(s, along, points[:, k]) for k in range(3)], 1)
    reach = max(int(CORNER / (total / count)), 1)
    out = line.copy()
    for k in range(count):
        r = min(reach, k, count - 1 - k)  # the ends stay where they are
        out[k] = line[k - r : k + r + 1].mean(0)
    return out
