"""A camera setup, and the stage that cameras are set up on: a scene's set and people, as far as a lens needs to know them.

Knows nothing of how a setup is found. Metres, degrees, millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from filmcli.formats.shots import Camera, Vec3
from filmcli.render import framing
from filmcli.render.framing import Figure, View

KEEP_AWAY = 0.55  # metres between a lens and the middle of any body
GIRTH = 0.27  # metres, radius of a body that hides what is behind it
SPARE = 0.06  # metres
HEAD = 0.13  # metres, radius of a head with hair
NEUTRAL = 10.0  # degrees from the line at which a camera is on neither side (CRAFT.md check 4)
STOPS = {
    "ECU": 2.8,
    "CU": 2.0,
    "MCU": 2.4,
    "MS": 2.8,
    "cowboy": 3.5,
    "MLS": 4.0,
    "FS": 4.0,
    "LS": 5.6,
    "EWS": 5.6,
    "insert": 8.0,
    "ots": 5.6,
}


@dataclass(frozen=True)
class Setup:
    """A camera and what it sees. `looks` is the side of the frame the main subject faces; `cost` grows with what was given up."""

    kind: str
    subjects: tuple[str, ...]
    size: str
    camera: Camera
    angle: str
    looks: str
    cost: float = 0.0
    prop: str = ""
    partner: str = ""  # whom the main subject looks at
    turn: float = 0.0  # degrees between the subject's line of sight and the camera
    distance: float = 0.0
    rise: float = 0.0  # metres that the camera is over the subject's eyes
    asked: str = ""  # the direction of the page that it was solved for
    note: str = ""  # what could not be had as asked


@dataclass(frozen=True)
class Stage:
    """A scene's set and people, as cameras need them. `looks_at` says whom each person faces."""

    spec: Mapping
    people: Mapping[str, Figure]
    looks_at: Mapping[str, str]
    aspect: float
    lenses: Mapping[str, float]
    pair: tuple[str, str] | None = None  # the line of action: who talk most

    def line(self, who: str) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the line of action of a person: from their eyes to their partner's, or along the gaze."""
        a = self.people[who]
        b = self.people.get(self.looks_at.get(who, ""))
        if b:
            return a.eye[:2], b.eye[:2]
        return a.eye[:2], (a.eye[0] + a.gaze[0], a.eye[1] + a.gaze[1])

    def side(self, who: str) -> int:
        """Return the side of a person's line on which cameras stand: the master's; from a neutral master, the open side."""
        a, b = self.line(who)
        angle = framing.off_line(a, b, tuple(self.spec["master"]["at"]))
        if abs(angle) < NEUTRAL:  # the same answer from both ends of the line: the side with more room
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            zone = self.spec["camera_zone"]
            room = (float(sum(zone["x"])) / 2 - middle[0], float(sum(zone["y"])) / 2 - middle[1])
            cross = (b[0] - a[0]) * room[1] - (b[1] - a[1]) * room[0]
            return 1 if cross >= 0 else -1
        return 1 if angle > 0 else -1

    def holds(self, position: Vec3, *, margin: float = 0.0) -> bool:
        """Say whether a camera may stand here: in the set's camera zone and out of the furniture."""
        zone = self.spec["camera_zone"]
        if any(not float(zone[k][0]) + margin <= v <= float(zone[k][1]) - margin for k, v in zip("xyz", position, strict=True)):
            return False
        if (boxes := self.spec.get("solids")) is not None and boxes.holds(position):
            return False
        for surface in self.spec.get("surfaces", {}).values():
            (x, y, z), (w, d) = surface["at"], surface["size"]
            if abs(position[0] - x) < w / 2 + 0.2 and abs(position[1] - y) < d / 2 + 0.2 and position[2] < z + 0.15:
                return False
        return True

    def crowds(self, position: Vec3) -> bool:
        """Say whether a lens is too near a body, or inside the knees of someone who sits."""
        return any(math.dist(position[:2], p.foot) < KEEP_AWAY or math.dist(position, p.eye) < KEEP_AWAY for p in self.people.values())

    def hidden(self, position: Vec3, point: Vec3, *, but: Iterable[str] = (), spare: float = SPARE) -> bool:
        """Say whether somebody stands between a camera and a point, or nearer to their line than `spare`: heads turn after a camera is set."""
        skip = set(but)
        return any(blocks(p, position, point, spare) for p in self.people.values() if p.id not in skip)

    def sees(self, camera: Camera, person: Figure, *, most: float = 0.3) -> bool:
        """Say whether the furniture leaves a person's eyes free, and of the body that is in the frame hides `most` (a share) at most."""
        boxes = self.spec.get("solids")
        if boxes is None:
            return True
        view = View(camera, self.aspect)
        x, y, z = person.eye
        below = (1 - view.project(person.eye)[1]) * view.frame_height(max(view.depth(person.eye), 1e-3))
        lowest = max(0.25, z - below)
        body = [(x, y, z - (z - lowest) * share) for share in (0.2, 0.4, 0.6, 0.8, 0.95)] if lowest < z else []
        hidden = boxes.hide(camera.position, [person.eye, *body], own=person.foot)
        return not hidden[0] and hidden[1:].sum() <= most * len(body) + 1e-6


