"""The planted-fault benchmark of film grammar: clean scenes of eleven screenplays, each fault planted wherever it can be, every one to be found.

Knows nothing of rendering: cameras, places and records are broken by arithmetic, as a careless edit would.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import publish

from filmcli.cast import design
from filmcli.core import presets, settings
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.document import Source
from filmcli.formats.shots import Act, Move, Place, Scene, Shot, ShotList
from filmcli.render import checks, framing, plan, staging, stills
from filmcli.render.rules import proof
from filmcli.render.rules.finding import WIDE, Finding, Seen, seen
from filmcli.render.setup import NEUTRAL

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = (*sorted((ROOT / "docs/samples").glob("*.fountain")), *sorted((ROOT / "tests/scripts").glob("*.fountain")))
SINGLE = ("single", "ots", "reaction")
SOURCE = Source(path="script.fountain", digest="x")


@dataclass(frozen=True)
class Film:
    """A planned screenplay, and the fingerprints that its pictures would be made from."""

    name: str
    shots: ShotList
    cast: Cast

    def with_shot(self, shot: Shot) -> ShotList:
        """Return the list with one shot put in the place of its namesake."""
        return self.shots.model_copy(update={"shots": tuple(shot if one.id == shot.id else one for one in self.shots.shots)})

    def with_scene(self, scene: Scene) -> ShotList:
        """Return the list with one scene changed."""
        return self.shots.model_copy(update={"scenes": tuple(scene if one.id == scene.id else one for one in self.shots.scenes)})

    def sequence(self, scene: str) -> list[Seen]:
        """Return the shots of a scene as the rules see them."""
        found = next(one for one in self.shots.scenes if one.id == scene)
        period = str(presets.load("genres", self.shots.genre).get("period", ""))
        return [seen(shot, found, self.cast, self.shots.aspect, period=period) for shot in self.shots.shots if shot.scene == scene]


Planted = Iterator[tuple[str, ShotList]]  # the shot or scene with the fault, and the list that holds it


def main() -> None:
    films = [planned(path) for path in SCRIPTS]
    alarms = [f"{film.name} {finding}" for film in films for finding in checks.check(film.shots, film.cast)]
    scenes, shots = sum(len(film.shots.scenes) for film in films), sum(len(film.shots.shots) for film in films)
    print(f"{len(films)} screenplays, {scenes} scenes, {shots} shots; findings in clean scenes: {len(alarms)}")
    for alarm in alarms:
        print("  false alarm:", alarm)
    tried, missed = Counter(), defaultdict(list)
    for name, (rule, plant) in FAULTS.items():
        for film in films:
            clean = {str(finding) for finding in checks.check(film.shots, film.cast)}
            for where, broken in plant(film):
                tried[name] += 1
                new = [finding for finding in checks.check(broken, film.cast) if str(finding) not in clean]
                if not any(finding.rule.startswith(rule) and finding.shot.startswith(where) for finding in new):
                    missed[name].append(f"{film.name} {where}: {[str(f) for f in new][:2]}")
    tried["swap wardrobe"], missed["swap wardrobe"] = wardrobes(films)
    tried["another set"], missed["another set"] = wardrobes(films, name="set")
    for name in PROOFS:
        tried[name], missed[name] = pictures(films, name)
    for name in tried:
        print(
            f"{name:<20} {tried[name] - len(missed[name]):>4} of {tried[name]:>4}"
            + "".join(f"\n    missed: {one}" for one in missed[name][:4])
        )
    faults, lost = sum(tried.values()), sum(len(one) for one in missed.values())
    share = 100 * (faults - lost) / max(faults, 1)
    publish(
        "grammar",
        f"{faults} faults of {len(tried)} kinds planted in {shots} shots of {len(films)} screenplays",
        {"found %": share, "false alarms": len(alarms), "least planted of a kind": min(tried.values())},
        target="100 % found, 0 false alarms",
        met=not lost and not alarms and min(tried.values()) > 0,
        details={name: {"planted": tried[name], "found": tried[name] - len(missed[name])} for name in tried},
    )
    sys.exit(1 if lost or alarms else 0)


def planned(path: Path) -> Film:
    """Return a screenplay's film as the stages plan it, without pictures."""
    script = fountain.parse(path.read_text(encoding="utf-8"))
    name = next((word for word in path.stem.split("_") if word in presets.names("genres")), "drama")
    genre = presets.load("genres", name)
    cast = design.design(script, genre=genre, seed=7, source=SOURCE)
    shots = plan(script, cast, genre=genre, genre_name=name, seed=7, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)
    return Film(path.stem, shots, cast)


def singles(film: Film) -> Iterator[Seen]:
    """Yield the shots on one person who is there."""
    for scene in film.shots.scenes:
        yield from (one for one in film.sequence(scene.id) if one.shot.kind in SINGLE and one.main)


