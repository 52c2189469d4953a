"""Personality, bearing and voice of one person, from manner words, trade, speech and a little chance.

Knows nothing of looks. Five factors 0–1 (Costa and McCrae 1992); pitch in semitones; pace 1 is the voice's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from filmcli.cast import bearing, lexicon
from filmcli.cast.bearing import FACTORS
from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Build, Motion, Personality, Voice

MANNER, MOOD, DEED = 0.32, 0.08, 0.10  # what a word of the introduction, of a parenthetical, and one deed or saying add at most
SPREAD = 0.12  # of what nobody tells: about the standard deviation of people's answers, on 0-1 (Costa and McCrae 1992)
TOLD = 0.3  # of that spread where the script tells something
AGAIN = 0.5  # of that for each further time
WORDS = {
    "openness": ("down to earth", "curious"),
    "conscientiousness": ("careless", "careful"),
    "extraversion": ("reserved", "outgoing"),
    "agreeableness": ("hard-headed", "warm"),
    "neuroticism": ("steady", "on edge"),
}
APART = 0.8  # semitones between two voices of one runner
REACH = 3.6  # semitones either way that a voice is bent before it sounds bent
RULES: dict[
    str, list[tuple[str, Any, str]]
] = {  # key of Motion → (value, whether it holds of factors and age, the reason), the first that holds
    "posture": [
        ("tense", lambda who, age: who.neuroticism > 0.66, "neuroticism {neuroticism:g}"),
        ("slumped", lambda who, age: age > 72, "{age} years"),
        ("upright", lambda who, age: who.conscientiousness > 0.62, "conscientiousness {conscientiousness:g}"),
        ("slumped", lambda who, age: who.conscientiousness < 0.36, "conscientiousness {conscientiousness:g}"),
        ("relaxed", lambda who, age: True, "nothing speaks for another"),
    ],
    "gait": [
        ("slow", lambda who, age: age > 66, "{age} years"),
        ("brisk", lambda who, age: age < 15, "{age} years"),
        ("brisk", lambda who, age: who.extraversion > 0.62, "extraversion {extraversion:g}"),
        ("slow", lambda who, age: who.extraversion < 0.34, "extraversion {extraversion:g}"),
        ("even", lambda who, age: True, "nothing speaks for another"),
    ],
    "expression": [
        ("worried", lambda who, age: who.neuroticism > 0.68, "neuroticism {neuroticism:g}"),
        ("warm", lambda who, age: who.agreeableness > 0.62, "agreeableness {agreeableness:g}"),
        ("stern", lambda who, age: who.agreeableness < 0.36, "agreeableness {agreeableness:g}"),
        ("amused", lambda who, age: who.extraversion > 0.66, "extraversion {extraversion:g}"),
        ("thoughtful", lambda who, age: who.openness > 0.66, "openness {openness:g}"),
        ("neutral", lambda who, age: True, "nothing speaks for another"),
    ],
    "gaze": [
        ("wandering", lambda who, age: who.neuroticism > 0.64, "neuroticism {neuroticism:g}"),
        ("lowered", lambda who, age: who.extraversion < 0.36, "extraversion {extraversion:g}"),
        (
            "direct",
            lambda who, age: who.extraversion > 0.6 or who.agreeableness < 0.38,
            "extraversion {extraversion:g}, agreeableness {agreeableness:g}",
        ),
        ("steady", lambda who, age: True, "nothing speaks for another"),
    ],
}


@dataclass(frozen=True)
class Evidence:
    """What moves one factor: up or down, by how much, and why (`line 21 "folds it twice" (orders things)`)."""

    factor: str
    amount: float
    words: str


def personality(person: Person, *, seed: int) -> tuple[Personality, dict[str, str]]:
    """Return the five factors with a line in words, and the evidence for each factor by `personality.<factor>`."""
    found = list(_evidence(person))
    values = _factors(found, person, seed)
    origin = {f"personality.{factor}": _told(factor, found) or f"nothing in the script; drawn with seed {seed}" for factor in FACTORS}
    return Personality(**values, summary=_summary(values, person)), origin


def nature(person: Person, *, seed: int) -> Personality:
    """Return the five factors without what is done and said: what a voice hangs on, so that an edit of one scene speaks no line anew."""
    quiet = replace(person, moods=(), deeds=(), sayings=(), speeches=0)
    return Personality(**_factors(list(_evidence(quiet)), quiet, seed))


def _factors(found: Sequence[Evidence], person: Person, seed: int) -> dict[str, float]:
    dice = stream(seed, "cast/personality", person.name)
    told = {one.factor for one in found if abs(one.amount) >= 0.02 and '"' in one.words}  # quoted, not counted
    values = {factor: 0.5 + dice.gauss(0, SPREAD) * (TOLD if factor in told else 1.0) for factor in FACTORS}
    for one in found:
        values[one.factor] += one.amount
    return {factor: round(min(0.95, max(0.05, value)), 2) for factor, value in values.items()}


def _evidence(person: Person) -> Iterator[Evidence]:
    """Yield what the script says of the factors: manner, moods, deeds, sayings, trade, and how the person talks."""
    traits, table = presets.load("people", "traits")["traits"], presets.load("people", "deeds")
    for rows, facts, weight in (
        (traits, person.manner, MANNER),
        (traits, person.moods, MOOD),
        (table["deeds"], person.deeds, DEED),
        (table["sayings"], person.sayings, DEED),
    ):
        count: Counter[str] = Counter()
        for fact in facts:
            share = weight * AGAIN ** count[str(fact.value)]
            count[str(fact.value)] += 1
            kind = "" if rows is traits else f" ({fact.value})"
            words = " ".join(fact.words.split())
            for factor in FACTORS:
                if amount := share * rows[fact.value].get(factor, 0.0):
                    yield Evidence(factor, amount, f'line {fact.line} "{words}"{kind}' if fact.line else f'as told "{words}"{kind}')
    if trade := person.facts.get("profession"):
        for factor, amount in presets.load("wardrobe", "professions")["professions"][trade.value].get("traits", {}).items():
            yield Evidence(factor, amount, f'{f"line {trade.line}" if trade.line else "as told"} "{trade.words}" (trade)')
    if person.speeches > 1:  # a speech has 9 words in the mean of our measured scripts
        mean = person.words / person.speeches
        yield Evidence("extraversion", min(0.15, max(-0.1, 0.012 * (mean - 9))), f"{mean:.0f} words a speech")
        yield Evidence("neuroticism", 0.25 * (person.excitement - 0.2), f"{100 * person.excitement:.0f} % of the sentences ask or cry out")


def _told(factor: str, found: Sequence[Evidence]) -> str:
    """Return the strongest evidence for and against a factor in one line; empty when there is none to speak of."""
    own = sorted((one for one in found if one.factor == factor and abs(one.amount) >= 0.02), key=lambda one: -abs(one.amount))[:3]
    sides = (("up", [one.words for one in own if one.amount > 0]), ("down", [one.words for one in own if one.amount < 0]))
    return "; ".join(f"{side}: {', '.join(words)}" for side, words in sides if words)


def motion(person: Person, who: Personality, *, age: int, seed: int) -> tuple[Motion, dict[str, str]]:
    """Return bearing, gaze and resting face with the reason of each: what manner words say, else what the factors and the age suggest."""
    traits = presets.load("people", "traits")["traits"]
    told = [(traits[fact.value], fact) for fact in person.manner]
    dice = stream(seed, "cast/motion", person.name)
    gesture = 0.5 + 0.6 * (who.extraversion - 0.5) + sum(trait.get("gesture", 0.0) for trait, _ in told[:2]) + dice.gauss(0, 0.06)
    origin = {
        "motion.gesture": f"extraversion {who.extraversion:g}"
        + "".join(f", {fact.words}" for trait, fact in told[:2] if "gesture" in trait)
    }
    values: dict[str, Any] = {}
    for key, rules in RULES.items():
        fact = next((fact for trait, fact in told if key in trait), None)
        if fact:
            values[key], origin[f"motion.{key}"] = traits[fact.value][key], fact.origin
            continue
        values[key], origin[f"motion.{key}"] = next(
            (value, why.format(age=age, **who.model_dump())) for value, holds, why in rules if holds(who, age)
        )
    trade = person.facts.get("profession")
    values["stand"], why = bearing.stand(
        who,
        age=age,
        trade=str(trade.value) if trade else "",
        traits=[str(fact.value) for fact in person.manner],
        seed=seed,
        name=person.name,
    )
    return Motion(gesture=round(min(1.0, max(0.0, gesture)), 2), **values), origin | {"motion.stand": why}


def voice(person: Person, who: Personality, build: Build, *, gender: str, age: int, taken: Sequence[Voice], seed: int) -> tuple[Voice, str]:
    """Return the runner and how it is bent, with the reason; moved to the nearest free pitch when another voice of that runner is too near."""
    runner = "hibari" if gender == "female" or age < 14 else "joe"
    dice = stream(seed, "cast/voice", person.name)
    said = {name: fact for name, fact in person.facts.items() if name.startswith("voice/")}
    words = [lexicon.words("voice")[fact.value] for fact in said.values()]
    pitch = dice.uniform(-1.6, 1.6) - 3.0 * (build.weight - 0.5) - 1.5 * (build.muscle - 0.5) + 1.2 * (who.neuroticism - 0.5)
    pitch += 2.5 if age < 14 else 1.0 if age < 22 else -0.04 * max(0, age - 40)
    pitch += sum(word.get("pitch", 0.0) for word in words)
    pace = 1.0 + 0.25 * (who.extraversion - 0.5) + 0.25 * (who.neuroticism - 0.5) - 0.004 * max(0, age - 50) + dice.gauss(0, 0.03)
    pace += sum(word.get("pace", 0.0) for word in words)
    pitch = _free(pitch, [other.pitch for other in taken if other.runner == runner])
    quoted = "".join(f"{fact.origin}; " for fact in said.values())
    reason = f"{quoted}{runner}, bent by age, build and temper, and apart from the other {runner} voices"
    return Voice(runner=runner, pitch=round(pitch, 1), pace=round(min(1.25, max(0.82, pace)), 2)), reason


def _free(pitch: float, taken: Sequence[float]) -> float:
    """Return the pitch within reach nearest to `pitch` that keeps its distance; with a crowd, the one furthest from all."""
    count = round(10 * REACH)
    steps = sorted((n / 10 for n in range(-count, count + 1)), key=lambda step: abs(step - pitch))
    free = [step for step in steps if all(abs(step - other) >= APART for other in taken)]
    return free[0] if free else max(steps, key=lambda step: min(abs(step - other) for other in taken))


def _summary(values: Mapping[str, float], person: Person) -> str:
    """Return one line: the manner words of the script, then the factors that are far from the middle and not at odds with these."""
    traits = presets.load("people", "traits")["traits"]
    said = {str(fact.value): fact.words.lower() for fact in person.manner}
    far = sorted(FACTORS, key=lambda factor: -abs(values[factor] - 0.5))

    def at_odds(factor: str) -> bool:
        return any(traits[name].get(factor, 0.0) * (values[factor] - 0.5) < 0 for name in said)

    found = [WORDS[factor][values[factor] > 0.5] for factor in far if abs(values[factor] - 0.5) > 0.09 and not at_odds(factor)][:3]
    return ", ".join(dict.fromkeys([*list(said.values())[:3], *found])) or "even-tempered"
