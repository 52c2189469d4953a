"""The colour of hair as a material: pigment along each strand, lock by lock, with white hairs among it.

Knows nothing of how hair grows. Reads the strands' attribute `tint`, −1 (darker) to 1 (lighter).
"""

from __future__ import annotations

import bpy

from filmcli.blender.shader import Shader

COOL = (
    0.80,
    0.88,
    1.0,
)  # over the pigment: grey hair is bluish, and brown is ash, where the model's melanin alone is copper under a rim light
TIPS = 0.78  # of the root's pigment is left at a tip that years of sun have bleached
LOCKS = (1.45, 0.68)  # of the pigment in the darkest and the lightest lock
GREYING = 0.06  # how far around the share of white hairs a strand is between white and its colour


def strands(name: str, melanin: float, redness: float, *, roughness: float = 0.34, white: float = 0.0) -> bpy.types.Material:
    """Return a hair material after Chiang et al. (2016). melanin: 0 white – 1 black; redness: the share of pheomelanin; white: of white hairs.

    The model's pigment goes with −ln(1 − melanin): locks and tips vary that, or a lock of black hair a fifth lighter would be brown.
    """
    t = Shader(name)
    hair = t.node("BsdfHairPrincipled", model="CHIANG", parametrization="MELANIN")
    info = t.node("HairInfo")
    share = t.math("MULTIPLY", t.ramp(info.outputs["Intercept"], 0.15, 1.0, 1.0, TIPS), t.ramp(t.attribute("tint"), -1.0, 1.0, *LOCKS))
    if white:
        share = t.math("MULTIPLY", share, t.ramp(info.outputs["Random"], white - GREYING, white + GREYING, 0.035, 1.0))
    cool = 1.0 if white else 0.5 * max(0.0, 1 - 2 * redness)
    t.put(hair.inputs["Tint"], tuple(1 - cool * (1 - part) for part in COOL))
    t.put(hair.inputs["Melanin"], t.math("SUBTRACT", 1.0, t.math("POWER", max(1.0 - melanin, 0.01), share)))
    for key, value in {
        "Melanin Redness": redness,
        "Roughness": roughness,
        "Radial Roughness": 0.45,
        "Random Color": 0.10,
        "Random Roughness": 0.2,
    }.items():
        hair.inputs[key].default_value = value
    t.put(t.out.inputs[0], hair.outputs[0])
    return t.material
