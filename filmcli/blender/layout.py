"""The layout of a set: pieces placed one after another relative to what already stands, and a repair that moves or drops what does not fit.

Knows nothing of materials, lamps or Blender's scene. Equal seeds give equal layouts. The rules of an entry under `pieces:` are

* `at: [x, y, z]` and `yaw`, or `each: [[x, y, z, yaw, scale?] …]`: exactly there;
* `against: left|right|back|front` with `span: [from, to]`, `many` or `step`: backs to the wall;
* `around: [x, y]` with `ring: radius` or `ring: [w, d]`, and `many`: facing the middle;
* `grid: [columns, rows]` with `at` and `step: [dx, dy]`: all one way;
* `upon: title` with `many` or `each_on: true`: scattered on what was placed under that name; `spots: [[u, v, yaw] …]` say where, −1…1;
* `line: [walls]` with `share` and `pieces`: backs to the walls wherever there is room.

`chance` leaves an entry out by seed; `choose: {parameter: [values]}` draws parameters; `vary: n` builds n models that differ; `jitter: [metres, degrees]`;
a `spare` piece stands exactly where it is asked to or not at all.
Imperative placing with a repair pass after "Imperative vs. declarative scene layout" (arXiv 2510.16147, section 4).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

from filmcli.blender import prop as props
from filmcli.blender.bodies import Body, Form
from filmcli.blender.fit import clash, in_sight, inside, repair, seated
from filmcli.blender.plan import Group, Plan
from filmcli.blender.prop.model import Model
from filmcli.blender.shell import Room
from filmcli.core.errors import InputError
from filmcli.core.seeds import derive, stream

RULES = ("against", "around", "grid", "upon", "line")
WORDS = {
    "piece", "at", "yaw", "each", "name", "when", "scale", "watts", "lamp", "against", "span", "many", "step", "around", "ring", "grid", "upon",
    "each_on", "spots", "line", "share", "chance", "choose", "vary", "jitter", "gap", "inset", "z", "fixed", "spare",
}  # fmt: skip
SHELL = ("floor", "ceiling", "wall", "door", "doorway", "window", "skyline", "card")
STRUCTURE = SHELL + (
    "facade", "kerb", "parapet", "ridge", "dunes", "field", "path", "pond", "cables", "string_lights", "pipe", "pipes", "fire_escape",
    "service_door", "shop", "bulkhead", "tile_band", "sign_frame", "stair_head", "tree", "trunk", "dead_tree", "bush", "log", "fern",
)  # fmt: skip  # built in, not put there: neither moved nor in the way
STRUCTURE += (
    "terrain", "water", "surf", "pier", "peak", "treeline", "conifer", "cypress", "palm", "shrub", "hedge", "stone_wall", "fence", "boulders", "rock",
    "reeds", "track", "yard_patch", "wheel_ruts", "rails", "carriage", "summit_cross", "rose_bush", "cottage", "barn", "shed", "church", "false_front",
    "arch_bridge", "iron_bridge", "gantry", "overpass", "roadway", "crash_barrier", "highway_lamp", "castle_wall", "castle_tower", "gatehouse", "pole_banner",
    "torch", "ruin", "rubble", "trench_wall", "barbed_wire", "shell_hole", "headstone", "angel", "balustrade", "ship_rail", "deckhouse", "mast",
    "lifeboat", "buoy", "freighter", "crane", "warehouse", "quay", "boat", "lighthouse", "wind_pump", "water_tower", "street_lamp", "rib", "hull_panel",
    "viewport", "starfield", "ceiling_ring", "crater_land", "far_globe", "lander", "shuttle", "car_shell", "dashboard", "windscreen", "side_glass", "car_seat",
    "compartment_window", "luggage_rack", "train_bench", "reading_lamp",
)  # fmt: skip  # of the land, of ships and vehicles: they stand where they stand


def arrange(entries: Sequence[Mapping[str, Any]], plan: Plan, *, seed: int) -> Plan:
    """Place all entries; raise InputError for a rule that names what is not there."""
    ordered = sorted(
        enumerate(entries),
        key=lambda item: (bool(item[1].get("spare")), "upon" in item[1], "line" in item[1], item[1].get("piece") not in SHELL),
    )
    for index, entry in ordered:
        title = str(entry.get("name", entry.get("piece", "line")))
        draw = stream(seed, "layout", f"{title}/{index}")
        if draw.random() >= float(entry.get("chance", 1.0)):
            continue
        if "line" in entry:
            _line(entry, title, plan, draw, seed=seed)
            continue
        groups = [_group(entry, title, seed=seed, variant=k, draw=draw) for k in range(int(entry.get("vary", 1)))]
        for k, body in enumerate(_candidates(entry, title, groups, plan, draw)):
            group = groups[k % len(groups)]
            if isinstance(body, list):  # several places to try
                found = next((b for b in body if not clash(b, plan, groups) and not (b.at[2] < 0.3 and in_sight(b, plan))), None)
            elif entry.get("spare"):
                found = None if clash(body, plan, groups) else body
            else:
                found = repair(body, plan, groups, entry)
            if found is not None:
                group.bodies.append(found)
        plan.groups += [group for group in groups if group.bodies]
    return plan


def _group(entry: Mapping[str, Any], title: str, *, seed: int, variant: int, draw: Random) -> Group:
    params = {key: value for key, value in entry.items() if key not in WORDS}
    for key, values in (entry.get("choose") or {}).items():
        params[key] = draw.choice(list(values))
    model, form = _made(entry["piece"], json.dumps(params), seed if variant == 0 else derive(seed, "variant", str(variant)))
    return Group(entry, replace(model, name=title), form)


@lru_cache(maxsize=192)
def _made(piece: str, params: str, seed: int) -> tuple[Model, Form]:
    """Return a piece's model and form; a set that is built again at another hour has most of its pieces ready."""
    model = props.make(piece, json.loads(params), seed=seed)
    return model, Form(model)


