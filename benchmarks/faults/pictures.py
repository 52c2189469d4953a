"""Faults in what was rendered: numbers of the renderer's record gone wrong, other clothes, another set, a clip too short, feet that slide.

Knows nothing of Blender: records are made up as the renderer writes them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from faults.film import Film, singles
from filmcli.core import settings
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats.cast import Cast
from filmcli.formats.shots import ShotList
from filmcli.render import stills
from filmcli.render.rules import proof
from filmcli.render.rules.finding import Finding

PROOFS: dict[str, tuple[str, Callable[[dict], dict]]] = {  # what the renderer measured, with one number gone wrong
    "eyes hidden": ("2 subject", lambda main: main | {"eyes_visible": 0.5}),
    "body hidden": ("2 subject", lambda main: main | {"visible": 0.4}),
    "size as rendered": ("1 shot size", lambda main: main | {"size": "EWS"}),
    "eyes before the sharp": ("8 focus", lambda main: main | {"depth": round(main["depth"] * 0.8, 3)}),
    "out of the window": ("11 depth window", lambda main: main | {"depth": round(main["depth"] * 4, 3)}),
    "lost in the dark": ("separation", lambda main: main | {"apart": 0.1}),
}
CLIPS: dict[str, tuple[str, Callable[[dict], dict]]] = {  # what is known of a finished clip, with one number gone wrong
    "clip too short": ("dialogue fits", lambda clip: clip | {"frames": clip["frames"] - 12}),
    "feet that slide": ("9 sliding", lambda clip: clip | {"notes": {"gaits": {"ANNA": {"slide": 0.4, "jerk": 60.0}}}}),
    "a head that jumps": ("body jerk", lambda clip: clip | {"notes": {"gaits": {"ANNA": {"slide": 0.02, "jerk": 1400.0}}}}),
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


def clips(films: list[Film], name: str) -> tuple[int, list[str]]:
    """Spoil what is known of the clip of every shot; return how many were tried, and the misses."""
    rule, spoil = CLIPS[name]
    tried, missed = 0, []
    for film in films:
        lengths = film.edit(film.shots).lengths
        for shot in film.shots.shots:
            seconds = lengths[shot.id]
            clip = {"frames": round(seconds * 24), "fps": 24, "notes": {"gaits": {"ANNA": {"slide": 0.02, "jerk": 60.0}}}}
            missed += [f"false alarm {finding}" for finding in proof.clip(shot, clip, seconds=seconds)]
            tried += 1
            if not any(finding.rule.startswith(rule) for finding in proof.clip(shot, spoil(clip), seconds=seconds)):
                missed.append(f"{film.name} {shot.id}")
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
