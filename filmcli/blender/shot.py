"""A shot: people and set in place, camera, light, picture, passes, and the numbers that prove it.

Knows nothing of the protocol, nor of what stays warm between shots.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.blender import air, faces, facts, gaffer, keypoints, mouths, passes, picture, staging, weather
from filmcli.blender.camera import View
from filmcli.blender.picture import Format
from filmcli.blender.studio import Studio
from filmcli.blender.take import Clock, Developed, Take
from filmcli.formats import colour, cryptomatte, exr, grade


@dataclass(frozen=True)
class Kept:
    """What belongs to a shot and not to a beat, and is written with its first: its passes, what its mattes and joints are, and the camera now
    and at the next frame.
    """

    views: tuple[View, View]
    channels: Mapping[str, np.ndarray]
    passes: passes.Passes
    names: passes.Names
    joints: dict[str, Any]


@dataclass(frozen=True)
class Exposed:
    """One beat, rendered and measured: light in scene-linear Rec.709, what it is graded with, and what is told of it. `tail` ends its file names."""

    tail: str
    beauty: np.ndarray
    parts: Mapping[str, np.ndarray]
    depth: np.ndarray
    look: grade.Grade
    header: dict[str, Any]
    known: dict[str, Any]
    kept: Kept | None


def take(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the pictures of one request, and return files, seconds, camera, subjects, light and luminance. Raises as `begin`."""
    return begin(studio, request)()


def begin(studio: Studio, request: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Render the pictures of one request; return what waits for its files and gives the reply of `take`.

    What is rendered is graded and written on the studio's other thread, beside the next render: Blender lets go of Python while it renders.
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
    known: list[dict[str, Any]] = []
    work: list[Future[list[str]]] = []
    for order, beat in enumerate(list(request.get("beats") or [{"id": "a"}])):
        with clock.time("pose"):
            staging.pose(studio, shot, beat)
        if order == 0:
            with clock.time("camera"):
                staging.aim(studio, shot)
            with clock.time("light"):
                gaffer.illuminate(studio, shot, out)
        exposed = expose(studio, shot, out, look, beat=beat.get("id", "a"), first=order == 0)
        known.append(exposed.known)
        work.append(studio.laboratory.submit(develop, shot, exposed, out))
        if order == 0 and request.get("mouths"):
            drawings = mouths.play(
                studio, shot, out, shot.fronts(), speaking=request.get("speaking") or (), shapes=tuple(request["mouths"])
            )
            work.append(studio.laboratory.submit(sheet, shot, drawings, out))

    def reply() -> dict[str, Any]:
        files = [name for part in work for name in part.result()]
        return {"files": files, "seconds": clock.total(), "camera": shot.view.to_dict(), **known[0]}

    return reply


def staged(studio: Studio, request: Mapping[str, Any], scratch: Path) -> Take:
    """Return a shot with people, set, camera and lamps in place, as it would be rendered at its first beat."""
    format = Format.read(request.get("picture") or {})
    picture.forget(studio.scene)
    shot = staging.prepare(studio, request, format, Clock())
    staging.pose(studio, shot, (list(request.get("beats") or ()) or [{"id": "a"}])[0])
    staging.aim(studio, shot)
    gaffer.illuminate(studio, shot, scratch)
    return shot


def expose(studio: Studio, shot: Take, out: Path, look: grade.Grade, *, beat: str, first: bool) -> Exposed:
    """Render and measure one beat; the light is split by groups in the laboratory while the passes are rendered."""
    clock, scene, request = shot.clock, studio.scene, shot.request
    header = facts.head(shot, scene)
    channels = faces.shoot(studio, shot, out)
    beauty = picture.rgb(channels)
    parting = studio.laboratory.submit(picture.split, beauty, picture.groups(channels))
    with clock.time("passes"):
        found = passes.render(scene, out, rig=studio.rig) if shot.format.passes and first else None
    ids = found.ids if found else np.rint(channels["Object Index.X"])
    depth = found.depth if found else np.minimum(np.nan_to_num(channels["Depth.Z"], posinf=passes.FAR), passes.FAR)
    with clock.time("measure"):
        face = facts.face(shot, channels)
        _, parts = gaffer.balance(studio, shot, channels, beauty, parting.result(), face)
        beauty, parts = gaffer.separate(studio, shot, parts, ids)
        known = facts.measure(shot, beauty, ids, depth, face)
    if veil := weather.air_of(shot, scene):
        behind = depth if found or not weather.falls(request) else air.behind(depth)
        mattes = cryptomatte.read(channels, passes.MATTES[0]) if shot.format.passes else None
        beauty, parts = air.through(beauty, parts, behind, veil, mattes=mattes)
    look = replace(look, exposure=round(look.exposure + known["light"]["exposure"], 3))
    kept = None
    if found:
        views = shot.view, shot.view.later(request.get("move") or {})
        kept = Kept(views, channels, found, passes.named(studio, shot), keypoints.joints(shot, found.depth, found.ids))
    return Exposed("" if first else f"_{beat}", beauty, parts, depth, look, header, known, kept)


def develop(shot: Take, exposed: Exposed, out: Path) -> list[str]:
    """Grade and write one beat, the passes too where it has them; return the file names. Touches nothing of Blender's."""
    look, seed = exposed.look, int(shot.request.get("seed", 0))
    files = [f"still{exposed.tail}.png", f"beauty{exposed.tail}.exr"]
    with shot.clock.time("grade"):
        halo = grade.spread(exposed.beauty, look, depth=exposed.depth)
        developed = grade.develop(exposed.beauty, look, depth=exposed.depth, seed=seed, halo=halo)
        colour.save(developed, out / files[0], view=look.view, contrast=look.contrast)
        exposed.known["luminance"] = round(float(colour.luminance(developed).mean()), 4)
    if not exposed.tail:
        shot.developed = Developed(exposed.beauty, exposed.depth, look, halo)
    with shot.clock.time("write"):
        exposed.header["grade"] = json.dumps(look.to_dict())
        space = str(shot.request.get("space", "acescg"))
        exr.write_light(out / files[1], exr.Light(exposed.beauty, exposed.parts, space, exposed.header))
        if exposed.kept:
            files += record(shot, exposed, exposed.kept, out)
    return files


def sheet(shot: Take, drawings: Sequence[mouths.Drawing], out: Path) -> list[str]:
    """Grade and write the shapes of the mouths as the first beat was, after it."""
    with shot.clock.time("grade"):
        mouths.develop(drawings, shot.developed, out / mouths.SHEET, seed=int(shot.request.get("seed", 0)))
    return [mouths.SHEET]


def record(shot: Take, exposed: Exposed, kept: Kept, out: Path) -> list[str]:
    """Write what belongs to the shot and not to a beat: its passes with mattes, and its colour decision; return the file names."""
    mattes, names = passes.mattes(kept.channels, kept.names)
    moved = passes.motion(kept.passes, *kept.views)
    header = {**exposed.header, **names, "joints": json.dumps(kept.joints)}
    passes.write(out / "passes.exr", kept.passes, header=header, moved=moved, extra=mattes)
    (out / "grade.cc").write_text(grade.collection(exposed.look, id=str(shot.request.get("id", ""))), encoding="utf-8")
    return ["passes.exr", "grade.cc"]
