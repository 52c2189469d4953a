"""The rig: lamps as Blender lights with light groups and flags, the gobo, and the world outside.

Knows nothing of intent; `light` decides what hangs where. The lights of a shot replace those of the shot before.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import bpy
from mathutils import Vector

from filmcli.blender import sky, slats
from filmcli.blender.fixture import OUTSIDE, Lamp, Room, at
from filmcli.formats.kelvin import tint

SLATS = 14  # of a gobo


class Rig:
    """The lights of one shot in one scene."""

    def __init__(self, scene: bpy.types.Scene) -> None:
        self._scene = scene
        self.collection = bpy.data.collections.new("rig")
        scene.collection.children.link(self.collection)
        self._flags: list[bpy.types.Collection] = []

    def hang(self, lamps: Sequence[Lamp], people: Mapping[str, bpy.types.Collection], *, outside: Sequence[bpy.types.Object] = ()) -> None:
        """Hang these lamps in place of all before; a lamp with `only` reaches those people, with `but` all else, one that shines `through` is blocked by people alone.

        `outside` are the objects seen through windows, for lamps that light these. A single lamp that something does not block makes Cycles
        trace every ray a second time: close-ups with hair cost 2.3 times as much.
        """
        self.strike()
        view = self._flag([])
        for thing in outside:
            view.objects.link(thing)
        for lamp in lamps:
            thing = self._lamp(lamp)
            if OUTSIDE in lamp.only:
                thing.light_linking.receiver_collection = view
                thing.data.use_shadow = False
            elif lamp.only:
                thing.light_linking.receiver_collection = self._flag([people[name] for name in lamp.only])
            elif lamp.but:
                flag = thing.light_linking.receiver_collection = self._flag([people[name] for name in lamp.but])
                for child in flag.collection_children:
                    child.light_linking.link_state = "EXCLUDE"
            bars = [self._slats(lamp)] if lamp.gobo else []
            if lamp.through:
                blockers = self._flag(list(people.values()))
                for bar in bars:
                    blockers.objects.link(bar)
                thing.light_linking.blocker_collection = blockers

    def dim(self, lamps: Sequence[Lamp]) -> None:
        """Set the watts of the lamps that hang, in the order they were hung."""
        lights = [thing for thing in self.collection.objects if thing.type == "LIGHT" and thing["rank"] >= 0]
        for thing, lamp in zip(sorted(lights, key=lambda thing: thing["rank"]), lamps, strict=True):
            thing.data.energy = lamp.watts

    @contextlib.contextmanager
    def bare(self) -> Iterator[None]:
        """Have nothing of the rig's that the camera sees, as rain, in the picture for the length of a block.

        Lamps burn on: without them a picture of one sample and no bounce is cheaper, but Cycles builds its scene anew twice.
        """
        seen = [thing for thing in self.collection.objects if thing.type != "LIGHT" and thing.visible_camera and not thing.hide_render]
        for thing in seen:
            thing.hide_render = True
        try:
            yield
        finally:
            for thing in seen:
                thing.hide_render = False

    def add(self, lamp: Lamp, *, only: Sequence[bpy.types.Collection] = ()) -> None:
        """Hang one more lamp, of an effect, for all or for what is in some collections; `dim` is past by then."""
        thing = self._lamp(lamp)
        thing["rank"] = -1
        if only:
            thing.light_linking.receiver_collection = self._flag(only)

    def strike(self) -> None:
        """Take everything down; materials of single cards go with them."""
        for thing in list(self.collection.objects):
            data = thing.data
            bpy.data.objects.remove(thing)
            (bpy.data.lights if isinstance(data, bpy.types.Light) else bpy.data.meshes).remove(data)
        for flag in self._flags:
            bpy.data.collections.remove(flag)
        self._flags = []
        for material in [one for one in bpy.data.materials if one.name.startswith("effect_") and not one.users]:
            bpy.data.materials.remove(material)

    def air(self, size: Sequence[float], density: float, colour: Sequence[float] = (1.0, 1.0, 1.0)) -> None:
        """Fill the set with scattering air (per metre): visible beams, for 60 % more render time (LOOK.md 4). Call after `hang`."""
        width, depth, height = size
        x, y = width / 2 + 0.5, depth / 2 + 0.5
        corners = [(a * x, b * y, c) for c in (-0.1, height + 0.5) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        sides = [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
        mesh = bpy.data.meshes.new("air")
        mesh.from_pydata(corners, [], sides)
        mesh.materials.append(scattering(density, colour))
        self.collection.objects.link(bpy.data.objects.new("air", mesh))

    def _lamp(self, lamp: Lamp) -> bpy.types.Object:
        data = bpy.data.lights.new(lamp.group, lamp.kind)
        data.energy, data.color = lamp.watts, lamp.colour
        if lamp.kind == "AREA":
            data.shape, data.size, data.spread = ("RECTANGLE" if lamp.height else "DISK"), lamp.size, math.radians(lamp.spread)
            if lamp.height:
                data.size_y = lamp.height
        elif lamp.kind == "SUN":
            data.angle = math.radians(lamp.size)
        else:
            data.shadow_soft_size = lamp.size
            if lamp.kind == "SPOT":
                data.spot_size, data.spot_blend = math.radians(min(lamp.cone, 175.0)), lamp.blend
        thing = bpy.data.objects.new(lamp.group, data)
        thing.location = lamp.position
        thing.rotation_euler = (lamp.aim - lamp.position).to_track_quat("-Z", "Y").to_euler()
        thing.lightgroup = lamp.group
        thing.visible_camera = False
        thing.visible_diffuse = not lamp.glint
        thing["rank"] = len([t for t in self.collection.objects if t.type == "LIGHT"])
        self.collection.objects.link(thing)
        return thing

    def _slats(self, lamp: Lamp) -> bpy.types.Object:
        """Build slats at a share of a lamp's way, that throw shadows and are never seen; their shadows are as large from any distance."""
        way = lamp.aim - lamp.position
        turn = way.to_track_quat("-Z", "Y")
        middle = lamp.position + way * slats.AT
        scale = way.length / 5.0
        width = 1.2 * scale
        vertices: list[Vector] = []
        faces = []
        for row in range(SLATS):
            low, high = ((row + part - SLATS / 2) * slats.PITCH * scale for part in (0.0, 1 - slats.OPEN))
            corners = [(-width, low), (width, low), (width, high), (-width, high)]
            faces.append(tuple(range(len(vertices), len(vertices) + 4)))
            vertices += [middle + turn @ Vector((x, y, 0.0)) for x, y in corners]
        mesh = bpy.data.meshes.new("gobo")
        mesh.from_pydata(vertices, [], faces)
        thing = bpy.data.objects.new("gobo", mesh)
        thing.visible_camera = thing.visible_diffuse = thing.visible_glossy = thing.visible_transmission = False
        self.collection.objects.link(thing)
        return thing

    def _flag(self, collections: Sequence[bpy.types.Collection]) -> bpy.types.Collection:
        """Return a collection of its own for light linking, holding these."""
        flag = bpy.data.collections.new("flag")
        for collection in collections:
            flag.children.link(collection)
        self._flags.append(flag)
        return flag