def _candidates(entry: Mapping[str, Any], title: str, groups: Sequence[Group], plan: Plan, draw: Random) -> Iterator[Body | list[Body]]:
    """Yield where the pieces of an entry are wanted; a list is of places to try in turn."""
    forms = [group.form for group in groups]
    fixed = entry["piece"] in STRUCTURE or bool(entry.get("fixed"))
    scale = float(entry.get("scale", 1.0))
    if "upon" in entry:
        yield from _on(entry, title, forms, plan, draw)
        return
    rows = list(_rows(entry, forms[0], plan.room))
    shake, turn = entry.get("jitter", (0.0, 1.5) if any(rule in entry for rule in RULES) else (0.0, 0.0))
    for k, (x, y, z, yaw, size) in enumerate(rows):
        at = (x + draw.uniform(-shake, shake), y + draw.uniform(-shake, shake), z)
        yield Body(title, forms[k % len(forms)], at, yaw + draw.uniform(-turn, turn), size * scale, fixed)


def _rows(entry: Mapping[str, Any], form: Form, room: Room) -> Iterator[tuple[float, float, float, float, float]]:
    """Yield x, y, z, yaw and scale by the entry's rule."""
    if "each" in entry:
        for row in entry["each"]:
            yield (*(float(v) for v in row[:3]), float(row[3]), float(row[4]) if len(row) > 4 else 1.0)
    elif "against" in entry:
        yaw, length = room.wall(entry["against"])
        middle = room.middle if entry["against"] in ("left", "right") else 0.0
        low, high = entry.get("span", (middle - length / 2 + 0.1, middle + length / 2 - 0.1))
        wide = float(form.high[0] - form.low[0])
        count = int(entry.get("many", max(1, (high - low) // float(entry.get("step", wide + 0.02)))))
        step = float(entry.get("step", (high - low) / count))
        for k in range(count):
            along = (low + high) / 2 + (k - (count - 1) / 2) * step
            yield (
                *room.point(entry["against"], along, float(entry.get("gap", 0.012)) + float(form.high[1])),
                float(entry.get("z", 0.0)),
                yaw,
                1.0,
            )
    elif "around" in entry:
        (x, y), count = entry["around"], int(entry.get("many", 4))
        for k in range(count):
            turn = 2 * math.pi * k / count + math.radians(entry.get("yaw", 0.0))
            dx, dy = math.cos(turn), math.sin(turn)
            if "ring" in entry and not isinstance(entry["ring"], (int, float)):
                w, d = entry["ring"]
                reach = min(w / 2 / max(abs(dx), 1e-6), d / 2 / max(abs(dy), 1e-6))
            else:
                reach = float(entry.get("ring", 0.8))
            yield x + dx * reach, y + dy * reach, 0.0, math.degrees(math.atan2(-dx, dy)), 1.0
    elif "grid" in entry:
        (nx, ny), (dx, dy), (x, y) = entry["grid"], entry["step"], entry["at"][:2]
        for j in range(ny):
            for i in range(nx):
                yield x + (i - (nx - 1) / 2) * dx, y + (j - (ny - 1) / 2) * dy, 0.0, float(entry.get("yaw", 0.0)), 1.0
    else:
        at = [float(v) for v in entry.get("at", (0, 0))]
        yield (*(*at, 0.0)[:3], float(entry.get("yaw", 0.0)), 1.0)  # type: ignore[misc]


def _on(entry: Mapping[str, Any], title: str, forms: Sequence[Form], plan: Plan, draw: Random) -> Iterator[list[Body]]:
    """Yield places to try on the tops of a named piece."""
    supports = plan.named(entry["upon"])
    if not supports:
        if not any(note.startswith(f"{entry['upon']}: left out") for note in plan.notes):
            raise InputError(
                f"piece {title!r} lies on {entry['upon']!r}, which is not there", hint="`upon:` takes the name of an earlier piece"
            )
        return
    spots, count = entry.get("spots"), entry.get("many", 1)
    count = draw.randint(*count) if isinstance(count, (list, tuple)) else int(count)
    hosts = supports if entry.get("each_on") else [draw.choice(supports) for _ in range(len(spots) if spots else count)]
    number = 0
    for order, host in enumerate(hosts):
        for spot in (
            [spots[order % len(spots)]] if spots and not entry.get("each_on") else spots or [None] * (count if entry.get("each_on") else 1)
        ):
            form = forms[number % len(forms)]
            number += 1
            yield [body for body in _tries(entry, title, form, host, spot, draw) if body is not None]


def _tries(
    entry: Mapping[str, Any], title: str, form: Form, host: Body, spot: Sequence[float] | None, draw: Random
) -> Iterator[Body | None]:
    """Yield up to a dozen places on one host, each let down on its surface where the whole foot is carried."""
    low, high = host.form.low * host.scale, host.form.high * host.scale
    scale = float(entry.get("scale", 1.0))
    turn = float(entry.get("jitter", (0, 25))[1])
    inset = float(entry.get("inset", 0.03))
    for k in range(14):
        if spot is not None:
            u, v = spot[0] + (k > 0) * draw.uniform(-0.12, 0.12), spot[1] + (k > 0) * draw.uniform(-0.12, 0.12)
            yaw = host.yaw + (float(spot[2]) if len(spot) > 2 else 0.0) + draw.uniform(-turn, turn) * 0.3
        else:
            u, v = draw.uniform(-1, 1), draw.uniform(-1, 1)
            yaw = host.yaw + float(entry.get("yaw", 0.0)) + draw.uniform(-turn, turn)
        body = Body(title, form, (0.0, 0.0, 0.0), yaw, scale)
        reach = np.abs(body.footprint()).max(0) + inset  # half sizes about the origin, on the safe side
        room = np.maximum((high - low)[:2] / 2 - reach, 0.0)
        own = (low + high)[:2] / 2 + np.array([u, v]) * room
        x, y = own @ host.axes + host.at[:2]
        yield seated(body.moved((x, y, 0.0)), [host], above=float(entry.get("z", 9.0)))


def _line(entry: Mapping[str, Any], title: str, plan: Plan, draw: Random, *, seed: int) -> None:
    """Stand pieces with their backs to walls wherever there is room, until `share` of each wall is taken or nothing more fits."""
    kinds = [dict(kind) if isinstance(kind, Mapping) else {"piece": kind} for kind in entry["pieces"]]
    for wall in entry["line"]:
        yaw, length = plan.room.wall(wall)
        middle = plan.room.middle if wall in ("left", "right") else 0.0
        taken, used = 0.0, set()
        for number in range(int(entry.get("tries", 6))):
            if taken > float(entry.get("share", 0.6)) * length:
                break
            fresh = [k for k in range(len(kinds)) if k not in used] or list(range(len(kinds)))
            choice = draw.choice(fresh)
            used.add(choice)
            kind = kinds[choice]
            name = str(kind.get("name", kind["piece"]))
            name = f"front_{name}" if wall == "front" else name
            group = _group(kind, name, seed=seed, variant=number, draw=draw)
            form = group.form
            gap = float(kind.get("gap", 0.012)) + float(form.high[1])
            half = (float(form.high[0]) - float(form.low[0])) / 2
            for _ in range(8):
                along = middle + draw.uniform(-1, 1) * max(0.0, length / 2 - half - 0.06)
                body = Body(name, form, (*plan.room.point(wall, along, gap), float(kind.get("z", 0.0))), yaw + draw.uniform(-1.2, 1.2))
                body = inside(body, plan) or body
                if not clash(body, plan) and not _before_hole(body, wall, plan) and not in_sight(body, plan):
                    group.bodies.append(body)
                    plan.groups.append(group)
                    taken += 2 * half
                    break


def _before_hole(body: Body, wall: str, plan: Plan) -> bool:
    """Return whether a body stands before a door, or before a window that it is taller than."""
    low, high = body.bounds()
    for other in plan.bodies():
        if not any(word in other.title for word in ("door", "window", "switch", "socket", "opening", "doorway")):
            continue
        first, last = other.bounds()
        near = (low[:2] - 0.12 < last[:2]).all() and (high[:2] + 0.12 > first[:2]).all()
        if near and low[2] < last[2] and high[2] > first[2] + 0.03:
            return True
    return False
