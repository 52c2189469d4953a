"""How hair lies: the scalp, and for each style the way a strand grows over the head.

Knows nothing of materials or Blender. Lengths in metres on the grown head the numbers were measured on (pupil 31 mm from
the midline); `Scalp.s` scales them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import garment, hairline
from filmcli.blender.body import SKIN, Body


@dataclass(frozen=True)
class Style:
    """One hair style. Lengths at crown, sides and nape; `lift` is how far hair stands off the head."""

    top: float
    sides: float
    nape: float
    lift: float = 0.010
    comb: str = "forward"  # forward, part, back, out, fall, tie
    part: float = 0.030  # x of the parting, on the person's left
    curl: float = 0.0  # amplitude of curls
    turns: float = 3.0  # per strand
    clump: float = 0.45  # how far apart the tips of a lock stay, 1 as at the roots
    steps: int = 10
    end: float | None = None  # hair is cut straight at this height above the eyes
    thick: float = 1.0
    tie: tuple[float, float] = (0.0, 0.0)  # off the back of the head, z above the eyes where hair is gathered
    tail: float = 0.0  # length beyond the tie
    bun: float = 0.0  # radius


STYLES: dict[str, Style] = {
    "cropped": Style(top=0.012, sides=0.008, nape=0.006, lift=0.007, comb="forward", steps=5, clump=0.9),
    "short": Style(top=0.052, sides=0.020, nape=0.012, lift=0.015, comb="forward", clump=0.35),
    "side_part": Style(top=0.085, sides=0.030, nape=0.016, lift=0.017, comb="part", clump=0.4, steps=12),
    "slick": Style(top=0.105, sides=0.055, nape=0.030, lift=0.010, comb="back", clump=0.3, steps=12),
    "curly": Style(top=0.056, sides=0.034, nape=0.024, lift=0.030, comb="out", curl=0.0055, turns=2.6, clump=0.25, steps=22),
    "bob": Style(top=0.34, sides=0.24, nape=0.14, lift=0.019, comb="fall", clump=0.62, steps=22, end=-0.118),
    "long": Style(top=0.62, sides=0.50, nape=0.40, lift=0.018, comb="fall", clump=0.55, steps=28, end=-0.34),
    "bun": Style(top=0.2, sides=0.2, nape=0.2, lift=0.017, comb="tie", clump=0.5, steps=14, tie=(0.004, 0.045), bun=0.036),
    "ponytail": Style(top=0.2, sides=0.2, nape=0.2, lift=0.015, comb="tie", clump=0.5, steps=14, tie=(0.006, 0.055), tail=0.30),
}


def worn(style: Style, gender: str) -> Style:
    """Return a style as a woman or a man wears it: a woman's short hair covers temples and ears, a man's is cut above them."""
    if gender != "female" or style.comb not in ("forward", "part"):
        return style
    longer = 1.5 if style.top < 0.02 else 2.0
    return replace(style, sides=style.sides * longer, nape=style.nape * longer, top=style.top * 1.15, lift=style.lift * 1.15)


class Scalp:
    """The head that hair grows on and lies over: roots, the surface as a point cloud, the frame of the face."""

    def __init__(self, body: Body, *, hat: float | None) -> None:
        self.body, self.hat = body, hat
        self.s = float(body.joint("eye.L")[0] / 0.0310)
        self.eye = (body.joint("eye.L") + body.joint("eye.R")) / 2
        self.male = body.gender == "male"
        faces = np.array(body.select(["body"]))
        head = body.region("head")
        self.faces = faces[head[faces].mean(1) > 0.4]
        self.inside = hairline.depth(body)
        pinna = body.vertices[: len(hairline.ear())][hairline.ear() & (np.abs(hairline.template()[:, 0]) > 0.079)]
        low, high = pinna.min(0), pinna.max(0)
        self.ear = (low + high)[1:] / 2, (high - low)[1:] / 2 + 0.0015 * self.s
        near = body.vertices[faces][:, :, 2].mean(1) > body.joint("neck01")[2] - 0.42 * body.unit
        solid = faces[near & (body.region("arm")[faces].mean(1) < 0.5)]
        skin = body.vertices[:SKIN].copy()
        skin = self._flat_ears(skin, self.faces)
        normal = garment.normals(skin, faces)
        clothed = np.clip((body.joint("neck01")[2] + 0.01 - skin[:, 2]) / (0.03 * body.unit), 0, 1) * (body.region("head")[:SKIN] < 0.3)
        skin = skin + normal * (0.020 * body.unit * clothed)[:, None]
        corner = skin[solid]
        # a cloud at a third of the faces' size: the nearest point's plane stands for the surface (error < 0.4 mm)
        cloud, out = [], []
        for a, b in (
            (0.17, 0.17),
            (0.5, 0.17),
            (0.83, 0.17),
            (0.17, 0.5),
            (0.5, 0.5),
            (0.83, 0.5),
            (0.17, 0.83),
            (0.5, 0.83),
            (0.83, 0.83),
        ):
            share = np.array([(1 - a) * (1 - b), a * (1 - b), a * b, (1 - a) * b])
            cloud.append(np.einsum("k,nkc->nc", share, corner))
            out.append(np.einsum("k,nkc->nc", share, normal[solid]))
        self.cloud, self.out = np.concatenate(cloud), np.concatenate(out)
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
        """Return the point on the back of the head where a style gathers the hair."""
        z = self.eye[2] + style.tie[1] * self.s
        near = (np.abs(self.cloud[:, 0]) < 0.02 * self.s) & (np.abs(self.cloud[:, 2] - z) < 0.012 * self.s)
        return np.array([0.0, self.cloud[near, 1].max() + style.tie[0] * self.s, z])

    def roots(self, count: int, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return `count` roots (n, 3), their places on the plain head (n, 3), and how far they are inside the hairline (n,).

        Dense on the head, thinning over 7 mm at a wavering hairline.
        """
        faces = self.faces[self.inside[self.faces].max(1) > -0.004]
        plain = hairline.template()
        corner = self.body.vertices[faces]
        area = np.linalg.norm(np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1)
        area *= 1 + 0.9 * (np.abs(self.inside[faces].mean(1) - 0.006) < 0.010)  # a sparse hairline reads as a receding one
        pick = faces[draw.choice(len(faces), int(count * 1.6), p=area / area.sum())]
        u, v = draw.random((2, len(pick), 1))
        share = np.concatenate([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], 1)
        p = np.einsum("nk,nkc->nc", share, self.body.vertices[pick])
        at = np.einsum("nk,nkc->nc", share, plain[pick])
        inside = (share * self.inside[pick]).sum(1)
        angle = np.arctan2(at[:, 0], 0.03 - at[:, 1]) + 8 * at[:, 2]
        waver = 0.0014 * np.sin(angle * 23 + 1) + 0.0011 * np.sin(angle * 51 + 2) + 0.0008 * np.sin(angle * 97)
        edge = np.clip((inside + waver + 0.002) / 0.007, 0, 1)
        keep = draw.random(len(p)) < edge * edge * (3 - 2 * edge)
        if self.hat is not None:
            keep &= p[:, 2] < self.hat + 0.001
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


