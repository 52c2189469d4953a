"""The outline: a plan told as a story document that a person can edit.

Knows nothing of lines and models. What it adds to the plan (wants, needs, voices, kin) is drawn by seed from presets/writing/people.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from filmcli.core import presets, seeds
from filmcli.formats import scenes as naming
from filmcli.formats.story import Beat, Person, Scene, Story, Style
from filmcli.script import wording
from filmcli.script.intake import Given
from filmcli.script.planning import Character, Plan
from filmcli.script.planning import Scene as Planned

BACK = {  # what somebody has in the one who is this to them, by the other's gender
    "brother": ("sister", "brother"), "sister": ("sister", "brother"), "father": ("daughter", "son"), "mother": ("daughter", "son"),
    "son": ("mother", "father"), "daughter": ("mother", "father"), "husband": ("wife", "husband"), "wife": ("wife", "husband"),
}  # fmt: skip


def of(
    plan: Plan,
    *,
    seed: int,
    minutes: float | None = None,
    tone: str | None = None,
    style: Style | None = None,
    extras: Sequence[Given] = (),
) -> Story:
    """Return a plan as a story. `extras` are people of the cast who have no part in the plot."""
    ids = {role: identity(person.name) for role, person in plan.people.items()}
    return Story(
        title=plan.title,
        logline=plan.logline,
        genre=plan.genre,
        tone=tone or plan.tone,
        theme=plan.theme,
        structure=plan.structure,
        seed=seed,
        minutes=minutes or 0.0,
        objective=plan.objective,
        about=plan.about,
        prop=plan.prop,
        traits=tuple(sorted(plan.traits)),
        style=style or Style(),
        cast=(
            *(_person(plan, person, ids, seed) for person in plan.people.values()),
            *(
                Person(id=identity(one.name), name=one.name, gender=one.gender or "female", age=one.age or 40, job=one.who)
                for one in extras
            ),
        ),
        beats=_beats(plan.structure),
        scenes=tuple(_scene(scene, index, ids) for index, scene in enumerate(plan.scenes)),
    )


def identity(name: str) -> str:
    """Return the id of a person by name: capitals, and nothing that a path or a YAML key would trip over."""
    return re.sub(r"[^\w.'-]+", "_", name.upper()).strip("_")[:64] or "NOBODY"


def _person(plan: Plan, person: Character, ids: dict[str, str], seed: int) -> Person:
    told = presets.load("writing", "people")
    draw = seeds.stream(seed, "script/outline", person.role)
    words: dict[str, str] = {"objective.plain": plan.objective}
    for role, one in plan.people.items():
        words |= wording.person_words(role, one.name, one.gender)
    wants = told["wants"].get(person.role)
    keeps = re.match(rf"{re.escape(person.name)}\b", plan.about)
    return Person(
        id=ids[person.role],
        name=person.name,
        gender=person.gender,  # type: ignore[arg-type]
        age=person.age,
        job=person.job,
        look=person.look,
        face=person.face,
        manner=person.manner,
        role=person.role,  # type: ignore[arg-type]
        want=_filled(draw.choice(wants), words) if wants else f"to {plan.objective}",
        need=_filled(draw.choice(told["needs"][person.role]), words),
        secret=plan.about if keeps else "",
        voice=told["voices"].get(way(person.manner)) or told["voices"]["plain"],
        relations=_relations(plan, person, ids),
    )


def way(manner: str) -> str:
    """Return the way of speaking that a manner is one of (presets/writing/common.yaml), or the manner itself."""
    return str(presets.load("writing", "common").get("ways", {}).get(manner, manner))


def _filled(template: str, words: dict[str, str]) -> str:
    return wording.SLOT.sub(lambda match: words[match.group(1)], template)


def _relations(plan: Plan, person: Character, ids: dict[str, str]) -> dict[str, str]:
    """Return what others are to a person: `Vera's drowned brother` is a brother to Vera."""
    found = {}
    for other in plan.people.values():
        if other is not person and other.job.startswith(f"{person.name}'s "):
            found[ids[other.role]] = other.job.split()[-1]
        elif other is not person and person.job.startswith(f"{other.name}'s "):
            back = BACK.get(person.job.split()[-1])
            if back:
                found[ids[other.role]] = back[other.gender == "male"]
    return found


def _beats(structure: str) -> tuple[Beat, ...]:
    if not structure:
        return ()
    shape = presets.load("structures", structure)
    if "beats" in shape:
        return tuple(Beat(name=one["name"], at=tuple(one["at"]), question=one.get("question", "")) for one in shape["beats"])
    return tuple(Beat(name=one["beat"], at=tuple(one["span"])) for one in shape["scenes"])


def _scene(scene: Planned, index: int, ids: dict[str, str]) -> Scene:
    int_ext, place, time = naming.parts(scene.heading)
    return Scene(
        id=naming.scene_id(index),
        place=place,
        int_ext=int_ext,
        time=time,
        who=tuple(ids[role] for role in scene.present),
        because=scene.because,
        goal=scene.goal,
        conflict=scene.conflict,
        turn=scene.turn,
        learns=scene.learns,
        prop=scene.prop,  # type: ignore[arg-type]
        development=scene.development,
        beat=scene.beat,
        question=scene.question,
        prose=scene.prose,
        flow=scene.flow,
        facts=tuple(sorted(scene.facts)),
        template=scene.template,
        factors={name: round(float(value), 3) for name, value in scene.factors.items()},
    )
