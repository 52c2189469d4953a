"""Recipes of what light goes through or comes from: glass, liquids, panes with rain on them, shades, church windows, things that glow.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

from typing import Any

import bpy

from filmcli.blender.nodetree import Colour, Nodes


def glass(n: Nodes, colour: Colour = (1, 1, 1), rough: float = 0.0) -> bpy.types.Material:
    """Thick glass: bends light. For small things."""
    return n.surface(colour, rough=rough, Transmission_Weight=1.0, IOR=1.45)


def liquid(
    n: Nodes, colour: Colour = (0.8, 0.3, 0.04), rough: float = 0.03, shine: float = 0.5, pane: bool = False, drops: float = 0.0
) -> bpy.types.Material:
    """Coloured clear body without bending: bottles, drinks, panes (refraction and Fresnel from inside go black in four bounces).

    A `pane` in the rain carries `drops` and the streaks they leave.
    """
    clear, gloss = n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeBsdfGlossy")
    n.put(clear.inputs[0], colour)
    gloss.inputs["Roughness"].default_value = rough
    facing = n.node("ShaderNodeLayerWeight").outputs["Facing"]  # the same from both sides, unlike Fresnel
    share = n.math("ADD", 0.03, n.math("MULTIPLY", n.math("POWER", facing, 4.0), shine))
    if pane and drops:
        return n.finish(n.blend(beads(n, drops), n.blend(share, clear.outputs[0], gloss.outputs[0]), water_on_glass(n)))
    return n.finish(n.blend(share, clear.outputs[0], gloss.outputs[0]))


def beads(n: Nodes, drops: float) -> Any:
    """Return where rain stands on upright glass: round drops of two sizes, and trails running down, crooked."""
    x, y, z = n.apart(n.place("world"))
    across = n.math("ADD", x, y)
    bend = n.math("MULTIPLY", n.noise(n.together(n.math("MULTIPLY", across, 6.0), z), 3.0, detail=1), 0.05)
    trail = n.voronoi(n.together(n.math("MULTIPLY", n.math("ADD", across, bend), 26.0), n.math("MULTIPLY", z, 1.1)), 1.0)
    small, large = (n.voronoi(n.together(across, z), scale) for scale in (95.0, 38.0))
    amount = n.math("ADD", n.ramp(small.outputs["Distance"], 0.12, 0.26, 0.5, 0.0), n.ramp(large.outputs["Distance"], 0.22, 0.3, 1.0, 0.0))
    sparse = n.math("GREATER_THAN", n.apart(large.outputs["Color"])[1], 0.62)
    return n.math(
        "MINIMUM",
        n.math(
            "MULTIPLY", n.math("ADD", n.math("MULTIPLY", amount, sparse), n.ramp(trail.outputs["Distance"], 0.06, 0.12, 0.9, 0.0)), drops
        ),
        0.92,
    )


def water_on_glass(n: Nodes) -> Any:
    """Return the shader of a drop: it shows what is behind upside down, so light at its foot and dark at its rim; as a mix of both it is cheap."""
    bent, gloss = n.node("ShaderNodeBsdfRefraction"), n.node("ShaderNodeBsdfGlossy")
    bent.inputs["Roughness"].default_value, bent.inputs["IOR"].default_value = 0.28, 1.2
    gloss.inputs["Roughness"].default_value = 0.08
    return n.blend(0.16, bent.outputs[0], gloss.outputs[0])


def frosted(n: Nodes, colour: Colour = (0.75, 0.78, 0.72), gloss: float = 0.12) -> bpy.types.Material:
    """Ground glass, lamp shades, paper screens: lit from behind they glow, from before they are milky."""
    through, over, shine = (n.node(f"ShaderNodeBsdf{kind}") for kind in ("Translucent", "Diffuse", "Glossy"))
    n.put(through.inputs[0], colour)
    n.put(over.inputs[0], colour)
    shine.inputs["Roughness"].default_value = 0.25
    return n.finish(n.blend(gloss, n.blend(0.22, through.outputs[0], over.outputs[0]), shine.outputs[0]))


def stained(n: Nodes, strength: float = 0.9, warm: Colour = (0.9, 0.3, 0.06), cold: Colour = (0.05, 0.14, 0.6)) -> bpy.types.Material:
    """Coloured glass in lead, lit from outside."""
    cells = n.voronoi(n.place("uv"), 5.5)
    hue, level, _ = n.apart(cells.outputs["Color"])
    tone = n.mix(n.ramp(hue, 0.35, 0.65), warm, cold)
    tone = n.mix(n.ramp(level, 0.7, 0.8), tone, (0.55, 0.5, 0.2))
    edge = n.node("ShaderNodeTexVoronoi", feature="DISTANCE_TO_EDGE")
    n.put(edge.inputs["Vector"], n.place("uv"))
    edge.inputs["Scale"].default_value = 5.5
    lead = n.ramp(edge.outputs["Distance"], 0.025, 0.06, 0.02, 1.0)
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], tone)
    n.put(made.inputs[1], n.math("MULTIPLY", lead, strength))
    return n.finish(made.outputs[0])


def emission(n: Nodes, colour: Colour = (1, 0.8, 0.6), strength: float = 5.0) -> bpy.types.Material:
    """A thing that glows by itself."""
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], colour)
    made.inputs[1].default_value = strength
    return n.finish(made.outputs[0])
