"""The plot model: what a story's next step is likely to be, from its people, its words and the step before, and how sure that is.

Knows nothing of screenplays on disk. `predict` answers for a row of steps; `next_developments` weighs the answer with the beat and the genre.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filmcli.core.errors import CannotRunError
from filmcli.script.plot.groups import CLASSES, NAMES, class_of
from filmcli.script.plot.steps import Step

__all__ = ["Development", "Model", "Prediction", "Step", "doubt", "next_developments", "predict", "read_group", "shipped"]

FILE = "plot.safetensors"
FLAT = 0.9  # of the entropy's most; above it the model knows next to nothing


@dataclass(frozen=True)
class Prediction:
    """What follows a step: probabilities of the 21 groups and the 8 classes, entropy in bits, and how near the step is to what was learnt.

    `familiar` is the cosine to the nearest training sentence, `abstains` says in words why the prediction is not to be trusted, or nothing.
    """

    groups: Mapping[str, float]
    classes: Mapping[str, float]
    entropy: float
    familiar: float
    abstains: str = ""

    def top(self, count: int = 3) -> list[tuple[str, float]]:
        """Return the likeliest groups and their probabilities."""
        return sorted(self.groups.items(), key=lambda pair: (-pair[1], pair[0]))[:count]


@dataclass(frozen=True)
class Development:
    """A group that may come next, its probability among those allowed, and each factor that made it."""

    group: str
    probability: float
    parts: Mapping[str, float]


class Model:
    """The networks of one weights file."""

    def __init__(self, path: Path) -> None:
        from filmcli.script.plot import network, steps

        self.networks, self.arrays, self.facts = network.load(path)
        if self.facts["groups"] != list(NAMES):
            raise CannotRunError(f"{path}: knows other groups than this filmcli", hint="filmcli train plot --data DIR -o FOLDER")
        self.scale = steps.Scale(self.arrays["mean"], self.facts["deviation"])

    def predict(self, told: Sequence[Step]) -> Prediction:
        """Return what follows the last of the steps; the one before it counts as one step back. Raises ValueError for no step.

        The last step's group counts where it is given: one who plans knows it. The group of the step before is read where it is not given.
        """
        import numpy as np

        from filmcli.script.plot import steps, study

        if not told:
            raise ValueError("expected at least one step")
        now, back = told[-1], [self._grouped(step) for step in told[-2:-1]]
        inputs = np.concatenate([steps.own([now], self.scale), steps.groups([now]), steps.before([back], self.scale)], axis=1)
        found = self.networks["sequel"].probabilities(inputs)[0]
        classes = found @ study.summed()
        (familiar,) = self.familiar([now.text])
        entropy = float(-(found * np.log2(np.maximum(found, 1e-9))).sum())
        groups = {name: float(p) for name, p in zip(NAMES, found, strict=True)}
        by_class = {name: float(p) for name, p in zip(CLASSES, classes, strict=True)}
        return Prediction(groups, by_class, entropy, familiar, doubt(familiar, entropy, self.facts["familiar"]))

    def read(self, step: Step) -> Mapping[str, float]:
        """Return how likely a step is of each group, by its own words."""
        from filmcli.script.plot import steps

        found = self.networks["reader"].probabilities(steps.closely([step], self.scale))[0]
        return {name: float(p) for name, p in zip(NAMES, found, strict=True)}

    def read_group(self, step: Step) -> tuple[str, float]:
        """Return the group that a step's own words say it is of, and the probability."""
        return max(self.read(step).items(), key=lambda pair: (pair[1], pair[0]))

    def familiar(self, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each text to the nearest training sentence: low for what no story of the book says."""
        from filmcli.script.plot import steps

        return [float(one) for one in (steps.vectors(texts) @ self.arrays["known"].T).max(axis=1)] if texts else []

    def moves(self, scenes: Sequence) -> list[Mapping[str, float]]:
        """Return, for each scene (`moves.Talk`), how likely each move of the cast to the next scene is."""
        from filmcli.script.plot import moves

        if not scenes:
            return []
        inputs = (moves.features(scenes) - self.arrays["moves_mean"]) / self.arrays["moves_deviation"]
        return [{name: float(p) for name, p in zip(moves.NAMES, row, strict=True)} for row in self.networks["moves"].probabilities(inputs)]

    def _grouped(self, step: Step) -> Step:
        return step if step.group or not step.text.strip() else Step(step.text, step.roles, self.read_group(step)[0])


def doubt(familiar: float, entropy: float, least: float) -> str:
    """Return why a prediction is not to be trusted, or nothing: too far from what was learnt, or of too high an entropy (bits)."""
    if familiar < least:
        return "unlike all it has learnt"
    if entropy > FLAT * math.log2(len(NAMES)):
        return "all about equally likely"
    return ""


@cache
def shipped() -> Model:
    """Return the model that ships with filmcli, loaded once."""
    return Model(Path(__file__).parent / "weights" / FILE)


def predict(told: Sequence[Step]) -> Prediction:
    """Return what follows the last of the steps, by the shipped model."""
    return shipped().predict(told)


def read_group(step: Step) -> tuple[str, float]:
    """Return the group of a step by its own words, and the probability, by the shipped model."""
    return shipped().read_group(step)


def next_developments(
    told: Sequence[Step], *, allowed: Iterable[str], beat: Mapping[str, float], genre: Mapping[str, float], weight: float = 1.0
) -> list[Development]:
    """Return the allowed groups by falling probability: plot model ^ weight × beat × genre, made to sum to 1.

    `beat` and `genre` are factors by group or by class; what they do not name counts 1. Where the model abstains, or nothing was told, its
    factor is 1 for all. Raises ValueError when nothing is allowed.
    """
    names = sorted(set(allowed))
    if not names:
        raise ValueError("expected at least one allowed group")
    known = predict(told) if told else None
    model = {name: known.groups[name] * len(NAMES) if known and not known.abstains else 1.0 for name in names}
    parts = {name: {"plot": model[name], "beat": _factor(beat, name), "genre": _factor(genre, name)} for name in names}
    raw = {name: max(p["plot"], 1e-6) ** weight * p["beat"] * p["genre"] for name, p in parts.items()}
    total = sum(raw.values()) or 1.0
    found = [Development(name, raw[name] / total, {key: round(value, 3) for key, value in parts[name].items()}) for name in names]
    return sorted(found, key=lambda one: (-one.probability, one.group))


def _factor(factors: Mapping[str, float], group: str) -> float:
    return float(factors.get(group, factors.get(class_of(group), 1.0)))
