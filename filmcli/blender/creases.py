"""Creases: where the ridges of a cloth run, laid out once in rest pose, and how high they stand in a pose.

Knows nothing of materials or garments. Metres, z up, the person facing −y.

A thin tube that is bent buckles on its inner side in ridges that fan out from the crook (Timoshenko and Gere, Theory of
Elastic Stability, 1961, ch. 11). Each zone holds, at rest, where its ridges run; a pose says how high they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmcli.blender import seams
from filmcli.blender.body import Body
from filmcli.blender.skinning import Transforms

CREST = 0.020  # metres a ridge stands at a joint bent to a right angle, ordinary cloth, a person of 1.75 m
SLACK = 0.0065  # metres of the ridges that loose cloth has in every pose


@dataclass(frozen=True)
class Zone:
    """Ridges of one place: vertex numbers, their height pattern (−1…1 times a fall-off), and the bones whose turn raises them."""

    chosen: np.ndarray  # (m,) vertex numbers
    pattern: np.ndarray  # (m,)
    parent: int  # bone numbers; equal ones never turn
    child: int
    base: float  # metres in every pose
    gain: float  # metres more at 90°

    def height(self, pose: Transforms | None) -> np.ndarray:
        """Return the displacement (m,) in a pose; None means the rest pose."""
        turn = 0.0
        if pose is not None and self.parent != self.child:
            between = pose.rotations[self.parent].T @ pose.rotations[self.child]
            turn = float(np.arccos(np.clip((np.trace(between) - 1) / 2, -1, 1)))
        return self.pattern * (self.base + self.gain * min(1.25, turn / (np.pi / 2)) ** 0.8)


@dataclass(frozen=True)
class Loose:
    """How a cloth folds: `amount` scales every ridge, `skirt` are the hanging folds of a hem (count, metres deep)."""

    amount: float = 1.0
    stack: float = 1.0  # rings above a cuff or a shoe
    skirt: tuple[float, float] = (0.0, 0.0)
    pleats: int = 0  # pressed pleats instead of round folds
    falls: bool = False  # a skirt: it falls beside bent thighs
    waist: float = 1.0  # how far it is crushed there: cloth that hangs past the waist is not
    head: float = 0.0  # metres that a padded shoulder stands above the sleeve that hangs from it


class Layout:
    """Lays out the zones of one cloth: vertices (n, 3), their normals and skin weights."""

    def __init__(
        self, body: Body, vertices: np.ndarray, out: np.ndarray, weights: np.ndarray, loose: Loose, draw: np.random.Generator
    ) -> None:
        self.body, self.at, self.weights, self.loose, self.draw = body, vertices, weights, loose, draw
        self.k = body.unit
        self.warp = _noise(vertices / self.k, draw, scale=0.11)
        self.fine = _noise(vertices / self.k, draw, scale=0.05)
        self.normals = out

    def zones(self) -> list[Zone]:
        """Return the zones of arms, legs, trunk and hem that this cloth has enough vertices in."""
        found: list[Zone] = []
        for side, sign in (("L", 1.0), ("R", -1.0)):
            arm, leg = self._share(("upperarm", "lowerarm", "wrist"), side), self._share(("upperleg", "lowerleg", "foot"), side)
            if (arm > 0.6).sum() > 60:
                found += self._arm(side, sign, arm)
            if (leg > 0.6).sum() > 60 and not self.loose.skirt[0] and not self.loose.pleats:
                found += self._leg(side, sign, leg)
            found.append(self._armpit(side, sign))
            if self.loose.head:
                found.append(self._shoulder(side, sign))
        found.append(self._waist())
        if self.loose.skirt[0] or self.loose.pleats:
            found.append(self._hem())
        return [zone for zone in found if len(zone.chosen) > 12]

    def _share(self, prefixes: tuple[str, ...], side: str) -> np.ndarray:
        own = [n for n, bone in enumerate(self.body.bones) if bone.startswith(prefixes) and bone.endswith("." + side)]
        return self.weights[:, own].sum(1)

    def _arm(self, side: str, sign: float, arm: np.ndarray) -> list[Zone]:
        shoulder, elbow, wrist = (self.body.joint(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
        inner = _unit(elbow - shoulder) * -1 + _unit(wrist - elbow)
        own = np.nonzero(arm > 0.5)[0]
        bones = ("upperarm02." + side, "lowerarm01." + side)
        return [
            self._hinge(own, shoulder, elbow, wrist, inner, bones, reach=(0.085, 0.085), wave=(0.026, 0.030), gain=CREST, base=0.3),
            self._slack(own, shoulder, elbow, (0.15, 0.95), wave=0.062, turns=1.0 * sign, height=0.8),
            self._slack(own, elbow, wrist, (0.25, 1.05), wave=0.046, turns=-1.0 * sign, height=0.9),
            self._slack(own, elbow, wrist, (0.72, 1.02), wave=0.026, turns=0.35, height=0.9 * self.loose.stack),
        ]

    def _leg(self, side: str, sign: float, leg: np.ndarray) -> list[Zone]:
        hip, knee, ankle = (self.body.joint(f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        own = np.nonzero(leg > 0.5)[0]
        near = np.nonzero((self.at[:, 0] * sign > -0.01) & (np.abs(self.at[:, 2] - hip[2]) < 0.25 * self.k) & (self._arms() < 0.3))[0]
        above = hip + np.array([0, 0, 0.20 * self.k])
        front, back = np.array([-0.35 * sign, -1.0, 0]), np.array([0, 1.0, 0])
        knees = ("upperleg02." + side, "lowerleg01." + side)
        return [
            self._hinge(own, hip, knee, ankle, back, knees, reach=(0.11, 0.10), wave=(0.032, 0.040), gain=CREST, base=0.8),
            self._hinge(
                near,
                above,
                hip,
                knee,
                front,
                ("root", "upperleg01." + side),
                reach=(0.05, 0.10),
                wave=(0.040, 0.030),
                gain=0.016,
                base=0.35,
            ),
            self._slack(own, hip, knee, (0.25, 1.0), wave=0.115, turns=0.7 * sign, height=0.9),
            self._slack(own, knee, ankle, (0.05, 0.8), wave=0.095, turns=-0.8 * sign, height=1.0),
            self._slack(own, knee, ankle, (0.74, 1.12), wave=0.040, turns=0.3, height=0.9 * self.loose.stack),
            self._break(own, ankle),
        ]

    def _arms(self) -> np.ndarray:
        return self._share(("upperarm", "lowerarm", "wrist"), "L") + self._share(("upperarm", "lowerarm", "wrist"), "R")

    def _hinge(
        self,
        own: np.ndarray,
        start: np.ndarray,
        joint: np.ndarray,
        end: np.ndarray,
        inner: np.ndarray,
        bones: tuple[str, str],
        *,
        reach: tuple[float, float],
        wave: tuple[float, float],
        gain: float,
        base: float,
    ) -> Zone:
        """Return ridges round a joint: close together in the crook, `wave[1]` wider apart on the far side, where they die."""
        at, k = self.at[own], self.k
        upper, lower = _unit(joint - start), _unit(end - joint)
        s = np.where((at - joint) @ (upper + lower) > 0, (at - joint) @ lower, (at - joint) @ upper)
        axis = _unit(upper + lower)
        rel = at - joint - np.outer((at - joint) @ axis, axis)
        inner = _unit(inner - (inner @ axis) * axis)
        cosine = (rel @ inner) / np.maximum(np.linalg.norm(rel, axis=1), 1e-6)
        length = (wave[0] + wave[1] * (1 - cosine) / 2) * k
        ridge = _ridge(2 * np.pi * s / length + 1.3 * self.warp[own] + self.draw.uniform(0, 6))
        fall = np.exp(-((s / (np.where(s < 0, reach[0], reach[1]) * k)) ** 2)) * _step(cosine, -0.45, 0.55)
        broken = 0.62 + 0.38 * self.fine[own]  # no fold is as high all along
        parent, child = (self.body.number[b] for b in bones)
        scale = k * self.loose.amount
        return Zone(own, ridge * fall * broken, parent, child, SLACK * base * scale, gain * scale)

    def _slack(
        self, own: np.ndarray, start: np.ndarray, end: np.ndarray, along: tuple[float, float], *, wave: float, turns: float, height: float
    ) -> Zone:
        """Return the spiral ridges of loose cloth between two joints, in every pose."""
        at, way = self.at[own], _unit(end - start)
        size = np.linalg.norm(end - start)
        s = (at - start) @ way
        side = _unit(np.cross(way, [0, 1.0, 0]))
        rel = at - start - np.outer(s, way)
        turn = np.arctan2(rel @ np.cross(way, side), rel @ side)
        ridge = _ridge(2 * np.pi * s / (wave * self.k) + turns * turn + 2.2 * self.warp[own] + self.draw.uniform(0, 6))
        t = s / size
        fall = _step(t, along[0] - 0.06, along[0] + 0.10) * _step(-t, -along[1] - 0.04, -along[1] + 0.06)
        patchy = np.clip(0.35 + 0.9 * self.fine[own], 0, 1)
        return Zone(own, ridge * fall * patchy, 0, 0, SLACK * height * self.k * self.loose.amount, 0.0)

    def _break(self, own: np.ndarray, ankle: np.ndarray) -> Zone:
        """Return the break of a trouser leg: over the instep the front folds in once, and swells above and below."""
        at, k = self.at[own], self.k
        up = (at[:, 2] - float(at[:, 2].min())) / k - 0.012 * self.fine[own]
        rel = at[:, :2] - ankle[:2]
        front = _step(-rel[:, 1] / np.maximum(np.linalg.norm(rel, axis=1), 1e-6), -0.5, 0.8)
        fold = np.interp(up, [0.0, 0.018, 0.042, 0.058, 0.085, 0.13], [0.1, 0.7, -1.6, 0.2, 1.0, 0.0])
        return Zone(own, fold * front, 0, 0, 0.014 * self.loose.stack * min(1.0, self.loose.amount) * k, 0.0)

    def _armpit(self, side: str, sign: float) -> Zone:
        """Return the drag lines that run from the armpit to chest and shoulder blade."""
        k, joint = self.k, self.body.joint("upperarm01." + side)
        rel = (self.at - joint) / k
        pit = rel - np.array([-0.015 * sign, 0.0, -0.085])
        ahead = np.abs(rel[:, 1])
        far = np.linalg.norm(pit, axis=1)
        own = np.nonzero((far < 0.24) & (ahead > 0.02) & (sign * self.at[:, 0] > 0.04 * k))[0]
        pit, far = pit[own], far[own]
        angle = np.arctan2(pit[:, 2], -sign * pit[:, 0])
        ridge = _ridge(6.5 * angle + 1.2 * self.warp[own] + self.draw.uniform(0, 6))
        fall = np.exp(-(((far - 0.085) / 0.055) ** 2)) * _step(ahead[own], 0.025, 0.06)
        parent, child = self.body.number["clavicle." + side], self.body.number["upperarm01." + side]
        return Zone(
            own,
            ridge * fall * (0.6 + 0.4 * self.fine[own]),
            parent,
            child,
            0.6 * SLACK * k * self.loose.amount,
            0.012 * k * self.loose.amount,
        )

    def _shoulder(self, side: str, sign: float) -> Zone:
        """Return the padded shoulder: it rises to the sleeve head, ends in an edge there, and the sleeve hangs from it."""
        k, joint = self.k, self.body.joint("upperarm01." + side)
        rel = self.at - joint
        own = np.nonzero((np.linalg.norm(rel, axis=1) < 0.14 * k) & (sign * self.at[:, 0] > 0.04 * k))[0]
        s = seams.armhole_distance(self.body, self.at[own], side, sign) / k
        top = _step(self.normals[own, 2], 0.05, 0.75)
        rise = np.interp(s, [-0.075, -0.05, -0.02, -0.003, 0.004, 0.014, 0.05], [0.0, 0.12, 0.65, 1.0, 0.92, 0.45, 0.0])
        return Zone(own, rise * top, 0, 0, self.loose.head * k, 0.0)

    def _waist(self) -> Zone:
        """Return the crushed band above the waist: slanting folds, more as the back bends."""
        k, line = self.k, self.body.joint("spine04")[2] + 0.045 * self.k
        z = (self.at[:, 2] - line) / k
        own = np.nonzero((np.abs(z) < 0.16) & (self._arms() < 0.25))[0]
        at = self.at[own] / k
        turn = np.arctan2(at[:, 0], -at[:, 1])
        slant = np.where(turn > 0, 1, -1) * np.sin(2 * np.abs(turn)) * 1.6
        ridge = _ridge(2 * np.pi * at[:, 2] / 0.048 + slant * 1.5 + 3.0 * self.warp[own])
        fall = np.exp(-((z[own] / 0.075) ** 2)) * (0.35 + 0.65 * np.abs(np.sin(turn)) ** 0.7)
        parent, child = self.body.number["spine05"], self.body.number["spine01"]
        amount = self.loose.amount * self.loose.waist * k
        return Zone(own, ridge * fall * np.clip(0.4 + 0.9 * self.fine[own], 0, 1), parent, child, 0.9 * SLACK * amount, 0.024 * amount)

    def _hem(self) -> Zone:
        """Return the hanging folds of a skirt or coat: each begins at a height of its own between waist and thigh and runs down to the hem."""
        top = self.body.joint("upperleg01.L")[2] + 0.09 * self.k
        own = np.nonzero((self.at[:, 2] < top) & (self._arms() < 0.25))[0]
        at = self.at[own]
        low = float(at[:, 2].min()) if len(own) else 0.0
        down = np.clip((top - at[:, 2]) / max(top - low, 1e-3), 0, 1)
        turn = np.arctan2(at[:, 0], -at[:, 1] + 0.01)
        count, deep = self.loose.skirt
        if self.loose.pleats:
            phase = (turn * self.loose.pleats / (2 * np.pi)) % 1.0
            pattern = 2 * np.minimum(phase / 0.8, (1 - phase) / 0.2) - 1
            return Zone(own, pattern * np.clip(down * 5, 0, 1), 0, 0, (deep or 0.008) * self.k, 0.0)
        uneven = sum(
            a * np.sin(n * turn + p) for n, a, p in zip((1, 2, 3, 5), (0.5, 0.5, 0.35, 0.25), self.draw.uniform(0, 6, 4), strict=True)
        )
        ridge = _ridge(count * turn + 1.1 * uneven + 0.25 * self.warp[own] * down)  # folds hang: they hardly wander on their way down
        begins = 0.16 + 0.16 * np.sin(2 * turn + uneven + self.draw.uniform(0, 6))
        return Zone(own, ridge * np.clip((down - begins) / (1 - begins), 0, 1) ** 0.8, 0, 0, deep * self.k, 0.0)


def _ridge(phase: np.ndarray) -> np.ndarray:
    """Return round crests and narrow valleys, −1…1 with a mean near 0."""
    return (np.abs(np.cos(phase / 2)) ** 0.9 - 0.65) / 0.5


def _step(value: np.ndarray, low: float, high: float) -> np.ndarray:
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _noise(points: np.ndarray, draw: np.random.Generator, *, scale: float, waves: int = 7) -> np.ndarray:
    """Return a smooth random field (n,), about −1…1, whose features are `scale` wide."""
    way = draw.normal(size=(waves, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way *= 2 * np.pi / (scale * draw.uniform(1.2, 3.0, (waves, 1)))
    return np.clip(np.sin(points @ way.T + draw.uniform(0, 2 * np.pi, waves)).sum(1) * (1.4 / np.sqrt(waves)), -1, 1)
