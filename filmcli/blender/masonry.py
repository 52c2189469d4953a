"""Recipes for masonry, ground and growth: brick, concrete, wet asphalt, setts, soil, rock, bark, leaves.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

from typing import Any

import bpy

from filmcli.blender.nodetree import Colour, Nodes, darker


def brick(
    n: Nodes,
    first: Colour = (0.105, 0.04, 0.026),
    second: Colour = (0.055, 0.024, 0.018),
    joint: Colour = (0.1, 0.092, 0.083),
    soot: float = 0.7,
) -> bpy.types.Material:
    """Brickwork on UVs in metres, with soot and rain streaks; wet, its joints stand out and less soot hides it."""
    if n.soak:
        first, second, joint, soot = darker(first, 1.5), darker(second, 0.9), darker(joint, 1.7), soot * 0.5
    colours, gap = n.brick(n.place("uv"), (0.225, 0.075), mortar=0.007, first=first, second=second, joint=joint)
    world = n.place("world")
    dirt = n.noise(world, 1.1, detail=5, rough=0.65)
    streak = n.noise(n.scale(world, (2.2, 2.2, 0.2)), 2, detail=3)
    tone = n.mix(n.ramp(dirt, 0.35, 0.7, soot, 0.0), colours, (0.012, 0.011, 0.011))
    tone = n.mix(n.ramp(streak, 0.52, 0.7, 0.0, soot * 0.8), tone, (0.01, 0.01, 0.011))
    height = n.math("SUBTRACT", n.math("MULTIPLY", n.noise(world, 60, detail=3), 0.5), gap) if not n.lite else gap
    return n.surface(
        tone, rough=n.ramp(dirt, 0.3, 0.7, 0.45, 0.85), normal=n.bump(height, strength=0.75, depth=0.012), Specular_IOR_Level=0.35
    )


def concrete(
    n: Nodes, colour: Colour = (0.16, 0.155, 0.145), slab: tuple[float, float] = (0.0, 0.0), wet: bool = False
) -> bpy.types.Material:
    """Concrete, mottled; with `slab` sizes paving slabs on UVs. Wet: darker, with puddles."""
    world = n.place("world")
    mottle = n.noise(world, 1.7, detail=5, rough=0.65)
    grit = n.noise(world, 70, detail=2, rough=0.7)
    base = darker(colour, 0.5) if wet else colour
    tone = n.mix(n.ramp(n.math("ADD", mottle, n.math("MULTIPLY", grit, 0.35)), 0.45, 0.85), darker(base, 0.55), darker(base, 1.15))
    height: Any = n.math("ADD", mottle, n.math("MULTIPLY", grit, 0.3))
    if slab[0]:
        slabs, gap = n.brick(n.place("uv"), slab, mortar=0.008, first=(0.72, 0.72, 0.72), second=(1, 1, 1), joint=(0.2, 0.2, 0.2))
        tone = n.mix(1.0, tone, slabs, blend="MULTIPLY")
        height = n.math("SUBTRACT", height, gap)
    rough: Any = n.ramp(mottle, 0.47, 0.6, 0.5, 0.05) if wet else n.ramp(mottle, 0.3, 0.7, 0.65, 0.92)
    return n.surface(tone, rough=rough, normal=n.bump(height, strength=0.4, depth=0.008))


def asphalt(n: Nodes, colour: Colour = (0.03, 0.03, 0.032), wet: bool = False, puddles: float = 0.5) -> bpy.types.Material:
    """Road asphalt; wet it mirrors in puddles that cover about `puddles` of the ground."""
    world = n.place("world")
    grit = n.noise(world, 55, detail=3, rough=0.7)
    broad = n.noise(world, 0.9, detail=4)
    tone = n.mix(n.ramp(grit, 0.3, 0.7), darker(colour, 0.35 if wet else 0.6), darker(colour, 0.9 if wet else 1.9))
    tone = n.mix(n.ramp(broad, 0.35, 0.7, 0.4, 0.0), tone, darker(colour, 0.4))
    if not wet:
        return n.surface(tone, rough=n.ramp(broad, 0.3, 0.7, 0.7, 0.95), normal=n.bump(grit, strength=0.5, depth=0.01))
    edge = 0.62 - 0.24 * puddles
    pool = n.ramp(broad, edge, edge + 0.07)
    height = n.math("MULTIPLY", grit, n.ramp(pool, 0, 1, 1.0, 0.04))
    return n.surface(tone, rough=n.ramp(pool, 0, 1, 0.4, 0.03), normal=n.bump(height, strength=0.5, depth=0.012), Specular_IOR_Level=0.55)


def cobbles(n: Nodes, colour: Colour = (0.1, 0.095, 0.09), size: float = 0.13, wet: bool = False) -> bpy.types.Material:
    """Setts of stone in rows."""
    uv = n.place("uv")
    stones, gap = n.brick(
        uv, (size * 1.25, size), mortar=0.012, first=darker(colour, 0.6), second=darker(colour, 1.3), joint=darker(colour, 0.2), smooth=0.8
    )
    wear = n.noise(uv, 1.2, detail=3)
    rough: Any = n.math("MAXIMUM", n.ramp(wear, 0.4, 0.65, 0.08 if wet else 0.5, 0.35 if wet else 0.85), n.math("MULTIPLY", gap, 0.7))
    return n.surface(stones, rough=rough, normal=n.bump(gap, strength=-0.8, depth=0.02))


def ground(
    n: Nodes,
    colour: Colour = (0.3, 0.2, 0.11),
    second: Colour = (0.2, 0.13, 0.07),
    scale: float = 1.0,
    grit: float = 1.0,
    wet: bool = False,
) -> bpy.types.Material:
    """Sand, soil, snow, forest floor, mown grass from far: two colours by broad noise, broken by grit."""
    world = n.place("world")
    broad = n.noise(world, 0.35 * scale, detail=5, rough=0.6)
    fine = n.noise(world, 42 * scale, detail=3, rough=0.7)
    mixed = n.math("ADD", n.math("MULTIPLY", broad, 0.6), n.math("MULTIPLY", fine, 0.4 * grit))
    tone = n.mix(n.ramp(mixed, 0.3 + 0.1 * grit, 0.5 + 0.12 * grit), darker(second, 0.5 if wet else 1), darker(colour, 0.5 if wet else 1))
    height = n.math("ADD", broad, n.math("MULTIPLY", fine, 0.2))
    return n.surface(
        tone,
        rough=n.ramp(broad, 0.45, 0.6, 0.6, 0.12) if wet else 0.95,
        normal=n.bump(height, strength=0.5, depth=0.03),
        Specular_IOR_Level=0.5 if wet else 0.15,
    )


def rock(
    n: Nodes, colour: Colour = (0.16, 0.12, 0.09), second: Colour = (0.07, 0.05, 0.04), bands: float = 0.0, wet: bool = False
) -> bpy.types.Material:
    """Stone; with `bands` (metres) it lies in level layers as in a mesa."""
    world = n.place("world")
    rough = n.noise(
        n.scale(world, (1, 1, 1 / max(bands, 0.05) * 0.6 if bands else 1)) if bands else world, 0.25 if bands else 1.8, detail=6, rough=0.68
    )
    tone = n.mix(n.ramp(rough, 0.35, 0.65), second, colour)
    return n.surface(tone, rough=0.3 if wet else 0.88, normal=n.bump(rough, strength=0.6, depth=0.05), Specular_IOR_Level=0.3)


def bark(
    n: Nodes, colour: Colour = (0.06, 0.04, 0.026), second: Colour = (0.014, 0.01, 0.008), moss: Colour | None = None, wet: bool = False
) -> bpy.types.Material:
    """Bark in upright ridges, moss on one side."""
    place = n.place("object")
    ridge = n.noise(n.scale(place, (9, 9, 1.3)), 1.6, detail=5, rough=0.65, distortion=0.6)
    tone = n.mix(n.ramp(ridge, 0.4, 0.6), second, colour)
    if moss:
        side = n.math("ADD", n.noise(n.place("world"), 1.3, detail=3), n.math("MULTIPLY", n.apart(n.place("normal"))[0], 0.22))
        tone = n.mix(n.ramp(side, 0.5, 0.66, 0.0, 0.85), tone, moss)
    return n.surface(tone, rough=0.35 if wet else 0.9, normal=n.bump(ridge, strength=0.9, depth=0.03), Specular_IOR_Level=0.2)


def leaf(n: Nodes, colour: Colour = (0.045, 0.1, 0.018), second: Colour = (0.1, 0.14, 0.02), through: float = 0.35) -> bpy.types.Material:
    """Leaves and blades: each instance and clump a little different, light shines through by `through`; both sides are shaded as the mesh's own normals say."""
    clump = n.noise(n.place("world"), 1.6, detail=2)
    tone = n.mix(
        n.ramp(n.math("ADD", clump, n.math("MULTIPLY", n.node("ShaderNodeObjectInfo").outputs["Random"], 0.3)), 0.4, 0.95), colour, second
    )
    front, back = n.node("ShaderNodeBsdfPrincipled"), n.node("ShaderNodeBsdfTranslucent")
    n.put(front.inputs["Normal"], n.place("free normal"))
    n.put(back.inputs["Normal"], n.place("free normal"))
    for name, value in (("Base Color", tone), ("Roughness", 0.5), ("Specular IOR Level", 0.3)):
        n.put(front.inputs[name], value)
    n.put(back.inputs[0], n.mix(0.5, tone, (0.25, 0.3, 0.03)))
    return n.finish(n.blend(through, front.outputs[0], back.outputs[0]))


