"""Posing: a body, a pose's name and a manner in, the motion of every bone out. Two-bone IK, look-at, hands that hold.

Knows nothing of skin, clothes or Blender (numpy only). The person's own frame: metres, z up, facing −y, +x its left,
the origin between the feet or under the seat's centre. Degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.reach import arms
from filmcli.blender.skeleton import SIDE, Skeleton, X, Y, Z, swing, turn, unit
from filmcli.blender.stance import CURLS, POSTURES, STRIDES, Hand, Stance, library, named_arm, stance
from filmcli.blender.support import carry, hips_frame, lowest
from filmcli.formats.poses import hangs, pinched

POSES: tuple[str, ...] = tuple(library())
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = (("neck01", 0.2), ("neck02", 0.2), ("neck03", 0.2), ("head", 0.4))
HEAD_SHARE, HEAD_YAW, HEAD_PITCH, EYE_LIMIT = 0.6, 50.0, 24.0, 28.0
NECK_LIMIT = 68.0  # degrees between chest and head, all bones of the neck together


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
    hands: Mapping[str, Hand] | None = None,
) -> Transforms:
    """Return the bones of a body in a pose of the library.

    seat: height of the seat (sit, sit_talk) or of the bed (lie), metres. look_at: a point in the person's frame; the head
    takes 60 % of the way (yaw ±50°, pitch ±24°), the eyes the rest (±28°). hold: a prop in the right hand. motion: the
    sheet's `motion` (posture, gait, gesture); gesture overrides its value. A seat below 0.2 m means a chair of 0.46.
    Standing poses of arms alone (talk, hold, phone …) never sit: use sit_talk, or sit with hold. head: an expression's lean,
    twist and roll.
    mirror: left for right, for variety. lap: how far cloth stands off the thighs, for hands that lie there. hands: side (L, R) → where
    that hand goes, as far as arm and a lean of the trunk reach. 20–60 ms. Raises InputError for an unknown pose.
    """
    wanted = bent(stance(pose_name, mirror=mirror), motion=motion, gesture=gesture, hold=hold)
    return solved(body, wanted, seat=seat, look_at=look_at, motion=motion, head=head, lap=lap, hands=hands)


def solved(
    body: Body,
    wanted: Stance,
    *,
    seat: float = 0.46,
    look_at: Sequence[float] | None = None,
    motion: Mapping | None = None,
    head: tuple[float, float, float] = (0.0, 0.0, 0.0),
    lap: float = 0.0,
    hands: Mapping[str, Hand] | None = None,
) -> Transforms:
    """Return the bones of a body in a stance, which need not be in the library. Parameters as for `solve`."""
    posture = POSTURES[dict(motion or {}).get("posture", "relaxed")]
    skeleton = Skeleton(body)
    _torso(skeleton, wanted, posture, look_at)
    carry(skeleton, wanted, seat, posture[6])
    for side, hand in (hands or {}).items():
        wanted = _reaching(skeleton, wanted, side, hand)
    frame = head_frame(skeleton, wanted)
    gaze = look(skeleton, frame, tuple(a + b for a, b in zip(wanted.head, head, strict=True)), posture[2], look_at)
    base = hips_frame(wanted) if wanted.base in ("lie", "air") else np.eye(3)
    room = {"base": base, "lap": lap, "surface": wanted.surface, "ground": max(seat, 0.0) if wanted.base == "lie" else 0.0}
    arms(skeleton, wanted, posture, **room)
    for _ in range(2 if hands else 0):  # the fist, not the wrist, shall be there
        for side, hand in (hands or {}).items():
            wanted = wanted if hand.flat else _nearer(skeleton, wanted, side, np.asarray(hand.at))
        arms(skeleton, wanted, posture, **room)
    if wanted.base == "lie":  # a shoulder or elbow that was pressed into the bed
        skeleton.shift[2] += max(0.0, max(seat, 0.0) - 0.003 - lowest(skeleton, "skin"))
        skeleton.update()
    return Transforms(skeleton.rotations, skeleton.translations, skeleton.grip("R"), gaze)


def bent(wanted: Stance, *, motion: Mapping | None = None, gesture: float | None = None, hold: str = "") -> Stance:
    """Return a stance with the manner of the person and what the right hand holds."""
    motion = dict(motion or {})
    amount = float(motion.get("gesture", 0.5) if gesture is None else gesture)
    if wanted.strides:
        wanted = _striding(wanted, STRIDES[motion.get("gait", "even")])
    if wanted.gestures:
        wanted = _gesturing(wanted, amount)
    if not hold:
        return wanted
    thick = pinched(hold)
    edged = named_arm("pinched") if thick is not None else None
    if edged is not None:
        edged = replace(edged, curl=(edged.curl[0] + THUMB * thick, *edged.curl[1:]))
    if wanted.hand in ("right", "both"):  # the pose's own hand closes around it
        if edged is not None:
            out, y, z = wanted.right.palm or (0.0, 0.0, 1.0)
            up = (0.4 * out, y, max(z, 0.9))  # a page lies on the fingers
            return replace(wanted, right=replace(wanted.right, palm=up, curl=edged.curl, spread=edged.spread))
        curl = named_arm("held").curl
        return replace(wanted, right=replace(wanted.right, curl=tuple(max(a, b) for a, b in zip(wanted.right.curl, curl, strict=True))))
    return replace(wanted, right=edged or named_arm("phone" if hold == "phone" else "hanging" if hangs(hold) else "held"))


def _striding(wanted: Stance, k: float) -> Stance:
    """Return a walk of longer or shorter steps: `k` times the even one's."""
    legs = {
        side: replace(leg, y=leg.y * k, pitch=leg.pitch * k)
        for side, leg in (("left_leg", wanted.left_leg), ("right_leg", wanted.right_leg))
    }
    swung = {side: replace(arm, to=(arm.to[0], arm.to[1] * k, arm.to[2])) for side, arm in (("left", wanted.left), ("right", wanted.right))}
    lean, twist, roll = wanted.hips
    return replace(wanted, hips=(lean + 6 * (k - 1), twist * k, roll), drop=wanted.drop * k, **legs, **swung)


