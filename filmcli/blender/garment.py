"""Cloth as geometry: quad shells cut from a body's helper geometry, widened, smoothed, creased, subdivided, projected upon.

Knows nothing of garments, materials or poses. Metres, z up, the person facing −y, rest pose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import bpy  # noqa: F401  (mathutils comes with it)
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
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


@dataclass(frozen=True)
class Crease:
    """A ridge in cloth: where, along which way, how long, wide and high."""

    centre: np.ndarray
    along: np.ndarray  # unit
    out: np.ndarray  # unit, away from the limb
    length: float
    width: float
    height: float


def shell(body: Body, group: str, keep: Callable[[np.ndarray, np.ndarray], np.ndarray], *, offset: float) -> Cloth:
    """Cut a shell from a helper group, `offset` metres outside it.

    `keep(centres (m, 3), faces (m, 4))` returns a mask over the group's faces.
    """
    faces = np.array(body.select([group]))
    normal = normals(body.vertices, faces)
    faces = faces[keep(body.vertices[faces].mean(1), faces)]
    used, flat = np.unique(faces, return_inverse=True)
    moved = body.vertices[used] + normal[used] * offset
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
    pairs = np.sort(np.concatenate([faces[:, [k, (k + 1) % 4]] for k in range(4)]), axis=1)
    return np.unique(pairs, axis=0, return_counts=True)


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


def grow_down(cloth: Cloth, loop: np.ndarray, body: Body, *, hem: float, offset: float, flare: float, waves: float = 0.0) -> Cloth:
    """Extend a cloth from its lower open loop down to height `hem`, over the body's skirt helper.

    The rows are rings of the loop's own vertices: one mesh, no bridge. `flare` widens the hem, `waves` folds it, metres.
    """
    middle = cloth.vertices[loop].mean(0)
    top = float(np.median(cloth.vertices[loop, 2]))
    ring = np.arctan2(cloth.vertices[loop, 1] - middle[1], cloth.vertices[loop, 0] - middle[0])
    count = max(2, int(np.ceil((top - hem) / (0.032 * body.unit))))
    height = np.linspace(top, hem, count + 1)
    place_at, weight_at = _skirt_columns(body, middle, ring)

    def look(level: float) -> tuple[np.ndarray, np.ndarray]:
        below = np.clip((place_at[:, :, 2] > level).sum(0), 1, len(place_at) - 1)
        column = np.arange(len(ring))
        high, low = place_at[below - 1, column, 2], place_at[below, column, 2]
        t = np.clip((high - level) / np.maximum(high - low, 1e-6), 0, 1)[:, None]
        return (
            place_at[below - 1, column] * (1 - t) + place_at[below, column] * t,
            weight_at[below - 1, column] * (1 - t) + weight_at[below, column] * t,
        )

    rows, row_weights = [], []
    first, _ = look(top)
    lead = cloth.vertices[loop] - first
    radial = np.c_[np.cos(ring), np.sin(ring), np.zeros(len(ring))]
    for level in height[1:]:
        down = (top - level) / max(top - hem, 1e-6)
        place, weights = look(level)
        fade = np.exp(-(((top - level) / (0.08 * body.unit)) ** 2))
        fold = waves * down * (np.sin(ring * 9 + 0.6) * 0.6 + np.sin(ring * 14 + 2.1) * 0.4)
        place = place + lead * fade * [1, 1, 0] + radial * ((offset * (1 - fade)) + flare * down + fold)[:, None]
        place[:, 2] = level + (cloth.vertices[loop, 2] - top) * fade
        rows.append(place)
        row_weights.append(_over_knee(body, weights * (1 - fade) + cloth.weights[loop] * fade, level))
    start, m = len(cloth.vertices), len(loop)
    number = np.vstack([loop, start + np.arange(count * m).reshape(count, m)])
    quads = np.stack([number[:-1], np.roll(number[:-1], -1, 1), np.roll(number[1:], -1, 1), number[1:]], -1).reshape(-1, 4)
    return _oriented(cloth, np.concatenate(rows), np.concatenate(row_weights), quads)


def _skirt_columns(body: Body, middle: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return positions and weights of the skirt helper at `angles` round `middle`, ring by ring from the top.

    The helper is 20 rings of 36 vertices. (A Delaunay look-up over it took 1.7 s a row on two busy cores.)
    """
    ids = np.unique(np.array(body.select(["helper-skirt"]))).reshape(-1, 36)
    places, weights = [], []
    for ring in ids[1:]:  # the first ring doubles the second
        at = body.vertices[ring]
        own = np.arctan2(at[:, 1] - middle[1], at[:, 0] - middle[0])
        order = np.argsort(own)
        own, ring = own[order], ring[order]
        right = np.searchsorted(own, angles) % 36
        left = right - 1
        gap = (own[right] - own[left]) % (2 * np.pi)
        t = (((angles - own[left]) % (2 * np.pi)) / np.maximum(gap, 1e-6))[:, None]
        places.append(body.vertices[ring[left]] * (1 - t) + body.vertices[ring[right]] * t)
        weights.append(body.weights[ring[left]] * (1 - t) + body.weights[ring[right]] * t)
    return np.array(places), np.array(weights)


