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
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

from filmcli.blender import prop as props
from filmcli.blender.bodies import TOUCH, Body, Form, holds_point, in_column, sunk
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
NUDGES = (0.0, 0.06, -0.06, 0.12, -0.12, 0.2, -0.2, 0.3, -0.3, 0.45, -0.45)  # metres, tried in this order along each axis
HUNG = 0.06  # metres from wall or ceiling within which a thing hangs there
SETTLE = 0.4  # metres that a thing above a surface is let down on it
FLOOR_NEAR = 0.005
APART = 0.24  # metres about a standing mark that stay free


@dataclass
class Group:
    """One model and the bodies that are made of it; `entry` is the set's own line."""

    entry: Mapping[str, Any]
    model: Model
    form: Form
    bodies: list[Body] = field(default_factory=list)


@dataclass
class Plan:
    """What stands where. `notes` say what the repair moved or dropped."""

    room: Room
    interior: bool
    marks: Mapping[str, Mapping[str, Any]]
    keep: Sequence[Sequence[float]] = ()  # points that stay free, such as the master camera
    sight: Sequence[Sequence[float]] = ()  # spots on the floor that the master camera looks over to see people
    groups: list[Group] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def bodies(self) -> Iterator[Body]:
        """Yield every body placed so far."""
        for group in self.groups:
            yield from group.bodies

    def named(self, title: str) -> list[Body]:
        """Return the bodies of a name."""
        return [body for body in self.bodies() if body.title == title]


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
        if not any(note.startswith(f"{entry['on']}: left out") for note in plan.notes):
            raise InputError(
                f"piece {title!r} lies on {entry['on']!r}, which is not there", hint="`upon:` takes the name of an earlier piece"
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


def seated(body: Body, hosts: Sequence[Body], *, above: float = 9.0) -> Body | None:
    """Return the body let down on the hosts' surface; None when a corner of its foot hangs over."""
    feet = body.form.lowest() * body.scale @ body.axes + body.at[:2]
    heights = [max((t for t in (host.top(x, y, above) for host in hosts) if t is not None), default=None) for x, y in feet]
    if any(h is None for h in heights) or not heights:
        return None
    top = max(heights)  # type: ignore[type-var]
    if sum(top - h > 0.02 for h in heights) > len(heights) * 0.4:  # type: ignore[operator]
        return None
    return body.moved((body.at[0], body.at[1], top - float(body.form.low[2]) * body.scale + 0.0005))


def repair(body: Body, plan: Plan, groups: Sequence[Group], entry: Mapping[str, Any]) -> Body | None:
    """Return the body where it is free and carried, moved as little as may be; None when there is no such place."""
    if body.fixed:
        return body
    hung = hanging(body, plan, groups)
    first = clash(body, plan, groups)
    for dx in NUDGES:
        for dy in NUDGES if not hung and "against" not in entry else (0.0,):
            if math.hypot(dx, dy) > 0.5:
                continue
            x, y = np.array([dx, dy]) @ body.axes + body.at[:2]
            tried = body.moved((x, y, body.at[2])) if dx or dy else body
            tried = inside(tried, plan)
            if tried is None:
                continue
            carried = tried if hung else settle(tried, plan, groups)
            if not clash(carried, plan, groups):
                if dx or dy:
                    plan.notes.append(f"{body.title}: moved {math.hypot(dx, dy):.2f} m, off {first or 'its support'}")
                return carried
    plan.notes.append(f"{body.title}: left out, no room beside {first or 'what carries it'}")
    return None


def inside(body: Body, plan: Plan) -> Body | None:
    """Return the body pushed into the room by at most 0.6 m; outdoors as it is."""
    if not plan.interior:
        return body
    low, high = body.footprint().min(0), body.footprint().max(0)
    room, slack = plan.room, 0.02
    push = [
        max(0.0, -room.width / 2 - slack - low[0]) - max(0.0, high[0] - room.width / 2 - slack),
        max(0.0, room.front - slack - low[1]) - max(0.0, high[1] - room.back - slack),
    ]
    if not any(push):
        return body
    if math.hypot(*push) > 0.6:
        return (
            body if body.at[1] > room.back + 0.5 or abs(body.at[0]) > room.width / 2 + 0.5 else None
        )  # what is seen through a window stays
    return body.moved((body.at[0] + push[0], body.at[1] + push[1], body.at[2]))


def clash(body: Body, plan: Plan, groups: Sequence[Group] = ()) -> str:
    """Return what a body is in the way of: another body it sinks into, a mark it stands on, the camera, a wall it goes through; '' for nothing."""
    if body.fixed:
        return ""
    if plan.interior and not plan.room.holds(body.footprint(), slack=0.04) and plan.room.holds(np.array([body.at[:2]]), slack=0.3):
        return "the wall"
    if not body.flat and (mark := on_mark(body, plan)):
        return mark
    if body.flat:
        return ""
    others = (*plan.bodies(), *(b for group in groups for b in group.bodies))
    return next(
        (other.title for other in others if other is not body and not other.fixed and not other.flat and sunk(body, other) > TOUCH), ""
    )


def in_sight(body: Body, plan: Plan) -> bool:
    """Return whether a body higher than a chair's seat stands between the master camera and people."""
    return any(in_column(body, spot, radius=0.3, low=0.6, high=1.9) for spot in plan.sight)


def sight(
    master: Mapping[str, Any], marks: Mapping[str, Mapping[str, Any]], stagings: Sequence[Sequence[str]]
) -> list[tuple[float, float]]:
    """Return spots on the floor along the master camera's lines to the marks of stagings for one and two."""
    x, y, _ = master["at"]
    spots = []
    for name in dict.fromkeys(mark for staging in stagings if len(staging) < 3 for mark in staging):
        to = marks[name]["at"]
        steps = max(2, int(math.dist((x, y), to[:2]) / 0.4))
        spots += [(x + (to[0] - x) * k / steps, y + (to[1] - y) * k / steps) for k in range(2, steps)]
    return spots


def on_mark(body: Body, plan: Plan) -> str:
    """Return the mark that a body takes the room of, '' for none. What is sat on may be under a seat."""
    for name, mark in plan.marks.items():
        seat = float(mark.get("seat", 0.0))
        if mark.get("pose") in ("sit", "lie"):
            carries = in_column(body, mark["at"], radius=0.05, low=seat - 0.25, high=seat + 0.02)
            if not carries and in_column(body, mark["at"], radius=0.16, low=seat + 0.12, high=seat + 0.9):
                return name
        elif in_column(body, mark["at"], radius=APART, low=0.05, high=1.75):
            return name
    if not body.title.startswith("front_") and any(
        in_column(body, point, radius=0.25, low=point[2] - 0.25, high=point[2] + 0.25) for point in plan.keep
    ):
        return "camera"
    return ""


def hanging(body: Body, plan: Plan, groups: Sequence[Group] = ()) -> bool:
    """Return whether a body hangs on a wall or from the ceiling, is let into the floor, or is fixed to the face of something that stands."""
    low, high = body.bounds()
    room = plan.room
    if low[2] < -0.02 or (plan.interior and high[2] > room.height - HUNG):
        return True
    if low[2] < FLOOR_NEAR:
        return False
    if float(body.form.high[1]) * body.scale > 2 * HUNG:
        return False
    gaps = (low[0] + room.width / 2, room.width / 2 - high[0], room.back - high[1], low[1] - room.front)
    if plan.interior and min(gaps) < HUNG:
        return True
    form = body.form
    back = np.array([(form.low[0] + form.high[0]) / 2, form.high[1]]) * body.scale @ body.axes + body.at[:2]
    point = (*back, (low[2] + high[2]) / 2)
    others = (*plan.bodies(), *(b for group in groups for b in group.bodies))
    return high[2] - low[2] > 0.12 and any(other is not body and holds_point(other, point, margin=HUNG) for other in others)


def settle(body: Body, plan: Plan, groups: Sequence[Group] = ()) -> Body:
    """Return the body let down on, or lifted on to, what is under it; the floor when nothing else is."""
    low, _ = body.bounds()
    if low[2] < FLOOR_NEAR and low[2] > -FLOOR_NEAR:
        return body
    height = support(body, [*plan.bodies(), *(b for group in groups for b in group.bodies)])
    if height is None or abs(low[2] - height) > SETTLE or abs(low[2] - height) < 0.001:
        return body
    return body.moved((body.at[0], body.at[1], body.at[2] + height - float(low[2]) + 0.0005))


def support(body: Body, others: Sequence[Body], *, lift: float = 0.15) -> float | None:
    """Return the height of the surface under a body's foot: the highest there that is not above its lowest by more than `lift`; None for nothing."""
    x0, y0, z0, x1, y1, _ = body.box()
    near = [
        o for o in others if o is not body and (b := o.box())[0] <= x1 and b[3] >= x0 and b[1] <= y1 and b[4] >= y0 and b[2] < z0 + 0.15
    ]
    feet = body.form.lowest() * body.scale @ body.axes + body.at[:2]
    tops = [t for x, y in feet for o in near if (t := o.top(float(x), float(y), z0 + lift)) is not None]
    return max(tops, default=None)


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
