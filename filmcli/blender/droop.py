"""Droop: the skirt of a coat or gown over bent thighs lies on them and falls beside them and before the knees, as cloth does, instead of standing out.

Knows nothing of folds, materials or garments. Metres, z up.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.skinning import Transforms

ABOVE, BESIDE, BEFORE = (
    0.092,
    0.098,
    0.085,
)  # metres over and beside the thigh's axis, and from the knee, where cloth begins to fall; at 1.75 m
STEEP, FLAT, RAISED = (
    -0.77,
    -0.35,
    0.45,
)  # the z of the thigh's direction where it begins, where it is whole, and where drawn-up knees end it


class Droop:
    """What of a cloth lies over each thigh."""

    def __init__(self, body: Body, vertices: np.ndarray, weights: np.ndarray) -> None:
        """Take the vertices (n, 3) below the hips that the legs carry (weights (n, bones))."""
        self.body, k = body, body.unit
        self.above, self.beside, self.before, self.fade = ABOVE * k, BESIDE * k, BEFORE * k, 0.15 * k
        share = {
            side: weights[:, [n for n, bone in enumerate(body.bones) if bone.endswith(side) and "leg" in bone]].sum(1) for side in "LR"
        }
        total = share["L"] + share["R"]
        self.chosen = np.nonzero((total > 0.15) & (vertices[:, 2] < body.joint("upperleg01.L")[2] + 0.02 * k))[0]
        self.share = {side: (of[self.chosen] / total[self.chosen])[:, None] for side, of in share.items()}

    def apply(self, points: np.ndarray, pose: Transforms | None) -> np.ndarray:
        """Return the posed points with what hangs free let down; the same points where no thigh is bent. 2 ms for 15 000."""
        if pose is None or not len(self.chosen):
            return points
        own, moves = points[self.chosen], 0.0
        hips = {side: self._at(pose, "upperleg01." + side) for side in "LR"}
        for side, other in ("LR", "RL"):
            knee = self._at(pose, "lowerleg01." + side)
            long = float(np.linalg.norm(knee - hips[side]))
            way = (knee - hips[side]) / long
            bent = float(np.clip((way[2] - STEEP) / (FLAT - STEEP), 0, 1))
            flat = bent * float(np.clip((RAISED - way[2]) / 0.25, 0, 1))  # on drawn-up knees cloth lies close, but does not fall
            if bent <= 0:
                continue
            out = np.cross(way, [0.0, 0.0, 1.0])
            out /= max(float(np.linalg.norm(out)), 1e-6)
            out *= 1.0 if out @ (hips[side] - hips[other]) >= 0 else -1.0
            rel = own - hips[side]
            along, up = rel @ way, np.cross(out, way)
            up *= 1.0 if up[2] >= 0 else -1.0
            near = np.clip(along / self.fade, 0, 1)
            aside, over = np.maximum(rel @ out - self.beside, 0) * near, np.maximum(rel @ up - self.above, 0) * near
            ahead = np.maximum(along - long - self.before, 0)
            down = np.array([0.0, 0.0, -0.9])
            fall = flat * (np.outer(aside, down) + np.outer(ahead, down - 0.75 * way))
            close = bent * (0.8 * np.outer(aside, out) + 0.75 * np.outer(over, up))
            moves = moves + self.share[side] * (fall - close)
        if isinstance(moves, float):
            return points
        fallen = points.copy()
        fallen[self.chosen] += moves
        return fallen

    def _at(self, pose: Transforms, bone: str) -> np.ndarray:
        n = self.body.number[bone]
        return pose.rotations[n] @ self.body.joint(bone) + pose.translations[n]
