"""Expressions of a face: named mixes of ARKit face units, with the way the head goes along.

Knows nothing of bones, skin or Blender (numpy only). Unit weights may exceed 1; head angles in degrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from filmcli.blender import viseme
from filmcli.blender.body import Body, face_targets
from filmcli.core.errors import InputError
from filmcli.core.seeds import stream


@dataclass(frozen=True)
class Expression:
    """Face units (`name*` is left and right) and the head's lean (+ chin down), twist and roll."""

    units: Mapping[str, float]
    head: tuple[float, float, float] = (0.0, 0.0, 0.0)


EXPRESSIONS: dict[str, Expression] = {
    "neutral": Expression({"eyeWide*": 0.06, "mouthSmile*": 0.10, "browInnerUp": -0.08}),
    "weary": Expression(
        {
            "browInnerUp": 0.38,
            "browOuterUp*": -0.25,
            "eyeBlink*": 0.13,
            "eyeSquint*": 0.10,
            "mouthFrown*": 0.24,
            "mouthPress*": 0.25,
            "mouthShrugLower": 0.06,
            "jawOpen": 0.02,
        },
        (7.0, 0.0, 3.0),
    ),
    "stern": Expression(
        {
            "browDown*": 0.85,
            "eyeSquint*": 0.30,
            "mouthPress*": 0.30,
            "mouthFrown*": 0.34,
            "mouthRollLower": 0.25,
            "mouthRollUpper": 0.20,
            "jawForward": 0.30,
            "noseSneer*": 0.12,
            "mouthShrugLower": 0.08,
        },
        (4.0, 0.0, 0.0),
    ),
    "worried": Expression(
        {
            "browInnerUp": 0.95,
            "browDown*": 0.35,
            "browOuterUp*": -0.2,
            "eyeWide*": 0.30,
            "mouthFrown*": 0.28,
            "mouthStretch*": 0.40,
            "mouthPress*": 0.25,
            "mouthRollLower": 0.25,
        },
        (2.0, 0.0, -4.0),
    ),
    "warm": Expression(
        {"mouthSmile*": 0.52, "cheekSquint*": 0.35, "eyeSquint*": 0.10, "browInnerUp": 0.25, "browOuterUp*": 0.12, "mouthDimple*": 0.2},
        (1.0, 0.0, -5.0),
    ),
    "sad": Expression(
        {
            "browInnerUp": 1.35,
            "browOuterUp*": -0.3,
            "mouthFrown*": 0.95,
            "mouthShrugLower": 0.60,
            "eyeBlink*": 0.06,
            "eyeSquint*": 0.10,
            "mouthPress*": 0.15,
        },
        (9.0, 0.0, 4.0),
    ),
    "angry": Expression(
        {
            "browDown*": 1.12,
            "noseSneer*": 0.95,
            "eyeSquint*": 0.35,
            "eyeWide*": 0.55,
            "mouthPress*": 0.30,
            "mouthFrown*": 0.70,
            "jawForward": 0.55,
            "mouthUpperUp*": 0.28,
            "mouthStretch*": 0.35,
            "jawOpen": 0.05,
            "mouthLowerDown*": 0.25,
        },
        (8.0, 0.0, 0.0),
    ),
    "surprised": Expression(
        {"browInnerUp": 1.0, "browOuterUp*": 1.15, "eyeWide*": 1.10, "jawOpen": 0.38, "mouthFunnel": 0.22}, (-5.0, 0.0, 0.0)
    ),
    "afraid": Expression(
        {
            "browInnerUp": 1.30,
            "browOuterUp*": 0.35,
            "browDown*": 0.25,
            "eyeWide*": 1.25,
            "jawOpen": 0.20,
            "mouthStretch*": 0.85,
            "mouthFrown*": 0.35,
            "mouthLowerDown*": 0.35,
        },
        (-3.0, 4.0, 3.0),
    ),
    "smile": Expression(
        {
            "mouthSmile*": 0.90,
            "cheekSquint*": 0.55,
            "eyeSquint*": 0.10,
            "mouthUpperUp*": 0.38,
            "jawOpen": 0.08,
            "mouthLowerDown*": 0.18,
            "browOuterUp*": 0.15,
        },
        (-1.0, 0.0, -4.0),
    ),
    "talk": Expression(
        {"jawOpen": 0.20, "mouthFunnel": 0.12, "mouthUpperUp*": 0.18, "mouthLowerDown*": 0.28, "browInnerUp": 0.25, "browOuterUp*": 0.12},
        (-1.0, 0.0, -2.0),
    ),
    "talk_wide": Expression(
        {
            "jawOpen": 0.40,
            "mouthUpperUp*": 0.32,
            "mouthLowerDown*": 0.50,
            "mouthStretch*": 0.25,
            "browInnerUp": 0.30,
            "browOuterUp*": 0.35,
            "eyeWide*": 0.2,
        },
        (-3.0, 0.0, 2.0),
    ),
}
UNEVEN = 0.10  # faces are not symmetric: how far left and right differ, as a share


def expression(name: str) -> Expression:
    """Return a named expression. Raises InputError for an unknown one."""
    if name not in EXPRESSIONS:
        raise InputError(f"unknown expression {name!r}", hint=f"known: {', '.join(EXPRESSIONS)}")
    return EXPRESSIONS[name]


def shaped(
    body: Body,
    name: str,
    *,
    gaze: tuple[float, float] = (0.0, 0.0),
    who: str = "",
    said: Mapping[str, float] | None = None,
    blink: float = 0.0,
) -> np.ndarray:
    """Return the body's rest vertices with an expression, the lids following the gaze (yaw left, pitch up, degrees).

    The person's own asymmetry comes from `who`, so that a face is lopsided the same way in every shot. `said` are the mouth's shapes
    and their strengths, `blink` (0–1) shuts the lids, both on top of any expression.
    """
    units: dict[str, float] = {}
    draw = stream(0, "lopsided", who)
    for unit, weight in expression(name).units.items():
        if unit.endswith("*"):
            tilt = draw.uniform(-UNEVEN, UNEVEN)
            units[unit[:-1] + "Left"], units[unit[:-1] + "Right"] = weight * (1 + tilt), weight * (1 - tilt)
        else:
            units[unit] = weight
    for unit, weight in _lids(body, gaze).items():
        units[unit] = units.get(unit, 0.0) + weight
    return face_targets(body, viseme.over(units, said or {}, blink=blink))


def _lids(body: Body, gaze: tuple[float, float]) -> dict[str, float]:
    """Return the units of lids that open with age (male lids of the base mesh sit low) and follow the eyes."""
    yaw, pitch = gaze
    heavy = 0.10 + 0.25 * float(np.clip((body.age - 30) / 30, 0, 1)) if body.gender == "male" else 0.04
    if body.age > 55:
        heavy += 0.12
    units = {"eyeWideLeft": heavy, "eyeWideRight": heavy}
    vertical = "eyeLookUp" if pitch > 0 else "eyeLookDown"
    for side, outward in (("Left", yaw), ("Right", -yaw)):
        units[vertical + side] = min(abs(pitch) / 30, 0.9)
        units[("eyeLookOut" if outward > 0 else "eyeLookIn") + side] = min(abs(outward) / 35, 0.8)
    return units
