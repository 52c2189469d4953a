"""A model from a file of the user's (GLB, USD, .blend), brought to metres and set down at the origin.

Knows nothing of what it stands in for. Scripts and drivers in a .blend are not run; cameras and lamps of the file are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from filmcli.core.errors import InputError

NEAR = 3.0  # a model may be so many times larger or smaller than what it stands in for
FAMILIES = {"GLB": ("glb", "gltf"), "USD": ("usd", "usda", "usdc", "usdz"), "blend": ("blend",)}


def bring(asset: Mapping[str, Any], collection: bpy.types.Collection) -> list[bpy.types.Object]:
    """Return the meshes of an asset's file, linked to a collection and scaled to metres.

    Raises InputError for a file that Blender cannot read or that holds no mesh.
    """
    path = Path(asset["path"])
    before = set(bpy.data.objects)
    try:
        read(path)
    except (RuntimeError, OSError) as error:
        raise InputError(f"{path}: Blender cannot read it: {' '.join(str(error).split())[:160]}") from error
    new = [thing for thing in bpy.data.objects if thing not in before]
    root = bpy.data.objects.new(f"own {asset['name']}", None)
    root.matrix_world = Matrix.Rotation(math.radians(asset["yaw"]), 4, "Z") @ Matrix.Scale(asset["scale"], 4)
    collection.objects.link(root)
    meshes = []
    for thing in new:
        for other in list(thing.users_collection):
            other.objects.unlink(thing)
        if thing.type in ("CAMERA", "LIGHT", "SPEAKER", "LIGHT_PROBE"):
            bpy.data.objects.remove(thing)
            continue
        collection.objects.link(thing)
        if thing.parent is None:
            thing.parent = root
        if thing.type == "MESH":
            meshes.append(thing)
    if not meshes:
        raise InputError(f"{path}: there is no mesh in it")
    bpy.context.view_layer.update()
    return meshes


def read(path: Path) -> None:
    """Read a file into the open scene."""
    kind = path.suffix.lower().removeprefix(".")
    if kind in FAMILIES["GLB"]:
        bpy.ops.import_scene.gltf(filepath=str(path))
    elif kind in FAMILIES["USD"]:
        bpy.ops.wm.usd_import(filepath=str(path), import_cameras=False, import_lights=False)
    else:
        with bpy.data.libraries.load(str(path), link=False) as (inside, wanted):
            wanted.objects = list(inside.objects)
        for thing in wanted.objects:
            if thing is not None:
                bpy.context.scene.collection.objects.link(thing)


def box(things: Sequence[bpy.types.Object]) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest corner of the box around meshes, world metres."""
    corners = np.array([thing.matrix_world @ Vector(corner) for thing in things for corner in thing.bound_box])
    return corners.min(axis=0), corners.max(axis=0)


def fitting(asset: Mapping[str, Any], size: np.ndarray, expected: Sequence[float]) -> None:
    """Raise InputError when a model is more than three times larger or smaller than what it stands in for, by its longest side (metres)."""
    longest, wanted = float(max(size)), float(max(expected))
    if not wanted / NEAR <= longest <= wanted * NEAR:
        guess = next(
            (s for s in (0.001, 0.01, 0.0254, 0.3048, 100.0, 1000.0) if wanted / NEAR <= longest * s <= wanted * NEAR), wanted / longest
        )
        beside = Path(asset["path"]).with_suffix(".yaml").name
        raise InputError(
            f"{asset['path']}: {longest:.3g} m long, expected about {wanted:.2g} m for {asset['name']}; "
            f"write `scale: {guess * asset['scale']:g}` into {beside} beside it"
        )
