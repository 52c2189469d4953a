"""A person's body in rest pose, shaped from a cast sheet: vertices, faces, rig joints and skin weights.

Knows nothing of poses, clothes or Blender (numpy only). Metres, z up, facing −y (so +x is the person's left side),
soles at z = 0. The mesh is hm08 with its helper geometry: all bodies share faces, bones and weights.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from filmcli.blender import anatomy
from filmcli.core.errors import InputError
from filmcli.core.seeds import stream

SKIN = 13380  # vertices below this number are the body itself; the rest are helpers and joint cubes
EYES = {"L": slice(14598, 14670), "R": slice(14670, 14742)}  # the helper eyeballs
REGIONS = {
    "arm": ("upperarm", "lowerarm", "wrist", "metacarpal", "finger"),
    "hand": ("wrist", "metacarpal", "finger"),
    "finger": ("finger",),
    "leg": ("upperleg", "lowerleg", "foot", "toe"),
    "foot": ("foot", "toe"),
    "head": ("head", "jaw", "levator", "oculi", "oris", "orbicularis", "risorius", "special", "temporalis", "eye", "tongue"),
    "neck": ("neck",),
}

# Variation of a face that its sheet does not pin down: target, spread of a normal distribution (± on the -decr/-incr axis).
FEATURES = (
    ("nose/nose-hump", "decr", "incr", 0.32),
    ("nose/nose-point", "down", "up", 0.30),
    ("nose/nose-scale-vert", "decr", "incr", 0.25),
    ("nose/nose-width1", "decr", "incr", 0.30),
    ("nose/nose-width3", "decr", "incr", 0.28),
    ("nose/nose-volume", "decr", "incr", 0.2),
    ("chin/chin-width", "decr", "incr", 0.30),
    ("chin/chin-prominent", "decr", "incr", 0.28),
    ("chin/chin-height", "decr", "incr", 0.25),
    ("chin/chin-bones", "decr", "incr", 0.25),
    ("cheek/cheek-bones", "decr", "incr", 0.35),
    ("cheek/cheek-volume", "decr", "incr", 0.25),
    ("eyes/eye-scale", "decr", "incr", 0.16),
    ("eyes/eye-corner2", "down", "up", 0.22),
    ("eyebrows/eyebrows-angle", "down", "up", 0.3),
    ("mouth/mouth-scale-horiz", "decr", "incr", 0.26),
    ("mouth/mouth-upperlip-volume", "decr", "incr", 0.28),
    ("mouth/mouth-lowerlip-volume", "decr", "incr", 0.28),
    ("head/head-fat", "decr", "incr", 0.22),
    ("forehead/forehead-temple", "decr", "incr", 0.3),
)
TORSO = {"torso/torso-scale-horiz-decr": 0.45, "torso/measure-shoulder-dist-decr": 0.25}
HEADS = {  # a dressed hm08 body looks hulking with a tiny head unless the head grows and the torso narrows (LOOK.md §2)
    "male": TORSO | {"head/head-scale-vert-incr": 0.30, "head/head-scale-horiz-incr": 0.24, "head/head-scale-depth-incr": 0.26},
    "female": TORSO | {"head/head-scale-vert-incr": 0.26, "head/head-scale-horiz-incr": 0.20, "head/head-scale-depth-incr": 0.22},
}


@dataclass(frozen=True)
class Body:
    """One body in rest pose (arms out and down by about 45°)."""

    vertices: np.ndarray  # (N, 3) float64 metres
    faces: list[tuple[int, ...]]  # all hm08 faces, vertex numbers
    groups: np.ndarray  # (faces,) str: body, helper-tights, helper-skirt, helper-l-eye, joint-…
    uv: np.ndarray  # (n, 2)
    face_uv: list[tuple[int, ...]]
    bones: tuple[str, ...]
    parents: tuple[int, ...]  # -1 for the root; parents come before their children
    weights: np.ndarray  # (N, bones) float32
    joints: dict[str, tuple[np.ndarray, np.ndarray]]  # bone -> head, tail in rest pose
    gender: str
    age: int
    height: float  # metres
    scale: float  # metres per decimetre of the base mesh: 0.1 when the macro targets alone reached the height
    number: dict[str, int] = field(repr=False, default_factory=dict)  # bone -> its column in weights

    def joint(self, bone: str, end: int = 0) -> np.ndarray:
        """Return the head (0) or tail (1) of a bone in rest pose."""
        return self.joints[bone][end]

    def region(self, name: str, side: str = "") -> np.ndarray:
        """Return per vertex the summed weights of a region: arm, hand, finger, leg, foot, head, neck; side L, R or both."""
        return _region(name, side)

    def select(self, groups: Iterable[str]) -> list[tuple[int, ...]]:
        """Return the faces that belong to the named groups."""
        wanted = np.isin(self.groups, list(groups))
        return [self.faces[k] for k in np.nonzero(wanted)[0]]

    def eye(self, side: str) -> tuple[np.ndarray, float]:
        """Return centre and radius of an eyeball in rest pose, metres."""
        ball = self.vertices[EYES[side]]
        low, high = ball.min(0), ball.max(0)
        return (low + high) / 2, float((high - low).mean() / 2)

    @property
    def unit(self) -> float:
        """Size of the person against a grown-up of 1.75 m: lengths of the pose library are multiplied by it."""
        return self.height / 1.75


def build(sheet: Mapping) -> Body:
    """Return the body of a cast sheet (a `Character` as plain dict). The height is met exactly.

    Raises InputError when `appearance.build.shape` names a target that the body model does not have.
    """
    age, gender = int(sheet.get("age", 40)), str(sheet.get("gender", "male"))
    look = dict(dict(sheet.get("appearance") or {}).get("build") or {})
    height = float(look.get("height", 1.72))
    shape = _local(sheet, look, age, gender)
    tall = [_shaped(gender, age, look, level, shape) for level in (0.15, 0.5, 0.85)]
    reach = [_span(v) * 0.1 for v in tall]
    level = float(np.interp(height, reach, (0.0, 1.0, 2.0)))
    low = min(int(level), 1)
    vertices = tall[low] * (1 - (level - low)) + tall[low + 1] * (level - low)  # targets are linear between the levels
    scale = height / _span(vertices)
    vertices = np.stack([vertices[:, 0], -vertices[:, 2], vertices[:, 1]], 1) * scale
    vertices[:, 2] -= vertices[:SKIN, 2].min()
    base = anatomy.load()
    joints = {bone: (vertices[list(a)].mean(0), vertices[list(b)].mean(0)) for bone, (a, b) in base.joints.items()}
    return Body(
        vertices,
        base.faces,
        base.groups,
        base.uv,
        base.face_uv,
        base.bones,
        base.parents,
        base.weights,
        joints,
        gender,
        age,
        height,
        scale,
        {bone: k for k, bone in enumerate(base.bones)},
    )


def face_targets(body: Body, units: Mapping[str, float]) -> np.ndarray:
    """Return the rest vertices with ARKit face units applied: `jawOpen`, or `mouthSmile*` for left and right."""
    vertices = body.vertices.copy()
    for unit, weight in units.items():
        for name in (unit.replace("*", "Left"), unit.replace("*", "Right")) if "*" in unit else (unit,):
            found = anatomy.target("face:" + name)
            if found is None:
                raise InputError(f"unknown face unit {unit!r}", hint=f"known: {', '.join(face_units())}")
            index, offset = found
            vertices[index] += weight * body.scale * np.stack([offset[:, 0], -offset[:, 2], offset[:, 1]], 1)
    return vertices


def face_units() -> list[str]:
    """Return the names of the ARKit face units."""
    return [name.removeprefix("face:") for name in anatomy.catalogue() if name.startswith("face:")]


@functools.cache
def _region(name: str, side: str) -> np.ndarray:
    base = anatomy.load()
    own = [k for k, b in enumerate(base.bones) if b.startswith(REGIONS[name]) and (not side or b.endswith("." + side))]
    return base.weights[:, own].sum(1)


def _span(vertices: np.ndarray) -> float:
    return float(np.ptp(vertices[:SKIN, 1]))


def _tent(value: float, knots: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the two knots around a value; they sum to 1."""
    names, at = list(knots), np.array(list(knots.values()))
    weights = [float(np.interp(value, at, np.eye(len(at))[k])) for k in range(len(at))]
    return {name: w for name, w in zip(names, weights, strict=True) if w > 1e-6}