def _gesturing(wanted: Stance, gesture: float) -> Stance:
    """Return a talker's pose: a reserved person's hand stays low and close, an open one's comes up and out."""
    out, y, z = wanted.right.to
    push = gesture - 0.5
    lean, twist, roll = wanted.spine
    right = replace(wanted.right, to=(out + 0.10 * push, y - 0.05 * push, z + 0.14 * push), spread=2 + 6 * gesture)
    left = replace(wanted.right, to=(out - 0.02, y + 0.03, z - 0.05), along=(-0.1, -1.0, 0.2)) if gesture > 0.7 else wanted.left
    return replace(wanted, spine=(lean + 5 * push, twist * (0.6 + 0.8 * gesture), roll), right=right, left=left)


HAND = 0.085  # metres from the wrist to the middle of the fist
THUMB = 7.0  # of its curl by which a thumb opens for each metre between it and the fingers
LEAN = 26.0  # degrees that the trunk leans after a hand


def _reaching(skeleton: Skeleton, wanted: Stance, side: str, hand: Hand) -> Stance:
    """Lean the trunk until the arm reaches a point, and return the stance with the hand there."""
    point = np.asarray(hand.at, float)
    arm, body = wanted.right if side == "R" else wanted.left, skeleton.body
    long = skeleton.length(f"upperarm01.{side}", f"lowerarm01.{side}") + skeleton.length(f"lowerarm01.{side}", f"wrist.{side}")
    leant = 0.0
    for _ in range(4):
        shoulder, pivot = skeleton.at(f"upperarm01.{side}"), skeleton.at("spine05")
        short = float(np.linalg.norm(point - shoulder)) - 0.96 * long - HAND * body.unit
        if short <= 0.002 or leant >= LEAN - 0.1:
            break
        axis = np.cross(shoulder - pivot, point - shoulder)
        degrees = min(float(np.degrees(short / np.linalg.norm(shoulder - pivot))), LEAN - leant)
        leant += degrees
        for bone in SPINE:
            above = skeleton.parent(bone)
            skeleton.set(bone, above.T @ turn(axis, degrees / 5) @ above @ skeleton.local[body.number[bone]])
            skeleton.update()
    shoulder = skeleton.at(f"upperarm01.{side}")
    way = unit(point - shoulder)
    wrist = tuple(float(v) for v in point - way * HAND * body.unit)
    along = (float(SIDE[side] * way[0]), float(way[1]), float(0.4 * way[2]))
    if hand.flat:
        flat = (along[0], along[1], 0.0)
        lies = replace(arm, anchor="rest", to=wrist, along=flat, palm=(0.0, 0.1, -1.0), curl=CURLS["soft"], spread=3.0, touch=False)
        lies = replace(lies, flex=75.0, elbow=(0.7, 0.9, -0.2), pocket=False, shrug=3.0)
        return replace(wanted, surface=float(point[2]), **{"right" if side == "R" else "left": lies})
    placed = replace(arm, anchor="point", to=wrist, along=along, touch=False, flex=60.0, elbow=(0.6, 0.7, -0.9), pocket=False)
    return replace(wanted, **{"right" if side == "R" else "left": placed})


