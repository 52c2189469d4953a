"""A shot: people and set in place, camera, light, picture, passes, and the numbers that prove it.

Knows nothing of the protocol. A studio stays warm between shots: sets and people are built once and kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import air, camera, faces, facts, keypoints, light, meter, passes, picture, prop, rig, weather
from filmcli.blender.camera import View
from filmcli.blender.light import Face, Room
from filmcli.blender.picture import Format
from filmcli.core.errors import InputError
from filmcli.formats import colour, exr, grade

SETS, FIGURES = 3, 6  # kept in memory; an office and two people are 1.3 GB (LOOK.md 4)
OPEN_SKY = 0.5  # stops that the sky by day may be turned down for a face
BRIM = 28.0  # degrees: from here a key reaches under the brim of a hat
PRIME_FACES = 3  # people lit one by one; the rest get what falls on them


class Clock:
    """Seconds spent, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)


class Studio:
    """The one Blender scene of this process, and what stands ready for it."""

    def __init__(self, *, threads: int = 0) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self.version = bpy.app.version_string
        picture.prepare(self.scene, threads=threads)
        self.rig = rig.Rig(self.scene)
        self._sets: OrderedDict[str, Any] = OrderedDict()
        self._figures: OrderedDict[str, Any] = OrderedDict()
        self._props: dict[tuple[str, str], Any] = {}

    def set(self, spec: Mapping[str, Any], *, lite: bool) -> Any:
        """Return the stage of a set, built or kept, as the only one in the picture."""
        from filmcli.blender import stage

        key = digest({"set": spec, "lite": lite})
        if key not in self._sets:
            for old in list(self._sets)[: max(0, len(self._sets) - SETS + 1)]:
                self.rig.strike()  # its light-linking groups have no user but the lamps: the purge would take them
                remove(self._sets.pop(old).collection)
            self._sets[key] = stage.build(dict(spec), lite=lite)
            for thing in self._sets[key].collection.all_objects:
                thing.lightgroup = "practical"  # what of the set glows itself
        self._sets.move_to_end(key)
        for name, built in self._sets.items():
            exclude(self.scene, built.collection, name != key)
        return self._sets[key]

    def empty(self) -> None:
        """Take every set out of the picture."""
        for built in self._sets.values():
            exclude(self.scene, built.collection, True)

    def figure(self, sheet: Mapping[str, Any], *, detail: str) -> Any:
        """Return the person of a sheet, built or kept."""
        from filmcli.blender.figure import Figure

        key = digest({"sheet": sheet, "detail": detail})
        if key not in self._figures:
            self._figures[key] = Figure(dict(sheet), detail=detail, index=number(sheet["id"]))
        self._figures.move_to_end(key)
        return self._figures[key]

    def prop(self, words: str, whose: str, *, lite: bool, own: Mapping[str, Any] | None = None) -> Any:
        """Return a hand prop, built or kept, one for each holder; hidden until it is placed. own: a model of the user's in its stead."""
        from filmcli.blender import stage

        key = (words, f"{whose}/{lite}/{(own or {}).get('digest', '')}")
        if key not in self._props:
            self._props[key] = stage.prop(words, lite=lite, own=own)
        return self._props[key]

    def props(self) -> list[Any]:
        """Return the hand props that are in the picture."""
        return [made for made in self._props.values() if not made.object.hide_render]

    def holdings(self) -> Iterator[tuple[tuple[str, str], Any]]:
        """Yield (words, holder) and the prop of all hand props, in the picture or not."""
        for (words, whose), made in self._props.items():
            yield (words, whose.partition("/")[0]), made

    def shelve(self) -> None:
        """Take all hand props out of the picture."""
        for made in self._props.values():
            for thing in (made.object, *made.object.children_recursive):
                thing.hide_render = thing.hide_viewport = True

    def clear(self, keep: Sequence[Any] = ()) -> None:
        """Take people who are not in this shot out of the picture, and the oldest out of memory."""
        for key, figure in list(self._figures.items()):
            if any(figure is other for other in keep):
                continue
            figure.hide()
            if len(self._figures) > max(FIGURES, len(keep)):
                self.rig.strike()
                remove(self._figures.pop(key).collection)


@dataclass(frozen=True)
class Developed:
    """What a beat that only opens mouths starts from: the first beat's linear picture, its depth, and the look it was graded with."""

    beauty: np.ndarray
    depth: np.ndarray
    look: grade.Grade


