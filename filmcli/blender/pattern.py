"""Pattern pieces laid on a finished cloth: lapels, collars, ties, pockets, plackets, buttons.

Knows nothing of materials, outfits or poses. Metres for a person of 1.75 m; `k` (the body's unit) scales them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filmcli.blender import garment
from filmcli.blender.body import Body
from filmcli.blender.form import Form, lay
from filmcli.blender.garment import Cloth
from filmcli.blender.tailoring import throat


def opening(body: Body, *, low: float, top: float = 0.062, neck: float = 0.02) -> Callable[[np.ndarray], np.ndarray]:
    """Return the half width of a V-neck by height: 0 at `low` (absolute), `top` at the throat, slightly bellied."""
    k, high = body.unit, float(throat(body)[2])

    def half(z: np.ndarray) -> np.ndarray:
        t = np.clip((z - low) / (high + neck * k - low), 0, 1.35)
        return top * k * t**0.86

    return half


def split(cloth: Cloth, half: Callable[[np.ndarray], np.ndarray], *, low: float, front: float, high: float = 9.0) -> Cloth:
    """Cut a front opening |x| < half(z) between heights `low` and `high`, with clean edges."""

    def edge(z: np.ndarray) -> np.ndarray:
        return np.where((z > low) & (z < high), half(z), 0.0)

    cloth = garment.snap(cloth, edge, reach=0.0042, front=front)
    middle = cloth.centres
    gone = (middle[:, 1] < front) & (middle[:, 2] > low) & (middle[:, 2] < high) & (np.abs(middle[:, 0]) < half(middle[:, 2]))
    return garment.cut(cloth, ~gone)


def lapel(
    form: Form,
    half: Callable[[np.ndarray], np.ndarray],
    *,
    low: float,
    gorge: float,
    width: float,
    sign: float,
    k: float,
    peak: float = 0.012,
    lift: float = 0.005,
) -> Cloth:
    """Lay one lapel along the opening from the button at `low` up to the gorge; its last row is the straight top edge."""
    rows, columns = 30, 9
    t = np.linspace(0, 1, rows)
    z = low - 0.004 * k + t * (gorge - low)
    breadth = width * k * np.interp(t, [0, 0.10, 0.3, 0.6, 0.9, 1.0], [0.04, 0.28, 0.62, 0.88, 1.0, 1.02])
    v = np.linspace(0, 1, columns)
    x = sign * (half(z)[:, None] - 0.003 * k + breadth[:, None] * v)
    rise = (peak * k * np.interp(t, [0, 0.5, 1], [0, 0.35, 1]))[:, None] * v
    cloth = lay(form, np.stack([x, z[:, None] + rise], -1), lift=lift * k)
    at = cloth.vertices.reshape(rows, columns, 3).copy()
    at[:, :, 1] -= (np.sin(v * np.pi * 0.85 + 0.3) * 0.0055 * k) * np.clip(t * 5, 0.15, 1)[:, None]
    return replace(cloth, vertices=at.reshape(-1, 3))


def neckline(cloth: Cloth) -> np.ndarray:
    """Return the neck loop of an uncut cloth, from the front middle over the person's left round to the front, (n, 3)."""
    ring = [loop for loop in garment.loops(cloth.faces) if abs(cloth.vertices[loop, 0].mean()) < 0.05]
    at = cloth.vertices[max(ring, key=lambda loop: cloth.vertices[loop, 2].mean())]
    middle = at.mean(0)
    turn = np.arctan2(at[:, 0] - middle[0], -(at[:, 1] - middle[1]))  # 0 at the front, + to the left
    order = np.argsort(np.where(turn < 0, turn + 2 * np.pi, turn))
    return at[order]


def path(points: np.ndarray, count: int) -> np.ndarray:
    """Return `count` points evenly along a polyline, smoothed a little."""
    gone = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    even = np.linspace(0, gone[-1], count)
    out = np.stack([np.interp(even, gone, points[:, a]) for a in range(3)], 1)
    for _ in range(4):
        out[1:-1] = 0.25 * out[:-2] + 0.5 * out[1:-1] + 0.25 * out[2:]
    return out


