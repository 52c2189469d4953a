"""Cameras solved from bodies by arithmetic: masters, singles, over-the-shoulders, two-shots, matched reverses.

Knows nothing of the screenplay or of the order of shots. Metres, degrees, millimetres. A setup that breaks a rule is not made.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from filmcli.formats.shots import Camera, Vec3
from filmcli.render import framing
from filmcli.render.framing import Figure, View

KEEP_AWAY = 0.55  # metres between a lens and the middle of any body
GIRTH = 0.27  # metres, radius of a body that hides what is behind it
HEAD = 0.13  # metres, radius of a head with hair
SHOULDER = (0.06, 0.27)  # of the frame's width that the head in the foreground may take: there, and not a black wall
TRIED = 48  # candidates of each reverse, best turns first; all of them (128) match no better and take three times as long
NEUTRAL = 10.0  # degrees from the line at which a camera is on neither side (CRAFT.md check 4)
FACTORS = {  # ratios F to try for a size, best first; all well inside the bounds of CRAFT.md
    "ECU": (0.08,),
    "CU": (0.185, 0.2, 0.175),
    "MCU": (0.31, 0.34, 0.285),
    "MS": (0.48, 0.43, 0.58, 0.60),
    "cowboy": (0.70, 0.66, 0.75),
    "MLS": (0.86, 0.90, 0.92),
    "FS": (1.12, 1.02, 1.3, 1.45),
}
JOINT = 0.7  # the cost of a frame that ends at a joint
STOPS = {"ECU": 2.8, "CU": 2.0, "MCU": 2.4, "MS": 2.8, "cowboy": 3.5, "MLS": 4.0, "FS": 4.0, "LS": 5.6, "EWS": 5.6, "insert": 8.0}


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

    def hidden(self, position: Vec3, point: Vec3, *, but: Iterable[str] = ()) -> bool:
        """Say whether somebody stands between a camera and a point."""
        skip = set(but)
        return any(blocks(p, position, point) for p in self.people.values() if p.id not in skip)

    def sees(self, camera: Camera, person: Figure) -> bool:
        """Say whether the furniture leaves a person's eyes free, and most of the body that is in the frame."""
        boxes = self.spec.get("solids")
        if boxes is None:
            return True
        view = View(camera, self.aspect)
        x, y, z = person.eye
        below = (1 - view.project(person.eye)[1]) * view.frame_height(max(view.depth(person.eye), 1e-3))
        lowest = max(0.25, z - below)
        body = [(x, y, z - (z - lowest) * share) for share in (0.2, 0.4, 0.6, 0.8, 0.95)] if lowest < z else []
        hidden = boxes.hide(camera.position, [person.eye, *body], own=person.foot)
        return not hidden[0] and hidden[1:].sum() <= 0.3 * len(body)


def blocks(person: Figure, start: Vec3, end: Vec3) -> bool:
    """Say whether a body (a cylinder with a head) stands on the way from a camera to a point."""
    if person.pose in framing.LYING:
        return False
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    for (x, y), girth, top in ((person.foot, GIRTH, person.eye[2] - 0.12), (person.eye[:2], HEAD + 0.04, person.top + person.hat)):
        t = max(0.0, min(1.0, ((x - start[0]) * dx + (y - start[1]) * dy) / max(length, 1e-9)))
        near = math.hypot(start[0] + dx * t - x, start[1] + dy * t - y)
        if near < girth and start[2] + (end[2] - start[2]) * t < top:
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


def lenses_for(stage: Stage, size: str) -> tuple[float, ...]:
    """Return the lenses to try for a size, best first: faces on the genre's portrait lens, never below 50 mm in close-ups."""
    wide, normal, portrait = (float(stage.lenses.get(k, d)) for k, d in (("wide", 24), ("normal", 35), ("portrait", 65)))
    if size in ("ECU", "CU"):
        return tuple(dict.fromkeys(max(50.0, lens) for lens in (portrait, 50, 75, 85)))
    if size == "MCU":
        return tuple(dict.fromkeys((max(portrait, 50.0), 50.0, 40.0, normal)))
    if size in ("MS", "cowboy"):
        return tuple(dict.fromkeys((normal, 40.0, 50.0, 32.0, 28.0)))
    return tuple(dict.fromkeys((normal, wide, 28.0, 21.0, 18.0)))


