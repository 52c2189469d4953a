"""Cloth as geometry: quad shells cut from a body's helper geometry, widened, smoothed, split.

Knows nothing of garments, materials or poses. Metres, z up, the person facing −y, rest pose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from filmcli.blender.body import Body


@dataclass(frozen=True)
class Cloth:
    """Quads with skin weights. `source` holds the body vertex each vertex was cut from; −1 after subdivision."""

    vertices: np.ndarray  # (n, 3)
    faces: np.ndarray  # (m, 4)
    weights: np.ndarray  # (n, bones) float32
    source: np.ndarray | None = None
    masks: Mapping[str, np.ndarray] = field(default_factory=dict)  # (n,) each, 0–1

    @property
    def centres(self) -> np.ndarray:
        """Return the middle of every face, (m, 3)."""
        return self.vertices[self.faces].mean(1)


def shell(body: Body, group: str, keep: Callable[[np.ndarray, np.ndarray], np.ndarray], *, offset: float | np.ndarray) -> Cloth:
    """Cut a shell from a helper group, `offset` metres outside it: one number, or one for each vertex of the body.

    `keep(centres (m, 3), faces (m, 4))` returns a mask over the group's faces.
    """
    faces = np.array(body.select([group]))
    normal = normals(body.vertices, faces)
    faces = faces[keep(body.vertices[faces].mean(1), faces)]
    used, flat = np.unique(faces, return_inverse=True)
    reach = np.broadcast_to(offset, len(body.vertices))[used]
    moved = body.vertices[used] + normal[used] * reach[:, None]
    return Cloth(moved, flat.reshape(-1, 4), body.weights[used].astype(np.float32), used)


def cut(cloth: Cloth, keep: np.ndarray) -> Cloth:
    """Return the faces where `keep` is true, without the vertices that are no longer used."""
    used, flat = np.unique(cloth.faces[keep], return_inverse=True)
    return Cloth(
        cloth.vertices[used],
        flat.reshape(-1, 4),
        cloth.weights[used],
        None if cloth.source is None else cloth.source[used],
        {k: m[used] for k, m in cloth.masks.items()},
    )


def join(cloths: list[Cloth]) -> Cloth:
    """Return several cloths as one: forty beads or buttons are one object to render."""
    starts = np.cumsum([0, *(len(one.vertices) for one in cloths[:-1])])
    return Cloth(
        np.concatenate([one.vertices for one in cloths]),
        np.concatenate([one.faces + start for one, start in zip(cloths, starts, strict=True)]),
        np.concatenate([one.weights for one in cloths]),
    )


def normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return unit vertex normals of quads; vertices without a face get zero."""
    corner = vertices[faces]
    face = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    out = np.zeros_like(vertices)
    for k in range(4):
        for axis in range(3):
            out[:, axis] += np.bincount(faces[:, k], face[:, axis], len(vertices))
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)


