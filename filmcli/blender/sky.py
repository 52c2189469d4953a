"""The sky of an exterior: a gradient with the sun's glow, clouds, moon and stars, by hour and weather, from presets/skies.

Knows nothing of sets or people. Colours are linear RGB for the sky's own kelvin; a sky's `level` is its mean radiance, which lights an 18 % card to middle grey at 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np

from filmcli.blender.fixture import Room
from filmcli.blender.nodetree import Nodes, Socket
from filmcli.core import presets
from filmcli.formats.kelvin import tint

COVERED = {
    "rain": "overcast",
    "snow": "overcast",
    "fog": "fog",
    "storm": "storm",
    "overcast": "overcast",
    "dust": "dust",
    "smoke": "overcast",
}
MOON = (-0.42, 0.86, 0.3)  # where the moon stands when the set has not said
SIZE = 0.999  # cosine of the moon's half angle: 2.5 degrees, five times the real one, as films show it


class Sky(Nodes):
    """The node tree of a world, written with the same few words as materials."""

    def __init__(self, world: bpy.types.World) -> None:
        self.lite = True
        world.use_nodes = True
        self.tree = world.node_tree
        self.tree.nodes.clear()
        self.output = self.node("ShaderNodeOutputWorld")


def name_of(room: Room) -> str:
    """Return which sky an hour and a weather have: the set's own, one of the weather, or the hour's.

    An own sky named for its hour (`night_town`) is one of this earth: weather hides it.
    """
    covered = COVERED.get(room.weather)
    if room.sky and not (covered and room.sky.startswith(room.time)):
        return room.sky
    if covered:
        return f"{covered}_night" if room.time == "night" and f"{covered}_night" in presets.names("skies") else covered
    return room.time


def outdoors(scene: bpy.types.Scene, room: Room, *, white: float, ambient: float) -> float:
    """Write the world of an exterior and return its strength as given. `ambient` is the level of skies that have none, as those of night, which are `stops` over it.

    The world keeps the colour of its horizon at level 1 as `air`, for what is seen through the distance.
    """
    spec = presets.load("skies", name_of(room))
    world, cast = scene.world, np.array(tint(float(spec["kelvin"]), white))
    n = Sky(world)
    level = n.node("ShaderNodeBackground")
    level.name = "level"
    dim = {"dawn": 0.55, "dusk": 0.4}.get(room.time, 1.0) if room.weather in COVERED else 1.0
    if room.weather in COVERED and room.time in ("dawn", "dusk"):
        cast = cast * ((1.0, 0.86, 0.74) if room.time == "dawn" else (0.78, 0.84, 1.1))
    scale = 1.0 / mean(spec)
    colour = heaven(n, spec, room)
    colour = n.mix(1.0, colour, tuple(float(c) for c in cast * scale), blend="MULTIPLY")
    n.put(level.inputs["Color"], colour)
    n.tree.links.new(level.outputs[0], n.output.inputs["Surface"])
    world["air"] = [float(c) for c in np.array(spec["horizon"]) * cast * scale]
    return float(spec.get("level", 0.0)) * dim * room.bright or ambient * 2.0 ** float(spec.get("stops", 0.0))


def mean(spec: Mapping[str, Any]) -> float:
    """Return the mean luminance of a sky's gradient as a level plane sees it."""
    z = (np.arange(64) + 0.5) / 64
    part = np.clip(z, 0, 1) ** float(spec.get("curve", 0.5))
    low, high = (np.dot(spec[end], (0.2126, 0.7152, 0.0722)) for end in ("horizon", "zenith"))
    return max(1e-4, float(np.sum((low + (high - low) * part) * z) / np.sum(z)))