def _shaped(gender: str, age: int, look: Mapping, tall: float, shape: Mapping[str, float]) -> np.ndarray:
    """Return the base mesh with the macro targets of the MakeHuman model and the local `shape` applied, decimetres."""
    years = 0.5 + 0.5 * (age - 25) / 65 if age >= 25 else age / 50
    ages = _tent(years, {"baby": 0, "child": 0.1875, "young": 0.5, "old": 1})
    muscles = _tent(float(look.get("muscle", 0.5)), {"minmuscle": 0, "averagemuscle": 0.5, "maxmuscle": 1})
    weights = _tent(float(look.get("weight", 0.5)), {"minweight": 0, "averageweight": 0.5, "maxweight": 1})
    heights = _tent(tall, {"minheight": 0, "": 0.5, "maxheight": 1})
    heritage = dict(look.get("heritage") or {"caucasian": 1.0})
    total = sum(heritage.values()) or 1.0
    wanted: dict[str, float] = dict(shape)
    for a, wa in ages.items():
        for race, share in heritage.items():
            wanted[f"macrodetails/{race}-{gender}-{a}"] = wa * share / total
        for m, wm in muscles.items():
            for w, ww in weights.items():
                kind, amount = f"{gender}-{a}-{m}-{w}", wa * wm * ww
                wanted[f"macrodetails/universal-{kind}"] = amount
                wanted[f"macrodetails/proportions/{kind}-idealproportions"] = amount * (0.3 if gender == "female" else 0.15)
                for h, wh in heights.items():
                    wanted[f"macrodetails/height/{kind}-{h}"] = amount * wh
                if gender == "female" and age >= 18:
                    wanted[f"breast/{kind}-averagecup-averagefirmness"] = amount
    vertices = anatomy.load().vertices.copy()
    for name, amount in wanted.items():
        found = anatomy.target(name) if amount else None
        if found is not None:
            vertices[found[0]] += amount * found[1]
    return vertices