def scattering(density: float, colour: Sequence[float] = (1.0, 1.0, 1.0)) -> bpy.types.Material:
    """Return the material of damp air, or of dust of a colour, forward scattering."""
    material = bpy.data.materials.get("air") or bpy.data.materials.new("air")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    output, volume = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeVolumeScatter")
    volume.inputs["Density"].default_value, volume.inputs["Anisotropy"].default_value = density, 0.35
    volume.inputs["Color"].default_value = (*colour, 1.0)
    tree.links.new(volume.outputs[0], output.inputs["Volume"])
    return material


def outside(scene: bpy.types.Scene, preset: Mapping[str, Any], room: Room) -> float:
    """Set the world for this hour and weather, and return its strength as given, so that `sky` can dim it."""
    world = scene.world or bpy.data.worlds.new("world")
    scene.world = world
    world.lightgroup = "sky"
    world.use_nodes = True
    tree = world.node_tree
    tree.nodes.clear()
    tree.nodes.new("ShaderNodeOutputWorld")
    ground = tree.nodes.new("ShaderNodeBackground")
    ground.name = "level"
    hour = "night" if room.time == "night" else "day"
    white = at(preset["white"], hour)
    ambient = 2.0 ** (float(preset["face"]) + float(preset["ambient"]["stops"]))
    if not room.interior:
        strength = sky.outdoors(scene, room, white=white, ambient=ambient)
        dim_world(scene, strength)
        world["given"] = strength  # before it is dimmed for a face
        world.cycles.sampling_method = "NONE" if hour == "night" else "MANUAL"
        world.cycles.sample_map_resolution = 128
        return strength
    strength = indoors(tree, ground, preset, hour, white, ambient)
    ground.inputs["Strength"].default_value = strength
    world.cycles.sampling_method = "NONE"
    return strength


def dim_world(scene: bpy.types.Scene, strength: float) -> None:
    """Set the world's strength."""
    scene.world.node_tree.nodes["level"].inputs["Strength"].default_value = strength


def indoors(tree: bpy.types.NodeTree, ground: bpy.types.Node, preset: Mapping[str, Any], hour: str, white: float, ambient: float) -> float:
    """Light the room by a faint even ambient; the camera sees the hour through the windows instead."""
    ground.inputs["Color"].default_value = (*tint(at(preset["ambient"]["kelvin"], hour), white), 1.0)
    seen = tree.nodes.new("ShaderNodeBackground")
    kelvin, level = (12000.0, 0.035) if hour == "night" else (at(preset["window"]["kelvin"], hour), 0.9)
    seen.inputs["Color"].default_value = (*tint(kelvin, white), 1.0)
    seen.inputs["Strength"].default_value = level
    path, mix = tree.nodes.new("ShaderNodeLightPath"), tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(path.outputs["Is Camera Ray"], mix.inputs[0])
    tree.links.new(ground.outputs[0], mix.inputs[1])
    tree.links.new(seen.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], next(node for node in tree.nodes if node.type == "OUTPUT_WORLD").inputs["Surface"])
    return ambient
