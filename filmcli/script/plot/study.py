"""The study: features and labels from the data, the networks and every baseline on the fixed split, and what is shipped.

Knows nothing of the command line. `data` is a folder that holds `plotto/conflicts.jsonl` and `gerdracor/networks.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core.errors import InputError
from filmcli.script import plot
from filmcli.script.plot import gerdracor, moves, network, plotto, steps, training
from filmcli.script.plot.figures import GROUPED, Study
from filmcli.script.plot.groups import CLASSES, NAMES, class_of
from filmcli.script.plot.training import Choice, Settings, Table

if TYPE_CHECKING:
    import numpy as np

STRANGE = 0.02  # of the validation part's sentences are called out of depth: the least familiar ones
MOVES = Settings(hidden=64, decay=0.05, input_dropout=0.0, dropout=0.2, batch=256, patience=8, epochs=60)
PARTS = ("train", "val", "test")

Tell = Callable[[str], Any]


def run(data: Path, *, seeds: int = 10, tell: Tell = lambda line: None) -> Study:
    """Train and measure everything; the same data and seeds give the same networks on the same machine.

    Raises InputError for data that are not as expected.
    """
    examples = plotto.read(data / "plotto" / "conflicts.jsonl")
    plays = gerdracor.read(data / "gerdracor" / "networks.jsonl")
    study = Study(seeds)
    study.sizes["A"] = _sizes([one.split for one in examples], "Plotto's steps")
    study.sizes["B"] = _sizes([play.split for play in plays for _ in play.scenes[1:]], "GerDraCor's scenes")
    import torch  # seconds, which bad data need not wait for

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the order of a sum depends on it
    try:
        _developments(study, examples, tell)
        _moves(study, plays, tell)
    finally:
        torch.set_num_threads(threads)
    return study


def summed() -> np.ndarray:
    """Return which class each group is of, (21, 8)."""
    import numpy as np

    found = np.zeros((len(NAMES), len(CLASSES)), np.float32)
    for row, name in enumerate(NAMES):
        found[row, CLASSES.index(class_of(name))] = 1.0
    return found


@dataclass(frozen=True)
class _Told:
    """Plotto as arrays: the steps' own features, the same more closely, those of one step back, the groups that follow, their own, the split."""

    own: np.ndarray
    closely: np.ndarray
    earlier: np.ndarray
    follows: np.ndarray
    current: np.ndarray
    split: np.ndarray

    def inputs(self, *, grouped: bool) -> np.ndarray:
        """Return what the sequel network takes: the step, its group where that is told and zeros where not, and one step back."""
        import numpy as np

        return np.concatenate([self.own, self.current * np.float32(grouped), self.earlier], axis=1)

    def table(self, labels: np.ndarray, *parts: np.ndarray) -> Table:
        import numpy as np

        return Table(np.concatenate(parts, axis=1), labels, self.split)


def _developments(study: Study, examples: Sequence[plotto.Example], tell: Tell) -> None:
    import numpy as np

    tell(f"Plotto: {len(examples)} steps")
    split = np.array([one.split for one in examples])
    raw = steps.vectors([one.step.text for one in examples])
    known = network.stored(raw[split == "train"])
    scale = steps.Scale(network.stored(known.mean(axis=0)), float(known.std()) or 1.0)
    told = _Told(
        steps.own([one.step for one in examples], scale),
        steps.closely([one.step for one in examples], scale),
        steps.before([one.before for one in examples], scale),
        _soft([one.follows for one in examples]),
        _soft([{str(one.step.group): 1.0} for one in examples]),
        split,
    )
    readers = _members(told.table(told.current, told.closely), study.seeds)
    tell(f"the group of a step from its words: {study.seeds} perceptrons")
    members = _members(Table(told.inputs(grouped=True), told.follows, split, _choice(examples, scale)), study.seeds)
    tell(f"what follows: {study.seeds} perceptrons")
    reader = training.tempered(training.joined(readers), told.table(told.current, told.closely))
    sequel = training.tempered(training.joined(members), Table(told.inputs(grouped=False), told.follows, split))
    near = (raw @ known.T).max(axis=1)
    least = np.sort(near[split == "val"])
    study.ensembles |= {"reader": reader, "sequel": sequel}
    study.arrays |= {"mean": scale.mean, "known": known}
    study.facts |= {"deviation": scale.deviation, "familiar": round(float(least[int(STRANGE * len(least))]), 4), "groups": list(NAMES)}
    tell("the baselines: logistic regressions")
    _measure_reader(study, told, readers, reader)
    _measure_sequel(study, told, members, sequel, reader)
    _measure_doubt(study, told, sequel, near)