def collar(
    body: Body,
    form: Form,
    base: np.ndarray,
    *,
    stand: tuple[float, float],
    fall: tuple[float, float],
    splay: float = 0.014,
    point: float = 0.0,
    lean: float = 0.2,
    lift: float = 0.004,
    cover: float = 0.006,
) -> Cloth:
    """Sweep a collar along `base` (n, 3): a stand rising `stand` (ends, nape), turned over and falling `fall` (ends, nape).

    `point` draws the ends of the leaf down and out; `cover` is how far the leaf reaches below the base at the nape.
    """
    k, n = body.unit, len(base)
    u = np.abs(np.linspace(-1, 1, n))
    centre = np.array([0, throat(body)[1], 0]) + np.array([0, -0.012 * k, 0])
    out = base - centre
    out[:, 2] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    up = np.interp(u, [0, 0.5, 1], [stand[1], 0.5 * (stand[0] + stand[1]), stand[0]])[:, None] * k
    down = np.interp(u, [0, 0.6, 1], [fall[1], 0.5 * (fall[0] + fall[1]), fall[0]])[:, None] * k
    tip = np.clip((u - 0.72) / 0.28, 0, 1)[:, None] ** 1.6
    side = np.cross([0, 0, 1.0], out) * np.sign(np.linspace(-1, 1, n))[:, None]
    side[np.abs(np.linspace(-1, 1, n)) < 0.05] = 0
    z = np.array([0, 0, 1.0])
    foot = base - out * 0.001 * k - z * 0.006 * k
    top = base + z * up - out * up * lean
    fold = top + z * 0.0022 * k + out * 0.0035 * k
    end = top + out * (splay * k + 0.25 * down * np.clip(cover, 0, 1)) - z * down
    end = end - side * point * k * 0.45 * tip - z * point * k * tip + out * 0.010 * k * tip
    rows = [foot, 0.5 * (foot + top), top, fold]
    for t in (0.3, 0.6, 0.85, 1.0):
        rows.append(fold + (end - fold) * t + out * 0.004 * k * np.sin(np.pi * t))
    for row in range(4, 8):
        rows[row] = _outside(form, rows[row], lift * k)
    _, _, weights = form.nearest(base)
    return garment.sheet(np.concatenate(rows), np.tile(weights, (8, 1)), 8, n)


def _outside(form: Form, points: np.ndarray, lift: float) -> np.ndarray:
    """Push a row of points that are less than `lift` outside a form out to it, neighbours together: alone they would stand up as spikes at its edge."""
    at, normal, _ = form.nearest(points)
    depth = ((points - at) * normal).sum(1)
    near = np.linalg.norm(points - at, axis=1) < 0.05
    move = normal * (np.clip(lift - depth, 0, 0.02) * near)[:, None]
    for _ in range(3):
        move[1:-1] = 0.25 * move[:-2] + 0.5 * move[1:-1] + 0.25 * move[2:]
    return points + move


def gorge_path(form: Form, loop: np.ndarray, half: Callable[[np.ndarray], np.ndarray], *, gorge: float, lift: float) -> np.ndarray:
    """Return the base of a lapelled collar: from one gorge up the opening's edge, round the nape, down to the other."""
    back = loop[(np.abs(loop[:, 0]) > half(loop[:, 2]) * 0.97) | (loop[:, 1] > loop[:, 1].mean())]
    high = float(back[np.argmin(back[:, 1]), 2])
    z = np.linspace(gorge, max(high - 0.004, gorge + 0.01), 7)
    sides = []
    for sign in (1.0, -1.0):
        x = sign * half(z)
        point, normal, _, _ = form.cast(np.c_[x, np.full(7, -1.0), z], np.array([0, 1.0, 0]))
        sides.append(point + normal * lift)
    left, right = sides
    return np.vstack([left, back, right[::-1]])


def strip(
    form: Form,
    x: tuple[float, float],
    z: tuple[float, float],
    *,
    lift: float,
    shape: tuple[int, int] = (6, 6),
    back: bool = False,
    slant: float = 0.0,
) -> Cloth:
    """Lay a rectangle: a pocket, flap, welt or placket. `slant` raises it with x."""
    xs, zs = np.linspace(*x, shape[1]), np.linspace(*z, shape[0])
    grid = np.stack(np.meshgrid(xs, zs), -1)
    grid[..., 1] += slant * (grid[..., 0] - xs.mean())
    return lay(form, grid, lift=lift, back=back)


