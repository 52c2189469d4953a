"""Faults at cuts: the line crossed, looks that do not meet, pairs that do not match, jumps.

Knows nothing of how long a shot is.
"""

from __future__ import annotations

import math

from faults.film import SINGLE, Film, Planted, aimed, mirrored, refilmed, reverses, singles, turned
from filmcli.formats.shots import Act, Shot
from filmcli.render import framing
from filmcli.render.rules.finding import WIDE, Seen
from filmcli.render.setup import NEUTRAL


def flip_side(film: Film) -> Planted:
    """Put a camera on the other side of the line on which an earlier shot of the pair stood."""
    for scene in film.shots.scenes:
        sides: set[tuple[str, str]] = set()
        for one in film.sequence(scene.id):
            moved = {act.character for act in one.shot.acts if act.path}
            sides = set() if one.shot.kind in WIDE else {pair for pair in sides if not set(pair) & moved}
            if one.shot.kind in (*WIDE, "insert", "pov") or not (one.main and one.partner) or {one.main.id, one.partner.id} & moved:
                continue
            pair = tuple(sorted((one.main.id, one.partner.id)))
            if abs(framing.off_line(one.main.eye[:2], one.partner.eye[:2], one.shot.camera.position)) < NEUTRAL + 1:
                continue
            if pair in sides:
                a, b = one.main.eye, one.partner.eye
                at = mirrored(one.shot.camera.position, a, b)
                yield refilmed(film, one, position=at, target=mirrored(one.shot.camera.target, a, b))
            sides.add(pair)


def shrink_angle(film: Film) -> Planted:
    """Cut from a shot to itself turned by 12 degrees about its subject."""
    for one in singles(film):
        shot, turn = one.shot, math.radians(12)
        x, y, z = (p - e for p, e in zip(shot.camera.position, one.main.eye, strict=True))
        at = (
            one.main.eye[0] + x * math.cos(turn) - y * math.sin(turn),
            one.main.eye[1] + x * math.sin(turn) + y * math.cos(turn),
            one.main.eye[2] + z,
        )
        u, v = one.view.project(one.main.eye)
        number = int(shot.id.rpartition("SH")[2]) + 5
        twin = shot.model_copy(
            update={"id": f"{shot.scene}_SH{number:04d}", "speeches": (), "camera": shot.camera.model_copy(update=aimed(one, at, x=u, y=v))}
        )
        place = film.shots.shots.index(shot) + 1
        yield twin.id, film.shots.model_copy(update={"shots": (*film.shots.shots[:place], twin, *film.shots.shots[place:])})


def break_eyeline(film: Film) -> Planted:
    """Raise the eyes of one of two reverses by a tenth of the frame, or let both look to one side."""
    for scene in film.shots.scenes:
        order = film.sequence(scene.id)
        for a, b in zip(order, order[1:], strict=False):
            if not (a.main and b.main and a.partner and b.partner and a.shot.kind in SINGLE and b.shot.kind in SINGLE):
                continue
            if a.partner.id != b.main.id or b.partner.id != a.main.id or a.shot.size != b.shot.size:
                continue
            x, y = b.view.project(b.main.eye)
            yield refilmed(film, b, **aimed(b, b.shot.camera.position, x=x, y=y + 0.11))
            at = mirrored(b.shot.camera.position, b.main.eye, b.partner.eye)
            yield refilmed(film, b, position=at, target=mirrored(b.shot.camera.target, b.main.eye, b.partner.eye))


def unmatched(film: Film) -> Planted:
    """Shoot one of two reverses on another lens from further away."""
    for scene in film.shots.scenes:
        order = film.sequence(scene.id)
        for a, b in zip(order, order[1:], strict=False):
            if not (a.main and b.main and a.partner and b.partner) or a.shot.kind != b.shot.kind or a.shot.kind not in SINGLE:
                continue
            if a.partner.id != b.main.id or b.partner.id != a.main.id or a.shot.size != b.shot.size:
                continue
            at = tuple(e + (p - e) * 1.5 for p, e in zip(b.shot.camera.position, b.main.eye, strict=True))
            x, y = b.view.project(b.main.eye)
            yield refilmed(film, b, **aimed(b, at, x=x, y=y, lens=b.shot.camera.lens * 1.5))


