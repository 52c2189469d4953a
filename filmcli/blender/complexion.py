"""The skin of a person as a material: mottled, flushed, porous, freckled, with stubble, brows' shade, lips, paint and the lines of age.

Knows nothing of poses. Colours are linear albedo; lengths in metres. Reads the point attributes of `skin.masks`.
"""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from filmcli.blender import anatomy
from filmcli.blender.shader import Shader
from filmcli.blender.skin import SHADE, flat
from filmcli.core import presets
from filmcli.core.seeds import stream

RED, FAIR = ("red", "auburn", "blond"), 1.05  # hair and summed albedo of skin that freckles


def skin(name: str, sheet: Mapping, *, lite: bool = False) -> bpy.types.Material:
    """Return the skin of a person: what is the person's own (freckles, moles, weather) is drawn from the sheet's id."""
    t = Shader(name, lite=lite)
    look, age = dict(sheet.get("appearance") or {}), int(sheet.get("age", 40))
    tone = np.array(look.get("skin", (0.55, 0.34, 0.24)), float)
    hair, makeup = dict(look.get("hair") or {}), float(look.get("makeup", 0.0))
    where, shade, who = t.position(), hair.get("colour", "brown"), str(sheet.get("id", ""))
    roots = np.array(flat(shade))
    female = sheet.get("gender") == "female"
    own = stream(0, "complexion", who)
    spotted = own.uniform(0.35, 0.9) if shade in RED and tone.sum() > FAIR and own.random() < 0.75 else own.uniform(0, 0.22)
    colour = _zones(t, where, tone, age, makeup, weather=own.uniform(0.6, 1.3))
    colour = _spots(t, where, colour, tone, age, freckled=spotted * (1 - 0.5 * makeup), shift=own.uniform(0, 9))
    if not female and age >= 17:
        colour = _shadow(t, where, colour, tone, roots, presets.load("people", "hair")["beards"][hair.get("beard", "none")]["shadow"])
    colour = t.mix(t.math("MULTIPLY", t.attribute("scalp"), 0.96), colour, tuple(SHADE.get(shade, 0.85) * roots))
    colour = t.mix(t.math("MULTIPLY", t.attribute("brow"), 0.24 if female else 0.28), colour, tuple(0.55 * roots + 0.14 * tone))
    lips = t.math("MULTIPLY", t.image(anatomy.texture("lips")), t.ramp(t.noise(where, 210, detail=2), 0.3, 0.7, 0.80, 1.0))
    colour = _painted(t, colour, lips, tone, makeup, own.random())
    colour = t.mix(t.image(anatomy.texture("inside-mouth")), colour, (0.20, 0.040, 0.035))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("fingernails")), 0.7), colour, tuple(tone * (1.1, 0.98, 0.98) * 0.85 + 0.07))
    return _finish(t, where, colour, lips, age, makeup)


def _zones(t: Shader, where, tone: np.ndarray, age: int, makeup: float, *, weather: float):
    """Return bare skin: large and small mottling, a sallow forehead, blood under cheeks, nose and ears, thin skin round the eyes."""
    large, middle = t.noise(where, 16, detail=3, rough=0.55), t.noise(where, 62, detail=4, rough=0.6)
    clear = 1 - 0.55 * makeup
    colour = t.mix(t.ramp(large, 0.32, 0.68), tuple(tone * (0.92, 0.86, 0.83)), tuple(np.minimum(tone * (1.05, 1.07, 1.06), 1)))
    colour = t.mix(t.ramp(middle, 0.40, 0.70, 0, 0.52 * clear * weather), colour, tuple(tone * (0.94, 0.77, 0.72)))
    colour = t.mix(t.math("MULTIPLY", t.attribute("furrow"), 0.45), colour, tuple(np.minimum(tone * (1.03, 1.04, 0.90), 1)))
    red = tuple(tone * (0.98, 0.58, 0.52))
    blood = t.math("MULTIPLY", t.attribute("flush"), t.ramp(middle, 0.3, 0.75, 0.24 * weather, min(0.85, 0.66 * weather)))
    colour = t.mix(t.math("MULTIPLY", blood, 0.72 + 0.28 * clear), colour, red)
    if age > 45:  # small veins on nose and cheeks
        veins = t.ramp(
            t.math("ABSOLUTE", t.math("SUBTRACT", t.noise(where, 190, detail=3, rough=0.7, distortion=1.2), 0.5)), 0.0, 0.022, 1, 0
        )
        much = t.math("MULTIPLY", t.attribute("flush"), min(0.5, (age - 45) / 55) * weather * clear)
        colour = t.mix(t.math("MULTIPLY", veins, much), colour, tuple(tone * (0.80, 0.34, 0.32)))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("ears")), 0.45), colour, red)
    thin = 0.24 + 0.26 * float(np.clip((age - 25) / 45, 0, 1)) - 0.16 * makeup
    colour = t.mix(t.math("MULTIPLY", t.attribute("socket"), thin), colour, tuple(tone * (0.64, 0.48, 0.52)))
    return t.mix(t.math("MULTIPLY", t.attribute("rim"), 0.35), colour, tuple(tone * (0.90, 0.50, 0.46)))


