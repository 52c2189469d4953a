"""The colour and the gloss of skin by place: what blood, bone, shade and years do to each part of a face, as numbers a vertex.

Knows nothing of materials. Everything is a factor of the person's own albedo, made once on the rest mesh, so that it costs a render nothing.

Painters part a face in three: a sallow forehead, a ruddy middle, a cool jaw (Jung and others 2018 measure the same: a* rises by 3 to 5 from
forehead to cheek and nose). Blood shows less the more melanin lies over it; dark skin is darker round eyes and mouth and at the temples.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from filmcli.blender import garment, hairline
from filmcli.blender.body import SKIN, Body
from filmcli.core.seeds import stream

# mask → factor of (red, green, blue) of fair skin and of dark skin, where the mask is 1
PLACES = {
    "forehead": ((1.03, 1.00, 0.88), (0.90, 0.88, 0.86)),
    "flush": ((0.99, 0.68, 0.60), (1.06, 0.92, 0.88)),
    "nose": ((0.97, 0.74, 0.67), (1.04, 0.92, 0.90)),
    "ear": ((0.98, 0.72, 0.65), (0.96, 0.84, 0.82)),
    "socket": ((0.78, 0.62, 0.64), (0.74, 0.68, 0.68)),
    "lid": ((0.88, 0.66, 0.62), (0.72, 0.66, 0.66)),
    "mouth": ((0.96, 0.88, 0.82), (0.76, 0.72, 0.72)),
    "temple": ((0.97, 0.95, 0.95), (0.82, 0.79, 0.78)),
    "neck": ((0.97, 0.95, 0.90), (0.94, 0.92, 0.90)),
    "rim": ((0.92, 0.58, 0.54), (0.95, 0.62, 0.58)),
}
CHROMA = (1.00, 0.945, 0.875)  # of the sheet's tone: a film's view takes colour out of what is bright
HOLLOW = (0.62, 0.45, 0.42)  # of what lies deepest: folds, the corners of mouth and nose, the whorl of an ear
RAISED = (1.04, 1.03, 1.02)
DEEP = 0.0011  # metres below its surroundings at which skin counts as a hollow, on a grown head
JAW = (0.86, 0.92, 0.98)  # under the skin of a man who shaves


def paint(body: Body, sheet: Mapping, masks: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return what the person's albedo is multiplied by at every vertex, (n, 3). masks: of `skin.masks`."""
    look, age = dict(sheet.get("appearance") or {}), int(sheet.get("age", 40))
    tone = np.array(look.get("skin", (0.55, 0.34, 0.24)), float)
    fair, own = float(np.clip((tone.mean() - 0.07) / 0.26, 0, 1)), stream(0, "zones", str(sheet.get("id", "")))
    ruddy, clear = own.uniform(0.65, 1.15), 1 - 0.45 * float(look.get("makeup", 0.0))
    young = float(np.clip((18 - age) / 12, 0, 1))
    tired = 0.45 + 0.4 * float(np.clip((age - 20) / 45, 0, 1)) + own.uniform(-0.1, 0.1)
    strength = {
        "flush": ruddy * (1 - 0.15 * young),
        "nose": 0.8 * ruddy * (1 - 0.4 * young),
        "ear": 0.9,
        "socket": tired * (1 - 0.6 * young),
    }
    out = np.ones((len(body.vertices), 3)) * CHROMA
    for name, mask in {**masks, **places(body)}.items():
        if name in PLACES:
            pale, dark = (np.array(part) for part in PLACES[name])
            amount = strength.get(name, 0.85) * (clear if name != "rim" else 1.0)
            out *= 1 + amount * mask[:, None] * (fair * pale + (1 - fair) * dark - 1)
    if body.gender == "male" and age >= 17:
        out *= 1 + 0.8 * fair * masks["beard"][:, None] * (np.array(JAW) - 1)
    low = relief(body)
    hollow, raised = np.clip(low, 0, 1)[:, None], np.clip(-0.6 * low, 0, 1)[:, None]
    deep = 0.40 + 0.30 * float(np.clip((age - 25) / 40, 0, 1)) - 0.15 * young
    return out * (1 + deep * hollow * (np.array(HOLLOW) - 1)) * (1 + raised * (np.array(RAISED) - 1))


def gloss(body: Body, masks: Mapping[str, np.ndarray], *, makeup: float) -> np.ndarray:
    """Return what is added to the roughness of skin at every vertex (n,): less where it is oily or wet, more under hair and in hollows."""
    oil = (0.13 - 0.06 * makeup) * masks["oil"] + 0.05 * masks["socket"]
    return 0.35 * masks["scalp"] - oil - 0.40 * masks["rim"] + 0.10 * np.clip(relief(body), 0, 1)


def places(body: Body) -> dict[str, np.ndarray]:
    """Return masks (n,) of places that are told by where they lie on the base mesh: the same on every head."""
    x, y, z = hairline.template().T
    x, head = np.abs(x), body.region("head") + body.region("neck")

    def soft(value: np.ndarray, low: float, high: float) -> np.ndarray:
        t = np.clip((value - low) / (high - low), 0, 1)
        return t * t * (3 - 2 * t)

    def spot(across: float, deep: float, up: float, size: tuple[float, float, float]) -> np.ndarray:
        return np.exp(-(((x - across) / size[0]) ** 2 + ((y - deep) / size[1]) ** 2 + ((z - up) / size[2]) ** 2))

    face = soft(-y, -0.075, -0.045)
    return {
        "forehead": soft(z, 0.020, 0.045) * face * head,
        "nose": np.clip(spot(0, -0.040, -0.038, (0.018, 0.018, 0.013)) + 0.4 * spot(0, -0.033, -0.016, (0.009, 0.02, 0.020)), 0, 1),
        "ear": np.where(hairline.ear() & (x > 0.068), soft(x, 0.066, 0.076), 0.0),
        "lid": spot(0.031, -0.006, 0.011, (0.020, 0.020, 0.0065)),
        "mouth": spot(0, -0.026, -0.070, (0.031, 0.030, 0.020)),
        "temple": spot(0.064, 0.018, 0.020, (0.014, 0.024, 0.028)) * head,
        "neck": soft(-z, 0.115, 0.150) * head,
    }


def relief(body: Body) -> np.ndarray:
    """Return how far each vertex lies below the skin around it, in `DEEP` (n,), positive in a fold; 0 but on head and neck."""
    faces, skin = np.array(body.select(["body"])), body.vertices[:SKIN]
    faces = faces[(body.region("head") + body.region("neck"))[faces].min(1) > 0.3]
    mean, smooth = garment.neighbours(faces, SKIN), skin
    touched = np.zeros((SKIN, 1))
    touched[np.unique(faces)] = 1
    for _ in range(5):
        smooth = smooth + 0.6 * (mean @ smooth - smooth) * touched
    low = ((smooth - skin) * garment.normals(smooth, faces)).sum(1) / (DEEP * body.joint("eye.L")[0] / 0.031)
    out = np.zeros(len(body.vertices))
    out[:SKIN] = 0.5 * low + 0.5 * (mean @ low)
    return out
