"""Materials by recipe: wood, plaster, metal, brick, wet asphalt, glass, leaves … as procedural shaders, and a `Paint` that keeps them.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import bpy

from filmcli.blender.landform import alp, far, foam, globe, moon, sea, smear
from filmcli.blender.masonry import asphalt, bark, brick, cobbles, concrete, ground, leaf, marble, rock
from filmcli.blender.nodetree import Colour, Nodes, darker
from filmcli.blender.palette import PALETTE
from filmcli.core.errors import InputError


class Paint:
    """The materials of one set: made when first asked for, by palette name, or by recipe with parameters."""

    def __init__(
        self,
        *,
        lite: bool,
        wet: bool = False,
        rain: bool = False,
        snow: bool = False,
        palette: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`wet`: what soaks is darker and shines; `rain`: drops run down glass; `snow`: what looks up is covered."""
        self.lite, self.wet, self.rain, self.snow = lite, wet, rain, snow
        self.palette = {**PALETTE, **(palette or {})}
        self._made: dict[str, bpy.types.Material] = {}

    def get(self, name: str) -> bpy.types.Material:
        """Return the material of a palette name; raise InputError for an unknown name."""
        if name not in self._made:
            if name not in self.palette:
                raise InputError(
                    f"no material {name!r} in the palette", hint="names are in filmcli/blender/palette.py and under `palette:` of the set"
                )
            self._made[name] = self.make(name, dict(self.palette[name]))
        return self._made[name]

    def make(self, name: str, spec: dict[str, Any]) -> bpy.types.Material:
        """Return a new material from `{recipe: wood, dark: …}`."""
        recipe = spec.pop("recipe")
        if recipe not in RECIPES:
            raise InputError(f"material {name!r}: no recipe {recipe!r}", hint=f"recipes: {', '.join(RECIPES)}")
        function = RECIPES[recipe]
        known = inspect.signature(function).parameters
        if self.wet and "wet" in known:
            spec.setdefault("wet", True)
        if self.rain and "drops" in known:
            spec.setdefault("drops", 1.0)
        if wrong := sorted(set(spec) - set(known)):
            raise InputError(f"material {name!r}: recipe {recipe} takes no {wrong[0]!r}", hint=f"it takes {', '.join(list(known)[1:])}")
        spec = {key: tuple(value) if isinstance(value, list) else value for key, value in spec.items()}
        nodes = Nodes(f"set_{name}", lite=self.lite, soak=self.wet and recipe in SOAKING, snow=self.snow and recipe in CAPPED)
        return function(nodes, **spec)


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
    amount = n.math("ADD", n.ramp(small.outputs["Distance"], 0.2, 0.3, 0.8, 0.0), n.ramp(large.outputs["Distance"], 0.22, 0.3, 1.0, 0.0))
    sparse = n.math("GREATER_THAN", n.apart(large.outputs["Color"])[1], 0.35)
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
    """Ground glass, lamp shades, paper screens: lit from behind they glow."""
    through, shine = n.node("ShaderNodeBsdfTranslucent"), n.node("ShaderNodeBsdfGlossy")
    n.put(through.inputs[0], colour)
    shine.inputs["Roughness"].default_value = 0.25
    return n.finish(n.blend(gloss, through.outputs[0], shine.outputs[0]))


def emission(n: Nodes, colour: Colour = (1, 0.8, 0.6), strength: float = 5.0) -> bpy.types.Material:
    """A thing that glows by itself."""
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], colour)
    made.inputs[1].default_value = strength
    return n.finish(made.outputs[0])


