"""Where hands meet the body: distances of an arm's skin to the posed skin of trunk, legs, head and the other arm.

Knows nothing of poses or Blender (numpy, and scipy's tree). Metres.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from filmcli.blender import anatomy
from filmcli.blender.body import SKIN, Body
from filmcli.blender.skeleton import Skeleton
from filmcli.blender.skinning import compact, deform

CLOTH, BARE = 0.013, 0.001  # metres left over trunk and limbs, which are dressed, and over face and hands
FAR = 9.0


@dataclass(frozen=True)
class Patch:
    """A part of the base mesh that all bodies share: vertices, triangles among them, and the bones that carry it."""

    vertices: np.ndarray  # (n,) numbers in the base mesh
    triangles: np.ndarray  # (t, 3) numbers among `vertices`
    bones: np.ndarray
    weights: sparse.csr_matrix  # (n, bones)

    def posed(self, body: Body, skeleton: Skeleton) -> np.ndarray:
        """Return the patch's vertices (n, 3) in the person's frame."""
        return deform(body.vertices[self.vertices], self.weights, skeleton, dual=0.6, bones=self.bones)


class Touch:
    """The posed skin that a hand may meet. `with_arm` adds an arm that has been placed."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton, self.body = skeleton, skeleton.body
        self._parts = [self._part("trunk", ""), self._part("head", "")]
        self._grown()

    def with_arm(self, side: str) -> None:
        """Let the other hand feel this arm too."""
        self._parts.append(self._part("arm", side))
        self._grown()

    def arm(self, side: str) -> np.ndarray:
        """Return points on the hand and the forearm's lower half, posed (m, 3); the first `hand_count()` are the hand's."""
        return np.concatenate([patch(kind, side).posed(self.body, self.skeleton) for kind in ("hand", "forearm")])

    def hand_count(self, side: str) -> int:
        """Return how many of `arm`'s points are the hand's."""
        return len(patch("hand", side).vertices)

    def distance(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return per point the distance to the skin (below 0 inside), the skin's normal there, and the room that it wants."""
        away, at = self._tree.query(points, k=4)
        along = np.einsum("ikj,ikj->ik", points[:, None] - self._skin[at], self._normals[at])
        inside = (along < 0).all(1) & (along[:, 0] < -0.25 * away[:, 0])  # a crease faces anywhere: four must agree
        out = np.where(away[:, 0] < 0.04, np.maximum(along[:, 0], 0.3 * away[:, 0]), away[:, 0])
        return np.where(inside, along[:, 0], out), self._normals[at[:, 0]], self._room[at[:, 0]]

    def toward(self, point: np.ndarray) -> np.ndarray:
        """Return the unit vector from a point outside to the nearest skin."""
        way = self._skin[self._tree.query(point)[1]] - point
        return way / max(float(np.linalg.norm(way)), 1e-9)

    def _part(self, kind: str, side: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        part = patch(kind, side)
        skin = part.posed(self.body, self.skeleton)
        bare = BARE if kind == "head" else CLOTH
        room = np.full(len(skin), bare)
        if kind == "arm":
            room[self.body.region("hand", side)[part.vertices] > 0.5] = BARE
        return skin, normals(skin, part.triangles), room

    def _grown(self) -> None:
        self._skin, self._normals, self._room = (np.concatenate(columns) for columns in zip(*self._parts, strict=True))
        self._tree = cKDTree(self._skin)


def normals(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Return outward unit normals (n, 3) of a mesh's vertices, weighted by area."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    out = np.zeros_like(points)
    for k in range(3):
        for axis in range(3):
            out[:, axis] += np.bincount(triangles[:, k], face[:, axis], minlength=len(points))
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


@functools.cache
def patch(kind: str, side: str = "") -> Patch:
    """Return a part of the base mesh: trunk (with legs), head (without ears), or of one side arm, hand, forearm, foot, leg; lying
    (what a body lies on), skin (every third vertex of all)."""
    base = anatomy.load()
    count = np.arange(SKIN)

    def carried(*starts: str, ends: str = "") -> np.ndarray:
        own = [k for k, bone in enumerate(base.bones) if bone.startswith(starts) and bone.endswith(ends)]
        return base.weights[:SKIN, own].sum(1)

    arm = carried("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
    head = carried("head", "jaw", "levator", "oculi", "oris", "orbicularis", "risorius", "special", "temporalis", "eye", "tongue")
    if kind == "trunk":
        chosen = (arm < 0.12) & (head < 0.5)
    elif kind == "head":
        chosen = head >= 0.5
        for ear in ("ears/l-ear-scale-incr", "ears/r-ear-scale-incr"):  # their folds face every way
            chosen[[k for k in anatomy.target(ear)[0] if k < SKIN]] = False
        quads = np.array([face for face, group in zip(base.faces, base.groups, strict=True) if group == "body"])
        facing = normals(base.vertices[:SKIN], np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))
        chosen &= _outer(base.vertices[:SKIN], facing, chosen)
    elif kind == "arm":
        chosen = (carried("lowerarm", "wrist", "metacarpal", "finger", ends=f".{side}") > 0.5) | (
            carried("upperarm02", ends=f".{side}") > 0.6
        )
    elif kind == "hand":
        chosen = (carried("wrist", "metacarpal", "finger", ends=f".{side}") > 0.6) & (count % 3 == 0)
    elif kind == "foot":
        chosen = carried("foot", "toe", ends=f".{side}") > 0.6
    elif kind == "leg":
        chosen = (carried("upperleg", "lowerleg", "foot", "toe", ends=f".{side}") > 0.9) & (count % 2 == 0)
    elif kind == "skin":
        chosen = count % 3 == 0
    elif kind == "lying":
        chosen = (
            (carried("upperarm02", "lowerarm", "wrist", "metacarpal", "finger") < 0.1)
            & (head < 0.3)
            & (carried("upperleg02", "lowerleg", "foot", "toe") < 0.3)
        )
    else:
        chosen = (carried("lowerarm02", ends=f".{side}") > 0.6) & (count % 3 == 0)
    at = np.nonzero(chosen)[0]
    number = np.full(len(base.vertices), -1)
    number[at] = np.arange(len(at))
    quads = np.array([face for face, group in zip(base.faces, base.groups, strict=True) if group == "body"])
    own = number[quads]
    own = own[(own >= 0).all(1)]
    triangles = np.concatenate([own[:, [0, 1, 2]], own[:, [0, 2, 3]]]) if len(own) else np.zeros((0, 3), int)
    bones, weights = compact(base.weights[at])
    return Patch(at, triangles, bones, weights)


def _outer(points: np.ndarray, facing: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return which of the chosen points are no lining of mouth, nose or eye sockets: outermost in their direction, or nearly and facing out."""
    at = np.nonzero(chosen)[0]
    own = points[at]
    arm = own - (own.min(0) + own.max(0)) / 2
    radius = np.linalg.norm(arm, axis=1)
    outward = np.einsum("ij,ij->i", facing[at], arm / radius[:, None])
    tree = cKDTree(arm / radius[:, None])
    out = np.zeros(len(points), bool)
    for k, near in enumerate(tree.query_ball_point(arm / radius[:, None], 0.09)):
        most = radius[near].max()
        out[at[k]] = radius[k] > 0.95 * most or (radius[k] > 0.82 * most and outward[k] > 0.25)
    return out
