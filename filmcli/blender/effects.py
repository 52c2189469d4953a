"""Effects as geometry and lamps before the lens: rain, flakes, plumes, fire, sparks, lightning, a muzzle's flash.

Knows nothing of presets or of what a set is made of. Cheap and full forms differ by counts and by a volume; all is of this shot alone and goes with its lamps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from mathutils import Matrix, Vector

from filmcli.blender import matter, shape
from filmcli.blender.foreground import UP, Scene, cards, quads, toward
from filmcli.core.errors import InputError

GUNS = {
    "revolver": (0.07, -0.24, 0.0),
    "pistol": (0.072, -0.186, 0.0),
    "rifle": (0.05, -0.77, 0.0),
}  # muzzles in the prop's own coordinates
CLOSE = 4.0  # metres to what is sharp, nearer than which the rain before it is thinned
BLUR = 0.00017  # metres on the sensor, three pixels of a draft: rain that the lens would blur by more is a curtain, and left out
FLASH = 0.8, 0.4  # levels of a flash over faces', by night and by day
WIDE = 35.0  # millimetres: a longer lens sees less of the air, and its streaks are longer in the frame


def stage(studio: Any, shot: Any, row: Mapping[str, Any], *, seed: int) -> None:
    """Stage one effect of a shot. Raises InputError where its place is neither a mark nor a point."""
    scene = Scene(studio, shot, np.random.default_rng(seed % 2**32), "lite" if shot.format.lite else "full")
    kind = row["kind"]
    if kind == "rain" and not shot.room.interior:
        rain(scene, row)
        if row.get("lightning"):
            lightning(scene, row)
    elif kind == "flakes" and (not shot.room.interior or row.get("indoors")):
        flakes(scene, row)
    elif kind in MAKERS:
        MAKERS[kind](scene, row)
    if fills(row, shot) and not shot.format.haze:  # else it has been filled
        studio.rig.air(shot.stage.data["size"], float(row["volume"]), (row.get("air") or {}).get("colour", (1.0, 1.0, 1.0)))


def fills(row: Mapping[str, Any], shot: Any) -> bool:
    """Say whether an effect fills the air of a shot with a volume: in its full form, out of doors or where it belongs into rooms."""
    return bool(row.get("volume")) and not shot.format.lite and (not shot.room.interior or bool(row.get("indoors")))


def rain(scene: Scene, row: Mapping[str, Any]) -> None:
    """Hang streaks in the picture's pyramid, never thinner than most of a pixel, and small splashes on the ground."""
    view = scene.shot.view
    sharp = (Vector(view.focus) - scene.lens).length
    n = round(scene.count(row) * min(1.0, sharp / CLOSE) * min(1.0, WIDE / view.lens))
    spots, depth = scene.spots(n, max(0.9, unblurred(view, sharp)), 22.0)
    wind = np.array([*row.get("wind", (0, 0)), -1.0])
    fall = wind / np.linalg.norm(wind) * float(row["length"]) / 2
    along = fall * scene.dice.uniform(0.6, 1.25, (n, 1))
    across = np.cross(along, toward(scene, spots))
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    wide = np.maximum(float(row["width"]) / 2, 0.34 * scene.pixel * depth)
    scene.mesh("effect_rain", quads(spots, along, across * wide[:, None]), matter.streak())
    m = scene.count(row, "splashes")
    y = scene.dice.uniform(1.5, 12.0, m)
    x = scene.dice.uniform(-1, 1, m) * scene.half[0] * (y + 1) * 1.1
    flat, right = Vector((scene.ahead.x, scene.ahead.y, 0)).normalized(), scene.right
    ground = np.array(scene.lens * 1.0) * [1, 1, 0] + y[:, None] * np.array(flat) + x[:, None] * np.array(right)
    ground[:, 2] = float(scene.shot.stage.data.get("floor", 0.0)) + 0.03
    rise = np.stack([scene.dice.normal(0, 0.4, m), scene.dice.normal(0, 0.2, m), np.ones(m)], 1) * 0.03
    thin = np.tile(np.array(right), (m, 1)) * np.maximum(0.0012, 0.3 * scene.pixel * y)[:, None]
    scene.mesh("effect_splash", quads(ground, rise, thin), matter.streak())


