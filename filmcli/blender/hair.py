"""Hair and beards: strands grown on a body for a cast sheet's style and colour.

Knows nothing of poses. Up to 32 000 strands (10 000 in lite) of 4–34 points, metres, rest pose.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import beard, hat, lock, pigment
from filmcli.blender.body import Body
from filmcli.blender.comb import Style, down, guides, styles, wisps, worn
from filmcli.blender.piece import Strands
from filmcli.blender.scalp import Scalp
from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.seeds import derive

GUIDES, LOCK, RADIUS = 3600, 8, 0.000085  # strands drawn thicker than life (35 µm): 28 000 stand for 100 000


def grow(body: Body, sheet: Mapping, *, lite: bool = False) -> list[Strands]:
    """Return the strands of head and beard; none for a bald, shaven person. 0.5–2 s.

    Hair under a hat is left out above its band and lies flat below. Raises InputError for an unknown style.
    """
    look, table = dict(dict(sheet.get("appearance") or {}).get("hair") or {}), presets.load("people", "hair")
    name, chin, colour = look.get("style", "short"), look.get("beard", "none"), look.get("colour", "brown")
    for kind, value in (("styles", name), ("beards", chin), ("colours", colour)):
        if value not in table[kind]:
            raise InputError(f"unknown {kind[:-1]} of hair {value!r}", hint=f"known: {', '.join(table[kind])}")
    draw = np.random.default_rng(derive(0, "hair", str(sheet.get("id", ""))))
    material = _material(colour, table["colours"][colour])
    out = []
    worn_hat = str(dict(sheet.get("wardrobe") or {}).get("hat", "none"))
    if name in styles() and not hat.hides(worn_hat):
        scalp = Scalp(body, hat=hat.place(body, worn_hat) if worn_hat != "none" else None)
        under = table["styles"][name].get("hat", name) if worn_hat != "none" else name
        out += _head(body, scalp, styles()[under], material, draw, lite)
    if "where" in table["beards"][chin] and body.gender == "male":
        points, tint = beard.grow(body, sheet, table["beards"][chin], draw, lite=lite)
        thick = RADIUS * 1.1 * body.joint("eye.L")[0] / 0.031 * (1.5 if lite else 1)
        out.append(Strands("beard", points, _taper(points.shape[1], thick), material, kind="beard", tint=tint))
    return out


def _material(name: str, colour: Mapping):
    return pigment.strands(f"hair {name}", colour["melanin"], colour["redness"], white=colour.get("white", 0.0))


def _head(body: Body, scalp: Scalp, style: Style, material, draw: np.random.Generator, lite: bool) -> list[Strands]:
    style = worn(style, body.gender)
    points, tint = _ropes(scalp, style, draw, lite) if style.rope else _loose(scalp, style, draw, lite)
    thick = RADIUS * scalp.s * (2.0 if lite else 1.0)
    root = 0.8 if lite or style.top < 0.009 else 0.55
    hangs = style.comb == "fall" and (style.end is None or style.end < -0.15)
    out = [
        Strands(
            "hair",
            points,
            _taper(points.shape[1], thick, root=root),
            material,
            weights=_carried(body, points) if hangs else None,
            tint=tint,
        )
    ]
    if not lite and scalp.hat is None and not style.rope and style.top > 0.03:
        fine = down(scalp, style, 420, draw)
        out.append(Strands("down", fine, _taper(fine.shape[1], thick * 0.55, root=0.4), material))
    if style.bun or style.tail:
        out += _tied(body, scalp, style, material, draw, lite, thick)
    return out


def _loose(scalp: Scalp, style: Style, draw: np.random.Generator, lite: bool) -> tuple[np.ndarray, np.ndarray]:
    count, many = (1500, 6) if lite else (GUIDES, LOCK)
    if style.top < 0.02:  # bristles stand alone
        count, many = count * many // 2, 2
    if style.steps > 20 and not lite:
        count = int(count * 0.8)
    guide, side = guides(scalp, style, int(count * style.thin), draw)
    guide, which = lock.gathered(guide, side, style, draw)
    return lock.strands(guide, which, many, style, scalp.s, draw)


def _ropes(scalp: Scalp, style: Style, draw: np.random.Generator, lite: bool) -> tuple[np.ndarray, np.ndarray]:
    guide, _ = guides(scalp, style, 1400, draw)
    apart = 2.3 * style.rope * scalp.s if style.comb == "rows" else 0.0
    guide = guide[lock.spread(guide[:, 0], style.locks, apart=apart)]
    return lock.ropes(guide, 15 if lite else 48, style, scalp.s, draw)


def _taper(steps: int, radius: float, *, root: float = 0.55) -> np.ndarray:
    """Return radii along a strand: fine at the root, so that the hairline is not a wall, and to a point at the tip."""
    f = np.linspace(0, 1, steps)
    return radius * np.interp(f, [0, 0.12, 0.6, 1], [root, 1.0, 0.9, 0.22])


def _carried(body: Body, points: np.ndarray) -> np.ndarray:
    """Return skin weights of long hair: the head's above the chin, the upper spine's on the shoulders."""
    at = points.reshape(-1, 3)
    low, high = body.joint("neck01")[2] - 0.02 * body.unit, body.joint("head")[2] + 0.005 * body.unit
    share = np.clip((high - at[:, 2]) / (high - low), 0, 1) ** 1.4
    out = np.zeros((len(at), len(body.bones)), np.float32)
    out[:, body.bones.index("head")] = 1 - share * 0.92
    out[:, body.bones.index("spine01")] = share * 0.92
    return out


def _tied(body: Body, scalp: Scalp, style: Style, material, draw: np.random.Generator, lite: bool, thick: float) -> list[Strands]:
    """Return what is beyond the tie, and a woman's loose hairs at the temples."""
    out, places = [], scalp.tied(style)
    gathered = [_bun(scalp, start, style, draw, lite) if style.bun else _tail(scalp, start, style, draw, lite) for start in places]
    points = np.concatenate(gathered)
    carried = _carried(body, points) if style.tail else None
    tint = np.clip(draw.normal(0, 0.45, len(points)), -1, 1)
    out.append(Strands("tied hair", points, _taper(points.shape[1], thick), material, weights=carried, tint=tint))
    if body.gender == "female":
        loose = wisps(scalp, style, 40 if lite else 110, draw)
        out.append(Strands("wisps", loose, _taper(loose.shape[1], thick * 0.7), material))
    return out


