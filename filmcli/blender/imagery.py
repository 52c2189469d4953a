"""Recipes of surfaces that show something: paintings, maps, screens, a lit shop, the front of a far house.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

from typing import Any

import bpy

from filmcli.blender.nodetree import Colour, Nodes, darker


def picture(n: Nodes, sky: Colour = (0.4, 0.36, 0.26), land: Colour = (0.08, 0.09, 0.05), abstract: bool = False) -> bpy.types.Material:
    """A painting or print: hills under a sky, or fields of colour."""
    uv = n.place("uv")
    _, v, _ = n.apart(uv)
    broad = n.noise(n.scale(uv, (1, 1, 1)), 5, detail=4)
    if abstract:
        cells = n.voronoi(n.scale(uv, (1.0, 1.6, 1.0)), 4.0)
        cells.distance = "CHEBYCHEV"
        first, second, third = n.apart(cells.outputs["Color"])
        tone = n.mix(n.ramp(first, 0.45, 0.5), land, sky)
        tone = n.mix(n.ramp(second, 0.66, 0.7), tone, (0.5, 0.44, 0.33))
        tone = n.mix(n.ramp(third, 0.72, 0.76), tone, (0.24, 0.035, 0.02))
        return n.surface(n.mix(n.ramp(broad, 0.3, 0.7, 0.35, 0.0), tone, darker(land, 0.6)), rough=0.5)
    line = n.math("ADD", v, n.math("MULTIPLY", n.math("SUBTRACT", broad, 0.5), 0.25))
    tone = n.mix(
        n.ramp(line, -0.03, 0.03),
        n.mix(n.ramp(broad, 0.4, 0.6), darker(land, 0.5), darker(land, 1.7)),
        n.mix(n.ramp(broad, 0.4, 0.65), sky, darker(sky, 1.4)),
    )
    return n.surface(tone, rough=0.35)


def chart(
    n: Nodes, sea: Colour = (0.2, 0.26, 0.26), land: Colour = (0.36, 0.3, 0.18), paper: Colour = (0.4, 0.34, 0.22)
) -> bpy.types.Material:
    """A printed map: coasts, shaded land, a net of lines."""
    uv = n.place("uv")
    u, v, _ = n.apart(uv)
    height = n.noise(uv, 3.2, detail=5, rough=0.6)
    coast = n.ramp(height, 0.505, 0.515)
    tone = n.mix(coast, n.mix(n.ramp(height, 0.4, 0.5), sea, paper), n.mix(n.ramp(height, 0.52, 0.64), land, darker(land, 0.6)))
    rim = n.math("LESS_THAN", n.math("ABSOLUTE", n.math("SUBTRACT", height, 0.51)), 0.006)
    tone = n.mix(rim, tone, (0.06, 0.05, 0.04))
    net = n.math("MINIMUM", n.math("PINGPONG", u, 0.06), n.math("PINGPONG", v, 0.06))
    tone = n.mix(n.ramp(net, 0.0, 0.0016, 0.5, 0.0), tone, (0.08, 0.07, 0.06))
    return n.surface(tone, rough=0.6)


def screen(n: Nodes, colour: Colour = (0.15, 0.5, 0.9), strength: float = 2.0, lines: float = 60.0) -> bpy.types.Material:
    """A display: bright rows of something that reads as text and charts."""
    u, v, _ = n.apart(n.place("uv"))
    row = n.math("FLOOR", n.math("MULTIPLY", v, lines))
    word = n.white(n.together(n.math("FLOOR", n.math("MULTIPLY", u, lines * 0.75)), row))[0]
    lit = n.math("MULTIPLY", n.math("GREATER_THAN", word, 0.45), n.math("LESS_THAN", n.math("FRACT", n.math("MULTIPLY", v, lines)), 0.55))
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], n.mix(lit, darker(colour, 0.12), colour))
    made.inputs[1].default_value = strength
    return n.finish(made.outputs[0])


def showcase(n: Nodes, colour: Colour = (1.0, 0.6, 0.28), strength: float = 1.0, bottom: float = 0.1) -> bpy.types.Material:
    """The back of a lit show window: pools of light from lamps above it, uneven along it, falling off to `bottom` of the brightest."""
    u, v, _ = n.apart(n.place("uv"))
    pool = n.ramp(n.noise(n.together(u, 0.0), 1.6, detail=1), 0.3, 0.7, 0.4, 1.0)
    level = n.math("MULTIPLY", n.ramp(v, -0.7, 0.95, bottom, 1.0), pool)
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], n.mix(n.ramp(v, -0.9, 0.2), darker(colour, 0.6), colour))
    n.put(made.inputs[1], n.math("MULTIPLY", level, strength))
    return n.finish(made.outputs[0])


def wares(n: Nodes, colour: Colour = (0.4, 0.3, 0.2), strength: float = 0.6, rough: float = 0.45, metal: float = 0.0) -> bpy.types.Material:
    """What lies in a show window under its lamps: their light is in the material, most on what faces up, so that no lamp need be traced."""
    up = n.apart(n.place("normal"))[2]
    level = n.math("MULTIPLY", n.ramp(up, -0.4, 1.0, 0.12, 1.0), strength)
    tint = n.vary(colour)
    return n.surface(
        tint, rough=rough, metal=metal, Emission_Color=n.mix(1.0, tint, (1.0, 0.72, 0.45), blend="MULTIPLY"), Emission_Strength=level
    )


def facade(
    n: Nodes,
    wall: Colour = (0.02, 0.021, 0.026),
    light: Colour = (1.0, 0.62, 0.3),
    strength: float = 2.0,
    lit: float = 0.3,
    cell: tuple[float, float] = (1.6, 3.0),
    glass: Colour = (0.012, 0.015, 0.02),
) -> bpy.types.Material:
    """The front of a far building: a grid of windows, of which a share `lit` glows, each in its own warmth."""
    u, v, w = n.apart(n.place("uv"))
    column, row = n.math("DIVIDE", u, cell[0]), n.math("DIVIDE", v, cell[1])
    chance, colours = n.white(n.together(n.math("FLOOR", column), n.math("FLOOR", row), n.node("ShaderNodeObjectInfo").outputs["Random"]))

    def inside(x: Any, low: float, high: float) -> Any:
        part = n.math("FRACT", x)
        return n.math("MULTIPLY", n.math("GREATER_THAN", part, low), n.math("LESS_THAN", part, high))

    window = n.math("MULTIPLY", inside(column, 0.22, 0.78), inside(row, 0.3, 0.78))
    glow = n.math("MULTIPLY", window, n.math("LESS_THAN", chance, lit))
    level = n.math("MULTIPLY", glow, n.math("MULTIPLY", n.apart(colours)[1], strength))
    tone = n.mix(n.ramp(n.apart(colours)[2], 0.7, 0.9), light, (0.75, 0.85, 1.0))
    grime = n.noise(n.place("world"), 0.4, detail=2)
    house = n.ramp(n.white(n.math("FLOOR", n.math("DIVIDE", n.math("ADD", u, 8.0), 16.0)))[0], 0.0, 1.0, 0.55, 1.35)
    tinted = n.mix(1.0, n.mix(n.ramp(grime, 0.35, 0.7), darker(wall, 0.6), wall), n.together(house, house, house), blend="MULTIPLY")
    base = n.mix(window, tinted, glass)
    return n.surface(base, rough=n.ramp(window, 0, 1, 0.85, 0.12), Emission_Color=tone, Emission_Strength=level)