def single(
    stage: Stage,
    who: str,
    size: str,
    *,
    turns: Iterable[float] = (35, 28, 42, 22, 50, 58, 66, 74),
    kind: str = "single",
    rise: float | None = None,
    side: int = 0,
) -> Iterator[Setup]:
    """Yield the singles of a person that the set allows, best parameters first.

    rise: of the lens over the eyes, in parts of the depth. side: ±1 of the line, 0 for the one where cameras stand.
    """
    person, side, gaze = stage.people[who], side or stage.side(who), toward(stage, who)
    partner = stage.people.get(stage.looks_at.get(who, ""))
    for (i, turn), (j, lens), (k, f) in itertools.product(enumerate(turns), enumerate(lenses_for(stage, size)), enumerate(FACTORS[size])):
        spin = math.radians(turn) * side
        away = (gaze[0] * math.cos(spin) - gaze[1] * math.sin(spin), gaze[0] * math.sin(spin) + gaze[1] * math.cos(spin))
        depth = f * person.height * lens * stage.aspect / framing.SENSOR
        cost = 0.12 * i + 0.2 * j + 0.1 * k
        found = _look(
            stage, person, gaze, away, depth, lens, size, lift=_lift(person, partner, depth, size) if rise is None else rise * depth
        )
        if found and not stage.hidden(found.position, person.eye, but=(who,)):
            crop = JOINT if framing.cropped(found, person, stage.aspect) else 0.0
            yield _setup(stage, kind, (who,), size, found, gaze, cost + crop + _company(stage, found, who), turn=turn)


def walker(stage: Stage, who: str, size: str) -> Iterator[Setup]:
    """Yield singles of somebody on the move: from either side and from behind too, for a walk has no line but its own."""
    side, turns = stage.side(who), (35, 50, 22, 66, 80, 100, 120, 140, 160)
    for cost, hand in ((0.0, side), (0.4, -side)):
        yield from (replace(found, cost=found.cost + cost) for found in single(stage, who, size, turns=turns, side=hand))


def _company(stage: Stage, camera: Camera, who: str) -> float:
    """Return the cost of others in a single: much for a head between lens and subject, little for one behind."""
    view = View(camera, stage.aspect)
    depth, cost = view.depth(stage.people[who].eye), 0.0
    for other in stage.people.values():
        near = view.depth(other.eye)
        if other.id == who or near <= 0.05:
            continue
        (x, y), half = view.project(other.eye), (HEAD + 0.05) * view.lens / framing.SENSOR / near
        if -half < x < 1 + half and y < 1 + half * stage.aspect:
            cost += 0.7 if near < depth else 0.15
    return cost


def _lift(person: Figure, partner: Figure | None, depth: float, size: str) -> float:
    """Return how far above the eyes the lens is: toward the partner's eye line in singles, at the waist in full figures."""
    if person.pose in framing.LYING:
        return 0.55
    if size in ("FS", "MLS", "LS"):
        return -0.15
    rise = (partner.eye[2] - person.eye[2]) * 0.3 if partner and partner.pose not in framing.LYING else -0.02
    return max(-0.12 * depth, min(0.12 * depth, rise))


def _look(
    stage: Stage, person: Figure, gaze: tuple[float, float], away: tuple[float, float], depth: float, lens: float, size: str, *, lift: float
) -> Camera | None:
    """Return the camera that sees a person from a direction at a depth, composed on the third; None where it may not stand."""
    rough = (person.eye[0] + away[0], person.eye[1] + away[1], 0.0)
    looks = screen_side(person, gaze, rough)
    x, y = framing.third(looks, size), framing.eye_line(person, size)
    reach = depth * framing.stretch(lens, stage.aspect, x, y)
    if reach <= abs(lift) + 0.2:
        return None
    flat = math.sqrt(reach * reach - lift * lift)
    position = (person.eye[0] + away[0] * flat, person.eye[1] + away[1] * flat, person.eye[2] + lift)
    if not stage.holds(position) or stage.crowds(position):
        return None
    target = framing.aim(position, person.eye, lens=lens, aspect=stage.aspect, x=x, y=y)
    return placed(position, target, lens, person.eye, STOPS[size])