def unblurred(view: Any, sharp: float) -> float:
    """Return from which depth on, metres, a point before what is sharp has a circle of confusion of `BLUR` or less.

    The thin lens: c = A·f·(1/d − 1/s) for an aperture of A = f/N metres, where the focal length f is small against s.
    """
    focal = view.lens / 1000
    return 1.0 / (1.0 / sharp + BLUR * view.f_stop / focal**2)


def flakes(scene: Scene, row: Mapping[str, Any]) -> None:
    """Hang flakes or motes as small discs that face the lens."""
    n = scene.count(row)
    spots, depth = scene.spots(n, float(row.get("near", 0.8)), float(row.get("far", 16.0)))
    way = toward(scene, spots)
    size = np.maximum(float(row["size"]) * scene.dice.uniform(0.5, 1.3, n), 0.55 * scene.pixel * depth)[:, None]
    right = np.cross(way, scene.dice.normal(0, 1, (n, 3)))
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    made = quads(spots, np.cross(way, right) * size, right * size)
    scene.mesh("effect_flakes", made, matter.flake(str(row["material"])))


def plume(scene: Scene, row: Mapping[str, Any]) -> None:
    """Let smoke or steam rise from a place."""
    at, name = scene.place(row), str(row["material"])
    width, count = float(row["spread"]) * 1.5, scene.count(row, "cards")
    cards(
        scene,
        at,
        width,
        float(row["height"]),
        count,
        lambda roll, k: matter.cloud(name, roll, float(row["width"]) / width, 1.0 / count**0.4, glow=scene.glow()),
        spread=0.3,
        lean=0.14,
    )