@dataclass
class Take:
    """One shot while it is made."""

    request: Mapping[str, Any]
    format: Format
    view: View
    stage: Any
    people: dict[str, Any]  # character id → Figure
    room: Room
    preset: Mapping[str, Any]
    lamps: list[light.Lamp] = field(default_factory=list)
    reading: meter.Reading | None = None
    prime: str = ""
    sky: float = 0.0  # the world's strength
    clock: Clock = field(default_factory=Clock)
    developed: Developed | None = None


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
        shot = prepare(studio, request, format, clock)
    files: list[str] = []
    reply: dict[str, Any] = {}
    for order, beat in enumerate(list(request.get("beats") or [{"id": "a"}])):
        with clock.time("pose"):
            pose(studio, shot, beat)
        if order == 0:
            with clock.time("camera"):
                aim(studio, shot)
            with clock.time("light"):
                illuminate(studio, shot, out)
        made, known = expose(studio, shot, out, look, beat=beat.get("id", "a"), first=order == 0)
        files += made
        reply = reply or known
        if order == 0 and request.get("mouths"):
            speaking, shapes = request.get("speaking") or (), request["mouths"]
            files.append(faces.play(studio, shot, out, fronts(shot), speaking=speaking, shapes=shapes))
    clock.seconds["total"] = round(sum(clock.seconds.values()), 3)
    return {"files": files, "seconds": clock.seconds, "camera": shot.view.to_dict(), **reply}


def staged(studio: Studio, request: Mapping[str, Any], scratch: Path) -> Take:
    """Return a shot with people, set, camera and lamps in place, as it would be rendered at its first beat."""
    format = Format.read(request.get("picture") or {})
    picture.forget(studio.scene)
    shot = prepare(studio, request, format, Clock())
    pose(studio, shot, (list(request.get("beats") or ()) or [{"id": "a"}])[0])
    aim(studio, shot)
    illuminate(studio, shot, scratch)
    return shot


def prepare(studio: Studio, request: Mapping[str, Any], format: Format, clock: Clock) -> Take:
    """Return the take with its set and people built and standing."""
    view = View.read(request["camera"], format.aspect)
    spec = dict(request["set"])
    stage = studio.set(spec, lite=format.lite)
    people = {}
    for place in request.get("people") or ():
        sheet = place["character"]
        people[sheet["id"]] = studio.figure(sheet, detail=place.get("detail", format.detail))
    studio.clear(list(people.values()))
    room = weather.room(stage, spec)
    preset = weather.hour(request.get("lighting") or {}, room)
    missing = {"white", "face", "ratio", "key", "fill", "rim", "background", "practicals", "ambient", "window"} - set(preset)
    if missing:
        raise InputError(f"lighting: missing {sorted(missing)[0]!r}")
    return Take(request, format, view, stage, people, room, preset, clock=clock)


def pose(studio: Studio, shot: Take, beat: Mapping[str, Any]) -> None:
    """Put everyone in place as this beat has it, with what they hold in their hands."""
    studio.shelve()
    for order, place in enumerate(shot.request.get("people") or ()):
        name = place["character"]["id"]
        figure = shot.people[name]
        figure.show()
        figure.place(
            place["position"],
            place["yaw"],
            (beat.get("poses") or {}).get(name, place.get("pose", "stand")),
            seat=place.get("seat", 0.0),
            hold=place.get("hold", ""),
            expression=(beat.get("expressions") or {}).get(name, place.get("expression", "neutral")),
            look_at=place.get("look_at"),
            hands=place.get("hands"),
        )
        if place.get("hold"):
            held = studio.prop(place["hold"], name, lite=shot.format.lite, own=owned(shot, place["hold"]))
            held.object.matrix_world = figure.carries(place["hold"])
            bring(held, index=facts.HELD + order)
    if shot.request.get("prop"):
        lay(studio, shot, str(shot.request["prop"]))
    bpy.context.view_layer.update()


def lay(studio: Studio, shot: Take, words: str) -> None:
    """Point an insert's camera at its prop: in the hand that holds it, where the set is dressed with it, else laid on the surface in view."""
    made = studio.prop(words, "insert", lite=shot.format.lite, own=owned(shot, words))
    holder = next(
        (place for place in shot.request.get("people") or () if place.get("hold") and prop.nearest(place["hold"]) == made.name), None
    )
    if holder is not None:
        shot.view = shot.view.moved_to(shot.people[holder["character"]["id"]].grip().translation)
        return
    if made.name in shot.stage.dressed:
        shot.view = shot.view.moved_to(shot.stage.dressed[made.name])
        return
    target = Vector(shot.view.target)
    tops = sorted((Vector(surface["at"]) for surface in shot.stage.surfaces.values()), key=lambda at: (at - target).length)
    level = tops[0].z if tops and (tops[0] - target).length < 1.0 else target.z
    made.lay((target.x, target.y, level), yaw=18.0)
    bring(made, index=facts.INSERT)


def owned(shot: Take, words: str) -> Mapping[str, Any] | None:
    """Return the user's own model for a prop, by the words that name it."""
    said = set(re.findall(r"[a-z0-9]+", words.lower()))
    models = (shot.request.get("assets") or {}).get("props", {})
    return next((model for name, model in models.items() if said.issuperset(name.split("_"))), None)