def marble(
    n: Nodes,
    colour: Colour = (0.42, 0.4, 0.37),
    vein: Colour = (0.16, 0.15, 0.14),
    rough: float = 0.16,
    slab: tuple[float, float] = (0.0, 0.0),
) -> bpy.types.Material:
    """Polished stone with veins; with `slab` sizes a floor of slabs on UVs."""
    world = n.place("world")
    cloud = n.noise(world, 1.3, detail=5, rough=0.6)
    line = n.math("ABSOLUTE", n.math("SUBTRACT", n.noise(world, 2.1, detail=5, rough=0.6, distortion=1.4), 0.5))
    tone = n.mix(n.ramp(cloud, 0.35, 0.7), darker(colour, 0.7), colour)
    tone = n.mix(n.ramp(line, 0.0, 0.02, 0.45, 0.0), tone, vein)
    if slab[0]:
        slabs, gap = n.brick(
            n.place("uv"), slab, mortar=0.003, first=(0.7, 0.7, 0.7), second=(1, 1, 1), joint=(0.25, 0.25, 0.25), offset=0.0
        )
        tone = n.mix(1.0, tone, slabs, blend="MULTIPLY")
    return n.surface(tone, rough=n.ramp(cloud, 0.3, 0.7, rough * 0.6, rough * 2.0), Coat_Weight=0.15, Coat_Roughness=0.08)
