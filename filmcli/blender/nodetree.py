"""Node trees in few words: a thin hand on Blender's shader nodes that the recipes of `material` are written with.

Knows nothing of what a material is for. With `lite` no bump is made and noise stops at three octaves: 30 % off a render.
"""

from __future__ import annotations

from typing import Any

import bpy

Socket = Any  # a bpy.types.NodeSocket, or a number or colour that becomes the socket's default
Colour = tuple[float, float, float]


class Nodes:
    """A new material and its tree."""

    def __init__(self, name: str, *, lite: bool, soak: bool = False, snow: bool = False, corners: bool = False) -> None:
        """`soak`: the surface is wet through; `snow`: what looks up lies under snow; `corners`: a wall, darker where it meets others and the ceiling."""
        self.material = bpy.data.materials.new(name)
        self.lite, self.soak, self.snow, self.corners = lite, soak, snow, corners
        if self.material.node_tree is None:
            self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.output = self.node("ShaderNodeOutputMaterial")

    def node(self, kind: str, **settings: Any) -> bpy.types.Node:
        """Return a new node with attributes set."""
        made = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(made, key, value)
        return made

    def put(self, socket: Any, value: Socket) -> None:
        """Link a socket to an input, or set the input's default."""
        if hasattr(value, "is_output"):
            self.tree.links.new(value, socket)
        elif isinstance(value, (tuple, list)) and len(value) == 3 and socket.type == "RGBA":
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def math(self, operation: str, a: Socket, b: Socket = 0.0) -> Socket:
        """Return the result of a Math node."""
        made = self.node("ShaderNodeMath", operation=operation)
        self.put(made.inputs[0], a)
        self.put(made.inputs[1], b)
        return made.outputs[0]

    def mix(self, factor: Socket, a: Socket, b: Socket, *, blend: str = "MIX") -> Socket:
        """Return a mix of two colours."""
        made = self.node("ShaderNodeMix", data_type="RGBA", blend_type=blend)
        for index, value in ((0, factor), (6, a), (7, b)):
            self.put(made.inputs[index], value)
        return made.outputs[2]

    def ramp(self, value: Socket, low: float, high: float, to_low: Socket = 0.0, to_high: Socket = 1.0) -> Socket:
        """Return the value mapped from low..high to to_low..to_high, clamped."""
        made = self.node("ShaderNodeMapRange", clamp=True)
        for index, item in enumerate((value, low, high, to_low, to_high)):
            self.put(made.inputs[index], item)
        return made.outputs[0]

    def noise(self, place: Socket, scale: float, *, detail: float = 3, rough: float = 0.55, distortion: float = 0.0) -> Socket:
        """Return fractal noise in about 0.25–0.75 at a place."""
        made = self.node("ShaderNodeTexNoise")
        self.tree.links.new(place, made.inputs["Vector"])
        detail = min(detail, 3) if self.lite else detail
        for name, value in (("Scale", scale), ("Detail", detail), ("Roughness", rough), ("Distortion", distortion)):
            made.inputs[name].default_value = value
        return made.outputs[0]

    def white(self, place: Socket) -> tuple[Socket, Socket]:
        """Return a random value and a random colour for each place."""
        made = self.node("ShaderNodeTexWhiteNoise", noise_dimensions="3D")
        self.tree.links.new(place, made.inputs["Vector"])
        return made.outputs["Value"], made.outputs["Color"]

    def voronoi(self, place: Socket, scale: float) -> bpy.types.Node:
        """Return a Voronoi node."""
        made = self.node("ShaderNodeTexVoronoi", feature="F1")
        self.tree.links.new(place, made.inputs["Vector"])
        made.inputs["Scale"].default_value = scale
        return made

    def brick(
        self,
        place: Socket,
        size: tuple[float, float],
        *,
        mortar: float,
        first: Colour,
        second: Colour,
        joint: Colour,
        offset: float = 0.5,
        smooth: float = 0.3,
    ) -> tuple[Socket, Socket]:
        """Return the colour and the joint mask of bricks of a size in metres."""
        made = self.node("ShaderNodeTexBrick", offset=offset)
        self.tree.links.new(place, made.inputs["Vector"])
        values = {
            "Scale": 1.0,
            "Brick Width": size[0],
            "Row Height": size[1],
            "Mortar Size": mortar,
            "Mortar Smooth": smooth,
            "Color1": first,
            "Color2": second,
            "Mortar": joint,
            "Bias": -0.1,
        }
        for name, value in values.items():
            self.put(made.inputs[name], value)
        return made.outputs[0], made.outputs[1]

    def place(self, kind: str) -> Socket:
        """Return texture places: 'uv' (metres on the surface), 'world', 'object', 'grain' (x along the fibre), 'box' (0–1 in the object's box), 'normal'; 'free normal' is the mesh's own, not
        turned to the lens where one sees the back of a face.
        """
        if kind == "free normal":
            turned = self.node("ShaderNodeVectorTransform", vector_type="NORMAL", convert_from="OBJECT", convert_to="WORLD")
            self.put(turned.inputs[0], self.node("ShaderNodeAttribute", attribute_name="custom_normal").outputs["Vector"])
            return turned.outputs[0]
        if kind == "grain":
            return self.node("ShaderNodeAttribute", attribute_name="grain").outputs["Vector"]
        if kind in ("world", "normal"):
            return self.node("ShaderNodeNewGeometry").outputs["Position" if kind == "world" else "Normal"]
        return self.node("ShaderNodeTexCoord").outputs[{"uv": "UV", "box": "Generated"}.get(kind, "Object")]

    def scale(self, place: Socket, factor: tuple[float, float, float]) -> Socket:
        """Return places scaled."""
        made = self.node("ShaderNodeMapping")
        self.tree.links.new(place, made.inputs[0])
        made.inputs["Scale"].default_value = factor
        return made.outputs[0]

    def apart(self, place: Socket) -> tuple[Socket, Socket, Socket]:
        """Return x, y and z of a place."""
        made = self.node("ShaderNodeSeparateXYZ")
        self.tree.links.new(place, made.inputs[0])
        return tuple(made.outputs)

    def together(self, x: Socket, y: Socket, z: Socket = 0.0) -> Socket:
        """Return a place from its coordinates."""
        made = self.node("ShaderNodeCombineXYZ")
        for index, value in enumerate((x, y, z)):
            self.put(made.inputs[index], value)
        return made.outputs[0]

    def vary(self, colour: Socket, *, least: float = 0.74) -> Socket:
        """Return a colour times the object's own `tone`, so that no two chairs are alike; objects without one keep the colour."""
        tone = self.node("ShaderNodeAttribute", attribute_type="OBJECT", attribute_name="tone").outputs["Fac"]
        level = self.ramp(tone, 0.0, 1.0, 1.0, least)
        return self.mix(1.0, colour, self.together(level, level, level), blend="MULTIPLY")

    def bump(self, height: Socket, *, strength: float, depth: float) -> Socket | None:
        """Return a bumped normal; None in lite pictures, where bump would cost 25–30 %."""
        if self.lite:
            return None
        made = self.node("ShaderNodeBump")
        made.inputs["Strength"].default_value, made.inputs["Distance"].default_value = strength, depth
        self.put(made.inputs["Height"], height)
        return made.outputs[0]

    def surface(
        self, colour: Socket, *, rough: Socket = 0.5, metal: Socket = 0.0, normal: Socket | None = None, **more: Socket
    ) -> bpy.types.Material:
        """Finish with a Principled BSDF; `more` are its inputs with spaces as underscores."""
        made = self.node("ShaderNodeBsdfPrincipled")
        if self.soak:
            up = self.math("ABSOLUTE", self.apart(self.place("normal"))[2])  # water runs off walls: they are dark, and shine little
            colour = self.mix(1.0, colour, (0.56, 0.56, 0.58), blend="MULTIPLY")
            rough = self.math("MULTIPLY", rough, self.ramp(up, 0.2, 0.8, 0.96, 0.42))
        if self.corners:
            colour = self.mix(1.0, colour, self.recess(), blend="MULTIPLY")
        inputs = {"Base_Color": colour, "Roughness": rough, "Metallic": metal, **more}
        if normal is not None:
            inputs["Normal"] = normal
        for name, value in inputs.items():
            self.put(made.inputs[name.replace("_", " ")], value)
        return self.finish(made.outputs[0])

    def recess(self) -> Socket:
        """Return what a wall keeps of its colour: less towards its ends and the ceiling, where soot gathers and one bounce of light does not fall off."""
        x, _, z = self.apart(self.place("box"))
        uneven = self.math("MULTIPLY", self.math("SUBTRACT", self.noise(self.place("world"), 0.8, detail=2), 0.5), 0.3)
        along = self.ramp(self.math("ADD", self.math("ABSOLUTE", self.math("SUBTRACT", x, 0.5)), uneven), 0.3, 0.54, 1.0, 0.55)
        level = self.math("MULTIPLY", along, self.ramp(self.math("ADD", z, uneven), 0.6, 1.02, 1.0, 0.5))
        return self.together(level, level, level)

    def finish(self, shader: Socket) -> bpy.types.Material:
        """Link a shader to the output and return the material; glowing things are left out of light sampling (lamps light)."""
        if self.snow:
            shader = self.blend(self.lying(), shader, self.white_cover())
        self.tree.links.new(shader, self.output.inputs[0])
        self.material.cycles.emission_sampling = "NONE"
        return self.material

    def lying(self) -> Socket:
        """Return where snow lies: on what looks up, with an edge broken by noise; thin where it slopes."""
        up = self.apart(self.place("normal"))[2]
        broken = self.noise(self.place("world"), 2.6, detail=2)
        return self.ramp(self.math("ADD", up, self.math("MULTIPLY", broken, 0.55)), 0.72, 0.95)

    def white_cover(self) -> Socket:
        """Return the shader of lying snow: white, a little blue where it is thick, grains that glint."""
        made = self.node("ShaderNodeBsdfPrincipled")
        broad = self.noise(self.place("world"), 0.7, detail=2)
        self.put(made.inputs["Base Color"], self.mix(self.ramp(broad, 0.35, 0.65), (0.66, 0.71, 0.8), (0.84, 0.86, 0.9)))
        self.put(made.inputs["Roughness"], 0.62)
        self.put(made.inputs["Specular IOR Level"], 0.25)
        return made.outputs[0]

    def blend(self, factor: Socket, a: Socket, b: Socket) -> Socket:
        """Return a mix of two shaders."""
        made = self.node("ShaderNodeMixShader")
        self.put(made.inputs[0], factor)
        self.tree.links.new(a, made.inputs[1])
        self.tree.links.new(b, made.inputs[2])
        return made.outputs[0]


def darker(colour: Colour, factor: float) -> Colour:
    """Return a colour times a factor, at most 1."""
    return tuple(min(1.0, c * factor) for c in colour)