def bring(made: Any, *, index: int = 0) -> None:
    """Show a hand prop; `index` is its number in the id pass."""
    for thing in (made.object, *made.object.children_recursive):
        thing.hide_render = thing.hide_viewport = False
        thing.pass_index = index


def aim(studio: Studio, shot: Take) -> None:
    """Mount the camera on its subject's eyes, take down the walls it looks through from outside, and free its view."""
    for who, planned in (shot.request.get("eyes") or {}).items():
        shot.view = shot.view.following(planned, shot.people[who].eyes())
    camera.open_front(shot.stage.front, shot.view.position)
    bpy.context.view_layer.update()
    people = {thing.name for figure in shot.people.values() for thing in figure.objects()}
    subjects = [shot.people[name].eyes() for name in seen(shot)]
    depsgraph = bpy.context.evaluated_depsgraph_get()
    shot.view = camera.clear(shot.view, subjects, scene=studio.scene, people=people, depsgraph=depsgraph)
    camera.mount(studio.scene, shot.view)


def seen(shot: Take) -> list[str]:
    """Return the ids of people whose eyes are in the frame, nearest to the focus first."""
    inside = []
    for name, figure in shot.people.items():
        x, y, depth = shot.view.project(figure.eyes())
        if depth > 0.1 and -0.05 < x < 1.05 and -0.15 < y < 1.05:
            inside.append((math.dist(figure.eyes(), shot.view.focus), name))
    return [name for _, name in sorted(inside)]


def lit(shot: Take) -> list[Face]:
    """Return whom to light, most important first."""
    found = []
    for name in seen(shot)[:PRIME_FACES]:
        figure = shot.people[name]
        facing = Vector(figure.facing())
        facing.z = 0.0
        found.append(Face(name, Vector(figure.eyes()), facing.normalized(), figure.collection))
    return found


def fronts(shot: Take) -> list[str]:
    """Return the ids of people whose faces the camera sees, most important first."""
    lens = Vector(shot.view.position)
    return [face.id for face in lit(shot) if face.facing.dot((lens - face.eyes).normalized()) > -0.2]


def illuminate(studio: Studio, shot: Take, scratch: Path) -> None:
    """Hang the lamps, read the face that matters most, and correct them."""
    picture.expose(studio.scene, shot.format, seed=int(shot.request.get("seed", 0)))
    everyone = lit(shot)
    depsgraph = bpy.context.evaluated_depsgraph_get()
    people = {thing.name for figure in shot.people.values() for thing in figure.objects()}

    def reach(origin: Vector, direction: Vector, wanted: float) -> float:
        return camera.free(origin, direction, wanted, scene=studio.scene, people=people, depsgraph=depsgraph)

    def hang(preset: Mapping[str, Any]) -> None:
        side = shot.request.get("key_side", "left")
        shot.lamps = light.design(preset, view=shot.view, faces=everyone, sources=sources, room=shot.room, key_side=side, reach=reach)
        studio.rig.hang(shot.lamps, {name: figure.collection for name, figure in shot.people.items()}, outside=backdrop)
        if shot.format.haze:
            studio.rig.air(shot.stage.data["size"], float(preset.get("haze", 0.015)))

    sources = light.sources(shot.stage)
    backdrop = [thing for thing in things(shot.stage.collection) if "skyline" in thing.name]
    hang(shot.preset)
    shot.sky = rig.outside(studio.scene, shot.preset, shot.room)
    if not (shown := fronts(shot)):
        weather.happen(studio, shot)
        return
    shot.prime = shown[0]
    figure, key = shot.people[shot.prime], shot.preset["key"]
    reading = meter.spot(studio.scene, shot.view, figure, scratch)
    if reading is not None and key["elevation"] > BRIM and reading.level < 0.1 * 2.0 ** float(shot.preset["face"]):
        shot.preset = {**shot.preset, "key": {**key, "elevation": BRIM}}  # a brim or a brow keeps it off the face: lower it
        hang(shot.preset)
        reading = meter.spot(studio.scene, shot.view, figure, scratch)
    if reading is not None:
        dim(studio, shot, corrections(shot, reading), reading)
        if camera.pixels(shot.view, figure.eyes(), shot.format.width) < facts.FACE:  # too small to be read in the frame
            again = meter.spot(studio.scene, shot.view, figure, scratch)
            if again is not None:
                dim(studio, shot, corrections(shot, again), again)
    weather.happen(studio, shot)


def corrections(shot: Take, reading: meter.Reading) -> dict[str, float]:
    """Return what the light groups are to be multiplied with, that the face has what the set-up asks for."""
    outside = not shot.room.interior and shot.room.time != "night"
    open_sky = float(shot.preset.get("sun", {}).get("sky", OPEN_SKY)) if outside else None
    return meter.corrections(reading, level=2.0 ** float(shot.preset["face"]), ratio=float(shot.preset["ratio"]), open_sky=open_sky)


