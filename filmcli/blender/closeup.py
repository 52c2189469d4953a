"""A close-up of a thing: the camera walks round a prop until it sees the broad side of it, past whoever holds it.

Knows nothing of what the prop is. Metres, degrees.
"""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Matrix, Vector

from filmcli.blender import camera
from filmcli.blender.camera import View

THIN = 0.6  # of its middle side: a thing with a side thinner than that has a broad side
BROAD = 0.8  # cosine between the broad side's normal and the way to the lens from which the thing is read
TURNS = (0, 20, -20, 40, -40, 60, -60, 80, -80, 100, -100)


def middle(thing: bpy.types.Object) -> Vector:
    """Return the middle of a prop as it lies or is held, of its largest part."""
    bpy.context.view_layer.update()
    main = _main(thing)
    return sum((main.matrix_world @ Vector(corner) for corner in main.bound_box), Vector()) / 8


def _main(thing: bpy.types.Object) -> bpy.types.Object:
    return max((thing, *thing.children_recursive), key=lambda part: math.prod(part.dimensions))


def broadside(view: View, thing: bpy.types.Object, *, scene: bpy.types.Scene) -> View:
    """Return the view on the middle of a prop, turned about it as little as needed to see its broad side, from where the lens is free.

    What lies flat, or is as thick as it is broad, is seen as planned; so is what cannot be seen better from anywhere near.
    """
    main, centre = _main(thing), middle(thing)
    turn, sides = main.matrix_world.to_3x3().normalized(), np.array(main.dimensions)
    view = view.moved_to(centre)
    thin = int(sides.argmin())
    normal = turn.col[thin]
    if sides[thin] > THIN * np.sort(sides)[1] or abs(normal.z) > 0.6:
        return view
    depsgraph = bpy.context.evaluated_depsgraph_get()
    names = {part.name for part in (thing, *thing.children_recursive)}
    start = Vector(view.position) - centre

    wanted = BROAD * math.hypot(normal.x, normal.y) * math.hypot(start.x, start.y) / start.length
    for degrees in TURNS:
        way = Matrix.Rotation(math.radians(degrees), 3, "Z") @ start
        fault, _ = camera.obstruction(centre + way, [centre], scene, names, depsgraph)
        if not fault and abs(normal.dot(way.normalized())) >= wanted:
            reason = f"turned {abs(degrees)}° to the prop's broad side" if degrees else view.reason
            return replace(view, position=tuple(centre + way), reason=reason)
    return view
