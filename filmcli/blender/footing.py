"""Footing: how high the ground is under a place of a built set: pavements, steps, slopes, planks.

Knows nothing of poses or people's bodies. Metres; the planner's heights are the set's own, so what is found is a correction of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from filmcli.blender.plan import Plan
from filmcli.blender.stance import stance

STEP = 0.32  # metres that the ground may be above or below the planned height: more is furniture, or the foot of a bridge
FOOT = 0.1  # metres about a place that a person stands on
CARRIED = ("seat", "lie", "air")  # what a pose rests on that is not the ground


def grounded(request: Mapping[str, Any], plan: Plan | None) -> Mapping[str, Any]:
    """Return a shot's request with everyone who stands, walks or kneels on the ground under them, and their ways over it.

    plan: what stands where; None (a user's own set) leaves all as it is.
    """
    if plan is None or not request.get("people"):
        return request
    people = [
        place if stance(str(place.get("pose", "stand"))).base in CARRIED else {**place, "position": on(place["position"], plan)}
        for place in request["people"]
    ]
    return {**request, "people": people}


def on(point: Sequence[float], plan: Plan) -> list[float]:
    """Return a point let down, or lifted, on the ground: the highest surface within a step under the middle and the four sides of a foot, the median of them."""
    x, y, z = (float(v) for v in point)
    tops = sorted(
        top for dx, dy in ((0, 0), (FOOT, 0), (-FOOT, 0), (0, FOOT), (0, -FOOT)) if (top := _top(x + dx, y + dy, z, plan)) is not None
    )
    return [x, y, tops[len(tops) // 2] if len(tops) >= 3 else z]


def _top(x: float, y: float, z: float, plan: Plan) -> float | None:
    found = [top for body in plan.bodies() if (top := body.top(x, y, z + STEP)) is not None and top >= z - STEP]
    return max(found, default=None)