def refilmed(film: Film, one: Seen, **changes: object) -> tuple[str, ShotList]:
    """Return the list with a shot's camera changed."""
    return one.shot.id, film.with_shot(one.shot.model_copy(update={"camera": one.shot.camera.model_copy(update=changes)}))


def aimed(one: Seen, position: tuple, *, x: float, y: float, lens: float | None = None) -> dict:
    """Return the camera at a position that sees the main subject's eyes at a point of the frame."""
    lens = lens or one.shot.camera.lens
    return {"position": position, "lens": lens, "target": framing.aim(position, one.main.eye, lens=lens, aspect=one.stage.aspect, x=x, y=y)}


def mirrored(point: tuple, a: tuple, b: tuple) -> tuple:
    """Return a point on the other side of the line through a and b, in plan."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
    return 2 * (a[0] + dx * along) - point[0], 2 * (a[1] + dy * along) - point[1], point[2]


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


def defocus(film: Film) -> Planted:
    """Leave the focus half a metre behind the eyes of a close-up."""
    for one in singles(film):
        if one.shot.size in ("ECU", "CU", "MCU"):
            yield refilmed(film, one, focus=tuple(f + 0.5 * w for f, w in zip(one.shot.camera.focus, one.view.forward, strict=True)))


def sink_feet(film: Film) -> Planted:
    """Let somebody stand 6 cm in the floor, or over it."""
    for scene in film.shots.scenes:
        for number, place in enumerate(scene.places):
            for off in (-0.06, 0.06):
                x, y, z = place.position
                moved = place.model_copy(update={"position": (x, y, z + off)})
                yield (
                    scene.id,
                    film.with_scene(scene.model_copy(update={"places": (*scene.places[:number], moved, *scene.places[number + 1 :])})),
                )


def crowd(film: Film) -> Planted:
    """Put two people into one place."""
    for scene in film.shots.scenes:
        first, second, *rest = (*scene.places, None, None)
        shots = [shot for shot in film.shots.shots if shot.scene == scene.id]
        if second and any({first, second} <= set(staging.places(scene, shot)) for shot in shots):  # where they are together
            rest = list(scene.places[2:])
            x, y, z = first.position
            yield (
                scene.id,
                film.with_scene(
                    scene.model_copy(update={"places": (first, second.model_copy(update={"position": (x + 0.2, y, z)}), *rest)})
                ),
            )


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


def through_wall(film: Film) -> Planted:
    """Put the camera behind the back wall."""
    for one in singles(film):
        zone = one.stage.spec["camera_zone"]
        x, _, z = one.shot.camera.position
        yield refilmed(film, one, position=(x, float(zone["y"][1]) + 0.6, z))


def swap_prop(film: Film) -> Planted:
    """Give somebody a thing that the scene does not."""
    for one in singles(film):
        place = next((p for p in (*one.shot.places, *scene_of(film, one).places) if p.character == one.main.id), None)
        if place is not None:
            held = place.model_copy(update={"hold": "book" if place.hold != "book" else "cup"})
            kept = tuple(p for p in one.shot.places if p.character != one.main.id)
            yield one.shot.id, film.with_shot(one.shot.model_copy(update={"places": (*kept, held)}))


def scene_of(film: Film, one: Seen) -> Scene:
    return next(scene for scene in film.shots.scenes if scene.id == one.shot.scene)


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


def whip(film: Film) -> Planted:
    """Pan by sixty degrees in the length of the shot."""
    for one in singles(film):
        move = one.shot.move.model_copy(update={"kind": "pan_left", "amount": 20.0 * one.shot.hold})
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"move": move}))


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


def flash(film: Film) -> Planted:
    """Hold a shot for half a second."""
    for one in singles(film):
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"hold": 0.5}))


def absent(film: Film) -> Planted:
    """Name a subject who is not in the scene."""
    for one in singles(film):
        subjects = ("NOBODY", *one.shot.subjects[1:])
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"subjects": subjects}))


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


def push_through(film: Film) -> Planted:
    """Push in until the lens is beside the subject's head."""
    for one in singles(film):
        amount = one.view.depth(one.main.eye)
        if math.sqrt(max(0.0, math.dist(one.shot.camera.position, one.main.eye) ** 2 - amount**2)) < 0.4:
            yield (
                one.shot.id,
                film.with_shot(one.shot.model_copy(update={"move": Move(kind="push_in", amount=round(amount, 2)), "hold": 60.0})),
            )