def guides(scalp: Scalp, style: Style, count: int, draw: np.random.Generator) -> np.ndarray:
    """Return guide strands (n, steps, 3) of a style."""
    root, rel, inside = scalp.roots(count, draw)
    n, s = len(root), scalp.s
    up = np.clip(rel[:, 2] / 0.115, 0, 1)
    nape = np.clip((rel[:, 1] - 0.10) / 0.04, 0, 1) * (1 - np.clip(rel[:, 2] / 0.06, 0, 1))
    short = style.sides * (1 - nape) + style.nape * nape
    length = (short + (style.top - short) * np.clip(up * 1.6 - 0.55, 0, 1)) * s * draw.uniform(0.84, 1.06, n)
    lift = style.lift * s * (0.30 + 0.70 * np.clip(up * 1.5 - 0.35, 0, 1)) * draw.uniform(0.55, 1.05, n)
    above = np.clip(inside / 0.025, 0, 1)
    lift *= 0.35 + 0.65 * above  # at the hairline hair lies down
    if scalp.hat is not None:
        lift = np.minimum(lift, 0.006 * s)
    side = np.where(rel[:, 0] > style.part + 0.004 * draw.normal(size=n), 1.0, -1.0)
    if style.comb == "tie":
        length = np.linalg.norm(scalp.tied(style) - root, axis=1) * 1.32
    points = np.zeros((n, style.steps, 3))
    points[:, 0] = root
    phase, sway = draw.uniform(0, 2 * np.pi, n), draw.normal(0, 1, (n, 3))
    for k in range(1, style.steps):
        f, here = k / (style.steps - 1), points[:, k - 1]
        _, normal = scalp.height(here)
        way = _way(scalp, style, here, rel, up, side, normal, f, phase)
        way = way + sway * 0.05 + draw.normal(0, 0.03, (n, 3))
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        step = (length / (style.steps - 1))[:, None]
        grown = _settle(scalp, style, here + way * step, lift, f, side, root)
        if style.comb in ("forward", "part", "back"):  # cut round the ear, not through it
            grown = np.where(scalp.behind_ear(grown)[:, None], here + (grown - here) * 0.06, grown)
        points[:, k] = grown
    if style.curl:
        points = _curled(points, style, phase, s)
    if style.end is not None:
        points = _trimmed(points, scalp.eye[2] + (style.end * s) + draw.normal(0, 0.004, n) * s)
    return points


