"""The gaffer: hangs a shot's lamps, reads the face that matters most, and turns the lamps until it has what was asked.

Knows nothing of how lamps are designed or read; `light` and `meter` do that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import camera, facts, fixture, light, meter, picture, rig, separation, slats, weather
from filmcli.blender.facelight import Reach
from filmcli.blender.fixture import Face, Lamp
from filmcli.blender.studio import Studio, things
from filmcli.blender.take import Take

OPEN_SKY = 0.7, 0.4  # stops that the sky by day may be turned down and up for a face: with more of it there is no sun
TURN = 1.0  # stops by which a finished group is turned at once
BLOCKED = 0.1  # of the level asked for: a key that brings less does not reach the face
CHEEK = 75.0  # degrees from the lens at which a key still lights a cheek that is turned away
BRIM = 28.0  # degrees: from here a key reaches under the brim of a hat
NEAR = 0.5  # metres between a face and its lamp at least
SWINGS = (0.3, 0.55, 0.8)  # of the way to where a lamp is swung for room
INSERT = 3.0, 1.0  # stops that the light of an insert may be turned down and up
HOT = 99.5, 0.3  # of an insert's pixels, the percentile of the key that is at most so many stops over what is shown
AROUND = 0.12  # of the frame's width about its focus: what an insert is metered on
SHOULDER, CHEST = 0.22, 0.35  # metres from the eyes, aside and below: what of a person a lamp must reach


def illuminate(studio: Studio, shot: Take, scratch: Path) -> None:
    """Hang the lamps, read the face that matters most, and correct them."""
    picture.expose(studio.scene, shot.format, seed=int(shot.request.get("seed", 0)))
    everyone = shot.lit()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    people = {thing.name for figure in shot.people.values() for thing in figure.objects()}

    def reach(origin: Vector, direction: Vector, wanted: float) -> float:
        return camera.free(origin, direction, wanted, scene=studio.scene, people=people, depsgraph=depsgraph)

    def hang(preset: Mapping[str, Any]) -> None:
        side = shot.request.get("key_side", "left")
        lamps = light.design(preset, view=shot.view, faces=everyone, sources=sources, room=shot.room, key_side=side, reach=reach)
        lamps = [lamp for lamp in lamps if backdrop or fixture.OUTSIDE not in lamp.only]  # linked to nothing a lamp lights everything
        lamps = [slats.lay(lamp, [face for face in everyone if face.id in shot.fronts()], reach) for lamp in lamps]
        shot.lamps = [clear(lamp, everyone, reach, Vector(shot.view.position)) for lamp in lamps]
        studio.rig.hang(shot.lamps, {name: figure.collection for name, figure in shot.people.items()}, outside=backdrop)
        if shot.format.haze:
            studio.rig.air(shot.stage.data["size"], float(preset.get("haze", 0.015)))

    sources = fixture.sources(shot.stage)
    backdrop = [thing for thing in things(shot.stage.collection) if "skyline" in thing.name]
    hang(shot.preset)
    shot.sky = rig.outside(studio.scene, shot.preset, shot.room)
    if not (shown := shot.fronts()):
        weather.happen(studio, shot)
        return
    shot.prime = shown[0]
    figure, key = shot.people[shot.prime], shot.preset["key"]
    reading = meter.spot(studio.scene, shot.view, figure, scratch)
    if (
        reading is not None
        and reading.key < BLOCKED * 2.0 ** float(shot.preset["face"])
        and (key["elevation"] > BRIM or key["azimuth"] > CHEEK)
    ):
        # a brim, a brow or the face itself keeps it off the skin: lower it, and bring it round
        shot.preset = {**shot.preset, "key": {**key, "elevation": min(key["elevation"], BRIM), "azimuth": min(key["azimuth"], CHEEK)}}
        hang(shot.preset)
        reading = meter.spot(studio.scene, shot.view, figure, scratch)
    if reading is not None:
        dim(studio, shot, corrections(shot, reading), reading)
        if camera.pixels(shot.view, figure.eyes(), shot.format.width) < facts.FACE:  # too small to be read in the frame
            again = meter.spot(studio.scene, shot.view, figure, scratch)
            if again is not None:
                dim(studio, shot, corrections(shot, again), again)
    weather.happen(studio, shot)


def clear(lamp: Lamp, faces: Sequence[Face], reach: Reach, lens: Vector) -> Lamp:
    """Return a lamp for some people, or with a gobo, as near to their eyes as the set leaves it a free way, its light there the same.

    Distance and size shrink together, and the cone widens to cover as much. Where no way of `NEAR` metres is free, a key swings towards the
    lens and any other lamp upwards; where that finds none either, it shines `through` the set.
    """
    if lamp.kind == "SUN" or not (lamp.only or lamp.gobo):
        return lamp
    eyes = [face.eyes for face in faces if face.id in lamp.only] or [lamp.aim]
    middle = sum(eyes, Vector()) / len(eyes)
    way = lamp.position - middle
    throw = way.length
    end = (lens - middle).normalized() if lamp.group == "key" else fixture.UP
    for turn in (0.0, *SWINGS) if lamp.only else (0.0,):
        swung = (way.normalized() * (1 - turn) + end * turn).normalized() * throw
        across = swung.cross(fixture.UP).normalized() * SHOULDER
        share = 1.0
        for point in (eye + off for eye in eyes for off in (Vector(), across, -across, -fixture.UP * CHEST)):
            path = middle + swung - point
            share = min(share, reach(point, path, path.length) / path.length)
        if share > 0.99:
            return lamp if not turn else replace(lamp, position=middle + swung)
        share -= 0.1 / throw
        if share * throw >= NEAR:
            cone = 2 * math.degrees(math.atan(math.tan(math.radians(lamp.cone / 2)) / share))
            small = {"size": lamp.size * share, "height": lamp.height * share, "watts": lamp.watts * share**2}
            return replace(lamp, position=middle + swung * share, cone=cone if lamp.gobo else min(cone, 120.0), **small)
    return replace(lamp, through=True)


def corrections(shot: Take, reading: meter.Reading) -> dict[str, float]:
    """Return what the light groups are to be multiplied with, that the face has what the set-up asks for."""
    open_sky = None
    if not shot.room.interior and shot.room.time != "night":
        now = shot.sky / float(bpy.context.scene.world["given"])
        open_sky = 2.0 ** -float(shot.preset.get("sun", {}).get("sky", OPEN_SKY[0])) / now, 2.0 ** OPEN_SKY[1] / now
    return meter.corrections(reading, level=2.0 ** float(shot.preset["face"]), ratio=float(shot.preset["ratio"]), open_sky=open_sky)


def dim(studio: Studio, shot: Take, factors: Mapping[str, float], reading: meter.Reading, *, every: bool = False) -> None:
    """Turn the lamps that hang (`every` one, or not the fixed), and the sky, by these factors; remember what the face has then."""
    shot.lamps = fixture.dim(shot.lamps, factors, every=every)
    studio.rig.dim(shot.lamps)
    shot.sky *= factors["sky"]
    rig.dim_world(studio.scene, shot.sky)
    shot.reading = meter.scaled(reading, factors)


def balance(
    studio: Studio,
    shot: Take,
    channels: Mapping[str, np.ndarray],
    beauty: np.ndarray,
    parts: Mapping[str, np.ndarray],
    face: np.ndarray | None,
) -> tuple[np.ndarray, Mapping[str, np.ndarray]]:
    """Read the face in the frame and bring the light groups to what was asked, within a stop a round: light adds up, so this is what the
    same lamps turned by as much would have made. The lamps that hang are turned too, for what is rendered after this.
    """
    figure = shot.people.get(shot.prime)
    if figure is None and shot.request.get("size") == "insert":
        return _insert(studio, shot, channels, parts)
    if figure is None or face is None or camera.pixels(shot.view, figure.eyes(), shot.format.width) < facts.FACE:
        return beauty, parts
    for _ in range(3):
        reading = meter.read(channels, parts, face)
        if reading is None:
            return beauty, parts
        factors = {name: meter.limit(factor, TURN) for name, factor in corrections(shot, reading).items()}
        dim(studio, shot, factors, reading, every=True)  # the picture's groups are turned whole
        parts = {name: part * np.float32(factors[name]) for name, part in parts.items()}
    shot.reading = meter.read(channels, parts, face, wearer=figure)
    return np.sum(list(parts.values()), axis=0), parts


def _insert(
    studio: Studio, shot: Take, channels: Mapping[str, np.ndarray], parts: Mapping[str, np.ndarray]
) -> tuple[np.ndarray, Mapping[str, np.ndarray]]:
    """Bring what an insert shows to the level that faces have around it: the set's own light, all of it turned by as much, and no beam burnt out."""
    height, width = channels["Depth.Z"].shape
    x, y, _ = shot.view.project(shot.view.focus)
    down, across = np.mgrid[0:height, 0:width]
    near = np.hypot(across / width - x, (down / height - y) * height / width) < AROUND
    level = meter.incident(channels, parts, near)
    factor = (
        1.0 if level is None else 2.0 ** min(max(math.log2(2.0 ** float(shot.preset["face"]) / max(level, 1e-6)), -INSERT[0]), INSERT[1])
    )
    factors = dict.fromkeys(parts, factor)
    bright = meter.incident(channels, {"key": parts["key"]}, np.ones(near.shape, bool), share=HOT[0])
    if level is not None and bright is not None:  # a beam that falls beside what is shown
        factors["key"] = factor * min(1.0, level * 2.0 ** HOT[1] / max(bright, 1e-6))
    shot.lamps = fixture.dim(shot.lamps, factors, every=True)
    studio.rig.dim(shot.lamps)
    shot.sky *= factor
    rig.dim_world(studio.scene, shot.sky)
    parts = {name: part * np.float32(factors[name]) for name, part in parts.items()}
    return np.sum(list(parts.values()), axis=0), parts


def separate(studio: Studio, shot: Take, parts: Mapping[str, np.ndarray], ids: np.ndarray) -> tuple[np.ndarray, Mapping[str, np.ndarray]]:
    """Raise the rim until everybody in the frame is off what is behind them; return beauty and parts. The lamps that hang are turned too."""
    masks = [ids == shot.people[name].index for name in shot.seen()]
    if (factor := separation.rim(parts, masks)) > 1.0:
        shot.lamps = fixture.dim(shot.lamps, {"rim": factor})
        studio.rig.dim(shot.lamps)
        parts = {name: part * np.float32(factor) if name == "rim" else part for name, part in parts.items()}
    return np.sum(list(parts.values()), axis=0), parts
