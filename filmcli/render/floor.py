"""The floor of a set: where one comes in, sits, stands, and which way one walks there, from the set's marks and surfaces.

Knows nothing of the screenplay, of people's bodies or of cameras. Metres and degrees as in `formats.shots`.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from filmcli.formats.shots import Vec3
from filmcli.render import lexicon

APART = 0.62  # metres between two people's places, more than two pairs of shoulders side by side need (0.55)
RISES, ROUND = 0.42, 0.68  # metres before a seat that one stands who rose from it, and beside it that one passes it
DOORS = re.compile(r"door|entrance|entry|gate|hatch|stairs|steps|exit|airlock|ladder|path|street|curtain", re.IGNORECASE)
SIDES = frozenset({"left", "right", "middle", "front", "back", "far", "near", "floor", "edge", "wall", "one", "two"})
SPEED = {"slow": 1.05, "even": 1.3, "brisk": 1.6}  # metres a second of a walk indoors (Bohannon 1997: comfortable 1.3–1.4)

Spot = tuple[float, float]


def height(spec: Mapping) -> float:
    """Return the height people stand at: 0, or the pavement's where the set says so."""
    return float(spec.get("floor", 0.0))


def at(spec: Mapping, mark: str) -> Spot:
    """Return where a mark is on the floor."""
    x, y = spec["marks"][mark]["at"][:2]
    return float(x), float(y)


def seats(spec: Mapping, *, taken: Iterable[Spot] = ()) -> list[str]:
    """Return the marks to sit on that nobody sits on."""
    others = list(taken)
    marks = (name for name, mark in spec["marks"].items() if "sit" in str(mark.get("pose", "stand")))
    return [name for name in marks if all(math.dist(at(spec, name), other) >= 0.4 for other in others)]


def entry(spec: Mapping, people: Sequence[Spot]) -> Spot:
    """Return where one comes in and goes out: the set's door, else the mark that is farthest from the people."""
    doors = [at(spec, name) for name in spec["marks"] if DOORS.search(name)]
    if doors:
        return doors[0]
    middle = tuple(sum(p[k] for p in people) / len(people) for k in (0, 1)) if people else tuple(spec["master"]["target"][:2])
    standing = [at(spec, name) for name, mark in spec["marks"].items() if mark.get("pose", "stand") in ("stand", "walk")]
    return max(standing or [at(spec, name) for name in spec["marks"]], key=lambda spot: (math.dist(spot, middle), spot))


def goal(spec: Mapping, words: str, taken: Sequence[Spot], start: Spot) -> tuple[Spot, str] | None:
    """Return the place that words name, and its mark: a mark, beside a surface, the middle of the room; None when they name nothing here.

    Of several marks with the word the nearest free one is taken.
    """
    said = lexicon.visible(words)
    scored: list[tuple[int, float, Spot, str]] = []
    for name, mark in spec["marks"].items():
        parts = [part for part in name.split("_") if part not in SIDES and len(part) > 2]
        if any(lexicon.find(part, said) for part in parts) and mark.get("pose", "stand") not in ("sit", "lie"):
            scored.append((0, math.dist(at(spec, name), start), at(spec, name), name))
    for name, surface in (spec.get("surfaces") or {}).items():
        if any(lexicon.find(part, said) for part in name.split("_") if len(part) > 2) and float(surface["at"][2]) > 0.3:
            beside = _beside(spec, surface, taken, start)
            if beside:
                scored.append((1, math.dist(beside, start), beside, ""))
    for name, mark in spec["marks"].items():  # to a seat without sitting down: beside it
        if mark.get("pose") in ("sit", "lie") and any(
            lexicon.find(part, said) for part in name.split("_") if part not in SIDES and len(part) > 2
        ):
            spot = near(spec, at(spec, name), taken, least=0.6)
            if spot:
                scored.append((2, math.dist(spot, start), spot, ""))
    free = [one for one in scored if clear(one[2], taken)]
    if not free:
        return None
    best = min(free)
    return best[2], best[3]


