"""What the writer is told about a scene: premise, people, what is at stake, and lines in the genre's manner.

Knows nothing of grammars and candidates.
"""

from __future__ import annotations

from filmcli.core import presets
from filmcli.script import planning, wording

SYSTEM = "You are a screenwriter. You write short, concrete, surprising dialogue in plain words."
EXAMPLES = 8


def of_scene(plan: planning.Plan, scene: planning.Scene) -> tuple[str, str]:
    """Return (system, user) for a scene. The same for all its lines, so that the writer reads it once."""
    data = presets.load("genres", plan.genre)
    user = "\n".join(
        [
            *_premise(plan, data),
            f"People: {'; '.join(_person(plan.people[role]) for role in scene.present)}.",
            f"What nobody says aloud: {plan.about}.",
            f"Now: {beat(scene)}",
            *_wish(scene),
            "Lines in this manner:",
            *_examples(data, scene),
            "Write what they say.",
        ]
    )
    return SYSTEM, user


def of_prose(plan: planning.Plan, scene: planning.Scene) -> tuple[str, str]:
    """Return (system, user) that ask for the scene told in two or three sentences."""
    data = presets.load("genres", plan.genre)
    people = "; ".join(_person(plan.people[role]) + _will(plan.people[role]) for role in scene.present)
    ask = "Tell what happens in this scene in two or three plain sentences, present tense, only what can be seen and heard."
    return SYSTEM, "\n".join([*_premise(plan, data), f"People: {people}.", f"Scene: {scene.heading}. {beat(scene)}", *_wish(scene), ask])


def of_body(plan: planning.Plan, scene: planning.Scene, prose: str) -> tuple[str, str]:
    """Return (system, user) that ask for the whole scene, told before as `prose`."""
    system, user = of_scene(plan, scene)
    wills = "".join(f"{plan.people[role].name}{_will(plan.people[role])}. " for role in scene.present if _will(plan.people[role]))
    moves = "; ".join(f"{plan.people[line.speaker].name}: {line.move.replace('_', ' ')}" for line in scene.lines if line.speaker)
    ask = f"{wills}\n{scene.heading}\nWhat happens: {prose}\nWhat the speeches do, in turn: {moves}.\nWrite the scene: action as plain lines, speech as NAME: words."
    return system, user.removesuffix("Write what they say.") + ask


def beat(scene: planning.Scene) -> str:
    """Return what the scene is about, in one breath: a person's own prose, else what the plan says."""
    return scene.told or f"{scene.because}. {scene.goal}, but {scene.conflict}. In the end {scene.turn}."


def _will(person: planning.Character) -> str:
    """Return what somebody wants and how they speak, for a model that can hold it."""
    return (f" wants {person.want}" if person.want else "") + (f", speaks thus: {person.voice}" if person.voice else "")


def _wish(scene: planning.Scene) -> list[str]:
    return [f"Asked of this scene, by its author: {scene.wish}."] if scene.wish else []


def _premise(plan: planning.Plan, data: dict) -> list[str]:
    return [f"A {data['title'].lower()} film, {data['period']}. {plan.logline}"]


def _person(person: planning.Character) -> str:
    return f"{person.name}, {person.age}, {person.job}, {person.manner}, {person.face}"


def _examples(data: dict, scene: planning.Scene) -> list[str]:
    """Return finished lines of the genre that name nobody: first of the moves of this scene, then of any."""
    offered = {option for line in scene.lines for option in line.options}
    moves = [line.move for line in scene.lines if line.speaker]
    pools = [data["moves"].get(move, []) for move in [*moves, *sorted(data["moves"])]]
    lines = [line for pool in pools for line in pool[-2:] if "{" not in line and line not in offered]
    return [f"- {wording.finished(line)}" for line in list(dict.fromkeys(lines))[:EXAMPLES]]
