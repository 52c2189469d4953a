"""Where things fall in a frame: bodies' eyes and heads, projection, shot sizes, and the turn that puts a point where asked.

Knows nothing of scenes, shots or rules. Metres, degrees, millimetres; frame points 0–1 from the top left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from filmcli.core import presets
from filmcli.formats.cast import Character
from filmcli.formats.poses import Eyes, Lying, Seated, library
from filmcli.formats.shots import Camera, Place, Vec3

SENSOR = 24.89  # mm, the width of Super 35 (CRAFT.md)
# frame height at the subject's depth ÷ body height, upper bounds (CRAFT.md)
SIZES: tuple[tuple[str, float], ...] = (
    ("ECU", 0.09),
    ("CU", 0.22),
    ("MCU", 0.38),
    ("MS", 0.62),
    ("cowboy", 0.78),
    ("MLS", 0.95),
    ("FS", 1.5),
    ("LS", 3.0),
    ("EWS", math.inf),
)
ORDER = tuple(name for name, _ in SIZES)
EYES = Eyes()  # between the eyes, in body heights: forward of the place, and up from the floor, the seat or the bed
SEATED = Seated()
LYING = Lying()
POSTURE = {"upright": (-0.030, 0.0), "relaxed": (0.0, 0.0), "slumped": (0.028, -0.008), "tense": (0.018, -0.002)}  # measured on two bodies
CROWN = 0.069  # from the eyes to the top of the head, in body heights; measured 0.066–0.072
HEADROOM = {
    "CU": (0.0, 0.06),
    "MCU": (0.05, 0.10),
    "MS": (0.08, 0.14),
    "cowboy": (0.08, 0.14),
    "MLS": (0.06, 0.14),
    "FS": (0.06, 0.12),
}  # CRAFT.md
# Where the eyes are, from the top of the frame: one height for each size, so that reverses match, with the headroom above
# in the middle of its band at the ratios of `camera.FACTORS`
EYE_LINES = {"ECU": 0.45, "CU": 0.415, "MCU": 0.30, "MS": 0.25, "cowboy": 0.22, "MLS": 0.19, "FS": 0.165, "LS": 0.2, "EWS": 0.25}
# From the floor, in body heights (Drillis and Contini 1966, segment lengths); the neck under the chin
JOINTS = {"ankles": 0.039, "knees": 0.285, "hips": 0.530, "neck": 0.850}
JOINT_ERROR = 0.02  # of the frame: how near its lower edge may come to a joint
HAT_SHIFT = 0.03  # of the frame: the most that a hat lowers the eyes; eyelines of reverses may differ by 0.05


@dataclass(frozen=True)
class Figure:
    """A person as the camera needs to know them. `gaze` is the unit vector (x, y) of where the body faces."""

    id: str
    height: float
    foot: tuple[float, float]
    eye: Vec3
    top: float  # of the head, metres above the floor, without a hat
    hat: float
    gaze: tuple[float, float]
    pose: str


def figure(place: Place, character: Character | None) -> Figure:
    """Return a placed person's eyes, top and facing. Without a character: 1.72 m, relaxed."""
    height = character.appearance.build.height if character else 1.72
    lean, sink = POSTURE[character.motion.posture] if character else (0.0, 0.0)
    forward, up = EYES[place.pose]
    if library()[place.pose].base == "seat" and character and character.gender == "female":
        up += 0.026  # longer in the trunk: 0.463 of the height above the seat, men 0.437
    turn = math.radians(place.yaw)
    facing = (math.sin(turn), -math.cos(turn))
    x, y, floor = place.position
    reach = (forward + (lean if place.pose not in LYING else 0.0)) * height
    z = floor + (place.seat if place.pose in SEATED else 0.0) + (up + sink) * height
    hat = _above(character) if character else 0.0
    return Figure(
        place.character, height, (x, y), (x + facing[0] * reach, y + facing[1] * reach, z), z + CROWN * height, hat, facing, place.pose
    )


def eyes(place: Place, character: Character | None) -> Vec3:
    """Return the point between a placed person's eyes."""
    return figure(place, character).eye


