"""What the writer is told about a scene: premise, people, what is at stake, and lines in the genre's manner.

Knows nothing of grammars and candidates.
"""

from __future__ import annotations

from filmcli.core import presets
from filmcli.script import planning, wording

SYSTEM = "You are a screenwriter. You write short, concrete, surprising dialogue in plain words."
EXAMPLES = 6


def of_scene(plan: planning.Plan, scene: planning.Scene) -> tuple[str, str]:
    """Return (system, user) for a scene. The same for all its lines, so that the writer reads it once."""
    data = presets.load("genres", plan.genre)
    people = "; ".join(_person(plan.people[role]) for role in scene.present)
    user = "\n".join([
        f"A {data['title'].lower()} film, {data['period']}. {plan.logline}",
        f"People: {people}.",
        f"What nobody says aloud: {plan.about}.",
        f"Now: {scene.because}. {scene.goal}, but {scene.conflict}. In the end {scene.turn}.",
        "Lines in this manner:",
        *_examples(data),
        "Write what they say.",
    ])
    return SYSTEM, user


def _person(person: planning.Character) -> str:
    return f"{person.name}, {person.age}, {person.job}, {person.manner}, {person.face}"


def _examples(data: dict) -> list[str]:
    """Return finished lines of the genre that name nobody."""
    lines = [line for move in ("deflect", "last", "threaten", "accuse", "last_reply") for line in data["moves"].get(move, [])]
    lines += [line for secret in data["secrets"] for line in secret["admit"]]
    plain = [line for line in lines if wording.plain(line) and "{" not in line]
    return [f"- {line}" for line in plain[:EXAMPLES]]
