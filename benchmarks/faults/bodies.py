"""Faults of bodies: in the floor or over it, in each other, in the furniture, too fast for their legs.

Knows nothing of cameras.
"""

from __future__ import annotations

from faults.film import Film, Planted, singles
from filmcli.formats.shots import Act
from filmcli.render import staging


def sink_feet(film: Film) -> Planted:
    """Let somebody stand 6 cm in the floor, or over it."""
    for scene in film.shots.scenes:
        for number, place in enumerate(scene.places):
            for off in (-0.06, 0.06):
                x, y, z = place.position
                moved = place.model_copy(update={"position": (x, y, z + off)})
                yield (
                    scene.id,
                    film.with_scene(scene.model_copy(update={"places": (*scene.places[:number], moved, *scene.places[number + 1 :])})),
                )


def crowd(film: Film) -> Planted:
    """Put two people into one place."""
    for scene in film.shots.scenes:
        first, second, *rest = (*scene.places, None, None)
        shots = [shot for shot in film.shots.shots if shot.scene == scene.id]
        if second and any({first, second} <= set(staging.places(scene, shot)) for shot in shots):  # where they are together
            rest = list(scene.places[2:])
            x, y, z = first.position
            yield (
                scene.id,
                film.with_scene(
                    scene.model_copy(update={"places": (first, second.model_copy(update={"position": (x + 0.2, y, z)}), *rest)})
                ),
            )


def lifted(film: Film) -> Planted:
    """Let somebody float in one shot only."""
    for one in singles(film):
        place = next(place for place in staging.places(film.scene(one), one.shot) if place.character == one.main.id)
        x, y, z = place.position
        kept = tuple(other for other in one.shot.places if other.character != one.main.id)
        yield (
            one.shot.id,
            film.with_shot(one.shot.model_copy(update={"places": (*kept, place.model_copy(update={"position": (x, y, z + 0.05)}))})),
        )


def in_the_desk(film: Film) -> Planted:
    """Let somebody stand in the middle of a piece of furniture."""
    for scene in film.shots.scenes:
        shots = film.sequence(scene.id)
        boxes = shots[0].stage.spec.get("solids") if shots else None
        if boxes is None or not scene.places:
            continue
        solid = next(
            (
                k
                for k, (low, high) in enumerate(zip(boxes.low, boxes.high, strict=True))
                if low[2] < 0.2 and high[2] > 0.5 and min(high[:2] - low[:2]) > 0.4
            ),
            None,
        )
        if solid is None:
            continue
        x, y = (boxes.low[solid][:2] + boxes.high[solid][:2]) / 2
        first, *rest = scene.places
        stands = first.model_copy(update={"position": (float(x), float(y), first.position[2]), "pose": "stand", "seat": 0.0, "mark": ""})
        if any(first in staging.places(scene, one.shot) for one in shots):
            yield scene.id, film.with_scene(scene.model_copy(update={"places": (stands, *rest)}))


def dash(film: Film) -> Planted:
    """Let somebody walk four metres in a second."""
    for one in singles(film):
        x, y = one.main.foot
        walk = Act(character=one.main.id, motion="walk", start=0.2, end=1.2, path=((x + 4.0, y, 0.0),))
        yield one.shot.id, film.with_shot(one.shot.model_copy(update={"acts": (walk,)}))


FAULTS = {
    "sink feet": ("9 floating", sink_feet),
    "float in one shot": ("9 floating", lifted),
    "two in one place": ("9 interpenetration", crowd),
    "in the furniture": ("9 interpenetration", in_the_desk),
    "a walk too fast": ("9 sliding", dash),
}
