"""What a face is made of beside its skin (eyes, teeth, bristles), and the vertex masks that tell skin where it flushes, ages and grows hair.

Knows nothing of poses. Colours are linear albedo; lengths in metres.
"""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from filmcli.blender import hairline
from filmcli.blender.body import SKIN, Body
from filmcli.blender.shader import Shader
from filmcli.core import presets
from filmcli.core.seeds import stream

SHADE = {
    "grey": 0.45,
    "white": 0.36,
    "blond": 0.70,
    "platinum": 0.45,
    "salt_and_pepper": 0.6,
}  # hair shades its own roots: what shows between strands is darker than they
EYE_LIGHT = tuple(np.array((-0.28, 0.42, -1.0)) / np.linalg.norm((-0.28, 0.42, -1.0)))  # towards it, from the lens
CATCH, SPOT = 1.5, (float(np.cos(np.radians(11))), float(np.cos(np.radians(6))))  # its light in the eye, scene-linear; its edge
LID = (0.02, 0.40)  # radii over the pupil's middle at which the upper lid's shade begins and is whole
IRIS = {  # linear; above 0.08 a dark iris turns milky (LOOK.md)
    "brown": (0.050, 0.022, 0.010),
    "hazel": (0.070, 0.045, 0.018),
    "green": (0.040, 0.070, 0.036),
    "blue": (0.045, 0.085, 0.135),
    "grey": (0.070, 0.082, 0.090),
}


def flat(colour: str) -> tuple[float, float, float]:
    """Return the linear albedo of hair in a colour of the preset where no strand is drawn: stubble, roots."""
    return tuple(presets.load("people", "hair")["colours"][colour]["flat"])


def masks(body: Body, sheet: Mapping) -> dict[str, np.ndarray]:
    """Return per vertex, 0–1: flush, beard, socket (round the eyes), oil, brow, scalp, furrow (forehead), freckle, rim (the lids' wet edge),
    crow (outer corners) and fan, the angle there: 0 down, 1 up. `level` is the phase of the lines across a forehead, radians.
    """
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
    flush += 0.2 * body.region("finger") + 0.5 * _knuckles(body) + 0.3 * spot((0, y - 0.01, z - 0.10 * s), (0.02, 0.04, 0.014))
    jaw = np.clip((z - 0.052 * s - v[:, 2]) / (0.022 * s), 0, 1) * np.clip((v[:, 2] - (z - 0.165 * s)) / (0.03 * s), 0, 1)
    jaw *= np.clip((y + 0.095 * s - v[:, 1]) / (0.035 * s), 0, 1) * np.clip(head * 3 + 0.25, 0, 1)
    cheek = both(ex + 0.006 * s, y, z - 0.062 * s, (0.024, 0.06, 0.018))
    out = {
        "flush": flush,
        "beard": np.maximum(jaw * np.clip(1 - 0.9 * cheek, 0, 1), _sideburn()),
        "socket": both(ex, y, z - 0.013 * s, (0.021, 0.05, 0.013)) + 0.6 * both(ex - 0.014 * s, y, z + 0.002 * s, (0.011, 0.05, 0.014)),
        "oil": spot((0, y, z + 0.055 * s), (0.04, 0.08, 0.022))
        + spot(tuple(nose + [0, 0, 0.012]), (0.013, 0.04, 0.026))
        + 0.5 * spot((0, y, z - 0.1 * s), (0.02, 0.05, 0.012)),
        "crow": both(ex + 0.028 * s, y, z - 0.002 * s, (0.013, 0.05, 0.018)),
        "furrow": spot((0, y, z + 0.052 * s), (0.042, 0.07, 0.019)),
        "brow": _brow_shade(body, s, str(sheet.get("id", ""))),
    }
    corner = np.array([ex + 0.0165 * s, z - 0.001 * s])
    out["fan"] = np.arctan2(v[:, 2] - corner[1], np.maximum(np.abs(v[:, 0]) - corner[0], 1e-6)) / np.pi + 0.5
    out["freckle"] = both(ex + 0.004 * s, y, z - 0.034 * s, (0.034, 0.06, 0.020)) + 0.7 * spot(
        tuple(nose + [0, 0, 0.012]), (0.02, 0.03, 0.022)
    )
    out["freckle"] += 0.35 * head + 0.5 * body.region("arm")
    out["rim"] = sum(
        np.exp(-((np.maximum(np.linalg.norm(v - c, axis=1) - 1.03 * r, 0) / (0.0011 * s)) ** 2)) for c, r in map(body.eye, "LR")
    )
    out["scalp"] = _scalp(body, sheet)
    made = {name: np.clip(mask, 0, 1) * np.where(np.arange(len(v)) < SKIN, 1.0, 0.0) for name, mask in out.items()}
    x, up = v[:, 0] / s, (v[:, 2] - z) / s
    own = stream(0, "furrow", str(sheet.get("id", "")))
    bend = 1.3 * np.sin(x * 62 + own.uniform(0, 6)) + 0.7 * np.sin(x * 131 + own.uniform(0, 6)) + 1.4 * np.cos(x * 38)
    return made | {"level": up * 320 + bend}  # a line every 10 mm


