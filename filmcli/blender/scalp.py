"""The head that hair grows on and lies over: roots, the surface as a point cloud, the frame of the face.

Knows nothing of styles' combs, materials or Blender. Metres, rest pose; `Scalp.s` is the head's size against the grown man
whose pupils are 31 mm from the midline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import garment, hairline
from filmcli.blender.body import SKIN, Body

if TYPE_CHECKING:
    from filmcli.blender.comb import Style
    from filmcli.blender.seat import Seat

PLACES = [(a, b) for b in (0.17, 0.5, 0.83) for a in (0.17, 0.5, 0.83)]  # of the cloud in a face


class Scalp:
    """One head. `hat`: where a hat sits, None without a hat."""

    def __init__(self, body: Body, *, hat: Seat | None) -> None:
        self.body, self.hat = body, hat
        self.s = float(body.joint("eye.L")[0] / 0.0310)
        self.eye = (body.joint("eye.L") + body.joint("eye.R")) / 2
        self.male = body.gender == "male"
        faces = np.array(body.select(["body"]))
        head = body.region("head")
        self.faces = faces[head[faces].mean(1) > 0.4]
        pinna = body.vertices[: len(hairline.ear())][hairline.ear() & (np.abs(hairline.template()[:, 0]) > 0.079)]
        low, high = pinna.min(0), pinna.max(0)
        self.ear = (low + high)[1:] / 2, (high - low)[1:] / 2 + 0.0015 * self.s
        near = body.vertices[faces][:, :, 2].mean(1) > body.joint("neck01")[2] - 0.42 * body.unit
        solid = faces[near & (body.region("arm")[faces].mean(1) < 0.5)]
        skin = self._flat_ears(body.vertices[:SKIN].copy(), self.faces)
        normal = garment.normals(skin, faces)
        clothed = np.clip((body.joint("neck01")[2] + 0.01 - skin[:, 2]) / (0.03 * body.unit), 0, 1) * (body.region("head")[:SKIN] < 0.3)
        skin = skin + normal * (0.020 * body.unit * clothed)[:, None]
        corner = skin[solid]
        # a cloud at a third of the faces' size: the nearest point's plane stands for the surface (error < 0.4 mm)
        shares = np.array([[(1 - a) * (1 - b), a * (1 - b), a * b, (1 - a) * b] for a, b in PLACES])
        self.cloud = np.einsum("pk,nkc->pnc", shares, corner).reshape(-1, 3)
        self.out = np.einsum("pk,nkc->pnc", shares, normal[solid]).reshape(-1, 3)
        self.out /= np.maximum(np.linalg.norm(self.out, axis=1, keepdims=True), 1e-9)
        self.tree = cKDTree(self.cloud)

    def _flat_ears(self, skin: np.ndarray, faces: np.ndarray) -> np.ndarray:
        """Press the ears flat, or strands lie over them like over a handle."""
        mean, mask = garment.neighbours(faces, len(skin)), 0.6 * hairline.ear()[: len(skin), None]
        touched = np.isin(np.arange(len(skin)), faces)[:, None] * mask
        for _ in range(150):
            skin = skin + (mean @ skin - skin) * touched
        return skin

    def tied(self, style: Style) -> np.ndarray:
        """Return the points (k, 3) where a style gathers the hair: one on the back of the head, or one behind each ear."""
        off, up, *aside = style.tie
        z = self.eye[2] + up * self.s
        if aside:
            near = (np.abs(self.cloud[:, 2] - z) < 0.010 * self.s) & (self.cloud[:, 1] > self.ear[0][0] + 0.012 * self.s)
            x = min(aside[0] * self.s, float(self.cloud[near, 0].max()) * 0.92)
            edge = near & (np.abs(np.abs(self.cloud[:, 0]) - x) < 0.010 * self.s)
            y = float(self.cloud[edge, 1].mean())
            return np.array([[x + off * self.s, y + off * self.s, z], [-x - off * self.s, y + off * self.s, z]])
        top = float(self.cloud[:, 2].max())
        z = min(z, top - 0.006 * self.s)
        near = (np.abs(self.cloud[:, 0]) < 0.02 * self.s) & (np.abs(self.cloud[:, 2] - z) < 0.012 * self.s)
        return np.array([[0.0, self.cloud[near, 1].max() + off * self.s, z + max(0.0, -off) * self.s]])

    def roots(self, count: int, draw: np.random.Generator, style: Style) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return `count` roots (n, 3), their places on the plain head (n, 3), and how far they are inside the hairline (n,).

        Dense on the head, thinning over 10 mm at a wavering hairline, over 22 mm where hair has receded.
        """
        plain = hairline.template()
        within = hairline.depth(self.body, recede=style.recede, bare=style.bare)
        faces = self.faces[within[self.faces].max(1) > -0.004]
        corner = self.body.vertices[faces]
        area = np.linalg.norm(np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1)
        thick = 0.0 if style.bare or style.recede else 0.9
        area *= 1 + thick * (np.abs(within[faces].mean(1) - 0.006) < 0.010)  # a sparse hairline reads as a receding one
        if style.fringe is not None:  # a fringe hides what is behind it
            front = plain[faces].mean(1)
            area *= 1 + 1.6 * ((front[:, 1] < 0.034) & (np.abs(front[:, 0]) < 0.052) & (front[:, 2] > 0.035))
        if style.strip:
            area = area * (np.abs(plain[faces][:, :, 0]).min(1) < style.strip)
        pick = faces[draw.choice(len(faces), int(count * 1.7), p=area / area.sum())]
        u, v = draw.random((2, len(pick), 1))
        share = np.concatenate([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
        p = np.einsum("nk,nkc->nc", share, self.body.vertices[pick])
        at = np.einsum("nk,nkc->nc", share, plain[pick])
        inside = (share * within[pick]).sum(1)
        angle = np.arctan2(at[:, 0], 0.03 - at[:, 1]) + 8 * at[:, 2]
        waver = 0.0016 * np.sin(angle * 23 + 1) + 0.0013 * np.sin(angle * 51 + 2) + 0.0010 * np.sin(angle * 97)
        fade = 0.022 if style.bare or style.recede else 0.010
        edge = np.clip((inside + waver + 0.002) / fade, 0, 1)
        keep = draw.random(len(p)) < edge * edge * (3 - 2 * edge)
        if style.thin < 1:  # thin on top
            keep &= draw.random(len(p)) < 1 - (1 - style.thin) * np.clip(at[:, 2] / 0.06, 0, 1)
        if style.strip:
            keep &= np.abs(at[:, 0]) < style.strip
        if self.hat is not None:
            keep &= self.hat.below(p) > -0.001
        return p[keep][:count], at[keep][:count], inside[keep][:count]

    def behind_ear(self, points: np.ndarray) -> np.ndarray:
        """Return whether points (n, 3) lie where an ear hides the head's side."""
        centre, half = self.ear
        return ((((points[:, 1:] - centre) / half) ** 2).sum(1) < 1) & (np.abs(points[:, 0]) > 0.055 * self.s)

    def height(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how far points (n, 3) are outside the surface, and its normals there."""
        _, index = self.tree.query(points, workers=1)
        normal = self.out[index]
        return ((points - self.cloud[index]) * normal).sum(1), normal
