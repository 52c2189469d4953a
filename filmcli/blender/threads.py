"""A fabric's node tree, written as expressions: noises, waves, ranges, mixes, and the surface they end in.

Knows nothing of which fabric is made of what.
"""

from __future__ import annotations

import bpy

DARK, SMOOTH, FILM = 0.6, 0.25, 0.07  # what soaked wool loses of its albedo and any cloth of its roughness; the film of water's weight


def soak(things: list[bpy.types.Object], amount: float) -> None:
    """Make the cloth of some objects as wet as `amount`, 0 dry – 1 soaked; skin and hair are left as they are."""
    for material in {slot.material for thing in things for slot in thing.material_slots if slot.material and "wet" in slot.material}:
        if material["wet"] == amount:
            continue
        material["wet"], nodes = amount, material.node_tree.nodes
        nodes["wet"].inputs[0].default_value = DARK * material["soak"] * amount
        nodes["smooth"].inputs[1].default_value = 1 - SMOOTH * amount
        nodes["cloth"].inputs["Coat Weight"].default_value = material["coat"] + FILM * amount


class Tree:
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

    def noise_colour(self, vector, scale: float):
        node = self.node("TexNoise")
        node.inputs["Scale"].default_value, node.inputs["Detail"].default_value = scale, 1.0
        self.link(vector, node.inputs["Vector"])
        return node.outputs["Color"]

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

    def map(self, vector, scale=(1, 1, 1), move: float = 0.0):
        node = self.node("Mapping")
        node.inputs["Scale"].default_value, node.inputs["Location"].default_value = scale, (move,) * 3
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

    def principled(
        self, colour, rough, normal, *, metal: float, sheen: float, specular: float, coat: float, tint=(1.0, 1.0, 1.0), soak: float = 0.0
    ) -> None:
        """End in a Principled surface that `soak` can wet: darker by its share `soak`, for water fills the pores, and shining."""
        node, dark, smooth = self.node("BsdfPrincipled"), self.node("Mix"), self.node("Math")
        node.name, dark.name, smooth.name = "cloth", "wet", "smooth"
        self.material["wet"], self.material["soak"], self.material["coat"] = 0.0, soak, coat
        dark.data_type, smooth.operation = "RGBA", "MULTIPLY"
        dark.inputs[0].default_value, dark.inputs[7].default_value = 0.0, (0.0, 0.0, 0.0, 1.0)
        self.set(dark.inputs[6], colour)
        self.set(smooth.inputs[0], rough)
        smooth.inputs[1].default_value = 1.0
        colour, rough = dark.outputs[2], smooth.outputs[0]
        values = {
            "Base Color": colour,
            "Roughness": rough,
            "Metallic": metal,
            "Sheen Weight": sheen,
            "Sheen Roughness": 0.4,
            "Specular IOR Level": specular,
            "Specular Tint": tint,
            "Coat Weight": coat,
            "Coat Roughness": 0.15,
        }
        for key, value in values.items():
            self.set(node.inputs[key], value)
        if normal is not None:
            self.link(normal, node.inputs["Normal"])
        self.link(node.outputs[0], self.output.inputs[0])