def turn_back(film: Film) -> Planted:
    """Let somebody walk to the right in one shot and to the left in the next of the same camera side."""
    for scene in film.shots.scenes:
        order = film.sequence(scene.id)
        for a, b in zip(order, order[1:], strict=False):
            who = next((p for p in a.stage.people if p in b.stage.people), None)
            if who is None or a.shot.cross_line or b.shot.cross_line:
                continue
            walks = [strolled(a, who, 1.0), strolled(b, who, -1.0)]
            if all(walks):
                both = {shot.id: shot for shot in walks if shot}
                yield b.shot.id, film.shots.model_copy(update={"shots": tuple(both.get(s.id, s) for s in film.shots.shots)})


def strolled(one: Seen, who: str, way: float) -> Shot | None:
    """Return the shot with a person who walks a step to one side of the frame; None where the start is out of sight."""
    person, right = one.stage.people[who], one.view.right
    start = (*person.foot, person.eye[2])
    end = (person.foot[0] + right[0] * 0.8 * way, person.foot[1] + right[1] * 0.8 * way, 0.0)
    if min(one.view.depth(start), one.view.depth((end[0], end[1], person.eye[2]))) < 0.6:
        return None
    return one.shot.model_copy(update={"acts": (Act(character=who, motion="walk", path=(end,)),)})


def jump_attention(film: Film) -> Planted:
    """Put the second of two faces into the far corner of the frame."""
    for scene in film.shots.scenes:
        order = film.sequence(scene.id)
        for a, b in zip(order, order[1:], strict=False):
            if a.main and b.main and a.shot.kind in SINGLE and b.shot.kind in SINGLE:
                x = 0.94 if a.view.project(a.main.eye)[0] < 0.5 else 0.06
                yield refilmed(film, b, **aimed(b, b.shot.camera.position, x=x, y=b.view.project(b.main.eye)[1]))


def swap_prop(film: Film) -> Planted:
    """Give somebody a thing that the scene does not."""
    for one in singles(film):
        place = next((p for p in (*one.shot.places, *film.scene(one).places) if p.character == one.main.id), None)
        if place is not None:
            held = place.model_copy(update={"hold": "book" if place.hold != "book" else "cup"})
            kept = tuple(p for p in one.shot.places if p.character != one.main.id)
            yield one.shot.id, film.with_shot(one.shot.model_copy(update={"places": (*kept, held)}))


def third_look(film: Film) -> Planted:
    """Let the second of two reverses look at a third person, from the other side of the line between the two."""
    for a, b in reverses(film):
        third = next((who for who in b.stage.people if who not in (a.main.id, b.main.id)), None)
        if (
            third is None
            or min(abs(framing.off_line(a.main.eye[:2], b.main.eye[:2], s.shot.camera.position)) for s in (a, b)) < NEUTRAL + 1
        ):
            continue
        if {a.main.id, b.main.id} & {act.character for s in (a, b) for act in s.shot.acts if act.path}:
            continue
        ends = (a.main.eye, b.main.eye)
        camera = b.shot.camera.model_copy(
            update={"position": mirrored(b.shot.camera.position, *ends), "target": mirrored(b.shot.camera.target, *ends)}
        )
        yield b.shot.id, film.with_shot(b.shot.model_copy(update={"camera": camera, "look_at": {**b.shot.look_at, b.main.id: third}}))


def turn_reverse(film: Film) -> Planted:
    """Walk the second camera of a pair by 25 degrees round its subject."""
    for _, b in reverses(film):
        x, y = b.view.project(b.main.eye)
        line = framing.off_line(b.main.eye[:2], b.partner.eye[:2], b.shot.camera.position)
        for way in (25, -25):
            at = turned(b.shot.camera.position, b.main.eye, way)
            if (
                abs(abs(framing.off_line(b.main.eye[:2], b.partner.eye[:2], at)) - abs(line)) > 18
            ):  # not to the same angle on the other side
                yield refilmed(film, b, **aimed(b, at, x=x, y=y))


def raise_reverse(film: Film) -> Planted:
    """Lift the second camera of a pair by 60 cm."""
    for _, b in reverses(film):
        x, y = b.view.project(b.main.eye)
        px, py, pz = b.shot.camera.position
        if b.shot.kind != "ots":
            yield refilmed(film, b, **aimed(b, (px, py, pz + 0.6), x=x, y=y))


FAULTS = {
    "flip side": ("4 180", flip_side),
    "break eyeline": ("5 eyelines", break_eyeline),
    "look of a third": ("5 eyelines", third_look),
    "shrink angle": ("6 30", shrink_angle),
    "swap prop": ("10 continuity", swap_prop),
    "unmatched reverse": ("matched", unmatched),
    "turned reverse": ("matched", turn_reverse),
    "raised reverse": ("matched", raise_reverse),
    "turn back": ("screen direction", turn_back),
    "jump of attention": ("attention", jump_attention),
}
