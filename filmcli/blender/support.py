"""What carries the weight of a pose: feet, seat, knees, back or air. Sets the hips' height and both legs.

Knows nothing of arms, heads or Blender (numpy only). Metres in the person's frame, degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from filmcli.blender import heels
from filmcli.blender.body import SKIN, Body
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, turn
from filmcli.blender.skinning import deform
from filmcli.blender.stance import Leg, Stance
from filmcli.blender.touch import patch

CHAIR = 0.46  # metres, where a sitting pose comes without a seat
CUSHION = 0.015  # metres a seat gives under a person


def carry(skeleton: Skeleton, wanted: Stance, seat: float, apart: float) -> None:
    """Set hips and legs so that what the pose stands, sits, kneels or lies on carries it.

    seat: height of the seat or the bed. apart: metres further between the feet.
    """
    scale = skeleton.body.unit
    skeleton.shift = np.array([wanted.sway[0] * scale, wanted.sway[1] * scale, 0.0])
    skeleton.update()
    legs = {"L": wanted.left_leg, "R": wanted.right_leg}
    if wanted.base == "seat":
        _sit(skeleton, wanted, legs, seat if seat >= 0.2 else CHAIR, CUSHION)
    elif wanted.base == "floor":
        _sit(skeleton, wanted, legs, 0.0, 0.004)
    elif wanted.base == "lie":
        _lie(skeleton, legs, max(seat, 0.0), hips_frame(wanted))
    elif wanted.base == "air":
        skeleton.shift[2] -= wanted.drop * scale
        skeleton.update()
        for side, leg in legs.items():
            _hang(skeleton, side, leg, hips_frame(wanted))
    else:
        _stand(skeleton, wanted, legs, apart)


def hips_frame(wanted: Stance) -> np.ndarray:
    """Return the turn of the hips that a pose asks for, before any posture."""
    lean, twist, roll = wanted.hips
    if wanted.base == "lie":
        return turn(X, -90) @ turn(Z, twist) @ turn(Y, roll) @ turn(X, lean)
    return turn(Y, roll) @ turn(Z, twist) @ turn(X, lean)


def reach(skeleton: Skeleton, side: str) -> float:
    """Return the length of a leg from hip to ankle."""
    return _thigh(skeleton, side) + _shin(skeleton, side)


def _ankle(skeleton: Skeleton, side: str, leg: Leg, apart: float) -> np.ndarray:
    """Return where the ankle is when the foot stands as asked: it pitches about its ball, or about its heel."""
    scale, sign = skeleton.body.unit, SIDE[side]
    ankle = skeleton.rest(f"foot.{side}")
    ball = np.mean([skeleton.rest(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0)
    pivot = ball if leg.pitch > 0 else heels.tip(skeleton.body, side)
    lifted = pivot + turn(Z, sign * leg.yaw) @ turn(X, leg.pitch) @ (ankle - pivot) if leg.pitch else ankle.copy()
    width = ankle[0] * 0.60 + sign * (leg.out + apart) * scale  # the rest pose is an A-stance
    return np.array([width + lifted[0] - ankle[0], lifted[1] + leg.y * scale, lifted[2] + leg.lift * scale])


def _stand(skeleton: Skeleton, wanted: Stance, legs: Mapping[str, Leg], apart: float) -> None:
    """Stand on the feet, on the knees, or on one of each: the hips go as high as the straightest leg lets them."""
    targets, room = {}, []
    for side, leg in legs.items():
        hip = skeleton.at(f"upperleg01.{side}")
        if leg.rests == "knee":
            knee = _knee(skeleton, side, leg)
            thigh = skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}")
            away = np.hypot(*(knee - hip)[:2])
            room.append(knee[2] + np.sqrt(max((0.997 * thigh) ** 2 - away**2, 0.0)) - hip[2])
        elif leg.rests == "floor":
            targets[side] = _ankle(skeleton, side, leg, apart)
            if leg.lift or (leg.bent and any(other.rests == "knee" for other in legs.values())):
                continue
            away = np.hypot(*(targets[side] - hip)[:2])
            high = targets[side][2] + np.sqrt(max((reach(skeleton, side) * (0.999 if leg.bent else 0.9945)) ** 2 - away**2, 0.01))
            room.append(high - hip[2])
    skeleton.shift[2] += min(room) - wanted.drop * skeleton.body.unit
    skeleton.update()
    kneels = [side for side, leg in legs.items() if leg.rests == "knee"]
    for _ in range(3 if kneels else 0):  # knees bulge when they bend: up, until the skin is on the floor
        for side in kneels:
            _kneel(skeleton, side, legs[side])
        skeleton.shift[2] -= min(lowest(skeleton, "leg", side) for side in kneels)
        skeleton.update()
    for side, leg in legs.items():
        if leg.rests == "knee":
            _kneel(skeleton, side, leg)
        elif leg.rests == "free":
            _hang(skeleton, side, leg, turn(Z, wanted.hips[1]))
        else:
            _plant(skeleton, side, leg, targets[side], raised=bool(leg.lift))


def _plant(skeleton: Skeleton, side: str, leg: Leg, target: np.ndarray, *, raised: bool = False) -> None:
    """Bring an ankle to its target, then the sole's lowest skin to the floor; a raised foot only may not go under it."""
    for _ in range(3):
        skeleton.leg(side, target, out(leg.knee, side))
        skeleton.foot(side, leg.yaw, leg.pitch)
        low = lowest(skeleton, "foot", side)
        if abs(low) < 0.001 or (raised and low > 0):
            return
        target = target - [0.0, 0.0, low]


