"""Skin, eyes, teeth and tongue as materials, and the vertex masks that tell skin where it flushes, ages and grows hair.

Knows nothing of poses. Colours are linear albedo; lengths in metres.
"""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from filmcli.blender import anatomy, hairline
from filmcli.blender.body import SKIN, Body
from filmcli.blender.shader import Shader

HAIR = {  # melanin, redness (Chiang hair BSDF) and the flat colour of stubble and roots
    "black": (0.97, 0.10, (0.012, 0.010, 0.009)),
    "dark_brown": (0.86, 0.25, (0.022, 0.014, 0.009)),
    "brown": (0.68, 0.35, (0.055, 0.032, 0.018)),
    "auburn": (0.60, 0.75, (0.085, 0.030, 0.014)),
    "red": (0.42, 0.95, (0.16, 0.055, 0.020)),
    "blond": (0.26, 0.40, (0.22, 0.15, 0.075)),
    "grey": (0.22, 0.05, (0.20, 0.19, 0.18)),
    "white": (0.08, 0.02, (0.42, 0.40, 0.38)),
}
SHADE = {"grey": 0.45, "white": 0.36, "blond": 0.70}  # hair shades its own roots: what shows between strands is darker than they
IRIS = {  # linear; above 0.08 a dark iris turns milky (LOOK.md)
    "brown": (0.050, 0.022, 0.010),
    "hazel": (0.070, 0.045, 0.018),
    "green": (0.040, 0.070, 0.036),
    "blue": (0.045, 0.085, 0.135),
    "grey": (0.070, 0.082, 0.090),
}


def masks(body: Body, sheet: Mapping) -> dict[str, np.ndarray]:
    """Return per vertex, 0–1: flush, beard, socket (round the eyes), oil, brow, crow (outer corners), furrow (forehead), nape."""
    v, head = body.vertices, body.region("head")
    eye = (body.joint("eye.L") + body.joint("eye.R")) / 2
    ex, s = body.joint("eye.L")[0], _face_scale(body)
    nose = v[:SKIN][np.argmin(np.where(head[:SKIN] > 0.5, v[:SKIN, 1], 9.0))]

    def spot(centre: tuple, radius: tuple) -> np.ndarray:
        return np.exp(-(((v - np.array(centre)) / (np.array(radius) * s)) ** 2).sum(1))

    def both(x: float, y: float, z: float, radius: tuple) -> np.ndarray:
        return spot((x, y, z), radius) + spot((-x, y, z), radius)

    y, z = eye[1], eye[2]
    flush = 0.75 * both(ex + 0.018 * s, y, z - 0.042 * s, (0.026, 0.05, 0.022)) + 0.8 * spot(tuple(nose), (0.017, 0.02, 0.016))
    flush += 0.35 * body.region("finger") + 0.3 * spot((0, y - 0.01, z - 0.10 * s), (0.02, 0.04, 0.014))
    jaw = np.clip((z - 0.052 * s - v[:, 2]) / (0.022 * s), 0, 1) * np.clip((v[:, 2] - (z - 0.165 * s)) / (0.03 * s), 0, 1)
    jaw *= np.clip((y + 0.095 * s - v[:, 1]) / (0.035 * s), 0, 1) * np.clip(head * 3 + 0.25, 0, 1)
    cheek = both(ex + 0.006 * s, y, z - 0.062 * s, (0.024, 0.06, 0.018))
    out = {
        "flush": flush,
        "beard": jaw * np.clip(1 - 0.9 * cheek, 0, 1),
        "socket": both(ex, y, z - 0.013 * s, (0.021, 0.05, 0.013)) + 0.6 * both(ex - 0.014 * s, y, z + 0.002 * s, (0.011, 0.05, 0.014)),
        "oil": spot((0, y, z + 0.055 * s), (0.04, 0.08, 0.022))
        + spot(tuple(nose + [0, 0, 0.012]), (0.013, 0.04, 0.026))
        + 0.5 * spot((0, y, z - 0.1 * s), (0.02, 0.05, 0.012)),
        "crow": both(ex + 0.028 * s, y, z - 0.002 * s, (0.013, 0.05, 0.018)),
        "furrow": spot((0, y, z + 0.052 * s), (0.042, 0.07, 0.019)),
        "brow": _brow_shade(body, s),
    }
    out["scalp"] = _scalp(body, sheet)
    return {name: np.clip(mask, 0, 1) * np.where(np.arange(len(v)) < SKIN, 1.0, 0.0) for name, mask in out.items()}


