"""The wardrobe: from a cast sheet's wardrobe to everything a person wears, and which skin lies under it.

Knows nothing of poses or cameras, nor of how a garment is cut.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import hat, outfits, tailoring
from filmcli.blender.body import Body
from filmcli.blender.fitting import Bare, Fitting
from filmcli.blender.piece import Outfit
from filmcli.blender.tailoring import throat

PLAIN = {
    "garment": "suit",
    "main": (0.05, 0.05, 0.055),
    "second": (0.60, 0.58, 0.54),
    "accent": (0.12, 0.02, 0.02),
    "hat": "none",
    "wear": 0.0,
    "layers": {},
}


def dress(body: Body, sheet: Mapping, *, lite: bool) -> Outfit:
    """Return the outfit of a cast sheet, with its hat. 1–2 s.

    Raises InputError for a garment that is not in the wardrobe.
    """
    worn = {**PLAIN, **dict(sheet.get("wardrobe") or {})}
    colours = {slot: tuple(worn[slot]) for slot in ("main", "second", "accent")}
    fit = Fitting(body, colours, lite, float(worn["wear"]))
    outfits.hang(fit, worn["garment"], worn["layers"])
    hats, covers = hat.build(body, sheet, lite=lite), covered(body, fit.bare)
    seen = np.unique(np.array(body.faces)[(body.groups == "body") & ~covers])
    for piece in fit.pieces:
        if piece.folds is not None:
            piece.folds.clear(body, piece.vertices, seen)
    return Outfit([*fit.pieces, *hats], covers, hat.band(body, str(worn["hat"])) if hats else None)


def lap(garment: str) -> float:
    """Return how far a garment stands off a sitter's thighs, metres: hands rest on it."""
    return float(outfits.entry(garment).get("lap", 0.008))


def covered(body: Body, bare: Bare) -> np.ndarray:
    """Return the mask over `body.faces` of skin under cloth: everything but head, hands, neckline, and open arms and calves.

    Nobody is ever without clothes: the trunk is left out of the picture whatever the outfit says.
    """
    faces = np.array(body.faces)
    skin = np.array([g == "body" for g in body.groups])
    middle = body.vertices[faces].mean(1)[skin]
    base, k = throat(body), body.unit
    depth = tailoring.sleeve_depth(body, middle)
    arm = body.region("arm")[faces].mean(1)[skin] > 0.5
    head = body.region("head")[faces].mean(1)[skin] > 0.02
    window = (middle[:, 2] > base[2] - (0.05 + min(bare.neck, 0.15)) * k) & (
        np.abs(middle[:, 0]) < (bare.width + 0.03 * (bare.width > 0.11)) * k
    )
    window &= (middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.05 * k)
    seat = body.joint("upperleg01.L")[2] - 0.25 * k
    calf = (middle[:, 2] < min(bare.hem, seat)) & (middle[:, 2] > (-1 if bare.toes else bare.shoe))
    shoulder = (bare.width > 0.11) & (depth < bare.sleeve + 0.3)  # a wide neckline shows skin out to the sleeve head
    visible = head | (window & (~arm | shoulder)) | (arm & (depth > bare.sleeve) & (bare.hands | (depth < 1.9))) | (calf & ~arm)
    out = np.zeros(len(faces), bool)
    out[np.nonzero(skin)[0]] = ~visible
    return out
