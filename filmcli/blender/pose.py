"""Posing: a body, a pose's name and a manner in, the motion of every bone out. Two-bone IK, look-at, hands that hold.

Knows nothing of skin, clothes or Blender (numpy only). The person's own frame: metres, z up, facing −y, +x its left,
the origin between the feet or under the seat's centre. Degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from filmcli.blender.body import SKIN, Body
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, swing, turn, unit
from filmcli.blender.skinning import deform
from filmcli.blender.stance import HOLD, PHONE, POSTURES, STRIDES, Arm, Leg, Stance, stance
from filmcli.core.errors import InputError

Pose = Literal["stand", "sit", "walk", "talk", "point", "hold", "lean", "arms_crossed", "phone", "kneel", "sit_talk", "lie"]
POSES: tuple[str, ...] = get_args(Pose)
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = (("neck01", 0.2), ("neck02", 0.2), ("neck03", 0.2), ("head", 0.4))
HEAD_SHARE, HEAD_YAW, HEAD_PITCH, EYE_LIMIT = 0.6, 50.0, 24.0, 28.0
CHAIR = 0.46  # metres, where a sitting pose comes without a seat
CUSHION = 0.015  # metres a seat gives under a person


@dataclass(frozen=True)
class Transforms:
    """The pose solved: a rest point x of bone b goes to `rotations[b] @ x + translations[b]`, in the person's frame."""

    rotations: np.ndarray  # (B, 3, 3)
    translations: np.ndarray  # (B, 3)
    grip: np.ndarray  # (4, 4) the right fist: x wrist → knuckles, y out of the palm, z along a held stick to the thumb
    gaze: tuple[float, float]  # of the eyes against the head: yaw to its left, pitch up, degrees


def solve(
    body: Body,
    pose_name: str,
    *,
    seat: float = 0.46,
    look_at: Sequence[float] | None = None,
    hold: str = "",
    gesture: float | None = None,
    motion: Mapping | None = None,
    head: tuple[float, float, float] = (0.0, 0.0, 0.0),
    mirror: bool = False,
    lap: float = 0.0,
) -> Transforms:
    """Return the bones of a body in a pose of the library.

    seat: height of the seat (sit, sit_talk) or of the bed (lie), metres. look_at: a point in the person's frame; the head
    takes 60 % of the way (yaw ±50°, pitch ±24°), the eyes the rest (±28°). hold: a prop in the right hand. motion: the
    sheet's `motion` (posture, gait, gesture); gesture overrides its value. A seat below 0.2 m means a chair of 0.46.
    Standing poses of arms alone (talk, hold, phone …) never sit: use sit_talk, or sit with hold. head: an expression's lean,
    twist and roll.
    mirror: left for right, for variety. lap: how far cloth stands off the thighs, for hands that lie there. 20–60 ms. Raises InputError for an unknown pose.
    """
    if pose_name not in POSES:
        raise InputError(f"unknown pose {pose_name!r}", hint=f"known: {', '.join(POSES)}")
    motion = dict(motion or {})
    amount = float(motion.get("gesture", 0.5) if gesture is None else gesture)
    wanted = _bend(stance(pose_name, mirror=mirror), pose_name, motion, amount, hold)
    posture = POSTURES[motion.get("posture", "relaxed")]
    skeleton = Skeleton(body)
    _torso(skeleton, wanted, posture, look_at)
    _carry(skeleton, wanted, posture, seat if wanted.base == "back" or seat >= 0.2 else CHAIR)
    base = turn(X, -90) if wanted.base == "back" else upright(skeleton)
    gaze = look(skeleton, base, tuple(a + b for a, b in zip(wanted.head, head, strict=True)), posture[2], look_at)
    for side in "LR":
        _arm(skeleton, side, wanted.left if side == "L" else wanted.right, posture, lap)
    return Transforms(skeleton.rotations, skeleton.translations, skeleton.grip("R"), gaze)