def flap(form: Form, *, x: float, top: float, width: float, depth: float, lift: float, pointed: float = 0.0) -> Cloth:
    """Lay a pocket flap with rounded (or pointed) lower edge; x is its middle."""
    v = np.linspace(-1, 1, 9)
    t = np.linspace(0, 1, 5)[:, None]
    reach = depth * (1 - 0.22 * np.abs(v) ** 6 + pointed * (1 - np.abs(v)))
    grid = np.stack([np.broadcast_to(x + v * width / 2, (5, 9)), top - t * reach], -1)
    return lay(form, grid, lift=lift)


def disc(form: Form, *, x: float, z: float, radius: float, lift: float, back: bool = False) -> Cloth:
    """Lay a button: a small flat disc with a raised rim."""
    turn = np.linspace(0, 2 * np.pi, 13)
    ring = np.array([0.05, 0.55, 0.9, 1.0])[:, None] * radius
    grid = np.stack([x + ring * np.cos(turn), z + ring * np.sin(turn)], -1)
    cloth = lay(form, grid, lift=lift, back=back)
    at = cloth.vertices.reshape(4, 13, 3).copy()
    at[3, :, 1] += (-1 if back else 1) * lift * 0.8
    at[0:2, :, 1] += (-1 if back else 1) * 0.0008
    return replace(cloth, vertices=at.reshape(-1, 3))


def tie(form: Form, *, knot: float, end: float, k: float, lift: float = 0.006) -> list[Cloth]:
    """Lay a necktie: the blade from `knot` down to `end` (absolute heights) and the knot with its dimple."""
    rows, columns = 28, 9
    t, v = np.linspace(0, 1, rows), np.linspace(-1, 1, columns)
    width = np.interp(t, [0, 0.06, 0.25, 0.93, 1], [0.011, 0.0145, 0.023, 0.039, 0.039]) * k
    z = (knot - 0.012 * k - t * (knot - 0.012 * k - end))[:, None] - np.where(t[:, None] > 0.94, 0.035 * k * (1 - np.abs(v)), 0) + 0 * v
    blade = lay(form, np.stack([width[:, None] * v, z], -1), lift=0.002 * k)
    at = blade.vertices.reshape(rows, columns, 3).copy()
    bulge = np.interp(t, [0, 0.1, 0.3, 1], [0.006, 0.008, 0.004, 0.0])[:, None] * (1 - v**2)
    dimple = 0.006 * np.exp(-((v / 0.3) ** 2)) * np.clip(1 - t * 4, 0, 1)[:, None]
    flat = at.mean(1, keepdims=True)[:, :, 1]  # a tie is stiff across: it does not follow the shirt between the breasts
    proud = np.interp(t, [0, 0.55, 1], [lift, 0.5 * lift, 0.0])[:, None]  # flat where it slips under the buttoned coat
    at[:, :, 1] = np.minimum(at[:, :, 1], flat + 0.004 * k) - (proud + bulge - dimple) * k
    blade = replace(blade, vertices=at.reshape(-1, 3))
    turn = np.linspace(-1.25, 1.25, 9)
    s = np.linspace(0, 1, 7)
    half = np.interp(s, [0, 0.12, 0.85, 1], [0.0185, 0.0215, 0.0145, 0.0115]) * k  # under the collar's leaves it is widest
    high = knot + 0.022 * k - s * 0.044 * k  # its upper half stands before the collar's band, above the shirt
    front, _, weights, _ = form.cast(np.c_[np.zeros(7), np.full(7, -1.0), np.minimum(high, knot - 0.003 * k)], np.array([0, 1.0, 0]))
    front = np.c_[front[:, 0], np.minimum.accumulate(front[:, 1]) + 0.25 * np.clip(high - knot, 0, None), high]
    swell = np.interp(s, [0, 0.3, 0.85, 1], [0.010, 0.017, 0.0175, 0.010])[:, None] * k
    at = np.stack([half[:, None] * np.sin(turn), front[:, 1:2] + 0.004 * k - swell * np.cos(turn) ** 0.8, front[:, 2:3] + 0 * turn], -1)
    return [blade, garment.sheet(at.reshape(-1, 3), np.repeat(weights, 9, 0), 7, 9)]