def wisps(scalp: Scalp, count: int, draw: np.random.Generator) -> np.ndarray:
    """Return loose hairs (n, 12, 3) that escaped from tied hair at the temples: they hang in front of the ears."""
    root, at, inside = scalp.roots(4000, draw)
    loose = (inside < 0.012) & (at[:, 1] > 0.028) & (at[:, 1] < 0.056) & (at[:, 2] < 0.020)
    root = root[loose][:count]
    n, s = len(root), scalp.s
    points = np.repeat(root[:, None], 12, axis=1)
    length, turn = s * draw.uniform(0.040, 0.095, n), np.where(root[:, 0] > 0, 1.0, 4.0) + draw.normal(0, 0.35, n)
    for k in range(1, 12):
        f = k / 11
        way = np.stack([0.30 * np.sin(turn + 4 * f), 0.25 * np.cos(turn + 5 * f) - 0.25 * (1 - f), np.full(n, -1.0)], 1)
        to = points[:, k - 1] + way * (length / 11)[:, None]
        depth, normal = scalp.height(to)
        points[:, k] = to + normal * np.maximum(0.0015 * s + 0.004 * s * f - depth, 0)[:, None]
    return points


def _way(
    scalp: Scalp,
    style: Style,
    here: np.ndarray,
    rel: np.ndarray,
    up: np.ndarray,
    side: np.ndarray,
    normal: np.ndarray,
    f: float,
    phase: np.ndarray,
) -> np.ndarray:
    """Return the direction each strand grows in at the fraction f of its length."""
    way = np.zeros_like(here)
    flat = 1 - np.clip(up * 1.6 - 0.6, 0, 1)  # 1 on the sides, 0 on the crown
    if style.comb == "forward":
        way[:, 0] = 0.55 * (1 - flat) * np.sign(0.03 - rel[:, 0]) * 0.5 + 0.25 * rel[:, 0] / 0.07 * flat
        way[:, 1] = -0.85 * (1 - flat) * np.clip((0.13 - rel[:, 1]) / 0.05, -1, 1) + 0.35 * flat
        way[:, 2] = -1.0 * flat - 0.15 + (0.45 * (1 - f) * (1 - flat))
    elif style.comb == "part":
        way[:, 0] = side * (0.95 * (1 - flat) + 0.1)
        way[:, 1] = 0.55 * (1 - flat) + 0.45 * flat - 0.25 * (1 - flat) * (rel[:, 1] < 0.02) * (1 - f)
        way[:, 2] = -1.1 * flat - 0.10 + 0.55 * (1 - flat) * max(0.0, 0.5 - f)
    elif style.comb == "back":
        way[:, 0] = 0.10 * side * (1 - flat)
        way[:, 1] = 0.9 * (1 - flat) + 0.85 * flat
        front = np.clip((0.055 - rel[:, 1]) / 0.05, 0, 1) * np.clip((rel[:, 2] - 0.02) / 0.03, 0, 1)
        way[:, 2] = -0.75 * flat * (1 - front) - 0.2 - 0.5 * np.clip(rel[:, 1] / 0.15, 0, 1) + 1.3 * front * max(0.0, 1 - 1.6 * f)
    elif style.comb == "out":
        way = normal * 0.9 + np.array([0, 0.12, -0.35 * f - 0.1])
    elif style.comb == "tie":
        way = scalp.tied(style) - here
        far = np.linalg.norm(way, axis=1, keepdims=True)
        way = way / np.maximum(far, 1e-6)
        way = way * np.clip(far / 0.01, 0.05, 1)
        low = np.clip((0.030 - rel[:, 2]) / 0.02, 0, 1) * np.clip((0.075 - rel[:, 1]) / 0.01, 0, 1)
        way[:, 2] += 1.1 * low * max(0.0, 1 - 2.6 * f)  # from the temples and sideburns up over the ears
    else:
        behind = np.clip((rel[:, 1] - 0.05) / 0.12, 0, 1)
        way[:, 0] = side * (1.0 * np.clip(1 - f * 3.2, 0, 1)) * (1 - 0.6 * behind) + 0.06 * np.sin(phase + f * 9)
        way[:, 1] = (0.75 * (1 - f) + 0.3 * behind) * np.clip(1 - f * 1.7, 0, 1) + 0.06 + 0.40 * (1 - behind) * np.clip(1 - f * 2.2, 0, 1)
        way[:, 2] = -0.30 - 1.7 * np.clip(f * 2.2, 0, 1)
        low = np.clip((scalp.eye[2] - here[:, 2]) / (0.05 * scalp.s), 0, 1)  # below the eyes hair hangs in to the neck and back
        way[:, 0] -= side * 0.55 * low * np.clip((np.abs(here[:, 0]) / scalp.s - 0.066) / 0.02, 0, 1)
        way[:, 1] += 0.30 * np.clip(low * 2 - 1, 0, 1) * np.clip((0.11 - (here[:, 1] - scalp.eye[1]) / scalp.s) / 0.05, 0, 1)
        if style.end is not None and style.end > -0.2:
            way[:, 0] -= side * 0.9 * np.clip(f - 0.62, 0, 1)  # a bob turns in at the ends
    return way - normal * np.minimum((way * normal).sum(1, keepdims=True), 0) * 0.7


