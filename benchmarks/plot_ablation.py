"""PA: what the plot model adds to plans: ten genres × eight seeds, with its factor (power .6) and without (power 0).

Run: python benchmarks/plot_ablation.py DIR, where DIR holds plotto/. A plan's steps are judged by the book's own successions, counted on the
training part alone (Markov, one pseudo-step of the marginal): not by the network that drew them, but of the same book. No reader is in it.
"""

import math
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

from measure import publish

from filmcli.core import presets
from filmcli.script import developments, planning
from filmcli.script.plot import plotto

SEEDS = range(1, 9)


def successions(path: Path) -> dict[str, Counter]:
    """Return, by a step's group, how often each group follows it in the training part."""
    found: dict[str, Counter] = defaultdict(Counter)
    for one in plotto.read(path):
        if one.split == "train" and one.step.group:
            found[one.step.group].update(one.follows)
            found[""].update(one.follows)
    return found


def bits(groups: list[str], counted: dict[str, Counter]) -> list[float]:
    """Return the surprise of each step after the first, in bits."""
    told, whole = [], sum(counted[""].values())
    for before, after in zip(groups, groups[1:], strict=False):
        seen = counted[before]
        told.append(-math.log2((seen[after] + counted[""][after] / whole) / (sum(seen.values()) + 1)))
    return told


def drawn(weight: float) -> dict[tuple[str, int], list[str]]:
    """Return the groups of each plan's scenes."""
    developments.WEIGHT = weight
    cases = [(genre, seed) for genre in presets.names("genres") for seed in SEEDS]
    return {(genre, seed): [scene.development for scene in planning.make(None, genre=genre, seed=seed).scenes] for genre, seed in cases}


def main(data: Path) -> None:
    """Draw both sides, print and keep the row."""
    counted = successions(data / "plotto" / "conflicts.jsonl")
    kept = developments.WEIGHT
    with_it, without = drawn(kept), drawn(0.0)
    pairs = [(a, b) for case in with_it for a, b in zip(with_it[case], without[case], strict=False)]
    figures: dict[str, object] = {"plans": len(with_it), "scenes that differ": round(sum(a != b for a, b in pairs) / len(pairs), 3)}
    for name, side in (("with", with_it), ("without", without)):
        told = [value for groups in side.values() for value in bits(groups, counted)]
        figures |= {
            f"{name}: bits a step, by the book": round(statistics.mean(told), 2),
            f"{name}: different groups in a plan": round(statistics.mean(len(set(groups)) / len(groups) for groups in side.values()), 3),
            f"{name}: groups in use": len({group for groups in side.values() for group in groups}),
        }
    less = figures["without: bits a step, by the book"] - figures["with: bits a step, by the book"]  # type: ignore[operator]
    publish(
        "PA",
        "plans with the plot model's factor and without",
        figures,
        target="steps likelier by the book (no reader judged them)",
        met=less > 0,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
