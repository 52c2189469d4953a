"""Rules on the cuts of a scene: the 180° line, eyelines, 30°, matched reverses, screen direction, the jump of attention.

Knows nothing of rendered pictures. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from filmcli.formats.shots import Act, Place, Scene
from filmcli.render import framing, staging
from filmcli.render.rules.finding import WIDE, Finding, Seen, looks
from filmcli.render.setup import NEUTRAL, toward, turn_of

ATTENTION = 0.35  # of the frame's width (CRAFT.md)
TURNED, RAISED = 12.0, 0.3  # degrees and metres by which the cameras of a pair may differ, seen from their subjects
EMPTIED = ("hand_over", "put", "put_away", "fall")  # motions after which a hand is empty


def line(shots: Sequence[Seen]) -> Iterator[Finding]:
    """Rule 4: per pair of people the camera stays on one side of their line, until a wide, a neutral or a marked crossing."""
    sides: dict[tuple[str, str], int] = {}
    for seen in shots:
        shot, main, partner = seen.shot, seen.main, seen.partner
        if shot.kind in WIDE:
            sides.clear()
        moved = {act.character for act in shot.acts if act.path}  # the line is drawn anew before our eyes
        for pair in [pair for pair in sides if set(pair) & moved]:
            del sides[pair]
        if main and partner and {main.id, partner.id} & moved:
            continue
        if shot.kind in (*WIDE, "insert", "pov") or main is None or partner is None:
            continue
        a, b = sorted((main, partner), key=lambda p: p.id)
        angle = framing.off_line(a.eye[:2], b.eye[:2], shot.camera.position)
        if abs(angle) < NEUTRAL:
            sides.pop((a.id, b.id), None)
            continue
        side = 1 if angle > 0 else -1
        if sides.setdefault((a.id, b.id), side) != side and not shot.cross_line:
            yield Finding(
                "4 180° line",
                shot.id,
                round(angle, 1),
                f"the other side of the line {a.id}–{b.id}",
                "mirror the camera, or write cross_line: true",
            )
        sides[a.id, b.id] = side


def state(shots: Sequence[Seen], scene: Scene) -> Iterator[Finding]:
    """Rule 10: what is in a hand stays there from shot to shot, until the person does something: takes, gives, draws, falls."""
    held = {place.character: place.hold for place in scene.places}
    before: Sequence[Act] = ()
    for seen in shots:
        done = (*before, *seen.shot.acts)
        before = seen.shot.acts
        for place in staging.places(scene, seen.shot):
            had = held.get(place.character, place.hold)
            if place.hold != had and not _changed(place, done):
                expected = f"{place.character} with {had or 'empty hands'}"
                remedy = "change the scene's place instead, or write the act that takes or puts it"
                yield Finding("10 continuity", seen.shot.id, 1, expected, remedy)
            else:
                held[place.character] = place.hold


def _changed(place: Place, acts: Sequence[Act]) -> bool:
    """Say whether somebody's acts put into the hand what is in it now, or emptied it."""
    own = [act for act in acts if act.character == place.character]
    if place.hold:
        return any(act.motion in ("take", "draw") and act.to == place.hold for act in own)
    return any(act.motion in EMPTIED for act in own)


def thirty(a: Seen, b: Seen) -> Iterator[Finding]:
    """Rule 6: a cut on the same subject changes the angle by 30° or the size by two classes."""
    if "insert" in (a.shot.kind, b.shot.kind) or not a.main or not b.main or a.main.id != b.main.id or b.shot.jump:
        return
    angle = framing.between(a.shot.camera.position, b.shot.camera.position, b.main.eye)
    if angle < 29.5 and framing.steps(a.shot.size, b.shot.size) < 2:
        yield Finding(
            "6 30° rule", b.shot.id, round(angle, 1), "30° or two size classes at the cut", "change angle or size, or write jump: true"
        )


def eyelines(a: Seen, b: Seen) -> Iterator[Finding]:
    """Rule 5: two people who look at each other look to opposite sides in reverses, from one height in the frame."""
    if not _reverse(a, b):
        return
    assert a.main and b.main
    if looks(a, a.main) == looks(b, b.main):
        yield Finding(
            "5 eyelines",
            b.shot.id,
            0,
            "opposite sides of the frame in reverses",
            "put the camera on the same side of the line as the shot before",
        )
    gap = abs(a.view.project(a.main.eye)[1] - b.view.project(b.main.eye)[1])
    lies = abs(framing.eye_line(a.main, a.shot.size) - framing.eye_line(b.main, a.shot.size)) > 0.05  # one of the two is seen from above
    if a.shot.size == b.shot.size and gap > 0.05 and not lies:
        yield Finding("5 eyelines", b.shot.id, round(gap, 3), "eye heights within 0.05 of the frame", "tilt one of the two cameras")


