"""Recipes of finishes: plastic, wood, plaster, paint, metal, leather, cloth, carpet, tiles, board, stains.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

from typing import Any

import bpy

from filmcli.blender.nodetree import Colour, Nodes, darker


def plain(n: Nodes, colour: Colour = (0.5, 0.5, 0.5), rough: float = 0.5, metal: float = 0.0, coat: float = 0.0) -> bpy.types.Material:
    """Plastic, ceramic, lacquer: one colour, roughness a little uneven so that highlights break."""
    uneven = n.ramp(n.noise(n.place("object"), 9, detail=2), 0.3, 0.7, rough * 0.8, min(1.0, rough * 1.25))
    return n.surface(n.vary(colour), rough=uneven, metal=metal, Coat_Weight=coat, Coat_Roughness=0.1)


def wood(
    n: Nodes, dark: Colour = (0.028, 0.012, 0.006), light: Colour = (0.12, 0.055, 0.024), rough: float = 0.34, coat: float = 0.15
) -> bpy.types.Material:
    """Sawn and finished wood; the figure runs along the part's longest side."""
    grain = n.place("grain")
    fibre = n.noise(n.scale(grain, (0.9, 14, 14)), 2.4, detail=6, rough=0.62, distortion=1.1)
    pore = n.noise(n.scale(grain, (3, 120, 120)), 1.6, detail=2)
    figure = n.math("ADD", n.math("MULTIPLY", fibre, 0.72), n.math("MULTIPLY", pore, 0.28))
    colour = n.mix(n.ramp(figure, 0.33, 0.68), dark, light)
    worn = n.ramp(n.noise(n.place("object"), 3.4, detail=4), 0.3, 0.7, rough * 0.7, rough * 1.5)
    return n.surface(n.vary(colour), rough=worn, normal=n.bump(figure, strength=0.25, depth=0.003), Coat_Weight=coat, Coat_Roughness=0.14)


def planks(
    n: Nodes,
    dark: Colour = (0.03, 0.013, 0.006),
    light: Colour = (0.115, 0.052, 0.022),
    size: tuple[float, float] = (1.9, 0.12),
    rough: float = 0.34,
    gap: Colour = (0.02, 0.02, 0.02),
    wet: bool = False,
) -> bpy.types.Material:
    """Floor boards: brick pattern of planks, each with its own tone; boards run along u."""
    uv = n.place("uv")
    tone, joint = n.brick(uv, size, mortar=0.003, first=(0.5, 0.5, 0.5), second=(1, 1, 1), joint=gap)
    fibre = n.noise(n.scale(uv, (0.9, 16, 1)), 2.4, detail=5, rough=0.6, distortion=0.8)
    colour = n.mix(1.0, n.mix(n.ramp(fibre, 0.33, 0.68), dark, light), tone, blend="MULTIPLY")
    rough = rough * (0.55 if wet else 1.0)
    trodden = n.noise(uv, 0.55, detail=3)
    colour = n.mix(n.ramp(trodden, 0.48, 0.68, 0.0, 0.4), colour, darker(light, 1.25))
    colour = n.mix(n.ramp(trodden, 0.3, 0.45, 0.5, 0.0), colour, darker(dark, 0.5))
    worn = n.ramp(n.noise(uv, 1.1, detail=4), 0.32, 0.68, rough * 0.6, rough * 1.7)
    height = n.math("ADD", n.math("MULTIPLY", joint, -1.5), n.math("MULTIPLY", fibre, 0.3))
    return n.surface(colour, rough=worn, normal=n.bump(height, strength=0.3, depth=0.004), Coat_Weight=0.12, Coat_Roughness=0.15)


def plaster(
    n: Nodes,
    colour: Colour = (0.25, 0.24, 0.19),
    dirt: float = 0.5,
    split: float = 0.0,
    below: Colour = (0.06, 0.066, 0.055),
    rough: float = 0.82,
) -> bpy.types.Material:
    """Painted plaster with stains and streaks; below `split` metres another colour (a dado)."""
    world = n.place("world")
    stain = n.noise(world, 1.4, detail=5, rough=0.62)
    streak = n.noise(n.scale(world, (3, 3, 0.25)), 3, detail=3)

    def aged(base: Colour) -> Any:
        return n.mix(n.ramp(stain, 0.35, 0.72), darker(base, 1 - 0.5 * dirt), base)

    top = aged(colour)
    if split:
        top = n.mix(n.math("LESS_THAN", n.apart(world)[2], split), top, aged(below))
    tone = n.mix(n.ramp(streak, 0.5, 0.75, 0.0, 0.45 * dirt), top, darker(colour, 0.35))
    foot = n.math("SUBTRACT", n.apart(world)[2], n.math("MULTIPLY", streak, 0.9))  # scuffed and mopped up to the knee
    tone = n.mix(n.ramp(foot, -0.42, 0.12, 0.25 + 0.5 * dirt, 0.0), tone, darker(below if split else colour, 0.3))
    if dirt >= 0.45:
        bent = n.noise(world, 0.9, detail=3, distortion=1.2)
        crack = n.math("ABSOLUTE", n.math("SUBTRACT", bent, 0.52))
        tone = n.mix(n.ramp(crack, 0.0, 0.004, n.ramp(stain, 0.45, 0.6, 0.0, 0.75), 0.0), tone, darker(colour, 0.12))
    height = n.math("ADD", n.noise(world, 28, detail=4), n.math("MULTIPLY", stain, 2.0)) if not n.lite else stain
    return n.surface(tone, rough=rough, normal=n.bump(height, strength=0.35, depth=0.006), Specular_IOR_Level=0.3)