FAULTS: dict[str, tuple[str, Callable[[Film], Planted]]] = {
    "flip side": ("4 180", flip_side),
    "shrink angle": ("6 30", shrink_angle),
    "crop joints": ("joint crop", crop_joints),
    "block the view": ("2 subject", block_view),
    "break eyeline": ("5 eyelines", break_eyeline),
    "defocus": ("8 focus", defocus),
    "sink feet": ("9 floating", sink_feet),
    "two in one place": ("9 interpenetration", crowd),
    "wrong size": ("1 shot size", wrong_size),
    "misframe": ("3 framing", misframe),
    "look away": ("2 subject", look_away),
    "absent subject": ("2 subject", absent),
    "through the wall": ("7 camera", through_wall),
    "swap prop": ("10 continuity", swap_prop),
    "unmatched reverse": ("matched", unmatched),
    "whip pan": ("camera speed", whip),
    "turn back": ("screen direction", turn_back),
    "jump of attention": ("attention", jump_attention),
    "flash": ("pacing", flash),
    "behind furniture": ("2 subject", behind_furniture),
    "push into somebody": ("7 camera", push_through),
}
PROOFS: dict[str, tuple[str, Callable[[dict], dict]]] = {  # what the renderer measured, with one number gone wrong
    "eyes hidden": ("2 subject", lambda main: main | {"eyes_visible": 0.5}),
    "body hidden": ("2 subject", lambda main: main | {"visible": 0.4}),
    "size as rendered": ("1 shot size", lambda main: main | {"size": "EWS"}),
    "eyes before the sharp": ("8 focus", lambda main: main | {"depth": round(main["depth"] * 0.8, 3)}),
    "out of the window": ("11 depth window", lambda main: main | {"depth": round(main["depth"] * 4, 3)}),
    "lost in the dark": ("separation", lambda main: main | {"apart": 0.1}),
}


def pictures(films: list[Film], name: str) -> tuple[int, list[str]]:
    """Spoil one number of what the renderer measures in each close shot; return how many were tried, and the misses."""
    rule, spoil = PROOFS[name]
    tried, missed = 0, []
    for film in films:
        for one in singles(film):
            if name == "eyes before the sharp" and one.shot.size not in proof.CLOSE:
                continue
            depth = one.view.depth(one.main.eye)
            main = {
                "eyes": one.view.project(one.main.eye),
                "visible": 1.0,
                "eyes_visible": 1.0,
                "size": one.shot.size,
                "depth": depth,
                "apart": 2.0,
            }
            record = {
                "notes": {
                    "subjects": {one.main.id: main},
                    "depth": {"window": [depth * 0.5, depth * 3], "sharp": [depth * 0.95, depth * 1.1]},
                }
            }
            missed += [f"false alarm {finding}" for finding in proof.picture(one.shot, record)]
            record["notes"]["subjects"] = {one.main.id: spoil(main)}
            tried += 1
            if not any(finding.rule.startswith(rule) for finding in proof.picture(one.shot, record)):
                missed.append(f"{film.name} {one.shot.id}")
    return tried, missed


def wardrobes(films: list[Film], *, name: str = "cast") -> tuple[int, list[str]]:
    """Change the clothes of one person (or the set) in one shot and look at the fingerprints; return how many were tried, and the misses."""
    tried, missed = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for film in films:
            here = Path(folder) / film.name
            production = Production(here, settings.resolve(here, {}), Report("grammar", here))
            clean = fingerprints(production, film.shots, film.cast)
            changed = film.cast.model_copy(update={"characters": tuple(recoloured(c) for c in film.cast.characters)})
            scenes = tuple(s.model_copy(update={"time": "day" if s.time != "day" else "night"}) for s in film.shots.scenes)
            moved = film.shots.model_copy(update={"scenes": scenes})
            broken = fingerprints(production, film.shots, changed) if name == "cast" else fingerprints(production, moved, film.cast)
            for scene in film.shots.scenes:
                of_scene = {shot.id: clean[shot.id] for shot in film.shots.shots if shot.scene == scene.id}
                missed += [f"false alarm {f}" for f in proof.state(scene, of_scene)]
                for shot in list(of_scene)[1:]:
                    if name == "cast" and not any(key.startswith("cast ") for key in of_scene[shot]["inputs"]):
                        continue
                    tried += 1
                    found: list[Finding] = list(proof.state(scene, of_scene | {shot: broken[shot]}))
                    if not any(finding.shot == shot for finding in found):
                        missed.append(f"{film.name} {shot}")
    return tried, missed


def fingerprints(production: Production, shots: ShotList, cast: Cast) -> dict[str, dict]:
    """Return the inputs of every picture as its record would hold them."""
    return {task.id: {"inputs": task.inputs} for task in stills.tasks(production, shots, cast, shots.shots)}


def recoloured(character: object) -> object:
    clothes = character.wardrobe
    return character.model_copy(update={"wardrobe": clothes.model_copy(update={"main": tuple(0.9 - 0.8 * v for v in clothes.main)})})


if __name__ == "__main__":
    main()
