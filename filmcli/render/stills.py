"""The stills of the shots as build tasks: what each is made from, and the requests that make it; the looks follow from `looks`.

Knows nothing of Blender or of models beyond the plain values they are given.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from filmcli import runners
from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Result, Task
from filmcli.core.errors import InputError, ModelError
from filmcli.core.production import CAST, Production
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Beat, Place, Scene, Shot, ShotList
from filmcli.render import assets, crowd, lexicon, looks, reaching, relight, resting, solids, staging

FILES = ("beauty.exr", "passes.exr", "grade.cc")  # of a shot, beside its pictures
FACES = "faces.png"  # a sheet of the shot's faces with every shape of the mouth, and with their eyes shut


def tasks(production: Production, shots: ShotList, cast: Cast, chosen: Sequence[Shot]) -> list[Task]:
    """Return the tasks of the chosen shots: `beauty` by the 3D renderer; with a look, also `control`, `look` and, where asked for, `repaint`;
    without one the relit take that the shot uses.
    """
    scenes = {scene.id: scene for scene in shots.scenes}
    names = shots.identities()
    look = looks.opened(production, shots)
    found = []
    for shot in chosen:
        people = {one.id: one.dressed(shot.scene) for one in cast.characters}
        beauty = _beauty(production, shots, scenes[shot.scene], shot, people, names[shot.id])
        found.append(beauty)
        if look is not None:
            found += looks.tasks(production, shots, scenes[shot.scene], shot, people, beauty, names[shot.id], look)
        elif shot.take:
            found.append(relight.task(production, shot.id, shot.take, beauty))
        if look is None and shot.repaint:
            production.report.note(f"{shot.id}: repaint waits for a model; name one with --look")
    return found


def size(production: Production, aspect: float) -> tuple[int, int]:
    """Return (width, height) in pixels of the production's quality; both divisible by four, as encoders like them."""
    width = presets.load("quality", production.settings.quality)["picture"]["width"]
    return width - width % 4, max(4, round(width / aspect / 4) * 4)


def picture_name(production: Production, shot: Shot, beat: str = "a") -> str:
    """Return the file name of a shot's final picture of one beat: the still, what a model made of it, or that with regions painted anew."""
    stem = looks.stem(production, shot)
    return f"{stem}.png" if beat == "a" else f"{stem}_{beat}.png"


def moments(shot: Shot, most: int) -> tuple[Beat, ...]:
    """Return the beats that have a picture of their own: not those that only open mouths, which the sheet of faces has."""
    first = shot.beats[0]
    return tuple(beat for beat in shot.beats if beat is first or not only_speaks(first, beat))[:most]


def only_speaks(first: Beat, beat: Beat) -> bool:
    """Return whether a beat is the first with mouths open, and nothing else moved."""
    return bool(beat.speaking) and (beat.poses, beat.expressions) == (first.poses, first.expressions)