def wallpaper(
    n: Nodes, colour: Colour = (0.2, 0.1, 0.08), second: Colour = (0.26, 0.15, 0.11), width: float = 0.12, figure: float = 0.5
) -> bpy.types.Material:
    """Striped paper with a small woven figure."""
    uv = n.place("uv")
    u, v, _ = n.apart(uv)
    stripe = n.math("GREATER_THAN", n.math("FRACT", n.math("DIVIDE", u, width)), 0.5)
    motif = n.math("MULTIPLY", n.math("SINE", n.math("MULTIPLY", u, 12.566 / width)), n.math("SINE", n.math("MULTIPLY", v, 6.283 / width)))
    tone = n.mix(stripe, colour, second)
    tone = n.mix(n.ramp(motif, 0.2, 0.5, 0.0, 0.35 * figure), tone, darker(second, 1.8))
    tone = n.mix(n.ramp(n.noise(n.place("world"), 1.5, detail=3), 0.35, 0.7, 0.3, 0.0), tone, darker(colour, 0.5))
    return n.surface(tone, rough=0.75, Specular_IOR_Level=0.3)


def painted(
    n: Nodes, colour: Colour = (0.14, 0.17, 0.15), rough: float = 0.38, wear: float = 0.25, under: Colour = (0.06, 0.028, 0.014)
) -> bpy.types.Material:
    """Paint on metal or wood, chipped down to rust or primer by `wear` 0–1."""
    place = n.place("world")
    chips = n.noise(place, 7, detail=6, rough=0.68)
    tone = n.mix(n.ramp(chips, 0.62 - 0.15 * wear, 0.72 - 0.1 * wear, 0.0, min(1.0, wear * 2)), colour, under)
    uneven = n.ramp(chips, 0.3, 0.7, rough * 0.75, rough * 1.5)
    return n.surface(n.vary(tone), rough=uneven, normal=n.bump(chips, strength=0.1, depth=0.003), Coat_Weight=0.12, Coat_Roughness=0.2)


def metal(n: Nodes, colour: Colour = (0.46, 0.31, 0.11), rough: float = 0.28, rust: float = 0.0) -> bpy.types.Material:
    """Bare metal, smudged; `rust` 0–1 lets brown dull patches in."""
    place = n.place("object")
    smudge = n.noise(place, 6, detail=5, rough=0.65)
    uneven = n.ramp(smudge, 0.3, 0.7, rough * 0.7, min(1.0, rough * 1.6))
    if not rust:
        return n.surface(colour, rough=uneven, metal=1.0)
    patch = n.ramp(smudge, 0.62 - 0.25 * rust, 0.7 - 0.2 * rust)
    return n.surface(
        n.mix(patch, colour, (0.075, 0.032, 0.014)),
        rough=n.ramp(patch, 0, 1, rough, 0.8),
        metal=n.ramp(patch, 0, 1, 1.0, 0.0),
        normal=n.bump(smudge, strength=0.2, depth=0.003),
    )


def leather(n: Nodes, colour: Colour = (0.035, 0.014, 0.008), rough: float = 0.34) -> bpy.types.Material:
    """Leather, polished where it is used."""
    place = n.place("object")
    worn = n.noise(place, 7, detail=4)
    height = n.voronoi(place, 260).outputs["Distance"] if not n.lite else worn
    tone = n.mix(n.ramp(worn, 0.35, 0.7), colour, darker(colour, 1.9))
    return n.surface(
        tone,
        rough=n.ramp(worn, 0.3, 0.7, rough * 0.8, rough * 1.4),
        normal=n.bump(height, strength=0.25, depth=0.0015),
        Coat_Weight=0.15,
        Coat_Roughness=0.2,
    )


def fabric(
    n: Nodes, colour: Colour = (0.1, 0.05, 0.04), second: Colour | None = None, pattern: str = "", width: float = 0.06, sheen: float = 0.3
) -> bpy.types.Material:
    """Woven cloth; `pattern` is '', 'stripe' or 'check' of `width` metres in the second colour."""
    place = n.place("grain")
    x, y, _ = n.apart(place)
    weave = n.noise(n.scale(place, (1, 1, 1)), 420, detail=1)
    soft = n.noise(place, 5, detail=3)
    tone: Any = colour
    if pattern:
        bars = [
            n.math("GREATER_THAN", n.math("FRACT", n.math("DIVIDE", axis, width)), 0.5) for axis in ((x, y) if pattern == "check" else (y,))
        ]
        amount = n.math("MULTIPLY", n.math("ADD", *bars), 0.5) if pattern == "check" else bars[0]
        tone = n.mix(amount, colour, second or darker(colour, 2.0))
    tone = n.mix(n.ramp(n.math("ADD", weave, soft), 0.7, 1.3, 0.45, 0.0), tone, darker(colour, 0.45))
    return n.surface(
        n.vary(tone),
        rough=0.9,
        normal=n.bump(weave, strength=0.3, depth=0.001),
        Sheen_Weight=sheen,
        Sheen_Roughness=0.4,
        Specular_IOR_Level=0.2,
    )


