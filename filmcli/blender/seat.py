"""Where a hat sits: the outline of the head in the plane of the hat's band, and the skull that rises out of it.

Knows nothing of hats' shapes. A hat is made in the frame of its band (x to the person's left, y back, z up from the band) for a
head whose outline is `USUAL` wide on average, and is then worn: scaled, tipped, put on the head. Metres, rest pose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from filmcli.blender import hairline
from filmcli.blender.body import SKIN, Body

TURNS = np.linspace(0, 2 * np.pi, 72, endpoint=False)
USUAL = 0.094  # mean radius of the outline of a grown man's head under pressed hair: 59 cm around
HAIR = (0.003, 0.007)  # between band and skin, at the forehead and behind
CLEAR = 0.008  # a crown stays off the skull
HIGH = 0.004  # metres over the band from which on a hat may touch the skull
PARTS = [((1 - a) * (1 - b), a * (1 - b), a * b, (1 - a) * b) for b in (0.17, 0.5, 0.83) for a in (0.17, 0.5, 0.83)]


@dataclass(frozen=True)
class Seat:
    """The band's place: where its middle is, how it is tipped, and the head in its frame, for a head of the usual size."""

    centre: np.ndarray  # (3,) in rest pose
    tip: float  # radians, front up where negative
    scale: float
    ring: np.ndarray  # (len(TURNS),) the band's distance from the middle
    skull: np.ndarray  # (n, 3) points of the head above the band

    def radius(self, turn: np.ndarray) -> np.ndarray:
        """Return the band's distance from its middle at angles (n,) from the person's left, the back at π/2."""
        return np.interp(np.mod(turn, 2 * np.pi), [*TURNS, 2 * np.pi], [*self.ring, self.ring[0]])

    def over(self, points: np.ndarray) -> np.ndarray:
        """Return points (n, 3) of a hat's shell brought outside the skull: as high as its top needs, then as far out."""
        high, at = points[:, 2] > HIGH, points.copy()
        inner = at[high & (np.hypot(at[:, 0], at[:, 1]) < 0.06)]
        apart = np.linalg.norm(inner[:, None, :2] - self.skull[None, :, :2], axis=2)
        under = np.where(apart < 0.010, self.skull[None, :, 2], 0.0).max(1, initial=0.0)
        at[high, 2] *= max(1.0, float(((under + CLEAR) / inner[:, 2]).max(initial=1.0)))
        far, turn = np.hypot(at[:, 0], at[:, 1]), np.arctan2(at[:, 1], at[:, 0])
        own, round_ = np.hypot(self.skull[:, 0], self.skull[:, 1]), np.arctan2(self.skull[:, 1], self.skull[:, 0])
        for k in np.nonzero(high & (at[:, 2] < self.skull[:, 2].max()))[0]:
            apart = np.abs(np.mod(round_ - turn[k] + np.pi, 2 * np.pi) - np.pi)
            near = (apart < 0.14) & (np.abs(self.skull[:, 2] - at[k, 2]) < 0.006)
            if near.any() and (least := own[near].max() + CLEAR) > far[k] > 0:
                at[k, :2] *= least / far[k]
        return at

    def worn(self, points: np.ndarray, faces: list[tuple[int, ...]]) -> tuple[np.ndarray, list[tuple[int, ...]]]:
        """Return a hat's points on the head, with its faces."""
        return points @ _turn(self.tip).T * self.scale + self.centre, faces

    def below(self, points: np.ndarray) -> np.ndarray:
        """Return how far points (n, 3) in rest pose are below the band's plane, metres."""
        return -((points - self.centre) @ _turn(self.tip))[:, 2]


def seat(body: Body, *, front: float, tip: float) -> Seat:
    """Return the seat of a band that crosses the forehead `front` metres above the pupils of a grown head; tip: degrees, front up where negative."""
    eyes, s = (body.joint("eye.L") + body.joint("eye.R")) / 2, float(body.joint("eye.L")[0] / 0.0310)
    skin = _points(body)
    level = skin[np.abs(skin[:, 2] - eyes[2] - front * s) < 0.006 * s]
    low, high = level[:, 1].min(), level[:, 1].max()
    angle = np.radians(tip)
    centre = np.array([0.0, (low + high) / 2, eyes[2] + front * s + np.sin(angle) * (high - low) / 2])
    own = (skin - centre) @ _turn(angle)
    slice_ = own[np.abs(own[:, 2]) < 0.006 * s]
    ring = _outline(slice_) + np.interp(np.sin(TURNS), (-1, 0.2, 1), (*HAIR, HAIR[1])) * s
    scale = float(ring.mean() / USUAL)
    return Seat(centre, angle, scale, ring / scale, own[own[:, 2] > 0] / scale)


def _points(body: Body) -> np.ndarray:
    """Return a dense cloud of the head's skin without the ears."""
    faces = np.array(body.select(["body"]))
    head = (body.region("head")[:SKIN] > 0.8) & ~hairline.ear()[:SKIN]
    corner = body.vertices[faces[head[faces].all(1)]]
    return np.einsum("pk,nkc->pnc", PARTS, corner).reshape(-1, 3)


def _outline(points: np.ndarray) -> np.ndarray:
    """Return the distance of a slice's outer edge (n, 3) from the middle at every turn, smooth."""
    far, turn = np.hypot(points[:, 0], points[:, 1]), np.arctan2(points[:, 1], points[:, 0])
    apart = np.abs(np.mod(turn[None] - TURNS[:, None] + np.pi, 2 * np.pi) - np.pi)
    edge = np.where(apart < 0.12, far, 0.0).max(1)
    for _ in range(4):
        edge = (np.roll(edge, 1) + 2 * edge + np.roll(edge, -1)) / 4
    return edge


def _turn(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
