"""Folds: the ridges of one piece of cloth raised in a pose, and the cloth kept outside of skin that shows.

Knows nothing of where ridges run, nor of materials or garments. Metres.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender.body import Body
from filmcli.blender.creases import Layout, Loose
from filmcli.blender.droop import Droop
from filmcli.blender.garment import normals, rim
from filmcli.blender.skinning import Transforms

VALLEY = 0.45  # how deep a valley goes against the height of a crest: deeper would reach the skin
GAP, NEAR = 0.0035, 0.045  # metres that cloth keeps from skin that shows; how near skin must be to matter
OWN = 0.06  # metres at rest from skin to its own cloth: farther is an arm that hangs beside the trunk
REACH = 0.08  # how near cloth must be at rest to give way at all: skin slides under a sleeve
ROUNDS = 3
EDGE, UNDER = 0.008, 0.0015  # metres: too near an open edge to tell; how far skin goes under
AROUND = 5  # how many vertices of cloth give way to one of skin
SPAN = 0.013  # metres from the flat that saturate the attribute `fold`


class Folds:
    """The folds of one piece of cloth."""

    def __init__(self, body: Body, vertices: np.ndarray, faces: np.ndarray, weights: np.ndarray, loose: Loose, *, seed: int = 0) -> None:
        """Lay the zones out over a cloth in rest pose. 10–30 ms for 20 000 vertices."""
        self.faces, self.count = faces, len(vertices)
        self.over = self.skin = self.under = np.zeros(0, int)
        self.droop = Droop(body, vertices, weights) if loose.falls else None
        self.zones = Layout(body, vertices, normals(vertices, faces), weights, loose, np.random.default_rng(seed)).zones()

    def height(self, pose: Transforms | None) -> np.ndarray:
        """Return how far each vertex stands off the smooth cloth (n,), metres."""
        lift = np.zeros(self.count)
        for zone in self.zones:
            lift[zone.chosen] += zone.height(pose)
        return np.where(lift < 0, lift * VALLEY, lift)

    def clear(self, body: Body, cloth: np.ndarray, seen: np.ndarray) -> None:
        """Remember, for cloth (n, 3) near skin that shows (vertex numbers), which skin it must stay outside of in every pose."""
        if not len(seen):
            return
        bare = body.vertices[seen]
        away, at = cKDTree(bare).query(cloth, distance_upper_bound=REACH * body.unit)
        self.over = np.nonzero(np.isfinite(away))[0]
        self.skin = seen[at[self.over]]
        if len(self.over) < AROUND:
            return
        out = normals(cloth, self.faces)
        self.rest, out = (cloth + out * self.height(None)[:, None])[self.over], out[self.over]
        away, at = cKDTree(self.rest).query(bare)
        edge = cloth[rim(self.faces, self.count)]
        self.inner = cKDTree(edge).query(cloth[self.over])[0] > EDGE if len(edge) else np.ones(len(self.over), bool)
        under = (away < NEAR) & (((bare - self.rest[at]) * out[at]).sum(1) < 0) & self.inner[at]  # a neck beside its neckline is not under it
        self.under, self.bare, self.own = seen[under], bare[under], OWN * body.unit
        mask = np.zeros(len(cloth), bool)
        mask[self.over] = True
        near = self.faces[mask[self.faces].any(1)]
        self.patch = np.r_[self.over, np.setdiff1d(near, self.over)]  # with the ring around it, so that normals are whole
        number = np.full(len(cloth), -1)
        number[self.patch] = np.arange(len(self.patch))
        self.near = number[near]

    def apply(self, points: np.ndarray, pose: Transforms | None, skin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return posed points with the folds on them, and the attribute `fold`: 0.5 on flat cloth, less in valleys.

        skin: the posed body; where a bend would push it through, the cloth gives way by what is missing.
        """
        points = self.droop.apply(points, pose) if self.droop else points
        lift, out = self.height(pose), normals(points, self.faces)
        folded = points + out * lift[:, None]
        gap = folded[self.over] - skin[self.skin]
        missing = np.clip(GAP - (gap * out[self.over]).sum(1), 0, 0.03) * (np.linalg.norm(gap, axis=1) < 1.5 * NEAR)
        folded[self.over] += out[self.over] * missing[:, None]
        if len(self.under):
            folded[self.patch] = self._above(folded[self.patch], skin[self.under])
        return folded, np.clip(0.5 + lift / (2 * SPAN), 0, 1)

    def sink(self, points: np.ndarray, skin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the skin (vertex numbers) that the cloth could not rise over, and the moves (m, 3) that bring it under; none at the cloth's edges."""
        if not len(self.under):
            return self.under, np.zeros((0, 3))
        cloth, bare = points[self.over], skin[self.under]
        out, tree, sunk = normals(points[self.patch], self.near), cKDTree(cloth), bare
        for _ in range(ROUNDS):
            away, at = tree.query(sunk)
            depth = ((sunk - cloth[at]) * out[at]).sum(1)
            own = (away < NEAR) & (np.linalg.norm(self.rest[at] - self.bare, axis=1) < self.own)
            through = (depth > 0) & self.inner[at] & own
            if not through.any():
                break
            sunk = sunk - out[at] * ((depth + UNDER) * through)[:, None]
        moved = (sunk != bare).any(1)
        return self.under[moved], (sunk - bare)[moved]

    def _above(self, cloth: np.ndarray, skin: np.ndarray) -> np.ndarray:
        """Return the cloth over bare skin, out of the skin that lay under it at rest, wherever that slid to. 2 ms a round for 300 vertices of skin."""
        for _ in range(ROUNDS):
            out = normals(cloth, self.near)
            away, at = cKDTree(cloth[: len(self.over)]).query(skin, k=AROUND)
            own = (away < NEAR) & (np.linalg.norm(self.rest[at] - self.bare[:, None], axis=2) < self.own)  # not a hand on the other sleeve
            missing = np.clip(GAP - ((cloth[at] - skin[:, None]) * out[at]).sum(2), 0, 0.03) * own
            if missing.max() < 0.0005:
                break
            push = np.zeros(len(cloth))
            np.maximum.at(push, at, missing)
            cloth = cloth + out * push[:, None]
        return cloth
