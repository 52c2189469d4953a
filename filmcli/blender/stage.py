"""A set on the stage: reads presets/sets/<name>.yaml and builds it into the current scene, the same for the same spec.

Knows nothing of people, cameras or shots. It says where lamps belong (`Stage.light`) and makes none: `light` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from filmcli.blender import clutter, decor, fit, imported, layout, shell
from filmcli.blender import prop as props
from filmcli.blender.material import Paint
from filmcli.blender.plan import Plan
from filmcli.blender.prop.model import placed
from filmcli.blender.shape import rotation
from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.seeds import stream
from filmcli.formats import period

Point = tuple[float, float, float]
_HOURS = {"day": ("day",), "dawn": ("dawn", "day"), "dusk": ("dusk", "night"), "night": ("night",)}
FAR = ("skyline", "ridge")  # what a room's windows look out on
LOW = {  # where the sun of dawn and dusk stands when the set does not say: ahead of the master camera, so that it is in the picture's back
    "dawn": {"from": (5.0, 9.0, 1.5), "kelvin": 3300},
    "dusk": {"from": (-5.0, 9.0, 0.9), "kelvin": 2500},
}


@dataclass(frozen=True)
class Solid:
    """The box that a named piece fills, in world metres; cameras and people keep out of it."""

    name: str
    low: Point
    high: Point


@dataclass(frozen=True)
class Stage:
    """A built set. `light` has for this hour: practicals, windows, beams, neon, backdrop, sky, sun, ambient (any may be missing)."""

    name: str
    collection: bpy.types.Collection
    data: Mapping[str, Any]  # the YAML
    marks: Mapping[str, Mapping[str, Any]]
    surfaces: Mapping[str, Mapping[str, Any]]
    light: Mapping[str, Any]
    solids: tuple[Solid, ...]
    front: tuple[bpy.types.Object, ...]  # the wall behind the master camera: hide it when the camera stands outside
    dressed: Mapping[str, Point] = field(default_factory=dict)  # where the props that the action names lie
    notes: tuple[str, ...] = ()  # what the layout's repair moved or left out
    plan: Plan | None = None  # what stands where; none of a set of the user's own


@dataclass(frozen=True)
class Prop:
    """One hand prop. Its object's origin is the grip. Lying it is turned by `lie` degrees and `stand` is its lowest point then."""

    name: str
    object: bpy.types.Object
    lie: Point
    stand: Point
    size: Point  # of its box in the hand, metres

    def lay(self, at: Point, *, yaw: float = 0.0) -> None:
        """Lay the prop on a surface point, turned about z by degrees."""
        self.object.matrix_world = placed(at, (0, 0, yaw)) @ Matrix.Translation(-Vector(self.stand)) @ placed((0, 0, 0), self.lie)


def build(spec: Mapping[str, Any], *, lite: bool) -> Stage:
    """Build a set into a new collection of the scene.

    `spec`: name, and optionally seed, time, weather, period, season, class (poor, middle, rich), materials (slot → what the page says it is of), dressing.
    Raises UsageError for an unknown set, InputError for a piece or material that is asked for and nobody makes.
    """
    name, seed = str(spec["name"]), int(spec.get("seed", 0))
    data = presets.load("sets", name)
    facts = facts_of(spec)
    weather, outside = facts["weather"], not data["interior"]
    wet = weather in ("rain", "storm") or bool(data.get("wet"))
    slots = spec.get("materials") or {}
    palette = decor.palette_of(data, facts, slots)
    rain, snow = weather in ("rain", "storm"), outside and weather == "snow"
    paint = Paint(lite=lite, wet=wet, rain=rain, snow=snow, corners=not outside, palette=palette)
    collection = bpy.data.collections.new(f"set_{name}")
    bpy.context.scene.collection.children.link(collection)
    if own := spec.get("own"):
        return _own(own, name, data, facts, collection)
    plan, windows = planned(data, facts, seed=seed)
    solids: list[Solid] = []
    front: list[bpy.types.Object] = []
    lamps: list[dict] = []
    for order, group in enumerate(plan.groups):
        matrices = [placed(body.at, (0, 0, body.yaw), body.scale) for body in group.bodies]
        made = decor.said(group.model, group.entry, slots).build(paint, collection, matrices)
        tones = stream(seed, "tone", f"{group.model.name}/{order}")
        for thing in made:
            thing["tone"] = tones.random()  # read by the materials: no two alike
        for body, matrix in zip(group.bodies, matrices, strict=True):
            lamps += [_in_world(lamp, matrix, group.entry) for lamp in group.model.lights if decor.burns(group.entry, data, facts)]
            solids.append(Solid(body.title, body.box()[:3], body.box()[3:]))
        if group.model.name.startswith("front_"):
            front += made
            for thing in made:  # fills stand behind it
                thing.visible_shadow = False
    light = light_of(data, facts)
    light["windows"] = [*light.get("windows", ()), *windows]
    light["practicals"] = [*light.get("practicals", ()), *lamps]
    dressed = _dress(spec.get("dressing", ()), data, paint, collection, seed=seed)
    return Stage(
        name,
        collection,
        data,
        data["marks"],
        data.get("surfaces", {}),
        light,
        tuple(solids),
        tuple(front),
        dressed,
        tuple(plan.notes),
        plan,
    )