def heaven(n: Sky, spec: Mapping[str, Any], room: Room) -> Socket:
    """Return the sky's colour for each direction, before its level."""
    way = n.node("ShaderNodeTexCoord").outputs["Generated"]
    _, _, up = n.apart(way)
    rise = n.math("POWER", n.math("MAXIMUM", up, 0.0), float(spec.get("curve", 0.5)))
    colour = n.mix(rise, tuple(spec["horizon"]), tuple(spec["zenith"]))
    if deep := spec.get("deep"):  # what the camera sees; what lights has bounced and is paler
        colour = n.mix(_seen(n), colour, n.mix(rise, tuple(deep["horizon"]), tuple(deep["zenith"])))
    if glow := spec.get("glow"):
        toward = _dot(n, way, room.sun or (0.3, -0.8, 0.5))
        near = n.math("POWER", n.math("MAXIMUM", toward, 0.0), 1.0 / (1.0 - math.cos(math.radians(float(glow["size"])))))
        low = n.ramp(up, 0.0, float(glow.get("height", 1.0)), 1.0, 0.0)
        amount = n.math("MULTIPLY", n.math("MULTIPLY", near, low), float(glow["strength"]))
        colour = n.mix(amount, colour, tuple(glow["colour"]), blend="ADD")
    if "seen" in spec:
        colour = n.mix(_seen(n), colour, tuple(spec["seen"]))
    if stars := float(spec.get("stars", 0.0)):
        colour = _stars(n, way, colour, stars)
    if moon := spec.get("moon"):
        near = n.ramp(_dot(n, way, room.sun or MOON), SIZE - 0.00012, SIZE + 0.00012)
        seas = n.ramp(n.noise(way, 60, detail=2), 0.4, 0.62, 0.55, 1.0)
        colour = n.mix(n.math("MULTIPLY", near, n.math("MULTIPLY", seas, _seen(n))), colour, tuple(moon))
    if clouds := spec.get("clouds"):
        colour = _clouds(n, way, up, colour, clouds, room)
    below = n.ramp(up, -0.06, 0.0)
    return n.mix(below, tuple(spec["ground"]), colour)


def _seen(n: Sky) -> Socket:
    """Return 1 for what the camera sees, 0 for what only lights."""
    return n.node("ShaderNodeLightPath").outputs["Is Camera Ray"]


def _dot(n: Sky, way: Socket, to: Sequence[float]) -> Socket:
    made = n.node("ShaderNodeVectorMath", operation="DOT_PRODUCT")
    n.put(made.inputs[0], way)
    length = math.sqrt(sum(c * c for c in to))
    made.inputs[1].default_value = [c / length for c in to]
    return made.outputs["Value"]


def _stars(n: Sky, way: Socket, colour: Socket, amount: float) -> Socket:
    """Return the sky with stars of unlike brightness; only the camera sees them, they light nothing."""
    cells = n.voronoi(way, 95.0)
    chance = n.apart(cells.outputs["Color"])[0]
    near = n.ramp(cells.outputs["Distance"], 0.035, 0.09, 1.0, 0.0)
    bright = n.math("MULTIPLY", n.math("POWER", n.ramp(chance, 0.55, 1.0), 3.0), amount)
    glow = n.math("MULTIPLY", n.math("MULTIPLY", near, bright), _seen(n))
    return n.mix(glow, colour, (0.9, 0.95, 1.0), blend="ADD")


def _clouds(n: Sky, way: Socket, up: Socket, colour: Socket, clouds: Mapping[str, Any], room: Room) -> Socket:
    """Return the sky behind clouds on a plane overhead: lit edges, darker hearts, thinned towards the horizon."""
    x, y, _ = n.apart(way)
    high = n.math("MAXIMUM", n.math("ADD", up, 0.12), 0.06)
    place = n.together(n.math("DIVIDE", x, high), n.math("DIVIDE", y, high), float(clouds.get("seed", 0.0)))
    stretch = n.scale(place, (float(clouds.get("stretch", 1.0)), 1.0, 1.0))
    made = n.node("ShaderNodeTexNoise")
    n.tree.links.new(stretch, made.inputs["Vector"])
    for name, value in (("Scale", float(clouds["scale"])), ("Detail", 5.0), ("Roughness", 0.56), ("Distortion", 0.35)):
        made.inputs[name].default_value = value
    edge, soft = 0.66 - 0.34 * float(clouds["cover"]), float(clouds.get("soft", 0.12))
    thick = n.ramp(made.outputs[0], edge, edge + soft)
    heart = n.ramp(made.outputs[0], edge + soft * 0.5, edge + soft * 2.2)
    lit = tuple(clouds["lit"])
    if room.sun:
        near = n.ramp(_dot(n, way, room.sun), -0.2, 1.0, 0.75, 1.35)
        tone = n.mix(1.0, n.mix(heart, lit, tuple(clouds["base"])), n.together(near, near, near), blend="MULTIPLY")
    else:
        tone = n.mix(heart, lit, tuple(clouds["base"]))
    fade = n.ramp(up, 0.0, float(clouds.get("fade", 0.12)), 0.25, 1.0)
    return n.mix(n.math("MULTIPLY", thick, n.math("MULTIPLY", fade, float(clouds.get("opacity", 0.95)))), colour, tone)