def _over_knee(body: Body, weights: np.ndarray, level: float) -> np.ndarray:
    """Hand the thighs' weights on to the lower legs below the knee: a skirt hangs from the knees of a seated person.

    The helper's own weights leave it standing out straight as a board.
    """
    out = weights.copy()
    for side in "LR":
        t = float(np.clip((body.joint("lowerleg01." + side)[2] + 0.055 * body.unit - level) / (0.10 * body.unit), 0, 1))
        thigh = [n for n, bone in enumerate(body.bones) if bone.startswith("upperleg") and bone.endswith("." + side)]
        share = t * t * (3 - 2 * t)
        out[:, body.bones.index("lowerleg01." + side)] += share * out[:, thigh].sum(1)
        out[:, thigh] *= 1 - share
    return out


def _oriented(cloth: Cloth, rows: np.ndarray, weights: np.ndarray, quads: np.ndarray) -> Cloth:
    """Join new rows to a cloth, the new faces turned outward, and smooth over the join."""
    at = np.vstack([cloth.vertices, rows])
    corner = at[quads]
    face = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    if (face * (corner.mean(1) - at[quads].mean((0, 1))) * [1, 1, 0]).sum() < 0:
        quads = quads[:, ::-1]
    count = len(cloth.vertices)
    joined = Cloth(at, np.vstack([cloth.faces, quads]), np.vstack([cloth.weights, weights]).astype(np.float32))
    seam = np.zeros(len(at))
    seam[np.unique(quads[(quads < count).any(1)])] = 1
    seam = np.minimum(neighbours(joined.faces, len(at)) @ seam * 4 + seam, 1)
    joined = blend_weights(relax(joined, 8, mask=seam), 4, mask=seam)
    source = np.full(len(at), -1)
    source[:count] = -1 if cloth.source is None else cloth.source
    return replace(joined, source=source)


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
    unique, of_face, shared = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True, return_counts=True)
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


def crease(cloth: Cloth, creases: list[Crease], *, floor: float = 0.35) -> Cloth:
    """Raise ridges along the normals; valleys beside them sink at most `floor` of their height.

    Adds the mask `fold`: 0.5 on flat cloth, above it on ridges, below in valleys.
    """
    if not creases:
        return cloth
    lift = np.zeros(len(cloth.vertices))
    for c in creases:
        rel = cloth.vertices - c.centre
        near = np.nonzero((rel * rel).sum(1) < (2.2 * c.length) ** 2)[0]
        rel = rel[near]
        s, depth = rel @ c.along, rel @ c.out
        side = rel @ np.cross(c.out, c.along) + 3.0 * s * s * np.sign(c.along[2] + 1e-9)
        body = np.exp(-((s / c.length) ** 2) - (depth / (0.6 * c.length)) ** 2)
        ridge = np.exp(-((side / c.width) ** 2)) - floor * np.exp(-(((side - 1.9 * c.width) / (1.1 * c.width)) ** 2))
        lift[near] += c.height * body * ridge
    at = cloth.vertices + normals(cloth.vertices, cloth.faces) * lift[:, None]
    return replace(cloth, vertices=at, masks={**cloth.masks, "fold": np.clip(0.5 + lift / 0.012, 0, 1)})


