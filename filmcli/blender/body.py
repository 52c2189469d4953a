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

from filmcli.blender import anatomy, heels
from filmcli.core.errors import InputError
from filmcli.formats import physique

SKIN = 13380  # vertices below this number are the body itself; the rest are helpers and joint cubes
EYES = {"L": slice(14598, 14670), "R": slice(14670, 14742)}  # the helper eyeballs
PROUD = (
    -0.0032,
    -0.0008,
)  # metres that upper teeth stand further forward and lower than the mesh has them, 14 mm behind the lips, in the dark
REGIONS = {
    "arm": ("upperarm", "lowerarm", "wrist", "metacarpal", "finger"),
    "hand": ("wrist", "metacarpal", "finger"),
    "finger": ("finger",),
    "leg": ("upperleg", "lowerleg", "foot", "toe"),
    "foot": ("foot", "toe"),
    "head": ("head", "jaw", "levator", "oculi", "oris", "orbicularis", "risorius", "special", "temporalis", "eye", "tongue"),
    "neck": ("neck",),
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
    heel: float = 0.0  # metres that shoes raise its heels
    flat: Body | None = field(repr=False, default=None)  # given: the same on flat feet, lower by what the heels raise it

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
    """Return the body of a cast sheet (a `Character` as plain dict), on the heels of its shoes. The height, in shoes, is met exactly.

    Raises InputError when `appearance.build.shape` names a target that the body model does not have.
    """
    age, gender = int(sheet.get("age", 40)), str(sheet.get("gender", "male"))
    look = dict(dict(sheet.get("appearance") or {}).get("build") or {})
    height = float(look.get("height", 1.72))
    shape = _local(sheet)
    tall = [_shaped(gender, age, look, level, shape) for level in (0.15, 0.5, 0.85)]
    reach = [_span(v) * 0.1 for v in tall]
    level = float(np.interp(height, reach, (0.0, 1.0, 2.0)))
    low = min(int(level), 1)
    vertices = tall[low] * (1 - (level - low)) + tall[low + 1] * (level - low)  # targets are linear between the levels
    scale = height / _span(vertices)
    vertices = np.stack([vertices[:, 0], -vertices[:, 2], vertices[:, 1]], 1) * scale
    vertices[:, 2] -= vertices[:SKIN, 2].min()
    vertices[_upper_teeth(), 1:] += np.array(PROUD) * scale / 0.1
    base = anatomy.load()
    joints = {bone: (vertices[list(a)].mean(0), vertices[list(b)].mean(0)) for bone, (a, b) in base.joints.items()}
    flat = Body(
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
    return heels.stood(flat, heels.worn(sheet), skin=SKIN)


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
def _upper_teeth() -> np.ndarray:
    base = anatomy.load()
    return np.unique([v for k in np.nonzero(base.groups == "helper-upper-teeth")[0] for v in base.faces[k]])


@functools.cache
def _region(name: str, side: str) -> np.ndarray:
    base = anatomy.load()
    own = [k for k, b in enumerate(base.bones) if b.startswith(REGIONS[name]) and (not side or b.endswith("." + side))]
    return base.weights[:, own].sum(1)


def _span(vertices: np.ndarray) -> float:
    return float(np.ptp(vertices[:SKIN, 1]))


def _shaped(gender: str, age: int, look: Mapping, tall: float, shape: Mapping[str, float]) -> np.ndarray:
    """Return the base mesh with the macro targets of the MakeHuman model and the local `shape` applied, decimetres."""
    vertices = anatomy.load().vertices.copy()
    for name, amount in (physique.macro(gender, age, look, tall) | dict(shape)).items():
        found = anatomy.target(name) if amount else None
        if found is not None:
            vertices[found[0]] += amount * found[1]
    return vertices


def _local(sheet: Mapping) -> dict[str, float]:
    """Return the local targets of a sheet by their names in the body model. Raises InputError for a name that it does not have."""
    wanted: dict[str, float] = {}
    for name, amount in physique.local(sheet).items():
        names = physique.sides(name, anatomy.catalogue())
        if any(one not in anatomy.catalogue() for one in names):
            near = difflib.get_close_matches(name, anatomy.catalogue(), 1)
            raise InputError(f"unknown body shape {name!r}", hint=f"nearest: {near[0]}" if near else None)
        wanted |= dict.fromkeys(names, amount)
    return wanted
