"""Hair as a Blender material.

Knows nothing of styles, faces or heads.
"""

from __future__ import annotations

import bpy

from filmcli.blender.threads import Tree

COOL = (0.80, 0.88, 1.0)  # grey hair is bluish against melanin's brown


def strands(name: str, melanin: float, redness: float, *, roughness: float = 0.3, white: float = 0.0) -> bpy.types.Material:
    """Make a hair material after Chiang et al. (2016); `melanin` 0 white – 1 black, `redness` the share of pheomelanin.

    `white` mixes in that share of unpigmented hairs (greying).
    """
    tree = Tree(name)
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