def _bend(wanted: Stance, name: str, motion: Mapping, gesture: float, hold: str) -> Stance:
    """Return the stance with the manner of the person and what the right hand holds."""
    if name == "walk":
        k = STRIDES[motion.get("gait", "even")]
        legs = {
            s: replace(leg, y=leg.y * k, pitch=leg.pitch * k) for s, leg in (("left_leg", wanted.left_leg), ("right_leg", wanted.right_leg))
        }
        arms = {
            s: replace(a, offset=(a.offset[0], a.offset[1] * k, a.offset[2])) for s, a in (("left", wanted.left), ("right", wanted.right))
        }
        lean, twist, roll = wanted.hips
        wanted = replace(wanted, hips=(lean + 6 * (k - 1), twist * k, roll), drop=wanted.drop * k, **legs, **arms)
    if name in ("talk", "sit_talk"):  # a reserved person's hand stays low and close, an open one's comes up and out
        out, y, z = wanted.right.offset
        push = gesture - 0.5
        lean, twist, roll = wanted.spine
        wanted = replace(
            wanted,
            spine=(lean + 5 * push, twist * (0.6 + 0.8 * gesture), roll),
            right=replace(wanted.right, offset=(out + 0.10 * push, y - 0.05 * push, z + 0.14 * push), spread=2 + 6 * gesture),
        )
        if gesture > 0.7:
            other = replace(wanted.right, offset=(out - 0.02, y + 0.03, z - 0.05), along=(-0.1, -1.0, 0.2))
            wanted = replace(wanted, left=other)
    if name == "phone" or hold == "phone":
        return replace(wanted, right=PHONE)
    if hold and name == "point":
        return replace(wanted, right=replace(wanted.right, curl=HOLD.curl, palm=(-1.0, 0.0, -0.1)))
    if name == "hold" or (hold and name not in ("lie", "arms_crossed")):
        return replace(wanted, right=HOLD)
    return wanted


def _torso(skeleton: Skeleton, wanted: Stance, posture: tuple, look_at: Sequence[float] | None) -> None:
    """Turn hips and spine; the chest follows a look that the head alone cannot reach, at most 22°."""
    lean, twist, roll = wanted.hips
    hips = turn(Y, roll) @ turn(Z, twist) @ turn(X, lean + posture[0])
    if wanted.base == "back":
        hips = turn(X, -90) @ turn(Y, roll) @ turn(Z, twist)
    skeleton.set("root", hips)
    lean, twist, roll = wanted.spine
    if look_at is not None and wanted.base != "back":
        yaw = np.degrees(np.arctan2(look_at[0], -look_at[1]))
        twist += float(np.clip(np.sign(yaw) * max(abs(yaw) - 35, 0) * 0.5, -22, 22))
    slump = posture[1] * (0.5 if wanted.base == "back" else 1.0)
    shares = (0.12, 0.16, 0.22, 0.25, 0.25)  # a slump sits high in the back
    for bone, share in zip(SPINE, shares, strict=True):
        skeleton.set(bone, turn(Z, twist / 5) @ turn(X, lean / 5 + slump * share) @ turn(Y, roll / 5))
    skeleton.update()


def _carry(skeleton: Skeleton, wanted: Stance, posture: tuple, seat: float) -> None:
    """Set the hips' height and the legs so that feet, seat, knee or back carry the weight."""
    scale = skeleton.body.unit
    skeleton.shift = np.array([wanted.sway[0] * scale, wanted.sway[1] * scale, 0.0])
    skeleton.update()
    if wanted.base == "feet":
        _stand(skeleton, wanted, posture[6])
    elif wanted.base == "seat":
        _sit(skeleton, wanted, seat)
    elif wanted.base == "knee":
        _kneel(skeleton, wanted, posture[6])
    else:
        _lie(skeleton, wanted, seat)