def _local(sheet: Mapping, look: Mapping, age: int, gender: str) -> dict[str, float]:
    """Return the local targets: proportions of head and torso, the person's own features, age, then the sheet's shape."""
    grown = float(np.clip((age - 12) / 8, 0, 1))
    wanted = {name: amount * grown for name, amount in HEADS[gender].items()}
    draw = stream(0, "face", str(sheet.get("id", sheet.get("name", ""))))
    for name, less, more, spread in FEATURES:
        value = float(np.clip(draw.gauss(0, spread), -2 * spread, 2 * spread))
        _pin(wanted, f"{name}-{more if value > 0 else less}", abs(value))
    old = float(np.clip((age - 32) / 38, 0, 1.15))
    for name, amount in AGE.items():
        _pin(wanted, name, amount * old * (0.7 if gender == "female" else 1.0))
    if gender == "female":
        wanted["head/head-oval"] = 0.3 * grown
    for name, amount in dict(look.get("shape") or {}).items():
        _pin(wanted, str(name), float(amount))
    return wanted


AGE = {  # at 70 years; grows from 32
    "head/head-age-incr": 0.62,
    "eyes/eye-bag-incr": 0.6,
    "eyes/eye-bag-out": 0.3,
    "eyes/eye-eyefold-down": 0.4,
    "cheek/cheek-volume-decr": 0.35,
    "cheek/cheek-inner-decr": 0.3,
    "mouth/mouth-laugh-lines-in": 0.6,
    "neck/neck-double-incr": 0.25,
    "mouth/mouth-angles-down": 0.12,
    "nose/nose-point-down": 0.2,
    "mouth/mouth-upperlip-volume-decr": 0.3,
    "mouth/mouth-dimples-in": 0.15,
}


def _pin(wanted: dict[str, float], name: str, amount: float) -> None:
    """Set a target; a name without side (`eyes/eye-bag-incr`) means left and right."""
    folder, _, stem = name.partition("/")
    names = [name] if name in anatomy.catalogue() else [f"{folder}/{side}-{stem}" for side in "lr"]
    if any(n not in anatomy.catalogue() for n in names):
        near = difflib.get_close_matches(name, anatomy.catalogue(), 1)
        raise InputError(f"unknown body shape {name!r}", hint=f"nearest: {near[0]}" if near else None)
    for n in names:
        wanted[n] = amount
