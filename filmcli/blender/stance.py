"""The pose library: how each named pose holds hips, spine, head, arms and legs, as data.

Knows nothing of a body's size or of solving. Lengths in metres for a person of 1.75 m (the solver scales them), degrees.
`out` is away from the midline on either side; y − is forward; all of it mirrors left to right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Vec3 = tuple[float, float, float]
Curl = tuple[float, float, float, float, float]

LOOSE: Curl = (0.35, 0.22, 0.30, 0.36, 0.44)  # a hand at rest: the little finger curls most
OPEN: Curl = (0.15, 0.08, 0.14, 0.20, 0.26)
FIST: Curl = (0.85, 0.88, 0.92, 0.95, 1.0)
GRIP: Curl = (0.70, 0.62, 0.66, 0.70, 0.74)
POINT: Curl = (0.65, 0.04, 0.72, 0.84, 0.90)


@dataclass(frozen=True)
class Arm:
    """Where a wrist goes: `offset` (out, y, z) from an anchor on the posed body.

    anchor: hang (the shoulder, kept clear of the hip), shoulder, chest (the breastbone's skin), thigh, knee, hip, ear, lap.
    """

    anchor: str = "hang"
    offset: Vec3 = (0.0, -0.03, 0.0)
    elbow: Vec3 = (0.35, 1.0, -0.1)  # direction of the elbow
    palm: Vec3 | None = (-1.0, 0.45, 0.0)  # what the palm faces
    along: Vec3 | None = None  # where wrist → knuckles points
    curl: Curl = LOOSE
    spread: float = 1.5  # degrees between fingers
    shrug: float = 0.0  # degrees the shoulder rises


@dataclass(frozen=True)
class Leg:
    """Where a foot stands: out and y from under the hip at rest; the ball of the foot stays on the floor when it pitches."""

    out: float = 0.0
    y: float = 0.0
    yaw: float = 9.0  # toes outward
    pitch: float = 0.0  # + lifts the heel, − the toes
    knee: Vec3 = (0.14, -1.0, 0.0)
    bent: bool = False  # a bent leg never sets the height of the hips


@dataclass(frozen=True)
class Stance:
    """A whole pose. Hips and spine: + leans forward, + rolls to the left, + twists to the left."""

    base: str = "feet"  # feet, seat, knee, back: what carries the weight
    hips: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll
    sway: tuple[float, float] = (0.0, 0.0)  # x, y
    drop: float = 0.0  # further down than straight legs allow
    spine: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll over the five spine bones
    head: Vec3 = (0.0, 0.0, 0.0)  # lean, twist, roll against the upright
    left: Arm = Arm()
    right: Arm = Arm()
    left_leg: Leg = Leg()
    right_leg: Leg = Leg()
    mirrors: bool = True  # may be mirrored for variety; false where the right hand is meant


WEIGHT_RIGHT = {"hips": (1.0, 3.0, 4.0), "sway": (-0.030, 0.0), "spine": (1.0, -5.0, -6.0)}

STANCES: dict[str, Stance] = {
    "stand": Stance(
        **WEIGHT_RIGHT,
        head=(1.0, 2.0, 2.0),
        left=Arm(offset=(0.015, -0.05, 0.0), elbow=(0.5, 1.0, -0.1), palm=(-1.0, 0.6, 0.0)),
        right=Arm(offset=(0.0, -0.02, 0.0), palm=(-1.0, 0.3, 0.0), curl=(0.4, 0.30, 0.38, 0.44, 0.5)),
        left_leg=Leg(out=0.030, y=-0.055, yaw=19.0, knee=(0.35, -1.0, 0.0), bent=True),
        right_leg=Leg(out=-0.012, yaw=7.0),
    ),
    "walk": Stance(
        hips=(4.0, 7.0, 2.0),
        drop=0.012,
        spine=(1.0, -13.0, -2.0),
        head=(-2.0, 0.0, 0.0),
        left=Arm(offset=(0.01, 0.17, 0.03), elbow=(0.25, 1.0, -0.2), palm=(-1.0, 0.2, 0.0)),
        right=Arm(offset=(-0.01, -0.19, 0.035), elbow=(0.35, 1.0, -0.3), palm=(-1.0, 0.25, 0.0)),
        left_leg=Leg(out=-0.035, y=-0.31, yaw=4.0, pitch=-11.0),
        right_leg=Leg(out=-0.035, y=0.33, yaw=6.0, pitch=38.0, bent=True),
    ),
    "talk": Stance(
        hips=(2.0, -3.0, -3.0),
        sway=(0.024, 0.0),
        spine=(2.0, 6.0, 4.0),
        head=(2.0, 3.0, -3.0),
        mirrors=False,
        right=Arm(
            "chest", (0.18, -0.20, -0.10), (0.75, 0.55, -0.8), (-0.55, -0.15, 0.8), (-0.25, -1.0, 0.35), (0.2, 0.1, 0.2, 0.3, 0.4), 5.0
        ),
        left=Arm("hang", (0.02, -0.12, 0.06), (0.5, 1.0, -0.1), (-1.0, 0.3, 0.0), None, (0.4, 0.3, 0.4, 0.45, 0.5)),
        left_leg=Leg(out=-0.01, yaw=7.0),
        right_leg=Leg(out=0.03, y=-0.07, yaw=16.0, knee=(0.3, -1.0, 0.0), bent=True),
    ),
    "point": Stance(
        hips=(3.0, 4.0, -2.0),
        sway=(0.02, -0.02),
        spine=(2.0, 8.0, 2.0),
        head=(2.0, 0.0, 0.0),
        mirrors=False,
        right=Arm("shoulder", (-0.08, -0.56, -0.03), (0.5, 0.2, -1.0), (-0.75, 0.0, -0.6), (-0.06, -1.0, 0.02), POINT, 0.0, 6.0),
        left=Arm(offset=(0.03, 0.02, 0.0), palm=(-1.0, 0.5, 0.0), curl=(0.5, 0.4, 0.5, 0.55, 0.6)),
        left_leg=Leg(out=0.02, y=-0.10, yaw=8.0),
        right_leg=Leg(out=0.02, y=0.10, yaw=20.0),
    ),
    "hold": Stance(
        hips=(1.0, -2.0, -3.0),
        sway=(0.024, 0.0),
        spine=(2.0, 3.0, 4.0),
        head=(3.0, 0.0, 0.0),
        mirrors=False,
        left=Arm(offset=(0.01, -0.04, 0.0), palm=(-1.0, 0.5, 0.0)),
        left_leg=Leg(out=-0.01, yaw=7.0),
        right_leg=Leg(out=0.03, y=-0.05, yaw=17.0, knee=(0.3, -1.0, 0.0), bent=True),
    ),
    "lean": Stance(
        hips=(-5.0, -4.0, 7.0),
        sway=(-0.05, 0.06),
        spine=(7.0, 4.0, -9.0),
        head=(2.0, 2.0, 4.0),
        left=Arm(
            "hip", (0.075, 0.015, 0.075), (1.0, 0.45, 0.1), (-1.0, 0.2, -0.2), (-0.25, -0.75, -0.6), (0.3, 0.25, 0.35, 0.45, 0.5), 2.0, 2.0
        ),
        right=Arm(offset=(0.03, 0.03, 0.0), palm=(-1.0, 0.25, 0.0)),
        left_leg=Leg(out=-0.14, y=-0.17, yaw=14.0, knee=(0.1, -1.0, 0.0), bent=True),
        right_leg=Leg(out=0.0, y=-0.02, yaw=5.0),
    ),
    "arms_crossed": Stance(
        hips=(-1.0, 2.0, 3.0),
        sway=(-0.024, 0.01),
        spine=(0.0, -3.0, -4.0),
        head=(1.0, 0.0, -2.0),
        right=Arm(
            "chest", (-0.075, -0.060, -0.105), (1.0, -0.15, -0.75), (0.15, 1.0, 0.1), (-1.0, 0.25, 0.18), (0.3, 0.25, 0.28, 0.3, 0.34)
        ),
        left=Arm("chest", (-0.045, -0.020, -0.150), (1.0, -0.15, -0.75), (-0.1, 1.0, 0.2), (-1.0, 0.30, 0.20), (0.3, 0.2, 0.2, 0.25, 0.3)),
        left_leg=Leg(out=0.035, y=-0.05, yaw=18.0, knee=(0.3, -1.0, 0.0), bent=True),
        right_leg=Leg(out=0.0, yaw=8.0),
    ),
    "phone": Stance(
        hips=(1.0, -3.0, -3.0),
        sway=(0.024, 0.0),
        spine=(2.0, 4.0, 4.0),
        head=(4.0, 2.0, -6.0),
        mirrors=False,
        left=Arm("chest", (0.02, -0.055, -0.24), (0.9, 0.35, -0.8), (-0.2, 1.0, 0.2), (-1.0, 0.0, 0.25), (0.3, 0.25, 0.3, 0.35, 0.4)),
        left_leg=Leg(out=-0.01, yaw=7.0),
        right_leg=Leg(out=0.04, y=-0.06, yaw=18.0, knee=(0.3, -1.0, 0.0), bent=True),
    ),
    "sit": Stance(
        "seat",
        hips=(-13.0, 0.0, 1.5),
        spine=(15.0, -3.0, -2.0),
        head=(4.0, 0.0, 2.0),
        left=Arm(
            "thigh", (0.015, -0.02, 0.030), (0.75, 0.65, -0.2), (-0.12, 0.1, -1.0), (-0.30, -1.0, -0.06), (0.3, 0.22, 0.28, 0.34, 0.4), 3.0
        ),
        right=Arm(
            "thigh", (-0.035, 0.06, 0.035), (0.85, 0.6, -0.2), (-0.1, 0.1, -1.0), (-0.75, -1.0, -0.04), (0.3, 0.24, 0.32, 0.4, 0.46), 2.0
        ),
        left_leg=Leg(out=0.02, y=0.035, yaw=10.0, knee=(0.12, -1.0, 0.4)),
        right_leg=Leg(out=0.0, y=-0.06, yaw=6.0, knee=(0.06, -1.0, 0.4)),
    ),
    "sit_talk": Stance(
        "seat",
        hips=(-6.0, 0.0, -1.0),
        spine=(17.0, 5.0, 2.0),
        head=(5.0, 0.0, -3.0),
        mirrors=False,
        left=Arm("thigh", (0.0, 0.03, 0.034), (0.8, 0.6, -0.2), (-0.1, 0.1, -1.0), (-0.55, -1.0, -0.1), (0.3, 0.24, 0.3, 0.36, 0.42), 2.0),
        right=Arm(
            "chest", (0.17, -0.22, -0.17), (0.75, 0.55, -0.85), (-0.6, -0.15, 0.75), (-0.35, -1.0, 0.28), (0.2, 0.1, 0.2, 0.3, 0.4), 5.0
        ),
        left_leg=Leg(out=0.0, y=-0.03, yaw=7.0, knee=(0.08, -1.0, 0.4)),
        right_leg=Leg(out=0.03, y=0.05, yaw=12.0, knee=(0.15, -1.0, 0.4)),
    ),
    "kneel": Stance(
        "knee",
        hips=(6.0, 3.0, 0.0),
        spine=(10.0, -4.0, 0.0),
        head=(4.0, 0.0, 0.0),
        left=Arm(
            "knee", (-0.02, 0.11, 0.105), (0.9, 0.6, -0.1), (-0.15, 0.1, -1.0), (-0.3, -1.0, -0.35), (0.3, 0.24, 0.3, 0.36, 0.42), 2.0
        ),
        right=Arm(offset=(0.05, -0.13, 0.04), elbow=(0.4, 1.0, 0.0), palm=(-1.0, 0.5, 0.0)),
        left_leg=Leg(out=0.03, y=-0.42, yaw=8.0, knee=(0.15, -1.0, 0.5), bent=True),
        right_leg=Leg(out=0.0, y=0.05),
    ),
    "lie": Stance(
        "back",
        spine=(2.0, 0.0, 2.0),
        head=(12.0, 8.0, 3.0),
        left=Arm("hang", (0.10, -0.02, 0.03), (0.6, 0.8, 0.0), (-0.5, 1.0, 0.0), None, (0.35, 0.3, 0.38, 0.44, 0.5)),
        right=Arm("chest", (0.05, -0.05, -0.27), (1.0, 0.25, -0.3), (0.0, 1.0, 0.1), (-0.9, 0.15, -0.3), (0.3, 0.22, 0.28, 0.34, 0.4), 3.0),
        left_leg=Leg(out=0.02, yaw=24.0, pitch=24.0, knee=(0.5, -1.0, 0.0)),
        right_leg=Leg(out=0.03, y=0.0, yaw=28.0, pitch=22.0, knee=(0.6, -1.0, 0.0), bent=True),
    ),
}

HOLD = Arm("chest", (0.11, -0.21, -0.13), (0.7, 0.6, -0.9), (-1.0, -0.1, 0.15), (-0.25, -1.0, 0.12), GRIP, 0.0)
PHONE = Arm("ear", (0.020, -0.045, -0.085), (0.6, -0.55, -1.0), (-0.9, 0.35, 0.3), (-0.12, 0.42, 1.0), (0.55, 0.42, 0.46, 0.5, 0.54), 0.0)

# What a posture adds: hips lean, spine lean, neck forward, shoulder rise and forward (degrees), fingers' curl, feet apart (metres).
POSTURES: dict[str, tuple[float, float, float, float, float, float, float]] = {
    "upright": (-1.0, -5.0, -3.0, -7.0, -3.0, 0.02, 0.0),
    "relaxed": (0.0, 0.0, 0.0, -10.0, 0.0, 0.0, 0.008),
    "slumped": (-3.0, 15.0, 9.0, -12.0, 9.0, 0.03, 0.012),
    "tense": (2.0, 1.0, 2.0, -2.0, 3.0, 0.30, -0.012),
}
STRIDES = {"slow": 0.74, "even": 1.0, "brisk": 1.18}


def stance(name: str, *, mirror: bool = False) -> Stance:
    """Return a pose of the library, mirrored on demand where the pose allows it. Raises KeyError for an unknown name."""
    found = STANCES[name]
    if not (mirror and found.mirrors):
        return found
    (hl, ht, hr), (sl, st, sr), (nl, nt, nr) = found.hips, found.spine, found.head
    return replace(
        found,
        hips=(hl, -ht, -hr),
        spine=(sl, -st, -sr),
        head=(nl, -nt, -nr),
        sway=(-found.sway[0], found.sway[1]),
        left=found.right,
        right=found.left,
        left_leg=found.right_leg,
        right_leg=found.left_leg,
    )