def _ankle(skeleton: Skeleton, side: str, leg: Leg, apart: float) -> np.ndarray:
    """Return where the ankle is when the foot stands as asked: it pitches about its ball, or about its heel."""
    scale, sign = skeleton.body.unit, SIDE[side]
    ankle = skeleton.rest(f"foot.{side}")
    ball = np.mean([skeleton.rest(f"toe{k}-1.{side}") for k in (1, 2, 3, 4, 5)], axis=0)
    heel = np.array([ankle[0], ankle[1] + 0.045 * scale, 0.0])
    pivot = ball if leg.pitch > 0 else heel
    lifted = pivot + turn(Z, sign * leg.yaw) @ turn(X, leg.pitch) @ (ankle - pivot) if leg.pitch else ankle.copy()
    width = ankle[0] * 0.60 + sign * (leg.out + apart) * scale  # the rest pose is an A-stance
    return np.array([width + lifted[0] - ankle[0], lifted[1] + leg.y * scale, lifted[2]])


def _stand(skeleton: Skeleton, wanted: Stance, apart: float) -> None:
    legs = {"L": wanted.left_leg, "R": wanted.right_leg}
    targets = {side: _ankle(skeleton, side, leg, apart) for side, leg in legs.items()}
    room = []
    for side, leg in legs.items():
        hip, length = skeleton.at(f"upperleg01.{side}"), _reach(skeleton, side)
        away = np.hypot(*(targets[side] - hip)[:2])
        high = targets[side][2] + np.sqrt(max((length * (0.999 if leg.bent else 0.9945)) ** 2 - away**2, 0.01))
        room.append(high - hip[2])
    skeleton.shift[2] += min(room) - wanted.drop * skeleton.body.unit
    skeleton.update()
    for side, leg in legs.items():
        _plant(skeleton, side, leg, targets[side])


def _reach(skeleton: Skeleton, side: str) -> float:
    return skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}") + skeleton.length(f"lowerleg01.{side}", f"foot.{side}")


def _plant(skeleton: Skeleton, side: str, leg: Leg, target: np.ndarray) -> None:
    skeleton.leg(side, target, _out(leg.knee, side))
    skeleton.foot(side, leg.yaw, leg.pitch)


def _out(vector: Sequence[float], side: str) -> np.ndarray:
    return np.array([SIDE[side] * vector[0], vector[1], vector[2]])


def _sit(skeleton: Skeleton, wanted: Stance, seat: float) -> None:
    """Bring buttocks and thighs down to the seat, the feet to the floor, or hang them where the floor is out of reach."""
    body, scale = skeleton.body, skeleton.body.unit
    under = np.nonzero(body.weights[:SKIN, _seat_bones(body)].sum(1) > 0.5)[0]
    height = seat + 0.09 * scale
    for _ in range(3):
        hips = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
        skeleton.shift += np.array([wanted.sway[0] * scale - hips[0], 0.07 * scale - hips[1], height - hips[2]])
        skeleton.update()
        for side, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
            _sit_leg(skeleton, side, leg)
        posed = deform(body.vertices[under], body.weights[under], skeleton, dual=0.6)
        on_seat = posed[posed[:, 1] > -0.16 * scale]
        height += seat - CUSHION - float(on_seat[:, 2].min())


def _seat_bones(body: Body) -> list[int]:
    return [k for k, bone in enumerate(body.bones) if bone.startswith(("root", "pelvis", "upperleg01", "upperleg02"))]


def _sit_leg(skeleton: Skeleton, side: str, leg: Leg) -> None:
    scale, sign = skeleton.body.unit, SIDE[side]
    hip = skeleton.at(f"upperleg01.{side}")
    thigh, shin = skeleton.length(f"upperleg01.{side}", f"lowerleg01.{side}"), skeleton.length(f"lowerleg01.{side}", f"foot.{side}")
    ankle = skeleton.rest(f"foot.{side}")
    x = hip[0] * 1.12 + sign * leg.out * scale
    target = np.array([x, hip[1] - thigh * 0.97 + leg.y * scale, ankle[2]])
    if hip[2] - 0.34 * thigh - shin > ankle[2]:  # thighs may slope down by 20° to reach the floor, no more
        knee = hip + np.array([sign * 0.03, -thigh * 0.985, -thigh * 0.14])  # feet off the floor: shins hang
        target = knee + np.array([0.0, 0.05 * scale + leg.y * 0.3, -shin * 0.985])
        skeleton.leg(side, target, _out(leg.knee, side))
        skeleton.foot(side, leg.yaw, 12.0)
        return
    skeleton.leg(side, target, _out(leg.knee, side))
    skeleton.foot(side, leg.yaw)