def lowest(skeleton: Skeleton, kind: str, side: str = "") -> float:
    """Return the height of the lowest skin of a part of the body (`touch.patch`), posed; of a foot, with the heel that raises it."""
    low = float(patch(kind, side).posed(skeleton.body, skeleton)[:, 2].min())
    raised = skeleton.body.heel and kind == "foot"
    return min(low, float(skeleton.point(f"foot.{side}", heels.tip(skeleton.body, side))[2])) if raised else low


def out(vector: Sequence[float], side: str) -> np.ndarray:
    """Return a vector whose first part points outward, on a side."""
    return np.array([SIDE[side] * vector[0], vector[1], vector[2]])


def _knee(skeleton: Skeleton, side: str, leg: Leg) -> np.ndarray:
    hip, scale = skeleton.at(f"upperleg01.{side}"), skeleton.body.unit
    return np.array([hip[0] + SIDE[side] * leg.out * scale, hip[1] + leg.y * scale, _knee_depth(skeleton, side)])


def _knee_depth(skeleton: Skeleton, side: str) -> float:
    """Return how far the skin is before the knee's joint, at rest: a knee that kneels stands on it."""
    part = patch("leg", side)
    skin, knee = skeleton.body.vertices[part.vertices], skeleton.rest(f"lowerleg01.{side}")
    band = skin[np.abs(skin[:, 2] - knee[2]) < 0.03 * skeleton.body.unit]
    return float(knee[1] - band[:, 1].min())


def _kneel(skeleton: Skeleton, side: str, leg: Leg) -> None:
    """Put a knee on the floor, the shin behind it on its toes or on its instep."""
    scale, hip = skeleton.body.unit, skeleton.at(f"upperleg01.{side}")
    thigh, shin = _thigh(skeleton, side), _shin(skeleton, side)
    flat = _knee(skeleton, side, leg)[:2] - hip[:2]
    down = np.sqrt(max(thigh**2 - flat @ flat, 1e-4))
    knee = hip + np.array([*flat, -down])
    high = (0.125 if leg.toes else 0.052) * scale  # of the ankle: toes bent under, or the instep on the floor
    back = np.sqrt(max((shin * 0.985) ** 2 - (high - knee[2]) ** 2, 1e-4))
    for _ in range(4):
        aside = turn(Z, -SIDE[side] * leg.yaw * 0.5) @ np.array([0.0, back, 0.0])
        skeleton.leg(side, knee + aside + [0.0, 0.0, high - knee[2]], np.array([0.0, -1.0, -0.4]))
        skeleton.foot(side, -leg.yaw * 0.5, 72.0 if leg.toes else 158.0, bend=leg.toes)
        if abs(low := lowest(skeleton, "foot", side)) < 0.001:
            return
        high -= low
        back = np.sqrt(max((shin * 0.985) ** 2 - (high - knee[2]) ** 2, 1e-4))


def _hang(skeleton: Skeleton, side: str, leg: Leg, frame: np.ndarray) -> None:
    """Let a leg hang or lie: its direction is against the trunk's frame."""
    way = frame @ turn(Y, -SIDE[side] * leg.aside) @ turn(X, -leg.swing) @ -Z
    skeleton.leg(side, skeleton.at(f"upperleg01.{side}") + way * leg.reach * reach(skeleton, side), frame @ out(leg.knee, side))
    skeleton.set(f"foot.{side}", turn(Z, SIDE[side] * leg.yaw * 0.5) @ turn(X, leg.point))
    skeleton.update()


