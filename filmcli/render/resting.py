"""Where hands rest: on the bar, the desk, the back wall's counter beside somebody who only stands there.

Knows nothing of acts, cameras or bodies' solving. Metres and degrees in the set's frame. The furniture is the boxes of `solids`; a set that has not been
measured has nothing to rest on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from filmcli.core.seeds import stream
from filmcli.formats.cast import Character
from filmcli.formats.poses import library
from filmcli.formats.shots import Place, Shot, Vec3

TOPS = (0.42, 0.66)  # of the height: lowest and highest surface that a standing hand lies on without a stoop or a shrug
NEAR, FAR = 0.14, 0.30  # of the height: from the middle of the body to the edge
IN, EDGE = 0.07, 0.04  # metres from the edge to the middle of the palm; and at least, from the other edges
SHOULDER, ASIDE, ARM = (
    0.82,
    0.11,
    0.41,
)  # of the height: of the shoulder, beside the middle, and as far as a hand gets without much of a lean
AHEAD, BEHIND = 25.0, 125.0  # degrees from straight ahead: a hand lies no further in, nor further back
SHARE = 0.75  # of those who could, who do


def hands(
    shot: Shot, here: Mapping[str, Place], spec: Mapping[str, Any], people: Mapping[str, Character]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the hands that lie on furniture in a shot: person → side (L, R) → `at` and `flat`. A person does so in all shots from one place."""
    boxes = spec.get("tops")
    if not boxes:
        return {}
    busy = {act.character for act in shot.acts if act.path}
    found = {}
    for who, place in here.items():
        entry = library()[shot.beats[0].poses.get(who, place.pose)]
        if who in busy or entry.base != "feet" or entry.family not in ("standing", "idle") or entry.hand == "both" or entry.needs:
            continue
        side, point = _rest(place, boxes, people[who])
        taken = (place.hold or entry.hand == "right" or place.pose != entry.name) and side == "R"
        if point and not taken and stream(0, "rest", f"{shot.scene}/{who}/{place.position}").random() < SHARE:
            found[who] = {side: {"at": [round(v, 4) for v in point], "flat": True}}
    return found


def _rest(place: Place, boxes: list, who: Character) -> tuple[str, Vec3 | None]:
    """Return the side and the point at which the nearest surface beside a person is touched; no point where there is none."""
    x, y, floor = place.position
    height, best = who.appearance.build.height, (math.inf, "", None)
    for low, high in boxes:
        if not TOPS[0] * height <= high[2] - floor <= TOPS[1] * height:
            continue
        at = (min(max(x, low[0]), high[0]), min(max(y, low[1]), high[1]))
        away = math.dist(at, (x, y))
        if not NEAR * height <= away <= FAR * height or away >= best[0]:
            continue
        bearing = math.remainder(math.degrees(math.atan2(at[0] - x, -(at[1] - y))) - place.yaw, 360.0)
        if abs(bearing) > BEHIND:
            continue
        turned = math.radians(place.yaw + math.copysign(max(abs(bearing), AHEAD), bearing))
        long = (away + IN) / math.cos(math.radians(max(AHEAD - abs(bearing), 0.0)))
        reach = (x + long * math.sin(turned), y - long * math.cos(turned))
        inside = [min(max(reach[k], low[k] + EDGE), max(high[k] - EDGE, low[k] + EDGE)) for k in (0, 1)]
        point = (inside[0], inside[1], float(high[2]))
        if math.hypot(math.dist(point[:2], (x, y)) - ASIDE * height, floor + SHOULDER * height - high[2]) > ARM * height:
            continue
        best = away, "L" if bearing > 0 else "R", point
    return best[1], best[2]
