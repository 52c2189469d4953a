"""Cloth, leather, felt and trim as Blender materials.

Knows nothing of garments. Colours are linear Rec.709 albedo. All textures are procedural in the point attribute `rest`
(the rest position), so they do not swim; `fold` and `seam` (0–1, optional) shade valleys and stitched lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import bpy

Colour = tuple[float, float, float]
COOL = (0.80, 0.88, 1.0)  # grey hair is bluish against melanin's brown


@dataclass(frozen=True)
class Fabric:
    """How a cloth scatters light and how its surface is built."""

    rough: float = 0.85
    sheen: float = 0.2
    specular: float = 0.22
    weave: float = 0.3  # bump strength of the threads
    thread: float = 320.0  # threads per metre that the picture shows (real cloth has ten times more)
    fade: float = 0.22  # how much the albedo varies over the piece
    wrinkle: float = 0.3  # bump strength of soft wrinkles
    coat: float = 0.0
    stripe: float = 0.0  # pinstripes per metre
    rib: float = 0.0  # knitted ribs per metre
    twill: bool = False  # diagonal threads with white weft: denim
    grain: bool = False  # leather pores instead of threads
    metal: float = 0.0


FABRICS: dict[str, Fabric] = {
    "wool": Fabric(rough=0.88, sheen=0.16, weave=0.32, wrinkle=0.26),
    "pinstripe": Fabric(rough=0.88, sheen=0.14, weave=0.3, wrinkle=0.26, stripe=46),
    "tweed": Fabric(rough=0.95, sheen=0.28, weave=0.6, thread=180, fade=0.5),
    "gabardine": Fabric(rough=0.74, sheen=0.10, weave=0.2, wrinkle=0.42, specular=0.3),
    "cotton": Fabric(rough=0.78, sheen=0.08, weave=0.14, thread=520, wrinkle=0.34, fade=0.1),
    "crepe": Fabric(rough=0.66, sheen=0.3, weave=0.18, thread=480, wrinkle=0.3, fade=0.14, specular=0.32),
    "silk": Fabric(rough=0.40, sheen=0.1, weave=0.16, thread=420, wrinkle=0.18, fade=0.16, specular=0.45),
    "denim": Fabric(rough=0.9, sheen=0.06, weave=0.5, thread=300, fade=0.55, wrinkle=0.5, twill=True),
    "canvas": Fabric(rough=0.92, sheen=0.08, weave=0.55, thread=220, fade=0.4, wrinkle=0.5),
    "knit": Fabric(rough=0.95, sheen=0.38, weave=0.75, thread=150, rib=130, fade=0.12, wrinkle=0.2),
    "leather": Fabric(rough=0.36, sheen=0.0, specular=0.5, weave=0.3, fade=0.45, wrinkle=0.55, coat=0.12, grain=True),
    "polished": Fabric(rough=0.24, sheen=0.0, specular=0.5, weave=0.12, fade=0.3, wrinkle=0.25, coat=0.3, grain=True),
    "suede": Fabric(rough=0.95, sheen=0.35, weave=0.3, fade=0.35, grain=True, specular=0.15),
    "felt": Fabric(rough=0.96, sheen=0.35, weave=0.3, thread=700, fade=0.18, wrinkle=0.12),
    "rubber": Fabric(rough=0.62, sheen=0.0, weave=0.1, wrinkle=0.0, specular=0.35, fade=0.12, grain=True),
    "horn": Fabric(rough=0.28, sheen=0.0, weave=0.0, wrinkle=0.0, specular=0.5, fade=0.3, grain=True),
    "brass": Fabric(rough=0.3, sheen=0.0, weave=0.0, wrinkle=0.05, specular=0.5, fade=0.2, grain=True, metal=1.0),
}


def cloth(name: str, kind: str, colour: Colour, *, lite: bool = False, **changes: float) -> bpy.types.Material:
    """Make a material of a kind in `FABRICS` and a colour; `changes` replaces single fields. `lite` has no bump."""
    fabric = replace(FABRICS[kind], **changes)
    tree = _Tree(name)
    rest = tree.attribute("rest", "Vector")
    detail = 1.0 if lite else 4.0
    large = tree.noise(rest, 6.0, detail)
    fine = tree.noise(rest, fabric.thread * 2.2, 1.0 if lite else 2.0)
    blend = tree.math("ADD", tree.math("MULTIPLY", large, 0.6), tree.math("MULTIPLY", fine, 0.4))
    dark = tuple(c * (1 - fabric.fade) for c in colour)
    light = tuple(min(1.0, c * (1 + fabric.fade)) for c in colour)
    albedo = tree.mix(tree.range(blend, 0.3, 0.7), dark, light)
    height = fine
    if fabric.twill:
        line = tree.noise(tree.map(rest, scale=(1, 1, 0.10)), fabric.thread * 0.7, 1.0)  # slubs down the warp; lines would alias
        albedo = tree.mix(tree.range(line, 0.4, 0.7, 0.0, 0.35), albedo, tuple(min(1.0, 0.10 + c * 1.4) for c in colour))
        height = tree.math("ADD", line, tree.math("MULTIPLY", fine, 0.5))
    if fabric.stripe:
        line = tree.wave(rest, fabric.stripe, 0.0, direction="X")
        pale = tuple(min(1.0, c * 2.4 + 0.05) for c in colour)
        albedo = tree.mix(tree.range(line, 0.975, 0.99, 0.0, 0.5), albedo, pale)
    if fabric.rib:
        height = tree.math("ADD", tree.wave(rest, fabric.rib, 0.8, direction="X"), tree.math("MULTIPLY", fine, 0.6))
        albedo = tree.mix(tree.math("MULTIPLY", height, 0.22), albedo, tuple(c * 0.5 for c in colour))
    fold = tree.attribute("fold", "Fac")
    albedo = tree.mix(tree.range(fold, 0.42, 0.15, 0.0, 0.35), albedo, tuple(c * 0.45 for c in colour))
    seam = tree.attribute("seam", "Fac")
    albedo = tree.mix(tree.math("MULTIPLY", seam, 0.6), albedo, tuple(c * 0.35 for c in colour))
    rough = tree.range(large, 0.3, 0.7, fabric.rough * 0.9, min(1.0, fabric.rough * 1.08))
    normal = None if lite else _relief(tree, fabric, rest, height)
    tree.principled(albedo, rough, normal, metal=fabric.metal, sheen=fabric.sheen, specular=fabric.specular, coat=fabric.coat)
    return tree.material


def _relief(tree: _Tree, fabric: Fabric, rest, height):
    if fabric.grain:
        pore = tree.voronoi(rest, 420.0)
        height = tree.math("ADD", pore, tree.math("MULTIPLY", tree.noise(rest, 60.0, 3.0), 0.5))
    normal = tree.bump(height, fabric.weave, 0.0008) if fabric.weave else None
    if fabric.wrinkle:
        soft = tree.noise(tree.map(rest, scale=(1, 1, 0.45)), 11.0, 2.0, distortion=0.9)
        normal = tree.bump(soft, fabric.wrinkle, 0.02, normal)
    return normal


def strands(name: str, melanin: float, redness: float, *, roughness: float = 0.3, white: float = 0.0) -> bpy.types.Material:
    """Make a hair material after Chiang et al. (2016); `melanin` 0 white – 1 black, `redness` the share of pheomelanin.

    `white` mixes in that share of unpigmented hairs (greying).
    """
    tree = _Tree(name)
    hair = tree.node("BsdfHairPrincipled")
    hair.model, hair.parametrization = "CHIANG", "MELANIN"
    info = tree.node("HairInfo")
    # locks differ by the strands' attribute `tint`; tips are bleached a little
    bleached = tree.range(info.outputs["Intercept"], 0.15, 1.0, melanin, melanin * 0.86)
    amount = tree.math("MULTIPLY", bleached, tree.range(tree.attribute("tint", "Fac"), -1.0, 1.0, 1.28, 0.72))
    if white:
        amount = tree.math("MULTIPLY", amount, tree.range(info.outputs["Random"], white - 0.06, white + 0.06, 0.05, 1.0))
        hair.inputs["Tint"].default_value = (*COOL, 1.0)
    tree.set(hair.inputs["Melanin"], tree.math("MINIMUM", amount, 1.0))
    for key, value in {
        "Melanin Redness": redness,
        "Roughness": roughness,
        "Radial Roughness": 0.45,
        "Random Color": 0.16,
        "Random Roughness": 0.2,
    }.items():
        hair.inputs[key].default_value = value
    tree.link(hair.outputs[0], tree.output.inputs[0])
    return tree.material


class _Tree:
    """A material's node tree, written as expressions."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.output = self.node("OutputMaterial")

    def node(self, kind: str):
        return self.tree.nodes.new("ShaderNode" + kind)

    def link(self, a, b) -> None:
        self.tree.links.new(a, b)

    def set(self, socket, value) -> None:
        if hasattr(value, "is_output"):
            self.link(value, socket)
        else:
            socket.default_value = (*value, 1.0) if isinstance(value, tuple) and len(socket.default_value) == 4 else value

    def attribute(self, name: str, output: str):
        node = self.node("Attribute")
        node.attribute_name = name
        return node.outputs[output]

    def noise(self, vector, scale: float, detail: float, distortion: float = 0.0):
        node = self.node("TexNoise")
        node.inputs["Scale"].default_value, node.inputs["Detail"].default_value = scale, detail
        node.inputs["Distortion"].default_value = distortion
        self.link(vector, node.inputs["Vector"])
        return node.outputs[0]

    def voronoi(self, vector, scale: float):
        node = self.node("TexVoronoi")
        node.inputs["Scale"].default_value = scale
        self.link(vector, node.inputs["Vector"])
        return node.outputs["Distance"]

    def wave(self, vector, lines: float, distortion: float, direction: str = "X"):
        node = self.node("TexWave")
        node.bands_direction = direction
        node.inputs["Scale"].default_value = lines * 0.314159  # Blender's bands: 20 rad per unit of scale
        node.inputs["Distortion"].default_value = distortion
        self.link(vector, node.inputs["Vector"])
        return node.outputs["Fac"]

    def map(self, vector, scale=(1, 1, 1), rotation=(0, 0, 0)):
        node = self.node("Mapping")
        node.inputs["Scale"].default_value, node.inputs["Rotation"].default_value = scale, rotation
        self.link(vector, node.inputs[0])
        return node.outputs[0]

    def math(self, operation: str, a, b):
        node = self.node("Math")
        node.operation = operation
        self.set(node.inputs[0], a)
        self.set(node.inputs[1], b)
        return node.outputs[0]

    def range(self, value, low: float, high: float, to_low: float = 0.0, to_high: float = 1.0):
        node = self.node("MapRange")
        node.clamp = True
        for key, v in zip(("Value", "From Min", "From Max", "To Min", "To Max"), (value, low, high, to_low, to_high), strict=True):
            self.set(node.inputs[key], v)
        return node.outputs[0]

    def mix(self, factor, a, b):
        node = self.node("Mix")
        node.data_type = "RGBA"
        self.set(node.inputs[0], factor)
        self.set(node.inputs[6], a)
        self.set(node.inputs[7], b)
        return node.outputs[2]

    def bump(self, height, strength: float, distance: float, normal=None):
        node = self.node("Bump")
        node.inputs["Strength"].default_value, node.inputs["Distance"].default_value = strength, distance
        self.link(height, node.inputs["Height"])
        if normal is not None:
            self.link(normal, node.inputs["Normal"])
        return node.outputs[0]

    def principled(self, colour, rough, normal, *, metal: float, sheen: float, specular: float, coat: float) -> None:
        node = self.node("BsdfPrincipled")
        values = {
            "Base Color": colour,
            "Roughness": rough,
            "Metallic": metal,
            "Sheen Weight": sheen,
            "Sheen Roughness": 0.4,
            "Specular IOR Level": specular,
            "Coat Weight": coat,
            "Coat Roughness": 0.15,
        }
        for key, value in values.items():
            self.set(node.inputs[key], value)
        if normal is not None:
            self.link(normal, node.inputs["Normal"])
        self.link(node.outputs[0], self.output.inputs[0])
