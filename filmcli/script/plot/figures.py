"""What a study of the plot model found: figures by task and row, calibration, how often it abstains, and the networks to ship.

Knows nothing of the data and of how a network is trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from filmcli.script.plot import network, training

if TYPE_CHECKING:
    import numpy as np

SHIPS = "the ensemble that ships, calibrated"
GROUPED = "the same, told the book's current group"


@dataclass
class Study:
    """`rows` are cross-entropies (nats) and accuracies (gold mass on the likeliest class) on the test part; `sizes` are train, val, test."""

    seeds: int
    rows: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    calibrated: dict[str, Any] = field(default_factory=dict)
    abstains: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    ensembles: dict[str, network.Ensemble] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def note(self, task: str, name: str, probabilities: np.ndarray, labels: np.ndarray) -> None:
        """Keep the figures of one row."""
        figures = {"ce": training.cross_entropy(probabilities, labels), "accuracy": training.accuracy(probabilities, labels)}
        self.rows.setdefault(task, {})[name] = {key: round(value, 3) for key, value in figures.items()}

    def note_seeds(self, task: str, every: Sequence[np.ndarray], labels: np.ndarray) -> None:
        """Keep the mean of networks that differ by seed only, and the standard deviation over the seeds."""
        import numpy as np

        figures = np.array([(training.cross_entropy(one, labels), training.accuracy(one, labels)) for one in every])
        means, spreads = figures.mean(axis=0), figures.std(axis=0)
        self.rows.setdefault(task, {})[perceptrons(len(every))] = {
            "ce": round(float(means[0]), 3), "accuracy": round(float(means[1]), 3),
            "ce_sd": round(float(spreads[0]), 3), "accuracy_sd": round(float(spreads[1]), 3),
        }  # fmt: skip

    def note_shipped(self, task: str, probabilities: np.ndarray, labels: np.ndarray, temperature: float) -> None:
        """Keep the figures of what ships, and how well it knows itself."""
        self.note(task, SHIPS, probabilities, labels)
        error, bins = training.calibration(probabilities, labels)
        rounded = [(round(sure, 3), round(right, 3), count) for sure, right, count in bins]
        self.calibrated[task] = {"ece": round(error, 3), "temperature": temperature, "bins": rounded}

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data, without the networks."""
        return {
            "seeds": self.seeds,
            "sizes": self.sizes,
            "tasks": self.rows,
            "calibration": self.calibrated,
            "abstains": self.abstains,
            "familiar": self.facts["familiar"],
        }


def perceptrons(seeds: int) -> str:
    """Return the name of the row of networks that differ by seed only."""
    return f"perceptron, mean of {seeds} seeds" if seeds > 1 else "perceptron, one seed"
