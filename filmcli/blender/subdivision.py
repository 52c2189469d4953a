"""Subdivision of cloth after Catmull and Clark (1978): vertices, weights and masks by one sparse stencil.

Knows nothing of garments.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from filmcli.blender.garment import Cloth


def subdivide(cloth: Cloth, levels: int = 1) -> Cloth:
    """Subdivide after Catmull and Clark (1978), open edges as cubic curves; weights and masks follow exactly."""
    for _ in range(levels):
        stencil, faces = _stencil(cloth.faces, len(cloth.vertices))
        cloth = Cloth(
            stencil @ cloth.vertices,
            faces,
            (stencil @ cloth.weights).astype(np.float32),
            None,
            {name: stencil @ mask for name, mask in cloth.masks.items()},
        )
    return cloth


def _stencil(faces: np.ndarray, count: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    pairs = np.stack([np.sort(faces[:, [k, (k + 1) % 4]], axis=1) for k in range(4)], 1)
    flat = pairs.reshape(-1, 2).astype(np.int64)
    key, of_face, shared = np.unique(flat[:, 0] << 32 | flat[:, 1], return_inverse=True, return_counts=True)
    unique = np.stack([key >> 32, key & 0xFFFFFFFF], 1)
    of_face = of_face.reshape(-1, 4)
    m, e = len(faces), len(unique)
    face = sparse.csr_matrix((np.full(m * 4, 0.25), (np.repeat(np.arange(m), 4), faces.ravel())), (m, count))
    ends = sparse.csr_matrix((np.full(e * 2, 0.5), (np.repeat(np.arange(e), 2), unique.ravel())), (e, count))
    beside = sparse.csr_matrix((np.ones(m * 4), (of_face.ravel(), np.repeat(np.arange(m), 4))), (e, m))
    inner = shared == 2
    edge = sparse.diags(np.where(inner, 0.5, 1.0)) @ ends + sparse.diags(inner * 0.25) @ (beside @ face)
    around = sparse.csr_matrix((np.ones(m * 4), (faces.ravel(), np.repeat(np.arange(m), 4))), (count, m))
    touch = sparse.csr_matrix((np.ones(e * 2), (unique.ravel(), np.repeat(np.arange(e), 2))), (count, e))
    valence = np.maximum(np.asarray(touch.sum(1)).ravel(), 1)
    faces_here = np.maximum(np.asarray(around.sum(1)).ravel(), 1)
    open_edge = sparse.diags((~inner).astype(float))
    border = np.asarray((touch @ open_edge).sum(1)).ravel() > 0
    smooth = (
        sparse.diags(1 / (valence * faces_here)) @ (around @ face)
        + sparse.diags(2 / valence**2) @ (touch @ ends)
        + sparse.diags((valence - 3) / valence)
    )
    on_border = sparse.diags(np.full(count, 0.5)) + 0.25 * (touch @ open_edge @ ends)
    vertex = sparse.diags((~border).astype(float)) @ smooth + sparse.diags(border.astype(float)) @ on_border
    stencil = sparse.vstack([vertex, edge, face]).tocsr()
    middle = count + e + np.arange(m)
    split = [np.stack([faces[:, k], count + of_face[:, k], middle, count + of_face[:, k - 1]], 1) for k in range(4)]
    return stencil, np.concatenate(split)