def brow_line(body: Body, side: str, who: str = "") -> np.ndarray:
    """Return 9 points (x, y, z) along a brow from its inner end to its tail, on no surface yet, rest pose.

    The tail ends above the inner end: where it hangs below, a face at rest looks sad. Height, arch and reach are the person's own.
    """
    ex, s = body.joint("eye.L")[0], _face_scale(body)
    eye, own = body.joint(f"eye.{side}"), stream(0, "brow line", who)
    u = np.linspace(0, 1, 9)
    female = body.gender == "female"
    arch = np.interp(u, (0, 0.35, 0.68, 1), (0.0150, 0.0184, 0.0208, 0.0164) if female else (0.0124, 0.0152, 0.0178, 0.0150))
    arch = arch + own.gauss(0, 0.0011) + own.gauss(0, 0.0011) * np.interp(u, (0, 0.68, 1), (0, 1, 0.4)) + own.gauss(0, 0.0009) * (u - 0.5)
    inner = -0.0190 + own.gauss(0, 0.0012)
    across = inner + (0.0430 + own.gauss(0, 0.0014)) * u
    sign = 1 if side == "L" else -1
    return np.stack([sign * (ex + across * s), np.full(9, eye[1]), eye[2] + arch * s], 1)


def _knuckles(body: Body) -> np.ndarray:
    """Return where the skin lies over the joints of the fingers, 0–1: it is redder there."""
    out, size = np.zeros(len(body.vertices)), 0.010 * body.unit
    hand = np.nonzero(body.region("hand") > 0.3)[0]
    for side in "LR":
        for bone in (f"finger{finger}-{joint}.{side}" for finger in range(1, 6) for joint in (1, 2, 3)):
            away = np.linalg.norm(body.vertices[hand] - body.joint(bone), axis=1)
            out[hand] = np.maximum(out[hand], np.exp(-((away / size) ** 2)))
    return np.clip(1.6 * out, 0, 1)


def _sideburn() -> np.ndarray:
    """Return where hair grows before the ears, from the sideburn down to the jaw."""
    x, y, z = hairline.template().T
    before = np.clip((y - 0.034) / 0.010, 0, 1) * np.clip((0.062 - y) / 0.004, 0, 1)
    return before * np.clip((-0.014 - z) / 0.008, 0, 1) * np.clip((z + 0.10) / 0.02, 0, 1) * (np.abs(x) > 0.045)


def _face_scale(body: Body) -> float:
    """Return the face's size against the grown man the numbers were measured on (31.0 mm from midline to pupil)."""
    return float(body.joint("eye.L")[0] / 0.0310)


def _brow_shade(body: Body, s: float, who: str) -> np.ndarray:
    """Return the soft shade of hair under a brow."""
    v, shade = body.vertices, np.zeros(len(body.vertices))
    for side in "LR":
        line = brow_line(body, side, who)
        across = (v[:, None, 0] - line[None, :, 0]) / (0.006 * s)
        along = (v[:, None, 2] - line[None, :, 2]) / (0.0042 * s)
        shade = np.maximum(shade, np.exp(-(across**2 + along**2)).max(1) * (v[:, 1] < line[0, 1] + 0.01 * s))
    return shade


def _scalp(body: Body, sheet: Mapping) -> np.ndarray:
    """Return where hair grows on the head, soft at the hairline, so that roots never show bright skin between them."""
    name = str(dict(dict(sheet.get("appearance") or {}).get("hair") or {}).get("style", "short"))
    style = presets.load("people", "hair")["styles"].get(name, {})
    if "top" not in style:
        return np.zeros(len(body.vertices))
    soft = np.clip((hairline.depth(body, recede=style.get("recede", 0.0), bare=style.get("bare", 0.0)) + 0.002) / 0.010, 0, 1)
    cover = style.get("thin", 1.0) * (0.5 if style.get("rope") and style["comb"] == "rows" else 1.0)
    if strip := style.get("strip"):
        cover = 0.35 + 0.65 * (np.abs(hairline.template()[:, 0]) < strip)
    return soft * soft * (3 - 2 * soft) * cover


