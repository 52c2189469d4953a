"""The wardrobe: from a cast sheet's wardrobe to everything a person wears, and which skin lies under it.

Knows nothing of poses or cameras, nor of how a garment is cut.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import hat, tailoring
from filmcli.blender.body import Body
from filmcli.blender.fitting import WHITE, Bare, Fitting
from filmcli.blender.outfits import GARMENTS
from filmcli.blender.piece import Outfit
from filmcli.blender.tailoring import throat
from filmcli.core.errors import InputError


def dress(body: Body, sheet: Mapping, *, lite: bool) -> Outfit:
    """Return the outfit of a cast sheet, with its hat. 1–2 s.

    Raises InputError for a garment that is not in the wardrobe.
    """
    worn = {
        "garment": "suit",
        "main": (0.05, 0.05, 0.055),
        "second": WHITE,
        "accent": (0.12, 0.02, 0.02),
        "hat": "none",
        **dict(sheet.get("wardrobe") or {}),
    }
    make = GARMENTS.get(worn["garment"])
    if make is None:
        raise InputError(f"unknown garment {worn['garment']!r}", hint=f"known: {', '.join(GARMENTS)}")
    fit = Fitting(body, tuple(worn["main"]), tuple(worn["second"]), tuple(worn["accent"]), lite)
    bare = make(fit)
    hats = hat.build(body, sheet, lite=lite)
    return Outfit(
        [*fit.pieces, *hats], covered(body, bare), hat.band(body, str(sheet.get("wardrobe", {}).get("hat", "none"))) if hats else None
    )


def covered(body: Body, bare: Bare) -> np.ndarray:
    """Return the mask over `body.faces` of skin under cloth: everything but head, hands, neckline and open calves."""
    faces = np.array(body.faces)
    skin = np.array([g == "body" for g in body.groups])
    centre = body.vertices[faces].mean(1)
    base, k = throat(body), body.unit
    depth = tailoring.sleeve_depth(body, centre[skin])
    arm = body.region("arm")[faces].mean(1)[skin] > 0.5
    head = body.region("head")[faces].mean(1)[skin] > 0.02
    middle = centre[skin]
    window = (middle[:, 2] > base[2] - (0.05 + bare.neck) * k) & (np.abs(middle[:, 0]) < bare.width * k)
    window &= (middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.05 * k)
    calf = (middle[:, 2] < bare.hem) & (middle[:, 2] > bare.shoe)
    visible = head | (window & ~arm) | (arm & (depth > bare.sleeve - 0.10)) | calf
    out = np.zeros(len(faces), bool)
    out[np.nonzero(skin)[0]] = ~visible
    return out