def _spots(t: Shader, where, colour, tone: np.ndarray, age: int, *, freckled: float, shift: float):
    """Add specks, freckles, a few moles, and the spots of age."""
    fine = t.noise(where, 300, detail=3, rough=0.6)
    colour = t.mix(t.ramp(fine, 0.58, 0.76, 0, 0.18 + 0.20 * min(age, 80) / 80), colour, tuple(tone * (0.74, 0.60, 0.55)))
    here = t.math("ADD", t.noise(where, 70, detail=2), t.math("MULTIPLY", fine, 0.25))
    if freckled > 0.05:
        dots = t.math("MULTIPLY", t.ramp(t.cells(where, 330), 0.16, 0.34, 1, 0), t.ramp(here, 0.55, 0.70))
        colour = t.mix(
            t.math("MULTIPLY", t.math("MULTIPLY", dots, t.attribute("freckle")), freckled), colour, tuple(tone * (0.58, 0.40, 0.30))
        )
    moved = t.node("VectorMath", operation="ADD")
    t.put(moved.inputs[0], where)
    moved.inputs[1].default_value = (shift, shift * 0.7, shift * 1.3)
    moles = t.ramp(t.cells(moved.outputs[0], 24), 0.020, 0.034, 0.8, 0)
    colour = t.mix(moles, colour, tuple(tone * (0.34, 0.24, 0.20)))
    if age > 52:
        old = t.ramp(t.noise(moved.outputs[0], 95, detail=2, rough=0.5), 0.62, 0.68, 0, 0.42 * min(1.0, (age - 52) / 22))
        colour = t.mix(old, colour, tuple(tone * (0.66, 0.52, 0.42)))
    return colour


def _shadow(t: Shader, where, colour, tone: np.ndarray, roots: np.ndarray, amount: float):
    """Add the bristles of a beard under the skin: specks, and the blue that they give to a shaven jaw."""
    speck = t.noise(where, 1100, detail=1, rough=0.5)
    dark = float(np.clip(1.15 - 3.2 * roots.mean() / max(tone.mean(), 0.05), 0.25, 1))
    bristle = t.math("MULTIPLY", t.attribute("beard"), t.ramp(speck, 0.42, 0.62, 0.42 * amount * dark, 0.95 * amount * dark))
    return t.mix(bristle, colour, tuple(0.25 * tone * (0.80, 1.0, 1.14) + 0.35 * roots))


def _painted(t: Shader, colour, lips, tone: np.ndarray, makeup: float, taste: float):
    """Add lips and, with make-up, lipstick, shadow on the lids, colour on the cheeks."""
    natural = tone * (0.84, 0.52, 0.50)
    sticks = ((0.40, 0.030, 0.035), (0.42, 0.10, 0.10), (0.30, 0.030, 0.060), (0.45, 0.16, 0.13))
    stick = np.array(sticks[int(taste * len(sticks)) % len(sticks)]) if makeup > 0.3 else natural
    colour = t.mix(t.math("MULTIPLY", lips, 0.50 + 0.42 * makeup), colour, tuple(natural * (1 - makeup) + stick * makeup))
    shade = tuple(tone * ((0.62, 0.46, 0.45) if taste < 0.6 else (0.50, 0.42, 0.44)))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("eyelids")), 0.28 + 0.40 * makeup), colour, shade)
    if makeup > 0.2:
        blush = t.math("MULTIPLY", t.attribute("flush"), 0.40 * makeup)
        colour = t.mix(blush, colour, tuple(tone * (1.0, 0.55, 0.55)))
    return colour


