"""The wardrobe: from a cast sheet's wardrobe to everything a person wears, and which skin lies under it.

Knows nothing of poses or cameras, nor of how a garment is cut.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial import cKDTree

from filmcli.blender import garment, hat, outfits, seams, tailoring
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
    hats, covers = hat.build(body, sheet, lite=lite), beneath(body, fit, covered(body, fit.bare))
    seen = np.unique(np.array(body.faces)[(body.groups == "body") & ~covers])
    for piece in fit.pieces:
        if piece.folds is not None:
            piece.folds.clear(body, piece.vertices, seen)
    return Outfit([*fit.pieces, *hats], covers)


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
    wide = (
        bare.width + 0.03 * (bare.width > 0.11) + 0.05 * (bare.neck > 0.08) * (middle[:, 2] > base[2] - 0.10 * k)
    )  # where a collar stands off
    window = (middle[:, 2] > base[2] - (0.05 + min(bare.neck, 0.15)) * k) & (np.abs(middle[:, 0]) < wide * k)
    window &= (middle[:, 1] < base[1] + 0.01) | (middle[:, 2] > base[2] - 0.05 * k)
    seat = body.joint("upperleg01.L")[2] - 0.25 * k
    above = (body.flat or body).vertices[faces].mean(1)[skin][:, 2]  # shoes are measured on flat feet
    calf = (middle[:, 2] < min(bare.hem, seat)) & (above > (-1 if bare.toes else bare.shoe))
    shoulder = (bare.width > 0.11) & (depth < bare.sleeve + 0.3)  # a wide neckline shows skin out to the sleeve head
    visible = head | (window & (~arm | shoulder)) | (arm & (depth > bare.sleeve) & (bare.hands | (depth < 1.9))) | (calf & ~arm)
    out = np.zeros(len(faces), bool)
    out[np.nonzero(skin)[0]] = ~visible
    return out


def beneath(body: Body, fit: Fitting, covers: np.ndarray) -> np.ndarray:
    """Return the mask with the skin added that lies well under a large piece: farther from its edges than a camera sees in.

    That is 25 mm, 55 at the neck, and more where the cloth stands off. What is not there cannot come through when a child kneels.
    """
    faces = np.array(body.faces)
    skin = (body.groups == "body") & ~covers
    seen = np.unique(faces[skin])
    seen = seen[body.region("head")[seen] < 0.02]
    hidden = np.zeros(len(body.vertices), bool)
    for piece in fit.pieces:
        if piece.folds is None or not len(seen):
            continue
        out = garment.normals(piece.vertices, np.array(piece.faces))
        away, at = cKDTree(piece.vertices).query(body.vertices[seen], distance_upper_bound=0.05)
        near = np.nonzero(np.isfinite(away))[0]
        at = at[near]
        depth = ((piece.vertices[at] - body.vertices[seen[near]]) * out[at]).sum(1)
        edge = seams.FAR - piece.attributes["hem"][at]
        inside = 0.025 + 0.03 * (
            body.vertices[seen[near], 2] > throat(body)[2] - 0.12 * body.unit
        )  # into a neck the camera looks from above
        hidden[seen[near[(depth > 0.0005) & (edge > inside * body.unit + 1.5 * depth)]]] = True
    return covers | (skin & hidden[faces].all(1))
