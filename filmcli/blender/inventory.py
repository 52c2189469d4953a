"""What stands before the camera as plain arrays: meshes, strands, materials, lamps and the lens, for a hand-over to other software.

Knows nothing of USD. World metres, z up; colours linear Rec.709; one `.npz` holds the arrays, the reply names them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from filmcli.blender import camera, shot
from filmcli.blender.studio import Studio, things
from filmcli.blender.take import Take

MASKED = 0.2  # the share of the second colour where a mask mixes two: lips on a face, dirt on a wall


def take(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Stage a shot, light it, and write what stands there into the folder `out`; nothing is rendered but the light meter's spot.

    The reply has `items` (name, asset, kind set/person/prop, mesh key, matrix, materials), `materials`, `lamps`, `camera`; with `blend`
    the scene is saved as `scene.blend` too.
    """
    out = Path(request["out"])
    out.mkdir(parents=True, exist_ok=True)
    staged = shot.staged(studio, request, out)
    arrays: dict[str, np.ndarray] = {}
    paints: dict[str, dict[str, Any]] = {}
    graph = bpy.context.evaluated_depsgraph_get()
    items = [
        item
        for kind, asset, things in owners(studio, staged)
        for thing in things
        if not thing.hide_render and (item := described(thing, graph, kind=kind, asset=asset, arrays=arrays, paints=paints))
    ]
    np.savez(out / "geometry.npz", **arrays)
    files = ["geometry.npz"]
    if request.get("blend"):
        bpy.ops.wm.save_as_mainfile(filepath=str(out / "scene.blend"), copy=True, compress=True)
        files.append("scene.blend")
    view = staged.view.to_dict() | {"matrix": flat(studio.scene.camera.matrix_world), "sensor": camera.SENSOR, "aspect": staged.view.aspect}
    return {"files": files, "items": items, "materials": paints, "lamps": lamps(studio), "camera": view}


def person(studio: Studio, request: Mapping[str, Any]) -> dict[str, Any]:
    """Stand one person at the origin and write the body into the folder `out`; with `glb` as `person.glb` too, hair left out (glTF has no strands)."""
    out = Path(request["out"])
    out.mkdir(parents=True, exist_ok=True)
    studio.empty()
    studio.shelve()
    figure = studio.figure(request["character"], detail=request.get("detail", "full"))
    studio.clear([figure])
    figure.show()
    figure.place((0.0, 0.0, 0.0), 0.0, request.get("pose", "stand"), expression=request.get("expression", "neutral"))
    bpy.context.view_layer.update()
    arrays: dict[str, np.ndarray] = {}
    paints: dict[str, dict[str, Any]] = {}
    graph = bpy.context.evaluated_depsgraph_get()
    asset = str(request["character"]["id"])
    items = [described(thing, graph, kind="person", asset=asset, arrays=arrays, paints=paints) for thing in figure.objects()]
    np.savez(out / "geometry.npz", **arrays)
    files = ["geometry.npz"]
    if request.get("glb"):
        glb(out / "person.glb", [thing for thing in figure.objects() if thing.type == "MESH"], paints)
        files.append("person.glb")
    return {"files": files, "items": [item for item in items if item], "materials": paints}


def glb(path: Path, things: list[bpy.types.Object], paints: Mapping[str, Mapping[str, Any]]) -> None:
    """Write meshes as a GLB in plain materials of their mean colours: glTF knows no procedural ones."""
    plain = {name: simple(name, look) for name, look in paints.items()}
    slots = [(slot, slot.material) for thing in things for slot in thing.material_slots if slot.material]
    try:
        for slot, material in slots:
            slot.material = plain[material.name]
        bpy.ops.object.select_all(action="DESELECT")
        for thing in things:
            thing.select_set(True)
        bpy.ops.export_scene.gltf(filepath=str(path), export_format="GLB", use_selection=True, export_apply=True, export_yup=True)
    finally:
        for slot, material in slots:
            slot.material = material
        for material in plain.values():
            bpy.data.materials.remove(material)


