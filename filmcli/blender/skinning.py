"""Skinning: rest vertices and bone transforms in, posed vertices out. A blend of linear and dual-quaternion skinning.

Knows nothing of bodies, clothes or Blender (numpy and scipy only). Metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from scipy import sparse


class Transforms(Protocol):
    """Global rigid motions of the bones: a rest point x of bone b goes to `rotations[b] @ x + translations[b]`."""

    rotations: np.ndarray  # (B, 3, 3)
    translations: np.ndarray  # (B, 3)


def compact(weights: np.ndarray) -> tuple[np.ndarray, sparse.csr_matrix]:
    """Return the bones that carry anything and their columns of the weights, sparse: a vertex hangs on four bones of 163."""
    bones = np.nonzero(weights.any(0))[0]
    return bones, sparse.csr_matrix(weights[:, bones], dtype=np.float64)


def deform(
    vertices: np.ndarray,
    weights: np.ndarray | sparse.csr_matrix,
    transforms: Transforms,
    *,
    dual: float = 0.6,
    bones: np.ndarray | None = None,
) -> np.ndarray:
    """Return the posed vertices (n, 3). `dual` is the share of dual-quaternion skinning, 0–1.

    weights has a column per bone, or per bone of `bones` (see `compact`).

    Full dual quaternions balloon shoulders, linear alone collapses elbows and twisted forearms: 0.6 suits skin,
    0.35 cloth (LOOK.md §2). Kavan et al., "Skinning with Dual Quaternions", 2007. 19 000 × 163: 6 ms when compact.
    """
    used, narrow = (bones, weights) if bones is not None else compact(weights)
    rotations, translations = transforms.rotations[used], transforms.translations[used]
    linear = 0.0
    if dual < 1:
        matrix = narrow @ np.concatenate([rotations.reshape(-1, 9), translations], 1)
        linear = np.einsum("vij,vj->vi", matrix[:, :9].reshape(-1, 3, 3), vertices) + matrix[:, 9:]
        if dual <= 0:
            return linear
    real = quaternions(rotations)
    real[real @ quaternions(transforms.rotations[:1])[0] < 0] *= -1  # one hemisphere, the root's: a part moves as it does in the whole
    moved = np.concatenate([np.zeros((len(translations), 1)), translations], 1)
    blend = narrow @ np.concatenate([real, 0.5 * multiply(moved, real)], 1)
    blend /= np.linalg.norm(blend[:, :4], axis=1, keepdims=True)
    turn, still, axis, shift = blend[:, :1], blend[:, 4:5], blend[:, 1:4], blend[:, 5:]
    turned = vertices + 2 * (cross(axis, cross(axis, vertices) + turn * vertices + shift) + turn * shift - still * axis)
    return dual * turned + (1 - dual) * linear


def relax(vertices: np.ndarray, rest: np.ndarray, edges: np.ndarray, *, rounds: int = 10, gain: float = 2.0) -> np.ndarray:
    """Return the vertices smoothed where an edge's length changed much: armpits, groin, elbows. edges (e, 2)."""
    before = np.linalg.norm(rest[edges[:, 0]] - rest[edges[:, 1]], axis=1)
    after = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    change = np.abs(np.log(np.maximum(after, 1e-6) / np.maximum(before, 1e-6)))
    stretch = np.zeros(len(vertices))
    np.maximum.at(stretch, edges[:, 0], change)
    np.maximum.at(stretch, edges[:, 1], change)
    mask = 0.5 * np.clip(stretch * gain, 0, 1)[:, None]
    return laplace(vertices, edges, mask, rounds=rounds)


def laplace(vertices: np.ndarray, edges: np.ndarray, mask: np.ndarray, *, rounds: int) -> np.ndarray:
    """Return the vertices moved towards their neighbours' mean, `rounds` times by `mask` (n, 1) of the way."""
    n, out = len(vertices), vertices.copy()
    both = np.concatenate([edges, edges[:, ::-1]])
    degree = np.maximum(np.bincount(both[:, 0], minlength=n), 1)[:, None]
    for _ in range(rounds):
        total = np.stack([np.bincount(both[:, 0], out[both[:, 1], k], minlength=n) for k in range(3)], 1)
        out += (total / degree - out) * mask
    return out


def edges_of(faces: Sequence[Sequence[int]] | np.ndarray) -> np.ndarray:
    """Return the unique edges (e, 2) of faces of any size, the smaller vertex first, in ascending order."""
    sizes, corner = corners_of(faces)
    ahead = np.arange(1, corner.size + 1)
    last = np.cumsum(sizes) - 1
    ahead[last] = last + 1 - sizes
    pair = np.sort(np.stack([corner, corner[ahead]], 1), axis=1)
    key = np.unique(pair[:, 0] << 32 | pair[:, 1])  # rows as one number each: numpy's unique rows take five times as long
    return np.stack([key >> 32, key & 0xFFFFFFFF], 1)


def corners_of(faces: Sequence[Sequence[int]] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many corners each face has, (m,), and the vertices of all corners in their order, whole numbers of 64 bits."""
    if isinstance(faces, np.ndarray):
        return np.full(len(faces), faces.shape[1]), faces.ravel().astype(np.int64)
    sizes = np.fromiter(map(len, faces), np.int64, len(faces))
    return sizes, np.fromiter(chain.from_iterable(faces), np.int64, int(sizes.sum()))


def quaternions(rotations: np.ndarray) -> np.ndarray:
    """Return (B, 4) unit quaternions w, x, y, z of rotation matrices; the largest component is found first (Shepperd 1978)."""
    m = rotations
    trace = np.trace(m, axis1=1, axis2=2)
    squares = np.stack([1 + trace, *(1 + 2 * m[:, k, k] - trace for k in range(3))], 1)
    rows = np.stack(
        [
            np.stack([squares[:, 0], m[:, 2, 1] - m[:, 1, 2], m[:, 0, 2] - m[:, 2, 0], m[:, 1, 0] - m[:, 0, 1]], 1),
            np.stack([m[:, 2, 1] - m[:, 1, 2], squares[:, 1], m[:, 0, 1] + m[:, 1, 0], m[:, 0, 2] + m[:, 2, 0]], 1),
            np.stack([m[:, 0, 2] - m[:, 2, 0], m[:, 0, 1] + m[:, 1, 0], squares[:, 2], m[:, 1, 2] + m[:, 2, 1]], 1),
            np.stack([m[:, 1, 0] - m[:, 0, 1], m[:, 0, 2] + m[:, 2, 0], m[:, 1, 2] + m[:, 2, 1], squares[:, 3]], 1),
        ],
        1,
    )
    best = rows[np.arange(len(m)), squares.argmax(1)]
    return best / np.linalg.norm(best, axis=1, keepdims=True)


def multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the products of quaternions."""
    scalar = a[:, 0] * b[:, 0] - (a[:, 1:] * b[:, 1:]).sum(1)
    return np.concatenate([scalar[:, None], a[:, :1] * b[:, 1:] + b[:, :1] * a[:, 1:] + cross(a[:, 1:], b[:, 1:])], 1)


def cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the cross products of rows (n, 3): numpy's own takes three times as long."""
    out = np.empty(np.broadcast_shapes(a.shape, b.shape))
    for k, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):
        out[:, k] = a[:, i] * b[:, j] - a[:, j] * b[:, i]
    return out
