"""Recipes of land and water: sea, foam, alpine rock under snow, far ridges, moon dust, and land that passes a window.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

import bpy

from filmcli.blender.nodetree import Colour, Nodes, darker


def sea(
    n: Nodes, colour: Colour = (0.006, 0.022, 0.026), ripple: float = 0.3, size: float = 1.6, rough: float = 0.07
) -> bpy.types.Material:
    """Water: dark in itself, mirrors the more the flatter one looks (Fresnel, 1.333). Ripples turn the normal even where bump is left out."""
    world = n.place("world")
    x, y, _ = n.apart(world)
    made = n.node("ShaderNodeTexNoise")
    n.put(made.inputs["Vector"], n.together(x, n.math("MULTIPLY", y, 1.7)))
    for name, value in (("Scale", size), ("Detail", 2.0), ("Roughness", 0.62), ("Distortion", 0.4)):
        made.inputs[name].default_value = value
    shift = n.node("ShaderNodeVectorMath", operation="MULTIPLY_ADD")
    n.put(shift.inputs[0], made.outputs["Color"])
    shift.inputs[1].default_value, shift.inputs[2].default_value = (ripple, ripple, 0.0), (-ripple / 2, -ripple / 2, 0.0)
    add = n.node("ShaderNodeVectorMath", operation="ADD")
    n.put(add.inputs[0], n.place("normal"))
    n.put(add.inputs[1], shift.outputs[0])
    unit = n.node("ShaderNodeVectorMath", operation="NORMALIZE")
    n.put(unit.inputs[0], add.outputs[0])
    return n.surface(colour, rough=rough, normal=unit.outputs[0], IOR=1.333, Specular_IOR_Level=0.5)


def foam(n: Nodes, colour: Colour = (0.7, 0.74, 0.75), water: Colour = (0.02, 0.05, 0.05)) -> bpy.types.Material:
    """Breaking water: lace of white over the wave, thick at the crest (v = 0 of the uv), thinning as it runs out."""
    u, v, _ = n.apart(n.place("uv"))
    lace = n.voronoi(n.together(n.math("MULTIPLY", u, 1.0), n.math("MULTIPLY", v, 1.6)), 3.2).outputs["Distance"]
    fine = n.noise(n.place("uv"), 7.0, detail=3)
    crest = n.ramp(n.math("ABSOLUTE", n.math("ADD", v, 0.2)), 0.0, 1.3, 0.75, -0.12)
    white = n.ramp(n.math("ADD", n.math("ADD", n.math("MULTIPLY", lace, 0.5), n.math("MULTIPLY", fine, 0.45)), crest), 0.5, 0.78)
    over, clear = n.node("ShaderNodeBsdfPrincipled"), n.node("ShaderNodeBsdfTransparent")
    n.put(over.inputs["Base Color"], n.mix(white, water, colour))
    n.put(over.inputs["Roughness"], n.ramp(white, 0, 1, 0.08, 0.8))
    edge = n.ramp(n.math("ADD", white, n.ramp(n.math("ABSOLUTE", v), 0.5, 1.0, 1.0, 0.0)), 0.1, 0.6)
    return n.finish(n.blend(edge, clear.outputs[0], over.outputs[0]))


def alp(
    n: Nodes,
    stone: Colour = (0.15, 0.135, 0.12),
    green: Colour = (0.05, 0.075, 0.028),
    snow: Colour = (0.78, 0.81, 0.86),
    meadow: float = 14.0,
    snowline: float = 34.0,
) -> bpy.types.Material:
    """A mountain side: meadow and wood below `meadow` metres, rock, snow above `snowline` and where it is not steep."""
    world = n.place("world")
    _, _, z = n.apart(world)
    up = n.apart(n.place("normal"))[2]
    broad = n.noise(world, 0.06, detail=5, rough=0.62)
    fine = n.noise(world, 0.6, detail=3)
    rock = n.mix(n.ramp(n.math("ADD", broad, n.math("MULTIPLY", fine, 0.5)), 0.5, 0.95), darker(stone, 0.4), darker(stone, 1.25))
    run = n.noise(n.scale(world, (1.0, 1.0, 0.16)), 0.42, detail=4, rough=0.65)  # what water has run down and left dark
    rock = n.mix(n.ramp(run, 0.5, 0.64, 0.0, 0.75), rock, darker(stone, 0.28))
    high = n.math("ADD", z, n.math("MULTIPLY", broad, 26.0))
    grass = n.math("MULTIPLY", n.ramp(high, meadow + 8, meadow + 20, 1.0, 0.0), n.ramp(up, 0.45, 0.7))
    tone = n.mix(grass, rock, n.mix(n.ramp(fine, 0.4, 0.6), darker(green, 0.5), green))
    white = n.math(
        "MULTIPLY", n.ramp(high, snowline + 8, snowline + 22), n.ramp(n.math("ADD", up, n.math("MULTIPLY", fine, 0.3)), 0.5, 0.72)
    )
    tone = n.mix(white, tone, snow)
    return n.surface(tone, rough=0.9, normal=n.bump(n.math("ADD", broad, fine), strength=0.7, depth=1.5), Specular_IOR_Level=0.2)


def far(n: Nodes, colour: Colour = (0.06, 0.085, 0.045), second: Colour = (0.1, 0.115, 0.06), scale: float = 0.09) -> bpy.types.Material:
    """Far hills: fields and woods as patches; the distance itself is laid over by the air."""
    world = n.place("world")
    x, y, z = n.apart(world)
    patch = n.voronoi(n.together(x, n.math("ADD", y, n.math("MULTIPLY", z, 2.0))), scale)
    tone = n.mix(n.ramp(n.apart(patch.outputs["Color"])[0], 0.3, 0.7), colour, second)
    wood = n.noise(n.together(x, n.math("MULTIPLY", z, 2.0)), scale * 3.0, detail=3)
    return n.surface(n.mix(n.ramp(wood, 0.5, 0.58), tone, darker(colour, 0.45)), rough=1.0, Specular_IOR_Level=0.0)


def moon(n: Nodes, colour: Colour = (0.24, 0.235, 0.225), second: Colour = (0.11, 0.108, 0.105)) -> bpy.types.Material:
    """Regolith: grey dust with small craters, each a rim and a dark floor."""
    world = n.place("world")
    x, y, _ = n.apart(world)
    flat = n.together(x, y)
    pits: object = 0.0
    for scale, weight in ((0.55, 1.0), (1.7, 0.6), (5.5, 0.35)):
        near = n.voronoi(flat, scale).outputs["Distance"]
        pits = n.math("ADD", pits, n.math("MULTIPLY", n.ramp(near, 0.1, 0.26, -1.0, 0.35), weight))
    dust = n.noise(world, 28.0, detail=3)
    tone = n.mix(n.ramp(n.math("ADD", n.math("MULTIPLY", pits, 0.25), dust), 0.2, 0.95), second, colour)
    return n.surface(
        tone,
        rough=1.0,
        normal=n.bump(n.math("ADD", pits, n.math("MULTIPLY", dust, 0.15)), strength=0.6, depth=0.12),
        Specular_IOR_Level=0.05,
    )


def smear(
    n: Nodes,
    low: Colour = (0.07, 0.085, 0.035),
    high: Colour = (0.4, 0.44, 0.48),
    lights: float = 0.0,
    split: float = 0.0,
    strength: float = 1.0,
    along: str = "y",
) -> bpy.types.Material:
    """What passes a moving window: land below, sky above, drawn out along the way; by night `lights` are streaks. It shines by itself."""
    x, y, z = n.apart(n.place("world"))
    way = y if along == "y" else x
    drawn = n.noise(n.together(n.math("MULTIPLY", way, 0.1), n.math("MULTIPLY", z, 1.6)), 2.0, detail=3)
    hedge = n.noise(n.together(n.math("MULTIPLY", way, 0.35), 0.0), 1.0, detail=2)
    edge = n.math("SUBTRACT", z, n.math("ADD", split, n.math("MULTIPLY", n.math("SUBTRACT", hedge, 0.5), 1.5)))
    land = n.mix(n.ramp(drawn, 0.35, 0.65), darker(low, 0.45), darker(low, 1.5))
    tone = n.mix(n.ramp(edge, -0.12, 0.12), land, n.mix(n.ramp(z, 0.0, 4.0), high, darker(high, 0.75)))
    level: object = strength
    if lights:
        row = n.math("FLOOR", n.math("MULTIPLY", z, 7.0))
        chance, tints = n.white(n.together(row, n.math("FLOOR", n.math("MULTIPLY", way, 0.45))))
        streak = n.math(
            "MULTIPLY",
            n.ramp(chance, 1.0 - 0.09 * lights, 1.0, 0.0, 1.0),
            n.ramp(n.math("ABSOLUTE", n.math("SUBTRACT", n.math("FRACT", n.math("MULTIPLY", z, 7.0)), 0.5)), 0.02, 0.3, 1.0, 0.0),
        )
        ends = n.math("ABSOLUTE", n.math("SUBTRACT", n.math("FRACT", n.math("MULTIPLY", way, 0.45)), 0.5))
        streak = n.math("MULTIPLY", streak, n.ramp(ends, 0.1, 0.5, 1.0, 0.0))  # a lamp drawn out fades at both ends
        tone = n.mix(streak, tone, n.mix(n.ramp(n.apart(tints)[0], 0.6, 0.9), (1.0, 0.5, 0.16), (0.9, 0.95, 1.0)))
        level = n.ramp(streak, 0, 1, strength, strength * 11)
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], tone)
    n.put(made.inputs[1], level)
    return n.finish(made.outputs[0])


def globe(
    n: Nodes,
    colour: Colour = (0.26, 0.13, 0.07),
    land: Colour = (0.42, 0.27, 0.15),
    air: Colour = (0.4, 0.6, 1.0),
    cloud: float = 0.4,
    sun: tuple[float, float, float] = (-0.75, -0.5, 0.35),
    strength: float = 0.9,
) -> bpy.types.Material:
    """A planet from space, lit from one side by a sun of its own: seas or plains, land, clouds, a blue rim of air; it shines by itself."""
    normal = n.place("normal")
    lit = n.node("ShaderNodeVectorMath", operation="DOT_PRODUCT")
    n.put(lit.inputs[0], normal)
    lit.inputs[1].default_value = sun
    day = n.ramp(lit.outputs["Value"], -0.08, 0.75)
    shores = n.noise(normal, 1.7, detail=5, rough=0.6)
    bands = n.noise(n.scale(normal, (1.0, 1.0, 3.2)), 2.6, detail=5, rough=0.62, distortion=0.8)
    tone = n.mix(n.ramp(shores, 0.5, 0.54), colour, land)
    tone = n.mix(n.ramp(bands, 0.66 - 0.3 * cloud, 0.8 - 0.2 * cloud), tone, (0.8, 0.82, 0.85))
    rim = n.math("POWER", n.node("ShaderNodeLayerWeight").outputs["Facing"], 3.0)
    tone = n.mix(n.math("MULTIPLY", rim, 0.75), tone, air)
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], tone)
    n.put(made.inputs[1], n.math("MULTIPLY", n.math("MULTIPLY", day, day), strength))
    return n.finish(made.outputs[0])