def _kneel(skeleton: Skeleton, wanted: Stance, apart: float) -> None:
    """Put one knee on the floor under its hip (the leg that is not bent), the shin behind it on its toes."""
    down = "L" if wanted.right_leg.bent else "R"
    up, scale = "R" if down == "L" else "L", skeleton.body.unit
    legs = {"L": wanted.left_leg, "R": wanted.right_leg}
    hip = skeleton.at(f"upperleg01.{down}")
    thigh, shin = skeleton.length(f"upperleg01.{down}", f"lowerleg01.{down}"), skeleton.length(f"lowerleg01.{down}", f"foot.{down}")
    knee = np.array([hip[0], hip[1] - 0.05 * scale, 0.065 * scale])
    skeleton.shift[2] += knee[2] + np.sqrt((0.99 * thigh) ** 2 - (0.05 * scale) ** 2) - hip[2]
    skeleton.update()
    ball_high = 0.125 * scale  # the toes are bent under: the ankle stands about this high
    ankle = knee + np.array([0.0, np.sqrt((shin * 0.985) ** 2 - (ball_high - knee[2]) ** 2), ball_high - knee[2]])
    skeleton.leg(down, ankle, np.array([0.0, -1.0, -0.4]))
    skeleton.foot(down, 0.0, 72.0)
    target = _ankle(skeleton, up, legs[up], apart)
    _plant(skeleton, up, legs[up], target)


def _lie(skeleton: Skeleton, wanted: Stance, bed: float) -> None:
    """Lay the back on the bed (or the floor) with the hips over the origin."""
    body, scale = skeleton.body, skeleton.body.unit
    for side, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
        hip, sign = skeleton.at(f"upperleg01.{side}"), SIDE[side]
        length = _reach(skeleton, side) * (0.985 if leg.bent else 0.995)
        skeleton.leg(
            side, hip + np.array([sign * (leg.out + 0.02) * scale, -length, -0.035 * scale]), np.array([sign * leg.knee[0], 0.0, 1.0])
        )
        attitude = turn(Y, sign * leg.yaw) @ turn(X, -90 + leg.pitch)
        skeleton.set(f"foot.{side}", skeleton.parent(f"foot.{side}").T @ attitude)
    skeleton.update()
    hips = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
    posed = deform(body.vertices[:SKIN:3], body.weights[:SKIN:3], skeleton, dual=0.6)
    low = float(np.percentile(posed[:, 2], 0.5))
    skeleton.shift += np.array([-hips[0], -hips[1], max(bed, 0.0) - low])
    skeleton.update()


def look(
    skeleton: Skeleton, base: np.ndarray, head: Sequence[float], neck: float, look_at: Sequence[float] | None, *, calm: float = 1.0
) -> tuple[float, float]:
    """Turn neck, head and eyes; return the eyes' yaw and pitch against the head.

    base: the frame that `head` (lean, twist, roll) is against. neck: degrees that the neck goes forward under the head. calm: the share
    of `look_at` that head and eyes follow, 0–1.
    """
    lean, twist, roll = head
    yaw = pitch = 0.0
    if look_at is not None:
        way = base.T @ unit(np.asarray(look_at, float) - skeleton.point("head", _between_eyes(skeleton)))
        yaw, pitch = (calm * angle for angle in _degrees(way))
        twist *= 0.3
    for bone, _ in NECK:
        skeleton.set(bone, np.eye(3))
    turned = float(np.clip(_share(yaw), -HEAD_YAW, HEAD_YAW))
    raised = float(np.clip(_share(pitch), -HEAD_PITCH, HEAD_PITCH))
    attitude = base @ turn(Z, turned + twist) @ turn(X, lean - raised) @ turn(Y, roll)
    forward = turn(X, neck)  # the neck goes forward, the head comes back up
    whole = skeleton.parent("neck01").T @ attitude
    axis, degrees = _axis(whole)
    for bone, share in NECK:
        skeleton.set(bone, turn(axis, degrees * share))
    skeleton.set("neck01", forward @ turn(axis, degrees * NECK[0][1]))
    skeleton.update()
    skeleton.set("head", skeleton.parent("head").T @ attitude)
    skeleton.update()
    return _eyes(skeleton, look_at)


