"""How strands of hair grow over a head, step by step: forward, parted, back, in rows, out, up, to a tie or falling, and how they settle on it.

Knows nothing of styles' names, of locks or of Blender. Metres, on a head that `Scalp.s` scales.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from filmcli.blender.scalp import Scalp

if TYPE_CHECKING:
    from filmcli.blender.comb import Style


class Growth:
    """What each strand of a style needs to know while it grows; arrays of one row a strand."""

    def __init__(
        self, scalp: Scalp, style: Style, root: np.ndarray, rel: np.ndarray, inside: np.ndarray, draw: np.random.Generator
    ) -> None:
        self.scalp, self.style, self.root, self.rel, self.draw = scalp, style, root, rel, draw
        n, s = len(root), scalp.s
        up = np.clip(rel[:, 2] / 0.115, 0, 1)
        rise = np.clip((up - 0.34) / (0.78 * style.fade), 0, 1)
        self.flat = 1 - np.clip(up * 1.6 - 0.6, 0, 1)  # 1 on the sides, 0 on the crown
        nape = np.clip((rel[:, 1] - 0.10) / 0.04, 0, 1) * (1 - np.clip(rel[:, 2] / 0.06, 0, 1))
        short = style.sides * (1 - nape) + style.nape * nape
        waves = draw.normal(0, 130, (2, 3))
        cut = style.comb in ("forward", "part", "back")  # neighbours are cut together, not all alike; an afro is shaped round
        shared = 0.5 * cut * (np.sin(rel @ waves[0]) + np.sin(rel @ waves[1] + 2))
        self.length = (short + (style.top - short) * rise) * s * draw.uniform(0.78, 1.08, n) * (1 + 0.16 * shared)
        edge = {"forward": 0.007, "part": 0.007, "back": 0.007, "out": 0.007, "up": 0.035}.get(
            style.comb
        )  # a crest rises from the hairline
        self.length *= 0.45 + 0.55 * np.clip(inside / edge, 0, 1) if edge else 1.0
        self.lift = style.lift * s * (0.30 + 0.70 * np.clip(up * 1.5 - 0.35, 0, 1)) * draw.uniform(0.55, 1.05, n)
        self.lift *= 0.30 + 0.70 * np.clip(inside / 0.025, 0, 1)  # at the hairline hair lies down
        if scalp.hat is not None:
            self.lift = np.minimum(self.lift, 0.006 * s)
        self.sweep = 1.0 if draw.random() < 0.6 else -1.0
        self.front = np.clip((0.036 - rel[:, 1]) / 0.036, 0, 1) * np.clip((rel[:, 2] - 0.030) / 0.025, 0, 1)
        self.side = np.where(rel[:, 0] > style.part + 0.004 * draw.normal(size=n), 1.0, -1.0)
        self.fringed = (rel[:, 1] < 0.034) & (np.abs(rel[:, 0]) < 0.052) & (rel[:, 2] > 0.035) & (style.fringe is not None)
        self.tie = None
        if style.comb == "tie":
            ties = scalp.tied(style)
            self.tie = ties[np.where(root[:, 0] > 0, 0, len(ties) - 1)]
            self.length = np.linalg.norm(self.tie - root, axis=1) * 1.32
        self.phase, self.sway = draw.uniform(0, 2 * np.pi, n), draw.normal(0, 1, (n, 3))
        if style.mess:  # neighbours stray together
            where = rel * 55 + draw.uniform(0, 9, 3)
            self.sway += style.mess * 9 * np.stack([np.sin(where @ way + k) for k, way in enumerate(draw.normal(0, 1, (3, 3)))], 1)

    def step(self, here: np.ndarray, f: float) -> np.ndarray:
        """Return where the strands are a step on, at the fraction f of their length."""
        style, scalp, n = self.style, self.scalp, len(here)
        _, normal = scalp.height(here)
        way = getattr(self, "_" + style.comb)(here, f, normal)
        if self.fringed.any():
            way = np.where(self.fringed[:, None], self._over_forehead(f), way)
        way = way - normal * np.minimum((way * normal).sum(1, keepdims=True), 0) * 0.7
        way = way + self.sway * 0.05 + self.draw.normal(0, 0.03, (n, 3))
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        grown = self._settled(here + way * (self.length / (style.steps - 1))[:, None], f)
        if style.comb in ("forward", "part", "back"):  # cut round the ear, not through it
            grown = np.where(scalp.behind_ear(grown)[:, None], here + (grown - here) * 0.06, grown)
        return grown

    def _forward(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        rel, flat, way = self.rel, self.flat, np.zeros_like(here)
        way[:, 0] = 0.55 * (1 - flat) * np.sign(0.03 - rel[:, 0]) * 0.5 + 0.25 * rel[:, 0] / 0.07 * flat
        way[:, 1] = -0.85 * (1 - flat) * np.clip((0.13 - rel[:, 1]) / 0.05, -1, 1) + 0.35 * flat
        way[:, 2] = -1.0 * flat - 0.15 + (0.45 * (1 - f) * (1 - flat))
        if self.style.top < 0.02 or not self.scalp.male:
            return way
        up = np.array([0.75 * self.sweep, -0.10, 1.15 - 2.3 * f])  # off the forehead and to one side, not down over it
        return way + (up - way) * (0.85 * self.front)[:, None]

    def _part(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        rel, flat, way = self.rel, self.flat, np.zeros_like(here)
        way[:, 0] = self.side * (0.95 * (1 - flat) + 0.1)
        way[:, 1] = 0.55 * (1 - flat) + 0.45 * flat - 0.25 * (1 - flat) * (rel[:, 1] < 0.02) * (1 - f)
        way[:, 2] = -1.1 * flat - 0.10 + 0.55 * (1 - flat) * max(0.0, 0.5 - f)
        return way

    def _back(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        rel, flat, way = self.rel, self.flat, np.zeros_like(here)
        way[:, 0] = 0.10 * self.side * (1 - flat)
        way[:, 1] = 0.9 * (1 - flat) + 0.85 * flat
        front = np.clip((0.055 - rel[:, 1]) / 0.05, 0, 1) * np.clip((rel[:, 2] - 0.02) / 0.03, 0, 1)
        way[:, 2] = -0.75 * flat * (1 - front) - 0.2 - 0.5 * np.clip(rel[:, 1] / 0.15, 0, 1) + 1.3 * front * max(0.0, 1 - 1.6 * f)
        return way

    def _rows(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        """Rows run from forehead and temples back over the head to the nape."""
        behind = np.clip((here[:, 1] - self.scalp.eye[1]) / self.scalp.s / 0.15, 0, 1)
        way = np.zeros_like(here)
        way[:, 1] = 1.0 - 0.85 * behind
        way[:, 2] = -0.15 - 1.2 * behind**2 - 0.25 * self.flat
        return way

    def _out(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        return normal * 0.9 + np.array([0, 0.12, -0.35 * f - 0.1])

    def _up(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        """A crest: off the skull, but never forward over the forehead, and in to the middle."""
        aside = -0.15 * f * self.rel[:, 0] / max(self.style.strip, 0.01)
        return np.stack([aside, np.maximum(normal[:, 1], 0.12), np.maximum(normal[:, 2], 0.0) + 0.35], 1)

    def _tie(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        way = self.tie - here
        far = np.linalg.norm(way, axis=1, keepdims=True)
        way = way / np.maximum(far, 1e-6) * np.clip(far / 0.01, 0.05, 1)
        low = np.clip((0.030 - self.rel[:, 2]) / 0.02, 0, 1) * np.clip((0.075 - self.rel[:, 1]) / 0.01, 0, 1)
        way[:, 2] += 1.1 * low * max(0.0, 1 - 2.6 * f)  # from the temples and sideburns up over the ears
        front = np.clip((0.055 - self.rel[:, 1]) / 0.05, 0, 1) * np.clip((self.rel[:, 2] - 0.02) / 0.03, 0, 1)
        way[:, 2] += 1.0 * front * max(0.0, 1 - 3.0 * f)  # up off the forehead: the straight way to a low tie would lead down over it
        return way

    def _over_forehead(self, f: float) -> np.ndarray:
        way = np.zeros_like(self.root)
        way[:, 0] = 2.5 * self.rel[:, 0] * (1 - f)
        way[:, 1] = -1.0 * max(0.0, 1 - 4.5 * f)
        way[:, 2] = -0.10 - 1.3 * min(1.0, 3.0 * f)
        return way

    def _fall(self, here: np.ndarray, f: float, normal: np.ndarray) -> np.ndarray:
        scalp, rel, side, way = self.scalp, self.rel, self.side, np.zeros_like(here)
        behind = np.clip((rel[:, 1] - 0.05) / 0.12, 0, 1)
        way[:, 0] = side * (1.0 * np.clip(1 - f * 3.2, 0, 1)) * (1 - 0.6 * behind) + 0.06 * np.sin(self.phase + f * 9)
        way[:, 1] = (0.75 * (1 - f) + 0.3 * behind) * np.clip(1 - f * 1.7, 0, 1) + 0.06 + 0.40 * (1 - behind) * np.clip(1 - f * 2.2, 0, 1)
        way[:, 2] = -0.30 - 1.7 * np.clip(f * 2.2, 0, 1)
        low = np.clip((scalp.eye[2] - here[:, 2]) / (0.05 * scalp.s), 0, 1)  # below the eyes hair hangs in to the neck and back
        way[:, 0] -= side * 0.55 * low * np.clip((np.abs(here[:, 0]) / scalp.s - 0.066) / 0.02, 0, 1)
        way[:, 1] += 0.30 * np.clip(low * 2 - 1, 0, 1) * np.clip((0.11 - (here[:, 1] - scalp.eye[1]) / scalp.s) / 0.05, 0, 1)
        if self.style.end is not None and self.style.end > -0.16 and not self.style.rope:
            way[:, 0] -= side * 0.9 * np.clip(f - 0.62, 0, 1)  # a bob turns in at the ends
        return way

    def _settled(self, points: np.ndarray, f: float) -> np.ndarray:
        """Keep strands on the head: outside by their lift, not far above it unless they fall or stand out; off the face."""
        style, s = self.style, self.scalp.s
        depth, normal = self.scalp.height(points)
        if style.comb in ("out", "up"):
            return points + normal * np.maximum(0.002 * s - depth, 0)[:, None]
        wanted = self.lift * np.sin(min(f * 2.0, 1.0) * np.pi / 2) + 0.0006
        if style.comb == "forward":
            wanted = wanted * (1 if f < 0.7 else 1 - 0.5 * (f - 0.7) / 0.3)
        points = points + normal * np.maximum(wanted - depth, 0)[:, None]
        if style.comb != "fall":
            return points - normal * (np.maximum(depth - wanted, 0) * 0.6)[:, None]
        return self._hung(points, normal, depth - wanted)

    def _hung(self, points: np.ndarray, normal: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Let hair fall beside the face, not over it; a fringe lies on the forehead."""
        scalp, s = self.scalp, self.scalp.s
        rel = (points - scalp.eye) / s
        hugging = (rel[:, 2] > 0.0) | self.fringed
        points = points - normal * (np.maximum(high, 0) * 0.45 * hugging)[:, None]
        front = (rel[:, 1] < 0.055) & (rel[:, 2] < 0.052) & ~self.fringed
        least = (0.058 + 0.014 * np.clip((0.052 - rel[:, 2]) / 0.06, 0, 1)) * s
        keep = np.maximum(np.abs(points[:, 0]), least * 0.55 + 0.45 * np.abs(points[:, 0]))
        points[front, 0] = (self.side * np.maximum(keep, np.minimum(least, keep + 0.008 * s)))[front]
        back = scalp.eye[1] + (0.008 + 0.05 * np.clip(-rel[:, 2] - 0.05, 0, 0.3)) * s
        points[:, 1] = np.where((rel[:, 2] < 0.03) & ~self.fringed, np.maximum(points[:, 1], back), points[:, 1])
        return points
