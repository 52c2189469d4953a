"""Subdivision after Catmull and Clark (1978): finer vertices, faces and values by one sparse stencil, made once and applied in every pose.

Knows nothing of garments or people. Blender's own modifier builds its tables anew for every picture whose scene is handed over: .9 s for two
people, where a stencil takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from filmcli.blender.garment import Cloth


@dataclass(frozen=True)
class Finer:
    """Polygons split into quads, each stencil (fine, coarse): `smooth` puts vertices on the next finer surface, `even` halves and averages what
    lies on vertices, `corners` what lies on face corners (UV).
    """

    faces: np.ndarray  # (fine faces, 4)
    smooth: sparse.csr_matrix
    even: sparse.csr_matrix
    corners: sparse.csr_matrix


def finer(faces: Sequence[Sequence[int]] | np.ndarray, count: int, *, levels: int = 1) -> Finer:
    """Return what `levels` subdivisions make of polygons over `count` vertices, which end on the limit surface; open edges are cubic curves."""
    found = _split(faces, count)
    for _ in range(levels - 1):
        step = _split(found.faces, found.smooth.shape[0])
        found = Finer(step.faces, step.smooth @ found.smooth, step.even @ found.even, step.corners @ found.corners)
    limit = _limit(found.faces, found.smooth.shape[0])
    return Finer(found.faces, (limit @ found.smooth).tocsr(), found.even, found.corners)


def subdivide(cloth: Cloth, levels: int = 1) -> Cloth:
    """Subdivide a cloth, vertices not yet on the limit surface; weights and masks follow exactly."""
    for _ in range(levels):
        step = _split(cloth.faces, len(cloth.vertices))
        cloth = Cloth(
            step.smooth @ cloth.vertices,
            step.faces,
            (step.smooth @ cloth.weights).astype(np.float32),
            None,
            {name: step.smooth @ mask for name, mask in cloth.masks.items()},
        )
    return cloth


def _split(faces: Sequence[Sequence[int]] | np.ndarray, count: int) -> Finer:
    """Return one subdivision: a quad for each corner of each face. What is not on two faces is an edge of the surface."""
    mesh = _Edges(faces, count)
    m, e, c = mesh.sizes.size, len(mesh.ends), mesh.corner.size
    corner = np.arange(c)
    face = _rows(mesh.face, mesh.corner, 1 / mesh.sizes[mesh.face], (m, count))
    middle = _rows(np.repeat(np.arange(e), 2), mesh.ends.ravel(), 0.5, (e, count))
    beside = _rows(mesh.edge, mesh.face, 1.0, (e, m))
    edge = sparse.diags(np.where(mesh.inner, 0.5, 1.0)) @ middle + sparse.diags(mesh.inner * 0.25) @ (beside @ face)
    around = _rows(mesh.corner, mesh.face, 1.0, (count, m))
    faces_here = np.maximum(np.asarray(around.sum(1)).ravel(), 1)
    valence = np.maximum(mesh.valence, 1)
    smooth = (
        sparse.diags(1 / (valence * faces_here)) @ (around @ face)
        + sparse.diags(2 / valence**2) @ (mesh.touch @ middle)
        + sparse.diags((valence - 3) / valence)
    )
    curve = sparse.identity(count) * 0.5 + 0.25 * (mesh.touch @ sparse.diags((~mesh.inner).astype(float)) @ middle)
    vertex = mesh.choose(smooth, curve)
    ahead, behind = mesh.ahead, mesh.behind
    quads = np.stack([mesh.corner, count + mesh.edge, count + e + mesh.face, count + mesh.edge[behind]], 1)
    mean = _rows(mesh.face, corner, 1 / mesh.sizes[mesh.face], (m, c))
    own = sparse.identity(c, format="csr")
    corners = sparse.vstack([own, (own + own[ahead]) * 0.5, mean[mesh.face], (own + own[behind]) * 0.5]).tocsr()
    order = (np.arange(4)[None, :] * c + corner[:, None]).ravel()
    return Finer(
        quads, sparse.vstack([vertex, edge, face]).tocsr(), sparse.vstack([sparse.identity(count), middle, face]).tocsr(), corners[order]
    )


def _limit(quads: np.ndarray, count: int) -> sparse.csr_matrix:
    """Return the stencil that moves a mesh of quads onto the surface that it tends to (Halstead, Kass and DeRose 1993, appendix A)."""
    mesh = _Edges(quads, count)
    n = np.maximum(mesh.valence, 1).astype(float)
    beside = mesh.touch @ _rows(np.repeat(np.arange(len(mesh.ends)), 2), mesh.ends.ravel(), 1.0, (len(mesh.ends), count))
    beside = beside - sparse.diags(mesh.valence.astype(float))  # each edge has the vertex itself too
    across = _rows(quads.ravel(), np.roll(quads, 2, axis=1).ravel(), 1.0, (count, count))
    inside = sparse.diags(1 / (n * (n + 5))) @ (sparse.diags(n**2) + 4 * beside + across)
    open_edges = mesh.touch @ sparse.diags((~mesh.inner).astype(float))
    ends = _rows(np.repeat(np.arange(len(mesh.ends)), 2), mesh.ends.ravel(), 1.0, (len(mesh.ends), count))
    curve = (sparse.identity(count) * 2 + open_edges @ ends) * (1 / 6)  # both ends of two open edges: the vertex twice
    return mesh.choose(inside, curve)


class _Edges:
    """Polygons with their edges: `corner`, `face`, `edge`, `ahead` and `behind` are by face corner, the edge that starts there."""

    def __init__(self, faces: Sequence[Sequence[int]] | np.ndarray, count: int) -> None:
        self.sizes = np.array([len(one) for one in faces])
        self.corner = np.concatenate([np.asarray(one) for one in faces]) if not isinstance(faces, np.ndarray) else faces.ravel()
        first = np.cumsum(self.sizes) - self.sizes
        self.face = np.repeat(np.arange(self.sizes.size), self.sizes)
        within, size, start = np.arange(self.corner.size) - first[self.face], self.sizes[self.face], first[self.face]
        self.ahead, self.behind = start + (within + 1) % size, start + (within - 1) % size
        pair = np.sort(np.stack([self.corner, self.corner[self.ahead]], 1), axis=1).astype(np.int64)
        key, self.edge, shared = np.unique(pair[:, 0] << 32 | pair[:, 1], return_inverse=True, return_counts=True)
        self.edge = self.edge.ravel()
        self.ends = np.stack([key >> 32, key & 0xFFFFFFFF], 1)
        self.inner = shared == 2
        self.touch = _rows(self.ends.ravel(), np.repeat(np.arange(len(self.ends)), 2), 1.0, (count, len(self.ends)))
        self.valence = np.asarray(self.touch.sum(1)).ravel()
        self._open = np.rint(self.touch @ (~self.inner).astype(float))

    def choose(self, inside: sparse.spmatrix, curve: sparse.spmatrix) -> sparse.csr_matrix:
        """Return a stencil of vertices: inside the surface, on an open edge, or where they are, alone or where more edges are open than two."""
        free, border = (self._open == 0) & (self.valence > 0), self._open == 2
        rest = sparse.diags((~free & ~border).astype(float))
        return (sparse.diags(free.astype(float)) @ inside + sparse.diags(border.astype(float)) @ curve + rest).tocsr()


def _rows(rows: np.ndarray, columns: np.ndarray, values: np.ndarray | float, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.broadcast_to(values, rows.shape).astype(float), (rows, columns)), shape)