def upright(skeleton: Skeleton) -> np.ndarray:
    """Return the frame that a head is held against: a third of the chest's turn, never its lean."""
    chest = skeleton.frame("spine01")
    return turn(Z, 0.35 * np.degrees(np.arctan2(chest[0, 1] * -1, chest[1, 1])))


def _share(degrees: float) -> float:
    """Return the head's part of a turn: 60 %, and more where the eyes would have to go beyond 22°."""
    return float(np.sign(degrees) * max(HEAD_SHARE * abs(degrees), abs(degrees) - 22.0))


def _degrees(way: np.ndarray) -> tuple[float, float]:
    return float(np.degrees(np.arctan2(way[0], -way[1]))), float(np.degrees(np.arcsin(np.clip(way[2], -1, 1))))


def _axis(rotation: np.ndarray) -> tuple[np.ndarray, float]:
    axis = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]])
    degrees = np.degrees(np.arctan2(np.linalg.norm(axis) / 2, (np.trace(rotation) - 1) / 2))
    return (axis, float(degrees)) if np.linalg.norm(axis) > 1e-9 else (X, 0.0)


def _between_eyes(skeleton: Skeleton) -> np.ndarray:
    return (skeleton.rest("eye.L") + skeleton.rest("eye.R")) / 2


def _eyes(skeleton: Skeleton, look_at: Sequence[float] | None) -> tuple[float, float]:
    if look_at is None:
        return 0.0, 0.0
    gazes = []
    for side in "LR":
        bone = f"eye.{side}"
        way = skeleton.parent(bone).T @ (np.asarray(look_at, float) - skeleton.at(bone))
        axis, degrees = _axis(swing(-Y, way))
        local = turn(axis, min(degrees, EYE_LIMIT))
        skeleton.set(bone, local)
        gazes.append(_degrees(local @ -Y))
    skeleton.update()
    return tuple(np.mean(gazes, axis=0).tolist())


def _arm(skeleton: Skeleton, side: str, arm: Arm, posture: tuple, lap: float) -> None:
    """Bring one wrist, elbow, palm and fingers where the stance asks."""
    sign, hangs = SIDE[side], arm.anchor == "hang"
    rise = (posture[3] if hangs else posture[3] * 0.35) + arm.shrug
    skeleton.set(f"clavicle.{side}", turn(Z, -sign * posture[4]) @ turn(Y, -sign * rise))
    skeleton.update()
    base = turn(X, -90) if skeleton.frame("root")[2, 1] < -0.7 else np.eye(3)
    if not hangs:
        base = base @ turn(Z, _heading(skeleton, base))
    target = _wrist(skeleton, side, arm, base) + np.array([0.0, 0.0, lap if arm.anchor == "thigh" else 0.0])
    skeleton.arm(side, target, base @ _out(arm.elbow, side))
    palm = None if arm.palm is None else base @ _out(arm.palm, side)
    along = None if arm.along is None else base @ _out(arm.along, side)
    skeleton.hand(side, palm, along)
    skeleton.fingers(side, tuple(min(1.0, c + posture[5]) for c in arm.curl), arm.spread)


def _heading(skeleton: Skeleton, base: np.ndarray) -> float:
    """Return how far the chest is turned, degrees: a gesture goes where the chest faces."""
    front = base.T @ skeleton.frame("spine01") @ -Y
    return float(np.degrees(np.arctan2(front[0], -front[1])))