def brow_line(body: Body, side: str) -> np.ndarray:
    """Return 9 points (x, y, z) along a brow from its inner end to its tail, on no surface yet, rest pose."""
    ex, s = body.joint("eye.L")[0], _face_scale(body)
    eye = body.joint(f"eye.{side}")
    u = np.linspace(0, 1, 9)
    female = body.gender == "female"
    arch = np.interp(u, (0, 0.35, 0.66, 1), (0.0180, 0.0205, 0.0222, 0.0150) if female else (0.0158, 0.0172, 0.0180, 0.0128))
    across = -0.0195 + 0.0440 * u
    sign = 1 if side == "L" else -1
    return np.stack([sign * (ex + across * s), np.full(9, eye[1]), eye[2] + arch * s], 1)


def _face_scale(body: Body) -> float:
    """Return the face's size against the grown man the numbers were measured on (31.0 mm from midline to pupil)."""
    return float(body.joint("eye.L")[0] / 0.0310)


def _brow_shade(body: Body, s: float) -> np.ndarray:
    """Return the soft shade of hair under a brow."""
    v, shade = body.vertices, np.zeros(len(body.vertices))
    for side in "LR":
        line = brow_line(body, side)
        across = (v[:, None, 0] - line[None, :, 0]) / (0.006 * s)
        along = (v[:, None, 2] - line[None, :, 2]) / (0.0042 * s)
        shade = np.maximum(shade, np.exp(-(across**2 + along**2)).max(1) * (v[:, 1] < line[0, 1] + 0.01 * s))
    return shade


def _scalp(body: Body, sheet: Mapping) -> np.ndarray:
    """Return where hair grows on the head, soft at the hairline, so that roots never show bright skin between them."""
    style = dict(dict(sheet.get("appearance") or {}).get("hair") or {}).get("style", "short")
    if style == "bald":
        return np.zeros(len(body.vertices))
    soft = np.clip((hairline.depth(body) + 0.002) / 0.010, 0, 1)
    return soft * soft * (3 - 2 * soft)


def skin(name: str, sheet: Mapping, *, lite: bool = False) -> bpy.types.Material:
    """Return the skin of a person: mottled, flushed, porous, with stubble, brows' shade, lips and the lines of age."""
    t = Shader(name, lite=lite)
    look, age = dict(sheet.get("appearance") or {}), int(sheet.get("age", 40))
    tone = np.array(look.get("skin", (0.55, 0.34, 0.24)), float)
    hair, makeup = dict(look.get("hair") or {}), float(look.get("makeup", 0.0))
    female, where = sheet.get("gender") == "female", t.position()
    roots = HAIR[hair.get("colour", "brown")][2]
    colour = _complexion(t, where, tone, age, makeup)
    colour = t.mix(t.math("MULTIPLY", t.attribute("scalp"), 0.96), colour, tuple(SHADE.get(hair.get("colour"), 0.85) * np.array(roots)))
    colour = t.mix(t.math("MULTIPLY", t.attribute("brow"), 0.20 if female else 0.30), colour, tuple(0.55 * np.array(roots) + 0.12 * tone))
    amount = {"none": 0.16, "stubble": 0.9, "moustache": 0.28, "full": 0.75}[hair.get("beard", "none")]
    if not female and age >= 17:
        speck = t.noise(where, 1100, detail=1, rough=0.5)
        bristle = t.math("MULTIPLY", t.attribute("beard"), t.ramp(speck, 0.42, 0.62, 0.35 * amount, 0.95 * amount))
        shadow = tuple(0.25 * tone * (0.85, 1.0, 1.1) + 0.35 * np.array(roots))
        colour = t.mix(bristle, colour, shadow)
    lips = t.image(anatomy.texture("lips"))
    natural = tone * (0.80, 0.43, 0.43)
    painted = np.array((0.36, 0.035, 0.035)) if makeup > 0.3 else natural
    colour = t.mix(t.math("MULTIPLY", lips, 0.62 + 0.33 * makeup), colour, tuple(natural * (1 - makeup) + painted * makeup))
    colour = t.mix(t.image(anatomy.texture("inside-mouth")), colour, (0.20, 0.040, 0.035))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("fingernails")), 0.45), colour, tuple(tone * (1.1, 1.0, 1.0) * 0.9 + 0.05))
    return _finish(t, where, colour, lips, age, makeup)


