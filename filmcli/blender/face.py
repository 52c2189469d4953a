"""Expressions of a face: named mixes of ARKit face units, with the way head and eyes go along (presets/people/expressions.yaml).

Knows nothing of bones, skin or Blender (numpy only). Unit weights may exceed 1; angles in degrees. What moves a face
(expression, gaze, speech, blink) is a mapping of units; mappings are summed by `mixed` and laid on the body by `bent`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np

from filmcli.blender import hairline, viseme
from filmcli.blender.body import SKIN, Body, face_targets
from filmcli.blender.pose import Transforms
from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.seeds import stream

# Where the lids of a face at rest are, over and under the middle of the pupil, in radii of the eyeball: reflex distances of 4.5 and 5.2 mm at 12 mm
# (Farkas 1994), so that the upper one covers 1–2 mm of the iris. The base mesh's man has his at .06, across the pupil: everybody looked asleep.
UPPER, LOWER = 0.375, 0.435
LIFT, RAISE = 3.3, 2.5  # mm that one eyeWide lifts the upper lid and one eyeSquint the lower, at a face of the base mesh's size
FOLLOW = (0.85, 0.55)  # of the pupil's way up or down, how much the upper and the lower lid go along (Malbouisson et al. 2005)
LOOKS = {"eyeLookUp": (1.2, 2.0), "eyeLookDown": (-3.5, -0.3)}  # mm that these units move upper and lower lid by themselves
BROWS = {"browInnerUp": 0.30, "browOuterUpLeft": 0.34, "browOuterUpRight": 0.38}  # what a speaker's brows do with a word
UNEVEN = 0.10  # faces are not symmetric: how far left and right differ, as a share, where the expression does not say


@dataclass(frozen=True)
class Expression:
    """Face units (`name*` is left and right, `one` on one side), the head's lean (+ chin down), twist and roll, the eyes' turn (left, up)."""

    units: Mapping[str, float]
    one: Mapping[str, float] = field(default_factory=dict)
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gaze: tuple[float, float] = (0.0, 0.0)
    uneven: float = UNEVEN


@functools.cache
def expressions() -> dict[str, Expression]:
    """Return every expression by name, as the preset has them."""
    table = presets.load("people", "expressions")["expressions"]
    keys = ("units", "one", "head", "gaze", "uneven")
    return {name: Expression(**{key: _frozen(row[key]) for key in keys if key in row}) for name, row in table.items()}


def expression(name: str) -> Expression:
    """Return a named expression. Raises InputError for an unknown one."""
    if name not in expressions():
        raise InputError(f"unknown expression {name!r}", hint=f"known: {', '.join(expressions())}")
    return expressions()[name]


def attitude(name: str, who: str) -> tuple[float, float, float]:
    """Return the head's lean, twist and roll of an expression, degrees; the person decides to which side it twists and rolls."""
    lean, twist, roll = expression(name).head
    side = _side(who)
    return lean, twist * side, roll * side


def units(name: str, who: str = "") -> dict[str, float]:
    """Return the face units of an expression as this person makes it: left and right apart by the person's own unevenness."""
    shown = expression(name)
    side = "Left" if _side(who) > 0 else "Right"
    made = sided(shown.units, stream(0, "lopsided", who), uneven=shown.uneven)
    pairs = {unit: _towards(unit, side) for unit in shown.one}
    return mixed(made, {pairs[unit]: weight for unit, weight in shown.one.items()})


def mixed(*parts: Mapping[str, float]) -> dict[str, float]:
    """Return the sum of face units: an expression, a gaze, a viseme, a blink."""
    out: dict[str, float] = {}
    for part in parts:
        for unit, weight in part.items():
            out[unit] = out.get(unit, 0.0) + weight
    return out


def sided(given: Mapping[str, float], draw: Random, *, uneven: float = UNEVEN) -> dict[str, float]:
    """Return units with every `name*` split into left and right, which differ by up to `uneven`."""
    out: dict[str, float] = {}
    for unit, weight in given.items():
        if unit.endswith("*"):
            tilt = draw.uniform(-uneven, uneven)
            out[unit[:-1] + "Left"], out[unit[:-1] + "Right"] = weight * (1 + tilt), weight * (1 - tilt)
        else:
            out[unit] = weight
    return out


