"""Weather and effects of a shot: the room's sky, the air's density, and what falls, drifts, burns or flashes before the lens.

Knows nothing of sets or people beyond a take's own. What each weather and effect is stands in presets/effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from filmcli.blender import effects
from filmcli.blender.air import Air
from filmcli.blender.fixture import Room
from filmcli.core import presets
from filmcli.core.errors import InputError

LOW = {"dusk": -1.1, "dawn": -0.35}  # stops that a face lies darker by
DULL = {"storm": -0.9, "rain": -0.3}  # the same, by day under such clouds
CLEAR = 0.0007  # extinction of clear air, per metre, some times nature's: our far hills stand nearer than they seem


def room(stage: Any, spec: Mapping[str, Any]) -> Room:
    """Return what the light needs to know of a set at this hour and in this weather."""
    time, now = spec.get("time", "day"), spec.get("weather", "clear")
    own = stage.data.get("sky", "")
    sky = own if isinstance(own, str) else own.get(time, own.get("night" if time == "night" else "day", ""))
    sun = stage.light.get("sun")
    way = tuple(float(c) for c in sun["from"]) if sun else None
    bright = 1.0 if time != "day" else float(stage.light.get("sky", {}).get("level", 1.0))
    width, depth, height = (float(side) for side in stage.data["size"])
    return Room(bool(stage.data["interior"]), time, now, height, way, sky, bright, (width, depth))


def wet(where: Room) -> float:
    """Return how wet clothes get there, 0–1: through in the rain, at the hem's worth in snow and fog, dry under a roof."""
    return 0.0 if where.interior else {"rain": 0.85, "storm": 1.0, "snow": 0.12, "fog": 0.1}.get(where.weather, 0.0)


def hour(preset: Mapping[str, Any], where: Room) -> Mapping[str, Any]:
    """Return a light set-up as the hour and the weather have it: outdoors at dusk and dawn and under dark clouds faces lie darker, and the lamps of the set count for more."""
    stops = LOW.get(where.time, DULL.get(where.weather, 0.0) if where.time == "day" else 0.0) if not where.interior else 0.0
    return {**preset, "face": float(preset["face"]) + stops} if stops and "face" in preset else preset


def happenings(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the weather and the effects of a request's set as rows {effect, at, …} over their presets; raise InputError for an unknown one."""
    spec, known = request["set"], presets.names("effects")
    now = spec.get("weather", "clear")
    rows = [{"effect": now, "at": ""}] if now != "clear" else []
    if now in known:
        rows[0]["effect"] = presets.load("effects", now).get("as_weather", now)
    rows += list(spec.get("effects") or ())
    for row in rows:
        if row.get("effect") not in known:
            raise InputError(f"no effect {row.get('effect')!r}", hint=f"known: {', '.join(known)}")
    return [{**presets.load("effects", row["effect"]), **row} for row in rows]


def falls(request: Mapping[str, Any]) -> bool:
    """Say whether something falls or drifts before the lens."""
    return any(row["kind"] in ("rain", "flakes") for row in happenings(request))


def air_of(shot: Any, scene: bpy.types.Scene) -> Air | None:
    """Return the air of a shot: clear outdoors, thicker by its weather and effects; None indoors without any, and where there is no air."""
    densest: dict[str, Any] = {}
    rows = happenings(shot.request)
    for row in rows:
        part = row.get("air")
        if part and (not shot.room.interior or row.get("indoors")) and part["density"] > densest.get("density", 0.0):
            densest = dict(part)
    if shot.room.interior and not densest or shot.room.sky == "space":
        return None
    if shot.room.interior:
        level, horizon = 0.12 if shot.room.time == "night" else 0.35, (0.9, 0.95, 1.0)
    else:
        level, horizon = scene.world.node_tree.nodes["level"].inputs["Strength"].default_value, scene.world["air"]
    density = float(densest.get("density", CLEAR))
    if densest and (shot.format.haze or any(effects.fills(row, shot) for row in rows)):
        density *= 0.4  # the volume does the rest
    tint = densest.get("colour", (1.0, 1.0, 1.0))
    colour = tuple(float(h) * level * float(t) for h, t in zip(horizon, tint, strict=True))
    return Air(
        density,
        colour,
        float(densest.get("start", 3.0)),
        float(densest.get("glow", 0.0)),
        bool(densest.get("grey", False)),
        float(densest.get("deep", 400.0)),
    )


def happen(studio: Any, shot: Any) -> None:
    """Put the weather's and the effects' geometry and lamps into the picture; they leave it with the lamps of the next shot."""
    for number, row in enumerate(happenings(shot.request)):
        effects.stage(studio, shot, row, seed=int(shot.request.get("seed", 0)) + 101 * number)