class View:
    """A camera's axes: where a point falls in the frame, and how deep."""

    def __init__(self, camera: Camera, aspect: float) -> None:
        self.position, self.aspect, self.lens = camera.position, aspect, camera.lens
        dx, dy, dz = (t - p for t, p in zip(camera.target, camera.position, strict=True))
        long, flat = math.sqrt(dx * dx + dy * dy + dz * dz) or 1e-9, math.hypot(dx, dy)
        self.forward = (dx / long, dy / long, dz / long)
        right = (dy / flat, -dx / flat, 0.0) if flat > 1e-9 else (1.0, 0.0, 0.0)
        up = _cross(right, self.forward)
        c, s = math.cos(math.radians(camera.roll)), math.sin(math.radians(camera.roll))
        self.right = tuple(r * c - u * s for r, u in zip(right, up, strict=True))
        self.up = tuple(u * c + r * s for r, u in zip(right, up, strict=True))

    def depth(self, point: Vec3) -> float:
        """Return how far a point is along the optical axis, metres; negative behind the camera."""
        return _dot(_minus(point, self.position), self.forward)

    def project(self, point: Vec3) -> tuple[float, float]:
        """Return x, y of a point in the frame; a point behind the camera falls far outside."""
        way = _minus(point, self.position)
        scale = self.lens / SENSOR / max(_dot(way, self.forward), 1e-6)
        return 0.5 + _dot(way, self.right) * scale, 0.5 - _dot(way, self.up) * scale * self.aspect

    def frame_height(self, depth: float) -> float:
        """Return how many metres the frame is high at a depth."""
        return depth * SENSOR / self.lens / self.aspect

    @property
    def pitch(self) -> float:
        """The optical axis against the horizon, degrees: positive looks down."""
        return -math.degrees(math.asin(max(-1.0, min(1.0, self.forward[2]))))


def project(camera: Camera, point: Vec3, aspect: float) -> tuple[float, float]:
    """Return x, y of a point in the frame of a camera."""
    return View(camera, aspect).project(point)


def ratio(camera: Camera, subject: Figure, aspect: float) -> float:
    """Return F: the frame's height at the depth of the subject's eyes ÷ the body height."""
    view = View(camera, aspect)
    return view.frame_height(max(view.depth(subject.eye), 1e-3)) / subject.height


def shot_size(camera: Camera, subject: Figure, aspect: float) -> str:
    """Return the size of a shot on a subject."""
    return size_of(ratio(camera, subject, aspect))


def size_of(f: float) -> str:
    """Return the name of the shot size of a ratio F."""
    return next(name for name, bound in SIZES if f < bound)


def firm(f: float, *, off: float = 0.04) -> bool:
    """Say whether a ratio F is 4 % or more off the bounds of its size: a head that leans does not change its name."""
    return all(abs(f - bound) > off * bound for _, bound in SIZES if bound < math.inf)


def steps(a: str, b: str) -> int:
    """Return how many size classes lie between two sizes."""
    return abs(ORDER.index(a) - ORDER.index(b))


def angle_of(camera: Camera, aspect: float) -> str:
    """Return the name of the camera angle: by roll, else by pitch."""
    pitch = View(camera, aspect).pitch
    if abs(camera.roll) >= 5:
        return "dutch"
    return "bird" if pitch >= 60 else "high" if pitch >= 10 else "low" if pitch <= -10 else "eye"


def headroom(camera: Camera, subject: Figure, size: str, aspect: float) -> float:
    """Return the room over the head in frame heights, negative when cropped. Of a hat the frame may crop the crown."""
    view = View(camera, aspect)
    high = view.frame_height(max(view.depth(subject.eye), 1e-3))
    return view.project(subject.eye)[1] - (subject.top - subject.eye[2]) / high - hat_shift(subject, size)


def cropped(camera: Camera, subject: Figure, aspect: float) -> tuple[str, float] | None:
    """Return the joint at which the lower edge of the frame cuts a person who stands, and by how much of the frame it is off; None when none."""
    if subject.eye[2] < 0.85 * subject.height:  # who sits, kneels or lies has them elsewhere
        return None
    view = View(camera, aspect)
    high = view.frame_height(max(view.depth(subject.eye), 1e-3))
    edge = subject.eye[2] - (1 - view.project(subject.eye)[1]) * high
    off = {joint: (edge - share * subject.height) / high for joint, share in JOINTS.items()}
    joint = min(off, key=lambda name: abs(off[name]))
    return (joint, off[joint]) if abs(off[joint]) < JOINT_ERROR else None


def eye_line(subject: Figure, size: str) -> float:
    """Return the height in the frame (0 top) that the eyes should have in a shot of this size."""
    if subject.eye[2] < 0.3 * subject.height:  # who lies is seen whole, in the middle
        return 0.46
    return EYE_LINES[size] + hat_shift(subject, size)


