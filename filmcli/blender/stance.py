"""The pose library as the solver needs it: how each named pose holds hips, spine, head, arms and legs, read from presets/poses.

Knows nothing of a body's size or of solving. Lengths in metres for a person of 1.75 m (the solver scales them), degrees.
`out` is away from the midline on either side; y − is forward; all of it mirrors left to right.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from filmcli.core import presets
from filmcli.core.errors import InputError

Vec3 = tuple[float, float, float]
Curl = tuple[float, float, float, float, float]

CURLS: dict[str, Curl] = {  # thumb … little finger, 0 straight – 1 a fist
    "loose": (0.35, 0.22, 0.30, 0.36, 0.44),  # a hand at rest: the little finger curls most
    "open": (0.15, 0.08, 0.14, 0.20, 0.26),
    "flat": (0.06, 0.03, 0.04, 0.05, 0.08),
    "fist": (0.85, 0.88, 0.92, 0.95, 1.0),
    "grip": (0.70, 0.62, 0.66, 0.70, 0.74),
    "point": (0.65, 0.04, 0.72, 0.84, 0.90),
    "pinch": (0.52, 0.46, 0.50, 0.56, 0.62),
    "soft": (0.30, 0.24, 0.30, 0.36, 0.42),
    "type": (0.28, 0.34, 0.36, 0.38, 0.40),
}


@dataclass(frozen=True)
class Arm:
    """Where a wrist goes: `to` (out, y, z) from an anchor on the posed body.

    anchor: hang (the shoulder, kept clear of the hip), shoulder, chest (the breastbone's skin), waist (the belly's skin), thigh, knee,
    hip, back (of the waist), ear, mouth, brow, table (the surface in front), floor, forearm and hand (of the other arm, which is placed first),
    point (`to` is where the wrist goes in the person's own frame, not scaled), rest (as point, and the hand lies on the stance's surface).
    """

    anchor: str = "hang"
    to: Vec3 = (0.0, -0.03, 0.0)
    elbow: Vec3 = (0.35, 1.0, -0.1)  # direction of the elbow
    palm: Vec3 | None = (-1.0, 0.45, 0.0)  # what the palm faces
    along: Vec3 | None = None  # where wrist → knuckles points
    curl: Curl = CURLS["loose"]
    spread: float = 1.5  # degrees between fingers
    shrug: float = 0.0  # degrees the shoulder rises
    touch: bool = False  # brought to the nearest skin (or table, or floor), whatever the body's size
    clear: float | None = None  # metres left between hand and skin; empty leaves room for cloth
    flex: float = 55.0  # degrees that the wrist may bend
    pocket: bool = False  # the hand is in the cloth: it may lie where the skin is, which nobody sees


@dataclass(frozen=True)
class Hand:
    """A point in the person's frame, metres, that a fist goes to; `flat` has the hand lie on it, palm down."""

    at: Vec3
    flat: bool = False


@dataclass(frozen=True)
class Leg:
    """Where a foot stands: out and y from under the hip at rest; the ball of the foot stays on the floor when it pitches.

    rests: floor; knee (the knee on the floor, y ahead of the hip, the shin behind it); free (the leg hangs or lies: `swing` forward and
    `aside` outward from straight down the trunk, `reach` of its length from hip to ankle, the foot `point`ed).
    """

    out: float = 0.0
    y: float = 0.0
    yaw: float = 9.0  # toes outward
    pitch: float = 0.0  # + lifts the heel, − the toes
    knee: Vec3 = (0.14, -1.0, 0.0)
    bent: bool = False  # a bent leg never sets the height of the hips
    rests: str = "floor"
    lift: float = 0.0  # of a foot off the floor
    at: Vec3 | None = None  # of a sitter's ankle: out and y from between the hips, z from the floor
    swing: float = 0.0
    aside: float = 3.0
    reach: float = 0.985
    point: float = 20.0
    toes: bool = True  # of a leg on its knee: the toes bent under; else the instep lies on the floor


@dataclass(frozen=True)
class Stance:
    """A whole pose. Hips and spine: + leans forward, + rolls to the left, + twists to the left."""

    base: str = "feet"  # feet, seat, floor (sitting on it), knee, lie, air: what carries the weight
    hips: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll; of who lies: twist 0 on the back, 90 on a side, 180 on the face
    sway: tuple[float, float] = (0.0, 0.0)  # x, y
    drop: float = 0.0  # further down than straight legs allow
    spine: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll over the five spine bones
    head: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll against the upright
    left: Arm = Arm()
    right: Arm = Arm()
    left_leg: Leg = Leg()
    right_leg: Leg = Leg()
    mirrors: bool = True  # may be mirrored for variety; false where the right hand is meant
    hand: str = ""  # right or both: the pose's own hands hold what is held; else a held prop brings the right arm up
    surface: float = 0.74  # metres, height of the table or bar in front
    strides: bool = False  # a gait changes it
    gestures: bool = False  # the right hand goes as far as the person's gestures do
    first: str = "left"  # the arm that is placed first, when the other one leans on it