def _wrist(skeleton: Skeleton, side: str, arm: Arm, base: np.ndarray) -> np.ndarray:
    """Return where the wrist goes, the offset measured from the arm's anchor on the posed body."""
    sign, scale, body = SIDE[side], skeleton.body.unit, skeleton.body
    offset = base @ (_out(arm.offset, side) * scale)
    if arm.anchor == "hang":
        return _hang(skeleton, side, arm, base)
    if arm.anchor == "thigh":
        hip, knee = skeleton.at(f"upperleg01.{side}"), skeleton.at(f"lowerleg01.{side}")
        thick = 0.075 * scale * (0.8 + 0.5 * _girth(body))
        return hip + 0.60 * (knee - hip) + np.array([0, 0, thick]) + offset
    if arm.anchor == "ear":
        return skeleton.point("head", _ear(body, side)) + skeleton.frame("head") @ (_out(arm.offset, side) * scale)
    if arm.anchor == "chest":
        return skeleton.point("spine01", _breastbone(body)) + offset
    bone = {"shoulder": "upperarm01", "knee": "lowerleg01", "hip": "upperleg01"}[arm.anchor]
    start = skeleton.at(f"{bone}.{side}")
    if arm.anchor == "hip":
        start = start + np.array([sign * _flank(body, start[2] - skeleton.shift[2] + 0.10 * scale, start[0]), 0, 0])
    return start + offset


def _hang(skeleton: Skeleton, side: str, arm: Arm, base: np.ndarray) -> np.ndarray:
    """Let an arm hang from its shoulder, the wrist no nearer to the midline than hip, coat and hand leave room for."""
    sign, scale, body = SIDE[side], skeleton.body.unit, skeleton.body
    shoulder = skeleton.at(f"upperarm01.{side}")
    length = skeleton.length(f"upperarm01.{side}", f"lowerarm01.{side}") + skeleton.length(f"lowerarm01.{side}", f"wrist.{side}")
    offset = _out(arm.offset, side) * scale
    hip = base.T @ skeleton.at(f"upperleg01.{side}")
    clear = abs(hip[0]) + _flank(body, body.joint(f"upperleg01.{side}")[2] + 0.02, abs(body.joint(f"upperleg01.{side}")[0])) + 0.050 * scale
    local = base.T @ shoulder
    x = sign * max(sign * local[0] + offset[0] * sign + 0.02 * scale, clear + offset[0] * sign if abs(offset[1]) < 0.15 else clear)
    y = local[1] + offset[1]
    down = np.sqrt(max((length * 0.975) ** 2 - (x - local[0]) ** 2 - (y - local[1]) ** 2, 0.01))
    return base @ np.array([x, y, local[2] - down + offset[2]])


def _flank(body: Body, z: float, x: float) -> float:
    """Return how far the hip's skin is beyond a joint at x, at a height of the rest body, metres."""
    skin = body.vertices[:SKIN]
    band = skin[(np.abs(skin[:, 2] - z) < 0.04) & (body.region("arm")[:SKIN] < 0.2)]
    return max(float(np.abs(band[:, 0]).max()) - abs(x), 0.02) if len(band) else 0.06


def _girth(body: Body) -> float:
    """Return how heavy the thighs are: 0 thin, about 0.5 average, 1 heavy."""
    hip, knee = body.joint("upperleg01.L"), body.joint("lowerleg01.L")
    middle, skin = (hip + knee) / 2, body.vertices[:SKIN]
    band = skin[(np.abs(skin[:, 2] - middle[2]) < 0.03) & (skin[:, 0] > 0.01) & (body.region("arm")[:SKIN] < 0.2)]
    return float(np.clip((np.ptp(band[:, 0]) / body.unit - 0.13) / 0.10, 0, 1.4))


def _ear(body: Body, side: str) -> np.ndarray:
    """Return the rim of an ear in rest pose: the outermost skin of the head."""
    skin, head = body.vertices[:SKIN], body.region("head")[:SKIN] > 0.8
    return skin[np.argmax(np.where(head, SIDE[side] * skin[:, 0], -9.0))]


def _breastbone(body: Body) -> np.ndarray:
    """Return the front of the chest on the midline at the height of the second spine bone, in rest pose."""
    z = body.joint("spine01")[2] + 0.02 * body.unit
    skin = body.vertices[:SKIN]
    band = skin[(np.abs(skin[:, 2] - z) < 0.035) & (np.abs(skin[:, 0]) < 0.13 * body.unit)]
    return np.array([0.0, band[:, 1].min(), z])
