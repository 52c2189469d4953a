"""Checks of a shot list against film grammar, by arithmetic: every finding names rule, shot, number, what was expected, a remedy.

Knows nothing of how the list was planned, or of rendered pictures. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from filmcli.core import presets
from filmcli.formats.cast import Cast
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.render import camera, framing, lexicon, staging
from filmcli.render.camera import Stage
from filmcli.render.framing import Figure, View

WIDE = ("master", "establishing")
FRAMING_ERROR = 0.03  # of the frame
COC = 0.019  # mm, the circle of confusion that still looks sharp on Super 35


@dataclass(frozen=True)
class Finding:
    """One violation. `rule` is its number and name in CRAFT.md, `number` what was measured."""

    rule: str
    shot: str
    number: float
    expected: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.shot}: {self.severity}: {self.rule}: {self.number:g}, expected {self.expected}; {self.remedy}"


@dataclass(frozen=True)
class Seen:
    """A shot with its bodies as posed in it."""

    shot: Shot
    stage: Stage
    view: View

    @property
    def main(self) -> Figure | None:
        """The main subject, None when the shot has none or names nobody who is there."""
        return self.stage.people.get(self.shot.subjects[0]) if self.shot.subjects else None

    @property
    def partner(self) -> Figure | None:
        """Whom the main subject looks at."""
        shot = self.shot
        who = shot.look_at.get(shot.subjects[0], "") if shot.subjects else ""
        if shot.kind == "two_shot" and len(shot.subjects) > 1:
            who = shot.subjects[1]
        return self.stage.people.get(who)


def check(shotlist: ShotList, cast: Cast) -> list[Finding]:
    """Return the findings over a shot list, in the order of its shots."""
    findings: list[Finding] = []
    for scene in shotlist.scenes:
        seen = [_seen(shot, scene, cast, shotlist.aspect) for shot in shotlist.shots if shot.scene == scene.id]
        findings += [*_crowding(scene, seen), *_state(seen, scene)]
        for one in seen:
            findings += [*_subjects(one), *_size(one), *_composition(one), *_standing(one), *_sharpness(one)]
        findings += [*_line(seen), *(f for a, b in itertools.pairwise(seen) for f in (*_thirty(a, b), *_eyelines(a, b), *_reverses(a, b)))]
    order = {shot.id: number for number, shot in enumerate(shotlist.shots)}
    return sorted(findings, key=lambda f: order.get(f.shot, -1))


def _seen(shot: Shot, scene: Scene, cast: Cast, aspect: float) -> Seen:
    characters = {c.id: c for c in cast.characters}
    where = {p.character: p for p in staging.places(scene, shot)}
    poses = shot.beats[0].poses if shot.beats else {}
    people = {who: framing.figure(p.model_copy(update={"pose": poses.get(who, p.pose)}), characters.get(who)) for who, p in where.items()}
    return Seen(shot, Stage(presets.load("sets", scene.set), people, shot.look_at, aspect, {}), View(shot.camera, aspect))


def _subjects(seen: Seen) -> Iterator[Finding]:
    """Rule 2: the eyes of the subjects are in the frame and nobody stands before them."""
    shot = seen.shot
    for number, who in enumerate(shot.subjects if shot.kind not in ("ots", "insert") else shot.subjects[:1] if shot.kind == "ots" else ()):
        person = seen.stage.people.get(who)
        if person is None:
            yield Finding("2 subject visible", shot.id, 0, f"{who} in the scene", "add the character to the scene's places")
            continue
        x, y = seen.view.project(person.eye)
        severity = "error" if number == 0 or shot.kind == "two_shot" else "warning"
        if not (0.02 <= x <= 0.98 and 0.02 <= y <= 0.98) or seen.view.depth(person.eye) <= 0:
            yield Finding(
                "2 subject visible",
                shot.id,
                round(x, 2),
                f"the eyes of {who} in the frame",
                "turn the camera's target toward the subject",
                severity,
            )
        elif seen.stage.hidden(shot.camera.position, person.eye, but=(who, *(shot.subjects[1:] if shot.kind == "ots" else ()))):
            severity = "warning" if shot.kind in WIDE else severity
            yield Finding(
                "2 subject visible", shot.id, 0, f"a free view of {who}", "move the camera to the side of whoever stands before", severity
            )


def _size(seen: Seen) -> Iterator[Finding]:
    """Rule 1: the size is the one listed; an insert's prop fills 40 % of the frame."""
    shot, main = seen.shot, seen.main
    if shot.kind == "insert":
        length = lexicon.length_of(shot.prop)
        fill = length / seen.view.frame_height(max(seen.view.depth(shot.camera.focus), 1e-3)) if length else 1.0
        if fill < 0.4:
            yield Finding("1 shot size", shot.id, round(fill, 2), "the prop over 0.4 of the frame", "a longer lens, or nearer")
    elif main:
        size = framing.shot_size(shot.camera, main, seen.stage.aspect)
        if size != shot.size:
            f = framing.ratio(shot.camera, main, seen.stage.aspect)
            yield Finding(
                "1 shot size",
                shot.id,
                round(f, 3),
                f"F of {shot.size}, it is {size}",
                f"list the shot as {size}, or change lens or distance",
            )