def _complexion(t: Shader, where, tone: np.ndarray, age: int, makeup: float):
    """Return the colour of bare skin: large and small mottling, blood under cheeks and ears, thin skin round the eyes."""
    large, middle, fine = (
        t.noise(where, 16, detail=3, rough=0.55),
        t.noise(where, 62, detail=4, rough=0.6),
        t.noise(where, 300, detail=3, rough=0.6),
    )
    clear = 1 - 0.5 * makeup
    colour = t.mix(t.ramp(large, 0.32, 0.68), tuple(tone * (0.93, 0.88, 0.86)), tuple(np.minimum(tone * (1.05, 1.06, 1.05), 1)))
    colour = t.mix(t.ramp(middle, 0.42, 0.72, 0, 0.40 * clear), colour, tuple(tone * (0.95, 0.80, 0.76)))
    red = tuple(tone * (0.98, 0.62, 0.57))
    blood = t.math("MULTIPLY", t.attribute("flush"), t.ramp(middle, 0.3, 0.75, 0.38, 0.92))
    colour = t.mix(blood, colour, red)
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("ears")), 0.45), colour, red)
    thin = 0.20 + 0.20 * float(np.clip((age - 30) / 40, 0, 1)) - 0.10 * makeup
    colour = t.mix(t.math("MULTIPLY", t.attribute("socket"), thin), colour, tuple(tone * (0.66, 0.50, 0.52)))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("eyelids")), 0.30 + 0.25 * makeup), colour, tuple(tone * (0.66, 0.48, 0.47)))
    speck = t.ramp(fine, 0.60, 0.76, 0, (0.16 + 0.20 * min(age, 80) / 80) * clear)
    colour = t.mix(speck, colour, tuple(tone * (0.74, 0.60, 0.55)))
    if age > 58:  # age spots
        spot = t.ramp(t.noise(where, 95, detail=2, rough=0.5), 0.66, 0.70, 0, 0.35)
        colour = t.mix(spot, colour, tuple(tone * (0.66, 0.52, 0.44)))
    return colour


def _finish(t: Shader, where, colour, lips, age: int, makeup: float) -> bpy.types.Material:
    """Add the sheen, pores and wrinkles, and finish the skin."""
    rough = t.ramp(t.noise(where, 90, detail=3, rough=0.6), 0.3, 0.7, 0.45, 0.62)
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", t.attribute("oil"), 0.13 - 0.06 * makeup))
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", lips, 0.08 + 0.17 * makeup))
    rough = t.math("ADD", rough, t.math("MULTIPLY", t.attribute("scalp"), 0.35))  # no wet gleam between strands
    normal = None
    if not t.lite:
        pores = t.math(
            "ADD", t.math("MULTIPLY", t.cells(where, 820), 0.6), t.math("MULTIPLY", t.noise(where, 330, detail=4, rough=0.65), 0.9)
        )
        normal = t.bump(pores, 0.24 - 0.08 * makeup, 0.0011)
        lined = t.math("MULTIPLY", lips, t.noise(t.stretch(where, (1, 1, 0.12)), 520, detail=2))
        normal = t.bump(lined, 0.35, 0.0010, normal)
        old = float(np.clip((age - 32) / 33, 0, 1.2))
        if old > 0:
            normal = _wrinkles(t, where, old, normal)
    bsdf = t.surface(
        colour,
        rough=rough,
        normal=normal,
        Subsurface_Weight=0.26,
        Subsurface_Scale=0.006,
        Coat_Weight=0.03,
        Coat_Roughness=0.35,
        Specular_IOR_Level=0.38,
    )
    node = next(n for n in t.tree.nodes if n.type == "BSDF_PRINCIPLED")
    node.inputs["Subsurface Radius"].default_value = (1.0, 0.36, 0.18)
    node.subsurface_method = "RANDOM_WALK"
    return bsdf


