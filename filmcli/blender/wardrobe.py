"""The wardrobe: from a cast sheet's garment to the pieces a person wears, and which skin lies under them.

Knows nothing of poses or cameras. `main` colours the garment that is named first, `second` the next (a suit's shirt, the
trousers of shirt and trousers, the skirt of blouse and skirt), `accent` the tie, belt, scarf or trim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import bpy
import numpy as np

from filmcli.blender import fabric, garment, hat, pattern, shoe, tailoring
from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth, Form
from filmcli.blender.piece import Outfit, Piece
from filmcli.blender.tailoring import SIDES, throat, waist
from filmcli.core.errors import InputError

Colour = tuple[float, float, float]
LEATHER, BLACK, HORN, BRASS = (0.035, 0.016, 0.008), (0.012, 0.010, 0.010), (0.02, 0.015, 0.012), (0.45, 0.32, 0.13)
DENIM, WHITE, CANVAS = (0.030, 0.050, 0.095), (0.60, 0.58, 0.54), (0.13, 0.10, 0.065)


def dress(body: Body, sheet: Mapping, *, lite: bool) -> Outfit:
    """Return the outfit of a cast sheet, with its hat. 1–2 s.

    Raises InputError for a garment that is not in the wardrobe.
    """
    worn = {"garment": "suit", "main": (0.05, 0.05, 0.055), "second": WHITE, "accent": (0.12, 0.02, 0.02), "hat": "none",
            **dict(sheet.get("wardrobe") or {})}
    make = GARMENTS.get(worn["garment"])
    if make is None:
        raise InputError(f"unknown garment {worn['garment']!r}", hint=f"known: {', '.join(GARMENTS)}")
    fit = Fitting(body, tuple(worn["main"]), tuple(worn["second"]), tuple(worn["accent"]), lite)
    bare = make(fit)
    hats = hat.build(body, sheet, lite=lite)
    return Outfit([*fit.pieces, *hats], covered(body, bare), hat.band(body) if hats else None)


@dataclass(frozen=True)
class Bare:
    """Where an outfit leaves the skin open, in rest pose. Metres, absolute heights."""

    sleeve: float = 1.93  # 1 the elbow, 2 the wrist
    neck: float = 0.0  # below the throat: how deep the neckline shows skin, at 1.75 m
    width: float = 0.085  # half width of that window
    hem: float = 0.0  # skin of the legs shows below this height; 0 none
    shoe: float = 0.0  # and above this height


def covered(body: Body, bare: Bare) -> np.ndarray:
    """Return the mask over `body.faces` of skin under cloth: everything but head, hands, neckline and open calves."""
    faces = np.array(body.faces)
    skin = np.array([g == "body" for g in body.groups])
    centre = body.vertices[faces].mean(1)
    base, k = throat(body), body.unit
    depth = tailoring.sleeve_depth(body, centre[skin])
    arm = body.region("arm")[faces].mean(1)[skin] > 0.5
    head = body.region("head")[faces].mean(1)[skin] > 0.02
    middle = centre[skin]
    window = (middle[:, 2] > base[2] - (0.05 + bare.neck) * k) & (np.abs(middle[:, 0]) < bare.width * k)
    window &= (middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.05 * k)
    calf = (middle[:, 2] < bare.hem) & (middle[:, 2] > bare.shoe)
    visible = head | (window & ~arm) | (arm & (depth > bare.sleeve - 0.10)) | calf
    out = np.zeros(len(faces), bool)
    out[np.nonzero(skin)[0]] = ~visible
    return out


@dataclass
class Fitting:
    """One outfit in the making: the body, its colours, the pieces so far."""

    body: Body
    main: Colour
    second: Colour
    accent: Colour
    lite: bool
    pieces: list[Piece] = field(default_factory=list)
    made: dict[tuple, bpy.types.Material] = field(default_factory=dict)

    @property
    def k(self) -> float:
        return self.body.unit

    def cloth(self, kind: str, colour: Colour, **changes: float) -> bpy.types.Material:
        """Return the material of a kind and colour, made once per outfit."""
        key = (kind, colour, tuple(sorted(changes.items())))
        if key not in self.made:
            self.made[key] = fabric.cloth(kind, kind, colour, lite=self.lite, **changes)
        return self.made[key]

    def add(self, name: str, cloth: Cloth, material: bpy.types.Material, *, thick: float = 0.003, smooth: int = 0, relax: bool = True) -> None:
        """Hang a finished piece on the rail; `thick` metres, `smooth` subdivisions at render time."""
        self.pieces.append(Piece(
            name, cloth.vertices, [tuple(f) for f in cloth.faces.tolist()], cloth.weights, material, thick * self.k, smooth,
            attributes=dict(cloth.masks), relax=relax,
        ))

    def level(self, bone: str, down: float = 0.0) -> float:
        """Return the height of a joint less `down` (scaled)."""
        return float(self.body.joint(bone)[2] - down * self.k)

    # ---- what several garments share ----

    def coat(self, material, *, offset: float, radii: tuple[float, float, float], hem: float, flare: float, waves: float = 0.0,
             pad: float = 0.008, pull: float = 0.012, folds: float = 1.0, reach: float = 1.94, seed: int = 1) -> Cloth:
        """Return an uncut jacket or coat down to `hem`."""
        top = tailoring.bodice(self.body, offset=offset, radii=radii, pad=pad, pull=pull, reach=reach)
        whole = tailoring.skirt(self.body, top, hem=hem, offset=offset + 0.004, flare=flare, waves=waves)
        return tailoring.finish(self.body, whole, folds=folds, seed=seed)

    def shirt_front(self, material, *, low: float, tie: Colour | None, buttons: bool = True) -> None:
        """Hang what shows of a shirt in a coat's opening: front, collar, tie or buttons, and the cuffs."""
        body, k = self.body, self.k
        whole = garment.subdivide(tailoring.bodice(body, offset=0.006, reach=0.0, low=low - 0.07 * k, neck=0.028, slope=0.5), 1)
        base, middle = throat(body), whole.centres
        front = (np.abs(middle[:, 0]) < 0.098 * k) & ((middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.02 * k))
        form, loop = Form(whole.vertices, whole.faces, whole.weights), pattern.neckline(whole)
        self.add("shirt", garment.cut(whole, front), material, thick=0.0008)
        self.shirt_collar(form, loop, material)
        self.cuffs(material)
        knot = float(loop[0][2])
        if tie is not None:
            silk = self.cloth("silk", tie)
            for n, part in enumerate(pattern.tie(form, knot=knot, end=low - 0.05 * k, k=k)):
                self.add(f"tie{n}", part, silk, thick=0.002, smooth=1)
        elif buttons:
            self.buttons(form, [(0.0, knot - (0.045 + 0.075 * n) * k) for n in range(3)], 0.005, WHITE)

    def shirt_collar(self, form: Form, loop: np.ndarray, material, *, point: float = 0.022, fall: tuple = (0.036, 0.034), gap: float = 0.006) -> None:
        """Hang a turn-down collar closed at the front."""
        ring = np.vstack([loop, loop[:1]])
        base = pattern.path(ring, 61)
        base = base[1:-1]
        base[0, 0], base[-1, 0] = gap * self.k, -gap * self.k
        self.add("collar", pattern.collar(self.body, form, base, stand=(0.024, 0.036), fall=fall, splay=0.009, point=point), material,
                 thick=0.002, smooth=1, relax=False)

    def cuffs(self, material) -> None:
        for side, _ in SIDES:
            self.add("cuff" + side, pattern.tube(self.body, side=side, along=(0.90, 0.985), radius=(0.039, 0.0375)), material, thick=0.002)

    def buttons(self, form: Form, places: list[tuple[float, float]], radius: float, colour: Colour = HORN, kind: str = "horn") -> None:
        for n, (x, z) in enumerate(places):
            self.add(f"button{n}", pattern.disc(form, x=x, z=z, radius=radius * self.k, lift=0.0035 * self.k), self.cloth(kind, colour), thick=0.001)

    def lapels(self, form: Form, whole: Cloth, half, material, *, low: float, gorge: float, width: float, lift: float = 0.005,
               fall: tuple = (0.045, 0.045), stand: tuple = (0.001, 0.020), peak: float = 0.012) -> None:
        """Hang two lapels and the collar they meet at the gorge."""
        for sign in (1.0, -1.0):
            self.add("lapel", pattern.lapel(form, half, low=low, gorge=gorge, width=width, sign=sign, k=self.k, peak=peak, lift=lift), material, thick=0.003, smooth=1)
        base = pattern.path(pattern.gorge_path(form, pattern.neckline(whole), half, gorge=gorge + 0.004 * self.k, lift=lift * self.k), 61)
        self.add("collar", pattern.collar(self.body, form, base, stand=stand, fall=fall, splay=0.012, lift=lift + 0.001, lean=0.1), material,
                 thick=0.003, smooth=1)

    def trousers(self, material, *, belt: Colour | None = None, shoes: str = "oxford", leather: Colour = LEATHER, **fit: float) -> None:
        """Hang trousers and shoes."""
        legs = tailoring.trousers(self.body, **fit)
        self.add("trousers", legs, material, thick=0.002)
        if belt is not None:
            top = float(legs.vertices[:, 2].max())
            self.belt(Form(legs.vertices, legs.faces, legs.weights), level=top - 0.016 * self.k, height=0.032, colour=belt)
        self.shoes(shoes, leather)

    def shoes(self, kind: str, colour: Colour) -> None:
        upper, sole = shoe.make(self.body, kind)
        self.add("shoes", upper, self.cloth("canvas" if kind == "sneaker" else "polished", colour), thick=0.002, relax=False)
        pale = kind == "sneaker"
        self.add("soles", sole, self.cloth("rubber", WHITE if pale else BLACK), thick=0.0, relax=False)

    def belt(self, form: Form, *, level: float, height: float, colour: Colour, kind: str = "leather", lift: float = 0.005, buckle: bool = True) -> None:
        k, centre = self.k, self.body.joint("spine04")
        ring = pattern.girdle(form, level=level, height=height * k, lift=lift * k, centre=np.array([0.0, centre[1] - 0.02 * k]), reach=0.26 * k)
        self.add("belt", ring, self.cloth(kind, colour), thick=0.002)
        if buckle:
            frame = pattern.strip(form, (-0.022 * k, 0.022 * k), (level - height * 0.62 * k, level + height * 0.62 * k), lift=(lift + 0.006) * k)
            self.add("buckle", frame, self.cloth("brass", BRASS), thick=0.003)