def shapes(quality: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the shapes of the mouth that a quality draws of a speaker, the most telling first (`presets/visemes`)."""
    known = [name for name in presets.load("visemes", "english")["shapes"] if name != "rest"]
    return tuple(known[: quality["mouths"]])


def _beauty(production: Production, shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], identity: str) -> Task:
    quality = presets.load("quality", production.settings.quality)
    genre = presets.load("genres", shots.genre)
    width, height = size(production, shots.aspect)
    beats = moments(shot, quality["beats"])
    places = staging.places(scene, shot)
    for place in places:
        if place.character not in people:
            raise InputError(f"shots.yaml: {shot.id}: {place.character!r} is not in {CAST}", hint=f"known: {', '.join(people)}")
    present = [people[place.character] for place in places]
    period = scene.period or str(genre.get("period", ""))
    extras = crowd.seen(shots, scene, shot, people, period=period)
    picture = {**quality["picture"], "width": width, "height": height, "passes": True}
    words = [*scene.dressing, shot.prop, *(place.hold for place in places)]
    own = assets.of_shot(assets.found(production), set=scene.set, props=filter(None, words), people=[*present, *(who for who, _ in extras)])
    kept = own.get("props", {})
    here = {place.character: place for place in places}
    hands = resting.hands(shot, here, solids.spec(scene.set, period), people) | reaching.held(shot, here, scene.set, people)
    spec = {
        "name": scene.set,
        "seed": seeds.derive(shots.seed, "render/set", scene.set + scene.heading),
        "time": scene.time,
        "weather": scene.weather,
        "period": period,
        "season": scene.season,
        "dressing": [_made(words, kept) for words in scene.dressing],
        "effects": [effect.model_dump() for effect in scene.effects],
    }
    spec |= {"class": scene.means} if scene.means else {}
    spec |= {"materials": dict(scene.materials)} if scene.materials else {}
    if scene.set in own.get("sets", {}):
        spec["own"] = own["sets"][scene.set]
    differs = {} if shot.dressing is None else {"dressing": [_made(words, kept) for words in shot.dressing]}
    differs |= {"effects": spec["effects"] + [effect.model_dump() for effect in shot.effects]} if shot.effects else {}
    request = {
        "op": "shot",
        "set": spec | differs,
        "lighting": presets.load("lighting", scene.lighting),
        "key_side": shot.key_side,
        "people": [
            _person(people[place.character], place, staging.gaze(scene, shot, place, people), own)
            | {"hold": _made(place.hold, kept)}
            | ({"hands": hands[place.character]} if place.character in hands else {})
            for place in places
        ]
        + [{**_person(who, place, None, own), "detail": "lite"} for who, place in extras],
        "camera": _lens(shot),
        "eyes": staging.aimed(scene, shot, people),
        "subjects": list(shot.subjects),
        "size": shot.size,
        "prop": _made(shot.prop, kept),
        "assets": own,
        "beats": [beat.model_dump(mode="json") for beat in beats],
        "speaking": list(dict.fromkeys(name for beat in shot.beats for name in beat.speaking)),
        "mouths": list(shapes(quality)) if present else [],
        "picture": picture,
        "grade": {**genre.get("grade", {}), "haze": genre.get("haze", 0.0), **shot.grade, "view": production.settings.colour_view},
        "space": production.settings.colour_space,
        "fps": shots.fps,
        "move": {"kind": shot.move.kind, "amount": shot.move.amount, "frames": round(shot.hold * shots.fps)},
        "seed": seeds.derive(shots.seed, "render/shot", identity) % 2**31,
    }
    inputs = {
        "camera": fingerprint.of_value(request["camera"]),
        "blocking": fingerprint.of_value(
            [place.model_dump(mode="json") for place in places] + [request["people"][i]["look_at"] for i in range(len(places))]
        ),
        "crowd": fingerprint.of_value([[who.seen(), place.model_dump(mode="json")] for who, place in extras]),
        "subject": fingerprint.of_value([shot.subjects, shot.prop, shot.size]),
        "beats": fingerprint.of_value(request["beats"]),
        "mouths": fingerprint.of_value(
            [request["speaking"], request["mouths"], presets.load("visemes", "english")] if request["mouths"] else []
        ),
        "set": fingerprint.of_value([spec, presets.load("sets", scene.set)]),
        "dressing": fingerprint.of_value(differs),
        "light": fingerprint.of_value([request["lighting"], shot.key_side]),
        "grade": fingerprint.of_value(request["grade"]),
        "quality": fingerprint.of_value([picture, request["space"]]),
        "seed": fingerprint.of_value(request["seed"]),
        "runner": "cycles",
    } | {f"cast {one.id}": fingerprint.of_value(one.seen()) for one in present}
    if hands:
        inputs["hands"] = fingerprint.of_value(hands)
    if own:
        inputs["assets"] = fingerprint.of_value(own)
    outputs = tuple("still.png" if beat.id == "a" else f"still_{beat.id}.png" for beat in beats) + FILES
    outputs += (FACES,) if request["mouths"] else ()
    if shot.move.kind not in ("static", "handheld"):
        inputs["move"] = fingerprint.of_value(request["move"])  # the motion pass has it
    request["key"] = fingerprint.of_value(inputs)
    about = {"runner": "cycles", "shot": shot.id, "sentence": shot.sentence, "root_seed": shots.seed}
    return Task(
        shot.id,
        "beauty",
        production.folder / "shots" / shot.id,
        inputs,
        outputs,
        request,
        about,
        mobile=True,
        claim=partial(_claim, shot.id),
    )


def _claim(shot: str, files: Mapping[str, Path]) -> None:
    """Write a shot's id into the EXRs and the colour decision that were made for another; the pixels stay."""
    import OpenEXR

    if "grade.cc" in files:
        text = files["grade.cc"].read_text(encoding="utf-8")
        files["grade.cc"].write_text(re.sub(r'(<ColorCorrection id=")[^"]*', rf"\g<1>{shot}", text), encoding="utf-8")
    for path in (path for name, path in files.items() if name.endswith(".exr")):
        with OpenEXR.File(str(path), separate_channels=True) as file:
            OpenEXR.File({**file.header(), "shot": shot}, file.channels()).write(str(path))


def _made(words: str, own: Mapping[str, Any]) -> str:
    """Return what is made for a prop's words: the user's own model as it is called, else what stands for what nobody modelled."""
    said = set(re.findall(r"[a-z0-9]+", words.lower()))
    return words if any(said.issuperset(name.split("_")) for name in own) else lexicon.stand_in(words)


DEEP = 22.0  # f-stop of a still whose focus is pulled: the clip blurs it by depth from moment to moment


def _lens(shot: Shot) -> dict[str, Any]:
    """Return the camera as the still is taken with it."""
    camera = shot.camera.model_dump(mode="json")
    return camera | ({"f_stop": max(DEEP, shot.camera.f_stop)} if shot.move.focus else {})


def _person(character: Character, place: Place, look_at: Sequence[float] | None, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person as the renderer needs it, with the user's own model of the body, or of what is worn."""
    model = own.get("bodies", {}).get(character.id) or own.get("garments", {}).get(character.wardrobe.garment)
    return {
        "character": character.model_dump(mode="json", exclude={"origin"}) | ({"own": model} if model else {}),
        "position": list(place.position),
        "yaw": place.yaw,
        "pose": place.pose,
        "seat": place.seat,
        "hold": place.hold,
        "expression": place.expression,
        "look_at": list(look_at) if look_at is not None else None,
    }


def render(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Draw stale pictures with Cycles, set by set, in one warm process."""
    width, height = waiting[0].payload["picture"]["width"], waiting[0].payload["picture"]["height"]
    production.report.note(f"rendering {len(waiting)} shots at {width}x{height} with Blender Cycles on the CPU")
    order = sorted(waiting, key=lambda task: (task.payload["set"]["name"], task.payload["set"]["seed"], task.id))
    requests = [{**task.payload, "id": task.id, "out": str(production.ledger.scratch(task))} for task in order]
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    start = time.perf_counter()
    for task, reply in zip(order, renderer.render(requests), strict=True):
        seconds, start = time.perf_counter() - start, time.perf_counter()
        if not reply["ok"]:
            yield Result(task, error=ModelError(f"{task.id}: {reply['error']}"))
            continue
        notes = {name: value for name, value in reply.items() if name not in ("ok", "id", "files")}
        yield Result(task, {name: production.ledger.scratch(task) / name for name in task.outputs}, seconds, notes)