def _measure_reader(study: Study, told: _Told, readers: Sequence[network.Ensemble], reader: network.Ensemble) -> None:
    """Note how well a step's group is read from its words."""
    for task, fold, labels, test in _folds(told, told.current, "R"):
        study.note(task, "marginal", _marginal(labels, told.split)[test], labels[test])
        study.note(task, "logistic regression, same", training.logistic(told.table(labels, told.closely))[test], labels[test])
        study.note_seeds(task, [fold(one.probabilities(told.closely[test])) for one in readers], labels[test])
        study.note_shipped(task, fold(reader.probabilities(told.closely[test])), labels[test], reader.temperature)


def _measure_sequel(
    study: Study, told: _Told, members: Sequence[network.Ensemble], sequel: network.Ensemble, reader: network.Ensemble
) -> None:
    """Note the networks and the baselines of what follows."""
    current, read = told.current.argmax(axis=1), reader.probabilities(told.closely)
    plain, grouped = told.inputs(grouped=False), told.inputs(grouped=True)
    width = len(study.arrays["mean"])
    for task, fold, labels, test in _folds(told, told.follows, "A"):
        study.note(task, "marginal", _marginal(labels, told.split)[test], labels[test])
        after = training.markov(current, len(NAMES), told.table(labels, told.own))
        study.note(task, "Markov on the book's current group", after[current][test], labels[test])
        study.note(task, "Markov on the group read from the text", (read @ after)[test], labels[test])
        for name, parts in (
            ("relations only", [told.own[:, width:]]),
            ("text only", [told.own[:, :width]]),
            ("text + relations + one step back", [told.own, told.earlier]),
            ("same + the book's current group", [told.own, told.earlier, told.current]),
        ):
            found = training.logistic(told.table(labels, *parts))
            study.note(task, f"logistic regression, {name}", found[test], labels[test])
        study.note_seeds(task, [fold(one.probabilities(plain[test])) for one in members], labels[test])
        study.note_shipped(task, fold(sequel.probabilities(plain[test])), labels[test], sequel.temperature)
        study.note(task, GROUPED, fold(sequel.probabilities(grouped[test])), labels[test])


def _measure_doubt(study: Study, told: _Told, sequel: network.Ensemble, near: np.ndarray) -> None:
    """Note how often it abstains on the test part, and how right it is where it does and where it does not (8 classes)."""
    import numpy as np

    test = np.flatnonzero(told.split == "test")
    found = sequel.probabilities(told.inputs(grouped=False)[test])
    entropies = -(found * np.log2(np.maximum(found, 1e-9))).sum(axis=1)
    doubts = [plot.doubt(float(a), float(b), study.facts["familiar"]) for a, b in zip(near[test], entropies, strict=True)]
    silent = np.array([bool(one) for one in doubts])
    classes, labels = found @ summed(), told.follows[test] @ summed()
    study.abstains["share"] = round(float(silent.mean()), 3)
    for name, rows in (("answered", ~silent), ("abstained", silent)):
        if rows.any():
            study.abstains[f"{name}_ce"] = round(training.cross_entropy(classes[rows], labels[rows]), 3)
            study.abstains[f"{name}_accuracy"] = round(training.accuracy(classes[rows], labels[rows]), 3)