def eyeball(name: str, colour: str, *, age: int = 40) -> bpy.types.Material:
    """Return the material of an eyeball of radius 1 that looks along −y in object space: sclera, iris, pupil, wet coat."""
    t = Shader(name)
    iris = np.array(IRIS[colour])
    where = t.node("TexCoord").outputs["Object"]
    x, y, z = t.split(where)
    r = t.math("SQRT", t.math("ADD", t.math("MULTIPLY", x, x), t.math("MULTIPLY", z, z)))
    front, edge, pupil = t.math("LESS_THAN", y, 0.0), 0.500, 0.195
    spoke = t.join(t.math("MULTIPLY", t.math("ARCTAN2", z, x), 6.0), t.math("MULTIPLY", r, 2.0))
    fibre = t.noise(spoke, 3.0, detail=3, rough=0.6)
    inner = t.mix(t.ramp(fibre, 0.35, 0.7), tuple(iris * 0.36), tuple(np.minimum(iris * 1.7, 1)))
    inner = t.mix(t.ramp(r, pupil, pupil + 0.13, 0.75, 0), inner, tuple(iris * (1.9, 1.25, 0.7)))
    inner = t.mix(t.ramp(z, -0.05, -0.36, 0, 0.30), inner, tuple(np.minimum(iris * 2.6, 1)))  # light caught by the far side
    inner = t.mix(t.ramp(r, edge - 0.13, edge - 0.01, 0, 0.94), inner, (0.008, 0.008, 0.009))  # the limbal ring
    inner = t.mix(t.ramp(r, pupil - 0.015, pupil + 0.02, 1, 0), inner, (0.002, 0.002, 0.002))
    tired = float(np.clip((age - 25) / 50, 0, 1))
    white = t.mix(t.ramp(r, 0.55, 0.98, 0, 0.75), (0.60 - 0.04 * tired, 0.565 - 0.06 * tired, 0.52 - 0.09 * tired), (0.40, 0.235, 0.20))
    veins = t.ramp(t.noise(where, 9, detail=6, rough=0.7, distortion=1.5), 0.50, 0.535, 0, 0.12 + 0.10 * tired)
    white = t.mix(t.math("MULTIPLY", veins, t.ramp(r, 0.45, 0.8)), white, (0.46, 0.09, 0.07))
    colour_all = t.mix(t.math("MULTIPLY", t.ramp(r, edge - 0.02, edge + 0.035, 1, 0), front), white, inner)
    lid = t.math("MAXIMUM", t.ramp(z, LID[0], LID[1]), t.ramp(z, -LID[0] - 0.14, -LID[1] - 0.16, 0, 0.55))
    lid = t.math("MAXIMUM", lid, t.ramp(t.math("ABSOLUTE", x), 0.66, 0.95, 0, 0.8))
    colour_all = t.mix(t.math("MULTIPLY", lid, 0.80), colour_all, (0.045, 0.022, 0.018))  # lids and lashes shade the eye
    glint = t.math("MULTIPLY", _glint(t), t.math("MULTIPLY", front, t.ramp(r, 0.55, 0.66, CATCH, 0)))
    made = t.surface(
        colour_all,
        rough=0.35,
        Coat_Weight=1.0,
        Coat_Roughness=0.015,
        Specular_IOR_Level=0.3,
        Emission_Color=(1.0, 0.97, 0.92),
        Emission_Strength=glint,
    )
    made.cycles.emission_sampling = "NONE"  # seen, and lights nothing
    return made


def _glint(t: Shader):
    """Return where the wet eye mirrors an eye light: a small lamp above the lens, that no brim and no nose is ever before (0–1)."""
    facts, lamp = t.node("NewGeometry"), t.node("VectorTransform", vector_type="VECTOR", convert_from="CAMERA", convert_to="WORLD")
    lamp.inputs[0].default_value = EYE_LIGHT  # Cycles' camera looks along +z
    back = t.node("VectorMath", operation="SCALE")
    t.put(back.inputs[0], facts.outputs["Incoming"])
    back.inputs["Scale"].default_value = -1.0
    mirrored = t.node("VectorMath", operation="REFLECT")
    t.put(mirrored.inputs[0], back.outputs[0])
    t.put(mirrored.inputs[1], facts.outputs["Normal"])
    near = t.node("VectorMath", operation="DOT_PRODUCT")
    t.put(near.inputs[0], mirrored.outputs[0])
    t.put(near.inputs[1], lamp.outputs[0])
    return t.math("MULTIPLY", t.ramp(near.outputs["Value"], *SPOT), t.node("LightPath").outputs["Is Camera Ray"])


def plain(name: str, colour: tuple[float, float, float], rough: float) -> bpy.types.Material:
    """Return a smooth material with a little scattering: teeth, tongue, gums."""
    return Shader(name).surface(colour, rough=rough, Subsurface_Weight=0.15, Subsurface_Scale=0.003)


def bristle(name: str, colour: str) -> bpy.types.Material:
    """Return the material of brows and lashes in one of the sheet's hair colours: dull, as a hair shader glints under a rim light.

    Fine hair on skin reads darker than the head's when it is light, and lighter when it is dark.
    """
    shade = {"black": 1.9, "dark_brown": 1.8, "brown": 1.1, "blond": 0.50, "red": 0.65}.get(colour, 0.9)
    return Shader(name).surface(tuple(shade * np.array(flat(colour))), rough=0.6, Specular_IOR_Level=0.2)