def over_shoulder(stage: Stage, who: str, size: str) -> Iterator[Setup]:
    """Yield over-the-shoulder setups on a person past their partner, by the toric plan, best parameters first."""
    person, other = stage.people[who], stage.people.get(stage.looks_at.get(who, ""))
    if other is None or other.pose in framing.LYING or person.pose in framing.LYING:
        return
    gaze, side = toward(stage, who), stage.side(who)
    lens_list = tuple(dict.fromkeys((50.0, 40.0, float(stage.lenses.get("normal", 35)), 60.0, 75.0, 32.0)))
    for (i, lens), (j, reach), (k, edge) in itertools.product(
        enumerate(lens_list), enumerate((1.25, 1.05, 1.5, 0.9, 1.8)), enumerate((0.93, 0.98, 0.89, 1.03))
    ):
        looks = "right" if side < 0 else "left"  # the line runs from the subject to the shoulder, the camera beside it
        x_far = framing.third(looks, size)
        x_near = edge if looks == "right" else 1 - edge
        spot = framing.toric(other.eye, person.eye, lens=lens, x_near=x_near, x_far=x_far, reach=reach, side=-side)
        if spot is None:
            continue
        z = person.eye[2] + max(-0.16, min(0.16, (other.eye[2] - person.eye[2]) * 0.5)) + 0.03
        position = (*spot, z)
        if not stage.holds(position) or stage.crowds(position):
            continue
        depth = math.dist(position, person.eye) / framing.stretch(lens, stage.aspect, x_far, 0.3)
        f = depth * framing.SENSOR / lens / stage.aspect / person.height
        if framing.size_of(f) != size or not framing.firm(f):
            continue
        y = framing.eye_line(person, size)
        target = framing.aim(position, person.eye, lens=lens, aspect=stage.aspect, x=x_far, y=y)
        camera = placed(position, target, lens, person.eye, STOPS[size])
        if framing.shot_size(camera, person, stage.aspect) != size or not _clear_face(stage, camera, person, other):
            continue
        if stage.hidden(position, person.eye, but=(who, other.id)):
            continue
        loose = max(0.0, f - FACTORS[size][0])  # of two that fit, the face is larger in the tighter one
        cost = 0.15 * i + 0.12 * j + 0.1 * k + 2.0 * loose + (JOINT if framing.cropped(camera, person, stage.aspect) else 0.0)
        turn = _turn(person, gaze, position)
        cost += 0.03 * max(0.0, turn - 34.0)  # from further round, the shoulder becomes a profile
        yield _setup(stage, "ots", (who, other.id), size, camera, gaze, cost, turn=turn)


def _clear_face(stage: Stage, camera: Camera, person: Figure, other: Figure) -> bool:
    """Say whether the foreground head is in the frame's edge and leaves the face beyond it free."""
    view = View(camera, stage.aspect)
    xf, _ = view.project(person.eye)
    xn, _ = view.project(other.eye)
    depth = view.depth(other.eye)
    if depth < 0.3:
        return False
    half = (HEAD + other.hat * 0.7) * view.lens / framing.SENSOR / depth
    face = 0.1 * view.lens / framing.SENSOR / max(view.depth(person.eye), 0.3)
    inner, outer = abs(xn - xf) - half - face, abs(xn - 0.5) - half
    covered = 0.5 - outer  # of the frame's width, by the head
    return inner >= 0.02 and SHOULDER[0] <= covered <= SHOULDER[1]