def blocks(person: Figure, start: Vec3, end: Vec3, spare: float = 0.0) -> bool:
    """Say whether a body (a cylinder with a head) stands on the way from a camera to a point."""
    if person.pose in framing.LYING:
        return False
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    for (x, y), girth, top in ((person.foot, GIRTH, person.eye[2] - 0.12), (person.eye[:2], HEAD + 0.04, person.top + person.hat)):
        t = max(0.0, min(1.0, ((x - start[0]) * dx + (y - start[1]) * dy) / max(length, 1e-9)))
        near = math.hypot(start[0] + dx * t - x, start[1] + dy * t - y)
        if near < girth + spare and start[2] + (end[2] - start[2]) * t < top + spare:
            return True
    return False


def screen_side(figure: Figure, gaze: tuple[float, float], camera: Vec3) -> str:
    """Return the side of the frame to which a person looks."""
    fx, fy = figure.eye[0] - camera[0], figure.eye[1] - camera[1]
    return "right" if fy * gaze[0] - fx * gaze[1] >= 0 else "left"


def toward(stage: Stage, who: str) -> tuple[float, float]:
    """Return the unit vector from a person's eyes along their line of sight."""
    a, b = stage.line(who)
    length = math.dist(a, b) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def facing(stage: Stage, a: str, b: str) -> Stage:
    """Return the stage with two people looking at each other."""
    return replace(stage, looks_at={**stage.looks_at, a: b, b: a})


def turn_of(person: Figure, gaze: tuple[float, float], position: Vec3) -> float:
    way = (position[0] - person.eye[0], position[1] - person.eye[1])
    return math.degrees(math.acos(max(-1.0, min(1.0, (way[0] * gaze[0] + way[1] * gaze[1]) / (math.hypot(*way) or 1.0)))))


def made(
    stage: Stage,
    kind: str,
    subjects: tuple[str, ...],
    size: str,
    camera: Camera,
    gaze: tuple[float, float],
    cost: float,
    *,
    turn: float = 0.0,
) -> Setup:
    person = stage.people[subjects[0]]
    return Setup(
        kind,
        subjects,
        size,
        camera,
        framing.angle_of(camera, stage.aspect),
        screen_side(person, gaze, camera.position),
        cost,
        partner=stage.looks_at.get(subjects[0], ""),
        turn=turn,
        distance=math.dist(camera.position, person.eye),
        rise=camera.position[2] - person.eye[2],
    )


def matched(one: Setup, other: Setup) -> bool:
    """Say whether two reverses match: lens, distance within 12 %, angle to the line within 8°, and but over a shoulder height over the eyes."""
    near, far = sorted((one.distance, other.distance))
    level = one.kind == "ots" or abs(one.rise - other.rise) <= 0.25
    return one.camera.lens == other.camera.lens and far <= near * 1.12 and abs(one.turn - other.turn) <= 8 and level


def placed(position: Vec3, target: Vec3, lens: float, focus: Vec3, stop: float) -> Camera:
    """Return a camera, its points to a tenth of a millimetre."""
    return Camera(position=rounded(position), target=rounded(target), lens=lens, f_stop=stop, focus=rounded(focus))


def rounded(point: Vec3) -> Vec3:
    return tuple(round(v, 4) for v in point)  # type: ignore[return-value]