def snap(cloth: Cloth, edge: Callable[[np.ndarray], np.ndarray], *, reach: float, front: float) -> Cloth:
    """Move vertices within `reach` of the curve |x| = edge(z), in front of y = `front`, onto it: a clean cut edge."""
    at = cloth.vertices.copy()
    wanted = edge(at[:, 2])
    near = (np.abs(np.abs(at[:, 0]) - wanted) < reach) & (at[:, 1] < front) & (wanted > 0)
    at[near, 0] = np.sign(at[near, 0]) * wanted[near]
    return replace(cloth, vertices=at)


class Form:
    """A cloth or body that pattern pieces are laid upon: ray casts with skin weights at the hit."""

    def __init__(self, vertices: np.ndarray, faces: np.ndarray, weights: np.ndarray) -> None:
        self.vertices, self.faces, self.weights = vertices, faces, weights
        self.tree = BVHTree.FromPolygons(vertices.tolist(), faces.tolist())

    def cast(self, origin: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Cast rays (n, 3); return points, normals against the ray, weights, and whether a surface was hit.

        A ray that misses gets the surface point nearest to where it would have been 1 m on.
        """
        point, normal, index = np.empty_like(origin), np.empty_like(origin), np.empty(len(origin), int)
        hit = np.ones(len(origin), bool)
        for k, (o, d) in enumerate(zip(origin, np.broadcast_to(direction, origin.shape), strict=True)):
            p, n, i, _ = self.tree.ray_cast(Vector(o), Vector(d))
            if p is None:
                hit[k] = False
                p, n, i, _ = self.tree.find_nearest(Vector(o + d * 0.9))
            point[k], normal[k], index[k] = p, n, i
        turn = (normal * direction).sum(1) > 0
        normal[turn & hit] *= -1
        return point, normal, self._weights(point, index), hit

    def nearest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the nearest surface points, their normals and weights."""
        found = [self.tree.find_nearest(Vector(p)) for p in points]
        at, index = np.array([f[0] for f in found]), np.array([f[2] for f in found])
        return at, np.array([f[1] for f in found]), self._weights(at, index)

    def _weights(self, points: np.ndarray, index: np.ndarray) -> np.ndarray:
        corner = self.faces[index]
        gap = np.linalg.norm(self.vertices[corner] - points[:, None], axis=2)
        share = 1 / np.maximum(gap, 1e-5) ** 2
        share /= share.sum(1, keepdims=True)
        return np.einsum("nk,nkb->nb", share, self.weights[corner]).astype(np.float32)


def lay(form: Form, grid: np.ndarray, *, lift: float, back: bool = False) -> Cloth:
    """Lay a pattern piece, a grid (rows, columns, 2) of (x, z) metres, on the front (or back) of a form, `lift` above it."""
    rows, columns, _ = grid.shape
    flat = grid.reshape(-1, 2)
    way = np.array([0.0, -1.0 if back else 1.0, 0.0])
    point, normal, weights, _ = form.cast(np.c_[flat[:, 0], np.full(len(flat), -way[1]), flat[:, 1]], way)
    cloth = sheet(point + normal * lift, weights, rows, columns)
    if (normals(cloth.vertices, cloth.faces) * normal).sum() < 0:  # a mirrored pattern: its outer side must still face out
        cloth = replace(cloth, faces=cloth.faces[:, ::-1])
    return cloth


def sheet(points: np.ndarray, weights: np.ndarray, rows: int, columns: int, *, ring: bool = False) -> Cloth:
    """Return a cloth from a grid of points in row order; a `ring` closes its columns."""
    number = np.arange(rows * columns).reshape(rows, columns)
    right = np.roll(number, -1, 1) if ring else number[:, 1:]
    left = number if ring else number[:, :-1]
    quads = np.stack([left[:-1], right[:-1], right[1:], left[1:]], -1).reshape(-1, 4)
    return Cloth(points.reshape(-1, 3), quads, weights.astype(np.float32))
