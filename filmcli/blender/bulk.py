"""A body as a few balls at its joints: how low it reaches, cheaply enough for every frame.

Knows nothing of poses, skin or Blender (numpy only). Metres.
"""

from __future__ import annotations

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.skinning import Transforms

# metres for a person of 1.75 m: how far the skin is from a bone's head, or its tail (1)
BALLS = {
    ("root", 0): 0.030,
    ("spine03", 0): 0.10,
    ("upperarm01", 0): 0.055,
    ("lowerarm01", 0): 0.038,
    ("wrist", 0): 0.026,
    ("finger3-1", 0): 0.018,
    ("upperleg01", 0): 0.085,
    ("lowerleg01", 0): 0.055,
    ("foot", 0): 0.040,
    ("toe1-1", 0): 0.018,
    ("head", 1): 0.055,
}


def lowest(body: Body, motion: Transforms) -> float:
    """Return the height of the lowest ball."""
    return float(min((centre[2] - radius for centre, radius in balls(body, motion).values()), default=0.0))


def balls(body: Body, motion: Transforms) -> dict[str, tuple[np.ndarray, float]]:
    """Return each ball by its bone: centre and radius."""
    found = {}
    for (name, end), radius in BALLS.items():
        for bone in (f"{name}.L", f"{name}.R") if f"{name}.L" in body.number else (name,):
            k = body.number[bone]
            found[bone] = (motion.rotations[k] @ body.joint(bone, end) + motion.translations[k], radius * body.unit)
    return found
