"""Arms of a pose: where each wrist goes on the posed body, and how the hand comes to rest on skin, table or floor.

Knows nothing of legs, heads or Blender (numpy only). Metres in the person's frame, degrees.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from filmcli.blender.body import SKIN, Body
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, turn
from filmcli.blender.stance import Arm, Stance
from filmcli.blender.support import out
from filmcli.blender.touch import CLOTH, Touch

ROUNDS = 9  # of moving a hand until it neither sinks into the skin nor floats over it
PAST = 0.0015  # metres that are good enough
OTHER = {"L": "R", "R": "L"}


def arms(skeleton: Skeleton, wanted: Stance, posture: tuple, *, base: np.ndarray, lap: float, surface: float, ground: float) -> None:
    """Place both arms.

    posture: a row of stance.POSTURES. base: the frame that directions are against. lap: metres that cloth stands off the thighs.
    surface: height of the table in front; ground: of the floor or the bed.
    """
    touch = Touch(skeleton)
    planes = {"table": surface, "rest": surface, "floor": ground}
    for side in "LR" if wanted.first == "left" else "RL":
        arm = wanted.left if side == "L" else wanted.right
        _shoulder(skeleton, side, arm, posture)
        frame = (
            np.eye(3)
            if arm.anchor in ("point", "rest")
            else base
            if arm.anchor in ("hang", "floor")
            else base @ turn(Z, _heading(skeleton, base))
        )
        target = _wrist(skeleton, side, arm, frame, planes)
        curl = replace(arm, curl=tuple(min(1.0, c + posture[5]) for c in arm.curl))
        _settle(skeleton, side, curl, target, frame, touch, planes.get(arm.anchor), lap, ground if wanted.base != "air" else -9.0)
        touch.with_arm(side)


def _shoulder(skeleton: Skeleton, side: str, arm: Arm, posture: tuple) -> None:
    sign, hangs = SIDE[side], arm.anchor == "hang"
    rise = (posture[3] if hangs else posture[3] * 0.35) + arm.shrug
    skeleton.set(f"clavicle.{side}", turn(Z, -sign * posture[4]) @ turn(Y, -sign * rise))
    skeleton.update()


def _settle(
    skeleton: Skeleton,
    side: str,
    arm: Arm,
    target: np.ndarray,
    frame: np.ndarray,
    touch: Touch,
    plane: float | None,
    lap: float,
    ground: float,
) -> None:
    """Bring the wrist to its target, then off the skin it would sink into, or down to what it shall touch."""
    pole = frame @ out(arm.elbow, side)
    palm = None if arm.palm is None else frame @ out(arm.palm, side)
    along = None if arm.along is None else frame @ out(arm.along, side)
    skeleton.fingers(side, arm.curl, arm.spread)
    count = touch.hand_count(side)
    for turn_number in range(ROUNDS + 1):
        skeleton.arm(side, target, pole)
        skeleton.hand(side, palm, along, arm.flex)
        if turn_number == ROUNDS or arm.pocket:
            return
        points = touch.arm(side)
        away, normal, room = touch.distance(points)
        if arm.clear is not None:
            room = np.full(len(room), arm.clear)
        elif arm.anchor == "thigh":
            room = np.where(room == CLOTH, max(lap, CLOTH), room)
        short = room - away
        moved = np.zeros(3)
        if (worst := float(short.max())) > PAST:
            pushed = np.maximum(short, 0.0)[:, None] * normal
            moved = pushed.sum(0)
            moved *= worst * (1.0 if short[:count].max() >= worst else 1.5) / max(float(np.linalg.norm(moved)), 1e-9)
        elif plane is not None:
            low = float(points[:count, 2].min()) - plane - 0.002
            moved[2] = -low if abs(low) > PAST else 0.0
        elif arm.touch and worst < -PAST:
            moved = touch.toward(points[int(short.argmax())]) * -worst
        if (sunk := ground - float(points[:, 2].min())) > PAST and plane is None or sunk > 0.01:
            moved[2] = max(moved[2], sunk)
        if not moved.any():
            return
        target = target + moved


def _heading(skeleton: Skeleton, base: np.ndarray) -> float:
    """Return how far the chest is turned, degrees: a gesture goes where the chest faces."""
    aside = base.T @ skeleton.frame("spine01") @ X
    return float(np.degrees(np.arctan2(aside[1], aside[0])))


def _wrist(skeleton: Skeleton, side: str, arm: Arm, base: np.ndarray, planes: dict[str, float]) -> np.ndarray:
    """Return where the wrist goes, the offset measured from the arm's anchor on the posed body."""
    sign, scale, body = SIDE[side], skeleton.body.unit, skeleton.body
    offset = base @ (out(arm.to, side) * scale)
    if arm.anchor in ("point", "rest"):
        return np.asarray(arm.to, float)
    if arm.anchor == "hang":
        return _hang(skeleton, side, arm, base)
    if arm.anchor == "thigh":
        hip, knee = skeleton.at(f"upperleg01.{side}"), skeleton.at(f"lowerleg01.{side}")
        thick = 0.075 * scale * (0.8 + 0.5 * _girth(body))
        return hip + 0.60 * (knee - hip) + np.array([0, 0, thick]) + offset
    if arm.anchor in ("ear", "mouth", "brow"):
        point = {"ear": _ear(body, side), "mouth": _front(body, 0.0), "brow": _front(body, 0.085)}[arm.anchor]
        return skeleton.point("head", point) + skeleton.frame("head") @ (out(arm.to, side) * scale)
    if arm.anchor == "chest":
        return skeleton.point("spine01", _breastbone(body)) + offset
    if arm.anchor in ("waist", "back"):
        return skeleton.point("spine05", _waist(body, behind=arm.anchor == "back")) + offset
    if arm.anchor in planes:
        over = skeleton.at(f"upperarm01.{side}") + offset
        return np.array([over[0], over[1], planes[arm.anchor] + 0.03 * scale])
    if arm.anchor in ("hand", "forearm"):
        other = OTHER[side]
        wrist, elbow = skeleton.at(f"wrist.{other}"), skeleton.at(f"lowerarm01.{other}")
        return (wrist if arm.anchor == "hand" else (wrist + elbow) / 2) + offset
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
    offset = out(arm.to, side) * scale
    hip = base.T @ skeleton.at(f"upperleg01.{side}")
    clear = abs(hip[0]) + _flank(body, body.joint(f"upperleg01.{side}")[2] + 0.02, abs(body.joint(f"upperleg01.{side}")[0])) + 0.050 * scale
    local = base.T @ shoulder
    x = sign * max(sign * local[0] + offset[0] * sign + 0.02 * scale, clear + offset[0] * sign if abs(offset[1]) < 0.15 else clear)
    y = local[1] + offset[1]
    down = np.sqrt(max((length * 0.975) ** 2 - (x - local[0]) ** 2 - (y - local[1]) ** 2, 0.01))
    return base @ np.array([x, y, local[2] - down + offset[2]])


def _front(body: Body, above: float) -> np.ndarray:
    """Return the front of the face on the midline in rest pose, `above` the lips' height (metres for 1.75 m)."""
    z = body.joint("oris05")[2] + above * body.unit
    skin, head = body.vertices[:SKIN], body.region("head")[:SKIN] > 0.6
    band = skin[head & (np.abs(skin[:, 2] - z) < 0.012) & (np.abs(skin[:, 0]) < 0.012)]
    return np.array([0.0, band[:, 1].min(), z])


def _waist(body: Body, *, behind: bool) -> np.ndarray:
    """Return the skin on the midline a hand above the hips, of the belly or of the back, in rest pose."""
    z = body.joint("upperleg01.L")[2] + 0.13 * body.unit
    skin = body.vertices[:SKIN]
    band = skin[(np.abs(skin[:, 2] - z) < 0.03) & (np.abs(skin[:, 0]) < 0.06 * body.unit)]
    return np.array([0.0, band[:, 1].max() if behind else band[:, 1].min(), z])


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