def _wrinkles(t: Shader, where, old: float, normal):
    """Add lines across the forehead and fans at the eyes' outer corners, as deep as the person is old."""
    warped = t.noise(where, 24, detail=2)
    x, _, z = t.split(where)
    level = t.math("ADD", t.math("MULTIPLY", z, 640.0), t.math("MULTIPLY", warped, 7.0))  # a line every 10 mm
    lines = t.math("POWER", t.math("ABSOLUTE", t.math("SINE", t.math("MULTIPLY", level, 0.5))), 0.35)
    broken = t.math("MULTIPLY", t.attribute("furrow"), t.ramp(t.noise(t.stretch(where, (0.4, 1, 1)), 60, detail=1), 0.35, 0.6))
    normal = t.bump(t.math("MULTIPLY", t.math("SUBTRACT", lines, 1.0), broken), 0.55 * min(old, 1), 0.0022 * old, normal)
    fan = t.math(
        "ADD",
        t.math("MULTIPLY", t.math("ABSOLUTE", x), 320.0),
        t.math("MULTIPLY", t.noise(t.stretch(where, (0.3, 1, 1)), 210, detail=1), 26.0),
    )
    crow = t.math("MULTIPLY", t.math("SINE", fan), t.attribute("crow"))
    return t.bump(crow, 0.35 * min(old, 1), 0.0012 * old, normal)


def eyeball(name: str, colour: str, *, age: int = 40) -> bpy.types.Material:
    """Return the material of an eyeball of radius 1 that looks along −y in object space: sclera, iris, pupil, wet coat."""
    t = Shader(name)
    iris = np.array(IRIS[colour])
    where = t.node("TexCoord").outputs["Object"]
    x, y, z = t.split(where)
    r = t.math("SQRT", t.math("ADD", t.math("MULTIPLY", x, x), t.math("MULTIPLY", z, z)))
    front, edge, pupil = t.math("LESS_THAN", y, 0.0), 0.455, 0.170
    spoke = t.join(t.math("MULTIPLY", t.math("ARCTAN2", z, x), 6.0), t.math("MULTIPLY", r, 2.0))
    fibre = t.noise(spoke, 3.0, detail=3, rough=0.6)
    inner = t.mix(t.ramp(fibre, 0.35, 0.7), tuple(iris * 0.42), tuple(np.minimum(iris * 2.1, 1)))
    inner = t.mix(t.ramp(r, pupil, pupil + 0.13, 0.75, 0), inner, tuple(iris * (1.9, 1.25, 0.7)))
    inner = t.mix(t.ramp(z, 0.0, 0.42, 0, 0.55), inner, tuple(iris * 0.30))  # the upper lid shades the iris
    inner = t.mix(t.ramp(z, -0.05, -0.36, 0, 0.30), inner, tuple(np.minimum(iris * 2.6, 1)))  # light caught by the far side
    inner = t.mix(t.ramp(r, edge - 0.10, edge, 0, 0.92), inner, (0.010, 0.009, 0.009))
    inner = t.mix(t.ramp(r, pupil - 0.015, pupil + 0.02, 1, 0), inner, (0.002, 0.002, 0.002))
    tired = float(np.clip((age - 25) / 50, 0, 1))
    white = t.mix(t.ramp(r, 0.55, 0.98, 0, 0.75), (0.60 - 0.04 * tired, 0.565 - 0.06 * tired, 0.52 - 0.09 * tired), (0.40, 0.235, 0.20))
    veins = t.ramp(t.noise(where, 9, detail=6, rough=0.7, distortion=1.5), 0.50, 0.535, 0, 0.12 + 0.10 * tired)
    white = t.mix(t.math("MULTIPLY", veins, t.ramp(r, 0.45, 0.8)), white, (0.46, 0.09, 0.07))
    colour_all = t.mix(t.math("MULTIPLY", t.ramp(r, edge - 0.02, edge + 0.035, 1, 0), front), white, inner)
    return t.surface(colour_all, rough=0.35, Coat_Weight=1.0, Coat_Roughness=0.015, Specular_IOR_Level=0.3)


def plain(name: str, colour: tuple[float, float, float], rough: float) -> bpy.types.Material:
    """Return a smooth material with a little scattering: teeth, tongue, gums."""
    return Shader(name).surface(colour, rough=rough, Subsurface_Weight=0.15, Subsurface_Scale=0.003)


def bristle(name: str, colour: str) -> bpy.types.Material:
    """Return the material of brows and lashes in one of the sheet's hair colours: dull, as a hair shader glints under a rim light.

    Fine hair on skin reads darker than the head's when it is light, and lighter when it is dark.
    """
    shade = {"black": 1.9, "dark_brown": 1.8, "brown": 1.1, "blond": 0.50, "red": 0.65}.get(colour, 0.9)
    return Shader(name).surface(tuple(shade * np.array(HAIR[colour][2])), rough=0.6, Specular_IOR_Level=0.2)
