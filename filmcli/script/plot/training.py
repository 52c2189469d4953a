"""Training of the plot networks: perceptrons by seed, stopped by the validation part, one temperature for all, and logistic baselines.

Knows nothing of stories: it sees features, soft labels and the split. Losses are cross-entropies in nats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filmcli.script.plot.network import Ensemble

if TYPE_CHECKING:
    import numpy as np

PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)  # of the logistic regressions; the best on val is taken


@dataclass(frozen=True)
class Choice:
    """What varies in training. For each row the values that its last features may have: rows `starts[i]` to `starts[i + 1]` of `values`.

    Before those stand `optional` features, which are zero in half of what is seen: the network learns to do without them.
    """

    values: np.ndarray
    starts: np.ndarray
    optional: int = 0


@dataclass(frozen=True)
class Table:
    """Features (n, f) and soft labels (n, classes) of one split's parts, and which rows are whose."""

    inputs: np.ndarray
    labels: np.ndarray
    split: np.ndarray
    choice: Choice | None = None

    def rows(self, part: str) -> np.ndarray:
        """Return the numbers of the rows of `train`, `val` or `test`."""
        import numpy as np

        return np.flatnonzero(self.split == part)


@dataclass(frozen=True)
class Settings:
    """How a perceptron is trained; found without the test part (docs/plot_model.md has the figures)."""

    hidden: int = 64
    rate: float = 2e-3
    decay: float = 1.0
    input_dropout: float = 0.5
    dropout: float = 0.3
    chosen: float = 0.5  # how often a row's choice is drawn, and how often its optional features are there
    batch: int = 64
    patience: int = 15
    epochs: int = 200


def perceptron(table: Table, chosen: Settings, *, seed: int, coarse: np.ndarray | None = None) -> Ensemble:
    """Train one perceptron. `coarse` (classes, coarser classes) adds the coarser labels' loss: half of the finer one's weight is theirs."""
    import copy

    import torch

    torch.manual_seed(seed)
    inputs, labels = torch.from_numpy(table.inputs), torch.from_numpy(table.labels)
    train, val = (torch.from_numpy(table.rows(part)) for part in ("train", "val"))
    sums = torch.from_numpy(coarse) if coarse is not None else None
    judged = [inputs[val]] + ([_without(table.choice, inputs[val])] if table.choice else [])
    net = torch.nn.Sequential(
        torch.nn.Dropout(chosen.input_dropout),
        torch.nn.Linear(inputs.shape[1], chosen.hidden),
        torch.nn.GELU(approximate="tanh"),
        torch.nn.Dropout(chosen.dropout),
        torch.nn.Linear(chosen.hidden, labels.shape[1]),
    )
    optimiser = torch.optim.AdamW(net.parameters(), chosen.rate, weight_decay=chosen.decay)
    best, kept, waited = float("inf"), copy.deepcopy(net.state_dict()), 0
    for _ in range(chosen.epochs):
        net.train()
        for rows in train[torch.randperm(len(train))].split(chosen.batch):
            optimiser.zero_grad()
            _loss(net(_drawn(table, inputs, rows, chosen.chosen)), labels[rows], sums).backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            now = sum(float(_loss(net(seen), labels[val], sums)) for seen in judged)
        waited += 1
        if now < best:
            best, kept, waited = now, copy.deepcopy(net.state_dict()), 0
        if waited > chosen.patience:
            break
    arrays = [kept[name].numpy() for name in ("1.weight", "1.bias", "4.weight", "4.bias")]
    return Ensemble(arrays[0].T[None].copy(), arrays[1][None], arrays[2].T[None].copy(), arrays[3][None])


def _drawn(table: Table, inputs, rows, share: float):
    """Return the rows' inputs; the last features of a share of them are one of the row's choice, and a share has its optional features."""
    import torch

    if table.choice is None:
        return inputs[rows]
    values, starts = torch.from_numpy(table.choice.values), torch.from_numpy(table.choice.starts)
    count = starts[rows + 1] - starts[rows]
    picked = starts[rows] + (torch.rand(len(rows)) * count).long()
    drawn = (torch.rand(len(rows)) < share) & (count > 0)
    found = inputs[rows]
    found[drawn, -values.shape[1] :] = values[picked[drawn]]
    without = torch.rand(len(rows)) >= share
    found[without] = _without(table.choice, found[without])
    return found