def _composition(seen: Seen) -> Iterator[Finding]:
    """Rule 3 and the warnings on headroom and lead room, for shots on one person."""
    shot, main = seen.shot, seen.main
    if shot.kind not in ("single", "ots", "reaction") or main is None:
        return
    x, y = seen.view.project(main.eye)
    looks = _looks(seen, main)
    error = math.dist((x, y), (framing.third(looks, shot.size), framing.eye_line(main, shot.size)))
    if error > FRAMING_ERROR:
        yield Finding(
            "3 framing", shot.id, round(error, 3), f"at most {FRAMING_ERROR} of the frame off the third", "turn the camera's target"
        )
    ahead = 1 - x if looks == "right" else x
    if ahead < 0.55:
        yield Finding(
            "lead room",
            shot.id,
            round(ahead, 2),
            "0.55 or more ahead of the gaze",
            "move the subject away from the side it looks to",
            "warning",
        )
    low, high = framing.HEADROOM.get(shot.size, (-1.0, 1.0))
    room = framing.headroom(shot.camera, main, shot.size, seen.stage.aspect)
    if not low - 0.02 <= room <= high + 0.02:
        yield Finding("headroom", shot.id, round(room, 3), f"{low}–{high} of the frame", "tilt the camera", "warning")


def _looks(seen: Seen, main: Figure) -> str:
    partner = seen.partner
    gaze = (partner.eye[0] - main.eye[0], partner.eye[1] - main.eye[1]) if partner else main.gaze
    return camera.screen_side(main, gaze, seen.shot.camera.position)


def _standing(seen: Seen) -> Iterator[Finding]:
    """Rule 7: the camera is in the set's camera zone, out of furniture and bodies. The set's own master may stand anywhere."""
    shot, stage = seen.shot, seen.stage
    own = tuple(float(v) for v in stage.spec["master"]["at"])
    if shot.camera.position != own and not stage.holds(shot.camera.position, margin=-0.01):
        expected = f"inside the camera zone {stage.spec['camera_zone']}"
        yield Finding(
            "7 camera in geometry", shot.id, round(shot.camera.position[1], 2), expected, "move the camera into the zone, with a wider lens"
        )
    least = min((math.dist(shot.camera.position, p.eye) for p in stage.people.values()), default=9.0)
    if least < 0.45 and shot.kind != "insert":
        yield Finding("7 camera in geometry", shot.id, round(least, 2), "0.45 m or more from every head", "move the camera back")


def _sharpness(seen: Seen) -> Iterator[Finding]:
    """Rule 8: the eyes of a close-up are within the depth of field."""
    main, lens = seen.main, seen.shot.camera.lens / 1000
    if main is None or seen.shot.size not in ("ECU", "CU", "MCU") or seen.shot.kind == "insert":
        return
    focus, depth = seen.view.depth(seen.shot.camera.focus), seen.view.depth(main.eye)
    if focus <= lens or depth <= 0:
        return
    blur = lens * lens / seen.shot.camera.f_stop * abs(depth - focus) / (depth * (focus - lens)) * 1000
    if blur > COC:
        yield Finding(
            "8 focus",
            seen.shot.id,
            round(blur, 3),
            f"a circle of {COC} mm at most on the eyes",
            "put the focus on the near eye, or stop down",
        )