def dim(studio: Studio, shot: Take, factors: Mapping[str, float], reading: meter.Reading) -> None:
    """Turn the lamps that hang, and the sky, by these factors; remember what the face has then."""
    shot.lamps = light.dim(shot.lamps, factors)
    studio.rig.dim(shot.lamps)
    shot.sky *= factors["sky"]
    rig.dim_world(studio.scene, shot.sky)
    shot.reading = meter.scaled(reading, factors)


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
        channels = faces.refine(studio, shot, out, channels, fronts(shot))
    with clock.time("measure"):
        beauty = picture.rgb(channels)
        parts = picture.split(beauty, picture.groups(channels))
    with clock.time("passes"):
        found = passes.render(scene, out, lamps=studio.rig.collection) if shot.format.passes and first else None
    ids = found.ids if found else np.rint(channels["Object Index.X"])
    depth = found.depth if found else np.minimum(np.nan_to_num(channels["Depth.Z"], posinf=passes.FAR), passes.FAR)
    with clock.time("measure"):
        face = facts.face(shot, channels)
        beauty, parts = balance(studio, shot, channels, beauty, parts, face)
        known = facts.measure(shot, beauty, ids, face)
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


def balance(
    studio: Studio,
    shot: Take,
    channels: Mapping[str, np.ndarray],
    beauty: np.ndarray,
    parts: Mapping[str, np.ndarray],
    face: np.ndarray | None,
) -> tuple[np.ndarray, Mapping[str, np.ndarray]]:
    """Read the face in the frame and bring the light groups to what was asked, within half a stop: light adds up, so this is what the
    same lamps turned by as much would have made. The lamps that hang are turned too, for what is rendered after this.
    """
    figure = shot.people.get(shot.prime)
    if figure is None or face is None or camera.pixels(shot.view, figure.eyes(), shot.format.width) < facts.FACE:
        return beauty, parts
    albedo, normal = (
        picture.rgb(channels, "Diffuse Color"),
        np.nan_to_num(np.stack([channels[f"Normal.{axis}"] for axis in "XYZ"], axis=-1)),
    )
    for _ in range(2):
        reading = meter.read(parts, albedo, normal, face)
        if reading is None:
            return beauty, parts
        factors = {name: meter.limit(factor, 0.5) for name, factor in corrections(shot, reading).items()}
        dim(studio, shot, factors, reading)
        parts = {name: part * np.float32(factors[name]) for name, part in parts.items()}
    shot.reading = meter.read(parts, albedo, normal, face)
    return np.sum(list(parts.values()), axis=0), parts


def record(studio: Studio, shot: Take, out: Path, channels: Mapping[str, np.ndarray], found: passes.Passes, header: dict) -> list[str]:
    """Write what belongs to the shot and not to a beat: its passes with mattes, and its colour decision; return the file names."""
    joints = keypoints.joints(shot, found.depth, found.ids)
    mattes, names = passes.mattes(channels, passes.named(studio, shot))
    moved = passes.motion(found, shot.view, shot.view.later(shot.request.get("move") or {}))
    header = {**header, **names, "joints": json.dumps(joints)}
    passes.write(out / "passes.exr", found, header=header, moved=moved, extra=mattes)
    (out / "grade.cc").write_text(grade.collection(shot.developed.look, id=str(shot.request.get("id", ""))), encoding="utf-8")
    return ["passes.exr", "grade.cc"]


def number(id: str) -> int:
    """Return a character's id in the id pass: the same in every shot of every run, 1–32000 (Blender's pass index ends at 32767)."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=4).digest(), "big") % 32000 + 1


def things(collection: bpy.types.Collection) -> list[bpy.types.Object]:
    """Return all objects of a collection and those below it."""
    return [thing for part in (collection, *collection.children_recursive) for thing in part.objects]


def digest(value: Any) -> str:
    """Return the digest of plain data."""
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=12).hexdigest()


def exclude(scene: bpy.types.Scene, collection: bpy.types.Collection, out: bool) -> None:
    """Take a collection out of the view layer, or back in: what is out is not synchronised."""
    for child in scene.view_layers[0].layer_collection.children:
        if child.collection == collection and child.exclude != out:
            child.exclude = out


def remove(collection: bpy.types.Collection) -> None:
    """Delete a collection with its objects, then every block that nothing uses."""
    for thing in things(collection):
        bpy.data.objects.remove(thing)
    for child in list(collection.children_recursive):
        bpy.data.collections.remove(child)
    bpy.data.collections.remove(collection)
    bpy.data.orphans_purge(do_recursive=True)
