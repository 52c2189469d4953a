"""The study: features and labels from the data, the networks and every baseline on the fixed split, and what is shipped.

Knows nothing of the command line. `data` is a folder that holds `plotto/conflicts.jsonl` and `gerdracor/networks.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.script.plot import gerdracor, moves, network, plotto, steps, training
from filmcli.script.plot.groups import CLASSES, GROUPS, NAMES, class_of
from filmcli.script.plot.training import Settings, Table

if TYPE_CHECKING:
    import numpy as np

STRANGE = 0.02  # of the validation part's sentences are called out of depth: the least familiar ones
MOVES = Settings(hidden=64, decay=0.05, input_dropout=0.0, dropout=0.2, batch=256, patience=8, epochs=60)


@dataclass
class Study:
    """What came out: rows of figures by task, calibration, and the networks to ship."""

    rows: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    calibrated: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    ensembles: dict[str, network.Ensemble] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def note(self, task: str, name: str, probabilities: np.ndarray, labels: np.ndarray) -> None:
        figures = {"ce": training.cross_entropy(probabilities, labels), "accuracy": training.accuracy(probabilities, labels)}
        self.rows.setdefault(task, {})[name] = {key: round(value, 3) for key, value in figures.items()}


def run(data: Path, *, seeds: int = 10, tell: Callable[[str], Any] = lambda line: None) -> Study:
    """Train and measure everything; the same data and seeds give the same networks on the same machine."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the order of a sum depends on it
    try:
        study = Study()
        _developments(study, plotto.read(data / "plotto" / "conflicts.jsonl"), seeds, tell)
        _moves(study, gerdracor.read(data / "gerdracor" / "networks.jsonl"), seeds, tell)
    finally:
        torch.set_num_threads(threads)
    return study


def write(study: Study, path: Path) -> None:
    """Write the networks."""
    network.save(path, study.ensembles, study.arrays, study.facts)


def summed() -> np.ndarray:
    """Return which class each group is of, (21, 8)."""
    import numpy as np

    found = np.zeros((len(NAMES), len(CLASSES)), np.float32)
    for row, name in enumerate(NAMES):
        found[row, CLASSES.index(class_of(name))] = 1.0
    return found


def _developments(study: Study, examples: Sequence[plotto.Example], seeds: int, tell: Callable[[str], Any]) -> None:
    import numpy as np

    tell(f"Plotto: {len(examples)} steps")
    split = np.array([one.split for one in examples])
    raw = steps.vectors([one.step.text for one in examples])
    scale = steps.Scale(raw[split == "train"].mean(axis=0), float(raw[split == "train"].std()) or 1.0)
    own = steps.own([one.step for one in examples], scale)
    earlier = steps.before([one.before for one in examples], scale)
    follows = _soft([one.follows for one in examples])
    current = _soft([{one.step.group: 1.0} for one in examples])
    reader = _ensemble(Table(own, current, split), seeds, tell, "the group of a step from its words", coarse=summed())
    sequel_table = Table(np.concatenate([own, earlier], axis=1), follows, split)
    members = [training.perceptron(sequel_table, Settings(), seed=seed, coarse=summed()) for seed in range(seeds)]
    tell(f"what follows: {seeds} perceptrons")
    sequel = training.tempered(training.joined(members), sequel_table)
    study.ensembles |= {"reader": reader, "sequel": sequel}
    study.sizes["A"] = [int((split == part).sum()) for part in ("train", "val", "test")]
    _measure(study, sequel_table, members, sequel, reader, own, earlier, current)
    known = raw[split == "train"]
    near = np.sort((raw[split == "val"] @ known.T).max(axis=1))
    study.arrays |= {"mean": scale.mean, "known": known}
    study.facts |= {"deviation": scale.deviation, "familiar": round(float(near[int(STRANGE * len(near))]), 4), "groups": list(NAMES)}