def planned(data: Mapping[str, Any], facts: Mapping[str, str], *, seed: int) -> tuple[Plan, list[dict]]:
    """Return where a set's pieces stand, and the windows that its shell has. Builds nothing."""
    room = shell.Room.read(data)
    walls, windows = shell.entries(data, room, seed=seed)
    wanted = (*walls, *data.get("pieces", ()), *decor.more(data, facts))
    entries = [bare(entry, facts) for entry in wanted if holds(entry.get("when", {}), facts)]
    if data["interior"]:
        entries = [afar(entry, facts["outside"]) for entry in entries]
    entries = [one for entry in entries for one in clutter.spread(entry, facts, seed=seed)]
    sight = fit.sight(data["master"], data["marks"], data["stagings"])
    plan = Plan(room, bool(data["interior"]), data["marks"], keep=[data["master"]["at"]], sight=sight)
    return layout.arrange(entries, plan, seed=seed), windows


def _own(own: Mapping[str, Any], name: str, data: Mapping[str, Any], facts: Mapping[str, str], collection: bpy.types.Collection) -> Stage:
    """Return a set whose walls and pieces are a model of the user's; marks, surfaces and light stay those of the set it stands in for."""
    things = imported.bring(own, collection)
    low, high = imported.box(things)
    imported.fitting(own, high - low, data["size"])
    solids = tuple(Solid(thing.name, *(tuple(float(v) for v in corner) for corner in imported.box([thing]))) for thing in things)
    light = light_of(data, facts)
    light["windows"] = [*light.get("windows", ()), *shell.entries(data, shell.Room.read(data), seed=0)[1]]
    return Stage(name, collection, data, data["marks"], data.get("surfaces", {}), light, solids, ())


def prop(
    name: str,
    *,
    lite: bool,
    seed: int = 0,
    collection: bpy.types.Collection | None = None,
    paint: Paint | None = None,
    own: Mapping[str, Any] | None = None,
) -> Prop:
    """Build one hand prop by name or words ('his gun' → revolver), at the world origin; raise InputError when none is near.

    own: a model of the user's that is taken instead; it is held by its middle, and where we know the thing, its size is checked.
    """
    if own:
        return _own_prop(own, name, collection or bpy.context.scene.collection)
    known = props.nearest(name)
    model = props.make(known, {}, seed=seed)
    place = collection or bpy.context.scene.collection
    first, *rest = model.build(paint or Paint(lite=lite), place, [Matrix()])
    for other in rest:
        other.parent = first
    cloud = model.points()
    lying = cloud @ rotation(model.lie).T
    middle = (lying.min(0) + lying.max(0)) / 2
    stand = (float(middle[0]), float(middle[1]), float(lying[:, 2].min()))
    return Prop(known, first, tuple(model.lie), stand, tuple(float(v) for v in np.ptp(cloud, axis=0)))


def facts_of(spec: Mapping[str, Any]) -> dict[str, str]:
    """Return what conditions may ask of a set: time, weather, period, age (space, or before it), class, season and what lies outside."""
    when = str(spec.get("period", ""))
    return {
        "time": spec.get("time", "day"),
        "weather": spec.get("weather", "clear"),
        "period": period.kind(when),
        "age": "before" if period.before(when, period.SPACE) else "space",
        "class": str(spec.get("class") or "middle"),
        "outside": str(spec.get("outside", "")),
        "season": spec.get("season") or ("winter" if spec.get("weather") == "snow" else "summer"),
    }


