"""Cloth, leather, felt and trim as Blender materials, from the table in presets/wardrobe/fabrics.yaml.

Knows nothing of garments. Colours are linear Rec.709 albedo. All textures are procedural in the point attribute `rest`
(the rest position), so they do not swim. Optional point attributes: `fold` (0.5 flat, less in valleys), `armhole` and `side`
(0.5 + metres from a seam), `hem` (0.1 − metres from an edge), `press` (0.5 + metres from an ironed line), `rub` (0–1, where cloth is worn first), and `grain`, metres
across, out and along the threads, which stripes, checks, ribs and twill need.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import bpy

from filmcli.blender.threads import Tree
from filmcli.core import presets

Colour = tuple[float, float, float]
DUST = (0.16, 0.125, 0.085)  # what worn cloth takes on at hems and knees


@dataclass(frozen=True)
class Fabric:
    """How a cloth scatters light and how its surface is built; presets/wardrobe/fabrics.yaml says what each field means."""

    rough: float = 0.85
    sheen: float = 0.2
    specular: float = 0.22
    weave: float = 0.3
    thread: float = 320.0
    fade: float = 0.22
    wrinkle: float = 0.3
    heather: float = 0.0
    nap: float = 0.0
    coat: float = 0.0
    stripe: float = 0.0
    check: float = 0.0
    rib: float = 0.0
    floral: float = 0.0
    camouflage: float = 0.0
    twill: bool = False
    grain: bool = False
    metal: float = 0.0
    lustre: float = 0.0
    stitch: float = 0.0
    limp: float = 1.0
    thick: float = 1.0
    soak: float = 1.0


@functools.cache
def fabrics() -> dict[str, Fabric]:
    """Return the fabrics by name."""
    return {name: Fabric(**entry) for name, entry in presets.load("wardrobe", "fabrics")["fabrics"].items()}


def cloth(name: str, kind: str, colour: Colour, *, lite: bool = False, wear: float = 0.0, **changes: float) -> bpy.types.Material:
    """Make a material of a kind in `fabrics()` and a colour; `changes` replaces single fields. `lite` has no bump.

    wear: 0 new, 1 worn out: faded where it rubs, dusty at the hems.
    """
    fabric = replace(fabrics()[kind], **changes)
    tree = Tree(name)
    rest = tree.attribute("rest", "Vector")
    grain = tree.attribute("grain", "Vector")
    large = tree.noise(rest, 6.0, 1.0 if lite else 4.0)
    fine = tree.noise(rest, fabric.thread * 2.2, 1.0 if lite else 2.0)
    albedo, height = _woven(tree, fabric, colour, rest, grain, large, fine)
    albedo = _printed(tree, fabric, colour, rest, grain, albedo)
    if not fabric.metal:
        albedo, height = _sewn(tree, fabric, colour, rest, albedo, height)
        if wear:
            albedo = _worn(tree, albedo, colour, rest, large, wear)
    rough = tree.range(large, 0.3, 0.7, fabric.rough * 0.9, min(1.0, fabric.rough * 1.08))
    normal = None if lite else _relief(tree, fabric, rest, grain, height)
    shine = {"metal": fabric.metal, "sheen": fabric.sheen, "specular": fabric.specular, "coat": fabric.coat}
    shine["tint"] = tuple(1 - fabric.lustre * (1 - c / max(*colour, 1e-3)) for c in colour)  # fibres colour what they reflect
    tree.principled(albedo, rough, normal, **shine, soak=0.0 if fabric.metal else fabric.soak)
    return tree.material


def _woven(tree: Tree, fabric: Fabric, colour: Colour, rest, grain, large, fine):
    """Return the albedo of the threads and their height."""
    blend = tree.math("ADD", tree.math("MULTIPLY", large, 0.3), tree.math("MULTIPLY", fine, 0.7))
    albedo = tree.mix(tree.range(blend, 0.3, 0.7), _scaled(colour, 1 - fabric.fade), _scaled(colour, 1 + fabric.fade))
    height = fine
    if fabric.heather:
        fibre = tree.noise(tree.map(grain, scale=(1, 1, 0.5)), fabric.thread * 2.0, 1.0)
        pale = tuple(min(1.0, 0.018 + c * 1.7) for c in colour)
        albedo = tree.mix(tree.range(fibre, 0.52, 0.68, 0.0, 0.42 * fabric.heather), albedo, pale)
        albedo = tree.mix(tree.range(fibre, 0.46, 0.32, 0.0, 0.42 * fabric.heather), albedo, _scaled(colour, 0.4))
    if fabric.nap:
        brushed = tree.noise(tree.map(rest, scale=(1, 1, 0.6)), 22.0, 2.0, distortion=0.6)
        albedo = tree.mix(tree.range(brushed, 0.35, 0.7, 0.0, fabric.nap), albedo, _scaled(colour, 1.6))
    if fabric.twill:
        line = tree.noise(tree.map(grain, scale=(1, 1, 0.10)), fabric.thread * 1.5, 1.0)  # slubs down the warp; lines would alias
        albedo = tree.mix(tree.range(line, 0.4, 0.7, 0.0, 0.15), albedo, tuple(min(1.0, 0.10 + c * 1.4) for c in colour))
        height = tree.math("ADD", line, tree.math("MULTIPLY", fine, 0.5))
    if fabric.rib:
        height = tree.math("ADD", tree.wave(grain, fabric.rib, 0.8, direction="X"), tree.math("MULTIPLY", fine, 0.6))
        albedo = tree.mix(tree.math("MULTIPLY", height, 0.22), albedo, _scaled(colour, 0.5))
    return albedo, height


def _printed(tree: Tree, fabric: Fabric, colour: Colour, rest, grain, albedo):
    """Return the albedo with its stripes, checks or print."""
    pale = tuple(min(0.7, c * 2.4 + 0.05) for c in colour)
    other = tuple(min(0.7, 0.5 * c + 0.30) for c in colour) if sum(colour) < 0.6 else _scaled(colour, 0.35)
    if fabric.stripe:
        line = tree.wave(grain, fabric.stripe, 0.0, direction="X")
        wide = 0.975 if fabric.stripe > 30 else 0.6
        albedo = tree.mix(tree.range(line, wide, wide + 0.015, 0.0, 0.5), albedo, pale if fabric.stripe > 30 else other)
    if fabric.check:
        for way in "XZ":
            line = tree.wave(grain, fabric.check, 0.0, direction=way)
            albedo = tree.mix(tree.range(line, 0.5, 0.56, 0.0, 0.42), albedo, other)
            thin = tree.wave(tree.map(grain, move=0.011), fabric.check, 0.0, direction=way)
            albedo = tree.mix(tree.range(thin, 0.965, 0.98, 0.0, 0.5 if fabric.check < 30 else 0.0), albedo, (0.42, 0.30, 0.08))
    if fabric.floral:
        swirl = tree.mix(0.985, tree.noise_colour(rest, 30.0), rest)  # petals, not dots
        bloom = tree.range(tree.voronoi(swirl, 30.0), 0.40, 0.33)
        albedo = tree.mix(tree.math("MULTIPLY", bloom, fabric.floral), albedo, other)
        heart = tree.range(tree.voronoi(swirl, 30.0), 0.17, 0.12)
        albedo = tree.mix(tree.math("MULTIPLY", heart, fabric.floral), albedo, (0.40, 0.12, 0.05))
    if fabric.camouflage:
        for scale, paint in ((7.0, _scaled(colour, 0.35)), (9.0, (0.10, 0.065, 0.032)), (11.0, _scaled(colour, 1.8))):
            blot = tree.noise(tree.map(rest, move=scale), scale, 1.0, distortion=0.8)
            albedo = tree.mix(tree.range(blot, 0.55, 0.57), albedo, paint)
    return albedo


def _sewn(tree: Tree, fabric: Fabric, colour: Colour, rest, albedo, height):
    """Return albedo and height with dark valleys, seams, and stitched edges."""
    fold = tree.attribute("fold", "Fac")
    valley = tree.math("MULTIPLY", tree.range(fold, 0.44, 0.12, 0.0, 0.45), tree.range(fold, 0.0, 0.01))
    albedo = tree.mix(valley, albedo, _scaled(colour, 0.38))
    albedo = tree.mix(tree.range(fold, 0.56, 0.9, 0.0, 0.12), albedo, _scaled(colour, 1.35))
    thread = tuple(min(0.6, c * 1.5 + 0.03) for c in colour) if not fabric.twill else (0.36, 0.20, 0.07)
    for name in ("armhole", "side"):
        away = tree.math("ABSOLUTE", tree.math("SUBTRACT", tree.attribute(name, "Fac"), 0.5), 0.0)
        line = tree.range(away, 0.0028, 0.0008)
        albedo = tree.mix(tree.math("MULTIPLY", line, 0.65), albedo, _scaled(colour, 0.3))
        height = tree.math("SUBTRACT", height, tree.math("MULTIPLY", line, 1.6))
        if fabric.stitch:
            albedo = tree.mix(_band(tree, away, 0.0048, 0.0010, 0.55 * fabric.stitch), albedo, thread)
    edge = tree.math("SUBTRACT", 0.1, tree.attribute("hem", "Fac"))
    albedo = tree.mix(tree.range(edge, 0.0035, 0.001, 0.0, 0.4), albedo, _scaled(colour, 0.5))
    crease = _band(tree, edge, 0.0150, 0.0016, 1.0)
    albedo = tree.mix(tree.math("MULTIPLY", crease, 0.35), albedo, _scaled(colour, 0.45))
    if fabric.stitch:
        albedo = tree.mix(_band(tree, edge, 0.0120, 0.0010, 0.6 * fabric.stitch), albedo, thread)
    away = tree.math("ABSOLUTE", tree.math("SUBTRACT", tree.attribute("press", "Fac"), 0.5), 0.0)
    pressed = tree.range(away, 0.007, 0.0)
    albedo = tree.mix(tree.math("MULTIPLY", pressed, 0.5), albedo, tuple(min(0.7, c * 1.6 + 0.015) for c in colour))
    return albedo, tree.math("ADD", tree.math("SUBTRACT", height, crease), tree.math("MULTIPLY", pressed, 6.0))


def _band(tree: Tree, value, middle: float, half: float, strength: float):
    """Return `strength` where a value is within `half` of `middle`, 0 from twice that on."""
    off = tree.math("ABSOLUTE", tree.math("SUBTRACT", value, middle), 0.0)
    return tree.range(off, half * 2, half, 0.0, strength)


def _worn(tree: Tree, albedo, colour: Colour, rest, large, wear: float):
    """Return the albedo of used cloth: bleached where it rubs and in blotches, dust and dirt at hems near the floor."""
    bleached = tuple(min(0.6, c * 1.3 + 0.035) for c in colour)
    rub = tree.math("MULTIPLY", tree.attribute("rub", "Fac"), tree.range(large, 0.3, 0.62))
    albedo = tree.mix(tree.math("MULTIPLY", rub, 0.75 * wear), albedo, bleached)
    albedo = tree.mix(tree.range(large, 0.42, 0.66, 0.0, 0.30 * wear), albedo, bleached)
    height = tree.node("SeparateXYZ")
    tree.link(rest, height.inputs[0])
    edge = tree.range(tree.attribute("hem", "Fac"), 0.02, 0.098, 0.0, wear * 0.75)
    edge = tree.math("MULTIPLY", edge, tree.range(height.outputs["Z"], 0.42, 0.12))  # mud comes from the ground
    return tree.mix(tree.math("MULTIPLY", edge, tree.range(large, 0.36, 0.58)), albedo, DUST)


def _scaled(colour: Colour, amount: float) -> Colour:
    r, g, b = (min(1.0, c * amount) for c in colour)
    return r, g, b


def _relief(tree: Tree, fabric: Fabric, rest, grain, height):
    if fabric.grain:
        pore = tree.voronoi(rest, 420.0)
        height = tree.math("ADD", pore, tree.math("MULTIPLY", tree.noise(rest, 60.0, 3.0), 0.5))
    normal = tree.bump(height, fabric.weave, 0.0008) if fabric.weave else None
    if fabric.wrinkle:
        soft = tree.noise(tree.map(grain, scale=(1, 1, 0.28)), 17.0, 2.0, distortion=0.8)  # cloth hangs: its wrinkles run down
        normal = tree.bump(soft, fabric.wrinkle, 0.010, normal)
    return normal
