"""Shop fronts: show windows with what is sold in them, a door between, the name over all.

Knows nothing of sets. A front runs along x, faces −y, the house wall's face is y = 0; its windows stand `BAY` before the wall.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from filmcli.blender import meshes, shape
from filmcli.blender.prop.model import Model

BAY = 0.26  # metres from the wall to the pane
SILL, HEAD = 0.52, 2.42  # of a show window
WARES = ("wares_cream", "wares_green", "wares_red", "wares_blue", "wares_brown")


def shop(
    m: Model,
    *,
    width: float = 5.0,
    sign: str = "PHARMACY",
    material: str = "green_paint",
    window: str = "goods",
    lit: bool = True,
    neon: str = "",
    awning: str = "",
) -> None:
    """A shop front. `window` is what its show windows hold: goods, bottles, tools, hats, tables, curtain; `lit` is by lamps from above."""
    m.box((0, -0.06, 2.75), (width, 0.2, 0.6), material, bevel=0.02)
    m.box((0, -0.16, 3.08), (width + 0.1, 0.42, 0.09), material, bevel=0.02)
    if neon:
        m.glow(meshes.letters(sign, size=0.36, outline=0.011), neon, at=(0, -0.2, 2.72))
    else:
        m.text(sign, 0.34, "gold", at=(0, -0.165, 2.75), depth=0.012)
    for x in (-width / 2 + 0.06, -0.62, 0.62, width / 2 - 0.06):
        m.box((x, -BAY / 2, 1.25), (0.13, BAY + 0.06, 2.5), material, bevel=0.014)
    for s in (-1, 1):
        _window(m, s * (width / 4 + 0.3), width / 2 - 0.72, material, window, lit=lit)
    m.box((0, 0.0, 1.1), (1.1, 0.02, 2.2), material, bevel=0)
    m.add(shape.box((0.7, 0.006, 1.3)), "shop_door" if lit else "dark_pane", at=(0, -0.014, 1.35))
    m.box((0, -0.02, 1.62), (0.26, 0.008, 0.14), "wares_cream", bevel=0.002)  # OPEN, too small to read
    m.tube([(0.4, -0.03, 1.0), (0.4, -0.08, 1.02), (0.4, -0.08, 1.25), (0.4, -0.03, 1.27)], "brass", radius=0.013)
    if awning:
        for k in range(int(width / 0.35)):
            x, cloth = -width / 2 + 0.175 + k * 0.35, awning if k % 2 == 0 else "linen"
            m.box((x, -0.68, 2.5), (0.35, 1.15, 0.02), cloth, bevel=0, turn=(24, 0, 0))
            m.box((x, -1.2, 2.2), (0.35, 0.012, 0.12), cloth, bevel=0)


def _window(m: Model, x: float, width: float, material: str, holds: str, *, lit: bool) -> None:
    """One show window about `x`: stall riser, floor, back, pane bars, what is shown, and the light that falls out of it."""
    m.box((x, -BAY / 2, 0.25), (width, BAY + 0.02, 0.5), material, bevel=0.014)
    m.box((x, -BAY - 0.016, 0.25), (width - 0.2, 0.02, 0.3), material, bevel=0.01)
    m.box((x, -BAY / 2, HEAD + 0.04), (width, BAY, 0.08), material, bevel=0.006)
    m.add(shape.box((width, 0.006, HEAD - SILL)), "shop_glow" if lit else "dark_pane", at=(x, -0.012, (HEAD + SILL) / 2))
    m.box((x, -BAY / 2, SILL - 0.006), (width, BAY, 0.02), "wares_brown", bevel=0.002)
    for bar in (-width / 6, width / 6):
        m.box((x + bar, -BAY, 2.16), (0.03, 0.03, 0.5), material, bevel=0.004)
    m.box((x, -BAY, 1.92), (width, 0.03, 0.035), material, bevel=0.004)
    HOLDS[holds](m, x, width)
    if lit:
        m.light((x, -BAY - 0.2, 1.7), kelvin=3200, watts=55.0, kind="area", radius=0.1, size=1.4, aim=(x, -2.4, 0.6))


def _goods(m: Model, x: float, width: float) -> None:
    """Cartons and tins in low heaps, a card in front."""
    heap = x - width / 2 + 0.22
    while heap < x + width / 2 - 0.2:
        many, size = m.random.choice((2, 3, 3, 4)), m.random.uniform(0.085, 0.13)
        ware, round_ = m.random.choice(WARES), m.random.random() < 0.5
        tall = size * m.random.uniform(0.9, 1.5)
        for row in range(many):
            for k in range(many - row):
                at = (heap + (k - (many - row - 1) / 2) * size * 1.03, -0.13 + m.random.uniform(-0.01, 0.01), SILL + 0.004 + row * tall)
                if round_:
                    _tin(m, at, size * 0.48, tall, ware)
                else:
                    m.box((at[0], at[1], at[2] + tall / 2), (size, size * 0.7, tall * 0.985), ware, bevel=0.003)
                    m.box((at[0], at[1] - size * 0.352, at[2] + tall * 0.56), (size * 0.72, 0.002, tall * 0.34), "wares_cream", bevel=0)
        heap += many * size + m.random.uniform(0.08, 0.22)
    for height in (1.3, 1.66):
        _shelf(m, x, width, height, _small)


def _bottles(m: Model, x: float, width: float) -> None:
    """A chemist's window: two rows of bottles, a show globe, a few cartons."""
    _row(m, x, width, SILL + 0.004, _small)
    for height in (1.16, 1.52, 1.84):
        _shelf(m, x, width, height, _bottle)
    m.lathe([(0.05, 0), (0.07, 0.02), (0.03, 0.06), (0.12, 0.16), (0.15, 0.26), (0.11, 0.36), (0.04, 0.44), (0.02, 0.5)], "wares_blue",
            at=(x + m.random.uniform(-0.2, 0.2), -0.14, SILL + 0.16))  # fmt: skip