def _sit(skeleton: Skeleton, wanted: Stance, legs: Mapping[str, Leg], seat: float, cushion: float) -> None:
    """Bring buttocks and thighs down to the seat, the feet to the floor, or hang them where the floor is out of reach."""
    body, scale = skeleton.body, skeleton.body.unit
    under = np.nonzero(body.weights[:SKIN, _seat_bones(body)].sum(1) > 0.5)[0]
    height = seat + 0.09 * scale
    hangs = {side: height - 0.34 * _thigh(skeleton, side) > _shin(skeleton, side) + skeleton.rest(f"foot.{side}")[2] for side in legs}
    for round_ in range(12):
        hips = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
        skeleton.shift += np.array([wanted.sway[0] * scale - hips[0], (0.07 + wanted.sway[1]) * scale - hips[1], height - hips[2]])
        skeleton.update()
        for side, leg in legs.items():
            _sit_leg(skeleton, side, leg, hangs=hangs[side])
        posed = deform(body.vertices[under], body.weights[under], skeleton, dual=0.6)
        on_seat = posed[posed[:, 1] > -0.09 * scale]
        off_seat = seat - cushion - float(on_seat[:, 2].min())
        if abs(off_seat) < 0.001:
            return
        height += off_seat * (1.0 if round_ < 3 else 0.6)  # thighs that tilt with every step would swing


def _seat_bones(body: Body) -> list[int]:
    return [k for k, bone in enumerate(body.bones) if bone.startswith(("root", "pelvis", "upperleg01", "upperleg02"))]


def _thigh(skeleton: Skeleton, side: str) -> float:
    return skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}")


def _shin(skeleton: Skeleton, side: str) -> float:
    return skeleton.length(f"lowerleg01.{side}", f"foot.{side}")


def _sit_leg(skeleton: Skeleton, side: str, leg: Leg, *, hangs: bool) -> None:
    """Set a sitter's leg. hangs: the floor is out of reach (thighs may slope down by 20° to reach it, no more)."""
    scale, sign = skeleton.body.unit, SIDE[side]
    hip, ankle = skeleton.at(f"upperleg01.{side}"), skeleton.rest(f"foot.{side}")
    thigh, shin = _thigh(skeleton, side), _shin(skeleton, side)
    if leg.rests == "free":
        _hang(skeleton, side, leg, np.eye(3))
        return
    if leg.at is not None:
        middle = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
        target = np.array([middle[0] + sign * leg.at[0] * scale, middle[1] + leg.at[1] * scale, leg.at[2] * scale])
        _plant(skeleton, side, leg, target, raised=True)
        return
    x = hip[0] * 1.12 + sign * leg.out * scale
    target = np.array([x, hip[1] - thigh * 0.97 + leg.y * scale, ankle[2]])
    if hangs:
        knee = hip + np.array([sign * 0.03, -thigh * 0.985, -thigh * 0.14])  # feet off the floor: shins hang
        target = knee + np.array([0.0, 0.05 * scale + leg.y * 0.3, -shin * 0.985])
        skeleton.leg(side, target, out(leg.knee, side))
        skeleton.foot(side, leg.yaw, 12.0)
        return
    if leg.pitch:
        target = target + _ankle(skeleton, side, leg, 0.0) - _ankle(skeleton, side, Leg(out=leg.out, y=leg.y, yaw=leg.yaw), 0.0)
    _plant(skeleton, side, leg, target)


def _lie(skeleton: Skeleton, legs: Mapping[str, Leg], bed: float, frame: np.ndarray) -> None:
    """Lay the body on the bed (or the floor) with the hips over the origin, each leg down on it too."""
    for side, leg in legs.items():
        _hang(skeleton, side, leg, frame)
    hips = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
    skeleton.shift[:2] -= hips[:2]
    skeleton.update()
    skeleton.shift[2] += bed - 0.002 - lowest(skeleton, "lying")
    skeleton.update()
    for side, leg in legs.items():
        hip = skeleton.at(f"upperleg01.{side}")
        for _ in range(4):  # turn the whole leg at the hip until its lowest skin is on the bed
            low = lowest(skeleton, "leg", side) - bed
            foot = skeleton.at(f"foot.{side}") - hip
            flat = np.array([foot[0], foot[1], 0.0])
            if abs(low) < 0.002 or np.linalg.norm(flat) < 0.05:
                break
            down = turn(np.cross(flat, Z), -float(np.degrees(np.arctan2(low, np.linalg.norm(flat)))))
            pole = skeleton.frame(f"upperleg02.{side}") @ -Y
            skeleton.leg(side, hip + down @ foot, pole)
            skeleton.set(f"foot.{side}", turn(Z, SIDE[side] * leg.yaw * 0.5) @ turn(X, leg.point))
            skeleton.update()