def fire(scene: Scene, row: Mapping[str, Any]) -> None:
    """Light a fire: tongues of flame, embers at its foot, a light that flickers by the seed, smoke above, sparks."""
    at = scene.place(row)
    width, height = float(row["width"]), float(row["height"])
    count = scene.count(row, "cards")
    if row.get("smoke"):
        cards(
            scene,
            at + UP * height * 0.55,
            width * 2.8,
            height * 3.0,
            max(1, count // 2),
            lambda roll, k: matter.cloud("smoke", roll, 0.3, 0.7, glow=scene.glow()),
            spread=0.3,
            lean=0.12,
        )
    cards(scene, at, width * 1.5, height, count, lambda roll, k: matter.flame(roll), spread=width * 0.3)
    flicker = float(scene.dice.uniform(0.8, 1.2))
    level = 2.0 ** float(scene.shot.preset["face"])
    scene.lamp("practical", "POINT", at + UP * height * 0.55, float(row["watts"]) * flicker * level, float(row["kelvin"]), size=width * 0.3)
    if row.get("sparks"):
        sparkle(scene, at + UP * height * 0.6, int(row["sparks"]), speed=2.0, lift=3.0)


def sparks(scene: Scene, row: Mapping[str, Any]) -> None:
    """Throw a shower of sparks from a point; on a mark they start at chest height."""
    at = scene.place(row)
    if at.z < 0.05:
        at = at + UP * 1.2
    sparkle(scene, at, scene.count(row), speed=3.4, lift=1.0)
    scene.lamp("practical", "POINT", at, float(row["watts"]), float(row["kelvin"]), size=0.08)


def sparkle(scene: Scene, at: Vector, count: int, *, speed: float, lift: float) -> None:
    """Draw the tracks of sparks on their ballistic ways, as a 1/48 s shutter sees them."""
    way = scene.dice.normal(0, 1, (count, 3))
    way = way / np.linalg.norm(way, axis=1, keepdims=True) * speed * scene.dice.uniform(0.3, 1.0, (count, 1)) + [0, 0, lift]
    age = scene.dice.uniform(0.02, 0.6, (count, 1))
    spots = np.array(at) + way * age - np.array([0, 0, 4.9]) * age**2
    now = way - np.array([0, 0, 9.8]) * age
    above = spots[:, 2] > 0.01
    spots, now = spots[above], now[above]
    across = np.cross(now, toward(scene, spots))
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    far = np.linalg.norm(spots - np.array(scene.lens), axis=1)
    wide = np.maximum(0.0018, 0.36 * scene.pixel * far)[:, None]
    scene.mesh("effect_sparks", quads(spots, now / 96, across * wide), matter.ember())


def lightning(scene: Scene, row: Mapping[str, Any]) -> None:
    """Strike in the sky before the lens: a forked bolt, the cloud about it lit, one hard cold flash over the set and its people.

    What falls is left out of the flash: every drop would light up, and a night in the rain look like day.
    """
    flat = Vector((scene.ahead.x, scene.ahead.y, 0)).normalized()
    side = float(scene.dice.uniform(-0.55, 0.55)) * scene.half[0] * 2
    away = 210.0
    foot = Vector((scene.lens.x, scene.lens.y, -4.0)) + (flat + scene.right * side) * away
    top = foot + UP * away * 0.62 + scene.right * float(scene.dice.uniform(-14, 14))
    path = bolt(scene, np.array(top), np.array(foot), 26, 5.0)
    parts = [shape.tube(path, radius=0.3, sides=5, smooth=False)]
    for start in (7, 12, 16):
        end = path[start] + np.array([float(scene.dice.normal(0, 16)), float(scene.dice.normal(0, 8)), -float(scene.dice.uniform(16, 42))])
        parts.append(shape.tube(bolt(scene, path[start], end, 12, 3.0), radius=0.13, sides=4, smooth=False))
    scene.mesh("effect_bolt", shape.join(parts), matter.arc())
    by_night = scene.shot.room.time == "night"
    level = (FLASH[0] if by_night else FLASH[1]) * 2.0 ** float(scene.shot.preset["face"])
    if not scene.shot.room.interior:
        wide = np.array(scene.right) * away * 0.42
        scene.mesh("effect_cloud", quads(np.array([top]), np.array([UP]) * away * 0.3, wide[None]), matter.halo(0.5 * level))
    sun = (top - scene.lens).normalized()
    lit = [scene.shot.stage.collection, *(figure.collection for figure in scene.shot.people.values())]
    scene.lamp("sky", "SUN", scene.lens + sun * 20, math.pi * level, 6800.0, size=0.5, aim=scene.lens, only=lit)


def bolt(scene: Scene, start: np.ndarray, end: np.ndarray, steps: int, rough: float) -> np.ndarray:
    """Return a crooked way between two points by midpoint shifts, the rougher the longer its pieces."""
    t = np.linspace(0, 1, steps)[:, None]
    path = start + (end - start) * t
    walk = np.cumsum(scene.dice.normal(0, rough / 2.2, (steps, 3)), axis=0)
    return path + (walk - walk[:1] - (walk[-1:] - walk[:1]) * t) * [1, 0.4, 0.3]


def muzzle(scene: Scene, row: Mapping[str, Any]) -> None:
    """Fire the gun that someone holds: star, light, smoke. Raises InputError where nobody holds one."""
    held = [place for place in scene.shot.request.get("people") or () if place.get("hold")]
    for place in held:
        from filmcli.blender import prop

        name = prop.nearest(place["hold"])
        if name in GUNS:
            grip = Matrix(scene.shot.people[place["character"]["id"]].grip())
            at = grip @ Vector(GUNS[name])
            way = (grip.to_3x3() @ Vector((0, -1, 0))).normalized()
            break
    else:
        raise InputError("muzzle_flash: nobody in the picture holds a gun", hint="give someone `hold: revolver`, or take the effect out")
    centre = at + way * 0.11
    eye = (scene.lens - centre).normalized()
    along = np.array(way) * 0.2
    across = np.array(way.cross(eye).normalized()) * 0.1
    scene.mesh("effect_flash", quads(np.array([centre + way * 0.06]), along[None], across[None]), matter.flash(long=True))
    other = np.array(eye.cross(UP).normalized()) * 0.12
    scene.mesh("effect_flash", quads(np.array([centre]), np.array([UP]) * 0.12, other[None]), matter.flash(long=False))
    scene.lamp("practical", "POINT", centre, float(row["watts"]), 2600.0, size=0.05)
    cards(scene, centre - UP * 0.15, 0.55, 0.5, 1, lambda roll, k: matter.cloud("steam", roll, 0.5, 0.35, glow=scene.glow()), spread=0.02)


MAKERS = {"plume": plume, "fire": fire, "sparks": sparks, "lightning": lightning, "muzzle": muzzle}