def across(spec: Mapping, taken: Sequence[Spot], start: Spot) -> tuple[Spot, str] | None:
    """Return the free standing mark that is farthest from a place, and its name; None when there is none a step away."""
    marks = [(name, at(spec, name)) for name, mark in spec["marks"].items() if mark.get("pose", "stand") in ("stand", "walk", "lean")]
    free = [(math.dist(spot, start), name, spot) for name, spot in marks if clear(spot, taken) and math.dist(spot, start) > 0.8]
    ordinary = [one for one in free if not DOORS.search(one[1]) and one[0] < 6.0]
    best = max(ordinary or free, default=None)
    return (best[2], best[1]) if best else None


def clear(spot: Spot, taken: Sequence[Spot], *, apart: float = APART) -> bool:
    """Say whether nobody stands at a place."""
    return all(math.dist(spot, other) >= apart for other in taken)


def blocked(spec: Mapping, spot: Spot, *, girth: float = 0.3) -> bool:
    """Say whether a place is in the furniture: the boxes that were measured, and the surfaces and seats that the set describes."""
    if (boxes := spec.get("solids")) is not None and boxes.stands_in(spot, girth=girth):
        return True
    for surface in (spec.get("surfaces") or {}).values():
        (x, y, z), (w, d) = surface["at"], surface["size"]
        if z > 0.2 and abs(spot[0] - x) < w / 2 + girth + 0.15 and abs(spot[1] - y) < d / 2 + girth + 0.15:
            return True
    return any(math.dist(spot, at(spec, name)) < girth + 0.2 for name, mark in spec["marks"].items() if mark.get("pose") in ("sit", "lie"))


def inside(spec: Mapping, spot: Spot) -> bool:
    """Say whether a place is within the reach of the set's marks and its camera zone, and before its back wall."""
    marks = [at(spec, name) for name in spec["marks"]]
    zone = spec["camera_zone"]
    low_x, high_x = min([zone["x"][0] + 0.3, *(m[0] for m in marks)]), max([zone["x"][1] - 0.3, *(m[0] for m in marks)])
    low_y = max(float(zone["y"][0]) + 1.2, min(m[1] for m in marks) - 0.6)
    high_y = min(float(spec.get("back", 9.0)) - 0.45, max(m[1] for m in marks) + 0.6)
    return low_x <= spot[0] <= high_x and low_y <= spot[1] <= high_y


def near(spec: Mapping, spot: Spot, taken: Sequence[Spot], *, least: float = 0.0, toward: Spot | None = None) -> Spot | None:
    """Return the free standing room nearest to a place, not nearer than `least`; of equals the one on the side of `toward`."""
    found: list[tuple[float, Spot]] = []
    for radius in (0.0, 0.6, 0.7, 0.85, 1.0, 1.2, 1.5):
        if radius < least:
            continue
        for turn in range(0, 360, 30) if radius else (0,):
            other = (round(spot[0] + radius * math.sin(math.radians(turn)), 3), round(spot[1] - radius * math.cos(math.radians(turn)), 3))
            if inside(spec, other) and not blocked(spec, other) and clear(other, taken):
                found.append((radius + (0.25 * math.dist(other, toward) if toward else 0.0), other))
        if found:
            return min(found)[1]
    return None