def shelves(
    n: Nodes, colour: Colour = (1.0, 0.6, 0.28), strength: float = 1.0, size: tuple[float, float] = (0.17, 0.42)
) -> bpy.types.Material:
    """A lit shop seen through its window: shelves of unlike goods, brighter toward the ceiling."""
    uv = n.place("uv")
    u, v, _ = n.apart(uv)
    column, row = n.math("FLOOR", n.math("DIVIDE", u, size[0])), n.math("FLOOR", n.math("DIVIDE", v, size[1]))
    chance, tints = n.white(n.together(column, row))
    up = n.math("FRACT", n.math("DIVIDE", v, size[1]))
    goods = n.math("MULTIPLY", n.math("LESS_THAN", up, n.ramp(chance, 0, 1, 0.25, 0.8)), n.math("GREATER_THAN", up, 0.07))
    tone = n.mix(goods, colour, n.mix(0.55, darker(colour, 0.22), n.mix(1.0, tints, colour, blend="MULTIPLY")))
    level = n.math(
        "MULTIPLY", n.ramp(v, -0.9, 0.9, 0.35, 1.3), n.math("ADD", n.math("MULTIPLY", n.math("GREATER_THAN", up, 0.07), 0.9), 0.1)
    )
    made = n.node("ShaderNodeEmission")
    n.put(made.inputs[0], tone)
    n.put(made.inputs[1], n.math("MULTIPLY", level, strength))
    return n.finish(made.outputs[0])


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
    base = n.mix(window, n.mix(n.ramp(grime, 0.35, 0.7), darker(wall, 0.6), wall), glass)
    return n.surface(base, rough=n.ramp(window, 0, 1, 0.85, 0.12), Emission_Color=tone, Emission_Strength=level)


def carton(n: Nodes, colour: Colour = (0.29, 0.19, 0.1)) -> bpy.types.Material:
    """Corrugated board: flutes, rubbed and darker in places."""
    place = n.place("grain")
    flute = n.noise(n.scale(place, (1, 90, 90)), 1.2, detail=1)
    soft = n.noise(place, 4, detail=3)
    tone = n.mix(n.ramp(n.math("ADD", n.math("MULTIPLY", flute, 0.4), soft), 0.45, 0.95), darker(colour, 0.7), darker(colour, 1.12))
    return n.surface(n.vary(tone), rough=0.85, normal=n.bump(flute, strength=0.15, depth=0.001), Specular_IOR_Level=0.25)


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


def stain(n: Nodes, colour: Colour = (0.06, 0.045, 0.025), most: float = 0.6, rough: float = 0.8) -> bpy.types.Material:
    """A patch that fades out to nothing: damp on plaster, oil or wear on a floor. On a sheet about its own origin."""
    u, v, _ = n.apart(n.place("uv"))
    out = n.math("SQRT", n.math("ADD", n.math("MULTIPLY", u, u), n.math("MULTIPLY", v, v)))
    ragged = n.math("ADD", out, n.math("MULTIPLY", n.math("SUBTRACT", n.noise(n.place("world"), 3.0, detail=4), 0.5), 0.8))
    clear, patch = n.node("ShaderNodeBsdfTransparent"), n.node("ShaderNodeBsdfPrincipled")
    n.put(patch.inputs["Base Color"], colour)
    patch.inputs["Roughness"].default_value = rough
    return n.finish(n.blend(n.ramp(ragged, 0.05, 0.42, most, 0.0), clear.outputs[0], patch.outputs[0]))


SOAKING = (
    "wood",
    "plaster",
    "brick",
    "fabric",
    "bark",
    "painted",
    "leather",
    "carpet",
    "wallpaper",
)  # darker and shining in the rain, by nature
CAPPED = (
    "plain",
    "wood",
    "planks",
    "plaster",
    "painted",
    "metal",
    "fabric",
    "tile",
    "brick",
    "concrete",
    "asphalt",
    "cobbles",
    "ground",
    "rock",
    "bark",
    "leaf",
    "facade",
    "leather",
)

RECIPES: dict[str, Callable[..., bpy.types.Material]] = {
    f.__name__: f
    for f in (
        plain,
        wood,
        planks,
        plaster,
        wallpaper,
        painted,
        metal,
        leather,
        fabric,
        carpet,
        tile,
        brick,
        marble,
        carton,
        stained,
        stain,
        concrete,
        asphalt,
        cobbles,
        ground,
        rock,
        bark,
        leaf,
        glass,
        liquid,
        frosted,
        emission,
        shelves,
        screen,
        picture,
        chart,
        facade,
        sea,
        foam,
        alp,
        far,
        moon,
        smear,
        globe,
    )
}