def _finish(t: Shader, where, colour, lips, age: int, makeup: float) -> bpy.types.Material:
    """Add the sheen, pores and wrinkles, and finish the skin."""
    rough = t.ramp(t.noise(where, 90, detail=3, rough=0.6), 0.3, 0.7, 0.46, 0.66)
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", t.attribute("oil"), 0.12 - 0.06 * makeup))
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", lips, 0.08 + 0.17 * makeup))
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", t.image(anatomy.texture("fingernails")), 0.24))
    rough = t.math("ADD", rough, t.math("MULTIPLY", t.attribute("scalp"), 0.35))  # no wet gleam between strands
    rough = t.math("MAXIMUM", t.math("SUBTRACT", rough, t.math("MULTIPLY", t.attribute("rim"), 0.40)), 0.12)
    bsdf = t.surface(
        colour,
        rough=rough,
        normal=None if t.lite else _relief(t, where, lips, age, makeup),
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


def _relief(t: Shader, where, lips, age: int, makeup: float):
    """Return the normal of pores, unevenness, lined lips and, from 32 years on, wrinkles."""
    uneven = t.noise(where, 115, detail=3, rough=0.55)
    normal = t.bump(uneven, 0.16 + 0.14 * min(age, 70) / 70 - 0.06 * makeup, 0.0030)
    pores = t.math("ADD", t.math("MULTIPLY", t.cells(where, 760), 0.6), t.math("MULTIPLY", t.noise(where, 330, detail=4, rough=0.65), 0.9))
    normal = t.bump(pores, (0.30 if age >= 14 else 0.14) - 0.08 * makeup, 0.0012, normal)
    lined = t.math("MULTIPLY", lips, t.noise(t.stretch(where, (1, 1, 0.12)), 520, detail=2))
    normal = t.bump(lined, 0.35, 0.0010, normal)
    old = float(np.clip((age - 32) / 33, 0, 1.2))
    return _wrinkles(t, where, old, normal) if old > 0 else normal


def _wrinkles(t: Shader, where, old: float, normal):
    """Add lines across the forehead, fans at the eyes' outer corners and crepe all over, as deep as the person is old."""
    warped = t.noise(where, 24, detail=2)
    x, _, z = t.split(where)
    level = t.math("ADD", t.math("MULTIPLY", z, 640.0), t.math("MULTIPLY", warped, 7.0))  # a line every 10 mm
    lines = t.math("POWER", t.math("ABSOLUTE", t.math("SINE", t.math("MULTIPLY", level, 0.5))), 0.35)
    broken = t.math("MULTIPLY", t.attribute("furrow"), t.ramp(t.noise(t.stretch(where, (0.4, 1, 1)), 60, detail=1), 0.35, 0.6))
    normal = t.bump(t.math("MULTIPLY", t.math("SUBTRACT", lines, 1.0), broken), 0.55 * min(old, 1), 0.0022 * old, normal)
    ray = t.math("ADD", t.math("MULTIPLY", t.attribute("fan"), 34.0), t.math("MULTIPLY", t.noise(where, 70, detail=1), 3.0))
    valley = t.math("POWER", t.math("ABSOLUTE", t.math("SINE", ray)), 0.45)
    normal = t.bump(t.math("MULTIPLY", t.math("SUBTRACT", valley, 1.0), t.attribute("crow")), 0.50 * min(old, 1), 0.0016 * old, normal)
    crepe = t.noise(t.stretch(where, (0.55, 1, 1)), 420, detail=3, rough=0.6, distortion=0.8)
    return t.bump(crepe, 0.22 * min(old, 1), 0.0014 * old, normal)