def reverses(a: Seen, b: Seen) -> Iterator[Finding]:
    """Warning: reverses match in lens, distance, angle to the line, and height; over a shoulder the lens is on the line of the eyes, as high as that is."""
    if not _reverse(a, b) or a.shot.kind != b.shot.kind or a.shot.size != b.shot.size:
        return
    (far, turn, high), (far_too, turn_too, high_too) = (_seen_from(seen) for seen in (a, b))
    near, far = sorted((far, far_too))
    what = "matched coverage"
    if a.shot.camera.lens != b.shot.camera.lens or far > near * 1.2:
        expected = "the lens and distance of its reverse"
        yield Finding(what, b.shot.id, round(far / near, 2), expected, "give both shots one lens and one distance", "warning")
    if abs(turn - turn_too) > TURNED:
        expected = f"{turn:.0f}° to the line, as its reverse"
        yield Finding(what, b.shot.id, round(turn_too, 1), expected, "give both cameras one angle to the line", "warning")
    if a.shot.kind != "ots" and abs(high - high_too) > RAISED:
        expected = f"{high:+.2f} m over the eyes, as its reverse"
        yield Finding(what, b.shot.id, round(high_too, 2), expected, "give both cameras one height over the eyes", "warning")


def _seen_from(seen: Seen) -> tuple[float, float, float]:
    """Return how far a camera is from its subject's eyes, how many degrees off their line of sight, and how high over them."""
    assert seen.main
    at, eye = seen.shot.camera.position, seen.main.eye
    return math.dist(at, eye), turn_of(seen.main, toward(seen.stage, seen.main.id), at), at[2] - eye[2]


def glances(a: Seen, b: Seen) -> Iterator[Finding]:
    """Rule 5 in talk of three and more: at a cut from a face to the one it looked at, that one has the looker on the side the look came from.

    Whom the second looks at does not matter: a look to the right is answered from the right-hand side of the room.
    """
    if not _alone(a) or not _alone(b) or a.partner is None or a.main is None or b.main is None or b.shot.cross_line:
        return
    looker = b.stage.people.get(a.main.id)
    if a.partner.id != b.main.id or looker is None or (b.partner and b.partner.id == looker.id):
        return
    if {looker.id, b.main.id} & {act.character for seen in (a, b) for act in seen.shot.acts if act.path}:
        return
    ends = (looker.eye[:2], b.main.eye[:2])
    before, after = (framing.off_line(*ends, seen.shot.camera.position) for seen in (a, b))
    if min(abs(before), abs(after)) >= NEUTRAL and before * after < 0:
        expected = f"the camera on the side of the line {looker.id}–{b.main.id} from which {looker.id} looked"
        yield Finding(
            "5 eyelines", b.shot.id, round(after, 1), expected, "mirror the camera, cut to a wide between, or write cross_line: true"
        )


def _alone(seen: Seen) -> bool:
    return seen.shot.kind in ("single", "ots", "reaction")


def _reverse(a: Seen, b: Seen) -> bool:
    """Say whether two shots are a shot and its reverse."""
    if not (a.main and b.main and a.partner and b.partner and _alone(a) and _alone(b)):
        return False
    return a.partner.id == b.main.id and b.partner.id == a.main.id


def direction(a: Seen, b: Seen) -> Iterator[Finding]:
    """Warning: who walks to one side of the frame walks to the same side after the cut."""
    if b.shot.cross_line:
        return
    before, after = travel(a), travel(b)
    for who in before.keys() & after.keys():
        if before[who] * after[who] < 0:
            expected = f"{who} to walk to the same side of the frame as before the cut"
            yield Finding(
                "screen direction",
                b.shot.id,
                round(after[who], 2),
                expected,
                "mirror the camera, or cut to a neutral shot between",
                "warning",
            )


def travel(seen: Seen) -> dict[str, float]:
    """Return, by walker, how far the path goes across the frame (1 is its width, positive to the right)."""
    out = {}
    for act in seen.shot.acts:
        person = seen.stage.people.get(act.character)
        if person is None or not act.path:
            continue
        ends = [(x, y, person.eye[2]) for x, y in (person.foot, act.path[-1][:2])]
        if min(seen.view.depth(end) for end in ends) > 0.3:
            shift = seen.view.project(ends[1])[0] - seen.view.project(ends[0])[0]
            if abs(shift) > 0.05:
                out[act.character] = shift
    return out


def attention(a: Seen, b: Seen) -> Iterator[Finding]:
    """Warning: at a cut between two faces the eye of the viewer has no more than a third of the frame to go."""
    if not a.main or not b.main or {a.shot.kind, b.shot.kind} & {*WIDE, "insert", "two_shot"}:
        return
    (x, y), (u, v) = a.view.project(a.main.eye), b.view.project(b.main.eye)
    jump = math.hypot(u - x, (v - y) / a.view.aspect)
    if jump > ATTENTION:
        yield Finding(
            "attention jump",
            b.shot.id,
            round(jump, 2),
            f"{ATTENTION} of the frame at most",
            "frame the two faces nearer to the middle",
            "warning",
        )