def _nearer(skeleton: Skeleton, wanted: Stance, side: str, point: np.ndarray) -> Stance:
    """Return the stance with a hand's target moved by what its fist is off the point, where the arm is long enough."""
    name = "right" if side == "R" else "left"
    arm = getattr(wanted, name)
    off = point - skeleton.grip(side)[:3, 3]
    to = np.asarray(arm.to) + off * min(1.0, 0.08 / max(float(np.linalg.norm(off)), 1e-9))
    return replace(wanted, **{name: replace(arm, to=tuple(float(v) for v in to))})


def head_frame(skeleton: Skeleton, wanted: Stance) -> np.ndarray:
    """Return the frame that the head is held against: the body's own where it lies or floats, else the upright."""
    return hips_frame(wanted) if wanted.base in ("lie", "air") else upright(skeleton)


def _torso(skeleton: Skeleton, wanted: Stance, posture: tuple, look_at: Sequence[float] | None) -> None:
    """Turn hips and spine; the chest follows a look that the head alone cannot reach, at most 22°."""
    skeleton.set("root", hips_frame(wanted) @ turn(X, 0.0 if wanted.base in ("lie", "air") else posture[0]))
    lean, twist, roll = wanted.spine
    if look_at is not None and wanted.base != "lie":
        yaw = np.degrees(np.arctan2(look_at[0], -look_at[1]))
        twist += float(np.clip(np.sign(yaw) * max(abs(yaw) - 35, 0) * 0.5, -22, 22))
    slump = posture[1] * (0.5 if wanted.base in ("lie", "air") else 1.0)
    shares = (0.12, 0.16, 0.22, 0.25, 0.25)  # a slump sits high in the back
    for bone, share in zip(SPINE, shares, strict=True):
        skeleton.set(bone, turn(Z, twist / 5) @ turn(X, lean / 5 + slump * share) @ turn(Y, roll / 5))
    skeleton.update()


def look(
    skeleton: Skeleton,
    base: np.ndarray,
    head: Sequence[float],
    neck: float,
    look_at: Sequence[float] | None,
    *,
    nod: Sequence[float] = (0.0, 0.0, 0.0),
    eyes_at: Sequence[float] | None = None,
) -> tuple[float, float]:
    """Turn neck, head and eyes; return the eyes' yaw and pitch against the head.

    eyes_at: what the eyes look at, where that is not (yet) what the head is turned to. base: the frame that `head` (lean, twist, roll) is against. neck: degrees that the neck goes forward under the head. nod: lean,
    twist and roll over all that, while the eyes stay on what they look at.
    """
    lean, twist, roll = head
    yaw = pitch = 0.0
    if look_at is not None:
        way = base.T @ unit(np.asarray(look_at, float) - skeleton.point("head", _between_eyes(skeleton)))
        yaw, pitch = _degrees(way)
        twist *= 0.3
    for bone, _ in NECK:
        skeleton.set(bone, np.eye(3))
    turned = float(np.clip(_share(yaw), -HEAD_YAW, HEAD_YAW))
    raised = float(np.clip(_share(pitch), -HEAD_PITCH, HEAD_PITCH))
    attitude = base @ turn(Z, turned + twist + nod[1]) @ turn(X, lean - raised + nod[0]) @ turn(Y, roll + nod[2])
    forward = turn(X, neck)  # the neck goes forward, the head comes back up
    whole = skeleton.parent("neck01").T @ attitude
    axis, degrees = _axis(whole)
    if degrees > NECK_LIMIT:  # on all fours the head comes up as far as the neck allows
        degrees = NECK_LIMIT
        attitude = skeleton.parent("neck01") @ turn(axis, degrees)
    for bone, share in NECK:
        skeleton.set(bone, turn(axis, degrees * share))
    skeleton.set("neck01", forward @ turn(axis, degrees * NECK[0][1]))
    skeleton.update()
    skeleton.set("head", skeleton.parent("head").T @ attitude)
    skeleton.update()
    return _eyes(skeleton, look_at if eyes_at is None else eyes_at)


def upright(skeleton: Skeleton) -> np.ndarray:
    """Return the frame that a head is held against: a third of the chest's turn, never its lean."""
    aside = skeleton.frame("spine01") @ X
    return turn(Z, 0.35 * np.degrees(np.arctan2(aside[1], aside[0])))


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
