"""A small builder of node materials: noise, ramps, masks, bump, principled BSDF.

Knows nothing of what the material is for. `lite` leaves bump out and keeps noise at two octaves (30 % of a render).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy


class Shader:
    """One material under construction. Sockets are passed as values; numbers and colours stand for constants."""

    def __init__(self, name: str, *, lite: bool = False) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.out = self.node("OutputMaterial")
        self.lite = lite

    def node(self, kind: str, **settings: Any) -> Any:
        """Add a shader node by its kind without the prefix ShaderNode."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in settings.items():
            setattr(node, key, value)
        return node

    def put(self, socket: Any, value: Any) -> None:
        """Connect an output to a socket, or set the socket's constant."""
        if hasattr(value, "is_output"):
            self.tree.links.new(value, socket)
        elif isinstance(value, Sequence) and len(value) == 3 and socket.type == "RGBA":
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def math(self, operation: str, a: Any, b: Any = 0.0) -> Any:
        """Return the result of a math node."""
        node = self.node("Math", operation=operation)
        self.put(node.inputs[0], a)
        self.put(node.inputs[1], b)
        return node.outputs[0]

    def mix(self, factor: Any, a: Any, b: Any, *, blend: str = "MIX") -> Any:
        """Return a mixed with b by a factor, colours."""
        node = self.node("Mix", data_type="RGBA", blend_type=blend)
        for socket, value in zip((node.inputs[0], node.inputs[6], node.inputs[7]), (factor, a, b), strict=True):
            self.put(socket, value)
        return node.outputs[2]

    def ramp(self, value: Any, low: float, high: float, start: float = 0.0, end: float = 1.0) -> Any:
        """Return the value mapped from low–high to start–end, clamped."""
        node = self.node("MapRange", clamp=True)
        for key, v in zip(("Value", "From Min", "From Max", "To Min", "To Max"), (value, low, high, start, end), strict=True):
            self.put(node.inputs[key], v)
        return node.outputs[0]

    def noise(self, where: Any, scale: float, *, detail: float = 3.0, rough: float = 0.5, distortion: float = 0.0) -> Any:
        """Return fractal noise, 0–1."""
        node = self.node("TexNoise")
        self.put(node.inputs["Vector"], where)
        values = {"Scale": scale, "Detail": min(detail, 2.0) if self.lite else detail, "Roughness": rough, "Distortion": distortion}
        for key, value in values.items():
            node.inputs[key].default_value = value
        return node.outputs[0]

    def cells(self, where: Any, scale: float) -> Any:
        """Return the distance to the nearest Voronoi point."""
        node = self.node("TexVoronoi", feature="F1")
        self.put(node.inputs["Vector"], where)
        node.inputs["Scale"].default_value = scale
        return node.outputs["Distance"]

    def attribute(self, name: str, *, output: str = "Fac") -> Any:
        """Return a point attribute: Fac for a float, Vector for three."""
        return self.node("Attribute", attribute_name=name).outputs[output]

    def position(self) -> Any:
        """Return the rest position, so that a texture does not swim when the body moves."""
        return self.attribute("rest", output="Vector")

    def stretch(self, where: Any, scale: tuple[float, float, float]) -> Any:
        """Return the position scaled per axis."""
        node = self.node("Mapping")
        self.put(node.inputs[0], where)
        node.inputs["Scale"].default_value = scale
        return node.outputs[0]

    def split(self, vector: Any) -> Any:
        """Return the x, y, z outputs of a vector."""
        node = self.node("SeparateXYZ")
        self.put(node.inputs[0], vector)
        return node.outputs

    def join(self, x: Any, y: Any, z: Any = 0.0) -> Any:
        """Return a vector of three values."""
        node = self.node("CombineXYZ")
        for socket, value in zip(node.inputs, (x, y, z), strict=True):
            self.put(socket, value)
        return node.outputs[0]

    def image(self, path: Path) -> Any:
        """Return the value of a mask image in UV."""
        node = self.node("TexImage")
        node.image = bpy.data.images.load(str(path), check_existing=True)
        node.image.colorspace_settings.name = "Non-Color"
        return node.outputs[0]

    def bump(self, height: Any, strength: float, distance: float, normal: Any = None) -> Any:
        """Return a bumped normal, or the given one (None) when the material is lite."""
        if self.lite:
            return normal
        node = self.node("Bump")
        node.inputs["Strength"].default_value = strength
        node.inputs["Distance"].default_value = distance
        self.put(node.inputs["Height"], height)
        if normal is not None:
            self.put(node.inputs["Normal"], normal)
        return node.outputs[0]

    def surface(self, colour: Any, *, rough: Any = 0.5, normal: Any = None, **values: Any) -> bpy.types.Material:
        """Finish with a principled BSDF; values by socket name with underscores. Return the material."""
        bsdf = self.node("BsdfPrincipled")
        self.put(bsdf.inputs["Base Color"], colour)
        self.put(bsdf.inputs["Roughness"], rough)
        if normal is not None:
            self.put(bsdf.inputs["Normal"], normal)
        for key, value in values.items():
            self.put(bsdf.inputs[key.replace("_", " ")], value)
        self.tree.links.new(bsdf.outputs[0], self.out.inputs[0])
        return self.material
