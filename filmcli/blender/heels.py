"""Heels: the rest pose of a body whose shoes raise its heels, with the balls of the feet on the floor and the toes flat.

Knows nothing of garments' cut, poses or Blender (numpy only). Metres, z up; raised or not, a person is as tall as the sheet says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from filmcli.blender.skinning import compact, deform
from filmcli.core import presets

if TYPE_CHECKING:
    from filmcli.blender.body import Body
    from filmcli.blender.garment import Cloth

BEHIND = 0.045  # metres from the ankle back to the middle of the heel, at 1.75 m
AGES, SHARE = (12, 18, 60, 78), (0.0, 1.0, 1.0, 0.4)  # how much of a shoe's heel somebody of that age wears


@dataclass(frozen=True)
class Arch:
    """The motion of every bone that brings flat feet onto their toes."""

    rotations: np.ndarray  # (B, 3, 3)
    translations: np.ndarray  # (B, 3)


def worn(sheet: Mapping) -> float:
    """Return how high the shoes of a cast sheet raise the heel, metres at 1.75 m; 0 for shoes or garments that nobody knows."""
    wardrobe = dict(sheet.get("wardrobe") or {})
    if sheet.get("own"):  # a user's own garment comes with what it comes with
        return 0.0
    name = dict(wardrobe.get("layers") or {}).get("feet", wardrobe.get("garment", ""))
    pieces = presets.load("wardrobe", "garments")["garments"].get(name, {}).get("pieces", ())
    kind = next((piece["shoes"]["kind"] for piece in pieces if "shoes" in piece), "")
    high = presets.load("wardrobe", "shoes")["shoes"].get(kind, {}).get("raised", 0.0)
    return float(high) * float(np.interp(int(sheet.get("age", 40)), AGES, SHARE))


def stood(body: Body, heel: float, *, skin: int) -> Body:
    """Return a body that stands with its heels raised by `heel` metres at 1.75 m, no taller for it; `flat` is the same on flat feet.

    skin: how many of its vertices, the first ones, are the body itself.
    """
    if not heel:
        return body
    flat, rise, feet = body, 0.0, np.nonzero(body.region("foot") > 0)[0]
    bones, weights = compact(body.weights[feet])
    for _ in range(3):  # a lower ankle rises a little less
        turned = deform(flat.vertices[feet], weights, _arch(flat, heel), dual=0.6, bones=bones)
        rise = -float(turned[feet < skin, 2].min())
        flat = _shorter(body, rise)
    arch, turned = _arch(flat, heel), flat.vertices + [0, 0, rise]
    turned[feet] = deform(flat.vertices[feet], weights, arch, dual=0.6, bones=bones) + [0, 0, rise]
    joints = {
        bone: tuple(arch.rotations[k] @ end + arch.translations[k] + [0, 0, rise] for end in flat.joints[bone])
        for bone, k in body.number.items()
    }
    return replace(flat, vertices=turned, joints=joints, heel=heel * body.unit, flat=flat)


def _shorter(body: Body, rise: float) -> Body:
    """Return a body whose legs are shorter by `rise`: heels do not change what is above them, nor how high the head is."""
    hip = float(body.joint("upperleg01.L")[2])

    def lower(points: np.ndarray, leg: np.ndarray) -> np.ndarray:
        low = np.minimum(points[..., 2], hip) * rise / hip
        return points - np.stack([0 * low, 0 * low, leg * low + (1 - leg) * rise], -1)

    leg = 1 - np.clip(body.region("arm"), 0, 1)
    joints = {
        bone: tuple(lower(end, float(bone.startswith(("upperleg", "lowerleg", "foot", "toe")))) for end in ends)
        for bone, ends in body.joints.items()
    }
    return replace(body, vertices=lower(body.vertices, leg), joints=joints)


def onto(body: Body, cloth: Cloth) -> Cloth:
    """Return a shoe's part that was made on the flat feet of a body, bent as they are."""
    if body.flat is None:
        return cloth
    arch = _arch(body.flat, body.heel / body.unit)
    up = body.joint("foot.L")[2] - body.flat.joint("foot.L")[2]
    return replace(cloth, vertices=deform(cloth.vertices, cloth.weights, arch, dual=0.6) + [0, 0, up])


def tip(body: Body, side: str) -> np.ndarray:
    """Return the middle of the heel's ground at rest."""
    ankle = body.joint("foot." + side)
    return np.array([ankle[0], ankle[1] + BEHIND * body.unit, 0.0])


def _arch(body: Body, heel: float) -> Arch:
    """Return the arch of flat feet: each turns about its ankle until the heel is `heel` above the ball, and the toes turn back."""
    rotations, translations = np.tile(np.eye(3), (len(body.bones), 1, 1)), np.zeros((len(body.bones), 3))
    for side in "LR":
        foot, ankle = body.number["foot." + side], body.joint("foot." + side)
        ball = np.mean([body.joint(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0)
        long = ankle[1] + BEHIND * body.unit - ball[1]
        sine = min(heel * body.unit / long, 0.6)
        cosine = np.sqrt(1 - sine**2)
        turned = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
        rotations[foot], translations[foot] = turned, ankle - turned @ ankle
        for bone, k in body.number.items():
            if bone.startswith("toe") and bone.endswith("." + side):
                root = body.joint(f"{bone[:4]}-1.{side}")
                translations[k] = turned @ root + translations[foot] - root
    return Arch(rotations, translations)