def _without(choice: Choice, inputs):
    """Return inputs without the optional features."""
    found, last = inputs.clone(), choice.values.shape[1]
    found[:, -last - choice.optional : -last] = 0
    return found


def _loss(logits, labels, sums):
    likely = logits.log_softmax(dim=1)
    fine = -(labels * likely).sum(dim=1).mean()
    if sums is None:
        return fine
    classes = (likely.exp() @ sums).clamp_min(1e-9).log()
    return 0.5 * fine - ((labels @ sums) * classes).sum(dim=1).mean()


def joined(members: Sequence[Ensemble]) -> Ensemble:
    """Return one ensemble of several."""
    import numpy as np

    parts = zip(*((one.hidden, one.hidden_bias, one.out, one.out_bias) for one in members), strict=True)
    return Ensemble(*(np.concatenate(arrays) for arrays in parts))


def tempered(one: Ensemble, table: Table) -> Ensemble:
    """Return the ensemble at the temperature that fits the validation part best (Guo et al. 2017, section 4.2), from 0.5 to 2."""
    import numpy as np

    rows = table.rows("val")

    def loss(temperature: float) -> float:
        cooled = Ensemble(one.hidden, one.hidden_bias, one.out, one.out_bias, temperature)
        return cross_entropy(cooled.probabilities(table.inputs[rows]), table.labels[rows])

    best = min(np.geomspace(0.5, 2.0, 57), key=loss)
    return Ensemble(one.hidden, one.hidden_bias, one.out, one.out_bias, round(float(best), 3))


def logistic(table: Table) -> np.ndarray:
    """Return the probabilities, for every row, of the logistic regression whose penalty does best on the validation part."""
    import torch

    inputs, labels = torch.from_numpy(table.inputs), torch.from_numpy(table.labels)
    train, val = table.rows("train"), table.rows("val")
    found: list[tuple[float, np.ndarray]] = []
    for penalty in PENALTIES:
        weight = torch.zeros(inputs.shape[1], labels.shape[1], requires_grad=True)
        bias = torch.zeros(labels.shape[1], requires_grad=True)
        optimiser = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

        def closure(weight=weight, bias=bias, penalty=penalty, optimiser=optimiser):
            optimiser.zero_grad()
            likely = (inputs[train] @ weight + bias).log_softmax(dim=1)
            loss = -(labels[train] * likely).sum(dim=1).mean() + penalty / len(train) * (weight**2).sum() / 2
            loss.backward()
            return loss

        optimiser.step(closure)
        with torch.no_grad():
            probabilities = (inputs @ weight + bias).softmax(dim=1).numpy()
        found.append((cross_entropy(probabilities[val], table.labels[val]), probabilities))
    return min(found, key=lambda pair: pair[0])[1]


def markov(states: Sequence[int], count: int, table: Table) -> np.ndarray:
    """Return what follows each of `count` states, (count, classes): the label's mean over the training rows, with one row of the marginal."""
    import numpy as np

    train = table.rows("train")
    marginal = table.labels[train].mean(axis=0)
    sums = np.tile(marginal, (count, 1))
    rows = np.ones(count)
    for row in train:
        sums[states[row]] += table.labels[row]
        rows[states[row]] += 1
    found: np.ndarray = sums / rows[:, None]
    return found


def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Return the soft cross-entropy in nats."""
    import numpy as np

    return float(-(labels * np.log(np.maximum(probabilities, 1e-9))).sum(axis=1).mean())


def accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Return the gold mass on the likeliest class."""
    import numpy as np

    return float(labels[np.arange(len(labels)), probabilities.argmax(axis=1)].mean())


def calibration(probabilities: np.ndarray, labels: np.ndarray, *, bins: int = 10) -> tuple[float, list[tuple[float, float, int]]]:
    """Return the expected calibration error of the likeliest class, and (mean confidence, mean gold mass, rows) of each bin that has rows.

    Bins are of equal width (Guo et al. 2017, section 2).
    """
    import numpy as np

    sure, right = probabilities.max(axis=1), labels[np.arange(len(labels)), probabilities.argmax(axis=1)]
    place = np.minimum((sure * bins).astype(int), bins - 1)
    table = [
        (float(sure[place == b].mean()), float(right[place == b].mean()), int((place == b).sum()))
        for b in range(bins)
        if (place == b).any()
    ]
    return sum(abs(s - r) * n for s, r, n in table) / len(labels), table