def two_shot(stage: Stage, a: str, b: str) -> Iterator[Setup]:
    """Yield two-shots: both in frame at their thirds, from the side of the line where cameras stand."""
    one, two = stage.people[a], stage.people[b]
    middle = ((one.eye[0] + two.eye[0]) / 2, (one.eye[1] + two.eye[1]) / 2, (one.eye[2] + two.eye[2]) / 2)
    apart = math.dist(one.eye[:2], two.eye[:2])
    if apart < 0.2:
        return
    along = ((two.eye[0] - one.eye[0]) / apart, (two.eye[1] - one.eye[1]) / apart)
    side = stage.side(a) if stage.looks_at.get(a) == b else _side_of(stage, one, two)
    normal, gaze = (-along[1] * side, along[0] * side), toward(stage, a)
    lenses = tuple(dict.fromkeys((float(stage.lenses.get("normal", 35)), 40.0, 28.0, float(stage.lenses.get("wide", 24)), 21.0)))
    for (i, swing), (j, lens), (k, _) in itertools.product(
        enumerate((0, 18, -18, 32, -32, 45, -45, 58, -58)), enumerate(lenses), enumerate(range(8))
    ):
        spin = math.radians(swing)
        away = (normal[0] * math.cos(spin) - normal[1] * math.sin(spin), normal[0] * math.sin(spin) + normal[1] * math.cos(spin))
        share = (0.42, 0.46, 0.38, 0.5, 0.34, 0.3, 0.55, 0.26)[k]  # how much of the width lies between the two
        width = max(apart * math.cos(spin), 0.5) / share
        depth = width * lens / framing.SENSOR + abs(math.sin(spin)) * apart * 0.3
        f = width / stage.aspect / max(one.height, two.height)
        if f < 0.4:
            continue
        position = (middle[0] + away[0] * depth, middle[1] + away[1] * depth, middle[2] - (0.05 if f < 0.8 else 0.12))
        if not stage.holds(position) or stage.crowds(position):
            continue
        higher = max(one, two, key=lambda p: p.top + p.hat)
        room = {True: 0.13, False: 0.11}[f < 0.62]
        y = max(0.12, min(0.5, room + (higher.top + higher.hat - middle[2]) / (f * max(one.height, two.height))))
        target = framing.aim(position, middle, lens=lens, aspect=stage.aspect, x=0.5, y=y)
        main = min(one, two, key=lambda p: math.dist(p.eye, position))
        camera = placed(position, target, lens, main.eye, 4.0)
        if _both_seen(stage, camera, one, two):
            size = framing.shot_size(camera, one, stage.aspect)
            if size in ("CU", "ECU") or not framing.firm(framing.ratio(camera, one, stage.aspect)):
                continue
            cost = 0.1 * i + 0.12 * j + 0.08 * k + (0.5 if f > 0.95 else 0.0)
            cost += JOINT if framing.cropped(camera, one, stage.aspect) else 0.0
            yield _setup(stage, "two_shot", (a, b), size, camera, gaze, cost, turn=90.0 - abs(swing))


def _side_of(stage: Stage, one: Figure, two: Figure) -> int:
    angle = framing.off_line(one.eye[:2], two.eye[:2], tuple(stage.spec["master"]["at"]))
    return 1 if angle >= 0 else -1


def _both_seen(stage: Stage, camera: Camera, one: Figure, two: Figure) -> bool:
    """Say whether two faces are free of each other, of others, and inside the frame."""
    view = View(camera, stage.aspect)
    (xa, ya), (xb, yb) = view.project(one.eye), view.project(two.eye)
    if not all(0.1 <= x <= 0.9 for x in (xa, xb)) or not all(0.1 <= y <= 0.75 for y in (ya, yb)) or abs(xa - xb) < 0.16:
        return False
    return not any(stage.hidden(camera.position, p.eye, but=(p.id,)) or not stage.sees(camera, p) for p in (one, two))


def master(stage: Stage) -> Setup:
    """Return the scene's wide shot: the set's own master, turned or widened as far as needed to hold all people.

    Without people it is the set's master as it stands.
    """
    spec = stage.spec["master"]
    at, target, lens = tuple(float(v) for v in spec["at"]), tuple(float(v) for v in spec["target"]), float(spec["lens"])
    people = list(stage.people.values())
    if not people:
        return Setup("establishing", (), "EWS", placed(at, target, lens, target, 5.6), "eye", "right")
    widths = [mm for mm in (lens, 21.0, 18.0, 16.0) if mm <= lens]
    tried = [placed(at, _turned(target, people, share), mm, target, 5.6) for share, mm in itertools.product((0.0, 0.5, 1.0), widths)]
    tried += _shifted(stage, at, target, people, lens)
    main = stage.people[(stage.pair or tuple(stage.people))[0]]
    loose = [0.3 * (not framing.firm(framing.ratio(one, main, stage.aspect))) for one in tried]
    best = min(enumerate(tried), key=lambda item: (_misses(stage, item[1]) + loose[item[0]], item[0]))[1]
    lead = people[0]
    best = best.model_copy(update={"focus": _rounded(lead.eye)})
    subjects = (stage.pair or tuple(p.id for p in people))[:4]
    lead = stage.people[subjects[0]]
    size = framing.shot_size(best, lead, stage.aspect)
    return _setup(stage, "master", tuple(dict.fromkeys((*subjects, *stage.people))), size, best, toward(stage, lead.id), 0.0, turn=90.0)


