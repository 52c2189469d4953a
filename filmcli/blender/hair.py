"""Hair and beards: strands grown on a body for a cast sheet's style and colour.

Knows nothing of poses. Up to 32 000 strands (7 000 in lite) of 5–28 points, metres, rest pose.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import fabric, garment, hat
from filmcli.blender.body import Body
from filmcli.blender.comb import STYLES, Scalp, Style, guides, wisps, worn
from filmcli.blender.piece import Strands
from filmcli.blender.skin import HAIR, masks
from filmcli.core.errors import InputError
from filmcli.core.seeds import derive

GUIDES, LOCK, RADIUS = 3600, 8, 0.000085  # strands drawn thicker than life (35 µm): 28 000 stand for 100 000


def grow(body: Body, sheet: Mapping, *, lite: bool = False) -> list[Strands]:
    """Return the strands of head and beard; none for a bald, shaven person. 0.5–2 s.

    Hair under a hat is left out above its band and lies flat below. Raises InputError for an unknown style.
    """
    look = dict(dict(sheet.get("appearance") or {}).get("hair") or {})
    name, beard, colour = look.get("style", "short"), look.get("beard", "none"), look.get("colour", "brown")
    if name != "bald" and name not in STYLES:
        raise InputError(f"unknown hair style {name!r}", hint=f"known: bald, {', '.join(STYLES)}")
    draw = np.random.default_rng(derive(0, "hair", str(sheet.get("id", ""))))
    material = _material(colour)
    out = []
    if name != "bald":
        covered = dict(sheet.get("wardrobe") or {}).get("hat", "none") != "none"
        scalp = Scalp(body, hat=hat.band(body) if covered else None)
        out += _head(body, scalp, STYLES[name], material, draw, lite)
    if beard in ("full", "moustache") and body.gender == "male":
        out.append(_beard(body, sheet, beard, material, draw, lite))
    return out


def _material(colour: str):
    melanin, redness, _ = HAIR[colour]
    if colour == "grey":  # white hairs among dark ones
        return fabric.strands("hair grey", 0.62, 0.1, white=0.55)
    return fabric.strands(f"hair {colour}", melanin, redness)


def _head(body: Body, scalp: Scalp, style: Style, material, draw: np.random.Generator, lite: bool) -> list[Strands]:
    style = worn(style, body.gender)
    count, lock = (1500, 4) if lite else (GUIDES, LOCK)
    if style.steps > 20 and not lite:
        count = int(count * 0.8)
    guide = guides(scalp, style, count, draw)
    points = _locks(guide, lock, style, scalp.s, draw)
    thick = RADIUS * style.thick * scalp.s * (2.5 if lite else 1.0)
    radius = _taper(points.shape[1], thick, root=0.8 if lite else 0.55)
    weights = _carried(body, points) if style.end is not None and style.end < -0.2 else None
    out = [Strands("hair", points, radius, material, weights=weights)]
    if style.bun or style.tail:
        gathered = _bun(scalp, style, draw, lite) if style.bun else _tail(scalp, style, draw, lite)
        carried = _carried(body, gathered) if style.tail else None
        if body.gender == "female":
            loose = wisps(scalp, 60 if lite else 110, draw)
            out.append(Strands("wisps", loose, _taper(loose.shape[1], thick * 0.7), material))
        out.append(Strands("tied hair", gathered, _taper(gathered.shape[1], thick), material, weights=carried))
    return out


def _taper(steps: int, radius: float, *, root: float = 0.55) -> np.ndarray:
    """Return radii along a strand: fine at the root, so that the hairline is not a wall, and to a point at the tip."""
    f = np.linspace(0, 1, steps)
    return radius * np.interp(f, [0, 0.12, 0.6, 1], [root, 1.0, 0.9, 0.22])


def _locks(guide: np.ndarray, lock: int, style: Style, s: float, draw: np.random.Generator) -> np.ndarray:
    """Return `lock` strands for every guide: apart at the root, closer at the tip, one in forty astray."""
    n, steps, _ = guide.shape
    points = np.repeat(guide, lock, axis=0)
    f = np.linspace(0, 1, steps)[None, :, None]
    apart = draw.normal(0, 0.0026 * s, (n * lock, 1, 3))
    points = points + apart * (1 + (style.clump - 1) * f**0.8)
    points = points + draw.normal(0, 0.0016 * s, (n * lock, 1, 3)) * f**2
    wave = draw.uniform(0, 2 * np.pi, (n * lock, 1, 3))
    points = points + 0.0007 * s * np.sin(wave + f * draw.uniform(4, 12, (n * lock, 1, 1))) * f
    astray = draw.random(n * lock) < 0.025
    points[astray] += draw.normal(0, 0.007 * s, (int(astray.sum()), 1, 3)) * f**1.5
    return points


def _carried(body: Body, points: np.ndarray) -> np.ndarray:
    """Return skin weights of long hair: the head's above the chin, the upper spine's on the shoulders."""
    at = points.reshape(-1, 3)
    low, high = body.joint("neck01")[2] - 0.02 * body.unit, body.joint("head")[2] + 0.005 * body.unit
    share = np.clip((high - at[:, 2]) / (high - low), 0, 1) ** 1.4
    out = np.zeros((len(at), len(body.bones)), np.float32)
    out[:, body.bones.index("head")] = 1 - share * 0.92
    out[:, body.bones.index("spine01")] = share * 0.92
    return out


def _bun(scalp: Scalp, style: Style, draw: np.random.Generator, lite: bool) -> np.ndarray:
    """Return strands wound round a ball at the tie."""
    n, steps, s = (700 if lite else 2600), 18, scalp.s
    centre = scalp.tied(style) + np.array([0, style.bun * 0.45, 0]) * s
    tilt, start = draw.normal(0, 0.5, n), draw.uniform(0, 2 * np.pi, n)
    turn = start[:, None] + np.linspace(0, 3.6, steps)[None]
    band = draw.uniform(-1, 1, n)
    ball = style.bun * s * draw.uniform(0.86, 1.03, n)
    ring = np.sqrt(np.maximum(1 - (band * 0.92) ** 2, 0.05)) * ball
    x, z = np.cos(turn) * ring[:, None], np.sin(turn) * ring[:, None]
    y = (band * ball * 0.75)[:, None] + np.sin(turn + tilt[:, None]) * 0.006 * s
    return np.stack([x * 1.05, y, z], -1) + centre


def _tail(scalp: Scalp, style: Style, draw: np.random.Generator, lite: bool) -> np.ndarray:
    """Return strands that leave the tie and hang down the back."""
    n, steps, s = (900 if lite else 3000), 18, scalp.s
    start = scalp.tied(style)
    round_ = draw.normal(0, 1, (n, 3)) * np.array([1, 0.7, 0.6])
    f = np.linspace(0, 1, steps)
    length = style.tail * s * draw.uniform(0.72, 1.0, n)
    y = np.interp(f, [0, 0.08, 0.25, 1], [0, 0.030, 0.040, 0.020]) * s
    z = -np.interp(f, [0, 0.08, 0.2, 1], [0, -0.008, 0.06, 1.0])
    width = np.interp(f, [0, 0.05, 0.3, 0.7, 1], [0.007, 0.008, 0.016, 0.015, 0.006]) * s
    points = np.stack([np.zeros((n, steps)), np.broadcast_to(y, (n, steps)), z[None] * length[:, None]], -1)
    points = start + points + round_[:, None] * width[None, :, None]
    points[:, :, 0] += 0.006 * s * np.sin(f * 5 + 0.5)
    for k in range(2, steps):  # clear of the back
        depth, normal = scalp.height(points[:, k])
        points[:, k] += normal * np.maximum(0.006 * s - depth, 0)[:, None]
    return points


def _beard(body: Body, sheet: Mapping, kind: str, material, draw: np.random.Generator, lite: bool) -> Strands:
    """Return a moustache, or a full beard with it, on the skin's own beard mask."""
    faces = np.array(body.select(["body"]))
    mask = masks(body, sheet)["beard"]
    faces = faces[mask[faces].mean(1) > 0.25]
    corner = body.vertices[faces]
    area = np.linalg.norm(np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1)
    n = (3000 if lite else 11000) if kind == "full" else (6000 if lite else 16000)
    pick = draw.choice(len(faces), n, p=area / area.sum())
    u, v = draw.random((2, n, 1))
    c = corner[pick]
    root = c[:, 0] * (1 - u) * (1 - v) + c[:, 1] * u * (1 - v) + c[:, 2] * u * v + c[:, 3] * (1 - u) * v
    normal = garment.normals(body.vertices, np.array(body.select(["body"])))[faces[pick]].mean(1)
    share = mask[faces[pick]].mean(1)
    eye, s = (body.joint("eye.L") + body.joint("eye.R")) / 2, float(body.joint("eye.L")[0] / 0.031)
    rel = (root - eye) / s
    lips = _mouth(body, s)
    above = (root[:, 2] - lips[2]) / s  # over the parting of the lips
    off = np.abs(root[:, 0]) / s
    lip = (off < 0.027) & (np.abs(above) < 0.0085) | (off < 0.012) & (above < 0) & (above > -0.016)
    moustache = (above > 0.006) & (above < 0.024) & (off < 0.033) & (off > 0.0025)
    keep = ~lip & (draw.random(n) < np.clip(share * 1.8 - 0.3, 0, 1))
    keep = moustache & ~lip if kind == "moustache" else keep & (rel[:, 2] > -0.150)
    root, normal, moustache, rel = root[keep], normal[keep], moustache[keep], rel[keep]
    down = np.tile([0.0, -0.10, -1.0], (len(root), 1))
    down[moustache] = np.c_[np.sign(root[moustache, 0]) * 0.9, np.full(moustache.sum(), -0.15), np.full(moustache.sum(), -0.75)]
    length = np.where(moustache, 0.010, 0.009 + 0.014 * np.clip((-rel[:, 2] - 0.075) / 0.05, 0, 1)) * s * draw.uniform(0.7, 1.15, len(root))
    f = np.linspace(0, 1, 5)[None, :, None]
    bend = normal[:, None] * (0.55 * f * (1.15 - 0.6 * f)) + down[:, None] * (0.75 * f) + draw.normal(0, 0.16, (len(root), 1, 3)) * f**1.5
    points = root[:, None] + bend * length[:, None, None]
    return Strands("beard", points, _taper(5, RADIUS * 1.15 * s * (1.8 if lite else 1)), material, kind="beard")


def _mouth(body: Body, s: float) -> np.ndarray:
    """Return the middle of the parting of the lips: the jaw's lip joints, 72 mm below the eyes if the rig has none."""
    upper, lower = (body.joints.get(name) for name in ("oris05", "oris01"))
    if upper is None or lower is None:
        return (body.joint("eye.L") + body.joint("eye.R")) / 2 - [0, 0, 0.072 * s]
    return (upper[1] + lower[1]) / 2
