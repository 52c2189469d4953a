"""What effects are made of: water streaks, flakes, smoke, flame, embers, the light of a bolt and of a shot.

Knows nothing of where they go. All are thin: light passes or they shine by themselves; uv runs 0–1 over a card.
"""

from __future__ import annotations

import bpy

from filmcli.blender.nodetree import Colour, Nodes, Socket

CLOUDS: dict[str, tuple[Colour, float]] = {"smoke": ((0.13, 0.126, 0.12), 1.0), "steam": ((0.85, 0.87, 0.9), 0.95)}  # colour, opacity


def kept(name: str) -> bpy.types.Material | None:
    """Return a material made before."""
    return bpy.data.materials.get(f"effect_{name}")


def lit(n: Nodes, colour: Colour) -> Socket:
    """Return a body that passes on light from all sides, as drops and smoke do."""
    through, over = n.node("ShaderNodeBsdfTranslucent"), n.node("ShaderNodeBsdfDiffuse")
    n.put(through.inputs[0], colour)
    n.put(over.inputs[0], colour)
    return n.blend(0.5, through.outputs[0], over.outputs[0])


def streak() -> bpy.types.Material:
    """A falling drop drawn out: mostly what is behind it, some light of all lamps, bright in the middle of its way."""
    if made := kept("streak"):
        return made
    n = Nodes("effect_streak", lite=True)
    _, v, _ = n.apart(n.place("uv"))
    body = n.ramp(n.math("ABSOLUTE", n.math("SUBTRACT", v, 0.5)), 0.1, 0.5, 0.34, 0.05)
    return n.finish(n.blend(body, n.node("ShaderNodeBsdfTransparent").outputs[0], lit(n, (0.9, 0.93, 0.97))))


def flake(name: str) -> bpy.types.Material:
    """A snowflake or a mote of dust: a soft disc."""
    if made := kept(name):
        return made
    n = Nodes(f"effect_{name}", lite=True)
    body = n.ramp(radius(n), 0.45, 1.0, 0.95 if name == "snowflake" else 0.5, 0.0)
    colour = (0.92, 0.94, 0.98) if name == "snowflake" else (0.7, 0.6, 0.45)
    return n.finish(n.blend(body, n.node("ShaderNodeBsdfTransparent").outputs[0], lit(n, colour)))


def radius(n: Nodes) -> Socket:
    """Return the distance from a card's middle, 1 at its nearest edge."""
    u, v, _ = n.apart(n.place("uv"))
    x, y = (n.math("MULTIPLY", n.math("SUBTRACT", c, 0.5), 2.0) for c in (u, v))
    return n.math("SQRT", n.math("ADD", n.math("MULTIPLY", x, x), n.math("MULTIPLY", y, y)))


def cloud(name: str, roll: float, foot: float, share: float, *, glow: Colour) -> bpy.types.Material:
    """A rising plume on one card: narrow at its foot (`foot` of the width), billowing and thinning upwards; `roll` makes cards unlike.

    It is lit by `glow`, the light it would scatter, alone: no dice are thrown, so four samples show it without grain.
    """
    colour, opacity = CLOUDS[name]
    n = Nodes(f"effect_{name}_card", lite=True)
    u, v, _ = n.apart(n.place("uv"))
    wobble = n.noise(n.together(roll, n.math("MULTIPLY", v, 2.2)), 1.6, detail=2)
    middle = n.math("ADD", 0.5, n.math("MULTIPLY", n.math("MULTIPLY", n.math("SUBTRACT", wobble, 0.5), v), 0.55))
    half = n.math("ADD", foot * 0.5, n.math("MULTIPLY", n.math("POWER", v, 0.8), 0.5 - foot * 0.5))
    off = n.math("DIVIDE", n.math("ABSOLUTE", n.math("SUBTRACT", u, middle)), half)
    made = n.node("ShaderNodeTexNoise")
    n.put(made.inputs["Vector"], n.together(n.math("ADD", n.math("MULTIPLY", u, 3.2), roll), n.math("MULTIPLY", v, 3.6), roll))
    for key, value in (("Scale", 1.5), ("Detail", 5.0), ("Roughness", 0.58), ("Distortion", 0.7)):
        made.inputs[key].default_value = value
    billow = n.ramp(made.outputs[0], 0.36, 0.68)
    edge = n.ramp(n.math("ADD", off, n.math("MULTIPLY", n.math("SUBTRACT", 1.0, billow), 0.6)), 0.35, 1.1, 1.0, 0.0)
    fade = n.math("MULTIPLY", n.ramp(v, 0.0, 0.06), n.ramp(v, 0.45, 1.0, 1.0, 0.0))
    body = n.math("MULTIPLY", n.math("MULTIPLY", edge, fade), opacity * share)
    tone = n.mix(billow, tuple(c * 0.55 for c in colour), tuple(min(1.0, c * 1.5) for c in colour))
    shine, clear, both = n.node("ShaderNodeEmission"), n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeAddShader")
    left = n.math("SUBTRACT", 1.0, body)
    n.put(clear.inputs[0], n.together(left, left, left))
    n.put(shine.inputs[0], n.mix(1.0, tone, glow, blend="MULTIPLY"))
    n.put(shine.inputs[1], body)
    n.tree.links.new(shine.outputs[0], both.inputs[0])
    n.tree.links.new(clear.outputs[0], both.inputs[1])
    return n.finish(both.outputs[0])