def route(spec: Mapping, start: Spot, end: Spot, taken: Sequence[Spot] = ()) -> tuple[Vec3, ...]:
    """Return the points of a walk after its start: straight, or round what stands in the way by one corner."""
    floor = height(spec)

    def free(a: Spot, b: Spot) -> bool:
        steps = max(2, math.ceil(math.dist(a, b) / 0.2))
        points = [(a[0] + (b[0] - a[0]) * k / steps, a[1] + (b[1] - a[1]) * k / steps) for k in range(1, steps)]
        inner = [p for p in points if math.dist(p, start) > 0.5 and math.dist(p, end) > 0.5]
        return not any(blocked(spec, p, girth=0.15) or not clear(p, taken, apart=0.45) for p in inner)

    ways: list[tuple[float, tuple[Spot, ...]]] = []
    if free(start, end):
        ways = [(0.0, (end,))]
    else:
        grid = itertools.product(range(-6, 7), range(-6, 7))
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        for i, j in grid:
            corner = (middle[0] + i * 0.4, middle[1] + j * 0.4)
            if inside(spec, corner) and not blocked(spec, corner) and free(start, corner) and free(corner, end):
                ways.append((math.dist(start, corner) + math.dist(corner, end), (corner, end)))
    chosen = min(ways)[1] if ways else (end,)
    return tuple((round(x, 3), round(y, 3), floor) for x, y in chosen)


def off(spec: Mapping, seat: Spot, facing: float, end: Spot, taken: Sequence[Spot] = ()) -> tuple[Spot, tuple[Vec3, ...]]:
    """Return where somebody stands who rose from a seat, and the points of the walk from there: who goes back past the seat goes round it."""
    ahead = (math.sin(math.radians(facing)), -math.cos(math.radians(facing)))
    left = (-ahead[1], ahead[0])
    stands = (round(seat[0] + RISES * ahead[0], 3), round(seat[1] + RISES * ahead[1], 3))
    path = route(spec, stands, end, taken)
    way = (path[0][0] - stands[0], path[0][1] - stands[1])
    forth, aside = (way[0] * axis[0] + way[1] * axis[1] for axis in (ahead, left))
    if forth > -0.3 * abs(aside):
        return stands, path
    sides = [(round(seat[0] + side * ROUND * left[0], 3), round(seat[1] + side * ROUND * left[1], 3)) for side in (1, -1)]
    free = [spot for spot in sides if not blocked({**spec, "marks": {}}, spot, girth=0.1) and clear(spot, taken, apart=0.45)]
    if not free:
        return stands, path
    beside = min(free, key=lambda spot: math.dist(spot, end))
    return stands, ((*beside, height(spec)), *route(spec, beside, end, taken))


def along(start: Spot, path: Sequence[Vec3], share: float) -> tuple[Spot, float, tuple[Vec3, ...]]:
    """Return where one is after a share of a walk, the yaw of the step there, and the rest of the path."""
    points = [start, *(p[:2] for p in path)]
    total = sum(math.dist(a, b) for a, b in itertools.pairwise(points))
    left = total * share
    for k, (a, b) in enumerate(itertools.pairwise(points)):
        long = math.dist(a, b)
        if left <= long or k == len(points) - 2:
            t = min(1.0, left / long) if long > 1e-6 else 0.0
            spot = (round(a[0] + (b[0] - a[0]) * t, 3), round(a[1] + (b[1] - a[1]) * t, 3))
            return spot, yaw(a, b), tuple(path[k:])
        left -= long
    return start, 0.0, ()


def yaw(start: Spot, end: Spot) -> float:
    """Return the yaw that faces from one place to another."""
    return round(math.degrees(math.atan2(end[0] - start[0], -(end[1] - start[1]))), 1)


def length(start: Spot, path: Sequence[Vec3]) -> float:
    """Return how long a walk is, metres."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise([start, *(p[:2] for p in path)]))


def _beside(spec: Mapping, surface: Mapping, taken: Sequence[Spot], start: Spot) -> Spot | None:
    (x, y, _), (w, d) = surface["at"], surface["size"]
    reach = 0.62
    sides = [(x - w / 2 - reach, y), (x + w / 2 + reach, y), (x, y - d / 2 - reach), (x, y + d / 2 + reach)]
    free = [(round(a, 3), round(b, 3)) for a, b in sides if inside(spec, (a, b)) and not blocked(spec, (a, b)) and clear((a, b), taken)]
    return min(free, key=lambda spot: (math.dist(spot, start), spot), default=None)
