"""The crowd: day players without names, drawn by seed, behind the leads and never before them.

Knows nothing of pictures. Metres and degrees as in `formats.shots`. Data: presets/breakdown/crowd.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats import period as periods
from filmcli.formats.cast import Appearance, Build, Character, Hair, Motion
from filmcli.formats.scenes import identities
from filmcli.formats.shots import Place, Scene, Shot, ShotList
from filmcli.formats.wardrobe import Wardrobe
from filmcli.render import floor, framing, solids, staging
from filmcli.render.framing import View
from filmcli.render.setup import blocks

WIDE_ENOUGH = 1.1  # of the frame's width: who is further out is not in the picture


def seen(shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], *, period: str) -> list[tuple[Character, Place]]:
    """Return the day players of a shot: those in its frame who hide nobody and stand behind the main subject.

    At most eight in a scene, `scene.crowd` if it is fewer; the same people at the same places in all its shots. None in inserts and extreme close-ups.
    """
    if not scene.crowd or shot.kind == "insert" or shot.size == "ECU":
        return []
    view = View(shot.camera, shots.aspect)
    leads = {place.character: framing.figure(place, people.get(place.character)) for place in staging.places(scene, shot)}
    main = leads.get(shot.subjects[0]) if shot.subjects else None
    nearest = view.depth(main.eye) * float(_data()["before"]) if main else 1.5
    chosen = []
    for who, place in players(shots, scene, period=period):
        figure = framing.figure(place, who)
        depth, (x, _) = view.depth(figure.eye), view.project(figure.eye)
        if depth < max(nearest, 1.2) or abs(x - 0.5) > WIDE_ENOUGH / 2:
            continue
        hides = any(blocks(figure, shot.camera.position, lead.eye) for lead in leads.values())
        if not hides and all(math.dist(place.position[:2], lead.foot) >= floor.APART for lead in leads.values()):
            chosen.append((who, place))
    return chosen


def players(shots: ShotList, scene: Scene, *, period: str) -> list[tuple[Character, Place]]:
    """Return the day players of a scene with their places, whatever a camera sees of them."""
    spec = solids.spec(scene.set, period)
    taken = [place.position[:2] for place in scene.places]
    taken += [place.position[:2] for shot in shots.shots if shot.scene == scene.id for place in shot.places]
    taken += [point[:2] for shot in shots.shots if shot.scene == scene.id for act in shot.acts for point in act.path]
    name = dict(zip((one.id for one in shots.scenes), identities(one.heading for one in shots.scenes), strict=True))[scene.id]
    dice = stream(shots.seed, "crowd", f"{name}/{scene.set}")
    wanted = min(scene.crowd, int(_data()["most"]))
    spots = _spots(spec, list(dict.fromkeys(taken)), wanted, dice)
    found = []
    for number, (spot, mark) in enumerate(spots):
        who = player(shots.seed, number, periods.kind(period))
        given = spec["marks"].get(mark, {})
        seated = str(given.get("pose", "")).startswith("sit")
        goal = min((other for other, _ in spots if other != spot), key=lambda other: math.dist(other, spot), default=None)
        turned = floor.yaw(spot, goal) if goal and math.dist(goal, spot) < 2.5 and dice.random() < 0.7 else dice.uniform(-120, 120)
        pose = "sit" if seated else dice.choice([p for p in _data()["poses"] if p != "lean" and p in framing.EYES])
        place = Place(
            character=who.id,
            mark=mark,
            position=(round(spot[0], 3), round(spot[1], 3), floor.height(spec)),
            yaw=float(given.get("yaw", 0.0)) if seated else round(turned, 1),
            pose=pose,
            seat=float(given.get("seat", 0.46)) if seated else 0.0,
        )
        found.append((who, place))
    return found


def _spots(spec: Mapping, taken: Sequence[floor.Spot], wanted: int, dice) -> list[tuple[floor.Spot, str]]:
    """Return free marks, then free floor: round the marks inside, anywhere behind the leads outside; the far ones first."""
    apart = float(_data()["apart"])
    chosen: list[tuple[floor.Spot, str]] = []

    def free(spot: floor.Spot) -> bool:
        return floor.clear(spot, taken, apart=apart) and floor.clear(spot, [one for one, _ in chosen], apart=apart)

    marks = [name for name, mark in spec["marks"].items() if mark.get("pose", "stand") != "lie" and not floor.DOORS.search(name)]
    for name in sorted(marks, key=lambda name: (-floor.at(spec, name)[1], name)):
        if len(chosen) < wanted and free(floor.at(spec, name)):
            chosen.append((floor.at(spec, name), name))
    for spot in _floor(spec, taken, dice):
        if len(chosen) >= wanted:
            break
        if free(spot) and not floor.blocked(spec, spot):
            chosen.append((spot, ""))
    return chosen


def _floor(spec: Mapping, taken: Sequence[floor.Spot], dice) -> Iterator[floor.Spot]:
    """Yield places to stand in an order drawn by seed."""
    standing = [floor.at(spec, name) for name, mark in spec["marks"].items() if mark.get("pose", "stand") in ("stand", "walk", "lean")]
    depth = max((y for _, y in taken), default=float(spec["master"]["target"][1]))
    if spec.get("interior", True):
        for _ in range(80):
            x, y = dice.choice(standing)
            turn, reach = dice.uniform(0, 360), dice.uniform(0.7, 1.1)
            spot = (x + reach * math.sin(math.radians(turn)), y + reach * math.cos(math.radians(turn)))
            if floor.inside(spec, spot):
                yield spot
        return
    low, high = spec.get("walkable") or (min(x for x, _ in standing) - 0.4, max(x for x, _ in standing) + 0.4)
    for _ in range(120):
        yield dice.uniform(low, high), dice.uniform(depth + 0.8, min(depth + 9.0, float(spec.get("back", 20.0)) - 1.0))


@lru_cache(maxsize=256)
def player(seed: int, number: int, period: str) -> Character:
    """Return a day player: seeded looks and subdued clothes, the same for a number, a seed and a period."""
    data, dice = _data(), stream(seed, "day player", f"{period}/{number}")
    gender = ("male", "female")[(number + dice.randint(0, 1)) % 2]
    heritage = dice.choice(data["heritages"])
    age = int(dice.choice(data["ages"]))
    garments = data["garments"].get(period, data["garments"]["contemporary"])
    return Character(
        name=f"day player {number + 1}",
        id=f"day_player_{number + 1}",
        role="day",
        gender=gender,
        age=age,
        appearance=Appearance(
            build=Build(height=dice.choice(data["heights"][gender]), weight=round(dice.uniform(0.35, 0.7), 2), heritage=heritage),
            skin=tuple(dice.choice(data["skins"][max(heritage, key=heritage.get)])),
            hair=Hair(style=dice.choice(data["hair"][gender]), colour="grey" if age > 60 else dice.choice(data["hair_colours"])),
        ),
        wardrobe=Wardrobe(
            garment=dice.choice(garments[gender]), main=tuple(dice.choice(data["colours"])), second=tuple(dice.choice(data["colours"]))
        ),
        motion=Motion(gesture=0.3),
    )


def _data() -> Mapping:
    return presets.load("breakdown", "crowd")
