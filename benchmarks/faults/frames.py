"""Faults in one frame: the wrong size or angle, out of the frame, hidden, out of focus, on the wrong lens.

Knows nothing of cuts.
"""

from __future__ import annotations

import math

from faults.film import Film, Planted, aimed, refilmed, singles
from filmcli.formats.shots import Place
from filmcli.render import framing


def wrong_size(film: Film) -> Planted:
    """List a shot under another size."""
    for one in singles(film):
        other = "FS" if framing.steps(one.shot.size, "FS") > 1 else "CU"
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"size": other}))


def misframe(film: Film) -> Planted:
    """Move the subject by a tenth of the frame off its third."""
    for one in singles(film):
        x, y = one.view.project(one.main.eye)
        yield refilmed(film, one, **aimed(one, one.shot.camera.position, x=x + (0.1 if x < 0.5 else -0.1), y=y))


def look_away(film: Film) -> Planted:
    """Turn the camera so far that the subject is out of the picture."""
    for one in singles(film):
        yield refilmed(film, one, **aimed(one, one.shot.camera.position, x=1.3, y=one.view.project(one.main.eye)[1]))


def absent(film: Film) -> Planted:
    """Name a subject who is not in the scene."""
    for one in singles(film):
        subjects = ("NOBODY", *one.shot.subjects[1:])
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"subjects": subjects}))


def crop_joints(film: Film) -> Planted:
    """Put the lower edge of the frame on the knees of a person who stands."""
    for one in singles(film):
        person = one.main
        if person.eye[2] < 0.9 * person.height:
            continue
        x, y = one.view.project(person.eye)
        high, lens = (person.eye[2] - framing.JOINTS["knees"] * person.height) / (1 - y), one.shot.camera.lens
        for _ in range(6):  # the turn that keeps the eyes in their place changes their depth
            view = framing.View(
                one.shot.camera.model_copy(update=aimed(one, one.shot.camera.position, x=x, y=y, lens=lens)), one.stage.aspect
            )
            lens = view.depth(person.eye) * framing.SENSOR / high / one.stage.aspect
        if 8 <= lens <= 400:
            yield refilmed(film, one, **aimed(one, one.shot.camera.position, x=x, y=y, lens=lens))


def block_view(film: Film) -> Planted:
    """Let somebody of the cast stand between a lens and the main subject."""
    for one in singles(film):
        scene = next(scene for scene in film.shots.scenes if scene.id == one.shot.scene)
        seen_there = {*one.shot.subjects, *(place.character for place in one.shot.places)}
        other = next((c for c in film.cast.characters if c.id not in seen_there and c.id not in {p.character for p in scene.places}), None)
        if other is None or other.appearance.build.height < 1.4:
            continue
        middle = tuple((a * 0.55 + b * 0.45) for a, b in zip(one.shot.camera.position, one.main.eye, strict=True))
        if framing.figure(place := Place(character=other.id, position=(middle[0], middle[1], 0.0), yaw=0.0), other).top < middle[2] + 0.05:
            continue
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"places": (*one.shot.places, place)}))


def behind_furniture(film: Film) -> Planted:
    """Walk the camera round its subject until something of the set stands between."""
    for one in singles(film):
        x, y, z = (p - e for p, e in zip(one.shot.camera.position, one.main.eye, strict=True))
        for turn in map(math.radians, range(20, 360, 20)):
            at = (
                one.main.eye[0] + x * math.cos(turn) - y * math.sin(turn),
                one.main.eye[1] + x * math.sin(turn) + y * math.cos(turn),
                one.main.eye[2] + z,
            )
            u, v = one.view.project(one.main.eye)
            where, broken = refilmed(film, one, **aimed(one, at, x=u, y=v))
            shot = next(shot for shot in broken.shots if shot.id == where)
            boxes = one.stage.spec.get("solids")
            if boxes is not None and boxes.hide(shot.camera.position, [one.main.eye], own=one.main.foot)[0]:
                yield where, broken
                break


def defocus(film: Film) -> Planted:
    """Leave the focus half a metre behind the eyes of a close-up."""
    for one in singles(film):
        if one.shot.size in ("ECU", "CU", "MCU"):
            yield refilmed(film, one, focus=tuple(f + 0.5 * w for f, w in zip(one.shot.camera.focus, one.view.forward, strict=True)))


def wrong_angle(film: Film) -> Planted:
    """List a shot under another angle."""
    for one in singles(film):
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"angle": "low" if one.shot.angle != "low" else "high"}))


def wide_lens(film: Film) -> Planted:
    """Shoot a close-up on a 28 mm lens from as near as that takes."""
    for one in singles(film):
        if one.shot.size in ("ECU", "CU") and one.shot.kind != "ots":
            at = tuple(e + (p - e) * 28 / one.shot.camera.lens for p, e in zip(one.shot.camera.position, one.main.eye, strict=True))
            x, y = one.view.project(one.main.eye)
            yield refilmed(film, one, **aimed(one, at, x=x, y=y, lens=28.0))


FAULTS = {
    "wrong size": ("1 shot size", wrong_size),
    "wrong angle": ("angle", wrong_angle),
    "misframe": ("3 framing", misframe),
    "look away": ("2 subject", look_away),
    "absent subject": ("2 subject", absent),
    "block the view": ("2 subject", block_view),
    "behind furniture": ("2 subject", behind_furniture),
    "crop joints": ("joint crop", crop_joints),
    "defocus": ("8 focus", defocus),
    "wide lens on a face": ("close-up lens", wide_lens),
}