def _tools(m: Model, x: float, width: float) -> None:
    """A hardware shop: shovels and rakes against the back, pails and tins before them, a coil of rope."""
    for k in range(int(width / 0.3)):
        at = x - width / 2 + 0.2 + k * 0.3 + m.random.uniform(-0.05, 0.05)
        lean = m.random.uniform(-0.05, 0.05)
        m.tube([(at, -0.06, SILL + 0.25), (at + lean, -0.035, 1.75)], "wares_brown", radius=0.014)
        m.box((at, -0.07, SILL + 0.15), (m.random.choice((0.17, 0.2, 0.3)), 0.03, m.random.choice((0.26, 0.07))), "wares_iron", bevel=0.01)
    for k in range(int(width / 0.42)):
        at = (x - width / 2 + 0.28 + k * 0.42, -0.17, SILL + 0.004)
        m.lathe([(0.0, 0.0), (0.075, 0.0), (0.1, 0.17), (0.104, 0.175), (0.094, 0.17), (0.07, 0.01)], "wares_iron", at=at)


def _hats(m: Model, x: float, width: float) -> None:
    """A hatter: hats on stands of two heights."""
    for k in range(int(width / 0.36)):
        at, tall = x - width / 2 + 0.22 + k * 0.36, (0.28, 0.55)[k % 2]
        m.tube([(at, -0.13, SILL), (at, -0.13, SILL + tall)], "brass", radius=0.009)
        crown = [(0.0, 0.13), (0.07, 0.13), (0.085, 0.10), (0.088, 0.012), (0.115, 0.004), (0.12, 0.01), (0.115, 0.0), (0.0, 0.0)]
        m.lathe(crown, m.random.choice(WARES), at=(at, -0.13, SILL + tall))
    _curtain(m, x, width, SILL, 1.15)


def _tables(m: Model, x: float, width: float) -> None:
    """A cafe: a half curtain on a brass rod, lamps hanging behind it."""
    _curtain(m, x, width, SILL, 1.28)
    for s in (-0.28, 0.28):
        at = x + s * width
        m.tube([(at, -0.1, HEAD), (at, -0.1, 1.98)], "wares_iron", radius=0.006)
        m.glow(shape.lathe([(0.02, 0.13), (0.05, 0.12), (0.13, 0.02), (0.135, 0.0), (0.0, 0.0)]), "wares_lamp", at=(at, -0.1, 1.85))