def hat_shift(subject: Figure, size: str) -> float:
    """Return how much lower a hat puts the eyes; close-ups crop it."""
    return HAT_SHIFT if subject.hat > 0.03 and size not in ("ECU", "CU") else 0.0


def third(looks: str, size: str) -> float:
    """Return where the eyes should be across the frame: lead room ahead of the gaze ('left' or 'right')."""
    inset = 0.42 if size in ("ECU", "CU") else 0.36
    return inset if looks == "right" else 1 - inset


def spot(lens: float, aspect: float, x: float, y: float) -> tuple[float, float]:
    """Return the slopes (right, up) of a frame point against the optical axis."""
    return (x - 0.5) * SENSOR / lens, (0.5 - y) * SENSOR / lens / aspect


def stretch(lens: float, aspect: float, x: float, y: float) -> float:
    """Return distance ÷ depth for what is seen at a frame point."""
    u, v = spot(lens, aspect, x, y)
    return math.sqrt(1 + u * u + v * v)


def aim(position: Vec3, point: Vec3, *, lens: float, aspect: float, x: float, y: float) -> Vec3:
    """Return the target that puts a point exactly at (x, y) of the frame, camera level. The target is as far as the point.

    With slopes u, v of the frame point and elevation e of the ray, pitch θ solves v·cos θ + sin θ = √(1+u²+v²)·sin e.
    """
    u, v = spot(lens, aspect, x, y)
    dx, dy, dz = _minus(point, position)
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    sine = math.sqrt(1 + u * u + v * v) * dz / distance / math.sqrt(1 + v * v)
    pitch = math.asin(max(-1.0, min(1.0, sine))) - math.atan(v)
    heading = math.atan2(dy, dx) + math.atan2(u, math.cos(pitch) - v * math.sin(pitch))
    px, py, pz = position
    flat = math.cos(pitch) * distance
    return px + math.cos(heading) * flat, py + math.sin(heading) * flat, pz + math.sin(pitch) * distance


def toric(near: Vec3, far: Vec3, *, lens: float, x_near: float, x_far: float, reach: float, side: int) -> tuple[float, float] | None:
    """Return where (x, y) a camera at `reach` metres from `near` sees both people at their x in the frame, None if it cannot.

    The plan of Lino & Christie (SIGGRAPH 2015): the angle between the two rays fixes a circle through both people.
    `side` is the sign of cross(far − near, camera − near).
    """
    alpha = abs(math.atan(spot(lens, 1, x_near, 0.5)[0]) - math.atan(spot(lens, 1, x_far, 0.5)[0]))
    dx, dy = far[0] - near[0], far[1] - near[1]
    base = math.hypot(dx, dy)
    lift = reach * math.sin(alpha)
    if base < 0.3 or lift >= base:
        return None
    beta = math.asin(lift / base)  # at the far person
    bearing = math.atan2(dy, dx) + side * (math.pi - alpha - beta)
    return near[0] + reach * math.cos(bearing), near[1] + reach * math.sin(bearing)


def off_line(a: tuple[float, float], b: tuple[float, float], camera: Vec3) -> float:
    """Return the camera's angle from the line through a and b, seen from its middle: degrees, signed like cross(b − a, c − a)."""
    mx, my = camera[0] - (a[0] + b[0]) / 2, camera[1] - (a[1] + b[1]) / 2
    dx, dy = b[0] - a[0], b[1] - a[1]
    cross, dot = dx * my - dy * mx, dx * mx + dy * my
    return math.degrees(math.copysign(math.atan2(abs(cross), abs(dot)), cross))


def between(a: Vec3, b: Vec3, about: Vec3) -> float:
    """Return the angle between two cameras seen from a subject, in plan, degrees."""
    turn = math.atan2(a[1] - about[1], a[0] - about[0]) - math.atan2(b[1] - about[1], b[0] - about[0])
    return abs(math.degrees(math.atan2(math.sin(turn), math.cos(turn))))


def _minus(a: Vec3, b: Vec3) -> Vec3:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _dot(a: Vec3, b: Vec3) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vec3, b: Vec3) -> Vec3:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _above(character: Character) -> float:
    """Return how far hat or hair stand above the head, metres."""
    worn, hair = character.wardrobe.hat, character.appearance.hair.style
    row = presets.load("people", "hair")["styles"][hair] if worn == "none" else presets.load("wardrobe", "hats")["hats"][worn]
    return float(row.get("tall", 0.0))
