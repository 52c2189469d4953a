"""The fitting: one outfit in the making: the body, its colours, the pieces hung so far, and where skin stays bare.

Knows nothing of garments or their parts. Metres for a person of 1.75 m; `k` scales them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import bpy
import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import fabric, garment, pattern, seams
from filmcli.blender.body import Body
from filmcli.blender.creases import Loose
from filmcli.blender.folds import Folds
from filmcli.blender.form import Form
from filmcli.blender.garment import Cloth
from filmcli.blender.piece import Piece, Ride
from filmcli.blender.tailoring import throat, waist
from filmcli.core.errors import InputError

Colour = tuple[float, float, float]
PAINTS: dict[str, Colour] = {
    "leather": (0.035, 0.016, 0.008),
    "tan": (0.17, 0.085, 0.036),
    "black": (0.012, 0.010, 0.010),
    "horn": (0.02, 0.015, 0.012),
    "brass": (0.45, 0.32, 0.13),
    "steel": (0.42, 0.42, 0.43),
    "denim": (0.030, 0.050, 0.095),
    "white": (0.60, 0.58, 0.54),
    "charcoal": (0.035, 0.034, 0.036),
    "red": (0.24, 0.016, 0.016),
}
BONES = {
    "throat": "neck01",
    "chest": "spine01",
    "shoulder": "upperarm01.L",
    "hip": "upperleg01.L",
    "knee": "lowerleg01.L",
    "ankle": "foot.L",
}
Level = Sequence  # [name, metres up]: ["knee", -0.03] is 3 cm below the knee


@dataclass
class Bare:
    """Where an outfit leaves the skin open, in rest pose. Metres, absolute heights; nothing but head and hands to begin with."""

    sleeve: float = 1.83  # the arm shows from here on: 1 the elbow, 2 the wrist
    neck: float = 0.0  # below the throat: how deep the neckline shows skin, at 1.75 m
    width: float = 0.085  # half width of that window
    hem: float = 0.0  # skin of the legs shows below this height; 0 none
    shoe: float = 0.0  # and above this height
    toes: bool = False  # feet show too
    hands: bool = True


@dataclass
class Worn:
    """A large piece on the body, for parts to be laid on: its cloth before it was opened, and the opening."""

    cloth: Cloth
    material: bpy.types.Material
    colour: Colour
    kind: str
    low: float = 0.0  # where the opening ends, absolute
    hem: float = 0.0
    half: Callable[[np.ndarray], np.ndarray] | None = None

    @cached_property
    def form(self) -> Form:
        return Form(self.cloth.vertices, self.cloth.faces, self.cloth.weights)

    @cached_property
    def loop(self) -> np.ndarray:
        return pattern.neckline(self.cloth)


class Ground:
    """A large piece that parts are sewn on; its tree and normals are made once for all of them."""

    def __init__(self, host: Piece) -> None:
        self.host, self.tree, self.out = host, cKDTree(host.vertices), garment.normals(host.vertices, np.array(host.faces))

    def sew(self, points: np.ndarray, k: float) -> tuple[np.ndarray, Ride]:
        """Return points (n, 3) laid on the outer side, and how they lie there: the folds lift what is within 1 cm, nothing 3 cm off."""
        away, at = self.tree.query(points, k=4)
        share = np.clip((0.03 * k - away[:, 0]) / (0.02 * k), 0, 1)
        return points + self.out[at].mean(1) * (self.host.thickness * share)[:, None], Ride(self.host, at, share)


@dataclass
class Fitting:
    """One outfit in the making."""

    body: Body
    colours: dict[str, Colour]  # main, second, accent
    lite: bool
    wear: float = 0.0
    pieces: list[Piece] = field(default_factory=list)
    made: dict[tuple, bpy.types.Material] = field(default_factory=dict)
    bare: Bare = field(default_factory=Bare)
    ground: Ground | None = None  # the large piece that parts are now sewn on
    roof: float = 9.0  # absolute height above which the lower layer is hidden by what hangs over it
    reach: float = 0.0  # the longest sleeve so far
    loose: float = 0.0  # how wide it ends, metres: into a wide one the camera sees

    @property
    def k(self) -> float:
        return self.body.unit

    def paint(self, name: str | Sequence[float]) -> Colour:
        """Return a colour: `main`, `second`, `accent`, a name in PAINTS, numbers; `dark NAME` and `pale NAME` shade it."""
        if not isinstance(name, str):
            r, g, b = name
            return float(r), float(g), float(b)
        shade, _, rest = name.rpartition(" ")
        base = self.colours.get(rest) or PAINTS.get(rest)
        if base is None or shade not in ("", "dark", "pale"):
            raise InputError(f"wardrobe: unknown colour {name!r}", hint=f"known: {', '.join([*self.colours, *PAINTS])}")
        change = {"": lambda c: c, "dark": lambda c: c * 0.45, "pale": lambda c: min(0.62, c * 1.8 + 0.04)}[shade]
        r, g, b = (change(c) for c in base)
        return r, g, b

    def cloth(self, kind: str, colour: str | Sequence[float], **changes: float) -> bpy.types.Material:
        """Return the material of a kind and colour, made once per outfit."""
        if kind not in fabric.fabrics():
            raise InputError(f"wardrobe: unknown fabric {kind!r}", hint=f"known: {', '.join(fabric.fabrics())}")
        paint = self.paint(colour)
        key = (kind, paint, tuple(sorted(changes.items())))
        if key not in self.made:
            self.made[key] = fabric.cloth(kind, kind, paint, lite=self.lite, wear=self.wear, **changes)
        return self.made[key]

    def stuff(self, on: Worn, cloth: str, colour: str) -> bpy.types.Material:
        """Return a part's own material, or that of the piece it lies on where neither cloth nor colour is said."""
        if not cloth and not colour:
            return on.material
        return self.cloth(cloth or on.kind, colour or on.colour)

    def add(
        self,
        name: str,
        cloth: Cloth,
        material: bpy.types.Material,
        *,
        thick: float = 0.003,
        smooth: int = 0,
        relax: bool = True,
        loose: Loose | None = None,
        lining: bpy.types.Material | None = None,
    ) -> None:
        """Hang a finished piece on the rail; `thick` metres, `smooth` subdivisions at render time, `loose` how it folds."""
        marks = {**cloth.masks, "grain": seams.grain(self.body, cloth)}
        drape = None
        if loose is not None:
            marks |= seams.marks(self.body, cloth)
            drape = Folds(self.body, cloth.vertices, cloth.faces, cloth.weights, loose, seed=len(self.pieces))
        points, rides = (cloth.vertices, None) if self.ground is None or loose is not None else self.ground.sew(cloth.vertices, self.k)
        more = {"attributes": marks, "relax": relax, "folds": drape, "rides": rides, "lining": lining}
        self.pieces.append(Piece(name, points, cloth.faces, cloth.weights, material, thick * self.k, smooth, **more))

    def level(self, place: Level) -> float:
        """Return an absolute height from [joint or waist, metres up at 1.75 m]."""
        name, up = place
        if name != "waist" and name not in BONES:
            raise InputError(f"wardrobe: unknown height {name!r}", hint=f"known: waist, {', '.join(BONES)}")
        base = waist(self.body) if name == "waist" else float(self.body.joint(BONES[name])[2])
        return base + float(up) * self.k

    @property
    def front(self) -> float:
        """Return the y in front of which an opening is cut."""
        return float(throat(self.body)[1])
