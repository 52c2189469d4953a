"""Personality, bearing and voice of one person, from manner words, trade, speech and a little chance.

Knows nothing of looks. Five factors 0–1 (Costa and McCrae 1992); pitch in semitones; pace 1 is the voice's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Build, Motion, Personality, Voice

FACTORS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
WORDS = {
    "openness": ("down to earth", "curious"),
    "conscientiousness": ("careless", "careful"),
    "extraversion": ("reserved", "outgoing"),
    "agreeableness": ("hard-headed", "warm"),
    "neuroticism": ("steady", "on edge"),
}
APART = 0.8  # semitones between two voices of one runner
REACH = 3.6  # semitones either way that a voice is bent before it sounds bent


def personality(person: Person, *, seed: int) -> tuple[Personality, str]:
    """Return the five factors with a line in words, and the evidence."""
    traits = presets.load("people", "traits")["traits"]
    dice = stream(seed, "cast/personality", person.name)
    values = {factor: 0.5 + dice.gauss(0, 0.1) for factor in FACTORS}
    trade = person.facts.get("profession")
    leanings = presets.load("wardrobe", "professions")["professions"][trade.value].get("traits", {}) if trade else {}
    for factor, amount in leanings.items():
        values[factor] += amount
    for facts, weight in ((person.manner, 0.25), (person.moods, 0.08)):
        for name in dict.fromkeys(fact.value for fact in facts):
            for factor in FACTORS:
                values[factor] += weight * traits[name].get(factor, 0.0)
    if person.speeches:  # a speech has 9 words in the mean of our measured scripts
        values["extraversion"] += min(0.15, max(-0.1, 0.012 * (person.words / person.speeches - 9)))
        values["neuroticism"] += 0.25 * (person.excitement - 0.2)
    values = {factor: round(min(0.95, max(0.05, value)), 2) for factor, value in values.items()}
    evidence = [f'"{fact.words}" (line {fact.line})' for fact in (person.manner + person.moods)[:4]] + ([f"{trade.value}"] if trade else [])
    return Personality(**values, summary=_summary(values, person)), ", ".join(evidence) or f"drawn with seed {seed}"


def motion(person: Person, who: Personality, *, age: int, seed: int) -> Motion:
    """Return bearing and resting face: what manner words say, else what the factors and the age suggest."""
    traits = presets.load("people", "traits")["traits"]
    told = [traits[fact.value] for fact in person.manner]
    dice = stream(seed, "cast/motion", person.name)
    gesture = 0.5 + 0.6 * (who.extraversion - 0.5) + sum(trait.get("gesture", 0.0) for trait in told[:2]) + dice.gauss(0, 0.06)
    posture = "tense" if who.neuroticism > 0.66 else "upright" if who.conscientiousness > 0.64 else "slumped" if age > 72 else "relaxed"
    gait = "slow" if age > 66 else "brisk" if who.extraversion > 0.64 or age < 15 else "even"
    face = (
        "worried" if who.neuroticism > 0.68 else "warm" if who.agreeableness > 0.64 else "stern" if who.agreeableness < 0.36 else "neutral"
    )

    def said(key: str, otherwise: str) -> Any:
        return next((trait[key] for trait in told if key in trait), otherwise)

    return Motion(
        posture=said("posture", posture),
        gait=said("gait", gait),
        gesture=round(min(1.0, max(0.0, gesture)), 2),
        expression=said("expression", face),
    )


def voice(person: Person, who: Personality, build: Build, *, gender: str, age: int, taken: Sequence[Voice], seed: int) -> Voice:
    """Return the runner and how it is bent; moved to the nearest free pitch when another voice of that runner is too near."""
    runner = "hibari" if gender == "female" or age < 14 else "joe"
    dice = stream(seed, "cast/voice", person.name)
    pitch = dice.uniform(-1.6, 1.6) - 3.0 * (build.weight - 0.5) - 1.5 * (build.muscle - 0.5) + 1.2 * (who.neuroticism - 0.5)
    pitch += 2.5 if age < 14 else 1.0 if age < 22 else -0.04 * max(0, age - 40)
    pace = 1.0 + 0.25 * (who.extraversion - 0.5) + 0.25 * (who.neuroticism - 0.5) - 0.004 * max(0, age - 50) + dice.gauss(0, 0.03)
    pitch = _free(pitch, [other.pitch for other in taken if other.runner == runner])
    return Voice(runner=runner, pitch=round(pitch, 1), pace=round(min(1.25, max(0.82, pace)), 2))


def _free(pitch: float, taken: Sequence[float]) -> float:
    """Return the pitch within reach nearest to `pitch` that keeps its distance; with a crowd, the one furthest from all."""
    count = round(10 * REACH)
    steps = sorted((n / 10 for n in range(-count, count + 1)), key=lambda step: abs(step - pitch))
    free = [step for step in steps if all(abs(step - other) >= APART for other in taken)]
    return free[0] if free else max(steps, key=lambda step: min(abs(step - other) for other in taken))


def _summary(values: Mapping[str, float], person: Person) -> str:
    """Return one line: the manner words of the script, then the factors that are far from the middle."""
    said = list(dict.fromkeys(fact.words.lower() for fact in person.manner))[:3]
    far = sorted(FACTORS, key=lambda factor: -abs(values[factor] - 0.5))
    found = [WORDS[factor][values[factor] > 0.5] for factor in far if abs(values[factor] - 0.5) > 0.09][:3]
    return ", ".join(dict.fromkeys([*said, *found])) or "even-tempered"