def simple(name: str, look: Mapping[str, Any]) -> bpy.types.Material:
    """Return a material of one colour."""
    made = bpy.data.materials.new(f"{name} plain")
    made.use_nodes = True
    node = next(node for node in made.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    for key, value in (("Base Color", (*look["colour"], 1.0)), ("Roughness", look["rough"]), ("Metallic", look["metal"])):
        node.inputs[key].default_value = value
    return made


def owners(studio: Studio, staged: Take) -> list[tuple[str, str, list[bpy.types.Object]]]:
    """Return whose objects are whose: kind, asset, objects."""
    people = [("person", name, list(figure.objects())) for name, figure in staged.people.items()]
    hands = [("prop", made.name, [made.object, *made.object.children_recursive]) for made in studio.props()]
    return [("set", staged.stage.name, things(staged.stage.collection)), *people, *hands]


def described(
    thing: bpy.types.Object, graph: Any, *, kind: str, asset: str, arrays: dict[str, np.ndarray], paints: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """Return an object as plain data, its points in `arrays`; None for what has no shape."""
    if thing.type == "MESH":
        key = geometry(thing, graph, arrays)
    elif thing.type == "CURVES":
        key = strands(thing, arrays)
    else:
        return None
    if key is None:
        return None
    names = []
    for slot in thing.material_slots:
        if slot.material:
            names.append(slot.material.name)
            paints.setdefault(slot.material.name, paint(slot.material))
    form = "mesh" if thing.type == "MESH" else "curves"
    return {
        "name": thing.name,
        "kind": kind,
        "asset": asset,
        "form": form,
        "key": key,
        "matrix": flat(thing.matrix_world),
        "materials": names,
    }


def geometry(thing: bpy.types.Object, graph: Any, arrays: dict[str, np.ndarray]) -> str | None:
    """Put a mesh as modified into the arrays and return its key; objects that share a mesh share the key."""
    key = f"mesh {thing.data.name}" if not thing.modifiers else f"mesh {thing.name}"
    if f"{key}/points" in arrays:
        return key
    evaluated = thing.evaluated_get(graph)
    mesh = evaluated.to_mesh()
    try:
        if not len(mesh.polygons):
            return None
        arrays[f"{key}/points"] = column(mesh.vertices, "co", 3)
        arrays[f"{key}/counts"] = column(mesh.polygons, "loop_total", 1, np.int32)
        arrays[f"{key}/indices"] = column(mesh.loops, "vertex_index", 1, np.int32)
        arrays[f"{key}/slots"] = column(mesh.polygons, "material_index", 1, np.int32)
        arrays[f"{key}/normals"] = column(mesh.corner_normals, "vector", 3)
        if mesh.uv_layers.active:
            arrays[f"{key}/uv"] = column(mesh.uv_layers.active.data, "uv", 2)
    finally:
        evaluated.to_mesh_clear()
    return key


def strands(thing: bpy.types.Object, arrays: dict[str, np.ndarray]) -> str | None:
    """Put hair into the arrays and return its key."""
    key, data = f"curves {thing.name}", thing.data
    if not len(data.curves):
        return None
    arrays[f"{key}/points"] = column(data.attributes["position"].data, "vector", 3)
    arrays[f"{key}/counts"] = np.array([curve.points_length for curve in data.curves], np.int32)
    arrays[f"{key}/radius"] = column(data.attributes["radius"].data, "value", 1)
    return key


def column(sequence: Any, attribute: str, width: int, kind: Any = np.float32) -> np.ndarray:
    """Return an attribute of all elements, (n, width) or (n,)."""
    values = np.empty(len(sequence) * width, kind)
    sequence.foreach_get(attribute, values)
    return values.reshape(-1, width) if width > 1 else values


def paint(material: bpy.types.Material) -> dict[str, Any]:
    """Return what a preview needs of a material: its mean colour, roughness, metal, how clear it is, and what it emits."""
    tree = material.node_tree
    node = next((n for n in tree.nodes if n.type == "BSDF_PRINCIPLED"), None) if tree else None
    hair = next((n for n in tree.nodes if n.type == "BSDF_HAIR_PRINCIPLED"), None) if tree else None
    if hair is not None:
        return {"colour": strand(hair), "rough": 0.35, "metal": 0.0, "opacity": 1.0, "emission": [0.0] * 3}
    if node is None:
        clear = bool(tree) and any(n.type in ("BSDF_TRANSPARENT", "BSDF_GLASS", "BSDF_REFRACTION") for n in tree.nodes)
        glow = next((n for n in tree.nodes if n.type == "EMISSION"), None) if tree else None
        shine = [float(v) for v in mean(glow.inputs["Color"])] if glow else [0.0] * 3
        return {"colour": [0.5] * 3, "rough": 0.1 if clear else 0.6, "metal": 0.0, "opacity": 0.2 if clear else 1.0, "emission": shine}
    emits = number(node.inputs["Emission Strength"], 0.0)
    return {
        "colour": [float(v) for v in mean(node.inputs["Base Color"])],
        "rough": number(node.inputs["Roughness"], 0.5),
        "metal": number(node.inputs["Metallic"], 0.0),
        "opacity": max(0.1, 1.0 - number(node.inputs["Transmission Weight"], 0.0)),
        "emission": [float(v) * emits for v in mean(node.inputs["Emission Color"])],
    }


def strand(node: Any) -> list[float]:
    """Return the colour of hair: as given, or from its melanin (Chiang et al. 2016, the pigment's absorption at a strand's mean path)."""
    if node.parametrization != "MELANIN":
        return [float(v) for v in mean(node.inputs["Color"])]
    amount, red = number(node.inputs["Melanin"], 0.8), number(node.inputs["Melanin Redness"], 0.5)
    quantity = -math.log(max(1.0 - amount, 1e-4))
    dark, light = np.array([0.506, 0.841, 1.653]), np.array([0.343, 0.733, 1.924])
    absorption = quantity * ((1 - red) * dark + red * light)
    return [float(v) for v in np.exp(-np.sqrt(absorption) * 3.0)]


def mean(socket: Any, depth: int = 0) -> np.ndarray:
    """Return the mean of the colours that reach a socket: procedural patterns are averaged, nothing is baked."""
    if not socket.is_linked or depth > 6:
        value = socket.default_value
        return np.array(value[:3]) if hasattr(value, "__len__") else np.array([value] * 3)
    node = socket.links[0].from_node
    if node.type == "VALTORGB":
        return np.mean([element.color[:3] for element in node.color_ramp.elements], axis=0)
    if node.type == "MIX" and node.data_type == "RGBA" and node.blend_type == "MIX":
        share = MASKED if node.inputs[0].is_linked else float(node.inputs[0].default_value)
        return (1 - share) * mean(node.inputs[6], depth + 1) + share * mean(node.inputs[7], depth + 1)
    colours = [s for s in node.inputs if s.type == "RGBA" and s.enabled] or [s for s in node.inputs if s.is_linked]
    found = [mean(s, depth + 1) for s in colours]
    return np.mean(found, axis=0) if found else np.array([0.5] * 3)


def number(socket: Any, otherwise: float) -> float:
    """Return a socket's value; of a linked one what is usual."""
    return otherwise if socket.is_linked else float(socket.default_value)


def lamps(studio: Studio) -> list[dict[str, Any]]:
    """Return the lamps that hang: group, kind, matrix, colour, watts, size in metres (of a sun degrees), and `only` whom they light."""
    found = []
    for thing in studio.rig.collection.objects:
        if thing.type != "LIGHT":
            continue
        data = thing.data
        lamp: dict[str, Any] = {
            "name": thing.name,
            "group": data.name.partition(".")[0],
            "kind": data.type,
            "matrix": flat(thing.matrix_world),
        }
        receivers = thing.light_linking.receiver_collection
        lamp |= {"only": [child.name for child in receivers.children] if receivers else []}
        lamp |= {"colour": [float(v) for v in data.color], "watts": float(data.energy)}
        if data.type == "AREA":
            lamp |= {
                "width": float(data.size),
                "height": float(data.size_y if data.shape == "RECTANGLE" else data.size),
                "disk": data.shape == "DISK",
            }
        elif data.type == "SUN":
            lamp |= {"angle": math.degrees(data.angle)}
        else:
            lamp |= {"radius": float(data.shadow_soft_size)}
            if data.type == "SPOT":
                lamp |= {"cone": math.degrees(data.spot_size), "blend": float(data.spot_blend)}
        found.append(lamp)
    return found


def flat(matrix: Any) -> list[float]:
    """Return a Blender matrix as sixteen numbers by rows, for row vectors (USD's order): the transpose of Blender's."""
    return [float(matrix[row][column]) for column in range(4) for row in range(4)]