def second(stage: Stage, first: Setup) -> Setup | None:
    """Return a wide from another side, 30° and more from the master as its main subject sees it: to show again how people stand now. None where there is no room."""
    if not first.subjects:
        return None
    main = stage.people[first.subjects[0]]
    people = list(stage.people.values())
    middle = tuple((max(p.eye[k] for p in people) + min(p.eye[k] for p in people)) / 2 for k in range(3))
    at = first.camera.position
    away, heading = math.dist(at[:2], middle[:2]), math.atan2(at[1] - middle[1], at[0] - middle[0])
    found: list[tuple[float, int, Camera]] = []
    tries = itertools.product((38, -38, 50, -50, 65, -65, 80, -80), (0.9, 0.75, 0.6, 1.1), (24.0, 18.0, 16.0))
    for number, (swing, share, lens) in enumerate(tries):
        turn = heading + math.radians(swing)
        position = (middle[0] + math.cos(turn) * away * share, middle[1] + math.sin(turn) * away * share, at[2])
        if stage.holds(position) and framing.between(position, at, main.eye) >= 31:
            camera = placed(position, _turned(first.camera.target, people, 0.9), lens, main.eye, 5.6)
            x, y = framing.project(camera, main.eye, stage.aspect)
            if 0.04 < x < 0.96 and 0.04 < y < 0.9 and not stage.crowds(position) and not stage.hidden(position, main.eye, but=(main.id,)):
                found.append((_misses(stage, camera), number, camera))
    best = min(found, key=lambda one: one[:2], default=None)
    if best is None:
        return None
    size = framing.shot_size(best[2], main, stage.aspect)
    return _setup(stage, first.kind, first.subjects, size, best[2], toward(stage, main.id), 0.6, turn=90.0)


def _turned(target: Vec3, people: list[Figure], share: float) -> Vec3:
    """Return the master's target moved a share of the way to the people's middle."""
    middle = tuple((max(p.eye[k] for p in people) + min(p.eye[k] for p in people)) / 2 for k in range(3))
    return tuple(t + (m - t) * share * (1.0 if k < 2 else 0.4) for k, (t, m) in enumerate(zip(target, middle, strict=True)))  # type: ignore[return-value]


def _shifted(stage: Stage, at: Vec3, target: Vec3, people: list[Figure], lens: float) -> Iterator[Camera]:
    """Yield wide cameras beside and above the master's place, for when somebody hides somebody."""
    for dx, dz, dy in itertools.product((0.0, 0.5, -0.5, 0.9, -0.9, 1.4, -1.4), (0.0, 0.4, 0.8), (0.0, 0.6)):
        position = (at[0] + dx, at[1] + dy, at[2] + dz)
        if stage.holds(position):
            yield from (placed(position, _turned(target, people, 0.8), mm, target, 5.6) for mm in dict.fromkeys((lens, 18.0, 16.0)))


def _misses(stage: Stage, camera: Camera) -> float:
    """Return how much a wide camera fails: 1 for each face hidden or outside the safe area, and a lens in a body."""
    view = View(camera, stage.aspect)
    missed = 4.0 * stage.crowds(camera.position)
    for person in stage.people.values():
        x, y = view.project(person.eye)
        over = view.project((person.eye[0], person.eye[1], person.top + person.hat))[1]
        inside = 0.05 <= x <= 0.95 and over >= 0.03 and y <= 0.85
        missed += (not inside) + stage.hidden(camera.position, person.eye, but=(person.id,))
        missed += 0.8 * (inside and not stage.sees(camera, person))
    return missed


