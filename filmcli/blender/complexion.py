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

BAKED = ("socket", "oil", "rim")  # masks that are in the zones, and that no node reads
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
    colour = _mottled(t, where, tone, age, makeup, weather=own.uniform(0.6, 1.3))
    colour = _spots(t, where, colour, tone, age, freckled=spotted * (1 - 0.5 * makeup), shift=own.uniform(0, 9))
    if not female and age >= 17:
        colour = _shadow(t, where, colour, tone, roots, presets.load("people", "hair")["beards"][hair.get("beard", "none")]["shadow"])
    colour = t.mix(t.math("MULTIPLY", t.attribute("scalp"), 0.96), colour, tuple(SHADE.get(shade, 0.85) * roots))
    colour = t.mix(t.math("MULTIPLY", t.attribute("brow"), 0.24 if female else 0.28), colour, tuple(0.55 * roots + 0.14 * tone))
    creased = t.noise(t.stretch(where, (1, 1, 0.14)), 480, detail=2)
    lips = t.math("MULTIPLY", t.image(anatomy.texture("lips")), t.ramp(creased, 0.3, 0.7, 0.66, 1.0))
    colour = _painted(t, colour, lips, tone, makeup, own.random())
    colour = t.mix(t.image(anatomy.texture("inside-mouth")), colour, (0.20, 0.040, 0.035))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("fingernails")), 0.7), colour, tuple(tone * (1.1, 0.98, 0.98) * 0.85 + 0.07))
    return _finish(t, where, colour, lips, age, makeup)


def _mottled(t: Shader, where, tone: np.ndarray, age: int, makeup: float, *, weather: float):
    """Return bare skin: what `zones` painted, with large and small mottling, blotches of blood, and veins from 45 years on."""
    large, middle = t.noise(where, 16, detail=3, rough=0.55), t.noise(where, 62, detail=4, rough=0.6)
    clear = 1 - 0.55 * makeup
    colour = t.mix(t.ramp(large, 0.30, 0.70), tuple(tone * (0.90, 0.84, 0.80)), tuple(np.minimum(tone * (1.06, 1.09, 1.09), 1)))
    colour = t.mix(t.ramp(middle, 0.40, 0.70, 0, 0.60 * clear * weather), colour, tuple(tone * (0.94, 0.76, 0.70)))
    colour = t.mix(1.0, colour, t.attribute("zone", output="Color"), blend="MULTIPLY")
    flush = t.attribute("flush")
    blotch = t.math("MULTIPLY", flush, t.ramp(middle, 0.42, 0.72, 0.0, 0.42 * weather * clear))
    colour = t.mix(blotch, colour, tuple(tone * (0.95, 0.52, 0.44)))
    if age > 45:  # small veins on nose and cheeks
        veins = t.ramp(
            t.math("ABSOLUTE", t.math("SUBTRACT", t.noise(where, 190, detail=3, rough=0.7, distortion=1.2), 0.5)), 0.0, 0.022, 1, 0
        )
        much = t.math("MULTIPLY", flush, min(0.5, (age - 45) / 55) * weather * clear)
        colour = t.mix(t.math("MULTIPLY", veins, much), colour, tuple(tone * (0.80, 0.34, 0.32)))
    return _lined(t, colour, tone, age, middle, clear) if age > 28 else colour


def _lined(t: Shader, colour, tone: np.ndarray, age: int, middle, clear: float):
    """Add the shade of lines across the forehead and of fans at the eyes' outer corners: what a draft has of them."""
    old = clear * float(np.clip((age - 28) / 34, 0, 1))
    across = t.math("POWER", t.math("ABSOLUTE", t.math("SINE", t.attribute("level"))), 0.30)
    fan = t.math("POWER", t.math("ABSOLUTE", t.math("SINE", t.math("MULTIPLY", t.attribute("fan"), 34.0))), 0.35)
    across = t.math(
        "MULTIPLY", t.math("SUBTRACT", 1.0, across), t.math("MULTIPLY", t.attribute("furrow"), t.ramp(middle, 0.35, 0.6, 0.3, 1.0))
    )
    fan = t.math("MULTIPLY", t.math("SUBTRACT", 1.0, fan), t.attribute("crow"))
    return t.mix(t.math("MULTIPLY", t.math("MAXIMUM", across, fan), 0.85 * old), colour, tuple(tone * (0.52, 0.36, 0.31)))


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
    natural = tone * (0.80, 0.46, 0.43)
    sticks = ((0.40, 0.030, 0.035), (0.42, 0.10, 0.10), (0.30, 0.030, 0.060), (0.45, 0.16, 0.13))
    stick = np.array(sticks[int(taste * len(sticks)) % len(sticks)]) if makeup > 0.3 else natural
    colour = t.mix(t.math("MULTIPLY", lips, 0.78 + 0.20 * makeup), colour, tuple(natural * (1 - makeup) + stick * makeup))
    shade = tuple(tone * ((0.62, 0.46, 0.45) if taste < 0.6 else (0.50, 0.42, 0.44)))
    colour = t.mix(t.math("MULTIPLY", t.image(anatomy.texture("eyelids")), 0.16 + 0.46 * makeup), colour, shade)
    if makeup > 0.2:
        blush = t.math("MULTIPLY", t.attribute("flush"), 0.40 * makeup)
        colour = t.mix(blush, colour, tuple(tone * (1.0, 0.55, 0.55)))
    return colour


def _finish(t: Shader, where, colour, lips, age: int, makeup: float) -> bpy.types.Material:
    """Add the sheen, pores and wrinkles, and finish the skin."""
    rough = t.ramp(t.noise(where, 210, detail=2, rough=0.6), 0.3, 0.7, 0.40, 0.60)
    rough = t.math("ADD", rough, t.attribute("gloss"))
    rough = t.math("SUBTRACT", rough, t.math("MULTIPLY", t.image(anatomy.texture("fingernails")), 0.24))
    rough = t.math("MAXIMUM", t.math("SUBTRACT", rough, t.math("MULTIPLY", lips, 0.08 + 0.17 * makeup)), 0.12)
    bsdf = t.surface(
        colour,
        rough=rough,
        normal=None if t.lite else _relief(t, where, lips, age, makeup),
        Subsurface_Weight=0.18,
        Subsurface_Scale=0.0045,
        Coat_Weight=0.03,
        Coat_Roughness=0.35,
        Specular_IOR_Level=0.40,
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