def _measure(study, table, members, sequel, reader, own, earlier, current) -> None:
    """Note the networks and the baselines on the test part, in 8 classes and in 21 groups."""
    import numpy as np

    test, sums = table.rows("test"), summed()
    read = reader.probabilities(own)
    relations = own[:, 3 * steps_width() :]
    text = own[:, : steps_width()]
    for task, fold in (("A8", lambda x: x @ sums), ("A21", lambda x: x)):
        labels, group = fold(table.labels), fold(current)
        told = Table(table.inputs, labels, table.split)

        def note(name: str, probabilities: np.ndarray, task=task, labels=labels) -> None:
            study.note(task, name, probabilities[test], labels[test])

        note("marginal", np.tile(labels[table.rows("train")].mean(axis=0), (len(labels), 1)))
        note("Markov on the book's current group", training.markov(current.argmax(axis=1), len(NAMES), told))
        note("Markov on the group predicted from text", training.markov(read.argmax(axis=1), len(NAMES), told))
        for name, parts in (
            ("logistic regression, relations only", [relations]),
            ("logistic regression, text", [text]),
            ("logistic regression, text + relations + one step back", [own, earlier]),
            ("logistic regression, same + current group", [own, earlier, current]),
        ):
            note(name, training.logistic(Table(np.concatenate(parts, axis=1), labels, table.split)))
        singles = [fold(one.probabilities(table.inputs))[test] for one in members]
        figures = [(training.cross_entropy(p, labels[test]), training.accuracy(p, labels[test])) for p in singles]
        mean, spread = np.mean(figures, axis=0), np.std(figures, axis=0)
        study.rows[task][f"perceptron, mean of {len(members)} seeds"] = {
            "ce": round(float(mean[0]), 3), "accuracy": round(float(mean[1]), 3),
            "ce_sd": round(float(spread[0]), 3), "accuracy_sd": round(float(spread[1]), 3),
        }  # fmt: skip
        shipped = fold(sequel.probabilities(table.inputs))
        note("the ensemble that ships, calibrated", shipped)
        error, bins = training.calibration(shipped[test], labels[test])
        study.calibrated[task] = {"ece": round(error, 3), "temperature": sequel.temperature, "bins": bins}
        study.note(task, "the group of the step itself, read from its words", fold(read)[test], group[test])


def steps_width() -> int:
    """Return the length of a sentence vector."""
    from filmcli.runners import wordllama

    return wordllama.SIZE


def _moves(study: Study, plays: Sequence[gerdracor.Play], seeds: int, tell: Callable[[str], Any]) -> None:
    import numpy as np

    tell(f"GerDraCor: {len(plays)} plays")
    inputs = np.concatenate([moves.features(play.scenes)[:-1] for play in plays])
    told = [label for play in plays for label in moves.labels(play.scenes)]
    split = np.array([play.split for play in plays for _ in range(len(play.scenes) - 1)])
    labels = np.eye(len(moves.NAMES), dtype=np.float32)[[moves.NAMES.index(label) for label in told]]
    mean, deviation = inputs[split == "train"].mean(axis=0), inputs[split == "train"].std(axis=0) + 1e-3
    table = Table((inputs - mean) / deviation, labels, split)
    test = table.rows("test")
    before = [len(moves.NAMES) if start else moves.NAMES.index(told[row - 1]) for row, start in enumerate(_starts(plays))]
    study.note("B", "marginal", np.tile(labels[table.rows("train")].mean(axis=0), (len(labels), 1))[test], labels[test])
    study.note("B", "Markov on the move before", training.markov(before, len(moves.NAMES) + 1, table)[test], labels[test])
    study.note("B", "logistic regression on the network", training.logistic(table)[test], labels[test])
    members = [training.perceptron(table, MOVES, seed=seed) for seed in range(seeds)]
    figures = [
        (training.cross_entropy(p, labels[test]), training.accuracy(p, labels[test]))
        for p in (m.probabilities(table.inputs[test]) for m in members)
    ]
    spread = np.std(figures, axis=0)
    study.rows["B"][f"perceptron, mean of {seeds} seeds"] = {
        "ce": round(float(np.mean(figures, axis=0)[0]), 3), "accuracy": round(float(np.mean(figures, axis=0)[1]), 3),
        "ce_sd": round(float(spread[0]), 3), "accuracy_sd": round(float(spread[1]), 3),
    }  # fmt: skip
    shipped = training.tempered(training.joined(members), table)
    study.note("B", "the ensemble that ships, calibrated", shipped.probabilities(table.inputs[test]), labels[test])
    error, bins = training.calibration(shipped.probabilities(table.inputs[test]), labels[test])
    study.calibrated["B"] = {"ece": round(error, 3), "temperature": shipped.temperature, "bins": bins}
    study.sizes["B"] = [int((split == part).sum()) for part in ("train", "val", "test")]
    study.ensembles["moves"] = shipped
    study.arrays |= {"moves_mean": mean, "moves_deviation": deviation}
    tell(f"the cast's moves: {seeds} perceptrons")


def _starts(plays: Sequence[gerdracor.Play]) -> list[bool]:
    return [row == 0 for play in plays for row in range(len(play.scenes) - 1)]


def _ensemble(table: Table, seeds: int, tell: Callable[[str], Any], what: str, *, coarse: np.ndarray | None = None) -> network.Ensemble:
    members = [training.perceptron(table, Settings(), seed=seed, coarse=coarse) for seed in range(seeds)]
    tell(f"{what}: {seeds} perceptrons")
    return training.tempered(training.joined(members), table)


def _soft(given: Sequence[Mapping[str, float]]) -> np.ndarray:
    import numpy as np

    found = np.zeros((len(given), len(GROUPS)), np.float32)
    for row, one in enumerate(given):
        for name, share in one.items():
            found[row, NAMES.index(name)] += share
    mean: np.ndarray = found / found.sum(axis=1, keepdims=True)
    return mean
