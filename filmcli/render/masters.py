"""The wide shots of a scene: its master, and a second one from another side, with everybody in the frame.

Knows nothing of the screenplay or of the order of shots. Metres, degrees, millimetres.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from filmcli.formats.shots import Camera, Vec3
from filmcli.render import framing
from filmcli.render.framing import Figure, View
from filmcli.render.setup import Setup, Stage, made, placed, rounded, toward

LOW, SITS = 1.15, 0.7  # metres: the top of who sits on the ground or lies, and how high their eyes are over it
MOVED = 0.12  # the cost of another place than the set's own master


def master(stage: Stage) -> Setup:
    """Return the scene's wide shot: the set's own master, turned or widened as far as needed to hold all people.

    Without people it is the set's master as it stands.
    """
    spec = stage.spec["master"]
    at, target, lens = tuple(float(v) for v in spec["at"]), tuple(float(v) for v in spec["target"]), float(spec["lens"])
    people = list(stage.people.values())
    if not people:
        return Setup("establishing", (), "EWS", placed(at, target, lens, target, 5.6), "eye", "right")
    widths = [mm for mm in (lens, 21.0, 18.0, 16.0) if mm <= lens]
    tried = [placed(at, _turned(target, people, share), mm, target, 5.6) for share, mm in itertools.product((0.0, 0.5, 1.0), widths)]
    own = len(tried)
    tried += _shifted(stage, at, target, people, lens)
    main = stage.people[(stage.pair or tuple(stage.people))[0]]

    def cost(number: int) -> float:
        one = tried[number]
        loose = 0.3 * (not framing.firm(framing.ratio(one, main, stage.aspect)))
        return _misses(stage, one) + loose + _poise(stage, one) + (MOVED if number >= own else 0.0)

    best = tried[min(range(len(tried)), key=lambda number: (cost(number), number))]
    lead = people[0]
    best = best.model_copy(update={"focus": rounded(lead.eye)})
    subjects = (stage.pair or tuple(p.id for p in people))[:4]
    lead = stage.people[subjects[0]]
    size = framing.shot_size(best, lead, stage.aspect)
    return made(stage, "master", tuple(dict.fromkeys((*subjects, *stage.people))), size, best, toward(stage, lead.id), 0.0, turn=90.0)


def second(stage: Stage, first: Setup) -> Setup | None:
    """Return a wide from another side, 30° and more from the master as its main subject sees it: to show again how people stand now. None where there is no room."""
    if not first.subjects:
        return None
    main = stage.people[first.subjects[0]]
    people = list(stage.people.values())
    middle = tuple((max(p.eye[k] for p in people) + min(p.eye[k] for p in people)) / 2 for k in range(3))
    at = first.camera.position
    away, heading = math.dist(at[:2], middle[:2]), math.atan2(at[1] - middle[1], at[0] - middle[0])
    found: list[tuple[float, int, Camera]] = []
    tries = itertools.product((38, -38, 50, -50, 65, -65, 80, -80), (0.9, 0.75, 0.6, 1.1), (24.0, 18.0, 16.0))
    for number, (swing, share, lens) in enumerate(tries):
        turn = heading + math.radians(swing)
        position = (middle[0] + math.cos(turn) * away * share, middle[1] + math.sin(turn) * away * share, at[2])
        if stage.holds(position) and framing.between(position, at, main.eye) >= 31:
            camera = placed(position, _turned(first.camera.target, people, 0.9), lens, main.eye, 5.6)
            x, y = framing.project(camera, main.eye, stage.aspect)
            if 0.04 < x < 0.96 and 0.04 < y < 0.9 and not stage.crowds(position) and not stage.hidden(position, main.eye, but=(main.id,)):
                found.append((_misses(stage, camera), number, camera))
    best = min(found, key=lambda one: one[:2], default=None)
    if best is None:
        return None
    size = framing.shot_size(best[2], main, stage.aspect)
    return made(stage, first.kind, first.subjects, size, best[2], toward(stage, main.id), 0.6, turn=90.0)


def _turned(target: Vec3, people: list[Figure], share: float) -> Vec3:
    """Return the master's target moved a share of the way to the people's middle."""
    middle = tuple((max(p.eye[k] for p in people) + min(p.eye[k] for p in people)) / 2 for k in range(3))
    tilt = 1.0 if all(p.top < LOW for p in people) else 0.4
    return tuple(t + (m - t) * share * (1.0 if k < 2 else tilt) for k, (t, m) in enumerate(zip(target, middle, strict=True)))  # type: ignore[return-value]


def _shifted(stage: Stage, at: Vec3, target: Vec3, people: list[Figure], lens: float) -> Iterator[Camera]:
    """Yield wide cameras beside and above the master's place, for when somebody hides somebody."""
    for dx, dz, dy in itertools.product((0.0, 0.5, -0.5, 0.9, -0.9, 1.4, -1.4), (0.0, 0.4, 0.8), (0.0, 0.6)):
        position = (at[0] + dx, at[1] + dy, at[2] + dz)
        if stage.holds(position):
            yield from (placed(position, _turned(target, people, 0.8), mm, target, 5.6) for mm in dict.fromkeys((lens, 18.0, 16.0)))


def _misses(stage: Stage, camera: Camera) -> float:
    """Return how much a wide camera fails: 1 for each face hidden or outside the safe area, and a lens in a body."""
    view = View(camera, stage.aspect)
    missed = 4.0 * stage.crowds(camera.position)
    for person in stage.people.values():
        x, y = view.project(person.eye)
        over = view.project((person.eye[0], person.eye[1], person.top + person.hat))[1]
        inside = 0.05 <= x <= 0.95 and over >= 0.03 and y <= 0.85
        missed += (not inside) + stage.hidden(camera.position, person.eye, but=(person.id,))
        missed += 0.8 * (inside and not stage.sees(camera, person))
    return missed


def _poise(stage: Stage, camera: Camera) -> float:
    """Return how far the people are from standing well in a wide: out at its edges, all on one side, or a knot in its middle."""
    view = View(camera, stage.aspect)
    across = [view.project(person.eye)[0] for person in stage.people.values()]
    edges = sum(max(0.0, abs(x - 0.5) - 0.28) for x in across)
    ground = ((*person.foot, person.eye[2] - SITS) for person in stage.people.values() if person.top < LOW)
    edges += sum(max(0.0, view.project(point)[1] - 0.95) for point in ground)  # nobody sits on the frame's lower edge
    if len(across) == 1:
        return edges
    lean, spread = abs((min(across) + max(across)) / 2 - 0.5), max(across) - min(across)
    return edges + 0.8 * max(0.0, lean - 0.05) + 0.8 * max(0.0, 0.2 - spread)
