"""A shot: people and set in place, camera, light, picture, passes, and the numbers that prove it.

Knows nothing of the protocol, nor of what stays warm between shots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.blender import air, faces, facts, gaffer, keypoints, passes, picture, staging, weather
from filmcli.blender.picture import Format
from filmcli.blender.studio import Studio
from filmcli.blender.take import Clock, Developed, Take
from filmcli.formats import colour, exr, grade


def take(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the pictures of one request, and return files, seconds, camera, subjects, light and luminance.

    Raises InputError for a request that makes no sense; files are written into the folder `out` of the caller.
    """
    clock = Clock()
    out = Path(request["out"])
    out.mkdir(parents=True, exist_ok=True)
    look = grade.Grade.read(request.get("grade") or {})
    format = Format.read(request.get("picture") or {})
    if not look.haze and not format.haze:  # a volume needs no help
        look = replace(look, haze=float(request.get("haze", (request.get("lighting") or {}).get("haze", 0.0))))
    picture.forget(studio.scene)
    with clock.time("build"):
        shot = staging.prepare(studio, request, format, clock)
    files: list[str] = []
    reply: dict[str, Any] = {}
    for order, beat in enumerate(list(request.get("beats") or [{"id": "a"}])):
        with clock.time("pose"):
            staging.pose(studio, shot, beat)
        if order == 0:
            with clock.time("camera"):
                staging.aim(studio, shot)
            with clock.time("light"):
                gaffer.illuminate(studio, shot, out)
        made, known = expose(studio, shot, out, look, beat=beat.get("id", "a"), first=order == 0)
        files += made
        reply = reply or known
        if order == 0 and request.get("mouths"):
            speaking, shapes = request.get("speaking") or (), request["mouths"]
            files.append(faces.play(studio, shot, out, shot.fronts(), speaking=speaking, shapes=shapes))
    clock.seconds["total"] = round(sum(clock.seconds.values()), 3)
    return {"files": files, "seconds": clock.seconds, "camera": shot.view.to_dict(), **reply}


def staged(studio: Studio, request: Mapping[str, Any], scratch: Path) -> Take:
    """Return a shot with people, set, camera and lamps in place, as it would be rendered at its first beat."""
    format = Format.read(request.get("picture") or {})
    picture.forget(studio.scene)
    shot = staging.prepare(studio, request, format, Clock())
    staging.pose(studio, shot, (list(request.get("beats") or ()) or [{"id": "a"}])[0])
    staging.aim(studio, shot)
    gaffer.illuminate(studio, shot, scratch)
    return shot


def expose(studio: Studio, shot: Take, out: Path, look: grade.Grade, *, beat: str, first: bool) -> tuple[list[str], dict[str, Any]]:
    """Render, measure, grade and write one beat; return the file names and the facts."""
    clock, scene, request = shot.clock, studio.scene, shot.request
    tail = "" if first else f"_{beat}"
    seed = int(request.get("seed", 0))
    header = facts.head(shot, scene)
    with clock.time("beauty"):
        picture.expose(scene, shot.format, seed=seed)
        channels = picture.shoot(scene, out)
    with clock.time("faces"):
        channels = faces.refine(studio, shot, out, channels, shot.fronts())
    with clock.time("measure"):
        beauty = picture.rgb(channels)
        parts = picture.split(beauty, picture.groups(channels))
    with clock.time("passes"):
        found = passes.render(scene, out, lamps=studio.rig.collection) if shot.format.passes and first else None
    ids = found.ids if found else np.rint(channels["Object Index.X"])
    depth = found.depth if found else np.minimum(np.nan_to_num(channels["Depth.Z"], posinf=passes.FAR), passes.FAR)
    with clock.time("measure"):
        face = facts.face(shot, channels)
        _, parts = gaffer.balance(studio, shot, channels, beauty, parts, face)
        beauty, parts = gaffer.separate(studio, shot, parts, ids)
        known = facts.measure(shot, beauty, ids, depth, face)
    if veil := weather.air_of(shot, scene):
        beauty, parts = air.through(beauty, parts, depth if found or not weather.falls(request) else air.behind(depth), veil)
    files = [f"still{tail}.png", f"beauty{tail}.exr"]
    shot.developed = Developed(beauty, depth, replace(look, exposure=round(look.exposure + known["light"]["exposure"], 3)))
    with clock.time("grade"):
        look = shot.developed.look
        developed = grade.develop(beauty, look, depth=depth, seed=seed)
        colour.save(developed, out / files[0], view=look.view, contrast=look.contrast)
        known["luminance"] = round(float(colour.luminance(developed).mean()), 4)
    with clock.time("write"):
        header["grade"] = json.dumps(look.to_dict())
        exr.write_light(out / files[1], exr.Light(beauty, parts, str(request.get("space", "acescg")), header))
        if found:
            files += record(studio, shot, out, channels, found, header)
    return files, known


def record(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], found: passes.Passes, header: dict) -> list[str]:
    """Write what belongs to the shot and not to a beat: its passes with mattes, and its colour decision; return the file names."""
    joints = keypoints.joints(shot, found.depth, found.ids)
    mattes, names = passes.mattes(channels, passes.named(studio, shot))
    moved = passes.motion(found, shot.view, shot.view.later(shot.request.get("move") or {}))
    header = {**header, **names, "joints": json.dumps(joints)}
    passes.write(out / "passes.exr", found, header=header, moved=moved, extra=mattes)
    (out / "grade.cc").write_text(grade.collection(shot.developed.look, id=str(shot.request.get("id", ""))), encoding="utf-8")
    return ["passes.exr", "grade.cc"]
