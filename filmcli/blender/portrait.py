"""A portrait: one person before a plain ground, as head and shoulders, head alone, full figure, in the round, face by face, or as a line-up.

Knows nothing of scenes and sets. Pictures are graded PNGs; nothing is written on them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from filmcli.blender import camera, lineup, picture, posing
from filmcli.blender.camera import SENSOR, View
from filmcli.blender.fixture import Lamp
from filmcli.blender.picture import Format
from filmcli.blender.studio import Studio
from filmcli.blender.take import Clock
from filmcli.core.errors import InputError
from filmcli.formats import colour, grade
from filmcli.formats.kelvin import tint

VIEWS = ("portrait", "head", "figure", "turnaround", "expressions", "pose", "poses", "wardrobe", "walk")
GAZES = {
    "direct": (0.0, 0.0),
    "steady": (0.05, 0.0),
    "lowered": (0.1, -0.45),
    "wandering": (0.55, 0.06),
}  # metres beside and above the lens, 3 m away
TURNS = (0.0, 50.0, 90.0, 180.0)  # degrees: front, three quarters, profile, back
FACES = ("neutral", "warm", "smile", "laugh", "sad", "crying", "worried", "afraid", "surprised", "angry", "disgusted", "suspicious")
ACROSS = 4  # faces in a row of the sheet
GROUND = (0.115, 0.118, 0.125)  # warm-neutral backdrop albedo
WHITE = 5000.0  # kelvin
PORTRAIT_LENS = 58.0  # mm on Super 35: 85 mm on full frame


def sit(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make one portrait into the folder `out`; return its file and seconds. Raises InputError for an unknown view."""
    clock = Clock()
    view = request.get("view", "portrait")
    if view not in VIEWS:
        raise InputError(f"portrait: unknown view {view!r}", hint=f"known: {', '.join(VIEWS)}")
    out = Path(request["out"])
    out.mkdir(parents=True, exist_ok=True)
    format = Format.read(request.get("picture") or {"width": 384, "height": 480, "samples": 8})
    look = grade.Grade.read(request.get("grade") or {})
    scene = studio.scene
    with clock.time("build"):
        studio.empty()
        figure = studio.figure(request["character"], detail=format.detail)
        studio.clear([figure])
        figure.show()
    ground = backdrop(scene)
    seed = int(request.get("seed", 0))
    picture.expose(scene, format, seed=seed)
    try:
        drawn = sheet(studio, figure, request, view, format, out, clock) or [single(studio, figure, request, view, format, out, clock)]
    finally:
        bpy.data.objects.remove(ground)
        studio.rig.strike()
    names = [f"{view}.png"] if view != "walk" else [f"walk_{index:04d}.png" for index in range(len(drawn))]
    with clock.time("grade"):
        for name, linear in zip(names, drawn, strict=True):
            colour.save(grade.develop(linear, look, seed=seed), out / name, view=look.view, contrast=look.contrast)
    clock.seconds["total"] = round(sum(clock.seconds.values()), 3)
    return {"files": names, "seconds": clock.seconds, "luminance": round(float(colour.luminance(drawn[-1]).mean()), 4)}


def sheet(studio: Studio, figure: Any, request: Mapping[str, Any], view: str, format: Format, out: Path, clock: Clock) -> list[np.ndarray]:
    """Return the views that are many pictures, as one sheet or as frames, scene-linear; empty for any other view."""

    def shoot(frame: View, of: Any, format: Format) -> np.ndarray:
        return photograph(studio, frame, of, format, out, clock, everyone=True)

    if view == "poses":
        return [lineup.poses(studio, figure, request, format, shoot)]
    if view == "wardrobe":
        return [lineup.outfits(studio, request, format, full_length, shoot)]
    if view == "walk":
        return lineup.walk(figure, request, format, full_length, shoot)
    if view == "expressions":
        return [expressions(studio, figure, format, out, clock, faces=request.get("expressions") or FACES)]
    if view == "head":
        how = {"turns": request.get("turns") or [12.0], "expression": request.get("expression", "neutral")}
        return [heads(studio, figure, format, out, clock, close=float(request.get("close", 1.0)), **how)]
    return []


def single(studio: Studio, figure: Any, request: Mapping[str, Any], view: str, format: Format, out: Path, clock: Clock) -> np.ndarray:
    """Return a view that is one picture, scene-linear: portrait, turnaround, figure or pose."""
    copies: list[bpy.types.Object] = []
    try:
        with clock.time("pose"):
            if view == "turnaround":
                figure.place((0, 0, 0), 0.0, "stand", expression="neutral")
                bpy.context.view_layer.update()
                copies, frame = in_the_round(figure, format)
            elif view == "pose":
                copies, frame = posing.pose(studio, figure, request, format)
            elif view == "figure":
                lineup.stood(figure, 20.0, request.get("pose", "stand"), aside=0.3)
                frame = full_length(figure, format)
            else:
                aside, up = GAZES[(request["character"].get("motion") or {}).get("gaze", "steady")]
                lineup.stood(figure, 24.0, "stand", aside=aside, up=up)
                frame = head_and_shoulders(figure, format)
        return photograph(studio, frame, figure, format, out, clock, everyone=view != "portrait")
    finally:
        for thing in copies:
            bpy.data.objects.remove(thing)