def _state(shots: Sequence[Seen], scene: Scene) -> Iterator[Finding]:
    """Rule 10: what is in a hand stays there from shot to shot, until the person does something: takes, gives, draws, falls."""
    held = {p.character: p.hold for p in scene.places}
    busy: set[str] = set()
    for seen in shots:
        busy |= {act.character for act in seen.shot.acts}
        for place in staging.places(scene, seen.shot):
            before = held.get(place.character, place.hold)
            if place.hold != before and place.character not in busy:
                expected = f"{place.character} with {before or 'empty hands'}"
                yield Finding("10 continuity", seen.shot.id, 1, expected, "change the scene's place instead, or write the act that takes or puts it")
            held[place.character] = place.hold


def _crowding(scene: Scene, shots: Sequence[Seen]) -> Iterator[Finding]:
    """Rule 9: nobody stands in somebody who is there at the same time; who embraces may come nearer."""
    told: set[tuple[str, str]] = set()
    for seen in shots:
        close = {act.character for act in seen.shot.acts if act.motion == "embrace"}
        for a, b in itertools.combinations(staging.places(scene, seen.shot), 2):
            gap = math.dist(a.position[:2], b.position[:2])
            if gap < (0.2 if {a.character, b.character} <= close else 0.5) and (a.character, b.character) not in told:
                told.add((a.character, b.character))
                expected = f"{a.character} and {b.character} 0.5 m apart or more"
                yield Finding("9 interpenetration", seen.shot.id, round(gap, 2), expected, "move one of them")


def _line(shots: Sequence[Seen]) -> Iterator[Finding]:
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
        if abs(angle) < camera.NEUTRAL:
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


def _thirty(a: Seen, b: Seen) -> Iterator[Finding]:
    """Rule 6: a cut on the same subject changes the angle by 30° or the size by two classes."""
    if "insert" in (a.shot.kind, b.shot.kind) or not a.main or not b.main or a.main.id != b.main.id or b.shot.jump:
        return
    angle = framing.between(a.shot.camera.position, b.shot.camera.position, b.main.eye)
    if angle < 29.5 and framing.steps(a.shot.size, b.shot.size) < 2:
        yield Finding(
            "6 30° rule", b.shot.id, round(angle, 1), "30° or two size classes at the cut", "change angle or size, or write jump: true"
        )


def _eyelines(a: Seen, b: Seen) -> Iterator[Finding]:
    """Rule 5: two people who look at each other look to opposite sides in reverses, from one height in the frame."""
    if not _reverse(a, b):
        return
    assert a.main and b.main
    if _looks(a, a.main) == _looks(b, b.main):
        yield Finding(
            "5 eyelines",
            b.shot.id,
            0,
            "opposite sides of the frame in reverses",
            "put the camera on the same side of the line as the shot before",
        )
    gap = abs(a.view.project(a.main.eye)[1] - b.view.project(b.main.eye)[1])
    if a.shot.size == b.shot.size and gap > 0.05:
        yield Finding("5 eyelines", b.shot.id, round(gap, 3), "eye heights within 0.05 of the frame", "tilt one of the two cameras")


def _reverses(a: Seen, b: Seen) -> Iterator[Finding]:
    """Warning: reverses match in lens and distance."""
    if not _reverse(a, b) or a.shot.kind != b.shot.kind or a.shot.size != b.shot.size:
        return
    assert a.main and b.main
    near, far = sorted(math.dist(s.shot.camera.position, s.main.eye) for s in (a, b) if s.main)
    if a.shot.camera.lens != b.shot.camera.lens or far > near * 1.2:
        expected = "the lens and distance of its reverse"
        yield Finding("matched coverage", b.shot.id, round(far / near, 2), expected, "give both shots one lens and one distance", "warning")


def _reverse(a: Seen, b: Seen) -> bool:
    """Say whether two shots are a shot and its reverse."""
    kinds = ("single", "ots", "reaction")
    if not (a.main and b.main and a.partner and b.partner) or a.shot.kind not in kinds or b.shot.kind not in kinds:
        return False
    return a.partner.id == b.main.id and b.partner.id == a.main.id


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that a film should not have."""
    return [finding for finding in findings if finding.severity == "error"]


def lines_missing(shotlist: ShotList, lines: Mapping[int, str] | Sequence[int]) -> list[int]:
    """Return the screenplay's lines that no shot covers."""
    covered = {line for shot in shotlist.shots for line in shot.lines}
    return [line for line in lines if line not in covered]


def unspoken(shotlist: ShotList, speeches: Sequence[str]) -> list[str]:
    """Return the ids of speeches that are in no shot, or in more than one."""
    heard = [speech for shot in shotlist.shots for speech in shot.speeches]
    return [speech for speech in speeches if heard.count(speech) != 1]