def edges(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges (e, 2) with the lower vertex first, and how many faces share each."""
    pairs = np.sort(np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)]).astype(np.int64), axis=1)
    key, shared = np.unique(pairs[:, 0] << 32 | pairs[:, 1], return_counts=True)  # one number an edge: five times as fast as rows
    return np.stack([key >> 32, key & 0xFFFFFFFF], 1), shared


def rim(faces: np.ndarray, count: int) -> np.ndarray:
    """Return a mask over `count` vertices: true on an open edge."""
    pairs, shared = edges(faces)
    mask = np.zeros(count, bool)
    mask[pairs[shared == 1].ravel()] = True
    return mask


def loops(faces: np.ndarray) -> list[np.ndarray]:
    """Return the open edge loops as vertex numbers in walking order."""
    pairs, shared = edges(faces)
    follow: dict[int, list[int]] = {}
    for a, b in pairs[shared == 1]:
        follow.setdefault(int(a), []).append(int(b))
        follow.setdefault(int(b), []).append(int(a))
    found, seen = [], set()
    for start in follow:
        if start in seen:
            continue
        loop, here = [start], start
        seen.add(start)
        while nxt := [v for v in follow[here] if v not in seen]:
            here = nxt[0]
            seen.add(here)
            loop.append(here)
        found.append(np.array(loop))
    return found


def neighbours(faces: np.ndarray, count: int) -> sparse.csr_matrix:
    """Return the averaging matrix: each row holds 1/degree at a vertex's neighbours."""
    pairs, _ = edges(faces)
    rows, cols = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
    degree = np.maximum(np.bincount(rows, minlength=count), 1)
    return sparse.csr_matrix((1.0 / degree[rows], (rows, cols)), (count, count))


def relax(cloth: Cloth, passes: int, *, mask: np.ndarray | None = None, outward: bool = False) -> Cloth:
    """Smooth by the umbrella Laplacian, half a step a pass; open edges stay.

    With `outward` the movement towards the body is left out, so cloth bridges hollows as real cloth does.
    """
    count = len(cloth.vertices)
    mean, free = neighbours(cloth.faces, count), ~rim(cloth.faces, count)
    amount = 0.5 * (free if mask is None else free * mask)[:, None]
    away = normals(cloth.vertices, cloth.faces)
    at = cloth.vertices
    for _ in range(passes):
        step = (mean @ at - at) * amount
        if outward:
            step = step - np.minimum((step * away).sum(1, keepdims=True), 0) * away
        at = at + step
    return replace(cloth, vertices=at)


def blend_weights(cloth: Cloth, passes: int, *, mask: np.ndarray) -> Cloth:
    """Smooth the skin weights where `mask` is positive; rows keep their sum of 1."""
    mean, amount, weights = neighbours(cloth.faces, len(cloth.vertices)), 0.5 * mask[:, None], cloth.weights
    for _ in range(passes):
        weights = weights + (mean @ weights - weights) * amount
    return replace(cloth, weights=weights.astype(np.float32))


def widen(cloth: Cloth, chosen: np.ndarray, *, axis: tuple[np.ndarray, np.ndarray], profile: tuple[list, list]) -> Cloth:
    """Push the chosen vertices away from a bone until they are at least `profile` (at 0–1 along it → metres) from it."""
    at = cloth.vertices.copy()
    start, along = axis[0], axis[1] - axis[0]
    length = np.linalg.norm(along)
    along = along / length
    depth = (at[chosen] - start) @ along
    foot = start + depth[:, None] * along
    away = at[chosen] - foot
    radius = np.linalg.norm(away, axis=1)
    wanted = np.interp(depth / length, *profile)
    at[chosen] = foot + away * (np.maximum(radius, wanted) / np.maximum(radius, 1e-6))[:, None]
    return replace(cloth, vertices=at)


def snap(cloth: Cloth, edge: Callable[[np.ndarray], np.ndarray], *, reach: float, front: float) -> Cloth:
    """Move vertices within `reach` of the curve |x| = edge(z), in front of y = `front`, onto it: a clean cut edge."""
    at = cloth.vertices.copy()
    wanted = edge(at[:, 2])
    near = (np.abs(np.abs(at[:, 0]) - wanted) < reach) & (at[:, 1] < front) & (wanted > 0)
    at[near, 0] = np.sign(at[near, 0]) * wanted[near]
    return replace(cloth, vertices=at)


def sheet(points: np.ndarray, weights: np.ndarray, rows: int, columns: int, *, ring: bool = False) -> Cloth:
    """Return a cloth from a grid of points in row order; a `ring` closes its columns."""
    number = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(number, -1, 1) if ring else number[:, 1:]
    left = number if ring else number[:, :-1]
    quads = np.stack([left[:-1], right[:-1], right[1:], left[1:]], -1).reshape(-1, 4)
    return Cloth(points.reshape(-1, 3), quads, weights.astype(np.float32))