def flame(roll: float) -> bpy.types.Material:
    """Tongues of flame on one card: drop-shaped, torn upwards, white-yellow at the heart, red at the rim, clear between."""
    n = Nodes("effect_flame_card", lite=True)
    u, v, _ = n.apart(n.place("uv"))
    made = n.node("ShaderNodeTexNoise")
    n.put(
        made.inputs["Vector"],
        n.together(n.math("ADD", n.math("MULTIPLY", u, 4.6), roll), n.math("SUBTRACT", n.math("MULTIPLY", v, 2.0), roll), roll),
    )
    for key, value in (("Scale", 1.5), ("Detail", 4.0), ("Roughness", 0.55), ("Distortion", 1.0)):
        made.inputs[key].default_value = value
    torn = n.math("SUBTRACT", made.outputs[0], 0.5)
    x = n.math("ADD", n.math("SUBTRACT", u, 0.5), n.math("MULTIPLY", n.math("MULTIPLY", torn, v), 0.55))
    half = n.math("MULTIPLY", n.math("POWER", n.math("MAXIMUM", n.math("SUBTRACT", 1.0, v), 0.0), 0.9), 0.4)
    inside = n.math("SUBTRACT", 1.0, n.math("DIVIDE", n.math("ABSOLUTE", x), n.math("ADD", half, 0.02)))
    heat = n.math("ADD", n.math("SUBTRACT", inside, n.math("MULTIPLY", v, 0.45)), n.math("MULTIPLY", torn, 2.6))
    heat = n.math("MULTIPLY", heat, n.ramp(v, 0.0, 0.07))
    colour = n.mix(n.ramp(heat, 0.2, 0.95), (1.0, 0.13, 0.01), (1.0, 0.46, 0.1))
    burn, clear, both = n.node("ShaderNodeEmission"), n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeAddShader")
    n.put(burn.inputs[0], colour)
    n.put(burn.inputs[1], n.math("MULTIPLY", n.ramp(heat, 0.08, 0.9), 3.6))
    n.put(clear.inputs[0], n.mix(n.ramp(heat, 0.2, 0.7), (1.0, 1.0, 1.0), (0.35, 0.35, 0.35)))
    n.tree.links.new(burn.outputs[0], both.inputs[0])
    n.tree.links.new(clear.outputs[0], both.inputs[1])
    return n.finish(both.outputs[0])


def shining(name: str, colour: Colour, strength: float) -> bpy.types.Material:
    """A plain glow."""
    if made := kept(name):
        return made
    n = Nodes(f"effect_{name}", lite=True)
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], colour)
    made.inputs[1].default_value = strength
    return n.finish(made.outputs[0])


def ember() -> bpy.types.Material:
    """A spark."""
    return shining("ember", (1.0, 0.42, 0.1), 14.0)


def arc() -> bpy.types.Material:
    """The channel of a bolt."""
    return shining("arc", (0.78, 0.86, 1.0), 30.0)


def halo(strength: float) -> bpy.types.Material:
    """Cloud lit from within on one card, by a bolt: torn, brightest in the middle, clear at the edge."""
    n = Nodes("effect_halo_card", lite=True)
    cloud = n.ramp(n.noise(n.place("uv"), 7.0, detail=4), 0.3, 0.7, 0.25, 1.0)
    near = n.math("POWER", n.ramp(radius(n), 0.0, 1.0, 1.0, 0.0), 2.0)
    shine, both = n.node("ShaderNodeEmission"), n.node("ShaderNodeAddShader")
    n.put(shine.inputs[0], (0.62, 0.7, 1.0))
    n.put(shine.inputs[1], n.math("MULTIPLY", n.math("MULTIPLY", near, cloud), strength))
    n.tree.links.new(shine.outputs[0], both.inputs[0])
    n.tree.links.new(n.node("ShaderNodeBsdfTransparent").outputs[0], both.inputs[1])
    return n.finish(both.outputs[0])


def flash(*, long: bool) -> bpy.types.Material:
    """The flame at a muzzle on one card: a tongue along the barrel's way, or a ragged star seen head-on."""
    n = Nodes("effect_flash_card", lite=True)
    u, v, _ = n.apart(n.place("uv"))
    if long:
        x = n.math("ABSOLUTE", n.math("SUBTRACT", u, 0.5))
        half = n.math("MULTIPLY", n.math("MULTIPLY", n.ramp(v, 0.0, 0.12), n.math("POWER", n.math("SUBTRACT", 1.0, v), 0.7)), 0.42)
        torn = n.noise(n.place("uv"), 7.0, detail=2)
        heat = n.math("SUBTRACT", 1.0, n.math("DIVIDE", x, n.math("MULTIPLY", n.math("ADD", half, 0.01), n.ramp(torn, 0.3, 0.7, 0.5, 1.2))))
    else:
        angle = n.math("ARCTAN2", n.math("SUBTRACT", v, 0.5), n.math("SUBTRACT", u, 0.5))
        rays = n.math("ABSOLUTE", n.math("SINE", n.math("ADD", n.math("MULTIPLY", angle, 2.5), 0.6)))
        reach = n.ramp(n.math("POWER", rays, 3.0), 0, 1, 0.34, 1.0)
        heat = n.math("SUBTRACT", 1.0, n.math("DIVIDE", radius(n), reach))
    burn, clear, both = n.node("ShaderNodeEmission"), n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeAddShader")
    n.put(burn.inputs[0], n.mix(n.ramp(heat, 0.1, 0.6), (1.0, 0.4, 0.08), (1.0, 0.86, 0.6)))
    n.put(burn.inputs[1], n.math("MULTIPLY", n.ramp(heat, 0.0, 0.5), 24.0))
    n.tree.links.new(burn.outputs[0], both.inputs[0])
    n.tree.links.new(clear.outputs[0], both.inputs[1])
    return n.finish(both.outputs[0])
