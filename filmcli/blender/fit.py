"""Where a body fits: what carries it, what it collides with, whose sight it takes, and the repair that moves it a little or leaves it out.

Knows nothing of the rules by which bodies are placed, of materials or lamps. Metres.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from filmcli.blender.bodies import TOUCH, Body, holds_point, in_column, sunk
from filmcli.blender.plan import Group, Plan

NUDGES = (0.0, 0.06, -0.06, 0.12, -0.12, 0.2, -0.2, 0.3, -0.3, 0.45, -0.45)  # metres, tried in this order along each axis


HUNG = 0.06  # metres from wall or ceiling within which a thing hangs there


SETTLE = 0.4  # metres that a thing above a surface is let down on it


FLOOR_NEAR = 0.005


APART = 0.24  # metres about a standing mark that stay free


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
