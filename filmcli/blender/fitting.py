"""The fitting: one outfit in the making, with the pieces that several garments share.

Knows nothing of which garment wants what. Metres for a person of 1.75 m; `k` scales them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import bpy
import numpy as np

from filmcli.blender import fabric, garment, pattern, shoe, tailoring
from filmcli.blender.body import Body
from filmcli.blender.garment import Cloth, Form
from filmcli.blender.piece import Piece
from filmcli.blender.tailoring import SIDES, throat, waist

Colour = tuple[float, float, float]
LEATHER, BLACK, HORN, BRASS = (0.035, 0.016, 0.008), (0.012, 0.010, 0.010), (0.02, 0.015, 0.012), (0.45, 0.32, 0.13)
DENIM, WHITE, CANVAS = (0.030, 0.050, 0.095), (0.60, 0.58, 0.54), (0.13, 0.10, 0.065)


@dataclass(frozen=True)
class Bare:
    """Where an outfit leaves the skin open, in rest pose. Metres, absolute heights."""

    sleeve: float = 1.93  # 1 the elbow, 2 the wrist
    neck: float = 0.0  # below the throat: how deep the neckline shows skin, at 1.75 m
    width: float = 0.085  # half width of that window
    hem: float = 0.0  # skin of the legs shows below this height; 0 none
    shoe: float = 0.0  # and above this height


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

    def add(
        self, name: str, cloth: Cloth, material: bpy.types.Material, *, thick: float = 0.003, smooth: int = 0, relax: bool = True
    ) -> None:
        """Hang a finished piece on the rail; `thick` metres, `smooth` subdivisions at render time."""
        self.pieces.append(
            Piece(
                name,
                cloth.vertices,
                [tuple(f) for f in cloth.faces.tolist()],
                cloth.weights,
                material,
                thick * self.k,
                smooth,
                attributes=dict(cloth.masks),
                relax=relax,
            )
        )

    def level(self, bone: str, down: float = 0.0) -> float:
        """Return the height of a joint less `down` (scaled)."""
        return float(self.body.joint(bone)[2] - down * self.k)

    # ---- what several garments share ----

    def coat(
        self,
        material,
        *,
        offset: float,
        radii: tuple[float, float, float],
        hem: float,
        flare: float,
        waves: float = 0.0,
        pad: float = 0.008,
        pull: float = 0.019,
        folds: float = 1.0,
        reach: float = 1.94,
        seed: int = 1,
    ) -> Cloth:
        """Return an uncut jacket or coat down to `hem`."""
        top = tailoring.bodice(self.body, offset=offset, radii=radii, pad=pad, pull=pull, reach=reach)
        whole = tailoring.skirt(self.body, top, hem=hem, offset=offset + 0.004, flare=flare, waves=waves)
        return tailoring.finish(self.body, whole, folds=folds, seed=seed)

    def shirt_front(self, material, *, low: float, tie: Colour | None, buttons: bool = True) -> None:
        """Hang what shows of a shirt in a coat's opening: front, collar, tie or buttons, and the cuffs."""
        body, k = self.body, self.k
        whole = garment.subdivide(tailoring.bodice(body, offset=0.004, reach=0.0, low=low - 0.05 * k, neck=0.028, slope=0.5), 1)
        base, middle = throat(body), whole.centres
        front = (np.abs(middle[:, 0]) < 0.098 * k) & ((middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.02 * k))
        form, loop = Form(whole.vertices, whole.faces, whole.weights), pattern.neckline(whole)
        self.add("shirt", garment.cut(whole, front), material, thick=0.0008)
        self.shirt_collar(form, loop, material)
        self.cuffs(material)
        knot = float(loop[0][2])
        if tie is not None:
            silk = self.cloth("silk", tie)
            for n, part in enumerate(pattern.tie(form, knot=knot, end=low - 0.015 * k, k=k)):
                self.add(f"tie{n}", part, silk, thick=0.002, smooth=1)
        elif buttons:
            self.buttons(form, [(0.0, knot - (0.045 + 0.075 * n) * k) for n in range(3)], 0.005, WHITE)

    def shirt_collar(
        self, form: Form, loop: np.ndarray, material, *, point: float = 0.032, fall: tuple = (0.042, 0.040), gap: float = 0.002
    ) -> None:
        """Hang a turn-down collar closed at the front."""
        ring = np.vstack([loop, loop[:1]])
        base = pattern.path(ring, 61)[1:-1]
        base[0, 0], base[-1, 0] = gap * self.k, -gap * self.k
        self.add(
            "collar",
            pattern.collar(self.body, form, base, stand=(0.024, 0.036), fall=fall, splay=0.013, point=point),
            material,
            thick=0.002,
            smooth=1,
            relax=False,
        )

    def cuffs(self, material, *, radius: tuple[float, float] = (0.039, 0.0375)) -> None:
        for side, _ in SIDES:
            self.add("cuff" + side, pattern.tube(self.body, side=side, along=(0.88, 0.985), radius=radius), material, thick=0.002)

    def placket(
        self, form: Form, *, top: float, low: float, material, count: int, colour: Colour, kind: str = "horn", radius: float = 0.0055
    ) -> None:
        """Hang the buttoned front edge from `top` to `low`."""
        k = self.k
        self.add(
            "placket",
            pattern.strip(form, (-0.014 * k, 0.014 * k), (low, top - 0.004 * k), lift=0.0025 * k, shape=(30, 4)),
            material,
            thick=0.001,
        )
        gap = (top - low - 0.05 * k) / max(count, 1)
        self.buttons(form, [(0.0, top - 0.03 * k - gap * n) for n in range(count)], radius, colour, kind)

    def pocket(
        self, form: Form, *, x: float, top: float, width: float, depth: float, material, lid: bool = False, button: Colour | None = None
    ) -> None:
        """Hang a patch pocket, with a lid and a button if wanted. x, width, depth at 1.75 m; top absolute."""
        k = self.k
        self.add(
            "pocket",
            pattern.flap(form, x=x * k, top=top, width=width * k, depth=depth * k, lift=0.0032 * k),
            material,
            thick=0.002,
            smooth=1,
        )
        if lid:
            self.add(
                "lid",
                pattern.flap(
                    form, x=x * k, top=top + 0.006 * k, width=(width + 0.008) * k, depth=depth * 0.36 * k, lift=0.006 * k, pointed=0.25
                ),
                material,
                thick=0.002,
                smooth=1,
            )
        if button is not None:
            self.add(
                "button",
                pattern.disc(form, x=x * k, z=top - depth * 0.30 * k, radius=0.0065 * k, lift=0.010 * k),
                self.cloth("brass", button),
                thick=0.001,
            )

    def epaulettes(self, form: Form, material) -> None:
        """Hang a strap on each shoulder, from the sleeve head towards the neck."""
        k = self.k
        for side, sign in SIDES:
            joint, neck = self.body.joint("upperarm01." + side), throat(self.body)
            t, v = np.linspace(0, 1, 10)[:, None], np.linspace(-1, 1, 5)[None]
            x = joint[0] - sign * 0.012 * k + (sign * 0.075 * k - joint[0]) * t + 0 * v
            y = joint[1] + (neck[1] + 0.012 * k - joint[1]) * t + 0.020 * k * (1 - 0.3 * t) * v
            origin = np.stack([x, y, np.full_like(x, 9.0)], -1).reshape(-1, 3)
            point, normal, weights, _ = form.cast(origin, np.array([0, 0, -1.0]))
            self.add("strap" + side, garment.sheet(point + normal * 0.006 * k, weights, 10, 5), material, thick=0.002, smooth=1)

    def rim(self, form: Form, loop: np.ndarray, material, *, radius: float = 0.0075) -> None:
        """Hang a rolled edge along a neckline."""
        ring = pattern.path(np.vstack([loop, loop[:1]]), 57)[:-1]
        out = ring - ring.mean(0)
        out[:, 2] = 0
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        _, _, weights = form.nearest(ring)
        rows = []
        for turn in np.linspace(0, 2 * np.pi, 9):
            rows.append(ring + radius * self.k * (1.25 * np.sin(turn) * np.array([0, 0, 1.0]) + 0.8 * np.cos(turn) * out))
        self.add("rim", garment.sheet(np.concatenate(rows), np.tile(weights, (9, 1)), 9, 56, ring=True), material, thick=0.0, relax=False)

    def ribs(self, whole: Cloth, material) -> None:
        """Hang a knitted welt at the hem and at the wrists of a cloth."""
        k = self.k
        for loop in garment.loops(whole.faces):
            at = whole.vertices[loop]
            middle = at.mean(0)
            if abs(middle[0]) < 0.05 and middle[2] > throat(self.body)[2] - 0.1 * k:
                continue
            side = "L" if middle[0] > 0 else "R"
            axis = np.array([0, 0, -1.0])
            if abs(middle[0]) > 0.05:
                axis = self.body.joint("wrist." + side) - self.body.joint("lowerarm01." + side)
                axis = axis / np.linalg.norm(axis)
            out = at - middle
            out -= np.outer(out @ axis, axis)
            out /= np.linalg.norm(out, axis=1, keepdims=True)
            reach = (0.045 if abs(middle[0]) < 0.05 else 0.034) * k
            rows = [
                at + axis * reach * d + out * lift * k
                for d, lift in ((-1.0, 0.0015), (-0.95, 0.004), (-0.5, 0.002), (-0.05, 0.0005), (0.0, -0.004))
            ]
            count = len(loop)
            self.add(
                "welt",
                garment.sheet(np.concatenate(rows), np.tile(whole.weights[loop], (5, 1)), 5, count, ring=True),
                material,
                thick=0.002,
                relax=False,
            )

    def undershirt(self, material) -> None:
        """Hang the front of a T-shirt with a rolled neck."""
        k = self.k
        whole = garment.subdivide(
            tailoring.bodice(self.body, offset=0.006, reach=0.0, low=waist(self.body) - 0.10 * k, neck=-0.004, slope=0.5), 1
        )
        form, middle = Form(whole.vertices, whole.faces, whole.weights), whole.centres
        keep = (np.abs(middle[:, 0]) < 0.12 * k) & (middle[:, 1] < throat(self.body)[1] + 0.02 * k) | (
            middle[:, 2] > throat(self.body)[2] - 0.05 * k
        )
        self.add("undershirt", garment.cut(whole, keep), material, thick=0.001)
        self.rim(form, pattern.neckline(whole), material, radius=0.005)

    def shirt_neck(self, material) -> None:
        """Hang only the collar of a shirt, as it shows above a sweater."""
        whole = garment.subdivide(tailoring.bodice(self.body, offset=0.006, reach=0.0, neck=0.026, slope=0.5), 1)
        form = Form(whole.vertices, whole.faces, whole.weights)
        self.add("shirt", garment.cut(whole, whole.centres[:, 2] > throat(self.body)[2] - 0.06 * self.k), material, thick=0.001)
        self.shirt_collar(form, pattern.neckline(whole), material, fall=(0.034, 0.032), point=0.012)

    def lower(self, material, *, hem: float, flare: float, belt: Colour) -> None:
        """Hang a skirt from the waist to `hem`, over the tucked-in blouse."""
        k, top = self.k, waist(self.body)
        band = tailoring.bodice(self.body, offset=0.013, reach=0.0, low=top - 0.012 * k)
        whole = garment.subdivide(tailoring.skirt(self.body, band, hem=hem, offset=0.013, flare=flare), 2)
        middle = whole.centres
        whole = garment.cut(whole, middle[:, 2] < top + 0.012 * k)
        self.add("skirt", whole, material, thick=0.002)
        self.belt(Form(whole.vertices, whole.faces, whole.weights), level=top - 0.004 * k, height=0.030, colour=belt)

    def scarf(self, *, low: float) -> None:
        """Hang a scarf round the neck, its ends inside the coat."""
        body, k = self.body, self.k
        whole = garment.subdivide(tailoring.bodice(body, offset=0.010, reach=0.0, low=low - 0.05 * k, neck=0.03, slope=0.5), 1)
        form = Form(whole.vertices, whole.faces, whole.weights)
        wool = self.cloth("knit", self.accent)
        loop = pattern.neckline(whole)
        ring = pattern.path(np.vstack([loop, loop[:1]]), 65)[1:-1]
        ring[0, 0], ring[-1, 0] = -0.010 * k, 0.010 * k  # the ends cross
        self.add(
            "scarf",
            pattern.collar(body, form, ring, stand=(0.012, 0.034), fall=(0.052, 0.050), splay=0.026, lean=-0.1),
            wool,
            thick=0.006,
            smooth=1,
            relax=False,
        )
        knot = float(loop[0][2])
        for sign in (1, -1):
            z = np.linspace(knot - 0.005 * k, low + 0.012 * k, 18)
            wide = np.linspace(0.040, 0.030, 18) * k
            x = sign * (np.linspace(0.012, 0.006, 18)[:, None] * k + wide[:, None] * np.linspace(-0.2, 1, 7)[None])
            part = garment.lay(form, np.stack([x, np.broadcast_to(z[:, None], x.shape)], -1), lift=(0.004 if sign > 0 else 0.007) * k)
            self.add("scarf end", part, wool, thick=0.003, smooth=1)

    def bandana(self, form: Form, loop: np.ndarray) -> None:
        """Hang a neckerchief: a roll round the neck and a small triangle with a knot at the front."""
        k, silk = self.k, self.cloth("cotton", self.accent)
        self.rim(form, loop + np.array([0, -0.004 * k, 0.010 * k]), silk, radius=0.013)
        v, t = np.linspace(-1, 1, 11)[None], np.linspace(0, 1, 10)[:, None]
        knot = float(loop[0][2]) + 0.002 * k
        x, z = 0.062 * k * v * (1 - t) ** 0.8 + 0 * t, knot - 0.095 * k * t + 0.020 * k * np.abs(v) * (1 - t)
        self.add("bandana", garment.lay(form, np.stack([x, z], -1), lift=0.010 * k), silk, thick=0.002, smooth=1)

    def buttons(self, form: Form, places: list[tuple[float, float]], radius: float, colour: Colour = HORN, kind: str = "horn") -> None:
        for n, (x, z) in enumerate(places):
            self.add(
                f"button{n}",
                pattern.disc(form, x=x, z=z, radius=radius * self.k, lift=0.0035 * self.k),
                self.cloth(kind, colour),
                thick=0.001,
            )

    def lapels(
        self,
        form: Form,
        whole: Cloth,
        half,
        material,
        *,
        low: float,
        gorge: float,
        width: float,
        lift: float = 0.005,
        fall: tuple = (0.045, 0.045),
        stand: tuple = (0.001, 0.020),
        peak: float = 0.012,
    ) -> None:
        """Hang two lapels and the collar they meet at the gorge."""
        for sign in (1.0, -1.0):
            self.add(
                "lapel",
                pattern.lapel(form, half, low=low, gorge=gorge, width=width, sign=sign, k=self.k, peak=peak, lift=lift),
                material,
                thick=0.003,
                smooth=1,
            )
        base = pattern.path(pattern.gorge_path(form, pattern.neckline(whole), half, gorge=gorge + 0.004 * self.k, lift=lift * self.k), 61)
        self.add(
            "collar",
            pattern.collar(self.body, form, base, stand=stand, fall=fall, splay=0.012, lift=lift + 0.001, lean=0.1),
            material,
            thick=0.003,
            smooth=1,
        )

    def trousers(self, material, *, belt: Colour | None = None, shoes: str = "oxford", leather: Colour = LEATHER, **fit: float) -> None:
        """Hang trousers and shoes."""
        legs = tailoring.trousers(self.body, **fit)
        self.add("trousers", legs, material, thick=0.002)
        if belt is not None:
            top = float(legs.vertices[:, 2].max())
            self.belt(Form(legs.vertices, legs.faces, legs.weights), level=top - 0.016 * self.k, height=0.032, colour=belt)
        self.shoes(shoes, leather, under=float(legs.vertices[:, 2].min()))

    def shoes(self, kind: str, colour: Colour, *, under: float | None = None) -> None:
        """Put on shoes; a shaft ends 5 cm above the height `under`, where trousers hide it and a calf would push it through them."""
        upper, sole = shoe.make(self.body, kind)
        if under is not None:
            upper = garment.cut(upper, upper.centres[:, 2] < under + 0.05 * self.k)
        self.add("shoes", upper, self.cloth("canvas" if kind == "sneaker" else "polished", colour), thick=0.002, relax=False)
        pale = kind == "sneaker"
        self.add("soles", sole, self.cloth("rubber", WHITE if pale else BLACK), thick=0.0, relax=False)

    def belt(
        self, form: Form, *, level: float, height: float, colour: Colour, kind: str = "leather", lift: float = 0.005, buckle: bool = True
    ) -> None:
        k, centre = self.k, self.body.joint("spine04")
        ring = pattern.girdle(
            form, level=level, height=height * k, lift=lift * k, centre=np.array([0.0, centre[1] - 0.02 * k]), reach=0.26 * k
        )
        self.add("belt", ring, self.cloth(kind, colour), thick=0.002)
        if buckle:
            frame = pattern.strip(
                form, (-0.022 * k, 0.022 * k), (level - height * 0.62 * k, level + height * 0.62 * k), lift=(lift + 0.006) * k
            )
            self.add("buckle", frame, self.cloth("brass", BRASS), thick=0.003)
