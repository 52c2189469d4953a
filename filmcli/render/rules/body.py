"""Rules on bodies: nobody stands in somebody or in the furniture, floats, sinks, or is asked to go faster than legs do.

Knows nothing of cameras, or of rendered pictures. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from filmcli.core import presets
from filmcli.formats.shots import Scene
from filmcli.render import floor, staging
from filmcli.render.rules.finding import Finding, Seen

FLOOR = 0.005  # metres that a sole may be off the floor
GIRTH = 0.1  # metres, of the legs of somebody who stands: less than the shoulders, so that a hip may touch a table
HURRY = 1.45  # of a gait's own speed: the most that blender/gait.py walks, before feet would have to slide
UPRIGHT = 1.75  # metres, of the person whose speed presets/motions/gaits.yaml tells


def crowding(scene: Scene, shots: Sequence[Seen]) -> Iterator[Finding]:
    """Rule 9: nobody stands in somebody who is there at the same time; who embraces may come nearer. Each pair is told once."""
    told: set[tuple[str, str]] = set()
    for seen in shots:
        close = {act.character for act in seen.shot.acts if act.motion in ("embrace", "kiss", "slap", "punch")}
        for a, b in itertools.combinations(staging.places(scene, seen.shot), 2):
            gap = math.dist(a.position[:2], b.position[:2])
            if gap < (0.2 if {a.character, b.character} <= close else 0.5) and (a.character, b.character) not in told:
                told.add((a.character, b.character))
                expected = f"{a.character} and {b.character} 0.5 m apart or more"
                where = scene.id if not seen.shot.places else seen.shot.id
                yield Finding("9 interpenetration", where, round(gap, 2), expected, "move one of them")


def furniture(scene: Scene, shots: Sequence[Seen]) -> Iterator[Finding]:
    """Rule 9: nobody who stands stands in the furniture. Each is told once."""
    told: set[tuple[str, tuple[float, ...]]] = set()
    for seen in shots:
        boxes = seen.stage.spec.get("solids")
        for place in staging.places(scene, seen.shot) if boxes is not None else ():
            spot = place.position[:2]
            if place.pose not in ("stand", "walk") or (place.character, spot) in told or place.mark:
                continue
            if boxes.stands_in(spot, girth=GIRTH):
                told.add((place.character, spot))
                where = seen.shot.id if place in seen.shot.places else scene.id
                yield Finding("9 interpenetration", where, 0, f"{place.character} out of the furniture", "move the place beside it")


def feet(scene: Scene, shots: Sequence[Seen], *, floors: Sequence[float]) -> Iterator[Finding]:
    """Rule 9: whoever stands, sits or lies has the floor under the place; `floors` are the heights of the set's marks."""
    for where, place in [*((scene.id, one) for one in scene.places), *((seen.shot.id, one) for seen in shots for one in seen.shot.places)]:
        off = min((place.position[2] - level for level in floors), key=abs)
        if abs(off) > FLOOR:
            expected = f"{place.character} on the floor ({', '.join(f'{level:g}' for level in floors)} m)"
            yield Finding(
                "9 floating or sunk", where, round(off, 3), expected, "set the third number of the position to the floor's height"
            )


def walking(seen: Seen) -> Iterator[Finding]:
    """Rule 9: who walks has the time for the way; a body that is carried faster than its legs go slides."""
    spots = {who: person.foot for who, person in seen.stage.people.items()}
    for act in sorted(seen.shot.acts, key=lambda act: act.start):
        person, gait = seen.stage.people.get(act.character), gaits().get(act.motion)
        if person is None or not act.path:
            continue
        begins, spots[person.id] = act.origin[:2] if act.origin else spots[person.id], act.path[-1][:2]
        if gait is None:
            continue
        if not act.end and seen.shot.speeches:
            continue  # until the shot ends, and that the voices say
        seconds = max((act.end or seen.shot.hold) - act.start, 0.1)
        speed = floor.length(begins, act.path) / seconds
        most = HURRY * gait * math.sqrt(person.height / UPRIGHT) * floor.SPEED[seen.gaits.get(person.id, "even")] / floor.SPEED["even"]
        if speed > most:
            expected = f"a {act.motion} of {act.character} at {most:.2g} m/s or less while a foot is in contact"
            yield Finding(
                "9 sliding feet",
                seen.shot.id,
                round(speed, 2),
                expected,
                f"end: {act.start + seconds * speed / most:.1f}, or a nearer goal",
            )


@cache
def gaits() -> Mapping[str, float]:
    """Return the metres a second of every way of going, for a person of 1.75 m."""
    table = presets.load("motions", "gaits")["motions"]
    return {name: float(row["gait"]["speed"]) for name, row in table.items() if "gait" in row}