def _settle(scalp: Scalp, style: Style, points: np.ndarray, lift: np.ndarray, f: float, side: np.ndarray, root: np.ndarray) -> np.ndarray:
    """Keep strands on the head: outside by their lift, not far above it unless they fall or stand out; off the face."""
    depth, normal = scalp.height(points)
    s = scalp.s
    if style.comb == "out":
        return points + normal * np.maximum(0.002 * s - depth, 0)[:, None]
    wanted = lift * np.sin(min(f * 2.0, 1.0) * np.pi / 2) + 0.0006
    if style.comb == "forward":
        wanted = wanted * (1 if f < 0.7 else 1 - 0.5 * (f - 0.7) / 0.3)
    points = points + normal * np.maximum(wanted - depth, 0)[:, None]
    if style.comb != "fall":
        high = np.maximum(depth - wanted, 0)
        return points - normal * (high * 0.6)[:, None]
    rel = (points - scalp.eye) / s
    hugging = rel[:, 2] > 0.0
    points = points - normal * (np.maximum(depth - wanted, 0) * 0.45 * hugging)[:, None]
    front = (rel[:, 1] < 0.055) & (rel[:, 2] < 0.052)
    least = (0.058 + 0.014 * np.clip((0.052 - rel[:, 2]) / 0.06, 0, 1)) * s
    keep = np.maximum(np.abs(points[:, 0]), least * 0.55 + 0.45 * np.abs(points[:, 0]))
    points[front, 0] = (side * np.maximum(keep, np.minimum(least, keep + 0.008 * s)))[front]
    points[:, 1] = np.where(
        rel[:, 2] < 0.03, np.maximum(points[:, 1], scalp.eye[1] + (0.008 + 0.05 * np.clip(-rel[:, 2] - 0.05, 0, 0.3)) * s), points[:, 1]
    )
    return points


def _curled(points: np.ndarray, style: Style, phase: np.ndarray, s: float) -> np.ndarray:
    """Wind every strand into a helix round itself."""
    n, steps, _ = points.shape
    f = np.linspace(0, 1, steps)[None]
    along = np.gradient(points, axis=1)
    along /= np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    first = np.cross(along, [0.3, 0.2, 1.0])
    first /= np.maximum(np.linalg.norm(first, axis=2, keepdims=True), 1e-9)
    second = np.cross(along, first)
    turn = phase[:, None] + 2 * np.pi * style.turns * f
    size = style.curl * s * np.clip(f * 3, 0, 1)
    return points + first * (np.cos(turn) * size)[..., None] + second * (np.sin(turn) * size)[..., None]


def _trimmed(points: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Cut strands straight at height `end` (n,): each keeps its number of points over the part above."""
    n, steps, _ = points.shape
    below = points[:, :, 2] < end[:, None]
    last = np.where(below.any(1), np.maximum(below.argmax(1), 2), steps - 1)
    at = np.linspace(0, 1, steps)[None] * last[:, None]
    low = np.minimum(at.astype(int), steps - 2)
    t = (at - low)[..., None]
    row = np.arange(n)[:, None]
    return points[row, low] * (1 - t) + points[row, low + 1] * t