def _moves(study: Study, plays: Sequence[gerdracor.Play], tell: Tell) -> None:
    import numpy as np

    tell(f"GerDraCor: {len(plays)} plays")
    split = np.array([play.split for play in plays for _ in range(len(play.scenes) - 1)])
    inputs = np.concatenate([moves.features(play.scenes)[:-1] for play in plays])
    told = [label for play in plays for label in moves.labels(play.scenes)]
    labels = np.eye(len(moves.NAMES), dtype=np.float32)[[moves.NAMES.index(label) for label in told]]
    mean = network.stored(inputs[split == "train"].mean(axis=0))
    deviation = network.stored(inputs[split == "train"].std(axis=0) + 1e-3)
    table = Table((inputs - mean) / deviation, labels, split)
    test = table.rows("test")
    starts = [row == 0 for play in plays for row in range(len(play.scenes) - 1)]
    before = [len(moves.NAMES) if start else moves.NAMES.index(told[row - 1]) for row, start in enumerate(starts)]
    members = [training.perceptron(table, MOVES, seed=seed) for seed in range(study.seeds)]
    tell(f"the cast's moves: {study.seeds} perceptrons")
    shipped = training.tempered(training.joined(members), table)
    study.note("B", "marginal", _marginal(labels, split)[test], labels[test])
    study.note("B", "Markov on the move before", training.markov(before, len(moves.NAMES) + 1, table)[before][test], labels[test])
    study.note("B", "logistic regression, the speakers' network", training.logistic(table)[test], labels[test])
    study.note_seeds("B", [one.probabilities(table.inputs[test]) for one in members], labels[test])
    study.note_shipped("B", shipped.probabilities(table.inputs[test]), labels[test], shipped.temperature)
    study.ensembles["moves"] = shipped
    study.arrays |= {"moves_mean": mean, "moves_deviation": deviation}


def _choice(examples: Sequence[plotto.Example], scale: steps.Scale) -> Choice:
    """Return each step that may have come before: a story has one of them, so the network learns from one as well as from their mean.

    The step's own group is optional: one who plans knows it, one who reads does not.
    """
    import numpy as np

    flat = [step for one in examples for step in one.before]
    return Choice(steps.one_before(flat, scale), np.cumsum([0] + [len(one.before) for one in examples]), len(NAMES))


def _members(table: Table, seeds: int) -> list[network.Ensemble]:
    return [training.perceptron(table, Settings(), seed=seed, coarse=summed()) for seed in range(seeds)]


def _folds(told: _Told, labels: np.ndarray, task: str) -> list[tuple[str, Callable[[np.ndarray], np.ndarray], np.ndarray, np.ndarray]]:
    """Return (task, what makes its classes of groups, labels, test rows) for 8 classes and for 21 groups."""
    import numpy as np

    sums, test = summed(), np.flatnonzero(told.split == "test")
    return [(f"{task}8", lambda found: found @ sums, labels @ sums, test), (f"{task}21", lambda found: found, labels, test)]


def _marginal(labels: np.ndarray, split: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.tile(labels[split == "train"].mean(axis=0), (len(labels), 1))


def _sizes(split: Sequence[str], what: str) -> list[int]:
    """Return how many rows each part has. Raises InputError for a part without any."""
    found = [split.count(part) for part in PARTS]
    if 0 in found:
        raise InputError(
            f"{what}: none is of the part {PARTS[found.index(0)]!r}", hint="--data names the folder that holds plotto/ and gerdracor/"
        )
    return found


def _soft(given: Sequence[Mapping[str, float]]) -> np.ndarray:
    """Return shares of groups as rows that sum to 1, (n, 21)."""
    import numpy as np

    found = np.zeros((len(given), len(NAMES)), np.float32)
    for row, one in enumerate(given):
        for name, share in one.items():
            found[row, NAMES.index(name)] += share
    mean: np.ndarray = found / found.sum(axis=1, keepdims=True)
    return mean