def bent(body: Body, given: Mapping[str, float], *, gaze: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Return the body's rest vertices with face units applied, the lids following the gaze (yaw left, pitch up, degrees).

    Lids never close further than shut, so that a blink may be laid over any expression.
    """
    whole = mixed(given, _lids(body, gaze))
    for side in ("Left", "Right"):
        shut, wide = whole.get("eyeBlink" + side, 0.0), whole.get("eyeWide" + side, 0.0)
        whole["eyeWide" + side] = wide * (1 - min(max(shut, 0.0), 1.0))
        whole["eyeBlink" + side] = min(shut, 1.0 - 0.35 * min(max(whole.get("eyeSquint" + side, 0.0), 0.0), 1.0) * (shut > 0.5))
    return face_targets(body, whole)


def shaped(
    body: Body,
    name: str,
    *,
    gaze: tuple[float, float] = (0.0, 0.0),
    who: str = "",
    said: Mapping[str, float] | None = None,
    blink: float = 0.0,
    brow: float = 0.0,
) -> np.ndarray:
    """Return the rest vertices with an expression, the lids following the gaze.

    The person's own asymmetry comes from `who`, so that a face is lopsided the same way in every shot. `said` are the mouth's shapes
    and their strengths, `blink` (0–1) shuts the lids, `brow` (0–1) raises the brows, all on top of any expression.
    """
    raised = {unit: share * brow for unit, share in BROWS.items()}
    return bent(body, mixed(viseme.over(units(name, who), said or {}, blink=blink), raised), gaze=gaze)


def glance(pose: Transforms, body: Body, turn: tuple[float, float]) -> Transforms:
    """Return a pose whose eyes look aside of what they look at by `turn` (to the person's left, up), degrees."""
    if turn == (0.0, 0.0):
        return pose
    yaw, pitch = np.radians(turn)
    about_z = np.array([[np.cos(yaw), -np.sin(yaw), 0], [np.sin(yaw), np.cos(yaw), 0], [0, 0, 1.0]])
    about_x = np.array([[1.0, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    rotations, translations = pose.rotations.copy(), pose.translations.copy()
    for side in "LR":
        k, centre = body.number[f"eye.{side}"], body.joint(f"eye.{side}")
        turned = rotations[k] @ about_z @ about_x
        translations[k] = translations[k] + (rotations[k] - turned) @ centre
        rotations[k] = turned
    return replace(pose, rotations=rotations, translations=translations, gaze=(pose.gaze[0] + turn[0], pose.gaze[1] + turn[1]))


def aside(name: str, who: str) -> tuple[float, float]:
    """Return how an expression turns the eyes from what they look at: to the left, up, degrees."""
    across, up = expression(name).gaze
    return across * _side(who), up


def _side(who: str) -> int:
    """Return the side a person's one-sided looks go to: 1 left, −1 right."""
    return 1 if stream(0, "side", who).random() < 0.5 else -1


def _towards(unit: str, side: str) -> str:
    """Return a one-sided unit's name: `browOuterUp` gets its side, `mouthLeft` is turned to it."""
    return "mouth" + side if unit in ("mouthLeft", "mouthRight") else unit + side


def _frozen(value):
    return tuple(float(v) for v in value) if isinstance(value, list) else value


def _lids(body: Body, gaze: tuple[float, float]) -> dict[str, float]:
    """Return the units that put this face's lids where lids at rest are (lower over the eye with age), and let them follow the eyes."""
    yaw, pitch = gaze
    mm = body.scale / 100
    tired = 0.065 * float(np.clip((body.age - 40) / 40, 0, 1)) + 0.02 * (body.gender == "male")
    vertical = "eyeLookUp" if pitch > 0 else "eyeLookDown"
    share = min(abs(pitch) / 30, 0.9)
    lids = {}
    for side, letter, outward in (("Left", "L", yaw), ("Right", "R", -yaw)):
        centre, radius = body.eye(letter)
        over, under = _edges(letter)
        rise = radius * float(np.sin(np.radians(pitch)))
        upper = body.vertices[over, 2].min() - centre[2] + share * LOOKS[vertical][0] * mm
        lower = body.vertices[under, 2].max() - centre[2] + share * LOOKS[vertical][1] * mm
        lids["eyeWide" + side] = float(np.clip(((UPPER - tired) * radius + FOLLOW[0] * rise - upper) / (LIFT * mm), -0.5, 1.8))
        lids["eyeSquint" + side] = float(np.clip((-LOWER * radius + FOLLOW[1] * rise - lower) / (RAISE * mm), -0.5, 0.5))
        lids[vertical + side] = share
        lids[("eyeLookOut" if outward > 0 else "eyeLookIn") + side] = min(abs(outward) / 35, 0.8)
    return lids


@functools.cache
def _edges(side: str) -> tuple[list[int], list[int]]:
    """Return the vertices of the upper and of the lower lid in front of the pupil: the edge, and the fold that may hang over it."""
    plain = hairline.template()[:SKIN]
    mirror = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])

    def same(vertices: tuple[int, ...]) -> list[int]:
        return [int(np.linalg.norm(plain - plain[v] * mirror, axis=1).argmin()) for v in vertices]

    return same((7774, 7748, 13352, 6785, 11465)), same((7787, 7761, 13370, 6828))