def photograph(studio: Studio, frame: View, figure: Any, format: Format, out: Path, clock: Clock, *, everyone: bool = False) -> np.ndarray:
    """Light, render and return one picture, scene-linear."""
    lamps = key_and_rim(Vector(figure.eyes()), wide=everyone)
    studio.rig.hang(lamps, {})
    even(studio.scene)
    camera.mount(studio.scene, frame)
    studio.scene.camera.data.dof.use_dof = not everyone
    with clock.time("beauty"), picture.careful(studio.scene, format):
        return picture.rgb(picture.shoot(studio.scene, out))


def expressions(studio: Studio, figure: Any, format: Format, out: Path, clock: Clock, *, faces: Sequence[str]) -> np.ndarray:
    """Return expressions as a sheet of heads, four in a row."""
    rows = -(-len(faces) // ACROSS)
    small = replace(format, width=format.width // ACROSS, height=format.height // rows)
    drawn = [heads(studio, figure, small, out, clock, turns=[12.0], expression=expression) for expression in faces]
    return np.concatenate([np.concatenate(drawn[row * ACROSS : (row + 1) * ACROSS], axis=1) for row in range(rows)], axis=0)


def heads(
    studio: Studio, figure: Any, format: Format, out: Path, clock: Clock, *, turns: Sequence[float], expression: str, close: float = 1.0
) -> np.ndarray:
    """Return the head alone as seen from each of some turns (degrees), side by side; it looks at the lens when it can."""
    small, drawn = replace(format, width=format.width // len(turns)), []
    picture.expose(studio.scene, small, seed=0)
    for turn in turns:
        with clock.time("pose"):
            ahead = (0.0, -3.0, float(figure.eyes()[2])) if abs(turn) < 80 else None
            figure.place((0, 0, 0), turn, "stand", expression=expression, look_at=ahead)
            bpy.context.view_layer.update()
        drawn.append(photograph(studio, head_alone(figure, small, close=close), figure, small, out, clock))
    return np.concatenate(drawn, axis=1)


def head_alone(figure: Any, format: Format, *, close: float = 1.0) -> View:
    """Return an 85 mm-equivalent view of a head with its hair and hat: .37 m high and .33 m wide at least at 1.75 m of stature, times `close`."""
    unit = 0.55 + 0.45 * float(figure.body.height) / 1.75
    eyes, high = Vector(figure.eyes()), max(0.37, 0.33 / format.aspect) * unit * close
    lower = 0.012 + 0.055 * max(0.0, 1.0 - close)  # close, it is the face that fills the frame, not the head
    if close == 1.0 and (above := figure.highest() + 0.02 - (eyes.z - lower * unit + high / 2)) > 0:  # a tall hat
        high, lower = high + above, lower - above / 2 / unit
    skull = eyes - Vector(figure.facing()) * (0.08 * unit)  # whichever way it faces, the head is as large in the frame
    middle = Vector((skull.x * 0.5 + eyes.x * 0.3, skull.y, eyes.z - lower * unit))
    distance = high * format.aspect * PORTRAIT_LENS / SENSOR + 0.08 * unit
    return View(tuple(middle + Vector((0, -distance, 0.02))), tuple(middle), PORTRAIT_LENS, 0.0, 16.0, tuple(eyes), format.aspect)


def full_length(figure: Any, format: Format) -> View:
    """Return a view of the whole person, soles to hat."""
    low, high = figure.bounds()
    tall = float(max(figure.head_top()[2], high[2])) + 0.10
    height = max(tall * 1.06, float(high[0] - low[0]) * 1.15 / format.aspect)
    middle = Vector((float(low[0] + high[0]) / 2, float(figure.eyes()[1]), tall / 2 - 0.02))
    distance = height * format.aspect * 60.0 / SENSOR
    return View(tuple(middle + Vector((0, -distance, 0.15))), tuple(middle), 60.0, 0.0, 8.0, tuple(middle), format.aspect)


def head_and_shoulders(figure: Any, format: Format, *, close: float = 1.0) -> View:
    """Return an 85 mm-equivalent view with the eyes on the upper third; `close` is the frame's height against the usual .52 m."""
    eyes, top = Vector(figure.eyes()), max(float(figure.head_top()[2]), figure.highest() - 0.07)
    high = 0.52 * close + max(0.0, top - float(figure.head_top()[2]))
    distance = high * format.aspect * PORTRAIT_LENS / SENSOR
    middle = Vector((eyes.x * 0.5, eyes.y, max(eyes.z - high * 0.11, top + 0.10 * close - high * 0.5)))
    return View(tuple(middle + Vector((0, -distance, 0.03))), tuple(middle), PORTRAIT_LENS, 0.0, 2.8, tuple(eyes), format.aspect)


def in_the_round(figure: Any, format: Format) -> tuple[list[bpy.types.Object], View]:
    """Stand four turned copies of the person side by side; return them and the view that holds them all.

    The copies share meshes, so four people cost the memory of one, and one render shows all.
    """
    low, high = figure.bounds()
    tall = float(max(figure.head_top()[2], high[2])) + 0.06
    pitch = max(0.72, float(high[0] - low[0]) + 0.10)
    made = []
    for place, turn in enumerate(TURNS):
        move = Matrix.Translation(((place - 1.5) * pitch, 0, 0)) @ Matrix.Rotation(math.radians(turn), 4, "Z")
        for thing in figure.objects():
            copy = thing.copy()
            copy.parent = None
            copy.matrix_world = move @ thing.matrix_world
            bpy.context.scene.collection.objects.link(copy)
            made.append(copy)
    figure.hide()
    bpy.context.view_layer.update()
    height = max(tall * 1.10, 4 * pitch * 1.04 / format.aspect)
    lens = 60.0
    distance = height * format.aspect * lens / SENSOR
    middle = Vector((0, 0, tall / 2))
    return made, View(tuple(middle + Vector((0, -distance, 0))), tuple(middle), lens, 0.0, 8.0, (0, 0, tall / 2), format.aspect)


def key_and_rim(eyes: Vector, *, wide: bool) -> list[Lamp]:
    """Return a soft key at 40° (58° on a whole figure), a soft fill, two edges and a glow on the ground: 3 : 1 on the face."""
    reach = 3.4 if wide else 1.8
    spread = 1.1 if wide else 0.7  # a whole figure is lit from the side and less softly: cloth reads by its folds
    soft = math.pi**2

    def lamp(group: str, way: Sequence[float], distance: float, level: float, kelvin: float, size: float) -> Lamp:
        place = eyes + Vector(way).normalized() * distance
        return Lamp(
            group, "AREA", place, eyes - Vector((0, 0, 0.75 if wide else 0.1)), tint(kelvin, WHITE), level * soft * distance**2, size
        )

    behind = eyes + Vector((0.5, 1.2, -0.6))
    wall = eyes + Vector((-0.15, 2.0, -0.25))
    return [
        lamp("key", (-1.15, -0.72, 0.6) if wide else (-0.75, -1.0, 0.65), reach, 1.7 if wide else 1.35, 4700, spread),
        lamp("fill", (1.0, -1.2, 0.1), reach * 1.3, 0.30 if wide else 0.40, 5600, spread * 1.6),
        lamp("rim", (0.95, 0.9, 0.55), reach, 1.1, 5600, spread * 0.5),
        lamp("rim", (-1.0, 0.9, 0.5), reach, 0.4, 4300, spread * 0.5),
        Lamp("background", "SPOT", behind, wall, tint(5200, WHITE), 0.8 * 4 * math.pi**2, 0.4, cone=130.0, blend=1.0),
    ]


def even(scene: bpy.types.Scene) -> None:
    """Give the studio a faint even ambient."""
    world = scene.world or bpy.data.worlds.new("world")
    scene.world = world
    world.use_nodes = True
    world.lightgroup = "sky"
    tree = world.node_tree
    tree.nodes.clear()
    glow, output = tree.nodes.new("ShaderNodeBackground"), tree.nodes.new("ShaderNodeOutputWorld")
    glow.inputs["Color"].default_value = (*tint(5600, WHITE), 1.0)
    glow.inputs["Strength"].default_value = 0.06
    tree.links.new(glow.outputs[0], output.inputs["Surface"])


def backdrop(scene: bpy.types.Scene) -> bpy.types.Object:
    """Build a paper ground that curves up behind the person, 2 m back."""
    profile = [(-6.0, 0.0), (0.9, 0.0)]
    profile += [(0.9 + math.sin(a) * 1.1, 1.1 - math.cos(a) * 1.1) for a in np.linspace(0.1, math.pi / 2, 12)]
    profile.append((2.0, 5.0))
    vertices = [(x, y, z) for y, z in profile for x in (-7.0, 7.0)]
    quads = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(profile) - 1)]
    mesh = bpy.data.meshes.new("backdrop")
    mesh.from_pydata(vertices, [], quads)
    mesh.polygons.foreach_set("use_smooth", [True] * len(quads))
    paper = bpy.data.materials.get("backdrop") or bpy.data.materials.new("backdrop")
    paper.use_nodes = True
    surface = paper.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*GROUND, 1.0)
    surface.inputs["Roughness"].default_value = 0.85
    mesh.materials.append(paper)
    thing = bpy.data.objects.new("backdrop", mesh)
    scene.collection.objects.link(thing)
    return thing