def _own_prop(own: Mapping[str, Any], words: str, collection: bpy.types.Collection) -> Prop:
    things = imported.bring(own, collection)
    low, high = imported.box(things)
    try:
        known = props.nearest(words)
    except InputError:
        known = str(own["name"])
    else:
        imported.fitting(own, high - low, np.ptp(props.make(known, {}, seed=0).points(), axis=0))
    middle = (low + high) / 2
    grip = bpy.data.objects.new(f"grip {own['name']}", None)
    collection.objects.link(grip)
    root = things[0]
    while root.parent:
        root = root.parent
    root.parent = grip
    root.matrix_world = Matrix.Translation(tuple(-middle)) @ root.matrix_world
    stand = (0.0, 0.0, float(low[2] - middle[2]))
    return Prop(known, grip, (0.0, 0.0, 0.0), stand, tuple(float(v) for v in high - low))


def holds(when: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    """Return whether conditions like `{time: night, period: [western, forties]}` or `{weather: not snow}` hold."""
    for key, wanted in when.items():
        for one in [wanted] if isinstance(wanted, str) else [list(wanted)]:
            if isinstance(one, str) and one.startswith("not "):
                if facts[key] == one.removeprefix("not "):
                    return False
            elif facts[key] != one and facts[key] not in (one if isinstance(one, list) else ()):
                return False
    return True


def afar(entry: Mapping[str, Any], outside: str) -> Mapping[str, Any]:
    """Return an entry as it is seen from a room that is somewhere else: where houses stood far off, a ship has stars."""
    if outside != "space" or entry.get("piece") not in FAR:
        return entry
    x, y, *_ = entry["at"]
    near = {"at": [0.3 * x, 0.3 * y, 1.7], "scale": 0.5, "width": 340.0, "count": 3200, "planet": False, "grain": 0.07}
    return {"piece": "starfield", "name": entry.get("name", "stars"), "yaw": entry.get("yaw", 0.0), **near}


def bare(entry: Mapping[str, Any], facts: Mapping[str, str]) -> Mapping[str, Any]:
    """Return an entry as the season has it: what loses its leaves stands bare in winter, flowers and ferns are gone (count 0 is not built)."""
    season = presets.load("seasons", facts["season"])
    if entry.get("piece") in season.get("bare", ()):
        return {**entry, "bare": True}
    if isinstance(entry.get("cover"), list):
        rows = [row for row in entry["cover"] if row["kind"] not in season.get("gone", ())]
        return {**entry, "cover": [{**row, "bare": True} if row["kind"] in season.get("bare", ()) else row for row in rows]}
    return entry


def light_of(data: Mapping[str, Any], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return the set's motivated light for the hour: what is said for the hour replaces what is said in general."""
    light = dict(data.get("light", {}))
    hours = {hour: light.pop(hour, None) for hour in _HOURS}
    for hour in _HOURS[facts["time"]]:
        if hours[hour]:
            light = light | hours[hour]
            break
    if not data["interior"] and facts["time"] in LOW and not (hours[facts["time"]] or {}).get("sun"):
        light["sun"] = LOW[facts["time"]]
    return light


def _in_world(lamp: Mapping[str, Any], matrix: Matrix, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a practical in world coordinates, with the set's own watts when it names them."""
    moved = {key: tuple(matrix @ Vector(lamp[key])) for key in ("at", "aim") if lamp.get(key) is not None}
    return {**lamp, **moved, "watts": entry.get("watts", lamp["watts"])}


def _dress(wanted: Any, data: Mapping[str, Any], paint: Paint, collection: bpy.types.Collection, *, seed: int) -> dict[str, Point]:
    """Lay the props that the action names on the set's surfaces, and return where; unknown words are left out."""
    dressed: dict[str, Point] = {}
    surfaces = list(data.get("surfaces", {}).values())
    for index, words in enumerate(wanted):
        try:
            known = props.nearest(str(words))
        except InputError:
            continue
        if known in dressed or not surfaces:
            continue
        surface, draw = surfaces[0], stream(seed, "dress", known)
        column, row = index % 3 - 1, index // 3 % 3 - 1
        x, y, z = surface["at"]
        at = (
            x + (column * 0.33 + draw.uniform(-0.04, 0.04)) * surface["size"][0],
            y - (row * 0.33 + draw.uniform(-0.04, 0.04)) * surface["size"][1],
            z,
        )
        prop(known, lite=paint.lite, seed=seed, collection=collection, paint=paint).lay(at, yaw=draw.uniform(-35, 35))
        dressed[known] = at
    return dressed