def suit(fit: Fitting) -> Bare:
    """Cut a two-button suit with flaps, welt and pocket square; shirt, tie, oxfords."""
    body, k = fit.body, fit.k
    wool, shirt = fit.cloth("pinstripe" if body.gender == "male" else "wool", fit.main), fit.cloth("cotton", fit.second)
    hem, low = fit.level("upperleg01.L", 0.085), waist(body) + 0.10 * k
    whole = fit.coat(wool, offset=0.013, radii=(0.062, 0.055, 0.047), hem=hem, flare=0.010)
    form, half = tailoring.form(whole), pattern.opening(body, low=low)
    front = throat(body)[1]
    jacket = pattern.split(whole, half, low=low, front=front)
    jacket = pattern.split(jacket, lambda z: np.clip((low - 0.13 * k - z) / (low - 0.13 * k - hem), 0, 1) ** 1.5 * 0.045 * k,
                           low=hem - 0.02, high=low - 0.13 * k, front=front - 0.06 * k)
    fit.add("jacket", jacket, wool, thick=0.003)
    fit.lapels(form, whole, half, wool, low=low, gorge=throat(body)[2] - 0.045 * k, width=0.082)
    edge = pattern.strip(form, (-0.001 * k, 0.020 * k), (low - 0.13 * k, low + 0.01 * k), lift=0.004 * k, shape=(16, 3))
    fit.add("edge", edge, wool, thick=0.002)
    fit.buttons(form, [(0.008 * k, low - (0.012 + 0.095 * n) * k) for n in range(2)], 0.0085)
    for sign in (1, -1):
        fit.add("flap", pattern.flap(form, x=sign * 0.120 * k, top=waist(body) - 0.055 * k, width=0.115 * k, depth=0.042 * k, lift=0.004 * k), wool, thick=0.002, smooth=1)
    chest = fit.level("spine01", -0.02)
    fit.add("welt", pattern.strip(form, (0.082 * k, 0.150 * k), (chest, chest + 0.022 * k), lift=0.003 * k, slant=0.12), wool, thick=0.002)
    square = pattern.flap(form, x=0.116 * k, top=chest + 0.014 * k, width=0.052 * k, depth=-0.030 * k, lift=0.002 * k, pointed=0.35)
    fit.add("square", square, shirt, thick=0.001)
    fit.shirt_front(shirt, low=low, tie=fit.accent)
    fit.trousers(wool)
    return Bare()


GARMENTS: dict[str, Callable[[Fitting], Bare]] = {"suit": suit}