def _drawn(m: Model, x: float, width: float) -> None:
    """A hotel or a bank: curtains drawn to both sides, a plant between."""
    for s in (-1, 1):
        _folds(m, x + s * width * 0.36, width * 0.26, SILL, HEAD - 0.02)
    m.lathe([(0.0, 0.0), (0.09, 0.0), (0.12, 0.2), (0.10, 0.2), (0.0, 0.18)], "wares_brown", at=(x, -0.14, SILL + 0.004))
    for k in range(9):
        turn, reach, tall = k * 2.4, m.random.uniform(0.12, 0.3), m.random.uniform(0.35, 0.75)
        tip = (x + reach * math.cos(turn), -0.13 + 0.08 * math.sin(turn), SILL + 0.2 + tall * 0.8)
        m.tube(
            [(x, -0.14, SILL + 0.2), ((x + tip[0]) / 2, -0.13, SILL + 0.2 + tall * 0.62), tip], "wares_green", radius=[0.012, 0.02, 0.003]
        )


def _curtain(m: Model, x: float, width: float, low: float, high: float) -> None:
    m.tube([(x - width / 2, -0.17, high), (x + width / 2, -0.17, high)], "brass", radius=0.008)
    _folds(m, x, width, low, high)


def _folds(m: Model, x: float, width: float, low: float, high: float) -> None:
    """A curtain of upright folds."""
    count = max(4, int(width / 0.085))
    for k in range(count):
        at = x - width / 2 + (k + 0.5) * width / count
        m.tube(
            [(at, -0.16, low + 0.01), (at + m.random.uniform(-0.01, 0.01), -0.165, high)], "wares_red", radius=0.52 * width / count, sides=8
        )


def _shelf(m: Model, x: float, width: float, height: float, ware: Callable[[Model, tuple[float, float, float]], float]) -> None:
    m.box((x, -0.1, height - 0.008), (width - 0.06, 0.16, 0.014), "wares_cream", bevel=0.002)
    _row(m, x, width, height, ware)


def _row(m: Model, x: float, width: float, height: float, ware: Callable[[Model, tuple[float, float, float]], float]) -> None:
    """Set wares side by side, with gaps where one was sold."""
    at = x - width / 2 + 0.12
    while at < x + width / 2 - 0.12:
        if m.random.random() < 0.22:
            at += m.random.uniform(0.06, 0.2)
            continue
        at += ware(m, (at, -0.1 + m.random.uniform(-0.02, 0.02), height)) + m.random.uniform(0.015, 0.05)


def _small(m: Model, at: tuple[float, float, float]) -> float:
    """A carton or a tin; return the room it takes."""
    wide, tall, ware = m.random.uniform(0.06, 0.12), m.random.uniform(0.08, 0.26), m.random.choice(WARES)
    if m.random.random() < 0.5:
        _tin(m, (at[0] + wide / 2, at[1], at[2]), wide / 2, tall, ware)
    else:
        m.box((at[0] + wide / 2, at[1], at[2] + tall / 2), (wide, 0.07, tall), ware, bevel=0.003)
        m.box((at[0] + wide / 2, at[1] - 0.036, at[2] + tall * 0.55), (wide * 0.7, 0.002, tall * 0.3), "wares_cream", bevel=0)
    return wide


def _bottle(m: Model, at: tuple[float, float, float]) -> float:
    wide, tall = m.random.uniform(0.06, 0.1), m.random.uniform(0.16, 0.3)
    r = wide / 2
    profile = [(0.0, 0.0), (r, 0.004), (r, tall * 0.6), (r * 0.4, tall * 0.76), (r * 0.36, tall * 0.96), (0.0, tall)]
    m.lathe(
        profile, m.random.choice(("wares_green", "wares_brown", "wares_blue", "wares_cream")), at=(at[0] + r, at[1], at[2]), segments=12
    )
    return wide


def _tin(m: Model, at: tuple[float, float, float], radius: float, tall: float, ware: str) -> None:
    m.lathe([(0.0, 0.0), (radius, 0.0), (radius, tall * 0.97), (radius * 0.94, tall * 0.985), (0.0, tall * 0.97)], ware, at=at, segments=14)
    m.lathe([(radius * 1.01, tall * 0.36), (radius * 1.012, tall * 0.68)], "wares_cream", at=at, segments=14)


HOLDS: dict[str, Callable[[Model, float, float], None]] = {
    "goods": _goods,
    "bottles": _bottles,
    "tools": _tools,
    "hats": _hats,
    "tables": _tables,
    "curtain": _drawn,
}
PROPS = (shop,)
