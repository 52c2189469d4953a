"""How a prop sits in the right hand: in the fist as it turns, upright below it by a handle, or by its edge between thumb and fingers.

Knows nothing of who holds what when, nor of poses. Metres; a grip is the frame of the fist: x wrist → knuckles, y out of the palm, z towards the thumb.
"""

from __future__ import annotations

import bpy
from mathutils import Matrix

from filmcli.formats.poses import hangs, pinched

EDGE = (-0.018, 0.004, 0.014)  # of what is pinched, in the frame of the fist: its near edge lies across the roots of the fingers
PAD = 0.009  # metres from the bones of the fingers to their skin


def held(words: str, grip: Matrix, world: Matrix) -> Matrix:
    """Return where a prop is that these words name. grip: of the fist, in the set's frame; world: how the person stands in it."""
    if hangs(words):
        return Matrix.Translation(grip.translation) @ world.to_3x3().to_4x4()
    if (thick := pinched(words)) is None:
        return grip
    turned = Matrix(
        ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
    ).to_4x4()  # the page's right is to the thumb, its head to the fingertips
    x, y, z = EDGE
    return grip @ Matrix.Translation((x, y + PAD + thick / 2, z)) @ turned


def by_far_end(prop: bpy.types.Object) -> Matrix:
    """Return the turn that has a pinched prop in the hand by its far edge, as who takes it out of another's hand holds it."""
    corners = [corner for thing in (prop, *prop.children) for corner in thing.bound_box]
    near, far = min(corner[1] for corner in corners), max(corner[1] for corner in corners)
    left, right = min(corner[0] for corner in corners), max(corner[0] for corner in corners)
    return Matrix.Translation((left + right, near + far, 0.0)) @ Matrix.Rotation(3.141592653589793, 4, "Z")