def _bun(scalp: Scalp, start: np.ndarray, style: Style, draw: np.random.Generator, lite: bool) -> np.ndarray:
    """Return strands wound round a ball at the tie, in twisted coils."""
    n, steps, s = (700 if lite else 2600), 18, scalp.s
    centre = start + np.array([0, style.bun * 0.45, 0]) * s
    coil = draw.integers(0, 9, n)
    tilt, begin = (coil * 0.7) % 1.1 - 0.5 + draw.normal(0, 0.12, n), coil * 0.698 + draw.uniform(0, 0.5, n)
    turn = begin[:, None] + np.linspace(0, 3.6, steps)[None]
    band = np.clip((coil - 4) / 4.2 + draw.normal(0, 0.05, n), -1, 1)
    ball = style.bun * s * (draw.uniform(0.90, 1.02, n) + 0.05 * np.cos(coil * 2.4))
    ring = np.sqrt(np.maximum(1 - (band * 0.92) ** 2, 0.05)) * ball
    x, z = np.cos(turn) * ring[:, None], np.sin(turn) * ring[:, None]
    y = (band * ball * 0.75)[:, None] + np.sin(turn + tilt[:, None]) * 0.010 * s
    return np.stack([x * 1.05, y, z], -1) + centre


def _tail(scalp: Scalp, start: np.ndarray, style: Style, draw: np.random.Generator, lite: bool) -> np.ndarray:
    """Return strands that leave the tie and hang down the back, or in front of a shoulder from a tie at the side."""
    n, steps, s = (900 if lite else 3000), 18, scalp.s
    aside = float(np.sign(start[0])) if abs(start[0]) > 0.02 else 0.0
    round_ = draw.normal(0, 1, (n, 3)) * np.array([1, 0.7, 0.6])
    clump = draw.normal(0, 0.8, (14, 3))[draw.integers(0, 14, n)]
    f = np.linspace(0, 1, steps)
    length = style.tail * s * draw.beta(3.0, 1.2, n)
    y = np.interp(f, [0, 0.08, 0.25, 1], [0, 0.030, 0.040, 0.020]) * s * (0.3 if aside else 1.0)
    z = -np.interp(f, [0, 0.08, 0.2, 1], [0, -0.008, 0.06, 1.0])
    width = np.interp(f, [0, 0.05, 0.3, 0.7, 1], [0.007, 0.008, 0.016, 0.014, 0.004]) * s
    points = np.stack([np.zeros((n, steps)), np.broadcast_to(y, (n, steps)), z[None] * length[:, None]], -1)
    points[:, :, 0] += aside * np.interp(f, [0, 0.15, 0.4, 1], [0, 0.020, 0.028, 0.022]) * s
    points = start + points + (round_[:, None] * 0.75 + clump[:, None] * f[None, :, None]) * width[None, :, None]
    points[:, :, 0] += 0.006 * s * np.sin(f * 5 + 0.5)
    for k in range(2, steps):  # clear of the back
        depth, normal = scalp.height(points[:, k])
        points[:, k] += normal * np.maximum(0.006 * s - depth, 0)[:, None]
    return points