def facing(stage: Stage, a: str, b: str) -> Stage:
    """Return the stage with two people looking at each other."""
    return replace(stage, looks_at={**stage.looks_at, a: b, b: a})


def refit(setup: Setup, person: Figure, aspect: float) -> Setup | None:
    """Return a single or over-the-shoulder turned to where the main subject's eyes are in another pose; None when the size changes."""
    size = setup.size
    x, y = framing.third(setup.looks, size), framing.eye_line(person, size)
    target = framing.aim(setup.camera.position, person.eye, lens=setup.camera.lens, aspect=aspect, x=x, y=y)
    camera = placed(setup.camera.position, target, setup.camera.lens, person.eye, setup.camera.f_stop)
    return replace(setup, camera=camera) if framing.shot_size(camera, person, aspect) == size else None


def rolled(setup: Setup, person: Figure, aspect: float, roll: float) -> Setup:
    """Return a single with the camera rolled, its subject's eyes where they were in the frame."""
    x, y = View(setup.camera, aspect).project(person.eye)
    u, v = framing.spot(setup.camera.lens, aspect, x, y)
    c, s = math.cos(math.radians(roll)), math.sin(math.radians(roll))
    level_x = 0.5 + (u * c + v * s) * setup.camera.lens / framing.SENSOR
    level_y = 0.5 - (v * c - u * s) * setup.camera.lens / framing.SENSOR * aspect
    target = framing.aim(setup.camera.position, person.eye, lens=setup.camera.lens, aspect=aspect, x=level_x, y=level_y)
    turned = setup.camera.model_copy(update={"target": _rounded(target), "roll": roll})
    return replace(setup, camera=turned, angle=framing.angle_of(turned, aspect))


def reverses(stage: Stage, a: str, b: str, kind: str, size: str) -> dict[str, Setup]:
    """Return matched setups on two people who face each other: same lens, F, and angle to the line.

    Where the set has no room for a matched pair each gets the best alone, at a cost; who gets none is missing.
    """
    make = {"single": single, "ots": over_shoulder}[kind]
    ones, others = (list(itertools.islice(make(stage, who, size), TRIED)) for who in (a, b))
    best: tuple[float, Setup, Setup] | None = None
    for one, other in itertools.product(ones, others):
        if best and one.cost + other.cost >= best[0]:
            continue
        if matched(one, other) and stage.sees(one.camera, stage.people[a]) and stage.sees(other.camera, stage.people[b]):
            best = one.cost + other.cost, one, other
    if best:
        return {a: best[1], b: best[2]}
    alone = {who: cheapest(stage, found) for who, found in ((a, ones), (b, others))}
    return {who: replace(found, cost=found.cost + 0.6) for who, found in alone.items() if found}


def cheapest(stage: Stage, found: Iterable[Setup]) -> Setup | None:
    """Return the setup that costs least of those whose main subject the furniture leaves free; None when there is none."""
    free = (one for one in sorted(found, key=lambda s: s.cost) if not one.subjects or stage.sees(one.camera, stage.people[one.subjects[0]]))
    return next(free, None)


def matched(one: Setup, other: Setup) -> bool:
    """Say whether two reverses match: lens, distance within 12 %, angle to the line within 8°."""
    near, far = sorted((one.distance, other.distance))
    return one.camera.lens == other.camera.lens and far <= near * 1.12 and abs(one.turn - other.turn) <= 8


def _turn(person: Figure, gaze: tuple[float, float], position: Vec3) -> float:
    way = (position[0] - person.eye[0], position[1] - person.eye[1])
    return math.degrees(math.acos(max(-1.0, min(1.0, (way[0] * gaze[0] + way[1] * gaze[1]) / (math.hypot(*way) or 1.0)))))


def _setup(
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
    )


def placed(position: Vec3, target: Vec3, lens: float, focus: Vec3, stop: float) -> Camera:
    """Return a camera, its points to a tenth of a millimetre."""
    return Camera(position=_rounded(position), target=_rounded(target), lens=lens, f_stop=stop, focus=_rounded(focus))


def _rounded(point: Vec3) -> Vec3:
    return tuple(round(v, 4) for v in point)  # type: ignore[return-value]