@functools.cache
def library() -> dict[str, Stance]:
    """Return every pose by its name, in the order of the files. Raises InputError for a key or pose that is not there."""
    entries, parts = _entries()
    return {name: _stance(name, entries, parts) for name in entries}


def named_arm(name: str) -> Arm:
    """Return an arm that presets/poses names, such as `held` or `phone`."""
    return _part(Arm, name, _entries()[1]["arms"], name)


def _entries() -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    entries: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {"arms": {}, "legs": {}}
    for family in presets.names("poses"):
        data = presets.load("poses", family)
        entries |= data.get("poses", {})
        for kind, known in parts.items():
            known |= data.get(kind, {})
    return entries, parts


def stance(name: str, *, mirror: bool = False) -> Stance:
    """Return a pose of the library, mirrored on demand where the pose allows it. Raises InputError with the nearest name."""
    known = library()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        raise InputError(f"unknown pose {name!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
    return mirrored(known[name]) if mirror and known[name].mirrors else known[name]


def mirrored(pose: Stance) -> Stance:
    """Return a pose with left for right."""
    (hl, ht, hr), (sl, st, sr), (nl, nt, nr) = pose.hips, pose.spine, pose.head
    return replace(
        pose,
        hips=(hl, -ht, -hr),
        spine=(sl, -st, -sr),
        head=(nl, -nt, -nr),
        sway=(-pose.sway[0], pose.sway[1]),
        left=pose.right,
        right=pose.left,
        left_leg=pose.right_leg,
        right_leg=pose.left_leg,
        first={"left": "right", "right": "left"}[pose.first],
    )


PARTS = {  # what of a second pose is laid over a first
    "right": ("right", "hand"),
    "left": ("left",),
    "arms": ("left", "right", "first", "hand"),
    "head": ("head",),
    "upper": ("left", "right", "first", "head", "spine", "hand"),
}


def compose(under: Stance, over: Stance, parts: str) -> Stance:
    """Return a pose with parts of another: `right`, `left`, `arms`, `head`, `upper`, or `all`."""
    if parts == "all":
        return over
    return replace(under, **{key: getattr(over, key) for key in PARTS[parts]})


def _stance(name: str, entries: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> Stance:
    """Return one entry as a Stance: `like` another pose, arms and legs by name or with their own values."""
    entry, chain = dict(entries[name] or {}), [name]
    while (like := entry.pop("like", None)) is not None:
        if like not in entries or like in chain:
            raise InputError(f"presets/poses: {chain[-1]}: no pose {like!r} to be like")
        chain.append(like)
        entry = {**entries[like], **{key: value for key, value in entry.items() if key != "like"}}
    known = {field.name for field in fields(Stance)}
    made: dict[str, Any] = {}
    for key, value in entry.items():
        if key in TOLD:
            continue
        if key not in known:
            raise InputError(f"presets/poses: {name}: unknown key {key!r}", hint=_near(key, known))
        if key in ("left", "right"):
            value = _part(Arm, value, parts["arms"], name)
        elif key.endswith("_leg"):
            value = _part(Leg, value, parts["legs"], name)
        made[key] = tuple(value) if isinstance(value, list) else value
    return Stance(**made)


TOLD = ("words", "eyes", "needs", "prop", "family")  # for the planner (formats/poses.py)


def _part(kind: type, value: Any, known: Mapping[str, Any], pose: str) -> Any:
    spec = {"like": value} if isinstance(value, str) else dict(value)
    while (like := spec.pop("like", None)) is not None:
        if like not in known:
            raise InputError(f"presets/poses: {pose}: no {kind.__name__.lower()} named {like!r}", hint=_near(like, set(known)))
        spec = {**known[like], **spec}
    allowed = {field.name for field in fields(kind)}
    for key in spec.keys() - allowed:
        raise InputError(f"presets/poses: {pose}: unknown key {key!r}", hint=_near(key, allowed))
    if isinstance(spec.get("curl"), str):
        spec["curl"] = CURLS[spec["curl"]]
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in spec.items()})


def _near(name: str, known: set[str]) -> str | None:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else None


# What a posture adds: hips lean, spine lean, neck forward, shoulder rise and forward (degrees), fingers' curl, feet apart (metres).
POSTURES: dict[str, tuple[float, float, float, float, float, float, float]] = {
    "upright": (-1.0, -5.0, -3.0, -7.0, -3.0, 0.02, 0.0),
    "relaxed": (0.0, 0.0, 0.0, -10.0, 0.0, 0.0, 0.008),
    "slumped": (-3.0, 10.0, 5.0, -12.0, 8.0, 0.03, 0.012),
    "tense": (2.0, 1.0, 2.0, -2.0, 3.0, 0.30, -0.012),
}
STRIDES = {"slow": 0.74, "even": 1.0, "brisk": 1.18}