def carpet(n: Nodes, colour: Colour = (0.12, 0.022, 0.018), second: Colour = (0.19, 0.12, 0.05), size: float = 0.5) -> bpy.types.Material:
    """Carpet with lozenges of `size` metres and stains of use."""
    u, v, _ = n.apart(n.place("uv"))
    lozenge = n.math("ADD", n.math("PINGPONG", u, size / 2), n.math("PINGPONG", v, size / 2))
    line = n.math("LESS_THAN", n.math("ABSOLUTE", n.math("SUBTRACT", lozenge, size * 0.5)), size * 0.045)
    heart = n.math("LESS_THAN", lozenge, size * 0.16)
    tone = n.mix(n.math("MULTIPLY", n.math("ADD", line, heart), 0.75), colour, second)
    used = n.noise(n.place("uv"), 2.2, detail=3)
    pile = n.noise(n.place("uv"), 240, detail=1)
    tone = n.mix(n.ramp(n.math("ADD", used, pile), 0.75, 1.3, 0.55, 0.0), tone, darker(colour, 0.4))
    return n.surface(tone, rough=0.95, normal=n.bump(pile, strength=0.5, depth=0.004), Specular_IOR_Level=0.1, Sheen_Weight=0.15)


def tile(
    n: Nodes,
    colour: Colour = (0.55, 0.54, 0.5),
    second: Colour | None = None,
    size: tuple[float, float] = (0.15, 0.15),
    joint: Colour = (0.12, 0.11, 0.1),
    rough: float = 0.14,
    offset: float = 0.0,
    wet: bool = False,
) -> bpy.types.Material:
    """Glazed tiles; with a second colour a chess board."""
    uv = n.place("uv")
    colours, gap = n.brick(uv, size, mortar=0.003, first=colour, second=darker(colour, 0.86), joint=joint, offset=offset, smooth=0.1)
    if second:
        checker = n.node("ShaderNodeTexChecker")
        n.put(checker.inputs[0], n.scale(uv, (1 / size[0], 1 / size[1], 1)))
        for index, value in ((1, colour), (2, second), (3, 1.0)):
            n.put(checker.inputs[index], value)
        colours = n.mix(gap, checker.outputs[0], joint)
    dirt = n.noise(uv, 2.3, detail=4)
    tone = n.mix(n.ramp(dirt, 0.5, 0.75, 0.0, 0.4), colours, darker(joint, 0.8))
    rough = rough * (0.5 if wet else 1.0)
    dull = n.math("MAXIMUM", n.ramp(dirt, 0.3, 0.7, rough * 0.6, rough * 2.2), n.math("MULTIPLY", gap, 0.8))
    return n.surface(tone, rough=dull, normal=n.bump(gap, strength=-0.4, depth=0.002))


def carton(n: Nodes, colour: Colour = (0.29, 0.19, 0.1)) -> bpy.types.Material:
    """Corrugated board: flutes, rubbed and darker in places."""
    place = n.place("grain")
    flute = n.noise(n.scale(place, (1, 90, 90)), 1.2, detail=1)
    soft = n.noise(place, 4, detail=3)
    tone = n.mix(n.ramp(n.math("ADD", n.math("MULTIPLY", flute, 0.4), soft), 0.45, 0.95), darker(colour, 0.7), darker(colour, 1.12))
    return n.surface(n.vary(tone), rough=0.85, normal=n.bump(flute, strength=0.15, depth=0.001), Specular_IOR_Level=0.25)


def stain(n: Nodes, colour: Colour = (0.06, 0.045, 0.025), most: float = 0.6, rough: float = 0.8) -> bpy.types.Material:
    """A patch that fades out to nothing: damp on plaster, oil or wear on a floor. On a sheet about its own origin."""
    u, v, _ = n.apart(n.place("uv"))
    out = n.math("SQRT", n.math("ADD", n.math("MULTIPLY", u, u), n.math("MULTIPLY", v, v)))
    ragged = n.math("ADD", out, n.math("MULTIPLY", n.math("SUBTRACT", n.noise(n.place("world"), 3.0, detail=4), 0.5), 0.8))
    clear, patch = n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeBsdfPrincipled")
    n.put(patch.inputs["Base Color"], colour)
    patch.inputs["Roughness"].default_value = rough
    return n.finish(n.blend(n.ramp(ragged, 0.05, 0.42, most, 0.0), clear.outputs[0], patch.outputs[0]))
