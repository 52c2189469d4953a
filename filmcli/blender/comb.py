"""How hair lies: for each style (presets/people/hair.yaml) the way a strand grows over the head.

Knows nothing of materials or Blender. Lengths in metres on the grown head the numbers were measured on (pupil 31 mm from
the midline); `Scalp.s` scales them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields, replace

import numpy as np

from filmcli.blender.growth import Growth
from filmcli.blender.scalp import Scalp
from filmcli.core import presets


@dataclass(frozen=True)
class Style:
    """One hair style; the preset explains every field."""

    top: float
    sides: float
    nape: float
    lift: float = 0.010
    comb: str = "forward"  # forward, part, back, out, fall, tie, up, rows
    part: float = 0.030  # x of the parting, on the person's left
    curl: float = 0.0  # radius of curls
    turns: float = 3.0  # per strand
    wave: tuple[float, float] = (0.0, 1.0)  # sideways: how far, waves a strand
    clump: float = 0.45  # how far apart the tips of a lock stay, 1 as at the roots
    lock: float = 0.0  # how far strands gather into locks, 0–1
    locks: int = 340
    mess: float = 0.0  # how far locks stray from the comb, 0–1
    steps: int = 10
    end: float | None = None  # hair is cut straight at this height above the eyes
    fringe: float | None = None  # hair over the forehead is cut at this height above the eyes
    fade: float = 0.8  # over how much of the head's height the sides' length grows to the top's
    tie: tuple[float, ...] = (0.0, 0.0)  # off the head, z above the eyes where hair is gathered; a third: aside, two tails
    tail: float = 0.0  # length beyond the tie
    bun: float = 0.0  # radius
    rope: float = 0.0  # radius of ropes
    braid: bool = False
    recede: float = 0.0
    bare: float = 0.0
    thin: float = 1.0  # density on top
    strip: float = 0.0


@functools.cache
def styles() -> dict[str, Style]:
    """Return every style but `bald`, which grows nothing."""
    known = {field.name for field in fields(Style)}
    table = presets.load("people", "hair")["styles"]
    return {
        name: Style(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items() if key in known})
        for name, row in table.items()
        if "top" in row
    }


def worn(style: Style, gender: str) -> Style:
    """Return a style as a woman or a man wears it: a woman's short hair covers temples and ears, a man's is cut above them."""
    if gender != "female" or style.comb not in ("forward", "part") or style.top < 0.009 or style.sides < 0.008:
        return style
    longer = 1.5 if style.top < 0.02 else 2.0
    if style.comb == "forward" and style.top > 0.02:  # over the brow to one side, not straight down as a bowl
        style = replace(style, comb="part", part=0.026, top=style.top * 1.25, mess=max(style.mess, 0.15))
    return replace(style, sides=style.sides * longer, nape=style.nape * longer, top=style.top * 1.15, lift=style.lift * 1.15)


def guides(scalp: Scalp, style: Style, count: int, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return guide strands (n, steps, 3) of a style, and the side each is combed to (n,), ±1."""
    root, rel, inside = scalp.roots(count, draw, style)
    growth = Growth(scalp, style, root, rel, inside, draw)
    points = np.zeros((len(root), style.steps, 3))
    points[:, 0] = root
    for k in range(1, style.steps):
        points[:, k] = growth.step(points[:, k - 1], k / (style.steps - 1))
    if style.curl:
        points = curled(points, style.curl * scalp.s, style.turns, growth.phase)
    if style.wave[0]:
        points = _waved(points, style, scalp.s, growth)
    if style.end is not None or style.fringe is not None:
        low = -1.0 if style.end is None else style.end
        end = np.where(growth.fringed, low if style.fringe is None else style.fringe, low)
        ragged = draw.normal(0, 0.004, len(root)) + 0.0035 * growth.fringed * (1 + np.sin(rel[:, 0] * 310 + 1) + np.sin(rel[:, 0] * 127))
        points = _trimmed(points, scalp.eye[2] + (end + ragged) * scalp.s)
    at = (points - scalp.eye) / scalp.s  # what strayed over the face would read as drawn on it
    over = ((np.abs(at[..., 0]) < 0.042) & (at[..., 1] < 0.0) & (at[..., 2] < 0.022)).any(1) & ~growth.fringed
    return points[~over], growth.side[~over]


def wisps(scalp: Scalp, style: Style, count: int, draw: np.random.Generator) -> np.ndarray:
    """Return loose hairs (n, 12, 3) that escaped from tied hair at the temples: they hang in front of the ears."""
    root, at, inside = scalp.roots(4000, draw, style)
    loose = (inside < 0.012) & (at[:, 1] > 0.038) & (at[:, 1] < 0.058) & (at[:, 2] < 0.012)
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


def down(scalp: Scalp, style: Style, count: int, draw: np.random.Generator) -> np.ndarray:
    """Return the short fine hairs (n, 5, 3) that grow at the hairline of a forehead and break its edge."""
    root, at, inside = scalp.roots(count * 14, draw, replace(style, thin=1.0))
    fine = (inside < 0.004) & (at[:, 1] < 0.050) & (at[:, 2] > 0.0)
    root, at = root[fine][:count], at[fine][:count]
    n, s = len(root), scalp.s
    _, normal = scalp.height(root)
    way = np.stack(
        [np.sign(root[:, 0]) * 0.5 + draw.normal(0, 0.5, n), np.full(n, 0.35), 0.5 - 1.0 * (at[:, 2] < 0.045) + draw.normal(0, 0.4, n)], 1
    )
    way -= normal * (way * normal).sum(1, keepdims=True)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
    length, f = draw.uniform(0.005, 0.016, n) * s, np.linspace(0, 1, 5)[None, :, None]
    return root[:, None] + (way[:, None] * f + normal[:, None] * 0.28 * f * (1.2 - f)) * length[:, None, None]


def curled(points: np.ndarray, size: float, turns: float, phase: np.ndarray) -> np.ndarray:
    """Wind every strand (n, steps, 3) into a helix of radius `size` round itself."""
    f = np.linspace(0, 1, points.shape[1])[None]
    first, second = across(points)
    turn = phase[:, None] + 2 * np.pi * turns * f
    wide = size * np.clip(f * 3, 0, 1)
    return points + first * (np.cos(turn) * wide)[..., None] + second * (np.sin(turn) * wide)[..., None]


def across(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return two unit directions across every point of strands (n, steps, 3), at right angles to each other."""
    along = np.gradient(points, axis=1)
    along /= np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    first = np.cross(along, [0.3, 0.2, 1.0])
    first /= np.maximum(np.linalg.norm(first, axis=2, keepdims=True), 1e-9)
    return first, np.cross(along, first)


def _waved(points: np.ndarray, style: Style, s: float, growth: Growth) -> np.ndarray:
    """Lay waves over hair that neighbours share: sideways, and a third of it off the head."""
    size, waves = style.wave
    f = np.linspace(0, 1, points.shape[1])[None]
    first, second = across(points)
    at = growth.rel * 38
    phase = np.sin(at[:, 0]) + np.sin(at[:, 1] * 0.8 + 1) + 0.25 * np.sin(growth.phase)
    turn = 2 * np.pi * waves * f + phase[:, None]
    wide = size * s * np.clip(f * 2.5, 0, 1)
    return points + first * (np.sin(turn) * wide)[..., None] + second * (np.cos(turn) * wide * 0.35)[..., None]


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
