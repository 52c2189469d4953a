"""What lies far off: skylines with lit windows, hills, mesas, mountains, tree lines, sky cards, dunes.

Knows nothing of sets. Seen only from a distance: silhouettes with little inside.
"""

from __future__ import annotations

import math

import numpy as np

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def skyline(
    m: Model,
    *,
    width: float = 120.0,
    low: float = 14.0,
    high: float = 46.0,
    depth: float = 14.0,
    base: float = -20.0,
    material: str = "skyline",
) -> None:
    """City blocks side by side along x, some stepped, some with masts."""
    x = -width / 2
    while x < width / 2:
        w, h, d = m.random.uniform(6, 13), m.random.uniform(low, high) * m.random.uniform(0.6, 1.0), m.random.uniform(0, depth)
        _block(m, x + w / 2, d, w, base, h, material)
        if m.random.random() < 0.4:
            _block(m, x + w / 2, d + 0.5, w * 0.6, h, h * 0.24 + 2, material)
        if m.random.random() < 0.3:
            m.tube([(x + w / 2, d + 4, h), (x + w / 2, d + 4, h + m.random.uniform(5, 14))], "matte_black", radius=0.15, sides=5)
        x += w + m.random.uniform(-1.0, 2.5)


def _block(m: Model, x: float, y: float, w: float, base: float, height: float, material: str) -> None:
    """A block with its cornice and what stands on its roof; its windows are a little wider or narrower than its neighbour's."""
    tall = height - base if base < 0 else height
    part = shape.box((w, 8.0, tall), bevel=0.01)
    own = np.array([m.random.randrange(60) * 16.0, m.random.randrange(200) * 3.0])  # 16 m of u are one house's: see the recipe `facade`
    uv = part.uv * [m.random.uniform(0.8, 1.15), m.random.uniform(0.85, 1.15)] + own
    m.parts.append((shape.replace(part, uv=uv).moved((x, y + 4, base + tall / 2)), material))
    top = base + tall
    trim = [((w + 0.5, 8.5, 0.5), (0.0, 0.0, 0.0)), ((w + 0.2, 8.2, 0.3), (0.0, 0.0, -1.2))]
    for _ in range(m.random.randint(1, 3)):
        size = (m.random.uniform(0.12, 0.3) * w, m.random.uniform(2, 4), m.random.uniform(1.0, 2.8))
        trim.append((size, (m.random.uniform(-0.33, 0.33) * w, m.random.uniform(-1.5, 1.5), 0.25 + size[2] / 2)))
    for size, at in trim:  # all wall: the place on the pattern where there is no window
        bare = shape.box(size, bevel=0.01)
        m.parts.append(
            (shape.replace(bare, uv=np.zeros_like(bare.uv) + own + [0.1, 0.2]).moved((x + at[0], y + 4 + at[1], top + at[2])), material)
        )


def ridge(
    m: Model,
    *,
    width: float = 160.0,
    height: float = 14.0,
    rough: float = 0.5,
    material: str = "far",
    steps: int = 160,
    flat: bool = False,
    foot: float = 1.0,
    even: float = 0.0,
) -> None:
    """A mountain, hill or tree line along x; `flat` cuts it to mesas; it reaches `foot` heights forward of y = 0.

    `even` is the share of the height that is the same everywhere: 0 for peaks, 0.7 for the edge of a wood.
    """
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    x = np.linspace(-width / 2, width / 2, steps)
    line = np.zeros(steps)
    for octave in range(3 if flat else 6):
        line += (0.5 + rough * 0.5) ** octave * np.sin(x / width * 6.28 * (1.3 * 1.9**octave) + draw.uniform(0, 6.28)) * 0.5
    line = (line - line.min()) / np.ptp(line)
    if flat:
        line = np.clip((line - 0.45) * 7, 0, 1) * (0.55 + 0.45 * np.round(line * 2) / 2) + 0.08
    if even:
        line = even + (1 - even) * (
            0.4 * line + 0.6 * np.abs(np.sin(x * 1.9 + draw.uniform(0, 6) + np.sin(x * 0.7))) * draw.uniform(0.5, 1.0, steps)
        )
    z = line * height
    rows = [np.stack([x, np.full(steps, -foot * k * height / 6), z * (1 - k / 6)], 1) for k in range(7)]
    jag = [row + np.stack([np.zeros(steps), draw.uniform(-1, 1, steps) * height * 0.05, np.zeros(steps)], 1) for row in rows]
    points = np.concatenate(jag)
    faces = [(k * steps + i + 1, k * steps + i, (k + 1) * steps + i, (k + 1) * steps + i + 1) for k in range(6) for i in range(steps - 1)]
    m.parts.append((shape.solid(points, faces), material))


def dunes(
    m: Model,
    *,
    size: tuple[float, float] = (90.0, 110.0),
    height: float = 1.5,
    flat: float = 9.0,
    material: str = "sand",
    resolution: int = 150,
    ripple: float = 0.012,
) -> None:
    """Sand in long asymmetric waves, level within `flat` metres of the origin."""
    draw = np.random.default_rng(m.random.randrange(1 << 30))
    n = resolution + 1
    u = np.linspace(-1, 1, n)
    stretch = np.sign(u) * np.abs(u) ** 1.7  # finer where people stand
    x, y = np.meshgrid(stretch * size[0] / 2, stretch * size[1] / 2)
    z = np.zeros_like(x)
    for k in range(4):
        length, turn = 22.0 / 1.7**k, draw.uniform(-0.5, 0.5)
        phase = (
            (x * math.sin(turn) + y * math.cos(turn)) / length * 6.28
            + 1.5 * np.sin(x / length * 1.9 + draw.uniform(0, 6))
            + draw.uniform(0, 6)
        )
        z += (1 - np.abs(np.sin(phase / 2))) ** 1.4 / 1.75**k
    away = np.clip((np.hypot(x, y - 1.0) - flat) / (flat * 1.6), 0, 1)
    z = z * height * 0.55 * away * away * (3 - 2 * away)
    z += ripple * np.sin(y * 18 + 2.0 * np.sin(x * 1.7) + x) * np.clip(1.6 - away, 0, 1)
    points = np.stack([x, y, z], -1).reshape(-1, 3)
    faces = [(r * n + c, r * n + c + 1, (r + 1) * n + c + 1, (r + 1) * n + c) for r in range(resolution) for c in range(resolution)]
    m.parts.append((shape.solid(points, faces), material))


def card(m: Model, *, width: float = 20.0, height: float = 8.0, material: str = "facade", shift: float = 0.0) -> None:
    """A flat front along x facing −y, standing on the ground: far house rows, a lit backdrop."""
    part = shape.box((width, 0.2, height), bevel=0.001)
    m.parts.append((shape.replace(part, uv=part.uv + [shift + 160.0, height / 2 + 150.0]).moved((0, 0.1, height / 2)), material))


PROPS = (skyline, ridge, dunes, card)
