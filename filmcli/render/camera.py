"""Cameras solved from bodies by arithmetic: singles, over-the-shoulders, two-shots.

Knows nothing of the screenplay or of the order of shots. Metres, degrees, millimetres. A setup that breaks a rule is not made.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from filmcli.formats.shots import Camera
from filmcli.render import framing
from filmcli.render.framing import Figure, View
from filmcli.render.setup import HEAD, STOPS, Setup, Stage, made, placed, screen_side, toward, turn_of

NEAR = 1.0  # metres between two people under which one face soon hides the other
STEEP = 0.12  # rise of the lens over the distance in an over-the-shoulder: 7° of pitch, still eye level
HEAD_AT = (0.02, 0.66)  # of the frame: where the eye height of the head in the foreground may be, that it is seen as a head
SHOWN = 0.55  # metres of the person in the foreground that the frame should be high
SHOULDER = (0.06, 0.27)  # of the frame's width that the head in the foreground may take: there, and not a black wall
FACTORS = {  # ratios F to try for a size, best first; all well inside the bounds of CRAFT.md
    "ECU": (0.08,),
    "CU": (0.203, 0.195, 0.21),
    "MCU": (0.31, 0.34, 0.285),
    "MS": (0.48, 0.43, 0.58, 0.60),
    "cowboy": (0.70, 0.66, 0.75),
    "MLS": (0.86, 0.90, 0.92),
    "FS": (1.12, 1.02, 1.3, 1.45),
}
JOINT = 0.7  # the cost of a frame that ends at a joint


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
            yield made(stage, kind, (who,), size, found, gaze, cost + crop + _company(stage, found, who), turn=turn)


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
    """Yield over-the-shoulder setups on a person past their partner, by the toric plan, best parameters first.

    The lens stands on the line through both pairs of eyes, so that the head in the foreground is a head whoever is taller; from further
    back, on a longer lens, it is smaller beside the face that matters.
    """
    person, other = stage.people[who], stage.people.get(stage.looks_at.get(who, ""))
    if other is None or other.pose in framing.LYING or person.pose in framing.LYING:
        return
    gaze, side = toward(stage, who), stage.side(who)
    looks = "right" if side < 0 else "left"  # the line runs from the subject to the shoulder, the camera beside it
    x_far, y = framing.third(looks, size), framing.eye_line(person, size)
    apart = math.dist(person.eye[:2], other.eye[:2])
    lens_list = tuple(dict.fromkeys((50.0, 65.0, 40.0, float(stage.lenses.get("normal", 35)), 75.0, 85.0, 32.0)))
    for (i, lens), (j, reach), (k, edge) in itertools.product(
        enumerate(lens_list), enumerate((1.6, 1.3, 2.0, 1.05, 2.5)), enumerate((0.9, 0.95, 0.86, 1.0))
    ):
        x_near = edge if looks == "right" else 1 - edge
        spot = framing.toric(other.eye, person.eye, lens=lens, x_near=x_near, x_far=x_far, reach=reach, side=-side)
        if spot is None:
            continue
        away = math.dist(spot, person.eye[:2])
        rise = (other.eye[2] - person.eye[2]) * away / max(apart, 0.3)
        position = (*spot, person.eye[2] + max(-STEEP * away, min(STEEP * away, rise)) + 0.03)
        if not stage.holds(position) or stage.crowds(position):
            continue
        depth = math.dist(position, person.eye) / framing.stretch(lens, stage.aspect, x_far, 0.3)
        f = depth * framing.SENSOR / lens / stage.aspect / person.height
        if framing.size_of(f) != size or not framing.firm(f, off=0.1):  # from near the line, a head that leans comes nearer
            continue
        target = framing.aim(position, person.eye, lens=lens, aspect=stage.aspect, x=x_far, y=y)
        camera = placed(position, target, lens, person.eye, STOPS["ots"])
        if framing.shot_size(camera, person, stage.aspect) != size or stage.hidden(position, person.eye, but=(who, other.id)):
            continue
        wall = _foreground(stage, camera, person, other)
        if wall is None:
            continue
        loose = abs(f - FACTORS[size][0])
        cost = 0.06 * i + 0.04 * j + 0.06 * k + 2.0 * loose + wall + (JOINT if framing.cropped(camera, person, stage.aspect) else 0.0)
        turn = turn_of(person, gaze, position)
        cost += 0.03 * max(0.0, turn - 34.0)  # from further round, the shoulder becomes a profile
        yield made(stage, "ots", (who, other.id), size, camera, gaze, cost, turn=turn)


def _foreground(stage: Stage, camera: Camera, person: Figure, other: Figure) -> float | None:
    """Return the cost of the head in the foreground: less the more of head and shoulder one sees. None where it is no head at the frame's edge, or hides the face."""
    view = View(camera, stage.aspect)
    xf, _ = view.project(person.eye)
    xn, yn = view.project(other.eye)
    depth = view.depth(other.eye)
    if depth < 0.3 or not HEAD_AT[0] <= yn <= HEAD_AT[1]:
        return None
    half = (HEAD + other.hat * 0.7) * view.lens / framing.SENSOR / depth
    face = 0.1 * view.lens / framing.SENSOR / max(view.depth(person.eye), 0.3)
    inner, outer = abs(xn - xf) - half - face, abs(xn - 0.5) - half
    covered = 0.5 - outer  # of the frame's width, by the head
    if inner < 0.02 or not SHOULDER[0] <= covered <= SHOULDER[1]:
        return None
    return 1.5 * max(0.0, SHOWN - view.frame_height(depth)) + 2.0 * max(0.0, covered - 0.2)


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
    swings = (20, -20, 10, -10, 0, 32, -32, 45, -45, 58, -58) if apart > NEAR else (0, 10, -10, 18, -18, 32, -32, 45, -45)
    lenses = tuple(dict.fromkeys((float(stage.lenses.get("normal", 35)), 40.0, 28.0, float(stage.lenses.get("wide", 24)), 21.0)))
    for (i, swing), (j, lens), (k, _) in itertools.product(enumerate(swings), enumerate(lenses), enumerate(range(8))):
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
            yield made(stage, "two_shot", (a, b), size, camera, gaze, cost, turn=90.0 - abs(swing))


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
